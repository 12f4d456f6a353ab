//! What a field is filled in with.

use maud::{Markup, Render, html};

/// How wide a field is: as wide as its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Two characters: a country.
    Tiny,
    /// Five to eight characters: a code, a postcode.
    Short,
    /// A date, an amount.
    Medium,
    /// A name, an IBAN.
    Long,
    /// The whole column.
    Full,
}

impl Width {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Tiny => "input width-tiny",
            Self::Short => "input width-short",
            Self::Medium => "input width-medium",
            Self::Long => "input width-long",
            Self::Full => "input width-full",
        }
    }
}

/// One of several answers.
#[derive(Clone, Debug)]
pub struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) chosen: bool,
}

impl Choice {
    /// An answer: what is sent and what is read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), help: None, chosen: false }
    }

    /// A sentence below the answer; not shown in a select.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it is the present answer.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

/// What is drawn for a field.
pub(super) enum Control {
    Line { kind: &'static str, mode: Option<&'static str>, value: String, width: Width },
    Area { value: String, rows: u8 },
    Select { choices: Vec<Choice>, width: Width },
    Radios { choices: Vec<Choice> },
    Checks { choices: Vec<Choice> },
    Check { checked: bool },
    File { accept: String, several: bool },
}

impl Render for Choice {
    /// As an option of a select.
    fn render(&self) -> Markup {
        html! { option value=(self.value) selected[self.chosen] { (self.label) } }
    }
}
