//! What values are: units, types, and whose values a definition has.

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

/// A stretch of the calendar, from short to long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// A calendar day.
    Day,
    /// Seven days; see [`Weeks`] and [`super::Begins`].
    Week,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Grain {
    /// All, from short to long.
    pub const ALL: [Grain; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// `day`, `week`, `month`, …
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The grain that a word means, in the singular or in the plural.
    pub fn of_word(word: &str) -> Option<Self> {
        let one = word.strip_suffix('s').unwrap_or(word);
        Self::ALL.into_iter().find(|grain| grain.word() == one)
    }
}

/// Where weeks begin, and to which longer period one belongs that two of them share. The first day is counted from
/// Monday, which is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weeks {
    /// From this day on; a week belongs as a whole to the period in which it ends.
    WhereTheyEnd(u8),
    /// From this day on; where a period ends, so does its last week, and the next begins with what is left of it.
    Cut(u8),
    /// Seven days each from the first day of a period on; the last one has those that are left.
    FromPeriod,
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
    /// The owner of one or more positions.
    Person,
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
    /// The scale of a number, 0 for everything else.
    pub fn scale(&self) -> u8 {
        match self.kind {
            TypeKind::Number(_, scale) => scale,
            _ => 0,
        }
    }
}

/// Whose values a definition has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The company: one row.
    Company,
    /// Positions.
    Partner,
    /// Owners of positions.
    Person,
    /// Events of a kind.
    Event(String),
    /// Lines of a bonus (as triggers of another).
    Line(String),
}
