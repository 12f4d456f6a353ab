//! `compline overrides`: manual values with who set and who approved them, what one would change, and asking for it.

use super::import::{author, programme, wrong};
use super::keep::{open, watched};
use super::replay::run_named;
use crate::args::{OverrideStateName, OverridesArgs};
use crate::failure::{Failure, Verdict};
use compline_lang::render::visible;
use compline_office::facts::overrides::Override;
use compline_office::inputs::Supposed;
use compline_office::levels::RunPartner;
use compline_office::overrides::{OverrideFilter, OverrideRow};
use compline_office::requests::Asked;
use compline_office::{Office, OfficeError};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::io::Write;

/// What is told.
enum Found {
    Listed { rows: Vec<OverrideRow>, names: BTreeMap<String, String>, today: chrono::NaiveDate },
    Supposed { changes: Vec<(RunPartner, RunPartner)>, currency: String },
    Asked(Asked),
}

pub fn run(args: &OverridesArgs) -> Result<Verdict, Failure> {
    let found = watched(async |_| {
        let office = open(&args.of.data, args.of.database.as_deref()).await?;
        let found = look(&office, args).await;
        office.db().close().await;
        found
    })?;
    show(&mut std::io::stdout().lock(), &found)?;
    Ok(Verdict::Good)
}

async fn look(office: &Office, args: &OverridesArgs) -> Result<Found, Failure> {
    let (company, programme) = programme(office, &args.of).await?;
    let partner = args.partner.clone().unwrap_or_default();
    let (Some((definition, value)), Some(from), Some(to)) = (args.set.clone(), args.from, args.to) else {
        let state = match args.state {
            None => "",
            Some(OverrideStateName::InForce) => "in-force",
            Some(OverrideStateName::Planned) => "planned",
            Some(OverrideStateName::Expired) => "expired",
        };
        let filter = OverrideFilter { state: state.to_owned(), partner, ..OverrideFilter::default() };
        let mut rows = office.override_rows(&company, &filter, 0, i64::MAX).await?;
        rows.retain(|row| row.programme == programme);
        let names = office.staff(&company).await?.into_iter().map(|(user, _)| (user.id, user.name)).collect();
        return Ok(Found::Listed { rows, names, today: office.clock().today() });
    };
    if let Some(named) = &args.preview {
        let run = run_named(office, named).await?;
        let supposed = Supposed { partner, definition, value, from, to };
        let changes = office.preview_override(&run, &supposed).await.map_err(wrong)?;
        return Ok(Found::Supposed {
            changes,
            currency: office.programme(&run.company, &run.programme).await?.currency,
        });
    }
    if args.of.login.is_none() {
        return Err(Failure::NoLogin);
    }
    let author = author(office, &args.of, &company).await?;
    let reason = args.reason.clone().unwrap_or_default();
    let by = author.user.clone();
    let value = Override { partner, definition, value, valid_from: from, valid_to: to, reason, author: by };
    Ok(Found::Asked(office.ask_override(&author, &programme, &value).await.map_err(wrong)?))
}

fn show(out: &mut impl Write, found: &Found) -> Result<(), Failure> {
    match found {
        Found::Listed { rows, names, today } => {
            let name = |id: &String| visible(names.get(id).unwrap_or(id)).into_owned();
            for one in rows {
                writeln!(
                    out,
                    "{} {} = {} from {} to {} ({}): {}; set by {}, approved by {}",
                    visible(&one.partner),
                    visible(&one.definition),
                    visible(&one.value),
                    one.valid_from,
                    one.valid_to,
                    one.state(*today),
                    visible(&one.reason),
                    name(&one.author),
                    name(&one.approver)
                )?;
            }
            writeln!(out, "{} manual values", rows.len())?;
        }
        Found::Supposed { changes, currency } => {
            let scale = u32::from(compline_words::minor_digits(currency).unwrap_or(0));
            let money = |amount: i64| format!("{} {currency}", Decimal::new(amount, scale));
            for (now, then) in changes {
                let rank = |one: &RunPartner| one.rank.clone().unwrap_or_else(|| "none".to_owned());
                let by = then.amount.checked_sub(now.amount).ok_or(OfficeError::Overflow("a preview"))?;
                let rank = if now.rank == then.rank {
                    String::new()
                } else {
                    format!(", rank {} instead of {}", rank(then), rank(now))
                };
                writeln!(
                    out,
                    "{}: {} ({} instead of {}){rank}",
                    visible(&now.partner),
                    money(by),
                    money(then.amount),
                    money(now.amount)
                )?;
            }
            writeln!(out, "it would change something for {} partners; nothing was kept", changes.len())?;
        }
        Found::Asked(Asked::Waits(_)) => writeln!(out, "it waits for another person to approve it")?,
        Found::Asked(Asked::Holds) => writeln!(out, "it counts from now on")?,
    }
    Ok(())
}
