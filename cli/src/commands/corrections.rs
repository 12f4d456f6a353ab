//! `compline corrections`: what closed periods did not know, and what that would come to.

use super::keep::{open, watched};
use crate::args::CorrectionsArgs;
use crate::failure::{Failure, Verdict};
use compline_office::corrections::{Behind, Correction, CorrectionPreview};
use compline_office::progress::Progress as Work;
use compline_office::{Office, OfficeError};
use rust_decimal::Decimal;
use std::io::Write;

/// What is told about a programme.
struct Found {
    programme: String,
    behind: Vec<Behind>,
    corrections: Vec<Correction>,
    preview: Option<CorrectionPreview>,
}

pub fn run(args: &CorrectionsArgs) -> Result<Verdict, Failure> {
    let found = watched(async |work| {
        let office = open(&args.data, args.database.as_deref()).await?;
        let found = look(&office, args, &work).await;
        office.db().close().await;
        found
    })?;
    let mut out = std::io::stdout().lock();
    for one in &found {
        show(&mut out, one)?;
    }
    Ok(Verdict::Good)
}

async fn look(office: &Office, args: &CorrectionsArgs, work: &Work) -> Result<Vec<Found>, Failure> {
    let mut out = Vec::new();
    for company in office.companies().await? {
        let corrections = office.corrections(&company.id, 0, i64::from(u16::MAX)).await?;
        for programme in office.programmes(&company.id).await? {
            if args.programme.as_ref().is_some_and(|wanted| *wanted != programme.id) {
                continue;
            }
            let behind = office.facts_behind(&company.id, &programme.id).await?;
            let unknown = args.preview.iter().find(|commit| !behind.iter().any(|one| one.seq == **commit));
            if let Some(unknown) = unknown {
                return Err(OfficeError::missing("commit", &unknown.to_string()).into());
            }
            let preview = if args.preview.is_empty() {
                None
            } else {
                let known = office.last_commit(&company.id).await?;
                Some(office.previewed_correction(&company.id, &programme.id, &args.preview, known, work).await?)
            };
            let corrections = corrections.iter().filter(|one| one.programme == programme.id).cloned().collect();
            out.push(Found { programme: programme.id, behind, corrections, preview });
        }
    }
    if out.is_empty() {
        let programme = args.programme.clone().unwrap_or_default();
        return Err(OfficeError::missing("programme", &programme).into());
    }
    Ok(out)
}

fn show(out: &mut impl Write, found: &Found) -> Result<(), Failure> {
    let Found { programme, behind, corrections, preview } = found;
    writeln!(out, "{programme}: {} facts that closed periods did not know", behind.len())?;
    for one in behind {
        let to = one.valid_to.map(|day| format!(" to {day}")).unwrap_or_default();
        let name = if one.name.is_empty() { String::new() } else { format!("{} ", one.name) };
        let decided = if one.correction.is_some() { ", in a correction" } else { "" };
        writeln!(
            out,
            "  commit {}: {} {} {name}{} from {}{to}; concerns {} runs since {}{decided}",
            one.seq,
            one.partner,
            one.kind.name(),
            one.value,
            one.valid_from,
            one.runs,
            one.since
        )?;
    }
    for one in corrections {
        let period = one.period.as_ref().map(|period| format!(" with {period}")).unwrap_or_default();
        writeln!(out, "  correction {}: {}{period}: {}", one.number, one.shown_state(), one.reason)?;
    }
    let Some(preview) = preview else { return Ok(()) };
    if preview.runs.is_empty() {
        writeln!(out, "  nothing differs in any closed period")?;
    }
    let scale = u32::from(compline_words::minor_digits(&preview.currency).unwrap_or(0));
    let money = |amount: i64| format!("{} {}", Decimal::new(amount, scale), preview.currency);
    for run in &preview.runs {
        writeln!(out, "  {}: {} lines differ", run.period, run.lines)?;
        for one in &run.partners {
            let rank = match (&one.rank_before, &one.rank_after) {
                (None, None) => String::new(),
                (was, is) => {
                    let name = |rank: &Option<String>| rank.clone().unwrap_or_else(|| "none".to_owned());
                    format!(", rank {} instead of {}", name(is), name(was))
                }
            };
            let (paid, due, difference) = (money(one.paid), money(one.due), money(one.amount()));
            writeln!(out, "    {}: {difference} ({due} instead of {paid}){rank}", one.partner)?;
        }
    }
    Ok(())
}
