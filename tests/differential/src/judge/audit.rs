//! Whether a program keeps the contract of the plan program, so that every evaluator finds what it may rely on.

use super::absence::Absence;
use crate::show;
use compline_compiler::program::{
    Aggregate, CapExcess, ColumnId, Earner, Expr, FoldStep, Handle, Kind, Op, Pass, PickKey, Program, ScanValue,
    Source, Space, Step, TreeViewId,
};

/// Looks a program over: every computed column is written once and before it is read, rows are those of the
/// columns that are read at them, quotients stand where they may, types fit together.
///
/// # Errors
/// The first breach, readably.
pub fn audit(program: &Program) -> Result<(), String> {
    let known =
        program.columns.iter().map(|column| !matches!(column.source, Source::Computed | Source::Carried(_))).collect();
    let derived = program.tree_views.iter().map(|view| view.derived.is_none()).collect();
    let mut audit = Audit { program, known, derived };
    for step in &program.steps {
        match step {
            Step::Pass(pass) => audit.pass(pass)?,
            Step::Bonus(id) => audit.bonus(id.index())?,
            Step::Pool(id) => {
                let pool = &program.pools[id.index()];
                audit.need(&pool.name, [pool.amount, pool.member, pool.weight])?;
            }
            Step::Cap(id) => {
                let cap = &program.caps[id.index()];
                audit.need(&cap.name, [cap.at])?;
                if let CapExcess::Carried(carried) = &cap.excess {
                    for column in carried.lots.iter().map(|lot| lot.opening).chain(carried.may) {
                        audit.need(&cap.name, [column])?;
                    }
                    let written = carried.lots.iter().map(|lot| lot.closing).chain([carried.paid]);
                    audit.written(written, Space::Partner)?;
                }
            }
        }
    }
    let unwritten = program.columns.iter().zip(&audit.known).find(|(_, known)| !**known);
    match unwritten {
        Some((column, _)) => Err(format!("never written: column `{}`", column.name)),
        None => Ok(()),
    }
}

struct Audit<'p> {
    program: &'p Program,
    /// By column: whether it has its values.
    known: Vec<bool>,
    /// By view: whether the tree is there.
    derived: Vec<bool>,
}

/// What an expression may speak of.
#[derive(Clone, Copy)]
struct Place<'a> {
    what: &'a str,
    row: Option<Space>,
    my: Option<Space>,
    trigger: Option<Space>,
    earner: bool,
}

impl<'a> Place<'a> {
    fn row(what: &'a str, row: Space) -> Self {
        Self { what, row: Some(row), my: None, trigger: None, earner: false }
    }
}

/// Where a column is read within the pass that writes it.
type Allowed<'a> = &'a dyn Fn(ColumnId, Option<&Expr>) -> bool;

impl Audit<'_> {
    fn need<const N: usize>(&self, what: &str, columns: [ColumnId; N]) -> Result<(), String> {
        match columns.iter().find(|column| !self.known[column.index()]) {
            Some(column) => Err(format!("read before it is written: column `{}` by `{what}`", self.name(*column))),
            None => Ok(()),
        }
    }

    fn name(&self, column: ColumnId) -> &str {
        self.program.columns.get(column.index()).map_or("?", |column| &column.name)
    }

    fn written(&mut self, columns: impl IntoIterator<Item = ColumnId>, space: Space) -> Result<(), String> {
        for column in columns {
            let declared = &self.program.columns[column.index()];
            if std::mem::replace(&mut self.known[column.index()], true) {
                return Err(format!("written twice: column `{}`", declared.name));
            }
            if declared.space != space {
                return Err(format!(
                    "written in a pass over other rows: column `{}` of {:?} over {space:?}",
                    declared.name, declared.space
                ));
            }
        }
        Ok(())
    }

    fn pass(&mut self, pass: &Pass) -> Result<(), String> {
        match pass {
            Pass::Map { space, columns } => {
                self.values(columns, *space, &|_| false)?;
                self.written(columns.iter().map(|(column, _)| *column), *space)
            }
            Pass::FoldDown { tree, columns } => {
                self.made(*tree)?;
                let above = |row: &Expr| is_parent(row, *tree);
                self.values(columns, Space::Partner, &above)?;
                self.written(columns.iter().map(|(column, _)| *column), Space::Partner)
            }
            Pass::FoldUp { tree, steps } => self.fold_up(*tree, steps),
            Pass::Scan(scan) => {
                let of_partner = Place { my: Some(Space::Partner), row: None, ..Place::row("loop", Space::Partner) };
                let of_event = Place { my: Some(Space::Partner), ..Place::row("loop", Space::Event(scan.set)) };
                scan.start.iter().try_for_each(|expr| self.expr(expr, of_partner, &|_, _| false))?;
                scan.exprs().skip(scan.start.len()).try_for_each(|expr| self.expr(expr, of_event, &|_, _| false))?;
                for (value, column) in &scan.into {
                    let space = match value {
                        ScanValue::Rounds | ScanValue::Last(_) => Space::Partner,
                        ScanValue::Found(_) => Space::Event(scan.set),
                    };
                    self.written([*column], space)?;
                }
                Ok(())
            }
            Pass::Derive { tree, parent, .. } => {
                self.need("a derived tree", [*parent])?;
                if std::mem::replace(&mut self.derived[tree.index()], true) {
                    return Err(format!("derived twice: tree {}", tree.0));
                }
                Ok(())
            }
            Pass::Gather { from, into, key, aggregates } => {
                if let Some(key) = key {
                    self.expr(key, Place::row("key", *from), &|_, _| false)?;
                }
                for aggregate in aggregates {
                    self.aggregate(aggregate, *from, *into, &|_, _| false)?;
                }
                self.written(aggregates.iter().map(|aggregate| aggregate.into), *into)
            }
        }
    }

    /// Columns of a pass, each of which may read those before it at the same row, and all where `everywhere` says so.
    fn values(
        &self,
        columns: &[(ColumnId, Expr)],
        space: Space,
        everywhere: &dyn Fn(&Expr) -> bool,
    ) -> Result<(), String> {
        for (at, (column, expr)) in columns.iter().enumerate() {
            let place = Place::row(self.name(*column), space);
            let place = if space == Space::Company { Place { row: None, ..place } } else { place };
            self.expr(expr, place, &|read, row| {
                let before = columns[..at].iter().any(|(column, _)| *column == read);
                let inside = columns.iter().any(|(column, _)| *column == read);
                match row {
                    None => before,
                    Some(row) if is(row, Handle::Row) => before,
                    Some(row) => inside && everywhere(row),
                }
            })?;
            self.result(*column, expr)?;
        }
        Ok(())
    }

    /// Whether a value may be stored in a column.
    fn result(&self, column: ColumnId, expr: &Expr) -> Result<(), String> {
        let declared = &self.program.columns[column.index()];
        let fits = match (expr.ty.kind, declared.ty.kind) {
            (Kind::Number(_, from), Kind::Number(_, to)) => from <= to,
            (from, to) => std::mem::discriminant(&from) == std::mem::discriminant(&to),
        };
        if fits {
            Ok(())
        } else {
            Err(format!("value of another type: column `{}` of {:?} gets {:?}", declared.name, declared.ty, expr.ty))
        }
    }

    /// Whether a tree is there already.
    fn made(&self, tree: TreeViewId) -> Result<(), String> {
        if self.derived[tree.index()] {
            Ok(())
        } else {
            Err(format!("looked at before it is derived: tree {}", tree.0))
        }
    }

    fn fold_up(&mut self, tree: TreeViewId, steps: &[FoldStep]) -> Result<(), String> {
        self.made(tree)?;
        let into = |step: &FoldStep| match step {
            FoldStep::Children(aggregate) => aggregate.into,
            FoldStep::Value(column, _) => *column,
            FoldStep::Pick { into, .. } | FoldStep::Place { into, .. } => *into,
        };
        let marks = |step: &FoldStep| matches!(step, FoldStep::Pick { .. } | FoldStep::Place { .. });
        for (at, step) in steps.iter().enumerate() {
            let before = &steps[..at];
            // At the partner at hand: what earlier steps wrote there; marks are written at the children.
            let own = |read: ColumnId| before.iter().any(|step| into(step) == read && !marks(step));
            // At a child: everything that the fold wrote when the child was at hand, and marks made since.
            let child = |read: ColumnId| {
                steps.iter().any(|step| into(step) == read && !marks(step))
                    || before.iter().any(|step| into(step) == read && marks(step))
            };
            let at_row = |read: ColumnId, row: Option<&Expr>| row.is_some_and(|row| is(row, Handle::Row)) && own(read);
            let over_children = |read: ColumnId, row: Option<&Expr>| match row {
                Some(row) if is(row, Handle::Row) => child(read),
                Some(row) if is(row, Handle::My) || is_parent(row, tree) => own(read),
                _ => false,
            };
            match step {
                FoldStep::Children(aggregate) => {
                    self.aggregate(aggregate, Space::Partner, Space::Partner, &over_children)?
                }
                FoldStep::Value(column, expr) => {
                    self.expr(expr, Place::row(self.name(*column), Space::Partner), &at_row)?;
                    self.result(*column, expr)?;
                }
                FoldStep::Pick { into, count, filter, keys } => {
                    self.expr(count, Place::row(self.name(*into), Space::Partner), &at_row)?;
                    let place = Place { my: Some(Space::Partner), ..Place::row(self.name(*into), Space::Partner) };
                    filter.iter().try_for_each(|filter| self.expr(filter, place, &over_children))?;
                    self.keys(keys, place, &over_children)?;
                }
                FoldStep::Place { into, keys } => {
                    self.keys(keys, Place::row(self.name(*into), Space::Partner), &|_, _| false)?;
                }
            }
        }
        self.written(steps.iter().map(into), Space::Partner)
    }

    fn keys(&self, keys: &[PickKey], place: Place<'_>, allowed: Allowed<'_>) -> Result<(), String> {
        keys.iter().try_for_each(|key| self.expr(&key.key, place, allowed))
    }

    fn aggregate(&self, aggregate: &Aggregate, from: Space, into: Space, allowed: Allowed<'_>) -> Result<(), String> {
        let my = (into != Space::Company).then_some(into);
        let place = Place { my, ..Place::row(self.name(aggregate.into), from) };
        self.expr(&aggregate.value, place, allowed)?;
        aggregate.filter.iter().try_for_each(|filter| self.expr(filter, place, allowed))?;
        self.result(aggregate.into, &aggregate.value)
    }

    fn bonus(&mut self, at: usize) -> Result<(), String> {
        let bonus = &self.program.bonuses[at];
        bonus.walk.iter().try_for_each(|walk| self.made(walk.tree))?;
        let before =
            Place { what: &bonus.name, row: None, my: None, trigger: Some(bonus.trigger.space), earner: false };
        let visited = Place { earner: true, ..before };
        let none: Allowed<'_> = &|_, _| false;
        let first = bonus.filter.iter().chain(&bonus.trigger.partner).chain(bonus.walk.iter().map(|walk| &walk.from));
        first.chain(&bonus.start).try_for_each(|expr| self.expr(expr, before, none))?;
        let inner = bonus.stop_before.iter().chain(bonus.verbs.iter().map(|(_, expr)| expr));
        let inner = inner.chain(bonus.lets.iter().chain(&bonus.then).map(|(_, expr)| expr)).chain(&bonus.stop_after);
        inner.into_iter().try_for_each(|expr| self.expr(expr, visited, none))?;
        let pays = bonus.pays.iter().map(|pay| (pay, visited)).chain(bonus.finally.iter().map(|pay| (pay, before)));
        for (pay, place) in pays {
            pay.when.iter().try_for_each(|expr| self.expr(expr, place, none))?;
            // The amount may be a quotient.
            match &pay.amount.op {
                Op::Div(a, b) => [a, b].into_iter().try_for_each(|part| self.expr(part, place, none))?,
                _ => self.expr(&pay.amount, place, none)?,
            }
            if let Earner::Partner(partner) = &pay.to {
                self.expr(partner, place, none)?;
            }
            if let Some(base) = pay.base {
                self.need(&bonus.name, [base])?;
            }
        }
        Ok(())
    }

    /// An expression.
    fn expr(&self, expr: &Expr, place: Place<'_>, allowed: Allowed<'_>) -> Result<(), String> {
        self.part(expr, place, allowed)?;
        let absence = Absence { program: self.program, what: place.what };
        absence.of(expr, &mut Vec::new()).map(|_| ())
    }

    /// An expression and all its parts.
    fn part(&self, expr: &Expr, place: Place<'_>, allowed: Allowed<'_>) -> Result<(), String> {
        let wrong = |class: &str, what: String| Err(format!("{class}: in `{}` {what}", place.what));
        match &expr.op {
            Op::Load(column, row) => self.read(*column, Some(row), place, allowed)?,
            Op::Company(column) => self.read(*column, None, place, allowed)?,
            Op::Handle(handle) => {
                let space = match handle {
                    Handle::Row => place.row,
                    Handle::My => place.my,
                    Handle::Trigger => place.trigger,
                    Handle::Earner => place.earner.then_some(Space::Partner),
                };
                match space {
                    None => return wrong("no such handle here", format!("{handle:?}")),
                    Some(space) if !is_of(expr.ty.kind, space) => {
                        return wrong(
                            "handle of another type",
                            format!("{handle:?} is of {space:?} and typed {:?}", expr.ty.kind),
                        );
                    }
                    Some(_) => {}
                }
            }
            Op::Parent(_, row) | Op::Side(_, row) if row.ty.kind != Kind::Partner => {
                return wrong("a tree is asked about no partner", format!("{:?}", row.ty.kind));
            }
            Op::IsBelow(_, a, b) if a.ty.kind != Kind::Partner || b.ty.kind != Kind::Partner => {
                return wrong("a tree is asked about no partner", "is below".to_owned());
            }
            _ => {}
        }
        if let Op::Parent(tree, _) | Op::Side(tree, _) | Op::IsBelow(tree, ..) = &expr.op {
            self.made(*tree)?;
        }
        self.types(expr, place)?;
        for child in expr.children() {
            match (&child.op, &expr.op) {
                // A quotient that is rounded.
                (Op::Div(a, b), Op::Round(..)) => {
                    self.part(a, place, allowed)?;
                    self.part(b, place, allowed)?;
                }
                (Op::Div(..), _) => {
                    return wrong("a quotient that is not rounded", show::expression(self.program, expr));
                }
                _ => self.part(child, place, allowed)?,
            }
        }
        Ok(())
    }

    fn read(&self, column: ColumnId, row: Option<&Expr>, place: Place<'_>, allowed: Allowed<'_>) -> Result<(), String> {
        let declared = &self.program.columns[column.index()];
        let here = row.map_or(declared.space == Space::Company, |row| is_of(row.ty.kind, declared.space));
        if !here {
            return Err(format!(
                "read at a row of another space: `{}` reads column `{}` of {:?} at {}",
                place.what,
                declared.name,
                declared.space,
                row.map_or_else(String::new, |row| show::expression(self.program, row))
            ));
        }
        if self.known[column.index()] || allowed(column, row) {
            return Ok(());
        }
        Err(format!("read before it is written: column `{}` by `{}`", declared.name, place.what))
    }

    /// Scales, operation by operation.
    fn types(&self, expr: &Expr, place: Place<'_>) -> Result<(), String> {
        let children = expr.children();
        if let Op::Load(column, _) | Op::Company(column) = &expr.op
            && self.program.columns[column.index()].ty.kind != expr.ty.kind
        {
            return Err(format!(
                "read as another type: in `{}` {} as {:?}",
                place.what,
                show::expression(self.program, expr),
                expr.ty
            ));
        }
        let kinds = match &expr.op {
            Op::If(_, a, b) => vec![a.ty.kind, b.ty.kind],
            Op::Add(..) | Op::Sub(..) | Op::Min(..) | Op::Max(..) | Op::OrElse(..) => {
                children.iter().map(|child| child.ty.kind).collect()
            }
            _ => Vec::new(),
        };
        if kinds.iter().any(|kind| std::mem::discriminant(kind) != std::mem::discriminant(&expr.ty.kind)) {
            return Err(format!(
                "operands of another type: in `{}` {}",
                place.what,
                show::expression(self.program, expr)
            ));
        }
        let scale = expr.ty.scale();
        let scales = match &expr.op {
            Op::Add(..) | Op::Sub(..) | Op::Min(..) | Op::Max(..) | Op::Neg(_) | Op::OrElse(..) => {
                children.iter().all(|child| child.ty.scale() <= scale)
            }
            Op::If(_, a, b) => a.ty.scale() <= scale && b.ty.scale() <= scale,
            Op::Mul(a, b) => a.ty.scale() + b.ty.scale() <= scale,
            Op::Load(column, _) | Op::Company(column) => self.program.columns[column.index()].ty.scale() == scale,
            _ => true,
        };
        if !scales {
            return Err(format!(
                "operands finer than their result: in `{}` {}",
                place.what,
                show::expression(self.program, expr)
            ));
        }
        Ok(())
    }
}

fn is(expr: &Expr, handle: Handle) -> bool {
    matches!(&expr.op, Op::Handle(of) if *of == handle)
}

/// Whether an expression is the row's parent in a tree.
fn is_parent(expr: &Expr, tree: TreeViewId) -> bool {
    matches!(&expr.op, Op::Parent(of, row) if *of == tree && is(row, Handle::Row))
}

fn is_of(kind: Kind, space: Space) -> bool {
    match space {
        Space::Partner => kind == Kind::Partner,
        Space::Event(set) => kind == Kind::Event(set),
        // Lines have no kind of their own.
        Space::Line(_) => kind == Kind::Text,
        Space::Person => kind == Kind::Person,
        Space::Company => false,
    }
}
