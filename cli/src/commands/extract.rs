//! `compline extract`: what a partner may ask of the company, as a file: every transaction, or the account with reserves.

use super::keep::{open, watched};
use crate::args::{ExtractArgs, ExtractFormName, ExtractScope, ExtractWhat, SpanArgs};
use crate::failure::{Failure, Verdict};
use crate::output::thousands;
use crate::terminal;
use compline_lang::words::Language;
use compline_office::error::FieldError;
use compline_office::extract::{ExtractForm, ExtractKind, Scope, WantedExtract};
use compline_office::who::Author;
use compline_office::{Office, OfficeError};
use std::io::Write;

/// `language` is the one that the command line names; without it the file is in that of the partner's documents.
pub fn run(args: &ExtractArgs, language: Option<Language>) -> Result<Verdict, Failure> {
    let (kind, span, scope) = match &args.what {
        ExtractWhat::Book(book) => (ExtractKind::Book, &book.span, book.scope),
        ExtractWhat::Account(span) => (ExtractKind::Account, span, ExtractScope::All),
    };
    let wanted = WantedExtract {
        kind,
        partner: span.partner.clone(),
        from: span.from,
        to: span.to,
        scope: match scope {
            ExtractScope::Own => Scope::Own,
            ExtractScope::Paid => Scope::Paid,
            ExtractScope::All => Scope::All,
        },
        language: language.map(|language| match language {
            Language::German => compline_words::Language::De,
            Language::English => compline_words::Language::En,
        }),
        form: match span.format {
            ExtractFormName::Pdf => ExtractForm::Pdf,
            ExtractFormName::Csv => ExtractForm::Csv,
        },
    };
    let file = watched(async |work| {
        let office = open(&span.data, span.database.as_deref()).await?;
        let made = async {
            let company = company_of(&office, span).await?;
            office.make_extract(&Author::system(&company), &wanted, &work).await.map_err(said)
        };
        let made = made.await;
        office.db().close().await;
        made
    })?;
    std::fs::write(&span.out, &file.bytes).map_err(Failure::write(&span.out))?;
    let bytes = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
    writeln!(std::io::stdout().lock(), "{}: {} bytes", span.out.display(), thousands(bytes))?;
    Ok(Verdict::Good)
}

/// The company that has the partner, or the one that is named.
async fn company_of(office: &Office, span: &SpanArgs) -> Result<String, Failure> {
    let mut found = Vec::new();
    for company in office.companies().await? {
        let named = span.company.as_ref().is_none_or(|named| *named == company.id);
        if named && office.partner_row(&company.id, &span.partner).await.is_ok() {
            found.push(company.id);
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::UnknownPartner { partner: span.partner.clone(), near: None }),
        _ => Err(Failure::SeveralCompanies { partner: span.partner.clone(), ids: found.join(", ") }),
    }
}

/// What is wrong with the question, in words.
fn said(error: OfficeError) -> Failure {
    let OfficeError::Input(fields) = error else { return Failure::Office(error) };
    let words = terminal::words();
    let one = |field: &FieldError| {
        let args: Vec<(&str, compline_words::Arg<'_>)> =
            field.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        words.say_with(field.key, &args)
    };
    Failure::Refused(fields.iter().map(one).collect::<Vec<_>>().join(" "))
}
