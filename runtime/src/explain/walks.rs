//! What happened to one partner on the walks of a bonus that could reach him.

use super::condition::{failed, held};
use super::line::reason;
use super::sentence as say;
use super::{ExplainError, Node, Place, Sentence, Source};
use crate::settle::Settled;
use compline_compiler::interpret::{Env, Happened, Trace, TracedLine, Visit, eval, trace_trigger};
use compline_compiler::program::{
    Bonus, BonusId, Earner, Expr, Handle, NONE, Op, Program, Space, TreeViewId, Verb, Walk,
};
use compline_compiler::store::Store;
use std::collections::BTreeMap;

/// Most triggers that are run again for one answer.
const MOST_TRIGGERS: usize = 20_000;

/// What happened to one partner in one trigger.
#[derive(Default)]
pub(super) struct Met {
    pub(super) row: u32,
    pub(super) visits: Vec<(Happened, Vec<i64>)>,
    pub(super) paid: bool,
    pub(super) stopped_by: Option<u32>,
    pub(super) filtered_out: bool,
    /// What he was paid, where that is nothing.
    pub(super) nothing: Option<TracedLine>,
}

impl Trace for Met {
    fn filtered(&mut self, passed: bool) {
        self.filtered_out = !passed;
    }

    fn visit(&mut self, visit: &Visit<'_>) {
        if visit.earner == Some(self.row) {
            self.visits.push((visit.happened, visit.vars.to_vec()));
        } else if visit.happened == Happened::StoppedBefore || visit.stopped_after {
            self.stopped_by = visit.earner;
        }
    }

    fn line(&mut self, line: &TracedLine) {
        let own = line.earner == self.row;
        self.paid |= own && line.amount != 0;
        if own && line.amount == 0 {
            self.nothing.get_or_insert_with(|| line.clone());
        }
    }
}

/// What happened how often.
#[derive(Default)]
struct Tally {
    filtered: Vec<usize>,
    /// By verb: how often, and the first trigger with the variables then.
    verbs: BTreeMap<usize, (usize, usize, Vec<i64>)>,
    stopped: BTreeMap<u32, usize>,
    nothing: usize,
    not_reached: usize,
}

impl Tally {
    fn count(&mut self, trigger: usize, met: Met) {
        if met.filtered_out {
            self.filtered.push(trigger);
            return;
        }
        if met.visits.is_empty() && !met.paid {
            match met.stopped_by {
                Some(by) => *self.stopped.entry(by).or_default() += 1,
                None => self.not_reached += 1,
            }
        }
        if !met.paid {
            for (happened, vars) in met.visits {
                match happened {
                    Happened::Verb { index, .. } => self.verbs.entry(index).or_insert((0, trigger, vars)).0 += 1,
                    Happened::StoppedBefore => *self.stopped.entry(met.row).or_default() += 1,
                    Happened::Paid => self.nothing += 1,
                }
            }
        }
    }
}

/// How many triggers could reach a partner in a context, and what became of those that did not pay.
pub(super) fn told<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    row: usize,
) -> Result<(usize, Vec<Node>), ExplainError> {
    let Some(bonus) = source.program.bonuses.get(at) else { return Ok((0, Vec::new())) };
    let id = BonusId(u32::try_from(at).unwrap_or(0));
    let row32 = u32::try_from(row).unwrap_or(u32::MAX);
    let triggers = candidates(source.program, settled, at, bonus, row);
    let mut tally = Tally::default();
    for trigger in triggers.iter().take(MOST_TRIGGERS) {
        let mut met = Met { row: row32, ..Met::default() };
        trace_trigger(source.program, &settled.store, id, *trigger, &mut met)?;
        tally.count(*trigger, met);
    }
    let mut reasons = reasons(source, settled, bonus, row, tally);
    if triggers.len() > MOST_TRIGGERS {
        let text = say::only_first(MOST_TRIGGERS, triggers.len());
        reasons.push(Node::leaf("rule", text));
    }
    Ok((triggers.len(), reasons))
}

fn reasons<'a>(source: &Source<'a>, settled: &'a Settled, bonus: &Bonus, row: usize, tally: Tally) -> Vec<Node> {
    let show = source.show(settled);
    let earner = i64::try_from(row).unwrap_or(NONE);
    let mut reasons = Vec::new();
    let mut add = |text: Sentence, place: Option<Place>, children: Vec<Node>| {
        reasons.push(Node { kind: "rule", text, amount: None, place, children })
    };
    if let (Some(filter), [first, rest @ ..]) = (&bonus.filter, tally.filtered.as_slice()) {
        let place = source.place(filter.site);
        // Several triggers fail for reasons of their own; those of one can be told.
        let env = Env { trigger: row_id(*first), ..Env::EMPTY };
        let why = if rest.is_empty() { failed(source, settled, filter, &env) } else { Vec::new() };
        let text = place.as_ref().map(|p| p.text.as_str()).unwrap_or_default();
        add(say::not_fulfilled(tally.filtered.len(), text), place.clone(), why);
    }
    for (index, (count, trigger, vars)) in tally.verbs {
        let Some((verb, condition)) = bonus.verbs.get(index) else { continue };
        let place = source.place(condition.site);
        let env = Env { earner, trigger: row_id(trigger), vars: &vars, ..Env::EMPTY };
        let why = held(source, settled, condition, &env);
        let rule = place.as_ref().map(|p| p.text.as_str()).unwrap_or_default();
        let because = reason(rule, source.plan.is_of_earners(source.program, condition.site));
        let text = match verb {
            Verb::Skip => say::skipped(count, because),
            Verb::Pass => say::passed(count, because),
            Verb::HandOn => say::handed_on(count, because),
        };
        add(text, place, why);
    }
    for (by, count) in tally.stopped {
        let place = bonus.stop_before.as_ref().or(bonus.stop_after.as_ref()).and_then(|e| source.place(e.site));
        add(say::walk_ended(count, show.who(i64::from(by))), place, Vec::new());
    }
    if tally.nothing > 0 {
        let place = bonus.pays.first().and_then(|p| source.place(p.site));
        add(say::amount_zero(tally.nothing), place, Vec::new());
    }
    if tally.not_reached > 0 {
        add(say::not_reached(tally.not_reached), None, Vec::new());
    }
    reasons
}

/// Triggers that could pay a partner: those whose walk starts with him or below him, or that name him.
pub(super) fn candidates(program: &Program, settled: &Settled, at: usize, bonus: &Bonus, row: usize) -> Vec<usize> {
    let store = &settled.store;
    let rows = match bonus.trigger.space {
        Space::Line(_) => settled.outcome.parents.get(at).map_or(0, Vec::len),
        space => store.rows(space),
    };
    let named: Vec<&Expr> = bonus
        .pays
        .iter()
        .chain(&bonus.finally)
        .filter_map(|pay| if let Earner::Partner(partner) = &pay.to { Some(partner) } else { None })
        .collect();
    let visited = bonus.pays.iter().any(|pay| pay.to == Earner::Visited);
    let names = |trigger: usize| {
        named.iter().any(|partner| match depends_on_walk(partner) {
            true => true,
            false => row_at(program, store, partner, trigger) == Some(row),
        })
    };
    let visits = |trigger: usize| match &bonus.walk {
        Some(walk) => reaches(program, store, walk, trigger, row),
        None => {
            let partner = bonus.trigger.partner.as_ref();
            partner.and_then(|partner| row_at(program, store, partner, trigger)) == Some(row)
        }
    };
    (0..rows).filter(|trigger| (visited && visits(*trigger)) || names(*trigger)).collect()
}

/// Whether an expression needs more than the trigger.
fn depends_on_walk(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |e| found |= matches!(e.op, Op::Var(_) | Op::Handle(Handle::Earner)));
    found
}

/// Whether a walk starts with a partner or below him.
fn reaches(program: &Program, store: &Store, walk: &Walk, trigger: usize, row: usize) -> bool {
    let Some(from) = row_at(program, store, &walk.from, trigger) else { return false };
    if from == row { walk.included } else { is_in_team(store, walk.tree, from, row) }
}

/// Whether a partner is in the team of another.
fn is_in_team(store: &Store, view: TreeViewId, of: usize, row: usize) -> bool {
    let Some(tree) = store.tree(view) else { return false };
    let position = |row: usize| tree.position.get(row).map_or(row, |p| *p as usize);
    (position(row)..tree.end.get(row).map_or(0, |end| *end as usize)).contains(&position(of))
}

/// The partner row that an expression over a trigger names.
fn row_at(program: &Program, store: &Store, expr: &Expr, trigger: usize) -> Option<usize> {
    let row = match &expr.op {
        // The usual case, for millions of triggers: a field.
        Op::Load(column, of) if matches!(of.op, Op::Handle(Handle::Trigger)) => store.get(*column, trigger),
        _ => eval(program, store, expr, &Env { trigger: row_id(trigger), ..Env::EMPTY }).unwrap_or(NONE),
    };
    usize::try_from(row).ok()
}

fn row_id(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(NONE)
}
