//! `compline demo`: a company, three months of it, and why its partners got what they got.

use super::generate::{PLAN, company};
use super::run::print;
use super::serve;
use crate::args::{DemoArgs, FormatName};
use crate::compile::{Plan, Source};
use crate::engine::evaluator;
use crate::failure::{Failure, Verdict};
use crate::output::{empty_folder, grouped, thousands};
use crate::progress::Progress;
use crate::settlement;
use compline_compiler::program::Ranks;
use compline_compiler::watch::Watch;
use compline_lang::number::Decimal;
use compline_runtime::calendar::Period;
use compline_runtime::company::Company;
use compline_runtime::examples;
use compline_runtime::explain::{Question, explain, why_not};
use compline_runtime::settle::Settled;
use compline_runtime::show::Show;
use compline_runtime::snapshot::Knowledge;
use compline_runtime::synthetic::{Format, Options};
use std::io::Write;
use std::path::Path;

/// The file by which a demo folder is known.
const MARK: &str = "about.txt";
/// The folder of the back office within it.
const OFFICE: &str = "office";
const MARK_TEXT: &str = "A demo company, made by `compline demo`. The command replaces this folder when it runs again.\n\n\
    nordlicht.plan   the plan\n\
    data             the company: partners, placements, status, orders, titles\n\
    2026-01 ...      what was paid in each month, with the plan it was paid by\n\
    office           database and archive of the back office\n";
/// Orders of a partner in a month.
const ORDERS: u32 = 3;
/// First month and number of months.
const MONTHS: ((i32, u32), u32) = ((2026, 1), 3);
/// How many of the best paid partners are listed.
const BEST: usize = 5;
/// How many lines an explanation may have that is shown whole.
const SHORT: u64 = 5;

pub fn run(args: &DemoArgs) -> Result<Verdict, Failure> {
    let root = args.out.as_path();
    let office = root.join(OFFICE);
    // What was done in the back office of an earlier demo is still there.
    if !args.no_serve && office.exists() {
        return serve::demo(args, &office);
    }
    fresh_folder(root)?;
    settle_months(args)?;
    if args.no_serve { Ok(Verdict::Good) } else { serve::demo(args, &office) }
}

/// Makes the company and settles its months on the command line.
fn settle_months(args: &DemoArgs) -> Result<Verdict, Failure> {
    let root = args.out.as_path();
    let mut out = std::io::stdout().lock();
    let Some(plan) = Source::built_in(PLAN.0, PLAN.1).compile().or_report() else { return Ok(Verdict::Wrong) };
    let plan_file = root.join(PLAN.0);
    std::fs::write(&plan_file, PLAN.1).map_err(Failure::write(&plan_file))?;
    writeln!(out, "{}: no errors, {} in it as expected", plan_file.display(), examples_hold(args, &plan)?)?;

    let data = root.join("data");
    empty_folder(&data)?.keep();
    let progress = Progress::new();
    let (first_month, months) = MONTHS;
    let options = Options {
        partners: args.partners,
        orders_per_partner: ORDERS,
        seed: args.seed,
        first_month,
        months,
        format: Format::Csv,
    };
    let made = company(&plan, options, &data, &progress)?;
    let orders = made.files.last().map_or(0, |(_, rows)| *rows);
    writeln!(
        out,
        "{}: {} partners, {} orders in {months} months\n",
        data.display(),
        thousands(args.partners.into()),
        thousands(orders)
    )?;

    let (year, month) = first_month;
    let mut period = settlement::period(&plan, &format!("{year}-{month:02}"))?;
    let mut last = None;
    for _ in 0..months {
        last = Some(settle(args, &plan, &data, period, &progress, &mut out)?);
        period = period.next();
    }
    if let Some((period, company, settled)) = last {
        show(root, &plan, &company, period, &settled, &mut out)?;
    }
    Ok(Verdict::Good)
}

/// Makes the folder; an earlier demo in it is removed, anything else is left alone.
fn fresh_folder(root: &Path) -> Result<(), Failure> {
    let mark = root.join(MARK);
    if std::fs::read_to_string(&mark).is_ok_and(|text| text == MARK_TEXT) {
        std::fs::remove_dir_all(root).map_err(Failure::write(root))?;
    }
    empty_folder(root)?.keep();
    std::fs::write(&mark, MARK_TEXT).map_err(Failure::write(&mark))
}

/// Runs the examples of the plan, and says how many there are.
fn examples_hold(args: &DemoArgs, plan: &Plan) -> Result<String, Failure> {
    let mut evaluator = evaluator(args.engine, &plan.program, 1, Watch::default())?;
    for (_, example) in &plan.hir.examples {
        let played =
            examples::play(&plan.program, example, evaluator.as_mut()).map_err(|e| Failure::Stopped(e.to_string()))?;
        if !played.report.passed() {
            return Err(Failure::Stopped(format!("the example `{}` of the plan fails", example.title)));
        }
    }
    let count = plan.hir.examples.len();
    Ok(if count == 1 { "the example".to_owned() } else { format!("{count} examples") })
}

/// Settles a month, writes it, and hands its closing titles to the next one.
fn settle(
    args: &DemoArgs,
    plan: &Plan,
    data: &Path,
    period: Period,
    progress: &Progress,
    out: &mut impl Write,
) -> Result<(Period, Company, Vec<Settled>), Failure> {
    let threads = settlement::all_threads();
    let read = progress.counted(&format!("{period}: reading"), "bytes");
    let company = settlement::company(plan, data, threads, Watch::new(&read))?;
    let settle = progress.counted(&format!("{period}: settling"), "rows");
    let settled = settlement::settled(
        plan,
        &company,
        (period, Knowledge::Everything),
        args.engine,
        threads,
        Watch::new(&settle),
    )?;
    let write = progress.counted(&format!("{period}: writing"), "lines");
    let folder = args.out.join(period.to_string());
    let summary = settlement::write(plan, data, &company, &settled, &folder, FormatName::Csv, Watch::new(&write))?;
    progress.finish();
    print(out, &summary)?;
    let closing = folder.join("state.csv");
    let state = data.join("state.csv");
    let text = std::fs::read_to_string(&closing).map_err(Failure::read(&closing))?;
    let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
    let mut file = std::fs::OpenOptions::new().append(true).open(&state).map_err(Failure::write(&state))?;
    file.write_all(rows.as_bytes()).map_err(Failure::write(&state))?;
    Ok((period, company, settled))
}

/// Who got most, where one partner's cents come from, and what another one is missing.
fn show(
    root: &Path,
    plan: &Plan,
    company: &Company,
    period: Period,
    settled: &[Settled],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let Some(main) = settled.first() else { return Ok(()) };
    let names = Show { program: &plan.program, names: Some((company, &main.snapshot)) };
    let id = |row: usize| names.partner(i64::try_from(row).unwrap_or(0));
    let best = best_paid(company, settled, main);
    writeln!(out, "\nThe highest payouts of {period}")?;
    for (place, (row, total)) in (1..).zip(best.iter().take(BEST)) {
        let rank = rank(plan, main, *row).map_or_else(String::new, |(_, rank)| rank);
        let scale = plan.program.units.get(plan.program.currency.index()).map_or(2, |unit| unit.scale);
        let amount = grouped(&Decimal::new(i128::from(*total), scale).to_string());
        writeln!(out, "{place:>3}. {}  {rank:12} {amount:>14} {}", id(*row), plan.hir.header.currency)?;
    }
    let folder = root.join(period.to_string());
    let command =
        |partner: &str, rest: &str| format!("compline explain --out {} --partner {partner}{rest}", folder.display());
    if let Some(partner) = briefly_paid(company, settled, main).map(id) {
        writeln!(out, "\nWhy {partner} got what it got\n  {}\n", command(&partner, ""))?;
        let question = Question { partner, ..Question::default() };
        let derivation = settlement::ask(plan, company, settled, |source| explain(source, &question))?;
        out.write_all(derivation.text().as_bytes())?;
    }
    let striving = best.iter().find_map(|(row, _)| Some((id(*row), next_rank(plan, main, *row)?)));
    if let Some((partner, rank)) = striving {
        writeln!(out, "\nWhy {partner} is not {rank}\n  {}\n", command(&partner, &format!(" --why-not {rank}")))?;
        let answer = settlement::ask(plan, company, settled, |source| why_not(source, &partner, &rank))?;
        out.write_all(answer.text().as_bytes())?;
    }
    writeln!(
        out,
        "\nEverything lies in {}; the lines of {period} in {}",
        root.display(),
        folder.join("lines.csv").display()
    )?;
    Ok(())
}

/// Rows of the period's own context with what they got in all contexts, highest first.
fn best_paid(company: &Company, settled: &[Settled], main: &Settled) -> Vec<(usize, i64)> {
    let mut totals = vec![0_i64; company.partners.len()];
    for context in settled {
        for (partner, total) in context.snapshot.partner_of.iter().zip(&context.outcome.totals) {
            if let Some(slot) = totals.get_mut(*partner as usize) {
                *slot = slot.saturating_add(*total);
            }
        }
    }
    let of = |(row, partner): (usize, &u32)| Some((row, totals.get(*partner as usize).copied()?));
    let mut out: Vec<(usize, i64)> = main.snapshot.partner_of.iter().enumerate().filter_map(of).collect();
    out.sort_by_key(|(row, total)| (std::cmp::Reverse(*total), *row));
    out
}

/// A partner with a line of every bonus and few lines in all, so that the whole explanation fits on a screen.
fn briefly_paid(company: &Company, settled: &[Settled], main: &Settled) -> Option<usize> {
    let rows = company.partners.len();
    let mut bonuses = vec![0_u32; rows];
    let mut lines = vec![0_u64; rows];
    for context in settled {
        for bonus in &context.outcome.bonuses {
            let mut seen = vec![false; rows];
            for line in bonus.iter() {
                let partner = context.snapshot.partner_of.get(line.earner as usize).map_or(usize::MAX, |p| *p as usize);
                if let (Some(lines), Some(bonuses), Some(seen)) =
                    (lines.get_mut(partner), bonuses.get_mut(partner), seen.get_mut(partner))
                {
                    *lines += 1;
                    *bonuses += u32::from(!*seen);
                    *seen = true;
                }
            }
        }
    }
    let found = bonuses.iter().zip(&lines).enumerate().filter(|(_, (_, lines))| (1..=SHORT).contains(*lines));
    let (partner, _) =
        found.max_by_key(|(partner, (bonuses, lines))| (**bonuses, **lines, std::cmp::Reverse(*partner)))?;
    main.snapshot.row_of.get(partner).map(|row| *row as usize).filter(|row| *row < main.snapshot.rows())
}

/// The rank that a row is paid by: its place in the ladder and its name.
fn rank(plan: &Plan, main: &Settled, row: usize) -> Option<(usize, String)> {
    let Ranks { ladder, paid_as, .. } = plan.program.ranks?;
    let at = usize::try_from(main.store.get(paid_as, row)).ok()?;
    Some((at, plan.program.words.get(ladder.index())?.words.get(at)?.clone()))
}

/// The rank above it.
fn next_rank(plan: &Plan, main: &Settled, row: usize) -> Option<String> {
    let (at, _) = rank(plan, main, row)?;
    plan.program.words.get(plan.program.ranks?.ladder.index())?.words.get(at + 1).cloned()
}
