//! Bonuses: what they are paid for, who is visited, who gets what.

use crate::condition::Form;
use crate::memory::{Purpose, limit_of, purpose};
use crate::phrase::{Tight, capital, strong};
use crate::scope::Scope;
use crate::value::Case;
use crate::writer::{CalendarWord, PartKey, Writer, id};
use compline_lang::hir::{Bonus, ChainRounding, Expr, ExprKind, Pay, PayTo, Subject, Verb, VerbClause, visit};
use compline_lang::source::Span;
use compline_paper::Block;

/// The chapter of bonuses.
pub fn bonuses(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.bonuses.is_empty() {
        return;
    }
    w.chapter("book-chapter-bonuses", "bonuses");
    for (_, bonus) in &plan.bonuses {
        w.heading_of(2, &bonus.name, id("bonus", &bonus.name));
        w.doc(&bonus.name);
        w.set_grain(bonus.grain);
        one(w, bonus);
        w.set_grain(None);
    }
}

fn one(w: &mut Writer<'_>, bonus: &Bonus) {
    let mut prose = w.clause_prose(&bonus.name);
    let scope = Scope::bonus(&bonus.trigger);
    let said = trigger(w, bonus, &scope);
    let said = w.say_with("book-paid-for", &[("what", said.into())]);
    w.paragraph(&said);
    w.each_part(PartKey::Paid);
    if bonus.true_up {
        let said = w.say("book-true-up");
        w.paragraph(&said);
    }
    if bonus.once.is_some() {
        let said = w.say("book-once");
        w.paragraph(&said);
    }
    if bonus.walk.is_some() {
        walk(w, bonus, &scope, &mut prose);
    }
    who_gets_what(w, bonus, &scope, &mut prose);
    rounding(w, bonus);
    limits(w, bonus);
    for (_, blocks) in prose {
        w.push(Block::Note { blocks });
    }
    let tables = tables_of(bonus);
    w.print_tables_of(&tables);
}

/// What it is paid for.
pub fn trigger(w: &Writer<'_>, bonus: &Bonus, scope: &Scope) -> String {
    let (key, args) = match &bonus.trigger {
        Subject::Event(kind) => ("book-for-event", vec![("event", w.link("event", kind))]),
        Subject::Line(of) => match &bonus.after {
            Some(cap) => ("book-for-line-after", vec![("bonus", w.link("bonus", of)), ("cap", w.link("cap", cap))]),
            None => ("book-for-line", vec![("bonus", w.link("bonus", of))]),
        },
        Subject::Partner => ("book-for-partner", vec![("each", w.of_calendar(CalendarWord::Each))]),
        Subject::Person | Subject::Company => ("book-for-company", vec![("each", w.of_calendar(CalendarWord::Each))]),
    };
    let args: Vec<(&str, compline_words::Arg<'_>)> = args.into_iter().map(|(name, text)| (name, text.into())).collect();
    let said = w.words().say_with(key, &args);
    match filter_of(bonus) {
        Some(filter) => {
            let condition = w.when(&filter, scope);
            w.say_with("book-for-where", &[("what", said.into()), ("condition", condition.into())])
        }
        None => said,
    }
}

/// The filter without what `once` brings, which is said by itself.
fn filter_of(bonus: &Bonus) -> Option<Expr> {
    let filter = bonus.filter.as_ref()?;
    let Some((state, _)) = &bonus.once else { return Some(filter.clone()) };
    let is_once = |e: &Expr| match e.kind.as_ref() {
        ExprKind::Not(of) => matches!(of.kind.as_ref(), ExprKind::Opening(_, of) if of == state),
        _ => false,
    };
    match filter.kind.as_ref() {
        _ if is_once(filter) => None,
        ExprKind::And(parts) => {
            let mut parts: Vec<Expr> = parts.iter().filter(|part| !is_once(part)).cloned().collect();
            match parts.len() {
                0 => None,
                1 => parts.pop(),
                _ => Some(Expr { kind: Box::new(ExprKind::And(parts)), ..filter.clone() }),
            }
        }
        _ => Some(filter.clone()),
    }
}

/// The prose of a clause, below its sentence.
fn explain(w: &mut Writer<'_>, prose: &mut Vec<(Span, Vec<Block>)>, at: Span) {
    let inside =
        |span: &Span| span.start <= at.start && at.end <= span.end || at.start <= span.start && span.end <= at.end;
    if let Some(found) = prose.iter().position(|(span, _)| inside(span)) {
        let (_, blocks) = prose.remove(found);
        w.push(Block::Note { blocks });
    }
}

fn walk(w: &mut Writer<'_>, bonus: &Bonus, scope: &Scope, prose: &mut Vec<(Span, Vec<Block>)>) {
    let Some((tree, from, included)) = &bonus.walk else { return };
    w.terms.insert("walk");
    let args = [("tree", w.link("tree", tree).into()), ("from", w.value_of(from, scope).within(Tight::Whole).into())];
    let said = match included {
        true => w.say_with("book-walk-included", &args),
        false => w.say_with("book-walk-above", &args),
    };
    w.paragraph(&said);
    explain(w, prose, from.span);
    let visited = scope.clone().visited();
    let mut counters: Vec<&str> = Vec::new();
    for memory in &bonus.memories {
        let (name, _, start) = memory;
        let named = w.local(name);
        let said = match purpose(name, start, &bonus.lets, &bonus.then) {
            Purpose::Count => {
                counters.push(name);
                w.terms.insert("level");
                w.say_with("book-counts-levels", &[("name", named.into())])
            }
            Purpose::Generations(condition) => {
                counters.push(name);
                w.terms.insert("generation");
                let args = [
                    ("name", named.into()),
                    ("start", w.value_of(start, scope).within(Tight::Sum).into()),
                    ("condition", w.condition(condition, &scope.clone().at_visited(), Form::When).text.into()),
                ];
                w.say_with("book-counts-generations", &args)
            }
            Purpose::Reference { rate, by, highest } => {
                w.terms.insert("differential");
                let args =
                    [("rate", w.local(rate).into()), ("by", w.value_of(by, scope).text.into()), ("paid", named.into())];
                match highest {
                    true => w.say_with("book-differential-highest", &args),
                    false => w.say_with("book-differential-below", &args),
                }
            }
            Purpose::Other => w.memory(memory, &bonus.then, scope, &visited),
        };
        w.paragraph(&said);
    }
    for condition in &bonus.stop_before {
        let limit = counters.iter().find_map(|name| limit_of(condition, name).map(|most| (*name, most)));
        let said = match limit {
            Some((name, most)) => {
                let args =
                    [("name", w.local(name).into()), ("most", w.value_of(most, &visited).within(Tight::Sum).into())];
                w.say_with("book-ends-beyond", &args)
            }
            None => {
                w.say_with("book-ends-before", &[("condition", w.when(condition, &scope.clone().at_visited()).into())])
            }
        };
        w.paragraph(&said);
        explain(w, prose, condition.span);
    }
    for clause in &bonus.verbs {
        verb(w, clause, scope);
        if !clause.of_plan {
            explain(w, prose, clause.condition.span);
        }
    }
    for condition in &bonus.stop_after {
        let condition_text = w.when(condition, &scope.clone().at_visited());
        let said = w.say_with("book-ends-after", &[("condition", condition_text.into())]);
        w.paragraph(&said);
        explain(w, prose, condition.span);
    }
}

fn verb(w: &mut Writer<'_>, clause: &VerbClause, scope: &Scope) {
    if clause.of_plan {
        // The plan's own clause is said once, among the basics.
        let earners = crate::phrase::name(&w.say("book-earners"), "basics-earners");
        let args = [("earners", earners.into())];
        let said = match clause.verb {
            Verb::Skip => w.say_with("book-earners-skip", &args),
            Verb::Pass => w.say_with("book-earners-pass", &args),
            Verb::HandOn => w.say_with("book-earners-hand-on", &args),
        };
        w.paragraph(&said);
        return;
    }
    let condition = w.when(&clause.condition, &scope.clone().at_visited());
    let args = [("condition", condition.into())];
    let said = match clause.verb {
        Verb::Skip => {
            w.terms.insert("skip");
            w.say_with("book-skips", &args)
        }
        Verb::Pass => {
            w.terms.insert("pass");
            w.say_with("book-passes", &args)
        }
        Verb::HandOn => {
            w.terms.insert("hand-on");
            w.say_with("book-hands-on", &args)
        }
    };
    w.paragraph(&said);
}

fn who_gets_what(w: &mut Writer<'_>, bonus: &Bonus, scope: &Scope, prose: &mut Vec<(Span, Vec<Block>)>) {
    for (name, value) in &bonus.lets {
        // A difference is said where it is remembered.
        let said_above = bonus.memories.iter().any(|(memory, _, start)| {
            matches!(purpose(memory, start, &bonus.lets, &bonus.then), Purpose::Reference { rate, .. } if rate == name)
        });
        if !said_above {
            let name = w.local(name);
            w.defined(&name, value, scope);
        }
        explain(w, prose, value.span);
    }
    for pay in &bonus.pays {
        let said = w.say_with("book-gets", &got(w, bonus, pay, scope));
        w.paragraph(&said);
        explain(w, prose, pay.span);
    }
    for pay in &bonus.finally {
        let said = w.say_with("book-finally-gets", &got(w, bonus, pay, scope));
        w.paragraph(&said);
        explain(w, prose, pay.span);
    }
    if bonus.walk.is_some() {
        let hands_on = bonus.verbs.iter().any(|clause| clause.verb == Verb::HandOn);
        let said = w.say(if hands_on { "book-rest-handed-on" } else { "book-rest" });
        w.paragraph(&said);
    }
}

/// Who gets a payment, how much, and when.
fn got(w: &Writer<'_>, bonus: &Bonus, pay: &Pay, scope: &Scope) -> Vec<(&'static str, compline_words::Arg<'static>)> {
    let who = match &pay.to {
        PayTo::Company => w.who(&crate::scope::Who::Company, Case::Plain),
        PayTo::Partner(to) => w.value(to, scope).within(Tight::Sum),
        PayTo::Earner if bonus.walk.is_some() => w.say("book-each-visited"),
        PayTo::Earner => w.who(&crate::scope::Who::Partner, Case::Plain),
    };
    let mut amount = strong(&w.value(&pay.amount, scope).within(Tight::Sum));
    if let Some(when) = &pay.when {
        let condition = w.when(when, scope);
        amount = w.say_with("book-amount-when", &[("amount", amount.into()), ("condition", condition.into())]);
    }
    vec![("who", capital(&who).into()), ("amount", amount.into())]
}

fn rounding(w: &mut Writer<'_>, bonus: &Bonus) {
    let Some((mode, scale, chain)) = bonus.rounding else { return };
    let rounding = w.rounding_words(mode, scale);
    let args = [("rounding", rounding.into()), ("currency", w.plan().header.currency.as_str().into())];
    let said = match (chain, bonus.walk.is_some()) {
        (ChainRounding::EachLine, _) | (_, false) => w.say_with("book-rounds-each", &args),
        (ChainRounding::Cumulatively, true) => w.say_with("book-rounds-running", &args),
        (ChainRounding::LastTakesRemainder, true) => w.say_with("book-rounds-last", &args),
    };
    w.paragraph(&said);
}

/// Which caps limit it.
fn limits(w: &mut Writer<'_>, bonus: &Bonus) {
    let caps = w.plan().caps.iter().filter(|(_, cap)| cap.on.contains(&bonus.name));
    let caps: Vec<String> = caps.map(|(_, cap)| w.link("cap", &cap.name)).collect();
    if !caps.is_empty() {
        let said = w.say_with("book-limited-by", &[("caps", w.and(caps).into())]);
        w.paragraph(&said);
    }
}

/// Tables and tiers that a bonus reads itself.
fn tables_of(bonus: &Bonus) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut look = |e: &Expr| {
        visit(e, &mut |e| {
            if let ExprKind::Table(name, ..) | ExprKind::Tiers(name, _) | ExprKind::Brackets(name, _) = e.kind.as_ref()
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        });
    };
    bonus.filter.iter().for_each(&mut look);
    bonus.lets.iter().for_each(|(_, e)| look(e));
    for pay in bonus.pays.iter().chain(&bonus.finally) {
        pay.when.iter().for_each(&mut look);
        look(&pay.amount);
    }
    bonus.memories.iter().for_each(|(_, _, e)| look(e));
    bonus.then.iter().for_each(|(_, e)| look(e));
    names
}
