//! Running the binary.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run printed and how it ended.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `compline` in a folder.
pub fn compline(folder: &Path, args: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_compline"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    Outcome {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder with one plan, `test.plan`.
pub fn folder(plan: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("test.plan"), plan).unwrap();
    folder
}

/// A small plan without errors, in the canonical layout.
pub const GOOD: &str = "\
language 1

plan Small version 1 {
  currency EUR
  period month in Europe/Berlin
}

unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01

tree sponsor
earners: partners where not terminated; others: skip

event Order {
  seller : partner
  bv     : BV from 0 to 1_000_000
  day    : date
  conditions on day, in its month
  volume on day
  payable on day
  reversed: lines are mirrored; volume leaves the period of reversal
}

bonus Level for each Order {
  up sponsor from seller, above
  at most 3 levels
  pay 5% of bv as EUR
  round half up to 0.01, each line
}
";

/// The same with two mistakes: an open choice and a wrong unit.
pub fn wrong() -> String {
    GOOD.replace("from seller, above", "from seller").replace("5% of bv as EUR", "5% of bv")
}
