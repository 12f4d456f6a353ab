//! P1: ranks and a unilevel commission of seven levels with compression.
//!
//! The l-th active partner above the buyer earns from every order of the buyer.
//! The walk in preorder keeps the active partners between the root and the present position on a stack,
//! so that the earners of a buyer are the topmost entries, without a pointer to follow.

use super::earnings::Earnings;
use super::lines::{LineMode, LineSink, Lines, Share};
use super::network::Network;
use super::orders::{Orders, Volumes};
use super::standing::from_the_bottom;
use super::{Outcome, Plan, add_totals, in_parallel, run};
use crate::Workload;
use std::ops::Range;

/// Number of levels.
const LEVELS: usize = 7;

/// Number of ranks, with rank 0.
const RANKS: usize = 9;

/// Rate of an earner of rank 0 by level, in basis points.
const BASE: [u16; LEVELS] = [800, 600, 500, 400, 300, 200, 100];

/// What each rank adds to the rate, in basis points.
const PER_RANK: u16 = 10;

/// The last level on which each rank earns.
const DEPTH: [usize; RANKS] = [3, 4, 5, 6, 7, 7, 7, 7, 7];

/// Rate by rank and level (the first is 0), 0 beyond the rank's depth.
const RATES: [[u16; LEVELS]; RANKS] = {
    let mut rates = [[0; LEVELS]; RANKS];
    let mut rank = 0;
    while rank < RANKS {
        let mut level = 0;
        while level < DEPTH[rank] {
            rates[rank][level] = BASE[level] + PER_RANK * rank as u16;
            level += 1;
        }
        rank += 1;
    }
    rates
};

/// Runs P1.
pub fn p1(workload: &Workload, lines: LineMode) -> Outcome {
    run::<Unilevel>(workload, lines, 1, Lines::default())
}

/// Runs P1 on two threads.
pub fn p1_two_threads(workload: &Workload, lines: LineMode) -> Outcome {
    run::<Unilevel>(workload, lines, 2, Lines::default())
}

/// Runs P1 and keeps the lines in the memory of earlier ones, so that none has to be asked from the system.
pub fn p1_into(workload: &Workload, spare: Lines) -> Outcome {
    run::<Unilevel>(workload, LineMode::Keep, 1, spare)
}

struct Unilevel;

impl Plan for Unilevel {
    fn run<S: LineSink>(workload: &Workload, sinks: Vec<S>) -> Outcome {
        let threads = sinks.len();
        let network = Network::of(&workload.sponsor);
        let orders = Orders::partition(workload, &network, threads);
        let volumes = orders.volumes(threads);

        let mut ranks = vec![0; network.partners()];
        let mut status = vec![Status::INACTIVE; network.partners()];
        from_the_bottom(&network, &volumes.pv, |position, standing| {
            ranks[network.id_at[position] as usize] = standing.rank;
            if standing.active {
                status[position] = Status::active(standing.rank);
            }
        });

        let month = Month { network: &network, orders: &orders, volumes: &volumes, status: &status };
        let shares = orders.shares(threads).into_iter().zip(sinks).collect();
        let paid = in_parallel(shares, |(buckets, sink)| month.pay(buckets, sink));

        let mut lines = 0;
        let mut totals = Vec::new();
        let mut kept = Vec::new();
        for (part, sink) in paid {
            let (part_lines, part_kept) = sink.finish();
            lines += part_lines;
            kept.extend(part_kept);
            totals.push(part);
        }
        Outcome::new(lines, add_totals(totals), ranks, kept)
    }
}

/// Whether a partner is active, and the rank.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Status(u8);

impl Status {
    const INACTIVE: Status = Status(0);

    fn active(rank: u8) -> Status {
        Status(rank + 1)
    }

    /// The rank of an active partner.
    fn rank(self) -> u8 {
        self.0 - 1
    }
}

/// All that the walk needs.
struct Month<'a> {
    network: &'a Network,
    orders: &'a Orders,
    volumes: &'a Volumes,
    status: &'a [Status],
}

impl Month<'_> {
    /// Pays the orders of some buckets; returns what they pay to every partner, by id.
    fn pay<S: LineSink>(&self, buckets: Range<usize>, mut sink: S) -> (Vec<i64>, S) {
        let mut upline = Upline::new(self.network);
        for position in 0..self.orders.positions_of(buckets.clone()).start {
            self.enter(&mut upline, position);
        }
        self.orders.visit(buckets, self.volumes, |position, run| {
            let above = self.enter(&mut upline, position);
            if run.cvs.is_empty() {
                return;
            }
            for (level, place) in (0..above).rev().take(LEVELS).enumerate() {
                let earner = upline.active[place];
                let rate = RATES[usize::from(earner.rank)][level];
                if rate > 0 {
                    let share = Share { earner: earner.id, level: level as u8 + 1, rate };
                    upline.earnings.add(place, sink.pay(share, run));
                }
            }
        });
        (upline.earnings.into_totals(), sink)
    }

    /// Goes on to the next position; returns the number of active partners above it.
    #[inline(always)]
    fn enter(&self, upline: &mut Upline, position: usize) -> usize {
        let depth = usize::from(self.network.depth_at[position]);
        let status = self.status[position];
        let above = upline.above[depth];
        if status == Status::INACTIVE {
            upline.above[depth + 1] = above;
        } else {
            let id = self.network.id_at[position];
            upline.active[above as usize] = Earner { id, rank: status.rank() };
            upline.earnings.put(above as usize, id);
            upline.above[depth + 1] = above + 1;
        }
        above as usize
    }
}

/// The active partners between the root and the present position of a walk in preorder.
struct Upline {
    /// The active partners, from the root downward; only those that `above` counts are valid.
    active: Vec<Earner>,
    /// What those in `active` earn.
    earnings: Earnings,
    /// By depth: how many active partners are above a partner who stands that deep in the present branch.
    above: Vec<u32>,
}

impl Upline {
    fn new(network: &Network) -> Upline {
        Upline {
            active: vec![Earner { id: 0, rank: 0 }; network.levels],
            earnings: Earnings::new(network),
            above: vec![0; network.levels + 1],
        }
    }
}

/// Somebody who earns.
#[derive(Clone, Copy)]
struct Earner {
    id: u32,
    rank: u8,
}
