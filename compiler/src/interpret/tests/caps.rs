use super::{go, paid, pays_column};
use crate::lines::COMPANY;
use crate::outcome::{Cut, ErrorKind, Outcome, RunError};
use crate::program::{Cap, CapMethod, CapRounding, CapScope, ColumnId, Earner, LineSource, Source, Space};
use crate::store::Store;
use crate::testing::{Build, count, eur, events, fill, num, partner, pay, pay_to, store, yes_no};

const BY_LINE: CapMethod = CapMethod::InProportion { by_line: true, positive_only: false };
const POSITIVE: CapMethod = CapMethod::InProportion { by_line: false, positive_only: true };

/// Two bonuses `A` and `B` that pay each of three partners a given amount.
struct Two {
    b: Build,
    on: [LineSource; 2],
    amounts: [ColumnId; 2],
}

impl Two {
    fn new() -> Self {
        let mut b = Build::new();
        let amounts = [b.given("a", eur(2)), b.given("b", eur(2))];
        let [a, c] = amounts;
        let on = [LineSource::Bonus(pays_column(&mut b, "A", a)), LineSource::Bonus(pays_column(&mut b, "B", c))];
        Self { b, on, amounts }
    }

    fn cap(&mut self, scope: CapScope, limit: i128, change: impl FnOnce(&mut Cap)) {
        let at = self.b.fixed("limit", limit, eur(2));
        let on = self.on;
        self.b.cap("C", &on, scope, at, change);
    }

    fn store(&self, a: [i64; 3], b: [i64; 3]) -> Store {
        let mut s = store(&self.b.program, &[-1, 0, 0]);
        for (column, values) in self.amounts.iter().zip([a, b]) {
            fill(&self.b.program, &mut s, *column, &values);
        }
        s
    }

    fn run(&self, a: [i64; 3], b: [i64; 3]) -> Result<Outcome, RunError> {
        go(&self.b, &mut self.store(a, b))
    }
}

/// Partner, index of the source among `A` and `B`, line, amount.
type Said = (u32, Option<LineSource>, Option<u64>, i64);

fn cuts(outcome: &Outcome) -> Vec<Said> {
    let said = |cut: &Cut| (cut.partner, cut.source, cut.line, cut.amount);
    outcome.cuts.iter().flatten().map(said).collect()
}

#[test]
fn per_line() -> Result<(), RunError> {
    let mut two = Two::new();
    two.cap(CapScope::Line, 5_00, |_| {});
    let [a, b] = two.on;
    let outcome = two.run([3_00, 7_00, -9_00], [0, 5_00, 5_01])?;
    // B's lines are those of partners 1 and 2.
    assert_eq!(cuts(&outcome), [(1, Some(a), Some(1), -2_00), (2, Some(b), Some(1), -1)]);
    assert_eq!(outcome.totals, [3_00, 10_00, -4_00]);
    Ok(())
}

#[test]
fn per_bonus() -> Result<(), RunError> {
    let mut two = Two::new();
    two.cap(CapScope::Bonus, 10_00, |_| {});
    let [a, _] = two.on;
    let outcome = two.run([9_00, 3_00, 0], [4_00, 0, 6_00])?;
    // A is 12.00: 9 * 10/12 = 7.50, 3 * 10/12 = 2.50. B is 10.00, which is not more.
    assert_eq!(cuts(&outcome), [(0, Some(a), None, -1_50), (1, Some(a), None, -50)]);
    assert_eq!(outcome.totals, [11_50, 2_50, 6_00]);
    Ok(())
}

#[test]
fn per_partner_with_a_limit_of_his_own() -> Result<(), RunError> {
    let mut two = Two::new();
    let at = two.b.given("limit", eur(2));
    two.b.cap("C", &two.on, CapScope::Partner, at, |_| {});
    let mut s = two.store([6_00, 6_00, 0], [4_00, 4_00, 1_00]);
    fill(&two.b.program, &mut s, at, &[9_00, 10_00, 0]);
    let outcome = go(&two.b, &mut s)?;
    assert_eq!(cuts(&outcome), [(0, None, None, -1_00), (2, None, None, -1_00)]);
    assert_eq!(outcome.totals, [9_00, 10_00, 0]);
    Ok(())
}

#[test]
fn per_partner_by_line() -> Result<(), RunError> {
    let mut two = Two::new();
    two.cap(CapScope::Partner, 10_00, |cap| cap.method = BY_LINE);
    let [a, b] = two.on;
    let outcome = two.run([10_00, 10_00, 10_00], [5_00, 5_01, 0])?;
    // 0: 1000 * 10/15 = 666.67, 500 * 10/15 = 333.33: the left-over cent goes to the larger fraction.
    // 1: 1000 * 1000/1501 = 666.22, 501 * 1000/1501 = 333.78.
    let expected = [
        (0, Some(a), Some(0), -3_33),
        (0, Some(b), Some(0), -1_67),
        (1, Some(a), Some(1), -3_34),
        (1, Some(b), Some(1), -1_67),
    ];
    assert_eq!(cuts(&outcome), expected);
    assert_eq!(outcome.totals, [10_00, 10_00, 10_00]);
    Ok(())
}

#[test]
fn per_person_and_the_three_roundings() -> Result<(), RunError> {
    // Partners 1 and 2 belong to one person: 6.00 and 3.00 under 8.00 are 5.333… and 2.666….
    for (rounding, expected) in [
        (CapRounding::SharedExactly, [9_00, 5_33, 2_67]),
        (CapRounding::EachDown, [9_00, 5_33, 2_66]),
        (CapRounding::EachHalfUp, [9_00, 5_33, 2_67]),
    ] {
        let mut two = Two::new();
        two.b.column_from("owner", Space::Partner, count(), Source::PersonOf);
        let at = two.b.column_from("limit", Space::Person, eur(2), Source::Computed);
        let limits = two.b.row(at);
        two.b.map(Space::Person, vec![(at, crate::testing::add(limits, num(0, eur(2))))]);
        two.b.cap("C", &two.on, CapScope::Person, at, |cap| cap.rounding = rounding);
        let mut s = two.store([9_00, 6_00, 1_00], [0, 0, 2_00]);
        s.persons = 2;
        s.person_of = vec![0, 1, 1].into();
        fill(&two.b.program, &mut s, at, &[9_00, 8_00, 0]);
        let outcome = go(&two.b, &mut s)?;
        assert_eq!(outcome.totals, expected, "{rounding:?}");
    }
    Ok(())
}

#[test]
fn the_roundings_of_a_company_cap() -> Result<(), RunError> {
    // Three times 1.00 under 2.00: 66.67 each, exactly 200 only when shared; the tie goes by number.
    // Under 1.00: 33.33 each.
    for (rounding, limit, expected) in [
        (CapRounding::SharedExactly, 2_00, [67, 67, 66]),
        (CapRounding::EachDown, 2_00, [66, 66, 66]),
        (CapRounding::EachHalfUp, 2_00, [67, 67, 67]),
        (CapRounding::SharedExactly, 1_00, [34, 33, 33]),
        (CapRounding::EachDown, 1_00, [33, 33, 33]),
        (CapRounding::EachHalfUp, 1_00, [33, 33, 33]),
    ] {
        let mut two = Two::new();
        two.cap(CapScope::Company, limit, |cap| cap.rounding = rounding);
        assert_eq!(two.run([1_00, 0, 50], [0, 1_00, 50])?.totals, expected, "{rounding:?}");
    }
    Ok(())
}

#[test]
fn ties_go_by_number_and_lines_of_one_partner_by_their_order() -> Result<(), RunError> {
    let mut two = Two::new();
    two.cap(CapScope::Company, 2_00, |cap| cap.method = BY_LINE);
    let mut s = two.store([1_00, 0, 1_00], [0, 0, 1_00]);
    s.number = vec![9, 5, 1].into();
    let outcome = go(&two.b, &mut s)?;
    // 66.67 each: the two left-over cents go to both lines of partner 2, who has the smaller number.
    assert_eq!(outcome.totals, [66, 0, 1_34]);
    let mut two = Two::new();
    two.cap(CapScope::Company, 1_00, |cap| cap.method = BY_LINE);
    let [a, b] = two.on;
    let outcome = go(&two.b, &mut two.store([1_00, 0, 1_00], [1_00, 0, 0]))?;
    // 33.33 each: one left-over cent, to the first line of partner 0.
    assert_eq!(cuts(&outcome), [(0, Some(a), Some(0), -66), (2, Some(a), Some(1), -67), (0, Some(b), Some(0), -67)]);
    Ok(())
}

#[test]
fn the_limit_is_rounded_down_and_not_below_zero() -> Result<(), RunError> {
    for (limit, expected) in [(2_009, [2_00, 0, 0]), (-5_000, [0, 0, 0])] {
        let mut two = Two::new();
        let at = two.b.fixed("limit", limit, eur(3));
        two.b.cap("C", &two.on, CapScope::Company, at, |_| {});
        assert_eq!(two.run([3_00, 0, 0], [0, 0, 0])?.totals, expected);
    }
    Ok(())
}

#[test]
fn negative_parts() -> Result<(), RunError> {
    let mut two = Two::new();
    two.cap(CapScope::Company, 5_00, |_| {});
    // 10 - 6 = 4 does not bind.
    assert_eq!(two.run([10_00, -6_00, 0], [0, 0, 0])?.totals, [10_00, -6_00, 0]);
    // 10 - 4 = 6 binds.
    let error = two.run([10_00, -4_00, 0], [0, 0, 0]).err().map(|error| (error.kind, error.what, error.row));
    assert_eq!(error, Some((ErrorKind::NegativeUnderCap, "C".to_owned(), Some(1))));

    // In proportion to positive lines: 10 and 2 are cut to 5 + 4 = 9 together, 7.50 and 1.50.
    let mut two = Two::new();
    two.cap(CapScope::Company, 5_00, |cap| cap.method = POSITIVE);
    assert_eq!(two.run([10_00, -4_00, 2_00], [0, 0, 0])?.totals, [7_50, -4_00, 1_50]);
    Ok(())
}

#[test]
fn by_priority_the_first_source_is_served_first() -> Result<(), RunError> {
    let mut two = Two::new();
    let order = vec![two.on[1], two.on[0]];
    two.cap(CapScope::Company, 10_00, |cap| cap.method = CapMethod::ByPriority(order));
    let [a, _] = two.on;
    // B's 6.00 are served; A's 9.00 share the 4.00 that are left: 6 * 4/9 = 2.666…, 3 * 4/9 = 1.333….
    let outcome = two.run([6_00, 3_00, 0], [0, 1_00, 5_00])?;
    assert_eq!(cuts(&outcome), [(0, Some(a), None, -3_33), (1, Some(a), None, -1_67)]);
    assert_eq!(outcome.totals, [2_67, 2_33, 5_00]);
    // B alone is more than the limit: A gets nothing.
    assert_eq!(two.run([6_00, 3_00, 0], [0, 0, 20_00])?.totals, [0, 0, 10_00]);
    Ok(())
}

#[test]
fn shares_of_pools_are_capped_and_what_stays_with_the_company_is_not() -> Result<(), RunError> {
    let mut b = Build::new();
    let amount = b.fixed("amount", 10_00, eur(2));
    let (member, weight) = (b.given("member", yes_no()), b.given("weight", count()));
    let pool = LineSource::Pool(b.pool("Pool", amount, member, weight));
    let (orders, _) = b.event("Order", &[("seller", partner())]);
    let kept = LineSource::Bonus(b.bonus("Kept", Space::Event(orders), |bonus| {
        bonus.pays = vec![pay_to(Earner::Company, num(50_00, eur(2)))];
    }));
    let at = b.fixed("limit", 8_00, eur(2));
    b.cap("C", &[pool, kept], CapScope::Company, at, |_| {});
    let mut s = store(&b.program, &[-1, 0]);
    events(&b.program, &mut s, orders, &[0]);
    fill(&b.program, &mut s, member, &[1, 1]);
    fill(&b.program, &mut s, weight, &[1, 3]);
    let outcome = go(&b, &mut s)?;
    assert_eq!(paid(&outcome.bonuses, 0), [(0, COMPANY, 50_00)]);
    // 2.50 and 7.50 under 8.00.
    assert_eq!(outcome.totals, [2_00, 6_00]);
    Ok(())
}

#[test]
fn caps_in_order_see_what_the_ones_before_left() -> Result<(), RunError> {
    let mut two = Two::new();
    let per_partner = two.b.fixed("per_partner", 6_00, eur(2));
    let first = two.b.cap("PerPartner", &two.on, CapScope::Partner, per_partner, |cap| cap.method = BY_LINE);
    let all = two.b.fixed("all", 8_00, eur(2));
    two.b.cap("Company", &two.on, CapScope::Company, all, |cap| cap.after = vec![first]);
    let only_b = two.b.fixed("only_b", 1_00, eur(2));
    let on_b = [two.on[1]];
    two.b.cap("OnlyB", &on_b, CapScope::Company, only_b, |_| {});
    let outcome = two.run([6_00, 4_00, 0], [6_00, 0, 0])?;
    // Partner 0: 12.00 to 6.00, 3.00 off each line. Company: 6 + 4 = 10 to 8: 4.80 and 3.20, cuts of totals.
    // B is 3.00 after its line cut; the company's cut of partner 0 counts in full: 3.00 - 1.20 = 1.80, to 1.00.
    let by_cap: Vec<Vec<i64>> = outcome.cuts.iter().map(|cuts| cuts.iter().map(|cut| cut.amount).collect()).collect();
    assert_eq!(by_cap, [vec![-3_00, -3_00], vec![-1_20, -80], vec![-80]]);
    assert_eq!(outcome.totals, [4_00, 3_20, 0]);
    Ok(())
}

#[test]
fn lines_of_many_triggers_are_one_partners_total() -> Result<(), RunError> {
    let mut b = Build::new();
    let (orders, fields) = b.event("Order", &[("seller", partner()), ("net", eur(2))]);
    let [seller, net] = fields[..] else { return Ok(()) };
    let (to, amount) = (b.trigger(seller), b.trigger(net));
    let direct = b.bonus("Direct", Space::Event(orders), |bonus| {
        bonus.trigger.partner = Some(to);
        bonus.pays = vec![pay(amount)];
    });
    let at = b.fixed("limit", 10_00, eur(2));
    b.cap("C", &[LineSource::Bonus(direct)], CapScope::Partner, at, |_| {});
    let mut s = store(&b.program, &[-1, 0]);
    events(&b.program, &mut s, orders, &[0, 0, 1]);
    fill(&b.program, &mut s, net, &[7_00, 8_00, 9_00]);
    let outcome = go(&b, &mut s)?;
    // A cap of one source says which one.
    assert_eq!(cuts(&outcome), [(0, Some(LineSource::Bonus(direct)), None, -5_00)]);
    assert_eq!(outcome.totals, [10_00, 9_00]);
    Ok(())
}

#[test]
fn a_cut_that_is_seen_in_part_is_not_taken_twice() -> Result<(), RunError> {
    let capped = |a, b| {
        let mut two = Two::new();
        two.cap(CapScope::Partner, 10_00, |_| {});
        let only_b = two.b.fixed("only_b", 1_00, eur(2));
        let on_b = [two.on[1]];
        two.b.cap("OnlyB", &on_b, CapScope::Company, only_b, |_| {});
        Ok::<_, RunError>(two.run([a, 0, 0], [b, 50, 0])?.totals)
    };
    // 9 + 9 to 10: the cut of 8 counts against B, which leaves 1.00 for partner 0 and 0.50 for partner 1.
    // B is 1.50, to 1.00: 66.67 and 33.33.
    assert_eq!(capped(9_00, 9_00)?, [9_67, 33, 0]);
    // 15 + 1 to 10: the cut of 6 leaves nothing of B, and not less.
    assert_eq!(capped(15_00, 1_00)?, [10_00, 50, 0]);
    Ok(())
}

#[test]
fn a_cut_of_totals_counts_in_a_wider_cap() -> Result<(), RunError> {
    let mut two = Two::new();
    let on_a = [two.on[0]];
    let first = two.b.fixed("first", 5_00, eur(2));
    two.b.cap("First", &on_a, CapScope::Partner, first, |_| {});
    two.cap(CapScope::Partner, 8_00, |_| {});
    // A is 5.00 after the first; with B's 2.00 it is below 8.00, with 4.00 above.
    assert_eq!(two.run([9_00, 9_00, 0], [2_00, 4_00, 0])?.totals, [7_00, 8_00, 0]);
    // Also by priority, because the first cap has one source only: A's 5.00 are served, B gets 3.00.
    if let Some(cap) = two.b.program.caps.last_mut() {
        cap.method = CapMethod::ByPriority(two.on.to_vec());
    }
    let outcome = two.run([9_00, 9_00, 0], [2_00, 4_00, 0])?;
    assert_eq!(cuts(&outcome).last(), Some(&(1, Some(two.on[1]), None, -1_00)));
    Ok(())
}
