//! Waivers: findings that the author stands by, with a reason.

use crate::message::Finding;
use compline_lang::check::WAIVABLE;
use compline_lang::diagnostic::Code;
use compline_lang::hir;
use compline_lang::words::say;

/// A finding that is waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// What was found.
    pub finding: Finding,
    /// Why the author stands by it. It is printed in the plan's documentation.
    pub because: String,
}

/// Takes out what is waived; a waiver of nothing is a finding itself.
pub(super) fn waive(plan: &hir::Plan, found: Vec<Finding>) -> (Vec<Finding>, Vec<Waived>) {
    let (mut left, mut waived) = (Vec::new(), Vec::new());
    let mut used = vec![false; plan.waivers.len()];
    for finding in found {
        let fits = plan.waivers.iter().position(|(_, waiver)| {
            waiver.code == finding.code.as_str()
                && WAIVABLE.contains(&finding.code)
                && Some(waiver.on.as_str()) == finding.about.as_deref()
        });
        match fits.and_then(|at| plan.waivers.get(at).zip(used.get_mut(at))) {
            Some(((_, waiver), used)) => {
                *used = true;
                waived.push(Waived { finding, because: waiver.because.clone() });
            }
            None => left.push(finding),
        }
    }
    for ((item, waiver), _) in plan.waivers.iter().zip(&used).filter(|(_, used)| !**used) {
        let message = say!("there is no finding `{code}` on `{on}` to waive", code = waiver.code, on = waiver.on);
        left.push(Finding::new(Code::IdleWaiver, *item, waiver.code_span, message).help("leave the waiver out"));
    }
    (left, waived)
}
