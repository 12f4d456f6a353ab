//! Calling compiled code.
//!
//! A [`Memory`] is everything that the functions of one step may touch. For each slot of a function it yields a
//! word only after it has checked that what the word points to has as many elements as the function assumes; a
//! function whose slots are not all there cannot be called, and the reference takes its step.

use crate::family::{Checked, Children};
use crate::host::Host;
use crate::memory::{Code, Entry};
use crate::slots::{Slot, word};
use crate::tables::Tables;
use compline_compiler::program::{ColumnId, EventSetId, NONE, PeriodEdge, Program, Reach, Space, TreeViewId, Width};
use compline_compiler::store::{EventRows, Marks, Store, Values};

/// The mark of all rows of a set without marks.
static NO_MARK: [u8; 1] = [0];

/// A compiled function and what it needs.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its code.
    pub entry: Entry,
    /// Its slots, in the order of their words.
    pub slots: Vec<Slot>,
}

/// A column that the step writes: address, elements, width.
#[derive(Clone, Copy, Debug)]
struct Written {
    column: ColumnId,
    address: usize,
    rows: usize,
    width: Width,
}

/// What the functions of one step may touch.
pub struct Memory<'a> {
    program: &'a Program,
    store: &'a Store,
    checked: &'a Checked,
    tables: &'a Tables,
    /// By tree view.
    children: &'a [Option<Children>],
    /// By bonus: rows of its line space.
    line_rows: &'a [usize],
    written: Vec<Written>,
    /// Scratch arrays: address and words.
    scratch: Vec<(usize, usize)>,
    /// Pointers to the nearest partners who are not skipped: above, and from a partner on.
    pointers: Option<(usize, usize)>,
}

impl<'a> Memory<'a> {
    /// The store without the columns that are written. `written` and `scratch` are borrowed for the
    /// life of this memory, so nobody else touches them while compiled code does.
    #[expect(clippy::too_many_arguments, reason = "everything that compiled code may touch, in one place")]
    pub fn new(
        program: &'a Program,
        store: &'a Store,
        checked: &'a Checked,
        tables: &'a Tables,
        children: &'a [Option<Children>],
        line_rows: &'a [usize],
        written: &'a mut [(ColumnId, Values)],
        scratch: &'a mut [Vec<i64>],
    ) -> Self {
        let written = written.iter_mut().map(|(column, values)| {
            let (address, width) = address_of(values);
            Written { column: *column, address, rows: values.len(), width }
        });
        let scratch = scratch.iter_mut().map(|words| (words.as_mut_ptr() as usize, words.len()));
        Self {
            program,
            store,
            checked,
            tables,
            children,
            line_rows,
            written: written.collect(),
            scratch: scratch.collect(),
            pointers: None,
        }
    }

    /// The same, with pointers to the nearest partners who are not skipped: above, and from a partner on.
    pub fn with_pointers(self, pointers: &'a mut (Vec<i32>, Vec<i32>)) -> Self {
        let (above, from) = pointers;
        let complete = above.len() == self.store.partners && from.len() == self.store.partners;
        let pointers = complete.then_some((above.as_mut_ptr() as usize, from.as_mut_ptr() as usize));
        Self { pointers, ..self }
    }

    /// Rows of a space.
    pub fn rows(&self, space: Space) -> usize {
        match space {
            Space::Line(bonus) => self.line_rows.get(bonus.index()).copied().unwrap_or(0),
            space => self.store.rows(space),
        }
    }

    /// The words of a function, or nothing where the store is not as the function assumes.
    pub fn frame(&self, function: &Function) -> Option<Frame<'_>> {
        let mut words = vec![0_u64; word::FIRST_SLOT];
        for slot in &function.slots {
            words.push(self.word(*slot)?);
        }
        Some(Frame { entry: function.entry, words, memory: std::marker::PhantomData })
    }

    /// The word of a slot, if what it points to is as long as it has to be.
    fn word(&self, slot: Slot) -> Option<u64> {
        let partners = self.store.partners;
        match slot {
            Slot::Column(column) => self.column(column),
            Slot::Parent(view) => self.tree(view).map(|tree| address(&tree.parent)),
            Slot::Side(view) => {
                self.tree(view).filter(|tree| tree.side.len() == partners).map(|tree| address(&tree.side))
            }
            Slot::Order(view) => self.tree(view).and_then(|tree| self.order(&tree.order)),
            Slot::Position(view) => self.tree(view).and_then(|tree| self.order(&tree.position)),
            Slot::End(view) => self.tree(view).filter(|tree| tree.end.len() == partners).map(|tree| address(&tree.end)),
            Slot::ChildStart(view) => {
                self.children.get(view.index())?.as_ref().map(|children| address(&children.start))
            }
            Slot::ChildList(view) => self.children.get(view.index())?.as_ref().map(|children| address(&children.list)),
            Slot::Number => self.checked.numbers.then(|| address(&self.store.number)),
            Slot::Groups(set) => self.groups(set),
            Slot::Marks(set) => self.marks(set, |marks, events| (marks.rows(), events.rows)),
            Slot::GroupMarks(set) => self.marks(set, |marks, _| (marks.groups(), partners)),
            Slot::MarkMask(set) => self
                .store
                .events
                .get(set.index())
                .map(|events| if events.marks.rows().is_empty() { 0 } else { u64::MAX }),
            Slot::Rows(space) => Some(self.rows(space) as u64),
            Slot::Period(edge, reach) => Some(self.day(edge, reach).cast_unsigned()),
            Slot::Table(table) => self.tables.values(table).map(|values| address(values)),
            Slot::Bounds(table, key) => self.tables.bounds(table, key).map(|bounds| address(bounds)),
            Slot::Scratch(at) => self.scratch.get(at as usize).map(|(address, _)| *address as u64),
            Slot::NextAbove => self.pointers.map(|(above, _)| above as u64),
            Slot::NextFrom => self.pointers.map(|(_, from)| from as u64),
        }
    }

    fn tree(&self, view: TreeViewId) -> Option<&'a compline_compiler::store::TreeData> {
        let good = self.checked.trees.get(view.index()).copied().unwrap_or(false);
        self.store.tree(view).filter(|_| good)
    }

    /// A list of all rows; an empty one stands for row order.
    fn order(&self, list: &'a [u32]) -> Option<u64> {
        let list = if list.is_empty() { self.checked.rows.as_slice() } else { list };
        (list.len() == self.store.partners).then(|| address(list))
    }

    fn groups(&self, set: EventSetId) -> Option<u64> {
        let good = self.checked.groups.get(set.index()).copied().unwrap_or(false);
        self.store.events.get(set.index()).filter(|_| good).map(|events| address(&events.groups))
    }

    /// Marks of a set, as many as there have to be, or the single one that stands for all.
    fn marks(&self, set: EventSetId, of: impl FnOnce(&'a Marks, &'a EventRows) -> (&'a [u8], usize)) -> Option<u64> {
        let events = self.store.events.get(set.index())?;
        if events.marks.rows().is_empty() {
            return Some(address(&NO_MARK));
        }
        let (marks, needed) = of(&events.marks, events);
        (marks.len() == needed).then(|| address(marks))
    }

    fn column(&self, column: ColumnId) -> Option<u64> {
        let declared = self.program.columns.get(column.index())?;
        let rows = self.rows(declared.space);
        let fits = |width: Width, length: usize| width == declared.width && length == rows;
        if let Some(written) = self.written.iter().find(|written| written.column == column) {
            return fits(written.width, written.rows).then_some(written.address as u64);
        }
        let values = self.store.columns.get(column.index())?.as_ref()?;
        let (at, width) = match values {
            Values::I8(values) => (address(values), Width::W8),
            Values::I16(values) => (address(values), Width::W16),
            Values::I32(values) => (address(values), Width::W32),
            Values::I64(values) => (address(values), Width::W64),
        };
        fits(width, values.len()).then_some(at)
    }

    fn day(&self, edge: PeriodEdge, reach: Reach) -> i64 {
        let days = self.store.days(reach);
        days.map_or(NONE, |days| match edge {
            PeriodEdge::Start => i64::from(days.start),
            PeriodEdge::End => i64::from(days.end),
            PeriodEdge::Settled => i64::from(self.store.settled_to),
        })
    }
}

fn address<T>(elements: &[T]) -> u64 {
    elements.as_ptr() as usize as u64
}

fn address_of(values: &mut Values) -> (usize, Width) {
    match values {
        Values::I8(values) => (values.as_mut_ptr() as usize, Width::W8),
        Values::I16(values) => (values.as_mut_ptr() as usize, Width::W16),
        Values::I32(values) => (values.as_mut_ptr() as usize, Width::W32),
        Values::I64(values) => (values.as_mut_ptr() as usize, Width::W64),
    }
}

/// A function that is ready to be called, with its context.
pub struct Frame<'a> {
    entry: Entry,
    /// The context.
    pub words: Vec<u64>,
    memory: std::marker::PhantomData<&'a Memory<'a>>,
}

impl Frame<'_> {
    /// Calls the function for the rows `lo..hi`, which the caller has bounded by the rows of the space that the
    /// function runs over. Several frames of one memory may be called at once with disjoint ranges.
    ///
    /// The result is the function's status.
    pub fn call(&mut self, _code: &Code, host: &mut Host<'_>, lo: usize, hi: usize) -> i64 {
        let (Ok(lo), Ok(hi)) = (i64::try_from(lo), i64::try_from(hi)) else { return crate::generate::REDO };
        host.show_sorted(&mut self.words);
        crate::host::put(&mut self.words, word::HOST, std::ptr::from_mut(host) as usize as u64);
        #[expect(unsafe_code, reason = "machine code is called")]
        // SAFETY: the code is alive, `_code` says so. The function was generated by `crate::generate`, which
        // reads and writes only
        // - words of the context: there is one for each of its slots, and those of all functions before them;
        // - what slots point to, at rows that it has from its own loop bounds (`lo..hi`), from trees and groups
        //   that `Checked` has checked, or that it has compared with the number of rows; `Memory` has checked
        //   the lengths, and borrows all of it: shared what is read, exclusively what is written;
        // - buffers of the host, within the room that the host has told it.
        // Frames of one memory that run at once have disjoint ranges, and a function that may be split writes only at
        // rows of its own range. Helpers get the host through the context; it is borrowed for this call.
        let status = unsafe { (self.entry.0)(self.words.as_mut_ptr(), lo, hi) };
        crate::host::put(&mut self.words, word::HOST, 0);
        status
    }
}
