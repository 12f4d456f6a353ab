//! Amounts of lines at a stage: before all caps, or after some of them.

use crate::lines::{Line, Lines};
use crate::outcome::Outcome;
use crate::program::{CapId, LineSource};
use num_bigint::BigInt;
use std::collections::BTreeMap;

/// The lines of a bonus or pool, each with its amount after the line cuts of these caps.
///
/// A value that changes on the way, before and after a cap, has two names (language core, law 1); what a cap took from
/// a partner's total does not change any line.
pub(super) fn lines_after<'a>(
    outcome: &'a Outcome,
    source: LineSource,
    caps: &[CapId],
) -> impl Iterator<Item = (Line, BigInt)> + use<'a> {
    let mut cut_of_line: BTreeMap<u64, BigInt> = BTreeMap::new();
    for cut in caps.iter().filter_map(|cap| outcome.cuts.get(cap.index())).flatten() {
        if let Some(line) = cut.line.filter(|_| cut.source == Some(source)) {
            *cut_of_line.entry(line).or_default() += cut.amount;
        }
    }
    let lines = lines_of(outcome, source).into_iter().flat_map(Lines::iter);
    lines.map(move |line| (line, BigInt::from(line.amount) + cut_of_line.remove(&line.index).unwrap_or_default()))
}

/// The lines of a bonus or the shares of a pool.
pub(super) fn lines_of(outcome: &Outcome, source: LineSource) -> Option<&Lines> {
    match source {
        LineSource::Bonus(bonus) => outcome.bonuses.get(bonus.index()),
        LineSource::Pool(pool) => outcome.pools.get(pool.index()),
    }
}
