//! The tab of extracts: the form that asks for one, and those that were asked for; and what of it stands on the overview.

use super::{Tab, sheet};
use crate::fault::{self, Answer};
use crate::form::{Asked, Typed};
use crate::jobs;
use crate::pages::filled::Filled;
use crate::pages::partner_href;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use chrono::{Datelike, NaiveDate};
use compline_office::OfficeError;
use compline_office::extract::{Extract, ExtractForm, ExtractKind, Scope, WantedExtract};
use compline_office::jobs::Job;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Cell, Choice, Column, Empty, Form, Icon, Row, Section, Table, Tone};
use compline_words::Language;
use maud::{Markup, Render, html};

/// Extracts of the list.
const MOST: i64 = 50;
/// Extracts of the card on the overview.
const FEW: i64 = 3;

/// The tab.
pub async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewExtracts, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let language = visit.office.person(visit.company(), &row.person).await?.language;
    let today = visit.office.clock().today();
    // The year so far: what is asked for most.
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let typed = Typed::default()
        .with("extract-from", visit.words.date(first))
        .with("extract-to", visit.words.date(today))
        .with("extract-kind", query.text("kind"))
        .with("extract-scope", Scope::All.name())
        .with("extract-language", language);
    show(&visit, &id, Filled::new(&visit, typed)).await
}

async fn show(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::ViewExtracts, ObjectKind::Partner, id)?;
    let sheet = sheet(visit, id, Tab::Extracts).await?;
    let mut made = visit.office.extracts(visit.author(), id, 0, MOST).await?;
    let mut job = None;
    if let Some(latest) = made.first().filter(|one| one.result.is_none()).map(|one| one.id.clone()) {
        let again = visit.office.extracts(visit.author(), id, 0, MOST);
        (job, made) = visit.office.with_job(visit.company(), &latest, again).await?;
    }
    let left = left(visit, id, None).await?;
    let list = list(visit, &made).await?;
    let live = job.map(|job| progress(visit, &job)).unwrap_or_default();
    let form = form(visit, id, &mut f);
    let main = html! {
        (sheet.top)
        @if let Some(left) = &left { (left) }
        (Section::new(visit.say("extracts")).text(visit.say("extracts-what")).body(html! { (live) (form) }))
        (Section::new(visit.say("extracts-latest")).body(list))
    };
    Ok(visit.page_with(&super::name(&sheet.row), Part::Partners, main, f.is_wrong()))
}

fn form(visit: &Visit, id: &str, f: &mut Filled<'_>) -> Form<'static> {
    let chosen = |f: &Filled<'_>, name: &str, value: &str| f.text(name) == value;
    let kinds = ExtractKind::ALL.map(|kind| {
        let label = visit.say(&format!("extract-title-{}", kind.name()));
        Choice::new(kind.name(), label).chosen(chosen(f, "extract-kind", kind.name()))
    });
    let scopes = Scope::ALL.map(|scope| {
        let label = visit.say(&format!("extract-scope-{}", scope.name()));
        Choice::new(scope.name(), label).chosen(chosen(f, "extract-scope", scope.name()))
    });
    let own = visit.words.language().tag();
    let languages = Language::ALL.map(|language| {
        let is = chosen(f, "extract-language", language.tag());
        let is = is || (f.text("extract-language").is_empty() && language.tag() == own);
        Choice::new(language.tag(), visit.say(&format!("language-{}", language.tag()))).chosen(is)
    });
    let forms = ExtractForm::ALL.map(|form| {
        Choice::new(form.name(), form.name().to_uppercase()).chosen(chosen(f, "extract-form", form.name()))
    });
    let form = Form::new(visit.ui, format!("{}/extracts", partner_href(id)))
        .field(f.select("extract-kind", "extracts-kind", kinds.to_vec()))
        .field(f.day("extract-from", "extracts-from"))
        .field(f.day("extract-to", "extracts-to"))
        .field(f.select("extract-scope", "extracts-scope", scopes.to_vec()))
        .field(f.select("extract-language", "extracts-language", languages.to_vec()))
        .field(f.select("extract-form", "extracts-form", forms.to_vec()))
        .action(Action::submit(visit.say("extracts-ask")).primary().icon(Icon::FileText));
    f.rest(form)
}

/// Asks for an extract.
pub async fn ask(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::ViewExtracts, ObjectKind::Partner, &id)?;
    let mut f = Filled::new(&visit, typed);
    let (from, to) = (f.date("extract-from"), f.date("extract-to"));
    let (kind, scope) = (ExtractKind::of(f.text("extract-kind")), Scope::of(f.text("extract-scope")));
    let (language, form) = (Language::from_tag(f.text("extract-language")), ExtractForm::of(f.text("extract-form")));
    for (name, there) in [
        ("extract-kind", kind.is_some()),
        ("extract-scope", scope.is_some()),
        ("extract-language", language.is_some()),
        ("extract-form", form.is_some()),
    ] {
        if !there {
            f.wrong(name, visit.say("error-choose-one"));
        }
    }
    if let (Some(kind), Some(scope), Some(form), false) = (kind, scope, form, f.is_wrong()) {
        let wanted = WantedExtract { kind, partner: id.clone(), from, to, scope, language, form };
        match visit.office.ask_extract(visit.author(), &wanted).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}/extracts", partner_href(&id))).into_response()),
            Err(error) => f.refused_as(error, |field, _| format!("extract-{field}"))?,
        }
    }
    show(&visit, &id, f).await
}

/// The file of an extract.
pub async fn file(visit: Visit, Path(id): Path<String>) -> Answer {
    let file = visit.office.extract_file(visit.author(), &id).await?;
    let headers = [
        (CONTENT_TYPE, file.content_type.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, file.bytes).into_response())
}

/// What is being made, and why the latest one could not be.
fn progress(visit: &Visit, job: &Job) -> Markup {
    if job.is_live() {
        return jobs::progress(visit, job).render();
    }
    if job.state != "failed" {
        return html! {};
    }
    let refusal = job.refusal().map(|refusal| fault::refusal(visit.words, &refusal));
    Banner::new(Tone::Bad, visit.say("extracts-failed")).text(refusal.unwrap_or_default()).render()
}

async fn list(visit: &Visit, made: &[Extract]) -> Result<Table<'static>, OfficeError> {
    let words = visit.words;
    let mut table = Table::new(visit.ui, "extracts", visit.say("extracts-latest"))
        .plain()
        .column(Column::text(visit.say("extracts-kind")).title_on_phones())
        .column(Column::text(visit.say("extract-covers")))
        .column(Column::text(visit.say("extracts-scope")))
        .column(Column::text(visit.say("extracts-asked")))
        .column(Column::text(visit.say("audit-who")))
        .column(Column::text(visit.say("extracts-load")))
        .empty(Empty::new(Icon::FileText, visit.say("extracts"), visit.say("extracts-none")));
    for one in made {
        let args = [("from", words.date(one.first_day).into()), ("to", words.date(one.last_day).into())];
        // Of an account there is but one scope.
        let scope = if one.kind == ExtractKind::Book.name() {
            Cell::text(visit.say(&format!("extract-scope-{}", one.scope)))
        } else {
            Cell::none()
        };
        let form = format!("{} · {}", one.form.to_uppercase(), visit.say(&format!("language-{}", one.language)));
        let load = match one.result {
            Some(_) => Cell::markup(html! { a href=(format!("/extracts/{}/file", one.id)) { (form) } }),
            None => Cell::text(visit.say("extracts-pending")).note(form),
        };
        let by = if one.asked_by == "system" {
            "Compline".to_owned()
        } else {
            visit.office.user_name(&one.asked_by).await?
        };
        table = table.row(
            Row::new(one.id.clone())
                .cell(Cell::text(visit.say(&format!("extract-title-{}", one.kind))))
                .cell(Cell::text(words.say_with("extract-span", &args)))
                .cell(scope)
                .cell(Cell::text(visit.moment(one.asked_at)))
                .cell(Cell::text(by))
                .cell(load),
        );
    }
    Ok(table)
}

/// The way from the overview to the account statement, for those who may have it.
pub(super) fn to_account(visit: &Visit, id: &str) -> Option<Action> {
    let href = format!("{}/extracts?kind={}", partner_href(id), ExtractKind::Account.name());
    visit.may(Deed::ViewExtracts, ObjectKind::Partner).then(|| Action::link(visit.say("extract-left-open"), href))
}

/// The card of the overview.
pub(super) async fn card(visit: &Visit, id: &str) -> Result<Option<Markup>, OfficeError> {
    if !visit.may(Deed::ViewExtracts, ObjectKind::Partner) {
        return Ok(None);
    }
    let made = visit.office.extracts(visit.author(), id, 0, FEW).await?;
    let to = Action::link(visit.say("extracts-ask"), format!("{}/extracts", partner_href(id)));
    let section = Section::new(visit.say("extracts")).action(to);
    if made.is_empty() {
        return Ok(Some(section.text(visit.say("extracts-what")).render()));
    }
    Ok(Some(section.body(list(visit, &made).await?).render()))
}

/// What is still there of somebody who left, with the way to more; nothing of somebody who is still there.
pub(super) async fn left(visit: &Visit, id: &str, more: Option<Action>) -> Result<Option<Banner>, OfficeError> {
    let (office, words) = (&visit.office, visit.words);
    let Some(since) = office.left_on(visit.company(), id, office.clock().today()).await? else { return Ok(None) };
    let title = words.say_with("extract-left-title", &[("date", words.date(since).into())]);
    let reserves = office.reserves_of(visit.company(), id).await?;
    let said = reserves.iter().map(|one| {
        let amount = words.decimal(one.amount);
        let amount = if one.unit.is_empty() { amount } else { format!("{amount}\u{a0}{}", one.unit) };
        let account = one.account.replace('_', " ");
        let args = [("account", account.into()), ("amount", amount.into()), ("date", words.date(one.as_of).into())];
        words.say_with("extract-left-reserve", &args)
    });
    let said: Vec<String> = said.collect();
    let text = if said.is_empty() { visit.say("extract-left-nothing") } else { said.join(" · ") };
    let banner = Banner::new(Tone::Held, title).text(text);
    Ok(Some(match more {
        Some(more) => banner.action(more),
        None => banner,
    }))
}
