//! Golden companies: what the plans of `plans/` pay to small companies whose data never change.
//!
//! `tests/golden/README.md` says what lies in the folders and how a new one is made.

use crate::common::{compline, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// A table of a folder: its columns, and its rows by column.
struct Table {
    columns: Vec<String>,
    rows: Vec<BTreeMap<String, String>>,
}

impl Table {
    fn read(path: &Path) -> Option<Self> {
        let mut reader = csv::Reader::from_path(path).ok()?;
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let row = |row: csv::StringRecord| columns.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
        let rows = reader.records().map(|record| row(record.unwrap())).collect();
        Some(Self { columns, rows })
    }

    fn write(&self, path: &Path) {
        let mut writer = csv::Writer::from_path(path).unwrap();
        writer.write_record(&self.columns).unwrap();
        for row in &self.rows {
            writer.write_record(self.columns.iter().map(|column| row.get(column).map_or("", String::as_str))).unwrap();
        }
        writer.flush().unwrap();
    }
}

/// What a plan pays to a golden company, and the hashes of every period.
struct Paid {
    amounts: String,
    hashes: String,
}

/// Settles all periods one after the other; what each bonus pays to each partner in each.
fn paid(plan: &Path, golden: &Path, engine: &str) -> Paid {
    let folder = tempfile::tempdir().unwrap();
    let company = folder.path().join("company");
    std::fs::create_dir(&company).unwrap();
    for file in std::fs::read_dir(golden.join("company")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), company.join(file.file_name())).unwrap();
    }
    let mut out = "period,bonus,partner,amount\n".to_owned();
    let mut hashes = "period,of,hash\n".to_owned();
    for period in std::fs::read_to_string(golden.join("periods.txt")).unwrap().lines() {
        let result = folder.path().join(period);
        let args = ["run", plan.to_str().unwrap(), "--data", "company", "--period", period, "--out", period];
        let outcome = compline(folder.path(), &[&args[..], &["--engine", engine]].concat());
        assert_eq!(outcome.code, 0, "{}: {period}: {}", golden.display(), outcome.err);
        let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
        for line in Table::read(&result.join("lines.csv")).unwrap().rows {
            let cell = |column: &str| line.get(column).unwrap().clone();
            let cents = cell("amount").replace('.', "").parse::<i64>().unwrap();
            *sums.entry((cell("bonus"), cell("earner"))).or_default() += cents;
        }
        for ((bonus, partner), cents) in sums {
            let sign = if cents < 0 { "-" } else { "" };
            let (whole, rest) = (cents.abs() / 100, cents.abs() % 100);
            writeln!(out, "{period},{bonus},{partner},{sign}{whole}.{rest:02}").unwrap();
        }
        let summary = std::fs::read_to_string(result.join("summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
        let text = |value: Option<&serde_json::Value>| value.unwrap().as_str().unwrap().to_owned();
        let of = |name: &str| text(summary.get("hashes").unwrap().get(name));
        writeln!(hashes, "{period},data,{}", of("data")).unwrap();
        for context in summary.get("contexts").unwrap().as_array().unwrap() {
            let (name, hash) = (text(context.get("context")), text(context.get("snapshot")));
            writeln!(hashes, "{period},network of {name},{hash}").unwrap();
        }
        writeln!(hashes, "{period},result,{}", of("result")).unwrap();
        // What a period hands to the next.
        for file in ["state.csv", "paid.csv", "placements.csv"] {
            let Some(new) = Table::read(&result.join(file)) else { continue };
            let mut all = Table::read(&company.join(file)).unwrap_or(Table { columns: Vec::new(), rows: Vec::new() });
            let more = new.columns.iter().filter(|column| !all.columns.contains(column)).cloned().collect::<Vec<_>>();
            all.columns.extend(more);
            all.rows.extend(new.rows);
            all.write(&company.join(file));
        }
    }
    Paid { amounts: out, hashes }
}

#[test]
fn golden_companies_are_paid_what_they_always_were() {
    let folder = root().join("tests/golden");
    let mut seen = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let golden = entry.unwrap().path();
        // Runs of the office lie in a folder of their own (`server/office/tests/office/golden.rs`).
        if !golden.is_dir() || golden.ends_with("office") {
            continue;
        }
        let name = golden.file_name().unwrap().to_str().unwrap().to_owned();
        let plan = root().join(format!("plans/{name}.plan"));
        let found = paid(&plan, &golden, "jit");
        let kept = |file: &str, found: &str| {
            let result = golden.join(file);
            // A new one is written once. What is there is never written again.
            if !result.exists() && std::env::var_os("COMPLINE_WRITE_GENERATED").is_some() {
                std::fs::write(&result, found).unwrap();
            }
            std::fs::read_to_string(&result).unwrap()
        };
        let (expected, hashes) = (kept("paid.csv", &found.amounts), kept("hashes.csv", &found.hashes));
        assert_eq!(found.amounts, expected, "{name}: machine code pays otherwise than it always did");
        assert_eq!(found.hashes, hashes, "{name}: data, networks or results have other hashes than they always had");
        let reference = paid(&plan, &golden, "reference");
        assert_eq!(reference.amounts, expected, "{name}: the reference pays otherwise");
        assert_eq!(reference.hashes, hashes, "{name}: the reference has other hashes");
        assert!(expected.lines().count() > 3, "{name}: hardly anything is paid");
        seen.insert(name);
    }
    assert!(seen.len() >= 30, "golden companies are missing: {seen:?}");
}
