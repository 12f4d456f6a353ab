//! What must hold for the files of the repository: sizes, and nothing that only one machine knows.

use crate::cargo;
use std::path::{Path, PathBuf};

/// Lines after which a source file is named.
const SOFT: usize = 600;
/// Lines after which a source file is refused.
const HARD: usize = 1000;
/// What counts as a source file.
const SOURCE: [&str; 8] = ["rs", "pest", "sh", "py", "js", "ts", "css", "sql"];
/// Folders that no one edits.
const SKIPPED: [&str; 6] = ["target", ".git", "node_modules", "dist", "out", "demo-company"];

/// Starts of paths that exist on one machine only, cut in two so that this file passes.
const MACHINE: [(&str, &str); 6] =
    [("/ho", "me/"), ("/ro", "ot/"), ("/Us", "ers/"), ("C:\\Us", "ers\\"), ("/wo", "rk/"), ("file:/", "//")];

/// Checks all files; lists everything that is wrong.
pub fn check() -> Result<(), String> {
    let root = cargo::root();
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut wrong = Vec::new();
    for path in &files {
        let name = path.strip_prefix(&root).unwrap_or(path);
        let bytes = std::fs::read(path).map_err(|cause| format!("cannot read `{}`: {cause}", name.display()))?;
        // Binary files have neither lines nor paths that anyone wrote.
        let Ok(text) = String::from_utf8(bytes) else { continue };
        size(name, &text, &mut wrong);
        machine_paths(name, &text, &mut wrong);
        hosts(name, &text, &mut wrong);
    }
    println!("{} files looked at", files.len());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n       ")) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let unreadable = |cause: std::io::Error| format!("cannot read `{}`: {cause}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        if kind.is_dir() {
            if !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                collect(&entry.path(), files)?;
            }
        } else if kind.is_file() && entry.file_name() != ".git" {
            // In a further work tree `.git` is a file, which says where the repository is.
            files.push(entry.path());
        }
    }
    Ok(())
}

fn size(name: &Path, text: &str, wrong: &mut Vec<String>) {
    let is_source = name.extension().is_some_and(|ext| SOURCE.iter().any(|source| ext == *source));
    let lines = text.lines().count();
    if is_source && lines > HARD {
        wrong.push(format!("{}: {lines} lines, at most {HARD} are allowed; split it", name.display()));
    } else if is_source && lines > SOFT {
        println!("warning: {}: {lines} lines, more than {SOFT}", name.display());
    }
}

fn machine_paths(name: &Path, text: &str, wrong: &mut Vec<String>) {
    for (number, line) in (1..).zip(text.lines()) {
        for (head, tail) in MACHINE {
            let path = format!("{head}{tail}");
            // Inside of a longer path it is a folder of that name, not a root of the machine.
            let inside = |c: char| c.is_alphanumeric() || "-_.})*".contains(c);
            let starts = |(at, _): (usize, &str)| !line.get(..at).unwrap_or_default().ends_with(inside);
            if line.match_indices(&path).any(starts) {
                wrong.push(format!("{}:{number}: a path of one machine (`{path}`)", name.display()));
            }
        }
    }
}

/// A lock file of npm names packages and their hashes. Where they come from is up to whoever installs them.
fn hosts(name: &Path, text: &str, wrong: &mut Vec<String>) {
    if !name.ends_with("package-lock.json") {
        return;
    }
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("\"resolved\": \"http") {
            wrong.push(format!(
                "{}:{number}: the host of a registry; `omit-lockfile-registry-resolved=true` in `.npmrc` leaves it out",
                name.display()
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_lock_files_only() {
        let text = "{\n  \"resolved\": \"https://registry.example/a.tgz\"\n}";
        let found = |name: &str| {
            let mut wrong = Vec::new();
            hosts(Path::new(name), text, &mut wrong);
            wrong
        };
        assert!(found("web/package-lock.json").first().is_some_and(|w| w.starts_with("web/package-lock.json:2: ")));
        assert_eq!(found("web/package.json"), Vec::<String>::new());
    }
}
