//! Which rows of a table fit a key: gaps and overlaps.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{HitPolicy, KeyCell, TableDecl, Type, TypeKind};
use crate::source::Span;

/// Most slots that a table may have.
const MAX_SLOTS: usize = 1 << 20;

impl Checker<'_> {
    /// Gaps and overlaps of a table.
    pub(super) fn coverage(&mut self, table: &TableDecl, spans: &[Span], name: Span) {
        let slots: Vec<Vec<i128>> =
            table.params.iter().enumerate().map(|(at, p)| self.key_slots(table, at, &p.ty)).collect();
        let size = slots.iter().try_fold(1_usize, |n, s| n.checked_mul(s.len())).unwrap_or(usize::MAX);
        if size > MAX_SLOTS {
            self.report(
                Diagnostic::new(Code::TooLarge, name, say!("the table has more than {MAX_SLOTS} combinations of keys"))
                    .help("split it into tables with fewer keys"),
            );
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
            let mut d =
                Diagnostic::new(Code::TableOverlap, spans.get(b).copied().unwrap_or(name), say!("two rows fit {text}"));
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
                Diagnostic::new(Code::TableGap, name, say!("no row of `{}` fits {text}", table.name))
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
