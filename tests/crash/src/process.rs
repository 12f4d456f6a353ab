//! A running program whose output is read while it runs.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often a program is asked whether it still runs, where no line of it tells.
const BEAT: Duration = Duration::from_millis(2);
/// How long the rest of an ended program's output is waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How many of its last lines an error shows.
const SHOWN: usize = 20;

/// A running program; killed with the value. Both its outputs are read at once, so that it never waits for a reader.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// What it writes.
    pub output: Output,
    readers: Vec<JoinHandle<()>>,
}

/// What a program has written, standard output and error as they came. Grows while the program runs; clones see the
/// same.
#[derive(Clone, Debug, Default)]
pub struct Output {
    shared: Arc<(Mutex<Lines>, Condvar)>,
}

#[derive(Debug, Default)]
struct Lines {
    list: Vec<String>,
    /// How many of the two outputs have come to their end.
    ended: u32,
}

impl Output {
    /// The lines written so far.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.lock().list.clone()
    }

    /// The first line so far that contains a text.
    #[must_use]
    pub fn line_with(&self, text: &str) -> Option<String> {
        self.lock().list.iter().find(|line| line.contains(text)).cloned()
    }

    /// The first line that contains a text, for example the one with the address of a server. Waits for it until the
    /// program ends or the time is up.
    #[must_use]
    pub fn wait_for_line(&self, text: &str, limit: Duration) -> Option<String> {
        let until = Instant::now() + limit;
        let (_, news) = &*self.shared;
        let mut lines = self.lock();
        loop {
            if let Some(line) = lines.list.iter().find(|line| line.contains(text)) {
                return Some(line.clone());
            }
            let left = until.saturating_duration_since(Instant::now());
            if lines.ended == 2 || left.is_zero() {
                return None;
            }
            lines = news.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// The last lines, for errors.
    pub(crate) fn tail(&self) -> String {
        let lines = self.lock();
        let skipped = lines.list.len().saturating_sub(SHOWN);
        lines.list.iter().skip(skipped).map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
    }

    fn count(&self, text: &str) -> usize {
        self.lock().list.iter().filter(|line| line.contains(text)).count()
    }

    fn wait_for_news(&self, limit: Duration) {
        let (_, news) = &*self.shared;
        drop(news.wait_timeout(self.lock(), limit));
    }

    fn change(&self, change: impl FnOnce(&mut Lines)) {
        change(&mut self.lock());
        self.shared.1.notify_all();
    }

    /// A thread that panicked has still left whole lines behind.
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Program {
    /// Starts a command without standard input.
    ///
    /// # Errors
    /// The system cannot start it.
    pub fn start(mut command: Command) -> std::io::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let output = Output::default();
        let out = child.stdout.take().map(|out| read(out, output.clone()));
        let err = child.stderr.take().map(|err| read(err, output.clone()));
        Ok(Self { child, output, readers: out.into_iter().chain(err).collect() })
    }

    /// Waits until `count` lines have a text, the program ends or time is up; tells whether the lines came.
    pub(crate) fn wait_for_lines(&mut self, text: &str, count: u32, until: Instant) -> std::io::Result<bool> {
        let wanted = usize::try_from(count).unwrap_or(usize::MAX);
        let mut ended = false;
        loop {
            if self.output.count(text) >= wanted {
                return Ok(true);
            }
            if ended || Instant::now() >= until {
                return Ok(false);
            }
            self.output.wait_for_news(BEAT);
            if self.child.try_wait()?.is_some() {
                // What it had written may still be on its way.
                self.finish_reading();
                ended = true;
            }
        }
    }

    /// Waits until the program ends or time is up.
    pub(crate) fn wait(&mut self, until: Instant) -> std::io::Result<Option<ExitStatus>> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                self.finish_reading();
                return Ok(Some(status));
            }
            let now = Instant::now();
            if now >= until {
                return Ok(None);
            }
            // Precise near the end: a moment is a moment.
            std::thread::sleep(BEAT.min(until - now));
        }
    }

    /// Kills the program and waits until the system has buried it; tells whether it was alive until then.
    pub(crate) fn kill(&mut self) -> std::io::Result<bool> {
        let alive = self.child.try_wait()?.is_none();
        if alive {
            self.child.kill()?;
            let status = self.child.wait()?;
            self.finish_reading();
            // It may have ended by itself between the question and the kill.
            return Ok(status.code().is_none());
        }
        self.finish_reading();
        Ok(false)
    }

    /// Waits until all output of a program that has ended is read. A child of its own may hold the pipes open and
    /// outlive it; what that one says is not waited for.
    fn finish_reading(&mut self) {
        let until = Instant::now() + LAST_WORDS;
        while self.readers.iter().any(|reader| !reader.is_finished()) && Instant::now() < until {
            std::thread::sleep(BEAT);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Fails only where it has ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read(source: impl Read + Send + 'static, output: Output) -> JoinHandle<()> {
    std::thread::spawn(move || {
        // A killed program's pipe just ends.
        for line in BufReader::new(source).split(b'\n').map_while(Result::ok) {
            output.change(|lines| lines.list.push(String::from_utf8_lossy(&line).trim_end().to_owned()));
        }
        output.change(|lines| lines.ended += 1);
    })
}
