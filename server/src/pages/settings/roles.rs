//! Which role may do what: read from the policies in force, changed nowhere.

use super::tabs;
use crate::fault::Answer;
use crate::visit::{Part, Visit};
use compline_office::staff::needs_code;
use compline_policy::{Action as Deed, Role};
use compline_ui::{Cell, Column, Icon, PageHead, Row, Section, Table};
use maud::html;

pub(super) async fn page(visit: Visit) -> Answer {
    let policies = visit.office.policies();
    let mut table = Table::new(visit.ui, "roles", visit.say("settings-roles-title"))
        .column(Column::text(visit.say("settings-permission")).title_on_phones());
    for role in Role::ALL {
        table = table.column(Column::state(visit.say(&format!("role-{}", role.name()))));
    }
    for deed in Deed::ALL {
        let mut row = Row::new(deed.name()).cell(Cell::text(visit.say(&format!("permission-{}", deed.name()))));
        for role in Role::ALL {
            let cell = if policies.permits(*role, *deed) {
                Cell::markup(html! { (Icon::Check) span.hidden { (visit.say("yes")) } })
            } else {
                Cell::markup(html! { span aria-hidden="true" { "–" } span.hidden { (visit.say("no")) } })
            };
            row = row.cell(cell);
        }
        table = table.row(row);
    }
    let with_codes: Vec<String> = Role::ALL
        .iter()
        .filter(|role| needs_code(**role))
        .map(|role| visit.say(&format!("role-{}", role.name())))
        .collect();
    let codes = visit.words.say_with("settings-roles-codes", &[("roles", with_codes.join(", ").into())]);
    let head = PageHead::new(visit.say("settings"));
    let main = html! {
        (head) (tabs(&visit, "/settings/roles"))
        (Section::new(visit.say("settings-roles-title")).text(visit.say("settings-roles-text")).body(table))
        p.quiet { (codes) }
    };
    Ok(visit.page(&visit.say("settings-roles"), Part::Settings, main))
}
