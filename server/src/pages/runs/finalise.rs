//! Finalising: the last look before numbers are given.

use super::month;
use crate::fault::{Answer, message};
use crate::form::Typed;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::statements::DocumentsDone;
use compline_ui::{Action, Confirmation, Facts, Field, Form};

/// The page that asks for the number of documents.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, None).await
}

async fn show(visit: &Visit, id: &str, error: Option<String>) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    let run = office.run(visit.company(), id).await?;
    let done: DocumentsDone = office.last_step(id, "documents").await?;
    let drafts = office.drafts(id).await?;
    let gross = done.gross.checked_sub(done.held_gross).ok_or(OfficeError::Overflow("all documents"))?;
    let facts = Facts::new()
        .fact(visit.say("period"), month(visit, &run))
        .fact(visit.say("nav-documents"), words.count(drafts))
        .fact(visit.say("order-gross"), words.money(gross, &visit.currency))
        .fact(visit.say("partners-on-hold"), words.count(done.held))
        .fact(visit.say("finalise-date"), words.date(office.clock().today()));
    let wrong = error.is_some();
    let form = Form::new(visit.ui, format!("/runs/{id}/finalise")).field(
        Field::number(visit.ui, "documents", words.say_with("finalise-type-count", &[("count", drafts.into())]))
            .maybe_error(error),
    );
    let heading = words.say_with("finalise-credit-notes", &[("count", drafts.into())]);
    let page = Confirmation::new(
        form,
        heading.clone(),
        visit.say("finalise-warning"),
        visit.say("finalise-run"),
        Action::link(visit.say("cancel"), format!("/runs/{id}")),
    )
    .facts(facts);
    Ok(visit.page_with(&heading, Part::Runs, page.into_markup(), wrong))
}

/// Finalises.
pub async fn finalise(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let typed: String = typed.text("documents").chars().filter(char::is_ascii_digit).collect();
    match visit.office.ask_finalise(visit.author(), &id, typed.parse().unwrap_or(-1)).await {
        Ok(_) => Ok(Redirect::to(&format!("/runs/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => {
            let text = errors.first().map(|error| message(visit.words, error));
            show(&visit, &id, text).await
        }
        Err(error) => Err(error.into()),
    }
}
