//! By what a part of an event is measured: asked where lines are mirrored and nothing says it.

use super::Found;
use crate::program::{Event, Program, ReversedLines, Space};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::hir;
use compline_lang::words::say;

/// Bonuses whose lines could not be taken back in part.
pub(super) fn unmeasured(plan: &hir::Plan, program: &Program) -> Vec<Found> {
    let mut found = Vec::new();
    for (item, bonus) in plan.bonuses.iter().filter(|(_, bonus)| !bonus.true_up) {
        let Some(lowered) = program.bonuses.iter().find(|lowered| lowered.name == bonus.name) else { continue };
        let Space::Event(set) = lowered.trigger.space else { continue };
        let event = program.event_sets.get(set.index()).and_then(|set| program.events.get(set.event.index()));
        let Some(event) = event.filter(|event| event.reversal.lines == ReversedLines::Mirrored) else { continue };
        let amounts = names(program, event);
        // Of one amount a part is that part.
        if amounts.len() < 2 || program.measure(lowered).is_some() {
            continue;
        }
        let (bonus_name, event_name) = (&bonus.name, &event.name);
        let mut diagnostic = Diagnostic::new(
            Code::ChooseMeasure,
            bonus.name_span,
            say!("nothing says how much of `{bonus_name}` comes back when a part of an `{event_name}` is reversed"),
        );
        for amount in amounts {
            let clause = format!("reversed: lines are mirrored in proportion to {amount}; …");
            diagnostic = diagnostic.reading(clause, say!("as much of it as of `{amount}`"));
        }
        let help = say!("say it where the event `{event_name}` says what becomes of lines");
        found.push(Found { item: *item, diagnostic: diagnostic.help(help) });
    }
    found
}

fn names<'p>(program: &'p Program, event: &'p Event) -> Vec<&'p str> {
    let fields = event.amounts(program).filter_map(|at| event.fields.get(at as usize));
    fields.map(|field| field.name.as_str()).collect()
}
