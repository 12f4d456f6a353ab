//! Lists of a run's partners: which, how many, in which order.

use super::RunPartner;
use crate::error::OfficeError;
use crate::office::Office;
use crate::runs::Run;
use compline_store::values;
use std::sync::Arc;

/// Which partners of a run a list shows.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// `all`, `changed`, `lost`, `gained`, `manual`, `paid`.
    pub view: String,
    /// Only this rank.
    pub rank: String,
    /// Only numbers that hold this.
    pub search: String,
    /// Highest amounts first, instead of by number.
    pub by_amount: bool,
}

impl Office {
    /// Partners of a run.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run_partners(
        &self,
        run: &str,
        filter: &RunFilter,
        skip: i64,
        most: i64,
    ) -> Result<Vec<RunPartner>, OfficeError> {
        let order = if filter.by_amount { "amount DESC, partner" } else { "partner" };
        let sql = format!(
            "SELECT partner, person, rank_place, rank, reached, title, before_place, before, manual, active, volume, \
             lines, amount FROM run_partners WHERE {} ORDER BY {order} LIMIT $4 OFFSET $5",
            filter.condition()
        );
        let values = values![run, &filter.rank, crate::facts::partners::pattern(&filter.search), most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// How many partners of a run pass a filter.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run_partners_count(&self, run: &Run, filter: &RunFilter) -> Result<i64, OfficeError> {
        if filter.rank.is_empty() && filter.search.is_empty() {
            return Ok(self.run_partners_counts(run).await?.of(&filter.view));
        }
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM run_partners WHERE {}", filter.condition());
        let values = values![&run.id, &filter.rank, crate::facts::partners::pattern(&filter.search)];
        Ok(self.db().number(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// How many partners of a run each view shows.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run_partners_counts(&self, run: &Run) -> Result<Arc<RunCounts>, OfficeError> {
        let views: Vec<String> = VIEWS
            .iter()
            .map(|view| format!("CAST(COUNT(CASE WHEN {} THEN 1 END) AS BIGINT)", condition(view).unwrap_or("1 = 1")))
            .collect();
        let sql = format!("SELECT {} FROM run_partners WHERE run = $1", views.join(", "));
        let find = async {
            type Counts = (i64, i64, i64, i64, i64, i64, i64);
            let found: Option<Counts> = self.db().first(compline_store::AssertSqlSafe(sql), values![&run.id]).await?;
            let (all, changed, lost, gained, manual, paid, active) = found.unwrap_or_default();
            Ok(RunCounts([all, changed, lost, gained, manual, paid, active]))
        };
        self.since_commit(&run.company, &format!("run partners {}", run.id), find).await
    }

    /// A partner in a run.
    ///
    /// # Errors
    /// Of the database.
    pub async fn run_partner(&self, run: &str, partner: &str) -> Result<Option<RunPartner>, OfficeError> {
        let sql = "SELECT partner, person, rank_place, rank, reached, title, before_place, before, manual, active, \
                   volume, lines, amount FROM run_partners WHERE run = $1 AND partner = $2";
        Ok(self.db().first(sql, values![run, partner]).await?)
    }
}

/// The views of a run's partners.
const VIEWS: [&str; 7] = ["", "changed", "lost", "gained", "manual", "paid", "active"];

/// What a view shows; none where it shows all.
fn condition(view: &str) -> Option<&'static str> {
    Some(match view {
        "changed" => "before_place IS NOT NULL AND before_place <> rank_place",
        "lost" => "before_place > rank_place",
        "gained" => "before_place < rank_place",
        "manual" => "manual",
        "paid" => "amount <> 0",
        "active" => "active",
        _ => return None,
    })
}

/// How many partners of a run each view shows.
#[derive(Clone, Debug)]
pub struct RunCounts([i64; VIEWS.len()]);

impl RunCounts {
    /// The count of a view; of all partners where there is no such view.
    pub fn of(&self, view: &str) -> i64 {
        let at = VIEWS.iter().position(|one| *one == view).unwrap_or(0);
        self.0.get(at).copied().unwrap_or(0)
    }
}

impl RunFilter {
    fn condition(&self) -> String {
        let view = condition(&self.view).map_or_else(String::new, |view| format!(" AND {view}"));
        format!("run = $1 AND ($2 = '' OR rank = $2) AND ($3 = '' OR LOWER(partner) LIKE $3 ESCAPE '!'){view}")
    }
}
