//! The audit log: what was done, by whom, to what; every look at personal data among it.

use crate::fault::{Answer, message};
use crate::form::{Asked, Typed};
use crate::pages::ROWS;
use crate::pages::runs::month;
use crate::visit::{Part, Visit, encoded, office_time};
use axum::Router;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use compline_office::audit::{AuditEntry, AuditFilter, MOST_EXPORTED, PERSONAL};
use compline_office::{FieldError, Office, OfficeError};
use compline_policy::{Action as Deed, ObjectKind};
use compline_ui::{
    Action, Cell, Chip, Choice, Column, Empty, ErrorSummary, Field, FilterBar, Icon, PageHead, Paging, Row, Table,
    Tabs, Tone,
};
use compline_words::parse_date;
use maud::html;
use serde_json::Value;
use std::collections::HashMap;

/// The routes of the log.
pub fn routes() -> Router<Office> {
    Router::new().route("/audit", get(page)).route("/audit.csv", get(csv))
}

/// What was asked for: the filter, what is wrong with it, and the filters that hold, to be shown.
struct Wanted {
    filter: AuditFilter,
    errors: Vec<FieldError>,
    /// Name in the address, value there, words.
    holding: Vec<(&'static str, String, String)>,
}

impl Wanted {
    fn read(visit: &Visit, query: &Typed, names: &HashMap<String, String>) -> Self {
        let (mut errors, mut holding) = (Vec::new(), Vec::new());
        let mut day = |name: &'static str, key: &str| -> Option<NaiveDate> {
            let text = query.text(name);
            if text.is_empty() {
                return None;
            }
            match parse_date(text, visit.words.language(), visit.office.clock().today()) {
                Ok(day) => {
                    let said = format!("{}: {}", visit.say(key), visit.words.date(day));
                    holding.push((name, day.to_string(), said));
                    Some(day)
                }
                Err(error) => {
                    errors.push(FieldError::new(name, "error-said").with("said", error.say(visit.words)));
                    None
                }
            }
        };
        let (from, to) = (day("from", "field-from"), day("to", "field-to"));
        if let (Some(first), Some(last)) = (from, to)
            && last < first
        {
            errors.push(FieldError::new("to", "error-ends-before-it-begins"));
        }
        let text = |name: &str| query.text(name).to_owned();
        let filter = AuditFilter {
            author: text("who"),
            action: text("what"),
            object: text("q"),
            from: from.map(begin),
            until: to.and_then(|day| day.checked_add_days(Days::new(1))).map(begin),
            personal: query.text("view") == "personal",
            before: query.number("before"),
        };
        if !filter.author.is_empty() {
            let name = names.get(&filter.author).cloned().unwrap_or_else(|| filter.author.clone());
            holding.push(("who", filter.author.clone(), format!("{}: {name}", visit.say("audit-who"))));
        }
        if !filter.action.is_empty() {
            let said = format!("{}: {}", visit.say("audit-what"), done(visit, &filter.action));
            holding.push(("what", filter.action.clone(), said));
        }
        Self { filter, errors, holding }
    }

    /// The address of the list with these filters, without one of them.
    fn address(&self, path: &str, query: &Typed, without: &str) -> String {
        let mut out = format!("{path}?view={}&q={}", encoded(query.text("view")), encoded(query.text("q")));
        for (name, value, _) in self.holding.iter().filter(|(name, ..)| *name != without) {
            out.push_str(&format!("&{name}={}", encoded(value)));
        }
        out
    }
}

/// The first moment of a day, in the time of the office.
fn begin(day: NaiveDate) -> DateTime<Utc> {
    let utc = day.and_time(NaiveTime::MIN).and_utc();
    utc.checked_sub_signed(chrono::TimeDelta::seconds(i64::from(office_time(utc).local_minus_utc()))).unwrap_or(utc)
}

/// What was done, in words; the log's own name where the catalogue has none.
fn done(visit: &Visit, action: &str) -> String {
    let key = format!("did-{action}");
    if visit.words.has(&key) { visit.say(&key) } else { action.to_owned() }
}

async fn names(visit: &Visit) -> Result<Vec<(String, String)>, OfficeError> {
    let staff = visit.office.staff(visit.company()).await?;
    Ok(staff.into_iter().map(|(user, _)| (user.id, user.name)).collect())
}

/// The entries, the latest first.
async fn page(visit: Visit, Asked(query): Asked) -> Answer {
    let (office, words) = (&visit.office, visit.words);
    office.allow(visit.author(), Deed::ViewAudit, ObjectKind::Company, visit.company(), &[])?;
    let staff = names(&visit).await?;
    let mut known: HashMap<String, String> = staff.iter().cloned().collect();
    let wanted = Wanted::read(&visit, &query, &known);
    let entries = if wanted.errors.is_empty() {
        office.audit_search(visit.company(), &wanted.filter, ROWS).await?
    } else {
        Vec::new()
    };
    let things = things(&visit).await?;
    let base = wanted.address("/audit", &query, "");
    let next = entries
        .last()
        .filter(|_| i64::try_from(entries.len()).unwrap_or(i64::MAX) == ROWS)
        .map(|last| format!("{base}&before={}", last.seq));
    let shown = words.say_with("list-rows", &[("rows", entries.len().into())]);
    let mut table = Table::new(visit.ui, "audit", visit.say("audit"))
        .column(Column::number(visit.say("field-number")))
        .column(Column::text(visit.say("audit-when")))
        .column(Column::text(visit.say("audit-who")))
        .column(Column::text(visit.say("audit-what")).title_on_phones())
        .column(Column::text(visit.say("audit-object")))
        .column(Column::text(visit.say("audit-details")).not_on_phones())
        .empty(Empty::new(Icon::History, visit.say("audit"), visit.say("list-no-hit")))
        .paging(Paging::new(visit.ui, shown).next(next));
    for entry in &entries {
        let name = author(&visit, &mut known, entry).await?;
        let what = done(&visit, &entry.action);
        let what = if PERSONAL.contains(&entry.action.as_str()) {
            Cell::chip(Chip::new(Tone::Review, what).icon(Icon::Eye))
        } else {
            Cell::text(what)
        };
        let of = format!("/audit?q={}", encoded(&entry.object));
        let object = known.get(&entry.object).or_else(|| things.get(&entry.object));
        table = table.row(
            Row::new(entry.seq.to_string())
                .cell(Cell::text(words.count(entry.seq)))
                .cell(Cell::text(visit.moment(entry.at)))
                .cell(Cell::text(name))
                .cell(what)
                .cell(Cell::text(object.cloned().unwrap_or_else(|| entry.object.clone())).href(of))
                .cell(details(&entry.details)),
        );
    }
    let head = PageHead::new(visit.say("audit"))
        .action(Action::download(visit.say("export-csv"), wanted.address("/audit.csv", &query, "")));
    let personal = wanted.filter.personal;
    let tabs = Tabs::new(visit.say("views")).tab(visit.say("view-all"), "/audit", !personal).tab(
        visit.say("audit-personal-data"),
        "/audit?view=personal",
        personal,
    );
    let main = html! {
        (head) (tabs) (summary(&visit, &wanted)) (bar(&visit, &query, &wanted, &staff)) (table)
    };
    Ok(visit.page_with(&visit.say("audit"), Part::Audit, main, !wanted.errors.is_empty()))
}

fn summary(visit: &Visit, wanted: &Wanted) -> ErrorSummary<'static> {
    wanted
        .errors
        .iter()
        .fold(ErrorSummary::new(visit.ui), |all, error| all.field(&error.field, message(visit.words, error)))
}

fn bar(visit: &Visit, query: &Typed, wanted: &Wanted, staff: &[(String, String)]) -> FilterBar<'static> {
    let error = |name: &str| {
        let found = wanted.errors.iter().find(|error| error.field == name);
        found.map(|error| message(visit.words, error))
    };
    let any = || Choice::new("", visit.say("view-all"));
    let people = staff.iter().map(|(id, name)| Choice::new(id, name));
    let mut actions: Vec<(String, String)> =
        visit.words.keys("did-").map(|key| (key.trim_start_matches("did-").to_owned(), visit.say(key))).collect();
    actions.sort_by(|a, b| a.1.cmp(&b.1));
    let actions = actions.into_iter().map(|(name, said)| Choice::new(name, said));
    let day = |name: &str, key: &str| {
        Field::date(visit.ui, name, visit.say(key)).optional().value(query.text(name)).maybe_error(error(name))
    };
    let fields = [
        Field::select(visit.ui, "who", visit.say("audit-who"), std::iter::once(any()).chain(people))
            .value(query.text("who")),
        Field::select(visit.ui, "what", visit.say("audit-what"), std::iter::once(any()).chain(actions))
            .value(query.text("what")),
        day("from", "field-from"),
        day("to", "field-to"),
    ];
    let bar = FilterBar::new(visit.ui, visit.say("filter"), "/audit")
        .query("q", query.text("q"), visit.say("audit-object"))
        .keep("view", query.text("view"))
        .add(visit.say("filter-add"), fields);
    wanted
        .holding
        .iter()
        .fold(bar, |bar, (name, _, said)| bar.chip(said.clone(), wanted.address("/audit", query, name)))
}

/// Who did it; names of people who left are looked up once.
async fn author(visit: &Visit, known: &mut HashMap<String, String>, entry: &AuditEntry) -> Result<String, OfficeError> {
    if let Some(name) = known.get(&entry.author) {
        return Ok(name.clone());
    }
    let name = visit.office.user_name(&entry.author).await?;
    known.insert(entry.author.clone(), name.clone());
    Ok(name)
}

/// What exactly: a line, which opens where it holds more than fits.
fn details(details: &str) -> Cell {
    const SHORT: usize = 60;
    let parts = particulars(details);
    let line = parts.join(" · ");
    if line.chars().count() <= SHORT {
        return Cell::text(line);
    }
    let begin: String = line.chars().take(SHORT).collect();
    Cell::markup(html! {
        details.audit-details { summary { (begin) "…" } ul { @for part in &parts { li { (part) } } } }
    })
}

/// The parts of an entry's JSON: `name: value`, and `name: before → after` where something was changed.
fn particulars(json: &str) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match serde_json::from_str(json) {
        Ok(Value::Null) => Vec::new(),
        Ok(Value::Object(all)) => {
            let before = all.get("before").and_then(Value::as_object);
            match (before, all.get("after").and_then(Value::as_object)) {
                (Some(before), Some(after)) => after
                    .iter()
                    .map(|(name, now)| {
                        let then = before.get(name).unwrap_or(&Value::Null);
                        format!("{name}: {} → {}", plain(then), plain(now))
                    })
                    .collect(),
                _ => all.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect(),
            }
        }
        Ok(other) => vec![plain(&other)],
        Err(_) => vec![json.to_owned()],
    }
}

/// Names of things that people do not know by their ids.
async fn things(visit: &Visit) -> Result<HashMap<String, String>, OfficeError> {
    let office = &visit.office;
    let mut out = HashMap::new();
    for plan in office.plan_versions(visit.company()).await? {
        out.insert(plan.id, format!("{} {}", plan.name, plan.version));
    }
    for run in office.runs(visit.company()).await? {
        out.insert(run.id.clone(), format!("{} {}", visit.say("run"), month(visit, &run)));
    }
    for entity in office.legal_entities(visit.company()).await? {
        out.insert(entity.id, entity.name);
    }
    out.extend(visit.programmes().iter().map(|one| (one.id.clone(), one.name.clone())));
    Ok(out)
}

/// All entries that the filter finds, as a file.
async fn csv(visit: Visit, Asked(query): Asked) -> Answer {
    let office = &visit.office;
    office.allow(visit.author(), Deed::ViewAudit, ObjectKind::Company, visit.company(), &[])?;
    let known: HashMap<String, String> = names(&visit).await?.into_iter().collect();
    let wanted = Wanted::read(&visit, &query, &known);
    if !wanted.errors.is_empty() {
        return Err(OfficeError::Input(wanted.errors).into());
    }
    let made = office.audit_table(visit.author(), &wanted.filter).await;
    let bytes = made.map_err(|error| match error {
        OfficeError::Input(_) => {
            let error = FieldError::new("from", "error-audit-too-long");
            OfficeError::Input(vec![error.with("most", visit.words.count(MOST_EXPORTED))])
        }
        other => other,
    })?;
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\"")];
    Ok((headers, bytes).into_response())
}
