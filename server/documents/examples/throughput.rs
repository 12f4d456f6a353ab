//! How many statements of one page a processor core prints in a second.
//!
//! `RAYON_NUM_THREADS=1 cargo run --release --example throughput -p compline-documents -- [COUNT] [THREADS]`
//!
//! Time is that of the processor (Linux), or of the clock where that is not to be had. Without the variable the
//! typesetter itself uses all cores for documents of several pages.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    dead_code,
    reason = "a tool that measures, on a part of the samples"
)]

#[path = "../tests/it/sample.rs"]
mod sample;

use compline_documents::{Batch, Fonts, Options, Standard, Statement, Typesetter};
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

fn main() {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<usize>().unwrap());
    let count = args.next().unwrap_or(400);
    let threads = NonZeroUsize::new(args.next().unwrap_or(1)).unwrap();
    let typesetter = Typesetter::new(Fonts::embedded());
    // No statement is printed twice: the typesetter would remember it.
    let mut next = 0;
    for (lines, pages) in
        [(2, "one page"), (20, "two pages"), (200, "six pages"), (2_000, "forty pages"), (12_000, "a book")]
    {
        for standard in [Standard::Untagged, Standard::Accessible] {
            let mut statements: Vec<Statement> =
                (next..next + 4 + (count * 4 / (lines + 12)).max(1)).map(|at| numbered(at, lines)).collect();
            next += statements.len();
            let mut first = statements.split_off(statements.len() - 4);
            if lines > 1_000 {
                first.clear();
            }
            let cancel = AtomicBool::new(false);
            let batch = Batch { typesetter: &typesetter, options: Options { standard }, threads, cancel: &cancel };
            // The first ones read fonts and parse templates.
            batch.render(&first, &|_| ()).unwrap();
            let (clock, before) = (Instant::now(), processor_seconds());
            let results = batch.render(&statements, &|_| ()).unwrap();
            let passed = clock.elapsed().as_secs_f64();
            let used = processor_seconds().zip(before).map(|(after, before)| after - before);
            let bytes: usize = results.into_iter().flatten().map(|result| result.unwrap().len()).sum();
            let done = statements.len();
            let rate = done as f64 / used.unwrap_or(passed);
            println!(
                "{lines} lines ({pages}), {standard:?}: {done} statements, {rate:.1} per core-second, {passed:.2} s on the clock, \
                 {} bytes each, {} MiB at most",
                bytes / done,
                peak_mebibytes().unwrap_or(0)
            );
        }
    }
}

/// A statement that differs from its neighbours in all that differs between partners.
fn numbered(at: usize, lines: usize) -> Statement {
    let mut statement = sample::statement(lines);
    statement.number = Some(format!("GS-2026-{at:06}"));
    statement.seller.id = format!("DE-{at:06}");
    statement.seller.name = format!("Anna Berg-{at}");
    for line in statement.groups.iter_mut().flat_map(|group| &mut group.lines) {
        line.amount += i64::try_from(at).unwrap();
        line.reference = format!("{}-{at}", line.reference);
    }
    sample::settle(&mut statement);
    if lines < 10 {
        // So short a statement explains itself.
        statement.derivation.clear();
    }
    statement
}

/// User and system time of this process; clock ticks are hundredths of a second on every Linux that there is.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<f64> = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Some(ticks.iter().sum::<f64>() / 100.0)
}

fn peak_mebibytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes / 1024)
}
