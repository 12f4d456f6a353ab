//! Tables, tiers, ladders: cells, completeness, overlap.

use super::Checker;
use super::types::join;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{
    Expr, ExprKind, HitPolicy, KeyCell, LadderDecl, Param, TableDecl, TierMode, TiersDecl, Type, TypeKind, Unit,
};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, Cell, CellKind, ExprKind as Ast};

/// Most slots that a table may have.
const MAX_SLOTS: usize = 1 << 20;

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
                        format!("ladder `{}` does not say how it is climbed", ladder.name.text),
                    )
                    .reading(
                        "highest satisfied",
                        "a rank is reached when its own rule holds, whatever the rules of the ranks below",
                    )
                    .reading("climbed one by one", "a rank is reached only together with all ranks below it")
                    .help(format!("write `ladder {}, highest satisfied {{`", ladder.name.text)),
                );
                ast::Climb::HighestSatisfied
            }
        };
        let ranks: Vec<String> = ladder.ranks.iter().map(|r| r.name.text.clone()).collect();
        self.duplicates(ladder.ranks.iter().map(|r| &r.name), "rank");
        self.duplicates(ladder.columns.iter(), "column");
        if ranks.is_empty() {
            self.report_missing(
                Diagnostic::new(Code::MissingItem, ladder.name.span, "a ladder needs at least one rank")
                    .help("write one rank a line, the lowest first"),
            );
        }
        let before = self.diagnostics.len();
        let own = Type::known(TypeKind::Word(ladder.name.text.clone()));
        let mut columns: Vec<Param> = Vec::new();
        let mut rows: Vec<Vec<Expr>> = vec![Vec::new(); ranks.len()];
        for (at, column) in ladder.columns.iter().enumerate() {
            let mut ty: Option<Type> = None;
            let mut values = Vec::new();
            for row in &ladder.ranks {
                let value = match row.cells.get(at) {
                    Some(cell) => self.ladder_cell(cell, &ranks, &own),
                    None => None,
                };
                if let Some(v) = &value {
                    ty = match &ty {
                        None => Some(v.ty.clone()),
                        Some(t) => match join(t, &v.ty) {
                            Some(t) => Some(t),
                            None => {
                                let (want, got) = (t.to_string(), v.ty.to_string());
                                self.report(Diagnostic::new(
                                    Code::BadCell,
                                    v.span,
                                    format!("column `{}` holds {want}, this is {got}", column.text),
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
            if row.cells.len() != ladder.columns.len() {
                self.report_missing(
                    Diagnostic::new(
                        Code::BadCell,
                        row.span,
                        format!(
                            "`{}` has {} cell(s), the ladder has {} column(s)",
                            row.name.text,
                            row.cells.len(),
                            ladder.columns.len()
                        ),
                    )
                    .help("a dash `-` is a cell that demands nothing"),
                );
            }
        }
        // A demand that cannot be read would only seem to be none.
        if self.diagnostics.len() == before {
            self.unreachable_ranks(&ladder.name.text, &ranks, &columns, &rows, ladder);
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

    /// A rank that asks for no more than the one above is never the highest.
    fn unreachable_ranks(
        &mut self,
        name: &str,
        ranks: &[String],
        columns: &[Param],
        rows: &[Vec<Expr>],
        ladder: &ast::Ladder,
    ) {
        if columns.is_empty() {
            return;
        }
        for ((lower, upper), (written, names)) in
            rows.iter().zip(rows.iter().skip(1)).zip(ladder.ranks.iter().zip(ranks.iter().zip(ranks.iter().skip(1))))
        {
            let harder = lower.iter().zip(upper).all(|(l, u)| at_least(l, u));
            if harder {
                self.report(
                    Diagnostic::new(Code::UnreachableRank, written.name.span, format!("`{}` demands as much as `{}` above it in every column of `{name}`, so nobody is ever just `{}`", names.0, names.1, names.0))
                        .help("lower its demands, or raise those of the rank above"),
                );
            }
        }
        for (row, written) in rows.iter().zip(&ladder.ranks) {
            for (value, column) in row.iter().zip(columns) {
                if let (ExprKind::Word(list, index), Some(own)) =
                    (value.kind.as_ref(), ranks.iter().position(|r| *r == written.name.text))
                    && list == name
                    && *index as usize > own
                {
                    self.report(
                        Diagnostic::new(
                            Code::UnreachableRank,
                            value.span,
                            format!(
                                "`{}` demands a higher rank than itself in column `{}`",
                                written.name.text, column.name
                            ),
                        )
                        .help("name a rank that stands above it in the list (a lower one)"),
                    );
                }
            }
        }
    }

    /// A table.
    pub fn table(&mut self, table: &ast::Table) -> TableDecl {
        let policy = match table.policy {
            Some((policy, _)) => policy,
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChoosePolicy,
                        table.name.span,
                        format!("table `{}` does not say what holds when several rows fit", table.name.text),
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
                            format!("this row has {} value(s), the header has {}", values.len(), table.header.len()),
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
                    self.report_missing(Diagnostic::new(
                        Code::BadCell,
                        row.span,
                        format!(
                            "this row has {} cell(s); {keys} key(s) and {} result(s) make {}",
                            row.cells.len(),
                            result_names.len(),
                            keys + result_names.len()
                        ),
                    ));
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
        let before = self.diagnostics.len();
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
                                let (want, got) =
                                    (slot.map(|t| t.to_string()).unwrap_or_default(), value.ty.to_string());
                                self.report(Diagnostic::new(
                                    Code::BadCell,
                                    cell.span,
                                    format!("this column holds {want}, this is {got}"),
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
                    format!("rows that fit are added up, and {} cannot be", result.ty),
                )
                .help("choose `unique` or `first`"),
            );
        }
        let decl = TableDecl { name: table.name.text.clone(), params, policy, results, rows };
        // A key that cannot be read would only seem to leave a gap.
        if self.diagnostics.len() > before {
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
                    Ast::Name(word) => {
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
            (Some([]), _) => {
                self.report(
                    Diagnostic::new(
                        Code::UnknownName,
                        name.span,
                        format!("the words of key `{}` belong to no one ladder, scale or enumeration", name.text),
                    )
                    .help(format!("say its type: `{} : career`", name.text)),
                );
                Type::error()
            }
            (Some(several), _) => {
                let all = several.join("`, `");
                self.report(
                    Diagnostic::new(Code::AmbiguousWord, name.span, format!("key `{}` may be of `{all}`", name.text))
                        .help(format!("say its type: `{} : …`", name.text)),
                );
                Type::error()
            }
            (None, None) => {
                self.report(
                    Diagnostic::new(Code::UnknownType, name.span, format!("nothing says what key `{}` is", name.text))
                        .help(format!("say its type: `{} : count`", name.text)),
                );
                Type::error()
            }
        }
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

    fn result_cell(&mut self, cell: &Cell, want: Option<&Type>) -> Option<Expr> {
        match &cell.kind {
            CellKind::Dash => None,
            CellKind::Value(e) => self.constant(e, want),
            _ => {
                self.report(Diagnostic::new(Code::BadCell, cell.span, "a result is one value or a dash"));
                None
            }
        }
    }

    /// A literal or word as a constant.
    pub(super) fn constant(&mut self, e: &ast::Expr, want: Option<&Type>) -> Option<Expr> {
        let value = self.infer(e, want);
        match value.kind.as_ref() {
            ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Date(_) | ExprKind::Word(..) | ExprKind::Text(_) => {
                Some(value)
            }
            ExprKind::Negate(inner) => match inner.kind.as_ref() {
                ExprKind::Number(d) => {
                    let kind = ExprKind::Number(Decimal::new(-d.mantissa, d.scale));
                    Some(Expr { kind: Box::new(kind), ty: value.ty.clone(), span: value.span })
                }
                _ => None,
            },
            ExprKind::Error => None,
            _ => {
                self.report(
                    Diagnostic::new(Code::BadCell, e.span, "a constant is needed here")
                        .help("write a number with its unit, a word or a date"),
                );
                None
            }
        }
    }

    /// A constant in the stored form of a type.
    fn stored(&mut self, e: &ast::Expr, ty: &Type) -> Option<i128> {
        let value = self.constant(e, Some(ty))?;
        if !self.expect_joins(&value, ty) {
            return None;
        }
        match stored_form(&value, ty.scale()) {
            Some(v) => Some(v),
            None => {
                let scale = ty.scale();
                self.report(Diagnostic::new(
                    Code::BadCell,
                    e.span,
                    format!("the bound has more than {scale} digits after the point"),
                ));
                None
            }
        }
    }

    /// Gaps and overlaps of a table.
    fn coverage(&mut self, table: &TableDecl, spans: &[Span], name: Span) {
        let slots: Vec<Vec<i128>> =
            table.params.iter().enumerate().map(|(at, p)| self.key_slots(table, at, &p.ty)).collect();
        let size = slots.iter().try_fold(1_usize, |n, s| n.checked_mul(s.len())).unwrap_or(usize::MAX);
        if size > MAX_SLOTS {
            self.report(Diagnostic::new(
                Code::TooLarge,
                name,
                format!("the table has more than {MAX_SLOTS} combinations of keys"),
            ));
            return;
        }
        let mut at = vec![0_usize; slots.len()];
        let mut gap: Option<Vec<i128>> = None;
        let mut overlap: Option<(usize, usize, Vec<i128>)> = None;
        for _ in 0..size {
            let key: Vec<i128> = at.iter().zip(&slots).filter_map(|(i, s)| s.get(*i).copied()).collect();
            let mut hits = rows_that_fit(table, &key).into_iter();
            match (hits.next(), hits.next()) {
                (None, _) => {
                    gap.get_or_insert(key);
                }
                (Some(a), Some(b)) if table.policy == HitPolicy::Unique => {
                    overlap.get_or_insert((a, b, key));
                }
                _ => {}
            }
            for (i, s) in at.iter_mut().zip(&slots).rev() {
                *i += 1;
                if *i < s.len() {
                    break;
                }
                *i = 0;
            }
        }
        let show = |checker: &Self, key: &[i128]| {
            key.iter()
                .zip(&table.params)
                .map(|(k, p)| format!("{} = {}", p.name, checker.show_stored(*k, &p.ty)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if let Some((a, b, key)) = overlap {
            let text = show(self, &key);
            let mut d = Diagnostic::new(
                Code::TableOverlap,
                spans.get(b).copied().unwrap_or(name),
                format!("two rows fit {text}"),
            );
            if let Some(first) = spans.get(a) {
                d = d.note(*first, "this row fits too");
            }
            self.report(d.help("change a bound, or choose `first` or `sum` as the table's policy"));
        }
        // A count beyond the last row is found when the program is made, from the limits of walks.
        if let Some(key) = gap
            && table.policy != HitPolicy::Sum
        {
            let text = show(self, &key);
            self.report_missing(
                Diagnostic::new(Code::TableGap, name, format!("no row of `{}` fits {text}", table.name))
                    .help("add the row, or one that begins with `otherwise`"),
            );
        }
    }

    /// Representative keys of a table's parameter: one for each stretch between bounds.
    fn key_slots(&self, table: &TableDecl, at: usize, ty: &Type) -> Vec<i128> {
        if let TypeKind::Word(list) = &ty.kind {
            let n = self.env.words(list).map_or(1, |w| w.words.len());
            return (0..n as i128).collect();
        }
        if ty.kind == TypeKind::Bool {
            return vec![0, 1];
        }
        let cells: Vec<&KeyCell> = table.rows.iter().filter_map(|(cells, _)| cells.get(at)).collect();
        let mut points: Vec<i128> = Vec::new();
        for cell in &cells {
            match cell {
                KeyCell::Is(v) => points.extend([*v]),
                KeyCell::Range(a, b) => points.extend([*a, *b]),
                KeyCell::From(a) => points.push(*a),
                KeyCell::Below(a) => points.extend([*a - 1, *a]),
                KeyCell::Any => {}
            }
        }
        points.sort_unstable();
        points.dedup();
        // Between neighbours there may be more keys.
        let inner: Vec<i128> =
            points.iter().zip(points.iter().skip(1)).filter(|(a, b)| **b - **a > 1).map(|(a, _)| a + 1).collect();
        points.extend(inner);
        if points.is_empty() {
            points.push(0);
        }
        points.sort_unstable();
        points
    }

    fn show_stored(&self, value: i128, ty: &Type) -> String {
        match &ty.kind {
            TypeKind::Word(list) => self
                .env
                .words(list)
                .and_then(|w| usize::try_from(value).ok().and_then(|i| w.words.get(i).cloned()))
                .unwrap_or_default(),
            TypeKind::Number(Unit::Percent, s) => format!("{}%", Decimal::new(value * 100, *s).normalized()),
            TypeKind::Number(Unit::Count | Unit::Factor, s) => Decimal::new(value, *s).to_string(),
            TypeKind::Number(unit, s) => format!("{} {unit}", Decimal::new(value, *s)),
            TypeKind::Bool => if value == 0 { "no" } else { "yes" }.to_owned(),
            _ => value.to_string(),
        }
    }

    /// Tiers.
    pub fn tiers(&mut self, tiers: &ast::Tiers) -> TiersDecl {
        let mode = match tiers.mode {
            Some((mode, _)) => mode,
            None => {
                let name = &tiers.name.text;
                self.report(
                    Diagnostic::new(
                        Code::ChooseTiers,
                        tiers.name.span,
                        format!("tiers `{name}` do not say what a rate holds for"),
                    )
                    .reading(
                        "whole amount",
                        "the tier that was reached gives the rate of everything; pay jumps at each bound",
                    )
                    .reading("bracket by bracket", "each bracket is paid at its own rate; pay has no jumps")
                    .help("add it behind the type: `: percent, whole amount {`"),
                );
                TierMode::WholeAmount
            }
        };
        let param_ty = match &tiers.param.ty {
            Some(t) => self.type_expr(t, ""),
            None => {
                self.report(
                    Diagnostic::new(
                        Code::UnknownType,
                        tiers.param.name.span,
                        format!("`{}` needs a type", tiers.param.name.text),
                    )
                    .help(format!("write `{} : BV`", tiers.param.name.text)),
                );
                Type::error()
            }
        };
        let mut result = tiers.result.as_ref().map(|t| self.type_expr(t, "")).map(|t| match t.kind {
            TypeKind::Number(unit, _) => Type::number(unit, 0),
            _ => t,
        });
        let mut rows: Vec<(i128, Expr)> = Vec::new();
        for row in &tiers.rows {
            let Some(bound) = self.stored(&row.from, &param_ty) else { continue };
            let value = match self.result_cell(&row.value, result.as_ref()) {
                Some(v) => v,
                None => zero(&result.clone().unwrap_or_else(|| Type::number(Unit::Percent, 2)), row.value.span),
            };
            match result.as_ref().map_or(Some(value.ty.clone()), |t| join(t, &value.ty)) {
                Some(t) => result = Some(t),
                None => {
                    let (want, got) =
                        (result.as_ref().map(ToString::to_string).unwrap_or_default(), value.ty.to_string());
                    self.report(Diagnostic::new(
                        Code::BadCell,
                        row.value.span,
                        format!("these tiers hold {want}, this is {got}"),
                    ));
                }
            }
            if let Some((last, _)) = rows.last()
                && bound <= *last
            {
                self.report(
                    Diagnostic::new(Code::TableOverlap, row.from.span, "bounds of tiers rise from line to line")
                        .help("sort the lines, and remove doubles"),
                );
                continue;
            }
            rows.push((bound, value));
        }
        match rows.first() {
            None => {
                self.report_missing(
                    Diagnostic::new(Code::MissingItem, tiers.name.span, "tiers need at least one line")
                        .help("write `from 0 BV  3%`"),
                );
            }
            Some((first, _)) if *first > 0 => {
                let text = self.show_stored(*first, &param_ty);
                self.report_missing(
                    Diagnostic::new(
                        Code::TableGap,
                        tiers.rows.first().map_or(tiers.name.span, |r| r.from.span),
                        format!("nothing is said for amounts below {text}"),
                    )
                    .help("begin with zero: `from 0 BV  -`"),
                );
            }
            _ => {}
        }
        if mode == TierMode::BracketByBracket
            && !matches!(
                result.as_ref().map(|r| &r.kind),
                Some(TypeKind::Number(Unit::Percent, _) | TypeKind::Error) | None
            )
        {
            self.report(
                Diagnostic::new(Code::TypeMismatch, tiers.name.span, "brackets hold percentages of the amount")
                    .help("use `whole amount` for other values"),
            );
        }
        TiersDecl {
            name: tiers.name.text.clone(),
            param: Param { name: tiers.param.name.text.clone(), ty: param_ty },
            mode,
            result: result.unwrap_or_else(Type::error),
            rows,
        }
    }
}

/// A number, word, date or yes/no as an integer at a scale; `None` where digits would be lost.
pub fn stored_form(value: &Expr, scale: u8) -> Option<i128> {
    match value.kind.as_ref() {
        ExprKind::Number(d) => d.rescale(scale).map(|d| d.mantissa),
        ExprKind::Word(_, index) => Some(i128::from(*index)),
        ExprKind::Bool(b) => Some(i128::from(*b)),
        ExprKind::Date(d) => Some(i128::from(days(*d))),
        _ => None,
    }
}

/// Days since 1970-01-01.
pub fn days(date: chrono::NaiveDate) -> i32 {
    i32::try_from(date.signed_duration_since(chrono::NaiveDate::default()).num_days()).unwrap_or(i32::MAX)
}

/// The rows that fit a key. A row that begins with `otherwise` (in any key) fits only what no other row
/// fits; under the policy `first` the order alone decides.
pub fn rows_that_fit(table: &TableDecl, key: &[i128]) -> Vec<usize> {
    let fits = |cells: &[KeyCell]| cells.iter().zip(key).all(|(c, k)| cell_fits(c, *k));
    let all: Vec<usize> =
        (0..table.rows.len()).filter(|i| table.rows.get(*i).is_some_and(|(cells, _)| fits(cells))).collect();
    if table.policy == HitPolicy::First {
        return all;
    }
    let open = |i: &usize| table.rows.get(*i).is_some_and(|(cells, _)| cells.contains(&KeyCell::Any));
    let (otherwise, exact): (Vec<usize>, Vec<usize>) = all.into_iter().partition(open);
    if exact.is_empty() { otherwise } else { exact }
}

/// Whether a key fits a cell.
pub fn cell_fits(cell: &KeyCell, key: i128) -> bool {
    match cell {
        KeyCell::Is(v) => key == *v,
        KeyCell::Range(a, b) => (*a..=*b).contains(&key),
        KeyCell::From(a) => key >= *a,
        KeyCell::Below(a) => key < *a,
        KeyCell::Any => true,
    }
}

fn cell_exprs(cell: &Cell) -> Vec<&ast::Expr> {
    match &cell.kind {
        CellKind::Value(e) | CellKind::From(e) | CellKind::Below(e) => vec![e],
        CellKind::Range(a, b) => vec![a, b],
        CellKind::Any | CellKind::Dash => Vec::new(),
    }
}

fn zero(ty: &Type, span: Span) -> Expr {
    let kind = match &ty.kind {
        TypeKind::Word(list) => ExprKind::Word(list.clone(), 0),
        TypeKind::Bool => ExprKind::Bool(false),
        TypeKind::Number(_, scale) => ExprKind::Number(Decimal::new(0, *scale)),
        _ => ExprKind::Number(Decimal::ZERO),
    };
    Expr { kind: Box::new(kind), ty: ty.clone(), span }
}

/// Whether the first demand is at least the second.
fn at_least(a: &Expr, b: &Expr) -> bool {
    match (a.kind.as_ref(), b.kind.as_ref()) {
        (ExprKind::Number(x), ExprKind::Number(y)) => x.compare(*y).is_some_and(std::cmp::Ordering::is_ge),
        (ExprKind::Word(_, x), ExprKind::Word(_, y)) => x >= y,
        (ExprKind::Bool(x), ExprKind::Bool(y)) => x >= y,
        _ => false,
    }
}
