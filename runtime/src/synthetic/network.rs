//! Who brought whom, who moved, and who stands where in the plan's trees.

use super::Calendar;
use super::draws::Draws;
use super::people::People;
use compline_compiler::program::Tree;
use rustc_hash::FxHashMap;

/// The sponsor of the first partner.
const NOBODY: u32 = u32::MAX;
/// No partner comes in deeper than this.
const DEEPEST: u16 = 199;
/// Nobody moves under somebody who stands this deep.
const DEEPEST_MOVE: u32 = 150;

/// The network as it grew.
#[derive(Clone, Debug)]
pub(super) struct Network {
    /// By partner, in the order of joining: the first sponsor.
    sponsor: Vec<u32>,
    /// Changes of sponsors, in the order of time.
    moves: Vec<Move>,
}

/// A partner gets another sponsor.
#[derive(Clone, Copy, Debug)]
struct Move {
    day: i32,
    partner: u32,
    to: u32,
}

/// One row of the placements file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) partner: u32,
    pub(super) parent: Option<u32>,
    /// Side or position from 0.
    pub(super) side: Option<u32>,
    pub(super) from: i32,
    pub(super) to: Option<i32>,
}

impl Network {
    /// Draws everybody's first sponsor: 15 % anybody, 30 % somebody in proportion to how many he has
    /// brought in already, 55 % one of the newest.
    pub(super) fn draw(partners: u32, draws: &mut Draws) -> Self {
        let mut sponsor = Vec::with_capacity(partners as usize);
        let mut depth: Vec<u16> = Vec::with_capacity(partners as usize);
        sponsor.push(NOBODY);
        depth.push(0);
        let at = |list: &[u32], partner: u64| {
            usize::try_from(partner).ok().and_then(|p| list.get(p)).map_or(0, |s| u64::from(*s))
        };
        let depth_of =
            |list: &[u16], partner: u64| usize::try_from(partner).ok().and_then(|p| list.get(p)).copied().unwrap_or(0);
        for partner in 1..u64::from(partners) {
            let mut chosen = match draws.below(100) {
                0..15 => draws.below(partner),
                15..45 if partner >= 3 => at(&sponsor, 1 + draws.below(partner - 1)),
                _ => partner - 1 - draws.below((partner / 64).max(1)),
            };
            while depth_of(&depth, chosen) >= DEEPEST {
                chosen = at(&sponsor, chosen);
            }
            depth.push(depth_of(&depth, chosen) + 1);
            sponsor.push(u32::try_from(chosen).unwrap_or(0));
        }
        Self { sponsor, moves: Vec::new() }
    }

    /// Number of partners.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.sponsor.len()).unwrap_or(u32::MAX)
    }

    /// Who brought a partner in.
    pub(super) fn sponsor(&self, partner: u32) -> Option<u32> {
        self.sponsor.get(partner as usize).copied().filter(|sponsor| *sponsor != NOBODY)
    }

    /// One partner in a hundred gets another sponsor one day, never one of the own team.
    pub(super) fn draw_moves(&mut self, people: &mut People, calendar: &Calendar, draws: &mut Draws) {
        let count = u64::from(self.len());
        let partner = |draws: &mut Draws, from: u64| u32::try_from(from + draws.below(count - from)).unwrap_or(0);
        let mut wishes: Vec<Move> = Vec::new();
        for _ in 0..count / 100 {
            let mover = partner(draws, 1);
            let to = partner(draws, 0);
            let earliest = people.joined(mover).max(people.joined(to)) + 30;
            let day = i32::try_from(draws.between(earliest.into(), calendar.end.into())).unwrap_or(i32::MAX);
            if day <= calendar.end {
                wishes.push(Move { day, partner: mover, to });
            }
        }
        wishes.sort_by_key(|wish| (wish.day, wish.partner, wish.to));
        let mut sponsor = self.sponsor.clone();
        let mut moved: FxHashMap<u32, i32> = FxHashMap::default();
        for wish in wishes {
            let mut above = wish.to;
            let mut hops = 0;
            while above != NOBODY && above != wish.partner {
                above = sponsor.get(above as usize).copied().unwrap_or(NOBODY);
                hops += 1;
            }
            let already = moved.get(&wish.partner).is_some_and(|day| *day >= wish.day);
            let Some(slot) = sponsor.get_mut(wish.partner as usize) else { continue };
            if above == wish.partner || hops >= DEEPEST_MOVE || already || *slot == wish.to {
                continue;
            }
            *slot = wish.to;
            moved.insert(wish.partner, wish.day);
            people.seen(wish.partner, wish.day);
            people.seen(wish.to, wish.day);
            self.moves.push(wish);
        }
    }

    /// The rows of a tree, by partner, then by time.
    pub(super) fn placements(&self, tree: &Tree, people: &People, draws: &mut Draws) -> Vec<Placed> {
        let slots = if tree.sides.is_empty() { tree.width } else { u32::try_from(tree.sides.len()).ok() };
        match slots {
            None => self.sponsored(people),
            Some(slots) => self.spilled(slots.max(1), !tree.sides.is_empty(), people, draws),
        }
    }

    /// Below the sponsor, whoever that is at the time.
    fn sponsored(&self, people: &People) -> Vec<Placed> {
        let mut moves: FxHashMap<u32, Vec<Move>> = FxHashMap::default();
        for step in &self.moves {
            moves.entry(step.partner).or_default().push(*step);
        }
        let mut out = Vec::with_capacity(self.sponsor.len() + self.moves.len());
        for partner in 0..self.len() {
            let mut now =
                Placed { partner, parent: self.sponsor(partner), side: None, from: people.joined(partner), to: None };
            for step in moves.get(&partner).into_iter().flatten() {
                out.push(Placed { to: Some(step.day - 1), ..now });
                now = Placed { parent: Some(step.to), from: step.day, ..now };
            }
            out.push(now);
        }
        out
    }

    /// Below the first sponsor on the way down to a free place: with sides most often on the sponsor's
    /// preferred one, otherwise on the first free position, or under one of those who stand there.
    fn spilled(&self, slots: u32, sides: bool, people: &People, draws: &mut Draws) -> Vec<Placed> {
        let mut taken: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut out = Vec::with_capacity(self.sponsor.len());
        for partner in 0..self.len() {
            let from = people.joined(partner);
            let Some(sponsor) = self.sponsor(partner) else {
                out.push(Placed { partner, parent: None, side: None, from, to: None });
                continue;
            };
            let mut parent = sponsor;
            loop {
                let free = (0..slots).find(|slot| !taken.contains_key(&(parent, *slot))).filter(|_| !sides);
                let any = u32::try_from(draws.below(slots.into())).unwrap_or(0);
                let preferred = if sides && draws.percent(60) { sponsor % slots } else { any };
                let slot = free.unwrap_or(preferred);
                match taken.get(&(parent, slot)) {
                    Some(child) => parent = *child,
                    None => {
                        taken.insert((parent, slot), partner);
                        out.push(Placed { partner, parent: Some(parent), side: Some(slot), from, to: None });
                        break;
                    }
                }
            }
        }
        out
    }
}
