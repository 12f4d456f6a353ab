//! Reading, one column of one row group at a time.

use crate::ParquetError;
use crate::cells::{Cell, CellValues, Cells};
use crate::dictionary::{self, Dictionary};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{AsBytes, DataType};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::path::Path;

/// How many cells are decoded at a time.
const BATCH: usize = 8192;

/// An open file. Threads that read at the same time open one each.
pub struct Reader {
    file: SerializedFileReader<File>,
    columns: Vec<Column>,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells are.
    pub kind: Kind,
}

/// What the cells of a column are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Cell::Bytes`].
    Text,
    /// [`Cell::Integer`].
    Integer,
    /// [`Cell::Integer`] or [`Cell::Wide`], in multiples of `10^-scale`.
    Decimal {
        /// Digits after the point.
        scale: u8,
    },
    /// [`Cell::Integer`]: days since 1970-01-01.
    Date,
    /// [`Cell::Integer`]: so many parts of a second since 1970-01-01.
    Moment {
        /// Parts of a second.
        per_second: i64,
    },
    /// [`Cell::YesNo`].
    YesNo,
    /// Floating point numbers; their cells cannot be read.
    Float,
    /// Anything else; its cells cannot be read.
    Other(String),
}

impl Reader {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened or is no Parquet file.
    pub fn open(path: &Path) -> Result<Self, ParquetError> {
        let file = SerializedFileReader::new(File::open(path)?)?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let columns =
            schema.columns().iter().map(|column| Column { name: column.path().string(), kind: kind(column) }).collect();
        Ok(Self { file, columns })
    }

    /// The columns; those of nested values have names with dots.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Number of row groups.
    pub fn row_groups(&self) -> usize {
        self.file.num_row_groups()
    }

    /// Number of rows of a row group.
    pub fn rows(&self, group: usize) -> usize {
        self.file.metadata().row_groups().get(group).map_or(0, |g| usize::try_from(g.num_rows()).unwrap_or(0))
    }

    /// Calls `visit` for every cell of a column in a row group, in order.
    ///
    /// # Errors
    ///
    /// As [`Reader::read_cells`].
    pub fn read(&self, group: usize, column: usize, mut visit: impl FnMut(Cell<'_>)) -> Result<(), ParquetError> {
        self.read_cells(group, column, |cells| cells.each(&mut visit))
    }

    /// Calls `visit` with all cells of a column in a row group, some thousand at a time, in order.
    ///
    /// # Errors
    ///
    /// Where the file is damaged, compressed with something that is not built in, or the
    /// column's kind cannot be read.
    pub fn read_cells(
        &self,
        group: usize,
        column: usize,
        mut visit: impl FnMut(Cells<'_>),
    ) -> Result<(), ParquetError> {
        let refused = || ParquetError("the column's type cannot be read".to_owned());
        let group_reader = self.file.get_row_group(group)?;
        let rows = self.rows(group);
        let kind = self.columns.get(column).map(|c| &c.kind);
        if matches!(kind, None | Some(Kind::Float | Kind::Other(_))) {
            return Err(refused());
        }
        let decimal = matches!(kind, Some(Kind::Decimal { .. }));
        let chunk = self.file.metadata().row_groups().get(group).and_then(|g| g.columns().get(column));
        if let (Some(Kind::Text), Some(chunk)) = (kind, chunk)
            && dictionary::readable(chunk.encodings())
        {
            let pages = group_reader.get_column_page_reader(column)?;
            let (reader, dictionary) = dictionary::places(chunk.column_descr(), pages)?;
            return batches(reader, rows, |rows, filled, places| {
                let values = CellValues::Texts(places, &dictionary.lock());
                visit(Cells { rows, filled, values });
                Ok(())
            });
        }
        let mut integers = Vec::new();
        let mut wides = Vec::new();
        match group_reader.get_column_reader(column)? {
            ColumnReader::BoolColumnReader(reader) => batches(reader, rows, |rows, filled, values| {
                visit(Cells { rows, filled, values: CellValues::YesNo(values) });
                Ok(())
            }),
            ColumnReader::Int32ColumnReader(reader) => {
                let unsigned = self.is_unsigned(column);
                batches(reader, rows, |rows, filled, values| {
                    integers.clear();
                    if unsigned {
                        integers.extend(values.iter().map(|value| i64::from(value.cast_unsigned())));
                    } else {
                        integers.extend(values.iter().map(|value| i64::from(*value)));
                    }
                    visit(Cells { rows, filled, values: CellValues::Integers(&integers) });
                    Ok(())
                })
            }
            ColumnReader::Int64ColumnReader(reader) => batches(reader, rows, |rows, filled, values| {
                visit(Cells { rows, filled, values: CellValues::Integers(values) });
                Ok(())
            }),
            ColumnReader::ByteArrayColumnReader(reader) if decimal => batches(reader, rows, |rows, filled, values| {
                wides.clear();
                wides.extend(values.iter().map(|value| wide(value.as_bytes())));
                visit(Cells { rows, filled, values: CellValues::Wide(&wides) });
                Ok(())
            }),
            ColumnReader::FixedLenByteArrayColumnReader(reader) if decimal => {
                batches(reader, rows, |rows, filled, values| {
                    wides.clear();
                    wides.extend(values.iter().map(|value| wide(value.as_bytes())));
                    visit(Cells { rows, filled, values: CellValues::Wide(&wides) });
                    Ok(())
                })
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                let mut dictionary = Dictionary::default();
                let mut places = Vec::new();
                batches(reader, rows, |rows, filled, values| {
                    places.clear();
                    for value in values {
                        let place = dictionary.add(value.as_bytes());
                        places.push(place.ok_or_else(|| ParquetError("too much text in a row group".to_owned()))?);
                    }
                    visit(Cells { rows, filled, values: CellValues::Texts(&places, &dictionary) });
                    Ok(())
                })
            }
            _ => Err(refused()),
        }
    }

    fn is_unsigned(&self, column: usize) -> bool {
        let schema = self.file.metadata().file_metadata().schema_descr();
        let Some(column) = schema.columns().get(column) else { return false };
        matches!(column.logical_type_ref(), Some(LogicalType::Integer(integer)) if !integer.is_signed)
            || matches!(
                column.converted_type(),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32
            )
    }
}

/// Reads a column to its end and gives `take` for each batch the number of rows, their levels (none where all
/// rows have a value) and the values.
fn batches<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    rows: usize,
    mut take: impl FnMut(usize, &[i16], &[T::T]) -> Result<(), ParquetError>,
) -> Result<(), ParquetError> {
    let mut values: Vec<T::T> = Vec::with_capacity(BATCH.min(rows));
    let mut levels: Vec<i16> = Vec::with_capacity(BATCH.min(rows));
    let mut done = 0;
    while done < rows {
        values.clear();
        levels.clear();
        let (records, _, _) = reader.read_records(BATCH, Some(&mut levels), None, &mut values)?;
        if records == 0 {
            return Err(ParquetError(format!("the column ends after {done} of {rows} rows")));
        }
        let filled = if values.len() == records { &[] } else { levels.as_slice() };
        take(records, filled, &values)?;
        done += records;
    }
    Ok(())
}

/// A big-endian two's complement number. Beyond 128 bits, so certainly beyond any column of ours, it is the least
/// or the largest.
fn wide(bytes: &[u8]) -> i128 {
    let negative = bytes.first().is_some_and(|b| *b >= 0x80);
    let padding = if negative { 0xff } else { 0 };
    let (head, tail) = bytes.split_at_checked(bytes.len().saturating_sub(16)).unwrap_or((&[], bytes));
    if head.iter().any(|b| *b != padding) {
        return if negative { i128::MIN } else { i128::MAX };
    }
    let mut value: i128 = if negative { -1 } else { 0 };
    for byte in tail {
        value = (value << 8) | i128::from(*byte);
    }
    value
}

fn kind(column: &ColumnDescriptor) -> Kind {
    if column.max_rep_level() > 0 || column.max_def_level() > 1 {
        return Kind::Other("nested values".to_owned());
    }
    let scale = |scale: i32| {
        u8::try_from(scale)
            .map_or(Kind::Other("a decimal of negative scale".to_owned()), |scale| Kind::Decimal { scale })
    };
    match (column.logical_type_ref(), column.converted_type(), column.physical_type()) {
        (_, _, Physical::BOOLEAN) => Kind::YesNo,
        (_, _, Physical::FLOAT | Physical::DOUBLE) => Kind::Float,
        (Some(LogicalType::Decimal(decimal)), ..) => scale(decimal.scale),
        (_, ConvertedType::DECIMAL, _) => scale(column.type_scale()),
        (Some(LogicalType::Float16), ..) => Kind::Float,
        (Some(LogicalType::Date), ..) | (_, ConvertedType::DATE, _) => Kind::Date,
        (Some(LogicalType::Timestamp(stamp)), ..) => Kind::Moment {
            per_second: match stamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            },
        },
        (_, ConvertedType::TIMESTAMP_MILLIS, _) => Kind::Moment { per_second: 1_000 },
        (_, ConvertedType::TIMESTAMP_MICROS, _) => Kind::Moment { per_second: 1_000_000 },
        (Some(LogicalType::Time(_)), ..) | (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS, _) => {
            Kind::Other("times of day".to_owned())
        }
        // Unsigned 64-bit numbers would be read as negative ones.
        (Some(LogicalType::Integer(integer)), ..) if !integer.is_signed && integer.bit_width == 64 => {
            Kind::Other("unsigned 64-bit numbers".to_owned())
        }
        (_, ConvertedType::UINT_64, _) => Kind::Other("unsigned 64-bit numbers".to_owned()),
        (_, _, Physical::INT32 | Physical::INT64) => Kind::Integer,
        (_, _, Physical::BYTE_ARRAY) => Kind::Text,
        (_, _, other) => Kind::Other(format!("values of type {other}")),
    }
}
