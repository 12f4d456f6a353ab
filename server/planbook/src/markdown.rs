//! Doc comments as parts of a document: CommonMark without HTML and pictures.

use crate::phrase::clean;
use compline_paper::{Block, Column, Inline, Table};
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag};

/// The blocks of a Markdown text. Headings are paragraphs in strong letters, since the document has its own.
pub fn blocks(text: &str) -> Vec<Block> {
    let text = clean(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
    let mut reader = Reader { events: Parser::new_ext(&text, options).collect::<Vec<_>>().into_iter() };
    reader.blocks()
}

/// The text in one line, for the cell of a table.
pub fn line(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in blocks(text) {
        if !out.is_empty() {
            out.push(Inline::text(" "));
        }
        flat(&block, &mut out);
    }
    out
}

fn flat(block: &Block, out: &mut Vec<Inline>) {
    match block {
        Block::Paragraph { text } => out.extend(text.iter().cloned()),
        Block::List { items, .. } => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(Inline::text("; "));
                }
                item.iter().for_each(|block| flat(block, out));
            }
        }
        Block::Note { blocks } => blocks.iter().for_each(|block| flat(block, out)),
        Block::Listing { lines } => out.push(Inline::Code { text: lines.join(" ") }),
        Block::Table(table) => {
            for cell in table.rows.iter().flatten() {
                out.extend(cell.iter().cloned());
                out.push(Inline::text(" "));
            }
        }
        Block::Heading(heading) => out.extend(heading.text.iter().cloned()),
        Block::Network(_) => {}
    }
}

/// Reads events until the end of what it is in.
struct Reader<'t> {
    events: std::vec::IntoIter<Event<'t>>,
}

impl Reader<'_> {
    fn blocks(&mut self) -> Vec<Block> {
        let mut out = Vec::new();
        // Text of a list item that has no paragraph around it.
        let mut bare: Vec<Inline> = Vec::new();
        while let Some(event) = self.events.next() {
            let block = match event {
                Event::End(_) => break,
                Event::Start(Tag::Paragraph) => Block::Paragraph { text: self.inlines() },
                Event::Start(Tag::Heading { .. }) => {
                    Block::Paragraph { text: vec![Inline::Strong { text: self.inlines() }] }
                }
                Event::Start(Tag::List(first)) => Block::List { ordered: first.is_some(), items: self.items() },
                Event::Start(Tag::BlockQuote(_)) => Block::Note { blocks: self.blocks() },
                Event::Start(Tag::CodeBlock(_)) => {
                    let text = Inline::plain(&self.inlines());
                    Block::Listing { lines: text.lines().map(str::to_owned).collect() }
                }
                Event::Start(Tag::Table(columns)) => Block::Table(self.table(&columns)),
                Event::Start(Tag::HtmlBlock | Tag::MetadataBlock(_)) => {
                    self.inlines();
                    continue;
                }
                Event::Rule | Event::Html(_) => continue,
                Event::Start(tag) => {
                    bare.extend(self.tagged(&tag));
                    continue;
                }
                other => {
                    bare.extend(leaf(&other));
                    continue;
                }
            };
            if !bare.is_empty() {
                out.push(Block::Paragraph { text: std::mem::take(&mut bare) });
            }
            out.push(block);
        }
        if !bare.is_empty() {
            out.push(Block::Paragraph { text: bare });
        }
        out
    }

    fn items(&mut self) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while let Some(Event::Start(_)) = self.events.next() {
            items.push(self.blocks());
        }
        items
    }

    fn table(&mut self, columns: &[Alignment]) -> Table {
        let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
        while let Some(Event::Start(_)) = self.events.next() {
            let mut row = Vec::new();
            while let Some(Event::Start(_)) = self.events.next() {
                row.push(self.inlines());
            }
            rows.push(row);
        }
        let mut rows = rows.into_iter();
        let heads = rows.next().unwrap_or_default().into_iter();
        let column = |(head, align): (Vec<Inline>, &Alignment)| Column { head, figures: *align == Alignment::Right };
        Table {
            caption: Vec::new(),
            columns: heads.zip(columns).map(column).collect(),
            rows: rows.collect(),
            row_heads: false,
            total: false,
        }
    }

    fn inlines(&mut self) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) => out.extend(self.tagged(&tag)),
                other => out.extend(leaf(&other)),
            }
        }
        out
    }

    fn tagged(&mut self, tag: &Tag<'_>) -> Vec<Inline> {
        let text = self.inlines();
        match tag {
            Tag::Emphasis => vec![Inline::Emphasis { text }],
            Tag::Strong => vec![Inline::Strong { text }],
            Tag::Link { dest_url, .. } if leads_outside(dest_url) => {
                vec![Inline::Link { href: dest_url.to_string(), text }]
            }
            _ => text,
        }
    }
}

fn leaf(event: &Event<'_>) -> Option<Inline> {
    match event {
        Event::Text(text) => Some(Inline::text(text.as_ref())),
        Event::Code(text) => Some(Inline::Code { text: text.to_string() }),
        Event::SoftBreak => Some(Inline::text(" ")),
        Event::HardBreak => Some(Inline::Break),
        _ => None,
    }
}

/// Targets that a reader of the document may be led to; anything else stays words.
fn leads_outside(target: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_its_form_and_nothing_dangerous() {
        let found = blocks(
            "A *b* **c** `d` <script>x</script> [e](javascript:1) [f](https://g.example)\n\n- one\n- two\n\n# Head",
        );
        let text = |block: &Block| match block {
            Block::Paragraph { text } => Inline::plain(text),
            _ => String::new(),
        };
        assert_eq!(found.first().map(text).as_deref(), Some("A b c d x e f"));
        assert!(matches!(found.get(1), Some(Block::List { ordered: false, items }) if items.len() == 2));
        assert_eq!(found.get(2).map(text).as_deref(), Some("Head"));
        assert_eq!(found.len(), 3);
        let links: Vec<_> = match found.first() {
            Some(Block::Paragraph { text }) => text.iter().filter(|i| matches!(i, Inline::Link { .. })).collect(),
            _ => Vec::new(),
        };
        assert_eq!(links.len(), 1);
        assert_eq!(Inline::plain(&line("- a\n- b")), "a; b");
    }

    #[test]
    fn tables_keep_their_columns() {
        let found = blocks("| a | b |\n|---|--:|\n| 1 | 2 |\n");
        let Some(Block::Table(table)) = found.first() else { return assert_eq!(found.len(), 0) };
        assert_eq!((table.columns.len(), table.rows.len()), (2, 1));
        assert!(table.columns.get(1).is_some_and(|column| column.figures));
    }
}
