//! Kills a program at many moments, starts it again and looks for damage.
//!
//! ```no_run
//! use compline_crash::{Finish, Moment, Trial};
//! # use std::{path::PathBuf, process::Command};
//! # fn fresh_folder(round: u32) -> PathBuf { PathBuf::from(round.to_string()) }
//! # fn compare(round: u32) -> Result<(), String> { Ok(()) }
//! # fn main() -> Result<(), compline_crash::CrashError> {
//! let report = Trial::new(|attempt| {
//!     let mut command = Command::new("compline");
//!     command.arg("settle").arg("--data").arg(fresh_folder(attempt.round));
//!     command
//! })
//! .seed(7)
//! .rounds(50)
//! .moments([Moment::Random, Moment::Line { text: "run finalised".to_owned(), nth: 2 }])
//! .finish(Finish::Exit)
//! .check(|attempt, _| compare(attempt.round))?;
//! println!("{report}");
//! # Ok(())
//! # }
//! ```
//!
//! A round starts the program, kills it (SIGKILL, nothing it could catch) at a moment, possibly kills its successor
//! too, lets the last one finish and hands over to the check. The moments of a seed are the same every time; what the
//! program has done by then is not, since it runs as fast as the machine lets it. A failure therefore says how often the
//! program had been killed, when, and what it had last said.
//!
//! A server does its work because somebody asks for it: [`Trial::drive`] is that somebody. It is cut off in the middle
//! when the server is killed, and begins again with its successor.
//!
//! A trial in which nothing was ever killed is an error and no success.

mod error;
mod process;
mod random;
mod trial;

pub use error::CrashError;
pub use process::Output;
pub use trial::{Attempt, Finish, Kill, Moment, Report, Trial};
