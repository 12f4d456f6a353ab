//! `compline run`: settles a period.

use crate::args::RunArgs;
use crate::compile::Source;
use crate::failure::{Failure, Verdict};
use crate::output::{empty_folder, grouped, thousands};
use crate::progress::Progress;
use crate::settlement;
use compline_compiler::watch::Watch;
use compline_runtime::snapshot::Knowledge;
use compline_runtime::write::Summary;
use rust_decimal::Decimal;
use std::io::Write;

pub fn run(args: &RunArgs) -> Result<Verdict, Failure> {
    let source = Source::read(&args.plan)?.with(&args.parameters.settings)?;
    let Some(plan) = source.compile().or_report() else { return Ok(Verdict::Wrong) };
    let period = settlement::period(&plan, &args.period)?;
    let folder = empty_folder(&args.out)?;
    let threads = args.threads.map_or_else(settlement::all_threads, usize::from);
    let progress = Progress::new();
    let read = progress.counted(&format!("1/3 reading {}", args.data.display()), "bytes");
    let company = settlement::company(&plan, &args.data, threads, Watch::new(&read))?;
    let settle = progress.counted(&format!("2/3 settling {period}"), "rows");
    let asked = (period, args.known_at.unwrap_or(Knowledge::Everything));
    let settled = settlement::settled(&plan, &company, asked, args.engine, threads, Watch::new(&settle))?;
    let write = progress.counted(&format!("3/3 writing {}", args.out.display()), "lines");
    let summary = settlement::write(&plan, &args.data, &company, &settled, &args.out, args.format, Watch::new(&write))?;
    folder.keep();
    progress.finish();
    print(&mut std::io::stdout().lock(), &summary)?;
    Ok(Verdict::Good)
}

/// What was settled, in short: by context bonuses and pools, then what caps took.
pub fn print(out: &mut impl Write, summary: &Summary) -> std::io::Result<()> {
    let Summary { plan, version, period, known_at, counts, currency, paid, contexts, hashes } = summary;
    let known = known_at.as_ref().map(|moment| format!(" as known at {moment}")).unwrap_or_default();
    let partners = thousands(counts.paid_partners as u64);
    writeln!(
        out,
        "{plan} {version}, {period}{known}: {} {currency} to {partners} partners",
        grouped(&paid.to_string())
    )?;
    for context in contexts {
        let indent = if contexts.len() > 1 { 4 } else { 2 };
        if contexts.len() > 1 {
            writeln!(out, "  {}: {} {currency}", context.context, grouped(&context.paid.to_string()))?;
        }
        let mut sums: Vec<(&String, &Decimal, Option<u64>)> =
            context.sums.iter().map(|(name, sum)| (name, sum, context.lines.get(name).copied())).collect();
        sums.sort_by_key(|(_, _, lines)| lines.is_none());
        for (name, sum, lines) in sums {
            if sum.is_zero() {
                continue;
            }
            let lines = lines
                .map(|lines| format!("{:>12} line{}", thousands(lines), if lines == 1 { "" } else { "s" }))
                .unwrap_or_default();
            writeln!(out, "{:indent$}{name:20} {:>16} {currency}{lines}", "", grouped(&sum.to_string()))?;
        }
    }
    writeln!(out, "  result {}", hashes.result)
}
