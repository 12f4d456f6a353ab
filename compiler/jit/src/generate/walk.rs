//! Bonuses: walks, visits, entries.
//!
//! For each group (the triggers of one owner, or one trigger): the walk makes entries in the buffers of the host, each
//! with earner, clause, shown variables and what the amounts need of it. Then come the amounts (see
//! [`super::amounts`]), then totals, and the block is counted. Until then nothing counts, so that trouble anywhere can
//! leave the whole group to the reference.

use super::Gen;
use super::amounts::Running;
use super::value::{Known, Repr, Val};
use crate::range::Range;
use crate::shape::Shape;
use crate::slots::{Slot, word};
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{
    ColumnId, Earner, EventSet, Handle, Kind, Select, Source, Space, Ty, VarId, Verb, Width,
};
use compline_compiler::store::mark;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};
use cranelift_frontend::Variable;

/// What is known of a value that is kept with an entry.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Digits after the point.
    pub scale: u8,
    /// What it may be.
    pub range: Range,
    /// Whether it is always there.
    pub always: bool,
    /// Of which space it is a row.
    pub rows: Option<Space>,
}

impl Kept {
    /// What is certain of one that came about in two ways.
    pub fn either(self, other: Kept) -> Self {
        Self {
            scale: self.scale.max(other.scale),
            range: self.range.union(other.range),
            always: self.always && other.always,
            rows: if self.rows == other.rows { self.rows } else { None },
        }
    }
}

/// The code of a bonus that is being generated.
pub struct Walking<'s, 'p> {
    /// The shape.
    pub shape: &'s Shape<'p>,
    /// Whether lines are written, or only totals.
    pub lines: bool,
    /// Whether the verbs that pointers make superfluous are left out.
    pub verbs_done: usize,
    /// Memories.
    pub memories: Vec<Variable>,
    /// Number of entries so far.
    pub entries: Variable,
    /// By clause: what is kept with its entries.
    pub kept: Vec<Vec<Kept>>,
    /// Sums that lines of a trigger have in common.
    pub running: Running,
    /// Whether no amount can fail once the walk is over.
    pub sure: bool,
}

/// The triggers of a group.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// First trigger row.
    pub first: Value,
    /// How many.
    pub count: Value,
    /// How many pass the filter, where that is asked for each.
    pub passing: Option<Value>,
}

/// The function of a bonus over groups `lo..hi`: partners, or trigger rows.
pub fn generate(g: &mut Gen<'_>, shape: &Shape<'_>, lines: bool, verbs_done: usize, lo: Value, hi: Value) {
    let zero = g.int(0);
    let variable = |g: &mut Gen<'_>| {
        let variable = g.b.declare_var(types::I64);
        g.b.def_var(variable, zero);
        variable
    };
    let memories = shape.bonus.start.iter().map(|_| variable(g)).collect();
    let entries = variable(g);
    let running = Running { exact: variable(g), paid: variable(g), held: variable(g) };
    let kept = vec![Vec::new(); shape.clauses.len()];
    let mut walking = Walking { shape, lines, verbs_done, memories, entries, kept, running, sure: false };
    g.for_range(lo, hi, |g, at| walking.group(g, at));
}

impl Walking<'_, '_> {
    fn group(&mut self, g: &mut Gen<'_>, at: Value) {
        let (next, reference) = (g.block(), g.cold_block());
        let one = g.int(1);
        let group = match self.shape.grouped {
            Some(set) => {
                let groups = g.slot(Slot::Groups(set));
                let first = g.element_u32(groups, at);
                let following = g.b.ins().iadd(at, one);
                let end = g.element_u32(groups, following);
                let count = g.b.ins().isub(end, first);
                let some = g.block();
                g.branch(count, some, next);
                g.go(some);
                Group { first, count, passing: None }
            }
            None => Group { first: at, count: one, passing: None },
        };
        self.only_triggers(g, at, reference, next);
        g.trouble = reference;
        let group = self.set_trigger(g, group, at, next);
        self.clear(g);
        self.start(g);
        self.walk(g, next);
        self.finally(g);
        self.amounts(g, group, next);
        g.jump(next, &[]);
        g.go(reference);
        g.call_or_redo(g.helpers.reference, &[group.first, group.count]);
        g.jump(next, &[]);
        g.go(next);
        g.trouble = g.redo;
    }

    /// Goes on where everything at hand is a trigger; to `next` where nothing is, to the reference where some rows are.
    fn only_triggers(&self, g: &mut Gen<'_>, at: Value, reference: Block, next: Block) {
        let space = self.shape.bonus.trigger.space;
        let Space::Event(set) = space else { return };
        // Only in sets of what counts are there rows for something else.
        let counts = |set: &EventSet| matches!(set.select, Select::Volume(_));
        if !g.program.event_sets.get(set.index()).is_some_and(counts) {
            return;
        }
        let all = g.block();
        if self.shape.grouped.is_some() {
            let some = g.cold_block();
            let which = g.element_mark(set, Slot::GroupMarks(set), at);
            g.branch(which, some, all);
            g.go(some);
            let nothing = g.compare_const(IntCC::Equal, which, i64::from(mark::NONE));
            g.branch(nothing, next, reference);
        } else {
            let which = g.element_mark(set, Slot::Marks(set), at);
            let paid = g.has_none(which, mark::NOT_PAID);
            g.branch(paid, all, next);
        }
        g.go(all);
    }

    /// What expressions find of the trigger; goes on only if the filter holds, for at least one of the group.
    fn set_trigger(&self, g: &mut Gen<'_>, group: Group, at: Value, next: Block) -> Group {
        let shape = self.shape;
        g.env = super::Env::default();
        match shape.grouped {
            None => g.env.trigger = Some(Val::row(at, shape.bonus.trigger.space)),
            Some(set) => {
                let owner = Val::row(at, Space::Partner);
                let owns = |column: &ColumnId| {
                    let event = shape
                        .program
                        .event_sets
                        .get(set.index())
                        .and_then(|set| shape.program.events.get(set.event.index()));
                    let column = shape.program.columns.get(column.index());
                    column.zip(event.and_then(|event| event.owner)).is_some_and(|(column, owner)| {
                        column.space == Space::Event(set) && column.source == Source::EventField(owner)
                    })
                };
                for expr in shape.exprs() {
                    expr.walk(&mut |part| {
                        if let compline_compiler::program::Op::Load(column, row) = &part.op
                            && row.op == compline_compiler::program::Op::Handle(Handle::Trigger)
                            && owns(column)
                        {
                            g.env.given.insert(std::ptr::from_ref(part), owner);
                        }
                    });
                }
            }
        }
        let Some(filter) = &shape.bonus.filter else { return group };
        if shape.filter_varies {
            let passing = self.passing(g, group);
            let some = g.block();
            g.branch(passing, some, next);
            g.go(some);
            return Group { passing: Some(passing), ..group };
        }
        let passes = g.block();
        g.scoped(|g| g.condition(filter, passes, next));
        g.go(passes);
        group
    }

    /// Writes the triggers that pass the filter to the host's buffer; how many they are.
    fn passing(&self, g: &mut Gen<'_>, group: Group) -> Value {
        let Some(filter) = &self.shape.bonus.filter else { return group.count };
        let room = g.word(word::PASSING_ROOM);
        let full = g.b.ins().icmp(IntCC::SignedGreaterThan, group.count, room);
        let (grow, fits) = (g.cold_block(), g.block());
        g.branch(full, grow, fits);
        g.go(grow);
        g.call_or_redo(g.helpers.passing_room, &[group.count]);
        g.jump(fits, &[]);
        g.go(fits);
        let buffer = g.word(word::PASSING);
        let passed = g.b.declare_var(types::I64);
        let zero = g.int(0);
        g.b.def_var(passed, zero);
        let end = g.b.ins().iadd(group.first, group.count);
        g.for_range(group.first, end, |g, row| {
            g.env.trigger = Some(Val::row(row, self.shape.bonus.trigger.space));
            let holds = g.expr(filter);
            let holds = g.is_yes(holds);
            let so_far = g.b.use_var(passed);
            g.set_element(buffer, so_far, 4, row);
            let holds = g.b.ins().uextend(types::I64, holds);
            let so_far = g.b.ins().iadd(so_far, holds);
            g.b.def_var(passed, so_far);
        });
        g.env.trigger = None;
        g.b.use_var(passed)
    }

    fn clear(&self, g: &mut Gen<'_>) {
        let zero = g.int(0);
        for variable in [self.entries, self.running.exact, self.running.paid, self.running.held] {
            g.b.def_var(variable, zero);
        }
    }

    /// Memories get their start values, none of which sees another.
    fn start(&self, g: &mut Gen<'_>) {
        g.env.vars = vec![None; self.shape.bonus.vars.len()];
        let values: Vec<Value> =
            (0..).zip(&self.shape.bonus.start).map(|(var, expr)| self.variable(g, VarId(var), expr).bits).collect();
        for (memory, value) in self.memories.iter().zip(values) {
            g.b.def_var(*memory, value);
        }
    }

    /// An expression in the stored form of a variable.
    fn variable(&self, g: &mut Gen<'_>, var: VarId, expr: &compline_compiler::program::Expr) -> Val {
        let ty = self.ty(var);
        let val = g.expr(expr);
        if !ty.optional && !val.is_always() {
            let known = g.known_flag(val.known);
            let yes = g.truth(true);
            let absent = g.b.ins().bxor(known, yes);
            g.check(absent);
            let val = val.with_known(Known::Always);
            return g.stored(val, ty.scale());
        }
        g.stored(val, ty.scale())
    }

    fn ty(&self, var: VarId) -> Ty {
        let unknown = Ty { kind: Kind::Text, optional: true };
        self.shape.bonus.vars.get(var.index()).map_or(unknown, |var| var.ty)
    }

    /// A variable as expressions see it.
    fn seen(&self, g: &mut Gen<'_>, var: VarId, bits: Value) -> Val {
        let ty = self.ty(var);
        let range = match ty.kind {
            Kind::Bool => Range::FLAG,
            _ => Range::of_width(Width::W64),
        };
        if ty.optional { Val { range, ..g.stored_word(bits, ty.scale()) } } else { Val::int(bits, ty.scale(), range) }
    }

    /// Shows the memories as they are now, and no lets.
    fn show_memories(&self, g: &mut Gen<'_>) {
        let mut vars = vec![None; self.shape.bonus.vars.len()];
        for ((var, memory), slot) in (0..).zip(&self.memories).zip(&mut vars) {
            let bits = g.b.use_var(*memory);
            *slot = Some(self.seen(g, VarId(var), bits));
        }
        g.env.vars = vars;
    }

    /// All visits. Where the walk's start is absent there is neither a walk nor an end of one.
    fn walk(&mut self, g: &mut Gen<'_>, next: Block) {
        g.env.vars = vec![None; self.shape.bonus.vars.len()];
        self.show_memories(g);
        let Some(walk) = &self.shape.bonus.walk else {
            let partner = match &self.shape.bonus.trigger.partner {
                Some(partner) => g.expr(partner),
                None => g.absent(0),
            };
            g.env.earner = Some(self.partner(g, partner));
            let over = g.block();
            g.scoped(|g| self.visit(g, over, over));
            g.go(over);
            return;
        };
        let from = g.expr(&walk.from);
        let from = self.partner(g, from);
        match from.known {
            Known::Always => {}
            Known::Never => {
                g.jump(next, &[]);
                let dead = g.block();
                g.go(dead);
            }
            Known::If(known) => {
                let there = g.block();
                g.branch(known, there, next);
                g.go(there);
            }
        }
        let pointed = self.shape.pointer_tree().is_some();
        let above = if pointed { Slot::NextAbove } else { Slot::Parent(walk.tree) };
        let current = g.b.declare_var(types::I64);
        let first = match (walk.included, pointed) {
            (true, false) => from.bits,
            (true, true) => {
                let base = g.slot(Slot::NextFrom);
                g.element(base, from.bits, 4)
            }
            (false, _) => {
                let base = g.slot(above);
                g.element(base, from.bits, 4)
            }
        };
        g.b.def_var(current, first);
        let (header, visit, step, over) = (g.block(), g.block(), g.block(), g.block());
        g.jump(header, &[]);
        g.go(header);
        let visited = g.b.use_var(current);
        let somebody = g.compare_const(IntCC::SignedGreaterThanOrEqual, visited, 0);
        g.branch(somebody, visit, over);
        g.go(visit);
        self.show_memories(g);
        g.env.earner = Some(Val::row(visited, Space::Partner));
        g.scoped(|g| self.visit(g, step, over));
        g.go(step);
        let base = g.slot(above);
        let following = g.element(base, visited, 4);
        g.b.def_var(current, following);
        g.jump(header, &[]);
        g.go(over);
    }

    /// A partner that an expression names; trouble where there is no such row.
    fn partner(&self, g: &mut Gen<'_>, val: Val) -> Val {
        if val.rows == Some(Space::Partner) || val.known == Known::Never {
            return val;
        }
        let val = g.as_int(val);
        let inside = g.is_inside(val.bits, Space::Partner);
        let yes = g.truth(true);
        let mut outside = g.b.ins().bxor(inside, yes);
        if let Known::If(known) = val.known {
            outside = g.b.ins().band(outside, known);
        }
        g.check(outside);
        Val { rows: Some(Space::Partner), repr: Repr::Int, ..val }
    }

    /// One visit; ends in `step` where the walk goes on, in `over` where it does not.
    fn visit(&mut self, g: &mut Gen<'_>, step: Block, over: Block) {
        let bonus = self.shape.bonus;
        if let Some(stop) = &bonus.stop_before {
            let goes_on = g.block();
            g.scoped(|g| g.condition(stop, over, goes_on));
            g.go(goes_on);
        }
        // Paid, passed or handed on: 0, 1, 2.
        let lets = g.block();
        let how = g.b.append_block_param(lets, types::I64);
        let mut others = false;
        for (verb, condition) in bonus.verbs.iter().skip(self.verbs_done) {
            let (fires, not) = (g.block(), g.block());
            g.scoped(|g| g.condition(condition, fires, not));
            g.go(fires);
            match verb {
                Verb::Skip => g.jump(step, &[]),
                Verb::Pass | Verb::HandOn => {
                    others = true;
                    let how = g.int(if *verb == Verb::Pass { 1 } else { 2 });
                    g.jump(lets, &[how]);
                }
            }
            g.go(not);
        }
        let paid = g.int(0);
        g.jump(lets, &[paid]);
        g.go(lets);
        for (var, expr) in &bonus.lets {
            let stored = self.variable(g, *var, expr);
            let seen = self.seen(g, *var, stored.bits);
            // More is known of a let than its type says.
            let val = if stored.known == Known::Never {
                seen
            } else {
                Val { range: stored.range, rows: stored.rows, ..seen }
            };
            if let Some(slot) = g.env.vars.get_mut(var.index()) {
                *slot = Some(val);
            }
        }
        if others {
            let (pays, not, after) = (g.block(), g.block(), g.block());
            g.branch(how, not, pays);
            g.go(pays);
            g.scoped(|g| self.pay(g));
            g.jump(after, &[]);
            g.go(not);
            if crate::shape::hands_on(bonus) {
                let (hands, passes) = (g.block(), g.block());
                let is_hand_on = g.compare_const(IntCC::Equal, how, 2);
                g.branch(is_hand_on, hands, passes);
                g.go(hands);
                g.scoped(|g| self.hand_on(g));
                g.jump(passes, &[]);
                g.go(passes);
            }
            g.jump(after, &[]);
            g.go(after);
        } else {
            self.pay(g);
        }
        let values: Vec<(VarId, Value)> =
            bonus.then.iter().map(|(var, expr)| (*var, self.variable(g, *var, expr).bits)).collect();
        for (var, bits) in values {
            let val = self.seen(g, var, bits);
            if let Some(memory) = self.memories.get(var.index()) {
                g.b.def_var(*memory, bits);
            }
            if let Some(slot) = g.env.vars.get_mut(var.index()) {
                *slot = Some(val);
            }
        }
        match &bonus.stop_after {
            Some(stop) => g.scoped(|g| g.condition(stop, over, step)),
            None => g.jump(step, &[]),
        }
    }

    fn pay(&mut self, g: &mut Gen<'_>) {
        for clause in 0..self.shape.bonus.pays.len() {
            self.pay_clause(g, clause);
        }
    }

    /// What is paid once at the end, with nobody visited and no lets.
    fn finally(&mut self, g: &mut Gen<'_>) {
        self.show_memories(g);
        g.env.earner = None;
        for clause in self.shape.bonus.pays.len()..self.shape.clauses.len() {
            self.pay_clause(g, clause);
        }
    }

    /// Runs code where a clause applies, with the earner: a row, or [`COMPANY`].
    pub fn where_applies(&mut self, g: &mut Gen<'_>, clause: usize, act: impl FnOnce(&mut Self, &mut Gen<'_>, Value)) {
        let Some(pay) = self.shape.clauses.get(clause).map(|clause| clause.pay) else { return };
        let done = g.block();
        g.scoped(|g| {
            if let Some(when) = &pay.when {
                let applies = g.block();
                g.condition(when, applies, done);
                g.go(applies);
            }
            let earner = match &pay.to {
                Earner::Visited => g.handle(Handle::Earner),
                Earner::Company => {
                    let company = g.int(i64::from(COMPANY));
                    Val::row(company, Space::Company)
                }
                Earner::Partner(partner) => {
                    let partner = g.expr(partner);
                    self.partner(g, partner)
                }
            };
            match earner.known {
                Known::Always => {}
                Known::Never => {
                    g.jump(done, &[]);
                    let dead = g.block();
                    g.go(dead);
                }
                Known::If(known) => {
                    let there = g.block();
                    g.branch(known, there, done);
                    g.go(there);
                }
            }
            act(self, g, earner.bits);
        });
        g.jump(done, &[]);
        g.go(done);
    }

    /// The place of the next entry in the buffers of lines; makes sure that there is room.
    pub fn next_entry(&self, g: &mut Gen<'_>) -> Value {
        let so_far = g.b.use_var(self.entries);
        let finished = g.word(word::ENTRIES);
        let place = g.b.ins().iadd(finished, so_far);
        let room = g.word(word::ENTRY_ROOM);
        let full = g.b.ins().icmp(IntCC::SignedGreaterThanOrEqual, place, room);
        let (grow, fits) = (g.cold_block(), g.block());
        let place_there = g.b.append_block_param(fits, types::I64);
        g.b.ins().brif(full, grow, &[], fits, &[place.into()]);
        g.go(grow);
        g.call_or_redo(g.helpers.entry_room, &[so_far]);
        let finished = g.word(word::ENTRIES);
        let place = g.b.ins().iadd(finished, so_far);
        g.jump(fits, &[place]);
        g.go(fits);
        place_there
    }

    /// Writes earner, clause and shown variables of an entry.
    pub fn write_entry(&self, g: &mut Gen<'_>, place: Value, earner: Value, clause: usize) {
        let earners = g.word(word::EARNERS);
        g.set_element(earners, place, 4, earner);
        let clauses = g.word(word::CLAUSES);
        let number = g.int(i64::try_from(clause).unwrap_or(0));
        g.set_element(clauses, place, 1, number);
        if !self.lines {
            return;
        }
        let shown = (0..).zip(&self.shape.bonus.vars).filter(|(_, var)| var.shown);
        for (at, (var, declared)) in shown.enumerate() {
            let val = g.env.vars.get(var).copied().flatten();
            let bits = match val {
                Some(val) => g.stored(val, declared.ty.scale()).bits,
                None => g.int(compline_compiler::program::NONE),
            };
            let values = g.word(word::ENTRY_VALUES + at);
            g.set_element(values, place, 8, bits);
        }
    }

    /// Counts an entry if the flag is set.
    pub fn count_entry(&self, g: &mut Gen<'_>, counts: Option<Value>) {
        let so_far = g.b.use_var(self.entries);
        let more = match counts {
            Some(flag) => g.b.ins().uextend(types::I64, flag),
            None => g.int(1),
        };
        let so_far = g.b.ins().iadd(so_far, more);
        g.b.def_var(self.entries, so_far);
    }
}
