//! The reconciliation sheet: one column of figures, each step equal or explained.

use crate::action::Action;
use crate::icon::Icon;
use maud::{Markup, Render, html};

enum Line {
    Part { sums: bool },
    Equal { said: String },
    Differs { said: String },
}

/// A row of the sheet.
pub struct SheetRow {
    line: Line,
    name: String,
    amount: String,
    href: Option<String>,
    downloads: Vec<Action>,
    note: Option<String>,
}

impl SheetRow {
    fn new(line: Line, name: impl Into<String>, amount: impl Into<String>) -> Self {
        Self { line, name: name.into(), amount: amount.into(), href: None, downloads: Vec::new(), note: None }
    }

    /// Something that adds to the sum below, with its sign.
    pub fn part(name: impl Into<String>, amount: impl Into<String>) -> Self {
        Self::new(Line::Part { sums: false }, name, amount)
    }

    /// A sum of the parts above that is not compared with anything.
    pub fn sum(name: impl Into<String>, amount: impl Into<String>) -> Self {
        Self::new(Line::Part { sums: true }, name, amount)
    }

    /// A sum that equals what stands elsewhere; `said` names where ("= Abrechnungen netto").
    pub fn equal(name: impl Into<String>, amount: impl Into<String>, said: impl Into<String>) -> Self {
        Self::new(Line::Equal { said: said.into() }, name, amount)
    }

    /// A difference: it has a name and a reason, never only a red total.
    pub fn difference(name: impl Into<String>, amount: impl Into<String>, said: impl Into<String>) -> Self {
        Self::new(Line::Differs { said: said.into() }, name, amount)
    }

    /// The list that adds up to it.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A second, quiet line.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Downloads the row, as summary or as items.
    pub fn download(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.downloads.push(Action::download(label, href).quiet());
        self
    }

    const fn class(&self) -> &'static str {
        match self.line {
            Line::Part { sums: false } => "sheet-row",
            Line::Part { sums: true } => "sheet-row sheet-sum",
            Line::Equal { .. } => "sheet-row sheet-sum sheet-equal",
            Line::Differs { .. } => "sheet-row sheet-differs",
        }
    }
}

impl Render for SheetRow {
    fn render(&self) -> Markup {
        html! {
            tr class=(self.class()) {
                th scope="row" {
                    (self.name)
                    @if let Some(note) = &self.note { span.cell-note { (note) } }
                }
                td.number {
                    @match &self.href {
                        Some(href) => a.figure href=(href) { (self.amount) },
                        None => (self.amount),
                    }
                }
                td.sheet-said {
                    @match &self.line {
                        Line::Equal { said } => span.sheet-ok { (Icon::CircleCheck) (said) },
                        Line::Differs { said } => span.sheet-bad { (Icon::TriangleAlert) (said) },
                        Line::Part { .. } => {},
                    }
                }
                td.sheet-downloads { @for download in &self.downloads { (download) } }
            }
        }
    }
}

/// The sheet.
pub struct Reconciliation {
    caption: String,
    heads: [String; 4],
    groups: Vec<(String, Vec<SheetRow>)>,
}

impl Reconciliation {
    /// A sheet with the heads of its columns: item, amount with currency, compared with, files.
    pub fn new(caption: impl Into<String>, heads: [&str; 4]) -> Self {
        Self { caption: caption.into(), heads: heads.map(str::to_owned), groups: Vec::new() }
    }

    /// Adds a group: opening, movement, closing.
    pub fn group(mut self, heading: impl Into<String>, rows: impl IntoIterator<Item = SheetRow>) -> Self {
        self.groups.push((heading.into(), rows.into_iter().collect()));
        self
    }
}

impl Render for Reconciliation {
    fn render(&self) -> Markup {
        let [item, amount, compared, files] = &self.heads;
        html! {
            table.sheet {
                caption.hidden { (self.caption) }
                thead {
                    tr {
                        th scope="col" { (item) }
                        th.number scope="col" { (amount) }
                        th.sheet-said scope="col" { (compared) }
                        th.sheet-downloads scope="col" { span.hidden { (files) } }
                    }
                }
                @for (heading, rows) in &self.groups {
                    tbody {
                        tr.sheet-group { th scope="rowgroup" colspan="4" { (heading) } }
                        @for row in rows { (row) }
                    }
                }
            }
        }
    }
}
