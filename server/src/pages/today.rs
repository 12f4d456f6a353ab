//! What is to be done, and how the programme does.

use crate::fault::Answer;
use crate::pages::{dashboard, runs};
use crate::visit::{Part, Visit};
use compline_office::levels::DistributionDone;
use compline_office::runs::RunState;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{PageHead, Todo};
use maud::html;
use rust_decimal::Decimal;

/// The page of today.
pub async fn page(visit: Visit) -> Answer {
    let office = &visit.office;
    let runs = visit.runs().await?;
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
    let head = PageHead::new(words.say_with("today-title", &[("name", visit.visitor.user.name.as_str().into())]));
    let figures = dashboard::part(&visit).await?;
    Ok(visit.page(&visit.say("nav-today"), Part::Today, html! { (head) (todo) (figures) }))
}

/// Payout to turnover, as a ratio of one; nothing where there is no turnover.
pub fn ratio(done: &DistributionDone) -> Option<Decimal> {
    let ratio = Decimal::from(done.paid).checked_div(Decimal::from(done.turnover))?;
    Some(ratio.round_dp(3))
}

/// A difference with its sign.
pub fn signed(change: i64, text: String) -> String {
    if change > 0 { format!("+{text}") } else { text }
}
