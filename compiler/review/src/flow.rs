//! Goes through a program, pass by pass, bonus by bonus, for all companies at once.

use crate::eval::{Evaluator, PATIENCE, REPAIRS, Scope, stored};
use crate::known::{Facts, Truth};
use crate::open::Open;
use crate::seen::Seen;
use crate::value::{Known, Number, Values, number};
use compline_compiler::program::{
    Aggregate, AggregateOp, Bonus, BonusId, Column, Earner, EventSetId, Expr, FoldStep, Pass, Pay, Program, Scan,
    ScanValue, Source, Space, Step, TableId, Verb,
};
use compline_lang::hir::{self, ReversedVolume};
use num_traits::{Signed, Zero};
use rustc_hash::FxHashMap;

/// Events that are taken not to happen, to see what depends on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Without {
    /// The kind.
    pub(crate) event: String,
    /// Only those where this field has one of these words.
    pub(crate) only: Option<(String, u128)>,
}

/// What a program may come to, for any company.
#[derive(Debug)]
pub(crate) struct Flow {
    /// What each column may hold.
    pub(crate) columns: Vec<Values>,
    /// What each bonus may do.
    pub(crate) bonuses: Vec<Paying>,
    /// What was seen where what a condition tells is known behind it.
    pub(crate) seen: Seen,
    /// What was seen where each condition is looked at alone.
    pub(crate) alone: Seen,
    /// Keys with which tables are looked up.
    pub(crate) keys: FxHashMap<TableId, Vec<Values>>,
    /// What the plan leaves to others to set.
    pub(crate) open: Open,
}

/// What a bonus may do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paying {
    /// Whether its trigger may happen and pass the filter.
    pub(crate) triggered: bool,
    /// Whether its walk ends before the first partner, always.
    pub(crate) ends_at_once: bool,
    /// Amounts of pay clauses, `pays` first, then `finally`; never where a clause is never come to.
    pub(crate) amounts: Vec<Values>,
}

impl Paying {
    /// Whether nothing can ever come of it.
    pub(crate) fn is_dead(&self) -> bool {
        self.amounts.iter().all(|amount| amount.is_nothing())
    }
}

/// Goes through a program. With `keep_all` every value is kept.
pub(crate) fn flow(program: &Program, plan: &hir::Plan, without: &[Without], keep_all: bool) -> Flow {
    let columns = program.columns.iter().map(|column| initial(program, column, without)).collect();
    let mut all = All {
        evaluator: Evaluator::new(program, columns, Open::new(plan, program)),
        plan,
        without,
        bonuses: vec![Paying::default(); program.bonuses.len()],
        behind: Vec::new(),
    };
    all.run();
    // Twice more, with everything known, to see what conditions come to.
    let look = |all: &mut All<'_>, follow: bool| {
        all.evaluator.follow = follow;
        all.evaluator.seen = Some(Seen::new(keep_all));
        all.run();
        all.evaluator.seen.take().unwrap_or_default()
    };
    let seen = look(&mut all, true);
    let keys = std::mem::take(&mut all.evaluator.keys);
    let alone = look(&mut all, false);
    let Evaluator { columns, open, .. } = all.evaluator;
    Flow { columns, bonuses: all.bonuses, seen, alone, keys, open }
}

/// What a column may hold before anything is computed.
fn initial(program: &Program, column: &Column, without: &[Without]) -> Values {
    let all = Values::of_type(program, column.ty);
    let (field, event) = match (column.source, column.space) {
        (Source::EventField(at), Space::Event(set)) => {
            let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
            (event.and_then(|event| event.fields.get(at as usize)), event.map(|event| event.name.as_str()))
        }
        // Where a company says nothing of a partner, it is zero, no or the first word.
        (Source::PartnerField(at), _) => {
            let field = program.partner_fields.get(at as usize);
            return all.and(declared(field)).or(Values::constant(0, column.ty));
        }
        _ => (None, None),
    };
    let mut out = all.and(declared(field));
    for without in without.iter().filter(|without| Some(without.event.as_str()) == event) {
        if let (Some((name, words)), Known::Words(set)) = (&without.only, out.known)
            && field.is_some_and(|field| field.name == *name)
        {
            let left = set & !words;
            out.known = if left == 0 { Known::Never } else { Known::Words(left) };
        }
    }
    out
}

/// The range that a field declares.
fn declared(field: Option<&compline_compiler::program::Field>) -> Values {
    let any = Values::ANY.or_absent(true);
    let Some((low, high)) = field.and_then(|field| field.range) else { return any };
    Values::range(number(low.mantissa, low.scale), number(high.mantissa, high.scale)).or_absent(true)
}

struct All<'p> {
    evaluator: Evaluator<'p>,
    plan: &'p hir::Plan,
    without: &'p [Without],
    bonuses: Vec<Paying>,
    /// What memories may be behind a visit, whether the walk stops there or not.
    behind: Vec<Values>,
}

impl<'p> All<'p> {
    fn run(&mut self) {
        let program = self.evaluator.program;
        for step in &program.steps {
            match step {
                Step::Pass(pass) => self.pass(pass),
                Step::Bonus(id) => self.bonus(*id),
                Step::Pool(_) | Step::Cap(_) => {}
            }
        }
        // Rules by rank, which explanations read.
        for e in program.rank_rules.iter().flat_map(|rule| rule.rows.iter().flatten()) {
            let seen = self.evaluator.seen.as_ref().is_some_and(|seen| seen.all.is_some());
            if seen {
                self.evaluator.value(e, &mut Scope::new());
            }
        }
    }

    fn pass(&mut self, pass: &'p Pass) {
        match pass {
            Pass::Map { space, columns } => {
                if self.happens(*space) {
                    columns.iter().for_each(|(column, e)| self.assign(*column, e));
                }
            }
            Pass::FoldDown { columns, .. } => {
                let targets: Vec<usize> = columns.iter().map(|(column, _)| column.index()).collect();
                self.until_stable(&targets, &mut |all| columns.iter().for_each(|(c, e)| all.assign(*c, e)));
            }
            Pass::FoldUp { tree, steps } => {
                let targets: Vec<usize> = steps
                    .iter()
                    .map(|step| match step {
                        FoldStep::Children(aggregate) => aggregate.into.index(),
                        FoldStep::Value(column, _) => column.index(),
                        FoldStep::Pick { into, .. } | FoldStep::Place { into, .. } => into.index(),
                    })
                    .collect();
                let most = self.evaluator.places(*tree);
                self.until_stable(&targets, &mut |all| steps.iter().for_each(|step| all.fold(step, most)));
            }
            Pass::Scan(scan) => self.scan(scan),
            Pass::Derive { .. } => {}
            Pass::Gather { from, key, aggregates, .. } => {
                let mut scope = Scope::new();
                let happens = self.happens(*from)
                    && key.as_ref().is_none_or(|key| self.evaluator.value(key, &mut scope).known != Known::Never);
                let taken_back = self.taken_back(*from);
                for aggregate in aggregates {
                    let value = self.aggregate(aggregate, happens, None);
                    // What is taken back in a later period is missing there.
                    let value = match (value.bounds(), aggregate.op) {
                        (Some((low, high)), AggregateOp::Sum) if taken_back => {
                            let rises = high.is_none_or(|high| high.is_positive());
                            let falls = low.is_none_or(|low| low.is_negative());
                            Values::range(if rises { None } else { low }, if falls { None } else { high })
                        }
                        (Some((_, high)), AggregateOp::Count) if taken_back => {
                            let some = high.is_none_or(|high| high.is_positive());
                            if some { Values::range(None, high) } else { value }
                        }
                        _ => value,
                    };
                    self.set(aggregate.into.index(), value);
                }
            }
        }
    }

    /// Rows of a space: whether there can be any.
    fn happens(&self, space: Space) -> bool {
        let Space::Event(set) = space else { return true };
        let name = self.event_name(set);
        !self.without.iter().any(|without| without.only.is_none() && Some(without.event.as_str()) == name)
    }

    fn event_name(&self, set: EventSetId) -> Option<&'p str> {
        let program = self.evaluator.program;
        let set = program.event_sets.get(set.index())?;
        program.events.get(set.event.index()).map(|event| event.name.as_str())
    }

    /// Whether volume of these rows can leave another period than the one in which it counted.
    fn taken_back(&self, space: Space) -> bool {
        let Space::Event(set) = space else { return false };
        let name = self.event_name(set);
        self.plan.events.iter().any(|event| {
            Some(event.name.as_str()) == name
                && event.holds.is_none()
                && event.reversed.is_none_or(|(_, volume)| volume == ReversedVolume::LeavesPeriodOfReversal)
        })
    }

    fn assign(&mut self, column: compline_compiler::program::ColumnId, e: &'p Expr) {
        let value = self.evaluator.value(e, &mut Scope::new());
        self.set(column.index(), value);
    }

    fn set(&mut self, at: usize, value: Values) {
        // What columns hold is known by then; only conditions are to be seen.
        if self.evaluator.seen.is_some() {
            return;
        }
        let optional = self.evaluator.program.columns.get(at).is_none_or(|column| column.ty.optional);
        if let Some(slot) = self.evaluator.columns.get_mut(at) {
            *slot = stored(value, optional);
        }
    }

    fn fold(&mut self, step: &'p FoldStep, most: Option<u32>) {
        match step {
            FoldStep::Children(aggregate) => {
                let value = self.aggregate(aggregate, true, most);
                self.set(aggregate.into.index(), value);
            }
            FoldStep::Value(column, e) => self.assign(*column, e),
            FoldStep::Pick { into, count, filter, keys } => {
                let mut scope = Scope::new();
                self.evaluator.value(count, &mut scope);
                for e in filter.iter().chain(keys.iter().map(|key| &key.key)) {
                    self.evaluator.value(e, &mut scope);
                }
                self.set(into.index(), Values::YES_OR_NO);
            }
            FoldStep::Place { into, keys } => {
                for key in keys {
                    self.evaluator.value(&key.key, &mut Scope::new());
                }
                self.set(into.index(), Values::count());
            }
        }
    }

    /// Columns that may read themselves, of rows further on in a tree: from nothing, until nothing new comes.
    fn until_stable(&mut self, targets: &[usize], once: &mut dyn FnMut(&mut Self)) {
        if self.evaluator.seen.is_some() {
            return once(self);
        }
        let read = |all: &Self| -> Vec<Values> {
            targets.iter().map(|at| all.evaluator.columns.get(*at).copied().unwrap_or(Values::NEVER)).collect()
        };
        let write = |all: &mut Self, values: &[Values]| {
            for (at, value) in targets.iter().zip(values) {
                if let Some(slot) = all.evaluator.columns.get_mut(*at) {
                    *slot = *value;
                }
            }
        };
        write(self, &vec![Values::NEVER; targets.len()]);
        let mut rounds = 0;
        let mut before = read(self);
        loop {
            once(self);
            let next: Vec<Values> = before.iter().zip(read(self)).map(|(a, b)| a.or(b)).collect();
            if next == before {
                break;
            }
            rounds += 1;
            before =
                if rounds > PATIENCE { before.iter().zip(&next).map(|(a, b)| a.widened(*b)).collect() } else { next };
            write(self, &before);
        }
        for _ in 0..REPAIRS {
            write(self, &before);
            once(self);
            before = before.iter().zip(read(self)).map(|(a, b)| a.and(b)).collect();
        }
        write(self, &before);
    }

    /// An aggregate over any rows that there may be, none included; over at most so many.
    fn aggregate(&mut self, aggregate: &'p Aggregate, happens: bool, most: Option<u32>) -> Values {
        let mut scope = Scope::new();
        let passes = match &aggregate.filter {
            None => true,
            Some(filter) => self.evaluator.value(filter, &mut scope).may_be_yes(),
        };
        let value = match &aggregate.filter {
            Some(filter) if passes => self.evaluator.under(filter, Truth::Yes, &aggregate.value, &mut scope),
            Some(_) if self.evaluator.follow => Values::NEVER,
            _ => self.evaluator.value(&aggregate.value, &mut scope),
        };
        let some = happens && passes && !value.is_never();
        let value = if some { value } else { Values::NEVER };
        let zero = Number::zero();
        match aggregate.op {
            AggregateOp::Sum => {
                let Some((low, high)) = value.bounds() else { return Values::range(Some(zero), Some(zero)) };
                let all = most.map(|n| Number::from_integer(i128::from(n)));
                let times = |n: Option<Number>| {
                    Values::range(n, n).times(Values::range(all, all)).single().filter(|_| n.is_some() && all.is_some())
                };
                let low = if low.is_none_or(|n| n.is_negative()) { times(low) } else { Some(zero) };
                let high = if high.is_none_or(|n| n.is_positive()) { times(high) } else { Some(zero) };
                Values::range(low, high)
            }
            AggregateOp::Count => {
                let high = if some { most.map(|n| Number::from_integer(i128::from(n))) } else { Some(zero) };
                Values::range(Some(zero), high)
            }
            AggregateOp::Largest | AggregateOp::Smallest => value.or(Values::ABSENT),
            AggregateOp::Any => Values::NO.or(value.present()),
            AggregateOp::Every => Values::YES.or(value.present()),
        }
    }

    /// A loop over events in order: its memories may be anything.
    fn scan(&mut self, scan: &'p Scan) {
        let program = self.evaluator.program;
        let vars: Vec<Values> = scan.vars.iter().map(|var| Values::of_type(program, var.ty)).collect();
        let mut scope = Scope { vars: vars.clone(), facts: Facts::default(), nobody: true };
        for e in scan.exprs() {
            self.evaluator.value(e, &mut scope);
        }
        let any = Values::ANY.or_absent(true);
        for (what, column) in &scan.into {
            let value = match what {
                ScanValue::Rounds => {
                    Values::range(Some(Number::zero()), Some(Number::from_integer(i128::from(scan.most))))
                }
                ScanValue::Last(var) | ScanValue::Found(var) => {
                    vars.get(var.index()).copied().unwrap_or(any).or_absent(true)
                }
            };
            self.set(column.index(), value);
        }
    }

    /// A bonus: what its memories may be at any visit, then what its clauses come to.
    fn bonus(&mut self, id: BonusId) {
        let Some(bonus) = self.evaluator.program.bonuses.get(id.index()) else { return };
        let mut paying =
            Paying { amounts: vec![Values::NEVER; bonus.pays.len() + bonus.finally.len()], ..Paying::default() };
        let dead_lines = bonus.trigger.lines_of.is_some_and(|of| {
            // What is brought up to date may take back what was paid before.
            let trues_up = self.evaluator.program.bonuses.get(of.index()).is_some_and(|bonus| bonus.true_up);
            !trues_up && self.bonuses.get(of.index()).is_some_and(Paying::is_dead)
        });
        let mut scope = Scope::new();
        let passes = match &bonus.filter {
            None => true,
            Some(filter) => self.evaluator.value(filter, &mut scope).may_be_yes(),
        };
        if let Some(filter) = &bonus.filter
            && passes
            && self.evaluator.follow
        {
            self.evaluator.assume(filter, Truth::Yes, &mut scope);
        }
        let of_trigger = scope.facts.clone();
        let start: Vec<Values> = bonus
            .start
            .iter()
            .enumerate()
            .map(|(at, e)| {
                let value = self.evaluator.value(e, &mut scope);
                stored(value, bonus.vars.get(at).is_none_or(|var| var.ty.optional))
            })
            .collect();
        let from = bonus.walk.as_ref().map(|walk| self.evaluator.value(&walk.from, &mut scope));
        bonus.trigger.partner.iter().for_each(|e| _ = self.evaluator.value(e, &mut scope));
        let visited = from.is_none_or(|from| from.known != Known::Never);
        paying.triggered = passes && self.happens(bonus.trigger.space) && !dead_lines;
        let walking = Walking { bonus, of_trigger, live: paying.triggered && visited };
        if let Some(stop) = &bonus.stop_before {
            let mut first = walking.scope(&start);
            let seen = self.evaluator.seen.take();
            let stops = self.evaluator.value(stop, &mut first);
            self.evaluator.seen = seen;
            paying.ends_at_once = !stops.may_be_no() && !stops.absent && bonus.walk.is_some();
        }
        let seen = self.evaluator.seen.take();
        let memories = self.memories(&walking, &start);
        self.evaluator.seen = seen;
        self.behind.clone_from(&memories);
        self.visit(&walking, &memories, &mut paying.amounts);
        let mut last = walking.scope(&self.behind);
        last.nobody = true;
        for (at, pay) in bonus.finally.iter().enumerate() {
            let amount = self.pay(pay, &mut last);
            if let Some(slot) = paying.amounts.get_mut(bonus.pays.len() + at)
                && walking.live
            {
                *slot = slot.or(amount);
            }
        }
        if let Some(slot) = self.bonuses.get_mut(id.index()).filter(|_| self.evaluator.follow) {
            *slot = paying;
        }
    }

    fn memories(&mut self, walking: &Walking<'p>, start: &[Values]) -> Vec<Values> {
        let mut memories = start.to_vec();
        if walking.bonus.walk.is_none() {
            return memories;
        }
        let mut rounds = 0;
        loop {
            let next = self.visit(walking, &memories, &mut []);
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
            let next = self.visit(walking, &memories, &mut []);
            memories = start.iter().zip(&next).zip(&memories).map(|((a, b), old)| a.or(*b).and(*old)).collect();
        }
        memories
    }

    /// A visit with these memories: what they may be behind it. Amounts of pay clauses are added to `amounts`.
    fn visit(&mut self, walking: &Walking<'p>, memories: &[Values], amounts: &mut [Values]) -> Vec<Values> {
        let bonus = walking.bonus;
        let mut scope = walking.scope(memories);
        let never = vec![Values::NEVER; memories.len()];
        if let Some(stop) = &bonus.stop_before {
            let stops = self.evaluator.value(stop, &mut scope);
            if !(stops.may_be_no() || stops.absent) || !self.evaluator.assume(stop, Truth::NotYes, &mut scope) {
                return never;
            }
        }
        let mut next = never;
        let mut add = |values: Vec<Values>| {
            for (known, value) in next.iter_mut().zip(values) {
                *known = known.or(value);
            }
        };
        for (verb, condition) in &bonus.verbs {
            let holds = self.evaluator.value(condition, &mut scope);
            if holds.may_be_yes() {
                let mark = scope.facts.mark();
                if self.evaluator.assume(condition, Truth::Yes, &mut scope) {
                    match verb {
                        // Memories and lets are as they were.
                        Verb::Skip => add(self.evaluator.next(&[], memories.len(), &bonus.vars, &mut scope)),
                        Verb::Pass => add(self.behind(bonus, memories.len(), &mut scope.clone(), &mut [])),
                        // Held amounts are paid to the next one: they count as paid here.
                        Verb::HandOn => {
                            let live = if walking.live { &mut *amounts } else { &mut [] };
                            add(self.behind(bonus, memories.len(), &mut scope.clone(), live));
                        }
                    }
                }
                scope.facts.forget(mark);
            }
            if !(holds.may_be_no() || holds.absent) || !self.evaluator.assume(condition, Truth::NotYes, &mut scope) {
                return next;
            }
        }
        let live = if walking.live { amounts } else { &mut [] };
        add(self.behind(bonus, memories.len(), &mut scope, live));
        next
    }

    /// Lets, pay clauses, new memories, and the stop behind them.
    fn behind(
        &mut self,
        bonus: &'p Bonus,
        memories: usize,
        scope: &mut Scope<'p>,
        amounts: &mut [Values],
    ) -> Vec<Values> {
        self.evaluator.assign(&bonus.lets, &bonus.vars, scope);
        if !amounts.is_empty() {
            for (at, pay) in bonus.pays.iter().enumerate() {
                let amount = self.pay(pay, scope);
                if let Some(slot) = amounts.get_mut(at) {
                    *slot = slot.or(amount);
                }
            }
        }
        let next = self.evaluator.next(&bonus.then, memories, &bonus.vars, scope);
        self.behind.iter_mut().zip(&next).for_each(|(known, value)| *known = known.or(*value));
        let Some(stop) = &bonus.stop_after else { return next };
        // It speaks of the new memories: what was known of the old ones holds no longer.
        let mut vars = next.clone();
        vars.extend(scope.vars.iter().skip(memories).copied());
        let mut after = Scope { vars, facts: Facts::default(), nobody: scope.nobody };
        let stops = self.evaluator.value(stop, &mut after);
        if (stops.may_be_no() || stops.absent) && self.evaluator.assume(stop, Truth::NotYes, &mut after) {
            self.evaluator.next(&[], memories, &bonus.vars, &mut after)
        } else {
            vec![Values::NEVER; memories]
        }
    }

    /// The amount of a pay clause where there is a line.
    fn pay(&mut self, pay: &'p Pay, scope: &mut Scope<'p>) -> Values {
        if let Earner::Partner(partner) = &pay.to {
            let to = self.evaluator.value(partner, scope);
            if to.known == Known::Never && self.evaluator.follow {
                return Values::NEVER;
            }
        }
        match &pay.when {
            None => self.evaluator.value(&pay.amount, scope),
            Some(when) => {
                let holds = self.evaluator.value(when, scope);
                if holds.may_be_yes() || !self.evaluator.follow {
                    self.evaluator.under(when, Truth::Yes, &pay.amount, scope)
                } else {
                    Values::NEVER
                }
            }
        }
    }
}

/// A bonus that is being gone through.
struct Walking<'p> {
    bonus: &'p Bonus,
    /// What its filter tells of the trigger.
    of_trigger: Facts<'p>,
    /// Whether it can come to a visit at all.
    live: bool,
}

impl<'p> Walking<'p> {
    fn scope(&self, memories: &[Values]) -> Scope<'p> {
        let mut vars = memories.to_vec();
        vars.resize(self.bonus.vars.len(), Values::ABSENT);
        let nobody = self.bonus.walk.is_none() && self.bonus.trigger.partner.is_none();
        Scope { vars, facts: self.of_trigger.clone(), nobody }
    }
}
