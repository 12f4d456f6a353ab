//! The command line as it is typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Compensation plans: check, test, run and explain them.
#[derive(Debug, Parser)]
#[command(name = "compline", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Says what is wrong with plans, and what to do about it
    Check(CheckArgs),
    /// Brings plans into their one canonical layout
    Fmt(FmtArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Prints the findings as a JSON array
    #[arg(long, conflicts_with = "emit")]
    pub json: bool,
    /// Prints a later form of a plan without errors
    #[arg(long, value_enum, value_name = "FORM")]
    pub emit: Option<Emit>,
}

/// What `check` prints of a plan without errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The plan program: what is computed, pass by pass
    Program,
    /// The plan with every phrase written out in the core of the language
    Expansion,
}

#[derive(Debug, Args)]
pub struct FmtArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Changes nothing; names the files that are laid out otherwise and fails if there are any
    #[arg(long, conflicts_with = "stdout")]
    pub check: bool,
    /// Prints the result instead of writing it back
    #[arg(long)]
    pub stdout: bool,
}
