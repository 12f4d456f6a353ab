//! A document as a tree, read under limits.

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use thiserror::Error;

/// How much is read before a document is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct XmlLimits {
    /// Bytes of the document.
    pub bytes: usize,
    /// Elements inside of each other.
    pub depth: usize,
    /// Elements altogether.
    pub elements: usize,
}

impl Default for XmlLimits {
    /// 100 MB, 64 levels, five million elements: a statement with some hundred thousand transactions.
    fn default() -> Self {
        Self { bytes: 100_000_000, depth: 64, elements: 5_000_000 }
    }
}

/// Why a document was not read.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum XmlError {
    /// Nothing in it.
    #[error("the file is empty; download it from the bank again")]
    Empty,
    /// More bytes than allowed.
    #[error("the file has {found} bytes, {most} is the most; ask the bank for smaller files")]
    TooLarge {
        /// Its bytes.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Elements inside of each other, deeper than any bank writes.
    #[error("line {line}: elements stand more than {most} levels deep; this is no file of a bank")]
    TooDeep {
        /// The line.
        line: u64,
        /// How deep they may stand.
        most: usize,
    },
    /// More elements than allowed.
    #[error("the file has more than {most} elements; ask the bank for smaller files")]
    TooManyElements {
        /// How many there may be.
        most: usize,
    },
    /// A document type, by which a small file can grow without end or reach for other files.
    #[error("line {line}: the file declares a document type, which files of banks never do; do not trust it")]
    Doctype {
        /// The line.
        line: u64,
    },
    /// A reference to something other than a character.
    #[error("line {line}: `&{name};` stands for something that the file does not contain; do not trust it")]
    Entity {
        /// The line.
        line: u64,
        /// The name.
        name: String,
    },
    /// Another encoding than UTF-8.
    #[error("the file is {found}, not UTF-8; ask the bank for UTF-8, or do not open it in an editor before")]
    Encoding {
        /// What it is, or seems to be.
        found: String,
    },
    /// The file ends within an element.
    #[error("the file ends within `{element}`, begun in line {line}; it is incomplete, download it again")]
    Truncated {
        /// The innermost element that is open.
        element: String,
        /// The line in which it begins.
        line: u64,
    },
    /// Not XML.
    #[error("line {line}: {cause}; this is no XML, choose the file that the bank gave")]
    NotWellFormed {
        /// The line.
        line: u64,
        /// What is wrong.
        cause: String,
    },
}

/// An element with what is inside of it. Elements of other namespaces than the document's are left out: they extend
/// a message and never change its meaning.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: Box<str>,
    pub(crate) line: u64,
    attributes: Vec<(Box<str>, Box<str>)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| *child.name == *name)
    }

    /// All children of that name.
    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| *child.name == *name)
    }

    /// All children.
    pub(crate) fn all(&self) -> &[Self] {
        &self.children
    }

    /// The element at the end of names separated by `/`.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// The text of the element at the end of a path; `None` where there is none, or blanks only.
    pub(crate) fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).map(Self::text).filter(|text| !text.is_empty())
    }

    /// The same, as a text of its own.
    pub(crate) fn owned_at(&self, path: &str) -> Option<String> {
        self.text_at(path).map(str::to_owned)
    }

    /// The text, without blanks around it.
    pub(crate) fn text(&self) -> &str {
        self.text.trim()
    }

    /// An attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| **key == *name).map(|(_, value)| &**value)
    }
}

/// The root of a document and its namespace, empty where it has none.
pub(crate) fn parse(bytes: &[u8], limits: &XmlLimits) -> Result<(Element, String), XmlError> {
    if bytes.len() > limits.bytes {
        return Err(XmlError::TooLarge { found: bytes.len(), most: limits.bytes });
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(XmlError::Empty);
    }
    Parser {
        limits,
        lines: Lines { text: text.as_bytes(), at: 0, line: 1 },
        namespace: None,
        open: Vec::new(),
        elements: 0,
    }
    .run(text)
}

fn decode(bytes: &[u8]) -> Result<&str, XmlError> {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..]) {
        return Err(XmlError::Encoding { found: "UTF-16".to_owned() });
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding { found: "in an unknown encoding".to_owned() })
}

struct Parser<'a> {
    limits: &'a XmlLimits,
    lines: Lines<'a>,
    /// Of the root, once it is there.
    namespace: Option<String>,
    /// Elements that are not closed, and whether they are kept.
    open: Vec<(Element, bool)>,
    elements: usize,
}

impl<'a> Parser<'a> {
    fn run(mut self, text: &'a str) -> Result<(Element, String), XmlError> {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut root = None;
        loop {
            let (resolved, event) = match reader.read_resolved_event() {
                Ok(read) => read,
                Err(error) => {
                    let place = reader.error_position();
                    return Err(self.failed(&error, place));
                }
            };
            let namespace = match resolved {
                ResolveResult::Bound(namespace) => Some(namespace.into_inner()),
                ResolveResult::Unbound => Some(""),
                ResolveResult::Unknown(_) => None,
            };
            // The namespace of the document is that of its first element.
            let kept = self.namespace.as_deref().is_none_or(|root| namespace == Some(root));
            let first = self.namespace.is_none().then(|| namespace.unwrap_or_default().to_owned());
            let line = self.lines.at(reader.buffer_position());
            match event {
                Event::Start(start) => {
                    if root.is_some() {
                        let cause = "a second root element".to_owned();
                        return Err(XmlError::NotWellFormed { line, cause });
                    }
                    self.namespace = self.namespace.take().or(first);
                    self.start(&start, kept, line)?;
                }
                Event::End(_) => {
                    if let Some((element, kept)) = self.open.pop() {
                        match self.open.last_mut() {
                            Some((parent, _)) if kept => parent.children.push(element),
                            Some(_) => {}
                            None => root = Some(element),
                        }
                    }
                }
                Event::Text(text) => self.text(&text.xml10_content(), line)?,
                Event::CData(text) => self.text(&text.xml10_content(), line)?,
                Event::GeneralRef(reference) => {
                    let c = character(&reference, line)?;
                    self.text(c.encode_utf8(&mut [0; 4]), line)?;
                }
                Event::DocType(_) => return Err(XmlError::Doctype { line }),
                Event::Decl(declaration) => match declaration.encoding() {
                    Some(Ok(encoding)) if !["utf-8", "us-ascii"].contains(&&*encoding.to_ascii_lowercase()) => {
                        return Err(XmlError::Encoding { found: format!("declared as `{encoding}`") });
                    }
                    _ => {}
                },
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => break,
                Event::Empty(_) => {}
            }
        }
        match (self.open.last(), root) {
            (Some((element, _)), _) => {
                Err(XmlError::Truncated { element: element.name.to_string(), line: element.line })
            }
            (None, Some(root)) => Ok((root, self.namespace.unwrap_or_default())),
            (None, None) => Err(XmlError::NotWellFormed { line: 1, cause: "no element".to_owned() }),
        }
    }

    fn failed(&mut self, error: &quick_xml::Error, place: u64) -> XmlError {
        let line = self.lines.at(place);
        match (error, self.open.last()) {
            // The file stops in the middle of a tag.
            (quick_xml::Error::Syntax(_), Some((element, _))) => {
                XmlError::Truncated { element: element.name.to_string(), line: element.line }
            }
            _ => XmlError::NotWellFormed { line, cause: error.to_string() },
        }
    }

    fn start(&mut self, start: &BytesStart<'_>, kept: bool, line: u64) -> Result<(), XmlError> {
        if self.open.len() >= self.limits.depth {
            return Err(XmlError::TooDeep { line, most: self.limits.depth });
        }
        self.elements = self.elements.saturating_add(1);
        if self.elements > self.limits.elements {
            return Err(XmlError::TooManyElements { most: self.limits.elements });
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let not_well_formed = |cause: String| XmlError::NotWellFormed { line, cause };
            let attribute = attribute.map_err(|error| not_well_formed(error.to_string()))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| not_well_formed(error.to_string()))?;
            attributes.push((attribute.key.as_ref().into(), value.as_ref().into()));
        }
        let name = start.local_name().as_ref().into();
        self.open.push((Element { name, line, attributes, text: String::new(), children: Vec::new() }, kept));
        Ok(())
    }

    fn text(&mut self, text: &str, line: u64) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some((element, _)) => {
                // The blanks between elements are no text of theirs.
                if !element.text.is_empty() || !text.trim().is_empty() {
                    element.text.push_str(text);
                }
                Ok(())
            }
            None if text.trim().is_empty() => Ok(()),
            None => Err(XmlError::NotWellFormed { line, cause: "text outside of all elements".to_owned() }),
        }
    }
}

/// The character that a reference stands for: one of the five of XML, or a number of a character that XML allows.
fn character(reference: &BytesRef<'_>, line: u64) -> Result<char, XmlError> {
    let name = || reference.xml10_content().into_owned();
    let allowed =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    match reference.resolve_char_ref() {
        Ok(Some(c)) if allowed(&c) => Ok(c),
        Ok(None) => match name().as_str() {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ => Err(XmlError::Entity { line, name: name() }),
        },
        Ok(Some(_)) | Err(_) => Err(XmlError::Entity { line, name: name() }),
    }
}

/// Lines of places in a text; places come in order.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line in which what ends at a place ends.
    fn at(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX).min(self.text.len());
        let passed = self.text.get(self.at..place).unwrap_or_default();
        let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX));
        self.at = self.at.max(place);
        self.line
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        parse(text.as_bytes(), &XmlLimits::default()).unwrap_err().to_string()
    }

    #[test]
    fn a_tree_has_texts_attributes_and_lines() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n<a xmlns='urn:x'>\n <b c='1&amp;2'> x \
                    &lt;&#228;&#x41;<![CDATA[<&>]]> </b>\n <o:b xmlns:o='urn:y'>other</o:b><d/>\n</a>\n";
        let (root, namespace) = parse(text.as_bytes(), &XmlLimits::default()).unwrap();
        assert_eq!((namespace.as_str(), root.line), ("urn:x", 3));
        let b = root.at("b").unwrap();
        assert_eq!((b.text(), b.attribute("c"), b.line), ("x <äA<&>", Some("1&2"), 4));
        assert_eq!((root.all().len(), root.children("b").count()), (2, 1));
        assert_eq!((root.text_at("d"), root.text_at("d/e")), (None, None));
    }

    #[test]
    fn documents_that_are_not_to_be_trusted_are_refused() {
        let mut messages = String::new();
        for text in [
            "",
            " \n",
            "no xml",
            "<a>",
            "<a><b>1</b><c",
            "<a>\n<b>\n</a>",
            "<a/><b/>",
            "<a/>text",
            "<a>&nbsp;</a>",
            "<a>&#0;</a>",
            "<a>&#1;</a>",
            "<a b='1' b='2'/>",
            "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
            "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;'>]><a>&y;</a>",
            "<!DOCTYPE a SYSTEM 'file:/etc/passwd'><a/>",
        ] {
            messages.push_str(&format!("{text:?}\n    {}\n", told(text)));
        }
        insta::assert_snapshot!(messages);
    }

    #[test]
    fn encodings_are_told() {
        let refused = |bytes: &[u8]| parse(bytes, &XmlLimits::default()).unwrap_err().to_string();
        let utf16: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(refused(&utf16).starts_with("the file is UTF-16, not UTF-8"));
        assert!(refused(b"<a>M\xfcller</a>").starts_with("the file is in an unknown encoding, not UTF-8"));
    }

    #[test]
    fn limits_hold() {
        let limits = XmlLimits { bytes: 20, depth: 2, elements: 3 };
        let refused = |text: &str| parse(text.as_bytes(), &limits).unwrap_err();
        assert!(parse(b"<a><b/><c/></a>", &limits).is_ok());
        assert_eq!(refused("<a><b/><c/><d/></a>"), XmlError::TooManyElements { most: 3 });
        assert_eq!(refused("<a><b><c/></b></a>"), XmlError::TooDeep { line: 1, most: 2 });
        assert_eq!(refused("<a>                  </a>"), XmlError::TooLarge { found: 25, most: 20 });
        let deep = "<a>".repeat(1_000_000);
        assert!(matches!(parse(deep.as_bytes(), &XmlLimits::default()), Err(XmlError::TooDeep { line: 1, most: 64 })));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(text in "[<>/a&;!\\[\\]'\"= \n?x#0-9-]{0,60}") {
            let _ = parse(text.as_bytes(), &XmlLimits::default());
        }
    }
}
