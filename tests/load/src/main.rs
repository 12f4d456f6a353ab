//! What the office takes: `compline-load --partners 100000 --orders 10 [--postgres]`.
//!
//! It makes a company, starts the built `compline serve` on it as a process of its own, settles a month over HTTP as
//! three people do, and prints the time of each step and the most memory that the server held. Then twenty people at
//! a time ask for the heaviest pages. Nothing is asserted: the figures are for reading.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured")]

mod client;
mod month;
mod pages;
mod site;

use clap::Parser;
use client::Client;
use compline_office::demo::{Login, PASSWORD};
use month::Staff;
use site::{Served, Workload};
use std::path::PathBuf;
use std::time::Instant;

/// Why a load test ended early.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The server answered something else.
    #[error("{0}")]
    Refused(String),
    /// The company cannot be made.
    #[error(transparent)]
    Office(#[from] compline_office::OfficeError),
    /// No PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] compline_postgres::PostgresError),
    /// The connection broke.
    #[error(transparent)]
    Connection(#[from] hyper::Error),
    /// A request that is none.
    #[error(transparent)]
    Request(#[from] hyper::http::Error),
    /// Files or sockets.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

/// Settles a month through the served office, and measures.
#[derive(Debug, Parser)]
struct Args {
    /// Number of partners
    #[arg(long, default_value_t = 20_000)]
    partners: u32,
    /// Orders of each in the month, on average
    #[arg(long, default_value_t = 10)]
    orders: u32,
    /// On a scratch PostgreSQL instead of SQLite
    #[arg(long)]
    postgres: bool,
    /// The program [default: `compline` beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
    /// Keep the company in this folder; where one stands there already, settled, only its pages are asked for (SQLite)
    #[arg(long, conflicts_with = "postgres")]
    folder: Option<PathBuf>,
    /// How many people ask for pages at a time
    #[arg(long, default_value_t = 20)]
    people: usize,
    /// How often each of them asks for each page
    #[arg(long, default_value_t = 25)]
    rounds: usize,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), LoadError> {
    let args = Args::parse();
    let program = match args.program.clone() {
        Some(program) => program,
        None => std::env::current_exe()?.with_file_name("compline"),
    };
    let scratch = args.postgres.then(|| compline_postgres::database("load")).transpose()?;
    let temporary = tempfile::tempdir()?;
    let folder = args.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    let file = folder.join("compline.db");
    let settled = file.exists();
    let database = scratch.as_ref().map_or_else(|| file.display().to_string(), |scratch| scratch.url().to_owned());
    if !settled {
        let on = if args.postgres { "PostgreSQL" } else { "SQLite" };
        println!("{} partners, {} orders each on average, on {on}\n", args.partners, args.orders);
        let begun = Instant::now();
        let workload = Workload { partners: args.partners, orders: args.orders };
        site::prepare(workload, &folder, &database).await?;
        println!("{:38} {:>9.1} s", "making and loading the company", begun.elapsed().as_secs_f64());
    }

    let site = Served::start(&program, &folder, &database).await?;
    let logins = codes(&folder, &database).await?;
    let mut staff = Staff {
        clerk: signed_in(&site, &logins, "klein").await?,
        approver: signed_in(&site, &logins, "vogt").await?,
        accounting: signed_in(&site, &logins, "brandt").await?,
    };
    let run = if settled { month::newest(&mut staff.clerk).await? } else { settle(&site, &mut staff).await? };

    let paths = heavy(&mut staff.clerk, &run).await?;
    println!(
        "{} people at a time, {} answers each: milliseconds, as the asking side sees them",
        args.people, args.rounds
    );
    let timings = pages::measure(site.address, staff.clerk.cookie(), &paths, args.people, args.rounds).await?;
    println!("{:60} {:>8} {:>8}", "page", "p50", "p99");
    for timing in &timings {
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1_000.0;
        println!("{:60} {:>8.1} {:>8.1}   {} answers", timing.path, ms(timing.half), ms(timing.most), timing.answers);
    }
    println!("\nmost memory of the server: {} MiB", site.peak().unwrap_or(0));
    Ok(())
}

/// Settles the month and tells of each step; the address of the run.
async fn settle(site: &Served, staff: &mut Staff) -> Result<String, LoadError> {
    let settled = month::settle(site, staff).await?;
    for step in &settled.steps {
        let peak = step.peak.map_or_else(String::new, |peak| format!("{peak:>8} MiB at most so far"));
        let busy = step.busy.map_or_else(String::new, |busy| format!("{busy:>9.1} core-s"));
        println!("{:38} {:>9.1} s {busy} {peak}", step.name, step.took.as_secs_f64());
    }
    let whole: f64 = settled.steps.iter().map(|step| step.took.as_secs_f64()).sum();
    println!("{:38} {whole:>9.1} s, {} documents\n", "the month", settled.documents);
    Ok(settled.run)
}

/// Logins with their one-time codes of now.
async fn codes(folder: &std::path::Path, database: &str) -> Result<Vec<(Login, String)>, LoadError> {
    let office = compline_office::Office::open(database, folder, compline_office::clock::Clock::System).await?;
    let mut out = Vec::new();
    for login in office.demo_logins().await? {
        let code = login.secret.as_deref().map(|secret| office.code_now(secret)).transpose()?;
        out.push((login, code.unwrap_or_default()));
    }
    office.db().close().await;
    Ok(out)
}

async fn signed_in(site: &Served, logins: &[(Login, String)], who: &str) -> Result<Client, LoadError> {
    let code = logins.iter().find(|(login, _)| login.login == who).map_or("", |(_, code)| code.as_str());
    let mut client = Client::connect(site.address, "").await?;
    client.sign_in(who, PASSWORD, code).await?;
    Ok(client)
}

/// The pages that do most: long lists, sums over everything, derivations.
async fn heavy(clerk: &mut Client, run: &str) -> Result<Vec<String>, LoadError> {
    let paid = format!("{run}/partners?view=paid&sort=amount");
    let list = clerk.get(&paid).await?.text;
    let best = list.split(&format!("{run}/partners/")).nth(1).and_then(|rest| rest.split(['"', '?', '#']).next());
    let best = best.map(str::to_owned).ok_or_else(|| LoadError::Refused("nobody was paid".to_owned()))?;
    Ok(vec![
        "/".to_owned(),
        run.to_owned(),
        paid,
        format!("{run}/review"),
        format!("{run}/partners/{best}"),
        format!("{run}/statements"),
        "/partners".to_owned(),
        "/partners?q=petersen".to_owned(),
        format!("/partners/{best}"),
        "/orders".to_owned(),
        "/payments".to_owned(),
        "/ledger".to_owned(),
    ])
}
