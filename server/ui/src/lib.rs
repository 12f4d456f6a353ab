//! Components of pages: frame, lists, records, forms, charts; and the assets they need.
//!
//! Every component is a value that is built up and then written into a page by maud: `html! { (table) }`. Texts come
//! from the caller, already in the reader's language and already formatted; the few words that components say by
//! themselves are in [`Words`]. What comes in as text is escaped; there is no inline style and no script in what comes
//! out, so that pages work under [`assets::CONTENT_SECURITY_POLICY`], and without script. Addresses are the server's
//! own: a component does not check where a link leads.
//!
//! # What there is
//!
//! | for | components |
//! |---|---|
//! | the document | [`Page`] (language, title, [`Theme`], [`Density`], toasts), [`Frame`] with [`NavItem`], [`Search`], [`UserMenu`], [`JobsBadge`]; [`Entrance`] for sign-in |
//! | the top of a page | [`PageHead`] with [`Breadcrumbs`], [`Chip`], facts and [`Action`]s; [`Tabs`]; [`Banner`] |
//! | what can be done | [`Action`]: `link`, `post`, `submit`, `dialog`, `download`, `unavailable`; `.primary()` once a page; [`Menu`] |
//! | lists | [`FilterBar`], [`Table`] of [`Column`]s, [`Row`]s and [`Cell`]s, [`Selection`], [`Paging`], [`Empty`], [`Skeleton`] |
//! | records | [`Facts`], [`Record`] with a [`Timeline`] of [`Event`]s, [`Changed`], [`CopyText`], [`Section`], [`Columns`] |
//! | settling | [`Stages`] of [`Stage`]s, [`Progress`], [`Tiles`], [`Todo`], [`Reconciliation`] |
//! | figures | [`Derivation`] of [`Step`]s, [`Missing`] with [`Condition`]s, [`SourceView`], [`chart`] |
//! | forms | [`Form`] of [`Field`]s and [`Fieldset`]s; [`Dialog`], [`Confirmation`], [`Checklist`] |
//! | imports | [`Steps`], [`Mapping`], [`Counts`], [`Refusals`] |
//! | partners | [`Rank`], [`Dot`], [`Tree`] of [`Node`]s |
//! | trouble | [`Fault`]: `forbidden`, `not_found`, `conflict`, `failed` |
//!
//! # A page
//!
//! ```
//! use compline_ui::{Action, Cell, Chip, Column, Frame, Icon, NavItem, Page, PageHead, Row, Table, Tone, Words};
//! use maud::html;
//!
//! let words = Words::german();
//! let head = PageHead::new("Lauf März 2026")
//!     .chip(Chip::new(Tone::Info, "Berechnet").icon(Icon::Calculator))
//!     .action(Action::link("Zur Freigabe geben", "/laeufe/7/freigabe").primary());
//! let table = Table::new(&words, "bonuses", "Summen nach Bonus")
//!     .column(Column::text("Bonus"))
//!     .column(Column::amount("März", "EUR"))
//!     .row(Row::new("unilevel").cell(Cell::text("Unilevel")).cell(Cell::text("190.377,00").href("/laeufe/7/unilevel")));
//! let frame = Frame::new(&words, html! { (head) (table) })
//!     .nav(NavItem::new(Icon::Calculator, "Abrechnung", "/laeufe").count("3").current(true));
//! let page = Page::new(&words, "de", "Berechnet – Lauf März 2026").body(frame).into_string();
//! assert!(page.contains("<h1 tabindex=\"-1\">Lauf März 2026</h1>"));
//! ```
//!
//! # Rules
//!
//! - A state is a [`Chip`]: icon, word, colour. Money is never coloured by sign alone; differences are [`Cell::delta`].
//! - Every figure is a link to what it comes from: [`Cell::href`], `a.figure` in free text.
//! - Parts of a page that change while it is open are fragments of the same components: [`Progress::fragment`],
//!   [`Tree::fragment`]; a stream sends them as unnamed messages and ends with the event `done`.
//! - The field `name` has the control `field-name`; the fragment that [`Field::check_at`] asks for is the field again.
//! - The gallery (`examples/gallery`) shows each kind of page.

pub mod action;
pub mod assets;
pub mod chart;
pub mod chip;
pub mod confirm;
pub mod derivation;
pub mod filter;
pub mod form;
pub mod frame;
pub mod head;
pub mod icon;
pub mod import;
pub mod notice;
pub mod pages;
pub mod progress;
pub mod reconcile;
pub mod record;
pub mod shell;
pub mod source;
pub mod stages;
pub mod table;
pub mod tiles;
pub mod tree;
pub mod words;

pub use action::{Action, Actions, Menu, Weight};
pub use chart::{Bar, Bars, Chart, Histogram, Lines, Series, Spark, Stacked, Waterfall};
pub use chip::{Chip, Dot, Rank, Tone, Trend};
pub use confirm::{Checklist, Confirmation, Dialog};
pub use derivation::{Condition, Derivation, Missing, Step};
pub use filter::FilterBar;
pub use form::{Choice, ErrorSummary, Field, Fieldset, Form, Width};
pub use frame::{Frame, NavItem, Search, UserMenu};
pub use head::{Breadcrumbs, PageHead, Tabs};
pub use icon::Icon;
pub use import::{Counts, MappedColumn, Mapping, Refusals, Steps};
pub use notice::{Banner, Columns, Empty, Section, Skeleton, Toast};
pub use pages::{Entrance, Fault};
pub use progress::{JobsBadge, Progress};
pub use reconcile::{Reconciliation, SheetRow};
pub use record::{Changed, CopyText, Event, Facts, Record, Timeline};
pub use shell::{Density, Page, Theme};
pub use source::{Gutter, Ink, SourceLine, SourceView};
pub use stages::{Stage, StageState, Stages};
pub use table::{Cell, Column, Direction, Kind, Paging, Row, Selection, Table};
pub use tiles::{Tile, Tiles, Todo};
pub use tree::{Node, Tree};
pub use words::Words;
