//! `compline analyse`: what is proved about a plan, with witnesses; its largest cliffs; what its parts cost.

use crate::args::AnalyseArgs;
use crate::compile::Source;
use crate::failure::{Failure, Verdict};
use crate::terminal;
use compline_lang::diagnostic::Severity;
use compline_lang::render::{Position, visible};
use compline_lang::words::{Text, say};
use compline_runtime::analysis::{Said, SaidCliff, SaidFinding, analyse};
use serde::Serialize;
use std::io::Write;

/// Cliffs that are printed; what is more than the plan allows is a finding as well.
const SHOWN_CLIFFS: usize = 5;

/// What is known of a plan, as programs read it.
#[derive(Debug, Serialize)]
struct Analysed {
    plan: String,
    #[serde(flatten)]
    said: Said,
}

pub fn run(args: &AnalyseArgs) -> Result<Verdict, Failure> {
    let sources: Vec<Source> =
        args.plans.iter().map(|path| Source::read(path)?.with(&args.parameters.settings)).collect::<Result<_, _>>()?;
    let (mut all, mut good) = (Vec::new(), true);
    let mut out = std::io::stdout().lock();
    for source in sources {
        // Findings of the review that are errors are told here as well, so what compiles without it is analysed.
        let Some(plan) = source.compile_without_review().or_report() else {
            good = false;
            continue;
        };
        let analysis = analyse(&plan.hir, &plan.program);
        good &= !analysis.has_errors();
        let said = analysis.said(&plan.source.plan_text(), terminal::language());
        if !args.json {
            print(&mut out, &plan.source.file, &said)?;
        }
        all.push(Analysed { plan: plan.source.file.clone(), said });
    }
    if args.json {
        serde_json::to_writer_pretty(&mut out, &all)?;
        writeln!(out)?;
    }
    Ok(if good { Verdict::Good } else { Verdict::Wrong })
}

/// A text in the language of findings.
fn said(text: &Text) -> String {
    text.in_language(terminal::language())
}

fn print(out: &mut impl Write, file: &str, analysis: &Said) -> std::io::Result<()> {
    writeln!(out, "{}: {}", visible(file), said(&counted(&analysis.findings)))?;
    for found in &analysis.findings {
        let severity = match found.severity {
            Severity::Error => say!("error"),
            Severity::Warning => say!("warning"),
        };
        let (place, severity) = (at(&found.place), said(&severity));
        writeln!(out, "\n{place}: {severity} [{}] {}", found.code, visible(&found.message))?;
        proof(out, found)?;
        if let Some(help) = &found.help {
            line(out, &say!("help: {help}"))?;
        }
    }
    if analysis.jurisdictions.is_empty() {
        writeln!(out, "\n{}", said(&say!("fairness and law are not looked at: the header names no `jurisdictions`")))?;
    }
    if !analysis.waived.is_empty() {
        writeln!(out, "\n{}", said(&say!("waived, with the reason")))?;
    }
    for waived in &analysis.waived {
        writeln!(out)?;
        let found = &waived.finding;
        writeln!(out, "{}: [{}] {}", at(&found.place), found.code, visible(&found.message))?;
        proof(out, found)?;
        line(out, &say!("reason: {}", waived.because))?;
    }
    if let Some(caution) = &analysis.caution {
        writeln!(out, "\n{}", said(&say!("rules of law: {caution}")))?;
    }
    cliffs(out, analysis)?;
    if !analysis.costs.is_empty() {
        writeln!(out, "\n{}", said(&say!("cost: what a run looks at for each")))?;
    }
    let width = analysis.costs.iter().map(|cost| cost.name.chars().count()).max().unwrap_or(0);
    for cost in &analysis.costs {
        writeln!(out, "  {:<width$}  {}", cost.name, cost.words)?;
    }
    writeln!(out)
}

fn cliffs(out: &mut impl Write, analysis: &Said) -> std::io::Result<()> {
    if analysis.cliffs.is_empty() {
        return writeln!(out, "\n{}", said(&say!("cliffs: none found in companies of three partners")));
    }
    let title = match &analysis.cliff_at_most {
        Some(most) => say!("cliffs: where one unit more changes pay most; the plan allows {most}"),
        None => say!("cliffs: where one unit more changes pay most"),
    };
    writeln!(out, "\n{}", said(&title))?;
    // Where several bounds make the same jump, it is shown once.
    let mut shown: Vec<(&SaidCliff, Vec<String>)> = Vec::new();
    for entry in &analysis.cliffs {
        let place = at(&entry.place);
        match shown.iter_mut().find(|(known, _)| known.witness == entry.witness) {
            Some((_, places)) => places.push(place),
            None => shown.push((entry, vec![place])),
        }
    }
    let more = shown.len().saturating_sub(SHOWN_CLIFFS);
    shown.truncate(SHOWN_CLIFFS);
    let width = shown.iter().map(|(entry, _)| entry.cliff.amount.chars().count()).max().unwrap_or(0);
    for (entry, places) in shown {
        writeln!(out, "  {:>width$}  {}", entry.cliff.amount, places.join(", "))?;
        writeln!(out, "  {:width$}  {}", "", visible(&entry.witness))?;
    }
    if more > 0 {
        line(out, &say!("and {more} smaller ones; `--json` shows them"))?;
    }
    Ok(())
}

/// The proof of a finding, and the rules of law behind it.
fn proof(out: &mut impl Write, found: &SaidFinding) -> std::io::Result<()> {
    if let Some(witness) = &found.witness {
        line(out, &Text::plain(witness.as_str()))?;
    }
    for rule in &found.rules {
        line(out, &say!("{}: {}", rule.jurisdictions.join(", "), rule.source))?;
    }
    Ok(())
}

/// A place as editors know it.
fn at(place: &Position) -> String {
    format!("{}:{}:{}", visible(&place.file), place.line, place.column)
}

/// A line below a finding.
fn line(out: &mut impl Write, text: &Text) -> std::io::Result<()> {
    writeln!(out, "  {}", visible(&said(text)))
}

/// How many findings there are.
fn counted(findings: &[SaidFinding]) -> Text {
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    let errors = match errors {
        0 => None,
        1 => Some(say!("1 error")),
        _ => Some(say!("{errors} errors")),
    };
    let warnings = match warnings {
        0 => None,
        1 => Some(say!("1 warning")),
        _ => Some(say!("{warnings} warnings")),
    };
    match (errors, warnings) {
        (Some(errors), Some(warnings)) => say!("{errors}, {warnings}"),
        (one, other) => one.or(other).unwrap_or_else(|| say!("nothing found")),
    }
}
