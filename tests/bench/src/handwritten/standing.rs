//! Volumes and ranks, from the bottom of the network to the top.

use super::network::Network;

/// Personal volume from which on a partner is active, in cents.
const ACTIVE_PV: u64 = 10_000;

/// Requirements of the ranks 1 to 8. Whoever meets those of a rank meets those of all lower ranks.
const RANKS: [Requirement; 8] = [
    requirement(100, 500, 0, 1),
    requirement(100, 2_000, 2, 1),
    requirement(150, 6_000, 2, 2),
    requirement(150, 15_000, 3, 2),
    requirement(200, 40_000, 3, 3),
    requirement(200, 100_000, 3, 4),
    requirement(200, 300_000, 4, 5),
    requirement(200, 1_000_000, 4, 6),
];

/// What a rank requires; volumes in cents.
#[derive(Clone, Copy)]
struct Requirement {
    pv: u64,
    gv: u64,
    /// Number of legs in which somebody must have `leg_rank`.
    legs: u8,
    leg_rank: u32,
}

/// A requirement with volumes in whole units.
const fn requirement(pv: u64, gv: u64, legs: u8, leg_rank: u32) -> Requirement {
    Requirement { pv: pv * 100, gv: gv * 100, legs, leg_rank }
}

/// What a partner has reached this month.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) active: bool,
    /// Group volume: PV of the whole downline including the partner.
    pub(super) gv: u64,
    pub(super) rank: u8,
}

/// Calls `seen(position, standing)` for every position, from the last to the first.
///
/// In this order everybody comes right after the whole downline,
/// and one [`Downline`] per depth is all that has to be remembered.
pub(super) fn from_the_bottom(network: &Network, pv: &[u64], mut seen: impl FnMut(usize, Standing)) {
    let mut below = vec![Downline::default(); network.levels + 1];
    for (position, (&depth, &pv)) in network.depth_at.iter().zip(pv).enumerate().rev() {
        let depth = usize::from(depth);
        let downline = std::mem::take(&mut below[depth + 1]);
        let standing = downline.standing_of_head(pv);
        below[depth].add_leg(standing.gv, standing.rank.max(downline.highest_rank()));
        seen(position, standing);
    }
}

/// The downline of a partner, as far as it has been seen.
#[derive(Clone, Copy, Default)]
struct Downline {
    volume: u64,
    largest_leg: u64,
    legs: LegCounts,
}

impl Downline {
    fn add_leg(&mut self, volume: u64, highest_rank: u8) {
        self.volume += volume;
        self.largest_leg = self.largest_leg.max(volume);
        self.legs.add(highest_rank);
    }

    fn highest_rank(&self) -> u8 {
        self.legs.highest_rank()
    }

    fn standing_of_head(&self, pv: u64) -> Standing {
        let gv = pv + self.volume;
        let met = RANKS.iter().take_while(|requirement| self.meets(requirement, pv, gv));
        Standing { active: pv >= ACTIVE_PV, gv, rank: met.count() as u8 }
    }

    /// Not more than half of the required volume may come from the largest leg.
    fn meets(&self, required: &Requirement, pv: u64, gv: u64) -> bool {
        let excess = self.largest_leg.saturating_sub(required.gv / 2);
        pv >= required.pv && gv - excess >= required.gv && self.legs.with_rank(required.leg_rank) >= required.legs
    }
}

/// How many legs have somebody of rank 1 or higher, of 2 or higher, ... of 8: eight counters of eight bits.
/// They count to [`LegCounts::ENOUGH`]; no rank requires more legs.
#[derive(Clone, Copy, Default)]
struct LegCounts(u64);

impl LegCounts {
    /// A power of two, for the sake of [`LegCounts::add`].
    const ENOUGH: u64 = 4;

    const ONES: u64 = 0x0101_0101_0101_0101;

    /// By the highest rank of a leg: one in every counter that counts the leg.
    const COUNTED: [u64; 9] = {
        let mut counted = [0; 9];
        let mut rank = 1;
        while rank <= 8 {
            counted[rank] = counted[rank - 1] << 8 | 1;
            rank += 1;
        }
        counted
    };

    fn add(&mut self, highest_rank: u8) {
        self.0 += Self::COUNTED[usize::from(highest_rank)];
        // A counter that has gone from 4 to 5 goes back.
        self.0 -= (self.0 / Self::ENOUGH) & self.0 & Self::ONES;
    }

    fn with_rank(self, rank: u32) -> u8 {
        (self.0 >> (8 * (rank - 1))) as u8
    }

    fn highest_rank(self) -> u8 {
        8 - (self.0.leading_zeros() / 8) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::LegCounts;

    #[test]
    fn legs_are_counted_up_to_four() {
        let mut legs = LegCounts::default();
        assert_eq!(legs.highest_rank(), 0);
        for (highest, times) in [(0, 7), (1, 2), (3, 1), (8, 1)] {
            for _ in 0..times {
                legs.add(highest);
            }
        }
        assert_eq!([1, 2, 3, 4, 8].map(|rank| legs.with_rank(rank)), [4, 2, 2, 1, 1]);
        for _ in 0..300 {
            legs.add(8);
            legs.add(2);
        }
        assert_eq!([1, 2, 3, 4, 8].map(|rank| legs.with_rank(rank)), [4; 5]);
        assert_eq!(legs.highest_rank(), 8);
    }
}
