//! How a partner's services are taxed: category, rate, tax and the sentence that the law wants.
//!
//! A commission pays for a service between businesses, so its place is where the recipient is established (§ 3a (2)
//! UStG, Article 44 of Directive 2006/112/EC). What is decided here rests on the tax status that the company keeps of
//! its partner; it does not replace looking that status up.

use crate::model::{VatCategory, VatPosition};
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// What a partner is for VAT, at the date of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "of")]
pub enum TaxStatus {
    /// Taxed as usual in the company's own country.
    Regular(RateKind),
    /// Small business, § 19 UStG.
    SmallBusiness,
    /// Exempt by the kind of the service.
    Exempt(Exemption),
    /// A business of another member state: the recipient owes the tax, § 13b (1) UStG.
    ReverseCharge,
    /// A business established outside of the European Union.
    ThirdCountry,
    /// No business.
    Private,
}

/// Which rate of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateKind {
    /// § 12 (1) UStG.
    Standard,
    /// § 12 (2) UStG.
    Reduced,
}

/// Services that § 4 UStG exempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Finance and its intermediation, § 4 no. 8 UStG.
    Finance,
    /// Insurance agents and brokers, building society agents, § 4 no. 11 UStG.
    Insurance,
}

/// Why there is no tax on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// § 19 (1) UStG; § 34a UStDV wants it to be named.
    SmallBusiness,
    /// § 4 no. 8 UStG.
    Finance,
    /// § 4 no. 11 UStG.
    Insurance,
    /// § 13b UStG; § 14a (5) UStG wants the words "Steuerschuldnerschaft des Leistungsempfängers".
    ReverseCharge,
    /// The place of the service is outside of the European Union, § 3a (2) UStG.
    Abroad,
    /// The partner is no business: § 1 (1) no. 1 UStG does not apply.
    NoBusiness,
}

impl Ground {
    /// The category that goes with it.
    #[must_use]
    pub const fn category(self) -> VatCategory {
        match self {
            Ground::SmallBusiness | Ground::Finance | Ground::Insurance => VatCategory::Exempt,
            Ground::ReverseCharge => VatCategory::ReverseCharge,
            Ground::Abroad | Ground::NoBusiness => VatCategory::OutsideScope,
        }
    }

    /// The code of the ground (BT-121, code list VATEX of the Connecting Europe Facility); none where the list has no
    /// code for it and the sentence (BT-120) has to do.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Ground::ReverseCharge => Some("VATEX-EU-AE"),
            Ground::Abroad | Ground::NoBusiness => Some("VATEX-EU-O"),
            Ground::SmallBusiness | Ground::Finance | Ground::Insurance => None,
        }
    }

    /// The key of its sentence (BT-120) in the catalogue of words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Ground::SmallBusiness => "documents-vat-small-business",
            Ground::Finance => "documents-vat-finance",
            Ground::Insurance => "documents-vat-insurance",
            Ground::ReverseCharge => "documents-vat-reverse-charge",
            Ground::Abroad => "documents-vat-abroad",
            Ground::NoBusiness => "documents-vat-no-business",
        }
    }
}

/// How an amount is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Treatment {
    /// Category and rate.
    pub position: VatPosition,
    /// Why there is no tax; none where there is.
    pub ground: Option<Ground>,
    /// Whether the settlement is a self-billing credit note. It is not for those who are no businesses.
    pub self_billed: bool,
}

/// Why a partner's services cannot be taxed as their master data stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VatError {
    /// Taxed in the company's country, but established elsewhere.
    #[error(
        "a partner in `{partner}` cannot be taxed as domestic by a company in `{company}`; set the tax status to reverse \
         charge for a business of another member state, or to third country"
    )]
    NotDomestic {
        /// The partner's country.
        partner: String,
        /// The company's country.
        company: String,
    },
    /// Reverse charge within the European Union does not fit the countries.
    #[error(
        "reverse charge is for a business of another member state, but the partner is in `{partner}` and the company in \
         `{company}`; set the tax status that fits, or correct the country"
    )]
    NotReverseCharge {
        /// The partner's country.
        partner: String,
        /// The company's country.
        company: String,
    },
    /// Third country, but it is none.
    #[error(
        "`{partner}` is a member state and no third country; set the tax status to reverse charge or to a domestic one"
    )]
    NotThirdCountry {
        /// The partner's country.
        partner: String,
    },
    /// No country code.
    #[error("`{country}` is no country code; write two capital letters of ISO 3166-1, such as `DE`")]
    Country {
        /// What was given.
        country: String,
    },
    /// No rate.
    #[error("no VAT rates are known for `{country}` on {date}; give the table of that country's rates")]
    NoRate {
        /// The country.
        country: String,
        /// The date of service.
        date: NaiveDate,
    },
    /// The tax does not fit into 64 bits.
    #[error("the tax on {taxable} minor units overflows; split the statement")]
    Overflow {
        /// What should be taxed.
        taxable: i64,
    },
}

/// A country's rates by date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Rates with the day from which they hold, in order of that day.
    pub since: Vec<DatedRates>,
}

/// The rates from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRates {
    /// The first day.
    pub from: NaiveDate,
    /// The standard rate, as a share of one.
    pub standard: Decimal,
    /// The reduced rate, as a share of one.
    pub reduced: Decimal,
}

impl Rates {
    /// The German rates since 2007: § 12 (1) and (2) UStG in the wording of the Haushaltsbegleitgesetz 2006 (19 % and
    /// 7 %), and § 28 (1) and (2) UStG in that of the Zweites Corona-Steuerhilfegesetz (16 % and 5 % from 1 July to
    /// 31 December 2020).
    #[must_use]
    pub fn germany() -> Self {
        let since = [((2007, 1), 19, 7), ((2020, 7), 16, 5), ((2021, 1), 19, 7)];
        let dated = |((year, month), standard, reduced): ((i32, u32), i64, i64)| {
            Some(DatedRates {
                from: NaiveDate::from_ymd_opt(year, month, 1)?,
                standard: Decimal::new(standard, 2),
                reduced: Decimal::new(reduced, 2),
            })
        };
        Rates { country: "DE".to_owned(), since: since.into_iter().filter_map(dated).collect() }
    }

    /// The rates of a company's country, where the grounds that documents name are that country's law: Germany's so far.
    #[must_use]
    pub fn of(country: &str) -> Option<Self> {
        (country == "DE").then(Self::germany)
    }

    /// The rate on a day.
    ///
    /// # Errors
    ///
    /// [`VatError::NoRate`] before the first day of the table.
    pub fn on(&self, day: NaiveDate, kind: RateKind) -> Result<Decimal, VatError> {
        let rates = self.since.iter().filter(|rates| rates.from <= day).max_by_key(|rates| rates.from);
        let rates = rates.ok_or_else(|| VatError::NoRate { country: self.country.clone(), date: day })?;
        Ok(match kind {
            RateKind::Standard => rates.standard,
            RateKind::Reduced => rates.reduced,
        })
    }
}

/// How services of a partner are taxed that were rendered on a day: the day of service decides, not that of the
/// statement. `rates` are those of the company's country.
///
/// # Errors
///
/// [`VatError`] where the status does not fit the countries, or no rate is known.
pub fn treatment(
    status: TaxStatus,
    partner: &str,
    company: &str,
    day: NaiveDate,
    rates: &Rates,
) -> Result<Treatment, VatError> {
    for country in [partner, company] {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(VatError::Country { country: country.to_owned() });
        }
    }
    let untaxed = |ground: Ground| Treatment {
        position: VatPosition { category: ground.category(), rate: Decimal::ZERO },
        ground: Some(ground),
        self_billed: ground != Ground::NoBusiness,
    };
    let domestic = || {
        let names = || VatError::NotDomestic { partner: partner.to_owned(), company: company.to_owned() };
        if partner == company { Ok(()) } else { Err(names()) }
    };
    match status {
        TaxStatus::Private => Ok(untaxed(Ground::NoBusiness)),
        TaxStatus::Regular(kind) => {
            domestic()?;
            if rates.country != company {
                return Err(VatError::NoRate { country: company.to_owned(), date: day });
            }
            let rate = rates.on(day, kind)?;
            let position = VatPosition { category: VatCategory::Standard, rate };
            Ok(Treatment { position, ground: None, self_billed: true })
        }
        TaxStatus::SmallBusiness => domestic().map(|()| untaxed(Ground::SmallBusiness)),
        // What is exempt where the service is rendered is exempt whoever renders it.
        TaxStatus::Exempt(exemption) => Ok(untaxed(match exemption {
            Exemption::Finance => Ground::Finance,
            Exemption::Insurance => Ground::Insurance,
        })),
        TaxStatus::ReverseCharge if !is_member(partner) || partner == company => {
            Err(VatError::NotReverseCharge { partner: partner.to_owned(), company: company.to_owned() })
        }
        TaxStatus::ThirdCountry if is_member(partner) => Err(VatError::NotThirdCountry { partner: partner.to_owned() }),
        // § 13b (2) no. 1 and Article 196 ask whether the supplier is established in the recipient's country, not where
        // else; § 14 (7) UStG leaves German rules in force where a credit note was agreed.
        TaxStatus::ReverseCharge | TaxStatus::ThirdCountry => {
            Ok(untaxed(if is_member(company) { Ground::ReverseCharge } else { Ground::Abroad }))
        }
    }
}

/// The tax on a sum: rounded half up, away from zero, once for the sum of a category and rate (BR-CO-17 of EN 16931).
///
/// # Errors
///
/// [`VatError::Overflow`].
pub fn tax(taxable: i64, rate: Decimal) -> Result<i64, VatError> {
    let exact = Decimal::from(taxable).checked_mul(rate).ok_or(VatError::Overflow { taxable })?;
    let rounded = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    i64::try_from(rounded).map_err(|_| VatError::Overflow { taxable })
}

/// Whether a country belongs to the VAT area of the European Union (Article 5 of Directive 2006/112/EC), by its ISO
/// 3166-1 code. Northern Ireland belongs to it for goods only, so it does not count here.
#[must_use]
pub fn is_member(country: &str) -> bool {
    const MEMBERS: [&str; 27] = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];
    MEMBERS.contains(&country)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn treated(status: TaxStatus, partner: &str, company: &str) -> Result<(&'static str, Option<Ground>), VatError> {
        treatment(status, partner, company, day("2026-03-01"), &Rates::germany())
            .map(|treatment| (treatment.position.category.code(), treatment.ground))
    }

    #[test]
    fn the_day_of_service_chooses_the_rate() {
        let rates = Rates::germany();
        for (date, standard, reduced) in [
            ("2007-01-01", 19, 7),
            ("2020-06-30", 19, 7),
            ("2020-07-01", 16, 5),
            ("2020-12-31", 16, 5),
            ("2021-01-01", 19, 7),
            ("2026-03-31", 19, 7),
        ] {
            assert_eq!(rates.on(day(date), RateKind::Standard), Ok(Decimal::new(standard, 2)), "{date}");
            assert_eq!(rates.on(day(date), RateKind::Reduced), Ok(Decimal::new(reduced, 2)), "{date}");
        }
        let before = rates.on(day("2006-12-31"), RateKind::Standard).unwrap_err().to_string();
        assert_eq!(before, "no VAT rates are known for `DE` on 2006-12-31; give the table of that country's rates");
    }

    #[test]
    fn status_and_countries_choose_category_and_ground() {
        use TaxStatus as Status;
        let regular = Status::Regular(RateKind::Standard);
        assert_eq!(treated(regular, "DE", "DE"), Ok(("S", None)));
        assert_eq!(treated(Status::SmallBusiness, "DE", "DE"), Ok(("E", Some(Ground::SmallBusiness))));
        assert_eq!(treated(Status::Exempt(Exemption::Finance), "DE", "DE"), Ok(("E", Some(Ground::Finance))));
        assert_eq!(treated(Status::Exempt(Exemption::Insurance), "AT", "DE"), Ok(("E", Some(Ground::Insurance))));
        assert_eq!(treated(Status::ReverseCharge, "AT", "DE"), Ok(("AE", Some(Ground::ReverseCharge))));
        assert_eq!(treated(Status::ReverseCharge, "DE", "AT"), Ok(("AE", Some(Ground::ReverseCharge))));
        assert_eq!(treated(Status::ReverseCharge, "DE", "CH"), Ok(("O", Some(Ground::Abroad))));
        assert_eq!(treated(Status::ThirdCountry, "CH", "DE"), Ok(("AE", Some(Ground::ReverseCharge))));
        assert_eq!(treated(Status::Private, "DE", "DE"), Ok(("O", Some(Ground::NoBusiness))));
    }

    #[test]
    fn a_status_that_does_not_fit_the_countries_is_refused() {
        use TaxStatus as Status;
        let names = |partner: &str, company: &str| (partner.to_owned(), company.to_owned());
        let (partner, company) = names("AT", "DE");
        assert_eq!(treated(Status::SmallBusiness, "AT", "DE"), Err(VatError::NotDomestic { partner, company }));
        let (partner, company) = names("DE", "DE");
        assert_eq!(treated(Status::ReverseCharge, "DE", "DE"), Err(VatError::NotReverseCharge { partner, company }));
        let (partner, company) = names("CH", "DE");
        assert_eq!(treated(Status::ReverseCharge, "CH", "DE"), Err(VatError::NotReverseCharge { partner, company }));
        assert_eq!(treated(Status::ThirdCountry, "FR", "DE"), Err(VatError::NotThirdCountry { partner: "FR".into() }));
        assert_eq!(treated(Status::Private, "de", "DE"), Err(VatError::Country { country: "de".into() }));
        let regular = Status::Regular(RateKind::Standard);
        assert!(matches!(treated(regular, "AT", "AT"), Err(VatError::NoRate { .. })));
    }

    #[test]
    fn tax_is_rounded_half_up_once() {
        let rate = Decimal::new(19, 2);
        for (taxable, expected) in [(0, 0), (100, 19), (50, 10), (-50, -10), (43_059, 8_181), (2, 0), (3, 1), (-3, -1)]
        {
            assert_eq!(tax(taxable, rate), Ok(expected), "{taxable}");
        }
        assert_eq!(tax(i64::MAX, Decimal::TWO), Err(VatError::Overflow { taxable: i64::MAX }));
    }
}
