//! Every sample plan and every whole plan of the manual makes a document in every language.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_compiler::compile::{check_module, compile};
use compline_conformance::{Book, manual_folder};
use compline_lang::bundle;
use compline_paper::{Block, Paper, html};
use compline_planbook::{ExamplesError, Source, paper, text_hash};
use compline_words::{Language, MISSING, Words};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, extension: &str, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, extension, out);
        } else if path.extension().is_some_and(|found| found == extension) {
            out.push(path);
        }
    }
    out.sort();
}

/// A plan with all files that it uses, as one text.
fn read(plan: &Path) -> String {
    let read = |name: &str| Ok::<_, std::convert::Infallible>(std::fs::read_to_string(root().join(name)).ok());
    let name = plan.strip_prefix(root()).unwrap().to_str().unwrap();
    let (_, bundle) = bundle::load(name, read).unwrap().unwrap();
    bundle.text()
}

/// The document of a text; nothing where the text does not compile.
fn document(text: &str, language: Language) -> Option<Result<Paper, ExamplesError>> {
    let (plan, program) = compile(text).result?;
    Some(paper(Source { text, plan: &plan, program: &program }, Words::new(language)))
}

/// Marks of texts that are missing, variables without a value, and what cannot be said.
fn gaps(page: &str) -> Option<&'static str> {
    let page = page.split("class=\"listing\"").next().unwrap_or_default();
    ["{$", "(cannot be said)", "(nicht darstellbar)"]
        .into_iter()
        .find(|gap| page.contains(gap))
        .or_else(|| page.contains(MISSING).then_some("a text that the catalogue does not have"))
}

/// The page is well-formed: every element is closed in its place. Elements without an end are told by name.
fn well_formed(page: &str) {
    const EMPTY: [&str; 2] = ["meta", "br"];
    let mut open: Vec<String> = Vec::new();
    let mut rest = page.split_once("<html").map(|(_, rest)| format!("<html{rest}")).unwrap();
    let style = rest.find("<style>").unwrap()..rest.find("</style>").unwrap();
    rest.replace_range(style, "<style>");
    let mut rest = rest.as_str();
    while let Some((before, behind)) = rest.split_once('<') {
        assert!(!before.contains('>'), "a bare `>` in {before}");
        let (tag, behind) = behind.split_once('>').unwrap();
        let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()));
        } else if !EMPTY.contains(&name.as_str()) {
            open.push(name);
        }
        rest = behind;
    }
    assert!(open.is_empty(), "not closed: {open:?}");
}

/// Every link within the page leads to something, and no id stands twice.
fn linked(page: &str) {
    let page = page.split("class=\"listing\"").next().unwrap_or_default();
    let of = |mark: &str| -> Vec<String> {
        page.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let ids = of(" id=\"");
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "`{id}` stands twice");
    }
    for target in of("href=\"#") {
        assert!(ids.contains(&target), "`{target}` is nowhere");
    }
}

#[test]
fn every_sample_plan_makes_a_document() {
    let mut plans = Vec::new();
    files(&root().join("plans"), "plan", &mut plans);
    files(&root().join("examples"), "plan", &mut plans);
    assert!(plans.len() > 10);
    for file in plans {
        let text = read(&file);
        if check_module(&text).is_some() {
            continue;
        }
        for language in Language::ALL {
            let paper = document(&text, language).unwrap().unwrap();
            let page = html(&paper);
            assert_eq!(gaps(&page), None, "{} in {language:?}", file.display());
            well_formed(&page);
            linked(&page);
            // Every bonus, pool and cap has its heading, and the whole text stands at the end.
            let (plan, _) = compile(&text).result.unwrap();
            let headings: Vec<&str> = paper.headings().iter().map(|heading| heading.id.as_str()).collect();
            let paid = plan.bonuses.iter().map(|(_, b)| format!("bonus-{}", b.name));
            let paid = paid.chain(plan.pools.iter().map(|(_, p)| format!("pool-{}", p.name)));
            for id in paid.chain(plan.caps.iter().map(|(_, c)| format!("cap-{}", c.name))) {
                assert!(headings.contains(&id.as_str()), "{id}");
            }
            let listing = paper.body.iter().find_map(|block| match block {
                Block::Listing { lines } => Some(lines.len()),
                _ => None,
            });
            assert_eq!(listing, Some(text.lines().count()));
            assert!(page.contains(&text_hash(&text)));
        }
    }
}

/// The blocks of the manual, each completed to a whole plan: between them they have every construct of the language.
#[test]
fn every_plan_of_the_manual_makes_a_document() {
    let manual = Book::load(&manual_folder()).unwrap();
    let mut made = 0;
    for (chapter, line, text) in manual.plans() {
        for language in Language::ALL {
            match document(&text, language) {
                // It states a mistake.
                None => {}
                Some(Ok(paper)) => {
                    made += 1;
                    let page = html(&paper);
                    assert_eq!(gaps(&page), None, "{chapter}:{line}");
                    well_formed(&page);
                    linked(&page);
                }
                // Only where the manual itself says that an example fails or stops.
                Some(Err(error)) => {
                    assert!(text.contains("# fails") || text.contains("# stops"), "{chapter}:{line}: {error}");
                }
            }
        }
    }
    assert!(made > 100, "{made}");
}

#[test]
fn an_example_that_does_not_hold_is_refused() {
    let text = std::fs::read_to_string(root().join("plans/unilevel-skip.plan")).unwrap();
    let wrong = text.replace("expect Anna's Unilevel is 4.00 EUR", "expect Anna's Unilevel is 5.00 EUR");
    assert_ne!(wrong, text);
    let error = document(&wrong, Language::En).unwrap().unwrap_err().to_string();
    assert!(error.contains("Anna's Unilevel") && error.contains("4.00 EUR"), "{error}");
}

#[test]
fn prose_of_the_language_asked_for_is_printed_once() {
    let text = std::fs::read_to_string(root().join("plans/strukturvertrieb.plan")).unwrap();
    let page = |language| {
        let page = html(&document(&text, language).unwrap().unwrap());
        page.split("class=\"listing\"").next().unwrap_or_default().to_owned()
    };
    let (german, english) = (page(Language::De), page(Language::En));
    assert!(german.contains("100 EUR Jahresprämie") && !german.contains("100 EUR of yearly premium"));
    assert!(english.contains("100 EUR of yearly premium") && !english.contains("100 EUR Jahresprämie"));
    assert_eq!(german.matches("100 EUR Jahresprämie").count(), 1);
}

/// The words of a document, without form: what a change of a sentence shows.
fn words_of(paper: &Paper) -> String {
    let page = html(paper);
    let body = page.split_once("<main").map(|(_, rest)| format!("<main{rest}")).unwrap();
    let body = body.split("<ol class=\"listing\"").next().unwrap_or_default().to_owned();
    let mut out = String::new();
    for part in body.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if matches!(name, "h2" | "h3" | "h4" | "p" | "li" | "tr" | "caption" | "figcaption" | "ul")
            && !out.ends_with('\n')
        {
            out.push('\n');
        }
        if matches!(name, "td" | "th") && tag.starts_with('/') {
            out.push_str(" | ");
        }
        out.push_str(text);
    }
    out
}

#[test]
fn documents_say_what_they_said() {
    for plan in ["examples/nordlicht/nordlicht.plan", "plans/binary-cycles.plan"] {
        let text = std::fs::read_to_string(root().join(plan)).unwrap();
        for language in Language::ALL {
            let paper = document(&text, language).unwrap().unwrap();
            let name = format!("{}-{}", plan.rsplit('/').next().unwrap().trim_end_matches(".plan"), language.tag());
            insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
                insta::assert_snapshot!(name, words_of(&paper));
            });
        }
    }
}

/// A plan that declares what fairness and law ask for, and stands by every finding that can be waived.
fn plan_with_waivers() -> String {
    let manual = std::fs::read_to_string(root().join("lang/manual/law.md")).unwrap();
    let plan = manual.split("```plan define=sales\n").nth(1).unwrap().split("```").next().unwrap();
    let plan = plan.replace("  nature retail\n", "  nature retail\n  liability 12 months when category is goods\n");
    let waivers: String = compline_lang::check::WAIVABLE
        .iter()
        .map(|code| {
            format!("waive \"{}\" on Direct because \"Reason {} of the author\"\n", code.as_str(), code.as_str())
        })
        .collect();
    format!(
        "{plan}\nbonus Direct for each Order where category is goods {{\n  pay 10% of net to seller\n  round half up to \
         0.01\n}}\n## Counsel was asked.\n{waivers}"
    )
}

#[test]
fn what_is_declared_for_fairness_and_law_is_printed() {
    let text = plan_with_waivers();
    let page = |language| words_of(&document(&text, language).unwrap().unwrap());
    let (german, english) = (page(Language::De), page(Language::En));
    let facts = |language| {
        document(&text, language).unwrap().unwrap().facts.iter().map(|fact| format!("{fact:?}")).collect::<String>()
    };
    assert!(facts(Language::De).contains("Deutschland und den Vereinigten Staaten"));
    assert!(facts(Language::En).contains("Germany and the United States"));
    assert!(german.contains("Ist category starter kit, so gilt er als Zahlung für die Teilnahme"), "{german}");
    assert!(
        german.contains("Ist category goods, so kann Provision dafür 12 Monate lang zurückgefordert werden."),
        "{german}"
    );
    assert!(english.contains("Otherwise it is a sale to somebody who does not take part."), "{english}");
    assert!(english.contains("Counsel was asked."), "{english}");
    for page in [german, english] {
        let page = page.replace('\u{a0}', " ");
        for code in compline_lang::check::WAIVABLE {
            let code = code.as_str();
            assert_eq!(page.matches(code).count(), 1, "{code} stands in its reason alone\n{page}");
            assert!(page.contains(&format!("Direct | Reason {code} of the author")), "{page}");
        }
    }
}
