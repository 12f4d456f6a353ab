//! The partners of a run: ranks, activity, totals; and where a partner's cents come from.

use super::{chip, month};
use crate::fault::{Answer, Failed};
use crate::form::Asked;
use crate::pages::partners::structure;
use crate::pages::{ROWS, paging, partner_href};
use crate::told::{told, unexplained};
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use compline_office::OfficeError;
use compline_office::compute::Computed;
use compline_office::levels::{RunFilter, RunPartner, ladder};
use compline_office::statements::said;
use compline_policy::{Action as Deed, ObjectKind};
use compline_runtime::explain::{Node, Question, explain, why_not as explain_why_not};
use compline_ui::{
    Action, Breadcrumbs, Cell, Chip, Choice, Column, Derivation, Dot, Empty, Facts, Field, FilterBar, Icon, PageHead,
    Rank, Row, Section, Step, Table, Tabs, Tone,
};
use maud::html;

/// Lines of each bonus that the derivation of everything tells.
const LINES_OF_EACH: usize = 5;

/// The list, with its filters in the address.
pub async fn list(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), &id).await?;
    let filter = RunFilter {
        view: query.text("view").to_owned(),
        rank: query.text("rank").to_owned(),
        search: query.text("q").to_owned(),
        by_amount: query.text("sort") == "amount",
    };
    let skip = query.number("skip").unwrap_or(0).max(0);
    let rows = office.run_partners(&id, &filter, skip, ROWS).await?;
    let total = office.run_partners_count(&run, &filter).await?;
    let computed = office.computed(&run).await?;
    let ranks = ladder(&computed);
    let base = format!("/runs/{id}/partners");
    let address = |view: &str, rank: &str| {
        format!("{base}?view={view}&rank={}&q={}&sort={}&", encoded(rank), encoded(&filter.search), query.text("sort"))
    };
    let head = PageHead::new(words.say_with("run-partners-title", &[("month", month(&visit, &run).into())]))
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(&visit, &run), format!("/runs/{id}")),
        )
        .chip(chip(&visit, &run));
    let mut tabs = Tabs::new(visit.say("views"));
    let counts = office.run_partners_counts(&run).await?;
    for (view, key) in [
        ("", "view-all"),
        ("changed", "rank-changed"),
        ("lost", "rank-lost"),
        ("gained", "rank-gained"),
        ("manual", "rank-manual"),
        ("paid", "partners-paid"),
        ("active", "dashboard-active-partners"),
    ] {
        tabs = tabs.counted(
            visit.say(key),
            words.count(counts.of(view)),
            format!("{base}?view={view}"),
            filter.view == view,
        );
    }
    let choices = std::iter::once(Choice::new("", visit.say("view-all")))
        .chain(ranks.iter().map(|rank| Choice::new(rank.clone(), rank.clone()).chosen(*rank == filter.rank)));
    let mut bar = FilterBar::new(visit.ui, visit.say("filter"), base.clone())
        .query("q", filter.search.clone(), visit.say("partner-number"))
        .keep("view", filter.view.clone())
        .add(visit.say("filter-add"), [Field::select(visit.ui, "rank", visit.say("rank"), choices)]);
    if !filter.rank.is_empty() {
        bar = bar.chip(format!("{}: {}", visit.say("rank"), filter.rank), address(&filter.view, ""));
    }
    let mut table = Table::new(visit.ui, "partners", visit.say("partners"))
        .column(Column::text(visit.say("partner-number")).title_on_phones())
        .column(Column::state(visit.say("rank")))
        .column(Column::text(visit.say("rank-last-period")))
        .column(Column::state(visit.say("rank-active")))
        .column(Column::text(visit.say("volume")).not_on_phones())
        .column(Column::number(visit.say("lines")))
        .column(Column::amount(visit.say("payout"), visit.currency.clone()))
        .empty(Empty::new(Icon::Users, visit.say("partners"), visit.say("list-no-hit")))
        .paging(paging(&visit, &address(&filter.view, &filter.rank), skip, rows.len(), Some(total)));
    for row in &rows {
        table = table.row(self::row(&visit, &id, row, ranks.len()));
    }
    Ok(visit.page(&visit.say("partners"), Part::Runs, html! { (head) (tabs) (bar) (table) }))
}

fn row(visit: &Visit, run: &str, one: &RunPartner, of: usize) -> Row {
    let words = visit.words;
    let href = format!("/runs/{run}/partners/{}", encoded(&one.partner));
    Row::new(one.partner.clone())
        .cell(Cell::text(one.partner.clone()).href(href.clone()))
        .cell(rank(one, of))
        .cell(Cell::text(one.before.clone().unwrap_or_default()))
        .cell(activity(visit, one))
        .cell(Cell::text(volumes(visit, one)))
        .cell(Cell::text(words.count(one.lines)))
        .cell(Cell::text(visit.amount(one.amount)).href(href))
}

fn rank(one: &RunPartner, of: usize) -> Cell {
    match (&one.rank, one.rank_place.and_then(|place| usize::try_from(place).ok())) {
        (Some(name), Some(place)) => Cell::markup(Rank::new(name.clone(), place.saturating_add(1), of)),
        (name, _) => Cell::text(name.clone().unwrap_or_default()),
    }
}

fn activity(visit: &Visit, one: &RunPartner) -> Cell {
    match one.active {
        Some(active) => Cell::markup(Dot::new(active, visit.say(if active { "active-yes" } else { "active-no" }))),
        None => Cell::none(),
    }
}

fn volumes(visit: &Visit, one: &RunPartner) -> String {
    let shown = structure::volumes(visit, one.volume.as_deref()).into_iter();
    shown.map(|(name, text)| format!("{name} {text}")).collect::<Vec<_>>().join(" · ")
}

/// A partner in a run: values, lines, derivation.
pub async fn page(visit: Visit, Path((id, partner)): Path<(String, String)>, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), &id).await?;
    let one = office.run_partner(&id, &partner).await?;
    let one = one.ok_or_else(|| OfficeError::Missing { what: "partner", id: partner.clone() })?;
    let computed = office.computed(&run).await?;
    let ranks = ladder(&computed);
    let number = computed.number(&partner);
    let number = number.ok_or_else(|| OfficeError::Missing { what: "partner", id: partner.clone() })?;
    let title = words.say_with("run-partner-title", &[("partner", partner.as_str().into())]);
    let mut head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(&visit, &run), format!("/runs/{id}"))
                .link(visit.say("partners"), format!("/runs/{id}/partners")),
        )
        .chip(chip(&visit, &run))
        .fact(html! { a href=(partner_href(&partner)) { (visit.say("partner-record")) } });
    if visit.may(Deed::OverrideValue, ObjectKind::Company) && run.state.may_compute() {
        head = head
            .action(Action::link(visit.say("rank-set-by-hand"), format!("/runs/{id}/override/{}", encoded(&partner))));
    }
    let facts = Facts::new()
        .wide()
        .fact(visit.say("rank"), rank_facts(&visit, &one, ranks.len()))
        .fact(visit.say("rank-last-period"), one.before.clone().unwrap_or_else(|| "–".to_owned()))
        .fact(visit.say("volume"), volumes(&visit, &one))
        .fact(visit.say("payout"), words.money(one.amount, &visit.currency));
    let skip = query.number("skip").unwrap_or(0).max(0);
    let table = lines_table(&visit, &id, &partner, (&computed, number), skip)?;
    let sums = sums_table(&visit, &id, &partner, &computed.booked.sums(computed.view(), number));
    let order = query.text("order");
    let bonus = query.text("bonus");
    let whole = order.is_empty() && bonus.is_empty();
    let question = Question {
        partner: partner.clone(),
        bonus: (!bonus.is_empty()).then(|| bonus.to_owned()),
        order: (!order.is_empty()).then(|| order.to_owned()),
        // Of everything a few lines of each bonus; the rest is one click away.
        most_lines: whole.then_some(LINES_OF_EACH),
    };
    let derivation = derivation(&visit, &run.plan, &computed, &question).map_err(Failed::from)?;
    let mut explained = Section::new(visit.say("derivation")).id("derivation");
    if !whole {
        let all = format!("/runs/{id}/partners/{}#derivation", encoded(&partner));
        explained = explained.action(Action::link(visit.say("derivation-of-all"), all).quiet());
    }
    let missing = ranks.iter().skip(one.rank_place.map_or(0, |p| usize::try_from(p).unwrap_or(0) + 1));
    let asks = missing.map(|rank| {
        (rank.clone(), format!("/runs/{id}/partners/{}/why-not?what={}", encoded(&partner), encoded(rank)))
    });
    let asks: Vec<(String, String)> = asks.collect();
    let main = html! {
        (head) (facts)
        @if !asks.is_empty() {
            p { (visit.say("why-not-rank")) " "
                @for (at, (rank, href)) in asks.iter().enumerate() { @if at > 0 { ", " } a href=(href) { (rank) } }
            }
        }
        (Section::new(visit.say("by-bonus")).body(sums))
        (Section::new(visit.say("lines")).id("lines").body(table))
        (explained.body(derivation))
    };
    Ok(visit.page(&title, Part::Runs, main))
}

fn rank_facts(visit: &Visit, one: &RunPartner, of: usize) -> maud::Markup {
    let place = one.rank_place.and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
    html! {
        @if let Some(rank) = &one.rank { (Rank::new(rank.clone(), place.saturating_add(1), of)) }
        @if one.manual { " " (Chip::new(Tone::Warn, visit.say("rank-manual")).icon(Icon::Pencil)) }
        @if let Some(active) = one.active { " " (Dot::new(active, visit.say(if active { "active-yes" } else { "active-no" }))) }
    }
}

/// What each bonus comes to, each a link to its derivation.
fn sums_table(visit: &Visit, run: &str, partner: &str, sums: &[(String, usize, i64)]) -> Table<'static> {
    let mut table = Table::new(visit.ui, "sums", visit.say("by-bonus"))
        .plain()
        .column(Column::text(visit.say("bonus")).title_on_phones())
        .column(Column::number(visit.say("lines")))
        .column(Column::amount(visit.say("payout"), visit.currency.clone()))
        .empty(Empty::new(Icon::ReceiptText, visit.say("lines"), visit.say("lines-none")));
    for (name, lines, sum) in sums {
        let href = format!("/runs/{run}/partners/{}?bonus={}#derivation", encoded(partner), encoded(name));
        table = table.row(
            Row::new(name.clone())
                .cell(Cell::text(name.clone()).href(href))
                .cell(Cell::text(visit.words.count(i64::try_from(*lines).unwrap_or(i64::MAX))))
                .cell(Cell::text(visit.amount(*sum))),
        );
    }
    table
}

fn lines_table(
    visit: &Visit,
    run: &str,
    partner: &str,
    (computed, number): (&Computed, usize),
    skip: i64,
) -> Result<Table<'static>, OfficeError> {
    let words = visit.words;
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    let lines = computed.booked.some_lines(computed.view(), number, count(skip), count(ROWS));
    let total = i64::try_from(computed.booked.count(number)).unwrap_or(i64::MAX);
    let base = format!("/runs/{run}/partners/{}?", encoded(partner));
    let mut table = Table::new(visit.ui, "lines", visit.say("lines"))
        .column(Column::date(visit.say("line-day")))
        .column(Column::text(visit.say("bonus")).title_on_phones())
        .column(Column::text(visit.say("order")))
        .column(Column::number(visit.say("level")))
        .column(Column::number(visit.say("base")))
        .column(Column::number(visit.say("rate")))
        .column(Column::amount(visit.say("payout"), visit.currency.clone()))
        .empty(Empty::new(Icon::ReceiptText, visit.say("lines"), visit.say("lines-none")))
        .paging(paging(visit, &base, skip, lines.len(), Some(total)));
    for line in &lines {
        let sale = line.sale.as_ref();
        let shown = |value: Option<&compline_runtime::booked::Shown>| {
            value.map_or_else(Cell::none, |value| Cell::text(said(value, words)))
        };
        let order = sale.map_or_else(Cell::none, |sale| {
            Cell::text(sale.id.clone()).href(format!(
                "/orders/{}/{}/{}",
                encoded(&sale.kind),
                encoded(&sale.source),
                encoded(&sale.id)
            ))
        });
        let mut href = format!("/runs/{run}/partners/{}?bonus={}", encoded(partner), encoded(&line.name));
        if let Some(sale) = sale {
            href.push_str(&format!("&order={}", encoded(&sale.id)));
        }
        table = table.row(
            Row::new(line.id.clone())
                .cell(Cell::text(sale.and_then(|sale| sale.day).map_or_else(String::new, |day| words.date(day))))
                .cell(Cell::text(line.name.clone()))
                .cell(order)
                .cell(shown(line.variable("level")))
                .cell(shown(line.base.as_ref()))
                .cell(shown(line.rate.as_ref()))
                .cell(Cell::text(visit.amount(line.amount)).href(format!("{href}#derivation"))),
        );
    }
    let sum = visit.amount(computed.total(number)?);
    let total = Row::new("total").cell(Cell::text(visit.say("totals")).span(6)).cell(Cell::text(sum));
    Ok(table.total(total))
}

/// `plan` is the version that places lead to.
fn derivation(
    visit: &Visit,
    plan: &str,
    computed: &Computed,
    question: &Question,
) -> Result<Derivation<'static>, OfficeError> {
    let found = explain(&computed.source(), question).map_err(unexplained)?;
    Ok(shown(visit, plan, &found, question.bonus.is_none() && question.order.is_none()))
}

/// A derivation as pages show it, with the partner's values where they are `wanted`.
pub fn shown(
    visit: &Visit,
    plan: &str,
    found: &compline_runtime::explain::Derivation,
    wanted: bool,
) -> Derivation<'static> {
    let mut out = Derivation::new(visit.ui, visit.words.money(found.sum, &visit.currency), found.partner.clone());
    for part in &found.parts {
        out = out.step(step(visit, plan, part, true));
    }
    if wanted {
        let mut values = Step::new(visit.say("derivation-values"), "");
        for value in &found.values {
            values = values.step(step(visit, plan, value, false));
        }
        out = out.step(values);
    }
    out
}

fn step(visit: &Visit, plan: &str, node: &Node, open: bool) -> Step {
    let figure = node.amount.map_or_else(String::new, |amount| visit.words.money(amount, &visit.currency));
    // A line says no more than its amount: beside the figure stands what it was paid for instead.
    let (sale, children) = match node.children.split_first() {
        Some((first, rest)) if node.kind == "line" && first.kind == "sale" => (Some(first), rest),
        _ => (None, node.children.as_slice()),
    };
    let text = told(visit.words, &sale.unwrap_or(node).text);
    let mut out = Step::new(visit.say(&format!("derivation-{}", node.kind)), figure).text(text);
    if let Some(place) = &node.place {
        out = out.source(
            format!("{}:{}", place.file, place.line),
            format!("/plans/{}#source-L{}", encoded(plan), place.line),
        );
    }
    for child in children {
        out = out.step(step(visit, plan, child, false));
    }
    if open { out.open() } else { out }
}

/// Why a partner has not got a rank, or nothing of a bonus.
pub async fn why_not(visit: Visit, Path((id, partner)): Path<(String, String)>, Asked(query): Asked) -> Answer {
    let run = visit.office.run(visit.company(), &id).await?;
    let computed = visit.office.computed(&run).await?;
    let answer = explain_why_not(&computed.source(), &partner, query.text("what")).map_err(unexplained)?;
    let args = [("partner", partner.as_str().into()), ("what", query.text("what").into())];
    let is_rank = ladder(&computed).iter().any(|rank| rank == query.text("what"));
    let title = visit.words.say_with(if is_rank { "why-not-title" } else { "why-not-paid-title" }, &args);
    let mut derivation =
        Derivation::new(visit.ui, "", query.text("what").to_owned()).sentence(told(visit.words, &answer.answer));
    for reason in &answer.reasons {
        derivation = derivation.step(step(&visit, &run.plan, reason, true));
    }
    let head = PageHead::new(title.clone()).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(month(&visit, &run), format!("/runs/{id}"))
            .link(partner.clone(), format!("/runs/{id}/partners/{}", encoded(&partner))),
    );
    Ok(visit.page(&title, Part::Runs, html! { (head) (derivation) }))
}
