//! P3: a binary commission by the week, with monthly ranks and carried volume.
//!
//! Orders are partitioned by buckets of neighbouring placement positions, so that adding them up stays inside the cache.
//! Then one pass over the positions from the last to the first: everybody comes right after both of his legs, and one pair
//! of legs per depth is all that has to be remembered.

use super::network::Network;
use super::orders::Orders;
use super::standing::from_the_bottom;
use super::{LineMode, Outcome};
use crate::Workload;

/// Weeks of the month: days 0 to 6, 7 to 13 and so on.
const WEEKS: usize = 5;
/// Days of a week.
const DAYS: u8 = 7;
/// What is paid of the weaker leg, in basis points.
const RATE: u64 = 1_000;
/// The limit of a week without a rank, and what each rank adds, in cents.
const LIMIT: (u64, u64) = (25_000, 50_000);
/// What a leg carries over at most, in cents.
const MOST_CARRIED: u64 = 100_000_000;
/// Positions in a bucket of orders, as a power of two: their volumes fit into the cache.
const BUCKET_LOG2: u32 = 12;

/// Volumes of the weeks.
type Weeks = [u64; WEEKS];

/// Lines that are kept.
#[derive(Default)]
struct Kept {
    earner: Vec<u32>,
    week: Vec<u8>,
    amount: Vec<u32>,
}

/// Runs P3.
pub fn p3(workload: &Workload, mode: LineMode) -> Outcome {
    let ranks = ranks(workload);
    let placement = Network::of(&workload.placement_parent);
    let own = volumes(workload, &placement);
    let partners = placement.partners();
    let mut below = vec![[Weeks::default(); 2]; placement.levels + 1];
    let mut totals = vec![0; partners];
    let mut lines = 0;
    let mut kept = Kept::default();
    for position in (0..partners).rev() {
        let depth = usize::from(placement.depth_at[position]);
        let id = placement.id_at[position] as usize;
        let legs = std::mem::take(&mut below[depth + 1]);
        let team = &mut below[depth][usize::from(workload.placement_side[id])];
        let of_legs = legs[0].iter().zip(&legs[1]);
        for ((team, own), (left, right)) in team.iter_mut().zip(&own[position]).zip(of_legs) {
            *team += own + left + right;
        }
        let Some(rank) = ranks[id] else { continue };
        let limit = LIMIT.0 + LIMIT.1 * u64::from(rank);
        let mut carried = [u64::from(workload.carry_left[id]), u64::from(workload.carry_right[id])];
        for (week, (left, right)) in (0_u8..).zip(legs[0].iter().zip(&legs[1])) {
            let sides = [carried[0] + left, carried[1] + right];
            let weak = sides[0].min(sides[1]);
            let paid = ((weak * RATE + 5_000) / 10_000).min(limit);
            carried = sides.map(|side| (side - weak).min(MOST_CARRIED));
            if paid > 0 {
                lines += 1;
                totals[id] += paid as i64;
                if mode != LineMode::None {
                    kept.earner.push(id as u32);
                    kept.week.push(week);
                    kept.amount.push(paid as u32);
                }
            }
        }
    }
    std::hint::black_box(&kept);
    let of_all = ranks.iter().map(|rank| rank.unwrap_or(0)).collect();
    Outcome::new(lines, totals, of_all, Vec::new())
}

/// By partner id the rank of those who are active.
fn ranks(workload: &Workload) -> Vec<Option<u8>> {
    let network = Network::of(&workload.sponsor);
    let orders = Orders::partition(workload, &network, 1);
    let volumes = orders.volumes(1);
    let mut ranks = vec![None; network.partners()];
    from_the_bottom(&network, &volumes.pv, |position, standing| {
        if standing.active {
            ranks[network.id_at[position] as usize] = Some(standing.rank);
        }
    });
    ranks
}

/// CV of the partners' own orders by week, by position.
fn volumes(workload: &Workload, placement: &Network) -> Vec<Weeks> {
    let buckets = (placement.partners() >> BUCKET_LOG2) + 1;
    let bucket = |position: u32| (position >> BUCKET_LOG2) as usize;
    let positions: Vec<u32> = workload.order_partner.iter().map(|id| placement.position_of[*id as usize]).collect();
    let mut ends = vec![0_u32; buckets + 1];
    for position in &positions {
        ends[bucket(*position) + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    // Position within the bucket, week and volume in one word.
    let mut entries = vec![0_u64; positions.len()];
    for (order, position) in positions.iter().enumerate() {
        let bv = workload.order_bv[order];
        let cv = match workload.order_category[order] {
            0 => bv,
            1 => bv.div_ceil(2),
            _ => 0,
        };
        let week = workload.order_day[order] / DAYS;
        let place = &mut ends[bucket(*position)];
        entries[*place as usize] = u64::from(*position) << 35 | u64::from(week) << 32 | u64::from(cv);
        *place += 1;
    }
    let mut volumes = vec![Weeks::default(); placement.partners()];
    for entry in entries {
        volumes[(entry >> 35) as usize][(entry >> 32) as usize & 7] += entry & u64::from(u32::MAX);
    }
    volumes
}
