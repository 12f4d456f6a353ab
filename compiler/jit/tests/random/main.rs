//! Random programs: the fast engine and the reference must agree to the bit, in results and in errors.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod bonuses;
mod exprs;
mod passes;
mod rng;
mod world;

use compline_compiler::interpret;
use compline_compiler::lines::{Block, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{BonusId, LineSource, Program};
use compline_compiler::store::Store;
use compline_jit::{Engine, LineMode, LineSink, Options};
use rng::Rng;
use std::sync::{Arc, Mutex};
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

/// A sink that keeps what it gets.
#[derive(Default)]
struct Collected(Mutex<Vec<(BonusId, usize, Lines)>>);

impl LineSink for Collected {
    fn lines(&self, bonus: BonusId, part: usize, lines: &Lines) {
        self.0.lock().unwrap().push((bonus, part, lines.clone()));
    }
}

impl Collected {
    /// The lines of a bonus, put together again.
    fn of(&self, bonus: BonusId) -> Lines {
        let mut calls: Vec<_> = self.0.lock().unwrap().iter().filter(|(of, ..)| *of == bonus).cloned().collect();
        calls.sort_by_key(|(_, part, _)| *part);
        let mut all = Lines::default();
        for (_, _, lines) in calls {
            all.vars.resize(lines.vars.len(), Vec::new());
            let (entries, amounts) = (all.earner.len() as u32, all.amounts.len() as u64);
            all.blocks.extend(lines.blocks.iter().map(|block| Block {
                first_entry: block.first_entry + entries,
                first_amount: block.first_amount + amounts,
                ..*block
            }));
            all.earner.extend(lines.earner);
            all.clause.extend(lines.clause);
            all.vars.iter_mut().zip(lines.vars).for_each(|(all, more)| all.extend(more));
            all.amounts.extend(lines.amounts);
        }
        all
    }
}

/// Runs a program by the reference and by the engine, on one and on several threads, with lines kept, streamed and left
/// out; panics where they differ.
fn agree(seed: u64, program: Program, store: &Store, late: bool, tally: &mut Tally) {
    let program = Arc::new(program);
    let engine = Engine::compile(Arc::clone(&program)).unwrap();
    let mut expected_store = store.clone();
    let expected = interpret::run(&program, &mut expected_store, &interpret::Options { late });
    let collected = Collected::default();
    let modes = [(1, LineMode::Keep), (3, LineMode::Keep), (1, LineMode::None), (2, LineMode::Stream(&collected))];
    let mut kept: Option<Outcome> = None;
    for (threads, lines) in modes {
        let mut found_store = store.clone();
        let (found, report) =
            engine.run_split(&mut found_store, &Options { threads, lines, late, ..Options::default() }, 1);
        let text = || compline_compiler::text::render(&program);
        match (&expected, found) {
            (Ok(expected), Ok(mut found)) => {
                // Lines that were not kept.
                for (at, lines_of) in found.bonuses.iter_mut().enumerate() {
                    match lines {
                        LineMode::None if lines_of.earner.is_empty() => {
                            *lines_of = kept.as_ref().unwrap().bonuses[at].clone()
                        }
                        LineMode::Stream(_) if lines_of.earner.is_empty() => {
                            *lines_of = collected.of(BonusId(at as u32))
                        }
                        _ => {}
                    }
                }
                let same = interpret::compare(&program, expected, &found);
                let columns = interpret::compare_columns(&program, &expected_store, &found_store);
                if let Err(difference) = columns.and(same) {
                    panic!("seed {seed}, {threads} threads: {difference}\n{}", text());
                }
                kept.get_or_insert(found);
                tally.equal += 1;
            }
            (Err(expected), Err(found)) => {
                assert_eq!(*expected, found, "seed {seed}\n{}", text());
                tally.errors += 1;
            }
            (expected, found) => {
                panic!("seed {seed}: {:?} against {:?}\n{}", expected.as_ref().map(|_| ()), found.map(|_| ()), text())
            }
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
        let late = rng.one_in(10);
        agree(seed, world.b.program.clone(), &store, late, &mut tally);
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
        let late = rng.one_in(10);
        agree(seed, world.b.program.clone(), &store, late, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.equal > 0);
}
