//! Reversals of an order: what was taken back, and the form that takes back more.

use super::fields::{form_name, label};
use super::record::{Sent, show, told};
use super::{declared, key_href};
use crate::fault::Answer;
use crate::form::Typed;
use crate::visit::{Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_compiler::program::{Event, Kind, Program};
use compline_office::OfficeError;
use compline_office::error::FieldError;
use compline_office::orders::{EventKey, event_of};
use compline_office::reversals::{KnownReversal, NewReversal};
use compline_runtime::company::Reason;
use compline_ui::{Action, Cell, Chip, Choice, Column, Field, Form, Icon, Row, Section, Table, Tone};
use compline_words::{parse_date, parse_decimal};
use maud::{Markup, html};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The section of an order's page; nothing where nothing is reversed and nothing may be.
pub(super) async fn section(
    visit: &Visit,
    (program, event): (&Program, &Event),
    key: &EventKey,
    (live, more, insured): (bool, bool, bool),
    sent: Option<&Sent<'_>>,
) -> Result<Markup, OfficeError> {
    let known = visit.office.reversals_of(visit.company(), key).await?;
    if known.is_empty() && !live {
        return Ok(html! {});
    }
    let table = list(visit, (program, event), key, &known, live, sent).await?;
    let form = more.then(|| form(visit, (program, event), key, insured, sent));
    let body = html! { @if !known.is_empty() { (table) } @if let Some(form) = &form { (form) } };
    Ok(
        html! { (Section::new(visit.say("order-returns")).id("returns").text(visit.say("order-returns-what")).body(body)) },
    )
}

/// How much of an order is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TakenBack {
    Nothing,
    Part,
    /// All that was left.
    Whole,
}

impl TakenBack {
    pub(super) fn of(known: &[KnownReversal]) -> Result<Self, OfficeError> {
        let mut out = Self::Nothing;
        for one in known.iter().filter(|one| one.state == "live") {
            if one.amounts()?.is_empty() {
                return Ok(Self::Whole);
            }
            out = Self::Part;
        }
        Ok(out)
    }

    pub(super) fn chip(self, visit: &Visit) -> Option<Chip> {
        let key = match self {
            Self::Nothing => return None,
            Self::Part => "order-taken-back-part",
            Self::Whole => "order-taken-back",
        };
        Some(Chip::new(Tone::Held, visit.say(key)).icon(Icon::Undo2))
    }
}

async fn list(
    visit: &Visit,
    (program, event): (&Program, &Event),
    key: &EventKey,
    known: &[KnownReversal],
    live: bool,
    sent: Option<&Sent<'_>>,
) -> Result<Table<'static>, OfficeError> {
    let mut table = Table::new(visit.ui, "reversals", visit.say("order-returns"))
        .plain()
        .column(Column::date(visit.say("line-day")).title_on_phones())
        .column(Column::text(visit.say("field-reason")))
        .column(Column::text(visit.say("order-returned-amounts")))
        .column(Column::actions(visit.say("order-return-void")));
    for one in known {
        let open = one.state == "live";
        let settled = match open {
            true => visit.office.reversal_settled(visit.company(), &key.programme, one).await?,
            false => None,
        };
        let none =
            one.unnotified.as_ref().map(|why| visit.words.say_with("notice-none", &[("why", why.as_str().into())]));
        let note: Vec<String> =
            [Some(one.note.clone()), none].into_iter().flatten().filter(|text| !text.is_empty()).collect();
        let reason = Cell::text(visit.say(&reason_key(&one.reason))).note(note.join(" · "));
        let amounts = one.amounts()?;
        let said: Vec<String> = amount_fields(program, event)
            .filter_map(|(name, _)| Some((name, amounts.get(name)?)))
            .map(|(name, text)| {
                let number =
                    text.parse::<Decimal>().map_or_else(|_| text.clone(), |number| visit.words.decimal(number));
                format!("{} {number}", label(visit, name))
            })
            .collect();
        let said = if said.is_empty() { visit.say("order-returned-all") } else { said.join(", ") };
        let name = void_name(one.seq);
        let error = sent.and_then(|sent| sent.error(&name));
        let action = html! {
            @if let Some(period) = &settled {
                (Chip::new(Tone::Ok, visit.words.say_with("order-return-settled", &[("period", period.as_str().into())])))
            } @else if open && live {
                details.menu open[error.is_some()] {
                    summary.button.button-quiet { (visit.say("order-return-void")) }
                    div.menu-list { (void_form(visit, key, one, sent)) }
                }
            } @else if !open {
                (Chip::new(Tone::Neutral, visit.say("order-return-voided")))
            }
        };
        let row =
            Row::new(one.id.clone()).muted(!open).cell(Cell::text(visit.words.date(one.day)).note(one.id.clone()));
        table = table.row(row.cell(reason).cell(Cell::text(said)).cell(Cell::markup(action)));
    }
    Ok(table)
}

/// The amounts of a kind, with their digits.
fn amount_fields<'p>(program: &'p Program, event: &'p Event) -> impl Iterator<Item = (&'p str, u8)> {
    let fields = event.amounts(program).filter_map(|at| event.fields.get(at as usize));
    fields.map(|field| match field.ty.kind {
        Kind::Number(_, scale) => (field.name.as_str(), scale),
        _ => (field.name.as_str(), 0),
    })
}

fn reason_key(reason: &str) -> String {
    format!("reversal-reason-{}", reason.replace('_', "-"))
}

fn form(
    visit: &Visit,
    (program, event): (&Program, &Event),
    key: &EventKey,
    insured: bool,
    sent: Option<&Sent<'_>>,
) -> Form<'static> {
    let sent = Sent::of(sent, "reverse");
    let text = |name: &str| sent.map_or_else(String::new, |sent| sent.typed.text(name).to_owned());
    let error = |name: &str| sent.and_then(|sent| sent.error(name));
    let chosen = text("back-why");
    let reasons = Reason::ALL.iter().map(|reason| {
        let word = reason.word();
        let is_chosen = if chosen.is_empty() { *reason == Reason::Returned } else { chosen == word };
        Choice::new(word, visit.say(&reason_key(word))).chosen(is_chosen)
    });
    let today = visit.words.date(visit.office.clock().today());
    let mut form = Form::new(visit.ui, format!("{}/reversals", key_href(key)))
        .field(
            Field::date(visit.ui, "back-day", visit.say("order-return-day"))
                .value(if sent.is_some() { text("back-day") } else { today })
                .maybe_error(error("day")),
        )
        .field(
            Field::select(visit.ui, "back-why", visit.say("order-return-reason"), reasons).maybe_error(error("reason")),
        );
    for (name, _) in amount_fields(program, event) {
        let field = form_name(name);
        form = form.field(
            Field::number(visit.ui, field.clone(), returned(visit, name))
                .optional()
                .value(text(&field))
                .maybe_error(error(name)),
        );
    }
    if insured {
        form = form.field(
            Field::text(visit.ui, "back-unnotified", visit.say("notice-why-none"))
                .optional()
                .help(visit.say("notice-why-none-help"))
                .value(text("back-unnotified"))
                .maybe_error(error("unnotified")),
        );
    }
    form.field(
        Field::text(visit.ui, "back-number", visit.say("order-return-number"))
            .optional()
            .help(visit.say("order-return-amounts-help"))
            .value(text("back-number"))
            .maybe_error(error("id").or_else(|| error("reverses"))),
    )
    .field(Field::text(visit.ui, "back-note", visit.say("order-return-note")).optional().value(text("back-note")))
    .action(Action::submit(visit.say("order-return-enter")).danger().icon(Icon::Undo2))
}

/// How much of an amount is taken back.
fn returned(visit: &Visit, name: &str) -> String {
    visit.words.say_with("order-return-amount", &[("amount", label(visit, name).into())])
}

/// The name of the field with the reason; numbers of reversals are no names for fields.
fn void_name(seq: i64) -> String {
    format!("void-{seq}")
}

fn void_form(visit: &Visit, key: &EventKey, one: &KnownReversal, sent: Option<&Sent<'_>>) -> Form<'static> {
    let name = void_name(one.seq);
    let reason = Field::text(visit.ui, name.clone(), visit.say("order-return-void-reason"))
        .value(sent.map_or("", |sent| sent.typed.text(&name)))
        .maybe_error(sent.and_then(|sent| sent.error(&name)));
    Form::new(visit.ui, format!("{}/reversals/{}/void", key_href(key), encoded(&one.id)))
        .unguarded()
        .field(reason)
        .action(Action::submit(visit.say("order-return-void")).danger())
}

/// Takes an order back, as a whole or in part.
pub(super) async fn enter(
    visit: Visit,
    Path((kind, source, id)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let event = event_of(&plan, &kind)?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    let language = visit.words.language();
    let mut errors = Vec::new();
    let mut amounts = BTreeMap::new();
    for (name, scale) in amount_fields(&plan.program, event) {
        let text = typed.text(&form_name(name));
        if text.is_empty() {
            continue;
        }
        match parse_decimal(text, language, scale) {
            Ok(number) => {
                amounts.insert(name.to_owned(), number.to_string());
            }
            Err(error) => errors.push((name.to_owned(), error.say(visit.words))),
        }
    }
    let day = parse_date(typed.text("back-day"), language, visit.office.clock().today());
    let errors = match day {
        Ok(day) if errors.is_empty() => {
            let (id, reason) = (typed.text("back-number").to_owned(), typed.text("back-why").to_owned());
            let (note, unnotified) = (typed.text("back-note").to_owned(), typed.text("back-unnotified").to_owned());
            let new = NewReversal { id, day, reason, amounts, note, unnotified };
            match visit.office.reverse_order(visit.author(), &key, new).await {
                Ok(_) => return Ok(Redirect::to(&format!("{}#returns", key_href(&key))).into_response()),
                Err(OfficeError::Input(errors)) => told(&visit, &errors),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(_) => errors,
        Err(error) => {
            errors.push(("day".to_owned(), error.say(visit.words)));
            errors
        }
    };
    let sent = Sent { form: "reverse", typed: &typed, errors };
    show(&visit, &programme, &plan, &key, "", Some(&sent)).await
}

/// Gives a reversal up.
pub(super) async fn void(
    visit: Visit,
    Path((kind, source, id, reversal)): Path<(String, String, String, String)>,
    typed: Typed,
) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    let known = visit.office.reversals_of(visit.company(), &key).await?;
    let name = void_name(known.iter().find(|one| one.id == reversal).map_or(0, |one| one.seq));
    match visit.office.void_reversal(visit.author(), &key, &reversal, typed.text(&name)).await {
        Ok(()) => Ok(Redirect::to(&format!("{}#returns", key_href(&key))).into_response()),
        Err(OfficeError::Input(errors)) => {
            let named = |error: &FieldError| FieldError { field: name.clone(), ..error.clone() };
            let errors: Vec<FieldError> = errors.iter().map(named).collect();
            let sent = Sent { form: "void", typed: &typed, errors: told(&visit, &errors) };
            show(&visit, &programme, &plan, &key, "", Some(&sent)).await
        }
        Err(error) => Err(error.into()),
    }
}
