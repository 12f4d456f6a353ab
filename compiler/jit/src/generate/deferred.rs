//! Amounts of groups: the walk leaves entries, then come loops over entries and triggers.

use super::Gen;
use super::amounts::many;
use super::value::{Known, Val};
use super::walk::{Group, Kept, Walking};
use crate::slots::word;
use compline_compiler::program::{ChainRounding, Earner, NONE};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Walking<'_, '_> {
    /// An entry whose amounts come later: with it is kept what they need.
    pub fn remember_entry(&mut self, g: &mut Gen<'_>, clause: usize, earner: Value, handed_on: bool) {
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
        // What is handed on has a number of its own: its amounts are held, and the entry pays nothing.
        let number = if handed_on { self.shape.clauses.len() + clause } else { clause };
        self.write_entry(g, place, earner, number);
        let so_far = g.b.use_var(self.entries);
        for (at, bits) in (word::ENTRY_VALUES + self.shape.layout.shown..).zip(values) {
            let buffer = g.word(at);
            g.set_element(buffer, so_far, 8, bits);
        }
        self.count_entry(g, None);
        g.jump(done, &[]);
        g.go(done);
        let Some(slot) = self.kept.get_mut(clause) else { return };
        if slot.len() == kept.len() {
            for (known, kept) in slot.iter_mut().zip(kept) {
                *known = known.either(kept);
            }
        } else {
            *slot = kept;
        }
    }

    /// Amounts that are rounded each alone: entry by entry, so that rate and total stay in registers. Where no amount
    /// can fail, totals go to the earners at once; else they wait until all amounts are made.
    pub fn by_entry(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let zero = g.int(0);
        let first = if self.lines { self.first_amount(g) } else { zero };
        if self.lines && group.passing.is_some() {
            g.for_range(zero, amounts, |g, at| g.set_element(first, at, 8, zero));
        }
        let finished = g.word(word::ENTRIES);
        g.for_range(zero, entries, |g, entry| {
            let start = if self.lines { g.address(first, entry, 8) } else { zero };
            self.for_clause(g, entry, |walking, g, clause| {
                walking.give_kept(g, clause, entry);
                let total = g.b.declare_var(types::I64);
                g.b.def_var(total, zero);
                walking.for_triggers(g, group, entries, start, |walking, g, place| {
                    let Some(pay) = walking.shape.clauses.get(clause).map(|clause| clause.pay) else { return };
                    let amount = g.amount(&pay.amount, walking.shape.rounding(), walking.shape.unit);
                    let range = amount.range;
                    let amount = walking.there(g, amount);
                    walking.add_to(g, total, amount, range);
                    if walking.lines {
                        g.put(place, 8, amount);
                    }
                });
                let total = g.b.use_var(total);
                if walking.sure {
                    walking.give_total(g, finished, entry, total);
                } else {
                    let totals = g.word(word::ENTRY_TOTALS);
                    g.set_element(totals, entry, 8, total);
                }
            });
        });
    }

    /// Whether no amount of an entry can fail, so that nothing will have to be taken back.
    pub fn is_sure(&self, g: &mut Gen<'_>) -> bool {
        if self.shape.grouped.is_none() || self.sums_exact() {
            return false;
        }
        let (dead, resumed, trouble) = (g.block(), g.block(), g.block());
        let (zero, never) = (g.int(0), g.truth(false));
        let outer = (std::mem::replace(&mut g.trouble, trouble), std::mem::replace(&mut g.troubled, false));
        // Never taken; the optimiser removes it.
        g.branch(never, dead, resumed);
        g.go(dead);
        g.scoped(|g| {
            g.env.trigger = Some(Val::row(zero, self.shape.bonus.trigger.space));
            for (clause, declared) in self.shape.clauses.iter().enumerate() {
                self.give_kept(g, clause, zero);
                let amount = g.amount(&declared.pay.amount, self.shape.rounding(), self.shape.unit);
                let range = amount.range;
                self.there(g, amount);
                g.troubled |= !many(range).fits();
            }
        });
        g.jump(resumed, &[]);
        if g.troubled {
            g.go(trouble);
            g.jump(resumed, &[]);
        }
        let sure = !g.troubled;
        (g.trouble, g.troubled) = outer;
        g.env.trigger = None;
        g.go(resumed);
        sure
    }

    /// Amounts that hang together: trigger by trigger.
    pub fn by_trigger(&self, g: &mut Gen<'_>, group: Group, entries: Value, amounts: Value) {
        let zero = g.int(0);
        let first = if self.lines { self.first_amount(g) } else { zero };
        if self.lines && group.passing.is_some() {
            g.for_range(zero, amounts, |g, at| g.set_element(first, at, 8, zero));
        }
        let totals = g.word(word::ENTRY_TOTALS);
        g.for_range(zero, entries, |g, entry| g.set_element(totals, entry, 8, zero));
        let last = g.b.declare_var(types::I64);
        self.for_triggers(g, group, entries, first, |walking, g, row| {
            g.b.def_var(walking.running.exact, zero);
            g.b.def_var(walking.running.paid, zero);
            g.b.def_var(walking.running.held, zero);
            let nobody = g.int(-1);
            g.b.def_var(last, nobody);
            g.for_range(zero, entries, |g, entry| {
                walking.for_clause(g, entry, |walking, g, number| {
                    let clauses = walking.shape.clauses.len();
                    let clause = if number < clauses { number } else { number - clauses };
                    walking.give_kept(g, clause, entry);
                    let own = walking.exact_amount(g, clause);
                    if number >= clauses {
                        let pay = walking.shape.clauses.get(clause).map(|clause| clause.pay);
                        if pay.is_some_and(|pay| !matches!(pay.to, Earner::Company)) {
                            walking.hold(g, own);
                        }
                        walking.add_amount(g, row, entry, zero, true);
                        return;
                    }
                    let exact = walking.with_held(g, clause, own);
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

    /// Code for the clause of an entry; numbers from the count of clauses on are those of what is handed on.
    fn for_clause(&self, g: &mut Gen<'_>, entry: Value, act: impl Fn(&Self, &mut Gen<'_>, usize)) {
        let handed_on = if crate::shape::hands_on(self.shape.bonus) { self.shape.bonus.pays.len() } else { 0 };
        let numbers = self.shape.clauses.len()..self.shape.clauses.len() + handed_on;
        let clauses: Vec<usize> = (0..self.shape.clauses.len()).chain(numbers).collect();
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

    /// A loop over the triggers of a group, with a pointer that starts at an address of the first trigger's amounts and
    /// goes on to those of the next.
    fn for_triggers(
        &self,
        g: &mut Gen<'_>,
        group: Group,
        entries: Value,
        start: Value,
        body: impl FnOnce(&Self, &mut Gen<'_>, Value),
    ) {
        let space = self.shape.bonus.trigger.space;
        let eight = g.int(8);
        let size = g.b.ins().imul(entries, eight);
        match group.passing {
            None => {
                let place = g.b.declare_var(types::I64);
                g.b.def_var(place, start);
                let end = g.b.ins().iadd(group.first, group.count);
                g.for_range(group.first, end, |g, row| {
                    g.env.trigger = Some(Val::row(row, space));
                    let at = g.b.use_var(place);
                    body(self, g, at);
                    if self.lines {
                        let following = g.b.ins().iadd(at, size);
                        g.b.def_var(place, following);
                    }
                });
            }
            Some(passing) => {
                let buffer = g.word(word::PASSING);
                let zero = g.int(0);
                g.for_range(zero, passing, |g, at| {
                    let row = g.element_u32(buffer, at);
                    g.env.trigger = Some(Val::row(row, space));
                    let number = g.b.ins().isub(row, group.first);
                    let offset = g.b.ins().imul(number, size);
                    let at = g.b.ins().iadd(start, offset);
                    body(self, g, at);
                });
            }
        }
        g.env.trigger = None;
    }
}
