//! What compiled code finds in the words of its context.
//!
//! A compiled function gets one pointer: to an array of 64-bit words. The first words are the same for all
//! functions (see [`word`]); behind them each function has a word for each [`Slot`] that it uses. The host
//! fills them in, and checks the length of everything that they point to, before each call.

use compline_compiler::program::{ColumnId, EventSetId, PeriodEdge, Reach, Space, TableId, TreeViewId};
use rustc_hash::FxHashMap;

/// Words that every function finds at the same place.
pub mod word {
    /// The host behind the helpers.
    pub const HOST: usize = 0;
    /// Where a helper leaves its result.
    pub const RESULT: usize = 1;
    /// How many entries the entry buffers hold.
    pub const ENTRY_ROOM: usize = 2;
    /// How many entries of the line buffers are taken.
    pub const ENTRIES: usize = 3;
    /// How many amounts the amount buffer holds.
    pub const AMOUNT_ROOM: usize = 4;
    /// How many amounts are taken.
    pub const AMOUNTS: usize = 5;
    /// The amount buffer.
    pub const AMOUNT_BUFFER: usize = 6;
    /// How many blocks the block buffer holds.
    pub const BLOCK_ROOM: usize = 7;
    /// How many blocks are taken.
    pub const BLOCKS: usize = 8;
    /// The block buffer.
    pub const BLOCK_BUFFER: usize = 9;
    /// The buffer of earners.
    pub const EARNERS: usize = 10;
    /// The buffer of clauses.
    pub const CLAUSES: usize = 11;
    /// The buffer of totals by entry.
    pub const ENTRY_TOTALS: usize = 12;
    /// Buffer for rows and keys that a helper sorts.
    pub const SORT_BUFFER: usize = 13;
    /// How many 64-bit words the sort buffer holds.
    pub const SORT_ROOM: usize = 14;
    /// Totals by partner.
    pub const TOTALS: usize = 15;
    /// Buffers of what is remembered with each entry: shown variables, then what the amounts need.
    pub const ENTRY_VALUES: usize = 16;
    /// How many such buffers there are at most.
    pub const MOST_ENTRY_VALUES: usize = 64;
    /// Rows of triggers that pass the filter.
    pub const PASSING: usize = ENTRY_VALUES + MOST_ENTRY_VALUES;
    /// How many rows the buffer of passing triggers holds.
    pub const PASSING_ROOM: usize = PASSING + 1;
    /// The first word that belongs to the function.
    pub const FIRST_SLOT: usize = PASSING + 2;
}

/// What a function may need to know of the store or of its own scratch memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The values of a column.
    Column(ColumnId),
    /// Parents in a tree.
    Parent(TreeViewId),
    /// Sides in a tree.
    Side(TreeViewId),
    /// Parents before children.
    Order(TreeViewId),
    /// Places in preorder.
    Position(TreeViewId),
    /// Ends of subtrees.
    End(TreeViewId),
    /// Offsets into the list of children.
    ChildStart(TreeViewId),
    /// Children, by parent, in natural order.
    ChildList(TreeViewId),
    /// Places in the natural order of ids.
    Number,
    /// Offsets of event groups.
    Groups(EventSetId),
    /// Marks of event rows; a single zero where no row has one.
    Marks(EventSetId),
    /// Marks of event groups; a single zero where no row has a mark.
    GroupMarks(EventSetId),
    /// What a row's number is masked with to find its mark: all bits, or none where there is a single one (no pointer).
    MarkMask(EventSetId),
    /// How many rows there are (a number, no pointer).
    Rows(Space),
    /// A day of a period, or absent (a number, no pointer).
    Period(PeriodEdge, Reach),
    /// The values of a table.
    Table(TableId),
    /// The bounds of a table's key.
    Bounds(TableId, u32),
    /// Scratch memory of the step: one of a few arrays of 64-bit words.
    Scratch(u32),
    /// Nearest partners above who are not skipped.
    NextAbove,
    /// As [`Slot::NextAbove`], but the partner himself where he is not skipped.
    NextFrom,
}

/// The slots of one function.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    list: Vec<Slot>,
    index: FxHashMap<Slot, usize>,
}

impl Slots {
    /// The word of a slot.
    pub fn word(&mut self, slot: Slot) -> usize {
        let next = self.list.len();
        let at = *self.index.entry(slot).or_insert(next);
        if at == next {
            self.list.push(slot);
        }
        word::FIRST_SLOT + at
    }

    /// All slots in the order of their words.
    pub fn list(&self) -> &[Slot] {
        &self.list
    }
}
