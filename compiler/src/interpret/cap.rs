//! Caps.

use super::at::At;
use super::bonus::caps_up_to;
use super::currency_scale;
use super::share::{in_proportion, largest_remainder};
use super::stage::lines_after;
use super::value::{from_stored, narrow, round};
use crate::lines::COMPANY;
use crate::outcome::{Cut, ErrorKind, Outcome, RunError};
use crate::program::{Cap, CapId, CapMethod, CapRounding, CapScope, LineSource, Program, RoundMode, Space};
use crate::store::Store;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// Applies a cap to the lines and shares made so far, as the caps before it left them
/// (language core, section 4, primitive 17, and fragment 11). What stays with the company is under no cap.
pub(super) fn run(program: &Program, store: &Store, outcome: &mut Outcome, id: CapId) -> Result<(), RunError> {
    let Some(cap) = program.caps.get(id.index()) else { return Ok(()) };
    let applied = (0..).map(CapId).take(outcome.cuts.len()).collect();
    let capping = Capping { program, store, outcome, cap, applied, of: None };
    let mut cuts = Vec::new();
    for unit in capping.units() {
        cuts.extend(capping.cut(&unit)?);
    }
    if let Some(slot) = outcome.cuts.get_mut(id.index()) {
        *slot = cuts;
    }
    Ok(())
}

/// What stands under the limits of a cap that a partner is under, as the caps before it left it: for explanations of
/// its cuts.
///
/// # Errors
/// A limit without a value.
pub fn limited(
    program: &Program,
    store: &Store,
    outcome: &Outcome,
    id: CapId,
    partner: usize,
) -> Result<Vec<Limited>, RunError> {
    let Some(cap) = program.caps.get(id.index()) else { return Ok(Vec::new()) };
    let applied = caps_up_to(program, id).into_iter().filter(|before| *before != id).collect();
    let capping = Capping { program, store, outcome, cap, applied, of: Some(partner) };
    let units = capping.units().into_iter();
    units
        .map(|parts| {
            let partner = parts.first().map_or(0, |part| part.partner);
            let sum = parts.iter().map(|part| &part.amount).sum();
            Ok(Limited { limit: capping.limit(partner)?, sum, parts })
        })
        .collect()
}

/// What a limit leaves open.
pub(super) struct Room {
    /// Who is under it.
    pub partners: Vec<usize>,
    /// What it leaves open above all that stands under it, never below zero.
    pub left: BigInt,
}

/// By limit, in the order of partners, persons: what it leaves open, for a cap on partners, persons or the company.
pub(super) fn rooms(program: &Program, store: &Store, outcome: &Outcome, id: CapId) -> Result<Vec<Room>, RunError> {
    let Some(cap) = program.caps.get(id.index()) else { return Ok(Vec::new()) };
    let applied = caps_up_to(program, id).into_iter().filter(|before| *before != id).collect();
    let capping = Capping { program, store, outcome, cap, applied, of: None };
    let unit = |partner: usize| match cap.scope {
        CapScope::Person => capping.person(partner),
        CapScope::Company => 0,
        CapScope::Line | CapScope::Bonus | CapScope::Partner => partner,
    };
    let mut own: BTreeMap<usize, BigInt> = BTreeMap::new();
    for part in capping.parts() {
        *own.entry(unit(part.partner)).or_default() += part.amount;
    }
    let mut under: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for partner in 0..store.partners {
        under.entry(unit(partner)).or_default().push(partner);
    }
    let rooms = under.into_iter().map(|(unit, partners)| {
        let limit = capping.limit(partners.first().copied().unwrap_or_default())?;
        let left = (limit - own.remove(&unit).unwrap_or_default()).max(BigInt::zero());
        Ok(Room { partners, left })
    });
    rooms.collect()
}

/// What stands under one limit.
#[derive(Clone, Debug)]
pub struct Limited {
    /// The limit in the currency's smallest unit.
    pub limit: BigInt,
    /// The sum of what may be cut.
    pub sum: BigInt,
    /// What may be cut.
    pub parts: Vec<Part>,
}

struct Capping<'a> {
    program: &'a Program,
    store: &'a Store,
    outcome: &'a Outcome,
    cap: &'a Cap,
    /// The caps whose cuts count: those that were applied before.
    applied: Vec<CapId>,
    /// Only what shares a limit with this partner.
    of: Option<usize>,
}

/// What is cut: a line, a partner's total over one source, or over all sources of the cap.
#[derive(Clone, Debug)]
pub struct Part {
    /// Partner row.
    pub partner: usize,
    /// The bonus or pool, where the part is of one.
    pub source: Option<LineSource>,
    /// Index of the line, where the part is one.
    pub line: Option<u64>,
    /// Before the cap, in the currency's smallest unit.
    pub amount: BigInt,
}

/// How fine the parts of a cap are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grain {
    Line,
    PartnerAndSource,
    Partner,
}

impl Capping<'_> {
    /// The parts, grouped by what one limit applies to, in the order of sources, partners, persons.
    fn units(&self) -> Vec<Vec<Part>> {
        let mut units: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
        for (at, part) in self.parts().into_iter().enumerate() {
            let unit = match self.cap.scope {
                CapScope::Line => at,
                CapScope::Bonus => {
                    self.cap.on.iter().position(|source| Some(*source) == part.source).unwrap_or_default()
                }
                CapScope::Partner => part.partner,
                CapScope::Person => self.person(part.partner),
                CapScope::Company => 0,
            };
            units.entry(unit).or_default().push(part);
        }
        units.into_values().collect()
    }

    fn parts(&self) -> Vec<Part> {
        match self.grain() {
            Grain::Line => self.lines().collect(),
            grain => self.totals(grain),
        }
    }

    fn grain(&self) -> Grain {
        match (self.cap.scope, &self.cap.method) {
            (CapScope::Line, _) | (_, CapMethod::InProportion { by_line: true, .. }) => Grain::Line,
            (CapScope::Bonus, _) | (_, CapMethod::ByPriority(_)) => Grain::PartnerAndSource,
            _ => Grain::Partner,
        }
    }

    /// Whether what a partner has is looked at.
    fn is_looked_at(&self, partner: usize) -> bool {
        self.of.is_none_or(|of| match self.cap.scope {
            CapScope::Line | CapScope::Partner => of == partner,
            CapScope::Person => self.person(of) == self.person(partner),
            CapScope::Bonus | CapScope::Company => true,
        })
    }

    /// Lines with their amounts after all line cuts so far, in the order of sources and lines.
    fn lines(&self) -> impl Iterator<Item = Part> {
        self.cap.on.iter().flat_map(|source| {
            let lines = lines_after(self.outcome, *source, &self.applied);
            let lines = lines.filter(|(line, amount)| line.earner != COMPANY && !amount.is_zero());
            let parts = lines.map(|(line, amount)| Part {
                partner: line.earner as usize,
                source: Some(*source),
                line: Some(line.index),
                amount,
            });
            parts.filter(|part| self.is_looked_at(part.partner))
        })
    }

    /// Totals by partner, or by source and partner: lines after their cuts, less what caps before took from totals.
    ///
    /// A cut of a total whose sources all belong to this cap is one of its amounts. A cut of a total that this cap
    /// sees only in part (some of its sources are others, or the parts here are by source) cannot be told apart
    /// by source: it counts against what the partner has here, but not below zero, so that nothing is taken twice.
    fn totals(&self, grain: Grain) -> Vec<Part> {
        let place = |source: Option<LineSource>| match grain {
            Grain::Partner => Some(0),
            _ => self.cap.on.iter().position(|on| Some(*on) == source),
        };
        let mut totals: BTreeMap<(usize, usize), BigInt> = BTreeMap::new();
        for line in self.lines() {
            if let Some(place) = place(line.source) {
                *totals.entry((place, line.partner)).or_default() += line.amount;
            }
        }
        let mut in_part: BTreeMap<usize, BigInt> = BTreeMap::new();
        for (cap, cut) in self.cuts_of_totals() {
            let (partner, amount) = (cut.partner as usize, BigInt::from(cut.amount));
            let within = cut.source.is_some() || cap.on.iter().all(|source| self.cap.on.contains(source));
            match place(cut.source) {
                Some(place) if within => *totals.entry((place, partner)).or_default() += amount,
                _ => *in_part.entry(partner).or_default() += amount,
            }
        }
        for ((_, partner), total) in totals.iter_mut().filter(|(_, total)| total.is_positive()) {
            if let Some(open) = in_part.get_mut(partner) {
                let left = (&*total + &*open).max(BigInt::zero());
                *open += &*total - &left;
                *total = left;
            }
        }
        let one_source = grain == Grain::PartnerAndSource || self.cap.on.len() == 1;
        let source = |at: usize| self.cap.on.get(at).copied().filter(|_| one_source);
        let parts = totals.into_iter().filter(|(_, amount)| !amount.is_zero());
        parts.map(|((at, partner), amount)| Part { partner, source: source(at), line: None, amount }).collect()
    }

    /// What earlier caps took from totals, of sources that this cap is about.
    fn cuts_of_totals(&self) -> impl Iterator<Item = (&Cap, &Cut)> {
        let is_about = |cap: &Cap, cut: &Cut| match cut.source {
            Some(source) => self.cap.on.contains(&source),
            None => cap.on.iter().any(|source| self.cap.on.contains(source)),
        };
        let cuts = self.program.caps.iter().zip(&self.outcome.cuts).zip((0..).map(CapId));
        let cuts = cuts.filter(|(_, id)| self.applied.contains(id)).map(|(of, _)| of);
        let cuts = cuts.flat_map(|(cap, cuts)| cuts.iter().map(move |cut| (cap, cut)));
        let whole = cuts.filter(|(_, cut)| cut.line.is_none() && self.is_looked_at(cut.partner as usize));
        whole.filter(move |(cap, cut)| is_about(cap, cut))
    }

    /// The cuts of the parts under one limit, where their sum exceeds it.
    fn cut(&self, unit: &[Part]) -> Result<Vec<Cut>, RunError> {
        let Some(first) = unit.first() else { return Ok(Vec::new()) };
        let limit = self.limit(first.partner)?;
        if unit.iter().map(|part| &part.amount).sum::<BigInt>() <= limit {
            return Ok(Vec::new());
        }
        let kept = match &self.cap.method {
            CapMethod::InProportion { positive_only: true, .. } => self.positive_in_proportion(unit, &limit),
            CapMethod::InProportion { .. } => {
                self.refuse_negative(unit)?;
                self.in_proportion(&limit, unit)
            }
            CapMethod::ByPriority(order) => {
                self.refuse_negative(unit)?;
                self.by_priority(order, unit, limit)
            }
        };
        let mut cuts = Vec::new();
        for (part, kept) in unit.iter().zip(kept) {
            let amount =
                narrow(&(kept - &part.amount)).map_err(|kind| self.at(part.partner).fail(kind, self.cap.site))?;
            if amount != 0 {
                cuts.push(Cut {
                    partner: u32::try_from(part.partner).unwrap_or(COMPANY),
                    source: part.source,
                    line: part.line,
                    amount,
                });
            }
        }
        Ok(cuts)
    }

    /// The limit that a partner is under, rounded down to the currency's smallest unit; below zero it counts as zero.
    fn limit(&self, partner: usize) -> Result<BigInt, RunError> {
        let column = self.program.columns.get(self.cap.at.index());
        let row = match column.map_or(Space::Company, |column| column.space) {
            Space::Partner => partner,
            Space::Person => self.person(partner),
            _ => 0,
        };
        let limit = from_stored(self.store.get(self.cap.at, row), column.map_or(0, |column| column.ty.scale()));
        let limit = limit.ok_or_else(|| self.at(partner).fail(ErrorKind::Absent, self.cap.site))?;
        Ok(round(&limit, currency_scale(self.program), RoundMode::Down).max(BigInt::zero()))
    }

    /// Negative parts under a limit that binds are an error, unless the cap says `in proportion to positive lines`.
    fn refuse_negative(&self, unit: &[Part]) -> Result<(), RunError> {
        match unit.iter().find(|part| part.amount.is_negative()) {
            Some(part) => Err(self.at(part.partner).fail(ErrorKind::NegativeUnderCap, self.cap.site)),
            None => Ok(()),
        }
    }

    /// Only positive parts are cut, so far that all parts together meet the limit.
    fn positive_in_proportion(&self, unit: &[Part], limit: &BigInt) -> Vec<BigInt> {
        let (negative, positive): (Vec<Part>, Vec<Part>) =
            unit.iter().cloned().partition(|part| part.amount.is_negative());
        let left = limit - negative.iter().map(|part| &part.amount).sum::<BigInt>();
        let mut cut = self.in_proportion(&left, &positive).into_iter();
        let kept =
            |part: &Part| if part.amount.is_negative() { part.amount.clone() } else { cut.next().unwrap_or_default() };
        unit.iter().map(kept).collect()
    }

    /// The first source named is served first; the one that does not fit any more shares what is left in proportion by
    /// partner; those after it get nothing. Sources that are not named come last, in the order of the cap.
    fn by_priority(&self, order: &[LineSource], unit: &[Part], limit: BigInt) -> Vec<BigInt> {
        let mut kept: Vec<BigInt> = unit.iter().map(|_| BigInt::zero()).collect();
        let mut left = limit;
        let unnamed = self.cap.on.iter().filter(|source| !order.contains(source));
        for source in order.iter().chain(unnamed) {
            let (places, parts): (Vec<usize>, Vec<Part>) =
                unit.iter().cloned().enumerate().filter(|(_, part)| part.source == Some(*source)).unzip();
            let wanted: BigInt = parts.iter().map(|part| &part.amount).sum();
            let served = if wanted <= left {
                parts.iter().map(|part| part.amount.clone()).collect()
            } else {
                self.in_proportion(&left, &parts)
            };
            left = (left - wanted).max(BigInt::zero());
            for (place, amount) in places.into_iter().zip(served) {
                if let Some(slot) = kept.get_mut(place) {
                    *slot = amount;
                }
            }
        }
        kept
    }

    /// Parts an amount in proportion to what the parts had.
    ///
    /// Shared exactly: largest remainder, then number; among lines of one partner their order. Else each part is
    /// rounded alone.
    fn in_proportion(&self, amount: &BigInt, parts: &[Part]) -> Vec<BigInt> {
        let weights: Vec<BigRational> =
            parts.iter().map(|part| BigRational::from_integer(part.amount.clone())).collect();
        let each = |mode| in_proportion(amount, weights.iter()).iter().map(|share| round(share, 0, mode)).collect();
        match self.cap.rounding {
            CapRounding::EachDown => each(RoundMode::Down),
            CapRounding::EachHalfUp => each(RoundMode::HalfUp),
            CapRounding::SharedExactly => {
                let ties = parts.iter().enumerate().map(|(at, part)| (self.store.number.get(part.partner), at));
                largest_remainder(amount, &weights.iter().cloned().zip(ties).collect::<Vec<_>>())
            }
        }
    }

    fn person(&self, partner: usize) -> usize {
        self.store.person_of.get(partner).map_or(partner, |person| *person as usize)
    }

    fn at(&self, partner: usize) -> At<'_> {
        At { what: &self.cap.name, space: Space::Partner, row: partner }
    }
}
