//! Rounds of killing, restarting and checking.

use crate::CrashError;
use crate::process::{Output, Program};
use crate::random::Random;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// When a program is killed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Moment {
    /// At a random moment between its start and the time that a whole run took when it was left alone.
    Random,
    /// When this time has passed since its start.
    After(Duration),
    /// As soon as it has written the nth line (from 1) that contains a text. The line has been written, and the program
    /// ran on while the kill was under way: the moment is the named point or a little later.
    Line {
        /// Part of the line.
        text: String,
        /// How many such lines are awaited; 0 counts as 1.
        nth: u32,
    },
    /// As soon as there is a file or folder that was not there when the program started, or that has changed since.
    Touch(PathBuf),
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Random => write!(f, "at a random moment"),
            Self::After(time) => write!(f, "{} ms after its start", time.as_millis()),
            Self::Line { text, nth } => write!(f, "when it had written `{text}` for time {}", (*nth).max(1)),
            Self::Touch(path) => write!(f, "when it had touched `{}`", path.display()),
        }
    }
}

/// When a program that is left alone counts as finished, so that the check may look.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finish {
    /// When it has ended with exit code 0.
    Exit,
    /// When it has written a line with this text; it goes on while the check looks, and is killed afterwards. For
    /// servers, which end never.
    Line(String),
}

/// Which start of a program this is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// The seed of the trial.
    pub seed: u64,
    /// The round, from 1; 0 is the undisturbed run that takes the time. Each round works in a place of its own.
    pub round: u32,
    /// Which start within the round, from 0; all after the first find what a killed one has left.
    pub start: u32,
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "round {} of seed {}", self.round, self.seed)
    }
}

/// How a program was killed.
#[derive(Clone, Debug)]
pub struct Kill {
    /// When it was to be killed.
    pub moment: Moment,
    /// How long it had run.
    pub after: Duration,
    /// The last line that it had written, if any.
    pub last_line: Option<String>,
    /// Whether it was alive; false means that it had ended before the moment came.
    pub alive: bool,
}

impl fmt::Display for Kill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let did = if self.alive { "killed" } else { "not killed, it had ended: to be killed" };
        write!(f, "{did} {} ({:.3} ms in", self.moment, self.after.as_secs_f64() * 1e3)?;
        match &self.last_line {
            Some(line) => write!(f, ", last line `{line}`)"),
            None => write!(f, ", no line yet)"),
        }
    }
}

/// What a trial that found nothing has done.
#[derive(Clone, Debug)]
pub struct Report {
    /// How long a run takes that is left alone: the span of random moments.
    pub undisturbed: Duration,
    /// Rounds.
    pub rounds: u32,
    /// All kills, those included that came too late.
    pub kills: Vec<Kill>,
}

impl Report {
    /// Programs that were killed while they ran.
    #[must_use]
    pub fn killed(&self) -> usize {
        self.kills.iter().filter(|kill| kill.alive).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} rounds, {} programs killed, {} had ended before; undisturbed a run takes {} ms",
            self.rounds,
            self.killed(),
            self.kills.len() - self.killed(),
            self.undisturbed.as_millis()
        )
    }
}

/// Uses a running program from outside.
type Drive<'d> = Box<dyn Fn(&Attempt, &Output) -> Result<(), String> + Sync + 'd>;

/// A trial: how the program is started, how often, and when it is killed.
pub struct Trial<'d, S> {
    start: S,
    drive: Drive<'d>,
    seed: u64,
    rounds: u32,
    most_kills: u32,
    moments: Vec<Moment>,
    finish: Finish,
    limit: Duration,
}

impl<S> fmt::Debug for Trial<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trial of {} rounds with seed {}", self.rounds, self.seed)
    }
}

impl<'d, S: FnMut(&Attempt) -> Command> Trial<'d, S> {
    /// A trial of a program. `start` gives the command for every start: the same place for all starts of a round, and
    /// for each round a fresh one. Without further words: seed 1, 20 rounds, up to 2 kills in each, at random moments,
    /// and the program ends by itself within a minute.
    pub fn new(start: S) -> Self {
        Self {
            start,
            drive: Box::new(|_, _| Ok(())),
            seed: 1,
            rounds: 20,
            most_kills: 2,
            moments: vec![Moment::Random],
            finish: Finish::Exit,
            limit: Duration::from_secs(60),
        }
    }

    /// What is done with the program from outside while it runs, for example the requests to a server. It runs beside
    /// the program on a thread of its own, and must come to an end when the program is killed under its hands: what it
    /// then says is ignored. With the program that is left alone it must succeed, before the check looks. It begins anew
    /// with every start, so it must expect that some of its work is done already.
    #[must_use]
    pub fn drive(self, drive: impl Fn(&Attempt, &Output) -> Result<(), String> + Sync + 'd) -> Self {
        Self { drive: Box::new(drive), ..self }
    }

    /// The seed of all random moments.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How many rounds, at least one.
    #[must_use]
    pub fn rounds(self, rounds: u32) -> Self {
        Self { rounds: rounds.max(1), ..self }
    }

    /// How often a program is killed in a round before it is left alone: from 1 up to this number, by lot. The second
    /// kill hits a program that is repairing what the first one has left.
    #[must_use]
    pub fn most_kills(self, most_kills: u32) -> Self {
        Self { most_kills: most_kills.max(1), ..self }
    }

    /// The moments of killing. The first kills of the rounds take them in turn, further kills of a round by lot, so each
    /// comes to its right as soon as there are as many rounds as moments. None at all means random ones.
    #[must_use]
    pub fn moments(self, moments: impl IntoIterator<Item = Moment>) -> Self {
        let mut moments: Vec<Moment> = moments.into_iter().collect();
        if moments.is_empty() {
            moments.push(Moment::Random);
        }
        Self { moments, ..self }
    }

    /// When a program that is left alone has finished.
    #[must_use]
    pub fn finish(self, finish: Finish) -> Self {
        Self { finish, ..self }
    }

    /// How long a program may take that is left alone.
    #[must_use]
    pub fn limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Runs the trial. The check gets the last attempt of every round and the output of the program that was left alone,
    /// and says what is wrong. It also looks after round 0, in which nothing is killed: a check that fails there is itself wrong, or
    /// the program is.
    ///
    /// # Errors
    /// Damage; a program that fails or hangs when it is left alone; a moment at which no program was ever killed.
    pub fn check(
        mut self,
        mut check: impl FnMut(&Attempt, &Output) -> Result<(), String>,
    ) -> Result<Report, CrashError> {
        let mut random = Random::new(self.seed);
        let undisturbed = self.leave_alone(self.attempt(0, 0), &[], &mut check)?;
        let mut kills: Vec<Kill> = Vec::new();
        for round in 1..=self.rounds {
            let wanted = 1 + random.below(u64::from(self.most_kills));
            let mut of_round = Vec::new();
            for start in 0..u32::try_from(wanted).unwrap_or(u32::MAX) {
                let moment = self.moment(round, start, &mut random);
                let kill = self.kill(self.attempt(round, start), moment, undisturbed, &mut random)?;
                of_round.push(kill);
            }
            let start = u32::try_from(of_round.len()).unwrap_or(u32::MAX);
            self.leave_alone(self.attempt(round, start), &of_round, &mut check)?;
            kills.append(&mut of_round);
        }
        for moment in &self.moments {
            let at: Vec<&Kill> = kills.iter().filter(|kill| kill.moment == *moment).collect();
            if !at.iter().any(|kill| kill.alive) {
                let tried = u32::try_from(at.len()).unwrap_or(u32::MAX);
                return Err(CrashError::NeverKilled { moment: moment.to_string(), tried });
            }
        }
        Ok(Report { undisturbed, rounds: self.rounds, kills })
    }

    fn attempt(&self, round: u32, start: u32) -> Attempt {
        Attempt { seed: self.seed, round, start }
    }

    fn moment(&self, round: u32, start: u32, random: &mut Random) -> Moment {
        let many = u64::try_from(self.moments.len()).unwrap_or(u64::MAX);
        let at = if start == 0 { u64::from(round - 1) % many } else { random.below(many) };
        let moment = usize::try_from(at).ok().and_then(|at| self.moments.get(at));
        moment.cloned().unwrap_or(Moment::Random)
    }

    /// Starts a program and kills it.
    fn kill(
        &mut self,
        attempt: Attempt,
        moment: Moment,
        undisturbed: Duration,
        random: &mut Random,
    ) -> Result<Kill, CrashError> {
        // Drawn whether it is needed or not, so that one moment more does not move all others.
        let drawn = Duration::from_micros(random.below(u64::try_from(undisturbed.as_micros()).unwrap_or(u64::MAX)));
        let before = match &moment {
            Moment::Touch(path) => state(path),
            _ => None,
        };
        let (mut program, name) = self.start(&attempt)?;
        let output = program.output.clone();
        let start = Instant::now();
        let until = start + self.limit;
        let killed = std::thread::scope(|scope| {
            // Cut off on purpose: whatever it says is about a program that was killed.
            scope.spawn(|| drop((self.drive)(&attempt, &output)));
            match &moment {
                Moment::Random => program.wait(start + drawn).map(drop),
                Moment::After(time) => program.wait(start + *time).map(drop),
                Moment::Line { text, nth } => program.wait_for_lines(text, (*nth).max(1), until).map(drop),
                Moment::Touch(path) => wait_for_touch(&mut program, path, before, until),
            }?;
            Ok((start.elapsed(), program.kill()?))
        });
        match killed {
            Ok((after, alive)) => Ok(Kill { moment, after, last_line: output.lines().pop(), alive }),
            Err(cause) => Err(CrashError::Run { program: name, cause }),
        }
    }

    /// Starts a program, lets it finish and checks; gives back how long it took.
    fn leave_alone(
        &mut self,
        attempt: Attempt,
        kills: &[Kill],
        check: &mut impl FnMut(&Attempt, &Output) -> Result<(), String>,
    ) -> Result<Duration, CrashError> {
        let (mut program, name) = self.start(&attempt)?;
        let run = |cause| CrashError::Run { program: name.clone(), cause };
        let output = program.output.clone();
        let start = Instant::now();
        let until = start + self.limit;
        let kills = || kills.to_vec();
        let (driven, finished, status) = std::thread::scope(|scope| {
            let driver = scope.spawn(|| (self.drive)(&attempt, &output));
            let (finished, status) = match &self.finish {
                Finish::Exit => {
                    let status = program.wait(until).map_err(run)?;
                    (status.is_some_and(|status| status.success()), status)
                }
                Finish::Line(text) => {
                    let came = program.wait_for_lines(text, 1, until).map_err(run)?;
                    (came, if came { None } else { program.wait(start).map_err(run)? })
                }
            };
            if !finished {
                // Or whoever drives it would wait for ever.
                program.kill().map_err(run)?;
            }
            let driven = driver.join().unwrap_or_else(|_| Err("whoever drives it panicked".to_owned()));
            Ok((driven, finished, status))
        })?;
        let took = start.elapsed();
        let tail = || output.tail();
        match (finished, status) {
            (true, _) => {}
            (false, Some(status)) => {
                let status = status.to_string();
                return Err(CrashError::Failed { attempt, kills: kills(), status, output: tail() });
            }
            (false, None) => {
                return Err(CrashError::Stuck { attempt, kills: kills(), limit: self.limit, output: tail() });
            }
        }
        match driven.and_then(|()| check(&attempt, &output)) {
            Ok(()) => Ok(took),
            Err(what) => Err(CrashError::Damage { attempt, kills: kills(), what, output: tail() }),
        }
    }

    fn start(&mut self, attempt: &Attempt) -> Result<(Program, String), CrashError> {
        let command = (self.start)(attempt);
        let name = command.get_program().to_string_lossy().into_owned();
        match Program::start(command) {
            Ok(program) => Ok((program, name)),
            Err(cause) => Err(CrashError::Run { program: name, cause }),
        }
    }
}

/// What tells a touched file from an untouched one.
fn state(path: &std::path::Path) -> Option<(u64, std::time::SystemTime)> {
    let data = path.metadata().ok()?;
    Some((data.len(), data.modified().ok()?))
}

fn wait_for_touch(
    program: &mut Program,
    path: &std::path::Path,
    before: Option<(u64, std::time::SystemTime)>,
    until: Instant,
) -> std::io::Result<()> {
    loop {
        let now = state(path);
        if now.is_some() && now != before {
            return Ok(());
        }
        let beat = (Instant::now() + Duration::from_micros(200)).min(until);
        if program.wait(beat)?.is_some() || Instant::now() >= until {
            return Ok(());
        }
    }
}
