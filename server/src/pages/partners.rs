//! Partners: list, record, downline.

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::{ROWS, chip, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::facts::partners::PartnerRow;
use compline_office::runs::{Run, RunState};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Breadcrumbs, Cell, Column, Dot, Empty, Event, Facts, Field, FilterBar, Form, Icon, Node, PageHead, Rank,
    Record, Row, Section, Table, Timeline, Tree,
};
use maud::{Markup, html};

/// Search from anywhere: a number leads to its partner, anything else to the list.
pub async fn search(visit: Visit, Asked(query): Asked) -> Answer {
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
    let (office, words) = (&visit.office, visit.words);
    let (search, after) = (query.text("q"), query.text("after"));
    let rows = office.partner_rows(visit.company(), search, after, ROWS).await?;
    let total = office.partners_count(visit.company()).await?;
    let head = PageHead::new(visit.say("partners")).fact(words.say_with("partner-count", &[("count", total.into())]));
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

/// The record of a partner.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let row = office.partner_row(visit.company(), &id).await?;
    let personal = visit.may(Deed::ViewPersonalData, ObjectKind::Company);
    let head = PageHead::new(name(&row))
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("partners"), "/partners"))
        .fact(id.clone());
    let mut left: Vec<Markup> = Vec::new();
    if personal {
        left.push(html! { (master_data(&visit, &row).await?) });
    }
    if let Some(run) = latest(&visit).await? {
        left.push(html! { (standing(&visit, &run, &id).await?) });
    }
    left.push(html! { (Section::new(visit.say("placement")).body(placements(&visit, &id).await?)) });
    left.push(html! { (Section::new(visit.say("downline")).id("downline").body(tree(&visit, &id).await?)) });
    left.push(html! { (Section::new(visit.say("nav-documents")).body(statements(&visit, &row.person).await?)) });
    if visit.may(Deed::CreatePayment, ObjectKind::Company) {
        for entity in office.legal_entities(visit.company()).await? {
            let proposal = office.propose_payment(visit.company(), &entity.id, Some(&row.person)).await?;
            if proposal.sum > 0 {
                let args = [("amount", words.money(proposal.sum, &entity.currency).into()), ("payees", 1_i64.into())];
                let form = Form::new(visit.ui, "/payments")
                    .hidden("legal_entity", entity.id.clone())
                    .hidden("person", row.person.clone())
                    .field(
                        Field::date(visit.ui, "execute_on", visit.say("payment-execution-date"))
                            .value(words.date(office.clock().today())),
                    )
                    .action(Action::submit(words.say_with("payment-file-create", &args)));
                left.push(html! { (Section::new(visit.say("run-create-off-cycle")).body(form)) });
            }
        }
    }
    let mut timeline = Timeline::new(visit.ui);
    for entry in office.audit_entries(visit.company(), Some(&id), None, 50).await? {
        let who = office.user_name(&entry.author).await?;
        let text = visit.say(&format!("did-{}", entry.action));
        timeline =
            timeline.event(Event::new(Icon::History, text, visit.moment(entry.at), entry.at.to_rfc3339()).who(who));
    }
    for status in office.statuses_of(visit.company(), &id).await? {
        let text = visit.say(&format!("status-{}", status.status));
        let when = words.date(status.valid_from);
        timeline = timeline.event(Event::new(Icon::User, text, when, status.valid_from.to_string()));
    }
    let joined =
        Event::new(Icon::UserPlus, visit.say("partner-joined"), words.date(row.joined_on), row.joined_on.to_string());
    let record = Record::new(html! { @for part in &left { (part) } }, timeline.event(joined));
    Ok(visit.page(&name(&row), Part::Partners, html! { (head) (record) }))
}

async fn master_data(visit: &Visit, row: &PartnerRow) -> Result<Facts, OfficeError> {
    let (office, words) = (&visit.office, visit.words);
    let person = office.person(visit.company(), &row.person).await?;
    office.note(visit.author(), "view-personal-data", "person", &row.person, &row.id).await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let address = [&person.street, &person.post_code, &person.city].map(|part| part.clone().unwrap_or_default());
    let iban = person.iban.as_deref().and_then(|iban| iban.parse::<compline_exchange::bank::Iban>().ok());
    let history = office.tax_history(visit.company(), &row.person).await?;
    let mut facts = Facts::new()
        .heading(visit.say("partner-master-data"))
        .wide()
        .fact(
            visit.say("partner-address"),
            format!("{}, {} {}, {}", address[0], address[1], address[2], person.country),
        )
        .fact(visit.say("partner-email"), text(&person.email))
        .fact(visit.say("bank-holder"), text(&person.holder))
        .fact(visit.say("bank-iban"), iban.map_or_else(|| visit.say("hold-no-bank-details"), |iban| iban.grouped()));
    match history.first() {
        Some(tax) => {
            facts = facts
                .fact(visit.say("tax-status"), visit.say(&format!("tax-is-{}", tax.status)))
                .fact(visit.say("tax-number"), text(&tax.tax_number))
                .fact(visit.say("tax-vat-id"), text(&tax.vat_id))
                .fact(
                    visit.say("tax-agreement-date"),
                    tax.agreement_on.map_or_else(|| "–".to_owned(), |day| words.date(day)),
                );
        }
        None => facts = facts.fact(visit.say("tax-status"), visit.say("hold-tax-status-unknown")),
    }
    Ok(facts)
}

async fn standing(visit: &Visit, run: &Run, id: &str) -> Result<Facts, OfficeError> {
    let words = visit.words;
    let mut facts = Facts::new().heading(super::runs::month(visit, run)).wide();
    if let Some(one) = visit.office.run_partner(&run.id, id).await? {
        let href = format!("/runs/{}/partners/{}", run.id, encoded(id));
        facts = facts
            .fact(visit.say("rank"), one.rank.clone().unwrap_or_else(|| "–".to_owned()))
            .fact(visit.say("payout"), html! { a.figure href=(href) { (words.money(one.amount, &visit.currency)) } })
            .fact(visit.say("lines"), words.count(one.lines));
    }
    Ok(facts)
}

async fn placements(visit: &Visit, id: &str) -> Result<Table<'static>, OfficeError> {
    let words = visit.words;
    let mut table = Table::new(visit.ui, "placements", visit.say("placement"))
        .plain()
        .column(Column::text(visit.say("tree")))
        .column(Column::text(visit.say("upline")).title_on_phones())
        .column(Column::date(visit.say("valid-from")))
        .column(Column::date(visit.say("valid-to")));
    for (at, one) in visit.office.placements_of(visit.company(), id).await?.iter().enumerate() {
        let parent =
            one.parent.as_ref().map_or_else(Cell::none, |parent| Cell::text(parent.clone()).href(partner_href(parent)));
        table = table.row(
            Row::new(at.to_string())
                .cell(Cell::text(one.tree.clone()))
                .cell(parent)
                .cell(Cell::text(words.date(one.valid_from)))
                .cell(Cell::text(one.valid_to.map_or_else(String::new, |day| words.date(day)))),
        );
    }
    Ok(table)
}

async fn statements(visit: &Visit, person: &str) -> Result<Table<'static>, OfficeError> {
    let mut table = Table::new(visit.ui, "documents", visit.say("nav-documents"))
        .plain()
        .column(Column::text(visit.say("period")).title_on_phones())
        .column(Column::text(visit.say("statement-number")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("order-gross"), visit.currency.clone()))
        .empty(Empty::new(Icon::FileText, visit.say("nav-documents"), visit.say("documents-none-yet")));
    for row in visit.office.statements_of(visit.company(), person).await? {
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

/// Nodes directly below a partner in the first tree of the plan.
async fn tree(visit: &Visit, id: &str) -> Result<Tree<'static>, OfficeError> {
    let run = latest(visit).await?;
    let tree_name = tree_name(visit, run.as_ref()).await?;
    let day = match &run {
        Some(run) => run.days()?.1,
        None => visit.office.clock().today(),
    };
    let below = visit.office.frontline(visit.company(), &tree_name, id, day).await?;
    let mut tree = Tree::new(visit.ui, visit.say("downline"), visit.say("partner-name"), visit.say("rank-active"))
        .column(visit.say("payout"));
    for row in &below {
        let mut node = Node::new(name(row), row.id.clone(), partner_href(&row.id))
            .lazy(format!("/partners/{}/downline", encoded(&row.id)), format!("{}#downline", partner_href(&row.id)));
        if let Some(run) = &run
            && let Some(one) = visit.office.run_partner(&run.id, &row.id).await?
        {
            if let Some(active) = one.active {
                node = node.active(Dot::new(active, visit.say(if active { "active-yes" } else { "active-no" })));
            }
            if let (Some(rank), Some(place)) = (&one.rank, one.rank_place.and_then(|p| usize::try_from(p).ok())) {
                node = node.rank(Rank::new(rank.clone(), place.saturating_add(1), place.saturating_add(1).max(6)));
            }
            let href = format!("/runs/{}/partners/{}", run.id, encoded(&row.id));
            node = node.figure(visit.amount(one.amount), Some(href));
        }
        tree = tree.node(node);
    }
    Ok(tree)
}

async fn tree_name(visit: &Visit, run: Option<&Run>) -> Result<String, OfficeError> {
    let Some(run) = run else { return Ok("sponsor".to_owned()) };
    let version = visit.office.plan_version(visit.company(), &run.plan).await?;
    let plan = visit.office.compiled(&version).await?;
    Ok(plan.program.trees.first().map_or_else(|| "sponsor".to_owned(), |tree| tree.name.clone()))
}

/// The partners directly below one, as a part of a page.
pub async fn downline(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.partner_row(visit.company(), &id).await?;
    let tree = tree(&visit, &id).await?;
    Ok(Html(tree.fragment().into_string()).into_response())
}
