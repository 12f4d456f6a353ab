//! Stored values as files have them: without units, exactly, and so that they can be read again.

use crate::calendar;
use crate::company::Company;
use crate::snapshot::Snapshot;
use compline_compiler::program::{Kind, NONE, Program, Ty, UnitKind};
use compline_lang::number::Decimal;
use std::fmt::Write as _;

/// What values refer to.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) program: &'a Program,
    pub(crate) company: &'a Company,
    pub(crate) snapshot: &'a Snapshot,
}

impl Names<'_> {
    /// A value as a text of its own.
    pub(crate) fn text(&self, value: Option<(Ty, i64)>) -> String {
        let mut out = String::new();
        if let Some((ty, value)) = value {
            self.write(&mut out, ty, value);
        }
        out
    }

    /// Writes a value over the text; nothing for an absent one.
    pub(crate) fn write(&self, out: &mut String, ty: Ty, value: i64) {
        out.clear();
        if value == NONE {
            return;
        }
        let at = usize::try_from(value).unwrap_or(usize::MAX);
        // Writing into a text does not fail.
        let _ = match ty.kind {
            Kind::Number(unit, scale) => {
                let number = Decimal::new(i128::from(value), scale);
                match self.program.units.get(unit.index()).map(|unit| unit.kind) {
                    Some(UnitKind::Percent) => write!(out, "{}%", hundredfold(number)),
                    _ => write!(out, "{number}"),
                }
            }
            Kind::Bool => write!(out, "{}", if value == 0 { "no" } else { "yes" }),
            Kind::Date => write!(out, "{}", calendar::date(i32::try_from(value).unwrap_or(i32::MAX))),
            Kind::Word(words) => write!(
                out,
                "{}",
                self.program.words.get(words.index()).and_then(|list| list.words.get(at)).map_or("", String::as_str)
            ),
            Kind::Partner => write!(out, "{}", self.snapshot.id(self.company, at)),
            Kind::Person => {
                let position = self.snapshot.first_position.get(at).map_or(usize::MAX, |position| *position as usize);
                write!(out, "{}", self.snapshot.person_id(self.company, position))
            }
            Kind::Text => write!(out, "{}", self.company.texts.get(at)),
            Kind::Event(_) => write!(out, "{value}"),
        };
    }
}

/// A ratio as percent, with no more digits than it needs.
fn hundredfold(number: Decimal) -> Decimal {
    let hundred = Decimal::new(number.mantissa.saturating_mul(100), number.scale);
    hundred.normalized()
}
