use super::{CHAIN, go, paid};
use crate::interpret::{Options, run};
use crate::lines::COMPANY;
use crate::outcome::RunError;
use crate::program::{Bonus, ColumnId, Compare, Earner, Expr, NONE, Space, VarId, Verb};
use crate::store::Store;
use crate::testing::{
    Build, EACH_CENT, above, add, compare, count, earner, eur, events, fill, mul, not, num, optional, partner, pay,
    pay_to, percent, shown, sponsor, store, sub, trigger, up, var, yes_no,
};

/// `up sponsor from seller, above; at most 3 levels; pay rate(level) of net`, with rates by level in percent.
struct Unilevel {
    b: Build,
    active: ColumnId,
    net: ColumnId,
}

impl Unilevel {
    fn new(rates: [i64; 3], fill: impl FnOnce(&mut Bonus, Expr)) -> Self {
        let mut b = Build::new();
        let (orders, fields) = b.event("Order", &[("seller", optional(partner())), ("net", eur(2))]);
        let [seller, net] = fields[..] else { return Self { b, active: ColumnId(0), net: ColumnId(0) } };
        let active = b.given("active", yes_no());
        let rate = b.table("rate", percent(2), &[("level", count(), &[1, 2, 3])], &rates.map(Some));
        let level = || var(0, count());
        let (from, net_of_trigger, inactive) = (b.trigger(seller), b.trigger(net), not(b.earner(active)));
        let looked_up = b.lookup(rate, vec![level()]);
        b.bonus("Unilevel", Space::Event(orders), |bonus| {
            bonus.walk = Some(up(from, false));
            bonus.vars = vec![shown("level", count()), shown("rate", percent(2))];
            bonus.start = vec![num(1, count())];
            bonus.stop_before = Some(above(level(), num(3, count())));
            bonus.lets = vec![(VarId(1), looked_up)];
            bonus.pays = vec![pay(mul(var(1, percent(2)), net_of_trigger))];
            bonus.then = vec![(VarId(0), add(level(), num(1, count())))];
            fill(bonus, inactive);
        });
        Self { b, active, net }
    }

    /// One order of 100.00 EUR by Eva.
    fn store(&self, active: [i64; 5]) -> Store {
        let mut s = store(&self.b.program, &CHAIN);
        events(&self.b.program, &mut s, crate::program::EventSetId(0), &[4]);
        fill(&self.b.program, &mut s, self.net, &[100_00]);
        fill(&self.b.program, &mut s, self.active, &active);
        s
    }

    fn paid(&self, active: [i64; 5]) -> Result<Vec<(u32, u32, i64)>, RunError> {
        Ok(paid(&go(&self.b, &mut self.store(active))?.bonuses, 0))
    }
}

const DAN_INACTIVE: [i64; 5] = [1, 1, 1, 0, 1];

#[test]
fn three_levels_above_the_seller_are_paid() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |_, _| {});
    let mut s = plan.store([1; 5]);
    let outcome = go(&plan.b, &mut s)?;
    // Dan 10%, Cara 5%, Ben 2%; Anna is on level 4.
    assert_eq!(paid(&outcome.bonuses, 0), [(0, 3, 10_00), (0, 2, 5_00), (0, 1, 2_00)]);
    assert_eq!(outcome.totals, [0, 2_00, 5_00, 10_00, 0]);
    let vars = outcome.bonuses.first().map(|lines| lines.vars.clone());
    assert_eq!(vars, Some(vec![vec![1, 2, 3], vec![10, 5, 2]]));
    Ok(())
}

#[test]
fn skip_takes_no_level() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, inactive| bonus.verbs = vec![(Verb::Skip, inactive)]);
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 2, 10_00), (0, 1, 5_00), (0, 0, 2_00)]);
    Ok(())
}

#[test]
fn pass_keeps_the_level_and_the_company_keeps_the_money() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, inactive| bonus.verbs = vec![(Verb::Pass, inactive)]);
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 2, 5_00), (0, 1, 2_00)]);
    Ok(())
}

#[test]
fn hand_on_keeps_the_level_and_the_next_one_paid_gets_the_money() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, inactive| bonus.verbs = vec![(Verb::HandOn, inactive)]);
    // Dan's 10.00 go to Cara, beside her 5.00.
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 2, 15_00), (0, 1, 2_00)]);
    // Dan's and Cara's go to Ben.
    assert_eq!(plan.paid([1, 1, 0, 0, 1])?, [(0, 1, 17_00)]);
    // Ben's 2.00 meet nobody within three levels.
    assert_eq!(plan.paid([1, 0, 1, 1, 1])?, [(0, 3, 10_00), (0, 2, 5_00)]);
    Ok(())
}

#[test]
fn one_who_is_paid_nothing_takes_over_nothing() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 0, 2], |bonus, inactive| bonus.verbs = vec![(Verb::HandOn, inactive)]);
    // Level 2 pays 0%: Cara has no line, so Dan's 10.00 go on to Ben.
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 1, 12_00)]);
    Ok(())
}

#[test]
fn what_is_handed_on_is_added_before_rounding() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, inactive| bonus.verbs = vec![(Verb::HandOn, inactive)]);
    let mut s = plan.store(DAN_INACTIVE);
    fill(&plan.b.program, &mut s, plan.net, &[9]);
    // Of 0.09: Dan 0.009, Cara 0.0045; rounded together 0.0135, half up 0.01; apart it would be 0.01 + 0.00 as well,
    // but 0.0018 of Ben is none.
    assert_eq!(paid(&go(&plan.b, &mut s)?.bonuses, 0), [(0, 2, 1)]);
    // Of 0.31: 0.031 + 0.0155 = 0.0465, 0.05 (apart: 0.03 + 0.02); Ben 0.0062, 0.01.
    fill(&plan.b.program, &mut s, plan.net, &[31]);
    assert_eq!(paid(&go(&plan.b, &mut s)?.bonuses, 0), [(0, 2, 5), (0, 1, 1)]);
    Ok(())
}

#[test]
fn the_first_verb_that_holds_fires() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, inactive| {
        bonus.verbs = vec![(Verb::Skip, inactive.clone()), (Verb::Pass, inactive)]
    });
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 2, 10_00), (0, 1, 5_00), (0, 0, 2_00)]);
    Ok(())
}

#[test]
fn stop_after_ends_the_walk_behind_the_visit_but_not_behind_a_skip() -> Result<(), RunError> {
    let dan_or_cara = |bonus: &mut Bonus, inactive: Expr| {
        bonus.verbs = vec![(Verb::Skip, inactive)];
        // Memories are the new ones here: level is 2 after the first visit.
        bonus.stop_after = Some(compare(Compare::Ge, var(0, count()), num(2, count())));
    };
    let plan = Unilevel::new([10, 5, 2], dan_or_cara);
    assert_eq!(plan.paid([1; 5])?, [(0, 3, 10_00)]);
    assert_eq!(plan.paid(DAN_INACTIVE)?, [(0, 2, 10_00)]);
    Ok(())
}

#[test]
fn an_absent_start_is_no_walk_and_a_filter_leaves_triggers_out() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |bonus, _| bonus.finally = vec![pay_to(Earner::Company, num(1, eur(2)))]);
    let mut s = store(&plan.b.program, &CHAIN);
    events(&plan.b.program, &mut s, crate::program::EventSetId(0), &[0, 1, NONE]);
    fill(&plan.b.program, &mut s, plan.net, &[100_00, 200_00, 300_00]);
    // Anna has nobody above, but the walk ends; the third order has no seller and so no walk.
    assert_eq!(paid(&go(&plan.b, &mut s)?.bonuses, 0), [(0, COMPANY, 1), (1, 0, 20_00), (1, COMPANY, 1)]);

    let mut b = plan.b.clone();
    let large = compare(Compare::Gt, b.trigger(plan.net), num(100_00, eur(2)));
    if let Some(bonus) = b.program.bonuses.first_mut() {
        bonus.filter = Some(large);
    }
    assert_eq!(paid(&go(&b, &mut s)?.bonuses, 0), [(1, 0, 20_00), (1, COMPANY, 1)]);
    Ok(())
}

#[test]
fn then_sets_all_memories_from_the_old_values() -> Result<(), RunError> {
    let mut b = Build::new();
    let (a, c) = (|| var(0, eur(2)), || var(1, eur(2)));
    b.bonus("Fibonacci", Space::Partner, |bonus| {
        bonus.walk = Some(up(trigger(), true));
        bonus.filter = Some(compare(Compare::Eq, trigger(), num(4, partner())));
        bonus.vars = vec![shown("a", eur(2)), shown("b", eur(2))];
        bonus.start = vec![num(1, eur(2)), num(1, eur(2))];
        bonus.pays = vec![pay(a())];
        bonus.then = vec![(VarId(0), c()), (VarId(1), add(a(), c()))];
        bonus.rounding = None;
    });
    let outcome = go(&b, &mut store(&b.program, &CHAIN))?;
    assert_eq!(paid(&outcome.bonuses, 0), [(4, 4, 1), (4, 3, 1), (4, 2, 2), (4, 1, 3), (4, 0, 5)]);
    Ok(())
}

#[test]
fn without_a_walk_there_is_one_visit_of_the_triggers_partner() -> Result<(), RunError> {
    let mut b = Build::new();
    let (orders, fields) = b.event("Order", &[("seller", optional(partner())), ("net", eur(2))]);
    let [seller, net] = fields[..] else { return Ok(()) };
    let gone = b.given("gone", yes_no());
    let (to, of, is_gone, rank) = (b.trigger(seller), b.trigger(net), b.earner(gone), b.earner(gone));
    b.bonus("Direct", Space::Event(orders), |bonus| {
        bonus.trigger.partner = Some(to.clone());
        // The plan's earners clause; whatever the verb, there is no line.
        bonus.verbs = vec![(Verb::HandOn, is_gone)];
        bonus.vars = vec![shown("gone", yes_no())];
        bonus.lets = vec![(VarId(0), rank)];
        bonus.pays = vec![
            pay(mul(num(5, percent(2)), of.clone())),
            pay_to(Earner::Partner(sponsor(to)), mul(num(1, percent(2)), of.clone())),
            pay_to(Earner::Company, mul(num(2, percent(2)), of)),
        ];
        bonus.rounding = Some(EACH_CENT);
    });
    let mut s = store(&b.program, &[-1, 0, 0]);
    events(&b.program, &mut s, orders, &[0, 1, 2, NONE]);
    fill(&b.program, &mut s, net, &[100_00, 10_00, 10_00, 50_00]);
    fill(&b.program, &mut s, gone, &[0, 0, 1]);
    let outcome = go(&b, &mut s)?;
    // Anna has no sponsor: no second line. 2 is gone. The last order has no seller: only the company's part.
    let expected = [(0, 0, 5_00), (0, COMPANY, 2_00), (1, 1, 50), (1, 0, 10), (1, COMPANY, 20), (3, COMPANY, 1_00)];
    assert_eq!(paid(&outcome.bonuses, 0), expected);
    let clauses = outcome.bonuses.first().map(|lines| lines.clause.clone());
    assert_eq!(clauses, Some(vec![0, 2, 0, 1, 2, 2]));
    // What stays with the company is in no total.
    assert_eq!(outcome.totals, [5_10, 50, 0]);
    Ok(())
}

#[test]
fn a_clause_without_otherwise_makes_no_line() -> Result<(), RunError> {
    let mut b = Build::new();
    let new = b.given("new", yes_no());
    let condition = b.trigger(new);
    b.bonus("Welcome", Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![crate::program::Pay { when: Some(condition), ..pay(num(5_00, eur(2))) }];
        bonus.rounding = None;
    });
    let mut s = store(&b.program, &[-1, 0, 0]);
    fill(&b.program, &mut s, new, &[0, 1, 0]);
    let outcome = go(&b, &mut s)?;
    assert_eq!(paid(&outcome.bonuses, 0), [(1, 1, 5_00)]);
    // One block for each trigger that has lines.
    assert_eq!(outcome.bonuses.first().map(|lines| lines.blocks.len()), Some(1));
    Ok(())
}

#[test]
fn a_late_context_runs_only_what_is_for_events() -> Result<(), RunError> {
    let plan = Unilevel::new([10, 5, 2], |_, _| {});
    let mut b = plan.b.clone();
    b.bonus("Monthly", Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![pay(num(7_00, eur(2)))];
    });
    let share = b.fixed("share", 100_00, eur(2));
    let (member, weight) = (b.given("member", yes_no()), b.given("weight", count()));
    b.pool("Leaders", share, member, weight);
    let mut s = store(&b.program, &CHAIN);
    events(&b.program, &mut s, crate::program::EventSetId(0), &[4]);
    fill(&b.program, &mut s, plan.net, &[100_00]);
    fill(&b.program, &mut s, member, &[1, 0, 0, 0, 0]);
    fill(&b.program, &mut s, weight, &[1; 5]);

    let on_time = go(&b, &mut s)?;
    assert_eq!(on_time.totals, [107_00, 9_00, 12_00, 17_00, 7_00]);
    let late = run(&b.program, &mut s, &Options { late: true })?;
    assert_eq!(late.totals, [0, 2_00, 5_00, 10_00, 0]);
    assert_eq!(late.pools.iter().map(crate::lines::Lines::count).sum::<u64>(), 0);
    Ok(())
}

#[test]
fn an_amount_is_exact_until_it_is_rounded() -> Result<(), RunError> {
    let mut b = Build::new();
    let third = crate::testing::div(num(10_00, eur(2)), num(3, count()));
    b.bonus("Third", Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![pay(third), pay(sub(num(0, eur(2)), num(5, eur(3))))];
        bonus.filter = Some(compare(Compare::Eq, trigger(), earner_is_unset()));
    });
    let outcome = go(&b, &mut store(&b.program, &[-1]))?;
    // 3.333… and -0.005: a half goes away from zero, also for negative amounts.
    assert_eq!(paid(&outcome.bonuses, 0), [(0, 0, 3_33), (0, 0, -1)]);
    Ok(())
}

/// The trigger where nobody is visited yet, as in a filter.
fn earner_is_unset() -> Expr {
    crate::testing::or_else(earner(), trigger())
}
