//! What is exchanged with banks: accounts, payments, and what banks report of them.

pub mod bic;
pub mod credit_transfer;
pub mod iban;
mod message;
pub mod reason;
pub mod statement;
pub mod status_report;

pub use bic::{Bic, BicError};
pub use iban::{Iban, IbanError};
pub use message::MessageError;
