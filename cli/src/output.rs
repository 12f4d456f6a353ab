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
    use super::*;

    #[test]
    fn decimals_are_grouped() {
        for (from, to) in [("0.00", "0.00"), ("-1234.5", "-1,234.5"), ("1234567", "1,234,567"), ("none", "none")] {
            assert_eq!(grouped(from), to);
        }
    }
}
