//! Amounts of lines, their rounding, totals, and the end of a group.

use super::Gen;
use super::value::{Known, Val};
use super::walk::{Group, Walking};
use crate::range::Range;
use crate::slots::word;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{ChainRounding, Earner};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value};
use cranelift_frontend::Variable;

/// Sums that the lines of one trigger have in common.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// Exact amounts so far, where lines hang together.
    pub exact: Variable,
    /// Rounded amounts so far.
    pub paid: Variable,
    /// What was handed on and met nobody yet.
    pub held: Variable,
}

/// What a sum of as many amounts as a group may have may be.
pub fn many(range: Range) -> Range {
    range.times(Range::new(0, 1 << 32))
}

impl Walking<'_, '_> {
    /// What a clause pays at a visit or at the end.
    pub fn pay_clause(&mut self, g: &mut Gen<'_>, clause: usize) {
        self.where_applies(g, clause, |walking, g, earner| {
            if walking.shape.grouped.is_some() {
                walking.remember_entry(g, clause, earner, false);
            } else {
                walking.pay_now(g, clause, earner);
            }
        });
    }

    /// Whether exact amounts are added up before they are rounded.
    pub fn sums_exact(&self) -> bool {
        self.shape.chain() != ChainRounding::EachLine || crate::shape::hands_on(self.shape.bonus)
    }

    /// A line whose amount is made at once.
    fn pay_now(&mut self, g: &mut Gen<'_>, clause: usize, earner: Value) {
        let Some(pay) = self.shape.clauses.get(clause).map(|clause| clause.pay) else { return };
        let (amount, counts) = if self.sums_exact() {
            let own = self.exact_amount(g, clause);
            let exact = self.with_held(g, clause, own);
            self.chained(g, exact)
        } else {
            let amount = g.amount(&pay.amount, self.shape.rounding(), self.shape.unit);
            let amount = self.there(g, amount);
            let counts = g.compare_const(IntCC::NotEqual, amount, 0);
            (amount, counts)
        };
        let place = self.next_entry(g);
        self.write_entry(g, place, earner, clause);
        let so_far = g.b.use_var(self.entries);
        let totals = g.word(word::ENTRY_TOTALS);
        g.set_element(totals, so_far, 8, amount);
        if self.lines {
            let amounts = g.word(word::AMOUNT_BUFFER);
            let finished = g.word(word::AMOUNTS);
            let at = g.b.ins().iadd(finished, so_far);
            g.set_element(amounts, at, 8, amount);
        }
        self.count_entry(g, Some(counts));
    }

    /// The amount as a plain integer; trouble where it is absent.
    pub fn there(&self, g: &mut Gen<'_>, amount: Val) -> Value {
        if !amount.is_always() {
            let known = g.known_flag(amount.known);
            let yes = g.truth(true);
            let absent = g.b.ins().bxor(known, yes);
            g.check(absent);
        }
        let amount = amount.with_known(Known::Always);
        let scale = amount.scale;
        g.stored(amount, scale).bits
    }

    /// The exact amount of a clause at the scale of all exact amounts.
    pub fn exact_amount(&self, g: &mut Gen<'_>, clause: usize) -> Val {
        let Some(pay) = self.shape.clauses.get(clause).map(|clause| clause.pay) else { return g.absent(0) };
        let amount = g.expr(&pay.amount);
        let amount = g.at_scale(amount, self.shape.exact);
        let range = amount.range;
        let bits = self.there(g, amount);
        Val::int(bits, self.shape.exact, range)
    }

    /// The amount of a clause together with what was handed on. Only lines to partners at a visit take it, and only
    /// where they pay something themselves.
    pub fn with_held(&self, g: &mut Gen<'_>, clause: usize, own: Val) -> Val {
        let pay = self.shape.clauses.get(clause).map(|clause| clause.pay);
        let takes = pay.is_some_and(|pay| !matches!(pay.to, Earner::Company)) && clause < self.shape.bonus.pays.len();
        if !takes || !crate::shape::hands_on(self.shape.bonus) {
            return own;
        }
        let held = g.b.use_var(self.running.held);
        let zero = g.int(0);
        let takes = g.compare_const(IntCC::NotEqual, own.bits, 0);
        let taken = g.b.ins().select(takes, held, zero);
        let left = g.b.ins().select(takes, zero, held);
        g.b.def_var(self.running.held, left);
        let taken = Val::int(taken, own.scale, Range::ALL);
        g.add(own, taken)
    }

    /// What would have been paid to partners is held; what would have stayed with the company is not.
    pub fn hand_on(&mut self, g: &mut Gen<'_>) {
        for clause in 0..self.shape.bonus.pays.len() {
            let company = self.shape.clauses.get(clause).is_some_and(|clause| matches!(clause.pay.to, Earner::Company));
            self.where_applies(g, clause, |walking, g, earner| {
                if walking.shape.grouped.is_some() {
                    walking.remember_entry(g, clause, earner, true);
                    return;
                }
                let own = walking.exact_amount(g, clause);
                if !company {
                    walking.hold(g, own);
                }
            });
        }
    }

    /// Adds to what is held.
    pub fn hold(&self, g: &mut Gen<'_>, own: Val) {
        let held = g.b.use_var(self.running.held);
        let held = Val::int(held, own.scale, Range::ALL);
        let sum = g.add(held, own);
        g.b.def_var(self.running.held, sum.bits);
    }

    /// The line of an exact amount within its chain, and whether it counts as one.
    pub fn chained(&self, g: &mut Gen<'_>, exact: Val) -> (Value, Value) {
        let Running { exact: sum_of, paid, .. } = self.running;
        let unit = self.shape.unit;
        match self.shape.chain() {
            ChainRounding::EachLine => {
                let amount = self.rounded(g, exact);
                let counts = g.compare_const(IntCC::NotEqual, amount.bits, 0);
                (amount.bits, counts)
            }
            ChainRounding::Cumulatively => {
                let sum = self.added(g, sum_of, exact);
                let due = self.rounded(g, sum);
                let before = g.b.use_var(paid);
                let before = Val::int(before, unit, Range::ALL);
                let amount = g.sub(due, before);
                g.b.def_var(paid, due.bits);
                let bits = self.there(g, amount);
                let counts = g.compare_const(IntCC::NotEqual, bits, 0);
                (bits, counts)
            }
            ChainRounding::LastTakesRemainder => {
                self.added(g, sum_of, exact);
                let amount = self.rounded(g, exact);
                let before = g.b.use_var(paid);
                let before = Val::int(before, unit, Range::ALL);
                let sum = g.add(before, amount);
                g.b.def_var(paid, sum.bits);
                let counts = g.compare_const(IntCC::NotEqual, exact.bits, 0);
                (amount.bits, counts)
            }
        }
    }

    fn added(&self, g: &mut Gen<'_>, sum_of: Variable, exact: Val) -> Val {
        let sum = g.b.use_var(sum_of);
        let sum = Val::int(sum, exact.scale, Range::ALL);
        let sum = g.add(sum, exact);
        g.b.def_var(sum_of, sum.bits);
        sum
    }

    /// An exact amount in the currency's smallest unit.
    fn rounded(&self, g: &mut Gen<'_>, exact: Val) -> Val {
        let val = match self.shape.rounding() {
            Some((mode, scale)) => g.rounded_val(exact, mode, scale),
            None => exact,
        };
        let val = g.at_scale(val, self.shape.unit);
        let range = val.range;
        let bits = self.there(g, val);
        Val::int(bits, self.shape.unit, range)
    }

    /// What the last line of a trigger takes.
    pub fn remainder(&self, g: &mut Gen<'_>) -> Value {
        let sum = g.b.use_var(self.running.exact);
        let sum = Val::int(sum, self.shape.exact, Range::ALL);
        let due = self.rounded(g, sum);
        let paid = g.b.use_var(self.running.paid);
        let paid = Val::int(paid, self.shape.unit, Range::ALL);
        g.sub(due, paid).bits
    }

    /// Everything after the walk: amounts that are still to come, totals, the block.
    pub fn amounts(&mut self, g: &mut Gen<'_>, group: Group, next: Block) {
        let entries = g.b.use_var(self.entries);
        let some = g.block();
        g.branch(entries, some, next);
        g.go(some);
        let amounts = if self.shape.grouped.is_some() { g.b.ins().imul(entries, group.count) } else { entries };
        if self.lines {
            self.make_room(g, entries, amounts);
        }
        if self.shape.grouped.is_some() {
            g.env.vars = Vec::new();
            g.env.earner = None;
            g.env.closed = true;
            self.sure = self.is_sure(g);
            if !self.sums_exact() {
                self.by_entry(g, group, entries, amounts);
            } else {
                self.by_trigger(g, group, entries, amounts);
            }
            g.env.closed = false;
        } else if self.shape.chain() == ChainRounding::LastTakesRemainder {
            self.last_takes(g, entries);
        }
        self.commit(g, group, entries, amounts);
    }

    /// Room for the amounts and the block.
    fn make_room(&self, g: &mut Gen<'_>, entries: Value, amounts: Value) {
        let needed = if self.shape.layout.immediate { g.int(0) } else { amounts };
        let taken = g.word(word::AMOUNTS);
        let needs = g.b.ins().iadd(taken, needed);
        let room = g.word(word::AMOUNT_ROOM);
        let full = g.b.ins().icmp(IntCC::SignedGreaterThan, needs, room);
        let (blocks, block_room) = (g.word(word::BLOCKS), g.word(word::BLOCK_ROOM));
        let no_block = g.b.ins().icmp(IntCC::SignedGreaterThanOrEqual, blocks, block_room);
        let full = g.b.ins().bor(full, no_block);
        let (grow, fits) = (g.cold_block(), g.block());
        g.branch(full, grow, fits);
        g.go(grow);
        g.call_or_redo(g.helpers.amount_room, &[entries, needed]);
        g.jump(fits, &[]);
        g.go(fits);
    }

    /// The address of the first amount of the group.
    pub fn first_amount(&self, g: &mut Gen<'_>) -> Value {
        let buffer = g.word(word::AMOUNT_BUFFER);
        let taken = g.word(word::AMOUNTS);
        g.address(buffer, taken, 8)
    }

    /// Adds to the amount of a line and to the total of its entry.
    pub fn add_amount(&self, g: &mut Gen<'_>, row: Value, entry: Value, amount: Value, is_first: bool) {
        if self.lines {
            let written = if is_first {
                amount
            } else {
                let before = g.element(row, entry, 8);
                self.sum(g, before, amount)
            };
            g.set_element(row, entry, 8, written);
        }
        let totals = g.word(word::ENTRY_TOTALS);
        let before = g.element(totals, entry, 8);
        let total = self.sum(g, before, amount);
        g.set_element(totals, entry, 8, total);
    }

    fn sum(&self, g: &mut Gen<'_>, a: Value, b: Value) -> Value {
        let (a, b) = (Val::int(a, 0, Range::ALL), Val::int(b, 0, Range::ALL));
        let sum = g.add(a, b);
        self.there(g, sum)
    }

    pub fn add_to(&self, g: &mut Gen<'_>, total: Variable, amount: Value, range: Range) {
        let before = g.b.use_var(total);
        let after = if many(range).fits() {
            g.b.ins().iadd(before, amount)
        } else {
            let (before, amount) = (Val::int(before, 0, Range::ALL), Val::int(amount, 0, range));
            g.add(before, amount).bits
        };
        g.b.def_var(total, after);
    }

    /// The last line of a single trigger takes what is missing.
    fn last_takes(&self, g: &mut Gen<'_>, entries: Value) {
        let missing = self.remainder(g);
        let one = g.int(1);
        let last = g.b.ins().isub(entries, one);
        let row = if self.lines { self.first_amount(g) } else { one };
        self.add_amount(g, row, last, missing, false);
    }

    /// Adds the total of an entry to that of its earner.
    pub fn give_total(&self, g: &mut Gen<'_>, finished: Value, entry: Value, total: Value) {
        let (earners, totals) = (g.word(word::EARNERS), g.word(word::TOTALS));
        let place = g.b.ins().iadd(finished, entry);
        let earner = g.element_u32(earners, place);
        let (somebody, carries, done) = (g.block(), g.cold_block(), g.block());
        let company = self.shape.clauses.iter().any(|clause| matches!(clause.pay.to, Earner::Company));
        if company {
            let is_somebody = g.compare_const(IntCC::NotEqual, earner, i64::from(COMPANY));
            g.branch(is_somebody, somebody, done);
        } else {
            g.jump(somebody, &[]);
        }
        g.go(somebody);
        let before = g.element(totals, earner, 8);
        let (after, overflow) = g.b.ins().sadd_overflow(before, total);
        g.set_element(totals, earner, 8, after);
        g.branch(overflow, carries, done);
        g.go(carries);
        g.call_or_redo(g.helpers.carry, &[earner, total]);
        g.jump(done, &[]);
        g.go(done);
    }

    /// Adds the totals of the entries to those of partners, where that is not done yet, and counts the group.
    fn commit(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let finished = g.word(word::ENTRIES);
        if !self.sure {
            let zero = g.int(0);
            let entry_totals = g.word(word::ENTRY_TOTALS);
            g.for_range(zero, entries, |g, entry| {
                let total = g.element(entry_totals, entry, 8);
                self.give_total(g, finished, entry, total);
            });
        }
        if !self.lines {
            return;
        }
        let blocks = g.word(word::BLOCKS);
        let buffer = g.word(word::BLOCK_BUFFER);
        let size = g.int(24);
        let offset = g.b.ins().imul(blocks, size);
        let block = g.b.ins().iadd(buffer, offset);
        let thirty_two = g.int(32);
        let taken = g.word(word::AMOUNTS);
        let parts = [(group.first, Some(group.count)), (finished, Some(entries)), (taken, None)];
        for (at, (low, high)) in (0..).zip(parts) {
            let value = match high {
                Some(high) => {
                    let high = g.b.ins().ishl(high, thirty_two);
                    g.b.ins().bor(low, high)
                }
                None => low,
            };
            let at = g.int(at);
            g.set_element(block, at, 8, value);
        }
        let one = g.int(1);
        let blocks = g.b.ins().iadd(blocks, one);
        g.set_word(word::BLOCKS, blocks);
        let finished = g.b.ins().iadd(finished, entries);
        g.set_word(word::ENTRIES, finished);
        let taken = g.b.ins().iadd(taken, amounts);
        g.set_word(word::AMOUNTS, taken);
    }
}
