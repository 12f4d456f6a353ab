//! Parquet files as plain typed columns.
//!
//! This crate knows the parquet library and nothing else of Compline; everybody else
//! sees cells and columns. The library is built without Arrow: its column readers give
//! the same bytes with half the dependencies.

#![deny(clippy::float_arithmetic)]

mod cells;
mod dictionary;
mod read;
mod write;

pub use cells::{Cell, CellValues, Cells};
pub use dictionary::Dictionary;
pub use read::{Column, Kind, Reader};
pub use write::{ColumnSpec, Stored, Writer};

/// A file that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParquetError(String);

impl From<parquet::errors::ParquetError> for ParquetError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        use parquet::errors::ParquetError as Cause;
        Self(match error {
            Cause::General(text) | Cause::NYI(text) | Cause::EOF(text) => text,
            other => other.to_string(),
        })
    }
}

impl From<std::io::Error> for ParquetError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests;
