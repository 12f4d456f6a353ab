//! What another system has paid, for the comparison with what a plan computes. No run reads it.

use super::cells::{amount, filled, no_period, period};
use super::*;
use compline_store::{FromRow, Value};

/// What was paid to a partner in a period: by a bonus or in all, for an order or for all of them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub(crate) struct PaidElsewhere {
    /// The period as the plan's calendar names it.
    pub(crate) period: String,
    pub(crate) partner: String,
    /// Empty for the sum of all bonuses.
    pub(crate) bonus: String,
    /// The number of the order; empty for all.
    pub(crate) event: String,
    /// In the currency's smallest unit.
    pub(crate) amount: i64,
    /// The rank that the partner was paid by, where the other system says so.
    pub(crate) rank: Option<String>,
    /// JSON: by tree below whom the partner stood, as far as the other system says so.
    pub(crate) parents: String,
}

type Key = (String, String, String, String);

impl PaidElsewhere {
    fn key(&self) -> Key {
        (self.period.clone(), self.partner.clone(), self.bonus.clone(), self.event.clone())
    }
}

/// The latest versions of a programme's rows.
const LATEST: &str = "SELECT period, partner, bonus, event, amount, rank, parents FROM paid_elsewhere p \
                      WHERE company = $1 AND programme = $2 AND ($3 = '' OR source = $3) AND ($4 = '' OR period = $4) \
                      AND seq <= $5 AND NOT EXISTS (SELECT 1 FROM paid_elsewhere q WHERE q.company = p.company \
                      AND q.programme = p.programme AND q.source = p.source AND q.period = p.period \
                      AND q.partner = p.partner AND q.bonus = p.bonus AND q.event = p.event AND q.seq > p.seq \
                      AND q.seq <= $5) ORDER BY partner, bonus, event, source";

impl Office {
    /// What was paid elsewhere in a period, as known with a commit.
    pub(crate) async fn paid_elsewhere(
        &self,
        company: &str,
        programme: &str,
        period: &str,
        known: i64,
    ) -> Result<Vec<PaidElsewhere>, OfficeError> {
        Ok(self.db().all(LATEST, values![company, programme, "", period, known]).await?)
    }

    /// The periods for which something was paid elsewhere.
    ///
    /// # Errors
    /// Of the database.
    pub async fn periods_paid_elsewhere(&self, company: &str, programme: &str) -> Result<Vec<String>, OfficeError> {
        let sql =
            "SELECT DISTINCT period FROM paid_elsewhere WHERE company = $1 AND programme = $2 ORDER BY period DESC";
        let found: Vec<(String,)> = self.db().all(sql, values![company, programme]).await?;
        Ok(found.into_iter().map(|(period,)| period).collect())
    }

    /// What was paid. Rows about the same partner, period, bonus and order are parts of one sum. Partners need not be known:
    /// that one is missing is something to be found.
    pub(super) async fn judge_paid(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let scale = of.plan.program.units.get(of.plan.program.currency.index()).map_or(2, |unit| unit.scale);
        let known: Vec<PaidElsewhere> =
            self.db().all(LATEST, values![of.company, &of.import.programme, &of.import.source, "", i64::MAX]).await?;
        let known: BTreeMap<Key, PaidElsewhere> = known.into_iter().map(|one| (one.key(), one)).collect();
        let mut sums: BTreeMap<Key, (PaidElsewhere, Vec<u64>)> = BTreeMap::new();
        // As what somebody was paid is said once for a period, whatever the bonus.
        let mut ranks: BTreeMap<(String, String), (String, u64)> = BTreeMap::new();
        for row in &rows {
            if !filled(row, &["partner", "period", "amount"], &mut report) {
                continue;
            }
            let partner = row.text("partner").to_owned();
            let Some(period) = period(of.plan, row.text("period")) else {
                report.refuse(row.row, no_period(of.plan, "period", row.text("period")));
                continue;
            };
            let amount = match amount(row, "amount", scale) {
                Ok(amount) => amount,
                Err(error) => {
                    report.refuse(row.row, error);
                    continue;
                }
            };
            let rank = Some(row.text("rank").to_owned()).filter(|rank| !rank.is_empty());
            let whose = (period.to_string(), partner.clone());
            if let Some(rank) = &rank {
                let (other, earlier) = ranks.entry(whose).or_insert_with(|| (rank.clone(), row.row)).clone();
                if other != *rank {
                    let error = FieldError::new("rank", "error-paid-two-ranks").with("rank", rank).with("other", other);
                    report.refuse(row.row, error.with("row", earlier));
                    continue;
                }
            }
            let parents = of.plan.program.trees.iter().filter_map(|tree| {
                let text = row.text(&format!("parent-{}", tree.name));
                (!text.is_empty()).then_some((tree.name.as_str(), text))
            });
            let parents: BTreeMap<&str, &str> = parents.collect();
            let parents = serde_json::to_string(&parents).map_err(|error| OfficeError::damaged("import", error))?;
            let one = PaidElsewhere {
                period: period.to_string(),
                partner,
                bonus: row.text("bonus").to_owned(),
                event: row.text("order").to_owned(),
                amount,
                rank,
                parents,
            };
            match sums.get_mut(&one.key()) {
                Some((sum, rows)) => {
                    sum.amount =
                        sum.amount.checked_add(one.amount).ok_or(OfficeError::Overflow("what was paid elsewhere"))?;
                    if sum.rank.is_none() {
                        sum.rank = one.rank;
                    }
                    rows.push(row.row);
                }
                None => {
                    sums.insert(one.key(), (one, vec![row.row]));
                }
            }
        }
        let bad = report.bad();
        let mut good = Vec::new();
        for (key, (one, rows)) in sums {
            // A sum of which a part is refused would be another amount.
            if let Some(first) = rows.iter().find(|row| bad.contains(row)) {
                for row in rows.iter().filter(|row| !bad.contains(row)) {
                    report.refuse(*row, FieldError::new("amount", "error-paid-part").with("row", first));
                }
                continue;
            }
            let count = rows.len() as u64;
            match known.get(&key) {
                Some(before) if *before == one => report.unchanged += count,
                Some(_) => {
                    report.changed += count;
                    good.push(one);
                }
                None => {
                    report.new += count;
                    good.push(one);
                }
            }
        }
        report.finish();
        Ok((report, Good::Paid(good)))
    }
}

impl Learning {
    /// Writes what was paid elsewhere.
    pub(super) async fn put_paid(&mut self, import: &Import, paid: &[PaidElsewhere]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let rows: Vec<Vec<Value>> = paid
            .iter()
            .map(|one| {
                values![
                    &company,
                    &import.programme,
                    &import.source,
                    &one.period,
                    &one.partner,
                    &one.bonus,
                    &one.event,
                    self.seq,
                    one.amount,
                    one.rank.clone(),
                    &one.parents
                ]
            })
            .collect();
        let columns = [
            "company",
            "programme",
            "source",
            "period",
            "partner",
            "bonus",
            "event",
            "seq",
            "amount",
            "rank",
            "parents",
        ];
        self.tx.insert("paid_elsewhere", &columns, rows).await?;
        Ok(())
    }
}
