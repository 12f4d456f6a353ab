//! The rule against one that looks at everybody each time.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::unreachable, reason = "a panic here is a failed test")]

use super::course::{Candidate, Change, Course, Given, World, run};
use super::spans;
use crate::snapshot::{OUTSIDE, ROOT};
use compline_compiler::program::PlaceSearch;
use proptest::prelude::*;
use std::collections::VecDeque;

/// What data and rule say, before it is in the form that the rule reads.
#[derive(Clone, Debug)]
struct Case {
    width: usize,
    search: PlaceSearch,
    frees: bool,
    skips: bool,
    /// By node: due day, key, preferred side.
    people: Vec<(i32, i64, Option<usize>)>,
    /// By node: placements in this tree (above, place, from, to); none of a candidate.
    own: Vec<Vec<(u32, i16, i32, i32)>>,
    /// By node: who is above in the other tree (above, from, to).
    other: Vec<Vec<(u32, i32, i32)>>,
    /// By node: days on which it is terminated.
    ended: Vec<Option<(i32, i32)>>,
    /// The day before which the rule gives no place.
    decided: i32,
}

const LAST: i32 = 12;

fn case() -> impl Strategy<Value = Case> {
    let search = prop_oneof![
        Just(PlaceSearch::Breadth),
        Just(PlaceSearch::Depth),
        Just(PlaceSearch::Smallest),
        Just(PlaceSearch::Outermost)
    ];
    (2..26_usize, 1..4_usize, search, any::<[bool; 3]>()).prop_flat_map(
        |(nodes, width, search, [frees, skips, sided])| {
            let person = (0..10_i32, 0..3_i64, 0..width);
            let own = (0..10_u32, 0..200_u32, -1..i16::try_from(width).unwrap(), 0..10_i32, 0..14_i32);
            let other = (0..8_u32, 0..200_u32, 0..4_i32, 0..10_u32);
            let ended = (0..4_u32, 0..12_i32, 0..12_i32);
            let each = (person, own, other, ended);
            (proptest::collection::vec(each, nodes), Just((width, search, frees, skips, sided))).prop_map(
                |(people, (width, search, frees, skips, sided))| build(&people, width, search, [frees, skips, sided]),
            )
        },
    )
}

type Drawn = ((i32, i64, usize), (u32, u32, i16, i32, i32), (u32, u32, i32, u32), (u32, i32, i32));

fn build(people: &[Drawn], width: usize, search: PlaceSearch, [frees, skips, sided]: [bool; 3]) -> Case {
    let mut case = Case {
        width,
        search,
        frees,
        skips,
        people: vec![],
        own: vec![],
        other: vec![],
        ended: vec![],
        decided: i32::MIN,
    };
    // Places that data take are different ones and never end before somebody below leaves: what data say is right.
    let mut taken: Vec<Vec<(i16, i32, i32)>> = vec![Vec::new(); people.len()];
    for (node, (person, own, other, ended)) in people.iter().enumerate() {
        let sided = sided || search == PlaceSearch::Outermost;
        case.people.push((person.0, person.1, sided.then_some(person.2)));
        let at = u32::try_from(node).unwrap();
        // Numbers say nothing about who is above.
        let above = |draw: u32| if node == 0 { ROOT } else { draw % at };
        let (kind, draw, from, length) = *other;
        case.other.push(match kind {
            0 => vec![(ROOT, i32::MIN, i32::MAX)],
            1 => vec![(above(draw), from, i32::MAX)],
            2 => vec![
                (above(draw), i32::MIN, from),
                (above(draw / 7), from + 1 + i32::try_from(length % 3).unwrap(), i32::MAX),
            ],
            _ => vec![(above(draw), i32::MIN, i32::MAX)],
        });
        let (kind, draw, place, from, to) = *own;
        let mut rows = Vec::new();
        if node == 0 {
            rows.push((ROOT, -1, i32::MIN, i32::MAX));
        } else if kind < 4 {
            let above = above(draw);
            let held = case.own[above as usize].first().copied();
            if let Some((_, _, since, until)) = held {
                let from = from.max(since);
                let to = if kind == 0 && to > from { to.min(until) } else { until };
                let slots = &mut taken[above as usize];
                let meets = |slot: &(i16, i32, i32)| slot.1 <= to && from <= slot.2;
                let free = slots.iter().filter(|slot| meets(slot)).count() < width
                    && !slots.iter().any(|slot| slot.0 == place && place >= 0 && meets(slot));
                if free && from <= to {
                    slots.push((place, from, to));
                    rows.push((above, place, from, to));
                }
            }
        }
        case.own.push(rows);
        case.ended.push((ended.0 == 0).then_some((ended.1, ended.1 + ended.2)));
    }
    case
}

impl Case {
    fn above(&self, node: u32, day: i32) -> u32 {
        let rows = self.other[node as usize].iter();
        rows.rev().find(|(_, from, to)| *from <= day && day <= *to).map_or(OUTSIDE, |(above, ..)| *above)
    }

    fn is_candidate(&self, node: usize) -> bool {
        self.own[node].is_empty()
    }

    fn nodes(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.people.len()).unwrap()
    }

    fn fast(&self) -> Course {
        let mut changes = Vec::new();
        let mut standings = Vec::new();
        let mut candidates = Vec::new();
        let mut wakes = Vec::new();
        let mut moves = Vec::new();
        for node in self.nodes() {
            let at = node as usize;
            for (above, place, from, to) in &self.own[at] {
                changes.push(Change { day: *from, node, above: *above, place: *place, since: *from });
                if let Some(end) = to.checked_add(1) {
                    changes.push(Change { day: end, node, above: OUTSIDE, place: -1, since: end });
                }
            }
            if let Some((from, to)) = self.ended[at] {
                standings.extend([(from, node, true), (to + 1, node, false)]);
            }
            let days = spans(self.other[at].iter().enumerate().map(|(row, (_, from, to))| (row, *from, *to)));
            let days = days.into_iter().map(|(day, _)| day);
            moves.extend(days.clone());
            if self.is_candidate(at) {
                let (due, key, _) = self.people[at];
                candidates.push(Candidate { node, due, key });
                wakes.push((due.max(self.decided), node));
                wakes.extend(days.filter(|day| *day > due).map(|day| (day, node)));
                wakes.extend(self.ended[at].iter().flat_map(|(from, to)| [(*from, node), (to + 1, node)]));
            }
        }
        changes.sort_unstable();
        standings.sort_unstable();
        wakes.sort_unstable();
        moves.sort_unstable();
        run(&World {
            nodes: self.people.len(),
            width: self.width,
            search: self.search,
            frees: self.frees,
            skips: self.skips,
            changes,
            standings,
            candidates,
            wakes,
            moves: if self.skips { moves } else { Vec::new() },
            above: &|node, day| self.above(node, day),
            side: &|node, _| self.people[node as usize].2,
            held: 0,
            decided: self.decided,
            last: LAST,
        })
    }

    /// Every day, everybody, the whole tree.
    fn naive(&self) -> Course {
        let mut tree = Naive { case: self, at: vec![None; self.people.len()], day: -1 };
        let mut course = Course::default();
        let mut given = vec![false; self.people.len()];
        for day in std::iter::once(i32::MIN).chain(0..=LAST) {
            tree.day = day;
            for node in self.nodes() {
                if self.own[node as usize].iter().any(|row| row.3 != i32::MAX && row.3 + 1 == day) {
                    tree.at[node as usize] = None;
                }
            }
            for (ended, named) in [(true, true), (true, false), (false, true), (false, false)] {
                for node in self.nodes().collect::<Vec<_>>() {
                    if (self.frees && tree.is_terminated(node)) != ended {
                        continue;
                    }
                    let rows = self.own[node as usize].iter();
                    for (above, place, ..) in rows.filter(|row| row.2 == day && (row.1 >= 0) == named) {
                        tree.enter(node, *above, *place, &mut course);
                    }
                }
            }
            loop {
                let open = self.nodes().filter(|node| {
                    let at = *node as usize;
                    self.is_candidate(at)
                        && !given[at]
                        && self.people[at].0.max(self.decided) <= day
                        && !tree.is_terminated(*node)
                });
                let mut open: Vec<(i32, i64, u32)> =
                    open.map(|node| (self.people[node as usize].0, self.people[node as usize].1, node)).collect();
                open.sort_unstable();
                let below = |(_, _, node): &(i32, i64, u32)| match self.above(*node, day) {
                    OUTSIDE => None,
                    ROOT => Some((*node, ROOT)),
                    above => tree.is_in(above).then_some((*node, above)),
                };
                let skipping = |(_, _, node): &(i32, i64, u32)| {
                    let mut above = self.above(*node, day);
                    while above < OUTSIDE && !tree.is_in(above) {
                        above = self.above(above, day);
                    }
                    (above < OUTSIDE).then_some((*node, above))
                };
                let next = open.iter().find_map(below);
                let next = next.or_else(|| if self.skips { open.iter().find_map(skipping) } else { None });
                let Some((node, below)) = next else { break };
                let (above, place) = if below == ROOT {
                    (ROOT, -1)
                } else {
                    let (above, place) = tree.search(below, self.people[node as usize].2);
                    (above, i16::try_from(place).unwrap())
                };
                tree.enter(node, above, place, &mut course);
                given[node as usize] = true;
                course.given.push(Given { node, above, place, day });
            }
        }
        course.waiting = self
            .nodes()
            .filter(|node| {
                let at = *node as usize;
                self.is_candidate(at)
                    && !given[at]
                    && self.people[at].0.max(self.decided) <= LAST
                    && !tree.is_terminated(*node)
                    && self.above(*node, LAST) != OUTSIDE
            })
            .collect();
        course.lost.sort_unstable();
        course
    }
}

struct Naive<'a> {
    case: &'a Case,
    /// By node: above, place, whether the place was named.
    at: Vec<Option<(u32, i16, bool)>>,
    day: i32,
}

impl Naive<'_> {
    fn is_in(&self, node: u32) -> bool {
        self.at[node as usize].is_some()
    }

    fn is_terminated(&self, node: u32) -> bool {
        self.case.ended[node as usize].is_some_and(|(from, to)| from <= self.day && self.day <= to)
    }

    fn on(&self, above: u32, place: usize) -> Option<u32> {
        let at = i16::try_from(place).unwrap();
        self.case.nodes().find(|node| self.at[*node as usize].is_some_and(|(a, p, _)| a == above && p == at))
    }

    fn gives_way(&self, node: u32) -> bool {
        let alone = self.at.iter().flatten().all(|(above, ..)| *above != node);
        self.case.frees && self.is_terminated(node) && alone
    }

    fn is_free(&self, above: u32, place: usize) -> bool {
        self.on(above, place).is_none_or(|node| self.gives_way(node))
    }

    fn enter(&mut self, node: u32, above: u32, place: i16, course: &mut Course) {
        let mut aside = None;
        let mut place = (place, place >= 0);
        if above < OUTSIDE && place.0 >= 0 {
            if let Some(on) = self.on(above, usize::try_from(place.0).unwrap()) {
                if self.gives_way(on) {
                    self.at[on as usize] = None;
                    course.lost.push((on, self.day));
                } else if self.at[on as usize].unwrap().2 {
                    // Data name a place that the rule has given away: an error, told where the network is checked.
                    place = (-1, false);
                } else {
                    aside = Some(on);
                    self.at[on as usize] = None;
                }
            }
        } else if above < OUTSIDE {
            let free = (0..self.case.width).find(|place| self.on(above, *place).is_none());
            place = (free.map_or(-1, |place| i16::try_from(place).unwrap()), false);
        }
        self.at[node as usize] = Some((above, place.0, place.1));
        if let Some(aside) = aside {
            self.enter(aside, above, -1, course);
        }
    }

    fn size(&self, node: u32) -> usize {
        let below = self.case.nodes().filter(|other| self.at[*other as usize].is_some_and(|(above, ..)| above == node));
        1 + below.map(|below| self.size(below)).sum::<usize>()
    }

    fn search(&self, from: u32, side: Option<usize>) -> (u32, usize) {
        let width = self.case.width;
        let mut from = from;
        if let Some(side) = side {
            if self.is_free(from, side) {
                return (from, side);
            }
            from = self.on(from, side).unwrap();
            if self.case.search == PlaceSearch::Outermost && width > 1 {
                while !self.is_free(from, side) {
                    from = self.on(from, side).unwrap();
                }
                return (from, side);
            }
        }
        let free = |node: u32| (0..width).find(|place| self.is_free(node, *place)).map(|place| (node, place));
        let below = |node: u32| (0..width).filter_map(move |place| self.on(node, place));
        match self.case.search {
            PlaceSearch::Breadth => {
                let mut queue = VecDeque::from([from]);
                while let Some(node) = queue.pop_front() {
                    if let Some(found) = free(node) {
                        return found;
                    }
                    queue.extend(below(node));
                }
            }
            PlaceSearch::Depth | PlaceSearch::Outermost => {
                let mut stack = vec![from];
                while let Some(node) = stack.pop() {
                    if let Some(found) = free(node) {
                        return found;
                    }
                    let mut next: Vec<u32> = below(node).collect();
                    next.reverse();
                    stack.extend(next);
                }
            }
            PlaceSearch::Smallest => loop {
                if let Some(found) = free(from) {
                    return found;
                }
                from = below(from).min_by_key(|node| self.size(*node)).unwrap();
            },
        }
        unreachable!("somewhere there is a free place")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn places_are_those_of_the_naive_rule(case in case(), decided in prop_oneof![Just(i32::MIN), 0..8_i32]) {
        let case = Case { decided, ..case };
        prop_assert_eq!(case.fast(), case.naive());
    }

    #[test]
    fn a_later_day_changes_nothing_of_an_earlier_one(case in case()) {
        // What the rule has given becomes data, as it is taken into the placements.
        let whole = case.fast();
        let mut later = case.clone();
        for given in whole.given.iter().filter(|given| given.day <= LAST / 2) {
            later.own[given.node as usize].push((given.above, given.place, given.day, i32::MAX));
        }
        let rest: Vec<Given> = whole.given.iter().filter(|given| given.day > LAST / 2).copied().collect();
        prop_assert_eq!(&later.fast().given, &rest);
        // Also where it is known that the rule gave them.
        later.decided = decided(&whole.given);
        prop_assert_eq!(later.fast().given, rest);
    }

    #[test]
    fn whoever_is_known_late_takes_nobodys_place(case in case(), late in any::<prop::sample::Index>()) {
        let late = late.index(case.people.len());
        let mut before = case.clone();
        before.people[late].0 = LAST + 1;
        let given: Vec<Given> = before.fast().given.into_iter().filter(|given| given.day <= LAST / 2).collect();
        let mut then = case;
        for one in &given {
            then.own[one.node as usize].push((one.above, one.place, one.day, i32::MAX));
        }
        then.decided = decided(&given);
        let course = then.fast();
        for one in course.given.iter().filter(|one| one.place >= 0) {
            for other in given.iter().filter(|other| (other.above, other.place) == (one.above, one.place)) {
                // Only a terminated one gives his place away.
                prop_assert!(course.lost.iter().any(|(node, day)| *node == other.node && *day <= one.day), "{:?}", one);
            }
        }
    }
}

/// The last day on which a place was given in the first half.
fn decided(given: &[Given]) -> i32 {
    given.iter().map(|given| given.day).filter(|day| *day <= LAST / 2).max().unwrap_or(i32::MIN)
}

/// A rule over many partners below one, with a chain of sponsors beside it.
fn many(search: PlaceSearch, width: usize, nodes: u32, sponsor: impl Fn(u32) -> u32, side: Option<usize>) -> Course {
    let candidates = (0..nodes).map(|node| Candidate { node, due: i32::try_from(node / 300).unwrap(), key: 0 });
    run(&World {
        nodes: nodes as usize,
        width,
        search,
        frees: false,
        skips: false,
        changes: Vec::new(),
        standings: Vec::new(),
        candidates: candidates.collect(),
        wakes: (0..nodes).map(|node| (i32::try_from(node / 300).unwrap(), node)).collect(),
        moves: Vec::new(),
        above: &|node, _| if node == 0 { ROOT } else { sponsor(node) },
        side: &|_, _| side,
        held: 0,
        decided: i32::MIN,
        last: i32::MAX,
    })
}

#[test]
fn many_partners_take_no_longer_than_they_are() {
    let nodes = 200_000;
    let all = usize::try_from(nodes).unwrap();
    // Everybody below the first one, and everybody below somebody of a tenth of the number.
    for search in [PlaceSearch::Breadth, PlaceSearch::Depth, PlaceSearch::Smallest] {
        for width in [1, 2, 3] {
            assert_eq!(many(search, width, nodes, |_| 0, None).given.len(), all);
            assert_eq!(many(search, width, nodes, |node| node / 10, None).given.len(), all);
        }
    }
    assert_eq!(many(PlaceSearch::Outermost, 2, nodes, |_| 0, Some(0)).given.len(), all);
    assert_eq!(many(PlaceSearch::Depth, 2, nodes, |_| 0, Some(1)).given.len(), all);
}

#[test]
fn breadth_first_fills_levels() {
    let course = many(PlaceSearch::Breadth, 3, 13, |_| 0, None);
    let above: Vec<(u32, i16)> = course.given.iter().skip(1).map(|given| (given.above, given.place)).collect();
    let expected: Vec<(u32, i16)> = (0..4).flat_map(|above| (0..3).map(move |place| (above, place))).collect();
    assert_eq!(above, expected);
}
