use super::{CHAIN, go, paid};
use crate::interpret::{Options, run};
use crate::outcome::RunError;
use crate::program::{
    Aggregate, AggregateOp, BonusId, CapId, CapMethod, CapScope, ColumnId, Earner, LineSource, Source, Space, VarId,
};
use crate::store::Store;
use crate::testing::{
    Build, add, compare, count, eur, events, fill, mul, num, partner, pay, pay_to, percent, shown, store, up, values,
    var,
};

/// `Direct` pays the seller his net and the company 1.00; a cap per line at 50.00 follows; `Match` pays 10% of each
/// of its lines to two levels above its earner.
struct Matched {
    b: Build,
    net: ColumnId,
    earner: ColumnId,
    amount: ColumnId,
    trigger: ColumnId,
}

impl Matched {
    fn new(after: Option<CapId>) -> Self {
        let mut b = Build::new();
        let (orders, fields) = b.event("Order", &[("seller", partner()), ("net", eur(2))]);
        let [seller, net] = fields[..] else {
            return Self { b, net: ColumnId(0), earner: ColumnId(0), amount: ColumnId(0), trigger: ColumnId(0) };
        };
        let (to, of) = (b.trigger(seller), b.trigger(net));
        let direct = b.bonus("Direct", Space::Event(orders), |bonus| {
            bonus.trigger.partner = Some(to);
            bonus.pays = vec![pay(of), pay_to(Earner::Company, num(1_00, eur(2)))];
        });
        let at = b.fixed("limit", 50_00, eur(2));
        b.cap("PerLine", &[LineSource::Bonus(direct)], CapScope::Line, at, |cap| {
            cap.method = CapMethod::InProportion { by_line: true, positive_only: false };
        });
        let nothing = b.fixed("nothing", 0, eur(2));
        b.cap("Nothing", &[LineSource::Bonus(direct)], CapScope::Partner, nothing, |cap| {
            cap.method = CapMethod::InProportion { by_line: true, positive_only: true };
        });
        let space = Space::Line(b.next_bonus());
        let earner = b.column_from("earner", space, partner(), Source::LineEarner);
        let amount = b.column_from("amount", space, eur(2), Source::LineAmount);
        let trigger = b.column_from("trigger", space, count(), Source::LineTrigger);
        let (from, of) = (b.trigger(earner), b.trigger(amount));
        b.bonus("Match", space, |bonus| {
            bonus.trigger.lines_of = Some(direct);
            bonus.trigger.after = after;
            bonus.walk = Some(up(from, false));
            bonus.vars = vec![shown("level", count())];
            bonus.start = vec![num(1, count())];
            bonus.stop_before = Some(compare(crate::program::Compare::Gt, var(0, count()), num(2, count())));
            bonus.pays = vec![pay(mul(num(10, percent(2)), of))];
            bonus.then = vec![(VarId(0), add(var(0, count()), num(1, count())))];
        });
        Self { b, net, earner, amount, trigger }
    }

    fn store(&self) -> Store {
        let mut s = store(&self.b.program, &CHAIN);
        events(&self.b.program, &mut s, crate::program::EventSetId(0), &[1, 2, 4]);
        fill(&self.b.program, &mut s, self.net, &[20_00, 0, 80_00]);
        s
    }
}

#[test]
fn before_all_caps() -> Result<(), RunError> {
    let plan = Matched::new(None);
    let mut s = plan.store();
    let outcome = go(&plan.b, &mut s)?;
    // Lines of Direct: 0 of Ben, (1 of the company,) 2 (order 1 pays nobody but the company), 3 of Eva.
    assert_eq!(outcome.parents.get(1), Some(&vec![0, 3]));
    assert_eq!(values(&s, plan.earner), [1, 4]);
    assert_eq!(values(&s, plan.amount), [20_00, 80_00]);
    assert_eq!(values(&s, plan.trigger), [0, 2]);
    assert_eq!(paid(&outcome.bonuses, 1), [(0, 0, 2_00), (1, 3, 8_00), (1, 2, 8_00)]);
    Ok(())
}

#[test]
fn after_a_cap_the_amount_is_less() -> Result<(), RunError> {
    let plan = Matched::new(Some(CapId(0)));
    let mut s = plan.store();
    let outcome = go(&plan.b, &mut s)?;
    // Eva's line is cut by 30.00; the cap after that one does not count.
    assert_eq!(values(&s, plan.amount), [20_00, 50_00]);
    assert_eq!(paid(&outcome.bonuses, 1), [(0, 0, 2_00), (1, 3, 5_00), (1, 2, 5_00)]);
    // Nothing is left of Direct; Match is not capped.
    assert_eq!(outcome.totals, [2_00, 0, 5_00, 5_00, 0]);
    Ok(())
}

#[test]
fn a_line_that_is_cut_to_nothing_triggers_nothing() -> Result<(), RunError> {
    let plan = Matched::new(Some(CapId(1)));
    let mut s = plan.store();
    let outcome = go(&plan.b, &mut s)?;
    assert_eq!(values(&s, plan.amount), [0_i64; 0]);
    assert_eq!(outcome.parents.get(1), Some(&Vec::new()));
    assert_eq!(outcome.totals, [0; 5]);
    Ok(())
}

#[test]
fn late_lines_are_matched_too() -> Result<(), RunError> {
    let plan = Matched::new(None);
    let outcome = run(&plan.b.program, &mut plan.store(), &Options { late: true })?;
    assert_eq!(paid(&outcome.bonuses, 1), [(0, 0, 2_00), (1, 3, 8_00), (1, 2, 8_00)]);
    Ok(())
}

#[test]
fn line_rows_can_be_gathered_afterwards() -> Result<(), RunError> {
    let mut plan = Matched::new(None);
    let matched = plan.b.column("matched", Space::Partner, eur(2));
    let doubled = plan.b.column("doubled", Space::Line(BonusId(1)), eur(2));
    plan.b.map(Space::Line(BonusId(1)), vec![(doubled, mul(num(2, count()), plan.b.row(plan.amount)))]);
    let aggregate = Aggregate { into: matched, op: AggregateOp::Sum, value: plan.b.row(doubled), filter: None };
    plan.b.gather(Space::Line(BonusId(1)), Space::Partner, Some(plan.b.row(plan.earner)), vec![aggregate]);
    let mut s = plan.store();
    go(&plan.b, &mut s)?;
    assert_eq!(values(&s, matched), [0, 40_00, 0, 0, 160_00]);
    Ok(())
}
