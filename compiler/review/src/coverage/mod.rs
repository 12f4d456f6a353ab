//! Coverage: conditions that are no conditions, limits that never bite, ranks nobody has, lines nobody reads, bonuses
//! that pay nothing.

mod bonuses;
mod constants;
mod ranks;
mod rows;
mod walk;

pub(crate) use walk::{atoms, conditions, each};

use crate::flow::{Flow, Paying};
use crate::message::Finding;
use crate::open::Open;
use crate::seen::Places;
use crate::value::Values;
use compline_compiler::program::{Program, TableId};
use compline_lang::hir;
use rustc_hash::FxHashMap;

/// A plan with everything that is known of it.
pub(crate) struct Known<'p> {
    pub(crate) plan: &'p hir::Plan,
    pub(crate) program: &'p Program,
    pub(crate) columns: Vec<Values>,
    pub(crate) bonuses: Vec<Paying>,
    /// What conditions come to behind those above them.
    pub(crate) seen: Places,
    /// What they come to alone.
    pub(crate) alone: Places,
    pub(crate) keys: FxHashMap<TableId, Vec<Values>>,
    /// What the plan leaves to others to set.
    pub(crate) open: Open,
}

impl<'p> Known<'p> {
    pub(crate) fn new(plan: &'p hir::Plan, program: &'p Program, flow: Flow) -> Self {
        Self {
            plan,
            program,
            columns: flow.columns,
            bonuses: flow.bonuses,
            seen: flow.seen.places(program),
            alone: flow.alone.places(program),
            keys: flow.keys,
            open: flow.open,
        }
    }
}

/// Everything about coverage.
pub(crate) fn findings(known: &Known<'_>) -> Vec<Finding> {
    let mut out = constants::findings(known);
    out.extend(ranks::findings(known));
    out.extend(rows::findings(known));
    let told: Vec<_> = out.iter().map(|finding| finding.item).collect();
    out.extend(bonuses::findings(known, &told));
    out
}
