//! Documents as they come out: what is printed is read back from the PDF and compared with the statement.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

mod book;
mod checks;
mod hostile;
mod ledger;
mod pages;
mod pdf;
mod sample;
mod sheets;
mod threads;
