//! Scalar expressions.

use super::{ColumnId, Reach, SiteId, TableId, TreeViewId, Ty, Var, VarId};

/// A typed scalar expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it computes.
    pub op: Op,
    /// Its static type, with scale. Operands of other scale are widened exactly.
    pub ty: Ty,
    /// Where it stands in the plan.
    pub site: SiteId,
}

/// The rows that an expression may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handle {
    /// The row at hand: of a map, the element of an aggregate or pick.
    Row,
    /// The owner of an aggregate or pick, seen from the element.
    My,
    /// The trigger of a bonus (event, partner or line).
    Trigger,
    /// The partner who is visited by a walk; without a walk, the one who is paid.
    Earner,
}

/// Operations. Unless said otherwise, an absent operand makes an absent result, and
/// a comparison with an absent operand is no.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// A constant in stored form (an integer multiple of `10^-scale` for numbers).
    Const(i128),
    /// Absent.
    None,
    /// A row.
    Handle(Handle),
    /// A memory or let of the bonus.
    Var(VarId),
    /// The value of a column at a row; absent where the row is.
    Load(ColumnId, Box<Expr>),
    /// The value of a company column.
    Company(ColumnId),
    /// The partner above in a tree; absent at a root.
    Parent(TreeViewId, Box<Expr>),
    /// The side or position (from 0) in a tree; absent at a root.
    Side(TreeViewId, Box<Expr>),
    /// Sum.
    Add(Box<Expr>, Box<Expr>),
    /// Difference.
    Sub(Box<Expr>, Box<Expr>),
    /// Product; scales add.
    Mul(Box<Expr>, Box<Expr>),
    /// Quotient. Stands only directly under [`Op::Round`], or as the amount of a pay clause that is rounded.
    /// The checker has made sure that the divisor is not zero where this is evaluated.
    Div(Box<Expr>, Box<Expr>),
    /// Negation.
    Neg(Box<Expr>),
    /// Rounds to the scale of the result type.
    Round(Box<Expr>, super::RoundMode),
    /// The smaller one.
    Min(Box<Expr>, Box<Expr>),
    /// The greater one.
    Max(Box<Expr>, Box<Expr>),
    /// Comparison by value; equality also of words, dates, rows, texts.
    Compare(Compare, Box<Expr>, Box<Expr>),
    /// Both; the second is evaluated only if the first is yes.
    And(Box<Expr>, Box<Expr>),
    /// Either; the second is evaluated only if the first is no.
    Or(Box<Expr>, Box<Expr>),
    /// Not.
    Not(Box<Expr>),
    /// The second where the first is yes, else the third; only one of them is evaluated.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Whether the operand is there.
    IsKnown(Box<Expr>),
    /// The first where it is there, else the second.
    OrElse(Box<Expr>, Box<Expr>),
    /// A table's value; an error that names the table where no row fits.
    Lookup(TableId, Vec<Expr>),
    /// Whether the first partner is below the second in a tree (not the same).
    IsBelow(TreeViewId, Box<Expr>, Box<Expr>),
    /// First or last day of a stretch.
    Period(PeriodEdge, Reach),
    /// Months or days between two dates (from, to).
    Between(MonthCount, Box<Expr>, Box<Expr>),
    /// A value of a loop. Variables inside of it are its own.
    Repeat(Box<Repeat>),
}

/// A loop over memories.
///
/// Memories get their `start` values. Then, at most `most` times: where `stop_before` holds the loop ends; else `lets` in
/// order, and `then`, all at once, from the old values.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// How often it goes round at most.
    pub most: u32,
    /// Memories first (as many as `start`), then lets.
    pub vars: Vec<Var>,
    /// Start values of the memories, which speak of no variable.
    pub start: Vec<Expr>,
    /// It ends before a round where this holds.
    pub stop_before: Option<Expr>,
    /// Lets of a round.
    pub lets: Vec<(VarId, Expr)>,
    /// New values of memories.
    pub then: Vec<(VarId, Expr)>,
    /// The last value of this memory; `None`: how often it went round.
    pub result: Option<VarId>,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    /// Equal.
    Eq,
    /// Not equal (no where an operand is absent).
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
}

/// Which day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodEdge {
    /// The first.
    Start,
    /// The last.
    End,
    /// The last day of the period that is settled, whatever the period of the conditions is.
    Settled,
}

/// What is counted between two dates `from` and `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MonthCount {
    /// Completed months: the greatest m with `from` plus m months (clipped to the end of the month) not after `to`; 0 where `to` is before `from`.
    Completed,
    /// Begun months: completed months, plus one where a day is left over.
    Begun,
    /// Days `to - from`; may be negative.
    Days,
    /// How many periods of a calendar begin after `from` and not after `to`; negative where `to` is earlier.
    Calendar(super::Grain),
}

impl Expr {
    /// Calls `visit` for this expression and all below it, outermost first.
    pub fn walk(&self, visit: &mut dyn FnMut(&Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The direct operands, from left to right.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.op {
            Op::Const(_) | Op::None | Op::Handle(_) | Op::Var(_) | Op::Company(_) | Op::Period(..) => Vec::new(),
            Op::Load(_, a)
            | Op::Parent(_, a)
            | Op::Side(_, a)
            | Op::Neg(a)
            | Op::Round(a, _)
            | Op::Not(a)
            | Op::IsKnown(a) => vec![a],
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::Div(a, b)
            | Op::Min(a, b)
            | Op::Max(a, b)
            | Op::Compare(_, a, b)
            | Op::And(a, b)
            | Op::Or(a, b)
            | Op::OrElse(a, b)
            | Op::IsBelow(_, a, b)
            | Op::Between(_, a, b) => vec![a, b],
            Op::If(a, b, c) => vec![a, b, c],
            Op::Lookup(_, args) => args.iter().collect(),
            Op::Repeat(repeat) => {
                let (lets, then) = (repeat.lets.iter().map(|(_, e)| e), repeat.then.iter().map(|(_, e)| e));
                repeat.start.iter().chain(&repeat.stop_before).chain(lets).chain(then).collect()
            }
        }
    }

    /// The direct operands, to be replaced.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.op {
            Op::Const(_) | Op::None | Op::Handle(_) | Op::Var(_) | Op::Company(_) | Op::Period(..) => Vec::new(),
            Op::Load(_, a)
            | Op::Parent(_, a)
            | Op::Side(_, a)
            | Op::Neg(a)
            | Op::Round(a, _)
            | Op::Not(a)
            | Op::IsKnown(a) => vec![a],
            Op::Add(a, b)
            | Op::Sub(a, b)
            | Op::Mul(a, b)
            | Op::Div(a, b)
            | Op::Min(a, b)
            | Op::Max(a, b)
            | Op::Compare(_, a, b)
            | Op::And(a, b)
            | Op::Or(a, b)
            | Op::OrElse(a, b)
            | Op::IsBelow(_, a, b)
            | Op::Between(_, a, b) => vec![a, b],
            Op::If(a, b, c) => vec![a, b, c],
            Op::Lookup(_, args) => args.iter_mut().collect(),
            Op::Repeat(repeat) => {
                let Repeat { start, stop_before, lets, then, .. } = repeat.as_mut();
                let (lets, then) = (lets.iter_mut().map(|(_, e)| e), then.iter_mut().map(|(_, e)| e));
                start.iter_mut().chain(stop_before).chain(lets).chain(then).collect()
            }
        }
    }
}
