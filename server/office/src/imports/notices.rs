//! Notices of danger of cancellation out of a table, as insurers send them by the hundred.

use super::cells::{day, filled};
use super::*;
use crate::notices::{KnownNotice, check_notice, is_insurance};
use compline_runtime::company::event_file;

/// A contract by kind and number.
pub(super) type Contract = (String, String);

impl Judging<'_> {
    /// Rows by the kind of events that they are about, in the order of the plan; those about none are refused.
    pub(super) fn by_kind<'r>(&self, rows: &'r [Mapped], report: &mut Report) -> Vec<(&Event, Vec<&'r Mapped>)> {
        let mut by_kind: BTreeMap<&str, Vec<&Mapped>> = BTreeMap::new();
        for row in rows {
            match self.kind_of(row) {
                Ok(event) => by_kind.entry(&event.name).or_default().push(row),
                Err(error) => report.refuse(row.row, error),
            }
        }
        let events = self.plan.program.events.iter();
        events.filter_map(|event| Some((event, by_kind.remove(event.name.as_str())?))).collect()
    }

    /// The kind of events that a row is about; of the only one a row need say nothing.
    fn kind_of(&self, row: &Mapped) -> Result<&Event, FieldError> {
        let events = &self.plan.program.events;
        let name = row.text("kind");
        let found = match events.as_slice() {
            [only] if name.is_empty() => Some(only),
            all => all.iter().find(|event| event.name == name || event_file(event) == name),
        };
        found.ok_or_else(|| FieldError::new("kind", "error-not-in-plan").with("input", name))
    }
}

impl Office {
    /// The fields of live events of the import's source by their numbers, those that come with the same import included.
    pub(super) async fn live_events(
        &self,
        of: &Judging<'_>,
        event: &Event,
        ids: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>, OfficeError> {
        let (company, programme, source) = (of.company, &of.import.programme, &of.import.source);
        let mut events: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let known = self.known_events(company, programme, &event.name, source, ids.iter().copied().collect());
        for (id, one) in known.await? {
            if one.state == "live" {
                events.insert(id, texts(&one.fields, "event")?);
            }
        }
        let coming = of.coming.events.get(&event.name).into_iter().flatten();
        for one in coming.filter(|one| one.source == *source && ids.contains(one.id.as_str())) {
            events.insert(one.id.clone(), one.fields.clone());
        }
        Ok(events)
    }

    /// Notices about contracts of the import's source. The same one again is left out.
    pub(super) async fn judge_notices(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let mut new: Vec<(u64, KnownNotice)> = Vec::with_capacity(rows.len());
        for (event, rows) in of.by_kind(&rows, &mut report) {
            new.extend(self.judge_notices_of(of, event, &rows, &mut report).await?);
        }
        let bad = report.bad();
        let good: Vec<KnownNotice> =
            new.into_iter().filter(|(row, _)| !bad.contains(row)).map(|(_, one)| one).collect();
        report.new = good.len() as u64;
        report.finish();
        Ok((report, Good::Notices(good)))
    }

    async fn judge_notices_of(
        &self,
        of: &Judging<'_>,
        event: &Event,
        rows: &[&Mapped],
        report: &mut Report,
    ) -> Result<Vec<(u64, KnownNotice)>, OfficeError> {
        let source = &of.import.source;
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.text("event")).filter(|id| !id.is_empty()).collect();
        let events = self.live_events(of, event, &ids).await?;
        let known = self.known_notices(of.company, &of.import.programme, i64::MAX).await?;
        let seq = self.last_commit(of.company).await?.saturating_add(1);
        let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
        let mut new = Vec::with_capacity(rows.len());
        for row in rows {
            if !filled(row, &["event", "day", "channel", "proof"], report) {
                continue;
            }
            let number = row.text("event");
            let Some(fields) = events.get(number) else {
                let error = FieldError::new("event", "error-import-no-event").with("number", number);
                report.refuse(row.row, error.with("source", source));
                continue;
            };
            let Some(day) = day(row, "day") else { continue };
            if !is_insurance(of.plan, &event.name, fields) {
                report.refuse(row.row, FieldError::new("event", "error-notice-no-insurance"));
                continue;
            }
            let channel = row.text("channel").to_lowercase().replace([' ', '-'], "_");
            let owner = event.owner.and_then(|at| event.fields.get(at as usize));
            let one = KnownNotice {
                kind: event.name.clone(),
                source: source.clone(),
                event: number.to_owned(),
                day,
                partner: owner.and_then(|field| fields.get(&field.name)).filter(|_| channel != "own_effort").cloned(),
                channel,
                proof: row.text("proof").to_owned(),
                seq,
            };
            let wrong = check_notice(one.day, &one.channel, &one.proof, self.clock().today());
            if !wrong.is_empty() {
                wrong.into_iter().for_each(|error| report.refuse(row.row, error));
                continue;
            }
            let same = |before: &KnownNotice| {
                (&before.kind, &before.source, &before.event, before.day, &before.channel, &before.proof)
                    == (&one.kind, &one.source, &one.event, one.day, &one.channel, &one.proof)
            };
            if known.iter().any(same) {
                report.unchanged += 1;
                continue;
            }
            // The first is early enough for whatever the second would be.
            if let Some(earlier) = seen.insert(number, row.row) {
                let error = FieldError::new("event", "error-row-doubled").with("row", row.row);
                report.refuse(row.row, error.with("earlier", earlier));
                continue;
            }
            new.push((row.row, one));
        }
        Ok(new)
    }

    /// Of which contracts somebody was told that they are in danger, with the first day on which he was; notices that come with
    /// the same import included.
    pub(super) async fn notified(
        &self,
        of: &Judging<'_>,
        event: &Event,
    ) -> Result<BTreeMap<Contract, NaiveDate>, OfficeError> {
        let known = self.known_notices(of.company, &of.import.programme, i64::MAX).await?;
        let own = |one: &&KnownNotice| one.kind == event.name && one.source == of.import.source;
        let mut out: BTreeMap<Contract, NaiveDate> = BTreeMap::new();
        for one in known.iter().chain(&of.coming.notices).filter(own) {
            let first = out.entry((one.kind.clone(), one.event.clone())).or_insert(one.day);
            *first = one.day.min(*first);
        }
        Ok(out)
    }
}
