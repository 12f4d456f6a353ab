//! Definitions, picks, states, and what is paid.

use super::clauses::{Clause, bonus_clauses, cap_clauses, locals, per, pool_clauses};
use super::declare::each;
use super::{Compare, what};
use crate::graph::key;
use crate::normal::Normal;
use crate::renames::{Renames, definition, definition_says, is_once};
use crate::side::Side;
use crate::value::{Arg, Kind, Sentence};
use compline_lang::hir::{Bonus, Definition, Expr, PickDecl, visit};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::syntax::ast::owner_of;

impl Compare<'_> {
    pub(super) fn parts(&mut self) {
        let (old, new) = (self.old.plan, self.new.plan);
        self.definitions();
        each(self, Kind::Pick, "pick", &old.picks, &new.picks, |(_, p)| p.name.clone(), |c, a, b| c.pick(a, b));
        self.states();
        each(self, Kind::Table, "table", &old.tables, &new.tables, |t| t.name.clone(), |c, a, b| c.table(a, b));
        each(self, Kind::Tiers, "tiers", &old.tiers, &new.tiers, |t| t.name.clone(), |c, a, b| c.tiers(a, b));
        each(self, Kind::Ladder, "ladder", &old.ladders, &new.ladders, |l| l.name.clone(), |c, a, b| c.ladder(a, b));
        each(self, Kind::Bonus, "payer", &old.bonuses, &new.bonuses, |(_, b)| b.name.clone(), |c, a, b| c.bonus(a, b));
        each(
            self,
            Kind::Pool,
            "payer",
            &old.pools,
            &new.pools,
            |(_, p)| p.name.clone(),
            |c, (at, a), (to, b)| {
                let (before, after) = (pool_clauses(c.old, c.same, *at, a), pool_clauses(c.new, c.names, *to, b));
                c.clauses(Kind::Pool, &b.name, key("payer", &b.name), before, after);
            },
        );
        each(
            self,
            Kind::Cap,
            "payer",
            &old.caps,
            &new.caps,
            |(_, p)| p.name.clone(),
            |c, (at, a), (to, b)| {
                let (before, after) = (cap_clauses(c.old, c.same, *at, a), cap_clauses(c.new, c.names, *to, b));
                c.clauses(Kind::Cap, &b.name, key("payer", &b.name), before, after);
            },
        );
        self.asserts();
        self.proofs();
        self.waivers();
    }

    /// Definitions by their owners: all values of a loop are told of once.
    fn definitions(&mut self) {
        let keys = |side: &Side<'_>| {
            let mut keys: Vec<(String, String)> = Vec::new();
            for (_, d) in &side.plan.definitions {
                let key = definition(&d.subject, &d.name);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            keys
        };
        let (olds, news) = (keys(self.old), keys(self.new));
        let mut kept = Vec::new();
        for (space, name) in &news {
            let before = (space.clone(), self.names.other(space, name));
            if olds.contains(&before) {
                self.definition(&before, &(space.clone(), name.clone()));
            } else {
                self.come(Kind::Definition, &shown(space, name), (space.clone(), name.clone()));
            }
            kept.push(before);
        }
        for (space, name) in olds.into_iter().filter(|key| !kept.contains(key)) {
            self.gone(Kind::Definition, &shown(&space, &name), (space, name));
        }
    }

    fn definition(&mut self, old: &(String, String), new: &(String, String)) {
        let (before, after) = (parts_of(self.old, self.same, old), parts_of(self.new, self.names, new));
        let mut says: (Vec<&String>, Vec<&String>) =
            (before.iter().map(|(said, _, _)| said).collect(), after.iter().map(|(said, _, _)| said).collect());
        says.0.sort_unstable();
        says.1.sort_unstable();
        if says.0 == says.1 {
            return;
        }
        let name = shown(&new.0, &new.1);
        let ([(_, at, a)], [(_, to, b)]) = (before.as_slice(), after.as_slice()) else {
            return self.tell(Kind::Definition, &name, new.clone(), "change-computed", []);
        };
        // A loop, a flow, a derived tree: its text is more than a sentence holds.
        if owner_of(&b.name) != b.name {
            return self.tell(Kind::Definition, &name, new.clone(), "change-computed", []);
        }
        if a.overridable != b.overridable {
            let text = if b.overridable { "change-overridable" } else { "change-not-overridable" };
            self.tell(Kind::Definition, &name, new.clone(), text, []);
        }
        let clause = |side: &Side<'_>, names: &Renames, item: ItemIndex, d: &Definition| {
            let params = d.params.iter().enumerate().map(|(n, p)| (p.name.clone(), format!("param {n}"))).collect();
            let mut normal = Normal::new(side, names).with_locals(params);
            let mut parts = vec![normal.expr(Some(item), &d.value)];
            parts.extend(d.exclusive.iter().map(|e| normal.expr(Some(item), e)));
            let types: Vec<_> = d.params.iter().map(|p| &p.ty).collect();
            let code = code_of(side, item, d);
            Clause { kind: "value", form: format!("{:?} {types:?}", d.grain), parts, code }
        };
        let (before, after) = (clause(self.old, self.same, *at, a), clause(self.new, self.names, *to, b));
        if before.says() != after.says() {
            self.clause(Kind::Definition, &name, new, &before, &after);
        }
    }

    fn pick(&mut self, (at, old): &(ItemIndex, PickDecl), (to, new): &(ItemIndex, PickDecl)) {
        let clauses = |side: &Side<'_>, names: &Renames, item: ItemIndex, p: &PickDecl| {
            let mut normal = Normal::new(side, names);
            let mut clause = |kind, words: &str, form: String, e: &Expr| {
                let part = normal.expr(Some(item), e);
                Clause {
                    kind,
                    form,
                    parts: vec![part],
                    code: format!("{words} {}", side.code_of(item, e)).trim().to_owned(),
                }
            };
            let mut out = vec![clause("count", "first", format!("{} {:?}", p.tree, p.params), &p.count)];
            out.extend(p.filter.iter().map(|f| clause("where", "where", String::new(), f)));
            out.extend(
                p.keys.iter().enumerate().map(|(n, k)| clause("by", "by", format!("{n} {}", k.descending), &k.key)),
            );
            out
        };
        let (before, after) = (clauses(self.old, self.same, *at, old), clauses(self.new, self.names, *to, new));
        self.clauses(Kind::Pick, &new.name, key("pick", &new.name), before, after);
    }

    fn states(&mut self) {
        let list = |side: &Side<'_>| -> Vec<compline_lang::hir::StateDecl> {
            side.plan
                .states
                .iter()
                .filter(|s| !is_once(side, &s.name) && !is_of_account(side, &s.name))
                .cloned()
                .collect()
        };
        let (olds, news) = (list(self.old), list(self.new));
        each(
            self,
            Kind::State,
            "state",
            &olds,
            &news,
            |s| s.name.clone(),
            |c, a, b| {
                let clauses = |side: &Side<'_>, names: &Renames, state: &compline_lang::hir::StateDecl| {
                    let mut normal = Normal::new(side, names);
                    let initial = normal.expr(None, &state.initial);
                    let start = compline_lang::render::constant(&state.initial, &side.plan.words);
                    let mut out = vec![Clause {
                        kind: "start",
                        form: format!("{:?} {:?}", state.grain, state.ty),
                        parts: vec![initial],
                        code: format!("state {}{} = {start}", state.name, per(state.grain)),
                    }];
                    let closing = side.plan.closings.iter().find(|(_, name, _)| *name == state.name);
                    out.extend(closing.map(|(item, name, value)| Clause {
                        kind: "closing",
                        form: String::new(),
                        parts: vec![normal.expr(Some(*item), value)],
                        code: format!("closing {name} = {}", side.code_of(*item, value)),
                    }));
                    out
                };
                let (before, after) = (clauses(c.old, c.same, a), clauses(c.new, c.names, b));
                c.clauses(Kind::State, &b.name, key("state", &b.name), before, after);
            },
        );
    }

    fn bonus(&mut self, (at, old): &(ItemIndex, Bonus), (to, new): &(ItemIndex, Bonus)) {
        let names = locals(old, new);
        for (after, before) in &names {
            let args = [
                ("bonus", what(Kind::Bonus, &new.name)),
                ("old", Arg::Name(before.clone())),
                ("new", Arg::Name(after.clone())),
            ];
            self.name_only(Kind::Bonus, &new.name, Sentence::new("change-local-renamed", args));
        }
        let before = bonus_clauses(self.old, self.same, *at, old, &std::collections::BTreeMap::new());
        let after = bonus_clauses(self.new, self.names, *to, new, &names);
        self.clauses(Kind::Bonus, &new.name, key("payer", &new.name), before, after);
    }

    fn asserts(&mut self) {
        let list = |side: &Side<'_>, names: &Renames| -> Vec<(String, String, String)> {
            side.plan
                .asserts
                .iter()
                .map(|(item, subject, text, e)| {
                    let said = format!("{subject:?} {:?}", Normal::new(side, names).expr(Some(*item), e));
                    (text.split_whitespace().collect::<Vec<_>>().join(" "), said, side.code_of(*item, e))
                })
                .collect()
        };
        let (mut olds, news) = (list(self.old, self.same), list(self.new, self.names));
        for (title, said, code) in &news {
            let same = olds.iter().position(|(_, other, _)| other == said);
            match same.or_else(|| olds.iter().position(|(other, _, _)| other == title)) {
                Some(at) => {
                    let (_, before, text) = olds.remove(at);
                    if before != *said {
                        self.instead(Kind::Assertion, title, key("assert", title), &text, code);
                    }
                }
                None => self.come(Kind::Assertion, title, key("assert", title)),
            }
        }
        for (title, _, _) in olds {
            self.gone(Kind::Assertion, &title, key("assert", &title));
        }
    }
}

/// How a definition is named: of an event with its name.
fn shown(space: &str, name: &str) -> String {
    match space.strip_prefix("event ") {
        Some(event) => format!("{event}'s {name}"),
        None => name.to_owned(),
    }
}

/// The values that go by one owner's name: what each says, its item, and itself.
fn parts_of<'a>(side: &Side<'a>, names: &Renames, of: &(String, String)) -> Vec<(String, ItemIndex, &'a Definition)> {
    let all = side.plan.definitions.iter().filter(|(_, d)| definition(&d.subject, &d.name) == *of);
    all.map(|(item, d)| (definition_says(side, names, *item, d), *item, d)).collect()
}

/// A definition as the plan writes it.
fn code_of(side: &Side<'_>, item: ItemIndex, d: &Definition) -> String {
    let mut end = d.name_span.end;
    for part in std::iter::once(&d.value).chain(&d.exclusive) {
        visit(part, &mut |e| end = end.max(e.span.end));
    }
    side.code(item, Span::new(d.name_span.start, end))
}

/// Whether a state is a lot of an account, whose changes are told where the account is.
fn is_of_account(side: &Side<'_>, name: &str) -> bool {
    side.plan.accounts.iter().any(|account| account.states().any(|state| state.name == name))
}
