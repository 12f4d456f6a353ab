//! How far long work is: a bar with counts and remaining time on a terminal, plain lines elsewhere.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Time between two plain lines.
const QUIET: Duration = Duration::from_secs(5);

/// Time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(120);

/// Shows one piece of work after another; may be told by several threads.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    now: Mutex<Now>,
}

/// The piece of work that is under way.
#[derive(Debug)]
struct Now {
    work: String,
    /// What is counted; nothing for work that nobody can measure.
    counted: Option<&'static str>,
    started: Instant,
    last_line: Option<Instant>,
}

impl Progress {
    /// Nothing is shown before the first piece of work.
    pub fn new() -> Self {
        let bar = std::io::stderr()
            .is_terminal()
            .then(|| ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()));
        let now = Now { work: String::new(), counted: None, started: Instant::now(), last_line: None };
        Self { bar, now: Mutex::new(now) }
    }

    /// Begins a piece of work that may not say how much of it there is.
    pub fn stage(&self, work: &str) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.work == work {
            return;
        }
        *now = Now { work: work.to_owned(), counted: None, started: Instant::now(), last_line: None };
        match &self.bar {
            Some(bar) => {
                bar.set_style(style("{spinner} {msg} ({elapsed})"));
                bar.reset();
                bar.set_message(now.work.clone());
                bar.enable_steady_tick(TICK);
            }
            None => eprintln!("{work}"),
        }
    }

    /// Begins a piece of work, and makes the function that says how far it is: so many of so many `things`.
    pub fn counted(&self, work: &str, things: &'static str) -> impl Fn(u64, u64) + Sync + '_ {
        self.stage(work);
        move |done, total| self.tell(things, done, total)
    }

    /// Says that so much of the work that was begun last is done.
    pub fn tell(&self, things: &'static str, done: u64, total: u64) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.bar {
            Some(bar) => {
                if now.counted != Some(things) {
                    bar.disable_steady_tick();
                    let template =
                        format!("{{msg}} [{{bar:32}}] {{human_pos}} of {{human_len}} {things}, {{eta}} left");
                    bar.set_style(style(&template).progress_chars("=> "));
                }
                bar.set_length(total);
                bar.set_position(done);
            }
            None => now.line(things, done, total),
        }
        now.counted = Some(things);
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).work.clear();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Now {
    /// A plain line now and then, for work that takes long enough to be wondered about.
    fn line(&mut self, things: &str, done: u64, total: u64) {
        let since = self.last_line.unwrap_or(self.started).elapsed();
        if since < QUIET || done == 0 {
            return;
        }
        self.last_line = Some(Instant::now());
        let spent = self.started.elapsed().as_secs();
        let left = u128::from(spent) * u128::from(total.saturating_sub(done)) / u128::from(done.max(1));
        eprintln!("{}: {} of {} {things}, about {left} s left", self.work, HumanCount(done), HumanCount(total));
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
