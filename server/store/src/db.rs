//! One way to two databases: the same statements run on SQLite and on PostgreSQL.
//!
//! Statements number their parameters `$1 …`, which both understand. What only one of them has (`FOR UPDATE`, `ILIKE`,
//! operators of JSON, arrays, `now()`) is not used; sums are cast (`CAST(SUM(x) AS BIGINT)`), since PostgreSQL widens
//! them to NUMERIC. SQLite has one connection that writes and several that read; a transaction that writes begins
//! `IMMEDIATE`, so it never fails halfway because another one was faster.
//!
//! The latest version of a row is the one for which `NOT EXISTS (… AND later.seq > row.seq)`: both plan that as one
//! join. `seq = (SELECT MAX(seq) …)` asks once for each row, and PostgreSQL may walk an index of commits for each.

use crate::growth::Growth;
use crate::schema;
use crate::seal::Seals;
use crate::value::Value;
use futures::TryStreamExt;
use sqlx::postgres::{PgArguments, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{FromRow, PgPool, Postgres, SqlSafeStr, Sqlite, SqlitePool, Transaction};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Connections that read at the same time.
const READERS: u32 = 8;
/// How long a statement waits for another one's lock.
const PATIENCE: Duration = Duration::from_secs(30);

/// What can be read from a row of either database; `#[derive(sqlx::FromRow)]` makes it.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// What a database refuses.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address of the database cannot be read.
    #[error("cannot read the database address `{0}`; write a file name, or `postgres://user@host/name`")]
    Address(String),
    /// The folder of the database's file cannot be made.
    #[error("cannot make the folder {}: {cause}; see that you may write there", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The tables could not be brought up to date.
    #[error("cannot bring the tables up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Another database error.
    #[error("the database refuses: {0}")]
    Database(#[from] sqlx::Error),
}

impl DbError {
    /// Whether a row with this key exists already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(e)) if e.is_unique_violation())
    }
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// A server, and how its tables have grown.
    Postgres(PgPool, Arc<Growth>),
}

impl Db {
    /// Opens a database and brings its tables up to date: a file name, or `postgres://…`.
    ///
    /// # Errors
    /// Where it cannot be reached, or was made by a later version.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        let db = if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = sqlx::postgres::PgConnectOptions::from_str(address)
                .map_err(|_| DbError::Address(address.to_owned()))?;
            let pool = PgPoolOptions::new().max_connections(READERS * 2).acquire_timeout(PATIENCE);
            Self::Postgres(pool.connect_with(options).await?, Arc::default())
        } else {
            Self::open_file(Path::new(address.strip_prefix("sqlite://").unwrap_or(address))).await?
        };
        schema::migrate(&db).await?;
        Ok(db)
    }

    async fn open_file(path: &Path) -> Result<Self, DbError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|cause| DbError::Folder { path: folder.to_owned(), cause })?;
        }
        // FULL: what was committed survives a power cut. It is money.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE * 4)
            .connect_with(options.clone().optimize_on_close(true, None))
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(..))
    }

    /// Begins a transaction that may write. What is not committed is undone.
    ///
    /// # Errors
    /// Where no connection is to be had.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?, Seals::default()),
            Self::Postgres(pool, growth) => Tx::Postgres(pool.begin().await?, growth.clone(), Seals::default()),
        })
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// Of the database.
    pub async fn all<T: Record>(&self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<T>, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => sqlx::query_as_with(sql, lite(values)?).fetch_all(read).await?,
            Self::Postgres(pool, _) => sqlx::query_as_with(sql, pg(values)?).fetch_all(pool).await?,
        })
    }

    /// The first row of a query.
    ///
    /// # Errors
    /// Of the database.
    pub async fn first<T: Record>(&self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Option<T>, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => sqlx::query_as_with(sql, lite(values)?).fetch_optional(read).await?,
            Self::Postgres(pool, _) => sqlx::query_as_with(sql, pg(values)?).fetch_optional(pool).await?,
        })
    }

    /// Tells of the rows of a query, one after the other: for results that need not fit into memory.
    ///
    /// # Errors
    /// Of the database.
    pub async fn each<T: Record>(
        &self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
        mut tell: impl FnMut(T),
    ) -> Result<(), DbError> {
        match self {
            Self::Sqlite { read, .. } => {
                let mut rows = sqlx::query_as_with(sql, lite(values)?).fetch(read);
                while let Some(row) = rows.try_next().await? {
                    tell(row);
                }
            }
            Self::Postgres(pool, _) => {
                let mut rows = sqlx::query_as_with(sql, pg(values)?).fetch(pool);
                while let Some(row) = rows.try_next().await? {
                    tell(row);
                }
            }
        }
        Ok(())
    }

    /// The one number of a query; 0 where it is NULL.
    ///
    /// # Errors
    /// Of the database.
    pub async fn number(&self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<i64, DbError> {
        Ok(self.first::<(Option<i64>,)>(sql, values).await?.and_then(|(n,)| n).unwrap_or(0))
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool, _) => pool.close().await,
        }
    }
}

/// A transaction that may write.
#[derive(Debug)]
pub enum Tx {
    /// Of the one connection that writes, and the seals of what it wrote.
    Sqlite(Transaction<'static, Sqlite>, Seals),
    /// Of a server, how its tables have grown, and the seals of what it wrote.
    Postgres(Transaction<'static, Postgres>, Arc<Growth>, Seals),
}

impl Tx {
    /// The seals of the facts that were written since it was asked for the last time.
    pub fn take_seals(&mut self) -> Seals {
        std::mem::take(self.seals())
    }

    pub(crate) fn seals(&mut self) -> &mut Seals {
        match self {
            Self::Sqlite(_, seals) | Self::Postgres(_, _, seals) => seals,
        }
    }

    /// Runs a statement; how many rows it changed.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, DbError> {
        Ok(match self {
            Self::Sqlite(tx, _) => sqlx::query_with(sql, lite(values)?).execute(&mut **tx).await?.rows_affected(),
            Self::Postgres(tx, ..) => sqlx::query_with(sql, pg(values)?).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// Of the database.
    pub async fn all<T: Record>(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Vec<T>, DbError> {
        Ok(match self {
            Self::Sqlite(tx, _) => sqlx::query_as_with(sql, lite(values)?).fetch_all(&mut **tx).await?,
            Self::Postgres(tx, ..) => sqlx::query_as_with(sql, pg(values)?).fetch_all(&mut **tx).await?,
        })
    }

    /// The first row of a query.
    ///
    /// # Errors
    /// Of the database.
    pub async fn first<T: Record>(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<Option<T>, DbError> {
        Ok(match self {
            Self::Sqlite(tx, _) => sqlx::query_as_with(sql, lite(values)?).fetch_optional(&mut **tx).await?,
            Self::Postgres(tx, ..) => sqlx::query_as_with(sql, pg(values)?).fetch_optional(&mut **tx).await?,
        })
    }

    /// The one number of a query; 0 where it is NULL.
    ///
    /// # Errors
    /// Of the database.
    pub async fn number(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<i64, DbError> {
        Ok(self.first::<(Option<i64>,)>(sql, values).await?.and_then(|(n,)| n).unwrap_or(0))
    }

    /// Makes everything permanent.
    ///
    /// # Errors
    /// Of the database; then nothing of it is permanent.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(tx, _) => tx.commit().await?,
            Self::Postgres(tx, ..) => tx.commit().await?,
        }
        Ok(())
    }
}

pub(crate) fn lite(values: Vec<Value>) -> Result<SqliteArguments, DbError> {
    let mut out = SqliteArguments::default();
    for value in values {
        value.add::<Sqlite>(&mut out)?;
    }
    Ok(out)
}

pub(crate) fn pg(values: Vec<Value>) -> Result<PgArguments, DbError> {
    let mut out = PgArguments::default();
    for value in values {
        value.add::<Postgres>(&mut out)?;
    }
    Ok(out)
}
