//! Loops over memories: `repeat`.
//!
//! The values of a loop are definitions of partners, named as they are read: `cycles's rounds`, and `cycles's l` for a
//! memory `l`. So what they depend on, and what depends on them, is found as for any other definition.

use super::Checker;
use super::expr::typed;
use super::phrases::Parts;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Definition, ExprKind, Repeat, Subject, Type, TypeKind, Unit};
use crate::syntax::ast::{self, ClauseKind, ExprKind as Ast, ROUNDS, part_name};

/// How often a loop may go round at most.
const MOST_ROUNDS: u32 = 100_000;

impl Checker<'_> {
    /// A loop: a definition for each of its values.
    pub fn repeat(&mut self, repeat: &ast::Repeat) -> Vec<Definition> {
        self.row_scope(Subject::Partner);
        let most = self.most_rounds(repeat);
        let mut parts = Parts::default();
        self.collect(&repeat.clauses, None, &mut parts);
        for clause in &repeat.clauses {
            if let ClauseKind::StopAfter(condition) = &clause.kind {
                self.report(
                    Diagnostic::new(Code::NotHere, condition.span, "a `repeat` looks at its memories before each round")
                        .help("write `stop before when …`"),
                );
            }
        }
        if parts.remember.is_empty() {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, repeat.name.span, "the loop has no memory, so every round is the same")
                    .help("add `remember l = …` and `then l = …`"),
            );
        }
        for (name, ..) in parts.remember.iter().filter(|(name, ..)| name.text == ROUNDS) {
            self.report(
                Diagnostic::new(Code::DuplicateName, name.span, "`rounds` counts the rounds already")
                    .help("choose another name"),
            );
        }
        let memories = self.memories(&parts, None);
        for (_, ty, start) in &memories {
            if matches!(ty.kind, TypeKind::Tally(_)) {
                self.report(Diagnostic::new(Code::NotHere, start.span, "a loop remembers no tally"));
            }
            self.expect_fits(start, ty);
        }
        let stop_before = parts.stop_before.iter().map(|e| self.condition(e)).collect();
        let mut lets = Vec::new();
        for (name, value) in &parts.lets {
            let value = self.infer(value, None);
            self.storable(&value);
            self.declare_local(&name.text, value.ty.clone(), name.span);
            lets.push((name.text.clone(), value));
        }
        let then = self.then(&parts, &memories);
        let body = Repeat { most, memories, stop_before, lets, then, result: None };
        let rounds = (ROUNDS.to_owned(), Type::number(Unit::Count, 0), None);
        let values = body.memories.iter().map(|(name, ty, _)| (name.clone(), ty.clone(), Some(name.clone())));
        std::iter::once(rounds)
            .chain(values)
            .map(|(part, ty, result)| {
                let body = Repeat { result, ..body.clone() };
                Definition {
                    subject: Subject::Partner,
                    name: part_name(&repeat.name.text, &part),
                    params: Vec::new(),
                    value: typed(ExprKind::Repeat(body), ty.clone(), repeat.name.span),
                    ty,
                    exclusive: Vec::new(),
                    overridable: false,
                    name_span: repeat.name.span,
                }
            })
            .collect()
    }

    /// The bound that every loop has: a plan ends, whatever the data.
    fn most_rounds(&mut self, repeat: &ast::Repeat) -> u32 {
        let Some(most) = &repeat.most else {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, repeat.name.span, "nothing says how often the loop may go round")
                    .help(format!("write `repeat {} at most 50 times {{ … }}`", repeat.name.text)),
            );
            return 0;
        };
        let number = match most.kind.as_ref() {
            Ast::Number(number, None) if number.scale == 0 => u32::try_from(number.mantissa).ok(),
            _ => None,
        };
        match number.filter(|number| (1..=MOST_ROUNDS).contains(number)) {
            Some(number) => number,
            None => {
                self.report(
                    Diagnostic::new(
                        Code::BadRange,
                        most.span,
                        format!("a loop goes round 1 to {MOST_ROUNDS} times at most, and the number is written here"),
                    )
                    .help("a bound that differs from partner to partner is a condition: `stop before when …`"),
                );
                0
            }
        }
    }
}
