//! What is to be done, and how the month stands.

use crate::fault::Answer;
use crate::pages::runs;
use crate::visit::{Part, Visit};
use compline_office::levels::{DistributionDone, LevelsDone};
use compline_office::runs::{Run, RunState};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::chart::Bar;
use compline_ui::{Bars, Empty, Icon, PageHead, Section, Spark, Tile, Tiles, Todo, Trend};
use maud::html;
use rust_decimal::Decimal;

/// The page of today.
pub async fn page(visit: Visit) -> Answer {
    let office = &visit.office;
    let runs = office.runs(visit.company()).await?;
    let words = visit.words;
    let mut todo = Todo::new(visit.say("dashboard-to-do"), visit.say("dashboard-nothing-to-do"));
    for run in &runs {
        let waits = match run.state {
            RunState::Submitted if visit.may(Deed::ApproveRun, ObjectKind::Run) => Some("today-approve"),
            RunState::Approved if visit.may(Deed::FinaliseRun, ObjectKind::Run) => Some("today-finalise"),
            RunState::Open | RunState::Ranked | RunState::Distributed | RunState::Documented
                if visit.may(Deed::CalculateRun, ObjectKind::Run) =>
            {
                Some("today-go-on")
            }
            _ => None,
        };
        if let Some(key) = waits {
            let text = words.say_with(key, &[("period", runs::month(&visit, run).into())]);
            let (chip, href) = (runs::chip(&visit, run), format!("/runs/{}", run.id));
            todo = todo.entry(chip, text, visit.moment(run.changed_at), href);
        }
    }
    if visit.waiting() > 0 {
        let text = words.say_with("today-requests", &[("requests", visit.waiting().into())]);
        todo = todo.entry(super::chip(&visit, "proposed"), text, String::new(), "/requests");
    }
    for batch in office.batches(visit.company()).await? {
        if batch.state == "created" && visit.may(Deed::ReleasePayment, ObjectKind::Payment) {
            let text = words.say_with("today-release", &[("sum", words.money(batch.sum, &batch.currency).into())]);
            let href = format!("/payments/{}", batch.id);
            todo = todo.entry(super::chip(&visit, "created"), text, visit.moment(batch.created_at), href);
        }
    }
    let mut figures = Vec::new();
    for run in runs.iter().filter(|run| run.state >= RunState::Distributed && run.state != RunState::Withdrawn).take(12)
    {
        let done: Result<DistributionDone, _> = office.last_step(&run.id, "distribution").await;
        let levels: Result<LevelsDone, _> = office.last_step(&run.id, "levels").await;
        if let (Ok(done), Ok(levels)) = (done, levels) {
            figures.push((run, done, levels));
        }
    }
    let head = PageHead::new(words.say_with("today-title", &[("name", visit.visitor.user.name.as_str().into())]));
    let Some((run, done, levels)) = figures.first() else {
        let empty = Empty::new(Icon::Calculator, visit.say("dashboard-none"), visit.say("run-none-yet"));
        return Ok(visit.page(&visit.say("nav-today"), Part::Today, html! { (head) (todo) (empty) }));
    };
    let before = figures.get(1);
    let tiles = tiles(&visit, run, done, before.map(|(_, done, _)| done), &figures);
    let ranks = levels.ranks.iter().map(|(rank, count)| {
        let text = words.count(*count);
        let href = format!("/runs/{}/partners?rank={}", run.id, crate::visit::encoded(rank));
        Bar::new(rank.clone(), *count, text).href(href)
    });
    let chart =
        Bars::new(words.say_with("today-ranks", &[("period", runs::month(&visit, run).into())]), ranks).in_order();
    let main = html! { (head) (todo) (tiles) (Section::new(visit.say("ranks")).body(chart)) };
    Ok(visit.page(&visit.say("nav-today"), Part::Today, main))
}

/// Payout to turnover, as a ratio of one; nothing where there is no turnover.
pub fn ratio(done: &DistributionDone) -> Option<Decimal> {
    let ratio = Decimal::from(done.paid).checked_div(Decimal::from(done.turnover))?;
    Some(ratio.round_dp(3))
}

fn tiles(
    visit: &Visit,
    run: &Run,
    done: &DistributionDone,
    before: Option<&DistributionDone>,
    figures: &[(&Run, DistributionDone, LevelsDone)],
) -> Tiles {
    let words = visit.words;
    let money = |amount: i64| words.money(amount, &visit.currency);
    let last = |text: String| words.say_with("dashboard-last-period", &[("value", text.into())]);
    let href = |path: &str| format!("/runs/{}{path}", run.id);
    let history = |of: fn(&DistributionDone) -> i64| {
        let mut values: Vec<i64> = figures.iter().map(|(_, done, _)| of(done)).collect();
        values.reverse();
        Spark::new(values)
    };
    let mut payout = Tile::new(visit.say("payout"), money(done.paid)).href(href("/review"));
    let mut turnover = Tile::new(visit.say("dashboard-volume"), money(done.turnover)).href("/orders");
    let percent = |done: &DistributionDone| ratio(done).map_or_else(|| "–".to_owned(), |ratio| words.percent(ratio));
    let mut share = Tile::new(visit.say("payout-ratio"), percent(done)).href(href("/review"));
    let mut paid = Tile::new(visit.say("partners-paid"), words.count(done.partners)).href(href("/partners?view=paid"));
    if let Some(before) = before {
        let delta = |now: i64, then: i64| {
            let change = now.saturating_sub(then);
            let trend = if change > 0 { Trend::Gain } else { Trend::Loss };
            (change, if change == 0 { Trend::Same } else { trend })
        };
        let (change, trend) = delta(done.paid, before.paid);
        payout = payout
            .delta(signed(change, money(change)), trend)
            .note(last(money(before.paid)))
            .spark(history(|d| d.paid));
        let (change, trend) = delta(done.turnover, before.turnover);
        turnover = turnover
            .delta(signed(change, money(change)), trend)
            .note(last(money(before.turnover)))
            .spark(history(|d| d.turnover));
        share = share.note(last(percent(before)));
        let (change, trend) = delta(done.partners, before.partners);
        paid = paid.delta(signed(change, words.count(change)), trend).note(last(words.count(before.partners)));
    }
    Tiles(vec![payout, turnover, share, paid])
}

/// A difference with its sign.
pub fn signed(change: i64, text: String) -> String {
    if change > 0 { format!("+{text}") } else { text }
}
