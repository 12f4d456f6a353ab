//! From statement to PDF.

use crate::check::{Violation, violations};
use crate::clean;
use crate::error::DocumentError;
use crate::fonts::Fonts;
use crate::model::Statement;
use crate::view;
use crate::world::DocumentWorld;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Which standards a PDF keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Standard {
    /// PDF/A-3a and PDF/UA-1: archivable and accessible, with a tree of tags.
    #[default]
    Accessible,
    /// PDF/A-3b without tags: archivable, smaller, and made in less time.
    Untagged,
}

/// How a document is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    /// The standards.
    pub standard: Standard,
}

/// Makes PDFs of statements. Cheap to share between threads; fonts are read when it is made.
#[derive(Clone, Debug)]
pub struct Typesetter {
    fonts: Fonts,
}

/// A PDF of a statement, set in the faces that are compiled in.
///
/// # Errors
///
/// As [`Typesetter::render`].
pub fn render(statement: &Statement, options: Options) -> Result<Vec<u8>, DocumentError> {
    static EMBEDDED: LazyLock<Typesetter> = LazyLock::new(|| Typesetter::new(Fonts::embedded()));
    EMBEDDED.render(statement, options)
}

impl Typesetter {
    /// A typesetter with fonts.
    #[must_use]
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts }
    }

    /// The PDF of a statement: the same bytes for the same statement, fonts and options.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Violations`] if [`violations`] finds something; in a draft missing terms are let pass.
    /// [`DocumentError::Overflow`] if a sum cannot be computed.
    pub fn render(&self, statement: &Statement, options: Options) -> Result<Vec<u8>, DocumentError> {
        let (name, partner) = (name(statement), statement.seller.id.clone());
        let mut found = violations(statement)?;
        if statement.number.is_none() {
            found.retain(Violation::concerns_figures);
        }
        if !found.is_empty() {
            return Err(DocumentError::Violations { name, partner, violations: found });
        }
        let mut data = serde_json::to_value(view::Page::of(statement, self.fonts.families())?)?;
        clean::clean(&mut data, &self.fonts);
        let world = DocumentWorld::new(&self.fonts, serde_json::to_vec(&data)?);
        let refused = |findings: &[SourceDiagnostic]| DocumentError::Typesetting {
            name: name.clone(),
            partner: partner.clone(),
            message: told(findings, &world),
        };
        let document = typst::compile::<PagedDocument>(&world).output.map_err(|findings| refused(&findings))?;
        let (standards, tagged): (&[PdfStandard], bool) = match options.standard {
            Standard::Accessible => (&[PdfStandard::A_3a, PdfStandard::Ua_1], true),
            Standard::Untagged => (&[PdfStandard::A_3b], false),
        };
        let standards = PdfStandards::new(standards).map_err(|cause| DocumentError::Typesetting {
            name: name.clone(),
            partner: partner.clone(),
            message: cause.message().to_string(),
        })?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("compline {} {} {}", name, partner, statement.issued_on)),
            creator: Smart::Custom(Some("Compline".to_owned())),
            standards,
            tagged,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|findings| refused(&findings));
        forget(statement);
        pdf
    }

    /// The characters of a statement that no face has, and that are replaced in print: worth a warning beforehand.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Overflow`] if a sum cannot be computed.
    pub fn uncovered(&self, statement: &Statement) -> Result<Vec<char>, DocumentError> {
        let data = serde_json::to_value(view::Page::of(statement, self.fonts.families())?)?;
        let mut found = Vec::new();
        clean::uncovered(&data, &self.fonts, &mut found);
        Ok(found)
    }
}

/// What a statement is called in messages.
fn name(statement: &Statement) -> String {
    statement.number.clone().unwrap_or_else(|| "(draft)".to_owned())
}

/// Findings of the typesetter with their places.
fn told(findings: &[SourceDiagnostic], world: &DocumentWorld<'_>) -> String {
    let told = findings.iter().map(|finding| {
        let place = match (finding.span.id(), world.range(finding.span)) {
            (Some(id), Some(range)) => format!("{}:{}: ", id.vpath().get_with_slash(), range.start),
            _ => String::new(),
        };
        let hints: String = finding.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{place}{}{hints}", finding.message)
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Drops what the typesetter remembers of earlier documents. What all documents share is used by each and stays; what
/// was used by none of the last pages goes. Without this the memory grows by about a megabyte per page.
fn forget(statement: &Statement) {
    /// After so many pages.
    const EVERY: usize = 8;
    static PAGES: AtomicUsize = AtomicUsize::new(0);
    let lines: usize = statement.groups.iter().map(|group| group.lines.len()).sum();
    let pages = 1 + lines / 50;
    let before = PAGES.fetch_add(pages, Ordering::Relaxed);
    if before / EVERY != (before + pages) / EVERY {
        comemo::evict(1);
    }
}
