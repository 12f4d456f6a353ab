use super::go;
use crate::outcome::{ErrorKind, RunError};
use crate::program::{NONE, Space, Width};
use crate::testing::{
    Build, add, at_site, bv, count, events, fill, mul, none, num, partner, pay, percent, store, trigger, values, yes_no,
};

fn failure(b: &Build, s: &mut crate::store::Store) -> Option<RunError> {
    go(b, s).err()
}

#[test]
fn an_overflow_names_column_row_and_expression() -> Result<(), RunError> {
    let mut b = Build::new();
    let pv = b.given("PV", bv(0));
    let double = b.column("double", Space::Partner, bv(0));
    b.map(Space::Partner, vec![(double, at_site(3, add(b.row(pv), b.row(pv))))]);
    let mut s = store(&b.program, &[-1, 0]);
    fill(&b.program, &mut s, pv, &[1, i64::MAX]);
    let error = failure(&b, &mut s);
    let expected = RunError {
        kind: ErrorKind::Overflow,
        what: "double".to_owned(),
        site: crate::program::SiteId(3),
        row: Some(1),
        row_is_partner: true,
    };
    assert_eq!(error.as_ref().map(ToString::to_string), Some("number out of range in `double` for row 1".to_owned()));
    assert_eq!(error, Some(expected));
    Ok(())
}

#[test]
fn a_narrow_column_holds_less_and_its_least_value_is_absent() -> Result<(), RunError> {
    let mut b = Build::new();
    let given = b.given("given", count());
    let narrow = b.column("narrow", Space::Partner, count());
    b.width(narrow, Width::W8);
    b.map(Space::Partner, vec![(narrow, b.row(given))]);
    let mut s = store(&b.program, &[-1]);
    for (stored, fits) in [(127, true), (-127, true), (128, false), (-128, false)] {
        fill(&b.program, &mut s, given, &[stored]);
        let kind = failure(&b, &mut s).map(|error| error.kind);
        assert_eq!(kind, (!fits).then_some(ErrorKind::Overflow), "{stored}");
        if fits {
            assert_eq!(values(&s, narrow), [stored]);
        }
    }
    Ok(())
}

#[test]
fn a_store_refuses_the_value_that_stands_for_absent() {
    for width in [Width::W8, Width::W16, Width::W32] {
        let mut column = crate::store::Values::zeros(width, 1);
        let least = match width {
            Width::W8 => i64::from(i8::MIN),
            Width::W16 => i64::from(i16::MIN),
            _ => i64::from(i32::MIN),
        };
        assert!(!column.set(0, least));
        assert!(column.set(0, least + 1));
        assert!(column.set(0, NONE));
        assert_eq!(column.get(0), NONE);
    }
}

#[test]
fn a_value_finer_than_its_column_is_a_defect() {
    let mut b = Build::new();
    let coarse = b.column("coarse", Space::Company, bv(0));
    b.map(Space::Company, vec![(coarse, num(15, bv(1)))]);
    let error = failure(&b, &mut store(&b.program, &[])).map(|error| (error.kind, error.row));
    assert_eq!(error, Some((ErrorKind::Inexact, None)));
}

#[test]
fn an_absent_value_needs_an_optional_column() {
    let mut b = Build::new();
    let known = b.column("known", Space::Company, bv(0));
    b.map(Space::Company, vec![(known, none(bv(0)))]);
    let error = failure(&b, &mut store(&b.program, &[])).map(|error| error.kind);
    assert_eq!(error, Some(ErrorKind::Absent));
}

#[test]
fn a_sum_may_overflow_at_its_receiver() {
    let mut b = Build::new();
    let (orders, fields) = b.event("Order", &[("seller", partner()), ("bv", bv(0))]);
    let [seller, volume] = fields[..] else { return };
    let pv = b.column("PV", Space::Partner, bv(0));
    b.gather(Space::Event(orders), Space::Partner, Some(b.row(seller)), vec![b.sum(pv, b.row(volume))]);
    let mut s = store(&b.program, &[-1, 0]);
    events(&b.program, &mut s, orders, &[0, 1, 1]);
    fill(&b.program, &mut s, volume, &[i64::MAX, i64::MAX, 1]);
    let error = failure(&b, &mut s).map(|error| (error.kind, error.what, error.row, error.row_is_partner));
    assert_eq!(error, Some((ErrorKind::Overflow, "PV".to_owned(), Some(1), true)));
}

#[test]
fn a_missed_table_names_the_partner_who_is_visited() {
    let mut b = Build::new();
    let level = b.given("level", count());
    let rates = b.table("rate", percent(2), &[("level", count(), &[1, 2])], &[Some(5), None]);
    let rate = at_site(4, b.lookup(rates, vec![b.earner(level)]));
    b.bonus("Direct", Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![pay(mul(rate, num(100, crate::testing::eur(0))))];
    });
    let mut s = store(&b.program, &[-1, 0]);
    fill(&b.program, &mut s, level, &[1, 2]);
    let error =
        failure(&b, &mut s).map(|error| (error.kind, error.what, error.site.0, error.row, error.row_is_partner));
    assert_eq!(error, Some((ErrorKind::NoTableRow, "Direct".to_owned(), 4, Some(1), true)));
}

#[test]
fn an_amount_must_be_there_and_fit() {
    let mut b = Build::new();
    let amount = b.given("amount", crate::testing::optional(crate::testing::eur(0)));
    let of = b.trigger(amount);
    b.bonus("Direct", Space::Partner, |bonus| {
        bonus.trigger.partner = Some(trigger());
        bonus.pays = vec![pay(of)];
    });
    let mut s = store(&b.program, &[-1]);
    for (stored, kind) in [(NONE, ErrorKind::Absent), (i64::MAX, ErrorKind::Overflow)] {
        fill(&b.program, &mut s, amount, &[stored]);
        assert_eq!(failure(&b, &mut s).map(|error| (error.kind, error.row)), Some((kind, Some(0))));
    }
}

#[test]
fn asserts_hold_in_every_row() -> Result<(), RunError> {
    let mut b = Build::new();
    let fine = b.given("fine", crate::testing::optional(yes_no()));
    b.assert("everybody is fine", fine);
    let mut s = store(&b.program, &[-1, 0, 0]);
    fill(&b.program, &mut s, fine, &[1, 1, 1]);
    go(&b, &mut s)?;
    for wrong in [0, NONE] {
        fill(&b.program, &mut s, fine, &[1, 1, wrong]);
        let error = failure(&b, &mut s).map(|error| (error.kind, error.what, error.row));
        assert_eq!(error, Some((ErrorKind::Assertion, "everybody is fine".to_owned(), Some(2))));
    }
    Ok(())
}
