//! Who gains and who loses by a version, in a period that was settled.

use super::name;
use crate::fault::{self, Answer, message};
use crate::form::Typed;
use crate::jobs;
use crate::pages::{runs, today};
use crate::visit::{Visit, encoded};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use compline_changes::{BonusMoney, Money, csv};
use compline_office::plans::{Comparison, ComparisonState, PlanVersion};
use compline_office::runs::Run;
use compline_office::{FieldError, OfficeError};
use compline_ui::{Action, Banner, Cell, Choice, Column, Field, Form, Row, Section, Table, Tile, Tiles, Tone, Trend};
use compline_words::minor_digits;
use maud::{Markup, Render, html};

/// Partners in the table; the file has all.
const TOP: usize = 20;
/// Bonuses that are named for a partner.
const NAMED: usize = 2;

/// The section: the form that asks, and what came of what was asked for. `chosen` is a comparison that is to be shown.
pub(super) async fn part(
    visit: &Visit,
    plan: &PlanVersion,
    other: &PlanVersion,
    chosen: &str,
    errors: &[FieldError],
) -> Result<Markup, OfficeError> {
    if visit.office.may_compare(visit.author()).is_err() {
        return Ok(html! {});
    }
    let mut settled = visit.office.runs(visit.company()).await?;
    settled.retain(|run| run.programme == plan.programme && run.is_distributed());
    let section = Section::new(visit.say("plan-money")).id("money");
    if settled.is_empty() {
        return Ok(section.text(visit.say("plan-money-none")).render());
    }
    let mut made = visit.office.comparisons(visit.company(), &plan.id).await?;
    made.retain(|one| one.other == other.id);
    let shown = made.iter().find(|one| one.id == chosen).or_else(|| made.first());
    let choices = settled.iter().map(|run| {
        let chip = visit.say(&format!("run-state-{}", run.state.name()));
        let label = format!("{} · {chip}", runs::month(visit, run));
        Choice::new(run.id.clone(), label).chosen(shown.is_some_and(|one| one.run == run.id))
    });
    let error = errors.iter().find(|error| error.field == "run").map(|error| message(visit.words, error));
    let form = Form::new(visit.ui, format!("/plans/{}/comparisons", plan.id))
        .unguarded()
        .hidden("other", other.id.clone())
        .field(Field::select(visit.ui, "run", visit.say("plan-money-run"), choices).maybe_error(error))
        .action(Action::submit(visit.say("plan-money-ask")));
    let found = match shown {
        Some(one) => result(visit, plan, other, one, settled.iter().find(|run| run.id == one.run)).await?,
        None => html! {},
    };
    Ok(section.text(visit.say("plan-money-help")).body(html! { (form) (found) }).render())
}

async fn result(
    visit: &Visit,
    plan: &PlanVersion,
    other: &PlanVersion,
    one: &Comparison,
    run: Option<&Run>,
) -> Result<Markup, OfficeError> {
    let Some(run) = run else { return Ok(html! {}) };
    let (job, one) =
        visit.office.with_job(visit.company(), &one.id, visit.office.comparison(visit.company(), &one.id)).await?;
    if let Some(found) = visit.office.comparison_result(&one).await? {
        let stale = match one.state(plan, other, run) {
            ComparisonState::Current => None,
            ComparisonState::OtherText => Some("plan-money-other-text"),
            ComparisonState::OtherRun => Some("plan-money-other-run"),
        };
        let stale = stale.map(|key| Banner::new(Tone::Warn, visit.say(key)));
        return Ok(html! { @if let Some(stale) = &stale { (stale) } (money(visit, &one, run, &found)) });
    }
    Ok(match job {
        Some(job) if job.is_live() => jobs::progress(visit, &job).render(),
        Some(job) if job.state == "failed" => {
            let refusal = job.refusal().map(|refusal| fault::refusal(visit.words, &refusal));
            Banner::new(Tone::Bad, visit.say("plan-money-failed")).text(refusal.unwrap_or_default()).render()
        }
        _ => html! {},
    })
}

/// Amounts of a currency.
#[derive(Clone, Copy)]
struct Figures<'v> {
    visit: &'v Visit,
    currency: &'v str,
}

impl Figures<'_> {
    fn money(self, minor: i64) -> String {
        self.visit.words.money(minor, self.currency)
    }

    fn amount(self, minor: i64) -> Cell {
        Cell::text(self.visit.words.amount(minor, minor_digits(self.currency).unwrap_or(0)))
    }

    fn difference(self, minor: i64) -> Cell {
        let text = self.visit.words.amount(minor, minor_digits(self.currency).unwrap_or(0));
        Cell::delta(today::signed(minor, text), Trend::of(minor))
    }
}

fn money(visit: &Visit, one: &Comparison, run: &Run, found: &Money) -> Markup {
    let figures = Figures { visit, currency: &found.currency };
    let difference = found.new.saturating_sub(found.old);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let partners = |n: usize| visit.words.say_with("plan-money-partners", &[("count", count(n).into())]);
    let tiles = Tiles(vec![
        Tile::new(
            visit.words.say_with("plan-money-paid", &[("period", runs::month(visit, run).into())]),
            figures.money(found.new),
        )
        .delta(today::signed(difference, figures.money(difference)), Trend::of(difference))
        .note(visit.words.say_with("plan-money-instead", &[("old", figures.money(found.old).into())])),
        Tile::new(visit.say("plan-money-winners"), partners(found.winners.0))
            .delta(today::signed(found.winners.1, figures.money(found.winners.1)), Trend::of(found.winners.1)),
        Tile::new(visit.say("plan-money-losers"), partners(found.losers.0))
            .delta(figures.money(found.losers.1), Trend::of(found.losers.1)),
        Tile::new(visit.say("plan-money-unchanged"), partners(found.unchanged)),
    ]);
    if found.partners.is_empty() {
        return html! { div.gains { (tiles) p { (visit.say("plan-money-same")) } } };
    }
    let file = Action::download(visit.say("plan-money-file"), format!("/plans/{}/comparisons/{}", one.plan, one.id));
    let more = found.partners.len().saturating_sub(TOP);
    let shown = [("shown", count(TOP).into()), ("all", count(found.partners.len()).into())];
    html! {
        div.gains {
            (tiles)
            h3 { (visit.say("plan-money-bonuses")) }
            (bonuses(figures, &found.bonuses))
            h3 { (visit.say("plan-money-movers")) }
            (partners_table(figures, run, found))
            @if more > 0 { p.quiet { (visit.words.say_with("plan-money-shown", &shown)) } }
            div.actions { (file) }
        }
    }
}

fn heads(figures: Figures<'_>, table: Table<'static>, first: &str) -> Table<'static> {
    let visit = figures.visit;
    let column = |key: &str| Column::amount(visit.say(key), figures.currency);
    table
        .column(Column::text(visit.say(first)).title_on_phones())
        .column(column("plan-money-old"))
        .column(column("plan-money-new"))
        .column(column("plan-money-difference"))
}

fn bonuses(figures: Figures<'_>, bonuses: &[BonusMoney]) -> Table<'static> {
    let table = Table::new(figures.visit.ui, "money-bonuses", figures.visit.say("plan-money-bonuses"));
    let mut table = heads(figures, table, "bonus");
    for one in bonuses {
        table = table.row(
            Row::new(one.name.clone())
                .cell(Cell::text(one.name.clone()))
                .cell(figures.amount(one.old))
                .cell(figures.amount(one.new))
                .cell(figures.difference(one.difference())),
        );
    }
    table
}

fn partners_table(figures: Figures<'_>, run: &Run, found: &Money) -> Table<'static> {
    let visit = figures.visit;
    let table = Table::new(visit.ui, "money-partners", visit.say("plan-money-movers"));
    let mut table = heads(figures, table, "partner");
    for one in found.partners.iter().take(TOP) {
        let moved = one
            .bonuses
            .iter()
            .take(NAMED)
            .map(|of| format!("{} {}", of.name, today::signed(of.difference(), figures.money(of.difference()))));
        let moved = moved.collect::<Vec<_>>().join(", ");
        let href = format!("/runs/{}/partners/{}", run.id, encoded(&one.partner));
        table = table.row(
            Row::new(one.partner.clone())
                .cell(Cell::text(one.partner.clone()).href(href).note(moved))
                .cell(figures.amount(one.old))
                .cell(figures.amount(one.new))
                .cell(figures.difference(one.difference())),
        );
    }
    table
}

/// Asks who gains and who loses.
pub(super) async fn ask(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let other = typed.text("other");
    match visit.office.ask_comparison(visit.author(), &id, other, typed.text("run")).await {
        Ok(made) => {
            let to = format!("/plans/{id}/compare?with={}&comparison={made}#money", encoded(other));
            Ok(Redirect::to(&to).into_response())
        }
        Err(OfficeError::Input(errors)) => super::compare::show(&visit, &id, other, "", &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Everybody for whom something moves, as a file.
pub(super) async fn file(visit: Visit, Path((id, comparison)): Path<(String, String)>) -> Answer {
    visit.office.may_compare(visit.author())?;
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let one = visit.office.comparison(visit.company(), &comparison).await?;
    let found = visit.office.comparison_result(&one).await?.filter(|_| one.plan == plan.id);
    let found = found.ok_or_else(|| OfficeError::Missing { what: "comparison", id: comparison })?;
    let plain = |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let file = format!("{}-{}-{}.csv", plain(&name(&visit, &plan)), found.period, plain(&found.currency));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
    ];
    Ok((headers, csv(&found)).into_response())
}
