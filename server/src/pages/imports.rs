//! Imports as a wizard: file, columns, dry run, result.

use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::jobs;
use crate::pages::orders::table_file;
use crate::pages::{ROWS, paging};
use crate::visit::{Part, Visit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Multipart, Path};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use compline_exchange::table::Sheet;
use compline_office::error::FieldError;
use compline_office::imports::{LARGEST, NewUpload, Upload};
use compline_office::{Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Chip, Choice, Column, Counts, Empty, Facts, Field, Form, Icon, MappedColumn,
    Mapping, PageHead, Refusals, Row, Section, Steps, Table, Tone,
};
use compline_words::Language;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// How many refused rows the page shows; the error file has all.
const SHOWN: usize = 50;
/// How many values of a column stand beside its name.
const SAMPLES: usize = 3;

/// The routes of imports.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/imports", get(list).post(begin))
        .route("/imports/{id}", get(page))
        .route("/imports/{id}/columns", get(columns).post(map))
        .route("/imports/{id}/run", post(run))
        .route("/imports/{id}/errors/{name}", get(errors))
        // Files are larger than forms; what is beyond the limit is refused while it comes in.
        .layer(DefaultBodyLimit::max(LARGEST + (1 << 20)))
}

fn target_name(visit: &Visit, target: &str) -> String {
    let key = match target {
        "partners" => "target-partners",
        "placements" => "target-placements",
        "statuses" => "target-statuses",
        "notices" => "target-notices",
        "reversals" => "target-reversals",
        "states" => "target-states",
        "overrides" => "target-overrides",
        "balances" => "target-balances",
        "paid" => "target-paid",
        kind => return kind.to_owned(),
    };
    visit.say(key)
}

/// What a field of the structure of a network is called; nothing for other targets.
fn structure_field(target: &str, field: &str) -> Option<&'static str> {
    if !["placements", "statuses", "notices", "reversals", "states", "overrides", "balances", "paid"].contains(&target)
    {
        return None;
    }
    Some(match field {
        "partner" => "partner",
        "tree" => "import-at-tree",
        "parent" => "import-at-parent",
        "side" => "import-at-side",
        "position" => "import-at-position",
        "valid_from" | "from" => "import-at-from",
        "valid_to" | "to" => "import-at-to",
        "by" => "import-at-by",
        "status" => "import-at-status",
        "reason" => "import-at-reason",
        "state" => "import-at-state",
        "value" => "import-at-value",
        "as_of" => "import-at-as-of",
        "definition" => "import-at-definition",
        "balance" => "import-at-balance",
        "amount" => "import-at-amount",
        "note" => "import-at-note",
        "rank" => "import-at-rank",
        "kind" => "import-at-kind",
        "id" => "import-at-reversal",
        "day" => "import-at-day",
        "channel" => "notice-how",
        "proof" => "notice-proof",
        "unnotified" => "notice-why-none",
        "event" | "order" => "order-number",
        "period" => "trial-period",
        "bonus" => "bonus",
        _ => return None,
    })
}

/// What a field of an import is called.
fn field_name(visit: &Visit, target: &str, field: &str) -> String {
    if let Some(key) = structure_field(target, field) {
        return visit.say(key);
    }
    let key = match field {
        "id" if target == "partners" => "partner-number",
        "id" => "order-number",
        "name" => "partner-last-name",
        "first_name" => "partner-first-name",
        "joined_on" => "partner-joined",
        "legal_form" => "partner-kind",
        "street" => "partner-street",
        "post_code" => "partner-postcode",
        "city" => "partner-town",
        "country" => "import-country",
        "email" => "partner-email",
        "phone" => "partner-phone",
        "born_on" => "partner-birthday",
        "language" => "partner-language",
        _ => {
            return match (field.strip_prefix("parent-"), field.strip_prefix("side-")) {
                (Some(tree), _) => visit.words.say_with("import-upline-in", &[("tree", tree.into())]),
                (_, Some(tree)) => visit.words.say_with("import-side-in", &[("tree", tree.into())]),
                _ => crate::pages::orders::field_label(visit, field),
            };
        }
    };
    visit.say(key)
}

fn steps(visit: &Visit, now: usize) -> Steps<'static> {
    let names = ["field-file", "import-step-map", "import-step-check", "import-step-run"].map(|key| visit.say(key));
    Steps::new(visit.ui, visit.say("import-title"), names, now)
}

/// The form for a file, and the imports so far.
async fn list(visit: Visit, Asked(query): Asked) -> Answer {
    show_list(&visit, &query, &BTreeMap::new()).await
}

async fn show_list(visit: &Visit, typed: &Typed, wrong: &BTreeMap<String, String>) -> Answer {
    let (office, ui, words) = (&visit.office, visit.ui, visit.words);
    office.allow(visit.author(), Deed::ImportData, ObjectKind::Company, visit.company(), &[])?;
    let programme = visit.programme().await?;
    let title = visit.say("import-title");
    let mut head = PageHead::new(title.clone()).fact(programme.name.clone());
    if office.may_try(visit.author()).is_ok() {
        head = head.action(Action::link(visit.say("trials"), "/trials"));
    }
    let targets = office.import_targets(visit.company(), &programme.id).await?;
    let first =
        if typed.text("target").is_empty() { kind_of_orders(&targets) } else { typed.text("target").to_owned() };
    let targets = targets.iter().map(|one| Choice::new(one.clone(), target_name(visit, one)));
    let own = words.language().tag();
    let language = if typed.text("language").is_empty() { own } else { typed.text("language") };
    let languages =
        [("de", "import-written-de"), ("en", "import-written-en")].map(|(tag, key)| Choice::new(tag, visit.say(key)));
    let encodings = [("utf8", "import-encoding-utf8"), ("windows", "import-encoding-windows")]
        .map(|(tag, key)| Choice::new(tag, visit.say(key)));
    let wrong = |name: &str| wrong.get(name).cloned();
    let form = Form::new(ui, "/imports")
        .files()
        .field(
            Field::select(ui, "target", visit.say("import-target"), targets).value(first).maybe_error(wrong("target")),
        )
        .field(
            Field::text(ui, "source", visit.say("order-source"))
                .help(visit.say("import-source-help"))
                .value(typed.text("source"))
                .suggestions(office.event_sources(visit.company(), &programme.id).await?)
                .maybe_error(wrong("source")),
        )
        .field(
            Field::file(ui, "file", visit.say("field-file"), ".csv,.txt,.xlsx,.parquet")
                .help(visit.say("import-file-hint"))
                .maybe_error(wrong("file")),
        )
        .field(Field::select(ui, "language", visit.say("import-written"), languages).value(language))
        .field(Field::select(ui, "encoding", visit.say("import-encoding-of"), encodings).value(typed.text("encoding")))
        .field(
            Field::text(ui, "sheet", visit.say("import-sheet"))
                .help(visit.say("import-sheet-help"))
                .value(typed.text("sheet"))
                .optional(),
        )
        .action(Action::submit(visit.say("import-upload")).primary());
    let has_errors = form.has_errors();
    let skip = typed.number("skip").unwrap_or(0).max(0);
    let uploads = office.uploads(visit.company(), skip, ROWS).await?;
    let mut table = Table::new(ui, "imports", visit.say("imports"))
        .column(Column::text(visit.say("field-file")).title_on_phones())
        .column(Column::text(visit.say("import-target")))
        .column(Column::text(visit.say("order-source")))
        .column(Column::state(visit.say("state")))
        .column(Column::number(visit.say("import-rows")))
        .column(Column::number(visit.say("import-new")))
        .column(Column::number(visit.say("import-changed")))
        .column(Column::number(visit.say("import-refused")))
        .column(Column::date(visit.say("field-when")))
        .empty(Empty::new(Icon::Upload, visit.say("imports"), visit.say("imports-none-yet")))
        .paging(paging(visit, "/imports?", skip, uploads.len(), None));
    for one in &uploads {
        let count = |n: u64| Cell::text(words.count(i64::try_from(n).unwrap_or(i64::MAX)));
        let who = office.user_name(&one.created_by).await?;
        table = table.row(
            Row::new(one.id.clone())
                .cell(Cell::text(one.name.clone()).href(format!("/imports/{}", one.id)))
                .cell(Cell::text(target_name(visit, &one.target)))
                .cell(Cell::text(one.source.clone()))
                .cell(Cell::chip(state(visit, one)))
                .cell(Cell::text(words.count(one.rows)))
                .cell(count(one.outcome.new))
                .cell(count(one.outcome.changed))
                .cell(count(one.outcome.refused))
                .cell(Cell::text(visit.moment(one.created_at)).note(who)),
        );
    }
    let main = html! { (head) (steps(visit, 1)) (form) (Section::new(visit.say("imports")).body(table)) };
    Ok(visit.page_with(&title, Part::Orders, main, has_errors))
}

/// The kind of orders that stands first: most imports are of orders.
fn kind_of_orders(targets: &[String]) -> String {
    let found = targets.iter().find(|target| target.chars().next().is_some_and(char::is_uppercase));
    found.or(targets.first()).cloned().unwrap_or_default()
}

fn state(visit: &Visit, upload: &Upload) -> Chip {
    match upload.state.as_str() {
        "imported" => Chip::new(Tone::Ok, visit.say("import-state-imported")).icon(Icon::Check),
        "checked" => Chip::new(Tone::Info, visit.say("import-state-checked")).icon(Icon::Eye),
        _ => Chip::new(Tone::Neutral, visit.say("import-state-uploaded")).icon(Icon::Upload),
    }
}

/// Messages by field.
fn messages(visit: &Visit, errors: &[FieldError]) -> BTreeMap<String, String> {
    errors.iter().map(|error| (error.field.clone(), message(visit.words, error))).collect()
}

/// Takes a file in.
async fn begin(visit: Visit, mut form: Multipart) -> Answer {
    visit.office.allow(visit.author(), Deed::ImportData, ObjectKind::Company, visit.company(), &[])?;
    let (mut pairs, mut file, mut too_large) = (Vec::new(), None, false);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(_) => {
                too_large = true;
                break;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let called = field.file_name().unwrap_or("import.csv").to_owned();
            match field.bytes().await {
                Ok(bytes) => file = Some((called, bytes.to_vec())),
                Err(_) => {
                    too_large = true;
                    break;
                }
            }
        } else if let Ok(text) = field.text().await {
            pairs.push((name, text));
        }
    }
    let typed = Typed::of(pairs);
    if too_large {
        let limit = format!("{} MB", LARGEST / 1_000_000);
        let size = visit.say("import-more-than-limit");
        let error = FieldError::new("file", "error-file-too-large").with("size", size).with("limit", limit);
        return show_list(&visit, &typed, &messages(&visit, &[error])).await;
    }
    let (name, file) = file.unwrap_or_default();
    let new = NewUpload {
        programme: visit.programme().await?.id,
        target: typed.text("target").to_owned(),
        source: typed.text("source").to_owned(),
        name,
        file,
        windows: typed.text("encoding") == "windows",
        sheet: Some(typed.text("sheet").to_owned()),
        language: Language::from_tag(typed.text("language")).unwrap_or(visit.words.language()),
    };
    match visit.office.begin_import(visit.author(), new).await {
        Ok((id, true)) => Ok(Redirect::to(&format!("/imports/{id}?known=1")).into_response()),
        Ok((id, false)) => Ok(Redirect::to(&format!("/imports/{id}/columns")).into_response()),
        Err(OfficeError::Input(errors)) => show_list(&visit, &typed, &messages(&visit, &errors)).await,
        Err(error) => Err(error.into()),
    }
}

fn head(visit: &Visit, upload: &Upload) -> PageHead {
    PageHead::new(upload.name.clone())
        .breadcrumbs(Breadcrumbs::new(visit.ui).link(visit.say("import-title"), "/imports"))
        .chip(state(visit, upload))
        .fact(target_name(visit, &upload.target))
        .fact(upload.source.clone())
        .fact(visit.words.say_with("list-rows", &[("rows", upload.rows.into())]))
}

/// Which column is what.
async fn columns(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.office.allow(visit.author(), Deed::ImportData, ObjectKind::Company, visit.company(), &[])?;
    let upload = visit.office.upload(visit.company(), &id).await?;
    if upload.state == "imported" {
        return Ok(Redirect::to(&format!("/imports/{id}")).into_response());
    }
    let sheet = visit.office.upload_sheet(&upload).await?;
    let chosen = sheet.columns.iter().map(|column| {
        let field = upload.reading.mapping.iter().find(|(_, of)| *of == column);
        field.map_or_else(String::new, |(field, _)| field.clone())
    });
    show_columns(&visit, &upload, &sheet, &chosen.collect::<Vec<_>>(), &[], &BTreeMap::new()).await
}

async fn show_columns(
    visit: &Visit,
    upload: &Upload,
    sheet: &Sheet,
    chosen: &[String],
    general: &[String],
    wrong: &BTreeMap<usize, String>,
) -> Answer {
    let fields = visit.office.import_fields(visit.company(), &upload.programme, &upload.target).await?;
    let mut mapping = Mapping::new(visit.say("import-column"), visit.say("import-samples"), visit.say("import-field"));
    for (at, column) in sheet.columns.iter().enumerate() {
        let samples = sheet.rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| !cell.trim().is_empty());
        let samples = samples.take(SAMPLES).map(|cell| cell.chars().take(40).collect::<String>());
        let now = chosen.get(at).map(String::as_str).unwrap_or_default();
        let none = Choice::new("", visit.say("import-ignore-column")).chosen(now.is_empty());
        let choices = fields.iter().map(|field| {
            let star = if field.required { " *" } else { "" };
            let name = format!("{}{star}", field_name(visit, &upload.target, &field.name));
            Choice::new(field.name.clone(), name).chosen(field.name == now)
        });
        let one =
            MappedColumn::new(column.clone(), samples, format!("column-{at}"), std::iter::once(none).chain(choices));
        mapping = mapping.column(one.error(wrong.get(&at).cloned()));
    }
    let mut form = Form::new(visit.ui, format!("/imports/{}/columns", upload.id)).part(mapping);
    for text in general.iter().chain(wrong.values()) {
        form = form.error(text.clone());
    }
    let form = form
        .action(Action::submit(visit.say("import-step-check")).primary())
        .action(Action::link(visit.say("import-other-file"), "/imports").quiet());
    let main = html! {
        (head(visit, upload)) (steps(visit, 2))
        p { (visit.say("import-columns-help")) }
        (form)
    };
    Ok(visit.page_with(&upload.name, Part::Orders, main, !general.is_empty() || !wrong.is_empty()))
}

/// Says which column is what, and asks for the dry run.
async fn map(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    visit.office.allow(visit.author(), Deed::ImportData, ObjectKind::Company, visit.company(), &[])?;
    let upload = visit.office.upload(visit.company(), &id).await?;
    let sheet = visit.office.upload_sheet(&upload).await?;
    let chosen: Vec<String> =
        (0..sheet.columns.len()).map(|at| typed.text(&format!("column-{at}")).to_owned()).collect();
    let (mut mapping, mut wrong) = (BTreeMap::new(), BTreeMap::new());
    for (at, (field, column)) in chosen.iter().zip(&sheet.columns).enumerate() {
        if !field.is_empty() && mapping.insert(field.clone(), column.clone()).is_some() {
            let name = field_name(&visit, &upload.target, field);
            wrong.insert(at, visit.words.say_with("import-field-twice", &[("field", name.into())]));
        }
    }
    if !wrong.is_empty() {
        return show_columns(&visit, &upload, &sheet, &chosen, &[], &wrong).await;
    }
    match visit.office.map_upload(visit.author(), &id, mapping).await {
        Ok(_) => Ok(Redirect::to(&format!("/imports/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => {
            let general: Vec<String> = errors
                .iter()
                .map(|error| {
                    if error.key == "import-field-unmapped" {
                        let name = field_name(&visit, &upload.target, &error.field);
                        visit.words.say_with("import-field-unmapped", &[("field", name.into())])
                    } else {
                        message(visit.words, error)
                    }
                })
                .collect();
            show_columns(&visit, &upload, &sheet, &chosen, &general, &BTreeMap::new()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The upload as it stands: being worked on, checked, or imported.
async fn page(visit: Visit, Path(id): Path<String>, Asked(query): Asked) -> Answer {
    show(&visit, &id, query.text("known") == "1", None).await
}

async fn show(visit: &Visit, id: &str, known: bool, wrong: Option<String>) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ImportData, ObjectKind::Company, visit.company(), &[])?;
    let (job, upload) = office.with_job(visit.company(), id, office.upload(visit.company(), id)).await?;
    let errors = wrong.is_some();
    let live = job.as_ref().filter(|job| job.is_live());
    let failed = job.as_ref().filter(|job| job.state == "failed" && upload.state != "imported");
    if live.is_none() && failed.is_none() && upload.state == "uploaded" {
        return Ok(Redirect::to(&format!("/imports/{id}/columns")).into_response());
    }
    let step = match (live.map(|job| job.kind.as_str()), upload.state.as_str()) {
        (Some("import"), _) | (None, "imported") => 4,
        _ => 3,
    };
    let body: Markup = match live {
        Some(job) => html! {
            (jobs::progress(visit, job))
            p { (visit.say("progress-survives")) " " a href=(format!("/imports/{id}")) { (visit.say("import-look-again")) } }
        },
        None if upload.state == "imported" => {
            html! { (result(visit, &upload, known)) (refused(visit, &upload).await?) }
        }
        None => html! { (checked(visit, &upload, wrong).await?) },
    };
    let failure =
        failed.map(|job| Banner::new(Tone::Bad, visit.say("job-failed")).text(job.message.clone().unwrap_or_default()));
    let main = html! {
        (head(visit, &upload)) (steps(visit, step))
        @if let Some(failure) = &failure { (failure) }
        (body)
    };
    Ok(visit.page_with(&upload.name, Part::Orders, main, errors))
}

fn counts(visit: &Visit, upload: &Upload) -> Counts {
    let count = |n: u64| visit.words.count(i64::try_from(n).unwrap_or(i64::MAX));
    let refused = (upload.outcome.refused > 0).then(|| "#refused".to_owned());
    Counts::new()
        .count(Tone::Ok, visit.say("import-new"), count(upload.outcome.new), None)
        .count(Tone::Info, visit.say("import-changed"), count(upload.outcome.changed), None)
        .count(Tone::Neutral, visit.say("import-unchanged"), count(upload.outcome.unchanged), None)
        .count(Tone::Bad, visit.say("import-refused"), count(upload.outcome.refused), refused)
}

/// What the dry run found, and the way on.
async fn checked(visit: &Visit, upload: &Upload, wrong: Option<String>) -> Result<Markup, OfficeError> {
    let outcome = &upload.outcome;
    let columns = Action::link(visit.say("import-back-to-columns"), format!("/imports/{}/columns", upload.id)).quiet();
    if !outcome.wrong.is_empty() {
        let text: Vec<String> = outcome.wrong.iter().map(|one| one.message(visit.words)).collect();
        return Ok(
            html! { (Banner::new(Tone::Bad, visit.say("import-not-possible")).text(text.join(" ")).action(columns)) },
        );
    }
    let rows = i64::try_from(outcome.taken()).unwrap_or(i64::MAX);
    let mut form = Form::new(visit.ui, format!("/imports/{}/run", upload.id));
    if outcome.refused > 0 {
        let args = [("rows", i64::try_from(outcome.refused).unwrap_or(i64::MAX).into())];
        form = form.field(
            Field::check(visit.ui, "only_good", visit.say("import-only-good"), false)
                .help(visit.words.say_with("import-only-good-help", &args))
                .maybe_error(wrong),
        );
    }
    let form = form
        .action(Action::submit(visit.words.say_with("import-run", &[("rows", rows.into())])).primary())
        .action(columns)
        .action(Action::link(visit.say("import-other-file"), "/imports").quiet());
    let way = if outcome.taken() > 0 {
        html! { (form) }
    } else {
        let key = if outcome.refused > 0 { "import-nothing-good" } else { "import-all-known" };
        html! { (Banner::new(Tone::Info, visit.say(key))) }
    };
    Ok(html! {
        (Section::new(visit.say("import-step-preview")).text(visit.say("import-nothing-yet")).body(counts(visit, upload)))
        (refused(visit, upload).await?)
        (way)
    })
}

fn result(visit: &Visit, upload: &Upload, known: bool) -> Markup {
    let rows = i64::try_from(upload.outcome.taken()).unwrap_or(i64::MAX);
    let banner = if known {
        Banner::new(Tone::Info, visit.say("import-known"))
    } else {
        Banner::new(Tone::Ok, visit.words.say_with("import-done", &[("rows", rows.into())]))
    };
    let list = match upload.target.as_str() {
        "partners" | "placements" | "statuses" | "states" => Action::link(visit.say("partners"), "/partners"),
        "overrides" => Action::link(visit.say("target-overrides"), "/overrides"),
        "balances" => Action::link(visit.say("target-balances"), "/payments"),
        "paid" => Action::link(visit.say("trials"), "/trials"),
        "notices" | "reversals" => Action::link(visit.say("orders"), "/orders"),
        kind => Action::link(visit.say("orders"), format!("/orders?kind={}", crate::visit::encoded(kind))),
    };
    let facts = Facts::new().wide().fact(visit.say("field-when"), visit.moment(upload.changed_at)).fact(
        visit.say("import-checksum"),
        html! { span.code { (upload.hash.chars().take(16).collect::<String>()) "…" } },
    );
    html! {
        (banner.action(list))
        (counts(visit, upload))
        (facts)
        p { (visit.say("import-again-harmless")) }
    }
}

/// The refused rows with what is wrong, and the files that hold all of them.
async fn refused(visit: &Visit, upload: &Upload) -> Result<Markup, OfficeError> {
    if upload.outcome.refused == 0 {
        return Ok(html! {});
    }
    let problems = visit.office.upload_problems(upload).await?;
    let mut table = Refusals::new(
        visit.say("import-row"),
        visit.say("import-field"),
        visit.say("import-value"),
        visit.say("import-error"),
    );
    for one in problems.iter().take(SHOWN) {
        let row = visit.words.count(i64::try_from(one.row).unwrap_or(i64::MAX));
        let name = field_name(visit, &upload.target, &one.field);
        let value: String = one.value.chars().take(60).collect();
        table = table.row(row, name, value, one.message(visit.words));
    }
    let file = |form: &str| format!("/imports/{}/errors/errors.{form}", upload.id);
    let more = problems.len().saturating_sub(SHOWN);
    let body = html! {
        (table)
        @if more > 0 {
            p { (visit.words.say_with("import-more-problems", &[("count", i64::try_from(more).unwrap_or(i64::MAX).into())])) }
        }
    };
    let section = Section::new(visit.say("import-refused-rows"))
        .id("refused")
        .text(visit.say("import-error-file-hint"))
        .action(Action::download(visit.say("import-error-csv"), file("csv")).quiet())
        .action(Action::download(visit.say("import-error-xlsx"), file("xlsx")).quiet())
        .body(body);
    Ok(html! { (section) })
}

/// Imports what was checked.
async fn run(visit: Visit, Path(id): Path<String>, typed: Typed) -> Answer {
    match visit.office.ask_import(visit.author(), &id, typed.text("only_good") == "1").await {
        Ok(_) => Ok(Redirect::to(&format!("/imports/{id}")).into_response()),
        Err(OfficeError::Input(errors)) => {
            let text = errors.first().map(|error| message(visit.words, error));
            show(&visit, &id, false, text).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The wrong rows as a file.
async fn errors(visit: Visit, Path((id, name)): Path<(String, String)>) -> Answer {
    let workbook = match name.as_str() {
        "errors.csv" => false,
        "errors.xlsx" => true,
        _ => return Err(OfficeError::Missing { what: "table", id: name }.into()),
    };
    let bytes = visit.office.upload_errors(visit.author(), &id, visit.words, workbook).await?;
    Ok(table_file("errors", workbook, bytes))
}
