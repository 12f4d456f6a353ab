//! A forest in preorder after some of its nodes have moved: pieces of the old order, put together anew.
//!
//! Whoever moves takes along the part of his old subtree that does not move by itself. So the new order
//! is a list of stretches of the old one, not more than a few for each move, and columns are made
//! of copied stretches instead of being sorted anew.

use super::preorder::{OUTSIDE, ROOT};
use compline_compiler::store::TreeData;
use rustc_hash::FxHashMap;

/// A forest as a snapshot has it.
#[derive(Clone, Copy)]
pub(super) struct Forest<'a> {
    pub(super) tree: &'a TreeData,
    /// By row: the partner.
    pub(super) partner_of: &'a [u32],
    /// By partner: the row.
    pub(super) row_of: &'a [u32],
    /// Number of nodes inside; the others come after them.
    inside: u32,
}

/// Where a node stands from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Who (partner).
    pub(super) partner: u32,
    /// The partner above, [`ROOT`] or [`OUTSIDE`].
    pub(super) above: u32,
    /// Side or position, `-1` where there is none.
    pub(super) side: i16,
}

/// A stretch of the new order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stretch {
    /// So many nodes of the old order, from a position on.
    Old {
        /// The first position.
        from: u32,
        /// How many.
        len: u32,
    },
    /// A partner who was not there.
    New(u32),
}

/// What happens at a position of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// A piece comes in at the end of a subtree; of subtrees that end together the innermost first.
    AtEnd(u32),
    /// A piece comes in before a child of the same parent.
    Before,
    /// A piece has gone.
    Gone,
}

/// By piece, position, kind and partner: which other piece.
type Item = (u32, u32, Step, u32, u32);

impl<'a> Forest<'a> {
    pub(super) fn new(tree: &'a TreeData, partner_of: &'a [u32], row_of: &'a [u32]) -> Self {
        let nodes = partner_of.len();
        let inside = if tree.inside.is_empty() { nodes } else { tree.inside.iter().filter(|inside| **inside).count() };
        Self { tree, partner_of, row_of, inside: u32::try_from(inside).unwrap_or(u32::MAX) }
    }

    fn nodes(&self) -> u32 {
        u32::try_from(self.partner_of.len()).unwrap_or(u32::MAX)
    }

    /// The row of a partner who is in the forest.
    fn row(&self, partner: u32) -> Option<u32> {
        self.row_of.get(partner as usize).copied().filter(|row| *row < self.nodes())
    }

    fn row_at(&self, position: u32) -> u32 {
        if self.tree.order.is_empty() { position } else { self.tree.order.get(position as usize).copied().unwrap_or(0) }
    }

    fn partner_at(&self, position: u32) -> u32 {
        self.partner_of.get(self.row_at(position) as usize).copied().unwrap_or(ROOT)
    }

    fn position(&self, partner: u32) -> Option<u32> {
        let row = self.row(partner)?;
        if self.tree.position.is_empty() { Some(row) } else { self.tree.position.get(row as usize).copied() }
    }

    fn end(&self, position: u32) -> u32 {
        // Never less than one further, so that every walk ends.
        self.tree.end.get(self.row_at(position) as usize).copied().unwrap_or(0).max(position + 1)
    }

    /// Where a partner stands; nothing where there is none.
    pub(super) fn place(&self, partner: u32) -> Option<Place> {
        let row = self.row(partner)? as usize;
        let outside = self.tree.inside.get(row) == Some(&false);
        let above = match usize::try_from(*self.tree.parent.get(row)?) {
            _ if outside => OUTSIDE,
            Ok(above) => *self.partner_of.get(above)?,
            Err(_) => ROOT,
        };
        Some(Place { partner, above, side: *self.tree.side.get(row)? })
    }

    /// Children of a partner, of [`ROOT`] or [`OUTSIDE`]: their positions in order.
    pub(super) fn children(self, above: u32) -> impl Iterator<Item = u32> {
        let (first, end) = match above {
            ROOT => (0, self.inside),
            OUTSIDE => (self.inside, self.nodes()),
            partner => self.position(partner).map_or((0, 0), |at| (at + 1, self.end(at))),
        };
        std::iter::successors(Some(first), move |at| Some(self.end(*at))).take_while(move |at| *at < end)
    }

    /// As [`Forest::children`], by partners.
    pub(super) fn partners_below(self, above: u32) -> impl Iterator<Item = u32> {
        self.children(above).map(move |at| self.partner_at(at))
    }

    /// The new order, where some partners stand below others than before, some are new and some have gone; `None` where
    /// that makes no forest.
    ///
    /// `moved` are those who are new or have somebody else above than before, each once; all whose partner above goes
    /// are among them.
    pub(super) fn splice(&self, moved: &[Place], gone: &[u32]) -> Option<Vec<Stretch>> {
        // Pieces: everything, then cut subtrees by position, then new partners.
        let mut cuts: Vec<(u32, u32)> = Vec::with_capacity(moved.len() + gone.len());
        let mut news = Vec::new();
        for partner in moved.iter().map(|place| place.partner).chain(gone.iter().copied()) {
            match self.position(partner) {
                Some(at) => cuts.push((at, self.end(at))),
                None => news.push(partner),
            }
        }
        cuts.sort_unstable();
        news.sort_unstable();
        let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
        let first_new = count(cuts.len()) + 1;
        let new_piece = |partner: u32| news.binary_search(&partner).ok().map(|at| first_new + count(at));
        let cut_piece = |at: u32| cuts.binary_search_by_key(&at, |cut| cut.0).ok().map(|cut| count(cut) + 1);
        let piece_of = |partner: u32| match self.position(partner) {
            Some(at) => cut_piece(at),
            None => new_piece(partner),
        };
        let mut sorted: Vec<Place> = moved.to_vec();
        sorted.sort_unstable_by_key(|place| (place.above, place.partner));
        let containing = self.containing(&cuts, &sorted);
        let mut items: Vec<Item> = Vec::with_capacity(cuts.len() + sorted.len());
        let outer = Self::innermost(&cuts, cuts.iter().map(|cut| cut.0), false);
        for (((at, _), piece), within) in cuts.iter().zip(1..).zip(outer) {
            items.push((within, *at, Step::Gone, 0, piece));
        }
        for below in sorted.chunk_by(|a, b| a.above == b.above) {
            let above = below.first()?.above;
            let (within, end) = match above {
                ROOT => (0, (self.inside, u32::MAX - 1)),
                OUTSIDE => (0, (self.nodes(), u32::MAX)),
                above => match self.position(above) {
                    Some(at) => (*containing.get(&at)?, (self.end(at), u32::MAX - 2 - at)),
                    None => (new_piece(above)?, (0, 0)),
                },
            };
            // Children who stay, beside those who come: both in order.
            let mut staying = self.children(above).filter(|at| cut_piece(*at).is_none()).peekable();
            for place in below {
                while staying.next_if(|at| self.partner_at(*at) < place.partner).is_some() {}
                let piece = piece_of(place.partner)?;
                items.push(match staying.peek() {
                    Some(at) => (within, *at, Step::Before, place.partner, piece),
                    None => (within, end.0, Step::AtEnd(end.1), place.partner, piece),
                });
            }
        }
        items.sort_unstable();
        let nodes = self.partner_of.len() + news.len() - gone.len();
        let mut out = Emitted::default();
        emit(&items, &cuts, &news, self.nodes(), &mut out);
        (out.nodes == nodes).then_some(out.stretches)
    }

    /// By position of those below whom somebody comes in: the piece in which they are.
    fn containing(&self, cuts: &[(u32, u32)], sorted: &[Place]) -> FxHashMap<u32, u32> {
        let mut wanted: Vec<u32> = sorted
            .chunk_by(|a, b| a.above == b.above)
            .filter_map(|below| below.first().filter(|place| place.above < OUTSIDE))
            .filter_map(|place| self.position(place.above))
            .collect();
        wanted.sort_unstable();
        let pieces = Self::innermost(cuts, wanted.iter().copied(), true);
        wanted.iter().copied().zip(pieces).collect()
    }

    /// For rising positions the innermost cut piece around each; 0 for none. `own`: the piece that begins there counts.
    fn innermost(cuts: &[(u32, u32)], positions: impl Iterator<Item = u32>, own: bool) -> Vec<u32> {
        let mut open: Vec<(u32, u32)> = Vec::new();
        let mut rest = cuts.iter().zip(1..).peekable();
        positions
            .map(|at| {
                while let Some(((_, end), piece)) = rest.next_if(|((from, _), _)| *from < at || (own && *from == at)) {
                    while open.pop_if(|(last, _)| *last < *end).is_some() {}
                    open.push((*end, piece));
                }
                while open.pop_if(|(end, _)| *end <= at).is_some() {}
                open.last().map_or(0, |(_, piece)| *piece)
            })
            .collect()
    }
}

/// The new order as far as it is made.
#[derive(Default)]
struct Emitted {
    stretches: Vec<Stretch>,
    nodes: usize,
}

impl Emitted {
    fn copy(&mut self, from: u32, to: u32) {
        if from >= to {
            return;
        }
        self.nodes += (to - from) as usize;
        if let Some(Stretch::Old { from: before, len }) = self.stretches.last_mut()
            && *before + *len == from
        {
            *len += to - from;
            return;
        }
        self.stretches.push(Stretch::Old { from, len: to - from });
    }
}

/// Goes through the pieces from everything on, and into each piece where it comes in.
fn emit(items: &[Item], cuts: &[(u32, u32)], news: &[u32], nodes: u32, out: &mut Emitted) {
    let of = |piece: u32| {
        let from = items.partition_point(|item| item.0 < piece);
        let len = items.get(from..).map_or(0, |rest| rest.partition_point(|item| item.0 == piece));
        items.get(from..from + len).unwrap_or(&[])
    };
    // What is left to do in a piece, the position there, and its end.
    let mut open = vec![(of(0), 0, nodes)];
    while let Some((items, at, end)) = open.pop() {
        let Some(((_, position, step, _, piece), rest)) = items.split_first() else {
            out.copy(at, end);
            continue;
        };
        out.copy(at, *position);
        let cut = (*piece as usize).checked_sub(1).and_then(|at| cuts.get(at));
        if *step == Step::Gone {
            open.push((rest, cut.map_or(at, |cut| cut.1), end));
            continue;
        }
        open.push((rest, (*position).max(at), end));
        match cut {
            Some((from, to)) => open.push((of(*piece), *from, *to)),
            None => {
                let new = (*piece as usize).checked_sub(cuts.len() + 1).and_then(|at| news.get(at));
                out.stretches.extend(new.map(|partner| Stretch::New(*partner)));
                out.nodes += 1;
                open.push((of(*piece), 0, 0));
            }
        }
    }
}
