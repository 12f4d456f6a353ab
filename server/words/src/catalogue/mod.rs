//! The catalogue of texts, compiled in.

use crate::{Language, Words};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::LazyLock;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod uses;

/// The files of the catalogue: one for each area, in every language.
macro_rules! areas {
    ($($area:literal),+ $(,)?) => {
        /// The texts of a language by area.
        pub(crate) fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
            match language {
                Language::De => &[$(($area, include_str!(concat!("../../catalogue/de/", $area, ".ftl")))),+],
                Language::En => &[$(($area, include_str!(concat!("../../catalogue/en/", $area, ".ftl")))),+],
            }
        }
    };
}

areas![
    "common",
    "api",
    "audit",
    "books",
    "changes",
    "checks",
    "dashboard",
    "derivation",
    "documents",
    "errors",
    "extracts",
    "onboarding",
    "orders",
    "pages",
    "partners",
    "payments",
    "planbook",
    "plans",
    "refusals",
    "settings",
    "settlement",
    "corrections",
];

/// What a text has at the place of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// A text, or a figure that is already written out, such as an amount of money.
    Text(Cow<'a, str>),
    /// A whole number: written in the style of the language, and chooses singular or plural.
    Number(i128),
}

impl Words {
    /// A text of the catalogue; `⟦key⟧` if there is none.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// A text of the catalogue with the values of its variables. A variable that gets no value stays visible as
    /// `{$name}`.
    #[must_use]
    pub fn say_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let bundle = match self.language() {
            Language::De => &*GERMAN,
            Language::En => &*ENGLISH,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, self.value(arg));
        }
        // What fails here is a variable without value, and that is seen in the text.
        bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
    }

    /// Whether the catalogue has a text.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        match self.language() {
            Language::De => GERMAN.has_message(key),
            Language::En => ENGLISH.has_message(key),
        }
    }

    /// The keys of the catalogue that begin in a way, in the order of its files.
    pub fn keys(self, prefix: &str) -> impl Iterator<Item = &'static str> {
        let lines = sources(self.language()).iter().flat_map(|(_, source)| source.lines());
        let keys = lines.filter_map(|line| line.split_once('=').map(|(key, _)| key.trim_end()));
        keys.filter(move |key| key.starts_with(prefix))
    }

    fn value<'a>(self, arg: &'a Arg<'_>) -> FluentValue<'a> {
        /// Up to here Fluent's numbers are exact.
        const EXACT: i64 = 1 << 53;
        match arg {
            Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Arg::Number(number) => match i64::try_from(*number) {
                Ok(small) if (-EXACT..=EXACT).contains(&small) => FluentValue::from(small),
                // A number of this size is a plural in every language that there is.
                _ => FluentValue::String(Cow::Owned(self.whole(*number))),
            },
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

static GERMAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::De));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::En));

/// All texts of a language. Parts of a file that break the syntax and keys that are there twice are left out; tests find
/// both.
fn bundle(language: Language) -> Bundle {
    // By the language's own tag it chooses plurals.
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    // Marks around values would be copied along with them, and they are boxes in documents.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::De => |value, _| number(Words::new(Language::De), value),
        Language::En => |value, _| number(Words::new(Language::En), value),
    }));
    for (_, source) in sources(language) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        // The first text of a key stays.
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// A number as the language writes it; nothing for other values.
fn number(words: Words, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    number.as_string().parse().ok().map(|value| words.decimal(value))
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(Cow::Owned(text))
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {
        $(impl From<$type> for Arg<'_> {
            fn from(number: $type) -> Self {
                Arg::Number(i128::from(number))
            }
        })+
    };
}

numbers!(i64, i32, u64, u32);

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        // No machine has a wider usize.
        Arg::Number(number as i128)
    }
}
