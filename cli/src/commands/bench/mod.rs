//! `compline bench`: the engine beside hand-written programs for the same plans, on the benchmark's workload.

mod files;

use crate::args::BenchArgs;
use crate::failure::{Failure, Verdict};
use crate::output::thousands;
use crate::progress::Progress;
use compline_bench::Workload;
use compline_bench::checks::Plan;
use compline_bench::engine::{self, Compiled};
use compline_bench::long::{check, longer};
use compline_bench::reading::{ReadTimes, read_and_settle};
use compline_bench::report::{Figures, measure};
use compline_bench::snapshots::{self, SnapshotFigures};
use compline_bench::workload::DEFAULT_ORDERS_PER_PARTNER;
use serde::Serialize;
use std::io::Write;
use std::time::Duration;

/// Lines of the long plan that is compiled, at least, and of the one that is checked.
const LONG_PLAN: usize = 500;
const VERY_LONG_PLAN: usize = 10_000;
/// How often what is short is measured; the median counts.
const TIMES: usize = 5;

/// What was measured of a plan, as programs read it.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    figures: Figures,
    /// Lines of a long plan: this one several times over.
    long_plan_lines: usize,
    /// From its text to machine code.
    long_plan_compile_ms: f64,
    /// Lines of a very long plan, made in the same way.
    very_long_plan_lines: usize,
    /// From its text to types: what an editor waits for when it opens a plan.
    very_long_plan_check_ms: f64,
    /// How reading the company compares with settling it, where that was measured.
    #[serde(flatten)]
    read: Option<ReadRow>,
    /// What derived snapshots cost beside built ones, in the trees of this plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshots: Option<SnapshotFigures>,
}

/// Reading a company beside settling it.
#[derive(Debug, Serialize)]
struct ReadRow {
    /// CPU time of settling the company from tables in memory, on one thread, as it was measured beside reading.
    settle_ms: f64,
    /// CPU time of reading the company from Parquet with all checks, on one thread.
    read_ms: f64,
    /// How many times settling that is.
    read_to_settle: f64,
    /// As `read_ms`, with texts in all columns of the files and longer ids.
    read_texts_ms: f64,
    /// How many times settling that is.
    read_texts_to_settle: f64,
    /// Whether what was read settles to the same totals.
    read_equal: bool,
}

pub fn run(args: &BenchArgs) -> Result<Verdict, Failure> {
    let progress = Progress::new();
    let partners = args.partners as usize;
    let rounds = match partners {
        0..=20_000 => 15,
        20_001..=200_000 => 7,
        _ => 3,
    };
    let figures = measure(partners, args.seed, rounds, |work| progress.stage(work))?;
    progress.stage("reading the company from Parquet");
    let read = read_times(partners, args.seed, |form| progress.stage(form))?;
    progress.stage("snapshots: built and derived in turn");
    let mut snapshots = Some(snapshots::measure(partners, args.seed, rounds)?);
    progress.stage("compiling long plans");
    let mut rows = Vec::new();
    // P3 has files of other kinds as well, and is read like the others.
    let read = read.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    for ((figures, read), text) in figures.into_iter().zip(read).zip([engine::P1, engine::P2, engine::P3]) {
        let long = longer(text, LONG_PLAN);
        let very_long = longer(text, VERY_LONG_PLAN);
        let very_long_plan_check_ms = milliseconds(median(|| Ok(check(&very_long)?))?);
        let long_plan_compile_ms = milliseconds(median(|| Ok(Compiled::new(&long)?.compile))?);
        let ms = |ns| milliseconds(Duration::from_nanos(ns));
        let times = |read: &ReadTimes| ms(read.read_ns) / ms(read.settle_ns.max(1));
        let read = read.map(|[typed, texts]| ReadRow {
            settle_ms: ms(typed.settle_ns),
            read_ms: ms(typed.read_ns),
            read_to_settle: times(&typed),
            read_texts_ms: ms(texts.read_ns),
            read_texts_to_settle: times(&texts),
            read_equal: typed.equal && texts.equal,
        });
        rows.push(Row {
            long_plan_lines: long.lines().count(),
            long_plan_compile_ms,
            very_long_plan_lines: very_long.lines().count(),
            very_long_plan_check_ms,
            read,
            snapshots: if figures.plan == "P3" { snapshots.take() } else { None },
            figures,
        });
    }
    progress.finish();
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &rows)?;
        writeln!(out)?;
    } else {
        rows.iter().try_for_each(|row| print(&mut out, row))?;
    }
    let good = |row: &Row| {
        row.figures.equal_to_check != Some(false)
            && row.read.as_ref().is_none_or(|read| read.read_equal)
            && row.snapshots.as_ref().is_none_or(|snapshots| snapshots.derived.iter().all(|one| one.equal))
    };
    Ok(if rows.iter().all(good) { Verdict::Good } else { Verdict::Wrong })
}

fn print(out: &mut impl Write, row: &Row) -> std::io::Result<()> {
    let Figures { partners, orders, seed, lines, sum, hash, .. } = row.figures;
    let f = &row.figures;
    let check = match f.equal_to_check {
        Some(true) => "equal to the check values",
        Some(false) => "NOT EQUAL to the check values",
        None => "no check values for this workload",
    };
    let cents = sum.unsigned_abs();
    writeln!(
        out,
        "{}: {} partners, {} orders, seed {seed}",
        f.plan,
        thousands(partners as u64),
        thousands(orders as u64)
    )?;
    writeln!(out, "  lines              {}", thousands(lines))?;
    writeln!(out, "  sum                {}.{:02} EUR", thousands(cents / 100), cents % 100)?;
    writeln!(out, "  hash               {hash} ({check})")?;
    writeln!(out, "  engine             {:.1} ns of CPU per order", f.engine_ns_per_order)?;
    writeln!(out, "  hand-written       {:.1} ns of CPU per order", f.handwritten_ns_per_order)?;
    writeln!(out, "  ratio              {:.2}, with totals only {:.2}", f.ratio_to_handwritten, f.ratio_totals_only)?;
    let gain = f.wall_ms_one_thread / f.wall_ms_two_threads;
    writeln!(
        out,
        "  wall time          {:.1} ms on one thread, {:.1} ms on two: {gain:.2} times as fast",
        f.wall_ms_one_thread, f.wall_ms_two_threads
    )?;
    let megabytes = |bytes: u64| bytes / 1_000_000;
    writeln!(
        out,
        "  peak memory        {} MB with lines kept ({:.0} bytes per order), {} MB with lines streamed",
        megabytes(f.peak_bytes),
        f.bytes_per_order,
        megabytes(f.peak_bytes_streamed)
    )?;
    writeln!(
        out,
        "  compile            {:.1} ms; a plan of {} lines {:.1} ms",
        f.compile_ms, row.long_plan_lines, row.long_plan_compile_ms
    )?;
    writeln!(
        out,
        "  check              {:.1} ms for a plan of {} lines, from its text to types",
        row.very_long_plan_check_ms,
        thousands(row.very_long_plan_lines as u64)
    )?;
    if let Some(snapshots) = &row.snapshots {
        write!(out, "{snapshots}")?;
    }
    let Some(read) = &row.read else { return Ok(()) };
    writeln!(
        out,
        "  read from Parquet  {:.1} ms with all checks, settled in {:.1} ms: {:.2} times (CPU, one thread)",
        read.read_ms, read.settle_ms, read.read_to_settle
    )?;
    writeln!(
        out,
        "  with texts only    {:.1} ms: {:.2} times{}",
        read.read_texts_ms,
        read.read_texts_to_settle,
        if read.read_equal { "" } else { "; what was read gives OTHER TOTALS" }
    )
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The middle one of some times.
fn median(mut work: impl FnMut() -> Result<Duration, Failure>) -> Result<Duration, Failure> {
    let mut times = (0..TIMES).map(|_| work()).collect::<Result<Vec<_>, _>>()?;
    times.sort_unstable();
    Ok(times.get(TIMES / 2).copied().unwrap_or_default())
}

/// Writes the company into a folder for the moment, in both forms, and reads it for each of the plans.
fn read_times(partners: usize, seed: u64, mut tell: impl FnMut(&str)) -> Result<Vec<[ReadTimes; 2]>, Failure> {
    let folder = std::env::temp_dir().join(format!("compline-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(Failure::write(&folder))?;
    let mut times = || {
        let company = engine::company(&Workload::generate(partners, DEFAULT_ORDERS_PER_PARTNER, seed));
        let measured = |form| -> Result<[ReadTimes; 2], Failure> {
            files::write(&company, &folder, form)?;
            let read = |plan| read_and_settle(plan, &folder, &company, TIMES).map_err(Failure::from);
            Ok([read(Plan::P1)?, read(Plan::P2)?])
        };
        let [typed_p1, typed_p2] = measured(files::Form::Typed)?;
        tell("reading the company from Parquet with texts only");
        let [texts_p1, texts_p2] = measured(files::Form::Texts)?;
        Ok(vec![[typed_p1, texts_p1], [typed_p2, texts_p2]])
    };
    let result = times();
    // What is left among temporary files is no reason to fail.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Source;

    #[test]
    fn long_plans_are_long_and_right() {
        for text in [engine::P1, engine::P2, engine::P3] {
            let long = longer(text, LONG_PLAN);
            assert!((LONG_PLAN..LONG_PLAN + 150).contains(&long.lines().count()));
            assert!(Source::built_in("long.plan", &long).compile().or_report().is_some());
        }
    }
}
