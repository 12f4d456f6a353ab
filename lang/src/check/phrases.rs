//! Clauses by kind, with phrases expanded.
//!
//! Phrases are expanded here into the core, clause by clause (language manual,
//! chapter on phrases):
//!
//! | phrase | expansion |
//! |---|---|
//! | `at most n levels` | `remember level = 1`, `stop before when level > n`, `then level = level + 1` |
//! | `at most n generations` | `stop before when gen > n` |
//! | `generations by c, leader closes` | `remember gen = 1`, `then gen = gen + 1 when c, otherwise gen` |
//! | `generations by c, leader opens` | as `closes`, with `remember gen = 2 when (c of the partner it starts from), otherwise 1` |
//! | `differential by r, reference highest so far` | `remember paid = 0%`, `let rate = r - paid but at least 0%`, `then paid = paid but at least r` |
//! | `differential by r, reference partner just below` | as above with `then paid = r` |

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, Clause, ClauseKind, ExprKind as Ast, Ident, Verb};

/// Memories and lets that phrases bring.
pub(super) const PHRASE_NAMES: &[&str] = &["level", "gen", "paid", "rate"];

/// Clauses sorted by kind, phrases already expanded.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) up: Option<(Ident, ast::Expr, Option<bool>, Span)>,
    pub(super) remember: Vec<(Ident, Option<ast::TypeExpr>, ast::Expr)>,
    pub(super) stop_before: Vec<ast::Expr>,
    pub(super) verbs: Vec<(Verb, ast::Expr)>,
    pub(super) lets: Vec<(Ident, ast::Expr)>,
    pub(super) pays: Vec<(ast::Pay, Span, Option<ast::Expr>)>,
    pub(super) then: Vec<(Ident, ast::Expr)>,
    pub(super) stop_after: Vec<ast::Expr>,
    pub(super) finally: Vec<(ast::Pay, Span)>,
    pub(super) rounding: Option<(ast::Rounding, Span)>,
    pub(super) excepted: bool,
    pub(super) once: Option<Span>,
    pub(super) true_up: Option<Span>,
}

impl Checker<'_> {
    /// Sorts clauses and expands phrases.
    pub(super) fn collect(&mut self, clauses: &[Clause], only_when: Option<&ast::Expr>, parts: &mut Parts) {
        for clause in clauses {
            let span = clause.span;
            match &clause.kind {
                ClauseKind::AtConditions(field) => {
                    self.report(
                        Diagnostic::new(
                            Code::NotYet,
                            field.span,
                            "conditions of another date than the event's own are not possible yet",
                        )
                        .help("say it at the event: `conditions on …`"),
                    );
                }
                ClauseKind::Up { tree, from, included } => {
                    parts.up = Some((tree.clone(), from.clone(), *included, span));
                }
                ClauseKind::Remember { name, ty, value } => {
                    parts.remember.push((name.clone(), ty.clone(), value.clone()))
                }
                ClauseKind::StopBefore(c) => parts.stop_before.push(c.clone()),
                ClauseKind::StopAfter(c) => parts.stop_after.push(c.clone()),
                ClauseKind::Verb(verb, c) => parts.verbs.push((*verb, c.clone())),
                ClauseKind::Let(name, value) => parts.lets.push((name.clone(), value.clone())),
                ClauseKind::Pay(pay) => parts.pays.push((pay.clone(), span, only_when.cloned())),
                ClauseKind::Finally(pay) => parts.finally.push((pay.clone(), span)),
                ClauseKind::Then(name, value) => parts.then.push((name.clone(), value.clone())),
                ClauseKind::Round(rounding) => {
                    parts.rounding = Some((rounding.clone(), span));
                }
                ClauseKind::Once => parts.once = Some(span),
                ClauseKind::TrueUp => parts.true_up = Some(span),
                ClauseKind::AtMost(n, ast::LimitWord::Levels) => {
                    let level = Ident { text: "level".to_owned(), span };
                    let read = ast_name("level", span);
                    parts.remember.push((level.clone(), None, ast_number(1, span)));
                    parts
                        .stop_before
                        .push(ast_expr(Ast::Compare(ast::CompareOp::Greater, read.clone(), n.clone()), span));
                    parts
                        .then
                        .push((level, ast_expr(Ast::Binary(ast::BinaryOp::Add, read, ast_number(1, span)), span)));
                }
                ClauseKind::AtMost(n, ast::LimitWord::Generations) => {
                    parts
                        .stop_before
                        .push(ast_expr(Ast::Compare(ast::CompareOp::Greater, ast_name("gen", span), n.clone()), span));
                }
                ClauseKind::Generations { by, closes } => self.generations(by, *closes, span, parts),
                ClauseKind::Differential { by, reference } => {
                    self.differential(by, reference.map(|r| r.0), span, parts)
                }
                ClauseKind::Except(condition, inner) => {
                    if parts.excepted {
                        self.report(
                            Diagnostic::new(
                                Code::NotYet,
                                span,
                                "a second exception could apply at once with the first",
                            )
                            .help("put both into one: `except when a or b { pay … when a, … when b }`"),
                        );
                        continue;
                    }
                    parts.excepted = true;
                    // The exception replaces the general pay clauses.
                    let general = std::mem::take(&mut parts.pays);
                    for (pay, span, unless) in general {
                        let not = ast_expr(Ast::Not(condition.clone()), condition.span);
                        let both = match unless {
                            Some(u) => ast_expr(Ast::And(vec![u, not]), condition.span),
                            None => not,
                        };
                        parts.pays.push((pay, span, Some(both)));
                    }
                    if let Some(other) = inner.iter().find(|c| !matches!(c.kind, ClauseKind::Pay(_))) {
                        self.report(
                            Diagnostic::new(
                                Code::NotYet,
                                other.span,
                                "an exception of a bonus replaces what is paid, and nothing else",
                            )
                            .help("put only `pay` clauses into it"),
                        );
                    }
                    let pays: Vec<Clause> =
                        inner.iter().filter(|c| matches!(c.kind, ClauseKind::Pay(_))).cloned().collect();
                    self.collect(&pays, Some(condition), parts);
                }
            }
        }
    }

    fn generations(&mut self, by: &ast::Expr, closes: Option<bool>, span: Span, parts: &mut Parts) {
        let name = Ident { text: "gen".to_owned(), span };
        let read = ast_name("gen", span);
        let one_more = ast_expr(Ast::Binary(ast::BinaryOp::Add, read.clone(), ast_number(1, span)), span);
        let count = |value: ast::Expr, otherwise: ast::Expr| {
            ast_expr(Ast::Cases(ast::Cases { arms: vec![(value, by.clone())], otherwise: Some(otherwise) }), span)
        };
        match closes {
            None => {
                let by = self.slice(by.span).to_owned();
                self.report(
                    Diagnostic::new(
                        Code::ChooseGeneration,
                        span,
                        "nothing says whether a leader closes a generation or opens the next one",
                    )
                    .reading(
                        format!("generations by {by}, leader closes"),
                        "a leader belongs to the generation that ends with him",
                    )
                    .reading(
                        format!("generations by {by}, leader opens"),
                        "a leader is the first of the next generation",
                    )
                    .help("add `, leader closes` or `, leader opens`"),
                );
                parts.remember.push((name.clone(), None, ast_number(1, span)));
                parts.then.push((name, count(one_more, read)));
            }
            Some(true) => {
                parts.remember.push((name.clone(), None, ast_number(1, span)));
                parts.then.push((name, count(one_more, read)));
            }
            Some(false) => {
                // The partner it starts from has opened a generation already, if he is a leader.
                let start = match &parts.up {
                    Some((_, from, Some(false), _)) => {
                        let mut leader = by.clone();
                        ast::replace_name(&mut leader, "earner", from);
                        let arms = vec![(ast_number(2, span), leader)];
                        ast_expr(Ast::Cases(ast::Cases { arms, otherwise: Some(ast_number(1, span)) }), span)
                    }
                    _ => ast_number(1, span),
                };
                parts.remember.push((name.clone(), None, start));
                parts.then.push((name, count(one_more, read)));
            }
        }
    }

    fn differential(&mut self, by: &ast::Expr, reference: Option<ast::Reference>, span: Span, parts: &mut Parts) {
        let reference = reference.unwrap_or_else(|| {
            let by = self.slice(by.span).to_owned();
            self.report(
                Diagnostic::new(Code::ChooseReference, span, "nothing says what the difference is measured against")
                    .reading(
                        format!("differential by {by}, reference highest so far"),
                        "the highest rate met on the way up; one who was overtaken gets nothing",
                    )
                    .reading(
                        format!("differential by {by}, reference partner just below"),
                        "the rate of the partner visited before, whoever that is",
                    )
                    .help("add `, reference highest so far` or `, reference partner just below`"),
            );
            ast::Reference::HighestSoFar
        });
        let paid = Ident { text: "paid".to_owned(), span };
        let read = ast_name("paid", span);
        let zero = ast_expr(Ast::Percent(Decimal::ZERO), span);
        parts.remember.push((paid.clone(), None, zero.clone()));
        let gap = ast_expr(Ast::Binary(ast::BinaryOp::Subtract, by.clone(), read.clone()), span);
        parts.lets.insert(
            0,
            (Ident { text: "rate".to_owned(), span }, ast_expr(Ast::Clamp(gap, ast::ClampSide::AtLeast, zero), span)),
        );
        let next = match reference {
            ast::Reference::HighestSoFar => ast_expr(Ast::Clamp(read, ast::ClampSide::AtLeast, by.clone()), span),
            ast::Reference::PartnerJustBelow => by.clone(),
        };
        parts.then.push((paid, next));
    }
}

fn ast_expr(kind: Ast, span: Span) -> ast::Expr {
    ast::Expr { kind: Box::new(kind), span }
}

fn ast_name(name: &str, span: Span) -> ast::Expr {
    ast_expr(Ast::Name(name.to_owned()), span)
}

fn ast_number(value: i128, span: Span) -> ast::Expr {
    ast_expr(Ast::Number(Decimal::integer(value), None), span)
}
