//! Conditions that cannot hold together.

use crate::facts::{Def, Facts, stored};
use crate::range::Exact;
use compline_compiler::program::{Compare, Expr, Handle, Op, SiteId};

/// What must hold of a row: all of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions(Vec<Expr>);

impl Conditions {
    /// The conditions that a filter asks of the row that it calls by this handle, definitions opened.
    pub fn of(facts: &Facts<'_>, filter: Option<&Expr>, row: Handle) -> Self {
        let mut all = Vec::new();
        if let Some(filter) = filter {
            collect(facts, &plain(filter, row), &mut all, 0);
        }
        Self(all)
    }

    /// Nothing is asked.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether no row can meet both.
    pub fn exclude(&self, other: &Self) -> bool {
        self.0.iter().any(|a| other.0.iter().any(|b| are_opposite(a, b)))
    }
}

/// The parts of a conjunction; a definition's parts beside its name.
fn collect(facts: &Facts<'_>, expr: &Expr, all: &mut Vec<Expr>, depth: usize) {
    if depth > 20 {
        return;
    }
    if let Op::And(a, b) = &expr.op {
        collect(facts, a, all, depth + 1);
        collect(facts, b, all, depth + 1);
        return;
    }
    if let Op::Load(column, row) = &expr.op
        && matches!(row.op, Op::Handle(Handle::Row))
        && let Def::Value(definition) = facts.def(*column)
    {
        collect(facts, &plain(definition, Handle::Row), all, depth + 1);
    }
    // `not leader`, where a leader is one whose rate is so high.
    if let Op::Not(inner) = &expr.op
        && let Op::Load(column, row) = &inner.op
        && matches!(row.op, Op::Handle(Handle::Row))
        && let Def::Value(definition) = facts.def(*column)
    {
        let definition = plain(definition, Handle::Row);
        all.push(Expr { op: Op::Not(Box::new(definition)), ..expr.clone() });
    }
    all.push(expr.clone());
}

/// The expression without places, its row under the common name.
fn plain(expr: &Expr, row: Handle) -> Expr {
    let mut plain = expr.clone();
    strip(&mut plain, row);
    plain
}

fn strip(expr: &mut Expr, row: Handle) {
    expr.site = SiteId(0);
    if let Op::Handle(handle) = &mut expr.op {
        // Whoever was called `Row` before is somebody else now.
        *handle = match *handle {
            found if found == row => Handle::Row,
            Handle::Row => Handle::My,
            other => other,
        };
    }
    expr.children_mut().into_iter().for_each(|child| strip(child, row));
}

/// Whether at most one of two conditions holds of a row.
fn are_opposite(a: &Expr, b: &Expr) -> bool {
    if speaks_of_others(a) || speaks_of_others(b) {
        return false;
    }
    let is_not = |a: &Expr, b: &Expr| matches!(&a.op, Op::Not(inner) if **inner == *b);
    if is_not(a, b) || is_not(b, a) {
        return true;
    }
    let (Some((x, op, k)), Some((y, other, l))) = (comparison(a), comparison(b)) else { return false };
    x == y && !meet(op, &k, other, &l)
}

/// Whether an expression speaks of another row than the one at hand, or of variables.
fn speaks_of_others(expr: &Expr) -> bool {
    let mut others = false;
    expr.walk(&mut |expr| {
        others |= match expr.op {
            Op::Handle(handle) => handle != Handle::Row,
            Op::Var(_) | Op::Repeat(_) => true,
            _ => false,
        };
    });
    others
}

/// A comparison with a constant on the right.
fn comparison(expr: &Expr) -> Option<(&Expr, Compare, Exact)> {
    let Op::Compare(op, x, k) = &expr.op else { return None };
    let Op::Const(value) = k.op else { return None };
    Some((x, *op, stored(value, k.ty)))
}

/// Whether one value can meet both comparisons.
fn meet(op: Compare, k: &Exact, other: Compare, l: &Exact) -> bool {
    use Compare::{Eq, Ge, Gt, Le, Lt, Ne};
    match (op, other) {
        (Eq, Eq) => k == l,
        (Eq, Ne) | (Ne, Eq) => k != l,
        (Eq, Lt) => k < l,
        (Eq, Le) => k <= l,
        (Eq, Gt) => k > l,
        (Eq, Ge) => k >= l,
        (Lt, Eq) => l < k,
        (Le, Eq) => l <= k,
        (Gt, Eq) => l > k,
        (Ge, Eq) => l >= k,
        (Lt, Gt | Ge) | (Le, Gt) => l < k,
        (Gt, Lt | Le) | (Ge, Lt) => k < l,
        (Le, Ge) => l <= k,
        (Ge, Le) => k <= l,
        _ => true,
    }
}
