//! Books: the reconciliation of a run, tables as files, and everything for the tax adviser.

use crate::fault::Answer;
use crate::form::Asked;
use crate::pages::runs::month;
use crate::visit::{Part, Visit};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, NaiveDate};
use compline_office::OfficeError;
use compline_office::books::{BookFile, BookSpan, BookTable, Form};
use compline_ui::{Breadcrumbs, Menu, PageHead, Reconciliation, SheetRow};
use maud::html;

/// The reconciliation sheet of a run.
pub async fn reconciliation(visit: Visit, Path(id): Path<String>) -> Answer {
    let office = &visit.office;
    let run = office.run(visit.company(), &id).await?;
    let found = office.reconciliation(visit.author(), &id).await?;
    let title = format!("{} {}", visit.say("reconciliation"), month(&visit, &run));
    let head = PageHead::new(title.clone())
        .breadcrumbs(
            Breadcrumbs::new(visit.ui)
                .link(visit.say("nav-settlement"), "/runs")
                .link(month(&visit, &run), format!("/runs/{id}")),
        )
        .menu(tables(&visit, &id));
    let rows = found.steps.iter().map(|step| {
        let name = visit.say(&format!("reconciliation-{}", step.name));
        let amount = visit.amount(step.amount);
        if step.difference {
            SheetRow::difference(name, amount, step.about.clone())
        } else {
            SheetRow::part(name, amount).note(step.about.clone())
        }
    });
    let heads = [visit.say("sheet-step"), visit.say("sheet-amount"), visit.say("sheet-check"), visit.say("sheet-file")];
    let heads = heads.each_ref().map(String::as_str);
    let sheet = Reconciliation::new(format!("{title} ({})", found.currency), heads).group(month(&visit, &run), rows);
    Ok(visit.page(&title, Part::Books, html! { (head) (sheet) }))
}

/// Tables of a run as files.
fn tables(visit: &Visit, run: &str) -> Menu {
    let mut menu = Menu::new(visit.say("books-export")).at_the_right();
    for (what, key) in [("lines", "lines"), ("ranks", "ranks"), ("statements", "nav-documents")] {
        for form in ["csv", "xlsx"] {
            let label = format!("{} ({})", visit.say(key), form.to_uppercase());
            menu = menu.link(&label, &format!("/runs/{run}/tables/{what}.{form}"));
        }
    }
    menu
}

fn file(file: BookFile, media: &str) -> Response {
    let headers =
        [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name))];
    (headers, file.bytes).into_response()
}

/// A table of a run as CSV or XLSX.
pub async fn table(visit: Visit, Path((id, name)): Path<(String, String)>) -> Answer {
    let missing = || OfficeError::Missing { what: "table", id: name.clone() };
    let (what, form) = name.split_once('.').ok_or_else(missing)?;
    let what = match what {
        "lines" => BookTable::Lines(id),
        "ranks" => BookTable::Ranks(id),
        "statements" => BookTable::Statements(id),
        _ => return Err(missing().into()),
    };
    let (form, media) = match form {
        "csv" => (Form::Csv, "text/csv; charset=utf-8"),
        "xlsx" => (Form::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        _ => return Err(missing().into()),
    };
    Ok(file(visit.office.book_table(visit.author(), &what, form).await?, media))
}

/// One ZIP for the tax adviser: the year of today, or from one day to another.
pub async fn adviser(visit: Visit, Path(entity): Path<String>, Asked(query): Asked) -> Answer {
    let today = visit.office.clock().today();
    let day = |name: &str, month: u32, day: u32| {
        let typed = query.text(name).parse().ok();
        typed.or_else(|| NaiveDate::from_ymd_opt(today.year(), month, day)).unwrap_or(today)
    };
    let span = BookSpan { legal_entity: entity, from: day("from", 1, 1), to: day("to", 12, 31) };
    let hash = visit.office.adviser_archive(visit.author(), &span).await?;
    let bytes = visit.office.archive().get(&hash).await.map_err(OfficeError::from)?.to_vec();
    let name = format!("DATEV-{}-{}.zip", span.from, span.to);
    Ok(file(BookFile { name, bytes }, "application/zip"))
}
