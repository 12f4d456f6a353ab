//! Folders that commands write into.

use crate::failure::Failure;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Makes a folder, or takes an empty one. What an interrupted run left unfinished counts as nothing.
pub fn empty_folder(path: &Path) -> Result<Folder, Failure> {
    if path.is_file() {
        return Err(Failure::NotAFolder(path.to_owned()));
    }
    let mut new = path.to_owned();
    while let Some(parent) = new.parent().filter(|parent| !parent.as_os_str().is_empty() && !parent.exists()) {
        new = parent.to_owned();
    }
    let made = (!path.exists()).then_some(new);
    std::fs::create_dir_all(path).map_err(Failure::write(path))?;
    let unfinished = |name: &OsStr| Path::new(name).extension().is_some_and(|extension| extension == "partial");
    for entry in std::fs::read_dir(path).map_err(Failure::read(path))? {
        if !unfinished(&entry.map_err(Failure::read(path))?.file_name()) {
            return Err(Failure::NotEmpty(path.to_owned()));
        }
    }
    Ok(Folder { path: path.to_owned(), made, kept: false })
}

/// A folder that a command fills. Where the command fails, what it made there goes again.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The topmost folder that was made for it.
    made: Option<PathBuf>,
    kept: bool,
}

impl Folder {
    /// All went well: what is in the folder stays.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        // It was empty, so all files in it are ours. What cannot be removed stays; the failure itself is told.
        for entry in std::fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
        let Some(made) = &self.made else { return };
        let mut at = Some(self.path.as_path());
        while let Some(folder) = at {
            // Only empty folders go.
            if std::fs::remove_dir(folder).is_err() || folder == made {
                break;
            }
            at = folder.parent();
        }
    }
}

/// A number with separators of thousands.
pub fn thousands(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}

/// A decimal with separators of thousands.
pub fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("-", digits));
    let (whole, part) =
        digits.split_once('.').map_or((digits, String::new()), |(whole, part)| (whole, format!(".{part}")));
    match whole.parse() {
        Ok(whole) => format!("{sign}{}{part}", thousands(whole)),
        Err(_) => decimal.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    #[test]
    fn a_folder_that_is_not_kept_goes_again() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a/b");
        let folder = empty_folder(&path).unwrap();
        std::fs::write(path.join("lines.csv.partial"), "").unwrap();
        drop(folder);
        assert!(!root.path().join("a").exists());
        empty_folder(&path).unwrap().keep();
        std::fs::write(path.join("lines.csv.partial"), "").unwrap();
        empty_folder(&path).unwrap().keep();
        std::fs::write(path.join("lines.csv"), "").unwrap();
        assert!(matches!(empty_folder(&path), Err(Failure::NotEmpty(_))));
        assert!(matches!(empty_folder(&path.join("lines.csv")), Err(Failure::NotAFolder(_))));
    }

    #[test]
    fn decimals_are_grouped() {
        for (from, to) in [("0.00", "0.00"), ("-1234.5", "-1,234.5"), ("1234567", "1,234,567"), ("none", "none")] {
            assert_eq!(grouped(from), to);
        }
    }
}
