//! `compline replay`: computes what was settled once more, and compares it hash by hash.

use super::keep::{open, watched};
use crate::args::ReplayArgs;
use crate::compile::{Plan, Source};
use crate::failure::{Failure, Verdict};
use crate::inputs::{Inputs, hash_of};
use crate::output::thousands;
use crate::progress::Progress;
use crate::settlement;
use compline_compiler::watch::Watch;
use compline_lang::render::visible;
use compline_office::progress::Progress as Work;
use compline_office::replay::{Compared, Replay, Verdict as Found, What};
use compline_office::runs::{Run, RunState};
use compline_office::who::Author;
use compline_office::{Office, OfficeError};
use compline_runtime::company::Company;
use compline_runtime::hash::ContentHash;
use compline_runtime::settle::Settled;
use compline_runtime::write::{Format, Summary};
use std::io::Write;
use std::path::Path;

pub fn run(args: &ReplayArgs) -> Result<Verdict, Failure> {
    match (&args.out, &args.data) {
        (Some(out), _) => folder(args, out),
        (None, Some(data)) => server(args, data),
        // Not what the command line lets through.
        (None, None) => Err(Failure::NothingToReplay),
    }
}

/// Replays runs of a server.
fn server(args: &ReplayArgs, data: &Path) -> Result<Verdict, Failure> {
    let found = watched(async |work| {
        let office = open(data, args.database.as_deref()).await?;
        let found = runs(&office, args.run.as_deref(), &work).await;
        office.db().close().await;
        found
    })?;
    let mut out = std::io::stdout().lock();
    let mut verdict = Verdict::Good;
    for one in &found {
        writeln!(out, "{} of {}, {}: run {}", one.period, one.programme, one.state, one.run)?;
        for (what, count) in &one.counts {
            writeln!(out, "{:>12} {}", thousands(count.all), words(*what))?;
        }
        if one.set_otherwise() > 0 {
            let (count, then) =
                (thousands(one.set_otherwise()), one.computed_with.as_deref().unwrap_or("an earlier one"));
            writeln!(
                out,
                "  {count} PDFs have the same content, which this version sets otherwise than {then}; \
                 what was issued lies in the archive as it was"
            )?;
        }
        if one.same {
            writeln!(out, "  all is as it was computed")?;
            continue;
        }
        verdict = Verdict::Wrong;
        for wrong in one.wrong() {
            say(&one.period, wrong);
        }
        if let Some(with) = one.computed_with.as_ref().filter(|with| **with != one.replayed_with) {
            eprintln!("note: it was computed with version {with} and replayed with version {}", one.replayed_with);
        }
    }
    if found.is_empty() {
        writeln!(out, "no run is final yet")?;
    }
    if verdict == Verdict::Wrong {
        eprintln!("help: `compline verify` says which files and rows have changed; restore the last good backup");
    }
    Ok(verdict)
}

/// The runs of a server that are wanted.
async fn chosen(office: &Office, wanted: impl Fn(&Run) -> bool) -> Result<Vec<Run>, Failure> {
    let mut chosen = Vec::new();
    for company in office.companies().await? {
        chosen.extend(office.runs(&company.id).await?.into_iter().filter(&wanted));
    }
    Ok(chosen)
}

/// The run that is named by its id or its period.
pub(super) async fn run_named(office: &Office, name: &str) -> Result<Run, Failure> {
    let of_name = |run: &Run| run.id == name || (run.period == name && run.state != RunState::Withdrawn);
    let mut found = chosen(office, of_name).await?;
    match (found.pop(), found.as_slice()) {
        (None, _) => Err(Failure::UnknownRun(name.to_owned())),
        (Some(run), []) => Ok(run),
        (Some(last), others) => {
            let ids = others.iter().chain([&last]).map(|run| format!("`{}` ({})", run.id, run.programme));
            Err(Failure::SeveralRuns { name: name.to_owned(), ids: ids.collect::<Vec<_>>().join(", ") })
        }
    }
}

/// Replays the run that is named, or every final one.
async fn runs(office: &Office, named: Option<&str>, work: &Work) -> Result<Vec<Replay>, Failure> {
    let mut chosen = match named {
        Some(name) => vec![run_named(office, name).await?],
        // The documents of a gathered run are those of the run that leads it; so both are replayed with it.
        None => chosen(office, |run| run.state == RunState::Final && run.lead.is_none()).await?,
    };
    // From the earliest on: what a later one differs in may have come from it.
    chosen.sort_by(|a, b| a.period.cmp(&b.period).then_with(|| a.created_at.cmp(&b.created_at)));
    let mut found = Vec::with_capacity(chosen.len());
    for run in chosen {
        found.push(office.replay(&Author::system(&run.company), &run.id, work).await?);
    }
    Ok(found)
}

/// Says one thing that is not as it was.
fn say(of: &str, wrong: &Compared) {
    let name = if wrong.name.is_empty() { String::new() } else { format!(" `{}`", visible(&wrong.name)) };
    let what = word(wrong.what);
    let part = |text: &Option<String>| text.as_ref().map_or_else(|| "nothing".to_owned(), |text| visible(text).into());
    match wrong.verdict {
        Found::Missing => eprintln!("error: {of}: {what}{name} is not there any more"),
        Found::Failed => eprintln!("error: {of}: {what}{name} cannot be made again"),
        _ => {
            let (expected, found) = (part(&wrong.expected), part(&wrong.found));
            eprintln!("error: {of}: {what}{name} was {expected} and is {found}");
        }
    }
    if let Some(first) = &wrong.first {
        match (first.expected.is_empty(), wrong.verdict) {
            (true, Found::Missing | Found::Failed) => eprintln!("  {}", visible(&first.found)),
            _ => {
                eprintln!("  first difference at {}:", visible(&first.at));
                eprintln!("    was {}", visible(&first.expected));
                eprintln!("    is  {}", visible(&first.found));
            }
        }
    }
}

/// What was compared, as one thing.
fn word(what: What) -> &'static str {
    match what {
        What::Step => "step",
        What::Inputs => "the list of inputs",
        What::InputFile => "the input",
        What::Prior => "lines for closed periods,",
        What::Restated => "the restated run",
        What::Plan => "the text of plan",
        What::Edition => "the language edition of the plan",
        What::Levels => "the result behind the levels",
        What::Result => "the result",
        What::Snapshot => "the network of context",
        What::ResultFile => "the table",
        What::Partners => "ranks and totals by partner",
        What::States => "the state that it leaves",
        What::Paid => "what it notes as paid",
        What::Places => "the places that it gave",
        What::Document => "the content of document",
        What::Pdf => "the PDF of document",
    }
}

/// What was compared, behind a number.
fn words(what: What) -> &'static str {
    match what {
        What::Step => "steps in the audit log",
        What::Inputs => "lists of inputs",
        What::InputFile => "input files",
        What::Prior => "tables of lines for closed periods",
        What::Restated => "restated runs",
        What::Plan => "plans",
        What::Edition => "language editions",
        What::Levels => "results behind levels",
        What::Result => "results",
        What::Snapshot => "networks",
        What::ResultFile => "result files",
        What::Partners => "tables of partners",
        What::States => "tables of states",
        What::Paid => "tables of what was paid",
        What::Places => "tables of places",
        What::Document => "documents",
        What::Pdf => "PDFs",
    }
}

/// Settles what a result folder was made from once more.
fn folder(args: &ReplayArgs, folder: &Path) -> Result<Verdict, Failure> {
    let inputs = Inputs::read(folder)?;
    let source = Source::read(&folder.join(&inputs.plan))?;
    let name = inputs.file.clone().unwrap_or_else(|| inputs.plan.display().to_string());
    let Some(plan) = source.named(Path::new(&name)).compile().or_report() else { return Ok(Verdict::Wrong) };
    let period = settlement::period(&plan, &inputs.period)?;
    let threads = settlement::all_threads();
    let progress = Progress::new();
    let read = progress.counted("1/3 reading the company", "bytes");
    let company = settlement::company(&plan, &folder.join(&inputs.data), threads, Watch::new(&read))?;
    let settle = progress.counted(&format!("2/3 settling {period}"), "rows");
    let when = (period, inputs.knowledge(folder)?);
    let settled = settlement::settled(&plan, &company, when, args.engine, threads, Watch::new(&settle))?;
    let write = progress.counted("3/3 writing once more", "lines");
    let scratch = tempfile::tempdir().map_err(Failure::write(folder))?;
    let parquet = inputs.files.keys().any(|name| name.ends_with(".parquet"));
    let format = if parquet { Format::Parquet } else { Format::Csv };
    let summary = settlement::tables(&plan, &company, &settled, scratch.path(), format, Watch::new(&write))?;
    progress.finish();
    let done = (&plan, &company, settled.as_slice());
    compare(folder, &inputs, scratch.path(), &summary, done)
}

/// The comparisons, line by line.
struct Comparing<W> {
    out: W,
    verdict: Verdict,
}

impl<W: Write> Comparing<W> {
    fn hash(&mut self, what: &str, expected: Option<&str>, found: &str) -> Result<bool, Failure> {
        let same = expected.is_none_or(|expected| expected == found);
        match expected {
            None => writeln!(self.out, "  {found}  {what} (nothing was noted)")?,
            Some(_) if same => writeln!(self.out, "  {found}  {what}")?,
            Some(expected) => {
                self.verdict = Verdict::Wrong;
                eprintln!("error: {} was {} and is {found}", visible(what), visible(expected));
            }
        }
        Ok(same)
    }
}

fn compare(
    folder: &Path,
    inputs: &Inputs,
    scratch: &Path,
    summary: &Summary,
    (plan, company, settled): (&Plan, &Company, &[Settled]),
) -> Result<Verdict, Failure> {
    let noted = noted(folder)?;
    let text = |way: &[&str]| way.iter().try_fold(&noted, |at, name| at.get(name)).and_then(|found| found.as_str());
    let out = std::io::stdout().lock();
    let mut comparing = Comparing { out, verdict: Verdict::Good };
    writeln!(comparing.out, "{} {}, {}", summary.plan, summary.version, summary.period)?;
    let hash = ContentHash::of_bytes(plan.source.text.as_bytes()).to_string();
    comparing.hash("plan", inputs.plan_hash.as_deref(), &hash)?;
    comparing.hash("plan in summary.json", text(&["hashes", "plan"]), &hash)?;
    let edition = compline_office::levels::edition(&plan.source.text).unwrap_or_default();
    comparing.hash("language edition", inputs.edition.as_deref(), &edition)?;
    // Later months come in; whether that matters is seen by everything else.
    let data = company.content_hash(&plan.program).to_string();
    match text(&["hashes", "data"]) {
        Some(then) if then != data => writeln!(comparing.out, "  {data}  data (more has come in, or was changed)")?,
        _ => writeln!(comparing.out, "  {data}  data")?,
    }
    for context in &summary.contexts {
        let all = noted.get("contexts").and_then(|all| all.as_array());
        let of = |one: &&serde_json::Value| one.get("context").and_then(|name| name.as_str()) == Some(&context.context);
        let then = all.and_then(|all| all.iter().find(of)).and_then(|one| one.get("snapshot")?.as_str());
        comparing.hash(&format!("network of {}", context.context), then, &context.snapshot.to_string())?;
    }
    let result = compline_runtime::write::result_hash(&plan.program, settled).to_string();
    comparing.hash("result", Some(&inputs.result_hash), &result)?;
    comparing.hash("result in summary.json", text(&["hashes", "result"]), &result)?;
    let mut again = Inputs::hashes(scratch)?;
    for (name, then) in &inputs.files {
        let (kept, now) = (folder.join(name), scratch.join(name));
        if kept.is_file() {
            let found = hash_of(&kept)?;
            if found != *then {
                comparing.hash(&format!("{name} in the folder"), Some(then), &found)?;
            }
        } else {
            comparing.verdict = Verdict::Wrong;
            eprintln!("error: {} is not there any more", visible(name));
        }
        let Some(found) = again.remove(name) else {
            comparing.verdict = Verdict::Wrong;
            eprintln!("error: {} is not written any more", visible(name));
            continue;
        };
        if !comparing.hash(name, Some(then), &found)? && kept.is_file() {
            first_line(&kept, &now)?;
        }
    }
    for name in again.keys() {
        comparing.verdict = Verdict::Wrong;
        eprintln!("error: {} is written now, and was not", visible(name));
    }
    match comparing.verdict {
        Verdict::Good => writeln!(comparing.out, "all is as it was computed")?,
        Verdict::Wrong => eprintln!(
            "help: `compline run` settles the period with the plan and the data as they are now; bring the old ones back \
             to have the old result"
        ),
    }
    Ok(comparing.verdict)
}

/// What `summary.json` says; nothing where it is not there.
fn noted(folder: &Path) -> Result<serde_json::Value, Failure> {
    let path = folder.join("summary.json");
    if !path.is_file() {
        return Ok(serde_json::Value::Null);
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::read(&path))?;
    serde_json::from_str(&text).map_err(|_| Failure::ResultChanged(path))
}

/// Says the first row in which two tables differ.
fn first_line(kept: &Path, now: &Path) -> Result<(), Failure> {
    let found = compline_office::replay::first_difference(kept, now);
    if let Some(first) = found.map_err(|error: OfficeError| Failure::Office(error))? {
        eprintln!("  first difference in row {}:", first.at);
        eprintln!("    was {}", visible(&first.expected));
        eprintln!("    is  {}", visible(&first.found));
    } else {
        eprintln!("  every row is the same; another version of the program writes the file otherwise");
    }
    Ok(())
}
