//! Forms: fields with label, help and error; the summary of errors above them; what is sent and how.

mod control;
mod field;

pub use control::{Choice, Width};
pub use field::Field;

use crate::action::Action;
use crate::confirm::Checklist;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A part of a form with its own heading.
pub struct Fieldset<'w> {
    legend: String,
    text: Option<String>,
    parts: Vec<Markup>,
    fields: Vec<Field<'w>>,
}

impl<'w> Fieldset<'w> {
    /// A group of fields.
    pub fn new(legend: impl Into<String>) -> Self {
        Self { legend: legend.into(), text: None, parts: Vec::new(), fields: Vec::new() }
    }

    /// A sentence below the legend.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Adds a field.
    pub fn field(mut self, field: Field<'w>) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds anything else below the fields.
    pub fn part(mut self, part: impl Render) -> Self {
        self.parts.push(part.render());
        self
    }
}

impl Render for Fieldset<'_> {
    fn render(&self) -> Markup {
        html! {
            fieldset.fieldset {
                legend { h2 { (self.legend) } }
                div.fieldset-body {
                    @if let Some(text) = &self.text { p.fieldset-text { (text) } }
                    @for field in &self.fields { (field) }
                    @for part in &self.parts { (part) }
                }
            }
        }
    }
}

/// The errors of a form: on top of the page, with links to the fields, in the same words as there.
pub struct ErrorSummary<'w> {
    words: &'w Words,
    errors: Vec<(Option<String>, String)>,
}

impl<'w> ErrorSummary<'w> {
    /// An empty summary; it draws nothing.
    pub fn new(words: &'w Words) -> Self {
        Self { words, errors: Vec::new() }
    }

    /// Adds the error of a field.
    pub fn field(mut self, name: &str, message: impl Into<String>) -> Self {
        self.errors.push((Some(field::id(name)), message.into()));
        self
    }

    /// Adds an error that belongs to no field.
    pub fn general(mut self, message: impl Into<String>) -> Self {
        self.errors.push((None, message.into()));
        self
    }

    /// Whether there is no error.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }
}

impl Render for ErrorSummary<'_> {
    fn render(&self) -> Markup {
        html! {
            @if !self.errors.is_empty() {
                section.error-summary role="alert" aria-labelledby="error-summary" tabindex="-1" data-focus {
                    h2 #error-summary { (self.words.errors) }
                    ul {
                        @for (field, message) in &self.errors {
                            li {
                                @match field {
                                    Some(field) => a href={ "#" (field) } { (message) },
                                    None => (message),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A form that posts. Errors of its fields are gathered above it.
pub struct Form<'w> {
    words: &'w Words,
    id: Option<String>,
    to: String,
    get: bool,
    files: bool,
    hidden: Vec<(String, String)>,
    lead: Option<Markup>,
    checks: Option<(String, Checklist)>,
    summed: bool,
    general: Vec<String>,
    fields: Vec<Field<'w>>,
    sets: Vec<Fieldset<'w>>,
    parts: Vec<Markup>,
    actions: Vec<Action>,
    guarded: bool,
}

impl<'w> Form<'w> {
    /// A form that posts to an address.
    pub fn new(words: &'w Words, to: impl Into<String>) -> Self {
        Self {
            words,
            id: None,
            to: to.into(),
            get: false,
            files: false,
            hidden: Vec::new(),
            lead: None,
            checks: None,
            summed: true,
            general: Vec::new(),
            fields: Vec::new(),
            sets: Vec::new(),
            parts: Vec::new(),
            actions: Vec::new(),
            guarded: true,
        }
    }

    /// An id, for actions that stand outside.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Asks by address instead of posting; nothing is asked on leaving then.
    pub fn get(mut self) -> Self {
        self.get = true;
        self.guarded = false;
        self
    }

    /// Sends files (`multipart/form-data`).
    pub fn files(mut self) -> Self {
        self.files = true;
        self
    }

    /// Does not ask when it is left with unsaved input; for sign-in and search.
    pub fn unguarded(mut self) -> Self {
        self.guarded = false;
        self
    }

    /// Adds a hidden field.
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// What stands before the fields.
    pub fn lead(mut self, lead: impl Render) -> Self {
        self.lead = Some(lead.render());
        self
    }

    /// Things that must each be seen, before the fields, with their heading.
    pub fn checks(mut self, heading: impl Into<String>, checks: Checklist) -> Self {
        self.checks = Some((heading.into(), checks));
        self
    }

    /// Leaves out the summary of errors, because [`Form::summary`] stands further up on the page.
    pub fn summed_elsewhere(mut self) -> Self {
        self.summed = false;
        self
    }

    /// Adds an error that belongs to no field.
    pub fn error(mut self, message: impl Into<String>) -> Self {
        self.general.push(message.into());
        self
    }

    /// Adds a field.
    pub fn field(mut self, field: Field<'w>) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds a group of fields.
    pub fn fieldset(mut self, set: Fieldset<'w>) -> Self {
        self.sets.push(set);
        self
    }

    /// Adds anything else before the actions.
    pub fn part(mut self, part: impl Render) -> Self {
        self.parts.push(part.render());
        self
    }

    /// Adds an action: the one that submits first, then the way out.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Whether there is any error, in the form or in a field; the page's title is prefixed then.
    pub fn has_errors(&self) -> bool {
        !self.summary().is_empty()
    }

    /// The errors of the form and of its fields.
    pub fn summary(&self) -> ErrorSummary<'w> {
        let summary = self.general.iter().fold(ErrorSummary::new(self.words), |all, text| all.general(text));
        let checks = self.checks.iter().flat_map(|(_, checks)| checks.errors());
        let fields = self.fields.iter().chain(self.sets.iter().flat_map(|set| &set.fields));
        let fields = fields.filter_map(|field| Some((field.name(), field.message()?)));
        checks.chain(fields).fold(summary, |all, (name, message)| all.field(name, message))
    }
}

impl Render for Form<'_> {
    fn render(&self) -> Markup {
        html! {
            @if self.summed { (self.summary()) }
            form.form id=[self.id.as_ref()] method=(if self.get { "get" } else { "post" }) action=(self.to) novalidate
                enctype=[self.files.then_some("multipart/form-data")] data-guard[self.guarded] {
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                @if let Some(lead) = &self.lead { (lead) }
                @if let Some((heading, checks)) = &self.checks {
                    section.section { h2 { (heading) } (checks) }
                }
                @if !self.fields.is_empty() {
                    div.fields { @for field in &self.fields { (field) } }
                }
                @for set in &self.sets { (set) }
                @for part in &self.parts { (part) }
                @if !self.actions.is_empty() {
                    div.form-actions { @for action in &self.actions { (action) } }
                }
            }
        }
    }
}
