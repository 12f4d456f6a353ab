//! Random companies: the network, its partners and their events, for a compiled plan.
//!
//! Everything is drawn by name, so that the same seed makes the same company for a plan whose items stand in another
//! order. Partners are known by their number here; rows come about when a [`Store`] is made, and may be laid out in
//! more than one way.

mod shape;
mod store;
mod values;

use crate::rng::Rng;
use compline_compiler::program::{
    Begins, Calendar, Event, Field, Grain, Kind, Listed, NONE, Op, Program, Reach, Select, Source, Tree,
};
use compline_compiler::store::{PeriodDays, Store, mark};
use shape::{Forest, Shape};
use values::Drawer;

/// How large a company is, and what may be in it.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Most partners.
    pub partners: usize,
    /// Events of each kind for a partner, on average, times ten.
    pub events: usize,
}

/// A company as of a period.
#[derive(Clone, Debug)]
pub struct Company {
    /// Its shape, for reports.
    pub shape: Shape,
    /// Number of partners.
    pub partners: usize,
    /// By partner: his person.
    person: Vec<u32>,
    persons: usize,
    periods: Vec<PeriodDays>,
    /// By tree and periods back.
    forests: Vec<Vec<Forest>>,
    /// By event kind.
    events: Vec<Vec<Happening>>,
    /// By declared field, by partner.
    fields: Vec<Vec<i64>>,
    joined: Vec<i64>,
    /// By partner: since how many periods back he is terminated or inactive.
    terminated: Vec<Option<u32>>,
    inactive: Vec<Option<u32>>,
    /// By state, by partner.
    openings: Vec<Vec<i64>>,
    /// By column of the program what the settled period has of it, by partner; nothing for other columns.
    settled: Vec<Vec<i64>>,
    /// By overridable definition, by partner: a value, and from which to which period back it holds.
    overrides: Vec<Vec<Option<(i64, u32, u32)>>>,
}

/// An event: its fields, partners by number.
#[derive(Clone, Debug)]
struct Happening {
    values: Vec<i64>,
    /// The period back that its volume counts in.
    volume: Option<u32>,
    /// Whether it is paid now.
    paid: bool,
    /// What it is there for where it counts, as far as its kind allows that: bits of [`mark`].
    mark: u8,
}

/// What events are there for that are not simply counted and paid, and how often.
const MARKS: [(u32, u8); 4] = [
    (4, mark::NOT_PAID),
    (1, mark::NOT_COUNTED),
    (3, mark::NOT_PAID | mark::TAKEN_OFF),
    (2, mark::NOT_PAID | mark::ADDED),
];

/// How many periods are known at least.
const PERIODS: usize = 14;

impl Company {
    /// The company of a seed.
    pub fn generate(program: &Program, seed: u64, extent: Extent) -> Self {
        let mut rng = Rng::of(seed, "company");
        let shape = Shape::draw(&mut rng);
        let partners = shape.partners(&mut rng, extent.partners);
        let back = farthest(program);
        let periods = periods(program.calendar, &mut rng, PERIODS.max(back + 1));
        let mut drawer = Drawer::new(program, &periods, partners);
        let joined = joined(&mut rng, &periods, partners);
        let forests = program.trees.iter().map(|tree| {
            let mut rng = Rng::of(seed, &format!("tree {}", tree.name));
            let first = program.trees.first().is_some_and(|first| first.name == tree.name);
            forests(&mut rng, tree, shape, first, &joined, &periods, back)
        });
        let forests = forests.collect();
        let (person, persons) = persons(&mut rng, partners);
        let events = program.events.iter().map(|kind| {
            let mut rng = Rng::of(seed, &format!("event {}", kind.name));
            events(&mut rng, &mut drawer, kind, extent.events)
        });
        let events = events.collect();
        let column = |rng: &mut Rng, drawer: &mut Drawer<'_>, field: &Field| {
            (0..partners).map(|_| drawer.field(rng, field)).collect::<Vec<_>>()
        };
        let fields = program.partner_fields.iter().map(|field| {
            let mut rng = Rng::of(seed, &format!("field {}", field.name));
            column(&mut rng, &mut drawer, field)
        });
        let fields = fields.collect();
        let openings = program.states.iter().map(|state| {
            let mut rng = Rng::of(seed, &format!("state {}", state.name));
            (0..partners)
                .map(|_| if rng.chance(50) { state.initial } else { drawer.value(&mut rng, state.ty, None) })
                .collect()
        });
        let openings = openings.collect();
        let settled = program.columns.iter().map(|column| {
            let mut rng = Rng::of(seed, &column.name);
            let rows = if matches!(column.source, Source::Settled(_)) { partners.max(1) } else { 0 };
            (0..rows).map(|_| drawer.value(&mut rng, column.ty, None)).collect()
        });
        let settled = settled.collect();
        let overrides = program.overridables.iter().map(|(name, ty)| {
            let mut rng = Rng::of(seed, &format!("override {name}"));
            let one = |rng: &mut Rng, drawer: &mut Drawer<'_>| {
                let some =
                    rng.chance(12).then(|| (drawer.present(rng, *ty, None), rng.below(6) as u32, rng.below(3) as u32));
                some.filter(|(value, ..)| *value != NONE)
            };
            (0..partners).map(|_| one(&mut rng, &mut drawer)).collect()
        });
        let overrides = overrides.collect();
        let since =
            |rng: &mut Rng, percent| (0..partners).map(|_| rng.chance(percent).then(|| rng.below(8) as u32)).collect();
        let (terminated, inactive) = (since(&mut rng, 12), since(&mut rng, 20));
        Self {
            shape,
            partners,
            person,
            persons,
            periods,
            forests,
            events,
            fields,
            joined,
            terminated,
            inactive,
            openings,
            settled,
            overrides,
        }
    }

    /// The store of the company for a program; the layout decides in which order siblings stand.
    pub fn store(&self, program: &Program, layout: u64) -> Store {
        store::build(self, program, &mut Rng::of(layout, "layout"))
    }

    /// Number of events of all kinds.
    pub fn event_count(&self) -> usize {
        self.events.iter().map(Vec::len).sum()
    }
}

/// How many periods back a program looks.
fn farthest(program: &Program) -> usize {
    let mut back = 0;
    back = program.tree_views.iter().map(|view| back_of(program, view.at)).fold(back, usize::max);
    let selected = program.event_sets.iter().map(|set| match set.select {
        Select::Volume(at) => back_of(program, at),
        Select::Paid(_) | Select::Any | Select::Open => 0,
    });
    back = selected.fold(back, usize::max);
    let sources = program.columns.iter().map(|column| match column.source {
        Source::Terminated(at) | Source::Inactive(at) | Source::Override(_, at) => back_of(program, at),
        _ => 0,
    });
    back = sources.fold(back, usize::max);
    program.each_expression(&mut |expr| {
        expr.walk(&mut |expr| {
            if let Op::Period(_, at) = expr.op {
                back = back.max(back_of(program, at));
            }
        });
    });
    back
}

/// Most parts that a random company has in a period.
const PARTS: i32 = 6;

/// The period, so many back, in which a stretch lies.
fn back_of(program: &Program, at: Reach) -> usize {
    match (at, program.part(at)) {
        (_, Some(part)) if part.offset < 0 => ((-part.offset - 1) / PARTS + 1) as usize,
        (Reach::Period(back), _) => back as usize,
        _ => 0,
    }
}

/// The number of the part in which an event of a period lies.
fn part_of(event: &Happening, back: u32) -> i32 {
    let sum = event.values.iter().fold(0_i64, |sum, value| sum.wrapping_add(*value));
    let part = sum.rem_euclid(i64::from(PARTS)) as i32;
    if back == 0 { part } else { -((back as i32 - 1) * PARTS) - 1 - part }
}

/// The days of the parts of a program, seven each.
fn parts(program: &Program, periods: &[PeriodDays]) -> Vec<PeriodDays> {
    let first = periods.first().map_or(0, |period| period.start);
    let days = program.parts.iter().map(|part| first + 7 * part.offset);
    days.map(|start| PeriodDays { start, end: start + 6 }).collect()
}

/// The period at hand and those before it, of a calendar.
fn periods(calendar: Calendar, rng: &mut Rng, count: usize) -> Vec<PeriodDays> {
    use chrono::{Datelike, Days, Months, NaiveDate};
    let grain = calendar.grain;
    let day = |date: NaiveDate| i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(0);
    let month = 1 + rng.below(7) as u32;
    let first = NaiveDate::from_ymd_opt(2026, month, 1).unwrap_or_default();
    // By how many days and months the company's periods begin later than the calendar's.
    let (later_days, later_months) = match calendar.begins {
        Begins::Usual => (0, 0),
        Begins::Weekday(first, _) => (u64::from(first), 0),
        Begins::Day { month, day, .. } => (u64::from(day) - 1, u32::from(month) - 1),
        Begins::Listed(list) => return listed(list, rng, count),
    };
    let start = match grain {
        Grain::Day => first + Days::new(rng.below(28) as u64),
        Grain::Week => first - Days::new(u64::from(first.weekday().num_days_from_monday())),
        Grain::Month => first,
        Grain::Quarter => NaiveDate::from_ymd_opt(2026, (month - 1) / 3 * 3 + 1, 1).unwrap_or_default(),
        Grain::Year => NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default(),
    };
    let start = start + Months::new(later_months) + Days::new(later_days);
    let starts = |back: i64| {
        let months = |each: i64| {
            let back = back * each;
            let months = Months::new(u32::try_from(back.abs()).unwrap_or(0));
            if back < 0 { start + months } else { start - months }
        };
        let days = |each: i64| {
            let back = back * each;
            let days = Days::new(back.unsigned_abs());
            if back < 0 { start + days } else { start - days }
        };
        match grain {
            Grain::Day => days(1),
            Grain::Week => days(7),
            Grain::Month => months(1),
            Grain::Quarter => months(3),
            Grain::Year => months(12),
        }
    };
    let period = |back: usize| {
        let back = i64::try_from(back).unwrap_or(0);
        PeriodDays { start: day(starts(back)), end: day(starts(back - 1)) - 1 }
    };
    (0..count).map(period).collect()
}

/// A period of a list and those before it; what is before the first one goes on in steps of 30 days.
fn listed(list: Listed, rng: &mut Rng, count: usize) -> Vec<PeriodDays> {
    let starts: Vec<i32> = list.periods().iter().map(|period| period.from).collect();
    let at = 1 + rng.below(starts.len().min(12));
    let mut end = starts.get(at).map_or(list.last(), |next| next - 1);
    let mut out = Vec::with_capacity(count);
    for back in 0..count {
        let start = at.checked_sub(1 + back).and_then(|at| starts.get(at).copied()).unwrap_or(end - 29);
        out.push(PeriodDays { start, end });
        end = start - 1;
    }
    out
}

/// Days of joining, most of them within the periods, some unknown.
fn joined(rng: &mut Rng, periods: &[PeriodDays], partners: usize) -> Vec<i64> {
    let last = periods.first().map_or(0, |period| i64::from(period.end));
    let first = periods.last().map_or(0, |period| i64::from(period.start));
    let one = |rng: &mut Rng| match rng.below(10) {
        0 => NONE,
        1 => last - rng.range(0, 20),
        2..=5 => rng.range(first - 50, last),
        _ => first - rng.range(0, 2_000),
    };
    (0..partners).map(|_| one(rng)).collect()
}

/// By partner his person, and how many there are.
fn persons(rng: &mut Rng, partners: usize) -> (Vec<u32>, usize) {
    let shared = rng.below(40) as u32;
    let mut person: Vec<u32> = Vec::new();
    let mut count = 0;
    for _ in 0..partners {
        if !person.is_empty() && rng.chance(shared) {
            let known = *rng.pick(&person);
            person.push(known);
        } else {
            person.push(count);
            count += 1;
        }
    }
    (person, count as usize)
}

/// A tree now and in earlier periods.
fn forests(
    rng: &mut Rng,
    tree: &Tree,
    shape: Shape,
    first: bool,
    joined: &[i64],
    periods: &[PeriodDays],
    back: usize,
) -> Vec<Forest> {
    let places =
        tree.width.or((!tree.sides.is_empty()).then_some(tree.sides.len() as u32)).map(|places| places as usize);
    let shape = if first { shape } else { Shape::draw(rng) };
    let now = Forest::draw(rng, shape, joined.len(), places, if first { 0 } else { 10 });
    let mut all = vec![now];
    for at in 1..=back {
        let end = periods.get(at).map_or(0, |period| i64::from(period.end));
        let before =
            all[at - 1].earlier(rng, |partner| joined.get(partner).is_some_and(|day| *day != NONE && *day > end));
        all.push(before);
    }
    all
}

/// The events of a kind.
fn events(rng: &mut Rng, drawer: &mut Drawer<'_>, kind: &Event, each: usize) -> Vec<Happening> {
    // Some partners have many, most have few or none; a plan without partners has some all the same.
    let count = drawer.partners * rng.below(each + 1) / 10 + rng.below(3);
    let mut all = Vec::new();
    let mut marks = Rng::of(rng.bits(), "marks");
    let marked = if marks.chance(60) { 0 } else { marks.range(1, 90) };
    for _ in 0..count {
        let back = rng.weighted(&[(7, 0), (2, 1), (1, 2), (1, 4)]);
        let values = kind.fields.iter().map(|field| match field.ty.kind {
            Kind::Date => drawer.date_near(rng, back, field.ty.optional),
            _ => drawer.field(rng, field),
        });
        let values: Vec<i64> = values.collect();
        let date = |field: u32| values.get(field as usize).copied().filter(|day| *day != NONE);
        let volume = date(kind.volume).and_then(|day| drawer.period_of(day));
        let paid = date(kind.payable).and_then(|day| drawer.period_of(day)) == Some(0);
        // A partner who must be there cannot be where there are none.
        let complete = kind.fields.iter().zip(&values).all(|(field, value)| field.ty.optional || *value != NONE);
        if complete {
            let mark = u32::try_from(marked).is_ok_and(|chance| marks.chance(chance));
            let mark = if mark { marks.weighted(&MARKS) } else { 0 };
            all.push(Happening { values, volume, paid, mark });
        }
    }
    all
}
