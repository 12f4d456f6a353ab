//! `compline diff`: what changed from one plan to another, and who gains and who loses.

use crate::args::DiffArgs;
use crate::compile::{Plan, Source};
use crate::failure::{Failure, Verdict};
use crate::progress::Progress;
use crate::{settlement, terminal};
use compline_changes::{Changes, Money, Side, Sums, by_money, compare, csv, money, sums, text, told};
use compline_compiler::watch::Watch;
use compline_runtime::snapshot::Knowledge;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Everything that is said, for programs.
#[derive(Debug, Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    changes: &'a Changes,
    /// The sentences of the changes, in the language that was asked for.
    sentences: Vec<String>,
    money: Option<&'a Money>,
}

pub fn run(args: &DiffArgs) -> Result<Verdict, Failure> {
    let (old, new) = (Source::read(&args.old)?, Source::read(&args.new)?.with(&args.parameters.settings)?);
    let (old, new) = (old.compile().or_report(), new.compile().or_report());
    let (Some(old), Some(new)) = (old, new) else { return Ok(Verdict::Wrong) };
    let mut changes = compare(&Side::new(&old.hir, &old.source.text), &Side::new(&new.hir, &new.source.text));
    let mut moved = None;
    if let (Some(company), Some(period)) = (&args.company, &args.period) {
        let (before, after) = (old.hir.header.currency.clone(), &new.hir.header.currency);
        if before != *after {
            return Err(Failure::Currencies(before, after.clone()));
        }
        let progress = Progress::new();
        let (old, name) = settled(args, &old, company, period, &progress, "1/2")?;
        let (new, _) = settled(args, &new, company, period, &progress, "2/2")?;
        progress.finish();
        let found = money(&before, &name, &old, &new, &changes.renames);
        by_money(&mut changes, &found);
        moved = Some(found);
    }
    if let (Some(path), Some(money)) = (&args.csv, &moved) {
        std::fs::write(path, csv(money)).map_err(Failure::write(path))?;
    }
    let words = terminal::words();
    let mut out = std::io::stdout().lock();
    if args.json {
        let sentences = changes.changes.iter().map(|change| told(words, &change.sentence)).collect();
        serde_json::to_writer_pretty(&mut out, &Said { changes: &changes, sentences, money: moved.as_ref() })?;
        writeln!(out)?;
    } else {
        out.write_all(text(words, &changes, moved.as_ref(), args.top).as_bytes())?;
    }
    Ok(Verdict::Good)
}

/// What everybody gets with a plan, and the period's name.
fn settled(
    args: &DiffArgs,
    plan: &Plan,
    folder: &Path,
    period: &str,
    progress: &Progress,
    step: &str,
) -> Result<(Sums, String), Failure> {
    let threads = settlement::all_threads();
    let period = settlement::period(plan, period)?;
    let read = progress.counted(&format!("{step} reading {}", folder.display()), "bytes");
    let company = settlement::company(plan, folder, threads, Watch::new(&read))?;
    let settle = progress.counted(&format!("{step} settling {period} with {}", plan.source.file), "rows");
    let settled = settlement::settled(
        plan,
        &company,
        (period, Knowledge::Everything),
        args.engine,
        threads,
        Watch::new(&settle),
    )?;
    Ok((sums(&plan.program, &company, &settled), period.to_string()))
}
