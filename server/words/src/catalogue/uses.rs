//! Where the sources of the server use the catalogue: their tokens are read, so that comments do not count and what is
//! inside of macros does.

#![expect(clippy::panic, reason = "a test stops where something is not as it should be")]

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A call of `say` or `say_with`.
pub(super) struct Said {
    /// File and line.
    pub at: String,
    /// The key, or what it begins with.
    pub key: String,
    /// Whether the rest of the key is computed.
    pub prefix: bool,
    /// The variables that get a value; nothing if that cannot be seen.
    pub variables: Option<BTreeSet<String>>,
}

/// A text in a source that may be a key or the beginning of one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Literal(String);

impl Literal {
    /// Whether it names a key: literally, or as a format that the key may be made by.
    pub fn names(&self, key: &str) -> bool {
        match self.0.split_once('{') {
            Some((prefix, _)) => prefix.ends_with('-') && key.starts_with(prefix),
            None => self.0 == key,
        }
    }
}

/// All calls, and all texts, in the sources of the server's crates and of explanations.
pub(super) fn of_server() -> (Vec<Said>, BTreeSet<Literal>) {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let (mut said, mut literals) = (Vec::new(), BTreeSet::new());
    // Derivations make their sentences in the runtime.
    let runtime = server.join("../runtime/src/explain");
    for file in files(server).into_iter().chain(files(&runtime)) {
        // Tests of this crate ask for keys that must not be there.
        if file.starts_with(env!("CARGO_MANIFEST_DIR")) && file.ends_with("catalogue/tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let tokens = TokenStream::from_str(&source).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let shown = file.strip_prefix(server).unwrap_or(&file).display().to_string();
        read(tokens, &shown, &mut said, &mut literals);
    }
    (said, literals)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            // Packages of the browser's side.
            if !path.ends_with("node_modules") {
                out.extend(files(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

fn read(tokens: TokenStream, file: &str, said: &mut Vec<Said>, literals: &mut BTreeSet<Literal>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Literal(_) => literals.extend(text(token).map(Literal)),
            TokenTree::Group(group) => {
                let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
                let is_method = matches!(before(2), Some(TokenTree::Punct(dot)) if dot.as_char() == '.');
                if let Some(TokenTree::Ident(name)) = before(1)
                    && is_method
                    && group.delimiter() == Delimiter::Parenthesis
                    && (name == "say" || name == "say_with")
                {
                    said.extend(calls(group, name == "say", file));
                }
                read(group.stream(), file, said, literals);
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// The keys that a call may ask for: of `say("a")`, of `say(if x { "a" } else { "b" })`, of `say(&format!("a-{x}"))`.
fn calls(call: &Group, plain: bool, file: &str) -> Vec<Said> {
    let tokens: Vec<TokenTree> = call.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
    let mut arguments = tokens.split(is_comma);
    let (key, values) = (arguments.next().unwrap_or_default(), arguments.next());
    let variables = if plain { Some(BTreeSet::new()) } else { values.and_then(names) };
    let mut keys = Vec::new();
    key_literals(key, &mut keys);
    keys.into_iter()
        .map(|(line, literal)| {
            let (key, prefix) = match literal.split_once('{') {
                Some((prefix, _)) => (prefix.to_owned(), true),
                None => (literal, false),
            };
            Said { at: format!("{file}:{line}"), key, prefix, variables: variables.clone() }
        })
        .collect()
}

/// The texts of an expression, without the patterns of a `match`.
fn key_literals(tokens: &[TokenTree], out: &mut Vec<(usize, String)>) {
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let is_pattern = matches!(next, Some(TokenTree::Punct(p)) if matches!(p.as_char(), '=' | '|'));
        match token {
            TokenTree::Literal(literal) if !is_pattern => {
                out.extend(text(token).map(|text| (literal.span().start().line, text)));
            }
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                key_literals(&inner, out);
            }
            _ => {}
        }
    }
}

/// The names in `&[("a", …), ("b", …)]`.
fn names(argument: &[TokenTree]) -> Option<BTreeSet<String>> {
    let [TokenTree::Punct(_), TokenTree::Group(list)] = argument else {
        return None;
    };
    let pairs = list.stream().into_iter().filter_map(|token| match token {
        TokenTree::Group(pair) => Some(pair.stream().into_iter().next().and_then(|first| text(&first))),
        _ => None,
    });
    pairs.collect()
}

/// A text without escapes: no key has any.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    let literal = literal.to_string();
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains('\\')).then(|| text.to_owned())
}

#[test]
fn calls_are_found_wherever_they_stand() {
    let source = r#"
        // words.say("in-a-comment")
        /// words.say("in-the-docs")
        fn page(words: Words) -> Markup {
            html! { h1 title=(words.say("a")) { (words.say_with("b", &[("x", 1.into()), ("y", name(2, 3).into())])) } }
        }
        fn other(words: Words) { words.say(if x { "c" } else { "d" }); words.say(&format!("e-{}", x)); say("no"); }
        fn third(words: Words) { words.say(match x { "y" => "f", _ => "g" }); words.say_with("h", &args); }
    "#;
    let (mut said, mut literals) = (Vec::new(), BTreeSet::new());
    let tokens = TokenStream::from_str(source).unwrap_or_else(|error| panic!("{error}"));
    read(tokens, "page.rs", &mut said, &mut literals);
    let shown: Vec<String> = said
        .iter()
        .map(|s| {
            let variables = s.variables.as_ref().map(|names| names.iter().cloned().collect::<Vec<_>>().join("+"));
            format!("{} {}{} {}", s.at, s.key, if s.prefix { "*" } else { "" }, variables.unwrap_or_else(|| "?".into()))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "page.rs:5 a ",
            "page.rs:5 b x+y",
            "page.rs:7 c ",
            "page.rs:7 d ",
            "page.rs:7 e-* ",
            "page.rs:8 f ",
            "page.rs:8 g ",
            "page.rs:8 h ?",
        ]
    );
    let named = |key: &str| literals.iter().any(|literal| literal.names(key));
    assert!(named("h") && named("e-anything") && named("x") && !named("e") && !named("in-a-comment"));
}
