//! Natural order of ids: runs of digits compare as numbers, everything else byte by byte, ties by bytes.
//!
//! So `P-9` comes before `P-10`, and `7` before `07` only because something must. The
//! order is total, and the same for every order of the input.

use std::cmp::Ordering;

/// Compares two ids in natural order.
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    // Most ids differ in one place that decides: between two characters, or inside of numbers that end together.
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    if let (Some(rest_a @ [x, ..]), Some(rest_b @ [y, ..])) = (a.get(same..), b.get(same..)) {
        let run = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if run(rest_a) == run(rest_b) {
            return x.cmp(y);
        }
    }
    by_runs(a, b)
}

/// As [`compare`], run by run.
fn by_runs(a: &[u8], b: &[u8]) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    loop {
        match (rest_a.split_first(), rest_b.split_first()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some((x, after_x)), Some((y, after_y))) => {
                if x.is_ascii_digit() && y.is_ascii_digit() {
                    let (run_a, tail_a) = digits(rest_a);
                    let (run_b, tail_b) = digits(rest_b);
                    let order = run_a.len().cmp(&run_b.len()).then_with(|| run_a.cmp(run_b));
                    if order != Ordering::Equal {
                        return order;
                    }
                    (rest_a, rest_b) = (tail_a, tail_b);
                } else if x == y {
                    (rest_a, rest_b) = (after_x, after_y);
                } else {
                    return x.cmp(y);
                }
            }
        }
    }
}

/// The run of digits at the start without its leading zeros, and what follows.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let length = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (run, tail) = text.split_at_checked(length).unwrap_or((text, &[]));
    let zeros = run.iter().take_while(|b| **b == b'0').count();
    (run.get(zeros..).unwrap_or(&[]), tail)
}

/// A number whose order agrees with the natural order wherever two of them differ.
///
/// It is made of the first 16 bytes of a form in which a run of digits is written as
/// `0`, its length, its digits.
pub(crate) fn key(id: &[u8]) -> u128 {
    let mut out = [0_u8; 16];
    let mut slots = out.iter_mut();
    let mut rest = id;
    'fill: while let Some((first, after)) = rest.split_first() {
        if !first.is_ascii_digit() {
            let Some(slot) = slots.next() else { break };
            *slot = *first;
            rest = after;
            continue;
        }
        let (run, tail) = digits(rest);
        // A longer run ends the key: its digits must not be compared with those of a run of other length.
        let length = u8::try_from(run.len()).unwrap_or(u8::MAX);
        for byte in [b'0', length].iter().chain(if length == u8::MAX { &[] } else { run }) {
            let Some(slot) = slots.next() else { break 'fill };
            *slot = *byte;
        }
        if length == u8::MAX {
            break;
        }
        rest = tail;
    }
    u128::from_be_bytes(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_inside_of_ids_compare_as_numbers() {
        let mut ids =
            ["P-10", "P-9", "p-1", "P-09", "P-9a", "P-", "10", "9", "P-9-2", "P-9-10", "Ä", "007", "7", "00", "0"];
        ids.sort_by(|a, b| compare(a.as_bytes(), b.as_bytes()));
        assert_eq!(
            ids,
            ["0", "00", "007", "7", "9", "10", "P-", "P-09", "P-9", "P-9-2", "P-9-10", "P-9a", "P-10", "p-1", "Ä"]
        );
    }

    fn id() -> impl Strategy<Value = String> {
        prop_oneof!["[a0-2]{0,6}", "[A-B/:]{0,3}[0-9]{0,24}[-0]{0,3}[0-9]{0,3}", "0{0,3}[0-9]{250,260}x?"]
    }

    proptest! {
        #[test]
        fn the_order_is_total_and_keys_agree(a in id(), b in id(), c in id()) {
            let (a, b, c) = (a.as_bytes(), b.as_bytes(), c.as_bytes());
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            prop_assert_eq!(compare(a, b) == Ordering::Equal, a == b);
            prop_assert_eq!(compare(a, b), by_runs(a, b));
            let (c_a, c_b) = ([c, a].concat(), [c, b].concat());
            prop_assert_eq!(compare(&c_a, &c_b), by_runs(&c_a, &c_b));
            if compare(a, b) != Ordering::Greater && compare(b, c) != Ordering::Greater {
                prop_assert_ne!(compare(a, c), Ordering::Greater);
            }
            if key(a) != key(b) {
                prop_assert_eq!(key(a).cmp(&key(b)), compare(a, b));
            }
        }
    }
}
