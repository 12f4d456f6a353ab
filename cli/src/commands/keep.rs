//! `compline backup`, `compline restore`, `compline verify`: keeping a server's data.

use crate::args::{BackupArgs, RestoreArgs, VerifyArgs};
use crate::failure::{Failure, Verdict};
use crate::output::thousands;
use crate::progress::Progress;
use compline_office::clock::Clock;
use compline_office::progress::Progress as Work;
use compline_office::{Office, OfficeError, keep};
use std::future::Future;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// The database in a data folder, where no other is named.
const DATABASE: &str = "compline.db";
/// Time between two looks at how far the work is.
const LOOK: Duration = Duration::from_millis(200);

pub fn backup(args: &BackupArgs) -> Result<Verdict, Failure> {
    let done = watched(async |work| {
        let office = open(&args.data, args.database.as_deref()).await?;
        let done = office.back_up(&args.out, &work).await;
        office.db().close().await;
        Ok(done?)
    })?;
    let mut out = std::io::stdout().lock();
    let (rows, files) = (thousands(done.rows), thousands(done.files));
    writeln!(out, "{}: {rows} rows and {files} files", args.out.display())?;
    for hash in &done.damaged {
        eprintln!("error: the archive's file `{hash}` is damaged, and is not in the backup");
    }
    if done.damaged.is_empty() {
        return Ok(Verdict::Good);
    }
    eprintln!("help: bring these files back from an earlier backup, and make another one");
    Ok(Verdict::Wrong)
}

pub fn restore(args: &RestoreArgs) -> Result<Verdict, Failure> {
    let done =
        watched(async |work| Ok(keep::restore(&args.backup, &args.data, args.database.as_deref(), &work).await?))?;
    let (rows, files) = (thousands(done.rows), thousands(done.files));
    writeln!(std::io::stdout().lock(), "{}: {rows} rows and {files} files", args.data.display())?;
    Ok(Verdict::Good)
}

pub fn verify(args: &VerifyArgs) -> Result<Verdict, Failure> {
    let done = watched(async |work| {
        let office = open(&args.data, args.database.as_deref()).await?;
        let done = office.verify(&work).await;
        office.db().close().await;
        Ok(done?)
    })?;
    let mut out = std::io::stdout().lock();
    for (what, many) in &done.checked {
        writeln!(out, "{:>12} {what}", thousands(*many))?;
    }
    if done.wrong.is_empty() {
        writeln!(out, "all is as it was written")?;
        return Ok(Verdict::Good);
    }
    for wrong in &done.wrong {
        eprintln!("error: {}", compline_lang::render::visible(wrong));
    }
    eprintln!("help: keep the data folder as it is, and restore the last good backup into another one");
    Ok(Verdict::Wrong)
}

/// Opens what is there; nothing is made.
pub(super) async fn open(folder: &Path, database: Option<&str>) -> Result<Office, Failure> {
    if !folder.is_dir() {
        return Err(Failure::NoFolder(folder.to_owned()));
    }
    let own = folder.join(DATABASE);
    if database.is_none() && !own.is_file() {
        return Err(Failure::NoInstallation(folder.to_owned()));
    }
    let own = own.display().to_string();
    Ok(Office::open(database.unwrap_or(&own), folder, Clock::System).await?)
}

/// Does a piece of work and shows how far it is.
pub(super) fn watched<T, F>(work: impl FnOnce(Work) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Thread)?;
    let (shown, told) = (Progress::new(), Work::default());
    let show = async {
        loop {
            tokio::time::sleep(LOOK).await;
            let now = told.standing();
            if !now.stage.is_empty() {
                shown.stage(now.stage);
                shown.tell("steps", now.done, now.total);
            }
        }
    };
    let done = runtime.block_on(async {
        tokio::select! {
            done = work(told.clone()) => done,
            () = show => Err(Failure::Office(OfficeError::Cancelled)),
        }
    });
    shown.finish();
    done
}
