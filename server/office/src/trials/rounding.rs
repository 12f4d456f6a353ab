//! Whether a difference is rounding and nothing else.

use compline_runtime::booked::{BookedLine, Shown};
use rust_decimal::{Decimal, RoundingStrategy};

/// How systems round.
const WAYS: [RoundingStrategy; 4] = [
    RoundingStrategy::MidpointAwayFromZero,
    RoundingStrategy::MidpointNearestEven,
    RoundingStrategy::ToZero,
    RoundingStrategy::AwayFromZero,
];

/// Whether what was paid comes of the same lines, rounded in another way: each, or their sum once. Where not all lines say what
/// of what they are, it must be within half of the smallest unit for each.
pub(super) fn is_rounding(lines: &[BookedLine], computed: i64, paid: i64, scale: u8) -> bool {
    if lines.is_empty() || computed == paid {
        return false;
    }
    let exact: Option<Vec<Decimal>> = lines.iter().map(|line| exact(line, scale)).collect();
    let Some(exact) = exact else {
        let lines = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        return computed.abs_diff(paid).saturating_mul(2) <= lines;
    };
    let whole = |number: Decimal, way| i64::try_from(number.round_dp_with_strategy(0, way).mantissa()).ok();
    let mut sum = Some(Decimal::ZERO);
    for one in &exact {
        sum = sum.and_then(|sum| sum.checked_add(*one));
    }
    WAYS.into_iter().any(|way| {
        let once = sum.and_then(|sum| whole(sum, way));
        let each = exact.iter().try_fold(0_i64, |sum, one| sum.checked_add(whole(*one, way)?));
        once == Some(paid) || each == Some(paid)
    })
}

/// What a line is before it is rounded, in the smallest unit; nothing where its base and rate do not say so.
fn exact(line: &BookedLine, scale: u8) -> Option<Decimal> {
    let Some(Shown::Number { value: base, .. }) = &line.base else { return None };
    let rate = match line.rate.as_ref()? {
        Shown::Percent(rate) => *rate,
        _ => return None,
    };
    let units = Decimal::try_from_i128_with_scale(10_i128.checked_pow(scale.into())?, 0).ok()?;
    let exact = base.checked_mul(rate)?.checked_mul(units)?;
    let off = exact.checked_sub(Decimal::from(line.amount))?.abs();
    // Otherwise something else is done with it than to be multiplied and rounded.
    (off < Decimal::ONE).then_some(exact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use compline_compiler::program::SiteId;

    fn line(base: &str, percent: &str, amount: i64) -> BookedLine {
        BookedLine {
            id: String::new(),
            context: String::new(),
            month: chrono::NaiveDate::default(),
            name: "Unilevel".to_owned(),
            made_by: "bonus",
            partner: None,
            sale: None,
            variables: Vec::new(),
            base: Some(Shown::Number { value: base.parse().unwrap_or_default(), unit: "EUR".to_owned() }),
            rate: Some(Shown::Percent(percent.parse().unwrap_or_default())),
            amount,
            parent: None,
            taken_back: None,
            prior: None,
            site: SiteId(0),
        }
    }

    #[test]
    fn the_sum_rounded_once_is_rounding_and_another_cent_is_not() {
        // Three lines of 0.334 are 0.33 each, and 1.002 together.
        let lines = [line("6.68", "0.05", 33), line("6.68", "0.05", 33), line("6.68", "0.05", 33)];
        assert!(is_rounding(&lines, 99, 100, 2));
        assert!(is_rounding(&lines, 99, 102, 2), "each rounded up");
        assert!(!is_rounding(&lines, 99, 103, 2));
        assert!(!is_rounding(&lines, 99, 98, 2));
    }

    #[test]
    fn lines_that_do_not_say_what_they_are_of_may_be_off_by_half_a_cent_each() {
        let bare = |amount| BookedLine { base: None, ..line("1", "1", amount) };
        let lines = [bare(33), bare(33), bare(33), bare(33)];
        assert!(is_rounding(&lines, 132, 134, 2));
        assert!(!is_rounding(&lines, 132, 135, 2));
        assert!(!is_rounding(&lines[..1], 33, 34, 2), "one line and a whole cent");
    }
}
