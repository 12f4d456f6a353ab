//! The store: a database of either kind, and an archive of files that never change.
//!
//! Nothing here knows what a payout is. Statements live with the concepts that they serve (`compline-office`); here is
//! how they reach SQLite and PostgreSQL alike, what the tables are, and how files and chains of hashes are kept.
//!
//! Invariant: one text of a statement serves both databases, and one text of the tables.

mod archive;
mod bulk;
mod chain;
mod db;
mod growth;
mod portable;
mod schema;
mod seal;
mod value;

pub use archive::{Archive, ArchiveError, hash};
pub use chain::{START, link};
pub use db::{Db, DbError, Record, Tx};
pub use portable::{ColumnKind, Snapshot, Table, tables};
pub use seal::{SEALED, Seals, left_out, seal, text};
pub use sqlx::{AssertSqlSafe, FromRow};
pub use value::Value;
