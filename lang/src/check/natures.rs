//! What a plan declares for the review of fairness and law: jurisdictions, natures of events, liability, waivers; and
//! the cliff that it allows.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{FieldDecl, Liability, Nature, NatureKind, OnlyWhere, TypeKind, Waiver};
use crate::number::Decimal;
use crate::syntax::ast;

/// Jurisdictions of which rules are known.
pub const JURISDICTIONS: &[&str] = &["AT", "DE", "EU", "US"];
/// Codes of findings that may be waived with a reason.
pub const WAIVABLE: &[Code] = &[
    Code::PayForJoining,
    Code::JoiningVolume,
    Code::PurchaseToQualify,
    Code::NoRetailBase,
    Code::NoClawback,
    Code::LiabilityMissing,
    Code::EndlessWalk,
    Code::MissingNature,
];

impl Checker<'_> {
    /// Where the plan is used.
    pub(super) fn jurisdictions(&mut self, plan: &ast::Plan) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for name in plan.jurisdictions.iter().flatten() {
            if !JURISDICTIONS.contains(&name.text.as_str()) {
                let known = JURISDICTIONS.iter().map(|known| (*known).to_owned()).collect();
                let d = self.unknown(
                    Code::UnknownName,
                    name.span,
                    say!("no rules of `{}` are known", name.text),
                    &name.text,
                    known,
                );
                self.report(d.help_if_none(say!("known are {}", JURISDICTIONS.join(", "))));
            } else if !out.contains(&name.text) {
                out.push(name.text.clone());
            }
        }
        out
    }

    /// By how much one unit of volume may change what somebody is paid.
    pub(super) fn cliff(&mut self, plan: &ast::Plan) -> Option<Decimal> {
        let (most, unit) = plan.cliff.as_ref()?;
        let currency = plan.currency.as_ref().map(|code| code.text.as_str());
        if currency.is_some_and(|currency| currency != unit.text) {
            self.report(
                Diagnostic::new(Code::UnitMismatch, unit.span, "a cliff is an amount of the plan's currency")
                    .help(say!("write `cliff at most {most} {}`", currency.unwrap_or_default())),
            );
            return None;
        }
        Some(*most)
    }

    /// Of what nature events of a kind are.
    pub(super) fn natures(&mut self, event: &ast::Event, fields: &[FieldDecl]) -> Vec<Nature> {
        let mut out: Vec<Nature> = Vec::new();
        for nature in &event.natures {
            let Some((kind, _)) = NatureKind::ALL.into_iter().find(|(_, word)| *word == nature.kind.text) else {
                let words: Vec<String> = NatureKind::ALL.iter().map(|(_, word)| (*word).to_owned()).collect();
                let all = words.join("`, `");
                let message = say!("`{}` is no nature of an event", nature.kind.text);
                let d = self.unknown(Code::UnknownName, nature.kind.span, message, &nature.kind.text, words);
                self.report(d.help_if_none(say!("natures are `{all}`")));
                continue;
            };
            let Some(only) = self.only_where(nature.only.as_ref(), event, fields) else { continue };
            if out.last().is_some_and(|last| last.only.is_none()) {
                self.report(
                    Diagnostic::new(
                        Code::DuplicateClause,
                        nature.kind.span,
                        "the nature above is that of all these events",
                    )
                    .help("write `when …` behind it, and the nature of all others last"),
                );
            }
            out.push(Nature { kind, only, span: nature.kind.span });
        }
        out
    }

    /// How long commission of events of a kind may be reclaimed.
    pub(super) fn liabilities(&mut self, event: &ast::Event, fields: &[FieldDecl]) -> Vec<Liability> {
        let mut out = Vec::new();
        for liability in &event.liabilities {
            let months = liability.months.rescale(0).and_then(|n| u32::try_from(n.mantissa).ok());
            let Some(months) = months else {
                self.report(Diagnostic::new(Code::BadNumber, liability.span, "months of liability are a whole number"));
                continue;
            };
            if let Some(only) = self.only_where(liability.only.as_ref(), event, fields) {
                out.push(Liability { months, only, span: liability.span });
            }
        }
        out
    }

    /// A condition on a field of words. `None` where it cannot be read.
    fn only_where(
        &mut self,
        only: Option<&ast::OnlyWhere>,
        event: &ast::Event,
        fields: &[FieldDecl],
    ) -> Option<Option<OnlyWhere>> {
        let Some(only) = only else { return Some(None) };
        let Some(field) = fields.iter().find(|field| field.name == only.field.text) else {
            let names = fields.iter().map(|field| field.name.clone()).collect();
            let message = say!("there is no field `{}`", only.field.text);
            let d = self.unknown(Code::UnknownName, only.field.span, message, &only.field.text, names);
            self.report(d);
            return None;
        };
        // Words that are written in place are known here; those of a scale are looked up.
        let in_place = event.fields.iter().find(|field| field.name.text == only.field.text);
        let words: Vec<String> = match (in_place.map(|field| &field.ty.kind), &field.ty.kind) {
            (Some(ast::TypeKind::Words(words)), _) => words.iter().map(|word| word.text.clone()).collect(),
            (_, TypeKind::Word(list)) => self.env.words(list).map(|list| list.words.clone()).unwrap_or_default(),
            (_, TypeKind::Bool) => vec!["no".to_owned(), "yes".to_owned()],
            _ => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, only.field.span, say!("`{}` is no field of words", field.name))
                        .help("events are told apart by a field such as `category : goods, starter_kit`"),
                );
                return None;
            }
        };
        let mut found = Vec::new();
        for word in &only.words {
            match words.iter().position(|known| *known == word.text).and_then(|at| u32::try_from(at).ok()) {
                Some(at) => found.push(at),
                None => {
                    let message = say!("`{}` is no word of `{}`", word.text, field.name);
                    let d = self.unknown(Code::UnknownName, word.span, message, &word.text, words.clone());
                    self.report(d);
                }
            }
        }
        Some(Some(OnlyWhere { field: field.name.clone(), words: found }))
    }

    /// A waiver of a finding.
    pub fn waiver(&mut self, waive: &ast::Waive) -> Waiver {
        let (code, span) = &waive.code;
        if !WAIVABLE.iter().any(|known| known.as_str() == code) {
            let names: Vec<String> = WAIVABLE.iter().map(|code| code.as_str().to_owned()).collect();
            let all = names.join("`, `");
            let message = say!("there is no finding `{code}` that can be waived");
            let d = self.unknown(Code::UnknownName, *span, message, code, names);
            self.report(d.help_if_none(say!("these can: `{all}`")));
        }
        if waive.because.0.trim().is_empty() {
            self.report(
                Diagnostic::new(Code::EmptyReason, waive.because.1, "the waiver gives no reason")
                    .help("say why this is right in this plan; the reason is printed in the plan's documentation"),
            );
        }
        Waiver {
            code: code.clone(),
            code_span: *span,
            on: waive.on.text.clone(),
            because: waive.because.0.clone(),
            because_span: waive.because.1,
        }
    }
}
