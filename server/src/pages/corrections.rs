//! Corrections of closed periods: facts that these did not know, what they come to, and who approves that.

use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::jobs;
use crate::pages::filled::Filled;
use crate::pages::orders::table_file;
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::corrections::{Behind, BehindKind, Correction, CorrectionPreview, PreviewRun, Verdict};
use compline_office::requests::Asked as Wish;
use compline_office::statements::said;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_runtime::booked::Shown;
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Empty, Facts, Field, Form, Icon, PageHead, Row, Section,
    Table, Tone,
};
use maud::{Markup, html};

/// Commits that the form lists.
const MOST: usize = 200;
/// Facts of one commit that are told.
const TOLD: usize = 3;

/// The routes of corrections.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/corrections", get(list).post(begin))
        .route("/corrections/{id}", get(page))
        .route("/corrections/{id}/ask", post(ask))
        .route("/corrections/{id}/drop", post(drop_it))
        .route("/corrections/{id}/lines", get(lines))
        .route("/corrections/{id}/{file}", get(file))
}

/// The list, with the form that begins one.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewRuns, ObjectKind::Company, visit.company())?;
    let skip = query.number("skip").unwrap_or(0).max(0);
    show(&visit, skip, Filled::new(&visit, Typed::default().with("verdict", "post"))).await
}

async fn show(visit: &Visit, skip: i64, mut f: Filled<'_>) -> Answer {
    let title = visit.say("corrections");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-requests"), "/requests"));
    let programme = visit.programme().await?;
    let behind = visit.office.facts_behind(visit.company(), &programme.id).await?;
    let form = form(visit, &behind, &mut f).await?;
    let rows = visit.office.corrections(visit.company(), skip, ROWS).await?;
    let mut table = Table::new(visit.ui, "corrections", title.clone())
        .column(Column::text(visit.say("correction-number")).title_on_phones())
        .column(Column::text(visit.say("field-reason")))
        .column(Column::text(visit.say("correction-verdict")))
        .column(Column::text(visit.say("request-asked-by")))
        .column(Column::state(visit.say("state")))
        .empty(Empty::new(Icon::History, title.clone(), visit.say("corrections-none")))
        .paging(paging(visit, "/corrections?", skip, rows.len(), None));
    for row in &rows {
        let who = visit.office.user_name(&row.asked_by).await?;
        let mut state = Cell::chip(chip(visit, row));
        if let Some(period) = &row.period {
            state = state.note(visit.words.say_with("correction-posted-in", &[("period", period.as_str().into())]));
        }
        table = table.row(
            Row::new(row.id.clone())
                .cell(Cell::text(row.number.to_string()).href(format!("/corrections/{}", row.id)))
                .cell(Cell::text(row.reason.clone()))
                .cell(Cell::text(visit.say(&format!("correction-{}", row.verdict))))
                .cell(Cell::text(who).note(visit.moment(row.asked_at)))
                .cell(state),
        );
    }
    let main = html! {
        (head)
        p { (visit.say("corrections-text")) }
        (Section::new(visit.say("correction-behind")).id("behind").body(form))
        (Section::new(visit.say("correction-all")).body(table))
    };
    Ok(visit.page_with(&title, Part::Requests, main, f.is_wrong()))
}

/// The form that begins a correction; in words where there is nothing to correct.
async fn form(visit: &Visit, behind: &[Behind], f: &mut Filled<'_>) -> Result<Markup, OfficeError> {
    let open: Vec<&Behind> = behind.iter().filter(|one| one.correction.is_none()).collect();
    if open.is_empty() {
        return Ok(html! { p.quiet { (visit.say("correction-behind-none")) } });
    }
    let chosen = f.texts("facts");
    let mut choices = Vec::new();
    let commits: Vec<&[&Behind]> = open.chunk_by(|a, b| a.seq == b.seq).collect();
    for group in commits.iter().take(MOST) {
        let Some(first) = group.first() else { continue };
        let told: Vec<String> = group.iter().take(TOLD).map(|one| told(visit, one)).collect();
        let mut label = told.join("; ");
        if group.len() > TOLD {
            let more = i64::try_from(group.len() - TOLD).unwrap_or(i64::MAX);
            label = visit.words.say_with("correction-and-more", &[("told", label.into()), ("count", more.into())]);
        }
        let known = visit.office.user_name(&first.author).await?;
        let args = [
            ("who", known.into()),
            ("when", visit.moment(first.at).into()),
            ("since", first.since.as_str().into()),
            ("count", i64::try_from(first.runs).unwrap_or(i64::MAX).into()),
        ];
        let value = first.seq.to_string();
        let is_chosen = chosen.contains(&value);
        choices.push(Choice::new(value, label).help(visit.words.say_with("correction-known", &args)).chosen(is_chosen));
    }
    let rest = i64::try_from(commits.len().saturating_sub(MOST)).unwrap_or(0);
    if !visit.may(Deed::OverrideValue, ObjectKind::Company) {
        let args = [("count", i64::try_from(commits.len()).unwrap_or(i64::MAX).into())];
        return Ok(html! { p { (visit.words.say_with("correction-behind-count", &args)) } });
    }
    let verdicts = ["post", "leave"].map(|name| {
        let help = visit.say(&format!("correction-{name}-help"));
        Choice::new(name, visit.say(&format!("correction-{name}"))).help(help).chosen(f.text("verdict") == name)
    });
    let facts = Field::checks(visit.ui, "facts", visit.say("correction-facts"), choices);
    let verdict = Field::radios(visit.ui, "verdict", visit.say("correction-verdict"), verdicts);
    let form = Form::new(visit.ui, "/corrections")
        .field(f.draw("facts", facts))
        .field(f.draw("verdict", verdict))
        .field(f.area("reason", "field-reason").help(visit.say("correction-reason-help")))
        .action(Action::submit(visit.say("correction-begin")).primary());
    let form = f.rest(form);
    let more = (rest > 0).then(|| visit.words.say_with("correction-more", &[("count", rest.into())]));
    Ok(html! { (form) @if let Some(more) = &more { p.quiet { (more) } } })
}

/// A fact in words.
fn told(visit: &Visit, one: &Behind) -> String {
    let words = visit.words;
    let days = match one.valid_to {
        Some(to) => {
            words.say_with("valid-range", &[("from", words.date(one.valid_from).into()), ("to", words.date(to).into())])
        }
        None => words.say_with("correction-since", &[("from", words.date(one.valid_from).into())]),
    };
    let value = match one.kind {
        BehindKind::Place if one.value.is_empty() => visit.say("correction-top"),
        BehindKind::Partner => visit.say("correction-fields"),
        _ => one.value.clone(),
    };
    let args = [
        ("partner", one.partner.as_str().into()),
        ("name", one.name.replace('_', " ").into()),
        ("value", value.into()),
        ("days", days.into()),
    ];
    words.say_with(&format!("correction-fact-{}", one.kind.name()), &args)
}

fn chip(visit: &Visit, of: &Correction) -> Chip {
    let state = of.shown_state();
    let (tone, icon) = match state {
        "posted" => (Tone::Ok, Icon::Check),
        "approved" | "posting" => (Tone::Info, Icon::Clock),
        "asked" => (Tone::Review, Icon::UserCheck),
        "left" => (Tone::Neutral, Icon::Lock),
        "dropped" => (Tone::Neutral, Icon::X),
        _ => (Tone::Neutral, Icon::PencilLine),
    };
    Chip::new(tone, visit.say(&format!("correction-state-{state}"))).icon(icon)
}

/// Begins a correction.
pub async fn begin(visit: Visit, typed: Typed) -> Answer {
    visit.allow(Deed::OverrideValue, ObjectKind::Company, visit.company())?;
    let programme = visit.programme().await?;
    let mut f = Filled::new(&visit, typed);
    let facts: Vec<i64> = f.texts("facts").iter().filter_map(|text| text.parse().ok()).collect();
    let Some(verdict) = Verdict::of(f.text("verdict")) else {
        f.wrong("verdict", visit.say("error-choose-one"));
        return show(&visit, 0, f).await;
    };
    let reason = f.text("reason").to_owned();
    match visit.office.begin_correction(visit.author(), &programme.id, &facts, verdict, &reason).await {
        Ok(id) => Ok(Redirect::to(&format!("/corrections/{id}")).into_response()),
        Err(error) => {
            f.refused(error)?;
            show(&visit, 0, f).await
        }
    }
}

/// A correction with what it comes to.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::ViewRuns, ObjectKind::Company, visit.company())?;
    let (office, words) = (&visit.office, visit.words);
    let (job, of) = office.with_job(visit.company(), &id, office.correction(visit.company(), &id)).await?;
    let title = words.say_with("correction-title", &[("number", of.number.to_string().into())]);
    let live = job.as_ref().filter(|job| job.is_live());
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("corrections"), "/corrections"))
        .chip(chip(&visit, &of));
    if of.preview.is_some() {
        head = head
            .action(Action::download(visit.say("correction-file"), format!("/corrections/{id}/lines.xlsx")).quiet());
    }
    if of.shown_state() == "previewed" && visit.may(Deed::OverrideValue, ObjectKind::Company) {
        head = head
            .action(Action::post(visit.say("correction-drop"), format!("/corrections/{id}/drop")).quiet())
            .action(Action::post(visit.say("correction-ask"), format!("/corrections/{id}/ask")).primary());
    }
    let failed = job.as_ref().filter(|job| job.state == "failed").map(|job| {
        let why = job.refusal().map(|refusal| crate::fault::refusal(words, &refusal)).unwrap_or_default();
        Banner::new(Tone::Bad, visit.say("job-failed")).text(why)
    });
    let chosen = of.facts()?;
    let behind = office.facts_behind(visit.company(), &of.programme).await?;
    let facts = behind.iter().filter(|one| chosen.contains(&one.seq)).map(|one| told(&visit, one)).collect::<Vec<_>>();
    let mut about = Facts::new()
        .wide()
        .fact(visit.say("field-reason"), of.reason.clone())
        .fact(visit.say("correction-verdict"), visit.say(&format!("correction-{}", of.verdict)))
        .fact(
            visit.say("request-asked-by"),
            format!("{} · {}", office.user_name(&of.asked_by).await?, visit.moment(of.asked_at)),
        );
    if let Some(period) = of.period.as_ref().zip(of.run.as_ref()).map(|(period, run)| (period.clone(), run.clone())) {
        about =
            about.fact(visit.say("correction-run"), html! { a href=(format!("/runs/{}", period.1)) { (period.0) } });
    }
    if !facts.is_empty() {
        about = about.fact(visit.say("correction-facts"), html! { ul { @for one in &facts { li { (one) } } } });
    }
    let preview = office.correction_preview(&of).await?;
    let main = html! {
        (head)
        @if let Some(failed) = &failed { (failed) }
        (about)
        @if let Some(live) = live { (jobs::progress(&visit, live)) }
        @if let Some(preview) = &preview { (previewed(&visit, &of, preview)) }
    };
    Ok(visit.page(&title, Part::Requests, main))
}

/// What a correction comes to: by partner for all periods, then period by period.
pub fn previewed(visit: &Visit, of: &Correction, preview: &CorrectionPreview) -> Markup {
    if preview.runs.is_empty() {
        return html! { (Banner::new(Tone::Info, visit.say("correction-nothing"))) };
    }
    let sums = preview.sums();
    let mut table = Table::new(visit.ui, "sums", visit.say("correction-sums"))
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::amount(visit.say("correction-difference"), preview.currency.clone()));
    for (partner, sum) in sums.iter().filter(|(_, sum)| *sum != 0) {
        table = table.row(
            Row::new(partner.clone())
                .cell(Cell::text(partner.clone()).href(partner_href(partner)))
                .cell(Cell::text(visit.amount(*sum))),
        );
    }
    let all = sums.iter().map(|(_, sum)| *sum).fold(0_i64, i64::saturating_add);
    table = table.total(Row::new("all").cell(Cell::text(visit.say("field-total"))).cell(Cell::text(visit.amount(all))));
    html! {
        (Section::new(visit.say("correction-sums")).text(visit.say("correction-sums-text")).body(table))
        @for run in &preview.runs { (of_run(visit, of, preview, run)) }
    }
}

fn of_run(visit: &Visit, of: &Correction, preview: &CorrectionPreview, run: &PreviewRun) -> Markup {
    let title = visit.words.say_with("correction-period", &[("period", run.period.as_str().into())]);
    let amount = |key: &str| Column::amount(visit.say(key), preview.currency.clone());
    let mut table = Table::new(visit.ui, format!("run-{}", run.of.run), title.clone())
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::text(visit.say("correction-rank")))
        .column(Column::number(visit.say("correction-lines")))
        .column(amount("correction-paid"))
        .column(amount("correction-due"))
        .column(amount("correction-difference"));
    for one in &run.partners {
        let none = || visit.say("nothing");
        let rank = match (&one.rank_before, &one.rank_after) {
            (None, None) => Cell::none(),
            (was, is) => {
                Cell::text(format!("{} → {}", was.clone().unwrap_or_else(none), is.clone().unwrap_or_else(none)))
            }
        };
        let lines = i64::try_from(one.lines).unwrap_or(i64::MAX);
        let href = format!("/corrections/{}/lines?run={}&partner={}", of.id, run.of.run, encoded(&one.partner));
        let count = Cell::text(visit.words.count(lines));
        table = table.row(
            Row::new(one.partner.clone())
                .cell(Cell::text(one.partner.clone()).href(partner_href(&one.partner)))
                .cell(rank)
                .cell(if lines > 0 { count.href(href) } else { count })
                .cell(Cell::text(visit.amount(one.paid)))
                .cell(Cell::text(visit.amount(one.due)))
                .cell(Cell::text(visit.amount(one.amount()))),
        );
    }
    html! { (Section::new(title).body(table)) }
}

/// The lines of a partner that differ in a closed run.
pub async fn lines(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewRuns, ObjectKind::Company, visit.company())?;
    let (office, words) = (&visit.office, visit.words);
    let of = office.correction(visit.company(), &id).await?;
    let (run, partner) = (query.text("run").to_owned(), query.text("partner").to_owned());
    let preview = office.correction_preview(&of).await?.unwrap_or_default();
    let wanted = preview.runs.iter().find(|one| one.of.run == run);
    let wanted = wanted.ok_or_else(|| OfficeError::Missing { what: "run", id: run.clone() })?;
    let found = office.correction_lines(visit.company(), &wanted.of).await?;
    let args = [("partner", partner.as_str().into()), ("period", wanted.period.as_str().into())];
    let title = words.say_with("correction-lines-title", &args);
    let name = words.say_with("correction-title", &[("number", of.number.to_string().into())]);
    let head = PageHead::new(title.clone()).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(visit.say("corrections"), "/corrections")
            .link(name, format!("/corrections/{id}")),
    );
    let amount = |key: &str| Column::amount(visit.say(key), preview.currency.clone());
    let mut table = Table::new(visit.ui, "lines", title.clone())
        .column(Column::text(visit.say("correction-bonus")).title_on_phones())
        .column(Column::text(visit.say("correction-event")))
        .column(Column::text(visit.say("correction-terms")))
        .column(amount("correction-paid"))
        .column(amount("correction-due"))
        .column(amount("correction-difference"));
    let mine = found.iter().filter(|one| one.partner == partner);
    for (at, one) in mine.enumerate() {
        let event =
            if one.trigger.is_empty() { String::new() } else { format!("{} {}", one.trigger_kind, one.trigger) };
        let mut terms = Vec::new();
        if !one.level.is_empty() {
            terms.push(words.say_with("correction-level", &[("level", one.level.as_str().into())]));
        }
        if let (Some(base), Some(rate)) = (Shown::number(&one.base), Shown::rate(&one.rate)) {
            let args = [("rate", said(&rate, words).into()), ("base", said(&base, words).into())];
            terms.push(words.say_with("correction-rate-of", &args));
        }
        terms.extend((!one.path.is_empty()).then(|| one.path.join(" › ")));
        table = table.row(
            Row::new(at.to_string())
                .cell(Cell::text(one.bonus.clone()).note(one.context.clone()))
                .cell(Cell::text(event))
                .cell(Cell::text(terms.join(" · ")))
                .cell(Cell::text(visit.amount(one.paid)))
                .cell(Cell::text(visit.amount(one.due)))
                .cell(Cell::text(visit.amount(one.amount().unwrap_or_default()))),
        );
    }
    Ok(visit.page(&title, Part::Requests, html! { (head) (table) }))
}

/// All lines as a table for spreadsheets.
pub async fn file(visit: Visit, Path((id, name)): Path<(String, String)>) -> Answer {
    let workbook = match name.as_str() {
        "lines.csv" => false,
        "lines.xlsx" => true,
        _ => return Err(OfficeError::Missing { what: "file", id: name }.into()),
    };
    let of = visit.office.correction(visit.company(), &id).await?;
    let bytes = visit.office.export_correction(visit.author(), &of, workbook).await?;
    Ok(table_file(&format!("correction-{}", of.number), workbook, bytes))
}

/// Asks for approval.
pub async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let to = match visit.office.ask_correction(visit.author(), &id).await? {
        Wish::Waits(request) => format!("/requests/{request}"),
        Wish::Holds => format!("/corrections/{id}"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// Drops a correction.
pub async fn drop_it(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.drop_correction(visit.author(), &id).await?;
    Ok(Redirect::to("/corrections").into_response())
}
