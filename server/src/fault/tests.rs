//! What the office refuses is in the catalogue of every language.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use super::*;
use compline_words::{Language, MISSING};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::Path;

/// What sources say in refusals.
#[derive(Default)]
struct Literals {
    things: BTreeSet<String>,
    states: BTreeSet<String>,
    cures: BTreeSet<String>,
}

impl Literals {
    fn of_sources() -> Self {
        let server = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut out = Self::default();
        out.read_folder(&server.join("src"));
        out.read_folder(&server.join("office/src"));
        out
    }

    fn read_folder(&mut self, folder: &Path) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.read_folder(&path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("fault/tests.rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                // Where a refusal takes its cure from a variable, the text stands before it.
                let mut cures = BTreeSet::new();
                let short = self.read(source.parse().unwrap(), &mut cures);
                if short {
                    self.cures.extend(cures);
                }
            }
        }
    }

    /// Reads tokens; whether there is a refusal whose cure is a variable.
    fn read(&mut self, tokens: TokenStream, cures: &mut BTreeSet<String>) -> bool {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut short = false;
        for (at, token) in tokens.iter().enumerate() {
            let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map(ToString::to_string);
            if token.to_string() == "cure" && before(1).as_deref() == Some("let") {
                cures.extend(tokens.get(at + 2).and_then(text));
            }
            let TokenTree::Group(group) = token else { continue };
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            match before(1).as_deref() {
                Some("State") => {
                    let mut named = false;
                    for part in inner.windows(3) {
                        let [name, colon, value] = part else { continue };
                        if colon.to_string() == ":" {
                            let set = match name.to_string().as_str() {
                                "what" => &mut self.things,
                                "state" => &mut self.states,
                                "cure" => {
                                    named = true;
                                    &mut self.cures
                                }
                                _ => continue,
                            };
                            set.extend(text(value));
                        }
                    }
                    short |= !named;
                }
                Some("require") => self.cures.extend(inner.iter().filter_map(text)),
                _ => {}
            }
            short |= self.read(group.stream(), cures);
        }
        short
    }
}

/// The text of a literal.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    Some(literal.to_string().strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

#[test]
fn refusals_of_the_sources_are_in_the_catalogue() {
    let found = Literals::of_sources();
    assert!(found.things.len() > 8 && found.states.len() > 8 && found.cures.len() > 25, "the sources are read");
    let mut wrong = BTreeSet::new();
    for language in Language::ALL {
        for (prefix, texts) in [("thing", &found.things), ("refused-state", &found.states), ("refusal", &found.cures)] {
            for text in texts {
                let key = format!("{prefix}-{}", key(text));
                if !Words::new(language).has(&key) {
                    wrong.insert(format!("`{text}` has no text in {language:?}: add `{key}` to refusals.ftl"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
    // And nothing is in the catalogue that no source says.
    let own = ["of-state", "missing", "denied", "settle", "overflow", "cancelled", "died", "failed"];
    let catalogue = include_str!("../../words/catalogue/de/refusals.ftl");
    let keys = catalogue.lines().filter_map(|line| line.split_once(" =").map(|(key, _)| key));
    for name in keys {
        let known = match (name.strip_prefix("thing-"), name.strip_prefix("refusal-")) {
            (Some(thing), _) => found.things.iter().any(|text| key(text) == thing),
            (_, Some(cure)) => own.contains(&cure) || found.cures.iter().any(|text| key(text) == cure),
            _ => true,
        };
        assert!(known, "`{name}` is said nowhere; remove it");
    }
}

#[test]
fn refusals_are_said_in_the_language_of_the_reader() {
    let error = OfficeError::State { what: "the run", state: "final".to_owned(), cure: "reopen it first" };
    let said = |language, error: &OfficeError| refusal(Words::new(language), &Refusal::from(error));
    assert_eq!(said(Language::De, &error), "Der Lauf ist festgeschrieben. Öffnen Sie ihn zuerst wieder.");
    assert_eq!(said(Language::En, &error), "The run is final. Reopen it first.");
    let unknown = OfficeError::State { what: "the moon", state: "full".to_owned(), cure: "wait two weeks" };
    assert_eq!(said(Language::De, &unknown), "the moon ist full. wait two weeks");
    let errors = [
        OfficeError::Settle("partners.csv, line 3: not a date".to_owned()),
        OfficeError::Overflow("a bonus"),
        OfficeError::Cancelled,
        OfficeError::Missing { what: "plan", id: "p-1".to_owned() },
        OfficeError::Denied { action: "approve-run", roles: String::new(), four_eyes: false },
        OfficeError::field("form", "error-form-expired"),
        OfficeError::File("disk full".to_owned()),
    ];
    for error in &errors {
        for language in Language::ALL {
            let text = said(language, error);
            assert!(!text.contains(['{', MISSING]) && text.len() > 10, "{text}");
        }
    }
}

#[test]
fn notices_are_said_in_the_language_of_the_reader() {
    let words = Words::new(Language::De);
    let undecided = Notice::NotDecided { events: 12, conditions: "2026-02".to_owned() };
    assert_eq!(
        notice(words, &undecided),
        "12 Vorgänge haben Bedingungen von Februar 2026: Der Plan gilt für ihren Tag nicht."
    );
    let column = Notice::Column { file: "order.csv".to_owned(), column: "hue".to_owned() };
    assert_eq!(notice(words, &column), "order.csv: Die Spalte „hue“ liest der Plan nicht.");
    for one in [Notice::Rates { file: "rates.csv".to_owned() }, Notice::Other { text: "odd".to_owned() }] {
        assert!(!notice(words, &one).contains(['{', MISSING]));
    }
}

#[test]
fn codes_of_banks_are_said_in_words() {
    for language in Language::ALL {
        for reason in compline_exchange::bank::reason::reasons() {
            let said = bank_reason(Words::new(language), reason.code);
            assert!(!said.contains(['{', MISSING]) && said.len() > 8, "{said}");
        }
    }
    let said = |reason| bank_reason(Words::new(Language::De), reason);
    assert_eq!(said("AC04"), "Das Konto ist aufgelöst (AC04)");
    assert_eq!(said("MD07 Nachlass; Z999"), "Der Kontoinhaber ist verstorben (MD07): Nachlass; Z999");
    assert_eq!(said("by hand"), "by hand");
}
