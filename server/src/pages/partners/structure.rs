//! Where a partner stands: its places in every tree with their history, and who stands below.

use super::{Tab, latest, sheet};
use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::{ROWS, partner_href};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{Html, IntoResponse};
use chrono::{Days, NaiveDate};
use compline_compiler::program::Program;
use compline_office::OfficeError;
use compline_office::facts::partners::{Below, IMPORT, PartnerRow, Placement};
use compline_office::plans::CompiledPlan;
use compline_office::runs::Run;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Cell, Chip, Column, Dot, Empty, Icon, Node, Rank, Row, Section, Table, Tabs, Tone, Tree};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns of volumes that a tree has room for.
const VOLUMES: usize = 2;

/// A placement with the days on which it counts.
type Known = (Placement, Option<(NaiveDate, Option<NaiveDate>)>);

/// The tab: places, and the downline in one tree.
pub async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let sheet = sheet(&visit, &id, Tab::Structure).await?;
    let plan = plan(&visit).await?;
    let trees: Vec<String> = plan.program.trees.iter().map(|tree| tree.name.clone()).collect();
    let tree = trees.iter().find(|tree| *tree == query.text("tree")).or_else(|| trees.first()).cloned();
    let history = visit.office.placement_history(visit.company(), &id).await?;
    let (table, awaited) = (places(&visit, &history).await?, awaited(&visit, &sheet.row, &plan.program, &history));
    let body = html! { (table) @for text in &awaited { p.quiet { (text) } } };
    let mut places = Section::new(visit.say("placement")).body(body);
    if visit.may(Deed::MovePartner, ObjectKind::Partner) {
        places = places.action(Action::link(visit.say("move-partner"), format!("{}/move", partner_href(&id))));
    }
    let mut below = Section::new(visit.say("downline")).id("downline");
    if let Some(tree) = &tree {
        let mut tabs = Tabs::new(visit.say("tree"));
        for one in &trees {
            let href = format!("{}/structure?tree={}#downline", partner_href(&id), encoded(one));
            tabs = tabs.tab(one.clone(), href, one == tree);
        }
        let rows = branch(&visit, &id, tree, query.text("after"), false).await?;
        let body = html! { @if trees.len() > 1 { (tabs) } (rows) };
        below = below.body(body);
    }
    Ok(visit.page(&super::name(&sheet.row), Part::Partners, html! { (sheet.top) (places) (below) }))
}

/// Those directly below a partner, as a part of a page.
pub async fn downline(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    visit.allow(Deed::ViewPartners, ObjectKind::Partner, &id)?;
    visit.office.partner_row(visit.company(), &id).await?;
    let trees = trees(&visit).await?;
    let tree = trees.iter().find(|tree| *tree == query.text("tree")).or_else(|| trees.first());
    let tree = tree.ok_or_else(|| OfficeError::Missing { what: "tree", id: query.text("tree").to_owned() })?;
    let rows = branch(&visit, &id, tree, query.text("after"), true).await?;
    Ok(Html(rows.into_string()).into_response())
}

/// The places of today, for the overview.
pub(super) async fn now(visit: &Visit, id: &str) -> Result<Table<'static>, OfficeError> {
    let today = visit.office.clock().today();
    let mut table = Table::new(visit.ui, "places-now", visit.say("placement"))
        .plain()
        .column(Column::text(visit.say("tree")))
        .column(Column::text(visit.say("upline")).title_on_phones())
        .column(Column::date(visit.say("valid-from")))
        .empty(Empty::new(Icon::Network, visit.say("placement"), visit.say("placement-none")));
    for (place, days) in visit.office.placement_history(visit.company(), id).await? {
        if let Some((from, _)) = days.filter(|(from, to)| *from <= today && to.is_none_or(|to| to >= today)) {
            table = table.row(
                Row::new(place.tree.clone())
                    .cell(Cell::text(place.tree.clone()))
                    .cell(parent(visit, place.parent.as_deref()))
                    .cell(Cell::text(visit.words.date(from))),
            );
        }
    }
    Ok(table)
}

/// A partner's volumes by name, in the reader's figures.
pub fn volumes(visit: &Visit, json: Option<&str>) -> Vec<(String, String)> {
    let all: BTreeMap<String, String> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let shown = |text: String| match text.split_once(' ') {
        Some((number, unit)) => match number.parse::<rust_decimal::Decimal>() {
            Ok(number) => format!("{} {unit}", visit.words.decimal(number)),
            Err(_) => text,
        },
        None => text,
    };
    all.into_iter().map(|(name, text)| (name, shown(text))).collect()
}

/// The names of the trees of the plan that holds.
pub(super) async fn trees(visit: &Visit) -> Result<Vec<String>, OfficeError> {
    Ok(plan(visit).await?.program.trees.iter().map(|tree| tree.name.clone()).collect())
}

/// The plan that holds.
async fn plan(visit: &Visit) -> Result<Arc<CompiledPlan>, OfficeError> {
    let plan = match latest(visit).await? {
        Some(run) => visit.office.plan_version(visit.company(), &run.plan).await?,
        None => {
            let programme = visit.programme().await?;
            visit.office.plan_for(visit.company(), &programme.id, visit.office.clock().today()).await?
        }
    };
    visit.office.compiled(&plan).await
}

/// What is said of the trees in which the partner has no place and will get one by the plan's rule.
fn awaited(visit: &Visit, partner: &PartnerRow, program: &Program, history: &[Known]) -> Vec<String> {
    let today = visit.office.clock().today();
    let stands = |tree: &str| history.iter().any(|(place, _)| place.tree == tree);
    let awaited = program.trees.iter().filter_map(|tree| {
        let placing = tree.placing.as_ref()?;
        let below = program.trees.get(placing.below.index())?;
        if stands(&tree.name) || !stands(&below.name) {
            return None;
        }
        let due = partner.joined_on.checked_add_days(Days::new(placing.days.into())).filter(|due| *due > today);
        let name = || tree.name.clone().into();
        Some(match due {
            Some(due) => {
                let due = visit.words.date(due).into();
                visit.words.say_with("placement-awaited-from", &[("tree", name()), ("date", due)])
            }
            None => visit.words.say_with("placement-awaited", &[("tree", name())]),
        })
    });
    awaited.collect()
}

/// Who gave a place: the plan's rule in a run; nothing where somebody stated it.
pub(super) async fn by_rule(visit: &Visit, run: &str) -> Result<(String, Option<String>), OfficeError> {
    if run == IMPORT {
        return Ok((visit.say("placement-by-rule"), None));
    }
    let found = visit.office.run(visit.company(), run).await?;
    let month = crate::pages::runs::month(visit, &found);
    let text = visit.words.say_with("placement-by-rule-in", &[("month", month.into())]);
    Ok((text, Some(format!("/runs/{run}"))))
}

fn parent(visit: &Visit, parent: Option<&str>) -> Cell {
    match parent {
        Some(parent) => Cell::text(parent).href(partner_href(parent)),
        None => Cell::text(visit.say("placement-top")),
    }
}

/// All places with their days.
async fn places(visit: &Visit, history: &[Known]) -> Result<Table<'static>, OfficeError> {
    let words = visit.words;
    let ruled = history.iter().any(|(place, _)| place.run.is_some());
    let mut table = Table::new(visit.ui, "placements", visit.say("placement"))
        .plain()
        .column(Column::text(visit.say("tree")))
        .column(Column::text(visit.say("upline")).title_on_phones())
        .column(Column::text(visit.say("placement-side")))
        .column(Column::date(visit.say("valid-from")))
        .column(Column::date(visit.say("valid-to")))
        .column(Column::state(visit.say("state")))
        .empty(Empty::new(Icon::Network, visit.say("placement"), visit.say("placement-none")));
    if ruled {
        table = table.column(Column::text(visit.say("placement-by")));
    }
    let today = visit.office.clock().today();
    for (at, (one, days)) in history.iter().enumerate() {
        let over = days.is_none_or(|(_, to)| to.is_some_and(|to| to < today));
        let state = match days {
            None => Chip::new(Tone::Neutral, visit.say("placement-replaced")),
            Some(_) if over => Chip::new(Tone::Neutral, visit.say("override-expired")).icon(Icon::History),
            Some((from, _)) if *from > today => Chip::new(Tone::Info, visit.say("override-planned")).icon(Icon::Clock),
            Some(_) => Chip::new(Tone::Ok, visit.say("override-in-force")).icon(Icon::Check),
        };
        let (from, to) = days.unwrap_or((one.valid_from, one.valid_to));
        let side = one.side.clone().or_else(|| one.position.clone());
        let mut row = Row::new(at.to_string())
            .muted(over)
            .cell(Cell::text(one.tree.clone()))
            .cell(parent(visit, one.parent.as_deref()))
            .cell(side.map_or_else(Cell::none, Cell::text))
            .cell(Cell::text(words.date(from)))
            .cell(to.map_or_else(Cell::none, |day| Cell::text(words.date(day))))
            .cell(Cell::chip(state));
        if ruled {
            row = row.cell(match &one.run {
                None => Cell::none(),
                Some(run) => match by_rule(visit, run).await? {
                    (text, Some(href)) => Cell::text(text).href(href),
                    (text, None) => Cell::text(text),
                },
            });
        }
        table = table.row(row);
    }
    Ok(table)
}

/// One page of those directly below a partner.
async fn branch(visit: &Visit, id: &str, tree: &str, after: &str, fragment: bool) -> Result<Markup, OfficeError> {
    let run = latest(visit).await?;
    let today = visit.office.clock().today();
    let day = match &run {
        Some(run) => run.days()?.1.max(today),
        None => today,
    };
    let run_id = run.as_ref().map_or("", |run| run.id.as_str());
    let mut rows = visit.office.below(visit.company(), (tree, id, day), run_id, after, ROWS + 1).await?;
    let more = rows.len() as i64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or(0));
    let names: Vec<String> = volume_names(visit, &rows);
    let mut out = Tree::new(visit.ui, visit.say("downline"), visit.say("partner-name"), visit.say("rank-active"));
    for name in &names {
        out = out.column(name.clone());
    }
    out = out.column(visit.say("payout"));
    for row in &rows {
        out = out.node(node(visit, tree, row, run.as_ref(), &names));
    }
    let more = more.then(|| rows.last()).flatten().map(|last| {
        let query = format!("?tree={}&after={}", encoded(tree), encoded(&last.id));
        let (part, page) = (
            format!("{}/downline{query}", partner_href(id)),
            format!("{}/structure{query}#downline", partner_href(id)),
        );
        (part, page)
    });
    Ok(html! {
        @if fragment { (out.fragment()) } @else if rows.is_empty() { p.quiet { (visit.say("downline-none")) } } @else { (out) }
        @if let Some((part, page)) = &more {
            @if fragment {
                li.node.node-more { a href=(page) hx-get=(part) hx-target="closest .node-more" hx-swap="outerHTML" { (visit.say("downline-more")) } }
            } @else {
                p.more { (Action::link(visit.say("downline-more"), page.clone())) }
            }
        }
    })
}

fn volume_names(visit: &Visit, rows: &[Below]) -> Vec<String> {
    let first = rows.iter().find_map(|row| row.volume.as_deref());
    volumes(visit, first).into_iter().map(|(name, _)| name).take(VOLUMES).collect()
}

fn node(visit: &Visit, tree: &str, row: &Below, run: Option<&Run>, names: &[String]) -> Node {
    let name = match &row.first_name {
        Some(first) => format!("{first} {}", row.name),
        None => row.name.clone(),
    };
    let href = partner_href(&row.id);
    let mut node = Node::new(name, row.id.clone(), format!("{href}/structure?tree={}", encoded(tree)));
    if row.below > 0 {
        let query = format!("?tree={}", encoded(tree));
        let text = visit.words.say_with("downline-size", &[("partners", row.below.into())]);
        node = node.lazy(format!("{href}/downline{query}"), format!("{href}/structure{query}#downline")).note(text);
    }
    if let Some(active) = row.active {
        node = node.active(Dot::new(active, visit.say(if active { "active-yes" } else { "active-no" })));
    }
    if let (Some(rank), Some(place)) = (&row.rank, row.rank_place.and_then(|place| usize::try_from(place).ok())) {
        node = node.rank(Rank::new(rank.clone(), place.saturating_add(1), place.saturating_add(1).max(6)));
    }
    let volumes: BTreeMap<String, String> = volumes(visit, row.volume.as_deref()).into_iter().collect();
    for name in names {
        node = node.figure(volumes.get(name).cloned().unwrap_or_else(|| "–".to_owned()), None);
    }
    match (row.amount, run) {
        (Some(amount), Some(run)) => {
            node.figure(visit.amount(amount), Some(format!("/runs/{}/partners/{}", run.id, encoded(&row.id))))
        }
        _ => node.figure("–", None),
    }
}
