//! The sample plans.

use crate::pipeline::compile;
use crate::play::play_all;
use std::io;
use std::path::{Path, PathBuf};

/// Runs every plan of a folder and its folders; gives what is wrong with them, and how many there are.
///
/// # Errors
/// Files that cannot be read.
pub fn check_samples(folder: &Path) -> io::Result<(Vec<String>, usize)> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut wrong = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        let compiled = compile(&text);
        if !compiled.found.is_empty() {
            wrong.push(format!("{}:\n{}", file.display(), compiled.report(&text)));
        }
        // Those in folders of their own (the benchmark's) are laid out as their readers need them.
        let sample = file.parent() == Some(folder);
        if sample && compline_lang::syntax::format(&text).is_ok_and(|laid_out| laid_out != text) {
            wrong.push(format!("{}: not in the canonical layout; run `compline fmt`", file.display()));
        }
        if sample && compiled.program.is_some() && compiled.examples.is_empty() {
            wrong.push(format!("{}: no example says what it pays", file.display()));
        }
        let (misses, _) = play_all(&compiled, &text);
        wrong.extend(misses.iter().map(|miss| format!("{}:{}: {}", file.display(), miss.line, miss.message)));
    }
    Ok((wrong, files.len()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "plan") {
            files.push(path);
        }
    }
    Ok(())
}
