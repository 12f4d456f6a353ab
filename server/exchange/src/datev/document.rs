//! The package that brings documents to the postings: `document.xml` and the files, in a ZIP without folders.

use crate::xml::Xml;
use chrono::NaiveDateTime;
use std::collections::HashSet;
use std::io::{self, Cursor, Write as _};
use thiserror::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const NAMESPACE: &str = "http://xml.datev.de/bedi/tps/document/v06.0";

/// Documents of one package.
const DOCUMENTS: usize = 4_999;

/// Bytes of one package.
const BYTES: usize = 465 * 1024 * 1024;

/// Bytes of one file.
const FILE: usize = 20 * 1024 * 1024;

/// One document and the file that shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Document {
    /// Its GUID, by which postings name it.
    pub guid: String,
    /// Name of the file, without folders, ending with `.pdf`; unique in the package whether in capitals or not.
    pub file_name: String,
    /// What it is, at most 255 characters; may be empty.
    pub description: String,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// The documents of a delivery.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DocumentPackage {
    /// When it is made. It is part of the package.
    pub created_at: NaiveDateTime,
    /// The documents, 1 to 4,999.
    pub documents: Vec<Document>,
}

/// Why no package was written.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// No documents, or more than a package holds.
    #[error("the package has {found} documents; it holds 1 to {DOCUMENTS}, make several")]
    Count {
        /// How many.
        found: usize,
    },
    /// Not a GUID.
    #[error("`{guid}` is no GUID; it has 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12")]
    Guid {
        /// What was given.
        guid: String,
    },
    /// The same GUID or file name again.
    #[error("`{name}` occurs twice in the package; every document needs its own GUID and file name")]
    Duplicate {
        /// The GUID or the file name.
        name: String,
    },
    /// A name with folders or other characters that a file cannot have, or not of a PDF.
    #[error("`{name}` is no name of a PDF; use letters, digits, blanks, `-`, `_` and `.`, ending with `.pdf`")]
    FileName {
        /// What was given.
        name: String,
    },
    /// Too long a description, or one with control characters.
    #[error("the description of `{name}` has more than 255 characters or control characters; shorten it")]
    Description {
        /// The file.
        name: String,
    },
    /// Not a PDF.
    #[error("`{name}` is no PDF: it does not begin with `%PDF-`")]
    NotPdf {
        /// The file.
        name: String,
    },
    /// A file, or all of them, beyond what the receiver takes.
    #[error("`{name}` makes {found} bytes, {most} is the most; make several packages")]
    TooLarge {
        /// The file, or `package`.
        name: String,
        /// Its bytes.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// The package could not be put together.
    #[error("the package could not be written: {0}; try again")]
    Io(#[from] io::Error),
    /// The package could not be put together.
    #[error("the package could not be written: {0}; try again")]
    Zip(#[from] zip::result::ZipError),
}

/// Whether a text is a GUID in its usual form, without braces.
pub(super) fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl DocumentPackage {
    /// The ZIP; the same bytes for the same documents.
    ///
    /// # Errors
    ///
    /// The first document that a package cannot hold.
    pub fn to_zip(&self) -> Result<Vec<u8>, DocumentError> {
        self.check()?;
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // PDFs are compressed already; without times the same documents give the same bytes.
        let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::DEFAULT).unix_permissions(0o644);
        zip.start_file("document.xml", options.compression_method(CompressionMethod::Deflated))?;
        zip.write_all(&self.index()?)?;
        for document in &self.documents {
            zip.start_file(&document.file_name, options.compression_method(CompressionMethod::Stored))?;
            zip.write_all(&document.pdf)?;
        }
        let bytes = zip.finish()?.into_inner();
        if bytes.len() > BYTES {
            return Err(DocumentError::TooLarge { name: "package".to_owned(), found: bytes.len(), most: BYTES });
        }
        Ok(bytes)
    }

    fn check(&self) -> Result<(), DocumentError> {
        if !(1..=DOCUMENTS).contains(&self.documents.len()) {
            return Err(DocumentError::Count { found: self.documents.len() });
        }
        let mut seen = HashSet::from(["document.xml".to_owned()]);
        for Document { guid, file_name, description, pdf } in &self.documents {
            let name = file_name.clone();
            if !is_guid(guid) {
                return Err(DocumentError::Guid { guid: guid.clone() });
            }
            for unique in [guid, file_name] {
                if !seen.insert(unique.to_lowercase()) {
                    return Err(DocumentError::Duplicate { name: unique.clone() });
                }
            }
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
            let stem = file_name.strip_suffix(".pdf").unwrap_or_default();
            if stem.is_empty() || stem.starts_with(['.', ' ']) || file_name.len() > 100 || !stem.chars().all(allowed) {
                return Err(DocumentError::FileName { name });
            }
            if description.chars().count() > 255 || description.chars().any(char::is_control) {
                return Err(DocumentError::Description { name });
            }
            if !pdf.starts_with(b"%PDF-") {
                return Err(DocumentError::NotPdf { name });
            }
            if pdf.len() > FILE {
                return Err(DocumentError::TooLarge { name, found: pdf.len(), most: FILE });
            }
        }
        Ok(())
    }

    fn index(&self) -> io::Result<Vec<u8>> {
        let mut xml = Xml::new()?;
        let schema = format!("{NAMESPACE} Document_v060.xsd");
        let attributes = [
            ("xmlns", NAMESPACE),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
            ("xsi:schemaLocation", schema.as_str()),
            ("version", "6.0"),
            ("generatingSystem", "Compline"),
        ];
        xml.element("archive", &attributes, |xml| {
            let created = self.created_at.format("%Y-%m-%dT%H:%M:%S").to_string();
            xml.group("header", |xml| xml.text("date", &created))?;
            xml.group("content", |xml| {
                self.documents.iter().try_for_each(|document| {
                    // Type 2: a file with a document; process 1: the link of postings finds it by the GUID.
                    let attributes = [("guid", document.guid.as_str()), ("processID", "1"), ("type", "2")];
                    xml.element("document", &attributes, |xml| {
                        if !document.description.is_empty() {
                            xml.text("description", &document.description)?;
                        }
                        xml.empty("extension", &[("xsi:type", "File"), ("name", &document.file_name)])
                    })
                })
            })
        })?;
        Ok(xml.finish())
    }
}
