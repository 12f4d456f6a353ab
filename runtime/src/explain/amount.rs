//! What an amount is made of: the values of the walk, the base, the rounding.

use super::condition::formula;
use super::sentence as say;
use super::values::readings;
use super::{Arg, Node, Sentence, Source};
use crate::settle::Settled;
use chrono::NaiveDate;
use compline_compiler::interpret::{Env, TracedLine, eval};
use compline_compiler::lines::Line;
use compline_compiler::program::{
    Bonus, ChainRounding, ColumnId, Expr, Handle, Kind, NONE, Op, Pay, Space, UnitKind, VarId,
};
use compline_lang::number::Decimal;
use num_rational::BigRational;

/// How many columns a base is followed through to the conversion behind it.
const DEEPEST: usize = 4;

/// The shown variables of a line, and why they have their values. Of rates only the one of the line's own clause is
/// its rate; a rate of the walk is called so, and one of another clause is none of this line's business.
pub(super) fn variables<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    bonus: &Bonus,
    pay: &Pay,
    line: &Line,
    traced: &TracedLine,
) -> Vec<Node> {
    let show = source.show(settled);
    let env =
        Env { trigger: i64::from(line.trigger), earner: i64::from(line.earner), vars: &traced.vars, ..Env::EMPTY };
    let mut out = Vec::new();
    for ((var, value), id) in bonus.vars.iter().zip(&traced.vars).zip((0..).map(VarId)) {
        let others = pay.rate != Some(id) && bonus.pays.iter().chain(&bonus.finally).any(|p| p.rate == Some(id));
        if !var.shown || *value == NONE || (others && !reads(pay, id)) {
            continue;
        }
        let definition = bonus.lets.iter().find(|(of, _)| *of == id);
        let why = definition.map(|(_, e)| readings(source, settled, e, &env)).unwrap_or_default();
        let value = show.shown(var.ty, *value);
        let text = match var.name == "rate" && pay.rate.is_some_and(|rate| rate != id) {
            true => say::step_value(&var.name, value),
            false => say::value(&var.name, value),
        };
        out.push(Node {
            kind: "value",
            text: match say::joined(why, say::and_more) {
                Some(why) => say::value_because(text, why),
                None => text,
            },
            place: definition.and_then(|(_, e)| source.place(e.site)),
            ..Node::default()
        });
    }
    out
}

/// Whether a clause reads a variable.
fn reads(pay: &Pay, id: VarId) -> bool {
    let mut found = false;
    for expr in pay.when.iter().chain([&pay.amount]) {
        expr.walk(&mut |e| found |= matches!(e.op, Op::Var(var) if var == id));
    }
    found
}

/// The base of a line; of a converted one the amount, the rate and its date as well.
pub(super) fn base<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    bonus: &Bonus,
    pay: &Pay,
    line: &Line,
) -> Option<Node> {
    let show = source.show(settled);
    let column = source.program.columns.get(pay.base?.index())?;
    let value = show.shown(column.ty, settled.store.get(pay.base?, line.trigger as usize));
    let text = match conversion(source, settled, pay.base?, i64::from(line.trigger), DEEPEST) {
        Some((amount, rate)) => match conditions_day(source, settled, bonus, line) {
            Some(day) => say::base_at_of(amount, rate, value, day),
            None => say::base_at(amount, rate, value),
        },
        None => say::base(value),
    };
    Some(Node::leaf("value", text))
}

/// The amount and the rate of a column that is nothing but a converted amount.
fn conversion<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    column: ColumnId,
    row: i64,
    depth: usize,
) -> Option<(Arg, Arg)> {
    let formula = formula(source.program, column)?;
    let env = Env { row, ..Env::EMPTY };
    let value = |e: &Expr| eval(source.program, &settled.store, e, &env).ok();
    match &formula.op {
        Op::Load(of, row_of) if depth > 0 && matches!(row_of.op, Op::Handle(Handle::Row)) => {
            conversion(source, settled, *of, row, depth - 1)
        }
        Op::Mul(amount, rate) => {
            let Kind::Number(unit, scale) = rate.ty.kind else { return None };
            if source.program.units.get(unit.index())?.kind != UnitKind::Price {
                return None;
            }
            let amount = source.show(settled).shown(amount.ty, value(amount)?);
            Some((amount, Arg::Number(Decimal::new(i128::from(value(rate)?), scale), String::new())))
        }
        _ => None,
    }
}

/// The day by which dated values are picked for a line.
fn conditions_day(source: &Source<'_>, settled: &Settled, bonus: &Bonus, line: &Line) -> Option<NaiveDate> {
    let day = match bonus.trigger.space {
        Space::Event(_) if source.event_kind(bonus.trigger.space).is_some_and(|kind| kind.holds.is_some()) => {
            settled.context.period.end()
        }
        Space::Event(_) => source.event_day(settled, bonus.trigger.space, line.trigger as usize, |e| e.conditions)?,
        Space::Partner => settled.context.period.end(),
        _ => return None,
    };
    Some(crate::calendar::date(day))
}

/// The exact amount and what rounding made of it.
pub(super) fn rounding<'a>(source: &Source<'a>, settled: &'a Settled, bonus: &Bonus, traced: &TracedLine) -> Node {
    let show = source.show(settled);
    let own = exact(&traced.own, String::new());
    let exactly = match traced.taken_over == BigRational::from_integer(0.into()) {
        true => say::exact(own),
        false => say::exact_with(own, exact(&traced.taken_over, String::new())),
    };
    let rounded: Option<fn(Sentence, Arg) -> Sentence> = bonus.rounding.map(|rounding| match rounding.chain {
        ChainRounding::EachLine => say::rounded as _,
        ChainRounding::Cumulatively => say::rounded_running as _,
        ChainRounding::LastTakesRemainder => say::rounded_remainder as _,
    });
    let text = match rounded {
        Some(rounded) => rounded(exactly, show.amount(traced.amount)),
        None => exactly,
    };
    Node::leaf("rounding", text)
}

/// What is due to date, and what was paid of it before; nothing where nothing was.
pub(super) fn paid_before<'a>(
    source: &Source<'a>,
    settled: &'a Settled,
    bonus: usize,
    line: &Line,
    due: i64,
) -> Option<Node> {
    let all = settled.store.paid.get(bonus)?;
    let own = all.iter().filter(|paid| paid.trigger == line.trigger && paid.earner == line.earner);
    let before = own.map(|paid| paid.amount).reduce(i64::saturating_add)?;
    let show = source.show(settled);
    let text = say::paid_before(show.amount(due), show.amount(before));
    Some(Node::leaf("paid-before", text))
}

/// A rational of a unit as a decimal where it ends, else as a fraction.
pub(super) fn exact(value: &BigRational, unit: String) -> Arg {
    let mut scaled = value.clone();
    for scale in 0..=18_u8 {
        if scaled.is_integer() {
            let digits = i128::try_from(scaled.to_integer()).ok();
            return match digits {
                Some(digits) => Arg::Number(Decimal::new(digits, scale).normalized(), unit),
                None => fraction(value, &unit),
            };
        }
        scaled *= BigRational::from_integer(10.into());
    }
    fraction(value, &unit)
}

fn fraction(value: &BigRational, unit: &str) -> Arg {
    Arg::Text(if unit.is_empty() { value.to_string() } else { format!("{value} {unit}") })
}
