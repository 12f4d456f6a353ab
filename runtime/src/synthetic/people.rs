//! The partners' lives: where they come from, when they join, pause and leave, who owns them.

use super::Calendar;
use super::draws::Draws;
use super::network::Network;
use crate::company::Standing;
use rustc_hash::FxHashMap;

/// Countries with their shares in percent.
const COUNTRIES: [(&str, u64); 6] = [("DE", 52), ("AT", 14), ("CH", 10), ("PL", 10), ("IT", 8), ("NL", 6)];

/// All partners, by the order of joining.
#[derive(Clone, Debug)]
pub(super) struct People {
    joined: Vec<i32>,
    country: Vec<u8>,
    /// Last day on which something happened that only a partner who is there can have done.
    seen: Vec<i32>,
    /// First day after the last; `i32::MAX` for those who stay.
    left: Vec<i32>,
    /// Owners of second positions.
    owners: FxHashMap<u32, u32>,
    /// First active day of those who did not start at once.
    starts: FxHashMap<u32, i32>,
    /// First and last day of pauses.
    pauses: FxHashMap<u32, (i32, i32)>,
    digits: usize,
}

/// A row of the status file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) partner: u32,
    pub(super) standing: Standing,
    pub(super) from: i32,
    pub(super) to: Option<i32>,
}

impl People {
    /// Draws what is known when somebody joins. The company grows faster from year to year.
    pub(super) fn draw(network: &Network, calendar: &Calendar, seed: u64) -> Self {
        let count = network.len();
        let days = u64::from(calendar.end.abs_diff(calendar.founded));
        let mut out = Self {
            joined: Vec::with_capacity(count as usize),
            country: Vec::with_capacity(count as usize),
            seen: Vec::new(),
            left: vec![i32::MAX; count as usize],
            owners: FxHashMap::default(),
            starts: FxHashMap::default(),
            pauses: FxHashMap::default(),
            digits: count.to_string().len().max(6),
        };
        let mut draws = Draws::new(seed, 2);
        for partner in 0..count {
            // Partners at a time grow with its square.
            let share = (u64::from(partner) << 32) / u64::from(count);
            let days = (days * (share << 32).isqrt()) >> 32;
            let joined = calendar.founded.saturating_add(i32::try_from(days).unwrap_or(0));
            out.joined.push(joined);
            let sponsor = network.sponsor(partner);
            let drawn = country(&mut draws);
            let theirs = sponsor.and_then(|s| out.country.get(s as usize).copied());
            out.country.push(if draws.percent(92) { theirs.unwrap_or(0) } else { drawn });
            let second = draws.percent(1);
            let delay = if draws.percent(30) { draws.between(1, 20) } else { 0 };
            if let Some(sponsor) = sponsor {
                if second {
                    out.owners.insert(partner, out.owners.get(&sponsor).copied().unwrap_or(sponsor));
                }
                if delay > 0 {
                    out.starts.insert(partner, joined.saturating_add(i32::try_from(delay).unwrap_or(0)));
                }
            }
        }
        out.seen.clone_from(&out.joined);
        for partner in 0..count {
            if let Some(sponsor) = network.sponsor(partner) {
                out.seen(sponsor, out.joined(partner));
            }
        }
        out
    }

    /// Notes that a partner is there on a day.
    pub(super) fn seen(&mut self, partner: u32, day: i32) {
        if let Some(seen) = self.seen.get_mut(partner as usize) {
            *seen = day.max(*seen);
        }
    }

    /// Draws who pauses and who leaves. The first partner stays.
    pub(super) fn draw_departures(&mut self, network: &Network, calendar: &Calendar, draws: &mut Draws) {
        for partner in 1..network.len() {
            let (leaves, pauses) = (draws.percent(14), draws.percent(4));
            let (wait, length) = (draws.between(45, 1_500), draws.between(30, 180));
            let day = |from: i32, days: i64| from.saturating_add(i32::try_from(days).unwrap_or(0));
            let last_seen = self.seen.get(partner as usize).copied().unwrap_or(0);
            let leaving = day(last_seen, wait);
            if leaves
                && leaving <= calendar.end
                && let Some(left) = self.left.get_mut(partner as usize)
            {
                *left = leaving;
            } else if pauses {
                let from = day(self.joined(partner), wait + 30);
                if from <= calendar.end {
                    self.pauses.insert(partner, (from, day(from, length)));
                }
            }
        }
    }

    /// `DE-004711`.
    pub(super) fn id(&self, partner: u32) -> String {
        let country = self.country.get(partner as usize).and_then(|at| COUNTRIES.get(usize::from(*at)));
        let (country, _) = country.unwrap_or(&COUNTRIES[0]);
        format!("{country}-{:0digits$}", u64::from(partner) + 1, digits = self.digits)
    }

    /// The day of joining.
    pub(super) fn joined(&self, partner: u32) -> i32 {
        self.joined.get(partner as usize).copied().unwrap_or(i32::MAX)
    }

    /// The owner of a second position.
    pub(super) fn owner(&self, partner: u32) -> Option<u32> {
        self.owners.get(&partner).copied()
    }

    /// Whether a partner orders on a day.
    pub(super) fn is_active(&self, partner: u32, day: i32) -> bool {
        let start = self.starts.get(&partner).copied().unwrap_or_else(|| self.joined(partner));
        let left = self.left.get(partner as usize).copied().unwrap_or(i32::MAX);
        let paused = self.pauses.get(&partner).is_some_and(|(from, to)| (*from..=*to).contains(&day));
        start <= day && day < left && !paused
    }

    /// What is not simply active, by partner, then by time.
    pub(super) fn statuses(&self, calendar: &Calendar) -> Vec<Fact> {
        let mut out = Vec::new();
        for (partner, left) in (0..).zip(&self.left) {
            if let Some(start) = self.starts.get(&partner) {
                out.push(Fact { partner, standing: Standing::Joined, from: self.joined(partner), to: Some(start - 1) });
            }
            if let Some((from, to)) = self.pauses.get(&partner) {
                // A pause that is not over yet has no last day.
                let to = Some(*to).filter(|to| *to <= calendar.end);
                out.push(Fact { partner, standing: Standing::Inactive, from: *from, to });
            }
            if *left != i32::MAX {
                out.push(Fact { partner, standing: Standing::Terminated, from: *left, to: None });
            }
        }
        out
    }
}

fn country(draws: &mut Draws) -> u8 {
    let mut rest = draws.below(100);
    for (at, (_, share)) in (0_u8..).zip(COUNTRIES) {
        match rest.checked_sub(share) {
            Some(left) => rest = left,
            None => return at,
        }
    }
    0
}
