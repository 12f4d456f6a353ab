//! Fairness and law: what rules of the jurisdictions that a plan names may say about it.
//!
//! A finding says what the plan does and which rule makes that worth a look. Whether the rule applies is for a lawyer.

mod lints;
mod qualify;
mod reads;
mod rules;
mod waive;

use crate::coverage::Known;
use crate::flow::Without;
use crate::message::Finding;
use compline_compiler::program::Program;
use compline_lang::hir::{self, EventDecl, NatureKind, OnlyWhere};

pub use waive::Waived;

/// What the review of fairness and law found, and what of it the author stands by.
pub(crate) fn findings(known: &Known<'_>) -> (Vec<Finding>, Vec<Waived>) {
    let mut out = Vec::new();
    if !known.plan.header.jurisdictions.is_empty() {
        out.extend(lints::findings(known));
        out.extend(qualify::findings(known));
    }
    waive::waive(known.plan, out)
}

/// The words of an event's field that a condition names, as a set; `None` where all events are meant.
fn words(only: &OnlyWhere) -> u128 {
    only.words.iter().filter(|word| **word < 128).fold(0, |set, word| set | (1_u128 << word))
}

/// Events of a kind that are of a nature: the field that tells them, and its words. Nothing where none are; no field
/// where all are.
struct Share<'p> {
    event: &'p EventDecl,
    only: Option<(String, u128)>,
}

/// All shares of events that are of a nature.
fn shares<'p>(program: &Program, plan: &'p hir::Plan, kind: NatureKind) -> Vec<Share<'p>> {
    let mut out = Vec::new();
    for event in &plan.events {
        for (at, nature) in event.natures.iter().enumerate().filter(|(_, nature)| nature.kind == kind) {
            // The first that fits: what is told above is left out.
            let above = event.natures.iter().take(at).filter_map(|above| above.only.as_ref());
            let only = match &nature.only {
                Some(only) => {
                    let taken =
                        above.filter(|above| above.field == only.field).fold(0, |set, above| set | words(above));
                    Some((only.field.clone(), words(only) & !taken))
                }
                None => {
                    let above: Vec<&OnlyWhere> = above.collect();
                    above.first().map(|first| {
                        let same = above.iter().filter(|above| above.field == first.field);
                        let taken = same.fold(0, |set, above| set | words(above));
                        (first.field.clone(), all_words(program, event, &first.field) & !taken)
                    })
                }
            };
            if only.as_ref().is_none_or(|(_, set)| *set != 0) {
                out.push(Share { event, only });
            }
        }
    }
    out
}

/// All words of a field.
fn all_words(program: &Program, event: &EventDecl, field: &str) -> u128 {
    let fields = program.events.iter().find(|known| known.name == event.name).map(|known| &known.fields);
    let field = fields.and_then(|fields| fields.iter().find(|known| known.name == field));
    match field.map(|field| crate::value::Values::of_type(program, field.ty).known) {
        Some(crate::value::Known::Words(set)) => set,
        _ => u128::MAX,
    }
}

impl Share<'_> {
    /// These events do not happen.
    fn without(&self) -> Without {
        Without { event: self.event.name.clone(), only: self.only.clone() }
    }

    /// No others of the kind happen.
    fn alone(&self, program: &Program) -> Vec<Without> {
        let others = self.only.iter().map(|(field, set)| Without {
            event: self.event.name.clone(),
            only: Some((field.clone(), all_words(program, self.event, field) & !set)),
        });
        others.collect()
    }
}
