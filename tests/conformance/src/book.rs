//! The manual: its chapters, and what is found when every block is run.

use crate::ambiguity;
use crate::block::{self, Info, Kind};
use crate::expectation::{Finding, marked, stated, without};
use crate::german::left_english;
use crate::markdown::{Fence, Heading, Part, anchor, parts};
use crate::pipeline::{Compiled, compile, compile_alone, layout};
use crate::play::play_all;
use crate::prelude::{complete, is_whole};
use compline_compiler::text;
use compline_lang::bundle;
use compline_lang::diagnostic::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The prelude of a fragment that names none.
const DEFAULT_PRELUDE: &str = "shop";
/// The contents, which must lead to every chapter.
const CONTENTS: &str = "README.md";

/// The chapters of the manual.
#[derive(Clone, Debug)]
pub struct Book {
    folder: PathBuf,
    chapters: Vec<Chapter>,
}

/// A chapter.
#[derive(Clone, Debug)]
pub(crate) struct Chapter {
    /// Its file name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// Something that is not as the manual states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The chapter's file name.
    pub chapter: String,
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lang/manual/{}:{}: {}", self.chapter, self.line, self.message)
    }
}

/// What came out of running the manual.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Everything that is not as stated.
    pub problems: Vec<Problem>,
    /// Number of plan blocks and expansions.
    pub blocks: usize,
    /// Number of expectations in examples.
    pub expectations: usize,
    /// Codes of diagnostics that some block gives, with the most readings that one of them lists.
    pub codes: BTreeMap<String, usize>,
    /// Texts of diagnostics that stay English where they are said in German, with what is English.
    pub english: BTreeSet<String>,
    /// Chapters whose generated parts are not what would be generated: path and fresh text.
    pub stale: Vec<(PathBuf, String)>,
}

/// A plan block that was run, for the blocks that speak of it.
struct Last<'t> {
    info: Info<'t>,
    whole: String,
    compiled: Compiled,
    /// Codes that it states.
    stated: Vec<String>,
    /// Whether a prelude completes it.
    fragment: bool,
}

impl Book {
    /// Reads all chapters of a folder.
    ///
    /// # Errors
    /// Files that cannot be read.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut chapters = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "md") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                chapters.push(Chapter { name, text: std::fs::read_to_string(&path)? });
            }
        }
        chapters.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { folder: folder.to_owned(), chapters })
    }

    pub(crate) fn chapter(&self, name: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|c| c.name == name)
    }

    /// Runs every block.
    pub fn check(&self) -> Checked {
        let mut out = Checked::default();
        let preludes = self.preludes(&mut out.problems);
        for chapter in &self.chapters {
            let fresh = run(chapter, &preludes, &mut out);
            let fresh = if chapter.name == ambiguity::CHAPTER {
                ambiguity::renew(self, &fresh, &mut out.problems)
            } else {
                fresh
            };
            if fresh != chapter.text {
                out.stale.push((self.folder.join(&chapter.name), fresh));
            }
        }
        self.links(&mut out.problems);
        out
    }

    /// The whole text of every plan block, completed by its prelude, with chapter and line. Blocks that state a mistake
    /// are among them.
    pub fn plans(&self) -> Vec<(String, usize, String)> {
        let preludes = self.preludes(&mut Vec::new());
        let mut out = Vec::new();
        for chapter in &self.chapters {
            for part in parts(&chapter.text) {
                let Part::Fence(fence) = part else { continue };
                let Ok(info) = block::read(fence.info) else { continue };
                if matches!(info.kind, Kind::Plan)
                    && let Ok(text) = whole(&fence, &info, &preludes)
                {
                    out.push((chapter.name.clone(), fence.line, text));
                }
            }
        }
        out
    }

    /// Whole texts of all preludes, by name.
    fn preludes(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, String> {
        let mut open: Vec<(&Chapter, Info<'_>, Fence<'_>)> = Vec::new();
        for chapter in &self.chapters {
            for part in parts(&chapter.text) {
                if let Part::Fence(fence) = part
                    && let Ok(info) = block::read(fence.info)
                    && info.define.is_some()
                {
                    open.push((chapter, info, fence));
                }
            }
        }
        let mut out: BTreeMap<String, String> = BTreeMap::new();
        while !open.is_empty() {
            let before = open.len();
            open.retain(|(_, info, fence)| {
                let text = match info.prelude {
                    None => Some(fence.text.to_owned()),
                    Some(base) => out.get(base).map(|base| complete(fence.text, base)),
                };
                match (info.define, text) {
                    (Some(name), Some(text)) => {
                        out.insert(name.to_owned(), text);
                        false
                    }
                    _ => true,
                }
            });
            if open.len() == before {
                for (chapter, info, fence) in open.drain(..) {
                    let message = format!("prelude `{}` builds on none that exists", info.define.unwrap_or_default());
                    problems.push(Problem { chapter: chapter.name.clone(), line: fence.line, message });
                }
            }
        }
        out
    }

    /// Links inside of the manual lead somewhere, and the contents lead everywhere.
    fn links(&self, problems: &mut Vec<Problem>) {
        let mut linked: BTreeSet<&str> = BTreeSet::from([CONTENTS]);
        for chapter in &self.chapters {
            for part in parts(&chapter.text) {
                let Part::Line(line, number) = part else { continue };
                for target in targets(line) {
                    let (file, section) = target.split_once('#').map_or((target, None), |(f, s)| (f, Some(s)));
                    if chapter.name == CONTENTS {
                        linked.insert(file);
                    }
                    let file = if file.is_empty() { chapter.name.as_str() } else { file };
                    let found = match (self.chapter(file), section) {
                        (Some(to), Some(section)) => anchors(to).iter().any(|a| a == section),
                        (Some(_), None) => true,
                        (None, _) => file.contains('/') && self.folder.join(file).exists(),
                    };
                    if !found {
                        problems.push(Problem {
                            chapter: chapter.name.clone(),
                            line: number,
                            message: format!("the link `{target}` leads nowhere"),
                        });
                    }
                }
            }
        }
        for chapter in &self.chapters {
            if !linked.contains(chapter.name.as_str()) {
                problems.push(Problem {
                    chapter: chapter.name.clone(),
                    line: 1,
                    message: format!("{CONTENTS} does not lead to this chapter"),
                });
            }
        }
    }
}

/// Anchors of a chapter.
fn anchors(chapter: &Chapter) -> Vec<String> {
    let headings = parts(&chapter.text)
        .into_iter()
        .filter_map(|p| if let Part::Heading(Heading { text, .. }) = p { Some(anchor(text)) } else { None });
    headings.collect()
}

/// Targets of links in a line that are no web addresses.
fn targets(line: &str) -> Vec<&str> {
    let ends = line.match_indices("](").filter_map(|(at, _)| line.get(at + 2..)?.split(')').next());
    ends.filter(|target| !target.contains("://")).collect()
}

/// Runs the blocks of a chapter; gives the chapter with what is generated made anew.
fn run(chapter: &Chapter, preludes: &BTreeMap<String, String>, out: &mut Checked) -> String {
    let mut last: Option<Last<'_>> = None;
    let files = files(chapter, preludes);
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for part in parts(&chapter.text) {
        let Part::Fence(fence) = part else { continue };
        let mut wrong = |line: usize, message: String| {
            out.problems.push(Problem { chapter: chapter.name.clone(), line: fence.line + line, message })
        };
        let info = match block::read(fence.info) {
            Ok(info) => info,
            Err(message) => {
                wrong(0, message);
                continue;
            }
        };
        match info.kind {
            Kind::Other => {}
            Kind::Plan => {
                let whole = match whole(&fence, &info, preludes) {
                    Ok(whole) => whole,
                    Err(message) => {
                        wrong(0, message);
                        continue;
                    }
                };
                let fragment = whole != fence.text;
                let whole = bundled(info.file, whole, &files);
                let compiled = if info.file.is_some() { compile_alone(&whole) } else { compile(&whole) };
                out.blocks += 1;
                compare(fence.text, &whole, fragment, &compiled, &mut wrong);
                for (file, found) in compiled.findings_by_file(&whole) {
                    let Some(file) = file else { continue };
                    if !files.get(file.as_str()).is_some_and(|text| stated(text).contains(&found)) {
                        wrong(0, format!("`{}` is found in {file}:{} and not stated", found.comment(), found.line));
                    }
                }
                if let Some(message) = layout(&whole, &compiled) {
                    wrong(0, message);
                }
                out.expectations += examples(fence.text, &whole, &compiled, &mut wrong);
                for (_, diagnostic) in &compiled.found {
                    out.english.extend(left_english(diagnostic));
                    let most = out.codes.entry(diagnostic.code.to_string()).or_default();
                    *most = diagnostic.readings.len().max(*most);
                }
                let stated = stated(fence.text).into_iter().map(|f| f.code).collect();
                last = Some(Last { info, whole, compiled, stated, fragment });
            }
            Kind::Expansion => {
                out.blocks += 1;
                match &last {
                    None => wrong(0, "there is no plan block above this expansion".to_owned()),
                    Some(last) => {
                        let info = Info { prelude: info.prelude.or(last.info.prelude), ..info };
                        match whole(&fence, &info, preludes) {
                            Ok(text) => expansion(last, &text, &mut wrong),
                            Err(message) => wrong(0, message),
                        }
                    }
                }
            }
            Kind::Output => match &last {
                None => wrong(0, "there is no plan block above this output".to_owned()),
                Some(last) => {
                    let report = output(last);
                    if report != fence.text {
                        changes.push((fence.range, report));
                    }
                }
            },
        }
    }
    replace(&chapter.text, changes)
}

/// The files that blocks of a chapter are, by name.
fn files<'c>(chapter: &'c Chapter, preludes: &BTreeMap<String, String>) -> BTreeMap<&'c str, String> {
    let mut files = BTreeMap::new();
    for part in parts(&chapter.text) {
        if let Part::Fence(fence) = part
            && let Ok(info @ Info { file: Some(name), .. }) = block::read(fence.info)
            && let Ok(text) = whole(&fence, &info, preludes)
        {
            files.insert(name, text);
        }
    }
    files
}

/// A block's plan with the files that it names.
fn bundled(name: Option<&str>, whole: String, files: &BTreeMap<&str, String>) -> String {
    let name = name.unwrap_or("plan.plan");
    let read = |path: &str| {
        let text = if path == name { Some(&whole) } else { files.get(path) };
        Ok::<_, Infallible>(text.cloned())
    };
    match bundle::load(name, read) {
        Ok(Some((_, bundle))) => bundle.text(),
        Ok(None) => whole,
    }
}

/// What the compiler says about a block: what the block states is not shown, and of a fragment nothing that is unused.
fn output(last: &Last<'_>) -> String {
    let whole = without(&last.whole);
    let keep =
        |code: Code| !last.fragment || code != Code::UnusedName || last.stated.iter().any(|s| s == code.as_str());
    format!("{}\n", compile(&whole).report_where(&whole, |d| keep(d.code)).trim_end())
}

fn replace(text: &str, changes: Vec<(Range<usize>, String)>) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (range, fresh) in changes {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(&fresh);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The whole plan of a block.
fn whole(fence: &Fence<'_>, info: &Info<'_>, preludes: &BTreeMap<String, String>) -> Result<String, String> {
    let prelude = match info.prelude {
        Some("none") => return Ok(fence.text.to_owned()),
        Some(name) => name,
        None if info.define.is_some() || is_whole(fence.text) => return Ok(fence.text.to_owned()),
        None => DEFAULT_PRELUDE,
    };
    let prelude = preludes.get(prelude).ok_or_else(|| format!("there is no prelude `{prelude}`"))?;
    Ok(complete(fence.text, prelude))
}

/// Compares what a block states with what is found.
fn compare(text: &str, whole: &str, fragment: bool, compiled: &Compiled, wrong: &mut dyn FnMut(usize, String)) {
    let stated = stated(text);
    let lines = text.lines().count();
    let mut found = compiled.findings(whole);
    // What nobody reads in a fragment, or in its prelude, may be read by the rest of a plan.
    found.retain(|f| f.code != Code::UnusedName.as_str() || !fragment || stated.contains(f));
    for finding in &stated {
        if !Code::ALL.iter().any(|code| code.as_str() == finding.code) {
            wrong(finding.line, format!("there is no code `{}`", finding.code));
        } else if !take(&mut found, finding) {
            wrong(finding.line, format!("`{}` is stated and not found", finding.comment()));
        }
    }
    for finding in found {
        let place = if finding.line > lines {
            format!(" (in the prelude: {})", whole.lines().nth(finding.line - 1).unwrap_or_default())
        } else {
            String::new()
        };
        let message = compiled.message(&finding.code);
        wrong(finding.line.min(lines), format!("`{}` is found and not stated{place}: {message}", finding.comment()));
    }
}

/// Plays the examples of a block: `# fails` stands beside an expectation that does not hold, `# stops` beside the
/// title of an example that cannot be run. Gives the number of expectations.
fn examples(text: &str, whole: &str, compiled: &Compiled, wrong: &mut dyn FnMut(usize, String)) -> usize {
    let (misses, expectations) = play_all(compiled, whole);
    for (word, stopped) in [("fails", false), ("stops", true)] {
        let marked = marked(text, word);
        for line in &marked {
            if !misses.iter().any(|m| m.line == *line && m.stopped == stopped) {
                wrong(*line, format!("`# {word}` is stated, and it does not"));
            }
        }
        for miss in misses.iter().filter(|m| m.stopped == stopped && !marked.contains(&m.line)) {
            wrong(miss.line, miss.message.clone());
        }
    }
    expectations
}

fn take(found: &mut Vec<Finding>, finding: &Finding) -> bool {
    let at = found.iter().position(|f| f == finding);
    at.map(|at| found.remove(at)).is_some()
}

/// An expansion is the same program as the phrase.
fn expansion(last: &Last<'_>, whole: &str, wrong: &mut dyn FnMut(usize, String)) {
    let compiled = compile(whole);
    match (&last.compiled.program, &compiled.program) {
        (Some(a), Some(b)) => {
            let (a, b) = (text::render(a), text::render(b));
            if a != b {
                let differ = a.lines().zip(b.lines()).find(|(a, b)| a != b).unwrap_or_default();
                wrong(
                    0,
                    format!("the expansion is another program: `{}` became `{}`", differ.0.trim(), differ.1.trim()),
                );
            }
        }
        (None, _) => wrong(0, "the block above does not compile".to_owned()),
        (_, None) => wrong(0, format!("the expansion does not compile:\n{}", compiled.report(whole))),
    }
}
