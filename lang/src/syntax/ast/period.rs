//! Periods within the plan's own.

use super::*;

/// `weeks from Monday, in the period in which they end`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weeks {
    /// The first day of a week; `None`: weeks are counted from the first day of each period.
    pub from: Option<Ident>,
    /// What becomes of a week that two periods share; open when not written.
    pub shared: Option<SharedWeek>,
    /// Where it stands.
    pub span: Span,
}

/// What becomes of a week that two periods share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SharedWeek {
    /// `in the period in which they end`: it belongs to the later one as a whole.
    WhereItEnds,
    /// `cut where a period ends`: each has its part, as a shorter week.
    Cut,
}

/// `period month from day 26 in Europe/Berlin, named after its last day`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodClause {
    /// How long a period is: `month`.
    pub grain: Ident,
    /// Whose clock cuts it.
    pub zone: Option<(String, Span)>,
    /// Where it begins; as the calendar has it when not written.
    pub begins: Option<PeriodBegin>,
    /// After which of its days it is named; open when not written.
    pub named: Option<(NamedAfter, Span)>,
    /// Where it stands.
    pub span: Span,
}

/// Where periods begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeriodBegin {
    /// `from day 26`, `from Saturday`, `from April`, `from 6 April`
    On {
        /// The number.
        day: Option<(Decimal, Span)>,
        /// The name of a day or of a month.
        name: Option<Ident>,
        /// Where it stands.
        span: Span,
    },
    /// `listed { 2026-01 from 2025-12-29, to 2026-01-25 }`
    Listed(PeriodList),
}

/// `{ 2026-01 from 2025-12-29, 2026-02 from 2026-01-26, to 2026-02-22 }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodList {
    /// The periods.
    pub entries: Vec<PeriodEntry>,
    /// The last day of the last one.
    pub end: Option<Date>,
    /// Where it stands.
    pub span: Span,
}

/// `2026-01 from 2025-12-29`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodEntry {
    /// What the period is called.
    pub name: (String, Span),
    /// Its first day.
    pub from: Date,
}

/// After which of its days a period is named that begins where the calendar has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamedAfter {
    /// `named after its first day`
    First,
    /// `named after its last day`
    Last,
}

impl NamedAfter {
    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Self::First => "named after its first day",
            Self::Last => "named after its last day",
        }
    }
}
