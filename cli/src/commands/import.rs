//! `compline import`: a network comes over from another system, file by file or in one go.

use super::keep::{open, watched};
use crate::args::{ImportArgs, ProgrammeArgs, WrittenName};
use crate::failure::{Failure, Verdict};
use crate::output::thousands;
use crate::terminal;
use compline_lang::render::visible;
use compline_office::error::FieldError;
use compline_office::imports::{Import, Part, options};
use compline_office::progress::Progress as Work;
use compline_office::who::Author;
use compline_office::{Office, OfficeError};
use compline_words::{Arg, Language, Words};
use std::io::Write;
use std::path::{Path, PathBuf};

/// How many refused rows of a file are shown.
const SHOWN: usize = 20;
/// The names that files of tables end with.
const FORMS: [&str; 4] = ["csv", "txt", "xlsx", "parquet"];

pub fn run(args: &ImportArgs) -> Result<Verdict, Failure> {
    let files = files(&args.files)?;
    if args.target.is_some() && files.len() > 1 {
        return Err(Failure::TargetOfSeveral);
    }
    let parts = watched(async |work| {
        let office = open(&args.of.data, args.of.database.as_deref()).await?;
        let done = take(&office, args, &files, &work).await;
        office.db().close().await;
        done
    })?;
    let words = terminal::words();
    let mut out = std::io::stdout().lock();
    for part in &parts {
        let of = &part.report;
        writeln!(
            out,
            "{} ({}): {} new, {} changed, {} unchanged, {} refused",
            part.name,
            part.import.target,
            thousands(of.new),
            thousands(of.changed),
            thousands(of.unchanged),
            thousands(of.refused)
        )?;
        for wrong in &part.wrong {
            eprintln!("error: {}: `{}`: {}", visible(&part.name), visible(&wrong.field), message(words, wrong));
        }
        for one in of.problems.iter().take(SHOWN) {
            let (field, said) = (visible(&one.error.field), message(words, &one.error));
            eprintln!("error: {}: row {}, `{field}`: {said}", visible(&part.name), one.row);
        }
        if of.problems.len() > SHOWN {
            eprintln!("and {} more in {}", thousands((of.problems.len() - SHOWN) as u64), visible(&part.name));
        }
    }
    let good = parts.iter().all(Part::is_good);
    match (good, args.dry_run) {
        (true, true) => writeln!(out, "nothing is wrong; nothing was taken, as asked")?,
        (true, false) => writeln!(out, "all is taken")?,
        (false, _) => {
            eprintln!("help: correct the files and import them again; nothing was taken");
            return Ok(Verdict::Wrong);
        }
    }
    Ok(Verdict::Good)
}

/// What is wrong, in words.
pub(super) fn message(words: Words, error: &FieldError) -> String {
    let args: Vec<(&str, Arg<'_>)> = error.args.iter().map(|(name, text)| (*name, Arg::from(text.as_str()))).collect();
    visible(&words.say_with(error.key, &args)).into()
}

/// What the office refuses, in words.
pub(super) fn wrong(error: OfficeError) -> Failure {
    match error {
        OfficeError::Input(wrong) => {
            let words = terminal::words();
            Failure::NothingDone(wrong.iter().map(|one| message(words, one)).collect::<Vec<_>>().join(" "))
        }
        other => other.into(),
    }
}

/// The files that are named, and those of folders.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in named {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        let mut within = Vec::new();
        for entry in std::fs::read_dir(path).map_err(Failure::read(path))? {
            let file = entry.map_err(Failure::read(path))?.path();
            let form = file.extension().and_then(|form| form.to_str()).unwrap_or_default().to_lowercase();
            if file.is_file() && FORMS.contains(&form.as_str()) {
                within.push(file);
            }
        }
        if within.is_empty() {
            return Err(Failure::NoTables(path.clone()));
        }
        within.sort();
        out.extend(within);
    }
    Ok(out)
}

/// Company and programme that are meant.
pub(super) async fn programme(office: &Office, of: &ProgrammeArgs) -> Result<(String, String), Failure> {
    let mut found = Vec::new();
    for company in office.companies().await? {
        for programme in office.programmes(&company.id).await? {
            found.push((company.id.clone(), programme.id));
        }
    }
    let known = || found.iter().map(|(_, id)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    match (&of.programme, found.as_slice()) {
        (Some(name), all) => {
            let one = all.iter().find(|(_, id)| id == name);
            one.cloned().ok_or_else(|| Failure::UnknownProgramme { name: name.clone(), known: known() })
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Failure::WhichProgramme(known())),
    }
}

/// In whose name it is done.
pub(super) async fn author(office: &Office, of: &ProgrammeArgs, company: &str) -> Result<Author, Failure> {
    let Some(login) = &of.login else { return Ok(Author::system(company)) };
    let staff = office.staff(company).await?;
    let found = staff.into_iter().find(|(user, _)| user.login == *login);
    let (user, roles) = found.ok_or_else(|| Failure::UnknownLogin(login.clone()))?;
    Ok(Author { user: user.id, name: user.name, company: company.to_owned(), roles, key: None })
}

async fn take(office: &Office, args: &ImportArgs, files: &[PathBuf], work: &Work) -> Result<Vec<Part>, Failure> {
    let (company, programme) = programme(office, &args.of).await?;
    let author = author(office, &args.of, &company).await?;
    let language = match args.written {
        WrittenName::En => Language::En,
        WrittenName::De => Language::De,
    };
    let mut imports = Vec::with_capacity(files.len());
    for path in files {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let target = match &args.target {
            Some(target) => target.clone(),
            None => match office.import_target_of(&company, &programme, stem).await? {
                Some(target) => target,
                None => {
                    let known = office.import_targets(&company, &programme).await?.join(", ");
                    return Err(Failure::WhichTarget { path: path.clone(), known });
                }
            },
        };
        let file = read(path)?;
        let mut options = options(args.windows);
        options.sheet.clone_from(&args.sheet);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or(stem).to_owned();
        let sheet = office.read_import(file.clone(), options.clone()).await.map_err(|error| of_file(&name, error))?;
        let columns = &sheet.columns;
        let proposed = office.propose_mapping(&company, &programme, &target, &args.source, columns).await;
        let mut mapping = proposed.map_err(|error| of_file(&name, error))?;
        mapping.extend(args.mapping.iter().filter(|(_, column)| columns.contains(column)).cloned());
        let (programme, source) = (programme.clone(), args.source.clone());
        imports.push((name, Import { programme, target, source, language, mapping, file, options }));
    }
    Ok(office.import_whole(&author, imports, args.dry_run, work).await?)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(Failure::read(path))
}

/// What is wrong with a file as a whole, in words.
fn of_file(name: &str, error: OfficeError) -> Failure {
    match error {
        OfficeError::Input(wrong) => {
            let words = terminal::words();
            let told: Vec<String> = wrong.iter().map(|error| message(words, error)).collect();
            Failure::Table { name: name.to_owned(), told: told.join(" ") }
        }
        other => other.into(),
    }
}
