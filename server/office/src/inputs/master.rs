//! Master facts as files of a company folder: partners, their places, their status, manual values.

use super::{Csv, Supposed, Wanted, day, known_at, texts};
use crate::error::OfficeError;
use crate::facts::partners::{Partner, Placement};
use crate::office::Office;
use chrono::NaiveDate;
use compline_compiler::program::Program;
use compline_runtime::company::BY_RULE;
use compline_store::{AssertSqlSafe, FromRow, values};
use std::collections::BTreeMap;

#[derive(FromRow)]
struct PlacementRow {
    tree: String,
    partner: String,
    parent: Option<String>,
    side: Option<String>,
    position: Option<String>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    run: Option<String>,
    seq: i64,
}

#[derive(FromRow)]
struct StatusRow {
    partner: String,
    status: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    seq: i64,
}

#[derive(FromRow)]
struct OverrideRow {
    partner: String,
    definition: String,
    value: String,
    valid_from: NaiveDate,
    valid_to: NaiveDate,
    reason: String,
    author: String,
    seq: i64,
}

impl Office {
    /// The file of partners: those known, and behind them others that are taken as known.
    pub(crate) async fn partners_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        more: &[Partner],
    ) -> Result<Vec<u8>, OfficeError> {
        let (known, later) = (wanted.knows("p.seq"), wanted.knows("q.seq"));
        // Whoever has a place has a row, though he may have become known without it.
        let placed = if wanted.also.is_empty() {
            String::new()
        } else {
            let placed = wanted.knows("l.seq");
            format!(
                " OR (EXISTS (SELECT 1 FROM placements l WHERE l.company = p.company AND l.partner = p.id AND {placed}) AND NOT \
                 EXISTS (SELECT 1 FROM partners q WHERE q.company = p.company AND q.id = p.id AND (q.seq < p.seq OR {later})))"
            )
        };
        let sql = format!(
            "SELECT id, person, joined_on, fields FROM partners p WHERE company = $1 AND (({known} AND NOT EXISTS (SELECT 1 FROM \
             partners q WHERE q.company = p.company AND q.id = p.id AND {later} AND q.seq > p.seq)){placed}) ORDER BY id"
        );
        let rows: Vec<Partner> = self.db().all(AssertSqlSafe(sql), values![wanted.company]).await?;
        let fields: Vec<&str> = program.partner_fields.iter().map(|field| field.name.as_str()).collect();
        let mut out = Csv::new(["id", "person", "joined_on"].into_iter().chain(fields.iter().copied()))?;
        for row in rows.iter().chain(more) {
            let of = texts(&row.fields, "partner")?;
            let joined_on = row.joined_on.to_string();
            let head = [row.id.as_str(), row.person.as_str(), joined_on.as_str()];
            out.row(head.into_iter().chain(fields.iter().map(|name| of.get(*name).map_or("", String::as_str))))?;
        }
        out.finish()
    }

    /// The file of placements: those known, and behind them others that are taken as learned last.
    pub(crate) async fn placements_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        more: &[Placement],
    ) -> Result<Vec<u8>, OfficeError> {
        let sql = format!(
            "SELECT tree, partner, parent, side, position, valid_from, valid_to, run, seq FROM placements \
             WHERE company = $1 AND {} ORDER BY tree, partner, valid_from, seq",
            wanted.knows("seq")
        );
        let rows: Vec<PlacementRow> = self.db().all(AssertSqlSafe(sql), values![wanted.company]).await?;
        let last = wanted.known.saturating_add(1);
        let more = more.iter().cloned().map(|one| PlacementRow {
            tree: one.tree,
            partner: one.partner,
            parent: one.parent,
            side: one.side,
            position: one.position,
            valid_from: one.valid_from,
            valid_to: one.valid_to,
            run: one.run,
            seq: last,
        });
        // Trees of other programmes are none of this plan's business.
        let is_own = |row: &PlacementRow| program.trees.iter().any(|tree| tree.name == row.tree);
        let rows: Vec<PlacementRow> = rows.into_iter().chain(more).filter(is_own).collect();
        // Files of companies without a rule are as they always were.
        let by = rows.iter().any(|row| row.run.is_some()).then_some("by");
        let head = ["tree", "partner", "parent", "side", "position", "valid_from", "valid_to", "known_at"];
        let mut out = Csv::new(head.into_iter().chain(by))?;
        for row in &rows {
            let optional = |text: &Option<String>| text.clone().unwrap_or_default();
            let cells = [
                row.tree.clone(),
                row.partner.clone(),
                optional(&row.parent),
                optional(&row.side),
                optional(&row.position),
                row.valid_from.to_string(),
                day(row.valid_to),
                known_at(row.seq),
            ];
            let rule = || if row.run.is_some() { BY_RULE.to_owned() } else { String::new() };
            out.row(cells.into_iter().chain(by.map(|_| rule())))?;
        }
        out.finish()
    }

    pub(super) async fn status_file(&self, wanted: &Wanted<'_>) -> Result<Vec<u8>, OfficeError> {
        let sql = format!(
            "SELECT partner, status, valid_from, valid_to, seq FROM statuses WHERE company = $1 AND {} \
             ORDER BY partner, valid_from, seq",
            wanted.knows("seq")
        );
        let rows: Vec<StatusRow> = self.db().all(AssertSqlSafe(sql), values![wanted.company]).await?;
        let mut out = Csv::new(["partner", "status", "from", "to", "known_at"])?;
        for row in rows {
            out.row([row.partner, row.status, row.valid_from.to_string(), day(row.valid_to), known_at(row.seq)])?;
        }
        out.finish()
    }

    pub(super) async fn overrides_file(
        &self,
        program: &Program,
        wanted: &Wanted<'_>,
        supposed: Option<&Supposed>,
    ) -> Result<Vec<u8>, OfficeError> {
        let sql = format!(
            "SELECT partner, definition, value, valid_from, valid_to, reason, author, seq FROM overrides \
             WHERE company = $1 AND programme = $2 AND {} ORDER BY partner, definition, valid_from, seq",
            wanted.knows("seq")
        );
        let rows: Vec<OverrideRow> =
            self.db().all(AssertSqlSafe(sql), values![wanted.company, wanted.programme]).await?;
        let mut out = Csv::new(["partner", "definition", "value", "from", "to", "reason", "by", "known_at"])?;
        let overridable = |name: &str| program.overridables.iter().any(|(of, _)| of == name);
        // Of values that begin on the same day the one learned last counts; so one that was ended early is over.
        let mut latest: BTreeMap<(String, String, NaiveDate), OverrideRow> = BTreeMap::new();
        for row in rows {
            latest.insert((row.partner.clone(), row.definition.clone(), row.valid_from), row);
        }
        let holds = |row: &OverrideRow| row.valid_from <= row.valid_to && overridable(&row.definition);
        for row in latest.into_values().filter(holds) {
            let (from, to) = (row.valid_from.to_string(), row.valid_to.to_string());
            out.row([row.partner, row.definition, row.value, from, to, row.reason, row.author, known_at(row.seq)])?;
        }
        if let Some(one) = supposed {
            let (from, to) = (one.from.to_string(), one.to.to_string());
            let last = known_at(wanted.known.saturating_add(1));
            let (partner, definition, value) = (one.partner.clone(), one.definition.clone(), one.value.clone());
            out.row([partner, definition, value, from, to, "preview".to_owned(), "preview".to_owned(), last])?;
        }
        out.finish()
    }
}
