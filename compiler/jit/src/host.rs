//! What compiled code asks its host for.

use crate::dates;
use crate::generate::root::Root;
use crate::generate::{DONE, REDO};
use crate::sheet::Sheet;
use crate::slots::word;
use compline_compiler::interpret::{self, Env};
use compline_compiler::program::{NONE, Program, RoundMode};
use compline_compiler::store::Store;
use std::cmp::Ordering;

/// The host of one call: what the helpers read, and what they own.
pub struct Host<'a> {
    /// The program.
    pub program: &'a Program,
    /// The store, without the columns that the step at hand writes.
    pub store: &'a Store,
    /// Root expressions of the function that runs.
    pub roots: &'a [Root],
    /// Records that are sorted.
    pub sorted: Vec<i64>,
    /// Lines of the bonus that runs.
    pub sheet: Option<Sheet<'a>>,
}

impl<'a> Host<'a> {
    /// A host without lines.
    pub fn new(program: &'a Program, store: &'a Store, roots: &'a [Root]) -> Self {
        Self { program, store, roots, sorted: Vec::new(), sheet: None }
    }

    /// The value of a root expression by the reference, in the stored form of its column.
    pub fn cold(&mut self, words: &mut [u64], root: i64, row: i64, my: i64) -> i64 {
        let root = usize::try_from(root).ok().and_then(|root| self.roots.get(root));
        let stored = root.and_then(|root| {
            let env = Env { row, my, ..Env::EMPTY };
            let value = interpret::eval_exact(self.program, self.store, &root.expr, &env).ok()?;
            let column = self.program.columns.get(root.column.index())?;
            if value.is_none() && !column.ty.optional {
                return None;
            }
            let stored = interpret::to_stored(&value, column.ty.scale()).ok()?;
            interpret::fits(stored, column.width).then_some(stored)
        });
        answer(words, stored)
    }

    /// `x * y * factor / divisor`, rounded; fails where that leaves even 128 bits on the way, or 64 in the end.
    pub fn wide(&mut self, words: &mut [u64], x: i64, y: i64, factor: i64, divisor: i64, mode: i64) -> i64 {
        let top = i128::from(x).checked_mul(i128::from(y)).and_then(|top| top.checked_mul(i128::from(factor)));
        let rounded = top.and_then(|top| divide(top, i128::from(divisor), mode_of(mode)));
        answer(words, rounded.and_then(|rounded| i64::try_from(rounded).ok()))
    }

    /// Months between two dates, or periods of a calendar, by [`count_number`](crate::generate::count_number).
    pub fn between(&mut self, words: &mut [u64], count: i64, from: i64, to: i64) -> i64 {
        let counted = match count {
            0 | 1 => dates::months(count == 1, from, to),
            _ => dates::calendar(count - 3, from, to),
        };
        answer(words, counted)
    }

    /// Sorts records `row, number, key, key, …` by their keys, absent ones last, then by number.
    pub fn sort(&mut self, words: &mut [u64], records: i64, order: i64) -> i64 {
        let keys = usize::try_from(order >> 32).unwrap_or(0);
        let width = keys + 2;
        let count = usize::try_from(records).unwrap_or(0);
        let Some(taken) = self.sorted.get_mut(..count * width) else { return REDO };
        let mut rows: Vec<Vec<i64>> = taken.chunks_exact(width).map(<[i64]>::to_vec).collect();
        rows.sort_unstable_by(|a, b| compare_records(a, b, order));
        for (slot, row) in taken.chunks_exact_mut(width).zip(rows) {
            slot.copy_from_slice(&row);
        }
        self.show_sorted(words);
        DONE
    }

    /// Room for so many words in the sort buffer.
    pub fn sort_room(&mut self, words: &mut [u64], needed: i64) -> i64 {
        let needed = usize::try_from(needed).unwrap_or(0);
        self.sorted.resize(needed.next_power_of_two().max(64), 0);
        self.show_sorted(words);
        DONE
    }

    /// Tells compiled code where the sort buffer is.
    pub fn show_sorted(&mut self, words: &mut [u64]) {
        put(words, word::SORT_BUFFER, self.sorted.as_mut_ptr() as usize as u64);
        put(words, word::SORT_ROOM, self.sorted.len() as u64);
    }

    /// Room for one more entry behind so many that are not finished.
    pub fn entry_room(&mut self, words: &mut [u64], entries: i64) -> i64 {
        self.with_sheet(words, |sheet, words| sheet.entry_room(words, entries))
    }

    /// Room for so many amounts, and a block, of so many entries that are not finished.
    pub fn amount_room(&mut self, words: &mut [u64], entries: i64, needed: i64) -> i64 {
        self.with_sheet(words, |sheet, words| sheet.amount_room(words, entries, needed))
    }

    /// Room for so many passing triggers.
    pub fn passing_room(&mut self, words: &mut [u64], needed: i64) -> i64 {
        self.with_sheet(words, |sheet, words| sheet.passing_room(words, needed))
    }

    /// The lines of trigger rows by the reference.
    pub fn reference(&mut self, words: &mut [u64], first: i64, count: i64) -> i64 {
        let (program, store) = (self.program, self.store);
        self.with_sheet(words, |sheet, words| sheet.reference(words, program, store, first, count))
    }

    /// A partner's total left 64 bits.
    pub fn carry(&mut self, words: &mut [u64], partner: i64, amount: i64) -> i64 {
        self.with_sheet(words, |sheet, _| sheet.carry(partner, amount > 0))
    }

    fn with_sheet(&mut self, words: &mut [u64], act: impl FnOnce(&mut Sheet<'a>, &mut [u64]) -> bool) -> i64 {
        let done = self.sheet.as_mut().is_some_and(|sheet| act(sheet, words));
        if done { DONE } else { REDO }
    }
}

/// Sets a word.
pub fn put(words: &mut [u64], at: usize, value: u64) {
    if let Some(slot) = words.get_mut(at) {
        *slot = value;
    }
}

/// A word as a count.
pub fn count_at(words: &[u64], at: usize) -> usize {
    words.get(at).copied().and_then(|word| usize::try_from(word).ok()).unwrap_or(0)
}

fn answer(words: &mut [u64], result: Option<i64>) -> i64 {
    match result {
        Some(result) => {
            put(words, word::RESULT, result.cast_unsigned());
            DONE
        }
        None => REDO,
    }
}

/// Records `row, number, key, …` in an order as [`crate::generate::fold::directions`] writes it.
pub fn compare_records(a: &[i64], b: &[i64], order: i64) -> Ordering {
    let keys = a.iter().zip(b).skip(2).enumerate();
    for (at, (a, b)) in keys {
        let falling = (order >> at) & 1 == 1;
        let by_key = match (*a == NONE, *b == NONE) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) if falling => b.cmp(a),
            (false, false) => a.cmp(b),
        };
        if by_key.is_ne() {
            return by_key;
        }
    }
    a.get(1).cmp(&b.get(1)).then(a.first().cmp(&b.first()))
}

fn mode_of(number: i64) -> RoundMode {
    match number {
        0 => RoundMode::HalfUp,
        1 => RoundMode::HalfEven,
        2 => RoundMode::Up,
        _ => RoundMode::Down,
    }
}

/// Integer division with rounding; nothing where the divisor is zero or the result leaves 128 bits.
pub fn divide(top: i128, bottom: i128, mode: RoundMode) -> Option<i128> {
    let quotient = top.checked_div(bottom)?;
    let rest = top.checked_rem(bottom)?.unsigned_abs();
    let missing = bottom.unsigned_abs() - rest;
    let away = match mode {
        RoundMode::HalfUp => rest >= missing,
        RoundMode::HalfEven => rest > missing || (rest == missing && quotient % 2 != 0),
        RoundMode::Up => rest != 0,
        RoundMode::Down => false,
    };
    let step = if (top < 0) == (bottom < 0) { 1 } else { -1 };
    if away { quotient.checked_add(step) } else { Some(quotient) }
}
