//! The review of a run: differences to the run before, and what deserves a second look.

use crate::error::OfficeError;
use crate::levels::DistributionDone;
use crate::office::Office;
use crate::runs::Run;
use compline_store::{FromRow, values};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many movers are shown.
const MOVERS: i64 = 20;
/// How many numbers a warning names.
const NAMED: usize = 5;

/// What a second person looks at.
#[derive(Clone, Debug)]
pub struct Review {
    /// What the run pays.
    pub now: DistributionDone,
    /// What the run before paid.
    pub before: Option<DistributionDone>,
    /// The currency.
    pub currency: String,
    /// Statements that are held.
    pub held: i64,
    /// Their gross.
    pub held_gross: i64,
    /// Things to look at, the heaviest first.
    pub warnings: Vec<Warning>,
    /// The partners whose totals changed most.
    pub movers: Vec<Mover>,
}

/// Something that deserves a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// Payout to turnover is above the limit.
    Ratio {
        /// The ratio, of one.
        ratio: Decimal,
        /// The limit, of one.
        limit: Decimal,
    },
    /// Statements above the amount that counts as usual.
    Unusual {
        /// How many.
        partners: i64,
        /// The amount.
        amount: i64,
        /// Its currency.
        currency: String,
    },
    /// Totals that have more than tripled, or fallen below a third, and by more than a hundredth of what is unusual.
    Jumped {
        /// How many.
        partners: i64,
    },
    /// Statements that are held for a reason.
    Held {
        /// The reason's name.
        reason: String,
        /// How many.
        partners: i64,
    },
    /// Another run's statements are approved with this one's.
    Gathered {
        /// The run.
        run: String,
        /// Its programme's name.
        programme: String,
        /// Its period.
        period: String,
        /// What it pays.
        paid: i64,
        /// The currency.
        currency: String,
    },
    /// Contracts of insurance that take commission back though nobody was told in time that they are in danger.
    Unnotified {
        /// How many.
        contracts: i64,
        /// The numbers of the first ones.
        some: Vec<String>,
    },
    /// Payees without an account.
    NoBankDetails {
        /// How many.
        partners: i64,
    },
}

/// A partner whose total changed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Mover {
    /// The partner.
    pub partner: String,
    /// The total in the run before.
    pub before: i64,
    /// The total now.
    pub now: i64,
    /// The rank in the run before.
    pub rank_before: Option<String>,
    /// The rank now.
    pub rank: Option<String>,
}

impl Office {
    /// The review of a distributed run.
    ///
    /// # Errors
    /// Before it is distributed.
    pub async fn review(&self, run: &Run) -> Result<Arc<Review>, OfficeError> {
        self.since_commit(&run.company, &format!("review {}", run.id), self.find_review(run)).await
    }

    async fn find_review(&self, run: &Run) -> Result<Review, OfficeError> {
        let now: DistributionDone = self.last_step(&run.id, "distribution").await?;
        let last = self.run_before(run).await?;
        let before: Option<DistributionDone> = match &last {
            Some(last) => self.last_step(&last.id, "distribution").await.ok(),
            None => None,
        };
        let programme = self.programme(&run.company, &run.programme).await?;
        let settings = self.legal_entity(&run.company, &programme.legal_entity).await?.settings()?;
        let mut warnings = Vec::new();
        for id in self.gathered(run).await? {
            let other = self.run(&run.company, &id).await?;
            let done: DistributionDone = self.last_step(&id, "distribution").await?;
            let of = self.programme(&run.company, &other.programme).await?;
            warnings.push(Warning::Gathered {
                run: id,
                programme: of.name,
                period: other.period,
                paid: done.paid,
                currency: of.currency,
            });
        }
        let limit = Decimal::new(settings.payout_limit, 4);
        if let Some(ratio) = Decimal::from(now.paid).checked_div(Decimal::from(now.turnover))
            && ratio > limit
        {
            warnings.push(Warning::Ratio { ratio: ratio.round_dp(3), limit });
        }
        let unnotified = self.reclaimed_unnotified(run).await?;
        if !unnotified.is_empty() {
            let contracts = i64::try_from(unnotified.len()).unwrap_or(i64::MAX);
            warnings.push(Warning::Unnotified { contracts, some: unnotified.into_iter().take(NAMED).collect() });
        }
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM statements WHERE run = $1 AND gross > $2";
        let unusual = self.db().number(sql, values![&run.id, settings.unusual_amount]).await?;
        if unusual > 0 {
            let (amount, currency) = (settings.unusual_amount, programme.currency.clone());
            warnings.push(Warning::Unusual { partners: unusual, amount, currency });
        }
        let mut movers = Vec::new();
        if let Some(last) = &last {
            let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM run_partners n JOIN run_partners b ON b.run = $2 \
                       AND b.partner = n.partner WHERE n.run = $1 AND ABS(n.amount - b.amount) > $3 \
                       AND b.amount > 0 AND (n.amount > 3 * b.amount OR 3 * n.amount < b.amount)";
            let least = settings.unusual_amount.checked_div(100).unwrap_or(0);
            let jumped = self.db().number(sql, values![&run.id, &last.id, least]).await?;
            if jumped > 0 {
                warnings.push(Warning::Jumped { partners: jumped });
            }
            let sql = "SELECT n.partner, COALESCE(b.amount, 0) AS before, n.amount AS now, b.rank AS rank_before, n.rank \
                       FROM run_partners n LEFT JOIN run_partners b ON b.run = $2 AND b.partner = n.partner \
                       WHERE n.run = $1 AND n.amount <> COALESCE(b.amount, 0) \
                       ORDER BY ABS(n.amount - COALESCE(b.amount, 0)) DESC, n.partner LIMIT $3";
            movers = self.db().all(sql, values![&run.id, &last.id, MOVERS]).await?;
        }
        let sql = "SELECT held_for, gross FROM statements WHERE run = $1 AND state = 'held'";
        let rows: Vec<(Option<String>, i64)> = self.db().all(sql, values![&run.id]).await?;
        let mut reasons: BTreeMap<String, i64> = BTreeMap::new();
        let mut held_gross = 0_i64;
        for (reason, gross) in &rows {
            held_gross = held_gross.checked_add(*gross).ok_or(OfficeError::Overflow("held statements"))?;
            let names: Vec<String> =
                reason.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
            for name in names {
                *reasons.entry(name).or_default() += 1;
            }
        }
        warnings.extend(reasons.into_iter().map(|(reason, partners)| Warning::Held { reason, partners }));
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM statements s JOIN persons p ON p.company = s.company \
                   AND p.id = s.person AND NOT EXISTS (SELECT 1 FROM persons q WHERE q.company = p.company \
                   AND q.id = p.id AND q.seq > p.seq) WHERE s.run = $1 AND (p.iban IS NULL OR p.holder IS NULL)";
        let without = self.db().number(sql, values![&run.id]).await?;
        if without > 0 {
            warnings.push(Warning::NoBankDetails { partners: without });
        }
        let held = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        Ok(Review { now, before, currency: programme.currency, held, held_gross, warnings, movers })
    }
}
