//! What comes out of two values is always among what comes out of the sets that they are in.

use super::{Known, Number, Values, round};
use compline_compiler::program::RoundMode;
use proptest::prelude::*;

/// A number with a small denominator, and an interval that it is in; bounds may be missing.
fn inside() -> impl Strategy<Value = (Number, Values)> {
    let number = (-400_i128..400, prop_oneof![Just(1_i128), Just(2), Just(3), Just(10)]);
    (number, 0_i128..60, 0_i128..60, any::<(bool, bool)>()).prop_map(|((top, bottom), below, above, open)| {
        let n = Number::new(top, bottom);
        let low = (!open.0).then(|| n - Number::from_integer(below));
        let high = (!open.1).then(|| n + Number::from_integer(above));
        (n, Values::range(low, high))
    })
}

fn holds(values: Values, n: Number) -> bool {
    match values.bounds() {
        None => false,
        Some((low, high)) => low.is_none_or(|low| low <= n) && high.is_none_or(|high| n <= high),
    }
}

proptest! {
    #[test]
    fn arithmetic_keeps_every_result((a, x) in inside(), (b, y) in inside()) {
        prop_assert!(holds(x.plus(y), a + b));
        prop_assert!(holds(x.minus(y), a - b));
        prop_assert!(holds(x.times(y), a * b), "{a} * {b} in {:?}", x.times(y));
        prop_assert!(holds(x.negated(), -a));
        prop_assert!(holds(x.extreme(y, true), a.max(b)));
        prop_assert!(holds(x.extreme(y, false), a.min(b)));
        prop_assert!(holds(x.or(y), a) && holds(x.or(y), b));
        prop_assert!(holds(x.widened(y), a) && holds(x.widened(y), b));
        if b != Number::from_integer(0) {
            prop_assert!(holds(x.divided_by(y), a / b), "{a} / {b} in {:?}", x.divided_by(y));
        }
        if holds(y, a) {
            prop_assert!(holds(x.and(y), a));
        }
    }

    #[test]
    fn rounding_keeps_every_result((a, x) in inside(), scale in 0_u8..3) {
        for mode in [RoundMode::HalfUp, RoundMode::HalfEven, RoundMode::Up, RoundMode::Down] {
            let rounded = round(a, mode, scale);
            prop_assert!(rounded.is_some_and(|n| holds(x.rounded(mode, scale), n)));
        }
    }

    #[test]
    fn words_keep_every_result(a in 0_u32..8, b in 0_u32..8, x in any::<u8>(), y in any::<u8>()) {
        let of = |set: u8, word: u32| Values { absent: false, known: Known::Words(u128::from(set) | (1 << word)) };
        let (x, y) = (of(x, a), of(y, b));
        prop_assert!(x.extreme(y, true).has(a.max(b)) && x.extreme(y, false).has(a.min(b)));
        prop_assert!(x.or(y).has(a) && x.or(y).has(b));
        prop_assert!(!y.has(a) || x.and(y).has(a));
    }
}

#[test]
fn bounds_that_are_met_stay_exact() {
    let range =
        |low: i128, high: i128| Values::range(Some(Number::from_integer(low)), Some(Number::from_integer(high)));
    assert_eq!(range(2, 3).times(range(-5, 4)), range(-15, 12));
    assert_eq!(range(0, 10).minus(range(1, 2)), range(-2, 9));
    assert_eq!(range(1, 9).extreme(range(4, 5), true), range(4, 9));
    assert!(range(1, 2).and(range(3, 4)).is_never());
    assert!(range(0, 0).is_nothing() && !range(0, 1).is_nothing());
    assert_eq!(round(Number::new(-5, 2), RoundMode::HalfUp, 0), Some(Number::from_integer(-3)));
    assert_eq!(round(Number::new(-5, 2), RoundMode::HalfEven, 0), Some(Number::from_integer(-2)));
}
