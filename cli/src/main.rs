//! `compline`: check, test, run and explain compensation plans.
//!
//! Exit codes: 0 all is well; 1 the plan, its examples or the data are wrong; 2 the command
//! cannot be carried out (usage, a file that cannot be read or written).

mod args;
mod commands;
mod compile;
mod engine;
mod failure;
mod inputs;
mod output;
mod progress;
mod settlement;
mod terminal;

use args::{Cli, Command};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

/// Stack of the thread that does the work: plans at the limits of nesting need more than the
/// operating system gives to a main thread everywhere.
const STACK: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let work = std::thread::Builder::new().name("compline".to_owned()).stack_size(STACK).spawn(move || run(cli));
    match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The thread has printed why it stopped.
        Ok(Err(_)) => ExitCode::from(101),
        Err(cause) => Failure::Thread(cause).report(),
    }
}

fn run(cli: Cli) -> ExitCode {
    terminal::set_language(cli.language);
    let done = match cli.command {
        Command::Check(args) => commands::check::run(&args),
        Command::Analyse(args) => commands::analyse::run(&args),
        Command::Bound(args) => commands::bound::run(&args),
        Command::Fmt(args) => commands::fmt::run(&args),
        Command::Test(args) => commands::test::run(&args),
        Command::Doc(args) => commands::doc::run(&args),
        Command::Run(args) => commands::run::run(&args),
        Command::Demo(args) => commands::demo::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Diff(args) => commands::diff::run(&args),
        Command::Generate(args) => commands::generate::run(&args),
        Command::Serve(args) => commands::serve::run(&args),
        Command::Bench(args) => commands::bench::run(&args),
        Command::Backup(args) => commands::keep::backup(&args),
        Command::Restore(args) => commands::keep::restore(&args),
        Command::Verify(args) => commands::keep::verify(&args),
        Command::Replay(args) => commands::replay::run(&args),
        Command::Corrections(args) => commands::corrections::run(&args),
        Command::Overrides(args) => commands::overrides::run(&args),
        Command::Extract(args) => commands::extract::run(&args, cli.language),
        Command::Import(args) => commands::import::run(&args),
        Command::Trial(args) => commands::trial::run(&args),
    };
    match done {
        Ok(verdict) => verdict.into(),
        Err(failure) => failure.report(),
    }
}
