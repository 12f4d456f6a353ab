//! The benchmark's company as files.

use crate::failure::Failure;
use compline_parquet::{ColumnSpec, ParquetError, Stored, Writer};
use compline_runtime::calendar;
use compline_runtime::company::{Company, ROOT};
use std::path::Path;

/// Words of the category, in the order of the plans.
const CATEGORIES: [&str; 3] = ["full", "half", "none_paid"];

/// The first day of the month of all orders, 2026-03-01, in days since 1970-01-01.
const FIRST_DAY: i32 = 20_513;

/// Writes the company as Parquet.
pub fn write(company: &Company, folder: &Path) -> Result<(), Failure> {
    let table = |stem: &str,
                 columns: &[(&str, Stored)],
                 rows: &mut dyn FnMut(&mut Writer) -> Result<(), ParquetError>| {
        let path = folder.join(format!("{stem}.parquet"));
        let specs: Vec<ColumnSpec> =
            columns.iter().map(|(name, stored)| ColumnSpec { name: (*name).to_owned(), stored: *stored }).collect();
        let mut write = || {
            let mut writer = Writer::create(&path, &specs)?;
            rows(&mut writer)?;
            writer.finish()
        };
        write().map_err(|error: ParquetError| Failure::Stopped(format!("cannot write `{}`: {error}", path.display())))
    };
    table("partners", &[("id", Stored::Integer)], &mut |writer| {
        for partner in 0..company.partners.len() {
            writer.number(0, i64::try_from(partner).ok());
            writer.end_row()?;
        }
        Ok(())
    })?;
    let columns = [
        ("tree", Stored::Text),
        ("partner", Stored::Integer),
        ("parent", Stored::Integer),
        ("valid_from", Stored::Text),
    ];
    table("placements", &columns, &mut |writer| {
        for placements in &company.placements {
            for (partner, parent) in placements.partner.iter().zip(&placements.parent) {
                writer.text(0, Some("sponsor"));
                writer.number(1, Some((*partner).into()));
                writer.number(2, Some(*parent).filter(|parent| *parent != ROOT).map(i64::from));
                writer.text(3, Some("2020-01-01"));
                writer.end_row()?;
            }
        }
        Ok(())
    })?;
    let columns = [
        ("id", Stored::Integer),
        ("buyer", Stored::Integer),
        ("bv", Stored::Decimal { scale: 2 }),
        ("category", Stored::Text),
        ("day", Stored::Text),
    ];
    let days: Vec<String> = (0..31).map(|day| calendar::date(FIRST_DAY + day).to_string()).collect();
    table("order", &columns, &mut |writer| {
        for events in &company.events {
            let [buyer, bv, category, day] = events.fields.as_slice() else { continue };
            for row in 0..events.rows {
                writer.number(0, i64::try_from(row).ok());
                writer.number(1, Some(buyer.get(row)));
                writer.number(2, Some(bv.get(row)));
                writer.text(3, usize::try_from(category.get(row)).ok().and_then(|at| CATEGORIES.get(at)).copied());
                let at = day.get(row) - i64::from(FIRST_DAY);
                writer.text(4, usize::try_from(at).ok().and_then(|at| days.get(at)).map(String::as_str));
                writer.end_row()?;
            }
        }
        Ok(())
    })
}
