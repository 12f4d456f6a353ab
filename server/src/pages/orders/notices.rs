//! Notices of danger of cancellation of a contract of insurance, and the form that records one.

use super::record::{Sent, show, told};
use super::{declared, key_href};
use crate::fault::Answer;
use crate::form::Typed;
use crate::visit::Visit;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::notices::{CHANNELS, NewNotice};
use compline_office::orders::EventKey;
use compline_ui::{Action, Cell, Choice, Column, Empty, Field, Form, Icon, Row, Section, Table};
use compline_words::parse_date;
use maud::{Markup, html};

/// The section of a contract's page.
pub(super) async fn section(
    visit: &Visit,
    key: &EventKey,
    may: bool,
    sent: Option<&Sent<'_>>,
) -> Result<Markup, OfficeError> {
    let known = visit.office.notices_of(visit.company(), key).await?;
    let mut table = Table::new(visit.ui, "notices", visit.say("danger-notices"))
        .plain()
        .column(Column::date(visit.say("notice-day")).title_on_phones())
        .column(Column::text(visit.say("notice-how")))
        .column(Column::text(visit.say("notice-proof")))
        .column(Column::text(visit.say("notice-recorded")))
        .empty(Empty::new(Icon::Send, visit.say("danger-notices"), visit.say("nothing")));
    for one in &known {
        let to = one.partner.clone().unwrap_or_else(|| visit.say("notice-own"));
        let who = visit.office.user_name(&one.author).await?;
        table = table.row(
            Row::new(one.seq.to_string())
                .cell(Cell::text(visit.words.date(one.day)))
                .cell(Cell::text(visit.say(&channel_key(&one.channel))).note(to))
                .cell(Cell::text(one.proof.clone()))
                .cell(Cell::text(who).note(visit.moment(one.at))),
        );
    }
    let form = may.then(|| form(visit, key, sent));
    let body = html! { @if !known.is_empty() { (table) } @if let Some(form) = &form { (form) } };
    Ok(
        html! { (Section::new(visit.say("danger-notices")).id("notices").text(visit.say("danger-notices-what")).body(body)) },
    )
}

fn channel_key(channel: &str) -> String {
    format!("notice-channel-{}", channel.replace('_', "-"))
}

fn form(visit: &Visit, key: &EventKey, sent: Option<&Sent<'_>>) -> Form<'static> {
    let sent = Sent::of(sent, "notice");
    let text = |name: &str| sent.map_or_else(String::new, |sent| sent.typed.text(name).to_owned());
    let error = |name: &str| sent.and_then(|sent| sent.error(name));
    let chosen = text("danger-how");
    let channels =
        CHANNELS.map(|channel| Choice::new(channel, visit.say(&channel_key(channel))).chosen(chosen == channel));
    let today = visit.words.date(visit.office.clock().today());
    Form::new(visit.ui, format!("{}/notices", key_href(key)))
        .field(
            Field::date(visit.ui, "danger-day", visit.say("notice-day"))
                .value(if sent.is_some() { text("danger-day") } else { today })
                .maybe_error(error("day")),
        )
        .field(Field::select(visit.ui, "danger-how", visit.say("notice-how"), channels).maybe_error(error("channel")))
        .field(
            Field::text(visit.ui, "danger-proof", visit.say("notice-proof"))
                .value(text("danger-proof"))
                .maybe_error(error("proof")),
        )
        .action(Action::submit(visit.say("notice-record")).icon(Icon::Send))
}

/// Records a notice.
pub(super) async fn record(
    visit: Visit,
    Path((kind, source, id)): Path<(String, String, String)>,
    typed: Typed,
) -> Answer {
    let (programme, plan) = declared(&visit).await?;
    let key = EventKey { programme: programme.id.clone(), kind, source, id };
    let day = parse_date(typed.text("danger-day"), visit.words.language(), visit.office.clock().today());
    let errors = match day {
        Ok(day) => {
            let (channel, proof) = (typed.text("danger-how").to_owned(), typed.text("danger-proof").to_owned());
            match visit.office.record_notice(visit.author(), &key, &NewNotice { day, channel, proof }).await {
                Ok(()) => return Ok(Redirect::to(&format!("{}#notices", key_href(&key))).into_response()),
                Err(OfficeError::Input(errors)) => told(&visit, &errors),
                Err(error) => return Err(error.into()),
            }
        }
        Err(error) => vec![("day".to_owned(), error.say(visit.words))],
    };
    let sent = Sent { form: "notice", typed: &typed, errors };
    show(&visit, &programme, &plan, &key, "", Some(&sent)).await
}
