//! A field: label above, help below the label, error, control.

use super::control::{Choice, Control, Width};
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// The id of the control of a field.
pub(super) fn id(name: &str) -> String {
    format!("field-{name}")
}

/// A field of a form. Required is the rule; what may stay empty says so.
pub struct Field<'w> {
    words: &'w Words,
    name: String,
    label: String,
    control: Control,
    help: Option<String>,
    error: Option<String>,
    understood: Option<String>,
    optional: bool,
    autocomplete: Option<&'static str>,
    prefix: Option<String>,
    suffix: Option<String>,
    placeholder: Option<String>,
    list: Vec<String>,
    check_at: Option<String>,
    code: bool,
}

impl<'w> Field<'w> {
    fn with(words: &'w Words, name: impl Into<String>, label: impl Into<String>, control: Control) -> Self {
        Self {
            words,
            name: name.into(),
            label: label.into(),
            control,
            help: None,
            error: None,
            understood: None,
            optional: false,
            autocomplete: None,
            prefix: None,
            suffix: None,
            placeholder: None,
            list: Vec::new(),
            check_at: None,
            code: false,
        }
    }

    fn line(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        kind: &'static str,
        mode: Option<&'static str>,
        width: Width,
    ) -> Self {
        Self::with(words, name, label, Control::Line { kind, mode, value: String::new(), width })
    }

    /// A line of text.
    pub fn text(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "text", None, Width::Long)
    }

    /// An address for mail.
    pub fn email(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "email", Some("email"), Width::Long).autocomplete("email")
    }

    /// A password; can be pasted.
    pub fn password(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "password", None, Width::Long).autocomplete("current-password")
    }

    /// A one-time code.
    pub fn code(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Self::line(words, name, label, "text", Some("numeric"), Width::Short);
        field.code = true;
        field.autocomplete("one-time-code")
    }

    /// A whole number.
    pub fn number(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "text", Some("numeric"), Width::Medium)
    }

    /// An amount of money in a currency; comma or point is for the server to read.
    pub fn money(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        currency: impl Into<String>,
    ) -> Self {
        Self::line(words, name, label, "text", Some("decimal"), Width::Medium).suffix(currency)
    }

    /// A percentage.
    pub fn percent(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "text", Some("decimal"), Width::Short).suffix("%")
    }

    /// A day as the user writes it (`4.3.`, `heute`); the server reads it and says what it [understood](Self::understood).
    pub fn date(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::line(words, name, label, "text", None, Width::Medium)
    }

    /// An IBAN; spaces are allowed.
    pub fn iban(words: &'w Words, name: impl Into<String>, label: impl Into<String>) -> Self {
        let mut field = Self::line(words, name, label, "text", None, Width::Long);
        field.code = true;
        field.autocomplete("off")
    }

    /// Several lines of text.
    pub fn area(words: &'w Words, name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::with(words, name, label, Control::Area { value: String::new(), rows })
    }

    /// The source of a plan: lines as they are, in letters of one width.
    pub fn source(words: &'w Words, name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        let mut field = Self::area(words, name, label, rows);
        field.code = true;
        field
    }

    /// One of many answers.
    pub fn select(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        let choices = choices.into_iter().collect();
        Self::with(words, name, label, Control::Select { choices, width: Width::Long })
    }

    /// One of a few answers, all visible.
    pub fn radios(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self::with(words, name, label, Control::Radios { choices: choices.into_iter().collect() })
    }

    /// Any of a few answers.
    pub fn checks(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self::with(words, name, label, Control::Checks { choices: choices.into_iter().collect() })
    }

    /// Yes or no; sends `1` for yes.
    pub fn check(words: &'w Words, name: impl Into<String>, label: impl Into<String>, checked: bool) -> Self {
        Self::with(words, name, label, Control::Check { checked })
    }

    /// A file; `accept` as in HTML (`.csv,.xlsx`).
    pub fn file(
        words: &'w Words,
        name: impl Into<String>,
        label: impl Into<String>,
        accept: impl Into<String>,
    ) -> Self {
        Self::with(words, name, label, Control::File { accept: accept.into(), several: false })
    }

    /// What the user has put in, kept as it was, also when it is wrong.
    pub fn value(mut self, new: impl Into<String>) -> Self {
        match &mut self.control {
            Control::Line { value, .. } | Control::Area { value, .. } => *value = new.into(),
            Control::Select { choices, .. } | Control::Radios { choices } => {
                let new = new.into();
                choices.iter_mut().for_each(|choice| choice.chosen = choice.value == new);
            }
            Control::Checks { .. } | Control::Check { .. } | Control::File { .. } => {}
        }
        self
    }

    /// A sentence below the label.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong and what helps.
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// The error, if there is one.
    pub fn maybe_error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }

    /// What was understood: the day that `heute` is, the bank of an IBAN.
    pub fn understood(mut self, text: impl Into<String>) -> Self {
        self.understood = Some(text.into());
        self
    }

    /// May stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// How wide it is.
    pub fn width(mut self, new: Width) -> Self {
        if let Control::Line { width, .. } | Control::Select { width, .. } = &mut self.control {
            *width = new;
        }
        self
    }

    /// What a browser may fill in (`autocomplete` of HTML).
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// What stands before the input, within its border.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// What stands behind the input, within its border: a currency, a unit.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffix = Some(suffix.into());
        self
    }

    /// An example in the empty field; never instead of label or help.
    pub fn placeholder(mut self, placeholder: impl Into<String>) -> Self {
        self.placeholder = Some(placeholder.into());
        self
    }

    /// Values that are offered while typing.
    pub fn suggestions(mut self, values: impl IntoIterator<Item = String>) -> Self {
        self.list = values.into_iter().collect();
        self
    }

    /// The address of a light check on leaving the field: it gets the field's value and answers with the whole field.
    pub fn check_at(mut self, href: impl Into<String>) -> Self {
        self.check_at = Some(href.into());
        self
    }

    /// Several files.
    pub fn several(mut self) -> Self {
        if let Control::File { several, .. } = &mut self.control {
            *several = true;
        }
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn message(&self) -> Option<&str> {
        self.error.as_deref()
    }

    fn id(&self) -> String {
        id(&self.name)
    }

    fn described(&self) -> Option<String> {
        let parts = [("help", self.help.is_some()), ("error", self.error.is_some()), ("ok", self.understood.is_some())];
        let ids: Vec<_> =
            parts.iter().filter(|(_, there)| *there).map(|(part, _)| format!("{}-{part}", self.id())).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn label_text(&self) -> Markup {
        html! {
            (self.label)
            @if self.optional { " " span.optional { "(" (self.words.optional) ")" } }
        }
    }

    fn notes(&self) -> Markup {
        html! {
            @if let Some(help) = &self.help { p.help id={ (self.id()) "-help" } { (help) } }
            @if let Some(error) = &self.error {
                p.field-error id={ (self.id()) "-error" } { (Icon::CircleX) span { (error) } }
            }
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    fn line_control(&self, kind: &str, mode: Option<&str>, value: &str, width: Width) -> Markup {
        let list = (!self.list.is_empty()).then(|| format!("{}-list", self.id()));
        html! {
            div class=(width.class()) {
                @if let Some(prefix) = &self.prefix { span.affix { (prefix) } }
                input.code[self.code] id=(self.id()) name=(self.name) type=(kind) value=(value) inputmode=[mode]
                    autocomplete=[self.autocomplete] placeholder=[self.placeholder.as_ref()] list=[list.as_ref()]
                    spellcheck=[self.code.then_some("false")]
                    aria-describedby=[self.described()] aria-invalid=[self.invalid()]
                    aria-required=[(!self.optional).then_some("true")]
                    hx-get=[self.check_at.as_ref()] hx-trigger=[self.check_at.as_ref().map(|_| "change")]
                    hx-target=[self.check_at.as_ref().map(|_| "closest .field")]
                    hx-swap=[self.check_at.as_ref().map(|_| "outerHTML")];
                @if let Some(suffix) = &self.suffix { span.affix { (suffix) } }
            }
            @if let Some(list) = &list {
                datalist id=(list) { @for value in &self.list { option value=(value) {} } }
            }
        }
    }

    fn choices(&self, kind: &str, choices: &[Choice]) -> Markup {
        html! {
            fieldset.choices aria-describedby=[self.described()] aria-invalid=[self.invalid()] {
                legend.label { (self.label_text()) }
                (self.notes())
                @for (at, choice) in choices.iter().enumerate() {
                    @let own = if at == 0 { self.id() } else { format!("{}-{at}", self.id()) };
                    div.choice {
                        input id=(own) type=(kind) name=(self.name) value=(choice.value) checked[choice.chosen]
                            aria-describedby=[choice.help.as_ref().map(|_| format!("{own}-note"))];
                        div {
                            label for=(own) { (choice.label) }
                            @if let Some(help) = &choice.help { p.help id={ (own) "-note" } { (help) } }
                        }
                    }
                }
            }
        }
    }

    fn control(&self) -> Markup {
        match &self.control {
            Control::Line { kind, mode, value, width } => self.line_control(kind, *mode, value, *width),
            Control::Area { value, rows } => html! {
                div.input.width-full {
                    // The first line break in a text area is dropped by browsers.
                    textarea class=[self.code.then_some("code")] id=(self.id()) name=(self.name) rows=(rows)
                        spellcheck=[self.code.then_some("false")] wrap=[self.code.then_some("off")] placeholder=[self.placeholder.as_ref()]
                        aria-describedby=[self.described()] aria-invalid=[self.invalid()]
                        aria-required=[(!self.optional).then_some("true")] { "\n" (value) }
                }
            },
            Control::Select { choices, width } => html! {
                div class={ (width.class()) " select-input" } {
                    select id=(self.id()) name=(self.name) aria-describedby=[self.described()]
                        aria-invalid=[self.invalid()] {
                        @for choice in choices { (choice) }
                    }
                    (Icon::ChevronDown)
                }
            },
            Control::File { accept, several } => html! {
                div.file-input {
                    (Icon::Upload)
                    input id=(self.id()) name=(self.name) type="file" accept=(accept) multiple[*several]
                        aria-describedby=[self.described()] aria-invalid=[self.invalid()];
                }
            },
            Control::Radios { choices } => self.choices("radio", choices),
            Control::Checks { choices } => self.choices("checkbox", choices),
            Control::Check { checked } => html! {
                div.choice {
                    input id=(self.id()) type="checkbox" name=(self.name) value="1" checked[*checked]
                        aria-describedby=[self.described()] aria-invalid=[self.invalid()];
                    div {
                        label for=(self.id()) { (self.label_text()) }
                        (self.notes())
                    }
                }
            },
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let labelled = !matches!(self.control, Control::Radios { .. } | Control::Checks { .. } | Control::Check { .. });
        html! {
            div.field.field-wrong[self.error.is_some()] {
                @if labelled {
                    label.label for=(self.id()) { (self.label_text()) }
                    (self.notes())
                }
                (self.control())
                @if let Some(text) = &self.understood {
                    p.understood id={ (self.id()) "-ok" } { (Icon::Check) span { (text) } }
                }
            }
        }
    }
}
