//! Random passes.

use crate::exprs::Scope;
use crate::rng::Rng;
use crate::world::{TREES, World, width};
use compline_compiler::program::{
    Aggregate, AggregateOp, ColumnId, Expr, FoldStep, Handle, Kind, Op, Pass, PickKey, Source, Space, Step, TreeViewId,
    Ty, Width,
};
use compline_compiler::testing;

const AGGREGATES: [AggregateOp; 7] = [
    AggregateOp::Sum,
    AggregateOp::Sum,
    AggregateOp::Count,
    AggregateOp::Largest,
    AggregateOp::Smallest,
    AggregateOp::Any,
    AggregateOp::Every,
];

impl World {
    /// All columns that have values by now.
    pub fn known(&self, done: &[ColumnId]) -> Vec<ColumnId> {
        let given = (0..).map(ColumnId).zip(&self.b.program.columns);
        let given =
            given.filter(|(_, column)| matches!(column.source, Source::PartnerField(_) | Source::EventField(_)));
        given.map(|(id, _)| id).chain(done.iter().copied()).collect()
    }

    fn new_column(&mut self, rng: &mut Rng, space: Space) -> (ColumnId, Ty) {
        let ty = self.any_type(rng);
        let column = self.b.column("computed", space, ty);
        let narrow = match ty.kind {
            Kind::Number(..) => {
                if rng.one_in(4) {
                    width(rng)
                } else {
                    Width::W64
                }
            }
            Kind::Bool => Width::W8,
            _ => Width::W32,
        };
        self.b.width(column, narrow);
        (column, ty)
    }

    fn spaces(&self) -> Vec<Space> {
        let mut spaces = vec![Space::Partner, Space::Partner, Space::Company];
        spaces.extend(self.events.iter().flat_map(|set| [Space::Event(*set), Space::Event(*set)]));
        spaces
    }

    /// Adds a random pass; the columns that it wrote are added to `done`.
    pub fn pass(&mut self, rng: &mut Rng, done: &mut Vec<ColumnId>) {
        let pass = match rng.below(10) {
            0..=3 => self.map(rng, done),
            4..=6 => self.gather(rng, done),
            7 | 8 => self.fold_up(rng, done),
            _ => self.fold_down(rng, done),
        };
        self.b.program.steps.push(Step::Pass(pass));
    }

    fn map(&mut self, rng: &mut Rng, done: &mut Vec<ColumnId>) -> Pass {
        let spaces = self.spaces();
        let space = rng.pick(&spaces);
        let mut scope = Scope {
            handles: vec![(Handle::Row, space)],
            columns: self.known(done),
            only_at: Vec::new(),
            vars: Vec::new(),
        };
        if space == Space::Company {
            scope.handles.clear();
        }
        let columns = self.columns(rng, space, &mut scope, done);
        Pass::Map { space, columns }
    }

    fn columns(
        &mut self,
        rng: &mut Rng,
        space: Space,
        scope: &mut Scope,
        done: &mut Vec<ColumnId>,
    ) -> Vec<(ColumnId, Expr)> {
        let mut columns = Vec::new();
        for _ in 0..rng.between(1, 4) {
            let (column, ty) = self.new_column(rng, space);
            let value = self.of_type(rng, scope, ty, 4);
            columns.push((column, value));
            if space == Space::Company {
                scope.columns.push(column);
            } else {
                scope.only_at.push((Handle::Row, column));
            }
            done.push(column);
        }
        columns
    }

    fn fold_down(&mut self, rng: &mut Rng, done: &mut Vec<ColumnId>) -> Pass {
        let tree = rng.pick(&TREES);
        let mut scope = Scope {
            handles: vec![(Handle::Row, Space::Partner)],
            columns: self.known(done),
            only_at: Vec::new(),
            vars: Vec::new(),
        };
        let mut columns = self.columns(rng, Space::Partner, &mut scope, done);
        // One that reads itself above.
        let column = self.b.column("depth", Space::Partner, testing::count());
        let above = testing::expr(Op::Parent(tree, testing::row().into()), testing::optional(testing::partner()));
        let above = testing::expr(Op::Load(column, above.into()), testing::optional(testing::count()));
        let depth =
            testing::add(testing::or_else(above, testing::num(0, testing::count())), testing::num(1, testing::count()));
        columns.push((column, depth));
        done.push(column);
        Pass::FoldDown { tree, columns }
    }

    fn aggregate(&mut self, rng: &mut Rng, scope: &Scope, into: Space, done: &mut Vec<ColumnId>) -> Aggregate {
        let op = rng.pick(&AGGREGATES);
        let filter = rng.one_in(2).then(|| self.truth(rng, scope, 2));
        let (value, ty) = match op {
            AggregateOp::Count => (testing::num(1, testing::count()), testing::count()),
            AggregateOp::Any | AggregateOp::Every => (self.truth(rng, scope, 2), testing::yes_no()),
            AggregateOp::Sum => {
                let value = self.number(rng, scope, 3);
                let ty = Ty { optional: false, ..value.ty };
                (value, ty)
            }
            AggregateOp::Largest | AggregateOp::Smallest => {
                let value = self.number(rng, scope, 3);
                let ty = Ty { optional: true, ..value.ty };
                (value, ty)
            }
        };
        let column = self.b.column("gathered", into, ty);
        done.push(column);
        Aggregate { into: column, op, value, filter }
    }

    fn gather(&mut self, rng: &mut Rng, done: &mut Vec<ColumnId>) -> Pass {
        let spaces = self.spaces();
        let from = rng.pick(&spaces);
        let (from, mut scope) = if from == Space::Company {
            (
                Space::Partner,
                Scope {
                    handles: vec![(Handle::Row, Space::Partner)],
                    columns: self.known(done),
                    only_at: Vec::new(),
                    vars: Vec::new(),
                },
            )
        } else {
            (
                from,
                Scope {
                    handles: vec![(Handle::Row, from)],
                    columns: self.known(done),
                    only_at: Vec::new(),
                    vars: Vec::new(),
                },
            )
        };
        let owner = match from {
            Space::Event(set) => {
                let program = &self.b.program;
                let owner = (0..)
                    .map(ColumnId)
                    .zip(&program.columns)
                    .find(|(_, c)| c.space == Space::Event(set) && c.source == Source::EventField(0));
                owner.map(|(column, _)| self.b.row(column))
            }
            _ => None,
        };
        let (into, key) = match rng.below(4) {
            0 => (Space::Company, None),
            1 | 2 if owner.is_some() => (Space::Partner, owner),
            _ => match self.partner(rng, &scope, 2) {
                Some(key) => (Space::Partner, Some(key)),
                None => (Space::Company, None),
            },
        };
        if into == Space::Partner {
            scope.handles.push((Handle::My, Space::Partner));
        }
        let before = done.clone();
        let mut aggregates = Vec::new();
        for _ in 0..rng.between(1, 3) {
            scope.columns = self.known(&before);
            let aggregate = self.aggregate(rng, &scope, into, done);
            aggregates.push(aggregate);
        }
        Pass::Gather { from, into, key, aggregates }
    }

    fn fold_up(&mut self, rng: &mut Rng, done: &mut Vec<ColumnId>) -> Pass {
        let tree: TreeViewId = rng.pick(&TREES);
        let before = self.known(done);
        let mut steps = Vec::new();
        // Columns of this fold at the child, and at the partner at hand.
        let mut at_child: Vec<(Handle, ColumnId)> = Vec::new();
        let mut at_row: Vec<(Handle, ColumnId)> = Vec::new();
        // A column that every child has, and that is summed.
        let total = self.b.column("total", Space::Partner, testing::bv(2));
        at_child.push((Handle::Row, total));
        for _ in 0..rng.between(1, 5) {
            let child_scope = |at_child: &Vec<(Handle, ColumnId)>, at_my: &Vec<(Handle, ColumnId)>| Scope {
                handles: vec![(Handle::Row, Space::Partner), (Handle::My, Space::Partner)],
                columns: before.clone(),
                only_at: at_child.iter().chain(at_my).copied().collect(),
                vars: Vec::new(),
            };
            let at_my: Vec<_> = if rng.one_in(3) {
                at_row.iter().map(|(_, column)| (Handle::My, *column)).collect()
            } else {
                Vec::new()
            };
            match rng.below(8) {
                0..=2 => {
                    let scope = child_scope(&at_child, &at_my);
                    let aggregate = self.aggregate(rng, &scope, Space::Partner, done);
                    at_row.push((Handle::Row, aggregate.into));
                    at_child.push((Handle::Row, aggregate.into));
                    steps.push(FoldStep::Children(aggregate));
                }
                3 | 4 => {
                    let scope = Scope {
                        handles: vec![(Handle::Row, Space::Partner)],
                        columns: before.clone(),
                        only_at: at_row.clone(),
                        vars: Vec::new(),
                    };
                    let (column, ty) = self.new_column(rng, Space::Partner);
                    let value = self.of_type(rng, &scope, ty, 3);
                    steps.push(FoldStep::Value(column, value));
                    at_row.push((Handle::Row, column));
                    at_child.push((Handle::Row, column));
                    done.push(column);
                }
                5 | 6 => {
                    let into = self.b.column("picked", Space::Partner, testing::yes_no());
                    self.b.width(into, Width::W8);
                    let count = testing::num(rng.between(-1, 3).into(), testing::count());
                    let scope = child_scope(&at_child, &at_my);
                    let filter = rng.one_in(2).then(|| self.truth(rng, &scope, 2));
                    let keys = self.keys(rng, &scope);
                    steps.push(FoldStep::Pick { into, count, filter, keys });
                    at_child.push((Handle::Row, into));
                    done.push(into);
                }
                _ => {
                    let into = self.b.column("place", Space::Partner, testing::count());
                    self.b.width(into, Width::W32);
                    let scope = child_scope(&Vec::new(), &Vec::new());
                    let keys = self.keys(rng, &scope);
                    steps.push(FoldStep::Place { into, keys });
                    done.push(into);
                }
            }
        }
        let own = before.iter().copied().find(|column| {
            let column = &self.b.program.columns[column.index()];
            column.space == Space::Partner
                && matches!(column.ty.kind, Kind::Number(_, scale) if scale <= 2)
                && !column.ty.optional
        });
        let own = own.map_or(testing::num(100, testing::bv(2)), |column| self.b.row(column));
        let below = self.b.column("below", Space::Partner, testing::bv(2));
        let sum = self.b.sum(below, self.b.row(total));
        steps.push(FoldStep::Children(sum));
        steps.push(FoldStep::Value(total, testing::add(own, self.b.row(below))));
        done.extend([total, below]);
        Pass::FoldUp { tree, steps }
    }

    fn keys(&self, rng: &mut Rng, scope: &Scope) -> Vec<PickKey> {
        (0..rng.below(3)).map(|_| PickKey { key: self.number(rng, scope, 2), descending: rng.one_in(2) }).collect()
    }
}
