//! What values an expression may have.

use super::{Facts, of_type, stored};
use crate::range::{Exact, Range, Values, smallest, whole};
use compline_compiler::interpret::{exact, round};
use compline_compiler::program::{ColumnId, Compare, Expr, Handle, MonthCount, Op, RoundMode, Table, TableId};
use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeMap;

/// What is known where an expression is evaluated.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Env<'e> {
    /// Values of variables.
    pub vars: &'e [Range],
    /// What columns are at a row, where that is known better than of all rows.
    pub at: Option<(Handle, &'e BTreeMap<ColumnId, Range>)>,
    /// Whether there is somebody who earns.
    pub earner: bool,
}

/// Most cells of a table that are looked at.
const CELLS: usize = 65_536;

/// What values an expression may have.
pub(crate) fn range(facts: &Facts<'_>, expr: &Expr, env: &Env<'_>) -> Range {
    let of = |e: &Expr| range(facts, e, env);
    match &expr.op {
        Op::Const(value) => Range::one(stored(*value, expr.ty)),
        Op::None => Range::none(),
        Op::Var(var) => env.vars.get(var.index()).cloned().unwrap_or_else(|| of_type(facts.program, expr.ty).or_none()),
        Op::Load(column, row) => load(facts, *column, row, env),
        Op::Company(column) => facts.range(*column),
        Op::Add(a, b) => of(a).plus(&of(b)),
        Op::Sub(a, b) => of(a).plus(&of(b).negated()),
        Op::Mul(a, b) => of(a).times(&of(b)),
        Op::Div(a, b) => of(a).over(&of(b)),
        Op::Neg(a) => of(a).negated(),
        Op::Round(a, mode) => of(a).map(|value| rounded(value, expr.ty.scale(), *mode)),
        Op::Min(a, b) => of(a).smaller(&of(b)),
        Op::Max(a, b) => of(a).greater(&of(b)),
        Op::Compare(op, a, b) => compare(*op, &of(a), &of(b), is_number(a)),
        Op::And(a, b) => {
            let (a, b) = (of(a), of(b));
            let absent = a.absent || b.absent;
            let truth = Range::truth(a.may_hold() && b.may_hold(), a.may_fail() || b.may_fail());
            if absent { truth.or_none() } else { truth }
        }
        Op::Or(a, b) => {
            let (a, b) = (of(a), of(b));
            let absent = a.absent || b.absent;
            let truth = Range::truth(a.may_hold() || b.may_hold(), a.may_fail() && b.may_fail());
            if absent { truth.or_none() } else { truth }
        }
        Op::Not(a) => {
            let a = of(a);
            let truth = Range::truth(a.contains(&Exact::zero()), a.may_hold());
            if a.absent { truth.or_none() } else { truth }
        }
        Op::If(c, a, b) => {
            let c = of(c);
            match (c.may_hold(), c.may_fail()) {
                (true, false) => of(a),
                (false, _) => of(b),
                (true, true) => of(a).join(&of(b)),
            }
        }
        Op::IsKnown(a) => {
            let a = of(a);
            let there = a.few().is_none_or(|few| !few.is_empty());
            Range::truth(there, a.absent)
        }
        Op::OrElse(a, b) => {
            let a = of(a);
            if !a.absent {
                return a;
            }
            let b = of(b);
            Range { absent: b.absent, values: Range { absent: false, ..a }.join(&b).values }
        }
        Op::Lookup(table, args) => lookup(facts, *table, args, env),
        Op::IsBelow(..) => Range::truth(true, true),
        Op::Between(MonthCount::Days, ..) => Range::any().or_none(),
        Op::Between(..) | Op::Side(..) => Range::not_negative().or_none(),
        Op::Repeat(repeat) if repeat.result.is_none() => {
            Range { absent: false, values: Values::Between(Some(whole(0)), Some(whole(i64::from(repeat.most)))) }
        }
        Op::Handle(_) | Op::Parent(..) | Op::Period(..) | Op::Repeat(_) => of_type(facts.program, expr.ty).or_none(),
    }
}

fn load(facts: &Facts<'_>, column: ColumnId, row: &Expr, env: &Env<'_>) -> Range {
    let Op::Handle(handle) = row.op else { return facts.range(column).or_none() };
    let there = env.earner || handle != Handle::Earner;
    if let Some((at, columns)) = env.at
        && at == handle
        && let Some(range) = columns.get(&column)
    {
        return if there { range.clone() } else { range.clone().or_none() };
    }
    let range = facts.range(column);
    if there { range } else { range.or_none() }
}

fn is_number(expr: &Expr) -> bool {
    use compline_compiler::program::Kind;
    matches!(expr.ty.kind, Kind::Number(..) | Kind::Word(_) | Kind::Bool)
}

/// A comparison; with something absent it is no.
fn compare(op: Compare, a: &Range, b: &Range, is_number: bool) -> Range {
    let absent = a.absent || b.absent;
    let empty = |range: &Range| range.few().is_some_and(std::collections::BTreeSet::is_empty);
    if empty(a) || empty(b) {
        return Range::truth(false, true);
    }
    if !is_number {
        return Range::truth(true, true);
    }
    if let (Some(a), Some(b)) = (a.few(), b.few())
        && a.len() * b.len() <= 4_096
    {
        let holds = |x: &Exact, y: &Exact| match op {
            Compare::Eq => x == y,
            Compare::Ne => x != y,
            Compare::Lt => x < y,
            Compare::Le => x <= y,
            Compare::Gt => x > y,
            Compare::Ge => x >= y,
        };
        let yes = a.iter().any(|x| b.iter().any(|y| holds(x, y)));
        let no = a.iter().any(|x| b.iter().any(|y| !holds(x, y)));
        return Range::truth(yes, no || absent);
    }
    // Whether some x may be below some y, and so on, by the ends.
    let below = |x: &Range, y: &Range| x.low().zip(y.high()).is_none_or(|(x, y)| x < y);
    let at_most = |x: &Range, y: &Range| x.low().zip(y.high()).is_none_or(|(x, y)| x <= y);
    let (yes, no) = match op {
        Compare::Lt => (below(a, b), at_most(b, a)),
        Compare::Le => (at_most(a, b), below(b, a)),
        Compare::Gt => (below(b, a), at_most(a, b)),
        Compare::Ge => (at_most(b, a), below(a, b)),
        Compare::Eq => (at_most(a, b) && at_most(b, a), true),
        Compare::Ne => (true, at_most(a, b) && at_most(b, a)),
    };
    Range::truth(yes, no || absent)
}

fn rounded(value: &Exact, scale: u8, mode: RoundMode) -> Exact {
    exact(round(value, scale, mode), scale)
}

/// The cells that keys may find.
fn lookup(facts: &Facts<'_>, table: TableId, args: &[Expr], env: &Env<'_>) -> Range {
    let Some(table) = facts.program.tables.get(table.index()) else { return Range::any().or_none() };
    let args: Vec<Range> = args.iter().map(|arg| range(facts, arg, env)).collect();
    let absent = args.iter().any(|arg| arg.absent);
    let slots: Vec<Vec<usize>> = table.keys.iter().zip(&args).map(|(key, arg)| slots(key, arg)).collect();
    let all = of_type(facts.program, table.ty);
    if slots.iter().try_fold(1_usize, |count, slots| count.checked_mul(slots.len())).is_none_or(|count| count > CELLS) {
        return if absent { all.or_none() } else { all };
    }
    let mut places = vec![0_usize];
    for (key, slots) in table.keys.iter().zip(&slots) {
        places =
            places.iter().flat_map(|place| slots.iter().map(move |slot| place * key.bounds.len() + slot)).collect();
    }
    let cells = cells(table, &places);
    Range { absent: absent || cells.absent, ..cells }
}

fn cells(table: &Table, places: &[usize]) -> Range {
    let mut absent = false;
    let mut values = Vec::new();
    for cell in places.iter().filter_map(|place| table.values.get(*place)).flatten() {
        if *cell == compline_compiler::program::NONE {
            absent = true;
        } else {
            values.push(stored(i128::from(*cell), table.ty));
        }
    }
    Range { absent, ..Range::these(values) }
}

/// The slots of a key that a value may lie in.
fn slots(key: &compline_compiler::program::Key, arg: &Range) -> Vec<usize> {
    let bound = |value: i64| Exact::from_integer(BigInt::from(value)) * smallest(key.ty.scale());
    let slot = |value: &Exact| key.bounds.partition_point(|from| bound(*from) <= *value).checked_sub(1);
    match &arg.values {
        Values::These(values) => {
            let mut found: Vec<usize> = values.iter().filter_map(slot).collect();
            found.dedup();
            found
        }
        Values::Between(low, high) => {
            let first = low.as_ref().and_then(slot).unwrap_or(0);
            let last = match high {
                Some(high) => slot(high).map_or(0, |last| last + 1),
                None => key.bounds.len(),
            };
            (first..last).collect()
        }
    }
}

/// The index that a word has.
pub(crate) fn index(value: &Exact) -> Option<usize> {
    value.to_integer().to_usize()
}
