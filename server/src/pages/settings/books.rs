//! How a legal entity pays and books: limits, the tax adviser's numbers, ledger accounts.

use super::{after, may_change, trail};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use compline_office::companies::{Accounts, LegalEntity, Settings};
use compline_office::settings::CHARTS;
use compline_office::{FieldError, Office};
use compline_ui::{Action, Field, Fieldset, Form, PageHead, Width};
use compline_words::{InputError, minor_digits, parse_amount, parse_percent};
use maud::html;
use rust_decimal::Decimal;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/settings/entities/{id}/books", get(page).post(change))
}

async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let entity = visit.office.legal_entity(visit.company(), &id).await?;
    show(&visit, Prefilled::stored(&visit), &entity)
}

fn show(visit: &Visit, filled: Prefilled<'_>, entity: &LegalEntity) -> Answer {
    let now = entity.settings()?;
    let (words, currency) = (visit.words, entity.currency.as_str());
    let amount = |minor: i64| words.amount(minor, minor_digits(currency).unwrap_or(0));
    let money = |name: &str, key: &str, value: i64| {
        filled.fill(Field::money(visit.ui, name, visit.say(key), currency), name, &amount(value))
    };
    let number = |name: &str, key: &str, value: &str| {
        filled.fill(Field::number(visit.ui, name, visit.say(key)), name, value).width(Width::Short)
    };
    let limit = words.decimal(Decimal::new(now.payout_limit, 2).normalize());
    let pay = Fieldset::new(visit.say("settings-payout")).field(
        money("minimum_payout", "settings-minimum-payout", now.minimum_payout)
            .help(visit.say("settings-minimum-payout-help")),
    );
    let warn = Fieldset::new(visit.say("settings-warnings"))
        .field(
            filled
                .fill(
                    Field::percent(visit.ui, "payout_limit", visit.say("settings-warning-ratio")),
                    "payout_limit",
                    &limit,
                )
                .help(visit.say("settings-warning-ratio-help")),
        )
        .field(
            money("unusual_amount", "settings-warning-amount", now.unusual_amount)
                .help(visit.say("settings-warning-amount-help")),
        );
    let charts = CHARTS.map(|chart| (chart.to_owned(), format!("SKR{chart}")));
    let adviser = Fieldset::new(visit.say("settings-adviser"))
        .text(visit.say("settings-adviser-text"))
        .field(number("consultant", "settings-consultant", &now.consultant.to_string()))
        .field(number("client", "settings-client", &now.client.to_string()))
        .field(
            number("year_begins", "settings-year-begins", &now.year_begins.to_string())
                .help(visit.say("settings-year-begins-help")),
        )
        .field(filled.select("chart", &visit.say("settings-chart"), &now.chart, charts))
        .field(
            number("account_length", "settings-account-length", &now.account_length.to_string())
                .help(visit.say("settings-account-length-help")),
        );
    let of = &now.accounts;
    let ledger = [
        ("commission", "account-commission", of.commission.as_str()),
        ("input_tax", "account-input-tax", &of.input_tax),
        ("reverse_input_tax", "account-reverse-input-tax", &of.reverse_input_tax),
        ("reverse_tax", "account-reverse-tax", &of.reverse_tax),
        ("transit", "account-transit", &of.transit),
        ("bank", "account-bank", &of.bank),
    ];
    let accounts = ledger.into_iter().fold(
        Fieldset::new(visit.say("settings-accounts")).text(visit.say("settings-accounts-text")),
        |set, (name, key, value)| set.field(number(name, key, value)),
    );
    let accounts = accounts
        .field(number("clearing", "account-clearing", &of.clearing).help(visit.say("settings-clearing-help")))
        .field(number("opening", "account-opening", &of.opening).help(visit.say("settings-opening-help")))
        .field(
            number("first_creditor", "settings-first-creditor", &of.first_creditor.to_string())
                .help(visit.say("settings-first-creditor-help")),
        )
        .field(number("key_taxed", "settings-key-taxed", &of.key_taxed).optional())
        .field(number("key_reverse", "settings-key-reverse", &of.key_reverse).optional());
    let to = format!("/settings/entities/{}/books", entity.id);
    let mut form = filled
        .beside(Form::new(visit.ui, to), &["nothing"])
        .fieldset(pay)
        .fieldset(warn)
        .fieldset(adviser)
        .fieldset(accounts);
    if may_change(visit) {
        form = form.action(Action::submit(visit.say("save")).primary());
    }
    form = form.action(Action::link(visit.say("cancel"), "/settings").quiet());
    let title = visit.say("settings-books");
    let trail = trail(visit).link(entity.name.clone(), format!("/settings/entities/{}", entity.id));
    let head = PageHead::new(title.clone()).breadcrumbs(trail);
    let wrong = form.has_errors();
    Ok(visit.page_with(&title, Part::Settings, html! { (head) (form) }, wrong))
}

/// Reads what was typed; what cannot be read is an error of its field.
struct Reader<'a> {
    visit: &'a Visit,
    typed: &'a Typed,
    errors: Vec<FieldError>,
}

impl Reader<'_> {
    fn wrong<T>(&mut self, name: &'static str, error: &InputError) -> Option<T> {
        let said = error.say(self.visit.words);
        self.errors.push(FieldError::new(name, "error-said").with("said", said));
        None
    }

    fn amount(&mut self, name: &'static str, digits: u8) -> i64 {
        let read = parse_amount(self.typed.text(name), self.visit.words.language(), digits);
        read.map_or_else(|error| self.wrong(name, &error), Some).unwrap_or_default()
    }

    fn number<T: std::str::FromStr + Default>(&mut self, name: &'static str) -> T {
        let text = self.typed.text(name);
        let error = if text.is_empty() {
            InputError::Empty
        } else {
            match text.parse() {
                Ok(number) => return number,
                Err(_) => InputError::NotANumber(text.to_owned()),
            }
        };
        self.wrong(name, &error).unwrap_or_default()
    }

    /// A percentage in hundredths of a percent.
    fn limit(&mut self, name: &'static str) -> i64 {
        match parse_percent(self.typed.text(name), self.visit.words.language(), 2) {
            Ok(percent) => {
                let hundredths = percent.checked_mul(Decimal::from(10_000));
                hundredths.and_then(|value| i64::try_from(value.trunc()).ok()).unwrap_or_default()
            }
            Err(error) => self.wrong(name, &error).unwrap_or_default(),
        }
    }
}

async fn change(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let entity = visit.office.legal_entity(visit.company(), &id).await?;
    let digits = minor_digits(&entity.currency).unwrap_or(0);
    let mut reader = Reader { visit: &visit, typed: &typed, errors: Vec::new() };
    let text = |name: &str| typed.text(name).to_owned();
    let new = Settings {
        minimum_payout: reader.amount("minimum_payout", digits),
        payout_limit: reader.limit("payout_limit"),
        unusual_amount: reader.amount("unusual_amount", digits),
        consultant: reader.number("consultant"),
        client: reader.number("client"),
        year_begins: reader.number("year_begins"),
        account_length: reader.number("account_length"),
        chart: text("chart"),
        accounts: Accounts {
            commission: text("commission"),
            input_tax: text("input_tax"),
            reverse_input_tax: text("reverse_input_tax"),
            reverse_tax: text("reverse_tax"),
            transit: text("transit"),
            bank: text("bank"),
            clearing: text("clearing"),
            opening: text("opening"),
            first_creditor: reader.number("first_creditor"),
            key_taxed: text("key_taxed"),
            key_reverse: text("key_reverse"),
        },
    };
    let mut errors = reader.errors;
    if errors.is_empty() {
        let done = visit.office.change_settings(visit.author(), &id, &new).await;
        match after(done, "/settings")? {
            Ok(response) => return Ok(response),
            Err(found) => errors = found,
        }
    }
    show(&visit, Prefilled::typed(&visit, &typed, &errors), &entity)
}
