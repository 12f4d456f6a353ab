//! Loops over the events of each partner.

use super::at::At;
use super::eval::{Env, EvalError, eval_exact};
use super::pass::write;
use super::row_id;
use super::value::{Value, is_yes, to_stored, whole};
use crate::outcome::{ErrorKind, RunError};
use crate::program::{Expr, NONE, Program, Scan, ScanValue, Space, VarId};
use crate::store::Store;
use std::cmp::Ordering;

/// Runs a loop over the events of each partner.
pub(super) fn run(program: &Program, store: &mut Store, scan: &Scan) -> Result<(), RunError> {
    for (value, column) in &scan.into {
        if let ScanValue::Found(_) = value {
            for row in 0..store.event_rows(scan.set) {
                // Absent, until its round comes.
                let _ = store.set(*column, row, NONE);
            }
        }
    }
    for partner in 0..store.partners {
        Rounds { program, scan, partner }.run(store)?;
    }
    Ok(())
}

struct Rounds<'a> {
    program: &'a Program,
    scan: &'a Scan,
    partner: usize,
}

impl Rounds<'_> {
    fn run(&self, store: &mut Store) -> Result<(), RunError> {
        let mut vars = vec![NONE; self.scan.vars.len()];
        for (at, start) in (0..).zip(&self.scan.start) {
            let value = self.value(store, start, None, &[])?;
            self.keep(&mut vars, VarId(at), start, &value)?;
        }
        let mut rounds = 0_u32;
        for row in self.ordered(store)? {
            let ends = match &self.scan.stop_before {
                Some(stop) => is_yes(&self.value(store, stop, Some(row), &vars)?),
                None => false,
            };
            if ends || rounds >= self.scan.most {
                break;
            }
            for (var, expr) in &self.scan.lets {
                let value = self.value(store, expr, Some(row), &vars)?;
                self.keep(&mut vars, *var, expr, &value)?;
            }
            for (value, column) in &self.scan.into {
                if let ScanValue::Found(var) = value {
                    self.put(store, *column, Space::Event(self.scan.set), row, self.stored(&vars, *var))?;
                }
            }
            let mut next = vars.clone();
            for (var, expr) in &self.scan.then {
                let value = self.value(store, expr, Some(row), &vars)?;
                self.keep(&mut next, *var, expr, &value)?;
            }
            vars = next;
            rounds += 1;
        }
        for (value, column) in &self.scan.into {
            let last = match value {
                ScanValue::Rounds => Some(whole(i64::from(rounds))),
                ScanValue::Last(var) => self.stored(&vars, *var),
                ScanValue::Found(_) => continue,
            };
            self.put(store, *column, Space::Partner, self.partner, last)?;
        }
        Ok(())
    }

    /// The partner's events that have a round, in order.
    fn ordered(&self, store: &Store) -> Result<Vec<usize>, RunError> {
        let groups = store.events.get(self.scan.set.index()).map_or(&[][..], |events| &events.groups);
        let bound = |at: usize| groups.get(at).map_or(0, |row| *row as usize);
        let mut sorted: Vec<(Vec<Value>, usize)> = Vec::new();
        let marks = store.marks(Space::Event(self.scan.set));
        let is_event = |row: &usize| marks.is_none_or(|marks| marks.is_event(*row));
        for row in (bound(self.partner)..bound(self.partner + 1)).filter(is_event) {
            let takes_part = match &self.scan.filter {
                Some(filter) => is_yes(&self.value(store, filter, Some(row), &[])?),
                None => true,
            };
            if takes_part {
                let keys = self.scan.keys.iter().map(|key| self.value(store, &key.key, Some(row), &[]));
                sorted.push((keys.collect::<Result<_, _>>()?, row));
            }
        }
        sorted.sort_by(|(a, row_a), (b, row_b)| {
            let by_keys = self.scan.keys.iter().zip(a.iter().zip(b));
            let by_keys = by_keys.map(|(key, (a, b))| super::pass::compare_keys(key.descending, a, b));
            by_keys.fold(Ordering::Equal, Ordering::then).then(row_a.cmp(row_b))
        });
        Ok(sorted.into_iter().map(|(_, row)| row).collect())
    }

    fn value(&self, store: &Store, expr: &Expr, row: Option<usize>, vars: &[i64]) -> Result<Value, RunError> {
        let row_of = row.map_or(NONE, row_id);
        let env = Env { row: row_of, my: row_id(self.partner), vars, ..Env::EMPTY };
        eval_exact(self.program, store, expr, &env).map_err(|error| self.failed(error))
    }

    fn stored(&self, vars: &[i64], var: VarId) -> Value {
        let scale = self.scan.vars.get(var.index()).map_or(0, |var| var.ty.scale());
        super::value::from_stored(vars.get(var.index()).copied().unwrap_or(NONE), scale)
    }

    /// Keeps the value of a variable in stored form.
    fn keep(&self, vars: &mut [i64], var: VarId, expr: &Expr, value: &Value) -> Result<(), RunError> {
        let fail = |kind| self.failed(EvalError { kind, site: expr.site });
        let ty = self.scan.vars.get(var.index()).map(|var| var.ty).ok_or_else(|| fail(ErrorKind::Overflow))?;
        if value.is_none() && !ty.optional {
            return Err(fail(ErrorKind::Absent));
        }
        let stored = to_stored(value, ty.scale()).map_err(fail)?;
        if let Some(slot) = vars.get_mut(var.index()) {
            *slot = stored;
        }
        Ok(())
    }

    fn put(
        &self,
        store: &mut Store,
        column: crate::program::ColumnId,
        space: Space,
        row: usize,
        value: Value,
    ) -> Result<(), RunError> {
        let at = At::column(self.program, column, space, row);
        let site = self.scan.start.first().map_or(crate::program::SiteId(0), |start| start.site);
        write(self.program, store, column, row, &value).map_err(|kind| at.fail(kind, site))
    }

    /// The error of a partner's loop.
    fn failed(&self, error: EvalError) -> RunError {
        let column = self.scan.into.first().map(|(_, column)| *column);
        let what = column.and_then(|column| self.program.columns.get(column.index())).map_or("", |c| c.name.as_str());
        At { what, space: Space::Partner, row: self.partner }.error(error)
    }
}
