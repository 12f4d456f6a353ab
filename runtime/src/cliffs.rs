//! Cliffs: amounts at which one unit of volume more changes pay by much.
//!
//! Where a plan names a bound (in tiers, ladders, tables, comparisons), small companies are settled with one unit less
//! and with the bound itself: three partners in a row, each with the same volume of his own, and one order more. What
//! comes out is no estimate: both companies exist, and both are paid so. What is not found is not excluded.

use crate::examples::play;
use crate::settle::{Reference, Settled};
use crate::show::Show;
use chrono::NaiveDate;
use compline_compiler::program::Program;
use compline_lang::diagnostic::Code;
use compline_lang::hir::{
    self, Example, ExampleEvent, ExampleValue, Expr, ExprKind, FieldDecl, KeyCell, Type, TypeKind, Unit,
};
use compline_lang::number::Decimal;
use compline_lang::source::{ItemIndex, Span};
use compline_lang::words::{Text, say};
use compline_review::Finding;
use serde::Serialize;

/// The partners of a small company, from the top.
const PARTNERS: [&str; 3] = ["Anna", "Ben", "Cara"];
/// Most small companies that are settled.
const MOST_RUNS: usize = 3_000;
/// Most volumes that partners have of their own.
const MOST_BASES: usize = 3;
/// Where a plan says nothing of its first day.
const DEFAULT_DAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 3, 2);

/// An amount at which pay jumps, with a company in which it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cliff {
    /// The item in which the bound stands.
    #[serde(skip)]
    pub item: ItemIndex,
    /// Where it stands.
    #[serde(skip)]
    pub span: Span,
    /// The event and its field that is changed.
    pub event: String,
    /// The field.
    pub field: String,
    /// Whose order it is.
    pub seller: String,
    /// Who is paid more, or less. Anna stands above Ben, Ben above Cara.
    pub partner: String,
    /// Volume that each of the three has of his own beside it.
    pub base: String,
    /// One unit less than the bound takes.
    pub below: String,
    /// What is then paid, as an amount with its currency.
    pub paid_below: String,
    /// The amount at which it jumps.
    pub at: String,
    /// What is then paid.
    pub paid_at: String,
    /// The jump in the smallest unit of the currency; negative where less is paid.
    pub jump: i64,
    /// The same as an amount.
    pub amount: String,
}

impl Cliff {
    /// The proof in words.
    pub fn witness(&self) -> Text {
        let Self { base, below, seller, partner, paid_below, at, paid_at, .. } = self;
        match base.starts_with('0') {
            true => say!(
                "Anna above Ben above Cara: with an order of {below} by {seller}, {partner} gets {paid_below}; with {at}, {paid_at}"
            ),
            false => say!(
                "Anna above Ben above Cara, each with {base} of their own: with an order of {below} by {seller}, {partner} gets {paid_below}; with {at}, {paid_at}"
            ),
        }
    }

    /// Whether it is more than a plan allows.
    pub fn is_above(&self, limit: Decimal, scale: u8) -> bool {
        let limit = limit.rescale(scale.max(limit.scale)).map(|d| d.mantissa);
        let jump = Decimal::new(i128::from(self.jump), scale);
        let jump = jump.rescale(scale.max(jump.scale)).map(|d| d.mantissa.abs());
        matches!((jump, limit), (Some(jump), Some(limit)) if jump > limit)
    }

    /// The finding of a plan that allows less.
    pub fn finding(&self) -> Finding {
        Finding {
            code: Code::Cliff,
            item: self.item,
            span: self.span,
            message: say!("one unit more changes pay by {}", self.amount),
            witness: Some(self.witness()),
            rules: Vec::new(),
            help: Some(say!("smooth the step (`bracket by bracket`, more steps), or allow more with `cliff at most`")),
            about: None,
        }
    }
}

/// Cliffs above the limit of the plan's header; none where it states none.
pub fn beyond_limit(plan: &hir::Plan, program: &Program) -> Vec<Cliff> {
    let Some(limit) = plan.header.cliff else { return Vec::new() };
    let mut found = cliffs(plan, program);
    found.retain(|cliff| cliff.is_above(limit, plan.header.currency_scale));
    found
}

/// The largest cliffs, one for each bound, the largest first.
pub fn cliffs(plan: &hir::Plan, program: &Program) -> Vec<Cliff> {
    let bounds = bounds(plan);
    let mut search = Search { plan, program, runs: 0, found: Vec::new() };
    for bound in &bounds {
        for event in &plan.events {
            for (at, field) in event.fields.iter().enumerate() {
                if unit_of(&field.ty).is_some_and(|unit| *unit == bound.unit) {
                    search.around(bound, &bounds, event, at, field);
                }
            }
        }
    }
    let mut found = search.found;
    found.sort_by(|a, b| b.jump.abs().cmp(&a.jump.abs()).then_with(|| (a.item, a.span).cmp(&(b.item, b.span))));
    found
}

/// A number that a plan compares amounts with.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bound {
    item: ItemIndex,
    span: Span,
    unit: Unit,
    value: Decimal,
}

/// All bounds in points or money that are above zero, each once for each place.
fn bounds(plan: &hir::Plan) -> Vec<Bound> {
    let mut out: Vec<Bound> = Vec::new();
    let mut add = |item: ItemIndex, span: Span, ty: &Type, value: Decimal| {
        if let (Some(unit), true) = (unit_of(ty), value.mantissa > 0) {
            let bound = Bound { item, span, unit: unit.clone(), value };
            if !out.contains(&bound) {
                out.push(bound);
            }
        }
    };
    for tiers in &plan.tiers {
        for (bound, value) in &tiers.rows {
            add(plan.home(&tiers.name), value.span, &tiers.param.ty, Decimal::new(*bound, tiers.param.ty.scale()));
        }
    }
    for table in &plan.tables {
        for (cells, results) in &table.rows {
            for (cell, param) in cells.iter().zip(&table.params) {
                let (KeyCell::Is(at) | KeyCell::Range(at, _) | KeyCell::From(at) | KeyCell::Below(at)) = cell else {
                    continue;
                };
                let span = results.first().map(|result| result.span).unwrap_or_default();
                add(plan.home(&table.name), span, &param.ty, Decimal::new(*at, param.ty.scale()));
            }
        }
    }
    for ladder in &plan.ladders {
        for cell in ladder.rows.iter().flatten() {
            if let ExprKind::Number(value) = cell.kind.as_ref() {
                add(plan.home(&ladder.name), cell.span, &cell.ty, *value);
            }
        }
    }
    let mut of = |item: ItemIndex, e: &Expr| {
        hir::visit(e, &mut |part| {
            let (ExprKind::Compare(_, a, b) | ExprKind::Clamp(a, _, b) | ExprKind::Binary(_, a, b)) =
                part.kind.as_ref()
            else {
                return;
            };
            for side in [a, b] {
                if let ExprKind::Number(value) = side.kind.as_ref() {
                    add(item, side.span, &side.ty, *value);
                }
            }
        });
    };
    plan.definitions.iter().for_each(|(item, d)| of(*item, &d.value));
    for (item, bonus) in &plan.bonuses {
        let conditions = bonus.filter.iter().chain(&bonus.stop_before).chain(&bonus.stop_after);
        let lets = bonus.lets.iter().map(|(_, e)| e);
        let verbs = bonus.verbs.iter().filter(|clause| !clause.of_plan).map(|clause| &clause.condition);
        let pays = bonus.pays.iter().chain(&bonus.finally).flat_map(|pay| pay.when.iter().chain([&pay.amount]));
        conditions.chain(lets).chain(verbs).chain(pays).for_each(|e| of(*item, e));
    }
    for (item, pool) in &plan.pools {
        pool.filter.iter().chain([&pool.weight]).for_each(|e| of(*item, e));
    }
    out
}

fn unit_of(ty: &Type) -> Option<&Unit> {
    match &ty.kind {
        TypeKind::Number(unit @ (Unit::Points(_) | Unit::Money(_)), _) => Some(unit),
        _ => None,
    }
}

struct Search<'p> {
    plan: &'p hir::Plan,
    program: &'p Program,
    runs: usize,
    found: Vec<Cliff>,
}

impl Search<'_> {
    fn around(&mut self, bound: &Bound, all: &[Bound], event: &hir::EventDecl, at: usize, field: &FieldDecl) {
        let mut bases: Vec<i128> = all
            .iter()
            .filter(|other| other.unit == bound.unit)
            .filter_map(|other| other.value.rescale(0).map(|d| d.mantissa))
            .collect();
        bases.sort_unstable();
        bases.dedup();
        bases.truncate(MOST_BASES);
        bases.insert(0, 0);
        let Some(bound_at) = whole_up(bound.value) else { return };
        // What else an event has goes along with the size of the order, or is nothing: it may be taken off.
        let volumes = event.fields.iter().filter(|field| unit_of(&field.ty).is_some()).count();
        let sizes: &[i128] = if volumes > 1 { &[bound_at, 0] } else { &[bound_at] };
        for (base, size) in bases.into_iter().flat_map(|base| sizes.iter().map(move |size| (base, *size))) {
            let shares: &[i128] = if base == 0 { &[0] } else { &[1, 2, 3] };
            for (share, seller) in shares.iter().flat_map(|share| PARTNERS.iter().skip(1).map(move |s| (*share, *s))) {
                let amount = bound_at - base * share;
                if amount < 1 || self.runs + 3 > MOST_RUNS {
                    continue;
                }
                let run = |search: &mut Self, amount: i128| search.pay(event, at, base, seller, amount, size);
                let (Some(below), Some(there), Some(behind)) =
                    (run(self, amount - 1), run(self, amount), run(self, amount + 1))
                else {
                    continue;
                };
                for (partner, name) in PARTNERS.iter().enumerate() {
                    let of = |pay: &[i64; 3]| pay.get(partner).copied().unwrap_or(0);
                    let (jump, usual) = (of(&there) - of(&below), of(&behind) - of(&there));
                    // What one unit brings everywhere is no cliff.
                    if jump.abs() <= usual.abs().saturating_mul(2).saturating_add(1) {
                        continue;
                    }
                    let show = Show { program: self.program, names: None };
                    let unit = |n: i128| format!("{} {}", with_breaks(n), bound.unit);
                    self.keep(Cliff {
                        item: bound.item,
                        span: bound.span,
                        event: event.name.clone(),
                        field: field.name.clone(),
                        seller: seller.to_owned(),
                        partner: (*name).to_owned(),
                        base: unit(base),
                        below: unit(amount - 1),
                        paid_below: show.money(of(&below)),
                        at: unit(amount),
                        paid_at: show.money(of(&there)),
                        jump,
                        amount: show.money(jump),
                    });
                }
            }
        }
    }

    /// The largest of each place is kept.
    fn keep(&mut self, cliff: Cliff) {
        match self.found.iter_mut().find(|known| (known.item, known.span) == (cliff.item, cliff.span)) {
            Some(known) if known.jump.abs() < cliff.jump.abs() => *known = cliff,
            Some(_) => {}
            None => self.found.push(cliff),
        }
    }

    /// What the three are paid; nothing where such a company cannot be settled.
    fn pay(
        &mut self,
        event: &hir::EventDecl,
        field: usize,
        base: i128,
        seller: &str,
        amount: i128,
        size: i128,
    ) -> Option<[i64; 3]> {
        self.runs += 1;
        let mut events = Vec::new();
        if base > 0 {
            for (at, partner) in PARTNERS.iter().enumerate() {
                events.push(self.event(event, field, partner, base, size, at)?);
            }
        }
        events.push(self.event(event, field, seller, amount, size, PARTNERS.len())?);
        let mut edges = Vec::new();
        for tree in self.plan.trees.iter().filter(|tree| tree.from.is_none()) {
            for (above, below) in PARTNERS.iter().zip(PARTNERS.iter().skip(1)) {
                let side = (!tree.sides.is_empty()).then_some(0);
                edges.push((tree.name.clone(), (*above).to_owned(), (*below).to_owned(), side));
            }
        }
        let example = Example {
            title: String::new(),
            title_span: Span::default(),
            period: None,
            last_period: None,
            edges,
            roots: Vec::new(),
            partners: PARTNERS.iter().map(|name| (*name).to_owned()).collect(),
            attributes: Vec::new(),
            events,
            reversals: Vec::new(),
            overrides: Vec::new(),
            openings: Vec::new(),
            expects: Vec::new(),
        };
        let played = play(self.program, &example, &mut Reference).ok()?;
        let mut out = [0_i64; 3];
        for settled in played.periods.iter().flatten() {
            for (name, slot) in PARTNERS.iter().zip(&mut out) {
                *slot = slot.checked_add(total(settled, name))?;
            }
        }
        Some(out)
    }

    /// An event with one field of this amount; others of a size that goes with it.
    fn event(
        &self,
        event: &hir::EventDecl,
        varied: usize,
        seller: &str,
        amount: i128,
        size: i128,
        number: usize,
    ) -> Option<ExampleEvent> {
        let day = self.plan.header.valid.map(|(from, _)| from).or(DEFAULT_DAY)?;
        let mut values = Vec::new();
        for (at, field) in event.fields.iter().enumerate() {
            let constant = |kind: ExprKind| {
                Some(ExampleValue::Constant(Expr { kind: Box::new(kind), ty: field.ty.clone(), span: Span::default() }))
            };
            let value = match &field.ty.kind {
                TypeKind::Number(unit, scale) => {
                    let wanted = match unit {
                        _ if at == varied => amount,
                        Unit::Points(_) | Unit::Money(_) => size,
                        _ => 1,
                    };
                    let wanted = Decimal::integer(wanted).rescale(*scale)?;
                    let range = field.range.and_then(|(low, high)| Some((low.rescale(*scale)?, high.rescale(*scale)?)));
                    let fits = range
                        .is_none_or(|(low, high)| low.mantissa <= wanted.mantissa && wanted.mantissa <= high.mantissa);
                    if at == varied && !fits {
                        return None;
                    }
                    let mantissa =
                        range.map_or(wanted.mantissa, |(low, high)| wanted.mantissa.clamp(low.mantissa, high.mantissa));
                    constant(ExprKind::Number(Decimal::new(mantissa, *scale)))
                }
                // A fact goes on.
                TypeKind::Date if event.holds.as_ref().is_some_and(|holds| holds.to.as_ref() == Some(&field.name)) => {
                    None
                }
                TypeKind::Partner => Some(ExampleValue::Partner(seller.to_owned())),
                TypeKind::Date => constant(ExprKind::Date(day)),
                TypeKind::Word(list) => constant(ExprKind::Word(list.clone(), 0)),
                TypeKind::Bool => constant(ExprKind::Bool(false)),
                _ if field.ty.optional => None,
                TypeKind::Text => constant(ExprKind::Text(String::new())),
                // An event that speaks of another one needs that one first.
                _ => return None,
            };
            values.push(value);
        }
        Some(ExampleEvent { event: event.name.clone(), id: format!("{number}"), values, span: Span::default() })
    }
}

fn total(settled: &Settled, name: &str) -> i64 {
    let mut names: Vec<&str> = PARTNERS.to_vec();
    names.sort_unstable();
    let number = names.iter().position(|known| *known == name);
    let row = number.and_then(|number| settled.snapshot.row_of.get(number)).copied();
    row.and_then(|row| settled.outcome.totals.get(row as usize)).copied().unwrap_or(0)
}

/// The next whole number from here up.
fn whole_up(value: Decimal) -> Option<i128> {
    let power = compline_lang::number::pow10(u32::from(value.scale))?;
    Some(value.mantissa.div_euclid(power) + i128::from(value.mantissa.rem_euclid(power) != 0))
}

fn with_breaks(n: i128) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('_');
        }
        out.push(digit);
    }
    out
}
