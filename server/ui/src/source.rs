//! The text of a plan: numbers, marks of findings, what changed.

use crate::chip::Tone;
use crate::words::Words;
use maud::{Markup, Render, html};

/// What a piece of a line is; gives its ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Names and signs.
    Plain,
    /// Words of the language.
    Keyword,
    /// Numbers, percents, dates.
    Number,
    /// Quoted text.
    Text,
    /// Remarks.
    Comment,
}

impl Ink {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Keyword => Some("ink-keyword"),
            Self::Number => Some("ink-number"),
            Self::Text => Some("ink-text"),
            Self::Comment => Some("ink-comment"),
        }
    }
}

/// What happened to a line between two versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gutter {
    /// Nothing.
    #[default]
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A line of the text.
pub struct SourceLine {
    number: Option<usize>,
    before: Option<usize>,
    pieces: Vec<(Ink, String)>,
    gutter: Gutter,
    marked: bool,
    findings: Vec<(Tone, Markup)>,
}

impl SourceLine {
    /// A line with its number, counted from 1.
    pub fn new(number: usize, text: impl Into<String>) -> Self {
        Self::inked(number, [(Ink::Plain, text.into())])
    }

    /// A line of pieces with their inks.
    pub fn inked(number: usize, pieces: impl IntoIterator<Item = (Ink, String)>) -> Self {
        Self {
            number: Some(number),
            before: None,
            pieces: pieces.into_iter().collect(),
            gutter: Gutter::Same,
            marked: false,
            findings: Vec::new(),
        }
    }

    /// In a comparison: the number in the version before (none if the line is new) and in this one (none if it is gone).
    pub fn compared(mut self, before: Option<usize>, now: Option<usize>) -> Self {
        self.before = before;
        self.number = now;
        self.gutter = match (before, now) {
            (None, Some(_)) => Gutter::Added,
            (Some(_), None) => Gutter::Removed,
            _ => Gutter::Same,
        };
        self
    }

    /// Part of what the page speaks of.
    pub fn marked(mut self) -> Self {
        self.marked = true;
        self
    }

    /// Adds a finding below the line.
    pub fn finding(mut self, tone: Tone, text: impl Render) -> Self {
        self.findings.push((tone, text.render()));
        self
    }
}

/// The text of a plan, or the difference of two versions.
pub struct SourceView<'w> {
    words: &'w Words,
    id: String,
    title: String,
    lines: Vec<SourceLine>,
    compared: bool,
}

impl<'w> SourceView<'w> {
    /// A text with an id that is unique on the page (lines are `id-L12`) and a title (`nordlicht.plan · v4`).
    pub fn new(words: &'w Words, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { words, id: id.into(), title: title.into(), lines: Vec::new(), compared: false }
    }

    /// Two columns of numbers: the version before, and this one.
    pub fn comparing(mut self) -> Self {
        self.compared = true;
        self
    }

    /// Adds a line.
    pub fn line(mut self, line: SourceLine) -> Self {
        self.lines.push(line);
        self
    }

    /// Adds lines.
    pub fn lines(mut self, lines: impl IntoIterator<Item = SourceLine>) -> Self {
        self.lines.extend(lines);
        self
    }

    fn row(&self, line: &SourceLine) -> Markup {
        let class = match (line.gutter, line.marked) {
            (Gutter::Added, _) => "source-line source-added",
            (Gutter::Removed, _) => "source-line source-removed",
            (Gutter::Same, true) => "source-line source-marked",
            (Gutter::Same, false) => "source-line",
        };
        let sign = match line.gutter {
            Gutter::Added => Some(("+", &self.words.line_added)),
            Gutter::Removed => Some(("−", &self.words.line_removed)),
            Gutter::Same => None,
        };
        html! {
            tr class=(class) id=[line.number.map(|number| format!("{}-L{number}", self.id))] {
                @if self.compared { td.source-number { @if let Some(number) = line.before { (number) } } }
                td.source-number { @if let Some(number) = line.number { (number) } }
                @if self.compared {
                    td.source-sign {
                        @if let Some((sign, word)) = sign {
                            span aria-hidden="true" { (sign) } span.hidden { (word) }
                        }
                    }
                }
                td.source-text {
                    code { @for (ink, text) in &line.pieces {
                        @match ink.class() {
                            Some(class) => span class=(class) { (text) },
                            None => (text),
                        }
                    } }
                }
            }
            @for (tone, text) in &line.findings {
                tr.source-finding {
                    td colspan=(if self.compared { 3 } else { 1 }) {}
                    td { div class={ "finding " (tone.class()) } { (tone.icon()) div { (text) } } }
                }
            }
        }
    }
}

impl Render for SourceView<'_> {
    fn render(&self) -> Markup {
        html! {
            section.source {
                h2.source-title id={ (self.id) "-title" } { (self.title) }
                div.source-scroll role="region" aria-labelledby={ (self.id) "-title" } tabindex="0" {
                    table.source-table { tbody { @for line in &self.lines { (self.row(line)) } } }
                }
            }
        }
    }
}
