//! What differs between two versions, line by line: signs and words besides colours.

use super::{head, name, tabs};
use crate::fault::Answer;
use crate::form::Asked;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use compline_office::OfficeError;
use compline_office::plans::PlanVersion;
use compline_ui::{Action, Choice, Empty, Field, Form, Icon, Section, SourceLine, SourceView};
use maud::html;
use similar::TextDiff;
use std::time::Duration;

/// Lines around a change that are shown with it.
const AROUND: usize = 4;
/// How long a better difference is looked for.
const PATIENCE: Duration = Duration::from_millis(500);

/// The version that another one follows: the one released before it, else the latest other one.
pub(super) async fn before(visit: &Visit, plan: &PlanVersion) -> Result<Option<PlanVersion>, OfficeError> {
    let others = others(visit, plan).await?;
    let released = others.iter().find(|one| one.state == "released" && one.valid_from <= plan.valid_from);
    Ok(released.or_else(|| others.first()).cloned())
}

/// The other versions of the same programme, the latest first.
async fn others(visit: &Visit, plan: &PlanVersion) -> Result<Vec<PlanVersion>, OfficeError> {
    let mut all = visit.office.plan_versions(visit.company()).await?;
    all.retain(|other| other.programme == plan.programme && other.id != plan.id);
    Ok(all)
}

/// The differences to the version before, or to the one that is named.
pub(super) async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let other = match query.text("with") {
        "" => before(&visit, &plan).await?,
        with => Some(visit.office.plan_version(visit.company(), with).await?),
    };
    let title = name(&visit, &plan);
    let Some(other) = other else {
        let none = Empty::new(Icon::GitCompare, visit.say("plan-versions"), visit.say("plan-diff-nothing"));
        let main = html! { (head(&visit, &plan, &title)) (tabs(&visit, &plan, "compare").await?) (none) };
        return Ok(visit.page(&title, Part::Plans, main));
    };
    let choices = others(&visit, &plan).await?;
    let choices = choices.iter().map(|one| {
        let label = format!("{} · {}", name(&visit, one), super::days(&visit, one));
        Choice::new(one.id.clone(), label).chosen(one.id == other.id)
    });
    let choose = Form::new(visit.ui, format!("/plans/{id}/compare"))
        .get()
        .field(Field::select(visit.ui, "with", visit.say("plan-diff-with"), choices))
        .action(Action::submit(visit.say("plan-diff-show")));
    let heading = visit.words.say_with("plan-diff", &[("version", name(&visit, &other).into())]);
    let (text, view) = difference(&visit, &format!("{} → {title}", name(&visit, &other)), &other.text, &plan.text);
    let main = html! {
        (head(&visit, &plan, &title)) (tabs(&visit, &plan, "compare").await?)
        (choose)
        (Section::new(heading).text(text).body(html! { @if let Some(view) = &view { (view) } }))
    };
    Ok(visit.page(&title, Part::Plans, main))
}

/// How much differs, in words, and the lines; none where nothing does.
fn difference(visit: &Visit, title: &str, before: &str, now: &str) -> (String, Option<SourceView<'static>>) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(before, now);
    let mut view = SourceView::new(visit.ui, "diff", title).comparing();
    let (mut added, mut removed) = (0_i64, 0_i64);
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            view = view.line(SourceLine::new(0, "⋯").compared(None, None));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let number = |index: Option<usize>| index.map(|index| index.saturating_add(1));
            let (old, new) = (number(change.old_index()), number(change.new_index()));
            match (old, new) {
                (None, Some(_)) => added = added.saturating_add(1),
                (Some(_), None) => removed = removed.saturating_add(1),
                _ => {}
            }
            let text = change.value().trim_end_matches(['\n', '\r']);
            view = view.line(SourceLine::new(0, text).compared(old, new));
        }
    }
    if added == 0 && removed == 0 {
        return (visit.say("plan-diff-none"), None);
    }
    let args = [("added", visit.words.count(added).into()), ("removed", visit.words.count(removed).into())];
    (visit.words.say_with("plan-diff-counts", &args), Some(view))
}
