//! The book extract as a document.

use super::super::Scope;
use super::super::book::{Book, BookRun, OfProgramme, ReversalOf, Told, Transaction};
use super::super::say::{Say, in_order, named, unpaid};
use super::{amount, column, facts, heading, lines, paragraph, quiet, shell, strong, table, text};
use crate::orders::field_label;
use crate::statements::said;
use chrono::{Datelike, NaiveDate};
use compline_compiler::program::Event;
use compline_paper::{Block, Fact, Inline, Paper};
use compline_words::Words;

/// The book extract as a document.
pub(in super::super) fn book(book: &Book, words: Words) -> Paper {
    let (say, head) = (Say(words), &book.head);
    let mut facts = facts(head, say);
    let count: usize = book.programmes.iter().map(|one| one.transactions.len()).sum();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    facts.push(Fact { label: say.text("extract-transactions"), value: text(words.count(count)) });
    facts.push(Fact { label: say.text("extract-scope"), value: text(say.scope(head)) });
    // A part of the transactions is not what the law gives.
    let law = if head.scope == Scope::All { "extract-book-law" } else { "extract-book-part" };
    let mut lead = vec![
        paragraph(say.text(law)),
        paragraph(say.text(&format!("extract-book-scope-{}", head.scope.name()))),
        paragraph(say.text("extract-book-reading")),
    ];
    if book.programmes.is_empty() {
        lead.push(paragraph(say.text("extract-book-nothing")));
    }
    let mut body = Vec::new();
    for (at, programme) in book.programmes.iter().enumerate() {
        body.push(heading(1, format!("programme-{at}"), programme.name.clone()));
        of_programme(programme, at, say, &mut body);
    }
    shell(head, say, "book", facts, lead, body)
}

fn of_programme(of: &OfProgramme, at: usize, say: Say, body: &mut Vec<Block>) {
    let month = |one: &Transaction| one.day.and_then(|day| NaiveDate::from_ymd_opt(day.year(), day.month(), 1));
    for (number, group) in of.transactions.chunk_by(|a, b| month(a) == month(b)).enumerate() {
        let name = group.first().and_then(month).map_or_else(|| say.text("extract-no-day"), |month| say.0.month(month));
        body.push(heading(2, format!("month-{at}-{number}"), say.with("extract-of-month", &[("month", name.clone())])));
        body.push(transactions(of, group, &name, say));
    }
    if !of.beside.is_empty() {
        body.push(heading(2, format!("beside-{at}"), say.text("extract-beside")));
        body.push(paragraph(say.text("extract-beside-what")));
        body.push(beside(of, say));
    }
    let shown: Vec<&BookRun> = of.runs.iter().filter(|run| run.in_span || run.told != 0 || run.beside != 0).collect();
    if !shown.is_empty() {
        body.push(heading(2, format!("runs-{at}"), say.text("extract-runs")));
        body.push(paragraph(say.text("extract-runs-what")));
        body.push(runs(of, &shown, say));
    }
}

fn transactions(of: &OfProgramme, group: &[Transaction], month: &str, say: Say) -> Block {
    let currency = &of.currency;
    let unit = [("currency", currency.clone())];
    let columns = vec![
        column(say.text("extract-head-transaction"), false),
        column(say.text("extract-head-facts"), false),
        column(say.text("extract-head-commission"), false),
        column(say.text("extract-head-settled"), false),
        column(say.with("extract-head-amount", &unit), true),
        column(say.with("extract-head-kept", &unit), true),
    ];
    let mut rows = Vec::new();
    let (mut sum, mut kept) = (0_i64, 0_i64);
    for one in group {
        let event = of.event(&one.kind);
        let mut first = Some((transaction(one, say), known(one, event, say)));
        let mut push = |commission: Vec<Inline>, settled: Vec<Inline>, amount: String, left: String| {
            // On the next page a reader still has to see of what a row is.
            let (head, facts) = first.take().unwrap_or_else(|| (vec![quiet(one.id.clone())], Vec::new()));
            rows.push(vec![head, facts, commission, settled, text(amount), text(left)]);
        };
        for line in &one.lines {
            sum = sum.saturating_add(line.line.amount);
            kept = kept.saturating_add(line.kept.unwrap_or(0));
            let left = line.kept.map_or_else(String::new, |kept| amount(say.0, currency, kept));
            push(
                commission(line, say),
                settled(of.runs.get(line.run), &line.line.context, say),
                amount(say.0, currency, line.line.amount),
                left,
            );
        }
        for some in one.nothing.chunk_by(|a, b| a.run == b.run && a.context == b.context) {
            let Some(head) = some.first() else { continue };
            let said = lines(some.iter().map(|nothing| Inline::text(unpaid(nothing, say))).collect());
            push(said, settled(of.runs.get(head.run), &head.context, say), amount(say.0, currency, 0), String::new());
        }
        for standing in &one.standing {
            push(text(say.standing(standing)), Vec::new(), String::new(), String::new());
        }
        push_rest(&mut push, one, say);
    }
    rows.push(vec![
        text(say.text("documents-total")),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        text(amount(say.0, currency, sum)),
        text(amount(say.0, currency, kept)),
    ]);
    table(say.with("extract-table", &[("month", month.to_owned())]), columns, rows, true)
}

/// A transaction about which there is nothing else to say still has its row.
fn push_rest(push: &mut impl FnMut(Vec<Inline>, Vec<Inline>, String, String), one: &Transaction, say: Say) {
    if one.lines.is_empty() && one.nothing.is_empty() && one.standing.is_empty() {
        push(text(say.text("extract-no-line")), Vec::new(), String::new(), String::new());
    }
}

/// Number, kind, source, day.
fn transaction(one: &Transaction, say: Say) -> Vec<Inline> {
    let kind = if one.source.is_empty() { one.kind.clone() } else { format!("{} · {}", one.kind, one.source) };
    let own = if one.own { say.text("extract-own") } else { String::new() };
    let day = one.day.map_or_else(String::new, |day| say.0.date(day));
    lines(vec![strong(one.id.clone()), quiet(kind), Inline::text(day), quiet(own)])
}

/// All that is known of a transaction, and what was known before.
fn known(one: &Transaction, event: Option<&Event>, say: Say) -> Vec<Inline> {
    let mut parts = Vec::new();
    if let Some(last) = one.versions.last() {
        let ordered = in_order(event, &last.fields);
        let facts = ordered.into_iter().filter(|(_, text)| !text.is_empty());
        let facts: Vec<String> = facts
            .map(|(name, text)| format!("{}: {}", field_label(say.0, name), say.field(event, name, text)))
            .collect();
        parts.push(Inline::text(facts.join(", ")));
    }
    if let Some(first) = one.versions.first() {
        parts.push(quiet(say.with("extract-known-since", &[("moment", say.moment(first.at))])));
    }
    for pair in one.versions.windows(2) {
        if let [before, now] = pair
            && now.state == "live"
        {
            parts.push(quiet(say.changed(event, before, now)));
        }
    }
    for notice in &one.notices {
        let to = notice.partner.as_ref().map_or_else(String::new, |partner| format!(" → {partner}"));
        let args = [
            ("date", say.0.date(notice.day)),
            ("how", say.channel(&notice.channel) + &to),
            ("proof", notice.proof.clone()),
            ("moment", say.moment(notice.at)),
        ];
        parts.push(Inline::text(say.with("extract-notice", &args)));
    }
    for reversal in &one.reversals {
        parts.push(Inline::text(reversed(reversal, event, say)));
    }
    lines(parts)
}

/// A reversal in one sentence.
fn reversed(of: &ReversalOf, event: Option<&Event>, say: Say) -> String {
    let key = if of.state == "live" { "extract-reversed" } else { "extract-reversal-void" };
    let note = say.remark(of);
    let note = if note.is_empty() { note } else { format!(" ({note})") };
    say.with(
        key,
        &[
            ("date", say.0.date(of.day)),
            ("number", of.id.clone()),
            ("reason", say.reason(&of.reason)),
            ("what", say.taken(event, of)),
            ("moment", say.moment(of.at)),
            ("note", note),
        ],
    )
}

/// Bonus, level, base, rate, and how the amount came about.
fn commission(line: &Told, say: Say) -> Vec<Inline> {
    let of = &line.line;
    let mut name = named(&of.name);
    let variables = say.variables(line);
    if !variables.is_empty() {
        name = format!("{name}, {variables}");
    }
    let base = of.base.as_ref().map(|base| said(base, say.0));
    let rate = of.rate.as_ref().map(|rate| said(rate, say.0));
    let formula = match (base, rate) {
        (Some(base), Some(rate)) => say.with("extract-rate-of", &[("rate", rate), ("base", base)]),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    };
    let back = of.taken_back.as_ref().map(|back| {
        let reason = back.reason.map_or_else(String::new, |reason| say.reason(reason));
        say.with(
            "extract-takes-back",
            &[
                ("date", say.0.date(back.day)),
                ("number", back.reversal.clone()),
                ("reason", reason),
                ("period", say.period(&back.settled)),
            ],
        )
    });
    lines(vec![
        strong(name),
        Inline::text(back.unwrap_or_default()),
        Inline::text(formula),
        quiet(say.derivation(&line.derivation)),
    ])
}

/// The run, and the document on which it stands.
fn settled(run: Option<&BookRun>, context: &str, say: Say) -> Vec<Inline> {
    let documents = run.map(|run| say.documents(run)).unwrap_or_default();
    lines(vec![Inline::text(say.context(context)), quiet(documents)])
}

fn beside(of: &OfProgramme, say: Say) -> Block {
    let unit = [("currency", of.currency.clone())];
    let columns = vec![
        column(say.text("extract-head-settled"), false),
        column(say.text("extract-head-commission"), false),
        column(say.with("extract-head-amount", &unit), true),
    ];
    let mut sum = 0_i64;
    let mut rows: Vec<Vec<Vec<Inline>>> = Vec::with_capacity(of.beside.len().saturating_add(1));
    for line in &of.beside {
        sum = sum.saturating_add(line.line.amount);
        rows.push(vec![
            settled(of.runs.get(line.run), &line.line.context, say),
            commission(line, say),
            text(amount(say.0, &of.currency, line.line.amount)),
        ]);
    }
    rows.push(vec![text(say.text("documents-total")), Vec::new(), text(amount(say.0, &of.currency, sum))]);
    table(say.text("extract-beside"), columns, rows, true)
}

fn runs(of: &OfProgramme, shown: &[&BookRun], say: Say) -> Block {
    let unit = [("currency", of.currency.clone())];
    let columns = vec![
        column(say.text("period"), false),
        column(say.text("extract-head-documents"), false),
        column(say.with("extract-head-told", &unit), true),
        column(say.with("extract-head-beside", &unit), true),
        column(say.with("extract-head-other", &unit), true),
        column(say.with("extract-head-total", &unit), true),
    ];
    let figure = |minor: i64| text(amount(say.0, &of.currency, minor));
    let sum = |part: fn(&BookRun) -> i64| shown.iter().map(|run| part(run)).fold(0_i64, i64::saturating_add);
    let mut rows: Vec<Vec<Vec<Inline>>> = shown
        .iter()
        .map(|run| {
            vec![
                text(say.period(&run.period)),
                text(say.documents(run)),
                figure(run.told),
                figure(run.beside),
                figure(run.other),
                figure(run.total),
            ]
        })
        .collect();
    rows.push(vec![
        text(say.text("documents-total")),
        Vec::new(),
        figure(sum(|run| run.told)),
        figure(sum(|run| run.beside)),
        figure(sum(|run| run.other)),
        figure(sum(|run| run.total)),
    ]);
    table(say.text("extract-runs"), columns, rows, true)
}
