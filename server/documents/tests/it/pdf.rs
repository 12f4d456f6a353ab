//! Reading PDFs back.

use compline_documents::{Options, Standard, Statement, render};
use pdf_extract::{Dictionary, Document, Object};
use std::collections::BTreeSet;

pub const UNTAGGED: Options = Options { standard: Standard::Untagged };

/// The pages of a statement as text. Spaces of every kind are one space, and places to break are gone.
pub fn pages(statement: &Statement) -> Vec<String> {
    texts(&render(statement, UNTAGGED).unwrap())
}

/// The whole text of a statement.
pub fn text(statement: &Statement) -> String {
    pages(statement).join(" ")
}

pub fn texts(pdf: &[u8]) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(pdf).unwrap().iter().map(|text| plain(text)).collect()
}

/// A text as it is compared.
pub fn plain(text: &str) -> String {
    text.replace('\u{200b}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a page has words, wherever lines end between them: where they do, no space is read back.
pub fn has(page: &str, words: &str) -> bool {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    squeezed(page).contains(&squeezed(words))
}

/// A PDF whose objects can be looked at.
pub struct Structure(Document);

impl Structure {
    pub fn of(pdf: &[u8]) -> Self {
        Structure(Document::load_mem(pdf).unwrap())
    }

    pub fn catalog(&self) -> &Dictionary {
        self.0.catalog().unwrap()
    }

    /// The document's metadata packet, which PDF/A wants to be readable without a filter.
    pub fn xmp(&self) -> String {
        let stream = self.follow(self.catalog().get(b"Metadata").unwrap()).as_stream().unwrap();
        assert!(!stream.dict.has(b"Filter"));
        String::from_utf8(stream.content.clone()).unwrap()
    }

    pub fn follow<'a>(&'a self, object: &'a Object) -> &'a Object {
        self.0.dereference(object).unwrap().1
    }

    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.0.objects.values()
    }

    /// The names of all entries of all dictionaries, however deep.
    pub fn keys(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.objects().for_each(|object| keys(object, &mut found));
        found
    }

    pub fn trailer(&self) -> &Dictionary {
        &self.0.trailer
    }
}

fn keys(object: &Object, found: &mut BTreeSet<String>) {
    if let Ok(array) = object.as_array() {
        array.iter().for_each(|object| keys(object, found));
    }
    let dict = object.as_dict().ok().or_else(|| object.as_stream().ok().map(|stream| &stream.dict));
    for (key, object) in dict.into_iter().flatten() {
        found.insert(String::from_utf8_lossy(key).into_owned());
        keys(object, found);
    }
}
