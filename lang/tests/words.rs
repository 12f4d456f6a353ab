//! The catalogues have every template of the source, and nothing else.
//!
//! The source is read as tokens: a template is what stands in `say!`, a literal where a diagnostic takes a text, and the
//! explanation of a code. `cargo xtask codegen` sets `COMPLINE_WRITE_GENERATED`; then the catalogue is written anew, in
//! the order of the source, with an empty `msgstr` for what is to be translated.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "../say/src/template.rs"]
mod template;

use compline_lang::diagnostic::Code;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Folders and files in which texts are built that are said from the catalogue.
const FOLDERS: &[&str] =
    &["lang/src", "compiler/src", "compiler/analysis/src", "compiler/review/src", "runtime/src/cliffs.rs", "cli/src"];

/// Methods that take texts, and which of their arguments.
const METHODS: &[(&str, usize)] =
    &[("help", 0), ("help_if_none", 0), ("label", 0), ("note", 1), ("note_in", 2), ("reading", 1)];

#[derive(Default)]
struct Templates {
    /// File and template, in the order of the source, each template once.
    found: Vec<(String, String)>,
    seen: HashSet<String>,
    /// Texts that no catalogue can have.
    wrong: Vec<String>,
}

impl Templates {
    fn of_the_source() -> Self {
        let mut templates = Self::default();
        for folder in FOLDERS {
            for path in sources(&root().join(folder)) {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                let tokens: TokenStream = std::fs::read_to_string(&path).unwrap().parse().unwrap();
                templates.read(&name, &tokens.into_iter().collect::<Vec<_>>());
                if name == "lang/src/diagnostic.rs" {
                    Code::ALL.iter().for_each(|code| templates.add(&name, code.explanation()));
                }
            }
        }
        templates
    }

    fn add(&mut self, file: &str, template: &str) {
        if self.seen.insert(template.to_owned()) {
            self.found.push((file.to_owned(), template.to_owned()));
        }
    }

    fn read(&mut self, file: &str, tokens: &[TokenTree]) {
        for (at, token) in tokens.iter().enumerate() {
            let TokenTree::Group(group) = token else { continue };
            let before: Vec<String> =
                tokens.get(at.saturating_sub(4)..at).unwrap_or_default().iter().map(ToString::to_string).collect();
            let before: Vec<&str> = before.iter().map(String::as_str).collect();
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            match before.as_slice() {
                [.., "mod", "tests"] => continue,
                [.., "say", "!"] => {
                    let written = inner.first().and_then(literal).unwrap_or_else(|| panic!("{file}: {group}"));
                    let (template, _) = template::read(&written).unwrap();
                    self.add(file, &template);
                }
                ["Diagnostic", ":", ":", "new"] => self.text(file, argument(&inner, 2)),
                [.., ".", method] => {
                    if let Some((_, position)) = METHODS.iter().find(|(known, _)| known == method) {
                        self.text(file, argument(&inner, *position));
                    }
                }
                _ => {}
            }
            self.read(file, &inner);
        }
    }

    /// What a diagnostic is given as a text: its literals, also those of branches.
    fn text(&mut self, file: &str, tokens: &[TokenTree]) {
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Literal(_) => {
                    if let Some(text) = literal(token) {
                        self.add(file, &text);
                    }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.text(file, &group.stream().into_iter().collect::<Vec<_>>());
                }
                TokenTree::Ident(name)
                    if name == "format" && matches!(tokens.get(at + 1), Some(TokenTree::Punct(_))) =>
                {
                    let shown: String = tokens.iter().skip(at).take(3).map(ToString::to_string).collect();
                    self.wrong.push(format!("{file}: `say!` instead of {shown}"));
                }
                _ => {}
            }
        }
    }
}

/// One of the arguments of a call.
fn argument(tokens: &[TokenTree], position: usize) -> &[TokenTree] {
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
    tokens.split(comma).nth(position).unwrap_or_default()
}

/// The text of a string literal.
fn literal(token: &TokenTree) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&token.to_string()).ok().map(|text| text.value())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The source files of a folder and of those in it, in the order of their names.
fn sources(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let of = |path: PathBuf| match path.is_dir() {
        true => sources(&path),
        false if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") => vec![path],
        false => Vec::new(),
    };
    paths.into_iter().flat_map(of).collect()
}

/// A catalogue: its head, and what it has for a template.
fn catalogue(text: &str) -> (String, Vec<(String, String)>) {
    let (head, rest) = text.split_once("\n\n").unwrap();
    let string = |line: &str| syn::parse_str::<syn::LitStr>(line).unwrap().value();
    let mut entries = Vec::new();
    for entry in rest.split("\n\n").filter(|entry| !entry.trim().is_empty()) {
        let of = |key: &str| entry.lines().find_map(|line| line.strip_prefix(key)).map(string).unwrap();
        entries.push((of("msgid "), of("msgstr ")));
    }
    (head.to_owned(), entries)
}

/// The catalogue of the templates, with what an older one has for them.
fn written(head: &str, templates: &Templates, known: &[(String, String)]) -> String {
    let known: HashMap<&str, &str> = known.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"));
    let mut out = format!("{head}\n");
    for (file, template) in &templates.found {
        let other = known.get(template.as_str()).copied().unwrap_or_default();
        write!(out, "\n#: {file}\nmsgid {}\nmsgstr {}\n", quoted(template), quoted(other)).unwrap();
    }
    out
}

/// Names of arguments in a template, in no order.
fn names(template: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let name = after.split_once('}').map(|(name, _)| name).unwrap_or_default();
        if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
            names.insert(name.to_owned());
        }
        rest = after;
    }
    names
}

#[test]
fn every_text_of_a_diagnostic_can_be_translated() {
    let templates = Templates::of_the_source();
    assert!(templates.found.len() > 300, "{}", templates.found.len());
    assert!(templates.wrong.is_empty(), "{}", templates.wrong.join("\n"));
}

#[test]
fn generated_german_catalogue_has_every_text_and_no_other() {
    let path = root().join("lang/src/words/de.po");
    let text = std::fs::read_to_string(&path).unwrap();
    let templates = Templates::of_the_source();
    let (head, entries) = catalogue(&text);
    let fresh = written(&head, &templates, &entries);
    let write = std::env::var_os("COMPLINE_WRITE_GENERATED").is_some();
    if write {
        std::fs::write(&path, &fresh).unwrap();
    }
    let mut wrong: Vec<String> = Vec::new();
    let german: HashMap<&str, &str> = entries.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    for (file, template) in &templates.found {
        match german.get(template.as_str()).copied() {
            None | Some("") => wrong.push(format!("{file}: no German for {template:?}")),
            Some(other) if names(other) != names(template) => {
                wrong.push(format!("{file}: other arguments in {other:?} than in {template:?}"));
            }
            // What the plan is to be written like is the same in every language.
            Some(other) if quotes(other) != quotes(template) => {
                wrong.push(format!("{file}: other plan text in {other:?} than in {template:?}"));
            }
            Some(_) => {}
        }
    }
    // What is written anew has no unused entries left.
    let unused = entries.iter().filter(|(english, _)| !write && !templates.seen.contains(english));
    wrong.extend(unused.map(|(english, _)| format!("nothing says {english:?}")));
    assert!(wrong.is_empty(), "{} entries:\n{}", wrong.len(), wrong.join("\n"));
    assert!(write || fresh == text, "run `cargo xtask codegen`: the catalogue is not in the order of the source");
}

/// The pieces of plan text in a template, in no order.
fn quotes(template: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> = template.split('`').skip(1).step_by(2).collect();
    pieces.sort_unstable();
    pieces
}
