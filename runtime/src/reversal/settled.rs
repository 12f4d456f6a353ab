//! The lines that a settlement made for some events, in the form in which later settlements read them.

use super::Kept;
use crate::company::{Company, PriorCause, SettledLine};
use crate::settle::Settled;
use crate::write::Names;
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::program::{Bonus, BonusId, LineSource, Pay, Program, Space, VarId};

/// The lines that were made in a context for events that are asked for, by kind and row of the company's tables: those
/// of bonuses that are paid for them, those that hang on such lines, those of an earlier version of the plan, and what was taken
/// back of any. What corrections post belongs to the periods that they correct, and is in their lines as they are now.
pub fn settled_lines(
    program: &Program,
    company: &Company,
    settled: &Settled,
    asked: &dyn Fn(u32, u32) -> bool,
) -> Vec<SettledLine> {
    let reader = Reader { program, company, settled, kept: Kept::of(program, &settled.outcome) };
    let mut out = Vec::new();
    for (at, (bonus, lines)) in (0..).zip(program.bonuses.iter().zip(&settled.outcome.bonuses)) {
        if reader.kind(bonus).is_some() {
            reader.bonus(BonusId(at), bonus, lines, asked, &mut out);
        }
    }
    for (at, one) in settled.mirrored.iter().enumerate() {
        let line = &one.line;
        if !asked(line.kind, line.event) {
            continue;
        }
        let settlement = settled.context.settlement;
        out.push(SettledLine {
            line: one.id(settlement, at),
            context: one.context(settlement),
            settled: settlement.index(),
            base: String::new(),
            kept: one.amount,
            measure: None,
            mirrors: line.line.clone(),
            ..line.clone()
        });
    }
    let settlement = settled.context.settlement;
    for (at, one) in settled.prior.iter().enumerate().filter(|(_, one)| one.cause == PriorCause::EarlierPlan) {
        let Some((kind, event)) = one.event.filter(|(kind, event)| asked(*kind, *event)) else { continue };
        out.push(SettledLine {
            line: one.id(settlement, at),
            context: one.posted_context(settlement),
            settled: settlement.index(),
            kind,
            event,
            bonus: one.bonus.clone(),
            partner: one.partner,
            base: one.base.clone(),
            rate: one.rate.clone(),
            kept: one.kept,
            measure: one.measure,
            mirrors: String::new(),
        });
    }
    out
}

struct Reader<'a> {
    program: &'a Program,
    company: &'a Company,
    settled: &'a Settled,
    kept: Kept,
}

impl Reader<'_> {
    fn bonus(
        &self,
        id: BonusId,
        bonus: &Bonus,
        lines: &Lines,
        asked: &dyn Fn(u32, u32) -> bool,
        out: &mut Vec<SettledLine>,
    ) {
        let names = Names { program: self.program, company: self.company, snapshot: &self.settled.snapshot };
        let context = self.settled.context;
        let name = context.period.lines_of(&bonus.name, bonus.at, self.program);
        let measure = self.program.measure(bonus);
        let clauses: Vec<&Pay> = bonus.pays.iter().chain(&bonus.finally).collect();
        for line in lines.iter() {
            let Some((kind, event)) = self.event(id, line.trigger).filter(|(kind, event)| asked(*kind, *event)) else {
                continue;
            };
            let clause = clauses.get(usize::from(line.clause));
            let base = clause.and_then(|pay| pay.base).and_then(|column| {
                let ty = self.program.columns.get(column.index())?.ty;
                Some((ty, self.settled.store.get(column, line.trigger as usize)))
            });
            let rate = clause.and_then(|pay| pay.rate).and_then(|var| value(bonus, lines, &line, var));
            let partner = match line.earner {
                COMPANY => COMPANY,
                row => self.settled.snapshot.partner_of.get(row as usize).copied().unwrap_or(COMPANY),
            };
            out.push(SettledLine {
                line: format!("{context}:{name}:{}", line.index),
                context: context.to_string(),
                settled: context.settlement.index(),
                kind,
                event,
                bonus: bonus.name.clone(),
                partner,
                base: names.text(base),
                rate: names.text(rate),
                kept: self.kept.line(LineSource::Bonus(id), line.index, line.amount),
                measure,
                mirrors: String::new(),
            });
        }
    }

    /// The kind of the events that a bonus is paid for, in the end.
    fn kind(&self, bonus: &Bonus) -> Option<u32> {
        let mut of = bonus;
        while let Some(parent) = of.trigger.lines_of {
            of = self.program.bonuses.get(parent.index())?;
        }
        let Space::Event(set) = of.trigger.space else { return None };
        self.program.event_sets.get(set.index()).map(|set| set.event.0)
    }

    /// The event that a trigger of a bonus is, or that the line was made for that it is.
    fn event(&self, id: BonusId, trigger: u32) -> Option<(u32, u32)> {
        let bonus = self.program.bonuses.get(id.index())?;
        if let Some(parent) = bonus.trigger.lines_of {
            let index = self.settled.outcome.parents.get(id.index())?.get(trigger as usize)?;
            let line = self.settled.outcome.bonuses.get(parent.index())?.get(*index)?;
            return self.event(parent, line.trigger);
        }
        let Space::Event(set) = bonus.trigger.space else { return None };
        let row = self.settled.store.events.get(set.index())?.source.get(trigger as usize)?;
        Some((self.program.event_sets.get(set.index())?.event.0, *row))
    }
}

/// A shown variable of a line.
fn value(
    bonus: &Bonus,
    lines: &Lines,
    line: &Line,
    VarId(var): VarId,
) -> Option<(compline_compiler::program::Ty, i64)> {
    let at = var as usize;
    let place = bonus.vars.iter().take(at).filter(|var| var.shown).count();
    let var = bonus.vars.get(at).filter(|var| var.shown)?;
    Some((var.ty, *lines.vars.get(place)?.get(line.entry as usize)?))
}
