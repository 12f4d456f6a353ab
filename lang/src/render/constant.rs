//! Constants as a plan writes them.

use crate::hir::{Expr, ExprKind, TypeKind, Unit, WordList};
use crate::number::Decimal;

/// A number with its unit, a word, a day, yes or no, as a plan writes it: `6%`, `1500 BV`, `Silver`. Digits that say
/// nothing are left out of percent and factors; money and points keep theirs. `…` for what is no constant.
pub fn constant(value: &Expr, words: &[WordList]) -> String {
    match value.kind.as_ref() {
        ExprKind::Number(number) => match &value.ty.kind {
            TypeKind::Number(Unit::Percent, _) => {
                let hundredfold = Decimal::new(number.mantissa.saturating_mul(100), number.scale);
                format!("{}%", hundredfold.normalized())
            }
            TypeKind::Number(Unit::Count | Unit::Factor, _) => number.normalized().to_string(),
            TypeKind::Number(unit, _) => format!("{number} {unit}"),
            _ => number.to_string(),
        },
        ExprKind::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        ExprKind::Date(day) => day.to_string(),
        ExprKind::Word(list, at) => {
            let word = words.iter().find(|words| words.name == *list).and_then(|words| words.words.get(*at as usize));
            word.cloned().unwrap_or_default()
        }
        ExprKind::Text(text) => format!("\"{text}\""),
        ExprKind::None => "none".to_owned(),
        _ => "…".to_owned(),
    }
}
