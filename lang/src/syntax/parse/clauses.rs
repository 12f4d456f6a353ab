//! The bodies of bonuses and pools, and caps.

use super::expressions::round_mode;
use super::grammar::Rule;
use super::items::verb;
use super::tree::{Builder, Node, child, has};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Bonus, Cap, CapExcess, CapMethod, CapRounding, CapScope, Carry, Cases, ChainRounding, Clause, ClauseKind, Expr,
    ExprKind, Flow, LimitWord, Nobody, Pay, PayTo, Pool, Reference, Repeat, Rounding, Short, Trigger,
};

impl<'t> Builder<'t> {
    pub(super) fn bonus(&mut self, node: &Node<'t>) -> Option<Bonus> {
        let filter = match child(node, Rule::where_part) {
            Some(filter) => Some(self.expr_in(&filter)?),
            None => None,
        };
        let trigger = self.trigger(&child(node, Rule::trigger)?)?;
        let clauses = self.clauses(node)?;
        self.check_single(&clauses);
        Some(Bonus { name: self.name(node)?, trigger, per: self.per(node), filter, clauses })
    }

    pub(super) fn repeat(&mut self, node: &Node<'t>) -> Option<Repeat> {
        let most = match has(node, Rule::k_times) {
            true => Some(self.count(node)?),
            false => None,
        };
        let over = match child(node, Rule::pick_rows) {
            Some(rows) => Some((self.rows(&rows)?, self.order(&child(node, Rule::order)?)?)),
            None => None,
        };
        Some(Repeat { name: self.name(node)?, per: self.per(node), over, most, clauses: self.clauses(node)? })
    }

    pub(super) fn flow(&mut self, node: &Node<'t>) -> Option<Flow> {
        let mut names = self.names(node).into_iter();
        let (name, tree) = (names.next()?, names.next()?);
        let ty = self.simple_type(&child(node, Rule::simple_type)?)?;
        let mut flow = Flow { name, per: self.per(node), ty, tree, adds: None, passes: None, short: None };
        for clause in node.clone().into_inner() {
            match clause.as_rule() {
                Rule::flow_adds => {
                    let value = self.rhs(&child(&clause, Rule::rhs)?)?;
                    self.set_once(&mut flow.adds, value, &clause, "adds");
                }
                Rule::flow_passes => {
                    let value = self.rhs(&child(&clause, Rule::rhs)?)?;
                    self.set_once(&mut flow.passes, value, &clause, "passes");
                }
                Rule::flow_short => {
                    let there = has(&clause, Rule::short_there);
                    let short = if there { Short::WhatThereIs } else { Short::CompanyAdds };
                    self.set_once(&mut flow.short, short, &clause, "short");
                }
                _ => {}
            }
        }
        Some(flow)
    }

    fn trigger(&mut self, node: &Node<'t>) -> Option<Trigger> {
        if let Some(word) = child(node, Rule::trigger_partner) {
            return Some(Trigger::Partner(self.span(&word)));
        }
        let Some(line) = child(node, Rule::trigger_line) else { return Some(Trigger::Event(self.name(node)?)) };
        let stage = match child(&line, Rule::stage) {
            Some(stage) => Some((self.name(&stage)?, has(&stage, Rule::k_after))),
            None => None,
        };
        Some(Trigger::Line { bonus: self.name(&line)?, stage })
    }

    /// The clauses directly below a bonus or an `except when`.
    fn clauses(&mut self, node: &Node<'t>) -> Option<Vec<Clause>> {
        let mut clauses = Vec::new();
        for inner in node.clone().into_inner().filter(|inner| is_clause(inner.as_rule())) {
            let docs = self.docs_above(inner.as_span().start());
            let span = self.span(&inner);
            clauses.push(Clause { docs, kind: self.clause(&inner)?, span });
        }
        Some(clauses)
    }

    fn clause(&mut self, node: &Node<'t>) -> Option<ClauseKind> {
        Some(match node.as_rule() {
            Rule::at_conditions => ClauseKind::AtConditions(self.name(node)?),
            Rule::walk_up => {
                let included = match (has(node, Rule::k_included), has(node, Rule::k_above)) {
                    (false, false) => None,
                    (included, _) => Some(included),
                };
                ClauseKind::Up { tree: self.name(node)?, from: self.expr_in(node)?, included }
            }
            Rule::remember => {
                let ty = match child(node, Rule::simple_type) {
                    Some(ty) => Some(self.simple_type(&ty)?),
                    None => None,
                };
                let value = self.rhs(&child(node, Rule::rhs)?)?;
                ClauseKind::Remember { name: self.name(node)?, ty, value }
            }
            Rule::stop if has(node, Rule::k_before) => ClauseKind::StopBefore(self.expr_in(node)?),
            Rule::stop => ClauseKind::StopAfter(self.expr_in(node)?),
            Rule::verb_clause => ClauseKind::Verb(verb(&child(node, Rule::verb)?), self.expr_in(node)?),
            Rule::let_clause => ClauseKind::Let(self.name(node)?, self.rhs(&child(node, Rule::rhs)?)?),
            Rule::then_clause => ClauseKind::Then(self.name(node)?, self.rhs(&child(node, Rule::rhs)?)?),
            Rule::pay => ClauseKind::Pay(self.pay(node)?),
            Rule::finally => ClauseKind::Finally(self.pay(node)?),
            Rule::round_clause => {
                let step = child(node, Rule::number)?;
                let chain = if has(node, Rule::chain_each) {
                    Some(ChainRounding::EachLine)
                } else if has(node, Rule::chain_cumulative) {
                    Some(ChainRounding::Cumulatively)
                } else if has(node, Rule::chain_last) {
                    Some(ChainRounding::LastTakesRemainder)
                } else {
                    None
                };
                let mode = round_mode(&child(node, Rule::round_mode)?);
                ClauseKind::Round(Rounding { mode, to: self.decimal(&step), to_span: self.span(&step), chain })
            }
            Rule::once => ClauseKind::Once,
            Rule::true_up => ClauseKind::TrueUp,
            Rule::at_most => {
                let generations = has(node, Rule::limit_generations);
                let word = if generations { LimitWord::Generations } else { LimitWord::Levels };
                ClauseKind::AtMost(self.count(node)?, word)
            }
            Rule::differential => {
                let reference = match (child(node, Rule::reference_highest), child(node, Rule::reference_below)) {
                    (Some(word), _) => Some((Reference::HighestSoFar, self.span(&word))),
                    (_, Some(word)) => Some((Reference::PartnerJustBelow, self.span(&word))),
                    _ => None,
                };
                ClauseKind::Differential { by: self.expr_in(node)?, reference }
            }
            Rule::generations => {
                let closes = match (has(node, Rule::k_closes), has(node, Rule::k_opens)) {
                    (false, false) => None,
                    (closes, _) => Some(closes),
                };
                ClauseKind::Generations { by: self.expr_in(node)?, closes }
            }
            Rule::except_clause => ClauseKind::Except(self.expr_in(node)?, self.clauses(node)?),
            _ => return None,
        })
    }

    fn pay(&mut self, node: &Node<'t>) -> Option<Pay> {
        let mut amount = self.cases(node)?;
        if let Some(when) = child(node, Rule::pay_when) {
            let condition = self.expr_in(&when)?;
            let place = amount.span;
            let cases = Cases { arms: vec![(amount, condition)], otherwise: None };
            amount = self.make(ExprKind::Cases(cases), place);
        }
        let to = match child(node, Rule::pay_to) {
            Some(to) => Some(match child(&to, Rule::pay_company) {
                Some(company) => PayTo::Company(self.span(&company)),
                None => PayTo::Partner(self.expr_in(&to)?),
            }),
            None => None,
        };
        Some(Pay { amount, to })
    }

    /// Clauses that may stand once.
    fn check_single(&mut self, clauses: &[Clause]) {
        type Is = fn(&ClauseKind) -> bool;
        let single: [(&str, Is); 9] = [
            ("at the conditions of", |kind| matches!(kind, ClauseKind::AtConditions(_))),
            ("up", |kind| matches!(kind, ClauseKind::Up { .. })),
            ("round", |kind| matches!(kind, ClauseKind::Round(_))),
            ("once", |kind| matches!(kind, ClauseKind::Once)),
            ("true up", |kind| matches!(kind, ClauseKind::TrueUp)),
            ("at most … levels", |kind| matches!(kind, ClauseKind::AtMost(_, LimitWord::Levels))),
            ("at most … generations", |kind| matches!(kind, ClauseKind::AtMost(_, LimitWord::Generations))),
            ("differential", |kind| matches!(kind, ClauseKind::Differential { .. })),
            ("generations", |kind| matches!(kind, ClauseKind::Generations { .. })),
        ];
        for (word, is) in single {
            let mut found = clauses.iter().filter(|clause| is(&clause.kind));
            if let (Some(first), Some(second)) = (found.next(), found.next()) {
                let diagnostic = Diagnostic::new(Code::DuplicateClause, second.span, say!("`{word}` stands twice"))
                    .note(first.span, "it stands here already")
                    .help("keep one of them");
                self.error(diagnostic);
            }
        }
    }

    pub(super) fn pool(&mut self, node: &Node<'t>) -> Option<Pool> {
        let name = self.name(node)?;
        let mut pool =
            Pool { name, per: self.per(node), share: None, over: None, weight: None, remainder: None, nobody: None };
        for clause in node.clone().into_inner() {
            match clause.as_rule() {
                Rule::pool_share => {
                    let share = self.expr_in(&clause)?;
                    self.set_once(&mut pool.share, share, &clause, "share");
                }
                Rule::pool_over => {
                    let rows = self.rows(&child(&clause, Rule::rows)?)?;
                    self.set_once(&mut pool.over, rows, &clause, "over");
                }
                Rule::pool_weight => {
                    let weight = self.expr_in(&clause)?;
                    self.set_once(&mut pool.weight, weight, &clause, "in proportion to");
                }
                Rule::pool_remainder => {
                    let place = self.span(&clause);
                    self.set_once(&mut pool.remainder, place, &clause, "remainder");
                }
                Rule::pool_nobody => {
                    let nobody = match child(&clause, Rule::nobody_next) {
                        Some(next) => Nobody::NextPeriod(self.name(&next)?),
                        None => Nobody::KeptByCompany,
                    };
                    let place = self.span(&clause);
                    self.set_once(&mut pool.nobody, (nobody, place), &clause, "nobody");
                }
                _ => {}
            }
        }
        Some(pool)
    }

    pub(super) fn cap(&mut self, node: &Node<'t>) -> Option<Cap> {
        let mut scope = None;
        let mut after = None;
        for part in node.clone().into_inner() {
            match part.as_rule() {
                Rule::cap_scope => {
                    let place = self.span(&part);
                    self.set_once(&mut scope, (cap_scope(&part), place), &part, "per");
                }
                Rule::cap_after => {
                    let names = self.names(&part);
                    self.set_once(&mut after, names, &part, "after");
                }
                _ => {}
            }
        }
        let at: Option<Expr> = match child(node, Rule::cap_at) {
            Some(at) => Some(self.expr_in(&at)?),
            None => None,
        };
        let method = match (child(node, Rule::cap_proportion), child(node, Rule::cap_priority)) {
            (Some(shared), _) => Some(CapMethod::InProportion {
                by: child(&shared, Rule::cap_by).map(|by| cap_scope(&by)),
                positive_only: has(&shared, Rule::cap_positive),
            }),
            (_, Some(priority)) => Some(CapMethod::ByPriority(self.names(&priority))),
            _ => None,
        };
        let rounding = child(node, Rule::cap_rounding).map(|word| {
            let rounding = if has(&word, Rule::shared_exactly) {
                CapRounding::SharedExactly
            } else if has(&word, Rule::each_down) {
                CapRounding::EachDown
            } else {
                CapRounding::EachHalfUp
            };
            (rounding, self.span(&word))
        });
        let excess = match child(node, Rule::cap_excess) {
            Some(word) => Some((self.excess(&word)?, self.span(&word))),
            None => None,
        };
        Some(Cap {
            name: self.name(node)?,
            per: self.per(node),
            on: child(node, Rule::cap_on).map(|on| self.names(&on)),
            after: after.unwrap_or_default(),
            scope,
            at,
            method,
            rounding,
            excess,
        })
    }

    fn excess(&mut self, node: &Node<'t>) -> Option<CapExcess> {
        if has(node, Rule::k_lost) {
            return Some(CapExcess::Lost);
        }
        let Some(limit) = child(node, Rule::carry_for) else {
            return Some(CapExcess::Carried(has(node, Rule::carry_endless).then_some(Carry::WithoutEnd)));
        };
        let number = child(&limit, Rule::number)?;
        let (count, place) = (self.decimal(&number), self.span(&number));
        Some(CapExcess::Carried(Some(Carry::AtMost(count, place, self.name(&limit)?))))
    }
}

fn is_clause(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::at_conditions
            | Rule::at_most
            | Rule::walk_up
            | Rule::remember
            | Rule::stop
            | Rule::except_clause
            | Rule::verb_clause
            | Rule::let_clause
            | Rule::pay
            | Rule::finally
            | Rule::then_clause
            | Rule::round_clause
            | Rule::once
            | Rule::true_up
            | Rule::differential
            | Rule::generations
    )
}

fn cap_scope(node: &Node<'_>) -> CapScope {
    if has(node, Rule::k_line) {
        CapScope::Line
    } else if has(node, Rule::k_bonus) {
        CapScope::Bonus
    } else if has(node, Rule::k_partner) {
        CapScope::Partner
    } else {
        CapScope::Person
    }
}
