//! Servers and the databases that they hand out.

use crate::programs::{self, run};
use crate::scratch::{ADMINISTRATOR, OWNER, Scratch};
use crate::{PostgresError, SERVER};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// Longest name that PostgreSQL keeps, in bytes; what is longer is cut silently.
const LONGEST: usize = 63;

/// A server that makes databases: a scratch one, or the one that [`SERVER`] names.
#[derive(Debug)]
pub struct Server {
    psql: PathBuf,
    /// For making databases.
    administration: Url,
    /// For those who use them.
    use_by: Url,
    /// The role that owns new databases, if it is not the one that makes them.
    owner: Option<&'static str>,
    _scratch: Option<Scratch>,
}

impl Server {
    pub(crate) fn start() -> Result<Self, PostgresError> {
        match std::env::var_os(SERVER) {
            Some(url) => Self::elsewhere(url.to_str().ok_or(PostgresError::Url { what: "it is not text" })?),
            None => Self::scratch(),
        }
    }

    fn scratch() -> Result<Self, PostgresError> {
        let scratch = Scratch::start()?;
        let url = |role: &str| Url {
            server: format!("postgres://{role}:{}@127.0.0.1:{}/", scratch.password, scratch.port),
            database: "postgres".to_owned(),
            options: String::new(),
        };
        let server = Self {
            psql: scratch.programs.join("psql"),
            administration: url(ADMINISTRATOR),
            use_by: url(OWNER),
            owner: Some(OWNER),
            _scratch: Some(scratch),
        };
        let password = server._scratch.as_ref().map(|scratch| scratch.password.as_str()).unwrap_or_default();
        server.administrate(&format!("CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{password}'"))?;
        Ok(server)
    }

    fn elsewhere(url: &str) -> Result<Self, PostgresError> {
        let url = Url::parse(url)?;
        let psql = programs::client_programs()?.join("psql");
        let server = Self { psql, administration: url.clone(), use_by: url, owner: None, _scratch: None };
        server.administrate("SELECT 1")?;
        Ok(server)
    }

    /// A fresh, empty database whose name begins with `name`, as far as it has letters and digits.
    ///
    /// # Errors
    /// The server refuses to make one.
    pub fn database(&self, name: &str) -> Result<Database<'_>, PostgresError> {
        let name = unique(name);
        let owner = self.owner.map(|owner| format!(" OWNER {owner}")).unwrap_or_default();
        // The first template is the one that nobody can have filled.
        self.administrate(&format!("CREATE DATABASE {name}{owner} TEMPLATE template0 ENCODING 'UTF8'"))?;
        Ok(Database { server: self, url: self.use_by.with(&name), name })
    }

    /// Runs one statement in a database, given by its URL, and gives back what it yields: a line for each row, columns
    /// parted by `|`. For tests of this crate and for looking from outside at what the product has stored.
    ///
    /// # Errors
    /// The server cannot be reached or refuses the statement.
    pub fn query(&self, url: &str, statement: &str) -> Result<String, PostgresError> {
        let mut command = Command::new(&self.psql);
        command.args(["--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align"]);
        command.args(["--set", "ON_ERROR_STOP=1", "--command", statement, "--dbname"]).arg(url);
        // The statement names the failure; the URL has a password.
        Ok(run(&mut command, &format!("psql --command \"{statement}\""))?.trim_end().to_owned())
    }

    fn administrate(&self, statement: &str) -> Result<(), PostgresError> {
        self.query(&self.administration.with(&self.administration.database), statement).map(drop)
    }
}

/// A database for one test; dropped with the value, connections or not.
#[derive(Debug)]
pub struct Database<'s> {
    server: &'s Server,
    name: String,
    url: String,
}

impl Database<'_> {
    /// Where it is, with user and password: `postgres://compline:…@127.0.0.1:54321/name`. Valid for other processes as
    /// well, as long as this value lives.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name on the server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs one statement and gives back what it yields; see [`Server::query`].
    ///
    /// # Errors
    /// The server refuses the statement.
    pub fn query(&self, statement: &str) -> Result<String, PostgresError> {
        self.server.query(&self.url, statement)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // On a scratch server it goes with the server anyway; elsewhere a leftover is a nuisance, and no failed test.
        if let Err(error) = self.server.administrate(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            eprintln!("warning: the database `{}` stays: {error}", self.name);
        }
    }
}

/// A name that no other database has: letters and digits of the given one, the process, a number.
fn unique(name: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    // A server elsewhere may keep databases of a process of the same number that was killed.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let tail = format!("_{}_{:x}_{number}", std::process::id(), now.as_millis());
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    // Quotes are not needed for such a name, and a digit cannot begin it.
    let head: String = "t_".chars().chain(name.chars().map(plain)).take(LONGEST - tail.len()).collect();
    head + &tail
}

/// The URL of a server, cut at the name of the database.
#[derive(Clone, Debug)]
struct Url {
    /// Up to and including the slash before the database.
    server: String,
    database: String,
    /// From the question mark on; may be empty.
    options: String,
}

impl Url {
    fn parse(text: &str) -> Result<Self, PostgresError> {
        let wrong = |what| PostgresError::Url { what };
        let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("it has no `://`"))?;
        if !["postgres", "postgresql"].contains(&scheme) {
            return Err(wrong("it does not begin with `postgres://`"));
        }
        let (place, options) = match rest.split_once('?') {
            Some((place, options)) => (place, format!("?{options}")),
            None => (rest, String::new()),
        };
        let (host, database) = place.split_once('/').unwrap_or((place, ""));
        let database = if database.is_empty() { "postgres" } else { database };
        Ok(Self { server: format!("{scheme}://{host}/"), database: database.to_owned(), options })
    }

    fn with(&self, database: &str) -> String {
        format!("{}{database}{}", self.server, self.options)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn the_database_of_a_url_is_replaced_and_nothing_else() {
        let with = |url: &str| Url::parse(url).unwrap().with("fresh");
        assert_eq!(
            with("postgres://me:pa%2Fss@db:5433/mine?sslmode=require"),
            "postgres://me:pa%2Fss@db:5433/fresh?sslmode=require"
        );
        assert_eq!(with("postgresql://db"), "postgresql://db/fresh");
        assert_eq!(with("postgres:///mine?host=/run/pg"), "postgres:///fresh?host=/run/pg");
    }

    #[test]
    fn a_url_of_something_else_is_refused_without_being_printed() {
        for url in ["mysql://me:secret@db/mine", "me:secret@db/mine"] {
            let message = Url::parse(url).unwrap_err().to_string();
            assert!(message.contains(SERVER) && message.contains("postgres://"), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn names_are_short_enough_plain_and_each_another() {
        let long = "Größe; DROP TABLE x -- ".repeat(9);
        let (one, two) = (unique(&long), unique(&long));
        assert_ne!(one, two);
        for name in [one, two] {
            assert!(name.len() <= LONGEST && name.starts_with("t_gr__e__drop_table_x"), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{name}");
        }
    }
}
