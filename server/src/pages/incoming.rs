//! What customers have paid: in part, too much, for nobody knows what.

use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::pages::bank::{entry_rows, entry_table};
use crate::pages::orders::{field_label, key_href, standing_chip};
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit};
use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use compline_office::error::FieldError;
use compline_office::receipts::{Standing, paid_fields};
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Choice, Column, Empty, Field, Form, Icon, PageHead, Row, Table, Tabs, Tone,
};
use maud::{Markup, html};

/// The routes of incoming payments.
pub fn routes() -> Router<Office> {
    Router::new().route("/payments/incoming", get(list)).route("/payments/incoming/rule", get(rule).post(set_rule))
}

/// The list: in part, too much, unmatched.
async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ViewPayments, ObjectKind::Company, visit.company(), &[])?;
    let programme = visit.programme().await?;
    let title = visit.say("payments-incoming");
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-payments"), "/payments"))
        .fact(programme.name.clone());
    if visit.may(Deed::ImportBankStatement, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("bank-statement-import"), "/payments/bank").icon(Icon::Upload));
    }
    if visit.may(Deed::ManageSettings, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("receipt-rule"), "/payments/incoming/rule").icon(Icon::Settings));
    }
    let view = match query.text("view") {
        view @ ("over" | "paid" | "unmatched") => view,
        _ => "partial",
    };
    let mut tabs = Tabs::new(visit.say("views"));
    for (of, key) in [
        ("partial", "payments-partial"),
        ("over", "payments-over"),
        ("unmatched", "payments-unmatched"),
        ("paid", "order-status-paid"),
    ] {
        tabs = tabs.tab(visit.say(key), format!("/payments/incoming?view={of}"), view == of);
    }
    let skip = query.number("skip").unwrap_or(0).max(0);
    let standing = match view {
        "over" => Standing::Over,
        "paid" => Standing::Paid,
        _ => Standing::Partial,
    };
    let body = if view == "unmatched" {
        unmatched(&visit, &programme.legal_entity, skip).await?
    } else {
        orders(&visit, &programme.id, &programme.currency, (view, standing), skip).await?
    };
    Ok(visit.page(&title, Part::Payments, html! { (head) (tabs) (body) }))
}

async fn unmatched(visit: &Visit, entity: &str, skip: i64) -> Result<Markup, OfficeError> {
    let entity = visit.office.legal_entity(visit.company(), entity).await?;
    let mut entries = visit.office.bank_entries(visit.company(), &entity.id, "unmatched", skip, ROWS).await?;
    let read = entries.len();
    entries.retain(|entry| entry.amount > 0);
    let table = entry_table(visit, "unmatched", visit.say("payments-unmatched"))
        .rows(entry_rows(visit, &entity, &entries))
        .empty(Empty::new(Icon::Check, visit.say("payments-unmatched"), visit.say("bank-entries-none")))
        .paging(paging(visit, "/payments/incoming?view=unmatched&", skip, read, None));
    Ok(html! { (table) })
}

async fn orders(
    visit: &Visit,
    programme: &str,
    currency: &str,
    (view, standing): (&str, Standing),
    skip: i64,
) -> Result<Markup, OfficeError> {
    let words = visit.words;
    let rows = visit.office.paid_orders(visit.company(), programme, standing, skip, ROWS).await?;
    let rest = if standing == Standing::Over { "receipt-too-much" } else { "receipt-rest" };
    let mut table = Table::new(visit.ui, "paid", visit.say("payments-incoming"))
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .column(Column::text(visit.say("partner")))
        .column(Column::date(visit.say("order-ordered-on")))
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("receipt-due"), currency))
        .column(Column::amount(visit.say("receipt-paid"), currency))
        .column(Column::amount(visit.say(rest), currency))
        .column(Column::date(visit.say("receipt-last")))
        .empty(Empty::new(Icon::Check, visit.say("payments-incoming"), visit.say("incoming-none")))
        .paging(paging(visit, &format!("/payments/incoming?view={view}&"), skip, rows.len(), None));
    for one in &rows {
        let partner = one.partner.as_ref().map_or_else(Cell::none, |id| Cell::text(id.clone()).href(partner_href(id)));
        let day = |day: Option<chrono::NaiveDate>| day.map_or_else(Cell::none, |day| Cell::text(words.date(day)));
        let open = one.rest().saturating_abs();
        let cancelled = one.state == "cancelled";
        let mut state = Cell::chip(standing_chip(visit, one.standing()));
        if cancelled {
            state = state.note(visit.say("order-status-cancelled"));
        }
        table = table.row(
            Row::new(format!("{}-{}", one.key.source, one.key.id))
                .cell(Cell::text(one.key.id.clone()).href(key_href(&one.key)).note(one.key.source.clone()))
                .cell(partner)
                .cell(day(one.day))
                .cell(state)
                .cell(Cell::text(visit.amount(one.due)))
                .cell(Cell::text(visit.amount(one.paid)).href(format!("{}#receipts", key_href(&one.key))))
                .cell(Cell::text(visit.amount(open)))
                .cell(day(one.last)),
        );
    }
    Ok(html! { (table) })
}

/// The form that says which day of an order is filled in once it is paid.
async fn rule(visit: Visit, Asked(query): Asked) -> Answer {
    show_rule(&visit, &query, &[]).await
}

async fn show_rule(visit: &Visit, typed: &Typed, errors: &[FieldError]) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ManageSettings, ObjectKind::Company, visit.company(), &[])?;
    let programme = visit.programme().await?;
    let plan = office.declared(visit.company(), &programme.id).await?;
    let title = visit.say("receipt-rule");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("payments-incoming"), "/payments/incoming"))
        .fact(programme.name.clone());
    let mut forms = Vec::new();
    for kind in &plan.program.events {
        let now = office.receipt_rule(visit.company(), &programme.id, &kind.name).await?.unwrap_or_default();
        let sent = typed.text("kind") == kind.name;
        let days = paid_fields(kind).map(|field| Choice::new(field, field_label(visit, field)));
        let none = Choice::new("", visit.say("receipt-rule-none"));
        let id = format!("paid-{}", forms.len());
        let error = errors.first().filter(|_| sent).map(|error| message(visit.words, error));
        let select = Field::select(visit.ui, id.clone(), kind.name.clone(), std::iter::once(none).chain(days))
            .help(visit.say("receipt-rule-help"))
            .value(if sent && !errors.is_empty() { typed.text(&id).to_owned() } else { now })
            .maybe_error(error);
        forms.push(
            Form::new(visit.ui, "/payments/incoming/rule")
                .hidden("kind", kind.name.clone())
                .hidden("field", id)
                .field(select)
                .action(Action::submit(visit.say("save"))),
        );
    }
    let saved = (typed.text("done") == "1").then(|| Banner::new(Tone::Ok, visit.say("saved")));
    let main = html! { (head) @if let Some(saved) = &saved { (saved) } @for form in &forms { (form) } };
    Ok(visit.page_with(&title, Part::Payments, main, !errors.is_empty()))
}

async fn set_rule(visit: Visit, typed: Typed) -> Answer {
    let programme = visit.programme().await?;
    let paid = typed.text(typed.text("field"));
    match visit.office.set_receipt_rule(visit.author(), &programme.id, typed.text("kind"), paid).await {
        Ok(()) => Ok(Redirect::to("/payments/incoming/rule?done=1").into_response()),
        Err(OfficeError::Input(errors)) => show_rule(&visit, &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}
