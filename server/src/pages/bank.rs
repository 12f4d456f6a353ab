//! What the bank says: its files, the entries of the account, and what each belongs to.

mod entry;

use crate::fault::{Answer, bank_reason, message};
use crate::form::{Asked, Typed};
use crate::pages::{ROWS, chip, paging};
use crate::visit::{Part, Visit, encoded};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::routing::{get, post};
use compline_office::bank::{BankEntry, BankImport};
use compline_office::companies::LegalEntity;
use compline_office::imports::LARGEST;
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Column, Empty, Facts, Field, Form, Icon, PageHead, Row, Section, Table,
    Tabs, Tone,
};
use maud::{Markup, html};

/// The routes of the bank.
pub fn routes() -> Router<Office> {
    let files =
        Router::new().route("/payments/bank", get(page).post(import)).layer(DefaultBodyLimit::max(LARGEST + (1 << 20)));
    Router::new()
        .merge(files)
        .route("/payments/failed", get(failed))
        .route("/payments/bank/entries/{entity}/{key}/{n}", get(entry::entry))
        .route("/payments/bank/entries/{entity}/{key}/{n}/order", post(entry::to_order))
        .route("/payments/bank/entries/{entity}/{key}/{n}/item", post(entry::to_item))
        .route("/payments/bank/entries/{entity}/{key}/{n}/ignore", post(entry::ignore))
        .route("/payments/bank/entries/{entity}/{key}/{n}/reopen", post(entry::reopen))
        .route("/payments/bank/entries/{entity}/{key}/{n}/unmatch", post(entry::unmatch))
}

/// The address of an entry.
pub fn entry_href(entity: &str, import_key: &str, n: i64) -> String {
    format!("/payments/bank/entries/{}/{}/{n}", encoded(entity), encoded(import_key))
}

/// The chip of an entry by its state.
pub fn entry_chip(visit: &Visit, state: &str) -> Chip {
    match state {
        "matched" => Chip::new(Tone::Ok, visit.say("bank-entry-matched")).icon(Icon::Check),
        "ignored" => Chip::new(Tone::Neutral, visit.say("bank-entry-ignored")).icon(Icon::Minus),
        _ => Chip::new(Tone::Warn, visit.say("bank-entry-unmatched")).icon(Icon::CircleHelp),
    }
}

/// Why an entry is unmatched or ignored, where the office has a name for it.
pub fn reason(visit: &Visit, entry: &BankEntry) -> String {
    let reason = entry.reason.as_deref().unwrap_or_default();
    let key = format!("bank-difference-{reason}");
    match reason {
        "by-hand" => visit.say("bank-entry-by-hand"),
        "receipt" => visit.say("bank-entry-receipt"),
        "seen-before" => visit.say("bank-entry-seen-before"),
        _ if visit.words.has(&key) => visit.say(&key),
        _ => bank_reason(visit.words, reason),
    }
}

/// Rows of entries.
pub fn entry_rows(visit: &Visit, entity: &LegalEntity, entries: &[BankEntry]) -> Vec<Row> {
    let row = |entry: &BankEntry| {
        let href = entry_href(&entity.id, &entry.import_key, entry.n);
        let text: String = entry.text.chars().take(140).collect();
        let chip = Cell::chip(entry_chip(visit, &entry.state));
        // That money has come in or gone out can be seen; everything else has to be said.
        let plain = matches!(entry.reason.as_deref(), None | Some("incoming" | "unknown" | "receipt"));
        let state = if plain { chip } else { chip.note(reason(visit, entry)) };
        Row::new(format!("{}-{}", entry.import_key, entry.n))
            .cell(Cell::text(visit.words.date(entry.day)).href(href.clone()))
            .cell(Cell::text(entry.counterparty.clone().unwrap_or_else(|| visit.say("nothing"))))
            .cell(Cell::text(visit.amount(entry.amount)).href(href))
            .cell(state)
            .cell(Cell::text(text))
    };
    entries.iter().map(row).collect()
}

/// The table of entries, without rows.
pub fn entry_table(visit: &Visit, id: &str, caption: String) -> Table<'static> {
    Table::new(visit.ui, id, caption)
        .column(Column::date(visit.say("line-day")))
        .column(Column::text(visit.say("bank-counterparty")).title_on_phones())
        .column(Column::amount(visit.say("field-amount"), visit.currency.clone()))
        .column(Column::state(visit.say("state")))
        .column(Column::text(visit.say("payment-purpose")))
}

/// The files so far, the entries, and the form for the next file.
async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    show(&visit, &query, None, None).await
}

async fn show(visit: &Visit, query: &Typed, done: Option<&BankImport>, error: Option<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewPayments, ObjectKind::Company, visit.company(), &[])?;
    let title = visit.say("bank-statements");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-payments"), "/payments"));
    let wrong = error.is_some();
    let form = visit.may(Deed::ImportBankStatement, ObjectKind::Company).then(|| {
        Form::new(visit.ui, "/payments/bank")
            .files()
            .field(
                Field::file(visit.ui, "file", visit.say("bank-file"), ".xml")
                    .help(visit.say("bank-file-help"))
                    .maybe_error(error),
            )
            .action(Action::submit(visit.say("bank-statement-import")).primary())
    });
    let view = match query.text("view") {
        view @ ("matched" | "ignored" | "all") => view,
        _ => "unmatched",
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let mut tabs = Tabs::new(visit.say("bank-entries"));
    for (of, key) in [
        ("unmatched", "payments-unmatched"),
        ("matched", "bank-entry-matched"),
        ("ignored", "bank-entry-ignored"),
        ("all", "view-all"),
    ] {
        tabs = tabs.tab(visit.say(key), format!("/payments/bank?view={of}#entries"), view == of);
    }
    let mut tables = Vec::new();
    for entity in office.legal_entities(visit.company()).await? {
        let entries = office.bank_entries(visit.company(), &entity.id, view, skip, ROWS).await?;
        let table = entry_table(visit, &format!("entries-{}", tables.len()), entity.name.clone())
            .rows(entry_rows(visit, &entity, &entries))
            .empty(Empty::new(Icon::Landmark, visit.say("bank-entries"), visit.say("bank-entries-none")))
            .paging(paging(visit, &format!("/payments/bank?view={view}&"), skip, entries.len(), None));
        tables.push(table);
    }
    let mut files = Table::new(visit.ui, "files", visit.say("bank-files"))
        .column(Column::text(visit.say("field-file")).title_on_phones())
        .column(Column::text(visit.say("field-kind")))
        .column(Column::number(visit.say("bank-entries")))
        .column(Column::number(visit.say("state-paid")))
        .column(Column::number(visit.say("state-bounced")))
        .column(Column::number(visit.say("state-rejected")))
        .column(Column::number(visit.say("bank-receipts")))
        .column(Column::number(visit.say("payments-unmatched")))
        .column(Column::date(visit.say("field-when")))
        .empty(Empty::new(Icon::FileText, visit.say("bank-files"), visit.say("bank-files-none")));
    for file in office.bank_files(visit.company(), 0, 50).await? {
        let who = office.user_name(&file.imported_by).await?;
        let count = |n: i64| Cell::text(words.count(n));
        files = files.row(
            Row::new(file.hash.clone())
                .cell(Cell::text(file.name.clone()).note(file.hash.chars().take(12).collect::<String>()))
                .cell(Cell::text(file.result.format.clone()))
                .cell(count(file.result.entries))
                .cell(count(file.result.paid))
                .cell(count(file.result.returned))
                .cell(count(file.result.rejected))
                .cell(count(file.result.receipts))
                .cell(count(file.result.unmatched))
                .cell(Cell::text(visit.moment(file.imported_at)).note(who)),
        );
    }
    let main = html! {
        (head)
        @if let Some(form) = &form { (form) }
        @if let Some(done) = done { (result(visit, done)) }
        (Section::new(visit.say("bank-entries")).id("entries").body(html! { (tabs) @for table in &tables { (table) } }))
        (Section::new(visit.say("bank-files")).body(files))
    };
    Ok(visit.page_with(&title, Part::Payments, main, wrong))
}

/// What came of a file.
fn result(visit: &Visit, done: &BankImport) -> Markup {
    let words = visit.words;
    let money = |sum: i64| words.money(sum, &visit.currency);
    let pair = |count: i64, sum: i64| format!("{} · {}", words.count(count), money(sum));
    let facts = Facts::new()
        .heading(visit.say("bank-file-result"))
        .wide()
        .fact(visit.say("bank-entries"), words.count(done.entries))
        .fact(visit.say("state-paid"), pair(done.paid, done.paid_sum))
        .fact(visit.say("state-bounced"), pair(done.returned, done.returned_sum))
        .fact(visit.say("state-rejected"), pair(done.rejected, done.rejected_sum))
        .fact(visit.say("bank-receipts"), pair(done.receipts, done.receipts_sum))
        .fact(visit.say("payments-unmatched"), words.count(done.unmatched));
    let known = done.known.then(|| Banner::new(Tone::Info, visit.say("bank-statement-known")));
    let mut differences = Table::new(visit.ui, "differences", visit.say("bank-differences"))
        .plain()
        .column(Column::text(visit.say("payment-reference")).title_on_phones())
        .column(Column::text(visit.say("bank-difference")))
        .column(Column::amount(visit.say("bank-expected"), visit.currency.clone()))
        .column(Column::amount(visit.say("bank-found"), visit.currency.clone()));
    // What is only unmatched stands in the list of entries below.
    let named: Vec<_> = done.differences.iter().filter(|one| one.name != "incoming" && one.name != "unknown").collect();
    for (at, one) in named.iter().take(200).enumerate() {
        let amount = |amount: Option<i64>| amount.map_or_else(Cell::none, |amount| Cell::text(visit.amount(amount)));
        let key = format!("bank-difference-{}", one.name);
        let said = if words.has(&key) { visit.say(&key) } else { one.name.clone() };
        differences = differences.row(
            Row::new(at.to_string())
                .cell(Cell::text(one.object.chars().take(40).collect::<String>()))
                .cell(Cell::text(said).note(bank_reason(words, &one.text)))
                .cell(amount(one.expected))
                .cell(amount(one.found)),
        );
    }
    html! {
        @if let Some(known) = &known { (known) }
        (facts)
        @if !named.is_empty() { (Section::new(visit.say("bank-differences")).body(differences)) }
    }
}

/// Imports a file of the bank.
async fn import(visit: Visit, mut form: Multipart) -> Answer {
    visit.office.allow(visit.author(), Deed::ImportBankStatement, ObjectKind::Company, visit.company(), &[])?;
    let (mut found, mut broken) = (None, false);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                broken = true;
                break;
            }
        };
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or("bank.xml").to_owned();
            match field.bytes().await {
                Ok(bytes) if !bytes.is_empty() => found = Some((name, bytes)),
                Ok(_) => {}
                Err(_) => {
                    broken = true;
                    break;
                }
            }
        }
    }
    let nothing = Typed::default();
    let Some((name, bytes)) = found.filter(|_| !broken) else {
        let text = if broken {
            let args = [
                ("size", visit.say("import-more-than-limit").into()),
                ("limit", format!("{} MB", LARGEST / 1_000_000).into()),
            ];
            visit.words.say_with("error-file-too-large", &args)
        } else {
            visit.say("bank-file-missing")
        };
        return show(&visit, &nothing, None, Some(text)).await;
    };
    match visit.office.import_bank_file(visit.author(), &name, &bytes).await {
        Ok(done) => show(&visit, &nothing, Some(&done), None).await,
        Err(OfficeError::File(text)) => {
            let text = visit.words.say_with("error-bank-file", &[("cause", text.into())]);
            show(&visit, &nothing, None, Some(text)).await
        }
        Err(OfficeError::Input(errors)) => {
            let text: Vec<String> = errors.iter().map(|error| message(visit.words, error)).collect();
            show(&visit, &nothing, None, Some(text.join(" "))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Payments that did not arrive, and the way to pay them again.
async fn failed(visit: Visit, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewPayments, ObjectKind::Company, visit.company(), &[])?;
    let title = visit.say("payments-failed");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("nav-payments"), "/payments"));
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = office.failed_payments(visit.company(), skip, ROWS).await?;
    let may = visit.may(Deed::CreatePayment, ObjectKind::Company);
    let mut table = Table::new(visit.ui, "failed", title.clone())
        .column(Column::text(visit.say("payment-batch")))
        .column(Column::text(visit.say("bank-holder")).title_on_phones())
        .column(Column::text(visit.say("payment-reference")).not_on_phones())
        .column(Column::state(visit.say("state")))
        .column(Column::amount(visit.say("field-amount"), visit.currency.clone()))
        .column(Column::amount(visit.say("payment-open-again"), visit.currency.clone()))
        .column(Column::actions(visit.say("payment-reissue")))
        .empty(Empty::new(Icon::Check, title.clone(), visit.say("payments-failed-none")))
        .paging(paging(&visit, "/payments/failed?", skip, rows.len(), None));
    for one in &rows {
        let again = match one.again {
            Some(number) => {
                html! { (words.say_with("payment-again-in", &[("number", format!("{number:05}").into())])) }
            }
            None if may && one.open > 0 => html! {
                (Action::post(visit.say("payment-reissue-one"), "/payments")
                    .value("legal_entity", one.legal_entity.clone())
                    .value("person", one.person.clone())
                    .value("execute_on", words.date(office.clock().today())))
            },
            None => html! {},
        };
        table = table.row(
            Row::new(one.end_to_end.clone())
                .cell(Cell::text(format!("{:05}", one.number)).href(format!("/payments/{}", one.batch)))
                .cell(Cell::text(one.holder.clone()))
                .cell(Cell::text(one.end_to_end.clone()))
                .cell(
                    Cell::chip(chip(&visit, &one.state))
                        .note(bank_reason(words, one.reason.as_deref().unwrap_or_default())),
                )
                .cell(Cell::text(visit.amount(one.amount)))
                .cell(Cell::text(visit.amount(one.open)))
                .cell(Cell::markup(again)),
        );
    }
    let main = html! { (head) p { (visit.say("payment-reissue-hint")) } (table) };
    Ok(visit.page(&title, Part::Payments, main))
}
