//! Texts for people, in several languages.
//!
//! A [`Text`] is an English template with its arguments. The template is also its key in the catalogue of another
//! language (`words/de.po`), as with gettext. `say!` makes a text like `format!` makes a string; a string literal is a
//! text without arguments. Where the catalogue has no entry, the text is English; a test sees to it that it has all.

mod catalogue;

pub use compline_say::say;

use std::borrow::Cow;
use std::fmt;

/// A language that messages can be read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, as written in the source.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// The language of a tag or of a locale's name, whatever stands behind its first part: `de`, `de-AT`, `de_DE.UTF-8`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_', '.', '@']).next()?;
        Language::ALL.into_iter().find(|language| first.eq_ignore_ascii_case(language.tag()))
    }

    /// Whether a template is said in this language and not in English instead.
    #[must_use]
    pub fn has(self, template: &str) -> bool {
        match self {
            Language::English => true,
            Language::German => catalogue::german(template).is_some(),
        }
    }

    /// What stands for a template in this language; itself where it is English or the catalogue has nothing.
    fn template(self, english: &'static str) -> &'static str {
        match self {
            Language::English => english,
            Language::German => catalogue::german(english).unwrap_or(english),
        }
    }
}

/// A text that can be said in every language of the catalogues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// The same in every language: a name, a number, a piece of a plan.
    Plain(String),
    /// A template with its arguments by name.
    Said(&'static str, Vec<(&'static str, Text)>),
    /// Texts of which one holds: `a, b or c`.
    Any(Vec<Text>),
}

impl Text {
    /// A text that is the same in every language.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(Form::Plain(text.into()))
    }

    /// A template with its arguments; `say!` writes this.
    pub fn said(template: &'static str, arguments: Vec<(&'static str, Text)>) -> Self {
        Self(Form::Said(template, arguments))
    }

    /// Texts of which one holds: `a, b or c`. Nothing where there are none.
    pub fn any(texts: impl IntoIterator<Item = Text>) -> Self {
        Self(Form::Any(texts.into_iter().collect()))
    }

    /// The text in a language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match &self.0 {
            Form::Plain(text) => text.clone(),
            Form::Said(template, arguments) => {
                let value = |name: &str| {
                    let argument = arguments.iter().find(|(known, _)| *known == name);
                    argument.map(|(_, text)| text.in_language(language))
                };
                filled(language.template(template), value)
            }
            Form::Any(texts) => {
                let mut texts: Vec<String> = texts.iter().map(|text| text.in_language(language)).collect();
                let Some(last) = texts.pop() else { return String::new() };
                match texts.is_empty() {
                    true => last,
                    false => {
                        let first = texts.join(", ");
                        say!("{first} or {last}").in_language(language)
                    }
                }
            }
        }
    }

    /// The templates in it, from the outside to the inside.
    pub fn templates(&self) -> Vec<&'static str> {
        match &self.0 {
            Form::Plain(_) => Vec::new(),
            Form::Said(template, arguments) => {
                let inner = arguments.iter().flat_map(|(_, text)| text.templates());
                std::iter::once(*template).chain(inner).collect()
            }
            Form::Any(texts) => texts.iter().flat_map(Text::templates).collect(),
        }
    }
}

/// A template with its arguments put in. Braces that name no argument stand for themselves.
fn filled(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| Some((value(name)?, behind)));
        match named {
            Some((value, behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The English text.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(Language::English))
    }
}

/// A literal is a template without arguments.
impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self::said(text, Vec::new())
    }
}

/// What was put together as a string is the same in every language.
impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

impl From<Cow<'static, str>> for Text {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

/// What has words of its own, in every language.
pub trait Say {
    /// Its words.
    fn say(&self) -> Text;
}

impl Say for Text {
    fn say(&self) -> Text {
        self.clone()
    }
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self) -> Text {
        (**self).say()
    }
}

/// An argument of `say!`: its own words where it has some, else as it is displayed ([`parts`]).
#[doc(hidden)]
#[derive(Debug)]
pub struct Argument<'a, T: ?Sized>(pub &'a T);

/// How `say!` makes a text of an argument.
///
/// The compiler tries methods of the value before those of a reference to it; so a type that is both is spoken.
#[doc(hidden)]
pub mod parts {
    use super::{Argument, Say, Text};
    use std::fmt;

    pub trait Spoken {
        fn part(&self) -> Text;
    }

    impl<T: Say + ?Sized> Spoken for Argument<'_, T> {
        fn part(&self) -> Text {
            self.0.say()
        }
    }

    pub trait Displayed {
        fn part(&self) -> Text;
    }

    impl<T: fmt::Display + ?Sized> Displayed for &Argument<'_, T> {
        fn part(&self) -> Text {
            Text::plain(self.0.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_named_numbered_or_spoken() {
        let name = "Direct";
        let inner = say!("a date");
        let text = say!("`{name}` has {} of {} and {{ {what} }}", 2, &inner, what = inner);
        assert_eq!(text.to_string(), "`Direct` has 2 of a date and { a date }");
        assert_eq!(text.templates(), ["`{name}` has {0} of {1} and { {what} }", "a date", "a date"]);
    }

    #[test]
    fn braces_in_arguments_stay() {
        let name = "{0}";
        assert_eq!(say!("`{name}` {} {{", "{name}").to_string(), "`{0}` {name} {");
    }

    #[test]
    fn lists_close_with_or() {
        let list = |n: usize| Text::any(["a", "b", "c"].into_iter().take(n).map(Text::plain));
        assert_eq!([0, 1, 2, 3].map(|n| list(n).to_string()), ["", "a", "a or b", "a, b or c"]);
        assert_eq!(list(3).in_language(Language::German), "a, b oder c");
    }

    #[test]
    fn locales_name_languages() {
        let found = ["de", "de_AT.UTF-8", "DE-ch", "en_GB", "C", "fr", "", "dex"].map(Language::from_tag);
        let (en, de) = (Some(Language::English), Some(Language::German));
        assert_eq!(found, [de, de, de, en, None, None, None, None]);
    }
}
