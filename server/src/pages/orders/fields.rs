//! Fields of events as people read and write them.

use crate::form::Typed;
use crate::visit::Visit;
use chrono::NaiveDate;
use compline_compiler::program::{self, Event, Kind, Program, UnitKind};
use compline_office::orders::field_label;
use compline_ui::{Choice, Field, Width};
use compline_words::{parse_date, parse_decimal, parse_percent};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What was typed into a form: fields as company files write them, and what is wrong with which.
pub struct Read {
    /// Name to text; what is empty is left out.
    pub fields: BTreeMap<String, String>,
    /// Name to message.
    pub wrong: BTreeMap<String, String>,
}

/// The name of a field in the reader's language.
pub fn label(visit: &Visit, name: &str) -> String {
    field_label(visit.words, name)
}

/// The name of a field in a form: names of the plan may be the form's own as well.
pub fn form_name(name: &str) -> String {
    format!("f-{name}")
}

/// A field's text in the reader's language.
pub fn shown(visit: &Visit, program: &Program, field: &program::Field, text: &str) -> String {
    let words = visit.words;
    match field.ty.kind {
        Kind::Date => text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), |day| words.date(day)),
        Kind::Number(unit, scale) => {
            let unit = program.units.get(unit.index());
            let percent = unit.is_some_and(|unit| unit.kind == UnitKind::Percent);
            let number = text.trim_end_matches('%').trim().parse::<Decimal>().ok();
            match number {
                Some(number) if percent => {
                    let share = number.checked_div(Decimal::ONE_HUNDRED).map(|share| share.normalize());
                    share.map_or_else(|| text.to_owned(), |share| words.percent(share))
                }
                Some(mut number) => {
                    // All figures of a column have the places of its unit.
                    if number.normalize().scale() <= u32::from(scale) {
                        number.rescale(scale.into());
                    }
                    words.decimal(number)
                }
                None => text.to_owned(),
            }
        }
        Kind::Bool => visit.say(if text == "yes" { "common-yes" } else { "common-no" }),
        Kind::Word(_) => text.replace('_', " "),
        Kind::Partner | Kind::Person | Kind::Event(_) | Kind::Text => text.to_owned(),
    }
}

/// What was typed for the fields of an event.
pub fn read(visit: &Visit, program: &Program, event: &Event, typed: &Typed) -> Read {
    let words = visit.words;
    let mut out = Read { fields: BTreeMap::new(), wrong: BTreeMap::new() };
    for field in &event.fields {
        let text = typed.text(&form_name(&field.name));
        if text.is_empty() {
            if !field.ty.optional {
                out.wrong.insert(field.name.clone(), words.say("error-field-empty"));
            }
            continue;
        }
        let plain = match field.ty.kind {
            Kind::Date => parse_date(text, words.language(), visit.office.clock().today()).map(|day| day.to_string()),
            Kind::Number(unit, scale) => {
                let unit = program.units.get(unit.index());
                if unit.is_some_and(|unit| unit.kind == UnitKind::Percent) {
                    let share = parse_percent(text, words.language(), scale.saturating_sub(2));
                    share.map(|share| {
                        let number = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or_default();
                        format!("{}%", number.normalize())
                    })
                } else {
                    parse_decimal(text, words.language(), scale).map(|number| number.to_string())
                }
            }
            // Line breaks would be rows of their own in files.
            _ => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        };
        match plain {
            Ok(plain) => {
                out.fields.insert(field.name.clone(), plain);
            }
            Err(error) => {
                out.wrong.insert(field.name.clone(), error.say(words));
            }
        }
    }
    out
}

/// The control of a field; partners have one of their own, in `entry`.
pub fn control(visit: &Visit, program: &Program, field: &program::Field, value: &str) -> Field<'static> {
    let (ui, name, label) = (visit.ui, form_name(&field.name), label(visit, &field.name));
    let none = || Choice::new("", if field.ty.optional { visit.say("nothing") } else { visit.say("error-choose-one") });
    let control = match field.ty.kind {
        Kind::Date => Field::date(ui, name, label),
        Kind::Number(unit, _) => match program.units.get(unit.index()) {
            Some(unit) if unit.kind == UnitKind::Percent => Field::percent(ui, name, label),
            Some(unit) if unit.kind == UnitKind::Count || unit.kind == UnitKind::Factor => {
                Field::number(ui, name, label)
            }
            Some(unit) => Field::money(ui, name, label, unit.name.clone()),
            None => Field::number(ui, name, label),
        },
        Kind::Bool => {
            let answers = [Choice::new("yes", visit.say("common-yes")), Choice::new("no", visit.say("common-no"))];
            Field::select(ui, name, label, std::iter::once(none()).chain(answers))
        }
        Kind::Word(words) => {
            let words = program.words.get(words.index()).map(|words| words.words.as_slice()).unwrap_or_default();
            let words = words.iter().map(|word| Choice::new(word.clone(), word.replace('_', " ")));
            Field::select(ui, name, label, std::iter::once(none()).chain(words))
        }
        Kind::Partner | Kind::Person | Kind::Event(_) => Field::text(ui, name, label).width(Width::Medium),
        Kind::Text => Field::text(ui, name, label),
    };
    let control = control.value(value);
    if field.ty.optional { control.optional() } else { control }
}

/// The text of a known field as it stands in the form.
pub fn written(visit: &Visit, program: &Program, field: &program::Field, text: &str) -> String {
    match field.ty.kind {
        Kind::Number(unit, _) => {
            let percent = program.units.get(unit.index()).is_some_and(|unit| unit.kind == UnitKind::Percent);
            let text = shown(visit, program, field, text);
            if percent { text.trim_end_matches(['%', '\u{a0}']).to_owned() } else { text }
        }
        Kind::Date => shown(visit, program, field, text),
        _ => text.to_owned(),
    }
}
