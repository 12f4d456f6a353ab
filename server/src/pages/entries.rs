//! Entries beside the plan: the list, the form, and payees who are no partners.

mod form;
mod payee;

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::partners::request_chip;
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::routing::get;
use compline_office::entries::{EntryFilter, EntryRow, NewEntry, gives};
use compline_office::tax::ENTRY_KINDS;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Breadcrumbs, Cell, Chip, Choice, Column, Empty, Field, FilterBar, Icon, PageHead, Row, Table, Tabs, Tone,
};
use maud::html;

/// The routes of entries.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/entries", get(list))
        .route("/new-entry", get(form::page).post(form::make))
        .route("/new-payee", get(payee::page).post(payee::take))
}

/// The name of a kind.
pub fn kind(visit: &Visit, kind: &str) -> String {
    match kind {
        "bonus" => visit.say("entry-bonus"),
        "deduction" => visit.say("entry-deduction"),
        "fee" => visit.say("entry-fee"),
        "advance" => visit.say("entry-advance"),
        "recovery" => visit.say("entry-advance-recovery"),
        _ => visit.say("entry-assignment"),
    }
}

/// The amount of an entry as it goes onto the statement: what is taken is negative.
pub fn signed(new: &NewEntry) -> i64 {
    if gives(&new.kind) { new.amount } else { new.amount.saturating_neg() }
}

/// The list.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewRuns, ObjectKind::Company, visit.company())?;
    let filter = EntryFilter {
        state: query.text("state").to_owned(),
        kind: query.text("kind").to_owned(),
        period: query.text("period").to_owned(),
        partner: query.text("partner").to_owned(),
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = visit.office.entry_rows(visit.company(), &filter, skip, ROWS).await?;
    let address = |state: &str, kind: &str, period: &str, partner: &str| {
        let (period, partner) = (encoded(period), encoded(partner));
        format!("/entries?state={}&kind={}&period={period}&partner={partner}", encoded(state), encoded(kind))
    };
    let EntryFilter { state, kind: of, period, partner } = &filter;
    let mut head = PageHead::new(visit.say("entries"))
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-requests"), "/requests"));
    if visit.may(Deed::MakeEntry, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("entry-create"), "/new-entry").primary());
    }
    if visit.may(Deed::EditPartner, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("payee-create"), "/new-payee"));
    }
    let mut tabs = Tabs::new(visit.say("views"));
    for (one, key) in [
        ("", "view-all"),
        ("open", "state-awaiting-approval"),
        ("approved", "state-approved"),
        ("settled", "entry-settled"),
        ("refused", "state-rejected"),
        ("withdrawn", "request-withdrawn"),
    ] {
        tabs = tabs.tab(visit.say(key), address(one, of, period, partner), one == state);
    }
    let any = Choice::new("", visit.say("all"));
    let kinds = ENTRY_KINDS.iter().map(|(name, _, _)| Choice::new(*name, kind(&visit, name)).chosen(name == of));
    let mut bar = FilterBar::new(visit.ui, visit.say("filter"), "/entries")
        .query("partner", partner.clone(), visit.say("partner-number"))
        .keep("state", state.clone())
        .add(
            visit.say("filter-add"),
            [
                Field::select(visit.ui, "kind", visit.say("field-kind"), std::iter::once(any).chain(kinds)),
                Field::text(visit.ui, "period", visit.say("period")).value(period.clone()).optional(),
            ],
        );
    if !of.is_empty() {
        bar = bar.chip(kind(&visit, of), address(state, "", period, partner));
    }
    if !period.is_empty() {
        bar = bar.chip(period.clone(), address(state, of, "", partner));
    }
    let base = format!("{}&", address(state, of, period, partner));
    let table = table(&visit, &rows).await?.paging(paging(&visit, &base, skip, rows.len(), None));
    Ok(visit.page(&visit.say("entries"), Part::Requests, html! { (head) (tabs) (bar) (table) }))
}

/// The chip of an entry.
fn entry_chip(visit: &Visit, row: &EntryRow) -> Chip {
    match row.state() {
        "settled" => Chip::new(Tone::Ok, visit.say("entry-settled")).icon(Icon::Lock),
        "approved" => Chip::new(Tone::Info, visit.say("state-approved")).icon(Icon::UserCheck),
        state => request_chip(visit, state),
    }
}

/// Entries as a table.
pub async fn table(visit: &Visit, rows: &[EntryRow]) -> Result<Table<'static>, OfficeError> {
    let mut table = Table::new(visit.ui, "entries", visit.say("entries"))
        .column(Column::text(visit.say("field-kind")).title_on_phones())
        .column(Column::text(visit.say("partner")))
        .column(Column::text(visit.say("period")))
        .column(Column::amount(visit.say("field-amount"), visit.currency.clone()))
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("entry-statement")))
        .empty(Empty::new(Icon::ReceiptText, visit.say("entries"), visit.say("entries-none")));
    for row in rows {
        let entry = row.entry()?;
        let to = match (&row.statement, &row.run) {
            (Some(statement), _) => {
                let found = visit.office.statement(visit.company(), statement).await?;
                let number = found.number.unwrap_or_else(|| visit.say("statement-draft"));
                Cell::text(number).href(format!("/statements/{statement}"))
            }
            (None, Some(run)) => {
                let found = visit.office.run(visit.company(), run).await?;
                Cell::text(crate::pages::runs::month(visit, &found)).href(format!("/runs/{run}"))
            }
            (None, None) => Cell::none(),
        };
        let mut state = Cell::chip(entry_chip(visit, row));
        if row.asked == "open" && row.asked_by == visit.author().user {
            state = state.note(visit.say("request-own-short"));
        }
        table = table.row(
            Row::new(row.request.clone())
                .muted(matches!(row.state(), "refused" | "withdrawn"))
                .cell(
                    Cell::text(kind(visit, &entry.kind))
                        .href(format!("/requests/{}", row.request))
                        .note(entry.reason.clone()),
                )
                .cell(Cell::text(entry.partner.clone()).href(partner_href(&entry.partner)))
                .cell(Cell::text(entry.period.clone()))
                .cell(Cell::text(visit.amount(signed(&entry))))
                .cell(state)
                .cell(to),
        );
    }
    Ok(table)
}
