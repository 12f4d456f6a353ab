//! `compline doc`: the plan as the marketing plan that partners and lawyers get.

use crate::args::{DocArgs, DocFormat};
use crate::compile::Source;
use crate::failure::{Failure, Verdict};
use crate::terminal;
use compline_documents::{Fonts, Typesetter};

pub fn run(args: &DocArgs) -> Result<Verdict, Failure> {
    let Some(plan) = Source::read(&args.plan)?.compile().or_report() else { return Ok(Verdict::Wrong) };
    let source = compline_planbook::Source { text: &plan.source.text, plan: &plan.hir, program: plan.program.as_ref() };
    let paper = compline_planbook::paper(source, terminal::words())?;
    let bytes = match args.format {
        DocFormat::Html => compline_paper::html(&paper).into_bytes(),
        DocFormat::Pdf => Typesetter::new(Fonts::embedded()).book(&paper)?,
    };
    std::fs::write(&args.out, bytes).map_err(Failure::write(&args.out))?;
    Ok(Verdict::Good)
}
