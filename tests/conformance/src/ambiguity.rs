//! The table of the chapter *Where plans differ*.
//!
//! Each point of the chapter is a heading of the third level with prose, and closes with lines that say what
//! settles it:
//!
//! ```text
//! - Say: `up sponsor from seller, included` or `…, above`
//! - Left open: `choose-start`
//! - Test: [walks](walks.md#where-a-walk-begins)      (where no block stands under the heading itself)
//! - Later: state                                     (instead of all of these)
//! ```

use crate::block::{self, Kind};
use crate::book::{Book, Problem};
use crate::expectation::stated;
use crate::markdown::{Part, anchor, parts};
use compline_lang::diagnostic::Code;
use std::fmt::Write;

/// The chapter.
pub(crate) const CHAPTER: &str = "where-plans-differ.md";
/// Lines around the table.
const BEGIN: &str = "<!-- table: begin, written by `cargo xtask codegen` -->\n";
const END: &str = "<!-- table: end -->\n";

/// A point where plans differ.
#[derive(Clone, Debug, Default)]
struct Point {
    area: String,
    title: String,
    line: usize,
    prose: bool,
    say: Option<String>,
    open: Option<String>,
    test: Option<String>,
    later: Option<String>,
    /// Plan blocks under its heading.
    blocks: usize,
    /// Codes that these state.
    codes: Vec<String>,
}

/// The table as Markdown: every point, the syntax that settles it, the diagnostic when it is left open, and its
/// test, or the later part that brings it. Empty where the manual cannot be read.
pub fn ambiguity_table() -> String {
    let book = Book::load(&crate::manual_folder()).ok();
    let chapter = book.as_ref().and_then(|b| b.chapter(CHAPTER));
    chapter.map(|c| table(&points(&c.text))).unwrap_or_default()
}

/// The chapter with its table made anew; reports points that lack something.
pub(crate) fn renew(book: &Book, text: &str, problems: &mut Vec<Problem>) -> String {
    let points = points(text);
    for point in &points {
        let found = lacking(book, point);
        problems.extend(found.into_iter().map(|message| Problem {
            chapter: CHAPTER.to_owned(),
            line: point.line,
            message,
        }));
    }
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    match parts {
        Some((before, after)) => format!("{before}{BEGIN}{}{END}{after}", table(&points)),
        None => {
            problems.push(Problem {
                chapter: CHAPTER.to_owned(),
                line: 1,
                message: format!("the table has no place: `{}` … `{}`", BEGIN.trim(), END.trim()),
            });
            text.to_owned()
        }
    }
}

fn points(text: &str) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    let mut area = String::new();
    let mut inside = false;
    for part in parts(text) {
        match part {
            Part::Heading(h) if h.level == 3 => {
                out.push(Point { area: area.clone(), title: h.text.to_owned(), line: h.line, ..Point::default() });
                inside = true;
            }
            Part::Heading(h) => {
                h.text.clone_into(&mut area);
                inside = false;
            }
            Part::Line(line, _) if inside => {
                let Some(point) = out.last_mut() else { continue };
                match line.strip_prefix("- ").and_then(|rest| rest.split_once(": ")) {
                    Some(("Say", rest)) => point.say = Some(rest.to_owned()),
                    Some(("Left open", rest)) => point.open = Some(rest.to_owned()),
                    Some(("Test", rest)) => point.test = Some(rest.to_owned()),
                    Some(("Later", rest)) => point.later = Some(rest.to_owned()),
                    _ => point.prose |= !line.trim().is_empty(),
                }
            }
            Part::Fence(fence) if inside => {
                if let (Some(point), Ok(info)) = (out.last_mut(), block::read(fence.info))
                    && info.kind == Kind::Plan
                {
                    point.blocks += 1;
                    point.codes.extend(stated(fence.text).into_iter().map(|f| f.code));
                }
            }
            Part::Line(..) | Part::Fence(_) => {}
        }
    }
    out
}

/// What a point does not say.
fn lacking(book: &Book, point: &Point) -> Vec<String> {
    let mut out = Vec::new();
    if !point.prose {
        out.push("the point has no words".to_owned());
    }
    if point.later.is_some() {
        return out;
    }
    if point.say.is_none() {
        out.push("the point says neither `- Say:` nor `- Later:`".to_owned());
    }
    if point.open.is_none() {
        out.push("the point does not say what happens when it is left open (`- Left open:`)".to_owned());
    }
    if point.blocks == 0 && point.test.is_none() {
        out.push("the point has neither a block nor `- Test:`".to_owned());
    }
    let mut codes = point.codes.clone();
    for target in
        point.test.iter().flat_map(|t| t.match_indices("](").filter_map(|(at, _)| t.get(at + 2..)?.split(')').next()))
    {
        codes.extend(codes_under(book, target));
    }
    for code in point.open.iter().flat_map(|open| open.split('`').skip(1).step_by(2)) {
        let known = Code::ALL.iter().any(|c| c.as_str() == code);
        if known && !codes.iter().any(|c| c == code) {
            out.push(format!("no block of the point gives `{code}`"));
        }
    }
    out
}

/// Codes stated under a heading of a chapter, given as in a link.
fn codes_under(book: &Book, target: &str) -> Vec<String> {
    let (file, section) = target.split_once('#').unwrap_or((target, ""));
    let file = if file.is_empty() { CHAPTER } else { file };
    let Some(chapter) = book.chapter(file) else { return Vec::new() };
    let mut out = Vec::new();
    let mut here: Option<usize> = section.is_empty().then_some(0);
    for part in parts(&chapter.text) {
        match part {
            Part::Heading(h) => {
                let leaves = here.is_some_and(|level| level > 0 && h.level <= level);
                if anchor(h.text) == section {
                    here = Some(h.level);
                } else if leaves {
                    here = None;
                }
            }
            Part::Fence(fence) if here.is_some() => out.extend(stated(fence.text).into_iter().map(|f| f.code)),
            Part::Fence(_) | Part::Line(..) => {}
        }
    }
    out
}

fn table(points: &[Point]) -> String {
    let mut out = String::from("| point | written | left open | test or later part |\n|---|---|---|---|\n");
    let cell = |text: &str| text.replace('|', "\\|");
    let mut area = "";
    for point in points {
        if point.area != area {
            area = &point.area;
            let _ = writeln!(out, "| **{area}** | | | |");
        }
        let here = format!("[{}](#{})", cell(&point.title), anchor(&point.title));
        let (say, open, test) = match &point.later {
            Some(later) => (String::new(), String::new(), format!("later: {later}")),
            None => {
                let blocks = match point.blocks {
                    0 => String::new(),
                    1 => "1 block".to_owned(),
                    n => format!("{n} blocks"),
                };
                let tests: Vec<String> =
                    [blocks, point.test.clone().unwrap_or_default()].into_iter().filter(|t| !t.is_empty()).collect();
                (point.say.clone().unwrap_or_default(), point.open.clone().unwrap_or_default(), tests.join(", "))
            }
        };
        let _ = writeln!(out, "| {here} | {} | {} | {} |", cell(&say), cell(&open), cell(&test));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_a_row() {
        let text = "## Trees\n\n### Seller\n\nWords.\n\n```plan\nx = 1 # error: choose-start\n```\n\n- Say: `above`\n- Left open: `choose-start`\n";
        let points = points(text);
        assert_eq!(points.len(), 1);
        assert_eq!(table(&points).lines().last(), Some("| [Seller](#seller) | `above` | `choose-start` | 1 block |"));
    }
}
