//! All tables in one form that both databases can be read into and filled from.
//!
//! The tables and their columns are read from the same text that made them, so a table that is added is kept too.

use crate::db::{Db, DbError, Tx, lite, pg};
use crate::schema;
use crate::value::Value;
use chrono::{DateTime, NaiveDate, Utc};
use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Postgres, Row, Sqlite, Transaction, Type};

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: Vec<(&'static str, ColumnKind)>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// A point in time.
    Moment,
}

/// The tables, each after those that it refers to.
pub fn tables() -> Vec<Table> {
    let mut out: Vec<Table> = Vec::new();
    for line in schema::texts().flat_map(str::lines) {
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            out.push(Table { name: name.trim_end_matches(" ("), columns: Vec::new() });
        } else if let Some((name, column)) = added(line) {
            let table = out.iter_mut().find(|table| table.name == name);
            if let (Some(table), Some(column)) = (table, column) {
                table.columns.push(column);
            }
        } else if let Some(column) = line.strip_prefix("  ") {
            let mut words = column.split([' ', ',']).filter(|word| !word.is_empty());
            let (Some(name), Some(kind), Some(table)) = (words.next(), words.next(), out.last_mut()) else { continue };
            // Anything else is a key, a condition, a comment.
            if let Some(kind) = kind_of(kind) {
                table.columns.push((name, kind));
            }
        }
    }
    out
}

/// The table and the column that a line adds to it.
fn added(line: &'static str) -> Option<(&'static str, Option<(&'static str, ColumnKind)>)> {
    let (table, column) = line.strip_prefix("ALTER TABLE ")?.split_once(" ADD COLUMN ")?;
    let mut words = column.split([' ', ';']).filter(|word| !word.is_empty());
    let column = words.next().zip(words.next().and_then(kind_of));
    Some((table, column))
}

fn kind_of(word: &str) -> Option<ColumnKind> {
    Some(match word {
        "TEXT" => ColumnKind::Text,
        "BIGINT" => ColumnKind::Number,
        "BOOLEAN" => ColumnKind::Flag,
        "DATE" => ColumnKind::Day,
        "TIMESTAMPTZ" => ColumnKind::Moment,
        _ => return None,
    })
}

/// Everything as it was at one moment, while others go on writing.
#[derive(Debug)]
pub enum Snapshot {
    /// Of a file.
    Sqlite(Transaction<'static, Sqlite>),
    /// Of a server.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Takes a snapshot.
    ///
    /// # Errors
    /// Where no connection is to be had.
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Snapshot::Sqlite(read.begin_with("BEGIN").await?),
            Self::Postgres(pool, _) => {
                Snapshot::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }
}

impl Snapshot {
    /// Tells of all rows of a table, one after the other.
    ///
    /// # Errors
    /// Of the database, or what `tell` refuses.
    pub async fn each<E: From<DbError>>(
        &mut self,
        table: &Table,
        mut tell: impl FnMut(Vec<Value>) -> Result<(), E>,
    ) -> Result<(), E> {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let sql = AssertSqlSafe(format!("SELECT {} FROM {}", names.join(", "), table.name));
        let failed = |error: sqlx::Error| E::from(DbError::from(error));
        match self {
            Self::Sqlite(tx) => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    tell(read(&row, table).map_err(failed)?)?;
                }
            }
            Self::Postgres(tx) => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(failed)? {
                    tell(read(&row, table).map_err(failed)?)?;
                }
            }
        }
        Ok(())
    }
}

impl Tx {
    /// Fills a table with rows as [`Snapshot::each`] tells them.
    ///
    /// # Errors
    /// Of the database.
    pub async fn fill(&mut self, table: &Table, rows: Vec<Vec<Value>>) -> Result<u64, DbError> {
        let names: Vec<&'static str> = table.columns.iter().map(|(name, _)| *name).collect();
        self.insert(table.name, &names, rows).await
    }

    /// Runs a statement that inserts rows into a table of facts, and seals these rows; how many they are.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put(&mut self, into: &'static str, sql: &str, values: Vec<Value>) -> Result<u64, DbError> {
        let Some(table) = tables().into_iter().find(|table| table.name == into) else {
            return Err(sqlx::Error::InvalidArgument(format!("there is no table `{into}`")).into());
        };
        let names: Vec<&'static str> = table.columns.iter().map(|(name, _)| *name).collect();
        let sql = AssertSqlSafe(format!("{sql} RETURNING {}", names.join(", ")));
        let mut rows = Vec::new();
        match self {
            Self::Sqlite(tx, _) => {
                for row in sqlx::query_with(sql, lite(values)?).fetch_all(&mut **tx).await? {
                    rows.push(read(&row, &table)?);
                }
            }
            Self::Postgres(tx, ..) => {
                for row in sqlx::query_with(sql, pg(values)?).fetch_all(&mut **tx).await? {
                    rows.push(read(&row, &table)?);
                }
            }
        }
        rows.iter().for_each(|row| self.seals().add(into, &names, row));
        Ok(rows.len() as u64)
    }
}

fn read<R>(row: &R, table: &Table) -> Result<Vec<Value>, sqlx::Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    String: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    i64: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    bool: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    NaiveDate: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    DateTime<Utc>: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database,
{
    let one = |(at, (_, kind)): (usize, &(&str, ColumnKind))| {
        Ok(match kind {
            ColumnKind::Text => Value::Text(row.try_get(at)?),
            ColumnKind::Number => Value::Number(row.try_get(at)?),
            ColumnKind::Flag => Value::Flag(row.try_get(at)?),
            ColumnKind::Day => Value::Day(row.try_get(at)?),
            ColumnKind::Moment => Value::Moment(row.try_get(at)?),
        })
    };
    table.columns.iter().enumerate().map(one).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_columns() {
        let tables = tables();
        let audit = tables.iter().find(|table| table.name == "audit").unwrap();
        assert_eq!(audit.columns.len(), 10);
        assert_eq!(audit.columns.get(2), Some(&("at", ColumnKind::Moment)));
        let items = tables.iter().find(|table| table.name == "batch_items").unwrap();
        assert_eq!(items.columns.last(), Some(&("reason", ColumnKind::Text)));
        assert!(tables.iter().all(|table| !table.columns.is_empty()));
        let placements = tables.iter().find(|table| table.name == "placements").unwrap();
        assert_eq!(placements.columns.last(), Some(&("run", ColumnKind::Text)), "added later");
        for (name, without) in crate::seal::SEALED {
            let table = tables.iter().find(|table| table.name == name).unwrap();
            let has = |column: &str| table.columns.iter().any(|(name, _)| *name == column);
            assert!(["company", "seq"].into_iter().all(has) && without.iter().all(|column| has(column)), "{name}");
        }
    }
}
