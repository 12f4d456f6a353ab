//! Loops.

use super::{Local, Lower, Scope, small};
use crate::program::{Expr, Op, Repeat, SiteId, Ty, Var, VarId};
use compline_lang::hir;

impl Lower<'_> {
    /// A value of a loop.
    pub(super) fn repeat(&mut self, repeat: &hir::Repeat, ty: Ty, site: SiteId, scope: &Scope) -> Expr {
        let mut inner = scope.clone();
        let mut vars: Vec<Var> = Vec::new();
        let mut start = Vec::new();
        for (name, ty, value) in &repeat.memories {
            let value = self.expr(value, scope);
            let ty = self.ty(ty, None);
            let id = VarId(small(vars.len()));
            vars.push(Var { name: name.clone(), ty, shown: false });
            let read = Expr { op: Op::Var(id), ty, site: value.site };
            inner.locals.push((name.clone(), Local::Value(read)));
            start.push(value);
        }
        let stop_before = self.any(&repeat.stop_before, &inner);
        let mut lets = Vec::new();
        for (name, value) in &repeat.lets {
            let value = self.expr(value, &inner);
            let id = VarId(small(vars.len()));
            vars.push(Var { name: name.clone(), ty: value.ty, shown: false });
            let read = Expr { op: Op::Var(id), ty: value.ty, site: value.site };
            inner.locals.push((name.clone(), Local::Value(read)));
            lets.push((id, value));
        }
        let memory = |name: &str| repeat.memories.iter().position(|(n, ..)| n == name).map(|at| VarId(small(at)));
        let mut then = Vec::new();
        for (name, value) in &repeat.then {
            if let Some(id) = memory(name) {
                then.push((id, self.expr(value, &inner)));
            }
        }
        let result = repeat.result.as_deref().and_then(memory);
        let op = Repeat { most: repeat.most, vars, start, stop_before, lets, then, result };
        Expr { op: Op::Repeat(Box::new(op)), ty, site }
    }
}
