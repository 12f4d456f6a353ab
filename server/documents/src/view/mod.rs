//! A statement as texts: everything that the template prints, written out in the recipient's language.
//!
//! The template computes nothing and formats no number. Since it gets data and never markup, what users wrote cannot
//! become part of it.

mod address;
mod kept;
mod lines;
mod portions;
mod sums;

pub use kept::{KeptRow, rows as kept_rows};
pub(crate) use portions::Room;

use crate::check::Overflow;
use crate::fonts::Fonts;
use crate::model::{Buyer, Kind, Statement};
use chrono::Datelike;
use compline_words::{Words, minor_digits};
use serde::Serialize;

/// A label and what stands beside it.
#[derive(Debug, Serialize)]
pub(crate) struct Fact {
    label: String,
    value: String,
    /// Whether it closes a sum: a rule above and heavier type.
    strong: bool,
}

/// A heading with paragraphs.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    title: String,
    text: Vec<String>,
}

/// Everything that is printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Page {
    /// Whether this part of the document has what stands before the lines, and what stands after them.
    first: bool,
    last: bool,
    fonts: Vec<String>,
    lang: &'static str,
    /// Year, month, day.
    date: (i32, u32, u32),
    title: String,
    author: String,
    /// Across every page of a draft.
    watermark: Option<String>,
    letterhead: Letterhead,
    return_line: String,
    address: Vec<String>,
    info: Vec<Fact>,
    heading: String,
    intro: Vec<String>,
    summary: Vec<Fact>,
    transfer: Vec<Fact>,
    bonuses: Option<sums::Table>,
    entries: Option<sums::Table>,
    vat: sums::Vat,
    account: sums::Account,
    kept: Option<kept::KeptPart>,
    objection: Section,
    lines: Option<lines::Lines>,
    nothing: Option<String>,
    derivation: Option<lines::Derivation>,
    portal: Option<Link>,
    /// What stands above the text from the second page on.
    following: Vec<String>,
    footer: Vec<Vec<String>>,
    /// What stands before, between and after page number and number of pages.
    page_number: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Letterhead {
    name: String,
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Link {
    text: String,
    /// None where the address is not one that a browser should follow.
    href: Option<String>,
    address: String,
}

/// Writes amounts and texts of one statement.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'a> {
    statement: &'a Statement,
    words: Words,
    places: u8,
}

impl Writer<'_> {
    /// An amount without currency, for columns whose head names it.
    fn amount(&self, minor: i64) -> String {
        self.words.amount(minor, self.places)
    }

    /// An amount with its currency.
    fn money(&self, minor: i64) -> String {
        self.words.money(minor, &self.statement.currency)
    }

    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The head of a column of amounts.
    fn amount_head(&self) -> String {
        self.words.say_with("documents-head-amount", &[("currency", self.statement.currency.as_str().into())])
    }

    fn plan(&self, plan: &crate::model::PlanVersion) -> String {
        let args = [("name", plan.name.as_str().into()), ("version", plan.version.as_str().into())];
        self.words.say_with("documents-plan-version", &args)
    }
}

impl Fact {
    fn new(label: String, value: String) -> Self {
        Fact { label, value, strong: false }
    }
}

impl Page {
    pub(crate) fn of(statement: &Statement, fonts: &Fonts, room: Room) -> Result<Self, Overflow> {
        let words = Words::new(statement.language);
        // An unknown currency is a violation; a draft that shows it is not made.
        let places = minor_digits(&statement.currency).unwrap_or(0);
        let writer = Writer { statement, words, places };
        let heading = heading(&writer);
        let titled = [("heading", heading.as_str().into()), ("partner", statement.seller.name.as_str().into())];
        let issued = statement.issued_on;
        Ok(Page {
            first: true,
            last: true,
            fonts: fonts.families().to_vec(),
            lang: statement.language.tag(),
            date: (issued.year(), issued.month(), issued.day()),
            title: words.say_with("documents-title", &titled),
            author: statement.buyer.name.clone(),
            watermark: statement.number.is_none().then(|| words.say(watermark(&statement.kind))),
            letterhead: Letterhead {
                name: statement.buyer.name.clone(),
                lines: address::lines(&statement.buyer.address, false),
            },
            return_line: address::return_line(&statement.buyer),
            address: address::recipient(statement),
            info: info(&writer),
            intro: intro(&writer),
            summary: sums::summary(&writer),
            transfer: sums::transfer(&writer),
            bonuses: sums::bonuses(&writer),
            entries: sums::entries(&writer),
            vat: sums::vat(&writer),
            account: sums::account(&writer),
            kept: kept::part(&writer),
            objection: objection(&writer),
            nothing: statement
                .groups
                .iter()
                .all(|group| group.lines.is_empty())
                .then(|| words.say("documents-no-lines")),
            lines: lines::lines(&writer, fonts, room)?,
            derivation: lines::derivation(&writer),
            portal: portal(&writer),
            following: following(&writer, &heading),
            footer: footer(&writer),
            page_number: page_number(words),
            heading,
        })
    }
}

fn watermark(kind: &Kind) -> &'static str {
    match kind {
        Kind::SelfBilled | Kind::Correction { .. } => "documents-watermark",
        Kind::Statement => "documents-watermark-statement",
    }
}

fn heading(writer: &Writer<'_>) -> String {
    let draft = writer.statement.number.is_none();
    let key = match (&writer.statement.kind, draft) {
        (Kind::SelfBilled, false) => "documents-heading-self-billed",
        (Kind::SelfBilled, true) => "documents-heading-self-billed-draft",
        (Kind::Correction { .. }, false) => "documents-heading-correction",
        (Kind::Correction { .. }, true) => "documents-heading-correction-draft",
        (Kind::Statement, false) => "documents-heading-statement",
        (Kind::Statement, true) => "documents-heading-statement-draft",
    };
    writer.say(key)
}

fn period(writer: &Writer<'_>) -> String {
    let period = writer.statement.service;
    let (from, to) = (writer.words.date(period.from), writer.words.date(period.to));
    writer.words.say_with("documents-period", &[("from", from.into()), ("to", to.into())])
}

fn info(writer: &Writer<'_>) -> Vec<Fact> {
    let (statement, words) = (writer.statement, writer.words);
    let mut facts = Vec::new();
    let mut fact = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            facts.push(Fact::new(words.say(key), value));
        }
    };
    let number = statement.number.clone().unwrap_or_else(|| words.say("documents-no-number"));
    let invoice = statement.kind.type_code().is_some();
    fact(if invoice { "documents-info-number" } else { "documents-info-statement-number" }, Some(number));
    fact("documents-info-date", Some(words.date(statement.issued_on)));
    fact("documents-info-partner", Some(statement.seller.id.clone()));
    fact("documents-info-period", Some(period(writer)));
    fact("documents-info-vat-id", statement.seller.vat_id.clone());
    fact("documents-info-tax-number", statement.seller.tax_number.clone());
    if let Some(agreement) = &statement.agreement {
        let date = words.date(agreement.date);
        fact("documents-info-agreement", Some(date));
        fact("documents-info-contract", agreement.reference.clone());
    }
    let plans: Vec<String> = statement.plans.iter().map(|plan| writer.plan(plan)).collect();
    fact("documents-info-plan", Some(plans.join(", ")));
    if let Some(contact) = &statement.buyer.contact {
        fact("documents-info-contact", contact.name.clone());
        fact("documents-info-phone", contact.phone.clone());
        fact("documents-info-email", contact.email.clone());
    }
    facts
}

fn intro(writer: &Writer<'_>) -> Vec<String> {
    let (statement, words) = (writer.statement, writer.words);
    let period = statement.service;
    let spans_month = (period.from.year(), period.from.month()) == (period.to.year(), period.to.month());
    let when = if spans_month {
        words.month(period.from)
    } else {
        let (from, to) = (words.date_long(period.from), words.date_long(period.to));
        words.say_with("documents-period", &[("from", from.into()), ("to", to.into())])
    };
    let key = match statement.kind {
        Kind::SelfBilled | Kind::Correction { .. } => "documents-intro-self-billed",
        Kind::Statement => "documents-intro-statement",
    };
    let mut intro = Vec::new();
    if let Kind::Correction { of } = &statement.kind {
        intro.extend(of.iter().map(|earlier| {
            let date = words.date_long(earlier.issued_on);
            words.say_with("documents-corrects", &[("number", earlier.number.as_str().into()), ("date", date.into())])
        }));
    }
    if let (Some(agreement), true) = (&statement.agreement, statement.kind.type_code().is_some()) {
        let date = words.date_long(agreement.date);
        intro.push(words.say_with("documents-agreed", &[("date", date.into())]));
    }
    intro.push(words.say_with(key, &[("period", when.into())]));
    intro
}

fn objection(writer: &Writer<'_>) -> Section {
    let own = writer.statement.objection.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = match (own, writer.statement.kind.type_code()) {
        (Some(own), _) => own.to_owned(),
        (None, Some(_)) => writer.say("documents-objection-self-billed"),
        (None, None) => writer.say("documents-objection-statement"),
    };
    let mut text = vec![text];
    let contact = writer.statement.buyer.contact.as_ref();
    let reached: Vec<&str> =
        contact.iter().flat_map(|contact| [&contact.email, &contact.phone]).flatten().map(String::as_str).collect();
    if !reached.is_empty() {
        text.push(writer.words.say_with("documents-questions", &[("contact", reached.join(", ").into())]));
    }
    Section { title: writer.say("documents-objection"), text }
}

fn portal(writer: &Writer<'_>) -> Option<Link> {
    let portal = writer.statement.portal.as_ref()?;
    let address = portal.url.trim_start_matches("https://").trim_start_matches("http://").to_owned();
    let web = portal.url.starts_with("https://") || portal.url.starts_with("http://");
    let text = match &portal.code {
        Some(code) => writer.words.say_with("documents-portal-code", &[("code", code.as_str().into())]),
        None => writer.say("documents-portal"),
    };
    Some(Link { text, href: web.then(|| portal.url.clone()), address })
}

fn following(writer: &Writer<'_>, heading: &str) -> Vec<String> {
    let statement = writer.statement;
    let document = match &statement.number {
        Some(number) => format!("{heading} {number}"),
        None => heading.to_owned(),
    };
    vec![document, format!("{} {}", statement.seller.id, statement.seller.name), period(writer)]
}

fn footer(writer: &Writer<'_>) -> Vec<Vec<String>> {
    let Buyer { name, address, vat_id, register, managers, bank, contact, electronic: _ } = &writer.statement.buyer;
    let mut first = vec![name.clone()];
    first.extend(address::lines(address, false));
    let named = |key: &str, value: &str| writer.words.say_with(key, &[("value", value.into())]);
    let mut second: Vec<String> = register.iter().cloned().collect();
    if !managers.is_empty() {
        second.push(named("documents-footer-managers", &managers.join(", ")));
    }
    let mut third: Vec<String> = vat_id.iter().map(|id| named("documents-footer-vat-id", id)).collect();
    let reached = contact.iter().flat_map(|contact| [&contact.phone, &contact.email]).flatten();
    third.extend(reached.cloned());
    let fourth = bank.iter().flat_map(|bank| [bank.name.clone(), named("documents-footer-iban", &iban(&bank.iban))]);
    [first, second, third, fourth.collect()].into_iter().filter(|column| !column.is_empty()).collect()
}

/// The parts around the two numbers of `Seite 1 von 2`, whose places are marked by characters that no text has.
fn page_number(words: Words) -> Vec<String> {
    const MARK: char = '\u{1}';
    let mark = MARK.to_string();
    let text = words.say_with("documents-page", &[("page", mark.as_str().into()), ("pages", mark.as_str().into())]);
    text.split(MARK).map(str::to_owned).collect()
}

/// An IBAN in groups of four, held together on a line.
fn iban(iban: &str) -> String {
    let compact: Vec<char> = iban.chars().filter(|character| !character.is_whitespace()).collect();
    compact.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("\u{a0}")
}
