//! Stored values as people read them.

use crate::calendar;
use crate::company::Company;
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
        if value == NONE {
            return "none".to_owned();
        }
        match ty.kind {
            Kind::Number(unit, scale) => {
                let number = Decimal::new(i128::from(value), scale);
                match self.program.units.get(unit.index()) {
                    None => number.to_string(),
                    Some(unit) => match unit.kind {
                        UnitKind::Percent => percent(number),
                        UnitKind::Count | UnitKind::Factor => trimmed(number, 0),
                        UnitKind::Money | UnitKind::Points => format!("{} {}", trimmed(number, unit.scale), unit.name),
                        UnitKind::Price => format!("{} {}", trimmed(number, 0), unit.name),
                    },
                }
            }
            Kind::Bool => if value == 0 { "no" } else { "yes" }.to_owned(),
            Kind::Date => {
                i32::try_from(value).map_or_else(|_| value.to_string(), |day| calendar::date(day).to_string())
            }
            Kind::Word(list) => {
                let words = self.program.words.get(list.index());
                words
                    .and_then(|w| w.words.get(usize::try_from(value).ok()?))
                    .cloned()
                    .unwrap_or_else(|| value.to_string())
            }
            Kind::Partner => self.partner(value),
            Kind::Event(_) => format!("#{value}"),
            Kind::Text => {
                let company = self.names.map(|(company, _)| company);
                company
                    .and_then(|c| Some(format!("\"{}\"", c.texts.get(usize::try_from(value).ok()?))))
                    .unwrap_or_else(|| value.to_string())
            }
        }
    }

    /// A partner's id by row.
    pub fn partner(&self, row: i64) -> String {
        let id = self
            .names
            .and_then(|(company, snapshot)| Some(snapshot.id(company, usize::try_from(row).ok()?).into_owned()));
        id.unwrap_or_else(|| format!("partner #{row}"))
    }

    /// An amount in the plan's currency from its smallest unit.
    pub fn money(&self, amount: i64) -> String {
        let unit = self.program.units.get(self.program.currency.index());
        let (scale, name) = unit.map_or((2, "EUR"), |u| (u.scale, u.name.as_str()));
        format!("{} {name}", Decimal::new(i128::from(amount), scale))
    }
}

/// A ratio as percent, without zeros at the end.
fn percent(number: Decimal) -> String {
    let hundred = match number.scale {
        0 => Decimal::new(number.mantissa.saturating_mul(100), 0),
        1 => Decimal::new(number.mantissa.saturating_mul(10), 0),
        scale => Decimal::new(number.mantissa, scale - 2),
    };
    format!("{}%", hundred.normalized())
}

/// A number without zeros at the end, but with at least so many digits after the point.
fn trimmed(number: Decimal, least: u8) -> String {
    let short = number.normalized();
    if short.scale < least { short.rescale(least).unwrap_or(short).to_string() } else { short.to_string() }
}
