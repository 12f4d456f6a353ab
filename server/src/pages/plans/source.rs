//! The text of a version, file by file, with what was found in it.

use crate::visit::Visit;
use compline_lang::bundle::{Bundle, BundleFile};
use compline_lang::diagnostic::Severity;
use compline_lang::render::Entry;
use compline_office::plans::{PlanVersion, Report};
use compline_ui::{Section, SourceLine, SourceView, Tone};
use maud::{Markup, Render, html};
use std::borrow::Cow;

/// Findings that are listed; the others stand in the text.
const LISTED: usize = 20;

/// The files of a plan's text: one, or those of a bundle.
pub(super) struct Files<'t> {
    files: Vec<BundleFile>,
    text: &'t str,
    page: String,
}

impl<'t> Files<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { files: Bundle::read(text).files, text, page: String::new() }
    }

    /// Those of a version, whose page shows the text.
    pub fn of_version(plan: &'t PlanVersion) -> Self {
        Self { page: format!("/plans/{}", plan.id), ..Self::of(&plan.text) }
    }

    /// Whether there are several, so that a place needs the name of its file.
    fn several(&self) -> bool {
        self.files.len() > 1 || self.files.iter().any(|file| !file.name.is_empty())
    }

    fn at(&self, file: &str) -> usize {
        self.files.iter().position(|one| one.name == file).unwrap_or(0)
    }

    fn id(&self, at: usize) -> Cow<'static, str> {
        if self.several() { format!("source-{}", at.saturating_add(1)).into() } else { "source".into() }
    }

    /// The address of a line.
    pub fn href(&self, file: &str, line: u32) -> String {
        format!("{}#{}-L{line}", self.page, self.id(self.at(file)))
    }

    /// What a place is called: `12:3`, or `common/career.plan:12:3`.
    pub fn place(&self, file: &str, line: u32, column: u32) -> String {
        if self.several() { format!("{file}:{line}:{column}") } else { format!("{line}:{column}") }
    }

    /// The texts with line numbers, and what was found at their lines.
    pub fn views(&self, visit: &Visit, title: &str, report: &Report) -> Markup {
        if !self.several() {
            return view(visit, self, "source", title, self.text, report.findings.iter().collect()).render();
        }
        html! {
            @for (at, file) in self.files.iter().enumerate() {
                @let here = report.findings.iter().filter(|entry| self.at(&entry.position.file) == at).collect();
                (view(visit, self, &self.id(at), &file.name, &file.text, here))
            }
        }
    }

    /// Everything that was found, errors first.
    pub fn findings(&self, visit: &Visit, report: &Report) -> Section {
        let mut found: Vec<&Entry> = report.findings.iter().collect();
        found.sort_by_key(|entry| entry.severity != Severity::Error);
        let more = i64::try_from(found.len().saturating_sub(LISTED)).unwrap_or(i64::MAX);
        let body = html! {
            @if !found.is_empty() {
                ul.findings {
                    @for entry in found.iter().take(LISTED) {
                        li class={ "finding " (tone(entry).class()) } { (tone(entry).icon()) div { (finding(visit, self, entry)) } }
                    }
                }
            }
            @if more > 0 { p.quiet { (visit.words.say_with("plan-findings-more", &[("count", more.into())])) } }
        };
        Section::new(visit.say("plan-diagnostics")).id("findings").text(counts(visit, report)).body(body)
    }
}

/// How many errors and hints there are.
pub(super) fn counts(visit: &Visit, report: &Report) -> String {
    let errors = visit.words.say_with("plan-errors", &[("errors", report.errors.into())]);
    let hints = visit.words.say_with("plan-hints", &[("hints", report.warnings.into())]);
    format!("{errors} · {hints}")
}

fn view(
    visit: &Visit,
    files: &Files<'_>,
    id: &str,
    title: &str,
    text: &str,
    mut found: Vec<&Entry>,
) -> SourceView<'static> {
    let mut view = SourceView::new(visit.ui, id, title);
    let count = text.lines().count().max(1);
    found.sort_by_key(|entry| entry.position.line);
    for (number, line) in (1..).zip(text.lines()) {
        let mut row = SourceLine::new(number, line);
        // What points behind the end stands at the last line.
        let here = |entry: &&&Entry| {
            let at = usize::try_from(entry.position.line).unwrap_or(count).clamp(1, count);
            at == number
        };
        for entry in found.iter().filter(here) {
            row = row.finding(tone(entry), finding(visit, files, entry));
        }
        view = view.line(row);
    }
    view
}

fn tone(entry: &Entry) -> Tone {
    if entry.severity == Severity::Error { Tone::Bad } else { Tone::Warn }
}

/// A finding: where, which, what, and what helps, in the reader's language.
fn finding(visit: &Visit, files: &Files<'_>, entry: &Entry) -> Markup {
    let at = &entry.position;
    html! {
        strong { (entry.code.as_str()) } " "
        a.code href=(files.href(&at.file, at.line)) { (files.place(&at.file, at.line, at.column)) } " " (entry.message)
        @if let Some(help) = &entry.help { p.finding-help { strong { (visit.say("plan-help")) } " " (help) } }
        @for note in &entry.notes {
            @let at = &note.position;
            p {
                a href=(files.href(&at.file, at.line)) { (files.place(&at.file, at.line, at.column)) } " " (note.message)
            }
        }
        @if !entry.readings.is_empty() {
            ul {
                @for reading in &entry.readings {
                    li { code { (reading.write) } " " (reading.meaning) }
                }
            }
        }
    }
}
