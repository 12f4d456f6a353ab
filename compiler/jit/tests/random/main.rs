//! Random programs: the fast engine and the reference must agree to the bit, in results and in errors.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod bonuses;
mod exprs;
mod passes;
mod rng;
mod world;

use compline_compiler::interpret;
use compline_compiler::program::{LineSource, Program};
use compline_compiler::store::Store;
use compline_jit::{Engine, LineMode, Options};
use rng::Rng;
use std::sync::Arc;
use world::World;

/// How many programs; `COMPLINE_SEEDS` asks for more, `COMPLINE_SEED` for one.
fn seeds(default: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    match number("COMPLINE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("COMPLINE_SEEDS").unwrap_or(default),
    }
}

/// What a comparison came to.
#[derive(Default, Debug)]
struct Tally {
    equal: u32,
    errors: u32,
    units: usize,
    by_reference: usize,
}

fn agree(seed: u64, program: Program, store: &Store, tally: &mut Tally) {
    let program = Arc::new(program);
    let engine = Engine::compile(Arc::clone(&program)).unwrap();
    let mut expected_store = store.clone();
    let expected = interpret::run(&program, &mut expected_store, &interpret::Options::default());
    for threads in [1, 3] {
        let mut found_store = store.clone();
        let (found, report) =
            engine.run_reported(&mut found_store, &Options { threads, lines: LineMode::Keep, late: false });
        match (&expected, &found) {
            (Ok(expected), Ok(found)) => {
                let same = interpret::compare(&program, expected, found);
                let columns = interpret::compare_columns(&program, &expected_store, &found_store);
                if let Err(difference) = columns.and(same) {
                    panic!(
                        "seed {seed}, {threads} threads: {difference}\n{}",
                        compline_compiler::text::render(&program)
                    );
                }
                tally.equal += 1;
            }
            (Err(expected), Err(found)) => {
                assert_eq!(expected, found, "seed {seed}");
                tally.errors += 1;
            }
            (expected, found) => panic!(
                "seed {seed}: {:?} against {:?}\n{}",
                expected.as_ref().map(|_| ()),
                found.as_ref().map(|_| ()),
                compline_compiler::text::render(&program)
            ),
        }
        tally.units += report.units;
        tally.by_reference += report.by_reference;
    }
}

#[test]
fn passes_agree() {
    let mut tally = Tally::default();
    for seed in seeds(300) {
        let mut rng = Rng(seed);
        let partners = rng.pick(&[1, 2, 5, 12, 30]);
        let mut world = World::new(&mut rng, partners);
        let mut done = Vec::new();
        for _ in 0..rng.between(1, 6) {
            world.pass(&mut rng, &mut done);
        }
        let store = world.store(&mut rng);
        agree(seed, world.b.program.clone(), &store, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.equal > 0);
}

#[test]
fn bonuses_agree() {
    let mut tally = Tally::default();
    for seed in seeds(300) {
        let mut rng = Rng(seed ^ 0xB0B0);
        let partners = rng.pick(&[1, 2, 5, 12, 30]);
        let mut world = World::new(&mut rng, partners);
        let mut done = Vec::new();
        for _ in 0..rng.below(3) {
            world.pass(&mut rng, &mut done);
        }
        let (mut bonuses, mut caps, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rng.between(1, 4) {
            match rng.below(8) {
                0 => sources.push(LineSource::Pool(world.pool(&mut rng))),
                1 | 2 if !sources.is_empty() => {
                    let cap = world.cap(&mut rng, &sources);
                    caps.push(cap);
                }
                _ => {
                    let bonus = world.bonus(&mut rng, &done, &bonuses, &caps);
                    bonuses.push(bonus);
                    sources.push(LineSource::Bonus(bonus));
                }
            }
        }
        let store = world.store(&mut rng);
        agree(seed, world.b.program.clone(), &store, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.equal > 0);
}
