//! Partners: positions in the network, where they stand, and whether they are still there.

use crate::error::OfficeError;
use crate::learn::Learning;
use crate::office::Office;
use chrono::NaiveDate;
use compline_store::{FromRow, Value, values};
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
    /// The run with which the plan's rule gave it, [`IMPORT`] where that was elsewhere; nothing where somebody stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// In the place of a run: given by a rule before the company's data came here.
pub const IMPORT: &str = "import";

/// A placement with the commit that learned it.
#[derive(Clone, Debug, FromRow)]
pub(crate) struct KnownPlace {
    #[sqlx(flatten)]
    pub(crate) place: Placement,
    pub(crate) seq: i64,
}

impl KnownPlace {
    /// The days on which it counts among all placements of its partner in its tree: what was learned later wins.
    pub(crate) fn counts_among(&self, all: &[Self]) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let mut days = Some((self.place.valid_from, self.place.valid_to));
        for other in all {
            let (from, to) = (other.place.valid_from, other.place.valid_to);
            let wins = other.seq > self.seq || (other.seq == self.seq && from > self.place.valid_from);
            let Some((begin, end)) = days.filter(|_| wins) else { continue };
            if end.is_some_and(|end| end < from) || to.is_some_and(|to| to < begin) {
                continue;
            }
            days = if from > begin {
                from.pred_opt().map(|last| (begin, Some(last)))
            } else {
                let rest = to.and_then(|to| to.succ_opt());
                rest.filter(|rest| end.is_none_or(|end| *rest <= end)).map(|rest| (rest, end))
            };
        }
        days
    }
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
                    one.position.clone(),
                    one.run.clone()
                ]
            })
            .collect();
        let columns =
            ["company", "tree", "partner", "valid_from", "valid_to", "seq", "parent", "side", "position", "run"];
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

/// A partner below another, with how it stands in a run.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Below {
    /// The partner's number.
    pub id: String,
    /// The owner's name.
    pub name: String,
    /// The owner's first name.
    pub first_name: Option<String>,
    /// The rank.
    pub rank: Option<String>,
    /// Its place on the ladder, from nought.
    pub rank_place: Option<i64>,
    /// Whether it is active.
    pub active: Option<bool>,
    /// JSON: volumes by name.
    pub volume: Option<String>,
    /// The payout.
    pub amount: Option<i64>,
    /// How many stand directly below it.
    pub below: i64,
}

const ROWS: &str = "SELECT p.id, p.person, p.joined_on, h.name, h.first_name, h.city FROM partners p \
                    JOIN persons h ON h.company = p.company AND h.id = p.person AND NOT EXISTS (SELECT 1 FROM persons i \
                    WHERE i.company = h.company AND i.id = h.id AND i.seq > h.seq) WHERE p.company = $1 AND NOT EXISTS \
                    (SELECT 1 FROM partners q WHERE q.company = p.company AND q.id = p.id AND q.seq > p.seq)";

impl Office {
    /// Partners of these numbers, in order.
    pub(crate) async fn partners_numbered(
        &self,
        company: &str,
        numbers: Vec<Value>,
    ) -> Result<Vec<PartnerRow>, OfficeError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (2..numbers.len().saturating_add(2)).map(|n| format!("${n}")).collect();
        let sql = format!("{ROWS} AND p.id IN ({})", places.join(", "));
        let values = std::iter::once(Value::from(company)).chain(numbers).collect();
        let mut found: Vec<PartnerRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
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

    /// The numbers of the partners that a person owns.
    ///
    /// # Errors
    /// Of the database.
    pub async fn partners_of(&self, company: &str, person: &str) -> Result<Vec<String>, OfficeError> {
        let sql = "SELECT DISTINCT id FROM partners p WHERE company = $1 AND person = $2 AND NOT EXISTS (SELECT 1 \
                   FROM partners q WHERE q.company = p.company AND q.id = p.id AND q.seq > p.seq) ORDER BY id";
        let rows: Vec<(String,)> = self.db().all(sql, values![company, person]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// How many partners there are.
    ///
    /// # Errors
    /// Of the database.
    pub async fn partners_count(&self, company: &str) -> Result<i64, OfficeError> {
        let sql = "SELECT CAST(COUNT(DISTINCT id) AS BIGINT) FROM partners WHERE company = $1";
        let find = async { Ok(self.db().number(sql, values![company]).await?) };
        Ok(*self.since_commit(company, "partners", find).await?)
    }

    /// The placements of a partner in all trees, the latest knowledge first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn placements_of(&self, company: &str, partner: &str) -> Result<Vec<Placement>, OfficeError> {
        let sql = "SELECT tree, partner, parent, side, position, valid_from, valid_to, run FROM placements \
                   WHERE company = $1 AND partner = $2 ORDER BY tree, valid_from DESC, seq DESC";
        Ok(self.db().all(sql, values![company, partner]).await?)
    }

    /// The placements of a partner with the days on which they count, given all that was learned later, by tree and the
    /// latest first. One that counts on no day any more has none.
    ///
    /// # Errors
    /// Of the database.
    pub async fn placement_history(
        &self,
        company: &str,
        partner: &str,
    ) -> Result<Vec<(Placement, Option<(NaiveDate, Option<NaiveDate>)>)>, OfficeError> {
        let sql = "SELECT tree, partner, parent, side, position, valid_from, valid_to, run, seq FROM placements \
                   WHERE company = $1 AND partner = $2 ORDER BY tree, valid_from DESC, seq DESC";
        let rows: Vec<KnownPlace> = self.db().all(sql, values![company, partner]).await?;
        let mut out = Vec::with_capacity(rows.len());
        for of_tree in rows.chunk_by(|a, b| a.place.tree == b.place.tree) {
            for row in of_tree {
                let mut days = row.counts_among(of_tree);
                let taken = self.taken_from(company, &row.place).await?;
                if let Some((from, to)) = days
                    && let Some(taken) = taken
                    && to.is_none_or(|to| taken <= to)
                {
                    days = taken.pred_opt().filter(|last| from <= *last).map(|last| (from, Some(last)));
                }
                out.push((row.place.clone(), days));
            }
        }
        Ok(out)
    }

    /// The day on which a rule gave somebody else the place of a terminated partner, which ended his.
    async fn taken_from(&self, company: &str, place: &Placement) -> Result<Option<NaiveDate>, OfficeError> {
        let Some(at) = place.side.as_ref().or(place.position.as_ref()) else { return Ok(None) };
        let sql = "SELECT MIN(valid_from) FROM placements WHERE company = $1 AND tree = $2 AND parent = $3 AND \
                   COALESCE(side, position) = $4 AND partner <> $5 AND run IS NOT NULL AND valid_from > $6";
        let values = values![company, &place.tree, place.parent.clone(), at, &place.partner, place.valid_from];
        let found: Option<(Option<NaiveDate>,)> = self.db().first(sql, values).await?;
        Ok(found.and_then(|(day,)| day))
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
             AND NOT EXISTS (SELECT 1 FROM placements m WHERE m.company = l.company AND m.tree = l.tree \
             AND m.partner = l.partner AND m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4) \
             AND m.seq > l.seq) AND {}) ORDER BY p.id",
            not_taken("l")
        );
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, tree, parent, day]).await?)
    }

    /// Those directly below a partner in a tree on a day, as known now, with how they stand in a run: in order of numbers
    /// after one.
    ///
    /// # Errors
    /// Of the database.
    pub async fn below(
        &self,
        company: &str,
        (tree, parent, day): (&str, &str, NaiveDate),
        run: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<Below>, OfficeError> {
        // A placement holds on the day unless one was learned later, or with it and began later.
        let holds = |of: &str| {
            format!(
                "{of}.valid_from <= $4 AND ({of}.valid_to IS NULL OR {of}.valid_to >= $4) AND NOT EXISTS (SELECT 1 FROM \
                 placements m WHERE m.company = {of}.company AND m.tree = {of}.tree AND m.partner = {of}.partner AND \
                 m.valid_from <= $4 AND (m.valid_to IS NULL OR m.valid_to >= $4) AND (m.seq > {of}.seq OR (m.seq = \
                 {of}.seq AND m.valid_from > {of}.valid_from))) AND {}",
                not_taken(of)
            )
        };
        let sql = format!(
            "SELECT p.id, h.name, h.first_name, r.rank, r.rank_place, r.active, r.volume, r.amount, (SELECT \
             CAST(COUNT(*) AS BIGINT) FROM placements k WHERE k.company = $1 AND k.tree = $2 AND k.parent = p.id AND {}) \
             AS below FROM (SELECT DISTINCT l.partner AS id FROM placements l WHERE l.company = $1 AND l.tree = $2 AND \
             l.parent = $3 AND l.partner > $6 AND {} ORDER BY l.partner LIMIT $7) c JOIN partners p ON p.company = $1 \
             AND p.id = c.id AND NOT EXISTS (SELECT 1 FROM partners q WHERE q.company = p.company AND q.id = p.id \
             AND q.seq > p.seq) JOIN persons h ON h.company = $1 AND h.id = p.person AND NOT EXISTS (SELECT 1 FROM \
             persons i WHERE i.company = h.company AND i.id = h.id AND i.seq > h.seq) LEFT JOIN run_partners r ON r.run = $5 AND r.partner = p.id \
             ORDER BY p.id",
            holds("k"),
            holds("l")
        );
        let values = values![company, tree, parent, day, run, after, most];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
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

/// That a placement's place was not given to somebody else by the day `$4`: a rule gives away places of terminated partners.
fn not_taken(of: &str) -> String {
    format!(
        "(COALESCE({of}.side, {of}.position) IS NULL OR NOT EXISTS (SELECT 1 FROM placements t WHERE t.company = \
         {of}.company AND t.tree = {of}.tree AND t.parent = {of}.parent AND COALESCE(t.side, t.position) = \
         COALESCE({of}.side, {of}.position) AND t.partner <> {of}.partner AND t.run IS NOT NULL AND t.valid_from > \
         {of}.valid_from AND t.valid_from <= $4))"
    )
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
