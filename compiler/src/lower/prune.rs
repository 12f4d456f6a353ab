//! Leaves out columns that nothing reads, and numbers the rest anew.

use super::schedule::Def;
use super::{Lower, small};
use crate::program::{CapExcess, ColumnId, Earner, Expr, Op, Source, Space};

impl Lower<'_> {
    /// Keeps the columns that results, bonuses, pools, caps and assertions reach.
    pub(super) fn prune(&mut self) {
        let mut keep = vec![false; self.program.columns.len()];
        let mut open = self.roots();
        while let Some(column) = open.pop() {
            match keep.get_mut(column.index()) {
                Some(slot) if !*slot => *slot = true,
                _ => continue,
            }
            if let Some(Source::Settled(of)) = self.program.columns.get(column.index()).map(|column| column.source) {
                open.push(of);
            }
            if let Some(def) = self.defs.get(column.index()) {
                for_each_expr(def, &mut |e| columns_of(e, &mut open));
            }
        }
        // Events are put together by their owner and chosen by their dates: the store needs no columns for that.
        let mut number: Vec<Option<ColumnId>> = Vec::with_capacity(keep.len());
        let mut next = 0_usize;
        for kept in &keep {
            number.push(kept.then(|| {
                next += 1;
                ColumnId(small(next - 1))
            }));
        }
        let renumber = |id: &mut ColumnId| {
            if let Some(Some(new)) = number.get(id.index()) {
                *id = *new;
            }
        };
        let mut at = 0;
        let mut kept = || {
            at += 1;
            keep.get(at - 1).copied().unwrap_or(false)
        };
        self.program.columns.retain(|_| kept());
        let mut place = keep.iter();
        self.defs.retain(|_| place.next().copied().unwrap_or(false));
        let mut place = keep.iter();
        self.homes.retain(|_| place.next().copied().unwrap_or(false));
        for def in &mut self.defs {
            for_each_expr_mut(def, &mut |e| rename(e, &renumber));
        }
        self.rename_program(&renumber);
    }

    fn roots(&self) -> Vec<ColumnId> {
        let program = &self.program;
        let mut out: Vec<ColumnId> = Vec::new();
        out.extend(program.definitions.iter().flat_map(|d| std::iter::once(d.column).chain(d.computed)));
        out.extend(program.states.iter().map(|s| s.closing));
        out.extend(program.tree_views.iter().filter_map(|view| view.derived));
        out.extend(program.asserts.iter().map(|a| a.column));
        out.extend(program.pools.iter().flat_map(|p| [p.amount, p.member, p.weight]));
        for cap in &program.caps {
            out.push(cap.at);
            if let CapExcess::Carried(carried) = &cap.excess {
                out.extend(carried.lots.iter().flat_map(|lot| [lot.opening, lot.closing]));
                out.extend(carried.may.into_iter().chain([carried.paid]));
            }
        }
        if let Some(ranks) = &program.ranks {
            out.extend([Some(ranks.reached), ranks.title, Some(ranks.paid_as), ranks.overridden].into_iter().flatten());
        }
        for rule in &program.rank_rules {
            rule.rows.iter().flatten().for_each(|e| columns_of(e, &mut out));
        }
        for bonus in &program.bonuses {
            let exprs = bonus
                .filter
                .iter()
                .chain(bonus.trigger.partner.iter())
                .chain(bonus.walk.iter().map(|w| &w.from))
                .chain(&bonus.start)
                .chain(&bonus.stop_before)
                .chain(bonus.verbs.iter().map(|(_, e)| e))
                .chain(bonus.lets.iter().map(|(_, e)| e))
                .chain(bonus.then.iter().map(|(_, e)| e))
                .chain(&bonus.stop_after);
            exprs.for_each(|e| columns_of(e, &mut out));
            for pay in bonus.pays.iter().chain(&bonus.finally) {
                out.extend(pay.base);
                columns_of(&pay.amount, &mut out);
                pay.when.iter().for_each(|e| columns_of(e, &mut out));
                if let Earner::Partner(e) = &pay.to {
                    columns_of(e, &mut out);
                }
            }
        }
        // Lines as triggers are rows with their earner and amount, whether or not the plan reads both.
        for (at, column) in program.columns.iter().enumerate() {
            if matches!(column.space, Space::Line(_)) {
                out.push(ColumnId(small(at)));
            }
        }
        out
    }

    fn rename_program(&mut self, renumber: &dyn Fn(&mut ColumnId)) {
        let program = &mut self.program;
        for column in &mut program.columns {
            if let Source::Settled(of) = &mut column.source {
                renumber(of);
            }
        }
        for d in &mut program.definitions {
            renumber(&mut d.column);
            d.computed.iter_mut().for_each(renumber);
        }
        program.states.iter_mut().for_each(|s| renumber(&mut s.closing));
        program.tree_views.iter_mut().filter_map(|view| view.derived.as_mut()).for_each(renumber);
        program.asserts.iter_mut().for_each(|a| renumber(&mut a.column));
        for p in &mut program.pools {
            renumber(&mut p.amount);
            renumber(&mut p.member);
            renumber(&mut p.weight);
        }
        for cap in &mut program.caps {
            renumber(&mut cap.at);
            if let CapExcess::Carried(carried) = &mut cap.excess {
                carried.lots.iter_mut().for_each(|lot| {
                    renumber(&mut lot.opening);
                    renumber(&mut lot.closing);
                });
                carried.may.iter_mut().for_each(renumber);
                renumber(&mut carried.paid);
            }
        }
        if let Some(ranks) = &mut program.ranks {
            renumber(&mut ranks.reached);
            renumber(&mut ranks.paid_as);
            ranks.title.iter_mut().chain(&mut ranks.overridden).for_each(renumber);
        }
        for rule in &mut program.rank_rules {
            rule.rows.iter_mut().flatten().for_each(|e| rename(e, renumber));
        }
        for bonus in &mut program.bonuses {
            let exprs = bonus
                .filter
                .iter_mut()
                .chain(bonus.trigger.partner.iter_mut())
                .chain(bonus.walk.iter_mut().map(|w| &mut w.from))
                .chain(&mut bonus.start)
                .chain(&mut bonus.stop_before)
                .chain(bonus.verbs.iter_mut().map(|(_, e)| e))
                .chain(bonus.lets.iter_mut().map(|(_, e)| e))
                .chain(bonus.then.iter_mut().map(|(_, e)| e))
                .chain(&mut bonus.stop_after);
            exprs.for_each(|e| rename(e, renumber));
            for pay in bonus.pays.iter_mut().chain(&mut bonus.finally) {
                pay.base.iter_mut().for_each(renumber);
                rename(&mut pay.amount, renumber);
                pay.when.iter_mut().for_each(|e| rename(e, renumber));
                if let Earner::Partner(e) = &mut pay.to {
                    rename(e, renumber);
                }
            }
        }
    }
}

fn columns_of(e: &Expr, out: &mut Vec<ColumnId>) {
    e.walk(&mut |x| {
        if let Op::Load(column, _) | Op::Company(column) = &x.op {
            out.push(*column);
        }
    });
}

fn rename(e: &mut Expr, renumber: &dyn Fn(&mut ColumnId)) {
    if let Op::Load(column, _) | Op::Company(column) = &mut e.op {
        renumber(column);
    }
    for child in e.children_mut() {
        rename(child, renumber);
    }
}

pub(super) fn for_each_expr(def: &Def, f: &mut dyn FnMut(&Expr)) {
    match def {
        Def::Input | Def::Pending => {}
        Def::Value(e) => f(e),
        Def::Gather { key, value, filter, .. } => key.iter().chain(std::iter::once(value)).chain(filter).for_each(f),
        Def::Children { value, filter, .. } => std::iter::once(value).chain(filter).for_each(f),
        Def::Pick { count, filter, keys, .. } => {
            std::iter::once(count).chain(filter).chain(keys.iter().map(|k| &k.key)).for_each(f)
        }
        Def::Place { keys, .. } => keys.iter().map(|k| &k.key).for_each(f),
        Def::Scan { scan, .. } => scan.exprs().for_each(f),
    }
}

fn for_each_expr_mut(def: &mut Def, f: &mut dyn FnMut(&mut Expr)) {
    match def {
        Def::Input | Def::Pending => {}
        Def::Value(e) => f(e),
        Def::Gather { key, value, filter, .. } => {
            key.iter_mut().chain(std::iter::once(value)).chain(filter).for_each(f)
        }
        Def::Children { value, filter, .. } => std::iter::once(value).chain(filter).for_each(f),
        Def::Pick { count, filter, keys, .. } => {
            std::iter::once(count).chain(filter).chain(keys.iter_mut().map(|k| &mut k.key)).for_each(f)
        }
        Def::Place { keys, .. } => keys.iter_mut().map(|k| &mut k.key).for_each(f),
        Def::Scan { scan, .. } => scan.exprs_mut().for_each(f),
    }
}
