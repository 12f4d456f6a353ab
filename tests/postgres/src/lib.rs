//! An empty PostgreSQL for tests.
//!
//! ```no_run
//! # fn main() -> Result<(), compline_postgres::PostgresError> {
//! let database = compline_postgres::database("settles_a_month")?;
//! println!("{}", database.url()); // postgres://compline:…@127.0.0.1:54321/settles_a_month_…
//! # Ok(())
//! # }
//! ```
//!
//! One scratch server serves all tests of a process. It starts when a database is first asked for, on a free port of
//! 127.0.0.1 with a password of its own, in a folder below the system's temporary one, and without syncing to disk.
//! It ends with the process, however that ends: a shell outside of the process holds the server and waits for the
//! other end of a pipe to close. What is left of a machine that lost power is removed by the next start.
//!
//! With [`SERVER`] set, that server is used instead: databases are made there and dropped again.
//!
//! Without the server's programs there is an error that says what to install. A test unwraps it and fails.

mod database;
mod error;
mod folder;
mod programs;
mod scratch;

pub use database::{Database, Server};
pub use error::PostgresError;

use std::sync::OnceLock;

/// Environment variable with the URL of a server to use instead of a scratch one, for example
/// `postgres://me:secret@localhost:5432/postgres`. Its user must be allowed to make databases.
pub const SERVER: &str = "COMPLINE_TEST_POSTGRES";

/// The server of this process; the first call starts it, which takes a second or two.
///
/// # Errors
/// There are no server programs, or the server does not start. All calls of a process get the same error.
pub fn server() -> Result<&'static Server, PostgresError> {
    static SERVER_OF_PROCESS: OnceLock<Result<Server, PostgresError>> = OnceLock::new();
    SERVER_OF_PROCESS.get_or_init(Server::start).as_ref().map_err(Clone::clone)
}

/// A fresh, empty database on the server of this process. The name is for people who read logs: any text will do, and
/// every call makes another database. It is dropped with the value.
///
/// # Errors
/// As [`server`]; or the server refuses to make a database.
pub fn database(name: &str) -> Result<Database<'static>, PostgresError> {
    server()?.database(name)
}
