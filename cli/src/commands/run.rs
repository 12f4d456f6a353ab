//! `compline run`: settles a period.

use crate::args::RunArgs;
use crate::compile::Source;
use crate::failure::{Failure, Verdict};
use crate::output::{empty_folder, grouped, thousands};
use crate::progress::Progress;
use crate::settlement;
use compline_runtime::write::Summary;
use std::io::Write;

pub fn run(args: &RunArgs) -> Result<Verdict, Failure> {
    let Some(plan) = Source::read(&args.plan)?.compile().or_report() else { return Ok(Verdict::Wrong) };
    let period = settlement::period(&plan, &args.period)?;
    empty_folder(&args.out)?;
    let threads = args.threads.map_or_else(settlement::all_threads, usize::from);
    let mut progress = Progress::new();
    progress.stage(&format!("1/3 reading {}", args.data.display()));
    let company = settlement::company(&plan, &args.data, threads)?;
    progress.stage(&format!("2/3 settling {period}"));
    let settled = settlement::settled(&plan, &company, period, args.engine, threads)?;
    progress.stage(&format!("3/3 writing {}", args.out.display()));
    let summary = settlement::write(&plan, &args.data, &company, &settled, &args.out, args.format)?;
    progress.finish();
    print(&mut std::io::stdout().lock(), &summary)?;
    Ok(Verdict::Good)
}

/// What was settled, in short.
pub fn print(out: &mut impl Write, summary: &Summary) -> std::io::Result<()> {
    let Summary { plan, version, period, counts, currency, paid, contexts, hashes } = summary;
    writeln!(
        out,
        "{plan} {version}, {period}: {} {currency} to {} partners",
        grouped(paid),
        thousands(counts.paid_partners as u64)
    )?;
    for context in contexts {
        if contexts.len() > 1 {
            writeln!(out, "  {}: {} {currency}", context.context, grouped(&context.paid))?;
        }
        let indent = if contexts.len() > 1 { 4 } else { 2 };
        for (name, sum) in &context.sums {
            let lines = context.lines.get(name).map(|lines| format!("{} lines", thousands(*lines))).unwrap_or_default();
            writeln!(out, "{:indent$}{name:20} {:>16} {currency}  {lines:>16}", "", grouped(sum))?;
        }
    }
    writeln!(out, "  result {}", hashes.result)
}
