//! Published results of the plans on W(N, 42) with ten orders per partner.

/// The plans that have a hand-written reference here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Ranks and a unilevel commission of seven levels with compression.
    P1,
    /// Differential commission, leader generations, a pool and a cap.
    P2,
    /// A binary commission by the week with monthly ranks and carried volume.
    P3,
}

/// What two programs must agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Number of commission lines (of P2: the differential lines).
    pub lines: u64,
    /// Sum of all partners' totals in cents (of P2: after the cap).
    pub sum: i64,
    /// Sum over all partners of the total times a weight that depends on the id.
    pub hash: i64,
}

/// The check values of P1 by number of partners.
pub const P1: [(usize, Check); 4] = [
    (10_000, check(450_992, 49_893_739, 1_576_173_484_245)),
    (100_000, check(5_001_402, 529_691_161, 17_177_530_784_777)),
    (1_000_000, check(52_883_700, 5_482_212_505, 179_360_416_725_335)),
    (10_000_000, check(544_873_836, 55_739_560_665, 1_822_083_656_292_128)),
];

/// The check values of P2 by number of partners.
pub const P2: [(usize, Check); 4] = [
    (10_000, check(269_914, 59_414_607, 1_744_513_320_442)),
    (100_000, check(2_693_227, 593_673_962, 19_524_367_086_899)),
    (1_000_000, check(26_999_106, 5_946_328_186, 195_487_730_630_520)),
    (10_000_000, check(269_957_249, 59_491_761_749, 1_945_988_106_264_566)),
];

/// The check values of P3 by number of partners; the numbers of lines are those of the plan written by hand.
pub const P3: [(usize, Check); 3] = [
    (10_000, check(7_433, 29_045_331, 954_265_538_267)),
    (100_000, check(76_085, 315_259_938, 10_445_361_529_023)),
    (1_000_000, check(766_845, 3_186_013_985, 104_239_472_670_854)),
];

/// The check value of a plan on the default workload of this many partners, if one is published.
pub fn expected(plan: Plan, partners: usize) -> Option<Check> {
    let values: &[(usize, Check)] = match plan {
        Plan::P1 => &P1,
        Plan::P2 => &P2,
        Plan::P3 => &P3,
    };
    values.iter().find(|(count, _)| *count == partners).map(|(_, check)| *check)
}

/// Checks totals that stand in the order of partner ids; `lines` is taken over as it is.
pub fn check_totals(lines: u64, totals: &[i64]) -> Check {
    let mut sum = 0;
    let mut hash = 0;
    for (id, total) in totals.iter().enumerate() {
        sum += total;
        hash += total * weight(id);
    }
    check(lines, sum, hash)
}

/// The weight of a partner's total in the hash.
fn weight(id: usize) -> i64 {
    i64::from((id as u32).wrapping_mul(2_654_435_761) % 65_537)
}

const fn check(lines: u64, sum: i64, hash: i64) -> Check {
    Check { lines, sum, hash }
}
