//! What every part of the document writes with: words, links, prose of the plan, and the blocks written so far.

use crate::docs::Docs;
use crate::markdown;
use crate::phrase::{capital, inline, name};
use crate::value::Case;
use crate::{Source, tables};
use chrono::NaiveDate;
use compline_lang::hir::{Grain, Param, Plan, Subject, Type, TypeKind, Unit};
use compline_lang::number::Decimal;
use compline_lang::syntax::ast::owner_of;
use compline_paper::{Block, Column, Heading, Inline, Table};
use compline_words::{Arg, Words, minor_digits};
use std::cell::Cell;
use std::collections::BTreeSet;

/// No-break space: between figure and unit.
const NO_BREAK: char = '\u{a0}';

/// Writes a plan in one language.
pub struct Writer<'a> {
    source: Source<'a>,
    pub(crate) words: Words,
    docs: Docs,
    /// The period of what is written, where it is not the plan's.
    grain: Cell<Option<Grain>>,
    body: Vec<Block>,
    /// Tables and tiers that are printed already.
    pub(crate) printed: BTreeSet<String>,
    /// General terms that the text uses.
    pub(crate) terms: BTreeSet<&'static str>,
}

/// A name as people read it: blanks for underscores.
pub fn readable(name: &str) -> String {
    let text = name.replace('_', " ");
    let trimmed = text.trim();
    if trimmed.is_empty() { name.to_owned() } else { trimmed.to_owned() }
}

/// The id of the heading of a thing.
pub fn id(kind: &str, name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("{kind}-{name}")
}

impl<'a> Writer<'a> {
    pub fn new(source: Source<'a>, words: Words) -> Self {
        let docs = Docs::of(source.text);
        Writer {
            source,
            words,
            docs,
            grain: Cell::new(None),
            body: Vec::new(),
            printed: BTreeSet::new(),
            terms: BTreeSet::new(),
        }
    }

    pub fn source(&self) -> Source<'a> {
        self.source
    }

    pub fn plan(&self) -> &'a Plan {
        self.source.plan
    }

    pub fn words(&self) -> Words {
        self.words
    }

    pub fn finish(self) -> Vec<Block> {
        self.body
    }

    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    pub fn say_with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.words.say_with(key, args)
    }

    // What is written.

    pub fn push(&mut self, block: Block) {
        self.body.push(block);
    }

    /// A chapter with the title of a key.
    pub fn chapter(&mut self, key: &str, id: &str) {
        let text = inline(&self.words.say(key));
        self.push(Block::Heading(Heading { level: 1, id: format!("chapter-{id}"), text, spelling: None }));
    }

    /// A heading below a chapter.
    pub fn heading(&mut self, level: u8, title: &str, id: String) {
        self.push(Block::Heading(Heading { level, id, text: inline(title), spelling: None }));
    }

    /// A heading for a thing of the plan, with its spelling there.
    pub fn heading_of(&mut self, level: u8, of: &str, id: String) {
        let text = readable(of);
        let spelling = (text != of).then(|| of.to_owned());
        self.push(Block::Heading(Heading { level, id, text: vec![Inline::text(text)], spelling }));
    }

    /// A sentence.
    pub fn paragraph(&mut self, text: &str) {
        self.push(Block::Paragraph { text: inline(&capital(text)) });
    }

    /// A list of pieces.
    pub fn bullets(&mut self, items: Vec<String>) {
        if !items.is_empty() {
            self.push(list(items));
        }
    }

    /// The prose of a thing of the plan, set apart.
    pub fn doc(&mut self, key: &str) {
        let blocks = self.prose(key);
        if !blocks.is_empty() {
            self.push(Block::Note { blocks });
        }
    }

    /// The prose of a thing of the plan.
    pub fn prose(&self, key: &str) -> Vec<Block> {
        self.docs.text(key, self.words.language().tag()).map(|text| markdown::blocks(&text)).unwrap_or_default()
    }

    /// The prose of a thing of the plan, in one line.
    pub fn prose_line(&self, key: &str) -> Vec<Inline> {
        self.docs.text(key, self.words.language().tag()).map(|text| markdown::line(&text)).unwrap_or_default()
    }

    /// The prose of the clauses of an item, with their places.
    pub fn clause_prose(&self, item: &str) -> Vec<(compline_lang::source::Span, Vec<Block>)> {
        let found = self.docs.clauses(item, self.words.language().tag());
        found.into_iter().map(|(span, text)| (span, markdown::blocks(&text))).collect()
    }

    /// A table of written cells; nothing where there are no rows.
    pub fn table(&mut self, caption: &str, heads: &[(String, bool)], rows: Vec<Vec<String>>, total: bool) {
        let rows: Vec<Vec<Vec<Inline>>> =
            rows.into_iter().map(|row| row.iter().map(|cell| inline(cell)).collect()).collect();
        self.table_of(caption, heads, rows, total);
    }

    /// A table of cells.
    pub fn table_of(&mut self, caption: &str, heads: &[(String, bool)], rows: Vec<Vec<Vec<Inline>>>, total: bool) {
        if rows.is_empty() {
            return;
        }
        // A column without anything in it says nothing.
        let (mut rows, mut heads) = (rows, heads.to_vec());
        while heads.len() > 1 && rows.iter().all(|row| row.last().is_none_or(Vec::is_empty)) {
            heads.pop();
            rows.iter_mut().for_each(|row| row.truncate(heads.len()));
        }
        let column = |(head, figures): &(String, bool)| Column { head: inline(head), figures: *figures };
        let columns = heads.iter().map(column).collect();
        self.push(Block::Table(Table { caption: inline(caption), columns, rows, row_heads: true, total }));
    }

    /// A table or tiers of the plan, where they are read first.
    pub fn print_tables_of(&mut self, names: &[String]) {
        for name in names {
            if !self.printed.contains(name) {
                tables::print(self, name, 3);
            }
        }
    }

    // Names and figures.

    /// A name with a link to its heading.
    pub fn link(&self, kind: &str, of: &str) -> String {
        name(&readable(of), &id(kind, of))
    }

    /// A name that is explained where it stands.
    pub fn local(&self, of: &str) -> String {
        name(&readable(of), "")
    }

    /// The name of a definition, with a link to it.
    pub fn definition(&self, subject: &Subject, of: &str) -> String {
        self.definition_in(subject, of, Case::Plain)
    }

    /// The same in a case.
    pub fn definition_in(&self, subject: &Subject, of: &str, case: Case) -> String {
        let owner = owner_of(of);
        if owner == of {
            let derived = self.plan().trees.iter().any(|tree| tree.from.is_some() && tree.name == of);
            return match derived {
                true => self.link("tree", of),
                false => name(&readable(of), &id(subject_kind(subject), of)),
            };
        }
        let part = of.get(owner.len() + 3..).unwrap_or_default();
        let part = match part {
            "rounds" | "received" | "adds" | "passes" | "kept" | "company" | "paid" => {
                self.cased(case, &format!("part-{part}"), &[])
            }
            other => self.local(other),
        };
        let kind = if self.plan().bonuses.iter().any(|(_, bonus)| bonus.name == owner) { "bonus" } else { "loop" };
        self.say_with("book-part", &[("part", part.into()), ("owner", self.link(kind, owner).into())])
    }

    /// A bonus, pool or cap by its name.
    pub fn paying(&self, of: &str) -> String {
        let plan = self.plan();
        let kind = if plan.pools.iter().any(|(_, pool)| pool.name == of) {
            "pool"
        } else if plan.caps.iter().any(|(_, cap)| cap.name == of) {
            "cap"
        } else {
            "bonus"
        };
        self.link(kind, of)
    }

    /// Pieces joined by commas and "and".
    pub fn and(&self, parts: Vec<String>) -> String {
        self.joined(parts, "book-and")
    }

    /// Pieces joined by commas and "or".
    pub fn or(&self, parts: Vec<String>) -> String {
        self.joined(parts, "book-or")
    }

    fn joined(&self, mut parts: Vec<String>, key: &str) -> String {
        let Some(last) = parts.pop() else { return String::new() };
        if parts.is_empty() {
            return last;
        }
        self.words.say_with(key, &[("first", parts.join(", ").into()), ("last", last.into())])
    }

    /// A number of a type.
    pub fn number(&self, value: Decimal, ty: &Type) -> String {
        let unit = match &ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => unit,
            _ => &Unit::Factor,
        };
        match unit {
            Unit::Money(code) => self.money(value, code),
            Unit::Points(unit) => format!("{}{NO_BREAK}{unit}", self.figure(value)),
            Unit::Percent => match decimal(value) {
                Some(value) => self.words.percent(value.normalize()),
                None => format!("{value}"),
            },
            Unit::Count | Unit::Factor => self.figure(value),
            Unit::Price(of, per) => {
                let amount = format!("{}{NO_BREAK}{of}", self.figure(value));
                self.say_with("book-price", &[("amount", amount.into()), ("unit", per.to_string().into())])
            }
        }
    }

    /// An amount of money in whole units of its currency.
    pub fn money(&self, value: Decimal, code: &str) -> String {
        let digits = minor_digits(code).unwrap_or(0);
        let minor = value.rescale(digits).and_then(|value| i64::try_from(value.mantissa).ok());
        match minor {
            Some(minor) => self.words.money(minor, code),
            None => format!("{}{NO_BREAK}{code}", self.figure(value)),
        }
    }

    /// A number without a unit.
    pub fn figure(&self, value: Decimal) -> String {
        decimal(value).map_or_else(|| value.to_string(), |value| self.words.decimal(value))
    }

    /// A day in a sentence.
    pub fn day(&self, day: NaiveDate) -> String {
        self.words.date_long(day).replace(' ', "\u{a0}")
    }

    /// From here on it is about what has this period; nothing: the plan's.
    pub fn set_grain(&self, grain: Option<Grain>) {
        self.grain.set(grain);
    }

    /// What is said of values of another period than the one that is written about.
    pub fn in_grain<T>(&self, grain: Option<Grain>, say: impl FnOnce() -> T) -> T {
        let here = self.grain.replace(grain);
        let said = say();
        self.grain.set(here);
        said
    }

    fn grain_word(&self) -> &'a str {
        match self.grain.get() {
            Some(grain) => grain.word(),
            None => self.plan().header.grain.as_str(),
        }
    }

    /// Says of something that there is one for each part of the plan's period, where that is so.
    pub fn each_part(&mut self, key: PartKey) {
        if self.grain.get().is_some() {
            let each = self.of_calendar(CalendarWord::Each);
            let said = match key {
                PartKey::Value => self.say_with("book-value-each", &[("each", each.into())]),
                PartKey::Paid => self.say_with("book-paid-each", &[("each", each.into())]),
            };
            self.paragraph(&said);
        }
    }

    /// The parts of the plan's period: `the weeks of the same month`.
    pub fn parts(&self, grain: Grain, so_far: bool) -> String {
        let period = self.in_grain(None, || self.of_calendar(CalendarWord::This));
        let key = match so_far {
            true => format!("book-parts-so-far-{}", grain.word()),
            false => format!("book-parts-{}", grain.word()),
        };
        self.words.say_with(&key, &[("period", period.into())])
    }

    /// Periods of the plan's calendar: `one month`, `3 months`.
    pub fn periods(&self, count: u32) -> String {
        let grain = self.grain_word();
        self.words.say_with(&format!("book-periods-{grain}"), &[("count", count.into())])
    }

    /// A word about the plan's calendar: `book-KEY-month`.
    pub fn of_calendar(&self, key: CalendarWord) -> String {
        let grain = self.grain_word();
        match key {
            CalendarWord::Each => self.words.say(&format!("book-each-{grain}")),
            CalendarWord::This => self.words.say(&format!("book-this-{grain}")),
            CalendarWord::Before => self.words.say(&format!("book-before-{grain}")),
        }
    }

    /// What values of a type are.
    pub fn type_words(&self, ty: &Type) -> String {
        let words = match &ty.kind {
            TypeKind::Number(unit, _) | TypeKind::Ratio(unit) => self.unit_words(unit),
            TypeKind::Bool => self.say("book-type-bool"),
            TypeKind::Date => self.say("book-type-date"),
            TypeKind::Word(list) => self.word_type(list),
            TypeKind::Partner => self.say("book-type-partner"),
            TypeKind::Person => self.say("book-type-person"),
            TypeKind::Event(kind) => self.say_with("book-type-event", &[("event", self.link("event", kind).into())]),
            TypeKind::Text => self.say("book-type-text"),
            TypeKind::Tally(ladder) => {
                self.say_with("book-type-tally", &[("ladder", self.link("ladder", ladder).into())])
            }
            TypeKind::Error => self.say("book-unreadable"),
        };
        match ty.optional {
            true => self.say_with("book-type-optional", &[("type", words.into())]),
            false => words,
        }
    }

    fn unit_words(&self, unit: &Unit) -> String {
        match unit {
            Unit::Money(code) => self.say_with("book-type-money", &[("currency", code.as_str().into())]),
            Unit::Points(unit) => unit.clone(),
            Unit::Percent => self.say("book-type-percent"),
            Unit::Count => self.say("book-type-count"),
            Unit::Factor => self.say("book-type-factor"),
            Unit::Price(of, per) => {
                let (of, per) = (of.to_string(), per.to_string());
                self.say_with("book-price", &[("amount", of.into()), ("unit", per.into())])
            }
        }
    }

    fn word_type(&self, list: &str) -> String {
        let Some(words) = self.plan().words.iter().find(|words| words.name == list) else {
            return self.say("book-unreadable");
        };
        if words.ladder {
            return self.say_with("book-type-rank", &[("ladder", self.link("ladder", list).into())]);
        }
        // An enumeration that is declared in place is named by its field.
        match list.contains('.') {
            true => self.or(words.words.iter().map(|word| self.local(word)).collect()),
            false => self.say_with("book-type-word", &[("list", self.link("scale", list).into())]),
        }
    }

    /// Parameters with their types, in brackets; nothing where there are none.
    pub fn params(&self, params: &[Param]) -> String {
        let one = |param: &Param| {
            let ty = self.type_words(&param.ty);
            self.say_with("book-param", &[("name", self.local(&param.name).into()), ("type", ty.into())])
        };
        self.and(params.iter().map(one).collect())
    }
}

/// What there is one of for each part of the plan's period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKey {
    /// A value.
    Value,
    /// Something that is paid.
    Paid,
}

/// Words that depend on the plan's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarWord {
    /// Every month.
    Each,
    /// The month at hand.
    This,
    /// The month before.
    Before,
}

/// A list of pieces.
pub fn list(items: Vec<String>) -> Block {
    let items = items.iter().map(|item| vec![Block::Paragraph { text: inline(item) }]).collect();
    Block::List { ordered: false, items }
}

/// What the definitions of a subject are called in ids and comments.
pub fn subject_kind(subject: &Subject) -> &str {
    match subject {
        Subject::Company => "company",
        Subject::Partner => "partner",
        Subject::Person => "person",
        Subject::Event(kind) => kind,
        Subject::Line(bonus) => bonus,
    }
}

fn decimal(value: Decimal) -> Option<rust_decimal::Decimal> {
    rust_decimal::Decimal::try_from_i128_with_scale(value.mantissa, value.scale.into()).ok()
}
