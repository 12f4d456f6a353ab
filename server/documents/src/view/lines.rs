//! The single lines, and the sentences that explain them.

use super::Writer;
use super::portions::{Room, Sheet};
use crate::check::Overflow;
use crate::fonts::Fonts;
use crate::model::{Case, Explanation, Group, Line, Quantity};
use serde::Serialize;
use std::collections::BTreeSet;

/// More names than these are left out of the middle of a path.
const SHOWN: usize = 3;
/// Longer names are cut in paths; the seller can be told by the rest and by the order.
const NAME: usize = 24;

/// The lines, cut into pages.
#[derive(Debug, Serialize)]
pub(crate) struct Lines {
    /// Above the first of them; none in the later parts of a long document.
    title: Option<String>,
    head: Vec<String>,
    /// The widths of all columns but the second, which has the rest: thousandths of a point.
    columns: Vec<i64>,
    /// Whether they are so few that they stay on one page, with the letter where it has room.
    together: bool,
    /// Whether they begin on a page of their own.
    apart: bool,
    portions: Vec<Portion>,
    /// Before the sum so far, at the top of a following page.
    carried: String,
    /// Before the sum so far, at the foot of a page.
    subtotal: String,
    total: String,
}

/// What a page has of the lines.
#[derive(Debug, Serialize)]
pub(crate) struct Portion {
    /// The sum of all lines before.
    pub(super) carried: Option<String>,
    pub(super) groups: Vec<Rows>,
    /// The sum of all lines up to the last one here.
    pub(super) sum: String,
    /// Whether that is the sum of all.
    pub(super) last: bool,
}

/// The rows of a group, or those of them that a page has.
#[derive(Debug, Serialize)]
pub(crate) struct Rows {
    pub(super) title: String,
    pub(super) sum: String,
    pub(super) rows: Vec<Row>,
}

/// Day, reference, what is said about the way to the seller, level, base, rate, amount.
#[derive(Debug, Serialize)]
pub(crate) struct Row(pub(super) [Option<String>; 7]);

#[derive(Debug, Serialize)]
pub(crate) struct Derivation {
    title: String,
    intro: String,
    parts: Vec<Part>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Part {
    title: String,
    source: String,
    sentences: Vec<String>,
}

/// The lines by group, cut into pages that have `room`; none if there are none.
pub(super) fn lines(writer: &Writer<'_>, fonts: &Fonts, room: Room) -> Result<Option<Lines>, Overflow> {
    let groups = &writer.statement.groups;
    if groups.iter().all(|group| group.lines.is_empty()) {
        return Ok(None);
    }
    let unit = common_unit(groups);
    let base = match unit {
        Some(unit) => writer.words.say_with("documents-head-base-unit", &[("unit", unit.into())]),
        None => writer.say("documents-head-base"),
    };
    let say = |key: &str| writer.say(key);
    let head = vec![
        say("documents-head-date"),
        say("documents-head-order"),
        say("documents-head-level"),
        base,
        say("documents-head-rate"),
        writer.amount_head(),
    ];
    let mut shown = Vec::with_capacity(groups.len());
    for group in groups.iter().filter(|group| !group.lines.is_empty()) {
        // Why something is corrected is said once in a group: it is the same for all lines of a correction.
        let mut explained = BTreeSet::new();
        let mut first = |line: &Line| line.corrects.as_ref().is_some_and(|of| explained.insert(of.number.clone()));
        let rows = group.lines.iter().map(|line| row(writer, line, unit, first(line))).collect();
        let sum = writer.words.say_with("documents-lines-sum", &[("amount", writer.amount(group.amount).into())]);
        shown.push((Rows { title: conditions(writer, group), sum, rows }, &group.lines));
    }
    let sheet = Sheet::of(fonts, &head, shown.iter().flat_map(|(group, _)| &group.rows));
    let together = sheet.fit_together(shown.iter().map(|(group, _)| group));
    let room = if together { Room::Endless } else { room };
    let portions = sheet.cut(shown, room, |sum| writer.amount(sum))?;
    Ok(Some(Lines {
        title: Some(say("documents-lines")),
        head,
        columns: sheet.columns().to_vec(),
        together,
        apart: true,
        portions,
        carried: say("documents-carried"),
        subtotal: say("documents-subtotal"),
        total: say("documents-total"),
    }))
}

/// Month, bonus, rank and plan version of a group.
fn conditions(writer: &Writer<'_>, group: &Group) -> String {
    let rank = group.rank.as_ref();
    let rank = rank.map(|rank| writer.words.say_with("documents-rank", &[("rank", rank.as_str().into())]));
    let mut parts = vec![writer.words.month(group.origin), group.bonus.clone()];
    parts.extend(rank);
    parts.push(writer.plan(&group.plan));
    parts.join(" · ")
}

/// A line; `explained` says whether the reason of its correction stands with it.
fn row(writer: &Writer<'_>, line: &Line, unit: Option<&str>, explained: bool) -> Row {
    let reversed = line.reverses.as_ref();
    let reversed = reversed.map(|of| writer.words.say_with("documents-reverses", &[("reference", of.as_str().into())]));
    let corrected = line.corrects.as_ref().map(|of| {
        let args = [
            ("number", of.number.as_str().into()),
            ("due", writer.amount(of.due).into()),
            ("paid", writer.amount(of.paid).into()),
            ("reason", of.reason.as_str().into()),
        ];
        let key = if explained { "documents-line-corrects" } else { "documents-line-corrects-too" };
        writer.words.say_with(key, &args)
    });
    let details: Vec<String> = corrected.into_iter().chain(reversed).chain(path(&line.path)).collect();
    let base = line.base.as_ref().map(|base| match unit {
        Some(_) => writer.words.decimal(base.value),
        None => quantity(writer, base),
    });
    let dash = || "–".to_owned();
    let detail = (!details.is_empty()).then(|| format!(" · {}", details.join(" · ")));
    Row([
        Some(writer.words.date(line.date)),
        Some(line.reference.clone()),
        detail,
        Some(line.level.map_or_else(dash, |level| writer.words.count(i64::from(level)))),
        Some(base.unwrap_or_else(dash)),
        Some(line.rate.clone().unwrap_or_else(dash)),
        Some(writer.amount(line.amount)),
    ])
}

/// The way down to the seller: the first, and the last ones.
fn path(path: &[String]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    let last = rest.len().saturating_sub(SHOWN - 1);
    let mut names = vec![shortened(first)];
    if last > 0 {
        names.push("…".to_owned());
    }
    names.extend(rest.iter().skip(last).map(|name| shortened(name)));
    Some(names.join(" › "))
}

fn shortened(name: &str) -> String {
    let name = name.trim();
    if name.chars().nth(NAME).is_none() {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME - 1).collect();
    format!("{}…", kept.trim_end())
}

/// The unit of all bases, if they have one in common.
fn common_unit(groups: &[Group]) -> Option<&str> {
    let mut units = groups
        .iter()
        .flat_map(|group| &group.lines)
        .filter_map(|line| line.base.as_ref())
        .map(|base| base.unit.as_str());
    let first = units.next()?;
    units.all(|unit| unit == first).then_some(first)
}

fn quantity(writer: &Writer<'_>, quantity: &Quantity) -> String {
    format!("{}\u{a0}{}", writer.words.decimal(quantity.value), quantity.unit)
}

/// The appendix: every group once, its equal cases as sentences.
pub(super) fn derivation(writer: &Writer<'_>) -> Option<Derivation> {
    let explained = &writer.statement.derivation;
    let part = |explained: &Explanation| {
        let month = writer.words.month(explained.origin);
        let rank = explained.rank.as_ref();
        let rank = rank.map(|rank| writer.words.say_with("documents-rank", &[("rank", rank.as_str().into())]));
        let title =
            [Some(explained.bonus.clone()), Some(month), rank].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let plan = writer.plan(&explained.plan);
        let source = match &explained.heading {
            Some(heading) => {
                let args = [("plan", plan.into()), ("heading", heading.as_str().into())];
                writer.words.say_with("documents-source-heading", &args)
            }
            None => writer.words.say_with("documents-source", &[("plan", plan.into())]),
        };
        let cases = explained.cases.iter().map(|case| sentence(writer, case));
        Part { title, source, sentences: cases.chain(explained.remarks.iter().cloned()).collect() }
    };
    (!explained.is_empty()).then(|| Derivation {
        title: writer.say("documents-derivation"),
        intro: writer.say("documents-derivation-intro"),
        parts: explained.iter().map(part).collect(),
    })
}

/// `14 Bestellungen auf Ebene 1: 2.800 BV zu 5 % ergeben 112,00 €.`
fn sentence(writer: &Writer<'_>, case: &Case) -> String {
    let what = match (case.reversal, case.level) {
        _ if case.correction => "documents-case-correction",
        (false, Some(_)) => "documents-case-level",
        (false, None) => "documents-case",
        (true, Some(_)) => "documents-case-reversal-level",
        (true, None) => "documents-case-reversal",
    };
    let level = i64::from(case.level.unwrap_or_default());
    let what = writer.words.say_with(what, &[("count", case.count.into()), ("level", level.into())]);
    let result = match (&case.base, &case.rate) {
        (Some(_), Some(_)) => "documents-case-base-rate",
        (Some(_), None) => "documents-case-base",
        (None, Some(_)) => "documents-case-rate",
        (None, None) => "documents-case-amount",
    };
    let base = case.base.as_ref().map(|base| quantity(writer, base)).unwrap_or_default();
    let rate = case.rate.clone().unwrap_or_default();
    let args = [
        ("case", what.into()),
        ("base", base.into()),
        ("rate", rate.into()),
        ("amount", writer.money(case.amount).into()),
    ];
    writer.words.say_with(result, &args)
}
