//! Caps over whole columns.
//!
//! Where a part is a partner's total, there is one limit for everything or one part under each limit. Then a cap is a
//! few passes over columns of totals: this is what a cap of the company over a million partners costs.

use crate::cap::Capping;
use crate::pages::advise;
use crate::share::mul_div;
use compline_compiler::outcome::{Cut, ErrorKind, RunError};
use compline_compiler::program::{CapMethod, CapRounding, CapScope, LineSource};
use rustc_hash::FxHashMap;

/// The totals under a cap by partner, and the source if there is only one.
struct Totals {
    sums: Vec<i64>,
    source: Option<LineSource>,
}

impl Capping<'_, '_> {
    /// The cuts by columns; nothing where the cap is not of that kind or sums leave 64 bits.
    pub(crate) fn by_columns(&self) -> Option<Result<Vec<Cut>, RunError>> {
        let positive_only = match self.cap.method {
            CapMethod::InProportion { by_line: false, positive_only } => positive_only,
            _ => return None,
        };
        match self.cap.scope {
            CapScope::Company => self.under_one_limit(&self.sums()?, positive_only),
            CapScope::Partner => Some(self.each_under_its_own(&self.sums()?)),
            CapScope::Line | CapScope::Bonus | CapScope::Person => None,
        }
    }

    /// By partner: lines of all sources after their cuts, and what caps before took from totals.
    fn sums(&self) -> Option<Totals> {
        let partners = self.run.store.partners;
        let mut sums = vec![0_i64; partners];
        advise(&sums, partners);
        for source in &self.cap.on {
            match source {
                LineSource::Bonus(bonus) => {
                    let totals = self.run.totals_of.get(bonus.index())?.as_ref()?;
                    let mut overflow = totals.has_carries();
                    for (sum, more) in sums.iter_mut().zip(&totals.sums) {
                        let (added, over) = sum.overflowing_add(*more);
                        *sum = added;
                        overflow |= over;
                    }
                    if overflow {
                        return None;
                    }
                }
                LineSource::Pool(pool) => {
                    for line in self.run.outcome.pools.get(pool.index())?.iter() {
                        let sum = sums.get_mut(line.earner as usize)?;
                        *sum = sum.checked_add(line.amount)?;
                    }
                }
            }
        }
        let source = if let [only] = self.cap.on.as_slice() { Some(*only) } else { None };
        let lines = self.run.outcome.cuts.iter().flatten().filter(|cut| cut.line.is_some());
        for cut in lines.filter(|cut| cut.source.is_some_and(|source| self.cap.on.contains(&source))) {
            let sum = sums.get_mut(cut.partner as usize)?;
            *sum = sum.checked_add(cut.amount)?;
        }
        let mut fits = true;
        let mut in_part: FxHashMap<u32, i64> = FxHashMap::default();
        self.cuts_of_totals(|cut, within| {
            let Some(sum) = sums.get_mut(cut.partner as usize) else { return };
            let slot = if within { sum } else { in_part.entry(cut.partner).or_default() };
            match slot.checked_add(cut.amount) {
                Some(added) => *slot = added,
                None => fits = false,
            }
        });
        for (partner, open) in in_part {
            if let Some(sum) = sums.get_mut(partner as usize).filter(|sum| **sum > 0) {
                *sum = sum.checked_add(open)?.max(0);
            }
        }
        if !fits {
            return None;
        }
        Some(Totals { sums, source })
    }

    /// One limit for all.
    fn under_one_limit(&self, totals: &Totals, positive_only: bool) -> Option<Result<Vec<Cut>, RunError>> {
        let Some(first) = totals.sums.iter().position(|sum| *sum != 0) else { return Some(Ok(Vec::new())) };
        let limit = match self.limit(u32::try_from(first).ok()?) {
            Ok(limit) => limit,
            Err(error) => return Some(Err(error)),
        };
        let (mut sum, mut negative) = (0_i128, 0_i128);
        for total in &totals.sums {
            sum += i128::from(*total);
            negative += i128::from((*total).min(0));
        }
        if sum <= limit {
            return Some(Ok(Vec::new()));
        }
        if negative < 0 && !positive_only {
            let partner = totals.sums.iter().position(|sum| *sum < 0)?;
            return Some(Err(self.error(ErrorKind::NegativeUnderCap, u32::try_from(partner).ok()?)));
        }
        let (amount, whole) = (u128::try_from(limit - negative).ok()?, u128::try_from(sum - negative).ok()?);
        let parts = (0_u32..).zip(&totals.sums).filter(|(_, total)| **total > 0);
        let mut cuts = Vec::with_capacity(totals.sums.len());
        advise(&cuts, cuts.capacity());
        let mut cut = |partner: u32, total: i64, kept: i64| {
            if kept != total {
                cuts.push(Cut { partner, source: totals.source, line: None, amount: kept - total });
            }
        };
        if self.cap.rounding == CapRounding::SharedExactly {
            let kept = self.shared_exactly(amount, whole, parts)?;
            for (partner, total, kept) in kept {
                cut(partner, total, kept);
            }
        } else {
            let half_up = self.cap.rounding == CapRounding::EachHalfUp;
            for (partner, total) in parts {
                let (quotient, rest) = mul_div(amount, u128::from(total.unsigned_abs()), whole)?;
                let up = half_up && rest >= whole - rest;
                cut(partner, *total, i64::try_from(quotient).ok()?.checked_add(i64::from(up))?);
            }
        }
        Some(Ok(cuts))
    }

    /// Largest remainder, then number: partner, total, and what is kept of it.
    fn shared_exactly<'t>(
        &self,
        amount: u128,
        whole: u128,
        parts: impl Iterator<Item = (u32, &'t i64)>,
    ) -> Option<Vec<(u32, i64, i64)>> {
        let mut kept = Vec::new();
        // Largest rest first, then smallest number; the place of the part last.
        let mut rests: Vec<(u64, u32, u32)> = Vec::new();
        let mut left_over = amount;
        let most = u64::try_from(whole).ok()?;
        for (partner, total) in parts {
            let (quotient, rest) = mul_div(amount, u128::from(total.unsigned_abs()), whole)?;
            left_over -= quotient;
            let number = self.run.store.number.get(partner as usize).copied()?;
            rests.push((most - u64::try_from(rest).ok()?, number, u32::try_from(kept.len()).ok()?));
            kept.push((partner, *total, i64::try_from(quotient).ok()?));
        }
        let more = usize::try_from(left_over).ok()?.min(rests.len());
        if more > 0 && more < rests.len() {
            rests.select_nth_unstable(more);
        }
        for (_, _, at) in rests.iter().take(more) {
            if let Some((_, _, kept)) = kept.get_mut(*at as usize) {
                *kept += 1;
            }
        }
        Some(kept)
    }

    /// One part under each limit: it keeps the limit.
    fn each_under_its_own(&self, totals: &Totals) -> Result<Vec<Cut>, RunError> {
        let mut cuts = Vec::new();
        for (partner, total) in (0_u32..).zip(&totals.sums).filter(|(_, total)| **total != 0) {
            let limit = self.limit(partner)?;
            if i128::from(*total) > limit {
                let amount =
                    i64::try_from(limit - i128::from(*total)).map_err(|_| self.error(ErrorKind::Overflow, partner))?;
                cuts.push(Cut { partner, source: totals.source, line: None, amount });
            }
        }
        Ok(cuts)
    }
}
