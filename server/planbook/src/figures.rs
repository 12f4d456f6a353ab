//! How figures are computed: definitions, picks, what is carried from period to period, and assertions.

use crate::condition::Form;
use crate::phrase::Tight;
use crate::ranks::is_rank_rule;
use crate::scope::Scope;
use crate::writer::{PartKey, Writer, id, subject_kind};
use compline_lang::hir::{
    AccountDecl, AccountMovement, ClosedLots, Definition, Expr, ExprKind, LotOrder, PickDecl, Subject,
};
use compline_lang::syntax::ast::{owner_of, part_name};

/// The chapter of figures: of the company, of partners, of each kind of event.
pub fn figures(w: &mut Writer<'_>) {
    let plan = w.plan();
    let said_elsewhere = |definition: &Definition| {
        let part = owner_of(&definition.name) != definition.name;
        let tree = plan.trees.iter().any(|tree| tree.from.is_some() && tree.name == definition.name);
        let rank = is_rank_rule(definition) && !plan.ladders.is_empty();
        part || tree || rank
    };
    let all: Vec<&Definition> =
        plan.definitions.iter().map(|(_, definition)| definition).filter(|d| !said_elsewhere(d)).collect();
    if all.is_empty() && plan.picks.is_empty() {
        return;
    }
    w.chapter("book-chapter-figures", "figures");
    let mut subjects: Vec<&Subject> = Vec::new();
    for definition in &all {
        if !subjects.contains(&&definition.subject) {
            subjects.push(&definition.subject);
        }
    }
    subjects.sort();
    for subject in subjects {
        let title = match subject {
            Subject::Company => w.say("book-figures-company"),
            Subject::Partner => w.say("book-figures-partner"),
            Subject::Person => w.say("book-figures-person"),
            Subject::Event(kind) => w.say_with("book-figures-event", &[("event", w.local(kind).into())]),
            Subject::Line(bonus) => w.say_with("book-figures-line", &[("bonus", w.local(bonus).into())]),
        };
        w.heading(2, &title, format!("figures-{}", subject_kind(subject)));
        w.doc(&format!("on {}", subject_kind(subject)));
        for definition in all.iter().filter(|definition| definition.subject == *subject) {
            one(w, definition);
        }
    }
    if !plan.picks.is_empty() {
        let title = w.say("book-picks");
        w.heading(2, &title, "figures-picks".to_owned());
        for (_, pick) in &plan.picks {
            one_pick(w, pick);
        }
    }
}

fn one(w: &mut Writer<'_>, definition: &Definition) {
    let kind = subject_kind(&definition.subject).to_owned();
    w.heading_of(3, &definition.name, id(&kind, &definition.name));
    w.doc(&format!("{kind} {}", definition.name));
    let scope = Scope::of(&definition.subject);
    w.set_grain(definition.grain);
    w.each_part(PartKey::Value);
    if !definition.params.is_empty() {
        let said = w.say_with("book-with-params", &[("params", w.params(&definition.params).into())]);
        w.paragraph(&said);
    }
    let name = w.local(&definition.name);
    w.defined(&name, &definition.value, &scope);
    if !definition.exclusive.is_empty() {
        let said = w.say("book-exclusive");
        w.paragraph(&said);
    }
    if definition.overridable {
        let said = w.say("book-overridable");
        w.paragraph(&said);
    }
    w.set_grain(None);
}

fn one_pick(w: &mut Writer<'_>, pick: &PickDecl) {
    w.heading_of(3, &pick.name, id("pick", &pick.name));
    w.doc(&pick.name);
    if !pick.params.is_empty() {
        let said = w.say_with("book-with-params", &[("params", w.params(&pick.params).into())]);
        w.paragraph(&said);
    }
    let partner = Scope::of(&Subject::Partner);
    let inner = partner.over(pick.element, &Subject::Partner);
    let mut rows = w.say_with("book-rows-frontline", &[("tree", w.link("tree", &pick.tree).into())]);
    if let Some(filter) = &pick.filter {
        let condition = w.condition(filter, &inner, Form::When).text;
        rows = w.say_with("book-rows-where", &[("rows", rows.into()), ("condition", condition.into())]);
    }
    let args = [
        ("name", w.local(&pick.name).into()),
        ("count", w.value(&pick.count, &partner).within(Tight::Whole).into()),
        ("rows", rows.into()),
        ("order", w.order(&pick.keys, &inner).into()),
    ];
    let said = w.say_with("book-pick", &args);
    w.paragraph(&said);
}

/// The chapter of what a period hands to the next.
pub fn state(w: &mut Writer<'_>) {
    let plan = w.plan();
    // What a bonus that is paid once remembers is said there.
    let states: Vec<_> = plan.states.iter().filter(|state| owner_of(&state.name) == state.name).collect();
    if states.is_empty() {
        return;
    }
    w.chapter("book-chapter-state", "state");
    w.terms.insert("state");
    let partner = Scope::of(&Subject::Partner);
    for state in states {
        w.heading_of(2, &state.name, id("state", &state.name));
        w.doc(&state.name);
        let initial = w.value(&state.initial, &partner).text;
        let args = [
            ("name", w.local(&state.name).into()),
            ("type", w.type_words(&state.ty).into()),
            ("initial", initial.into()),
        ];
        let said = w.say_with("book-state", &args);
        w.paragraph(&said);
        for (_, _, closing) in plan.closings.iter().filter(|(_, name, _)| *name == state.name) {
            w.doc(&format!("closing {}", state.name));
            let name = w.say_with("book-closing", &[("name", w.local(&state.name).into())]);
            w.defined(&name, closing, &partner);
        }
    }
}

/// The chapter of accounts.
pub fn accounts(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.accounts.is_empty() {
        return;
    }
    w.chapter("book-chapter-accounts", "accounts");
    for account in &plan.accounts {
        w.heading_of(2, &account.name, id("account", &account.name));
        w.doc(&account.name);
        let mut said = w.say_with("book-account", &[("unit", w.type_words(&account.ty).into())]);
        if let Some((calendar, age)) = account.lots {
            let calendar = w.say(&format!("book-calendar-{}", calendar.word()));
            let lots = w.say_with("book-account-lots", &[("calendar", calendar.into()), ("age", age.into())]);
            said = format!("{said} {lots}");
        }
        w.paragraph(&said);
        let items = account.movements.iter().enumerate();
        let items = items.map(|(at, movement)| moved(w, account, at + 1, movement)).collect();
        w.bullets(items);
        let closed = account.closed.map(|closed| match closed {
            ClosedLots::Noted => w.say("book-account-closed-noted"),
            ClosedLots::GoOn => w.say("book-account-closed-on"),
        });
        if let Some(said) = closed {
            w.paragraph(&said);
        }
    }
}

/// A movement of an account.
fn moved(w: &Writer<'_>, account: &AccountDecl, number: usize, movement: &AccountMovement) -> String {
    let part = part_name(&account.name, &AccountDecl::amount(number, movement));
    let found = w.plan().definitions.iter().find(|(_, definition)| definition.name == part);
    let partner = Scope::of(&Subject::Partner);
    let amount = found.map(|(_, definition)| &definition.value);
    let value = amount.map_or_else(String::new, |value| w.value(value, &partner).within(Tight::Loose));
    // Cases of everything and nothing: the condition is that of the first.
    let condition = amount.and_then(|value| match value.kind.as_ref() {
        ExprKind::Cases(arms, _) => arms.first().map(|(_, condition)| w.when(condition, &partner)),
        _ => None,
    });
    match (movement, condition) {
        (AccountMovement::Add(None), _) => w.say_with("book-account-add", &[("value", value.into())]),
        (AccountMovement::Add(Some(day)), _) => {
            w.say_with("book-account-add-day", &[("value", value.into()), ("day", w.local(day).into())])
        }
        (AccountMovement::Draw(None), _) => w.say_with("book-account-draw", &[("value", value.into())]),
        (AccountMovement::Draw(Some(LotOrder::OldestFirst)), _) => {
            w.say_with("book-account-draw-oldest", &[("value", value.into())])
        }
        (AccountMovement::Draw(Some(LotOrder::NewestFirst)), _) => {
            w.say_with("book-account-draw-newest", &[("value", value.into())])
        }
        (AccountMovement::DrawLot(day, true), _) => {
            w.say_with("book-account-draw-later", &[("value", value.into()), ("day", w.local(day).into())])
        }
        (AccountMovement::DrawLot(day, false), _) => {
            w.say_with("book-account-draw-day", &[("value", value.into()), ("day", w.local(day).into())])
        }
        (AccountMovement::Old(true), _) => w.say("book-account-old-released"),
        (AccountMovement::Old(false), _) => w.say("book-account-old-expires"),
        (AccountMovement::All(true, _), Some(condition)) => {
            w.say_with("book-account-all-released-when", &[("condition", condition.into())])
        }
        (AccountMovement::All(false, _), Some(condition)) => {
            w.say_with("book-account-all-expires-when", &[("condition", condition.into())])
        }
        (AccountMovement::All(true, _), None) => w.say("book-account-all-released"),
        (AccountMovement::All(false, _), None) => w.say("book-account-all-expires"),
        (AccountMovement::Above(released, _), _) => {
            let limit = amount.and_then(limit_of);
            let limit = limit.map_or_else(String::new, |e| w.value(e, &partner).within(Tight::Loose));
            match released {
                true => w.say_with("book-account-above-released", &[("limit", limit.into())]),
                false => w.say_with("book-account-above-expires", &[("limit", limit.into())]),
            }
        }
    }
}

/// What is taken off a balance where it is above a limit: the balance less the limit, each at least zero.
fn limit_of(gone: &Expr) -> Option<&Expr> {
    let ExprKind::Clamp(more, ..) = gone.kind.as_ref() else { return None };
    let ExprKind::Binary(_, _, limit) = more.kind.as_ref() else { return None };
    match limit.kind.as_ref() {
        ExprKind::Clamp(limit, ..) => Some(limit),
        _ => Some(limit),
    }
}

/// The chapter of assertions.
pub fn asserts(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.asserts.is_empty() {
        return;
    }
    w.chapter("book-chapter-asserts", "asserts");
    let said = w.say("book-asserts-intro");
    w.paragraph(&said);
    let items = plan.asserts.iter().map(|(_, subject, text, condition)| {
        let said = w.condition(condition, &Scope::of(subject), Form::That).text;
        let said = crate::phrase::capital(&said);
        // An assertion without a title has its own text for one.
        match text.trim_start().starts_with("assert") {
            true => w.say_with("book-assert", &[("condition", said.into())]),
            false => w.say_with(
                "book-assert-titled",
                &[("title", crate::phrase::clean(text).into()), ("condition", said.into())],
            ),
        }
    });
    let items = items.collect();
    w.bullets(items);
}
