//! What a review says, in texts that every language has words for.

use crate::value::{Number, Values};
use compline_compiler::program::{Kind, Program, Ty, UnitKind};
use compline_lang::diagnostic::{Code, Diagnostic};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::words::{Text, say};
use num_traits::Signed;

/// A finding of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its stable code.
    pub code: Code,
    /// The item that it is in.
    pub item: ItemIndex,
    /// Where in that item.
    pub span: Span,
    /// What is the matter.
    pub message: Text,
    /// The proof: values that anybody can check.
    pub witness: Option<Text>,
    /// Rules of law that make it worth a look.
    pub rules: Vec<Rule>,
    /// What to do.
    pub help: Option<Text>,
    /// The definition, bonus, rank or event that it is about: what a waiver names.
    pub about: Option<String>,
}

impl Finding {
    pub(crate) fn new(code: Code, item: ItemIndex, span: Span, message: Text) -> Self {
        Self { code, item, span, message, witness: None, rules: Vec::new(), help: None, about: None }
    }

    pub(crate) fn witness(mut self, witness: Text) -> Self {
        self.witness = Some(witness);
        self
    }

    pub(crate) fn help(mut self, words: &'static str) -> Self {
        self.help = Some(words.into());
        self
    }

    pub(crate) fn about(mut self, name: &str) -> Self {
        self.about = Some(name.to_owned());
        self
    }

    /// The same as a diagnostic of the language.
    pub fn diagnostic(&self) -> Diagnostic {
        let mut out = Diagnostic::new(self.code, self.span, self.message.clone());
        let rules = self.rules.iter().map(Rule::words).reduce(|all, one| say!("{all}; {one}"));
        let rules = rules.map(|rules| say!("{rules}; {}", caution()));
        let proof = match (&self.witness, rules) {
            (Some(witness), Some(rules)) => Some(say!("{}; {rules}", witness.clone())),
            (witness, rules) => witness.clone().or(rules),
        };
        if let Some(proof) = proof {
            out = out.label(proof);
        }
        if let Some(help) = &self.help {
            out = out.help(help.clone());
        }
        out
    }
}

/// A rule of law that makes a finding worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The jurisdictions that have it, among those that the plan names.
    pub jurisdictions: Vec<String>,
    /// Where it stands and what it is about.
    pub source: Text,
}

impl Rule {
    /// `DE: § 49 VAG (…)`
    pub fn words(&self) -> Text {
        say!("{}: {}", self.jurisdictions.join(", "), self.source.clone())
    }
}

/// What stands below all rules of law.
pub fn caution() -> Text {
    say!("whether it applies is for a lawyer to decide")
}

/// A number as it is written in a plan.
pub fn show(program: &Program, ty: Ty, n: Number) -> String {
    let word = |list: Option<&Vec<String>>| {
        let at = usize::try_from(n.to_integer()).ok()?;
        list?.get(at).cloned()
    };
    match ty.kind {
        Kind::Bool => if n.is_positive() { "yes" } else { "no" }.to_owned(),
        Kind::Word(list) => word(program.words.get(list.index()).map(|list| &list.words)).unwrap_or_default(),
        Kind::Date => i64::try_from(n.to_integer())
            .ok()
            .and_then(|days| chrono::NaiveDate::default().checked_add_signed(chrono::TimeDelta::try_days(days)?))
            .map_or_else(|| n.to_string(), |day| day.to_string()),
        Kind::Number(unit, _) => {
            let unit = program.units.get(unit.index());
            match unit.map(|unit| unit.kind) {
                Some(UnitKind::Percent) => format!("{}%", decimal(n * Number::from_integer(100))),
                Some(UnitKind::Count | UnitKind::Factor) | None => decimal(n),
                Some(UnitKind::Money | UnitKind::Points | UnitKind::Price) => {
                    format!("{} {}", decimal(n), unit.map_or("", |unit| unit.name.as_str()))
                }
            }
        }
        _ => decimal(n),
    }
}

/// What values may be: `0 BV to 1_000_000 BV`, `at least 5`, `Silver or Gold`.
pub(crate) fn span_of(program: &Program, ty: Ty, values: Values) -> Text {
    if let (Kind::Word(list), crate::value::Known::Words(set)) = (ty.kind, values.known) {
        let names = program.words.get(list.index()).map(|list| list.words.as_slice()).unwrap_or_default();
        return Text::any(named(names, set).map(Text::plain));
    }
    let text = |n: Number| show(program, ty, n);
    match values.bounds() {
        None => say!("absent"),
        Some((Some(a), Some(b))) if a == b => Text::plain(text(a)),
        Some((Some(a), Some(b))) => say!("{} to {}", text(a), text(b)),
        Some((Some(a), None)) => say!("at least {}", text(a)),
        Some((None, Some(b))) => say!("at most {}", text(b)),
        Some((None, None)) => say!("anything"),
    }
}

/// The words of a list that are in a set.
pub(crate) fn named(words: &[String], set: u128) -> impl Iterator<Item = &str> {
    let all = words.iter().enumerate();
    all.filter(move |(at, _)| *at < 128 && set & (1_u128 << at) != 0).map(|(_, word)| word.as_str())
}

/// Exact decimals with `_` between thousands; a fraction where there is no end of digits.
pub(crate) fn decimal(n: Number) -> String {
    let (mut top, mut bottom, mut digits) = (*n.numer(), *n.denom(), 0_usize);
    while bottom != 1 && digits < 18 {
        let Some(next) = top.checked_mul(10) else { break };
        let reduced = Number::new(next, bottom);
        (top, bottom) = (*reduced.numer(), *reduced.denom());
        digits += 1;
    }
    if bottom != 1 {
        return n.to_string();
    }
    let text = format!("{:0>width$}", top.unsigned_abs().to_string(), width = digits + 1);
    let (whole, part) = text.split_at(text.len() - digits);
    let mut out = String::new();
    if top < 0 {
        out.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && whole.len() > 3 {
            out.push('_');
        }
        out.push(digit);
    }
    if digits > 0 {
        out.push('.');
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use crate::value::Number;

    #[test]
    fn decimals_are_those_of_plans() {
        let of = |top: i128, bottom: i128| decimal(Number::new(top, bottom));
        assert_eq!(of(1_000_000, 1), "1_000_000");
        assert_eq!(of(-12_345, 100), "-123.45");
        assert_eq!(of(1, 20), "0.05");
        assert_eq!(of(1, 3), "1/3");
    }
}
