//! Checked expressions.

use super::types::{Grain, Subject, Type, Unit};
use super::{AggregateOp, BetweenUnit, ClampSide, CompareOp, RoundMode};
use crate::number::Decimal;
use crate::source::Span;
use chrono::NaiveDate;

/// A row in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(pub u32);

/// The subject of a definition, or the trigger of a bonus.
pub const SUBJECT: RowId = RowId(0);

/// The partner visited by a walk.
pub const EARNER: RowId = RowId(1);

/// A checked expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: Box<ExprKind>,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of checked expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A number, percent included (`5%` is 0.05).
    Number(Decimal),
    /// Yes/no.
    Bool(bool),
    /// A day.
    Date(NaiveDate),
    /// The n-th word of a list.
    Word(String, u32),
    /// Text.
    Text(String),
    /// Absent.
    None,
    /// A tally without entries.
    EmptyTally,
    /// A row in scope.
    Row(RowId),
    /// A parameter, ladder column, memory or let.
    Local(String),
    /// A declared field of an event, or a declared column of partners.
    Field(Expr, String),
    /// A built-in attribute of a partner or line.
    Builtin(Expr, Builtin),
    /// The partner above in a tree.
    Parent(Expr, String),
    /// The side or position in a tree.
    Side(Expr, String),
    /// A definition at a row, with arguments; `computed` reads the rule below an override.
    Definition {
        /// Whose.
        subject: Subject,
        /// Which.
        name: String,
        /// At which row; absent for the company.
        row: Option<Expr>,
        /// Arguments.
        args: Vec<Expr>,
        /// Without overrides.
        computed: bool,
    },
    /// Last period's closing value of a state.
    Opening(Expr, String),
    /// A table's value: table, arguments, result column.
    Table(String, Vec<Expr>, Option<String>),
    /// Tiers of the whole amount: the rate that was reached.
    Tiers(String, Expr),
    /// Tiers bracket by bracket of an amount.
    Brackets(String, Expr),
    /// Conversion by the declared rate: that of a day, or of the conditions date where none is named.
    Convert(Expr, Unit, Option<Expr>),
    /// `rate of amount`
    Of(Expr, Expr),
    /// `- x`
    Negate(Expr),
    /// Arithmetic.
    Binary(crate::syntax::ast::BinaryOp, Expr, Expr),
    /// Clamp.
    Clamp(Expr, ClampSide, Expr),
    /// Rounding to a scale.
    Rounded(Expr, RoundMode, u8),
    /// Smallest or (true) greatest.
    Extreme(bool, Vec<Expr>),
    /// Order comparison.
    Compare(CompareOp, Expr, Expr),
    /// Equality; false for `is not`.
    Is(bool, Expr, Expr),
    /// Presence; false for `is not known`.
    IsKnown(bool, Expr),
    /// Membership in a pick: yes/no, element, pick, arguments.
    IsIn(bool, Expr, String, Vec<Expr>),
    /// `x is below y in T`
    IsBelow(bool, Expr, Expr, String),
    /// `tally at or above rank`
    TallyAtOrAbove(Expr, Expr),
    /// Negation of yes/no.
    Not(Expr),
    /// All.
    And(Vec<Expr>),
    /// At least one.
    Or(Vec<Expr>),
    /// Cases from the top, and the last value.
    Cases(Vec<(Expr, Expr)>, Expr),
    /// The second where the first is absent.
    Otherwise(Expr, Expr),
    /// An aggregate over rows.
    Aggregate(Aggregate),
    /// The highest rank whose rule holds; the ladder's columns are locals of the rule.
    Highest(String, Expr, Expr),
    /// An aggregate over n periods.
    Window {
        /// How values are combined.
        op: AggregateOp,
        /// The value in each period.
        body: Expr,
        /// How many.
        count: u32,
        /// Periods back of the latest one: 0 includes the period at hand.
        latest: u32,
        /// Whether periods before joining count as empty (else they are left out).
        before_joining_counted: bool,
    },
    /// The value so many periods earlier.
    Back(Expr, u32),
    /// The value of a definition of a partner or the company in the period that is settled, whatever period's conditions
    /// are at hand.
    InSettled(Expr),
    /// The value in a period of another length: with `None` in the plan's period to which the one at hand belongs, else
    /// in the last such part of the plan's period at hand.
    OfGrain(Expr, Option<Grain>),
    /// The value in that part of the plan's period at hand in which a date lies.
    OfDate {
        /// The value in each part.
        value: Expr,
        /// How long parts are.
        grain: Grain,
        /// The date.
        date: Expr,
        /// Whether the date is certain to lie in a part of the period; else nothing is known where it does not.
        within: bool,
    },
    /// An aggregate over the parts of the plan's period at hand.
    Parts {
        /// How values are combined.
        op: AggregateOp,
        /// The value in each part.
        body: Expr,
        /// The parts.
        grain: Grain,
        /// Only up to the part at hand.
        so_far: bool,
        /// Whether parts before joining count as empty (else they are left out).
        before_joining_counted: bool,
    },
    /// The nearest partner above the one at hand in a tree for whom a condition holds.
    Nearest {
        /// The tree.
        tree: String,
        /// The partner above whom it is looked.
        of: Expr,
        /// The handle of the one who is looked at.
        element: RowId,
        /// What must hold of him.
        filter: Expr,
    },
    /// The first of a person's positions in an order; then by number. Absent where no position takes part.
    First {
        /// Whose positions.
        of: Expr,
        /// The handle of a position.
        element: RowId,
        /// Which positions take part.
        filter: Option<Expr>,
        /// The order.
        keys: Vec<OrderKey>,
    },
    /// Place among siblings in a tree, from 1.
    Place(String, Vec<OrderKey>),
    /// Value by date: from-dates rising; the first may be open.
    Dated(Vec<(Expr, NaiveDate)>),
    /// Months or days between two dates.
    Between(BetweenUnit, Expr, Expr),
    /// First (no) or last (yes) day of the period.
    PeriodEdge(bool),
    /// Last day of the period that is settled; a later one than the period's end where something is paid late.
    SettlementEnd,
    /// A value of a loop.
    Repeat(Repeat),
    /// A value of a loop over rows.
    Scan(Scan),
    /// Already reported.
    Error,
}

/// A loop over the rows of a partner, and which of its values is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The loop's name.
    pub name: String,
    /// The event, whose rows are those of the partner in its first partner field.
    pub event: String,
    /// The handle of the row in a round; the partner is [`SUBJECT`].
    pub element: RowId,
    /// Which rows have a round.
    pub filter: Option<Expr>,
    /// The order of the rounds; then by number.
    pub keys: Vec<OrderKey>,
    /// The rounds; starts speak of the partner alone.
    pub body: Repeat,
    /// Whether it is a value that a row has: a memory as it finds it, or a let. Else one of the partner.
    pub at_row: bool,
}

/// A loop over memories, and which of its values is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// How often it goes round at most.
    pub most: u32,
    /// Memories: name, type, start.
    pub memories: Vec<(String, Type, Expr)>,
    /// It ends before a round where one of these holds.
    pub stop_before: Vec<Expr>,
    /// Lets of a round, in the order of dependence.
    pub lets: Vec<(String, Expr)>,
    /// New values of memories, all at once.
    pub then: Vec<(String, Expr)>,
    /// The last value of this memory; `None`: how often it went round.
    pub result: Option<String>,
}

impl Repeat {
    fn parts(&self) -> impl Iterator<Item = &Expr> {
        let (starts, lets) = (self.memories.iter().map(|(_, _, e)| e), self.lets.iter().map(|(_, e)| e));
        starts.chain(&self.stop_before).chain(lets).chain(self.then.iter().map(|(_, e)| e))
    }

    fn parts_mut(&mut self) -> impl Iterator<Item = &mut Expr> {
        let (starts, lets) = (self.memories.iter_mut().map(|(_, _, e)| e), self.lets.iter_mut().map(|(_, e)| e));
        starts.chain(&mut self.stop_before).chain(lets).chain(self.then.iter_mut().map(|(_, e)| e))
    }
}

/// Built-in attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// Day of joining.
    JoinedOn,
    /// Terminated at the end of the period.
    Terminated,
    /// Set inactive at the end of the period.
    Inactive,
    /// Who owns the position.
    Person,
    /// Of a line: who earned it.
    LineEarner,
    /// Of a line: its amount at the stage of the trigger.
    LineAmount,
}

/// A checked aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// How rows are combined.
    pub op: AggregateOp,
    /// The value of a row; `None` for a count.
    pub body: Option<Expr>,
    /// The rows.
    pub rows: Rows,
    /// The element's handle.
    pub element: RowId,
    /// Which rows take part.
    pub filter: Option<Expr>,
}

/// Row sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// All rows of a subject.
    All(Subject),
    /// Rows of a subject whose field (or owner field) is the partner `of`.
    By {
        /// Whose rows.
        subject: Subject,
        /// The field.
        field: String,
        /// The partner.
        of: Expr,
    },
    /// Positions of the person.
    Positions(Expr),
    /// Children in a tree of the partner.
    Frontline(String, Expr),
    /// All below (and with `included` the partner himself), to a depth.
    Team {
        /// The tree.
        tree: String,
        /// The partner.
        of: Expr,
        /// Whether he counts himself.
        included: bool,
        /// Levels below, where bounded.
        depth: Option<u32>,
    },
    /// All above the partner.
    Upline(String, Expr),
    /// Rows of a pick of the partner.
    Pick(String, Vec<Expr>, Expr),
}

/// A key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderKey {
    /// The value.
    pub key: Expr,
    /// Largest first.
    pub descending: bool,
}

/// Calls `f` for every direct part of an expression.
pub fn children_mut(e: &mut Expr, f: &mut dyn FnMut(&mut Expr)) {
    match e.kind.as_mut() {
        ExprKind::Field(a, _)
        | ExprKind::Builtin(a, _)
        | ExprKind::Parent(a, _)
        | ExprKind::Side(a, _)
        | ExprKind::Opening(a, _) => f(a),
        ExprKind::Tiers(_, a) | ExprKind::Brackets(_, a) | ExprKind::Negate(a) | ExprKind::Rounded(a, ..) => f(a),
        ExprKind::IsKnown(_, a) | ExprKind::Not(a) | ExprKind::Back(a, _) | ExprKind::OfGrain(a, _) => f(a),
        ExprKind::InSettled(a) => f(a),
        ExprKind::Window { body, .. } | ExprKind::Parts { body, .. } => f(body),
        ExprKind::Convert(a, _, day) => {
            f(a);
            day.iter_mut().for_each(f);
        }
        ExprKind::Definition { row, args, .. } => row.iter_mut().chain(args).for_each(f),
        ExprKind::Table(_, args, _) | ExprKind::Extreme(_, args) | ExprKind::And(args) | ExprKind::Or(args) => {
            args.iter_mut().for_each(f)
        }
        ExprKind::IsIn(_, a, _, args) => {
            f(a);
            args.iter_mut().for_each(f);
        }
        ExprKind::Of(a, b)
        | ExprKind::OfDate { value: a, date: b, .. }
        | ExprKind::Binary(_, a, b)
        | ExprKind::Clamp(a, _, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Is(_, a, b)
        | ExprKind::IsBelow(_, a, b, _)
        | ExprKind::TallyAtOrAbove(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Highest(_, a, b)
        | ExprKind::Nearest { of: a, filter: b, .. }
        | ExprKind::Between(_, a, b) => {
            f(a);
            f(b);
        }
        ExprKind::Cases(arms, otherwise) => {
            for (v, c) in arms {
                f(c);
                f(v);
            }
            f(otherwise);
        }
        ExprKind::Aggregate(a) => {
            match &mut a.rows {
                Rows::By { of, .. }
                | Rows::Positions(of)
                | Rows::Frontline(_, of)
                | Rows::Team { of, .. }
                | Rows::Upline(_, of) => f(of),
                Rows::Pick(_, args, of) => {
                    f(of);
                    args.iter_mut().for_each(&mut *f);
                }
                Rows::All(_) => {}
            }
            a.filter.iter_mut().chain(&mut a.body).for_each(f);
        }
        ExprKind::First { of, filter, keys, .. } => {
            f(of);
            filter.iter_mut().chain(keys.iter_mut().map(|k| &mut k.key)).for_each(f);
        }
        ExprKind::Place(_, keys) => keys.iter_mut().for_each(|k| f(&mut k.key)),
        ExprKind::Dated(values) => values.iter_mut().for_each(|(v, _)| f(v)),
        ExprKind::Repeat(repeat) => repeat.parts_mut().for_each(f),
        ExprKind::Scan(scan) => {
            scan.filter.iter_mut().chain(scan.keys.iter_mut().map(|k| &mut k.key)).for_each(&mut *f);
            scan.body.parts_mut().for_each(f);
        }
        ExprKind::Number(_)
        | ExprKind::Bool(_)
        | ExprKind::Date(_)
        | ExprKind::Word(..)
        | ExprKind::Text(_)
        | ExprKind::None
        | ExprKind::EmptyTally
        | ExprKind::Row(_)
        | ExprKind::Local(_)
        | ExprKind::PeriodEdge(_)
        | ExprKind::SettlementEnd
        | ExprKind::Error => {}
    }
}

/// Calls `f` for an expression and all below it.
pub fn visit<'e>(e: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    f(e);
    children(e, &mut |child| visit(child, f));
}

/// Calls `f` for every direct part of an expression.
pub fn children<'e>(e: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    match e.kind.as_ref() {
        ExprKind::Field(a, _)
        | ExprKind::Builtin(a, _)
        | ExprKind::Parent(a, _)
        | ExprKind::Side(a, _)
        | ExprKind::Opening(a, _) => f(a),
        ExprKind::Tiers(_, a) | ExprKind::Brackets(_, a) | ExprKind::Negate(a) | ExprKind::Rounded(a, ..) => f(a),
        ExprKind::IsKnown(_, a) | ExprKind::Not(a) | ExprKind::Back(a, _) | ExprKind::OfGrain(a, _) => f(a),
        ExprKind::InSettled(a) => f(a),
        ExprKind::Window { body, .. } | ExprKind::Parts { body, .. } => f(body),
        ExprKind::Convert(a, _, day) => {
            f(a);
            day.iter().for_each(f);
        }
        ExprKind::Definition { row, args, .. } => row.iter().chain(args).for_each(f),
        ExprKind::Table(_, args, _) | ExprKind::Extreme(_, args) | ExprKind::And(args) | ExprKind::Or(args) => {
            args.iter().for_each(f)
        }
        ExprKind::IsIn(_, a, _, args) => {
            f(a);
            args.iter().for_each(f);
        }
        ExprKind::Of(a, b)
        | ExprKind::OfDate { value: a, date: b, .. }
        | ExprKind::Binary(_, a, b)
        | ExprKind::Clamp(a, _, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Is(_, a, b)
        | ExprKind::IsBelow(_, a, b, _)
        | ExprKind::TallyAtOrAbove(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Highest(_, a, b)
        | ExprKind::Nearest { of: a, filter: b, .. }
        | ExprKind::Between(_, a, b) => {
            f(a);
            f(b);
        }
        ExprKind::Cases(arms, otherwise) => {
            for (v, c) in arms {
                f(c);
                f(v);
            }
            f(otherwise);
        }
        ExprKind::Aggregate(a) => {
            match &a.rows {
                Rows::By { of, .. }
                | Rows::Positions(of)
                | Rows::Frontline(_, of)
                | Rows::Team { of, .. }
                | Rows::Upline(_, of) => f(of),
                Rows::Pick(_, args, of) => {
                    f(of);
                    args.iter().for_each(&mut *f);
                }
                Rows::All(_) => {}
            }
            a.filter.iter().chain(&a.body).for_each(f);
        }
        ExprKind::First { of, filter, keys, .. } => {
            f(of);
            filter.iter().chain(keys.iter().map(|k| &k.key)).for_each(f);
        }
        ExprKind::Place(_, keys) => keys.iter().for_each(|k| visit(&k.key, f)),
        ExprKind::Dated(values) => values.iter().for_each(|(v, _)| visit(v, f)),
        ExprKind::Repeat(repeat) => repeat.parts().for_each(f),
        ExprKind::Scan(scan) => {
            scan.filter.iter().chain(scan.keys.iter().map(|k| &k.key)).for_each(&mut *f);
            scan.body.parts().for_each(f);
        }
        ExprKind::Number(_)
        | ExprKind::Bool(_)
        | ExprKind::Date(_)
        | ExprKind::Word(..)
        | ExprKind::Text(_)
        | ExprKind::None
        | ExprKind::EmptyTally
        | ExprKind::Row(_)
        | ExprKind::Local(_)
        | ExprKind::PeriodEdge(_)
        | ExprKind::SettlementEnd
        | ExprKind::Error => {}
    }
}
