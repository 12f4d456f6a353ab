//! Confirmation by weight: a dialog for what is costly, a page of its own for what cannot be undone.

use crate::action::Action;
use crate::chip::Tone;
use crate::form::{Field, Form};
use crate::icon::Icon;
use crate::record::Facts;
use crate::words::Words;
use maud::{Markup, Render, html};

/// A dialog that names verb, object, count, sum and consequence; the safe button has the focus.
///
/// Opened by [`Action::dialog`]; posts to an address.
pub struct Dialog<'w> {
    words: &'w Words,
    id: String,
    heading: String,
    to: String,
    text: Option<Markup>,
    hidden: Vec<(String, String)>,
    fields: Vec<Field<'w>>,
    confirm: Action,
}

impl<'w> Dialog<'w> {
    /// A dialog with its id, a heading that asks, where it posts, and what its button says.
    pub fn new(
        words: &'w Words,
        id: impl Into<String>,
        heading: impl Into<String>,
        to: impl Into<String>,
        confirm: impl Into<String>,
    ) -> Self {
        Self {
            words,
            id: id.into(),
            heading: heading.into(),
            to: to.into(),
            text: None,
            hidden: Vec::new(),
            fields: Vec::new(),
            confirm: Action::submit(confirm).primary(),
        }
    }

    /// What changes, how many, how much, and what follows.
    pub fn text(mut self, text: impl Render) -> Self {
        self.text = Some(text.render());
        self
    }

    /// Adds a field: a reason, an end date.
    pub fn field(mut self, field: Field<'w>) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds a hidden field.
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// The button takes something away.
    pub fn danger(mut self) -> Self {
        self.confirm = self.confirm.danger();
        self
    }
}

impl Render for Dialog<'_> {
    fn render(&self) -> Markup {
        html! {
            dialog.dialog id=(self.id) aria-labelledby={ (self.id) "-heading" } {
                form method="post" action=(self.to) {
                    div.dialog-head {
                        h2 id={ (self.id) "-heading" } { (self.heading) }
                        button.button.button-quiet type="button" data-close aria-label=(self.words.close) { (Icon::X) }
                    }
                    div.dialog-body {
                        @if let Some(text) = &self.text { div { (text) } }
                        @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                        @for field in &self.fields { (field) }
                    }
                    div.dialog-foot {
                        button.button type="button" data-close autofocus { (self.words.cancel) }
                        (self.confirm)
                    }
                }
            }
        }
    }
}

/// A list of things that must each be seen or answered before going on. Stands in a form.
pub struct Checklist {
    entries: Vec<(String, Tone, Markup, String, bool, Option<String>)>,
}

impl Default for Checklist {
    fn default() -> Self {
        Self::new()
    }
}

impl Checklist {
    /// An empty list.
    pub fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// Adds a thing: the name of its check box, how heavy it is, what it says, what is confirmed ("gesehen"), whether it
    /// is, and the error if it is not.
    pub fn entry(
        mut self,
        name: impl Into<String>,
        tone: Tone,
        text: impl Render,
        confirm: impl Into<String>,
        checked: bool,
        error: Option<String>,
    ) -> Self {
        self.entries.push((name.into(), tone, text.render(), confirm.into(), checked, error));
        self
    }
}

impl Checklist {
    /// The names of the check boxes that have errors, with them.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().filter_map(|(name, .., error)| Some((name.as_str(), error.as_deref()?)))
    }
}

impl Render for Checklist {
    fn render(&self) -> Markup {
        html! {
            ul.checklist {
                @for (name, tone, text, confirm, checked, error) in &self.entries {
                    @let id = format!("field-{name}");
                    li.check-entry.field-wrong[error.is_some()] {
                        span class={ "check-mark " (tone.class()) } { (tone.icon()) }
                        div.check-text id={ (id) "-text" } {
                            (text)
                            @if let Some(error) = error {
                                p.field-error id={ (id) "-error" } { (Icon::CircleX) span { (error) } }
                            }
                        }
                        span.choice.check-box {
                            input id=(id) type="checkbox" name=(name) value="1" checked[*checked]
                                aria-describedby={ (id) "-text" } aria-invalid=[error.as_ref().map(|_| "true")];
                            label for=(id) { (confirm) }
                        }
                    }
                }
            }
        }
    }
}

/// The page before something that cannot be undone: what will happen, what must be seen, a number to type, a code.
pub struct Confirmation<'w> {
    heading: String,
    consequence: String,
    facts: Option<Facts>,
    form: Form<'w>,
    cancel: Action,
    confirm: Action,
}

impl<'w> Confirmation<'w> {
    /// The form that it posts (with the fields to fill in, such as the typed number and the one-time code), the heading
    /// that names the deed, what is final afterwards, what the button says, and the way back.
    pub fn new(
        form: Form<'w>,
        heading: impl Into<String>,
        consequence: impl Into<String>,
        confirm: impl Into<String>,
        cancel: Action,
    ) -> Self {
        Self {
            heading: heading.into(),
            consequence: consequence.into(),
            facts: None,
            form,
            cancel,
            confirm: Action::submit(confirm).primary().icon(Icon::Lock),
        }
    }

    /// What changes, how many, how much, who.
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = Some(facts.wide());
        self
    }

    /// What must be seen before, with its heading.
    pub fn checks(mut self, heading: impl Into<String>, checks: Checklist) -> Self {
        self.form = self.form.checks(heading, checks);
        self
    }

    /// The page's part, written at once.
    pub fn into_markup(self) -> Markup {
        html! {
            div.confirmation {
                (self.form.summary())
                h1 tabindex="-1" { (self.heading) }
                @if let Some(facts) = &self.facts { (facts) }
                p.consequence { (Icon::TriangleAlert) span { (self.consequence) } }
                (self.form.summed_elsewhere().action(self.confirm).action(self.cancel.quiet()))
            }
        }
    }
}
