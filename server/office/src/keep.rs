//! Keeping an installation: backups while the server works, restores into nothing, and a check of everything.
//!
//! A backup is one ZIP file: the rows of all tables in a form that belongs to neither database, every file of the archive
//! under its hash, and `manifest.json` with the hash of each table. The tables are read in one snapshot. Files of the
//! archive are written before the rows that name them and never removed, so those that are there after the snapshot was
//! taken are enough. So a backup of one kind of database can be restored into the other.

mod asked;
mod backup;
mod by_hand;
mod facts;
mod restore;
mod verify;

use crate::error::OfficeError;
use compline_store::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use asked::Checked;
pub use backup::BackedUp;
pub use restore::{Restored, restore};
pub use verify::Verified;

/// The number of the form of a backup.
const FORM: u32 = 1;
const MANIFEST: &str = "manifest.json";
/// Tables of the moment: whoever was signed in signs in again, and nobody stays locked out.
const LEFT_OUT: [&str; 2] = ["sessions", "attempts"];

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    /// The number of its form.
    form: u32,
    /// When it was begun.
    at: String,
    /// By table: what it is.
    tables: BTreeMap<String, TableOf>,
    /// Hashes of the files of the archive.
    files: Vec<String>,
}

/// A table of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct TableOf {
    columns: Vec<String>,
    rows: u64,
    /// The hash of its lines.
    hash: String,
}

fn kept_tables() -> Vec<Table> {
    compline_store::tables().into_iter().filter(|table| !LEFT_OUT.contains(&table.name)).collect()
}

fn entry_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

fn archived(hash: &str) -> String {
    format!("archive/{hash}")
}

/// What a backup or a restore cannot do with a file.
fn file(what: &str, path: &Path, cause: impl std::fmt::Display, cure: &str) -> OfficeError {
    OfficeError::File(format!("cannot {what} `{}`: {cause}; {cure}", path.display()))
}

/// A name beside another one, for what is not complete yet.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes names in a folder survive a power cut.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(parent)?.sync_all()
}
