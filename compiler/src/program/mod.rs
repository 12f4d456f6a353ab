//! The plan program: the narrow waist between the language and its evaluators.
//!
//! A program is backend-neutral data: columns, scalar expressions over them, and an
//! ordered list of [`Step`]s. Every evaluator runs the same program over the same
//! [`crate::store::Store`]; the reference interpreter defines the meaning, the
//! others must agree with it to the bit.
//!
//! Values. A number is exact; its static scale is part of its [`Ty`], and a column
//! holds it as an integer multiple of `10^-scale`. Yes/no is 1/0, a date is days since
//! 1970-01-01, a word (rank, scale value, enumeration) is its index, a partner, person
//! or event is its row. An absent value is [`NONE`].
//!
//! Invariant: nothing here knows a bonus kind, a file format or a screen.

mod calendar;
mod expr;
mod measure;
mod period;
mod placing;
mod steps;
mod walk;

pub use calendar::{Begins, Calendar, List, Listed, ListedPeriod};
pub use expr::{Compare, Expr, Handle, MonthCount, Op, PeriodEdge, Repeat};
pub use period::{Part, PartId, Reach, Weeks};
pub use placing::{Placing, SideChoice};
pub use steps::{
    Aggregate, AggregateOp, Bonus, Cap, CapExcess, CapMethod, CapRounding, CapScope, Carried, CarriedLot,
    ChainRounding, Earner, FoldStep, LineSource, Pass, Pay, PickKey, Pool, Rounding, Scan, ScanValue, Step, Trigger,
    Var, VarId, Verb, Walk,
};

use compline_lang::number::Decimal;
use compline_lang::source::Place;
pub use compline_lang::syntax::ast::{
    HoldsOn, NamedAfter, PlaceGap, PlaceLeft, PlaceSearch, ReversedLines, ReversedVolume, RoundMode,
};

/// The stored form of an absent value in 64 bits; a narrower column uses the least value of its width.
pub const NONE: i64 = i64::MIN;

/// The least number that the key of a table can be, where a slot holds everything below: the one above [`NONE`].
pub const LEAST_KEY: i64 = NONE + 1;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            /// The id as an index.
            pub fn index(self) -> usize { self.0 as usize }
        })*
    };
}

ids! {
    /// Index into [`Program::columns`].
    ColumnId
    /// Index into [`Program::units`].
    UnitId
    /// Index into [`Program::words`].
    WordsId
    /// Index into [`Program::events`].
    EventId
    /// Index into [`Program::event_sets`].
    EventSetId
    /// Index into [`Program::trees`].
    TreeId
    /// Index into [`Program::tree_views`].
    TreeViewId
    /// Index into [`Program::tables`].
    TableId
    /// Index into [`Program::states`].
    StateId
    /// Index into [`Program::bonuses`].
    BonusId
    /// Index into [`Program::pools`].
    PoolId
    /// Index into [`Program::caps`].
    CapId
    /// Index into [`Program::sites`]; where in the plan an expression stands.
    SiteId
}

/// A compiled plan, ready for any evaluator.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The plan's name.
    pub plan: String,
    /// The plan's version.
    pub version: String,
    /// The plan's currency, an index into `units`.
    pub currency: UnitId,
    /// The calendar of periods.
    pub calendar: Calendar,
    /// Where weeks begin, where something has values for each week of a longer period.
    pub weeks: Weeks,
    /// The parts of periods that something has values for.
    pub parts: Vec<Part>,
    /// First and last day of conditions that the plan decides about, in days since 1970-01-01; without a last day it
    /// goes on, and without either it has no limit.
    pub valid: Option<(i32, Option<i32>)>,
    /// Units, currencies, percent, count and factor.
    pub units: Vec<Unit>,
    /// Word lists: ladders, scales, enumerations, sides.
    pub words: Vec<Words>,
    /// Texts that stand in the plan. The data's interned texts begin with them, so that a constant of
    /// kind [`Kind::Text`] is its place here.
    pub texts: Vec<String>,
    /// Event kinds with their fields.
    pub events: Vec<Event>,
    /// Which events of a kind a context looks at.
    pub event_sets: Vec<EventSet>,
    /// Declared columns of the partners file.
    pub partner_fields: Vec<Field>,
    /// Trees.
    pub trees: Vec<Tree>,
    /// Trees as of a period.
    pub tree_views: Vec<TreeView>,
    /// States that cross periods.
    pub states: Vec<State>,
    /// All columns.
    pub columns: Vec<Column>,
    /// Lookup tables.
    pub tables: Vec<Table>,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// Bonuses.
    pub bonuses: Vec<Bonus>,
    /// Pools.
    pub pools: Vec<Pool>,
    /// Caps.
    pub caps: Vec<Cap>,
    /// Company-wide or per-row laws: a yes/no column that must be yes in every row.
    pub asserts: Vec<Assert>,
    /// Definitions of partners that a dated manual value may replace: name and type.
    pub overridables: Vec<(String, Ty)>,
    /// The plan's definitions by name, for reports, examples and explanations.
    pub definitions: Vec<Definition>,
    /// Rank rules, for "why not".
    pub rank_rules: Vec<RankRule>,
    /// Which definitions are the ranks of the result, where the plan has a ladder.
    pub ranks: Option<Ranks>,
    /// Where expressions stand in the plan text.
    pub sites: Vec<Place>,
}

/// How long a stretch of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grain {
    /// Calendar days.
    Day,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
}

/// A unit of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// `EUR`, `BV`, `percent`, `count`, `factor`.
    pub name: String,
    /// What kind.
    pub kind: UnitKind,
    /// Scale of stored amounts of this unit.
    pub scale: u8,
}

/// Kinds of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// A currency.
    Money,
    /// Points.
    Points,
    /// Percent and per mille: `5%` is 0.05.
    Percent,
    /// A whole number of things.
    Count,
    /// A plain decimal.
    Factor,
    /// So much of one unit for one of another.
    Price,
}

/// A list of words. In a ladder or scale the order is from low to high.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Name of the ladder, scale or `Event.field`.
    pub name: String,
    /// Whether `<` means something.
    pub ordered: bool,
    /// Whether it is a ladder.
    pub ladder: bool,
    /// The words.
    pub words: Vec<String>,
}

/// The static type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ty {
    /// What it is.
    pub kind: Kind,
    /// Whether it may be absent.
    pub optional: bool,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number of a unit with a static scale; the stored integer is `value * 10^scale`.
    Number(UnitId, u8),
    /// Yes/no.
    Bool,
    /// Days since 1970-01-01.
    Date,
    /// Index into a word list.
    Word(WordsId),
    /// Row of the partner space.
    Partner,
    /// Row of the person space.
    Person,
    /// Row of an event set.
    Event(EventSetId),
    /// Interned text; equality only.
    Text,
}

impl Ty {
    /// A type whose value is always there.
    pub const fn known(kind: Kind) -> Self {
        Self { kind, optional: false }
    }

    /// The scale of a number, 0 for everything else.
    pub const fn scale(self) -> u8 {
        match self.kind {
            Kind::Number(_, scale) => scale,
            _ => 0,
        }
    }
}

/// Whose rows a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Space {
    /// One row: the company.
    Company,
    /// Positions. Rows are in preorder of tree view 0, so a parent comes before its child.
    Partner,
    /// Owners of positions.
    Person,
    /// Events of one set, grouped by the partner in the kind's first partner field.
    Event(EventSetId),
    /// Trigger rows of a bonus (this one) that is paid for lines of another: the lines to partners (what stays
    /// with the company triggers nothing) whose amount is not
    /// zero at the stage that its trigger names, in the order of those lines. The rows exist from the
    /// bonus's step on; its `Line*` columns are filled when that step begins.
    Line(BonusId),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// A readable name: the definition's, or one made from it.
    pub name: String,
    /// Its rows.
    pub space: Space,
    /// Its type.
    pub ty: Ty,
    /// How wide a value is stored.
    pub width: Width,
    /// Where it comes from.
    pub source: Source,
}

/// Bytes of a stored value (two's complement, sign-extended on load).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    /// One byte.
    W8,
    /// Two bytes.
    W16,
    /// Four bytes.
    W32,
    /// Eight bytes.
    W64,
}

/// Where a column's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A field of the event kind (index into [`Event::fields`]).
    EventField(u32),
    /// A declared column of the partners file (index into [`Program::partner_fields`]).
    PartnerField(u32),
    /// The day the partner joined.
    JoinedOn,
    /// Yes/no: terminated at the end of the stretch.
    Terminated(Reach),
    /// Yes/no: set inactive at the end of the stretch.
    Inactive(Reach),
    /// Row of the partner's owner in the person space.
    PersonOf,
    /// The partner's place in the natural order of ids: the last tie-break of every order.
    Number,
    /// The state's value before the period.
    Opening(StateId),
    /// The manual value of a definition (index into [`Program::overridables`]) in force at the end of the
    /// stretch, absent where there is none.
    Override(u32, Reach),
    /// What a computed column has in the period that is settled, for contexts of earlier periods; nothing in the
    /// period's own context, where that column itself is read.
    Settled(ColumnId),
    /// Written by a step.
    Computed,
    /// Written by the step of a cap: what it carries, or pays of it.
    Carried(CapId),
    /// Of a line: the earner's row.
    LineEarner,
    /// Of a line: its amount at the stage of the trigger.
    LineAmount,
    /// Of a line: the row of the trigger that it was paid for.
    LineTrigger,
}

/// An event kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The field that groups events by partner: the first one of type partner, if any.
    pub owner: Option<u32>,
    /// The date field that picks the conditions.
    pub conditions: u32,
    /// Whether the conditions are those of the period before the one of that date.
    pub conditions_before: bool,
    /// The date field that decides the period of the volume.
    pub volume: u32,
    /// The date field that decides when it may be settled.
    pub payable: u32,
    /// Of a kind of facts: when they hold. Nothing is decided by the dates above then, which are their first day.
    pub holds: Option<Holds>,
    /// What becomes of lines and volume when an event is reversed.
    pub reversal: Reversal,
}

/// What becomes of the lines and the volume of an event that is reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// Of lines.
    pub lines: ReversedLines,
    /// Of volume.
    pub volume: ReversedVolume,
    /// The number field by which a part of an event is measured; without one each bonus measures it by its own base.
    pub measure: Option<u32>,
}

impl Reversal {
    /// Nothing changes.
    pub const NOTHING: Self = Self { lines: ReversedLines::Stay, volume: ReversedVolume::Stays, measure: None };

    /// Whether rows of event sets may be there for something else than to be counted once and paid.
    pub fn leaves_marks(self) -> bool {
        self.lines == ReversedLines::Mirrored || self.volume != ReversedVolume::Stays
    }

    /// Whether sums and counts over events may come below what the events have.
    pub fn takes_off(self) -> bool {
        self.volume == ReversedVolume::LeavesPeriodOfReversal
    }
}

/// When facts hold, and on which days of a period they must to count there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holds {
    /// The date field with the first day.
    pub from: u32,
    /// The date field with the last day; without one, or where it is absent, the fact goes on.
    pub to: Option<u32>,
    /// On which days.
    pub days: HoldsOn,
}

/// A field of an event kind, or a declared column of the partners file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name, which is also the column in the file.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Least and largest value allowed, as decimals of the field's unit.
    pub range: Option<(Decimal, Decimal)>,
}

/// Which events of a kind a context looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventSet {
    /// The kind.
    pub event: EventId,
    /// The selection.
    pub select: Select,
}

impl Program {
    /// What becomes of events of a space when they are reversed.
    pub fn reversal(&self, space: Space) -> Reversal {
        let Space::Event(set) = space else { return Reversal::NOTHING };
        let event = self.event_sets.get(set.index()).and_then(|set| self.events.get(set.event.index()));
        event.map_or(Reversal::NOTHING, |event| event.reversal)
    }

    /// The name of a tree; a derived one has that of the definition which says who is above.
    pub fn tree_name(&self, view: TreeViewId) -> Option<&str> {
        let view = self.tree_views.get(view.index())?;
        match view.derived {
            Some(column) => self.columns.get(column.index()).map(|column| column.name.as_str()),
            None => self.trees.get(view.tree.index()).map(|tree| tree.name.as_str()),
        }
    }

    /// Whether a state is one number of the company; else each partner has one.
    pub fn is_of_company(&self, state: &State) -> bool {
        self.columns.get(state.closing.index()).is_some_and(|column| column.space == Space::Company)
    }

    /// Whether a bonus of events of a kind is brought up to date in later periods.
    pub fn is_open(&self, kind: &Event) -> bool {
        let of_kind = |set: &EventSet| self.events.get(set.event.index()).is_some_and(|event| event.name == kind.name);
        self.event_sets.iter().any(|set| set.select == Select::Open && of_kind(set))
    }

    /// First and last day of conditions that the plan decides about.
    pub fn valid_days(&self) -> (i32, i32) {
        let (from, to) = self.valid.unwrap_or((i32::MIN, None));
        (from, to.unwrap_or(i32::MAX))
    }
}

/// The selection of an event set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Select {
    /// Events whose volume counts in a stretch; facts that hold in it.
    Volume(Reach),
    /// Events that the context pays now, those with conditions of this part of its period where it is a part; facts
    /// that hold in it, unless the context is a late one.
    Paid(Reach),
    /// Events that could be paid in the period that is settled or before it: those of which more may become due.
    Open,
    /// All events of the kind that are known: those that others refer to.
    Any,
}

/// A tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Its name.
    pub name: String,
    /// Names of the sides (one child each), empty without sides.
    pub sides: Vec<String>,
    /// Greatest number of children, where limited.
    pub width: Option<u32>,
    /// By which rule partners are placed whose place no data state.
    pub placing: Option<Placing>,
}

/// A tree as it was at the end of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TreeView {
    /// The tree.
    pub tree: TreeId,
    /// At the end of what.
    pub at: Reach,
    /// The column with the parents of a tree that is derived from `tree`: until the pass that derives it, the view is
    /// that of `tree`.
    pub derived: Option<ColumnId>,
}

/// A state that crosses periods: of partners, or of the company where its closing column is one of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Its name, which is also the column in the state file.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// Value before the first period (stored form).
    pub initial: i64,
    /// The column with the closing value.
    pub closing: ColumnId,
}

/// A lookup table over word, count or number keys, stored dense in row-major order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its keys.
    pub keys: Vec<Key>,
    /// Type of the values.
    pub ty: Ty,
    /// Values in stored form, last key fastest; `None` where no row fits and no `otherwise` row exists.
    pub values: Vec<Option<i64>>,
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The parameter's name.
    pub name: String,
    /// Type of the key.
    pub ty: Ty,
    /// Rising bounds (stored form). Slot `i` holds keys in `bounds[i] .. bounds[i+1]`, the last slot
    /// everything from its bound on. Keys below `bounds[0]` have no slot.
    pub bounds: Vec<i64>,
}

/// A yes/no column that must be yes in every row of its space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assert {
    /// What it says.
    pub text: String,
    /// The column.
    pub column: ColumnId,
    /// Where it stands.
    pub site: SiteId,
}

/// A definition of the plan and the columns that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Of which stretch it is the value: what has a value for each week stands once for each.
    pub at: Reach,
    /// Its rows.
    pub space: Space,
    /// The value that readers see.
    pub column: ColumnId,
    /// The value of the rule, where the definition is overridable.
    pub computed: Option<ColumnId>,
    /// Where it stands.
    pub site: SiteId,
}

/// The rule behind a rank, kept apart for "why not".
#[derive(Clone, Debug, PartialEq)]
pub struct RankRule {
    /// The definition that it decides (index into [`Program::definitions`]), where it is one.
    pub definition: Option<u32>,
    /// The ladder.
    pub ladder: WordsId,
    /// For each rank from low to high: the conditions, all of which must hold.
    pub rows: Vec<Vec<Expr>>,
}

/// The definitions that make the `ranks` file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// The ladder.
    pub ladder: WordsId,
    /// By the rule of the period.
    pub reached: ColumnId,
    /// Never falls; where the plan keeps one.
    pub title: Option<ColumnId>,
    /// What bonuses are paid by, overrides included.
    pub paid_as: ColumnId,
    /// Manual value behind `paid_as`, absent where there is none.
    pub overridden: Option<ColumnId>,
}
