//! Postings: category 21, format version 13, one file per period.

use super::posting_fields::FIELDS;
use super::{DatevError, HeaderKind, Ledger, Lines, Place, Problem, finished, flag};
use crate::money::to_decimal;
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeMap;

/// The side of the account; the contra account has the other one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Soll.
    Debit,
    /// Haben.
    Credit,
}

/// The days of a file, all in one month of the fiscal year.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// The month of a day.
    #[must_use]
    pub fn month_of(day: NaiveDate) -> Self {
        let from = day.with_day(1).unwrap_or(day);
        let last = i64::from(day.num_days_in_month()).saturating_sub(1);
        let to = from.checked_add_signed(chrono::TimeDelta::days(last)).unwrap_or(day);
        Self { from, to }
    }
}

/// One posting.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Posting {
    /// Cents, 1 to 999,999,999,999; the side tells the sign.
    pub amount: i64,
    /// The side of the account.
    pub side: Side,
    /// The account, of the general ledger or personal.
    pub account: u32,
    /// The contra account.
    pub contra_account: u32,
    /// Tax key, 1 to 9999; with an account that computes tax by itself there is none.
    pub tax_key: Option<u16>,
    /// Date of the document, within the period of the file.
    pub date: NaiveDate,
    /// Number of the document, at most 36 of `A-Z a-z 0-9 $ & % * + - /`; open items are matched by it.
    pub document_number: String,
    /// Second number, at most 12 of the same characters; may be empty.
    pub second_number: String,
    /// Text of the posting, at most 60 characters.
    pub text: String,
    /// The document that shows it, by its GUID in the document package.
    pub document: Option<String>,
    /// Further facts, at most eight pairs of a kind (20 characters) and a content (210).
    pub facts: Vec<(String, String)>,
    /// Cost centres, at most 36 letters, digits and blanks each; may be empty.
    pub cost_centres: [String; 2],
    /// VAT id of a business partner in the European Union with its country in front; may be empty.
    pub vat_id: String,
    /// Day of the service.
    pub service_date: Option<NaiveDate>,
    /// Day on which it is due.
    pub due_date: Option<NaiveDate>,
    /// Whether it takes an earlier posting back on the same sides (Generalumkehr).
    pub reversal: bool,
}

/// The postings of one period.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PostingBatch {
    /// The books.
    pub ledger: Ledger,
    /// The days of the file.
    pub period: Period,
    /// Whether the adviser may not change the postings any more (Festschreibung).
    pub locked: bool,
    /// The postings, at least one.
    pub postings: Vec<Posting>,
}

/// The postings by the month of their documents, each in its order.
#[must_use]
pub fn by_period(postings: Vec<Posting>) -> BTreeMap<Period, Vec<Posting>> {
    let mut periods: BTreeMap<Period, Vec<Posting>> = BTreeMap::new();
    for posting in postings {
        periods.entry(Period::month_of(posting.date)).or_default().push(posting);
    }
    periods
}

impl PostingBatch {
    /// The name that the file must have: `EXTF_Buchungsstapel_202611.csv`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("EXTF_Buchungsstapel_{}.csv", self.period.from.format("%Y%m"))
    }

    /// The file; the same bytes for the same batch.
    ///
    /// # Errors
    ///
    /// All faults, each with its row and column.
    pub fn to_csv(&self) -> Result<Vec<u8>, DatevError> {
        let mut lines = Lines::new(self.ledger.policy);
        let Period { from, to } = self.period;
        let kind = HeaderKind {
            category: 21,
            name: "Buchungsstapel",
            version: 13,
            period: Some((from, to)),
            posting: Some(self.locked),
        };
        self.ledger.header(&mut lines, &kind);
        let start = self.ledger.fiscal_year_start;
        let in_year = start <= from && to <= self.ledger.fiscal_year_end();
        if from > to || !in_year || (from.year(), from.month()) != (to.year(), to.month()) {
            lines.fault("Datum von", Problem::Period { from, to, start });
        }
        if self.postings.is_empty() {
            lines.fault("Buchungen", Problem::NoRows);
        }
        lines.head(FIELDS);
        for (posting, row) in self.postings.iter().zip(1..) {
            lines.begin(Place::Row(row));
            self.posting(&mut lines, posting);
        }
        finished(lines)
    }

    fn posting(&self, lines: &mut Lines, posting: &Posting) {
        if !(1..=999_999_999_999).contains(&posting.amount) {
            lines.fault("Umsatz (ohne Soll/Haben-Kz)", Problem::Amount { found: posting.amount });
        }
        self.ledger.account(lines, "Konto", posting.account);
        self.ledger.account(lines, "Gegenkonto (ohne BU-Schlüssel)", posting.contra_account);
        if posting.account == posting.contra_account {
            lines.fault("Gegenkonto (ohne BU-Schlüssel)", Problem::SameAccount { found: posting.account });
        }
        let Period { from, to } = self.period;
        if posting.date < from || posting.date > to {
            lines.fault("Belegdatum", Problem::OutsidePeriod { found: posting.date, from, to });
        }
        if posting.document_number.is_empty() {
            lines.fault("Belegfeld 1", Problem::Missing);
        }
        if posting.facts.len() > 8 {
            lines.wrong("Beleginfo", &posting.facts.len().to_string(), "at most 8 pairs");
        }
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%d%m%Y").to_string()).unwrap_or_default();
        let mut values = vec![
            // An amount out of range has its own fault already.
            (1, to_decimal(posting.amount.clamp(1, 999_999_999_999), 2).replace('.', ",")),
            (2, if posting.side == Side::Debit { "S" } else { "H" }.to_owned()),
            (3, "EUR".to_owned()),
            (7, posting.account.to_string()),
            (8, posting.contra_account.to_string()),
            (9, posting.tax_key.map(|key| format!("{key:04}")).unwrap_or_default()),
            (10, posting.date.format("%d%m").to_string()),
            (11, posting.document_number.clone()),
            (12, posting.second_number.clone()),
            (14, posting.text.clone()),
            (20, posting.document.as_ref().map(|guid| format!("BEDI \"{guid}\"")).unwrap_or_default()),
            (40, posting.vat_id.clone()),
            (114, flag(self.locked).to_owned()),
            (115, day(posting.service_date)),
            (117, day(posting.due_date)),
            (118, flag(posting.reversal).to_owned()),
        ];
        values.extend(posting.cost_centres.iter().cloned().zip(37..).map(|(centre, column)| (column, centre)));
        for ((kind, content), column) in posting.facts.iter().zip((21..=35).step_by(2)) {
            values.extend([(column, kind.clone()), (column + 1, content.clone())]);
        }
        if let Some(guid) = &posting.document
            && !super::document::is_guid(guid)
        {
            lines.wrong("Beleglink", guid, "a GUID of 32 hexadecimal digits in five groups");
        }
        lines.row(FIELDS, &values);
    }
}
