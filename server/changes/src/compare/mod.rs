//! Differences, part by part.

pub(crate) mod clauses;
mod declare;
mod law;
mod parts;
mod tables;

use crate::graph::{Graph, Key, key};
use crate::renames::{Renames, renames};
use crate::side::Side;
use crate::value::{Arg, Change, Changes, Kind, Sentence, Weight};
use clauses::Clause;
use compline_lang::number::Decimal;

/// Says what changed.
pub(crate) fn compare(old: &Side<'_>, new: &Side<'_>) -> Changes {
    let names = renames(old, new);
    let mut compare = Compare {
        old,
        new,
        names: &names,
        same: &Renames::default(),
        graphs: (Graph::new(old), Graph::new(new)),
        out: Changes::default(),
    };
    compare.header();
    compare.declarations();
    compare.parts();
    compare.told_renames();
    compare.out
}

/// A comparison on its way.
struct Compare<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    /// Names of the new plan that the old one has otherwise.
    names: &'a Renames,
    /// The old plan's names are its own.
    same: &'a Renames,
    graphs: (Graph<'a>, Graph<'a>),
    out: Changes,
}

impl Compare<'_> {
    /// Something about a part of the new plan.
    fn tell(
        &mut self,
        kind: Kind,
        name: &str,
        of: Key,
        text: &'static str,
        args: impl IntoIterator<Item = (&'static str, Arg)>,
    ) {
        let (payers, ranks) = self.graphs.1.reached(&of);
        self.push(kind, name, text, args, payers, ranks);
    }

    fn push(
        &mut self,
        kind: Kind,
        name: &str,
        text: &'static str,
        args: impl IntoIterator<Item = (&'static str, Arg)>,
        payers: Vec<String>,
        ranks: Vec<String>,
    ) {
        let what = ("what", what(kind, name));
        let sentence = Sentence::new(text, std::iter::once(what).chain(args));
        let change =
            Change { kind, name: name.to_owned(), was: None, sentence, weight: Weight::Meaning, payers, ranks };
        if !self.out.changes.contains(&change) {
            self.out.changes.push(change);
        }
    }

    /// One word of the plan instead of another.
    fn instead(&mut self, kind: Kind, name: &str, of: Key, old: &str, new: &str) {
        let args = [("old", Arg::Code(old.to_owned())), ("new", Arg::Code(new.to_owned()))];
        self.tell(kind, name, of, "change-instead", args);
    }

    /// A part that only the new plan has.
    fn come(&mut self, kind: Kind, name: &str, of: Key) {
        self.tell(kind, name, of, "change-new", []);
    }

    /// A part that only the old plan has.
    fn gone(&mut self, kind: Kind, name: &str, of: Key) {
        let (payers, ranks) = self.graphs.0.reached(&of);
        let still = |name: &String| {
            self.new.plan.bonuses.iter().any(|(_, b)| b.name == *name)
                || self.new.plan.pools.iter().any(|(_, p)| p.name == *name)
                || self.new.plan.definitions.iter().any(|(_, d)| d.name == *name)
        };
        let payers = payers.into_iter().filter(|name| still(name)).collect();
        let ranks = ranks.into_iter().filter(|name| still(name)).collect();
        self.push(kind, name, "change-gone", [], payers, ranks);
    }

    /// Clauses that came and went.
    fn clauses(&mut self, kind: Kind, name: &str, of: Key, old: Vec<Clause>, new: Vec<Clause>) {
        let mut kinds: Vec<&'static str> = Vec::new();
        for clause in new.iter().chain(&old) {
            if !kinds.contains(&clause.kind) {
                kinds.push(clause.kind);
            }
        }
        for of_kind in kinds {
            let mut gone: Vec<&Clause> = old.iter().filter(|c| c.kind == of_kind).collect();
            let mut come: Vec<&Clause> = Vec::new();
            for clause in new.iter().filter(|c| c.kind == of_kind) {
                match gone.iter().position(|other| other.says() == clause.says()) {
                    Some(at) => {
                        gone.remove(at);
                    }
                    None => come.push(clause),
                }
            }
            // What differs in its numbers alone belongs together; then one after the other.
            let mut pairs: Vec<(&Clause, &Clause)> = Vec::new();
            come.retain(|clause| {
                let shape = clause.without_numbers().0;
                match gone.iter().position(|other| other.without_numbers().0 == shape) {
                    Some(at) => {
                        pairs.push((gone.remove(at), clause));
                        false
                    }
                    None => true,
                }
            });
            if of_kind == "verb" {
                come.retain(|clause| {
                    match gone.iter().position(|other| format!("{:?}", other.parts) == format!("{:?}", clause.parts)) {
                        Some(at) => {
                            pairs.push((gone.remove(at), clause));
                            false
                        }
                        None => true,
                    }
                });
            }
            let count = gone.len().min(come.len());
            pairs.extend(gone.drain(..count).zip(come.drain(..count)));
            for (before, after) in pairs {
                self.clause(kind, name, &of, before, after);
            }
            for clause in come {
                let args = [("code", Arg::Code(code_of(clause)))];
                self.tell(kind, name, of.clone(), "change-clause-new", args);
            }
            for clause in gone {
                let args = [("code", Arg::Code(code_of(clause)))];
                self.tell(kind, name, of.clone(), "change-clause-gone", args);
            }
        }
    }

    fn clause(&mut self, kind: Kind, name: &str, of: &Key, old: &Clause, new: &Clause) {
        if new.kind == "verb" && old.form != new.form {
            let verb = |word: &str| -> Arg {
                let key = match word {
                    "skip" => "change-verb-skip",
                    "pass" => "change-verb-pass",
                    _ => "change-verb-hand-on",
                };
                Sentence::new(key, []).into()
            };
            if format!("{:?}", old.parts) == format!("{:?}", new.parts) {
                let args = [("code", Arg::Code(new.code.clone())), ("old", verb(&old.form)), ("new", verb(&new.form))];
                return self.tell(kind, name, of.clone(), "change-verb", args);
            }
        }
        if let Some((text, args)) = one_number(old, new) {
            return self.tell(kind, name, of.clone(), text, args);
        }
        let (before, after) = (code_of(old), code_of(new));
        if before == after {
            // The text is the same, and reads something else.
            return self.tell(kind, name, of.clone(), "change-reads", [("code", Arg::Code(after))]);
        }
        let args = [("old", Arg::Code(before)), ("new", Arg::Code(after))];
        self.tell(kind, name, of.clone(), "change-instead", args);
    }

    /// Parts that are called otherwise.
    fn told_renames(&mut self) {
        let all: Vec<(String, String, String)> =
            self.names.all().map(|(space, old, new)| (space.to_owned(), old.to_owned(), new.to_owned())).collect();
        for (space, old, new) in all {
            let plan = self.new.plan;
            let kind = match space.as_str() {
                "table" => Kind::Table,
                "tiers" => Kind::Tiers,
                "pick" => Kind::Pick,
                "state" => Kind::State,
                "parameter" => Kind::Parameter,
                "payer" if plan.bonuses.iter().any(|(_, b)| b.name == new) => Kind::Bonus,
                "payer" if plan.pools.iter().any(|(_, p)| p.name == new) => Kind::Pool,
                "payer" => Kind::Cap,
                _ => Kind::Definition,
            };
            self.renamed(kind, &old, &new);
        }
    }

    fn renamed(&mut self, kind: Kind, old: &str, new: &str) {
        let args = [("what", what(kind, old)), ("new", Arg::Name(new.to_owned()))];
        self.name_only(kind, new, Sentence::new("change-renamed", args));
        if let Some(change) = self.out.renames.last_mut() {
            change.was = Some(old.to_owned());
        }
    }

    /// Something from which nothing is computed.
    fn name_only(&mut self, kind: Kind, name: &str, sentence: Sentence) {
        let (name, weight) = (name.to_owned(), Weight::Name);
        self.out.renames.push(Change {
            kind,
            name,
            was: None,
            sentence,
            weight,
            payers: Vec::new(),
            ranks: Vec::new(),
        });
    }
}

/// What a change is about, as a part of a sentence.
fn what(kind: Kind, name: &str) -> Arg {
    let name = (!name.is_empty()).then(|| ("name", Arg::Name(name.to_owned())));
    Sentence::new(kind.key(), name).into()
}

fn code_of(clause: &Clause) -> String {
    match clause.kind {
        "verb" => format!("{} when {}", clause.form, clause.code),
        _ => clause.code.clone(),
    }
}

/// A sentence about the one number in which two clauses differ.
fn one_number(old: &Clause, new: &Clause) -> Option<(&'static str, [(&'static str, Arg); 3])> {
    let ((shape, before), (other, after)) = (old.without_numbers(), new.without_numbers());
    if shape != other || before.len() != after.len() {
        return None;
    }
    let mut differ = before.iter().zip(&after).filter(|(a, b)| a != b);
    let (a, b) = differ.next()?;
    // A phrase may say one number twice.
    if differ.any(|pair| pair != (a, b)) {
        return None;
    }
    let ((a, unit), (b, other)) = (number(a)?, number(b)?);
    let text = match (unit == other).then(|| a.compare(b)).flatten() {
        Some(std::cmp::Ordering::Less) => "change-number-rises",
        Some(_) => "change-number-falls",
        None => "change-number-is",
    };
    Some((text, [("code", Arg::Code(code_of(new))), ("old", amount(a, unit)), ("new", amount(b, other))]))
}

/// A number of a normal form, and its unit.
fn number(text: &str) -> Option<(Decimal, &str)> {
    let (digits, unit) = text.split_once(' ')?;
    let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |digits| (-1, digits));
    let number = Decimal::parse(digits)?;
    Some((Decimal::new(sign * number.mantissa, number.scale), unit))
}

fn amount(number: Decimal, unit: &str) -> Arg {
    match unit {
        "percent" => Arg::Percent(number.to_string()),
        "" | "count" | "factor" => Arg::Number(number.to_string(), String::new()),
        unit => Arg::Number(number.to_string(), unit.to_owned()),
    }
}

/// A key of a part that goes by its name.
fn named(space: &str, name: &str) -> Key {
    key(space, name)
}
