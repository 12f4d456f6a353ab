//! The benchmark's company as files.

use crate::failure::Failure;
use compline_parquet::{ColumnSpec, ParquetError, Stored, Writer};
use compline_runtime::calendar;
use compline_runtime::company::{Company, ROOT};
use std::path::Path;

/// Words of the category, in the order of the plans.
const CATEGORIES: [&str; 3] = ["full", "half", "none_paid"];

/// Since when everybody stands in the tree, 2020-01-01, in days since 1970-01-01.
const JOINED: i32 = 18_262;

/// How the company's cells are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ids, dates and amounts as numbers; words as texts.
    Typed,
    /// Everything as texts, ids with letters in front.
    Texts,
}

impl Form {
    /// The column of something that both forms have.
    fn column(self, name: &str, typed: Stored) -> (&str, Stored) {
        (name, if self == Form::Typed { typed } else { Stored::Text })
    }

    /// A cell of such a column: a number in typed form, and its text.
    fn cell(self, writer: &mut Writer, column: usize, number: i64, text: impl FnOnce() -> String) {
        match self {
            Form::Typed => writer.number(column, Some(number)),
            Form::Texts => writer.text(column, Some(&text())),
        }
    }

    fn partner(self, writer: &mut Writer, column: usize, partner: i64) {
        self.cell(writer, column, partner, || format!("DE-{partner:07}"));
    }

    fn day(self, writer: &mut Writer, column: usize, day: i32) {
        self.cell(writer, column, day.into(), || calendar::date(day).to_string());
    }
}

/// Writes the company as Parquet.
pub fn write(company: &Company, folder: &Path, form: Form) -> Result<(), Failure> {
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
    table("partners", &[form.column("id", Stored::Integer)], &mut |writer| {
        for (partner, _) in (0..).zip(0..company.partners.len()) {
            form.partner(writer, 0, partner);
            writer.end_row()?;
        }
        Ok(())
    })?;
    let columns = [
        ("tree", Stored::Text),
        form.column("partner", Stored::Integer),
        form.column("parent", Stored::Integer),
        form.column("valid_from", Stored::Date),
    ];
    table("placements", &columns, &mut |writer| {
        for placements in &company.placements {
            for (partner, parent) in placements.partner.iter().zip(&placements.parent) {
                writer.text(0, Some("sponsor"));
                form.partner(writer, 1, (*partner).into());
                match *parent {
                    ROOT if form == Form::Typed => writer.number(2, None),
                    ROOT => writer.text(2, None),
                    parent => form.partner(writer, 2, parent.into()),
                }
                form.day(writer, 3, JOINED);
                writer.end_row()?;
            }
        }
        Ok(())
    })?;
    let columns = [
        form.column("id", Stored::Integer),
        form.column("buyer", Stored::Integer),
        form.column("bv", Stored::Decimal { scale: 2 }),
        ("category", Stored::Text),
        form.column("day", Stored::Date),
    ];
    table("order", &columns, &mut |writer| {
        for events in &company.events {
            let [buyer, bv, category, day] = events.fields.as_slice() else { continue };
            for (row, id) in (0..events.rows).zip(0..) {
                let cents = bv.get(row);
                form.cell(writer, 0, id, || format!("A-{id}"));
                form.partner(writer, 1, buyer.get(row));
                form.cell(writer, 2, cents, || format!("{}.{:02}", cents / 100, cents % 100));
                writer.text(3, usize::try_from(category.get(row)).ok().and_then(|at| CATEGORIES.get(at)).copied());
                form.day(writer, 4, i32::try_from(day.get(row)).unwrap_or(JOINED));
                writer.end_row()?;
            }
        }
        Ok(())
    })
}
