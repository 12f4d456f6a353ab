//! The most that bonuses, pools and the whole plan pay.

use crate::cause::Cause;
use crate::condition::Conditions;
use crate::facts::Facts;
use crate::linear::{Per, Total};
use crate::parts;
use crate::range::{Exact, smallest, whole};
use crate::total::{Found, Totals};
use crate::upper::Upper;
use crate::walk::walked;
use compline_compiler::program::{
    Bonus, BonusId, Cap, CapId, CapMethod, CapRounding, CapScope, ChainRounding, Earner, Handle, LineSource, Pay,
    Program, RoundMode, SiteId, Space, Step,
};
use compline_lang::words::say;
use num_traits::Zero;
use std::collections::{BTreeMap, BTreeSet};

/// The most that a plan pays, over all periods together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Each bonus and pool, in the order in which they are paid.
    pub paid: Vec<Paid>,
    /// All of them, after all caps.
    pub sum: Result<Total, Cause>,
    /// Caps that take part in the bound of the sum.
    pub caps: Vec<String>,
    /// Whether caps were left out because what is paid in a later period than that of its sale is capped by itself.
    pub late: bool,
}

/// The most that a bonus or a pool pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Which.
    pub source: LineSource,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Before all caps.
    pub before: Result<Total, Cause>,
    /// After all caps.
    pub after: Result<Total, Cause>,
    /// The cap that bounds it, where one does.
    pub cap: Option<String>,
    /// Whether no line can be below zero; only such lines are known to be bounded by a cap on several.
    pub(crate) not_negative: bool,
}

/// Most caps that are tried in all combinations.
const CAPS: usize = 10;

/// A cap, once for each part of a period that it is for.
struct Limited<'p> {
    caps: Vec<&'p Cap>,
    /// What it leaves at most.
    limit: Found,
    /// Which of what is paid it is on.
    on: Vec<usize>,
}

/// Finds the most that a plan pays.
pub fn bound(program: &Program) -> Bounds {
    let facts = Facts::of(program);
    let upper = Upper::new(&facts);
    let totals = Totals::new(&facts, &upper);
    let mut payout = Payout { program, facts: &facts, totals: &totals, paid: Vec::new(), usable: dates_agree(program) };
    let mut done = BTreeSet::new();
    for step in &program.steps {
        match step {
            Step::Bonus(id) => payout.bonus(*id, &done),
            Step::Pool(id) => payout.pool(*id),
            Step::Cap(id) => {
                done.insert(*id);
            }
            Step::Pass(_) => {}
        }
    }
    payout.finish()
}

struct Payout<'a, 'f, 'p> {
    program: &'p Program,
    facts: &'f Facts<'p>,
    totals: &'a Totals<'f, 'p>,
    paid: Vec<Paid>,
    /// Whether caps bound what is paid over all periods.
    usable: bool,
}

/// Whether every event is paid in the period in which it counts. Else what is paid later is under a cap of its own each time, and
/// there is no telling how often.
fn dates_agree(program: &Program) -> bool {
    program
        .events
        .iter()
        .all(|event| event.conditions == event.volume && event.volume == event.payable && !event.conditions_before)
}

impl<'p> Payout<'_, '_, 'p> {
    fn bonus(&mut self, id: BonusId, done: &BTreeSet<CapId>) {
        let Some(bonus) = self.program.bonuses.get(id.index()) else { return };
        if let (Space::Line(_), Some(of)) = (bonus.trigger.space, bonus.trigger.lines_of) {
            let lines = self.lines_of(of, bonus.trigger.after, done);
            self.totals.lines.borrow_mut().insert(id, lines);
        }
        let (before, not_negative) = self.trigger(id, bonus);
        let before = before.map_err(|cause| cause.at(Some(bonus.site)));
        self.add(LineSource::Bonus(id), &bonus.name, bonus.site, before, not_negative);
    }

    fn pool(&mut self, id: compline_compiler::program::PoolId) {
        let Some(pool) = self.program.pools.get(id.index()) else { return };
        let forms = self.totals.upper.of_column(pool.amount);
        let before = self.totals.best(&forms, Space::Company, &Conditions::none());
        let before = before.map_err(|cause| cause.at(Some(pool.site)));
        let not_negative = self.facts.not_negative(pool.amount);
        self.add(LineSource::Pool(id), &pool.name, pool.site, before, not_negative);
    }

    fn add(&mut self, source: LineSource, name: &str, site: SiteId, before: Found, not_negative: bool) {
        let after = before.clone();
        self.paid.push(Paid { source, name: name.to_owned(), site, before, after, cap: None, not_negative });
    }

    /// All triggers of a bonus, before caps; and whether no line can be below zero.
    fn trigger(&self, id: BonusId, bonus: &Bonus) -> (Found, bool) {
        if let Some(of) = bonus.trigger.lines_of
            && let Some(paid) = self.paid.iter().find(|paid| paid.source == LineSource::Bonus(of))
            && !paid.not_negative
        {
            let negative = Cause::new(say!("lines of `{}` may be below zero", paid.name));
            return (Err(paid.before.clone().err().unwrap_or(negative)), false);
        }
        let walked = walked(self.facts, self.totals.upper, bonus, shares_rounding(bonus));
        let chained = bonus.rounding.is_some_and(|rounding| rounding.chain != ChainRounding::EachLine);
        let not_negative = walked.not_negative && !chained_last(bonus);
        let forms = match walked.forms {
            Err(cause) => return (Err(cause), not_negative),
            Ok(_) if chained && !walked.not_negative => {
                let text =
                    say!("lines of `{}` may be below zero, and others of the chain take what is rounded", bonus.name);
                return (Err(Cause::new(text)), not_negative);
            }
            Ok(forms) => forms,
        };
        let conditions = Conditions::of(self.facts, bonus.filter.as_ref(), Handle::Trigger);
        let total = self.totals.best(&forms, bonus.trigger.space, &conditions);
        (total.map(|total| total.plus(&rounding(id, bonus))), not_negative)
    }

    /// What the lines of a bonus come to after a cap and those before it. Only cuts of lines count.
    fn lines_of(&self, of: BonusId, after: Option<CapId>, done: &BTreeSet<CapId>) -> Found {
        let source = LineSource::Bonus(of);
        let Some(paid) = self.paid.iter().find(|paid| paid.source == source) else {
            return Err(Cause::new("lines that come later"));
        };
        let mut best = paid.before.clone();
        let Some(last) = after.filter(|_| paid.not_negative && self.usable) else { return best };
        for step in &self.program.steps {
            let Step::Cap(id) = step else { continue };
            if done.contains(id)
                && let Some(cap) = self.program.caps.get(id.index())
                && cuts_lines(cap)
                && cap.on.contains(&source)
                && self.bounds_each(cap)
            {
                best = better(best, self.limit(cap, Some(source)));
            }
            if *id == last {
                break;
            }
        }
        best
    }

    /// Whether each thing under a cap is at most its limit, not only their sum: nothing in it is below zero.
    fn bounds_each(&self, cap: &Cap) -> bool {
        cap.on.iter().all(|source| self.paid.iter().any(|paid| paid.source == *source && paid.not_negative))
    }

    /// What is left under a cap at most: of all that it is on, or of one.
    fn limit(&self, cap: &Cap, of: Option<LineSource>) -> Found {
        let space = self.facts.space(cap.at);
        let rows = match cap.scope {
            CapScope::Line => return Err(Cause::new(say!("`{}` limits each line", cap.name)).at(Some(cap.site))),
            CapScope::Bonus | CapScope::Company => Space::Company,
            CapScope::Partner => Space::Partner,
            CapScope::Person => Space::Person,
        };
        let mut limit = if rows == space {
            self.totals.best(&self.totals.upper.of_column(cap.at), space, &Conditions::none())?
        } else {
            // One limit, the same for all.
            let high = self.facts.range(cap.at).high();
            let high =
                high.ok_or_else(|| Cause::new(say!("`{}` has no highest limit", cap.name)).at(Some(cap.site)))?;
            Total::fixed(self.totals.per(rows), high)
        };
        if cap.scope == CapScope::Bonus && of.is_none() {
            limit = limit.times(&whole(i64::try_from(cap.on.len()).unwrap_or(i64::MAX)));
        }
        if cap.rounding == CapRounding::EachHalfUp {
            let scale = self.program.units.get(self.program.currency.index()).map_or(0, |unit| unit.scale);
            for source in &cap.on {
                let per = match source {
                    LineSource::Bonus(id) => Per::Line(*id),
                    LineSource::Pool(_) => Per::Partner,
                };
                limit = limit.plus(&Total::slack(per, smallest(scale) / whole(2)));
            }
        }
        Ok(limit)
    }

    fn finish(mut self) -> Bounds {
        let (merged, groups) = parts::merged(self.facts, &self.paid);
        let caps: Vec<Limited<'p>> = if self.usable { self.caps(&groups) } else { Vec::new() };
        let late = !self.usable && !self.program.caps.is_empty();
        let mut after: Vec<(Found, Option<String>)> = Vec::new();
        for (at, paid) in merged.iter().enumerate() {
            let mut best = (paid.before.clone(), None);
            for cap in caps.iter().filter(|cap| cap.on.contains(&at)) {
                if (cap.on.len() == 1 || cap.caps.iter().all(|cap| self.bounds_each(cap)))
                    && let Ok(limit) = self.limit_of(cap, groups.get(at).map_or(&[], Vec::as_slice))
                    && best.0.as_ref().map_or(true, |best| limit.is_better_than(best))
                {
                    best = (Ok(limit), cap.caps.first().map(|cap| cap.name.clone()));
                }
            }
            after.push(best);
        }
        let (sum, used) = self.sum(&merged, &caps);
        self.paid = merged;
        for (paid, (found, cap)) in self.paid.iter_mut().zip(after) {
            (paid.after, paid.cap) = (found, cap);
        }
        Bounds { paid: self.paid, sum, caps: used, late }
    }

    /// What a cap leaves of what is paid under one name at most: in each part of a period.
    fn limit_of(&self, cap: &Limited<'p>, group: &[LineSource]) -> Found {
        let limits = cap.caps.iter().map(|cap| {
            let source = cap.on.iter().find(|source| group.contains(source));
            self.limit(cap, source.copied())
        });
        sum_of(limits)
    }

    fn caps(&self, groups: &[Vec<LineSource>]) -> Vec<Limited<'p>> {
        let program = self.program;
        let steps = program.steps.iter().filter_map(|step| match step {
            Step::Cap(id) => program.caps.get(id.index()),
            _ => None,
        });
        let mut out: Vec<Limited<'p>> = Vec::new();
        for cap in steps.filter(|cap| cap.scope != CapScope::Line) {
            let is_same = |other: &&mut Limited<'p>| other.caps.iter().any(|other| other.name == cap.name);
            match out.iter_mut().find(is_same) {
                Some(same) => same.caps.push(cap),
                None => out.push(Limited { caps: vec![cap], limit: Ok(Total::default()), on: Vec::new() }),
            }
        }
        for limited in &mut out {
            limited.limit = sum_of(limited.caps.iter().map(|cap| self.limit(cap, None)));
            let is_under = |source: &LineSource| limited.caps.iter().any(|cap| cap.on.contains(source));
            let under = groups.iter().enumerate().filter(|(_, group)| group.iter().any(is_under));
            limited.on = under.map(|(at, _)| at).collect();
        }
        out.truncate(CAPS);
        out
    }

    /// All bonuses and pools: each is under a cap that is taken, or counts for itself. Of all choices of caps the best.
    fn sum(&self, paid: &[Paid], caps: &[Limited<'p>]) -> (Found, Vec<String>) {
        let mut best: Option<(Found, Vec<String>)> = None;
        for choice in 0_u32..(1 << caps.len()) {
            let taken: Vec<_> =
                caps.iter().enumerate().filter(|(at, _)| choice >> at & 1 == 1).map(|(_, cap)| cap).collect();
            let limits = taken.iter().map(|cap| cap.limit.clone());
            // What is under two limits counts twice, which is only too much where it is not below zero.
            let twice = |cap: &Limited<'p>| {
                taken.iter().any(|other| !std::ptr::eq(*other, cap) && other.on.iter().any(|at| cap.on.contains(at)))
            };
            if taken.iter().any(|cap| twice(cap) && !cap.caps.iter().all(|cap| self.bounds_each(cap))) {
                continue;
            }
            let single = paid.iter().enumerate().filter(|(at, _)| !taken.iter().any(|cap| cap.on.contains(at)));
            let found = sum_of(limits.chain(single.map(|(_, paid)| paid.before.clone())));
            let names = || taken.iter().filter_map(|cap| cap.caps.first()).map(|cap| cap.name.clone()).collect();
            let is_better = match (&best, &found) {
                (None, _) | (Some((Err(_), _)), Ok(_)) => true,
                (Some((Ok(best), _)), Ok(found)) => found.is_better_than(best),
                _ => false,
            };
            if is_better {
                best = Some((found, names()));
            }
        }
        best.unwrap_or_else(|| (Ok(Total::default()), Vec::new()))
    }
}

/// All of them together.
pub(crate) fn sum_of(parts: impl Iterator<Item = Found>) -> Found {
    let mut parts = parts;
    parts.try_fold(Total::default(), |sum, part| part.map(|part| sum.plus(&part)))
}

/// What rounding may add, for each line. Where the lines of a chain hang together they come to their rounded sum, or the last one
/// is less than nothing and the others are rounded alone.
fn rounding(id: BonusId, bonus: &Bonus) -> Total {
    let Some(rounding) = bonus.rounding else { return Total::default() };
    let unit = smallest(rounding.scale);
    let amount = match rounding.mode {
        RoundMode::HalfUp | RoundMode::HalfEven => unit / whole(2),
        RoundMode::Up => unit,
        RoundMode::Down => Exact::zero(),
    };
    Total::slack(Per::Line(id), amount)
}

/// Whether lines of partners may take what was rounded away from those that stay with the company, so that these count too. Not
/// where partners come first: then nothing of theirs hangs on what comes after.
fn shares_rounding(bonus: &Bonus) -> bool {
    let chained = bonus.rounding.is_some_and(|rounding| rounding.chain != ChainRounding::EachLine);
    let to_company = |pays: &[Pay]| pays.iter().any(|pay| pay.to == Earner::Company);
    let to_partners = |pays: &[Pay]| pays.iter().any(|pay| pay.to != Earner::Company);
    chained && (to_company(&bonus.pays) || (to_company(&bonus.finally) && to_partners(&bonus.finally)))
}

/// Whether a last line takes what is missing, which may be less than nothing.
fn chained_last(bonus: &Bonus) -> bool {
    bonus
        .rounding
        .is_some_and(|rounding| rounding.chain == ChainRounding::LastTakesRemainder && rounding.mode != RoundMode::Down)
}

/// Whether a cap's cuts are of lines, so that a bonus on lines sees them.
fn cuts_lines(cap: &Cap) -> bool {
    cap.scope == CapScope::Line || matches!(cap.method, CapMethod::InProportion { by_line: true, .. })
}

fn better(a: Found, b: Found) -> Found {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok(if b.is_better_than(&a) { b } else { a }),
        (Err(_), Ok(b)) => Ok(b),
        (a, Err(_)) => a,
    }
}

impl Total {
    /// The amount for these sums of fields and these numbers of rows.
    pub fn for_data(&self, volume: &BTreeMap<crate::Field, Exact>, count: &dyn Fn(Per) -> u64) -> Exact {
        let share =
            self.share.iter().map(|(field, share)| share * volume.get(field).cloned().unwrap_or_else(Exact::zero));
        let rows = |per: Per| Exact::from_integer(count(per).into());
        let fixed = self.fixed.iter().chain(&self.slack).map(|(per, amount)| amount * rows(*per));
        share.chain(fixed).sum()
    }
}
