//! A served office: its data, its process, how much memory it took.

use crate::LoadError;
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::{Demo, Login};
use compline_office::progress::Progress;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The plan of the demo.
const PLAN: &str = include_str!("../../../examples/nordlicht/nordlicht.plan");

/// What is made and settled.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// Partners.
    pub partners: u32,
    /// Orders of each in the month, on average.
    pub orders: u32,
}

/// Makes the company; the logins of its staff with codes that hold for a moment.
///
/// # Errors
/// Of the office.
pub async fn prepare(workload: Workload, folder: &Path, database: &str) -> Result<Vec<Login>, LoadError> {
    let office = Office::open(database, folder, Clock::System).await?;
    let demo = Demo { partners: workload.partners, seed: 42, plan: PLAN };
    office.make_workload(&demo, workload.orders, &Progress::default()).await?;
    let logins = office.demo_logins().await?;
    office.db().close().await;
    Ok(logins)
}

/// A server's process; it is killed with the value.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Served {
    /// Starts `compline serve`.
    ///
    /// # Errors
    /// Where it does not begin to listen.
    pub async fn start(program: &Path, folder: &Path, database: &str) -> Result<Self, LoadError> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database, "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let out = child.stdout.take().ok_or_else(|| LoadError::Refused("the server says nothing".to_owned()))?;
        let mut lines = BufReader::new(out).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(Ok(address)) = line.strip_prefix("listening on http://").map(str::parse) {
                return Ok(Self { child, address });
            }
        }
        Err(LoadError::Refused("the server ended before it listened".to_owned()))
    }

    /// Processor time that the process has used so far, in seconds; none where the system does not tell.
    pub fn busy(&self) -> Option<f64> {
        /// Linux counts in hundredths of a second on every architecture that it runs on today.
        const TICKS: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()?)).ok()?;
        // The name before may hold blanks; behind it come 11 other values, then time of its own and time of the system.
        let (_, rest) = stat.rsplit_once(')')?;
        let ticks: Vec<f64> = rest.split_whitespace().skip(11).take(2).filter_map(|text| text.parse().ok()).collect();
        Some(ticks.iter().sum::<f64>() / TICKS)
    }

    /// The most memory that the process has held so far, in MiB; none where the system does not tell.
    pub fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()?)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1024)
    }
}
