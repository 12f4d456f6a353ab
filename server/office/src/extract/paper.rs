//! Extracts as documents, in the language of their reader.

mod account;
mod book;

pub(super) use account::account;
pub(super) use book::book;

use super::head::Head;
use super::say::Say;
use compline_paper::{Block, Column, Fact, Heading, Inline, Paper, Table};
use compline_words::{Words, minor_digits};

fn text(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn strong(words: impl Into<String>) -> Inline {
    Inline::Strong { text: text(words) }
}

fn quiet(words: impl Into<String>) -> Inline {
    Inline::Emphasis { text: text(words) }
}

/// Parts on lines of their own; empty ones are left out.
fn lines(parts: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in parts.into_iter().filter(|part| !Inline::plain(std::slice::from_ref(part)).is_empty()) {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.push(part);
    }
    out
}

fn heading(level: u8, id: String, words: String) -> Block {
    Block::Heading(Heading { level, id, text: text(words), spelling: None })
}

fn paragraph(words: String) -> Block {
    Block::Paragraph { text: text(words) }
}

fn column(head: String, figures: bool) -> Column {
    Column { head: text(head), figures }
}

fn amount(words: Words, currency: &str, minor: i64) -> String {
    words.amount(minor, minor_digits(currency).unwrap_or(0))
}

fn table(caption: String, columns: Vec<Column>, rows: Vec<Vec<Vec<Inline>>>, total: bool) -> Block {
    Block::Table(Table { caption: text(caption), columns, rows, row_heads: false, total })
}

fn shell(head: &Head, say: Say, kind: &str, facts: Vec<Fact>, lead: Vec<Block>, body: Vec<Block>) -> Paper {
    let kind_said = say.text(&format!("extract-title-{kind}"));
    let (before, rest) = page_number(say);
    let title = say.with("extract-of", &[("name", head.name.clone()), ("partner", head.partner.clone())]);
    Paper {
        language: say.0.language(),
        running: (format!("{kind_said} · {title}"), say.span(head)),
        kind: kind_said,
        title,
        subtitle: say.span(head),
        creator: head.company_name.clone(),
        facts,
        lead,
        contents: String::new(),
        page_number: (before, rest.0, rest.1),
        body,
    }
}

/// What stands before, between and after number and count of pages.
fn page_number(say: Say) -> (String, (String, String)) {
    let (page, pages) = ("\u{1}", "\u{2}");
    let said = say.with("documents-page", &[("page", page.to_owned()), ("pages", pages.to_owned())]);
    let (before, rest) = said.split_once(page).unwrap_or((&said, ""));
    let (between, after) = rest.split_once(pages).unwrap_or((rest, ""));
    (before.to_owned(), (between.to_owned(), after.to_owned()))
}

/// What every extract says of itself.
fn facts(head: &Head, say: Say) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact { label: say.text(key), value: text(value) };
    let mut address = vec![Inline::text(head.name.clone())];
    for line in &head.address {
        address.push(Inline::Break);
        address.push(Inline::text(line.clone()));
    }
    let mut out = vec![
        fact("extract-by-company", head.company_name.clone()),
        Fact { label: say.text("extract-for"), value: address },
        fact("partner-number", head.partner.clone()),
        fact("partner-joined", say.0.date(head.joined_on)),
    ];
    if let Some(left) = head.left_on {
        out.push(fact("partner-left", say.0.date(left)));
    }
    out.push(fact("extract-covers", say.span(head)));
    let known = head.known_at.map_or_else(|| "–".to_owned(), |at| say.moment(at));
    let known = say.with("extract-known", &[("moment", known), ("commit", say.0.count(head.known))]);
    out.push(fact("extract-as-of", known));
    out.push(fact("extract-made-by", head.made_by.clone()));
    out.push(fact("extract-made-at", say.moment(head.made_at)));
    out
}
