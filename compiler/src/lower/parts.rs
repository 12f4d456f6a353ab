//! Parts of the plan's period: what has a value for each week is a column for each week.
//!
//! Parts are counted from the first one of the period at hand; those before it have negative numbers. How many a period
//! has may differ (a month has four or five weeks that end in it), so a number is certain to belong to a period, or
//! certain not to, or the days decide.

use super::aggregate::{nobody, op};
use super::schedule::Def;
use super::{Lower, Scope, small};
use crate::program::{
    AggregateOp, Begins, Calendar, ColumnId, Compare, Expr, Grain, Handle, Kind, List, Listed, ListedPeriod, Op, Part,
    PartId, PeriodEdge, Reach, SiteId, Source, Space, Ty, Weeks,
};
use compline_lang::hir::{self, AggregateOp as HirOp};
use compline_lang::source::Span;

/// The program's word for a grain.
pub(super) fn grain(grain: hir::Grain) -> Grain {
    match grain {
        hir::Grain::Day => Grain::Day,
        hir::Grain::Week => Grain::Week,
        hir::Grain::Month => Grain::Month,
        hir::Grain::Quarter => Grain::Quarter,
        hir::Grain::Year => Grain::Year,
    }
}

/// The program's calendar of the plan's periods.
pub(super) fn calendar(header: &hir::Header) -> Calendar {
    let begins = match &header.begins {
        hir::Begins::Usual => Begins::Usual,
        hir::Begins::Weekday(first, after) => Begins::Weekday(*first, *after),
        hir::Begins::Day { month, day, named: after } => Begins::Day { month: *month, day: *day, named: *after },
        hir::Begins::Listed(list) => {
            let period = |period: &hir::ListedPeriod| ListedPeriod {
                year: period.year,
                number: period.number,
                from: super::declare::day(period.from),
            };
            let periods = list.periods.iter().map(period).collect();
            Begins::Listed(Listed::of(List { periods, last: super::declare::day(list.last) }))
        }
    };
    Calendar { grain: grain(hir::Grain::of_word(&header.grain).unwrap_or(hir::Grain::Month)), begins }
}

/// The program's word for a rule of weeks.
pub(super) fn weeks(weeks: hir::Weeks) -> Weeks {
    match weeks {
        hir::Weeks::WhereTheyEnd(first) => Weeks::WhereTheyEnd(first),
        hir::Weeks::Cut(first) => Weeks::Cut(first),
        hir::Weeks::FromPeriod => Weeks::FromPeriod,
    }
}

/// Whether a part belongs to a period.
pub(super) enum Belongs {
    Yes,
    No,
    /// Where this holds.
    Where(Expr),
}

impl Lower<'_> {
    /// A part by its number.
    pub(super) fn part(&mut self, of: hir::Grain, offset: i32) -> Reach {
        let part = Part { grain: grain(of), offset };
        let at = self.program.parts.iter().position(|known| *known == part).unwrap_or_else(|| {
            self.program.parts.push(part);
            self.program.parts.len() - 1
        });
        Reach::Part(PartId(small(at)))
    }

    /// The grain and number of a part.
    pub(super) fn part_at(&self, at: Reach) -> Option<(hir::Grain, i32)> {
        let part = self.program.part(at)?;
        let found = hir::Grain::ALL.into_iter().find(|own| grain(*own) == part.grain)?;
        Some((found, part.offset))
    }

    /// What is said of a column of a stretch, behind its name.
    pub(super) fn suffix(&self, at: Reach) -> String {
        match self.program.stretch(at) {
            stretch if stretch.is_empty() => stretch,
            stretch => format!(" ({stretch})"),
        }
    }

    /// The stretches that something has a value for in the period at hand: that period itself, or each part it may have.
    pub(super) fn instances(&mut self, own: Option<hir::Grain>) -> Vec<Reach> {
        let Some(own) = own else { return vec![Reach::NOW] };
        let (_, most) = self.counts(own);
        (0..most).map(|offset| self.part(own, offset)).collect()
    }

    /// Whether a stretch never begins in an earlier period than it belongs to.
    pub(super) fn is_within_periods(&self, at: Reach) -> bool {
        let shared = matches!(self.program.weeks, Weeks::WhereTheyEnd(_));
        self.program.part(at).is_none_or(|part| part.grain != Grain::Week || !shared)
    }

    /// The plan's period to which a stretch belongs; where it may be one of two, the later.
    pub(super) fn whole(&mut self, at: Reach) -> Reach {
        let Some((own, offset)) = self.part_at(at) else { return at };
        let period = (0..=1_000).find(|back| self.numbers(own, *back).contains(&offset));
        Reach::Period(period.unwrap_or(0))
    }

    /// How many parts a period has, at least and at most.
    pub(super) fn counts(&self, own: hir::Grain) -> (i32, i32) {
        let (least, most) = self.plan.header.parts(own).unwrap_or((1, 1));
        (i32::try_from(least).unwrap_or(i32::MAX), i32::try_from(most).unwrap_or(i32::MAX))
    }

    /// Whether a stretch that something is paid for is one of the period at hand; `None` where that is certain.
    pub(super) fn is_there(&mut self, at: Reach, span: Span) -> Option<Expr> {
        let (own, offset) = self.part_at(at)?;
        let site = self.site(span);
        match self.belongs(own, offset, 0, site) {
            Belongs::Where(condition) => Some(condition),
            Belongs::Yes | Belongs::No => None,
        }
    }

    /// Whether a part belongs to the period so many back.
    pub(super) fn belongs(&mut self, own: hir::Grain, offset: i32, back: u32, site: SiteId) -> Belongs {
        let (least, most) = self.counts(own);
        let back = i32::try_from(back).unwrap_or(i32::MAX);
        let times = |count: i32, periods: i32| count.saturating_mul(periods);
        // Numbers that may be its parts, and those that certainly are.
        let (possible, certain) = if back == 0 {
            (0..most, 0..least)
        } else {
            (-times(most, back)..-times(least, back - 1), -times(least, back)..-times(most, back - 1))
        };
        if !possible.contains(&offset) {
            return Belongs::No;
        }
        if certain.contains(&offset) {
            return Belongs::Yes;
        }
        let part = self.part(own, offset);
        let period = Reach::Period(u32::try_from(back).unwrap_or(0));
        let day = |edge, reach| Expr { op: Op::Period(edge, reach), ty: Ty::known(Kind::Date), site };
        let end = day(PeriodEdge::End, part);
        let within = self.compare(Compare::Le, end.clone(), day(PeriodEdge::End, period), site);
        if back == 0 {
            return Belongs::Where(within);
        }
        let begun = self.compare(Compare::Ge, end, day(PeriodEdge::Start, period), site);
        let (ty, both) = (within.ty, Op::And(Box::new(begun), Box::new(within)));
        Belongs::Where(Expr { op: both, ty, site })
    }

    /// The plan's periods to which a part may belong, the latest first, each but the last with the condition.
    fn periods_of(&mut self, own: hir::Grain, offset: i32, site: SiteId) -> Vec<(u32, Option<Expr>)> {
        let mut out = Vec::new();
        for back in 0.. {
            match self.belongs(own, offset, back, site) {
                Belongs::Yes => {
                    out.push((back, None));
                    break;
                }
                Belongs::Where(condition) => out.push((back, Some(condition))),
                // Beyond the number of periods that a program looks back nothing is found.
                Belongs::No if !out.is_empty() || back > 1_000 => break,
                Belongs::No => {}
            }
        }
        // One of them it is.
        if let Some((_, condition)) = out.last_mut() {
            *condition = None;
        }
        out
    }

    /// The first value whose condition holds; the last has none.
    fn first_of(&mut self, values: Vec<(Option<Expr>, Expr)>, ty: Ty, site: SiteId) -> Expr {
        let mut out: Option<Expr> = None;
        for (condition, value) in values.into_iter().rev() {
            out = Some(match (condition, out) {
                (Some(condition), Some(rest)) => self.select(condition, value, rest, ty, site),
                (_, _) => value,
            });
        }
        out.unwrap_or(Expr { op: Op::None, ty: Ty { optional: true, ..ty }, site })
    }

    /// A value of another period than the one at hand.
    pub(super) fn of_grain(
        &mut self,
        value: &hir::Expr,
        to: Option<hir::Grain>,
        scope: &Scope,
        ty: Ty,
        site: SiteId,
    ) -> Expr {
        let mut values = Vec::new();
        match (to, self.part_at(scope.at)) {
            // In the plan's period to which the part belongs.
            (None, Some((own, offset))) => {
                for (back, condition) in self.periods_of(own, offset, site) {
                    values.push((condition, self.expr(value, &scope.moved(Reach::Period(back)))));
                }
            }
            // In the last part of the plan's period.
            (Some(own), None) => {
                for (offset, condition) in self.last_first(own, scope.at, site) {
                    let part = self.part(own, offset);
                    values.push((condition, self.expr(value, &scope.moved(part))));
                }
            }
            _ => return self.expr(value, scope),
        }
        self.first_of(values, ty, site)
    }

    /// The value in the part of the period at hand in which a date lies; the date, and whether it is certain to lie in
    /// the period.
    pub(super) fn of_date(
        &mut self,
        value: &hir::Expr,
        own: hir::Grain,
        (date, within): (Expr, bool),
        scope: &Scope,
        ty: Ty,
        site: SiteId,
    ) -> Expr {
        let nothing = Expr { op: Op::None, ty: Ty { optional: true, ..ty }, site };
        let day = |edge, reach| Expr { op: Op::Period(edge, reach), ty: Ty::known(Kind::Date), site };
        let mut values = Vec::new();
        let mut first = None;
        for offset in self.numbers(own, 0) {
            let part = self.part(own, offset);
            let mut inner = scope.moved(part);
            inner.date = None;
            let mut value = self.expr(value, &inner);
            if !within && let Belongs::Where(there) = self.belongs(own, offset, 0, site) {
                value = self.select(there, value, nothing.clone(), ty, site);
            }
            first.get_or_insert(part);
            values.push((day(PeriodEdge::End, part), value));
        }
        let found = self.until(&date, values, ty, site);
        let Some(first) = first.filter(|_| !within) else { return found };
        let after = self.compare(Compare::Gt, date.clone(), day(PeriodEdge::End, Reach::NOW), site);
        let found = self.select(after, nothing.clone(), found, ty, site);
        let before = self.compare(Compare::Lt, date.clone(), day(PeriodEdge::Start, first), site);
        let found = self.select(before, nothing.clone(), found, ty, site);
        if !date.ty.optional {
            return found;
        }
        let known = Expr { op: Op::IsKnown(Box::new(date)), ty: Ty::known(Kind::Bool), site };
        self.select(known, found, nothing, ty, site)
    }

    /// The first of these values up to whose day a date lies, found by halves.
    fn until(&mut self, date: &Expr, mut values: Vec<(Expr, Expr)>, ty: Ty, site: SiteId) -> Expr {
        if values.len() < 2 {
            let none = Expr { op: Op::None, ty: Ty { optional: true, ..ty }, site };
            return values.pop().map_or(none, |(_, value)| value);
        }
        let later = values.split_off(values.len().div_ceil(2));
        let Some((last, _)) = values.last() else { return self.until(date, later, ty, site) };
        let here = self.compare(Compare::Le, date.clone(), last.clone(), site);
        let values = self.until(date, values, ty, site);
        let later = self.until(date, later, ty, site);
        self.select(here, values, later, ty, site)
    }

    /// The parts that may be the last of a period, from the latest possible on, each but the last with the condition.
    fn last_first(&mut self, own: hir::Grain, at: Reach, site: SiteId) -> Vec<(i32, Option<Expr>)> {
        let back = at.periods().unwrap_or(0);
        let mut out = Vec::new();
        for offset in self.numbers(own, back).rev() {
            match self.belongs(own, offset, back, site) {
                Belongs::Yes => {
                    out.push((offset, None));
                    break;
                }
                Belongs::Where(condition) => out.push((offset, Some(condition))),
                Belongs::No => {}
            }
        }
        out
    }

    /// The numbers that parts of a period may have.
    fn numbers(&self, own: hir::Grain, back: u32) -> std::ops::Range<i32> {
        let (least, most) = self.counts(own);
        match i32::try_from(back) {
            Ok(0) => 0..most,
            Ok(back) => -most.saturating_mul(back)..-least.saturating_mul(back - 1),
            Err(_) => 0..0,
        }
    }

    /// An aggregate over the parts of the plan's period at hand, or of the one to which the part at hand belongs.
    #[expect(clippy::too_many_arguments, reason = "the parts of one aggregate")]
    pub(super) fn over_parts(
        &mut self,
        how: HirOp,
        body: &hir::Expr,
        own: hir::Grain,
        before_joining_counted: bool,
        scope: &Scope,
        ty: Ty,
        span: Span,
    ) -> Expr {
        let site = self.site(span);
        let Some((_, here)) = self.part_at(scope.at) else {
            let back = scope.at.periods().unwrap_or(0);
            return self.over_parts_of(how, body, (own, back, i32::MAX), before_joining_counted, scope, ty, span);
        };
        let mut values = Vec::new();
        for (back, condition) in self.periods_of(own, here, site) {
            let of = (own, back, here);
            values.push((condition, self.over_parts_of(how, body, of, before_joining_counted, scope, ty, span)));
        }
        self.first_of(values, ty, site)
    }

    /// Over the parts of the period so many back, up to a number.
    #[expect(clippy::too_many_arguments, reason = "the parts of one aggregate")]
    fn over_parts_of(
        &mut self,
        how: HirOp,
        body: &hir::Expr,
        (own, back, last): (hir::Grain, u32, i32),
        before_joining_counted: bool,
        scope: &Scope,
        ty: Ty,
        span: Span,
    ) -> Expr {
        let site = self.site(span);
        let mut values = Vec::new();
        for offset in self.numbers(own, back).filter(|offset| *offset <= last) {
            let belongs = match self.belongs(own, offset, back, site) {
                Belongs::No => continue,
                Belongs::Yes => None,
                // Up to the one at hand there is no doubt but about that one.
                Belongs::Where(_) if back == 0 && last != i32::MAX => None,
                Belongs::Where(condition) => Some(condition),
            };
            let at = self.part(own, offset);
            let value = self.period_value(how, body, at, before_joining_counted, scope, ty, span);
            values.push(match belongs {
                None => value,
                Some(condition) => {
                    let nothing = nobody(op(how), ty, site);
                    let ty = Ty { optional: value.ty.optional || nothing.ty.optional, ..ty };
                    self.select(condition, value, nothing, ty, site)
                }
            });
        }
        self.combined(op(how), values, ty, site)
    }

    /// The value of a window in one of its periods: left out where it ended before the partner joined, if the window
    /// says so.
    #[expect(clippy::too_many_arguments, reason = "the parts of one window")]
    pub(super) fn period_value(
        &mut self,
        how: HirOp,
        body: &hir::Expr,
        at: Reach,
        before_joining_counted: bool,
        scope: &Scope,
        ty: Ty,
        span: Span,
    ) -> Expr {
        let site = self.site(span);
        let mut inner = scope.moved(at);
        inner.date = None;
        let value = self.expr(body, &inner);
        let Some(row) = scope.subject().filter(|_| !before_joining_counted).cloned() else { return value };
        let joined_ty = Ty { kind: Kind::Date, optional: true };
        let joined = self.input("JoinedOn".to_owned(), "joined_on", Space::Partner, joined_ty, Source::JoinedOn, span);
        let joined = self.load(joined, row);
        let end = Expr { op: Op::Period(PeriodEdge::End, at), ty: Ty::known(Kind::Date), site };
        let outside = self.compare(Compare::Gt, joined, end, site);
        let nothing = nobody(op(how), ty, site);
        let ty = Ty { optional: value.ty.optional || nothing.ty.optional, ..ty };
        Expr { op: Op::If(Box::new(outside), Box::new(nothing), Box::new(value)), ty, site }
    }

    /// Values put together two by two, so that what is combined stays flat.
    pub(super) fn combined(&mut self, how: AggregateOp, mut values: Vec<Expr>, ty: Ty, site: SiteId) -> Expr {
        while values.len() > 1 {
            let mut next = Vec::with_capacity(values.len().div_ceil(2));
            let mut rest = values.into_iter();
            while let Some(first) = rest.next() {
                next.push(match rest.next() {
                    Some(second) => self.combine(how, first, second, ty),
                    None => first,
                });
            }
            values = next;
        }
        values.pop().unwrap_or(Expr { op: Op::None, ty: Ty { optional: true, ..ty }, site })
    }

    /// What a state of parts has at the end of the plan's period: the closing value of the last one.
    pub(super) fn last_closing(&mut self, state: usize, own: hir::Grain, span: Span) -> ColumnId {
        let site = self.site(span);
        let row = self.handle(Handle::Row, Kind::Partner, span);
        let mut values = Vec::new();
        for (offset, condition) in self.last_first(own, Reach::NOW, site) {
            let at = self.part(own, offset);
            let column = self.closing(state, at);
            values.push((condition, self.load(column, row.clone())));
        }
        let ty = values.first().map_or(Ty::known(Kind::Bool), |(_, value)| value.ty);
        let value = self.first_of(values, ty, site);
        let name = self.plan.states.get(state).map_or_else(String::new, |state| format!("closing {}", state.name));
        self.computed(format!("closing {state}"), &name, Space::Partner, ty, Def::Value(value), span)
    }
}

impl Scope {
    /// The same rows and names at another stretch.
    pub(super) fn moved(&self, at: Reach) -> Self {
        Scope { at, ..self.clone() }
    }
}
