//! Products, quotients and their rounding against exact rationals, on numbers that fit 64 bits, just fit, and do not.

#![expect(clippy::unwrap_used, reason = "a test")]

use compline_compiler::outcome::ErrorKind;
use compline_compiler::program::{ColumnId, RoundMode, Space};
use compline_compiler::testing::{self, Build, div, eur, factor, mul, round, store, values};
use compline_jit::{Engine, Options};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use std::sync::{Arc, OnceLock};

const MODES: [RoundMode; 4] = [RoundMode::HalfUp, RoundMode::HalfEven, RoundMode::Up, RoundMode::Down];

/// What is computed of a, b, c.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Product,
    Quotient,
    Share,
    Sum,
}

const SHAPES: [Shape; 4] = [Shape::Product, Shape::Quotient, Shape::Share, Shape::Sum];

struct Case {
    shape: Shape,
    mode: RoundMode,
    scale: u8,
    engine: Engine,
    inputs: [ColumnId; 3],
    output: ColumnId,
}

/// An engine for each shape, mode and scale.
fn cases() -> &'static Vec<Case> {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let mut cases = Vec::new();
        for shape in SHAPES {
            for mode in MODES {
                for scale in [0, 2, 5] {
                    let mut b = Build::new();
                    let inputs = [b.given("a", eur(2)), b.given("b", factor(3)), b.given("c", factor(1))];
                    let [x, y, z] = inputs.map(|column| b.row(column));
                    let exact = match shape {
                        Shape::Product => mul(x, y),
                        Shape::Quotient => div(x, y),
                        Shape::Share => div(mul(x, y), z),
                        Shape::Sum => testing::add(mul(x, y), z),
                    };
                    let output = b.column("out", Space::Partner, eur(scale));
                    b.map(Space::Partner, vec![(output, round(exact, mode, scale))]);
                    let engine = Engine::compile(Arc::new(b.program)).unwrap();
                    cases.push(Case { shape, mode, scale, engine, inputs, output });
                }
            }
        }
        cases
    })
}

/// Rounding by the words of the language, from scratch.
fn rounded(value: &BigRational, mode: RoundMode) -> BigInt {
    let size = value.abs();
    let whole = size.floor().to_integer();
    let rest = size - BigRational::from_integer(whole.clone());
    let twice = rest.clone() * BigInt::from(2);
    let odd = (&whole % BigInt::from(2)).is_one();
    let away = match mode {
        RoundMode::HalfUp => twice >= BigRational::one(),
        RoundMode::HalfEven => twice > BigRational::one() || (twice.is_one() && odd),
        RoundMode::Up => !rest.is_zero(),
        RoundMode::Down => false,
    };
    let size = whole + BigInt::from(u8::from(away));
    if value.is_negative() { -size } else { size }
}

fn stored() -> impl Strategy<Value = i64> {
    let least = i64::MIN + 1;
    prop_oneof![
        -3_000_i64..3_000,
        any::<i32>().prop_map(i64::from),
        (any::<i64>()).prop_map(move |x| x.max(least)),
        (-40_i64..40).prop_map(move |x| if x < 0 { least - x - 1 } else { i64::MAX - x }),
        (-5_i64..5).prop_map(|x| x * 500),
        (-5_i64..5).prop_map(|x| x * 1_000_000_000 + 500_000),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn rounded_arithmetic_is_exact(at in 0_usize..48, inputs in [stored(), stored(), stored()]) {
        let case = cases().get(at).unwrap();
        let program = case.engine.program();
        let mut store = store(program, &[-1]);
        for (column, value) in case.inputs.iter().zip(inputs) {
            prop_assert!(store.set(*column, 0, value));
        }
        let [a, b, c] = inputs;
        let [a, b, c] = [(a, 100), (b, 1_000), (c, 10)].map(|(stored, unit)| {
            BigRational::new(BigInt::from(stored), BigInt::from(unit))
        });
        let divides = matches!(case.shape, Shape::Quotient | Shape::Share);
        let divisor = if matches!(case.shape, Shape::Quotient) { &b } else { &c };
        let result = case.engine.run(&mut store, &Options::default());
        if divides && divisor.is_zero() {
            prop_assert_eq!(result.unwrap_err().kind, ErrorKind::DivisionByZero);
            return Ok(());
        }
        let exact = match case.shape {
            Shape::Product => a * b,
            Shape::Quotient => a / b,
            Shape::Share => a * b / c,
            Shape::Sum => a * b + c,
        };
        let unit = BigRational::from_integer(BigInt::from(10).pow(u32::from(case.scale)));
        let expected = rounded(&(exact * unit), case.mode).to_i64().filter(|units| *units != i64::MIN);
        match expected {
            Some(units) => {
                prop_assert!(result.is_ok(), "{:?}", result);
                prop_assert_eq!(values(&store, case.output), vec![units]);
            }
            None => prop_assert_eq!(result.unwrap_err().kind, ErrorKind::Overflow),
        }
    }
}
