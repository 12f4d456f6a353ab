//! A small company folder.

use compline_compiler::program::Program;
use compline_runtime::company::{Company, ReadOptions, Reading};
use compline_runtime::problem::DataErrors;
use std::path::Path;
use tempfile::TempDir;

/// A company folder with everything that the program of the tests wants.
pub struct Folder(TempDir);

pub const PARTNERS: &str = "\
id,person,joined_on,mentor,region
A1,,2025-01-01,,north
A2,P7,2025-02-01,A1,
A10,P7,2025-03-01,A2,north
A3,,2025-04-01,,\"south, far\"
B1,,2026-03-20,A10,
";

pub const PLACEMENTS: &str = "\
tree,partner,parent,side,position,valid_from,valid_to
sponsor,A1,,,,2025-01-01,
sponsor,A2,A1,,,2025-02-01,
sponsor,A10,A2,,,2025-03-01,2026-02-28
sponsor,A10,A3,,,2026-03-01,
sponsor,A3,A1,,,2025-04-01,
placement,A1,,,,2025-01-01,
placement,A2,A1,left,,2025-02-01,
placement,A3,A1,right,,2025-02-01,
matrix,A1,,,,2025-01-01,
matrix,A2,A1,,2,2025-01-01,
matrix,A3,A1,,1,2025-01-01,
";

pub const ORDERS: &str = "\
id,seller,bv,net,category,ordered_on,paid_on,note
1,A2,200,180.00,goods,2026-03-04,2026-03-10,
2,A1,100.5,90,starter_kit,2026-03-05,2026-03-05,first
3,A10,50,45,service,2026-03-06,2026-05-02,
10,A2,10,9,goods,2026-02-27,2026-03-01,gift
11,A3,20,18,goods,2026-05-03,2026-05-04,
12,A3,30,27,goods,2026-05-03,,
9,A10,0.01,0.01,goods,2026-03-31,2026-04-01,first
";

pub const CANCELLATIONS: &str = "\
id,order,share,full,on
C1,2,50%,no,2026-03-20
C2,3,12.5‰,yes,2026-03-21
";

pub const STATUS: &str = "\
partner,status,from,to
A3,inactive,2026-01-01,2026-02-28
A3,active,2026-03-01,
A2,terminated,2026-03-31,
";

pub const OVERRIDES: &str = "\
partner,definition,value,from,to,reason,by
A2,paid_rank,Gold,2026-03-01,2026-03-31,promised,Eva
A3,paid_rank,Silver,2026-04-01,2026-04-30,late,Eva
";

pub const STATE: &str = "\
partner,state,value,as_of
A1,title,Gold,2026-02
A2,title,Silver,2026-02
A1,title,Gold,2026-01
A1,title,Gold,2026-04
A1,title,Silver,2026-03
";

pub const RATES: &str = "from,to,date,rate\nBV,EUR,2026-01-01,0.80\nBV,EUR,2026-07-01,0.90\n";

impl Folder {
    pub fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder
            .file("partners.csv", PARTNERS)
            .file("placements.csv", PLACEMENTS)
            .file("order.csv", ORDERS)
            .file("cancellation.csv", CANCELLATIONS)
            .file("status.csv", STATUS)
            .file("overrides.csv", OVERRIDES)
            .file("state.csv", STATE)
            .file("rates.csv", RATES)
    }

    /// With only the tables that [`crate::plan::orders_only`] wants.
    pub fn bare(partners: &str, placements: &str, orders: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.file("partners.csv", partners).file("placements.csv", placements).file("order.csv", orders)
    }

    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    pub fn without(self, name: &str) -> Self {
        std::fs::remove_file(self.0.path().join(name)).unwrap();
        self
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn read(&self, program: &Program) -> Result<Reading, DataErrors> {
        Company::read(self.path(), program, ReadOptions { threads: 2, limit: 100, ..ReadOptions::default() })
    }

    pub fn company(&self, program: &Program) -> Company {
        self.read(program).unwrap().company
    }
}

/// The same table with its rows in another order.
pub fn shuffled(table: &str, seed: usize) -> String {
    let mut lines: Vec<&str> = table.lines().collect();
    let rows = lines.split_off(1);
    let mut rows: Vec<(usize, &str)> =
        rows.into_iter().enumerate().map(|(at, row)| ((at + 1) * 7919 * (seed + 1) % 104_729 % 97, row)).collect();
    rows.sort_unstable();
    lines.extend(rows.into_iter().map(|(_, row)| row));
    lines.join("\n") + "\n"
}
