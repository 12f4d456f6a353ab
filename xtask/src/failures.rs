//! What failed, told once more at the end: between a failure and the end of the output lies everything that ran after it.

use std::fmt;

/// How many lines of a failure are told again; the whole of it stands where it happened.
const LINES: usize = 40;

/// A test that failed.
#[derive(Debug, Eq, PartialEq)]
pub struct Failure {
    name: String,
    told: Vec<String>,
}

impl Failure {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), told: Vec::new() }
    }

    fn tell(&mut self, line: &str) {
        if self.told.len() < LINES {
            self.told.push(line.to_owned());
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "failed: {}", self.name)?;
        self.told.iter().try_for_each(|line| writeln!(f, "  {line}"))
    }
}

/// Reads the output of `cargo test`, line by line, for what failed.
#[derive(Debug, Default)]
pub struct Reader {
    found: Vec<Failure>,
    reading: bool,
}

impl Reader {
    /// The next line.
    pub fn read(&mut self, line: &str) {
        // ---- module::name stdout ----
        let head = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" ----"));
        if let Some(head) = head {
            self.found.push(Failure::new(head.strip_suffix(" stdout").unwrap_or(head)));
            self.reading = true;
        } else if line == "failures:" {
            self.reading = false;
        } else if self.reading
            && let Some(last) = self.found.last_mut()
        {
            last.tell(line);
        }
    }

    /// All that failed.
    pub fn found(self) -> Vec<Failure> {
        self.found
    }
}

/// What failed in a report in the Test Anything Protocol, as Node writes it.
pub fn of_report(report: &str) -> Vec<Failure> {
    let mut found: Vec<Failure> = Vec::new();
    let mut reading = false;
    for line in report.lines().map(str::trim_end) {
        let text = line.trim_start();
        if let Some((_, name)) = text.strip_prefix("not ok ").and_then(|rest| rest.split_once(" - ")) {
            found.push(Failure::new(name));
            reading = true;
        } else if text == "..." {
            reading = false;
        } else if reading
            && text != "---"
            && let Some(last) = found.last_mut()
        {
            last.tell(line);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_read_from_the_output_of_cargo() {
        let mut reader = Reader::default();
        let output = "test a ... ok\ntest b::c ... FAILED\n\nfailures:\n\n---- b::c stdout ----\n\nthread 'b::c' panicked at x.rs:1:2:\n\
                      left: 1\n\nfailures:\n    b::c\n\ntest result: FAILED. 1 passed; 1 failed\ntest d ... ok\n";
        output.lines().for_each(|line| reader.read(line));
        let told: Vec<String> = reader.found().iter().map(Failure::to_string).collect();
        assert_eq!(told, ["failed: b::c\n  \n  thread 'b::c' panicked at x.rs:1:2:\n  left: 1\n  \n"]);
    }

    #[test]
    fn failures_are_read_from_a_report() {
        let report = "TAP version 13\n# Subtest: a\nok 1 - a\n  ---\n  duration_ms: 1\n  ...\n# Subtest: b - c\nnot ok 2 - b - c\n  ---\n  \
                      location: 'x.test.js:2:1'\n  error: |-\n    no text\n  ...\n# Subtest: d\nok 3 - d\n1..3\n# pass 2\n# fail 1\n";
        let told = vec!["  location: 'x.test.js:2:1'".to_owned(), "  error: |-".to_owned(), "    no text".to_owned()];
        assert_eq!(of_report(report), [Failure { name: "b - c".to_owned(), told }]);
        let long = format!("not ok 1 - a\n{}", "  line\n".repeat(100));
        assert_eq!(of_report(&long).iter().map(|one| one.told.len()).collect::<Vec<_>>(), [LINES]);
    }
}
