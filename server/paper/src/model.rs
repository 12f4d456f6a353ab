//! What a document is made of.

use crate::network::Network;
use compline_words::Language;
use serde::Serialize;
use std::collections::BTreeSet;

/// A document in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Paper {
    /// Its language.
    pub language: Language,
    /// What kind of document it is, above the title.
    pub kind: String,
    /// The title.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Who made it, for the document's properties.
    pub creator: String,
    /// Labels and values of the title page.
    pub facts: Vec<Fact>,
    /// Prose of the title page.
    pub lead: Vec<Block>,
    /// The heading of the table of contents.
    pub contents: String,
    /// What stands above the text from the second page on: left and right.
    pub running: (String, String),
    /// What stands before, between and after page number and number of pages.
    pub page_number: (String, String, String),
    /// The text.
    pub body: Vec<Block>,
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// How much, or which.
    pub value: Vec<Inline>,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph.
    Paragraph {
        /// Its text.
        text: Vec<Inline>,
    },
    /// A list.
    List {
        /// Whether it is numbered.
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Block>>,
    },
    /// A table.
    Table(Table),
    /// A network of partners as a figure.
    Network(Network),
    /// Prose that is set apart.
    Note {
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Text with numbered lines, as it is written.
    Listing {
        /// Its lines.
        lines: Vec<String>,
    },
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 1 for a chapter, 2 and 3 below.
    pub level: u8,
    /// What links lead to: letters, digits, hyphens; once in a document.
    pub id: String,
    /// The words.
    pub text: Vec<Inline>,
    /// How the thing is spelled where it comes from, where that differs from the words.
    pub spelling: Option<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Table {
    /// What it shows, in words; read aloud before the table.
    pub caption: Vec<Inline>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows: a cell for each column.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Whether the first column names the row.
    pub row_heads: bool,
    /// Whether the last row is the sum of the others.
    pub total: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: Vec<Inline>,
    /// Whether it holds figures, which stand at the right.
    pub figures: bool,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Inline {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A name that the document explains.
    Name {
        /// The name.
        text: String,
        /// The heading that explains it.
        to: Option<String>,
    },
    /// Important words.
    Strong {
        /// The words.
        text: Vec<Inline>,
    },
    /// Emphasised words.
    Emphasis {
        /// The words.
        text: Vec<Inline>,
    },
    /// Words as they are typed.
    Code {
        /// The words.
        text: String,
    },
    /// A link out of the document: `https`, `http` or `mailto`.
    Link {
        /// Where to.
        href: String,
        /// The words.
        text: Vec<Inline>,
    },
    /// The end of a line.
    Break,
}

impl Inline {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Inline::Text { text: text.into() }
    }

    /// The words without their form.
    pub fn plain(parts: &[Inline]) -> String {
        let one = |part: &Inline| match part {
            Inline::Text { text } | Inline::Name { text, .. } | Inline::Code { text } => text.clone(),
            Inline::Strong { text } | Inline::Emphasis { text } | Inline::Link { text, .. } => Inline::plain(text),
            Inline::Break => " ".to_owned(),
        };
        parts.iter().map(one).collect()
    }
}

impl Paper {
    /// Makes names plain whose heading is not in the document: then no link leads nowhere.
    pub fn settle_links(&mut self) {
        let mut ids = BTreeSet::new();
        headings(&self.body, &mut |heading| {
            ids.insert(heading.id.clone());
        });
        let mut settle =
            |parts: &mut Vec<Inline>| names(parts, &mut |to| *to = to.take().filter(|to| ids.contains(to)));
        self.facts.iter_mut().for_each(|fact| settle(&mut fact.value));
        for block in self.lead.iter_mut().chain(&mut self.body) {
            texts(block, &mut settle);
        }
    }

    /// All headings of the text, in order.
    pub fn headings(&self) -> Vec<&Heading> {
        let mut out = Vec::new();
        for block in &self.body {
            if let Block::Heading(heading) = block {
                out.push(heading);
            }
        }
        out
    }
}

fn headings(blocks: &[Block], f: &mut dyn FnMut(&Heading)) {
    for block in blocks {
        if let Block::Heading(heading) = block {
            f(heading);
        }
    }
}

/// Every run of words in a block.
fn texts(block: &mut Block, f: &mut dyn FnMut(&mut Vec<Inline>)) {
    match block {
        Block::Heading(heading) => f(&mut heading.text),
        Block::Paragraph { text } => f(text),
        Block::List { items, .. } => items.iter_mut().flatten().for_each(|block| texts(block, f)),
        Block::Table(table) => {
            f(&mut table.caption);
            table.columns.iter_mut().for_each(|column| f(&mut column.head));
            table.rows.iter_mut().flatten().for_each(f);
        }
        Block::Note { blocks } => blocks.iter_mut().for_each(|block| texts(block, f)),
        Block::Network(_) | Block::Listing { .. } => {}
    }
}

fn names(parts: &mut [Inline], f: &mut dyn FnMut(&mut Option<String>)) {
    for part in parts {
        match part {
            Inline::Name { to, .. } => f(to),
            Inline::Strong { text } | Inline::Emphasis { text } | Inline::Link { text, .. } => names(text, f),
            Inline::Text { .. } | Inline::Code { .. } | Inline::Break => {}
        }
    }
}
