//! What a plan keeps for partners, as it stands on statements: all accounts, and the states of which the plan says something.

use crate::compute::Computed;
use crate::error::OfficeError;
use crate::office::Office;
use crate::plans::{PlanVersion, on_big_stack};
use compline_documents as documents;
use compline_planbook::Docs;
use compline_runtime::booked::Shown;
use compline_runtime::kept::{Gone, Keeping, Kept};
use compline_words::Language;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Office {
    /// The comments of a plan.
    pub(crate) async fn docs_of(&self, plan: &PlanVersion) -> Result<Arc<Docs>, OfficeError> {
        let text = plan.text.clone();
        self.of_text("docs", &plan.hash, on_big_stack(move || Docs::of(&text))).await
    }
}

/// What partners keep, by their numbers in the company; those who keep nothing are left out.
pub(super) fn by_partner(computed: &Computed, docs: &Docs) -> BTreeMap<usize, Vec<Kept>> {
    let keeping = Keeping::of(&computed.plan.hir, computed.view(), |state| docs.has(state));
    let Some(keeping) = keeping.filter(|keeping| !keeping.is_empty()) else { return BTreeMap::new() };
    let all = (0..computed.company.partners.len()).map(|number| (number, keeping.by(number)));
    all.filter(|(_, kept)| !kept.is_empty()).collect()
}

/// One of them, as a document has it.
pub(super) fn written(kept: &Kept, docs: &Docs, partner: Option<String>, language: Language) -> documents::Kept {
    let gone = kept.gone.iter().map(|(how, amount)| documents::KeptMovement {
        how: match how {
            Gone::Drawn => documents::KeptGone::Drawn,
            Gone::Released => documents::KeptGone::Released,
            Gone::Expired => documents::KeptGone::Expired,
        },
        amount: figure(amount),
    });
    let lots = kept
        .lots
        .iter()
        .map(|(period, amount)| documents::KeptLot { period: period.to_string(), amount: figure(amount) });
    documents::Kept {
        partner,
        name: kept.name.replace('_', " "),
        about: docs.plain(&kept.name, language.tag()),
        opening: kept.opening.as_ref().map(figure),
        added: kept.added.as_ref().map(figure),
        gone: gone.collect(),
        closing: kept.closing.as_ref().map(figure),
        lots: lots.collect(),
    }
}

fn figure(shown: &Shown) -> documents::Figure {
    match shown {
        Shown::Number { value, unit } => {
            documents::Figure::Quantity(documents::Quantity { value: *value, unit: unit.clone() })
        }
        Shown::Percent(share) => documents::Figure::Share(*share),
        Shown::Text(text) => documents::Figure::Text(text.clone()),
        Shown::Day(day) => documents::Figure::Day(*day),
        Shown::YesNo(yes) => documents::Figure::YesNo(*yes),
    }
}
