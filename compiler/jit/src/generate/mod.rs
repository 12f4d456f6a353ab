//! From expressions and steps to Cranelift's intermediate form.
//!
//! Whole loops are compiled, never callbacks per row. Every expression is computed in 64-bit
//! integers with checks where [`crate::range`] cannot show that none is needed; whatever fails a
//! check (an overflow, a divisor of zero, a key without a table row, a value that is absent where it
//! must be there) jumps to the *trouble* block at hand. What trouble means is decided by whoever
//! generates the root expression: ask the reference for this value, for this trigger, or have
//! the whole step done again by the reference. So the reference decides everything that
//! 64 bits cannot, and no error is ever made up here.

pub mod aggregate;
pub mod amounts;
pub mod arith;
pub mod cheap;
pub mod deferred;
pub mod expr;
pub mod fold;
pub mod gather;
pub mod load;
pub mod logic;
pub mod map;
pub mod pointers;
mod repeat;
pub mod root;
pub mod round;
pub mod scan;
pub mod table;
pub mod value;
pub mod walk;

use crate::facts::Facts;
use crate::range::Range;
use crate::slots::{Slot, Slots};
use compline_compiler::program::{ColumnId, EventSetId, Expr, Program, Space};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, Block, BlockArg, FuncRef, InstBuilder, MemFlagsData, Value, types};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::FunctionBuilder;
use rustc_hash::FxHashMap;
use value::Val;

/// Status of a compiled function that did its work.
pub const DONE: i64 = 0;
/// Status of a compiled function that met trouble: the reference must do the step.
pub const REDO: i64 = 1;

/// The helpers of the host, as a function may call them. Each takes the context first and returns a status.
#[derive(Clone, Copy, Debug)]
pub struct Helpers<T> {
    /// `(ctx, root, row, my)`: the value of a root expression by the reference.
    pub cold: T,
    /// `(ctx, x, y, factor, divisor, mode)`: `x * y * factor / divisor`, rounded.
    pub wide: T,
    /// `(ctx, what, from, to)`: months between dates.
    pub between: T,
    /// `(ctx, records, width)`: sorts the records in the sort buffer.
    pub sort: T,
    /// `(ctx, words)`: room in the sort buffer.
    pub sort_room: T,
    /// `(ctx, entries)`: room for entries.
    pub entry_room: T,
    /// `(ctx, amounts)`: room for amounts and a block.
    pub amount_room: T,
    /// `(ctx, rows)`: room for passing triggers.
    pub passing_room: T,
    /// `(ctx, first, count)`: the lines of trigger rows by the reference.
    pub reference: T,
    /// `(ctx, partner, amount)`: the partner's total left 64 bits when the amount was added.
    pub carry: T,
}

/// What expressions may speak of at this point of the code.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// The row at hand.
    pub row: Option<Val>,
    /// The owner of an aggregate.
    pub my: Option<Val>,
    /// The mark of the event row at hand, where rows of its set may have one.
    pub mark: Option<Value>,
    /// The trigger.
    pub trigger: Option<Val>,
    /// The visited partner.
    pub earner: Option<Val>,
    /// By variable.
    pub vars: Vec<Option<Val>>,
    /// Expressions whose value was computed before, by address.
    pub given: FxHashMap<*const Expr, Val>,
    /// Whether variables and handles that are not here are out of reach, rather than absent.
    pub closed: bool,
}

/// The generator of one function.
pub struct Gen<'a> {
    /// Cranelift's builder.
    pub b: FunctionBuilder<'a>,
    /// The program.
    pub program: &'a Program,
    /// What is known of columns.
    pub facts: &'a Facts,
    /// What follows for columns that the function writes.
    pub found: FxHashMap<ColumnId, Range>,
    /// What the function uses of its context.
    pub slots: Slots,
    /// Helpers of the host.
    pub helpers: Helpers<FuncRef>,
    /// The context.
    pub ctx: Value,
    /// What expressions may speak of.
    pub env: Env,
    /// Where trouble goes.
    pub trouble: Block,
    /// Whether anything goes there.
    pub troubled: bool,
    /// Returns [`REDO`].
    pub redo: Block,
    /// Contents of slots.
    bases: FxHashMap<Slot, Value>,
    /// The first block.
    entry: Block,
    /// Values of columns that are in registers here: column, row, value.
    cache: Vec<(ColumnId, Value, Val)>,
}

impl<'a> Gen<'a> {
    /// A generator at the start of a function `(ctx, lo, hi)`; yields `lo` and `hi` too.
    pub fn new(
        mut b: FunctionBuilder<'a>,
        program: &'a Program,
        facts: &'a Facts,
        helpers: Helpers<FuncRef>,
    ) -> (Self, Value, Value) {
        let entry = b.create_block();
        b.append_block_params_for_function_params(entry);
        b.switch_to_block(entry);
        let params: Vec<Value> = b.block_params(entry).to_vec();
        let zero = b.ins().iconst(types::I64, 0);
        let param = |at: usize| params.get(at).copied().unwrap_or(zero);
        let (ctx, lo, hi) = (param(0), param(1), param(2));
        let redo = b.create_block();
        b.set_cold_block(redo);
        // What the function uses of its context is read once, at the end of the first block.
        let body = b.create_block();
        b.ins().jump(body, &[]);
        b.switch_to_block(body);
        let generator = Self {
            b,
            program,
            facts,
            found: FxHashMap::default(),
            slots: Slots::default(),
            bases: FxHashMap::default(),
            entry,
            helpers,
            ctx,
            env: Env::default(),
            trouble: redo,
            troubled: false,
            redo,
            cache: Vec::new(),
        };
        (generator, lo, hi)
    }

    /// Ends the function at this point; yields what it uses of its context, and what follows for columns.
    pub fn finish(mut self, config: TargetFrontendConfig) -> (Slots, FxHashMap<ColumnId, Range>) {
        self.return_status(DONE);
        self.go(self.redo);
        self.return_status(REDO);
        self.b.seal_all_blocks();
        self.b.finalize(config);
        (self.slots, self.found)
    }

    /// Ends the block with a return.
    pub fn return_status(&mut self, status: i64) {
        let status = self.int(status);
        self.b.ins().return_(&[status]);
    }

    /// A constant.
    pub fn int(&mut self, value: i64) -> Value {
        self.b.ins().iconst(types::I64, value)
    }

    /// A constant flag.
    pub fn truth(&mut self, yes: bool) -> Value {
        self.b.ins().iconst(types::I8, i64::from(yes))
    }

    /// A new block.
    pub fn block(&mut self) -> Block {
        self.b.create_block()
    }

    /// A new block that is rarely run.
    pub fn cold_block(&mut self) -> Block {
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        block
    }

    /// Continues in a block.
    pub fn go(&mut self, block: Block) {
        self.b.switch_to_block(block);
    }

    /// Ends the block with a jump.
    pub fn jump(&mut self, block: Block, args: &[Value]) {
        let args: Vec<BlockArg> = args.iter().map(|arg| BlockArg::Value(*arg)).collect();
        self.b.ins().jump(block, &args);
    }

    /// Ends the block with a branch.
    pub fn branch(&mut self, condition: Value, yes: Block, no: Block) {
        self.b.ins().brif(condition, yes, &[], no, &[]);
    }

    /// Trouble if the flag is set.
    pub fn check(&mut self, bad: Value) {
        let good = self.block();
        self.troubled = true;
        self.branch(bad, self.trouble, good);
        self.go(good);
    }

    /// Trouble in any case. Code that follows is never reached.
    pub fn give_up(&mut self) {
        self.troubled = true;
        self.jump(self.trouble, &[]);
        let dead = self.block();
        self.go(dead);
    }

    /// Compares with a constant.
    pub fn compare_const(&mut self, cc: IntCC, a: Value, b: i64) -> Value {
        let b = self.int(b);
        self.b.ins().icmp(cc, a, b)
    }

    /// A word of the context.
    pub fn word(&mut self, at: usize) -> Value {
        self.b.ins().load(types::I64, MemFlagsData::trusted(), self.ctx, offset(at))
    }

    /// Sets a word of the context.
    pub fn set_word(&mut self, at: usize, value: Value) {
        self.b.ins().store(MemFlagsData::trusted(), value, self.ctx, offset(at));
    }

    /// The content of a slot.
    pub fn slot(&mut self, slot: Slot) -> Value {
        if let Some(base) = self.bases.get(&slot) {
            return *base;
        }
        let at = self.slots.word(slot);
        let mut cursor = FuncCursor::new(self.b.func).at_last_inst(self.entry);
        let base = cursor.ins().load(types::I64, MemFlagsData::trusted(), self.ctx, offset(at));
        self.bases.insert(slot, base);
        base
    }

    /// Notes what a column that the function writes may be.
    pub fn note(&mut self, column: ColumnId, range: Range) {
        self.found.entry(column).and_modify(|known| *known = known.union(range)).or_insert(range);
    }

    /// `base + index * size`.
    pub fn address(&mut self, base: Value, index: Value, size: i64) -> Value {
        let offset = match size {
            1 => index,
            _ => {
                let shift = self.int(i64::from(size.trailing_zeros()));
                self.b.ins().ishl(index, shift)
            }
        };
        self.b.ins().iadd(base, offset)
    }

    /// An element of an array of integers of so many bytes, sign-extended.
    pub fn element(&mut self, base: Value, index: Value, size: i64) -> Value {
        let at = self.address(base, index, size);
        let flags = MemFlagsData::trusted();
        match size {
            1 => self.b.ins().sload8(types::I64, flags, at, 0),
            2 => self.b.ins().sload16(types::I64, flags, at, 0),
            4 => self.b.ins().sload32(flags, at, 0),
            _ => self.b.ins().load(types::I64, flags, at, 0),
        }
    }

    /// The mark of a row of a space, where rows of it may have one.
    pub fn mark_of(&mut self, space: Space, row: Value) -> Option<Value> {
        let Space::Event(set) = space else { return None };
        self.program.reversal(space).leaves_marks().then(|| self.element_mark(set, Slot::Marks(set), row))
    }

    /// A mark at an index, or the single one that stands for all.
    pub fn element_mark(&mut self, set: EventSetId, marks: Slot, index: Value) -> Value {
        let (marks, mask) = (self.slot(marks), self.slot(Slot::MarkMask(set)));
        let index = self.b.ins().band(index, mask);
        let at = self.b.ins().iadd(marks, index);
        self.b.ins().uload8(types::I64, MemFlagsData::trusted(), at, 0)
    }

    /// Whether a mark has none of some bits.
    pub fn has_none(&mut self, mark: Value, bits: u8) -> Value {
        let bits = self.int(i64::from(bits));
        let found = self.b.ins().band(mark, bits);
        self.compare_const(IntCC::Equal, found, 0)
    }

    /// An element of an array of unsigned 32-bit integers.
    pub fn element_u32(&mut self, base: Value, index: Value) -> Value {
        let at = self.address(base, index, 4);
        self.b.ins().uload32(MemFlagsData::trusted(), at, 0)
    }

    /// Writes an element of an array of integers of so many bytes.
    pub fn set_element(&mut self, base: Value, index: Value, size: i64, value: Value) {
        let at = self.address(base, index, size);
        self.put(at, size, value);
    }

    /// Writes an integer of so many bytes.
    pub fn put(&mut self, at: Value, size: i64, value: Value) {
        let flags = MemFlagsData::trusted();
        match size {
            1 => self.b.ins().istore8(flags, value, at, 0),
            2 => self.b.ins().istore16(flags, value, at, 0),
            4 => self.b.ins().istore32(flags, value, at, 0),
            _ => self.b.ins().store(flags, value, at, 0),
        };
    }

    /// `for i in lo..hi { body }`; the body may leave the loop only by returning from the function.
    pub fn for_range(&mut self, lo: Value, hi: Value, body: impl FnOnce(&mut Self, Value)) {
        let (inside, exit) = (self.block(), self.block());
        let i = self.b.append_block_param(inside, types::I64);
        let some = self.b.ins().icmp(IntCC::SignedLessThan, lo, hi);
        self.b.ins().brif(some, inside, &[lo.into()], exit, &[]);
        self.go(inside);
        self.scoped(|g| body(g, i));
        let one = self.int(1);
        let following = self.b.ins().iadd(i, one);
        let more = self.b.ins().icmp(IntCC::SignedLessThan, following, hi);
        self.b.ins().brif(more, inside, &[following.into()], exit, &[]);
        self.go(exit);
    }

    /// As [`Gen::for_range`], from `hi - 1` down to `lo`.
    pub fn for_range_down(&mut self, lo: Value, hi: Value, body: impl FnOnce(&mut Self, Value)) {
        let (inside, exit) = (self.block(), self.block());
        let end = self.b.append_block_param(inside, types::I64);
        let some = self.b.ins().icmp(IntCC::SignedGreaterThan, hi, lo);
        self.b.ins().brif(some, inside, &[hi.into()], exit, &[]);
        self.go(inside);
        let one = self.int(1);
        let i = self.b.ins().isub(end, one);
        self.scoped(|g| body(g, i));
        let more = self.b.ins().icmp(IntCC::SignedGreaterThan, i, lo);
        self.b.ins().brif(more, inside, &[i.into()], exit, &[]);
        self.go(exit);
    }

    /// Code that may not be run, or run more than once: what it has in registers is forgotten afterwards.
    pub fn scoped<R>(&mut self, inside: impl FnOnce(&mut Self) -> R) -> R {
        let mark = self.cache.len();
        let result = inside(self);
        self.cache.truncate(mark);
        result
    }

    /// How much is in registers.
    pub fn mark(&self) -> usize {
        self.cache.len()
    }

    /// Forgets what came into registers since.
    pub fn forget_since(&mut self, mark: usize) {
        self.cache.truncate(mark);
    }

    /// Notes that the value of a column at a row is in a register.
    pub fn remember(&mut self, column: ColumnId, row: Value, value: Val) {
        self.cache.push((column, row, value));
    }

    /// The value of a column at a row, if it is in a register.
    pub fn remembered(&self, column: ColumnId, row: Value) -> Option<Val> {
        let found = self.cache.iter().rev().find(|(c, r, _)| *c == column && *r == row);
        found.map(|(_, _, value)| *value)
    }

    /// Calls a helper; the result is its status.
    pub fn call(&mut self, helper: FuncRef, args: &[Value]) -> Value {
        let mut all = vec![self.ctx];
        all.extend_from_slice(args);
        let call = self.b.ins().call(helper, &all);
        let result = self.b.inst_results(call).first().copied();
        match result {
            Some(status) => status,
            None => self.int(REDO),
        }
    }

    /// Calls a helper and leaves the function with [`REDO`] if its status is not zero.
    pub fn call_or_redo(&mut self, helper: FuncRef, args: &[Value]) {
        let status = self.call(helper, args);
        let good = self.block();
        let redo = self.redo;
        self.branch(status, redo, good);
        self.go(good);
    }
}

/// The byte offset of a word.
pub fn offset(word: usize) -> ir::immediates::Offset32 {
    ir::immediates::Offset32::new(i32::try_from(word * 8).unwrap_or(i32::MAX))
}
