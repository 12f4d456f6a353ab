//! The tab of documents: statements, the photo, papers.

use super::{Tab, sheet, statements};
use crate::fault::Answer;
use crate::form::Typed;
use crate::pages::filled::Filled;
use crate::pages::partner_href;
use crate::visit::{Part, Visit};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use compline_office::OfficeError;
use compline_office::files::{PAPER_KINDS, PHOTO, PersonFile};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{Action, Cell, Choice, Column, Empty, Field, Form, Icon, Row, Section, Table};
use maud::html;

/// Statements that are shown at most.
const STATEMENTS: usize = 200;

/// The tab.
pub async fn page(visit: Visit, Path(id): Path<String>) -> Answer {
    show(&visit, &id, Filled::new(&visit, Typed::default())).await
}

async fn show(visit: &Visit, id: &str, mut f: Filled<'_>) -> Answer {
    let sheet = sheet(visit, id, Tab::Documents).await?;
    let person = &sheet.row.person;
    visit.office.look_at_person(visit.author(), person).await?;
    let files = visit.office.files_of(visit.company(), person).await?;
    let href = partner_href(id);
    let mut papers = Table::new(visit.ui, "papers", visit.say("partner-papers"))
        .plain()
        .column(Column::text(visit.say("field-name")).title_on_phones())
        .column(Column::text(visit.say("field-kind")))
        .column(Column::text(visit.say("audit-who")))
        .column(Column::date(visit.say("audit-when")))
        .empty(Empty::new(Icon::FileText, visit.say("partner-papers"), visit.say("partner-papers-none")));
    for file in files.iter().filter(|file| file.kind != PHOTO) {
        papers = papers.row(
            Row::new(file.hash.clone())
                .cell(Cell::text(file.name.clone()).href(format!("{href}/files/{}", file.hash)))
                .cell(Cell::text(visit.say(&format!("paper-{}", file.kind))))
                .cell(Cell::text(visit.office.user_name(&file.author).await?))
                .cell(Cell::text(visit.moment(file.at))),
        );
    }
    let photo = files.iter().any(|file| file.kind == PHOTO);
    let alt = visit.words.say_with("partner-photo-of", &[("name", super::name(&sheet.row).into())]);
    let remove = (photo && visit.may(Deed::EditPartner, ObjectKind::Partner))
        .then(|| Action::post(visit.say("partner-photo-remove"), format!("{href}/remove-photo")).quiet());
    let photo = html! {
        @if photo { div.portrait { img src=(format!("{href}/photo")) alt=(alt); } }
        @if let Some(remove) = &remove { div.actions { (remove) } }
    };
    let forms = visit.may(Deed::EditPartner, ObjectKind::Partner).then(|| {
        let file = Field::file(visit.ui, "photo", visit.say("partner-photo-file"), ".png,.jpg,.jpeg");
        let photo = Form::new(visit.ui, format!("{href}/photo"))
            .files()
            .field(f.draw("photo", file).help(visit.say("partner-photo-help")))
            .action(Action::submit(visit.say("partner-photo-add")));
        let kinds = PAPER_KINDS.map(|kind| Choice::new(kind, visit.say(&format!("paper-{kind}"))));
        let file = Field::file(visit.ui, "file", visit.say("partner-paper-file"), ".pdf");
        let paper = Form::new(visit.ui, format!("{href}/files"))
            .files()
            .field(f.select("kind", "field-kind", kinds.to_vec()))
            .field(f.line("name", "field-name").optional().help(visit.say("partner-paper-name-help")))
            .field(f.draw("file", file).help(visit.say("partner-paper-help")))
            .action(Action::submit(visit.say("partner-paper-add")));
        (photo, f.rest(paper))
    });
    let table = statements(visit, person, STATEMENTS).await?;
    let (photo_form, paper_form) = forms.unzip();
    let main = html! {
        (sheet.top)
        (Section::new(visit.say("partner-statements")).body(table))
        (Section::new(visit.say("partner-papers")).body(html! { (papers) @if let Some(form) = &paper_form { (form) } }))
        (Section::new(visit.say("partner-photo")).body(html! { (photo) @if let Some(form) = &photo_form { (form) } }))
    };
    Ok(visit.page_with(&super::name(&sheet.row), Part::Partners, main, f.is_wrong()))
}

/// What came with a form that sends a file: its texts, and the file of one field with its name.
struct Sent {
    typed: Typed,
    file: Option<(String, Vec<u8>)>,
    /// More came than is read.
    too_large: bool,
}

async fn sent(form: Result<Multipart, MultipartRejection>, field: &str) -> Sent {
    let mut out = Sent { typed: Typed::default(), file: None, too_large: false };
    let Ok(mut form) = form else { return out };
    loop {
        let part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return out,
            Err(error) => {
                out.too_large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
                return out;
            }
        };
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        match (part.bytes().await, file_name) {
            (Ok(bytes), Some(file_name)) if name == field => {
                out.file = (!bytes.is_empty()).then(|| (file_name, bytes.to_vec()));
            }
            (Ok(bytes), None) => out.typed = out.typed.with(&name, String::from_utf8_lossy(&bytes).into_owned()),
            (Ok(_), Some(_)) => {}
            (Err(error), _) => {
                out.too_large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
                return out;
            }
        }
    }
}

/// Says that more came than is read.
fn too_large(f: &mut Filled<'_>, visit: &Visit, field: &str) {
    let limit = format!("{} MB", compline_office::files::MOST_BYTES >> 20);
    let args = [("size", format!("> {limit}").into()), ("limit", limit.into())];
    f.wrong(field, visit.words.say_with("error-file-too-big", &args));
}

/// Files a photo.
pub async fn add_photo(visit: Visit, Path(id): Path<String>, form: Result<Multipart, MultipartRejection>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let sent = sent(form, "photo").await;
    let mut f = Filled::new(&visit, sent.typed);
    if sent.too_large {
        too_large(&mut f, &visit, "photo");
    } else {
        let bytes = sent.file.map(|(_, bytes)| bytes).unwrap_or_default();
        if let Err(error) = visit.office.add_photo(visit.author(), &row.person, bytes).await {
            f.refused(error)?;
        }
    }
    if f.is_wrong() {
        return show(&visit, &id, f).await;
    }
    Ok(Redirect::to(&format!("{}/documents", partner_href(&id))).into_response())
}

/// Files a paper.
pub async fn add_paper(visit: Visit, Path(id): Path<String>, form: Result<Multipart, MultipartRejection>) -> Answer {
    visit.allow(Deed::EditPartner, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let sent = sent(form, "file").await;
    let mut f = Filled::new(&visit, sent.typed);
    if sent.too_large {
        too_large(&mut f, &visit, "file");
    } else {
        let (file_name, bytes) = sent.file.unwrap_or_default();
        // Without a file its name is not missing too.
        let fallback = if bytes.is_empty() { "-".to_owned() } else { file_name };
        let name = f.optional("name").unwrap_or(fallback);
        let kind = f.text("kind").to_owned();
        if let Err(error) = visit.office.add_paper(visit.author(), &row.person, &kind, &name, bytes).await {
            f.refused(error)?;
        }
    }
    if f.is_wrong() {
        return show(&visit, &id, f).await;
    }
    Ok(Redirect::to(&format!("{}/documents", partner_href(&id))).into_response())
}

/// Takes the photo away.
pub async fn remove_photo(visit: Visit, Path(id): Path<String>) -> Answer {
    let row = visit.office.partner_row(visit.company(), &id).await?;
    visit.office.remove_photo(visit.author(), &row.person).await?;
    Ok(Redirect::to(&format!("{}/documents", partner_href(&id))).into_response())
}

/// A paper of a partner.
pub async fn download(visit: Visit, Path((id, hash)): Path<(String, String)>) -> Answer {
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let (file, bytes) = visit.office.person_file(visit.author(), &row.person, &hash).await?;
    Ok(served(&file, bytes))
}

/// The photo of a partner.
pub async fn photo(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.allow(Deed::ViewPersonalData, ObjectKind::Partner, &id)?;
    let row = visit.office.partner_row(visit.company(), &id).await?;
    let files = visit.office.files_of(visit.company(), &row.person).await?;
    let photo = files.into_iter().find(|file| file.kind == PHOTO);
    let photo = photo.ok_or(OfficeError::Missing { what: "photo", id })?;
    let (file, bytes) = visit.office.person_file(visit.author(), &row.person, &photo.hash).await?;
    Ok(served(&file, bytes))
}

/// A file as it leaves the house: of a type that it was checked to be, and saved instead of opened where it is a paper.
fn served(file: &PersonFile, bytes: Vec<u8>) -> Response {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' };
    let mut name: String = file.name.chars().map(safe).collect();
    if file.kind != PHOTO && !name.to_ascii_lowercase().ends_with(".pdf") {
        name.push_str(".pdf");
    }
    let way = if file.kind == PHOTO { "inline" } else { "attachment" };
    let headers = [
        (CONTENT_TYPE, file.content_type().to_owned()),
        (CONTENT_DISPOSITION, format!("{way}; filename=\"{name}\"")),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
