//! Stretches of days, as seen from the plan's period at hand.

use super::{Grain, Program};

/// A stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// The plan's period so many back; 0 is the one at hand.
    Period(u32),
    /// A shorter stretch.
    Part(PartId),
}

impl Reach {
    /// The plan's period at hand.
    pub const NOW: Self = Self::Period(0);

    /// How many periods back it is, where it is a whole one.
    pub fn periods(self) -> Option<u32> {
        match self {
            Self::Period(back) => Some(back),
            Self::Part(_) => None,
        }
    }
}

/// Index into [`super::Program::parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartId(pub u32);

impl PartId {
    /// The id as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A part of a period: its third week, or the week before its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    /// How long it is.
    pub grain: Grain,
    /// Counted from the first part of the period at hand, which is 0; those before it belong to earlier periods. A
    /// number that the period does not have, such as the fifth week of a month with four, is a part of the next period:
    /// nothing is paid for it, and nothing that happens in it is looked at.
    pub offset: i32,
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

impl Program {
    /// The grain and number of a part.
    pub fn part(&self, reach: Reach) -> Option<Part> {
        match reach {
            Reach::Period(_) => None,
            Reach::Part(part) => self.parts.get(part.index()).copied(),
        }
    }

    /// A stretch in words that tell it from others: nothing for the period at hand, `1 back`, `week 3`, `week 1 before`.
    pub fn stretch(&self, reach: Reach) -> String {
        match reach {
            Reach::NOW => String::new(),
            Reach::Period(back) => format!("{back} back"),
            Reach::Part(_) => self.part(reach).map_or_else(|| "?".to_owned(), |part| part.to_string()),
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let grain = match self.grain {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
            Grain::Year => "year",
        };
        if self.offset < 0 {
            write!(f, "{grain} {} before", -self.offset)
        } else {
            write!(f, "{grain} {}", self.offset + 1)
        }
    }
}
