//! The office on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

mod bank;
mod books;
mod calendars;
mod care;
mod common;
mod corrections;
mod extracts;
mod golden;
mod imports;
mod keep;
mod late;
mod notices;
mod onboarding;
mod orders;
mod papers;
mod places;
mod receipts;
mod replay;
mod requests;
mod reversals;
mod settlement;
mod true_up;
mod years;
