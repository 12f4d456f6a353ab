//! The review of a run: what it pays, what changed, what is unusual; and the decision of a second person.

use super::{chip, month};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::today;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::levels::DistributionDone;
use compline_office::review::{Mover, Review, Warning};
use compline_office::runs::{Run, RunState};
use compline_policy::{Action as Deed, ObjectKind};
use compline_runtime::write::{EARLIER_PERIODS, TAKEN_BACK};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Checklist, Chip, Column, Field, Form, Icon, PageHead, Row, Section, Table, Tile,
    Tiles, Tone, Trend,
};
use maud::html;
use std::collections::BTreeSet;

/// The page of the review.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, None, &[]).await
}

async fn show(visit: &Visit, id: &str, typed: Option<&Typed>, unseen: &[String]) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), id).await?;
    let review = office.review(&run).await?;
    let title = words.say_with("review-title", &[("month", month(visit, &run).into())]);
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(visit, &run), format!("/runs/{id}")),
        )
        .chip(chip(visit, &run));
    let tiles = tiles(visit, &run, &review);
    let sums = sums(visit, &review);
    let movers = movers(visit, &run, &review.movers);
    let decision = decision(visit, &run, &review, typed, unseen).await?;
    let warnings = if run.state == RunState::Submitted { None } else { Some(warnings(visit, &run, &review.warnings)) };
    let main = html! {
        (head) (tiles)
        @if let Some(warnings) = &warnings { (warnings) }
        (Section::new(visit.say("by-bonus")).body(sums))
        (Section::new(visit.say("movers")).body(movers))
        (decision)
    };
    Ok(visit.page_with(&title, Part::Runs, main, !unseen.is_empty()))
}

fn tiles(visit: &Visit, run: &Run, review: &Review) -> Tiles {
    let words = visit.words;
    let (now, before) = (&review.now, review.before.as_ref());
    let last = |text: String| words.say_with("dashboard-last-period", &[("value", text.into())]);
    let percent = |done: &DistributionDone| today::ratio(done).map_or_else(|| "–".to_owned(), |r| words.percent(r));
    let mut payout = Tile::new(visit.say("payout"), words.money(now.paid, &review.currency));
    let mut ratio = Tile::new(visit.say("payout-ratio"), percent(now));
    let mut paid = Tile::new(visit.say("partners-paid"), words.count(now.partners))
        .href(format!("/runs/{}/partners?view=paid", run.id));
    if let Some(before) = before {
        let change = now.paid.saturating_sub(before.paid);
        let trend = match change.signum() {
            1 => Trend::Gain,
            -1 => Trend::Loss,
            _ => Trend::Same,
        };
        payout = payout
            .delta(today::signed(change, words.money(change, &review.currency)), trend)
            .note(last(words.money(before.paid, &review.currency)));
        ratio = ratio.note(last(percent(before)));
        paid = paid.note(last(words.count(before.partners)));
    }
    let held = Tile::new(visit.say("partners-on-hold"), words.count(review.held))
        .href(format!("/runs/{}/statements?view=held", run.id))
        .note(words.money(review.held_gross, &review.currency));
    Tiles(vec![payout, ratio, paid, held])
}

/// What a sum is of, as a run names it, in the reader's language.
fn maker(visit: &Visit, name: &str) -> String {
    let said = |key: &str, bonus: &str| visit.words.say_with(key, &[("bonus", bonus.into())]);
    match (name.strip_suffix(TAKEN_BACK), name.strip_suffix(EARLIER_PERIODS)) {
        (Some(bonus), _) => said("bonus-taken-back", bonus),
        (None, Some(bonus)) => said("bonus-earlier-periods", bonus),
        (None, None) => name.to_owned(),
    }
}

fn sums(visit: &Visit, review: &Review) -> Table<'static> {
    let mut table = Table::new(visit.ui, "bonuses", visit.say("by-bonus"))
        .plain()
        .column(Column::text(visit.say("bonus")).title_on_phones())
        .column(Column::amount(visit.say("last-period"), review.currency.clone()))
        .column(Column::amount(visit.say("this-period"), review.currency.clone()))
        .column(Column::amount(visit.say("difference-to-last"), review.currency.clone()));
    let names: BTreeSet<&String> =
        review.now.sums.keys().chain(review.before.iter().flat_map(|done| done.sums.keys())).collect();
    let row = |name: &str, before: i64, now: i64| {
        let change = now.saturating_sub(before);
        let trend = match change.signum() {
            1 => Trend::Gain,
            -1 => Trend::Loss,
            _ => Trend::Same,
        };
        Row::new(name.to_owned())
            .cell(Cell::text(maker(visit, name)))
            .cell(Cell::text(visit.amount(before)))
            .cell(Cell::text(visit.amount(now)))
            .cell(Cell::delta(today::signed(change, visit.amount(change)), trend))
    };
    for name in names {
        let before = review.before.as_ref().and_then(|done| done.sums.get(name)).copied().unwrap_or(0);
        table = table.row(row(name, before, review.now.sums.get(name).copied().unwrap_or(0)));
    }
    let before = review.before.as_ref().map_or(0, |done| done.paid);
    table.total(row(&visit.say("totals"), before, review.now.paid))
}

fn movers(visit: &Visit, run: &Run, movers: &[Mover]) -> Table<'static> {
    let mut table = Table::new(visit.ui, "movers", visit.say("movers"))
        .plain()
        .column(Column::text(visit.say("partner")).title_on_phones())
        .column(Column::amount(visit.say("last-period"), visit.currency.clone()))
        .column(Column::amount(visit.say("this-period"), visit.currency.clone()))
        .column(Column::amount(visit.say("difference-to-last"), visit.currency.clone()))
        .column(Column::text(visit.say("rank")));
    for one in movers {
        let change = one.now.saturating_sub(one.before);
        let trend = if change > 0 { Trend::Gain } else { Trend::Loss };
        let ranks = match (&one.rank_before, &one.rank) {
            (Some(before), Some(now)) if before != now => format!("{before} → {now}"),
            (_, now) => now.clone().unwrap_or_default(),
        };
        let href = format!("/runs/{}/partners/{}", run.id, crate::visit::encoded(&one.partner));
        table = table.row(
            Row::new(one.partner.clone())
                .cell(Cell::text(one.partner.clone()).href(href))
                .cell(Cell::text(visit.amount(one.before)))
                .cell(Cell::text(visit.amount(one.now)))
                .cell(Cell::delta(today::signed(change, visit.amount(change)), trend))
                .cell(Cell::text(ranks)),
        );
    }
    table
}

/// A warning in words, and the list behind it.
fn said(visit: &Visit, run: &Run, warning: &Warning) -> (String, String) {
    let words = visit.words;
    let statements = |view: &str| format!("/runs/{}/statements?view={view}", run.id);
    match warning {
        Warning::Ratio { ratio, limit } => (
            words.say_with(
                "warning-payout-ratio",
                &[("ratio", words.percent(*ratio).into()), ("bound", words.percent(*limit).into())],
            ),
            format!("/runs/{}/review", run.id),
        ),
        Warning::Unusual { partners, amount, currency } => (
            words.say_with(
                "warning-unusual-amount",
                &[("partners", (*partners).into()), ("amount", words.money(*amount, currency).into())],
            ),
            statements("all"),
        ),
        Warning::Held { reason, partners } => (
            words.say_with(
                "warning-held-for",
                &[("partners", (*partners).into()), ("reason", words.say(reason).into())],
            ),
            statements("held"),
        ),
        Warning::Gathered { run, programme, period, paid, currency } => (
            words.say_with(
                "warning-gathered",
                &[
                    ("programme", programme.as_str().into()),
                    ("period", period.as_str().into()),
                    ("sum", words.money(*paid, currency).into()),
                ],
            ),
            format!("/runs/{run}/review"),
        ),
        Warning::Unnotified { contracts, some } => (
            words.say_with(
                "warning-unnotified",
                &[("contracts", (*contracts).into()), ("some", some.join(", ").into())],
            ),
            "/orders".to_owned(),
        ),
        Warning::NoBankDetails { partners } => {
            (words.say_with("warning-no-bank-details", &[("partners", (*partners).into())]), statements("all"))
        }
        Warning::Jumped { partners } => (
            words.say_with("warning-amount-jumped", &[("partners", (*partners).into())]),
            format!("/runs/{}/review#movers", run.id),
        ),
    }
}

fn warnings(visit: &Visit, run: &Run, warnings: &[Warning]) -> Table<'static> {
    let mut table = Table::new(visit.ui, "warnings", visit.say("approval-warnings"))
        .plain()
        .caption_shown()
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("approval-warnings")).title_on_phones());
    for (at, warning) in warnings.iter().enumerate() {
        let (text, href) = said(visit, run, warning);
        let chip = Chip::new(Tone::Warn, visit.say("warning")).icon(Icon::TriangleAlert);
        table = table.row(Row::new(at.to_string()).cell(Cell::chip(chip)).cell(Cell::text(text).href(href)));
    }
    table
}

async fn decision(
    visit: &Visit,
    run: &Run,
    review: &Review,
    typed: Option<&Typed>,
    unseen: &[String],
) -> Result<maud::Markup, OfficeError> {
    let id = &run.id;
    if run.state == RunState::Approved && visit.may(Deed::ReopenRun, ObjectKind::Run) {
        let form = Form::new(visit.ui, format!("/runs/{id}/reopen"))
            .field(Field::text(visit.ui, "reason", visit.say("audit-reason")))
            .action(Action::submit(visit.say("reopen-run")));
        return Ok(html! { (Section::new(visit.say("reopen-run")).id("reopen").body(form)) });
    }
    if run.state != RunState::Submitted || !visit.may(Deed::ApproveRun, ObjectKind::Run) {
        return Ok(html! {});
    }
    let made_by = visit.office.made_by(id).await?;
    if made_by.contains(&visit.author().user) {
        return Ok(html! { (Banner::new(Tone::Review, visit.say("own-run-cannot-be-approved"))) });
    }
    let mut list = Checklist::new();
    for (at, warning) in review.warnings.iter().enumerate() {
        let (text, href) = said(visit, run, warning);
        let name = format!("seen-{at}");
        let ticked = typed.is_some_and(|typed| !typed.text(&name).is_empty());
        let error = unseen.contains(&name).then(|| visit.say("warning-not-ticked"));
        let text = html! { a href=(href) { (text) } };
        list = list.entry(name, Tone::Warn, text, visit.say("warning-seen"), ticked, error);
    }
    let mut approve = Form::new(visit.ui, format!("/runs/{id}/approve"));
    if !review.warnings.is_empty() {
        approve = approve.checks(visit.say("approval-warnings"), list);
    }
    let approve = approve.action(Action::submit(visit.say("approve-run")).primary());
    let give_back = Form::new(visit.ui, format!("/runs/{id}/return"))
        .field(Field::text(visit.ui, "reason", visit.say("return-reason")))
        .action(Action::submit(visit.say("return-run")));
    Ok(html! {
        (Section::new(visit.say("approval-decision")).id("decision").body(approve))
        (Section::new(visit.say("return-run")).body(give_back))
    })
}

/// Approves; every warning has to be ticked as seen.
pub async fn approve(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let run = visit.office.run(visit.company(), &id).await?;
    let review = visit.office.review(&run).await?;
    let names = (0..review.warnings.len()).map(|at| format!("seen-{at}"));
    let unseen: Vec<String> = names.filter(|name| typed.text(name).is_empty()).collect();
    if !unseen.is_empty() && run.state == RunState::Submitted {
        return show(&visit, &id, Some(&typed), &unseen).await;
    }
    let seen: Vec<String> = review.warnings.iter().map(|warning| said(&visit, &run, warning).0).collect();
    visit.office.approve_run(visit.author(), &id, &seen).await?;
    Ok(Redirect::to(&format!("/runs/{id}")).into_response())
}

/// Gives the run back.
pub async fn give_back(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.office.return_run(visit.author(), &id, typed.text("reason")).await?;
    Ok(Redirect::to(&format!("/runs/{id}")).into_response())
}
