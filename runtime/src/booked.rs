//! Booked lines by partner: what a statement lists, a page browses, an export holds.
//!
//! A settled context keeps its lines factored and in the order of triggers. Here is an index from partners to their
//! lines, and a line as a reader sees it: for which sale, on which path, at which level, of what, at what rate.

use crate::calendar::{self, Period};
use crate::company::{Company, PriorCause, PriorLine, Reason};
use crate::reversal::Mirrored;
use crate::settle::Settled;
use chrono::NaiveDate;
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::program::{
    Bonus, ColumnId, Kind, LineSource, NONE, Pay, Program, SiteId, Space, Ty, UnitKind, VarId,
};
use rust_decimal::Decimal;
use serde::Serialize;
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

/// A value as readers see it: to be written in their language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// A number of a unit: points, money of a currency; a count has none.
    Number {
        /// The number, exactly.
        value: Decimal,
        /// The unit's name; empty for counts and factors.
        unit: String,
    },
    /// A ratio: 0.05 is five percent.
    Percent(Decimal),
    /// A word of the plan, an id, a text.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    YesNo(bool),
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

/// What a line takes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TakenBack {
    /// The id of the reversal.
    pub reversal: String,
    /// Where it came from; empty where there are no sources.
    pub source: String,
    /// The day of the reversal.
    pub day: NaiveDate,
    /// Why, as files say it: `cancelled`, `returned`, …
    pub reason: Option<&'static str>,
    /// The id of the line.
    pub line: String,
    /// The period in which that line was settled.
    pub settled: String,
    /// What was paid by it, in the currency's smallest unit.
    pub paid: i64,
    /// Which part of the event is reversed by then; nothing for all of it.
    pub part: Option<Decimal>,
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

/// What a line for a closed period is posted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prior {
    /// The context in which it was found: the closed period, or the period that posts it, with that of the conditions.
    pub context: String,
    /// The id of the line in the settlement that found it; empty where there is no single one.
    pub line: String,
    /// The plan and its version.
    pub plan: String,
    /// The rank by which the partner was paid; empty where there is none.
    pub rank: String,
    /// What was posted before by it, in the currency's smallest unit.
    pub paid: i64,
    /// The correction by its number; empty where nothing was corrected.
    pub correction: String,
    /// Why facts were corrected.
    pub reason: String,
}

impl TakenBack {
    /// A part as a ratio, to six digits; nothing for the whole.
    pub(crate) fn part((part, whole): (i64, i64)) -> Option<Decimal> {
        let ratio = Decimal::from(part).checked_div(Decimal::from(whole)).filter(|_| part != whole);
        ratio.map(|ratio| ratio.round_dp(6).normalize())
    }
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

    fn mirrored(self, entry: &Entry) -> Option<&'a Mirrored> {
        self.settled.get(entry.context)?.mirrored.get(usize::try_from(entry.line.index).ok()?)
    }

    /// A line that is taken back.
    fn mirror(self, settled: &Settled, entry: &Entry) -> Option<BookedLine> {
        let one = self.mirrored(entry)?;
        let (line, reversal) = (&one.line, &one.reversal);
        let settlement = settled.context.settlement;
        let conditions = line.context.rsplit('/').next().unwrap_or_default();
        let period = Period::settled_as(self.program.calendar, conditions).unwrap_or(settlement);
        Some(BookedLine {
            id: one.id(settlement, usize::try_from(entry.line.index).ok()?),
            context: one.context(settlement),
            month: calendar::date(period.day_of_name()),
            name: line.bonus.clone(),
            made_by: "mirror",
            partner: usize::try_from(line.partner)
                .ok()
                .filter(|_| line.partner != COMPANY)
                .map(|partner| self.company.partners.ids.get(partner).into_owned()),
            sale: self.sale_of(settled, line.kind as usize, line.event as usize, None),
            variables: Vec::new(),
            base: None,
            rate: as_rate(&line.rate),
            amount: one.amount,
            parent: Some(line.line.clone()),
            taken_back: Some(TakenBack {
                reversal: reversal.id.clone(),
                source: reversal.source.clone(),
                day: calendar::date(reversal.day),
                reason: reversal.reason.map(Reason::word),
                line: line.line.clone(),
                settled: Period::from_index(settlement.calendar(), line.settled).to_string(),
                paid: line.kept,
                part: TakenBack::part(one.part),
            }),
            prior: None,
            site: SiteId(u32::MAX),
        })
    }

    fn prior_line(self, entry: &Entry) -> Option<&'a PriorLine> {
        self.settled.get(entry.context)?.prior.get(usize::try_from(entry.line.index).ok()?)
    }

    /// A line for a closed period.
    fn prior(self, settled: &Settled, entry: &Entry) -> Option<BookedLine> {
        let one = self.prior_line(entry)?;
        let settlement = settled.context.settlement;
        let period = Period::settled_as(self.program.calendar, one.conditions()).unwrap_or(settlement);
        let mut sale = one.event.and_then(|(kind, event)| self.sale_of(settled, kind as usize, event as usize, None));
        if let Some(sale) = sale.as_mut().filter(|_| !one.path.is_empty()) {
            sale.path = one.path.split(" > ").map(str::to_owned).collect();
        }
        let level = one.level.parse::<Decimal>().ok();
        let level = level.map(|value| ("level".to_owned(), Shown::Number { value, unit: String::new() }));
        Some(BookedLine {
            id: one.id(settlement, usize::try_from(entry.line.index).ok()?),
            context: one.posted_context(settlement),
            month: calendar::date(period.day_of_name()),
            name: one.bonus.clone(),
            made_by: match one.cause {
                PriorCause::Correction => "correction",
                PriorCause::EarlierPlan => "earlier-plan",
            },
            partner: usize::try_from(one.partner)
                .ok()
                .filter(|_| one.partner != COMPANY)
                .map(|partner| self.company.partners.ids.get(partner).into_owned()),
            sale,
            variables: level.into_iter().collect(),
            // A difference is not what a rate comes to.
            base: as_base(&one.base).filter(|_| one.cause == PriorCause::EarlierPlan),
            rate: as_rate(&one.rate).filter(|_| one.cause == PriorCause::EarlierPlan),
            amount: one.amount,
            parent: Some(one.line.clone()).filter(|line| !line.is_empty()),
            taken_back: None,
            prior: Some(Prior {
                context: one.context.clone(),
                line: one.line.clone(),
                plan: one.plan.clone(),
                rank: one.rank.clone(),
                paid: one.paid,
                correction: one.correction.clone(),
                reason: one.reason.clone(),
            }),
            site: SiteId(u32::MAX),
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

/// A rate as a result says it.
fn as_rate(text: &str) -> Option<Shown> {
    if text.is_empty() {
        return None;
    }
    let percent = text.strip_suffix('%').and_then(|number| number.parse::<Decimal>().ok());
    Some(match percent {
        Some(percent) => Shown::Percent((percent / Decimal::ONE_HUNDRED).normalize()),
        None => Shown::Text(text.to_owned()),
    })
}

/// What a rate is of as a file says it: a number, and its unit where it has one.
fn as_base(text: &str) -> Option<Shown> {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let value = number.parse::<Decimal>().ok()?;
    Some(Shown::Number { value, unit: unit.to_owned() })
}

/// A number without zeros at the end, but with at least so many digits.
fn at_least(number: Decimal, scale: u8) -> Decimal {
    let mut short = number.normalize();
    if short.scale() < u32::from(scale) {
        short.rescale(scale.into());
    }
    short
}
