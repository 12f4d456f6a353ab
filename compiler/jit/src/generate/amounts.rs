//! Amounts of lines, their rounding, totals, and the end of a group.

use super::Gen;
use super::value::{Known, Val};
use super::walk::{Group, Kept, Walking};
use crate::range::Range;
use crate::slots::word;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{ChainRounding, Earner, NONE};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
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

impl Walking<'_, '_> {
    /// What a clause pays at a visit or at the end.
    pub fn pay_clause(&mut self, g: &mut Gen<'_>, clause: usize) {
        self.where_applies(g, clause, |walking, g, earner| {
            if walking.shape.grouped.is_some() {
                walking.remember_entry(g, clause, earner);
            } else {
                walking.pay_now(g, clause, earner);
            }
        });
    }

    /// An entry whose amounts come later: with it is kept what they need.
    fn remember_entry(&mut self, g: &mut Gen<'_>, clause: usize, earner: Value) {
        let Some(declared) = self.shape.clauses.get(clause) else { return };
        let mut kept = Vec::new();
        let mut values = Vec::new();
        for expr in &declared.hoisted {
            let val = g.expr(expr);
            let val = g.as_int(val);
            let stored = g.stored(val, val.scale);
            kept.push(Kept { scale: val.scale, range: stored.range, always: val.is_always(), rows: val.rows });
            values.push(stored.bits);
        }
        let done = g.block();
        // Where a factor is zero, so are all amounts; and zero is no line.
        if declared.factors.iter().all(|factor| kept.get(*factor).is_some_and(|kept| kept.always)) {
            for factor in &declared.factors {
                let Some((bits, kept)) = values.get(*factor).zip(kept.get(*factor)) else { continue };
                if kept.range.lo <= 0 && kept.range.hi >= 0 {
                    let pays = g.block();
                    g.branch(*bits, pays, done);
                    g.go(pays);
                }
            }
        }
        let place = self.next_entry(g);
        self.write_entry(g, place, earner, clause);
        let so_far = g.b.use_var(self.entries);
        for (at, bits) in (word::ENTRY_VALUES + self.shape.layout.shown..).zip(values) {
            let buffer = g.word(at);
            g.set_element(buffer, so_far, 8, bits);
        }
        self.count_entry(g, None);
        g.jump(done, &[]);
        g.go(done);
        if let Some(slot) = self.kept.get_mut(clause) {
            *slot = kept;
        }
    }

    /// Whether exact amounts are added up before they are rounded.
    fn sums_exact(&self) -> bool {
        self.shape.chain() != ChainRounding::EachLine || crate::shape::hands_on(self.shape.bonus)
    }

    /// A line whose amount is made at once.
    fn pay_now(&mut self, g: &mut Gen<'_>, clause: usize, earner: Value) {
        let Some(pay) = self.shape.clauses.get(clause).map(|clause| clause.pay) else { return };
        let (amount, counts) = if self.sums_exact() {
            let own = self.exact_amount(g, clause);
            let own = if crate::shape::hands_on(self.shape.bonus)
                && !matches!(pay.to, Earner::Company)
                && clause < self.shape.bonus.pays.len()
            {
                self.with_held(g, own)
            } else {
                own
            };
            self.chained(g, own)
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
    fn there(&self, g: &mut Gen<'_>, amount: Val) -> Value {
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
    fn exact_amount(&self, g: &mut Gen<'_>, clause: usize) -> Val {
        let Some(pay) = self.shape.clauses.get(clause).map(|clause| clause.pay) else { return g.absent(0) };
        let amount = g.expr(&pay.amount);
        let amount = g.at_scale(amount, self.shape.exact);
        let range = amount.range;
        let bits = self.there(g, amount);
        Val::int(bits, self.shape.exact, range)
    }

    /// The amount together with what was handed on, unless it is zero.
    fn with_held(&self, g: &mut Gen<'_>, own: Val) -> Val {
        let held = g.b.use_var(self.running.held);
        let zero = g.int(0);
        let takes = g.compare_const(IntCC::NotEqual, own.bits, 0);
        let taken = g.b.ins().select(takes, held, zero);
        let left = g.b.ins().select(takes, zero, held);
        g.b.def_var(self.running.held, left);
        let taken = Val::int(taken, own.scale, Range::ALL);
        g.add(own, taken)
    }

    /// What would have been paid to partners is held.
    pub fn hand_on(&mut self, g: &mut Gen<'_>) {
        for clause in 0..self.shape.bonus.pays.len() {
            let company = self.shape.clauses.get(clause).is_some_and(|clause| matches!(clause.pay.to, Earner::Company));
            self.where_applies(g, clause, |walking, g, _| {
                let own = walking.exact_amount(g, clause);
                if company {
                    return;
                }
                let held = g.b.use_var(walking.running.held);
                let held = Val::int(held, own.scale, Range::ALL);
                let sum = g.add(held, own);
                g.b.def_var(walking.running.held, sum.bits);
            });
        }
    }

    /// The line of an exact amount within its chain, and whether it counts as one.
    fn chained(&self, g: &mut Gen<'_>, exact: Val) -> (Value, Value) {
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
    fn remainder(&self, g: &mut Gen<'_>) -> Value {
        let sum = g.b.use_var(self.running.exact);
        let sum = Val::int(sum, self.shape.exact, Range::ALL);
        let due = self.rounded(g, sum);
        let paid = g.b.use_var(self.running.paid);
        let paid = Val::int(paid, self.shape.unit, Range::ALL);
        g.sub(due, paid).bits
    }

    /// Everything after the walk: amounts that are still to come, totals, the block.
    pub fn amounts(&self, g: &mut Gen<'_>, group: Group, next: Block) {
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
            if self.shape.chain() == ChainRounding::EachLine {
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
    fn first_amount(&self, g: &mut Gen<'_>) -> Value {
        let buffer = g.word(word::AMOUNT_BUFFER);
        let taken = g.word(word::AMOUNTS);
        g.address(buffer, taken, 8)
    }

    /// Amounts that are rounded each alone: entry by entry, so that rate and total stay in registers.
    fn by_entry(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let zero = g.int(0);
        let first = if self.lines { self.first_amount(g) } else { zero };
        if self.lines && group.passing.is_some() {
            g.for_range(zero, amounts, |g, at| g.set_element(first, at, 8, zero));
        }
        g.for_range(zero, entries, |g, entry| {
            self.for_clause(g, entry, |walking, g, clause| {
                walking.give_kept(g, clause, entry);
                let total = g.b.declare_var(types::I64);
                g.b.def_var(total, zero);
                walking.for_triggers(g, group, entries, |walking, g, offset| {
                    let Some(pay) = walking.shape.clauses.get(clause).map(|clause| clause.pay) else { return };
                    let amount = g.amount(&pay.amount, walking.shape.rounding(), walking.shape.unit);
                    let range = amount.range;
                    let amount = walking.there(g, amount);
                    walking.add_to(g, total, amount, range);
                    if walking.lines {
                        let row = g.b.ins().iadd(first, offset);
                        g.set_element(row, entry, 8, amount);
                    }
                });
                let total = g.b.use_var(total);
                let totals = g.word(word::ENTRY_TOTALS);
                g.set_element(totals, entry, 8, total);
            });
        });
    }

    /// Amounts that hang together: trigger by trigger.
    fn by_trigger(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let zero = g.int(0);
        let first = if self.lines { self.first_amount(g) } else { zero };
        if self.lines && group.passing.is_some() {
            g.for_range(zero, amounts, |g, at| g.set_element(first, at, 8, zero));
        }
        let totals = g.word(word::ENTRY_TOTALS);
        g.for_range(zero, entries, |g, entry| g.set_element(totals, entry, 8, zero));
        let last = g.b.declare_var(types::I64);
        self.for_triggers(g, group, entries, |walking, g, offset| {
            g.b.def_var(walking.running.exact, zero);
            g.b.def_var(walking.running.paid, zero);
            let nobody = g.int(-1);
            g.b.def_var(last, nobody);
            let row = if walking.lines { g.b.ins().iadd(first, offset) } else { zero };
            g.for_range(zero, entries, |g, entry| {
                walking.for_clause(g, entry, |walking, g, clause| {
                    walking.give_kept(g, clause, entry);
                    let exact = walking.exact_amount(g, clause);
                    let (amount, counts) = walking.chained(g, exact);
                    let before = g.b.use_var(last);
                    let latest = g.b.ins().select(counts, entry, before);
                    g.b.def_var(last, latest);
                    walking.add_amount(g, row, entry, amount, true);
                });
            });
            if walking.shape.chain() == ChainRounding::LastTakesRemainder {
                let at = g.b.use_var(last);
                let somebody = g.compare_const(IntCC::SignedGreaterThanOrEqual, at, 0);
                let (takes, done) = (g.block(), g.block());
                g.branch(somebody, takes, done);
                g.go(takes);
                let missing = walking.remainder(g);
                walking.add_amount(g, row, at, missing, false);
                g.jump(done, &[]);
                g.go(done);
            }
        });
    }

    /// Adds to the amount of a line and to the total of its entry.
    fn add_amount(&self, g: &mut Gen<'_>, row: Value, entry: Value, amount: Value, is_first: bool) {
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

    fn add_to(&self, g: &mut Gen<'_>, total: Variable, amount: Value, range: Range) {
        let before = g.b.use_var(total);
        let after = if range.times(Range::new(0, 1 << 32)).fits() {
            g.b.ins().iadd(before, amount)
        } else {
            let (before, amount) = (Val::int(before, 0, Range::ALL), Val::int(amount, 0, range));
            g.add(before, amount).bits
        };
        g.b.def_var(total, after);
    }

    /// Code for the clause of an entry.
    fn for_clause(&self, g: &mut Gen<'_>, entry: Value, act: impl Fn(&Self, &mut Gen<'_>, usize)) {
        let clauses: Vec<usize> = (0..self.shape.clauses.len()).collect();
        if let [only] = clauses.as_slice() {
            g.scoped(|g| act(self, g, *only));
            return;
        }
        let number = self.clause_of(g, entry);
        let done = g.block();
        for clause in clauses {
            let (mine, others) = (g.block(), g.block());
            let is_mine = g.compare_const(IntCC::Equal, number, i64::try_from(clause).unwrap_or(0));
            g.branch(is_mine, mine, others);
            g.go(mine);
            g.scoped(|g| act(self, g, clause));
            g.jump(done, &[]);
            g.go(others);
        }
        g.jump(done, &[]);
        g.go(done);
    }

    fn clause_of(&self, g: &mut Gen<'_>, entry: Value) -> Value {
        let finished = g.word(word::ENTRIES);
        let place = g.b.ins().iadd(finished, entry);
        let clauses = g.word(word::CLAUSES);
        let clause = g.element(clauses, place, 1);
        let low = g.int(0xFF);
        g.b.ins().band(clause, low)
    }

    /// Shows what was kept with an entry.
    fn give_kept(&self, g: &mut Gen<'_>, clause: usize, entry: Value) {
        let Some((declared, kept)) = self.shape.clauses.get(clause).zip(self.kept.get(clause)) else { return };
        let words = word::ENTRY_VALUES + self.shape.layout.shown..;
        for ((at, expr), kept) in words.zip(&declared.hoisted).zip(kept) {
            let buffer = g.word(at);
            let bits = g.element(buffer, entry, 8);
            let known =
                if kept.always { Known::Always } else { Known::If(g.compare_const(IntCC::NotEqual, bits, NONE)) };
            let val = Val { known, clean: kept.always, rows: kept.rows, ..Val::int(bits, kept.scale, kept.range) };
            g.env.given.insert(std::ptr::from_ref(*expr), val);
        }
    }

    /// A loop over the triggers of a group, with the byte offset of a trigger's first amount.
    fn for_triggers(
        &self,
        g: &mut Gen<'_>,
        group: Group,
        entries: Value,
        body: impl FnOnce(&Self, &mut Gen<'_>, Value),
    ) {
        let space = self.shape.bonus.trigger.space;
        let eight = g.int(8);
        let size = g.b.ins().imul(entries, eight);
        let zero = g.int(0);
        match group.passing {
            None => {
                let offset = g.b.declare_var(types::I64);
                g.b.def_var(offset, zero);
                let end = g.b.ins().iadd(group.first, group.count);
                g.for_range(group.first, end, |g, row| {
                    g.env.trigger = Some(Val::row(row, space));
                    let at = g.b.use_var(offset);
                    body(self, g, at);
                    let following = g.b.ins().iadd(at, size);
                    g.b.def_var(offset, following);
                });
            }
            Some(passing) => {
                let buffer = g.word(word::PASSING);
                g.for_range(zero, passing, |g, at| {
                    let row = g.element_u32(buffer, at);
                    g.env.trigger = Some(Val::row(row, space));
                    let place = g.b.ins().isub(row, group.first);
                    let at = g.b.ins().imul(place, size);
                    body(self, g, at);
                });
            }
        }
        g.env.trigger = None;
    }

    /// The last line of a single trigger takes what is missing.
    fn last_takes(&self, g: &mut Gen<'_>, entries: Value) {
        let missing = self.remainder(g);
        let one = g.int(1);
        let last = g.b.ins().isub(entries, one);
        let row = if self.lines { self.first_amount(g) } else { one };
        self.add_amount(g, row, last, missing, false);
    }

    /// Adds the totals of the entries to those of partners, and counts the group.
    fn commit(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let zero = g.int(0);
        let finished = g.word(word::ENTRIES);
        let (earners, entry_totals, totals) = (g.word(word::EARNERS), g.word(word::ENTRY_TOTALS), g.word(word::TOTALS));
        g.for_range(zero, entries, |g, entry| {
            let place = g.b.ins().iadd(finished, entry);
            let earner = g.element_u32(earners, place);
            let (somebody, done) = (g.block(), g.block());
            let is_somebody = g.compare_const(IntCC::NotEqual, earner, i64::from(COMPANY));
            g.branch(is_somebody, somebody, done);
            g.go(somebody);
            let total = g.element(entry_totals, entry, 8);
            let before = g.element(totals, earner, 8);
            let (after, overflow) = g.b.ins().sadd_overflow(before, total);
            g.set_element(totals, earner, 8, after);
            let carries = g.cold_block();
            g.branch(overflow, carries, done);
            g.go(carries);
            g.call_or_redo(g.helpers.carry, &[earner, total]);
            g.jump(done, &[]);
            g.go(done);
        });
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
