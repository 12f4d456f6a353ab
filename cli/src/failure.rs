//! Why a command could not be carried out.

use compline_bench::engine::EngineError;
use compline_compiler::outcome::RunError;
use compline_lang::render::visible;
use compline_runtime::calendar::PeriodError;
use compline_runtime::explain::ExplainError;
use compline_runtime::problem::DataErrors;
use compline_runtime::settle::SettleError;
use compline_runtime::synthetic::SyntheticError;
use compline_runtime::write::WriteError;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What the system says, without its numbers.
fn reason(cause: &std::io::Error) -> String {
    match cause.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of this path is a file, not a folder".to_owned(),
        ErrorKind::AlreadyExists => "there is a file of this name".to_owned(),
        ErrorKind::PermissionDenied => "it is not permitted".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => {
            let text = cause.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// How a command that was carried out ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// All is well.
    #[default]
    Good,
    /// Something that was checked is wrong, and it was said.
    Wrong,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Good => ExitCode::SUCCESS,
            Verdict::Wrong => ExitCode::from(1),
        }
    }
}

/// A command that could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), reason(cause))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`: {}", path.display(), reason(cause))]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A plan cannot be printed as long as its examples do not hold.
    #[error(transparent)]
    Examples(#[from] compline_planbook::ExamplesError),
    /// A document cannot be made.
    #[error(transparent)]
    Document(#[from] compline_documents::DocumentError),
    /// Standard output is gone.
    #[error("cannot print: {0}")]
    Print(#[from] std::io::Error),
    /// Output that is JSON.
    #[error("cannot print JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A folder that would be written into holds something.
    #[error("`{}` is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    NoFolder(PathBuf),
    /// A file stands where a folder is needed.
    #[error("`{}` is a file, and a folder is needed here", .0.display())]
    NotAFolder(PathBuf),
    /// A folder without a server's database.
    #[error("`{}` holds no `compline.db`", .0.display())]
    NoInstallation(PathBuf),
    /// The server's data cannot be used.
    #[error(transparent)]
    Office(#[from] compline_office::OfficeError),
    /// Neither a run nor a folder is named.
    #[error("nothing is named that could be replayed")]
    NothingToReplay,
    /// No run has this id or period.
    #[error("there is no run `{}`", visible(.0))]
    UnknownRun(String),
    /// Several runs are of this period.
    #[error("several runs are of `{}`: {}", visible(name), visible(ids))]
    SeveralRuns {
        /// The period.
        name: String,
        /// Their ids, with their programmes.
        ids: String,
    },
    /// Several companies of a server have a partner of this number.
    #[error("several companies have a partner `{}`: {}", visible(partner), visible(ids))]
    SeveralCompanies {
        /// The number.
        partner: String,
        /// The ids of the companies.
        ids: String,
    },
    /// A question that cannot be answered, in words that say what to change.
    #[error("{0}")]
    Refused(String),
    /// One target for several files.
    #[error("`--target` says what one file is for, and several are named")]
    TargetOfSeveral,
    /// A folder without tables.
    #[error("`{}` holds no CSV, XLSX or Parquet file", .0.display())]
    NoTables(PathBuf),
    /// A file whose name does not say what it is for.
    #[error("the name of `{}` does not say what it is for; there are: {}", path.display(), visible(known))]
    WhichTarget {
        /// The file.
        path: PathBuf,
        /// What can be imported.
        known: String,
    },
    /// A table that cannot be read.
    #[error("`{}` cannot be imported: {}", visible(name), visible(told))]
    Table {
        /// The file.
        name: String,
        /// Why.
        told: String,
    },
    /// No programme has this id.
    #[error("there is no programme `{}`; there are: {}", visible(name), visible(known))]
    UnknownProgramme {
        /// The id.
        name: String,
        /// Those there are.
        known: String,
    },
    /// Nobody has this login.
    #[error("nobody of the company has the login `{}`", visible(.0))]
    UnknownLogin(String),
    /// Several programmes, or none.
    #[error("which programme is not said; there are: {}", if .0.is_empty() { "none" } else { .0.as_str() })]
    WhichProgramme(String),
    /// The office refuses what was asked of it.
    #[error("nothing was done: {}", visible(.0))]
    NothingDone(String),
    /// What people answer for, asked for in nobody's name.
    #[error("in whose name a manual value is asked for is not said")]
    NoLogin,
    /// A folder that no run wrote.
    #[error("`{}` holds no result of `compline run`", .0.display())]
    NoResult(PathBuf),
    /// The company's data are others now.
    #[error("the data in `{}` have changed since they were settled", .0.display())]
    Changed(PathBuf),
    /// The copy of the plan beside the result is another one now.
    #[error("the plan `{}` is not the one that was settled", .0.display())]
    PlanChanged(PathBuf),
    /// A file of the result is another one now.
    #[error("`{}` is not what the run wrote", .0.display())]
    ResultChanged(PathBuf),
    /// The company's data are wrong.
    #[error("nothing was computed, because the data in `{}` are wrong\n{errors}", folder.display())]
    Data {
        /// The folder.
        folder: PathBuf,
        /// Everything that is wrong.
        errors: DataErrors,
    },
    /// Something that is no value of a parameter.
    #[error("`{}` cannot stand in a plan as a parameter or its value", visible(.0))]
    Parameter(String),
    /// Two plans that pay in different money.
    #[error("one plan pays in {0} and the other in {1}, so nobody can be said to gain or lose")]
    Currencies(String, String),
    /// A period that there is not.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// The settlement stopped.
    #[error("nothing was settled: {0}")]
    Settle(#[from] SettleError),
    /// Nobody has this id.
    #[error("there is no partner `{partner}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    UnknownPartner {
        /// The id that was asked for.
        partner: String,
        /// The nearest there is.
        near: Option<String>,
    },
    /// There is no explanation.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// A synthetic company cannot be made.
    #[error(transparent)]
    Synthetic(#[from] SyntheticError),
    /// A result cannot be written.
    #[error(transparent)]
    Result(#[from] WriteError),
    /// The plan cannot become machine code.
    #[error("the fast engine cannot compile the plan: {0}")]
    Engine(RunError),
    /// A measurement stopped.
    #[error("{0}")]
    Stopped(String),
    /// The engine cannot be measured.
    #[error(transparent)]
    Bench(#[from] EngineError),
    /// The operating system gives no thread.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}

impl Failure {
    /// For `map_err`.
    pub fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        |cause| Failure::Read { path: path.to_owned(), cause }
    }

    /// For `map_err`.
    pub fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        |cause| Failure::Write { path: path.to_owned(), cause }
    }

    /// What to do about it.
    fn help(&self) -> Option<&'static str> {
        match self {
            Failure::Read { cause, .. } | Failure::Write { cause, .. } => match cause.kind() {
                ErrorKind::IsADirectory => Some("name a file in that folder"),
                ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                    Some("name another place, or move the file away")
                }
                ErrorKind::PermissionDenied => Some("check the permissions of the file and its folder"),
                ErrorKind::StorageFull => Some("make room, or name a folder on another disk"),
                ErrorKind::NotFound => Some("is the name spelled right, and relative to the folder you are in?"),
                _ => None,
            },
            Failure::NotAFolder(_) => Some("name a folder, or move the file away"),
            Failure::NotEmpty(_) => Some("name a folder that is not there yet, or empty it"),
            Failure::Engine(_) => Some("run it with `--engine reference`"),
            Failure::NoFolder(_) => Some("is the name spelled right, and relative to the folder you are in?"),
            Failure::NoInstallation(_) => {
                Some("name the data folder of the server, or its database with `--database postgres://…`")
            }
            Failure::NothingToReplay => Some("name a run with `--data`, or a result folder with `--out`"),
            Failure::UnknownRun(_) => Some("name its id or its period, as the page of the run shows them"),
            Failure::SeveralRuns { .. } => Some("name the id of one of them"),
            Failure::SeveralCompanies { .. } => Some("name one of them with `--company`"),
            Failure::TargetOfSeveral => Some("import the files one by one, or name each after what it is for"),
            Failure::NoTables(_) => Some("name a folder with files like partners.csv and placements.csv"),
            Failure::WhichTarget { .. } => Some("rename the file, or say it with `--target`"),
            Failure::NoLogin => Some("say it with `--as LOGIN`; or only look with `--preview RUN`"),
            Failure::WhichProgramme(_) => Some("name one with `--programme`"),
            Failure::NoResult(_) => Some("name the folder that was given to `compline run --out`"),
            Failure::PlanChanged(_) => {
                Some("bring the copy of the plan back, or settle the period again with `compline run`")
            }
            Failure::ResultChanged(_) => Some("bring the file back, or settle the period again with `compline run`"),
            Failure::Changed(_) => Some("settle the period again with `compline run`, or bring the old data back"),
            Failure::Parameter(_) => Some("write it as the plan would: `--param entry=6%`"),
            Failure::Currencies(..) => Some("compare the plans without `--company`"),
            Failure::Settle(SettleError::Run(_)) => {
                Some("the message names the partner and the expression; correct the data or the plan")
            }
            Failure::Examples(_) => Some("`compline test` shows where the difference comes from"),
            Failure::Print(_)
            | Failure::Document(_)
            | Failure::Json(_)
            | Failure::Thread(_)
            | Failure::Settle(_)
            | Failure::Synthetic(_)
            | Failure::Data { .. }
            | Failure::Period(_)
            | Failure::Stopped(_)
            | Failure::Bench(_)
            | Failure::Result(_)
            | Failure::UnknownPartner { .. }
            | Failure::Refused(_)
            | Failure::Office(_)
            | Failure::Explain(_)
            | Failure::Table { .. }
            | Failure::UnknownProgramme { .. }
            | Failure::UnknownLogin(_)
            | Failure::NothingDone(_) => None,
        }
    }

    /// Prints the failure and says how the process ends.
    pub fn report(&self) -> ExitCode {
        // A reader that has seen enough (`… | head`) is no failure.
        if let Failure::Print(cause) = self
            && cause.kind() == std::io::ErrorKind::BrokenPipe
        {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {}", visible(&self.to_string()));
        if let Some(help) = self.help() {
            eprintln!("help: {help}");
        }
        match self {
            Failure::Data { .. }
            | Failure::Examples(_)
            | Failure::Changed(_)
            | Failure::PlanChanged(_)
            | Failure::ResultChanged(_)
            | Failure::Settle(_)
            | Failure::UnknownPartner { .. }
            | Failure::Table { .. }
            | Failure::Explain(_) => Verdict::Wrong.into(),
            _ => ExitCode::from(2),
        }
    }
}
