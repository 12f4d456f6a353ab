//! Long documents of tables: set in parts, put together as one.

use crate::pdf::{Structure, has, texts};
use compline_documents::{Fonts, Typesetter};
use compline_paper::{Block, Column, Fact, Heading, Inline, Paper, Table};
use compline_words::Language;

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn table(rows: usize) -> Block {
    let column = |head: &str, figures| Column { head: text(head), figures };
    let of = |n: usize| {
        // Every third row goes on with the one above.
        let first = if n.is_multiple_of(3) { text(&format!("T-{n:05}")) } else { Vec::new() };
        let facts = vec![Inline::text("seller DE-1, net 12.00"), Inline::Break, Inline::text("x".repeat(n % 90))];
        let derivation = "rate is 12 % because step = 12 %; base is 56.50 BV at 0.80 = 45.20; ".repeat(n % 5);
        vec![first, facts, text(&format!("{derivation}row {n} ends here")), text("1,234.56")]
    };
    let mut all: Vec<_> = (0..rows).map(of).collect();
    all.push(vec![text("Total"), Vec::new(), Vec::new(), text("99.00")]);
    let columns = vec![column("Number", false), column("Facts", false), column("Words", false), column("Amount", true)];
    Block::Table(Table { caption: text("All of them"), columns, rows: all, row_heads: false, total: true })
}

fn paper(rows: usize) -> Paper {
    let heading = |level, id: &str, words: &str| {
        Block::Heading(Heading { level, id: id.to_owned(), text: text(words), spelling: None })
    };
    Paper {
        language: Language::En,
        kind: "Book extract".to_owned(),
        title: "Anna Berg".to_owned(),
        subtitle: "March".to_owned(),
        creator: "Nordlicht GmbH".to_owned(),
        facts: vec![Fact { label: "Partner".to_owned(), value: text("DE-1") }],
        lead: vec![Block::Paragraph { text: text("What it covers.") }],
        contents: String::new(),
        running: ("Book extract of Anna".to_owned(), "in March".to_owned()),
        page_number: ("Page ".to_owned(), " of ".to_owned(), String::new()),
        body: vec![heading(1, "one", "Nordlicht"), heading(2, "two", "Orders"), table(rows), heading(2, "end", "End")],
    }
}

#[test]
fn every_row_is_on_the_pages_whatever_their_number() {
    let setter = Typesetter::new(Fonts::embedded());
    for rows in [0, 1, 318, 319, 320, 331, 332, 1_000] {
        let pdf = setter.ledger(&paper(rows)).unwrap();
        let pages = texts(&pdf);
        let all = pages.join(" ");
        for n in 0..rows {
            assert!(has(&all, &format!("row {n} ends here")), "{rows}: row {n} is not on the pages");
        }
        for words in ["Anna Berg", "What it covers.", "Nordlicht", "Orders", "99.00", "End"] {
            assert!(has(&all, words), "{rows}: `{words}` is not on the pages");
        }
        for (at, page) in pages.iter().enumerate() {
            let number = format!("Page {} of {}", at + 1, pages.len());
            assert!(has(page, &number), "`{number}` is not on page {at}");
            assert_eq!(has(page, "Book extract of Anna"), at > 0, "the head of page {at}");
        }
    }
}

#[test]
fn parts_are_one_tagged_document_and_the_same_bytes() {
    let setter = Typesetter::new(Fonts::embedded());
    let pdf = setter.ledger(&paper(500)).unwrap();
    assert_eq!(pdf, setter.ledger(&paper(500)).unwrap());
    let structure = Structure::of(&pdf);
    assert!(structure.catalog().has(b"StructTreeRoot") && structure.catalog().has(b"Outlines"));
    assert!(structure.xmp().contains("pdfuaid:part"));
}
