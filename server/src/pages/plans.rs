//! Plans: versions with their validity, and their source with what is found in it.

use crate::fault::Answer;
use crate::pages::chip;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use compline_ui::{
    Breadcrumbs, Cell, Column, Empty, Facts, Icon, PageHead, Row, Section, SourceLine, SourceView, Table,
};
use maud::html;

/// The versions.
pub async fn list(visit: Visit) -> Answer {
    let words = visit.words;
    let mut table = Table::new(visit.ui, "plans", visit.say("plan-versions"))
        .column(Column::text(visit.say("plan")).title_on_phones())
        .column(Column::text(visit.say("plan-version")))
        .column(Column::state(visit.say("state")))
        .column(Column::date(visit.say("valid-from")))
        .column(Column::date(visit.say("valid-to")))
        .empty(Empty::new(Icon::ScrollText, visit.say("plans"), visit.say("plan-none-yet")));
    for plan in visit.office.plan_versions(visit.company()).await? {
        table = table.row(
            Row::new(plan.id.clone())
                .cell(Cell::text(plan.name.clone()).href(format!("/plans/{}", plan.id)))
                .cell(Cell::text(plan.version.clone()))
                .cell(Cell::chip(chip(&visit, &plan.state)))
                .cell(Cell::text(words.date(plan.valid_from)))
                .cell(Cell::text(plan.valid_to.map_or_else(String::new, |day| words.date(day)))),
        );
    }
    let head = PageHead::new(visit.say("plans"));
    Ok(visit.page(&visit.say("plans"), Part::Plans, html! { (head) (table) }))
}

/// A version with its source.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    let words = visit.words;
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let title = format!("{} {}", plan.name, plan.version);
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("plans"), "/plans"))
        .chip(chip(&visit, &plan.state));
    let hash: String = plan.hash.chars().take(12).collect();
    let mut facts = Facts::new()
        .wide()
        .fact(visit.say("valid-from"), words.date(plan.valid_from))
        .fact(visit.say("plan-hash"), html! { span.code { (hash) } })
        .fact(
            visit.say("payment-created"),
            format!("{} · {}", visit.moment(plan.created_at), visit.office.user_name(&plan.created_by).await?),
        );
    if let (Some(by), Some(at)) = (&plan.released_by, plan.released_at) {
        facts = facts
            .fact(visit.say("state-approved"), format!("{} · {}", visit.moment(at), visit.office.user_name(by).await?));
    }
    let mut source = SourceView::new(visit.ui, "source", title.clone());
    for (number, text) in (1..).zip(plan.text.lines()) {
        source = source.line(SourceLine::new(number, text));
    }
    let main = html! { (head) (facts) (Section::new(visit.say("plan-source")).body(source)) };
    Ok(visit.page(&title, Part::Plans, main))
}
