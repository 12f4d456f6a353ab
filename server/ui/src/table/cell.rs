//! Rows and cells. Figures come formatted; a figure that has a derivation or a list behind it is a link.

use super::column::Column;
use crate::chip::{Chip, Trend};
use maud::{Markup, Render, html};

/// A cell.
pub struct Cell {
    content: Markup,
    href: Option<String>,
    trend: Option<Trend>,
    note: Option<String>,
    span: usize,
}

impl Cell {
    /// Text or a formatted figure; the column says how it stands.
    pub fn text(text: impl Into<String>) -> Self {
        Self::markup(html! { (text.into()) })
    }

    /// Nothing: an en dash. Zero is not nothing.
    pub fn none() -> Self {
        Self::text("–")
    }

    /// A state.
    pub fn chip(chip: Chip) -> Self {
        Self::markup(chip)
    }

    /// Whatever else: a [`Rank`](crate::Rank), a [`Dot`](crate::Dot), a sparkline, an action.
    pub fn markup(content: impl Render) -> Self {
        Self { content: content.render(), href: None, trend: None, note: None, span: 1 }
    }

    /// A difference with its sign, already formatted.
    pub fn delta(text: impl Into<String>, trend: Trend) -> Self {
        Self { trend: Some(trend), ..Self::text(text) }
    }

    /// What is behind it: the derivation of a figure, the list that adds up to a total, the record of an id.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A second, quiet line.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Takes so many columns; at least one.
    pub fn span(mut self, columns: usize) -> Self {
        self.span = columns.max(1);
        self
    }

    pub(super) fn columns(&self) -> usize {
        self.span
    }

    pub(super) fn draw(&self, column: Option<&Column>, first: bool) -> Markup {
        let kind = column.map_or("text", |column| column.kind().class());
        let trend = self.trend.map_or("", Trend::class);
        let space = if trend.is_empty() { "" } else { " " };
        let class = format!("{kind}{space}{trend}{}", column.map_or("", Column::phone_class));
        let label = column.map(Column::heading).filter(|heading| !first && !heading.is_empty());
        let span = (self.span > 1).then_some(self.span);
        let inner = html! {
            @match &self.href {
                Some(href) => a.figure[!first] href=(href) { (self.content) },
                None => (self.content),
            }
            @if let Some(note) = &self.note { span.cell-note { (note) } }
        };
        html! {
            @if first {
                th class=(class) scope="row" colspan=[span] { (inner) }
            } @else {
                td class=(class) colspan=[span] data-label=[label] { (inner) }
            }
        }
    }
}

/// A row; its first cell names it.
pub struct Row {
    key: String,
    cells: Vec<Cell>,
    selected: bool,
    muted: bool,
    anchor: Option<String>,
}

impl Row {
    /// A row with the key that it is selected by.
    pub fn new(key: impl Into<String>) -> Self {
        Self { key: key.into(), cells: Vec::new(), selected: false, muted: false, anchor: None }
    }

    /// Adds a cell.
    pub fn cell(mut self, cell: Cell) -> Self {
        self.cells.push(cell);
        self
    }

    /// Selected when the page is opened.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// Drawn quietly: reversed, ended.
    pub fn muted(mut self, muted: bool) -> Self {
        self.muted = muted;
        self
    }

    /// An id to link to.
    pub fn anchor(mut self, id: impl Into<String>) -> Self {
        self.anchor = Some(id.into());
        self
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    pub(super) fn is_selected(&self) -> bool {
        self.selected
    }

    pub(super) fn is_muted(&self) -> bool {
        self.muted
    }

    pub(super) fn own_id(&self) -> Option<&str> {
        self.anchor.as_deref()
    }
}
