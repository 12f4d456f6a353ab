//! What holds of every row: where a column comes from, and what values it may have.

mod evaluate;

use crate::range::{Exact, Range, smallest, whole};
use crate::upper::Upper;
use compline_compiler::program::{
    Aggregate, AggregateOp, ColumnId, Expr, FoldStep, Handle, Kind, Op, Pass, Program, ScanValue, SiteId, Source,
    Space, Step, Ty,
};
use compline_lang::number::Decimal;
pub(crate) use evaluate::{Env, index, range};
use num_bigint::BigInt;
use std::collections::BTreeSet;

/// Where a column comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Def<'p> {
    /// Data.
    Input,
    /// Computed at its row.
    Value(&'p Expr),
    /// Rows of one space, each of which has one receiver at most.
    Gather(Space, &'p Aggregate),
    /// The rows directly below in a tree.
    Children(&'p Aggregate),
    /// A loop over events, a pick, a place.
    Other,
}

/// What is known of a program's columns.
pub(crate) struct Facts<'p> {
    /// The program.
    pub program: &'p Program,
    /// By column.
    defs: Vec<Def<'p>>,
    /// By column.
    ranges: Vec<Range>,
    /// Columns that stay in sight under their own names.
    named: BTreeSet<ColumnId>,
}

impl<'p> Facts<'p> {
    /// Finds them: first that numbers are not negative is taken for granted, and given up for columns where it does not
    /// follow, until all that is left follows; by induction over the order in which a run computes values it then
    /// holds. What follows from it makes the ranges smaller.
    pub fn of(program: &'p Program) -> Self {
        let defs = definitions(program);
        let ranges = (0..).zip(&program.columns).map(|(at, _)| first(program, &defs, ColumnId(at))).collect();
        let named = named(&defs);
        let mut facts = Self { program, defs, ranges, named };
        loop {
            let wrong = facts.not_following();
            if wrong.is_empty() {
                break;
            }
            for column in wrong {
                let ty = facts.ty(column);
                if let Some(slot) = facts.ranges.get_mut(column.index()) {
                    *slot = of_type(program, ty);
                }
            }
        }
        for _ in 0..3 {
            for at in 0..program.columns.len() {
                let column = column_id(at);
                let (Some(found), Some(slot)) = (facts.computed(column), facts.ranges.get(at)) else { continue };
                let refined = slot.meet(&found);
                if let Some(slot) = facts.ranges.get_mut(at) {
                    *slot = refined;
                }
            }
        }
        facts
    }

    /// Where a column comes from.
    pub fn def(&self, column: ColumnId) -> Def<'p> {
        self.defs.get(column.index()).copied().unwrap_or(Def::Other)
    }

    /// What values a column may have.
    pub fn range(&self, column: ColumnId) -> Range {
        self.ranges.get(column.index()).cloned().unwrap_or_else(|| Range::any().or_none())
    }

    /// Whether no value of a column is below zero.
    pub fn not_negative(&self, column: ColumnId) -> bool {
        self.ranges.get(column.index()).is_some_and(Range::is_not_negative)
    }

    /// Its rows.
    pub fn space(&self, column: ColumnId) -> Space {
        self.program.columns.get(column.index()).map_or(Space::Company, |column| column.space)
    }

    /// Its name.
    pub fn name(&self, column: ColumnId) -> String {
        self.program.columns.get(column.index()).map_or_else(String::new, |column| column.name.clone())
    }

    /// Where a column stands in the plan.
    pub fn site(&self, column: ColumnId) -> Option<SiteId> {
        let definition = self.program.definitions.iter().find(|definition| definition.column == column);
        definition.map(|definition| definition.site).or_else(|| match self.def(column) {
            Def::Value(expr) => Some(expr.site),
            Def::Gather(_, aggregate) | Def::Children(aggregate) => Some(aggregate.value.site),
            Def::Input | Def::Other => None,
        })
    }

    /// Whether a computed column stays in sight under its own name, beside what its definition says of it: where something is the
    /// difference of two, such as what is received and what is passed on, only the names show what comes to nothing.
    pub fn is_named(&self, column: ColumnId) -> bool {
        self.named.contains(&column)
    }

    /// The columns that are the sum of this one over the rows directly below, all of them.
    pub fn sums_of_children(&self, column: ColumnId) -> impl Iterator<Item = ColumnId> + '_ {
        (0..).zip(&self.defs).filter_map(move |(at, def)| match def {
            Def::Children(Aggregate { op: AggregateOp::Sum, value, filter: None, .. })
                if matches!(&value.op, Op::Load(of, row)
                    if *of == column && matches!(row.op, Op::Handle(Handle::Row))) =>
            {
                Some(ColumnId(at))
            }
            _ => None,
        })
    }

    fn ty(&self, column: ColumnId) -> Ty {
        self.program.columns.get(column.index()).map_or(Ty { kind: Kind::Text, optional: true }, |column| column.ty)
    }

    /// Computed columns that are not negative by what was taken for granted, but not by their definition.
    fn not_following(&self) -> Vec<ColumnId> {
        let upper = Upper::new(self);
        let columns = (0..self.program.columns.len()).map(column_id);
        let wrong = columns.filter(|column| {
            let number = matches!(self.ty(*column).kind, Kind::Number(..));
            let granted = number && self.not_negative(*column);
            let found = self.computed(*column);
            let follows = found.as_ref().is_none_or(Range::is_not_negative)
                || matches!(self.def(*column), Def::Value(expr) if upper.is_not_negative(expr));
            granted && !follows
        });
        wrong.collect()
    }

    /// The range that a column's definition gives; nothing for data.
    fn computed(&self, column: ColumnId) -> Option<Range> {
        let range = match self.def(column) {
            Def::Input | Def::Other => return None,
            Def::Value(expr) => range(self, expr, &Env::default()),
            Def::Gather(_, aggregate) | Def::Children(aggregate) => self.aggregate(aggregate),
        };
        Some(range)
    }

    fn aggregate(&self, aggregate: &Aggregate) -> Range {
        let value = || range(self, &aggregate.value, &Env::default());
        match aggregate.op {
            AggregateOp::Count => Range::not_negative(),
            AggregateOp::Any | AggregateOp::Every => Range::truth(true, true),
            AggregateOp::Largest | AggregateOp::Smallest => value().or_none(),
            AggregateOp::Sum => {
                let value = value();
                if value.is_not_negative() { Range::not_negative() } else { Range::any() }
            }
        }
    }
}

/// A stored integer of a type as an exact number.
pub(crate) fn stored(value: i128, ty: Ty) -> Exact {
    Exact::from_integer(BigInt::from(value)) * smallest(ty.scale())
}

/// What a type allows.
pub(crate) fn of_type(program: &Program, ty: Ty) -> Range {
    let range = match ty.kind {
        Kind::Bool => Range::truth(true, true),
        Kind::Word(list) => Range::below(program.words.get(list.index()).map_or(usize::MAX, |list| list.words.len())),
        _ => Range::any(),
    };
    if ty.optional { range.or_none() } else { range }
}

fn column_id(at: usize) -> ColumnId {
    ColumnId(u32::try_from(at).unwrap_or(u32::MAX))
}

/// What is taken for granted of a column.
fn first(program: &Program, defs: &[Def<'_>], id: ColumnId) -> Range {
    let Some(column) = program.columns.get(id.index()) else { return Range::any().or_none() };
    let by_type = of_type(program, column.ty);
    let field = match column.source {
        Source::EventField(field) => {
            let Space::Event(set) = column.space else { return by_type };
            let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
            event.and_then(|event| event.fields.get(field as usize))
        }
        Source::PartnerField(field) => program.partner_fields.get(field as usize),
        Source::Computed => {
            let computed = defs.get(id.index()).is_some_and(|def| !matches!(def, Def::Input | Def::Other));
            let number = matches!(column.ty.kind, Kind::Number(..));
            if computed && number {
                let range = Range::not_negative();
                return if column.ty.optional { range.or_none() } else { range };
            }
            let scanned = scan_value(program, id);
            return match scanned {
                Some((ScanValue::Rounds, most)) => Range {
                    absent: column.ty.optional,
                    values: crate::range::Values::Between(Some(whole(0)), Some(whole(i64::from(most)))),
                },
                _ => by_type,
            };
        }
        // A bonus on lines that may be below zero gets no bound at all.
        Source::LineAmount => return Range::not_negative(),
        _ => None,
    };
    match field.and_then(|field| field.range).filter(|_| matches!(column.ty.kind, Kind::Number(..))) {
        Some((low, high)) => {
            let values = crate::range::Values::Between(Some(exact(low)), Some(exact(high)));
            Range { absent: column.ty.optional, values }
        }
        None => by_type,
    }
}

/// A decimal of the plan as an exact number.
pub(crate) fn exact(decimal: Decimal) -> Exact {
    Exact::from_integer(BigInt::from(decimal.mantissa)) * smallest(decimal.scale)
}

/// Differences, and what they are differences of.
fn named(defs: &[Def<'_>]) -> BTreeSet<ColumnId> {
    let mut named = BTreeSet::new();
    for (at, def) in defs.iter().enumerate() {
        if let Def::Value(expr) = def
            && matches!(expr.op, Op::Sub(..))
        {
            named.insert(column_id(at));
            expr.walk(&mut |expr| {
                if let Op::Load(column, row) = &expr.op
                    && matches!(row.op, Op::Handle(Handle::Row))
                {
                    named.insert(*column);
                }
            });
        }
    }
    named
}

fn scan_value(program: &Program, column: ColumnId) -> Option<(ScanValue, u32)> {
    program.steps.iter().find_map(|step| match step {
        Step::Pass(Pass::Scan(scan)) => {
            let value = scan.into.iter().find(|(_, into)| *into == column);
            value.map(|(value, _)| (*value, scan.most))
        }
        _ => None,
    })
}

/// Where each column comes from.
fn definitions(program: &Program) -> Vec<Def<'_>> {
    let of_source = |source: Source| if source == Source::Computed { Def::Other } else { Def::Input };
    let mut defs: Vec<Def<'_>> = program.columns.iter().map(|column| of_source(column.source)).collect();
    let mut set = |column: ColumnId, def| {
        if let Some(slot) = defs.get_mut(column.index()) {
            *slot = def;
        }
    };
    for step in &program.steps {
        let Step::Pass(pass) = step else { continue };
        match pass {
            Pass::Map { columns, .. } | Pass::FoldDown { columns, .. } => {
                columns.iter().for_each(|(column, expr)| set(*column, Def::Value(expr)));
            }
            Pass::FoldUp { steps, .. } => {
                for step in steps {
                    match step {
                        FoldStep::Children(aggregate) => set(aggregate.into, Def::Children(aggregate)),
                        FoldStep::Value(column, expr) => set(*column, Def::Value(expr)),
                        FoldStep::Pick { into, .. } | FoldStep::Place { into, .. } => set(*into, Def::Other),
                    }
                }
            }
            Pass::Gather { from, aggregates, .. } => {
                aggregates.iter().for_each(|aggregate| set(aggregate.into, Def::Gather(*from, aggregate)));
            }
            Pass::Scan(_) | Pass::Derive { .. } => {}
        }
    }
    defs
}
