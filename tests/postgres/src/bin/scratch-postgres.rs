//! Starts a scratch PostgreSQL, prints the URL of an empty database and keeps both until standard input ends.
//!
//! For trying things by hand, and for tests that are not written in Rust: `scratch-postgres [NAME]`.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_else(|| "scratch".to_owned());
    let done = compline_postgres::database(&name).map_err(|error| error.to_string()).and_then(|database| {
        let mut out = std::io::stdout();
        let written = writeln!(out, "{}", database.url()).and_then(|()| out.flush());
        written.map_err(|cause| format!("cannot print the URL: {cause}"))?;
        // Whoever started this holds the other end; a person ends it with Ctrl-D or Ctrl-C.
        std::io::copy(&mut std::io::stdin(), &mut std::io::sink())
            .map_err(|cause| format!("cannot read standard input: {cause}"))?;
        Ok(())
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
