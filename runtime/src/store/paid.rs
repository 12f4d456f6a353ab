//! What was paid before for the triggers of a context.

use crate::company::{Company, PaidLine};
use crate::context::{Context, StoreError};
use crate::problem::{Cause, Place, Problem, Problems};
use crate::snapshot::{NO_ROW, Snapshot};
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Program, Space};
use compline_compiler::store::{PaidBefore, Store};
use rustc_hash::FxHashMap;

/// How many problems are told.
const LIMIT: usize = 20;

/// By bonus: what earlier settlements paid for the triggers that the context has.
pub(super) fn before(
    program: &Program,
    company: &Company,
    snapshot: &Snapshot,
    context: Context,
    store: &Store,
) -> Result<Vec<Vec<PaidBefore>>, StoreError> {
    if company.paid.is_empty() {
        return Ok(Vec::new());
    }
    let mut problems = Problems::new(LIMIT);
    let mut out = Vec::with_capacity(program.bonuses.len());
    for (at, bonus) in (0_u32..).zip(&program.bonuses) {
        let mut paid: Vec<PaidBefore> = Vec::new();
        if let (true, Space::Event(set)) = (bonus.true_up, bonus.trigger.space) {
            let source = store.events.get(set.index()).map_or(&[][..], |events| events.source.as_slice());
            let row_of: FxHashMap<u32, u32> = source.iter().copied().zip(0..).collect();
            let is_earlier = |line: &&PaidLine| {
                let known = line.known_at <= snapshot.knowledge.limit();
                known && line.bonus == at && line.as_of < context.settlement.index()
            };
            for line in company.paid.iter().filter(is_earlier) {
                let Some(trigger) = row_of.get(&line.event) else { continue };
                let Some(earner) = earner(line, snapshot) else {
                    problems.add(|| not_there(company, line, context));
                    continue;
                };
                paid.push(PaidBefore { trigger: *trigger, earner, amount: line.amount });
            }
            paid.sort_unstable();
        }
        out.push(paid);
    }
    problems.finish().map_err(StoreError::Data)?;
    Ok(out)
}

fn earner(line: &PaidLine, snapshot: &Snapshot) -> Option<u32> {
    if line.partner == COMPANY {
        return Some(COMPANY);
    }
    snapshot.row_of.get(line.partner as usize).copied().filter(|row| *row != NO_ROW)
}

fn not_there(company: &Company, line: &PaidLine, context: Context) -> Problem {
    let partner = company.partners.ids.get(line.partner as usize).into_owned();
    let place =
        Place { file: "paid".to_owned(), column: Some("partner".to_owned()), value: Some(partner), ..Place::default() };
    let cause = Cause::NotInNetwork { period: context.period.to_string() };
    let cure = "correct the day on which the partner joined, or the row".to_owned();
    Problem { place, cause, cure }
}
