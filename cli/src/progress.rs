//! How far long work is: a bar with counts and remaining time on a terminal, plain lines elsewhere.

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Time between two plain lines.
const QUIET: Duration = Duration::from_secs(5);

/// Time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(120);

/// Shows one piece of work after another.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    work: String,
    started: Instant,
    last_line: Option<Instant>,
}

impl Progress {
    /// Nothing is shown before the first piece of work.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            bar.set_style(Self::style());
            bar
        });
        Self { bar, work: String::new(), started: Instant::now(), last_line: None }
    }

    fn style() -> ProgressStyle {
        let style = ProgressStyle::with_template("{msg:28} [{bar:32}] {human_pos} of {human_len}, {eta} left");
        style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
    }

    /// Says that so much of a piece of work is done.
    pub fn tell(&mut self, work: &str, done: u64, total: u64) {
        let new = self.work != work;
        if new {
            work.clone_into(&mut self.work);
            self.started = Instant::now();
            self.last_line = None;
        }
        match &self.bar {
            Some(bar) => {
                if new {
                    bar.disable_steady_tick();
                    bar.set_style(Self::style());
                    bar.reset();
                    bar.set_length(total);
                    bar.set_message(self.work.clone());
                }
                bar.set_position(done);
            }
            None => self.line(done, total),
        }
    }

    /// Says what is being done, where nobody can say how much of it there is.
    pub fn stage(&mut self, work: &str) {
        if self.work == work {
            return;
        }
        work.clone_into(&mut self.work);
        match &self.bar {
            Some(bar) => {
                bar.set_style(
                    ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
                        .unwrap_or_else(|_| ProgressStyle::default_spinner()),
                );
                bar.reset();
                bar.set_message(self.work.clone());
                bar.enable_steady_tick(TICK);
            }
            None => eprintln!("{work}"),
        }
    }

    /// A plain line now and then, for work that takes long enough to be wondered about.
    fn line(&mut self, done: u64, total: u64) {
        let since = self.last_line.unwrap_or(self.started).elapsed();
        if since < QUIET || done == 0 {
            return;
        }
        self.last_line = Some(Instant::now());
        let spent = self.started.elapsed().as_secs();
        let left = u128::from(spent) * u128::from(total.saturating_sub(done)) / u128::from(done.max(1));
        eprintln!("{}: {} of {}, about {left} s left", self.work, HumanCount(done), HumanCount(total));
    }

    /// Removes the bar.
    pub fn finish(&mut self) {
        self.work.clear();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
