//! The checked plan: names resolved, types and scales known, phrases expanded.
//!
//! Spans are relative to the item, as everywhere below the item splitter. A row of the
//! world is named by a [`RowId`]: 0 is the subject of the definition (or the trigger of a
//! bonus), [`EARNER`] the visited partner, and every aggregate binds one more.

use crate::number::Decimal;
use crate::source::{ItemIndex, Span};
pub use crate::syntax::ast::{
    AggregateOp, BetweenUnit, CapExcess, CapRounding, CapScope, ChainRounding, ClampSide, Climb, CompareOp, HitPolicy,
    Nobody, ReversedLines, ReversedVolume, RoundMode, TierMode, Verb,
};
use chrono::NaiveDate;

/// A unit of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// A currency (ISO 4217 code).
    Money(String),
    /// Points of a declared unit.
    Points(String),
    /// Percent, per mille: a plain ratio used with `of`.
    Percent,
    /// Whole things.
    Count,
    /// A plain decimal.
    Factor,
    /// So much of the first for one of the second.
    Price(Box<Unit>, Box<Unit>),
}

/// A static type. `Error` stands for what was already reported and fits everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// Whether it may be absent.
    pub optional: bool,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// A number with its unit and scale.
    Number(Unit, u8),
    /// The result of `/`: exact, without a scale; not storable.
    Ratio(Unit),
    /// Yes/no.
    Bool,
    /// A day.
    Date,
    /// A word of a list (ladder, scale, enumeration), by the list's name.
    Word(String),
    /// A position.
    Partner,
    /// An event of a kind.
    Event(String),
    /// Text.
    Text,
    /// A count for each rank of a ladder; only as walk memory.
    Tally(String),
    /// Already reported.
    Error,
}

impl Type {
    /// A type that is always there.
    pub fn known(kind: TypeKind) -> Self {
        Self { kind, optional: false }
    }
    /// A number.
    pub fn number(unit: Unit, scale: u8) -> Self {
        Self::known(TypeKind::Number(unit, scale))
    }
    /// The type of what was already reported.
    pub fn error() -> Self {
        Self::known(TypeKind::Error)
    }
    /// Yes/no.
    pub fn bool() -> Self {
        Self::known(TypeKind::Bool)
    }
    /// The same, possibly absent.
    #[must_use]
    pub fn optional(mut self, optional: bool) -> Self {
        self.optional = optional;
        self
    }
    /// Whether it was already reported.
    pub fn is_error(&self) -> bool {
        self.kind == TypeKind::Error
    }
}

/// Whose values a definition has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The company: one row.
    Company,
    /// Positions.
    Partner,
    /// Events of a kind.
    Event(String),
    /// Lines of a bonus (as triggers of another).
    Line(String),
}

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
    /// Conversion by the declared rate.
    Convert(Expr, Unit),
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
    /// Place among siblings in a tree, from 1.
    Place(String, Vec<OrderKey>),
    /// Value by date: from-dates rising; the first may be open.
    Dated(Vec<(Expr, NaiveDate)>),
    /// Months or days between two dates.
    Between(BetweenUnit, Expr, Expr),
    /// First (no) or last (yes) day of the period.
    PeriodEdge(bool),
    /// Already reported.
    Error,
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

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A checked definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Whose.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// Parameters.
    pub params: Vec<Param>,
    /// Its type.
    pub ty: Type,
    /// The value; exceptions are cases in front.
    pub value: Expr,
    /// Conditions of several exceptions: no two may hold at once.
    pub exclusive: Vec<Expr>,
    /// Whether a manual fact may replace it.
    pub overridable: bool,
    /// Where the name stands.
    pub name_span: Span,
}

/// The header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The plan's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// First and last day of sales that it is for.
    pub valid: Option<(NaiveDate, Option<NaiveDate>)>,
    /// The currency's code.
    pub currency: String,
    /// Digits of the currency.
    pub currency_scale: u8,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub grain: String,
    /// Time zone of cut-offs.
    pub zone: Option<String>,
}

/// A unit of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDecl {
    /// Its name.
    pub name: String,
    /// Digits stored.
    pub scale: u8,
}

/// A rate between units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateDecl {
    /// From.
    pub from: Unit,
    /// To.
    pub to: Unit,
    /// Values and the day from which they hold; the first day is open where none was written.
    pub values: Vec<(Decimal, Option<NaiveDate>)>,
    /// Greatest scale of the values.
    pub scale: u8,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeDecl {
    /// Its name.
    pub name: String,
    /// Sides.
    pub sides: Vec<String>,
    /// Greatest number of children.
    pub width: Option<u32>,
}

/// An event kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDecl {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<FieldDecl>,
    /// Date of the conditions.
    pub conditions: String,
    /// Conditions of the period before.
    pub conditions_before: bool,
    /// Date of the volume.
    pub volume: String,
    /// Date of payability.
    pub payable: String,
    /// What a reversal does.
    pub reversed: Option<(ReversedLines, ReversedVolume)>,
}

impl EventDecl {
    /// The first field of type partner: whose event it is.
    pub fn owner(&self) -> Option<&FieldDecl> {
        self.fields.iter().find(|f| f.ty.kind == TypeKind::Partner)
    }
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDecl {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Least and largest value.
    pub range: Option<(Decimal, Decimal)>,
    /// Where the name stands.
    pub span: Span,
}

/// A list of words: ladder, scale or enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordList {
    /// Its name; `Event.field` for an enumeration declared in place.
    pub name: String,
    /// Whether the order means something.
    pub ordered: bool,
    /// Whether it is a ladder.
    pub ladder: bool,
    /// The words.
    pub words: Vec<String>,
}

/// A ladder's columns and values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderDecl {
    /// Its name, which is also its word list's.
    pub name: String,
    /// How it is climbed.
    pub climb: Climb,
    /// Ranks, lowest first.
    pub ranks: Vec<String>,
    /// Column names and types.
    pub columns: Vec<Param>,
    /// For each rank a constant for each column.
    pub rows: Vec<Vec<Expr>>,
    /// Where the ranks stand.
    pub spans: Vec<Span>,
}

/// A key condition of a table row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyCell {
    /// Exactly this (stored at the key's scale).
    Is(i128),
    /// Between, both ends included.
    Range(i128, i128),
    /// From here on.
    From(i128),
    /// Below this.
    Below(i128),
    /// Everything.
    Any,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDecl {
    /// Its name.
    pub name: String,
    /// Keys.
    pub params: Vec<Param>,
    /// Hit policy.
    pub policy: HitPolicy,
    /// Result columns; the name is empty in a table with one unnamed result.
    pub results: Vec<Param>,
    /// Key cells and the value of each result (a constant).
    pub rows: Vec<(Vec<KeyCell>, Vec<Expr>)>,
}

/// Tiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiersDecl {
    /// Its name.
    pub name: String,
    /// The key.
    pub param: Param,
    /// How they apply.
    pub mode: TierMode,
    /// Type of the rate.
    pub result: Type,
    /// Rising bounds (at the key's scale) and values (constants).
    pub rows: Vec<(i128, Expr)>,
}

/// A pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickDecl {
    /// Its name.
    pub name: String,
    /// Parameters.
    pub params: Vec<Param>,
    /// How many.
    pub count: Expr,
    /// The tree whose frontline is picked from.
    pub tree: String,
    /// The element's handle.
    pub element: RowId,
    /// Which rows take part.
    pub filter: Option<Expr>,
    /// The order; then by number.
    pub keys: Vec<OrderKey>,
}

/// A state of partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateDecl {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its value before the first period (constant).
    pub initial: Expr,
}

/// A bonus, phrases expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The trigger's rows.
    pub trigger: Subject,
    /// For lines: the cap after which amounts are taken.
    pub after: Option<String>,
    /// Filter on the trigger.
    pub filter: Option<Expr>,
    /// Tree, start, included.
    pub walk: Option<(String, Expr, bool)>,
    /// Memories: name, type, start.
    pub memories: Vec<(String, Type, Expr)>,
    /// Stop before.
    pub stop_before: Vec<Expr>,
    /// Verbs in order of precedence, the plan's earners clause first.
    pub verbs: Vec<(Verb, Expr)>,
    /// Lets in the order of dependence.
    pub lets: Vec<(String, Expr)>,
    /// Pay clauses.
    pub pays: Vec<Pay>,
    /// New values of memories.
    pub then: Vec<(String, Expr)>,
    /// Stop after.
    pub stop_after: Vec<Expr>,
    /// Paid once at the end.
    pub finally: Vec<Pay>,
    /// Mode, scale and chain of rounding.
    pub rounding: Option<(RoundMode, u8, ChainRounding)>,
}

/// A pay clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    /// Who gets it.
    pub to: PayTo,
    /// When there is a line.
    pub when: Option<Expr>,
    /// The amount (money in the plan's currency; may be a ratio where it is rounded).
    pub amount: Expr,
    /// Where it stands.
    pub span: Span,
}

/// Who gets a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayTo {
    /// The visited partner, or the trigger's.
    Earner,
    /// The company.
    Company,
    /// A partner by expression.
    Partner(Expr),
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The amount.
    pub share: Expr,
    /// Who takes part; all where `None`. The partner is [`SUBJECT`].
    pub filter: Option<Expr>,
    /// The weight of a partner ([`SUBJECT`]).
    pub weight: Expr,
}

/// A cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Bonuses and pools, in the order of the plan for `on all`.
    pub on: Vec<String>,
    /// Caps before it.
    pub after: Vec<String>,
    /// What one limit applies to; `None`: the company.
    pub scope: Option<CapScope>,
    /// The limit.
    pub at: Expr,
    /// How the cut is spread.
    pub method: CapMethod,
    /// How parts are rounded.
    pub rounding: CapRounding,
    /// What becomes of the cut.
    pub excess: CapExcess,
}

/// How a cut is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CapMethod {
    /// In proportion.
    InProportion {
        /// Parts are lines.
        by_line: bool,
        /// Only positive parts are cut.
        positive_only: bool,
    },
    /// First named, first served.
    ByPriority(Vec<String>),
}

/// An example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its title.
    pub title: String,
    /// Where the title stands.
    pub title_span: Span,
    /// The period, where given.
    pub period: Option<String>,
    /// Tree, parent, child, side index.
    pub edges: Vec<(String, String, String, Option<u32>)>,
    /// Partners in order of first mention.
    pub partners: Vec<String>,
    /// Partner, attribute, constant.
    pub attributes: Vec<(String, String, Expr)>,
    /// Events.
    pub events: Vec<ExampleEvent>,
    /// Partner, definition, constant.
    pub overrides: Vec<(String, String, Expr)>,
    /// Partner, state, constant.
    pub openings: Vec<(String, String, Expr)>,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// An event of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleEvent {
    /// The kind.
    pub event: String,
    /// Its id.
    pub id: String,
    /// Values in the order of the kind's fields; `None`: absent.
    pub values: Vec<Option<ExampleValue>>,
    /// Where it stands.
    pub span: Span,
}

/// A value in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// A partner by name.
    Partner(String),
    /// A constant.
    Constant(Expr),
}

/// An expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// Whose value.
    pub partner: Option<String>,
    /// What.
    pub what: ExpectWhat,
    /// The expected value (constant).
    pub value: Expr,
    /// What one line must show.
    pub because: Vec<(String, Expr)>,
    /// Where it stands.
    pub span: Span,
}

/// What an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectWhat {
    /// A definition.
    Definition(String),
    /// The closing value of a state.
    State(String),
    /// The lines of a bonus, before caps.
    Bonus(String),
    /// Shares of a pool, before caps.
    Pool(String),
    /// What a cap takes away.
    Cap(String),
    /// Everything.
    Total,
}

/// The earners clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earners {
    /// Who may earn; the partner is [`SUBJECT`]. `None`: all.
    pub condition: Option<Expr>,
    /// What happens to others on a walk.
    pub others: Verb,
}

/// Calls `f` for every direct part of an expression.
pub fn children_mut(e: &mut Expr, f: &mut dyn FnMut(&mut Expr)) {
    match e.kind.as_mut() {
        ExprKind::Field(a, _)
        | ExprKind::Builtin(a, _)
        | ExprKind::Parent(a, _)
        | ExprKind::Side(a, _)
        | ExprKind::Opening(a, _) => f(a),
        ExprKind::Tiers(_, a)
        | ExprKind::Brackets(_, a)
        | ExprKind::Convert(a, _)
        | ExprKind::Negate(a)
        | ExprKind::Rounded(a, ..) => f(a),
        ExprKind::IsKnown(_, a) | ExprKind::Not(a) | ExprKind::Back(a, _) => f(a),
        ExprKind::Window { body, .. } => f(body),
        ExprKind::Definition { row, args, .. } => row.iter_mut().chain(args).for_each(f),
        ExprKind::Table(_, args, _) | ExprKind::Extreme(_, args) | ExprKind::And(args) | ExprKind::Or(args) => {
            args.iter_mut().for_each(f)
        }
        ExprKind::IsIn(_, a, _, args) => {
            f(a);
            args.iter_mut().for_each(f);
        }
        ExprKind::Of(a, b)
        | ExprKind::Binary(_, a, b)
        | ExprKind::Clamp(a, _, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::Is(_, a, b)
        | ExprKind::IsBelow(_, a, b, _)
        | ExprKind::TallyAtOrAbove(a, b)
        | ExprKind::Otherwise(a, b)
        | ExprKind::Highest(_, a, b)
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
                Rows::By { of, .. } | Rows::Frontline(_, of) | Rows::Team { of, .. } => f(of),
                Rows::Pick(_, args, of) => {
                    f(of);
                    args.iter_mut().for_each(&mut *f);
                }
                Rows::All(_) => {}
            }
            a.filter.iter_mut().chain(&mut a.body).for_each(f);
        }
        ExprKind::Place(_, keys) => keys.iter_mut().for_each(|k| f(&mut k.key)),
        ExprKind::Dated(values) => values.iter_mut().for_each(|(v, _)| f(v)),
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
        | ExprKind::Error => {}
    }
}

/// A whole checked plan. Every part carries the item it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The header.
    pub header: Header,
    /// Units of points.
    pub units: Vec<UnitDecl>,
    /// Rates.
    pub rates: Vec<RateDecl>,
    /// Trees, in the order of the text.
    pub trees: Vec<TreeDecl>,
    /// Event kinds.
    pub events: Vec<EventDecl>,
    /// Declared columns of partners.
    pub partner_fields: Vec<FieldDecl>,
    /// Ladders, scales, enumerations.
    pub words: Vec<WordList>,
    /// Ladders.
    pub ladders: Vec<LadderDecl>,
    /// Tables.
    pub tables: Vec<TableDecl>,
    /// Tiers.
    pub tiers: Vec<TiersDecl>,
    /// Definitions.
    pub definitions: Vec<(ItemIndex, Definition)>,
    /// Picks.
    pub picks: Vec<(ItemIndex, PickDecl)>,
    /// States.
    pub states: Vec<StateDecl>,
    /// Closing equations.
    pub closings: Vec<(ItemIndex, String, Expr)>,
    /// Bonuses.
    pub bonuses: Vec<(ItemIndex, Bonus)>,
    /// Pools.
    pub pools: Vec<(ItemIndex, Pool)>,
    /// Caps.
    pub caps: Vec<(ItemIndex, Cap)>,
    /// Who may earn.
    pub earners: Option<Earners>,
    /// Assertions: subject, text, condition.
    pub asserts: Vec<(ItemIndex, Subject, String, Expr)>,
    /// Examples.
    pub examples: Vec<(ItemIndex, Example)>,
}
