//! Differential tests: random plans over random companies, run by every evaluator.
//!
//! A [`case::Case`] is a seed and two sizes. Its plan is written as source text ([`plan`]), so that parser, checker and
//! lowering are tried too; its company is made for the compiled program ([`company`]). Then the program is audited
//! against the contract of the plan program, run by the reference interpreter and by the JIT with one and two threads and
//! in all line modes, and the outcome is held against what must be true of every run ([`judge`]).
//!
//! ```text
//! cargo test -p compline-differential                                  # 2,000 cases, the regressions, and some large companies
//! DIFFERENTIAL_CASES=100000 DIFFERENTIAL_SEED=7 cargo test -p compline-differential --test cases
//! cargo run -p compline-differential -- --cases 100000 --seed 7        # the same, with counts of what happened
//! cargo run -p compline-differential -- --seed 42 --cases 1 --print    # one case in full
//! ```
//!
//! A case that fails is made smaller ([`shrink`]) and written in full ([`report`]). Once the defect is mended, its seed
//! goes to `tests/seeds.txt` and the small plan to `tests/regressions/`, which every test run tries again: the plan keeps
//! its meaning when the generator changes, the seed only until then.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "test tooling: a panic here is a failed test and names its seed"
)]

pub mod bound;
pub mod case;
pub mod company;
pub mod compile;
pub mod judge;
pub mod plan;
pub mod report;
pub mod rng;
pub mod show;
pub mod shrink;
pub mod tally;
