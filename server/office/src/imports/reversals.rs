//! Reversals out of a table: events that were taken back, as a whole or in part.

use super::cells::{day, filled};
use super::*;
use crate::notices::{is_insurance, takes_notice};
use crate::reversals::{KnownReversal, ReversalRow, amount_names, reversals_csv};
use compline_runtime::company::{Reason, event_file, reversals_file};

impl Office {
    /// Reversals of the events of the import's source.
    pub(super) async fn judge_reversals(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let mut good = Vec::new();
        for (event, rows) in of.by_kind(&rows, &mut report) {
            good.extend(self.judge_reversals_of(of, event, &rows, &mut report).await?);
        }
        let bad = report.bad();
        let good: Vec<KnownReversal> =
            good.into_iter().filter(|(row, _)| !bad.contains(row)).map(|(_, one)| one).collect();
        report.new = good.len() as u64;
        report.finish();
        Ok((report, Good::Reversals(good)))
    }

    async fn judge_reversals_of(
        &self,
        of: &Judging<'_>,
        event: &Event,
        rows: &[&Mapped],
        report: &mut Report,
    ) -> Result<Vec<(u64, KnownReversal)>, OfficeError> {
        let (program, source) = (&of.plan.program, &of.import.source);
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.text("event")).filter(|id| !id.is_empty()).collect();
        let events = self.live_events(of, event, &ids).await?;
        let notified = self.notified(of, event).await?;
        let known = self.known_reversals(of.company, &of.import.programme, &event.name, i64::MAX).await?;
        let known: Vec<KnownReversal> =
            known.into_iter().filter(|one| one.source == *source && events.contains_key(&one.event)).collect();
        let seq = self.last_commit(of.company).await?.saturating_add(1);
        let mut new: Vec<(u64, KnownReversal)> = Vec::with_capacity(rows.len());
        for row in rows {
            if !filled(row, &["event", "id", "day", "reason"], report) {
                continue;
            }
            let (id, number) = (row.text("id"), row.text("event"));
            for error in id_errors("id", id) {
                report.refuse(row.row, error);
            }
            let Some(fields) = events.get(number) else {
                let error = FieldError::new("event", "error-import-no-event").with("number", number);
                report.refuse(row.row, error.with("source", source));
                continue;
            };
            let reason = row.text("reason");
            if !Reason::ALL.iter().any(|one| one.word() == reason) {
                let all: Vec<&str> = Reason::ALL.iter().map(|one| one.word()).collect();
                let error = FieldError::new("reason", "error-import-reason").with("input", reason);
                report.refuse(row.row, error.with("known", all.join(", ")));
                continue;
            }
            let Some(day) = day(row, "day") else { continue };
            let amounts = amount_names(program, event).filter_map(|name| {
                let text = row.text(name);
                (!text.is_empty()).then_some((name, text))
            });
            let amounts: BTreeMap<&str, &str> = amounts.collect();
            let amounts = serde_json::to_string(&amounts).map_err(|error| OfficeError::damaged("import", error))?;
            let one = KnownReversal {
                kind: event.name.clone(),
                source: source.clone(),
                event: number.to_owned(),
                id: id.to_owned(),
                seq,
                state: "live".to_owned(),
                day,
                reason: reason.to_owned(),
                amounts,
                note: row.text("note").to_owned(),
                unnotified: Some(row.text("unnotified").to_owned()).filter(|why| !why.is_empty()),
            };
            match known.iter().find(|before| before.id == one.id) {
                Some(before) if same(before, &one)? => report.unchanged += 1,
                Some(_) => {
                    report.refuse(row.row, FieldError::new("id", "error-import-reversal-known").with("number", id));
                }
                None => {
                    let told =
                        notified.get(&(event.name.clone(), number.to_owned())).is_some_and(|first| *first <= day);
                    let wants = takes_notice(reason) && is_insurance(of.plan, &event.name, fields);
                    if wants && !told && one.unnotified.is_none() {
                        report.refuse(row.row, FieldError::new("unnotified", "error-import-notice").with("date", day));
                    }
                    new.push((row.row, one));
                }
            }
        }
        // Known ones stand before those that come: what is left of an event is theirs.
        let names: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let mut file = Csv::new(["id", "source"].into_iter().chain(names.iter().copied()))?;
        for (id, fields) in &events {
            let texts = names.iter().map(|name| fields.get(*name).map_or("", String::as_str));
            file.row([id.as_str(), source.as_str()].into_iter().chain(texts))?;
        }
        let skip = known.len();
        let all = known.into_iter().chain(new.iter().map(|(_, one)| one.clone()));
        let all: Vec<ReversalRow> = all.map(|of| ReversalRow { of, payable_from: None }).collect();
        let files = BTreeMap::from([
            (event_file(event) + ".csv", file.finish()?),
            (reversals_file(event) + ".csv", reversals_csv(program, event, &all, false)?),
        ]);
        let lines: Vec<u64> = new.iter().map(|(row, _)| *row).collect();
        self.read_rows(of, &reversals_file(event), files, (skip, &lines), report).await?;
        Ok(new)
    }
}

/// Whether a reversal is known exactly so.
fn same(before: &KnownReversal, one: &KnownReversal) -> Result<bool, OfficeError> {
    let number = |text: &String| text.parse::<Decimal>().ok().map(|number| number.normalize());
    let (a, b) = (before.amounts()?, one.amounts()?);
    let amounts = a.keys().eq(b.keys())
        && a.values().zip(b.values()).all(|(a, b)| a == b || (number(a).is_some() && number(a) == number(b)));
    Ok(amounts && (&before.event, before.day, &before.reason) == (&one.event, one.day, &one.reason))
}
