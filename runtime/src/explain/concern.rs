//! Everything in a settled period that concerns one partner, event by event: lines with their derivations, and of what
//! could have reached him and paid him nothing, the reason.

use super::line::{Told, one, reason};
use super::sentence as say;
use super::walks::{Met, candidates};
use super::{Arg, ExplainError, Node, Sentence, Source, amount, caps, condition, mirror, origin, pools, prior};
use crate::booked::{BookedLine, Maker, View};
use crate::reversal::Kept;
use crate::settle::Settled;
use compline_compiler::interpret::{Env, Happened, trace_trigger};
use compline_compiler::lines::Line;
use compline_compiler::program::{Bonus, BonusId, LineSource, NONE, PoolId, Space, TreeViewId, Verb};
use std::collections::{BTreeMap, BTreeSet};

/// How many triggers are looked at before it is asked whether to go on.
const STRIDE: usize = 256;

/// An event by its kind and its row in the company's table of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRow {
    /// Number of the kind in the program.
    pub kind: usize,
    /// Row in the table.
    pub row: usize,
}

/// A line of the partner.
#[derive(Clone, Debug)]
pub struct LineOf {
    /// The line.
    pub line: BookedLine,
    /// The event that it was made for in the end, through lines of other bonuses; nothing where there is none.
    pub event: Option<EventRow>,
    /// What caps left of it, in the currency's smallest unit; nothing for what a cap took away.
    pub kept: Option<i64>,
    /// How it came about; of events that were not asked for nothing.
    pub derivation: Vec<Sentence>,
}

/// A bonus that could have paid the partner for an event, and did not.
#[derive(Clone, Debug)]
pub struct Missed {
    /// The event.
    pub event: EventRow,
    /// The context: the settled period, and behind a stroke that of the conditions where it is another one.
    pub context: String,
    /// The bonus.
    pub bonus: String,
    /// Why.
    pub why: Vec<Sentence>,
}

/// What concerns a partner.
#[derive(Clone, Debug, Default)]
pub struct Concerned {
    /// All of his lines, in their order.
    pub lines: Vec<LineOf>,
    /// What he got nothing of, by bonus and event.
    pub missed: Vec<Missed>,
    /// His own events among those that were asked for that were paid for in the period, whoever was paid.
    pub settled: BTreeSet<EventRow>,
    /// Numbers in the company of those below him in trees that bonuses walk; asked for with [`Wanted::of_others`].
    pub team: BTreeSet<u32>,
    /// Whether there was more that he got nothing of than was asked for.
    pub cut_short: bool,
}

/// What to look for.
pub struct Wanted<'w> {
    /// The partner.
    pub partner: &'w str,
    /// Which events are told.
    pub events: &'w dyn Fn(EventRow) -> bool,
    /// Which events are his own: of them it is told whether they were paid for, and why they paid him nothing.
    pub own: &'w dyn Fn(EventRow) -> bool,
    /// Whether it is told of the others, too, why they paid him nothing.
    pub of_others: bool,
    /// How many of [`Concerned::missed`] at most.
    pub most: usize,
    /// Whether to go on; asked every now and then.
    pub go_on: &'w dyn Fn() -> bool,
}

/// Finds everything in a settled period that concerns a partner; nothing where it was told not to go on. Whoever is not known
/// to the company is concerned by nothing.
///
/// # Errors
/// Where running a trigger again fails.
pub fn concerned(source: &Source<'_>, wanted: &Wanted<'_>) -> Result<Option<Concerned>, ExplainError> {
    let mut out = Concerned::default();
    let Some(partner) = source.company.partners.ids.find(wanted.partner) else { return Ok(Some(out)) };
    for (context, settled) in source.settled.iter().enumerate() {
        let looking = Looking { source, settled, context, wanted, partner };
        looking.settled_events(&mut out);
        if wanted.of_others {
            looking.team(&mut out);
        }
        if !looking.lines(&mut out)? || !looking.missed(&mut out)? {
            return Ok(None);
        }
    }
    Ok(Some(out))
}

struct Looking<'s, 'a> {
    source: &'s Source<'a>,
    settled: &'a Settled,
    context: usize,
    wanted: &'s Wanted<'s>,
    partner: usize,
}

impl<'a> Looking<'_, 'a> {
    /// The event of a trigger of a bonus.
    fn event(&self, at: usize, trigger: usize) -> Option<EventRow> {
        let (space, row) = origin::event(self.source, self.settled, at, trigger)?;
        let Space::Event(set) = space else { return None };
        let kind = self.source.program.event_sets.get(set.index())?.event.index();
        let row = *self.settled.store.events.get(set.index())?.source.get(row)? as usize;
        Some(EventRow { kind, row })
    }

    /// Whether something is paid for a row of a space in this context.
    fn is_trigger(&self, space: Space, row: usize) -> bool {
        self.settled.store.marks(space).is_none_or(|marks| marks.is_trigger(row))
    }

    /// Events that are paid for in this context.
    fn settled_events(&self, out: &mut Concerned) {
        let spaces: BTreeSet<usize> = self
            .source
            .program
            .bonuses
            .iter()
            .filter_map(|bonus| if let Space::Event(set) = bonus.trigger.space { Some(set.index()) } else { None })
            .collect();
        for set in spaces {
            let (Some(rows), Some(of)) = (self.settled.store.events.get(set), self.source.program.event_sets.get(set))
            else {
                continue;
            };
            let space = Space::Event(compline_compiler::program::EventSetId(u32::try_from(set).unwrap_or(u32::MAX)));
            for (at, row) in rows.source.iter().enumerate() {
                let event = EventRow { kind: of.event.index(), row: *row as usize };
                if (self.wanted.own)(event) && (self.wanted.events)(event) && self.is_trigger(space, at) {
                    out.settled.insert(event);
                }
            }
        }
    }

    /// Those below him in trees that bonuses walk.
    fn team(&self, out: &mut Concerned) {
        let Some(row) = self.source.row(self.settled, self.wanted.partner) else { return };
        let walks = self.source.program.bonuses.iter().filter_map(|bonus| bonus.walk.as_ref());
        let trees: BTreeSet<_> = walks.map(|walk| walk.tree.0).collect();
        for tree in trees.into_iter().filter_map(|tree| self.settled.store.tree(TreeViewId(tree))) {
            let position = |row: usize| tree.position.get(row).map_or(row, |at| *at as usize);
            let below = position(row)..tree.end.get(row).map_or(0, |end| *end as usize);
            let team = (0..self.settled.snapshot.rows()).filter(|other| below.contains(&position(*other)));
            out.team.extend(team.filter_map(|other| self.settled.snapshot.partner_of.get(other).copied()));
        }
    }

    /// The lines of this context; whether to go on.
    fn lines(&self, out: &mut Concerned) -> Result<bool, ExplainError> {
        let (source, settled) = (self.source, self.settled);
        let kept = Kept::of(source.program, &settled.outcome);
        let view = View { program: source.program, company: source.company, settled: source.settled };
        let row = settled.snapshot.row_of.get(self.partner).map_or(usize::MAX, |row| *row as usize);
        let mut cuts: Option<std::vec::IntoIter<Node>> = None;
        // One trigger may make several lines for one partner; it is run once.
        let mut last: Option<((usize, u32), Told)> = None;
        let mine = source.booked.made(view, self.partner).filter(|(context, ..)| *context == self.context);
        for (number, (_, maker, line, booked)) in mine.enumerate() {
            if number % STRIDE == 0 && !(self.wanted.go_on)() {
                return Ok(false);
            }
            let mut told = LineOf { line: booked, event: None, kept: None, derivation: Vec::new() };
            match maker {
                Maker::Bonus(at) => {
                    told.event = self.event(at, line.trigger as usize);
                    let id = bonus_id(at);
                    told.kept = Some(kept.line(LineSource::Bonus(id), line.index, line.amount));
                    if told.event.is_none_or(|event| (self.wanted.events)(event)) {
                        if last.as_ref().is_none_or(|(of, _)| *of != (at, line.trigger)) {
                            let mut trace = Told::default();
                            trace_trigger(source.program, &settled.store, id, line.trigger as usize, &mut trace)?;
                            last = Some(((at, line.trigger), trace));
                        }
                        if let (Some(bonus), Some((_, trace))) = (source.program.bonuses.get(at), &last) {
                            let node = one(source, settled, at, bonus, &line, trace);
                            // The facts of the event stand elsewhere; those of a line behind it nowhere.
                            let sale = bonus.trigger.lines_of.is_none();
                            let parts = node.children.iter().filter(|part| !(sale && part.kind == "sale"));
                            parts.for_each(|part| flat(part, &mut told.derivation));
                        }
                    }
                }
                Maker::Pool(at) => {
                    let pool = LineSource::Pool(PoolId(u32::try_from(at).unwrap_or(u32::MAX)));
                    told.kept = Some(kept.line(pool, line.index, line.amount));
                    let of = pools::pools(source, settled, row);
                    let own = of.iter().find(|(name, _)| *name == told.line.name);
                    own.iter().for_each(|(_, node)| flat(node, &mut told.derivation));
                }
                Maker::Cap(at) => {
                    let index = usize::try_from(line.index).unwrap_or(usize::MAX);
                    let cut = settled.outcome.cuts.get(at).and_then(|cuts| cuts.get(index));
                    let of = cut.and_then(|cut| caps::line_of(settled, cut));
                    told.event = of.and_then(|(at, trigger)| self.event(at, trigger));
                    // Caps tell their cuts in the order of lines, but for those of nothing.
                    let question = super::Question { partner: self.wanted.partner.to_owned(), ..Default::default() };
                    let cuts = match &mut cuts {
                        Some(cuts) => cuts,
                        None => cuts.insert(caps::caps(source, settled, row, &question)?.into_iter()),
                    };
                    if line.amount != 0
                        && let Some(node) = cuts.next()
                    {
                        flat(&node, &mut told.derivation);
                    }
                }
                Maker::Mirror => {
                    let index = usize::try_from(line.index).unwrap_or(usize::MAX);
                    if let Some(one) = settled.mirrored.get(index) {
                        let (kind, row) = (one.line.kind as usize, one.line.event as usize);
                        told.event = Some(EventRow { kind, row });
                        told.kept = Some(one.amount);
                        let node = mirror::line(source, settled, one);
                        node.children.iter().for_each(|part| flat(part, &mut told.derivation));
                    }
                }
                Maker::Prior => {
                    let index = usize::try_from(line.index).unwrap_or(usize::MAX);
                    if let Some(one) = settled.prior.get(index) {
                        told.event = one.event.map(|(kind, row)| EventRow { kind: kind as usize, row: row as usize });
                        told.kept = Some(one.kept);
                        let node = prior::line(source, settled, one);
                        node.children.iter().for_each(|part| flat(part, &mut told.derivation));
                    }
                }
            }
            out.lines.push(told);
        }
        Ok(true)
    }

    /// What he got nothing of in this context; whether to go on.
    fn missed(&self, out: &mut Concerned) -> Result<bool, ExplainError> {
        let (source, settled) = (self.source, self.settled);
        let Some(row) = source.row(settled, self.wanted.partner) else { return Ok(true) };
        let row32 = u32::try_from(row).unwrap_or(u32::MAX);
        for (at, bonus) in source.program.bonuses.iter().enumerate() {
            if !settled.context.period.has(bonus.at, source.program) || out.cut_short {
                continue;
            }
            let paid: BTreeSet<usize> =
                source.booked.of_bonus(self.partner, self.context, at).map(|line| line.trigger as usize).collect();
            // Several triggers may be of one event: lines of another bonus.
            let mut by_event: BTreeMap<EventRow, Vec<Sentence>> = BTreeMap::new();
            let paid_for: BTreeSet<EventRow> = paid.iter().filter_map(|trigger| self.event(at, *trigger)).collect();
            for (number, trigger) in candidates(source.program, settled, at, bonus, row).into_iter().enumerate() {
                if number % STRIDE == 0 && !(self.wanted.go_on)() {
                    return Ok(false);
                }
                if !self.is_trigger(bonus.trigger.space, trigger) {
                    continue;
                }
                let Some(event) = self.event(at, trigger) else { continue };
                if paid_for.contains(&event)
                    || !(self.wanted.events)(event)
                    || !(self.wanted.of_others || (self.wanted.own)(event))
                {
                    continue;
                }
                let mut met = Met { row: row32, ..Met::default() };
                trace_trigger(source.program, &settled.store, bonus_id(at), trigger, &mut met)?;
                // What is due to date was paid before: of what is brought up to date nothing is missed.
                if met.paid {
                    continue;
                }
                let why = self.why(bonus, row, trigger, &met);
                let all = by_event.entry(event).or_default();
                why.into_iter().for_each(|sentence| {
                    if !all.contains(&sentence) {
                        all.push(sentence);
                    }
                });
            }
            let room = self.wanted.most.saturating_sub(out.missed.len());
            out.cut_short |= by_event.len() > room;
            let told = by_event.into_iter().take(room);
            let context = settled.context.to_string();
            out.missed.extend(told.map(|(event, why)| Missed {
                event,
                context: context.clone(),
                bonus: bonus.name.clone(),
                why,
            }));
        }
        Ok(true)
    }

    /// That a walk ends at somebody, and the rule by which it does.
    fn ends(&self, bonus: &Bonus, who: Arg) -> Sentence {
        let rule = bonus.stop_before.as_ref().or(bonus.stop_after.as_ref());
        let what = say::walk_ends(who);
        match rule.and_then(|rule| self.source.place(rule.site)) {
            Some(place) => say::because(what, reason(&place.text, false)),
            None => what,
        }
    }

    /// Why one trigger paid him nothing.
    fn why(&self, bonus: &Bonus, row: usize, trigger: usize, met: &Met) -> Vec<Sentence> {
        let (source, settled) = (self.source, self.settled);
        let show = source.show(settled);
        let me = || show.who(id(row));
        let mut out = Vec::new();
        if met.filtered_out {
            if let Some(filter) = &bonus.filter {
                let rule = source.place(filter.site).map_or_else(say::the_condition, |place| say::rule(&place.text));
                out.push(say::fails(rule));
                let env = Env { trigger: id(trigger), ..Env::EMPTY };
                condition::failed(source, settled, filter, &env).iter().for_each(|node| flat(node, &mut out));
            }
            return out;
        }
        for (happened, vars) in &met.visits {
            match happened {
                Happened::StoppedBefore => out.push(self.ends(bonus, me())),
                Happened::Paid => out.push(say::got_nothing(me())),
                Happened::Verb { verb, index } => {
                    let what = match verb {
                        Verb::Skip => say::is_skipped(me()),
                        Verb::Pass => say::is_passed(me()),
                        Verb::HandOn => say::hands_on(me()),
                    };
                    let Some((_, rule)) = bonus.verbs.get(*index) else { continue };
                    match source.place(rule.site) {
                        Some(place) => {
                            let of_plan = source.plan.is_of_earners(source.program, rule.site);
                            out.push(say::because(what, reason(&place.text, of_plan)));
                        }
                        None => out.push(what),
                    }
                    let env = Env { earner: id(row), trigger: id(trigger), vars, ..Env::EMPTY };
                    condition::held(source, settled, rule, &env).iter().for_each(|node| flat(node, &mut out));
                }
            }
        }
        let pay = |clause: u8| bonus.pays.iter().chain(&bonus.finally).nth(usize::from(clause));
        if let Some(traced) = &met.nothing
            && let Some(pay) = pay(traced.clause)
        {
            let trigger = u32::try_from(trigger).unwrap_or(u32::MAX);
            let line = Line { trigger, entry: 0, earner: met.row, clause: traced.clause, amount: 0, index: 0 };
            let told = amount::variables(source, settled, bonus, pay, &line, traced);
            told.iter().for_each(|node| flat(node, &mut out));
            amount::base(source, settled, bonus, pay, &line).iter().for_each(|node| flat(node, &mut out));
        }
        if met.visits.is_empty() {
            out.push(match met.stopped_by {
                Some(by) => self.ends(bonus, show.who(i64::from(by))),
                None => say::not_reached(1_usize),
            });
        }
        out
    }
}

/// What a part of a derivation says, and what its parts say.
fn flat(node: &Node, out: &mut Vec<Sentence>) {
    if !out.contains(&node.text) {
        out.push(node.text.clone());
    }
    node.children.iter().for_each(|child| flat(child, out));
}

fn bonus_id(at: usize) -> BonusId {
    BonusId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn id(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(NONE)
}
