//! One of the two plans, with its text.

use crate::value::{Arg, Sentence};
use compline_lang::bundle::item_ranges;
use compline_lang::hir::{self, Expr, ExprKind, Type, TypeKind, Unit};
use compline_lang::number::Decimal;
use compline_lang::source::{ItemIndex, Span};
use std::ops::Range;

/// A checked plan and the text (or bundle) that it was made from.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// The plan.
    pub plan: &'a hir::Plan,
    text: &'a str,
    items: Vec<Range<usize>>,
}

impl<'a> Side<'a> {
    /// A plan without errors, and its text.
    pub fn new(plan: &'a hir::Plan, text: &'a str) -> Self {
        Self { plan, text, items: item_ranges(text) }
    }

    /// The texts of all items.
    pub(crate) fn items(&self) -> impl Iterator<Item = &'a str> {
        let text = self.text;
        self.items.iter().map(move |range| text.get(range.clone()).unwrap_or_default())
    }

    /// The text of a range of an item, without comments, on one line, with the brackets that it opens closed.
    pub(crate) fn code(&self, item: ItemIndex, span: Span) -> String {
        let Some(whole) = self.items.get(item.0 as usize) else { return String::new() };
        let rest = self.text.get(whole.start + span.start as usize..whole.end).unwrap_or_default();
        let length = (span.end.saturating_sub(span.start)) as usize;
        let mut depth = 0_i32;
        let mut out = String::new();
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            // What was opened inside is closed outside: brackets belong to no expression.
            if at >= length && (depth <= 0 || !matches!(c, ')' | '}' | ' ' | '\n')) {
                break;
            }
            match c {
                '#' => {
                    while chars.next_if(|(_, c)| *c != '\n').is_some() {}
                    continue;
                }
                '(' | '{' => depth += 1,
                ')' | '}' => depth -= 1,
                _ => {}
            }
            out.push(c);
        }
        let folded = out.split_whitespace().collect::<Vec<_>>().join(" ");
        folded.trim_end_matches(',').to_owned()
    }

    /// The text of an expression.
    pub(crate) fn code_of(&self, item: ItemIndex, e: &Expr) -> String {
        self.code(item, e.span)
    }

    /// The name of a parameter, where an expression is one: the checker puts its value in its place.
    pub(crate) fn parameter(&self, item: ItemIndex, e: &Expr) -> Option<&'a str> {
        let start = self.items.get(item.0 as usize)?.start;
        let text = self.text.get(start + e.span.start as usize..start + e.span.end as usize)?;
        let parameter = self.plan.parameters.iter().find(|p| p.name == text.trim_matches('`'))?;
        (parameter.value.kind == e.kind).then_some(parameter.name.as_str())
    }

    /// A constant as a value of a sentence.
    pub(crate) fn value(&self, e: &Expr) -> Arg {
        match e.kind.as_ref() {
            ExprKind::Number(number) => number_of(*number, &e.ty),
            ExprKind::Bool(yes) => said(if *yes { "change-yes" } else { "change-no" }),
            ExprKind::Date(day) => Arg::Day(*day),
            ExprKind::Word(list, at) => Arg::Name(self.word(list, *at)),
            ExprKind::Text(text) => Arg::Name(text.clone()),
            _ => said("change-none"),
        }
    }

    /// A value in its stored form.
    pub(crate) fn stored(&self, value: i128, ty: &Type) -> Arg {
        match &ty.kind {
            TypeKind::Number(_, scale) => number_of(Decimal::new(value, *scale), ty),
            TypeKind::Word(list) => {
                Arg::Name(u32::try_from(value).map_or_else(|_| String::new(), |at| self.word(list, at)))
            }
            TypeKind::Bool => said(if value == 0 { "change-no" } else { "change-yes" }),
            TypeKind::Date => {
                let days = i64::try_from(value).ok().and_then(chrono::Duration::try_days);
                let day = days.and_then(|days| chrono::NaiveDate::default().checked_add_signed(days));
                day.map_or_else(|| said("change-none"), Arg::Day)
            }
            _ => Arg::Number(value.to_string(), String::new()),
        }
    }

    /// The word of a list at a place.
    pub(crate) fn word(&self, list: &str, at: u32) -> String {
        self.words(list).get(at as usize).cloned().unwrap_or_default()
    }

    /// The words of a list.
    pub(crate) fn words(&self, list: &str) -> &'a [String] {
        self.plan.words.iter().find(|words| words.name == list).map_or(&[], |words| words.words.as_slice())
    }
}

fn said(key: &'static str) -> Arg {
    Sentence::new(key, []).into()
}

fn number_of(number: Decimal, ty: &Type) -> Arg {
    match &ty.kind {
        TypeKind::Number(Unit::Percent, _) => Arg::Percent(number.normalized().to_string()),
        TypeKind::Number(Unit::Count | Unit::Factor, _) => Arg::Number(number.normalized().to_string(), String::new()),
        TypeKind::Number(unit, _) => Arg::Number(number.to_string(), unit.to_string()),
        _ => Arg::Number(number.normalized().to_string(), String::new()),
    }
}
