//! What every extract begins with: who it is of, what it covers, as of when, and who made it.

use super::{Scope, WantedExtract};
use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_store::values;

/// What every extract begins with.
#[derive(Clone, Debug)]
pub struct Head {
    /// The company's id.
    pub company: String,
    /// The company's name.
    pub company_name: String,
    /// The partner.
    pub partner: String,
    /// The partner's owner: the id of a person.
    pub person: String,
    /// The owner's name.
    pub name: String,
    /// The owner's address, line by line.
    pub address: Vec<String>,
    /// When the partner joined.
    pub joined_on: NaiveDate,
    /// Since when the contract is terminated, where it is on the day on which the extract was asked for.
    pub left_on: Option<NaiveDate>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which transactions.
    pub scope: Scope,
    /// The commit up to which facts are in it.
    pub known: i64,
    /// When that commit was made; nothing where there is none yet.
    pub known_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub made_by: String,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
}

impl Office {
    /// The head of an extract.
    pub(super) async fn extract_head(
        &self,
        author: &Author,
        wanted: &WantedExtract,
        asked_at: DateTime<Utc>,
    ) -> Result<Head, OfficeError> {
        let company = &author.company;
        let row = self.partner_row(company, &wanted.partner).await?;
        let person = self.person(company, &row.person).await?;
        let known = self.last_commit(company).await?;
        let sql = "SELECT at FROM commits WHERE company = $1 AND seq = $2";
        let known_at: Option<(DateTime<Utc>,)> = self.db().first(sql, values![company, known]).await?;
        let town = [person.post_code.as_deref(), person.city.as_deref()].into_iter().flatten().collect::<Vec<_>>();
        let address = [person.street.clone(), Some(town.join(" ")), Some(person.country.clone())];
        let made_by = if author.user == "system" { author.name.clone() } else { self.user_name(&author.user).await? };
        Ok(Head {
            company: company.clone(),
            company_name: self.company(company).await?.name,
            partner: wanted.partner.clone(),
            person: row.person,
            name: person.full_name(),
            address: address.into_iter().flatten().filter(|line| !line.trim().is_empty()).collect(),
            joined_on: row.joined_on,
            left_on: self.left_on(company, &wanted.partner, asked_at.date_naive()).await?,
            from: wanted.from,
            to: wanted.to,
            scope: wanted.scope,
            known,
            known_at: known_at.map(|(at,)| at),
            made_by,
            made_at: asked_at,
        })
    }

    /// Since when a partner is terminated, where he is on a day.
    ///
    /// # Errors
    /// Of the database.
    pub async fn left_on(
        &self,
        company: &str,
        partner: &str,
        day: NaiveDate,
    ) -> Result<Option<NaiveDate>, OfficeError> {
        let sql = "SELECT status, valid_from FROM statuses WHERE company = $1 AND partner = $2 AND valid_from <= $3 \
                   AND (valid_to IS NULL OR valid_to >= $3) ORDER BY seq DESC, valid_from DESC LIMIT 1";
        let found: Option<(String, NaiveDate)> = self.db().first(sql, values![company, partner, day]).await?;
        Ok(found.filter(|(status, _)| status == "terminated").map(|(_, from)| from))
    }
}
