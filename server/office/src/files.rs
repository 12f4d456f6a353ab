//! Files of people: the photo, and papers such as contracts.
//!
//! What a file is decides its content, never its name or what the sender calls it. A photo is drawn anew before it is
//! filed: so it is small, holds no place where it was taken, and nothing that a viewer could stumble over.

use crate::error::{FieldError, OfficeError};
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, Utc};
use compline_policy::{Action, ObjectKind};
use compline_store::{FromRow, values};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use serde::Serialize;
use std::io::Cursor;

/// Kinds of papers, as they are stored.
pub const PAPER_KINDS: [&str; 4] = ["contract", "agreement", "identity", "other"];
/// The kind of the photo.
pub const PHOTO: &str = "photo";
/// Bytes of a file that is taken.
pub const MOST_BYTES: usize = 10 << 20;

/// Pixels of a side of a photo that is read, and of one that is filed.
const MOST_PIXELS: u32 = 12_000;
const PHOTO_PIXELS: u32 = 480;
/// Memory that reading a photo may take.
const MOST_MEMORY: u64 = 256 << 20;
const JPEG_QUALITY: u8 = 85;
/// Characters of a file's name.
const MOST_NAME: usize = 120;

/// A file of a person.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct PersonFile {
    /// [`PHOTO`], or one of [`PAPER_KINDS`].
    pub kind: String,
    /// Its name, for people.
    pub name: String,
    /// Its hash in the archive.
    pub hash: String,
    /// Who filed it: a user's id.
    pub author: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl PersonFile {
    /// What it is, as HTTP says it: known from how it was filed.
    pub fn content_type(&self) -> &'static str {
        if self.kind == PHOTO { "image/jpeg" } else { "application/pdf" }
    }
}

const FILES: &str = "SELECT f.kind, f.name, f.hash, c.author, c.at FROM person_files f JOIN commits c ON c.company = \
                     f.company AND c.seq = f.seq WHERE f.company = $1 AND f.person = $2";

impl Office {
    /// Files a photo of a person: PNG or JPEG. It stands in the place of the one before.
    ///
    /// # Errors
    /// Where it is neither, or too large.
    pub async fn add_photo(&self, author: &Author, person: &str, bytes: Vec<u8>) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, person, &[])?;
        self.person(&author.company, person).await?;
        check_size("photo", &bytes)?;
        let drawn = tokio::task::spawn_blocking(move || redraw(&bytes)).await??;
        self.file(author, person, PHOTO, "photo.jpg", drawn).await
    }

    /// Takes the photo of a person away. Nobody sees it any more; the archive keeps the file, as it keeps every one.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn remove_photo(&self, author: &Author, person: &str) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, person, &[])?;
        let files = self.files_of(&author.company, person).await?;
        let photo = files.into_iter().find(|file| file.kind == PHOTO);
        let photo = photo.ok_or_else(|| OfficeError::missing("photo", person))?;
        let mut learning = self.learn(author, "photo removed").await?;
        let sql = "INSERT INTO person_files (company, person, seq, kind, name, hash) VALUES ($1, $2, $3, $4, '', '')";
        learning.tx.put("person_files", sql, values![&author.company, person, learning.seq, PHOTO]).await?;
        let note = serde_json::json!({ "hash": photo.hash });
        learning.note("remove-photo", ObjectKind::Partner, person, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Files a paper of a person: a PDF.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn add_paper(
        &self,
        author: &Author,
        person: &str,
        kind: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, person, &[])?;
        self.person(&author.company, person).await?;
        let mut wrong = Vec::new();
        if !PAPER_KINDS.contains(&kind) {
            wrong.push(FieldError::new("kind", "error-choose-one"));
        }
        let name = file_name(name);
        let length = name.chars().count();
        if length == 0 {
            wrong.push(FieldError::new("name", "error-field-empty"));
        } else if length > MOST_NAME {
            let error = FieldError::new("name", "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_NAME));
        }
        match check_size("file", &bytes) {
            Err(OfficeError::Input(more)) => wrong.extend(more),
            Err(other) => return Err(other),
            Ok(()) if !bytes.starts_with(b"%PDF-") => wrong.push(FieldError::new("file", "error-file-no-pdf")),
            Ok(()) => {}
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        self.file(author, person, kind, &name, bytes).await
    }

    /// The photo that counts, and all papers of a person, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn files_of(&self, company: &str, person: &str) -> Result<Vec<PersonFile>, OfficeError> {
        let sql = format!("{FILES} ORDER BY f.seq DESC");
        let all: Vec<PersonFile> = self.db().all(compline_store::AssertSqlSafe(sql), values![company, person]).await?;
        let mut photo = false;
        let counts = |one: &PersonFile| one.kind != PHOTO || !std::mem::replace(&mut photo, true);
        // Without a hash it says that there is no photo from then on.
        Ok(all.into_iter().filter(counts).filter(|one| !one.hash.is_empty()).collect())
    }

    /// A file of a person with its content. Reading a paper is noted; the photo belongs to the page that shows it.
    ///
    /// # Errors
    /// Where it may not be seen, or the person has no such file.
    pub async fn person_file(
        &self,
        author: &Author,
        person: &str,
        hash: &str,
    ) -> Result<(PersonFile, Vec<u8>), OfficeError> {
        self.allow(author, Action::ViewPersonalData, ObjectKind::Partner, person, &[])?;
        let sql = format!("{FILES} AND f.hash = $3 ORDER BY f.seq DESC LIMIT 1");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![&author.company, person, hash]).await?;
        let found: PersonFile = found.ok_or_else(|| OfficeError::missing("file", hash))?;
        // A photo is seen as long as it counts.
        if found.kind == PHOTO && !self.files_of(&author.company, person).await?.contains(&found) {
            return Err(OfficeError::missing("file", hash));
        }
        if found.kind != PHOTO {
            let note = serde_json::json!({ "kind": found.kind, "name": found.name, "hash": found.hash });
            self.note(author, "download-file", ObjectKind::Partner.name(), person, &note).await?;
        }
        let bytes = self.archive().get(&found.hash).await?.to_vec();
        Ok((found, bytes))
    }

    async fn file(
        &self,
        author: &Author,
        person: &str,
        kind: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<(), OfficeError> {
        let hash = self.archive().put(bytes).await?;
        let mut learning = self.learn(author, "file").await?;
        let sql = "INSERT INTO person_files (company, person, seq, kind, name, hash) VALUES ($1, $2, $3, $4, $5, $6)";
        learning.tx.put("person_files", sql, values![&author.company, person, learning.seq, kind, name, &hash]).await?;
        let note = serde_json::json!({ "kind": kind, "hash": hash });
        learning.note("add-file", ObjectKind::Partner, person, &note).await?;
        learning.commit().await?;
        Ok(())
    }
}

fn check_size(field: &str, bytes: &[u8]) -> Result<(), OfficeError> {
    if bytes.is_empty() {
        return Err(OfficeError::field(field, "error-file-missing"));
    }
    if bytes.len() > MOST_BYTES {
        let size = |bytes: usize| format!("{} MB", bytes.div_ceil(1 << 20));
        let error = FieldError::new(field, "error-file-too-big");
        return Err(OfficeError::Input(vec![error.with("size", size(bytes.len())).with("limit", size(MOST_BYTES))]));
    }
    Ok(())
}

/// The last part of a name, without signs that are none.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// A photo drawn anew: upright, within [`PHOTO_PIXELS`], as JPEG.
fn redraw(bytes: &[u8]) -> Result<Vec<u8>, OfficeError> {
    let refused = || OfficeError::field("photo", "error-file-no-photo");
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| refused())?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(refused());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| refused())?;
    let orientation = decoder.orientation().map_err(|_| refused())?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| refused())?;
    image.apply_orientation(orientation);
    if image.width() > PHOTO_PIXELS || image.height() > PHOTO_PIXELS {
        image = image.thumbnail(PHOTO_PIXELS, PHOTO_PIXELS);
    }
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
    image.to_rgb8().write_with_encoder(encoder).map_err(|error| OfficeError::File(error.to_string()))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn a_photo_is_drawn_anew() {
        let drawn = redraw(&png(1_200, 600)).unwrap();
        assert_eq!(image::guess_format(&drawn).unwrap(), ImageFormat::Jpeg);
        let image = image::load_from_memory(&drawn).unwrap();
        assert_eq!((image.width(), image.height()), (480, 240));
    }

    #[test]
    fn what_is_no_photo_is_refused() {
        let mut huge = png(10, 10);
        // The width in the head of the file says 100,000 pixels.
        huge.splice(16..20, 100_000_u32.to_be_bytes());
        let cut = png(40, 40);
        let cases: [&[u8]; 5] =
            [b"", b"<svg onload='alert(1)'/>", b"GIF89a\x01\x00\x01\x00", &huge, cut.get(..40).unwrap()];
        for bytes in cases {
            assert!(matches!(redraw(bytes), Err(OfficeError::Input(_))), "{bytes:?}");
        }
    }

    #[test]
    fn names_have_no_folders() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("C:\\Users\\a\\contract.pdf "), "contract.pdf");
        assert_eq!(file_name("a\r\nb.pdf"), "ab.pdf");
    }
}
