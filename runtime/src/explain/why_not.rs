//! "Why not": for a rank or bonus that was not reached, each condition that failed, with what is there,
//! what is needed and what is missing.

use super::condition::{failed, held};
use super::{ExplainError, Node, Source, known_name, pools, write_node};
use crate::settle::Settled;
use compline_compiler::interpret::{Env, Happened, Trace, TracedLine, Visit, trace_trigger};
use compline_compiler::program::{BonusId, NONE, Space};
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to a "why not".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyNot {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// The partner.
    pub partner: String,
    /// The rank or bonus asked for.
    pub asked: String,
    /// In one sentence.
    pub answer: String,
    /// Conditions that failed, or what happened on walks.
    pub reasons: Vec<Node>,
}

impl WhyNot {
    /// The answer as text.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.answer);
        for reason in &self.reasons {
            write_node(reason, 1, &mut out);
        }
        out
    }
}

/// Answers why a partner has not a rank, or got nothing of a bonus.
///
/// # Errors
/// An unknown partner or name.
pub fn why_not(source: &Source<'_>, partner: &str, asked: &str) -> Result<WhyNot, ExplainError> {
    let unknown = || ExplainError::UnknownPartner(partner.to_owned());
    let settled = source.settled.first().ok_or_else(unknown)?;
    let row = source.row(settled, partner).ok_or_else(unknown)?;
    let rank = source.program.rank_rules.iter().find_map(|rule| {
        let words = source.program.words.get(rule.ladder.index())?;
        words.words.iter().position(|w| w == asked).map(|at| (rule, at))
    });
    let (answer, reasons) = match rank {
        Some((rule, rank)) => rank_reasons(source, settled, rule, rank, row, partner, asked),
        None => {
            known_name(source.program, asked)?;
            let at = source.program.bonuses.iter().position(|b| b.name == asked);
            match at {
                Some(at) => bonus_reasons(source, settled, at, row, partner, asked)?,
                None => match source.program.pools.iter().position(|pool| pool.name == asked) {
                    Some(at) => pools::reasons(source, settled, at, row, partner),
                    None => (format!("{asked} is a cap; it pays nobody"), Vec::new()),
                },
            }
        }
    };
    Ok(WhyNot { schema: super::SCHEMA, partner: partner.to_owned(), asked: asked.to_owned(), answer, reasons })
}

fn rank_reasons<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    rule: &compline_compiler::program::RankRule,
    rank: usize,
    row: usize,
    partner: &str,
    asked: &str,
) -> (String, Vec<Node>) {
    let env = Env { row: i64::try_from(row).unwrap_or(NONE), ..Env::EMPTY };
    let mut reasons = Vec::new();
    for condition in rule.rows.get(rank).map(Vec::as_slice).unwrap_or_default() {
        reasons.extend(failed(source, settled, condition, &env));
    }
    let mut answer = if reasons.is_empty() {
        format!("{partner} fulfils the rule of {asked}")
    } else {
        format!(
            "{partner} is not {asked}: {} condition{} of its rule fail{}",
            reasons.len(),
            if reasons.len() == 1 { "" } else { "s" },
            if reasons.len() == 1 { "s" } else { "" }
        )
    };
    if let Some(ranks) = &source.program.ranks
        && let Some(column) = ranks.overridden
        && settled.store.get(column, row) != NONE
    {
        let ty = source.program.columns.get(column.index()).map(|c| c.ty);
        let value = ty.map_or_else(String::new, |t| source.show(settled).value(t, settled.store.get(column, row)));
        answer = format!("{answer}; a manual rank is in force: {value}");
    }
    (answer, reasons)
}

/// What happened to one partner on the walks of a bonus.
#[derive(Default)]
struct Met {
    row: u32,
    visits: Vec<Happened>,
    paid: bool,
    stopped_by: Option<u32>,
    filtered_out: bool,
}

impl Trace for Met {
    fn filtered(&mut self, passed: bool) {
        self.filtered_out = !passed;
    }

    fn visit(&mut self, visit: &Visit<'_>) {
        if visit.earner == Some(self.row) {
            self.visits.push(visit.happened);
        } else if visit.happened == Happened::StoppedBefore || visit.stopped_after {
            self.stopped_by = visit.earner;
        }
    }

    fn line(&mut self, line: &TracedLine) {
        self.paid |= line.earner == self.row && line.amount != 0;
    }
}

/// Most triggers that are run again for one answer.
const MOST_TRIGGERS: usize = 20_000;

fn bonus_reasons<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    row: usize,
    partner: &str,
    asked: &str,
) -> Result<(String, Vec<Node>), ExplainError> {
    let Some(bonus) = source.program.bonuses.get(at) else { return Ok((String::new(), Vec::new())) };
    let id = BonusId(u32::try_from(at).unwrap_or(0));
    let row32 = u32::try_from(row).unwrap_or(u32::MAX);
    let rows = match bonus.trigger.space {
        Space::Line(_) => settled.outcome.parents.get(at).map_or(0, Vec::len),
        space => settled.store.rows(space),
    };
    let triggers = candidates(settled, bonus, row, rows);
    let mut paid = 0_usize;
    let mut filtered = 0_usize;
    let mut nothing = 0_usize;
    let mut verbs: BTreeMap<usize, usize> = BTreeMap::new();
    let mut stopped: BTreeMap<u32, usize> = BTreeMap::new();
    let mut not_reached = 0_usize;
    let tried = triggers.len().min(MOST_TRIGGERS);
    for trigger in triggers.iter().take(MOST_TRIGGERS) {
        let mut met = Met { row: row32, ..Met::default() };
        trace_trigger(source.program, &settled.store, id, *trigger, &mut met)?;
        if met.filtered_out {
            filtered += 1;
        } else if met.paid {
            paid += 1;
        } else if met.visits.is_empty() {
            match met.stopped_by {
                Some(by) => *stopped.entry(by).or_default() += 1,
                None => not_reached += 1,
            }
        } else {
            for happened in &met.visits {
                match happened {
                    Happened::Verb { index, .. } => *verbs.entry(*index).or_default() += 1,
                    Happened::StoppedBefore => *stopped.entry(row32).or_default() += 1,
                    Happened::Paid => nothing += 1,
                }
            }
        }
    }
    let show = source.show(settled);
    let mut reasons = Vec::new();
    let mut add = |text: String, place: Option<super::Place>, children: Vec<Node>| {
        reasons.push(Node { kind: "rule", text, amount: None, place, children })
    };
    if filtered > 0 {
        let site = bonus.filter.as_ref().map(|f| f.site);
        let place = site.and_then(|s| source.place(s));
        let why = match (&bonus.filter, bonus.trigger.space) {
            (Some(f), Space::Partner) => failed(source, settled, f, &Env { trigger: i64::from(row32), ..Env::EMPTY }),
            _ => Vec::new(),
        };
        add(
            format!(
                "{filtered} time{} the trigger did not fulfil `where {}`",
                plural(filtered),
                place.as_ref().map(|p| p.text.clone()).unwrap_or_default()
            ),
            place,
            why,
        );
    }
    for (index, times) in verbs {
        let Some((verb, condition)) = bonus.verbs.get(index) else { continue };
        let place = source.place(condition.site);
        let env = Env { earner: i64::from(row32), ..Env::EMPTY };
        let why = held(source, settled, condition, &env);
        let rule = place.as_ref().map(|p| p.text.clone()).unwrap_or_default();
        add(
            format!(
                "{times} time{} {} because `{rule}`",
                plural(times),
                match verb {
                    compline_compiler::program::Verb::Skip => "skipped",
                    compline_compiler::program::Verb::Pass => "passed",
                    compline_compiler::program::Verb::HandOn => "handed on",
                }
            ),
            place,
            why,
        );
    }
    for (by, times) in stopped {
        let place = bonus.stop_before.as_ref().or(bonus.stop_after.as_ref()).and_then(|e| source.place(e.site));
        add(
            format!("{times} time{} the walk ended at {}", plural(times), show.partner(i64::from(by))),
            place,
            Vec::new(),
        );
    }
    if nothing > 0 {
        add(
            format!("{nothing} time{} visited, and the amount was zero", plural(nothing)),
            bonus.pays.first().and_then(|p| source.place(p.site)),
            Vec::new(),
        );
    }
    if not_reached > 0 {
        add(format!("{not_reached} time{} the walk did not come by", plural(not_reached)), None, Vec::new());
    }
    let answer = if paid > 0 {
        format!("{partner} did get something of {asked}: {paid} of {tried} triggers paid")
    } else if tried == 0 {
        format!("{partner} got nothing of {asked}: there was nothing it is paid for in the team")
    } else {
        format!("{partner} got nothing of {asked}")
    };
    Ok((answer, reasons))
}

/// Triggers whose walk may come by a partner: of himself and of all below him.
fn candidates(settled: &Settled, bonus: &compline_compiler::program::Bonus, row: usize, rows: usize) -> Vec<usize> {
    match (bonus.trigger.space, &bonus.walk) {
        (Space::Partner, None) => vec![row],
        (Space::Partner, Some(walk)) => team(settled, walk.tree, row),
        (Space::Event(set), Some(walk)) => {
            let groups = settled.store.events.get(set.index()).map(|e| e.groups.as_slice()).unwrap_or_default();
            if groups.is_empty() {
                return (0..rows).collect();
            }
            let range = |p: usize| Some(*groups.get(p)? as usize..*groups.get(p + 1)? as usize);
            team(settled, walk.tree, row).into_iter().filter_map(range).flatten().collect()
        }
        _ => (0..rows).collect(),
    }
}

fn team(settled: &Settled, view: compline_compiler::program::TreeViewId, row: usize) -> Vec<usize> {
    let Some(tree) = settled.store.tree(view) else { return Vec::new() };
    let position = |r: usize| tree.position.get(r).map_or(r, |p| *p as usize);
    let (start, end) = (position(row), tree.end.get(row).map_or(row, |e| *e as usize));
    (0..settled.snapshot.rows()).filter(|r| (start..end).contains(&position(*r))).collect()
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
