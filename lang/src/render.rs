//! Diagnostics for people and for programs: with absolute positions, as text or as JSON.
//!
//! Findings speak of ranges inside of items. Here, at the rim, they become lines and columns
//! of a file.

mod expansion;
mod shown;

pub use expansion::expansion;
pub use shown::visible;

use crate::diagnostic::{Code, Diagnostic, Reading, Severity};
use crate::source::{ItemIndex, LineIndex, Span};
use crate::syntax::split;
use crate::words::{Language, Text};
use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// A plan file, ready to be pointed into.
#[derive(Clone, Debug)]
pub struct PlanText<'t> {
    file: &'t str,
    text: &'t str,
    items: Vec<Range<usize>>,
    lines: LineIndex,
    language: Language,
}

/// A finding as programs read it. Lines and columns count from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What the place shows, in a few words.
    pub label: Option<String>,
    /// Where.
    #[serde(flatten)]
    pub position: Position,
    /// What to do.
    pub help: Option<String>,
    /// Other places that matter.
    pub notes: Vec<EntryNote>,
    /// The readings to choose from.
    pub readings: Vec<EntryReading>,
}

/// A range of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The file, as it was named.
    pub file: String,
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column behind the last character.
    pub end_column: u32,
}

/// A second place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryNote {
    /// What is to be seen there.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub position: Position,
}

/// One way to read what the author left open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryReading {
    /// What to write to choose it.
    pub write: String,
    /// What it then means.
    pub meaning: String,
}

impl<'t> PlanText<'t> {
    /// A plan file with the name that is printed. Its findings are said in English.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        let items = split(text).into_iter().map(|raw| raw.range).collect();
        Self { file, text, items, lines: LineIndex::new(text), language: Language::English }
    }

    /// The same with findings in a language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The bytes of the file that a range of an item covers. An empty range becomes the
    /// character behind it; the start of an item is where its text starts, not the comments above.
    pub fn bytes(&self, item: ItemIndex, span: Span) -> Range<usize> {
        let item = self.items.get(item.0 as usize).cloned().unwrap_or(self.text.len()..self.text.len());
        if span == Span::default() {
            return self.first_word(item);
        }
        let start = self.boundary(item.start + span.start as usize);
        let end = self.boundary(item.start + span.end as usize).max(start);
        if start < end { start..end } else { start..start + self.character(start) }
    }

    /// The item that a byte of the file is in, and the byte's place inside of it.
    pub fn item_at(&self, byte: usize) -> (ItemIndex, u32) {
        let at = self.items.partition_point(|item| item.end <= byte).min(self.items.len().saturating_sub(1));
        let start = self.items.get(at).map_or(0, |item| item.start);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (ItemIndex(number(at)), number(byte.saturating_sub(start)))
    }

    /// One-based line and column of a place.
    pub fn line_column(&self, item: ItemIndex, span: Span) -> (u32, u32) {
        self.position_of(self.bytes(item, span).start)
    }

    /// The findings as text with the plan's lines, each followed by an empty line.
    ///
    /// What a terminal would obey is spelled out, and lines that are very long are cut.
    pub fn report<'d>(&self, found: impl IntoIterator<Item = (ItemIndex, &'d Diagnostic)>, color: bool) -> String {
        let file = visible(self.file);
        let careful = shown::needs_care(self.text);
        let mut source = (file.as_ref(), ariadne::Source::from(Cow::Borrowed(if careful { "" } else { self.text })));
        let mut out = String::new();
        for (item, diagnostic) in found {
            let places = self.places(item, diagnostic);
            let mut one = Vec::new();
            // Writing into memory fails only where the source cannot be found, and it is right here.
            if careful {
                let (text, moved) = shown::shown(self.text, &places);
                let mut source = (file.as_ref(), ariadne::Source::from(text.as_str()));
                let _ = self.one_report(&file, diagnostic, &moved, color).write(&mut source, &mut one);
                let one = self.with_place(&String::from_utf8_lossy(&one), &text, &places, &moved);
                out.push_str(&self.with_own_words(diagnostic, &one));
            } else {
                let _ = self.one_report(&file, diagnostic, &places, color).write(&mut source, &mut one);
                out.push_str(&self.with_own_words(diagnostic, &String::from_utf8_lossy(&one)));
            }
            out.push('\n');
        }
        let text = out;
        let lines = text.lines().map(str::trim_end);
        lines.fold(String::new(), |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        })
    }

    /// The bytes of a finding, then those of its notes.
    fn places(&self, item: ItemIndex, diagnostic: &Diagnostic) -> Vec<Range<usize>> {
        let notes = diagnostic.notes.iter().map(|note| self.bytes(note.item.unwrap_or(item), note.span));
        std::iter::once(self.bytes(item, diagnostic.span)).chain(notes).collect()
    }

    /// A report of cut text with the column of the text that was not cut.
    fn with_place(&self, report: &str, text: &str, places: &[Range<usize>], moved: &[Range<usize>]) -> String {
        let (Some(place), Some(moved)) = (places.first(), moved.first()) else { return report.to_owned() };
        let (line, column) = self.position_of(place.start);
        let (_, shown) = LineIndex::new(text).line_column(text, u32::try_from(moved.start).unwrap_or(u32::MAX));
        report.replacen(&format!(":{line}:{shown} "), &format!(":{line}:{column} "), 1)
    }

    /// The findings as programs read them.
    pub fn entries<'d>(&self, found: impl IntoIterator<Item = (ItemIndex, &'d Diagnostic)>) -> Vec<Entry> {
        let entry = |(item, diagnostic): (ItemIndex, &'d Diagnostic)| Entry {
            code: diagnostic.code,
            severity: diagnostic.severity(),
            message: self.say(&diagnostic.message),
            label: diagnostic.label.as_ref().map(|text| self.say(text)),
            position: self.position(item, diagnostic.span),
            help: diagnostic.help.as_ref().map(|text| self.say(text)),
            notes: diagnostic
                .notes
                .iter()
                .map(|note| EntryNote {
                    message: self.say(&note.text),
                    position: self.position(note.item.unwrap_or(item), note.span),
                })
                .collect(),
            readings: diagnostic
                .readings
                .iter()
                .map(|reading| EntryReading { write: reading.write.clone(), meaning: self.say(&reading.meaning) })
                .collect(),
        };
        found.into_iter().map(entry).collect()
    }

    /// A text in the language of the findings.
    fn say(&self, text: &Text) -> String {
        text.in_language(self.language)
    }

    fn position(&self, item: ItemIndex, span: Span) -> Position {
        let bytes = self.bytes(item, span);
        let (line, column) = self.position_of(bytes.start);
        let (end_line, end_column) = self.position_of(bytes.end);
        Position { file: self.file.to_owned(), line, column, end_line, end_column }
    }

    fn position_of(&self, byte: usize) -> (u32, u32) {
        self.lines.line_column(self.text, u32::try_from(byte).unwrap_or(u32::MAX))
    }

    /// The first word of an item that is no comment; its first character where there is none.
    fn first_word(&self, item: Range<usize>) -> Range<usize> {
        let text = self.text.get(item.clone()).unwrap_or_default();
        let mut start = item.start;
        for line in text.split_inclusive('\n') {
            let inner = line.trim_start();
            if !inner.is_empty() && !inner.starts_with('#') {
                let start = start + (line.len() - inner.len());
                let word = inner.find(char::is_whitespace).unwrap_or(inner.len());
                return start..start + word;
            }
            start += line.len();
        }
        item.start..item.start + self.character(item.start)
    }

    /// The character boundary of the text at or before a byte.
    fn boundary(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte)
    }

    /// Bytes of the character at a place; none at the end of a line or of the text.
    fn character(&self, byte: usize) -> usize {
        let next = self.text.get(byte..).and_then(|rest| rest.chars().next());
        next.filter(|c| !matches!(c, '\n' | '\r')).map_or(0, char::len_utf8)
    }
}

impl PlanText<'_> {
    /// A finding at places of a source: its own, then those of its notes.
    fn one_report<'f>(
        &self,
        file: &'f str,
        diagnostic: &Diagnostic,
        places: &[Range<usize>],
        color: bool,
    ) -> Report<'f, (&'f str, Range<usize>)> {
        let bytes = places.first().cloned().unwrap_or_default();
        let (kind, tint) = match diagnostic.severity() {
            Severity::Error => (ReportKind::Error, Color::Red),
            Severity::Warning => (ReportKind::Warning, Color::Yellow),
        };
        let mut labels = Vec::new();
        let mut within = false;
        for (note, place) in diagnostic.notes.iter().zip(places.iter().skip(1)) {
            within |= bytes.start <= place.start && place.end <= bytes.end;
            let text = self.say(&note.text);
            let label = Label::new((file, place.clone())).with_message(visible(&text)).with_color(Color::Cyan);
            labels.push((place.start, label));
        }
        let mut main = Label::new((file, bytes.clone())).with_color(tint).with_priority(1);
        // Where other labels tell the parts, `here` would say nothing.
        if let Some(words) = diagnostic.label.clone().or_else(|| (!within).then(|| say!("here"))) {
            main = main.with_message(visible(&self.say(&words)));
        }
        labels.push((bytes.start, main));
        // In the order of the text they share one excerpt.
        labels.sort_by_key(|(start, _)| *start);
        let mut report = Report::build(kind, (file, bytes))
            .with_config(Config::default().with_color(color).with_index_type(IndexType::Byte))
            .with_code(diagnostic.code)
            .with_message(visible(&self.say(&diagnostic.message)))
            .with_labels(labels.into_iter().map(|(_, label)| label));
        if let Some(help) = self.help(diagnostic) {
            report.set_help(visible(&help));
        }
        report.finish()
    }

    /// The cure, and the readings as a list.
    fn help(&self, diagnostic: &Diagnostic) -> Option<String> {
        let mut text = diagnostic.help.as_ref().map(|help| self.say(help)).unwrap_or_default();
        for Reading { write, meaning } in &diagnostic.readings {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.say(&say!("write `{write}` - {meaning}")));
        }
        (!text.is_empty()).then_some(text)
    }

    /// A report with this language's words for what ariadne writes in English: `Error` or `Warning` in the first line,
    /// and `Help`. The help is the report's last part, so its lines are the last ones but for the frame; those behind
    /// the first are set in to the word's width.
    fn with_own_words<'r>(&self, diagnostic: &Diagnostic, report: &'r str) -> Cow<'r, str> {
        const HELP: &str = "Help";
        if self.language == Language::English {
            return Cow::Borrowed(report);
        }
        let (english, severity) = match diagnostic.severity() {
            Severity::Error => ("] Error:", say!("Error")),
            Severity::Warning => ("] Warning:", say!("Warning")),
        };
        let severity = format!("] {}:", self.say(&severity));
        let word = self.say(&say!("Help"));
        let wider = " ".repeat(word.chars().count().saturating_sub(HELP.len()));
        let count = self.help(diagnostic).map_or(0, |help| visible(&help).lines().count());
        let first = report.lines().count().saturating_sub(count + 1);
        let own = |(at, line): (usize, &str)| match line.split_once('│') {
            _ if at == 0 => line.replacen(english, &severity, 1),
            Some(_) if at == first && count > 0 => line.replacen(HELP, &word, 1),
            Some((margin, text)) if at > first => format!("{margin}│{wider}{text}"),
            _ => line.to_owned(),
        };
        Cow::Owned(report.lines().enumerate().map(own).fold(String::new(), |text, line| text + &line + "\n"))
    }
}

/// The index of all diagnostics in a language, as Markdown.
pub fn index(language: Language) -> String {
    let head = say!(
        "# Index of diagnostics\n\n\
         Every finding of the compiler has a code that never changes its meaning. An error keeps a plan from being\n\
         compiled; a warning does not. Codes that begin with `choose-` ask for a choice that real plans make\n\
         differently; the diagnostic lists the readings, what to write for each, and what each does.\n\n\
         This page in German: [DIAGNOSTICS.de.md](DIAGNOSTICS.de.md).\n\n\
         | code | severity | meaning |"
    );
    let mut out = String::from(
        "<!-- Written by `cargo xtask codegen` from `lang/src/diagnostic.rs`; edit that file, or `lang/src/words/de.po`. -->\n\n",
    );
    out.push_str(&head.in_language(language));
    out.push_str("\n|---|---|---|\n");
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => say!("error"),
            Severity::Warning => say!("warning"),
        };
        let explanation = Text::from(code.explanation()).in_language(language).replace('|', "\\|");
        let _ = writeln!(out, "| `{code}` | {} | {explanation} |", severity.in_language(language));
    }
    out
}

#[cfg(test)]
mod tests;
