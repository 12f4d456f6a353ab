//! Tries texts for a time, in processes of their own: what kills one is found again seed by seed.

use clap::Parser;
use compline_fuzz::corpus::Corpus;
use compline_fuzz::growth::steep;
use compline_fuzz::mutate::text;
use compline_fuzz::target::{Reached, run};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// Mutated plan texts through parser, formatter, checker and compiler
#[derive(Debug, Parser)]
struct Options {
    /// For how many seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Cases of one process
    #[arg(long, default_value_t = 500)]
    batch: u64,
    /// Try these seeds in this process, and nothing else
    #[arg(long)]
    here: bool,
    /// Try this text in this process, and nothing else
    #[arg(long)]
    text: Option<std::path::PathBuf>,
    /// Print the text of the first seed
    #[arg(long)]
    print: bool,
}

/// A case that takes longer hangs.
const HANGS: Duration = Duration::from_secs(20);
/// In every so manieth case it is looked at how the time grows.
const GROWTH: u64 = 40;

fn main() -> ExitCode {
    let options = Options::parse();
    if options.print {
        print!("{}", text(&Corpus::read(), options.seed));
        return ExitCode::SUCCESS;
    }
    if let Some(path) = &options.text {
        return match std::fs::read_to_string(path) {
            Ok(text) => {
                println!("{:?}", run(&text));
                ExitCode::SUCCESS
            }
            Err(error) => {
                println!("{}: {error}", path.display());
                ExitCode::FAILURE
            }
        };
    }
    if options.here {
        return here(options.seed, options.batch);
    }
    let start = Instant::now();
    let mut seed = options.seed;
    let mut bad: Vec<u64> = Vec::new();
    let mut told = String::new();
    while start.elapsed() < Duration::from_secs(options.seconds) {
        match child(seed, options.batch) {
            Ok(said) => told.push_str(&said),
            Err(_) => {
                for one in seed..seed + options.batch {
                    if let Err(said) = child(one, 1) {
                        println!("seed {one}:\n{said}");
                        bad.push(one);
                    }
                }
            }
        }
        seed += options.batch;
    }
    let cases = seed - options.seed;
    let count =
        |word: &str| told.lines().filter_map(|line| line.strip_prefix(word)?.trim().parse::<u64>().ok()).sum::<u64>();
    let steep: Vec<&str> = told.lines().filter(|line| line.starts_with("steep")).collect();
    let slowest = told
        .lines()
        .filter_map(|line| line.strip_prefix("slowest "))
        .max_by_key(|line| line.split(' ').next().and_then(|ms| ms.parse::<u64>().ok()).unwrap_or(0));
    println!(
        "{cases} texts in {} s: {} compile, {} pass the checker alone, {} have mistakes; {} crashed or hung; slowest {} (ms, seed)",
        start.elapsed().as_secs(),
        count("compiled"),
        count("checked"),
        count("mistakes"),
        bad.len(),
        slowest.unwrap_or("none")
    );
    steep.iter().for_each(|line| println!("{line}"));
    if bad.is_empty() && steep.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A process for some seeds; what it said, or how it ended.
fn child(seed: u64, count: u64) -> Result<String, String> {
    let me = std::env::current_exe().map_err(|error| error.to_string())?;
    let (seed, count) = (seed.to_string(), count.to_string());
    let out = Command::new(me).args(["--here", "--seed", &seed, "--batch", &count]).output();
    let out = out.map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    if out.status.success() {
        return Ok(said);
    }
    Err(format!("{}\n{said}{}", out.status, String::from_utf8_lossy(&out.stderr)))
}

fn here(seed: u64, count: u64) -> ExitCode {
    let corpus = Corpus::read();
    let (mut compiled, mut checked, mut mistakes) = (0_u64, 0_u64, 0_u64);
    let mut slowest = (0, seed);
    for seed in seed..seed + count {
        let text = text(&corpus, seed);
        // A watchdog, since a text that never ends must end the process.
        let (done, waits) = std::sync::mpsc::channel::<()>();
        let watchdog = std::thread::spawn(move || {
            if waits.recv_timeout(HANGS) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                eprintln!("seed {seed} hangs");
                std::process::exit(3);
            }
        });
        let start = Instant::now();
        match run(&text) {
            Reached::Compiled => compiled += 1,
            Reached::Checked => checked += 1,
            Reached::Mistakes => mistakes += 1,
        }
        slowest = slowest.max((start.elapsed().as_millis() as u64, seed));
        drop(done);
        let _ = watchdog.join();
        if seed.is_multiple_of(GROWTH)
            && let Some(found) = steep(&text, seed)
        {
            println!("steep seed {seed}: {found:?}");
        }
    }
    println!("compiled {compiled}\nchecked {checked}\nmistakes {mistakes}\nslowest {} {}", slowest.0, slowest.1);
    ExitCode::SUCCESS
}
