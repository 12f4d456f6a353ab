//! The workload W(N, seed): a network of partners and a month of orders, made from nothing but a seed.
//!
//! All draws are integers out of SplitMix64, so any language can repeat them bit for bit.
//! Every part of the workload has a random stream of its own;
//! the order of the draws inside a stream is part of the definition.

/// Marks "no partner": the sponsor and the placement parent of the root.
pub const NONE: u32 = u32::MAX;

/// Number of days over which the orders are spread.
pub const DAYS: u64 = 31;

/// The seed of the published check values.
pub const DEFAULT_SEED: u64 = 42;

/// The orders per partner of the published check values.
pub const DEFAULT_ORDERS_PER_PARTNER: usize = 10;

/// No partner stands deeper than this when it joins.
const DEPTH_LIMIT: u16 = 199;

/// A partner is not moved below a partner that stands this deep.
const MOVE_DEPTH_LIMIT: u32 = 150;

/// One month of one company, as raw unsorted columns.
///
/// Partner columns are indexed by partner id (in the order of joining, 0 is the root),
/// order columns by order number (in the order of time). Amounts are cents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Sponsor of each partner, [`NONE`] for the root; a sponsor may have a larger id than its partner.
    pub sponsor: Vec<u32>,
    /// Parent of each partner in the binary placement tree, [`NONE`] for the root.
    pub placement_parent: Vec<u32>,
    /// Side on which each partner stands below its placement parent: 0 left, 1 right.
    pub placement_side: Vec<u8>,
    /// Volume that each partner carries over from last month on its left side.
    pub carry_left: Vec<u32>,
    /// Volume that each partner carries over from last month on its right side.
    pub carry_right: Vec<u32>,
    /// Buyer of each order.
    pub order_partner: Vec<u32>,
    /// Business volume (BV) of each order.
    pub order_bv: Vec<u32>,
    /// Day of each order, 0 to 30.
    pub order_day: Vec<u8>,
    /// Category of each order: 0 pays on all of its BV, 1 on half of it, 2 on nothing.
    pub order_category: Vec<u8>,
}

impl Workload {
    /// Draws the workload W(`partners`, `seed`).
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 - 2 partners or 2^32 - 1 orders.
    pub fn generate(partners: usize, orders_per_partner: usize, seed: u64) -> Workload {
        assert!(partners < NONE as usize, "partner ids are 32 bits wide");
        if partners == 0 {
            return Workload::default();
        }
        let mut sponsor = draw_sponsors(partners, Draws::new(seed, 1));
        let (placement_parent, placement_side) = draw_placement(&sponsor, Draws::new(seed, 2));
        move_partners(&mut sponsor, Draws::new(seed, 3));
        let (carry_left, carry_right) = draw_carry(partners, Draws::new(seed, 4));
        let buyers = draw_buyers(partners, Draws::new(seed, 5));
        let orders = if buyers.is_empty() { 0 } else { partners * orders_per_partner };
        let mut workload =
            Workload { sponsor, placement_parent, placement_side, carry_left, carry_right, ..Workload::default() };
        workload.draw_orders(orders, &buyers, Draws::new(seed, 6));
        workload
    }

    /// Number of partners.
    pub fn partners(&self) -> usize {
        self.sponsor.len()
    }

    /// Number of orders.
    pub fn orders(&self) -> usize {
        self.order_partner.len()
    }

    /// Draws the orders: half of them from a uniform buyer, half from a buyer near the front of the list.
    fn draw_orders(&mut self, orders: usize, buyers: &[u32], mut draws: Draws) {
        assert!(u32::try_from(orders).is_ok(), "order numbers are 32 bits wide");
        self.order_partner.reserve_exact(orders);
        self.order_bv.reserve_exact(orders);
        self.order_day.reserve_exact(orders);
        self.order_category.reserve_exact(orders);
        for order in 0..orders as u64 {
            let mut share = draws.next() >> 32;
            if draws.below(2) == 1 {
                share = (share * share) >> 32;
            }
            let buyer = buyers[((share * buyers.len() as u64) >> 32) as usize];
            let mut bv = 200 + draws.below(3_000);
            if draws.below(10) == 0 {
                bv *= 5;
            }
            let category = match draws.below(10) {
                0..7 => 0,
                7..9 => 1,
                _ => 2,
            };
            self.order_partner.push(buyer);
            self.order_bv.push(bv as u32);
            self.order_day.push((order * DAYS / orders as u64) as u8);
            self.order_category.push(category);
        }
    }
}

/// Draws everybody's first sponsor: 15 % uniform, 30 % preferential, 55 % recent.
fn draw_sponsors(partners: usize, mut draws: Draws) -> Vec<u32> {
    let mut sponsor = Vec::with_capacity(partners);
    let mut depth: Vec<u16> = Vec::with_capacity(partners);
    sponsor.push(NONE);
    depth.push(0);
    for id in 1..partners as u64 {
        let kind = draws.below(100);
        let mut chosen = if kind < 15 || id < 3 {
            draws.below(id) as u32
        } else if kind < 45 {
            sponsor[1 + draws.below(id - 1) as usize]
        } else {
            let window = (id / 64).max(1);
            (id - 1 - draws.below(window)) as u32
        };
        while depth[chosen as usize] >= DEPTH_LIMIT {
            chosen = sponsor[chosen as usize];
        }
        sponsor.push(chosen);
        depth.push(depth[chosen as usize] + 1);
    }
    sponsor
}

/// Places everybody in the binary tree below the first sponsor:
/// down, seven times of ten to the side that the sponsor prefers, until a side is free.
fn draw_placement(sponsor: &[u32], mut draws: Draws) -> (Vec<u32>, Vec<u8>) {
    let partners = sponsor.len();
    let mut child = vec![[NONE; 2]; partners];
    let mut parent = vec![NONE; partners];
    let mut placed_side = vec![0; partners];
    for id in 1..partners {
        let mut at = sponsor[id];
        let preferred = (at & 1) as usize;
        loop {
            let side = if draws.below(10) < 7 { preferred } else { 1 - preferred };
            let taken = &mut child[at as usize][side];
            if *taken == NONE {
                *taken = id as u32;
                parent[id] = at;
                placed_side[id] = side as u8;
                break;
            }
            at = *taken;
        }
    }
    (parent, placed_side)
}

/// Tries to move one partner in a hundred below another one that is not in its own downline.
fn move_partners(sponsor: &mut [u32], mut draws: Draws) {
    let partners = sponsor.len() as u64;
    for _ in 0..partners / 100 {
        let moved = 1 + draws.below(partners - 1) as u32;
        let target = draws.below(partners) as u32;
        let mut upline = target;
        let mut depth = 0;
        while upline != NONE && upline != moved {
            upline = sponsor[upline as usize];
            depth += 1;
        }
        if upline == NONE && depth < MOVE_DEPTH_LIMIT {
            sponsor[moved as usize] = target;
        }
    }
}

/// Draws the carry-over: 15 % of the partners on the left, 15 % on the right, below 2,000.00.
fn draw_carry(partners: usize, mut draws: Draws) -> (Vec<u32>, Vec<u32>) {
    let mut left = vec![0; partners];
    let mut right = vec![0; partners];
    for id in 0..partners {
        let kind = draws.below(100);
        let volume = draws.below(200_000) as u32;
        if kind < 15 {
            left[id] = volume;
        } else if kind < 30 {
            right[id] = volume;
        }
    }
    (left, right)
}

/// Draws the buyers, 60 % of the partners, and shuffles them.
fn draw_buyers(partners: usize, mut draws: Draws) -> Vec<u32> {
    let mut buyers: Vec<u32> = (0..partners as u32).filter(|_| draws.below(10) < 6).collect();
    for last in (1..buyers.len()).rev() {
        buyers.swap(last, draws.below(last as u64 + 1) as usize);
    }
    buyers
}

/// One stream of draws: SplitMix64.
struct Draws {
    state: u64,
}

impl Draws {
    fn new(seed: u64, stream: u64) -> Draws {
        let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        Draws { state }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in `0..bound`, by multiplying the upper half of a draw; `bound` is below 2^32.
    fn below(&mut self, bound: u64) -> u64 {
        ((self.next() >> 32) * bound) >> 32
    }
}
