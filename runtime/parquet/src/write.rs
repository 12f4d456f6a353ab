//! Writing, row by row into columns of row groups.

use crate::ParquetError;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

/// Rows of a row group.
const GROUP: usize = 1 << 18;

/// A column to write. Every column may have absent cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its name.
    pub name: String,
    /// How it is stored.
    pub stored: Stored,
}

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// UTF-8 text.
    Text,
    /// A whole number.
    Integer,
    /// A day, given as days since 1970-01-01.
    Date,
    /// A truth value, given as 1 or 0.
    YesNo,
    /// A decimal of 18 digits.
    Decimal {
        /// Digits after the point.
        scale: u8,
    },
}

/// A file that is being written.
///
/// For every row each column gets one cell, in any order, then comes [`Writer::end_row`].
pub struct Writer {
    file: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Buffer>,
    rows: usize,
}

/// Cells of a column that wait for their row group.
struct Buffer {
    stored: Stored,
    text: Vec<u8>,
    ends: Vec<usize>,
    numbers: Vec<i64>,
    levels: Vec<i16>,
}

impl Writer {
    /// Creates a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be created.
    pub fn create(path: &Path, columns: &[ColumnSpec]) -> Result<Self, ParquetError> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            // Least and largest texts of pages help nobody, and to find them costs as much as to write.
            .set_statistics_enabled(EnabledStatistics::None)
            // A fixed text, so that the same rows are the same file for every version of the library.
            .set_created_by("compline".to_owned())
            .build();
        let file =
            SerializedFileWriter::new(BufWriter::new(File::create(path)?), Arc::new(schema), Arc::new(properties))?;
        let columns = columns.iter().map(|column| Buffer::new(column.stored)).collect();
        Ok(Self { file, columns, rows: 0 })
    }

    /// The cell of a text column.
    pub fn text(&mut self, column: usize, cell: Option<&str>) {
        if let Some(column) = self.columns.get_mut(column) {
            column.levels.push(i16::from(cell.is_some()));
            if let Some(cell) = cell {
                column.text.extend_from_slice(cell.as_bytes());
                column.ends.push(column.text.len());
            }
        }
    }

    /// The cell of a column of numbers, days or truth values; for decimals in multiples of `10^-scale`.
    pub fn number(&mut self, column: usize, cell: Option<i64>) {
        if let Some(column) = self.columns.get_mut(column) {
            column.levels.push(i16::from(cell.is_some()));
            column.numbers.extend(cell);
        }
    }

    /// Ends a row.
    ///
    /// # Errors
    ///
    /// Where a row group is full and cannot be written.
    pub fn end_row(&mut self) -> Result<(), ParquetError> {
        self.rows += 1;
        if self.rows == GROUP { self.flush() } else { Ok(()) }
    }

    /// Writes what is left and closes the file.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn finish(mut self) -> Result<(), ParquetError> {
        if self.rows > 0 {
            self.flush()?;
        }
        let buffer = self.file.into_inner()?;
        let file = buffer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let Some(writer) = group.next_column()? else { break };
            column.flush(writer)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Buffer {
    fn new(stored: Stored) -> Self {
        Self { stored, text: Vec::new(), ends: Vec::new(), numbers: Vec::new(), levels: Vec::new() }
    }

    fn flush(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self.stored {
            Stored::Text => {
                let text = ByteArray::from(std::mem::take(&mut self.text));
                let mut start = 0;
                let mut cells = Vec::with_capacity(self.ends.len());
                for end in self.ends.drain(..) {
                    cells.push(text.slice(start, end - start));
                    start = end;
                }
                writer.typed::<ByteArrayType>().write_batch(&cells, Some(&self.levels), None)?;
            }
            Stored::Integer | Stored::Decimal { .. } => {
                writer.typed::<Int64Type>().write_batch(&self.numbers, Some(&self.levels), None)?;
            }
            Stored::Date => {
                let days: Result<Vec<i32>, _> = self.numbers.iter().map(|day| i32::try_from(*day)).collect();
                let days = days.map_err(|_| ParquetError("a day is out of range".to_owned()))?;
                writer.typed::<Int32Type>().write_batch(&days, Some(&self.levels), None)?;
            }
            Stored::YesNo => {
                let values: Vec<bool> = self.numbers.iter().map(|value| *value != 0).collect();
                writer.typed::<BoolType>().write_batch(&values, Some(&self.levels), None)?;
            }
        }
        self.numbers.clear();
        self.levels.clear();
        writer.close()?;
        Ok(())
    }
}

fn field(column: &ColumnSpec) -> Result<Arc<Type>, ParquetError> {
    let physical = match column.stored {
        Stored::Text => Physical::BYTE_ARRAY,
        Stored::Date => Physical::INT32,
        Stored::YesNo => Physical::BOOLEAN,
        Stored::Integer | Stored::Decimal { .. } => Physical::INT64,
    };
    let field = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    let field = match column.stored {
        Stored::Text => field.with_logical_type(Some(LogicalType::String)),
        Stored::Integer | Stored::YesNo => field,
        Stored::Date => field.with_logical_type(Some(LogicalType::Date)),
        Stored::Decimal { scale } => {
            let scale = i32::from(scale);
            field.with_logical_type(Some(LogicalType::decimal(scale, 18))).with_precision(18).with_scale(scale)
        }
    };
    Ok(Arc::new(field.build()?))
}
