//! The engines behind one interface.

use crate::args::EngineName;
use crate::failure::Failure;
use compline_compiler::interpret;
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::Program;
use compline_compiler::store::Store;
use compline_compiler::watch::Watch;
use compline_jit::Engine;
use compline_office::compute::MachineCode;
use compline_runtime::settle::Evaluator;
use std::sync::Arc;

/// The reference interpreter.
struct Reference<'a>(Watch<'a>);

impl Evaluator for Reference<'_> {
    fn evaluate(&mut self, program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError> {
        interpret::run_watched(program, store, &interpret::Options { late }, self.0)
    }
}

/// An engine for a program. It settles this program and no other.
pub fn evaluator<'a>(
    name: EngineName,
    program: &Arc<Program>,
    threads: usize,
    watch: Watch<'a>,
) -> Result<Box<dyn Evaluator + 'a>, Failure> {
    Ok(match name {
        EngineName::Reference => Box::new(Reference(watch)),
        EngineName::Jit => {
            let engine = Engine::compile(Arc::clone(program)).map_err(Failure::Engine)?;
            Box::new(MachineCode { engine, threads, watch })
        }
    })
}
