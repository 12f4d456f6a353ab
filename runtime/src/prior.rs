//! Finding lines for closed periods: what corrections change, and what an earlier version of the plan pays for late events.
//!
//! A closed period is settled once more, from facts as they are known now; what its partners got then and now is compared line by
//! line. Whatever differs is a row of the file `prior`, which the current settlement posts ([`crate::company::PriorLine`]). A late
//! event whose conditions lie in the days of an earlier version is settled by that version ([`crate::settle::settle_late`]), and
//! its lines are rows of the same file.

use crate::booked::{Booked, BookedLine, Shown, View};
use crate::company::{PRIOR_COLUMNS, PriorCause, SettledLine};
use crate::reversal::settled_lines;
use compline_lang::number::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A settlement whose lines are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What its lines are read from.
    pub view: View<'a>,
    /// Its lines by partner.
    pub booked: &'a Booked,
}

/// A line for a closed period that was found. Texts are as the file `prior` has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The id of the line; empty where it is not a single one.
    pub line: String,
    /// The context in which it was found.
    pub context: String,
    /// The kind of its event; `bonus`, `pool` or `cap` where it has none.
    pub trigger_kind: String,
    /// The source of its event.
    pub source: String,
    /// The id of its event.
    pub trigger: String,
    /// The bonus, pool or cap.
    pub bonus: String,
    /// The partner's id.
    pub partner: String,
    /// The level of its walk.
    pub level: String,
    /// The rank by which the partner is paid.
    pub rank: String,
    /// From the earner down to the seller.
    pub path: Vec<String>,
    /// What the rate is of, with its unit.
    pub base: String,
    /// The rate.
    pub rate: String,
    /// What it was before, in the currency's smallest unit.
    pub paid: i64,
    /// What it is, in the currency's smallest unit.
    pub due: i64,
    /// What is left of it after caps; of a difference the difference.
    pub kept: i64,
    /// The field by which a part of its event is measured.
    pub measure: String,
}

/// What all rows that are written for one reason have in common.
#[derive(Clone, Copy, Debug)]
pub struct Posting<'a> {
    /// Why they are posted.
    pub cause: PriorCause,
    /// The period in which.
    pub posted: &'a str,
    /// The plan and its version.
    pub plan: &'a str,
    /// The correction by its number.
    pub correction: &'a str,
    /// Why facts were corrected.
    pub reason: &'a str,
    /// The digits of the currency's smallest unit.
    pub scale: u8,
}

impl Found {
    /// What is posted: what it is, less what it was.
    pub fn amount(&self) -> Option<i64> {
        self.due.checked_sub(self.paid)
    }

    /// The row of the file `prior`; nothing where the amount does not fit.
    pub fn row(&self, of: &Posting<'_>) -> Option<[String; PRIOR_COLUMNS.len()]> {
        let money = |amount: i64| Decimal::new(amount.into(), of.scale).to_string();
        let amount = self.amount()?;
        Some([
            self.line.clone(),
            of.cause.word().to_owned(),
            of.posted.to_owned(),
            self.context.clone(),
            self.trigger_kind.clone(),
            self.source.clone(),
            self.trigger.clone(),
            self.bonus.clone(),
            self.partner.clone(),
            self.level.clone(),
            self.rank.clone(),
            self.path.join(" > "),
            of.plan.to_owned(),
            self.base.clone(),
            self.rate.clone(),
            money(self.paid),
            money(amount),
            money(self.kept),
            self.measure.clone(),
            of.correction.to_owned(),
            of.reason.to_owned(),
        ])
    }
}

/// What partners got by one settlement and get by another one of the same period, where it differs: by partner in natural
/// order, then by context, bonus and event. What was posted for corrections is left out on both sides: it belongs to the periods
/// that it corrects.
pub fn differences(before: Side<'_>, after: Side<'_>) -> Vec<Found> {
    let mut partners: BTreeSet<String> = BTreeSet::new();
    for side in [before, after] {
        partners.extend(
            (0..side.view.company.partners.len()).filter(|at| side.booked.count(*at) > 0).map(|at| side.id(at)),
        );
    }
    let mut sorted: Vec<String> = partners.into_iter().collect();
    sorted.sort_by(|a, b| crate::natural::compare(a.as_bytes(), b.as_bytes()));
    let mut out = Vec::new();
    for partner in sorted {
        let (mut was, is) = (before.lines(&partner), after.lines(&partner));
        for (key, mut line) in is {
            let paid = was.remove(&key).map_or(0, |line| line.due);
            line.paid = paid;
            line.kept = line.due.saturating_sub(paid);
            if line.due != paid {
                after.fill_rank(&mut line);
                out.push(line);
            }
        }
        for (_, mut line) in was.into_iter().filter(|(_, line)| line.due != 0) {
            line.paid = line.due;
            line.due = 0;
            line.kept = line.paid.saturating_neg();
            (line.base, line.rate, line.level, line.path) = Default::default();
            before.fill_rank(&mut line);
            out.push(line);
        }
    }
    out
}

/// All lines of a settlement that somebody gets, by partner in natural order.
pub fn lines(side: Side<'_>) -> Vec<Found> {
    let View { program, company, settled } = side.view;
    let mut behind: BTreeMap<String, SettledLine> = BTreeMap::new();
    for one in settled {
        for line in settled_lines(program, company, one, &|_, _| true) {
            behind.insert(line.line.clone(), line);
        }
    }
    let mut out = Vec::new();
    for partner in 0..company.partners.len() {
        for line in side.booked.lines(side.view, partner) {
            let mut found = side.found(&line);
            side.fill_rank(&mut found);
            if line.made_by == "cap" {
                found.kept = 0;
            } else if let Some(of) = behind.get(&line.id)
                && let Some((declared, table)) =
                    program.events.get(of.kind as usize).zip(company.events.get(of.kind as usize))
            {
                found.kept = of.kept;
                found.trigger_kind.clone_from(&declared.name);
                table.source(of.event as usize).clone_into(&mut found.source);
                found.trigger = table.ids.get(of.event as usize).into_owned();
                let field = of.measure.and_then(|field| declared.fields.get(field as usize));
                found.measure = field.map_or_else(String::new, |field| field.name.clone());
            }
            out.push(found);
        }
    }
    out
}

/// What makes lines of two settlements the same one: context, bonus, kind, source and id of the event.
type Key = (String, String, String, String, String);

impl Side<'_> {
    fn id(self, partner: usize) -> String {
        self.view.company.partners.ids.get(partner).into_owned()
    }

    /// The lines of a partner, those with one key as one.
    fn lines(self, partner: &str) -> BTreeMap<Key, Found> {
        let mut out: BTreeMap<Key, Found> = BTreeMap::new();
        let Some(number) = self.view.company.partners.ids.find(partner) else { return out };
        let own = self.booked.lines(self.view, number).filter(|line| line.made_by != "correction");
        for line in own {
            let found = self.found(&line);
            let key = (
                found.context.clone(),
                found.bonus.clone(),
                found.trigger_kind.clone(),
                found.source.clone(),
                found.trigger.clone(),
            );
            match out.get_mut(&key) {
                // Several lines have no single base, rate or level.
                Some(sum) => {
                    sum.due = sum.due.saturating_add(found.due);
                    (sum.line, sum.base, sum.rate, sum.level) = Default::default();
                }
                None => {
                    out.insert(key, found);
                }
            }
        }
        out
    }

    fn found(self, line: &BookedLine) -> Found {
        let partner = line.partner.clone().unwrap_or_default();
        let sale = line.sale.as_ref();
        let cell = |of: fn(&crate::booked::Sale) -> &String| sale.map_or_else(String::new, |sale| of(sale).clone());
        let of_plan = line.prior.as_ref();
        Found {
            line: line.id.clone(),
            context: line.context.clone(),
            trigger_kind: sale.map_or_else(
                || if line.made_by == "cap" || line.made_by == "pool" { line.made_by } else { "bonus" }.to_owned(),
                |sale| sale.kind.clone(),
            ),
            source: cell(|sale| &sale.source),
            trigger: cell(|sale| &sale.id),
            bonus: line.name.clone(),
            level: line.variable("level").map(Shown::written).unwrap_or_default(),
            rank: of_plan.map_or_else(String::new, |of| of.rank.clone()),
            path: sale.map(|sale| sale.path.clone()).unwrap_or_default(),
            base: line.base.as_ref().map(Shown::written).unwrap_or_default(),
            rate: line.rate.as_ref().map(Shown::written).unwrap_or_default(),
            partner,
            paid: 0,
            due: line.amount,
            kept: line.amount,
            measure: String::new(),
        }
    }

    /// Fills in the rank by which the partner is paid in the context, where it is not known yet.
    fn fill_rank(self, found: &mut Found) {
        let rank = || {
            let ranks = self.view.program.ranks?;
            let settled = self.view.settled.iter().find(|one| one.context.to_string() == found.context)?;
            let number = self.view.company.partners.ids.find(&found.partner)?;
            let row = *settled.snapshot.row_of.get(number)? as usize;
            match self.view.column(settled, ranks.paid_as, row)? {
                Shown::Text(rank) => Some(rank),
                _ => None,
            }
        };
        if found.rank.is_empty() {
            found.rank = rank().unwrap_or_default();
        }
    }
}
