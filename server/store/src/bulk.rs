//! Many rows in few statements.

use crate::db::{DbError, Tx};
use crate::seal::left_out;
use crate::value::Value;
use sqlx::AssertSqlSafe;

/// Parameters of one statement: what SQLite and PostgreSQL both take.
const MOST_PARAMETERS: usize = 30_000;
/// Rows of one statement; more make it no faster.
const MOST_ROWS: usize = 500;

impl Tx {
    /// Inserts rows into a table. All rows have a value for every column.
    ///
    /// # Errors
    /// Of the database; a row with a key that is there already is one.
    pub async fn insert(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, DbError> {
        let width = columns.len().max(1);
        let most = (MOST_PARAMETERS / width).clamp(1, MOST_ROWS);
        let mut inserted = 0;
        let mut rows = rows.into_iter();
        loop {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(most).collect();
            if chunk.is_empty() {
                self.grown(table, inserted).await?;
                return Ok(inserted);
            }
            if left_out(table).is_some() {
                chunk.iter().for_each(|row| self.seals().add(table, columns, row));
            }
            let sql = statement(table, columns, chunk.len(), matches!(self, Tx::Postgres(..)));
            let values: Vec<Value> = chunk.into_iter().flatten().collect();
            inserted += self.run(AssertSqlSafe(sql), values).await?;
        }
    }
}

/// The statement; only PostgreSQL numbers its parameters. SQLite would look each number up among all the others as a name, which for
/// some ten thousand of them takes longer than the rows.
fn statement(table: &str, columns: &[&str], rows: usize, numbered: bool) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut parameter = 0;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            sql.push_str(if column == 0 { "" } else { ", " });
            if numbered {
                parameter += 1;
                sql.push('$');
                sql.push_str(&parameter.to_string());
            } else {
                sql.push('?');
            }
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_through_where_they_are() {
        let all = |numbered| statement("t", &["a", "b"], 2, numbered);
        assert_eq!(all(true), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(all(false), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }
}
