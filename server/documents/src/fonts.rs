//! The faces that documents are set in.

use std::fmt;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontBook, FontInstance, FontVariant, FontVariations};
use typst::utils::LazyHash;

/// Families in order of preference; the first one that is there sets the text, the others fill in what it lacks.
const PREFERRED: [&str; 4] = ["Source Sans 3", "Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"];

/// Stands for characters that no face has, if some face has it; otherwise a question mark does.
const REPLACEMENT: char = '\u{FFFD}';

/// The faces that documents are set in, read once and shared.
///
/// Those that are compiled in are always there: Libertinus Serif sets the text, Latin, Greek and Cyrillic. Where faces
/// of Source Sans 3 (TTF or OTF) are added, they set it, and the others fill in.
#[derive(Clone)]
pub struct Fonts {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    families: Vec<String>,
    /// The upright face of each family, and what its first characters are wide.
    upright: Vec<FontInstance>,
    ascii: Vec<i64>,
}

/// Why faces could not be added.
#[derive(Debug, thiserror::Error)]
pub enum FontsError {
    /// A folder or file cannot be read.
    #[error("fonts cannot be read from `{}`: {cause}; name a readable folder with TTF or OTF files", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Nothing in it is a face.
    #[error("`{}` has no TTF or OTF face; name the folder that holds the files themselves", path.display())]
    None {
        /// The folder.
        path: PathBuf,
    },
    /// A file is none.
    #[error("`{name}` is no TrueType or OpenType font; replace or remove it")]
    Broken {
        /// The file.
        name: String,
    },
}

impl Fonts {
    /// The faces that are compiled in.
    #[must_use]
    pub fn embedded() -> Self {
        let faces = typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data)));
        Fonts::of(faces.collect())
    }

    /// Adds the faces of one file, whose name is for the message.
    ///
    /// # Errors
    ///
    /// [`FontsError::Broken`] if it has none.
    pub fn with_file(mut self, name: &str, data: Vec<u8>) -> Result<Self, FontsError> {
        let before = self.fonts.len();
        self.fonts.extend(Font::iter(Bytes::new(data)));
        if self.fonts.len() == before {
            return Err(FontsError::Broken { name: name.to_owned() });
        }
        Ok(Fonts::of(self.fonts))
    }

    /// Adds the faces of a folder's files `*.ttf` and `*.otf`, in order of their names. Folders within are not looked
    /// into.
    ///
    /// # Errors
    ///
    /// [`FontsError`] if the folder or a file cannot be read, is no font, or there is none.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, FontsError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |cause| FontsError::Read { path, cause }
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
            if matches!(extension.as_deref(), Some("ttf" | "otf")) {
                files.push(path);
            }
        }
        if files.is_empty() {
            return Err(FontsError::None { path: folder.to_owned() });
        }
        files.sort();
        for path in files {
            let data = std::fs::read(&path).map_err(unreadable(&path))?;
            self = self.with_file(&path.display().to_string(), data)?;
        }
        Ok(self)
    }

    /// The character that stands for one that no face has.
    #[must_use]
    pub fn replacement(&self) -> char {
        if self.covers(REPLACEMENT) { REPLACEMENT } else { '?' }
    }

    /// Whether some face that documents use has a character.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        self.families.iter().any(|family| {
            let faces = self.book.select_family(&family.to_lowercase());
            faces
                .into_iter()
                .filter_map(|face| self.book.info(face))
                .any(|info| info.coverage.contains(character as u32))
        })
    }

    /// The families that are there, in order of preference.
    pub(crate) fn families(&self) -> &[String] {
        &self.families
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn face(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// How wide a text is before kerning: thousandths of an em.
    pub(crate) fn width(&self, text: &str) -> i64 {
        let advance = |character: char| {
            let known = usize::try_from(u32::from(character)).ok().and_then(|at| self.ascii.get(at));
            known.copied().unwrap_or_else(|| advance(&self.upright, character))
        };
        text.chars().map(advance).sum()
    }

    fn of(fonts: Vec<Font>) -> Self {
        let book = FontBook::from_fonts(&fonts);
        let there = |family: &&str| book.contains_family(&family.to_lowercase());
        let families: Vec<String> = PREFERRED.iter().copied().filter(there).map(str::to_owned).collect();
        let face = |family: &String| {
            let face = book.select(&family.to_lowercase(), FontVariant::default())?;
            let face = fonts.get(face)?.clone();
            Some(face.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default()))
        };
        let upright: Vec<FontInstance> = families.iter().filter_map(face).collect();
        let ascii = ('\0'..='\u{7f}').map(|character| advance(&upright, character)).collect();
        Fonts { fonts, book: LazyHash::new(book), families, upright, ascii }
    }
}

/// How wide a character is in the first face that has it; as wide as high if none has.
fn advance(faces: &[FontInstance], character: char) -> i64 {
    let found = faces.iter().find_map(|face| {
        let face = face.ttf();
        let width = face.glyph_hor_advance(face.glyph_index(character)?)?;
        Some(i64::from(width) * 1_000 / i64::from(face.units_per_em()).max(1))
    });
    found.unwrap_or(1_000)
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("families", &self.families).field("faces", &self.fonts.len()).finish()
    }
}
