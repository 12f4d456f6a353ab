//! The examples of a plan, on every backend.

use crate::pipeline::Compiled;
use compline_compiler::interpret::{compare, compare_columns};
use compline_compiler::outcome::{Outcome, RunError};
use compline_compiler::program::Program;
use compline_compiler::store::Store;
use compline_jit::{Engine, Options};
use compline_lang::hir::Example;
use compline_lang::render::PlanText;
use compline_lang::source::{ItemIndex, Span};
use compline_runtime::examples::play;
use compline_runtime::settle::{Evaluator, Reference, Settled};
use std::sync::Arc;

/// Something in the examples that did not come out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Miss {
    /// Line of the expectation, or of the example's title where it could not be run.
    pub line: usize,
    /// Whether the example could not be run.
    pub stopped: bool,
    /// What came out instead, and on which backend.
    pub message: String,
}

/// The machine code as an evaluator.
struct Machine(Engine);

impl Evaluator for Machine {
    fn evaluate(&mut self, _program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError> {
        self.0.run(store, &Options { late, ..Options::default() })
    }
}

/// Plays all examples on every backend; gives what did not come out, and how many expectations there are.
pub fn play_all(compiled: &Compiled, text: &str) -> (Vec<Miss>, usize) {
    let Some(program) = &compiled.program else { return (Vec::new(), 0) };
    if compiled.examples.is_empty() {
        return (Vec::new(), 0);
    }
    let plan = PlanText::new("plan", text);
    let mut out = Vec::new();
    let mut expectations = 0;
    let mut machine = match Engine::compile(Arc::clone(program)) {
        Ok(engine) => Some(Machine(engine)),
        Err(error) => {
            out.push(Miss { line: 1, stopped: true, message: format!("machine code: {error}") });
            None
        }
    };
    for (item, example) in &compiled.examples {
        expectations += example.expects.len();
        let mut outcomes = Vec::new();
        let place = |span: Span| line(&plan, *item, span);
        outcomes.extend(one(program, example, "reference", &mut Reference, &place, &mut out));
        if let Some(machine) = &mut machine {
            outcomes.extend(one(program, example, "machine code", machine, &place, &mut out));
        }
        if let [reference, machine] = outcomes.as_slice()
            && let Some(difference) = differ(program, reference, machine)
        {
            let message = format!("reference and machine code differ: {difference}");
            out.push(Miss { line: place(example.title_span), stopped: true, message });
        }
    }
    (out, expectations)
}

/// The first difference between two settlements: lines, totals, columns.
fn differ(program: &Program, a: &[Settled], b: &[Settled]) -> Option<String> {
    a.iter().zip(b).find_map(|(a, b)| {
        let same = compare(program, &a.outcome, &b.outcome).and_then(|()| compare_columns(program, &a.store, &b.store));
        same.err()
    })
}

fn line(plan: &PlanText<'_>, item: ItemIndex, span: Span) -> usize {
    usize::try_from(plan.line_column(item, span).0).unwrap_or(0)
}

/// Plays one example on one backend.
fn one(
    program: &Program,
    example: &Example,
    backend: &str,
    evaluator: &mut dyn Evaluator,
    place: &dyn Fn(Span) -> usize,
    out: &mut Vec<Miss>,
) -> Option<Vec<Settled>> {
    match play(program, example, evaluator) {
        Ok(played) => {
            for failure in &played.report.failures {
                let details: String = failure.details.iter().map(|d| format!("\n    {d}")).collect();
                let message =
                    format!("{backend}: {} is {}, expected {}{details}", failure.what, failure.got, failure.expected);
                out.push(Miss { line: place(failure.span), stopped: false, message });
            }
            Some(played.periods.into_iter().flatten().collect())
        }
        Err(error) => {
            out.push(Miss { line: place(example.title_span), stopped: true, message: format!("{backend}: {error}") });
            None
        }
    }
}
