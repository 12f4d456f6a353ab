//! The office: from facts to payment files and books.
//!
//! Everything that staff do is a function here; pages and the HTTP interface only show it. Every function that changes
//! something takes the [`who::Author`] and asks the policies first; every change is a fact, a step of a run or a state,
//! with its entry in the audit log, in one transaction.
//!
//! ```text
//! facts ─inputs→ company folder in the archive ─compute→ ranks, lines ─statements→ drafts
//!                                                  approval ─finalise→ numbers, PDFs, postings, open items ─payments→ bank
//! ```

#![deny(clippy::float_arithmetic)]

pub mod audit;
pub mod bank;
pub mod books;
pub mod care;
pub(crate) mod checks;
pub mod clock;
pub(crate) mod closed;
pub mod companies;
pub mod compute;
pub mod corrections;
pub mod dashboard;
pub mod demo;
pub(crate) mod directory;
pub mod entries;
pub mod error;
pub mod extract;
pub mod facts;
pub mod files;
pub mod finalise;
pub mod findings;
pub mod gather;
pub mod imports;
pub mod inputs;
pub mod intake;
pub mod jobs;
pub mod keep;
pub mod keys;
pub mod late;
pub mod learn;
pub mod ledger;
pub mod levels;
pub mod notes;
pub mod notices;
mod office;
pub mod once;
pub(crate) mod open_items;
pub mod orders;
pub mod overrides;
pub mod payments;
pub mod places;
pub mod plans;
pub mod prior;
pub mod progress;
pub mod receipts;
pub mod refusal;
pub mod replay;
pub mod requests;
pub mod reversals;
pub mod review;
pub(crate) mod room;
pub mod runs;
pub mod settings;
mod spreadsheet;
pub mod staff;
pub mod statements;
pub mod tax;
pub mod timeline;
pub mod trials;
pub mod who;

pub use error::{FieldError, OfficeError};
pub use office::Office;
pub use refusal::Refusal;
