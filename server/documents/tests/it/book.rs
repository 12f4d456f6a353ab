//! Documents of prose, tables and figures as PDF.

use crate::pdf::{Structure, has, texts};
use compline_documents::{Fonts, Typesetter};
use compline_paper::{Block, Column, Fact, Heading, Inline, Network, Node, Paper, Table};
use compline_words::Language;

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading(Heading { level, id: id.to_owned(), text: text(words), spelling: Some("spelled_so".to_owned()) })
}

fn paper(language: Language) -> Paper {
    let node = |label: &str, children| Node { label: label.to_owned(), place: "left".to_owned(), children };
    let column = |head: &str, figures| Column { head: text(head), figures };
    let linked = Inline::Name { text: "the second chapter".to_owned(), to: Some("chapter-b".to_owned()) };
    let rich = vec![
        Inline::text("#read(\"/x\") and "),
        linked,
        Inline::Strong { text: text("strong") },
        Inline::Emphasis { text: text("soft") },
        Inline::Code { text: "a_b".to_owned() },
        Inline::Break,
        Inline::Link { href: "https://compline.example".to_owned(), text: text("outside") },
    ];
    Paper {
        language,
        kind: "Plan".to_owned(),
        title: "Nordlicht".to_owned(),
        subtitle: "Version 4".to_owned(),
        creator: "Compline".to_owned(),
        facts: vec![Fact { label: "Currency".to_owned(), value: text("EUR") }],
        lead: vec![Block::Paragraph { text: text("A lead.") }],
        contents: "Contents".to_owned(),
        running: ("Left".to_owned(), "Right".to_owned()),
        page_number: ("Page ".to_owned(), " of ".to_owned(), String::new()),
        body: vec![
            heading(1, "chapter-a", "First chapter"),
            Block::Paragraph { text: rich },
            heading(2, "part", "A part"),
            Block::List { ordered: true, items: vec![vec![Block::Paragraph { text: text("An item") }]] },
            Block::Table(Table {
                caption: text("A caption"),
                columns: vec![column("Who", false), column("How much", true)],
                rows: vec![vec![text("Anna"), text("8.00")], vec![text("Sum"), text("8.00")]],
                row_heads: true,
                total: true,
            }),
            Block::Network(Network {
                caption: "The network".to_owned(),
                described: "Below Anna: Ben.".to_owned(),
                roots: vec![node("Anna", vec![node("Ben", Vec::new())])],
            }),
            Block::Note { blocks: vec![Block::Paragraph { text: text("A note.") }] },
            heading(1, "chapter-b", "Second chapter"),
            Block::Listing { lines: vec!["plan A {".to_owned(), "  deep".to_owned()] },
        ],
    }
}

#[test]
fn everything_of_a_document_is_on_its_pages() {
    let setter = Typesetter::new(Fonts::embedded());
    let pdf = setter.book(&paper(Language::En)).unwrap();
    assert_eq!(pdf, setter.book(&paper(Language::En)).unwrap());
    let pages = texts(&pdf).join(" ");
    for words in [
        "Nordlicht",
        "Version 4",
        "A lead.",
        "Contents",
        "First chapter",
        "#read(\"/x\") and the second chapter",
        "An item",
        "A caption",
        "Anna",
        "Ben",
        "8.00",
        "The network",
        "A note.",
        "Second chapter",
        "plan A {",
        "spelled_so",
    ] {
        assert!(has(&pages, words), "`{words}` is not on the pages: {pages}");
    }
}

#[test]
fn it_is_tagged_and_has_its_language_and_bookmarks() {
    let setter = Typesetter::new(Fonts::embedded());
    for language in Language::ALL {
        let structure = Structure::of(&setter.book(&paper(language)).unwrap());
        let catalog = structure.catalog();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), language.tag().as_bytes());
        assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
        assert!(structure.xmp().contains("pdfuaid:part"));
    }
}

#[test]
fn heads_of_tables_over_several_pages_have_no_links() {
    let setter = Typesetter::new(Fonts::embedded());
    for rows in [5, 20, 40, 60, 100] {
        let mut paper = paper(Language::En);
        let linked = Inline::Name { text: "the second chapter".to_owned(), to: Some("chapter-b".to_owned()) };
        let outside = Inline::Link { href: "https://compline.example".to_owned(), text: text("outside") };
        let head = |inline: Inline| Column { head: vec![Inline::Strong { text: vec![inline] }], figures: false };
        paper.body.push(Block::Table(Table {
            caption: text("Long"),
            columns: vec![head(linked), head(outside)],
            rows: (0..rows).map(|row| vec![text(&format!("row {row}")), text("8.00")]).collect(),
            row_heads: false,
            total: false,
        }));
        let pdf = setter.book(&paper).unwrap();
        assert!(has(&texts(&pdf).join(" "), &format!("row {}", rows - 1)), "{rows}");
    }
}
