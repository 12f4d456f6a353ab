//! Files that cannot be read.

use crate::error::FieldError;
use compline_exchange::table::ReadError;

/// Why a file cannot be read, at the field of the file.
pub(super) fn unreadable(error: &ReadError) -> FieldError {
    let wrong = |key: &'static str| FieldError::new("file", key);
    match error {
        ReadError::Empty => wrong("error-file-empty"),
        ReadError::TooManyBytes { found, most } => {
            let megabytes = |bytes: &u64| format!("{} MB", bytes.div_ceil(1_000_000));
            wrong("error-file-too-large").with("size", megabytes(found)).with("limit", megabytes(most))
        }
        ReadError::UnpacksTooLarge { .. } => wrong("import-unpacks-too-large"),
        ReadError::TooManyRows { most } => wrong("import-too-many-rows").with("most", most),
        ReadError::TooManyColumns { row, most } => wrong("import-too-many-columns").with("row", row).with("most", most),
        ReadError::CellTooLong { row, column, most } => {
            wrong("import-cell-too-long").with("row", row).with("column", column).with("most", most)
        }
        ReadError::Format { .. } => wrong("import-format"),
        ReadError::MaybeWindows1252 { line, sample } => {
            wrong("import-maybe-windows").with("row", line).with("sample", sample)
        }
        ReadError::Encoding { .. } => wrong("import-encoding"),
        ReadError::OpenQuote { line } => wrong("import-open-quote").with("row", line),
        ReadError::NoHead { value } => wrong("import-no-head").with("value", value),
        ReadError::NoName { column } => wrong("import-no-name").with("column", column),
        ReadError::DuplicateName { name, .. } => wrong("import-name-twice").with("name", name),
        ReadError::Widths(problems) => match problems.first() {
            Some(one) => {
                let many = problems.len().saturating_sub(1);
                wrong("import-widths")
                    .with("row", one.row)
                    .with("found", one.found)
                    .with("expected", one.expected)
                    .with("more", many)
            }
            None => wrong("import-format"),
        },
        ReadError::CellError { row, column, found } => {
            wrong("import-cell-error").with("row", row).with("column", column).with("found", found)
        }
        ReadError::NoSheet { name, known } => {
            wrong("import-no-sheet").with("name", name).with("known", known.join(", "))
        }
        ReadError::Damaged { .. } => wrong("import-damaged"),
    }
}
