//! Lines of a settlement that it has not computed: those that are taken back, and those for closed periods.

use super::{BookedLine, Entry, Shown, View};
use crate::calendar::{self, Period};
use crate::company::{PriorCause, PriorLine, Reason};
use crate::reversal::Mirrored;
use crate::settle::Settled;
use chrono::NaiveDate;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::SiteId;
use rust_decimal::Decimal;
use serde::Serialize;

/// What a line takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// The id of the reversal.
    pub reversal: String,
    /// Where it came from; empty where there are no sources.
    pub source: String,
    /// The day of the reversal.
    pub day: NaiveDate,
    /// Why, as files say it: `cancelled`, `returned`, …
    pub reason: Option<&'static str>,
    /// The id of the line.
    pub line: String,
    /// The period in which that line was settled.
    pub settled: String,
    /// What was paid by it, in the currency's smallest unit.
    pub paid: i64,
    /// Which part of the event is reversed by then; nothing for all of it.
    pub part: Option<Decimal>,
}

/// What a line for a closed period is posted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prior {
    /// The context in which it was found: the closed period, or the period that posts it, with that of the conditions.
    pub context: String,
    /// The id of the line in the settlement that found it; empty where there is no single one.
    pub line: String,
    /// The plan and its version.
    pub plan: String,
    /// The rank by which the partner was paid; empty where there is none.
    pub rank: String,
    /// What was posted before by it, in the currency's smallest unit.
    pub paid: i64,
    /// The correction by its number; empty where nothing was corrected.
    pub correction: String,
    /// Why facts were corrected.
    pub reason: String,
}

impl TakenBack {
    /// A part as a ratio, to six digits; nothing for the whole.
    pub(crate) fn part((part, whole): (i64, i64)) -> Option<Decimal> {
        let ratio = Decimal::from(part).checked_div(Decimal::from(whole)).filter(|_| part != whole);
        ratio.map(|ratio| ratio.round_dp(6).normalize())
    }
}

impl<'a> View<'a> {
    pub(super) fn mirrored(self, entry: &Entry) -> Option<&'a Mirrored> {
        self.settled.get(entry.context)?.mirrored.get(usize::try_from(entry.line.index).ok()?)
    }

    /// A line that is taken back.
    pub(super) fn mirror(self, settled: &Settled, entry: &Entry) -> Option<BookedLine> {
        let one = self.mirrored(entry)?;
        let (line, reversal) = (&one.line, &one.reversal);
        let settlement = settled.context.settlement;
        let conditions = line.context.rsplit('/').next().unwrap_or_default();
        Some(BookedLine {
            id: one.id(settlement, usize::try_from(entry.line.index).ok()?),
            context: one.context(settlement),
            month: self.month_of(conditions, settlement),
            name: line.bonus.clone(),
            made_by: "mirror",
            partner: self.earner(line.partner),
            sale: self.sale_of(settled, line.kind as usize, line.event as usize, None),
            variables: Vec::new(),
            base: None,
            rate: Shown::rate(&line.rate),
            amount: one.amount,
            parent: Some(line.line.clone()),
            taken_back: Some(TakenBack {
                reversal: reversal.id.clone(),
                source: reversal.source.clone(),
                day: calendar::date(reversal.day),
                reason: reversal.reason.map(Reason::word),
                line: line.line.clone(),
                settled: Period::from_index(settlement.calendar(), line.settled).to_string(),
                paid: line.kept,
                part: TakenBack::part(one.part),
            }),
            prior: None,
            site: SiteId(u32::MAX),
        })
    }

    pub(super) fn prior_line(self, entry: &Entry) -> Option<&'a PriorLine> {
        self.settled.get(entry.context)?.prior.get(usize::try_from(entry.line.index).ok()?)
    }

    /// A line for a closed period.
    pub(super) fn prior(self, settled: &Settled, entry: &Entry) -> Option<BookedLine> {
        let one = self.prior_line(entry)?;
        let settlement = settled.context.settlement;
        let mut sale = one.event.and_then(|(kind, event)| self.sale_of(settled, kind as usize, event as usize, None));
        if let Some(sale) = sale.as_mut().filter(|_| !one.path.is_empty()) {
            sale.path = one.path.split(" > ").map(str::to_owned).collect();
        }
        let level = one.level.parse::<Decimal>().ok();
        let level = level.map(|value| ("level".to_owned(), Shown::Number { value, unit: String::new() }));
        Some(BookedLine {
            id: one.id(settlement, usize::try_from(entry.line.index).ok()?),
            context: one.posted_context(settlement),
            month: self.month_of(one.conditions(), settlement),
            name: one.bonus.clone(),
            made_by: match one.cause {
                PriorCause::Correction => "correction",
                PriorCause::EarlierPlan => "earlier-plan",
            },
            partner: self.earner(one.partner),
            sale,
            variables: level.into_iter().collect(),
            // A difference is not what a rate comes to.
            base: Shown::number(&one.base).filter(|_| one.cause == PriorCause::EarlierPlan),
            rate: Shown::rate(&one.rate).filter(|_| one.cause == PriorCause::EarlierPlan),
            amount: one.amount,
            parent: Some(one.line.clone()).filter(|line| !line.is_empty()),
            taken_back: None,
            prior: Some(Prior {
                context: one.context.clone(),
                line: one.line.clone(),
                plan: one.plan.clone(),
                rank: one.rank.clone(),
                paid: one.paid,
                correction: one.correction.clone(),
                reason: one.reason.clone(),
            }),
            site: SiteId(u32::MAX),
        })
    }

    /// The partner to whom such a line belongs; nothing for the company.
    fn earner(self, partner: u32) -> Option<String> {
        let number = usize::try_from(partner).ok().filter(|_| partner != COMPANY);
        number.map(|number| self.company.partners.ids.get(number).into_owned())
    }

    /// The day by which readers name the period of a line's conditions.
    fn month_of(self, conditions: &str, settlement: Period) -> NaiveDate {
        let period = Period::settled_as(self.program.calendar, conditions).unwrap_or(settlement);
        calendar::date(period.day_of_name())
    }
}
