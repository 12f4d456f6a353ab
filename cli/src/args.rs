//! The command line as it is typed.

mod keep;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use compline_lang::words::Language;
use compline_runtime::snapshot::Knowledge;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use keep::*;

/// Compensation plans: check, test, run and explain them.
#[derive(Debug, Parser)]
#[command(name = "compline", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// Language of what is found in plans: de or en [default: that of the environment, else en]
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = language(), hide_possible_values = true)]
    pub language: Option<Language>,
}

/// The languages by their tags.
fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::tag)).map(|tag| Language::from_tag(&tag).unwrap_or_default())
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Says what is wrong with plans, and what to do about it
    Check(CheckArgs),
    /// Says what is proved about plans: conditions, ranks and bonuses that are dead, cliffs, fairness and law, cost
    Analyse(AnalyseArgs),
    /// Brings plans into their one canonical layout
    Fmt(FmtArgs),
    /// Says the most that plans can pay for their volume, and shows networks that are paid much
    Bound(BoundArgs),
    /// Runs the examples of plans: expected, got, and where the difference comes from
    Test(TestArgs),
    /// Prints a plan for people: rules in sentences, tables, worked examples, as PDF or web page
    Doc(DocArgs),
    /// Settles a period of a company: lines, totals, ranks, state
    Run(RunArgs),
    /// Says where every cent of a partner comes from, or why one did not come
    Explain(ExplainArgs),
    /// Says what changed from one plan to another, in meaning and not in text; with data, who gains and who loses
    Diff(DiffArgs),
    /// Makes a synthetic company: partners, network, orders
    Generate(GenerateArgs),
    /// Measures the engine beside hand-written programs for the same plans
    Bench(BenchArgs),
    /// Makes a demo company, settles it, and opens its back office in the browser
    Demo(DemoArgs),
    /// Serves the back office
    Serve(ServeArgs),
    /// Writes a server's database and archive into one file, while the server runs
    Backup(BackupArgs),
    /// Makes a server's database and archive from a backup
    Restore(RestoreArgs),
    /// Checks a server's data: chains, files, facts, numbers, books, payments
    Verify(VerifyArgs),
    /// Computes what was settled once more from what was kept of it, and compares it hash by hash
    Replay(ReplayArgs),
    /// Lists facts that closed periods did not know, and corrections; shows what they would come to, and asks for it to be posted
    Corrections(CorrectionsArgs),
    /// Lists manual values with reason, author and approver; shows what one would change, and asks for it
    Overrides(OverridesArgs),
    /// Writes what a partner may ask for: every transaction with facts, lines and reasons (§ 87c HGB), or the account with reserves
    Extract(ExtractArgs),
    /// Imports a network into a server: partners, histories, orders, states, balances, what was paid elsewhere
    Import(ImportArgs),
    /// Settles past periods without a run and compares them with what another system has paid, by cause
    Trial(TrialArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Prints the findings as a JSON array
    #[arg(long, conflicts_with = "emit")]
    pub json: bool,
    /// Prints all findings, not only the first hundred
    #[arg(long)]
    pub all: bool,
    /// Prints a later form of a plan without errors
    #[arg(long, value_enum, value_name = "FORM")]
    pub emit: Option<Emit>,
    #[command(flatten)]
    pub parameters: ParameterArgs,
}

/// Parameters of plans.
#[derive(Debug, Args)]
pub struct ParameterArgs {
    /// Sets a parameter of the plan, as often as there are some: --param entry=6%
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = setting)]
    pub settings: Vec<Setting>,
}

/// A parameter and its value, as a plan writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The parameter.
    pub name: String,
    /// Its value.
    pub value: String,
}

#[derive(Debug, Args)]
pub struct BoundArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Prints the bounds as a JSON array
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// Prints the analyses as a JSON array
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub parameters: ParameterArgs,
}

/// What `check` prints of a plan without errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The plan program: what is computed, pass by pass
    Program,
    /// The plan with every phrase written out in the core of the language
    Expansion,
    /// The plan with all its files as one text, as it is archived
    Bundle,
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

#[derive(Debug, Args)]
pub struct TestArgs {
    /// The plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// What runs them
    #[arg(long, value_enum, default_value_t = EngineName::Reference)]
    pub engine: EngineName,
    /// Prints the results as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub parameters: ParameterArgs,
}

#[derive(Debug, Args)]
pub struct DocArgs {
    /// The plan file
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The form of the document
    #[arg(long, value_enum, default_value_t = DocFormat::Pdf)]
    pub format: DocFormat,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
}

/// The form of a printed plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DocFormat {
    /// A4, accessible
    Pdf,
    /// One file that needs nothing else
    Html,
}

/// What settles a plan. All engines give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Machine code
    Jit,
    /// The reference interpreter: exact rationals, slow and obvious
    Reference,
}

/// The form of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// Text, separated by commas
    Csv,
    /// Parquet
    Parquet,
}

#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// Number of partners
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub partners: u32,
    /// Orders in a month for each partner, on average
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub orders_per_partner: u32,
    /// The seed: the same seed gives the same company
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// The folder to make; it must not hold anything yet
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The plan whose partners and events are made; the demo's plan otherwise
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    /// The first month with orders
    #[arg(long, value_name = "MONTH", default_value = "2026-01", value_parser = month)]
    pub from: (i32, u32),
    /// Number of months with orders
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=240))]
    pub months: u32,
    /// The form of the tables
    #[arg(long, value_enum, default_value_t = FormatName::Csv)]
    pub format: FormatName,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// The plan file
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// The company folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The period to settle, as the plan's calendar names it: 2026-03, 2026-W12, 2026-Q1, …
    #[arg(long, value_name = "PERIOD")]
    pub period: String,
    /// Settles with what was known then, as 2026-04-30T12:00:00Z [default: everything that the data say]
    #[arg(long, value_name = "MOMENT", value_parser = known_at)]
    pub known_at: Option<Knowledge>,
    /// The folder to make for the results; it must not hold anything yet
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What settles; all engines give the same bits
    #[arg(long, value_enum, default_value_t = EngineName::Jit)]
    pub engine: EngineName,
    /// Number of threads; any number gives the same bits [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// The form of the result tables
    #[arg(long, value_enum, default_value_t = FormatName::Csv)]
    pub format: FormatName,
    #[command(flatten)]
    pub parameters: ParameterArgs,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The folder that `compline run` wrote
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The partner's id
    #[arg(long, value_name = "P")]
    pub partner: String,
    /// Only this bonus, pool or cap
    #[arg(long, value_name = "B", conflicts_with = "why_not")]
    pub bonus: Option<String>,
    /// Only what was paid for this order
    #[arg(long, value_name = "O", conflicts_with = "why_not")]
    pub order: Option<String>,
    /// A rank that was not reached, or a bonus that was not paid: what is missing
    #[arg(long, value_name = "RANK|BONUS")]
    pub why_not: Option<String>,
    /// Prints the derivation as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The plan as it was
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The plan as it is to be
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Settles a period of this company with both plans
    #[arg(long, value_name = "DIR", requires = "period")]
    pub company: Option<PathBuf>,
    /// The period to settle, as the plans' calendar names it
    #[arg(long, value_name = "PERIOD", requires = "company")]
    pub period: Option<String>,
    /// How many partners are shown, those first who gain or lose most
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Writes all partners and bonuses for whom something moves into a file
    #[arg(long, value_name = "FILE", requires = "company")]
    pub csv: Option<PathBuf>,
    /// What settles; all engines give the same bits
    #[arg(long, value_enum, default_value_t = EngineName::Jit)]
    pub engine: EngineName,
    /// Prints everything as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub parameters: ParameterArgs,
}

#[derive(Debug, Args)]
pub struct BenchArgs {
    /// Number of partners, with ten orders each
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    pub partners: u32,
    /// The seed of the workload
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// Prints the results as a JSON array
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The folder to make. Where a demo's back office is in it already, it is opened again as it was left
    #[arg(long, value_name = "DIR", default_value = "demo-company")]
    pub out: PathBuf,
    /// Number of partners
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(10..=5_000_000))]
    pub partners: u32,
    /// The seed of the company
    #[arg(long, value_name = "S", default_value_t = 42)]
    pub seed: u64,
    /// What settles; all engines give the same bits
    #[arg(long, value_enum, default_value_t = EngineName::Jit)]
    pub engine: EngineName,
    /// Ends after the settlement, without a server
    #[arg(long)]
    pub no_serve: bool,
    /// Where the back office listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8700")]
    pub listen: SocketAddr,
    /// The database of the back office: `postgres://…`; a file in the folder otherwise
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

/// A month as `2026-03`.
fn month(text: &str) -> Result<(i32, u32), String> {
    let parts = text.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    parts
        .filter(|(year, month)| (1900..=9000).contains(year) && (1..=12).contains(month))
        .ok_or_else(|| "write a month as 2026-03".to_owned())
}

/// A point in time as `2026-04-30T12:00:00Z`.
fn known_at(text: &str) -> Result<Knowledge, String> {
    Knowledge::at(text).ok_or_else(|| {
        "write a point in time with its time zone as 2026-04-30T12:00:00Z; a day alone does not say whether what became \
         known on it counts"
            .to_owned()
    })
}

/// A parameter as `entry=6%`.
fn setting(text: &str) -> Result<Setting, String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "write a parameter as entry=6%".to_owned())?;
    Ok(Setting { name: name.trim().to_owned(), value: value.trim().to_owned() })
}
