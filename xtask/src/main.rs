//! The tasks of this repository: `cargo xtask demo`, `test`, `setup`, `differential`, `fuzz`, `load`, `codegen`.
//!
//! Without dependencies on purpose: it starts at once, and building it compiles nothing twice.

mod browser;
mod cargo;
mod failures;
mod files;
mod npm;
mod setup;
mod test;

use setup::Needs;
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask <TASK>

Tasks:
  demo [-- ARGS]         builds the release binary and runs `compline demo` with the arguments (--no-serve, --partners N)
  test                   everything that must hold: layout, tests, generated files, lints, sizes, paths
  setup                  gets what the two need: npm packages, and through apt-get the programs that tests drive
  differential [ARGS]    tries as many generated plans as you like on both engines (--cases N, --seed S)
  fuzz [ARGS]            feeds changed plan texts to everything that reads them (--seconds N, --seed S)
  load [ARGS]            settles a month through the served office and asks for pages, and prints how long that takes
                         (--partners N, --orders N for each of them, --postgres)
  codegen                writes the generated files again

Options of test:
  --only STEP    one step alone (fmt, files, test, browser, clippy)";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next();
    let rest = passed_on(args);
    let done = match task.as_deref() {
        Some("demo") => setup::run(Needs::Assets).and_then(|()| released("compline", &["demo"], &rest)),
        Some("differential") => released("compline-differential", &[], &rest),
        Some("fuzz") => released("compline-fuzz", &[], &rest),
        Some("load") => setup::run(Needs::Assets).and_then(|()| {
            cargo::run(&["build", "--workspace", "--release", "--locked", "--bin", "compline"], &[])?;
            released("compline-load", &[], &rest)
        }),
        Some("test") => test::run(&rest),
        Some("setup") if rest.is_empty() => setup::run(Needs::TestTools),
        Some("setup") => Err("usage: cargo xtask setup".to_owned()),
        Some("codegen") => setup::run(Needs::Assets).and_then(|()| codegen()),
        Some("--help" | "-h" | "help") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(format!("there is no task `{other}`\n\n{USAGE}")),
        None => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The arguments behind a task. `--` may stand before them, as it must where `cargo run` passes arguments on.
fn passed_on(args: impl Iterator<Item = String>) -> Vec<String> {
    let mut args = args.peekable();
    let _ = args.next_if(|first| first == "--");
    args.collect()
}

/// Builds a program in release mode and runs it; arguments are passed on.
fn released(program: &str, first: &[&str], args: &[String]) -> Result<(), String> {
    println!("building {program} in release mode (the first time takes some minutes)");
    // Not `--package`: that selects other features of dependencies, and compiles them again.
    cargo::run(&["build", "--workspace", "--release", "--locked", "--bin", program], &[])?;
    let binary = cargo::target_dir()?.join("release").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let mut command = std::process::Command::new(&binary);
    command.args(first).args(args);
    cargo::succeed(command, program)
}

/// Generated files are written by the tests that check them, when they are told to.
fn codegen() -> Result<(), String> {
    println!("writing the generated files");
    cargo::run(&["test", "--workspace", "--quiet", "--", test::GENERATED], &[(test::WRITE, "1")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_before_arguments_is_no_argument() {
        let given = |text: &str| passed_on(text.split(' ').map(str::to_owned));
        assert_eq!(given("-- --no-serve"), ["--no-serve"]);
        assert_eq!(given("--no-serve --"), ["--no-serve", "--"]);
    }
}
