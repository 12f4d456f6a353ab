//! Orders that final runs do not hold as they are known now.

use super::{declared, order_href};
use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::{ROWS, paging, partner_href};
use crate::visit::{Part, Visit};
use compline_office::facts::event_lists::WaitsFor;
use compline_ui::{Breadcrumbs, Cell, Chip, Column, Empty, Icon, PageHead, Row, Table, Tabs, Tone};
use maud::html;

/// The chip of what an order waits for.
pub fn chip(visit: &Visit, waits: WaitsFor) -> Chip {
    match waits {
        WaitsFor::NextRun => Chip::new(Tone::Info, visit.say("order-waits-next-run")).icon(Icon::Clock),
        WaitsFor::Reversal => Chip::new(Tone::Held, visit.say("order-waits-reversal")).icon(Icon::Undo2),
        WaitsFor::Correction => Chip::new(Tone::Held, visit.say("order-waits-correction")).icon(Icon::RefreshCw),
    }
}

/// Why it waits, in a sentence.
pub fn reason(waits: WaitsFor) -> &'static str {
    match waits {
        WaitsFor::NextRun => "order-waits-next-run-why",
        WaitsFor::Reversal => "order-waits-reversal-why",
        WaitsFor::Correction => "order-waits-correction-why",
    }
}

fn name(waits: WaitsFor) -> &'static str {
    match waits {
        WaitsFor::NextRun => "next-run",
        WaitsFor::Reversal => "reversal",
        WaitsFor::Correction => "correction",
    }
}

/// The list, all of it or what waits for the same.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let (office, words) = (&visit.office, visit.words);
    let all = office.waiting_events(visit.company(), &programme.id, plan.program.calendar).await?;
    let view = query.text("view");
    let title = visit.say("orders-waiting");
    let head = PageHead::new(title.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("orders"), "/orders"))
        .fact(programme.name.clone());
    let count = |of: Option<WaitsFor>| {
        let some = all.iter().filter(|one| of.is_none_or(|of| one.waits_for == of)).count();
        words.count(i64::try_from(some).unwrap_or(i64::MAX))
    };
    let mut tabs =
        Tabs::new(visit.say("views")).counted(visit.say("view-all"), count(None), "/orders/waiting", view.is_empty());
    for (of, key) in [
        (WaitsFor::NextRun, "order-waits-next-run"),
        (WaitsFor::Reversal, "order-waits-reversal"),
        (WaitsFor::Correction, "order-waits-correction"),
    ] {
        let href = format!("/orders/waiting?view={}", name(of));
        tabs = tabs.counted(visit.say(key), count(Some(of)), href, view == name(of));
    }
    let skip = query.number("skip").unwrap_or(0).max(0);
    let shown: Vec<_> = all.iter().filter(|one| view.is_empty() || name(one.waits_for) == view).collect();
    let total = i64::try_from(shown.len()).unwrap_or(i64::MAX);
    let first = usize::try_from(skip).unwrap_or(usize::MAX);
    let rows: Vec<_> = shown.into_iter().skip(first).take(usize::try_from(ROWS).unwrap_or(100)).collect();
    let mut table = Table::new(visit.ui, "waiting", title.clone())
        .column(Column::text(visit.say("order-number")).title_on_phones())
        .column(Column::text(visit.say("partner")))
        .column(Column::state(visit.say("order-waits-for")))
        .column(Column::text(visit.say("order-final-run")))
        .column(Column::amount(visit.say("order-amount-settled"), programme.currency.clone()))
        .column(Column::amount(visit.say("order-amount-now"), programme.currency.clone()))
        .column(Column::date(visit.say("order-since")))
        .empty(Empty::new(Icon::Check, title.clone(), visit.say("orders-waiting-none")))
        .paging(paging(&visit, &format!("/orders/waiting?view={view}&"), skip, rows.len(), Some(total)));
    for one in rows {
        let partner = one.partner.as_ref().map_or_else(Cell::none, |id| Cell::text(id.clone()).href(partner_href(id)));
        let amount = |amount: Option<i64>| amount.map_or_else(Cell::none, |amount| Cell::text(visit.amount(amount)));
        let now = if one.waits_for == WaitsFor::Reversal { Some(0) } else { one.amount };
        let who = office.user_name(&one.author).await?;
        table = table.row(
            Row::new(format!("{}-{}", one.source, one.id))
                .cell(
                    Cell::text(one.id.clone())
                        .href(order_href(&one.kind, &one.source, &one.id))
                        .note(one.source.clone()),
                )
                .cell(partner)
                .cell(Cell::chip(chip(&visit, one.waits_for)))
                .cell(Cell::text(one.period.clone()).href(format!("/runs/{}", one.run)))
                .cell(amount(one.settled))
                .cell(amount(now))
                .cell(Cell::text(visit.moment(one.at)).note(who)),
        );
    }
    let main = html! { (head) p { (visit.say("orders-waiting-what")) } (tabs) (table) };
    Ok(visit.page(&title, Part::Orders, main))
}
