//! What a cap carries: for how long, and what may come behind it.

use super::{Checker, Decl};
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{CapExcess, CapScope};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{self, Carry};

/// Most periods that something waits, where it does not wait without end: what came in in each of them is kept apart.
const MAX_PERIODS: u32 = 24;

impl Checker<'_> {
    /// `excess is carried …`
    pub(super) fn carried(&mut self, cap: &ast::Cap, carry: Option<&Carry>, span: Span) -> CapExcess {
        let grain = self.plan_grain().word();
        if self.grain.is_some() {
            let told = super::types::grain(grain);
            self.report(
                Diagnostic::new(
                    Code::NotYet,
                    span,
                    say!("only a cap for the plan's period, the {told}, carries what it takes away yet"),
                )
                .help("write `excess is lost`"),
            );
        } else if let Some((scope @ (CapScope::Line | CapScope::Bonus), place)) = cap.scope {
            let word = if scope == CapScope::Line { "line" } else { "bonus" };
            self.report(
                Diagnostic::new(Code::NotYet, place, say!("what a cap `per {word}` takes away cannot be carried yet"))
                    .help("limit each partner with `per partner`, or write `excess is lost`"),
            );
        }
        match carry {
            Some(Carry::WithoutEnd) => CapExcess::Carried(None),
            Some(Carry::AtMost(count, place, word)) => {
                if word.text.strip_suffix('s').unwrap_or(&word.text) != grain {
                    let told = super::types::grain(grain);
                    self.report(
                        Diagnostic::new(Code::WrongKind, word.span, say!("it waits by the plan's period, the {told}"))
                            .help(say!("write `for at most {count} {grain}s`")),
                    );
                }
                CapExcess::Carried(Some(self.periods(*count, *place)))
            }
            None => {
                self.report(
                    Diagnostic::new(
                        Code::ChooseCarry,
                        span,
                        say!("nothing says for how long what cap `{}` took away waits", cap.name.text),
                    )
                    .reading(
                        format!("excess is carried for at most 3 {grain}s"),
                        "what could not be paid within so many periods after its own is lost",
                    )
                    .reading("excess is carried without end", "it waits until it is paid")
                    .help("add how long it waits"),
                );
                CapExcess::Carried(None)
            }
        }
    }

    fn periods(&mut self, count: Decimal, span: Span) -> u32 {
        let whole = count.rescale(0).and_then(|whole| u32::try_from(whole.mantissa).ok());
        whole.filter(|periods| (1..=MAX_PERIODS).contains(periods)).unwrap_or_else(|| {
            self.report(Diagnostic::new(Code::BadRange, span, say!("it may wait for 1 to {MAX_PERIODS} periods")));
            1
        })
    }

    /// What an earlier cap pays of what it carried belongs to no single bonus and to no line: a cap behind it must be on
    /// all that the earlier one is on, and limit partners, persons or the company.
    pub(super) fn behind_carried(&mut self, cap: &ast::Cap, on: &[String]) {
        let mut seen: Vec<String> = Vec::new();
        for other in on.iter().flat_map(|payer| self.env.caps_on(payer)) {
            if other == cap.name.text || seen.contains(&other) || !self.env.cap_is_after(&cap.name.text, &other) {
                continue;
            }
            seen.push(other.clone());
            let Some(Decl::Cap { on: earlier, carried: true, .. }) = self.env.resolve(&other) else { continue };
            let earlier = earlier.unwrap_or_else(|| self.env.payers());
            let whole = matches!(cap.scope.map(|s| s.0), None | Some(CapScope::Partner | CapScope::Person));
            let by_priority = matches!(cap.method, Some(ast::CapMethod::ByPriority(_)));
            if whole && !by_priority && earlier.iter().all(|bonus| on.contains(bonus)) {
                continue;
            }
            let span = cap.after.iter().find(|after| after.text == other).map_or(cap.name.span, |after| after.span);
            self.report(
                Diagnostic::new(
                    Code::CapStage,
                    span,
                    say!(
                        "what `{other}` pays of what it carried belongs to no single bonus, and `{}` would not see it",
                        cap.name.text
                    ),
                )
                .help(say!(
                    "let `{}` be on all bonuses of `{other}`, `in proportion`, for each partner, each person or the company",
                    cap.name.text
                )),
            );
        }
    }
}
