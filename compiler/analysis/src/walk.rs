//! What one trigger of a bonus may pay, whatever network stands above it.
//!
//! The memories of a walk take few values, and what they become depends on the memories and on who is visited. So the
//! walk is a graph: a node for each setting of the memories, an edge for each kind of partner who may be visited, with
//! what he is paid. The most that a walk can pay is the longest path. A circle that pays has no end: the walk has no memory
//! that limits it. Level pay, differentials, generations, tallies and "once" are all found in this way; none of them is
//! known here.
//!
//! The length of the longest path from a node is the weight of its memories: what is paid at a visit is at most what
//! the weight falls by.

mod graph;
mod rising;

use crate::cause::Cause;
use crate::facts::{Def, Env, Facts, index, range};
use crate::linear::Linear;
use crate::range::{Exact, Range};
use crate::upper::{Here, Upper};
use compline_compiler::program::{
    Bonus, ColumnId, Earner, Expr, Handle, Kind, Op, Pay, Program, Space, UnitKind, VarId, Verb,
};
use compline_lang::words::say;
use graph::{Edge, Graph};
use num_traits::{Signed, Zero};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// What one trigger may pay.
pub(crate) struct Walked {
    /// Bounds of the sum of what is above zero, over the trigger's columns.
    pub forms: Result<Vec<Linear>, Cause>,
    /// Whether no line to a partner can be below zero.
    pub not_negative: bool,
}

/// Most kinds of partners that are told apart.
const KINDS: usize = 512;
/// Most settings of the memories.
const NODES: usize = 1_000;
/// Most visits that are looked at.
const VISITS: usize = 30_000;
/// Most values that a memory may take at once.
const VALUES: usize = 64;

/// What one trigger of a bonus may pay.
///
/// What stays with the company counts only where partners may take what is rounded away from it.
pub(crate) fn walked(facts: &Facts<'_>, upper: &Upper<'_, '_>, bonus: &Bonus, company_too: bool) -> Walked {
    let explorer = Explorer { facts, upper, bonus, company_too, not_negative: Cell::new(true) };
    let found = explorer.explore().map(|graph| {
        let forms = graph.longest(&|column| facts.not_negative(column)).map_err(|node| explorer.endless(&graph, node));
        (forms, explorer.not_negative.get())
    });
    let (forms, not_negative) = match found {
        Ok((forms, not_negative)) => (forms, not_negative),
        Err(cause) => (Err(cause), false),
    };
    match forms {
        Ok(forms) => Walked { forms: Ok(forms), not_negative },
        Err(cause) => rising::walked(facts, upper, bonus).unwrap_or(Walked { forms: Err(cause), not_negative }),
    }
}

/// The setting of the memories; and whether the walk is over.
pub(crate) type Node = (Vec<Option<Exact>>, bool);

struct Explorer<'a, 'f, 'p> {
    facts: &'f Facts<'p>,
    upper: &'a Upper<'f, 'p>,
    bonus: &'a Bonus,
    company_too: bool,
    not_negative: Cell<bool>,
}

impl Explorer<'_, '_, '_> {
    fn explore(&self) -> Result<Graph, Cause> {
        let none = BTreeMap::new();
        let start: Vec<Range> =
            self.bonus.start.iter().map(|expr| range(self.facts, expr, &self.env(&[], &none, false))).collect();
        let mut graph = Graph::default();
        for memories in self.settings(&start)? {
            graph.start((memories, false));
        }
        let kinds = self.kinds();
        let mut next = 0;
        while let Some(node) = graph.node(next) {
            if !node.1 {
                for kind in &kinds {
                    self.visit(&mut graph, next, &node.0, kind)?;
                }
            }
            let last = self.finally(&node.0)?;
            graph.last(next, last);
            next += 1;
            if next > NODES || next * kinds.len() > VISITS {
                return Err(self.unlimited());
            }
        }
        Ok(graph)
    }

    /// Edges for a visit of a kind of partner.
    fn visit(
        &self,
        graph: &mut Graph,
        from: usize,
        memories: &[Option<Exact>],
        kind: &BTreeMap<ColumnId, Range>,
    ) -> Result<(), Cause> {
        let mut vars: Vec<Range> = memories.iter().map(known).collect();
        vars.resize(self.bonus.vars.len(), Range::none());
        let walks = self.bonus.walk.is_some();
        let earner = walks || self.pays_trigger();
        let holds = |vars: &[Range], expr: &Expr| range(self.facts, expr, &self.env(vars, kind, earner));
        if self.bonus.stop_before.as_ref().is_some_and(|stop| !holds(&vars, stop).may_fail()) {
            return Ok(());
        }
        let mut moves = false;
        let mut pays = true;
        let mut handed = false;
        for (verb, condition) in &self.bonus.verbs {
            let holds = holds(&vars, condition);
            if holds.may_hold() {
                moves |= *verb != Verb::Skip;
                handed |= *verb == Verb::HandOn;
            }
            if !holds.may_fail() {
                pays = false;
                break;
            }
        }
        if !moves && !pays {
            return Ok(());
        }
        for (var, expr) in &self.bonus.lets {
            let value = holds(&vars, expr);
            if let Some(slot) = vars.get_mut(var.index()) {
                *slot = value;
            }
        }
        let paid =
            if pays || handed { self.paid(&self.bonus.pays, &vars, kind, earner)? } else { vec![Linear::default()] };
        let mut after: Vec<Range> = memories.iter().map(known).collect();
        for (var, expr) in &self.bonus.then {
            let value = holds(&vars, expr);
            if let Some(slot) = after.get_mut(var.index()) {
                *slot = value;
            }
        }
        for memories in self.settings(&after)? {
            let mut vars = vars.clone();
            vars.iter_mut().zip(&memories).for_each(|(slot, value)| *slot = known(value));
            let ends = !walks
                || self
                    .bonus
                    .stop_after
                    .as_ref()
                    .is_some_and(|stop| !range(self.facts, stop, &self.env(&vars, kind, earner)).may_fail());
            let told = if ends { String::new() } else { self.told(kind) };
            graph.edge(from, (memories, ends), Edge { paid: paid.clone(), told });
        }
        Ok(())
    }

    fn finally(&self, memories: &[Option<Exact>]) -> Result<Vec<Linear>, Cause> {
        let mut vars: Vec<Range> = memories.iter().map(known).collect();
        vars.resize(self.bonus.vars.len(), Range::none());
        self.paid(&self.bonus.finally, &vars, &BTreeMap::new(), false)
    }

    /// Bounds of what clauses pay to partners, counted where it is above zero.
    fn paid(
        &self,
        pays: &[Pay],
        vars: &[Range],
        kind: &BTreeMap<ColumnId, Range>,
        earner: bool,
    ) -> Result<Vec<Linear>, Cause> {
        let mut sums = vec![Linear::default()];
        for pay in pays.iter().filter(|pay| self.company_too || pay.to != Earner::Company) {
            let env = self.env(vars, kind, earner);
            if pay.when.as_ref().is_some_and(|when| !range(self.facts, when, &env).may_hold()) {
                continue;
            }
            let here = self.here(env);
            let not_negative = range(self.facts, &pay.amount, &env).is_not_negative()
                || self.upper.is_never_negative(&pay.amount, &here);
            self.not_negative.set(self.not_negative.get() && not_negative);
            let forms = self.upper.of(&pay.amount, &here);
            let positive: Vec<Linear> = forms.iter().filter_map(|form| self.positive(form)).collect();
            if positive.is_empty() {
                return Err(self.unbounded(&pay.amount, env));
            }
            sums = self.upper.sums(&sums, &positive);
            sums.truncate(32);
        }
        Ok(sums)
    }

    /// The part of a form that is above zero.
    fn positive(&self, form: &Linear) -> Option<Linear> {
        let mut positive = form.clone();
        for (column, multiple) in &form.columns {
            if !self.facts.not_negative(*column) && multiple.is_negative() {
                return None;
            }
            if multiple.is_negative() {
                positive.columns.remove(column);
            }
        }
        positive.fixed = positive.fixed.max(Exact::zero());
        Some(positive)
    }

    fn here<'e>(&self, env: Env<'e>) -> Here<'e> {
        let handles: &[Handle] =
            if self.pays_trigger() { &[Handle::Trigger, Handle::Earner] } else { &[Handle::Trigger] };
        Here { space: self.bonus.trigger.space, handles, env }
    }

    fn env<'e>(&self, vars: &'e [Range], kind: &'e BTreeMap<ColumnId, Range>, earner: bool) -> Env<'e> {
        Env { vars, at: Some((Handle::Earner, kind)), earner }
    }

    /// Whether who is paid is the trigger.
    fn pays_trigger(&self) -> bool {
        let partner = self.bonus.trigger.partner.as_ref();
        self.bonus.walk.is_none()
            && self.bonus.trigger.space == Space::Partner
            && partner.is_some_and(|partner| matches!(partner.op, Op::Handle(Handle::Trigger)))
    }

    /// All settings of memories whose values may be these.
    fn settings(&self, ranges: &[Range]) -> Result<Vec<Vec<Option<Exact>>>, Cause> {
        let mut settings: Vec<Vec<Option<Exact>>> = vec![Vec::new()];
        for (at, range) in ranges.iter().enumerate() {
            let few = range.few().filter(|few| few.len() <= VALUES).ok_or_else(|| self.many(at))?;
            let values: Vec<Option<Exact>> =
                few.iter().cloned().map(Some).chain(range.absent.then_some(None)).collect();
            settings = settings
                .iter()
                .flat_map(|setting| values.iter().map(|value| setting.iter().cloned().chain([value.clone()]).collect()))
                .collect();
            if settings.len() > NODES {
                return Err(self.many(at));
            }
        }
        Ok(settings)
    }

    /// All kinds of partners: the values of the columns that are read from them, where those are few.
    fn kinds(&self) -> Vec<BTreeMap<ColumnId, Range>> {
        let read = self.read();
        let derived: Vec<ColumnId> = read.iter().filter(|column| self.follows(**column, &read)).copied().collect();
        let mut kinds: Vec<BTreeMap<ColumnId, Range>> = vec![BTreeMap::new()];
        let mut columns: Vec<(ColumnId, Vec<Range>)> =
            read.iter().filter(|column| !derived.contains(column)).filter_map(|column| self.each(*column)).collect();
        columns.sort_by_key(|(_, values)| values.len());
        for (column, values) in columns {
            if kinds.len() * values.len() > KINDS {
                break;
            }
            kinds = kinds
                .iter()
                .flat_map(|kind| {
                    values.iter().map(move |value| {
                        let mut kind = kind.clone();
                        kind.insert(column, value.clone());
                        kind
                    })
                })
                .collect();
        }
        for kind in &mut kinds {
            for column in &derived {
                if let Def::Value(expr) = self.facts.def(*column) {
                    let value =
                        range(self.facts, expr, &Env { vars: &[], at: Some((Handle::Row, kind)), earner: false });
                    kind.insert(*column, value.meet(&self.facts.range(*column)));
                }
            }
        }
        kinds
    }

    /// The columns that are read from who is visited.
    fn read(&self) -> BTreeSet<ColumnId> {
        let bonus = self.bonus;
        let mut read = BTreeSet::new();
        let mut look = |expr: &Expr| {
            expr.walk(&mut |expr| {
                if let Op::Load(column, row) = &expr.op
                    && matches!(row.op, Op::Handle(Handle::Earner))
                {
                    read.insert(*column);
                }
            });
        };
        bonus.stop_before.iter().chain(&bonus.stop_after).for_each(&mut look);
        bonus.verbs.iter().for_each(|(_, expr)| look(expr));
        bonus.lets.iter().chain(&bonus.then).for_each(|(_, expr)| look(expr));
        for pay in &bonus.pays {
            look(&pay.amount);
            pay.when.iter().for_each(&mut look);
        }
        read
    }

    /// Whether a column follows from others that are read, so that it takes no values of its own.
    fn follows(&self, column: ColumnId, read: &BTreeSet<ColumnId>) -> bool {
        let Def::Value(expr) = self.facts.def(column) else { return false };
        let mut loads = 0_usize;
        let mut follows = true;
        expr.walk(&mut |expr| match &expr.op {
            Op::Load(of, row) => {
                loads += 1;
                follows &= *of != column && read.contains(of) && self.each(*of).is_some();
                follows &= matches!(row.op, Op::Handle(Handle::Row)) && !self.opens(*of, column);
            }
            Op::Var(_) | Op::Company(_) | Op::Parent(..) | Op::Side(..) | Op::Repeat(_) | Op::Period(..) => {
                follows = false
            }
            _ => {}
        });
        follows && loads > 0
    }

    /// Whether the first column's definition follows from the second, which would make a circle.
    fn opens(&self, column: ColumnId, from: ColumnId) -> bool {
        let Def::Value(expr) = self.facts.def(column) else { return false };
        let mut opens = false;
        expr.walk(&mut |expr| opens |= matches!(expr.op, Op::Load(of, _) if of == from));
        opens
    }

    fn each(&self, column: ColumnId) -> Option<(ColumnId, Vec<Range>)> {
        let range = self.facts.range(column);
        let few = range.few()?;
        let absent = range.absent.then(Range::none);
        Some((column, few.iter().cloned().map(Range::one).chain(absent).collect()))
    }

    // --- causes

    fn many(&self, memory: usize) -> Cause {
        let name = self.bonus.vars.get(memory).map_or("", |var| var.name.as_str());
        Cause::new(say!("the walk of `{}` remembers `{name}`, which may take any number of values", self.bonus.name))
            .help("a rate that takes one of a few values, a number of levels, or a cap in percent of volume would bound it")
            .at(Some(self.bonus.site))
    }

    fn unlimited(&self) -> Cause {
        Cause::new(say!("the walk of `{}` has no memory that limits it", self.bonus.name))
            .help(
                "a number of levels, a rate that is paid as a difference, or a cap in percent of volume would bound it",
            )
            .at(Some(self.bonus.site))
    }

    fn unbounded(&self, amount: &Expr, env: Env<'_>) -> Cause {
        // The first column whose value has no limit and is not the trigger's.
        let mut of = None;
        amount.walk(&mut |expr| {
            if of.is_none()
                && let Op::Load(column, row) = &expr.op
                && !self.here(env).handles.iter().any(|handle| matches!(row.op, Op::Handle(found) if found == *handle))
                && matches!(expr.ty.kind, Kind::Number(..))
                && self.facts.range(*column).high().is_none()
            {
                of = Some(*column);
            }
        });
        let text = match of {
            Some(column) => {
                say!(
                    "`{}` pays by `{}` of somebody else than who caused it, as often as there are such",
                    self.bonus.name,
                    self.facts.name(column)
                )
            }
            None => say!("`{}` pays an amount that is no multiple of anything that has a limit", self.bonus.name),
        };
        Cause::new(text).at(Some(amount.site))
    }

    /// A circle that pays, through this node.
    fn endless(&self, graph: &Graph, (node, told): (usize, String)) -> Cause {
        let memories = graph.node(node).map(|node| node.0).unwrap_or_default();
        let with = self.bonus.vars.iter().zip(&memories);
        let with: Vec<String> =
            with.map(|(var, value)| format!("{} {}", var.name, show(self.facts.program, var.ty.kind, value))).collect();
        let mut cause = self.unlimited();
        let walk = cause.text.clone();
        let with = with.join(", ");
        cause.text = match (with.is_empty(), told.is_empty()) {
            (true, true) => say!("{walk}: a partner is paid, and so can be any number of them, one above the other"),
            (false, true) => {
                say!("{walk}: with {with}, a partner is paid, and so can be any number of them, one above the other")
            }
            (true, false) => {
                say!("{walk}: a partner with {told} is paid, and so can be any number of them, one above the other")
            }
            (false, false) => say!(
                "{walk}: with {with}, a partner with {told} is paid, and so can be any number of them, one above the other"
            ),
        };
        cause
    }

    fn told(&self, kind: &BTreeMap<ColumnId, Range>) -> String {
        let told = kind.iter().filter_map(|(column, range)| {
            let declared = self.facts.program.columns.get(column.index())?;
            let value = range.few().filter(|few| few.len() == 1)?.first()?;
            let shown = show(self.facts.program, declared.ty.kind, &Some(value.clone()));
            (declared.name != "terminated").then(|| format!("{} {shown}", declared.name))
        });
        told.take(3).collect::<Vec<_>>().join(", ")
    }
}

fn known(value: &Option<Exact>) -> Range {
    value.clone().map_or_else(Range::none, Range::one)
}

/// A value for a message.
fn show(program: &Program, kind: Kind, value: &Option<Exact>) -> String {
    let Some(value) = value else { return "none".to_owned() };
    match kind {
        Kind::Bool => if value.is_zero() { "no" } else { "yes" }.to_owned(),
        Kind::Word(list) => {
            let words = program.words.get(list.index());
            words.and_then(|list| list.words.get(index(value)?)).cloned().unwrap_or_else(|| value.to_string())
        }
        Kind::Number(unit, _) if program.units.get(unit.index()).is_some_and(|unit| unit.kind == UnitKind::Percent) => {
            crate::volume::per_hundred(value)
        }
        _ => crate::volume::decimal(value),
    }
}

/// Whether an expression is a variable.
fn is_var(expr: &Expr, var: VarId) -> bool {
    matches!(expr.op, Op::Var(found) if found == var)
}
