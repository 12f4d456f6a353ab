//! Trials: past periods beside what another system has paid, by cause, down to the derivation of each amount.

use crate::fault::{self, Answer, message};
use crate::form::{Asked, Typed};
use crate::jobs;
use crate::pages::orders::table_file;
use crate::pages::runs::partners::shown;
use crate::pages::{ROWS, paging};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use compline_office::trials::{Cause, Difference, Listed, NewTrial, Trial, TrialResult};
use compline_office::{Office, OfficeError};
use compline_runtime::calendar;
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Counts, Empty, Field, FilterBar, Form, Icon, PageHead,
    Row, Section, Steps, Table, Tone,
};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How many periods with known payments the page names.
const PERIODS: usize = 12;

/// The routes of trials.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/trials", get(list).post(begin))
        .route("/trials/{id}", get(page))
        .route("/trials/{id}/tables/{name}", get(table))
        .route("/trials/{id}/periods/{period}/partners/{partner}", get(derivation))
}

fn steps(visit: &Visit, now: usize) -> Steps<'static> {
    let names = ["trial-step-import", "import-step-check", "trial-step-trial", "trial-step-differences"];
    Steps::new(visit.ui, visit.say("trial-title"), names.map(|key| visit.say(key)), now)
}

/// The form for a trial, and the trials so far.
async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    show_list(&visit, &query, &BTreeMap::new()).await
}

async fn show_list(visit: &Visit, typed: &Typed, wrong: &BTreeMap<String, String>) -> Answer {
    let (office, ui, words) = (&visit.office, visit.ui, visit.words);
    office.may_try(visit.author())?;
    let programme = visit.programme().await?;
    let title = visit.say("trial-title");
    let head = PageHead::new(title.clone())
        .fact(programme.name.clone())
        .action(Action::link(visit.say("trial-to-imports"), "/imports"));
    let known = office.periods_paid_elsewhere(visit.company(), &programme.id).await?;
    let paid = if known.is_empty() {
        Banner::new(Tone::Info, visit.say("trial-paid-unknown")).text(visit.say("trial-import-first"))
    } else {
        let more = if known.len() > PERIODS { ", …" } else { "" };
        let named = known.iter().take(PERIODS).map(String::as_str).collect::<Vec<_>>().join(", ") + more;
        Banner::new(Tone::Neutral, words.say_with("trial-paid-known", &[("periods", named.into())]))
    };
    let mut versions = office.plan_versions(visit.company()).await?;
    versions.retain(|one| one.programme == programme.id && one.errors == 0);
    let calendar = match versions.first() {
        Some(version) => Some(office.compiled(version).await?.program.calendar),
        None => None,
    };
    let example = calendar.map(calendar::example).unwrap_or_default();
    let help = words.say_with("trial-period-help", &[("example", example.into())]);
    let usual = Choice::new("", visit.say("trial-plan-usual"));
    let plans = versions.iter().map(|one| Choice::new(one.id.clone(), format!("{} {}", one.name, one.version)));
    let value = |name: &str, usual: Option<&String>| match typed.text(name) {
        "" => usual.cloned().unwrap_or_default(),
        text => text.to_owned(),
    };
    let wrong_in = |name: &str| wrong.get(name).cloned();
    let mut form = Form::new(ui, "/trials")
        .field(
            Field::text(ui, "from", visit.say("trial-from"))
                .help(help)
                .value(value("from", known.last()))
                .maybe_error(wrong_in("from")),
        )
        .field(
            Field::text(ui, "to", visit.say("trial-to")).value(value("to", known.first())).maybe_error(wrong_in("to")),
        )
        .field(
            Field::select(ui, "plan", visit.say("trial-plan"), std::iter::once(usual).chain(plans))
                .value(typed.text("plan"))
                .maybe_error(wrong_in("plan")),
        )
        .action(Action::submit(visit.say("trial-begin")).primary());
    if let Some(general) = wrong.get("period") {
        form = form.error(general.clone());
    }
    let has_errors = form.has_errors();
    let skip = typed.number("skip").unwrap_or(0).max(0);
    let trials = office.trials(visit.company(), skip, ROWS).await?;
    let mut table = Table::new(ui, "trials", visit.say("trials"))
        .column(Column::text(visit.say("trial-periods")).title_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::number(visit.say("trial-equal")))
        .column(Column::number(visit.say("trial-different")))
        .column(Column::date(visit.say("field-when")))
        .empty(Empty::new(Icon::Scale, visit.say("trials"), visit.say("trials-none-yet")))
        .paging(paging(visit, "/trials?", skip, trials.len(), None));
    for one in &trials {
        let result = office.trial_result(one).await?;
        let count = |of: fn(&TrialResult) -> u64| {
            result.as_ref().map_or_else(Cell::none, |result| Cell::text(counted(visit, of(result))))
        };
        let who = office.user_name(&one.asked_by).await?;
        table = table.row(
            Row::new(one.id.clone())
                .cell(Cell::text(span(one)).href(format!("/trials/{}", one.id)))
                .cell(Cell::chip(chip(visit, result.as_ref())))
                .cell(count(TrialResult::equal))
                .cell(count(|result| result.differences.len() as u64))
                .cell(Cell::text(visit.moment(one.asked_at)).note(who)),
        );
    }
    let main = html! {
        (head) (steps(visit, 3))
        p { (visit.say("trial-help")) }
        (paid) (form)
        (Section::new(visit.say("trials")).body(table))
    };
    Ok(visit.page_with(&title, Part::Orders, main, has_errors))
}

fn span(trial: &Trial) -> String {
    if trial.first_period == trial.last_period {
        return trial.first_period.clone();
    }
    format!("{} – {}", trial.first_period, trial.last_period)
}

fn counted(visit: &Visit, count: u64) -> String {
    visit.words.count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn chip(visit: &Visit, result: Option<&TrialResult>) -> Chip {
    match result {
        None => Chip::new(Tone::Neutral, visit.say("trial-state-waiting")).icon(Icon::Clock),
        Some(result) if result.differences.is_empty() && result.equal() > 0 => {
            Chip::new(Tone::Ok, visit.say("trial-state-equal")).icon(Icon::Check)
        }
        Some(_) => Chip::new(Tone::Warn, visit.say("trial-state-different")).icon(Icon::Scale),
    }
}

/// Asks for a trial.
async fn begin(visit: Visit, typed: Typed) -> Answer {
    let text = |name: &str| typed.text(name).trim().to_owned();
    let new = NewTrial {
        programme: visit.programme().await?.id,
        from: text("from"),
        to: text("to"),
        plan: Some(text("plan")).filter(|plan| !plan.is_empty()),
    };
    match visit.office.ask_trial(visit.author(), &new).await {
        Ok(id) => Ok(Redirect::to(&format!("/trials/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => {
            let wrong = errors.iter().map(|one| (one.field.clone(), message(visit.words, one))).collect();
            show_list(&visit, &typed, &wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A trial as it stands.
async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let office = &visit.office;
    office.may_try(visit.author())?;
    let (job, trial) = office.with_job(visit.company(), &id, office.trial(visit.company(), &id)).await?;
    let result = office.trial_result(&trial).await?;
    let args = [("from", trial.first_period.as_str().into()), ("to", trial.last_period.as_str().into())];
    let title = visit.words.say_with("trial-head", &args);
    let plan = office.plan_version(visit.company(), &trial.plan).await?;
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("trial-title"), "/trials"))
        .chip(chip(&visit, result.as_ref()))
        .fact(format!("{} {}", plan.name, plan.version))
        .fact(visit.moment(trial.asked_at));
    if result.is_some() {
        let again = format!(
            "/trials?from={}&to={}&plan={}",
            encoded(&trial.first_period),
            encoded(&trial.last_period),
            encoded(&trial.plan)
        );
        head = head.action(Action::link(visit.say("trial-again"), again));
    }
    let live = job.as_ref().filter(|job| job.is_live());
    let failed = job.as_ref().filter(|job| job.state == "failed" && result.is_none()).map(|job| {
        let why = job.refusal().map(|refusal| fault::refusal(visit.words, &refusal)).unwrap_or_default();
        Banner::new(Tone::Bad, visit.say("trial-failed")).text(why)
    });
    let body = match (&result, live) {
        (Some(result), _) => found(&visit, &trial, result, &query),
        (None, Some(job)) => html! { (jobs::progress(&visit, job)) p { (visit.say("trial-is-live")) } },
        (None, None) => html! {},
    };
    let step = if result.is_some() { 4 } else { 3 };
    let main = html! {
        (head) (steps(&visit, step))
        @if let Some(failed) = &failed { (failed) }
        (body)
    };
    Ok(visit.page(&title, Part::Orders, main))
}

/// What came of it.
fn found(visit: &Visit, trial: &Trial, result: &TrialResult, query: &Typed) -> Markup {
    let words = visit.words;
    let different = result.differences.len() as u64;
    let count = i64::try_from(different).unwrap_or(i64::MAX);
    let banner = match (different, result.equal()) {
        (0, 0) => Banner::new(Tone::Info, visit.say("trial-nothing")),
        (0, _) => Banner::new(Tone::Ok, visit.say("trial-all-equal")),
        _ => Banner::new(Tone::Warn, words.say_with("trial-some-different", &[("count", count.into())]))
            .text(visit.say("trial-evidence-only")),
    };
    let counts = Counts::new().count(Tone::Ok, visit.say("trial-equal"), counted(visit, result.equal()), None).count(
        Tone::Warn,
        visit.say("trial-different"),
        counted(visit, different),
        None,
    );
    let mut periods = Table::new(visit.ui, "periods", visit.say("trial-periods"))
        .plain()
        .column(Column::text(visit.say("trial-period")).title_on_phones())
        .column(Column::number(visit.say("trial-equal")))
        .column(Column::number(visit.say("trial-different")))
        .column(Column::amount(visit.say("trial-computed"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-paid"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-difference"), result.currency.clone()));
    for one in &result.periods {
        periods = periods.row(
            Row::new(one.period.clone())
                .cell(Cell::text(one.period.clone()))
                .cell(Cell::text(counted(visit, one.equal)))
                .cell(Cell::text(counted(visit, one.different)))
                .cell(Cell::text(amount(visit, result, one.computed)))
                .cell(Cell::text(amount(visit, result, one.paid)))
                .cell(Cell::text(amount(visit, result, one.computed.saturating_sub(one.paid)))),
        );
    }
    let earlier = result.periods.iter().filter(|one| one.earlier_reversals > 0).map(|one| {
        let count = i64::try_from(one.earlier_reversals).unwrap_or(i64::MAX);
        let args = [("count", count.into()), ("period", one.period.as_str().into())];
        Banner::new(Tone::Info, words.say_with("trial-earlier", &args))
    });
    html! {
        (banner)
        @for one in earlier { (one) }
        (counts)
        (Section::new(visit.say("trial-periods")).body(periods))
        @if different > 0 {
            (causes(visit, trial, result))
            (differences(visit, trial, result, query))
        }
    }
}

/// An amount of the trial's currency, without the currency.
fn amount(visit: &Visit, result: &TrialResult, minor: i64) -> String {
    visit.words.amount(minor, result.scale)
}

fn cause_name(visit: &Visit, cause: Cause) -> String {
    visit.say(&format!("trial-cause-{}", cause.name()))
}

fn causes(visit: &Visit, trial: &Trial, result: &TrialResult) -> Markup {
    let mut table = Table::new(visit.ui, "causes", visit.say("trial-causes"))
        .plain()
        .column(Column::text(visit.say("trial-cause")).title_on_phones())
        .column(Column::number(visit.say("trial-count")))
        .column(Column::number(visit.say("trial-partners")))
        .column(Column::amount(visit.say("trial-computed"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-paid"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-difference"), result.currency.clone()));
    for one in &result.causes {
        let href = format!("/trials/{}?cause={}#differences", trial.id, one.cause.name());
        table = table.row(
            Row::new(one.cause.name())
                .cell(Cell::text(cause_name(visit, one.cause)).href(href))
                .cell(Cell::text(counted(visit, one.count)))
                .cell(Cell::text(counted(visit, one.partners)))
                .cell(Cell::text(amount(visit, result, one.computed)))
                .cell(Cell::text(amount(visit, result, one.paid)))
                .cell(Cell::text(amount(visit, result, one.computed.saturating_sub(one.paid)))),
        );
    }
    html! { (Section::new(visit.say("trial-causes")).body(table)) }
}

fn differences(visit: &Visit, trial: &Trial, result: &TrialResult, query: &Typed) -> Markup {
    let wanted = Listed {
        cause: Cause::ALL.into_iter().find(|cause| cause.name() == query.text("cause")),
        partner: query.text("partner").to_owned(),
        largest: query.text("sort") == "largest",
    };
    let all = result.listed(&wanted);
    let skip = query.number("skip").unwrap_or(0).max(0);
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let shown: Vec<&Difference> = all.iter().copied().skip(count(skip)).take(count(ROWS)).collect();
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let cause = wanted.cause.map(Cause::name).unwrap_or_default();
    let path = format!("/trials/{}", trial.id);
    let base = format!(
        "{path}?cause={cause}&partner={}&sort={}&",
        encoded(&wanted.partner),
        if wanted.largest { "largest" } else { "" }
    );
    let mut filter = FilterBar::new(visit.ui, visit.say("trial-differences"), path.clone())
        .query("partner", wanted.partner.clone(), visit.say("partner-number"))
        .keep("cause", cause);
    if wanted.largest {
        filter = filter.keep("sort", "largest");
    }
    if let Some(cause) = wanted.cause {
        filter =
            filter.chip(cause_name(visit, cause), format!("{path}?partner={}#differences", encoded(&wanted.partner)));
    }
    let mut table = Table::new(visit.ui, "differences", visit.say("trial-differences"))
        .column(Column::text(visit.say("trial-partner")).title_on_phones())
        .column(Column::text(visit.say("trial-period")))
        .column(Column::text(visit.say("trial-bonus")))
        .column(Column::amount(visit.say("trial-computed"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-paid"), result.currency.clone()))
        .column(Column::amount(visit.say("trial-difference"), result.currency.clone()))
        .column(Column::text(visit.say("trial-cause")))
        .empty(Empty::new(Icon::Check, visit.say("trial-differences"), visit.say("trial-none-listed")))
        .paging(paging(visit, &base, skip, shown.len(), Some(total)));
    for (at, one) in shown.iter().enumerate() {
        let partner = Cell::text(one.partner.clone());
        let partner = if one.cause == Cause::PartnerUnknown {
            partner
        } else {
            partner.href(format!("{path}/periods/{}/partners/{}", encoded(&one.period), encoded(&one.partner)))
        };
        let bonus = if one.bonus.is_empty() { visit.say("trial-all-bonuses") } else { one.bonus.clone() };
        table = table.row(
            Row::new(at.to_string())
                .cell(partner)
                .cell(Cell::text(one.period.clone()))
                .cell(Cell::text(bonus))
                .cell(Cell::text(amount(visit, result, one.computed)))
                .cell(Cell::text(amount(visit, result, one.paid)))
                .cell(Cell::text(amount(visit, result, one.amount())))
                .cell(Cell::markup(html! { (cause_name(visit, one.cause)) div.quiet { (one.said(visit.words)) } })),
        );
    }
    let sorted = format!("{path}?cause={cause}&partner={}&sort=largest#differences", encoded(&wanted.partner));
    let mut section = Section::new(visit.say("trial-differences"))
        .id("differences")
        .action(Action::download(visit.say("trial-csv"), format!("{path}/tables/differences.csv")).quiet())
        .action(Action::download(visit.say("trial-xlsx"), format!("{path}/tables/differences.xlsx")).quiet());
    if !wanted.largest {
        section = section.action(Action::link(visit.say("trial-largest"), sorted).quiet());
    }
    html! { (section.body(html! { (filter) (table) })) }
}

/// All differences as a file.
async fn table(visit: Visit, Path((id, name)): Path<(String, String)>) -> Answer {
    let workbook = match name.as_str() {
        "differences.csv" => false,
        "differences.xlsx" => true,
        _ => return Err(OfficeError::Missing { what: "table", id: name }.into()),
    };
    let bytes = visit.office.trial_table(visit.author(), &id, visit.words, workbook).await?;
    Ok(table_file("differences", workbook, bytes))
}

/// Why a partner gets what was computed in a period.
async fn derivation(visit: Visit, Path((id, period, partner)): Path<(String, String, String)>) -> Answer {
    let found = visit.office.trial_derivation(visit.author(), &id, &period, &partner).await?;
    let trial = visit.office.trial(visit.company(), &id).await?;
    let args = [("partner", partner.as_str().into()), ("period", period.as_str().into())];
    let title = visit.words.say_with("trial-derivation", &args);
    let head = PageHead::new(title.clone()).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(visit.say("trial-title"), "/trials")
            .link(span(&trial), format!("/trials/{id}")),
    );
    let result = visit.office.trial_result(&trial).await?;
    let own = result.iter().flat_map(|result| {
        let own = result.differences.iter().filter(|one| one.period == period && one.partner == partner);
        own.map(|one| (one.clone(), amount(&visit, result, one.computed), amount(&visit, result, one.paid)))
    });
    let own: Vec<(Difference, String, String)> = own.collect();
    let main = html! {
        (head)
        @for (one, computed, paid) in &own {
            (Banner::new(Tone::Info, format!("{}: {computed} / {paid}", cause_name(&visit, one.cause))).text(one.said(visit.words)))
        }
        (Section::new(visit.say("derivation")).body(shown(&visit, &trial.plan, &found, true)))
    };
    Ok(visit.page(&title, Part::Orders, main))
}
