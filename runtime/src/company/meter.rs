//! How much of a company folder is read.

use compline_compiler::watch::Watch;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the bytes of the folder's tables as they are parsed.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    watch: Watch<'a>,
    done: AtomicU64,
    total: u64,
}

impl<'a> Meter<'a> {
    /// A meter for the tables in a folder. Where their sizes cannot be seen, the reader will say why.
    pub(super) fn new(folder: &Path, watch: Watch<'a>) -> Self {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let tables = files.filter(|file| {
            let path = file.path();
            path.extension().is_some_and(|extension| extension == "csv" || extension == "parquet")
        });
        let total = tables.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
        Self { watch, done: AtomicU64::new(0), total }
    }

    /// So many more bytes are parsed.
    pub(super) fn add(&self, bytes: u64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.watch.tell(done.min(self.total), self.total);
    }
}
