//! Where two things differ first.

use super::Difference;
use crate::error::OfficeError;
use compline_parquet::{Cell, Reader};
use serde_json::Value;
use std::path::Path;

/// Letters of a text that stand in a report.
const MOST: usize = 300;

/// A text that is not too long for a report.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The first row in which two files of a result differ; none where all rows are the same.
///
/// # Errors
/// Where one of them cannot be read.
pub fn first_difference(kept: &Path, now: &Path) -> Result<Option<Difference>, OfficeError> {
    if now.extension().is_some_and(|extension| extension == "parquet") {
        return rows(kept, now);
    }
    let read = |path: &Path| {
        let bytes = std::fs::read(path);
        bytes.map_err(|error| OfficeError::File(format!("cannot read {}: {error}", path.display())))
    };
    let (kept, now) = (read(kept)?, read(now)?);
    Ok(lines(&String::from_utf8_lossy(&kept), &String::from_utf8_lossy(&now)))
}

/// The first line in which two texts differ.
pub(super) fn lines(kept: &str, now: &str) -> Option<Difference> {
    let (mut kept, mut now) = (kept.lines(), now.lines());
    let mut at = 0_u64;
    loop {
        at = at.saturating_add(1);
        let (expected, found) = (kept.next(), now.next());
        if expected.is_none() && found.is_none() {
            return None;
        }
        if expected != found {
            let text = |line: Option<&str>| short(line.unwrap_or_default());
            return Some(Difference { at: at.to_string(), expected: text(expected), found: text(found) });
        }
    }
}

/// The first row in which two tables differ.
fn rows(kept: &Path, now: &Path) -> Result<Option<Difference>, OfficeError> {
    let failed = |error: compline_parquet::ParquetError| OfficeError::damaged("table of a result", error);
    let (kept, now) = (Reader::open(kept).map_err(failed)?, Reader::open(now).map_err(failed)?);
    let names = |reader: &Reader| reader.columns().iter().map(|column| column.name.clone()).collect::<Vec<_>>();
    let (columns, others) = (names(&kept), names(&now));
    if columns != others {
        let (expected, found) = (short(&columns.join(", ")), short(&others.join(", ")));
        return Ok(Some(Difference { at: "0".to_owned(), expected, found }));
    }
    let counts = |reader: &Reader| (0..reader.row_groups()).map(|group| reader.rows(group)).collect::<Vec<_>>();
    let (expected, found) = (counts(&kept), counts(&now));
    let mut before = 0_usize;
    for group in 0..expected.len().max(found.len()) {
        let size = |of: &[usize]| of.get(group).copied().unwrap_or(0);
        // Rows are the same or not; how they are cut into groups belongs to the form, and is the same for the same rows.
        let common = size(&expected).min(size(&found));
        let mut first: Option<usize> = None;
        for column in 0..columns.len() {
            let of = |reader: &Reader, there: usize| cells(reader, group, column, there > 0);
            let a = of(&kept, size(&expected)).map_err(failed)?;
            let b = of(&now, size(&found)).map_err(failed)?;
            let differs = a.iter().zip(&b).take(common).position(|(a, b)| a != b);
            first = [first, differs].into_iter().flatten().min();
        }
        let first = first.or((size(&expected) != size(&found)).then_some(common));
        if let Some(row) = first {
            let text = |reader: &Reader, there: usize| -> Result<String, OfficeError> {
                let mut out = Vec::new();
                for (column, name) in columns.iter().enumerate() {
                    let cells = cells(reader, group, column, there > row).map_err(failed)?;
                    if let Some(cell) = cells.get(row).filter(|cell| !cell.is_empty()) {
                        out.push(format!("{name} {cell}"));
                    }
                }
                Ok(short(&out.join(", ")))
            };
            let (expected, found) = (text(&kept, size(&expected))?, text(&now, size(&found))?);
            let at = before.saturating_add(row).saturating_add(1).to_string();
            return Ok(Some(Difference { at, expected, found }));
        }
        before = before.saturating_add(common);
    }
    Ok(None)
}

/// The cells of a column in a row group as texts; none where the group is not there.
fn cells(
    reader: &Reader,
    group: usize,
    column: usize,
    there: bool,
) -> Result<Vec<String>, compline_parquet::ParquetError> {
    let mut out = Vec::new();
    if there {
        reader.read(group, column, |cell| {
            out.push(match cell {
                Cell::Absent => String::new(),
                Cell::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Cell::Integer(number) => number.to_string(),
                Cell::Wide(number) => number.to_string(),
                Cell::YesNo(yes) => yes.to_string(),
            });
        })?;
    }
    Ok(out)
}

/// The first field in which two documents differ, by its way from the outside.
pub(super) fn field(kept: &Value, now: &Value, at: &str) -> Option<Difference> {
    match (kept, now) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let way = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                let null = &Value::Null;
                field(a.get(name).unwrap_or(null), b.get(name).unwrap_or(null), &way)
            })
        }
        (Value::Array(a), Value::Array(b)) => (0..a.len().max(b.len())).find_map(|n| {
            let null = &Value::Null;
            field(a.get(n).unwrap_or(null), b.get(n).unwrap_or(null), &format!("{at}[{n}]"))
        }),
        (a, b) if a == b => None,
        (a, b) => Some(Difference { at: at.to_owned(), expected: short(&a.to_string()), found: short(&b.to_string()) }),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(lines("a\nb\nc", "a\nb\nc"), None);
        let found = lines("a\nb\nc", "a\nx\nc").unwrap();
        assert_eq!((found.at.as_str(), found.expected.as_str(), found.found.as_str()), ("2", "b", "x"));
        let found = lines("a\nb", "a").unwrap();
        assert_eq!((found.at.as_str(), found.expected.as_str(), found.found.as_str()), ("2", "b", ""));
    }

    #[test]
    fn the_first_field_that_differs_is_named() {
        let (a, b) = (json!({ "lines": [{ "n": 1 }, { "n": 2 }] }), json!({ "lines": [{ "n": 1 }, { "n": 3 }] }));
        assert_eq!(field(&a, &a, ""), None);
        let found = field(&a, &b, "").unwrap();
        assert_eq!((found.at.as_str(), found.expected.as_str(), found.found.as_str()), ("lines[1].n", "2", "3"));
        assert_eq!(field(&json!({}), &json!({ "more": 1 }), "").unwrap().at, "more");
    }

    #[test]
    fn the_first_row_that_differs_is_named() {
        use compline_parquet::{ColumnSpec, Stored, Writer};
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, amounts: &[i64]| {
            let path = folder.path().join(name);
            let columns = [ColumnSpec { name: "amount".to_owned(), stored: Stored::Integer }];
            let mut writer = Writer::create(&path, &columns).unwrap();
            for amount in amounts {
                writer.number(0, Some(*amount));
                writer.end_row().unwrap();
            }
            writer.finish().unwrap();
            path
        };
        let kept = write("kept.parquet", &[1, 2, 3]);
        assert_eq!(first_difference(&kept, &write("same.parquet", &[1, 2, 3])).unwrap(), None);
        let other = first_difference(&kept, &write("other.parquet", &[1, 4, 3])).unwrap().unwrap();
        assert_eq!((other.at.as_str(), other.expected.as_str(), other.found.as_str()), ("2", "amount 2", "amount 4"));
        let less = first_difference(&kept, &write("less.parquet", &[1, 2])).unwrap().unwrap();
        assert_eq!((less.at.as_str(), less.expected.as_str(), less.found.as_str()), ("3", "amount 3", ""));
    }
}
