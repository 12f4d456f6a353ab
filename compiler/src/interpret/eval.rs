//! The meaning of scalar expressions.

use super::dates;
use super::trace::{NoTrace, Trace};
use super::value::{Value, exact, from_stored, is_yes, round, row_of, to_stored, whole, yes_no};
use crate::outcome::ErrorKind;
use crate::program::{
    ColumnId, Compare, Expr, Handle, Key, LEAST_KEY, NONE, Op, PeriodEdge, Program, Repeat, SiteId, TableId,
    TreeViewId, VarId,
};
use crate::store::Store;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// The rows and variables that an expression may speak of.
#[derive(Clone, Copy, Debug)]
pub struct Env<'a> {
    /// [`Handle::Row`], [`NONE`] where unset.
    pub row: i64,
    /// [`Handle::My`], [`NONE`] where unset.
    pub my: i64,
    /// [`Handle::Trigger`], [`NONE`] where unset.
    pub trigger: i64,
    /// [`Handle::Earner`], [`NONE`] where unset.
    pub earner: i64,
    /// By `VarId`: stored form at the scale of the variable's type, [`NONE`] where absent. An [`Op::Var`]
    /// expression has the type of its variable.
    pub vars: &'a [i64],
}

impl Env<'_> {
    /// Nothing is set.
    pub const EMPTY: Env<'static> = Env { row: NONE, my: NONE, trigger: NONE, earner: NONE, vars: &[] };

    fn handle(&self, handle: Handle) -> i64 {
        match handle {
            Handle::Row => self.row,
            Handle::My => self.my,
            Handle::Trigger => self.trigger,
            Handle::Earner => self.earner,
        }
    }
}

/// Why an expression has no value, and which part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct EvalError {
    /// What happened.
    pub kind: ErrorKind,
    /// The innermost expression that it happened in.
    pub site: SiteId,
}

/// The value of an expression in stored form at the scale of its type; [`NONE`] where it is absent.
///
/// # Errors
/// See [`ErrorKind`]; a quotient that is not rounded is mostly [`ErrorKind::Inexact`] (use [`eval_exact`]).
pub fn eval(program: &Program, store: &Store, expr: &Expr, env: &Env<'_>) -> Result<i64, EvalError> {
    let value = eval_exact(program, store, expr, env)?;
    to_stored(&value, expr.ty.scale()).map_err(|kind| EvalError { kind, site: expr.site })
}

/// The exact value of an expression.
///
/// # Errors
/// See [`ErrorKind`].
pub fn eval_exact(program: &Program, store: &Store, expr: &Expr, env: &Env<'_>) -> Result<Value, EvalError> {
    eval_traced(program, store, expr, env, &mut NoTrace)
}

/// The exact value of an expression, with every part that was evaluated reported to a listener.
///
/// # Errors
/// See [`ErrorKind`].
pub fn eval_traced(
    program: &Program,
    store: &Store,
    expr: &Expr,
    env: &Env<'_>,
    trace: &mut dyn Trace,
) -> Result<Value, EvalError> {
    Evaluator { program, store, env, trace }.value(expr)
}

struct Evaluator<'a> {
    program: &'a Program,
    store: &'a Store,
    env: &'a Env<'a>,
    trace: &'a mut dyn Trace,
}

impl Evaluator<'_> {
    fn value(&mut self, expr: &Expr) -> Result<Value, EvalError> {
        let value = self.compute(expr)?;
        self.trace.value(expr, &value);
        Ok(value)
    }

    fn compute(&mut self, expr: &Expr) -> Result<Value, EvalError> {
        let fail = |kind| EvalError { kind, site: expr.site };
        Ok(match &expr.op {
            Op::Const(stored) => Some(exact(BigInt::from(*stored), expr.ty.scale())),
            Op::None => None,
            Op::Handle(handle) => from_stored(self.env.handle(*handle), 0),
            Op::Var(var) => from_stored(self.env.vars.get(var.index()).copied().unwrap_or(NONE), expr.ty.scale()),
            Op::Load(column, row) => row_of(&self.value(row)?).and_then(|row| self.load(*column, row)),
            Op::Company(column) => self.load(*column, 0),
            Op::Parent(view, row) => {
                row_of(&self.value(row)?).and_then(|row| parent(self.store, *view, row)).map(whole)
            }
            Op::Side(view, row) => row_of(&self.value(row)?).and_then(|row| side(self.store, *view, row)).map(whole),
            Op::Add(a, b) => self.two(a, b)?.map(|(a, b)| a + b),
            Op::Sub(a, b) => self.two(a, b)?.map(|(a, b)| a - b),
            Op::Mul(a, b) => self.two(a, b)?.map(|(a, b)| a * b),
            Op::Div(a, b) => match self.two(a, b)? {
                Some((_, b)) if b.is_zero() => return Err(fail(ErrorKind::DivisionByZero)),
                operands => operands.map(|(a, b)| a / b),
            },
            Op::Neg(a) => self.value(a)?.map(|a| -a),
            Op::Round(a, mode) => self.value(a)?.map(|a| exact(round(&a, expr.ty.scale(), *mode), expr.ty.scale())),
            Op::Min(a, b) => self.two(a, b)?.map(|(a, b)| a.min(b)),
            Op::Max(a, b) => self.two(a, b)?.map(|(a, b)| a.max(b)),
            // A comparison with an absent operand is no, also `is not`.
            Op::Compare(compare, a, b) => yes_no(self.two(a, b)?.is_some_and(|(a, b)| holds(*compare, &a, &b))),
            // The second is evaluated only if the first is yes; a first that is no or absent is the result.
            Op::And(a, b) => match self.value(a)? {
                first if is_yes(&first) => self.value(b)?,
                first => first,
            },
            // The second is evaluated only if the first is no; a first that is yes or absent is the result.
            Op::Or(a, b) => match self.value(a)? {
                Some(first) if first.is_zero() => self.value(b)?,
                first => first,
            },
            Op::Not(a) => self.value(a)?.and_then(|a| yes_no(a.is_zero())),
            // An absent condition is not yes, so it takes the third.
            Op::If(condition, then, otherwise) => {
                let condition = self.value(condition)?;
                self.value(if is_yes(&condition) { then } else { otherwise })?
            }
            Op::IsKnown(a) => yes_no(self.value(a)?.is_some()),
            Op::OrElse(a, b) => match self.value(a)? {
                None => self.value(b)?,
                known => known,
            },
            Op::Lookup(table, keys) => {
                let keys = keys.iter().map(|key| self.value(key)).collect::<Result<Vec<_>, _>>()?;
                match keys.into_iter().collect::<Option<Vec<_>>>() {
                    None => None,
                    Some(keys) => Some(lookup(self.program, *table, &keys).map_err(fail)?),
                }
            }
            // As a comparison: no where an operand is absent.
            Op::IsBelow(view, a, b) => {
                let (a, b) = (self.value(a)?, self.value(b)?);
                yes_no(matches!((row_of(&a), row_of(&b)), (Some(a), Some(b)) if is_below(self.store, *view, a, b)))
            }
            Op::Period(edge, reach) => self.store.days(*reach).map(|days| {
                whole(i64::from(match edge {
                    PeriodEdge::Start => days.start,
                    PeriodEdge::End => days.end,
                    PeriodEdge::Settled => self.store.settled_to,
                }))
            }),
            Op::Between(count, from, to) => match self.two(from, to)? {
                None => None,
                Some((from, to)) => Some(dates::between(*count, &from, &to).map_err(fail)?),
            },
            Op::Repeat(repeat) => self.repeat(repeat)?,
        })
    }

    /// A loop, round by round.
    fn repeat(&mut self, repeat: &Repeat) -> Result<Value, EvalError> {
        let mut vars = vec![NONE; repeat.vars.len()];
        for (at, start) in repeat.start.iter().enumerate() {
            let value = self.value(start)?;
            keep(repeat, &mut vars, VarId(u32::try_from(at).unwrap_or(u32::MAX)), start, &value)?;
        }
        let mut rounds = 0;
        while rounds < repeat.most {
            if let Some(stop) = &repeat.stop_before
                && is_yes(&self.with(&vars).value(stop)?)
            {
                break;
            }
            for (var, expr) in &repeat.lets {
                let value = self.with(&vars).value(expr)?;
                keep(repeat, &mut vars, *var, expr, &value)?;
            }
            let mut next = vars.clone();
            for (var, expr) in &repeat.then {
                let value = self.with(&vars).value(expr)?;
                keep(repeat, &mut next, *var, expr, &value)?;
            }
            vars = next;
            rounds += 1;
        }
        Ok(match repeat.result {
            None => whole(i64::from(rounds)).into(),
            Some(var) => {
                let scale = repeat.vars.get(var.index()).map_or(0, |var| var.ty.scale());
                from_stored(vars.get(var.index()).copied().unwrap_or(NONE), scale)
            }
        })
    }

    /// The same with other variables.
    fn with<'v>(&'v mut self, vars: &'v [i64]) -> Inner<'v> {
        Inner { program: self.program, store: self.store, env: Env { vars, ..*self.env }, trace: self.trace }
    }

    /// Both operands; nothing where one of them is absent. Both are evaluated in any case.
    fn two(&mut self, a: &Expr, b: &Expr) -> Result<Option<(BigRational, BigRational)>, EvalError> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        Ok(a.zip(b))
    }

    fn load(&self, column: ColumnId, row: usize) -> Value {
        let scale = self.program.columns.get(column.index()).map_or(0, |column| column.ty.scale());
        from_stored(self.store.get(column, row), scale)
    }
}

/// Evaluates inside of a loop.
struct Inner<'a> {
    program: &'a Program,
    store: &'a Store,
    env: Env<'a>,
    trace: &'a mut dyn Trace,
}

impl Inner<'_> {
    fn value(&mut self, expr: &Expr) -> Result<Value, EvalError> {
        Evaluator { program: self.program, store: self.store, env: &self.env, trace: self.trace }.value(expr)
    }
}

/// Keeps the value of a variable of a loop in stored form.
fn keep(repeat: &Repeat, vars: &mut [i64], var: VarId, expr: &Expr, value: &Value) -> Result<(), EvalError> {
    let fail = |kind| EvalError { kind, site: expr.site };
    let ty = repeat.vars.get(var.index()).map(|var| var.ty).ok_or(fail(ErrorKind::Overflow))?;
    if value.is_none() && !ty.optional {
        return Err(fail(ErrorKind::Absent));
    }
    let stored = to_stored(value, ty.scale()).map_err(fail)?;
    if let Some(slot) = vars.get_mut(var.index()) {
        *slot = stored;
    }
    Ok(())
}

fn holds(compare: Compare, a: &BigRational, b: &BigRational) -> bool {
    match compare {
        Compare::Eq => a == b,
        Compare::Ne => a != b,
        Compare::Lt => a < b,
        Compare::Le => a <= b,
        Compare::Gt => a > b,
        Compare::Ge => a >= b,
    }
}

/// A table's value: no lookup may silently miss its table (language core, law 5).
fn lookup(program: &Program, table: TableId, keys: &[BigRational]) -> Result<BigRational, ErrorKind> {
    let table = program.tables.get(table.index()).ok_or(ErrorKind::NoTableRow)?;
    let mut at = 0;
    for (key, value) in table.keys.iter().zip(keys) {
        let none = if is_open_below(key) { ErrorKind::Overflow } else { ErrorKind::NoTableRow };
        at = at * key.bounds.len() + slot(key, value).ok_or(none)?;
    }
    let stored = table.values.get(at).copied().flatten().ok_or(ErrorKind::NoTableRow)?;
    Ok(exact(BigInt::from(stored), table.ty.scale()))
}

/// Whether a key has a slot for everything below: what is still less is no number that a key can be.
fn is_open_below(key: &Key) -> bool {
    key.bounds.first() == Some(&LEAST_KEY)
}

/// The last slot whose bound is not above the key; nothing below the first bound.
fn slot(key: &Key, value: &BigRational) -> Option<usize> {
    key.bounds.iter().rposition(|bound| exact(BigInt::from(*bound), key.ty.scale()) <= *value)
}

/// The row above in a tree; nothing at a root and outside of the tree.
pub(super) fn parent(store: &Store, view: TreeViewId, row: usize) -> Option<i64> {
    let parent = *store.tree(view)?.parent.get(row)?;
    (parent >= 0).then(|| i64::from(parent))
}

fn side(store: &Store, view: TreeViewId, row: usize) -> Option<i64> {
    let side = *store.tree(view)?.side.get(row)?;
    (side >= 0).then(|| i64::from(side))
}

/// Whether `above` is met on the way from `row` to the root, not counting `row` itself.
fn is_below(store: &Store, view: TreeViewId, row: usize, above: usize) -> bool {
    let mut at = row;
    while let Some(next) = parent(store, view, at).and_then(|next| usize::try_from(next).ok()) {
        if next == above {
            return true;
        }
        at = next;
    }
    false
}
