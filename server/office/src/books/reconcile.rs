//! From the lines of a run to the bank: every sum, and every difference by name.

use super::tables::{csv, table};
use crate::error::OfficeError;
use crate::office::Office;
use compline_exchange::table::Cell;
use compline_store::values;
use compline_words::Words;
use serde::Serialize;

/// A row of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// A stable name; with `reconciliation-` in front the key of the words catalogue.
    pub name: &'static str,
    /// What it is about: the number of a batch.
    pub about: String,
    /// The figure.
    pub amount: i64,
    /// Whether it is a difference: between the sums above, where there should be none.
    pub difference: bool,
}

/// The reconciliation of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// The period.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// The rows.
    pub steps: Vec<Step>,
}

impl Reconciliation {
    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.steps.iter().all(|step| !step.difference)
    }

    /// The figure of a step, summed where it occurs several times.
    pub fn amount(&self, name: &str) -> i64 {
        self.steps.iter().filter(|step| step.name == name).fold(0, |sum, step| sum.saturating_add(step.amount))
    }

    pub(super) fn to_csv(&self, words: Words) -> Result<Vec<u8>, OfficeError> {
        let mut sheet = table(words, "reconciliation", &["step", "about", "difference"], &self.currency);
        sheet.rows = self
            .steps
            .iter()
            .map(|step| {
                let difference = if step.difference { words.say("common-yes") } else { String::new() };
                vec![
                    Cell::Text(words.say(&format!("reconciliation-{}", step.name))),
                    Cell::Text(step.about.clone()),
                    Cell::Text(difference),
                    Cell::Amount(step.amount),
                ]
            })
            .collect();
        csv(&sheet)
    }

    fn add(&mut self, name: &'static str, amount: i64) {
        self.steps.push(Step { name, about: String::new(), amount, difference: false });
    }

    /// Names a difference, where there is one.
    fn compare(&mut self, name: &'static str, expected: i128, found: i64) -> Result<(), OfficeError> {
        let amount = i64::try_from(i128::from(found) - expected).map_err(|_| OfficeError::Overflow("a difference"))?;
        if amount != 0 {
            self.steps.push(Step { name, about: String::new(), amount, difference: true });
        }
        Ok(())
    }
}

impl Office {
    pub(super) async fn reconcile(&self, company: &str, id: &str) -> Result<Reconciliation, OfficeError> {
        let run = self.run(company, id).await?;
        // Statements of several runs are reconciled with the run that leads.
        let run = match &run.lead {
            Some(lead) => self.run(company, lead).await?,
            None => run,
        };
        let id = run.id.as_str();
        let programme = self.programme(company, &run.programme).await?;
        let mut lines = 0_i64;
        let mut runs = vec![run.clone()];
        for other in self.gathered(&run).await? {
            runs.push(self.run(company, &other).await?);
        }
        for run in &runs {
            let computed = self.computed(run).await?;
            for number in 0..computed.company.partners.ids.len() {
                for line in computed.booked.lines(computed.view(), number) {
                    lines = lines.checked_add(line.amount).ok_or(OfficeError::Overflow("lines"))?;
                }
            }
        }
        let mut sheet = Reconciliation { period: run.period.clone(), currency: programme.currency, steps: Vec::new() };
        sheet.add("lines", lines);
        let totals = self
            .sum(
                "SELECT SUM(amount) FROM run_partners WHERE run IN (SELECT id FROM runs WHERE id = $1 OR lead = $1)",
                id,
            )
            .await?;
        sheet.add("totals", totals);
        sheet.compare("difference-totals", lines.into(), totals)?;
        let sql = "SELECT SUM(e.amount) FROM entries e JOIN runs r ON r.id = e.run \
                   WHERE (r.id = $1 OR r.lead = $1) AND e.taxable";
        let entries = self.sum(sql, id).await?;
        sheet.add("entries", entries);
        let net = self.sum("SELECT SUM(net) FROM statements WHERE run = $1", id).await?;
        sheet.add("statements-net", net);
        sheet.compare("difference-statements", i128::from(totals) + i128::from(entries), net)?;
        let tax = self.sum("SELECT SUM(tax) FROM statements WHERE run = $1", id).await?;
        sheet.add("vat", tax);
        let gross = self.sum("SELECT SUM(gross) FROM statements WHERE run = $1", id).await?;
        sheet.add("statements-gross", gross);
        sheet.compare("difference-gross", i128::from(net) + i128::from(tax), gross)?;
        let held = self.sum("SELECT SUM(gross) FROM statements WHERE run = $1 AND state <> 'final'", id).await?;
        sheet.add("statements-held", held);
        let sql = "SELECT SUM(e.amount) FROM entries e JOIN statements s ON s.id = e.statement \
                   WHERE s.run = $1 AND s.state = 'final' AND NOT e.taxable";
        let untaxed = self.sum(sql, id).await?;
        sheet.add("entries-untaxed", untaxed);
        let sql = "SELECT -SUM(l.amount) FROM posting_lines l JOIN postings p ON p.legal_entity = l.legal_entity AND p.seq = l.seq \
                   JOIN statements s ON s.id = p.object WHERE s.run = $1 AND p.kind = 'statement' AND l.account = 'partner'";
        let posted = self.sum(sql, id).await?;
        sheet.add("subledger", posted);
        let claims = i128::from(gross) - i128::from(held) + i128::from(untaxed);
        sheet.compare("difference-subledger", claims, posted)?;
        self.paid(company, &programme.legal_entity, id, posted, &mut sheet).await?;
        Ok(sheet)
    }

    /// Where what is owed has gone, or why it waits.
    async fn paid(
        &self,
        company: &str,
        entity: &str,
        id: &str,
        posted: i64,
        sheet: &mut Reconciliation,
    ) -> Result<(), OfficeError> {
        let mut found = 0_i128;
        let sql = "SELECT b.number, b.id, CAST(SUM(p.amount) AS BIGINT) FROM batch_item_parts p \
                   JOIN batch_items i ON i.batch = p.batch AND i.n = p.n JOIN batches b ON b.id = p.batch \
                   JOIN open_items o ON o.id = p.open_item JOIN statements s ON s.id = o.statement \
                   WHERE s.run = $1 AND i.state IN ('ordered', 'paid') GROUP BY b.number, b.id ORDER BY b.number";
        let files: Vec<(i64, String, i64)> = self.db().all(sql, values![id]).await?;
        for (number, _, amount) in files {
            found += i128::from(amount);
            sheet.steps.push(Step { name: "payment-file", about: number.to_string(), amount, difference: false });
        }
        // What is in a file and not yet paid is not waiting.
        let sql = "SELECT o.person, o.state, CAST(SUM(o.rest - COALESCE((SELECT SUM(p.amount) FROM batch_item_parts p \
                   JOIN batch_items i ON i.batch = p.batch AND i.n = p.n WHERE p.open_item = o.id AND i.state = 'ordered'), 0)) AS BIGINT) \
                   FROM open_items o JOIN statements s ON s.id = o.statement WHERE s.run = $1 GROUP BY o.person, o.state";
        let rests: Vec<(String, String, i64)> = self.db().all(sql, values![id]).await?;
        let proposal = self.propose_payment(company, entity, None).await?;
        let waiting = |person: &str| proposal.waiting.iter().find(|(of, _)| of == person);
        let names = ["held", "below-minimum", "without-account", "negative", "not-yet-settled"];
        let mut sums = [0_i128; 5];
        for (person, state, rest) in rests {
            let kind = match (state.as_str(), waiting(&person)) {
                ("held" | "disputed", _) => "held",
                (_, Some((_, sum))) if *sum < 0 => "negative",
                (_, Some(_)) => "below-minimum",
                _ if proposal.no_account.iter().any(|(of, _)| *of == person) => "without-account",
                _ => "not-yet-settled",
            };
            for (name, sum) in names.iter().zip(&mut sums) {
                if *name == kind {
                    *sum += i128::from(rest);
                }
            }
        }
        for (name, sum) in names.into_iter().zip(sums) {
            found += sum;
            sheet.add(name, i64::try_from(sum).map_err(|_| OfficeError::Overflow("open items"))?);
        }
        // What somebody matched by hand moved without a payment file: it is a row of its own, not a defect.
        let sql = "SELECT -SUM(e.amount) FROM bank_entries e JOIN open_items o ON e.matched_to = 'item:' || o.id \
                   JOIN statements s ON s.id = o.statement WHERE s.run = $1 AND e.state = 'matched' AND e.reason = 'by-hand'";
        let by_hand = self.sum(sql, id).await?;
        let found = i64::try_from(found).map_err(|_| OfficeError::Overflow("open items"))?;
        if by_hand != 0 {
            sheet.add("matched-by-hand", by_hand);
            let missing = i64::try_from(i128::from(posted) - i128::from(found))
                .map_err(|_| OfficeError::Overflow("open items"))?;
            sheet.add("not-in-payment-files", missing);
            return Ok(());
        }
        sheet.compare("difference-payments", posted.into(), found)
    }

    async fn sum(&self, sql: &str, run: &str) -> Result<i64, OfficeError> {
        let sql = sql.replacen("SELECT ", "SELECT CAST(", 1).replacen(" FROM ", " AS BIGINT) FROM ", 1);
        Ok(self.db().number(compline_store::AssertSqlSafe(sql), values![run]).await?)
    }
}
