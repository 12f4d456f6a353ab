//! Ladders: ranks, their demands, and the highest rank whose rule holds.

use super::Checker;
use super::constants::zero;
use super::env::Decl;
use super::expr::{error_of, typed};
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, ExprKind, LadderDecl, Param, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, CellKind, ExprKind as Ast};
use crate::words::Say;

impl Checker<'_> {
    /// A ladder.
    pub fn ladder(&mut self, ladder: &ast::Ladder) -> LadderDecl {
        let climb = match ladder.climb {
            Some((climb, _)) => climb,
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseClimb,
                        ladder.name.span,
                        say!("ladder `{}` does not say how it is climbed", ladder.name.text),
                    )
                    .reading(
                        "highest satisfied",
                        "a rank is reached when its own rule holds, whatever the rules of the ranks below",
                    )
                    .reading("climbed one by one", "a rank is reached only together with all ranks below it")
                    .help(say!("write `ladder {}, highest satisfied {{`", ladder.name.text)),
                );
                ast::Climb::HighestSatisfied
            }
        };
        let ranks: Vec<String> = ladder.ranks.iter().map(|r| r.name.text.clone()).collect();
        self.duplicates(ladder.ranks.iter().map(|r| &r.name), say!("rank"));
        self.duplicates(ladder.columns.iter(), say!("column"));
        if ranks.is_empty() {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, ladder.name.span, "a ladder needs at least one rank")
                    .help("write one rank a line, the lowest first"),
            );
        }
        let own = Type::known(TypeKind::Word(ladder.name.text.clone()));
        let mut columns: Vec<Param> = Vec::new();
        let mut rows: Vec<Vec<Expr>> = vec![Vec::new(); ranks.len()];
        for (at, column) in ladder.columns.iter().enumerate() {
            let mut ty: Option<Type> = None;
            let mut values = Vec::new();
            for row in &ladder.ranks {
                let shift = usize::from(self.rank_of_two_words(row, ladder).is_some());
                let value = match row.cells.get(at + shift) {
                    Some(cell) => self.ladder_cell(cell, &ranks, &own),
                    None => None,
                };
                if let Some(v) = &value {
                    ty = match &ty {
                        None => Some(v.ty.clone()),
                        Some(t) => match join(t, &v.ty) {
                            Some(t) => Some(t),
                            None => {
                                let (want, got) = (t.say(), v.ty.say());
                                self.report(Diagnostic::new(
                                    Code::BadCell,
                                    v.span,
                                    say!("column `{}` holds {want}, this is {got}", column.text),
                                ));
                                Some(t.clone())
                            }
                        },
                    };
                }
                values.push(value);
            }
            let ty = ty.unwrap_or_else(|| Type::number(Unit::Count, 0));
            for (row, (value, written)) in rows.iter_mut().zip(values.into_iter().zip(&ladder.ranks)) {
                // A dash demands nothing: zero of the column's unit, the lowest rank.
                row.push(value.unwrap_or_else(|| zero(&ty, written.span)));
            }
            columns.push(Param { name: column.text.clone(), ty });
        }
        for row in &ladder.ranks {
            if let Some(name) = self.rank_of_two_words(row, ladder) {
                self.report(
                    Diagnostic::new(Code::BadCell, row.span, say!("a name is one word: `{name}`"))
                        .help(say!("write `{name}`, here and wherever the rank is named")),
                );
            } else if row.cells.len() != ladder.columns.len() {
                self.report_missing(
                    Diagnostic::new(
                        Code::BadCell,
                        row.span,
                        say!(
                            "the row of `{}` has another number of cells ({}) than the ladder has columns ({})",
                            row.name.text,
                            row.cells.len(),
                            ladder.columns.len()
                        ),
                    )
                    .help("a dash `-` is a cell that demands nothing"),
                );
            }
        }
        LadderDecl {
            name: ladder.name.text.clone(),
            climb,
            ranks,
            columns,
            rows,
            spans: ladder.ranks.iter().map(|r| r.name.span).collect(),
        }
    }

    /// `Junior Consultant  0 BV`: a rank of two words, of which the second seems to be a cell.
    fn rank_of_two_words(&self, row: &ast::LadderRow, ladder: &ast::Ladder) -> Option<String> {
        let CellKind::Value(first) = &row.cells.first()?.kind else { return None };
        let Ast::Name(second) = first.kind.as_ref() else { return None };
        let known = ladder.ranks.iter().any(|rank| rank.name.text == *second) || !self.is_unknown(second);
        let wider = row.cells.len() == ladder.columns.len() + 1;
        (wider && !known).then(|| format!("{}_{second}", row.name.text))
    }

    fn ladder_cell(&mut self, cell: &Cell, ranks: &[String], own: &Type) -> Option<Expr> {
        match &cell.kind {
            CellKind::Dash => None,
            CellKind::Value(e) => {
                if let Ast::Name(name) = e.kind.as_ref()
                    && let Some(index) = ranks.iter().position(|r| r == name)
                {
                    let TypeKind::Word(list) = &own.kind else { return None };
                    let index = u32::try_from(index).unwrap_or(0);
                    return Some(Expr {
                        kind: Box::new(ExprKind::Word(list.clone(), index)),
                        ty: own.clone(),
                        span: e.span,
                    });
                }
                self.constant(e, None)
            }
            _ => {
                self.report(Diagnostic::new(Code::BadCell, cell.span, "a ladder's cell is one value or a dash"));
                None
            }
        }
    }

    pub(super) fn highest(
        &mut self,
        ladder: &ast::Ident,
        rule: &ast::Expr,
        otherwise: Option<&ast::Expr>,
        span: Span,
    ) -> Expr {
        let Some(Decl::Ladder(decl)) = self.env.resolve(&ladder.text) else {
            let d = self.unknown(
                Code::UnknownName,
                ladder.span,
                say!("there is no ladder `{}`", ladder.text),
                &ladder.text,
                self.env.names(),
            );
            return self.fail(d);
        };
        let ty = Type::known(TypeKind::Word(decl.name.clone()));
        let mark = self.scope.locals.len();
        for column in &decl.columns {
            self.declare_local(&column.name, column.ty.clone(), ladder.span);
        }
        let rule = self.condition(rule);
        self.scope.locals.truncate(mark);
        let Some(otherwise) = otherwise else {
            let lowest = decl.ranks.first().cloned().unwrap_or_default();
            self.report(
                Diagnostic::new(Code::MissingOtherwise, span, "nothing says which rank holds where no rule does")
                    .help(say!("close with `, otherwise {lowest}`")),
            );
            return error_of(ty, span);
        };
        let otherwise = self.infer(otherwise, Some(&ty));
        let mut optional = false;
        if matches!(otherwise.kind.as_ref(), ExprKind::None) {
            optional = true;
        } else if !self.expect_kind(&otherwise, &ty.kind) {
            return error_of(ty, span);
        }
        typed(ExprKind::Highest(decl.name.clone(), rule, otherwise), ty.optional(optional), span)
    }
}
