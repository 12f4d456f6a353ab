//! The syntax tree of one item.
//!
//! Code outside of the parser sees this tree and never the parser's own. All
//! spans are relative to the item ([`crate::source`]). The tree says what was
//! written, not what it means: whether `level` is a count, and whether `Silver` is
//! a rank, is the checker's business. A choice that the author left open is `None`
//! here and becomes a diagnostic there.

mod account;
mod bonus;
mod example;
mod expr;
mod files;
mod period;
mod placing;
mod tables;

pub use account::*;
pub use bonus::*;
pub use example::*;
pub use expr::*;
pub use files::*;
pub use period::*;
pub use placing::*;
pub use tables::*;

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
    /// `event Order { … }` and `fact Seat { … }`
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
    /// `account reserve : EUR of partner { … }`
    Account(Account),
    /// `repeat cycles at most 50 times { … }`
    Repeat(Repeat),
    /// `flow Override : EUR up sponsor { … }`
    Flow(Flow),
    /// `bonus …`
    Bonus(Bonus),
    /// `pool …`
    Pool(Pool),
    /// `cap …`
    Cap(Cap),
    /// `waive "pay-for-joining" on Starter because "…"`
    Waive(Waive),
    /// `assert e`, optionally `assert "text": e`
    Assert(Option<String>, Expr),
    /// `prove payout <= 55% of volume`
    Prove(Proof),
    /// `example "…" { … }`
    Example(Example),
    /// `use "common/ranks.plan"`
    Use(PathText),
    /// `param entry : percent = 5% in 0% to 10%`
    Param(Parameter),
    /// `variant "Higher entry" of "base.plan" { … }`
    Variant(Variant),
}

/// `prove payout <= 55% of volume`, `prove Unilevel <= 20% of Order's bv`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// `payout`, a bonus or a pool.
    pub what: Ident,
    /// What it is at most.
    pub limit: Expr,
    /// `volume`, or the event kind of a field.
    pub of: Ident,
    /// The field.
    pub field: Option<Ident>,
    /// The whole.
    pub span: Span,
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
    pub period: Option<PeriodClause>,
    /// `weeks from Monday, in the period in which they end`
    pub weeks: Option<Weeks>,
    /// `jurisdictions DE, AT`: where the plan is used
    pub jurisdictions: Option<Vec<Ident>>,
    /// `cliff at most 500 EUR`: by how much one unit of volume may change pay
    pub cliff: Option<(Decimal, Ident)>,
}

/// `waive "pay-for-joining" on Starter because "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waive {
    /// The code of the finding, and where it stands.
    pub code: (String, Span),
    /// What the finding is about.
    pub on: Ident,
    /// The reason, and where it stands.
    pub because: (String, Span),
}

/// `when category is starter_kit or service`: for which events something is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlyWhere {
    /// The field.
    pub field: Ident,
    /// Its words.
    pub words: Vec<Ident>,
}

/// `nature joining when category is starter_kit`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nature {
    /// The nature.
    pub kind: Ident,
    /// Of which events; all where not written.
    pub only: Option<OnlyWhere>,
}

/// `liability 60 months when branch is life`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liability {
    /// How long commission is earned back.
    pub months: Decimal,
    /// Of which events; all where not written.
    pub only: Option<OnlyWhere>,
    /// The whole clause.
    pub span: Span,
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
    /// `placed below sponsor { … }`
    pub placed: Option<Placing>,
}

impl Tree {
    /// Whether its parents come from a rule.
    pub fn is_derived(&self) -> bool {
        matches!(self.shape, TreeShape::From(..))
    }
}

/// How many children a node of a tree may have, or where they come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeShape {
    /// Any number.
    Unbounded,
    /// Named sides, one child each.
    Sides(Vec<Ident>),
    /// Numbered positions 1..=width.
    Width(Decimal, Span),
    /// Derived: from this tree, by this rule for the partner above; open when not written.
    From(Ident, Option<Expr>),
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
    /// `nature …`, the first that fits
    pub natures: Vec<Nature>,
    /// `liability …`
    pub liabilities: Vec<Liability>,
    /// Whether it is a fact, which holds for a time; it has none of the clauses above.
    pub is_fact: bool,
    /// `holds from since to until, on the last day`
    pub holds: Option<Holds>,
}

/// `holds from since to until, on the last day`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holds {
    /// The field with its first day.
    pub from: Ident,
    /// The field with its last day; without one it holds for ever.
    pub to: Option<Ident>,
    /// On which days of a period it must hold to count there.
    pub days: Option<HoldsOn>,
}

/// On which days of a period a fact must hold to count there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoldsOn {
    /// `on the first day`
    First,
    /// `on the last day`
    Last,
    /// `on any day`
    Any,
    /// `on every day`
    Every,
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
    /// By which amount a part of the event is measured.
    pub measure: Option<Ident>,
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

/// Why an event is reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReversalReason {
    /// The order was cancelled.
    Cancelled,
    /// Goods came back.
    Returned,
    /// The bank took the payment back.
    Chargeback,
    /// The customer withdrew from the contract, as the law allows.
    Withdrawn,
    /// It is the company's fault that the business is not executed: what was paid for it stays paid (§ 87a (3) HGB).
    FaultOfCompany,
}

impl ReversalReason {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Cancelled, Self::Returned, Self::Chargeback, Self::Withdrawn, Self::FaultOfCompany];

    /// Its word in plans and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Returned => "returned",
            Self::Chargeback => "chargeback",
            Self::Withdrawn => "withdrawn",
            Self::FaultOfCompany => "fault_of_company",
        }
    }

    /// Whether partners give back what they were paid.
    pub const fn takes_back(self) -> bool {
        !matches!(self, Self::FaultOfCompany)
    }
}

/// What a reversal does to volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReversedVolume {
    /// `volume leaves the period of reversal`
    LeavesPeriodOfReversal,
    /// `volume leaves the period of the sale`: it counts there no more, for whatever looks back at it
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

/// `GV = PV + sum of GV over frontline in sponsor`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Doc comments above it (inside of an `on` block).
    pub docs: Vec<Doc>,
    /// The name.
    pub name: Ident,
    /// Parameters; empty for a plain definition.
    pub params: Vec<Param>,
    /// `per week`: a value for each week of the plan's period.
    pub per: Option<Ident>,
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
    /// `per week`: carried from week to week.
    pub per: Option<Ident>,
    /// Its type.
    pub ty: TypeExpr,
    /// Whose state it is.
    pub subject: Ident,
    /// The value before the first period.
    pub initial: Expr,
}
