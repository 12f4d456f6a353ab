//! A new partner: owner, account, tax status, places, the plan's own fields.

use super::edit::{account_fields, account_of, person_fields, person_of, tax_choices};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::filled::Filled;
use crate::pages::partner_href;
use crate::visit::{Part, Visit};
use axum::response::{IntoResponse, Redirect};
use compline_compiler::program::{Field as PlanField, Kind, Program, Tree};
use compline_office::OfficeError;
use compline_office::care::NewPartner;
use compline_office::error::FieldError;
use compline_office::facts::partners::Placement;
use compline_office::facts::people::TaxFact;
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Breadcrumbs, Choice, Field, Fieldset, Form, PageHead};
use maud::html;
use std::sync::Arc;

/// The form.
pub async fn page(visit: Visit) -> Answer {
    let today = visit.words.date(visit.office.clock().today());
    let typed = Typed::default().with("joined_on", today).with("country", "DE").with("language", "de");
    show(&visit, Filled::new(&visit, typed)).await
}

/// The program of the plan that holds today: its trees and fields are asked for.
async fn program(visit: &Visit) -> Result<(String, Arc<Program>), OfficeError> {
    let programme = visit.programme().await?;
    let plan = visit.office.plan_for(visit.company(), &programme.id, visit.office.clock().today()).await?;
    Ok((programme.id, Arc::clone(&visit.office.compiled(&plan).await?.program)))
}

async fn show(visit: &Visit, mut filled: Filled<'_>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Company, visit.company())?;
    let (_, program) = program(visit).await?;
    let f = &mut filled;
    let title = visit.say("partner-create");
    let head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("partners"), "/partners"));
    let partner = Fieldset::new(visit.say("partner"))
        .field(f.line("id", "partner-number"))
        .field(f.day("joined_on", "partner-joined"))
        .field(f.line("owner", "partner-owner").optional().help(visit.say("partner-owner-help")));
    let mut form = Form::new(visit.ui, "/new-partner").fieldset(partner).fieldset(person_fields(visit, f));
    let mut places = Fieldset::new(visit.say("placement"));
    for tree in &program.trees {
        for field in place_fields(visit, f, tree, ("upline", program.trees.len() > 1)) {
            places = places.field(field);
        }
    }
    if !program.trees.is_empty() {
        form = form.fieldset(places);
    }
    if !program.partner_fields.is_empty() {
        let mut own = Fieldset::new(visit.say("partner-plan-fields"));
        for field in &program.partner_fields {
            own = own.field(plan_field(visit, f, &program, field));
        }
        form = form.fieldset(own);
    }
    let tax = Fieldset::new(visit.say("tax"))
        .field(f.select("status", "tax-status", tax_choices(visit, true)))
        .field(f.line("tax_number", "tax-number").optional())
        .field(f.line("vat_id", "tax-vat-id").optional())
        .field(f.day("agreement_on", "tax-agreement-date").optional().help(visit.say("tax-agreement-help")));
    let mut account = Fieldset::new(visit.say("bank-details")).text(visit.say("bank-awaits-second"));
    for field in account_fields(f) {
        account = account.field(field.optional());
    }
    let form = form
        .fieldset(tax)
        .fieldset(account)
        .action(Action::submit(title.clone()).primary())
        .action(Action::link(visit.say("cancel"), "/partners").quiet());
    let form = f.rest(form);
    Ok(visit.page_with(&title, Part::Partners, html! { (head) (form) }, f.is_wrong()))
}

/// The fields of a place in a tree.
pub(super) fn place_fields(
    visit: &Visit,
    f: &mut Filled<'_>,
    tree: &Tree,
    (upline, several): (&str, bool),
) -> Vec<Field<'static>> {
    let label = |key: &str| if several { format!("{} ({})", visit.say(key), tree.name) } else { visit.say(key) };
    let (parent, top, side) =
        (format!("parent_{}", tree.name), format!("top_{}", tree.name), format!("side_{}", tree.name));
    let is_top = f.text(&top) == "1";
    // Where somebody joins, a place may be left to the plan's rule.
    let by_rule = several && tree.placing.is_some();
    let help = visit.say(if by_rule { "placement-by-rule-help" } else { "move-new-parent-help" });
    let mut out = vec![
        f.draw(&parent, Field::text(visit.ui, parent.clone(), label(upline)).help(help)),
        f.draw(&top, Field::check(visit.ui, top.clone(), label("placement-at-top"), is_top)),
    ];
    if !tree.sides.is_empty() {
        let none = Choice::new("", visit.say("nothing"));
        let sides = tree.sides.iter().map(|side| Choice::new(side.clone(), side.clone()));
        let field = Field::select(visit.ui, side.clone(), label("placement-side"), std::iter::once(none).chain(sides));
        out.push(f.draw(&side, field));
    } else if tree.width.is_some() {
        out.push(f.draw(&side, Field::number(visit.ui, side.clone(), label("placement-position")).optional()));
    }
    out
}

/// The place in a tree that was filled in; nothing where none was.
pub(super) fn place_of(f: &Filled<'_>, tree: &Tree, partner: &str, from: chrono::NaiveDate) -> Option<Placement> {
    let parent = f.optional(&format!("parent_{}", tree.name));
    if parent.is_none() && f.text(&format!("top_{}", tree.name)) != "1" {
        return None;
    }
    let side = f.optional(&format!("side_{}", tree.name));
    let sided = !tree.sides.is_empty();
    Some(Placement {
        tree: tree.name.clone(),
        partner: partner.to_owned(),
        parent,
        side: side.clone().filter(|_| sided),
        position: side.filter(|_| !sided),
        valid_from: from,
        valid_to: None,
        run: None,
    })
}

fn plan_field(visit: &Visit, f: &mut Filled<'_>, program: &Program, field: &PlanField) -> Field<'static> {
    let (name, label) = (format!("own_{}", field.name), field.name.replace('_', " "));
    let words = match field.ty.kind {
        Kind::Word(words) => program.words.get(words.index()).map(|words| words.words.clone()),
        Kind::Bool => Some(vec!["yes".to_owned(), "no".to_owned()]),
        _ => None,
    };
    let mut drawn = match words {
        Some(words) => {
            let none = field.ty.optional.then(|| Choice::new("", visit.say("nothing")));
            let said = |word: &String| match (field.ty.kind, word.as_str()) {
                (Kind::Bool, "yes") => visit.say("yes"),
                (Kind::Bool, _) => visit.say("no"),
                _ => word.clone(),
            };
            let choices = words.iter().map(|word| Choice::new(word.clone(), said(word)));
            Field::select(visit.ui, name.clone(), label, none.into_iter().chain(choices))
        }
        None => Field::text(visit.ui, name.clone(), label),
    };
    if field.ty.optional {
        drawn = drawn.optional();
    }
    if field.ty.kind == Kind::Date {
        drawn = drawn.placeholder("2026-12-31");
    }
    f.draw(&name, drawn)
}

/// Takes the partner in.
pub async fn create(visit: Visit, typed: Typed) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Company, visit.company())?;
    let (programme, program) = program(&visit).await?;
    let mut f = Filled::new(&visit, typed);
    let id = f.text("id").to_owned();
    let joined_on = f.date("joined_on");
    let mut person = person_of(&mut f, &id);
    if let Some(owner) = f.optional("owner") {
        match visit.office.partner_row(visit.company(), &owner).await {
            Ok(row) => person = visit.office.person(visit.company(), &row.person).await?,
            Err(_) => f.refused(unknown("owner", &owner))?,
        }
    } else if !id.is_empty() && visit.office.person(visit.company(), &id).await.is_ok() {
        let taken = FieldError::new("id", "error-number-taken").with("number", &id);
        f.refused(OfficeError::Input(vec![taken]))?;
    }
    let agreement_on = f.maybe_date("agreement_on");
    let tax = f.optional("status").map(|status| TaxFact {
        person: person.id.clone(),
        valid_from: joined_on,
        status,
        vat_id: f.optional("vat_id"),
        tax_number: f.optional("tax_number"),
        agreement_on,
    });
    if tax.is_none() && ["vat_id", "tax_number", "agreement_on"].iter().any(|name| !f.text(name).is_empty()) {
        f.wrong("status", visit.say("error-choose-one"));
    }
    let places: Vec<Placement> = program.trees.iter().filter_map(|tree| place_of(&f, tree, &id, joined_on)).collect();
    let first = program.trees.iter().find(|tree| tree.placing.is_none());
    if let Some(first) = first.filter(|first| !places.iter().any(|place| place.tree == first.name)) {
        f.wrong(&format!("parent_{}", first.name), visit.say("error-field-empty"));
    }
    let own = |field: &PlanField| (field.name.clone(), f.text(&format!("own_{}", field.name)).to_owned());
    let fields = program.partner_fields.iter().map(own).filter(|(_, text)| !text.is_empty()).collect();
    let bank = account_of(&f);
    let parents: Vec<(String, String)> =
        places.iter().map(|place| (place.tree.clone(), place.parent.clone().unwrap_or_default())).collect();
    let new = NewPartner { programme, id: id.clone(), person, bank, tax, joined_on, fields, places };
    // What the office finds is told together with what was found here.
    let made = match f.is_wrong() {
        true => visit.office.check_new_partner(visit.author(), &new).await,
        false => visit.office.new_partner(visit.author(), &new).await,
    };
    if let Err(error) = made {
        let is_own = |field: &str| program.partner_fields.iter().any(|own| own.name == field);
        f.refused_as(error, |field, input| match field {
            "parent" | "side" | "position" | "tree" => {
                let tree = parents.iter().find(|(_, parent)| parent == input).or_else(|| parents.first());
                let at = if field == "position" {
                    "side"
                } else if field == "tree" {
                    "parent"
                } else {
                    field
                };
                format!("{at}_{}", tree.map_or("", |(tree, _)| tree.as_str()))
            }
            "period" => "joined_on".to_owned(),
            field if is_own(field) => format!("own_{field}"),
            field => field.to_owned(),
        })?;
    }
    if f.is_wrong() {
        return show(&visit, f).await;
    }
    Ok(Redirect::to(&partner_href(&id)).into_response())
}

fn unknown(field: &str, number: &str) -> OfficeError {
    OfficeError::Input(vec![FieldError::new(field, "error-partner-unknown").with("number", number)])
}
