//! Places that a plan's rule gives. When a run is made final they become placements like all others, learned with that
//! commit and naming the run; so every later run reads them, and nobody whom a rule has placed is placed by it again.

use crate::compute::Computed;
use crate::error::OfficeError;
use crate::facts::partners::{KnownPlace, Placement};
use crate::learn::Learning;
use crate::runs::Run;
use chrono::NaiveDate;
use compline_compiler::program::Tree;
use compline_policy::ObjectKind;
use compline_runtime::calendar;
use compline_runtime::write::{PlaceRow, given_places};
use compline_store::values;
use serde::Serialize;
use std::collections::BTreeMap;

/// A partner who has no place yet in a tree with a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unplaced {
    /// The tree.
    pub tree: String,
    /// The partner.
    pub partner: String,
    /// The tree whose partners the rule places.
    pub below: String,
    /// The day on which the rule places him; nothing where it waits until the partner above him has a place.
    pub due: Option<NaiveDate>,
}

impl Computed {
    /// The places that rules gave in this run, tree by tree in the order in which they were given.
    pub fn given_places(&self) -> Vec<PlaceRow> {
        let settled = self.settled.first();
        settled.map(|settled| given_places(&self.plan.program, &self.company, settled)).unwrap_or_default()
    }

    /// Who has no place at the end of the period, by tree.
    pub fn unplaced(&self) -> Vec<Unplaced> {
        let trees = &self.plan.program.trees;
        let all = self.settled.first().map(|settled| settled.snapshot.unplaced.as_slice()).unwrap_or_default();
        let told = all.iter().filter_map(|one| {
            let tree = trees.get(one.tree.index())?;
            let below = trees.get(tree.placing.as_ref()?.below.index())?;
            Some(Unplaced {
                tree: tree.name.clone(),
                partner: self.company.partners.ids.get(one.partner as usize).into_owned(),
                below: below.name.clone(),
                due: one.due.map(calendar::date),
            })
        });
        told.collect()
    }

    /// Whose place in a tree a rule gave to somebody else, and since when.
    fn lost(&self, tree: &str) -> BTreeMap<String, NaiveDate> {
        let trees = &self.plan.program.trees;
        let all = self.settled.first().map(|settled| settled.snapshot.lost.as_slice()).unwrap_or_default();
        let own = all.iter().filter(|(of, ..)| trees.get(of.index()).is_some_and(|of| of.name == tree));
        own.map(|(_, partner, day)| {
            (self.company.partners.ids.get(*partner as usize).into_owned(), calendar::date(*day))
        })
        .collect()
    }
}

/// Keeps the places that rules gave in a run; how many.
pub(crate) async fn keep(learning: &mut Learning, run: &Run, computed: &Computed) -> Result<i64, OfficeError> {
    let given = computed.given_places();
    let mut count = 0_usize;
    for of_tree in given.chunk_by(|a, b| a.tree == b.tree) {
        let tree =
            of_tree.first().and_then(|row| computed.plan.program.trees.iter().find(|tree| tree.name == row.tree));
        let Some(tree) = tree else { continue };
        let sql = "SELECT tree, partner, parent, side, position, valid_from, valid_to, run, seq FROM placements \
                   WHERE company = $1 AND tree = $2 ORDER BY partner, seq, valid_from";
        let known: Vec<KnownPlace> = learning.tx.all(sql, values![&run.company, &tree.name]).await?;
        let places = kept(tree, &known, of_tree, &computed.lost(&tree.name), &run.id)?;
        learning.put_placements(&places).await?;
        count = count.saturating_add(places.len());
    }
    if !given.is_empty() {
        let left = given.len().saturating_sub(count);
        let details = serde_json::json!({ "kept": count, "left": left }).to_string();
        learning.note_all("keep-places", ObjectKind::Run, vec![(run.id.clone(), details)]).await?;
    }
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The days on which somebody stands below a partner, and on which place.
struct Stands<'a> {
    partner: &'a str,
    at: Option<&'a str>,
    last: Option<NaiveDate>,
}

/// The places to keep. The run gave them by what it knew; where somebody was placed by hand meanwhile, or another run was
/// made final, what is known already stays, and the next run's rule places who has none.
fn kept<'a>(
    tree: &Tree,
    known: &'a [KnownPlace],
    given: &'a [PlaceRow],
    lost: &BTreeMap<String, NaiveDate>,
    run: &str,
) -> Result<Vec<Placement>, OfficeError> {
    let mut first: BTreeMap<&str, NaiveDate> = BTreeMap::new();
    let mut below: BTreeMap<&str, Vec<Stands<'a>>> = BTreeMap::new();
    for rows in known.chunk_by(|a, b| a.place.partner == b.place.partner) {
        for row in rows {
            let place = &row.place;
            let since = first.entry(&place.partner).or_insert(place.valid_from);
            *since = place.valid_from.min(*since);
            if let Some(parent) = &place.parent
                && let Some((_, last)) = row.counts_among(rows)
            {
                let at = place.side.as_deref().or(place.position.as_deref());
                below.entry(parent).or_default().push(Stands { partner: &place.partner, at, last });
            }
        }
    }
    let width = if tree.sides.is_empty() { tree.width.map(|width| width as usize) } else { Some(tree.sides.len()) };
    let mut out = Vec::with_capacity(given.len());
    for row in given {
        let from: NaiveDate = row.valid_from.parse().map_err(|error| OfficeError::damaged("place", error))?;
        let before = first.get(row.partner.as_str()).copied();
        if before.is_some_and(|before| before <= from) {
            continue;
        }
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let at = [row.side.as_str(), row.position.as_str()].into_iter().find(|at| !at.is_empty());
        if !row.parent.is_empty() {
            let is_there = first.get(row.parent.as_str()).is_some_and(|since| *since <= from);
            let others = below.get(row.parent.as_str()).map(Vec::as_slice).unwrap_or_default().iter().filter(|one| {
                one.partner != row.partner
                    && one.last.is_none_or(|last| from <= last)
                    && lost.get(one.partner).is_none_or(|day| from < *day)
            });
            let full = width.is_some_and(|width| others.clone().count() >= width);
            if !is_there || full || others.clone().any(|one| one.at.is_some() && one.at == at) {
                continue;
            }
        }
        // Until somebody placed him by hand, or the rule gave the place to somebody else.
        let ends = [before, lost.get(&row.partner).copied()].into_iter().flatten().min();
        let last = ends.and_then(|day| day.pred_opt());
        out.push(Placement {
            tree: row.tree.clone(),
            partner: row.partner.clone(),
            parent: some(&row.parent),
            side: some(&row.side),
            position: some(&row.position),
            valid_from: from,
            valid_to: last,
            run: Some(run.to_owned()),
        });
        first.insert(&row.partner, from);
        if !row.parent.is_empty() {
            below.entry(&row.parent).or_default().push(Stands { partner: &row.partner, at, last });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a panic here is a failed test")]

    use super::*;

    const PLAN: &str = "language 1
plan Places version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month in Europe/Berlin
}
tree sponsor
tree matrix, width 2, placed below sponsor {
  breadth first
  at once
  on one day by number
  sponsor without a place: waits
  terminated: free their places
}
above = matrix
";

    fn matrix() -> Tree {
        let program = compline_compiler::compile::compile(PLAN).result.unwrap().1;
        program.trees.into_iter().find(|tree| tree.placing.is_some()).unwrap()
    }

    fn stated(partner: &str, parent: &str, position: Option<&str>, from: &str) -> KnownPlace {
        let place = Placement {
            tree: "matrix".to_owned(),
            partner: partner.to_owned(),
            parent: (!parent.is_empty()).then(|| parent.to_owned()),
            side: None,
            position: position.map(str::to_owned),
            valid_from: from.parse().unwrap(),
            valid_to: None,
            run: None,
        };
        KnownPlace { place, seq: 1 }
    }

    fn given(partner: &str, parent: &str, position: &str, from: &str) -> PlaceRow {
        PlaceRow {
            tree: "matrix".to_owned(),
            partner: partner.to_owned(),
            parent: parent.to_owned(),
            side: String::new(),
            position: position.to_owned(),
            valid_from: from.to_owned(),
        }
    }

    /// What is kept: partner, parent, first day, last day.
    fn told(known: &[KnownPlace], rows: &[PlaceRow], lost: &[(&str, &str)]) -> Vec<String> {
        let lost = lost.iter().map(|(who, day)| ((*who).to_owned(), day.parse().unwrap())).collect();
        let rows = kept(&matrix(), known, rows, &lost, "run").unwrap();
        let day = |day: Option<NaiveDate>| day.map(|day| format!(" to {day}")).unwrap_or_default();
        let told = rows.iter().map(|row| {
            let parent = row.parent.clone().unwrap_or_default();
            format!("{} below {parent} from {}{}", row.partner, row.valid_from, day(row.valid_to))
        });
        told.collect()
    }

    #[test]
    fn what_is_known_meanwhile_stays() {
        let root = given("A", "", "", "2026-03-01");
        let rows = [
            root.clone(),
            given("B", "A", "1", "2026-03-02"),
            given("C", "A", "2", "2026-03-03"),
            given("D", "B", "1", "2026-03-04"),
        ];
        assert_eq!(told(&[], &rows, &[]).len(), 4);
        // B was placed by hand before the rule did, C after it; where C stood then is no matter of the rule's.
        let known = [stated("B", "A", Some("1"), "2026-03-01"), stated("C", "B", Some("2"), "2026-04-10")];
        assert_eq!(
            told(&known, &rows, &[]),
            ["A below  from 2026-03-01", "C below A from 2026-03-03 to 2026-04-09", "D below B from 2026-03-04"]
        );
        // Another run was made final, which placed them all.
        let all = ["A", "B", "C", "D"].map(|one| stated(one, "", None, "2026-03-01"));
        assert!(told(&all, &rows, &[]).is_empty());
    }

    #[test]
    fn whoever_stands_on_a_place_stays_there() {
        let root = stated("A", "", None, "2026-03-01");
        let rows = [
            given("B", "A", "1", "2026-03-02"),
            given("C", "A", "2", "2026-03-03"),
            given("D", "B", "1", "2026-03-04"),
        ];
        // B's place is taken: neither he is kept there nor D below him.
        let known = [root.clone(), stated("X", "A", Some("1"), "2026-03-20")];
        assert_eq!(told(&known, &rows, &[]), ["C below A from 2026-03-03"]);
        // X was there before and has moved away since.
        let mut moved = stated("X", "C", Some("1"), "2026-03-02");
        moved.seq = 2;
        let known = [root.clone(), stated("X", "A", Some("1"), "2026-03-01"), moved];
        assert_eq!(told(&known, &rows, &[]).len(), 3);
        // Two without a place of their own fill A.
        let known = [root.clone(), stated("X", "A", None, "2026-03-20"), stated("Y", "A", None, "2026-03-20")];
        assert!(told(&known, &rows, &[]).is_empty());
    }

    #[test]
    fn a_place_that_was_given_away_ends() {
        let known = [stated("A", "", None, "2026-03-01"), stated("X", "A", Some("1"), "2026-03-01")];
        let rows = [
            given("B", "A", "2", "2026-03-02"),
            given("C", "A", "1", "2026-03-10"),
            given("D", "A", "2", "2026-03-12"),
        ];
        assert_eq!(
            told(&known, &rows, &[("X", "2026-03-10"), ("B", "2026-03-12")]),
            ["B below A from 2026-03-02 to 2026-03-11", "C below A from 2026-03-10", "D below A from 2026-03-12"]
        );
    }
}
