//! What can go wrong between a test and its database.

use crate::SERVER;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

/// Why there is no database. Can be cloned, since all tests of a process share the attempt to start a server.
#[derive(Clone, Debug, Error)]
pub enum PostgresError {
    /// The server's programs are not there.
    #[error(
        "there is no PostgreSQL server program `{program}`; looked in {}\nhelp: install the server (Debian: `apt-get \
         install postgresql`; a package with the client alone is not enough), put its folder into `PATH`, or set \
         `{SERVER}` to the URL of a server",
        looked(folders)
    )]
    Missing {
        /// The program that was looked for.
        program: &'static str,
        /// The folders that were looked at.
        folders: Vec<PathBuf>,
    },
    /// A program could not be started or its end not be awaited.
    #[error("`{program}` cannot be run: {cause}")]
    Run {
        /// The program.
        program: String,
        /// Why.
        cause: Arc<std::io::Error>,
    },
    /// A program ended with an error.
    #[error("`{program}` failed ({status}):\n{output}")]
    Failed {
        /// The program and what it was to do.
        program: String,
        /// How it ended.
        status: String,
        /// What it wrote.
        output: String,
    },
    /// The server ended, or was not ready in time.
    #[error("the scratch server {what}; its log:\n{log}")]
    Start {
        /// What happened.
        what: String,
        /// The end of the server's log.
        log: String,
    },
    /// A file or folder of the scratch server cannot be made, read or removed.
    #[error("cannot {what} `{}`: {cause}", path.display())]
    File {
        /// What was to be done.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        cause: Arc<std::io::Error>,
    },
    /// The superuser cannot run the server, and there is nobody else to do it.
    #[error(
        "PostgreSQL refuses to run as root, and neither `setpriv` nor `runuser` can change to the user `{user}`\nhelp: \
         install util-linux (Debian: `apt-get install util-linux`), run as another user, or set `{SERVER}` to the URL \
         of a server"
    )]
    Root {
        /// The user that would run the server.
        user: &'static str,
    },
    /// The unprivileged user that runs the server cannot enter any temporary folder.
    #[error(
        "none of the folders {} can be entered by the user who runs the server\nhelp: set `TMPDIR` to a folder that \
         all users can enter, as are all folders above it (`chmod o+x`)",
        looked(folders)
    )]
    Closed {
        /// The folders that were tried.
        folders: Vec<PathBuf>,
    },
    /// The URL of the server to use is not one.
    #[error(
        "`{SERVER}` is not the URL of a PostgreSQL database: {what}\nhelp: write it as \
         `postgres://user:password@host:5432/database`"
    )]
    Url {
        /// What is wrong with it. Not the URL itself, which may have a password.
        what: &'static str,
    },
}

impl PostgresError {
    pub(crate) fn file(what: &'static str, path: impl Into<PathBuf>, cause: std::io::Error) -> Self {
        Self::File { what, path: path.into(), cause: Arc::new(cause) }
    }

    pub(crate) fn run(program: impl Into<String>, cause: std::io::Error) -> Self {
        Self::Run { program: program.into(), cause: Arc::new(cause) }
    }
}

fn looked(folders: &[PathBuf]) -> String {
    if folders.is_empty() {
        return "no folder at all".to_owned();
    }
    let quoted: Vec<String> = folders.iter().map(|folder| format!("`{}`", folder.display())).collect();
    quoted.join(", ")
}
