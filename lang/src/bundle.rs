//! A plan of several files as one text.
//!
//! Whatever reads a plan reads one text. Where a plan uses modules, is a variant of another one or is literate, that
//! text is a *bundle*: all its files, each below a line with its name. What a file uses stands above it, so the last
//! file is the plan itself. The hash of the bundle is the identity of the plan.
//!
//! ```text
//! #!compline bundle 1
//! #!file "common/ranks.plan"
//! language 1
//! …
//! #!file "nordlicht.plan"
//! …
//! ```
//!
//! Names of files are seen from the plan's folder. A line of a file that begins with `#!` gets another `!`.

use crate::db::PlanFile;
use crate::syntax::ast::{Item, ItemKind};
use crate::syntax::{literate, parse_item, split};
use std::fmt::Write;
use std::ops::Range;

/// The first line of a bundle.
const FIRST: &str = "#!compline bundle 1";
/// How the line above a file begins.
const FILE: &str = "#!file \"";

/// A plan's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The files: what a file uses stands before it, the plan itself last.
    pub files: Vec<BundleFile>,
}

/// A file of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleFile {
    /// Its path from the plan's folder, with `/`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A file inside of a bundle's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// Its name; empty for a plan that is no bundle.
    pub name: &'t str,
    /// Its bytes of the bundle.
    pub range: Range<usize>,
}

/// Why a path leads to no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// It leads out of the plan's folder.
    Outside,
    /// It is no relative path with `/`.
    Malformed,
}

impl Bundle {
    /// The files of a text, which may be a bundle.
    pub fn read(text: &str) -> Self {
        let file = |part: Part<'_>| BundleFile {
            name: part.name.to_owned(),
            text: text.get(part.range).unwrap_or_default().to_owned(),
        };
        Self { files: parts(text).into_iter().map(file).collect() }
    }

    /// The one text. A plan of one file is its own text, unless its name says something: how it is to be read, or
    /// from where other files are looked for.
    pub fn text(&self) -> String {
        if let [file] = self.files.as_slice()
            && (file.name.is_empty() || !literate::is_literate(&file.name) && links(&file.name, &file.text).is_empty())
        {
            return file.text.clone();
        }
        let mut out = format!("{FIRST}\n");
        for file in &self.files {
            // Writing into a string cannot fail.
            let _ = writeln!(out, "{FILE}{}\"", file.name);
            for line in file.text.split_inclusive('\n') {
                match line.strip_prefix("#!") {
                    Some(rest) => out.extend(["#!!", rest]),
                    None => out.push_str(line),
                }
            }
            if !out.ends_with('\n') {
                out.push('\n');
            }
        }
        out
    }

    /// The files as inputs of a database.
    pub fn input(&self, db: &dyn crate::db::Db) -> PlanFile {
        match self.files.as_slice() {
            [file] => PlanFile::builder(file.text.clone()).name(file.name.clone()).new(db),
            files => {
                let part = |file: &BundleFile| PlanFile::builder(file.text.clone()).name(file.name.clone()).new(db);
                PlanFile::builder(String::new()).parts(files.iter().map(part).collect()).new(db)
            }
        }
    }

    /// Puts a variant upon the plan that sets parameters, as a command line does. `settings` are names and values as a
    /// plan writes them; names of lines are those of the given file.
    ///
    /// # Errors
    /// The first name or value that cannot stand in a plan.
    pub fn set(mut self, file: &str, settings: &[(String, String)]) -> Result<Self, String> {
        let Some(base) = self.files.last_mut() else { return Ok(self) };
        if settings.is_empty() {
            return Ok(self);
        }
        if base.name.is_empty() {
            base.name = "plan.plan".to_owned();
        }
        let mut text = format!("language 1\n\nvariant \"{file}\" of \"{}\" {{\n", base.name);
        for (name, value) in settings {
            if let Some(bad) = [name, value].into_iter().find(|part| !is_plain(part)) {
                return Err(bad.clone());
            }
            let _ = writeln!(text, "  set {name} = {value}");
        }
        text.push_str("}\n");
        self.files.push(BundleFile { name: file.to_owned(), text });
        Ok(self)
    }
}

/// Whether a text may be put into a line of a plan.
fn is_plain(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(['\n', '\r', '{', '}', '#', '=', '"'])
}

/// Whether a text is a bundle.
pub fn is_bundle(text: &str) -> bool {
    text.lines().next() == Some(FIRST)
}

/// The files of a text. One that is no bundle is a file without a name.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    if !is_bundle(text) {
        return vec![Part { name: "", range: 0..text.len() }];
    }
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some(name) = line.strip_prefix(FILE) {
            let name = name.trim_end().trim_end_matches('"');
            parts.push(Part { name, range: at..at });
        } else if let Some(part) = parts.last_mut() {
            part.range.end = at;
        } else if start > 0 {
            // Text above the first name belongs to no file that could be named.
            parts.push(Part { name: "", range: start..at });
        }
    }
    parts
}

/// The bytes of all items of a text, file by file: an item's place in this list is its index.
pub fn item_ranges(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    for part in parts(text) {
        let start = part.range.start;
        let plan = literate::plan_text(part.name, text.get(part.range).unwrap_or_default());
        out.extend(split(&plan).into_iter().map(|raw| raw.range.start + start..raw.range.end + start));
    }
    out
}

/// The name of the file that a path leads to from another file.
///
/// # Errors
/// Where it leads out of the folder, or is no path.
pub fn resolve(from: &str, path: &str) -> Result<String, PathFault> {
    if path.starts_with('/') || path.contains(['\\', '"', '\n', '\r']) || path.contains(':') {
        return Err(PathFault::Malformed);
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for step in path.split('/') {
        match step {
            "" => return Err(PathFault::Malformed),
            "." => {}
            ".." => {
                folders.pop().ok_or(PathFault::Outside)?;
            }
            step => folders.push(step),
        }
    }
    Ok(folders.join("/"))
}

/// Reads a plan with all files that it needs. `read` gives the text of a file by its whole path with `/`, and nothing
/// where there is none; what cannot be found is left to the checker. Gives the folder of the plan too, as a path.
///
/// The plan's folder is the one that the plan lies in; of a variant the one that holds it and its base. No path leads
/// out of it.
///
/// # Errors
/// Of `read`.
pub fn load<E>(
    start: &str,
    mut read: impl FnMut(&str) -> Result<Option<String>, E>,
) -> Result<Option<(String, Bundle)>, E> {
    // The chain of variants says which folder it is.
    let mut chain: Vec<(String, String)> = Vec::new();
    let mut next = Some(start.to_owned());
    while let Some(path) = next.take() {
        if chain.iter().any(|(known, _)| *known == path) {
            break;
        }
        let Some(text) = read(&path)? else { break };
        let base = links(&path, &text).into_iter().find(|link| link.of_variant);
        next = base.and_then(|link| resolve(&path, &link.path).ok());
        chain.push((path, text));
    }
    let Some((first, _)) = chain.first() else { return Ok(None) };
    let mut root: Vec<&str> = first.split('/').collect();
    root.pop();
    for (path, _) in &chain {
        let shared = root.iter().zip(path.split('/')).take_while(|(a, b)| *a == b).count();
        root.truncate(shared.min(path.split('/').count() - 1));
    }
    let root = root.iter().map(|folder| format!("{folder}/")).collect::<String>();
    let name = start.get(root.len()..).unwrap_or(start).to_owned();
    let mut files: Vec<BundleFile> = Vec::new();
    // What is being read, each with the links that are still to be followed.
    let mut open: Vec<(BundleFile, Vec<String>)> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    let mut wanted = Some(name);
    loop {
        if let Some(name) = wanted.take()
            && !seen.contains(&name)
        {
            let path = format!("{root}{name}");
            let known = chain.iter().find(|(known, _)| *known == path).map(|(_, text)| text.clone());
            let text = match known {
                Some(text) => Some(text),
                None => read(&path)?,
            };
            seen.push(name.clone());
            if let Some(text) = text {
                let mut links: Vec<String> =
                    links(&name, &text).into_iter().filter_map(|link| resolve(&name, &link.path).ok()).collect();
                links.reverse();
                open.push((BundleFile { name, text }, links));
            }
        }
        match open.last_mut() {
            None => break,
            Some((_, links)) => match links.pop() {
                Some(link) => wanted = Some(link),
                None => files.extend(open.pop().map(|(file, _)| file)),
            },
        }
    }
    Ok(Some((root, Bundle { files })))
}

/// Another file that a file names.
struct Link {
    path: String,
    of_variant: bool,
}

/// The files that a file names: the base of a variant first.
fn links(name: &str, text: &str) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for raw in split(&literate::plan_text(name, text)) {
        if !raw.text.contains("use") && !raw.text.contains("variant") {
            continue;
        }
        match parse_item(raw.text).item {
            Some(Item { kind: ItemKind::Use(path), .. }) => links.push(Link { path: path.text, of_variant: false }),
            Some(Item { kind: ItemKind::Variant(v), .. }) => {
                links.insert(0, Link { path: v.base.text, of_variant: true });
            }
            _ => {}
        }
    }
    links
}

#[cfg(test)]
mod tests;
