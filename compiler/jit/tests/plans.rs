//! Plans as they are: enough partners and orders for threads, buffers that run full, and numbers that leave 64 bits.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use compline_compiler::interpret;
use compline_compiler::lines::Lines;
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{
    AggregateOp, BonusId, CapScope, ChainRounding, ColumnId, Earner, EventSetId, FoldStep, LineSource, NONE, Program,
    RoundMode, Rounding, Space, VarId, Verb, Width,
};
use compline_compiler::store::Store;
use compline_compiler::testing::{self, Build, add, at_least, bv, count, eur, max, mul, num, pay, percent, sub, var};
use compline_jit::{Engine, LineMode, LineSink, Options, Report};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// A plan over orders with a seller and a volume, and its ranks.
struct Plan {
    b: Build,
    orders: EventSetId,
    seller: ColumnId,
    volume: ColumnId,
    active: ColumnId,
    step: ColumnId,
}

impl Plan {
    fn new() -> Self {
        let mut b = Build::new();
        let (orders, fields) = b.event("Order", &[("seller", testing::partner()), ("bv", bv(2))]);
        let (seller, volume) = (fields[0], fields[1]);
        b.width(seller, Width::W32);
        b.width(volume, Width::W32);
        let pv = b.column("PV", Space::Partner, bv(2));
        let active = b.column("active", Space::Partner, testing::yes_no());
        b.width(active, Width::W8);
        let below = b.column("below", Space::Partner, bv(2));
        let gv = b.column("GV", Space::Partner, bv(2));
        let step = b.column("step", Space::Partner, percent(2));
        let sum = b.sum(pv, b.row(volume));
        b.gather(Space::Event(orders), Space::Partner, Some(b.row(seller)), vec![sum]);
        let is_active = at_least(b.row(pv), num(50, bv(0)));
        b.map(Space::Partner, vec![(active, is_active)]);
        let children = b.aggregate(below, AggregateOp::Sum, b.row(gv), None);
        let group = add(b.row(pv), b.row(below));
        let tiers = testing::when(
            at_least(b.row(gv), num(10_000, bv(0))),
            num(21, percent(2)),
            testing::when(at_least(b.row(gv), num(2_000, bv(0))), num(12, percent(2)), num(3, percent(2))),
        );
        b.fold_up(vec![FoldStep::Children(children), FoldStep::Value(gv, group), FoldStep::Value(step, tiers)]);
        Self { b, orders, seller, volume, active, step }
    }

    /// The first so many active partners above get a rate that falls with the level.
    fn unilevel(&mut self, levels: i128) -> BonusId {
        let b = &mut self.b;
        let (seller, base) = (b.trigger(self.seller), b.trigger(self.volume));
        let idle = testing::not(b.earner(self.active));
        let level = || var(0, count());
        b.bonus("Unilevel", Space::Event(self.orders), |bonus| {
            bonus.walk = Some(testing::up(seller, false));
            bonus.vars = vec![testing::shown("level", count()), testing::shown("rate", percent(3))];
            bonus.start = vec![num(1, count())];
            bonus.stop_before = Some(testing::above(level(), num(levels, count())));
            bonus.verbs = vec![(Verb::Skip, idle)];
            bonus.lets = vec![(VarId(1), sub(num(90, percent(3)), mul(level(), num(11, percent(3)))))];
            bonus.pays = vec![pay(mul(var(1, percent(3)), base))];
            bonus.then = vec![(VarId(0), add(level(), num(1, count())))];
        })
    }

    /// Everybody gets the difference between his step and the highest below him.
    fn differential(&mut self, chain: ChainRounding) -> BonusId {
        let b = &mut self.b;
        let (seller, base) = (b.trigger(self.seller), b.trigger(self.volume));
        let step = b.earner(self.step);
        let paid = || var(0, percent(2));
        b.bonus("Differential", Space::Event(self.orders), |bonus| {
            bonus.walk = Some(testing::up(seller, true));
            bonus.vars = vec![testing::shown("paid", percent(2)), testing::hidden("rate", percent(2))];
            bonus.start = vec![num(0, percent(2))];
            bonus.lets = vec![(VarId(1), max(sub(step.clone(), paid()), num(0, percent(2))))];
            bonus.pays = vec![pay(mul(var(1, percent(2)), base))];
            bonus.then = vec![(VarId(0), max(paid(), step))];
            bonus.rounding = Some(Rounding { mode: RoundMode::HalfUp, scale: 2, chain });
        })
    }

    /// A network with orders; every third partner sells, and the last one as much as a third of all others.
    fn store(&self, partners: usize, orders: usize) -> Store {
        let mut random = 7_u64;
        let mut next = move |below: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(random >> 33).unwrap() % below.max(1)
        };
        let mut path: Vec<i32> = Vec::new();
        let mut parents = Vec::new();
        for row in 0..partners {
            path.truncate(path.len() - next((path.len() / 3).max(1)).min(path.len()));
            parents.push(path.last().copied().unwrap_or(-1));
            path.push(i32::try_from(row).unwrap());
        }
        let mut owners: Vec<i64> = (0..orders)
            .map(|order| if order % 4 == 0 { partners as i64 - 1 } else { next(partners / 3) as i64 * 3 })
            .collect();
        owners.sort_unstable();
        let program = &self.b.program;
        let mut store = testing::store(program, &parents);
        testing::events(program, &mut store, self.orders, &owners);
        let volumes: Vec<i64> = (0..orders).map(|_| next(90_000) as i64).collect();
        testing::fill(program, &mut store, self.volume, &volumes);
        store
    }
}

#[derive(Default)]
struct Sink {
    calls: AtomicU64,
    sum: Mutex<i128>,
    lines: AtomicU64,
}

impl LineSink for Sink {
    fn lines(&self, _bonus: BonusId, _part: usize, lines: &Lines) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.lines.fetch_add(lines.count(), Ordering::Relaxed);
        *self.sum.lock().unwrap() += lines.iter().map(|line| i128::from(line.amount)).sum::<i128>();
    }
}

/// Runs a program by the reference and by the engine on one and on three threads; the results must be equal.
fn agree(program: &Arc<Program>, store: &Store) -> (Outcome, Report) {
    let engine = Engine::compile(Arc::clone(program)).unwrap();
    let mut expected_store = store.clone();
    let expected = interpret::run(program, &mut expected_store, &interpret::Options::default()).unwrap();
    let mut reports = Vec::new();
    for threads in [1, 3] {
        let mut found_store = store.clone();
        let options = Options { threads, ..Options::default() };
        let (found, report) = engine.run_split(&mut found_store, &options, 16);
        assert_eq!(interpret::compare(program, &expected, &found.unwrap()), Ok(()));
        assert_eq!(interpret::compare_columns(program, &expected_store, &found_store), Ok(()));
        reports.push(report);
    }
    (expected, reports.swap_remove(0))
}

#[test]
fn plans_agree_on_a_network() {
    let mut plan = Plan::new();
    let unilevel = plan.unilevel(7);
    plan.differential(ChainRounding::EachLine);
    plan.differential(ChainRounding::Cumulatively);
    plan.differential(ChainRounding::LastTakesRemainder);
    let limit = plan.b.fixed("limit", 1_000_000, eur(2));
    plan.b.cap("Cap", &[LineSource::Bonus(unilevel)], CapScope::Company, limit, |_| {});
    let store = plan.store(300, 3_000);
    let (_, report) = agree(&Arc::new(plan.b.program), &store);
    assert_eq!(report.by_reference, 0);
}

#[test]
fn streams_flush_their_buffers() {
    let mut plan = Plan::new();
    plan.unilevel(20);
    let store = plan.store(4_000, 100_000);
    let engine = Engine::compile(Arc::new(plan.b.program)).unwrap();
    let kept = engine.run(&mut store.clone(), &Options::default()).unwrap();
    for threads in [1, 2] {
        let sink = Sink::default();
        let options = Options { threads, lines: LineMode::Stream(&sink), late: false, ..Options::default() };
        let streamed = engine.run(&mut store.clone(), &options).unwrap();
        assert_eq!(streamed.totals, kept.totals);
        assert!(sink.calls.into_inner() > 5);
        assert_eq!(sink.lines.into_inner(), kept.bonuses[0].count());
        assert_eq!(sink.sum.into_inner().unwrap(), kept.totals.iter().map(|total| i128::from(*total)).sum::<i128>());
    }
    let options = Options { lines: LineMode::None, ..Options::default() };
    assert_eq!(engine.run(&mut store.clone(), &options).unwrap().totals, kept.totals);
}

#[test]
fn a_chain_of_thousands_has_room() {
    let mut plan = Plan::new();
    plan.unilevel(1_000_000);
    let parents: Vec<i32> = (-1..1_500).collect();
    let program = Arc::new(plan.b.program);
    let mut store = testing::store(&program, &parents);
    testing::events(&program, &mut store, plan.orders, &[1_000, 1_499, 1_499]);
    testing::fill(&program, &mut store, plan.volume, &[6_000, 70_000, 55_555]);
    let (expected, _) = agree(&program, &store);
    assert!(!expected.bonuses[0].earner.is_empty());
}

#[test]
fn a_product_that_leaves_64_bits_on_the_way_is_exact() {
    let mut b = Build::new();
    let (a, c) = (b.given("a", eur(2)), b.given("c", eur(2)));
    let out = b.column("out", Space::Partner, eur(2));
    // Not of a shape that the engine multiplies in 128 bits by itself: the reference is asked for the value.
    let value = testing::round(add(mul(b.row(a), b.row(c)), num(1, eur(4))), RoundMode::Down, 2);
    let back = testing::div(value, num(1_000_000, count()));
    b.map(Space::Partner, vec![(out, testing::round(back, RoundMode::HalfUp, 2))]);
    let program = Arc::new(b.program);
    let mut store = testing::store(&program, &[-1, 0, 0]);
    testing::fill(&program, &mut store, a, &[9_000_000_000, 5, -9_000_000_000]);
    testing::fill(&program, &mut store, c, &[9_000_000_000, 7, 9_000_000_000]);
    let (_, report) = agree(&program, &store);
    assert_eq!(report.by_reference, 0, "only values were asked for");
}

#[test]
fn amounts_that_leave_64_bits_on_the_way_are_exact() {
    for chain in [ChainRounding::EachLine, ChainRounding::Cumulatively, ChainRounding::LastTakesRemainder] {
        let mut b = Build::new();
        let (orders, fields) = b.event("Order", &[("seller", testing::partner()), ("a", bv(2)), ("c", bv(2))]);
        let [seller, x, y] = [0, 1, 2].map(|at| b.trigger(fields[at]));
        let wide = testing::round(add(mul(x, y), num(1, bv(4))), RoundMode::HalfUp, 0);
        let amount = testing::div(wide, num(100_000_000, count()));
        b.bonus("Wide", Space::Event(orders), |bonus| {
            bonus.walk = Some(testing::up(seller, true));
            bonus.pays = vec![pay(testing::round(amount, RoundMode::Down, 4))];
            bonus.rounding = Some(Rounding { mode: RoundMode::HalfEven, scale: 2, chain });
        });
        let program = Arc::new(b.program);
        let mut store = testing::store(&program, &[-1, 0, 1, 0]);
        testing::events(&program, &mut store, orders, &[1, 2, 2, 2, 3]);
        testing::fill(&program, &mut store, fields[1], &[500, 9_000_000_000, 7, 9_000_000_000, 1_000]);
        testing::fill(&program, &mut store, fields[2], &[500, 9_000_000_000, 7, -9_000_000_000, 1_000]);
        let (_, report) = agree(&program, &store);
        assert_eq!(report.by_reference, 0, "only triggers were asked for");
    }
}

#[test]
fn sums_that_leave_64_bits_on_the_way_are_exact() {
    let mut b = Build::new();
    let a = b.given("a", eur(2));
    let sum = b.column("sum", Space::Company, eur(2));
    let aggregate = b.sum(sum, b.row(a));
    b.gather(Space::Partner, Space::Company, None, vec![aggregate]);
    let earner = testing::trigger();
    let amount = b.trigger(a);
    b.bonus("Paid", Space::Partner, |bonus| {
        bonus.pays = vec![testing::pay_to(Earner::Partner(testing::num(0, testing::partner())), amount)];
        bonus.trigger.partner = Some(earner);
    });
    let program = Arc::new(b.program);
    let mut store = testing::store(&program, &[-1, 0, 1, 0]);
    let large = i64::MAX - 5;
    testing::fill(&program, &mut store, a, &[large, large, -large, -large + 9]);
    let (expected, _) = agree(&program, &store);
    assert_eq!(expected.totals, [9, 0, 0, 0]);
    testing::fill(&program, &mut store, a, &[large, large, -1, 0]);
    let engine = Engine::compile(program).unwrap();
    assert!(engine.run(&mut store, &Options::default()).is_err());
}

#[test]
fn fields_outside_of_their_range_are_seen() {
    let mut plan = Plan::new();
    plan.unilevel(3);
    let range = Some((compline_lang::number::Decimal::integer(0), compline_lang::number::Decimal::integer(1_000)));
    plan.b.program.events[0].fields[1].range = range;
    let mut store = plan.store(20, 60);
    let program = Arc::new(plan.b.program);
    agree(&program, &store);
    assert!(store.set(plan.volume, 17, -5_555_555));
    let (expected, _) = agree(&program, &store);
    assert!(expected.bonuses[0].amounts.iter().any(|amount| *amount < 0));
}

#[test]
fn columns_that_the_store_does_not_have_as_declared_are_left_to_the_reference() {
    let mut plan = Plan::new();
    plan.unilevel(3);
    let mut store = plan.store(20, 60);
    // Half of the values are missing; what is missing is absent.
    store.columns[plan.volume.index()] = Some(compline_compiler::store::Values::I32(vec![100; 30]));
    let program = Arc::new(plan.b.program);
    let mut expected_store = store.clone();
    let expected = interpret::run(&program, &mut expected_store, &interpret::Options::default());
    let (found, report) = Engine::compile(Arc::clone(&program)).unwrap().run_reported(&mut store, &Options::default());
    assert_eq!(expected.map(|outcome| outcome.totals), found.map(|outcome| outcome.totals));
    assert!(report.by_reference > 0);
    assert_eq!(NONE, i64::MIN);
}
