//! Vectors that compiled code fills.

use crate::pages::advise;

/// A vector whose spare capacity compiled code writes to. Its length is what the host knows to be written.
#[derive(Clone, Debug, Default)]
pub struct Buffer<T> {
    /// What is written.
    pub written: Vec<T>,
}

impl<T: Copy> Buffer<T> {
    /// A buffer with room for so many elements. The memory is touched only when it is written.
    pub fn with_room(room: usize) -> Self {
        let written = Vec::with_capacity(room);
        advise(&written, room);
        Self { written }
    }

    /// The address of the first element.
    pub fn address(&mut self) -> u64 {
        self.written.as_mut_ptr() as usize as u64
    }

    /// How many elements there is room for.
    pub fn room(&self) -> usize {
        self.written.capacity()
    }

    /// Room for at least so many elements behind those that are written; large buffers grow by half.
    pub fn reserve(&mut self, more: usize) {
        if self.written.capacity() - self.written.len() < more {
            self.written.reserve(more.max(self.written.capacity() / 2));
            advise(&self.written, self.written.capacity());
        }
    }

    /// Notes that the first `count` elements are written.
    ///
    /// # Safety
    /// Compiled code, or the vector's own methods, must have written each of them since the buffer was made.
    #[expect(unsafe_code, reason = "compiled code writes elements that the vector does not know of")]
    pub unsafe fn assume_written(&mut self, count: usize) {
        // SAFETY: the count is within the capacity, and the caller vouches for the elements; they are `Copy`, so
        // none is dropped when the length shrinks.
        unsafe { self.written.set_len(count.min(self.written.capacity())) }
    }
}
