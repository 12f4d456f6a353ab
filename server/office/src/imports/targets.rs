//! What can be imported beside kinds of events: the structure of a network with its histories.

use super::*;
use crate::reversals::amount_names;
use compline_compiler::program::Program;

/// Partners with their persons.
pub(super) const PARTNERS: &str = "partners";
/// Histories of places in trees.
pub(super) const PLACEMENTS: &str = "placements";
/// Histories of statuses.
pub(super) const STATUSES: &str = "statuses";
/// Notices of danger of cancellation.
pub(super) const NOTICES: &str = "notices";
/// Events that were taken back.
pub(super) const REVERSALS: &str = "reversals";
/// What partners and the company keep from period to period.
pub(super) const STATES: &str = "states";
/// Manual values.
pub(super) const OVERRIDES: &str = "overrides";
/// Running balances with partners.
pub(super) const BALANCES: &str = "balances";
/// What another system has paid.
pub(super) const PAID: &str = "paid";

/// Those that stand before the events: each builds on the ones before it.
const BEFORE: [&str; 3] = [PARTNERS, PLACEMENTS, STATUSES];
/// Those behind them.
const BEHIND: [&str; 6] = [NOTICES, REVERSALS, STATES, OVERRIDES, BALANCES, PAID];

/// All targets of a plan, in the order in which they build on each other.
pub(super) fn targets(program: &Program) -> Vec<String> {
    let events = program.events.iter().map(|event| event.name.clone());
    let fixed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    fixed(&BEFORE).into_iter().chain(events).chain(fixed(&BEHIND)).collect()
}

impl Office {
    /// Sees that somebody may import something: what else takes a permission of its own takes it here too.
    pub(super) fn may_take(&self, author: &Author, target: &str) -> Result<(), OfficeError> {
        if author.is_system() {
            return Ok(());
        }
        let also = match target {
            OVERRIDES => Some(Action::OverrideValue),
            BALANCES => Some(Action::MakeEntry),
            _ => None,
        };
        let asked = std::iter::once(Action::ImportData).chain(also);
        asked.into_iter().try_for_each(|action| self.allow(author, action, ObjectKind::Company, &author.company, &[]))
    }
}

/// The target that a file of a folder is for, by its name without extension.
pub(super) fn of_file(program: &Program, stem: &str) -> Option<String> {
    let stem = stem.to_lowercase();
    let usual = match stem.as_str() {
        "status" => STATUSES,
        "state" => STATES,
        "balance" => BALANCES,
        "paid_elsewhere" | "payouts" => PAID,
        _ => stem.as_str(),
    };
    let of_kind = |event: &&Event| compline_runtime::company::event_file(event) == stem;
    let reversals = |event: &Event| compline_runtime::company::reversals_file(event) == stem;
    if let Some(event) = program.events.iter().find(of_kind) {
        return Some(event.name.clone());
    }
    if program.events.iter().any(reversals) {
        return Some(REVERSALS.to_owned());
    }
    BEFORE.iter().chain(&BEHIND).find(|name| **name == usual).map(|name| (*name).to_owned())
}

/// The fields of a target that is no kind of events; nothing for other names.
pub(super) fn fields(plan: &CompiledPlan, target: &str) -> Option<Vec<ImportField>> {
    let program = &*plan.program;
    let must = |name: &str| ImportField { name: name.to_owned(), required: true };
    let may = |name: &str| ImportField { name: name.to_owned(), required: false };
    Some(match target {
        PARTNERS => partners::fields(plan),
        PLACEMENTS => {
            let several = program.trees.len() > 1;
            let mut out = vec![if several { must("tree") } else { may("tree") }, must("partner"), may("parent")];
            if program.trees.iter().any(|tree| !tree.sides.is_empty()) {
                out.push(may("side"));
            }
            if program.trees.iter().any(|tree| tree.width.is_some()) {
                out.push(may("position"));
            }
            out.extend([must("valid_from"), may("valid_to")]);
            if program.trees.iter().any(|tree| tree.placing.is_some()) {
                out.push(may("by"));
            }
            out
        }
        STATUSES => vec![must("partner"), must("status"), must("from"), may("to"), may("reason")],
        STATES => vec![may("partner"), must("state"), must("value"), must("as_of")],
        OVERRIDES => ["partner", "definition", "value", "from", "to", "reason"].map(must).into(),
        BALANCES => vec![must("partner"), must("amount"), must("as_of"), may("balance")],
        PAID => {
            let mut out =
                vec![must("partner"), must("period"), must("amount"), may("bonus"), may("order"), may("rank")];
            out.extend(program.trees.iter().map(|tree| may(&format!("parent-{}", tree.name))));
            out
        }
        NOTICES => {
            let several = program.events.len() > 1;
            let kind = if several { must("kind") } else { may("kind") };
            vec![kind, must("event"), must("day"), must("channel"), must("proof")]
        }
        REVERSALS => {
            let several = program.events.len() > 1;
            let mut out = vec![if several { must("kind") } else { may("kind") }];
            out.extend([must("event"), must("id"), must("day"), must("reason"), may("note"), may("unnotified")]);
            let amounts: BTreeSet<&str> =
                program.events.iter().flat_map(|event| amount_names(program, event)).collect();
            out.extend(amounts.into_iter().map(may));
            out
        }
        _ => return None,
    })
}

/// What the cells of fields are, where it is not text.
pub(super) fn kinds<'p>(plan: &'p CompiledPlan, target: &str) -> Kinds<'p> {
    let days = |names: &[&'static str]| names.iter().map(|name| (*name, CellKind::Date)).collect::<Kinds<'p>>();
    match target {
        PARTNERS => partners::kinds(plan),
        PLACEMENTS => days(&["valid_from", "valid_to"]),
        STATUSES | OVERRIDES => days(&["from", "to"]),
        NOTICES => days(&["day"]),
        BALANCES => days(&["as_of"]).into_iter().chain([("amount", CellKind::Number)]).collect(),
        PAID => Kinds::from([("amount", CellKind::Number)]),
        REVERSALS => {
            let amounts = plan.program.events.iter().flat_map(|event| {
                let own = amount_names(&plan.program, event);
                own.filter_map(|name| event.fields.iter().find(|field| field.name == name))
            });
            let amounts = amounts.map(|field| (field.name.as_str(), CellKind::of(&plan.program, field)));
            amounts.chain([("day", CellKind::Date)]).collect()
        }
        _ => Kinds::new(),
    }
}
