//! Bonuses, pools and caps as lists of clauses, whatever phrases they were written with.

use crate::normal::Normal;
use crate::renames::Renames;
use crate::side::Side;
use compline_lang::hir::{
    Bonus, Cap, CapExcess, CapMethod, CapRounding, CapScope, ChainRounding, Expr, ExprKind, Grain, Pay, PayTo, Pool,
    RoundMode, Subject, Verb, children_mut,
};
use compline_lang::number::Decimal;
use compline_lang::source::ItemIndex;
use std::collections::BTreeMap;

/// A clause: what it says in normal form, and how the plan says it.
#[derive(Clone, Debug)]
pub(crate) struct Clause {
    /// Clauses of one kind are compared with each other.
    pub(crate) kind: &'static str,
    /// What it says beside its expressions.
    pub(crate) form: String,
    /// Normal forms of its expressions.
    pub(crate) parts: Vec<Expr>,
    /// The plan's text.
    pub(crate) code: String,
}

impl Clause {
    fn new(kind: &'static str, form: impl Into<String>, parts: Vec<Expr>, code: String) -> Self {
        Self { kind, form: form.into(), parts, code }
    }

    /// What it says.
    pub(crate) fn says(&self) -> String {
        format!("{} {:?}", self.form, self.parts)
    }

    /// What it says without its numbers, and those.
    pub(crate) fn without_numbers(&self) -> (String, Vec<String>) {
        let mut numbers = Vec::new();
        let mut parts = self.parts.clone();
        for part in &mut parts {
            blank(part, &mut numbers);
        }
        (format!("{} {parts:?}", self.form), numbers)
    }
}

/// Takes numbers out of a normal form.
fn blank(e: &mut Expr, numbers: &mut Vec<String>) {
    if let ExprKind::Text(text) = e.kind.as_mut()
        && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
    {
        numbers.push(std::mem::take(text));
    }
    children_mut(e, &mut |child| blank(child, numbers));
}

/// The clauses of a bonus. `locals`: names of memories and lets, and what they are called on the other side.
pub(crate) fn bonus_clauses(
    side: &Side<'_>,
    names: &Renames,
    item: ItemIndex,
    b: &Bonus,
    locals: &BTreeMap<String, String>,
) -> Vec<Clause> {
    let mut normal = Normal::new(side, names).with_locals(locals.clone());
    let mut out = Vec::new();
    let code = |e: &Expr| side.code_of(item, e);
    let trigger = match &b.trigger {
        Subject::Event(event) => format!("for each {event}"),
        Subject::Line(bonus) => match &b.after {
            Some(cap) => format!("for each line of {bonus} after {cap}"),
            None => format!("for each line of {bonus}"),
        },
        Subject::Company | Subject::Partner | Subject::Person => "for each partner".to_owned(),
    };
    let trigger = format!("{trigger}{}", per(b.grain));
    let form =
        format!("{:?} {:?} {:?}", b.grain, normal.subject(&b.trigger), b.after.as_ref().map(|cap| names.payer(cap)));
    out.push(Clause::new("trigger", form, Vec::new(), trigger));
    // What `once` adds to the filter is said by `once`.
    match (&b.filter, &b.once) {
        (Some(filter), None) => {
            let part = normal.expr(Some(item), filter);
            out.push(Clause::new("where", "", vec![part], format!("where {}", code(filter))));
        }
        (filter, Some((state, counted))) => {
            let mut parts: Vec<Expr> = filter.iter().map(|f| normal.expr(Some(item), f)).collect();
            parts.push(normal.expr(Some(item), counted));
            let own = |text: String| text.replace(state.as_str(), "paid once");
            let said = own(format!("{parts:?}"));
            out.push(Clause::new("once", said, Vec::new(), "once".to_owned()));
        }
        (None, None) => {}
    }
    if let Some((tree, from, included)) = &b.walk {
        let place = if *included { "included" } else { "above" };
        let part = normal.expr(Some(item), from);
        let said = format!("up {tree} from {}, {place}", code(from));
        out.push(Clause::new("walk", format!("{tree} {included}"), vec![part], said));
    }
    for (name, ty, start) in &b.memories {
        let form = format!("{} {:?}", normal.local(name), ty.kind);
        let part = normal.expr(Some(item), start);
        out.push(Clause::new("remember", form, vec![part], named("remember", name, &code(start))));
    }
    for stop in &b.stop_before {
        let part = normal.expr(Some(item), stop);
        out.push(Clause::new("stop", "before", vec![part], stopped("stop before when", &code(stop))));
    }
    for verb in b.verbs.iter().filter(|verb| !verb.of_plan) {
        let part = normal.expr(Some(item), &verb.condition);
        out.push(Clause::new("verb", verb_word(verb.verb), vec![part], code(&verb.condition)));
    }
    for (name, value) in &b.lets {
        let part = normal.expr(Some(item), value);
        out.push(Clause::new("let", normal.local(name), vec![part], named("let", name, &code(value))));
    }
    for (kind, pays) in [("pay", &b.pays), ("finally", &b.finally)] {
        for pay in pays {
            out.push(pay_clause(side, &mut normal, item, kind, pay));
        }
    }
    for (name, value) in &b.then {
        let part = normal.expr(Some(item), value);
        out.push(Clause::new("then", normal.local(name), vec![part], named("then", name, &code(value))));
    }
    for stop in &b.stop_after {
        let part = normal.expr(Some(item), stop);
        out.push(Clause::new("stop", "after", vec![part], stopped("stop after when", &code(stop))));
    }
    if let Some((mode, scale, chain)) = &b.rounding {
        let said = rounding(*mode, *scale, *chain);
        out.push(Clause::new("round", said.clone(), Vec::new(), said));
    }
    out
}

/// `remember x = 5`; the text of a phrase says it by itself.
fn named(word: &str, name: &str, code: &str) -> String {
    if is_phrase(code) { code.to_owned() } else { format!("{word} {name} = {code}") }
}

fn stopped(words: &str, code: &str) -> String {
    if is_phrase(code) { code.to_owned() } else { format!("{words} {code}") }
}

/// Whether a text is a clause of a phrase, and no expression.
fn is_phrase(code: &str) -> bool {
    ["at most ", "differential by ", "generations by "].iter().any(|word| code.starts_with(word))
}

fn pay_clause(side: &Side<'_>, normal: &mut Normal<'_>, item: ItemIndex, kind: &'static str, pay: &Pay) -> Clause {
    let mut parts = vec![normal.expr(Some(item), &pay.amount)];
    let mut form = String::new();
    match &pay.to {
        PayTo::Earner => form.push_str("earner"),
        PayTo::Company => form.push_str("company"),
        PayTo::Partner(to) => parts.push(normal.expr(Some(item), to)),
    }
    if let Some(when) = &pay.when {
        form.push_str(" when");
        parts.push(normal.expr(Some(item), when));
    }
    Clause::new(kind, form, parts, side.code(item, pay.span))
}

/// The period of which something is, as it is written; nothing for the plan's.
pub(crate) fn per(grain: Option<Grain>) -> String {
    grain.map_or_else(String::new, |grain| format!(" per {}", grain.word()))
}

pub(crate) fn pool_clauses(side: &Side<'_>, names: &Renames, item: ItemIndex, p: &Pool) -> Vec<Clause> {
    let mut normal = Normal::new(side, names);
    let period = per(p.grain);
    let mut clause = |kind, words: &str, e: &Expr| {
        let part = normal.expr(Some(item), e);
        let form = if kind == "share" { period.clone() } else { String::new() };
        Clause::new(kind, form, vec![part], format!("{words} {}", side.code_of(item, e)))
    };
    let share = format!("share{}", per(p.grain));
    let mut out = vec![clause("share", &share, &p.share), clause("weight", "in proportion to", &p.weight)];
    out.extend(p.filter.as_ref().map(|filter| clause("where", "over partners where", filter)));
    let nobody = if p.carried {
        format!("nobody: added to the pool of the next {}", side.plan.header.grain)
    } else {
        "nobody: kept by the company".to_owned()
    };
    out.push(Clause::new("nobody", nobody.clone(), Vec::new(), nobody));
    out
}

pub(crate) fn cap_clauses(side: &Side<'_>, names: &Renames, item: ItemIndex, c: &Cap) -> Vec<Clause> {
    let mut normal = Normal::new(side, names);
    let other = |list: &[String]| {
        let mut names: Vec<String> = list.iter().map(|name| names.payer(name)).collect();
        names.sort_unstable();
        names.join(", ")
    };
    let (on, form) = (format!("on {}{}", c.on.join(", "), per(c.grain)), format!("{}{}", other(&c.on), per(c.grain)));
    let mut out = vec![Clause::new("on", form, Vec::new(), on)];
    if !c.after.is_empty() {
        out.push(Clause::new("after", other(&c.after), Vec::new(), format!("after {}", c.after.join(", "))));
    }
    let scope = match c.scope {
        None => "of the company",
        Some(CapScope::Line) => "per line",
        Some(CapScope::Bonus) => "per bonus",
        Some(CapScope::Partner) => "per partner",
        Some(CapScope::Person) => "per person",
    };
    out.push(Clause::new("scope", scope, Vec::new(), scope.to_owned()));
    let at = normal.expr(Some(item), &c.at);
    out.push(Clause::new("at", "", vec![at], format!("at {}", side.code_of(item, &c.at))));
    let (form, code) = match &c.method {
        CapMethod::InProportion { by_line, positive_only } => {
            let by = if *by_line { " by line" } else { " by partner" };
            let positive = if *positive_only { " to positive lines" } else { "" };
            let text = format!("in proportion{by}{positive}");
            (text.clone(), text)
        }
        CapMethod::ByPriority(list) => {
            let others: Vec<String> = list.iter().map(|name| names.payer(name)).collect();
            (format!("by priority {}", others.join(", ")), format!("by priority {}", list.join(", ")))
        }
    };
    out.push(Clause::new("method", form, Vec::new(), code));
    let rounding = match c.rounding {
        CapRounding::SharedExactly => "shared exactly",
        CapRounding::EachDown => "each rounded down",
        CapRounding::EachHalfUp => "each rounded half up",
    };
    out.push(Clause::new("round", rounding, Vec::new(), rounding.to_owned()));
    let excess = match c.excess {
        CapExcess::Lost => "excess is lost".to_owned(),
        CapExcess::Carried(None) => "excess is carried without end".to_owned(),
        CapExcess::Carried(Some(periods)) => {
            let grain = &side.plan.header.grain;
            format!("excess is carried for at most {periods} {grain}s")
        }
    };
    out.push(Clause::new("excess", excess.clone(), Vec::new(), excess));
    out
}

pub(crate) fn verb_word(verb: Verb) -> &'static str {
    match verb {
        Verb::Skip => "skip",
        Verb::Pass => "pass",
        Verb::HandOn => "hand on",
    }
}

fn rounding(mode: RoundMode, scale: u8, chain: ChainRounding) -> String {
    let mode = match mode {
        RoundMode::HalfUp => "half up",
        RoundMode::HalfEven => "half even",
        RoundMode::Up => "up",
        RoundMode::Down => "down",
    };
    let step = Decimal::new(1, scale);
    let chain = match chain {
        ChainRounding::EachLine => "each line",
        ChainRounding::Cumulatively => "chain cumulatively",
        ChainRounding::LastTakesRemainder => "last line takes the remainder",
    };
    format!("round {mode} to {step}, {chain}")
}

/// Names of memories and lets of both sides: what is called the same is the same, and the others follow their order.
pub(crate) fn locals(old: &Bonus, new: &Bonus) -> BTreeMap<String, String> {
    fn names(b: &Bonus) -> (Vec<&String>, Vec<&String>) {
        (b.memories.iter().map(|(name, _, _)| name).collect(), b.lets.iter().map(|(name, _)| name).collect())
    }
    let ((old_memories, old_lets), (new_memories, new_lets)) = (names(old), names(new));
    let mut out = BTreeMap::new();
    for (olds, news) in [(old_memories, new_memories), (old_lets, new_lets)] {
        let gone = olds.iter().filter(|name| !news.contains(name));
        let come = news.iter().filter(|name| !olds.contains(name));
        out.extend(come.zip(gone).map(|(new, old)| ((*new).clone(), (*old).clone())));
    }
    out
}
