//! Differences as lists and files.

use super::{Cause, Difference, TrialResult};
use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use compline_exchange::table::{Cell, Column, Kind, Table};
use compline_policy::ObjectKind;
use compline_words::{Arg, Words};
use rust_decimal::Decimal;

/// Which differences to list.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Only of this cause.
    pub cause: Option<Cause>,
    /// Only of partners whose number begins like this.
    pub partner: String,
    /// Those first of which most was computed or paid wrongly; else in order of periods and partners.
    pub largest: bool,
}

impl TrialResult {
    /// The differences that are asked for.
    pub fn listed(&self, wanted: &Listed) -> Vec<&Difference> {
        let own = self.differences.iter().filter(|one| wanted.cause.is_none_or(|cause| one.cause == cause));
        let mut out: Vec<&Difference> = own.filter(|one| one.partner.starts_with(wanted.partner.trim())).collect();
        if wanted.largest {
            out.sort_by_key(|one| std::cmp::Reverse(one.amount().unsigned_abs()));
        }
        out
    }
}

/// A share of one in percent, for texts that are put together from parts.
pub(super) fn percent(share: Decimal) -> String {
    let percent = share.checked_mul(Decimal::ONE_HUNDRED).map(|percent| percent.normalize());
    percent.map_or_else(String::new, |percent| format!("{percent} %"))
}

impl Difference {
    /// What was found out, in words.
    pub fn said(&self, words: Words) -> String {
        let key = format!("trial-found-{}", self.evidence.form);
        // What is kept of amounts is a plain number; its reader has a way of writing those.
        let written = |name: &str, text: &str| match text.parse::<Decimal>() {
            Ok(amount) if name == "minimum" => words.decimal(amount),
            _ => text.to_owned(),
        };
        let args: Vec<(&str, Arg<'_>)> =
            self.evidence.args.iter().map(|(name, text)| (name.as_str(), Arg::from(written(name, text)))).collect();
        words.say_with(&key, &args)
    }
}

impl Office {
    /// The differences of a trial as a table; the log notes that somebody took them.
    ///
    /// # Errors
    /// Where the trial has no result yet, or it may not be seen.
    pub async fn trial_table(
        &self,
        author: &Author,
        id: &str,
        words: Words,
        workbook: bool,
    ) -> Result<Vec<u8>, OfficeError> {
        self.may_try(author)?;
        let trial = self.trial(&author.company, id).await?;
        let result = self.trial_result(&trial).await?.ok_or_else(|| OfficeError::missing("result of trial", id))?;
        let money = || Kind::Amount { currency: result.currency.clone() };
        let columns = [
            ("period", Kind::Text),
            ("partner", Kind::Text),
            ("bonus", Kind::Text),
            ("computed", money()),
            ("paid", money()),
            ("difference", money()),
            ("lines", Kind::Integer),
            ("cause", Kind::Text),
            ("found", Kind::Text),
        ];
        let columns = columns.into_iter().map(|(name, kind)| Column::new(words.say(&format!("trial-{name}")), kind));
        let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
        let rows = result.differences.iter().map(|one| {
            vec![
                text(&one.period),
                text(&one.partner),
                text(&one.bonus),
                Cell::Amount(one.computed),
                Cell::Amount(one.paid),
                Cell::Amount(one.amount()),
                Cell::Integer(i64::try_from(one.lines).unwrap_or(i64::MAX)),
                text(&words.say(&format!("trial-cause-{}", one.cause.name()))),
                text(&one.said(words)),
            ]
        });
        let table = Table { title: "differences".to_owned(), columns: columns.collect(), rows: rows.collect() };
        let bytes = self.spreadsheet(table, workbook).await?;
        let note = serde_json::json!({ "rows": result.differences.len() });
        self.note(author, "export-trial", ObjectKind::Company.name(), id, &note).await?;
        Ok(bytes)
    }
}
