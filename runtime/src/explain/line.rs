//! Lines of bonuses: sale, path, rule, rate, base, rounding.

use super::sentence as say;
use super::{Arg, ExplainError, Node, Question, Sentence, Source, amount, named, origin};
use crate::settle::Settled;
use compline_compiler::interpret::{Happened, Trace, TracedLine, Visit, trace_trigger};
use compline_compiler::lines::{COMPANY, Line};
use compline_compiler::program::{Bonus, BonusId, Verb};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Most lines of one bonus that are told one by one where nothing else is asked for.
pub const MOST_LINES: usize = 200;

/// The lines of a partner in one bonus, as one node; nothing where there are none.
pub(super) fn bonus<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    question: &Question,
) -> Result<Option<Node>, ExplainError> {
    let partner = source.company.partners.ids.find(&question.partner);
    let (Some(bonus), Some(partner), Some(context)) =
        (source.program.bonuses.get(at), partner, source.context(settled))
    else {
        return Ok(None);
    };
    let most = question.most_lines.unwrap_or(MOST_LINES);
    let order = question.order.as_deref();
    let show = source.show(settled);
    let mine: Vec<Line> = source
        .booked
        .of_bonus(partner, context, at)
        .filter(|l| order.is_none_or(|o| origin::is_of(source, settled, at, l.trigger as usize, o)))
        .collect();
    if mine.is_empty() {
        return Ok(None);
    }
    let sum = mine.iter().map(|l| l.amount).fold(0_i64, i64::saturating_add);
    let mut children = Vec::new();
    // One trigger may make several lines for one partner; it is run once.
    let mut traced: BTreeMap<u32, Told> = BTreeMap::new();
    for line in mine.iter().take(most) {
        let told = match traced.entry(line.trigger) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let mut told = Told::default();
                let (bonus, trigger) = (BonusId(u32::try_from(at).unwrap_or(0)), line.trigger as usize);
                trace_trigger(source.program, &settled.store, bonus, trigger, &mut told)?;
                entry.insert(told)
            }
        };
        children.push(one(source, settled, at, bonus, line, told));
    }
    if mine.len() > most {
        let rest = mine.iter().skip(most).map(|l| l.amount).fold(0_i64, i64::saturating_add);
        let text = say::more_lines(show.amount(rest), mine.len() - most);
        children.push(Node { kind: "line", text, amount: Some(rest), place: None, children: Vec::new() });
    }
    let name = settled.context.period.titled(&bonus.name, bonus.at, source.program);
    let text = say::bonus(&name, named(settled.context), show.amount(sum), mine.len());
    Ok(Some(Node { kind: "bonus", text, amount: Some(sum), place: source.place(bonus.site), children }))
}

/// What a trace told of one trigger.
#[derive(Default)]
pub(super) struct Told {
    visits: Vec<Told1>,
    lines: Vec<TracedLine>,
}

/// One visit.
struct Told1 {
    earner: Option<u32>,
    happened: Happened,
}

impl Told {
    /// What the trigger makes due to an earner.
    fn due_to(&self, earner: u32) -> i64 {
        self.lines.iter().filter(|line| line.earner == earner).map(|line| line.amount).fold(0, i64::saturating_add)
    }
}

impl Trace for Told {
    fn visit(&mut self, visit: &Visit<'_>) {
        self.visits.push(Told1 { earner: visit.earner, happened: visit.happened });
    }

    fn line(&mut self, line: &TracedLine) {
        self.lines.push(line.clone());
    }
}

pub(super) fn one<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    at: usize,
    bonus: &Bonus,
    line: &Line,
    told: &Told,
) -> Node {
    let show = source.show(settled);
    let of_line = |t: &&TracedLine| t.earner == line.earner && t.clause == line.clause;
    let traced = told.lines.iter().find(|t| of_line(t) && t.amount == line.amount);
    // What was paid before is taken off the first line of the earner.
    let traced = traced.or_else(|| told.lines.iter().find(of_line).filter(|_| bonus.true_up));
    let mut children = vec![origin::sale(source, settled, at, bonus, line)];
    if bonus.walk.is_some() {
        children.push(path(source, settled, bonus, line, told, traced));
    }
    let pays: Vec<_> = bonus.pays.iter().chain(&bonus.finally).collect();
    let pay = pays.get(usize::from(line.clause));
    if let (Some(traced), Some(pay)) = (traced, pay) {
        children.extend(amount::variables(source, settled, bonus, pay, line, traced));
        children.extend(amount::base(source, settled, bonus, pay, line));
        children.push(amount::rounding(source, settled, bonus, traced));
    }
    children.extend(amount::paid_before(source, settled, at, line, told.due_to(line.earner)));
    let place = pay.and_then(|p| source.place(p.site));
    Node { kind: "line", text: say::plain(show.amount(line.amount)), amount: Some(line.amount), place, children }
}

/// Who was visited before the earner, and what happened there.
fn path<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    bonus: &Bonus,
    line: &Line,
    told: &Told,
    traced: Option<&TracedLine>,
) -> Node {
    let show = source.show(settled);
    let last = traced.and_then(|t| t.visit).unwrap_or(usize::MAX);
    let got = |who: Arg, index: usize| {
        let mine = told
            .lines
            .iter()
            .filter(|l| l.visit == Some(index) && told.visits.get(index).is_some_and(|v| v.earner == Some(l.earner)));
        match mine.map(|line| line.amount).fold(0_i64, i64::saturating_add) {
            0 => say::got_nothing(who),
            amount => say::got(who, show.amount(amount)),
        }
    };
    let mut children = Vec::new();
    for (index, visit) in told.visits.iter().enumerate() {
        if index > last {
            break;
        }
        let who = visit.earner.map_or_else(|| say::nobody().into(), |r| show.who(i64::from(r)));
        let (text, place) = match visit.happened {
            Happened::StoppedBefore => (say::walk_ends(who), None),
            Happened::Paid if index == last => (say::is_paid(who), None),
            Happened::Paid => (got(who, index), None),
            Happened::Verb { verb, index } => {
                let what = match verb {
                    Verb::Skip => say::is_skipped(who),
                    Verb::Pass => say::is_passed(who),
                    Verb::HandOn => say::hands_on(who),
                };
                let site = bonus.verbs.get(index).map(|(_, e)| e.site);
                let place = site.and_then(|site| source.place(site));
                let of_plan = site.is_some_and(|site| source.plan.is_of_earners(source.program, site));
                let text = match &place {
                    Some(place) => say::because(what, reason(&place.text, of_plan)),
                    None => what,
                };
                (text, place)
            }
        };
        children.push(Node { kind: "visit", text, amount: None, place, children: Vec::new() });
    }
    let tree = bonus.walk.as_ref().and_then(|w| source.program.tree_name(w.tree));
    let who = if line.earner == COMPANY { say::the_company().into() } else { show.who(i64::from(line.earner)) };
    let tree = tree.map_or_else(|| say::the_tree().into(), Arg::from);
    Node { kind: "path", text: say::path(tree, who), amount: None, place: None, children }
}

/// The rule by which somebody is not paid; that of the earners clause by its not holding.
pub(super) fn reason(rule: &str, of_earners: bool) -> Sentence {
    if of_earners { say::rule_of_earners(rule) } else { say::rule_holds(rule) }
}
