//! `compline fmt`: the one layout.

use crate::args::FmtArgs;
use crate::compile::{Finding, Source};
use crate::failure::{Failure, Verdict};
use crate::terminal;
use compline_lang::syntax::format_file;
use std::io::Write;
use std::path::Path;

pub fn run(args: &FmtArgs) -> Result<Verdict, Failure> {
    let mut verdict = Verdict::Good;
    let mut out = std::io::stdout().lock();
    for path in &args.plans {
        let source = Source::read_alone(path)?;
        match formatted(&source) {
            Err(findings) => {
                eprint!(
                    "{}",
                    source.plan_text().report(findings.iter().map(|(item, d)| (*item, d)), terminal::color())
                );
                writeln!(out, "{}: not formatted, because its text has errors", source.file)?;
                verdict = Verdict::Wrong;
            }
            Ok(text) if args.stdout => out.write_all(text.as_bytes())?,
            Ok(text) if text == source.text => {}
            Ok(_) if args.check => {
                writeln!(out, "{}: not in the canonical layout", source.file)?;
                verdict = Verdict::Wrong;
            }
            Ok(text) => {
                replace(path, &text)?;
                writeln!(out, "{}: formatted", source.file)?;
            }
        }
    }
    Ok(verdict)
}

fn formatted(source: &Source) -> Result<String, Vec<Finding>> {
    match source.wrong() {
        Some(wrong) => Err(vec![wrong]),
        None => format_file(&source.file, &source.text),
    }
}

/// Writes beside the file and renames, so that an interruption never leaves half a plan.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let path = &path.canonicalize().map_err(Failure::read(path))?;
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let beside = std::path::PathBuf::from(beside);
    std::fs::write(&beside, text).map_err(Failure::write(&beside))?;
    let permissions = std::fs::metadata(path).map_err(Failure::read(path))?.permissions();
    std::fs::set_permissions(&beside, permissions).map_err(Failure::write(&beside))?;
    std::fs::rename(&beside, path).map_err(Failure::write(path))
}
