//! A bonus in a run: pointers, parts on threads, lines, totals.

use crate::call::Memory;
use crate::generate::DONE;
use crate::host::Host;
use crate::pages::advise;
use crate::plan::{BonusWork, Walks, Work};
use crate::run::{Run, cover, in_parallel, one, whole};
use crate::sheet::{Fate, Part, Sheet, total_error};
use crate::totals::Totals;
use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::RunError;
use compline_compiler::program::{BonusId, Space};
use compline_compiler::true_up;
use std::ops::Range;

impl Run<'_> {
    /// Makes the lines of a bonus by compiled code; not where the store is not as the code assumes.
    pub(crate) fn bonus(&mut self, work: &BonusWork) -> Result<bool, RunError> {
        let Some(bonus) = self.program.bonuses.get(work.id.index()) else { return Ok(false) };
        let space = bonus.trigger.space;
        if self.options.late && !matches!(space, Space::Event(_) | Space::Line(_)) {
            return Ok(true);
        }
        if let (Space::Line(_), Some(of)) = (space, bonus.trigger.lines_of)
            && !self.line_rows_of(work.id, of, bonus.trigger.after)
        {
            return Ok(false);
        }
        let mut pointers = (Vec::new(), Vec::new());
        if let Some((_, function)) = work.pointers {
            // Zeros are fresh memory; the function writes all of it before anything is read.
            pointers = (vec![0_i32; self.store.partners], vec![0_i32; self.store.partners]);
            advise(&pointers.0, pointers.0.len());
            advise(&pointers.1, pointers.1.len());
            let memory = self.memory(&mut [], &mut []).with_pointers(&mut pointers);
            if !self.call_all(&memory, function, whole(self.store.partners)) {
                return Ok(false);
            }
        }
        let fate = self.options.lines.fate(work.lines_needed);
        let rows = self.rows(space);
        let (ranges, owned) = match work.grouped {
            Some(set) => {
                let groups = self.store.events.get(set.index()).map_or(&[][..], |events| &events.groups);
                let partners = self.store.partners;
                let at = |share: usize| groups.partition_point(|start| (*start as usize) < share).min(partners);
                (cover(self.shares(rows, at), partners), groups.last().map_or(rows, |last| *last as usize))
            }
            None => (self.shares(rows, |share| share), rows),
        };
        let ready = {
            let memory = self.memory(&mut [], &mut []).with_pointers(&mut pointers);
            let callable = |walks: Walks| {
                let planned = self.plan.functions.get(walks.function);
                planned.is_some_and(|planned| memory.frame(&planned.function).is_some())
            };
            callable(work.walks) && work.rest.is_none_or(callable)
        };
        if !ready {
            return Ok(false);
        }
        let zeros = Totals::zeros(self.store.partners);
        let base = if work.totals_apart { zeros } else { std::mem::replace(&mut self.totals, zeros) };
        let parts = {
            let memory = self.memory(&mut [], &mut []).with_pointers(&mut pointers);
            let parts = self.parts(&memory, work, work.walks, fate, ranges, base, 0);
            match (parts, work.rest) {
                (Some(mut parts), Some(rest)) if owned < rows => {
                    let first = parts.len();
                    let base = Totals::zeros(self.store.partners);
                    match self.parts(&memory, work, rest, fate, one(owned..rows), base, first) {
                        Some(more) => {
                            parts.extend(more);
                            Some(parts)
                        }
                        None => None,
                    }
                }
                (parts, _) => parts,
            }
        };
        let Some(parts) = parts else { return Ok(false) };
        self.gather_parts(work, parts)?;
        Ok(true)
    }

    /// Runs the parts of a bonus, each on a thread of its own; nothing where the store is not as the code assumes.
    #[expect(clippy::too_many_arguments, reason = "everything that parts have in common")]
    fn parts(
        &self,
        memory: &Memory<'_>,
        work: &BonusWork,
        walks: Walks,
        fate: Fate<'_>,
        ranges: Vec<Range<usize>>,
        base: Totals,
        first_part: usize,
    ) -> Option<Vec<Part>> {
        let planned = self.plan.functions.get(walks.function)?;
        let partners = self.store.partners;
        let groups =
            work.grouped.and_then(|set| self.store.events.get(set.index())).map(|events| events.groups.as_slice());
        let room = |range: &Range<usize>| {
            let triggers = match groups.filter(|_| !walks.layout.immediate) {
                Some(groups) => {
                    let at = |partner: usize| groups.get(partner).copied().unwrap_or(0) as usize;
                    at(range.end).saturating_sub(at(range.start))
                }
                None => range.len(),
            };
            (range.len() * 4, triggers * 6)
        };
        // The first part takes in the others in the end, and must not move for that.
        let all = ranges.iter().map(room).fold((0, 0), |sum, room| (sum.0 + room.0, sum.1 + room.1));
        let mut base = Some(base);
        let mut inputs = Vec::new();
        for (part, range) in (first_part..).zip(ranges) {
            let mut frame = memory.frame(&planned.function)?;
            let (entries, amounts) = if inputs.is_empty() { all } else { room(&range) };
            let totals = base.take().unwrap_or_else(|| Totals::zeros(partners));
            let mut sheet = Sheet::new(work.id, part, fate, walks.layout, totals, entries, amounts);
            sheet.show(&mut frame.words);
            inputs.push((frame, sheet, range));
        }
        Some(in_parallel(inputs, |(mut frame, sheet, range)| {
            let mut host = Host::new(self.program, self.store, &planned.roots);
            host.sheet = Some(sheet);
            let status = frame.call(&self.plan.code, &mut host, range.start, range.end);
            let part = host.sheet.take().map(|sheet| sheet.finish(&frame.words));
            let mut part = part.unwrap_or(Part { lines: Lines::default(), totals: Totals::default(), error: None });
            if status != DONE && part.error.is_none() {
                // Every other end is by an error of the reference.
                part.error = Some(total_error(self.program, u32::MAX));
            }
            part
        }))
    }

    /// Puts the parts of a bonus together, in their order.
    fn gather_parts(&mut self, work: &BonusWork, parts: Vec<Part>) -> Result<(), RunError> {
        let mut lines: Option<Lines> = None;
        let mut totals: Option<Totals> = None;
        for part in parts {
            if let Some(error) = part.error {
                return Err(error);
            }
            match &mut lines {
                None => lines = Some(part.lines),
                Some(lines) => append(lines, part.lines),
            }
            match &mut totals {
                None => totals = Some(part.totals),
                Some(totals) => totals.merge(&part.totals),
            }
        }
        if let (Some(slot), Some(lines)) = (self.outcome.bonuses.get_mut(work.id.index()), lines) {
            *slot = lines;
        }
        let mut totals = totals.unwrap_or_default();
        if let (Some(bonus), Some(lines)) =
            (self.program.bonuses.get(work.id.index()), self.outcome.bonuses.get_mut(work.id.index()))
            && bonus.true_up
        {
            true_up::apply(bonus, work.id, self.store, lines)?;
            totals = Totals::zeros(self.store.partners);
            lines.iter().for_each(|line| totals.add(line.earner, line.amount));
        }
        if work.totals_apart {
            if let Some(slot) = self.totals_of.get_mut(work.id.index()) {
                *slot = Some(totals);
            }
        } else {
            self.totals = totals;
        }
        Ok(())
    }

    /// Takes over the lines of a bonus that the reference made.
    pub(crate) fn bonus_by_reference(&mut self, id: BonusId, work: &Work) {
        if let (Some(rows), Some(parents)) = (self.line_rows.get_mut(id.index()), self.outcome.parents.get(id.index()))
        {
            *rows = parents.len();
        }
        let Some(lines) = self.outcome.bonuses.get_mut(id.index()) else { return };
        let mut totals = Totals::zeros(self.store.partners);
        lines.iter().for_each(|line| totals.add(line.earner, line.amount));
        let needed = !matches!(work, Work::Bonus(BonusWork { lines_needed: false, .. }));
        match self.options.lines.fate(needed) {
            Fate::Keep => {}
            Fate::None => *lines = Lines { vars: vec![Vec::new(); lines.vars.len()], ..Lines::default() },
            Fate::Stream(sink) => {
                sink.lines(id, 0, lines);
                *lines = Lines { vars: vec![Vec::new(); lines.vars.len()], ..Lines::default() };
            }
        }
        if let Some(slot) = self.totals_of.get_mut(id.index()) {
            *slot = Some(totals);
        }
    }
}

/// Appends lines, whose blocks and entries count from zero, to others.
pub fn append(lines: &mut Lines, more: Lines) {
    let entries = u32::try_from(lines.earner.len()).unwrap_or(u32::MAX);
    let amounts = lines.amounts.len() as u64;
    let moved = |block: Block| Block {
        first_entry: block.first_entry.saturating_add(entries),
        first_amount: block.first_amount + amounts,
        ..block
    };
    lines.blocks.extend(more.blocks.into_iter().map(moved));
    lines.earner.extend(more.earner);
    lines.clause.extend(more.clause);
    for (values, more) in lines.vars.iter_mut().zip(more.vars) {
        values.extend(more);
    }
    lines.amounts.extend(more.amounts);
}
