//! The functions of the host that compiled code calls.
//!
//! They only find the host behind the context; what they do is safe code in [`crate::host`]. None of them
//! panics: they return a status, because nothing may unwind through compiled code.

use crate::host::Host;
use crate::slots::word;

/// Name of the helper `cold`.
pub const COLD: &str = "cold";
/// Name of the helper `wide`.
pub const WIDE: &str = "wide";
/// Name of the helper `between`.
pub const BETWEEN: &str = "between";
/// Name of the helper `sort`.
pub const SORT: &str = "sort";
/// Name of the helper `sort_room`.
pub const SORT_ROOM: &str = "sort_room";
/// Name of the helper `entry_room`.
pub const ENTRY_ROOM: &str = "entry_room";
/// Name of the helper `amount_room`.
pub const AMOUNT_ROOM: &str = "amount_room";
/// Name of the helper `passing_room`.
pub const PASSING_ROOM: &str = "passing_room";
/// Name of the helper `reference`.
pub const REFERENCE: &str = "reference";

/// Name of the helper `carry`.
pub const CARRY: &str = "carry";

/// The host and the words that all functions have in common.
///
/// # Safety
/// `context` must be the context that a compiled function was called with by [`crate::call`].
#[expect(unsafe_code, reason = "compiled code knows its host by address only")]
unsafe fn enter<'a>(context: *mut u64) -> (&'a mut Host<'a>, &'a mut [u64]) {
    // SAFETY: `crate::call` passes an array of at least `FIRST_SLOT` words, whose word `HOST` is the address of
    // a `Host` that it has borrowed exclusively for the time of the call. Compiled code is single-threaded and waits
    // for the helper, and no helper calls compiled code, so both references are the only ones while they live.
    unsafe {
        let words = std::slice::from_raw_parts_mut(context, word::FIRST_SLOT);
        let host = words.get(word::HOST).copied().unwrap_or_default() as usize as *mut Host<'a>;
        (&mut *host, words)
    }
}

macro_rules! helpers {
    ($($name:ident($($argument:ident),*);)*) => {
        $(#[expect(unsafe_code, reason = "called by compiled code")]
        extern "C" fn $name(context: *mut u64, $($argument: i64),*) -> i64 {
            // SAFETY: only compiled code calls this, with the context that it was given.
            let (host, words) = unsafe { enter(context) };
            host.$name(words, $($argument),*)
        })*

        /// Names and addresses, for the linker.
        pub fn symbols() -> Vec<(&'static str, *const u8)> {
            vec![$((stringify!($name), $name as *const u8)),*]
        }
    };
}

helpers! {
    cold(root, row, my);
    wide(x, y, factor, divisor, mode);
    between(count, from, to);
    sort(records, order);
    sort_room(needed);
    entry_room(entries);
    amount_room(entries, needed);
    passing_room(needed);
    reference(first, count);
    carry(partner, amount);
}
