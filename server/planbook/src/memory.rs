//! What a walk or loop remembers, said by what it is for: a counter of levels, of generations, the rate paid so far. What
//! is none of these is said step by step.

use crate::condition::Form;
use crate::phrase::Tight;
use crate::scope::Scope;
use crate::writer::Writer;
use compline_lang::hir::{ClampSide, Expr, ExprKind, Type, TypeKind};
use compline_lang::number::Decimal;
use compline_lang::syntax::ast::BinaryOp;

/// What a memory is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose<'a> {
    /// It counts every partner: it begins with one and grows by one.
    Count,
    /// It grows by one behind each partner for whom a condition holds.
    Generations(&'a Expr),
    /// It holds the highest rate so far, or that of the partner before; `rate` is the difference to it.
    Reference {
        /// The let that is the difference.
        rate: &'a str,
        /// The own rate.
        by: &'a Expr,
        /// Whether it is the highest so far.
        highest: bool,
    },
    /// Something else.
    Other,
}

/// What a memory is for, by its start and its next value.
pub fn purpose<'a>(name: &str, start: &Expr, lets: &'a [(String, Expr)], then: &'a [(String, Expr)]) -> Purpose<'a> {
    let Some(next) = then.iter().find(|(of, _)| of == name).map(|(_, next)| next) else { return Purpose::Other };
    if is_number(start, 1) && is_one_more(next, name) {
        return Purpose::Count;
    }
    if let ExprKind::Cases(arms, otherwise) = next.kind.as_ref()
        && let [(value, condition)] = arms.as_slice()
        && is_one_more(value, name)
        && is_local(otherwise, name)
    {
        return Purpose::Generations(condition);
    }
    for (rate, value) in lets {
        if let ExprKind::Clamp(gap, ClampSide::AtLeast, zero) = value.kind.as_ref()
            && is_number(zero, 0)
            && let ExprKind::Binary(BinaryOp::Subtract, by, before) = gap.kind.as_ref()
            && is_local(before, name)
            && is_number(start, 0)
        {
            let highest = match next.kind.as_ref() {
                ExprKind::Clamp(of, ClampSide::AtLeast, least) => is_local(of, name) && least.kind == by.kind,
                _ => false,
            };
            if highest || next.kind == by.kind {
                return Purpose::Reference { rate, by, highest };
            }
        }
    }
    Purpose::Other
}

/// The most that a counter may reach, where a condition ends the walk beyond it.
pub fn limit_of<'a>(condition: &'a Expr, name: &str) -> Option<&'a Expr> {
    match condition.kind.as_ref() {
        ExprKind::Compare(compline_lang::hir::CompareOp::Greater, of, most) if is_local(of, name) => Some(most),
        _ => None,
    }
}

impl Writer<'_> {
    /// What a memory begins with, and what becomes of it.
    pub fn memory(
        &self,
        (name, ty, start): &(String, Type, Expr),
        then: &[(String, Expr)],
        start_scope: &Scope,
        s: &Scope,
    ) -> String {
        let begins = match ty.kind {
            TypeKind::Tally(_) => self.type_words(ty),
            _ => self.value_of(start, start_scope).within(Tight::Sum),
        };
        match then.iter().find(|(of, _)| of == name) {
            Some((_, next)) => {
                let next = self.value_of(next, s).text;
                let args = [("name", self.local(name).into()), ("start", begins.into()), ("next", next.into())];
                self.say_with("book-memory", &args)
            }
            None => self.say_with("book-memory-fixed", &[("name", self.local(name).into()), ("start", begins.into())]),
        }
    }

    /// A condition behind "when".
    pub fn when(&self, e: &Expr, s: &Scope) -> String {
        self.condition(e, s, Form::When).text
    }
}

fn is_number(e: &Expr, value: i128) -> bool {
    matches!(e.kind.as_ref(), ExprKind::Number(number) if number.same_value(Decimal::integer(value)))
}

fn is_local(e: &Expr, name: &str) -> bool {
    matches!(e.kind.as_ref(), ExprKind::Local(local) if local == name)
}

fn is_one_more(e: &Expr, name: &str) -> bool {
    matches!(e.kind.as_ref(), ExprKind::Binary(BinaryOp::Add, of, one) if is_local(of, name) && is_number(one, 1))
}
