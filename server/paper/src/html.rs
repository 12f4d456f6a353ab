//! A document as one web page: styles inside, no script, nothing from elsewhere.

use crate::model::{Block, Heading, Inline, Paper, Table};
use crate::network::{Network, Node};
use maud::{DOCTYPE, Markup, PreEscaped, html as markup};

/// The page. It follows the reader's choice of light or dark, fits narrow screens, and prints on white.
#[must_use]
pub fn html(paper: &Paper) -> String {
    let headings = paper.headings();
    let toc: Vec<&Heading> = headings.into_iter().filter(|heading| heading.level <= 2).collect();
    let page = markup! {
        (DOCTYPE)
        html lang=(paper.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(paper.creator);
                title { (paper.title) " – " (paper.kind) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.title {
                    p.kind { (paper.kind) }
                    h1 { (paper.title) }
                    p.subtitle { (paper.subtitle) }
                    dl.facts {
                        @for fact in &paper.facts { div { dt { (fact.label) } dd { (inline(&fact.value)) } } }
                    }
                    @for block in &paper.lead { (block_of(block)) }
                }
                nav aria-labelledby="contents" {
                    h2 #contents { (paper.contents) }
                    (contents(&toc))
                }
                main { @for block in &paper.body { (block_of(block)) } }
            }
        }
    };
    page.into_string()
}

/// Chapters with what is directly below them.
fn contents(headings: &[&Heading]) -> Markup {
    let chapters = headings.chunk_by(|_, next| next.level > 1);
    markup! {
        ol {
            @for chapter in chapters {
                @if let Some((first, rest)) = chapter.split_first() {
                    li {
                        a href={ "#" (first.id) } { (Inline::plain(&first.text)) }
                        @if !rest.is_empty() {
                            ul { @for heading in rest { li { a href={ "#" (heading.id) } { (Inline::plain(&heading.text)) } } } }
                        }
                    }
                }
            }
        }
    }
}

fn block_of(block: &Block) -> Markup {
    match block {
        Block::Heading(of) => heading(of),
        Block::Paragraph { text } => markup! { p { (inline(text)) } },
        Block::List { ordered, items } => {
            let items = markup! {
                @for item in items { li { @for block in item { (tight(block, item.len() == 1)) } } }
            };
            if *ordered {
                markup! { ol { (items) } }
            } else {
                markup! { ul { (items) } }
            }
        }
        Block::Table(of) => table(of),
        Block::Network(of) => network(of),
        Block::Note { blocks } => markup! { div.note { @for block in blocks { (block_of(block)) } } },
        Block::Listing { lines } => markup! {
            ol.listing {
                @for (at, line) in lines.iter().enumerate() { li id={ "line-" (at + 1) } { code { (line) } } }
            }
        },
    }
}

/// A paragraph that is all of its list item stands in it without one of its own.
fn tight(block: &Block, alone: bool) -> Markup {
    match block {
        Block::Paragraph { text } if alone => inline(text),
        _ => block_of(block),
    }
}

fn heading(heading: &Heading) -> Markup {
    let words = markup! {
        (inline(&heading.text))
        @if let Some(spelling) = &heading.spelling { " " code.spelling { (spelling) } }
    };
    // The title is the first level.
    match heading.level {
        0 | 1 => markup! { h2 id=(heading.id) { (words) } },
        2 => markup! { h3 id=(heading.id) { (words) } },
        _ => markup! { h4 id=(heading.id) { (words) } },
    }
}

fn table(table: &Table) -> Markup {
    let class = |at: usize| table.columns.get(at).is_some_and(|column| column.figures).then_some("figures");
    let last = table.rows.len().saturating_sub(1);
    let caption = Inline::plain(&table.caption);
    markup! {
        div.wide tabindex="0" role="region" aria-label=(caption) {
            table {
                @if !table.caption.is_empty() { caption { (inline(&table.caption)) } }
                thead {
                    tr { @for (at, column) in table.columns.iter().enumerate() { th scope="col" class=[class(at)] { (inline(&column.head)) } } }
                }
                tbody {
                    @for (number, row) in table.rows.iter().enumerate() {
                        tr class=[(table.total && number == last).then_some("total")] {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 && table.row_heads {
                                    th scope="row" class=[class(at)] { (inline(cell)) }
                                } @else {
                                    td class=[class(at)] { (inline(cell)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A tree as lists in lists, which read well without their lines too.
fn network(network: &Network) -> Markup {
    markup! {
        figure.network {
            div.wide tabindex="0" role="group" aria-label=(network.described) { (nodes(&network.roots)) }
            figcaption { (network.caption) }
        }
    }
}

fn nodes(of: &[Node]) -> Markup {
    markup! {
        ul {
            @for node in of {
                li {
                    span { (node.label) @if !node.place.is_empty() { small { (node.place) } } }
                    @if !node.children.is_empty() { (nodes(&node.children)) }
                }
            }
        }
    }
}

fn inline(parts: &[Inline]) -> Markup {
    markup! {
        @for part in parts {
            @match part {
                Inline::Text { text } => (text),
                Inline::Name { text, to: Some(to) } => a.name href={ "#" (to) } { (text) },
                Inline::Name { text, to: None } => span.name { (text) },
                Inline::Strong { text } => strong { (inline(text)) },
                Inline::Emphasis { text } => em { (inline(text)) },
                Inline::Code { text } => code { (text) },
                Inline::Link { href, text } => a href=(href) rel="noopener noreferrer" { (inline(text)) },
                Inline::Break => br;,
            }
        }
    }
}

const STYLE: &str = include_str!("style.css");
