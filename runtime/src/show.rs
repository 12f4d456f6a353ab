//! Stored values as people read them.

use crate::calendar;
use crate::company::Company;
use crate::explain::{Arg, sentence as say};
use crate::snapshot::Snapshot;
use compline_compiler::program::{Kind, NONE, Program, Ty, UnitKind};
use compline_lang::number::Decimal;

/// Writes stored values with their units, words and names.
#[derive(Clone, Copy, Debug)]
pub struct Show<'a> {
    /// The program that the values are of.
    pub program: &'a Program,
    /// Names of partners, where they are known.
    pub names: Option<(&'a Company, &'a Snapshot)>,
}

impl Show<'_> {
    /// A value of a type in stored form.
    pub fn value(&self, ty: Ty, value: i64) -> String {
        self.shown(ty, value).to_string()
    }

    /// A value of a type in stored form, for a sentence.
    pub fn shown(&self, ty: Ty, value: i64) -> Arg {
        if value == NONE {
            return say::none().into();
        }
        match ty.kind {
            Kind::Number(unit, scale) => {
                let number = Decimal::new(i128::from(value), scale);
                match self.program.units.get(unit.index()) {
                    None => Arg::Number(number, String::new()),
                    Some(unit) => match unit.kind {
                        UnitKind::Percent => Arg::Percent(number),
                        UnitKind::Count | UnitKind::Factor => Arg::Number(trimmed(number, 0), String::new()),
                        UnitKind::Money => Arg::Money(trimmed(number, unit.scale), unit.name.clone()),
                        UnitKind::Points => Arg::Number(trimmed(number, unit.scale), unit.name.clone()),
                        UnitKind::Price => Arg::Number(trimmed(number, 0), unit.name.clone()),
                    },
                }
            }
            Kind::Bool => if value == 0 { say::no() } else { say::yes() }.into(),
            Kind::Date => {
                i32::try_from(value).map_or_else(|_| value.to_string().into(), |day| calendar::date(day).into())
            }
            Kind::Word(list) => {
                let words = self.program.words.get(list.index());
                let word = words.and_then(|w| w.words.get(usize::try_from(value).ok()?));
                word.map_or_else(|| value.to_string().into(), Arg::from)
            }
            Kind::Partner => self.who(value),
            Kind::Person => self.person(value),
            Kind::Event(_) => format!("#{value}").into(),
            Kind::Text => {
                let company = self.names.map(|(company, _)| company);
                let text = company.and_then(|c| Some(c.texts.get(usize::try_from(value).ok()?)));
                text.map_or_else(|| value.to_string().into(), |text| say::quoted(text).into())
            }
        }
    }

    /// A partner's id by row.
    pub fn partner(&self, row: i64) -> String {
        self.who(row).to_string()
    }

    /// A partner by row, for a sentence.
    pub fn who(&self, row: i64) -> Arg {
        let id = self
            .names
            .and_then(|(company, snapshot)| Some(snapshot.id(company, usize::try_from(row).ok()?).into_owned()));
        id.map_or_else(|| say::row(row.to_string()).into(), Arg::Text)
    }

    /// A person by row of the person space, for a sentence.
    pub fn person(&self, row: i64) -> Arg {
        let id = self.names.and_then(|(company, snapshot)| {
            let position = snapshot.first_position.get(usize::try_from(row).ok()?)?;
            Some(snapshot.person_id(company, *position as usize).into_owned())
        });
        id.map_or_else(|| say::row(row.to_string()).into(), Arg::Text)
    }

    /// An amount in the plan's currency from its smallest unit.
    pub fn money(&self, amount: i64) -> String {
        self.amount(amount).to_string()
    }

    /// An amount in the plan's currency from its smallest unit, for a sentence.
    pub fn amount(&self, amount: i64) -> Arg {
        let unit = self.program.units.get(self.program.currency.index());
        let (scale, name) = unit.map_or((2, "EUR"), |u| (u.scale, u.name.as_str()));
        Arg::Money(Decimal::new(i128::from(amount), scale), name.to_owned())
    }
}

/// A number without zeros at the end, but with at least so many digits after the point.
fn trimmed(number: Decimal, least: u8) -> Decimal {
    let short = number.normalized();
    if short.scale < least { short.rescale(least).unwrap_or(short) } else { short }
}
