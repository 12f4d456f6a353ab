//! A memory that only rises, and pay that is at most what it rises by: the weight is the memory itself. For rates that may
//! take any number of values, where no graph can be drawn.

use super::{Walked, is_var};
use crate::facts::{Env, Facts, range};
use crate::linear::Linear;
use crate::range::{Exact, Range};
use crate::upper::{Here, Upper};
use compline_compiler::program::{Bonus, Earner, Expr, Handle, Op, SiteId, VarId};
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// Bounds of a walk of which each visit pays `(r - m, not below 0) of base` and leaves `m` as the greater one of both.
pub(super) fn walked(facts: &Facts<'_>, upper: &Upper<'_, '_>, bonus: &Bonus) -> Option<Walked> {
    bonus.walk.as_ref()?;
    let [pay] = bonus.pays.as_slice() else { return None };
    if !bonus.finally.is_empty() || pay.to == Earner::Company {
        return None;
    }
    let Op::Mul(rate, base) = &pay.amount.op else { return None };
    let rate = match rate.op {
        Op::Var(var) => bonus.lets.iter().find(|(found, _)| *found == var).map(|(_, rate)| rate)?,
        _ => rate,
    };
    let (memory, reached) = bonus.then.iter().find_map(|(memory, then)| {
        let Op::Max(a, b) = &then.op else { return None };
        let reached = if is_var(a, *memory) { b } else { a };
        let keeps = is_var(a, *memory) || is_var(b, *memory);
        (keeps && is_rise(rate, *memory, reached)).then_some((*memory, reached))
    })?;
    let none = BTreeMap::new();
    let vars = vec![Range::any().or_none(); bonus.vars.len()];
    let env = Env { vars: &vars, at: Some((Handle::Earner, &none)), earner: true };
    let start = range(facts, bonus.start.get(memory.index())?, &env);
    let most = range(facts, reached, &env).high()?;
    let rise = (most - start.low()?).max(Exact::zero());
    let here = Here { space: bonus.trigger.space, handles: &[Handle::Trigger], env };
    if !range(facts, base, &env).is_not_negative() && !upper.is_never_negative(base, &here) {
        return None;
    }
    let forms = upper.of(base, &here).into_iter().filter_map(|form| positive(facts, &form));
    let forms: Vec<Linear> = forms.map(|form| form.times(&rise)).collect();
    (!forms.is_empty()).then_some(Walked { forms: Ok(forms), not_negative: true })
}

fn positive(facts: &Facts<'_>, form: &Linear) -> Option<Linear> {
    let mut positive = form.clone();
    for (column, _) in form.columns.iter().filter(|(_, multiple)| multiple.is_negative()) {
        if !facts.not_negative(*column) {
            return None;
        }
        positive.columns.remove(column);
    }
    positive.fixed = positive.fixed.max(Exact::zero());
    Some(positive)
}

/// Whether a rate is what is reached less the memory, but not below zero.
fn is_rise(rate: &Expr, memory: VarId, reached: &Expr) -> bool {
    let is_zero = |expr: &Expr| matches!(expr.op, Op::Const(0));
    let is_difference =
        |expr: &Expr| matches!(&expr.op, Op::Sub(from, less) if is_var(less, memory) && plain(from) == plain(reached));
    matches!(&rate.op, Op::Max(a, b) if (is_difference(a) && is_zero(b)) || (is_zero(a) && is_difference(b)))
}

/// Without places.
fn plain(expr: &Expr) -> Expr {
    let mut plain = expr.clone();
    strip(&mut plain);
    plain
}

fn strip(expr: &mut Expr) {
    expr.site = SiteId(0);
    expr.children_mut().into_iter().for_each(strip);
}
