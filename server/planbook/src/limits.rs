//! Pools and caps.

use crate::condition::Form;
use crate::phrase::Tight;
use crate::scope::Scope;
use crate::writer::{CalendarWord, Writer, id};
use compline_lang::hir::{Cap, CapExcess, CapMethod, CapRounding, CapScope, Pool, Subject};

/// The chapter of pools.
pub fn pools(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.pools.is_empty() {
        return;
    }
    w.chapter("book-chapter-pools", "pools");
    w.terms.insert("pool");
    for (_, pool) in &plan.pools {
        w.heading_of(2, &pool.name, id("pool", &pool.name));
        w.doc(&pool.name);
        w.set_grain(pool.grain);
        one_pool(w, pool);
        w.set_grain(None);
    }
}

fn one_pool(w: &mut Writer<'_>, pool: &Pool) {
    let share = w.value(&pool.share, &Scope::of(&Subject::Company)).within(Tight::Loose);
    let each = w.of_calendar(CalendarWord::Each);
    let said = w.say_with("book-pool-amount", &[("amount", share.into()), ("each", each.into())]);
    w.paragraph(&said);
    let partner = Scope::of(&Subject::Partner);
    let said = match &pool.filter {
        Some(filter) => {
            let condition = w.condition(filter, &partner, Form::When).text;
            w.say_with("book-pool-who", &[("condition", condition.into())])
        }
        None => w.say("book-pool-all"),
    };
    w.paragraph(&said);
    let weight = w.value_of(&pool.weight, &partner).within(Tight::Sum);
    let said = w.say_with("book-pool-weight", &[("weight", weight.into())]);
    w.paragraph(&said);
    let said = w.say(if pool.carried { "book-pool-nobody-next" } else { "book-pool-nobody" });
    w.paragraph(&said);
    let caps: Vec<String> = w
        .plan()
        .caps
        .iter()
        .filter(|(_, cap)| cap.on.contains(&pool.name))
        .map(|(_, cap)| w.link("cap", &cap.name))
        .collect();
    if !caps.is_empty() {
        let said = w.say_with("book-limited-by", &[("caps", w.and(caps).into())]);
        w.paragraph(&said);
    }
}

/// The chapter of caps, in the order in which they are applied.
pub fn caps(w: &mut Writer<'_>) {
    let plan = w.plan();
    if plan.caps.is_empty() {
        return;
    }
    w.chapter("book-chapter-caps", "caps");
    w.terms.insert("cap");
    if plan.caps.len() > 1 {
        let said = w.say("book-caps-order");
        w.paragraph(&said);
    }
    for cap in in_order(plan.caps.iter().map(|(_, cap)| cap).collect()) {
        w.heading_of(2, &cap.name, id("cap", &cap.name));
        w.doc(&cap.name);
        w.set_grain(cap.grain);
        one_cap(w, cap);
        w.set_grain(None);
    }
}

/// Each behind those that it comes after.
fn in_order(mut open: Vec<&Cap>) -> Vec<&Cap> {
    let mut out: Vec<&Cap> = Vec::new();
    while !open.is_empty() {
        let waits = |cap: &&Cap| cap.after.iter().any(|before| open.iter().any(|other| other.name == *before));
        // The checker has refused circles; the first one is taken where there were one.
        let next = open.iter().position(|cap| !waits(cap)).unwrap_or(0);
        out.push(open.remove(next));
    }
    out
}

fn one_cap(w: &mut Writer<'_>, cap: &Cap) {
    let subject = match cap.scope {
        Some(CapScope::Partner | CapScope::Person | CapScope::Line) => Subject::Partner,
        Some(CapScope::Bonus) | None => Subject::Company,
    };
    let limit = w.value(&cap.at, &Scope::of(&subject)).within(Tight::Sum);
    let on = w.and(cap.on.iter().map(|name| w.paying(name)).collect());
    let args = [("on", on.into()), ("limit", limit.into()), ("each", w.of_calendar(CalendarWord::Each).into())];
    let said = match cap.scope {
        Some(CapScope::Line) => w.say_with("book-cap-line", &args),
        Some(CapScope::Bonus) => w.say_with("book-cap-bonus", &args),
        Some(CapScope::Partner) => w.say_with("book-cap-partner", &args),
        Some(CapScope::Person) => w.say_with("book-cap-person", &args),
        None => w.say_with("book-cap-company", &args),
    };
    w.paragraph(&said);
    if !cap.after.is_empty() {
        let after = w.and(cap.after.iter().map(|name| w.link("cap", name)).collect());
        let said = w.say_with("book-cap-after", &[("caps", after.into())]);
        w.paragraph(&said);
    }
    // A limit on each line alone has nothing to share out.
    if cap.scope != Some(CapScope::Line) {
        let said = match &cap.method {
            CapMethod::InProportion { by_line, positive_only } => {
                let mut said = w.say(if *by_line { "book-cap-by-line" } else { "book-cap-by-partner" });
                if *positive_only {
                    said = format!("{said} {}", w.say("book-cap-positive"));
                }
                said
            }
            CapMethod::ByPriority(order) => {
                let order = order.iter().map(|name| w.paying(name)).collect::<Vec<_>>().join(", ");
                w.say_with("book-cap-priority", &[("order", order.into())])
            }
        };
        w.paragraph(&said);
        let said = match cap.rounding {
            CapRounding::SharedExactly => w.say("book-cap-exactly"),
            CapRounding::EachDown => w.say("book-cap-down"),
            CapRounding::EachHalfUp => w.say("book-cap-half-up"),
        };
        w.paragraph(&said);
    }
    let said = match cap.excess {
        CapExcess::Lost => w.say("book-cap-lost"),
        CapExcess::Carried(None) => w.say("book-cap-carried"),
        CapExcess::Carried(Some(periods)) => w.say_with("book-cap-carried-for", &[("periods", periods.into())]),
    };
    w.paragraph(&said);
}
