//! What an expression may come to, for any company.
//!
//! This follows the reference interpreter operation by operation, with sets of values in place of values: absent
//! operands make absent results, a comparison with one is no, and what is never evaluated has no value.

use crate::known::{Facts, Truth};
use crate::open::Open;
use crate::seen::Seen;
use crate::value::{Known, Number, Values, number};
use compline_compiler::program::{Compare, Expr, Handle, MonthCount, Op, Program, Repeat, TableId, VarId};
use num_traits::Zero;
use rustc_hash::FxHashMap;

/// Most cells of a table that are looked at one by one for a look-up.
const MOST_CELLS: usize = 4_096;
/// Rounds of a loop after which bounds that still move are given up.
pub(crate) const PATIENCE: usize = 3;
/// Rounds that bring bounds back which were given up too early.
pub(crate) const REPAIRS: usize = 2;

/// Evaluates expressions of a program over what its columns may hold.
pub(crate) struct Evaluator<'p> {
    pub(crate) program: &'p Program,
    /// What each column may hold.
    pub(crate) columns: Vec<Values>,
    /// Whether a condition that was passed tells something about what comes behind it.
    pub(crate) follow: bool,
    /// What was seen; nothing while values are still being found.
    pub(crate) seen: Option<Seen>,
    /// Keys with which tables are looked up, while something is seen.
    pub(crate) keys: FxHashMap<TableId, Vec<Values>>,
    /// What the plan leaves to others to set.
    pub(crate) open: Open,
    /// Lowest and highest value of each table.
    tables: FxHashMap<TableId, Values>,
}

/// What an expression may speak of.
#[derive(Clone, Debug)]
pub(crate) struct Scope<'p> {
    /// Variables of a bonus or loop.
    pub(crate) vars: Vec<Values>,
    /// What is known here.
    pub(crate) facts: Facts<'p>,
    /// Whether there may be no earner.
    pub(crate) nobody: bool,
}

impl Scope<'_> {
    pub(crate) fn new() -> Self {
        Self { vars: Vec::new(), facts: Facts::default(), nobody: true }
    }
}

impl<'p> Evaluator<'p> {
    pub(crate) fn new(program: &'p Program, columns: Vec<Values>, open: Open) -> Self {
        let (keys, tables) = (FxHashMap::default(), FxHashMap::default());
        Self { program, columns, follow: true, seen: None, keys, open, tables }
    }

    /// What an expression may come to.
    pub(crate) fn value(&mut self, e: &'p Expr, scope: &mut Scope<'p>) -> Values {
        let mut out = self.compute(e, scope);
        if let Some(known) = scope.facts.about(e) {
            out = out.and(known);
        }
        if let Some(seen) = &mut self.seen {
            seen.value(e, out);
        }
        out
    }

    fn compute(&mut self, e: &'p Expr, scope: &mut Scope<'p>) -> Values {
        match &e.op {
            Op::Const(stored) => {
                let written = Values::constant(*stored, e.ty);
                let set = self.open.constant(e.site).map(|set| set.and(Values::of_type(self.program, e.ty)));
                set.map_or(written, |set| written.or(set.present()))
            }
            Op::None => Values::ABSENT,
            Op::Handle(handle) => Values::ANY.or_absent(e.ty.optional || (*handle == Handle::Earner && scope.nobody)),
            Op::Var(var) => scope.vars.get(var.index()).copied().unwrap_or(Values::ANY.or_absent(true)),
            Op::Load(column, row) => {
                let row = self.value(row, scope);
                let held = self.columns.get(column.index()).copied().unwrap_or(Values::ANY.or_absent(true));
                match row.known {
                    Known::Never => Values { absent: row.absent, known: Known::Never },
                    _ => held.or_absent(row.absent),
                }
            }
            Op::Company(column) => self.columns.get(column.index()).copied().unwrap_or(Values::ANY.or_absent(true)),
            Op::Parent(_, row) => {
                let row = self.value(row, scope);
                if row.is_never() { Values::NEVER } else { Values::ANY.or_absent(true) }
            }
            Op::Side(view, row) => {
                let row = self.value(row, scope);
                if row.is_never() {
                    return Values::NEVER;
                }
                let most = self.places(*view).and_then(|n| i128::from(n).checked_sub(1)).map(Number::from_integer);
                Values::range(Some(Number::zero()), most)
                    .or_absent(true)
                    .and(Values::of_type(self.program, e.ty).or_absent(true))
            }
            Op::Add(a, b) => self.value(a, scope).plus(self.value(b, scope)),
            Op::Sub(a, b) => self.value(a, scope).minus(self.value(b, scope)),
            Op::Mul(a, b) => self.value(a, scope).times(self.value(b, scope)),
            Op::Div(a, b) => self.value(a, scope).divided_by(self.value(b, scope)),
            Op::Neg(a) => self.value(a, scope).negated(),
            Op::Round(a, mode) => self.value(a, scope).rounded(*mode, e.ty.scale()),
            Op::Min(a, b) | Op::Max(a, b) => {
                let (x, y) = (self.value(a, scope), self.value(b, scope));
                if let Some(seen) = &mut self.seen {
                    seen.pair(e, x, y);
                }
                x.extreme(y, matches!(e.op, Op::Max(..)))
            }
            Op::Compare(compare, a, b) => {
                let (x, y) = (self.value(a, scope), self.value(b, scope));
                if let Some(seen) = &mut self.seen {
                    seen.pair(e, x, y);
                }
                compared(*compare, x, y)
            }
            Op::And(a, b) => self.both(a, b, scope),
            Op::Or(a, b) => self.either(a, b, scope),
            Op::Not(a) => {
                let a = self.value(a, scope);
                Values { absent: a.absent, known: yes_no(a.may_be_no(), a.may_be_yes()) }
            }
            Op::If(condition, then, otherwise) => {
                let holds = self.value(condition, scope);
                let mut out = Values::NEVER;
                if holds.may_be_yes() {
                    out = out.or(self.under(condition, Truth::Yes, then, scope));
                }
                if holds.may_be_no() || holds.absent {
                    out = out.or(self.under(condition, Truth::NotYes, otherwise, scope));
                }
                out
            }
            Op::IsKnown(a) => {
                let a = self.value(a, scope);
                Values { absent: false, known: yes_no(a.known != Known::Never, a.absent) }
            }
            Op::OrElse(a, b) => {
                let first = self.value(a, scope);
                if first.absent { first.present().or(self.value(b, scope)) } else { first }
            }
            Op::Lookup(table, keys) => self.look_up(*table, keys, scope),
            Op::IsBelow(_, a, b) => {
                let (a, b) = (self.value(a, scope), self.value(b, scope));
                if a.is_never() || b.is_never() { Values::NEVER } else { Values::YES_OR_NO }
            }
            Op::Period(..) => Values::ANY,
            Op::Between(count, a, b) => {
                let (a, b) = (self.value(a, scope), self.value(b, scope));
                let absent = a.absent || b.absent;
                if a.known == Known::Never || b.known == Known::Never {
                    return Values { absent, known: Known::Never };
                }
                match count {
                    MonthCount::Days | MonthCount::Calendar(_) => Values::ANY.or_absent(absent),
                    MonthCount::Completed | MonthCount::Begun => Values::count().or_absent(absent),
                }
            }
            Op::Repeat(repeat) => self.repeat(repeat, scope),
        }
    }

    /// The value of an expression where a condition is as said; nothing where it cannot be.
    pub(crate) fn under(&mut self, condition: &'p Expr, truth: Truth, e: &'p Expr, scope: &mut Scope<'p>) -> Values {
        if !self.follow {
            return self.value(e, scope);
        }
        let mark = scope.facts.mark();
        let out = if self.assume(condition, truth, scope) { self.value(e, scope) } else { Values::NEVER };
        scope.facts.forget(mark);
        out
    }

    fn both(&mut self, a: &'p Expr, b: &'p Expr, scope: &mut Scope<'p>) -> Values {
        let first = self.value(a, scope);
        let mut out = Values { absent: first.absent, known: yes_no(false, first.may_be_no()) };
        if first.may_be_yes() {
            out = out.or(self.under(a, Truth::Yes, b, scope));
        } else if !self.follow {
            self.value(b, scope);
        }
        out
    }

    fn either(&mut self, a: &'p Expr, b: &'p Expr, scope: &mut Scope<'p>) -> Values {
        let first = self.value(a, scope);
        let mut out = Values { absent: first.absent, known: yes_no(first.may_be_yes(), false) };
        if first.may_be_no() {
            out = out.or(self.under(a, Truth::No, b, scope));
        } else if !self.follow {
            self.value(b, scope);
        }
        out
    }

    fn look_up(&mut self, id: TableId, keys: &'p [Expr], scope: &mut Scope<'p>) -> Values {
        let keys: Vec<Values> = keys.iter().map(|key| self.value(key, scope)).collect();
        let absent = keys.iter().any(|key| key.absent);
        if keys.iter().any(|key| key.known == Known::Never) {
            return Values { absent, known: Known::Never };
        }
        if self.seen.is_some() {
            match self.keys.get_mut(&id) {
                Some(known) => known.iter_mut().zip(&keys).for_each(|(known, key)| *known = known.or(*key)),
                None => {
                    self.keys.insert(id, keys.clone());
                }
            }
        }
        let Some(table) = self.program.tables.get(id.index()) else { return Values::ANY.or_absent(absent) };
        if self.open.table(id) {
            return Values::of_type(self.program, table.ty).or_absent(true);
        }
        let slots: Vec<Vec<usize>> = table.keys.iter().zip(&keys).map(|(key, values)| slots(key, *values)).collect();
        let cells = slots.iter().try_fold(1_usize, |n, slots| n.checked_mul(slots.len())).unwrap_or(usize::MAX);
        if cells > MOST_CELLS {
            return self.whole_table(id).or_absent(absent);
        }
        let mut places = vec![0_usize];
        for (key, slots) in table.keys.iter().zip(&slots) {
            places = places.iter().flat_map(|at| slots.iter().map(move |slot| at * key.bounds.len() + slot)).collect();
        }
        let held = places.into_iter().filter_map(|at| table.values.get(at).copied().flatten());
        held.fold(Values::NEVER, |out, stored| out.or(Values::constant(i128::from(stored), table.ty))).or_absent(absent)
    }

    fn whole_table(&mut self, id: TableId) -> Values {
        if let Some(known) = self.tables.get(&id) {
            return *known;
        }
        let table = self.program.tables.get(id.index());
        let all = table.map_or(Values::ANY, |table| {
            let held = table.values.iter().flatten();
            held.fold(Values::NEVER, |out, stored| out.or(Values::constant(i128::from(*stored), table.ty)))
        });
        self.tables.insert(id, all);
        all
    }

    /// A loop: what its memories may be before any round, found by going round until nothing new comes.
    fn repeat(&mut self, repeat: &'p Repeat, scope: &mut Scope<'p>) -> Values {
        let start: Vec<Values> = repeat.start.iter().map(|e| self.value(e, scope)).collect();
        if repeat.most == 0 || start.iter().any(|v| v.is_never()) {
            return self.result(repeat, &start);
        }
        let seen = self.seen.take();
        let mut memories = start.clone();
        let mut rounds = 0;
        loop {
            let next = self.round(repeat, &memories, scope);
            let joined: Vec<Values> = memories.iter().zip(&next).map(|(a, b)| a.or(*b)).collect();
            if joined == memories {
                break;
            }
            rounds += 1;
            memories = if rounds > PATIENCE {
                memories.iter().zip(&joined).map(|(a, b)| a.widened(*b)).collect()
            } else {
                joined
            };
        }
        for _ in 0..REPAIRS {
            let next = self.round(repeat, &memories, scope);
            let again = start.iter().zip(&next).zip(&memories).map(|((a, b), old)| a.or(*b).and(*old));
            memories = again.collect();
        }
        self.seen = seen;
        if self.seen.is_some() {
            self.round(repeat, &memories, scope);
        }
        self.result(repeat, &memories)
    }

    fn result(&self, repeat: &Repeat, memories: &[Values]) -> Values {
        match repeat.result {
            None => Values::range(Some(Number::zero()), Some(Number::from_integer(i128::from(repeat.most)))),
            Some(var) => memories.get(var.index()).copied().unwrap_or(Values::ANY.or_absent(true)),
        }
    }

    /// What memories may be after a round that begins with these; never, where there is no such round.
    fn round(&mut self, repeat: &'p Repeat, memories: &[Values], scope: &mut Scope<'p>) -> Vec<Values> {
        let mut vars = memories.to_vec();
        vars.resize(repeat.vars.len(), Values::NEVER);
        let mut inner = Scope { vars, facts: Facts::default(), nobody: scope.nobody };
        if let Some(stop) = &repeat.stop_before {
            let stops = self.value(stop, &mut inner);
            let goes_on = (stops.may_be_no() || stops.absent) && self.assume(stop, Truth::NotYes, &mut inner);
            if !goes_on {
                return vec![Values::NEVER; memories.len()];
            }
        }
        self.assign(&repeat.lets, &repeat.vars, &mut inner);
        self.next(&repeat.then, memories.len(), &repeat.vars, &mut inner)
    }

    /// Lets in order.
    pub(crate) fn assign(
        &mut self,
        lets: &'p [(VarId, Expr)],
        vars: &[compline_compiler::program::Var],
        scope: &mut Scope<'p>,
    ) {
        for (var, e) in lets {
            let value = self.value(e, scope);
            if let Some(slot) = scope.vars.get_mut(var.index()) {
                *slot = stored(value, vars.get(var.index()).is_none_or(|var| var.ty.optional));
            }
        }
    }

    /// New values of memories, all at once; those that nothing changes stay.
    pub(crate) fn next(
        &mut self,
        then: &'p [(VarId, Expr)],
        memories: usize,
        vars: &[compline_compiler::program::Var],
        scope: &mut Scope<'p>,
    ) -> Vec<Values> {
        // What is known of a memory holds for it where it stays.
        let mut next: Vec<Values> = scope
            .vars
            .iter()
            .take(memories)
            .enumerate()
            .map(|(at, value)| scope.facts.about_var(at).map_or(*value, |known| value.and(known)))
            .collect();
        for (var, e) in then {
            let value = self.value(e, scope);
            if let Some(slot) = next.get_mut(var.index()) {
                *slot = stored(value, vars.get(var.index()).is_none_or(|var| var.ty.optional));
            }
        }
        next
    }

    /// Most children of a partner in a tree, where the tree says so.
    pub(crate) fn places(&self, view: compline_compiler::program::TreeViewId) -> Option<u32> {
        let view = self.program.tree_views.get(view.index()).filter(|view| view.derived.is_none())?;
        let tree = self.program.trees.get(view.tree.index())?;
        match tree.sides.len() {
            0 => tree.width,
            n => u32::try_from(n).ok(),
        }
    }
}

/// What is kept where nothing absent may be: a run stops there.
pub(crate) fn stored(value: Values, optional: bool) -> Values {
    if optional { value } else { value.present() }
}

/// Yes, no, both or neither.
fn yes_no(yes: bool, no: bool) -> Known {
    match (yes, no) {
        (true, true) => Known::Words(0b11),
        (true, false) => Known::Words(0b10),
        (false, true) => Known::Words(0b01),
        (false, false) => Known::Never,
    }
}

/// What a comparison may say.
pub(crate) fn compared(compare: Compare, a: Values, b: Values) -> Values {
    let (Some((a_low, a_high)), Some((b_low, b_high))) = (a.bounds(), b.bounds()) else {
        // One is never there: a comparison with what is absent is no.
        return if a.is_never() || b.is_never() { Values::NEVER } else { Values::NO };
    };
    let below = |x: Option<Number>, y: Option<Number>| matches!((x, y), (Some(x), Some(y)) if x < y);
    let (all_less, all_greater) = (below(a_high, b_low), below(b_high, a_low));
    let (none_less, none_greater) = (not_less(a_low, b_high), not_less(b_low, a_high));
    let same = matches!((a.single(), b.single()), (Some(x), Some(y)) if x == y);
    let apart =
        all_less || all_greater || matches!((a.known, b.known), (Known::Words(x), Known::Words(y)) if x & y == 0);
    let (yes, no) = match compare {
        Compare::Eq => (!apart, !same),
        Compare::Ne => (!same, !apart),
        Compare::Lt => (!none_less, !all_less),
        Compare::Ge => (!all_less, !none_less),
        Compare::Gt => (!none_greater, !all_greater),
        Compare::Le => (!all_greater, !none_greater),
    };
    Values { absent: false, known: yes_no(yes, no || a.absent || b.absent) }
}

/// Whether nothing from `low` on is below anything up to `high`.
fn not_less(low: Option<Number>, high: Option<Number>) -> bool {
    matches!((low, high), (Some(low), Some(high)) if low >= high)
}

/// The slots of a table's key that values may fall into.
fn slots(key: &compline_compiler::program::Key, values: Values) -> Vec<usize> {
    let bound = |at: usize| key.bounds.get(at).and_then(|b| number(i128::from(*b), key.ty.scale()));
    let Some((low, high)) = values.bounds() else { return Vec::new() };
    (0..key.bounds.len())
        .filter(|at| {
            let from_here = high.is_none_or(|high| bound(*at).is_none_or(|from| from <= high));
            let not_past = low.is_none_or(|low| bound(*at + 1).is_none_or(|next| low < next));
            // Words stand each in a slot of its own, or with those behind it.
            let word = match values.known {
                Known::Words(set) => {
                    let from = key.bounds.get(*at).copied().unwrap_or(0).max(0);
                    let to = key.bounds.get(*at + 1).copied().unwrap_or(128).min(128);
                    (from..to).any(|n| set & (1_u128 << n) != 0)
                }
                _ => true,
            };
            from_here && not_past && word
        })
        .collect()
}
