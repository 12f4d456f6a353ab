//! The review of a plan: what it covers, what it leaves open, what is dead in it, what the law may say, what it costs.
//!
//! ```text
//! checked plan ┬────────────────────────→ law: natures, jurisdictions, waivers
//! plan program ┴→ values of everything ─→ coverage: conditions, limits, ranks, tables, bonuses
//! ```
//!
//! Values are found by going through the plan program once for all companies ([`flow`]): each column, memory and
//! condition gets everything that it may come to. What is reported follows from that, so it holds for every company.
//!
//! Invariant: what a run comes to is always among what the review takes to be possible. Where it cannot tell, it says
//! nothing.

#![deny(clippy::float_arithmetic)]

pub mod compile;
pub mod cost;
mod coverage;
mod eval;
mod flow;
mod known;
mod law;
mod message;
mod open;
mod seen;
#[doc(hidden)]
pub mod sound;
mod value;

pub use law::Waived;
pub use message::{Finding, Rule, caution, show};
pub use value::Number;

use compline_compiler::program::Program;
use compline_lang::hir;
use coverage::Known;

/// Stack of the thread that reviews: functions that are expanded make deep expressions.
const STACK: usize = 512 << 20;

/// What a review says of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
    /// What was found and is waived, with the reasons.
    pub waived: Vec<Waived>,
}

/// Reviews a plan without errors.
pub fn review(plan: &hir::Plan, program: &Program) -> Review {
    on_a_deep_stack(|| {
        let known = Known::new(plan, program, flow::flow(program, plan, &[], false));
        let mut findings = coverage::findings(&known);
        let (law, waived) = law::findings(&known);
        findings.extend(law);
        findings.sort_by_key(|finding| (finding.item, finding.span, finding.code));
        findings.dedup();
        Review { findings, waived }
    })
}

/// Runs on a stack of its own, touched only as far as it is needed.
pub(crate) fn on_a_deep_stack<T: Send>(f: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("review".to_owned()).stack_size(STACK).spawn_scoped(scope, &f);
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => f(),
        }
    })
}
