//! Names that were changed, and nothing else with them.
//!
//! What only one plan has is compared by what it says, where names that only one plan has stand for what *they* say, and
//! so on, until nothing changes any more. What is equal then is the same under another name.

use crate::compare::clauses::{Clause, bonus_clauses, cap_clauses, pool_clauses};
use crate::normal::Normal;
use crate::side::Side;
use compline_lang::hir::{Bonus, Definition, Subject};
use compline_lang::source::ItemIndex;
use compline_lang::syntax::ast::owner_of;
use std::collections::{BTreeMap, BTreeSet};

/// Names of one plan, with the names that the other plan has for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Renames {
    names: BTreeMap<(String, String), String>,
}

/// The space of names of a subject's definitions. Of a loop or a flow all values go by its name.
pub(crate) fn definition(subject: &Subject, name: &str) -> (String, String) {
    let space = match subject {
        Subject::Company => "company".to_owned(),
        Subject::Partner => "partner".to_owned(),
        Subject::Person => "person".to_owned(),
        Subject::Event(event) => format!("event {event}"),
        Subject::Line(_) => "line".to_owned(),
    };
    (space, owner_of(name).to_owned())
}

impl Renames {
    /// The other plan's name of something.
    pub(crate) fn other(&self, space: &str, name: &str) -> String {
        let found = self.names.get(&(space.to_owned(), name.to_owned()));
        found.cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The other plan's name of a definition; the value that is asked of a loop stays.
    pub(crate) fn of_definition(&self, (space, owner): &(String, String), name: &str) -> String {
        let part = name.get(owner.len()..).unwrap_or_default();
        format!("{}{part}", self.other(space, owner))
    }

    /// The other plan's name of a bonus, pool or cap.
    pub(crate) fn payer(&self, name: &str) -> String {
        self.other("payer", name)
    }

    /// Those that were really changed: space, old and new name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.names.iter().map(|((space, new), old)| (space.as_str(), old.as_str(), new.as_str()))
    }
}

/// The things of a plan that go by a name: space and name, with a way to their normal form.
fn things(side: &Side<'_>) -> BTreeSet<(String, String)> {
    let plan = side.plan;
    let mut out = BTreeSet::new();
    let mut add = |space: &str, name: &str| {
        out.insert((space.to_owned(), name.to_owned()));
    };
    plan.tables.iter().for_each(|t| add("table", &t.name));
    plan.tiers.iter().for_each(|t| add("tiers", &t.name));
    plan.picks.iter().for_each(|(_, p)| add("pick", &p.name));
    plan.states.iter().filter(|s| !is_once(side, &s.name)).for_each(|s| add("state", &s.name));
    plan.parameters.iter().for_each(|p| add("parameter", &p.name));
    plan.bonuses.iter().for_each(|(_, b)| add("payer", &b.name));
    plan.pools.iter().for_each(|(_, p)| add("payer", &p.name));
    plan.caps.iter().for_each(|(_, c)| add("payer", &c.name));
    for (_, d) in &plan.definitions {
        let (space, name) = definition(&d.subject, &d.name);
        add(&space, &name);
    }
    out
}

/// Whether a state remembers who was paid once.
pub(crate) fn is_once(side: &Side<'_>, state: &str) -> bool {
    side.plan.bonuses.iter().any(|(_, b)| b.once.as_ref().is_some_and(|(name, _)| name == state))
}

/// Names of the new plan that the old one has otherwise.
pub(crate) fn renames(old: &Side<'_>, new: &Side<'_>) -> Renames {
    let (olds, news) = (things(old), things(new));
    let gone: Vec<(String, String)> = olds.difference(&news).cloned().collect();
    let come: Vec<(String, String)> = news.difference(&olds).cloned().collect();
    let mut out = Renames::default();
    if gone.is_empty() || come.is_empty() {
        return out;
    }
    let (before, after) = (fingerprints(old, &gone), fingerprints(new, &come));
    let mut taken = BTreeSet::new();
    for (key, print) in &after {
        let same =
            |(other, of): &(&(String, String), &String)| other.0 == key.0 && *of == print && !taken.contains(*other);
        if let Some((other, _)) = before.iter().find(same) {
            taken.insert(other);
            out.names.insert(key.clone(), other.1.clone());
        }
    }
    out
}

/// What each of these says, with each other's names replaced by what they say.
fn fingerprints(side: &Side<'_>, keys: &[(String, String)]) -> BTreeMap<(String, String), String> {
    const ROUNDS: usize = 12;
    let mut known: BTreeMap<(String, String), String> = keys.iter().map(|key| (key.clone(), "?".to_owned())).collect();
    for _ in 0..ROUNDS {
        let names = Renames { names: known.iter().map(|(key, print)| (key.clone(), format!("={print}"))).collect() };
        let next: BTreeMap<(String, String), String> =
            keys.iter().map(|key| (key.clone(), digest(&says(side, &names, key)))).collect();
        if next == known {
            break;
        }
        known = next;
    }
    known
}

/// A short name for a long text; two texts of one plan that share it by chance would have to share all of it twice.
fn digest(text: &str) -> String {
    let mut hash: [u64; 2] = [0xcbf2_9ce4_8422_2325, 0x9e37_79b9_7f4a_7c15];
    for byte in text.bytes() {
        for (at, part) in hash.iter_mut().enumerate() {
            *part = (*part ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(if at == 0 { 0 } else { 23 });
        }
    }
    let [a, b] = hash;
    format!("{a:016x}{b:016x}")
}

/// Everything that something says, but its own name.
fn says(side: &Side<'_>, names: &Renames, (space, name): &(String, String)) -> String {
    let plan = side.plan;
    let mut normal = Normal::new(side, names);
    match space.as_str() {
        "table" => plan.tables.iter().find(|t| t.name == *name).map(|t| {
            let rows: Vec<String> = t
                .rows
                .iter()
                .map(|(keys, values)| {
                    let values: Vec<_> = values.iter().map(|v| normal.expr(None, v)).collect();
                    format!("{keys:?} {values:?}")
                })
                .collect();
            format!("{:?} {:?} {:?} {rows:?}", t.params, t.policy, t.results)
        }),
        "tiers" => plan.tiers.iter().find(|t| t.name == *name).map(|t| {
            let rows: Vec<_> = t.rows.iter().map(|(bound, v)| (*bound, normal.expr(None, v))).collect();
            format!("{:?} {:?} {rows:?}", t.param.ty, t.mode)
        }),
        "pick" => plan.picks.iter().find(|(_, p)| p.name == *name).map(|(item, p)| {
            let filter = p.filter.as_ref().map(|f| normal.expr(Some(*item), f));
            let keys: Vec<_> = p.keys.iter().map(|k| (normal.expr(Some(*item), &k.key), k.descending)).collect();
            format!("{:?} {:?} {} {filter:?} {keys:?}", p.params, normal.expr(Some(*item), &p.count), p.tree)
        }),
        "state" => plan.states.iter().find(|s| s.name == *name).map(|s| {
            let closing = plan.closings.iter().find(|(_, n, _)| n == name);
            let closing = closing.map(|(item, _, value)| normal.expr(Some(*item), value));
            format!("{:?} {:?} {closing:?}", s.ty, normal.expr(None, &s.initial))
        }),
        "parameter" => plan.parameters.iter().find(|p| p.name == *name).map(|p| {
            format!("{:?} {:?} {:?} {:?}", p.ty, normal.expr(None, &p.value), normal.expr(None, &p.default), p.range)
        }),
        "payer" => payer(side, names, name),
        _ => {
            let parts: Vec<String> = plan
                .definitions
                .iter()
                .filter(|(_, d)| definition(&d.subject, &d.name) == (space.clone(), name.clone()))
                .map(|(item, d)| definition_says(side, names, *item, d))
                .collect();
            Some(format!("{parts:?}"))
        }
    }
    .unwrap_or_default()
}

/// Everything that a definition says but its name. Parameters go by their place.
pub(crate) fn definition_says(side: &Side<'_>, names: &Renames, item: ItemIndex, d: &Definition) -> String {
    let params = d.params.iter().enumerate().map(|(at, p)| (p.name.clone(), format!("param {at}"))).collect();
    let mut normal = Normal::new(side, names).with_locals(params);
    let value = normal.expr(Some(item), &d.value);
    let exclusive: Vec<_> = d.exclusive.iter().map(|e| normal.expr(Some(item), e)).collect();
    let types: Vec<_> = d.params.iter().map(|p| &p.ty).collect();
    let part = d.name.get(owner_of(&d.name).len()..).unwrap_or_default();
    format!("{part} {:?} {types:?} {value:?} {exclusive:?} {}", d.grain, d.overridable)
}

fn payer(side: &Side<'_>, names: &Renames, name: &str) -> Option<String> {
    let plan = side.plan;
    if let Some((item, b)) = plan.bonuses.iter().find(|(_, b)| b.name == name) {
        return Some(format!("bonus {}", said_by(bonus_clauses(side, names, *item, b, &by_place(b)))));
    }
    if let Some((item, p)) = plan.pools.iter().find(|(_, p)| p.name == name) {
        return Some(format!("pool {}", said_by(pool_clauses(side, names, *item, p))));
    }
    let (item, c) = plan.caps.iter().find(|(_, c)| c.name == name)?;
    Some(format!("cap {}", said_by(cap_clauses(side, names, *item, c))))
}

/// What clauses say, in an order of its own.
fn said_by(clauses: Vec<Clause>) -> String {
    let mut said: Vec<String> =
        clauses.into_iter().map(|clause| format!("{} {}", clause.kind, clause.says())).collect();
    said.sort_unstable();
    said.join("\n")
}

/// Locals of a bonus by their place.
fn by_place(b: &Bonus) -> BTreeMap<String, String> {
    let names = b.memories.iter().map(|(name, _, _)| name).chain(b.lets.iter().map(|(name, _)| name));
    names.enumerate().map(|(at, name)| (name.clone(), format!("local {at}"))).collect()
}
