//! Loops over the events of each partner.

use super::Gen;
use super::fold::directions;
use super::value::Val;
use crate::range::Range;
use crate::slots::{Slot, word};
use compline_compiler::program::{ColumnId, Scan, ScanValue, Space, VarId};
use compline_compiler::store::mark;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// The columns that a loop writes.
pub fn written(scan: &Scan) -> Vec<ColumnId> {
    scan.into.iter().map(|(_, column)| *column).collect()
}

/// The columns of events, which have no value until their round comes.
pub fn at_events(scan: &Scan) -> Vec<ColumnId> {
    let found = scan.into.iter().filter(|(value, _)| matches!(value, ScanValue::Found(_)));
    found.map(|(_, column)| *column).collect()
}

/// The loop over partners `lo..hi`. Trouble does the whole step again by the reference.
pub fn generate(g: &mut Gen<'_>, scan: &Scan, lo: Value, hi: Value) {
    (g.trouble, g.troubled) = (g.redo, false);
    g.for_range(lo, hi, |g, partner| {
        g.env.my = Some(Val::row(partner, Space::Partner));
        let found = events_in_order(g, scan, partner);
        rounds(g, scan, partner, found);
        g.env.my = None;
    });
}

/// Puts the events of a partner that have a round into the sort buffer, in order; how many there are.
fn events_in_order(g: &mut Gen<'_>, scan: &Scan, partner: Value) -> Value {
    let groups = g.slot(Slot::Groups(scan.set));
    let start = g.element_u32(groups, partner);
    let one = g.int(1);
    let next = g.b.ins().iadd(partner, one);
    let end = g.element_u32(groups, next);
    let records = g.b.declare_var(types::I64);
    let zero = g.int(0);
    g.b.def_var(records, zero);
    g.for_range(start, end, |g, row| {
        g.env.row = Some(Val::row(row, Space::Event(scan.set)));
        let (takes_part, next) = (g.block(), g.block());
        if let Some(mark) = g.mark_of(Space::Event(scan.set), row) {
            let (event, is_event) = (g.block(), g.has_none(mark, mark::NO_EVENT));
            g.branch(is_event, event, next);
            g.go(event);
        }
        match &scan.filter {
            Some(filter) => g.condition(filter, takes_part, next),
            None => g.jump(takes_part, &[]),
        }
        g.go(takes_part);
        // Events are in the natural order of their ids: their row is their number.
        g.scoped(|g| g.record(row, row, &scan.keys, records, width(scan)));
        g.jump(next, &[]);
        g.go(next);
    });
    g.env.row = None;
    let found = g.b.use_var(records);
    let (sort, sorted) = (g.block(), g.block());
    let several = g.compare_const(IntCC::SignedGreaterThan, found, 1);
    g.branch(several, sort, sorted);
    g.go(sort);
    let order = g.int(directions(&scan.keys));
    g.call_or_redo(g.helpers.sort, &[found, order]);
    g.jump(sorted, &[]);
    g.go(sorted);
    found
}

/// Words of a record in the sort buffer.
fn width(scan: &Scan) -> usize {
    2 + scan.keys.len()
}

/// The rounds of a partner, and what is written of them.
fn rounds(g: &mut Gen<'_>, scan: &Scan, partner: Value, found: Value) {
    g.env.vars = Vec::new();
    let mut args = vec![g.int(0)];
    for (start, var) in scan.start.iter().zip(&scan.vars) {
        let val = g.expr(start);
        args.push(g.memory(val, var.ty).bits);
    }
    let (header, goes_on, round, over) = (g.block(), g.block(), g.block(), g.block());
    let at = g.b.append_block_param(header, types::I64);
    let params: Vec<Value> = scan.start.iter().map(|_| g.b.append_block_param(header, types::I64)).collect();
    g.jump(header, &args);
    g.go(header);
    let memories: Vec<Val> = params.iter().zip(&scan.vars).map(|(bits, var)| g.remembered_as(*bits, var.ty)).collect();
    g.env.vars = memories.iter().copied().map(Some).collect();
    g.env.vars.resize(scan.vars.len(), None);
    let most = g.int(i64::from(scan.most));
    let limit = g.b.ins().smin(found, most);
    let more = g.b.ins().icmp(IntCC::SignedLessThan, at, limit);
    g.branch(more, goes_on, over);
    g.go(goes_on);
    g.scoped(|g| {
        let buffer = g.word(word::SORT_BUFFER);
        let size = g.int(i64::try_from(width(scan) * 8).unwrap_or(i64::MAX));
        let offset = g.b.ins().imul(at, size);
        let record = g.b.ins().iadd(buffer, offset);
        let first = g.int(0);
        let row = g.element(record, first, 8);
        g.env.row = Some(Val::row(row, Space::Event(scan.set)));
        match &scan.stop_before {
            Some(stop) => g.condition(stop, over, round),
            None => g.jump(round, &[]),
        }
        g.go(round);
        for (var, expr) in &scan.lets {
            let ty = scan.vars.get(var.index()).map_or(expr.ty, |var| var.ty);
            let val = g.expr(expr);
            let val = g.memory(val, ty);
            if let Some(slot) = g.env.vars.get_mut(var.index()) {
                *slot = Some(val);
            }
        }
        for (value, column) in &scan.into {
            if let ScanValue::Found(var) = value {
                write(g, *column, row, *var);
            }
        }
        let one = g.int(1);
        let mut next = vec![g.b.ins().iadd(at, one)];
        next.extend(&params);
        for (var, expr) in &scan.then {
            let ty = scan.vars.get(var.index()).map_or(expr.ty, |var| var.ty);
            let val = g.expr(expr);
            let val = g.memory(val, ty);
            if let Some(slot) = next.get_mut(var.index() + 1) {
                *slot = val.bits;
            }
        }
        g.jump(header, &next);
    });
    g.go(over);
    g.env.row = None;
    g.env.vars = memories.iter().copied().map(Some).collect();
    for (value, column) in &scan.into {
        match value {
            ScanValue::Rounds => {
                let rounds = Val::int(at, 0, Range::new(0, i128::from(u32::MAX)));
                let val = g.for_column(rounds, *column);
                g.store(*column, partner, val);
            }
            ScanValue::Last(var) => write(g, *column, partner, *var),
            ScanValue::Found(_) => {}
        }
    }
    g.env.vars = Vec::new();
}

/// Writes a variable to a column at a row.
fn write(g: &mut Gen<'_>, column: ColumnId, row: Value, var: VarId) {
    match g.env.vars.get(var.index()).copied().flatten() {
        Some(val) => {
            let val = g.for_column(val, column);
            g.store(column, row, val);
        }
        None => g.give_up(),
    }
}
