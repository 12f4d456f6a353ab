use crate::interpret::{Env, EvalError, eval, eval_exact, exact};
use crate::outcome::ErrorKind;
use crate::program::{Compare, Expr, MonthCount, NONE, Op, PeriodEdge, Reach, RoundMode, SiteId, Ty};
use crate::store::Store;
use crate::testing::{
    Build, SPONSOR, above, add, and, at_site, bv, compare, count, date, div, eur, event, expr, factor, fill, is_known,
    max, min, mul, my, neg, no, none, not, num, optional, or, or_else, partner, percent, round, row, sponsor, store,
    sub, when, word, yes, yes_no,
};
use chrono::NaiveDate;

fn value(expr: &Expr) -> Result<i64, ErrorKind> {
    let b = Build::new();
    eval(&b.program, &Store::default(), expr, &Env::EMPTY).map_err(|error| error.kind)
}

/// A condition whose evaluation is an error.
fn broken() -> Expr {
    above(div(num(1, count()), num(0, count())), num(0, count()))
}

#[test]
fn scales_widen_and_add() {
    assert_eq!(value(&add(num(150, eur(2)), num(5, eur(3)))), Ok(1_505));
    assert_eq!(value(&sub(num(1, eur(0)), num(1, eur(2)))), Ok(99));
    assert_eq!(value(&mul(num(5, percent(2)), num(333, eur(2)))), Ok(1_665));
    assert_eq!(value(&neg(num(5, eur(2)))), Ok(-5));
    assert_eq!(value(&min(num(15, eur(1)), num(149, eur(2)))), Ok(149));
    assert_eq!(value(&max(num(15, eur(1)), num(149, eur(2)))), Ok(150));
}

#[test]
fn a_value_that_does_not_fit_is_an_error() {
    let large = || num(i128::from(i64::MAX), eur(0));
    assert_eq!(value(&large()), Ok(i64::MAX));
    assert_eq!(value(&add(large(), num(1, eur(0)))), Err(ErrorKind::Overflow));
    // What happens inside is exact: it may be large on the way.
    assert_eq!(value(&sub(add(large(), large()), large())), Ok(i64::MAX));
    // The least integer stands for absent.
    assert_eq!(value(&num(i128::from(i64::MIN), eur(0))), Err(ErrorKind::Overflow));
    assert_eq!(value(&expr(mul(num(1, eur(2)), num(1, percent(2))).op, eur(2))), Err(ErrorKind::Inexact));
}

#[test]
fn quotients_are_rounded_by_name() {
    let third = |by: i128| div(num(by, eur(2)), num(3, count()));
    for (mode, expected) in [
        (RoundMode::HalfUp, [33, 67, -67, 2]),
        (RoundMode::HalfEven, [33, 67, -67, 2]),
        (RoundMode::Up, [34, 67, -67, 2]),
        (RoundMode::Down, [33, 66, -66, 1]),
    ] {
        let amounts = [third(100), third(200), third(-200), div(num(15, eur(1)), num(100, count()))];
        let rounded = amounts.map(|amount| value(&round(amount, mode, 2)));
        assert_eq!(rounded, expected.map(Ok), "{mode:?}");
    }
    assert_eq!(value(&round(num(25, eur(3)), RoundMode::HalfEven, 2)), Ok(2));
    assert_eq!(value(&round(num(35, eur(3)), RoundMode::HalfEven, 2)), Ok(4));
    assert_eq!(value(&round(num(-25, eur(3)), RoundMode::HalfUp, 2)), Ok(-3));
    assert_eq!(
        value(&round(div(num(1, count()), num(0, count())), RoundMode::Down, 0)),
        Err(ErrorKind::DivisionByZero)
    );
    assert_eq!(value(&round(div(none(count()), num(0, count())), RoundMode::Down, 0)), Ok(NONE));
}

#[test]
fn an_unrounded_quotient_is_a_ratio() -> Result<(), EvalError> {
    let b = Build::new();
    let ratio = div(num(1, eur(2)), num(3, factor(1)));
    let exactly = eval_exact(&b.program, &Store::default(), &ratio, &Env::EMPTY)?;
    // 0.01 / 0.3
    assert_eq!(exactly, Some(exact(1.into(), 2) / exact(3.into(), 1)));
    assert_eq!(value(&ratio), Err(ErrorKind::Inexact));
    Ok(())
}

#[test]
fn absent_operands() {
    let gone = || none(count());
    let one = || num(1, count());
    assert_eq!(value(&add(gone(), one())), Ok(NONE));
    assert_eq!(value(&max(one(), gone())), Ok(NONE));
    for how in [Compare::Eq, Compare::Ne, Compare::Lt, Compare::Ge] {
        assert_eq!(value(&compare(how, gone(), gone())), Ok(0), "{how:?}");
    }
    assert_eq!(value(&is_known(gone())), Ok(0));
    assert_eq!(value(&is_known(one())), Ok(1));
    assert_eq!(value(&or_else(gone(), one())), Ok(1));
    assert_eq!(value(&not(none(yes_no()))), Ok(NONE));
    assert_eq!(value(&and(none(yes_no()), broken())), Ok(NONE));
    assert_eq!(value(&or(none(yes_no()), broken())), Ok(NONE));
    assert_eq!(value(&and(yes(), none(yes_no()))), Ok(NONE));
    assert_eq!(value(&when(none(yes_no()), num(1, count()), num(2, count()))), Ok(2));
    assert_eq!(value(&expr(Op::IsBelow(SPONSOR, none(partner()).into(), num(0, partner()).into()), yes_no())), Ok(0));
}

#[test]
fn only_what_is_needed_is_evaluated() {
    assert_eq!(value(&broken()), Err(ErrorKind::DivisionByZero));
    assert_eq!(value(&and(no(), broken())), Ok(0));
    assert_eq!(value(&or(yes(), broken())), Ok(1));
    assert_eq!(
        value(&when(yes(), num(1, count()), round(div(num(1, count()), num(0, count())), RoundMode::Down, 0))),
        Ok(1)
    );
    assert_eq!(
        value(&or_else(num(1, count()), round(div(num(1, count()), num(0, count())), RoundMode::Down, 0))),
        Ok(1)
    );
}

#[test]
fn comparisons_are_by_value() {
    assert_eq!(value(&compare(Compare::Eq, num(10, eur(1)), num(100, eur(2)))), Ok(1));
    assert_eq!(value(&compare(Compare::Ne, num(10, eur(1)), num(100, eur(2)))), Ok(0));
    assert_eq!(value(&compare(Compare::Lt, num(9, eur(1)), num(100, eur(2)))), Ok(1));
    assert_eq!(value(&compare(Compare::Le, num(10, eur(1)), num(100, eur(2)))), Ok(1));
    let mut b = Build::new();
    let ranks = b.ladder("career", &["Consultant", "Silver"]);
    assert_eq!(value(&compare(Compare::Gt, num(1, word(ranks)), num(0, word(ranks)))), Ok(1));
}

#[test]
fn tables_have_half_open_slots() {
    let mut b = Build::new();
    let career = b.ladder("career", &["Consultant", "Silver"]);
    let keys: [(&str, Ty, &[i64]); 2] = [("rank", word(career), &[0, 1]), ("volume", bv(0), &[0, 100, 500])];
    let rates = b.table("rate", percent(2), &keys, &[Some(1), Some(2), Some(3), Some(4), None, Some(6)]);
    let at = |rank, volume: Expr| {
        let lookup = at_site(7, b.lookup(rates, vec![num(rank, word(career)), volume]));
        eval(&b.program, &Store::default(), &lookup, &Env::EMPTY).map_err(|error| (error.kind, error.site))
    };
    assert_eq!(at(0, num(0, bv(0))), Ok(1));
    assert_eq!(at(0, num(99_99, bv(2))), Ok(1));
    assert_eq!(at(0, num(100_00, bv(2))), Ok(2));
    assert_eq!(at(1, num(1_000_000, bv(0))), Ok(6));
    assert_eq!(at(1, num(100, bv(0))), Err((ErrorKind::NoTableRow, SiteId(7))));
    assert_eq!(at(1, num(-1, bv(2))), Err((ErrorKind::NoTableRow, SiteId(7))));
    assert_eq!(at(1, none(bv(0))), Ok(NONE));
}

#[test]
fn rows_and_trees() -> Result<(), EvalError> {
    let mut b = Build::new();
    let rank = b.given("rank", count());
    let company = b.column("total", crate::program::Space::Company, eur(2));
    let mut s = store(&b.program, &[-1, 0, 1, 0]);
    fill(&b.program, &mut s, rank, &[10, 11, 12, 13]);
    fill(&b.program, &mut s, company, &[5]);
    if let Some(tree) = s.trees.first_mut() {
        tree.side = vec![-1, 0, 1, 1].into();
    }
    let env = Env { row: 2, my: 3, ..Env::EMPTY };
    let at = |expr: Expr| eval(&b.program, &s, &expr, &env);
    assert_eq!(at(b.row(rank))?, 12);
    assert_eq!(at(b.my(rank))?, 13);
    assert_eq!(at(b.earner(rank))?, NONE);
    assert_eq!(at(b.company(company))?, 5);
    assert_eq!(at(b.load(rank, sponsor(row())))?, 11);
    assert_eq!(at(b.load(rank, sponsor(sponsor(row()))))?, 10);
    assert_eq!(at(b.load(rank, sponsor(sponsor(sponsor(row())))))?, NONE);
    let side = |of: Expr| expr(Op::Side(SPONSOR, of.into()), optional(count()));
    assert_eq!((at(side(row()))?, at(side(sponsor(sponsor(row()))))?), (1, NONE));
    let below = |a: Expr, b: Expr| expr(Op::IsBelow(SPONSOR, a.into(), b.into()), yes_no());
    let root = || num(0, partner());
    assert_eq!(at(below(row(), root()))?, 1);
    assert_eq!(at(below(row(), sponsor(row())))?, 1);
    assert_eq!(at(below(row(), row()))?, 0);
    assert_eq!(at(below(row(), my()))?, 0);
    assert_eq!(at(expr(Op::Handle(crate::program::Handle::Trigger), event(crate::program::EventSetId(0))))?, NONE);
    // The first two periods of a built store are January 2026 and December 2025.
    assert_eq!(at(expr(Op::Period(PeriodEdge::Start, Reach::Period(0)), date()))?, days(2026, 1, 1));
    assert_eq!(at(expr(Op::Period(PeriodEdge::End, Reach::Period(1)), date()))?, days(2025, 12, 31));
    assert_eq!(at(expr(Op::Period(PeriodEdge::End, Reach::Period(2)), optional(date())))?, NONE);
    Ok(())
}

#[test]
fn months_and_days_between() {
    for (from, to, completed, begun) in [
        ((2026, 1, 31), (2026, 2, 28), 1, 1),
        ((2026, 1, 31), (2026, 2, 27), 0, 1),
        ((2024, 2, 29), (2025, 2, 28), 12, 12),
        ((2026, 1, 15), (2026, 1, 15), 0, 0),
        ((2026, 1, 15), (2027, 3, 14), 13, 14),
        ((2026, 1, 15), (2025, 12, 1), 0, 0),
        ((2026, 1, 31), (2026, 3, 30), 1, 2),
        ((2026, 1, 31), (2026, 3, 31), 2, 2),
    ] {
        let dates = |(y, m, d): (i32, u32, u32)| num(i128::from(days(y, m, d)), date());
        let between = |how| value(&expr(Op::Between(how, dates(from).into(), dates(to).into()), count()));
        assert_eq!(between(MonthCount::Completed), Ok(completed), "{from:?} {to:?}");
        assert_eq!(between(MonthCount::Begun), Ok(begun), "{from:?} {to:?}");
        assert_eq!(between(MonthCount::Days), Ok(days(to.0, to.1, to.2) - days(from.0, from.1, from.2)));
    }
}

fn days(year: i32, month: u32, day: u32) -> i64 {
    NaiveDate::from_ymd_opt(year, month, day).map_or(NONE, |date| i64::from(date.to_epoch_days()))
}
