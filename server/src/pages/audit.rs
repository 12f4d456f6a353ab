//! The audit log.

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::ROWS;
use crate::visit::{Part, Visit, encoded};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Cell, Column, Empty, FilterBar, Icon, PageHead, Paging, Row, Table};
use maud::html;

/// The entries, the latest first.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewAudit, ObjectKind::Company, visit.company(), &[])?;
    let object = query.text("q");
    let entries = office
        .audit_entries(visit.company(), (!object.is_empty()).then_some(object), query.number("before"), ROWS)
        .await?;
    let next = entries
        .last()
        .filter(|_| entries.len() as i64 == ROWS)
        .map(|last| format!("/audit?q={}&before={}", encoded(object), last.seq));
    let shown = words.say_with("list-rows", &[("rows", (entries.len() as i64).into())]);
    let mut table = Table::new(visit.ui, "audit", visit.say("audit"))
        .column(Column::number("Nr."))
        .column(Column::text(visit.say("audit-when")))
        .column(Column::text(visit.say("audit-who")))
        .column(Column::text(visit.say("audit-what")).title_on_phones())
        .column(Column::text(visit.say("audit-object")))
        .column(Column::text(visit.say("audit-details")).not_on_phones())
        .empty(Empty::new(Icon::History, visit.say("audit"), visit.say("audit-none-yet")))
        .paging(Paging::new(visit.ui, shown).next(next));
    for entry in &entries {
        table = table.row(
            Row::new(entry.seq.to_string())
                .cell(Cell::text(words.count(entry.seq)))
                .cell(Cell::text(visit.moment(entry.at)))
                .cell(Cell::text(office.user_name(&entry.author).await?))
                .cell(Cell::text(visit.say(&format!("did-{}", entry.action))))
                .cell(Cell::text(entry.object.clone()))
                .cell(Cell::text(entry.details.chars().take(120).collect::<String>())),
        );
    }
    let head = PageHead::new(visit.say("audit"));
    let bar = FilterBar::new(visit.ui, visit.say("filter"), "/audit").query("q", object, visit.say("audit-object"));
    Ok(visit.page(&visit.say("audit"), Part::Audit, html! { (head) (bar) (table) }))
}
