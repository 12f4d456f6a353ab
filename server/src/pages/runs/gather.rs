//! Choosing runs whose statements are written together.

use super::month;
use crate::fault::{Answer, message};
use crate::form::Typed;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_ui::{Action, Breadcrumbs, Choice, Field, Form, PageHead};
use maud::html;

/// The page that asks which.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, None).await
}

async fn show(visit: &Visit, id: &str, error: Option<String>) -> Answer {
    let office = &visit.office;
    let run = office.run(visit.company(), id).await?;
    let mut choices = Vec::new();
    for other in office.gatherable(&run).await? {
        let name = office.programme(visit.company(), &other.programme).await?.name;
        let channels =
            if other.channels.is_empty() { visit.say("run-selection-all-channels") } else { other.channels.join(", ") };
        let label = format!("{name} · {} · {channels}", month(visit, &other));
        choices.push(Choice::new(other.id.clone(), label).chosen(other.lead.is_some()));
    }
    let wrong = error.is_some();
    let form = Form::new(visit.ui, format!("/runs/{id}/gather"))
        .field(
            Field::checks(visit.ui, "runs", visit.say("gather-which"), choices)
                .optional()
                .help(visit.say("gather-help"))
                .maybe_error(error),
        )
        .action(Action::submit(visit.say("gather-do")).primary())
        .action(Action::link(visit.say("cancel"), format!("/runs/{id}")).quiet());
    let title = visit.say("gather-runs");
    let head = PageHead::new(title.clone()).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(visit.say("nav-settlement"), "/runs")
            .link(month(visit, &run), format!("/runs/{id}")),
    );
    Ok(visit.page_with(&title, Part::Runs, html! { (head) (form) }, wrong))
}

/// Takes the choice.
pub async fn choose(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    match visit.office.gather(visit.author(), &id, &typed.texts("runs")).await {
        Ok(()) => Ok(Redirect::to(&format!("/runs/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => {
            let text = errors.first().map(|error| message(visit.words, error));
            show(&visit, &id, text).await
        }
        Err(error) => Err(error.into()),
    }
}
