//! Proofs: what a plan says that it can never pay.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::Proof;
use crate::number::Decimal;
use crate::syntax::ast::{self, ExprKind};

impl Checker<'_> {
    /// A proof. Whether it holds is found by those who know the whole plan.
    pub fn proof(&mut self, proof: &ast::Proof) -> Option<Proof> {
        let what = match proof.what.text.as_str() {
            "payout" => None,
            name => {
                let payers = self.env.payers();
                if !payers.iter().any(|payer| payer == name) {
                    let mut names = payers;
                    names.push("payout".to_owned());
                    let text = say!("there is no bonus or pool `{}`", name);
                    let d = self.unknown(Code::UnknownName, proof.what.span, text, name, names);
                    self.report(d);
                    return None;
                }
                Some(name.to_owned())
            }
        };
        let hundredth = |value: Decimal, places: u8| Decimal::new(value.mantissa, value.scale.saturating_add(places));
        let limit = match proof.limit.kind.as_ref() {
            ExprKind::Percent(value) => hundredth(*value, 2),
            ExprKind::PerMille(value) => hundredth(*value, 3),
            _ => {
                let d = Diagnostic::new(Code::TypeMismatch, proof.limit.span, "a proof is about a share in percent");
                self.report(d.help("write it so: `prove payout <= 55% of volume`"));
                return None;
            }
        };
        let of = match (&proof.of, &proof.field) {
            (_, Some(field)) => {
                let event = self.event(&proof.of)?;
                if !event.fields.iter().any(|declared| declared.name == field.text) {
                    let names = event.fields.iter().map(|declared| declared.name.clone()).collect();
                    let text = format!("`{}` has no field `{}`", event.name, field.text);
                    let d = self.unknown(Code::UnknownAttribute, field.span, text, &field.text, names);
                    self.report(d);
                    return None;
                }
                Some((event.name.clone(), field.text.clone()))
            }
            (of, None) if of.text == "volume" => None,
            (of, None) => {
                let text = format!("a proof is about a share of the volume, and `{}` is no field of an event", of.text);
                let d = Diagnostic::new(Code::UnknownName, of.span, text);
                self.report(d.help("write `of volume`, or name the field: `of Order's bv`"));
                return None;
            }
        };
        Some(Proof { what, limit, of, span: proof.span })
    }
}
