//! Whether what is typed as if it were always there is always there.

use crate::show;
use compline_compiler::program::{Expr, Op, Program};

/// Looks an expression over.
pub(super) struct Absence<'p> {
    pub program: &'p Program,
    pub what: &'p str,
}

impl Absence<'_> {
    /// Whether an expression may be absent, given what conditions made known.
    ///
    /// # Errors
    /// A part that may be absent and is typed otherwise.
    pub fn of(&self, expr: &Expr, known: &mut Vec<String>) -> Result<bool, String> {
        let absent = self.parts(expr, known)? && !(known.contains(&self.name(expr)));
        if absent && !expr.ty.optional {
            return Err(format!(
                "typed as if always there: in `{}` {}",
                self.what,
                show::expression(self.program, expr)
            ));
        }
        Ok(absent)
    }

    fn parts(&self, expr: &Expr, known: &mut Vec<String>) -> Result<bool, String> {
        Ok(match &expr.op {
            Op::None => true,
            Op::Var(_) => expr.ty.optional,
            Op::Parent(_, row) => {
                self.of(row, known)?;
                true
            }
            Op::Load(column, row) => {
                let optional = self.program.columns.get(column.index()).is_some_and(|column| column.ty.optional);
                self.of(row, known)? || optional
            }
            Op::If(condition, then, otherwise) => {
                self.of(condition, known)?;
                let then = self.under(condition, then, known)?;
                // Asked for what is always there, or known by now, the answer is no surprise.
                let sure = match &condition.op {
                    Op::IsKnown(value) => !self.of(value, known)?,
                    _ => false,
                };
                (!sure && self.of(otherwise, known)?) || then
            }
            Op::And(a, b) => self.of(a, known)? | self.under(a, b, known)?,
            Op::OrElse(a, b) => {
                self.of(a, known)?;
                self.of(b, known)?
            }
            Op::Repeat(_) => {
                for child in expr.children() {
                    self.of(child, known)?;
                }
                expr.ty.optional
            }
            // These are never absent, and side is asked of those who have one.
            Op::Compare(..) | Op::IsKnown(_) | Op::IsBelow(..) | Op::Side(..) => {
                for child in expr.children() {
                    self.of(child, known)?;
                }
                false
            }
            _ => {
                let mut absent = false;
                for child in expr.children() {
                    absent |= self.of(child, known)?;
                }
                absent
            }
        })
    }

    /// The same where a condition holds.
    fn under(&self, condition: &Expr, expr: &Expr, known: &mut Vec<String>) -> Result<bool, String> {
        let before = known.len();
        self.facts(condition, known);
        let absent = self.of(expr, known);
        known.truncate(before);
        absent
    }

    /// What is there where a condition holds.
    fn facts(&self, condition: &Expr, known: &mut Vec<String>) {
        match &condition.op {
            Op::IsKnown(value) => known.push(self.name(value)),
            Op::And(a, b) => {
                self.facts(a, known);
                self.facts(b, known);
            }
            _ => {}
        }
    }

    fn name(&self, expr: &Expr) -> String {
        show::expression(self.program, expr).replace('?', "")
    }
}
