//! Sums of columns over all their rows, as shares of volume.

use crate::cause::Cause;
use crate::condition::Conditions;
use crate::facts::{Def, Facts};
use crate::linear::{Linear, Per, Total};
use crate::range::Exact;
use crate::upper::{Here, Upper};
use compline_compiler::program::{
    Aggregate, AggregateOp, BonusId, ColumnId, EventSetId, Handle, Select, Source, Space,
};
use compline_lang::words::say;
use num_traits::{One, Signed, Zero};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// A bound, or why there is none.
pub(crate) type Found = Result<Total, Cause>;

/// Sums columns over rows.
pub(crate) struct Totals<'f, 'p> {
    facts: &'f Facts<'p>,
    /// Bounds at a row.
    pub upper: &'f Upper<'f, 'p>,
    /// By bonus on lines: what the lines that it is paid for come to.
    pub lines: RefCell<BTreeMap<BonusId, Found>>,
    /// Columns that are being summed.
    open: RefCell<Vec<ColumnId>>,
    found: RefCell<BTreeMap<ColumnId, Found>>,
}

impl<'f, 'p> Totals<'f, 'p> {
    /// For a program.
    pub fn new(facts: &'f Facts<'p>, upper: &'f Upper<'f, 'p>) -> Self {
        Self { facts, upper, lines: RefCell::default(), open: RefCell::default(), found: RefCell::default() }
    }

    /// What one of several forms comes to over the rows of a space that meet conditions, counted where it is above zero.
    pub fn best(&self, forms: &[Linear], space: Space, conditions: &Conditions) -> Found {
        let mut best: Option<Found> = None;
        for form in forms {
            let found = self.form(form, space, conditions);
            best = Some(match (best, found) {
                (None, found) => found,
                (Some(Ok(best)), Ok(found)) => Ok(if found.is_better_than(&best) { found } else { best }),
                (Some(Err(_)), Ok(found)) => Ok(found),
                (Some(best), Err(_)) => best,
            });
        }
        best.unwrap_or_else(|| Err(Cause::new("an amount that is no multiple of anything that has a limit")))
    }

    /// What a form comes to over the rows of a space that meet conditions, counted where it is above zero.
    ///
    /// Sums over groups that do not overlap are opened: what they hold comes from rows that do not meet the conditions, all else from
    /// rows that do, so of both the greater one counts for each column.
    fn form(&self, form: &Linear, space: Space, conditions: &Conditions) -> Found {
        let mut own = Linear { columns: BTreeMap::new(), ..form.clone() };
        let mut grouped = Linear::default();
        let mut total = Total::default();
        for (column, multiple) in &form.columns {
            if multiple.is_negative() {
                if self.facts.not_negative(*column) {
                    continue;
                }
                return Err(self.may_be_negative(*column));
            }
            if let Def::Children(aggregate) = self.facts.def(*column)
                && let Some(rest) = self.group(*column, aggregate, conditions)
            {
                grouped = grouped.plus(&rest.times(multiple));
            } else {
                own.columns.insert(*column, multiple.clone());
            }
        }
        own.fixed = own.fixed.max(Exact::zero());
        let all = own.join(&grouped, &|column| self.facts.not_negative(column)).unwrap_or_else(|| own.plus(&grouped));
        for (column, multiple) in &all.columns {
            total = total.plus(&self.column(*column)?.times(multiple));
        }
        let per = self.per(space);
        Ok(total.plus(&Total::fixed(per, all.fixed.clone())).plus(&Total::slack(per, all.slack.clone())))
    }

    /// What there is one of for each row.
    pub fn per(&self, space: Space) -> Per {
        match space {
            Space::Company => Per::Period,
            Space::Partner => Per::Partner,
            Space::Person => Per::Person,
            Space::Event(set) => match self.facts.program.event_sets.get(set.index()) {
                Some(set) => Per::Event(set.event),
                None => Per::Period,
            },
            Space::Line(bonus) => {
                let of = self.facts.program.bonuses.get(bonus.index()).and_then(|bonus| bonus.trigger.lines_of);
                Per::Line(of.unwrap_or(bonus))
            }
        }
    }

    /// What a column comes to over all rows, counted where it is above zero.
    fn column(&self, column: ColumnId) -> Found {
        if let Some(found) = self.found.borrow().get(&column) {
            return found.clone();
        }
        if self.open.borrow().contains(&column) {
            return Err(self.seen_above(column));
        }
        self.open.borrow_mut().push(column);
        let mut found = self.all_rows(column);
        self.open.borrow_mut().pop();
        if found.is_err()
            && let Some(high) = self.facts.range(column).high()
        {
            found = Ok(Total::fixed(self.per(self.facts.space(column)), high));
        }
        // What was found while others are open may hang on them.
        if self.open.borrow().is_empty() || found.is_ok() {
            self.found.borrow_mut().insert(column, found.clone());
        }
        found
    }

    fn all_rows(&self, column: ColumnId) -> Found {
        let space = self.facts.space(column);
        match self.facts.def(column) {
            Def::Input => self.data(column, space),
            Def::Value(expr) => self.kept(column, expr),
            Def::Gather(from, aggregate) => self.aggregate(column, from, aggregate),
            Def::Children(aggregate) => self.children(column, aggregate),
            Def::Other => Err(Cause::new(say!("`{}` is a value of a loop or an order", self.facts.name(column)))
                .at(self.facts.site(column))),
        }
    }

    fn data(&self, column: ColumnId, space: Space) -> Found {
        let declared = self.facts.program.columns.get(column.index());
        let name = self.facts.name(column);
        match declared.map(|declared| declared.source) {
            Some(Source::EventField(field)) => {
                let Space::Event(set) = space else { return Err(Cause::new(say!("`{name}` has no events"))) };
                if !self.facts.not_negative(column) {
                    return Err(self.may_be_negative(column));
                }
                self.volume(set, field, &name)
            }
            Some(Source::LineAmount) => match space {
                Space::Line(bonus) => {
                    let found = self.lines.borrow().get(&bonus).cloned();
                    found.unwrap_or_else(|| Err(Cause::new("lines that come later")))
                }
                _ => Err(Cause::new(say!("`{name}` has no lines"))),
            },
            Some(Source::Opening(state)) => {
                let state = self.facts.program.states.get(state.index()).map_or("", |state| state.name.as_str());
                Err(Cause::new(say!(
                    "`{state}` is carried from one period to the next, so volume in it can be paid again"
                ))
                .help("a cap in percent of volume, or a pool, would bound it"))
            }
            Some(Source::Carried(cap)) => {
                let cap = self.facts.program.caps.get(cap.index()).map_or("", |cap| cap.name.as_str());
                Err(Cause::new(say!(
                    "`{cap}` pays in a later period what it took away before, whatever the volume is then"
                ))
                .help("a later cap on all that it is on would bound it"))
            }
            Some(Source::Override(..)) => {
                Err(Cause::new(say!("`{name}`: a value set by hand may be as high as anyone likes")))
            }
            _ => Err(Cause::new(say!("`{name}` has no highest value"))
                .help("a range at the field (`from 0 to …`) gives it one")),
        }
    }

    /// A field over the events of a set, each of which is in it once in its life.
    fn volume(&self, set: EventSetId, field: u32, name: &str) -> Found {
        let set = self.facts.program.event_sets.get(set.index());
        match set {
            Some(set) if set.select != Select::Any => {
                Ok(Total { share: BTreeMap::from([((set.event, field), Exact::one())]), ..Total::default() })
            }
            _ => Err(Cause::new(say!("`{name}` is read through other events, and so as often as there are of those"))),
        }
    }

    /// A computed column: what its definition comes to, where what is passed up the tree is received above once. It must not be
    /// negative, else the rows that are left out could make the others more.
    fn kept(&self, column: ColumnId, expr: &compline_compiler::program::Expr) -> Found {
        if !self.facts.not_negative(column) {
            return Err(self.may_be_negative(column));
        }
        let space = self.facts.space(column);
        let forms = self.upper.of(expr, &Here::row(space));
        let forms: Vec<Linear> = forms.iter().map(|form| self.passed_up(form)).collect();
        self.best(&forms, space, &Conditions::none())
    }

    /// `received - passes` over all rows: what everybody receives from below is passed by somebody, so it comes to nothing.
    fn passed_up(&self, form: &Linear) -> Linear {
        let mut form = form.clone();
        let passed: Vec<ColumnId> = form.columns.iter().filter(|(_, m)| m.is_negative()).map(|(c, _)| *c).collect();
        for passes in passed {
            if !self.facts.not_negative(passes) {
                continue;
            }
            for received in self.facts.sums_of_children(passes) {
                let Some(got) = form.columns.get(&received).cloned().filter(Exact::is_positive) else { continue };
                let left = form.columns.get(&passes).cloned().unwrap_or_else(Exact::zero) + &got;
                form.columns.remove(&received);
                form.columns.insert(passes, left);
            }
            form.columns.retain(|_, multiple| !multiple.is_zero());
        }
        form
    }

    fn aggregate(&self, column: ColumnId, from: Space, aggregate: &Aggregate) -> Found {
        let conditions = Conditions::of(self.facts, aggregate.filter.as_ref(), Handle::Row);
        let forms = self.elements(aggregate, from);
        self.best(&forms, from, &conditions).map_err(|cause| cause.at(self.facts.site(column)))
    }

    /// Bounds of an aggregate's element: a largest or smallest of several is at most their sum where none counts below zero.
    fn elements(&self, aggregate: &Aggregate, from: Space) -> Vec<Linear> {
        match aggregate.op {
            AggregateOp::Count => vec![Linear::fixed(Exact::one())],
            AggregateOp::Sum | AggregateOp::Largest | AggregateOp::Smallest => {
                self.upper.of(&aggregate.value, &Here::row(from))
            }
            AggregateOp::Any | AggregateOp::Every => Vec::new(),
        }
    }

    /// What everybody gets from those directly below: each of them is below one other at most. A sum that sees itself one level below
    /// with a factor under one is a falling series.
    fn children(&self, column: ColumnId, aggregate: &Aggregate) -> Found {
        let conditions = Conditions::of(self.facts, aggregate.filter.as_ref(), Handle::Row);
        let mut best: Option<Found> = None;
        for form in self.elements(aggregate, Space::Partner) {
            let (again, rest) = apart(column, &form);
            if again.is_negative() {
                continue;
            }
            let found = if again < Exact::one() {
                let found = self.form(&rest, Space::Partner, &conditions);
                found.map(|total| total.times(&(Exact::one() - again).recip()))
            } else {
                Err(self.seen_above(column))
            };
            best = match (best, found) {
                (Some(Ok(best)), Ok(found)) => Some(Ok(if found.is_better_than(&best) { found } else { best })),
                (None | Some(Err(_)), found @ Ok(_)) => Some(found),
                (None, found) => Some(found),
                (best, Err(_)) => best,
            };
        }
        best.unwrap_or_else(|| Err(self.seen_above(column)))
    }

    /// Groups that do not overlap: where a sum over those below leaves out everybody for whom it is asked, each element is in the
    /// group of the first such one above it, and in no other. What is in them, for each row that is not left out.
    fn group(&self, column: ColumnId, aggregate: &Aggregate, conditions: &Conditions) -> Option<Linear> {
        let left_out = Conditions::of(self.facts, aggregate.filter.as_ref(), Handle::Row);
        if aggregate.op != AggregateOp::Sum || !conditions.exclude(&left_out) {
            return None;
        }
        self.elements(aggregate, Space::Partner).into_iter().find_map(|form| {
            let (again, mut rest) = apart(column, &form);
            if !again.is_positive() || again > Exact::one() {
                return None;
            }
            let known = rest.columns.iter().all(|(column, m)| m.is_positive() || self.facts.not_negative(*column));
            rest.columns.retain(|_, multiple| multiple.is_positive());
            rest.fixed = rest.fixed.max(Exact::zero());
            (known && rest.columns.keys().all(|column| self.column(*column).is_ok())).then_some(rest)
        })
    }

    fn seen_above(&self, column: ColumnId) -> Cause {
        let name = match self.facts.def(column) {
            Def::Children(aggregate) => match &aggregate.value.op {
                compline_compiler::program::Op::Load(of, _) => self.facts.name(*of),
                _ => self.facts.name(column),
            },
            _ => self.facts.name(column),
        };
        Cause::new(say!("`{name}` is seen at every level above, so there is no finite share"))
            .help("a cap in percent of volume, a pool, or groups that do not overlap would bound it")
            .at(self.facts.site(column))
    }

    fn may_be_negative(&self, column: ColumnId) -> Cause {
        Cause::new(say!("`{}` may be below zero", self.facts.name(column)))
            .help("a range at the field (`from 0 to …`) excludes that")
            .at(self.facts.site(column))
    }
}

/// How much of a column is in a form, and the rest.
fn apart(column: ColumnId, form: &Linear) -> (Exact, Linear) {
    let mut rest = form.clone();
    let again = rest.columns.remove(&column).unwrap_or_else(Exact::zero);
    (again, rest)
}
