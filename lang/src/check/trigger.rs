//! What a bonus is paid for.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::Subject;
use crate::syntax::ast::{Ident, Trigger};

impl Checker<'_> {
    /// What is paid for, and the cap after which lines are taken; `None` where it is not declared.
    pub(super) fn trigger(&mut self, trigger: &Trigger, name: &Ident) -> Option<(Subject, Option<String>)> {
        match trigger {
            Trigger::Event(event) => self.event(event).map(|e| (Subject::Event(e.name.clone()), None)),
            Trigger::Partner(_) => Some((Subject::Partner, None)),
            Trigger::Line { bonus, stage } => {
                let Some(super::Decl::Bonus(_, grain)) = self.env.resolve(&bonus.text) else {
                    let d = self.unknown(
                        Code::UnknownName,
                        bonus.span,
                        say!("there is no bonus `{}`", bonus.text),
                        &bonus.text,
                        self.env.payers(),
                    );
                    self.report(d);
                    return None;
                };
                if grain != self.grain {
                    let plan = self.plan_grain();
                    let own = grain.unwrap_or(plan).word();
                    self.report(
                        Diagnostic::new(
                            Code::ChoosePeriod,
                            bonus.span,
                            say!(
                                "`{}` is paid for each {}, and this bonus for each {}",
                                bonus.text,
                                super::types::grain_word(grain.unwrap_or(plan)),
                                super::types::grain_word(self.grain.unwrap_or(plan))
                            ),
                        )
                        .help(say!(
                            "write `for each line of {} per {own}`: values of the {plan} are read there `in its {plan}`",
                            bonus.text,
                            plan = plan.word()
                        )),
                    );
                }
                if bonus.text == name.text {
                    self.report(Diagnostic::new(
                        Code::UnfoundedCycle,
                        bonus.span,
                        say!("`{}` would be paid on its own lines", name.text),
                    ));
                }
                let caps = self.env.caps_on(&bonus.text);
                let after = match stage {
                    None => {
                        if !caps.is_empty() {
                            let mut d = Diagnostic::new(
                                Code::ChooseStage,
                                bonus.span,
                                say!(
                                    "lines of `{}` are cut by a cap, and nothing says whether they are taken before or after",
                                    bonus.text
                                ),
                            );
                            for cap in &caps {
                                d = d
                                    .reading(format!("before {cap}"), "the full amounts")
                                    .reading(format!("after {cap}"), "what the cap leaves");
                            }
                            self.report(d.help(say!(
                                "write `for each line of {} after {}`",
                                bonus.text,
                                caps.first().cloned().unwrap_or_default()
                            )));
                        }
                        None
                    }
                    Some((cap, is_after)) => {
                        if *is_after
                            && self.grain.is_some()
                            && let Some(super::Decl::Cap { grain: None, .. }) = self.env.resolve(&cap.text)
                        {
                            self.report(
                                Diagnostic::new(
                                    Code::CapStage,
                                    cap.span,
                                    say!(
                                        "`{}` cuts when the whole period is over, after these lines are needed",
                                        cap.text
                                    ),
                                )
                                .help(say!("take the lines `before {}`", cap.text)),
                            );
                        }
                        if caps.contains(&cap.text) {
                            if *is_after
                                && let Some(super::Decl::Cap { by_line: false, .. }) = self.env.resolve(&cap.text)
                            {
                                self.report(
                                    Diagnostic::new(
                                        Code::CapStage,
                                        cap.span,
                                        say!(
                                            "`{}` cuts totals of partners, which leaves the lines of `{}` as they were",
                                            cap.text,
                                            bonus.text
                                        ),
                                    )
                                    .help(say!(
                                        "let `{}` cut lines: `in proportion by line`, or take the lines `before {}`",
                                        cap.text,
                                        cap.text
                                    )),
                                );
                            }
                            if *is_after {
                                Some(cap.text.clone())
                            } else {
                                // Before a cap is as the caps before it left the lines.
                                let earlier: Vec<String> =
                                    self.env.cap_after(&cap.text).into_iter().filter(|c| caps.contains(c)).collect();
                                earlier
                                    .iter()
                                    .find(|c| earlier.iter().all(|o| o == *c || self.env.cap_is_after(c, o)))
                                    .cloned()
                            }
                        } else {
                            let d = self.unknown(
                                Code::UnknownName,
                                cap.span,
                                say!("no cap `{}` applies to `{}`", cap.text, bonus.text),
                                &cap.text,
                                caps,
                            );
                            self.report(d);
                            None
                        }
                    }
                };
                Some((Subject::Line(bonus.text.clone()), after))
            }
        }
    }
}
