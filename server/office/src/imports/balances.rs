//! Running balances with partners as of a day: what another system left open, posted against the account of opening balances.
//!
//! The same source says the balance of a partner and day once. Posted is posted: another amount is refused.

use super::cells::{amount, day, filled};
use super::*;
use crate::ledger::{Account, NewPosting};
use crate::open_items::NewItem;

/// The kind of their postings.
pub(crate) const OPENING: &str = "opening";

/// A balance that is to be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Balance {
    pub(super) partner: String,
    pub(super) person: String,
    pub(super) as_of: NaiveDate,
    /// What the company owes, in the currency's smallest unit; negative where the partner owes it.
    pub(super) amount: i64,
    /// Whether it is not to be paid for now.
    pub(super) held: bool,
    /// What it is posted for: with it a balance is posted once.
    pub(super) object: String,
}

/// The words of the column that says which way a balance goes.
const WAYS: [&str; 3] = ["owed-to-partner", "owed-by-partner", "held"];

impl Office {
    /// Balances: to whom the company owes what, and who owes it.
    pub(super) async fn judge_balances(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let programme = self.programme(of.company, &of.import.programme).await?;
        let scale = of.plan.program.units.get(of.plan.program.currency.index()).map_or(2, |unit| unit.scale);
        let sql = "SELECT id, person FROM partners WHERE company = $1 ORDER BY id, seq";
        let known: Vec<(String, String)> = self.db().all(sql, values![of.company]).await?;
        let coming = of.coming.partners.iter().map(|one| (one.id.clone(), one.person.clone()));
        let persons: BTreeMap<String, String> = known.into_iter().chain(coming).collect();
        let sql = "SELECT p.object, CAST(-SUM(l.amount) AS BIGINT) FROM postings p JOIN posting_lines l \
                   ON l.legal_entity = p.legal_entity AND l.seq = p.seq WHERE p.legal_entity = $1 AND p.kind = 'opening' \
                   AND l.account = 'partner' GROUP BY p.object";
        let posted: Vec<(String, i64)> = self.db().all(sql, values![&programme.legal_entity]).await?;
        let posted: BTreeMap<String, i64> = posted.into_iter().collect();
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        let mut good = Vec::new();
        for row in &rows {
            if !filled(row, &["partner", "amount", "as_of"], &mut report) {
                continue;
            }
            let partner = row.text("partner").to_owned();
            let Some(person) = persons.get(&partner) else {
                report.refuse(row.row, checks::unknown("partner", &partner));
                continue;
            };
            let amount = match amount(row, "amount", scale) {
                Ok(amount) => amount,
                Err(error) => {
                    report.refuse(row.row, error);
                    continue;
                }
            };
            let way = row.text("balance").to_lowercase().replace([' ', '_'], "-");
            let (amount, held) = match way.as_str() {
                "" => (amount, false),
                "owed-to-partner" if amount > 0 => (amount, false),
                "owed-by-partner" if amount > 0 => (amount.saturating_neg(), false),
                "held" if amount > 0 => (amount, true),
                _ if WAYS.contains(&way.as_str()) => {
                    report.refuse(
                        row.row,
                        FieldError::new("amount", "error-balance-sign").with("input", row.text("amount")),
                    );
                    continue;
                }
                _ => {
                    let error = FieldError::new("balance", "error-balance-way").with("input", row.text("balance"));
                    report.refuse(row.row, error);
                    continue;
                }
            };
            let Some(as_of) = day(row, "as_of") else { continue };
            if amount == 0 {
                report.unchanged += 1;
                continue;
            }
            let part = if held { ":held" } else { "" };
            let object = format!("{}:{}:{partner}:{as_of}{part}", of.import.programme, of.import.source);
            if let Some(earlier) = seen.insert(object.clone(), row.row) {
                let error = FieldError::new("partner", "error-row-doubled").with("row", row.row);
                report.refuse(row.row, error.with("earlier", earlier));
                continue;
            }
            match posted.get(&object) {
                Some(before) if *before == amount => report.unchanged += 1,
                Some(before) => {
                    let before = Decimal::new(*before, scale.into());
                    let error = FieldError::new("amount", "error-balance-posted").with("number", &partner);
                    report.refuse(row.row, error.with("posted", before).with("date", as_of));
                }
                None => {
                    let person = person.clone();
                    good.push((row.row, Balance { partner, person, as_of, amount, held, object }));
                }
            }
        }
        let bad = report.bad();
        let good: Vec<Balance> =
            good.into_iter().filter(|(row, _)| !bad.contains(row)).map(|(_, balance)| balance).collect();
        report.new = good.len() as u64;
        report.finish();
        Ok((report, Good::Balances(good)))
    }

    /// Posts balances and opens their items.
    pub(super) async fn take_balances(
        &self,
        learning: &mut Learning,
        import: &Import,
        balances: &[Balance],
    ) -> Result<(), OfficeError> {
        let company = learning.author.company.clone();
        let programme = self.programme(&company, &import.programme).await?;
        let entity = &programme.legal_entity;
        let currency = &programme.currency;
        let mut postings = Vec::with_capacity(balances.len());
        for one in balances {
            let owed = one.amount.checked_neg().ok_or(OfficeError::Overflow("a balance"))?;
            postings.push(NewPosting {
                day: one.as_of,
                kind: OPENING,
                object: one.object.clone(),
                reference: format!("EB-{}", one.partner),
                text: format!("{} {}", one.partner, one.as_of),
                currency: currency.clone(),
                lines: vec![(Account::Opening, None, one.amount), (Account::Partner, Some(one.person.clone()), owed)],
            });
        }
        let numbers = learning.post(entity, &postings).await?;
        let items = balances.iter().zip(postings).zip(numbers).map(|((one, of), posting)| NewItem {
            person: one.person.clone(),
            statement: None,
            posting,
            reference: of.reference,
            day: one.as_of,
            currency: of.currency,
            amount: one.amount,
            held: one.held,
        });
        learning.open_items(entity, items.collect()).await
    }
}
