//! Open items: what a legal entity owes somebody, or is owed, and by which posting.

use crate::error::OfficeError;
use crate::learn::Learning;
use chrono::NaiveDate;
use compline_store::values;

/// An open item that comes into being.
pub(crate) struct NewItem {
    pub(crate) person: String,
    /// The statement that it comes from, where it is one.
    pub(crate) statement: Option<String>,
    /// The number of its posting.
    pub(crate) posting: i64,
    /// The document's number.
    pub(crate) reference: String,
    pub(crate) day: NaiveDate,
    pub(crate) currency: String,
    /// What is owed; negative is a claim of the company.
    pub(crate) amount: i64,
    /// Whether it is held until somebody releases it.
    pub(crate) held: bool,
}

impl Learning {
    /// Opens items of a legal entity.
    pub(crate) async fn open_items(&mut self, legal_entity: &str, items: Vec<NewItem>) -> Result<(), OfficeError> {
        let columns = [
            "id",
            "company",
            "legal_entity",
            "person",
            "statement",
            "posting",
            "reference",
            "day",
            "currency",
            "amount",
            "rest",
            "state",
        ];
        let rows = items.into_iter().map(|one| {
            let id = uuid::Uuid::now_v7().to_string();
            let state = if one.held { "held" } else { "open" };
            let mut row = values![id, &self.author.company, legal_entity, one.person, one.statement, one.posting];
            row.extend(values![one.reference, one.day, one.currency, one.amount, one.amount, state]);
            row
        });
        let rows = rows.collect();
        self.tx.insert("open_items", &columns, rows).await?;
        Ok(())
    }
}
