//! Facts: what holds for a time, and on which days of a period it must hold to count there.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{EventDecl, FieldDecl, Holds, HoldsOn, TypeKind};
use crate::syntax::ast::{self, Ident};
use crate::words::{Text, say};

/// The readings, from the most usual on, and what each means.
fn readings() -> [(&'static str, Text); 4] {
    [
        ("on the last day", say!("who is there when the period ends")),
        ("on the first day", say!("who was there when it began")),
        ("on any day", say!("who was there for a day at least; two who follow each other count both")),
        ("on every day", say!("who was there all the time; in a period of change nobody counts")),
    ]
}

impl Checker<'_> {
    /// A kind of facts.
    pub(super) fn fact_item(&mut self, fact: &ast::Event, fields: Vec<FieldDecl>) -> EventDecl {
        let name = &fact.name;
        let dates: Vec<String> =
            fields.iter().filter(|f| f.ty.kind == TypeKind::Date).map(|f| f.name.clone()).collect();
        let holds = match &fact.holds {
            Some(holds) => {
                self.day_field(&fields, &holds.from, &dates);
                if fields.iter().any(|f| f.name == holds.from.text && f.ty.optional) {
                    self.report(
                        Diagnostic::new(
                            Code::MaybeAbsent,
                            holds.from.span,
                            say!("`{}` may be empty, and then the fact would never begin", holds.from.text),
                        )
                        .help("declare it without `or none`; the last day may be empty"),
                    );
                }
                if let Some(to) = &holds.to {
                    self.day_field(&fields, to, &dates);
                }
                let days = holds.days.unwrap_or_else(|| {
                    let whole = fact.holds.as_ref().map_or(name.span, |h| h.from.span);
                    self.choose_days(whole, fact);
                    HoldsOn::Last
                });
                Holds { from: holds.from.text.clone(), to: holds.to.as_ref().map(|to| to.text.clone()), days }
            }
            None => {
                let mut named = dates.iter().map(String::as_str);
                let (from, to) = (named.next().unwrap_or("since"), named.next().unwrap_or("until"));
                self.report_missing(
                    Diagnostic::new(
                        Code::MissingItem,
                        name.span,
                        say!("`{}` does not say from when to when it holds", name.text),
                    )
                    .help(match dates.len() {
                        0 => say!(
                            "add the fields `since : date` and `until : date or none`, and a clause: `holds from since to until, on the last day`"
                        ),
                        _ => say!("add a clause: `holds from {from} to {to}, on the last day`"),
                    }),
                );
                Holds { from: from.to_owned(), to: None, days: HoldsOn::Last }
            }
        };
        EventDecl {
            name: name.text.clone(),
            fields,
            conditions: holds.from.clone(),
            conditions_before: false,
            volume: holds.from.clone(),
            payable: holds.from.clone(),
            reversed: None,
            measure: None,
            natures: Vec::new(),
            liabilities: Vec::new(),
            name_span: name.span,
            holds: Some(holds),
        }
    }

    /// A field that must be a date: one of an event or of a fact.
    pub(super) fn day_field(&mut self, fields: &[FieldDecl], name: &Ident, dates: &[String]) {
        match fields.iter().find(|f| f.name == name.text) {
            Some(field) if matches!(field.ty.kind, TypeKind::Date | TypeKind::Error) => {}
            Some(field) => {
                let ty = field.ty.clone();
                self.report(Diagnostic::new(
                    Code::TypeMismatch,
                    name.span,
                    say!("`{}` is {ty}; a date is needed", name.text),
                ));
            }
            None => {
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    say!("there is no field `{}`", name.text),
                    &name.text,
                    dates.to_vec(),
                );
                self.report(d);
            }
        }
    }

    fn choose_days(&mut self, span: crate::source::Span, fact: &ast::Event) {
        let grain = self.env.header().grain.clone();
        let mut d = Diagnostic::new(
            Code::ChooseFactDay,
            span,
            say!(
                "on which days of a {grain} must `{}` hold to count in it?",
                fact.name.text,
                grain = super::types::grain(&grain)
            ),
        );
        if let Some(holds) = &fact.holds {
            let to = holds.to.as_ref().map_or_else(String::new, |to| format!(" to {}", to.text));
            for (words, meaning) in readings() {
                d = d.reading(format!("holds from {}{to}, {words}", holds.from.text), meaning);
            }
        }
        self.report(d.help("say which"));
    }
}
