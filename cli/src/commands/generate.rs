//! `compline generate`: a company out of nothing but a seed.

use crate::args::{FormatName, GenerateArgs};
use crate::compile::{Plan, Source};
use crate::failure::{Failure, Verdict};
use crate::output::{empty_folder, thousands};
use crate::progress::Progress;
use compline_runtime::synthetic::{self, Format, Made, Options};
use compline_runtime::write;
use std::io::Write;
use std::path::Path;

/// The plan of the demo, which a company is made for where no other is named.
pub const PLAN: (&str, &str) = ("nordlicht.plan", include_str!("../../../examples/nordlicht/nordlicht.plan"));

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => Format::Csv,
            FormatName::Parquet => Format::Parquet,
        }
    }
}

impl From<FormatName> for write::Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Csv => write::Format::Csv,
            FormatName::Parquet => write::Format::Parquet,
        }
    }
}

pub fn run(args: &GenerateArgs) -> Result<Verdict, Failure> {
    let source = match &args.plan {
        Some(path) => Source::read(path)?,
        None => Source::built_in(PLAN.0, PLAN.1),
    };
    let Some(plan) = source.compile().or_report() else { return Ok(Verdict::Wrong) };
    empty_folder(&args.out)?.keep();
    let options = Options {
        partners: args.partners,
        orders_per_partner: args.orders_per_partner,
        seed: args.seed,
        first_month: args.from,
        months: args.months,
        format: args.format.into(),
    };
    let made = company(&plan, options, &args.out, &Progress::new())?;
    let mut out = std::io::stdout().lock();
    for (path, rows) in &made.files {
        writeln!(out, "{}: {} rows", path.display(), thousands(*rows))?;
    }
    if args.plan.is_none() {
        let path = args.out.join(PLAN.0);
        std::fs::write(&path, PLAN.1).map_err(Failure::write(&path))?;
        writeln!(out, "{}: the plan", path.display())?;
    }
    Ok(Verdict::Good)
}

/// Makes a company in an empty folder.
pub fn company(plan: &Plan, options: Options, folder: &Path, progress: &Progress) -> Result<Made, Failure> {
    let made = synthetic::generate(&plan.program, options, folder, &mut |now| {
        progress.stage(&format!("writing {}", now.file));
        progress.tell("rows", now.done, now.total);
    });
    progress.finish();
    Ok(made?)
}
