//! `compline test`: the examples of a plan, run like any other company.

use crate::args::TestArgs;
use crate::compile::Source;
use crate::engine::evaluator;
use crate::failure::{Failure, Verdict};
use compline_compiler::program::Program;
use compline_compiler::watch::Watch;
use compline_lang::hir::{self, Example};
use compline_lang::source::ItemIndex;
use compline_runtime::booked::Booked;
use compline_runtime::examples::{self, Failure as Difference, Why};
use compline_runtime::explain;
use compline_runtime::settle::Evaluator;
use serde::Serialize;
use std::io::Write;

/// How one example came out, as programs read it.
#[derive(Debug, Serialize)]
pub struct Outcome {
    file: String,
    line: u32,
    example: String,
    /// Whether all of its expectations hold.
    pub passed: bool,
    expectations: usize,
    /// Why it could not be run at all.
    error: Option<String>,
    failures: Vec<Failed>,
}

/// An expectation that does not hold.
#[derive(Debug, Serialize)]
struct Failed {
    line: u32,
    column: u32,
    what: String,
    expected: String,
    got: String,
    details: Vec<String>,
    /// How it came about.
    derivation: Option<Why>,
}

pub fn run(args: &TestArgs) -> Result<Verdict, Failure> {
    let sources: Vec<Source> =
        args.plans.iter().map(|path| Source::read(path)?.with(&args.parameters.settings)).collect::<Result<_, _>>()?;
    let mut results = Vec::new();
    let mut broken = 0;
    let mut out = std::io::stdout().lock();
    for source in sources {
        let Some(plan) = source.compile().or_report() else {
            broken += 1;
            continue;
        };
        let mut evaluator = evaluator(args.engine, &plan.program, 1, Watch::default())?;
        let outcomes = play_all(&plan.source, &plan.hir, &plan.program, evaluator.as_mut());
        if !args.json {
            writeln!(out, "{}{}", plan.source.file, if outcomes.is_empty() { ": no examples" } else { "" })?;
            outcomes.iter().try_for_each(|outcome| print(&mut out, outcome))?;
        }
        results.extend(outcomes);
    }
    let failed = results.iter().filter(|result| !result.passed).count();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &results)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{} passed, {failed} failed", results.len() - failed)?;
    }
    Ok(if failed + broken == 0 { Verdict::Good } else { Verdict::Wrong })
}

/// How the examples of a plan come out.
pub fn play_all(source: &Source, plan: &hir::Plan, program: &Program, evaluator: &mut dyn Evaluator) -> Vec<Outcome> {
    plan.examples.iter().map(|(item, example)| play(source, program, *item, example, evaluator)).collect()
}

fn play(
    source: &Source,
    program: &Program,
    item: ItemIndex,
    example: &Example,
    evaluator: &mut dyn Evaluator,
) -> Outcome {
    let text = source.plan_text();
    let (line, _) = text.line_column(item, example.title_span);
    let (file, _) = text.start_of(item);
    let mut result = Outcome {
        file,
        line,
        example: example.title.clone(),
        passed: false,
        expectations: example.expects.len(),
        error: None,
        failures: Vec::new(),
    };
    match examples::play(program, example, evaluator) {
        Ok(played) => {
            let examples::Played { report, company, periods } = played;
            let places = explain::PlanText::new(source.file.clone(), source.text.clone());
            let failed = |difference: Difference| {
                let (line, column) = text.line_column(item, difference.span);
                let derivation = periods.get(difference.period).and_then(|settled| {
                    let (booked, limits) = (Booked::of(program, &company, settled), explain::Limits::default());
                    let of = explain::Source {
                        program,
                        plan: &places,
                        company: &company,
                        settled,
                        booked: &booked,
                        limits: &limits,
                    };
                    examples::derivation(&of, &difference)
                });
                let Difference { what, expected, got, details, .. } = difference;
                Failed { line, column, what, expected, got, details, derivation }
            };
            result.passed = report.passed();
            result.failures = report.failures.into_iter().map(failed).collect();
        }
        Err(error) => result.error = Some(error.to_string()),
    }
    result
}

/// Says how an example came out.
pub fn print(out: &mut impl Write, result: &Outcome) -> std::io::Result<()> {
    let Outcome { file, line, example, expectations, .. } = result;
    if result.passed {
        let s = if *expectations == 1 { "" } else { "s" };
        return writeln!(out, "  ok      {example} ({expectations} expectation{s})");
    }
    writeln!(out, "  FAILED  {example} ({file}:{line})")?;
    if let Some(error) = &result.error {
        writeln!(out, "          {error}")?;
    }
    for failure in &result.failures {
        writeln!(out, "    {}:{}:{}: {}", file, failure.line, failure.column, failure.what)?;
        writeln!(out, "      expected  {}", failure.expected)?;
        writeln!(out, "      got       {}", failure.got)?;
        let derived = failure.derivation.as_ref().map(Why::text);
        let details = failure.details.join("\n");
        for line in derived.as_deref().unwrap_or(&details).lines() {
            writeln!(out, "        {line}")?;
        }
    }
    Ok(())
}
