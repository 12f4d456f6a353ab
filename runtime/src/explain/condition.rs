//! Why a condition holds or fails: down to the comparisons behind it, with what is there, needed and missing.

use super::amount::exact;
use super::sentence as say;
use super::values::readings;
use super::{Arg, Node, Sentence, Source};
use crate::settle::Settled;
use compline_compiler::interpret::{Env, eval, eval_exact};
use compline_compiler::program::{
    ColumnId, Compare, Expr, FoldStep, Kind, NONE, Op, Pass, Program, Space, Step, UnitKind,
};

/// How many definitions deep a condition is followed; one that is about the partner above may go on for long.
const DEEPEST: usize = 6;

/// The expression of a column, where it has one: columns of data and of aggregates have none.
pub(super) fn formula(program: &Program, column: ColumnId) -> Option<&Expr> {
    let passes = program.steps.iter().filter_map(|step| if let Step::Pass(pass) = step { Some(pass) } else { None });
    passes.into_iter().find_map(|pass| match pass {
        Pass::Map { columns, .. } | Pass::FoldDown { columns, .. } => {
            columns.iter().find(|(id, _)| *id == column).map(|(_, expr)| expr)
        }
        Pass::FoldUp { steps, .. } => steps.iter().find_map(|step| match step {
            FoldStep::Value(id, expr) if *id == column => Some(expr),
            _ => None,
        }),
        Pass::Gather { .. } | Pass::Derive { .. } | Pass::Scan(_) => None,
    })
}

/// The parts of a condition that do not hold; none where it holds.
pub(super) fn failed<'a>(source: &Source<'a>, settled: &'a Settled, condition: &Expr, env: &Env<'_>) -> Vec<Node> {
    Reasons { source, settled }.failed(condition, env, DEEPEST)
}

/// The parts of a condition by which it holds.
pub(super) fn held<'a>(source: &Source<'a>, settled: &'a Settled, condition: &Expr, env: &Env<'_>) -> Vec<Node> {
    Reasons { source, settled }.held(condition, env, DEEPEST)
}

#[derive(Clone, Copy)]
struct Reasons<'s, 'a> {
    source: &'s Source<'a>,
    settled: &'a Settled,
}

impl<'a> Reasons<'_, 'a> {
    fn stored(&self, expr: &Expr, env: &Env<'_>) -> i64 {
        eval(self.source.program, &self.settled.store, expr, env).unwrap_or(NONE)
    }

    fn failed(&self, condition: &Expr, env: &Env<'_>, depth: usize) -> Vec<Node> {
        if self.stored(condition, env) == 1 {
            return Vec::new();
        }
        let inner = match &condition.op {
            Op::And(a, b) => {
                // The second is looked at only where it has a value: the first may be what makes sure of it.
                let mut out = self.failed(a, env, depth);
                if eval(self.source.program, &self.settled.store, b, env).is_ok() {
                    out.extend(self.failed(b, env, depth));
                }
                return out;
            }
            Op::Or(a, b) => [self.failed(a, env, depth), self.failed(b, env, depth)].concat(),
            Op::If(choice, a, b) => {
                let taken = if self.stored(choice, env) == 1 { a } else { b };
                return self.failed(taken, env, depth);
            }
            Op::OrElse(manual, rule) if self.stored(manual, env) == NONE => return self.failed(rule, env, depth),
            // What reads a value of the data has nothing behind it: the value is told beside the condition.
            Op::Not(inner) => match &inner.op {
                Op::Load(column, _) if formula(self.source.program, *column).is_none() => Vec::new(),
                _ => self.held(inner, env, depth),
            },
            Op::Compare(compare, a, b) => return vec![self.missing(condition, *compare, a, b, env)],
            Op::Load(..) | Op::Company(_) => match self.behind(condition, env, depth, Self::failed) {
                Some((false, nodes)) => return nodes,
                Some((true, nodes)) => nodes,
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        vec![self.node(condition, env, (say::fails, say::fails_with), inner)]
    }

    fn held(&self, condition: &Expr, env: &Env<'_>, depth: usize) -> Vec<Node> {
        let inner = match &condition.op {
            Op::And(a, b) => return [self.held(a, env, depth), self.held(b, env, depth)].concat(),
            Op::Or(a, b) => return self.held(if self.stored(a, env) == 1 { a } else { b }, env, depth),
            Op::If(choice, a, b) => return self.held(if self.stored(choice, env) == 1 { a } else { b }, env, depth),
            Op::OrElse(manual, rule) if self.stored(manual, env) == NONE => return self.held(rule, env, depth),
            Op::Not(inner) => return self.failed(inner, env, depth),
            Op::Compare(compare, a, b) => {
                let show = self.source.show(self.settled);
                let left = show.shown(a.ty, self.stored(a, env));
                let right = compared(*compare, show.shown(b.ty, self.stored(b, env)));
                let place = self.source.place(condition.site);
                let text = match &place {
                    Some(place) => say::rule_compares(&place.text, left, right),
                    None => say::compares(left, right),
                };
                return vec![Node { kind: "rule", text, place, ..Node::default() }];
            }
            Op::Load(..) | Op::Company(_) => match self.behind(condition, env, depth, Self::held) {
                Some((false, nodes)) => return nodes,
                Some((true, nodes)) => nodes,
                None => Vec::new(),
            },
            _ => Vec::new(),
        };
        vec![self.node(condition, env, (say::holds, say::holds_with), inner)]
    }

    /// The reasons in the formula of the column that a condition reads, and whether the column is a definition,
    /// so that its name says something.
    fn behind(
        &self,
        condition: &Expr,
        env: &Env<'_>,
        depth: usize,
        reasons: fn(&Self, &Expr, &Env<'_>, usize) -> Vec<Node>,
    ) -> Option<(bool, Vec<Node>)> {
        let program = self.source.program;
        let (column, row) = match &condition.op {
            Op::Load(column, row) => (*column, self.stored(row, env)),
            Op::Company(column) => (*column, 0),
            _ => return None,
        };
        if depth == 0 || row == NONE || condition.ty.kind != Kind::Bool {
            return None;
        }
        let formula = formula(program, column)?;
        let named = program.definitions.iter().any(|d| d.column == column || d.computed == Some(column));
        Some((named, reasons(self, formula, &Env { row, ..Env::EMPTY }, depth - 1)))
    }

    /// A condition that is no comparison; what it reads is told where nothing behind it is.
    fn node(&self, condition: &Expr, env: &Env<'_>, (how, how_with): How, children: Vec<Node>) -> Node {
        let place = self.source.place(condition.site);
        let rule = place.as_ref().map_or_else(say::the_condition, |p| say::rule(&p.text));
        let rule = match self.whose(condition, env) {
            Some(partner) => say::of_partner(rule, partner),
            None => rule,
        };
        let why = if children.is_empty() { readings(self.source, self.settled, condition, env) } else { Vec::new() };
        let text = match say::joined(why, say::and_more) {
            Some(why) => how_with(rule, why),
            None => how(rule),
        };
        Node { kind: "rule", text, amount: None, place, children }
    }

    /// Whose value a condition reads, where it is not the value of the one who is asked about.
    fn whose(&self, condition: &Expr, env: &Env<'_>) -> Option<Arg> {
        let Op::Load(column, row) = &condition.op else { return None };
        let space = self.source.program.columns.get(column.index()).map(|c| c.space);
        let row = self.stored(row, env);
        let asked = if env.earner == NONE { env.row } else { env.earner };
        if space == Some(Space::Person) && row != NONE {
            return Some(say::person(self.source.show(self.settled).person(row)).into());
        }
        if space != Some(Space::Partner) || row == NONE || row == asked {
            return None;
        }
        Some(self.source.show(self.settled).who(row))
    }

    /// A comparison that fails: what is there, what is needed, what is missing.
    fn missing(&self, condition: &Expr, compare: Compare, a: &Expr, b: &Expr, env: &Env<'_>) -> Node {
        let program = self.source.program;
        let show = self.source.show(self.settled);
        let place = self.source.place(condition.site);
        let rule = place.as_ref().map_or_else(|| say::a_condition().into(), |p| Arg::from(&p.text));
        let exactly = |e: &Expr| eval_exact(program, &self.settled.store, e, env);
        let gap = match (exactly(a), exactly(b), a.ty.kind) {
            (Ok(Some(x)), Ok(Some(y)), Kind::Number(unit, _)) if matches!(compare, Compare::Ge | Compare::Gt) => {
                let unit = program.units.get(unit.index()).filter(|u| !matches!(u.name.as_str(), "count" | "factor"));
                let gap = exact(&(y - x), unit.map(|u| u.name.clone()).unwrap_or_default());
                Some(match gap {
                    Arg::Number(gap, name) if unit.is_some_and(|u| u.kind == UnitKind::Money) => Arg::Money(gap, name),
                    gap => gap,
                })
            }
            _ => None,
        };
        let there = show.shown(a.ty, self.stored(a, env));
        let needed = compared(compare, show.shown(b.ty, self.stored(b, env)));
        let text = match gap {
            Some(gap) => say::needed_missing(rule, there, needed, gap),
            None => say::needed(rule, there, needed),
        };
        Node { kind: "rule", text, place, ..Node::default() }
    }
}

/// How to say that a condition holds or fails, without and with what it reads.
type How = (fn(Sentence) -> Sentence, fn(Sentence, Arg) -> Sentence);

/// What a comparison asks for.
fn compared(compare: Compare, value: Arg) -> Sentence {
    match compare {
        Compare::Eq => say::exactly(value),
        Compare::Ne => say::other_than(value),
        Compare::Lt => say::less_than(value),
        Compare::Le => say::at_most(value),
        Compare::Gt => say::more_than(value),
        Compare::Ge => say::at_least(value),
    }
}
