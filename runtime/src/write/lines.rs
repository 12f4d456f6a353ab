//! Every line of a settlement: of bonuses, pools, and what caps took away.

use super::table::{Table, amount, text};
use super::value::Names;
use super::{Format, Settlement, WriteError};
use crate::calendar::grain_name;
use crate::company::PriorCause;
use crate::reversal::Kept;
use crate::settle::Settled;
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::program::{
    Bonus, BonusId, ColumnId, EventSetId, LineSource, Pay, PoolId, Program, Reach, Space, VarId,
};
use std::borrow::Cow;
use std::path::Path;

/// What comes before the shown variables.
const HEAD: [&str; 9] = ["line", "context", "trigger_kind", "source", "trigger", "bonus", "rule", "earner", "person"];

/// What comes behind the shown variables.
const TAIL: [&str; 9] = ["base", "rate", "amount", "currency", "parent", "kept", "measure", "mirrors", "reversal"];

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
    for bonus in &program.bonuses {
        for (at, var) in bonus.vars.iter().enumerate().filter(|(_, var)| var.shown) {
            if !shown.contains(&var.name.as_str()) && !is_rate(bonus, at) {
                shown.push(&var.name);
            }
        }
    }
    // A variable may be called like one of the columns.
    let taken = |name: &str| HEAD.contains(&name) || TAIL.contains(&name);
    let mut columns: Vec<_> = HEAD.iter().map(|name| text(name)).collect();
    columns.extend(shown.iter().map(|name| if taken(name) { text(&format!("{name} (variable)")) } else { text(name) }));
    let scale = currency.map_or(2, |unit| unit.scale);
    // Of what is paid for each week: which one.
    let part = parts(program);
    columns.extend(part.map(|part| text(if taken(part) || shown.contains(&part) { "period" } else { part })));
    columns.extend([
        text("base"),
        text("rate"),
        amount("amount", scale),
        text("currency"),
        text("parent"),
        amount("kept", scale),
        text("measure"),
        text("mirrors"),
        text("reversal"),
    ]);
    let mut table = Table::create(folder, "lines", format, columns)?;
    let total = settlement.settled.iter().map(lines_of).sum();
    let mut before = 0;
    let mut written = Vec::with_capacity(settlement.settled.len());
    for settled in settlement.settled {
        let names = Names { program, company: settlement.company, snapshot: &settled.snapshot };
        let currency = currency.map_or("", |unit| unit.name.as_str());
        let mut writer = Writer {
            settlement,
            settled,
            names,
            shown: &shown,
            has_part: part.is_some(),
            currency,
            context: settled.context.to_string(),
            kept: Kept::of(program, &settled.outcome),
            table: &mut table,
            before,
            total,
            written: Written::default(),
        };
        writer.bonuses()?;
        writer.pools()?;
        writer.caps()?;
        writer.mirrored()?;
        writer.prior()?;
        before += writer.written.rows;
        written.push(writer.written);
    }
    table.finish()?;
    Ok(written)
}

/// The parts of periods for which something is paid, where there are any: `week`.
fn parts(program: &Program) -> Option<&'static str> {
    let paid = program.bonuses.iter().map(|bonus| bonus.at).chain(program.pools.iter().map(|pool| pool.at));
    let mut all = paid.chain(program.caps.iter().map(|cap| cap.within)).filter_map(|at| program.part(at));
    let first = all.next()?.grain;
    Some(if all.all(|part| part.grain == first) { grain_name(first) } else { "period" })
}

/// Whether a variable is called `rate` and is what the column of this name holds.
fn is_rate(bonus: &Bonus, var: usize) -> bool {
    bonus.vars.get(var).is_some_and(|var| var.name == "rate")
        && bonus.pays.iter().chain(&bonus.finally).all(|pay| pay.rate.is_some_and(|VarId(rate)| rate as usize == var))
}

/// Lines, shares and cuts of a context.
fn lines_of(settled: &Settled) -> u64 {
    let outcome = &settled.outcome;
    let lines: u64 = outcome.bonuses.iter().chain(&outcome.pools).map(Lines::count).sum();
    lines
        + outcome.cuts.iter().map(|cuts| cuts.len() as u64).sum::<u64>()
        + (settled.mirrored.len() + settled.prior.len()) as u64
}

struct Writer<'a> {
    settlement: &'a Settlement<'a>,
    settled: &'a Settled,
    names: Names<'a>,
    shown: &'a [&'a str],
    /// Whether there is a column for parts of the period.
    has_part: bool,
    currency: &'a str,
    context: String,
    /// What is left of lines after caps.
    kept: Kept,
    table: &'a mut Table,
    /// Lines of earlier contexts.
    before: u64,
    /// Lines of all contexts.
    total: u64,
    written: Written,
}

/// What makes lines.
struct Maker<'a> {
    name: &'a str,
    kind: &'a str,
    /// What ids of its lines begin with.
    prefix: String,
    /// The part of the period that it is for.
    part: String,
}

/// Cells that all lines of an entry have in common: rule, earner, person, shown variables, rate.
#[derive(Default)]
struct EntryCells {
    entry: Option<u32>,
    rule: String,
    earner: String,
    person: String,
    shown: Vec<String>,
    rate: String,
    base: Option<ColumnId>,
}

/// Cells that all lines of a trigger have in common.
#[derive(Default)]
struct TriggerCells {
    trigger: Option<(u32, Option<ColumnId>)>,
    source: String,
    id: String,
    parent: String,
    base: String,
}

/// What reversals need to know of a line.
#[derive(Clone, Copy, Default)]
struct Behind<'a> {
    kept: i64,
    measure: &'a str,
    mirrors: &'a str,
    reversal: &'a str,
}

/// Lines after which those who watch are told.
const TOLD: u64 = 16_384;

/// Entries whose cells are kept: more than partners are paid on one walk.
const KEPT: usize = 64;

impl<'a> Writer<'a> {
    fn maker(&self, name: &'a str, kind: &'a str, at: Reach) -> Maker<'a> {
        let (period, program) = (self.settled.context.period, self.names.program);
        let prefix = format!("{}:{}:", self.context, period.lines_of(name, at, program));
        Maker { name, kind, prefix, part: period.part_name(at, program).unwrap_or_default() }
    }

    fn part(&mut self, maker: &Maker<'_>) {
        if self.has_part {
            self.table.text(&maker.part);
        }
    }

    fn bonuses(&mut self) -> Result<(), WriteError> {
        let program = self.names.program;
        for (at, (bonus, lines)) in program.bonuses.iter().zip(&self.settled.outcome.bonuses).enumerate() {
            let kind = match bonus.trigger.space {
                Space::Event(set) => self.kind(set.index()).map_or("", |(kind, _)| kind),
                Space::Partner => "partner",
                Space::Person => "person",
                Space::Company => "company",
                Space::Line(_) => "line",
            };
            let maker = self.maker(&bonus.name, kind, bonus.at);
            let clauses: Vec<(&Pay, String)> =
                bonus.pays.iter().chain(&bonus.finally).map(|pay| (pay, (self.settlement.rule)(pay.site))).collect();
            let parents = self.settled.outcome.parents.get(at).map_or(&[][..], Vec::as_slice);
            let measure = self.measure(bonus);
            let of = LineSource::Bonus(BonusId(u32::try_from(at).unwrap_or(u32::MAX)));
            let mut entries: Vec<EntryCells> = (0..KEPT).map(|_| EntryCells::default()).collect();
            let mut trigger = TriggerCells::default();
            for line in lines.iter() {
                let Some(entry) = entries.get_mut(line.entry as usize % KEPT) else { continue };
                if entry.entry != Some(line.entry) {
                    self.entry(bonus, lines, &line, &clauses, entry);
                }
                if trigger.trigger != Some((line.trigger, entry.base)) {
                    self.trigger(bonus, parents, line.trigger, entry.base, &mut trigger);
                }
                self.head(&maker, line.index, &trigger.source, &trigger.id, &entry.rule);
                self.table.text(&entry.earner);
                self.table.text(&entry.person);
                entry.shown.iter().for_each(|cell| self.table.text(cell));
                self.part(&maker);
                self.table.text(&trigger.base);
                self.table.text(&entry.rate);
                let kept = self.kept.line(of, line.index, line.amount);
                self.tail(line.amount, &trigger.parent, &Behind { kept, measure, ..Behind::default() })?;
            }
        }
        Ok(())
    }

    /// The field by which a part of an event is measured for the lines of a bonus; empty where there is none.
    fn measure(&self, bonus: &Bonus) -> &'a str {
        let program = self.names.program;
        let mut of = bonus;
        while let Some(parent) = of.trigger.lines_of.and_then(|id| program.bonuses.get(id.index())) {
            of = parent;
        }
        let Space::Event(set) = of.trigger.space else { return "" };
        let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
        let field = event.zip(program.measure(bonus)).and_then(|(event, field)| event.fields.get(field as usize));
        field.map_or("", |field| &field.name)
    }

    /// Lines of earlier settlements that are taken back.
    fn mirrored(&mut self) -> Result<(), WriteError> {
        let (program, company) = (self.names.program, self.names.company);
        let settlement = self.settled.context.settlement;
        for (at, one) in self.settled.mirrored.iter().enumerate() {
            let line = &one.line;
            let (kind, table) = (program.events.get(line.kind as usize), company.events.get(line.kind as usize));
            let event = line.event as usize;
            self.table.text(&one.id(settlement, at));
            self.table.text(&one.context(settlement));
            self.table.text(kind.map_or("", |kind| &kind.name));
            self.table.text(table.map_or("", |table| table.source(event)));
            self.table.text(&table.map_or_else(Cow::default, |table| table.ids.get(event)));
            self.table.text(&line.bonus);
            self.table.text("");
            let partner = usize::try_from(line.partner).ok().filter(|_| line.partner != COMPANY);
            let row = partner.and_then(|partner| self.settled.snapshot.row_of.get(partner)).copied();
            let (earner, person) = self.earner(row.unwrap_or(COMPANY));
            self.table.text(&earner);
            self.table.text(&person);
            (0..self.shown.len() + usize::from(self.has_part)).for_each(|_| self.table.text(""));
            self.table.text(if one.amount == -line.kept { &line.base } else { "" });
            self.table.text(&line.rate);
            let behind = Behind { kept: one.amount, measure: "", mirrors: &line.line, reversal: &one.reversal.id };
            self.tail(one.amount, &line.line, &behind)?;
        }
        Ok(())
    }

    /// Lines for closed periods that are posted.
    fn prior(&mut self) -> Result<(), WriteError> {
        let program = self.names.program;
        let settlement = self.settled.context.settlement;
        for (at, one) in self.settled.prior.iter().enumerate() {
            for cell in [&one.id(settlement, at), &one.posted_context(settlement), &one.trigger_kind, &one.source] {
                self.table.text(cell);
            }
            self.table.text(&one.trigger);
            self.table.text(&one.bonus);
            self.table.text("");
            let partner = usize::try_from(one.partner).ok().filter(|_| one.partner != COMPANY);
            let row = partner.and_then(|partner| self.settled.snapshot.row_of.get(partner)).copied();
            let (earner, person) = self.earner(row.unwrap_or(COMPANY));
            self.table.text(&earner);
            self.table.text(&person);
            self.shown.iter().for_each(|name| self.table.text(if *name == "level" { &one.level } else { "" }));
            (0..usize::from(self.has_part)).for_each(|_| self.table.text(""));
            // A difference is not what a rate comes to; and files have numbers without units.
            let (base, rate) = match one.cause {
                PriorCause::Correction => ("", ""),
                PriorCause::EarlierPlan => (one.base.split(' ').next().unwrap_or_default(), one.rate.as_str()),
            };
            self.table.text(base);
            self.table.text(rate);
            let kind = one.event.and_then(|(kind, _)| program.events.get(kind as usize));
            let measure = kind.zip(one.measure).and_then(|(kind, field)| kind.fields.get(field as usize));
            let behind =
                Behind { kept: one.kept, measure: measure.map_or("", |field| &field.name), ..Behind::default() };
            self.tail(one.amount, &one.line, &behind)?;
        }
        Ok(())
    }

    /// Makes the cells of an entry.
    fn entry(&self, bonus: &Bonus, lines: &Lines, line: &Line, clauses: &[(&Pay, String)], cells: &mut EntryCells) {
        let clause = clauses.get(usize::from(line.clause));
        cells.entry = Some(line.entry);
        cells.rule.clear();
        cells.rule.push_str(clause.map_or("", |(_, rule)| rule));
        cells.base = clause.and_then(|(pay, _)| pay.base);
        (cells.earner, cells.person) = self.earner(line.earner);
        // Values are kept in the order of the bonus's shown variables; columns are in that of their first mention.
        let value = |at: usize| {
            let place = bonus.vars.iter().take(at).filter(|var| var.shown).count();
            let var = bonus.vars.get(at).filter(|var| var.shown)?;
            Some((var.ty, *lines.vars.get(place)?.get(line.entry as usize)?))
        };
        let shown = |name: &&str| bonus.vars.iter().position(|var| var.shown && var.name == *name).and_then(value);
        cells.shown = self.shown.iter().map(|name| self.names.text(shown(name))).collect();
        let rate = clause.and_then(|(pay, _)| pay.rate).and_then(|VarId(var)| value(var as usize));
        cells.rate = self.names.text(rate);
    }

    /// Makes the cells of a trigger.
    fn trigger(&self, bonus: &Bonus, parents: &[u64], trigger: u32, base: Option<ColumnId>, cells: &mut TriggerCells) {
        let row = trigger as usize;
        cells.trigger = Some((trigger, base));
        cells.parent = bonus
            .trigger
            .lines_of
            .zip(parents.get(row))
            .map_or_else(String::new, |(of, index)| self.id_of(LineSource::Bonus(of), *index));
        (cells.source, cells.id) = match bonus.trigger.space {
            Space::Event(set) => self.event(set, row),
            Space::Partner => (String::new(), self.names.snapshot.id(self.names.company, row).into_owned()),
            Space::Person => {
                let position = self.names.snapshot.first_position.get(row).map_or(usize::MAX, |row| *row as usize);
                (String::new(), self.names.snapshot.person_id(self.names.company, position).into_owned())
            }
            Space::Line(_) => (String::new(), cells.parent.clone()),
            Space::Company => (String::new(), String::new()),
        };
        let base = base.and_then(|column| {
            let ty = self.names.program.columns.get(column.index())?.ty;
            Some((ty, self.settled.store.get(column, row)))
        });
        cells.base = self.names.text(base);
    }

    fn pools(&mut self) -> Result<(), WriteError> {
        for ((at, pool), lines) in (0..).zip(&self.names.program.pools).zip(&self.settled.outcome.pools) {
            let maker = self.maker(&pool.name, "pool", pool.at);
            let rule = (self.settlement.rule)(pool.site);
            for line in lines.iter() {
                self.head(&maker, line.index, "", "", &rule);
                let kept = self.kept.line(LineSource::Pool(PoolId(at)), line.index, line.amount);
                self.whole(&maker, line.earner, (line.amount, kept), "")?;
            }
        }
        Ok(())
    }

    fn caps(&mut self) -> Result<(), WriteError> {
        for (cap, cuts) in self.names.program.caps.iter().zip(&self.settled.outcome.cuts) {
            let maker = self.maker(&cap.name, "cap", cap.within);
            let rule = (self.settlement.rule)(cap.site);
            for (index, cut) in (0..).zip(cuts) {
                let parent =
                    cut.source.zip(cut.line).map(|(source, line)| self.id_of(source, line)).unwrap_or_default();
                self.head(&maker, index, "", cut.source.map_or("", |source| self.source_name(source)), &rule);
                self.whole(&maker, cut.partner, (cut.amount, 0), &parent)?;
            }
        }
        Ok(())
    }

    /// The columns up to the rule.
    fn head(&mut self, maker: &Maker<'_>, index: u64, source: &str, trigger: &str, rule: &str) {
        self.table.text_and_number(&maker.prefix, index);
        self.table.text(&self.context);
        self.table.text(maker.kind);
        self.table.text(source);
        self.table.text(trigger);
        self.table.text(maker.name);
        self.table.text(rule);
    }

    /// The columns after the rule of a line without variables, base and rate.
    fn whole(
        &mut self,
        maker: &Maker<'_>,
        earner: u32,
        (amount, kept): (i64, i64),
        parent: &str,
    ) -> Result<(), WriteError> {
        let (earner, person) = self.earner(earner);
        self.table.text(&earner);
        self.table.text(&person);
        (0..self.shown.len()).for_each(|_| self.table.text(""));
        self.part(maker);
        (0..2).for_each(|_| self.table.text(""));
        self.tail(amount, parent, &Behind { kept, ..Behind::default() })
    }

    fn tail(&mut self, amount: i64, parent: &str, behind: &Behind<'_>) -> Result<(), WriteError> {
        self.table.amount(amount);
        self.table.text(self.currency);
        self.table.text(parent);
        self.table.amount(behind.kept);
        self.table.text(behind.measure);
        self.table.text(behind.mirrors);
        self.table.text(behind.reversal);
        self.written.rows += 1;
        self.written.sum += i128::from(amount);
        if self.written.rows.is_multiple_of(TOLD) {
            self.settlement.watch.tell(self.before + self.written.rows, self.total);
        }
        self.table.end()
    }

    /// Earner and owner; nothing for what stays with the company.
    fn earner(&self, earner: u32) -> (String, String) {
        if earner == COMPANY {
            return (String::new(), String::new());
        }
        let (snapshot, company, row) = (self.names.snapshot, self.names.company, earner as usize);
        (snapshot.id(company, row).into_owned(), snapshot.person_id(company, row).into_owned())
    }

    /// Source and id of an event.
    fn event(&self, set: EventSetId, row: usize) -> (String, String) {
        let rows = self.settled.store.events.get(set.index());
        let row = rows.and_then(|set| set.source.get(row)).map_or(usize::MAX, |row| *row as usize);
        match self.kind(set.index()).and_then(|(_, kind)| self.names.company.events.get(kind)) {
            Some(table) => (table.source(row).to_owned(), table.ids.get(row).into_owned()),
            None => (String::new(), String::new()),
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
        let program = self.names.program;
        let at = match source {
            LineSource::Bonus(id) => program.bonuses.get(id.index()).map(|bonus| bonus.at),
            LineSource::Pool(id) => program.pools.get(id.index()).map(|pool| pool.at),
        };
        let name = self.settled.context.period.lines_of(self.source_name(source), at.unwrap_or(Reach::NOW), program);
        format!("{}:{name}:{index}", self.context)
    }
}
