//! What holds for every text of the catalogue.

use super::uses::{self, Said};
use super::*;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// What a text is, for the rules that hold for all of them.
struct Message {
    area: &'static str,
    variables: BTreeSet<String>,
    /// Everything that can be seen of it, of all variants.
    visible: String,
}

/// All texts of a language, and what is wrong with its files.
fn messages(language: Language) -> (BTreeMap<String, Message>, Vec<String>) {
    let (mut out, mut wrong) = (BTreeMap::new(), Vec::new());
    for &(area, source) in sources(language) {
        let at = format!("{}/{area}.ftl", language.tag());
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(rest, errors)| {
            wrong.extend(errors.iter().map(|error| {
                let line = source.get(..error.pos.start).map_or(0, |before| before.lines().count());
                format!("{at}:{line}: {error}")
            }));
            rest
        });
        for entry in resource.entries() {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name;
                    let Some(pattern) = &message.value else {
                        wrong.push(format!("{at}: `{key}` has no text"));
                        continue;
                    };
                    if !message.attributes.is_empty() {
                        wrong.push(format!("{at}: `{key}` has attributes, which nothing reads"));
                    }
                    if !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
                        wrong.push(format!("{at}: `{key}` is not written in small letters, digits and hyphens"));
                    }
                    let mut text = Message { area, variables: BTreeSet::new(), visible: String::new() };
                    read_pattern(pattern, &mut text);
                    if text.visible.trim().is_empty() && text.variables.is_empty() {
                        wrong.push(format!("{at}: `{key}` is empty"));
                    }
                    if out.insert(key.to_owned(), text).is_some() {
                        wrong.push(format!("{at}: `{key}` is there twice"));
                    }
                }
                Entry::Term(term) => wrong.push(format!("{at}: `-{}` is a term; write it out", term.id.name)),
                Entry::Junk { content } => wrong.push(format!("{at}: cannot be read: {content}")),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            }
        }
    }
    (out, wrong)
}

fn read_pattern(pattern: &Pattern<&str>, text: &mut Message) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.visible.push_str(value),
            PatternElement::Placeable { expression } => read_expression(expression, text),
        }
    }
    text.visible.push('\n');
}

fn read_expression(expression: &Expression<&str>, text: &mut Message) {
    match expression {
        Expression::Inline(inline) => read_inline(inline, text),
        Expression::Select { selector, variants } => {
            read_inline(selector, text);
            for variant in variants {
                read_pattern(&variant.value, text);
            }
        }
    }
}

fn read_inline(inline: &InlineExpression<&str>, text: &mut Message) {
    let arguments = |arguments: &CallArguments<&str>, text: &mut Message| {
        for argument in &arguments.positional {
            read_inline(argument, text);
        }
    };
    match inline {
        InlineExpression::VariableReference { id } => {
            text.variables.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
            text.visible.push_str(value);
        }
        InlineExpression::Placeable { expression } => read_expression(expression, text),
        InlineExpression::FunctionReference { arguments: a, .. } => arguments(a, text),
        InlineExpression::TermReference { arguments: Some(a), .. } => arguments(a, text),
        InlineExpression::TermReference { .. } | InlineExpression::MessageReference { .. } => {}
    }
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn files_can_be_read() {
    for language in Language::ALL {
        let (messages, wrong) = messages(language);
        assert_none(&wrong);
        assert!(messages.len() > 100);
    }
}

#[test]
fn languages_say_the_same_things() {
    let (german, english) = (messages(Language::De).0, messages(Language::En).0);
    let mut wrong = Vec::new();
    for (key, text) in &german {
        match english.get(key) {
            None => wrong.push(format!("`{key}` is missing in en/{}.ftl", text.area)),
            Some(other) if other.area != text.area => {
                wrong.push(format!("`{key}` is in de/{}.ftl and in en/{}.ftl", text.area, other.area));
            }
            Some(other) if other.variables != text.variables => {
                wrong.push(format!("`{key}` has {:?} in de and {:?} in en", text.variables, other.variables));
            }
            Some(_) => {}
        }
    }
    let missing = english.iter().filter(|(key, _)| !german.contains_key(*key));
    wrong.extend(missing.map(|(key, text)| format!("`{key}` is missing in de/{}.ftl", text.area)));
    assert_none(&wrong);
}

/// With figures and with words at the place of its variables, every text is complete.
#[test]
fn texts_can_be_said() {
    for language in Language::ALL {
        let words = Words::new(language);
        for (key, text) in messages(language).0 {
            for arg in [Arg::from(0_u64), Arg::from(1), Arg::from(-12_345_i64), Arg::from("Anna Berg"), Arg::from("")] {
                let args: Vec<(&str, Arg<'_>)> =
                    text.variables.iter().map(|name| (name.as_str(), arg.clone())).collect();
                let said = words.say_with(&key, &args);
                assert!(!said.contains(['{', '}', crate::MISSING]), "{key} in {language:?}: {said}");
                let shown = matches!(arg, Arg::Text(_)) || !said.trim().is_empty();
                assert!(shown, "{key} in {language:?} says nothing for {arg:?}");
            }
        }
    }
}

/// Errors say what is wrong and what helps; they neither beg nor regret.
#[test]
fn words_that_help_nobody_are_not_said() {
    let forbidden: [(Language, &[&str]); 2] = [
        (Language::De, &["bitte", "leider", "ungültig", "fehler aufgetreten", "sind sie sicher", "entschuldig"]),
        (Language::En, &["please", "sorry", "invalid", "error occurred", "are you sure", "oops"]),
    ];
    let mut wrong = Vec::new();
    for (language, forbidden) in forbidden {
        for (key, text) in messages(language).0 {
            let lower = text.visible.to_lowercase();
            let found = forbidden.iter().filter(|word| lower.contains(**word));
            wrong.extend(found.map(|word| format!("{}/{}.ftl: `{key}` says `{word}`", language.tag(), text.area)));
        }
    }
    assert_none(&wrong);
}

/// Quotation marks and apostrophes are those of the language, and a minus is not a hyphen before a figure.
#[test]
fn signs_are_those_of_print() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let foreign: &[char] = match language {
            Language::De => &['"', '\'', '”', '’'],
            Language::En => &['"', '\'', '„'],
        };
        for (key, text) in messages(language).0 {
            if text.visible.contains(foreign) || text.visible.contains("...") {
                wrong.push(format!("{}/{}.ftl: `{key}`: {}", language.tag(), text.area, text.visible.trim()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn what_pages_say_is_in_the_catalogue() {
    let messages = messages(Language::De).0;
    let (said, _) = uses::of_server();
    let wrong: Vec<String> = said.iter().filter_map(|said| unsayable(said, &messages)).collect();
    assert_none(&wrong);
}

/// What is wrong with a call of `say`.
fn unsayable(said: &Said, messages: &BTreeMap<String, Message>) -> Option<String> {
    let Said { at, key, prefix, variables } = said;
    if *prefix {
        let known = messages.keys().any(|other| other.starts_with(key));
        return (!known).then(|| format!("{at}: no text begins with `{key}`"));
    }
    let Some(message) = messages.get(key) else {
        return Some(format!("{at}: no text `{key}`; add it to de and en"));
    };
    let variables = variables.as_ref()?;
    (*variables != message.variables)
        .then(|| format!("{at}: `{key}` has the variables {:?}, not {variables:?}", message.variables))
}

/// What is in the catalogue is said somewhere. `ahead.txt` lists what is there before its pages: a key, or `area NAME`
/// for an area that no page has been written for. The list only ever shrinks.
#[test]
fn no_text_is_left_over() {
    let messages = messages(Language::De).0;
    let (_, literals) = uses::of_server();
    let is_used = |key: &String| literals.iter().any(|literal| literal.names(key));
    let listed = include_str!("../../catalogue/ahead.txt");
    let listed: BTreeSet<&str> = listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut wrong = Vec::new();
    for (key, text) in &messages {
        let ahead = listed.contains(key.as_str()) || listed.contains(format!("area {}", text.area).as_str());
        if !ahead && !is_used(key) {
            wrong.push(format!("`{key}` ({}.ftl) is said nowhere; remove it", text.area));
        }
    }
    for line in listed {
        let still = match line.strip_prefix("area ") {
            Some(area) => {
                let mut texts = messages.iter().filter(|(_, text)| text.area == area).peekable();
                texts.peek().is_none() || texts.any(|(key, _)| !is_used(key))
            }
            None => messages.contains_key(line) && !is_used(&line.to_owned()),
        };
        if !still {
            wrong.push(format!("ahead.txt: `{line}` is no longer ahead; remove the line"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn what_is_missing_is_seen() {
    for language in Language::ALL {
        let words = Words::new(language);
        assert_eq!(words.say("no-such-key"), "⟦no-such-key⟧");
        assert!(!words.has("no-such-key") && words.has("run"));
        assert!(words.say("run-of").contains("{$month}"));
    }
}

#[test]
fn numbers_choose_their_form_and_are_written_out() {
    let say = |language, lines: Arg<'_>| Words::new(language).say_with("lines-distributed", &[("lines", lines)]);
    assert_eq!(say(Language::De, 1.into()), "Eine Zeile verteilt.");
    assert_eq!(say(Language::De, 0.into()), "0 Zeilen verteilt.");
    assert_eq!(say(Language::De, 98_402.into()), "98.402 Zeilen verteilt.");
    assert_eq!(say(Language::En, 98_402_usize.into()), "98,402 lines distributed.");
    assert_eq!(say(Language::En, u64::MAX.into()), "18,446,744,073,709,551,615 lines distributed.");
    assert_eq!(say(Language::De, i64::MIN.into()), "−9.223.372.036.854.775.808 Zeilen verteilt.");
    // 2^53 + 1 has no exact floating-point number.
    assert_eq!(say(Language::De, 9_007_199_254_740_993_i64.into()), "9.007.199.254.740.993 Zeilen verteilt.");
}

/// Sentences of the style guide, word for word.
#[test]
fn the_sample_sentences_are_said_so() {
    let (de, en) = (Words::new(Language::De), Words::new(Language::En));
    let distributed = |words: Words| {
        [
            words.say_with("lines-distributed", &[("lines", 98_402.into())]),
            words.say_with("partners-held", &[("partners", 12.into())]),
        ]
        .join(" ")
    };
    assert_eq!(distributed(de), "98.402 Zeilen verteilt. 12 Partner sind zurückgehalten.");
    assert_eq!(distributed(en), "98,402 lines distributed. 12 partners are on hold.");
    let file = |words: Words| {
        let amount = words.money(46_211_005, "EUR");
        words.say_with("payment-file-create", &[("amount", amount.into()), ("payees", 5790.into())])
    };
    assert_eq!(file(de), "Zahlungsdatei erstellen (462.110,05\u{a0}€, 5.790 Empfänger)");
    assert_eq!(file(en), "Create payment file (€462,110.05, 5,790 payees)");
    let iban =
        |words: Words| words.say_with("error-iban-length-german", &[("length", 21.into()), ("expected", 22.into())]);
    assert_eq!(iban(de), "Die IBAN hat 21 Zeichen. Deutsche IBANs haben 22.");
    assert_eq!(iban(en), "The IBAN has 21 characters. German IBANs have 22.");
    let finalise = |words: Words| words.say_with("finalise-credit-notes", &[("count", 5821.into())]);
    assert_eq!(
        (finalise(de), finalise(en)),
        ("5.821 Gutschriften festschreiben".into(), "Finalise 5,821 credit notes".into())
    );
}

/// Whatever the office notes in the audit log has a name there.
#[test]
#[expect(clippy::unwrap_used, reason = "without its sources there is nothing to compare")]
fn deeds_of_the_audit_log_have_names() {
    let messages = messages(Language::De).0;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/src");
    let mut sources = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => sources.push(std::fs::read_to_string(path).unwrap()),
            }
        }
    }
    let (mut wrong, mut found) = (Vec::new(), 0);
    for call in ["note(", "note_all(", "self.step("] {
        for rest in sources.iter().flat_map(|source| source.split(call).skip(1)) {
            // The first text of a call's arguments, before any other call begins.
            let Some((before, rest)) = rest.split_once('"') else { continue };
            let Some((name, _)) = rest.split_once('"') else { continue };
            let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') && !name.is_empty();
            if before.len() > 60 || before.contains([';', '{']) || !plain {
                continue;
            }
            found += 1;
            if !messages.contains_key(&format!("did-{name}")) {
                wrong.push(format!("the office notes `{name}`, and no text is called `did-{name}`"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert_none(&wrong);
    assert!(found > 40, "{found}");
}
