//! What all messages of banks have in common.

use super::Iban;
use crate::money::{AmountError, from_decimal};
use crate::xml::{Element, XmlError, XmlLimits, parse};
use chrono::{DateTime, NaiveDateTime};
use thiserror::Error;

const PREFIX: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// Why a file was not read.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum MessageError {
    /// Not a document that can be trusted.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// Another format, or another version of it.
    #[error("the file is `{found}`, which is not read; ask the bank for one of: {known}", known = known.join(", "))]
    Format {
        /// The namespace of the document.
        found: String,
        /// Formats that are read.
        known: Vec<&'static str>,
    },
    /// An element that every such message has.
    #[error("line {line}: `{within}` has no `{element}`; the file is incomplete, download it again")]
    Missing {
        /// The line in which the element around it begins.
        line: u64,
        /// The element around it.
        within: String,
        /// What is missing.
        element: &'static str,
    },
    /// An amount that is none, or finer than its currency.
    #[error("line {line}: {source}")]
    Amount {
        /// The line.
        line: u64,
        /// What is wrong with it.
        source: AmountError,
    },
    /// A text that is not what stands there.
    #[error("line {line}: `{element}` is `{found}`, which is no {expected}; ask the bank to correct the file")]
    Value {
        /// The line.
        line: u64,
        /// The element.
        element: String,
        /// What it holds.
        found: String,
        /// What it should hold.
        expected: &'static str,
    },
}

/// The root of a document in one of the known formats, and its format.
pub(super) fn document(
    bytes: &[u8],
    limits: &XmlLimits,
    known: impl Iterator<Item = &'static str>,
) -> Result<(Element, &'static str), MessageError> {
    let (root, namespace) = parse(bytes, limits)?;
    let known: Vec<&'static str> = known.collect();
    match known.iter().find(|format| namespace.strip_prefix(PREFIX) == Some(format)) {
        Some(format) => Ok((root, format)),
        None => {
            let found = if namespace.is_empty() { root.name.to_string() } else { namespace };
            Err(MessageError::Format { found, known })
        }
    }
}

pub(super) fn needed<'a>(within: &'a Element, element: &'static str) -> Result<&'a Element, MessageError> {
    within.child(element).ok_or_else(|| missing(within, element))
}

pub(super) fn missing(within: &Element, element: &'static str) -> MessageError {
    MessageError::Missing { line: within.line, within: within.name.to_string(), element }
}

pub(super) fn needed_text(within: &Element, element: &'static str) -> Result<String, MessageError> {
    within.owned_at(element).ok_or_else(|| missing(within, element))
}

pub(super) fn wrong(element: &Element, expected: &'static str) -> MessageError {
    let found = element.text().to_owned();
    MessageError::Value { line: element.line, element: element.name.to_string(), found, expected }
}

/// An account as IBAN, or as whatever else it is.
pub(super) fn account_number(element: &Element) -> (Option<Iban>, Option<String>) {
    let other = element.owned_at("Id/Othr/Id");
    match element.text_at("Id/IBAN").map(|text| (text, text.parse::<Iban>())) {
        Some((_, Ok(iban))) => (Some(iban), other),
        Some((text, Err(_))) => (None, Some(text.to_owned())),
        None => (None, other),
    }
}

/// An amount in the smallest unit of the currency that stands beside it.
pub(super) fn amount_of(element: &Element) -> Result<(i64, String), MessageError> {
    let Some(currency) = element.attribute("Ccy") else { return Err(missing(element, "Ccy")) };
    let amount =
        from_decimal(element.text(), currency).map_err(|source| MessageError::Amount { line: element.line, source })?;
    Ok((amount, currency.to_owned()))
}

pub(super) fn texts(element: &Element, name: &str) -> Vec<String> {
    element.children(name).map(|child| child.text().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Since version 8 a party is a person or company (`Pty`) or a bank (`Agt`).
pub(super) fn person(element: &Element) -> &Element {
    element.child("Pty").or_else(|| element.at("Agt/FinInstnId")).unwrap_or(element)
}

pub(super) fn name(element: &Element) -> Option<String> {
    person(element).owned_at("Nm")
}

pub(super) fn optional_number(element: &Element, name: &str) -> Result<Option<u64>, MessageError> {
    element.child(name).map(number).transpose()
}

pub(super) fn number(element: &Element) -> Result<u64, MessageError> {
    element.text().parse().map_err(|_| wrong(element, "number"))
}

pub(super) fn moment(element: &Element) -> Result<String, MessageError> {
    match local(element.text()) {
        Some(_) => Ok(element.text().to_owned()),
        None => Err(wrong(element, "moment")),
    }
}

/// A moment as the clock on the wall shows it.
pub(super) fn local(text: &str) -> Option<NaiveDateTime> {
    let with_zone = DateTime::parse_from_rfc3339(text).map(|moment| moment.naive_local());
    with_zone.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")).ok()
}
