//! What the typesetter may see: the templates, one file of data, the fonts. Nothing else exists.

use crate::fonts::Fonts;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, PackageError};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The templates: parsed once. Their ids are the only ones that are ever made, as ids are interned for good and run out
/// at 65,535.
struct Templates {
    main: FileId,
    stamps: FileId,
    book: FileId,
    ledger: FileId,
    ledger_stamps: FileId,
    data: FileId,
    sources: Vec<Source>,
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| {
    let sources: Vec<Source> = [
        ("/statement.typ", include_str!("../templates/statement.typ")),
        ("/stamps.typ", include_str!("../templates/stamps.typ")),
        ("/letter.typ", include_str!("../templates/letter.typ")),
        ("/tables.typ", include_str!("../templates/tables.typ")),
        ("/book.typ", include_str!("../templates/book.typ")),
        ("/ledger.typ", include_str!("../templates/ledger.typ")),
        ("/ledger-stamps.typ", include_str!("../templates/ledger-stamps.typ")),
    ]
    .into_iter()
    .map(|(path, text)| Source::new(id(path), text.to_owned()))
    .collect();
    Templates {
        main: id("/statement.typ"),
        stamps: id("/stamps.typ"),
        book: id("/book.typ"),
        ledger: id("/ledger.typ"),
        ledger_stamps: id("/ledger-stamps.typ"),
        data: id("/data.json"),
        sources,
    }
});

/// The library of functions, without the features that are still in development.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

#[expect(clippy::expect_used, reason = "constant paths; a test asks for each of them")]
fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the path is a constant and has no `..`");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    /// A statement or a part of one.
    Statement,
    /// What is laid upon its pages.
    Stamps,
    /// A document of prose, tables and figures.
    Book,
    /// A part of a long document of tables.
    Ledger,
    /// What is laid upon its pages.
    LedgerStamps,
}

/// The world of one document.
pub(crate) struct DocumentWorld<'a> {
    fonts: &'a Fonts,
    template: Template,
    data: Bytes,
}

impl<'a> DocumentWorld<'a> {
    pub(crate) fn new(fonts: &'a Fonts, template: Template, data: Vec<u8>) -> Self {
        Self { fonts, template, data: Bytes::new(data) }
    }
}

impl World for DocumentWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        match self.template {
            Template::Statement => TEMPLATES.main,
            Template::Stamps => TEMPLATES.stamps,
            Template::Book => TEMPLATES.book,
            Template::Ledger => TEMPLATES.ledger,
            Template::LedgerStamps => TEMPLATES.ledger_stamps,
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        TEMPLATES.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == TEMPLATES.data { Ok(self.data.clone()) } else { Err(missing(id)) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.face(index)
    }

    /// Documents know no day but those in their data.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    match id.root() {
        VirtualRoot::Project => FileError::NotFound(id.vpath().get_with_slash().into()),
        VirtualRoot::Package(package) => FileError::Package(PackageError::NotFound(package.clone())),
    }
}
