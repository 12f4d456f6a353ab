//! Lints that look at bonuses and events one by one.

use super::reads::Reads;
use super::rules::rests_on;
use super::{Share, all_words, shares, words};
use crate::coverage::Known;
use crate::flow::flow;
use crate::message::{self, Finding};
use compline_compiler::program::{LineSource, Space};
use compline_lang::diagnostic::Code;
use compline_lang::hir::{self, Bonus, EventDecl, Expr, ExprKind, NatureKind, OnlyWhere, ReversedLines, Subject};
use compline_lang::source::Span;
use compline_lang::words::{Text, say};
use std::collections::BTreeSet;

/// Months for which commission of the statutory classes may be reclaimed, § 49 VAG.
const STATUTORY_MONTHS: u32 = 60;
/// The classes of insurance that § 49 VAG names.
const STATUTORY: [NatureKind; 3] = [NatureKind::Life, NatureKind::SubstitutiveHealth, NatureKind::PaymentProtection];

pub(super) fn findings(known: &Known<'_>) -> Vec<Finding> {
    let reads = Reads::new(known.program);
    let mut out = natures(known);
    let complete = out.is_empty();
    out.extend(joining(known, &reads));
    if complete {
        out.extend(no_retail(known, &reads));
    }
    out.extend(known.plan.events.iter().filter_map(|event| no_clawback(known, event)));
    out.extend(known.plan.events.iter().flat_map(|event| liability(known, event)));
    out.extend(known.plan.bonuses.iter().filter_map(|(item, bonus)| endless(known, *item, bonus)));
    out
}

/// A finding, where a jurisdiction that the plan names has a rule behind it.
pub(super) fn resting(known: &Known<'_>, finding: Finding) -> Option<Finding> {
    let rules = rests_on(finding.code, &known.plan.header.jurisdictions);
    (!rules.is_empty()).then_some(Finding { rules, ..finding })
}

/// Events of which nothing says what they are.
fn natures(known: &Known<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    // Facts are no transactions.
    for event in known.plan.events.iter().filter(|event| event.holds.is_none()) {
        let named: BTreeSet<&str> =
            event.natures.iter().filter_map(|nature| nature.only.as_ref()).map(|only| only.field.as_str()).collect();
        let told = event.natures.iter().any(|nature| nature.only.is_none())
            || named.iter().any(|field| {
                let of_field =
                    event.natures.iter().filter_map(|nature| nature.only.as_ref()).filter(|only| only.field == *field);
                let set = of_field.fold(0, |set, only| set | words(only));
                all_words(known.program, event, field) & !set == 0
            });
        if told {
            continue;
        }
        let message = if event.natures.is_empty() {
            say!("nothing says of what nature a `{}` is", event.name)
        } else {
            say!("some `{}` are of no nature that is named", event.name)
        };

        out.push(
            Finding::new(Code::MissingNature, known.plan.home(&event.name), event.name_span, message)
                .about(&event.name)
                .help("add `nature retail`, or `nature joining when category is starter_kit` with the nature of all others below it; natures are `joining`, `purchase`, `retail`, `life`, `substitutive_health`, `payment_protection`, `other_insurance`, `other`"),
        );
    }
    out
}

/// Pay for events of joining, and pay from their volume.
fn joining(known: &Known<'_>, reads: &Reads<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for share in shares(known.program, known.plan, NatureKind::Joining) {
        let alone = flow(known.program, known.plan, &share.alone(known.program), false);
        for (((item, bonus), lowered), paying) in
            known.plan.bonuses.iter().zip(&known.program.bonuses).zip(&alone.bonuses)
        {
            let of_event = matches!(&bonus.trigger, Subject::Event(event) if *event == share.event.name);
            if !of_event || paying.is_dead() || !matches!(lowered.trigger.space, Space::Event(_)) {
                continue;
            }
            let message =
                say!("`{bonus}` pays for joining: for {events}", bonus = bonus.name, events = named(known, &share));
            let finding = Finding::new(Code::PayForJoining, *item, bonus.name_span, message)
                .about(&bonus.name)
                .help("leave these events out (`where …`), or waive it with a reason: `waive \"pay-for-joining\" on … because \"…\"`");
            out.extend(resting(known, finding));
        }
        let mut payers: Vec<&str> = Vec::new();
        for (source, name, columns) in reads.payers() {
            let dead = matches!(source, LineSource::Bonus(id) if alone_dead(known, id.index()));
            let counts =
                columns.iter().any(|column| {
                    reads.gathered(*column) == Some(share.event.name.as_str())
                        && alone.columns.get(column.index()).is_some_and(|values| !values.is_nothing())
                        && known.program.columns.get(column.index()).is_some_and(|column| {
                            matches!(column.ty.kind, compline_compiler::program::Kind::Number(..))
                        })
                });
            if counts && !dead {
                payers.push(name);
            }
        }
        if !payers.is_empty() {
            let message = say!(
                "volume of {events} counts for {payers}",
                events = named(known, &share),
                payers = payers.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            );
            let span = share
                .event
                .natures
                .iter()
                .find(|n| n.kind == NatureKind::Joining)
                .map_or(share.event.name_span, |n| n.span);
            let finding = Finding::new(Code::JoiningVolume, known.plan.home(&share.event.name), span, message)
                .about(&share.event.name)
                .help("leave these events out where volume is summed up (`where …`), or waive it with a reason");
            out.extend(resting(known, finding));
        }
    }
    out
}

fn alone_dead(known: &Known<'_>, bonus: usize) -> bool {
    known.bonuses.get(bonus).is_some_and(|paying| paying.is_dead())
}

/// Events of a share in words: `Order with category starter_kit`.
pub(super) fn named(known: &Known<'_>, share: &Share<'_>) -> Text {
    let event = &share.event.name;
    let Some((field, set)) = &share.only else { return Text::plain(format!("`{event}`")) };
    let list = known.plan.words.iter().find(|list| list.name == format!("{event}.{field}"));
    let declared = share.event.fields.iter().find(|known| known.name == *field).map(|field| &field.ty.kind);
    let list = list.or_else(|| match declared {
        Some(hir::TypeKind::Word(name)) => known.plan.words.iter().find(|list| list.name == *name),
        _ => None,
    });
    let words = list.map(|list| list.words.as_slice()).unwrap_or_default();
    say!("`{event}` with {field} {}", Text::any(message::named(words, *set).map(Text::plain)))
}

/// A plan whose pay depends on no sale to somebody who does not take part.
fn no_retail(known: &Known<'_>, reads: &Reads<'_>) -> Option<Finding> {
    let plan = known.plan;
    let sales = [
        NatureKind::Retail,
        NatureKind::Life,
        NatureKind::SubstitutiveHealth,
        NatureKind::PaymentProtection,
        NatureKind::OtherInsurance,
    ];
    if plan.bonuses.is_empty() && plan.pools.is_empty() {
        return None;
    }
    let events = reads.events();
    let depends = sales
        .into_iter()
        .flat_map(|kind| shares(known.program, plan, kind))
        .any(|share| events.contains(share.event.name.as_str()));
    if depends {
        return None;
    }
    let message = say!("nothing that is paid depends on sales to people who do not take part");
    let finding = Finding::new(Code::NoRetailBase, plan.home(&plan.header.name), Span::default(), message)
        .about(&plan.header.name)
        .help("let a bonus depend on events of the nature `retail`, or waive it with a reason");
    resting(known, finding)
}

/// An event that can be reversed, whose lines stay.
fn no_clawback(known: &Known<'_>, event: &EventDecl) -> Option<Finding> {
    let stays = matches!(event.reversed, Some((ReversedLines::Stay, _)));
    let pays = known.plan.bonuses.iter().any(|(_, bonus)| bonus.trigger == Subject::Event(event.name.clone()));
    if !stays || !pays {
        return None;
    }
    let message = say!("what was paid for an event `{event}` stays paid when it is reversed", event = event.name);
    let finding = Finding::new(Code::NoClawback, known.plan.home(&event.name), event.name_span, message)
        .about(&event.name)
        .help("write `reversed: lines are mirrored; …`, or waive it with a reason");
    resting(known, finding)
}

/// Statutory liability of classes of insurance.
fn liability(known: &Known<'_>, event: &EventDecl) -> Vec<Finding> {
    let mut out = Vec::new();
    let covers = |all: &Option<OnlyWhere>, part: &Option<OnlyWhere>| match (all, part) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(all), Some(part)) => all.field == part.field && words(part) & !words(all) == 0,
    };
    let meets = |all: &Option<OnlyWhere>, part: &Option<OnlyWhere>| match (all, part) {
        (Some(all), Some(part)) if all.field == part.field => words(part) & words(all) != 0,
        _ => true,
    };
    let home = known.plan.home(&event.name);
    for nature in event.natures.iter().filter(|nature| STATUTORY.contains(&nature.kind)) {
        let class = NatureKind::ALL.iter().find(|(kind, _)| *kind == nature.kind).map_or("", |(_, word)| *word);
        for liability in event.liabilities.iter().filter(|liability| meets(&liability.only, &nature.only)) {
            if liability.months < STATUTORY_MONTHS {
                let message = say!(
                    "{months} months of liability are fewer than {least} for `{class}`",
                    months = liability.months,
                    least = STATUTORY_MONTHS
                );
                let finding = Finding::new(Code::LiabilityTooShort, home, liability.span, message)
                    .about(&event.name)
                    .help("write `liability 60 months`; a longer time is allowed");
                out.extend(resting(known, finding));
            }
        }
        if !event.liabilities.iter().any(|liability| covers(&liability.only, &nature.only)) {
            let message = say!(
                "nothing says for how many months what was paid for an event `{event}` of class `{class}` may be reclaimed",
                event = event.name
            );
            let finding = Finding::new(Code::LiabilityMissing, home, nature.span, message)
                .about(&event.name)
                .help("add `liability 60 months`");
            out.extend(resting(known, finding));
        }
    }
    out
}

/// A walk that nothing stops, whose pay is the same however many are above.
fn endless(known: &Known<'_>, item: compline_lang::source::ItemIndex, bonus: &Bonus) -> Option<Finding> {
    if bonus.walk.is_none() || !bonus.stop_before.is_empty() || !bonus.stop_after.is_empty() {
        return None;
    }
    let reads_memory = |e: &Expr| reads_memory(bonus, e, 0);
    let limited = bonus.pays.iter().any(|pay| reads_memory(&pay.amount) || pay.when.as_ref().is_some_and(reads_memory));
    let limited = limited || bonus.verbs.iter().any(|clause| reads_memory(&clause.condition));
    if limited {
        return None;
    }
    let message = say!(
        "`{bonus}` pays everybody above, however many there are, and no differential limits it",
        bonus = bonus.name
    );
    let finding = Finding::new(Code::EndlessWalk, item, bonus.name_span, message)
        .about(&bonus.name)
        .help("limit the levels, pay by `differential by`, or waive it with a reason");
    resting(known, finding)
}

/// Whether an expression of a bonus reads a memory, through lets too.
fn reads_memory(bonus: &Bonus, e: &Expr, depth: u32) -> bool {
    let mut found = false;
    hir::visit(e, &mut |part| {
        if let ExprKind::Local(name) = part.kind.as_ref() {
            found |= bonus.memories.iter().any(|(memory, _, _)| memory == name);
            let named = bonus.lets.iter().find(|(known, _)| known == name);
            // Lets stand in the order of dependence.
            found |= depth < 64 && named.is_some_and(|(_, value)| reads_memory(bonus, value, depth + 1));
        }
    });
    found
}
