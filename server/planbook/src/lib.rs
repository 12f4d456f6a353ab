//! The printed plan: what a company hands to its partners and files with its lawyers, made from the checked plan.
//!
//! ```text
//! text ─check→ checked plan ┬→ sentences, tables   (`phrase`, `value`, `condition`, and a module for each kind of item)
//!           └→ doc comments │→ prose               (`docs`, `markdown`)
//!                examples ──┴→ figures, lines      (`examples`: settled by the reference interpreter)
//! ```
//!
//! [`paper`] gives a document in one language, which `compline-paper` makes a web page of and `compline-documents` a
//! PDF. Everything that is said is in the catalogue (`server/words/catalogue/*/planbook.ftl`).
//!
//! Invariant: rules are said from the checked plan, never from its text. Expressions are matched without a rest, so that
//! a new construct of the language does not compile here before it has words.

#![deny(clippy::float_arithmetic)]

mod basics;
mod bonuses;
mod condition;
mod docs;
mod events;
mod examples;
mod figures;
mod law;
mod limits;
mod loops;
mod markdown;
mod memory;
mod periods;
mod phrase;
mod ranks;
mod scope;
mod tables;
mod terms;
mod told;
mod value;
mod writer;

pub use docs::Docs;
pub use examples::ExamplesError;
pub use told::{period, told};

use compline_compiler::program::Program;
use compline_lang::hir::Plan;
use compline_paper::{Block, Fact, Paper};
use compline_words::Words;
use sha2::{Digest, Sha256};
use writer::Writer;

/// What is printed.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The plan's text.
    pub text: &'a str,
    /// The checked plan of that text, without errors.
    pub plan: &'a Plan,
    /// Its program, which the examples are run with.
    pub program: &'a Program,
}

/// The hash of a plan's text that stands on the title page and in the appendix: SHA-256, in hexadecimal digits.
#[must_use]
pub fn text_hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// The printed plan in a language.
///
/// # Errors
/// An example of the plan that cannot be run.
pub fn paper(source: Source<'_>, words: Words) -> Result<Paper, ExamplesError> {
    let mut w = Writer::new(source, words);
    let header = &source.plan.header;
    basics::glance(&mut w);
    basics::basics(&mut w);
    events::events(&mut w);
    ranks::ranks(&mut w);
    bonuses::bonuses(&mut w);
    limits::pools(&mut w);
    limits::caps(&mut w);
    figures::figures(&mut w);
    loops::loops(&mut w);
    figures::state(&mut w);
    figures::accounts(&mut w);
    tables::others(&mut w);
    examples::examples(&mut w)?;
    figures::asserts(&mut w);
    law::waivers(&mut w);
    terms::terms(&mut w);
    let hash = text_hash(source.text);
    appendix(&mut w, &hash);
    let version = w.say_with("book-version", &[("version", header.version.as_str().into())]);
    let title = writer::readable(&header.name);
    let mut paper = Paper {
        language: words.language(),
        kind: w.say("book-kind"),
        subtitle: version.clone(),
        creator: "Compline".to_owned(),
        facts: facts(&w, &hash),
        lead: w.prose("plan"),
        contents: w.say("book-contents"),
        running: (format!("{title} – {version}"), w.say("book-kind")),
        page_number: (w.say("book-page-before"), w.say("book-page-between"), String::new()),
        title,
        body: w.finish(),
    };
    paper.settle_links();
    Ok(paper)
}

/// What stands on the title page beside the prose.
fn facts(w: &Writer<'_>, hash: &str) -> Vec<Fact> {
    let header = &w.plan().header;
    let mut facts = Vec::new();
    let mut fact = |label: String, value: String| facts.push(Fact { label, value: phrase::inline(&value) });
    fact(w.say("book-fact-plan"), header.name.clone());
    fact(w.say("book-fact-version"), header.version.clone());
    fact(w.say("book-fact-valid"), basics::validity(w));
    fact(w.say("book-fact-currency"), header.currency.clone());
    fact(w.say("book-fact-period"), basics::calendar(w));
    if let Some(jurisdictions) = law::jurisdictions(w) {
        fact(w.say("book-fact-jurisdictions"), jurisdictions);
    }
    fact(w.say("book-fact-hash"), phrase::code(hash.get(..16).unwrap_or(hash)));
    facts
}

/// The text itself, with the numbers of its lines.
fn appendix(w: &mut Writer<'_>, hash: &str) {
    w.chapter("book-chapter-text", "text");
    let said = w.say_with("book-text-intro", &[("hash", phrase::code(hash).into())]);
    w.paragraph(&said);
    let lines = w.source().text.lines().map(|line| line.replace('\t', "    ")).collect();
    w.push(Block::Listing { lines });
}
