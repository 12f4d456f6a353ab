//! The network in preorder: sponsors before their downline, every downline a range of positions.

use crate::workload::NONE;

/// Partners numbered by their position in preorder.
pub(super) struct Network {
    /// Position of each partner.
    pub(super) position_of: Vec<u32>,
    /// Partner at each position.
    pub(super) id_at: Vec<u32>,
    /// Depth of the partner at each position; the root has 0.
    ///
    /// In preorder the depths alone say who sponsors whom:
    /// the sponsor is the last partner before that is one less deep.
    pub(super) depth_at: Vec<u16>,
    /// Number of different depths.
    pub(super) levels: usize,
}

impl Network {
    /// Numbers the partners.
    ///
    /// Level by level instead of depth first: inside of a level all look-ups are independent of each other,
    /// so that the processor overlaps their cache misses, while a walk depth first waits for each.
    ///
    /// # Panics
    ///
    /// If the sponsors are not one tree below partner 0, or it is more than 65,535 deep.
    pub(super) fn of(sponsor: &[u32]) -> Network {
        let partners = sponsor.len();
        let (first, frontline) = frontlines(sponsor);

        // Partners level by level, and for each the index of its sponsor in this same order.
        let mut queue: Vec<u32> = Vec::with_capacity(partners);
        let mut above: Vec<u32> = Vec::with_capacity(partners);
        let mut level_ends = Vec::new();
        if partners > 0 {
            queue.push(0);
            above.push(NONE);
        }
        let mut done = 0;
        while done < queue.len() {
            let end = queue.len();
            level_ends.push(end);
            for index in done..end {
                let id = queue[index] as usize;
                for &partner in &frontline[first[id] as usize..first[id + 1] as usize] {
                    queue.push(partner);
                    above.push(index as u32);
                }
            }
            done = end;
        }
        assert!(queue.len() == partners, "the sponsors are not one tree below partner 0");
        assert!(level_ends.len() <= usize::from(u16::MAX), "the network is too deep");

        // Size of each downline with its head, from the last level to the first.
        let mut size = frontline;
        size.clear();
        size.resize(partners, 1);
        for index in (1..partners).rev() {
            size[above[index] as usize] += size[index];
        }

        // Positions from the first level to the last: everybody takes the next free range of the sponsor's range.
        let mut free = size;
        let mut network = Network {
            position_of: vec![0; partners],
            id_at: vec![0; partners],
            depth_at: vec![0; partners],
            levels: level_ends.len(),
        };
        let mut start = 0;
        for (depth, &end) in level_ends.iter().enumerate() {
            for index in start..end {
                let mut position = 0;
                if depth > 0 {
                    let size = free[index];
                    let sponsors_free = &mut free[above[index] as usize];
                    position = *sponsors_free;
                    *sponsors_free += size;
                }
                free[index] = position + 1;
                network.position_of[queue[index] as usize] = position;
                network.id_at[position as usize] = queue[index];
                network.depth_at[position as usize] = depth as u16;
            }
            start = end;
        }
        network
    }

    /// Number of partners.
    pub(super) fn partners(&self) -> usize {
        self.id_at.len()
    }
}

/// Everybody's frontline partners: those of `id` are `frontline[first[id]..first[id + 1]]`.
fn frontlines(sponsor: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut first = vec![0; sponsor.len() + 1];
    for &sponsor in sponsor.iter().filter(|&&sponsor| sponsor != NONE) {
        first[sponsor as usize] += 1;
    }
    let mut end = 0;
    for first in &mut first {
        end += *first;
        *first = end;
    }
    // Here every entry is the end of its range; filling the ranges from the back makes it the start.
    let mut frontline = vec![0; sponsor.len()];
    for (id, &sponsor) in sponsor.iter().enumerate().rev() {
        if sponsor != NONE {
            let place = &mut first[sponsor as usize];
            *place -= 1;
            frontline[*place as usize] = id as u32;
        }
    }
    (first, frontline)
}

#[cfg(test)]
mod tests {
    use super::Network;
    use crate::Workload;
    use crate::workload::NONE;

    #[test]
    fn downlines_are_ranges() {
        let network = Network::of(&[NONE, 0, 4, 1, 0, 4]);
        assert_eq!(network.id_at, [0, 1, 3, 4, 2, 5]);
        assert_eq!(network.depth_at, [0, 1, 2, 1, 2, 2]);
        assert_eq!(network.levels, 3);
    }

    #[test]
    fn sponsors_are_the_last_before_with_less_depth() {
        let workload = Workload::generate(5_000, 0, 1);
        let network = Network::of(&workload.sponsor);
        let mut path = vec![NONE; network.levels + 1];
        for (position, &id) in network.id_at.iter().enumerate() {
            let depth = usize::from(network.depth_at[position]);
            let sponsor = if depth == 0 { NONE } else { path[depth - 1] };
            assert_eq!(sponsor, workload.sponsor[id as usize]);
            assert_eq!(network.position_of[id as usize] as usize, position);
            path[depth] = id;
        }
    }

    #[test]
    #[should_panic(expected = "not one tree")]
    fn circles_are_refused() {
        Network::of(&[NONE, 2, 1]);
    }
}
