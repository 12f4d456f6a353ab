//! Statistics that keep up with loading.
//!
//! PostgreSQL plans by statistics that its own service takes about once a minute. A company of 20,000 partners is loaded
//! and settled within that minute: every table is then believed to be empty, and a join over 200,000 orders is planned
//! as a loop within a loop. So whoever inserts many rows takes the statistics himself: when a table has got
//! [`FEWEST`] rows from this process, and each time that number has doubled. SQLite plans well without.

use crate::db::{DbError, Tx};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Rows inserted before statistics are taken for the first time.
const FEWEST: u64 = 5_000;

/// How many rows this process has inserted into each table.
#[derive(Debug, Default)]
pub struct Growth(Mutex<BTreeMap<&'static str, Rows>>);

#[derive(Debug)]
struct Rows {
    inserted: u64,
    next: u64,
}

impl Growth {
    /// Counts rows of a table; whether statistics are due.
    fn add(&self, table: &'static str, rows: u64) -> bool {
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of = tables.entry(table).or_insert(Rows { inserted: 0, next: FEWEST });
        of.inserted = of.inserted.saturating_add(rows);
        let due = of.inserted >= of.next;
        if due {
            of.next = of.inserted.saturating_mul(2);
        }
        due
    }
}

impl Tx {
    /// Notes that a table has grown, and takes statistics where it is time. The transaction's own rows are among them.
    pub(crate) async fn grown(&mut self, table: &'static str, rows: u64) -> Result<(), DbError> {
        let due = match self {
            Self::Sqlite(..) => false,
            Self::Postgres(_, growth, _) => growth.add(table, rows),
        };
        if due {
            // A transaction that takes statistics of the same table at the same time is not waited for: two that wait
            // for each other's tables would stand for ever.
            self.run(AssertSqlSafe(format!("ANALYZE (SKIP_LOCKED) {table}")), Vec::new()).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_are_due_each_time_a_table_has_doubled() {
        let growth = Growth::default();
        let due: Vec<bool> = (0..8).map(|_| growth.add("orders", 2_500)).collect();
        assert_eq!(due, [false, true, false, true, false, false, false, true]);
        assert!(!growth.add("partners", 1), "each table has its own count");
    }
}
