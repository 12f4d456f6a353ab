//! The patient of this crate's own tests: writes a ledger, in one of two ways, slowly.
//!
//! `fragile-writer torn FILE` writes the file in place, `fragile-writer whole FILE` writes beside it and renames.
//! A file that is there is taken for finished work and left as it is.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Lines of a whole ledger; the last one has the sum.
const ENTRIES: u32 = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.as_slice() {
        [how, file] if how == "torn" => write_once(Path::new(file), Path::new(file)),
        [how, file] if how == "whole" => write_once(&PathBuf::from(format!("{file}.part")), Path::new(file)),
        _ => Err(std::io::Error::other("usage: fragile-writer torn|whole FILE")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("error: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn write_once(written: &Path, file: &Path) -> std::io::Result<()> {
    if file.exists() {
        println!("there already");
        return Ok(());
    }
    let mut out = File::create(written)?;
    for entry in 1..=ENTRIES {
        writeln!(out, "entry {entry}")?;
        println!("wrote entry {entry}");
        std::thread::sleep(Duration::from_millis(2));
    }
    writeln!(out, "sum {}", ENTRIES * (ENTRIES + 1) / 2)?;
    if written != file {
        std::fs::rename(written, file)?;
    }
    println!("finished");
    Ok(())
}
