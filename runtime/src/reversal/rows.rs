//! The rows that event sets are grouped from, where events are reversed.

use super::course::{Course, Step, courses, less};
use crate::calendar::Period;
use crate::company::{Company, EventTable};
use crate::context::Context;
use crate::snapshot::Knowledge;
use crate::texts::Ids;
use crate::values::permuted;
use compline_compiler::program::{Event, NONE, PartId, Program, Reach, ReversedLines, ReversedVolume};
use compline_compiler::store::{Values, mark};

/// What a row may be used for. These are columns behind the fields of the kind, yes or no by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// The day on which it counts.
    Day,
    /// To count.
    Counted,
    /// To be paid.
    Paid,
    /// To be referred to.
    Any,
    /// To count or to be paid.
    Either,
    /// Its mark, see [`mark`].
    Mark,
}

impl Use {
    const COUNT: usize = 6;
}

/// A table of events in which what is reversed stands as it counts and is paid.
pub(crate) struct Expanded {
    /// The table. Its ids are of no meaning.
    pub(crate) table: EventTable,
    /// By row: the row of the company's table.
    pub(crate) source: Vec<u32>,
    fields: usize,
}

impl Expanded {
    /// The table of a kind in a context; nothing where no reversal changes anything.
    pub(crate) fn of(
        program: &Program,
        company: &Company,
        kind_at: usize,
        context: Context,
        knowledge: Knowledge,
    ) -> Option<Self> {
        let kind = program.events.get(kind_at).filter(|kind| kind.reversal.leaves_marks())?;
        let table = company.events.get(kind_at)?;
        let courses = courses(program, company, kind_at, knowledge);
        if courses.is_empty() {
            return None;
        }
        let mut rows = Rows { program, kind, table, context, rows: Vec::with_capacity(table.rows + courses.len()) };
        let mut courses = courses.iter().peekable();
        for row in 0..u32::try_from(table.rows).unwrap_or(u32::MAX) {
            match courses.next_if(|course| course.event == row) {
                Some(course) => rows.reversed(course),
                None => {
                    let day = rows.day(row);
                    rows.push(row, None, &[Use::Counted, Use::Paid, Use::Any], day, 0);
                }
            }
        }
        Some(rows.finish())
    }

    /// The column of a use.
    pub(crate) fn column(&self, of: Use) -> usize {
        self.fields + of as usize
    }

    /// By row its mark.
    pub(crate) fn marks(&self) -> Option<&Values> {
        self.table.fields.get(self.column(Use::Mark))
    }
}

struct Row {
    base: u32,
    amounts: Option<Vec<i64>>,
    day: i64,
    uses: [bool; Use::COUNT],
    mark: u8,
}

struct Rows<'a> {
    program: &'a Program,
    kind: &'a Event,
    table: &'a EventTable,
    context: Context,
    rows: Vec<Row>,
}

impl Rows<'_> {
    /// The day on which an event counts.
    fn day(&self, row: u32) -> i64 {
        self.table.fields.get(self.kind.volume as usize).map_or(NONE, |values| values.get(row as usize))
    }

    fn push(&mut self, base: u32, amounts: Option<Vec<i64>>, of: &[Use], day: i64, mark: u8) {
        let mut uses = [false; Use::COUNT];
        for one in of.iter().chain(of.iter().any(|one| matches!(one, Use::Counted | Use::Paid)).then_some(&Use::Either))
        {
            if let Some(slot) = uses.get_mut(*one as usize) {
                *slot = true;
            }
        }
        let counted = if of.contains(&Use::Counted) { 0 } else { mark::NOT_COUNTED };
        let paid = if of.contains(&Use::Paid) { 0 } else { mark::NOT_PAID };
        self.rows.push(Row { base, amounts, day, uses, mark: mark | counted | paid });
    }

    fn reversed(&mut self, course: &Course<'_>) {
        let (base, day) = (course.event, self.day(course.event));
        let paid = self.paid(course);
        let (counted, later) = self.counted(course, day);
        let mut uses = [vec![Use::Any], Vec::new(), Vec::new()];
        let variants = [Some(course.amounts.clone()), counted, paid];
        for (at, of) in [(1, Use::Counted), (2, Use::Paid)] {
            let Some(wanted) = variants.get(at).filter(|one| one.is_some()) else { continue };
            let first = variants.iter().position(|one| one == wanted).unwrap_or(at);
            if let Some(list) = uses.get_mut(first) {
                list.push(of);
            }
        }
        for (amounts, uses) in variants.into_iter().zip(uses).filter(|(_, uses)| !uses.is_empty()) {
            self.push(base, amounts, &uses, day, 0);
        }
        let mut before = course.amounts.clone();
        for (at, step) in course.steps.iter().enumerate() {
            let left = less(&course.amounts, course.steps.iter().take(at + 1));
            if at >= later {
                let day = i64::from(step.reversal.from);
                self.push(base, Some(before.clone()), &[Use::Counted], day, mark::TAKEN_OFF);
                if let Some(left) = &left {
                    self.push(base, Some(left.clone()), &[Use::Counted], day, mark::ADDED);
                }
            }
            before = left.unwrap_or_default();
        }
    }

    /// What is paid for: what is left when the context is settled.
    fn paid(&self, course: &Course<'_>) -> Option<Vec<i64>> {
        if self.kind.reversal.lines == ReversedLines::Stay {
            return Some(course.amounts.clone());
        }
        let settlement = self.context.settlement.index();
        let by_then = |step: &&Step<'_>| step.settled <= settlement && step.reversal.takes_back();
        less(&course.amounts, course.steps.iter().filter(by_then))
    }

    /// What counts on the event's own day, and from which reversal on others leave on days of their own.
    fn counted(&self, course: &Course<'_>, day: i64) -> (Option<Vec<i64>>, usize) {
        let none = course.steps.len();
        match self.kind.reversal.volume {
            ReversedVolume::Stays => (Some(course.amounts.clone()), none),
            ReversedVolume::LeavesPeriodOfSale => {
                let end = self.context.settlement.end();
                (less(&course.amounts, course.steps.iter().filter(|step| step.reversal.from <= end)), none)
            }
            ReversedVolume::LeavesPeriodOfReversal => {
                let at_once = |step: &&Step<'_>| self.at_once(day, step.reversal.from);
                let later = course.steps.iter().take_while(at_once).count();
                let later = if day == NONE { none } else { later };
                (less(&course.amounts, course.steps.iter().take(later)), later)
            }
        }
    }

    /// Whether what is reversed on a day never counted on another one: it was reversed before, or in the same stretch of time.
    fn at_once(&self, counted: i64, reversed: i32) -> bool {
        let Ok(counted) = i32::try_from(counted) else { return true };
        if reversed <= counted {
            return true;
        }
        let period = Period::containing(self.program.calendar, counted);
        let mut parts = (0..u32::try_from(self.program.parts.len()).unwrap_or(0)).map(PartId);
        period.contains(reversed)
            && parts.all(|part| {
                let days = period.days_of(Reach::Part(part), self.program);
                let within = |day: i32| days.start <= day && day <= days.end;
                within(counted) == within(reversed)
            })
    }

    fn finish(self) -> Expanded {
        let source: Vec<u32> = self.rows.iter().map(|row| row.base).collect();
        let fields = self.table.fields.len();
        let mut columns: Vec<Values> = self.table.fields.iter().map(|values| permuted(values, &source)).collect();
        for (at, field) in self.kind.amounts(self.program).enumerate() {
            let Some(column) = columns.get_mut(field as usize) else { continue };
            for (row, of) in self.rows.iter().enumerate() {
                let amount = of.amounts.as_ref().and_then(|amounts| amounts.get(at));
                if let Some(amount) = amount.filter(|amount| column.get(row) != NONE || **amount != 0) {
                    // What is left of an amount is no longer than it.
                    let _ = column.set(row, *amount);
                }
            }
        }
        let flag = |of: Use| {
            Values::I8(self.rows.iter().map(|row| i8::from(row.uses.get(of as usize) == Some(&true))).collect())
        };
        columns.push(Values::I64(self.rows.iter().map(|row| row.day).collect()));
        columns.extend([Use::Counted, Use::Paid, Use::Any, Use::Either].map(flag));
        columns.push(Values::I8(self.rows.iter().map(|row| i8::try_from(row.mark).unwrap_or(0)).collect()));
        let mut origin = self.table.origin.clone();
        let file_row = |row: u32| match &self.table.origin.order {
            Some(order) => order.get(row as usize).copied().unwrap_or(row),
            None => row,
        };
        origin.order = Some(source.iter().map(|row| file_row(*row)).collect());
        let gathered = |values: &Option<Values>| values.as_ref().map(|values| permuted(values, &source));
        let table = EventTable {
            rows: source.len(),
            fields: columns,
            ids: Ids::Sequence(source.len()),
            sources: None,
            known_at: gathered(&self.table.known_at),
            payable: gathered(&self.table.payable),
            origin,
        };
        Expanded { table, source, fields }
    }
}
