//! Drafts: begun from nothing, from a file or from a version; edited as plain text, checked before they are kept.

use super::name;
use super::source::{AtLine, Files, counts};
use crate::fault::Answer;
use crate::form::{Asked, Typed};
use crate::pages::prefilled::Prefilled;
use crate::visit::{Part, Visit};
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse, Redirect};
use compline_lang::bundle::{Bundle, BundleFile, is_bundle};
use compline_lang::syntax::literate::is_literate;
use compline_office::plans::{PlanVersion, Report};
use compline_office::{FieldError, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Banner, Breadcrumbs, Field, Form, PageHead, Section, Tone};
use maud::html;

/// Lines of the field.
const ROWS: u8 = 32;

/// The form of a new draft, filled in with a version where one is named.
pub(super) async fn new(visit: Visit, Asked(query): Asked) -> Answer {
    visit.office.allow(visit.author(), Deed::EditPlan, ObjectKind::Company, visit.company(), &[])?;
    let from = query.text("from");
    let like = match from {
        "" => None,
        id => Some(visit.office.plan_version(visit.company(), id).await?),
    };
    let text = like.as_ref().map_or_else(|| String::from("language 1\n"), |plan| plan.text.clone());
    show_new(&visit, like.as_ref(), &text, &[], None)
}

fn show_new(
    visit: &Visit,
    like: Option<&PlanVersion>,
    text: &str,
    errors: &[FieldError],
    report: Option<&Report>,
) -> Answer {
    let typed = Typed::default();
    let filled = Prefilled::typed(visit, &typed, errors);
    let title = visit.say("plan-create-version");
    let mut head =
        PageHead::new(title.clone()).breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("plans"), "/plans"));
    if let Some(like) = like {
        head = head.fact(visit.words.say_with("plan-made-from", &[("version", name(visit, like).into())]));
    }
    let form = Form::new(visit.ui, "/plans")
        .files()
        .hidden("from", like.map_or("", |plan| plan.id.as_str()))
        .field(area(visit, text).maybe_error(filled.error("text")))
        .field(
            Field::file(visit.ui, "file", visit.say("plan-file"), ".plan,.txt,.md")
                .help(visit.say("plan-file-help"))
                .optional()
                .maybe_error(filled.error("file")),
        )
        .action(Action::submit(visit.say("plan-keep")).primary())
        .action(Action::submit(visit.say("plan-check")).value("check", "1"))
        .action(Action::link(visit.say("cancel"), "/plans").quiet());
    let wrong = form.has_errors();
    let main = html! { (head) (form) @if let Some(report) = report { (checked(visit, &title, text, report)) } };
    Ok(visit.page_with(&title, Part::Plans, main, wrong))
}

fn area(visit: &Visit, text: &str) -> Field<'static> {
    Field::source(visit.ui, "text", visit.say("plan-source"), ROWS).value(text).help(visit.say("plan-text-help"))
}

/// What the checker says to a text that is not kept yet.
fn checked(visit: &Visit, title: &str, text: &str, report: &Report) -> Section {
    let banner = if report.errors > 0 {
        Banner::new(Tone::Bad, visit.say("plan-has-errors"))
    } else {
        Banner::new(Tone::Ok, visit.say("plan-check-fine"))
    };
    let text = text.replace("\r\n", "\n");
    let body = html! { (banner) (Files::of(&text).views(visit, title, report, AtLine::Whole)) };
    Section::new(visit.say("plan-diagnostics")).text(counts(visit, report)).body(body)
}

/// The text of a file. A literate plan is known by its name, so that goes with the text.
fn uploaded(name: &str, text: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if is_bundle(text) || !is_literate(name) || name.contains(['"', '\n', '\r']) {
        return text.to_owned();
    }
    Bundle { files: vec![BundleFile { name: name.to_owned(), text: text.replace("\r\n", "\n") }] }.text()
}

/// Keeps a new draft, or only checks it.
pub(super) async fn create(visit: Visit, mut form: Multipart) -> Answer {
    visit.office.allow(visit.author(), Deed::EditPlan, ObjectKind::Company, visit.company(), &[])?;
    let (mut text, mut file, mut from, mut check) = (String::new(), Vec::new(), String::new(), false);
    let mut file_name = String::new();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(name) = field.file_name() {
            name.clone_into(&mut file_name);
        }
        let Ok(bytes) = field.bytes().await else { continue };
        match name.as_str() {
            "file" => file = bytes.to_vec(),
            "text" => text = String::from_utf8_lossy(&bytes).into_owned(),
            "from" => from = String::from_utf8_lossy(&bytes).into_owned(),
            "check" => check = true,
            _ => {}
        }
    }
    let like = match from.as_str() {
        "" => None,
        id => Some(visit.office.plan_version(visit.company(), id).await?),
    };
    // A file takes the place of the text.
    if !file.is_empty() {
        match String::from_utf8(file) {
            Ok(read) => text = uploaded(&file_name, read.trim_start_matches('\u{feff}')),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let before = error.as_bytes().iter().take(good);
                let row = before.filter(|byte| **byte == b'\n').count().saturating_add(1);
                let error = FieldError::new("file", "error-file-encoding").with("row", row);
                return show_new(&visit, like.as_ref(), &text, &[error], None);
            }
        }
    }
    if check {
        let report = match visit.office.report(&text.replace("\r\n", "\n"), visit.words.language()).await {
            Ok(report) => report,
            Err(OfficeError::Input(errors)) => return show_new(&visit, like.as_ref(), &text, &errors, None),
            Err(error) => return Err(error.into()),
        };
        return show_new(&visit, like.as_ref(), &text, &[], Some(&report));
    }
    let programme = match &like {
        Some(plan) => plan.programme.clone(),
        None => visit.programme().await?.id,
    };
    match visit.office.keep_draft(visit.author(), &programme, &text, like.as_ref()).await {
        Ok(id) => Ok(Redirect::to(&format!("/plans/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => show_new(&visit, like.as_ref(), &text, &errors, None),
        Err(error) => Err(error.into()),
    }
}

/// The form of a draft.
pub(super) async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.allow(visit.author(), Deed::EditPlan, ObjectKind::Plan, &id, &[])?;
    let plan = visit.office.plan_version(visit.company(), &id).await?;
    let report = visit.office.report(&plan.text, visit.words.language()).await?;
    show(&visit, &plan, &plan.text, &plan.hash, &[], Some(&report))
}

fn show(
    visit: &Visit,
    plan: &PlanVersion,
    text: &str,
    seen: &str,
    errors: &[FieldError],
    report: Option<&Report>,
) -> Answer {
    let typed = Typed::default();
    let filled = Prefilled::typed(visit, &typed, errors);
    let (title, back) = (visit.say("plan-edit"), format!("/plans/{}", plan.id));
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui).link(visit.say("plans"), "/plans").link(name(visit, plan), back.clone()),
        )
        .chip(super::state(visit, plan));
    let form = Form::new(visit.ui, format!("{back}/edit"))
        .hidden("seen", seen)
        .field(area(visit, text).maybe_error(filled.error("text")))
        .action(Action::submit(visit.say("plan-keep")).primary())
        .action(Action::submit(visit.say("plan-check")).value("check", "1"))
        .action(Action::link(visit.say("cancel"), back).quiet());
    let wrong = form.has_errors();
    let main =
        html! { (head) (form) @if let Some(report) = report { (checked(visit, &name(visit, plan), text, report)) } };
    Ok(visit.page_with(&title, Part::Plans, main, wrong))
}

/// Puts a draft away.
pub(super) async fn discard(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.discard_draft(visit.author(), &id).await?;
    Ok(Redirect::to("/plans").into_response())
}

/// Changes a draft, or only checks what was typed.
pub(super) async fn change(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::EditPlan, ObjectKind::Plan, &id, &[])?;
    let plan = office.plan_version(visit.company(), &id).await?;
    let (text, seen) = (typed.raw("text"), typed.text("seen"));
    let done = if typed.text("check").is_empty() {
        office.edit_draft(visit.author(), &id, text, seen).await.map(|()| None)
    } else {
        office.report(&text.replace("\r\n", "\n"), visit.words.language()).await.map(Some)
    };
    match done {
        Ok(None) => Ok(Redirect::to(&format!("/plans/{id}")).into_response()),
        Ok(Some(report)) => show(&visit, &plan, text, seen, &[], Some(&report)),
        Err(OfficeError::Input(errors)) => show(&visit, &plan, text, seen, &errors, None),
        Err(error) => Err(error.into()),
    }
}
