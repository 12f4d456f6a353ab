//! Examples of plans: small companies with expectations, run like any other company.

mod derive;
mod world;

use crate::calendar::{Period, grain_name};
use crate::company::{Company, OF_COMPANY, SettledLine};
use crate::reversal::settled_lines;
use crate::settle::{Evaluator, SettleError, Settled, settle};
use crate::show::Show;
use crate::snapshot::Knowledge;
use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::program::{Grain, Kind, NONE, Program, Reach, Space, State, Ty};
use compline_lang::check::stored_form;
use compline_lang::hir::{Example, ExampleValue, Expect, ExpectWhat, Expr, ExprKind};
use compline_lang::number::Decimal;
use compline_lang::source::Span;
pub use derive::{Why, derivation};
pub use world::WorldError;

/// How an example came out.
#[derive(Debug)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// The period that was settled, the last one of several.
    pub period: Period,
    /// What did not come out as expected.
    pub failures: Vec<Failure>,
    /// Number of expectations.
    pub expectations: usize,
}

impl Report {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where it stands, relative to the example's item.
    pub span: Span,
    /// What was looked at: `Anna's Unilevel`.
    pub what: String,
    /// Whose, where it is somebody's.
    pub partner: Option<String>,
    /// What was asked for.
    pub asked: ExpectWhat,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// The lines behind it, one for each, where there are any.
    pub details: Vec<String>,
    /// After which of the example's periods, from 0.
    pub period: usize,
}

/// An example that has been run, for those who look further than the expectations.
#[derive(Debug)]
pub struct Played {
    /// How it came out.
    pub report: Report,
    /// The company that was made of it, with the states that the periods have left.
    pub company: Company,
    /// The contexts of each period, in order; one period at least.
    pub periods: Vec<Vec<Settled>>,
}

/// Why an example could not be run.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    /// The world of the example cannot be built.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The settlement stopped.
    #[error(transparent)]
    Settle(#[from] SettleError),
}

/// Runs an example.
///
/// # Errors
/// Where its world cannot be built, or the settlement stops.
pub fn play(program: &Program, example: &Example, evaluator: &mut dyn Evaluator) -> Result<Played, ExampleError> {
    let world = world::build(program, example)?;
    let (mut company, (first, last)) = (world.company, world.periods);
    // Where each expectation is judged is known before anything is settled.
    let mut places = Vec::with_capacity(example.expects.len());
    for expect in &example.expects {
        let (period, part) = meant(program, expect, last)?;
        if period.index() < first.index() || period.index() > last.index() {
            return Err(WorldError::NotSettled(period.to_string()).into());
        }
        places.push((usize::try_from(period.index() - first.index()).unwrap_or(0), part));
    }
    let mut periods = Vec::new();
    for index in first.index()..=last.index() {
        let period = Period::from_index(program.calendar, index);
        let settled = settle(program, &company, period, Knowledge::Everything, 1, evaluator)?;
        if index < last.index() {
            close(program, &mut company, period, &settled);
        }
        periods.push(settled);
    }
    let judged = example.expects.iter().zip(&places).filter_map(|(expect, (at, part))| {
        let failure = judge(program, &company, periods.get(*at)?, expect, *part)?;
        Some(Failure { period: *at, ..failure })
    });
    let failures = judged.collect();
    let report = Report { title: example.title.clone(), period: last, failures, expectations: example.expects.len() };
    Ok(Played { report, company, periods })
}

/// In which period an expectation is judged, and of which part of it, where it names one.
fn meant(program: &Program, expect: &Expect, last: Period) -> Result<(Period, Option<Reach>), WorldError> {
    let Some(text) = &expect.period else { return Ok((last, None)) };
    let named = Period::parse_in(program.calendar, text).ok();
    let named = named.filter(|named| expect.grain.is_some() && named.grain() != program.calendar.grain);
    let (Some(named), Some(grain)) = (named, expect.grain.and_then(grain_of)) else {
        return Ok((world::period(program, text)?, None));
    };
    let day = named.start();
    let period = Period::of_part_on(program.calendar, grain, day, program.weeks);
    Ok((period, period.part_on(grain, day, program)))
}

fn grain_of(grain: compline_lang::hir::Grain) -> Option<Grain> {
    let all = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year];
    all.into_iter().find(|own| grain_name(*own) == grain.word())
}

/// Hands the closing states of a period to the next one.
fn close(program: &Program, company: &mut Company, period: Period, settled: &[Settled]) {
    let paid: Vec<_> = settled.iter().flat_map(|one| crate::write::paid_in(program, one)).collect();
    company.paid.extend(paid);
    let reversed = |kind: u32, event: u32| {
        company.reversals.get(kind as usize).is_some_and(|of| of.rows.iter().any(|reversal| reversal.of == event))
    };
    let lines: Vec<_> = settled.iter().flat_map(|one| settled_lines(program, company, one, &reversed)).collect();
    company.lines.lines.extend(lines);
    company.lines.lines.sort_by(SettledLine::in_order);
    company.lines.periods.push(period.index());
    let Some(own) = settled.first() else { return };
    for (state, values) in program.states.iter().zip(&mut company.states) {
        if program.is_of_company(state) {
            values.as_of.push(period.index());
            values.partner.push(OF_COMPANY);
            values.value.push(own.store.get(state.closing, 0));
            continue;
        }
        for (partner, row) in (0_u32..).zip(&own.snapshot.row_of) {
            let value = own.store.get(state.closing, *row as usize);
            // In the store partners are rows, in the company they are numbers.
            let value = match state.ty.kind {
                Kind::Partner if value != NONE => {
                    let number = usize::try_from(value).ok().and_then(|row| own.snapshot.partner_of.get(row));
                    number.map_or(NONE, |number| i64::from(*number))
                }
                _ => value,
            };
            values.as_of.push(period.index());
            values.partner.push(partner);
            values.value.push(value);
        }
    }
}

/// What an expectation is compared with.
struct Got {
    text: String,
    equal: bool,
    details: Vec<String>,
}

fn judge(
    program: &Program,
    company: &Company,
    settled: &[Settled],
    expect: &Expect,
    part: Option<Reach>,
) -> Option<Failure> {
    let is_meant = |at: Reach| part.is_none_or(|part| part == at);
    let main = settled.first()?;
    let show = Show { program, names: Some((company, &main.snapshot)) };
    let money = Ty::known(compline_compiler::program::Kind::Number(program.currency, currency_scale(program)));
    let row = expect.partner.as_ref().and_then(|name| row_of(company, main, name));
    let (name, got) = match &expect.what {
        ExpectWhat::Definition(name) => {
            let definition = program.definitions.iter().find(|d| {
                d.name == *name
                    && is_meant(d.at)
                    && d.space == if expect.partner.is_some() { Space::Partner } else { Space::Company }
            })?;
            let ty = program.columns.get(definition.column.index())?.ty;
            let value = main.store.get(definition.column, row.unwrap_or(0));
            (name.clone(), compared(&show, ty, value, &expect.value))
        }
        ExpectWhat::OfPerson(name) => {
            let mut definitions = program.definitions.iter();
            let definition = definitions.find(|d| d.name == *name && is_meant(d.at) && d.space == Space::Person)?;
            let ty = program.columns.get(definition.column.index())?.ty;
            let person = main.snapshot.person_of.get(row?).map_or(usize::MAX, |person| *person as usize);
            let value = main.store.get(definition.column, person);
            (format!("person's {name}"), compared(&show, ty, value, &expect.value))
        }
        ExpectWhat::State(name) => {
            let exact = program.states.iter().find(|s| s.name == *name);
            // What a cap carries for so many periods is a state for each of them.
            let aged = |state: &&State| state.name.strip_prefix(name.as_str()).is_some_and(|age| age.starts_with(' '));
            let parts: Vec<&State> =
                exact.map_or_else(|| program.states.iter().filter(aged).collect(), |one| vec![one]);
            let ty = parts.first()?.ty;
            let of_all = expect.partner.is_none() && exact.is_none_or(|state| !program.is_of_company(state));
            let rows = if of_all { 0..main.store.partners } else { row.unwrap_or(0)..row.unwrap_or(0) + 1 };
            let value = match parts.as_slice() {
                [one] if !of_all || !is_number(one.ty) => main.store.get(one.closing, row.unwrap_or(0)),
                _ => {
                    let values = rows.flat_map(|row| parts.iter().map(move |part| main.store.get(part.closing, row)));
                    values.filter(|value| *value != NONE).fold(0, i64::saturating_add)
                }
            };
            (name.clone(), compared(&show, ty, value, &expect.value))
        }
        ExpectWhat::Bonus(name) => {
            let numbered = program.bonuses.iter().enumerate();
            let instances: Vec<usize> =
                numbered.filter(|(_, b)| b.name == *name && is_meant(b.at)).map(|(at, _)| at).collect();
            let mut sum = 0_i64;
            let mut details = Vec::new();
            let mut shown = false;
            for (context, at) in settled.iter().flat_map(|one| instances.iter().map(move |at| (one, *at))) {
                let Some(lines) = context.outcome.bonuses.get(at) else { continue };
                let row = expect.partner.as_ref().and_then(|n| row_of(company, context, n));
                for line in lines.iter().filter(|l| expect.partner.is_none() || Some(l.earner as usize) == row) {
                    sum = sum.saturating_add(line.amount);
                    let mut facts = line_facts(program, at, lines, line.entry);
                    facts.extend(base_fact(program, context, at, &line));
                    let fits = expect
                        .because
                        .iter()
                        .all(|(n, v)| facts.iter().any(|(f, ty, value)| f == n && matches(*ty, *value, v)));
                    shown |= fits;
                    let words: Vec<String> =
                        facts.iter().map(|(n, ty, v)| format!("{n} {}", show.value(*ty, *v))).collect();
                    let names = Show { program, names: Some((company, &context.snapshot)) };
                    details.push(format!(
                        "{} to {} ({})",
                        show.money(line.amount),
                        names.partner(i64::from(line.earner)),
                        words.join(", ")
                    ));
                }
            }
            let of_partner = |partner: u32| {
                let id = || company.partners.ids.get(partner as usize);
                expect.partner.as_ref().is_none_or(|name| partner != COMPANY && id() == name.as_str())
            };
            let mirrored = settled.iter().flat_map(|one| &one.mirrored);
            for one in mirrored.filter(|one| one.line.bonus == *name && of_partner(one.line.partner)) {
                sum = sum.saturating_add(one.amount);
                details.push(format!("{} takes back {}", show.money(one.amount), one.line.line));
            }
            let mut got = compared(&show, money, sum, &expect.value);
            if got.equal && !expect.because.is_empty() && !shown {
                got.equal = false;
                got.text = format!("{} but no line shows what is named behind `because`", got.text);
            }
            got.details = details;
            (name.clone(), got)
        }
        ExpectWhat::Pool(name) => {
            let pools = program.pools.iter().enumerate().filter(|(_, p)| p.name == *name && is_meant(p.at));
            let sum = pools.fold(0_i64, |sum, (at, _)| {
                sum.saturating_add(sum_lines(settled, |s| s.outcome.pools.get(at), expect, company))
            });
            (name.clone(), compared(&show, money, sum, &expect.value))
        }
        ExpectWhat::Cap(name) => {
            let caps: Vec<usize> =
                program.caps.iter().enumerate().filter(|(_, c)| c.name == *name).map(|(at, _)| at).collect();
            let mut sum = 0_i64;
            for (context, at) in settled.iter().flat_map(|one| caps.iter().map(move |at| (one, *at))) {
                let row = expect.partner.as_ref().and_then(|n| row_of(company, context, n));
                for cut in context.outcome.cuts.get(at).into_iter().flatten() {
                    if expect.partner.is_none() || Some(cut.partner as usize) == row {
                        sum = sum.saturating_add(cut.amount);
                    }
                }
            }
            (name.clone(), compared(&show, money, sum, &expect.value))
        }
        ExpectWhat::Total => {
            let mut sum = 0_i64;
            for context in settled {
                match expect.partner.as_ref() {
                    Some(n) => {
                        let row = row_of(company, context, n);
                        sum = sum.saturating_add(row.and_then(|r| context.outcome.totals.get(r)).copied().unwrap_or(0));
                    }
                    None => sum = context.outcome.totals.iter().fold(sum, |a, b| a.saturating_add(*b)),
                }
            }
            ("total".to_owned(), compared(&show, money, sum, &expect.value))
        }
    };
    if got.equal {
        return None;
    }
    let mut what = match &expect.partner {
        Some(partner) => format!("{partner}'s {name}"),
        None => name,
    };
    if let Some(period) = &expect.period {
        what = format!("{what} in {period}");
    }
    let mut expected = match &expect.value {
        ExampleValue::Partner(name) | ExampleValue::Event(_, name) => name.clone(),
        ExampleValue::Constant(value) => expected_text(value, &show),
    };
    if !expect.because.is_empty() {
        let because: Vec<String> =
            expect.because.iter().map(|(n, v)| format!("{n} is {}", expected_text(v, &show))).collect();
        expected = format!("{expected} because {}", because.join(" and "));
    }
    let (partner, asked) = (expect.partner.clone(), expect.what.clone());
    Some(Failure { span: expect.span, what, partner, asked, expected, got: got.text, details: got.details, period: 0 })
}

fn is_number(ty: Ty) -> bool {
    matches!(ty.kind, Kind::Number(..))
}

fn sum_lines<'s>(
    settled: &'s [Settled],
    lines: impl Fn(&'s Settled) -> Option<&'s Lines>,
    expect: &Expect,
    company: &Company,
) -> i64 {
    let mut sum = 0_i64;
    for context in settled {
        let row = expect.partner.as_ref().and_then(|n| row_of(company, context, n));
        let Some(lines) = lines(context) else { continue };
        for line in lines.iter().filter(|l| expect.partner.is_none() || Some(l.earner as usize) == row) {
            sum = sum.saturating_add(line.amount);
        }
    }
    sum
}

/// The shown variables of a line's entry: name, type, stored value.
pub(crate) fn line_facts(program: &Program, bonus: usize, lines: &Lines, entry: u32) -> Vec<(String, Ty, i64)> {
    let Some(bonus) = program.bonuses.get(bonus) else { return Vec::new() };
    let shown = bonus.vars.iter().filter(|v| v.shown);
    shown
        .zip(&lines.vars)
        .map(|(var, values)| (var.name.clone(), var.ty, values.get(entry as usize).copied().unwrap_or(NONE)))
        .collect()
}

/// The base of a line (right side of `of`), where its bonus records one.
fn base_fact(
    program: &Program,
    settled: &Settled,
    bonus: usize,
    line: &compline_compiler::lines::Line,
) -> Option<(String, Ty, i64)> {
    let bonus = program.bonuses.get(bonus)?;
    let column = bonus.pays.iter().chain(&bonus.finally).nth(usize::from(line.clause))?.base?;
    let ty = program.columns.get(column.index())?.ty;
    Some(("base".to_owned(), ty, settled.store.get(column, line.trigger as usize)))
}

fn compared(show: &Show<'_>, ty: Ty, value: i64, expected: &ExampleValue) -> Got {
    let text = show.value(ty, value);
    let equal = match expected {
        ExampleValue::Partner(name) | ExampleValue::Event(_, name) => text == *name,
        ExampleValue::Constant(expected) if matches!(expected.kind.as_ref(), ExprKind::Text(_)) => {
            text == expected_text(expected, show)
        }
        ExampleValue::Constant(expected) => matches(ty, value, expected),
    };
    Got { text, equal, details: Vec::new() }
}

/// Whether a stored value is what a constant says, whatever their scales.
fn matches(ty: Ty, value: i64, expected: &Expr) -> bool {
    match expected.kind.as_ref() {
        ExprKind::None => value == NONE,
        ExprKind::Number(number) => value != NONE && Decimal::new(i128::from(value), ty.scale()).same_value(*number),
        _ => stored_form(expected, 0).is_some_and(|v| v == i128::from(value)),
    }
}

fn expected_text(value: &Expr, show: &Show<'_>) -> String {
    use compline_lang::hir::{TypeKind, Unit};
    match (value.kind.as_ref(), &value.ty.kind) {
        (ExprKind::None, _) => "none".to_owned(),
        (ExprKind::Number(n), TypeKind::Number(Unit::Percent, _)) => {
            format!("{}%", Decimal::new(n.mantissa.saturating_mul(100), n.scale).normalized())
        }
        (ExprKind::Number(n), TypeKind::Number(unit @ (Unit::Money(_) | Unit::Points(_)), _)) => format!("{n} {unit}"),
        (ExprKind::Number(n), _) => n.to_string(),
        (ExprKind::Bool(b), _) => if *b { "yes" } else { "no" }.to_owned(),
        (ExprKind::Date(d), _) => d.to_string(),
        (ExprKind::Word(list, at), _) => {
            let words = show.program.words.iter().find(|w| w.name == *list);
            words.and_then(|w| w.words.get(*at as usize)).cloned().unwrap_or_default()
        }
        (ExprKind::Text(t), _) => format!("\"{t}\""),
        _ => "?".to_owned(),
    }
}

fn row_of(company: &Company, context: &Settled, name: &str) -> Option<usize> {
    let partner = company.partners.ids.find(name)?;
    context.snapshot.row_of.get(partner).map(|row| *row as usize)
}

fn currency_scale(program: &Program) -> u8 {
    program.units.get(program.currency.index()).map_or(2, |u| u.scale)
}
