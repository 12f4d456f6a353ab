//! Somebody who is paid without being a partner: who is assigned something, or an enforcement authority.

use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::filled::Filled;
use crate::pages::partners::{account_fields, account_of, person_fields, person_of};
use crate::visit::{Part, Visit};
use axum::response::{IntoResponse, Redirect};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Breadcrumbs, Fieldset, Form, PageHead, Tone};
use maud::html;

/// The form.
pub async fn page(visit: Visit) -> Answer {
    let typed = Typed::default().with("country", "DE").with("language", "de").with("legal_form", "company");
    show(&visit, Filled::new(&visit, typed)).await
}

async fn show(visit: &Visit, mut f: Filled<'_>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Company, visit.company())?;
    let title = visit.say("payee-create");
    let head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("entries"), "/entries"));
    let number = Fieldset::new(visit.say("entry-payee")).field(f.line("id", "payee-number"));
    let mut form = Form::new(visit.ui, "/new-payee").fieldset(number).fieldset(person_fields(visit, &mut f));
    let [holder, iban, bic] = account_fields(&mut f);
    form = form
        .fieldset(Fieldset::new(visit.say("bank-details")).field(holder).field(iban).field(bic.optional()))
        .action(Action::submit(title.clone()).primary())
        .action(Action::link(visit.say("cancel"), "/entries").quiet());
    let form = f.rest(form);
    let banner = Banner::new(Tone::Review, visit.say("payee-text")).text(visit.say("bank-awaits-second"));
    Ok(visit.page_with(&title, Part::Requests, html! { (head) (banner) (form) }, f.is_wrong()))
}

/// Takes the payee in.
pub async fn take(visit: Visit, typed: Typed) -> Answer {
    let mut f = Filled::new(&visit, typed);
    let id = f.text("id").to_owned();
    let person = person_of(&mut f, &id);
    let bank = account_of(&f).unwrap_or_default();
    if f.is_wrong() {
        return show(&visit, f).await;
    }
    match visit.office.new_payee(visit.author(), &person, &bank).await {
        Ok(()) => {
            let waiting = visit.office.requests(visit.company(), "open", "bank-details", &id, 0, 1).await?;
            let to = waiting.first().map_or_else(|| "/requests".to_owned(), |one| format!("/requests/{}", one.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            f.refused(error)?;
            show(&visit, f).await
        }
    }
}
