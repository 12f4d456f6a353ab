//! Every line of a settlement: of bonuses, pools, and what caps took away.

use super::table::{Table, amount, text};
use super::value::Names;
use super::{Format, Settlement, WriteError};
use crate::settle::Settled;
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::outcome::Cut;
use compline_compiler::program::{Bonus, LineSource, Pay, Space, Ty, VarId};
use std::fmt::Write as _;
use std::path::Path;

/// What comes before the shown variables.
const HEAD: [&str; 9] = ["line", "context", "trigger_kind", "source", "trigger", "bonus", "rule", "earner", "person"];

/// How many lines there are, and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) rows: u64,
    pub(super) sum: i128,
}

/// Writes all lines of all contexts, in the order of contexts, bonuses, pools, caps, and within them of triggers and visits.
pub(super) fn write(folder: &Path, format: Format, settlement: &Settlement<'_>) -> Result<Vec<Written>, WriteError> {
    let program = settlement.program;
    let currency = program.units.get(program.currency.index());
    let mut shown: Vec<&str> = Vec::new();
    for var in program.bonuses.iter().flat_map(|bonus| &bonus.vars).filter(|var| var.shown) {
        if !shown.contains(&var.name.as_str()) {
            shown.push(&var.name);
        }
    }
    // A variable may be called like one of the columns.
    let taken = |name: &str| HEAD.contains(&name) || ["base", "rate", "amount", "currency", "parent"].contains(&name);
    let mut columns: Vec<_> = HEAD.iter().map(|name| text(name)).collect();
    columns.extend(shown.iter().map(|name| if taken(name) { text(&format!("{name} (variable)")) } else { text(name) }));
    columns.extend([
        text("base"),
        text("rate"),
        amount("amount", currency.map_or(2, |unit| unit.scale)),
        text("currency"),
        text("parent"),
    ]);
    let mut table = Table::create(folder, "lines", format, columns)?;
    let mut written = Vec::with_capacity(settlement.settled.len());
    for settled in settlement.settled {
        let names = Names { program, company: settlement.company, snapshot: &settled.snapshot };
        let currency = currency.map_or("", |unit| unit.name.as_str());
        let mut writer = Writer {
            settlement,
            settled,
            names,
            shown: &shown,
            currency,
            context: settled.context.to_string(),
            table: &mut table,
            written: Written::default(),
            cell: String::new(),
        };
        writer.bonuses()?;
        writer.pools()?;
        writer.caps()?;
        written.push(writer.written);
    }
    table.finish()?;
    Ok(written)
}

struct Writer<'a> {
    settlement: &'a Settlement<'a>,
    settled: &'a Settled,
    names: Names<'a>,
    shown: &'a [&'a str],
    currency: &'a str,
    context: String,
    table: &'a mut Table,
    written: Written,
    /// A cell that is being made.
    cell: String,
}

/// What made a line.
struct Maker<'a> {
    name: &'a str,
    rule: &'a str,
    kind: &'a str,
}

impl<'a> Writer<'a> {
    fn bonuses(&mut self) -> Result<(), WriteError> {
        for (at, (bonus, lines)) in self.names.program.bonuses.iter().zip(&self.settled.outcome.bonuses).enumerate() {
            let clauses: Vec<(&Pay, String)> =
                bonus.pays.iter().chain(&bonus.finally).map(|pay| (pay, (self.settlement.rule)(pay.site))).collect();
            let vars: Vec<(usize, Ty)> =
                bonus.vars.iter().enumerate().filter(|(_, var)| var.shown).map(|(at, var)| (at, var.ty)).collect();
            let parents = self.settled.outcome.parents.get(at).map_or(&[][..], Vec::as_slice);
            for line in lines.iter() {
                let (pay, rule) =
                    clauses.get(usize::from(line.clause)).map_or((None, ""), |(pay, rule)| (Some(*pay), rule.as_str()));
                let parent = usize::try_from(line.trigger).ok().and_then(|row| parents.get(row)).copied();
                self.bonus_line(bonus, lines, &line, pay, rule, &vars, parent)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "all of them belong to the one line")]
    fn bonus_line(
        &mut self,
        bonus: &Bonus,
        lines: &Lines,
        line: &Line,
        pay: Option<&Pay>,
        rule: &str,
        vars: &[(usize, Ty)],
        parent: Option<u64>,
    ) -> Result<(), WriteError> {
        let parent = bonus
            .trigger
            .lines_of
            .zip(parent)
            .map(|(of, index)| self.id_of(LineSource::Bonus(of), index))
            .unwrap_or_default();
        let row = line.trigger as usize;
        let kind = match bonus.trigger.space {
            Space::Event(set) => self.kind(set.index()).map_or("", |(kind, _)| kind),
            Space::Partner => "partner",
            Space::Person => "person",
            Space::Company => "company",
            Space::Line(_) => "line",
        };
        self.head(&Maker { name: &bonus.name, rule, kind }, line.index, |writer| {
            writer.trigger(bonus.trigger.space, row, &parent)
        })?;
        self.earner(line.earner)?;
        // Shown variables are in the order of the bonus; columns in that of their first mention.
        let value = |var: usize| {
            vars.iter()
                .position(|(at, _)| *at == var)
                .and_then(|at| lines.vars.get(at)?.get(line.entry as usize).copied())
        };
        for name in self.shown {
            let var = bonus.vars.iter().position(|var| var.shown && var.name == *name);
            let found = var.and_then(|var| Some((bonus.vars.get(var)?.ty, value(var)?)));
            self.value(found)?;
        }
        let base = pay.and_then(|pay| pay.base).and_then(|column| {
            let ty = self.names.program.columns.get(column.index())?.ty;
            Some((ty, self.settled.store.get(column, row)))
        });
        self.value(base)?;
        let rate = pay
            .and_then(|pay| pay.rate)
            .and_then(|VarId(var)| Some((bonus.vars.get(var as usize)?.ty, value(var as usize)?)));
        self.value(rate)?;
        self.tail(line.amount, &parent)
    }

    fn pools(&mut self) -> Result<(), WriteError> {
        for (pool, lines) in self.names.program.pools.iter().zip(&self.settled.outcome.pools) {
            let rule = (self.settlement.rule)(pool.site);
            for line in lines.iter() {
                self.head(&Maker { name: &pool.name, rule: &rule, kind: "pool" }, line.index, Self::no_trigger)?;
                self.earner(line.earner)?;
                self.no_variables()?;
                self.tail(line.amount, "")?;
            }
        }
        Ok(())
    }

    fn caps(&mut self) -> Result<(), WriteError> {
        for (cap, cuts) in self.names.program.caps.iter().zip(&self.settled.outcome.cuts) {
            let rule = (self.settlement.rule)(cap.site);
            for (index, cut) in (0..).zip(cuts) {
                self.cut(&cap.name, &rule, index, cut)?;
            }
        }
        Ok(())
    }

    fn cut(&mut self, name: &str, rule: &str, index: u64, cut: &Cut) -> Result<(), WriteError> {
        let parent = cut.source.zip(cut.line).map(|(source, line)| self.id_of(source, line)).unwrap_or_default();
        let source = cut.source.map_or("", |source| self.source_name(source)).to_owned();
        self.head(&Maker { name, rule, kind: "cap" }, index, |writer| {
            writer.table.text("")?;
            writer.table.text(&source)
        })?;
        self.earner(cut.partner)?;
        self.no_variables()?;
        self.tail(cut.amount, &parent)
    }

    /// The columns up to the rule.
    fn head(
        &mut self,
        maker: &Maker<'_>,
        index: u64,
        trigger: impl FnOnce(&mut Self) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.cell.clear();
        // Writing into a text does not fail.
        let _ = write!(self.cell, "{}:{}:{index}", self.context, maker.name);
        self.table.text(&self.cell)?;
        self.table.text(&self.context)?;
        self.table.text(maker.kind)?;
        trigger(self)?;
        self.table.text(maker.name)?;
        self.table.text(maker.rule)
    }

    fn no_trigger(&mut self) -> Result<(), WriteError> {
        self.table.text("")?;
        self.table.text("")
    }

    /// Source and id of a trigger.
    fn trigger(&mut self, space: Space, row: usize, parent: &str) -> Result<(), WriteError> {
        match space {
            Space::Event(set) => {
                let source_row = self
                    .settled
                    .store
                    .events
                    .get(set.index())
                    .and_then(|set| set.source.get(row))
                    .map_or(usize::MAX, |row| *row as usize);
                let table = self.kind(set.index()).and_then(|(_, kind)| self.names.company.events.get(kind));
                let Some(table) = table else { return self.no_trigger() };
                self.table.text(table.source(source_row))?;
                self.table.text(&table.ids.get(source_row))
            }
            Space::Partner => {
                self.table.text("")?;
                self.table.text(&self.names.snapshot.id(self.names.company, row))
            }
            Space::Person => {
                let position = self.names.snapshot.first_position.get(row).map_or(usize::MAX, |row| *row as usize);
                self.table.text("")?;
                self.table.text(&self.names.snapshot.person_id(self.names.company, position))
            }
            Space::Line(_) => {
                self.table.text("")?;
                self.table.text(parent)
            }
            Space::Company => self.no_trigger(),
        }
    }

    /// Name and number of a set's event kind.
    fn kind(&self, set: usize) -> Option<(&'a str, usize)> {
        let kind = self.names.program.event_sets.get(set)?.event.index();
        Some((self.names.program.events.get(kind)?.name.as_str(), kind))
    }

    fn source_name(&self, source: LineSource) -> &'a str {
        let program = self.names.program;
        match source {
            LineSource::Bonus(id) => program.bonuses.get(id.index()).map_or("", |bonus| &bonus.name),
            LineSource::Pool(id) => program.pools.get(id.index()).map_or("", |pool| &pool.name),
        }
    }

    /// The id of a line.
    fn id_of(&self, source: LineSource, index: u64) -> String {
        format!("{}:{}:{index}", self.context, self.source_name(source))
    }

    /// Earner and owner; nothing for what stays with the company.
    fn earner(&mut self, earner: u32) -> Result<(), WriteError> {
        if earner == COMPANY {
            self.table.text("")?;
            return self.table.text("");
        }
        let row = earner as usize;
        self.table.text(&self.names.snapshot.id(self.names.company, row))?;
        self.table.text(&self.names.snapshot.person_id(self.names.company, row))
    }

    fn value(&mut self, value: Option<(Ty, i64)>) -> Result<(), WriteError> {
        match value {
            Some((ty, value)) => {
                self.names.write(&mut self.cell, ty, value);
                self.table.text(&self.cell)
            }
            None => self.table.text(""),
        }
    }

    /// Empty cells for the shown variables, the base and the rate.
    fn no_variables(&mut self) -> Result<(), WriteError> {
        (0..self.shown.len() + 2).try_for_each(|_| self.table.text(""))
    }

    fn tail(&mut self, amount: i64, parent: &str) -> Result<(), WriteError> {
        self.table.amount(amount)?;
        self.table.text(self.currency)?;
        self.table.text(parent)?;
        self.written.rows += 1;
        self.written.sum += i128::from(amount);
        self.table.end()
    }
}
