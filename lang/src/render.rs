//! Diagnostics for people and for programs: with absolute positions, as text or as JSON.
//!
//! Findings speak of ranges inside of items. Here, at the rim, they become lines and columns
//! of a file.

mod constant;
mod expansion;
mod shown;

pub use constant::constant;
pub use expansion::expansion;
pub use shown::visible;

use crate::bundle;
use crate::diagnostic::{Code, Diagnostic, Reading, Severity};
use crate::source::{ItemIndex, LineIndex, Span};
use crate::words::{Language, Text};
use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write;
use std::ops::Range;

/// A plan's text, ready to be pointed into. Of a bundle every place is one of the file that it lies in.
#[derive(Clone, Debug)]
pub struct PlanText<'t> {
    text: &'t str,
    items: Vec<Range<usize>>,
    files: Vec<File<'t>>,
    language: Language,
}

/// A file of a plan.
#[derive(Clone, Debug)]
struct File<'t> {
    /// The name that is printed.
    name: Cow<'t, str>,
    /// Its bytes of the plan's text.
    range: Range<usize>,
    text: &'t str,
    lines: LineIndex,
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
    /// A plan's text with the name that is printed; files of a bundle stand in the same folder. Its findings are said in
    /// English.
    pub fn new(file: &'t str, text: &'t str) -> Self {
        let parts = bundle::parts(text);
        let folders = parts.iter().rev().filter_map(|part| file.strip_suffix(part.name));
        let folder = folders.into_iter().find(|folder| folder.is_empty() || folder.ends_with(['/', '\\']));
        let folder = folder.unwrap_or_default();
        let files = parts
            .into_iter()
            .map(|part| {
                let name = match part.name {
                    "" => Cow::Borrowed(file),
                    name => Cow::Owned(format!("{folder}{name}")),
                };
                let text = text.get(part.range.clone()).unwrap_or_default();
                File { name, range: part.range, text, lines: LineIndex::new(text) }
            })
            .collect();
        Self { text, items: bundle::item_ranges(text), files, language: Language::English }
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

    /// One-based line and column of a place in its file.
    pub fn line_column(&self, item: ItemIndex, span: Span) -> (u32, u32) {
        let (_, line, column) = self.position_of(self.bytes(item, span).start);
        (line, column)
    }

    /// The name of the file that an item stands in, and the line of its first byte there.
    pub fn start_of(&self, item: ItemIndex) -> (String, u32) {
        let at = self.items.get(item.0 as usize).map_or(0, |range| range.start);
        let (file, line, _) = self.position_of(at);
        (file.to_owned(), line)
    }

    /// The findings as text with the plan's lines, each followed by an empty line.
    ///
    /// What a terminal would obey is spelled out, and lines that are very long are cut.
    pub fn report<'d>(&self, found: impl IntoIterator<Item = (ItemIndex, &'d Diagnostic)>, color: bool) -> String {
        let names: Vec<Cow<'_, str>> = self.files.iter().map(|file| visible(&file.name)).collect();
        let mut out = String::new();
        for (item, diagnostic) in found {
            let places = self.places(item, diagnostic);
            let mut touched: Vec<usize> = places.iter().map(|(file, _)| *file).collect();
            touched.sort_unstable();
            touched.dedup();
            let careful = touched.iter().filter_map(|at| self.files.get(*at)).any(|file| shown::needs_care(file.text));
            let mut one = Vec::new();
            // Writing into memory fails only where the source cannot be found, and it is right here.
            if careful {
                let (texts, moved) = self.shown(&touched, &places);
                let sources = touched.iter().zip(&texts).map(|(at, text)| (*at, text.as_str()));
                let _ =
                    self.one_report(&names, diagnostic, &moved, color).write(Sources::new(sources, &names), &mut one);
                let text = texts.iter().zip(&touched).find(|(_, at)| Some(**at) == moved.first().map(|m| m.0));
                let text = text.map_or("", |(text, _)| text.as_str());
                let one = self.with_place(&String::from_utf8_lossy(&one), text, &places, &moved);
                out.push_str(&self.with_own_words(diagnostic, &one));
            } else {
                let sources = touched.iter().filter_map(|at| Some((*at, self.files.get(*at)?.text)));
                let _ =
                    self.one_report(&names, diagnostic, &places, color).write(Sources::new(sources, &names), &mut one);
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

    /// The places of a finding, then those of its notes: file, and bytes of it.
    fn places(&self, item: ItemIndex, diagnostic: &Diagnostic) -> Vec<(usize, Range<usize>)> {
        let notes = diagnostic.notes.iter().map(|note| self.bytes(note.item.unwrap_or(item), note.span));
        let local = |bytes: Range<usize>| {
            let file = self.file_at(bytes.start);
            let start = self.files.get(file).map_or(0, |file| file.range.start);
            (file, bytes.start.saturating_sub(start)..bytes.end.saturating_sub(start))
        };
        std::iter::once(self.bytes(item, diagnostic.span)).chain(notes).map(local).collect()
    }

    /// The texts of files as a screen can show them, and where places came to stand in them.
    fn shown(&self, touched: &[usize], places: &[(usize, Range<usize>)]) -> (Vec<String>, Vec<(usize, Range<usize>)>) {
        let mut texts = Vec::new();
        let mut moved = places.to_vec();
        for at in touched {
            let inside: Vec<usize> =
                places.iter().enumerate().filter(|(_, (file, _))| file == at).map(|(place, _)| place).collect();
            let ranges: Vec<Range<usize>> =
                inside.iter().filter_map(|place| places.get(*place)).map(|(_, range)| range.clone()).collect();
            let (text, found) = shown::shown(self.files.get(*at).map_or("", |file| file.text), &ranges);
            for (place, range) in inside.into_iter().zip(found) {
                if let Some(slot) = moved.get_mut(place) {
                    slot.1 = range;
                }
            }
            texts.push(text);
        }
        (texts, moved)
    }

    /// A report of cut text with the column of the text that was not cut.
    fn with_place(
        &self,
        report: &str,
        text: &str,
        places: &[(usize, Range<usize>)],
        moved: &[(usize, Range<usize>)],
    ) -> String {
        let (Some((file, place)), Some((_, moved))) = (places.first(), moved.first()) else { return report.to_owned() };
        let start = self.files.get(*file).map_or(0, |file| file.range.start);
        let (_, line, column) = self.position_of(start + place.start);
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

    /// The place of a range of an item in its file.
    pub fn position(&self, item: ItemIndex, span: Span) -> Position {
        let bytes = self.bytes(item, span);
        let (file, line, column) = self.position_of(bytes.start);
        let (_, end_line, end_column) = self.position_of(bytes.end);
        Position { file: file.to_owned(), line, column, end_line, end_column }
    }

    /// The file that a byte of the text lies in.
    fn file_at(&self, byte: usize) -> usize {
        self.files.partition_point(|file| file.range.end < byte).min(self.files.len().saturating_sub(1))
    }

    /// File, line and column of a byte of the text.
    fn position_of(&self, byte: usize) -> (&str, u32, u32) {
        let Some(file) = self.files.get(self.file_at(byte)) else { return ("", 1, 1) };
        let local = u32::try_from(byte.saturating_sub(file.range.start)).unwrap_or(u32::MAX);
        let (line, column) = file.lines.line_column(file.text, local);
        (&file.name, line, column)
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

/// The texts of the files that one report shows.
struct Sources<'f> {
    sources: Vec<(&'f str, ariadne::Source<&'f str>)>,
}

impl<'f> Sources<'f> {
    fn new(texts: impl Iterator<Item = (usize, &'f str)>, names: &'f [Cow<'f, str>]) -> Self {
        let name = |at: usize| names.get(at).map_or("", |name| name.as_ref());
        Self { sources: texts.map(|(at, text)| (name(at), ariadne::Source::from(text))).collect() }
    }
}

impl<'f> ariadne::Cache<&'f str> for Sources<'f> {
    type Storage = &'f str;

    fn fetch(&mut self, id: &&'f str) -> Result<&ariadne::Source<&'f str>, impl std::fmt::Debug> {
        self.sources.iter().find(|(name, _)| name == id).map(|(_, source)| source).ok_or("no such file")
    }

    fn display<'a>(&self, id: &'a &'f str) -> Option<impl std::fmt::Display + 'a> {
        Some(*id)
    }
}

impl PlanText<'_> {
    /// A finding at places of files: its own, then those of its notes.
    fn one_report<'f>(
        &self,
        names: &'f [Cow<'f, str>],
        diagnostic: &Diagnostic,
        places: &[(usize, Range<usize>)],
        color: bool,
    ) -> Report<'f, (&'f str, Range<usize>)> {
        let name = |at: usize| names.get(at).map_or("", |name| name.as_ref());
        let (own, bytes) = places.first().cloned().unwrap_or_default();
        let file = name(own);
        let (kind, tint) = match diagnostic.severity() {
            Severity::Error => (ReportKind::Error, Color::Red),
            Severity::Warning => (ReportKind::Warning, Color::Yellow),
        };
        let mut labels = Vec::new();
        let mut within = false;
        for (note, (at, place)) in diagnostic.notes.iter().zip(places.iter().skip(1)) {
            within |= *at == own && bytes.start <= place.start && place.end <= bytes.end;
            let text = self.say(&note.text);
            let label = Label::new((name(*at), place.clone())).with_message(visible(&text)).with_color(Color::Cyan);
            labels.push(((*at != own, *at, place.start), label));
        }
        let mut main = Label::new((file, bytes.clone())).with_color(tint).with_priority(1);
        // Where other labels tell the parts, `here` would say nothing.
        if let Some(words) = diagnostic.label.clone().or_else(|| (!within).then(|| say!("here"))) {
            main = main.with_message(visible(&self.say(&words)));
        }
        labels.push(((false, own, bytes.start), main));
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
