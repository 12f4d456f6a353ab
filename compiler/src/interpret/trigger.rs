//! One trigger of a bonus: the walk, its visits, and the lines that come of it.

use super::at::At;
use super::chain;
use super::eval::{Env, EvalError, eval_traced, parent};
use super::row_id;
use super::trace::{Happened, Trace, TracedLine, Visit};
use super::value::{Value, is_yes, narrow, row_of, to_stored};
use crate::lines::COMPANY;
use crate::outcome::{ErrorKind, RunError};
use crate::program::{Bonus, Earner, Expr, NONE, Pay, Program, SiteId, Space, VarId, Verb};
use crate::store::Store;
use num_rational::BigRational;
use num_traits::Zero;

/// The lines of one trigger row, in the order in which they are paid; some may be zero.
pub(super) fn lines(
    program: &Program,
    store: &Store,
    bonus: &Bonus,
    trigger: usize,
    trace: &mut dyn Trace,
) -> Result<Vec<TracedLine>, RunError> {
    let at = At { what: &bonus.name, space: bonus.trigger.space, row: trigger };
    let unset = vec![NONE; bonus.vars.len()];
    let mut run = Triggered {
        program,
        store,
        bonus,
        trigger: row_id(trigger),
        at,
        earner: None,
        vars: unset,
        held: BigRational::zero(),
        paid: Vec::new(),
        trace,
    };
    run.run()?;
    run.rounded()
}

/// A trigger that is being evaluated.
struct Triggered<'a> {
    program: &'a Program,
    store: &'a Store,
    bonus: &'a Bonus,
    trigger: i64,
    at: At<'a>,
    /// The partner who is visited.
    earner: Option<usize>,
    /// Memories and lets in stored form.
    vars: Vec<i64>,
    /// Exact amounts that were handed on and met nobody yet.
    held: BigRational,
    paid: Vec<TracedLine>,
    trace: &'a mut dyn Trace,
}

/// Whether a walk goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    GoOn,
    End,
}

impl Triggered<'_> {
    /// Filter; start; visits; `finally`. Where the walk's start is absent there is no walk, so no end of one either.
    fn run(&mut self) -> Result<(), RunError> {
        let passed = self.holds_or(self.bonus.filter.as_ref(), true)?;
        self.trace.filtered(passed);
        if !passed {
            return Ok(());
        }
        self.start()?;
        let Some(path) = self.path()? else { return Ok(()) };
        for (index, earner) in path.into_iter().enumerate() {
            if self.visit(index, earner)? == Next::End {
                break;
            }
        }
        self.finally()
    }

    /// Memories get their start values, none of which sees another.
    fn start(&mut self) -> Result<(), RunError> {
        let bonus = self.bonus;
        let start = (0..).map(VarId).zip(&bonus.start);
        let values =
            start.map(|(var, expr)| Ok((var, self.stored(var, expr)?))).collect::<Result<Vec<_>, RunError>>()?;
        self.set_all(values);
        Ok(())
    }

    /// Who is visited. With a walk: its start if included, and everybody above up to the root; nothing where the start
    /// is absent. Without a walk: one visit of the trigger's partner, who may be nobody.
    fn path(&mut self) -> Result<Option<Vec<Option<usize>>>, RunError> {
        let Some(walk) = &self.bonus.walk else {
            let partner = self.bonus.trigger.partner.as_ref();
            let partner = partner.map(|partner| self.value(partner)).transpose()?;
            return Ok(Some(vec![partner.as_ref().and_then(row_of)]));
        };
        let Some(from) = row_of(&self.value(&walk.from)?) else { return Ok(None) };
        let mut path = Vec::new();
        if walk.included {
            path.push(Some(from));
        }
        let mut at = from;
        while let Some(above) = parent(self.store, walk.tree, at).and_then(|above| usize::try_from(above).ok()) {
            path.push(Some(above));
            at = above;
        }
        Ok(Some(path))
    }

    /// One visit in the order of language core, section 5: `stop before`; the first verb that fires; lets; pays;
    /// `then`; `stop after`. A stop before or a skip leaves no trace in memories, lets or stops.
    fn visit(&mut self, index: usize, earner: Option<usize>) -> Result<Next, RunError> {
        self.earner = earner;
        self.forget_lets();
        self.trace.enter(partner_row(earner));
        if self.holds_or(self.bonus.stop_before.as_ref(), false)? {
            self.visited(index, Happened::StoppedBefore, BigRational::zero(), &self.vars.clone(), true);
            return Ok(Next::End);
        }
        let happened = self.verb()?;
        if let Happened::Verb { verb: Verb::Skip, .. } = happened {
            self.visited(index, happened, BigRational::zero(), &self.vars.clone(), false);
            return Ok(Next::GoOn);
        }
        for (var, expr) in &self.bonus.lets {
            let value = self.stored(*var, expr)?;
            self.set_all([(*var, value)]);
        }
        let handed_on = match happened {
            Happened::Verb { verb: Verb::HandOn, .. } => self.hand_on()?,
            Happened::Paid => {
                self.pay(index)?;
                BigRational::zero()
            }
            Happened::Verb { .. } | Happened::StoppedBefore => BigRational::zero(),
        };
        let before = self.vars.clone();
        self.then()?;
        let stop = self.holds_or(self.bonus.stop_after.as_ref(), false)?;
        self.visited(index, happened, handed_on, &before, stop);
        Ok(if stop { Next::End } else { Next::GoOn })
    }

    /// At most one verb fires: the first whose condition holds.
    fn verb(&mut self) -> Result<Happened, RunError> {
        for (index, (verb, condition)) in self.bonus.verbs.iter().enumerate() {
            if self.holds(condition)? {
                return Ok(Happened::Verb { verb: *verb, index });
            }
        }
        Ok(Happened::Paid)
    }

    /// What would have been paid to partners is held. What would have stayed with the company is not handed on: it
    /// has met its owner.
    fn hand_on(&mut self) -> Result<BigRational, RunError> {
        let mut handed_on = BigRational::zero();
        for pay in &self.bonus.pays {
            if let Some((_, own)) = self.clause(pay)?.filter(|(earner, _)| *earner != COMPANY) {
                handed_on += own;
            }
        }
        self.held += &handed_on;
        Ok(handed_on)
    }

    /// What is paid at a visit. The first line to a partner takes all that is held; a clause that pays exactly zero
    /// makes no line ("a visit that pays zero is a visit, but makes no line") and so takes nothing.
    fn pay(&mut self, visit: usize) -> Result<(), RunError> {
        for (clause, pay) in self.bonus.pays.iter().enumerate() {
            if let Some((earner, own)) = self.clause(pay)? {
                let takes = earner != COMPANY && !own.is_zero();
                let taken_over = if takes { std::mem::take(&mut self.held) } else { BigRational::zero() };
                self.record(Some(visit), clause, earner, own, taken_over);
            }
        }
        Ok(())
    }

    /// New values of memories, all at once from the old ones.
    fn then(&mut self) -> Result<(), RunError> {
        let bonus = self.bonus;
        let values = bonus
            .then
            .iter()
            .map(|(var, expr)| Ok((*var, self.stored(*var, expr)?)))
            .collect::<Result<Vec<_>, RunError>>()?;
        self.set_all(values);
        Ok(())
    }

    /// Once, with the last memories, nobody visited and no lets. What is still held met nobody: it stays with the
    /// company.
    fn finally(&mut self) -> Result<(), RunError> {
        self.earner = None;
        self.forget_lets();
        let clauses = self.bonus.pays.len()..;
        for (clause, pay) in clauses.zip(&self.bonus.finally) {
            if let Some((earner, own)) = self.clause(pay)? {
                self.record(None, clause, earner, own, BigRational::zero());
            }
        }
        self.trace.end(&self.vars, &self.held);
        Ok(())
    }

    /// Who gets how much by a clause; nothing where its `when` does not hold or it names a partner who is absent.
    fn clause(&mut self, pay: &Pay) -> Result<Option<(u32, BigRational)>, RunError> {
        if !self.holds_or(pay.when.as_ref(), true)? {
            return Ok(None);
        }
        let earner = match &pay.to {
            Earner::Visited => partner_row(self.earner),
            Earner::Company => Some(COMPANY),
            Earner::Partner(partner) => partner_row(row_of(&self.value(partner)?)),
        };
        let Some(earner) = earner else { return Ok(None) };
        let amount = self.value(&pay.amount)?.ok_or_else(|| self.fail(ErrorKind::Absent, pay.amount.site))?;
        Ok(Some((earner, amount)))
    }

    fn record(&mut self, visit: Option<usize>, clause: usize, earner: u32, own: BigRational, taken_over: BigRational) {
        let clause = u8::try_from(clause).unwrap_or(u8::MAX);
        self.paid.push(TracedLine { visit, earner, clause, vars: self.vars.clone(), own, taken_over, amount: 0 });
    }

    /// The lines with their rounded amounts.
    fn rounded(mut self) -> Result<Vec<TracedLine>, RunError> {
        let exact: Vec<_> = self.paid.iter().map(TracedLine::exact).collect();
        let scale = super::currency_scale(self.program);
        let amounts =
            chain::amounts(&exact, self.bonus.rounding, scale).map_err(|(at, kind)| self.fail_line(at, kind))?;
        let mut lines = std::mem::take(&mut self.paid);
        for (at, (line, amount)) in lines.iter_mut().zip(&amounts).enumerate() {
            line.amount = narrow(amount).map_err(|kind| self.fail_line(at, kind))?;
            self.trace.line(line);
        }
        Ok(lines)
    }

    fn visited(&mut self, index: usize, happened: Happened, handed_on: BigRational, vars: &[i64], stopped_after: bool) {
        let earner = partner_row(self.earner);
        self.trace.visit(&Visit { index, earner, happened, vars, handed_on, stopped_after });
    }

    /// Lets belong to a visit; memories are the first variables, as many as have a start.
    fn forget_lets(&mut self) {
        self.vars.iter_mut().skip(self.bonus.start.len()).for_each(|var| *var = NONE);
    }

    fn set_all(&mut self, values: impl IntoIterator<Item = (VarId, i64)>) {
        for (var, value) in values {
            if let Some(slot) = self.vars.get_mut(var.index()) {
                *slot = value;
            }
        }
    }

    /// An expression's value in the stored form of a variable.
    fn stored(&mut self, var: VarId, expr: &Expr) -> Result<i64, RunError> {
        let scale = self.bonus.vars.get(var.index()).map_or(0, |var| var.ty.scale());
        let value = self.value(expr)?;
        to_stored(&value, scale).map_err(|kind| self.fail(kind, expr.site))
    }

    fn holds_or(&mut self, condition: Option<&Expr>, otherwise: bool) -> Result<bool, RunError> {
        condition.map_or(Ok(otherwise), |condition| self.holds(condition))
    }

    fn holds(&mut self, condition: &Expr) -> Result<bool, RunError> {
        Ok(is_yes(&self.value(condition)?))
    }

    fn value(&mut self, expr: &Expr) -> Result<Value, RunError> {
        let env =
            Env { trigger: self.trigger, earner: self.earner.map_or(NONE, row_id), vars: &self.vars, ..Env::EMPTY };
        let value = eval_traced(self.program, self.store, expr, &env, self.trace);
        value.map_err(|EvalError { kind, site }| self.fail(kind, site))
    }

    /// The error names the partner who is visited, or the trigger where nobody is.
    fn fail(&self, kind: ErrorKind, site: SiteId) -> RunError {
        let at = self.earner.map_or(self.at, |row| At { space: Space::Partner, row, ..self.at });
        at.fail(kind, site)
    }

    fn fail_line(&self, line: usize, kind: ErrorKind) -> RunError {
        let clause = self.paid.get(line).map_or(0, |line| usize::from(line.clause));
        let site =
            self.bonus.pays.iter().chain(&self.bonus.finally).nth(clause).map_or(self.bonus.site, |pay| pay.site);
        self.at.fail(kind, site)
    }
}

fn partner_row(row: Option<usize>) -> Option<u32> {
    row.and_then(|row| u32::try_from(row).ok())
}
