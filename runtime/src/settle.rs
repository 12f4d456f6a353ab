//! Settling a period: every context of it through one evaluator.

use crate::calendar::{self, ListEnds, Period};
use crate::company::{Company, PriorLine};
use crate::context::{Context, StoreError};
use crate::problem::{Cause, DataErrors, Place, Problem};
use crate::reversal::{Mirrored, mirrored};
use crate::snapshot::{Knowledge, Snapshot};
use crate::store;
use compline_compiler::interpret;
use compline_compiler::lines::COMPANY;
use compline_compiler::outcome::{ErrorKind, Outcome, RunError};
use compline_compiler::program::{Program, SiteId};
use compline_compiler::store::Store;

/// Runs programs over stores. All evaluators agree to the bit.
pub trait Evaluator {
    /// Runs a program; a late context makes only lines for events.
    ///
    /// # Errors
    /// The first thing that has no value.
    fn evaluate(&mut self, program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError>;
}

/// The reference interpreter: exact rationals, slow and obvious.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl Evaluator for Reference {
    fn evaluate(&mut self, program: &Program, store: &mut Store, late: bool) -> Result<Outcome, RunError> {
        interpret::run(program, store, &interpret::Options { late })
    }
}

/// A settled context: everything that reports and explanations read.
#[derive(Debug)]
pub struct Settled {
    /// The context.
    pub context: Context,
    /// Its network.
    pub snapshot: Snapshot,
    /// Its columns.
    pub store: Store,
    /// Its lines and totals.
    pub outcome: Outcome,
    /// Lines of earlier settlements that are taken back; of the period's own context alone. They are in its totals.
    pub mirrored: Vec<Mirrored>,
    /// Lines for closed periods that are posted with it; of the period's own context alone. They are in its totals.
    pub prior: Vec<PriorLine>,
}

/// Why a period could not be settled. Nothing of it counts then.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The data are wrong.
    #[error(transparent)]
    Data(#[from] DataErrors),
    /// The store cannot be filled.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The plan says nothing about the period.
    #[error("the plan is valid {valid}, and {period} lies outside; settle it with the plan of that time")]
    NotValid {
        /// The period.
        period: Period,
        /// When the plan is valid.
        valid: String,
    },
    /// The plan's list of periods lacks one that is needed.
    #[error(transparent)]
    List(#[from] ListEnds),
    /// The program stopped.
    #[error("{}", .0.message)]
    Run(Box<Stopped>),
}

/// A run that stopped, in words.
#[derive(Debug)]
pub struct Stopped {
    /// What happened, where, for whom.
    pub message: String,
    /// The error itself.
    pub error: RunError,
}

/// Settles a period: its own context, and one for each earlier period whose conditions decide about
/// something that may be paid only now.
///
/// # Errors
/// Wrong data, or the first value that cannot be computed.
pub fn settle(
    program: &Program,
    company: &Company,
    period: Period,
    knowledge: Knowledge,
    threads: usize,
    evaluator: &mut dyn Evaluator,
) -> Result<Vec<Settled>, SettleError> {
    let (first, last) = program.valid_days();
    if period.end() < first || last < period.start() {
        let from = format!("for sales from {}", calendar::date(first));
        let to = if last == i32::MAX { String::new() } else { format!(" to {}", calendar::date(last)) };
        return Err(SettleError::NotValid { period, valid: from + &to });
    }
    let contexts = Context::all(program, company, period, knowledge);
    let mut out = settle_contexts(program, company, (&contexts, false), knowledge, threads, evaluator)?;
    if let Some(own) = out.first_mut().filter(|own| !own.context.is_late()) {
        own.mirrored = mirrored(program, company, own.context.settlement, knowledge)?;
        own.prior = company.prior.iter().filter(|one| one.posted == period.index()).cloned().collect();
        add_others(program, company, own)?;
    }
    Ok(out)
}

/// Settles in a period what an earlier version of the plan decides about and what comes late: lines for events alone, of the
/// days for which the version was valid. Nothing is taken back, and the period's own context only where the version was valid
/// on some of its days.
///
/// # Errors
/// Wrong data, or the first value that cannot be computed.
pub fn settle_late(
    program: &Program,
    company: &Company,
    period: Period,
    knowledge: Knowledge,
    threads: usize,
    evaluator: &mut dyn Evaluator,
) -> Result<Vec<Settled>, SettleError> {
    let contexts = Context::all(program, company, period, knowledge);
    if contexts.len() == 1 && program.valid_days().1 < period.start() {
        return Ok(Vec::new());
    }
    settle_contexts(program, company, (&contexts, true), knowledge, threads, evaluator)
}

/// Settles the contexts of a period, its own before the late ones, which may read what it has computed. Of all that is late, only
/// events are paid.
fn settle_contexts(
    program: &Program,
    company: &Company,
    (contexts, all_late): (&[Context], bool),
    knowledge: Knowledge,
    threads: usize,
    evaluator: &mut dyn Evaluator,
) -> Result<Vec<Settled>, SettleError> {
    let mut out: Vec<Settled> = Vec::with_capacity(contexts.len());
    for context in contexts {
        context.period.is_listed(program)?;
        // The networks of two periods differ little, and share the rest.
        let snapshot = match out.last() {
            Some(last) => last.snapshot.derive(program, company, context.period, knowledge)?,
            None => Snapshot::take(program, company, context.period, knowledge)?,
        };
        let mut store = context.build_store(program, company, &snapshot, threads)?;
        if let Some(own) = out.first() {
            store::take_settled(program, own, &snapshot, &mut store)?;
        }
        let outcome = evaluator.evaluate(program, &mut store, all_late || context.is_late()).map_err(|error| {
            let who = error
                .row
                .filter(|_| error.row_is_partner)
                .and_then(|row| usize::try_from(row).ok())
                .map(|row| snapshot.id(company, row).into_owned());
            let message = match &who {
                Some(id) => format!("{} in `{}` for partner `{id}` in {context}", error.kind, error.what),
                None => format!("{} in `{}` in {context}", error.kind, error.what),
            };
            SettleError::Run(Box::new(Stopped { message, error }))
        })?;
        out.push(Settled { context: *context, snapshot, store, outcome, mirrored: Vec::new(), prior: Vec::new() });
    }
    Ok(out)
}

/// Adds what is taken back, and what is posted for closed periods, to the totals.
fn add_others(program: &Program, company: &Company, own: &mut Settled) -> Result<(), SettleError> {
    let back = own.mirrored.iter().map(|one| ("lines", one.line.partner, one.amount, &one.line.bonus));
    let prior = own.prior.iter().map(|one| ("prior", one.partner, one.amount, &one.bonus));
    for (file, partner, amount, bonus) in back.chain(prior) {
        if partner == COMPANY {
            continue;
        }
        let row = own.snapshot.row_of.get(partner as usize).map_or(usize::MAX, |row| *row as usize);
        let name = || company.partners.ids.get(partner as usize).into_owned();
        let Some(total) = own.outcome.totals.get_mut(row) else {
            let cause = Cause::NotInNetwork { period: own.context.period.to_string() };
            let place = Place { file: file.to_owned(), value: Some(name()), ..Place::default() };
            let cure = "correct the day on which the partner became known, or the row".to_owned();
            return Err(DataErrors { problems: vec![Problem { place, cause, cure }], more: 0 }.into());
        };
        *total = total.checked_add(amount).ok_or_else(|| {
            let site = program.bonuses.first().map_or(SiteId(0), |bonus| bonus.site);
            let (kind, what) = (ErrorKind::Overflow, bonus.clone());
            let message = format!("{kind} in what is posted for earlier periods of `{what}` for partner `{}`", name());
            let error = RunError { kind, what, site, row: u64::try_from(row).ok(), row_is_partner: true };
            SettleError::Run(Box::new(Stopped { message, error }))
        })?;
    }
    Ok(())
}
