//! Master data, tax status and account: what a record says, and the forms that change it.

use super::{Tab, sheet};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::filled::Filled;
use crate::pages::partner_href;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_exchange::bank::Iban;
use compline_office::OfficeError;
use compline_office::facts::people::{Person, TaxFact};
use compline_office::requests::BankDetails;
use compline_office::tax::STATUSES;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Choice, Column, Empty, Facts, Field, Fieldset, Form, Icon, PageHead, Row,
    Section, Table, Tone, Width,
};
use maud::html;

/// An address in one line.
pub(super) fn address(person: &Person) -> String {
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let town = format!("{} {}", text(&person.post_code), text(&person.city)).trim().to_owned();
    let parts = [text(&person.street), town, person.country.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An account number in groups of four.
fn grouped(iban: &str) -> String {
    iban.parse::<Iban>().map_or_else(|_| iban.to_owned(), |iban| iban.grouped())
}

/// The tab: master data, account, tax statuses.
pub async fn data(visit: Visit, Path(id): Path<String>) -> Answer {
    let sheet = sheet(&visit, &id, Tab::Data).await?;
    let (office, words) = (&visit.office, visit.words);
    let person = office.look_at_person(visit.author(), &sheet.row.person).await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| visit.say("nothing"));
    let href = partner_href(&id);
    let mut facts = Facts::new()
        .heading(visit.say("partner-master-data"))
        .wide()
        .fact(visit.say("partner-kind"), visit.say(&format!("partner-kind-{}", person.legal_form)))
        .fact(visit.say("partner-name"), person.full_name())
        .fact(visit.say("partner-address"), address(&person))
        .fact(visit.say("partner-email"), text(&person.email))
        .fact(visit.say("partner-phone"), text(&person.phone))
        .fact(visit.say("partner-birthday"), person.born_on.map_or_else(|| visit.say("nothing"), |day| words.date(day)))
        .fact(visit.say("partner-language"), visit.say(&format!("language-{}", person.language)));
    let edits = visit.may(Deed::EditPartner, ObjectKind::Partner);
    if edits {
        facts = facts.change(visit.ui, format!("{href}/edit"));
    }
    let mut bank = Facts::new().heading(visit.say("bank-details")).wide();
    match BankDetails::of(&person) {
        Some(details) => {
            bank = bank
                .fact(visit.say("bank-holder"), details.holder.clone())
                .fact(visit.say("bank-iban"), html! { span.code { (grouped(&details.iban)) } })
                .fact(visit.say("bank-bic"), text(&details.bic));
        }
        None => bank = bank.fact(visit.say("bank-iban"), visit.say("hold-no-bank-details")),
    }
    if visit.may(Deed::ChangeBankDetails, ObjectKind::Partner) {
        bank = bank.change(visit.ui, format!("{href}/bank"));
    }
    let mut taxes = Section::new(visit.say("tax-status")).body(tax_table(&visit, &sheet.row.person).await?);
    if edits {
        taxes = taxes.action(Action::link(visit.say("tax-status-new"), format!("{href}/tax")));
    }
    let main = html! { (sheet.top) (facts) (bank) (taxes) };
    Ok(visit.page(&person.full_name(), Part::Partners, main))
}

async fn tax_table(visit: &Visit, person: &str) -> Result<Table<'static>, OfficeError> {
    let words = visit.words;
    let mut table = Table::new(visit.ui, "tax", visit.say("tax-status"))
        .plain()
        .column(Column::date(visit.say("valid-from")))
        .column(Column::text(visit.say("tax-status")).title_on_phones())
        .column(Column::text(visit.say("tax-number")))
        .column(Column::text(visit.say("tax-vat-id")))
        .column(Column::date(visit.say("tax-agreement-date")))
        .empty(Empty::new(Icon::Landmark, visit.say("tax-status"), visit.say("hold-tax-status-unknown")));
    let mut last = None;
    for (at, one) in visit.office.tax_history(visit.company(), person).await?.iter().enumerate() {
        // Of several for one day the one learned last counts; the others stay to be seen.
        let replaced = last == Some(one.valid_from);
        last = Some(one.valid_from);
        table = table.row(
            Row::new(at.to_string())
                .muted(replaced)
                .cell(Cell::text(words.date(one.valid_from)))
                .cell(Cell::text(visit.say(&format!("tax-is-{}", one.status))))
                .cell(one.tax_number.clone().map_or_else(Cell::none, Cell::text))
                .cell(one.vat_id.clone().map_or_else(Cell::none, Cell::text))
                .cell(one.agreement_on.map_or_else(Cell::none, |day| Cell::text(words.date(day)))),
        );
    }
    Ok(table)
}

/// The fields of a person.
pub fn person_fields(visit: &Visit, f: &mut Filled<'_>) -> Fieldset<'static> {
    let kinds = ["person", "company"].map(|kind| {
        let chosen = f.text("legal_form") == kind || (kind == "person" && f.text("legal_form").is_empty());
        (kind, chosen)
    });
    let kinds =
        kinds.map(|(kind, chosen)| Choice::new(kind, visit.say(&format!("partner-kind-{kind}"))).chosen(chosen));
    let legal_form = if f.text("legal_form").is_empty() {
        Field::radios(visit.ui, "legal_form", visit.say("partner-kind"), kinds)
    } else {
        f.draw("legal_form", Field::radios(visit.ui, "legal_form", visit.say("partner-kind"), kinds))
    };
    let languages = ["de", "en"].map(|tag| Choice::new(tag, visit.say(&format!("language-{tag}"))));
    let email = f.draw("email", Field::email(visit.ui, "email", visit.say("partner-email")).autocomplete("off"));
    Fieldset::new(visit.say("partner-master-data"))
        .field(legal_form)
        .field(f.line("first_name", "partner-first-name").optional())
        .field(f.line("name", "partner-name-or-company"))
        .field(f.line("street", "partner-street-and-number").optional())
        .field(f.line("post_code", "partner-postcode").width(Width::Short).optional())
        .field(f.line("city", "partner-town").optional())
        .field(f.line("country", "partner-country").width(Width::Tiny).help(visit.say("partner-country-help")))
        .field(email.optional())
        .field(f.line("phone", "partner-phone").optional())
        .field(f.day("born_on", "partner-birthday").optional())
        .field(f.select("language", "partner-language", languages.to_vec()))
}

/// The person that was filled in, the account left out.
pub fn person_of(f: &mut Filled<'_>, id: &str) -> Person {
    let born_on = f.maybe_date("born_on");
    let form = f.text("legal_form");
    Person {
        id: id.to_owned(),
        legal_form: if form.is_empty() { "person" } else { form }.to_owned(),
        name: f.text("name").to_owned(),
        first_name: f.optional("first_name"),
        street: f.optional("street"),
        post_code: f.optional("post_code"),
        city: f.optional("city"),
        country: f.text("country").to_uppercase(),
        email: f.optional("email"),
        phone: f.optional("phone"),
        born_on,
        language: f.text("language").to_owned(),
        holder: None,
        iban: None,
        bic: None,
    }
}

/// The fields of an account.
pub fn account_fields(f: &mut Filled<'_>) -> [Field<'static>; 3] {
    let mut iban = f.line("iban", "bank-iban");
    if let Ok(known) = f.text("iban").parse::<Iban>() {
        iban = iban.understood(known.grouped());
    }
    [f.line("holder", "bank-holder"), iban, f.line("bic", "bank-bic")]
}

/// The account that was filled in; nothing where no field was.
pub fn account_of(f: &Filled<'_>) -> Option<BankDetails> {
    let some = ["holder", "iban", "bic"].iter().any(|name| !f.text(name).is_empty());
    some.then(|| BankDetails {
        holder: f.text("holder").to_owned(),
        iban: f.text("iban").to_owned(),
        bic: f.optional("bic"),
    })
}

/// The tax statuses to choose from.
pub(super) fn tax_choices(visit: &Visit, open: bool) -> Vec<Choice> {
    let none = open.then(|| Choice::new("", visit.say("hold-tax-status-unknown")));
    let known = STATUSES.iter().map(|(name, _)| Choice::new(*name, visit.say(&format!("tax-is-{name}"))));
    none.into_iter().chain(known).collect()
}

/// The page of a form about a partner.
pub(super) fn form_page(
    visit: &Visit,
    (id, name, title): (&str, String, String),
    form: Form<'static>,
    f: &Filled<'_>,
    above: Option<Banner>,
) -> Answer {
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("partners"), "/partners").link(name, partner_href(id)))
        .fact(id.to_owned());
    let main = html! { (head) @if let Some(above) = &above { (above) } (form) };
    Ok(visit.page_with(&title, Part::Partners, main, f.is_wrong()))
}

/// The form of master data.
pub async fn person_page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let person = visit.office.look_at_person(visit.author(), &row.person).await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let typed = Typed::default()
        .with("legal_form", &person.legal_form)
        .with("name", &person.name)
        .with("first_name", text(&person.first_name))
        .with("street", text(&person.street))
        .with("post_code", text(&person.post_code))
        .with("city", text(&person.city))
        .with("country", &person.country)
        .with("email", text(&person.email))
        .with("phone", text(&person.phone))
        .with("born_on", person.born_on.map_or_else(String::new, |day| visit.words.date(day)))
        .with("language", &person.language);
    show_person(&visit, &id, Filled::new(&visit, typed)).await
}

async fn show_person(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    let row = visit.office.partner_row(visit.company(), id).await?;
    let title = visit.say("partner-edit");
    let form = Form::new(visit.ui, format!("{}/edit", partner_href(id)))
        .fieldset(person_fields(visit, &mut f))
        .action(Action::submit(visit.say("save")).primary())
        .action(Action::link(visit.say("cancel"), format!("{}/data", partner_href(id))).quiet());
    let form = f.rest(form);
    form_page(visit, (id, super::name(&row), title), form, &f, None)
}

/// Changes master data.
pub async fn person(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let mut f = Filled::new(&visit, typed);
    let person = person_of(&mut f, &row.person);
    if !f.is_wrong()
        && let Err(error) = visit.office.edit_person(visit.author(), &person).await
    {
        f.refused(error)?;
    }
    if f.is_wrong() {
        return show_person(&visit, &id, f).await;
    }
    Ok(Redirect::to(&format!("{}/data", partner_href(&id))).into_response())
}

/// The form of another tax status.
pub async fn tax_page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    visit.office.look_at_person(visit.author(), &row.person).await?;
    let history = visit.office.tax_history(visit.company(), &row.person).await?;
    let mut typed = Typed::default().with("valid_from", visit.words.date(visit.office.clock().today()));
    if let Some(now) = history.first() {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        typed = typed
            .with("status", &now.status)
            .with("tax_number", text(&now.tax_number))
            .with("vat_id", text(&now.vat_id))
            .with("agreement_on", now.agreement_on.map_or_else(String::new, |day| visit.words.date(day)));
    }
    show_tax(&visit, &id, Filled::new(&visit, typed)).await
}

async fn show_tax(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    let row = visit.office.partner_row(visit.company(), id).await?;
    let title = visit.say("tax-status-new");
    let form = Form::new(visit.ui, format!("{}/tax", partner_href(id)))
        .field(f.select("status", "tax-status", tax_choices(visit, false)))
        .field(f.day("valid_from", "valid-from").help(visit.say("tax-valid-from-help")))
        .field(f.line("tax_number", "tax-number").optional())
        .field(f.line("vat_id", "tax-vat-id").optional())
        .field(f.day("agreement_on", "tax-agreement-date").optional().help(visit.say("tax-agreement-help")))
        .action(Action::submit(visit.say("save")).primary())
        .action(Action::link(visit.say("cancel"), format!("{}/data", partner_href(id))).quiet());
    let form = f.rest(form);
    form_page(visit, (id, super::name(&row), title), form, &f, None)
}

/// Adds a tax status.
pub async fn tax(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let mut f = Filled::new(&visit, typed);
    let fact = TaxFact {
        person: row.person.clone(),
        valid_from: f.date("valid_from"),
        status: f.text("status").to_owned(),
        vat_id: f.optional("vat_id"),
        tax_number: f.optional("tax_number"),
        agreement_on: f.maybe_date("agreement_on"),
    };
    if !f.is_wrong()
        && let Err(error) = visit.office.set_tax_status(visit.author(), &fact).await
    {
        f.refused(error)?;
    }
    if f.is_wrong() {
        return show_tax(&visit, &id, f).await;
    }
    Ok(Redirect::to(&format!("{}/data", partner_href(&id))).into_response())
}

/// The form of another account. It begins empty: an account number is copied whole, never mended.
pub async fn bank_page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::ChangeBankDetails, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let person = visit.office.look_at_person(visit.author(), &row.person).await?;
    let holder = person.holder.clone().unwrap_or_else(|| person.full_name());
    let typed = Typed::default().with("holder", holder);
    show_bank(&visit, &id, Filled::new(&visit, typed)).await
}

async fn show_bank(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    let row = visit.office.partner_row(visit.company(), id).await?;
    let title = visit.say("bank-change");
    let [holder, iban, bic] = account_fields(&mut f);
    let form = Form::new(visit.ui, format!("{}/bank", partner_href(id)))
        .field(holder)
        .field(iban)
        .field(bic.optional().help(visit.say("bank-bic-help")))
        .field(f.area("reason", "field-reason"))
        .action(Action::submit(visit.say("bank-ask")).primary())
        .action(Action::link(visit.say("cancel"), format!("{}/data", partner_href(id))).quiet());
    let form = f.rest(form);
    let banner = Banner::new(Tone::Review, visit.say("bank-awaits-second"));
    form_page(visit, (id, super::name(&row), title), form, &f, Some(banner))
}

/// Asks for another account.
pub async fn bank(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.allow(Deed::ChangeBankDetails, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let mut f = Filled::new(&visit, typed);
    let new = account_of(&f).unwrap_or_default();
    match visit.office.ask_bank_details(visit.author(), &row.person, &new, f.text("reason")).await {
        Ok(request) => Ok(Redirect::to(&format!("/requests/{request}")).into_response()),
        Err(error) => {
            f.refused(error)?;
            if f.text("reason").is_empty() {
                f.wrong("reason", visit.say("error-reason-missing"));
            }
            show_bank(&visit, &id, f).await
        }
    }
}
