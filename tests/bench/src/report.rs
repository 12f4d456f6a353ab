//! The benchmark as a report: the engine beside the plans written by hand.

use crate::alternate::alternate;
use crate::checks::{Plan, expected};
use crate::cpu;
use crate::engine::{Compiled, EngineError, company_of};
use crate::handwritten::{LineMode as ByHand, p1, p2, p3};
use crate::workload::{DEFAULT_ORDERS_PER_PARTNER, Workload};
use compline_jit::{LineMode, LineSink};
use compline_runtime::company::Company;
use serde::Serialize;
use std::time::Instant;

/// The figures of one plan.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// `P1`, `P2` or `P3`.
    pub plan: &'static str,
    /// Number of partners.
    pub partners: usize,
    /// Number of orders.
    pub orders: usize,
    /// Seed of the workload.
    pub seed: u64,
    /// Lines (of P2: differential lines).
    pub lines: u64,
    /// Sum of the totals in cents.
    pub sum: i64,
    /// Hash of the totals by partner id.
    pub hash: i64,
    /// Whether these are the check values; absent where none are known for this size.
    pub equal_to_check: Option<bool>,
    /// CPU time of the engine, lines kept, one thread, from raw columns.
    pub engine_ns_per_order: f64,
    /// CPU time of the plan written by hand, likewise.
    pub handwritten_ns_per_order: f64,
    /// Median of the ratios of adjacent runs.
    pub ratio_to_handwritten: f64,
    /// As above with totals only.
    pub ratio_totals_only: f64,
    /// Wall time on one thread.
    pub wall_ms_one_thread: f64,
    /// Wall time on two threads.
    pub wall_ms_two_threads: f64,
    /// Largest memory of the process, its columns included, in a run with lines kept.
    pub peak_bytes: u64,
    /// The same with lines streamed.
    pub peak_bytes_streamed: u64,
    /// Peak memory with lines kept by order.
    pub bytes_per_order: f64,
    /// Plan text to machine code.
    pub compile_ms: f64,
}

/// A sink that only counts.
#[derive(Default)]
struct Count;

impl LineSink for Count {
    fn lines(
        &self,
        _bonus: compline_compiler::program::BonusId,
        _part: usize,
        _lines: &compline_compiler::lines::Lines,
    ) {
    }
}

/// Measures the plans.
///
/// # Errors
/// Where a plan cannot be compiled or run.
pub fn measure(
    partners: usize,
    seed: u64,
    rounds: usize,
    mut tell: impl FnMut(&str),
) -> Result<Vec<Figures>, EngineError> {
    tell(&format!("making {partners} partners and {} orders", partners * DEFAULT_ORDERS_PER_PARTNER));
    let plans = [Plan::P1, Plan::P2, Plan::P3];
    // First of all, so that neither what the plans by hand read nor what was freed and not given back is counted.
    tell("memory");
    let peaks = plans
        .map(|plan| peaks(plan, &company_of(plan, &Workload::generate(partners, DEFAULT_ORDERS_PER_PARTNER, seed))));
    let workload = Workload::generate(partners, DEFAULT_ORDERS_PER_PARTNER, seed);
    let orders = workload.orders().max(1) as f64;
    let mut out = Vec::new();
    for (plan, peaks) in plans.into_iter().zip(peaks) {
        let (peak_bytes_streamed, peak_bytes) = peaks?;
        let (name, by_hand): (_, fn(&Workload, ByHand) -> _) = match plan {
            Plan::P1 => ("P1", p1),
            Plan::P2 => ("P2", p2),
            Plan::P3 => ("P3", p3),
        };
        let company = company_of(plan, &workload);
        tell(&format!("{name}: compiling"));
        let compiled = Compiled::of(plan)?;
        // Code for totals only is made when it is first asked for, and not in the measured time.
        drop(compiled.settle(&company, 1, LineMode::None)?);
        tell(&format!("{name}: engine and hand-written in turn, lines kept"));
        let settled = compiled.settle(&company, 1, LineMode::Keep)?;
        let check = settled.check();
        drop(settled);
        let kept =
            alternate(rounds, || compiled.settle(&company, 1, LineMode::Keep), || by_hand(&workload, ByHand::Keep));
        tell(&format!("{name}: totals only"));
        let totals =
            alternate(rounds, || compiled.settle(&company, 1, LineMode::None), || by_hand(&workload, ByHand::None));
        tell(&format!("{name}: wall time on one and two threads"));
        let wall = |threads: usize| -> Result<f64, EngineError> {
            let mut best = f64::INFINITY;
            for _ in 0..rounds.max(1) {
                let start = Instant::now();
                let settled = compiled.settle(&company, threads, LineMode::Keep)?;
                best = best.min(start.elapsed().as_secs_f64() * 1_000.0);
                drop(settled);
            }
            Ok(best)
        };
        let (one, two) = (wall(1)?, wall(2)?);
        out.push(Figures {
            plan: name,
            partners,
            orders: workload.orders(),
            seed,
            lines: check.lines,
            sum: check.sum,
            hash: check.hash,
            equal_to_check: expected(plan, partners)
                .filter(|_| seed == crate::workload::DEFAULT_SEED)
                .map(|e| e == check),
            engine_ns_per_order: kept.map_or(0.0, |k| k.first_ns as f64 / orders),
            handwritten_ns_per_order: kept.map_or(0.0, |k| k.second_ns as f64 / orders),
            ratio_to_handwritten: kept.map_or(0.0, |k| k.ratio),
            ratio_totals_only: totals.map_or(0.0, |k| k.ratio),
            wall_ms_one_thread: one,
            wall_ms_two_threads: two,
            peak_bytes,
            peak_bytes_streamed,
            bytes_per_order: peak_bytes as f64 / orders,
            compile_ms: compiled.compile.as_secs_f64() * 1_000.0,
        });
    }
    Ok(out)
}

/// Largest memory of the process in bytes while a plan is settled on one thread: lines streamed, lines kept.
fn peaks(plan: Plan, company: &Company) -> Result<(u64, u64), EngineError> {
    let compiled = Compiled::of(plan)?;
    let peak = |lines: LineMode<'_>| -> Result<u64, EngineError> {
        cpu::reset_peak_memory();
        drop(compiled.settle(company, 1, lines)?);
        Ok(cpu::peak_memory().unwrap_or(0))
    };
    Ok((peak(LineMode::Stream(&Count))?, peak(LineMode::Keep)?))
}
