//! What a plan declares for fairness and law, and what it says that it can never pay.

use super::Compare;
use crate::graph::key;
use crate::side::Side;
use crate::value::{Arg, Kind};
use compline_lang::hir::{EventDecl, Header, NatureKind, OnlyWhere, Proof, TypeKind, Waiver};
use compline_lang::source::ItemIndex;

/// `jurisdictions DE, US`; their order means nothing.
fn jurisdictions(header: &Header) -> Option<String> {
    let mut names = header.jurisdictions.clone();
    names.sort_unstable();
    (!names.is_empty()).then(|| format!("jurisdictions {}", names.join(", ")))
}

/// `cliff at most 20 EUR`
fn cliff(header: &Header) -> Option<String> {
    header.cliff.map(|most| format!("cliff at most {} {}", most.normalized(), header.currency))
}

/// `nature joining when category is starter_kit; nature retail`: the first that fits counts, so they are told together.
fn natures(side: &Side<'_>, event: &EventDecl) -> Option<String> {
    let word = |kind| NatureKind::ALL.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| *word);
    let one = |nature: &compline_lang::hir::Nature| {
        format!("nature {}{}", word(nature.kind), only_where(side, event, nature.only.as_ref()))
    };
    joined(event.natures.iter().map(one))
}

/// `liability 60 months when branch is life`; their order means nothing.
fn liabilities(side: &Side<'_>, event: &EventDecl) -> Option<String> {
    let one = |liability: &compline_lang::hir::Liability| {
        format!("liability {} months{}", liability.months, only_where(side, event, liability.only.as_ref()))
    };
    let mut all: Vec<String> = event.liabilities.iter().map(one).collect();
    all.sort_unstable();
    joined(all.into_iter())
}

fn joined(parts: impl Iterator<Item = String>) -> Option<String> {
    parts.reduce(|all, one| format!("{all}; {one}"))
}

/// Words by name and in the order of their names: neither places in a list nor the order mean anything.
fn only_where(side: &Side<'_>, event: &EventDecl, only: Option<&OnlyWhere>) -> String {
    let Some(only) = only else { return String::new() };
    let field = event.fields.iter().find(|field| field.name == only.field);
    let word = |at: &u32| match field.map(|field| &field.ty.kind) {
        Some(TypeKind::Word(list)) => side.word(list, *at),
        _ if *at == 0 => "no".to_owned(),
        _ => "yes".to_owned(),
    };
    let mut words: Vec<String> = only.words.iter().map(word).collect();
    words.sort_unstable();
    format!(" when {} is {}", only.field, words.join(" or "))
}

impl Compare<'_> {
    /// Where the plan is used, and the cliffs that it allows.
    pub(super) fn law_of_header(&mut self) {
        let (old, new) = (&self.old.plan.header, &self.new.plan.header);
        let name = new.name.clone();
        for said in [jurisdictions, cliff] {
            self.declared(Kind::Plan, &name, said(old), said(new));
        }
    }

    /// Natures of an event, and liability for it.
    pub(super) fn law_of_event(&mut self, old: &EventDecl, new: &EventDecl) {
        for said in [natures, liabilities] {
            self.declared(Kind::Event, &new.name, said(self.old, old), said(self.new, new));
        }
    }

    /// Something declared from which nothing is computed, so that it reaches nobody.
    fn declared(&mut self, kind: Kind, name: &str, old: Option<String>, new: Option<String>) {
        let of = key("law", name);
        match (old, new) {
            (Some(old), Some(new)) if old != new => self.instead(kind, name, of, &old, &new),
            (None, Some(new)) => self.tell(kind, name, of, "change-clause-new", [("code", Arg::Code(new))]),
            (Some(old), None) => self.tell(kind, name, of, "change-clause-gone", [("code", Arg::Code(old))]),
            _ => {}
        }
    }

    /// Waivers: by finding and what it is about.
    pub(super) fn waivers(&mut self) {
        let said = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut olds: Vec<&Waiver> = self.old.plan.waivers.iter().map(|(_, waiver)| waiver).collect();
        for (_, waiver) in &self.new.plan.waivers {
            let on = self.was_called(&waiver.on);
            let name = format!("{} on {}", waiver.code, waiver.on);
            match olds.iter().position(|old| old.code == waiver.code && old.on == on) {
                Some(at) => {
                    let (before, after) = (said(&olds.remove(at).because), said(&waiver.because));
                    if before != after {
                        self.instead(Kind::Waiver, &name, key("waiver", &name), &before, &after);
                    }
                }
                None => {
                    let args = [("code", Arg::Code(said(&waiver.because)))];
                    self.tell(Kind::Waiver, &name, key("waiver", &name), "change-clause-new", args);
                }
            }
        }
        for waiver in olds {
            let name = format!("{} on {}", waiver.code, waiver.on);
            self.gone(Kind::Waiver, &name, key("waiver", &name));
        }
    }

    /// The old name of something that a waiver is about.
    fn was_called(&self, name: &str) -> String {
        let header = (&self.old.plan.header.name, &self.new.plan.header.name);
        if name == header.1 {
            return header.0.clone();
        }
        let renamed = self.names.all().find(|(_, _, new)| *new == name);
        renamed.map_or_else(|| name.to_owned(), |(_, old, _)| old.to_owned())
    }

    /// Proofs: by what is bounded, and of what the share is.
    pub(super) fn proofs(&mut self) {
        let mut olds: Vec<&(ItemIndex, Proof)> = self.old.plan.proofs.iter().collect();
        for (item, proof) in &self.new.plan.proofs {
            let what = proof.what.as_ref().map(|name| self.names.payer(name));
            let name = proof.what.as_deref().unwrap_or("payout");
            let code = self.new.code(*item, proof.span);
            match olds.iter().position(|(_, old)| old.what == what && old.of == proof.of) {
                Some(at) => {
                    let (before, old) = olds.remove(at);
                    if old.limit.normalized() != proof.limit.normalized() {
                        let before = self.old.code(*before, old.span);
                        self.instead(Kind::Proof, name, key("proof", name), &before, &code);
                    }
                }
                None => {
                    self.tell(Kind::Proof, name, key("proof", name), "change-clause-new", [("code", Arg::Code(code))]);
                }
            }
        }
        for (item, proof) in olds {
            let name = proof.what.as_deref().unwrap_or("payout");
            let args = [("code", Arg::Code(self.old.code(*item, proof.span)))];
            self.tell(Kind::Proof, name, key("proof", name), "change-clause-gone", args);
        }
    }
}
