//! The text of a version, file by file, with what was found in it.

use super::finding::Told;
use crate::visit::Visit;
use compline_lang::bundle::{Bundle, BundleFile};
use compline_lang::render::Entry;
use compline_office::plans::{PlanVersion, Report};
use compline_ui::{SourceLine, SourceView};
use maud::{Markup, Render, html};
use std::borrow::Cow;

/// How much of a finding stands at its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtLine {
    /// What it says; a list on the same page has the rest.
    Brief,
    /// Everything.
    Whole,
}

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

    /// The address of the first line.
    pub fn start(&self) -> String {
        format!("{}#{}-L1", self.page, self.id(0))
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
    pub fn views(&self, visit: &Visit, title: &str, report: &Report, at_line: AtLine) -> Markup {
        if !self.several() {
            let found = report.findings.iter().collect();
            return self.view(visit, ("source", title, self.text), found, at_line).render();
        }
        html! {
            @for (at, file) in self.files.iter().enumerate() {
                @let here = report.findings.iter().filter(|entry| self.at(&entry.position.file) == at).collect();
                (self.view(visit, (&self.id(at), &file.name, &file.text), here, at_line))
            }
        }
    }

    /// A text under an id and a title.
    fn view(
        &self,
        visit: &Visit,
        (id, title, text): (&str, &str, &str),
        mut found: Vec<&Entry>,
        at_line: AtLine,
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
                let told = Told::entry(entry);
                let text = match at_line {
                    AtLine::Brief => told.brief(),
                    AtLine::Whole => told.whole(visit, self),
                };
                row = row.finding(told.tone(), text);
            }
            view = view.line(row);
        }
        view
    }
}

/// How many errors and hints there are.
pub(super) fn counts(visit: &Visit, report: &Report) -> String {
    let errors = visit.words.say_with("plan-errors", &[("errors", report.errors.into())]);
    let hints = visit.words.say_with("plan-hints", &[("hints", report.warnings.into())]);
    format!("{errors} · {hints}")
}
