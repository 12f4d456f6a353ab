//! The form of an entry beside the plan.

use super::kind;
use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::filled::Filled;
use crate::visit::{Part, Visit};
use axum::response::{IntoResponse, Redirect};
use compline_office::OfficeError;
use compline_office::entries::NewEntry;
use compline_office::tax::ENTRY_KINDS;
use compline_policy::{Action as Deed, ObjectKind};
use compline_runtime::calendar::{Period, day};
use compline_ui::{Action, Banner, Breadcrumbs, Choice, Field, Form, PageHead, Tone};
use maud::html;

/// Periods before the present one that are offered, and all together.
const EARLIER: u32 = 3;
const OFFERED: usize = 8;

/// The form.
pub async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let programme = visit.programme().await?;
    let today = visit.office.clock().today();
    let plan = visit.office.plan_for(visit.company(), &programme.id, today).await?;
    let own = visit.office.compiled(&plan).await?.program.calendar;
    let period = Period::containing(own, day(today)).to_string();
    let typed = Typed::default().with("partner", query.text("partner")).with("period", period);
    show(&visit, Filled::new(&visit, typed)).await
}

/// The periods that an entry can go with: those of the plan that holds, without those that are final.
async fn periods(visit: &Visit, programme: &str) -> Result<Vec<String>, OfficeError> {
    let today = visit.office.clock().today();
    let plan = visit.office.plan_for(visit.company(), programme, today).await?;
    let own = visit.office.compiled(&plan).await?.program.calendar;
    let runs = visit.office.runs(visit.company()).await?;
    let is_final = |period: &String| {
        let closed = |state: &str| matches!(state, "finalising" | "final");
        runs.iter().any(|run| run.programme == programme && run.period == *period && closed(run.state.name()))
    };
    let mut out = Vec::new();
    let mut period = Period::containing(own, day(today)).back(EARLIER);
    for _ in 0..OFFERED {
        // Beside a list there is none.
        if period.is_nameable() {
            out.push(period.to_string());
        }
        period = period.next();
    }
    out.retain(|period| !is_final(period));
    Ok(out)
}

async fn show(visit: &Visit, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::MakeEntry, ObjectKind::Company, visit.company())?;
    let programmes = visit.office.programmes(visit.company()).await?;
    let programme = visit.programme().await?;
    let title = visit.say("entry-create");
    let head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("entries"), "/entries"));
    let kinds = ENTRY_KINDS.iter().map(|(name, _, _)| Choice::new(*name, kind(visit, name))).collect();
    let mut form = Form::new(visit.ui, "/new-entry")
        .field(f.select("kind", "field-kind", kinds))
        .field(f.line("partner", "partner-number"));
    if programmes.len() > 1 {
        let choices = programmes.iter().map(|one| Choice::new(one.id.clone(), one.name.clone())).collect();
        form = form.field(f.select("programme", "programme", choices));
    } else {
        form = form.hidden("programme", programme.id.clone());
    }
    let mut periods: Vec<Choice> = Vec::new();
    for period in self::periods(visit, &programme.id).await? {
        periods.push(Choice::new(period.clone(), period));
    }
    let usual = [("", "entry-tax-usual"), ("yes", "yes"), ("no", "no")];
    let usual = usual.map(|(value, key)| Choice::new(value, visit.say(key))).to_vec();
    let amount = Field::money(visit.ui, "amount", visit.say("field-amount"), programme.currency.clone());
    form = form
        .field(f.select("period", "period", periods))
        .field(f.draw("amount", amount).help(visit.say("entry-amount-help")))
        .field(f.select("taxable", "entry-taxable", usual))
        .field(f.line("payee", "entry-payee").optional().help(visit.say("entry-payee-help")))
        .field(f.area("reason", "field-reason").help(visit.say("entry-reason-help")))
        .action(Action::submit(visit.say("entry-ask")).primary())
        .action(Action::link(visit.say("cancel"), "/entries").quiet());
    let form = f.rest(form);
    let banner = Banner::new(Tone::Review, visit.say("entry-awaits-second"));
    Ok(visit.page_with(&title, Part::Requests, html! { (head) (banner) (form) }, f.is_wrong()))
}

/// Asks for the entry.
pub async fn make(visit: Visit, typed: Typed) -> Answer {
    visit.allow(Deed::MakeEntry, ObjectKind::Company, visit.company())?;
    let mut f = Filled::new(&visit, typed);
    let programmes = visit.office.programmes(visit.company()).await?;
    let programme = programmes.iter().find(|one| one.id == f.text("programme"));
    let currency = programme.map_or_else(|| visit.currency.clone(), |one| one.currency.clone());
    let amount = f.amount("amount", &currency);
    let new = NewEntry {
        programme: f.text("programme").to_owned(),
        partner: f.text("partner").to_owned(),
        kind: f.text("kind").to_owned(),
        period: f.text("period").to_owned(),
        amount,
        taxable: match f.text("taxable") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        payee: f.optional("payee"),
        reason: f.text("reason").to_owned(),
    };
    // An amount that cannot be read stands as nought here, which the office refuses: all is told at once.
    match visit.office.ask_entry(visit.author(), &new).await {
        Ok(request) => Ok(Redirect::to(&format!("/requests/{request}")).into_response()),
        Err(error) => {
            f.refused(error)?;
            show(&visit, f).await
        }
    }
}
