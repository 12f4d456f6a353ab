//! Literate plans: Markdown whose `plan` fences are the plan.
//!
//! Everything outside of these fences is prose. For the parser it is blank, at unchanged offsets, so every place of a
//! literate plan is a place of its file. Prose belongs to the item that follows it.

use super::split;
use crate::diagnostic::Diagnostic;
use crate::source::ItemIndex;
use std::borrow::Cow;
use std::ops::Range;

/// Prose, and the item that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The item that follows; `None` behind the last one.
    pub item: Option<ItemIndex>,
    /// Its bytes of the file.
    pub range: Range<usize>,
    /// The Markdown text, without blank lines around it.
    pub text: String,
}

/// Whether a file is Markdown, by its name.
pub fn is_literate(name: &str) -> bool {
    name.ends_with(".plan.md")
}

/// What the parser reads of a file: of a literate one the plan alone, prose as blanks.
pub fn plan_text<'t>(name: &str, text: &'t str) -> Cow<'t, str> {
    if !is_literate(name) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for fence in fences(text) {
        blank(text.get(at..fence.start).unwrap_or_default(), &mut out);
        out.push_str(text.get(fence.clone()).unwrap_or_default());
        at = fence.end;
    }
    blank(text.get(at..).unwrap_or_default(), &mut out);
    Cow::Owned(out)
}

/// The prose of a file, in the order of the text. Indexes are those of the file's own items.
pub fn prose(name: &str, text: &str) -> Vec<Prose> {
    if !is_literate(name) {
        return Vec::new();
    }
    let plan = plan_text(name, text);
    let items: Vec<usize> = split(&plan)
        .into_iter()
        .filter(|raw| !raw.text.trim().is_empty())
        .map(|raw| raw.range.start + raw.text.find(|c: char| !c.is_whitespace()).unwrap_or(0))
        .collect();
    // Blank items (prose behind the last fence) count as items of the file, and nothing follows them.
    let index = |at: usize| {
        let next = items.partition_point(|start| *start < at);
        (next < items.len()).then(|| ItemIndex(u32::try_from(next).unwrap_or(u32::MAX)))
    };
    let mut out = Vec::new();
    let mut at = 0;
    let mut add = |range: Range<usize>| {
        let whole = text.get(range.clone()).unwrap_or_default();
        let inner = whole.trim();
        // The line of a fence is no prose.
        if !inner.is_empty() {
            let start = range.start + (whole.len() - whole.trim_start().len());
            out.push(Prose { item: index(start), range: start..start + inner.len(), text: inner.to_owned() });
        }
    };
    for fence in fences(text) {
        let open = text.get(..fence.start).unwrap_or_default().trim_end_matches('\n').rfind('\n').map_or(0, |n| n + 1);
        add(at..open.max(at));
        let rest = text.get(fence.end..).unwrap_or_default();
        at = fence.end + rest.find('\n').map_or(rest.len(), |n| n + 1);
    }
    add(at..text.len());
    out
}

/// Lays out the plan of a literate file, fence by fence; the prose stays as it is.
///
/// # Errors
/// The syntax errors, each with the index of its item.
pub(super) fn format(name: &str, text: &str) -> Result<String, Vec<(ItemIndex, Diagnostic)>> {
    // All at once for the errors: so they have the indexes of the file.
    super::format(&plan_text(name, text))?;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for fence in fences(text) {
        out.push_str(text.get(at..fence.start).unwrap_or_default());
        let inside = text.get(fence.clone()).unwrap_or_default();
        // An item that goes on in the next fence is left as it was written.
        out.push_str(super::format(inside).as_deref().unwrap_or(inside));
        at = fence.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Ok(out)
}

/// Blanks of the same length; line breaks stay.
fn blank(text: &str, out: &mut String) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// The bytes between the fences of plans, whole lines. A fence that is not closed ends with the file.
fn fences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    // Sign, length, whether it is a plan, where the inside begins.
    let mut open: Option<(u8, usize, bool, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((sign, length, info)) = fence(line) else { continue };
        match open {
            None => open = Some((sign, length, info.split_whitespace().next() == Some("plan"), at)),
            Some((by, least, is_plan, inside)) if by == sign && length >= least && info.is_empty() => {
                if is_plan {
                    out.push(inside..start);
                }
                open = None;
            }
            Some(_) => {}
        }
    }
    if let Some((_, _, true, inside)) = open {
        out.push(inside..text.len());
    }
    out
}

/// The sign, length and info of a line that opens or closes a fence.
fn fence(line: &str) -> Option<(u8, usize, &str)> {
    let inner = line.trim_start_matches(' ');
    let sign = *inner.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
    let length = inner.bytes().take_while(|byte| *byte == sign).count();
    let info = inner.get(length..)?.trim();
    let indented = line.len() - inner.len() > 3;
    (length >= 3 && !indented && !(sign == b'`' && info.contains('`'))).then_some((sign, length, info))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

    use super::*;

    const TEXT: &str = "# Größe\n\nWho gets what.\n\n```plan\nunit BV to 1\n\na=5 BV\n```\n\nAnd then:\n\n```text\nunit X to 1\n```\n~~~plan\nb = 6 BV\n~~~\nThe end.\n";

    #[test]
    fn prose_is_blank_at_unchanged_places() {
        let plan = plan_text("x.plan.md", TEXT);
        assert_eq!(plan.len(), TEXT.len());
        assert_eq!(plan.split_whitespace().collect::<Vec<_>>().join(" "), "unit BV to 1 a=5 BV b = 6 BV");
        assert_eq!(plan.find("b = 6"), TEXT.find("b = 6"));
        assert_eq!(plan_text("x.plan", TEXT), TEXT);
    }

    #[test]
    fn prose_belongs_to_the_item_that_follows() {
        let found: Vec<(Option<u32>, String)> =
            prose("x.plan.md", TEXT).into_iter().map(|p| (p.item.map(|i| i.0), p.text)).collect();
        let texts: Vec<(Option<u32>, &str)> = found.iter().map(|(item, text)| (*item, text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (Some(0), "# Größe\n\nWho gets what."),
                (Some(2), "And then:\n\n```text\nunit X to 1\n```"),
                (None, "The end."),
            ]
        );
    }

    #[test]
    fn only_fences_are_laid_out() {
        let laid_out = format("x.plan.md", TEXT).unwrap();
        assert_eq!(laid_out, TEXT.replace("a=5 BV", "a = 5 BV"));
        assert!(format("x.plan.md", &TEXT.replace("a=5", "a=)")).is_err());
    }
}
