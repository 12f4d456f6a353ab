//! Extracts as documents, in the language of their reader.

use super::account::{AccountRow, AccountStatement, EntityAccount};
use super::book::{Book, BookRun, OfProgramme, ReversalOf, Standing, TellsNothing, Told, Transaction, Version};
use super::head::Head;
use super::reserves::ReserveRow;
use crate::statements::said;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use compline_compiler::program::{Event, Kind};
use compline_paper::{Block, Column, Fact, Heading, Inline, Paper, Table};
use compline_planbook::told;
use compline_runtime::calendar::Period;
use compline_runtime::kept::Gone;
use compline_words::{Language, Words, minor_digits};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Says things for extracts; the table says the same.
#[derive(Clone, Copy)]
pub(super) struct Say(pub(super) Words);

impl Say {
    pub(super) fn text(self, key: &str) -> String {
        self.0.say(key)
    }

    pub(super) fn with(self, key: &str, args: &[(&str, String)]) -> String {
        let args: Vec<(&str, compline_words::Arg<'_>)> =
            args.iter().map(|(name, text)| (*name, text.as_str().into())).collect();
        self.0.say_with(key, &args)
    }

    /// A moment by the clock of Greenwich, as commits have it.
    pub(super) fn moment(self, at: DateTime<Utc>) -> String {
        FixedOffset::east_opt(0).map_or_else(|| at.to_rfc3339(), |utc| format!("{} UTC", self.0.moment(at, utc)))
    }

    /// A period as plans name it; what cannot be read stays as it is.
    pub(super) fn period(self, text: &str) -> String {
        Period::parse(text).map_or_else(|_| text.to_owned(), |period| compline_planbook::period(self.0, period))
    }

    /// A context: the period, and where that is another one that of the conditions.
    pub(super) fn context(self, text: &str) -> String {
        match text.split_once('/') {
            Some((settled, conditions)) if settled != conditions => self.with(
                "extract-context-late",
                &[("settled", self.period(settled)), ("conditions", self.period(conditions))],
            ),
            Some((settled, _)) => self.period(settled),
            None => self.period(text),
        }
    }

    pub(super) fn reason(self, reason: &str) -> String {
        self.text(&format!("reversal-reason-{}", reason.replace('_', "-")))
    }

    /// The text of a field as its reader writes it.
    pub(super) fn field(self, event: Option<&Event>, name: &str, text: &str) -> String {
        let kind =
            event.and_then(|event| event.fields.iter().find(|field| field.name == name)).map(|field| field.ty.kind);
        match kind {
            Some(Kind::Number(..)) => {
                text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |number| self.0.decimal(number))
            }
            Some(Kind::Date) => text.parse::<NaiveDate>().map_or_else(|_| text.to_owned(), |day| self.0.date(day)),
            _ => text.to_owned(),
        }
    }

    /// What is taken off by a reversal.
    pub(super) fn taken(self, event: Option<&Event>, of: &ReversalOf) -> String {
        if of.amounts.is_empty() {
            return self.text("order-returned-all");
        }
        let one = |(name, text): (&String, &String)| format!("{} {}", named(name), self.field(event, name, text));
        of.amounts.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn standing(self, of: &Standing) -> String {
        match of {
            Standing::Cancelled(at, reason) => {
                let reason = reason.clone().unwrap_or_else(|| "–".to_owned());
                self.with("extract-cancelled", &[("moment", self.moment(*at)), ("reason", reason)])
            }
            Standing::NotDue(field) => self.with("extract-not-due", &[("field", named(field))]),
            Standing::NotSettled(period) => self.with("extract-not-settled", &[("period", self.period(period))]),
            Standing::NextRun(period) => self.with("extract-next-run", &[("period", self.period(period))]),
            Standing::TakenBackNext(period) => self.with("extract-taken-back-next", &[("period", self.period(period))]),
            Standing::CorrectedNext(period) => self.with("extract-corrected-next", &[("period", self.period(period))]),
            Standing::NoBonus(period) => self.with("extract-no-bonus", &[("period", self.period(period))]),
        }
    }

    /// What a version changed against the one before.
    pub(super) fn changed(self, event: Option<&Event>, before: &Version, now: &Version) -> String {
        let empty = String::new();
        let names: std::collections::BTreeSet<&String> = before.fields.keys().chain(now.fields.keys()).collect();
        let changes = names.into_iter().filter_map(|name| {
            let (was, is) = (before.fields.get(name).unwrap_or(&empty), now.fields.get(name).unwrap_or(&empty));
            let said = |text: &String| if text.is_empty() { "–".to_owned() } else { self.field(event, name, text) };
            (was != is).then(|| format!("{} {} → {}", named(name), said(was), said(is)))
        });
        let changes: Vec<String> = changes.collect();
        let what = if changes.is_empty() { "–".to_owned() } else { changes.join(", ") };
        let key = if now.reason.is_some() { "extract-corrected-for" } else { "extract-corrected" };
        let reason = now.reason.clone().unwrap_or_default();
        let reason = if reason == "receipt" { self.text("extract-by-receipt") } else { reason };
        self.with(key, &[("moment", self.moment(now.at)), ("what", what), ("reason", reason)])
    }

    pub(super) fn derivation(self, sentences: &[compline_runtime::explain::Sentence]) -> String {
        sentences.iter().map(|one| told(self.0, one)).collect::<Vec<_>>().join("; ")
    }

    /// The variables of a line: level, generation, week.
    pub(super) fn variables(self, line: &Told) -> String {
        let one = |(name, value): &(String, compline_runtime::booked::Shown)| {
            let name = if name == "level" { self.text("level") } else { named(name) };
            format!("{name} {}", said(value, self.0))
        };
        // The rate has a place of its own.
        let shown = line.line.variables.iter().filter(|(_, value)| line.line.rate.as_ref() != Some(value));
        shown.map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn documents(self, run: &BookRun) -> String {
        let one = |(number, state, day): &(Option<String>, String, Option<NaiveDate>)| match (number, day) {
            (Some(number), Some(day)) => {
                self.with("extract-document", &[("number", number.clone()), ("date", self.0.date(*day))])
            }
            (Some(number), None) => number.clone(),
            (None, _) if state == "held" => self.text("extract-document-held"),
            (None, _) => self.text("extract-document-none"),
        };
        run.documents.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn entry(self, kind: &str) -> String {
        match kind {
            "lines" => self.text("extract-part-lines"),
            "tax" => self.text("extract-part-tax"),
            "bonus" => self.text("entry-bonus"),
            "deduction" => self.text("entry-deduction"),
            "fee" => self.text("entry-fee"),
            "advance" => self.text("entry-advance"),
            "recovery" => self.text("entry-advance-recovery"),
            _ => self.text("entry-assignment"),
        }
    }

    /// The state of an open item.
    pub(super) fn state(self, state: &str) -> String {
        self.text(match state {
            "held" => "state-on-hold",
            "disputed" => "state-disputed",
            "ordered" => "state-ordered",
            _ => "state-open",
        })
    }

    pub(super) fn scope(self, head: &Head) -> String {
        self.text(&format!("extract-scope-{}", head.scope.name()))
    }

    pub(super) fn span(self, head: &Head) -> String {
        self.with("extract-span", &[("from", self.0.date(head.from)), ("to", self.0.date(head.to))])
    }

    pub(super) fn posting(self, row: &AccountRow) -> String {
        let kind = self.text(&format!("extract-posting-{}", row.kind));
        let period = row.period.as_ref().map(|period| self.period(period));
        [Some(kind), Some(row.reference.clone()), period]
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    pub(super) fn gone(self, how: Gone) -> String {
        self.text(match how {
            Gone::Drawn => "extract-gone-drawn",
            Gone::Released => "extract-gone-released",
            Gone::Expired => "extract-gone-expired",
        })
    }
}

/// A name of a plan for readers.
pub(super) fn named(name: &str) -> String {
    name.replace('_', " ")
}

fn text(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn strong(words: impl Into<String>) -> Inline {
    Inline::Strong { text: text(words) }
}

fn quiet(words: impl Into<String>) -> Inline {
    Inline::Emphasis { text: text(words) }
}

/// Parts on lines of their own; empty ones are left out.
fn lines(parts: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for part in parts.into_iter().filter(|part| !Inline::plain(std::slice::from_ref(part)).is_empty()) {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        out.push(part);
    }
    out
}

fn heading(level: u8, id: String, words: String) -> Block {
    Block::Heading(Heading { level, id, text: text(words), spelling: None })
}

fn paragraph(words: String) -> Block {
    Block::Paragraph { text: text(words) }
}

fn column(head: String, figures: bool) -> Column {
    Column { head: text(head), figures }
}

fn amount(words: Words, currency: &str, minor: i64) -> String {
    words.amount(minor, minor_digits(currency).unwrap_or(0))
}

fn table(caption: String, columns: Vec<Column>, rows: Vec<Vec<Vec<Inline>>>, total: bool) -> Block {
    Block::Table(Table { caption: text(caption), columns, rows, row_heads: false, total })
}

fn shell(head: &Head, say: Say, kind: &str, facts: Vec<Fact>, lead: Vec<Block>, body: Vec<Block>) -> Paper {
    let kind_said = say.text(&format!("extract-title-{kind}"));
    let (before, rest) = page_number(say);
    let title = say.with("extract-of", &[("name", head.name.clone()), ("partner", head.partner.clone())]);
    Paper {
        language: say.0.language(),
        running: (format!("{kind_said} · {title}"), say.span(head)),
        kind: kind_said,
        title,
        subtitle: say.span(head),
        creator: head.company_name.clone(),
        facts,
        lead,
        contents: String::new(),
        page_number: (before, rest.0, rest.1),
        body,
    }
}

/// What stands before, between and after number and count of pages.
fn page_number(say: Say) -> (String, (String, String)) {
    let (page, pages) = ("\u{1}", "\u{2}");
    let said = say.with("documents-page", &[("page", page.to_owned()), ("pages", pages.to_owned())]);
    let (before, rest) = said.split_once(page).unwrap_or((&said, ""));
    let (between, after) = rest.split_once(pages).unwrap_or((rest, ""));
    (before.to_owned(), (between.to_owned(), after.to_owned()))
}

/// What every extract says of itself.
fn facts(head: &Head, say: Say) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact { label: say.text(key), value: text(value) };
    let mut address = vec![Inline::text(head.name.clone())];
    for line in &head.address {
        address.push(Inline::Break);
        address.push(Inline::text(line.clone()));
    }
    let mut out = vec![
        fact("extract-by-company", head.company_name.clone()),
        Fact { label: say.text("extract-for"), value: address },
        fact("partner-number", head.partner.clone()),
        fact("partner-joined", say.0.date(head.joined_on)),
    ];
    if let Some(left) = head.left_on {
        out.push(fact("partner-left", say.0.date(left)));
    }
    out.push(fact("extract-covers", say.span(head)));
    let known = head.known_at.map_or_else(|| "–".to_owned(), |at| say.moment(at));
    let known = say.with("extract-known", &[("moment", known), ("commit", say.0.count(head.known))]);
    out.push(fact("extract-as-of", known));
    out.push(fact("extract-made-by", head.made_by.clone()));
    out.push(fact("extract-made-at", say.moment(head.made_at)));
    out
}

/// The book extract as a document.
pub(super) fn book(book: &Book, words: Words) -> Paper {
    let (say, head) = (Say(words), &book.head);
    let mut facts = facts(head, say);
    let count: usize = book.programmes.iter().map(|one| one.transactions.len()).sum();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    facts.push(Fact { label: say.text("extract-transactions"), value: text(words.count(count)) });
    facts.push(Fact { label: say.text("extract-scope"), value: text(say.scope(head)) });
    let mut lead = vec![
        paragraph(say.text("extract-book-law")),
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

/// Why a bonus paid nothing.
pub(super) fn unpaid(of: &TellsNothing, say: Say) -> String {
    let why = say.derivation(&of.why);
    say.with("extract-nothing-because", &[("bonus", named(&of.bonus)), ("why", why)])
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
        let facts: Vec<String> =
            facts.map(|(name, text)| format!("{}: {}", named(name), say.field(event, name, text))).collect();
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
    for reversal in &one.reversals {
        parts.push(Inline::text(reversed(reversal, event, say)));
    }
    lines(parts)
}

/// Fields in the order of the plan, then those that it does not know any more.
pub(super) fn in_order<'f>(
    event: Option<&Event>,
    fields: &'f BTreeMap<String, String>,
) -> Vec<(&'f String, &'f String)> {
    let place = |name: &str| event.and_then(|event| event.fields.iter().position(|field| field.name == name));
    let mut out: Vec<(&String, &String)> = fields.iter().collect();
    out.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
    out
}

/// A reversal in one sentence.
fn reversed(of: &ReversalOf, event: Option<&Event>, say: Say) -> String {
    let key = if of.state == "live" { "extract-reversed" } else { "extract-reversal-void" };
    let note = if of.note.is_empty() { String::new() } else { format!(" ({})", of.note) };
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

/// The account statement as a document.
pub(super) fn account(of: &AccountStatement, words: Words) -> Paper {
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
