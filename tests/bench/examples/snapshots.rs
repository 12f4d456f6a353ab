//! What derived snapshots cost beside built ones: `cargo run --release --package compline-bench --example snapshots -- 1000000`.

#![expect(clippy::unwrap_used, reason = "a tool for developers")]

use compline_bench::snapshots::measure;
use compline_bench::workload::DEFAULT_SEED;

fn main() {
    let partners = std::env::args().nth(1).map_or(1_000_000, |text| text.parse().unwrap());
    print!("{}", measure(partners, DEFAULT_SEED, 5).unwrap());
}
