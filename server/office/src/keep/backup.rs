//! Backups.

use super::{FORM, MANIFEST, Manifest, TableOf, archived, beside, entry_of, file, kept_tables, sync_folder};
use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use crate::who::Author;
use chrono::SecondsFormat;
use compline_store::{Value, hash};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What a backup took along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// Files of the archive.
    pub files: u64,
    /// Files of the archive that are damaged, and so are not in the backup.
    pub damaged: Vec<String>,
}

type Writer = ZipWriter<BufWriter<File>>;

impl Office {
    /// Writes everything into one new file, while others go on working. The file has its name only when it is complete.
    /// Each company's audit log notes that it was made: it holds personal data.
    ///
    /// # Errors
    /// Where the file is there already or cannot be written, or of the database. A damaged file of the archive is none:
    /// it is left out and named.
    pub async fn back_up(&self, out: &Path, progress: &Progress) -> Result<BackedUp, OfficeError> {
        if out.exists() {
            return Err(file("write", out, "there is a file of this name", "name another one"));
        }
        let part = beside(out, ".part");
        let made = self.write_backup(&part, progress).await;
        let cure = "see that the disk has room and that you may write there";
        let done = made.and_then(|done| {
            std::fs::rename(&part, out).and_then(|()| sync_folder(out)).map_err(|e| file("write", out, e, cure))?;
            Ok(done)
        });
        if done.is_err() {
            // What is not complete helps nobody; that it cannot be removed says no more than the error does.
            let _ = std::fs::remove_file(&part);
        }
        let done = done?;
        for company in self.companies().await? {
            let details = serde_json::json!({ "rows": done.rows, "files": done.files, "damaged": done.damaged.len() });
            self.note(&Author::system(&company.id), "back-up", "company", &company.id, &details).await?;
        }
        Ok(done)
    }

    async fn write_backup(&self, part: &Path, progress: &Progress) -> Result<BackedUp, OfficeError> {
        let cure = "see that the disk has room and that you may write there";
        let failed = |cause: &dyn std::fmt::Display| file("write", part, cause, cure);
        let target = File::create(part).map_err(|error| failed(&error))?;
        let mut zip: Writer = ZipWriter::new(BufWriter::new(target));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
        let mut done = BackedUp::default();
        let mut manifest = Manifest {
            form: FORM,
            at: self.clock().now().to_rfc3339_opts(SecondsFormat::Secs, true),
            tables: BTreeMap::new(),
            files: Vec::new(),
        };
        let tables = kept_tables();
        let mut snapshot = self.db().snapshot().await?;
        for (at, table) in (0_u64..).zip(&tables) {
            progress.tell("tables", at, tables.len() as u64);
            progress.check()?;
            zip.start_file(entry_of(table.name), options).map_err(|error| failed(&error))?;
            let (mut rows, mut hasher, mut line) = (0_u64, Sha256::new(), Vec::new());
            let tell = |row: Vec<Value>| {
                line.clear();
                let row: Vec<serde_json::Value> = row.into_iter().map(said).collect();
                serde_json::to_writer(&mut line, &row).map_err(|error| failed(&error))?;
                line.push(b'\n');
                hasher.update(&line);
                rows += 1;
                zip.write_all(&line).map_err(|error| failed(&error))
            };
            snapshot.each(table, tell).await?;
            done.rows += rows;
            let columns = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            manifest
                .tables
                .insert(table.name.to_owned(), TableOf { columns, rows, hash: hex::encode(hasher.finalize()) });
        }
        drop(snapshot);
        let (hashes, _) = self.archive().list()?;
        for (at, name) in (0_u64..).zip(&hashes) {
            progress.tell("files", at, hashes.len() as u64);
            progress.check()?;
            let bytes = std::fs::read(self.archive().path(name)?);
            let Ok(bytes) = bytes.map(|bytes| (hash(&bytes) == *name).then_some(bytes)) else {
                done.damaged.push(name.clone());
                continue;
            };
            let Some(bytes) = bytes else {
                done.damaged.push(name.clone());
                continue;
            };
            zip.start_file(archived(name), options).map_err(|error| failed(&error))?;
            zip.write_all(&bytes).map_err(|error| failed(&error))?;
            done.files += 1;
            manifest.files.push(name.clone());
        }
        let json = serde_json::to_vec(&manifest).map_err(|error| failed(&error))?;
        zip.start_file(MANIFEST, options).map_err(|error| failed(&error))?;
        zip.write_all(&json).map_err(|error| failed(&error))?;
        zip.set_comment(hash(&json)).map_err(|error| failed(&error))?;
        let target = zip.finish().map_err(|error| failed(&error))?;
        let target = target.into_inner().map_err(|error| failed(&error.error()))?;
        target.sync_all().map_err(|error| failed(&error))?;
        Ok(done)
    }
}

/// A cell as JSON says it: days and moments as text, absent values as null.
fn said(value: Value) -> serde_json::Value {
    match value {
        Value::Text(value) => value.into(),
        Value::Number(value) => value.into(),
        Value::Flag(value) => value.into(),
        Value::Day(value) => value.map(|day| day.to_string()).into(),
        Value::Moment(value) => value.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).into(),
    }
}
