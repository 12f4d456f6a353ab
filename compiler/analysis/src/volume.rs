//! Shares of volume in the plan's currency.

use crate::linear::{Field, Per, Total};
use crate::range::{Exact, smallest, whole};
use compline_compiler::program::{Kind, Program};
use compline_lang::hir;
use compline_lang::words::{Text, say};
use num_bigint::BigInt;
use num_traits::Zero;
use std::collections::BTreeMap;

/// A number field of an event kind, which sales are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Which.
    pub field: Field,
    /// The event kind.
    pub event: String,
    /// The field.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What one of the unit is worth in the plan's currency: one for that currency itself, the lowest declared rate for
    /// others, nothing where there is none.
    pub worth: Option<Exact>,
}

/// So much of a field's sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Of what.
    pub of: Volume,
    /// In the plan's currency for one of the unit.
    pub amount: Exact,
}

impl Share {
    /// The share of the volume in the plan's currency, where the unit has a rate: one is a hundred percent.
    pub fn ratio(&self) -> Option<Exact> {
        let worth = self.of.worth.as_ref().filter(|worth| !worth.is_zero())?;
        Some(&self.amount / worth)
    }
}

/// The shares of a total. A unit whose rate has changed counts by its lowest rate, so that no share is too small.
pub fn shares(program: &Program, plan: &hir::Plan, total: &Total) -> Vec<Share> {
    let shares =
        total.share.iter().map(|(field, amount)| Share { of: volume(program, plan, *field), amount: amount.clone() });
    shares.collect()
}

/// What lies between a bound and what a network is paid, as a share of the volume; nothing where they cannot be held against each
/// other, because the bound is not a share of one volume alone.
pub fn gap(total: &Total, shares: &[Share], found: &Exact) -> Option<Exact> {
    let [share] = shares else { return None };
    let ratio = share.ratio().filter(|ratio| total.fixed.is_empty() && ratio >= found)?;
    Some(ratio - found)
}

fn volume(program: &Program, plan: &hir::Plan, field: Field) -> Volume {
    let event = program.events.get(field.0.index());
    let declared = event.and_then(|event| event.fields.get(field.1 as usize));
    let unit = declared.and_then(|declared| match declared.ty.kind {
        Kind::Number(unit, _) => program.units.get(unit.index()),
        _ => None,
    });
    let currency = program.units.get(program.currency.index());
    let unit_name = unit.map(|unit| unit.name.clone()).unwrap_or_default();
    let worth = if unit.map(|unit| &unit.name) == currency.map(|unit| &unit.name) {
        Some(whole(1))
    } else {
        let to = currency.map(|unit| unit.name.clone()).unwrap_or_default();
        let rate = plan.rates.iter().find(|rate| rate.from.to_string() == unit_name && rate.to.to_string() == to);
        rate.and_then(|rate| rate.values.iter().map(|(value, _)| crate::facts::exact(*value)).min())
    };
    Volume {
        field,
        event: event.map(|event| event.name.clone()).unwrap_or_default(),
        name: declared.map(|declared| declared.name.clone()).unwrap_or_default(),
        unit: unit_name,
        worth,
    }
}

/// A ratio in percent: `0.425` is `42.5%`; with six digits at most, the last one rounded up, so that it is never too small.
pub fn per_hundred(ratio: &Exact) -> String {
    format!("{}%", decimal(&(ratio * whole(100))))
}

/// A number with six digits behind the point at most, the last one rounded up.
pub fn decimal(value: &Exact) -> String {
    let scaled = (value / smallest(6)).ceil().to_integer();
    let unit = BigInt::from(1_000_000);
    let (sign, scaled) = if scaled < BigInt::zero() { ("-", -scaled) } else { ("", scaled) };
    let (front, back) = (&scaled / &unit, &scaled % &unit);
    let back = format!("{:0>6}", back.to_string());
    let back = back.trim_end_matches('0');
    if back.is_empty() { format!("{sign}{front}") } else { format!("{sign}{front}.{back}") }
}

/// Amounts with what there is one of, in words: `50 EUR for each partner and period`.
pub fn amounts(program: &Program, amounts: &BTreeMap<Per, Exact>) -> Vec<Text> {
    let currency = program.units.get(program.currency.index()).map_or("", |unit| unit.name.as_str());
    let said = |(per, amount): (&Per, &Exact)| {
        let amount = format!("{} {currency}", decimal(amount));
        match per {
            Per::Event(id) => {
                let event = program.events.get(id.index()).map_or("event", |event| event.name.as_str());
                say!("{amount} for each `{event}`")
            }
            Per::Partner => say!("{amount} for each partner and period"),
            Per::Person => say!("{amount} for each person and period"),
            Per::Period => say!("{amount} for each period"),
            Per::Line(id) => {
                let bonus = program.bonuses.get(id.index()).map_or("", |bonus| bonus.name.as_str());
                say!("{amount} for each line of `{bonus}`")
            }
        }
    };
    amounts.iter().map(said).collect()
}
