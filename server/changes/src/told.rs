//! Changes in the reader's language.

use crate::value::{Arg, Sentence};
use compline_words::{Arg as Said, Words};
use rust_decimal::Decimal;

/// No-break space: between figure and unit.
const NO_BREAK: char = '\u{a0}';

/// A sentence.
pub fn told(words: Words, sentence: &Sentence) -> String {
    let args: Vec<(&str, Said<'_>)> = sentence.args.iter().map(|(name, arg)| (*name, written(words, arg))).collect();
    words.say_with(sentence.key, &args)
}

fn written(words: Words, arg: &Arg) -> Said<'static> {
    match arg {
        Arg::Count(count) => Said::from(*count),
        other => Said::from(text(words, other)),
    }
}

fn text(words: Words, arg: &Arg) -> String {
    match arg {
        Arg::Name(text) | Arg::Code(text) => text.clone(),
        Arg::Count(count) => count.to_string(),
        Arg::Number(number, unit) => {
            let figure = number.parse::<Decimal>().map_or_else(|_| number.clone(), |number| words.decimal(number));
            if unit.is_empty() { figure } else { format!("{figure}{NO_BREAK}{unit}") }
        }
        Arg::Percent(ratio) => {
            ratio.parse::<Decimal>().map_or_else(|_| ratio.clone(), |ratio| words.percent(ratio.normalize()))
        }
        Arg::Day(day) => words.date(*day),
        Arg::Said(sentence) => told(words, sentence),
        Arg::List(list) => list.iter().map(|arg| text(words, arg)).collect::<Vec<_>>().join(", "),
    }
}
