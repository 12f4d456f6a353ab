//! Imports: which column is what, what a dry run would do, which rows are refused.

use crate::chip::Tone;
use crate::form::Choice;
use crate::icon::Icon;
use crate::words::Words;
use maud::{Markup, Render, html};

/// The steps of a wizard, all visible.
pub struct Steps<'w> {
    words: &'w Words,
    label: String,
    names: Vec<String>,
    current: usize,
}

impl<'w> Steps<'w> {
    /// Steps with a name for the whole; `current` counts from 1.
    pub fn new(
        words: &'w Words,
        label: impl Into<String>,
        names: impl IntoIterator<Item = impl Into<String>>,
        current: usize,
    ) -> Self {
        Self { words, label: label.into(), names: names.into_iter().map(Into::into).collect(), current }
    }
}

impl Render for Steps<'_> {
    fn render(&self) -> Markup {
        html! {
            ol.wizard aria-label=(self.label) {
                @for (number, name) in (1..).zip(&self.names) {
                    @let done = number < self.current;
                    @let now = number == self.current;
                    li.wizard-step.wizard-done[done].wizard-now[now] aria-current=[now.then_some("step")] {
                        span.wizard-mark aria-hidden="true" { @if done { (Icon::Check) } @else { (number) } }
                        span { (name) }
                        @if done { span.hidden { " (" (self.words.step_done) ")" } }
                    }
                }
            }
        }
    }
}

/// A column of the file and what it is taken for.
pub struct MappedColumn {
    name: String,
    samples: Vec<String>,
    field: String,
    choices: Vec<Choice>,
    error: Option<String>,
}

impl MappedColumn {
    /// The column's head in the file, the first values, the name of the field to send, and what it can be taken for.
    pub fn new(
        name: impl Into<String>,
        samples: impl IntoIterator<Item = String>,
        field: impl Into<String>,
        choices: impl IntoIterator<Item = Choice>,
    ) -> Self {
        Self {
            name: name.into(),
            samples: samples.into_iter().collect(),
            field: field.into(),
            choices: choices.into_iter().collect(),
            error: None,
        }
    }

    /// What is wrong with this choice.
    pub fn error(mut self, error: Option<String>) -> Self {
        self.error = error;
        self
    }
}

/// The mapping: each column of the file with its first values beside the choice. Stands in a form.
pub struct Mapping {
    heads: [String; 3],
    columns: Vec<MappedColumn>,
}

impl Mapping {
    /// The heads: column of the file, first values, what it is.
    pub fn new(column: impl Into<String>, samples: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { heads: [column.into(), samples.into(), meaning.into()], columns: Vec::new() }
    }

    /// Adds a column.
    pub fn column(mut self, column: MappedColumn) -> Self {
        self.columns.push(column);
        self
    }
}

impl Render for Mapping {
    fn render(&self) -> Markup {
        let [column, samples, meaning] = &self.heads;
        html! {
            table.mapping {
                thead { tr { th scope="col" { (column) } th scope="col" { (samples) } th scope="col" { (meaning) } } }
                tbody {
                    @for column in &self.columns {
                        @let id = format!("field-{}", column.field);
                        tr {
                            th scope="row" { label for=(id) { (column.name) } }
                            td.mapping-samples { @for sample in &column.samples { span { (sample) } } }
                            td {
                                div.field.field-wrong[column.error.is_some()] {
                                    div.input.select-input.width-long {
                                        select id=(id) name=(column.field) aria-invalid=[column.error.as_ref().map(|_| "true")]
                                            aria-describedby=[column.error.as_ref().map(|_| format!("{id}-error"))] {
                                            @for choice in &column.choices { (choice) }
                                        }
                                        (Icon::ChevronDown)
                                    }
                                    @if let Some(error) = &column.error {
                                        p.field-error id={ (id) "-error" } { (Icon::CircleX) span { (error) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a dry run would do: counts that lead to the rows behind them.
pub struct Counts(Vec<(Tone, String, String, Option<String>)>);

impl Counts {
    /// No counts yet.
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a count: its tone, what is counted, the formatted number, and the rows behind it.
    pub fn count(
        mut self,
        tone: Tone,
        label: impl Into<String>,
        number: impl Into<String>,
        href: Option<String>,
    ) -> Self {
        self.0.push((tone, label.into(), number.into(), href));
        self
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self::new()
    }
}

impl Render for Counts {
    fn render(&self) -> Markup {
        html! {
            ul.counts {
                @for (tone, label, number, href) in &self.0 {
                    li class={ "count-card " (tone.class()) } {
                        (tone.icon())
                        @match href {
                            Some(href) => a.count-number.figure href=(href) { (number) },
                            None => span.count-number { (number) },
                        }
                        span.count-label { (label) }
                    }
                }
            }
        }
    }
}

/// Rows that were refused: where, what is wrong and what helps.
pub struct Refusals {
    heads: [String; 4],
    rows: Vec<[String; 4]>,
}

impl Refusals {
    /// The heads: row of the file, field, what it says there, what is wrong.
    pub fn new(
        row: impl Into<String>,
        field: impl Into<String>,
        value: impl Into<String>,
        error: impl Into<String>,
    ) -> Self {
        Self { heads: [row.into(), field.into(), value.into(), error.into()], rows: Vec::new() }
    }

    /// Adds a refused row: its number, the field, what it says there, what is wrong and what helps.
    pub fn row(
        mut self,
        row: impl Into<String>,
        field: impl Into<String>,
        value: impl Into<String>,
        error: impl Into<String>,
    ) -> Self {
        self.rows.push([row.into(), field.into(), value.into(), error.into()]);
        self
    }
}

impl Render for Refusals {
    fn render(&self) -> Markup {
        let [row, field, value, error] = &self.heads;
        html! {
            table.refusals {
                thead {
                    tr {
                        th.number scope="col" { (row) }
                        th scope="col" { (field) }
                        th scope="col" { (value) }
                        th scope="col" { (error) }
                    }
                }
                tbody {
                    @for [row, field, value, error] in &self.rows {
                        tr {
                            th.number scope="row" { (row) }
                            td { (field) }
                            td { span.code { (value) } }
                            td.refusal-text { (error) }
                        }
                    }
                }
            }
        }
    }
}
