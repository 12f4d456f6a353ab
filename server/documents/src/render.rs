//! From statement to PDF.

use crate::check::{Violation, violations};
use crate::clean;
use crate::compose;
use crate::error::DocumentError;
use crate::fonts::Fonts;
use crate::model::Statement;
use crate::view::{self, Room};
use std::sync::LazyLock;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Pages are not cut to less than this, in hundredths: beyond that lines run on to a page more.
const LEAST: i64 = 40;

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

    /// The faces that it sets with.
    pub(crate) fn fonts(&self) -> &Fonts {
        &self.fonts
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
        let refused = |message| DocumentError::Typesetting { name: name.clone(), partner: partner.clone(), message };
        let document = self.set(statement, refused)?;
        let (standards, tagged): (&[PdfStandard], bool) = match options.standard {
            Standard::Accessible => (&[PdfStandard::A_3a, PdfStandard::Ua_1], true),
            Standard::Untagged => (&[PdfStandard::A_3b], false),
        };
        let options = PdfOptions {
            ident: Smart::Custom(format!("compline {} {} {}", name, partner, statement.issued_on)),
            creator: Smart::Custom(Some("Compline".to_owned())),
            standards: PdfStandards::new(standards).map_err(|cause| refused(cause.message().to_string()))?,
            tagged,
            ..PdfOptions::default()
        };
        compose::write(&document, &options).map_err(refused)
    }

    /// The pages. The heights of lines are estimated from above; should faces or texts make them higher yet, the pages are
    /// cut again with less on each.
    fn set(
        &self,
        statement: &Statement,
        refused: impl Fn(String) -> DocumentError,
    ) -> Result<PagedDocument, DocumentError> {
        let mut percent = 100;
        loop {
            let mut data = serde_json::to_value(view::Page::of(statement, &self.fonts, Room::Percent(percent))?)?;
            clean::clean(&mut data, &self.fonts);
            let loose = percent <= LEAST;
            if let Some(document) = compose::compose(&self.fonts, data, loose).map_err(&refused)? {
                return Ok(document);
            }
            percent = percent * 4 / 5;
        }
    }

    /// The characters of a statement that no face has, and that are replaced in print: worth a warning beforehand.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Overflow`] if a sum cannot be computed.
    pub fn uncovered(&self, statement: &Statement) -> Result<Vec<char>, DocumentError> {
        let data = serde_json::to_value(view::Page::of(statement, &self.fonts, Room::Endless)?)?;
        let mut found = Vec::new();
        clean::uncovered(&data, &self.fonts, &mut found);
        Ok(found)
    }
}

/// What a statement is called in messages.
fn name(statement: &Statement) -> String {
    statement.number.clone().unwrap_or_else(|| "(draft)".to_owned())
}
