//! Variants of a period: settled once more with one thing as the other system has it. A difference that is gone then has that
//! cause.

use super::causes::{Facts, lines_of, named};
use super::compare::{Amount, Trying, computed_for};
use super::inputs::rows;
use super::rounding::is_rounding;
use super::{Cause, Evidence};
use crate::compute::{Computed, compute};
use crate::error::OfficeError;
use crate::inputs::{Csv, known_at};
use crate::office::Office;
use chrono::NaiveDate;
use compline_compiler::program::Kind;
use compline_runtime::booked::Shown;
use compline_runtime::calendar;
use compline_runtime::company::event_file;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many orders are tried at once as unknown to the other system.
const MOST_ORDERS: usize = 20;

/// A place in a tree for some days.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) parent: Option<String>,
    side: String,
    position: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
    known: String,
}

/// The places of a period's inputs, by tree and partner.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<(String, String), Vec<Place>>);

impl Places {
    /// The place of a partner on a day: what was learned last counts.
    pub(super) fn on(&self, tree: &str, partner: &str, day: NaiveDate) -> Option<&Place> {
        let all = self.0.get(&(tree.to_owned(), partner.to_owned()))?;
        let holds = |one: &&Place| one.from <= day && one.to.is_none_or(|to| day <= to);
        all.iter().filter(holds).max_by_key(|one| (&one.known, one.from))
    }
}

/// What is settled otherwise in a variant.
struct Variant {
    cause: Cause,
    /// Files in the place of those of the period.
    files: BTreeMap<String, Vec<u8>>,
    /// What shows it: of the partners who have it otherwise, and of all others.
    own: BTreeMap<String, Evidence>,
    others: Evidence,
}

/// A file with more rows, cells by column.
fn with_rows(bytes: &[u8], more: &[BTreeMap<&str, String>]) -> Result<Vec<u8>, OfficeError> {
    let (head, rows) = rows(bytes)?;
    let mut out = Csv::new(&head)?;
    for row in &rows {
        out.row(row)?;
    }
    for row in more {
        out.row(head.iter().map(|name| row.get(name.as_str()).cloned().unwrap_or_default()))?;
    }
    out.finish()
}

impl Office {
    /// The places of a period's inputs.
    pub(super) async fn trial_places(&self, facts: &Facts) -> Result<Places, OfficeError> {
        let (head, rows) = rows(&self.file_of(facts, "placements.csv").await?)?;
        let at = |name: &str| head.iter().position(|one| one == name).unwrap_or(usize::MAX);
        let columns = ["tree", "partner", "parent", "side", "position", "valid_from", "valid_to", "known_at"].map(at);
        let mut out = Places::default();
        for row in rows {
            let [tree, partner, parent, side, position, from, to, known] =
                columns.map(|at| row.get(at).cloned().unwrap_or_default());
            let Ok(from) = from.parse() else { continue };
            let parent = Some(parent).filter(|parent| !parent.is_empty());
            let place = Place { parent, side, position, from, to: to.parse().ok(), known };
            out.0.entry((tree, partner)).or_default().push(place);
        }
        Ok(out)
    }

    async fn file_of(&self, facts: &Facts, name: &str) -> Result<Vec<u8>, OfficeError> {
        let hash = facts.inputs.files.get(name).ok_or_else(|| OfficeError::missing("input", name))?;
        Ok(self.archive().get(hash).await?.to_vec())
    }

    /// Tries one thing after the other, as long as something is unexplained.
    pub(super) async fn try_variants(
        &self,
        trying: &Trying<'_>,
        facts: &Facts,
        places: &Places,
        mut open: Vec<Amount>,
    ) -> Result<Vec<Amount>, OfficeError> {
        let mut variants = Vec::new();
        variants.extend(self.other_ranks(trying, facts).await?);
        variants.extend(self.other_places(trying, facts, places).await?);
        variants.extend(self.all_active(trying, facts, &open).await?);
        for variant in variants {
            open = self.try_variant(trying, facts, variant, open).await?;
        }
        if let Some(variant) = self.without_orders(facts, &open).await? {
            open = self.try_variant(trying, facts, variant, open).await?;
        }
        Ok(open)
    }

    async fn try_variant(
        &self,
        trying: &Trying<'_>,
        facts: &Facts,
        variant: Variant,
        mut open: Vec<Amount>,
    ) -> Result<Vec<Amount>, OfficeError> {
        if open.iter().all(|one| one.found.is_some()) {
            return Ok(open);
        }
        trying.progress.tell("trying", 0, 1);
        trying.progress.check()?;
        let folder = tempfile::Builder::new()
            .prefix("trial-")
            .tempdir_in(self.scratch())
            .map_err(|error| OfficeError::File(format!("cannot make a scratch folder: {error}")))?;
        self.lay_out(&facts.inputs, folder.path()).await?;
        for (name, bytes) in &variant.files {
            let path = folder.path().join(name);
            tokio::fs::write(&path, bytes)
                .await
                .map_err(|error| OfficeError::File(format!("cannot write {}: {error}", path.display())))?;
        }
        let (plan, period, progress) = (Arc::clone(&trying.plan), facts.period, trying.progress.clone());
        let settled =
            tokio::task::spawn_blocking(move || compute(plan, folder.path(), (period, &[]), &progress)).await?;
        let then: Computed = match settled {
            Ok(computed) => computed,
            // What the other system says cannot be settled: it shows nothing then.
            Err(OfficeError::Settle(_)) => return Ok(open),
            Err(error) => return Err(error),
        };
        let own = facts.clone();
        let checked = tokio::task::spawn_blocking(move || {
            let program = &own.computed.plan.program;
            let scale = program.units.get(program.currency.index()).map_or(2, |unit| unit.scale);
            for one in open.iter_mut().filter(|one| one.found.is_none()) {
                let Some(number) = one.number else { continue };
                let amount = computed_for(&then, number, &one.bonus)?;
                if amount == one.computed {
                    continue;
                }
                if amount == one.paid || is_rounding(&lines_of(&then, one), amount, one.paid, scale) {
                    let evidence = variant.own.get(&one.partner).unwrap_or(&variant.others).clone();
                    one.found = Some((variant.cause, evidence));
                }
            }
            Ok::<_, OfficeError>(open)
        });
        checked.await?
    }

    /// With the ranks that the other system names, where the plan lets ranks be set by hand.
    async fn other_ranks(&self, trying: &Trying<'_>, facts: &Facts) -> Result<Option<Variant>, OfficeError> {
        let computed = &facts.computed;
        let program = &computed.plan.program;
        let (Some(ranks), Some(own)) = (program.ranks, computed.settled.first()) else { return Ok(None) };
        let column = |name: &str| program.definitions.iter().find(|one| one.name == name).map(|one| one.column);
        let of_ladder = || {
            let all = program.overridables.iter();
            all.filter(|(_, ty)| ty.kind == Kind::Word(ranks.ladder)).map(|(name, _)| name)
        };
        let definition = of_ladder().find(|name| column(name) == Some(ranks.paid_as)).or_else(|| of_ladder().next());
        let Some(definition) = definition else { return Ok(None) };
        let words = program.words.get(ranks.ladder.index()).map(|words| words.words.as_slice()).unwrap_or_default();
        let (from, to) = days(facts);
        let (mut more, mut told) = (Vec::new(), BTreeMap::new());
        for (partner, said) in facts.history.iter() {
            let Some(rank) = said.rank.as_ref().filter(|rank| words.contains(rank)) else { continue };
            let row = computed.number(partner).and_then(|number| own.snapshot.row_of.get(number).copied());
            let Some(row) = row.map(|row| row as usize).filter(|row| *row < own.snapshot.rows()) else { continue };
            let now = match computed.view().column(own, ranks.paid_as, row) {
                Some(Shown::Text(now)) => now,
                _ => String::new(),
            };
            if now == *rank {
                continue;
            }
            told.insert(partner.clone(), Evidence::new("rank").with("rank", rank).with("computed", now));
            more.push(BTreeMap::from([
                ("partner", partner.clone()),
                ("definition", definition.clone()),
                ("value", rank.clone()),
                ("from", from.clone()),
                ("to", to.clone()),
                ("reason", "trial".to_owned()),
                ("by", "trial".to_owned()),
                ("known_at", later(trying)),
            ]));
        }
        if more.is_empty() {
            return Ok(None);
        }
        let others = Evidence::new("rank-others").with("partners", named(told.keys().map(String::as_str)));
        let file = with_rows(&self.file_of(facts, "overrides.csv").await?, &more)?;
        let files = BTreeMap::from([("overrides.csv".to_owned(), file)]);
        Ok(Some(Variant { cause: Cause::Rank, files, own: told, others }))
    }

    /// With the uplines that the other system names; with changes of this period as if they came later; with those of the next
    /// one as if they had come already.
    async fn other_places(
        &self,
        trying: &Trying<'_>,
        facts: &Facts,
        places: &Places,
    ) -> Result<Vec<Variant>, OfficeError> {
        let trees: BTreeSet<&str> = facts.computed.plan.program.trees.iter().map(|tree| tree.name.as_str()).collect();
        let date = calendar::date;
        let (end, before) = (date(facts.period.end()), date(facts.period.back(1).end()));
        let next = date(facts.period.next().end());
        let mut said: Vec<(&str, String, Place, Evidence)> = Vec::new();
        for (partner, of) in facts.history.iter() {
            for (tree, parent) in &of.parents {
                let Some((tree, now)) = trees.get(tree.as_str()).copied().zip(places.on(tree, partner, end)) else {
                    continue;
                };
                if now.parent.as_ref() == Some(parent) {
                    continue;
                }
                let evidence = Evidence::new("tree-said")
                    .with("tree", tree)
                    .with("parent", parent)
                    .with("known", now.parent.clone().unwrap_or_default());
                said.push((tree, partner.clone(), Place { parent: Some(parent.clone()), ..now.clone() }, evidence));
            }
        }
        let (mut late, mut early) = (Vec::new(), Vec::new());
        for (tree, partner) in places.0.keys() {
            let Some(tree) = trees.get(tree.as_str()).copied() else { continue };
            let Some(now) = places.on(tree, partner, end) else { continue };
            let moved = |a: &Place, b: &Place| (&a.parent, &a.side, &a.position) != (&b.parent, &b.side, &b.position);
            let evidence = |form: &str, change: &Place| {
                Evidence::new(form).with("tree", tree).with("number", partner).with("date", change.from)
            };
            if let Some(was) = places.on(tree, partner, before).filter(|was| moved(was, now)) {
                late.push((tree, partner.clone(), was.clone(), evidence("tree-late", now)));
            }
            if let Some(will) = places.on(tree, partner, next).filter(|will| moved(will, now)) {
                early.push((tree, partner.clone(), will.clone(), evidence("tree-early", will)));
            }
        }
        let mut out = Vec::new();
        for places in [said, late, early].into_iter().filter(|places| !places.is_empty()) {
            let (from, to) = days(facts);
            let more: Vec<BTreeMap<&str, String>> = places
                .iter()
                .map(|(tree, partner, place, _)| {
                    BTreeMap::from([
                        ("tree", (*tree).to_owned()),
                        ("partner", partner.clone()),
                        ("parent", place.parent.clone().unwrap_or_default()),
                        ("side", place.side.clone()),
                        ("position", place.position.clone()),
                        ("valid_from", from.clone()),
                        ("valid_to", to.clone()),
                        ("known_at", later(trying)),
                    ])
                })
                .collect();
            let own: BTreeMap<String, Evidence> =
                places.iter().map(|(_, partner, _, evidence)| (partner.clone(), evidence.clone())).collect();
            let others = match places.first().map(|(.., evidence)| evidence.form.as_str()) {
                // With one change there is no doubt which one it was.
                Some("tree-late" | "tree-early") if own.len() == 1 => own.values().next().cloned().unwrap_or_default(),
                Some("tree-late") => Evidence::new("tree-late-others"),
                Some("tree-early") => Evidence::new("tree-early-others"),
                _ => Evidence::new("tree-said-others"),
            };
            let others = others.with("partners", named(own.keys().map(String::as_str)));
            let file = with_rows(&self.file_of(facts, "placements.csv").await?, &more)?;
            let files = BTreeMap::from([("placements.csv".to_owned(), file)]);
            out.push(Variant { cause: Cause::Tree, files, own, others });
        }
        Ok(out)
    }

    /// With those as active who were paid and to whom nothing is computed.
    async fn all_active(
        &self,
        trying: &Trying<'_>,
        facts: &Facts,
        open: &[Amount],
    ) -> Result<Option<Variant>, OfficeError> {
        let bytes = self.file_of(facts, "status.csv").await?;
        let (_, statuses) = rows(&bytes)?;
        let wanted: BTreeSet<&str> = open
            .iter()
            .filter(|one| one.found.is_none() && one.number.is_some() && one.computed == 0 && one.paid != 0)
            .map(|one| one.partner.as_str())
            .collect();
        let end = calendar::date(facts.period.end());
        // Partner, status, first and last day, and since when it is known: the last that holds counts.
        let mut now: BTreeMap<&str, (&str, (&str, NaiveDate))> = BTreeMap::new();
        for row in &statuses {
            let [partner, status, from, to, known] = row.as_slice() else { continue };
            let (Ok(from), to) = (from.parse::<NaiveDate>(), to.parse::<NaiveDate>().ok()) else { continue };
            if !wanted.contains(partner.as_str()) || from > end || to.is_some_and(|to| to < end) {
                continue;
            }
            let since = (known.as_str(), from);
            if now.get(partner.as_str()).is_none_or(|(_, before)| *before < since) {
                now.insert(partner, (status, since));
            }
        }
        let (from, to) = days(facts);
        let (mut more, mut own) = (Vec::new(), BTreeMap::new());
        for (partner, (status, (_, since))) in now.into_iter().filter(|(_, (status, _))| *status != "active") {
            own.insert(partner.to_owned(), Evidence::new("inactive").with("status", status).with("date", since));
            more.push(BTreeMap::from([
                ("partner", partner.to_owned()),
                ("status", "active".to_owned()),
                ("from", from.clone()),
                ("to", to.clone()),
                ("known_at", later(trying)),
            ]));
        }
        if more.is_empty() {
            return Ok(None);
        }
        let others = Evidence::new("inactive-others").with("partners", named(own.keys().map(String::as_str)));
        let files = BTreeMap::from([("status.csv".to_owned(), with_rows(&bytes, &more)?)]);
        Ok(Some(Variant { cause: Cause::Inactive, files, own, others }))
    }

    /// Without orders whose lines come to what was computed too much for somebody.
    async fn without_orders(&self, facts: &Facts, open: &[Amount]) -> Result<Option<Variant>, OfficeError> {
        type Order = (String, String, String);
        let mut votes: BTreeMap<Order, BTreeSet<usize>> = BTreeMap::new();
        for (at, one) in open.iter().enumerate().filter(|(_, one)| one.found.is_none() && one.said) {
            let mut sums: BTreeMap<Order, i64> = BTreeMap::new();
            for line in facts.lines(one) {
                let Some(sale) = line.sale else { continue };
                let sum = sums.entry((sale.kind, sale.source, sale.id)).or_default();
                *sum = sum.saturating_add(line.amount);
            }
            let too_much = one.computed.saturating_sub(one.paid);
            for (order, sum) in sums {
                if sum == too_much {
                    votes.entry(order).or_default().insert(at);
                }
            }
        }
        let mut chosen: Vec<Order> = Vec::new();
        while chosen.len() < MOST_ORDERS {
            let best = votes.iter().filter(|(_, of)| !of.is_empty()).max_by_key(|(_, of)| of.len());
            let Some((order, of)) = best.map(|(order, of)| (order.clone(), of.clone())) else { break };
            // An amount lacks one order; what else it could be is not asked again.
            votes.values_mut().for_each(|others| others.retain(|at| !of.contains(at)));
            chosen.push(order);
        }
        if chosen.is_empty() {
            return Ok(None);
        }
        let mut files = BTreeMap::new();
        for event in &facts.computed.plan.program.events {
            let gone: BTreeSet<(&str, &str)> = chosen
                .iter()
                .filter(|(kind, ..)| *kind == event.name)
                .map(|(_, source, id)| (id.as_str(), source.as_str()))
                .collect();
            if gone.is_empty() {
                continue;
            }
            let name = event_file(event) + ".csv";
            let (head, rows) = rows(&self.file_of(facts, &name).await?)?;
            let at = |name: &str| head.iter().position(|one| one == name).unwrap_or(usize::MAX);
            let (id, source) = (at("id"), at("source"));
            let mut out = Csv::new(&head)?;
            for row in rows {
                let cell = |at: usize| row.get(at).map_or("", String::as_str);
                if !gone.contains(&(cell(id), cell(source))) {
                    out.row(&row)?;
                }
            }
            files.insert(name, out.finish()?);
        }
        let orders = named(chosen.iter().map(|(.., id)| id.as_str()));
        let others = Evidence::new("orders-extra").with("orders", orders);
        Ok(Some(Variant { cause: Cause::EventMissing, files, own: BTreeMap::new(), others }))
    }
}

/// First and last day of the period as files have them.
fn days(facts: &Facts) -> (String, String) {
    (calendar::date(facts.period.start()).to_string(), calendar::date(facts.period.end()).to_string())
}

/// Behind everything that is known.
fn later(trying: &Trying<'_>) -> String {
    known_at(trying.trial.known_seq.saturating_add(1))
}
