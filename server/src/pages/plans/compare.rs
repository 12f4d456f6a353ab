//! What differs between two versions: in sentences, in money, and line by line with signs and words besides colours.

use super::{head, money, name, tabs};
use crate::difference::Difference;
use crate::fault::Answer;
use crate::form::Asked;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use compline_office::plans::PlanVersion;
use compline_office::{FieldError, OfficeError};
use compline_ui::{Action, Choice, Empty, Field, Form, Icon, Section, SourceLine, SourceView};
use maud::html;

/// The version that another one follows.
pub(super) async fn before(visit: &Visit, plan: &PlanVersion) -> Result<Option<PlanVersion>, OfficeError> {
    visit.office.plan_before(visit.company(), plan).await
}

/// The differences to the version before, or to the one that is named.
pub(super) async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    show(&visit, &id, query.text("with"), query.text("comparison"), &[]).await
}

/// The differences to a version; `comparison` names what is shown of pay, `errors` are of the form that asks for it.
pub(super) async fn show(visit: &Visit, id: &str, with: &str, comparison: &str, errors: &[FieldError]) -> Answer {
    let plan = visit.office.plan_version(visit.company(), id).await?;
    let other = match with {
        "" => before(visit, &plan).await?,
        with => Some(visit.office.plan_version(visit.company(), with).await?),
    };
    let title = name(visit, &plan);
    let Some(other) = other else {
        let none = Empty::new(Icon::GitCompare, visit.say("plan-versions"), visit.say("plan-diff-nothing"));
        let main = html! { (head(visit, &plan, &title)) (tabs(visit, &plan, "compare").await?) (none) };
        return Ok(visit.page(&title, Part::Plans, main));
    };
    let choices = visit.office.other_versions(visit.company(), &plan).await?;
    let choices = choices.iter().map(|one| {
        let label = format!("{} · {}", name(visit, one), super::days(visit, one));
        Choice::new(one.id.clone(), label).chosen(one.id == other.id)
    });
    let choose = Form::new(visit.ui, format!("/plans/{id}/compare"))
        .get()
        .field(Field::select(visit.ui, "with", visit.say("plan-diff-with"), choices))
        .action(Action::submit(visit.say("plan-diff-show")));
    let changes = visit.office.changes(&other, &plan).await?;
    let changes = changes.as_ref().as_ref().map(|changes| super::changes::section(visit, &other, changes, usize::MAX));
    let money = match &changes {
        Some(_) => money::part(visit, &plan, &other, comparison, errors).await?,
        None => html! {},
    };
    let heading = visit.say("plan-diff-lines");
    let (text, view) = difference(visit, &format!("{} → {title}", name(visit, &other)), &other.text, &plan.text);
    let main = html! {
        (head(visit, &plan, &title)) (tabs(visit, &plan, "compare").await?)
        (choose)
        @if let Some(changes) = &changes { (changes) }
        (money)
        (Section::new(heading).id("lines").text(text).body(html! { @if let Some(view) = &view { (view) } }))
    };
    Ok(visit.page_with(&title, Part::Plans, main, !errors.is_empty()))
}

/// How much differs, in words, and the lines; none where nothing does.
fn difference(visit: &Visit, title: &str, before: &str, now: &str) -> (String, Option<SourceView<'static>>) {
    let found = Difference::between(before, now);
    if found.added == 0 && found.removed == 0 {
        return (visit.say("plan-diff-none"), None);
    }
    let mut view = SourceView::new(visit.ui, "diff", title).comparing();
    for (at, place) in found.places.iter().enumerate() {
        if at > 0 {
            view = view.line(SourceLine::new(0, "⋯").compared(None, None));
        }
        for line in place {
            view = view.line(SourceLine::new(0, line.text.as_str()).compared(line.before, line.now));
        }
    }
    let args = [("added", visit.words.count(found.added).into()), ("removed", visit.words.count(found.removed).into())];
    (visit.words.say_with("plan-diff-counts", &args), Some(view))
}
