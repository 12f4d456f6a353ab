//! Tables: their layout, and the cells of keys and results.

use super::Checker;
use super::constants::zero;
use super::env::NameKind;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Expr, HitPolicy, KeyCell, Param, TableDecl, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Cell, CellKind, ExprKind as Ast};
use crate::words::Say;

impl Checker<'_> {
    /// A table.
    pub fn table(&mut self, table: &ast::Table) -> TableDecl {
        let policy = match table.policy {
            Some((policy, _)) => policy,
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChoosePolicy,
                        table.name.span,
                        say!("table `{}` does not say what holds when several rows fit", table.name.text),
                    )
                    .reading("unique", "it is an error when two rows fit the same key")
                    .reading("first", "the first row that fits, from the top")
                    .reading("sum", "all rows that fit, added up")
                    .help("add it behind the type: `: percent, unique {`"),
                );
                HitPolicy::First
            }
        };
        let keys = table.params.len();
        // The digits are those of the cells, not of the type's name.
        let declared = table.result.as_ref().map(|t| self.type_expr(t, "")).map(|t| match t.kind {
            TypeKind::Number(unit, _) => Type::number(unit, 0),
            _ => t,
        });
        // Layout: a matrix has a header of values of the last key; a list may have a header of names.
        let width = table.rows.first().map_or(0, |r| r.cells.len());
        let matrix = keys >= 2 && !table.header.is_empty() && width == table.header.len() + keys - 1;
        // A row or key that cannot be read would only seem to leave a gap.
        let before = self.diagnostics.len();
        let mut lines: Vec<(Vec<&Cell>, Vec<&Cell>, Span)> = Vec::new();
        let mut result_names: Vec<String> = vec![String::new()];
        if matrix {
            for row in &table.rows {
                let (front, values) = row.cells.split_at(row.cells.len().min(keys - 1));
                if values.len() != table.header.len() {
                    self.report_missing(
                        Diagnostic::new(
                            Code::BadCell,
                            row.span,
                            say!(
                                "this row has another number of values ({}) than the header ({})",
                                values.len(),
                                table.header.len()
                            ),
                        )
                        .help("a dash `-` is a cell that is zero"),
                    );
                    continue;
                }
                for (head, value) in table.header.iter().zip(values) {
                    lines.push((front.iter().chain(std::iter::once(head)).collect(), vec![value], row.span));
                }
            }
        } else {
            // A first line of words is a header only where it names the keys, or is as short as the results.
            let cell_name = |c: &Cell| {
                if let CellKind::Value(e) = &c.kind
                    && let Ast::Name(n) = e.kind.as_ref()
                {
                    n.clone()
                } else {
                    String::new()
                }
            };
            let names_keys = table.header.len() > keys
                && table.header.iter().zip(&table.params).all(|(c, p)| cell_name(c) == p.name.text);
            let names_results = !table.header.is_empty() && table.header.len() + keys == width;
            if !table.header.is_empty() && !names_keys && !names_results {
                let (front, values) = table.header.split_at(table.header.len().min(keys));
                let span = table.header.first().map(|c| c.span).unwrap_or_default();
                lines.push((front.iter().collect(), values.iter().collect(), span));
            } else if !table.header.is_empty() {
                let names: Vec<String> = table
                    .header
                    .iter()
                    .map(|c| {
                        if let CellKind::Value(e) = &c.kind
                            && let Ast::Name(n) = e.kind.as_ref()
                        {
                            n.clone()
                        } else {
                            String::new()
                        }
                    })
                    .collect();
                result_names = if names_keys { names.get(keys..).unwrap_or_default().to_vec() } else { names };
            }
            for row in &table.rows {
                if row.cells.len() != keys + result_names.len() {
                    self.report_missing(
                        Diagnostic::new(
                            Code::BadCell,
                            row.span,
                            say!(
                                "this row has another number of cells ({}) than keys ({keys}) and results ({}) together",
                                row.cells.len(),
                                result_names.len()
                            ),
                        )
                        .help("two blanks part the cells; a dash `-` is a cell that is zero"),
                    );
                    continue;
                }
                let (front, values) = row.cells.split_at(keys);
                lines.push((front.iter().collect(), values.iter().collect(), row.span));
            }
        }
        let params = self.table_params(table, &lines);
        let mut result_types: Vec<Option<Type>> = vec![declared.clone(); result_names.len()];
        let mut rows = Vec::new();
        let mut dashes: Vec<(usize, usize)> = Vec::new();
        for (key_cells, value_cells, _) in &lines {
            let cells: Vec<KeyCell> = key_cells.iter().zip(&params).map(|(c, p)| self.key_cell(c, &p.ty)).collect();
            let mut values = Vec::new();
            for (at, cell) in value_cells.iter().enumerate() {
                let slot = result_types.get(at).cloned().flatten();
                match self.result_cell(cell, slot.as_ref()) {
                    Some(value) => {
                        let joined = slot.as_ref().map_or(Some(value.ty.clone()), |t| join(t, &value.ty));
                        match joined {
                            Some(t) => {
                                if let Some(slot) = result_types.get_mut(at) {
                                    *slot = Some(t);
                                }
                            }
                            None => {
                                let (want, got) = (slot.unwrap_or_else(Type::error), value.ty.say());
                                self.report(Diagnostic::new(
                                    Code::BadCell,
                                    cell.span,
                                    say!("this column holds {want}, this is {got}"),
                                ));
                            }
                        }
                        values.push(value);
                    }
                    None => {
                        dashes.push((rows.len(), at));
                        values.push(super::expr::error(cell.span));
                    }
                }
            }
            rows.push((cells, values));
        }
        let results: Vec<Param> = result_names
            .into_iter()
            .zip(&result_types)
            .map(|(name, ty)| Param { name, ty: ty.clone().unwrap_or_else(|| Type::number(Unit::Percent, 2)) })
            .collect();
        for (row, at) in dashes {
            if let (Some((_, values)), Some(result)) = (rows.get_mut(row), results.get(at))
                && let Some(value) = values.get_mut(at)
            {
                *value = zero(&result.ty, value.span);
            }
        }
        if policy == HitPolicy::Sum
            && let Some(result) = results.iter().find(|r| !matches!(r.ty.kind, TypeKind::Number(..) | TypeKind::Error))
        {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    table.name.span,
                    say!("rows that fit are added up, and {} cannot be", result.ty),
                )
                .help("choose `unique` or `first`"),
            );
        }
        let decl = TableDecl { name: table.name.text.clone(), params, policy, results, rows };
        if self.diagnostics.len() > before || decl.params.iter().any(|param| param.ty.is_error()) {
            return decl;
        }
        self.coverage(&decl, &lines.iter().map(|l| l.2).collect::<Vec<_>>(), table.name.span);
        decl
    }

    /// Types of the keys: written, or found from the cells.
    fn table_params(&mut self, table: &ast::Table, lines: &[(Vec<&Cell>, Vec<&Cell>, Span)]) -> Vec<Param> {
        let mut out = Vec::new();
        for (at, param) in table.params.iter().enumerate() {
            let ty = match &param.ty {
                Some(t) => self.type_expr(t, ""),
                None => {
                    let cells: Vec<&Cell> = lines.iter().filter_map(|l| l.0.get(at).copied()).collect();
                    self.key_type(&cells, &param.name)
                }
            };
            out.push(Param { name: param.name.text.clone(), ty });
        }
        out
    }

    fn key_type(&mut self, cells: &[&Cell], name: &ast::Ident) -> Type {
        let mut words: Option<Vec<String>> = None;
        let mut number: Option<Type> = None;
        for cell in cells {
            for e in cell_exprs(cell) {
                match e.kind.as_ref() {
                    Ast::Name(word) if self.env.kind(word) != Some(NameKind::Param) => {
                        let lists: Vec<String> = self.env.word(word).into_iter().map(|(l, _)| l).collect();
                        words = Some(match words {
                            None => lists,
                            Some(old) => old.into_iter().filter(|l| lists.contains(l)).collect(),
                        });
                    }
                    _ => {
                        if let Some(value) = self.quietly(|c| c.constant(e, None)) {
                            number = Some(number.map_or(value.ty.clone(), |n| join(&n, &value.ty).unwrap_or(n)));
                        }
                    }
                }
            }
        }
        match (words.as_deref(), number) {
            (Some([list]), None) => Type::known(TypeKind::Word(list.clone())),
            (None, Some(ty)) => ty,
            (Some([]), _) if let Some((word, span, list)) = self.foreign_word(cells) => {
                let message = match &list {
                    Some(list) => say!("`{word}` is no word of `{list}`"),
                    None => say!("unknown name `{word}`"),
                };
                let words = list.and_then(|list| self.env.words(&list)).map(|words| words.words.clone());
                let d = self.unknown(Code::UnknownName, span, message, &word, words.unwrap_or_default());
                self.report(d.help_if_none(say!("say its type: `{} : career`", name.text)));
                Type::error()
            }
            (Some([]), _) => {
                self.report(
                    Diagnostic::new(
                        Code::UnknownName,
                        name.span,
                        say!("the words of key `{}` belong to no one ladder, scale or enumeration", name.text),
                    )
                    .help(say!("say its type: `{} : career`", name.text)),
                );
                Type::error()
            }
            (Some(several), _) => {
                let all = several.join("`, `");
                self.report(
                    Diagnostic::new(Code::AmbiguousWord, name.span, say!("key `{}` may be of `{all}`", name.text))
                        .help(say!("say its type: `{} : …`", name.text)),
                );
                Type::error()
            }
            (None, None) => {
                self.report(
                    Diagnostic::new(Code::UnknownType, name.span, say!("nothing says what key `{}` is", name.text))
                        .help(say!("say its type: `{} : count`", name.text)),
                );
                Type::error()
            }
        }
    }

    /// The first word of a key that no list has, with the list that the others belong to.
    fn foreign_word(&self, cells: &[&Cell]) -> Option<(String, Span, Option<String>)> {
        let words: Vec<(&String, Span)> = cells
            .iter()
            .flat_map(|cell| cell_exprs(cell))
            .filter_map(|e| if let Ast::Name(word) = e.kind.as_ref() { Some((word, e.span)) } else { None })
            .collect();
        let (word, span) = words.iter().find(|(word, _)| self.env.word(word).is_empty())?;
        let list = words.iter().find_map(|(word, _)| Some(self.env.word(word).first()?.0.clone()));
        Some(((*word).clone(), *span, list))
    }

    fn key_cell(&mut self, cell: &Cell, ty: &Type) -> KeyCell {
        if ty.is_error() {
            return KeyCell::Any;
        }
        let mut read = |e: &ast::Expr| self.stored(e, ty);
        match &cell.kind {
            CellKind::Value(e) => read(e).map_or(KeyCell::Any, KeyCell::Is),
            CellKind::Range(a, b) => match (read(a), read(b)) {
                (Some(a), Some(b)) if a <= b => KeyCell::Range(a, b),
                (Some(_), Some(_)) => {
                    self.report(
                        Diagnostic::new(Code::BadRange, cell.span, "the range is empty")
                            .help("the smaller bound comes first"),
                    );
                    KeyCell::Any
                }
                _ => KeyCell::Any,
            },
            CellKind::From(a) => read(a).map_or(KeyCell::Any, KeyCell::From),
            CellKind::Below(a) => read(a).map_or(KeyCell::Any, KeyCell::Below),
            CellKind::Any => KeyCell::Any,
            CellKind::Dash => {
                self.report(
                    Diagnostic::new(Code::BadCell, cell.span, "a key cannot be a dash")
                        .help("write `otherwise` for every key"),
                );
                KeyCell::Any
            }
        }
    }

    pub(super) fn result_cell(&mut self, cell: &Cell, want: Option<&Type>) -> Option<Expr> {
        match &cell.kind {
            CellKind::Dash => None,
            CellKind::Value(e) => self.constant(e, want),
            _ => {
                self.report(Diagnostic::new(Code::BadCell, cell.span, "a result is one value or a dash"));
                None
            }
        }
    }
}

fn cell_exprs(cell: &Cell) -> Vec<&ast::Expr> {
    match &cell.kind {
        CellKind::Value(e) | CellKind::From(e) | CellKind::Below(e) => vec![e],
        CellKind::Range(a, b) => vec![a, b],
        CellKind::Any | CellKind::Dash => Vec::new(),
    }
}
