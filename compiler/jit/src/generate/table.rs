//! Lookups in dense tables.

use super::Gen;
use super::value::{Known, Val};
use crate::range::Range;
use crate::slots::Slot;
use compline_compiler::program::{Expr, Key, NONE, Table, TableId};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// Up to so many bounds are compared one by one.
const COMPARED: usize = 12;

impl Gen<'_> {
    /// A table's value; trouble where no row fits.
    pub fn lookup(&mut self, table: TableId, keys: &[Expr]) -> Val {
        let Some(declared) = self.program.tables.get(table.index()) else {
            self.give_up();
            return self.absent(0);
        };
        let scale = declared.ty.scale();
        let vals: Vec<Val> = keys.iter().map(|key| self.expr(key)).collect();
        let mut known = Known::Always;
        for val in &vals {
            known = self.both(known, val.known);
        }
        match known {
            Known::Never => self.absent(scale),
            Known::Always => self.find(table, declared, &vals),
            Known::If(there) => self.where_there(there, |g| {
                let vals: Vec<Val> = vals.iter().map(|val| Val { known: Known::Always, clean: true, ..*val }).collect();
                g.find(table, declared, &vals)
            }),
        }
    }

    /// The value for keys that are there.
    fn find(&mut self, table: TableId, declared: &Table, keys: &[Val]) -> Val {
        let scale = declared.ty.scale();
        let size: usize = declared.keys.iter().map(|key| key.bounds.len()).product();
        if size == 0 || size != declared.values.len() || keys.len() != declared.keys.len() {
            self.give_up();
            return self.constant(0, scale);
        }
        let mut at: Option<Value> = None;
        for (index, (key, val)) in (0..).zip(declared.keys.iter().zip(keys)) {
            let slot = self.place_of(table, index, key, *val);
            at = Some(match at {
                None => slot,
                Some(at) => {
                    let count = self.int(i64::try_from(key.bounds.len()).unwrap_or(i64::MAX));
                    let row = self.b.ins().imul(at, count);
                    self.b.ins().iadd(row, slot)
                }
            });
        }
        let at = match at {
            Some(at) => at,
            None => self.int(0),
        };
        let base = self.slot(Slot::Table(table));
        let bits = self.element(base, at, 8);
        let complete = declared.values.iter().all(|value| value.is_some_and(|value| value != NONE));
        if !complete {
            // No such row, or a value that is absent: the reference tells them apart.
            let missing = self.compare_const(IntCC::Equal, bits, NONE);
            self.check(missing);
        }
        let values = declared.values.iter().flatten().filter(|value| **value != NONE);
        let range = values.map(|value| Range::exactly(i128::from(*value))).reduce(Range::union);
        Val::int(bits, scale, range.unwrap_or(Range::ZERO))
    }

    /// The slot of a key; trouble where it is below all bounds.
    fn place_of(&mut self, table: TableId, index: u32, key: &Key, val: Val) -> Value {
        let scale = key.ty.scale();
        let val = self.as_int(val);
        let val = self.widened(val, scale);
        // Bounds at the scale of the value, where that is finer.
        let power = i128::from(10_u64.checked_pow(u32::from(val.scale - scale)).unwrap_or(0));
        let bounds: Option<Vec<i64>> =
            key.bounds.iter().map(|bound| i64::try_from(i128::from(*bound) * power).ok()).collect();
        let (Some(bounds), true) = (bounds, power > 0) else {
            self.give_up();
            return self.int(0);
        };
        let (Some(first), Some(last)) = (bounds.first().copied(), bounds.last().copied()) else {
            self.give_up();
            return self.int(0);
        };
        if val.range.lo < i128::from(first) {
            let below = self.compare_const(IntCC::SignedLessThan, val.bits, first);
            self.check(below);
        }
        let steps = bounds.iter().zip(bounds.iter().skip(1));
        if power == 1 && steps.clone().all(|(a, b)| a.checked_add(1) == Some(*b)) {
            let bits = if val.range.hi > i128::from(last) {
                let most = self.int(last);
                self.b.ins().smin(val.bits, most)
            } else {
                val.bits
            };
            let first = self.int(first);
            return self.b.ins().isub(bits, first);
        }
        if bounds.len() <= COMPARED || power != 1 {
            let mut slot = self.int(0);
            for bound in bounds.iter().skip(1) {
                let reached = self.compare_const(IntCC::SignedGreaterThanOrEqual, val.bits, *bound);
                let reached = self.b.ins().uextend(types::I64, reached);
                slot = self.b.ins().iadd(slot, reached);
            }
            return slot;
        }
        // Halving: `slot` is the last known place whose bound is reached.
        let base = self.slot(Slot::Bounds(table, index));
        let mut slot = self.int(0);
        let mut step = bounds.len().next_power_of_two() / 2;
        let most = i64::try_from(bounds.len()).unwrap_or(i64::MAX) - 1;
        while step > 0 {
            let by = self.int(i64::try_from(step).unwrap_or(i64::MAX));
            let further = self.b.ins().iadd(slot, by);
            let last = self.int(most);
            let tried = self.b.ins().smin(further, last);
            let bound = self.element(base, tried, 8);
            let reached = self.b.ins().icmp(IntCC::SignedGreaterThanOrEqual, val.bits, bound);
            slot = self.b.ins().select(reached, tried, slot);
            step /= 2;
        }
        slot
    }
}
