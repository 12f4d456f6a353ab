//! Pieces of sentences: text in which names keep their form while they go through the catalogue.
//!
//! A name inside of a sentence stands between marks of the private use area, with the heading that explains it. No text
//! of an author has these characters ([`clean`]).

use compline_paper::Inline;

const NAME: char = '\u{e000}';
const TARGET_END: char = '\u{e001}';
const END: char = '\u{e002}';
const CODE: char = '\u{e003}';
const STRONG: char = '\u{e004}';

/// How closely a piece holds together: what stands in brackets within a tighter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tight {
    /// Cases, and pieces with commas.
    Loose,
    /// Conditions joined by "or".
    Or,
    /// Conditions joined by "and".
    And,
    /// Sums, and whatever begins with words such as "sum of".
    Sum,
    /// Products.
    Product,
    /// One word, one figure, or something in brackets.
    Whole,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its text, with marks.
    pub text: String,
    /// How closely it holds together.
    pub tight: Tight,
}

impl Phrase {
    pub fn new(text: impl Into<String>, tight: Tight) -> Self {
        Phrase { text: text.into(), tight }
    }

    pub fn whole(text: impl Into<String>) -> Self {
        Phrase::new(text, Tight::Whole)
    }

    pub fn sum(text: impl Into<String>) -> Self {
        Phrase::new(text, Tight::Sum)
    }

    pub fn loose(text: impl Into<String>) -> Self {
        Phrase::new(text, Tight::Loose)
    }

    /// The text for a place that wants so close a piece: in brackets where it is looser.
    pub fn within(self, tight: Tight) -> String {
        if self.tight < tight { format!("({})", self.text) } else { self.text }
    }
}

/// A text of the author without characters that mean something here.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect()
}

/// A name, explained at a heading.
pub fn name(text: &str, target: &str) -> String {
    format!("{NAME}{target}{TARGET_END}{}{END}", clean(text))
}

/// Words as they are typed.
pub fn code(text: &str) -> String {
    format!("{CODE}{}{END}", clean(text))
}

/// Important words.
pub fn strong(text: &str) -> String {
    format!("{STRONG}{text}{END}")
}

/// The parts of a line.
pub fn inline(text: &str) -> Vec<Inline> {
    let mut rest = text;
    parts(&mut rest)
}

/// The words without their marks.
pub fn plain(text: &str) -> String {
    Inline::plain(&inline(text))
}

fn parts(rest: &mut &str) -> Vec<Inline> {
    let mut out = Vec::new();
    loop {
        let at = rest.find([NAME, CODE, STRONG, END]).unwrap_or(rest.len());
        let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if !before.is_empty() {
            out.push(Inline::text(before));
        }
        let mut behind = behind.chars();
        let mark = behind.next();
        *rest = behind.as_str();
        match mark {
            Some(NAME) => {
                let (target, behind) = rest.split_once(TARGET_END).unwrap_or(("", rest));
                let (text, behind) = behind.split_once(END).unwrap_or((behind, ""));
                let to = (!target.is_empty()).then(|| target.to_owned());
                out.push(Inline::Name { text: text.to_owned(), to });
                *rest = behind;
            }
            Some(CODE) => {
                let (text, behind) = rest.split_once(END).unwrap_or((rest, ""));
                out.push(Inline::Code { text: text.to_owned() });
                *rest = behind;
            }
            Some(STRONG) => out.push(Inline::Strong { text: parts(rest) }),
            _ => return out,
        }
    }
}

/// The same with a capital at its beginning, unless it begins with a name.
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_parts() {
        let text = format!("the {} of {}, {}", name("PV", "x-PV"), strong(&name("Anna", "")), code("a_b"));
        let names = |text: &str, to: Option<&str>| Inline::Name { text: text.to_owned(), to: to.map(str::to_owned) };
        let expected = vec![
            Inline::text("the "),
            names("PV", Some("x-PV")),
            Inline::text(" of "),
            Inline::Strong { text: vec![names("Anna", None)] },
            Inline::text(", "),
            Inline::Code { text: "a_b".to_owned() },
        ];
        assert_eq!(inline(&text), expected);
        assert_eq!(plain(&text), "the PV of Anna, a_b");
        assert_eq!(capital("the"), "The");
        assert_eq!(inline(&clean("a\u{e000}b\u{e002}c")), vec![Inline::text("abc")]);
    }
}
