//! Partners: the list, and the record with its tabs.

mod create;
mod edit;
mod extracts;
mod files;
mod history;
mod place;
pub(super) mod structure;

pub use edit::{account_fields, account_of, person_fields, person_of};
pub use history::{request_chip, said_reason};

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::{ROWS, chip, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_office::facts::partners::PartnerRow;
use compline_office::requests::RequestFilter;
use compline_office::runs::{Run, RunState};
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Column, Empty, Facts, Field, FilterBar, Form, Icon, PageHead, Record, Row,
    Section, Table, Tabs, Tone,
};
use maud::{Markup, html};

/// Bytes of a form that sends a file: the file, and some more for what stands around it.
const LARGEST_UPLOAD: usize = compline_office::files::MOST_BYTES + (1 << 20);

/// The routes of partner care.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/search", get(search))
        .route("/partners", get(list))
        .route("/new-partner", get(create::page).post(create::create))
        .route("/partners/{id}", get(page))
        .route("/partners/{id}/data", get(edit::data))
        .route("/partners/{id}/edit", get(edit::person_page).post(edit::person))
        .route("/partners/{id}/tax", get(edit::tax_page).post(edit::tax))
        .route("/partners/{id}/bank", get(edit::bank_page).post(edit::bank))
        .route("/partners/{id}/status", get(place::status_page).post(place::status))
        .route("/partners/{id}/move", get(place::move_page).post(place::move_to))
        .route("/partners/{id}/structure", get(structure::page))
        .route("/partners/{id}/downline", get(structure::downline))
        .route("/partners/{id}/documents", get(files::page))
        .route("/partners/{id}/files", post(files::add_paper).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/partners/{id}/files/{hash}", get(files::download))
        .route(
            "/partners/{id}/photo",
            get(files::photo).post(files::add_photo).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route("/partners/{id}/remove-photo", post(files::remove_photo))
        .route("/partners/{id}/extracts", get(extracts::page).post(extracts::ask))
        .route("/extracts/{id}/file", get(extracts::file))
        .route("/partners/{id}/entries", get(history::entries))
        .route("/partners/{id}/overrides", get(history::overrides))
        .route("/partners/{id}/timeline", get(history::timeline))
        .route("/partners/{id}/notes", post(history::note))
}

/// Search from anywhere: a number leads to its partner, anything else to the list.
pub async fn search(visit: Visit, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewPartners, ObjectKind::Company, visit.company())?;
    let text = query.text("q");
    if visit.office.partner_row(visit.company(), text).await.is_ok() {
        return Ok(Redirect::to(&partner_href(text)).into_response());
    }
    Ok(Redirect::to(&format!("/partners?q={}", encoded(text))).into_response())
}

fn name(row: &PartnerRow) -> String {
    match &row.first_name {
        Some(first) => format!("{first} {}", row.name),
        None => row.name.clone(),
    }
}

/// The list of partners.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewPartners, ObjectKind::Company, visit.company())?;
    let (office, words) = (&visit.office, visit.words);
    let (search, after) = (query.text("q"), query.text("after"));
    let rows = office.search_partners(visit.company(), search, after, ROWS).await?;
    let total = office.partners_count(visit.company()).await?;
    let mut head =
        PageHead::new(visit.say("partners")).fact(words.say_with("partner-count", &[("count", total.into())]));
    if visit.may(Deed::EditPartner, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("partner-create"), "/new-partner").primary().icon(Icon::UserPlus));
    }
    let bar =
        FilterBar::new(visit.ui, visit.say("filter"), "/partners").query("q", search, visit.say("partner-search"));
    let next = rows
        .last()
        .filter(|_| rows.len() as i64 == ROWS)
        .map(|last| format!("/partners?q={}&after={}", encoded(search), encoded(&last.id)));
    let shown = words.say_with("list-rows", &[("rows", (rows.len() as i64).into())]);
    let mut table = Table::new(visit.ui, "partners", visit.say("partners"))
        .column(Column::text(visit.say("partner-number")))
        .column(Column::text(visit.say("partner-name")).title_on_phones())
        .column(Column::text(visit.say("partner-town")))
        .column(Column::date(visit.say("partner-joined")))
        .empty(Empty::new(Icon::Users, visit.say("partners"), visit.say("list-no-hit")))
        .paging(compline_ui::Paging::new(visit.ui, shown).next(next));
    for row in &rows {
        table = table.row(
            Row::new(row.id.clone())
                .cell(Cell::text(row.id.clone()).href(partner_href(&row.id)))
                .cell(Cell::text(name(row)).href(partner_href(&row.id)))
                .cell(Cell::text(row.city.clone().unwrap_or_default()))
                .cell(Cell::text(words.date(row.joined_on))),
        );
    }
    Ok(visit.page(&visit.say("partners"), Part::Partners, html! { (head) (bar) (table) }))
}

/// The latest computed run: whose ranks a record shows.
async fn latest(visit: &Visit) -> Result<Option<Run>, OfficeError> {
    let runs = visit.runs().await?;
    Ok(runs.into_iter().find(|run| run.state >= RunState::Ranked && run.state != RunState::Withdrawn))
}

/// The tabs of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Overview,
    Data,
    Structure,
    Documents,
    Extracts,
    Entries,
    Overrides,
    Timeline,
}

/// A record: the partner, and the part of the page that is the same on all tabs.
struct Sheet {
    row: PartnerRow,
    /// What a page of the record begins with.
    top: Markup,
}

/// The chip of what a partner is.
fn standing_chip(visit: &Visit, status: &str) -> Chip {
    let (tone, icon) = match status {
        "active" | "joined" => (Tone::Ok, Icon::UserCheck),
        "inactive" => (Tone::Held, Icon::CirclePause),
        _ => (Tone::Bad, Icon::CircleX),
    };
    Chip::new(tone, visit.say(&format!("status-{status}"))).icon(icon)
}

/// Reads the partner and draws head, tabs, and what waits for a decision.
async fn sheet(visit: &Visit, id: &str, tab: Tab) -> Result<Sheet, OfficeError> {
    visit.allow(Deed::ViewPartners, ObjectKind::Partner, id)?;
    let office = &visit.office;
    let row = office.partner_row(visit.company(), id).await?;
    let status = office.status_on(visit.company(), id, office.clock().today()).await?;
    let status = status.unwrap_or_else(|| "active".to_owned());
    let href = partner_href(id);
    let mut head = PageHead::new(name(&row))
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("partners"), "/partners"))
        .chip(standing_chip(visit, &status))
        .fact(id.to_owned());
    if visit.may(Deed::EditPartner, ObjectKind::Partner) {
        head = head.action(Action::link(visit.say("partner-edit"), format!("{href}/edit")));
    }
    if visit.may(Deed::MovePartner, ObjectKind::Partner) {
        head = head.action(Action::link(visit.say("move-partner"), format!("{href}/move")));
    }
    if visit.may(Deed::SetPartnerStatus, ObjectKind::Partner) {
        head = head.action(Action::link(visit.say("partner-set-status"), format!("{href}/status")));
    }
    let personal = visit.may(Deed::ViewPersonalData, ObjectKind::Partner);
    let extracts = visit.may(Deed::ViewExtracts, ObjectKind::Partner);
    let mut tabs = Tabs::new(visit.say("views"));
    for (of, key, path, shown) in [
        (Tab::Overview, "partner-tab-overview", "", true),
        (Tab::Data, "partner-master-data", "/data", personal),
        (Tab::Structure, "partner-tab-structure", "/structure", true),
        (Tab::Documents, "partner-tab-documents", "/documents", personal),
        (Tab::Extracts, "extracts", "/extracts", extracts),
        (Tab::Entries, "entries", "/entries", true),
        (Tab::Overrides, "overrides", "/overrides", true),
        (Tab::Timeline, "partner-tab-timeline", "/timeline", true),
    ] {
        if shown {
            tabs = tabs.tab(visit.say(key), format!("{href}{path}"), of == tab);
        }
    }
    let filter = RequestFilter {
        state: "open".to_owned(),
        objects: vec![id.to_owned(), row.person.clone()],
        ..RequestFilter::default()
    };
    let open = office.requests_seen(visit.author(), &filter, 0, 5).await?;
    let banner = open.first().map(|request| {
        let kind = visit.say(&format!("request-{}", request.kind));
        let text = visit.words.say_with("request-waits-for", &[("kind", kind.into())]);
        let to = if open.len() > 1 { "/requests".to_owned() } else { format!("/requests/{}", request.id) };
        Banner::new(Tone::Review, text).action(Action::link(visit.say("show"), to))
    });
    let top = html! { (head) (tabs) @if let Some(banner) = &banner { (banner) } };
    Ok(Sheet { row, top })
}

/// The overview of a partner.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let sheet = sheet(&visit, &id, Tab::Overview).await?;
    let (office, row) = (&visit.office, &sheet.row);
    let mut left: Vec<Markup> = vec![html! { (about(&visit, row).await?) }];
    if let Some(run) = latest(&visit).await? {
        left.extend(standing(&visit, &run, &id).await?.map(|facts| html! { (facts) }));
    }
    let places = structure::now(&visit, &id).await?;
    left.push(html! { (Section::new(visit.say("placement")).body(places)) });
    if visit.may(Deed::ViewDocuments, ObjectKind::Document) {
        let table = statements(&visit, &row.person, 5).await?;
        left.push(html! { (Section::new(visit.say("nav-documents")).body(table)) });
    }
    left.extend(extracts::card(&visit, &id).await?);
    if visit.may(Deed::CreatePayment, ObjectKind::Company) {
        for entity in office.legal_entities(visit.company()).await? {
            let proposal = office.propose_payment(visit.company(), &entity.id, Some(&row.person)).await?;
            if proposal.sum > 0 {
                left.push(off_cycle(&visit, &entity.id, &row.person, (proposal.sum, &entity.currency)));
            }
        }
    }
    let timeline = history::latest(&visit, &id).await?;
    let gone = extracts::left(&visit, &id, extracts::to_account(&visit, &id)).await?;
    let record = Record::new(html! { @for part in &left { (part) } }, timeline);
    Ok(visit.page(&name(row), Part::Partners, html! { (sheet.top) @if let Some(gone) = &gone { (gone) } (record) }))
}

/// The form of a payout beside the usual ones.
fn off_cycle(visit: &Visit, entity: &str, person: &str, (sum, currency): (i64, &str)) -> Markup {
    let words = visit.words;
    let args = [("amount", words.money(sum, currency).into()), ("payees", 1_i64.into())];
    let form = Form::new(visit.ui, "/payments")
        .hidden("legal_entity", entity)
        .hidden("person", person)
        .field(
            Field::date(visit.ui, "execute_on", visit.say("payment-execution-date"))
                .value(words.date(visit.office.clock().today())),
        )
        .action(Action::submit(words.say_with("payment-file-create", &args)));
    html! { (Section::new(visit.say("run-create-off-cycle")).body(form)) }
}

/// What everybody may see who sees partners; how to reach it, for those who see personal data.
async fn about(visit: &Visit, row: &PartnerRow) -> Result<Markup, OfficeError> {
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("partner-number"), row.id.clone())
        .fact(visit.say("partner-joined"), visit.words.date(row.joined_on));
    let mut photo = false;
    if visit.may(Deed::ViewPersonalData, ObjectKind::Partner) {
        let person = visit.office.look_at_person(visit.author(), &row.person).await?;
        let files = visit.office.files_of(visit.company(), &row.person).await?;
        photo = files.iter().any(|file| file.kind == compline_office::files::PHOTO);
        facts = facts.fact(visit.say("partner-address"), edit::address(&person));
        for (key, text) in [("partner-email", &person.email), ("partner-phone", &person.phone)] {
            if let Some(text) = text {
                facts = facts.fact(visit.say(key), text.clone());
            }
        }
    }
    let href = format!("{}/photo", partner_href(&row.id));
    let alt = visit.words.say_with("partner-photo-of", &[("name", name(row).into())]);
    Ok(html! {
        @if photo { div.portrait { img src=(href) alt=(alt); } }
        (facts)
    })
}

async fn standing(visit: &Visit, run: &Run, id: &str) -> Result<Option<Facts>, OfficeError> {
    let words = visit.words;
    let mut facts = Facts::new().heading(super::runs::month(visit, run)).wide();
    let Some(one) = visit.office.run_partner(&run.id, id).await? else { return Ok(None) };
    let href = format!("/runs/{}/partners/{}", run.id, encoded(id));
    facts = facts.fact(visit.say("rank"), one.rank.clone().unwrap_or_else(|| "–".to_owned()));
    if let Some(active) = one.active {
        let dot = compline_ui::Dot::new(active, visit.say(if active { "active-yes" } else { "active-no" }));
        facts = facts.fact(visit.say("rank-active"), dot);
    }
    for (name, text) in structure::volumes(visit, one.volume.as_deref()) {
        facts = facts.fact(name, text);
    }
    facts = facts
        .fact(visit.say("payout"), html! { a.figure href=(href) { (words.money(one.amount, &visit.currency)) } })
        .fact(visit.say("lines"), words.count(one.lines));
    Ok(Some(facts))
}

/// Statements of a person, the latest first.
async fn statements(visit: &Visit, person: &str, most: usize) -> Result<Table<'static>, OfficeError> {
    let mut table = Table::new(visit.ui, "documents", visit.say("nav-documents"))
        .plain()
        .column(Column::text(visit.say("period")).title_on_phones())
        .column(Column::text(visit.say("statement-number")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("order-gross"), visit.currency.clone()))
        .empty(Empty::new(Icon::FileText, visit.say("nav-documents"), visit.say("documents-none-yet")));
    for row in visit.office.statements_of(visit.company(), person).await?.into_iter().take(most) {
        table = table.row(
            Row::new(row.id.clone())
                .cell(Cell::text(row.period.clone()).href(format!("/statements/{}", row.id)))
                .cell(Cell::text(row.number.clone().unwrap_or_default()))
                .cell(Cell::chip(chip(visit, &row.state)))
                .cell(Cell::text(visit.amount(row.gross))),
        );
    }
    Ok(table)
}
