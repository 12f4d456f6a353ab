//! Doc comments of a plan, by what they belong to.

use crate::markdown;
use compline_lang::bundle::{Bundle, BundleFile};
use compline_lang::source::Span;
use compline_lang::syntax::ast::{Clause, ClauseKind, Definition, Doc, ItemKind};
use compline_lang::syntax::{literate, parse_item, split};
use compline_paper::Inline;
use std::collections::HashMap;

/// The doc comments of a plan.
#[derive(Debug, Default)]
pub struct Docs {
    /// By what they belong to: `item`, `partner PV`, `Order.bv`.
    of: HashMap<String, Vec<Doc>>,
    /// Of clauses of bonuses and loops: the item's name, where the clause stands, the comment.
    clauses: HashMap<String, Vec<(Span, Vec<Doc>)>>,
}

impl Docs {
    /// Reads them from a text without errors, which may be a bundle. What is said twice, as by a plan and by a variant
    /// of it, is said by the later file.
    pub fn of(text: &str) -> Self {
        let mut docs = Docs::default();
        for file in Bundle::read(text).files {
            let (mut own, module) = Docs::of_file(&file);
            if module {
                // What it says of itself is not what the plan says.
                own.of.remove("plan");
            }
            docs.of.extend(own.of);
            docs.clauses.extend(own.clauses);
        }
        docs
    }

    /// Those of one file, and whether it is a module: neither a plan nor a variant.
    fn of_file(file: &BundleFile) -> (Self, bool) {
        let mut module = true;
        let mut docs = Docs::default();
        let text = literate::plan_text(&file.name, &file.text);
        let mut prose = literate::prose(&file.name, &file.text).into_iter().peekable();
        for (at, raw) in split(&text).into_iter().enumerate() {
            let Some(item) = parse_item(raw.text).item else { continue };
            let mut own = Vec::new();
            while let Some(of_item) = prose.next_if(|prose| prose.item.is_some_and(|item| item.0 as usize <= at)) {
                own.push(Doc { language: None, text: of_item.text, span: item.span });
            }
            own.extend(item.docs);
            module &= !matches!(item.kind, ItemKind::Plan(_) | ItemKind::Variant(_));
            docs.item(&item.kind, own);
        }
        (docs, module)
    }

    /// The comment of something in a language, or the one without a language; as Markdown.
    pub fn text(&self, key: &str, language: &str) -> Option<String> {
        chosen(self.of.get(key)?, language)
    }

    /// Whether something has a comment, in whatever language.
    pub fn has(&self, key: &str) -> bool {
        self.of.contains_key(key)
    }

    /// The comment of something in a language, or the one without a language; in one line, as plain text.
    pub fn plain(&self, key: &str, language: &str) -> Option<String> {
        self.text(key, language).map(|text| Inline::plain(&markdown::line(&text)))
    }

    /// The comments of the clauses of an item, each with the place of its clause.
    pub fn clauses(&self, item: &str, language: &str) -> Vec<(Span, String)> {
        let all = self.clauses.get(item).into_iter().flatten();
        all.filter_map(|(span, docs)| Some((*span, chosen(docs, language)?))).collect()
    }

    fn put(&mut self, key: String, docs: Vec<Doc>) {
        if !docs.is_empty() {
            self.of.entry(key).or_default().extend(docs);
        }
    }

    fn item(&mut self, kind: &ItemKind, docs: Vec<Doc>) {
        match kind {
            ItemKind::Language(..) => self.put("plan".to_owned(), docs),
            ItemKind::Plan(_) => self.put("plan".to_owned(), docs),
            ItemKind::Unit(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Rate(x) => self.put(format!("rate {} {}", x.from.text, x.to.text), docs),
            ItemKind::Tree(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Earners(_) => self.put("earners".to_owned(), docs),
            ItemKind::Event(x) => {
                for field in &x.fields {
                    self.put(format!("{}.{}", x.name.text, field.name.text), field.docs.clone());
                }
                self.put(x.name.text.clone(), docs);
            }
            ItemKind::Partner(fields) => {
                for field in fields {
                    self.put(format!("partner.{}", field.name.text), field.docs.clone());
                }
                self.put("partner".to_owned(), docs);
            }
            ItemKind::Scale(name, _) => self.put(name.text.clone(), docs),
            ItemKind::Table(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Tiers(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Ladder(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Definition(x) => self.put(format!("partner {}", x.name.text), docs),
            ItemKind::On(subject, list) => self.on(&subject.text, list, docs),
            ItemKind::Pick(x) => self.put(x.name.text.clone(), docs),
            ItemKind::State(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Closing(name, _) => self.put(format!("closing {}", name.text), docs),
            ItemKind::Repeat(x) => {
                self.of_clauses(&x.name.text, &x.clauses);
                self.put(x.name.text.clone(), docs);
            }
            ItemKind::Account(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Flow(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Bonus(x) => {
                self.of_clauses(&x.name.text, &x.clauses);
                self.put(x.name.text.clone(), docs);
            }
            ItemKind::Pool(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Cap(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Waive(x) => self.put(format!("waive {} {}", x.code.0, x.on.text), docs),
            ItemKind::Prove(x) => self.put(format!("prove {}", x.span.start), docs),
            ItemKind::Param(x) => self.put(x.name.text.clone(), docs),
            ItemKind::Use(_) | ItemKind::Variant(_) => self.put("plan".to_owned(), docs),
            ItemKind::Assert(_, condition) => self.put(format!("assert {}", condition.span.start), docs),
            ItemKind::Example(x) => self.put(format!("example {}", x.title), docs),
        }
    }

    /// The comment above an `on` block belongs to its definition, where there is one alone.
    fn on(&mut self, subject: &str, list: &[Definition], docs: Vec<Doc>) {
        for definition in list {
            self.put(format!("{subject} {}", definition.name.text), definition.docs.clone());
        }
        match list {
            [only] if only.docs.is_empty() => self.put(format!("{subject} {}", only.name.text), docs),
            _ => self.put(format!("on {subject}"), docs),
        }
    }

    fn of_clauses(&mut self, item: &str, clauses: &[Clause]) {
        for clause in clauses {
            if !clause.docs.is_empty() {
                self.clauses.entry(item.to_owned()).or_default().push((clause.span, clause.docs.clone()));
            }
            if let ClauseKind::Except(_, inner) = &clause.kind {
                self.of_clauses(item, inner);
            }
        }
    }
}

/// The comment in a language; where there is none, the one without a language.
fn chosen(docs: &[Doc], language: &str) -> Option<String> {
    let of = |wanted: Option<&str>| {
        let texts: Vec<&str> =
            docs.iter().filter(|doc| doc.language.as_deref() == wanted).map(|doc| doc.text.as_str()).collect();
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    };
    of(Some(language)).or_else(|| of(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "## Volume.\n##de Umsatz.\nPV = sum of bv over own Order\n\n## For all.\non Order { cv = bv }\n\nevent Order {\n  ## Points.\n  bv : BV from 0 to 10\n  at : date\n  conditions on at\n  volume on at\n  payable on at\n}\n##ru Бонус.\nbonus B for each Order {\n  ## No compression.\n  pass when earner is not active\n  pay 5% of bv to seller\n}\n";

    #[test]
    fn comments_are_found_by_what_they_belong_to() {
        let docs = Docs::of(PLAN);
        let text = |key: &str, language: &str| docs.text(key, language);
        assert_eq!(text("partner PV", "de").as_deref(), Some("Umsatz."));
        assert_eq!(text("partner PV", "en").as_deref(), Some("Volume."));
        assert_eq!(text("Order cv", "en").as_deref(), Some("For all."));
        assert_eq!(text("Order.bv", "de").as_deref(), Some("Points."));
        // Neither the language asked for nor one without a language.
        assert_eq!(text("B", "de"), None);
        assert_eq!(docs.clauses("B", "en").len(), 1);
    }

    #[test]
    fn the_later_file_speaks_and_prose_belongs_to_what_follows() {
        let file = |name: &str, text: &str| BundleFile { name: name.to_owned(), text: text.to_owned() };
        let bundle = Bundle {
            files: vec![
                file("ranks.plan", "## Of the module.\nlanguage 1\n\n## Ranks.\nx = 1\n"),
                file("base.plan", PLAN),
                file(
                    "own.plan.md",
                    "# Ours\n\n```plan\nvariant \"V\" of \"base.plan\" {\n  replace PV\n}\n```\n\nTwice the volume.\n\n```plan\nPV = 2 BV\n```\n",
                ),
            ],
        };
        let docs = Docs::of(&bundle.text());
        let text = |key: &str, language: &str| docs.text(key, language);
        assert_eq!(text("plan", "en").as_deref(), Some("# Ours"));
        assert_eq!(text("partner x", "en").as_deref(), Some("Ranks."));
        assert_eq!(text("partner PV", "en").as_deref(), Some("Twice the volume."));
        assert_eq!(text("partner PV", "de").as_deref(), Some("Twice the volume."));
        assert_eq!(text("Order.bv", "de").as_deref(), Some("Points."));
    }
}
