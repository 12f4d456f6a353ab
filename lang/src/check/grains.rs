//! Periods within the plan's own: whose value is meant where one has a week and the other a month.

use super::Checker;
use super::env::{Decl, Signature};
use super::expr::{error, typed};
use super::types::grain_word;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{DAYS, Expect, ExpectWhat, Expr, ExprKind, Grain, Subject, Type, TypeKind, Weeks};
use crate::source::Span;
use crate::syntax::ast::{self, CapScope, Ident, SharedWeek};

impl Checker<'_> {
    /// The plan's own period.
    pub(super) fn plan_grain(&self) -> Grain {
        Grain::of_word(&self.env.header().grain).unwrap_or(Grain::Month)
    }

    /// The period at hand.
    pub(super) fn grain_here(&self) -> Grain {
        self.scope.grain.unwrap_or_else(|| self.plan_grain())
    }

    /// `weeks from Monday, in the period in which they end`
    pub(super) fn header_weeks(&mut self, weeks: &ast::Weeks) -> Option<Weeks> {
        let Some(from) = &weeks.from else { return Some(Weeks::FromPeriod) };
        let first = DAYS.iter().position(|day| *day == from.text).and_then(|day| u8::try_from(day).ok());
        let Some(first) = first else {
            let d = self.unknown(
                Code::UnknownName,
                from.span,
                say!("`{}` is no day of the week", from.text),
                &from.text,
                DAYS.iter().map(|day| (*day).to_owned()).collect(),
            );
            self.report(d.help_if_none("write `weeks from Monday`, or another day"));
            return None;
        };
        match weeks.shared {
            Some(SharedWeek::WhereItEnds) => Some(Weeks::WhereTheyEnd(first)),
            Some(SharedWeek::Cut) => Some(Weeks::Cut(first)),
            None => {
                let d = Diagnostic::new(
                    Code::ChooseWeeks,
                    weeks.span,
                    "nothing says to which period a week belongs that begins in one and ends in the next",
                );
                self.report(shared_weeks(d, &from.text));
                None
            }
        }
    }

    /// `per week`: the part of the plan's period that something has a value for; `None` where it is the plan's period.
    pub fn per(&mut self, per: Option<&Ident>) -> Option<Grain> {
        let word = per?;
        let Some(grain) = Grain::of_word(&word.text).filter(|grain| grain.word() == word.text) else {
            self.report(
                Diagnostic::new(Code::UnknownName, word.span, say!("`{}` is no period", word.text))
                    .help("write `per day`, `per week`, `per month` or `per quarter`"),
            );
            return None;
        };
        self.part(grain, word.span).filter(|part| *part != self.plan_grain())
    }

    /// A part of the plan's period, or that period.
    fn part(&mut self, grain: Grain, span: Span) -> Option<Grain> {
        let plan = self.plan_grain();
        if grain == plan {
            return Some(grain);
        }
        if self.env.header().parts(grain).is_some() {
            return Some(grain);
        }
        let (part, whole) = (grain_word(grain), grain_word(plan));
        if grain == Grain::Week && plan > Grain::Week {
            let d = Diagnostic::new(
                Code::ChooseWeeks,
                span,
                say!("nothing says which weeks a {whole} has: they begin and end within it as they like"),
            );
            self.report(shared_weeks(d, "Monday").help("write it into `plan … { … }`, below `period`"));
        } else if grain > plan {
            self.report(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    say!("the plan's period is the {whole}, and a {part} is no part of it"),
                )
                .help(say!(
                    "let the longest period be the plan's (`period {grain}`), and say `per {plan}` where it is the shorter one",
                    grain = grain.word(),
                    plan = plan.word()
                )),
            );
        } else {
            self.report(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    say!("a {whole} has too many parts of the length of a {part}, or they do not fit into it"),
                )
                .help("take a longer part"),
            );
        }
        None
    }

    /// A value that holds in another period than the one at hand: nothing is known there of what holds here.
    pub(super) fn elsewhere<T>(&mut self, grain: Option<Grain>, f: impl FnOnce(&mut Self) -> T) -> T {
        let facts = std::mem::take(&mut self.scope.facts);
        let here = std::mem::replace(&mut self.scope.grain, grain);
        let out = f(self);
        self.scope.grain = here;
        self.scope.facts = facts;
        out
    }

    /// Reads a definition where the period at hand may be another than its own.
    pub(super) fn readable(&mut self, value: Expr, subject: &Subject, signature: &Signature) -> Expr {
        if signature.timeless || signature.grain == self.scope.grain {
            return value;
        }
        // What an event has, it has in its own period, whoever asks.
        if matches!(subject, Subject::Event(_)) && signature.grain.is_none() {
            let ty = value.ty.clone();
            let span = value.span;
            return typed(ExprKind::OfGrain(value, None), ty, span);
        }
        let (span, adds) = (value.span, matches!(value.ty.kind, TypeKind::Number(..)));
        if self.readable_here(signature.grain, adds, span) { value } else { error(span) }
    }

    /// Whether what has this period may be read in the one at hand; `adds`: values of several periods have a sum.
    pub(super) fn readable_here(&mut self, grain: Option<Grain>, adds: bool, span: Span) -> bool {
        if grain == self.scope.grain {
            return true;
        }
        let name = self.slice(span).to_owned();
        let plan = self.plan_grain();
        let (own, here) = (grain_word(grain.unwrap_or(plan)), grain_word(self.grain_here()));
        let d = Diagnostic::new(
            Code::ChoosePeriod,
            span,
            say!("`{name}` has a value for each {own}, and here one for the {here} is needed"),
        );
        let d = match (grain, self.scope.grain) {
            (None, _) => d
                .reading(
                    format!("{name} in its {}", plan.word()),
                    say!("the value of the whole {own} that this {here} belongs to", own = own, here = here),
                )
                .reading(
                    format!("{name} in the {} before", plan.word()),
                    say!("that of the {own} before, which is known when this one begins", own = own),
                )
                .help(say!("write `{name} in its {}`", plan.word())),
            (Some(part), None) => {
                let (all, last) = (
                    format!("sum of {name} over {}s of this {}", part.word(), plan.word()),
                    format!("{name} in its last {}", part.word()),
                );
                let of_date = format!("{name} {} the {} of", if part == Grain::Day { "on" } else { "in" }, part.word());
                let d = if adds { d.reading(all.as_str(), "all of them together") } else { d };
                d.reading(last.as_str(), "the last one's")
                    .reading(format!("{of_date} …"), say!("that of the {own} in which a date lies", own = own))
                    .help(say!("write `{written}`", written = if adds { all } else { last }))
            }
            (Some(_), Some(_)) => d.help(say!(
                "go through the {plan}: give it a value of its own (`sum of {name} over …`), and read that `in its {plan}`",
                plan = plan.word()
            )),
        };
        self.report(d);
        false
    }

    /// `x in its month`, `x in its last week`
    pub(super) fn in_its(
        &mut self,
        value: &ast::Expr,
        last: bool,
        word: &Ident,
        want: Option<&Type>,
        span: Span,
    ) -> Expr {
        let plan = self.plan_grain();
        let Some(grain) = Grain::of_word(&word.text) else {
            return self.fail(
                Diagnostic::new(Code::UnknownName, word.span, say!("`{}` is no period", word.text))
                    .help(say!("write `in its {}`", plan.word())),
            );
        };
        let inner = match (self.scope.grain, last) {
            (Some(_), false) if grain == plan => None,
            (None, true) if grain != plan => match self.part(grain, word.span) {
                Some(part) => Some(part),
                None => return error(span),
            },
            _ => {
                let here = grain_word(self.grain_here());
                return self.fail(
                    Diagnostic::new(
                        Code::NotHere,
                        span,
                        say!("the period at hand is the {here}, for which this says nothing"),
                    )
                    .help(say!(
                        "`in its {plan}` belongs into what has a shorter period (`per week`); `in its last week` into what has the {plan}",
                        plan = plan.word()
                    )),
                );
            }
        };
        let value = self.elsewhere(inner, |c| c.infer(value, want));
        of_grain(value, inner, span)
    }

    /// `x in the month before`
    pub(super) fn in_the_before(&mut self, value: &ast::Expr, word: &Ident, want: Option<&Type>, span: Span) -> Expr {
        let Some(grain) = self.named_grain(word) else { return error(span) };
        let inner = self.elsewhere(grain, |c| c.infer(value, want));
        let ty = inner.ty.clone();
        let back = typed(ExprKind::Back(inner, 1), ty, span);
        if grain == self.scope.grain { back } else { of_grain(back, grain, span) }
    }

    /// `x in the settlement's month`
    pub(super) fn in_the_settlement(
        &mut self,
        value: &ast::Expr,
        of: &Ident,
        word: &Ident,
        want: Option<&Type>,
        span: Span,
    ) -> Expr {
        let plan = self.plan_grain();
        let written = format!("{} in the settlement's {}", self.slice(value.span), plan.word());
        if of.text != "settlement" {
            let d = Diagnostic::new(Code::UnknownName, of.span, say!("`{}` has no period of its own", of.text));
            return self.fail(d.help(say!("write `{written}` for the value in the period that is settled")));
        }
        if Grain::of_word(&word.text) != Some(plan) {
            let d = Diagnostic::new(
                Code::NotHere,
                word.span,
                say!("the plan is settled by the {}, not by the {}", grain_word(plan), word.text),
            );
            return self.fail(d.help(say!("write `{written}`")));
        }
        let inner = self.elsewhere(None, |c| c.infer(value, want));
        if inner.ty.is_error() {
            return error(span);
        }
        let named = matches!(
            inner.kind.as_ref(),
            ExprKind::Definition { subject: Subject::Partner | Subject::Company, args, .. } if args.is_empty()
        );
        let kept = !matches!(inner.ty.kind, TypeKind::Person | TypeKind::Event(_));
        if !(named && kept) {
            let d = Diagnostic::new(
                Code::NotHere,
                value.span,
                "only what a partner or the company has by name is known of the period that is settled",
            );
            return self.fail(d.help("give it a name of its own (`quality = …`), and read that"));
        }
        let ty = inner.ty.clone();
        typed(ExprKind::InSettled(inner), ty, span)
    }

    /// `x on the day of at`, `x in the week of at`
    pub(super) fn of_date(
        &mut self,
        value: &ast::Expr,
        day: bool,
        word: &Ident,
        date: &ast::Expr,
        want: Option<&Type>,
        span: Span,
    ) -> Expr {
        let when = self.infer(date, None);
        let dated = self.expect_kind(&when, &TypeKind::Date);
        let plan = self.plan_grain();
        let Some(grain) = Grain::of_word(&word.text).filter(|grain| grain.word() == word.text) else {
            return self.fail(
                Diagnostic::new(Code::UnknownName, word.span, say!("`{}` is no period", word.text))
                    .help("write `on the day of …`, or `in the week of …`"),
            );
        };
        if day != (grain == Grain::Day) {
            let (value, date) = (self.slice(value.span).to_owned(), self.slice(date.span).to_owned());
            let written = if grain == Grain::Day {
                format!("{value} on the day of {date}")
            } else {
                format!("{value} in the {} of {date}", grain.word())
            };
            return self.fail(
                Diagnostic::new(Code::NotHere, word.span, "something holds on a day, and in a longer period")
                    .help(say!("write `{written}`")),
            );
        }
        if let Some(here) = self.scope.grain {
            return self.fail(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    say!("the period at hand is the {}, and a date would choose another one", grain_word(here)),
                )
                .help(say!("say it in what has the {plan}", plan = plan.word())),
            );
        }
        if grain == plan {
            return self.fail(
                Diagnostic::new(
                    Code::NotHere,
                    span,
                    say!("the plan's period is the {}, and a date chooses a part of it", grain_word(plan)),
                )
                .help(say!("write `{}` alone", self.slice(value.span))),
            );
        }
        let Some(part) = self.part(grain, word.span) else { return error(span) };
        let value = self.elsewhere(Some(part), |c| c.infer(value, want));
        if value.ty.is_error() || !dated {
            return error(span);
        }
        let within = self.is_conditions_date(&when) && self.weeks_fill_periods(part);
        let optional = value.ty.optional || when.ty.optional || !within;
        let ty = value.ty.clone().optional(optional);
        typed(ExprKind::OfDate { value, grain: part, date: when, within }, ty, span)
    }

    /// Whether a date is the one that chose the period at hand: that of the conditions of a bonus's event.
    fn is_conditions_date(&self, date: &Expr) -> bool {
        let ExprKind::Field(row, field) = date.kind.as_ref() else { return false };
        let ExprKind::Row(row) = row.kind.as_ref() else { return false };
        let Some(trigger) = self.scope.handle("trigger").filter(|trigger| trigger.id == *row) else { return false };
        let Subject::Event(event) = &trigger.subject else { return false };
        match self.env.resolve(event) {
            Some(Decl::Event(event)) => event.conditions == *field && !event.conditions_before,
            _ => false,
        }
    }

    /// Whether each day of the plan's period lies in one of its parts.
    fn weeks_fill_periods(&self, part: Grain) -> bool {
        part != Grain::Week || !matches!(self.env.header().weeks, Some(Weeks::WhereTheyEnd(_)))
    }

    /// The period that is named beside the one at hand (`weeks`, `month`), as scopes have it.
    pub(super) fn named_grain(&mut self, word: &Ident) -> Option<Option<Grain>> {
        let plan = self.plan_grain();
        let Some(grain) = Grain::of_word(&word.text) else {
            self.report(
                Diagnostic::new(Code::UnknownName, word.span, say!("`{}` is no period", word.text))
                    .help(say!("write `{}s`", self.grain_here().word())),
            );
            return None;
        };
        if grain == plan {
            return Some(None);
        }
        let part = self.part(grain, word.span)?;
        if self.scope.grain.is_some_and(|here| here != part) {
            let here = grain_word(self.grain_here());
            self.report(
                Diagnostic::new(Code::NotHere, word.span, say!("the period at hand is the {here}")).help(say!(
                    "write `{}s`, or `{}s`",
                    self.grain_here().word(),
                    plan.word()
                )),
            );
            return None;
        }
        Some(Some(part))
    }

    /// Whether an expectation about what has a week names one.
    pub(super) fn names_its_part(&mut self, expect: &Expect, what: &Ident) -> bool {
        let (Some(part), ExpectWhat::Definition(_)) = (expect.grain, &expect.what) else { return true };
        let named = |period: &String| {
            let name = match part {
                Grain::Day => false,
                Grain::Week => period.contains("-W"),
                Grain::Month => period.len() == 7 && !period.contains(['Q', 'W']),
                Grain::Quarter => period.contains("-Q"),
                Grain::Year => period.len() == 4,
            };
            // A day names what it lies in.
            name || period.len() == 10
        };
        if expect.period.as_ref().is_some_and(named) {
            return true;
        }
        let (name, part) = (&what.text, grain_word(part));
        self.report(
            Diagnostic::new(
                Code::ChoosePeriod,
                what.span,
                say!("`{name}` has a value for each {part}: which one is meant?"),
            )
            .help("name a day of it: `expect … in 2026-03-12 is …`"),
        );
        false
    }

    /// A cap of a shorter period than the plan's cuts what is paid in it, and comes before those of the plan's.
    pub(super) fn cap_grains(&mut self, cap: &ast::Cap, on: &[String]) {
        let plan = self.plan_grain();
        let grain_of = |decl: Option<Decl>| match decl {
            Some(Decl::Bonus(_, grain) | Decl::Pool { grain, .. } | Decl::Cap { grain, .. }) => Some(grain),
            _ => None,
        };
        let own = grain_word(self.grain.unwrap_or(plan));
        let each_bonus = cap.scope.is_some_and(|(scope, _)| scope == CapScope::Bonus);
        if self.grain.is_none() && each_bonus {
            let part = on.iter().find_map(|payer| grain_of(self.env.resolve(payer)).flatten().zip(Some(payer)));
            if let (Some((part, payer)), Some((_, span))) = (part, cap.scope) {
                let part = grain_word(part);
                self.report(
                    Diagnostic::new(
                        Code::NotYet,
                        span,
                        say!("`{payer}` is paid for each {part}, and would be limited for each {part} alone"),
                    )
                    .help("limit it in a cap of its own, without `per bonus`"),
                );
            }
        }
        if self.grain.is_some() {
            for payer in on {
                let grain = grain_of(self.env.resolve(payer)).filter(|grain| *grain != self.grain);
                if let Some(grain) = grain {
                    let span =
                        cap.on.iter().flatten().find(|name| name.text == *payer).map_or(cap.name.span, |n| n.span);
                    let other = grain_word(grain.unwrap_or(plan));
                    self.report(
                        Diagnostic::new(
                            Code::ChoosePeriod,
                            span,
                            say!("`{payer}` is paid for each {other}, and the limit is one for each {own}", own = own),
                        )
                        .help("let the cap be one of the longer period, or name only what is paid in the shorter one"),
                    );
                }
            }
        }
        for after in &cap.after {
            let grain = grain_of(self.env.resolve(&after.text));
            if grain.is_some_and(|grain| self.grain.is_some() && grain != self.grain) {
                let other = &after.text;
                self.report(
                    Diagnostic::new(
                        Code::ChoosePeriod,
                        after.span,
                        say!("`{other}` cuts at the end of a longer period, when this {own} is over", own = own),
                    )
                    .help("let the cap of the longer period come `after` this one"),
                );
            }
        }
    }

    /// Whether the value of an expression has nothing to do with any period.
    pub(super) fn is_timeless(&self, e: &Expr) -> bool {
        let mut timeless = true;
        crate::hir::visit(e, &mut |e| {
            timeless &= match e.kind.as_ref() {
                ExprKind::Definition { subject, name, .. } => {
                    self.env.definition(subject, name).is_none_or(|signature| signature.timeless)
                }
                ExprKind::Builtin(_, builtin) => {
                    !matches!(builtin, crate::hir::Builtin::Terminated | crate::hir::Builtin::Inactive)
                }
                ExprKind::Parent(..)
                | ExprKind::Side(..)
                | ExprKind::Opening(..)
                | ExprKind::Convert(..)
                | ExprKind::IsIn(..)
                | ExprKind::IsBelow(..)
                | ExprKind::Window { .. }
                | ExprKind::Parts { .. }
                | ExprKind::Back(..)
                | ExprKind::InSettled(_)
                | ExprKind::OfGrain(..)
                | ExprKind::OfDate { .. }
                | ExprKind::Nearest { .. }
                | ExprKind::First { .. }
                | ExprKind::Place(..)
                | ExprKind::Dated(_)
                | ExprKind::PeriodEdge(_)
                | ExprKind::SettlementEnd
                | ExprKind::Aggregate(_)
                | ExprKind::Repeat(_)
                | ExprKind::Scan(_) => false,
                _ => true,
            };
        });
        timeless
    }
}

/// A value of another period than the one at hand.
pub(super) fn of_grain(value: Expr, grain: Option<Grain>, span: Span) -> Expr {
    let ty = value.ty.clone();
    if ty.is_error() { error(span) } else { typed(ExprKind::OfGrain(value, grain), ty, span) }
}

/// Offers the readings of weeks.
fn shared_weeks(d: Diagnostic, from: &str) -> Diagnostic {
    d.reading(
        format!("weeks from {from}, in the period in which they end"),
        "a week belongs as a whole to the period in which it ends",
    )
    .reading(format!("weeks from {from}, cut where a period ends"), "each of the two has its part, as a shorter week")
    .reading("weeks from the first day of each period", "days 1 to 7, 8 to 14 and so on; the last week is shorter")
    .help("say which")
}
