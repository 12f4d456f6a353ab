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
