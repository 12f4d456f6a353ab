//! Loops over memories: `repeat`.
//!
//! The values of a loop are definitions of partners, named as they are read: `cycles's rounds`, and `cycles's l` for a
//! memory `l`. So what they depend on, and what depends on them, is found as for any other definition.

use super::Checker;
use super::expr::typed;
use super::phrases::Parts;
use super::scope::Binding;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Definition, Expr, ExprKind, OrderKey, Repeat, Scan, Subject, Type, TypeKind, Unit};
use crate::syntax::ast::{self, ClauseKind, ExprKind as Ast, ROUNDS, part_name};

/// How often a loop may go round at most.
const MOST_ROUNDS: u32 = 100_000;

/// The rows of a loop.
struct Over {
    event: String,
    row: Binding,
    filter: Option<Expr>,
    keys: Vec<OrderKey>,
    /// Whether some rows have no round.
    sometimes: bool,
}

impl Checker<'_> {
    /// A loop: a definition for each of its values.
    pub fn repeat(&mut self, repeat: &ast::Repeat) -> Vec<Definition> {
        self.grain = self.per(repeat.per.as_ref());
        let grain = self.grain;
        self.row_scope(Subject::Partner);
        let over = match &repeat.over {
            Some((rows, order)) => match self.rounds_over(rows, order) {
                Some(over) => Some(over),
                None => return Vec::new(),
            },
            None => None,
        };
        let most = self.most_rounds(repeat);
        let mut parts = Parts::default();
        self.collect(&repeat.clauses, None, &mut parts);
        for clause in &repeat.clauses {
            if let ClauseKind::StopAfter(condition) = &clause.kind {
                self.report(
                    Diagnostic::new(
                        Code::NotHere,
                        condition.span,
                        "a `repeat` looks at its memories before each round",
                    )
                    .help("write `stop before when …`"),
                );
            }
        }
        if parts.remember.is_empty() {
            self.report_missing(
                Diagnostic::new(
                    Code::MissingItem,
                    repeat.name.span,
                    "the loop has no memory, so every round is the same",
                )
                .help("add `remember l = …` and `then l = …`"),
            );
        }
        for (name, ..) in parts.remember.iter().filter(|(name, ..)| name.text == ROUNDS) {
            self.report(
                Diagnostic::new(Code::DuplicateName, name.span, "`rounds` counts the rounds already")
                    .help("choose another name"),
            );
        }
        let at = self.scope.rows.len();
        let memories = self.memories(&parts, over.as_ref().map(|over| (over.row.clone(), at)));
        for (_, ty, start) in &memories {
            if matches!(ty.kind, TypeKind::Tally(_)) {
                self.report(Diagnostic::new(Code::NotHere, start.span, "a loop remembers no tally"));
            }
            self.expect_fits(start, ty);
        }
        self.scope.rows.extend(over.as_ref().map(|over| over.row.clone()));
        let stop_before: Vec<Expr> = parts.stop_before.iter().map(|e| self.condition(e)).collect();
        let mut lets = Vec::new();
        for (name, value) in &parts.lets {
            let value = self.infer(value, None);
            self.storable(&value);
            self.declare_local(&name.text, value.ty.clone(), name.span);
            lets.push((name.text.clone(), value));
        }
        let then = self.then(&parts, &memories);
        let body = Repeat { most, memories, stop_before, lets, then, result: None };
        let make = |subject: Subject, part: &str, ty: Type, kind: ExprKind| Definition {
            grain,
            timeless: false,
            subject,
            name: part_name(&repeat.name.text, part),
            params: Vec::new(),
            value: typed(kind, ty.clone(), repeat.name.span),
            ty,
            exclusive: Vec::new(),
            overridable: false,
            name_span: repeat.name.span,
        };
        let rounds = (ROUNDS.to_owned(), Type::number(Unit::Count, 0), None);
        let last = body.memories.iter().map(|(name, ty, _)| (name.clone(), ty.clone(), Some(name.clone())));
        let last: Vec<_> = std::iter::once(rounds).chain(last).collect();
        let Some(over) = over else {
            let of = |(part, ty, result): (String, Type, Option<String>)| {
                make(Subject::Partner, &part, ty, ExprKind::Repeat(Repeat { result, ..body.clone() }))
            };
            return last.into_iter().map(of).collect();
        };
        let scan = |result: Option<String>, at_row: bool| {
            ExprKind::Scan(Scan {
                name: repeat.name.text.clone(),
                event: over.event.clone(),
                element: over.row.id,
                filter: over.filter.clone(),
                keys: over.keys.clone(),
                body: Repeat { result, ..body.clone() },
                at_row,
            })
        };
        // A row that has no round has no value.
        let sometimes = over.sometimes || !body.stop_before.is_empty() || repeat.most.is_some();
        let memories = body.memories.iter().map(|(name, ty, _)| (name, ty));
        let at_rows = memories.chain(body.lets.iter().map(|(name, value)| (name, &value.ty)));
        let at_rows = at_rows.map(|(name, ty)| {
            let ty = ty.clone().optional(ty.optional || sometimes);
            make(Subject::Event(over.event.clone()), name, ty, scan(Some(name.clone()), true))
        });
        let of_partner =
            last.iter().map(|(part, ty, result)| make(Subject::Partner, part, ty.clone(), scan(result.clone(), false)));
        of_partner.chain(at_rows).collect()
    }

    /// The rows over which a loop goes, and their order.
    fn rounds_over(&mut self, rows: &ast::Rows, order: &ast::Order) -> Option<Over> {
        let ast::RowsKind::Own(event) = &rows.kind else {
            self.report(
                Diagnostic::new(Code::NotHere, rows.span, "a loop goes over events of the partner")
                    .help("write `over own Order by at, then number`"),
            );
            return None;
        };
        let optional_owner = self.event(event)?.owner().is_some_and(|owner| owner.ty.optional);
        self.rows(rows)?;
        let filter = rows.filter.as_ref().map(|f| self.condition(f));
        let keys = self.order(order);
        let row = self.scope.rows.pop()?;
        let sometimes = optional_owner || filter.is_some();
        Some(Over { event: event.text.clone(), row, filter, keys, sometimes })
    }

    /// The bound that every loop has: a plan ends, whatever the data.
    fn most_rounds(&mut self, repeat: &ast::Repeat) -> u32 {
        let Some(most) = &repeat.most else {
            // There are only so many rows.
            if repeat.over.is_some() {
                return u32::MAX;
            }
            self.report_missing(
                Diagnostic::new(Code::MissingItem, repeat.name.span, "nothing says how often the loop may go round")
                    .help(say!("write `repeat {} at most 50 times {{ … }}`", repeat.name.text)),
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
                        say!("a loop goes round 1 to {MOST_ROUNDS} times at most, and the number is written here"),
                    )
                    .help("a bound that differs from partner to partner is a condition: `stop before when …`"),
                );
                0
            }
        }
    }
}
