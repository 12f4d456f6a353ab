//! What extracts say, on paper and in tables, in the language of their reader.

use super::account::AccountRow;
use super::book::{BookRun, ReversalOf, Standing, TellsNothing, Told, Version};
use super::head::Head;
use crate::orders::field_label;
use crate::statements::said;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use compline_compiler::program::{Event, Kind};
use compline_planbook::told;
use compline_runtime::calendar::Period;
use compline_runtime::kept::Gone;
use compline_words::Words;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Says things of extracts.
#[derive(Clone, Copy)]
pub(super) struct Say(pub(super) Words);

impl Say {
    pub(super) fn text(self, key: &str) -> String {
        self.0.say(key)
    }

    pub(super) fn with(self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, compline_words::Arg<'_>)> =
            args.iter().map(|(name, text)| (*name, text.as_str().into())).collect();
        self.0.say_with(key, &args)
    }

    /// A moment by the clock of Greenwich, as commits have it.
    pub(super) fn moment(self, at: DateTime<Utc>) -> String {
        FixedOffset::east_opt(0).map_or_else(|| at.to_rfc3339(), |utc| format!("{} UTC", self.0.moment(at, utc)))
    }

    /// A period as plans name it; what cannot be read stays as it is.
    pub(super) fn period(self, text: &str) -> String {
        Period::parse(text).map_or_else(|_| text.to_owned(), |period| compline_planbook::period(self.0, period))
    }

    /// A context: the period, and where that is another one that of the conditions.
    pub(super) fn context(self, text: &str) -> String {
        match text.split_once('/') {
            Some((settled, conditions)) if settled != conditions => self.with(
                "extract-context-late",
                &[("settled", self.period(settled)), ("conditions", self.period(conditions))],
            ),
            Some((settled, _)) => self.period(settled),
            None => self.period(text),
        }
    }

    pub(super) fn reason(self, reason: &str) -> String {
        self.text(&format!("reversal-reason-{}", reason.replace('_', "-")))
    }

    /// The text of a field as its reader writes it.
    pub(super) fn field(self, event: Option<&Event>, name: &str, text: &str) -> String {
        let kind =
            event.and_then(|event| event.fields.iter().find(|field| field.name == name)).map(|field| field.ty.kind);
        match kind {
            Some(Kind::Number(..)) => {
                text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |number| self.0.decimal(number))
            }
            Some(Kind::Word(_)) => named(text),
            Some(Kind::Date) => text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), |day| self.0.date(day)),
            _ => text.to_owned(),
        }
    }

    /// How a notice of danger of cancellation was given.
    pub(super) fn channel(self, channel: &str) -> String {
        self.text(&format!("notice-channel-{}", channel.replace('_', "-")))
    }

    /// What is said about a reversal: the note, and why there was no notice.
    pub(super) fn remark(self, of: &ReversalOf) -> String {
        let none = of.unnotified.as_ref().map(|why| self.with("notice-none", &[("why", why.clone())]));
        let parts = [Some(of.note.clone()), none].into_iter().flatten().filter(|text| !text.is_empty());
        parts.collect::<Vec<_>>().join(" · ")
    }

    /// What is taken off by a reversal.
    pub(super) fn taken(self, event: Option<&Event>, of: &ReversalOf) -> String {
        if of.amounts.is_empty() {
            return self.text("order-returned-all");
        }
        let one = |(name, text): (&String, &String)| {
            format!("{} {}", field_label(self.0, name), self.field(event, name, text))
        };
        of.amounts.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn standing(self, of: &Standing) -> String {
        match of {
            Standing::Cancelled(at, reason) => {
                let reason = reason.clone().unwrap_or_else(|| "–".to_owned());
                self.with("extract-cancelled", &[("moment", self.moment(*at)), ("reason", reason)])
            }
            Standing::NotDue(field) => self.with("extract-not-due", &[("field", field_label(self.0, field))]),
            Standing::NotSettled(period) => self.with("extract-not-settled", &[("period", self.period(period))]),
            Standing::NextRun(period) => self.with("extract-next-run", &[("period", self.period(period))]),
            Standing::TakenBackNext(period) => self.with("extract-taken-back-next", &[("period", self.period(period))]),
            Standing::CorrectedNext(period) => self.with("extract-corrected-next", &[("period", self.period(period))]),
            Standing::NoBonus(period) => self.with("extract-no-bonus", &[("period", self.period(period))]),
        }
    }

    /// What a version changed against the one before.
    pub(super) fn changed(self, event: Option<&Event>, before: &Version, now: &Version) -> String {
        let empty = String::new();
        let names: std::collections::BTreeSet<&String> = before.fields.keys().chain(now.fields.keys()).collect();
        let changes = names.into_iter().filter_map(|name| {
            let (was, is) = (before.fields.get(name).unwrap_or(&empty), now.fields.get(name).unwrap_or(&empty));
            let said = |text: &String| if text.is_empty() { "–".to_owned() } else { self.field(event, name, text) };
            (was != is).then(|| format!("{} {} → {}", field_label(self.0, name), said(was), said(is)))
        });
        let changes: Vec<String> = changes.collect();
        let what = if changes.is_empty() { "–".to_owned() } else { changes.join(", ") };
        let key = if now.reason.is_some() { "extract-corrected-for" } else { "extract-corrected" };
        let reason = now.reason.clone().unwrap_or_default();
        let reason = if reason == "receipt" { self.text("extract-by-receipt") } else { reason };
        self.with(key, &[("moment", self.moment(now.at)), ("what", what), ("reason", reason)])
    }

    pub(super) fn derivation(self, sentences: &[compline_runtime::explain::Sentence]) -> String {
        sentences.iter().map(|one| told(self.0, one)).collect::<Vec<_>>().join("; ")
    }

    /// The variables of a line: level, generation, week.
    pub(super) fn variables(self, line: &Told) -> String {
        let one = |(name, value): &(String, compline_runtime::booked::Shown)| {
            let name = if name == "level" { self.text("level") } else { named(name) };
            format!("{name} {}", said(value, self.0))
        };
        // The rate has a place of its own.
        let shown = line.line.variables.iter().filter(|(_, value)| line.line.rate.as_ref() != Some(value));
        shown.map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn documents(self, run: &BookRun) -> String {
        let one = |(number, state, day): &(Option<String>, String, Option<NaiveDate>)| match (number, day) {
            (Some(number), Some(day)) => {
                self.with("extract-document", &[("number", number.clone()), ("date", self.0.date(*day))])
            }
            (Some(number), None) => number.clone(),
            (None, _) if state == "held" => self.text("extract-document-held"),
            (None, _) => self.text("extract-document-none"),
        };
        run.documents.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn entry(self, kind: &str) -> String {
        match kind {
            "lines" => self.text("extract-part-lines"),
            "tax" => self.text("extract-part-tax"),
            "bonus" => self.text("entry-bonus"),
            "deduction" => self.text("entry-deduction"),
            "fee" => self.text("entry-fee"),
            "advance" => self.text("entry-advance"),
            "recovery" => self.text("entry-advance-recovery"),
            _ => self.text("entry-assignment"),
        }
    }

    /// The state of an open item.
    pub(super) fn state(self, state: &str) -> String {
        self.text(match state {
            "held" => "state-on-hold",
            "disputed" => "state-disputed",
            "ordered" => "state-ordered",
            _ => "state-open",
        })
    }

    pub(super) fn scope(self, head: &Head) -> String {
        self.text(&format!("extract-scope-{}", head.scope.name()))
    }

    pub(super) fn span(self, head: &Head) -> String {
        self.with("extract-span", &[("from", self.0.date(head.from)), ("to", self.0.date(head.to))])
    }

    pub(super) fn posting(self, row: &AccountRow) -> String {
        let kind = self.text(&format!("extract-posting-{}", row.kind));
        let period = row.period.as_ref().map(|period| self.period(period));
        [Some(kind), Some(row.reference.clone()), period]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    pub(super) fn gone(self, how: Gone) -> String {
        self.text(match how {
            Gone::Drawn => "extract-gone-drawn",
            Gone::Released => "extract-gone-released",
            Gone::Expired => "extract-gone-expired",
        })
    }
}

/// A name of a plan for readers.
pub(super) fn named(name: &str) -> String {
    name.replace('_', " ")
}

/// Why a bonus paid nothing.
pub(super) fn unpaid(of: &TellsNothing, say: Say) -> String {
    let why = say.derivation(&of.why);
    say.with("extract-nothing-because", &[("bonus", named(&of.bonus)), ("why", why)])
}

/// Fields in the order of the plan, then those that it does not know any more.
pub(super) fn in_order<'f>(
    event: Option<&Event>,
    fields: &'f BTreeMap<String, String>,
) -> Vec<(&'f String, &'f String)> {
    let place = |name: &str| event.and_then(|event| event.fields.iter().position(|field| field.name == name));
    let mut out: Vec<(&String, &String)> = fields.iter().collect();
    out.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    out
}
