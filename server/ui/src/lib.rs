//! Components of pages: frame, lists, records, forms, charts; and the assets they need.
//!
//! Every component is a value that is built up and then written into a page by maud: `html! { (table) }`. Texts come
//! from the caller, already in the reader's language and already formatted; the few words that components say by
//! themselves are in [`Words`]. What comes in as text is escaped; there is no inline style and no script in what comes
//! out, so that pages work under [`assets::CONTENT_SECURITY_POLICY`], and without script.

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
