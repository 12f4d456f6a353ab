//! What is known of transactions: their versions, and what was taken back of them.

use super::super::head::Head;
use super::Key;
use crate::error::OfficeError;
use crate::inputs::texts;
use crate::office::Office;
use chrono::{DateTime, NaiveDate, Utc};
use compline_compiler::program::{Kind, Program};
use compline_store::{FromRow, Value, values};
use std::collections::{BTreeMap, BTreeSet};

/// What was known of a transaction from a moment on.
#[derive(Clone, Debug)]
pub struct Version {
    /// The commit.
    pub seq: i64,
    /// Since when it is known.
    pub at: DateTime<Utc>,
    /// `live` or `cancelled`.
    pub state: String,
    /// Its fields: name to text, as company files have them.
    pub fields: BTreeMap<String, String>,
    /// Why it was corrected or cancelled.
    pub reason: Option<String>,
}

/// A reversal of a transaction.
#[derive(Clone, Debug)]
pub struct ReversalOf {
    /// Its number.
    pub id: String,
    /// The day.
    pub day: NaiveDate,
    /// Why, in a word.
    pub reason: String,
    /// What is taken off each amount; empty for all that is left.
    pub amounts: BTreeMap<String, String>,
    /// What was said about it.
    pub note: String,
    /// Why commission is reclaimed without a notice of danger of cancellation, where it is.
    pub unnotified: Option<String>,
    /// `live`, or `void` where it was given up.
    pub state: String,
    /// Since when it is known.
    pub at: DateTime<Utc>,
}

/// A notice that a contract of insurance is in danger of cancellation.
#[derive(Clone, Debug)]
pub struct NoticeOf {
    /// The day on which it was sent, or the company made an effort itself.
    pub day: NaiveDate,
    /// How: one of [`crate::notices::CHANNELS`].
    pub channel: String,
    /// Who was told; nobody of an effort of the company's own.
    pub partner: Option<String>,
    /// What proves it.
    pub proof: String,
    /// Since when it is known.
    pub at: DateTime<Utc>,
}

/// How many numbers one statement asks for.
const ASKED: usize = 500;

#[derive(FromRow)]
struct VersionRow {
    id: String,
    seq: i64,
    at: DateTime<Utc>,
    state: String,
    fields: String,
    reason: Option<String>,
}

#[derive(FromRow)]
struct ReversalRow {
    kind: String,
    source: String,
    event: String,
    id: String,
    seq: i64,
    state: String,
    day: NaiveDate,
    reason: String,
    amounts: String,
    note: String,
    unnotified: Option<String>,
}

impl Office {
    /// The transactions of the span that name the partner in one of their fields, in whatever version that is known: of a day
    /// of the span, or without one.
    pub(super) async fn own_keys(
        &self,
        head: &Head,
        programme: &str,
        program: Option<&Program>,
    ) -> Result<BTreeSet<Key>, OfficeError> {
        let mut values = values![&head.company, programme, head.known, head.from, head.to, &head.partner];
        let mut named = vec!["partner = $6".to_owned()];
        // The field that owns an event stands in a column of its own; of others the text is looked through.
        let fields: BTreeSet<&str> = program
            .into_iter()
            .flat_map(|program| &program.events)
            .flat_map(|event| {
                event.fields.iter().enumerate().filter(|(at, _)| event.owner.map(|own| own as usize) != Some(*at))
            })
            .filter(|(_, field)| field.ty.kind == Kind::Partner)
            .map(|(_, field)| field.name.as_str())
            .collect();
        for field in fields {
            let json = |text: &str| serde_json::to_string(text).map_err(|error| OfficeError::damaged("event", error));
            let text = format!("{}:{}", json(field)?, json(&head.partner)?);
            let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
            values.push(Value::from(format!("%{escaped}%")));
            named.push(format!("fields LIKE ${} ESCAPE '!'", values.len()));
        }
        let sql = format!(
            "SELECT DISTINCT kind, source, id FROM events WHERE company = $1 AND programme = $2 AND seq <= $3 \
             AND (day IS NULL OR (day >= $4 AND day <= $5)) AND ({}) ORDER BY kind, source, id",
            named.join(" OR ")
        );
        let found: Vec<Key> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
        Ok(found.into_iter().collect())
    }

    /// The partners below one in trees that bonuses walk, as facts have it at the ends of the span: also where no run has looked.
    pub(super) async fn team_between(&self, head: &Head, program: &Program) -> Result<BTreeSet<String>, OfficeError> {
        let walks = program.bonuses.iter().filter_map(|bonus| bonus.walk.as_ref());
        let trees: BTreeSet<&str> = walks.filter_map(|walk| program.tree_name(walk.tree)).collect();
        let mut team = BTreeSet::new();
        for tree in trees {
            let sql = "SELECT partner, parent, valid_from, valid_to FROM placements WHERE company = $1 AND tree = $2 \
                       AND seq <= $3 AND valid_from <= $4 ORDER BY seq, valid_from";
            let rows: Vec<(String, Option<String>, NaiveDate, Option<NaiveDate>)> =
                self.db().all(sql, values![&head.company, tree, head.known, head.to]).await?;
            for day in [head.from, head.to] {
                // What was learned later counts.
                let mut above: BTreeMap<&str, Option<&str>> = BTreeMap::new();
                for (partner, parent, from, to) in &rows {
                    if *from <= day && to.is_none_or(|to| day <= to) {
                        above.insert(partner, parent.as_deref());
                    }
                }
                let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
                for (partner, parent) in above {
                    below.entry(parent.unwrap_or_default()).or_default().push(partner);
                }
                let mut next = vec![head.partner.as_str()];
                while let Some(partner) = next.pop() {
                    // Taken out, so that nobody is gone through twice, whatever the data say.
                    for one in below.remove(partner).unwrap_or_default() {
                        team.insert(one.to_owned());
                        next.push(one);
                    }
                }
            }
        }
        Ok(team)
    }

    /// The transactions of the span that belong to somebody of a team, in whatever version that is known; not many more than a
    /// number of them.
    pub(super) async fn keys_of_team(
        &self,
        head: &Head,
        programme: &str,
        team: &BTreeSet<String>,
        most: usize,
    ) -> Result<BTreeSet<Key>, OfficeError> {
        let sql = "SELECT kind, source, id, partner FROM events WHERE company = $1 AND programme = $2 AND seq <= $3 \
                   AND partner IS NOT NULL AND (day IS NULL OR (day >= $4 AND day <= $5))";
        let mut out = BTreeSet::new();
        let values = values![&head.company, programme, head.known, head.from, head.to];
        self.db()
            .each(sql, values, |(kind, source, id, partner): (String, String, String, String)| {
                if out.len() <= most && team.contains(&partner) {
                    out.insert((kind, source, id));
                }
            })
            .await?;
        Ok(out)
    }

    /// All versions of transactions that are known with the extract's commit, the earliest first.
    pub(super) async fn versions_of_keys(
        &self,
        head: &Head,
        programme: &str,
        keys: &BTreeSet<Key>,
    ) -> Result<BTreeMap<Key, Vec<Version>>, OfficeError> {
        let mut out: BTreeMap<Key, Vec<Version>> = BTreeMap::new();
        let mut by_source: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for (kind, source, id) in keys {
            by_source.entry((kind, source)).or_default().push(id);
        }
        for ((kind, source), ids) in by_source {
            for some in ids.chunks(ASKED) {
                let mut values = values![&head.company, programme, kind, source, head.known];
                let mut places = Vec::with_capacity(some.len());
                for id in some {
                    values.push(Value::from(*id));
                    places.push(format!("${}", values.len()));
                }
                let sql = format!(
                    "SELECT e.id, e.seq, c.at, e.state, e.fields, e.reason FROM events e JOIN commits c \
                     ON c.company = e.company AND c.seq = e.seq WHERE e.company = $1 AND e.programme = $2 AND e.kind = $3 \
                     AND e.source = $4 AND e.seq <= $5 AND e.id IN ({}) ORDER BY e.id, e.seq",
                    places.join(", ")
                );
                let rows: Vec<VersionRow> = self.db().all(compline_store::AssertSqlSafe(sql), values).await?;
                for row in rows {
                    let fields = texts(&row.fields, "event")?;
                    let version = Version { seq: row.seq, at: row.at, state: row.state, fields, reason: row.reason };
                    let key = (kind.to_owned(), source.to_owned(), row.id);
                    out.entry(key).or_default().push(version);
                }
            }
        }
        Ok(out)
    }

    /// The latest versions of the reversals of transactions, by day; those that were given up too.
    pub(super) async fn reversals_of_keys(
        &self,
        head: &Head,
        programme: &str,
        keys: &BTreeSet<Key>,
    ) -> Result<BTreeMap<Key, Vec<ReversalOf>>, OfficeError> {
        let sql = "SELECT kind, source, event, id, seq, state, day, reason, amounts, note, unnotified FROM reversals r \
                   WHERE company = $1 AND programme = $2 AND seq <= $3 AND NOT EXISTS (SELECT 1 FROM reversals s \
                   WHERE s.company = r.company AND s.programme = r.programme AND s.kind = r.kind AND s.source = r.source \
                   AND s.id = r.id AND s.seq > r.seq AND s.seq <= $3) ORDER BY day, id";
        let rows: Vec<ReversalRow> = self.db().all(sql, values![&head.company, programme, head.known]).await?;
        let times = if rows.is_empty() { BTreeMap::new() } else { self.commit_times(&head.company).await? };
        let mut out: BTreeMap<Key, Vec<ReversalOf>> = BTreeMap::new();
        for row in rows {
            let key = (row.kind, row.source, row.event);
            if keys.contains(&key) {
                let at = times.get(&row.seq).copied();
                out.entry(key).or_default().push(ReversalOf {
                    amounts: texts(&row.amounts, "reversal")?,
                    at: at.ok_or_else(|| OfficeError::missing("commit", &row.seq.to_string()))?,
                    id: row.id,
                    day: row.day,
                    reason: row.reason,
                    note: row.note,
                    unnotified: row.unnotified,
                    state: row.state,
                });
            }
        }
        Ok(out)
    }

    /// The notices about transactions, by day.
    pub(super) async fn notices_of_keys(
        &self,
        head: &Head,
        programme: &str,
        keys: &BTreeSet<Key>,
    ) -> Result<BTreeMap<Key, Vec<NoticeOf>>, OfficeError> {
        let known = self.known_notices(&head.company, programme, head.known).await?;
        let times = if known.is_empty() { BTreeMap::new() } else { self.commit_times(&head.company).await? };
        let mut out: BTreeMap<Key, Vec<NoticeOf>> = BTreeMap::new();
        for one in known {
            let key = (one.kind, one.source, one.event);
            if keys.contains(&key) {
                let at = times.get(&one.seq).copied();
                out.entry(key).or_default().push(NoticeOf {
                    day: one.day,
                    channel: one.channel,
                    partner: one.partner,
                    proof: one.proof,
                    at: at.ok_or_else(|| OfficeError::missing("commit", &one.seq.to_string()))?,
                });
            }
        }
        Ok(out)
    }
}
