//! Shapes of networks.

use crate::rng::Rng;

/// What a network looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nobody.
    Empty,
    /// One partner.
    Single,
    /// Everybody has one below.
    Chain,
    /// One has everybody below.
    Star,
    /// Few have many, most have none.
    HeavyTail,
    /// Many small trees.
    Forest,
    /// Below anybody.
    Uniform,
    /// Long and narrow.
    Deep,
}

impl Shape {
    /// Any of them, those that are like real networks more often.
    pub fn draw(rng: &mut Rng) -> Self {
        rng.weighted(&[
            (1, Self::Empty),
            (2, Self::Single),
            (3, Self::Chain),
            (3, Self::Star),
            (8, Self::HeavyTail),
            (5, Self::Forest),
            (7, Self::Uniform),
            (5, Self::Deep),
        ])
    }

    /// How many partners a network of this shape has.
    pub fn partners(self, rng: &mut Rng, most: usize) -> usize {
        match self {
            Self::Empty => 0,
            Self::Single => 1,
            _ => 2 + rng.below(most.max(3) - 2),
        }
    }

    /// The parent of the next partner among those who are there.
    fn parent(self, rng: &mut Rng, parents: &[Option<u32>], order: &[u32]) -> Option<u32> {
        let count = order.len();
        if count == 0 {
            return None;
        }
        let last = order[count - 1];
        match self {
            Self::Empty | Self::Single => None,
            Self::Chain => Some(last),
            Self::Star => Some(order[0]),
            // Whoever has many gets more.
            Self::HeavyTail => {
                let any = *rng.pick(order);
                parents[any as usize].filter(|_| rng.chance(70)).or(Some(any))
            }
            Self::Forest if rng.chance(30) => None,
            Self::Forest => Some(order[count - 1 - rng.below(count.min(6))]),
            Self::Uniform => Some(*rng.pick(order)),
            Self::Deep => Some(order[count - 1 - rng.below(count.min(3))]),
        }
    }
}

/// A forest over partners by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forest {
    /// By partner.
    pub parents: Vec<Option<u32>>,
    /// By partner: side or position under the parent, where the tree has such.
    pub sides: Vec<Option<i16>>,
    /// By partner: whether he is in the tree at all.
    pub inside: Vec<bool>,
    /// Parents before children.
    order: Vec<u32>,
    places: Option<usize>,
}

impl Forest {
    /// A random one; with places nobody has more children than there are places. So many of a hundred are outside.
    pub fn draw(rng: &mut Rng, shape: Shape, partners: usize, places: Option<usize>, outside: u32) -> Self {
        let mut forest = Self {
            parents: vec![None; partners],
            sides: vec![None; partners],
            inside: vec![true; partners],
            order: Vec::new(),
            places,
        };
        let mut waiting: Vec<u32> = (0..u32::try_from(partners).unwrap_or(u32::MAX)).collect();
        rng.shuffle(&mut waiting);
        let mut taken: Vec<Vec<u32>> = vec![Vec::new(); partners];
        for partner in waiting {
            if rng.chance(outside) {
                forest.inside[partner as usize] = false;
                continue;
            }
            let parent = shape.parent(rng, &forest.parents, &forest.order);
            forest.put(rng, partner, parent, &mut taken);
            forest.order.push(partner);
        }
        forest
    }

    /// Puts a partner below another one, or where there is room below him.
    fn put(&mut self, rng: &mut Rng, partner: u32, parent: Option<u32>, taken: &mut [Vec<u32>]) {
        let Some(mut parent) = parent else { return };
        if let Some(places) = self.places {
            while taken[parent as usize].len() >= places {
                parent = *rng.pick(&taken[parent as usize]);
            }
            let used: Vec<Option<i16>> =
                taken[parent as usize].iter().map(|child| self.sides[*child as usize]).collect();
            let free: Vec<i16> = (0..places as i16).filter(|side| !used.contains(&Some(*side))).collect();
            self.sides[partner as usize] = Some(*rng.pick(&free));
        }
        taken[parent as usize].push(partner);
        self.parents[partner as usize] = Some(parent);
    }

    /// The forest of the period before: without those who joined later, and with some who stood elsewhere.
    pub fn earlier(&self, rng: &mut Rng, not_yet: impl Fn(usize) -> bool) -> Self {
        let partners = self.parents.len();
        let mut before = Self {
            parents: vec![None; partners],
            sides: vec![None; partners],
            inside: self.inside.clone(),
            order: Vec::new(),
            places: self.places,
        };
        let mut taken: Vec<Vec<u32>> = vec![Vec::new(); partners];
        for partner in &self.order {
            let at = *partner as usize;
            if not_yet(at) {
                before.inside[at] = false;
                continue;
            }
            let moved = rng.chance(6) && !before.order.is_empty();
            let there = |parent: &u32| before.inside[*parent as usize];
            let parent = if moved { Some(*rng.pick(&before.order)) } else { self.parents[at].filter(there) };
            before.put(rng, *partner, parent, &mut taken);
            before.order.push(*partner);
        }
        before
    }
}
