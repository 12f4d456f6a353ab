//! Restores: into nothing, and all of it or nothing of it.

use super::{FORM, MANIFEST, Manifest, archived, beside, entry_of, file, kept_tables, sync_folder};
use crate::error::OfficeError;
use crate::progress::Progress;
use chrono::{DateTime, NaiveDate, Utc};
use compline_store::{Archive, ColumnKind, Db, Table, Value, hash};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use zip::ZipArchive;

/// Rows that are inserted at once.
const ROWS: usize = 1_000;
/// The name of the database in the data folder, where no other address is given.
const DATABASE: &str = "compline.db";

/// What was restored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Rows of all tables.
    pub rows: u64,
    /// Files of the archive.
    pub files: u64,
}

type Zip = ZipArchive<BufReader<File>>;

/// Restores a backup into a data folder that is not there yet or is empty, and an empty database: the folder's own
/// `compline.db` without an address. The kind of the database need not be the one that was backed up.
///
/// # Errors
/// Where the backup is damaged or of another version, where the target holds something, or of disk and database.
pub async fn restore(
    from: &Path,
    folder: &Path,
    database: Option<&str>,
    progress: &Progress,
) -> Result<Restored, OfficeError> {
    let mut backup = Backup::open(from)?;
    backup.check(progress)?;
    let full = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) || folder.is_file();
    if full {
        return Err(file("restore into", folder, "it is not empty", "name a folder that is not there yet"));
    }
    if database
        .is_some_and(|address| Path::new(address.strip_prefix("sqlite://").unwrap_or(address)).starts_with(folder))
    {
        let cause = "the database would lie in it, and it has to be empty";
        return Err(file("restore into", folder, cause, "leave `--database` away: `compline.db` is made there"));
    }
    let part = beside(folder, ".restoring");
    let cure = "see that you may write there";
    if part.exists() {
        return Err(file(
            "restore into",
            folder,
            format!("`{}` is left of a restore that was cut off, or of one that runs", part.display()),
            "wait for that one, or remove the folder",
        ));
    }
    std::fs::create_dir_all(&part).map_err(|error| file("make", &part, error, cure))?;
    let done = backup.restore_into(&part, folder, database, progress).await;
    if done.is_err() {
        // The error is what matters; what cannot be removed is named by the next try.
        let _ = std::fs::remove_dir_all(&part);
    }
    done
}

struct Backup<'a> {
    path: &'a Path,
    zip: Zip,
    manifest: Manifest,
}

impl<'a> Backup<'a> {
    fn open(path: &'a Path) -> Result<Self, OfficeError> {
        let no = |cause: &dyn std::fmt::Display| {
            file("read", path, cause, "name a file that `compline backup` wrote, or take another backup")
        };
        let opened = File::open(path).map_err(|error| no(&error))?;
        let mut zip = ZipArchive::new(BufReader::new(opened)).map_err(|error| no(&error))?;
        let mut json = Vec::new();
        zip.by_name(MANIFEST)
            .map_err(|error| no(&error))?
            .read_to_end(&mut json)
            .map_err(|error| no(&format!("`{MANIFEST}`: {error}")))?;
        if zip.comment() != hash(&json).as_bytes() {
            return Err(no(&"its list of contents has changed"));
        }
        let manifest: Manifest = serde_json::from_slice(&json).map_err(|error| no(&error))?;
        let same = |table: &Table| {
            let columns = manifest.tables.get(table.name).map(|of| of.columns.iter().map(String::as_str));
            columns.is_some_and(|columns| columns.eq(table.columns.iter().map(|(name, _)| *name)))
        };
        let tables = kept_tables();
        if manifest.form != FORM || manifest.tables.len() != tables.len() || !tables.iter().all(same) {
            let cure = "restore it with the version that wrote it, then start this one";
            return Err(file("read", path, "another version of Compline wrote it", cure));
        }
        Ok(Self { path, zip, manifest })
    }

    fn damaged(&self, entry: &str, cause: impl std::fmt::Display) -> OfficeError {
        file("read", self.path, format!("`{entry}` in it is damaged: {cause}"), "take another backup")
    }

    /// Reads all of it once: nothing is written anywhere before it is known to be whole.
    fn check(&mut self, progress: &Progress) -> Result<(), OfficeError> {
        let tables = self.manifest.tables.iter().map(|(name, of)| (entry_of(name), of.hash.clone()));
        let wanted: Vec<(String, String)> =
            tables.chain(self.manifest.files.iter().map(|hash| (archived(hash), hash.clone()))).collect();
        for (at, (entry, hash)) in (0_u64..).zip(&wanted) {
            progress.tell("checking", at, wanted.len() as u64);
            progress.check()?;
            let mut hasher = Sha256::new();
            let read = match self.zip.by_name(entry) {
                Ok(mut file) => std::io::copy(&mut file, &mut hasher).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            read.map_err(|error| self.damaged(entry, error))?;
            if hex::encode(hasher.finalize()) != *hash {
                return Err(self.damaged(entry, "its content has changed"));
            }
        }
        Ok(())
    }

    async fn restore_into(
        &mut self,
        part: &Path,
        folder: &Path,
        database: Option<&str>,
        progress: &Progress,
    ) -> Result<Restored, OfficeError> {
        let own = part.join(DATABASE).display().to_string();
        let db = Db::open(database.unwrap_or(&own)).await?;
        let done = self.fill(&db, database.is_none(), part, folder, progress).await;
        db.close().await;
        done
    }

    async fn fill(
        &mut self,
        db: &Db,
        inside: bool,
        part: &Path,
        folder: &Path,
        progress: &Progress,
    ) -> Result<Restored, OfficeError> {
        let mut done = Restored::default();
        let mut tx = db.begin().await?;
        for table in compline_store::tables() {
            let sql = compline_store::AssertSqlSafe(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {}", table.name));
            if tx.number(sql, Vec::new()).await? > 0 {
                return Err(OfficeError::File(format!(
                    "cannot restore into the database: its table `{}` is not empty; name an empty database",
                    table.name
                )));
            }
        }
        let tables = kept_tables();
        for (at, table) in (0_u64..).zip(&tables) {
            progress.tell("tables", at, tables.len() as u64);
            progress.check()?;
            let entry = entry_of(table.name);
            let path = self.path;
            let no = |cause: String| {
                file("read", path, format!("`{entry}` in it is damaged: {cause}"), "take another backup")
            };
            let found = self.zip.by_name(&entry).map_err(|error| no(error.to_string()))?;
            let mut lines = BufReader::new(found).lines();
            // Some lines at a time: a table need not fit into memory.
            loop {
                let mut rows = Vec::with_capacity(ROWS);
                for line in lines.by_ref().take(ROWS) {
                    let line = line.map_err(|error| no(error.to_string()))?;
                    rows.push(row(table, &line).ok_or_else(|| no("a row has other columns".to_owned()))?);
                }
                if rows.is_empty() {
                    break;
                }
                done.rows += tx.fill(table, rows).await?;
            }
        }
        let archive = Archive::open(&part.join("archive"))?;
        let files = self.manifest.files.clone();
        for (at, hash) in (0_u64..).zip(&files) {
            progress.tell("files", at, files.len() as u64);
            progress.check()?;
            let mut bytes = Vec::new();
            let entry = archived(hash);
            let read = match self.zip.by_name(&entry) {
                Ok(mut file) => file.read_to_end(&mut bytes).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            read.map_err(|error| self.damaged(&entry, error))?;
            if archive.put(bytes).await? != *hash {
                return Err(self.damaged(&entry, "its content has changed"));
            }
            done.files += 1;
        }
        let cure = "see that you may write there";
        if inside {
            tx.commit().await?;
            // Closing writes the log of changes back into the file.
            db.close().await;
            place(part, folder).map_err(|error| file("make", folder, error, cure))?;
        } else {
            // The folder first: a commit that fails takes it back.
            place(part, folder).map_err(|error| file("make", folder, error, cure))?;
            if let Err(error) = tx.commit().await {
                let _ = std::fs::remove_dir_all(folder);
                return Err(error.into());
            }
        }
        Ok(done)
    }
}

/// A row of a table from its line; nothing where it has other columns.
fn row(table: &Table, line: &str) -> Option<Vec<Value>> {
    let cells: Vec<serde_json::Value> = serde_json::from_str(line).ok()?;
    if cells.len() != table.columns.len() {
        return None;
    }
    cells.into_iter().zip(&table.columns).map(|(cell, (_, kind))| meant(cell, *kind)).collect()
}

/// Gives what was restored its name.
fn place(part: &Path, folder: &Path) -> std::io::Result<()> {
    // An empty folder may stand there; where it is not empty by now, it stays.
    if folder.exists() {
        std::fs::remove_dir(folder)?;
    }
    std::fs::rename(part, folder)?;
    sync_folder(folder)
}

/// A cell from JSON; nothing where it is of another kind.
fn meant(cell: serde_json::Value, kind: ColumnKind) -> Option<Value> {
    let absent = cell.is_null();
    let text = cell.as_str();
    Some(match kind {
        ColumnKind::Text if absent => Value::Text(None),
        ColumnKind::Number if absent => Value::Number(None),
        ColumnKind::Flag if absent => Value::Flag(None),
        ColumnKind::Day if absent => Value::Day(None),
        ColumnKind::Moment if absent => Value::Moment(None),
        ColumnKind::Text => text?.into(),
        ColumnKind::Number => cell.as_i64()?.into(),
        ColumnKind::Flag => cell.as_bool()?.into(),
        ColumnKind::Day => text?.parse::<NaiveDate>().ok()?.into(),
        ColumnKind::Moment => DateTime::parse_from_rfc3339(text?).ok()?.with_timezone(&Utc).into(),
    })
}
