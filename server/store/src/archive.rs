//! The archive: files by the hash of their content. What is in it never changes.
//!
//! A file is complete and on disk before its hash is returned; so a row that names a hash is written after the file, and
//! a crash between the two leaves a file that nothing names, which is harmless.

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The archive of one installation.
#[derive(Clone, Debug)]
pub struct Archive {
    files: Arc<LocalFileSystem>,
    root: PathBuf,
}

/// What the archive refuses.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder cannot be used.
    #[error("cannot use the archive folder {}: {cause}; see that you may write there", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file could not be written or read.
    #[error("the archive's file `{hash}` cannot be used: {cause}; see that the disk has room, or restore a backup")]
    File {
        /// Its hash.
        hash: String,
        /// What went wrong.
        cause: object_store::Error,
    },
    /// A file is not what its name says.
    #[error("the archive's file `{hash}` has changed: its content now hashes to `{found}`; restore it from a backup")]
    Changed {
        /// Its name.
        hash: String,
        /// The hash of what is there.
        found: String,
    },
    /// Something that is not a hash was asked for.
    #[error("`{0}` is not the hash of a file: 64 hexadecimal digits are")]
    NoHash(String),
}

impl Archive {
    /// Opens an archive; its folder is made where it does not exist.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn open(root: &Path) -> Result<Self, ArchiveError> {
        let folder = |cause| ArchiveError::Folder { path: root.to_owned(), cause };
        std::fs::create_dir_all(root).map_err(folder)?;
        let root = root.canonicalize().map_err(folder)?;
        let files = LocalFileSystem::new_with_prefix(&root)
            .map_err(|error| folder(std::io::Error::other(error)))?
            .with_fsync(true);
        Ok(Self { files: Arc::new(files), root })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Files bytes; their hash, 64 hexadecimal digits.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<String, ArchiveError> {
        let bytes = bytes.into();
        let hash = hash(&bytes);
        let key = key(&hash)?;
        let failed = |cause| ArchiveError::File { hash: hash.clone(), cause };
        match self.files.head(&key).await {
            Ok(found) if found.size == bytes.len() as u64 => return Ok(hash),
            Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
            Err(cause) => return Err(failed(cause)),
        }
        self.files.put(&key, PutPayload::from_bytes(bytes)).await.map_err(failed)?;
        Ok(hash)
    }

    /// Reads a file, and sees that it is what it was.
    ///
    /// # Errors
    /// Where it is missing or has changed.
    pub async fn get(&self, hash: &str) -> Result<Bytes, ArchiveError> {
        let failed = |cause| ArchiveError::File { hash: hash.to_owned(), cause };
        let bytes = self.files.get(&key(hash)?).await.map_err(failed)?.bytes().await.map_err(failed)?;
        let found = self::hash(&bytes);
        if found == hash { Ok(bytes) } else { Err(ArchiveError::Changed { hash: hash.to_owned(), found }) }
    }

    /// The hashes of all files, in order, and what else lies there: parts of files whose writing was cut off.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn list(&self) -> Result<(Vec<String>, Vec<PathBuf>), ArchiveError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| ArchiveError::Folder { path, cause }
        };
        let (mut hashes, mut others) = (Vec::new(), Vec::new());
        for folder in std::fs::read_dir(&self.root).map_err(failed(&self.root))? {
            let folder = folder.map_err(failed(&self.root))?.path();
            if !folder.is_dir() {
                others.push(folder);
                continue;
            }
            for file in std::fs::read_dir(&folder).map_err(failed(&folder))? {
                let file = file.map_err(failed(&folder))?.path();
                let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or("-").to_owned();
                let hash = name(&folder) + &name(&file);
                if self.path(&hash).is_ok_and(|path| path == file) {
                    hashes.push(hash);
                } else {
                    others.push(file);
                }
            }
        }
        hashes.sort();
        others.sort();
        Ok((hashes, others))
    }

    /// Where a file lies, for programs that read whole folders.
    ///
    /// # Errors
    /// Where `hash` is none.
    pub fn path(&self, hash: &str) -> Result<PathBuf, ArchiveError> {
        Ok(self.root.join(key(hash)?.as_ref()))
    }
}

/// The hash of a file's content.
pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Two digits for the folder, so that no folder gets too full.
fn key(hash: &str) -> Result<Key, ArchiveError> {
    let good = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    match (good, hash.split_at_checked(2)) {
        (true, Some((folder, name))) => Ok(Key::from(format!("{folder}/{name}"))),
        _ => Err(ArchiveError::NoHash(hash.to_owned())),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_what_its_name_says() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::open(folder.path()).unwrap();
        let hash = archive.put("a statement").await.unwrap();
        assert_eq!(archive.put("a statement").await.unwrap(), hash);
        assert_eq!(archive.get(&hash).await.unwrap(), "a statement");
        std::fs::write(archive.path(&hash).unwrap(), "another statement").unwrap();
        assert!(matches!(archive.get(&hash).await, Err(ArchiveError::Changed { .. })));
        assert!(matches!(archive.get("../../etc/passwd").await, Err(ArchiveError::NoHash(_))));
        assert!(matches!(archive.get(&"0".repeat(64)).await, Err(ArchiveError::File { .. })));
    }
}
