//! What a condition makes known: divisors that are not zero, values that are there.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind as Ast};

impl Checker<'_> {
    /// Remembers what a condition that holds makes known: divisors that are not zero, values that are there.
    pub(super) fn assume(&mut self, condition: &ast::Expr) {
        match condition.kind.as_ref() {
            Ast::And(parts) => parts.iter().for_each(|part| self.assume(part)),
            Ast::IsKnown(true, value) => {
                let fact = format!("known {}", self.plain(value.span));
                self.scope.facts.push(fact);
            }
            Ast::Compare(op, a, b) => self.assume_compared(*op, a, b),
            Ast::Is(false, a, b) if is_zero(b) => {
                let fact = format!("nonzero {}", self.plain(a.span));
                self.scope.facts.push(fact);
            }
            Ast::Not(part) => self.assume_not(part),
            _ => {}
        }
    }

    /// Remembers which side of a comparison that holds is not zero.
    fn assume_compared(&mut self, op: ast::CompareOp, a: &ast::Expr, b: &ast::Expr) {
        use ast::CompareOp::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let fact = match op {
            Greater if is_zero_or_more(b) => Some(a),
            GreaterOrEqual if is_positive(b) => Some(a),
            Less if is_zero_or_more(a) => Some(b),
            LessOrEqual if is_positive(a) => Some(b),
            _ => None,
        };
        if let Some(e) = fact {
            let fact = format!("nonzero {}", self.plain(e.span));
            self.scope.facts.push(fact);
        }
    }

    /// Remembers what a condition that does not hold makes known: `x is not known or x < 5`.
    pub(super) fn assume_not(&mut self, condition: &ast::Expr) {
        match condition.kind.as_ref() {
            Ast::Or(parts) => parts.iter().for_each(|part| self.assume_not(part)),
            Ast::IsKnown(false, value) => {
                let fact = format!("known {}", self.plain(value.span));
                self.scope.facts.push(fact);
            }
            Ast::Is(true, a, b) if is_zero(b) => {
                let fact = format!("nonzero {}", self.plain(a.span));
                self.scope.facts.push(fact);
            }
            // A comparison with something absent does not hold either, so only what is there is told from zero.
            Ast::Compare(op, a, b) => {
                use ast::CompareOp::{Greater, GreaterOrEqual, Less, LessOrEqual};
                let other = match op {
                    Less => GreaterOrEqual,
                    LessOrEqual => Greater,
                    Greater => LessOrEqual,
                    GreaterOrEqual => Less,
                };
                self.assume_compared(other, a, b);
            }
            Ast::Not(part) => self.assume(part),
            _ => {}
        }
    }

    /// Whether a divisor is a literal other than zero, or known not to be zero here.
    pub(super) fn known_not_zero(&self, e: &ast::Expr) -> bool {
        match e.kind.as_ref() {
            Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) => v.mantissa != 0,
            _ => {
                let fact = format!("nonzero {}", self.plain(e.span));
                self.scope.facts.contains(&fact)
            }
        }
    }

    /// Reports a value that may be absent, unless a condition made it known.
    pub(super) fn need_known(&mut self, e: &Expr) -> bool {
        if self.is_known(e) {
            return true;
        }
        let text = self.slice(e.span).to_owned();
        self.report(
            Diagnostic::new(Code::MaybeAbsent, e.span, say!("`{text}` may be absent"))
                .help(say!("say `{text} is known and …`, or what holds otherwise: `({text}, otherwise …)`")),
        );
        false
    }

    /// As [`Self::need_known`], for an attribute whose owner may be what is absent.
    pub(super) fn need_known_unless_guarded(&mut self, value: &Expr, owner: &ast::Expr) -> bool {
        !value.ty.optional || self.known_here(owner.span) || self.need_known(value)
    }

    /// Whether a value is there: always, or by what conditions made known of its parts.
    pub(super) fn is_known(&self, e: &Expr) -> bool {
        if !e.ty.optional || e.ty.is_error() || self.known_here(e.span) {
            return true;
        }
        let parts: Vec<&Expr> = match e.kind.as_ref() {
            ExprKind::Binary(_, a, b) | ExprKind::Of(a, b) | ExprKind::Clamp(a, _, b) | ExprKind::Between(_, a, b) => {
                vec![a, b]
            }
            ExprKind::Negate(a)
            | ExprKind::Rounded(a, ..)
            | ExprKind::Convert(a, ..)
            | ExprKind::Tiers(_, a)
            | ExprKind::Brackets(_, a) => vec![a],
            ExprKind::Extreme(_, items) | ExprKind::Table(_, items, _) => items.iter().collect(),
            _ => return false,
        };
        parts.into_iter().all(|p| self.is_known(p))
    }

    fn known_here(&self, span: Span) -> bool {
        let plain = self.plain(span);
        // `x is known` makes `x's anything` known as far as the path goes.
        self.scope.facts.iter().any(|fact| {
            fact.strip_prefix("known ").is_some_and(|known| {
                plain == known || plain.strip_prefix(known).is_some_and(|rest| rest.starts_with("'s "))
            })
        })
    }
}

fn is_zero(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa == 0)
}

fn is_zero_or_more(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa >= 0)
}

fn is_positive(e: &ast::Expr) -> bool {
    matches!(e.kind.as_ref(), Ast::Number(v, _) | Ast::Percent(v) | Ast::PerMille(v) if v.mantissa > 0)
}
