//! Partners: positions in the network, where they stand, and whether they are still there.

use crate::error::OfficeError;
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_store::{FromRow, values};
use serde::{Deserialize, Serialize};

/// A position in the network.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Partner {
    /// The company's number of it.
    pub id: String,
    /// Its owner.
    pub person: String,
    /// When it was taken.
    pub joined_on: NaiveDate,
    /// The plan's partner fields: JSON, name to text.
    pub fields: String,
}

/// Who a partner stands below, for some days.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Placement {
    /// The tree.
    pub tree: String,
    /// The partner.
    pub partner: String,
    /// Who it stands below; nothing at a root.
    pub parent: Option<String>,
    /// The side, in trees with sides.
    pub side: Option<String>,
    /// The position, in trees with a width.
    pub position: Option<String>,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last one; nothing where it goes on.
    pub valid_to: Option<NaiveDate>,
}

/// What a partner is, for some days.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize, Deserialize)]
pub struct Status {
    /// The partner.
    pub partner: String,
    /// `joined`, `active`, `inactive` or `terminated`.
    pub status: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last one; nothing where it goes on.
    pub valid_to: Option<NaiveDate>,
    /// Why.
    pub reason: Option<String>,
}

impl Learning {
    /// Learns partners.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_partners(&mut self, partners: &[Partner]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let rows = partners
            .iter()
            .map(|one| values![&company, &one.id, self.seq, &one.person, one.joined_on, &one.fields])
            .collect();
        self.tx.insert("partners", &["company", "id", "seq", "person", "joined_on", "fields"], rows).await?;
        Ok(())
    }

    /// Learns placements.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_placements(&mut self, placements: &[Placement]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let rows = placements
            .iter()
            .map(|one| {
                values![
                    &company,
                    &one.tree,
                    &one.partner,
                    one.valid_from,
                    one.valid_to,
                    self.seq,
                    one.parent.clone(),
                    one.side.clone(),
                    one.position.clone()
                ]
            })
            .collect();
        let columns = ["company", "tree", "partner", "valid_from", "valid_to", "seq", "parent", "side", "position"];
        self.tx.insert("placements", &columns, rows).await?;
        Ok(())
    }

    /// Learns statuses.
    ///
    /// # Errors
    /// Of the database.
    pub async fn put_statuses(&mut self, statuses: &[Status]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let rows = statuses
            .iter()
            .map(|one| {
                let (from, to) = (one.valid_from, one.valid_to);
                values![&company, &one.partner, from, to, self.seq, &one.status, one.reason.clone()]
            })
            .collect();
        let columns = ["company", "partner", "valid_from", "valid_to", "seq", "status", "reason"];
        self.tx.insert("statuses", &columns, rows).await?;
        Ok(())
    }
}

/// A partner with the name of its owner, as lists show it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct PartnerRow {
    /// The partner's number.
    pub id: String,
    /// Its owner.
    pub person: String,
    /// When it was taken.
    pub joined_on: NaiveDate,
    /// The owner's name.
    pub name: String,
    /// The owner's first name.
    pub first_name: Option<String>,
    /// The city.
    pub city: Option<String>,
}

const ROWS: &str = "SELECT p.id, p.person, p.joined_on, h.name, h.first_name, h.city FROM partners p \
                    JOIN persons h ON h.company = p.company AND h.id = p.person AND h.seq = (SELECT MAX(i.seq) \
                    FROM persons i WHERE i.company = h.company AND i.id = h.id) WHERE p.company = $1 AND p.seq = \
                    (SELECT MAX(q.seq) FROM partners q WHERE q.company = p.company AND q.id = p.id)";

impl Office {
    /// Partners whose number or name holds a text, after a number, in order of numbers.
    ///
    /// # Errors
    /// Of the database.
    pub async fn partner_rows(
        &self,
        company: &str,
        search: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<PartnerRow>, OfficeError> {
        let sql = format!(
            "{ROWS} AND p.id > $2 AND ($3 = '' OR LOWER(p.id) LIKE $3 ESCAPE '!' OR LOWER(h.name) LIKE $3 ESCAPE '!' \
             OR LOWER(h.first_name || ' ' || h.name) LIKE $3 ESCAPE '!') ORDER BY p.id LIMIT $4"
        );
        let values = values![company, after, pattern(search), most];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// One partner with its owner's name.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn partner_row(&self, company: &str, id: &str) -> Result<PartnerRow, OfficeError> {
        let sql = format!("{ROWS} AND p.id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("partner", id))
    }

    /// How many partners there are.
    ///
    /// # Errors
    /// Of the database.
    pub async fn partners_count(&self, company: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(COUNT(DISTINCT id) AS BIGINT) FROM partners WHERE company = $1";
        Ok(self.db().number(sql, values![company]).await?)
    }

    /// The placements of a partner in all trees, the latest knowledge first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn placements_of(&self, company: &str, partner: &str) -> Result<Vec<Placement>, OfficeError> {
        let sql = "SELECT tree, partner, parent, side, position, valid_from, valid_to FROM placements \
                   WHERE company = $1 AND partner = $2 ORDER BY tree, valid_from DESC, seq DESC";
        Ok(self.db().all(sql, values![company, partner]).await?)
    }

    /// The partners directly below one in a tree on a day, as known now.
    ///
    /// # Errors
    /// Of the database.
    pub async fn frontline(
        &self,
        company: &str,
        tree: &str,
        parent: &str,
        day: NaiveDate,
    ) -> Result<Vec<PartnerRow>, OfficeError> {
        // Of a partner's placements that hold on the day the one learned last counts.
        let sql = format!(
            "{ROWS} AND EXISTS (SELECT 1 FROM placements l WHERE l.company = p.company AND l.tree = $2 \
             AND l.partner = p.id AND l.parent = $3 AND l.valid_from <= $4 AND (l.valid_to IS NULL OR l.valid_to >= $4) \
             AND l.seq = (SELECT MAX(m.seq) FROM placements m WHERE m.company = l.company AND m.tree = l.tree \
             AND m.partner = l.partner AND m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4))) ORDER BY p.id"
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, tree, parent, day]).await?)
    }

    /// The statuses of a partner, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn statuses_of(&self, company: &str, partner: &str) -> Result<Vec<Status>, OfficeError> {
        let sql = "SELECT partner, status, valid_from, valid_to, reason FROM statuses WHERE company = $1 \
                   AND partner = $2 ORDER BY valid_from DESC, seq DESC";
        Ok(self.db().all(sql, values![company, partner]).await?)
    }
}

/// A search text as a pattern that holds it anywhere; its own wildcards are letters.
pub(crate) fn pattern(search: &str) -> String {
    let search = search.trim().to_lowercase();
    if search.is_empty() {
        return String::new();
    }
    let escaped = search.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
