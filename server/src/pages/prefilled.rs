//! Forms that are filled in: with what was typed, else with what is stored, and with what is wrong at each field.

use crate::fault::message;
use crate::form::Typed;
use crate::visit::Visit;
use compline_office::FieldError;
use compline_ui::{Choice, Field, Form};

/// What the fields of a form show.
#[derive(Clone, Copy)]
pub struct Prefilled<'a> {
    visit: &'a Visit,
    typed: Option<&'a Typed>,
    errors: &'a [FieldError],
}

impl<'a> Prefilled<'a> {
    /// A form as it is opened.
    pub fn stored(visit: &'a Visit) -> Self {
        Self { visit, typed: None, errors: &[] }
    }

    /// A form as it comes back: everything stays as it was typed.
    pub fn typed(visit: &'a Visit, typed: &'a Typed, errors: &'a [FieldError]) -> Self {
        Self { visit, typed: Some(typed), errors }
    }

    /// The text of a field.
    pub fn text(&self, name: &str, stored: &str) -> String {
        self.typed.map_or_else(|| stored.to_owned(), |typed| typed.text(name).to_owned())
    }

    /// Whether an answer of a field with several is chosen.
    pub fn has(&self, name: &str, value: &str, stored: bool) -> bool {
        self.typed.map_or(stored, |typed| typed.texts(name).iter().any(|one| one == value))
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<String> {
        let found = self.errors.iter().find(|error| error.field == name);
        found.map(|error| message(self.visit.words, error))
    }

    /// A field with its text and what is wrong with it.
    pub fn fill(&self, field: Field<'static>, name: &str, stored: &str) -> Field<'static> {
        field.value(self.text(name, stored)).maybe_error(self.error(name))
    }

    /// A line of text.
    pub fn line(&self, name: &str, label: &str, stored: &str) -> Field<'static> {
        self.fill(Field::text(self.visit.ui, name, label), name, stored)
    }

    /// One of many answers.
    pub fn select(
        &self,
        name: &str,
        label: &str,
        stored: &str,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Field<'static> {
        let choices = choices.into_iter().map(|(value, label)| Choice::new(value, label));
        self.fill(Field::select(self.visit.ui, name, label, choices), name, stored)
    }

    /// Adds to a form what is wrong beside its fields.
    pub fn beside(&self, form: Form<'static>, fields: &[&str]) -> Form<'static> {
        let beside = self.errors.iter().filter(|error| fields.contains(&error.field.as_str()));
        beside.fold(form, |form, error| form.error(message(self.visit.words, error)))
    }
}
