//! Passes over rows.

use super::at::At;
use super::eval::{Env, EvalError, eval_exact, parent};
use super::value::{Value, fits, is_yes, row_of, to_stored, whole, yes_no};
use super::{row_id, rows, scan};
use crate::derive::derive;
use crate::outcome::{ErrorKind, Outcome, RunError};
use crate::program::{
    Aggregate, AggregateOp, ColumnId, Expr, FoldStep, Pass, PickKey, Program, SiteId, Space, TreeViewId,
};
use crate::store::Store;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;

/// Runs one pass. `outcome` tells how many line rows there are.
pub(super) fn run(program: &Program, store: &mut Store, outcome: &Outcome, pass: &Pass) -> Result<(), RunError> {
    let mut passing = Passing { program, store };
    match pass {
        Pass::Map { space, columns } => {
            let count = rows(passing.store, outcome, *space);
            (0..count).try_for_each(|row| passing.assign_all(columns, *space, row))
        }
        Pass::FoldDown { tree, columns } => {
            let order = top_down(passing.store, *tree);
            order.into_iter().try_for_each(|row| passing.assign_all(columns, Space::Partner, row))
        }
        Pass::FoldUp { tree, steps } => passing.fold_up(*tree, steps),
        Pass::Scan(scan) => scan::run(program, passing.store, scan),
        Pass::Derive { tree, parent, within } => derive(program, passing.store, *tree, *parent, *within),
        Pass::Gather { from, into, key, aggregates } => {
            let counts = (rows(passing.store, outcome, *from), rows(passing.store, outcome, *into));
            passing.gather((*from, counts.0), (*into, counts.1), key.as_ref(), aggregates)
        }
    }
}

/// Writes a value to a column.
///
/// Stored values have exactly the declared scale (language core, section 3): a finer one is an error, as is
/// one that the width cannot hold, and an absent one in a column that is not optional.
pub(super) fn write(
    program: &Program,
    store: &mut Store,
    column: ColumnId,
    row: usize,
    value: &Value,
) -> Result<(), ErrorKind> {
    let Some(declared) = program.columns.get(column.index()) else { return Err(ErrorKind::Overflow) };
    if value.is_none() && !declared.ty.optional {
        return Err(ErrorKind::Absent);
    }
    let stored = to_stored(value, declared.ty.scale())?;
    if fits(stored, declared.width) && store.set(column, row, stored) { Ok(()) } else { Err(ErrorKind::Overflow) }
}

struct Passing<'a> {
    program: &'a Program,
    store: &'a mut Store,
}

impl<'a> Passing<'a> {
    /// Each column in order, at one row.
    fn assign_all(&mut self, columns: &[(ColumnId, Expr)], space: Space, row: usize) -> Result<(), RunError> {
        columns.iter().try_for_each(|(column, expr)| self.assign(*column, expr, space, row))
    }

    fn assign(&mut self, column: ColumnId, expr: &Expr, space: Space, row: usize) -> Result<(), RunError> {
        let at = At::column(self.program, column, space, row);
        let value = self.at_row(expr, row).map_err(|error| at.error(error))?;
        write(self.program, self.store, column, row, &value).map_err(|kind| at.fail(kind, expr.site))
    }

    /// For every partner, children before parents, the steps in order.
    ///
    /// The keys of `Place` read only columns from before the fold, so all places are known beforehand.
    fn fold_up(&mut self, tree: TreeViewId, steps: &[FoldStep]) -> Result<(), RunError> {
        let family = Family::new(self.store, tree);
        for step in steps {
            match step {
                FoldStep::Place { into, keys } => self.place(*into, keys, &family)?,
                FoldStep::Pick { into, count, .. } => self.mark_none(*into, count.site, &family)?,
                FoldStep::Children(_) | FoldStep::Value(..) => {}
            }
        }
        for row in top_down(self.store, tree).into_iter().rev() {
            let children = family.children(row);
            for step in steps {
                match step {
                    FoldStep::Children(aggregate) => {
                        self.combine(aggregate, children, Space::Partner, (Space::Partner, row))?
                    }
                    FoldStep::Value(column, expr) => self.assign(*column, expr, Space::Partner, row)?,
                    FoldStep::Pick { into, count, filter, keys } => {
                        let at = At::column(self.program, *into, Space::Partner, row);
                        let picked = self
                            .picked(count, filter.as_ref(), keys, children, row)
                            .map_err(|error| at.error(error))?;
                        for child in children {
                            self.put(*into, count.site, *child, &yes_no(picked.contains(child)))?;
                        }
                    }
                    FoldStep::Place { .. } => {}
                }
            }
        }
        Ok(())
    }

    /// The first so many children that take part, in the order of the keys; a negative or absent number is none.
    fn picked(
        &self,
        count: &Expr,
        filter: Option<&Expr>,
        keys: &[PickKey],
        children: &[usize],
        owner: usize,
    ) -> Result<Vec<usize>, EvalError> {
        let count = self.at_row(count, owner)?;
        let mut candidates = Vec::new();
        for child in children {
            if self.takes_part(filter, *child, Some(owner))? {
                candidates.push(*child);
            }
        }
        let mut picked = self.ordered(keys, candidates, Some(owner))?;
        picked.truncate(count.map_or(0, |count| count.floor().to_integer().to_usize().unwrap_or(0)));
        Ok(picked)
    }

    /// The place, from 1, of each child among its siblings and of each root among the roots; 0 outside of the tree.
    fn place(&mut self, into: ColumnId, keys: &[PickKey], family: &Family) -> Result<(), RunError> {
        let outside = family.outside.iter().map(|row| (*row, 0));
        let mut places: Vec<(usize, i64)> = outside.collect();
        let siblings = family.children.iter().enumerate().map(|(owner, children)| (Some(owner), children));
        for (owner, rows) in siblings.chain([(None, &family.roots)]) {
            let first = rows.first().copied().unwrap_or_default();
            let at = At::column(self.program, into, Space::Partner, owner.unwrap_or(first));
            let ordered = self.ordered(keys, rows.clone(), owner).map_err(|error| at.error(error))?;
            places.extend(ordered.into_iter().zip(1..));
        }
        let site = keys.first().map_or(SiteId(0), |key| key.key.site);
        places.into_iter().try_for_each(|(row, place)| self.put(into, site, row, &Some(whole(place))))
    }

    /// Whoever has no parent is picked by nobody.
    fn mark_none(&mut self, into: ColumnId, site: SiteId, family: &Family) -> Result<(), RunError> {
        let without_parent = family.roots.iter().chain(&family.outside);
        without_parent.copied().try_for_each(|row| self.put(into, site, row, &yes_no(false)))
    }

    /// Rows by the keys one after the other, absent keys last whatever the direction, then by number:
    /// an order always has a last tie-break (language core, section 4, primitive 6).
    fn ordered(&self, keys: &[PickKey], rows: Vec<usize>, owner: Option<usize>) -> Result<Vec<usize>, EvalError> {
        let mut sorted = Vec::new();
        for row in rows {
            let values = keys.iter().map(|key| self.element(&key.key, row, owner)).collect::<Result<Vec<_>, _>>()?;
            sorted.push((values, self.store.number.get(row).copied(), row));
        }
        sorted.sort_by(|(a, number_a, _), (b, number_b, _)| {
            let by_keys = keys.iter().zip(a.iter().zip(b)).map(|(key, (a, b))| compare_keys(key.descending, a, b));
            by_keys.fold(Ordering::Equal, Ordering::then).then(number_a.cmp(number_b))
        });
        Ok(sorted.into_iter().map(|(_, _, row)| row).collect())
    }

    /// Rows of one space by a key that is a row of another: every receiver gets the aggregates of its rows,
    /// also the one that has none.
    fn gather(
        &mut self,
        (from, from_rows): (Space, usize),
        (into, into_rows): (Space, usize),
        key: Option<&Expr>,
        aggregates: &[Aggregate],
    ) -> Result<(), RunError> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); into_rows];
        for row in 0..from_rows {
            let receiver = match key {
                None => Some(0),
                Some(key) => {
                    let what = aggregates.first().map(|aggregate| aggregate.into);
                    let at = what.map_or(At { what: "", space: from, row }, |column| {
                        At::column(self.program, column, from, row)
                    });
                    row_of(&self.at_row(key, row).map_err(|error| at.error(error))?)
                }
            };
            if let Some(group) = receiver.and_then(|receiver| groups.get_mut(receiver)) {
                group.push(row);
            }
        }
        for (receiver, group) in groups.iter().enumerate() {
            for aggregate in aggregates {
                self.combine(aggregate, group, from, (into, receiver))?;
            }
        }
        Ok(())
    }

    /// Writes the aggregate over `rows` of a space at its owner.
    fn combine(
        &mut self,
        aggregate: &Aggregate,
        rows: &[usize],
        from: Space,
        (space, owner): (Space, usize),
    ) -> Result<(), RunError> {
        let at = At::column(self.program, aggregate.into, space, owner);
        let value = self.aggregate(aggregate, rows, from, owner).map_err(|error| at.error(error))?;
        write(self.program, self.store, aggregate.into, owner, &value)
            .map_err(|kind| at.fail(kind, aggregate.value.site))
    }

    /// Over no rows `sum` and `count` are zero, `any` is no, `every` is yes, the others are absent
    /// (language core, section 2). Rows whose value is absent are left out; `count` counts rows.
    ///
    /// What leaves a volume is taken off by sums and counts; all others go through events alone (language core, section 6).
    fn aggregate(&self, aggregate: &Aggregate, rows: &[usize], from: Space, owner: usize) -> Result<Value, EvalError> {
        let (mut count, mut sum) = (0, BigRational::zero());
        let mut values = Vec::new();
        for row in rows {
            let (weight, is_event) =
                self.store.marks(from).map_or((1, true), |marks| (marks.weight(*row), marks.is_event(*row)));
            let seen =
                if matches!(aggregate.op, AggregateOp::Sum | AggregateOp::Count) { weight != 0 } else { is_event };
            if seen && self.takes_part(aggregate.filter.as_ref(), *row, Some(owner))? {
                let value = self.element(&aggregate.value, *row, Some(owner))?;
                count += i64::from(weight);
                if let Some(value) = &value {
                    sum += value * whole(i64::from(weight));
                }
                values.extend(value);
            }
        }
        Ok(match aggregate.op {
            AggregateOp::Sum => Some(sum),
            AggregateOp::Count => Some(whole(count)),
            AggregateOp::Largest => values.into_iter().max(),
            AggregateOp::Smallest => values.into_iter().min(),
            AggregateOp::Any => yes_no(values.iter().any(|value| !value.is_zero())),
            AggregateOp::Every => yes_no(values.iter().all(|value| !value.is_zero())),
        })
    }

    fn takes_part(&self, filter: Option<&Expr>, row: usize, owner: Option<usize>) -> Result<bool, EvalError> {
        filter.map_or(Ok(true), |filter| Ok(is_yes(&self.element(filter, row, owner)?)))
    }

    fn at_row(&self, expr: &Expr, row: usize) -> Result<Value, EvalError> {
        eval_exact(self.program, self.store, expr, &Env { row: row_id(row), ..Env::EMPTY })
    }

    fn element(&self, expr: &Expr, row: usize, owner: Option<usize>) -> Result<Value, EvalError> {
        let my = owner.map_or(Env::EMPTY.my, row_id);
        eval_exact(self.program, self.store, expr, &Env { row: row_id(row), my, ..Env::EMPTY })
    }

    fn put(&mut self, column: ColumnId, site: SiteId, row: usize, value: &Value) -> Result<(), RunError> {
        let at = At::column(self.program, column, Space::Partner, row);
        write(self.program, self.store, column, row, value).map_err(|kind| at.fail(kind, site))
    }
}

/// Who is whose child in a tree.
struct Family {
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    outside: Vec<usize>,
}

impl Family {
    fn new(store: &Store, tree: TreeViewId) -> Self {
        let mut family = Self { children: vec![Vec::new(); store.partners], roots: Vec::new(), outside: Vec::new() };
        for row in 0..store.partners {
            let above = parent(store, tree, row).and_then(|above| usize::try_from(above).ok());
            match above.and_then(|above| family.children.get_mut(above)) {
                Some(siblings) => siblings.push(row),
                None if is_inside(store, tree, row) => family.roots.push(row),
                None => family.outside.push(row),
            }
        }
        family
    }

    fn children(&self, row: usize) -> &[usize] {
        self.children.get(row).map_or(&[], Vec::as_slice)
    }
}

fn is_inside(store: &Store, tree: TreeViewId, row: usize) -> bool {
    store.tree(tree).and_then(|tree| tree.inside.get(row)).copied().unwrap_or(true)
}

/// All partner rows, parents before children.
fn top_down(store: &Store, tree: TreeViewId) -> Vec<usize> {
    match store.tree(tree) {
        Some(tree) if !tree.order.is_empty() => tree.order.iter().map(|row| *row as usize).collect(),
        _ => (0..store.partners).collect(),
    }
}

pub(super) fn compare_keys(descending: bool, a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
