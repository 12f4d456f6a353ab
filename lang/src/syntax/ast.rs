//! The syntax tree of one item.
//!
//! Code outside of the parser sees this tree and never the parser's own. All
//! spans are relative to the item ([`crate::source`]). The tree says what was
//! written, not what it means: whether `level` is a count, and whether `Silver` is
//! a rank, is the checker's business. A choice that the author left open is `None`
//! here and becomes a diagnostic there.

use crate::number::Decimal;
use crate::source::Span;

/// A name as written (NFC), with its place. Backticks are already removed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ident {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A doc comment line group: `## …` or `##de …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// Language tag (`de`), `None` for the plan's own language.
    pub language: Option<String>,
    /// The Markdown text, lines joined by `\n`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One item of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Doc comments above the item.
    pub docs: Vec<Doc>,
    /// What it is.
    pub kind: ItemKind,
    /// The whole item, without comments around it.
    pub span: Span,
}

/// The kinds of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `language 1`
    Language(Decimal, Span),
    /// `plan Name version 4 { … }`
    Plan(Plan),
    /// `unit BV to 0.01`
    Unit(Unit),
    /// `rate BV to EUR = 0.80 from 2026-01-01`
    Rate(Rate),
    /// `tree sponsor`
    Tree(Tree),
    /// `earners: partners where …; others: skip`
    Earners(Earners),
    /// `event Order { … }`
    Event(Event),
    /// `partner { package : Package }`: further columns of the partners file
    Partner(Vec<Field>),
    /// `scale Package { Start, Plus, Pro }`, lowest first
    Scale(Ident, Vec<Ident>),
    /// `table …`
    Table(Table),
    /// `tiers …`
    Tiers(Tiers),
    /// `ladder …`
    Ladder(Ladder),
    /// `name = e` and `name(p : T) = e`
    Definition(Definition),
    /// `on Order { cv = … }`, `on company { … }`
    On(Ident, Vec<Definition>),
    /// `pick q(n : count) = first n of ROWS by … `
    Pick(Pick),
    /// `state title : career of partner = Consultant`
    State(State),
    /// `closing title = e`
    Closing(Ident, Expr),
    /// `bonus …`
    Bonus(Bonus),
    /// `pool …`
    Pool(Pool),
    /// `cap …`
    Cap(Cap),
    /// `assert e`, optionally `assert "text": e`
    Assert(Option<String>, Expr),
    /// `example "…" { … }`
    Example(Example),
}

/// `plan Nordlicht version 4 { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The plan's name.
    pub name: Ident,
    /// `version 4`
    pub version: Option<(Decimal, Span)>,
    /// `valid for sales from DATE [to DATE]`
    pub valid: Option<(Date, Option<Date>)>,
    /// `currency EUR`
    pub currency: Option<Ident>,
    /// `period month in Europe/Berlin`
    pub period: Option<(Ident, Option<(String, Span)>)>,
}

/// A calendar date literal, already checked to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// The day.
    pub day: chrono::NaiveDate,
    /// Where it stands.
    pub span: Span,
}

/// `unit BV to 0.01`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The unit's name.
    pub name: Ident,
    /// The smallest amount, a power of ten (`1`, `0.01`).
    pub step: Decimal,
    /// Where the step stands.
    pub step_span: Span,
}

/// `rate BV to EUR = 0.80 from 2026-01-01, 0.85 from 2027-01-01`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Source unit.
    pub from: Ident,
    /// Target unit or currency.
    pub to: Ident,
    /// A number, or [`ExprKind::Dated`] numbers.
    pub value: Expr,
}

/// `tree placement of partners and customers, sides left, right` / `, width 3`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The tree's name.
    pub name: Ident,
    /// `of partners and customers`
    pub with_customers: bool,
    /// Shape.
    pub shape: TreeShape,
}

/// How many children a node of a tree may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeShape {
    /// Any number.
    Unbounded,
    /// Named sides, one child each.
    Sides(Vec<Ident>),
    /// Numbered positions 1..=width.
    Width(Decimal, Span),
}

/// What a walk does with somebody who is on the path and is not paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Invisible: no line, memories unchanged.
    Skip,
    /// Visible: no line, memories change, the money stays with the company.
    Pass,
    /// Visible: the amount is added to the next line paid.
    HandOn,
}

/// `earners: partners where …; others: skip`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earners {
    /// The condition; `None` for `earners: partners`.
    pub condition: Option<Expr>,
    /// `others: skip`
    pub others: Option<(Verb, Span)>,
}

/// `event Order { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The event's name.
    pub name: Ident,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// `conditions on ordered_on, in its month`
    pub conditions: Option<Conditions>,
    /// `volume on paid_on`
    pub volume: Option<Ident>,
    /// `payable on paid_on`
    pub payable: Option<Ident>,
    /// `reversed: …`
    pub reversed: Option<Reversed>,
}

/// `conditions on ordered_on, in its month`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// The date field that picks plan version, tree, ranks and rates.
    pub field: Ident,
    /// `in its month` / `in the month before`: the grain word, and whether the period before is meant.
    pub monthly: Option<(Ident, bool)>,
}

/// `reversed: lines are mirrored; volume leaves the period of reversal`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reversed {
    /// What happens to the lines.
    pub lines: Option<ReversedLines>,
    /// What happens to the volume.
    pub volume: Option<ReversedVolume>,
    /// The whole clause.
    pub span: Span,
}

/// What a reversal does to the lines of the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReversedLines {
    /// `lines are mirrored`
    Mirrored,
    /// `lines stay`
    Stay,
}

/// What a reversal does to volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReversedVolume {
    /// `volume leaves the period of reversal`
    LeavesPeriodOfReversal,
    /// `volume leaves the period of the sale`: restated, the difference is posted now
    LeavesPeriodOfSale,
    /// `volume stays`
    Stays,
}

/// `bv : BV from 0 to 1_000_000`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Doc comments above the field.
    pub docs: Vec<Doc>,
    /// The field's name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeExpr,
    /// `from 0 to 1_000_000`, both ends included; numbers without unit.
    pub range: Option<(Signed, Signed)>,
}

/// A number that may have a minus sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The value, sign included.
    pub value: Decimal,
    /// Where it stands.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeExpr {
    /// What was named.
    pub kind: TypeKind,
    /// `or none`
    pub optional: bool,
    /// Where it stands.
    pub span: Span,
}

/// The named part of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// One word: `date`, `percent`, `count`, `partner`, `BV`, `EUR`, a ladder, a scale, an event.
    Named(Ident),
    /// `goods, starter_kit, service`: an enumeration declared in place.
    Words(Vec<Ident>),
    /// `tally(career)`
    Tally(Ident),
}

/// `level` or `need : BV`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The parameter's name.
    pub name: Ident,
    /// Its type, where written.
    pub ty: Option<TypeExpr>,
}

/// Hit policy of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HitPolicy {
    /// Exactly one row fits.
    Unique,
    /// The first row that fits.
    First,
    /// All rows that fit, added up.
    Sum,
}

/// `table unilevel(level, rank) : percent, unique { … }`
///
/// Three layouts share this shape, and the checker tells them apart by the header:
/// no header (every row is key cells and one result); a header of values of the last
/// parameter (a matrix); a header of result column names (several results).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: Ident,
    /// Its keys.
    pub params: Vec<Param>,
    /// Type of the result(s).
    pub result: Option<TypeExpr>,
    /// `unique`, `first` or `sum`.
    pub policy: Option<(HitPolicy, Span)>,
    /// The first line, if it has fewer cells than the next, or consists of bare names where
    /// the next does not.
    pub header: Vec<Cell>,
    /// The other lines.
    pub rows: Vec<Row>,
}

/// One line of a table, tiers or ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells from left to right.
    pub cells: Vec<Cell>,
    /// The line.
    pub span: Span,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// What it holds.
    pub kind: CellKind,
    /// Where it stands.
    pub span: Span,
}

/// What a cell may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A literal or a name.
    Value(Expr),
    /// `2 to 4`, both ends included.
    Range(Expr, Expr),
    /// `from 500 BV`
    From(Expr),
    /// `below 500 BV`
    Below(Expr),
    /// `otherwise` (or `any`): every key.
    Any,
    /// `-`: zero as a result, no demand in a ladder.
    Dash,
}

/// `tiers step_rate(volume : BV) : percent, whole amount { from 0 BV 3% … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// The name.
    pub name: Ident,
    /// The one key.
    pub param: Param,
    /// Type of the rate.
    pub result: Option<TypeExpr>,
    /// How the rate applies.
    pub mode: Option<(TierMode, Span)>,
    /// Bounds and rates, in the order written.
    pub rows: Vec<TierRow>,
}

/// How tiers apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TierMode {
    /// The tier that was reached gives the rate of the whole amount.
    WholeAmount,
    /// Each bracket at its own rate; used as `name of amount`.
    BracketByBracket,
}

/// `from 500 BV  6%`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierRow {
    /// Lower bound, included.
    pub from: Expr,
    /// The rate (or value) from there on.
    pub value: Cell,
}

/// `ladder career, highest satisfied { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The name, which is also the type of its ranks.
    pub name: Ident,
    /// How it is climbed.
    pub climb: Option<(Climb, Span)>,
    /// Names of the columns.
    pub columns: Vec<Ident>,
    /// Ranks, lowest first.
    pub ranks: Vec<LadderRow>,
}

/// How a ladder is climbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Climb {
    /// The highest rank whose rule holds.
    HighestSatisfied,
    /// The highest rank whose rule holds together with the rules of all below it.
    OneByOne,
}

/// A rank with its column values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderRow {
    /// The rank.
    pub name: Ident,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The line.
    pub span: Span,
}

/// `GV = PV + sum of GV over frontline in sponsor`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Doc comments above it (inside of an `on` block).
    pub docs: Vec<Doc>,
    /// The name.
    pub name: Ident,
    /// Parameters; empty for a plain definition.
    pub params: Vec<Param>,
    /// The value.
    pub value: Expr,
    /// `, except when c { e }`, in the order written.
    pub exceptions: Vec<Exception>,
    /// `, overridable`
    pub overridable: Option<Span>,
    /// The whole definition.
    pub span: Span,
}

/// `except when category is service { 14% }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// When it replaces the general rule.
    pub condition: Expr,
    /// What holds instead.
    pub value: Expr,
    /// The whole exception.
    pub span: Span,
}

/// `pick q(n : count) = first n of ROWS where c by KEY smallest first, then number`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The name.
    pub name: Ident,
    /// Parameters.
    pub params: Vec<Param>,
    /// How many rows.
    pub count: Expr,
    /// From which rows.
    pub rows: Rows,
    /// In which order.
    pub order: Order,
}

/// `by KEY smallest first, then number`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Keys in order of weight.
    pub keys: Vec<OrderKey>,
    /// Whether `then number` closes the order.
    pub then_number: bool,
    /// The whole order.
    pub span: Span,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderKey {
    /// The value to order by.
    pub key: Expr,
    /// `largest first`; otherwise `smallest first` (also the reading of a bare key by date).
    pub descending: bool,
}

/// `state title : career of partner = Consultant`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeExpr,
    /// Whose state it is.
    pub subject: Ident,
    /// The value before the first period.
    pub initial: Expr,
}

/// `bonus Unilevel for each Order where c { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// The name.
    pub name: Ident,
    /// What makes it pay.
    pub trigger: Trigger,
    /// `where c`: filter on the trigger.
    pub filter: Option<Expr>,
    /// The clauses in the order written.
    pub clauses: Vec<Clause>,
}

/// What a bonus is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// `for each Order`
    Event(Ident),
    /// `for each partner`
    Partner(Span),
    /// `for each line of Binary after PerPartner`
    Line {
        /// The other bonus.
        bonus: Ident,
        /// `after PerPartner` / `before PerPartner`; (cap, is `after`).
        stage: Option<(Ident, bool)>,
    },
}

/// A clause of a bonus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Doc comments above it.
    pub docs: Vec<Doc>,
    /// What it says.
    pub kind: ClauseKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// `at the conditions of signed_on`
    AtConditions(Ident),
    /// `up sponsor from seller, above`
    Up {
        /// The tree.
        tree: Ident,
        /// Where the walk starts.
        from: Expr,
        /// `included` (yes) or `above` (no); open when not written.
        included: Option<bool>,
    },
    /// `remember level = 1`, `remember seen : tally(career) = empty`
    Remember {
        /// The memory.
        name: Ident,
        /// Its type, where written.
        ty: Option<TypeExpr>,
        /// Its value at the start.
        value: Expr,
    },
    /// `stop before when c`
    StopBefore(Expr),
    /// `stop after when c`
    StopAfter(Expr),
    /// `skip when c`, `pass when c`, `hand on when c`
    Verb(Verb, Expr),
    /// `let rate = e`
    Let(Ident, Expr),
    /// `pay e [to x] [when c]`; several cases where it was written `pay a when b, c when d`.
    Pay(Pay),
    /// `finally pay e to company`
    Finally(Pay),
    /// `then level = level + 1`
    Then(Ident, Expr),
    /// `round half up to 0.01, each line`
    Round(Rounding),
    /// `once`
    Once,
    /// `at most 5 levels` / `at most 3 generations` (phrase)
    AtMost(Expr, LimitWord),
    /// `differential by earner's step, reference highest so far` (phrase)
    Differential {
        /// The rate of the visited partner.
        by: Expr,
        /// What it is compared with; open when not written.
        reference: Option<(Reference, Span)>,
    },
    /// `generations by earner is leader, leader closes` (phrase)
    Generations {
        /// Who is a border.
        by: Expr,
        /// Whether the leader closes (yes) or opens (no) a generation; open when not written.
        closes: Option<bool>,
    },
    /// `except when c { clauses }`
    Except(Expr, Vec<Clause>),
}

/// What `at most n …` limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitWord {
    /// `levels`
    Levels,
    /// `generations`
    Generations,
}

/// What a differential is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// `reference highest so far`
    HighestSoFar,
    /// `reference partner just below`
    PartnerJustBelow,
}

/// `pay rate of cv as EUR to holder when c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// The amount; `pay a when b, c when d` arrives as cases without `otherwise`.
    pub amount: Expr,
    /// `to holder`; `None`: the earner of the walk, or the trigger's partner.
    pub to: Option<PayTo>,
}

/// Who gets a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayTo {
    /// `to company`
    Company(Span),
    /// `to seller's sponsor`
    Partner(Expr),
}

/// How amounts are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoundMode {
    /// Commercial: a half goes away from zero.
    HalfUp,
    /// A half goes to the even neighbour.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

/// `round half up to 0.01; last line takes the remainder`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The mode.
    pub mode: RoundMode,
    /// The step, a power of ten.
    pub to: Decimal,
    /// Where the step stands.
    pub to_span: Span,
    /// How the lines of one walk hang together; open when not written.
    pub chain: Option<ChainRounding>,
}

/// The three readings of rounding a chain of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChainRounding {
    /// `each line`
    EachLine,
    /// `chain cumulatively`: round the running total, take differences.
    Cumulatively,
    /// `last line takes the remainder`: the last line takes what is missing to the rounded whole.
    LastTakesRemainder,
}

/// `pool Leaders { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The name.
    pub name: Ident,
    /// `share A`
    pub share: Option<Expr>,
    /// `over partners where …`
    pub over: Option<Rows>,
    /// `in proportion to w`
    pub weight: Option<Expr>,
    /// `remainder: largest fraction first, then number`
    pub remainder: Option<Span>,
    /// `nobody: kept by the company`
    pub nobody: Option<(Nobody, Span)>,
}

/// What becomes of a pool that nobody shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nobody {
    /// `kept by the company`
    KeptByCompany,
    /// `added to the pool of the next month` (needs state)
    NextPeriod,
}

/// `cap Company on all after A at x, in proportion, shared exactly; excess is lost`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// The name.
    pub name: Ident,
    /// The bonuses; `None` for `on all`.
    pub on: Option<Vec<Ident>>,
    /// `after A, B`
    pub after: Vec<Ident>,
    /// `per partner` …; `None`: the whole company.
    pub scope: Option<(CapScope, Span)>,
    /// The limit.
    pub at: Option<Expr>,
    /// `in proportion …` or `by priority …`
    pub method: Option<CapMethod>,
    /// How the parts are rounded.
    pub rounding: Option<(CapRounding, Span)>,
    /// What becomes of the cut.
    pub excess: Option<(CapExcess, Span)>,
}

/// What one limit applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapScope {
    /// Each line alone.
    Line,
    /// Each bonus alone.
    Bonus,
    /// Each partner (position).
    Partner,
    /// Each person, over all positions.
    Person,
}

/// How a cut is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapMethod {
    /// `in proportion [by partner | by line] [to positive lines]`
    InProportion {
        /// `by partner` / `by line`; otherwise what suits the scope.
        by: Option<CapScope>,
        /// `to positive lines`
        positive_only: bool,
    },
    /// `by priority A, B, C`: the first named is served first
    ByPriority(Vec<Ident>),
}

/// How the parts under a cap are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapRounding {
    /// `shared exactly`: the cap is met to the smallest unit by largest remainder.
    SharedExactly,
    /// `each rounded down`
    EachDown,
    /// `each rounded half up`
    EachHalfUp,
}

/// What becomes of what a cap takes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapExcess {
    /// `excess is lost`: stays with the company.
    Lost,
    /// `excess is carried` (needs state)
    Carried,
}

/// `example "…" { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The title.
    pub title: String,
    /// Where the title stands.
    pub title_span: Span,
    /// The lines.
    pub lines: Vec<ExampleLine>,
}

/// A line of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleLine {
    /// What it says.
    pub kind: ExampleKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of lines of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// `period 2026-03`
    Period(String),
    /// `sponsor: Anna > Ben > Cara, Ben > Dora`; with sides `placement: Anna > Ben on left`.
    /// Each edge is (parent, child, side); a lone name is a root.
    Tree {
        /// The tree.
        tree: Ident,
        /// Partners without a parent here, in order of first mention.
        roots: Vec<Ident>,
        /// Parent, child, side or position.
        edges: Vec<(Ident, Ident, Option<Ident>)>,
    },
    /// `partner Anna { joined_on 2026-01-01, terminated yes, person "P1" }`
    Partner {
        /// The partner.
        name: Ident,
        /// Attributes.
        fields: Vec<(Ident, Expr)>,
    },
    /// `Order by Ben on 2026-03-04 { bv 200 BV }`, `Order "A-17" by …`
    Event {
        /// The event kind.
        event: Ident,
        /// Its id, where given.
        id: Option<String>,
        /// `by Ben`: fills the first partner field.
        by: Option<Ident>,
        /// `on 2026-03-04`: fills every date that is not named.
        on: Option<Date>,
        /// Named fields.
        fields: Vec<(Ident, Expr)>,
    },
    /// `override Ben's paid_rank is Gold`
    Override {
        /// The partner.
        partner: Ident,
        /// The definition.
        definition: Ident,
        /// Its value.
        value: Expr,
    },
    /// `opening Ben's title is Gold`
    Opening {
        /// The partner.
        partner: Ident,
        /// The state.
        state: Ident,
        /// Its value.
        value: Expr,
    },
    /// `expect Anna's Unilevel is 8.00 EUR because level is 1 and rate is 5%`
    Expect {
        /// Whose value; `None` for `expect total Unilevel is …` (company-wide).
        partner: Option<Ident>,
        /// A definition, a bonus, a pool, a cap, or `total`.
        what: Ident,
        /// The expected value.
        value: Expr,
        /// `because level is 1 and rate is 5%`: one line of the bonus must show these.
        because: Vec<(Ident, Expr)>,
    },
}

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
    Convert(Expr, Ident),
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
    /// `place among siblings in T by joined_on, then number`
    Place(Ident, Order),
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
        ExprKind::Attribute(a, _)
        | ExprKind::Convert(a, _)
        | ExprKind::Negate(a)
        | ExprKind::Rounded(a, ..)
        | ExprKind::WholePart(a) => go(a),
        ExprKind::IsKnown(_, a) | ExprKind::IsIn(_, a, _) | ExprKind::Not(a) | ExprKind::Before(a, _) => go(a),
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
