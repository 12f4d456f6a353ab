//! Extracts as CSV: a row for each transaction and line, with every fact in a column of its own.

use super::account::{AccountStatement, EntityAccount};
use super::book::{Book, BookRun, OfProgramme, Told, Transaction};
use super::say::{Say, in_order, named, unpaid};
use crate::error::OfficeError;
use crate::statements::said;
use chrono::NaiveDate;
use compline_exchange::table::{Cell, Column, CsvStyle, Delimiter, Kind, Table, to_csv};
use compline_runtime::booked::Shown;
use compline_words::{Language, Words, minor_digits};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Digits behind the point of figures that are no money: as many as they have.
const PLACES: u32 = 10;

/// Columns that every row of a book extract has, with what they hold; facts of transactions come behind them.
static BOOK: [(&str, Kind); 40] = [
    ("row", Kind::Text),
    ("programme", Kind::Text),
    ("kind", Kind::Text),
    ("source", Kind::Text),
    ("number", Kind::Text),
    ("day", Kind::Date),
    ("own", Kind::Text),
    ("state", Kind::Text),
    ("known-since", Kind::Moment),
    ("changed-at", Kind::Moment),
    ("corrections", Kind::Text),
    ("reversal", Kind::Text),
    ("reversal-day", Kind::Date),
    ("reversal-reason", Kind::Text),
    ("reversal-amounts", Kind::Text),
    ("reversal-note", Kind::Text),
    ("reversal-state", Kind::Text),
    ("reversal-known", Kind::Moment),
    ("notice-day", Kind::Date),
    ("notice-how", Kind::Text),
    ("notice-proof", Kind::Text),
    ("notice-known", Kind::Moment),
    ("period", Kind::Text),
    ("conditions", Kind::Text),
    ("documents", Kind::Text),
    ("line", Kind::Text),
    ("bonus", Kind::Text),
    ("made-by", Kind::Text),
    ("level", Kind::Text),
    ("path", Kind::Text),
    ("base", Kind::Decimal { places: PLACES }),
    ("base-unit", Kind::Text),
    ("rate", Kind::Text),
    ("currency", Kind::Text),
    ("amount", Kind::Decimal { places: PLACES }),
    ("kept", Kind::Decimal { places: PLACES }),
    ("takes-back", Kind::Text),
    ("derivation", Kind::Text),
    ("why-nothing", Kind::Text),
    ("standing", Kind::Text),
];

/// A row by the names of its columns; what is not there is empty.
type Row = BTreeMap<&'static str, Cell>;

fn text(words: impl Into<String>) -> Cell {
    let words = words.into();
    if words.is_empty() { Cell::Empty } else { Cell::Text(words) }
}

fn day(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::Empty, Cell::Date)
}

fn money(minor: i64, currency: &str) -> Cell {
    let digits = u32::from(minor_digits(currency).unwrap_or(0));
    Decimal::try_from_i128_with_scale(minor.into(), digits).map_or(Cell::Empty, Cell::Decimal)
}

/// In the style of the language: what a spreadsheet of its readers opens.
fn written(table: &Table, words: Words) -> Result<Vec<u8>, OfficeError> {
    let delimiter = if words.language() == Language::De { Delimiter::Semicolon } else { Delimiter::Comma };
    let style = CsvStyle { delimiter, byte_order_mark: true };
    to_csv(table, style).map_err(|error| OfficeError::File(error.to_string()))
}

/// The book extract as CSV. The first column says what a row is: `line`, `nothing`, `standing`, `notice`, `reversal`, `beside` or `run`;
/// rows of a transaction repeat its facts.
pub(super) fn book(book: &Book, words: Words) -> Result<Vec<u8>, OfficeError> {
    let say = Say(words);
    // Facts by kind and field: fields of different kinds may have one name.
    let mut facts: Vec<(String, String)> = Vec::new();
    for programme in &book.programmes {
        for one in &programme.transactions {
            if let Some(version) = one.versions.last() {
                for (name, _) in in_order(programme.event(&one.kind), &version.fields) {
                    if !facts.iter().any(|(kind, field)| *kind == one.kind && field == name) {
                        facts.push((one.kind.clone(), name.clone()));
                    }
                }
            }
        }
    }
    let head = BOOK.iter().map(|(name, kind)| Column::new(words.say(&format!("extract-column-{name}")), kind.clone()));
    let facts: Vec<FactColumn> = facts.into_iter().map(|(kind, field)| FactColumn::of(book, kind, field)).collect();
    let head = head.chain(facts.iter().map(|of| Column::new(format!("{}.{}", of.kind, of.field), of.holds.clone())));
    let mut table = Table { title: "book".to_owned(), columns: head.collect(), rows: Vec::new() };
    let mut push = |row: Row, one: Option<&Transaction>| {
        let fixed = BOOK.iter().map(|(name, _)| row.get(name).cloned().unwrap_or(Cell::Empty));
        table.rows.push(fixed.chain(facts.iter().map(|of| one.map_or(Cell::Empty, |one| of.cell(one)))).collect());
    };
    for programme in &book.programmes {
        for one in &programme.transactions {
            let of = transaction(programme, one, say);
            for told in &one.lines {
                push(with(&of, "line", line(programme, told, say)), Some(one));
            }
            for nothing in &one.nothing {
                let run = programme.runs.get(nothing.run);
                let mut row = settled(run, &nothing.context, say);
                row.insert("bonus", text(nothing.bonus.clone()));
                row.insert("currency", text(programme.currency.clone()));
                row.insert("amount", money(0, &programme.currency));
                row.insert("why-nothing", text(unpaid(nothing, say)));
                push(with(&of, "nothing", row), Some(one));
            }
            for standing in &one.standing {
                let row = Row::from([("standing", text(say.standing(standing)))]);
                push(with(&of, "standing", row), Some(one));
            }
            let event = programme.event(&one.kind);
            for notice in &one.notices {
                let row = Row::from([
                    ("notice-day", Cell::Date(notice.day)),
                    ("notice-how", text(say.channel(&notice.channel))),
                    ("notice-proof", text(notice.proof.clone())),
                    ("notice-known", Cell::Moment(notice.at)),
                ]);
                push(with(&of, "notice", row), Some(one));
            }
            for reversal in &one.reversals {
                let row = Row::from([
                    ("reversal", text(reversal.id.clone())),
                    ("reversal-day", Cell::Date(reversal.day)),
                    ("reversal-reason", text(say.reason(&reversal.reason))),
                    ("reversal-amounts", text(say.taken(event, reversal))),
                    ("reversal-note", text(say.remark(reversal))),
                    ("reversal-state", text(reversal.state.clone())),
                    ("reversal-known", Cell::Moment(reversal.at)),
                ]);
                push(with(&of, "reversal", row), Some(one));
            }
            if one.lines.is_empty() && one.nothing.is_empty() && one.standing.is_empty() && one.reversals.is_empty() {
                push(with(&of, "standing", Row::from([("standing", text(say.text("extract-no-line")))])), Some(one));
            }
        }
        let of = Row::from([("programme", text(programme.name.clone()))]);
        for told in &programme.beside {
            push(with(&of, "beside", line(programme, told, say)), None);
        }
        for run in programme.runs.iter().filter(|run| run.in_span || run.told != 0 || run.beside != 0) {
            let row = Row::from([
                ("period", text(run.period.clone())),
                ("documents", text(say.documents(run))),
                ("currency", text(programme.currency.clone())),
                ("amount", money(run.total, &programme.currency)),
            ]);
            push(with(&of, "run", row), None);
        }
    }
    written(&table, words)
}

/// A column with a field of a kind of transactions.
struct FactColumn {
    kind: String,
    field: String,
    holds: Kind,
}

impl FactColumn {
    /// The column of a field: of numbers or days where the plan says so and all that is known can be read as such.
    fn of(book: &Book, kind: String, field: String) -> Self {
        let all = || book.programmes.iter().flat_map(|of| of.transactions.iter().map(move |one| (of, one)));
        let own = || all().filter(|(_, one)| one.kind == kind);
        let declared = |wanted: fn(compline_compiler::program::Kind) -> bool| {
            own().all(|(of, _)| {
                let event = of.event(&kind);
                let found = event.and_then(|event| event.fields.iter().find(|one| one.name == field));
                found.is_some_and(|found| wanted(found.ty.kind))
            })
        };
        let reads = |can: fn(&str) -> bool| {
            let texts = own().filter_map(|(_, one)| one.versions.last()?.fields.get(&field));
            texts.filter(|text| !text.is_empty()).all(|text| can(text))
        };
        use compline_compiler::program::Kind as Of;
        let holds = if declared(|of| matches!(of, Of::Number(..))) && reads(|text| text.parse::<Decimal>().is_ok()) {
            Kind::Decimal { places: PLACES }
        } else if declared(|of| of == Of::Date) && reads(|text| text.parse::<NaiveDate>().is_ok()) {
            Kind::Date
        } else {
            Kind::Text
        };
        Self { kind, field, holds }
    }

    /// What a transaction has in it.
    fn cell(&self, one: &Transaction) -> Cell {
        let version = one.versions.last().filter(|_| one.kind == self.kind);
        let Some(value) = version.and_then(|version| version.fields.get(&self.field)) else { return Cell::Empty };
        match self.holds {
            Kind::Decimal { .. } => value.parse().map_or(Cell::Empty, Cell::Decimal),
            Kind::Date => value.parse().map_or(Cell::Empty, Cell::Date),
            _ => text(value.clone()),
        }
    }
}

fn with(of: &Row, kind: &'static str, more: Row) -> Row {
    let mut row = of.clone();
    row.extend(more);
    row.insert("row", Cell::Text(kind.to_owned()));
    row
}

/// The cells that all rows of a transaction have.
fn transaction(programme: &OfProgramme, one: &Transaction, say: Say) -> Row {
    let event = programme.event(&one.kind);
    let corrections = one.versions.windows(2).filter_map(|pair| match pair {
        [before, now] if now.state == "live" => Some(say.changed(event, before, now)),
        _ => None,
    });
    let corrections: Vec<String> = corrections.collect();
    let moment = |version: Option<&super::book::Version>| version.map_or(Cell::Empty, |of| Cell::Moment(of.at));
    let changed = one.versions.last().filter(|_| one.versions.len() > 1);
    Row::from([
        ("programme", text(programme.name.clone())),
        ("kind", text(one.kind.clone())),
        ("source", text(one.source.clone())),
        ("number", text(one.id.clone())),
        ("day", day(one.day)),
        ("own", text(say.text(if one.own { "common-yes" } else { "common-no" }))),
        ("state", text(one.versions.last().map_or("", |version| &version.state))),
        ("known-since", moment(one.versions.first())),
        ("changed-at", moment(changed)),
        ("corrections", text(corrections.join("; "))),
    ])
}

/// Period, conditions and documents of a run.
fn settled(run: Option<&BookRun>, context: &str, say: Say) -> Row {
    let (period, conditions) = context.split_once('/').unwrap_or((context, context));
    Row::from([
        ("period", text(period)),
        ("conditions", text(conditions)),
        ("documents", text(run.map(|run| say.documents(run)).unwrap_or_default())),
    ])
}

fn line(programme: &OfProgramme, told: &Told, say: Say) -> Row {
    let of = &told.line;
    let mut row = settled(programme.runs.get(told.run), &of.context, say);
    let (base, unit) = match &of.base {
        Some(Shown::Number { value, unit }) => (Cell::Decimal(*value), unit.clone()),
        Some(other) => (Cell::Empty, said(other, say.0)),
        None => (Cell::Empty, String::new()),
    };
    let path = of.sale.as_ref().map(|sale| sale.path.join(" > ")).unwrap_or_default();
    let back = of.taken_back.as_ref();
    row.extend([
        ("line", text(of.id.clone())),
        ("bonus", text(of.name.clone())),
        ("made-by", text(of.made_by)),
        ("level", text(say.variables(told))),
        ("path", text(path)),
        ("base", base),
        ("base-unit", text(unit)),
        ("rate", text(of.rate.as_ref().map(|rate| said(rate, say.0)).unwrap_or_default())),
        ("currency", text(programme.currency.clone())),
        ("amount", money(of.amount, &programme.currency)),
        ("kept", told.kept.map_or(Cell::Empty, |kept| money(kept, &programme.currency))),
        ("takes-back", text(back.map(|back| back.line.clone()).unwrap_or_default())),
        ("derivation", text(say.derivation(&told.derivation))),
    ]);
    if let Some(back) = back {
        row.extend([
            ("reversal", text(back.reversal.clone())),
            ("reversal-day", Cell::Date(back.day)),
            ("reversal-reason", text(back.reason.map(|reason| say.reason(reason)).unwrap_or_default())),
        ]);
    }
    row
}

/// Columns of an account statement.
static ACCOUNT: [(&str, Kind); 16] = [
    ("row", Kind::Text),
    ("entity", Kind::Text),
    ("partner", Kind::Text),
    ("posting", Kind::Integer),
    ("day", Kind::Date),
    ("kind", Kind::Text),
    ("documents", Kind::Text),
    ("period", Kind::Text),
    ("account", Kind::Text),
    ("what", Kind::Text),
    ("reason", Kind::Text),
    ("unit", Kind::Text),
    ("amount", Kind::Decimal { places: PLACES }),
    ("balance", Kind::Decimal { places: PLACES }),
    ("free-on", Kind::Date),
    ("text", Kind::Text),
];

/// The account statement as CSV. The first column says what a row is: `opening`, `posting`, `part` of the posting above,
/// `closing`, `open`, `held`, `reserve` or `free`.
pub(super) fn account(of: &AccountStatement, words: Words) -> Result<Vec<u8>, OfficeError> {
    let say = Say(words);
    let head =
        ACCOUNT.iter().map(|(name, kind)| Column::new(words.say(&format!("extract-column-{name}")), kind.clone()));
    let mut table = Table { title: "account".to_owned(), columns: head.collect(), rows: Vec::new() };
    let mut push = |kind: &'static str, mut row: Row| {
        row.insert("row", Cell::Text(kind.to_owned()));
        let cells = ACCOUNT.iter().map(|(name, _)| row.get(name).cloned().unwrap_or(Cell::Empty));
        table.rows.push(cells.collect());
    };
    for one in &of.accounts {
        postings(of, one, say, &mut push);
    }
    for item in &of.open {
        push(
            "open",
            Row::from([
                ("day", Cell::Date(item.day)),
                ("documents", text(item.reference.clone())),
                ("unit", text(item.currency.clone())),
                ("amount", money(item.rest, &item.currency)),
                ("what", text(say.state(&item.state))),
                ("reason", text(item.note.clone().unwrap_or_default())),
            ]),
        );
    }
    for held in &of.held {
        let reasons: Vec<String> = held.reasons.iter().map(|reason| say.text(reason)).collect();
        push(
            "held",
            Row::from([
                ("period", text(held.period.clone())),
                ("unit", text(held.currency.clone())),
                ("amount", money(held.gross, &held.currency)),
                ("what", text(say.text("extract-held"))),
                ("reason", text(reasons.join(", "))),
            ]),
        );
    }
    for row in &of.reserves {
        let moved =
            [("documents-kept-opening", row.kept.opening.as_ref()), ("documents-kept-added", row.kept.added.as_ref())];
        let moved = moved.into_iter().map(|(key, value)| (say.text(key), value));
        let gone = row.kept.gone.iter().map(|(how, value)| (say.gone(*how), Some(value)));
        let closing = [(say.text("documents-kept-closing"), row.kept.closing.as_ref())];
        for (what, value) in moved.chain(gone).chain(closing) {
            let Some(value) = value else { continue };
            let (figure, unit) = figure(value, say);
            push(
                "reserve",
                Row::from([
                    ("partner", text(row.partner.clone())),
                    ("period", text(row.period.clone())),
                    ("account", text(named(&row.kept.name))),
                    ("what", text(what)),
                    ("amount", figure),
                    ("unit", unit),
                    ("text", text(said(value, say.0))),
                ]),
            );
        }
    }
    for lot in &of.lots {
        let (figure, unit) = figure(&lot.amount, say);
        push(
            "free",
            Row::from([
                ("partner", text(lot.partner.clone())),
                ("period", text(lot.from.clone().unwrap_or_default())),
                ("account", text(named(&lot.account))),
                ("what", text(lot.leaves.map_or_else(|| say.text("extract-free-never"), |(_, how)| say.gone(how)))),
                ("free-on", day(lot.leaves.map(|(day, _)| day))),
                ("amount", figure),
                ("unit", unit),
                ("text", text(said(&lot.amount, say.0))),
            ]),
        );
    }
    written(&table, words)
}

/// A figure with its unit; nothing where it is none.
fn figure(shown: &Shown, say: Say) -> (Cell, Cell) {
    match shown {
        Shown::Number { value, unit } => (Cell::Decimal(*value), text(unit.clone())),
        other => (Cell::Empty, text(said(other, say.0))),
    }
}

fn postings(of: &AccountStatement, one: &EntityAccount, say: Say, push: &mut impl FnMut(&'static str, Row)) {
    let base = || Row::from([("entity", text(one.name.clone())), ("unit", text(one.currency.clone()))]);
    let edge = |on: NaiveDate, balance: i64| {
        let mut row = base();
        row.extend([("day", Cell::Date(on)), ("balance", money(balance, &one.currency))]);
        row
    };
    push("opening", edge(of.head.from, one.opening));
    for posted in &one.rows {
        let mut row = base();
        row.extend([
            ("posting", Cell::Integer(posted.seq)),
            ("day", Cell::Date(posted.day)),
            ("kind", text(posted.kind.clone())),
            ("documents", text(posted.reference.clone())),
            ("period", text(posted.period.clone().unwrap_or_default())),
            ("what", text(say.posting(posted))),
            ("amount", money(posted.amount, &one.currency)),
            ("balance", money(posted.balance, &one.currency)),
        ]);
        push("posting", row);
        for part in &posted.parts {
            let mut row = base();
            row.extend([
                ("posting", Cell::Integer(posted.seq)),
                ("day", Cell::Date(posted.day)),
                ("documents", text(posted.reference.clone())),
                ("what", text(say.entry(&part.kind))),
                ("reason", text(part.reason.clone())),
                ("amount", money(part.amount, &one.currency)),
            ]);
            push("part", row);
        }
    }
    push("closing", edge(of.head.to, one.closing));
}
