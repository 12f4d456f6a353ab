//! Lookup tables as compiled code reads them.

use compline_compiler::program::{NONE, Program, TableId};

/// Values and bounds of all tables in 64 bits.
#[derive(Clone, Debug)]
pub struct Tables {
    tables: Vec<Table>,
}

#[derive(Clone, Debug)]
struct Table {
    values: Vec<i64>,
    bounds: Vec<Vec<i64>>,
}

impl Tables {
    /// The tables of a program; where no row fits, the value is absent.
    pub fn of(program: &Program) -> Self {
        let table = |table: &compline_compiler::program::Table| Table {
            values: table.values.iter().map(|value| value.unwrap_or(NONE)).collect(),
            bounds: table.keys.iter().map(|key| key.bounds.clone()).collect(),
        };
        Self { tables: program.tables.iter().map(table).collect() }
    }

    /// The values of a table.
    pub fn values(&self, table: TableId) -> Option<&Vec<i64>> {
        self.tables.get(table.index()).map(|table| &table.values)
    }

    /// The bounds of a key.
    pub fn bounds(&self, table: TableId, key: u32) -> Option<&Vec<i64>> {
        self.tables.get(table.index()).and_then(|table| table.bounds.get(key as usize))
    }
}
