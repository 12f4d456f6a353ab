//! Tax statuses as they are stored, and how they decide about documents.

use crate::facts::people::TaxFact;
use chrono::NaiveDate;
use compline_documents::vat::{Exemption, RateKind, Rates, VatError, treatment as treat};
use compline_documents::{EntryKind, Ground, TaxStatus, Term, Treatment, VatPosition};
use rust_decimal::Decimal;

/// Statuses with their stored names.
pub const STATUSES: [(&str, TaxStatus); 8] = [
    ("regular", TaxStatus::Regular(RateKind::Standard)),
    ("regular-reduced", TaxStatus::Regular(RateKind::Reduced)),
    ("small-business", TaxStatus::SmallBusiness),
    ("exempt-insurance", TaxStatus::Exempt(Exemption::Insurance)),
    ("exempt-finance", TaxStatus::Exempt(Exemption::Finance)),
    ("reverse-charge", TaxStatus::ReverseCharge),
    ("third-country", TaxStatus::ThirdCountry),
    ("private", TaxStatus::Private),
];

/// Kinds of entries beside the plan with their stored names, and whether they are pay for services.
pub const ENTRY_KINDS: [(&str, EntryKind, bool); 6] = [
    ("bonus", EntryKind::OneOff, true),
    ("deduction", EntryKind::Deduction, true),
    ("fee", EntryKind::Fee, false),
    ("advance", EntryKind::Advance, false),
    ("recovery", EntryKind::Recovery, false),
    ("assignment", EntryKind::Attachment, false),
];

/// The fact that holds on a day; of several for one day the one learned last. `history` is in order of days and commits.
pub fn on(history: &[TaxFact], day: NaiveDate) -> Option<&TaxFact> {
    history.iter().rev().find(|fact| fact.valid_from <= day)
}

/// How services of a day are taxed.
///
/// # Errors
/// The reason why it cannot be known: a stable name for the list of what is held.
pub fn treatment(history: &[TaxFact], partner: &str, company: &str, day: NaiveDate) -> Result<Treatment, &'static str> {
    let fact = on(history, day).ok_or("held-no-tax-status")?;
    let status = STATUSES.iter().find(|(name, _)| *name == fact.status).ok_or("held-no-tax-status")?.1;
    // Rates, and the sections that documents name, are a country's own: where they are not known, nothing is guessed.
    let rates = Rates::of(company).ok_or("held-no-rate")?;
    treat(status, partner, company, day, &rates).map_err(|error| match error {
        VatError::NotDomestic { .. } | VatError::NotReverseCharge { .. } | VatError::NotThirdCountry { .. } => {
            "held-tax-status-and-country"
        }
        VatError::Country { .. } => "held-country",
        VatError::NoRate { .. } | VatError::Overflow { .. } => "held-no-rate",
    })
}

/// How the draft of a statement is taxed that is held because its treatment is not known: not at all.
pub fn none() -> Treatment {
    let ground = Ground::NoBusiness;
    Treatment {
        position: VatPosition { category: ground.category(), rate: Decimal::ZERO },
        ground: Some(ground),
        self_billed: false,
    }
}

/// Why a statement is held that lacks a term.
pub fn reason(term: Term) -> &'static str {
    match term {
        Term::Number => "held-number",
        Term::SellerName => "held-name",
        Term::SellerAddress => "held-address",
        Term::SellerTaxNumber => "held-tax-number",
        Term::SellerVatId => "held-vat-id",
        Term::BuyerName | Term::BuyerAddress | Term::BuyerVatId => "held-company-data",
        Term::Agreement => "held-agreement",
        Term::Preceding => "held-preceding",
    }
}

/// The kind of an entry by its stored name.
pub fn entry_kind(name: &str) -> EntryKind {
    ENTRY_KINDS.iter().find(|(of, _, _)| *of == name).map_or(EntryKind::Deduction, |(_, kind, _)| *kind)
}
