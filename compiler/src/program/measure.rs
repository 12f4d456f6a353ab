//! By what a part of an event is measured.

use super::{ColumnId, Event, Expr, Kind, Op, Pass, Program, Source, Space, Step, UnitKind};
use crate::program::Bonus;
use std::collections::BTreeSet;

impl Event {
    /// The fields that are amounts: of a part of an event there is less of them. Ratios and plain factors stay what they are.
    pub fn amounts<'a>(&'a self, program: &'a Program) -> impl Iterator<Item = u32> + 'a {
        let is_amount = |kind: Kind| match kind {
            Kind::Number(unit, _) => {
                let unit = program.units.get(unit.index()).map(|unit| unit.kind);
                matches!(unit, Some(UnitKind::Money | UnitKind::Points | UnitKind::Count))
            }
            _ => false,
        };
        (0..).zip(&self.fields).filter(move |(_, field)| is_amount(field.ty.kind)).map(|(at, _)| at)
    }
}

impl Program {
    /// The field by which a part of the event that a bonus is paid for is measured: what the plan says for the kind, else
    /// the one amount that the bonus's base is made of. Nothing where there is none, or are several; then a part of an
    /// event has to be the same part of all its amounts.
    pub fn measure(&self, bonus: &Bonus) -> Option<u32> {
        let (set, bonus) = match bonus.trigger.space {
            Space::Event(set) => (set, bonus),
            Space::Line(_) => {
                let parent = self.bonuses.get(bonus.trigger.lines_of?.index())?;
                return self.measure(parent);
            }
            Space::Company | Space::Partner | Space::Person => return None,
        };
        let event = self.events.get(self.event_sets.get(set.index())?.event.index())?;
        if event.reversal.measure.is_some() {
            return event.reversal.measure;
        }
        let mut read = Read { program: self, space: Space::Event(set), fields: BTreeSet::new(), seen: BTreeSet::new() };
        let pays = || bonus.pays.iter().chain(&bonus.finally);
        if pays().all(|pay| pay.base.is_some()) {
            pays().filter_map(|pay| pay.base).for_each(|base| read.column(base));
        } else {
            pays().for_each(|pay| read.expr(&pay.amount));
            bonus.lets.iter().chain(&bonus.then).for_each(|(_, expr)| read.expr(expr));
            bonus.start.iter().for_each(|expr| read.expr(expr));
        }
        let amounts: BTreeSet<u32> = event.amounts(self).collect();
        let mut found = read.fields.intersection(&amounts);
        found.next().copied().filter(|_| found.next().is_none())
    }
}

/// The fields of an event that something is made of.
struct Read<'p> {
    program: &'p Program,
    space: Space,
    fields: BTreeSet<u32>,
    seen: BTreeSet<ColumnId>,
}

impl Read<'_> {
    fn expr(&mut self, expr: &Expr) {
        let mut columns = Vec::new();
        expr.walk(&mut |part| {
            if let Op::Load(column, _) = &part.op {
                columns.push(*column);
            }
        });
        columns.into_iter().for_each(|column| self.column(column));
    }

    fn column(&mut self, column: ColumnId) {
        let program = self.program;
        let Some(declared) = program.columns.get(column.index()).filter(|declared| declared.space == self.space) else {
            return;
        };
        if !self.seen.insert(column) {
            return;
        }
        if let Source::EventField(field) = declared.source {
            self.fields.insert(field);
            return;
        }
        for step in &program.steps {
            if let Step::Pass(Pass::Map { columns, .. }) = step {
                columns.iter().filter(|(written, _)| *written == column).for_each(|(_, expr)| self.expr(expr));
            }
        }
    }
}
