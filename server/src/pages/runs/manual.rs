//! A value set by hand: reason, end, and what it would change, before it is done.

use super::month;
use crate::fault::{Answer, message};
use crate::form::Typed;
use crate::visit::{Part, Visit, encoded};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::error::FieldError;
use compline_office::facts::overrides::Override;
use compline_office::inputs::Supposed;
use compline_office::levels::{RunPartner, ladder};
use compline_office::requests::Asked;
use compline_office::runs::Run;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Breadcrumbs, Cell, Choice, Column, Field, Form, PageHead, Row, Section, Table};
use compline_words::parse_date;
use maud::html;

/// The form.
pub async fn page(visit: Visit, Path((id, partner)): Path<(String, String)>) -> Answer {
    let run = visit.office.run(visit.company(), &id).await?;
    show(&visit, &run, &partner, &Typed::default(), &[], None).await
}

async fn show(
    visit: &Visit,
    run: &Run,
    partner: &str,
    typed: &Typed,
    errors: &[FieldError],
    preview: Option<Vec<(RunPartner, RunPartner)>>,
) -> Answer {
    let words = visit.words;
    let computed = visit.office.computed(run).await?;
    let definition = definition(&computed).ok_or_else(|| OfficeError::field("value", "override-none"))?;
    let (first, _) = run.days()?;
    let error = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        found.map(|error| message(words, error))
    };
    let value = |field: &str, otherwise: String| {
        let text = typed.text(field);
        if text.is_empty() { otherwise } else { text.to_owned() }
    };
    let choices = ladder(&computed);
    let choices =
        choices.iter().map(|rank| Choice::new(rank.clone(), rank.clone()).chosen(rank == typed.text("value")));
    let mut form = Form::new(visit.ui, format!("/runs/{}/override/{}", run.id, encoded(partner)))
        .field(Field::select(visit.ui, "value", visit.say("rank"), choices).maybe_error(error("value")))
        .field(
            Field::date(visit.ui, "valid_from", visit.say("valid-from"))
                .value(value("valid_from", words.date(first)))
                .maybe_error(error("valid_from")),
        )
        .field(
            Field::date(visit.ui, "valid_to", visit.say("rank-override-end"))
                .value(typed.text("valid_to"))
                .maybe_error(error("valid_to")),
        )
        .field(
            Field::area(visit.ui, "reason", visit.say("audit-reason"), 3)
                .value(typed.text("reason"))
                .maybe_error(error("reason")),
        );
    let title = visit.say("rank-set-by-hand-title");
    let head = PageHead::new(title.clone()).breadcrumbs(
        Breadcrumbs::new(visit.ui)
            .link(month(visit, run), format!("/runs/{}", run.id))
            .link(partner.to_owned(), format!("/runs/{}/partners/{}", run.id, encoded(partner))),
    );
    let mut effect = None;
    if let Some(changes) = &preview {
        form = form.hidden("seen", "yes").action(Action::submit(visit.say("rank-set-by-hand")).primary());
        effect = Some(effects(visit, changes));
    } else {
        form = form.action(Action::submit(visit.say("rank-override-preview")).primary());
    }
    let main = html! {
        (head)
        p { (words.say_with("override-definition", &[("partner", partner.into()), ("definition", definition.into())])) }
        (form)
        @if let Some(effect) = &effect { (Section::new(visit.say("rank-override-preview")).body(effect)) }
    };
    Ok(visit.page_with(&title, Part::Runs, main, !errors.is_empty()))
}

fn effects(visit: &Visit, changes: &[(RunPartner, RunPartner)]) -> Table<'static> {
    let mut table = Table::new(visit.ui, "effects", visit.say("rank-override-preview"))
        .column(Column::text(visit.say("partner")).title_on_phones())
        .column(Column::text(visit.say("rank")))
        .column(Column::amount(visit.say("audit-before"), visit.currency.clone()))
        .column(Column::amount(visit.say("audit-after"), visit.currency.clone()));
    for (now, then) in changes.iter().take(200) {
        let rank = |one: &RunPartner| one.rank.clone().unwrap_or_default();
        let ranks = if now.rank == then.rank { rank(now) } else { format!("{} → {}", rank(now), rank(then)) };
        table = table.row(
            Row::new(now.partner.clone())
                .cell(Cell::text(now.partner.clone()))
                .cell(Cell::text(ranks))
                .cell(Cell::text(visit.amount(now.amount)))
                .cell(Cell::text(visit.amount(then.amount))),
        );
    }
    table
}

/// The definition that ranks are paid by, where it may be set by hand.
fn definition(computed: &compline_office::compute::Computed) -> Option<String> {
    let program = &computed.plan.program;
    let paid_as = program.ranks?.paid_as;
    let found = program.definitions.iter().find(|one| one.column == paid_as)?;
    program.overridables.iter().any(|(name, _)| *name == found.name).then(|| found.name.clone())
}

/// Shows what would change, or sets the value.
pub async fn set(visit: Visit, Path((id, partner)): Path<(String, String)>, typed: Typed) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::OverrideValue, ObjectKind::Run, &id, &[])?;
    let run = office.run(visit.company(), &id).await?;
    let computed = office.computed(&run).await?;
    let definition = definition(&computed).ok_or_else(|| OfficeError::field("value", "override-none"))?;
    let today = office.clock().today();
    let mut errors = Vec::new();
    let mut day = |field: &str| match parse_date(typed.text(field), visit.words.language(), today) {
        Ok(day) => day,
        Err(_) => {
            errors.push(FieldError::new(field, "error-date-unreadable"));
            today
        }
    };
    let (valid_from, valid_to) = (day("valid_from"), day("valid_to"));
    let one = Override {
        partner: partner.clone(),
        definition,
        value: typed.text("value").to_owned(),
        valid_from,
        valid_to,
        reason: typed.text("reason").to_owned(),
        author: visit.author().user.clone(),
    };
    if errors.is_empty()
        && let Err(OfficeError::Input(found)) = one.check()
    {
        errors = found;
    }
    if !errors.is_empty() {
        return show(&visit, &run, &partner, &typed, &errors, None).await;
    }
    if typed.text("seen") != "yes" {
        let supposed = Supposed {
            partner: partner.clone(),
            definition: one.definition.clone(),
            value: one.value.clone(),
            from: one.valid_from,
            to: one.valid_to,
        };
        let changes = office.preview_override(&run, &supposed).await?;
        return show(&visit, &run, &partner, &typed, &[], Some(changes)).await;
    }
    let to = match office.ask_override(visit.author(), &run.programme, &one).await {
        Ok(Asked::Waits(request)) => format!("/requests/{request}"),
        Ok(Asked::Holds) => format!("/runs/{id}"),
        Err(OfficeError::Input(errors)) => return show(&visit, &run, &partner, &typed, &errors, None).await,
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&to).into_response())
}
