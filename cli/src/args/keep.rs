//! Commands for the data of a server, as they are typed.

use super::EngineName;
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct ExtractArgs {
    #[command(subcommand)]
    pub what: ExtractWhat,
}

#[derive(Debug, Subcommand)]
pub enum ExtractWhat {
    /// Every transaction on which commission may be due: facts, corrections, reversals, lines with derivations, or why there is none
    Book(BookArgs),
    /// Every posting of the account, and reserves with what becomes free when
    Account(SpanArgs),
}

#[derive(Debug, Args)]
pub struct BookArgs {
    #[command(flatten)]
    pub span: SpanArgs,
    /// Which transactions
    #[arg(long, value_enum, default_value_t = ExtractScope::All)]
    pub scope: ExtractScope,
}

#[derive(Debug, Args)]
pub struct SpanArgs {
    /// The partner's number; also of one who left
    #[arg(value_name = "PARTNER")]
    pub partner: String,
    /// The first day, as 2026-01-01: of the conditions of transactions, of postings
    #[arg(long, value_name = "DAY")]
    pub from: NaiveDate,
    /// The last day
    #[arg(long, value_name = "DAY")]
    pub to: NaiveDate,
    /// The form of the file; its language is that of the partner's documents, or `--language`
    #[arg(long, value_enum, default_value_t = ExtractFormName::Pdf)]
    pub format: ExtractFormName,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// The server's data folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The server's database, a file or postgres://… [default: compline.db in the data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The company, where several have a partner of this number
    #[arg(long, value_name = "ID")]
    pub company: Option<String>,
}

/// Which transactions an extract tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractScope {
    /// Those that name the partner
    Own,
    /// These, and all for which the partner got a line
    Paid,
    /// These, and all on whose way a bonus came by the partner and paid nothing, with the reason
    All,
}

/// The form of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormName {
    /// A4, accessible
    Pdf,
    /// A row for each transaction and line
    Csv,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["run", "all", "out"]))]
pub struct ReplayArgs {
    /// The run of a server: its id, or its period where there is but one run of it, as 2026-03
    #[arg(value_name = "RUN", requires = "data")]
    pub run: Option<String>,
    /// Every final run of the server
    #[arg(long, requires = "data")]
    pub all: bool,
    /// The server's data folder
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    pub data: Option<PathBuf>,
    /// The server's database, a file or postgres://… [default: compline.db in the data folder]
    #[arg(long, value_name = "URL", requires = "data")]
    pub database: Option<String>,
    /// A folder that `compline run` wrote
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What settles such a folder once more; all engines give the same bits
    #[arg(long, value_enum, default_value_t = EngineName::Jit, conflicts_with = "data")]
    pub engine: EngineName,
}

/// Which programme of which server.
#[derive(Debug, Args)]
pub struct ProgrammeArgs {
    /// The server's data folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The server's database, a file or postgres://… [default: compline.db in the data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The programme's id [default: the only one there is]
    #[arg(long, value_name = "PROGRAMME")]
    pub programme: Option<String>,
    /// The login of the user in whose name it is done, with his roles [default: the system itself]
    #[arg(long = "as", value_name = "LOGIN")]
    pub login: Option<String>,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files (CSV, XLSX, Parquet), or a folder of them. What a file is for is said by its name: partners, placements,
    /// statuses, the kind of orders, reversals, states, overrides, balances, paid
    #[arg(required = true, value_name = "FILE|DIR")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub of: ProgrammeArgs,
    /// What one file is for, where its name does not say so
    #[arg(long, value_name = "TARGET")]
    pub target: Option<String>,
    /// Where the rows come from: numbers are unique in it, and the same rows again change nothing
    #[arg(long, value_name = "SOURCE", default_value = "import")]
    pub source: String,
    /// The column of a field, as often as there are some: --map seller=Verkäufer; others are found by their names
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = mapped)]
    pub mapping: Vec<(String, String)>,
    /// How numbers and days of CSV files are written
    #[arg(long, value_enum, default_value_t = WrittenName::En)]
    pub written: WrittenName,
    /// CSV files are in the code page of Windows (CP1252)
    #[arg(long)]
    pub windows: bool,
    /// The sheet of a workbook [default: the first one]
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// Says what would become of every row, and takes nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How numbers and days are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WrittenName {
    /// 1,234.50 and 2026-12-31
    En,
    /// 1.234,50 and 31.12.2026
    De,
}

#[derive(Debug, Args)]
pub struct TrialArgs {
    #[command(flatten)]
    pub of: ProgrammeArgs,
    /// The first period, as the plan's calendar names it
    #[arg(long, value_name = "PERIOD")]
    pub from: String,
    /// The last period
    #[arg(long, value_name = "PERIOD")]
    pub to: String,
    /// The id of a plan version [default: the released one of the last period, else the first]
    #[arg(long, value_name = "PLAN")]
    pub plan: Option<String>,
    /// How many differences are shown, the largest first
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Writes all differences into a file
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Prints everything as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("verdict").args(["preview", "post", "leave"]))]
pub struct CorrectionsArgs {
    #[command(flatten)]
    pub of: ProgrammeArgs,
    /// Shows what the facts of these commits would come to in every closed period; nothing is kept
    #[arg(long, value_name = "COMMIT", value_delimiter = ',')]
    pub preview: Vec<i64>,
    /// Asks that the facts of these commits count in closed periods: the next run posts the differences, once another
    /// person approves it
    #[arg(long, value_name = "COMMIT", value_delimiter = ',', requires_all = ["reason", "login"])]
    pub post: Vec<i64>,
    /// Asks that closed periods stay as they are for good; the facts count from the open one on
    #[arg(long, value_name = "COMMIT", value_delimiter = ',', requires_all = ["reason", "login"])]
    pub leave: Vec<i64>,
    /// Why; it stands on the statements of everybody concerned
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct OverridesArgs {
    #[command(flatten)]
    pub of: ProgrammeArgs,
    /// Only of this partner
    #[arg(long, value_name = "PARTNER")]
    pub partner: Option<String>,
    /// Only those that stand so today
    #[arg(long, value_enum)]
    pub state: Option<OverrideStateName>,
    /// Shows who would get what else in a run if DEFINITION of --partner were VALUE from --from to --to; nothing is kept
    #[arg(long, value_name = "RUN", requires_all = ["partner", "set", "from", "to"])]
    pub preview: Option<String>,
    /// Asks for a value, which takes a --reason and counts once another person approves it; with --preview only supposed
    #[arg(long, value_name = "DEFINITION=VALUE", value_parser = mapped, requires_all = ["partner", "from", "to"])]
    pub set: Option<(String, String)>,
    /// The first day of the value
    #[arg(long, value_name = "DAY")]
    pub from: Option<NaiveDate>,
    /// Its last day
    #[arg(long, value_name = "DAY")]
    pub to: Option<NaiveDate>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// How a manual value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OverrideStateName {
    /// It counts today
    InForce,
    /// It begins later
    Planned,
    /// It has ended, or was given up before it began
    Expired,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The server's data folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The server's database, a file or postgres://… [default: compline.db in the data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The file to make
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The file that `compline backup` wrote
    #[arg(value_name = "FILE")]
    pub backup: PathBuf,
    /// The data folder to make; it must not hold anything yet
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// An empty database of either kind [default: compline.db in the data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The server's data folder
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The server's database, a file or postgres://… [default: compline.db in the data folder]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The folder with the archive, and with the database where that is a file
    #[arg(long, value_name = "DIR", default_value = "compline-data")]
    pub data: PathBuf,
    /// The database: `postgres://…`, or a file; `compline.db` in the folder otherwise
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Where it listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8700")]
    pub listen: SocketAddr,
    /// A proxy with HTTPS stands before it: cookies are for HTTPS alone, and callers are whom the last entry of
    /// `X-Forwarded-For` names
    #[arg(long)]
    pub behind_proxy: bool,
}

/// A field and its column.
fn mapped(text: &str) -> Result<(String, String), String> {
    let (field, column) =
        text.split_once('=').ok_or_else(|| "write field and column as seller=Partner number".to_owned())?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}
