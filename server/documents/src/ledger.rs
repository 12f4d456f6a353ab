//! Long documents of tables on wide pages: extracts.
//!
//! They may have thousands of rows, so they are set some rows at a time, as long statements are: the typesetter never holds more
//! than one part, and time and memory grow with the rows and no faster.

use crate::clean;
use crate::compose;
use crate::error::DocumentError;
use crate::render::Typesetter;
use crate::world::Template;
use compline_paper::{Block, Inline, Paper, Table};
use serde_json::{Map, Value, json};
use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// So many rows are set at a time.
const PORTION: usize = 320;
/// Letters of the longest line of a column that is as wide as it needs to be.
const SHORT: usize = 24;
/// So many rows more are set with those before them rather than by themselves.
const FEW: usize = 12;

impl Typesetter {
    /// The PDF of a long document of tables (A4 across, PDF/UA-1): the same bytes for the same document and fonts. It has no
    /// table of contents; headings lead through it.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Book`] if it cannot be set.
    pub fn ledger(&self, paper: &Paper) -> Result<Vec<u8>, DocumentError> {
        let refused = |message| DocumentError::Book { title: paper.title.clone(), message };
        let shell = Paper { body: Vec::new(), ..paper.clone() };
        let data = |body: &[Value], first: bool| -> Result<Value, DocumentError> {
            let mut data = serde_json::to_value(&shell)?;
            if let Some(fields) = data.as_object_mut() {
                fields.insert("body".to_owned(), Value::from(body.to_vec()));
            }
            // Kinds of parts are no text of users, but plain enough to go through as they are.
            clean::clean(&mut data, self.fonts());
            if let Some(fields) = data.as_object_mut() {
                fields.insert("first".to_owned(), json!(first));
                fields.insert("fonts".to_owned(), json!(self.fonts().families()));
                fields.insert("lang".to_owned(), json!(paper.language.tag()));
            }
            Ok(data)
        };
        let portions = portions(&paper.body)?;
        let mut parts = Vec::with_capacity(portions.len());
        for (at, body) in portions.iter().enumerate() {
            parts.push(data(body, at == 0)?);
        }
        let mut stamps = Map::new();
        let head = data(&[], false)?;
        for key in ["fonts", "lang", "running", "page-number"] {
            stamps.insert(key.to_owned(), head.get(key).cloned().unwrap_or_default());
        }
        let stamps = (Template::LedgerStamps, stamps);
        let document = compose::joined(self.fonts(), Template::Ledger, parts, stamps).map_err(&refused)?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {} {} {}", paper.creator, paper.kind, paper.title, paper.subtitle)),
            creator: Smart::Custom(Some(paper.creator.clone())),
            standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|cause| refused(cause.message().to_string()))?,
            tagged: true,
            ..PdfOptions::default()
        };
        compose::write(&document, &options).map_err(refused)
    }
}

/// The text in parts of not much more than [`PORTION`] rows; long tables are cut.
fn portions(body: &[Block]) -> Result<Vec<Vec<Value>>, DocumentError> {
    let mut out: Vec<Vec<Value>> = vec![Vec::new()];
    let mut rows = 0_usize;
    // Headings go with what follows them.
    let mut waiting: Vec<Value> = Vec::new();
    for block in body {
        let cut = match block {
            Block::Table(table) => pieces(table)?,
            other => vec![(1, serde_json::to_value(other)?)],
        };
        if matches!(block, Block::Heading(_)) {
            waiting.extend(cut.into_iter().map(|(_, value)| value));
            continue;
        }
        for (count, value) in cut {
            if rows > 0 && rows.saturating_add(count) > PORTION {
                out.push(Vec::new());
                rows = 0;
            }
            rows = rows.saturating_add(count);
            if let Some(part) = out.last_mut() {
                part.append(&mut waiting);
                part.push(value);
            }
        }
    }
    if let Some(part) = out.last_mut() {
        part.append(&mut waiting);
    }
    Ok(out)
}

/// A table in pieces with their rows. Columns are as wide in each as they are in the whole.
fn pieces(table: &Table) -> Result<Vec<(usize, Value)>, DocumentError> {
    let widths = json!(widths(table));
    let mut out = Vec::new();
    let mut rest = table.rows.as_slice();
    loop {
        // A row that goes on with the one above stays with it, where that is not far away.
        let whole = rest.len() <= PORTION.saturating_add(FEW);
        let mut at = if whole { rest.len() } else { PORTION };
        let goes_on = |at: usize| {
            let first = rest.get(at).and_then(|row| row.first());
            first.is_some_and(|cell| matches!(cell.first(), None | Some(Inline::Emphasis { .. })))
        };
        while !whole && at > PORTION / 2 && goes_on(at) {
            at = at.saturating_sub(1);
        }
        let (here, behind) = rest.split_at(at);
        let is_last = behind.is_empty();
        let piece = Table {
            caption: table.caption.clone(),
            columns: table.columns.clone(),
            rows: here.to_vec(),
            row_heads: table.row_heads,
            total: table.total && is_last,
        };
        let mut value = serde_json::to_value(Block::Table(piece))?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("widths".to_owned(), widths.clone());
        }
        out.push((here.len(), value));
        if is_last {
            return Ok(out);
        }
        rest = behind;
    }
}

/// By column: nothing for as wide as it needs to be, else its part of what is left.
fn widths(table: &Table) -> Vec<usize> {
    let of = |at: usize| {
        let cells = || table.rows.iter().filter_map(|row| row.get(at));
        let figures = table.columns.get(at).is_some_and(|column| column.figures);
        let line = |cell: &Vec<Inline>| {
            let lines = cell.split(|part| matches!(part, Inline::Break));
            lines.map(|line| Inline::plain(line).chars().count()).max().unwrap_or(0)
        };
        if figures || cells().map(line).max().unwrap_or(0) <= SHORT {
            return 0;
        }
        let longest = cells().map(|cell| Inline::plain(cell).chars().count()).max().unwrap_or(0);
        (longest / 40).clamp(2, 8)
    };
    (0..table.columns.len()).map(of).collect()
}
