//! Changes and money as a screen and a file show them.

use crate::money::Money;
use crate::told::told;
use crate::value::{Change, Changes};
use compline_words::{Arg, Words, minor_digits};
use rust_decimal::Decimal;
use std::fmt::Write;

/// Everything as text. At most `top` partners.
pub fn text(words: Words, changes: &Changes, money: Option<&Money>, top: usize) -> String {
    let mut out = String::new();
    if changes.is_empty() {
        line(&mut out, &words.say("change-same"));
    }
    for change in &changes.changes {
        line(&mut out, &told(words, &change.sentence));
        if let Some(reached) = reached(words, change) {
            line(&mut out, &format!("    {reached}"));
        }
    }
    if !changes.renames.is_empty() {
        line(&mut out, "");
        line(&mut out, &words.say("change-names-only"));
        for change in &changes.renames {
            line(&mut out, &format!("  {}", told(words, &change.sentence)));
        }
    }
    if let Some(money) = money {
        line(&mut out, "");
        paid(words, money, top, &mut out);
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(&compline_lang::render::visible(text));
    out.push('\n');
}

/// What a change reaches beside itself.
fn reached(words: Words, change: &Change) -> Option<String> {
    let names: Vec<&str> = change.payers.iter().chain(&change.ranks).map(String::as_str).collect();
    (!names.is_empty()).then(|| words.say_with("change-reaches", &[("names", Arg::from(names.join(", ")))]))
}

fn paid(words: Words, money: &Money, top: usize, out: &mut String) {
    let figure = |minor: i64| words.money(minor, &money.currency);
    let signed = |minor: i64| if minor > 0 { format!("+{}", figure(minor)) } else { figure(minor) };
    let difference = money.new.saturating_sub(money.old);
    if money.partners.is_empty() {
        let args = [("period", Arg::from(&money.period)), ("new", figure(money.new).into())];
        return line(out, &words.say_with("change-money-same", &args));
    }
    let args = [
        ("period", Arg::from(&money.period)),
        ("old", figure(money.old).into()),
        ("new", figure(money.new).into()),
        ("difference", signed(difference).into()),
    ];
    line(out, &words.say_with("change-money-sum", &args));
    let args = [
        ("winners", Arg::from(money.winners.0)),
        ("gain", figure(money.winners.1).into()),
        ("losers", Arg::from(money.losers.0)),
        ("loss", figure(money.losers.1.saturating_neg()).into()),
        ("unchanged", Arg::from(money.unchanged)),
    ];
    line(out, &words.say_with("change-money-partners", &args));
    let heads = ["change-money-old", "change-money-new", "change-money-difference"].map(|key| words.say(key));
    let row = |name: &str, old: i64, new: i64| {
        vec![name.to_owned(), figure(old), figure(new), signed(new.saturating_sub(old))]
    };
    let mut bonuses = vec![head(words.say("change-money-bonus"), &heads)];
    bonuses.extend(money.bonuses.iter().map(|one| row(&one.name, one.old, one.new)));
    table(&bonuses, out);
    let mut partners = vec![head(words.say("change-money-partner"), &heads)];
    for one in money.partners.iter().take(top) {
        partners.push(row(&one.partner, one.old, one.new));
        if one.bonuses.len() > 1 {
            partners.extend(one.bonuses.iter().map(|of| row(&format!("  {}", of.name), of.old, of.new)));
        }
    }
    table(&partners, out);
    let more = money.partners.len().saturating_sub(top);
    if more > 0 {
        line(out, &words.say_with("change-money-more", &[("count", Arg::from(more))]));
    }
}

fn head(first: String, rest: &[String; 3]) -> Vec<String> {
    std::iter::once(first).chain(rest.iter().cloned()).collect()
}

/// Columns of equal width, figures on the right.
fn table(rows: &[Vec<String>], out: &mut String) {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..4).map(width).collect();
    out.push('\n');
    for row in rows {
        let mut text = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            // Writing into a string cannot fail.
            let _ = if at == 0 { write!(text, "{cell:width$}") } else { write!(text, "  {cell:>width$}") };
        }
        line(out, text.trim_end());
    }
}

/// All partners and bonuses for whom something moves: one row each, and one without a bonus for the partner's sum.
pub fn csv(money: &Money) -> String {
    let scale = u32::from(minor_digits(&money.currency).unwrap_or(2));
    let figure = |minor: i64| Decimal::new(minor, scale).to_string();
    let mut out = String::from("partner,bonus,old,new,difference,currency\n");
    for one in &money.partners {
        let mut row = |bonus: &str, old: i64, new: i64| {
            let cells = [
                quoted(&one.partner),
                quoted(bonus),
                figure(old),
                figure(new),
                figure(new.saturating_sub(old)),
                money.currency.clone(),
            ];
            out.push_str(&cells.join(","));
            out.push('\n');
        };
        row("", one.old, one.new);
        one.bonuses.iter().for_each(|of| row(&of.name, of.old, of.new));
    }
    out
}

/// A cell, in quotes where it needs them (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
