//! A form that was filled in: what was typed, and what is wrong with it.

use crate::fault::message;
use crate::form::Typed;
use crate::visit::Visit;
use chrono::NaiveDate;
use compline_office::OfficeError;
use compline_ui::{Choice, Field, Form};
use compline_words::{minor_digits, parse_amount, parse_date};

/// A form's texts and its errors. Fields that are drawn take theirs along; what is left over stands above the form.
#[derive(Clone)]
pub struct Filled<'v> {
    visit: &'v Visit,
    typed: Typed,
    wrong: Vec<(String, String)>,
    was_wrong: bool,
}

impl<'v> Filled<'v> {
    /// A form with its texts.
    pub fn new(visit: &'v Visit, typed: Typed) -> Self {
        Self { visit, typed, wrong: Vec::new(), was_wrong: false }
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> &str {
        self.typed.text(name)
    }

    /// All texts of a field that are not empty.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.typed.texts(name)
    }

    /// The text of a field, where there is one.
    pub fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name).to_owned()).filter(|text| !text.is_empty())
    }

    /// A day; today where it cannot be read, which is noted at the field.
    pub fn date(&mut self, name: &str) -> NaiveDate {
        let today = self.visit.office.clock().today();
        match parse_date(self.typed.text(name), self.visit.words.language(), today) {
            Ok(day) => day,
            Err(error) => {
                self.wrong(name, error.say(self.visit.words));
                today
            }
        }
    }

    /// A day, where there is one.
    pub fn maybe_date(&mut self, name: &str) -> Option<NaiveDate> {
        (!self.text(name).is_empty()).then(|| self.date(name))
    }

    /// An amount in the smallest unit of a currency; nought where it cannot be read, which is noted at the field.
    pub fn amount(&mut self, name: &str, currency: &str) -> i64 {
        let scale = minor_digits(currency).unwrap_or(0);
        match parse_amount(self.typed.text(name), self.visit.words.language(), scale) {
            Ok(amount) => amount,
            Err(error) => {
                self.wrong(name, error.say(self.visit.words));
                0
            }
        }
    }

    /// Notes that something is wrong with a field.
    pub fn wrong(&mut self, name: &str, message: impl Into<String>) {
        self.was_wrong = true;
        // The first thing that is wrong with a field is enough.
        if !self.wrong.iter().any(|(field, _)| field == name) {
            self.wrong.push((name.to_owned(), message.into()));
        }
    }

    /// Whether something is wrong, or was before it was drawn.
    pub fn is_wrong(&self) -> bool {
        self.was_wrong
    }

    /// Takes in what the office found wrong with fields.
    ///
    /// # Errors
    /// The error itself, where it is not about fields.
    pub fn refused(&mut self, error: OfficeError) -> Result<(), OfficeError> {
        self.refused_as(error, |field, _| field.to_owned())
    }

    /// [`Filled::refused`], where the form calls fields otherwise: from the office's name and the text that is wrong.
    ///
    /// # Errors
    /// The error itself, where it is not about fields.
    pub fn refused_as(&mut self, error: OfficeError, name: impl Fn(&str, &str) -> String) -> Result<(), OfficeError> {
        let OfficeError::Input(fields) = error else { return Err(error) };
        for field in &fields {
            let input = field.args.iter().find(|(of, _)| matches!(*of, "number" | "input"));
            let name = name(&field.field, input.map_or("", |(_, text)| text.as_str()));
            self.wrong(&name, message(self.visit.words, field));
        }
        Ok(())
    }

    /// A field with its text and its error.
    pub fn draw(&mut self, name: &str, field: Field<'static>) -> Field<'static> {
        let error = self.wrong.iter().position(|(of, _)| of == name).map(|at| self.wrong.remove(at).1);
        field.value(self.typed.text(name)).maybe_error(error)
    }

    /// A line of text.
    pub fn line(&mut self, name: &str, label: &str) -> Field<'static> {
        self.draw(name, Field::text(self.visit.ui, name, self.visit.say(label)))
    }

    /// A day.
    pub fn day(&mut self, name: &str, label: &str) -> Field<'static> {
        self.draw(name, Field::date(self.visit.ui, name, self.visit.say(label)))
    }

    /// Several lines.
    pub fn area(&mut self, name: &str, label: &str) -> Field<'static> {
        self.draw(name, Field::area(self.visit.ui, name, self.visit.say(label), 3))
    }

    /// One of some answers.
    pub fn select(&mut self, name: &str, label: &str, choices: Vec<Choice>) -> Field<'static> {
        self.draw(name, Field::select(self.visit.ui, name, self.visit.say(label), choices))
    }

    /// The form with what is wrong with fields that it has not.
    pub fn rest(&mut self, form: Form<'static>) -> Form<'static> {
        std::mem::take(&mut self.wrong).into_iter().fold(form, |form, (_, message)| form.error(message))
    }
}
