//! Tries any number of cases; see the library.

use clap::Parser;
use compline_differential::case::Case;
use compline_differential::compile::compile;
use compline_differential::report::{company, report};
use compline_differential::tally;
use std::process::ExitCode;

/// Random plans over random companies: the reference interpreter against the JIT
#[derive(Debug, Parser)]
struct Options {
    /// How many cases
    #[arg(long, default_value_t = 2_000)]
    cases: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The size of all plans, from 1 to 12, in place of the seed's own
    #[arg(long)]
    size: Option<u32>,
    /// Most partners of all companies, in place of the seed's own
    #[arg(long)]
    partners: Option<usize>,
    /// Threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Try this plan in place of the one of the seed
    #[arg(long)]
    plan: Option<std::path::PathBuf>,
    /// Print the plan, the program and the company of each case
    #[arg(long)]
    print: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let case = |seed| {
        let case = Case::of(seed);
        Case { size: options.size.unwrap_or(case.size), partners: options.partners.unwrap_or(case.partners), ..case }
    };
    if let Some(path) = &options.plan {
        return given(path, case(options.seed), options.print);
    }
    let seeds = options.seed..options.seed.saturating_add(options.cases);
    if options.print {
        seeds.clone().map(case).for_each(|case| print(case, &case.plan().text()));
    }
    let tally = tally::run(seeds, options.threads.max(1), case);
    print!("{tally}");
    for report in tally.reports() {
        println!("\n{report}");
    }
    if tally.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries a plan from a file.
fn given(path: &std::path::Path, case: Case, printed: bool) -> ExitCode {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            println!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    };
    if printed {
        print(case, &text);
    }
    match case.run_text(&text) {
        Ok(ran) => {
            println!("{ran:?}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("{}", report(case, &text, &failure));
            ExitCode::FAILURE
        }
    }
}

fn print(case: Case, text: &str) {
    println!("# {case:?}\n\n{text}");
    if let Ok(program) = compile(text) {
        println!("{}", compline_compiler::text::render(&program));
        println!("{}", company(&program, &case.company(&program).store(&program, case.seed)));
    }
}
