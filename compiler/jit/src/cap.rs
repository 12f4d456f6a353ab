//! Caps.

use crate::run::Run;
use crate::share::{largest_remainder, mul_div};
use crate::totals::Totals;
use compline_compiler::outcome::{Cut, ErrorKind, RunError};
use compline_compiler::program::{
    Cap, CapExcess, CapId, CapMethod, CapRounding, CapScope, Carried, CarriedLot, LineSource, NONE, Space,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What is cut: a line, a partner's total over one source, or over all sources of the cap.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// What one limit applies to.
    unit: u64,
    partner: u32,
    source: Option<LineSource>,
    line: Option<u64>,
    amount: i128,
}

/// How fine the parts of a cap are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Line,
    PartnerAndSource,
    Partner,
}

fn grain(cap: &Cap) -> Grain {
    match (cap.scope, &cap.method) {
        (CapScope::Line, _) | (_, CapMethod::InProportion { by_line: true, .. }) => Grain::Line,
        (CapScope::Bonus, _) | (_, CapMethod::ByPriority(_)) => Grain::PartnerAndSource,
        _ => Grain::Partner,
    }
}

impl Run<'_> {
    /// Applies a cap to the lines and shares made so far, as the caps before it left them.
    pub(crate) fn cap(&mut self, id: CapId) -> Result<(), RunError> {
        let Some(cap) = self.program.caps.get(id.index()) else { return Ok(()) };
        let capping = Capping { run: self, cap };
        if let (CapExcess::Carried(carried), false) = (&cap.excess, self.options.late) {
            let mut parts = capping.parts();
            parts.sort_by_key(|part| part.unit);
            let mut cuts = Vec::new();
            for unit in parts.chunk_by(|a, b| a.unit == b.unit) {
                capping.cut(unit, &mut cuts)?;
            }
            let kept = capping.carry(carried, &parts, &cuts)?;
            self.keep(cap, carried, &kept)?;
            if let Some(slot) = self.outcome.cuts.get_mut(id.index()) {
                *slot = cuts;
            }
            return Ok(());
        }
        if let Some(cuts) = capping.by_columns() {
            let cuts = cuts?;
            if let Some(slot) = self.outcome.cuts.get_mut(id.index()) {
                *slot = cuts;
            }
            return Ok(());
        }
        let mut parts = capping.parts();
        if !parts.is_sorted_by_key(|part| part.unit) {
            parts.sort_by_key(|part| part.unit);
        }
        let mut cuts = Vec::new();
        for unit in parts.chunk_by(|a, b| a.unit == b.unit) {
            capping.cut(unit, &mut cuts)?;
        }
        if let Some(slot) = self.outcome.cuts.get_mut(id.index()) {
            *slot = cuts;
        }
        Ok(())
    }
}

impl Run<'_> {
    /// Writes what a cap leaves to the next period, and what is paid of what it carried.
    fn keep(&mut self, cap: &Cap, carried: &Carried, kept: &[Vec<i128>]) -> Result<(), RunError> {
        for row in 0..self.store.partners {
            let columns = carried.lots.iter().map(|lot| lot.closing).chain([carried.paid]);
            for (column, values) in columns.zip(kept) {
                let Some(value) = values.get(row).copied() else { continue };
                let value = i64::try_from(value).ok().filter(|value| *value != NONE);
                if !value.is_some_and(|value| self.store.set(column, row, value)) {
                    let partner = u32::try_from(row).unwrap_or(u32::MAX);
                    return Err((Capping { run: self, cap }).error(ErrorKind::Overflow, partner));
                }
            }
        }
        Ok(())
    }
}

/// A cap that is being applied.
pub(crate) struct Capping<'r, 's> {
    /// The run so far.
    pub(crate) run: &'r Run<'s>,
    /// The cap.
    pub(crate) cap: &'r Cap,
}

impl Capping<'_, '_> {
    fn parts(&self) -> Vec<Part> {
        match grain(self.cap) {
            Grain::Line => self.lines(),
            grain => self.totals(grain),
        }
    }

    fn unit(&self, at: usize, source: usize, partner: u32) -> u64 {
        match self.cap.scope {
            CapScope::Line => at as u64,
            CapScope::Bonus => source as u64,
            CapScope::Partner => u64::from(partner),
            CapScope::Person => u64::from(self.person(partner)),
            CapScope::Company => 0,
        }
    }

    /// Lines with their amounts after all line cuts so far, in the order of sources and lines.
    fn lines(&self) -> Vec<Part> {
        let applied = self.all_caps();
        let mut parts = Vec::new();
        for (place, source) in self.cap.on.iter().enumerate() {
            self.run.lines_after(*source, &applied, |line, amount| {
                let unit = self.unit(parts.len(), place, line.earner);
                parts.push(Part { unit, partner: line.earner, source: Some(*source), line: Some(line.index), amount });
            });
        }
        parts
    }

    fn all_caps(&self) -> Vec<CapId> {
        (0..).map(CapId).take(self.run.outcome.cuts.len()).collect()
    }

    /// Totals by partner, or by source and partner: lines after their cuts, less what caps before took from totals.
    fn totals(&self, grain: Grain) -> Vec<Part> {
        let mut totals: Vec<Vec<i128>> = Vec::new();
        for source in &self.cap.on {
            let of = self.totals_of(*source);
            match totals.first_mut().filter(|_| grain == Grain::Partner) {
                Some(all) => all.iter_mut().zip(of).for_each(|(sum, total)| *sum += total),
                None => totals.push(of),
            }
        }
        let mut in_part: FxHashMap<u32, i128> = FxHashMap::default();
        self.cuts_of_totals(|cut, within| {
            let place = match grain {
                Grain::Partner => Some(0),
                _ => self.cap.on.iter().position(|on| Some(*on) == cut.source),
            };
            let total = place.filter(|_| within).and_then(|place| totals.get_mut(place));
            match total.and_then(|totals| totals.get_mut(cut.partner as usize)) {
                Some(total) => *total += i128::from(cut.amount),
                None => *in_part.entry(cut.partner).or_default() += i128::from(cut.amount),
            }
        });
        let source_of = |place: usize| {
            let one_source = grain == Grain::PartnerAndSource || self.cap.on.len() == 1;
            self.cap.on.get(place).copied().filter(|_| one_source)
        };
        let mut parts = Vec::new();
        for (place, totals) in totals.into_iter().enumerate() {
            for (partner, mut amount) in (0_u32..).zip(totals) {
                if let Some(open) = in_part.get_mut(&partner).filter(|_| amount > 0) {
                    let left = (amount + *open).max(0);
                    *open += amount - left;
                    amount = left;
                }
                if amount != 0 {
                    let unit = self.unit(parts.len(), place, partner);
                    parts.push(Part { unit, partner, source: source_of(place), line: None, amount });
                }
            }
        }
        parts
    }

    /// Calls `visit` for what earlier caps took from totals of sources that this cap is about, and whether all sources of
    /// the total belong to this cap. A cut of a total that this cap sees only in part, or that cannot be told apart by
    /// source, counts against what the partner has here, but not below zero, so that nothing is taken twice.
    pub(crate) fn cuts_of_totals(&self, mut visit: impl FnMut(&Cut, bool)) {
        for (cap, cuts) in self.run.program.caps.iter().zip(&self.run.outcome.cuts) {
            let shares_source = cap.on.iter().any(|source| self.cap.on.contains(source));
            let within = cap.on.iter().all(|source| self.cap.on.contains(source));
            for cut in cuts.iter().filter(|cut| cut.line.is_none()) {
                match cut.source {
                    Some(source) if self.cap.on.contains(&source) => visit(cut, true),
                    None if shares_source => visit(cut, within),
                    _ => {}
                }
            }
        }
    }

    /// By partner: the lines of a source after all line cuts so far.
    fn totals_of(&self, source: LineSource) -> Vec<i128> {
        let mut totals: Vec<i128> = match source {
            LineSource::Bonus(bonus) => {
                let totals = self.run.totals_of.get(bonus.index()).and_then(Option::as_ref);
                totals.map_or_else(Vec::new, Totals::wide)
            }
            LineSource::Pool(_) => Vec::new(),
        };
        totals.resize(self.run.store.partners, 0);
        let mut add = |partner: u32, amount: i64| {
            if let Some(total) = totals.get_mut(partner as usize) {
                *total += i128::from(amount);
            }
        };
        if let (LineSource::Pool(_), Some(lines)) = (source, self.run.lines_of(source)) {
            lines.iter().for_each(|line| add(line.earner, line.amount));
        }
        for cut in self.run.outcome.cuts.iter().flatten().filter(|cut| cut.source == Some(source) && cut.line.is_some())
        {
            add(cut.partner, cut.amount);
        }
        totals
    }

    /// The cuts of the parts under one limit, where their sum exceeds it.
    fn cut(&self, unit: &[Part], cuts: &mut Vec<Cut>) -> Result<(), RunError> {
        let Some(first) = unit.first() else { return Ok(()) };
        let limit = self.limit(first.partner)?;
        if unit.iter().map(|part| part.amount).sum::<i128>() <= limit {
            return Ok(());
        }
        let kept = match &self.cap.method {
            CapMethod::InProportion { positive_only: true, .. } => self.positive_in_proportion(unit, limit),
            CapMethod::InProportion { .. } => {
                self.refuse_negative(unit)?;
                self.in_proportion(limit, unit)
            }
            CapMethod::ByPriority(order) => {
                self.refuse_negative(unit)?;
                self.by_priority(order, unit, limit)
            }
        };
        let kept = kept.ok_or_else(|| self.error(ErrorKind::Overflow, first.partner))?;
        for (part, kept) in unit.iter().zip(kept) {
            let amount = i64::try_from(kept - part.amount).ok().filter(|amount| *amount != NONE);
            let amount = amount.ok_or_else(|| self.error(ErrorKind::Overflow, part.partner))?;
            if amount != 0 {
                cuts.push(Cut { partner: part.partner, source: part.source, line: part.line, amount });
            }
        }
        Ok(())
    }

    /// The limit that a partner is under, rounded down to the currency's smallest unit; below zero it counts as zero.
    pub(crate) fn limit(&self, partner: u32) -> Result<i128, RunError> {
        let space = self.run.program.columns.get(self.cap.at.index()).map_or(Space::Company, |column| column.space);
        let row = match space {
            Space::Partner => partner,
            Space::Person => self.person(partner),
            _ => 0,
        };
        let stored = self.run.store.get(self.cap.at, row as usize);
        if stored == NONE {
            return Err(self.error(ErrorKind::Absent, partner));
        }
        let (scale, unit) = (self.run.scale_of(self.cap.at), self.run.unit_scale());
        let power = 10_i128.checked_pow(u32::from(scale.abs_diff(unit)));
        let limit = match power {
            Some(power) if scale <= unit => i128::from(stored).saturating_mul(power),
            Some(power) => i128::from(stored) / power,
            None => 0,
        };
        Ok(limit.max(0))
    }

    /// What each lot is in the next period, then what is paid now of what waited, each by partner.
    ///
    /// A limit is first for what the period itself pays; what is left of it goes to those who wait under it, the oldest lot
    /// first, and within a lot in proportion where it does not suffice.
    fn carry(&self, carried: &Carried, parts: &[Part], cuts: &[Cut]) -> Result<Vec<Vec<i128>>, RunError> {
        let store = &self.run.store;
        let partners = u32::try_from(store.partners).unwrap_or(u32::MAX);
        let mut own: BTreeMap<u64, i128> = BTreeMap::new();
        for part in parts {
            *own.entry(part.unit).or_default() += part.amount;
        }
        let mut under: Vec<(u64, u32)> = (0..partners).map(|partner| (self.unit(0, 0, partner), partner)).collect();
        under.sort_by_key(|(unit, _)| *unit);
        let waits = |lot: &CarriedLot| {
            (0..store.partners).map(|row| i128::from(store.get(lot.opening, row).max(0))).collect::<Vec<_>>()
        };
        let mut lots: Vec<Vec<i128>> = carried.lots.iter().map(waits).collect();
        let mut paid = vec![0_i128; store.partners];
        for group in under.chunk_by(|a, b| a.0 == b.0) {
            let Some((unit, first)) = group.first() else { continue };
            let mut room = (self.limit(*first)? - own.get(unit).copied().unwrap_or(0)).max(0);
            let may = |row: usize| carried.may.is_none_or(|may| store.get(may, row) == 1);
            let rows: Vec<usize> = group.iter().map(|(_, partner)| *partner as usize).filter(|row| may(*row)).collect();
            for lot in lots.iter_mut().rev() {
                if room == 0 {
                    break;
                }
                let served = self.served(lot, &rows, room).ok_or_else(|| self.error(ErrorKind::Overflow, *first))?;
                for (row, part) in served {
                    room -= part;
                    if let (Some(waits), Some(paid)) = (lot.get_mut(row), paid.get_mut(row)) {
                        *waits -= part;
                        *paid += part;
                    }
                }
            }
        }
        let mut taken = vec![0_i128; store.partners];
        for cut in cuts {
            if let Some(taken) = taken.get_mut(cut.partner as usize) {
                *taken -= i128::from(cut.amount);
            }
        }
        if carried.endless {
            for lot in &mut lots {
                lot.iter_mut().zip(&taken).for_each(|(left, taken)| *left += taken);
            }
        } else {
            lots.pop();
            lots.insert(0, taken);
        }
        lots.push(paid);
        Ok(lots)
    }

    /// What of one lot is paid from a room above zero; nothing where a share leaves 128 bits.
    fn served(&self, lot: &[i128], rows: &[usize], room: i128) -> Option<Vec<(usize, i128)>> {
        let waits: Vec<(usize, i128)> =
            rows.iter().filter_map(|row| Some((*row, *lot.get(*row)?))).filter(|(_, amount)| *amount > 0).collect();
        if waits.iter().map(|(_, amount)| amount).sum::<i128>() <= room {
            return Some(waits);
        }
        if let [(row, _)] = waits.as_slice() {
            return Some(vec![(*row, room)]);
        }
        let tied = waits.iter().map(|(row, amount)| (amount.unsigned_abs(), self.run.store.number.get(*row).copied()));
        let shares = largest_remainder(room, &tied.collect::<Vec<_>>())?;
        Some(waits.into_iter().map(|(row, _)| row).zip(shares).collect())
    }

    /// Negative parts under a limit that binds are an error, unless the cap says `in proportion to positive lines`.
    fn refuse_negative(&self, unit: &[Part]) -> Result<(), RunError> {
        match unit.iter().find(|part| part.amount < 0) {
            Some(part) => Err(self.error(ErrorKind::NegativeUnderCap, part.partner)),
            None => Ok(()),
        }
    }

    /// Only positive parts are cut, so far that all parts together meet the limit.
    fn positive_in_proportion(&self, unit: &[Part], limit: i128) -> Option<Vec<i128>> {
        let positive: Vec<Part> = unit.iter().filter(|part| part.amount >= 0).copied().collect();
        let negative: i128 = unit.iter().map(|part| part.amount.min(0)).sum();
        let mut cut = self.in_proportion(limit - negative, &positive)?.into_iter();
        unit.iter().map(|part| if part.amount < 0 { Some(part.amount) } else { cut.next() }).collect()
    }

    /// The first source named is served first; the one that does not fit any more shares what is left in proportion by
    /// partner; those after it get nothing. Sources that are not named come last, in the order of the cap.
    fn by_priority(&self, order: &[LineSource], unit: &[Part], limit: i128) -> Option<Vec<i128>> {
        let mut kept: BTreeMap<usize, i128> = BTreeMap::new();
        let mut left = limit;
        let unnamed = self.cap.on.iter().filter(|source| !order.contains(source));
        for source in order.iter().chain(unnamed) {
            let (places, parts): (Vec<usize>, Vec<Part>) =
                unit.iter().copied().enumerate().filter(|(_, part)| part.source == Some(*source)).unzip();
            let wanted: i128 = parts.iter().map(|part| part.amount).sum();
            let served = if wanted <= left {
                parts.iter().map(|part| part.amount).collect()
            } else {
                self.in_proportion(left, &parts)?
            };
            left = (left - wanted).max(0);
            kept.extend(places.into_iter().zip(served));
        }
        Some((0..unit.len()).map(|place| kept.get(&place).copied().unwrap_or(0)).collect())
    }

    /// Parts an amount that is not negative in proportion to what the parts had, which is positive.
    fn in_proportion(&self, amount: i128, parts: &[Part]) -> Option<Vec<i128>> {
        if let ([_], false) = (parts, self.cap.rounding == CapRounding::SharedExactly) {
            return Some(vec![amount]);
        }
        if self.cap.rounding == CapRounding::SharedExactly {
            let tied = parts.iter().enumerate().map(|(at, part)| {
                let number = self.run.store.number.get(part.partner as usize).copied();
                (part.amount.unsigned_abs(), (number, at))
            });
            return largest_remainder(amount, &tied.collect::<Vec<_>>());
        }
        let whole = parts.iter().try_fold(0_u128, |sum, part| sum.checked_add(part.amount.unsigned_abs()))?;
        let each = parts.iter().map(|part| {
            let (quotient, rest) = mul_div(amount.unsigned_abs(), part.amount.unsigned_abs(), whole)?;
            let up = self.cap.rounding == CapRounding::EachHalfUp && rest >= whole - rest;
            i128::try_from(quotient).ok()?.checked_add(i128::from(up))
        });
        each.collect()
    }

    fn person(&self, partner: u32) -> u32 {
        self.run.store.person_of.get(partner as usize).copied().unwrap_or(partner)
    }

    pub(crate) fn error(&self, kind: ErrorKind, partner: u32) -> RunError {
        RunError {
            kind,
            what: self.cap.name.clone(),
            site: self.cap.site,
            row: Some(u64::from(partner)),
            row_is_partner: true,
        }
    }
}
