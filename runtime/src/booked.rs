//! Booked lines by partner: what a statement lists, a page browses, an export holds.
//!
//! A settled context keeps its lines factored and in the order of triggers. Here is an index from partners to their
//! lines, and a line as a reader sees it: for which sale, on which path, at which level, of what, at what rate.

mod closed;
mod shown;

use crate::calendar;
use crate::company::Company;
use crate::settle::Settled;
use chrono::NaiveDate;
pub use closed::{Prior, TakenBack};
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::program::{
    Bonus, ColumnId, Kind, LineSource, NONE, Pay, Program, SiteId, Space, Ty, UnitKind, VarId,
};
use rust_decimal::Decimal;
use serde::Serialize;
pub use shown::Shown;
use std::collections::BTreeMap;

/// What made a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Maker {
    /// A bonus, by its number in the program.
    Bonus(usize),
    /// A pool.
    Pool(usize),
    /// A cap.
    Cap(usize),
    /// A line that is taken back.
    Mirror,
    /// A line for a closed period.
    Prior,
}

/// A line in the index.
#[derive(Clone, Copy, Debug)]
struct Entry {
    context: usize,
    maker: Maker,
    line: Line,
}

/// The lines of all contexts of a settled period, by partner.
#[derive(Debug, Default)]
pub struct Booked {
    /// By number of the partner in the company: where its entries begin; one more at the end.
    starts: Vec<usize>,
    entries: Vec<Entry>,
}

/// The event that a line was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sale {
    /// Name of the event kind.
    pub kind: String,
    /// Where the event came from; empty where there are no sources.
    pub source: String,
    /// Its id.
    pub id: String,
    /// The day that picks its conditions.
    pub day: Option<NaiveDate>,
    /// The partner it belongs to.
    pub seller: Option<String>,
    /// From the earner down to the seller, both included, in the tree of the bonus's walk; empty where nobody walked.
    pub path: Vec<String>,
}

/// A line as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookedLine {
    /// Its id, unique in the settlement: context, maker and number.
    pub id: String,
    /// The context: the settled period, and behind a stroke that of the conditions where it is another one.
    pub context: String,
    /// A day of the period whose conditions apply: its first one, of a month the first in the month that it is called after.
    pub month: NaiveDate,
    /// The bonus, pool or cap.
    pub name: String,
    /// `bonus`, `pool`, `cap`, `mirror` (a line that takes back another one), `correction` (the difference that a correction makes
    /// for a closed period) or `earlier-plan` (a late event's line by an earlier version of the plan).
    pub made_by: &'static str,
    /// The earner; nothing where it stays with the company.
    pub partner: Option<String>,
    /// What it was made for.
    pub sale: Option<Sale>,
    /// Shown variables of the walk, such as `level`.
    pub variables: Vec<(String, Shown)>,
    /// What the rate is of.
    pub base: Option<Shown>,
    /// The rate.
    pub rate: Option<Shown>,
    /// The amount in the currency's smallest unit.
    pub amount: i64,
    /// The id of the line that this one was made for, was cut from, or takes back.
    pub parent: Option<String>,
    /// What it takes back, where it does.
    pub taken_back: Option<TakenBack>,
    /// What it is posted for, where that is a closed period.
    pub prior: Option<Prior>,
    /// Where the rule stands in the plan.
    #[serde(skip)]
    pub site: SiteId,
}

impl BookedLine {
    /// The value of a shown variable.
    pub fn variable(&self, name: &str) -> Option<&Shown> {
        self.variables.iter().find(|(of, _)| of == name).map(|(_, value)| value)
    }
}

impl Booked {
    /// Indexes the lines of all contexts.
    pub fn of(program: &Program, company: &Company, settled: &[Settled]) -> Self {
        let partners = company.partners.len();
        let mut counts = vec![0_usize; partners + 1];
        each(program, settled, |context, earner, _| {
            if let Some(count) = partner(settled, context, earner).and_then(|partner| counts.get_mut(partner)) {
                *count += 1;
            }
        });
        let mut next = Vec::with_capacity(partners + 1);
        let mut sum = 0;
        for count in counts {
            next.push(sum);
            sum += count;
        }
        let starts = next.clone();
        let nothing = Line { trigger: 0, entry: 0, earner: COMPANY, clause: 0, amount: 0, index: 0 };
        let mut entries = vec![Entry { context: 0, maker: Maker::Bonus(0), line: nothing }; sum];
        each(program, settled, |context, earner, (maker, line)| {
            let Some(at) = partner(settled, context, earner).and_then(|partner| next.get_mut(partner)) else { return };
            if let Some(slot) = entries.get_mut(*at) {
                *slot = Entry { context, maker, line };
            }
            *at += 1;
        });
        Self { starts, entries }
    }

    /// How many lines a partner has, by its number in the company.
    pub fn count(&self, partner: usize) -> usize {
        self.of_partner(partner).len()
    }

    /// How many lines there are that somebody gets.
    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// Some of a partner's [`Booked::lines`]: behind the first `skip`, at most `most`.
    pub fn some_lines(&self, view: View<'_>, partner: usize, skip: usize, most: usize) -> Vec<BookedLine> {
        let wanted = self.of_partner(partner).iter().skip(skip).take(most);
        wanted.filter_map(|entry| view.line(entry)).collect()
    }

    /// What a partner gets from each bonus and pool, and loses to each cap: its name, how many lines, and their sum in the
    /// currency's smallest unit. In the order of the plan.
    pub fn sums(&self, view: View<'_>, partner: usize) -> Vec<(String, usize, i64)> {
        let mut sums: BTreeMap<Maker, (usize, i64)> = BTreeMap::new();
        for entry in self.of_partner(partner) {
            let (count, sum) = sums.entry(entry.maker).or_default();
            *count += 1;
            *sum = sum.saturating_add(entry.line.amount);
        }
        // What is paid for each week has one sum.
        let mut named: Vec<(String, usize, i64)> = Vec::new();
        for (maker, (count, sum)) in sums {
            // What is taken back, or posted for closed periods, has the names of bonuses that it was paid by.
            if matches!(maker, Maker::Mirror | Maker::Prior) {
                continue;
            }
            let Some(name) = view.name(maker) else { continue };
            match named.iter_mut().find(|(known, ..)| known == name) {
                Some((_, all, total)) => {
                    *all += count;
                    *total = total.saturating_add(sum);
                }
                None => named.push((name.clone(), count, sum)),
            }
        }
        for entry in self.of_partner(partner) {
            let name = match entry.maker {
                Maker::Mirror => view.mirrored(entry).map(|one| &one.line.bonus),
                Maker::Prior => view.prior_line(entry).map(|one| &one.bonus),
                Maker::Bonus(_) | Maker::Pool(_) | Maker::Cap(_) => None,
            };
            let Some(name) = name else { continue };
            match named.iter_mut().find(|(known, ..)| known == name) {
                Some((_, all, total)) => {
                    *all += 1;
                    *total = total.saturating_add(entry.line.amount);
                }
                None => named.push((name.clone(), 1, entry.line.amount)),
            }
        }
        named
    }

    /// The lines of a partner in one bonus of one context, in the order of triggers.
    pub(crate) fn of_bonus(&self, partner: usize, context: usize, bonus: usize) -> impl Iterator<Item = Line> + '_ {
        let mine = self.of_partner(partner).iter();
        mine.filter(move |entry| entry.context == context && entry.maker == Maker::Bonus(bonus)).map(|entry| entry.line)
    }

    fn of_partner(&self, partner: usize) -> &[Entry] {
        let ends = self.starts.get(partner).zip(self.starts.get(partner + 1));
        ends.and_then(|(start, end)| self.entries.get(*start..*end)).unwrap_or(&[])
    }

    /// The same lines as [`Booked::lines`], each with its context and what made it.
    pub(crate) fn made<'a>(
        &'a self,
        view: View<'a>,
        partner: usize,
    ) -> impl Iterator<Item = (usize, Maker, Line, BookedLine)> + 'a {
        let of = move |entry: &Entry| Some((entry.context, entry.maker, entry.line, view.line(entry)?));
        self.of_partner(partner).iter().filter_map(of)
    }

    /// Lines of a partner, in the order of contexts, bonuses, pools, caps, and within them of sales.
    pub fn lines<'a>(&'a self, view: View<'a>, partner: usize) -> impl Iterator<Item = BookedLine> + 'a {
        self.of_partner(partner).iter().filter_map(move |entry| view.line(entry))
    }
}

/// Everything that lines are read from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The program.
    pub program: &'a Program,
    /// The company.
    pub company: &'a Company,
    /// The settled contexts.
    pub settled: &'a [Settled],
}

/// Tells of all lines: context, earner's row, maker and line.
fn each(program: &Program, settled: &[Settled], mut tell: impl FnMut(usize, u32, (Maker, Line))) {
    for (context, one) in settled.iter().enumerate() {
        let outcome = &one.outcome;
        for at in 0..program.bonuses.len() {
            let lines = outcome.bonuses.get(at).into_iter().flat_map(Lines::iter);
            lines.for_each(|line| tell(context, line.earner, (Maker::Bonus(at), line)));
        }
        for at in 0..program.pools.len() {
            let lines = outcome.pools.get(at).into_iter().flat_map(Lines::iter);
            lines.for_each(|line| tell(context, line.earner, (Maker::Pool(at), line)));
        }
        for (at, cuts) in outcome.cuts.iter().enumerate() {
            for (index, cut) in (0..).zip(cuts) {
                let line = Line { trigger: 0, entry: 0, earner: cut.partner, clause: 0, amount: cut.amount, index };
                tell(context, cut.partner, (Maker::Cap(at), line));
            }
        }
        for (index, prior) in (0..).zip(&one.prior) {
            let earner = one.snapshot.row_of.get(prior.partner as usize).copied().unwrap_or(COMPANY);
            let line = Line { trigger: 0, entry: 0, earner, clause: 0, amount: prior.amount, index };
            tell(context, earner, (Maker::Prior, line));
        }
        for (index, mirrored) in (0..).zip(&one.mirrored) {
            let earner = one.snapshot.row_of.get(mirrored.line.partner as usize).copied().unwrap_or(COMPANY);
            let line = Line { trigger: 0, entry: 0, earner, clause: 0, amount: mirrored.amount, index };
            tell(context, earner, (Maker::Mirror, line));
        }
    }
}

/// The number in the company of a row of a context's snapshot.
fn partner(settled: &[Settled], context: usize, row: u32) -> Option<usize> {
    settled.get(context)?.snapshot.partner_of.get(row as usize).map(|partner| *partner as usize)
}

impl<'a> View<'a> {
    fn name(self, maker: Maker) -> Option<&'a String> {
        Some(match maker {
            Maker::Bonus(at) => &self.program.bonuses.get(at)?.name,
            Maker::Pool(at) => &self.program.pools.get(at)?.name,
            Maker::Cap(at) => &self.program.caps.get(at)?.name,
            Maker::Mirror | Maker::Prior => return None,
        })
    }

    fn line(self, entry: &Entry) -> Option<BookedLine> {
        let settled = self.settled.get(entry.context)?;
        let context = settled.context.to_string();
        let line = entry.line;
        let at = match entry.maker {
            Maker::Bonus(at) => self.program.bonuses.get(at)?.at,
            Maker::Pool(at) => self.program.pools.get(at)?.at,
            Maker::Cap(at) => self.program.caps.get(at)?.within,
            Maker::Mirror => return self.mirror(settled, entry),
            Maker::Prior => return self.prior(settled, entry),
        };
        let (name, made_by, site) = match entry.maker {
            Maker::Bonus(at) => {
                let bonus = self.program.bonuses.get(at)?;
                let site = clause(bonus, &line).map_or(bonus.site, |pay| pay.site);
                (&bonus.name, "bonus", site)
            }
            Maker::Pool(at) => self.program.pools.get(at).map(|pool| (&pool.name, "pool", pool.site))?,
            Maker::Cap(at) => self.program.caps.get(at).map(|cap| (&cap.name, "cap", cap.site))?,
            Maker::Mirror | Maker::Prior => return None,
        };
        let mut out = BookedLine {
            id: format!("{context}:{}:{}", settled.context.period.lines_of(name, at, self.program), line.index),
            month: calendar::date(settled.context.period.day_of_name()),
            name: name.clone(),
            made_by,
            partner: (line.earner != COMPANY)
                .then(|| settled.snapshot.id(self.company, line.earner as usize).into_owned()),
            sale: None,
            variables: Vec::new(),
            base: None,
            rate: None,
            amount: line.amount,
            parent: None,
            taken_back: None,
            prior: None,
            context,
            site,
        };
        match entry.maker {
            Maker::Bonus(at) => self.of_bonus(settled, at, &line, &mut out)?,
            Maker::Pool(_) | Maker::Mirror | Maker::Prior => {}
            Maker::Cap(at) => {
                let cut = settled.outcome.cuts.get(at)?.get(usize::try_from(line.index).ok()?)?;
                out.parent = cut.source.zip(cut.line).map(|(of, index)| self.id_of(settled, of, index));
            }
        }
        if let Some((part, name)) = self.program.part(at).zip(settled.context.period.part_name(at, self.program)) {
            out.variables.insert(0, (calendar::grain_name(part.grain).to_owned(), Shown::Text(name)));
        }
        Some(out)
    }

    fn of_bonus(self, settled: &Settled, at: usize, line: &Line, out: &mut BookedLine) -> Option<()> {
        let bonus = self.program.bonuses.get(at)?;
        let lines = settled.outcome.bonuses.get(at)?;
        let value = |at: usize| {
            let place = bonus.vars.iter().take(at).filter(|var| var.shown).count();
            let var = bonus.vars.get(at).filter(|var| var.shown)?;
            self.shown(settled, var.ty, *lines.vars.get(place)?.get(line.entry as usize)?)
        };
        let shown = bonus.vars.iter().enumerate().filter(|(_, var)| var.shown);
        out.variables = shown.filter_map(|(at, var)| Some((var.name.clone(), value(at)?))).collect();
        let pay = clause(bonus, line);
        out.rate = pay.and_then(|pay| pay.rate).and_then(|VarId(var)| value(var as usize));
        let row = line.trigger as usize;
        out.base = pay.and_then(|pay| pay.base).and_then(|column| self.column(settled, column, row));
        if let Some(of) = bonus.trigger.lines_of {
            let parents = settled.outcome.parents.get(at);
            out.parent = parents
                .and_then(|parents| parents.get(row))
                .map(|index| self.id_of(settled, LineSource::Bonus(of), *index));
        }
        out.sale = self.sale(settled, bonus, row, line.earner);
        Some(())
    }

    fn sale(self, settled: &Settled, bonus: &Bonus, row: usize, earner: u32) -> Option<Sale> {
        let Space::Event(set) = bonus.trigger.space else { return None };
        let kind = self.program.event_sets.get(set.index())?.event.index();
        let at = *settled.store.events.get(set.index())?.source.get(row)? as usize;
        self.sale_of(settled, kind, at, Some((bonus, earner)))
    }

    /// An event of a kind; with the path from an earner of a bonus, where it is paid for.
    fn sale_of(self, settled: &Settled, kind: usize, at: usize, paid: Option<(&Bonus, u32)>) -> Option<Sale> {
        let event = self.program.events.get(kind)?;
        let table = self.company.events.get(kind)?;
        let field = |field: u32| table.fields.get(field as usize).map(|values| values.get(at)).filter(|v| *v != NONE);
        let owner = event.owner.and_then(field).and_then(|partner| usize::try_from(partner).ok());
        let owner_row = owner.and_then(|partner| settled.snapshot.row_of.get(partner)).map(|row| *row as usize);
        let walked = paid.and_then(|(bonus, earner)| Some((bonus.walk.as_ref()?, owner_row?, earner)));
        let path = walked
            .map(|(walk, seller, earner)| self.path(settled, walk.tree.index(), seller, earner as usize))
            .unwrap_or_default();
        Some(Sale {
            kind: event.name.clone(),
            source: table.source(at).to_owned(),
            id: table.ids.get(at).into_owned(),
            day: field(event.conditions).and_then(|day| i32::try_from(day).ok()).map(calendar::date),
            seller: owner.map(|partner| self.company.partners.ids.get(partner).into_owned()),
            path,
        })
    }

    /// From an earner down to a seller; empty where the one is not above the other.
    fn path(self, settled: &Settled, tree: usize, seller: usize, earner: usize) -> Vec<String> {
        let Some(tree) = settled.store.trees.get(tree) else { return Vec::new() };
        let id = |row: usize| settled.snapshot.id(self.company, row).into_owned();
        let mut path = vec![id(seller)];
        let mut at = seller;
        while at != earner {
            let above = tree.parent.get(at).and_then(|parent| usize::try_from(*parent).ok());
            let Some(above) = above else { return Vec::new() };
            path.push(id(above));
            at = above;
        }
        path.reverse();
        path
    }

    /// A column's value in a row.
    pub fn column(self, settled: &Settled, column: ColumnId, row: usize) -> Option<Shown> {
        let ty = self.program.columns.get(column.index())?.ty;
        self.shown(settled, ty, settled.store.get(column, row))
    }

    /// A value of a type in its stored form.
    pub fn shown(self, settled: &Settled, ty: Ty, value: i64) -> Option<Shown> {
        if value == NONE {
            return None;
        }
        let at = usize::try_from(value).unwrap_or(usize::MAX);
        Some(match ty.kind {
            Kind::Number(unit, scale) => {
                let number = Decimal::try_from_i128_with_scale(value.into(), scale.into()).ok()?;
                let unit = self.program.units.get(unit.index());
                match unit.map(|unit| unit.kind) {
                    Some(UnitKind::Percent) => Shown::Percent(number.normalize()),
                    Some(UnitKind::Count | UnitKind::Factor) | None => {
                        Shown::Number { value: number.normalize(), unit: String::new() }
                    }
                    Some(_) => Shown::Number {
                        value: at_least(number, unit.map_or(0, |unit| unit.scale)),
                        unit: unit.map_or_else(String::new, |unit| unit.name.clone()),
                    },
                }
            }
            Kind::Bool => Shown::YesNo(value != 0),
            Kind::Date => Shown::Day(calendar::date(i32::try_from(value).ok()?)),
            Kind::Word(words) => Shown::Text(self.program.words.get(words.index())?.words.get(at)?.clone()),
            Kind::Partner => Shown::Text(settled.snapshot.id(self.company, at).into_owned()),
            Kind::Person => {
                let position = *settled.snapshot.first_position.get(at)?;
                Shown::Text(settled.snapshot.person_id(self.company, position as usize).into_owned())
            }
            Kind::Text => Shown::Text(self.company.texts.get(at).to_owned()),
            Kind::Event(_) => return None,
        })
    }

    fn id_of(self, settled: &Settled, source: LineSource, index: u64) -> String {
        let of = match source {
            LineSource::Bonus(id) => self.program.bonuses.get(id.index()).map(|bonus| (&bonus.name, bonus.at)),
            LineSource::Pool(id) => self.program.pools.get(id.index()).map(|pool| (&pool.name, pool.at)),
        };
        let name = of.map(|(name, at)| settled.context.period.lines_of(name, at, self.program)).unwrap_or_default();
        format!("{}:{name}:{index}", settled.context)
    }
}

/// The clause that paid a line.
fn clause<'a>(bonus: &'a Bonus, line: &Line) -> Option<&'a Pay> {
    bonus.pays.iter().chain(&bonus.finally).nth(usize::from(line.clause))
}

/// A number without zeros at the end, but with at least so many digits.
fn at_least(number: Decimal, scale: u8) -> Decimal {
    let mut short = number.normalize();
    if short.scale() < u32::from(scale) {
        short.rescale(scale.into());
    }
    short
}
