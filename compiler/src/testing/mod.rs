//! Small programs and stores by hand, for tests of evaluators.
//!
//! ```text
//! let mut b = Build::new();
//! let (orders, fields) = b.event("Order", &[("seller", partner()), ("bv", bv(0))]);
//! let pv = b.column("PV", Space::Partner, bv(0));
//! b.gather(Space::Event(orders), Space::Partner, Some(b.row(seller)), vec![b.sum(pv, b.row(volume))]);
//! let mut store = store(&b.program, &[-1, 0, 0]);
//! events(&b.program, &mut store, orders, &[1, 2, 2]);
//! fill(&b.program, &mut store, volume, &[100, 50, 25]);
//! ```

mod data;
mod exprs;

pub use data::{events, fill, store, tree, values};
pub use exprs::*;

use crate::program::{
    Aggregate, AggregateOp, Assert, Bonus, BonusId, Calendar, Cap, CapExcess, CapId, CapMethod, CapRounding, CapScope,
    Column, ColumnId, Event, EventId, EventSet, EventSetId, Expr, Field, FoldStep, Grain, Handle, Key, Kind,
    LineSource, Op, Pass, Pool, PoolId, Program, Reach, Reversal, Select, Source, Space, Step, Table, TableId, Tree,
    TreeId, TreeView, TreeViewId, Trigger, Ty, Unit, UnitKind, Weeks, Width, Words, WordsId,
};
use compline_lang::source::Place;

/// A program that is being built.
#[derive(Clone, Debug)]
pub struct Build {
    /// The program so far.
    pub program: Program,
}

impl Default for Build {
    fn default() -> Self {
        Self::new()
    }
}

impl Build {
    /// An empty program in EUR with a tree `sponsor`.
    pub fn new() -> Self {
        let unit = |name: &str, kind, scale| Unit { name: name.to_owned(), kind, scale };
        let units = vec![
            unit("EUR", UnitKind::Money, 2),
            unit("BV", UnitKind::Points, 2),
            unit("percent", UnitKind::Percent, 4),
            unit("count", UnitKind::Count, 0),
            unit("factor", UnitKind::Factor, 4),
        ];
        let program = Program {
            weeks: Weeks::Cut(0),
            parts: Vec::new(),
            plan: "Test".to_owned(),
            version: "1".to_owned(),
            currency: EUR,
            calendar: Calendar::usual(Grain::Month),
            valid: None,
            units,
            words: Vec::new(),
            texts: Vec::new(),
            events: Vec::new(),
            event_sets: Vec::new(),
            partner_fields: Vec::new(),
            trees: vec![Tree { name: "sponsor".to_owned(), sides: Vec::new(), width: None, placing: None }],
            tree_views: vec![TreeView { tree: TreeId(0), at: Reach::NOW, derived: None }],
            states: Vec::new(),
            columns: Vec::new(),
            tables: Vec::new(),
            steps: Vec::new(),
            bonuses: Vec::new(),
            pools: Vec::new(),
            caps: Vec::new(),
            asserts: Vec::new(),
            overridables: Vec::new(),
            definitions: Vec::new(),
            rank_rules: Vec::new(),
            ranks: None,
            sites: vec![Place::default(); 16],
        };
        Self { program }
    }

    /// A second tree and its view at hand.
    pub fn tree(&mut self, name: &str) -> TreeViewId {
        self.program.trees.push(Tree { name: name.to_owned(), sides: Vec::new(), width: None, placing: None });
        self.program.tree_views.push(TreeView {
            tree: TreeId(last(&self.program.trees)),
            at: Reach::NOW,
            derived: None,
        });
        TreeViewId(last(&self.program.tree_views))
    }

    /// A list of words, as a ladder.
    pub fn ladder(&mut self, name: &str, words: &[&str]) -> WordsId {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        self.program.words.push(Words { name: name.to_owned(), ordered: true, ladder: true, words });
        WordsId(last(&self.program.words))
    }

    /// An event kind, the set of those that are paid, and a column of it for each field. The first partner field is
    /// the owner, the first date decides everything that a date decides.
    pub fn event(&mut self, name: &str, fields: &[(&str, Ty)]) -> (EventSetId, Vec<ColumnId>) {
        let declared: Vec<_> =
            fields.iter().map(|(name, ty)| Field { name: (*name).to_owned(), ty: *ty, range: None }).collect();
        let owner = fields.iter().position(|(_, ty)| ty.kind == Kind::Partner).and_then(|at| u32::try_from(at).ok());
        let date = fields.iter().position(|(_, ty)| ty.kind == Kind::Date);
        let date = date.and_then(|at| u32::try_from(at).ok()).unwrap_or_default();
        self.program.events.push(Event {
            name: name.to_owned(),
            fields: declared,
            owner,
            conditions: date,
            conditions_before: false,
            volume: date,
            payable: date,
            holds: None,
            reversal: Reversal::NOTHING,
        });
        self.program
            .event_sets
            .push(EventSet { event: EventId(last(&self.program.events)), select: Select::Paid(Reach::NOW) });
        let set = EventSetId(last(&self.program.event_sets));
        let columns = (0..)
            .zip(fields)
            .map(|(at, (name, ty))| self.column_from(name, Space::Event(set), *ty, Source::EventField(at)));
        (set, columns.collect())
    }

    /// A computed column, eight bytes wide.
    pub fn column(&mut self, name: &str, space: Space, ty: Ty) -> ColumnId {
        self.column_from(name, space, ty, Source::Computed)
    }

    /// A column with a source, eight bytes wide.
    pub fn column_from(&mut self, name: &str, space: Space, ty: Ty, source: Source) -> ColumnId {
        self.program.columns.push(Column { name: name.to_owned(), space, ty, width: Width::W64, source });
        ColumnId(last(&self.program.columns))
    }

    /// A partner column that the test fills.
    pub fn given(&mut self, name: &str, ty: Ty) -> ColumnId {
        self.program.partner_fields.push(Field { name: name.to_owned(), ty, range: None });
        let at = last(&self.program.partner_fields);
        self.column_from(name, Space::Partner, ty, Source::PartnerField(at))
    }

    /// A computed company column with a fixed value, and the step that writes it.
    pub fn fixed(&mut self, name: &str, stored: i128, ty: Ty) -> ColumnId {
        let column = self.column(name, Space::Company, ty);
        self.map(Space::Company, vec![(column, num(stored, ty))]);
        column
    }

    /// Another width for a column.
    pub fn width(&mut self, column: ColumnId, width: Width) {
        if let Some(column) = self.program.columns.get_mut(column.index()) {
            column.width = width;
        }
    }

    /// A table.
    pub fn table(&mut self, name: &str, ty: Ty, keys: &[(&str, Ty, &[i64])], values: &[Option<i64>]) -> TableId {
        let key = |(name, ty, bounds): &(&str, Ty, &[i64])| Key {
            name: (*name).to_owned(),
            ty: *ty,
            bounds: bounds.to_vec(),
        };
        let keys = keys.iter().map(key).collect();
        self.program.tables.push(Table { name: name.to_owned(), keys, ty, values: values.to_vec() });
        TableId(last(&self.program.tables))
    }

    /// A table's value.
    pub fn lookup(&self, table: TableId, keys: Vec<Expr>) -> Expr {
        expr(Op::Lookup(table, keys), self.program.tables.get(table.index()).map_or(count(), |table| table.ty))
    }

    /// The value of a column at a row.
    pub fn load(&self, column: ColumnId, at: Expr) -> Expr {
        expr(Op::Load(column, at.into()), self.ty(column))
    }

    /// The value of a column at [`Handle::Row`].
    pub fn row(&self, column: ColumnId) -> Expr {
        self.at(column, Handle::Row)
    }

    /// The value of a column at [`Handle::My`].
    pub fn my(&self, column: ColumnId) -> Expr {
        self.at(column, Handle::My)
    }

    /// The value of a column at [`Handle::Trigger`].
    pub fn trigger(&self, column: ColumnId) -> Expr {
        self.at(column, Handle::Trigger)
    }

    /// The value of a column at [`Handle::Earner`].
    pub fn earner(&self, column: ColumnId) -> Expr {
        self.at(column, Handle::Earner)
    }

    /// The value of a company column.
    pub fn company(&self, column: ColumnId) -> Expr {
        expr(Op::Company(column), self.ty(column))
    }

    /// An aggregate.
    pub fn aggregate(&self, into: ColumnId, op: AggregateOp, value: Expr, filter: Option<Expr>) -> Aggregate {
        Aggregate { into, op, value, filter }
    }

    /// A sum over all rows.
    pub fn sum(&self, into: ColumnId, value: Expr) -> Aggregate {
        self.aggregate(into, AggregateOp::Sum, value, None)
    }

    /// Adds a map.
    pub fn map(&mut self, space: Space, columns: Vec<(ColumnId, Expr)>) {
        self.program.steps.push(Step::Pass(Pass::Map { space, columns }));
    }

    /// Adds a fold down the sponsor tree.
    pub fn fold_down(&mut self, columns: Vec<(ColumnId, Expr)>) {
        self.program.steps.push(Step::Pass(Pass::FoldDown { tree: SPONSOR, columns }));
    }

    /// Adds a fold up the sponsor tree.
    pub fn fold_up(&mut self, steps: Vec<FoldStep>) {
        self.program.steps.push(Step::Pass(Pass::FoldUp { tree: SPONSOR, steps }));
    }

    /// Adds a gather.
    pub fn gather(&mut self, from: Space, into: Space, key: Option<Expr>, aggregates: Vec<Aggregate>) {
        self.program.steps.push(Step::Pass(Pass::Gather { from, into, key, aggregates }));
    }

    /// Adds a bonus without clauses; the test fills in the rest.
    pub fn bonus(&mut self, name: &str, space: Space, fill: impl FnOnce(&mut Bonus)) -> BonusId {
        let mut bonus = Bonus {
            at: Reach::NOW,
            name: name.to_owned(),
            site: SITE,
            trigger: Trigger { space, partner: None, lines_of: None, after: None },
            filter: None,
            walk: None,
            vars: Vec::new(),
            start: Vec::new(),
            stop_before: None,
            verbs: Vec::new(),
            lets: Vec::new(),
            pays: Vec::new(),
            then: Vec::new(),
            stop_after: None,
            finally: Vec::new(),
            rounding: Some(EACH_CENT),
            true_up: false,
        };
        fill(&mut bonus);
        self.program.bonuses.push(bonus);
        let id = BonusId(last(&self.program.bonuses));
        self.program.steps.push(Step::Bonus(id));
        id
    }

    /// The id of the next bonus, for the columns of its line space.
    pub fn next_bonus(&self) -> BonusId {
        BonusId(u32::try_from(self.program.bonuses.len()).unwrap_or(u32::MAX))
    }

    /// Adds a pool.
    pub fn pool(&mut self, name: &str, amount: ColumnId, member: ColumnId, weight: ColumnId) -> PoolId {
        self.program.pools.push(Pool { name: name.to_owned(), at: Reach::NOW, site: SITE, amount, member, weight });
        let id = PoolId(last(&self.program.pools));
        self.program.steps.push(Step::Pool(id));
        id
    }

    /// Adds a cap, by partner in proportion and shared exactly; the test changes what it wants.
    pub fn cap(
        &mut self,
        name: &str,
        on: &[LineSource],
        scope: CapScope,
        at: ColumnId,
        fill: impl FnOnce(&mut Cap),
    ) -> CapId {
        let mut cap = Cap {
            within: Reach::NOW,
            name: name.to_owned(),
            site: SITE,
            on: on.to_vec(),
            after: Vec::new(),
            scope,
            at,
            method: CapMethod::InProportion { by_line: false, positive_only: false },
            rounding: CapRounding::SharedExactly,
            excess: CapExcess::Lost,
        };
        fill(&mut cap);
        self.program.caps.push(cap);
        let id = CapId(last(&self.program.caps));
        self.program.steps.push(Step::Cap(id));
        id
    }

    /// Adds an assert.
    pub fn assert(&mut self, text: &str, column: ColumnId) {
        self.program.asserts.push(Assert { text: text.to_owned(), column, site: SITE });
    }

    fn at(&self, column: ColumnId, handle: Handle) -> Expr {
        let space = self.program.columns.get(column.index()).map(|column| column.space);
        let ty = match space {
            Some(Space::Event(set)) => event(set),
            _ => partner(),
        };
        self.load(column, expr(Op::Handle(handle), ty))
    }

    fn ty(&self, column: ColumnId) -> Ty {
        self.program.columns.get(column.index()).map_or(count(), |column| column.ty)
    }
}

fn last<T>(list: &[T]) -> u32 {
    u32::try_from(list.len().saturating_sub(1)).unwrap_or(u32::MAX)
}
