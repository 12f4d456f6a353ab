//! What a trial can end with.

use crate::{Attempt, Kill};
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// Why a trial has not shown that crashes do no harm.
#[derive(Debug)]
pub enum CrashError {
    /// The check found damage: this is what trials are for.
    Damage {
        /// The round and the seed, for trying again.
        attempt: Attempt,
        /// How the program was killed in this round before.
        kills: Vec<Kill>,
        /// What the check says.
        what: String,
        /// What the program that was to repair it all had last written.
        output: String,
    },
    /// The program that was left alone failed, as if it could not cope with what the killed one had left.
    Failed {
        /// The round and the seed.
        attempt: Attempt,
        /// How the program was killed in this round before.
        kills: Vec<Kill>,
        /// How it ended.
        status: String,
        /// What it had last written.
        output: String,
    },
    /// The program that was left alone did not finish in time.
    Stuck {
        /// The round and the seed.
        attempt: Attempt,
        /// How the program was killed in this round before.
        kills: Vec<Kill>,
        /// How long it was given.
        limit: Duration,
        /// What it had last written.
        output: String,
    },
    /// Nothing was killed in a whole trial, or never at one of its moments, so nothing is known.
    NeverKilled {
        /// The moment that never came, as its description.
        moment: String,
        /// How many programs were to be killed then.
        tried: u32,
    },
    /// The program cannot be started or waited for.
    Run {
        /// The program.
        program: String,
        /// Why.
        cause: std::io::Error,
    },
}

impl fmt::Display for CrashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damage { attempt, kills, what, output } => {
                write!(f, "damage in {attempt}: {what}")?;
                history(f, kills, output)
            }
            Self::Failed { attempt, kills, status, output } => {
                write!(f, "the program left alone in {attempt} failed ({status})")?;
                history(f, kills, output)
            }
            Self::Stuck { attempt, kills, limit, output } => {
                write!(f, "the program left alone in {attempt} had not finished after {} s", limit.as_secs())?;
                history(f, kills, output)
            }
            Self::NeverKilled { moment, tried } => write!(
                f,
                "of {tried} programs none was killed {moment}: all had ended before\nhelp: choose moments that come, \
                 or give the program more to do"
            ),
            Self::Run { program, cause } => write!(f, "`{program}` cannot be run: {cause}"),
        }
    }
}

impl Error for CrashError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Run { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

fn history(f: &mut fmt::Formatter<'_>, kills: &[Kill], output: &str) -> fmt::Result {
    for kill in kills {
        write!(f, "\n  before: {kill}")?;
    }
    if output.is_empty() { write!(f, "\n  it wrote nothing") } else { write!(f, "\n  it wrote last:\n{output}") }
}
