//! What is left of each line after caps.
//!
//! A cap may cut a line, or what a partner has of a bonus, or everything. What comes back of a line when its event is reversed
//! is what the partner kept of it, so cuts of sums are shared out over the lines under them, in proportion to what was left of
//! these, to the cent: largest remainder, then order of lines.

use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::{Cut, Outcome};
use compline_compiler::program::{Cap, LineSource, Program, Step};
use rustc_hash::FxHashMap;

/// What is left of lines, by maker and number of the line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    bonuses: Vec<Vec<i64>>,
    pools: Vec<Vec<i64>>,
}

/// A line: what made it, and its number.
type Of = (LineSource, usize);

impl Kept {
    /// What is left of the lines of a context. Nothing is looked at where nothing was cut.
    pub fn of(program: &Program, outcome: &Outcome) -> Self {
        if outcome.cuts.iter().all(Vec::is_empty) {
            return Self::default();
        }
        let amounts = |lines: &Lines| lines.iter().map(|line| line.amount).collect();
        let mut kept = Self {
            bonuses: outcome.bonuses.iter().map(amounts).collect(),
            pools: outcome.pools.iter().map(amounts).collect(),
        };
        let mut by_partner: Option<FxHashMap<u32, Vec<Of>>> = None;
        let caps =
            program.steps.iter().filter_map(|step| if let Step::Cap(cap) = step { Some(cap.index()) } else { None });
        for at in caps {
            let (Some(cap), Some(cuts)) = (program.caps.get(at), outcome.cuts.get(at)) else { continue };
            for cut in cuts {
                if let (Some(source), Some(line)) = (cut.source, cut.line) {
                    kept.add((source, usize::try_from(line).unwrap_or(usize::MAX)), cut.amount);
                    continue;
                }
                let lines = by_partner.get_or_insert_with(|| by_earner(outcome));
                kept.share(cap, cut, lines.get(&cut.partner).map_or(&[][..], Vec::as_slice));
            }
        }
        kept
    }

    /// What is left of a line; all of it where nothing was cut.
    pub fn line(&self, source: LineSource, index: u64, amount: i64) -> i64 {
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        self.amounts(source).and_then(|amounts| amounts.get(at)).copied().unwrap_or(amount)
    }

    fn amounts(&self, source: LineSource) -> Option<&Vec<i64>> {
        match source {
            LineSource::Bonus(id) => self.bonuses.get(id.index()),
            LineSource::Pool(id) => self.pools.get(id.index()),
        }
    }

    fn add(&mut self, (source, at): Of, amount: i64) {
        let amounts = match source {
            LineSource::Bonus(id) => self.bonuses.get_mut(id.index()),
            LineSource::Pool(id) => self.pools.get_mut(id.index()),
        };
        if let Some(slot) = amounts.and_then(|amounts| amounts.get_mut(at)) {
            *slot = slot.saturating_add(amount);
        }
    }

    /// Shares a cut of a sum over the lines that made it.
    fn share(&mut self, cap: &Cap, cut: &Cut, lines: &[Of]) {
        let under = |source: LineSource| cut.source.map_or_else(|| cap.on.contains(&source), |of| of == source);
        // What is cut from positive sums comes from positive lines, and the other way round.
        let weight = |kept: &Self, (source, at): &Of| {
            let amount = kept.amounts(*source).and_then(|amounts| amounts.get(*at)).copied().unwrap_or(0);
            let matters = if cut.amount < 0 { amount > 0 } else { amount < 0 };
            if matters { i128::from(amount.unsigned_abs()) } else { 0 }
        };
        let parts: Vec<(Of, i128)> =
            lines.iter().filter(|(source, _)| under(*source)).map(|of| (*of, weight(self, of))).collect();
        let whole: i128 = parts.iter().map(|(_, weight)| weight).sum();
        if whole == 0 {
            return;
        }
        let all = i128::from(cut.amount.unsigned_abs());
        let mut shares: Vec<(Of, i128, i128)> =
            parts.iter().map(|(of, weight)| (*of, all * weight / whole, all * weight % whole)).collect();
        let rest = all - shares.iter().map(|(_, share, _)| share).sum::<i128>();
        let mut order: Vec<usize> = (0..shares.len()).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(shares.get(*at).map_or(0, |(.., rest)| *rest)), *at));
        for at in order.into_iter().take(usize::try_from(rest).unwrap_or(0)) {
            if let Some((_, share, _)) = shares.get_mut(at) {
                *share += 1;
            }
        }
        for (of, share, _) in shares {
            let share = i64::try_from(share).unwrap_or(i64::MAX);
            self.add(of, if cut.amount < 0 { -share } else { share });
        }
    }
}

/// By partner row: his lines and shares, in order.
fn by_earner(outcome: &Outcome) -> FxHashMap<u32, Vec<Of>> {
    let mut out: FxHashMap<u32, Vec<Of>> = FxHashMap::default();
    let bonuses = (0..).map(|at| LineSource::Bonus(compline_compiler::program::BonusId(at))).zip(&outcome.bonuses);
    let pools = (0..).map(|at| LineSource::Pool(compline_compiler::program::PoolId(at))).zip(&outcome.pools);
    for (source, lines) in bonuses.chain(pools) {
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.earner != COMPANY) {
            out.entry(line.earner).or_default().push((source, at));
        }
    }
    out
}
