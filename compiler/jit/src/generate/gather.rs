//! Gathers: aggregates of the rows of one space by a key that is a row of another.

use super::Gen;
use super::aggregate::{Accumulated, identity};
use super::map::{Map, preload};
use super::root::Root;
use super::value::{Known, Val};
use crate::slots::Slot;
use compline_compiler::program::{Aggregate, ColumnId, EventSetId, Expr, Handle, Op, Program, Source, Space};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

/// Whether an expression is the owner of the event at a handle, by which events are grouped.
pub fn is_owner(program: &Program, set: EventSetId, expr: &Expr, handle: Handle) -> bool {
    let Op::Load(column, row) = &expr.op else { return false };
    if row.op != Op::Handle(handle) {
        return false;
    }
    let owner = program
        .event_sets
        .get(set.index())
        .and_then(|set| program.events.get(set.event.index()))
        .and_then(|event| event.owner);
    let column = program.columns.get(column.index());
    column.is_some_and(|column| {
        column.space == Space::Event(set) && owner.is_some_and(|owner| column.source == Source::EventField(owner))
    })
}

/// Maps over the events of a set and gathers of them by their owner, in one loop over owners.
#[derive(Clone, Debug)]
pub struct Grouped<'p> {
    /// The events.
    pub set: EventSetId,
    /// Maps over events, in order.
    pub maps: Vec<Map<'p>>,
    /// Gathers by owner.
    pub aggregates: Vec<&'p Aggregate>,
}

impl Grouped<'_> {
    /// The loop over partners `lo..hi`.
    pub fn generate(&self, g: &mut Gen<'_>, lo: Value, hi: Value, written: &[ColumnId], roots: &mut Vec<Root>) {
        let groups = g.slot(Slot::Groups(self.set));
        g.for_range(lo, hi, |g, partner| {
            let start = g.element_u32(groups, partner);
            let one = g.int(1);
            let next = g.b.ins().iadd(partner, one);
            let end = g.element_u32(groups, next);
            let accumulators: Vec<_> = self.aggregates.iter().map(|_| g.b.declare_var(types::I64)).collect();
            for (aggregate, accumulator) in self.aggregates.iter().zip(&accumulators) {
                let none = g.int(identity(aggregate.op));
                g.b.def_var(*accumulator, none);
            }
            let mut of = Vec::new();
            g.for_range(start, end, |g, row| {
                g.env.row = Some(Val::row(row, Space::Event(self.set)));
                for map in &self.maps {
                    map.row(g, row, written, roots);
                }
                g.env.my = Some(Val::row(partner, Space::Partner));
                g.env.mark = g.mark_of(Space::Event(self.set), row);
                preload(g, exprs(&self.aggregates), Handle::Row, &[]);
                for (aggregate, accumulator) in self.aggregates.iter().zip(&accumulators) {
                    let old = g.b.use_var(*accumulator);
                    let (new, accumulated) = g.accumulate(aggregate, old);
                    g.b.def_var(*accumulator, new);
                    of.push(accumulated);
                }
            });
            g.env.row = None;
            g.env.mark = None;
            for ((aggregate, accumulator), of) in self.aggregates.iter().zip(&accumulators).zip(of) {
                let bits = g.b.use_var(*accumulator);
                g.finish_aggregate(aggregate, bits, of, partner);
            }
            g.env.my = None;
        });
    }
}

fn exprs<'p>(aggregates: &[&'p Aggregate]) -> impl Iterator<Item = &'p Expr> {
    let both = |aggregate: &&'p Aggregate| [Some(&aggregate.value), aggregate.filter.as_ref()];
    aggregates.iter().flat_map(both).flatten().collect::<Vec<_>>().into_iter()
}

/// A gather by any key: accumulators of all receivers in scratch memory, then a second loop that writes the columns.
#[derive(Clone, Copy, Debug)]
pub struct Scattered<'p> {
    /// Rows that are aggregated.
    pub from: Space,
    /// Rows that receive.
    pub into: Space,
    /// The receiver.
    pub key: Option<&'p Expr>,
    /// The aggregates.
    pub aggregates: &'p [Aggregate],
}

impl Scattered<'_> {
    /// The scratch array of the accumulators: for each receiver as many words as there are aggregates.
    const ACCUMULATORS: Slot = Slot::Scratch(0);

    /// The loop over rows `lo..hi` that are aggregated. Without a key there is one receiver, whose accumulators
    /// stay in registers until the end of the range.
    pub fn generate(&self, g: &mut Gen<'_>, lo: Value, hi: Value) -> Vec<Accumulated> {
        let base = g.slot(Self::ACCUMULATORS);
        let mut of = Vec::new();
        let Some(key) = self.key else {
            let accumulators: Vec<_> = self.aggregates.iter().map(|_| g.b.declare_var(types::I64)).collect();
            for (at, accumulator) in (0..).zip(&accumulators) {
                let at = g.int(at);
                let old = g.element(base, at, 8);
                g.b.def_var(*accumulator, old);
            }
            let company = g.int(0);
            g.for_range(lo, hi, |g, row| {
                g.env.row = Some(Val::row(row, self.from));
                g.env.my = Some(Val::row(company, Space::Company));
                g.env.mark = g.mark_of(self.from, row);
                preload(g, exprs(&self.aggregates.iter().collect::<Vec<_>>()), Handle::Row, &[]);
                for (aggregate, accumulator) in self.aggregates.iter().zip(&accumulators) {
                    let old = g.b.use_var(*accumulator);
                    let (new, accumulated) = g.accumulate(aggregate, old);
                    g.b.def_var(*accumulator, new);
                    of.push(accumulated);
                }
            });
            g.env.mark = None;
            for (at, accumulator) in (0..).zip(&accumulators) {
                let at = g.int(at);
                let bits = g.b.use_var(*accumulator);
                g.set_element(base, at, 8, bits);
            }
            return of;
        };
        g.for_range(lo, hi, |g, row| {
            g.env.row = Some(Val::row(row, self.from));
            g.env.my = None;
            let key = g.expr(key);
            let key = g.as_int(key);
            if key.known == Known::Never {
                of =
                    vec![Accumulated { scale: 0, range: crate::range::Range::ZERO, sure: true }; self.aggregates.len()];
                return;
            }
            let inside = g.is_inside(key.bits, self.into);
            let there = if let Known::If(known) = key.known { g.b.ins().band(known, inside) } else { inside };
            let (receives, next) = (g.block(), g.block());
            g.branch(there, receives, next);
            g.go(receives);
            g.env.my = Some(Val::row(key.bits, self.into));
            g.env.mark = g.mark_of(self.from, row);
            g.scoped(|g| {
                preload(g, exprs(&self.aggregates.iter().collect::<Vec<_>>()), Handle::Row, &[]);
                let width = g.int(i64::try_from(self.aggregates.len() * 8).unwrap_or(i64::MAX));
                let offset = g.b.ins().imul(key.bits, width);
                let words = g.b.ins().iadd(base, offset);
                for (at, aggregate) in (0..).zip(self.aggregates) {
                    let at = g.int(at);
                    let old = g.element(words, at, 8);
                    let (new, accumulated) = g.accumulate(aggregate, old);
                    g.set_element(words, at, 8, new);
                    of.push(accumulated);
                }
            });
            g.env.mark = None;
            g.jump(next, &[]);
            g.go(next);
        });
        of
    }

    /// The loop over receivers `lo..hi` that writes the columns.
    pub fn finish(&self, g: &mut Gen<'_>, lo: Value, hi: Value, of: &[Accumulated]) {
        let base = g.slot(Self::ACCUMULATORS);
        g.for_range(lo, hi, |g, receiver| {
            let width = g.int(i64::try_from(self.aggregates.len() * 8).unwrap_or(i64::MAX));
            let offset = g.b.ins().imul(receiver, width);
            let words = g.b.ins().iadd(base, offset);
            for ((at, aggregate), of) in (0..).zip(self.aggregates).zip(of) {
                let at = g.int(at);
                let bits = g.element(words, at, 8);
                g.finish_aggregate(aggregate, bits, *of, receiver);
            }
        });
    }
}

impl Gen<'_> {
    /// Writes the result of an aggregate to its column.
    pub fn finish_aggregate(&mut self, aggregate: &Aggregate, bits: Value, of: Accumulated, receiver: Value) -> Val {
        let val = self.accumulated(aggregate.op, bits, of);
        let val = self.for_column(val, aggregate.into);
        self.note_aggregate(aggregate.into, of.sure, val.range);
        self.store(aggregate.into, receiver, val);
        val
    }

    /// `condition ? a : b` of integers.
    pub fn pick(&mut self, condition: Value, a: Value, b: Value) -> Value {
        self.b.ins().select(condition, a, b)
    }

    /// Whether two integers are equal.
    pub fn same(&mut self, a: Value, b: Value) -> Value {
        self.b.ins().icmp(IntCC::Equal, a, b)
    }
}
