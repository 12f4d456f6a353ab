//! Values of fields: within their ranges, often at their ends and at the numbers that the plan names.

use crate::rng::Rng;
use compline_compiler::program::{Field, Kind, NONE, Op, Program, Ty, UnitId};
use compline_compiler::store::PeriodDays;
use std::collections::{BTreeMap, BTreeSet};

/// Draws values.
pub(super) struct Drawer<'p> {
    program: &'p Program,
    periods: &'p [PeriodDays],
    /// Number of partners.
    pub partners: usize,
    /// By unit: the numbers that stand in the plan, with their scales.
    numbers: BTreeMap<UnitId, Vec<(i128, u8)>>,
}

impl<'p> Drawer<'p> {
    /// For a program and its periods.
    pub fn new(program: &'p Program, periods: &'p [PeriodDays], partners: usize) -> Self {
        let mut numbers: BTreeMap<UnitId, BTreeSet<(i128, u8)>> = BTreeMap::new();
        program.each_expression(&mut |expr| {
            expr.walk(&mut |expr| {
                if let (Op::Const(value), Kind::Number(unit, scale)) = (&expr.op, expr.ty.kind) {
                    numbers.entry(unit).or_default().insert((*value, scale));
                }
            });
        });
        for key in program.tables.iter().flat_map(|table| &table.keys) {
            if let Kind::Number(unit, scale) = key.ty.kind {
                let bounds = key.bounds.iter().map(|bound| (i128::from(*bound), scale));
                numbers.entry(unit).or_default().extend(bounds);
            }
        }
        let numbers = numbers.into_iter().map(|(unit, numbers)| (unit, numbers.into_iter().collect())).collect();
        Self { program, periods, partners, numbers }
    }

    /// A value of a field.
    pub fn field(&mut self, rng: &mut Rng, field: &Field) -> i64 {
        let range = field.range.and_then(|(low, high)| {
            let scale = field.ty.scale();
            let stored = |value: compline_lang::number::Decimal| i64::try_from(value.rescale(scale)?.mantissa).ok();
            Some((stored(low)?, stored(high)?))
        });
        self.value(rng, field.ty, range)
    }

    /// A value of a type, absent at times where it may be.
    pub fn value(&mut self, rng: &mut Rng, ty: Ty, range: Option<(i64, i64)>) -> i64 {
        if ty.optional && rng.chance(25) { NONE } else { self.present(rng, ty, range) }
    }

    /// A value that is there, where there can be one.
    pub fn present(&mut self, rng: &mut Rng, ty: Ty, range: Option<(i64, i64)>) -> i64 {
        match ty.kind {
            Kind::Number(unit, scale) => self.number(rng, unit, scale, range.unwrap_or((-1_000_000, 1_000_000))),
            Kind::Bool => i64::from(rng.chance(50)),
            Kind::Date => self.date_near(rng, 0, false),
            Kind::Word(list) => {
                let words = self.program.words.get(list.index()).map_or(0, |list| list.words.len());
                rng.below(words) as i64
            }
            Kind::Partner if self.partners > 0 => rng.below(self.partners) as i64,
            Kind::Partner | Kind::Person | Kind::Event(_) | Kind::Text => NONE,
        }
    }

    fn number(&mut self, rng: &mut Rng, unit: UnitId, scale: u8, (low, high): (i64, i64)) -> i64 {
        let power = 10_i64.checked_pow(u32::from(scale)).unwrap_or(1);
        let drawn = match rng.below(20) {
            0 => low,
            1 => high,
            2 => 0,
            3 => rng.range(-1, 1),
            4..=7 => {
                let known = self.numbers.get(&unit).filter(|known| !known.is_empty());
                known.map_or(0, |known| {
                    let (value, of) = *rng.pick(known);
                    let value = if of <= scale {
                        value.saturating_mul(10_i128.pow(u32::from(scale - of)))
                    } else {
                        value / 10_i128.pow(u32::from(of - scale))
                    };
                    i64::try_from(value).unwrap_or(0).saturating_add(rng.range(-1, 1))
                })
            }
            8..=12 => rng.range(0, 500).saturating_mul(power),
            13..=15 => rng
                .range(low.max(power.saturating_mul(-1_000)).min(high), high.min(power.saturating_mul(1_000)).max(low)),
            _ => rng.range(low, high),
        };
        drawn.clamp(low, high)
    }

    /// A day in the period so many back, or near it.
    pub fn date_near(&mut self, rng: &mut Rng, back: usize, optional: bool) -> i64 {
        if optional && rng.chance(15) {
            return NONE;
        }
        let back = match rng.below(10) {
            0 => back + 1,
            1 => back.saturating_sub(1),
            _ => back,
        };
        let Some(period) = self.periods.get(back.min(self.periods.len().saturating_sub(1))) else { return 0 };
        match rng.below(8) {
            0 => i64::from(period.start),
            1 => i64::from(period.end),
            _ => rng.range(i64::from(period.start), i64::from(period.end)),
        }
    }

    /// Which period a day lies in.
    pub fn period_of(&self, day: i64) -> Option<u32> {
        let at = self.periods.iter().position(|p| (i64::from(p.start)..=i64::from(p.end)).contains(&day))?;
        u32::try_from(at).ok()
    }
}
