//! What stands in the cells of rows.

use super::*;
use crate::facts::events::minor;
use compline_runtime::calendar::{self, Period};

/// Refuses rows in which a cell is empty that must be filled; whether all are.
pub(super) fn filled(row: &Mapped, names: &[&str], report: &mut Report) -> bool {
    let before = report.problems.len();
    for name in names.iter().filter(|name| row.text(name).is_empty()) {
        report.refuse(row.row, FieldError::new(*name, "error-field-empty"));
    }
    report.problems.len() == before
}

/// The day in a cell; nothing where it is empty or was refused when it was read.
pub(super) fn day(row: &Mapped, name: &str) -> Option<NaiveDate> {
    row.text(name).parse().ok()
}

/// A period of the plan's calendar; spreadsheets make days of months, so a day stands for its period.
pub(super) fn period(plan: &CompiledPlan, text: &str) -> Option<Period> {
    let calendar = plan.program.calendar;
    let day = || text.parse::<NaiveDate>().ok().map(|day| Period::containing(calendar, calendar::day(day)));
    day().or_else(|| Period::parse_in(calendar, text).ok())
}

/// That a text is no period of the plan.
pub(super) fn no_period(plan: &CompiledPlan, field: &str, text: &str) -> FieldError {
    let example = calendar::example(plan.program.calendar);
    FieldError::new(field, "error-import-period").with("input", text).with("example", example)
}

/// The amount of money in a cell, in the currency's smallest unit, of which `scale` digits make a unit.
pub(super) fn amount(row: &Mapped, name: &str, scale: u8) -> Result<i64, FieldError> {
    let text = row.text(name);
    let Ok(amount) = text.parse::<Decimal>() else {
        return Err(FieldError::new(name, "error-not-a-number").with("input", text).with("example", "1234.50"));
    };
    let places = || FieldError::new(name, "error-too-many-places").with("input", text).with("places", scale);
    minor(amount, scale).ok_or_else(places)
}
