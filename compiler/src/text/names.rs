//! Names of columns, types and values.

use crate::program::{
    Begins, Calendar, ColumnId, EventSetId, Kind, NONE, Program, Reach, RoundMode, Select, Space, TreeViewId, Ty,
    UnitId, UnitKind, Width, Words, WordsId,
};
use chrono::NaiveDate;
use compline_lang::number::Decimal;
use std::collections::BTreeMap;

/// How things of a program are called.
pub(super) struct Names<'a> {
    program: &'a Program,
    columns: Vec<String>,
}

impl<'a> Names<'a> {
    pub fn new(program: &'a Program) -> Self {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for column in &program.columns {
            *uses.entry(&column.name).or_default() += 1;
        }
        let unique = |name: &str| uses.get(name) == Some(&1);
        let columns = program.columns.iter().enumerate();
        let columns = columns.map(|(at, column)| {
            let name = word_like(&column.name);
            if unique(&column.name) { name } else { format!("{name}#{at}") }
        });
        Self { program, columns: columns.collect() }
    }

    pub fn program(&self) -> &'a Program {
        self.program
    }

    pub fn column(&self, column: ColumnId) -> &str {
        self.column_at(column.index())
    }

    pub fn column_at(&self, at: usize) -> &str {
        self.columns.get(at).map_or("?", String::as_str)
    }

    pub fn unit(&self, unit: UnitId) -> &'a str {
        name(&self.program.units, unit.index(), |unit| &unit.name)
    }

    pub fn words(&self, words: WordsId) -> Option<&'a Words> {
        self.program.words.get(words.index())
    }

    pub fn space(&self, space: Space) -> String {
        match space {
            Space::Company => "company".to_owned(),
            Space::Partner => "partner".to_owned(),
            Space::Person => "person".to_owned(),
            Space::Event(set) => self.event_set(set),
            Space::Line(bonus) => {
                format!("line for {}", name(&self.program.bonuses, bonus.index(), |bonus| &bonus.name))
            }
        }
    }

    fn event_set(&self, set: EventSetId) -> String {
        let Some(set) = self.program.event_sets.get(set.index()) else { return "?".to_owned() };
        let event = name(&self.program.events, set.event.index(), |event| &event.name);
        match set.select {
            Select::Paid(reach) => format!("{event} paid {}", self.program.stretch(reach)).trim_end().to_owned(),
            Select::Open => format!("{event} open"),
            Select::Any => format!("{event} any"),
            Select::Volume(reach) => format!("{event} {}", self.program.stretch(reach)).trim_end().to_owned(),
        }
    }

    pub fn tree(&self, id: TreeViewId) -> String {
        let Some(view) = self.program.tree_views.get(id.index()) else { return "?".to_owned() };
        let tree = self.program.tree_name(id).unwrap_or("?");
        match view.at {
            Reach::NOW => tree.to_owned(),
            Reach::Period(back) => format!("{tree}@{back}"),
            at => format!("{tree}@{}", self.program.stretch(at)),
        }
    }

    /// A type with its scale, as `BV to 0.01`.
    pub fn ty(&self, ty: Ty) -> String {
        let kind = match ty.kind {
            Kind::Number(unit, scale) => format!("{} to {}", self.unit(unit), step(scale)),
            Kind::Bool => "yes/no".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Word(words) => self.words(words).map_or("?", |words| &words.name).to_owned(),
            Kind::Partner => "partner".to_owned(),
            Kind::Person => "person".to_owned(),
            Kind::Event(set) => self.event_set(set),
            Kind::Text => "text".to_owned(),
        };
        if ty.optional { format!("{kind} or none") } else { kind }
    }

    /// A stored value with its unit; the digits written are the scale.
    pub fn stored(&self, stored: i64, ty: Ty) -> String {
        if stored == NONE { "none".to_owned() } else { self.constant(i128::from(stored), ty) }
    }

    /// As [`Names::stored`].
    pub fn constant(&self, stored: i128, ty: Ty) -> String {
        match ty.kind {
            Kind::Number(unit, scale) => self.number(stored, unit, scale),
            Kind::Bool => if stored == 0 { "no" } else { "yes" }.to_owned(),
            Kind::Date => date(stored).map_or_else(|| format!("day {stored}"), |date| date.to_string()),
            Kind::Word(words) => {
                i64::try_from(stored).map_or_else(|_| stored.to_string(), |word| self.word(words, word))
            }
            Kind::Partner => format!("partner {stored}"),
            Kind::Person => format!("person {stored}"),
            Kind::Event(_) => format!("event {stored}"),
            Kind::Text => {
                let text = usize::try_from(stored).ok().and_then(|at| self.program.texts.get(at));
                text.map_or_else(|| format!("text {stored}"), |text| format!("{text:?}"))
            }
        }
    }

    pub fn word(&self, words: WordsId, index: i64) -> String {
        let word = usize::try_from(index).ok().and_then(|index| self.words(words)?.words.get(index));
        word.map_or_else(|| format!("word {index}"), |word| word_like(word))
    }

    fn number(&self, stored: i128, unit: UnitId, scale: u8) -> String {
        match self.program.units.get(unit.index()).map(|unit| unit.kind) {
            Some(UnitKind::Percent) if scale >= 2 => format!("{}%", Decimal::new(stored, scale - 2)),
            Some(UnitKind::Count) => Decimal::new(stored, scale).to_string(),
            _ => format!("{} {}", Decimal::new(stored, scale), self.unit(unit)),
        }
    }
}

/// The smallest step of a scale, as `0.01`.
pub(super) fn step(scale: u8) -> String {
    Decimal::new(1, scale).to_string()
}

pub(super) fn width(width: Width) -> &'static str {
    match width {
        Width::W8 => "1 byte",
        Width::W16 => "2 bytes",
        Width::W32 => "4 bytes",
        Width::W64 => "8 bytes",
    }
}

pub(super) fn mode(mode: RoundMode) -> &'static str {
    match mode {
        RoundMode::HalfUp => "half up",
        RoundMode::HalfEven => "half even",
        RoundMode::Up => "up",
        RoundMode::Down => "down",
    }
}

/// The name of the thing at an index.
pub(super) fn name<T>(list: &[T], at: usize, name: impl Fn(&T) -> &String) -> &str {
    list.get(at).map_or("?", |item| name(item).as_str())
}

/// A name that can be told from what stands around it.
pub(super) fn word_like(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '\''));
    if plain { name.to_owned() } else { format!("`{name}`") }
}

fn date(days: i128) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
}

/// Where periods begin, behind their length; nothing where the calendar's do.
pub(super) fn begins(calendar: Calendar) -> String {
    let date = |day: i32| NaiveDate::from_epoch_days(day).map_or_else(|| day.to_string(), |date| date.to_string());
    match calendar.begins {
        Begins::Usual => String::new(),
        Begins::Weekday(first, named) => format!(" from {first} days after Monday, {}", named.words()),
        Begins::Day { month, day, named } => format!(" from day {day} of month {month}, {}", named.words()),
        Begins::Listed(list) => {
            let entry = |period: &crate::program::ListedPeriod| {
                format!("{} {} from {}", period.year, period.number, date(period.from))
            };
            let entries: Vec<String> = list.periods().iter().map(entry).collect();
            format!(" listed {}, to {}", entries.join(", "), date(list.last()))
        }
    }
}
