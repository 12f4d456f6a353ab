//! What partners earn during a walk in preorder.

use super::network::Network;

/// Earnings of the partners on the path of a walk, and of those whom the walk has left behind.
///
/// Those on the path earn in entries that stay in the cache. When the walk puts somebody else into an entry,
/// the earnings go to their partner's place in memory; a store for which nothing has to wait.
pub(super) struct Earnings {
    /// By place on the path: partner and earnings.
    path: Vec<(u32, i64)>,
    /// By id; the place behind the last partner belongs to entries that are not taken yet.
    behind: Vec<i64>,
}

impl Earnings {
    pub(super) fn new(network: &Network) -> Earnings {
        let nobody = network.partners() as u32;
        Earnings { path: vec![(nobody, 0); network.levels], behind: vec![0; network.partners() + 1] }
    }

    /// Gives a place on the path to another partner. Nobody may get a second place in the same walk.
    #[inline(always)]
    pub(super) fn put(&mut self, place: usize, id: u32) {
        let (left, earned) = std::mem::replace(&mut self.path[place], (id, 0));
        self.behind[left as usize] = earned;
    }

    /// Pays the partner at a place of the path.
    #[inline(always)]
    pub(super) fn add(&mut self, place: usize, amount: i64) {
        self.path[place].1 += amount;
    }

    /// What everybody has earned, by id.
    pub(super) fn into_totals(mut self) -> Vec<i64> {
        for (id, earned) in self.path {
            self.behind[id as usize] = earned;
        }
        self.behind.pop();
        self.behind
    }
}
