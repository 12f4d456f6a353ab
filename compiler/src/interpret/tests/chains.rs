use super::{CHAIN, go, paid};
use crate::lines::COMPANY;
use crate::outcome::{ErrorKind, RunError};
use crate::program::{ChainRounding, ColumnId, Earner, EventSetId, RoundMode, Rounding, Space, VarId};
use crate::store::Store;
use crate::testing::{
    Build, bv, events, fill, max, mul, num, partner, pay, pay_to, percent, shown, store, sub, up, var,
};

/// `differential by step`, from the seller up, in euros as if 1 BV were 1 EUR.
struct Differential {
    b: Build,
    step: ColumnId,
    base: ColumnId,
}

impl Differential {
    fn new(chain: ChainRounding, to_company: bool) -> Self {
        let mut b = Build::new();
        let (orders, fields) = b.event("Order", &[("seller", partner()), ("bv", bv(2))]);
        let [seller, base] = fields[..] else { return Self { b, step: ColumnId(0), base: ColumnId(0) } };
        let step = b.given("step", percent(2));
        let (highest, rate) = (|| var(0, percent(2)), || var(1, percent(2)));
        let (from, of, earners) = (b.trigger(seller), b.trigger(base), b.earner(step));
        b.bonus("Differential", Space::Event(orders), |bonus| {
            bonus.walk = Some(up(from, true));
            bonus.vars = vec![shown("paid", percent(2)), shown("rate", percent(2))];
            bonus.start = vec![num(0, percent(2))];
            bonus.lets = vec![(VarId(1), max(sub(earners.clone(), highest()), num(0, percent(2))))];
            bonus.pays = vec![pay(mul(rate(), of.clone()))];
            bonus.then = vec![(VarId(0), max(highest(), earners))];
            if to_company {
                bonus.finally = vec![pay_to(Earner::Company, mul(sub(num(21, percent(2)), highest()), of))];
            }
            bonus.rounding = Some(Rounding { mode: RoundMode::HalfUp, scale: 2, chain });
        });
        Self { b, step, base }
    }

    /// Eva has 3%, Dan and Cara 6%, Ben and Anna 9%; Eva sells for 0.50.
    fn store(&self) -> Store {
        let mut s = store(&self.b.program, &CHAIN);
        events(&self.b.program, &mut s, EventSetId(0), &[4]);
        fill(&self.b.program, &mut s, self.base, &[50]);
        fill(&self.b.program, &mut s, self.step, &[9, 9, 6, 6, 3]);
        s
    }

    fn paid(&self) -> Result<Vec<(u32, u32, i64)>, RunError> {
        Ok(paid(&go(&self.b, &mut self.store())?.bonuses, 0))
    }
}

// Eva, Dan and Ben get 3% each, which is 0.015 exactly; Cara and Anna get the gap of zero and have no line.

#[test]
fn each_line_alone() -> Result<(), RunError> {
    // 0.015 is 0.02, three times.
    assert_eq!(Differential::new(ChainRounding::EachLine, false).paid()?, [(0, 4, 2), (0, 3, 2), (0, 1, 2)]);
    Ok(())
}

#[test]
fn cumulated() -> Result<(), RunError> {
    // 0.015, 0.030, 0.045 are 0.02, 0.03, 0.05; the differences are 0.02, 0.01, 0.02.
    assert_eq!(Differential::new(ChainRounding::Cumulatively, false).paid()?, [(0, 4, 2), (0, 3, 1), (0, 1, 2)]);
    Ok(())
}

#[test]
fn the_last_line_takes_the_remainder() -> Result<(), RunError> {
    // The whole is 0.045, rounded 0.05; Ben gets what is missing to it, and not Anna, who has no line.
    assert_eq!(Differential::new(ChainRounding::LastTakesRemainder, false).paid()?, [(0, 4, 2), (0, 3, 2), (0, 1, 1)]);
    Ok(())
}

#[test]
fn finally_the_company_has_the_last_line() -> Result<(), RunError> {
    let plan = Differential::new(ChainRounding::LastTakesRemainder, true);
    let outcome = go(&plan.b, &mut plan.store())?;
    // The company has 21% - 9% = 12%, which is 0.06; the whole is 0.105, rounded 0.11; 0.02 for each of three
    // leaves 0.05.
    assert_eq!(paid(&outcome.bonuses, 0), [(0, 4, 2), (0, 3, 2), (0, 1, 2), (0, COMPANY, 5)]);
    assert_eq!(outcome.totals, [0, 2, 0, 2, 2]);
    // `finally` is clause 1, sees the last memory and no let.
    let lines = outcome.bonuses.first().map(|lines| (lines.clause.clone(), lines.vars.clone()));
    let vars = vec![vec![0, 3, 6, 9], vec![3, 3, 3, crate::program::NONE]];
    assert_eq!(lines, Some((vec![0, 0, 0, 1], vars)));
    Ok(())
}

#[test]
fn to_a_coarser_scale_than_the_currency() -> Result<(), RunError> {
    let mut plan = Differential::new(ChainRounding::EachLine, false);
    for (mode, expected) in
        [(RoundMode::HalfUp, 20), (RoundMode::HalfEven, 20), (RoundMode::Up, 20), (RoundMode::Down, 10)]
    {
        if let Some(bonus) = plan.b.program.bonuses.first_mut() {
            bonus.rounding = Some(Rounding { mode, scale: 1, chain: ChainRounding::EachLine });
        }
        let mut s = plan.store();
        // 3% of 5.00 is 0.15, to one digit.
        fill(&plan.b.program, &mut s, plan.base, &[5_00]);
        assert_eq!(
            paid(&go(&plan.b, &mut s)?.bonuses, 0),
            [(0, 4, expected), (0, 3, expected), (0, 1, expected)],
            "{mode:?}"
        );
    }
    Ok(())
}

#[test]
fn without_rounding_the_amount_must_have_the_currencys_scale() -> Result<(), RunError> {
    let mut plan = Differential::new(ChainRounding::EachLine, false);
    if let Some(bonus) = plan.b.program.bonuses.first_mut() {
        bonus.rounding = None;
    }
    let error = go(&plan.b, &mut plan.store()).err().map(|error| (error.kind, error.what, error.row));
    assert_eq!(error, Some((ErrorKind::Inexact, "Differential".to_owned(), Some(0))));
    let mut s = plan.store();
    fill(&plan.b.program, &mut s, plan.base, &[100]);
    assert_eq!(paid(&go(&plan.b, &mut s)?.bonuses, 0), [(0, 4, 3), (0, 3, 3), (0, 1, 3)]);
    Ok(())
}
