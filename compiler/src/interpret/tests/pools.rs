use super::go;
use crate::lines::Lines;
use crate::outcome::{ErrorKind, RunError};
use crate::testing::{Build, count, eur, fill, store, yes_no};

/// A pool of so many cents over partners with these weights (absent: no member); returns the shares by partner.
fn shares(cents: i64, weights: &[Option<i64>], numbers: Option<Vec<u32>>) -> Result<Vec<i64>, RunError> {
    let mut b = Build::new();
    let amount = b.fixed("amount", i128::from(cents), eur(2));
    let (member, weight) = (b.given("member", yes_no()), b.given("weight", count()));
    b.pool("Leaders", amount, member, weight);
    let mut parents = vec![0; weights.len()];
    parents.iter_mut().take(1).for_each(|root| *root = -1);
    let mut s = store(&b.program, &parents);
    if let Some(numbers) = numbers {
        s.number = numbers.into();
    }
    let members: Vec<i64> = weights.iter().map(|weight| i64::from(weight.is_some())).collect();
    let weights: Vec<i64> = weights.iter().map(|weight| weight.unwrap_or(-5)).collect();
    fill(&b.program, &mut s, member, &members);
    fill(&b.program, &mut s, weight, &weights);
    let outcome = go(&b, &mut s)?;
    let lines: i64 = outcome.pools.iter().flat_map(Lines::iter).map(|line| line.amount).sum();
    assert_eq!(lines, outcome.totals.iter().sum::<i64>());
    Ok(outcome.totals)
}

#[test]
fn floor_shares_and_what_is_left_by_largest_fraction() -> Result<(), RunError> {
    // 100 by 3, 2, 2 of 7: 42.857…, 28.571…, 28.571…; floors 98; one to .857, one to .571 with the smaller number.
    assert_eq!(shares(100, &[Some(3), Some(2), Some(2)], None)?, [43, 29, 28]);
    assert_eq!(shares(100, &[Some(3), Some(2), Some(2)], Some(vec![0, 2, 1]))?, [43, 28, 29]);
    Ok(())
}

#[test]
fn one_who_is_no_member_or_has_no_weight_gets_nothing() -> Result<(), RunError> {
    // 10.00 by 1, 1, 1: 333.33… each, one left.
    assert_eq!(shares(1_000, &[None, Some(1), Some(0), Some(1), Some(1)], None)?, [0, 334, 0, 333, 333]);
    Ok(())
}

#[test]
fn nobody_gets_nothing() -> Result<(), RunError> {
    assert_eq!(shares(1_000, &[None, None], None)?, [0, 0]);
    assert_eq!(shares(1_000, &[Some(0), Some(0)], None)?, [0, 0]);
    Ok(())
}

#[test]
fn a_negative_amount_is_parted_by_the_same_rule() -> Result<(), RunError> {
    // -33.33… each: floors -34, so two too many; equal fractions, smaller numbers first.
    assert_eq!(shares(-100, &[Some(1), Some(1), Some(1)], None)?, [-33, -33, -34]);
    Ok(())
}

#[test]
fn a_member_with_a_negative_weight_stops_the_run() {
    let error = shares(100, &[Some(1), Some(-1)], None).err();
    let error = error.map(|error| (error.kind, error.what, error.row, error.row_is_partner));
    assert_eq!(error, Some((ErrorKind::NegativeWeight, "Leaders".to_owned(), Some(1), true)));
}
