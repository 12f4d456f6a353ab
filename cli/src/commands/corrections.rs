//! `compline corrections`: what closed periods did not know, what that would come to, and asking for it to be posted.

use super::import::{author, programme, wrong};
use super::keep::{open, watched};
use crate::args::CorrectionsArgs;
use crate::failure::{Failure, Verdict};
use compline_office::corrections::{Behind, Correction, CorrectionPreview, Verdict as Decided};
use compline_office::progress::Progress as Work;
use compline_office::requests::Asked;
use compline_office::{Office, OfficeError};
use rust_decimal::Decimal;
use std::io::Write;

/// What is told about a programme.
struct Found {
    programme: String,
    behind: Vec<Behind>,
    corrections: Vec<Correction>,
    preview: Option<CorrectionPreview>,
    asked: Option<(Correction, Asked)>,
}

pub fn run(args: &CorrectionsArgs) -> Result<Verdict, Failure> {
    let found = watched(async |work| {
        let office = open(&args.of.data, args.of.database.as_deref()).await?;
        let found = look(&office, args, &work).await;
        office.db().close().await;
        found
    })?;
    show(&mut std::io::stdout().lock(), &found)?;
    Ok(Verdict::Good)
}

async fn look(office: &Office, args: &CorrectionsArgs, work: &Work) -> Result<Found, Failure> {
    let (company, programme) = programme(office, &args.of).await?;
    let behind = office.facts_behind(&company, &programme).await?;
    let mut chosen = args.preview.iter().chain(&args.post).chain(&args.leave);
    if let Some(unknown) = chosen.find(|commit| !behind.iter().any(|one| one.seq == **commit)) {
        return Err(OfficeError::missing("commit", &unknown.to_string()).into());
    }
    let mut preview = None;
    if !args.preview.is_empty() {
        let known = office.last_commit(&company).await?;
        preview = Some(office.previewed_correction(&company, &programme, &args.preview, known, work).await?);
    }
    let (facts, verdict) =
        if args.post.is_empty() { (&args.leave, Decided::Leave) } else { (&args.post, Decided::Post) };
    let mut asked = None;
    if !facts.is_empty() {
        let author = author(office, &args.of, &company).await?;
        let why = (verdict, args.reason.as_deref().unwrap_or_default());
        let made = office.correct_now(&author, &programme, facts, why, work).await.map_err(wrong)?;
        preview = office.correction_preview(&made.0).await?;
        asked = Some(made);
    }
    let mut corrections = office.corrections(&company, 0, i64::from(u16::MAX)).await?;
    corrections.retain(|one| one.programme == programme && asked.as_ref().is_none_or(|(own, _)| own.id != one.id));
    Ok(Found { programme, behind, corrections, preview, asked })
}

fn show(out: &mut impl Write, found: &Found) -> Result<(), Failure> {
    let Found { programme, behind, corrections, preview, asked } = found;
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
    if let Some((one, asked)) = asked {
        let how = match asked {
            Asked::Waits(_) => "waits for another person to approve it",
            Asked::Holds => "is approved",
        };
        writeln!(out, "  correction {} {how}: {}", one.number, one.reason)?;
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
