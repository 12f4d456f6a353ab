//! What a condition that was passed tells about the values that it speaks of.

use crate::eval::{Evaluator, Scope};
use crate::value::{Known, Number, Values, difference, step};
use compline_compiler::program::{Compare, Expr, Kind, Op};

/// How a condition turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    /// Yes.
    Yes,
    /// No.
    No,
    /// No, or absent.
    NotYes,
}

/// What is known of expressions at a place. An expression has one value for a row, so what is known of it holds
/// wherever it stands again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts<'p> {
    all: Vec<(&'p Expr, Values)>,
}

impl<'p> Facts<'p> {
    /// What is known of an expression, if anything.
    pub(crate) fn about(&self, e: &Expr) -> Option<Values> {
        let known = self.all.iter().filter(|(other, _)| same(other, e)).map(|(_, values)| *values);
        known.reduce(Values::and)
    }

    /// What is known of a variable.
    pub(crate) fn about_var(&self, at: usize) -> Option<Values> {
        let known = self.all.iter().filter(|(e, _)| matches!(e.op, Op::Var(var) if var.index() == at));
        known.map(|(_, values)| *values).reduce(Values::and)
    }

    pub(crate) fn mark(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn forget(&mut self, mark: usize) {
        self.all.truncate(mark);
    }
}

impl<'p> Evaluator<'p> {
    /// Notes what a condition tells; `false` where it cannot have turned out so.
    pub(crate) fn assume(&mut self, e: &'p Expr, truth: Truth, scope: &mut Scope<'p>) -> bool {
        // What is looked at only to learn from it is not seen.
        let seen = self.seen.take();
        let possible = self.learn(e, truth, scope);
        self.seen = seen;
        possible
    }

    fn learn(&mut self, e: &'p Expr, truth: Truth, scope: &mut Scope<'p>) -> bool {
        match (&e.op, truth) {
            (Op::And(a, b), Truth::Yes) => self.learn(a, truth, scope) && self.learn(b, truth, scope),
            (Op::Or(a, b), Truth::No) => self.learn(a, truth, scope) && self.learn(b, truth, scope),
            (Op::Or(a, b), Truth::NotYes) => {
                // The second was asked only where the first is no.
                let first = self.value(a, scope);
                self.learn(a, truth, scope) && (first.absent || self.learn(b, truth, scope))
            }
            (Op::Not(a), Truth::Yes) => self.learn(a, Truth::No, scope),
            (Op::Not(a), Truth::No) => self.learn(a, Truth::Yes, scope),
            (Op::IsKnown(a), Truth::Yes) => {
                let known = self.value(a, scope).present();
                self.note(a, known, scope)
            }
            (Op::IsKnown(a), Truth::No | Truth::NotYes) => self.note(a, Values::ABSENT, scope),
            (Op::Compare(compare, a, b), _) => self.learn_order(*compare, a, b, truth == Truth::Yes, scope),
            (Op::Var(_) | Op::Load(..) | Op::Company(_), _) if e.ty.kind == Kind::Bool => {
                let known = match truth {
                    Truth::Yes => Values::YES,
                    Truth::No => Values::NO,
                    Truth::NotYes => Values::NO.or_absent(true),
                };
                self.note(e, known, scope)
            }
            _ => {
                let value = self.value(e, scope);
                match truth {
                    Truth::Yes => value.may_be_yes(),
                    Truth::No => value.may_be_no(),
                    Truth::NotYes => value.may_be_no() || value.absent,
                }
            }
        }
    }

    fn learn_order(&mut self, compare: Compare, a: &'p Expr, b: &'p Expr, yes: bool, scope: &mut Scope<'p>) -> bool {
        let (x, y) = (self.value(a, scope), self.value(b, scope));
        // A comparison that is no may be so because something is absent: then it tells nothing.
        if !yes && (x.absent || y.absent) {
            return true;
        }
        let compare = if yes { compare } else { opposite(compare) };
        let (x, y) = (x.present(), y.present());
        let gap = gap(a, b);
        let (left, right) = match compare {
            Compare::Eq => (x.and(y), y.and(x)),
            Compare::Ne => (without(x, y, gap), without(y, x, gap)),
            Compare::Lt => (up_to(x, y, gap), from(y, x, gap)),
            Compare::Le => (up_to(x, y, None), from(y, x, None)),
            Compare::Gt => (from(x, y, gap), up_to(y, x, gap)),
            Compare::Ge => (from(x, y, None), up_to(y, x, None)),
        };
        if left.is_never() || right.is_never() {
            return false;
        }
        if matches!(compare, Compare::Lt | Compare::Gt)
            && gap.is_none()
            && matches!((left.single(), right.single()), (Some(p), Some(q)) if p == q)
        {
            return false;
        }
        self.note(a, left, scope) && self.note(b, right, scope)
    }

    fn note(&mut self, e: &'p Expr, known: Values, scope: &mut Scope<'p>) -> bool {
        let value = self.value(e, scope).and(known);
        if value.is_never() {
            return false;
        }
        if !matches!(e.op, Op::Const(_) | Op::None) {
            scope.facts.all.push((e, known));
        }
        true
    }
}

/// Whether two expressions are the same but for where they stand.
pub(crate) fn same(a: &Expr, b: &Expr) -> bool {
    match (&a.op, &b.op) {
        (Op::Const(x), Op::Const(y)) => x == y && a.ty.scale() == b.ty.scale() && same_kind(a, b),
        (Op::None, Op::None) => true,
        (Op::Handle(x), Op::Handle(y)) => x == y,
        (Op::Var(x), Op::Var(y)) => x == y,
        (Op::Load(c, x), Op::Load(d, y)) => c == d && same(x, y),
        (Op::Company(c), Op::Company(d)) => c == d,
        (Op::Parent(v, x), Op::Parent(w, y)) | (Op::Side(v, x), Op::Side(w, y)) => v == w && same(x, y),
        (Op::Add(p, q), Op::Add(r, s))
        | (Op::Sub(p, q), Op::Sub(r, s))
        | (Op::Mul(p, q), Op::Mul(r, s))
        | (Op::Div(p, q), Op::Div(r, s))
        | (Op::Min(p, q), Op::Min(r, s))
        | (Op::Max(p, q), Op::Max(r, s)) => same(p, r) && same(q, s),
        (Op::Neg(x), Op::Neg(y)) => same(x, y),
        (Op::Round(x, m), Op::Round(y, n)) => m == n && a.ty.scale() == b.ty.scale() && same(x, y),
        (Op::Lookup(t, x), Op::Lookup(u, y)) => {
            t == u && x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y))
        }
        // Others are never looked for again.
        _ => false,
    }
}

fn same_kind(a: &Expr, b: &Expr) -> bool {
    matches!((a.ty.kind, b.ty.kind), (Kind::Number(..), Kind::Number(..))) || a.ty.kind == b.ty.kind
}

fn opposite(compare: Compare) -> Compare {
    match compare {
        Compare::Eq => Compare::Ne,
        Compare::Ne => Compare::Eq,
        Compare::Lt => Compare::Ge,
        Compare::Le => Compare::Gt,
        Compare::Gt => Compare::Le,
        Compare::Ge => Compare::Lt,
    }
}

/// The least by which two different values differ, where both are stored numbers.
fn gap(a: &Expr, b: &Expr) -> Option<Number> {
    let stored = |e: &Expr| !matches!(e.op, Op::Div(..));
    if stored(a) && stored(b) { step(a.ty.scale().max(b.ty.scale())) } else { None }
}

/// What of `x` is not above all of `y`, and by `gap` below it.
fn up_to(x: Values, y: Values, gap: Option<Number>) -> Values {
    let high = y.bounds().and_then(|(_, high)| high);
    let high = match gap {
        Some(gap) => high.and_then(|high| difference(high, gap)),
        None => high,
    };
    x.and(Values::range(None, high))
}

/// What of `x` is not below all of `y`, and by `gap` above it.
fn from(x: Values, y: Values, gap: Option<Number>) -> Values {
    let low = y.bounds().and_then(|(low, _)| low);
    let low = match gap {
        Some(gap) => low.and_then(|low| difference(low, -gap)),
        None => low,
    };
    x.and(Values::range(low, None))
}

/// `x` without the one value that `y` has.
fn without(x: Values, y: Values, gap: Option<Number>) -> Values {
    let Some(one) = y.single() else { return x };
    match x.known {
        Known::Words(set) if one.is_integer() => {
            let bit = u32::try_from(*one.numer()).ok().filter(|n| *n < 128).map_or(0, |n| 1_u128 << n);
            let left = set & !bit;
            Values { absent: x.absent, known: if left == 0 { Known::Never } else { Known::Words(left) } }
        }
        Known::Range(low, high) => match gap {
            _ if low == Some(one) && high == Some(one) => Values { absent: x.absent, known: Known::Never },
            Some(gap) if low == Some(one) => from(x, Values::range(Some(one), Some(one)), Some(gap)),
            Some(gap) if high == Some(one) => up_to(x, Values::range(Some(one), Some(one)), Some(gap)),
            _ => x,
        },
        _ => x,
    }
}
