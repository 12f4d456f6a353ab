//! Lines that are taken back.

use super::course::{Course, Step, courses};
use crate::calendar::Period;
use crate::company::{Company, Reversal, SettledLine};
use crate::problem::{Cause, DEFAULT_LIMIT, DataErrors, Problems};
use crate::snapshot::Knowledge;
use compline_compiler::program::{Program, ReversedLines};
use rustc_hash::FxHashMap;

/// A line that takes back another one, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirrored {
    /// The reversal.
    pub reversal: Reversal,
    /// The line that it mirrors.
    pub line: SettledLine,
    /// The amount, of the opposite sign, in the currency's smallest unit.
    pub amount: i64,
    /// Which part of the line that is: the numerator and the denominator, in the smallest units of what measures it; 1 of 1
    /// for all of it.
    pub part: (i64, i64),
}

impl Mirrored {
    /// The context that it belongs to: the settlement, and behind a stroke the period of the conditions of what it mirrors.
    pub fn context(&self, settlement: Period) -> String {
        format!("{settlement}/{}", self.line.context.rsplit('/').next().unwrap_or_default())
    }

    /// The id of the line, by its place among those that the settlement takes back.
    pub fn id(&self, settlement: Period, at: usize) -> String {
        // No bonus has a name that begins like this.
        format!("{settlement}:-{}:{at}", self.line.bonus)
    }
}

/// The lines that a settlement takes back: of events that were paid in earlier settlements and whose reversal is settled in
/// this one. By kind, event, reversal and line.
///
/// Of every line all that is reversed by then is due to come back, rounded half up, less what has come back before. So
/// parts sum to the whole, whatever they are, and nothing comes back twice.
///
/// # Errors
/// Where lines are not in the data, or nothing says which part of a line is reversed.
pub(crate) fn mirrored(
    program: &Program,
    company: &Company,
    settlement: Period,
    knowledge: Knowledge,
) -> Result<Vec<Mirrored>, DataErrors> {
    let mut taking = Taking { program, company, settlement, problems: Problems::new(DEFAULT_LIMIT), out: Vec::new() };
    for (at, kind) in program.events.iter().enumerate() {
        if kind.reversal.lines == ReversedLines::Mirrored {
            for course in courses(program, company, at, knowledge) {
                taking.course(at, &course);
            }
        }
    }
    taking.problems.finish()?;
    Ok(taking.out)
}

struct Taking<'a> {
    program: &'a Program,
    company: &'a Company,
    settlement: Period,
    problems: Problems,
    out: Vec<Mirrored>,
}

impl<'a> Taking<'a> {
    fn course(&mut self, kind: usize, course: &Course<'_>) {
        let now = self.settlement.index();
        let Some(sale) = course.settled.filter(|sale| *sale < now) else { return };
        let takes_back = || course.steps.iter().filter(|step| step.reversal.takes_back());
        if !takes_back().any(|step| step.settled == now) {
            return;
        }
        if self.company.lines.periods.binary_search(&sale).is_err() {
            self.missing(kind, course, sale);
            return;
        }
        let paid = sum(course, takes_back().filter(|step| step.settled <= sale));
        let paid: Vec<i64> = course.amounts.iter().zip(paid).map(|(all, taken)| all.saturating_sub(taken)).collect();
        let mut reversed = sum(course, takes_back().filter(|step| step.settled > sale && step.settled < now));
        let (lines, mut came_back) = self.lines(kind, course.event);
        for step in takes_back().filter(|step| step.settled == now) {
            reversed = reversed.iter().zip(&step.taken).map(|(a, b)| a.saturating_add(*b)).collect();
            for line in lines.iter().copied() {
                let Some(part) = self.part(kind, line, &paid, &reversed, step) else { continue };
                let due = share(line.kept, part).saturating_neg();
                let back = came_back.entry(line.line.as_str()).or_default();
                let amount = due.saturating_sub(*back);
                *back = due;
                if amount != 0 {
                    let (reversal, line) = (step.reversal.clone(), line.clone());
                    self.out.push(Mirrored { reversal, line, amount, part });
                }
            }
        }
    }

    /// The lines of earlier settlements for an event, and by line what has come back of it.
    fn lines(&self, kind: usize, event: u32) -> (Vec<&'a SettledLine>, FxHashMap<&'a str, i64>) {
        let key = (u32::try_from(kind).unwrap_or(u32::MAX), event);
        let all = &self.company.lines.lines;
        let start = all.partition_point(|line| (line.kind, line.event) < key);
        let of_event = all.iter().skip(start).take_while(|line| (line.kind, line.event) == key);
        let (mut lines, mut came_back) = (Vec::new(), FxHashMap::default());
        for line in of_event.filter(|line| line.settled < self.settlement.index()) {
            if line.mirrors.is_empty() {
                lines.push(line);
            } else {
                let back: &mut i64 = came_back.entry(line.mirrors.as_str()).or_default();
                *back = back.saturating_add(line.kept);
            }
        }
        (lines, came_back)
    }

    /// Which part of a line is reversed by then; nothing where that is none of its business, or cannot be said.
    fn part(
        &mut self,
        kind: usize,
        line: &SettledLine,
        paid: &[i64],
        reversed: &[i64],
        step: &Step<'_>,
    ) -> Option<(i64, i64)> {
        if paid == reversed {
            return Some((1, 1));
        }
        // What is due of such a bonus falls by itself with the amounts of the event.
        if self.program.bonuses.iter().any(|bonus| bonus.true_up && bonus.name == line.bonus) {
            return None;
        }
        let declared = self.program.events.get(kind)?;
        let mut parts = declared.amounts(self.program).zip(reversed.iter().copied().zip(paid.iter().copied()));
        let found = match line.measure {
            Some(measure) => parts.find(|(field, _)| *field == measure).map(|(_, part)| part),
            None => {
                let parts: Vec<(i64, i64)> = parts.map(|(_, part)| part).filter(|part| *part != (0, 0)).collect();
                let same = |a: &(i64, i64), b: &(i64, i64)| {
                    i128::from(a.0) * i128::from(b.1) == i128::from(b.0) * i128::from(a.1)
                };
                let all_alike = parts.first().is_some_and(|first| parts.iter().all(|part| same(first, part)));
                parts.first().copied().filter(|_| all_alike)
            }
        };
        let found = found.filter(|(_, whole)| *whole != 0);
        if found.is_none() {
            let reversals = self.company.reversals.get(kind)?;
            let cause = Cause::PartsDiffer { bonus: line.bonus.clone() };
            let cure = "reverse the same part of every amount, or the whole; or let the plan say \
                        `reversed: lines are mirrored in proportion to` one of the amounts";
            self.problems
                .add(|| reversals.origin.problem(step.at as usize, "reverses", &step.reversal.id, cause, cure));
        }
        found
    }

    fn missing(&mut self, kind: usize, course: &Course<'_>, sale: i32) {
        let now = self.settlement.index();
        let (Some(reversals), Some(table)) = (self.company.reversals.get(kind), self.company.events.get(kind)) else {
            return;
        };
        let Some(step) = course.steps.iter().find(|step| step.settled == now) else { return };
        let event = table.ids.get(course.event as usize).into_owned();
        let period = Period::from_index(self.settlement.calendar(), sale).to_string();
        let cure =
            format!("put the file `lines` of the result of {period} into the folder, behind that of other results");
        let cause = Cause::MissingLines { event, period };
        self.problems.add(|| reversals.origin.problem(step.at as usize, "reverses", &step.reversal.id, cause, cure));
    }
}

/// What reversals take off, amount by amount.
fn sum<'s>(course: &Course<'_>, steps: impl Iterator<Item = &'s Step<'s>>) -> Vec<i64> {
    let nothing = vec![0_i64; course.amounts.len()];
    steps.fold(nothing, |sum, step| sum.iter().zip(&step.taken).map(|(a, b)| a.saturating_add(*b)).collect())
}

/// A part of an amount, rounded half up by its size, so that what comes back mirrors what was paid.
fn share(amount: i64, (part, whole): (i64, i64)) -> i64 {
    let (exact, whole) = (i128::from(amount) * i128::from(part), i128::from(whole));
    let (size, by) = (exact.unsigned_abs(), whole.unsigned_abs());
    let rounded = (size * 2 + by).checked_div(by * 2).unwrap_or(0);
    let sign = if (exact < 0) == (whole < 0) { 1 } else { -1 };
    i64::try_from(rounded).map_or(amount, |rounded| rounded * sign)
}
