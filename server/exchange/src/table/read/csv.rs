//! CSV of unknown making.

use super::super::guard::unguarded;
use super::{Encoding, Limits, Options, Raw, ReadError, Row};
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// What stands between cells; the first is taken where nothing speaks for another.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Rows that are looked at to find the separator.
const SAMPLE: usize = 50;

pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Raw, ReadError> {
    let text = decode(bytes, options.encoding)?;
    let delimiter = delimiter(&text);
    if let Some(line) = open_quote(&text, delimiter) {
        return Err(ReadError::OpenQuote { line });
    }
    let rows = rows(&text, delimiter, &options.limits)?;
    Ok(Raw { rows, sheets: Vec::new(), ragged: false })
}

fn decode(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, ReadError> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(ReadError::Encoding { found: "UTF-16" }),
        _ if bytes.contains(&0) => {
            return Err(ReadError::Encoding { found: "UTF-16 without a mark, or no text at all" });
        }
        _ => {}
    }
    let without_mark = bytes.strip_prefix("\u{feff}".as_bytes());
    match (encoding, without_mark) {
        (Encoding::Utf8, _) | (Encoding::Windows1252, Some(_)) => {
            let bytes = without_mark.unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(error) => Err(not_utf8(bytes, error.valid_up_to())),
            }
        }
        (Encoding::Windows1252, None) if is_windows1252(bytes) => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        (Encoding::Windows1252, None) => Err(ReadError::Encoding { found: "neither UTF-8 nor CP1252" }),
    }
}

/// Whether every byte stands for a character of CP1252 that a text has.
fn is_windows1252(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| {
        let control = *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
        !control && !matches!(byte, 0x7f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)
    })
}

fn not_utf8(bytes: &[u8], valid: usize) -> ReadError {
    if !is_windows1252(bytes) {
        return ReadError::Encoding { found: "neither UTF-8 nor CP1252" };
    }
    let before = bytes.get(..valid).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count();
    let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
    // Enough of the line to recognise a name, with what stands right before it.
    let begin = begin.max(valid.saturating_sub(30));
    let rest = bytes.get(begin..).unwrap_or_default();
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()).min(60);
    let (sample, _) = WINDOWS_1252.decode_without_bom_handling(rest.get(..end).unwrap_or_default());
    let line = u64::try_from(line).unwrap_or(u64::MAX).saturating_add(1);
    ReadError::MaybeWindows1252 { line, sample: sample.into_owned() }
}

fn reader(text: &str, delimiter: u8) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The separator that gives the most columns, those first with which every row has the same number.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut rows = reader(text, delimiter).into_records().take(SAMPLE).map_while(Result::ok);
        let width = rows.next().map_or(0, |row| row.len());
        (width > 1 && rows.all(|row| row.len() == width), width)
    };
    // The first of the best: `max_by_key` takes the last.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

/// The line of a quote that is open when the file ends.
fn open_quote(text: &str, delimiter: u8) -> Option<u64> {
    #[derive(Clone, Copy)]
    enum At {
        CellBegin,
        Bare,
        /// Inside of a quote that was opened in that line.
        Quoted(u64),
        /// Behind its end; a quote here belongs to the text, and the quote goes on.
        Closed(u64),
    }
    let mut line: u64 = 1;
    let mut at = At::CellBegin;
    for byte in text.bytes() {
        at = match (at, byte) {
            (At::Quoted(opened), b'"') => At::Closed(opened),
            (At::Quoted(opened), _) | (At::Closed(opened), b'"') => At::Quoted(opened),
            (At::CellBegin, b'"') => At::Quoted(line),
            (_, b'\n' | b'\r') => At::CellBegin,
            (_, byte) if byte == delimiter => At::CellBegin,
            _ => At::Bare,
        };
        line = line.saturating_add(u64::from(byte == b'\n'));
    }
    match at {
        At::Quoted(opened) => Some(opened),
        At::CellBegin | At::Bare | At::Closed(_) => None,
    }
}

/// Lines of places in a text. The library counts a line late where it ends with CR LF.
struct Lines<'a> {
    /// What lies ahead.
    rest: &'a [u8],
    /// How many bytes lie behind.
    at: u64,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first cell at or behind a place; places come in order.
    fn at(&mut self, place: u64) -> u64 {
        while let Some((byte, rest)) = self.rest.split_first() {
            if self.at >= place && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line = self.line.saturating_add(u64::from(*byte == b'\n'));
            self.at = self.at.saturating_add(1);
            self.rest = rest;
        }
        self.line
    }
}

fn rows(text: &str, delimiter: u8, limits: &Limits) -> Result<Vec<Row>, ReadError> {
    let mut rows = Vec::new();
    let mut lines = Lines { rest: text.as_bytes(), at: 0, line: 1 };
    for record in reader(text, delimiter).into_records() {
        let record = record.map_err(|error| ReadError::Damaged { cause: error.to_string() })?;
        let number = lines.at(record.position().map_or(0, ::csv::Position::byte));
        if record.len() > limits.columns {
            return Err(ReadError::TooManyColumns { row: number, most: limits.columns });
        }
        // The head is not counted.
        if rows.len() > limits.rows {
            return Err(ReadError::TooManyRows { most: limits.rows });
        }
        let mut cells = Vec::with_capacity(record.len());
        for (cell, column) in record.iter().zip(1..) {
            if cell.len() > limits.cell && cell.chars().count() > limits.cell {
                return Err(ReadError::CellTooLong { row: number, column, most: limits.cell });
            }
            cells.push(unguarded(cell).to_owned());
        }
        rows.push(Row { number, cells });
    }
    Ok(rows)
}
