//! `compline bound`: the most that a plan can pay, and networks that are paid much.

use crate::args::BoundArgs;
use crate::compile::{Plan, Source};
use crate::failure::{Failure, Verdict};
use crate::terminal;
use compline_analysis::{Bounds, Cause, Found, Total, amounts, bound, gap, per_hundred, shares};
use compline_lang::words::Text;
use compline_runtime::witness::{Witnesses, search};
use serde::Serialize;
use std::io::Write;

/// The bounds of a plan, as programs read them.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    plan: String,
    /// The currency in which it pays.
    currency: String,
    /// Each bonus and pool.
    paid: Vec<Row>,
    /// All of them after all caps.
    sum: Row,
    /// The caps that bound the sum.
    caps: Vec<String>,
    /// Whether caps bound nothing, because events may be paid in a later period than that of their sale.
    caps_do_not_count: bool,
}

/// The bound of a bonus, a pool or the sum.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    /// Shares of volume; nothing where there is no bound.
    shares: Vec<Share>,
    /// Fixed amounts that no volume covers.
    fixed: Vec<String>,
    /// What rounding may add.
    rounding: Vec<String>,
    /// The cap that bounds it.
    cap: Option<String>,
    /// Why there is no bound.
    cause: Option<Reason>,
    /// The best network that was found.
    witness: Option<Witness>,
}

#[derive(Debug, Serialize)]
struct Share {
    /// `Order's bv`
    of: String,
    /// In percent, where the unit has a rate to the plan's currency.
    percent: Option<String>,
    /// In the plan's currency for one of the unit, as an exact fraction.
    exact: String,
}

#[derive(Debug, Serialize)]
struct Reason {
    text: String,
    help: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Witness {
    /// What it is paid, in percent of its volume.
    percent: String,
    /// What lies between it and the bound, in points of percent.
    gap: Option<String>,
    /// The network as an example of the plan.
    example: String,
}

pub fn run(args: &BoundArgs) -> Result<Verdict, Failure> {
    let sources: Vec<Source> = args.plans.iter().map(|path| Source::read(path)).collect::<Result<_, _>>()?;
    let mut out = std::io::stdout().lock();
    let mut reports = Vec::new();
    let mut good = true;
    for source in sources {
        let Some(plan) = source.compile().or_report() else {
            good = false;
            continue;
        };
        let bounds = bound(&plan.program);
        let witnesses = search(&plan.source.text, &plan.hir, &plan.program, &bounds);
        let report = report(&plan, &bounds, &witnesses);
        if !args.json {
            print(&mut out, &report)?;
        }
        reports.push(report);
    }
    if args.json {
        serde_json::to_writer_pretty(&mut out, &reports)?;
        writeln!(out)?;
    }
    Ok(if good { Verdict::Good } else { Verdict::Wrong })
}

fn report(plan: &Plan, bounds: &Bounds, witnesses: &Witnesses) -> Report {
    let paid = bounds.paid.iter().map(|paid| {
        let found = witnesses.of.get(&paid.name);
        // A network's pay is known before caps; it may be held against a bound before them only.
        row(plan, &paid.name, &paid.after, found, paid.cap.clone())
    });
    Report {
        file: plan.source.file.clone(),
        plan: plan.program.plan.clone(),
        currency: plan.hir.header.currency.clone(),
        paid: paid.collect(),
        sum: row(plan, "payout", &bounds.sum, witnesses.sum.as_ref(), None),
        caps: bounds.caps.clone(),
        caps_do_not_count: bounds.late,
    }
}

fn row(plan: &Plan, name: &str, bound: &Result<Total, Cause>, found: Option<&Found>, cap: Option<String>) -> Row {
    let program = &plan.program;
    let empty = Total::default();
    let total = bound.as_ref().unwrap_or(&empty);
    let all = shares(program, &plan.hir, total);
    let gap = found.filter(|_| cap.is_none()).and_then(|found| gap(total, &all, &found.ratio));
    let shares = all.iter().map(|share| Share {
        of: format!("{}'s {}", share.of.event, share.of.name),
        percent: share.ratio().map(|ratio| per_hundred(&ratio)),
        exact: share.amount.to_string(),
    });
    Row {
        name: name.to_owned(),
        shares: shares.collect(),
        fixed: said(&amounts(program, &total.fixed)),
        rounding: said(&amounts(program, &total.slack)),
        cap,
        cause: bound.as_ref().err().map(|cause| reason(plan, cause)),
        witness: found.map(|found| Witness {
            percent: per_hundred(&found.ratio),
            gap: gap.as_ref().map(per_hundred),
            example: found.example.clone(),
        }),
    }
}

fn reason(plan: &Plan, cause: &Cause) -> Reason {
    let place = cause.site.and_then(|site| plan.program.sites.get(site.index()));
    let at = place.map(|place| plan.source.plan_text().line_column(place.item, place.span));
    Reason {
        text: cause.text.in_language(terminal::language()),
        help: cause.help.as_ref().map(|help| help.in_language(terminal::language())),
        line: at.map(|(line, _)| line),
        column: at.map(|(_, column)| column),
    }
}

fn print(out: &mut impl Write, report: &Report) -> std::io::Result<()> {
    writeln!(out, "{}: the most that {} pays for its volume, over all periods together", report.file, report.plan)?;
    let width = report.paid.iter().map(|row| row.name.chars().count()).max().unwrap_or(0).max(6);
    for row in report.paid.iter().chain([&report.sum]) {
        let bound = if row.cause.is_some() { "no finite bound".to_owned() } else { bound_of(row, &report.currency) };
        let under = row.cap.as_ref().map(|cap| format!(" (under `{cap}`)")).unwrap_or_default();
        writeln!(out, "  {:<width$}  {bound}{under}", row.name)?;
        if let Some(cause) = &row.cause {
            let at = cause.line.zip(cause.column).map(|(line, column)| format!(" ({}:{line}:{column})", report.file));
            writeln!(out, "  {:<width$}    {}{}", "", cause.text, at.unwrap_or_default())?;
            if let Some(help) = &cause.help {
                writeln!(out, "  {:<width$}    {help}", "")?;
            }
        }
        if !row.rounding.is_empty() {
            writeln!(out, "  {:<width$}    rounding adds at most {}", "", row.rounding.join(", "))?;
        }
        if let Some(witness) = &row.witness {
            let gap = witness.gap.as_ref().map(|gap| format!("; {gap} below the bound"));
            writeln!(out, "  {:<width$}    found: {} of its volume{}", "", witness.percent, gap.unwrap_or_default())?;
        }
    }
    if !report.caps.is_empty() {
        writeln!(out, "  The sum is bounded by the cap {}.", report.caps.join(", "))?;
    }
    if report.caps_do_not_count {
        writeln!(
            out,
            "  Caps do not count: an event may be paid in a later period than that of its sale, under a cap of its own."
        )?;
    }
    if let Some(witness) = &report.sum.witness {
        writeln!(out, "\n{}", witness.example.trim_end())?;
    }
    writeln!(out)
}

fn bound_of(row: &Row, currency: &str) -> String {
    let mut parts: Vec<String> = row
        .shares
        .iter()
        .map(|share| match &share.percent {
            Some(percent) => format!("{percent} of {}", share.of),
            None => format!("{} {currency} for each unit of {}", share.exact, share.of),
        })
        .collect();
    parts.extend(row.fixed.iter().map(|fixed| format!("{fixed}, which no volume covers")));
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(" + ") }
}

/// Texts in the language of the terminal.
fn said(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.in_language(terminal::language())).collect()
}
