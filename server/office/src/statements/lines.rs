//! The parts of a statement: how it is taxed, its groups of lines, both parties.

use super::desk::Part;
use crate::companies::LegalEntity;
use crate::error::OfficeError;
use crate::facts::people::{Person, TaxFact};
use crate::tax;
use chrono::NaiveDate;
use compline_documents as documents;
use compline_runtime::booked::{BookedLine, Shown};
use compline_runtime::calendar;
use compline_words::Words;
use std::collections::BTreeMap;

/// How months of origin are taxed, and what keeps the statement back because it cannot be known.
pub(super) struct Positions<'a> {
    data: &'a Person,
    /// The country of whoever owes the commissions.
    country: &'a str,
    history: &'a [TaxFact],
    held: &'a mut Vec<String>,
    pub(super) known: BTreeMap<NaiveDate, documents::Treatment>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(data: &'a Person, country: &'a str, history: &'a [TaxFact], held: &'a mut Vec<String>) -> Self {
        Self { data, country, history, held, known: BTreeMap::new() }
    }

    /// The treatment of services of a day.
    pub(super) fn of(&mut self, day: NaiveDate) -> documents::Treatment {
        if let Some(known) = self.known.get(&day) {
            return *known;
        }
        let found = tax::treatment(self.history, &self.data.country, self.country, day);
        let treatment = found.unwrap_or_else(|reason| {
            self.held.push(reason.to_owned());
            tax::none()
        });
        self.known.insert(day, treatment);
        treatment
    }

    /// Books a line into its group, on the sheet where that can stand.
    pub(super) fn book(
        &mut self,
        sheets: &mut Vec<Sheet>,
        part: &Part,
        line: &BookedLine,
        partner: &str,
        words: Words,
        last: NaiveDate,
    ) -> Result<(), OfficeError> {
        let own = part.computed.plan.program.calendar;
        let end = calendar::Period::containing(own, calendar::day(line.month)).end();
        let day = calendar::date(end).min(last);
        let treatment = self.of(day);
        let vat = treatment.position;
        let Some(sheet) = Sheet::of(sheets, treatment) else { return Ok(()) };
        sheet.until = sheet.until.max(day);
        let groups = &mut sheet.groups;
        let (rank, plan) = match &line.prior {
            Some(of) => (Some(of.rank.clone()).filter(|rank| !rank.is_empty()), plan_of(&of.plan)),
            None => (rank(part, line, partner), part.label()),
        };
        let same = |group: &documents::Group| {
            group.origin == line.month
                && group.bonus == line.name
                && group.vat == vat
                && group.rank == rank
                && group.plan == plan
        };
        if !groups.iter().any(same) {
            groups.push(documents::Group {
                origin: line.month,
                bonus: line.name.clone(),
                rank: rank.clone(),
                plan: plan.clone(),
                heading: None,
                vat,
                lines: Vec::new(),
                amount: 0,
            });
        }
        if let Some(group) = groups.iter_mut().find(|group| same(group)) {
            group.lines.push(printed(line, words, day));
        }
        Ok(())
    }
}

/// What can stand on one document: an invoice is not also something else, and names one ground for each kind of tax.
pub(super) struct Sheet {
    pub(super) self_billed: bool,
    pub(super) grounds: BTreeMap<documents::VatPosition, Option<documents::Ground>>,
    pub(super) groups: Vec<documents::Group>,
    /// The last day of service on it.
    pub(super) until: NaiveDate,
}

impl Sheet {
    pub(super) fn new(treatment: documents::Treatment) -> Self {
        let grounds = BTreeMap::from([(treatment.position, treatment.ground)]);
        Self { self_billed: treatment.self_billed, grounds, groups: Vec::new(), until: NaiveDate::MIN }
    }

    /// The first sheet on which pay of a treatment can stand; a new one where there is none.
    fn of(sheets: &mut Vec<Self>, treatment: documents::Treatment) -> Option<&mut Self> {
        let outside = |position: &documents::VatPosition| position.category == documents::VatCategory::OutsideScope;
        let fits = |sheet: &Self| {
            let ground = sheet.grounds.get(&treatment.position);
            sheet.self_billed == treatment.self_billed
                && ground.is_none_or(|ground| *ground == treatment.ground)
                // Category O stands alone: BR-O-11 of EN 16931.
                && sheet.grounds.keys().any(outside) == outside(&treatment.position)
        };
        let at = sheets.iter().position(fits).unwrap_or_else(|| {
            sheets.push(Self::new(treatment));
            sheets.len().saturating_sub(1)
        });
        let sheet = sheets.get_mut(at)?;
        sheet.grounds.insert(treatment.position, treatment.ground);
        Some(sheet)
    }
}

/// The rank that a partner was paid by in the month of a line.
fn rank(part: &Part, line: &BookedLine, partner: &str) -> Option<String> {
    let computed = &part.computed;
    let ranks = computed.plan.program.ranks?;
    let settled = computed.settled.iter().find(|one| one.context.to_string() == line.context)?;
    let row = *settled.snapshot.row_of.get(computed.number(partner)?)? as usize;
    match computed.view().column(settled, ranks.paid_as, row)? {
        Shown::Text(rank) => Some(rank),
        _ => None,
    }
}

/// A plan and its version, from how they are called together.
fn plan_of(label: &str) -> documents::PlanVersion {
    let (name, version) = label.rsplit_once(' ').unwrap_or((label, ""));
    documents::PlanVersion { name: name.to_owned(), version: version.to_owned() }
}

/// A line as it stands on the document.
fn printed(line: &BookedLine, words: Words, day: NaiveDate) -> documents::Line {
    let sale = line.sale.as_ref();
    let level = match line.variable("level") {
        Some(Shown::Number { value, .. }) => u32::try_from(value.trunc().mantissa()).ok(),
        _ => None,
    };
    let base = match &line.base {
        Some(Shown::Number { value, unit }) => Some(documents::Quantity { value: *value, unit: unit.clone() }),
        _ => None,
    };
    let rate = line.rate.as_ref().map(|rate| said(rate, words));
    documents::Line {
        date: sale.and_then(|sale| sale.day).unwrap_or(day),
        reference: sale.map_or_else(String::new, |sale| sale.id.clone()),
        // The partner knows that the path begins with itself.
        path: sale.map(|sale| sale.path.iter().skip(1).cloned().collect()).unwrap_or_default(),
        level,
        base,
        rate,
        amount: line.amount,
        reverses: line.taken_back.as_ref().map(|of| match sale {
            Some(sale) => format!("{}, {}", sale.id, of.settled),
            None => of.settled.clone(),
        }),
        corrects: line.prior.as_ref().filter(|of| !of.correction.is_empty()).map(|of| documents::Corrected {
            number: of.correction.clone(),
            paid: of.paid,
            due: of.paid.saturating_add(line.amount),
            reason: of.reason.clone(),
        }),
    }
}

/// A value in the reader's language.
pub fn said(value: &Shown, words: Words) -> String {
    match value {
        Shown::Number { value, unit } if unit.is_empty() => words.decimal(*value),
        Shown::Number { value, unit } => format!("{}\u{a0}{unit}", words.decimal(*value)),
        Shown::Percent(value) => words.percent(*value),
        Shown::Text(text) => text.clone(),
        Shown::Day(day) => words.date(*day),
        Shown::YesNo(yes) => words.say(if *yes { "common-yes" } else { "common-no" }),
    }
}

pub(super) fn seller(data: &Person, partner: &str, status: Option<&TaxFact>) -> documents::Seller {
    documents::Seller {
        id: partner.to_owned(),
        name: data.full_name(),
        nature: if data.legal_form == "company" { documents::Nature::Company } else { documents::Nature::Person },
        address: documents::Address {
            line1: data.street.clone(),
            post_code: data.post_code.clone(),
            city: data.city.clone().unwrap_or_default(),
            country: data.country.clone(),
            ..documents::Address::default()
        },
        vat_id: status.and_then(|fact| fact.vat_id.clone()),
        tax_number: status.and_then(|fact| fact.tax_number.clone()),
        electronic: None,
    }
}

pub(super) fn buyer(entity: &LegalEntity) -> documents::Buyer {
    documents::Buyer {
        name: entity.name.clone(),
        address: documents::Address {
            line1: Some(entity.street.clone()),
            post_code: Some(entity.post_code.clone()),
            city: entity.city.clone(),
            country: entity.country.clone(),
            ..documents::Address::default()
        },
        vat_id: entity.vat_id.clone(),
        electronic: None,
        register: entity.register.clone(),
        managers: entity
            .managers
            .as_deref()
            .map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
            .unwrap_or_default(),
        bank: entity.iban.clone().map(|iban| documents::Bank { name: entity.bic.clone().unwrap_or_default(), iban }),
        contact: entity
            .contact
            .clone()
            .map(|email| documents::Contact { email: Some(email), ..documents::Contact::default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use documents::{Ground, Treatment, VatCategory, VatPosition};
    use rust_decimal::Decimal;

    #[test]
    fn documents_are_parted_where_their_pay_cannot_stand_together() {
        let of = |category, percent, ground, self_billed| Treatment {
            position: VatPosition { category, rate: Decimal::new(percent, 2) },
            ground,
            self_billed,
        };
        let regular = of(VatCategory::Standard, 19, None, true);
        let reduced = of(VatCategory::Standard, 7, None, true);
        let small = of(VatCategory::Exempt, 0, Some(Ground::SmallBusiness), true);
        let insurance = of(VatCategory::Exempt, 0, Some(Ground::Insurance), true);
        let private = of(VatCategory::OutsideScope, 0, Some(Ground::NoBusiness), false);
        let mut sheets = vec![Sheet::new(regular)];
        let parts = [reduced, small, insurance, private, regular, insurance].map(|treatment| {
            Sheet::of(&mut sheets, treatment).map(|sheet| sheet.grounds.len());
            let fits = |sheet: &Sheet| sheet.grounds.get(&treatment.position) == Some(&treatment.ground);
            sheets.iter().position(fits)
        });
        assert_eq!(parts, [Some(0), Some(0), Some(1), Some(2), Some(0), Some(1)]);
        assert_eq!(sheets.iter().map(|sheet| sheet.self_billed).collect::<Vec<_>>(), [true, true, false]);
    }
}
