//! What holds of every run, whoever made it: sums, shares, chains, limits.

use super::caps;
use compline_compiler::interpret::{Trace, TracedLine, exact, from_stored, round, trace_trigger};
use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{Bonus, BonusId, ChainRounding, ColumnId, Program, Rounding, Space};
use compline_compiler::store::Store;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// Most triggers of a bonus that are evaluated again with a trace.
const TRACED: usize = 12;

/// Checks the outcome of a run over the store as the run left it.
///
/// # Errors
/// The first thing that does not hold.
pub fn invariants(program: &Program, store: &Store, outcome: &Outcome) -> Result<(), String> {
    totals(program, store, outcome)?;
    for (at, pool) in program.pools.iter().enumerate() {
        shares(program, store, &outcome.pools[at], pool.amount, pool.member, pool.weight)
            .map_err(|what| format!("{what} in pool `{}`", pool.name))?;
    }
    for (at, bonus) in program.bonuses.iter().enumerate() {
        lines(store, bonus, &outcome.bonuses[at]).map_err(|what| format!("{what} in bonus `{}`", bonus.name))?;
        chains(program, store, outcome, at).map_err(|what| format!("{what} in bonus `{}`", bonus.name))?;
    }
    caps::hold(program, store, outcome)
}

/// Totals are the sums of lines, shares and cuts.
fn totals(program: &Program, store: &Store, outcome: &Outcome) -> Result<(), String> {
    if outcome.totals.len() != store.partners || outcome.bonuses.len() != program.bonuses.len() {
        return Err(format!("number of totals: {} for {} partners", outcome.totals.len(), store.partners));
    }
    let mut sums = vec![0_i128; store.partners];
    for line in outcome.bonuses.iter().chain(&outcome.pools).flat_map(Lines::iter) {
        if line.earner != COMPANY {
            let sum =
                sums.get_mut(line.earner as usize).ok_or_else(|| format!("no such partner: row {}", line.earner))?;
            *sum += i128::from(line.amount);
        }
    }
    for cut in outcome.cuts.iter().flatten() {
        sums[cut.partner as usize] += i128::from(cut.amount);
    }
    let wrong = sums.iter().zip(&outcome.totals).position(|(sum, total)| *sum != i128::from(*total));
    match wrong {
        Some(row) => Err(format!(
            "total is not the sum of lines: {} of partner row {row}, lines {}",
            outcome.totals[row], sums[row]
        )),
        None => Ok(()),
    }
}

fn value(program: &Program, store: &Store, column: ColumnId, row: usize) -> Option<BigRational> {
    from_stored(store.get(column, row), program.columns[column.index()].ty.scale())
}

/// Shares sum to the pool, and nobody's is further from his exact share than one unit.
fn shares(
    program: &Program,
    store: &Store,
    lines: &Lines,
    amount: ColumnId,
    member: ColumnId,
    weight: ColumnId,
) -> Result<(), String> {
    let unit = program.units[program.currency.index()].scale;
    let amount = value(program, store, amount, 0).unwrap_or_else(BigRational::zero)
        * exact(BigInt::from(10_u8).pow(u32::from(unit)), 0);
    let weights: Vec<BigRational> = (0..store.partners)
        .map(|row| {
            let takes_part = store.get(member, row) == 1;
            value(program, store, weight, row).filter(|_| takes_part).unwrap_or_else(BigRational::zero)
        })
        .collect();
    let whole: BigRational = weights.iter().sum();
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
    if whole.is_zero() {
        return if sum == 0 && lines.count() == 0 { Ok(()) } else { Err(format!("shares without weights: {sum}")) };
    }
    if BigRational::from_integer(BigInt::from(sum)) != amount {
        return Err(format!("shares do not sum to the pool: {sum} of {amount}"));
    }
    for line in lines.iter() {
        let due = &amount * &weights[line.earner as usize] / &whole;
        let off = BigRational::from_integer(BigInt::from(line.amount)) - &due;
        if off >= exact(BigInt::from(1), 0) || off <= exact(BigInt::from(-1), 0) {
            return Err(format!(
                "a share is off by a unit: partner row {} gets {}, due {due}",
                line.earner, line.amount
            ));
        }
    }
    Ok(())
}

/// Lines are in order of triggers and speak of clauses that there are.
fn lines(store: &Store, bonus: &Bonus, lines: &Lines) -> Result<(), String> {
    let clauses = bonus.pays.len() + bonus.finally.len();
    let rows = match bonus.trigger.space {
        Space::Line(_) => usize::MAX,
        space => store.rows(space),
    };
    let mut last = 0;
    for line in lines.iter() {
        if line.trigger < last || line.trigger as usize >= rows {
            return Err(format!("lines out of order: trigger {} after {last}, of {rows}", line.trigger));
        }
        if usize::from(line.clause) >= clauses {
            return Err(format!("no such clause: {} of {clauses}", line.clause));
        }
        last = line.trigger;
    }
    let shown = bonus.vars.iter().filter(|var| var.shown).count();
    if !lines.blocks.is_empty()
        && (lines.vars.len() != shown || lines.vars.iter().any(|vars| vars.len() != lines.earner.len()))
    {
        return Err("variables are not recorded for each entry".to_owned());
    }
    Ok(())
}

/// Collects the lines of a trigger.
#[derive(Default)]
struct Collected(Vec<TracedLine>);

impl Trace for Collected {
    fn line(&mut self, line: &TracedLine) {
        self.0.push(line.clone());
    }
}

/// The lines of a trigger, evaluated again, are those of the run; chains keep their promise.
fn chains(program: &Program, store: &Store, outcome: &Outcome, at: usize) -> Result<(), String> {
    let (bonus, lines) = (&program.bonuses[at], &outcome.bonuses[at]);
    let id = BonusId(u32::try_from(at).map_err(|error| error.to_string())?);
    let rows = match bonus.trigger.space {
        Space::Line(_) => outcome.parents[at].len(),
        space => store.rows(space),
    };
    let unit = program.units[program.currency.index()].scale;
    let step = rows.div_ceil(TRACED).max(1);
    for row in (0..rows).step_by(step) {
        let mut collected = Collected::default();
        trace_trigger(program, store, id, row, &mut collected)
            .map_err(|error| format!("a trigger fails again: {row}, {error}"))?;
        let again: Vec<(u32, i64)> =
            collected.0.iter().filter(|line| line.amount != 0).map(|line| (line.earner, line.amount)).collect();
        let made: Vec<(u32, i64)> =
            lines.iter().filter(|line| line.trigger as usize == row).map(|line| (line.earner, line.amount)).collect();
        // What was paid before is taken off after a trigger has made its lines.
        if again != made && !bonus.true_up {
            return Err(format!("a trigger made again differs: {row}, the run made {made:?}, again {again:?}"));
        }
        if let Some(Rounding { mode, scale, chain: ChainRounding::LastTakesRemainder | ChainRounding::Cumulatively }) =
            bonus.rounding
        {
            let whole: BigRational = collected.0.iter().map(TracedLine::exact).sum();
            let due = round(&whole, scale, mode) * BigInt::from(10_u8).pow(u32::from(unit - scale));
            let paid: BigInt = collected.0.iter().map(|line| BigInt::from(line.amount)).sum();
            if due != paid {
                return Err(format!("a chain misses its rounded whole: trigger {row}, lines {paid}, due {due}"));
            }
        }
    }
    Ok(())
}
