//! P2: differential commission, three leader generations, a pool and a cap.
//!
//! The walk in preorder keeps everybody with a percentage between the root and the present position on a stack;
//! each entry knows the next entry above with a higher percentage, so that the earners of a buyer
//! are at most seven hops.

use super::earnings::Earnings;
use super::lines::{LineMode, LineSink, Lines, Share};
use super::network::Network;
use super::orders::{Orders, Volumes};
use super::standing::from_the_bottom;
use super::{Outcome, Plan, add_totals, in_parallel, run};
use crate::Workload;
use std::cmp::Reverse;
use std::ops::Range;

/// Group volumes from which on each percentage is reached, in cents.
const STEPS: [u64; 7] = [20_000, 60_000, 120_000, 240_000, 400_000, 650_000, 1_000_000];

/// Basis points per step: 3 %, 6 %, ... 21 %.
const PER_STEP: u16 = 300;

/// The step of the leaders.
const LEADER: u8 = STEPS.len() as u8;

/// What the first, second and third leader above a leader get of the leader's volume, in basis points.
const GENERATIONS: [u64; 3] = [400, 300, 200];

/// The pool's part of the company's BV, in basis points.
const POOL: u64 = 200;

/// Points in the pool by rank.
const POINTS: [u64; 9] = [0, 0, 0, 0, 0, 0, 1, 2, 4];

/// The cap's part of the company's BV, in basis points.
const CAP: u64 = 2_500;

/// Runs P2.
pub fn p2(workload: &Workload, lines: LineMode) -> Outcome {
    run::<Differential>(workload, lines, 1, Lines::default())
}

/// Runs P2 on two threads.
pub fn p2_two_threads(workload: &Workload, lines: LineMode) -> Outcome {
    run::<Differential>(workload, lines, 2, Lines::default())
}

/// Runs P2 and keeps the lines in the memory of earlier ones, so that none has to be asked from the system.
pub fn p2_into(workload: &Workload, spare: Lines) -> Outcome {
    run::<Differential>(workload, LineMode::Keep, 1, spare)
}

struct Differential;

impl Plan for Differential {
    fn run<S: LineSink>(workload: &Workload, sinks: Vec<S>) -> Outcome {
        let threads = sinks.len();
        let network = Network::of(&workload.sponsor);
        let orders = Orders::partition(workload, &network, threads);
        let volumes = orders.volumes(threads);

        let mut ranks = vec![0; network.partners()];
        let mut steps = vec![0; network.partners()];
        from_the_bottom(&network, &volumes.pv, |position, standing| {
            ranks[network.id_at[position] as usize] = standing.rank;
            if standing.active {
                steps[position] = step(standing.gv);
            }
        });

        let month = Month { network: &network, orders: &orders, volumes: &volumes, steps: &steps };
        let shares = orders.shares(threads).into_iter().zip(sinks).collect();
        let paid = in_parallel(shares, |(buckets, sink)| month.pay(buckets, sink));

        let mut lines = 0;
        let mut totals = Vec::new();
        let mut own_cv = Vec::new();
        let mut kept = Vec::new();
        for part in paid {
            let (part_lines, part_kept) = part.sink.finish();
            lines += part_lines;
            kept.extend(part_kept);
            totals.push(part.totals);
            own_cv.push(part.own_cv);
        }
        let mut totals = add_totals(totals);
        month.pay_generations(own_cv.iter().flatten(), &mut totals);
        let company_bv = volumes.pv.iter().sum();
        pay_pool(company_bv, &ranks, &mut totals);
        apply_cap(company_bv, &mut totals);
        Outcome::new(lines, totals, ranks, kept)
    }
}

/// Number of steps that a group volume reaches.
fn step(gv: u64) -> u8 {
    STEPS.iter().map(|&least| u8::from(gv >= least)).sum()
}

/// All that the walks need.
struct Month<'a> {
    network: &'a Network,
    orders: &'a Orders,
    volumes: &'a Volumes,
    /// Step of the percentage by position; 0 for those who are not active.
    steps: &'a [u8],
}

/// What one thread has paid.
struct Paid<S> {
    /// What the thread's orders pay to every partner, by id.
    totals: Vec<i64>,
    /// CV of the partners' own orders, by position in the thread's share.
    own_cv: Vec<u64>,
    sink: S,
}

impl Month<'_> {
    /// Pays the differential commission of the orders of some buckets.
    fn pay<S: LineSink>(&self, buckets: Range<usize>, mut sink: S) -> Paid<S> {
        let positions = self.orders.positions_of(buckets.clone());
        let mut own_cv = Vec::with_capacity(positions.len());
        let mut path = Path::new(self.network);
        for position in 0..positions.start {
            self.enter(&mut path, position);
        }
        self.orders.visit(buckets, self.volumes, |position, run| {
            let mut next = self.enter(&mut path, position);
            own_cv.push(run.cvs.iter().map(|&cv| u64::from(cv)).sum());
            if run.cvs.is_empty() {
                return;
            }
            let mut paid = 0;
            let mut level = 0;
            while next != NOBODY {
                let earner = path.earners[next as usize];
                level += 1;
                let rate = PER_STEP * u16::from(earner.step - paid);
                let share = Share { earner: earner.id, level, rate };
                path.earnings.add(next as usize, sink.pay(share, run));
                paid = earner.step;
                next = earner.higher;
            }
        });
        Paid { totals: path.earnings.into_totals(), own_cv, sink }
    }

    /// Goes on to the next position; returns where on the path its first earner stands.
    #[inline(always)]
    fn enter(&self, path: &mut Path, position: usize) -> u32 {
        let depth = usize::from(self.network.depth_at[position]);
        let step = self.steps[position];
        let nearest = path.nearest[depth];
        let first = if step == 0 {
            nearest
        } else {
            // Everybody takes the place of the own depth on the path.
            let mut higher = nearest;
            while higher != NOBODY && path.earners[higher as usize].step <= step {
                higher = path.earners[higher as usize].higher;
            }
            let id = self.network.id_at[position];
            path.earners[depth] = Earner { id, step, higher };
            path.earnings.put(depth, id);
            depth as u32
        };
        path.nearest[depth + 1] = first;
        first
    }

    /// Pays the leaders above each leader for the volume between the leader and the next leaders below.
    fn pay_generations<'c>(&self, own_cv: impl Iterator<Item = &'c u64>, totals: &mut [i64]) {
        let leaders = self.leaders(own_cv);
        for leader in &leaders {
            let mut above = leader.above;
            for rate in GENERATIONS {
                if above == NOBODY {
                    break;
                }
                let earner = &leaders[above as usize];
                totals[earner.id as usize] += rounded_share(leader.volume, rate);
                above = earner.above;
            }
        }
    }

    /// The leaders in preorder; every partner's CV belongs to the nearest leader, be it the partner.
    fn leaders<'c>(&self, own_cv: impl Iterator<Item = &'c u64>) -> Vec<Leader> {
        let mut leaders: Vec<Leader> = Vec::new();
        let mut above = vec![NOBODY; self.network.levels + 1];
        for (position, &cv) in own_cv.enumerate() {
            let depth = usize::from(self.network.depth_at[position]);
            let mut nearest = above[depth];
            if self.steps[position] == LEADER {
                leaders.push(Leader { id: self.network.id_at[position], above: nearest, volume: 0 });
                nearest = leaders.len() as u32 - 1;
            }
            if nearest != NOBODY {
                leaders[nearest as usize].volume += cv;
            }
            above[depth + 1] = nearest;
        }
        leaders
    }
}

/// Those with a percentage between the root and the present position of a walk in preorder.
struct Path {
    /// By depth; only entries that others or `nearest` refer to are valid.
    earners: Vec<Earner>,
    /// What those in `earners` earn.
    earnings: Earnings,
    /// By depth: the nearest earner above a partner who stands that deep in the present branch.
    nearest: Vec<u32>,
}

impl Path {
    fn new(network: &Network) -> Path {
        Path {
            earners: vec![Earner { id: 0, step: 0, higher: NOBODY }; network.levels],
            earnings: Earnings::new(network),
            nearest: vec![NOBODY; network.levels + 1],
        }
    }
}

/// No earner, no leader.
const NOBODY: u32 = u32::MAX;

/// Somebody with a percentage.
#[derive(Clone, Copy)]
struct Earner {
    id: u32,
    step: u8,
    /// The nearest earner above with a higher percentage.
    higher: u32,
}

/// A partner on the highest step.
struct Leader {
    id: u32,
    /// The next leader above.
    above: u32,
    /// CV of all partners whose nearest leader this is.
    volume: u64,
}

/// Shares the pool by points: whole cents first, then the left-over cents one by one
/// to the largest remainders, of equal ones to the smallest ids.
fn pay_pool(company_bv: u64, ranks: &[u8], totals: &mut [i64]) {
    let points: u64 = ranks.iter().map(|&rank| POINTS[usize::from(rank)]).sum();
    if points == 0 {
        return;
    }
    let pool = rounded_share(company_bv, POOL);
    let mut left = pool;
    let mut remainders = Vec::new();
    for (id, &rank) in ranks.iter().enumerate() {
        let own = POINTS[usize::from(rank)];
        if own > 0 {
            let product = i128::from(pool) * i128::from(own);
            let share = (product / i128::from(points)) as i64;
            totals[id] += share;
            left -= share;
            remainders.push((Reverse(product % i128::from(points)), id));
        }
    }
    remainders.sort_unstable();
    for (_, id) in remainders.into_iter().take(left as usize) {
        totals[id] += 1;
    }
}

/// Scales all totals down, each rounded half up, if their sum exceeds the cap.
fn apply_cap(company_bv: u64, totals: &mut [i64]) {
    let cap = u64::try_from(u128::from(company_bv) * u128::from(CAP) / 10_000).unwrap_or(u64::MAX);
    let sum = totals.iter().map(|total| total.unsigned_abs()).sum();
    if sum <= cap {
        return;
    }
    for total in totals {
        *total = scaled(total.unsigned_abs(), cap, sum) as i64;
    }
}

/// `amount * numerator / denominator`, rounded half up; the fraction is below 1.
#[inline(always)]
fn scaled(amount: u64, numerator: u64, denominator: u64) -> u64 {
    // Half up is the floor of the quotient with half of the denominator added:
    // of an odd denominator the half cent that is missing never decides.
    let half = denominator / 2;
    match amount.checked_mul(numerator).and_then(|product| product.checked_add(half)) {
        Some(product) => product / denominator,
        None => ((u128::from(amount) * u128::from(numerator) + u128::from(half)) / u128::from(denominator)) as u64,
    }
}

/// A rate in basis points of a sum of volumes, rounded half up to the cent.
fn rounded_share(volume: u64, rate: u64) -> i64 {
    // A BV has at most 22 bits and an order number 32 (see `orders`), so that volumes have at most 54.
    ((u128::from(volume) * u128::from(rate) + 5_000) / 10_000) as i64
}

#[cfg(test)]
mod tests {
    use super::{apply_cap, pay_pool, scaled, step};

    #[test]
    fn steps_are_reached_at_their_volume() {
        assert_eq!([19_999, 20_000, 649_999, 650_000, 1_000_000].map(step), [0, 1, 5, 6, 7]);
    }

    #[test]
    fn left_over_cents_go_to_the_largest_remainders() {
        // A pool of 20 cents for 1 + 2 + 4 + 1 points: 2.5, 5, 10 and 2.5 cents.
        let mut totals = [0; 5];
        pay_pool(1_000, &[6, 7, 8, 6, 5], &mut totals);
        assert_eq!(totals, [3, 5, 10, 2, 0]);
    }

    #[test]
    fn the_cap_scales_every_total() {
        let mut totals = [300, 0, 101];
        apply_cap(800, &mut totals);
        assert_eq!(totals, [150, 0, 50]);
        apply_cap(800, &mut totals);
        assert_eq!(totals, [150, 0, 50]);
    }

    #[test]
    fn scaling_rounds_half_up_at_any_size() {
        assert_eq!([1, 2, 3].map(|amount| scaled(amount, 1, 2)), [1, 1, 2]);
        assert_eq!([1, 2, 3, 4].map(|amount| scaled(amount, 1, 3)), [0, 1, 1, 1]);
        assert_eq!(scaled(1 << 50, 1 << 50, (1 << 51) + 1), 1 << 49);
    }
}
