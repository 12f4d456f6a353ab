//! Places that the plan's rules gave in a run, and partners who have none yet.

use super::{chip, month};
use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit};
use axum::extract::Path;
use compline_office::places::Unplaced;
use compline_runtime::write::PlaceRow;
use compline_ui::{Breadcrumbs, Cell, Column, Empty, Icon, PageHead, Row, Table, Tabs};
use maud::html;

/// The page.
pub async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let words = visit.words;
    let run = visit.office.run(visit.company(), &id).await?;
    let computed = visit.office.computed(&run).await?;
    let skip = query.number("skip").unwrap_or(0).max(0);
    let is_given = query.text("view") == "given";
    let title = words.say_with("run-places-title", &[("month", month(&visit, &run).into())]);
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(&visit, &run), format!("/runs/{id}")),
        )
        .chip(chip(&visit, &run));
    let base = format!("/runs/{id}/places");
    let (given, unplaced) = (computed.given_places(), computed.unplaced());
    let count = |rows: usize| words.count(i64::try_from(rows).unwrap_or(i64::MAX));
    let tabs = Tabs::new(visit.say("views"))
        .counted(visit.say("run-unplaced"), count(unplaced.len()), base.clone(), !is_given)
        .counted(visit.say("run-places-given"), count(given.len()), format!("{base}?view=given"), is_given);
    let table =
        if is_given { self::given(&visit, &base, &given, skip) } else { waiting(&visit, &base, &unplaced, skip) };
    let kept = is_given.then(|| visit.say("run-places-kept"));
    let main = html! { (head) (tabs) @if let Some(kept) = &kept { p.quiet { (kept) } } (table) };
    Ok(visit.page(&title, Part::Runs, main))
}

/// Those who have no place, with the reason.
fn waiting(visit: &Visit, base: &str, all: &[Unplaced], skip: i64) -> Table<'static> {
    let shown = part(all, skip);
    let mut table = Table::new(visit.ui, "unplaced", visit.say("run-unplaced"))
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::text(visit.say("tree")))
        .column(Column::text(visit.say("run-unplaced-reason")))
        .empty(Empty::new(Icon::Network, visit.say("run-unplaced"), visit.say("run-unplaced-none")))
        .paging(paging(visit, &format!("{base}?"), skip, shown.len(), i64::try_from(all.len()).ok()));
    for (at, one) in shown.iter().enumerate() {
        table = table.row(
            Row::new(at.to_string())
                .cell(Cell::text(one.partner.clone()).href(partner_href(&one.partner)))
                .cell(Cell::text(one.tree.clone()))
                .cell(Cell::text(reason(visit, one))),
        );
    }
    table
}

/// The places that were given.
fn given(visit: &Visit, base: &str, all: &[PlaceRow], skip: i64) -> Table<'static> {
    let shown = part(all, skip);
    let mut table = Table::new(visit.ui, "given", visit.say("run-places-given"))
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::text(visit.say("tree")))
        .column(Column::text(visit.say("upline")))
        .column(Column::text(visit.say("placement-side")))
        .column(Column::date(visit.say("valid-from")))
        .empty(Empty::new(Icon::Network, visit.say("run-places-given"), visit.say("run-places-none")))
        .paging(paging(visit, &format!("{base}?view=given&"), skip, shown.len(), i64::try_from(all.len()).ok()));
    for (at, one) in shown.iter().enumerate() {
        table = table.row(row(visit, at, one));
    }
    table
}

/// The rows of one page.
fn part<T>(all: &[T], skip: i64) -> &[T] {
    let skip = usize::try_from(skip).unwrap_or(usize::MAX).min(all.len());
    let rest = all.get(skip..).unwrap_or_default();
    rest.get(..rest.len().min(usize::try_from(ROWS).unwrap_or(0))).unwrap_or_default()
}

fn row(visit: &Visit, at: usize, one: &PlaceRow) -> Row {
    let from = one.valid_from.parse::<chrono::NaiveDate>();
    let from = from.map_or_else(|_| one.valid_from.clone(), |day| visit.words.date(day));
    let parent = match one.parent.as_str() {
        "" => Cell::text(visit.say("placement-top")),
        parent => Cell::text(parent).href(partner_href(parent)),
    };
    let side = [&one.side, &one.position].into_iter().find(|text| !text.is_empty());
    Row::new(at.to_string())
        .cell(Cell::text(one.partner.clone()).href(partner_href(&one.partner)))
        .cell(Cell::text(one.tree.clone()))
        .cell(parent)
        .cell(side.map_or_else(Cell::none, |side| Cell::text(side.clone())))
        .cell(Cell::text(from))
}

/// Why somebody has no place.
fn reason(visit: &Visit, one: &Unplaced) -> String {
    match one.due {
        Some(day) => visit.words.say_with("unplaced-until", &[("date", visit.words.date(day).into())]),
        None => visit.words.say_with("unplaced-above", &[("tree", one.below.clone().into())]),
    }
}
