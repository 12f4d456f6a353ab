//! Large pages for large arrays.
//!
//! A run writes hundreds of megabytes of columns and lines into memory that is fresh from the system. With pages of
//! 4 KiB the faults alone cost as much as the computation; with large pages a tenth of it. The system is only
//! advised: where it has no large pages, nothing changes.

use compline_compiler::store::Values;

/// Arrays from this size on are advised.
const LARGE: usize = 4 << 20;

/// Advises large pages for the memory of a vector that has not been touched yet.
pub fn advise<T>(memory: &[T], room: usize) {
    let bytes = room.saturating_mul(size_of::<T>());
    if bytes >= LARGE {
        system::advise(memory.as_ptr() as usize, bytes);
    }
}

/// Advises large pages for a column.
pub fn advise_column(values: &Values) {
    match values {
        Values::I8(values) => advise(values, values.len()),
        Values::I16(values) => advise(values, values.len()),
        Values::I32(values) => advise(values, values.len()),
        Values::I64(values) => advise(values, values.len()),
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{c_int, c_void};

    /// Smallest page size; a system with larger ones refuses addresses that are not multiples of those.
    const PAGE: usize = 4_096;
    const MADV_HUGEPAGE: c_int = 14;

    #[expect(unsafe_code, reason = "a function of the C library, which the standard library links")]
    unsafe extern "C" {
        fn madvise(address: *mut c_void, length: usize, advice: c_int) -> c_int;
    }

    pub fn advise(address: usize, bytes: usize) {
        let start = address.next_multiple_of(PAGE);
        let Some(length) = (address + bytes).checked_sub(start) else { return };
        #[expect(unsafe_code, reason = "the system is told how memory will be used")]
        // SAFETY: the pages lie within memory that the caller borrows. This advice changes neither their content nor
        // their protection; a system that does not know it returns an error, which does not matter.
        unsafe {
            madvise(start as *mut c_void, length, MADV_HUGEPAGE);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub fn advise(_address: usize, _bytes: usize) {}
}
