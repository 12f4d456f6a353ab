//! Pools and caps.

use super::{Checker, Decl};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Cap, CapExcess, CapMethod, CapScope, Pool, Subject, Type, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, RowsKind};

impl Checker<'_> {
    fn money(&self) -> Type {
        let header = self.env.header();
        Type::number(Unit::Money(header.currency.clone()), header.currency_scale)
    }

    /// A pool; `None` where an essential clause is missing.
    pub fn pool(&mut self, pool: &ast::Pool) -> Option<Pool> {
        self.grain = self.per(pool.per.as_ref());
        let name = &pool.name;
        let missing = |checker: &mut Self, absent: bool, clause: &str| {
            if absent {
                checker.report_missing(
                    Diagnostic::new(
                        Code::MissingItem,
                        name.span,
                        say!("pool `{}` needs a clause `{clause}`", name.text),
                    )
                    .help(say!("add `{clause}`")),
                );
            }
        };
        missing(self, pool.share.is_none(), "share 2% of (…) rounded half up to 0.01");
        missing(self, pool.over.is_none(), "over partners where …");
        missing(self, pool.weight.is_none(), "in proportion to …");
        if pool.remainder.is_none() {
            self.report_missing(
                Diagnostic::new(Code::ChooseRemainder, name.span, say!("nothing says who gets the cents of `{}` that are left over", name.text))
                    .reading("remainder: largest fraction first, then number", "the shares whose cut-off part was largest get a cent each, the smaller id first where they are equal")
                    .help("add `remainder: largest fraction first, then number`"),
            );
        }
        let carried = match &pool.nobody {
            None => {
                let grain = self.plan_grain().word();
                self.report_missing(
                    Diagnostic::new(
                        Code::ChooseNobody,
                        name.span,
                        say!("nothing says what becomes of `{}` when nobody shares it", name.text),
                    )
                    .reading("nobody: kept by the company", "the amount is not paid")
                    .reading(
                        format!("nobody: added to the pool of the next {grain}"),
                        "the amount waits for those who qualify later",
                    )
                    .help("add `nobody: kept by the company`"),
                );
                false
            }
            Some((ast::Nobody::NextPeriod(word), span)) => {
                self.next_pool(word, *span);
                true
            }
            Some((ast::Nobody::KeptByCompany, _)) => false,
        };
        let (share, over, weight) = (pool.share.as_ref()?, pool.over.as_ref()?, pool.weight.as_ref()?);
        self.row_scope(Subject::Company);
        let share = self.infer(share, None);
        let money = self.money();
        self.expect_fits(&share, &money);
        match &over.kind {
            RowsKind::All(all) if all.text == "partners" => {}
            _ => {
                self.report(
                    Diagnostic::new(Code::NotYet, over.span, "a pool is shared by partners")
                        .help("write `over partners where …`"),
                );
                return None;
            }
        }
        self.row_scope(Subject::Partner);
        let filter = over.filter.as_ref().map(|f| {
            let checked = self.condition(f);
            self.assume(f);
            checked
        });
        let weight = self.infer(weight, None);
        match &weight.ty.kind {
            TypeKind::Number(..) | TypeKind::Error => {
                self.need_known(&weight);
            }
            TypeKind::Ratio(_) => {
                self.report(
                    Diagnostic::new(
                        Code::RatioNotStorable,
                        weight.span,
                        "a quotient has no end of digits, so it cannot be a weight",
                    )
                    .help("round it: `whole part of (…)`, `… rounded half up to 0.0001`"),
                );
            }
            _ => {
                self.mismatch(&weight, say!("a number"));
            }
        }
        Some(Pool { name: name.text.clone(), name_span: name.span, grain: self.grain, share, filter, weight, carried })
    }

    /// `added to the pool of the next month`: of the plan's period, and not of a part of it.
    fn next_pool(&mut self, word: &ast::Ident, span: Span) {
        let grain = self.plan_grain().word();
        if self.grain.is_some() {
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    span,
                    say!(
                        "only a pool of the plan's period, the {grain}, is carried over yet",
                        grain = super::types::grain(grain)
                    ),
                )
                .help("write `nobody: kept by the company`"),
            );
        } else if word.text != grain {
            self.report(
                Diagnostic::new(
                    Code::WrongKind,
                    word.span,
                    say!("the next pool is that of the next {grain}", grain = super::types::grain(grain)),
                )
                .help(say!("write `nobody: added to the pool of the next {grain}`")),
            );
        }
    }

    /// A cap; `None` where an essential clause is missing.
    pub fn cap(&mut self, cap: &ast::Cap) -> Option<Cap> {
        self.grain = self.per(cap.per.as_ref());
        let name = &cap.name;
        let payers = self.env.payers();
        let on: Vec<String> = match &cap.on {
            None => payers.clone(),
            Some(list) => {
                self.duplicates(list.iter(), say!("bonus"));
                for bonus in list {
                    if !payers.contains(&bonus.text) {
                        let d = self.unknown(
                            Code::UnknownName,
                            bonus.span,
                            say!("there is no bonus or pool `{}`", bonus.text),
                            &bonus.text,
                            payers.clone(),
                        );
                        self.report(d);
                    }
                }
                list.iter().map(|b| b.text.clone()).collect()
            }
        };
        self.cap_grains(cap, &on);
        for after in &cap.after {
            if !matches!(self.env.resolve(&after.text), Some(Decl::Cap { .. })) {
                let d = self.unknown(
                    Code::UnknownName,
                    after.span,
                    say!("there is no cap `{}`", after.text),
                    &after.text,
                    self.env.names(),
                );
                self.report(d);
            } else if after.text == name.text {
                self.report(Diagnostic::new(Code::UnfoundedCycle, after.span, "a cap cannot come after itself"));
            }
        }
        let scope = cap.scope.map(|s| s.0);
        let method = match &cap.method {
            Some(ast::CapMethod::InProportion { positive_only, .. }) => {
                CapMethod::InProportion { by_line: Self::cap_by_line(cap), positive_only: *positive_only }
            }
            Some(ast::CapMethod::ByPriority(list)) => {
                for bonus in &on {
                    if !list.iter().any(|l| l.text == *bonus) {
                        self.report(
                            Diagnostic::new(
                                Code::ChooseCapMethod,
                                name.span,
                                say!("`{bonus}` has no place in the order of cap `{}`", name.text),
                            )
                            .help("name every bonus once, the first served first"),
                        );
                    }
                }
                for bonus in list {
                    if !on.contains(&bonus.text) {
                        self.report(Diagnostic::new(
                            Code::UnknownName,
                            bonus.span,
                            say!("`{}` is not under cap `{}`", bonus.text, name.text),
                        ));
                    }
                }
                CapMethod::ByPriority(list.iter().map(|l| l.text.clone()).collect())
            }
            None if scope == Some(CapScope::Line) => CapMethod::InProportion { by_line: true, positive_only: false },
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseCapMethod,
                        name.span,
                        say!("nothing says who is cut when cap `{}` binds", name.text),
                    )
                    .reading("in proportion", "everybody by the same share")
                    .reading(
                        format!("by priority {}", on.join(", ")),
                        "the first named is served first, the last one bears the cut",
                    )
                    .help("add `, in proportion`"),
                );
                CapMethod::InProportion { by_line: false, positive_only: false }
            }
        };
        let rounding = match cap.rounding {
            Some((rounding, _)) => rounding,
            None if scope == Some(CapScope::Line) => ast::CapRounding::EachDown,
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseCapRounding,
                        name.span,
                        say!("nothing says how the parts under cap `{}` are rounded", name.text),
                    )
                    .reading(
                        "shared exactly",
                        "the cap is met to the cent; left-over cents go to the largest fractions",
                    )
                    .reading("each rounded down", "cents may be left over")
                    .reading("each rounded half up", "the sum may miss the cap by cents either way")
                    .help("add `, shared exactly`"),
                );
                ast::CapRounding::SharedExactly
            }
        };
        let excess = match &cap.excess {
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseExcess,
                        name.span,
                        say!("nothing says what becomes of what cap `{}` takes away", name.text),
                    )
                    .reading("excess is lost", "it stays with the company")
                    .reading("excess is carried without end", "it is paid in a later period, when there is room again")
                    .help("add `; excess is lost`"),
                );
                CapExcess::Lost
            }
            Some((ast::CapExcess::Carried(carry), span)) => self.carried(cap, carry.as_ref(), *span),
            Some((ast::CapExcess::Lost, _)) => CapExcess::Lost,
        };
        self.cap_order(cap, &on);
        self.behind_carried(cap, &on);
        self.cap_stages(cap, &on);
        let Some(at) = &cap.at else {
            self.report(
                Diagnostic::new(Code::MissingItem, name.span, say!("cap `{}` has no limit", name.text))
                    .help("add `at …`"),
            );
            return None;
        };
        self.row_scope(match scope {
            Some(CapScope::Partner) => Subject::Partner,
            _ => Subject::Company,
        });
        let at = self.infer(at, None);
        match &at.ty.kind {
            TypeKind::Number(unit, _) if *unit == Unit::Money(self.env.header().currency.clone()) => {
                self.need_known(&at);
            }
            TypeKind::Error => {}
            _ => {
                let want = say!("money in {}", self.env.header().currency);
                self.mismatch(&at, want);
            }
        }
        Some(Cap {
            name: name.text.clone(),
            name_span: name.span,
            grain: self.grain,
            on,
            after: cap.after.iter().map(|a| a.text.clone()).collect(),
            scope,
            at,
            method,
            rounding,
            excess,
        })
    }

    /// Whether a cap cuts lines; else it cuts totals of partners.
    pub fn cap_by_line(cap: &ast::Cap) -> bool {
        match (&cap.method, cap.scope.map(|s| s.0)) {
            (Some(ast::CapMethod::InProportion { by: Some(by), .. }), _) => *by == CapScope::Line,
            (Some(ast::CapMethod::ByPriority(_)), _) => false,
            // A company cap cuts the totals of partners, a narrower one the lines under it.
            (_, scope) => scope.is_some(),
        }
    }

    /// What a cap took from totals cannot be seen at lines: a cap after it must cut totals of at least the same bonuses.
    fn cap_stages(&mut self, cap: &ast::Cap, on: &[String]) {
        let by_line = Self::cap_by_line(cap);
        for after in &cap.after {
            let Some(Decl::Cap { on: earlier, by_line: false, .. }) = self.env.resolve(&after.text) else { continue };
            let earlier = earlier.unwrap_or_else(|| self.env.payers());
            // Bonus by bonus, a cut of totals over several has no place either.
            let apart = cap.scope.map(|s| s.0) == Some(CapScope::Bonus) && earlier.len() > 1;
            let covered = !apart && earlier.iter().all(|b| on.contains(b));
            if by_line || !covered || matches!(cap.method, Some(ast::CapMethod::ByPriority(_))) {
                self.report(
                    Diagnostic::new(Code::CapStage, after.span, say!("`{}` cuts totals of partners, which leaves their lines as they were; `{}` would not see the cut", after.text, cap.name.text))
                        .help(say!("let `{}` cut lines: `in proportion by line`", after.text)),
                );
            }
        }
    }

    /// Two caps on one bonus need an order.
    fn cap_order(&mut self, cap: &ast::Cap, on: &[String]) {
        let mut others: Vec<String> = Vec::new();
        for payer in on {
            for other in self.env.caps_on(payer) {
                if other != cap.name.text && !others.contains(&other) {
                    others.push(other);
                }
            }
        }
        for other in others {
            if self.env.cap_is_after(&cap.name.text, &other) || self.env.cap_is_after(&other, &cap.name.text) {
                continue;
            }
            // Reported once, at the cap whose name comes later.
            if cap.name.text > other {
                self.report(
                    Diagnostic::new(
                        Code::ChooseCapOrder,
                        cap.name.span,
                        say!(
                            "caps `{}` and `{other}` cut the same lines, and nothing says which one first",
                            cap.name.text
                        ),
                    )
                    .reading(format!("cap {} … after {other}", cap.name.text), say!("`{other}` first"))
                    .reading(format!("cap {other} … after {}", cap.name.text), say!("`{}` first", cap.name.text))
                    .help(say!(
                        "write `after {other}` behind the bonuses of `{}`, or the other way round",
                        cap.name.text
                    )),
                );
            }
        }
    }
}
