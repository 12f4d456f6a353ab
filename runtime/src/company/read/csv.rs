//! Text files with separated cells.

use super::blocks::{Block, Blocks, lines};
use super::part::{Cell, Part, push};
use super::{How, RawTable, assemble, file_problem, layout, line};
use crate::company::cell::{Refused, refuse};
use crate::company::schema::TableSchema;
use crate::parallel;
use crate::problem::{Cause, Place, Problem, Problems, Row};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use memchr::{memchr, memchr_iter};
use std::fs::File;
use std::io;
use std::path::Path;

pub(super) fn read(
    schema: &TableSchema,
    name: &str,
    path: &Path,
    how: How<'_>,
    problems: &mut Problems,
    warnings: &mut Vec<Problem>,
) -> Option<RawTable> {
    let unreadable =
        |error: io::Error| file_problem(name, Cause::Read(error.to_string()), "see that the file can be read");
    let mut blocks = match File::open(path).and_then(Blocks::new) {
        Ok(blocks) => blocks,
        Err(error) => {
            problems.add(|| unreadable(error));
            return None;
        }
    };
    let header = match header(&mut blocks) {
        Ok(header) => header,
        Err(refusal) => {
            problems.add(|| Problem {
                place: Place { row: Some(Row::Line(1)), ..place(name) },
                cause: refusal.cause,
                cure: refusal.cure,
            });
            return None;
        }
    };
    let layout = layout(schema, name, &header.names, problems, warnings)?;
    let empty = problems.sibling();
    let task =
        Task { schema, file: name, layout: &layout, cells: header.names.len(), separator: header.separator, how };
    let parts = parallel::in_order(how.threads, blocks, |block| match block {
        Ok(block) => {
            let part = task.parse(&block, Part::new(schema, &layout, empty.clone()));
            how.meter.add(block.bytes.len() as u64);
            part
        }
        Err(error) => Part { unreadable: Some(unreadable(error)), ..Part::new(schema, &layout, empty.clone()) },
    });
    let parts = if parts.is_empty() { vec![Part::new(schema, &layout, empty)] } else { parts };
    assemble(name, false, schema, parts, problems)
}

fn place(file: &str) -> Place {
    Place { file: file.to_owned(), ..Place::default() }
}

struct Header {
    names: Vec<String>,
    separator: u8,
}

const UTF8_CURE: &str = "save the file as UTF-8; in Excel: save as “CSV UTF-8”";

/// Reads the first line and leaves the blocks after it.
fn header<R: io::Read>(blocks: &mut Blocks<R>) -> Refused<Header> {
    match blocks.peek() {
        [0xef, 0xbb, 0xbf, ..] => blocks.skip(3),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return refuse(Cause::Encoding("it starts like UTF-16"), UTF8_CURE),
        _ => {}
    }
    let bytes = blocks.peek();
    let end = memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    let line = bytes.get(..end).unwrap_or(&[]);
    if line.contains(&0) {
        return refuse(Cause::Encoding("the header has zero bytes, as UTF-16 has"), UTF8_CURE);
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return refuse(Cause::Encoding("a byte of the header is no UTF-8"), UTF8_CURE);
    };
    if text.trim().is_empty() {
        return refuse(Cause::NoHeader, "write the names of the columns on the first line");
    }
    let separator = match (text.contains(','), text.contains(';'), text.contains('\t')) {
        (true, true, _) => {
            return refuse(Cause::Separator, "use only one of the two as separator, and neither in names of columns");
        }
        (false, false, true) => return refuse(Cause::Tabs, "separate the cells by `,` or `;`"),
        (_, semicolon, _) => {
            if semicolon {
                b';'
            } else {
                b','
            }
        }
    };
    let mut record = Record::new(separator);
    record.read(line);
    let text = record.text().unwrap_or("");
    let names = (0..record.ends().len()).map(|at| cell(text, record.ends(), at).unwrap_or("").to_owned()).collect();
    blocks.skip(end);
    blocks.set_separator(separator);
    Ok(Header { names, separator })
}

/// What a thread knows about the file whose blocks it parses.
struct Task<'a> {
    schema: &'a TableSchema,
    file: &'a str,
    layout: &'a [Option<usize>],
    cells: usize,
    separator: u8,
    how: How<'a>,
}

impl Task<'_> {
    fn parse(&self, block: &Block, part: Part) -> Part {
        let mut part = self.rows(block, part);
        part.find_partners(self.schema, self.how.known, |part, row| Place {
            row: Some(Row::Line(line(&part.lines, row))),
            ..place(self.file)
        });
        part
    }

    fn rows(&self, block: &Block, mut part: Part) -> Part {
        let mut record = Record::new(self.separator);
        let quotes = memchr(b'"', &block.bytes).is_some();
        let mut rest = block.bytes.as_slice();
        let mut line = block.line;
        let mut expected = None;
        loop {
            // Empty lines are no records; to skip them here keeps the count of lines.
            while let Some((first @ (b'\n' | b'\r'), after)) = rest.split_first() {
                line += u64::from(*first == b'\n');
                rest = after;
            }
            if rest.is_empty() {
                return part;
            }
            let length = record.read(rest);
            let (used, after) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
            rest = after;
            let Some(text) = record.text() else {
                let row = Row::Line(line);
                let cause = Cause::Encoding("this line has a byte that is no UTF-8");
                let place = Place { row: Some(row), ..place(self.file) };
                part.unreadable = Some(Problem { place, cause, cure: UTF8_CURE.to_owned() });
                return part;
            };
            if expected != Some(line) {
                part.lines.push((u32::try_from(part.rows).unwrap_or(u32::MAX), line));
            }
            expected = Some(line + 1);
            let open = quotes && memchr_iter(b'"', used).count() % 2 == 1;
            self.row(text, record.ends(), open, line, &mut part);
            line += if quotes { lines(used) } else { u64::from(used.ends_with(b"\n")) };
        }
    }

    fn row(&self, record: &str, ends: &[usize], open: bool, line: u64, part: &mut Part) {
        part.rows += 1;
        let place = || Place { row: Some(Row::Line(line)), ..place(self.file) };
        let found = ends.len();
        if found != self.cells {
            let cause = Cause::CellCount { found, expected: self.cells };
            let cure = if open {
                "a double quote is opened and not closed: close it at the end of its cell".to_owned()
            } else {
                "put cells that contain the separator into double quotes, and leave none out".to_owned()
            };
            part.problems.add(|| Problem { place: place(), cause, cure });
        }
        let wrong_count = found != self.cells;
        for ((column, schema), at) in part.columns.iter_mut().zip(&self.schema.columns).zip(self.layout) {
            let Some(at) = at else { continue };
            // Cells of a row that is cut wrongly are not what they seem: nobody is looked for by them.
            let text = cell(record, ends, *at).filter(|_| !wrong_count).unwrap_or("");
            if let Err(refusal) = push(column, schema, self.how.known, Cell::Text(text))
                && !wrong_count
            {
                part.problems.add(|| Problem {
                    place: Place {
                        column: Some(schema.name.clone()),
                        value: (!text.is_empty()).then(|| text.to_owned()),
                        ..place()
                    },
                    cause: refusal.cause,
                    cure: refusal.cure,
                });
            }
        }
    }
}

/// A cell of a record.
fn cell<'a>(record: &'a str, ends: &[usize], at: usize) -> Option<&'a str> {
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    record.get(start..*ends.get(at)?)
}

/// One record, with the quotes taken off.
struct Record {
    reader: Reader,
    bytes: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    cells: usize,
}

impl Record {
    fn new(separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        Self { reader, bytes: vec![0; 1024], length: 0, ends: vec![0; 64], cells: 0 }
    }

    /// Reads the record at the start of `input`, which must not begin with a line end; returns its length.
    fn read(&mut self, input: &[u8]) -> usize {
        let (mut used, mut length, mut cells) = (0, 0, 0);
        loop {
            let rest = input.get(used..).unwrap_or(&[]);
            let (bytes, ends) =
                (self.bytes.get_mut(length..).unwrap_or(&mut []), self.ends.get_mut(cells..).unwrap_or(&mut []));
            let (result, read, written, ended) = self.reader.read_record(rest, bytes, ends);
            used += read;
            length += written;
            cells += ended;
            match result {
                // The next round tells the reader that there is no more.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.length = length;
        self.cells = cells;
        used
    }

    /// The cells one after another, where they are UTF-8.
    fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(self.bytes.get(..self.length)?).ok()?;
        self.ends().iter().all(|end| text.is_char_boundary(*end)).then_some(text)
    }

    /// Where each cell ends in the text.
    fn ends(&self) -> &[usize] {
        self.ends.get(..self.cells).unwrap_or(&[])
    }
}
