//! Documents of prose, tables and figures: the printed plan.

use crate::clean;
use crate::compose;
use crate::error::DocumentError;
use crate::render::Typesetter;
use crate::world::Template;
use compline_paper::Paper;
use serde_json::{Value, json};
use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

impl Typesetter {
    /// The PDF of a document (A4, PDF/UA-1): the same bytes for the same document and fonts.
    ///
    /// # Errors
    ///
    /// [`DocumentError::Book`] if it cannot be set.
    pub fn book(&self, paper: &Paper) -> Result<Vec<u8>, DocumentError> {
        let refused = |message| DocumentError::Book { title: paper.title.clone(), message };
        let mut data = serde_json::to_value(paper)?;
        // Where lines may end is left out of identities, and of text as it is typed.
        let kept = Kept::take(&data);
        clean::clean(&mut data, self.fonts());
        kept.put_back(&mut data);
        if let Some(fields) = data.as_object_mut() {
            fields.insert("fonts".to_owned(), json!(self.fonts().families()));
            fields.insert("lang".to_owned(), json!(paper.language.tag()));
        }
        let document = compose::set(self.fonts(), Template::Book, &data).map_err(&refused)?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {} {}", paper.creator, paper.title, paper.subtitle)),
            creator: Smart::Custom(Some(paper.creator.clone())),
            standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|cause| refused(cause.message().to_string()))?,
            tagged: true,
            ..PdfOptions::default()
        };
        compose::write(&document, &options).map_err(refused)
    }
}

/// Targets of links within the document, which must stay what they are.
struct Kept(Vec<(String, Value)>);

impl Kept {
    fn take(data: &Value) -> Self {
        let mut kept = Vec::new();
        walk(data, &mut String::new(), &mut |path, fields| {
            for name in ["id", "to"] {
                if let Some(value) = fields.get(name).filter(|value| value.is_string()) {
                    kept.push((format!("{path}/{name}"), value.clone()));
                }
            }
        });
        Kept(kept)
    }

    fn put_back(self, data: &mut Value) {
        for (path, value) in self.0 {
            if let Some(place) = data.pointer_mut(&path) {
                *place = value;
            }
        }
    }
}

/// Every object with its path.
fn walk(value: &Value, path: &mut String, f: &mut dyn FnMut(&str, &serde_json::Map<String, Value>)) {
    let mut below = |name: &str, value: &Value| {
        let length = path.len();
        path.push('/');
        path.push_str(name);
        walk(value, path, f);
        path.truncate(length);
    };
    match value {
        Value::Array(values) => values.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| below(name, value));
            f(path, fields);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
