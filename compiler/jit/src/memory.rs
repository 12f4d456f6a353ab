//! Owning compiled code.
//!
//! Cranelift leaks the memory of a module that is dropped, on purpose: somebody might still hold a pointer into
//! it. Here nobody can: [`Code`] frees it, and an [`Entry`] is only ever called through a function that
//! keeps the code alive (see [`crate::call`]).

use cranelift_jit::JITModule;
use cranelift_module::FuncId;
use std::sync::{Mutex, PoisonError};

/// The type of every compiled function: context, first and last row; the result is a status.
pub type Raw = unsafe extern "C" fn(*mut u64, i64, i64) -> i64;

/// A compiled function.
#[derive(Clone, Copy, Debug)]
pub struct Entry(pub(crate) Raw);

/// The compiled code of a program.
pub struct Code {
    module: Mutex<Option<JITModule>>,
}

impl Code {
    /// Takes a module whose functions are finalized.
    pub fn new(module: JITModule) -> Self {
        Self { module: Mutex::new(Some(module)) }
    }

    /// A function of the module; it must have been defined with the signature of [`Raw`].
    pub(crate) fn entry(&self, id: FuncId) -> Option<Entry> {
        let module = self.module.lock().unwrap_or_else(PoisonError::into_inner);
        let address = module.as_ref()?.get_finalized_function(id);
        #[expect(unsafe_code, reason = "an address of machine code becomes a function")]
        // SAFETY: `crate::machine` defines every function of its module with exactly this signature and the
        // calling convention of the host, and finalizes all of them before it makes a `Code`. An `Entry` is
        // called only by `crate::call`, which is given the `Code` that it belongs to.
        let raw = unsafe { std::mem::transmute::<*const u8, Raw>(address) };
        Some(Entry(raw))
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        let module = self.module.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(module) = module {
            #[expect(unsafe_code, reason = "the memory of compiled code is given back")]
            // SAFETY: functions run only while a reference to this `Code` is held, and there is none any more;
            // entries are not called without one.
            unsafe {
                module.free_memory();
            }
        }
    }
}
