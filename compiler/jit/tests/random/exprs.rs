//! Random well-typed expressions.

use crate::rng::Rng;
use crate::world::{TREES, World};
use compline_compiler::program::{
    ColumnId, Compare, Expr, Grain, Handle, Kind, MonthCount, Op, PeriodEdge, Reach, RoundMode, SiteId, Space, Ty,
    VarId,
};
use compline_compiler::testing::{self, COUNT, FACTOR};

/// What an expression may speak of.
#[derive(Clone)]
pub struct Scope {
    /// Handles with the space of their row.
    pub handles: Vec<(Handle, Space)>,
    /// Columns that have values.
    pub columns: Vec<ColumnId>,
    /// Columns that may be read at a handle only.
    pub only_at: Vec<(Handle, ColumnId)>,
    /// Variables.
    pub vars: Vec<(u32, Ty)>,
}

pub const MODES: [RoundMode; 4] = [RoundMode::HalfUp, RoundMode::HalfEven, RoundMode::Up, RoundMode::Down];

fn expr(rng: &mut Rng, op: Op, ty: Ty) -> Expr {
    Expr { op, ty, site: SiteId(rng.below(16) as u32) }
}

fn scaled(ty: Ty, scale: u8) -> Ty {
    match ty.kind {
        Kind::Number(unit, _) => Ty { kind: Kind::Number(unit, scale), ..ty },
        _ => ty,
    }
}

impl World {
    fn ty(&self, column: ColumnId) -> Ty {
        self.b.program.columns[column.index()].ty
    }

    fn space(&self, column: ColumnId) -> Space {
        self.b.program.columns[column.index()].space
    }

    /// Readable columns of a kind: with an expression for the row.
    fn load(&self, rng: &mut Rng, scope: &Scope, depth: u32, fits: impl Fn(Ty) -> bool) -> Option<Expr> {
        let mut found: Vec<Expr> = Vec::new();
        for column in &scope.columns {
            let ty = self.ty(*column);
            if !fits(ty) {
                continue;
            }
            let space = self.space(*column);
            if space == Space::Company {
                let e = expr(rng, Op::Company(*column), ty);
                found.push(e);
            }
            for (handle, of) in &scope.handles {
                if *of == space {
                    let row = self.handle(rng, *handle, *of);
                    let e = expr(rng, Op::Load(*column, row.into()), ty);
                    found.push(e);
                }
            }
            if space == Space::Partner
                && depth > 0
                && rng.one_in(3)
                && let Some(row) = self.partner(rng, scope, depth - 1)
            {
                let ty = Ty { optional: ty.optional || row.ty.optional, ..ty };
                let e = expr(rng, Op::Load(*column, row.into()), ty);
                found.push(e);
            }
        }
        for (handle, column) in &scope.only_at {
            let ty = self.ty(*column);
            if fits(ty) {
                let row = self.handle(rng, *handle, self.space(*column));
                let e = expr(rng, Op::Load(*column, row.into()), ty);
                found.push(e);
            }
        }
        for (var, ty) in &scope.vars {
            if fits(*ty) {
                let e = expr(rng, Op::Var(VarId(*var)), *ty);
                found.push(e);
            }
        }
        if found.is_empty() { None } else { Some(rng.pick(&found)) }
    }

    fn handle(&self, rng: &mut Rng, handle: Handle, space: Space) -> Expr {
        let ty = match space {
            Space::Event(set) => testing::event(set),
            _ => testing::partner(),
        };
        expr(rng, Op::Handle(handle), ty)
    }

    pub fn partner(&self, rng: &mut Rng, scope: &Scope, depth: u32) -> Option<Expr> {
        let handles: Vec<_> = scope.handles.iter().filter(|(_, space)| *space == Space::Partner).copied().collect();
        let base = match rng.below(3) {
            0 => self.load(rng, scope, 0, |ty| ty.kind == Kind::Partner),
            _ => None,
        };
        let base = match (base, handles.is_empty()) {
            (Some(base), _) => base,
            (None, false) => {
                let (handle, space) = rng.pick(&handles);
                self.handle(rng, handle, space)
            }
            (None, true) => self.load(rng, scope, 0, |ty| ty.kind == Kind::Partner)?,
        };
        Some(match rng.below(4) {
            0 if depth > 0 => {
                let tree = rng.pick(&TREES);
                expr(rng, Op::Parent(tree, base.into()), testing::optional(testing::partner()))
            }
            1 if depth > 0 && base.ty.optional => {
                let other = self.partner(rng, scope, depth - 1)?;
                let ty = Ty { optional: other.ty.optional, ..base.ty };
                expr(rng, Op::OrElse(base.into(), other.into()), ty)
            }
            _ => base,
        })
    }

    /// A number, with whatever scale it gets.
    pub fn number(&self, rng: &mut Rng, scope: &Scope, depth: u32) -> Expr {
        if depth == 0 || rng.one_in(6) {
            if rng.below(4) > 0
                && let Some(load) = self.load(rng, scope, depth, |ty| matches!(ty.kind, Kind::Number(..)))
            {
                return load;
            }
            let scale = rng.below(4) as u8;
            let stored = match rng.below(8) {
                0 => 0,
                1 => -i128::from(rng.next() as u16),
                2 if self.size == 2 => i128::from(i64::MAX),
                _ => i128::from(rng.below(300) as u64),
            };
            return expr(rng, Op::Const(stored), Ty::known(Kind::Number(FACTOR, scale)));
        }
        let optional = |a: &Expr, b: &Expr| a.ty.optional || b.ty.optional;
        match rng.below(15) {
            0 | 1 => {
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let ty = Ty { optional: optional(&a, &b), ..scaled(a.ty, a.ty.scale().max(b.ty.scale())) };
                let op = if rng.one_in(2) { Op::Add(a.into(), b.into()) } else { Op::Sub(a.into(), b.into()) };
                expr(rng, op, ty)
            }
            2 | 3 => {
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let ty = Ty { optional: optional(&a, &b), ..scaled(a.ty, a.ty.scale() + b.ty.scale()) };
                expr(rng, Op::Mul(a.into(), b.into()), ty)
            }
            4 => {
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let op = if rng.one_in(2) {
                    Op::Min(a.clone().into(), b.clone().into())
                } else {
                    Op::Max(a.clone().into(), b.clone().into())
                };
                let ty = Ty { optional: optional(&a, &b), ..scaled(a.ty, a.ty.scale().max(b.ty.scale())) };
                expr(rng, op, ty)
            }
            5 => {
                let a = self.number(rng, scope, depth - 1);
                let ty = a.ty;
                expr(rng, Op::Neg(a.into()), ty)
            }
            6 | 7 => {
                let a = self.number(rng, scope, depth - 1);
                let (mode, scale) = (rng.pick(&MODES), rng.below(4) as u8);
                let ty = scaled(a.ty, scale);
                expr(rng, Op::Round(a.into(), mode), ty)
            }
            8 | 9 => {
                let a = self.number(rng, scope, depth - 1);
                let b = self.number(rng, scope, depth - 1);
                // A divisor that is zero hardly ever.
                let one = testing::num(1, Ty::known(Kind::Number(COUNT, 0)));
                let guard =
                    testing::compare(Compare::Ne, b.clone(), testing::num(0, Ty::known(Kind::Number(COUNT, 0))));
                let b = if rng.one_in(12) { b } else { testing::when(guard, b, one) };
                let ty = Ty { optional: optional(&a, &b), ..a.ty };
                let ratio = expr(rng, Op::Div(a.into(), b.into()), ty);
                let (mode, scale) = (rng.pick(&MODES), rng.below(4) as u8);
                let ty = scaled(ty, scale);
                expr(rng, Op::Round(ratio.into(), mode), ty)
            }
            10 | 11 => {
                let condition = self.truth(rng, scope, depth - 1);
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let ty = Ty { optional: optional(&a, &b), ..scaled(a.ty, a.ty.scale().max(b.ty.scale())) };
                expr(rng, Op::If(condition.into(), a.into(), b.into()), ty)
            }
            12 => {
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let ty = Ty { optional: b.ty.optional, ..scaled(a.ty, a.ty.scale().max(b.ty.scale())) };
                expr(rng, Op::OrElse(a.into(), b.into()), ty)
            }
            13 => self.lookup(rng, scope, depth),
            _ => match (self.date(rng, scope), self.date(rng, scope)) {
                (Some(from), Some(to)) => {
                    let count = rng.pick(&[
                        MonthCount::Completed,
                        MonthCount::Begun,
                        MonthCount::Days,
                        MonthCount::Calendar(Grain::Week),
                        MonthCount::Calendar(Grain::Month),
                        MonthCount::Calendar(Grain::Quarter),
                        MonthCount::Calendar(Grain::Year),
                    ]);
                    let ty = Ty { kind: Kind::Number(COUNT, 0), optional: optional(&from, &to) };
                    expr(rng, Op::Between(count, from.into(), to.into()), ty)
                }
                _ => self.number(rng, scope, depth - 1),
            },
        }
    }

    fn date(&self, rng: &mut Rng, scope: &Scope) -> Option<Expr> {
        if rng.one_in(3) {
            let edge = rng.pick(&[PeriodEdge::Start, PeriodEdge::End]);
            let back = rng.below(3) as u32;
            let ty = Ty { kind: Kind::Date, optional: back > 1 };
            return Some(expr(rng, Op::Period(edge, Reach::Period(back)), ty));
        }
        self.load(rng, scope, 1, |ty| ty.kind == Kind::Date)
    }

    fn lookup(&self, rng: &mut Rng, scope: &Scope, depth: u32) -> Expr {
        let table = rng.pick(&self.tables);
        let declared = self.b.program.tables[table.index()].clone();
        let mut optional = false;
        let mut keys = Vec::new();
        for key in &declared.keys {
            let value = match key.ty.kind {
                Kind::Word(_) => self.word(rng, scope),
                _ => self.number(rng, scope, depth - 1),
            };
            // Mostly inside of the bounds.
            let least = testing::num(i128::from(key.bounds[0]), key.ty);
            let value =
                if rng.one_in(10) || matches!(key.ty.kind, Kind::Word(_)) { value } else { testing::max(value, least) };
            optional |= value.ty.optional;
            keys.push(value);
        }
        expr(rng, Op::Lookup(table, keys), Ty { optional, ..declared.ty })
    }

    pub fn word(&self, rng: &mut Rng, scope: &Scope) -> Expr {
        let load = self.load(rng, scope, 1, |ty| matches!(ty.kind, Kind::Word(_)));
        match load {
            Some(load) if rng.below(4) > 0 => load,
            _ => {
                let word = i128::from(rng.below(5) as u8);
                expr(rng, Op::Const(word), testing::word(self.words))
            }
        }
    }

    pub fn truth(&self, rng: &mut Rng, scope: &Scope, depth: u32) -> Expr {
        let bool_ty = |optional| Ty { kind: Kind::Bool, optional };
        if depth == 0 {
            if let Some(load) = self.load(rng, scope, 0, |ty| ty.kind == Kind::Bool)
                && rng.one_in(2)
            {
                return load;
            }
            let (a, b) = (self.number(rng, scope, 0), self.number(rng, scope, 0));
            return testing::compare(rng.pick(&[Compare::Ge, Compare::Lt]), a, b);
        }
        match rng.below(10) {
            0..=2 => {
                let (a, b) = (self.number(rng, scope, depth - 1), self.number(rng, scope, depth - 1));
                let compare = rng.pick(&[Compare::Eq, Compare::Ne, Compare::Lt, Compare::Le, Compare::Gt, Compare::Ge]);
                expr(rng, Op::Compare(compare, a.into(), b.into()), bool_ty(false))
            }
            3 => {
                let (a, b) = (self.word(rng, scope), self.word(rng, scope));
                let compare = rng.pick(&[Compare::Eq, Compare::Ne, Compare::Lt, Compare::Ge]);
                expr(rng, Op::Compare(compare, a.into(), b.into()), bool_ty(false))
            }
            4 | 5 => {
                let (a, b) = (self.truth(rng, scope, depth - 1), self.truth(rng, scope, depth - 1));
                let ty = bool_ty(a.ty.optional || b.ty.optional);
                let op = if rng.one_in(2) { Op::And(a.into(), b.into()) } else { Op::Or(a.into(), b.into()) };
                expr(rng, op, ty)
            }
            6 => {
                let a = self.truth(rng, scope, depth - 1);
                let ty = a.ty;
                expr(rng, Op::Not(a.into()), ty)
            }
            7 => {
                let a = self.number(rng, scope, depth - 1);
                expr(rng, Op::IsKnown(a.into()), bool_ty(false))
            }
            8 => match (self.partner(rng, scope, 1), self.partner(rng, scope, 1)) {
                (Some(a), Some(b)) => {
                    let op = if rng.one_in(2) {
                        Op::IsBelow(rng.pick(&TREES), a.into(), b.into())
                    } else {
                        Op::Compare(Compare::Eq, a.into(), b.into())
                    };
                    expr(rng, op, bool_ty(false))
                }
                _ => self.truth(rng, scope, 0),
            },
            _ => self.truth(rng, scope, 0),
        }
    }

    /// A value that a column or variable of a type can take, mostly.
    pub fn of_type(&self, rng: &mut Rng, scope: &Scope, ty: Ty, depth: u32) -> Expr {
        let value = match ty.kind {
            Kind::Bool => self.truth(rng, scope, depth),
            Kind::Word(_) => self.word(rng, scope),
            Kind::Partner => match self.partner(rng, scope, depth) {
                Some(partner) => partner,
                None => testing::none(ty),
            },
            Kind::Date => match self.date(rng, scope) {
                Some(date) => date,
                None => testing::num(20_460, testing::date()),
            },
            _ => {
                let value = self.number(rng, scope, depth);
                let scale = ty.scale();
                let rounded = if value.ty.scale() > scale && !rng.one_in(20) {
                    testing::round(value, rng.pick(&MODES), scale)
                } else {
                    value
                };
                // Rarely so large that the next step overflows.
                let most = testing::num(
                    if self.size == 2 { i128::from(i64::MAX / 4) } else { 1_000_000 },
                    Ty::known(Kind::Number(FACTOR, 0)),
                );
                if rng.one_in(8) { rounded } else { testing::min(rounded, most) }
            }
        };
        if ty.optional || !value.ty.optional || rng.one_in(40) {
            return value;
        }
        // A value must be there.
        let other = match ty.kind {
            Kind::Bool => testing::no(),
            Kind::Partner => return self.partner_there(rng, scope, value),
            kind => testing::num(if kind == Kind::Date { 20_460 } else { 1 }, Ty::known(kind)),
        };
        testing::or_else(value, other)
    }

    fn partner_there(&self, rng: &mut Rng, scope: &Scope, value: Expr) -> Expr {
        match scope.handles.iter().find(|(_, space)| *space == Space::Partner) {
            Some((handle, space)) => {
                let other = self.handle(rng, *handle, *space);
                testing::or_else(value, other)
            }
            None => testing::or_else(value, testing::num(0, testing::partner())),
        }
    }
}
