//! Documents set in parts and put together.
//!
//! Long documents are set some pages at a time, so that the typesetter never holds more than those. No template asks on
//! which page it stands, for then everything would have to be set again until the answers agree; what depends on the page
//! is set by itself when the number of pages is known, and laid upon them.

use crate::fonts::Fonts;
use crate::world::{DocumentWorld, Template};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::NativeElement;
use typst::introspection::{Introspector, Location, MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, FrameParent, Point};
use typst::model::{Document, DocumentInfo};
use typst_layout::{Page, PagedDocument};
use typst_pdf::PdfOptions;

/// So many pages of lines are set at a time.
const PORTIONS: usize = 8;

/// Sets a document from its data. `None` if a page of lines did not keep to one page, unless `loose`: such lines go on on
/// a page more, under the heads of their columns.
pub(crate) fn compose(fonts: &Fonts, data: Value, loose: bool) -> Result<Option<PagedDocument>, String> {
    let stamps = ["fonts", "lang", "following", "page-number"].map(|key| (key.to_owned(), data.get(key).cloned()));
    let stamps: serde_json::Map<String, Value> =
        stamps.into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect();
    let mut pages = Pages::default();
    for part in parts(data) {
        let document = set(fonts, Template::Statement, &part)?;
        if !loose && !keeps_to_pages(&document) {
            return Ok(None);
        }
        pages.add(&document);
    }
    pages.stamped(fonts, Template::Stamps, stamps).map(Some)
}

/// Sets parts of a document one after the other, each on pages of its own, and lays upon them what a template makes of `stamps`
/// and the number of pages.
pub(crate) fn joined(
    fonts: &Fonts,
    template: Template,
    parts: impl IntoIterator<Item = Value>,
    (stamper, stamps): (Template, serde_json::Map<String, Value>),
) -> Result<PagedDocument, String> {
    let mut pages = Pages::default();
    for part in parts {
        pages.add(&set(fonts, template, &part)?);
    }
    pages.stamped(fonts, stamper, stamps)
}

/// Pages of parts that were set one after the other.
#[derive(Default)]
struct Pages {
    info: Option<DocumentInfo>,
    pages: Vec<Page>,
    parts: usize,
}

impl Pages {
    /// Adds the pages of a part.
    fn add(&mut self, document: &PagedDocument) {
        self.info.get_or_insert_with(|| document.info().clone());
        for page in document.pages() {
            let mut page = page.clone();
            if self.parts > 0 {
                page.frame = relocated(&page.frame, self.parts);
            }
            self.pages.push(page);
        }
        self.parts += 1;
        forget(document.pages().len());
    }

    /// The document, with what a template makes of `stamps` and the number of pages laid upon its pages.
    fn stamped(
        mut self,
        fonts: &Fonts,
        stamper: Template,
        mut stamps: serde_json::Map<String, Value>,
    ) -> Result<PagedDocument, String> {
        stamps.insert("pages".to_owned(), json!(self.pages.len()));
        let stamps = set(fonts, stamper, &Value::Object(stamps))?;
        for (number, (page, stamp)) in (1..).zip(self.pages.iter_mut().zip(stamps.pages())) {
            page.frame.push_frame(Point::zero(), stamp.frame.clone());
            page.number = number;
        }
        Ok(PagedDocument::new(self.pages.into_iter().collect(), self.info.unwrap_or_default()))
    }
}

/// Writes a document as PDF.
pub(crate) fn write(document: &PagedDocument, options: &PdfOptions) -> Result<Vec<u8>, String> {
    typst_pdf::pdf(document, options).map_err(|findings| told(&findings, |_| None))
}

/// The data of the parts that a document is set in: the first one has the letter, the last one what follows the lines.
fn parts(mut data: Value) -> Vec<Value> {
    let portions = data.pointer_mut("/lines/portions").and_then(Value::as_array_mut);
    let Some(portions) = portions.filter(|portions| portions.len() > PORTIONS).map(std::mem::take) else {
        return vec![data];
    };
    let mut rest = portions.into_iter().peekable();
    let mut parts = Vec::new();
    while rest.peek().is_some() {
        let here: Vec<Value> = rest.by_ref().take(PORTIONS).collect();
        let mut part = data.clone();
        let put = |part: &mut Value, place: &str, value: Value| {
            if let Some(old) = part.pointer_mut(place) {
                *old = value;
            }
        };
        put(&mut part, "/lines/portions", Value::Array(here));
        put(&mut part, "/last", json!(rest.peek().is_none()));
        if !parts.is_empty() {
            put(&mut part, "/first", json!(false));
            put(&mut part, "/lines/title", Value::Null);
            put(&mut part, "/lines/apart", json!(false));
        }
        parts.push(part);
    }
    parts
}

/// Sets what a template makes of data.
pub(crate) fn set(fonts: &Fonts, template: Template, data: &Value) -> Result<PagedDocument, String> {
    let data = serde_json::to_vec(data).map_err(|cause| cause.to_string())?;
    let world = DocumentWorld::new(fonts, template, data);
    let place = |finding: &SourceDiagnostic| Some((finding.span.id()?, world.range(finding.span)?));
    typst::compile::<PagedDocument>(&world).output.map_err(|findings| {
        told(&findings, |finding| {
            let (id, range) = place(finding)?;
            Some(format!("{}:{}: ", id.vpath().get_with_slash(), range.start))
        })
    })
}

/// Whether every table of lines ends on the page that it begins on. Both ends are marked.
fn keeps_to_pages(document: &PagedDocument) -> bool {
    let introspector = document.introspector();
    let marks = introspector.query(&MetadataElem::ELEM.select());
    let pages: Vec<_> =
        marks.iter().map(|mark| mark.location().and_then(|location| introspector.page(location))).collect();
    pages.chunks(2).all(|ends| matches!(ends, [begin, end] if begin == end))
}

/// A page of a later part among those of the first: both count their elements from the same beginning, and their places
/// in the tree of tags must differ.
fn relocated(frame: &Frame, part: usize) -> Frame {
    let moved = |location: Location| location.variant(part);
    let mut out = Frame::new(frame.size(), frame.kind());
    if frame.has_baseline() {
        out.set_baseline(frame.baseline());
    }
    for (place, item) in frame.items() {
        let item = match item {
            FrameItem::Group(group) => {
                let mut group = group.clone();
                group.frame = relocated(&group.frame, part);
                group.parent = group.parent.map(|parent| FrameParent::new(moved(parent.location), parent.inherit));
                FrameItem::Group(group)
            }
            FrameItem::Tag(Tag::Start(element, flags)) => {
                let mut element = element.clone();
                if let Some(location) = element.location() {
                    element.set_location(moved(location));
                }
                FrameItem::Tag(Tag::Start(element, *flags))
            }
            FrameItem::Tag(Tag::End(location, key, flags)) => FrameItem::Tag(Tag::End(moved(*location), *key, *flags)),
            other => other.clone(),
        };
        out.push(*place, item);
    }
    out
}

/// Findings of the typesetter with their places.
fn told(findings: &[SourceDiagnostic], place: impl Fn(&SourceDiagnostic) -> Option<String>) -> String {
    let told = findings.iter().map(|finding| {
        let hints: String = finding.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{}{}{hints}", place(finding).unwrap_or_default(), finding.message)
    });
    told.collect::<Vec<_>>().join("; ")
}

/// Drops what the typesetter remembers of earlier documents. What all documents share is used by each and stays; what
/// was used by none of the last pages goes. Without this the memory grows by about a megabyte per page.
fn forget(pages: usize) {
    /// After so many pages.
    const EVERY: usize = 8;
    static PAGES: AtomicUsize = AtomicUsize::new(0);
    let before = PAGES.fetch_add(pages, Ordering::Relaxed);
    if before / EVERY != (before + pages) / EVERY {
        comemo::evict(1);
    }
}
