//! Lines of the DATEV format: CP1252, semicolons, CR LF, texts in quotes.

use super::field::{Field, Rule};
use super::{Fault, Place, Problem, TextPolicy};
use crate::text::{is_sepa, to_sepa};
use encoding_rs::WINDOWS_1252;

/// A file on its way into bytes. Faults are gathered; a file with faults is thrown away.
pub(super) struct Lines {
    bytes: Vec<u8>,
    place: Place,
    policy: TextPolicy,
    faults: Vec<Fault>,
    first_cell: bool,
}

pub(super) enum Written {
    File(Vec<u8>),
    Faults(Vec<Fault>),
}

impl Lines {
    pub(super) const fn new(policy: TextPolicy) -> Self {
        Self { bytes: Vec::new(), place: Place::Header, policy, faults: Vec::new(), first_cell: true }
    }

    /// The line with the names of the columns.
    pub(super) fn head(&mut self, fields: &[Field]) {
        self.begin(Place::Header);
        for field in fields {
            self.separate();
            self.push(field.name);
        }
        self.end();
    }

    pub(super) const fn begin(&mut self, place: Place) {
        self.place = place;
        self.first_cell = true;
    }

    /// A row of a format: values by the number of their column, counted from one; all others are empty.
    pub(super) fn row(&mut self, fields: &[Field], values: &[(usize, String)]) {
        for (field, number) in fields.iter().zip(1..) {
            let value = values.iter().find(|(column, _)| *column == number).map_or("", |(_, value)| value.as_str());
            self.cell(field.name, field.rule, value);
        }
        self.end();
    }

    /// A cell, which has to obey its rule.
    pub(super) fn cell(&mut self, name: &str, rule: Rule, value: &str) {
        self.separate();
        let value = self.carried(name, value);
        if !rule.accepts(&value) {
            self.wrong(name, &value, &rule.to_string());
        }
        if rule.is_text() {
            self.bytes.push(b'"');
            self.push(&value.replace('"', "\"\""));
            self.bytes.push(b'"');
        } else {
            self.push(&value);
        }
    }

    pub(super) fn end(&mut self) {
        self.bytes.extend_from_slice(b"\r\n");
    }

    pub(super) fn wrong(&mut self, field: &str, found: &str, expected: &str) {
        self.fault(field, Problem::Form { found: found.to_owned(), expected: expected.to_owned() });
    }

    pub(super) fn fault(&mut self, field: &str, problem: Problem) {
        self.faults.push(Fault { place: self.place, field: field.to_owned(), problem });
    }

    pub(super) fn finish(self) -> Written {
        if self.faults.is_empty() { Written::File(self.bytes) } else { Written::Faults(self.faults) }
    }

    fn separate(&mut self) {
        if !std::mem::replace(&mut self.first_cell, false) {
            self.bytes.push(b';');
        }
    }

    /// The text in characters that the file has.
    fn carried(&mut self, name: &str, text: &str) -> String {
        let mut carried = String::with_capacity(text.len());
        for (c, position) in text.chars().zip(1..) {
            match (is_carried(c), self.policy) {
                (true, _) => carried.push(c),
                (false, TextPolicy::Replace) if c.is_control() => carried.push(' '),
                (false, TextPolicy::Replace) => {
                    // A full stop is what is written where nothing is known.
                    let latin = to_sepa(c.encode_utf8(&mut [0; 4]));
                    carried.push_str(if latin == "." { "?" } else { &latin });
                }
                (false, TextPolicy::Refuse) => {
                    self.fault(name, Problem::Character { found: c, position });
                    return String::new();
                }
            }
        }
        carried
    }

    fn push(&mut self, text: &str) {
        let (bytes, _, _) = WINDOWS_1252.encode(text);
        self.bytes.extend_from_slice(&bytes);
    }
}

/// Whether CP1252 has the character and it is no control character.
fn is_carried(c: char) -> bool {
    is_sepa(c) || (!c.is_control() && !WINDOWS_1252.encode(c.encode_utf8(&mut [0; 4])).2)
}
