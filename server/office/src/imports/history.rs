//! Whether histories of a tree fit together on every day: nobody below himself, nobody below somebody who is not there,
//! no day left out, no place taken twice.
//!
//! What was learned later wins on the days of both, as everywhere; what is checked is what holds then.

use std::collections::BTreeMap;

/// The last day of what goes on.
pub(super) const OPEN: i32 = i32::MAX;

/// A stated place.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    /// Who, by number.
    pub(super) who: usize,
    /// Below whom; nothing for a root.
    pub(super) parent: Option<usize>,
    /// The side or position.
    pub(super) place: Option<String>,
    /// The first day.
    pub(super) from: i32,
    /// The last day; [`OPEN`] where it goes on.
    pub(super) to: i32,
    /// The commit that learned it.
    pub(super) seq: i64,
    /// The row of the file; nothing where it was known before.
    pub(super) row: Option<u64>,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Somebody has no place on some days between two places.
    Gap {
        /// The first day without one.
        from: i32,
        /// The last day without one.
        to: i32,
    },
    /// The upline has no place on a day.
    Outside {
        /// The upline.
        parent: usize,
        /// The day.
        day: i32,
    },
    /// A circle.
    Circle {
        /// From upline to downline to the first one again.
        members: Vec<usize>,
        /// The first day of it.
        day: i32,
    },
    /// Somebody else stands there.
    Occupied {
        /// Below whom.
        parent: usize,
        /// Who.
        by: usize,
        /// The first day of both.
        day: i32,
    },
}

/// What holds from a day to another: the stated place by its number.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: i32,
    to: i32,
    of: usize,
}

/// What is wrong, with the row of the file that it is about. `ruled` trees place partners by a rule: in them uplines may
/// have places that nobody states.
pub(super) fn faults(stated: &[Stated], partners: usize, ruled: bool) -> Vec<(u64, Fault)> {
    let spans = spans(stated, partners);
    let mut out = Vec::new();
    for own in &spans {
        gaps(stated, own, &mut out);
        if !ruled {
            outside(stated, &spans, own, &mut out);
        }
    }
    circles(stated, &spans, &mut out);
    if !ruled {
        occupied(stated, &spans, &mut out);
    }
    out
}

/// By partner what holds when, in order of days.
fn spans(stated: &[Stated], partners: usize) -> Vec<Vec<Span>> {
    let mut order: Vec<usize> = (0..stated.len()).collect();
    // What was learned later comes last, and of one commit what begins later: it wins.
    order.sort_by_key(|at| stated.get(*at).map(|one| (one.seq, one.from)));
    let mut kept: Vec<BTreeMap<i32, (i32, usize)>> = vec![BTreeMap::new(); partners];
    for at in order {
        let Some(one) = stated.get(at).filter(|one| one.from <= one.to) else { continue };
        let Some(own) = kept.get_mut(one.who) else { continue };
        let before = own.range(..one.from).next_back().map(|(from, span)| (*from, *span));
        if let Some((from, (to, of))) = before.filter(|(_, (to, _))| *to >= one.from) {
            own.insert(from, (one.from - 1, of));
            if to > one.to {
                own.insert(one.to + 1, (to, of));
            }
        }
        let within: Vec<(i32, (i32, usize))> =
            own.range(one.from..=one.to).map(|(from, span)| (*from, *span)).collect();
        for (from, (to, of)) in within {
            own.remove(&from);
            if to > one.to {
                own.insert(one.to + 1, (to, of));
            }
        }
        own.insert(one.from, (one.to, at));
    }
    let spans = kept.into_iter().map(|own| own.into_iter().map(|(from, (to, of))| Span { from, to, of }).collect());
    spans.collect()
}

fn gaps(stated: &[Stated], own: &[Span], out: &mut Vec<(u64, Fault)>) {
    for pair in own.windows(2) {
        let [a, b] = pair else { continue };
        let row = |span: &Span| stated.get(span.of).and_then(|one| one.row);
        if a.to != OPEN
            && a.to + 1 < b.from
            && let Some(row) = row(b).or_else(|| row(a))
        {
            out.push((row, Fault::Gap { from: a.to + 1, to: b.from - 1 }));
        }
    }
}

fn outside(stated: &[Stated], spans: &[Vec<Span>], own: &[Span], out: &mut Vec<(u64, Fault)>) {
    for span in own {
        let Some(one) = stated.get(span.of) else { continue };
        let Some(parent) = one.parent else { continue };
        let of_parent = spans.get(parent).map_or(&[][..], Vec::as_slice);
        let mut day = span.from;
        for up in of_parent {
            if up.from <= day && day <= up.to {
                if up.to == OPEN || up.to >= span.to {
                    day = OPEN;
                    break;
                }
                day = up.to + 1;
            }
        }
        if day == OPEN {
            continue;
        }
        let of_parent = || of_parent.iter().find_map(|up| stated.get(up.of).and_then(|one| one.row));
        if let Some(row) = one.row.or_else(of_parent) {
            out.push((row, Fault::Outside { parent, day }));
        }
    }
}

/// A circle begins on the day on which the last of its places begins; so it is enough to go up from those that begin.
fn circles(stated: &[Stated], spans: &[Vec<Span>], out: &mut Vec<(u64, Fault)>) {
    let mut turns: Vec<(i32, bool, usize, usize)> = Vec::new();
    for (who, own) in spans.iter().enumerate() {
        for span in own {
            turns.push((span.from, true, who, span.of));
            if span.to != OPEN {
                turns.push((span.to + 1, false, who, span.of));
            }
        }
    }
    turns.sort_unstable();
    let mut above: Vec<Option<usize>> = vec![None; spans.len()];
    // By partner the walk that came by last; walks of the same day do not go on where another went up to a root.
    let mut seen: Vec<usize> = vec![0; spans.len()];
    let mut walk = 0_usize;
    for day in turns.chunk_by(|a, b| a.0 == b.0) {
        for (_, begins, who, of) in day {
            let parent = stated.get(*of).and_then(|one| one.parent).filter(|_| *begins);
            if let Some(slot) = above.get_mut(*who) {
                *slot = parent;
            }
        }
        let first = walk + 1;
        for (at, begins, start, _) in day {
            if !begins {
                continue;
            }
            walk += 1;
            let mut next = Some(*start);
            while let Some(now) = next {
                match seen.get_mut(now) {
                    Some(mark) if *mark == walk => {
                        tell_circle(stated, day, &above, now, *at, out);
                        break;
                    }
                    Some(mark) if *mark >= first => break,
                    Some(mark) => *mark = walk,
                    None => break,
                }
                next = above.get(now).copied().flatten();
            }
        }
    }
}

fn tell_circle(
    stated: &[Stated],
    day: &[(i32, bool, usize, usize)],
    above: &[Option<usize>],
    start: usize,
    at: i32,
    out: &mut Vec<(u64, Fault)>,
) {
    let mut members = vec![start];
    let mut next = above.get(start).copied().flatten();
    while let Some(now) = next.filter(|now| *now != start && members.len() <= above.len()) {
        members.push(now);
        next = above.get(now).copied().flatten();
    }
    members.push(start);
    members.reverse();
    // Every row that closes it is told; without them it is open again.
    for (_, begins, who, of) in day {
        let row = stated.get(*of).and_then(|one| one.row);
        if let (true, true, Some(row)) = (*begins, members.contains(who), row) {
            out.push((row, Fault::Circle { members: members.clone(), day: at }));
        }
    }
}

fn occupied(stated: &[Stated], spans: &[Vec<Span>], out: &mut Vec<(u64, Fault)>) {
    let mut places: BTreeMap<(usize, &str), Vec<Span>> = BTreeMap::new();
    for span in spans.iter().flatten() {
        let Some(one) = stated.get(span.of) else { continue };
        if let (Some(parent), Some(place)) = (one.parent, one.place.as_deref()) {
            places.entry((parent, place)).or_default().push(*span);
        }
    }
    for ((parent, _), mut of) in places {
        of.sort_by_key(|span| span.from);
        let mut last: Option<Span> = None;
        for span in of {
            if let Some(before) = last.filter(|before| before.to >= span.from)
                && let (Some(a), Some(b)) = (stated.get(before.of), stated.get(span.of))
                && a.who != b.who
            {
                let told = match (b.row, a.row) {
                    (Some(row), _) => Some((row, a.who)),
                    (None, Some(row)) => Some((row, b.who)),
                    (None, None) => None,
                };
                if let Some((row, by)) = told {
                    out.push((row, Fault::Occupied { parent, by, day: span.from }));
                }
            }
            if last.is_none_or(|before| before.to < span.to) {
                last = Some(span);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(who: usize, parent: Option<usize>, from: i32, to: i32, row: u64) -> Stated {
        Stated { who, parent, place: None, from, to, seq: 2, row: Some(row) }
    }

    #[test]
    fn a_history_that_fits_has_no_faults_in_any_order() {
        let mut rows = vec![
            row(0, None, 0, OPEN, 1),
            row(1, Some(0), 5, 20, 2),
            row(1, None, 21, OPEN, 3),
            row(2, Some(1), 5, OPEN, 4),
        ];
        assert_eq!(faults(&rows, 3, false), []);
        rows.reverse();
        assert_eq!(faults(&rows, 3, false), []);
    }

    #[test]
    fn gaps_and_missing_uplines_are_found_on_their_days() {
        let rows = [row(0, None, 10, OPEN, 1), row(1, Some(0), 5, 20, 2), row(1, Some(0), 25, OPEN, 3)];
        let found = faults(&rows, 2, false);
        assert!(found.contains(&(3, Fault::Gap { from: 21, to: 24 })), "{found:?}");
        assert!(found.contains(&(2, Fault::Outside { parent: 0, day: 5 })), "{found:?}");
        assert_eq!(found.len(), 2);
        assert_eq!(faults(&rows, 2, true).len(), 1, "a rule may have placed the upline");
    }

    #[test]
    fn circles_are_found_on_the_day_on_which_they_close_and_not_where_they_are_apart() {
        let apart =
            [row(0, Some(1), 0, 9, 1), row(1, None, 0, 9, 2), row(0, None, 10, OPEN, 3), row(1, Some(0), 10, OPEN, 4)];
        assert_eq!(faults(&apart, 2, false), [], "they change places on one day");
        let closed = [
            row(0, Some(1), 0, OPEN, 1),
            row(1, Some(2), 0, OPEN, 2),
            row(2, None, 0, 9, 3),
            row(2, Some(0), 10, OPEN, 4),
        ];
        let found = faults(&closed, 3, false);
        assert_eq!(found, [(4, Fault::Circle { members: vec![2, 1, 0, 2], day: 10 })]);
        let own = [row(0, Some(0), 0, OPEN, 1)];
        assert!(matches!(faults(&own, 1, false).as_slice(), [(1, Fault::Circle { .. })]));
    }

    #[test]
    fn what_is_learned_later_wins_on_the_days_of_both() {
        let known = Stated { seq: 1, row: None, ..row(1, Some(0), 0, OPEN, 0) };
        let rows = [row(0, None, 0, OPEN, 1), known, row(1, None, 5, 9, 2), row(0, Some(1), 5, 9, 3)];
        assert_eq!(faults(&rows, 2, false), []);
    }

    #[test]
    fn a_place_is_taken_once() {
        let side = |one: Stated| Stated { place: Some("left".to_owned()), ..one };
        let rows = [
            row(0, None, 0, OPEN, 1),
            side(row(1, Some(0), 0, 9, 2)),
            side(row(2, Some(0), 5, OPEN, 3)),
            row(1, None, 10, OPEN, 4),
        ];
        assert_eq!(faults(&rows, 3, false), [(3, Fault::Occupied { parent: 0, by: 1, day: 5 })]);
    }
}
