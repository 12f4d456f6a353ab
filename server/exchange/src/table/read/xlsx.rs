//! XLSX: a ZIP of XML, unpacked once under limits before the library sees it.

use super::{Limits, Options, Raw, ReadError, Row};
use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx};
use std::io::{Cursor, Read as _};
use std::panic::catch_unwind;
use zip::ZipArchive;

/// Parts of a workbook. A sheet of partners has about ten.
const PARTS: usize = 1_000;

pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Raw, ReadError> {
    unpack(bytes, &options.limits)?;
    // The library panics over cells in impossible places (`A99999999999`). It holds nothing but these bytes, so that
    // nothing half done is left behind.
    catch_unwind(|| workbook(bytes, options)).unwrap_or_else(|_| {
        Err(ReadError::Damaged { cause: "a cell has a place or a value that no spreadsheet writes".to_owned() })
    })
}

fn workbook(bytes: &[u8], options: &Options) -> Result<Raw, ReadError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let sheets: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let name = match &options.sheet {
        Some(name) if sheets.contains(name) => name.clone(),
        Some(name) => return Err(ReadError::NoSheet { name: name.clone(), known: sheets }),
        None => sheets.first().cloned().ok_or(ReadError::Empty)?,
    };
    let rows = rows(&mut workbook, &name, &options.limits)?;
    Ok(Raw { rows, sheets, ragged: true })
}

fn damaged(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Damaged { cause: error.to_string() }
}

/// Unpacks everything once and forgets it: the sizes that a ZIP states can be false.
fn unpack(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > PARTS {
        return Err(ReadError::Damaged { cause: format!("it has {} parts", archive.len()) });
    }
    if archive.index_for_name("xl/workbook.xml").is_none() {
        let format = if archive.index_for_name("content.xml").is_some() {
            "an OpenDocument file"
        } else if archive.index_for_name("xl/workbook.bin").is_some() {
            "a binary Excel file"
        } else {
            "a ZIP without a workbook"
        };
        return Err(ReadError::Format { format });
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    // A small file may be a large table of zeros; below a megabyte the ratio says nothing.
    let most = limits.unpacked.min(packed.saturating_mul(limits.ratio).max(1_000_000));
    let mut left = most;
    for part in 0..archive.len() {
        let file = archive.by_index(part).map_err(|error| damaged(&error))?;
        let mut limited = file.take(left.saturating_add(1));
        let unpacked = std::io::copy(&mut limited, &mut std::io::sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(unpacked).ok_or(ReadError::UnpacksTooLarge { most })?;
    }
    Ok(())
}

fn rows(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, limits: &Limits) -> Result<Vec<Row>, ReadError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
    let mut rows: Vec<Row> = Vec::new();
    // Cells are taken as they come: a table of two cells in far corners is small.
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        let number = u64::from(row).saturating_add(1);
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        let text = match text(cell.get_value()) {
            Ok(text) if text.is_empty() => continue,
            Ok(text) => text,
            Err(found) => return Err(ReadError::CellError { row: number, column: at.saturating_add(1), found }),
        };
        if at >= limits.columns {
            return Err(ReadError::TooManyColumns { row: number, most: limits.columns });
        }
        if text.len() > limits.cell && text.chars().count() > limits.cell {
            return Err(ReadError::CellTooLong { row: number, column: at.saturating_add(1), most: limits.cell });
        }
        if rows.last().is_none_or(|last| last.number != number) {
            // The head is not counted.
            if rows.len() > limits.rows {
                return Err(ReadError::TooManyRows { most: limits.rows });
            }
            if rows.last().is_some_and(|last| last.number > number) {
                return Err(ReadError::Damaged { cause: format!("row {number} stands behind a later one") });
            }
            rows.push(Row { number, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            if last.cells.len() <= at {
                last.cells.resize(at.saturating_add(1), String::new());
            }
            if let Some(slot) = last.cells.get_mut(at) {
                *slot = text;
            }
        }
    }
    Ok(rows)
}

/// What a cell shows, or the error that it shows.
fn text(value: &DataRef<'_>) -> Result<String, String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(moment) => self::moment(*moment),
        DataRef::Error(error) => return Err(error.to_string()),
    })
}

/// The decimal that a binary number was written as: spreadsheets know 15 digits, and what lies beyond is noise of
/// their arithmetic.
fn decimal(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let digits = digits.trim_end_matches('0');
    let (Ok(exponent), false) = (exponent.parse::<isize>(), digits.is_empty()) else { return "0".to_owned() };
    match usize::try_from(exponent) {
        Err(_) => format!("{sign}0.{}{digits}", "0".repeat(exponent.unsigned_abs().saturating_sub(1))),
        Ok(exponent) => {
            let whole = exponent.saturating_add(1);
            match digits.split_at_checked(whole) {
                Some((whole, "")) => format!("{sign}{whole}"),
                Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
                None => format!("{sign}{digits:0<whole$}"),
            }
        }
    }
}

fn moment(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() {
        return decimal(moment.as_f64());
    }
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
    }
}
