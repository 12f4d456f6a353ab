//! The most that a plan can pay, beside small networks that are paid much.

use super::source::Files;
use crate::fault::Answer;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::{Html, IntoResponse};
use compline_office::OfficeError;
use compline_office::findings::of_the_compiler;
use compline_office::plans::{
    Limit, LimitAmount, LimitPer, LimitShare, Limits, Network, Networks, PlanVersion, Reason,
};
use compline_ui::{Cell, Chip, Column, Row, Section, Skeleton, SourceLine, SourceView, Table, Tone};
use maud::{Markup, html};
use rust_decimal::{Decimal, RoundingStrategy};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// How long a page waits for what is found out; what takes longer comes after it.
const PATIENCE: Duration = Duration::from_millis(700);
/// Digits of a percentage behind the point; the interface for programs has all.
const DIGITS: u32 = 2;
/// Between figure and unit.
const NO_BREAK: char = '\u{a0}';

/// The section of a version: whole, or with a place for what is still looked for. Nothing where the version has errors.
pub(super) async fn part(visit: &Visit, plan: &PlanVersion) -> Result<Markup, OfficeError> {
    let until = Instant::now() + PATIENCE;
    let Ok(limits) = timeout_at(until, visit.office.limits(plan)).await else { return Ok(later(visit, plan)) };
    let limits = limits?;
    let Some(limits) = limits.as_ref() else { return Ok(html! {}) };
    let Ok(networks) = timeout_at(until, visit.office.networks(plan)).await else {
        return Ok(section(visit, plan, limits, None));
    };
    Ok(section(visit, plan, limits, Some(&*networks?)))
}

/// The section alone, once all is found.
pub(super) async fn fragment(visit: Visit, Path(id): Path<String>) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let limits = visit.office.limits(&plan).await?;
    let networks = visit.office.networks(&plan).await?;
    let found = limits.as_ref().as_ref().map(|limits| section(&visit, &plan, limits, Some(&networks)));
    Ok(Html(found.unwrap_or_default().into_string()).into_response())
}

fn address(plan: &PlanVersion) -> String {
    format!("/plans/{}/limits", plan.id)
}

/// The section before anything is known.
fn later(visit: &Visit, plan: &PlanVersion) -> Markup {
    html! {
        div hx-get=(address(plan)) hx-trigger="load" hx-swap="outerHTML" {
            (Section::new(visit.say("limit-heading")).id("limits").body(Skeleton::new(visit.ui, 3)))
        }
    }
}

fn section(visit: &Visit, plan: &PlanVersion, limits: &Limits, networks: Option<&Networks>) -> Markup {
    let say = |key: &str| visit.say(key);
    let files = Files::of_version(plan);
    let mut table = Table::new(visit.ui, "limits-table", say("limit-heading"))
        .column(Column::text(say("limit-of")).title_on_phones())
        .column(Column::text(say("limit-bound")))
        .column(Column::number(say("limit-found")))
        .column(Column::number(say("limit-gap")));
    for limit in &limits.paid {
        let found = networks.map(|networks| networks.of.get(&limit.name));
        table = table.row(row(visit, &files, limits, limit, found));
    }
    table = table.total(row(visit, &files, limits, &limits.sum, networks.map(|networks| networks.sum.as_ref())));
    let example = networks.and_then(|networks| networks.sum.as_ref());
    let mut notes = Vec::new();
    if !limits.caps.is_empty() {
        let caps = limits.caps.join(", ");
        notes.push(visit.words.say_with("limit-caps", &[("caps", caps.into())]));
    }
    if limits.caps_do_not_count {
        notes.push(say("limit-caps-late"));
    }
    notes.push(say(if networks.is_some() { "limit-found-help" } else { "limit-searching" }));
    let searching = networks.is_none().then(|| address(plan));
    html! {
        div hx-get=[searching.as_ref()] hx-trigger=[searching.as_ref().map(|_| "load")]
            hx-swap=[searching.as_ref().map(|_| "outerHTML")] {
            (Section::new(say("limit-heading")).id("limits").text(summary(visit, limits)).body(html! {
                (table)
                @for note in &notes { p.quiet { (note) } }
                @if let Some(network) = example { (drawn(visit, network)) }
            }))
        }
    }
}

/// What the whole plan pays at most, in a sentence.
fn summary(visit: &Visit, limits: &Limits) -> String {
    let sum = &limits.sum;
    match &sum.bound {
        Err(_) => visit.say("limit-none"),
        Ok(shares) if shares.is_empty() && sum.fixed.is_empty() => visit.say("limit-nothing"),
        Ok(shares) => {
            let mut parts: Vec<String> = shares.iter().map(|one| share(visit, limits, one)).collect();
            parts.extend(sum.fixed.iter().map(|one| fixed(visit, limits, one)));
            visit.words.say_with("limit-sum", &[("bound", parts.join(" + ").into())])
        }
    }
}

fn row(visit: &Visit, files: &Files<'_>, limits: &Limits, limit: &Limit, found: Option<Option<&Network>>) -> Row {
    let name = if limit.name.is_empty() { visit.say("limit-payout") } else { limit.name.clone() };
    let mut first = Cell::text(name);
    if let Some(cap) = &limit.cap {
        first = first.note(visit.words.say_with("limit-capped", &[("cap", cap.clone().into())]));
    }
    let (ratio, gap) = match found {
        None => (Cell::text("…"), Cell::text("…")),
        Some(None) => (Cell::none(), Cell::none()),
        Some(Some(network)) => {
            let gap = gap(limit, network).map(|gap| percent(visit, gap));
            (Cell::text(percent(visit, down(network.percent))), gap.map_or_else(Cell::none, Cell::text))
        }
    };
    Row::new(limit.name.clone()).cell(first).cell(bound(visit, files, limits, limit)).cell(ratio).cell(gap)
}

/// The difference of the two figures that are shown.
fn gap(limit: &Limit, network: &Network) -> Option<Decimal> {
    let exact = network.gap?;
    let shown = limit.bound.as_ref().ok()?.first()?.percent.map(|percent| up(percent) - down(network.percent));
    Some(shown.unwrap_or(exact))
}

fn bound(visit: &Visit, files: &Files<'_>, limits: &Limits, limit: &Limit) -> Cell {
    let rounding = (!limit.rounding.is_empty()).then(|| {
        let amounts: Vec<String> = limit.rounding.iter().map(|one| amount(visit, limits, one)).collect();
        visit.words.say_with("limit-rounding", &[("amounts", amounts.join(", ").into())])
    });
    let said = match &limit.bound {
        Err(cause) => reason(visit, files, cause),
        Ok(shares) => {
            let shares = shares.iter().map(|one| share(visit, limits, one));
            let mut parts: Vec<String> =
                shares.chain(limit.fixed.iter().map(|one| fixed(visit, limits, one))).collect();
            if parts.is_empty() {
                parts.push(visit.say("limit-zero"));
            }
            html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { br; "+ " } (part) } }
        }
    };
    Cell::markup(
        html! { div.prose-cell { (said) @if let Some(rounding) = &rounding { span.cell-note { (rounding) } } } },
    )
}

/// Why there is no bound, and what helps.
fn reason(visit: &Visit, files: &Files<'_>, reason: &Reason) -> Markup {
    let language = of_the_compiler(visit.words.language());
    html! {
        (Chip::new(Tone::Warn, visit.say("limit-unbounded")))
        div {
            @if let Some((file, line, column)) = &reason.place {
                @let file = file.as_deref().unwrap_or_default();
                a href=(files.href(file, *line)) { (files.place(file, *line, *column)) } " "
            }
            (reason.text.in_language(language))
            @if let Some(help) = &reason.help { p { strong { (visit.say("plan-help")) } " " (help.in_language(language)) } }
        }
    }
}

fn share(visit: &Visit, limits: &Limits, share: &LimitShare) -> String {
    let (event, field) = (share.event.clone(), share.field.clone());
    match share.percent {
        Some(exact) => {
            let percent = percent(visit, up(exact));
            visit.words.say_with(
                "limit-share",
                &[("percent", percent.into()), ("field", field.into()), ("event", event.into())],
            )
        }
        None => {
            let amount = money(visit, limits, share.amount);
            let unit = share.unit.clone();
            visit.words.say_with(
                "limit-share-of-unit",
                &[("amount", amount.into()), ("unit", unit.into()), ("field", field.into()), ("event", event.into())],
            )
        }
    }
}

fn fixed(visit: &Visit, limits: &Limits, one: &LimitAmount) -> String {
    let amount = amount(visit, limits, one);
    visit.words.say_with("limit-fixed", &[("amount", amount.into())])
}

fn amount(visit: &Visit, limits: &Limits, one: &LimitAmount) -> String {
    let (words, amount) = (visit.words, money(visit, limits, one.amount));
    match &one.per {
        LimitPer::Event(event) => {
            words.say_with("limit-per-event", &[("amount", amount.into()), ("event", event.clone().into())])
        }
        LimitPer::Line(bonus) => {
            words.say_with("limit-per-line", &[("amount", amount.into()), ("bonus", bonus.clone().into())])
        }
        LimitPer::Partner => words.say_with("limit-per-partner", &[("amount", amount.into())]),
        LimitPer::Person => words.say_with("limit-per-person", &[("amount", amount.into())]),
        LimitPer::Period => words.say_with("limit-per-period", &[("amount", amount.into())]),
    }
}

fn money(visit: &Visit, limits: &Limits, amount: Decimal) -> String {
    format!("{}{NO_BREAK}{}", visit.words.decimal(amount), limits.currency)
}

/// A bound with the digits that are shown: never too small.
fn up(percent: Decimal) -> Decimal {
    percent.round_dp_with_strategy(DIGITS, RoundingStrategy::ToPositiveInfinity)
}

/// What was found with the digits that are shown: never too large.
fn down(percent: Decimal) -> Decimal {
    percent.round_dp_with_strategy(DIGITS, RoundingStrategy::ToNegativeInfinity)
}

fn percent(visit: &Visit, percent: Decimal) -> String {
    visit.words.percent((percent / Decimal::ONE_HUNDRED).normalize())
}

/// The network that is paid most, as the plan would write it.
fn drawn(visit: &Visit, network: &Network) -> Markup {
    let paid = percent(visit, down(network.percent));
    let heading = visit.words.say_with("limit-network", &[("percent", paid.into())]);
    let lines = (1..).zip(network.example.lines()).map(|(number, line)| SourceLine::new(number, line));
    html! {
        details.fold {
            summary { (heading) }
            p.quiet { (visit.say("limit-network-help")) }
            (SourceView::new(visit.ui, "network", visit.say("limit-network-title")).lines(lines))
        }
    }
}
