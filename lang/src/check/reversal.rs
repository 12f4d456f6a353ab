//! What becomes of events that are reversed, and reversals in examples.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{ExampleReversal, Expr, FieldDecl, TypeKind, Unit};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, ReversalReason, ReversedLines, ReversedVolume};

/// Whether a field is an amount: of a part of an event there is less of it.
fn is_amount(field: &FieldDecl) -> bool {
    matches!(field.ty.kind, TypeKind::Number(Unit::Money(_) | Unit::Points(_) | Unit::Count, _))
}

fn amounts(fields: &[FieldDecl]) -> Vec<String> {
    fields.iter().filter(|field| is_amount(field)).map(|field| field.name.clone()).collect()
}

impl Checker<'_> {
    /// The clause `reversed`: lines and volume, and by which amount a part is measured.
    pub(super) fn reversed(
        &mut self,
        event: &ast::Event,
        fields: &[FieldDecl],
    ) -> (Option<(ReversedLines, ReversedVolume)>, Option<String>) {
        let Some(clause) = &event.reversed else {
            if self.lost.is_none() {
                self.choose_reversal(event.name.span, &event.name.text);
            }
            return (None, None);
        };
        let measure = clause.measure.as_ref().and_then(|measure| self.measure(measure, &event.name.text, fields));
        if let (Some(lines), Some(volume)) = (clause.lines, clause.volume) {
            return (Some((lines, volume)), measure);
        }
        self.choose_reversal(clause.span, &event.name.text);
        (None, measure)
    }

    fn measure(&mut self, name: &Ident, event: &str, fields: &[FieldDecl]) -> Option<String> {
        let amounts = amounts(fields);
        if amounts.contains(&name.text) {
            return Some(name.text.clone());
        }
        let what = if fields.iter().any(|field| field.name == name.text) {
            say!("`{}` is no amount, so that a part of an event cannot be measured by it", name.text)
        } else {
            say!("`{event}` has no field `{}`", name.text)
        };
        let found = self.unknown(Code::UnknownAttribute, name.span, what, &name.text, amounts);
        self.report(found);
        None
    }

    fn choose_reversal(&mut self, span: Span, name: &str) {
        self.report(
            Diagnostic::new(Code::ChooseReversal, span, say!("nothing says what becomes of lines and volume when an event `{name}` is reversed"))
                .reading("reversed: lines are mirrored; volume leaves the period of reversal", "paid lines come back with the opposite sign; the volume is taken off in the period in which it is reversed")
                .reading("reversed: lines are mirrored; volume leaves the period of the sale", "paid lines come back with the opposite sign; the volume counts no more in the period of the sale, for whatever looks back at it")
                .reading("reversed: lines are mirrored; volume stays", "paid lines come back with the opposite sign; ranks keep the volume")
                .reading("reversed: lines stay; volume stays", "a reversal changes nothing")
                .help("add a `reversed:` clause"),
        );
    }

    /// `Order "A-17" reversed as returned on 2026-05-02 { bv 50 BV }`
    #[expect(clippy::too_many_arguments, reason = "the parts of one line of an example, each of its own kind")]
    pub(super) fn example_reversal(
        &mut self,
        event: &Ident,
        id: &(String, Span),
        reason: Option<&Ident>,
        on: &ast::Date,
        fields: &[(Ident, ast::Expr)],
        span: Span,
        named: &[(&str, &str)],
    ) -> Option<ExampleReversal> {
        let decl = self.event(event)?;
        if !named.contains(&(event.text.as_str(), id.0.as_str())) {
            let ids = named.iter().filter(|(of, _)| *of == event.text).map(|(_, id)| (*id).to_owned()).collect();
            let what = say!("the example has no `{}` with the id `{}`", event.text, id.0);
            let found = self.unknown(Code::Examples, id.1, what, &id.0, ids);
            self.report(found.help_if_none(say!("give it an id: `{} \"A\" …`", event.text)));
            return None;
        }
        if decl.holds.is_some() {
            let what = say!("`{}` holds for a time, and is no event that can be reversed", event.text);
            self.report(Diagnostic::new(Code::Examples, event.span, what).help("give it its last day instead"));
            return None;
        }
        let reason = reason.and_then(|reason| self.reversal_reason(reason));
        let declared = amounts(&decl.fields);
        let mut taken: Vec<(String, Expr)> = Vec::new();
        for (name, value) in fields {
            let field = decl.fields.iter().find(|field| field.name == name.text && is_amount(field));
            match field {
                Some(field) => {
                    let constant = self.example_constant(value, &field.ty);
                    taken.extend(constant.map(|constant| (field.name.clone(), constant)));
                }
                None => {
                    let what = say!("`{}` has no amount `{}`", event.text, name.text);
                    let found = self.unknown(Code::UnknownAttribute, name.span, what, &name.text, declared.clone());
                    self.report(found);
                }
            }
        }
        let missing = declared.iter().find(|name| !fields.iter().any(|(given, _)| given.text == **name));
        if let Some(missing) = missing.filter(|_| !fields.is_empty()) {
            self.report(
                Diagnostic::new(Code::Examples, span, say!("nothing is said of how much of `{missing}` is reversed"))
                    .help("say it for every amount, or for none to reverse all that is left"),
            );
        }
        Some(ExampleReversal { event: decl.name.clone(), id: id.0.clone(), reason, day: on.day, amounts: taken, span })
    }

    fn reversal_reason(&mut self, reason: &Ident) -> Option<ReversalReason> {
        let found = ReversalReason::ALL.into_iter().find(|one| one.word() == reason.text);
        if found.is_none() {
            let words = ReversalReason::ALL.map(|one| one.word().to_owned()).to_vec();
            let what = say!("nothing is reversed as `{}`", reason.text);
            let unknown = self.unknown(Code::UnknownName, reason.span, what, &reason.text, words);
            self.report(unknown);
        }
        found
    }
}
