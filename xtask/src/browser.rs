//! Tests of the built program in a browser: Node's test runner, its counts added to all others.

use crate::test::Counts;
use crate::{cargo, failures};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the tests are.
const FOLDER: &str = "tests/browser";
/// Tells the tests where the program lies.
const PROGRAM: &str = "COMPLINE_BIN";
/// Tells them where the program lies that starts a scratch PostgreSQL.
const POSTGRES: &str = "COMPLINE_SCRATCH_POSTGRES";
/// Tells them where pictures go.
const PICTURES: &str = "COMPLINE_SCREENSHOTS";

/// Builds the program and runs all browser tests.
pub fn run(counts: &mut Counts) -> Result<(), String> {
    let before = counts.failed;
    let built = build().and_then(|programs| node(&programs, counts));
    // What could not be run has not passed.
    if built.is_err() && counts.failed == before {
        counts.failed += 1;
    }
    built
}

fn build() -> Result<[(&'static str, PathBuf); 2], String> {
    // Not `--package`: that selects other features of dependencies, and compiles them again.
    cargo::run(&["build", "--workspace", "--locked", "--bin", "compline", "--bin", "scratch-postgres"], &[])?;
    let folder = cargo::target_dir()?.join("debug");
    let program = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    Ok([(PROGRAM, program("compline")), (POSTGRES, program("scratch-postgres"))])
}

fn node(programs: &[(&str, PathBuf)], counts: &mut Counts) -> Result<(), String> {
    let folder = cargo::root().join(FOLDER);
    let target = cargo::target_dir()?;
    let report = target.join("xtask").join("browser.tap");
    let made = report.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.map_err(|cause| format!("cannot make the folder of `{}`: {cause}", report.display()))?;
    let mut command = Command::new("node");
    // To the screen for people, into the file for counting.
    command.args(["--test", "--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"]);
    command.arg(format!("--test-reporter-destination={}", report.display()));
    command.args(tests(&folder)?).current_dir(&folder).stdin(Stdio::null());
    command.envs(programs.iter().cloned()).env(PICTURES, target.join("screenshots"));
    let ran = cargo::succeed(command, &format!("node --test (in {FOLDER})"));
    let text =
        std::fs::read_to_string(&report).map_err(|cause| format!("cannot read `{}`: {cause}", report.display()))?;
    counts.failures.extend(failures::of_report(&text));
    let found = count(&text)?;
    counts.passed += found.passed;
    counts.failed += found.failed;
    counts.ignored += found.ignored;
    if found.passed + found.failed == 0 {
        return Err("no browser test was run".to_owned());
    }
    ran
}

/// The files of tests. Named one by one, since Node's own search differs from version to version.
fn tests(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let folder = folder.join("test");
    let unreadable = |cause: std::io::Error| format!("cannot read `{}`: {cause}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.to_str().is_some_and(|name| name.ends_with(".test.js")) {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() { Err(format!("there are no tests in `{}`", folder.display())) } else { Ok(files) }
}

/// Reads the sums at the end of a report in the Test Anything Protocol as Node writes it: `# pass 12`, `# fail 0` …
fn count(report: &str) -> Result<Counts, String> {
    let sum = |what: &str| {
        let line = report.lines().rev().find_map(|line| line.strip_prefix(&format!("# {what} ")));
        let number = line.and_then(|number| number.trim().parse::<u64>().ok());
        number.ok_or_else(|| format!("the report of the browser tests has no sum of `{what}`"))
    };
    Ok(Counts {
        passed: sum("pass")?,
        failed: sum("fail")? + sum("cancelled")?,
        ignored: sum("skipped")? + sum("todo")?,
        failures: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_from_the_end_of_a_report() {
        let report = "ok 1 - a\n# pass 9\n1..5\n# tests 5\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n# duration_ms 3.1\n";
        let counts = count(report).unwrap_or_default();
        assert_eq!((counts.passed, counts.failed, counts.ignored), (2, 2, 1));
        assert!(count("ok 1 - a\n").is_err_and(|message| message.contains("`pass`")));
    }
}
