//! What plans keep for a partner: reserves and other accounts, movement by movement, and what becomes free when. A partner who
//! left has a row in every run as long as the company has him, so nothing of this ends with the contract.

use super::head::Head;
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::office::Office;
use crate::progress::Progress;
use chrono::NaiveDate;
use compline_planbook::Docs;
use compline_runtime::booked::Shown;
use compline_runtime::calendar;
use compline_runtime::kept::{Gone, Keeping, Kept, Lot};
use compline_store::{FromRow, values};
use compline_words::Language;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a plan keeps for a partner, as a final run left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReserveRow {
    /// The programme.
    pub programme: String,
    /// The position of the person.
    pub partner: String,
    /// The run's period.
    pub period: String,
    /// What moved: opening, what came in, what went out and how, closing.
    pub kept: Kept,
    /// What the plan says of it, in German and English; the same where it says it in one language.
    pub about: [Option<String>; 2],
}

/// What is in an account of one lot, and when it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeLot {
    /// The programme.
    pub programme: String,
    /// The position of the person.
    pub partner: String,
    /// The account.
    pub account: String,
    /// The period in which it came in; nothing of an account that does not tell its lots apart.
    pub from: Option<String>,
    /// How much.
    pub amount: Shown,
    /// The day on which it leaves as it is, and whether it is paid out then or expires; nothing where the plan says no day.
    pub leaves: Option<(NaiveDate, Gone)>,
    /// The period whose run left it.
    pub as_of: String,
}

/// How much of an account is left for a partner, for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// The programme.
    pub programme: String,
    /// The account.
    pub account: String,
    /// How much.
    pub amount: Decimal,
    /// In which unit.
    pub unit: String,
    /// The last day of the period after which it is so.
    pub as_of: NaiveDate,
}

#[derive(FromRow)]
struct StateRow {
    programme: String,
    state: String,
    value: String,
    as_of: NaiveDate,
}

impl Office {
    /// The movements of all that plans keep for the positions of a person, by programme, position and period; and what is left
    /// at the end of the span.
    pub(super) async fn reserves_between(
        &self,
        head: &Head,
        progress: &Progress,
    ) -> Result<(Vec<ReserveRow>, Vec<FreeLot>), OfficeError> {
        let partners = self.partners_of(&head.company, &head.person).await?;
        let (mut rows, mut lots) = (Vec::new(), Vec::new());
        for programme in self.programmes(&head.company).await? {
            let mut runs = self.final_runs(&head.company, &programme.id, NaiveDate::MIN).await?;
            runs.retain(|run| run.days().is_ok_and(|(_, end)| end <= head.to));
            // What is left is what the last run by the end of the span left, however long before the span it was.
            let last = runs.last().map(|run| run.period.clone());
            runs.retain(|run| run.days().is_ok_and(|(_, end)| end >= head.from) || Some(&run.period) == last.as_ref());
            let total = runs.len() as u64;
            for (run, at) in runs.iter().zip(0..) {
                progress.tell("extracting", at, total);
                progress.check()?;
                let in_span = run.days()?.1 >= head.from;
                let is_last = Some(&run.period) == last.as_ref();
                let plan = self.plan_version(&head.company, &run.plan).await?;
                let docs = self.docs_of(&plan).await?;
                let computed = self.computed(run).await?;
                let Some(keeping) = keeping(&computed, &docs) else { continue };
                for partner in &partners {
                    let Some(number) = computed.number(partner) else { continue };
                    let own = keeping.by(number);
                    if is_last {
                        lots.extend(left(&keeping, &own, number).into_iter().map(|lot| FreeLot {
                            programme: programme.id.clone(),
                            partner: partner.clone(),
                            as_of: run.period.clone(),
                            ..lot
                        }));
                    }
                    if in_span {
                        let about = |of: &Kept| [Language::De, Language::En].map(|one| docs.plain(&of.name, one.tag()));
                        rows.extend(own.into_iter().map(|kept| ReserveRow {
                            programme: programme.id.clone(),
                            partner: partner.clone(),
                            period: run.period.clone(),
                            about: about(&kept),
                            kept,
                        }));
                    }
                }
            }
        }
        // Runs come by period; a reader follows one position and one account.
        rows.sort_by(|a, b| {
            let of = |row: &ReserveRow| (row.programme.clone(), row.partner.clone(), row.kept.name.clone());
            of(a).cmp(&of(b))
        });
        Ok((rows, lots))
    }

    /// What plans keep for a partner as the last final runs left it, in accounts that are not empty: read from what runs left
    /// to later ones, so that a page need not compute anything.
    ///
    /// # Errors
    /// Of the database.
    pub async fn reserves_of(&self, company: &str, partner: &str) -> Result<Vec<Reserve>, OfficeError> {
        let sql = "SELECT programme, state, value, as_of FROM states WHERE company = $1 AND partner = $2 \
                   AND (state LIKE '%''s balance' OR state LIKE '%''s lot %') ORDER BY programme, state, as_of";
        let rows: Vec<StateRow> = self.db().all(sql, values![company, partner]).await?;
        let mut out: BTreeMap<(String, String), Reserve> = BTreeMap::new();
        for programme in self.programmes(company).await? {
            let own: Vec<&StateRow> = rows.iter().filter(|row| row.programme == programme.id).collect();
            let runs = self.final_runs(company, &programme.id, NaiveDate::MIN).await?;
            let ended = runs.last().map(|run| run.days()).transpose()?.map(|(_, end)| end);
            // Where no run is final yet, what was carried over from elsewhere.
            let Some(as_of) = ended.or_else(|| own.iter().map(|row| row.as_of).max()) else { continue };
            let plan = match runs.last() {
                Some(run) => self.plan_version(company, &run.plan).await?,
                None => match self.plan_for(company, &programme.id, as_of).await {
                    Ok(plan) => plan,
                    Err(_) => continue,
                },
            };
            let plan = self.compiled(&plan).await?;
            for row in own.into_iter().filter(|row| row.as_of == as_of) {
                let Some((account, _)) = row.state.rsplit_once("'s ") else { continue };
                let declared = plan.hir.accounts.iter().any(|one| one.name == account);
                let (Ok(amount), true) = (row.value.parse::<Decimal>(), declared) else { continue };
                let program = &plan.program;
                let state = program.states.iter().find(|state| state.name == row.state);
                let unit = state.and_then(|state| match state.ty.kind {
                    compline_compiler::program::Kind::Number(unit, _) => program.units.get(unit.index()),
                    _ => None,
                });
                let reserve = out.entry((programme.id.clone(), account.to_owned())).or_insert_with(|| Reserve {
                    programme: programme.id.clone(),
                    account: account.to_owned(),
                    amount: Decimal::ZERO,
                    unit: unit.map_or_else(String::new, |unit| unit.name.clone()),
                    as_of,
                });
                reserve.amount =
                    reserve.amount.checked_add(amount).ok_or(OfficeError::Overflow("what is kept for a partner"))?;
            }
        }
        Ok(out.into_values().filter(|one| !one.amount.is_zero()).collect())
    }
}

fn keeping<'a>(computed: &'a Computed, docs: &Docs) -> Option<Keeping<'a>> {
    let keeping = Keeping::of(&computed.plan.hir, computed.view(), |state| docs.has(state));
    keeping.filter(|keeping| !keeping.is_empty())
}

/// What is left in accounts: lot by lot, or the balance of those without lots.
fn left(keeping: &Keeping<'_>, kept: &[Kept], number: usize) -> Vec<FreeLot> {
    let lots = keeping.lots(number);
    let free = |account: &str, from: Option<String>, amount: Shown, leaves| FreeLot {
        programme: String::new(),
        partner: String::new(),
        account: account.to_owned(),
        from,
        amount,
        leaves,
        as_of: String::new(),
    };
    let mut out = Vec::new();
    for account in keeping.accounts() {
        let own: Vec<&Lot> = lots.iter().filter(|lot| lot.account == account).collect();
        for lot in &own {
            let leaves = lot.leaves.map(|(period, how)| (calendar::date(period.start()), how));
            out.push(free(account, Some(lot.from.to_string()), lot.amount.clone(), leaves));
        }
        let balance = kept.iter().find(|one| one.name == account).and_then(|one| one.closing.clone());
        if own.is_empty()
            && let Some(balance) = balance.filter(|shown| !is_zero(shown))
        {
            out.push(free(account, None, balance, None));
        }
    }
    out
}

fn is_zero(shown: &Shown) -> bool {
    matches!(shown, Shown::Number { value, .. } | Shown::Percent(value) if value.is_zero())
}
