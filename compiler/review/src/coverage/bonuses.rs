//! Bonuses and pools that never pay, walks that end before they begin, memories that nobody reads.

use super::Known;
use crate::message::Finding;
use compline_lang::diagnostic::Code;
use compline_lang::hir::{self, Bonus, Expr, ExprKind};
use compline_lang::source::ItemIndex;
use compline_lang::words::say;
use std::collections::BTreeSet;

pub(super) fn findings(known: &Known<'_>, told: &[ItemIndex]) -> Vec<Finding> {
    let mut out = Vec::new();
    let shown = shown(known.plan);
    for ((item, bonus), paying) in known.plan.bonuses.iter().zip(&known.bonuses) {
        // What keeps it from paying is told already.
        if !told.contains(item) {
            if paying.ends_at_once && paying.triggered {
                let span = bonus.stop_before.first().map_or(bonus.name_span, |stop| stop.span);
                let message = say!("the walk of `{bonus}` ends before the first partner is paid", bonus = bonus.name);
                out.push(
                    Finding::new(Code::WalkEndsAtOnce, *item, span, message)
                        .witness(say!("with the start values of its memories this holds at the first visit"))
                        .help("change the start of a memory, or the condition"),
                );
            } else if paying.is_dead() && !(bonus.pays.is_empty() && bonus.finally.is_empty()) {
                let message = say!("`{bonus}` never pays anything", bonus = bonus.name);
                let why = if paying.triggered {
                    say!("every amount is zero, or its condition never holds")
                } else {
                    say!("it is never triggered")
                };
                out.push(
                    Finding::new(Code::NeverPays, *item, bonus.name_span, message)
                        .witness(why)
                        .about(&bonus.name)
                        .help("leave the bonus out, or change its rates and conditions"),
                );
            } else {
                for (pay, amount) in bonus.pays.iter().chain(&bonus.finally).zip(&paying.amounts) {
                    if amount.is_nothing() {
                        let message = say!("this clause never pays anything");
                        out.push(
                            Finding::new(Code::NeverPays, *item, pay.span, message)
                                .witness(say!("the amount is always zero, or its condition never holds"))
                                .help("leave the clause out, or change its amount and condition"),
                        );
                    }
                }
            }
        }
        out.extend(unread(*item, bonus, &shown));
    }
    for ((item, pool), lowered) in known.plan.pools.iter().zip(&known.program.pools) {
        let column = |id: compline_compiler::program::ColumnId| known.columns.get(id.index()).copied();
        let why = if column(lowered.amount).is_some_and(|values| values.is_nothing()) {
            say!("there is never anything to share")
        } else if column(lowered.member).is_some_and(|values| !values.may_be_yes()) {
            say!("nobody ever takes part")
        } else if column(lowered.weight).is_some_and(|values| values.is_nothing()) {
            say!("nobody ever has a share")
        } else {
            continue;
        };
        if told.contains(item) {
            continue;
        }
        let message = say!("`{pool}` never pays anything", pool = pool.name);
        out.push(
            Finding::new(Code::NeverPays, *item, pool.name_span, message)
                .witness(why)
                .about(&pool.name)
                .help("leave the pool out, or change what it shares"),
        );
    }
    out
}

/// Memories and lets that examples look at.
fn shown(plan: &hir::Plan) -> BTreeSet<&str> {
    let expects = plan.examples.iter().flat_map(|(_, example)| &example.expects);
    expects.flat_map(|expect| expect.because.iter().map(|(name, _)| name.as_str())).collect()
}

/// Memories and lets that nothing reads but themselves.
fn unread(item: ItemIndex, bonus: &Bonus, shown: &BTreeSet<&str>) -> Vec<Finding> {
    let mut read: BTreeSet<&str> = shown.clone();
    let look = |e: &Expr, into: &mut Vec<String>| {
        hir::visit(e, &mut |part| {
            if let ExprKind::Local(name) = part.kind.as_ref() {
                into.push(name.clone());
            }
        });
    };
    let mut names: Vec<String> = Vec::new();
    let conditions = bonus.filter.iter().chain(&bonus.stop_before).chain(&bonus.stop_after);
    conditions.for_each(|e| look(e, &mut names));
    bonus.verbs.iter().for_each(|clause| look(&clause.condition, &mut names));
    for pay in bonus.pays.iter().chain(&bonus.finally) {
        pay.when.iter().for_each(|e| look(e, &mut names));
        look(&pay.amount, &mut names);
        if let hir::PayTo::Partner(e) = &pay.to {
            look(e, &mut names);
        }
    }
    // What is read by what is read, and so on.
    let rules: Vec<(&str, &Expr)> = bonus.lets.iter().chain(&bonus.then).map(|(name, e)| (name.as_str(), e)).collect();
    let known: Vec<&str> =
        bonus.memories.iter().map(|(name, _, _)| name.as_str()).chain(rules.iter().map(|(n, _)| *n)).collect();
    let mut open: Vec<&str> =
        known.iter().copied().filter(|n| names.iter().any(|read| read == n) || shown.contains(n)).collect();
    read.extend(open.iter().copied());
    while let Some(name) = open.pop() {
        for (_, e) in rules.iter().filter(|(rule, _)| *rule == name) {
            let mut more = Vec::new();
            look(e, &mut more);
            for other in &known {
                if more.iter().any(|name| name == other) && read.insert(other) {
                    open.push(other);
                }
            }
        }
    }
    let lets = bonus.lets.iter().map(|(name, e)| (name, e, false));
    let memories = bonus.memories.iter().map(|(name, _, e)| (name, e, true));
    memories
        .chain(lets)
        .filter(|(name, _, _)| !read.contains(name.as_str()))
        .map(|(name, e, memory)| {
            let message = match memory {
                true => say!("nothing reads the memory `{name}`"),
                false => say!("nothing reads the let `{name}`"),
            };
            let span = if e.span.start < e.span.end { e.span } else { bonus.name_span };
            Finding::new(Code::UnusedMemory, item, span, message).help("use it, or leave it out")
        })
        .collect()
}
