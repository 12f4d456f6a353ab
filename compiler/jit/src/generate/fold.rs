//! Folds up: children before parents.
//!
//! Where what a parent collects from a child does not depend on what this fold computes at the parent, the child
//! pushes into its parent's accumulators when it is done: one reverse pass, no list of children. In view 0 rows
//! are in preorder, so all that is open at any moment lies on a stack, whose top belongs to the deepest ancestor
//! that waits; it stays in the first-level cache. In other trees each partner has accumulators of his own.
//! Everything else is pulled over lists of children.

use super::Gen;
use super::aggregate::{Accumulated, identity};
use super::map::preload;
use super::root::Root;
use super::value::{Known, Val};
use crate::range::Range;
use crate::slots::{Slot, word};
use compline_compiler::program::{Aggregate, ColumnId, Expr, FoldStep, Handle, Op, PickKey, Space, TreeViewId};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use cranelift_frontend::Variable;

/// A fold up.
#[derive(Clone, Copy, Debug)]
pub struct Fold<'p> {
    /// The tree.
    pub tree: TreeViewId,
    /// What happens at each partner.
    pub steps: &'p [FoldStep],
}

/// Scratch array of the accumulators: frames of a stack in view 0, else words by partner.
pub const ACCUMULATORS: Slot = Slot::Scratch(0);
/// Scratch array of the keys of a `Place`, by partner.
pub const PLACE_KEYS: Slot = Slot::Scratch(1);

/// How children reach their parent.
struct Pushed<'p> {
    aggregate: &'p Aggregate,
    accumulator: Variable,
    of: Accumulated,
}

impl<'p> Fold<'p> {
    /// Columns that the fold writes.
    pub fn written(&self) -> Vec<ColumnId> {
        self.steps
            .iter()
            .map(|step| match step {
                FoldStep::Children(aggregate) => aggregate.into,
                FoldStep::Value(column, _) => *column,
                FoldStep::Pick { into, .. } | FoldStep::Place { into, .. } => *into,
            })
            .collect()
    }

    /// Whether a child can push this when it is done.
    fn is_pushed(&self, aggregate: &Aggregate) -> bool {
        let written = self.written();
        let picked =
            |column| self.steps.iter().any(|step| matches!(step, FoldStep::Pick { into, .. } if *into == column));
        let mut pushed = true;
        for expr in [Some(&aggregate.value), aggregate.filter.as_ref()].into_iter().flatten() {
            expr.walk(&mut |part| {
                if let Op::Load(column, row) = &part.op
                    && written.contains(column)
                {
                    pushed &= matches!(row.op, Op::Handle(Handle::Row)) && !picked(*column);
                }
            });
        }
        pushed
    }

    /// The aggregates that children push.
    fn pushed(&self) -> Vec<&'p Aggregate> {
        let children = self
            .steps
            .iter()
            .filter_map(|step| if let FoldStep::Children(aggregate) = step { Some(aggregate) } else { None });
        children.filter(|aggregate| self.is_pushed(aggregate)).collect()
    }

    /// Words of a frame or of a partner's accumulators, and what they are before any child.
    pub fn frame(&self) -> Vec<i64> {
        let owner = (self.tree == TreeViewId(0)).then_some(-2);
        owner.into_iter().chain(self.pushed().iter().map(|aggregate| identity(aggregate.op))).collect()
    }

    /// The loop over rows (or places of the order) `lo..hi`, from the last to the first.
    pub fn generate(&self, g: &mut Gen<'_>, lo: Value, hi: Value, roots: &mut Vec<Root>) {
        let pushed = self.pushed();
        let on_stack = self.tree == TreeViewId(0);
        let base = if pushed.is_empty() { g.int(0) } else { g.slot(ACCUMULATORS) };
        let top = g.b.declare_var(types::I64);
        g.b.def_var(top, base);
        let accumulators: Vec<Variable> = pushed.iter().map(|_| g.b.declare_var(types::I64)).collect();
        // What a push accumulates is known only when it has been generated, at the end of the loop's body;
        // so its scale and range come from a first generation that is thrown away.
        let of = pushed.iter().map(|aggregate| self.dry_run(g, aggregate)).collect::<Vec<_>>();
        let open: Vec<Pushed<'_>> = pushed
            .iter()
            .zip(accumulators)
            .zip(of)
            .map(|((aggregate, accumulator), of)| Pushed { aggregate, accumulator, of })
            .collect();
        g.for_range_down(lo, hi, |g, at| {
            let row = if on_stack {
                at
            } else {
                let order = g.slot(Slot::Order(self.tree));
                g.element_u32(order, at)
            };
            self.take_accumulators(g, row, base, top, &open);
            self.take_steps(g, row, &open, roots);
            self.push(g, row, base, top, &open);
        });
    }

    /// The accumulators of a partner, all of whose children have pushed.
    fn take_accumulators(&self, g: &mut Gen<'_>, row: Value, base: Value, top: Variable, open: &[Pushed<'_>]) {
        if open.is_empty() {
            return;
        }
        if self.tree != TreeViewId(0) {
            let words = self.words(g, base, row);
            for (at, pushed) in (0..).zip(open) {
                let at = g.int(at);
                let bits = g.element(words, at, 8);
                g.b.def_var(pushed.accumulator, bits);
            }
            return;
        }
        let frame = g.b.use_var(top);
        let zero = g.int(0);
        let owner = g.element(frame, zero, 8);
        let mine = g.same(owner, row);
        for (at, pushed) in (1..).zip(open) {
            let at = g.int(at);
            let bits = g.element(frame, at, 8);
            let none = g.int(identity(pushed.aggregate.op));
            let bits = g.pick(mine, bits, none);
            g.b.def_var(pushed.accumulator, bits);
        }
        let size = self.frame_size(g);
        let below = g.b.ins().isub(frame, size);
        let next = g.pick(mine, below, frame);
        g.b.def_var(top, next);
    }

    fn take_steps(&self, g: &mut Gen<'_>, row: Value, open: &[Pushed<'_>], roots: &mut Vec<Root>) {
        let written = self.written();
        let here = Val::row(row, Space::Partner);
        g.env.row = Some(here);
        let values =
            self.steps.iter().filter_map(|step| if let FoldStep::Value(_, expr) = step { Some(expr) } else { None });
        preload(g, values, Handle::Row, &written);
        for step in self.steps {
            match step {
                FoldStep::Children(aggregate) => {
                    let pushed = open.iter().find(|pushed| std::ptr::eq(pushed.aggregate, aggregate));
                    match pushed {
                        Some(pushed) => {
                            let bits = g.b.use_var(pushed.accumulator);
                            g.finish_aggregate(aggregate, bits, pushed.of, row);
                        }
                        None => self.pull(g, row, aggregate),
                    }
                }
                FoldStep::Value(column, expr) => {
                    (g.env.row, g.env.my) = (Some(here), None);
                    let val = g.root(expr, *column, &written, roots);
                    g.store(*column, row, val);
                }
                FoldStep::Pick { into, count, filter, keys } => self.pick(g, row, *into, count, filter.as_ref(), keys),
                FoldStep::Place { .. } => {}
            }
        }
    }

    /// What the partner at hand, who is done, gives to his parent.
    fn push(&self, g: &mut Gen<'_>, row: Value, base: Value, top: Variable, open: &[Pushed<'_>]) {
        if open.is_empty() {
            return;
        }
        let parents = g.slot(Slot::Parent(self.tree));
        let parent = g.element(parents, row, 4);
        let has_parent = g.compare_const(IntCC::SignedGreaterThanOrEqual, parent, 0);
        let (pushes, done) = (g.block(), g.block());
        g.branch(has_parent, pushes, done);
        g.go(pushes);
        g.scoped(|g| {
            (g.env.row, g.env.my) = (Some(Val::row(row, Space::Partner)), Some(Val::row(parent, Space::Partner)));
            let exprs = open
                .iter()
                .flat_map(|pushed| [Some(&pushed.aggregate.value), pushed.aggregate.filter.as_ref()])
                .flatten();
            preload(g, exprs.collect::<Vec<_>>().into_iter(), Handle::My, &self.written());
            if self.tree == TreeViewId(0) {
                let frame = g.b.use_var(top);
                let zero = g.int(0);
                let owner = g.element(frame, zero, 8);
                let waits = g.same(owner, parent);
                let size = self.frame_size(g);
                let above = g.b.ins().iadd(frame, size);
                let next = g.pick(waits, frame, above);
                for (at, pushed) in (1..).zip(open) {
                    let at = g.int(at);
                    let old = g.element(frame, at, 8);
                    let none = g.int(identity(pushed.aggregate.op));
                    let old = g.pick(waits, old, none);
                    let (new, _) = g.accumulate(pushed.aggregate, old);
                    g.set_element(next, at, 8, new);
                }
                g.set_element(next, zero, 8, parent);
                g.b.def_var(top, next);
            } else {
                let words = self.words(g, base, parent);
                for (at, pushed) in (0..).zip(open) {
                    let at = g.int(at);
                    let old = g.element(words, at, 8);
                    let (new, _) = g.accumulate(pushed.aggregate, old);
                    g.set_element(words, at, 8, new);
                }
            }
        });
        g.jump(done, &[]);
        g.go(done);
        g.env.my = None;
    }

    /// The static scale and range of what an aggregate accumulates.
    fn dry_run(&self, g: &mut Gen<'_>, aggregate: &Aggregate) -> Accumulated {
        let (dead, resumed) = (g.block(), g.block());
        let zero = g.int(0);
        // Never taken; the optimiser removes it.
        let never = g.truth(false);
        g.branch(never, dead, resumed);
        g.go(dead);
        let of = g.scoped(|g| {
            (g.env.row, g.env.my) = (Some(Val::row(zero, Space::Partner)), Some(Val::row(zero, Space::Partner)));
            let (_, of) = g.accumulate(aggregate, zero);
            of
        });
        g.jump(resumed, &[]);
        g.go(resumed);
        (g.env.row, g.env.my) = (None, None);
        of
    }

    fn frame_size(&self, g: &mut Gen<'_>) -> Value {
        g.int(i64::try_from(self.frame().len() * 8).unwrap_or(i64::MAX))
    }

    fn words(&self, g: &mut Gen<'_>, base: Value, row: Value) -> Value {
        let size = self.frame_size(g);
        let offset = g.b.ins().imul(row, size);
        g.b.ins().iadd(base, offset)
    }

    /// An aggregate over the list of children.
    fn pull(&self, g: &mut Gen<'_>, row: Value, aggregate: &Aggregate) {
        let accumulator = g.b.declare_var(types::I64);
        let none = g.int(identity(aggregate.op));
        g.b.def_var(accumulator, none);
        let mut of = Accumulated { scale: 0, range: Range::ALL, sure: false };
        self.for_children(g, row, |g, _| {
            let old = g.b.use_var(accumulator);
            let (new, accumulated) = g.accumulate(aggregate, old);
            g.b.def_var(accumulator, new);
            of = accumulated;
        });
        let bits = g.b.use_var(accumulator);
        g.finish_aggregate(aggregate, bits, of, row);
    }

    /// A loop over the children of a partner, with `Row` at the child and `My` at the partner.
    fn for_children(&self, g: &mut Gen<'_>, row: Value, body: impl FnOnce(&mut Gen<'_>, Value)) {
        let starts = g.slot(Slot::ChildStart(self.tree));
        let list = g.slot(Slot::ChildList(self.tree));
        let start = g.element_u32(starts, row);
        let one = g.int(1);
        let next = g.b.ins().iadd(row, one);
        let end = g.element_u32(starts, next);
        g.for_range(start, end, |g, at| {
            let child = g.element_u32(list, at);
            (g.env.row, g.env.my) = (Some(Val::row(child, Space::Partner)), Some(Val::row(row, Space::Partner)));
            body(g, child);
        });
        (g.env.row, g.env.my) = (Some(Val::row(row, Space::Partner)), None);
    }

    /// Marks the first so many children.
    fn pick(&self, g: &mut Gen<'_>, row: Value, into: ColumnId, count: &Expr, filter: Option<&Expr>, keys: &[PickKey]) {
        let count = g.expr(count);
        let count = g.floor(count);
        let width = 2 + keys.len();
        let records = g.b.declare_var(types::I64);
        let zero = g.int(0);
        g.b.def_var(records, zero);
        let no = Val { range: Range::ZERO, ..Val::int(zero, 0, Range::ZERO) };
        self.for_children(g, row, |g, child| {
            g.store(into, child, no);
            let (takes_part, next) = (g.block(), g.block());
            match filter {
                Some(filter) => g.condition(filter, takes_part, next),
                None => g.jump(takes_part, &[]),
            }
            g.go(takes_part);
            g.scoped(|g| {
                let numbers = g.slot(Slot::Number);
                let number = g.element_u32(numbers, child);
                g.record(child, number, keys, records, width);
            });
            g.jump(next, &[]);
            g.go(next);
        });
        let found = g.b.use_var(records);
        let (sort, mark) = (g.block(), g.block());
        let more = g.b.ins().icmp(IntCC::SignedGreaterThan, found, count);
        let some = g.compare_const(IntCC::SignedGreaterThan, count, 0);
        let sorts = g.b.ins().band(more, some);
        g.branch(sorts, sort, mark);
        g.go(sort);
        let order = g.int(directions(keys));
        g.call_or_redo(g.helpers.sort, &[found, order]);
        g.jump(mark, &[]);
        g.go(mark);
        g.note(into, Range::FLAG);
        let marked = g.b.ins().smin(found, count);
        let one = g.int(1);
        let yes = Val::int(one, 0, Range::exactly(1));
        let buffer = g.word(word::SORT_BUFFER);
        g.for_range(zero, marked, |g, at| {
            let size = g.int(i64::try_from(width * 8).unwrap_or(i64::MAX));
            let offset = g.b.ins().imul(at, size);
            let record = g.b.ins().iadd(buffer, offset);
            let first = g.int(0);
            let child = g.element(record, first, 8);
            g.store(into, child, yes);
        });
    }

    /// The keys of a `Place` for every partner in `lo..hi`, in stored form.
    pub fn place_keys(&self, g: &mut Gen<'_>, keys: &[PickKey], lo: Value, hi: Value) {
        let base = g.slot(PLACE_KEYS);
        g.for_range(lo, hi, |g, row| {
            let parents = g.slot(Slot::Parent(self.tree));
            let parent = g.element(parents, row, 4);
            let has_parent = g.compare_const(IntCC::SignedGreaterThanOrEqual, parent, 0);
            let my = Val { known: Known::If(has_parent), ..Val::row(parent, Space::Partner) };
            (g.env.row, g.env.my) = (Some(Val::row(row, Space::Partner)), Some(my));
            let width = g.int(i64::try_from(keys.len() * 8).unwrap_or(i64::MAX));
            let offset = g.b.ins().imul(row, width);
            let words = g.b.ins().iadd(base, offset);
            for (at, key) in (0..).zip(keys) {
                let val = g.expr(&key.key);
                let scale = val.scale;
                let val = g.stored(val, scale);
                let at = g.int(at);
                g.set_element(words, at, 8, val.bits);
            }
        });
    }
}

/// Which keys are largest first: bit `i` for key `i`, and the number of keys from bit 32 on.
pub fn directions(keys: &[PickKey]) -> i64 {
    let falling = (0_u32..)
        .zip(keys)
        .filter(|(_, key)| key.descending)
        .fold(0, |mask, (at, _)| mask | 1_i64.checked_shl(at).unwrap_or(0));
    falling | (i64::try_from(keys.len()).unwrap_or(0) << 32)
}

impl Gen<'_> {
    /// A count: the whole part of a number; zero where it is negative or absent.
    fn floor(&mut self, val: Val) -> Value {
        let zero = self.int(0);
        let val = match val.known {
            Known::Never => return zero,
            Known::If(known) => {
                let val = self.as_int(val);
                let bits = self.b.ins().select(known, val.bits, zero);
                Val { bits, range: val.range.union(Range::ZERO), known: Known::Always, clean: true, ..val }
            }
            Known::Always => self.as_int(val),
        };
        let most = self.b.ins().smax(val.bits, zero);
        let whole = self.rounded_val(
            Val { bits: most, range: val.range.max(Range::ZERO), ..val },
            compline_compiler::program::RoundMode::Down,
            0,
        );
        whole.bits
    }

    /// Appends a record of a row, its number and its keys to the sort buffer.
    pub(super) fn record(&mut self, row: Value, number: Value, keys: &[PickKey], records: Variable, width: usize) {
        let at = self.b.use_var(records);
        let size = self.int(i64::try_from(width).unwrap_or(i64::MAX));
        let taken = self.b.ins().imul(at, size);
        let needed = self.b.ins().iadd(taken, size);
        let room = self.word(word::SORT_ROOM);
        let full = self.b.ins().icmp(IntCC::SignedGreaterThan, needed, room);
        let (grow, fits) = (self.cold_block(), self.block());
        self.branch(full, grow, fits);
        self.go(grow);
        self.call_or_redo(self.helpers.sort_room, &[needed]);
        self.jump(fits, &[]);
        self.go(fits);
        let mut values = vec![row, number];
        for key in keys {
            let val = self.expr(&key.key);
            let scale = val.scale;
            values.push(self.stored(val, scale).bits);
        }
        let buffer = self.word(word::SORT_BUFFER);
        let record = self.address(buffer, taken, 8);
        for (at, value) in (0..).zip(values) {
            let at = self.int(at);
            self.set_element(record, at, 8, value);
        }
        let one = self.int(1);
        let following = self.b.ins().iadd(at, one);
        self.b.def_var(records, following);
    }
}
