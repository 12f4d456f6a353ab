//! The engines behind one interface.

use crate::args::EngineName;
use crate::failure::Failure;
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::Program;
use compline_compiler::store::Store;
use compline_jit::{Engine, Options};
use compline_runtime::settle::{Evaluator, Reference};
use std::sync::Arc;

/// Machine code, with the number of threads that it may use.
struct Jit {
    engine: Engine,
    threads: usize,
}

impl Evaluator for Jit {
    fn evaluate(&mut self, _program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError> {
        self.engine.run(store, &Options { threads: self.threads, late, ..Options::default() })
    }
}

/// An engine for a program. It settles this program and no other.
pub fn evaluator(name: EngineName, program: &Arc<Program>, threads: usize) -> Result<Box<dyn Evaluator>, Failure> {
    Ok(match name {
        EngineName::Reference => Box::new(Reference),
        EngineName::Jit => {
            let engine = Engine::compile(Arc::clone(program)).map_err(Failure::Engine)?;
            Box::new(Jit { engine, threads })
        }
    })
}
