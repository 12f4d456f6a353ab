//! "Why not": for a rank, bonus or pool that somebody did not get, what failed, with what is there, what is needed
//! and what is missing.

use super::condition::failed;
use super::sentence as say;
use super::{ExplainError, Node, Sentence, Source, heading, in_words, known_name, named, pools, walks, write_node};
use crate::settle::Settled;
use compline_compiler::interpret::Env;
use compline_compiler::program::{NONE, RankRule, Space};
use serde::Serialize;

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
    pub answer: Sentence,
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
    source.company.partners.ids.find(partner).ok_or_else(unknown)?;
    let rank = source.program.rank_rules.iter().find_map(|rule| {
        let words = source.program.words.get(rule.ladder.index())?;
        words.words.iter().position(|w| w == asked).map(|at| (rule, at))
    });
    let own = || {
        let settled = source.settled.first().ok_or_else(unknown)?;
        Ok::<_, ExplainError>((settled, source.row(settled, partner).ok_or_else(unknown)?))
    };
    let (answer, reasons) = match rank {
        Some((rule, rank)) => {
            let (settled, row) = own()?;
            rank_reasons(source, settled, rule, rank, row, partner, asked)
        }
        None => {
            known_name(source.program, asked)?;
            // What is paid for each week stands once for each.
            let numbered = source.program.bonuses.iter().enumerate().filter(|(_, b)| b.name == asked);
            let bonuses: Vec<usize> = numbered.map(|(at, _)| at).collect();
            let pool = source.program.pools.iter().position(|pool| pool.name == asked);
            match (bonuses.as_slice(), pool) {
                ([_, ..], _) => bonus_reasons(source, &bonuses, partner, asked)?,
                ([], Some(at)) => {
                    let (settled, row) = own()?;
                    pools::reasons(source, settled, at, row, partner)
                }
                ([], None) => (say::cap_pays_nobody(asked), Vec::new()),
            }
        }
    };
    Ok(WhyNot { schema: super::SCHEMA, partner: partner.to_owned(), asked: asked.to_owned(), answer, reasons })
}

fn rank_reasons<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    rule: &RankRule,
    rank: usize,
    row: usize,
    partner: &str,
    asked: &str,
) -> (Sentence, Vec<Node>) {
    let env = Env { row: i64::try_from(row).unwrap_or(NONE), ..Env::EMPTY };
    let mut reasons = Vec::new();
    for condition in rule.rows.get(rank).map(Vec::as_slice).unwrap_or_default() {
        reasons.extend(failed(source, settled, condition, &env));
    }
    let month = settled.context.period;
    let mut answer = match reasons.len() {
        0 => say::fulfils(partner, asked, month),
        some => say::not_of_rank(partner, asked, month, some),
    };
    if let Some(ranks) = &source.program.ranks
        && let Some(column) = ranks.overridden
        && settled.store.get(column, row) != NONE
    {
        let ty = source.program.columns.get(column.index()).map(|c| c.ty);
        let value = ty.map(|t| source.show(settled).shown(t, settled.store.get(column, row)));
        answer = say::manual_rank(answer, value.unwrap_or_else(|| "".into()));
    }
    (answer, reasons)
}

/// What happened on the walks of a bonus, in every context of the settlement, and what was paid where.
fn bonus_reasons(
    source: &Source<'_>,
    bonuses: &[usize],
    partner: &str,
    asked: &str,
) -> Result<(Sentence, Vec<Node>), ExplainError> {
    let for_rows = |space| !matches!(space, Space::Event(_) | Space::Line(_));
    let once = bonuses
        .first()
        .and_then(|at| source.program.bonuses.get(*at))
        .is_some_and(|bonus| for_rows(bonus.trigger.space));
    let mut paid = Vec::new();
    let mut told = Vec::new();
    let mut tried = 0;
    for settled in source.settled {
        // What is paid once a period is not paid again in a late context.
        let Some(row) = source.row(settled, partner).filter(|_| !once || !settled.context.is_late()) else { continue };
        let instances = bonuses.iter().filter_map(|at| settled.outcome.bonuses.get(*at));
        let lines = instances.flat_map(|lines| lines.iter());
        let mine: Vec<i64> = lines.filter(|line| line.earner as usize == row).map(|line| line.amount).collect();
        if !mine.is_empty() {
            let sum = source.show(settled).amount(mine.iter().copied().fold(0, i64::saturating_add));
            let told = say::paid_in(sum, mine.len(), named(settled.context));
            paid.push(match settled.context.is_late() {
                true => say::paid_late(told, in_words(settled.context)),
                false => told,
            });
        }
        let mut all = Vec::new();
        for at in bonuses {
            let Some(bonus) = source.program.bonuses.get(*at) else { continue };
            if !settled.context.period.has(bonus.at, source.program) {
                continue;
            }
            let (triggers, reasons) = walks::told(source, settled, *at, row)?;
            tried += triggers;
            match settled.context.period.part_name(bonus.at, source.program) {
                Some(part) if !reasons.is_empty() => {
                    all.push(Node { kind: "context", text: say::plain(part), children: reasons, ..Node::default() });
                }
                _ => all.extend(reasons),
            }
        }
        if !all.is_empty() {
            told.push((settled, all));
        }
    }
    let answer = match (say::joined(paid, say::and_also), tried) {
        (Some(paid), _) => say::got_something(partner, asked, paid),
        (None, 0) => say::nothing_reached(partner, asked),
        (None, _) => say::got_nothing_of(partner, asked),
    };
    let several = source.settled.len() > 1;
    let reasons = told.into_iter().flat_map(|(settled, reasons)| match several {
        true => vec![Node {
            kind: "context",
            text: say::plain(heading(settled.context)),
            children: reasons,
            ..Node::default()
        }],
        false => reasons,
    });
    Ok((answer, reasons.collect()))
}
