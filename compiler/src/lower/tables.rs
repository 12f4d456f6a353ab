//! Tables as dense look-ups, tiers as choices and brackets.

use super::{Lower, Scope, small};
use crate::program::{Compare, Expr, Key, Kind, LEAST_KEY, Op, SiteId, Table, TableId, Ty};
use compline_lang::check::{cell_fits, rows_that_fit, stored_form};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir::{self, HitPolicy, KeyCell};
use compline_lang::words::say;

impl Lower<'_> {
    pub(super) fn lookup(
        &mut self,
        name: &str,
        args: &[hir::Expr],
        column: Option<&str>,
        e: &hir::Expr,
        scope: &Scope,
    ) -> Expr {
        let ty = self.ty(&e.ty, None);
        let site = self.site(e.span);
        let Some(decl) = self.plan.tables.iter().find(|t| t.name == name).cloned() else {
            return Expr { op: Op::None, ty, site };
        };
        let at = column.map_or(0, |c| decl.results.iter().position(|r| r.name == c).unwrap_or(0));
        let table = self.table(&decl, at);
        let mut keys = Vec::new();
        for (arg, written) in args.iter().zip(&decl.params) {
            let value = self.expr(arg, scope);
            let key_scale = written.ty.scale();
            // A key finer than the table's bounds is compared exactly: bounds are whole at its scale, so rounding down keeps the slot.
            let value = if value.ty.scale() > key_scale && matches!(value.ty.kind, Kind::Number(..)) {
                self.floor(value, key_scale)
            } else {
                value
            };
            keys.push(value);
        }
        self.check_range(&decl, table, &keys, args, scope, e);
        Expr { op: Op::Lookup(table, keys), ty, site }
    }

    /// Rounds towards minus infinity: half-open slots keep their members.
    fn floor(&mut self, value: Expr, scale: u8) -> Expr {
        let site = value.site;
        let kind = match value.ty.kind {
            Kind::Number(unit, _) => Kind::Number(unit, scale),
            other => other,
        };
        let ty = Ty { kind, ..value.ty };
        let cut = Expr { op: Op::Round(Box::new(value.clone()), crate::program::RoundMode::Down), ty, site };
        let above = self.compare(Compare::Gt, cut.clone(), value, site);
        let one = Expr { op: Op::Const(1), ty: Ty { optional: false, ..ty }, site };
        let less = Expr { op: Op::Sub(Box::new(cut.clone()), Box::new(one)), ty, site };
        Expr { op: Op::If(Box::new(above), Box::new(less), Box::new(cut)), ty, site }
    }

    /// Look-ups must not miss: keys are shown to stay in the rows, or the table has an `otherwise`.
    fn check_range(
        &mut self,
        decl: &hir::TableDecl,
        table: TableId,
        keys: &[Expr],
        args: &[hir::Expr],
        scope: &Scope,
        e: &hir::Expr,
    ) {
        for (at, (key, arg)) in keys.iter().zip(args).enumerate() {
            if !matches!(key.ty.kind, Kind::Number(..) | Kind::Date) || decl.policy == HitPolicy::Sum {
                continue;
            }
            let Some(slots) =
                self.program.tables.get(table.index()).and_then(|t| t.keys.get(at)).map(|k| k.bounds.clone())
            else {
                continue;
            };
            let covered = |v: i128| decl.rows.iter().any(|(cells, _)| cells.get(at).is_some_and(|c| cell_fits(c, v)));
            let (low, high) = self.range_of(key, &scope.ranges).unwrap_or((i128::MIN, i128::MAX));
            // Every slot that the key can fall into must have a row.
            // An open table begins at the least number there is.
            let open = slots.first() == Some(&LEAST_KEY);
            let mut missed = !open && slots.first().is_none_or(|first| low < i128::from(*first));
            for (slot, bound) in slots.iter().enumerate() {
                let next = slots.get(slot + 1).map_or(i128::MAX, |n| i128::from(*n));
                let reached = high >= i128::from(*bound) && low < next;
                missed |= reached && !covered(i128::from(*bound));
            }
            if missed {
                let param = decl.params.get(at).map(|p| p.name.clone()).unwrap_or_default();
                self.report(
                    Diagnostic::new(Code::TableGap, e.span, say!("nothing shows that `{param}` stays within the rows of `{}`", decl.name))
                        .note(arg.span, "this key may fall outside")
                        .help("add a row that begins with `otherwise`, or limit the key (`at most 3 levels`, `but at most 3`)"),
                );
            }
        }
    }

    /// The dense form of one result of a table.
    fn table(&mut self, decl: &hir::TableDecl, result: usize) -> TableId {
        let name = match decl.results.get(result) {
            Some(r) if !r.name.is_empty() => format!("{}'s {}", decl.name, r.name),
            _ => decl.name.clone(),
        };
        if let Some(at) = self.program.tables.iter().position(|t| t.name == name) {
            return TableId(small(at));
        }
        let mut keys = Vec::new();
        for (at, param) in decl.params.iter().enumerate() {
            let ty = self.ty(&param.ty, None);
            let bounds = match ty.kind {
                Kind::Word(list) => {
                    (0..self.program.words.get(list.index()).map_or(0, |w| w.words.len())).map(|i| i as i64).collect()
                }
                Kind::Bool => vec![0, 1],
                // Where all rows that fit are summed, no row is zero.
                _ => bounds(decl.rows.iter().filter_map(|(cells, _)| cells.get(at)), decl.policy == HitPolicy::Sum),
            };
            keys.push(Key { name: param.name.clone(), ty, bounds });
        }
        let ty = decl.results.get(result).map_or(Ty::known(Kind::Bool), |r| self.ty(&r.ty, None));
        let size: usize = keys.iter().map(|k| k.bounds.len()).product();
        let mut values = Vec::with_capacity(size);
        let mut at = vec![0_usize; keys.len()];
        for _ in 0..size {
            let key: Vec<i128> =
                at.iter().zip(&keys).filter_map(|(i, k)| k.bounds.get(*i)).map(|b| i128::from(*b)).collect();
            let rows = rows_that_fit(decl, &key);
            let mut hits = rows
                .iter()
                .filter_map(|row| decl.rows.get(*row)?.1.get(result))
                .filter_map(|v| self.stored(v, ty.scale()));
            let value = match decl.policy {
                HitPolicy::Unique | HitPolicy::First => hits.next(),
                HitPolicy::Sum => Some(hits.sum()),
            };
            values.push(value.and_then(|v| i64::try_from(v).ok()));
            for (i, k) in at.iter_mut().zip(&keys).rev() {
                *i += 1;
                if *i < k.bounds.len() {
                    break;
                }
                *i = 0;
            }
        }
        self.program.tables.push(Table { name, keys, ty, values });
        TableId(small(self.program.tables.len() - 1))
    }

    /// Tiers of the whole amount: the highest bound reached.
    pub(super) fn tier_rate(&mut self, name: &str, key: &Expr, ty: Ty, site: SiteId) -> Expr {
        let Some(decl) = self.plan.tiers.iter().find(|t| t.name == name).cloned() else {
            return Expr { op: Op::None, ty, site };
        };
        let bound_ty = self.ty(&decl.param.ty, None);
        let values: Vec<(i128, Expr)> = decl
            .rows
            .iter()
            .map(|(bound, value)| {
                let op = Op::Const(self.stored(value, ty.scale()).unwrap_or(0));
                (*bound, Expr { op, ty: Ty { optional: false, ..ty }, site })
            })
            .collect();
        let mut rows = values.into_iter();
        let Some((_, first)) = rows.next() else { return Expr { op: Op::None, ty, site } };
        // Below the first bound (which is zero or less) the first value holds.
        let chosen = rows.fold(first, |below, (bound, value)| {
            let bound = Expr { op: Op::Const(bound), ty: bound_ty, site };
            let reached = self.compare(Compare::Ge, key.clone(), bound, site);
            Expr { op: Op::If(Box::new(reached), Box::new(value), Box::new(below)), ty, site }
        });
        if !key.ty.optional {
            return chosen;
        }
        let known = Expr { op: Op::IsKnown(Box::new(key.clone())), ty: Ty::known(Kind::Bool), site };
        let none = Expr { op: Op::None, ty, site };
        Expr { op: Op::If(Box::new(known), Box::new(chosen), Box::new(none)), ty, site }
    }

    /// Tiers bracket by bracket: each part of the amount at its own rate.
    pub(super) fn brackets(&mut self, name: &str, amount: &Expr, ty: Ty, site: SiteId) -> Expr {
        let Some(decl) = self.plan.tiers.iter().find(|t| t.name == name).cloned() else {
            return Expr { op: Op::None, ty, site };
        };
        let bound_ty = self.ty(&decl.param.ty, None);
        let rate_ty = self.ty(&decl.result, None);
        let wide = if amount.ty.scale() > bound_ty.scale() {
            amount.ty
        } else {
            Ty { optional: amount.ty.optional, ..bound_ty }
        };
        let mut sum: Option<Expr> = None;
        for (at, (bound, rate)) in decl.rows.iter().enumerate() {
            let low = Expr { op: Op::Const(*bound), ty: bound_ty, site };
            let zero = Expr { op: Op::Const(0), ty: bound_ty, site };
            let over = Expr { op: Op::Sub(Box::new(amount.clone()), Box::new(low)), ty: wide, site };
            // The first bracket takes what is below it too (negative amounts).
            let from =
                if at == 0 { over } else { Expr { op: Op::Max(Box::new(over), Box::new(zero)), ty: wide, site } };
            let part = match decl.rows.get(at + 1) {
                Some((next, _)) => {
                    let most = Expr { op: Op::Const(next - bound), ty: bound_ty, site };
                    Expr { op: Op::Min(Box::new(from), Box::new(most)), ty: wide, site }
                }
                None => from,
            };
            let rate = Expr { op: Op::Const(stored_form(rate, rate_ty.scale()).unwrap_or(0)), ty: rate_ty, site };
            let paid = Expr { op: Op::Mul(Box::new(rate), Box::new(part)), ty, site };
            sum = Some(match sum {
                None => paid,
                Some(s) => Expr { op: Op::Add(Box::new(s), Box::new(paid)), ty, site },
            });
        }
        sum.unwrap_or(Expr { op: Op::None, ty, site })
    }
}

/// Bounds at which the set of fitting rows may change, rising.
fn bounds<'c>(cells: impl Iterator<Item = &'c KeyCell>, everything: bool) -> Vec<i64> {
    let mut out: Vec<i128> = Vec::new();
    let mut open = everything;
    for cell in cells {
        match cell {
            KeyCell::Is(v) => out.extend([*v, v + 1]),
            KeyCell::Range(a, b) => out.extend([*a, b + 1]),
            KeyCell::From(a) => out.push(*a),
            KeyCell::Below(a) => {
                open = true;
                out.push(*a);
            }
            KeyCell::Any => open = true,
        }
    }
    if open || out.is_empty() {
        out.push(i128::from(LEAST_KEY));
    }
    out.sort_unstable();
    out.dedup();
    out.into_iter().filter_map(|v| i64::try_from(v).ok()).collect()
}
