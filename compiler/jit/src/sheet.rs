//! The lines of a bonus while compiled code writes them.

use crate::buffer::Buffer;
use crate::host::{count_at, put};
use crate::slots::word;
use crate::totals::Totals;
use compline_compiler::interpret::{self, Trace, TracedLine};
use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::{ErrorKind, RunError};
use compline_compiler::program::{BonusId, Program, Space};
use compline_compiler::store::Store;

/// Takes the lines of a run while they are made.
///
/// The lines of a bonus come in parts, one for each thread; all parts together, in the order of their numbers, are the
/// bonus's lines in order. Within a part calls come in order too. Each call gets lines that are complete in
/// themselves: its blocks and entries count from zero.
pub trait LineSink: Sync {
    /// Takes lines of a part of a bonus.
    fn lines(&self, bonus: BonusId, part: usize, lines: &Lines);
}

/// What becomes of lines.
#[derive(Clone, Copy)]
pub enum Fate<'a> {
    /// Only totals are wanted.
    None,
    /// They are kept.
    Keep,
    /// They go to a sink, buffer by buffer.
    Stream(&'a dyn LineSink),
}

/// Entries, amounts and blocks of a stream's buffer: they stay in the second-level cache.
const STREAMED: usize = 8_192;

/// How the buffers of a bonus are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Shown variables; their buffers come first.
    pub shown: usize,
    /// What else is remembered with an entry until its amounts are computed.
    pub hoisted: usize,
    /// Whether each entry has exactly one amount, made together with it.
    pub immediate: bool,
}

/// The lines of one part of a bonus.
pub struct Sheet<'a> {
    id: BonusId,
    part: usize,
    fate: Fate<'a>,
    layout: Layout,
    earners: Buffer<u32>,
    clauses: Buffer<u8>,
    /// Shown variables.
    vars: Vec<Buffer<i64>>,
    amounts: Buffer<i64>,
    /// Blocks as compiled code writes them: triggers and entries as pairs of 32 bits, then the first amount.
    blocks: Buffer<[u64; 3]>,
    hoisted: Vec<Buffer<i64>>,
    entry_totals: Buffer<i64>,
    passing: Buffer<u32>,
    totals: Totals,
    error: Option<RunError>,
}

/// What a part of a bonus came to.
pub struct Part {
    /// Its lines, where they are kept.
    pub lines: Lines,
    /// Totals by partner, on top of those that it started with.
    pub totals: Totals,
    /// Why it stopped.
    pub error: Option<RunError>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet; `entries` and `amounts` are how many there may be if they are kept.
    pub fn new(
        id: BonusId,
        part: usize,
        fate: Fate<'a>,
        layout: Layout,
        totals: Totals,
        entries: usize,
        amounts: usize,
    ) -> Self {
        let (entries, amounts) = match fate {
            Fate::None => (64, 0),
            Fate::Keep => (entries.max(64), amounts.max(64)),
            Fate::Stream(_) => (STREAMED, 2 * STREAMED),
        };
        let values = |count: usize| (0..count).map(|_| Buffer::with_room(entries)).collect();
        let kept = !matches!(fate, Fate::None);
        Self {
            id,
            part,
            fate,
            layout,
            earners: Buffer::with_room(entries),
            clauses: Buffer::with_room(entries),
            vars: values(if kept { layout.shown } else { 0 }),
            amounts: Buffer::with_room(if layout.immediate && kept { amounts.max(entries) } else { amounts }),
            blocks: Buffer::with_room(if kept { entries } else { 0 }),
            hoisted: values(layout.hoisted),
            entry_totals: Buffer::with_room(entries),
            passing: Buffer::default(),
            totals,
            error: None,
        }
    }

    fn kept(&self) -> bool {
        !matches!(self.fate, Fate::None)
    }

    /// Tells compiled code where the buffers are and how full they are.
    pub fn show(&mut self, words: &mut [u64]) {
        let kept = self.kept();
        let mut room = self.earners.room().min(self.clauses.room()).min(self.entry_totals.room());
        for values in &self.hoisted {
            room = room.min(values.room());
        }
        if kept {
            for values in &self.vars {
                room = room.min(values.room());
            }
            if self.layout.immediate {
                room = room.min(self.amounts.room());
            }
        }
        put(words, word::ENTRY_ROOM, room as u64);
        put(words, word::ENTRIES, if kept { self.earners.written.len() as u64 } else { 0 });
        put(words, word::AMOUNT_ROOM, self.amounts.room() as u64);
        put(words, word::AMOUNTS, self.amounts.written.len() as u64);
        put(words, word::AMOUNT_BUFFER, self.amounts.address());
        put(words, word::BLOCK_ROOM, self.blocks.room() as u64);
        put(words, word::BLOCKS, self.blocks.written.len() as u64);
        put(words, word::BLOCK_BUFFER, self.blocks.address());
        put(words, word::EARNERS, self.earners.address());
        put(words, word::CLAUSES, self.clauses.address());
        put(words, word::ENTRY_TOTALS, self.entry_totals.address());
        put(words, word::TOTALS, self.totals.sums.as_mut_ptr() as usize as u64);
        put(words, word::PASSING, self.passing.address());
        put(words, word::PASSING_ROOM, self.passing.room() as u64);
        let shown = self.layout.shown;
        for (at, values) in (word::ENTRY_VALUES..).zip(&mut self.vars) {
            put(words, at, values.address());
        }
        for (at, values) in (word::ENTRY_VALUES + shown..).zip(&mut self.hoisted) {
            put(words, at, values.address());
        }
    }

    /// Takes over what compiled code has written: finished lines, and so many entries that are not finished.
    fn take_in(&mut self, words: &[u64], unfinished: usize) {
        let finished = count_at(words, word::ENTRIES);
        let entries = finished + unfinished;
        let amounts =
            count_at(words, word::AMOUNTS) + if self.layout.immediate && self.kept() { unfinished } else { 0 };
        #[expect(unsafe_code, reason = "compiled code has written the elements")]
        // SAFETY: compiled code counts an entry, amount or block only after it has written all of its elements, to
        // the buffers that `show` named; in `Fate::None` it writes no variables, amounts and blocks, and
        // `finished` is zero there.
        unsafe {
            self.earners.assume_written(entries);
            self.clauses.assume_written(entries);
            self.entry_totals.assume_written(if self.layout.immediate { unfinished } else { 0 });
            self.hoisted.iter_mut().for_each(|values| values.assume_written(unfinished));
            if self.kept() {
                self.vars.iter_mut().for_each(|values| values.assume_written(entries));
                self.amounts.assume_written(amounts);
                self.blocks.assume_written(count_at(words, word::BLOCKS));
            }
        }
    }

    /// Room for one more entry behind so many that are not finished.
    pub fn entry_room(&mut self, words: &mut [u64], unfinished: i64) -> bool {
        let unfinished = usize::try_from(unfinished).unwrap_or(0);
        self.take_in(words, unfinished);
        self.flush(unfinished);
        self.earners.reserve(64);
        self.clauses.reserve(64);
        self.entry_totals.reserve(self.earners.room());
        for values in &mut self.hoisted {
            values.reserve(self.earners.room());
        }
        if self.kept() {
            self.vars.iter_mut().for_each(|values| values.reserve(64));
            if self.layout.immediate {
                self.amounts.reserve(64);
            }
        }
        self.show_all(words, unfinished);
        true
    }

    /// Room for so many amounts and a block.
    pub fn amount_room(&mut self, words: &mut [u64], unfinished: i64, needed: i64) -> bool {
        let (Ok(unfinished), Ok(needed)) = (usize::try_from(unfinished), usize::try_from(needed)) else { return false };
        self.take_in(words, unfinished);
        self.flush(unfinished);
        self.amounts.reserve(needed);
        self.blocks.reserve(1);
        self.show_all(words, unfinished);
        true
    }

    /// Room for so many passing triggers.
    pub fn passing_room(&mut self, words: &mut [u64], needed: i64) -> bool {
        self.passing.reserve(usize::try_from(needed).unwrap_or(0));
        put(words, word::PASSING, self.passing.address());
        put(words, word::PASSING_ROOM, self.passing.room() as u64);
        true
    }

    /// Notes that a total left 64 bits.
    pub fn carry(&mut self, partner: i64, up: bool) -> bool {
        u32::try_from(partner).map(|partner| self.totals.carry(partner, up)).is_ok()
    }

    /// As [`Sheet::show`], where the last entries are not finished and do not count yet.
    fn show_all(&mut self, words: &mut [u64], unfinished: usize) {
        self.show(words);
        if self.kept() {
            put(words, word::ENTRIES, self.earners.written.len().saturating_sub(unfinished) as u64);
            if self.layout.immediate {
                put(words, word::AMOUNTS, self.amounts.written.len().saturating_sub(unfinished) as u64);
            }
        }
    }

    /// Gives finished lines to the sink, if there is one; what is not finished moves to the front.
    fn flush(&mut self, unfinished: usize) {
        let Fate::Stream(sink) = self.fate else { return };
        if self.blocks.written.is_empty() {
            return;
        }
        let (amounts_left, immediate) = (if self.layout.immediate { unfinished } else { 0 }, self.layout.immediate);
        let mut rest = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        split_tail(&mut self.earners.written, unfinished, &mut rest.0);
        split_tail(&mut self.clauses.written, unfinished, &mut rest.1);
        for values in &mut self.vars {
            let mut tail = Vec::new();
            split_tail(&mut values.written, unfinished, &mut tail);
            rest.2.push(tail);
        }
        if immediate {
            split_tail(&mut self.amounts.written, amounts_left, &mut rest.3);
        }
        let mut lines = self.take_lines();
        sink.lines(self.id, self.part, &lines);
        // The memory is used again.
        lines.earner.clear();
        lines.clause.clear();
        lines.amounts.clear();
        self.earners.written = lines.earner;
        self.clauses.written = lines.clause;
        self.amounts.written = lines.amounts;
        self.earners.written.extend(rest.0);
        self.clauses.written.extend(rest.1);
        self.amounts.written.extend(rest.3);
        for ((values, mut memory), tail) in self.vars.iter_mut().zip(lines.vars).zip(rest.2) {
            memory.clear();
            memory.extend(tail);
            values.written = memory;
        }
    }

    fn take_lines(&mut self) -> Lines {
        let blocks = self.blocks.written.drain(..).map(|[triggers, entries, first_amount]| Block {
            first_trigger: low(triggers),
            triggers: low(triggers >> 32),
            first_entry: low(entries),
            entries: low(entries >> 32),
            first_amount,
        });
        Lines {
            blocks: blocks.collect(),
            earner: std::mem::take(&mut self.earners.written),
            clause: std::mem::take(&mut self.clauses.written),
            vars: self.vars.iter_mut().map(|values| std::mem::take(&mut values.written)).collect(),
            amounts: std::mem::take(&mut self.amounts.written),
        }
    }

    /// The lines of trigger rows by the reference, behind the finished ones.
    pub fn reference(&mut self, words: &mut [u64], program: &Program, store: &Store, first: i64, count: i64) -> bool {
        self.take_in(words, 0);
        let first = usize::try_from(first).unwrap_or(0);
        let rows = first..first + usize::try_from(count).unwrap_or(0);
        let space = program.bonuses.get(self.id.index()).map_or(Space::Company, |bonus| bonus.trigger.space);
        let marks = store.marks(space);
        let is_trigger = |row: &usize| marks.is_none_or(|marks| marks.is_trigger(*row));
        let done = rows.into_iter().filter(is_trigger).all(|row| self.reference_row(program, store, row));
        self.show(words);
        done
    }

    fn reference_row(&mut self, program: &Program, store: &Store, row: usize) -> bool {
        let mut collected = Collected::default();
        if let Err(error) = interpret::trace_trigger(program, store, self.id, row, &mut collected) {
            self.error = Some(error);
            return false;
        }
        let Some(bonus) = program.bonuses.get(self.id.index()) else { return false };
        let (first_entry, first_amount) = (self.earners.written.len(), self.amounts.written.len());
        let mut entries = 0_u64;
        for line in collected.lines.iter().filter(|line| line.amount != 0) {
            self.totals.add(line.earner, line.amount);
            if matches!(self.fate, Fate::None) {
                continue;
            }
            entries += 1;
            self.earners.written.push(line.earner);
            self.clauses.written.push(line.clause);
            self.amounts.written.push(line.amount);
            let shown = bonus.vars.iter().zip(&line.vars).filter(|(var, _)| var.shown);
            for (values, (_, value)) in self.vars.iter_mut().zip(shown) {
                values.written.push(*value);
            }
        }
        if entries > 0 {
            self.blocks.written.push([row as u64 | 1 << 32, first_entry as u64 | entries << 32, first_amount as u64]);
        }
        if self.amounts.written.len() >= 2 * STREAMED {
            self.flush(0);
        }
        true
    }

    /// Ends the part: streams what is left, or yields the lines.
    pub fn finish(mut self, words: &[u64]) -> Part {
        self.take_in(words, 0);
        self.flush(0);
        let lines = if matches!(self.fate, Fate::Keep) {
            self.take_lines()
        } else {
            Lines { vars: vec![Vec::new(); self.layout.shown], ..Lines::default() }
        };
        Part { lines, totals: self.totals, error: self.error }
    }
}

/// The error of a total that does not fit.
pub fn total_error(program: &Program, partner: u32) -> RunError {
    RunError {
        kind: ErrorKind::Overflow,
        what: program.plan.clone(),
        site: compline_compiler::program::SiteId(0),
        row: Some(u64::from(partner)),
        row_is_partner: true,
    }
}

fn split_tail<T: Copy>(from: &mut Vec<T>, count: usize, tail: &mut Vec<T>) {
    let at = from.len().saturating_sub(count);
    tail.extend(from.get(at..).unwrap_or(&[]));
    from.truncate(at);
}

fn low(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// Collects the lines of a trigger.
#[derive(Default)]
struct Collected {
    lines: Vec<TracedLine>,
}

impl Trace for Collected {
    fn line(&mut self, line: &TracedLine) {
        self.lines.push(line.clone());
    }
}
