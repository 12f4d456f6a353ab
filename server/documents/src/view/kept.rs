//! What the plan keeps for the partner: before the period, what moved, after it.

use super::Writer;
use super::sums::Table;
use crate::model::{Figure, Kept, KeptGone, Quantity};
use chrono::NaiveDate;
use compline_words::{Words, minor_digits};
use rust_decimal::Decimal;
use serde::Serialize;

/// Between figure and unit.
const NO_BREAK: char = '\u{a0}';
/// What stands where there is nothing.
const NOTHING: &str = "–";

/// The part of a document.
#[derive(Debug, Serialize)]
pub(crate) struct KeptPart {
    table: Table,
    /// What the plan says of what is kept.
    notes: Vec<String>,
}

/// A row of what is kept, as texts: for documents and for pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRow {
    /// What it is; of a detail, what part.
    pub name: String,
    /// Whether it is a detail of the row above.
    pub detail: bool,
    /// What the plan says of it.
    pub about: Option<String>,
    /// Before the period.
    pub opening: String,
    /// What came in.
    pub added: String,
    /// What went out.
    pub gone: String,
    /// After the period.
    pub closing: String,
}

pub(super) fn part(writer: &Writer<'_>) -> Option<KeptPart> {
    let rows = rows(&writer.statement.kept, writer.words);
    if rows.is_empty() {
        return None;
    }
    let about = rows.iter().filter_map(|row| Some(format!("{}: {}", row.name, row.about.as_ref()?)));
    let mut notes: Vec<String> = about.collect();
    notes.dedup();
    let keys = ["documents-kept-opening", "documents-kept-added", "documents-kept-gone", "documents-kept-closing"];
    let mut head = vec![writer.say("documents-kept-name")];
    head.extend(keys.map(|key| writer.say(key)));
    let cells = rows.into_iter().map(|row| {
        let indent = if row.detail { "\u{2003}" } else { "" };
        vec![format!("{indent}{}", row.name), row.opening, row.added, row.gone, row.closing]
    });
    let cells = cells.collect();
    Some(KeptPart {
        table: Table { title: writer.say("documents-kept"), head, texts: 1, rows: cells, total: None },
        notes,
    })
}

/// What is kept, row by row, in a language.
pub fn rows(kept: &[Kept], words: Words) -> Vec<KeptRow> {
    kept.iter().flat_map(|one| rows_of(one, words)).collect()
}

fn rows_of(kept: &Kept, words: Words) -> Vec<KeptRow> {
    let said = |figure: &Figure| said(figure, words);
    let or_nothing = |figure: Option<&Figure>| figure.map_or_else(|| NOTHING.to_owned(), said);
    let name = match &kept.partner {
        Some(partner) => format!("{} ({partner})", kept.name),
        None => kept.name.clone(),
    };
    let (mut added, mut gone) = (kept.added.clone(), sum(kept.gone.iter().map(|one| &one.amount)));
    if added.is_none() && gone.is_none() {
        (added, gone) = change(kept);
    }
    let cell = |figure: Option<&Figure>| figure.map(said).unwrap_or_default();
    let mut rows = vec![KeptRow {
        name,
        detail: false,
        about: kept.about.clone(),
        opening: or_nothing(kept.opening.as_ref()),
        added: cell(added.as_ref()),
        gone: cell(gone.as_ref()),
        closing: or_nothing(kept.closing.as_ref()),
    }];
    let detail = |name: String| KeptRow {
        name,
        detail: true,
        about: None,
        opening: String::new(),
        added: String::new(),
        gone: String::new(),
        closing: String::new(),
    };
    for one in &kept.gone {
        let key = match one.how {
            KeptGone::Drawn => "documents-kept-drawn",
            KeptGone::Released => "documents-kept-released",
            KeptGone::Expired => "documents-kept-expired",
        };
        rows.push(KeptRow { gone: said(&one.amount), ..detail(words.say(key)) });
    }
    for lot in &kept.lots {
        let name = words.say_with("documents-kept-lot", &[("period", period(&lot.period, words).into())]);
        rows.push(KeptRow { closing: said(&lot.amount), ..detail(name) });
    }
    rows
}

/// What a number has changed by: what came in, or what went out.
fn change(kept: &Kept) -> (Option<Figure>, Option<Figure>) {
    let (Some(Figure::Quantity(before)), Some(Figure::Quantity(after))) = (&kept.opening, &kept.closing) else {
        return (None, None);
    };
    let change = after.value - before.value;
    let figure = Figure::Quantity(Quantity { value: change.abs(), unit: after.unit.clone() });
    if change.is_zero() {
        (None, None)
    } else if change > Decimal::ZERO {
        (Some(figure), None)
    } else {
        (None, Some(figure))
    }
}

fn sum<'a>(figures: impl Iterator<Item = &'a Figure>) -> Option<Figure> {
    figures.fold(None, |sum, figure| match (sum, figure) {
        (None, figure) => Some(figure.clone()),
        (Some(Figure::Quantity(a)), Figure::Quantity(b)) => {
            Some(Figure::Quantity(Quantity { value: a.value + b.value, unit: a.unit }))
        }
        (sum, _) => sum,
    })
}

fn said(figure: &Figure, words: Words) -> String {
    match figure {
        Figure::Quantity(Quantity { value, unit }) if unit.is_empty() => words.decimal(*value),
        Figure::Quantity(Quantity { value, unit }) => match minor(*value, unit) {
            Some(minor) => words.money(minor, unit),
            None => format!("{}{NO_BREAK}{unit}", words.decimal(*value)),
        },
        Figure::Share(share) => words.percent(*share),
        Figure::Text(text) => text.clone(),
        Figure::Day(day) => words.date(*day),
        Figure::YesNo(yes) => words.say(if *yes { "common-yes" } else { "common-no" }),
    }
}

/// A month, quarter or week in words; everything else as it is.
fn period(written: &str, words: Words) -> String {
    let Some((year, rest)) = written.split_once('-') else { return written.to_owned() };
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u32>().ok());
    if let Some(quarter) = number(rest.strip_prefix('Q')) {
        return words.say_with("told-quarter", &[("quarter", quarter.into()), ("year", year.into())]);
    }
    if let Some(week) = number(rest.strip_prefix('W')) {
        return words.say_with("told-week", &[("week", week.into()), ("year", year.into())]);
    }
    let first = format!("{written}-01").parse::<NaiveDate>();
    first.map_or_else(|_| written.to_owned(), |first| words.month(first))
}

/// An amount of money in the smallest unit of its currency; nothing where it is finer, or no money.
fn minor(value: Decimal, unit: &str) -> Option<i64> {
    let digits = u32::from(minor_digits(unit)?);
    let mut exact = value.normalize();
    if exact.scale() > digits {
        return None;
    }
    exact.rescale(digits);
    i64::try_from(exact.mantissa()).ok()
}
