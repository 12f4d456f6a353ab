//! Folders that commands write into.

use crate::failure::Failure;
use std::path::Path;

/// Makes a folder, or takes an empty one.
pub fn empty_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(Failure::write(path))?;
    let mut entries = std::fs::read_dir(path).map_err(Failure::read(path))?;
    if entries.next().is_some() { Err(Failure::NotEmpty(path.to_owned())) } else { Ok(()) }
}

/// A number with separators of thousands.
pub fn thousands(number: u64) -> String {
    indicatif::HumanCount(number).to_string()
}
