//! Which requests somebody may see, and which of them wait for that person.

use super::{REQUESTS, Request, RequestKind};
use crate::error::OfficeError;
use crate::office::Office;
use crate::who::Author;
use compline_policy::{Action, ObjectKind};
use compline_store::{Value, values};

/// Which requests a list shows; what is empty is not asked for.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// The state, or `decided` for all that are not open.
    pub state: String,
    /// The kind.
    pub kind: String,
    /// What they are about: any of these.
    pub objects: Vec<String>,
}

impl RequestKind {
    /// What whoever sees such a request must be allowed to see.
    pub fn view(self) -> (Action, ObjectKind) {
        match self {
            Self::BankDetails => (Action::ViewPersonalData, ObjectKind::BankDetails),
            Self::Entry => (Action::ViewRuns, ObjectKind::Entry),
            Self::Override | Self::Correction => (Action::ViewRuns, ObjectKind::Override),
            Self::Plan => (Action::ViewPlans, ObjectKind::Plan),
            Self::Statements => (Action::ViewDocuments, ObjectKind::Document),
        }
    }
}

impl Office {
    /// The kinds of requests that somebody may see.
    pub fn request_kinds(&self, author: &Author) -> Vec<RequestKind> {
        let seen = |kind: &RequestKind| {
            let (action, object) = kind.view();
            self.may(author, action, object)
        };
        RequestKind::ALL.into_iter().filter(seen).collect()
    }

    /// The requests of a filter that somebody may see, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn requests_seen(
        &self,
        author: &Author,
        filter: &RequestFilter,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Request>, OfficeError> {
        let kinds = self.request_kinds(author);
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let mut values: Vec<Value> = values![&author.company, &filter.state, &filter.kind, most, skip];
        let mut places = |texts: Vec<&str>| {
            let first = values.len().saturating_add(1);
            let places: Vec<String> = (first..first.saturating_add(texts.len())).map(|n| format!("${n}")).collect();
            values.extend(texts.into_iter().map(Value::from));
            places.join(", ")
        };
        let kinds = places(kinds.into_iter().map(RequestKind::name).collect());
        let objects = match filter.objects.is_empty() {
            true => String::new(),
            false => format!("AND object IN ({})", places(filter.objects.iter().map(String::as_str).collect())),
        };
        let sql = format!(
            "{REQUESTS} WHERE company = $1 AND ($2 = '' OR state = $2 OR ($2 = 'decided' AND state <> 'open')) \
             AND ($3 = '' OR kind = $3) AND kind IN ({kinds}) {objects} ORDER BY asked_at DESC, id DESC LIMIT $4 OFFSET $5"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// A request, to be seen by somebody.
    ///
    /// # Errors
    /// Where there is none, or it may not be seen.
    pub async fn request_seen(&self, author: &Author, id: &str) -> Result<Request, OfficeError> {
        let request = self.request(&author.company, id).await?;
        let (action, object) = RequestKind::of(&request.kind)?.view();
        self.allow(author, action, object, id, &[])?;
        Ok(request)
    }

    /// How many open requests wait for a decision that somebody may take: those that others asked for.
    ///
    /// # Errors
    /// Of the database.
    pub async fn waiting_for(&self, author: &Author) -> Result<i64, OfficeError> {
        let sql = "SELECT kind, CAST(COUNT(*) AS BIGINT) FROM requests WHERE company = $1 AND state = 'open' \
                   AND asked_by <> $2 GROUP BY kind";
        let rows: Vec<(String, i64)> = self.db().all(sql, values![&author.company, &author.user]).await?;
        let mut waiting = 0_i64;
        for (kind, count) in rows {
            let (action, object) = RequestKind::of(&kind)?.decision();
            if self.may(author, action, object) {
                waiting = waiting.saturating_add(count);
            }
        }
        Ok(waiting)
    }
}
