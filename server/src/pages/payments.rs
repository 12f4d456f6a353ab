//! Payouts: what is owed, batches, their files.

use crate::fault::{Answer, bank_reason, message};
use crate::form::{Asked, Typed};
use crate::pages::{ROWS, chip, paging};
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::error::FieldError;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Choice, Column, Empty, Facts, Field, Form, Icon, PageHead, Row, Section, Table,
    Tabs, Tile, Tiles, Tone,
};
use compline_words::parse_date;
use maud::html;

/// Open items and batches, and what a new batch would pay.
pub async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    show(&visit, &query, &[]).await
}

async fn show(visit: &Visit, query: &Typed, errors: &[FieldError]) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let mut head = PageHead::new(visit.say("nav-payments"));
    if visit.may(Deed::ImportBankStatement, ObjectKind::Company) {
        head = head.action(Action::link(visit.say("bank-statements"), "/payments/bank").icon(Icon::Landmark));
    }
    if visit.may(Deed::ViewPayments, ObjectKind::Company) {
        head = head
            .action(Action::link(visit.say("payments-incoming"), "/payments/incoming").icon(Icon::Banknote))
            .action(Action::link(visit.say("payments-failed"), "/payments/failed").quiet());
    }
    let mut batches = Table::new(visit.ui, "batches", visit.say("payment-batches"))
        .column(Column::text(visit.say("payment-batch")).title_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::date(visit.say("payment-execution-date")))
        .column(Column::number(visit.say("payment-payees")))
        .column(Column::amount(visit.say("totals"), visit.currency.clone()))
        .empty(Empty::new(Icon::Wallet, visit.say("payment-batches"), visit.say("payment-batch-none-yet")));
    for batch in office.batches(visit.company()).await? {
        let href = format!("/payments/{}", batch.id);
        batches = batches.row(
            Row::new(batch.id.clone())
                .cell(Cell::text(format!("{:05}", batch.number)).href(href.clone()))
                .cell(Cell::chip(chip(visit, &batch.state)))
                .cell(Cell::text(words.date(batch.execute_on)))
                .cell(Cell::text(words.count(batch.items)))
                .cell(Cell::text(visit.amount(batch.sum)).href(href)),
        );
    }
    let mut proposals = Vec::new();
    for entity in office.legal_entities(visit.company()).await? {
        let proposal = office.propose_payment(visit.company(), &entity.id, None).await?;
        let sum = |list: &[(String, i64)]| list.iter().map(|(_, amount)| *amount).fold(0, i64::saturating_add);
        let payees = proposal.pay.len() as i64;
        let tiles = Tiles(vec![
            Tile::new(visit.say("payment-to-pay"), words.money(proposal.sum, &entity.currency))
                .note(words.say_with("payment-payees-count", &[("payees", payees.into())])),
            Tile::new(visit.say("partners-on-hold"), words.money(proposal.held, &entity.currency)),
            Tile::new(visit.say("payment-waiting"), words.money(sum(&proposal.waiting), &entity.currency))
                .note(words.say_with("payment-payees-count", &[("payees", (proposal.waiting.len() as i64).into())])),
            Tile::new(visit.say("hold-no-bank-details"), words.money(sum(&proposal.no_account), &entity.currency))
                .note(words.say_with("payment-payees-count", &[("payees", (proposal.no_account.len() as i64).into())])),
        ]);
        let form = (payees > 0 && visit.may(Deed::CreatePayment, ObjectKind::Company)).then(|| {
            let error = errors.first().map(|error| message(words, error));
            let args = [("amount", words.money(proposal.sum, &entity.currency).into()), ("payees", payees.into())];
            Form::new(visit.ui, "/payments")
                .hidden("legal_entity", entity.id.clone())
                .field(
                    Field::date(visit.ui, "execute_on", visit.say("payment-execution-date"))
                        .value(words.date(office.clock().today()))
                        .maybe_error(error),
                )
                .action(Action::submit(words.say_with("payment-file-create", &args)).primary())
        });
        proposals.push(html! {
            (Section::new(entity.name.clone()).body(html! { (tiles) @if let Some(form) = &form { (form) } }))
        });
    }
    let view = match query.text("view") {
        "" => "all",
        view => view,
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let mut tabs = Tabs::new(visit.say("open-items"));
    for (of, key) in [
        ("all", "view-all"),
        ("open", "state-open"),
        ("held", "state-on-hold"),
        ("disputed", "state-disputed"),
        ("ordered", "state-ordered"),
        ("settled", "state-settled"),
    ] {
        tabs = tabs.tab(visit.say(key), format!("/payments?view={of}#items"), view == of);
    }
    let items = office.open_items(visit.company(), view, query.text("person"), skip, ROWS).await?;
    let mut table = Table::new(visit.ui, "items", visit.say("open-items"))
        .column(Column::text(visit.say("statement-number")).title_on_phones())
        .column(Column::text(visit.say("partner")))
        .column(Column::state(visit.say("state")))
        .column(Column::date(visit.say("line-day")))
        .column(Column::amount(visit.say("totals"), visit.currency.clone()))
        .column(Column::amount(visit.say("open-item-balance"), visit.currency.clone()))
        .empty(Empty::new(Icon::Wallet, visit.say("open-items"), visit.say("list-no-hit")))
        .paging(paging(visit, &format!("/payments?view={view}&"), skip, items.len(), None));
    for item in &items {
        let reference = match &item.statement {
            Some(statement) => Cell::text(item.reference.clone()).href(format!("/statements/{statement}")),
            None => Cell::text(item.reference.clone()),
        };
        let mut state = Cell::chip(chip(visit, &item.state));
        if let Some(note) = &item.note {
            state = state.note(note.clone());
        }
        table = table.row(
            Row::new(item.id.clone())
                .cell(reference)
                .cell(Cell::text(item.person.clone()))
                .cell(state)
                .cell(Cell::text(words.date(item.day)))
                .cell(Cell::text(visit.amount(item.amount)))
                .cell(Cell::text(visit.amount(item.rest)).href(format!("/items/{}", item.id))),
        );
    }
    let main = html! {
        (head)
        @for proposal in &proposals { (proposal) }
        (Section::new(visit.say("payment-batches")).body(batches))
        (Section::new(visit.say("open-items")).id("items").body(html! { (tabs) (table) }))
    };
    Ok(visit.page_with(&visit.say("nav-payments"), Part::Payments, main, !errors.is_empty()))
}

/// Makes a batch.
pub async fn create(visit: Visit, typed: Typed) -> Answer {
    let today = visit.office.clock().today();
    let Ok(day) = parse_date(typed.text("execute_on"), visit.words.language(), today) else {
        return show(&visit, &typed, &[FieldError::new("execute_on", "error-date-unreadable")]).await;
    };
    let person = typed.text("person");
    let only = (!person.is_empty()).then_some(person);
    match visit.office.create_batch(visit.author(), typed.text("legal_entity"), day, only).await {
        Ok(id) => Ok(Redirect::to(&format!("/payments/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show(&visit, &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// A batch.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let batch = office.batch(visit.company(), &id).await?;
    let title = words.say_with("payment-batch-title", &[("number", format!("{:05}", batch.number).into())]);
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-payments"), "/payments"))
        .chip(chip(&visit, &batch.state));
    let mut banner = None;
    if batch.state == "created" {
        let own = batch.created_by == visit.author().user;
        if own {
            banner = Some(Banner::new(Tone::Review, visit.say("payment-batch-own")));
        } else if visit.may(Deed::ReleasePayment, ObjectKind::Payment) {
            head = head
                .action(Action::post(visit.say("payment-batch-release"), format!("/payments/{id}/release")).primary());
        }
        if visit.may(Deed::CreatePayment, ObjectKind::Company) {
            head = head
                .action(Action::post(visit.say("payment-batch-withdraw"), format!("/payments/{id}/withdraw")).quiet());
        }
    } else if batch.state != "rejected" && visit.may(Deed::DownloadPaymentFile, ObjectKind::Payment) {
        head =
            head.action(Action::download(visit.say("payment-file-download"), format!("/payments/{id}/file")).primary());
    }
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("payment-execution-date"), words.date(batch.execute_on))
        .fact(visit.say("totals"), words.money(batch.sum, &batch.currency))
        .fact(visit.say("payment-payees"), words.count(batch.items))
        .fact(visit.say("payment-message-id"), html! { span.code { (batch.message_id) } })
        .fact(
            visit.say("payment-created"),
            format!("{} · {}", visit.moment(batch.created_at), office.user_name(&batch.created_by).await?),
        );
    if let (Some(by), Some(at)) = (&batch.released_by, batch.released_at) {
        let who = office.user_name(by).await?;
        facts = facts.fact(visit.say("state-approved"), format!("{} · {who}", visit.moment(at)));
    }
    let mut table = Table::new(visit.ui, "payees", visit.say("payment-payees"))
        .column(Column::number("Nr."))
        .column(Column::text(visit.say("bank-holder")).title_on_phones())
        .column(Column::text(visit.say("bank-iban")))
        .column(Column::text(visit.say("payment-reference")).not_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("totals"), batch.currency.clone()));
    for item in office.batch_items(&id).await?.iter().take(500) {
        let iban = item.iban.parse::<compline_exchange::bank::Iban>().map_or(item.iban.clone(), |iban| iban.grouped());
        let mut state = Cell::chip(chip(&visit, &item.state));
        if let Some(reason) = &item.reason {
            state = state.note(bank_reason(words, reason));
        }
        table = table.row(
            Row::new(item.n.to_string())
                .cell(Cell::text(words.count(item.n)))
                .cell(Cell::text(item.holder.clone()))
                .cell(Cell::text(iban))
                .cell(Cell::text(item.end_to_end.clone()))
                .cell(state)
                .cell(Cell::text(visit.amount(item.amount))),
        );
    }
    let main = html! { (head) @if let Some(banner) = &banner { (banner) } (facts) (table) };
    Ok(visit.page(&title, Part::Payments, main))
}

/// Releases a batch.
pub async fn release(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.release_batch(visit.author(), &id).await?;
    Ok(Redirect::to(&format!("/payments/{id}")).into_response())
}

/// Gives a batch up.
pub async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.withdraw_batch(visit.author(), &id).await?;
    Ok(Redirect::to(&format!("/payments/{id}")).into_response())
}

/// The file of a batch.
pub async fn file(visit: Visit, Path(id): Path<String>) -> Answer {
    let (name, bytes) = visit.office.batch_file(visit.author(), &id).await?;
    let headers = [
        (CONTENT_TYPE, "application/xml".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// An open item: what it is, and the form to hold it, dispute it, or let it go.
pub async fn item(visit: Visit, Path(id): Path<String>) -> Answer {
    show_item(&visit, &id, &Typed::default(), &[]).await
}

async fn show_item(visit: &Visit, id: &str, typed: &Typed, errors: &[FieldError]) -> Answer {
    let words = visit.words;
    let item = visit.office.open_item(visit.company(), id).await?;
    let title = format!("{} {}", visit.say("open-item"), item.reference);
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-payments"), "/payments#items"))
        .chip(chip(visit, &item.state));
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("partner"), item.person.clone())
        .fact(visit.say("line-day"), words.date(item.day))
        .fact(visit.say("totals"), words.money(item.amount, &item.currency))
        .fact(visit.say("open-item-balance"), words.money(item.rest, &item.currency));
    if let Some(statement) = &item.statement {
        let link = html! { a href=(format!("/statements/{statement}")) { (item.reference) } };
        facts = facts.fact(visit.say("statement-number"), link);
    }
    if let Some(note) = &item.note {
        facts = facts.fact(visit.say("hold-reason"), note.clone());
    }
    let movable = ["open", "held", "disputed"].contains(&item.state.as_str());
    let form = (movable && visit.may(Deed::HoldItem, ObjectKind::OpenItem)).then(|| {
        let states = [("held", "hold-item"), ("disputed", "dispute-open"), ("open", "release-hold")];
        let states = states.into_iter().filter(|(state, _)| *state != item.state);
        let choices =
            states.map(|(state, key)| Choice::new(state, visit.say(key)).chosen(typed.text("state") == state));
        let error = errors.iter().find(|error| error.field == "note").map(|error| message(words, error));
        let form = Form::new(visit.ui, format!("/items/{id}"))
            .field(Field::select(visit.ui, "state", visit.say("item-what"), choices))
            .field(
                Field::text(visit.ui, "note", visit.say("audit-reason")).value(typed.text("note")).maybe_error(error),
            )
            .action(Action::submit(visit.say("item-save")).primary());
        Section::new(visit.say("item-what")).body(form)
    });
    let main = html! { (head) (facts) @if let Some(form) = &form { (form) } };
    Ok(visit.page_with(&title, Part::Payments, main, !errors.is_empty()))
}

/// Holds an open item, disputes it, or lets it go.
pub async fn hold(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    match visit.office.hold_item(visit.author(), &id, typed.text("state"), typed.text("note")).await {
        Ok(()) => Ok(Redirect::to(&format!("/items/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show_item(&visit, &id, &typed, &errors).await,
        Err(error) => Err(error.into()),
    }
}
