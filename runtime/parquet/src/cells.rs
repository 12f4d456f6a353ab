//! Cells of a column, many at a time.

use crate::dictionary::Dictionary;

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Null.
    Absent,
    /// Text.
    Bytes(&'a [u8]),
    /// A number, a date, a moment.
    Integer(i64),
    /// A number beyond 64 bits.
    Wide(i128),
    /// A truth value.
    YesNo(bool),
}

/// Consecutive cells of a column.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    /// How many rows these are.
    pub rows: usize,
    /// By row whether it has a value (1) or not (0); empty where all have one.
    pub filled: &'a [i16],
    /// The values of those rows that have one.
    pub values: CellValues<'a>,
}

/// Values of consecutive cells.
#[derive(Clone, Copy, Debug)]
pub enum CellValues<'a> {
    /// Numbers, days, moments.
    Integers(&'a [i64]),
    /// Decimals of any width; those beyond 128 bits are the least or the largest number.
    Wide(&'a [i128]),
    /// Truth values.
    YesNo(&'a [bool]),
    /// Texts, by their places in a dictionary. The dictionary grows while a column is read, and
    /// places keep their meaning: what was found out about a place holds for the rest of the row group.
    Texts(&'a [i32], &'a Dictionary),
}

impl Cells<'_> {
    /// Calls `visit` for every cell in order.
    pub fn each(&self, mut visit: impl FnMut(Cell<'_>)) {
        match self.values {
            CellValues::Integers(values) => {
                self.each_of(values, |value| visit(value.map_or(Cell::Absent, |v| Cell::Integer(*v))))
            }
            CellValues::Wide(values) => self.each_of(values, |value| {
                visit(value.map_or(Cell::Absent, |v| i64::try_from(*v).map_or(Cell::Wide(*v), Cell::Integer)));
            }),
            CellValues::YesNo(values) => {
                self.each_of(values, |value| visit(value.map_or(Cell::Absent, |v| Cell::YesNo(*v))))
            }
            CellValues::Texts(places, dictionary) => self.each_of(places, |place| {
                visit(place.map_or(Cell::Absent, |place| Cell::Bytes(dictionary.bytes(*place))));
            }),
        }
    }

    /// Calls `visit` for every row in order, with its element of `values`.
    #[inline]
    pub fn each_of<T>(&self, values: &[T], mut visit: impl FnMut(Option<&T>)) {
        if self.filled.is_empty() {
            return values.iter().for_each(|value| visit(Some(value)));
        }
        let mut values = values.iter();
        for filled in self.filled {
            visit(if *filled > 0 { values.next() } else { None });
        }
    }
}
