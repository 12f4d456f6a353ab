//! The data that a program runs over: columns, trees, groups.
//!
//! A store holds one settlement context. Both evaluators read and write the same
//! columns, so that a step may be run by either, and results compared to the bit.

use crate::program::{Column, ColumnId, EventSetId, NONE, Program, Reach, Space, TreeViewId, Width};
use crate::shared::Shared;

/// Values of one column in the width of its declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// One byte each.
    I8(Vec<i8>),
    /// Two bytes each.
    I16(Vec<i16>),
    /// Four bytes each.
    I32(Vec<i32>),
    /// Eight bytes each.
    I64(Vec<i64>),
}

impl Values {
    /// How wide a value is.
    pub fn width(&self) -> Width {
        match self {
            Values::I8(_) => Width::W8,
            Values::I16(_) => Width::W16,
            Values::I32(_) => Width::W32,
            Values::I64(_) => Width::W64,
        }
    }

    /// `rows` zeros.
    pub fn zeros(width: Width, rows: usize) -> Self {
        match width {
            Width::W8 => Values::I8(vec![0; rows]),
            Width::W16 => Values::I16(vec![0; rows]),
            Width::W32 => Values::I32(vec![0; rows]),
            Width::W64 => Values::I64(vec![0; rows]),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Values::I8(v) => v.len(),
            Values::I16(v) => v.len(),
            Values::I32(v) => v.len(),
            Values::I64(v) => v.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at a row, widened; [`NONE`] where it is absent or the row does not exist.
    pub fn get(&self, row: usize) -> i64 {
        match self {
            Values::I8(v) => v.get(row).map_or(NONE, |x| if *x == i8::MIN { NONE } else { i64::from(*x) }),
            Values::I16(v) => v.get(row).map_or(NONE, |x| if *x == i16::MIN { NONE } else { i64::from(*x) }),
            Values::I32(v) => v.get(row).map_or(NONE, |x| if *x == i32::MIN { NONE } else { i64::from(*x) }),
            Values::I64(v) => v.get(row).copied().unwrap_or(NONE),
        }
    }

    /// Writes a value; `false` where it does not fit the width or the row does not exist.
    #[must_use]
    pub fn set(&mut self, row: usize, value: i64) -> bool {
        fn put<T: TryFrom<i64> + Copy + PartialEq>(v: &mut [T], row: usize, value: i64, none: T) -> bool {
            let value = if value == NONE { Some(none) } else { T::try_from(value).ok().filter(|value| *value != none) };
            match (v.get_mut(row), value) {
                (Some(slot), Some(value)) => {
                    *slot = value;
                    true
                }
                _ => false,
            }
        }
        match self {
            Values::I8(v) => put(v, row, value, i8::MIN),
            Values::I16(v) => put(v, row, value, i16::MIN),
            Values::I32(v) => put(v, row, value, i32::MIN),
            Values::I64(v) => put(v, row, value, NONE),
        }
    }
}

/// A tree over partner rows.
///
/// In view 0 rows are in preorder: `parent[row] < row`, and the subtree of `row` is `row..end[row]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeData {
    /// Row of the parent, `-1` at a root and for partners outside of this tree.
    pub parent: Shared<i32>,
    /// Side or position from 0 under the parent, `-1` where there is none.
    pub side: Shared<i16>,
    /// Rows, parents before children, every row once; empty where the row order itself is such an order.
    pub order: Shared<u32>,
    /// Position of a row in preorder; empty where it is the row itself.
    pub position: Shared<u32>,
    /// By row: one past the last preorder position of its subtree.
    pub end: Shared<u32>,
    /// Whether the row is a node of this tree at all; empty where all are.
    pub inside: Shared<bool>,
}

/// Rows of an event set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventRows {
    /// Number of rows.
    pub rows: usize,
    /// `partners + 1` offsets: events of partner row `p` are `groups[p]..groups[p + 1]`. Events whose
    /// owner is absent come after the last group. Empty where the kind has no partner field.
    pub groups: Vec<u32>,
    /// By row: number of the event in the source (order of the company's data), for reports.
    pub source: Vec<u32>,
    /// What rows are there for, where not every row is counted once and paid.
    pub marks: Marks,
}

/// What the rows of an event set are there for. Without any marks every row counts once and is a trigger of what is paid
/// for the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// By row: a sum of bits, see [`mark`]; empty where no row has one.
    rows: Vec<u8>,
    /// By partner row: which of its rows are triggers; empty as `rows`.
    groups: Vec<u8>,
}

/// Bits of a row's mark.
///
/// What leaves a volume is said by two rows: one that takes off the event as it was, and one that adds what is left of it.
/// So every sum and count over events follows a reversal exactly, whatever it sums and under which conditions.
pub mod mark {
    /// No trigger: it was paid earlier, or will be later.
    pub const NOT_PAID: u8 = 1;
    /// A trigger alone: nothing that goes through events sees it.
    pub const NOT_COUNTED: u8 = 2;
    /// Sums and counts take its value off; nothing else sees it.
    pub const TAKEN_OFF: u8 = 4;
    /// Sums and counts add its value; nothing else sees it.
    pub const ADDED: u8 = 8;
    /// Bits of rows that only sums and counts see, or nothing.
    pub const NO_EVENT: u8 = NOT_COUNTED | TAKEN_OFF | ADDED;
    /// Of a group: every row is a trigger.
    pub const ALL: u8 = 0;
    /// Of a group: no row is a trigger.
    pub const NONE: u8 = 1;
    /// Of a group: some rows are triggers.
    pub const SOME: u8 = 2;
}

impl Marks {
    /// Marks of rows that are grouped (see [`EventRows::groups`]).
    pub fn new(rows: Vec<u8>, groups: &[u32]) -> Self {
        if rows.iter().all(|mark| *mark == 0) {
            return Self::default();
        }
        let of_group = |ends: &[u32]| {
            let [start, end] = ends else { return mark::ALL };
            let group = rows.get(*start as usize..*end as usize).unwrap_or_default();
            let unpaid = group.iter().filter(|of| **of & mark::NOT_PAID != 0).count();
            match unpaid {
                0 => mark::ALL,
                _ if unpaid == group.len() => mark::NONE,
                _ => mark::SOME,
            }
        };
        let groups = groups.windows(2).map(of_group).collect();
        Self { rows, groups }
    }

    /// By row; empty where no row has a mark.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// By partner row: [`mark::ALL`], [`mark::NONE`] or [`mark::SOME`]; empty where no row has a mark.
    pub fn groups(&self) -> &[u8] {
        &self.groups
    }

    /// The mark of a row.
    pub fn of(&self, row: usize) -> u8 {
        self.rows.get(row).copied().unwrap_or(0)
    }

    /// Whether something is paid for a row.
    pub fn is_trigger(&self, row: usize) -> bool {
        self.of(row) & mark::NOT_PAID == 0
    }

    /// Whether a row is an event of its own for whatever goes through events.
    pub fn is_event(&self, row: usize) -> bool {
        self.of(row) & mark::NO_EVENT == 0
    }

    /// How often sums and counts take a row: once, not at all, or off.
    pub fn weight(&self, row: usize) -> i8 {
        match self.of(row) {
            of if of & mark::NOT_COUNTED != 0 => 0,
            of if of & mark::TAKEN_OFF != 0 => -1,
            _ => 1,
        }
    }
}

/// First and last day of a period, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodDays {
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
}

/// All data of one settlement context.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// Number of partner rows.
    pub partners: usize,
    /// Number of person rows.
    pub persons: usize,
    /// By partner row: row of its owner.
    pub person_of: Shared<u32>,
    /// By partner row: place in the natural order of ids; the last tie-break everywhere.
    pub number: Shared<u32>,
    /// By [`TreeViewId`].
    pub trees: Vec<TreeData>,
    /// By [`EventSetId`].
    pub events: Vec<EventRows>,
    /// By [`ColumnId`]; computed columns are allocated when the program starts.
    pub columns: Vec<Option<Values>>,
    /// The period at hand and those before it: index = periods back.
    pub periods: Vec<PeriodDays>,
    /// By [`PartId`].
    pub parts: Vec<PeriodDays>,
    /// The last day of the period that is settled.
    pub settled_to: i32,
    /// By [`crate::program::BonusId`]: what bonuses that are brought up to date paid before, by trigger and earner.
    pub paid: Vec<Vec<PaidBefore>>,
}

impl Store {
    /// The days of a stretch; `None` where it is further back than the data go.
    pub fn days(&self, reach: Reach) -> Option<PeriodDays> {
        match reach {
            Reach::Period(back) => self.periods.get(back as usize).copied(),
            Reach::Part(part) => self.parts.get(part.index()).copied(),
        }
    }
}

/// What a bonus paid in earlier settlements for one trigger to one earner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PaidBefore {
    /// Row of the trigger.
    pub trigger: u32,
    /// Partner row, or [`crate::lines::COMPANY`].
    pub earner: u32,
    /// The sum, in the currency's smallest unit.
    pub amount: i64,
}

impl Store {
    /// Number of rows of a space; lines have none here.
    pub fn rows(&self, space: Space) -> usize {
        match space {
            Space::Company => 1,
            Space::Partner => self.partners,
            Space::Person => self.persons,
            Space::Event(set) => self.event_rows(set),
            Space::Line(_) => 0,
        }
    }

    /// Number of rows of an event set.
    pub fn event_rows(&self, set: EventSetId) -> usize {
        self.events.get(set.index()).map_or(0, |e| e.rows)
    }

    /// What the rows of a space are there for; nothing where all rows are alike.
    pub fn marks(&self, space: Space) -> Option<&Marks> {
        let Space::Event(set) = space else { return None };
        self.events.get(set.index()).map(|events| &events.marks).filter(|marks| !marks.rows.is_empty())
    }

    /// The value of a column at a row; [`NONE`] where it is absent.
    pub fn get(&self, column: ColumnId, row: usize) -> i64 {
        self.columns.get(column.index()).and_then(Option::as_ref).map_or(NONE, |values| values.get(row))
    }

    /// Writes a value; `false` where it does not fit.
    #[must_use]
    pub fn set(&mut self, column: ColumnId, row: usize, value: i64) -> bool {
        self.columns.get_mut(column.index()).and_then(Option::as_mut).is_some_and(|values| values.set(row, value))
    }

    /// A tree.
    pub fn tree(&self, view: TreeViewId) -> Option<&TreeData> {
        self.trees.get(view.index())
    }

    /// Allocates every column of the program that has rows in this store and no values yet.
    pub fn allocate(&mut self, program: &Program) {
        self.columns.resize_with(program.columns.len(), || None);
        for (at, column) in program.columns.iter().enumerate() {
            let rows = self.rows(column.space);
            if let Some(slot) = self.columns.get_mut(at)
                && slot.is_none()
            {
                *slot = Some(empty_column(column, rows));
            }
        }
    }
}

fn empty_column(column: &Column, rows: usize) -> Values {
    Values::zeros(column.width, rows)
}
