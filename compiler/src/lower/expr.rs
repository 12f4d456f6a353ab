//! Scalar expressions.

use super::{Local, Lower, Scope, small};
use crate::program::{
    Compare, EventSetId, Expr, Grain, Handle, Kind, MonthCount, Op, PeriodEdge, Reach, RoundMode, SiteId, Source,
    Space, Ty,
};
use compline_lang::check::{days, stored_form};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, Builtin, ClampSide, CompareOp, ExprKind, TypeKind};
use compline_lang::source::Span;
use compline_lang::syntax::ast::BinaryOp;
use compline_lang::words::{Text, say};

impl Lower<'_> {
    pub(super) fn expr(&mut self, e: &hir::Expr, scope: &Scope) -> Expr {
        let site = self.site(e.span);
        let mut out = self.expr_at(e, scope, site);
        // What is read from a column stands where its name does, not where its row does.
        let named = matches!(
            e.kind.as_ref(),
            ExprKind::Definition { .. } | ExprKind::Field(..) | ExprKind::Builtin(..) | ExprKind::Opening(..)
        );
        if named && matches!(out.op, Op::Load(..)) {
            out.site = site;
        }
        out
    }

    fn expr_at(&mut self, e: &hir::Expr, scope: &Scope, site: SiteId) -> Expr {
        let ty = self.ty(&e.ty, None);
        let make = |op: Op| Expr { op, ty, site };
        if self.full {
            return make(Op::None);
        }
        match e.kind.as_ref() {
            ExprKind::First { of, element, filter, keys } => {
                self.first((of, *element), filter.as_ref(), keys, scope, e.span)
            }
            ExprKind::Nearest { tree, of, element, filter } => {
                self.nearest((tree, of, *element), filter, e.span, scope)
            }
            ExprKind::Scan(scan) => self.scan(scan, e, scope),
            ExprKind::Repeat(repeat) => self.repeat(repeat, ty, site, scope),
            ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Word(..) | ExprKind::Text(_) => {
                make(Op::Const(self.stored(e, ty.scale()).unwrap_or(0)))
            }
            ExprKind::None => make(Op::None),
            ExprKind::EmptyTally | ExprKind::Error => make(Op::None),
            ExprKind::Row(id) => scope
                .row(*id)
                .cloned()
                .unwrap_or_else(|| self.not_yet(e.span, say!("this row cannot be reached from here"), ty)),
            ExprKind::Local(name) => match scope.local(name) {
                Some(Local::Value(v)) => v.clone(),
                _ => self.not_yet(e.span, say!("this value cannot be reached from here"), ty),
            },
            ExprKind::Field(owner, name) => self.field_of(owner, name, e, scope),
            ExprKind::Builtin(owner, builtin) => {
                let row = self.expr(owner, scope);
                let (source, space, name) = match builtin {
                    Builtin::JoinedOn => (Source::JoinedOn, Space::Partner, "joined_on"),
                    Builtin::Terminated => (Source::Terminated(scope.at), Space::Partner, "terminated"),
                    Builtin::Inactive => (Source::Inactive(scope.at), Space::Partner, "inactive"),
                    Builtin::Person => (Source::PersonOf, Space::Partner, "person"),
                    Builtin::LineEarner | Builtin::LineAmount => return self.line_field(*builtin, row, ty, e.span),
                };
                let own = Ty { optional: *builtin == Builtin::JoinedOn, ..ty };
                let column = self.input(format!("{source:?}"), name, space, own, source, e.span);
                self.load(column, row)
            }
            ExprKind::Parent(owner, tree) => {
                let row = self.expr(owner, scope);
                let view = self.view(tree, scope.at);
                make(Op::Parent(view, Box::new(row)))
            }
            ExprKind::Side(owner, tree) => {
                let row = self.expr(owner, scope);
                let view = self.view(tree, scope.at);
                let side = make(Op::Side(view, Box::new(row)));
                match ty.kind {
                    // Positions are counted from 1.
                    Kind::Number(..) => {
                        let one = make(Op::Const(1));
                        make(Op::Add(Box::new(side), Box::new(one)))
                    }
                    _ => side,
                }
            }
            ExprKind::Definition { subject, name, row, args, computed } => {
                self.definition_ref(subject, name, row.as_ref(), args, *computed, e, scope)
            }
            ExprKind::Opening(owner, name) => {
                let row = self.expr(owner, scope);
                let state = self.state(name);
                match (scope.at, self.part_at(scope.at)) {
                    (Reach::NOW, _) | (_, Some((_, 0))) => {}
                    // What the part before it closes with.
                    (_, Some((own, offset))) if offset > 0 => {
                        let before = self.part(own, offset - 1);
                        let column = self.closing(state.index(), before);
                        return self.load(column, row);
                    }
                    _ => {
                        return self.not_yet(e.span, say!("the opening value of an earlier period is not kept"), ty);
                    }
                }
                let column = self.input(
                    format!("opening {name}"),
                    &format!("opening {name}"),
                    Space::Partner,
                    ty,
                    Source::Opening(state),
                    e.span,
                );
                self.load(column, row)
            }
            ExprKind::Table(name, args, column) => self.lookup(name, args, column.as_deref(), e, scope),
            ExprKind::Tiers(name, key) => {
                let key = self.expr(key, scope);
                self.tier_rate(name, &key, ty, site)
            }
            ExprKind::Brackets(name, amount) => {
                let amount = self.expr(amount, scope);
                self.brackets(name, &amount, ty, site)
            }
            ExprKind::Convert(value, target, day) => {
                let from = match &value.ty.kind {
                    TypeKind::Number(unit, _) => unit.clone(),
                    _ => target.clone(),
                };
                let value = self.expr(value, scope);
                let day = day.as_ref().map(|day| {
                    let day = self.expr(day, scope);
                    if !day.ty.optional {
                        return day;
                    }
                    // What a condition has made known is there.
                    let end = Expr { op: Op::Period(PeriodEdge::End, scope.at), ty: Ty::known(Kind::Date), site };
                    Expr { op: Op::OrElse(Box::new(day), Box::new(end)), ty: Ty::known(Kind::Date), site }
                });
                let rate = match day {
                    Some(_) => self.rate(&from, target, &Scope { date: day, ..scope.clone() }, e.span),
                    None => self.rate(&from, target, scope, e.span),
                };
                make(Op::Mul(Box::new(value), Box::new(rate)))
            }
            ExprKind::Of(rate, base) => {
                let (rate, base) = (self.expr(rate, scope), self.expr(base, scope));
                self.product(rate, base, ty, site)
            }
            ExprKind::Negate(value) => {
                let value = self.expr(value, scope);
                match value.op {
                    Op::Div(n, d) => {
                        let n = Expr { ty: n.ty, site, op: Op::Neg(n) };
                        make(Op::Div(Box::new(n), d))
                    }
                    _ => make(Op::Neg(Box::new(value))),
                }
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                match op {
                    BinaryOp::Add => make(Op::Add(Box::new(a), Box::new(b))),
                    BinaryOp::Subtract => make(Op::Sub(Box::new(a), Box::new(b))),
                    BinaryOp::Multiply => self.product(a, b, ty, site),
                    BinaryOp::Divide => make(Op::Div(Box::new(a), Box::new(b))),
                }
            }
            ExprKind::Clamp(value, side, bound) => {
                let (a, b) = (self.expr(value, scope), self.expr(bound, scope));
                self.extreme(*side == ClampSide::AtLeast, a, b, ty, site)
            }
            ExprKind::Rounded(value, mode, scale) => {
                let value = self.expr(value, scope);
                let mode: RoundMode = *mode;
                if value.ty.scale() <= *scale && !matches!(value.op, Op::Div(..)) {
                    // Nothing to round: widen.
                    let zero = Expr { op: Op::Const(0), ty: Ty::known(ty.kind), site };
                    return make(Op::Add(Box::new(value), Box::new(zero)));
                }
                make(Op::Round(Box::new(value), mode))
            }
            ExprKind::Extreme(greatest, items) => {
                let mut items = items.iter().map(|i| self.expr(i, scope)).collect::<Vec<_>>().into_iter();
                let first = items.next().unwrap_or_else(|| make(Op::None));
                items.fold(first, |a, b| self.extreme(*greatest, a, b, ty, site))
            }
            ExprKind::Compare(op, a, b) => {
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                let op = match op {
                    CompareOp::Less => Compare::Lt,
                    CompareOp::LessOrEqual => Compare::Le,
                    CompareOp::Greater => Compare::Gt,
                    CompareOp::GreaterOrEqual => Compare::Ge,
                };
                self.compare(op, a, b, site)
            }
            ExprKind::Is(positive, a, b) => {
                let rows = matches!(a.ty.kind, TypeKind::Partner | TypeKind::Person | TypeKind::Event(_));
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                let equal = self.compare(Compare::Eq, a, b, site);
                match (*positive, rows) {
                    (true, _) => equal,
                    // An absent partner is nobody, so he is not this one.
                    (false, true) => make(Op::Not(Box::new(equal))),
                    (false, false) => match equal.op {
                        Op::Compare(_, a, b) => make(Op::Compare(Compare::Ne, a, b)),
                        _ => make(Op::Not(Box::new(equal))),
                    },
                }
            }
            ExprKind::IsKnown(positive, value) => {
                let value = self.expr(value, scope);
                let known = make(Op::IsKnown(Box::new(value)));
                if *positive { known } else { make(Op::Not(Box::new(known))) }
            }
            ExprKind::IsIn(positive, value, pick, args) => {
                let found = self.is_in(value, pick, args, scope, e.span);
                if *positive { found } else { make(Op::Not(Box::new(found))) }
            }
            ExprKind::IsBelow(positive, a, b, tree) => {
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                let view = self.view(tree, scope.at);
                let below = make(Op::IsBelow(view, Box::new(a), Box::new(b)));
                if *positive { below } else { make(Op::Not(Box::new(below))) }
            }
            ExprKind::TallyAtOrAbove(tally, rank) => {
                let Some(counts) = self.tally(tally, scope) else {
                    return self.not_yet(e.span, say!("a tally is a memory of a walk"), ty);
                };
                let rank = self.expr(rank, scope);
                let zero = make(Op::Const(0));
                counts.into_iter().enumerate().fold(zero, |sum, (at, count)| {
                    let this = Expr { op: Op::Const(at as i128), ty: rank.ty, site };
                    let counts_here = self.compare(Compare::Ge, this, rank.clone(), site);
                    let part = make(Op::If(Box::new(counts_here), Box::new(count), Box::new(make(Op::Const(0)))));
                    make(Op::Add(Box::new(sum), Box::new(part)))
                })
            }
            ExprKind::Not(value) => {
                let value = self.expr(value, scope);
                make(Op::Not(Box::new(value)))
            }
            ExprKind::And(parts) => self.chain(parts, scope, ty, site, true),
            ExprKind::Or(parts) => self.chain(parts, scope, ty, site, false),
            ExprKind::Cases(arms, otherwise) => {
                let otherwise = self.expr(otherwise, scope);
                let arms: Vec<(Expr, Expr)> =
                    arms.iter().map(|(v, c)| (self.expr(v, scope), self.expr(c, scope))).collect();
                // What its condition makes known is there; programs say so by what it would be otherwise.
                let there = |value: Expr| {
                    if !value.ty.optional || ty.optional {
                        return value;
                    }
                    let (known, site) = (Ty::known(value.ty.kind), value.site);
                    let or = |part: Expr, other: i128| {
                        if !part.ty.optional {
                            return part;
                        }
                        let known = Ty::known(part.ty.kind);
                        let none = Expr { op: Op::Const(other), ty: known, site };
                        Expr { op: Op::OrElse(Box::new(part), Box::new(none)), ty: known, site }
                    };
                    match value.op {
                        // Of a quotient both sides are there; none that does not count is divided by zero.
                        Op::Div(n, d) => {
                            let (n, d) = (or(*n, 0), or(*d, 1));
                            Expr { op: Op::Div(Box::new(n), Box::new(d)), ty: known, site }
                        }
                        op => or(Expr { op, ..value }, 0),
                    }
                };
                arms.into_iter()
                    .map(|(value, condition)| (there(value), condition))
                    .rev()
                    .fold(there(otherwise), |rest, (value, condition)| self.select(condition, value, rest, ty, site))
            }
            ExprKind::Otherwise(value, other) => {
                let (value, other) = (self.expr(value, scope), self.expr(other, scope));
                make(Op::OrElse(Box::new(value), Box::new(other)))
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, e, scope),
            ExprKind::Highest(ladder, rule, otherwise) => self.highest(ladder, rule, otherwise, scope, ty, site),
            ExprKind::Window { op, body, count, latest, before_joining_counted } => {
                let periods = *latest..*latest + *count;
                self.window(*op, body, periods, *before_joining_counted, scope, ty, e.span)
            }
            ExprKind::Back(value, n) => {
                let mut scope = scope.moved(self.earlier(scope.at, *n));
                scope.date = None;
                self.expr(value, &scope)
            }
            ExprKind::InSettled(value) => self.in_settled(value, scope, ty, site),
            ExprKind::OfGrain(value, to) => self.of_grain(value, *to, scope, ty, site),
            ExprKind::OfDate { value, grain, date, within } => {
                let date = self.expr(date, scope);
                self.of_date(value, *grain, (date, *within), scope, ty, site)
            }
            ExprKind::Parts { op, body, grain, so_far: _, before_joining_counted } => {
                self.over_parts(*op, body, *grain, *before_joining_counted, scope, ty, e.span)
            }
            ExprKind::Place(tree, keys) => self.place(tree, keys, scope, ty, e.span),
            ExprKind::Dated(values) => {
                let date = self.date(scope, e.span);
                let mut values = values.iter();
                let Some((first, _)) = values.next() else { return make(Op::None) };
                let first = self.expr(first, scope);
                let later: Vec<(Expr, i32)> = values.map(|(v, from)| (self.expr(v, scope), days(*from))).collect();
                later.into_iter().fold(first, |before, (value, from)| {
                    let from = Expr { op: Op::Const(i128::from(from)), ty: Ty::known(Kind::Date), site };
                    let reached = self.compare(Compare::Ge, date.clone(), from, site);
                    self.select(reached, value, before, ty, site)
                })
            }
            ExprKind::Between(unit, a, b) => {
                let (a, b) = (self.expr(a, scope), self.expr(b, scope));
                let count = match unit {
                    hir::BetweenUnit::MonthsCompleted => MonthCount::Completed,
                    hir::BetweenUnit::MonthsBegun => MonthCount::Begun,
                    hir::BetweenUnit::Days => MonthCount::Days,
                    hir::BetweenUnit::Calendar(unit) => MonthCount::Calendar(match unit {
                        hir::CalendarUnit::Week => Grain::Week,
                        hir::CalendarUnit::Month => Grain::Month,
                        hir::CalendarUnit::Quarter => Grain::Quarter,
                        hir::CalendarUnit::Year => Grain::Year,
                    }),
                };
                make(Op::Between(count, Box::new(a), Box::new(b)))
            }
            ExprKind::SettlementEnd => make(Op::Period(PeriodEdge::Settled, Reach::NOW)),
            ExprKind::PeriodEdge(end) => {
                make(Op::Period(if *end { PeriodEdge::End } else { PeriodEdge::Start }, scope.at))
            }
        }
    }

    /// A constant as an integer at a scale; a text is its place among those of the plan.
    pub(super) fn stored(&mut self, value: &hir::Expr, scale: u8) -> Option<i128> {
        let ExprKind::Text(text) = value.kind.as_ref() else { return stored_form(value, scale) };
        let texts = &mut self.program.texts;
        let at = texts.iter().position(|known| known == text).unwrap_or_else(|| {
            texts.push(text.clone());
            texts.len() - 1
        });
        Some(i128::from(small(at)))
    }

    /// Reports what this edition's first part does not have, and stands in for it.
    pub(super) fn not_yet(&mut self, span: Span, what: impl Into<Text>, ty: Ty) -> Expr {
        self.report(
            Diagnostic::new(Code::NotYet, span, what).help("give the value a definition of its own and read that"),
        );
        let site = self.site(span);
        Expr { op: Op::None, ty, site }
    }

    pub(super) fn handle(&self, handle: Handle, kind: Kind, _span: Span) -> Expr {
        Expr { op: Op::Handle(handle), ty: Ty::known(kind), site: crate::program::SiteId(0) }
    }

    /// The value of a column at a row.
    pub(super) fn load(&mut self, column: crate::program::ColumnId, row: Expr) -> Expr {
        let ty = self.program.columns.get(column.index()).map_or(Ty::known(Kind::Bool), |c| c.ty);
        let ty = Ty { optional: ty.optional || row.ty.optional, ..ty };
        let site = row.site;
        Expr { op: Op::Load(column, Box::new(row)), ty, site }
    }

    fn field_of(&mut self, owner: &hir::Expr, name: &str, e: &hir::Expr, scope: &Scope) -> Expr {
        let row = self.expr(owner, scope);
        match row.ty.kind {
            Kind::Event(set) => {
                let column = self.event_field(set, name, e.span);
                self.load(column, row)
            }
            _ => {
                let at = self.plan.partner_fields.iter().position(|f| f.name == name).map_or(0, small);
                let Some(field) = self.program.partner_fields.get(at as usize).cloned() else {
                    let ty = self.ty(&e.ty, None);
                    return self.not_yet(e.span, say!("no such field"), ty);
                };
                let column = self.input(
                    format!("partner field {at}"),
                    name,
                    Space::Partner,
                    field.ty,
                    Source::PartnerField(at),
                    e.span,
                );
                self.load(column, row)
            }
        }
    }

    /// The column of an event's field.
    pub(super) fn event_field(&mut self, set: EventSetId, name: &str, span: Span) -> crate::program::ColumnId {
        let event = self.program.event_sets.get(set.index()).map_or(0, |s| s.event.index());
        let field =
            self.program.events.get(event).and_then(|e| e.fields.iter().position(|f| f.name == name)).unwrap_or(0);
        let ty =
            self.program.events.get(event).and_then(|e| e.fields.get(field)).map_or(Ty::known(Kind::Bool), |f| f.ty);
        self.input(
            format!("field {set:?} {field}"),
            name,
            Space::Event(set),
            ty,
            Source::EventField(small(field)),
            span,
        )
    }

    /// The date of an event that picks conditions; a fact has none.
    pub(super) fn conditions_date(&mut self, set: EventSetId, row: &Expr) -> Option<Expr> {
        let event = self.program.event_sets.get(set.index()).map_or(0, |s| s.event.index());
        let event = self.program.events.get(event).filter(|e| e.holds.is_none())?;
        let name = event.fields.get(event.conditions as usize).map(|f| f.name.clone()).unwrap_or_default();
        let column = self.event_field(set, &name, Span::default());
        Some(self.load(column, row.clone()))
    }

    pub(super) fn date(&mut self, scope: &Scope, span: Span) -> Expr {
        if let Some(date) = &scope.date {
            return date.clone();
        }
        let site = self.site(span);
        Expr { op: Op::Period(PeriodEdge::End, scope.at), ty: Ty::known(Kind::Date), site }
    }

    fn chain(&mut self, parts: &[hir::Expr], scope: &Scope, ty: Ty, site: crate::program::SiteId, all: bool) -> Expr {
        let mut parts = parts.iter().map(|p| self.expr(p, scope)).collect::<Vec<_>>().into_iter();
        let first = parts.next().unwrap_or(Expr { op: Op::Const(i128::from(all)), ty, site });
        parts.fold(first, |a, b| {
            // What always holds needs no saying.
            match (&a.op, &b.op) {
                (Op::Const(v), _) if (*v == 1) == all => return b,
                (_, Op::Const(v)) if (*v == 1) == all => return a,
                _ => {}
            }
            let (a, b) = (Box::new(a), Box::new(b));
            Expr { op: if all { Op::And(a, b) } else { Op::Or(a, b) }, ty, site }
        })
    }
}
