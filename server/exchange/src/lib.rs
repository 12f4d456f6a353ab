//! Files that banks, tax advisers and spreadsheets read and write.
//!
//! ```text
//! payout ─bank::credit_transfer→ pain.001 → bank → pain.002 ─bank::status_report→ what became of it
//!                                                → camt    ─bank::statement→ entries of the account
//! ledger ─datev→ posting batches, creditors, documents        rows ─table→ CSV, XLSX ─table→ rows
//! ```
//!
//! Functions over plain data: nothing here knows a database, a page or a clock. Amounts are whole numbers of the
//! currency's smallest unit. What is written has the same bytes for the same input; what is read comes from
//! strangers and is read under limits.
//!
//! Errors are enums with the facts in them, so that a caller can say them in the user's language; their own text is
//! English.

#![deny(clippy::float_arithmetic)]

pub mod bank;
pub mod country;
pub mod datev;
pub mod money;
pub mod table;
pub mod text;
mod xml;

pub use xml::{XmlError, XmlLimits};
