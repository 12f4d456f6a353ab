//! The sample plans.

use crate::pipeline::compile_alone;
use crate::play::play_all;
use compline_lang::bundle;
use compline_lang::syntax::format_file;
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
        let own = std::fs::read_to_string(file)?;
        let whole = file.to_string_lossy().replace('\\', "/");
        let read = |path: &str| match std::fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        let text = bundle::load(&whole, read)?.map_or_else(String::new, |(_, bundle)| bundle.text());
        let compiled = compile_alone(&text);
        if !compiled.found.is_empty() {
            wrong.push(format!("{}:\n{}", file.display(), compiled.report(&text)));
        }
        // Those in folders of their own (the benchmark's) are laid out as their readers need them.
        let sample = file.parent() == Some(folder);
        if sample && format_file(&whole, &own).is_ok_and(|laid_out| laid_out != own) {
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
        } else if path.extension().is_some_and(|e| e == "plan") || path.to_string_lossy().ends_with(".plan.md") {
            files.push(path);
        }
    }
    Ok(())
}
