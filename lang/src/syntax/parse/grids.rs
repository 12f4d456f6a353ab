//! Tables, tiers and ladders: a line is a row.

use super::grammar::Rule;
use super::tree::{Builder, Node, child, children, has};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Cell, CellKind, Climb, Expr, ExprKind, HitPolicy, Ident, Ladder, LadderRow, Row, Table, TierMode, TierRow, Tiers,
    TypeExpr,
};

impl<'t> Builder<'t> {
    pub(super) fn table(&mut self, node: &Node<'t>) -> Option<Table> {
        let mut rows = self.grid(node)?;
        let policy = child(node, Rule::table_policy).map(|word| {
            let policy = if has(&word, Rule::k_unique) {
                HitPolicy::Unique
            } else if has(&word, Rule::k_first) {
                HitPolicy::First
            } else {
                HitPolicy::Sum
            };
            (policy, self.span(&word))
        });
        let header = if has_header(&rows) { rows.remove(0).cells } else { Vec::new() };
        Some(Table {
            name: self.name(node)?,
            params: self.params(node)?,
            result: self.result(node)?,
            policy,
            header,
            rows,
        })
    }

    pub(super) fn tiers(&mut self, node: &Node<'t>) -> Option<Tiers> {
        let mode = child(node, Rule::tier_mode).map(|word| {
            let mode = if has(&word, Rule::tier_whole) { TierMode::WholeAmount } else { TierMode::BracketByBracket };
            (mode, self.span(&word))
        });
        let mut rows = Vec::new();
        for row in self.grid(node)? {
            let mut cells = row.cells.into_iter();
            match (cells.next().map(|cell| cell.kind), cells.next(), cells.next()) {
                (Some(CellKind::From(from)), Some(value), None) => rows.push(TierRow { from, value }),
                _ => self.error(
                    Diagnostic::new(Code::Syntax, row.span, "a tier is a bound and a value")
                        .help("write `from 500 BV  6%`, with two blanks before the value"),
                ),
            }
        }
        let param = self.param(&child(node, Rule::param)?)?;
        Some(Tiers { name: self.name(node)?, param, result: self.result(node)?, mode, rows })
    }

    pub(super) fn ladder(&mut self, node: &Node<'t>) -> Option<Ladder> {
        let climb = child(node, Rule::climb).map(|word| {
            let climb = if has(&word, Rule::climb_highest) { Climb::HighestSatisfied } else { Climb::OneByOne };
            (climb, self.span(&word))
        });
        let mut rows = self.grid(node)?;
        let header = if has_header(&rows) { rows.remove(0).cells } else { Vec::new() };
        let columns = header.iter().filter_map(cell_name).collect();
        let mut ranks = Vec::new();
        for row in rows {
            let mut cells = row.cells.into_iter();
            match cells.next().as_ref().and_then(cell_name) {
                Some(name) => ranks.push(LadderRow { name, cells: cells.collect(), span: row.span }),
                None => self.error(
                    Diagnostic::new(Code::Syntax, row.span, "a row of a ladder begins with the name of its rank")
                        .help("write the rank, then a cell for each column: `Silver  2_000 BV  0`"),
                ),
            }
        }
        Some(Ladder { name: self.name(node)?, climb, columns, ranks })
    }

    fn result(&mut self, node: &Node<'t>) -> Option<Option<TypeExpr>> {
        match child(node, Rule::simple_type) {
            Some(ty) => Some(Some(self.simple_type(&ty)?)),
            None => Some(None),
        }
    }

    fn grid(&mut self, node: &Node<'t>) -> Option<Vec<Row>> {
        let grid = child(node, Rule::grid)?;
        children(&grid, Rule::row).map(|row| self.row(&row)).collect()
    }

    fn row(&mut self, node: &Node<'t>) -> Option<Row> {
        let cells = children(node, Rule::cell).map(|cell| self.cell(&cell)).collect::<Option<_>>()?;
        Some(Row { cells, span: self.span(node) })
    }

    fn cell(&mut self, node: &Node<'t>) -> Option<Cell> {
        let inner = node.clone().into_inner().next()?;
        let kind = match inner.as_rule() {
            Rule::cell_any => CellKind::Any,
            Rule::cell_dash => CellKind::Dash,
            Rule::cell_from => CellKind::From(self.cell_value(&child(&inner, Rule::cell_value)?)?),
            Rule::cell_below => CellKind::Below(self.cell_value(&child(&inner, Rule::cell_value)?)?),
            Rule::cell_range => {
                let mut ends = children(&inner, Rule::cell_value);
                let (from, to) = (ends.next()?, ends.next()?);
                CellKind::Range(self.cell_value(&from)?, self.cell_value(&to)?)
            }
            _ => CellKind::Value(self.cell_value(&inner)?),
        };
        Some(Cell { kind, span: self.span(node) })
    }

    fn cell_value(&mut self, node: &Node<'t>) -> Option<Expr> {
        let value = node.clone().into_inner().find(|inner| inner.as_rule() != Rule::cell_minus)?;
        let value = self.literal(&value)?;
        if has(node, Rule::cell_minus) {
            let place = self.span(node);
            return Some(self.make(ExprKind::Negate(value), place));
        }
        Some(value)
    }
}

/// Whether the first line names columns: it is shorter than the next, or all names where the next is not.
fn has_header(rows: &[Row]) -> bool {
    let [first, second, ..] = rows else { return false };
    let names = |row: &Row| row.cells.iter().all(|cell| cell_name(cell).is_some());
    first.cells.len() < second.cells.len() || (names(first) && !names(second))
}

/// The name that a cell consists of.
fn cell_name(cell: &Cell) -> Option<Ident> {
    match &cell.kind {
        CellKind::Value(value) => match &*value.kind {
            ExprKind::Name(name) => Some(Ident { text: name.clone(), span: cell.span }),
            _ => None,
        },
        _ => None,
    }
}
