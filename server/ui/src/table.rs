//! Lists: a real table that sorts by links, selects by check boxes, pages by keys and becomes cards on phones.

mod cell;
mod column;

pub use cell::{Cell, Row};
pub use column::{Column, Direction, Kind, Phone};

use crate::action::Action;
use crate::icon::Icon;
use crate::notice::Empty;
use crate::words::Words;
use maud::{Markup, Render, html};

/// Selecting rows: which form they are sent with, and what can be done with them.
pub struct Selection {
    name: String,
    to: String,
    actions: Vec<Action>,
    all: Option<String>,
}

impl Selection {
    /// Rows are sent to an address as repeated values of `name`.
    pub fn new(name: impl Into<String>, to: impl Into<String>) -> Self {
        Self { name: name.into(), to: to.into(), actions: Vec::new(), all: None }
    }

    /// Adds what can be done: an [`Action::submit`] with a value or an address of its own.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Offers to take all that the filter finds (`all=1`), with its label ("alle 214 der Auswahl").
    pub fn all(mut self, label: impl Into<String>) -> Self {
        self.all = Some(label.into());
        self
    }
}

/// Links to the neighbouring pages of a list that is paged by key.
pub struct Paging<'w> {
    words: &'w Words,
    shown: String,
    previous: Option<String>,
    next: Option<String>,
}

impl<'w> Paging<'w> {
    /// What is shown ("1–100 von 214").
    pub fn new(words: &'w Words, shown: impl Into<String>) -> Self {
        Self { words, shown: shown.into(), previous: None, next: None }
    }

    /// The page before.
    pub fn previous(mut self, href: Option<String>) -> Self {
        self.previous = href;
        self
    }

    /// The page after.
    pub fn next(mut self, href: Option<String>) -> Self {
        self.next = href;
        self
    }
}

impl Render for Paging<'_> {
    fn render(&self) -> Markup {
        let step = |href: &Option<String>, label: &str, icon: Icon, rel: &str| {
            html! {
                @match href {
                    Some(href) => a.page-step href=(href) rel=(rel) aria-label=(label) title=(label) { (icon) },
                    None => span.page-step.page-step-off aria-hidden="true" { (icon) },
                }
            }
        };
        html! {
            nav.paging aria-label=(self.words.pages) {
                span { (self.shown) }
                (step(&self.previous, &self.words.previous, Icon::ChevronLeft, "prev"))
                (step(&self.next, &self.words.next, Icon::ChevronRight, "next"))
            }
        }
    }
}

/// A list.
///
/// At most 200 rows are drawn well; page beyond 100.
pub struct Table<'w> {
    words: &'w Words,
    id: String,
    caption: String,
    caption_shown: bool,
    columns: Vec<Column>,
    rows: Vec<Row>,
    totals: Vec<Row>,
    selection: Option<Selection>,
    empty: Option<Empty>,
    paging: Option<Paging<'w>>,
    plain: bool,
}

impl<'w> Table<'w> {
    /// A table with an id that is unique on the page and a caption that says what it lists.
    pub fn new(words: &'w Words, id: impl Into<String>, caption: impl Into<String>) -> Self {
        Self {
            words,
            id: id.into(),
            caption: caption.into(),
            caption_shown: false,
            columns: Vec::new(),
            rows: Vec::new(),
            totals: Vec::new(),
            selection: None,
            empty: None,
            paging: None,
            plain: false,
        }
    }

    /// Shows the caption; otherwise only those who hear the page get it.
    pub fn caption_shown(mut self) -> Self {
        self.caption_shown = true;
        self
    }

    /// A short table within a page: as wide as its content, no keys, no sticky head.
    pub fn plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Adds a column.
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// Adds a row.
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    /// Adds rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Adds a row of totals below a rule.
    pub fn total(mut self, row: Row) -> Self {
        self.totals.push(row);
        self
    }

    /// Lets rows be selected.
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = Some(selection);
        self
    }

    /// What is shown instead when there are no rows.
    pub fn empty(mut self, empty: Empty) -> Self {
        self.empty = Some(empty);
        self
    }

    /// Links to the neighbouring pages.
    pub fn paging(mut self, paging: Paging<'w>) -> Self {
        self.paging = Some(paging);
        self
    }

    fn form(&self) -> String {
        format!("{}-selection", self.id)
    }

    fn head(&self) -> Markup {
        html! {
            thead {
                tr {
                    @if self.selection.is_some() {
                        th.select scope="col" {
                            input type="checkbox" data-select-all aria-label=(self.words.select_all);
                        }
                    }
                    @for column in &self.columns { (column) }
                }
            }
        }
    }

    fn body_row(&self, row: &Row) -> Markup {
        html! {
            tr.row-muted[row.is_muted()] id=[row.own_id()] data-key=(row.key()) {
                @if let Some(selection) = &self.selection {
                    td.select {
                        input type="checkbox" name=(selection.name) value=(row.key()) form=(self.form())
                            checked[row.is_selected()] aria-label={ (self.words.select_row) " " (row.key()) };
                    }
                }
                (self.cells(row))
            }
        }
    }

    /// The cells of a row, each under its column; one that spans several moves those behind it.
    fn cells(&self, row: &Row) -> Markup {
        let mut at = 0;
        let mut placed = Vec::with_capacity(row.cells().len());
        for cell in row.cells() {
            placed.push((at, cell));
            at += cell.columns();
        }
        html! { @for (at, cell) in placed { (cell.draw(self.columns.get(at), at == 0)) } }
    }

    fn bulk_bar(&self, selection: &Selection) -> Markup {
        html! {
            form.bulk id=(self.form()) method="post" action=(selection.to) data-selection=(selection.name) {
                span.bulk-count aria-live="polite" { output data-selected-count {} " " (self.words.selected) }
                @if let Some(label) = &selection.all {
                    label.bulk-all { input type="checkbox" name="all" value="1"; (label) }
                }
                button.button.button-quiet type="button" data-select-none { (self.words.select_none) }
                div.actions { @for action in &selection.actions { (action) } }
            }
        }
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        if let (true, Some(empty)) = (self.rows.is_empty(), &self.empty) {
            return empty.render();
        }
        let caption = format!("{}-caption", self.id);
        html! {
            div.list.list-plain[self.plain] data-list=[(!self.plain).then_some(&self.id)] {
                div.table-scroll role="region" aria-labelledby=(caption) tabindex="0" {
                    table.table id=(self.id) {
                        caption.hidden[!self.caption_shown] id=(caption) { (self.caption) }
                        (self.head())
                        tbody { @for row in &self.rows { (self.body_row(row)) } }
                        @if !self.totals.is_empty() {
                            tfoot {
                                @for row in &self.totals {
                                    tr {
                                        @if self.selection.is_some() { td.select {} }
                                        (self.cells(row))
                                    }
                                }
                            }
                        }
                    }
                }
                @if self.selection.is_some() || self.paging.is_some() {
                    div.list-foot {
                        @if let Some(selection) = &self.selection { (self.bulk_bar(selection)) }
                        @if let Some(paging) = &self.paging { (paging) }
                    }
                }
            }
        }
    }
}
