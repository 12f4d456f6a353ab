//! `compline explain`: where every cent comes from, and why one did not come.

use crate::args::{EngineName, ExplainArgs};
use crate::compile::Source;
use crate::failure::{Failure, Verdict};
use crate::inputs::Inputs;
use crate::progress::Progress;
use crate::settlement;
use compline_compiler::watch::Watch;
use compline_lang::check::nearest;
use compline_runtime::company::Company;
use compline_runtime::explain::{ExplainError, Question, explain, why_not};
use compline_runtime::write::result_hash;
use serde::Serialize;
use std::io::Write;

pub fn run(args: &ExplainArgs) -> Result<Verdict, Failure> {
    let inputs = Inputs::read(&args.out)?;
    inputs.check(&args.out)?;
    let source = Source::read(&args.out.join(&inputs.plan))?;
    let Some(plan) = source.named(&inputs.plan).compile().or_report() else { return Ok(Verdict::Wrong) };
    let threads = settlement::all_threads();
    let progress = Progress::new();
    let read = progress.counted("1/2 reading the company", "bytes");
    let folder = args.out.join(&inputs.data);
    let company = settlement::company(&plan, &folder, threads, Watch::new(&read))?;
    let settle = progress.counted("2/2 settling once more", "rows");
    let asked = (settlement::period(&plan, &inputs.period)?, inputs.knowledge(&args.out)?);
    let settled = settlement::settled(&plan, &company, asked, EngineName::Jit, threads, Watch::new(&settle))?;
    progress.finish();
    if result_hash(&plan.program, &settled).to_string() != inputs.result_hash {
        return Err(Failure::Changed(folder));
    }
    let mut out = std::io::stdout().lock();
    match &args.why_not {
        Some(asked) => {
            let answer = settlement::ask(&plan, &company, &settled, |source| why_not(source, &args.partner, asked))
                .map_err(|error| unexplained(error, &company))?;
            print(&mut out, args.json, &answer, || answer.text())?;
        }
        None => {
            let question = Question {
                partner: args.partner.clone(),
                bonus: args.bonus.clone(),
                order: args.order.clone(),
                most_lines: None,
            };
            let derivation = settlement::ask(&plan, &company, &settled, |source| explain(source, &question))
                .map_err(|error| unexplained(error, &company))?;
            print(&mut out, args.json, &derivation, || derivation.text())?;
        }
    }
    Ok(Verdict::Good)
}

/// Why there is no explanation; an id that nobody has, with the nearest that there is.
fn unexplained(error: ExplainError, company: &Company) -> Failure {
    let ExplainError::UnknownPartner(partner) = error else { return error.into() };
    let ids = &company.partners.ids;
    let ids: Vec<String> = (0..ids.len()).map(|at| ids.get(at).into_owned()).collect();
    Failure::UnknownPartner { near: nearest(&partner, &ids), partner }
}

fn print(
    out: &mut impl Write,
    json: bool,
    answer: &impl Serialize,
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    if json {
        serde_json::to_writer_pretty(&mut *out, answer)?;
        writeln!(out)?;
    } else {
        out.write_all(text().as_bytes())?;
    }
    Ok(())
}
