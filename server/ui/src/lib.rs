//! Components of pages: frame, lists, records, forms, charts; and the assets they need.
//!
//! Every component is a value that is built up and then written into a page by maud: `html! { (table) }`. Texts come
//! from the caller, already in the reader's language and already formatted; the few words that components say by
//! themselves are in [`Words`]. What comes in as text is escaped; there is no inline style and no script in what comes
//! out, so that pages work under [`assets::CONTENT_SECURITY_POLICY`], and without script.

pub mod action;
pub mod assets;
pub mod chip;
pub mod filter;
pub mod form;
pub mod frame;
pub mod head;
pub mod icon;
pub mod notice;
pub mod shell;
pub mod stages;
pub mod table;
pub mod words;

pub use action::{Action, Actions, Menu, Weight};
pub use chip::{Chip, Dot, Rank, Tone, Trend};
pub use filter::FilterBar;
pub use form::{Choice, ErrorSummary, Field, Fieldset, Form, Width};
pub use frame::{Frame, NavItem, Search, UserMenu};
pub use head::{Breadcrumbs, PageHead, Tabs};
pub use icon::Icon;
pub use notice::{Banner, Columns, Empty, Section, Skeleton, Toast};
pub use shell::{Density, Page, Theme};
pub use stages::{Stage, StageState, Stages};
pub use table::{Cell, Column, Direction, Kind, Paging, Row, Selection, Table};
pub use words::Words;
