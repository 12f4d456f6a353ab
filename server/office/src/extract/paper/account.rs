//! The account statement as a document.

use super::super::account::{AccountStatement, EntityAccount};
use super::super::head::Head;
use super::super::reserves::ReserveRow;
use super::super::say::{Say, named};
use super::{amount, column, facts, heading, lines, paragraph, shell, strong, table, text};
use crate::statements::said;
use chrono::NaiveDate;
use compline_paper::{Block, Inline, Paper};
use compline_runtime::kept::Gone;
use compline_words::{Language, Words};

/// The account statement as a document.
pub(in super::super) fn account(of: &AccountStatement, words: Words) -> Paper {
    let (say, head) = (Say(words), &of.head);
    let mut lead = vec![paragraph(say.text("extract-account-what"))];
    if let Some(left) = head.left_on {
        lead.push(paragraph(say.with("extract-account-left", &[("date", words.date(left))])));
    }
    let mut body = Vec::new();
    for (at, one) in of.accounts.iter().enumerate() {
        body.push(heading(
            1,
            format!("account-{at}"),
            say.with("extract-account-with", &[("entity", one.name.clone())]),
        ));
        body.push(postings(one, head, say));
    }
    if of.accounts.is_empty() {
        body.push(heading(1, "account".to_owned(), say.text("extract-account-title")));
        body.push(paragraph(say.text("extract-account-nothing")));
    }
    if !of.open.is_empty() || !of.held.is_empty() {
        body.push(heading(1, "open".to_owned(), say.text("extract-open")));
        body.push(paragraph(say.text("extract-open-what")));
        body.push(open(of, say));
    }
    body.push(heading(1, "reserves".to_owned(), say.text("extract-reserves")));
    body.push(paragraph(say.text("extract-reserves-what")));
    if of.reserves.is_empty() && of.lots.is_empty() {
        body.push(paragraph(say.text("extract-reserves-nothing")));
    }
    if !of.reserves.is_empty() {
        about(of, say, &mut body);
        body.push(reserves(of, say));
    }
    if !of.lots.is_empty() {
        body.push(heading(2, "free".to_owned(), say.text("extract-free")));
        body.push(free(of, say));
    }
    shell(head, say, "account", facts(head, say), lead, body)
}

/// What the plan says of each thing that it keeps, once.
fn about(of: &AccountStatement, say: Say, body: &mut Vec<Block>) {
    let at = usize::from(say.0.language() == Language::En);
    let mut said: Vec<(&str, &str)> = Vec::new();
    for row in &of.reserves {
        if let Some(Some(about)) = row.about.get(at)
            && !said.contains(&(row.kept.name.as_str(), about.as_str()))
        {
            said.push((&row.kept.name, about));
        }
    }
    for (name, about) in said {
        body.push(Block::Paragraph { text: vec![strong(format!("{}: ", named(name))), Inline::text(about)] });
    }
}

fn postings(of: &EntityAccount, head: &Head, say: Say) -> Block {
    let unit = [("currency", of.currency.clone())];
    let columns = vec![
        column(say.text("line-day"), false),
        column(say.text("extract-head-posting"), false),
        column(say.text("extract-head-parts"), false),
        column(say.with("extract-head-movement", &unit), true),
        column(say.with("extract-head-balance", &unit), true),
    ];
    let figure = |minor: i64| amount(say.0, &of.currency, minor);
    let edge = |day: NaiveDate, key: &str, balance: i64| {
        vec![text(say.0.date(day)), vec![strong(say.text(key))], Vec::new(), Vec::new(), vec![strong(figure(balance))]]
    };
    let mut rows = vec![edge(head.from, "extract-opening", of.opening)];
    for row in &of.rows {
        let parts = row.parts.iter().map(|part| {
            let reason = if part.reason.is_empty() { String::new() } else { format!(" ({})", part.reason) };
            Inline::text(format!("{} {}{reason}", say.entry(&part.kind), figure(part.amount)))
        });
        rows.push(vec![
            text(say.0.date(row.day)),
            text(say.posting(row)),
            lines(parts.collect()),
            text(figure(row.amount)),
            text(figure(row.balance)),
        ]);
    }
    rows.push(edge(head.to, "extract-closing", of.closing));
    table(say.text("extract-account-title"), columns, rows, true)
}

fn open(of: &AccountStatement, say: Say) -> Block {
    let columns = vec![
        column(say.text("line-day"), false),
        column(say.text("extract-head-what"), false),
        column(say.text("state"), false),
        column(say.text("extract-head-rest"), true),
    ];
    let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
    for item in &of.open {
        let note = item.note.clone().map_or_else(String::new, |note| format!(" ({note})"));
        rows.push(vec![
            text(say.0.date(item.day)),
            text(item.reference.clone()),
            text(format!("{}{note}", say.state(&item.state))),
            text(say.0.money(item.rest, &item.currency)),
        ]);
    }
    for held in &of.held {
        let reasons: Vec<String> = held.reasons.iter().map(|reason| say.text(reason)).collect();
        rows.push(vec![
            text(say.period(&held.period)),
            text(say.text("extract-held")),
            text(reasons.join(", ")),
            text(say.0.money(held.gross, &held.currency)),
        ]);
    }
    table(say.text("extract-open"), columns, rows, false)
}

fn reserves(of: &AccountStatement, say: Say) -> Block {
    let columns = vec![
        column(say.text("extract-head-account"), false),
        column(say.text("period"), false),
        column(say.text("documents-kept-opening"), true),
        column(say.text("documents-kept-added"), true),
        column(say.text("extract-gone-drawn"), true),
        column(say.text("extract-gone-released"), true),
        column(say.text("extract-gone-expired"), true),
        column(say.text("documents-kept-closing"), true),
    ];
    let rows = of.reserves.iter().map(|row| {
        let shown = |value: Option<&compline_runtime::booked::Shown>| {
            text(value.map_or_else(|| "–".to_owned(), |value| said(value, say.0)))
        };
        let gone = |how: Gone| shown(row.kept.gone.iter().find(|(of, _)| *of == how).map(|(_, amount)| amount));
        vec![
            text(account_name(row)),
            text(say.period(&row.period)),
            shown(row.kept.opening.as_ref()),
            shown(row.kept.added.as_ref()),
            gone(Gone::Drawn),
            gone(Gone::Released),
            gone(Gone::Expired),
            shown(row.kept.closing.as_ref()),
        ]
    });
    table(say.text("extract-reserves"), columns, rows.collect(), false)
}

/// The account with the position that it is of.
fn account_name(row: &ReserveRow) -> String {
    format!("{} · {}", named(&row.kept.name), row.partner)
}

fn free(of: &AccountStatement, say: Say) -> Block {
    let columns = vec![
        column(say.text("extract-head-account"), false),
        column(say.text("extract-head-from"), false),
        column(say.text("extract-head-as-of"), false),
        column(say.text("extract-head-free"), false),
        column(say.text("extract-head-left"), true),
    ];
    let rows = of.lots.iter().map(|lot| {
        vec![
            text(format!("{} · {}", named(&lot.account), lot.partner)),
            text(lot.from.as_ref().map_or_else(|| "–".to_owned(), |from| say.period(from))),
            text(say.period(&lot.as_of)),
            text(match lot.leaves {
                Some((day, how)) => format!("{} {}", say.0.date(day), say.gone(how)),
                None => say.text("extract-free-never"),
            }),
            text(said(&lot.amount, say.0)),
        ]
    });
    table(say.text("extract-free"), columns, rows.collect(), false)
}
