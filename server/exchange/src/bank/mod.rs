//! What is exchanged with banks: accounts, payments, and what banks report of them.

pub mod bic;
pub mod credit_transfer;
pub mod iban;
pub mod statement;

pub use bic::{Bic, BicError};
pub use iban::{Iban, IbanError};
