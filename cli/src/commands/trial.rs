//! `compline trial`: past periods settled without a run, beside what another system has paid.

use super::import::{author, programme, wrong};
use super::keep::{open, watched};
use crate::args::TrialArgs;
use crate::failure::{Failure, Verdict};
use crate::output::{grouped, thousands};
use crate::terminal;
use compline_lang::number::Decimal;
use compline_lang::render::visible;
use compline_office::trials::{Listed, NewTrial, TrialResult};
use std::io::Write;

pub fn run(args: &TrialArgs) -> Result<Verdict, Failure> {
    let words = terminal::words();
    let (id, result, csv) = watched(async |work| {
        let office = open(&args.of.data, args.of.database.as_deref()).await?;
        let tried = async {
            let (company, programme) = programme(&office, &args.of).await?;
            let author = author(&office, &args.of, &company).await?;
            let (from, to) = (args.from.clone(), args.to.clone());
            let new = NewTrial { programme, from, to, plan: args.plan.clone() };
            let tried = office.try_now(&author, &new, &work).await;
            let (trial, result) = tried.map_err(wrong)?;
            let csv = match args.csv {
                Some(_) => Some(office.trial_table(&author, &trial.id, words, false).await?),
                None => None,
            };
            Ok::<_, Failure>((trial.id, result, csv))
        };
        let tried = tried.await;
        office.db().close().await;
        tried
    })?;
    if let (Some(path), Some(bytes)) = (&args.csv, csv) {
        std::fs::write(path, bytes).map_err(Failure::write(path))?;
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "trial": id, "result": result }))?;
        writeln!(out)?;
    } else {
        print(&mut out, &result, args.top)?;
    }
    if result.equal() == 0 && result.differences.is_empty() {
        eprintln!("error: there is nothing to compare");
        eprintln!("help: import orders, and what was paid (`compline import paid.csv`), for these periods");
        return Ok(Verdict::Wrong);
    }
    Ok(if result.differences.is_empty() { Verdict::Good } else { Verdict::Wrong })
}

fn print(out: &mut impl Write, result: &TrialResult, top: usize) -> Result<(), Failure> {
    let words = terminal::words();
    let money = |amount: i64| grouped(&Decimal::new(i128::from(amount), result.scale).to_string());
    writeln!(
        out,
        "{:10} {:>20} {:>12} {:>18} {:>18}  {}",
        words.say("trial-period"),
        words.say("trial-equal"),
        words.say("trial-different"),
        words.say("trial-computed"),
        words.say("trial-paid"),
        result.currency
    )?;
    for one in &result.periods {
        let (equal, different) = (thousands(one.equal), thousands(one.different));
        writeln!(
            out,
            "{:10} {equal:>20} {different:>12} {:>18} {:>18}",
            one.period,
            money(one.computed),
            money(one.paid)
        )?;
        if one.earlier_reversals > 0 {
            let count = i64::try_from(one.earlier_reversals).unwrap_or(i64::MAX);
            let args = [("count", count.into()), ("period", one.period.as_str().into())];
            eprintln!("note: {}", words.say_with("trial-earlier", &args));
        }
    }
    if result.differences.is_empty() {
        if result.equal() > 0 {
            writeln!(out, "\n{}", words.say("trial-all-equal"))?;
        }
        return Ok(());
    }
    writeln!(out, "\n{}", words.say("trial-causes"))?;
    for one in &result.causes {
        let name = words.say(&format!("trial-cause-{}", one.cause.name()));
        let difference = one.computed.saturating_sub(one.paid);
        let (count, partners) = (thousands(one.count), thousands(one.partners));
        let of = words.say("trial-partners");
        writeln!(out, "  {name:28} {count:>8}  {partners:>8} {of}  {:>18}", money(difference))?;
    }
    let wanted = Listed { largest: true, ..Listed::default() };
    let listed = result.listed(&wanted);
    writeln!(out, "\n{}", words.say("trial-differences"))?;
    for one in listed.iter().take(top) {
        let bonus = if one.bonus.is_empty() { words.say("trial-all-bonuses") } else { one.bonus.clone() };
        writeln!(
            out,
            "  {} {:12} {:14} {:>14} {:>14} {:>14}  {}",
            one.period,
            visible(&one.partner),
            visible(&bonus),
            money(one.computed),
            money(one.paid),
            money(one.amount()),
            words.say(&format!("trial-cause-{}", one.cause.name()))
        )?;
        writeln!(out, "    {}", visible(&one.said(words)))?;
    }
    if listed.len() > top {
        writeln!(out, "  … {}", thousands((listed.len() - top) as u64))?;
    }
    Ok(())
}
