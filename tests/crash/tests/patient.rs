//! The helper finds the damage of a program that can be harmed, and none in one that cannot.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use compline_crash::{Attempt, CrashError, Finish, Moment, Output, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A folder for one test, removed with the value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("compline-crash-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn ledger(&self, round: u32) -> PathBuf {
        self.0.join(format!("ledger-{round}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn writer(how: &str, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fragile-writer"));
    command.arg(how).arg(file);
    command
}

fn whole(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|cause| format!("`{}`: {cause}", file.display()))?;
    let entries = text.lines().filter_map(|line| line.strip_prefix("entry ")?.parse::<u32>().ok());
    match text.lines().last().and_then(|line| line.strip_prefix("sum ")) {
        Some(sum) if sum == entries.sum::<u32>().to_string() => Ok(()),
        _ => Err(format!("the ledger ends with `{}`", text.lines().last().unwrap_or_default())),
    }
}

#[test]
fn a_file_that_is_written_in_place_is_found_torn() {
    let folder = Folder::new("torn");
    let error = Trial::new(|attempt: &Attempt| writer("torn", &folder.ledger(attempt.round)))
        .rounds(50)
        .check(|attempt, _| whole(&folder.ledger(attempt.round)))
        .unwrap_err();
    let CrashError::Damage { attempt, kills, .. } = &error else { panic!("{error}") };
    assert!(attempt.round > 0 && kills.iter().any(|kill| kill.alive), "{error}");
    let text = error.to_string();
    assert!(text.contains("of seed 1: the ledger ends with `") && text.contains("killed at a random moment"), "{text}");
    assert!(text.contains("there already"), "{text}");
}

#[test]
fn a_file_that_appears_whole_survives_every_kill() {
    let folder = Folder::new("whole");
    let report = Trial::new(|attempt: &Attempt| writer("whole", &folder.ledger(attempt.round)))
        .seed(5)
        .rounds(30)
        .most_kills(3)
        .check(|attempt, _| whole(&folder.ledger(attempt.round)))
        .unwrap();
    assert!(report.rounds == 30 && report.kills.len() >= 30, "{report}");
    // Random moments lie within the time of a whole run, so most of them come while the program works.
    assert!(report.killed() > 15, "{report}");
}

#[test]
fn kills_come_at_named_points() {
    let folder = Folder::new("points");
    let line = |nth| Moment::Line { text: "wrote entry".to_owned(), nth };
    let touched = folder.ledger(3).with_extension("part");
    let report = Trial::new(|attempt: &Attempt| writer("whole", &folder.ledger(attempt.round)))
        .rounds(4)
        .most_kills(1)
        .moments([line(1), line(7), Moment::Touch(touched.clone()), Moment::After(Duration::from_millis(5))])
        .check(|attempt, _| whole(&folder.ledger(attempt.round)))
        .unwrap();
    let entry = |round: usize| {
        let last = report.kills.get(round - 1).unwrap().last_line.clone().unwrap_or_default();
        last.strip_prefix("wrote entry ").map_or(0, |entry| entry.parse::<u32>().unwrap())
    };
    // Killed at the point or a little later, on a busy machine as well; never before it.
    assert!(entry(1) >= 1 && entry(2) >= 7, "{:?}", report.kills);
    assert!(report.kills.iter().all(|kill| kill.alive), "{:?}", report.kills);
}

#[test]
fn a_moment_that_never_comes_is_no_success() {
    let folder = Folder::new("never");
    let error = Trial::new(|attempt: &Attempt| writer("whole", &folder.ledger(attempt.round)))
        .rounds(3)
        .moments([Moment::Random, Moment::Line { text: "paid twice".to_owned(), nth: 1 }])
        .check(|_, _| Ok(()))
        .unwrap_err();
    assert!(matches!(error, CrashError::NeverKilled { tried: 1.., .. }), "{error}");
    assert!(error.to_string().contains("`paid twice`"), "{error}");
}

#[test]
fn a_program_that_cannot_cope_with_what_is_left_is_named() {
    let folder = Folder::new("cannot-cope");
    let script = r#"if [ -e "$1" ]; then echo "error: locked" >&2; exit 3; fi; : >"$1"; sleep 0.2; rm "$1""#;
    let error = Trial::new(|attempt: &Attempt| {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(folder.ledger(attempt.round));
        command
    })
    .moments([Moment::After(Duration::from_millis(100))])
    .check(|_, _| Ok(()))
    .unwrap_err();
    let CrashError::Failed { status, output, .. } = &error else { panic!("{error}") };
    assert!(status.contains('3') && output.contains("error: locked"), "{error}");
}

#[test]
fn a_server_is_checked_while_it_runs_and_killed_afterwards() {
    let folder = Folder::new("server");
    let script = r#"echo $$ >"$1"; echo starting; echo "listening on 127.0.0.1:1"; while :; do sleep 0.01; done"#;
    let mut pids = Vec::new();
    let report = Trial::new(|attempt: &Attempt| {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(folder.ledger(attempt.round));
        command
    })
    .rounds(3)
    .moments([Moment::Line { text: "starting".to_owned(), nth: 1 }])
    .finish(Finish::Line("listening on ".to_owned()))
    .check(|attempt, output: &Output| {
        let line = output.line_with("listening on ").ok_or("it does not listen")?;
        let pid = std::fs::read_to_string(folder.ledger(attempt.round)).map_err(|cause| cause.to_string())?;
        pids.push(pid.trim().to_owned());
        let signal = Command::new("kill").args(["-0", pid.trim()]).status().map_err(|cause| cause.to_string())?;
        if signal.success() && line.ends_with("127.0.0.1:1") { Ok(()) } else { Err("it has ended".to_owned()) }
    })
    .unwrap();
    assert!(report.killed() >= 3, "{report}");
    assert_eq!(pids.len(), 4);
    for pid in pids {
        assert!(!Command::new("kill").args(["-0", &pid]).output().unwrap().status.success(), "{pid} still runs");
    }
}

#[test]
fn a_program_that_hangs_is_stopped_and_named() {
    let error = Trial::new(|_: &Attempt| {
        let mut command = Command::new("sh");
        command.args(["-c", "echo thinking; exec sleep 600"]);
        command
    })
    .limit(Duration::from_millis(300))
    .check(|_, _| Ok(()))
    .unwrap_err();
    let CrashError::Stuck { attempt, output, .. } = &error else { panic!("{error}") };
    assert!(attempt.round == 0 && output.contains("thinking"), "{error}");
}

#[test]
fn a_server_is_killed_in_the_middle_of_what_it_is_asked_for() {
    let folder = Folder::new("driven");
    // Does what a file asks for, slowly, and not whole: a word more for each request until there are ten.
    let script = r#"echo ready; while :; do
        if [ -e "$1.ask" ]; then for word in 1 2 3 4 5 6 7 8 9 10; do printf "$word " >>"$1"; sleep 0.01; done
            rm "$1.ask"; echo answered; fi; sleep 0.01; done"#;
    let ask = |attempt: &Attempt, output: &Output| {
        output.wait_for_line("ready", Duration::from_secs(10)).ok_or("it is not ready")?;
        let file = folder.ledger(attempt.round).with_extension("ask");
        std::fs::write(file, "").map_err(|cause| cause.to_string())?;
        output.wait_for_line("answered", Duration::from_secs(10)).map(drop).ok_or("it does not answer".to_owned())
    };
    let trial = Trial::new(|attempt: &Attempt| {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh"]).arg(folder.ledger(attempt.round));
        command
    });
    let words = "1 2 3 4 5 6 7 8 9 10 ";
    let error = trial
        .finish(Finish::Line("ready".to_owned()))
        .drive(ask)
        .check(|attempt, _| match std::fs::read_to_string(folder.ledger(attempt.round)) {
            Ok(text) if text == words => Ok(()),
            Ok(text) => Err(format!("`{text}`")),
            Err(cause) => Err(cause.to_string()),
        })
        .unwrap_err();
    let CrashError::Damage { what, .. } = &error else { panic!("{error}") };
    // Some of the killed one's words, then all of its successor's.
    assert!(
        what.starts_with("`1 2 ") && what.ends_with(&format!("{words}`")) && what.len() > words.len() + 2,
        "{error}"
    );
}
