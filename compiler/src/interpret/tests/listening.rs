use super::{CHAIN, go, paid};
use crate::interpret::{Happened, Trace, TracedLine, Value, Visit, compare, compare_columns, trace_trigger};
use crate::lines::{Block, Lines};
use crate::outcome::{Cut, Outcome, RunError};
use crate::program::{BonusId, ChainRounding, ColumnId, Expr, LineSource, Op, RoundMode, Rounding, Space, VarId, Verb};
use crate::testing::{
    Build, above, add, count, eur, events, fill, mul, not, num, partner, pay, percent, shown, store, up, var, yes_no,
};
use num_rational::BigRational;

/// Writes down what it hears.
#[derive(Default)]
struct Notes {
    said: Vec<String>,
    loads: usize,
}

impl Trace for Notes {
    fn value(&mut self, expr: &Expr, _: &Value) {
        self.loads += usize::from(matches!(expr.op, Op::Load(..)));
    }

    fn filtered(&mut self, passed: bool) {
        self.said.push(format!("filter {passed}"));
    }

    fn enter(&mut self, earner: Option<u32>) {
        self.said.push(format!("enter {earner:?}"));
    }

    fn visit(&mut self, visit: &Visit<'_>) {
        let happened = match visit.happened {
            Happened::Verb { verb: Verb::HandOn, index } => format!("hand on ({index}) {}", visit.handed_on),
            other => format!("{other:?}"),
        };
        self.said.push(format!("{}: {happened}, vars {:?}, stop {}", visit.index, visit.vars, visit.stopped_after));
    }

    fn end(&mut self, memories: &[i64], unmet: &BigRational) {
        self.said.push(format!("end {:?}, unmet {unmet}", memories.first()));
    }

    fn line(&mut self, line: &TracedLine) {
        self.said.push(format!(
            "line {:?} to {}: {} + {} = {}",
            line.visit, line.earner, line.own, line.taken_over, line.amount
        ));
    }
}

/// 10% for two levels above the seller; the inactive hand on.
fn plan() -> (Build, ColumnId, ColumnId) {
    let mut b = Build::new();
    let (orders, fields) = b.event("Order", &[("seller", partner()), ("net", eur(2))]);
    let [seller, net] = fields[..] else { return (b, ColumnId(0), ColumnId(0)) };
    let active = b.given("active", yes_no());
    let level = || var(0, count());
    let (from, of, inactive) = (b.trigger(seller), b.trigger(net), not(b.earner(active)));
    b.bonus("Unilevel", Space::Event(orders), |bonus| {
        bonus.walk = Some(up(from, false));
        bonus.vars = vec![shown("level", count()), shown("rate", percent(2))];
        bonus.start = vec![num(1, count())];
        bonus.stop_before = Some(above(level(), num(3, count())));
        bonus.verbs = vec![(Verb::HandOn, inactive)];
        bonus.lets = vec![(VarId(1), num(10, percent(2)))];
        bonus.pays = vec![pay(mul(var(1, percent(2)), of))];
        bonus.then = vec![(VarId(0), add(level(), num(1, count())))];
        bonus.rounding = Some(Rounding { mode: RoundMode::HalfUp, scale: 2, chain: ChainRounding::LastTakesRemainder });
    });
    (b, active, net)
}

fn ran() -> Result<(Build, crate::store::Store, Outcome), RunError> {
    let (b, active, net) = plan();
    let mut s = store(&b.program, &CHAIN);
    events(&b.program, &mut s, crate::program::EventSetId(0), &[4, 4]);
    fill(&b.program, &mut s, active, &[1, 0, 1, 0, 1]);
    fill(&b.program, &mut s, net, &[1_05, 2_00]);
    let outcome = go(&b, &mut s)?;
    Ok((b, s, outcome))
}

#[test]
fn one_trigger_is_told_step_by_step() -> Result<(), RunError> {
    let (b, s, outcome) = ran()?;
    // Of 1.05: Dan hands on 0.105, Cara gets 0.105 + 0.105 = 0.21, Ben's 0.105 meet nobody, Anna is level 4.
    assert_eq!(paid(&outcome.bonuses, 0), [(0, 2, 21), (1, 2, 40)]);
    let mut notes = Notes::default();
    trace_trigger(&b.program, &s, BonusId(0), 0, &mut notes)?;
    let expected = [
        "filter true",
        "enter Some(3)",
        "0: hand on (0) 21/200, vars [1, 10], stop false",
        "enter Some(2)",
        "1: Paid, vars [2, 10], stop false",
        "enter Some(1)",
        "2: hand on (0) 21/200, vars [3, 10], stop false",
        "enter Some(0)",
        "3: StoppedBefore, vars [4, -9223372036854775808], stop true",
        "end Some(4), unmet 21/200",
        "line Some(1) to 2: 21/200 + 21/200 = 21",
    ];
    assert_eq!(notes.said, expected);
    // The seller once; for three visits whether active, and the net.
    assert_eq!(notes.loads, 7);
    Ok(())
}

#[test]
fn outcomes_are_compared_by_what_they_say() -> Result<(), RunError> {
    let (b, s, reference) = ran()?;
    // The same lines as one block of two triggers and three entries, two of which are zero.
    let fast = Lines {
        blocks: vec![Block { first_trigger: 0, triggers: 2, first_entry: 0, entries: 3, first_amount: 0 }],
        earner: vec![3, 2, 1],
        clause: vec![0, 0, 0],
        vars: vec![vec![1, 2, 3], vec![10, 10, 10]],
        amounts: vec![0, 21, 0, 0, 40, 0],
    };
    let other = Outcome { bonuses: vec![fast], ..reference.clone() };
    assert_eq!(compare(&b.program, &reference, &other), Ok(()));
    assert_eq!(compare_columns(&b.program, &s, &s.clone()), Ok(()));

    let mut wrong = other.clone();
    wrong.bonuses.iter_mut().for_each(|lines| lines.amounts = vec![0, 21, 0, 0, 41, 0]);
    let said = compare(&b.program, &reference, &wrong).err().unwrap_or_default();
    assert!(said.starts_with("bonus `Unilevel`, line 1:"), "{said}");
    assert!(said.contains("amount: 40") && said.contains("amount: 41") && said.contains("level 2"), "{said}");

    let mut wrong = other.clone();
    wrong.bonuses.iter_mut().for_each(|lines| lines.amounts = vec![0, 21, 0, 0, 0, 0]);
    let said = compare(&b.program, &reference, &wrong).err().unwrap_or_default();
    assert!(said.starts_with("bonus `Unilevel`: 2 and 1 of line; only the first has"), "{said}");

    let mut wrong = other;
    wrong.totals = vec![0, 0, 62, 0, 0];
    let said = compare(&b.program, &reference, &wrong).err();
    assert_eq!(said.as_deref(), Some("totals, total of partner row 2:\n  61\n  62"));
    Ok(())
}

#[test]
fn cuts_are_compared_by_number_of_the_line_and_in_order() {
    let mut b = Build::new();
    let bonus = LineSource::Bonus(b.bonus("B", Space::Partner, |_| {}));
    let at = b.fixed("limit", 0, eur(2));
    b.cap("C", &[bonus], crate::program::CapScope::Line, at, |_| {});
    let outcome = |amounts: Vec<i64>, cuts: Vec<Cut>| Outcome {
        bonuses: vec![Lines {
            blocks: vec![Block { first_trigger: 0, triggers: 1, first_entry: 0, entries: 3, first_amount: 0 }],
            earner: vec![0, 1, 2],
            clause: vec![0; 3],
            vars: Vec::new(),
            amounts,
        }],
        cuts: vec![cuts],
        ..Outcome::default()
    };
    let cut = |partner, line, amount| Cut { partner, source: Some(bonus), line: Some(line), amount };
    let a = outcome(vec![0, 5, 6], vec![cut(1, 0, -5), cut(2, 1, -6)]);
    let mut c = a.clone();
    assert_eq!(compare(&b.program, &a, &c), Ok(()));
    c.cuts.iter_mut().for_each(|cuts| cuts.reverse());
    assert!(compare(&b.program, &a, &c).is_err());
    c.cuts.iter_mut().flatten().for_each(|cut| cut.line = Some(1));
    assert!(compare(&b.program, &a, &c).is_err());
    // Numbers of lines do not count zeros.
    let numbers =
        |outcome: &Outcome| outcome.bonuses.iter().flat_map(Lines::iter).map(|line| line.index).collect::<Vec<_>>();
    assert_eq!(numbers(&a), [0, 1]);
}
