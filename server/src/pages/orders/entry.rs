//! Entering and correcting an order: one form, made of what the plan declares.

use super::fields::{self, form_name, label, written};
use super::{declared, key_href, order_href};
use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Redirect};
use compline_compiler::program::{self, Event, Kind, Program};
use compline_office::OfficeError;
use compline_office::companies::Programme;
use compline_office::facts::events::NewEvent;
use compline_office::orders::{EventKey, event_of};
use compline_office::plans::CompiledPlan;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Breadcrumbs, Field, Fieldset, Form, PageHead, Tabs, Tone};
use maud::{Render, html};
use std::collections::BTreeMap;

/// How many partners are offered for what was typed.
const OFFERED: i64 = 8;
/// Where orders come from that are entered by hand.
const BY_HAND: &str = "manual";

/// The form for a new order.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    visit.office.allow(visit.author(), Deed::EnterOrder, ObjectKind::Company, visit.company(), &[])?;
    show_new(&visit, &programme, &plan, &query, &BTreeMap::new()).await
}

async fn show_new(
    visit: &Visit,
    programme: &Programme,
    plan: &CompiledPlan,
    typed: &Typed,
    wrong: &BTreeMap<String, String>,
) -> Answer {
    let kinds = &plan.program.events;
    let found = kinds.iter().find(|kind| kind.name == typed.text("kind")).or_else(|| kinds.first());
    let kind = found.ok_or_else(|| OfficeError::Missing { what: "kind of order", id: String::new() })?;
    let title = visit.say("order-enter");
    let list = format!("/orders?kind={}", encoded(&kind.name));
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("orders"), list.clone()))
        .fact(kind.name.clone());
    let mut tabs = Tabs::new(visit.say("order-kind"));
    for one in kinds {
        tabs = tabs.tab(one.name.clone(), format!("/orders/new?kind={}", encoded(&one.name)), one.name == kind.name);
    }
    let source = if typed.text("source").is_empty() { BY_HAND } else { typed.text("source") };
    let sources = visit.office.event_sources(visit.company(), &programme.id).await?;
    let origin = Fieldset::new(visit.say("order-origin"))
        .field(
            Field::text(visit.ui, "id", visit.say("order-number"))
                .help(visit.say("order-number-help"))
                .value(typed.text("id"))
                .maybe_error(wrong.get("id").cloned()),
        )
        .field(
            Field::text(visit.ui, "source", visit.say("order-source"))
                .help(visit.say("order-source-help"))
                .value(source)
                .suggestions(sources)
                .maybe_error(wrong.get("source").cloned()),
        );
    let values = kind.fields.iter().map(|field| (field.name.as_str(), typed.text(&form_name(&field.name)).to_owned()));
    let set = fieldset(visit, plan, kind, &values.collect(), wrong).await?;
    let form = Form::new(visit.ui, "/orders/new")
        .hidden("kind", kind.name.clone())
        .fieldset(origin)
        .fieldset(set)
        .action(Action::submit(visit.say("order-enter")).primary())
        .action(Action::submit(visit.say("order-enter-next")).value("next", "1"))
        .action(Action::link(visit.say("cancel"), list).quiet());
    let entered = typed.text("entered");
    let done = (!entered.is_empty()).then(|| {
        let text = visit.words.say_with("order-entered-done", &[("number", entered.into())]);
        let from = if typed.text("from").is_empty() { BY_HAND } else { typed.text("from") };
        Banner::new(Tone::Ok, text).action(Action::link(visit.say("show"), order_href(&kind.name, from, entered)))
    });
    let main = html! {
        (head) @if kinds.len() > 1 { (tabs) }
        @if let Some(done) = &done { (done) }
        (form)
    };
    Ok(visit.page_with(&title, Part::Orders, main, !wrong.is_empty()))
}

/// The fields that the plan declares.
async fn fieldset(
    visit: &Visit,
    plan: &CompiledPlan,
    kind: &Event,
    values: &BTreeMap<&str, String>,
    wrong: &BTreeMap<String, String>,
) -> Result<Fieldset<'static>, OfficeError> {
    let mut set = Fieldset::new(visit.say("order-what"));
    for field in &kind.fields {
        let value = values.get(field.name.as_str()).map(String::as_str).unwrap_or_default();
        let error = wrong.get(&field.name).cloned();
        set = set.field(if field.ty.kind == Kind::Partner {
            partner_field(visit, &plan.program, kind, field, value, error).await?
        } else {
            fields::control(visit, &plan.program, field, value).maybe_error(error)
        });
    }
    Ok(set)
}

/// A field for a partner: its number, or a part of a name, for which partners are offered.
async fn partner_field(
    visit: &Visit,
    program: &Program,
    kind: &Event,
    field: &program::Field,
    value: &str,
    error: Option<String>,
) -> Result<Field<'static>, OfficeError> {
    let check = format!("/orders/field?kind={}&field={}", encoded(&kind.name), encoded(&field.name));
    let mut control = fields::control(visit, program, field, value)
        .help(visit.say("order-partner-help"))
        .check_at(check)
        .maybe_error(error.clone());
    if value.is_empty() || !visit.may(Deed::ViewPartners, ObjectKind::Company) {
        return Ok(control);
    }
    let found = visit.office.search_partners(visit.company(), value, "", OFFERED).await?;
    let name = |row: &compline_office::facts::partners::PartnerRow| {
        let first = row.first_name.as_ref().map(|first| format!("{first} ")).unwrap_or_default();
        format!("{first}{}", row.name)
    };
    let exact = found.iter().find(|row| row.id == value);
    let exact = match (exact, found.as_slice()) {
        (Some(row), _) => Some(row),
        (None, [only]) => Some(only),
        _ => None,
    };
    if let Some(row) = exact {
        return Ok(control.value(row.id.clone()).understood(name(row)));
    }
    let offered: Vec<String> = found.iter().map(|row| format!("{} {}", row.id, name(row))).collect();
    control = control.suggestions(found.iter().map(|row| row.id.clone()));
    Ok(if offered.is_empty() {
        let text = visit.words.say_with("error-partner-unknown", &[("number", value.into())]);
        control.error(text)
    } else {
        let text = visit.words.say_with("order-partner-choose", &[("partners", offered.join(", ").into())]);
        control.error(text)
    })
}

/// The field for a partner again, once it was left: with the partner's name, or with those that may be meant.
pub async fn partner(visit: Visit, Asked(query): Asked) -> Answer {
    let (_, plan) = declared(&visit).await?;
    let kind = event_of(&plan, query.text("kind"))?;
    let name = query.text("field");
    let field = kind.fields.iter().find(|field| field.name == name && field.ty.kind == Kind::Partner);
    let field = field.ok_or_else(|| OfficeError::Missing { what: "field", id: name.to_owned() })?;
    let control = partner_field(&visit, &plan.program, kind, field, query.text(&form_name(name)), None).await?;
    Ok(Html(control.render().into_string()).into_response())
}

/// Messages of the office at the fields of the form; what belongs to none of them stands under an empty name.
fn messages(visit: &Visit, errors: &[compline_office::FieldError]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::<String, String>::new();
    for error in errors {
        let text = out.entry(error.field.clone()).or_default();
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&message(visit.words, error));
    }
    out
}

/// Enters an order.
pub async fn enter(visit: Visit, typed: Typed) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    visit.office.allow(visit.author(), Deed::EnterOrder, ObjectKind::Company, visit.company(), &[])?;
    let kind = event_of(&plan, typed.text("kind"))?;
    let read = fields::read(&visit, &plan.program, kind, &typed);
    let mut wrong = read.wrong;
    let (source, id) = (typed.text("source").to_owned(), typed.text("id").to_owned());
    for (name, text) in [("id", &id), ("source", &source)] {
        if text.is_empty() {
            wrong.insert(name.to_owned(), visit.say("error-field-empty"));
        }
    }
    if !wrong.is_empty() {
        return show_new(&visit, &programme, &plan, &typed, &wrong).await;
    }
    let order = NewEvent { source: source.clone(), id: id.clone(), fields: read.fields };
    match visit.office.enter_order(visit.author(), &programme.id, &kind.name, order).await {
        Ok(taken) if taken.same > 0 => {
            Ok(Redirect::to(&format!("{}?done=unchanged", order_href(&kind.name, &source, &id))).into_response())
        }
        Ok(_) if typed.text("next") == "1" => {
            let to =
                format!("/orders/new?kind={}&entered={}&from={}", encoded(&kind.name), encoded(&id), encoded(&source));
            Ok(Redirect::to(&to).into_response())
        }
        Ok(_) => Ok(Redirect::to(&format!("{}?done=entered", order_href(&kind.name, &source, &id))).into_response()),
        Err(OfficeError::Input(errors)) => {
            show_new(&visit, &programme, &plan, &typed, &messages(&visit, &errors)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form to correct an order, filled in with what is known.
pub async fn correct(visit: Visit, Path((kind, source, id)): Path<(String, String, String)>) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id, kind, source, id };
    visit.office.allow(visit.author(), Deed::EnterOrder, ObjectKind::Order, &key.id, &[])?;
    show_correction(&visit, &plan, &key, None, &BTreeMap::new()).await
}

async fn show_correction(
    visit: &Visit,
    plan: &CompiledPlan,
    key: &EventKey,
    typed: Option<&Typed>,
    wrong: &BTreeMap<String, String>,
) -> Answer {
    let kind = event_of(plan, &key.kind)?;
    let versions = visit.office.event(visit.company(), &key.programme, &key.kind, &key.source, &key.id).await?;
    let now = versions.first().ok_or_else(|| OfficeError::Missing { what: "order", id: key.id.clone() })?;
    let known = now.texts()?;
    let value = |field: &program::Field| match typed {
        Some(typed) => typed.text(&form_name(&field.name)).to_owned(),
        None => known.get(&field.name).map_or_else(String::new, |text| written(visit, &plan.program, field, text)),
    };
    let values: BTreeMap<&str, String> = kind.fields.iter().map(|field| (field.name.as_str(), value(field))).collect();
    // Where somebody was faster, what they wrote stands beside; sending once more then means to write over it.
    let faster = wrong.get("seen").map(|text| {
        let told = kind.fields.iter().map(|field| {
            let text = known.get(&field.name).map(String::as_str).unwrap_or_default();
            format!("{}: {}", label(visit, &field.name), fields::shown(visit, &plan.program, field, text))
        });
        Banner::new(Tone::Warn, text.clone()).text(told.collect::<Vec<_>>().join(" · "))
    });
    let title = visit.say("order-correct");
    let head = PageHead::new(format!("{title}: {}", key.id)).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(visit.say("orders"), format!("/orders?kind={}", encoded(&key.kind)))
            .link(key.id.clone(), key_href(key)),
    );
    let set = fieldset(visit, plan, kind, &values, wrong).await?;
    let form = Form::new(visit.ui, format!("{}/correct", key_href(key)))
        .hidden("seen", now.seq.to_string())
        .fieldset(set)
        .field(
            Field::text(visit.ui, "reason", visit.say("field-reason"))
                .help(visit.say("order-correct-help"))
                .value(typed.map_or("", |typed| typed.text("reason")))
                .optional(),
        )
        .action(Action::submit(visit.say("save")).primary())
        .action(Action::link(visit.say("cancel"), key_href(key)).quiet());
    let main = html! { (head) @if let Some(faster) = &faster { (faster) } (form) };
    Ok(visit.page_with(&title, Part::Orders, main, !wrong.is_empty()))
}

/// Corrects an order.
pub async fn correct_it(
    visit: Visit,
    Path((kind, source, id)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id, kind, source, id };
    visit.office.allow(visit.author(), Deed::EnterOrder, ObjectKind::Order, &key.id, &[])?;
    let event = event_of(&plan, &key.kind)?;
    let read = fields::read(&visit, &plan.program, event, &typed);
    if !read.wrong.is_empty() {
        return show_correction(&visit, &plan, &key, Some(&typed), &read.wrong).await;
    }
    let seen = typed.number("seen");
    match visit.office.correct_order(visit.author(), &key, read.fields, seen, typed.text("reason")).await {
        Ok(taken) => {
            let done = if taken.changed > 0 { "corrected" } else { "unchanged" };
            Ok(Redirect::to(&format!("{}?done={done}", key_href(&key))).into_response())
        }
        Err(OfficeError::Input(errors)) => {
            show_correction(&visit, &plan, &key, Some(&typed), &messages(&visit, &errors)).await
        }
        Err(error) => Err(error.into()),
    }
}
