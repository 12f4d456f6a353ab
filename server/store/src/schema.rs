//! The tables: written once for PostgreSQL, said in SQLite's words where that is the database.

use crate::db::{Db, DbError};
use sqlx::AssertSqlSafe;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::borrow::Cow;

/// Migrations in order: version, name, text. What has been released is never changed, only followed.
const MIGRATIONS: [(i64, &str, &str); 10] = [
    (1, "store", include_str!("../migrations/0001_store.sql")),
    (2, "comparisons", include_str!("../migrations/0002_comparisons.sql")),
    (3, "given places", include_str!("../migrations/0003_given_places.sql")),
    (4, "seals", include_str!("../migrations/0004_seals.sql")),
    (5, "reversals", include_str!("../migrations/0005_reversals.sql")),
    (6, "corrections", include_str!("../migrations/0006_corrections.sql")),
    (7, "onboarding", include_str!("../migrations/0007_onboarding.sql")),
    (8, "extracts", include_str!("../migrations/0008_extracts.sql")),
    (9, "notices", include_str!("../migrations/0009_notices.sql")),
    (10, "due", include_str!("../migrations/0010_due.sql")),
];

/// Types of PostgreSQL and what a strict table of SQLite calls them.
const TYPES: [(&str, &str); 4] =
    [("BIGINT", "INTEGER"), ("BOOLEAN", "INTEGER"), ("TIMESTAMPTZ", "TEXT"), ("DATE", "TEXT")];

/// Begins the comment that names tables whose rows are never changed and never removed.
const APPEND_ONLY: &str = "-- append-only:";

/// The texts of the tables, in order.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|(_, _, text)| *text)
}

/// Brings the tables of a database up to date.
pub(crate) async fn migrate(db: &Db) -> Result<(), DbError> {
    let migrations = MIGRATIONS.iter().map(|(version, name, text)| {
        let text = if db.is_postgres() { postgres(text) } else { sqlite(text) };
        let sql = AssertSqlSafe(text).into_sql_str();
        Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, sql, false)
    });
    let migrator = Migrator::with_migrations(migrations.collect());
    match db {
        Db::Sqlite { write, .. } => migrator.run(write).await?,
        Db::Postgres(pool, _) => migrator.run(pool).await?,
    }
    Ok(())
}

fn postgres(text: &str) -> String {
    let mut out = text.to_owned();
    let tables = append_only(text);
    if !tables.is_empty() {
        out.push_str(
            "\nCREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$;\n",
        );
    }
    for table in tables {
        out.push_str(&format!(
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION refuse_change();\n"
        ));
    }
    out
}

fn sqlite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let code = line.split("--").next().unwrap_or_default();
        if code.trim() == ");" {
            out.push_str(") STRICT;");
        } else {
            let mut words = code.to_owned();
            for (from, to) in TYPES {
                words = words.replace(&format!(" {from}"), &format!(" {to}"));
            }
            out.push_str(&words);
        }
        out.push('\n');
    }
    for table in append_only(text) {
        for verb in ["UPDATE", "DELETE"] {
            out.push_str(&format!(
                "CREATE TRIGGER {table}_never_{verb} BEFORE {verb} ON {table} \
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END;\n"
            ));
        }
    }
    out
}

fn append_only(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix(APPEND_ONLY))
        .flat_map(|names| names.split(','))
        .map(str::trim)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_tables_are_said_in_the_words_of_sqlite() {
        let text = "-- append-only: a\nCREATE TABLE a (\n  n BIGINT NOT NULL, -- a DATE\n  d DATE\n);\n";
        let said = sqlite(text);
        assert!(said.contains("n INTEGER NOT NULL"), "{said}");
        assert!(said.contains("d TEXT\n) STRICT;"), "{said}");
        assert!(said.contains("BEFORE DELETE ON a"), "{said}");
        assert!(postgres(text).contains("BEFORE UPDATE OR DELETE ON a"));
    }
}
