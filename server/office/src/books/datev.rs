//! The subledger as DATEV postings, and partners as creditors.

use super::{BookFile, BookSpan, Postings};
use crate::companies::{Accounts, LegalEntity, Settings};
use crate::error::{FieldError, OfficeError};
use crate::facts::people::Person;
use crate::ledger::{Account, Posting, PostingLine};
use crate::office::Office;
use crate::statements::StatementRow;
use crate::who::Author;
use chrono::{Datelike, NaiveDate};
use compline_documents as documents;
use compline_exchange::datev::{self, Addressee, Creditor, CreditorFile, Ledger, PostingBatch, Side, TextPolicy};
use compline_policy::ObjectKind;
use compline_store::{Value, values};
use std::collections::{BTreeMap, BTreeSet};

/// Final statements by their ids.
pub(super) type Statements = BTreeMap<String, StatementRow>;
type Numbers = BTreeMap<String, i64>;

impl Office {
    pub(super) async fn datev(
        &self,
        author: &Author,
        span: &BookSpan,
        postings: &Postings,
        statements: &Statements,
    ) -> Result<Vec<BookFile>, OfficeError> {
        let entity = self.legal_entity(&author.company, &span.legal_entity).await?;
        if entity.currency != "EUR" {
            let wrong = FieldError::new("legal_entity", "error-books-currency").with("currency", &entity.currency);
            return Err(OfficeError::Input(vec![wrong]));
        }
        let settings = entity.settings()?;
        let persons: BTreeSet<String> =
            postings.iter().flat_map(|(_, lines)| lines.iter().filter_map(|line| line.person.clone())).collect();
        let numbers = self.creditors(author, &entity, &settings, &persons).await?;
        let made = postings.iter().map(|(posting, _)| posting.at).max().unwrap_or_default().naive_utc();
        let mut rows = Vec::new();
        for (posting, lines) in postings {
            match statements.get(&posting.object).filter(|_| posting.kind == "statement") {
                Some(row) => rows.extend(self.statement_rows(posting, lines, row, &settings, &numbers).await?),
                None => rows.extend(plain(posting, lines, &settings, &numbers)?),
            }
        }
        let mut files = Vec::new();
        for (period, postings) in datev::by_period(rows) {
            let ledger = ledger(&settings, period.from, made, "Provisionen")?;
            let batch = PostingBatch { ledger, period, locked: false, postings };
            files.push(BookFile { name: batch.file_name(), bytes: batch.to_csv().map_err(|error| refused(&error))? });
        }
        let people = self.persons_by_id(&author.company).await?;
        let mut creditors = Vec::new();
        for (person, number) in numbers.iter().filter(|(person, _)| persons.contains(*person)) {
            let data = people.get(person).ok_or_else(|| OfficeError::missing("person", person))?;
            let history = self.tax_history(&author.company, person).await?;
            let tax = crate::tax::on(&history, span.to);
            let vat_id = tax.and_then(|fact| fact.vat_id.clone()).unwrap_or_default();
            let tax_number = tax.and_then(|fact| fact.tax_number.clone()).unwrap_or_default();
            creditors.push(creditor(data, *number, vat_id, tax_number)?);
        }
        if !creditors.is_empty() {
            let file = CreditorFile { ledger: ledger(&settings, span.to, made, "Partner")?, creditors };
            let bytes = file.to_csv().map_err(|error| refused(&error))?;
            files.push(BookFile { name: file.file_name().to_owned(), bytes });
        }
        Ok(files)
    }

    /// The personal accounts of persons; those who have none get the next ones, for ever.
    async fn creditors(
        &self,
        author: &Author,
        entity: &LegalEntity,
        settings: &Settings,
        persons: &BTreeSet<String>,
    ) -> Result<Numbers, OfficeError> {
        let sql = "SELECT person, number FROM creditors WHERE legal_entity = $1";
        let known: Vec<(String, i64)> = self.db().all(sql, values![&entity.id]).await?;
        let known: Numbers = known.into_iter().collect();
        if persons.iter().all(|person| known.contains_key(person)) {
            return Ok(known);
        }
        let mut learning = self.learn(author, "creditors").await?;
        let known: Vec<(String, i64)> = learning.tx.all(sql, values![&entity.id]).await?;
        let mut known: Numbers = known.into_iter().collect();
        let overflow = || OfficeError::Overflow("personal accounts");
        let first = i64::try_from(settings.accounts.first_creditor).map_err(|_| overflow())?;
        let last = known.values().max().copied();
        let mut next = last.map_or(Ok(first), |last| last.max(first - 1).checked_add(1).ok_or_else(overflow))?;
        let mut rows: Vec<Vec<Value>> = Vec::new();
        for person in persons {
            if !known.contains_key(person) {
                rows.push(values![&author.company, &entity.id, person, next]);
                known.insert(person.clone(), next);
                next = next.checked_add(1).ok_or_else(overflow)?;
            }
        }
        let count = rows.len();
        learning.tx.insert("creditors", &["company", "legal_entity", "person", "number"], rows).await?;
        learning.note("give-creditor-accounts", ObjectKind::Company, &entity.id, &count).await?;
        learning.commit().await?;
        Ok(known)
    }

    /// The rows of a document: DATEV computes the tax from the gross amount and the key, so each VAT position is a row.
    async fn statement_rows(
        &self,
        posting: &Posting,
        lines: &[PostingLine],
        row: &StatementRow,
        settings: &Settings,
        numbers: &Numbers,
    ) -> Result<Vec<datev::Posting>, OfficeError> {
        let overflow = || OfficeError::Overflow("a statement");
        let hash = row.model_hash.as_deref().ok_or_else(|| OfficeError::missing("document of statement", &row.id))?;
        let model: documents::Statement = serde_json::from_slice(&self.archive().get(hash).await?)
            .map_err(|error| OfficeError::damaged("statement", error))?;
        let partner = lines.iter().find(|line| line.account == Account::Partner.name());
        // A claim of zero has no line; its contra account is that of the person all the same.
        let person = partner.and_then(|line| line.person.as_deref()).unwrap_or(&row.person);
        let contra = personal(numbers, person)?;
        let accounts = &settings.accounts;
        let commission = number(&accounts.commission)?;
        let mut out = Vec::new();
        let mut add = |account: u32, amount: i64, key: Option<u16>| {
            if let Some(one) = booked(posting, account, contra, amount, key) {
                out.push(datev::Posting {
                    document: Some(row.id.clone()),
                    service_date: Some(model.service.to),
                    vat_id: String::new(),
                    ..one
                });
            }
        };
        let standard = rust_decimal::Decimal::new(19, 2);
        for part in &model.vat {
            let gross = part.taxable.checked_add(part.tax).ok_or_else(overflow)?;
            match part.position.category {
                documents::VatCategory::Standard if part.position.rate == standard => {
                    add(commission, gross, Some(key(&accounts.key_taxed)?));
                }
                // Another rate has no key in the settings: the tax is booked by itself, so that no cent is another one.
                documents::VatCategory::Standard => {
                    add(commission, part.taxable, None);
                    add(number(&accounts.input_tax)?, part.tax, None);
                }
                documents::VatCategory::ReverseCharge => {
                    add(commission, part.taxable, Some(key(&accounts.key_reverse)?));
                }
                _ => add(commission, gross, None),
            }
        }
        for entry in model.entries.iter().filter(|entry| entry.vat.is_none()) {
            add(number(&accounts.clearing)?, entry.amount, None);
        }
        Ok(out)
    }
}

/// The rows of any other posting: every debit against the credits, in order.
fn plain(
    posting: &Posting,
    lines: &[PostingLine],
    settings: &Settings,
    numbers: &Numbers,
) -> Result<Vec<datev::Posting>, OfficeError> {
    let overflow = || OfficeError::Overflow("a posting");
    let mut credits: Vec<(u32, i64)> = Vec::new();
    for line in lines.iter().filter(|line| line.amount < 0) {
        credits.push((account(line, &settings.accounts, numbers)?, line.amount.checked_neg().ok_or_else(overflow)?));
    }
    let mut credits = credits.into_iter();
    let mut current = credits.next();
    let mut out = Vec::new();
    for line in lines.iter().filter(|line| line.amount > 0) {
        let debit = account(line, &settings.accounts, numbers)?;
        let mut left = line.amount;
        while left > 0 {
            let Some((contra, rest)) = current else {
                return Err(OfficeError::damaged("posting", format!("{} does not balance", posting.seq)));
            };
            let amount = left.min(rest);
            left -= amount;
            current = if rest == amount { credits.next() } else { Some((contra, rest - amount)) };
            // Between one account and itself nothing moves.
            if debit != contra {
                out.extend(booked(posting, debit, contra, amount, None));
            }
        }
    }
    Ok(out)
}

fn booked(posting: &Posting, account: u32, contra: u32, amount: i64, key: Option<u16>) -> Option<datev::Posting> {
    (amount != 0).then(|| datev::Posting {
        amount: amount.saturating_abs(),
        side: if amount > 0 { Side::Debit } else { Side::Credit },
        account,
        contra_account: contra,
        tax_key: key,
        date: posting.day,
        document_number: posting.reference.clone(),
        second_number: String::new(),
        text: posting.text.chars().take(60).collect(),
        document: None,
        facts: Vec::new(),
        cost_centres: [String::new(), String::new()],
        vat_id: String::new(),
        service_date: None,
        due_date: None,
        reversal: false,
    })
}

fn account(line: &PostingLine, accounts: &Accounts, numbers: &Numbers) -> Result<u32, OfficeError> {
    let of = [
        (Account::Commission, &accounts.commission),
        (Account::InputTax, &accounts.input_tax),
        (Account::ReverseInputTax, &accounts.reverse_input_tax),
        (Account::ReverseTax, &accounts.reverse_tax),
        (Account::Transit, &accounts.transit),
        (Account::Bank, &accounts.bank),
        (Account::Clearing, &accounts.clearing),
        (Account::Opening, &accounts.opening),
    ];
    match (&line.person, of.iter().find(|(account, _)| account.name() == line.account)) {
        (Some(person), _) => personal(numbers, person),
        (None, Some((_, text))) => number(text),
        (None, None) => Err(OfficeError::damaged("posting", format!("account `{}` is unknown", line.account))),
    }
}

fn personal(numbers: &Numbers, person: &str) -> Result<u32, OfficeError> {
    let number = numbers.get(person).ok_or_else(|| OfficeError::missing("creditor", person))?;
    u32::try_from(*number).map_err(|_| OfficeError::Overflow("personal accounts"))
}

fn number(text: &str) -> Result<u32, OfficeError> {
    text.parse().map_err(|_| refused(&format!("the account `{text}` of the settings is no number")))
}

fn key(text: &str) -> Result<u16, OfficeError> {
    text.parse().map_err(|_| refused(&format!("the posting key `{text}` of the settings is no number")))
}

fn refused(cause: &dyn ToString) -> OfficeError {
    OfficeError::Input(vec![FieldError::new("books", "error-books-datev").with("cause", cause.to_string())])
}

fn ledger(
    settings: &Settings,
    day: NaiveDate,
    made: chrono::NaiveDateTime,
    label: &str,
) -> Result<Ledger, OfficeError> {
    let year = if day.month() < settings.year_begins { day.year() - 1 } else { day.year() };
    let begins = NaiveDate::from_ymd_opt(year, settings.year_begins, 1);
    Ok(Ledger {
        consultant: settings.consultant,
        client: settings.client,
        fiscal_year_start: begins
            .ok_or_else(|| refused(&"the business year begins in no month; correct the settings"))?,
        account_length: settings.account_length,
        chart: settings.chart.clone(),
        created_at: made,
        exported_by: "Compline".to_owned(),
        label: label.to_owned(),
        policy: TextPolicy::Replace,
    })
}

fn creditor(data: &Person, number: i64, vat_id: String, tax_number: String) -> Result<Creditor, OfficeError> {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let of = |text: &Option<String>, most: usize| cut(text.as_deref().unwrap_or_default(), most);
    let addressee = if data.legal_form == "company" {
        Addressee::Company { name: cut(&data.name, 50) }
    } else {
        Addressee::Person { first_name: of(&data.first_name, 30), surname: cut(&data.name, 30) }
    };
    Ok(Creditor {
        account: u32::try_from(number).map_err(|_| OfficeError::Overflow("personal accounts"))?,
        addressee,
        short_name: cut(&data.name, 15),
        vat_id,
        tax_number: cut(&tax_number, 20),
        street: of(&data.street, 36),
        postcode: of(&data.post_code, 10),
        town: of(&data.city, 30),
        country: data.country.clone(),
        telephone: of(&data.phone, 60),
        email: of(&data.email, 60),
        iban: data.iban.as_deref().and_then(|iban| iban.parse().ok()),
        bic: data.bic.as_deref().and_then(|bic| bic.parse().ok()),
        account_holder: of(&data.holder, 70),
        // An id cut short would be another one.
        partner_id: if data.id.chars().count() <= 15 { data.id.clone() } else { String::new() },
    })
}
