//! Expressions and row sources.

use super::*;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: Box<ExprKind>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// `1_500`, `1_500 BV`, `12.50 EUR`, `1.20 EUR/EH`
    Number(Decimal, Option<UnitRef>),
    /// `7.5%`; the decimal is the number before the sign.
    Percent(Decimal),
    /// `35‰`, `35 permille`
    PerMille(Decimal),
    /// `2026-01-31`
    Date(Date),
    /// `"text"`
    Text(String),
    /// `yes` / `no`
    Bool(bool),
    /// `none`
    None,
    /// `empty` (a tally without entries)
    Empty,
    /// A bare name.
    Name(String),
    /// `earner's rank`, `my need` (which is `Attribute(Name("my"), need)`); also `opening title` / `computed x` as [`ExprKind::Opening`] and [`ExprKind::Computed`].
    Attribute(Expr, Ident),
    /// `unilevel(level, rank)`, `counted(need)`
    Call(Ident, Vec<Expr>),
    /// `earner's counted(need)`, `my counted(need)`: a function of another row.
    AttributeCall(Expr, Ident, Vec<Expr>),
    /// `opening title`
    Opening(Ident),
    /// `computed paid_rank`
    Computed(Ident),
    /// `x as EUR`
    Convert(Expr, Ident, Option<Expr>),
    /// `5% of x`, `step_rate of amount`
    Of(Expr, Expr),
    /// `- x`
    Negate(Expr),
    /// `x + y` and the other three.
    Binary(BinaryOp, Expr, Expr),
    /// `x but at most y` / `x but at least y`
    Clamp(Expr, ClampSide, Expr),
    /// `x rounded half up to 0.01`
    Rounded(Expr, RoundMode, Decimal, Span),
    /// `whole part of x`
    WholePart(Expr),
    /// `smaller of (a, b)`, `greater of (a, b, c)`; true for greater.
    Extreme(bool, Vec<Expr>),
    /// `a < b` and the others.
    Compare(CompareOp, Expr, Expr),
    /// `a is b`, `a is not b`; true for `is`. `earner is active` reads an attribute.
    Is(bool, Expr, Expr),
    /// `x is known`, `x is not known`; true for `is known`.
    IsKnown(bool, Expr),
    /// `x is in qualifying(2, 300 BV)`, `x is not in …`; true for `is in`.
    IsIn(bool, Expr, Rows),
    /// `x is below y in T`, `x is not below y in T`
    IsBelow(bool, Expr, Expr, Ident),
    /// `seen at or above r` (a tally)
    TallyAtOrAbove(Expr, Expr),
    /// `not a`
    Not(Expr),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b`
    Or(Vec<Expr>),
    /// `6% when active, 4% when new, otherwise 0%`; `x, otherwise y` has no cases but `first`.
    Cases(Cases),
    /// `x, otherwise y`: y where x is absent.
    Otherwise(Expr, Expr),
    /// `sum of e over ROWS`
    Aggregate(Aggregate),
    /// `highest of career where c, otherwise r`
    Highest {
        /// The ladder.
        ladder: Ident,
        /// The rule, in which the ladder's columns are names.
        rule: Expr,
        /// The rank where no rule holds.
        otherwise: Option<Expr>,
    },
    /// `in every of last 3 months: c`, `in 2 of last 3 months: c` (yes/no): in how many
    /// periods at least (for `every`: all of the window), the window, the condition.
    InEvery(Expr, Window, Expr),
    /// `x in the month before`
    Before(Expr, Ident),
    /// `x in the settlement's month`: the word before the apostrophe, and the period.
    InSettled(Expr, Ident, Ident),
    /// `x in its month` of what has a week, `x in its last week` (yes) of what has a month
    InIts(Expr, bool, Ident),
    /// `x on the day of at` (yes), `x in the week of at` (no) of what has a day or a week
    OfDate(Expr, bool, Ident, Expr),
    /// `place among siblings in T by joined_on, then number`
    Place(Ident, Order),
    /// `nearest above in sponsor where active`
    Nearest(Ident, Expr),
    /// `first of own positions where active by joined_on, then number`
    First(Rows, Order),
    /// `10% from 2026-01-01, 9% from 2027-01-01`; only as a whole right side.
    Dated(Vec<(Expr, Date)>),
    /// `months completed from a to b`, `months begun from a to b`, `days from a to b`
    Between(BetweenUnit, Expr, Expr),
    /// `period's end`, `period's start`; true for the end.
    PeriodEdge(bool),
    /// A hole left by the parser where something is missing.
    Missing,
}

/// The unit of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRef {
    /// `BV`, `EUR`, a currency or a unit.
    pub name: Ident,
    /// The second unit of a price (`EUR/EH`).
    pub per: Option<Ident>,
}

/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// The side of a clamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClampSide {
    /// `but at most`
    AtMost,
    /// `but at least`
    AtLeast,
}

/// Order comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// `a when b, c when d, otherwise e`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cases {
    /// Value and condition, read from the top.
    pub arms: Vec<(Expr, Expr)>,
    /// The last value; missing only in a `pay` clause.
    pub otherwise: Option<Expr>,
}

/// What is measured between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BetweenUnit {
    /// `months completed from a to b`
    MonthsCompleted,
    /// `months begun from a to b`
    MonthsBegun,
    /// `days from a to b`
    Days,
    /// `calendar quarters from a to b`: how many begin after the day a and not after b; negative where b is earlier.
    Calendar(CalendarUnit),
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CalendarUnit {
    /// From Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl CalendarUnit {
    /// All, from short to long.
    pub const ALL: [CalendarUnit; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// `week`, `month`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The unit that a word means, in the singular or in the plural.
    pub fn of_word(word: &str) -> Option<Self> {
        let one = word.strip_suffix('s').unwrap_or(word);
        Self::ALL.into_iter().find(|unit| unit.word() == one)
    }
}

/// Aggregates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    /// Sum; zero over no rows.
    Sum,
    /// Number of rows.
    Count,
    /// Largest; none over no rows.
    Largest,
    /// Smallest; none over no rows.
    Smallest,
    /// Whether any is yes; no over no rows.
    Any,
    /// Whether every one is yes; yes over no rows.
    Every,
}

/// `sum of e over ROWS where c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// Which one.
    pub op: AggregateOp,
    /// What is aggregated; `None` for `count over ROWS`.
    pub body: Option<Expr>,
    /// Over which rows, or a window of periods.
    pub rows: Rows,
}

/// A source of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Which rows.
    pub kind: RowsKind,
    /// `called leg`
    pub called: Option<Ident>,
    /// `where c`
    pub filter: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of row sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowsKind {
    /// `own Order`
    Own(Ident),
    /// `Order`: all of them; `partners` too.
    All(Ident),
    /// `Order by seller`: those whose field is me.
    By(Ident, Ident),
    /// `frontline in T`
    Frontline(Ident),
    /// `team in T [to depth n]`: the partner himself and all below.
    Team(Ident, Option<Expr>),
    /// `downline in T [to depth n]`: all below.
    Downline(Ident, Option<Expr>),
    /// `upline in T`: all above.
    Upline(Ident),
    /// `legs in T with c` (phrase)
    Legs(Ident, Expr),
    /// `qualifying(legs, least)`: the rows of a pick
    Pick(Ident, Vec<Expr>),
    /// `last 3 months`
    Window(Window),
    /// `weeks of this month`
    Parts(PartsOf),
}

/// `weeks of this month so far, weeks before joining: not counted`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsOf {
    /// The word of the parts (`weeks`).
    pub grain: Ident,
    /// The word of the whole (`month`).
    pub whole: Ident,
    /// `so far`: up to the one at hand.
    pub so_far: bool,
    /// `weeks before joining: counted as empty` (yes) or `not counted` (no); open when not written.
    pub before_joining_counted: Option<bool>,
    /// Where it stands.
    pub span: Span,
}

/// `last 3 months [including this], months before joining: not counted`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// How many periods.
    pub count: Expr,
    /// The grain word (`months`).
    pub grain: Ident,
    /// `including this` (yes) or `before this` (no); open when not written.
    pub including_this: Option<bool>,
    /// `months before joining: counted as empty` (yes) or `not counted` (no); open when not written.
    pub before_joining_counted: Option<bool>,
    /// Where it stands.
    pub span: Span,
}

/// Replaces a bare name by an expression, in values and conditions (not inside of aggregates,
/// where bare names belong to other rows).
pub fn replace_name(e: &mut Expr, name: &str, with: &Expr) {
    if matches!(e.kind.as_ref(), ExprKind::Name(n) if n == name) {
        *e = with.clone();
        return;
    }
    let go = |x: &mut Expr| replace_name(x, name, with);
    match e.kind.as_mut() {
        ExprKind::Attribute(a, _) | ExprKind::Negate(a) | ExprKind::Rounded(a, ..) | ExprKind::WholePart(a) => go(a),
        ExprKind::IsKnown(_, a) | ExprKind::IsIn(_, a, _) | ExprKind::Not(a) => go(a),
        ExprKind::Before(a, _) | ExprKind::InSettled(a, ..) | ExprKind::InIts(a, ..) => go(a),
        ExprKind::Convert(a, _, day) => {
            go(a);
            day.iter_mut().for_each(go);
        }
        ExprKind::AttributeCall(a, _, args) => {
            go(a);
            args.iter_mut().for_each(go);
        }
        ExprKind::Call(_, items) | ExprKind::Extreme(_, items) | ExprKind::And(items) | ExprKind::Or(items) => {
            items.iter_mut().for_each(go)
        }
        ExprKind::Of(a, b)
        | ExprKind::Binary(_, a, b)
        | ExprKind::Clamp(a, _, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Is(_, a, b)
        | ExprKind::IsBelow(_, a, b, _)
        | ExprKind::TallyAtOrAbove(a, b)
        | ExprKind::OfDate(a, _, _, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Between(_, a, b) => {
            go(a);
            go(b);
        }
        ExprKind::Cases(cases) => {
            for (value, condition) in &mut cases.arms {
                go(value);
                go(condition);
            }
            cases.otherwise.iter_mut().for_each(go);
        }
        _ => {}
    }
}
