//! The description of the interface: completed from what holds for every request, and shown as a page.

use super::guard::{IDEMPOTENCY_KEY, Needs, ONE_TIME_CODE};
use super::problem::{CODES, Done, FieldProblem, MEDIA_TYPE, Problem};
use crate::fault::Answer;
use crate::visit::{Part, Visit};
use compline_office::keys::takes_code;
use compline_ui::{Action, Facts, PageHead, Section};
use maud::html;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

const INTRODUCTION: &str = "The back office for programs. Send the key as `Authorization: Bearer cpl_…`. A key acts for \
    its user, within its scopes; cookies are not read. Amounts are whole numbers of the currency's smallest unit, days \
    are ISO 8601, decimals are texts. Everything that changes something takes an `Idempotency-Key`: the same request \
    again gets the same answer for at least 24 hours and is not done twice. Requests with the scopes `decisions:write` \
    and `users:write` take the user's one-time code besides. Errors are problem details (RFC 9457).";

/// What the description begins with.
#[derive(OpenApi)]
#[openapi(
    info(title = "Compline", version = "1", description = INTRODUCTION, license(name = "MIT OR Apache-2.0")),
    components(schemas(Problem, FieldProblem, Done)),
    tags(
        (name = "Company", description = "Figures, jobs, audit log"),
        (name = "Settings", description = "The company, its legal entities and programmes, how they pay and book"),
        (name = "Users", description = "Who works here, with which roles; keys of programs. A key is made under Settings \
            alone: one that could make others would outlive its own end"),
        (name = "Partners", description = "Master data, places in trees, timeline"),
        (name = "Orders", description = "What plans pay for, and what was paid for them"),
        (name = "Imports", description = "Tables from files, step by step: columns, dry run, import, what was refused; trials of \
            past periods beside what another system has paid"),
        (name = "Requests", description = "What takes a second person: entries, manual values, accounts, plans"),
        (name = "Runs", description = "A settlement step by step"),
        (name = "Jobs", description = "Work in the background"),
        (name = "Results", description = "What a run found and pays, and why"),
        (name = "Documents", description = "Statements and credit notes, extracts"),
        (name = "Payments", description = "Open items, batches, files"),
        (name = "Bank", description = "What the bank says"),
        (name = "Books", description = "Subledger and exports"),
        (name = "Plans", description = "Versions and their texts"),
    )
)]
pub struct Beginning;

/// What parameters of paths are.
const PARAMETERS: [(&str, &str); 27] = [
    ("entity", "The id of a legal entity."),
    ("programme", "The id of a programme."),
    ("partner", "The number of a partner."),
    ("person", "The id of a person."),
    ("run", "The id of a run."),
    ("job", "The id of a job."),
    ("kind", "The kind of order."),
    ("source", "Where the order comes from."),
    ("reversal", "The number of the reversal."),
    ("id", "The order's id in its source."),
    ("request", "The id of a request."),
    ("correction", "The id of a correction."),
    ("statement", "The id of a statement."),
    ("extract", "The id of an extract."),
    ("item", "The id of an open item."),
    ("payment", "The id of a payment batch."),
    ("end_to_end", "The id that the payment was ordered with."),
    ("plan", "The id of a plan version."),
    ("comparison", "The id of a comparison of two plan versions."),
    ("user", "The id of a user."),
    ("api_key", "The id of an API key."),
    ("import", "The id of an import."),
    ("trial", "The id of a trial."),
    ("period", "A period, as the plan's calendar names it."),
    ("receipt", "The id of a customer's payment."),
    ("file", "The hash of a file."),
    ("table", "`lines`, `ranks` or `statements`."),
];

/// Completes the description: parameters of paths, headers, errors, scopes in words.
pub fn complete(described: utoipa::openapi::OpenApi) -> Value {
    let mut all = serde_json::to_value(described).unwrap_or_default();
    if let Some(components) = all.get_mut("components").and_then(Value::as_object_mut) {
        let key = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "cpl_…",
            "description": "A key that an administrator made, under Settings." });
        components.insert("securitySchemes".to_owned(), json!({ "key": key }));
    }
    let paths = all.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                operation.insert("operationId".to_owned(), Value::from(name(method, path)));
                let needed = scopes(operation);
                finish(operation, path, method != "get", &needed);
            }
        }
    }
    all
}

/// A name for an operation that says what is done to what: `post_runs_run_levels`.
fn name(method: &str, path: &str) -> String {
    let path = path.strip_prefix(super::BASE).unwrap_or(path);
    let words: Vec<String> = path
        .split('/')
        .filter(|word| !word.is_empty())
        .map(|word| word.trim_matches(['{', '}']).replace('-', "_"))
        .collect();
    format!("{method}_{}", words.join("_"))
}

fn scopes(operation: &Map<String, Value>) -> Vec<String> {
    let named = operation.get("security").and_then(|all| all.pointer("/0/key")).and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn finish(operation: &mut Map<String, Value>, path: &str, changes: bool, needed: &[String]) {
    let said = operation.get("description").and_then(Value::as_str).unwrap_or_default();
    let scopes = match needed {
        [] => String::new(),
        needed => format!("Scopes: {}.", needed.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
    };
    let text = [said, scopes.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    operation.insert("description".to_owned(), Value::from(text));
    let mut parameters: Vec<Value> = path
        .split('/')
        .filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let text = PARAMETERS.iter().find(|(of, _)| *of == name).map_or("", |(_, text)| *text);
            json!({ "name": name, "in": "path", "required": true, "description": text, "schema": { "type": "string" } })
        })
        .collect();
    let decides = needed.iter().any(|scope| takes_code(scope));
    if changes {
        let text = "Names the request: sent once more with the same name, it is not done once more.";
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 128 });
        parameters.push(json!({ "name": IDEMPOTENCY_KEY, "in": "header", "required": true, "description": text,
            "schema": schema }));
    }
    if decides {
        let text = "The user's one-time code of now; each code is taken once.";
        let schema = json!({ "type": "string", "minLength": 6, "maxLength": 6 });
        parameters.push(json!({ "name": ONE_TIME_CODE, "in": "header", "required": true, "description": text,
            "schema": schema }));
    }
    let queries = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let sends = operation.contains_key("requestBody");
    let asks = !queries.is_empty();
    parameters.extend(queries);
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::from(parameters));
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, codes) in errors(changes, decides, sends, asks, path.contains('{')) {
        let text = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        let schema = json!({ "$ref": "#/components/schemas/Problem" });
        let answer = json!({ "description": text, "content": { MEDIA_TYPE: { "schema": schema } } });
        responses.insert(status.to_string(), answer);
    }
}

/// Statuses with the codes that a request can be refused with.
fn errors(changes: bool, decides: bool, sends: bool, asks: bool, names: bool) -> Vec<(u16, Vec<&'static str>)> {
    let may = |code: &str| match code {
        "malformed-request" => changes || asks || names,
        "code-needed" | "code-wrong" => decides,
        "not-found" => names || sends,
        "method-not-allowed" => false,
        "four-eyes" | "idempotency-key-missing" | "request-running" | "answer-lost" | "idempotency-key-reused" => {
            changes
        }
        "too-large" | "unsupported-media-type" => sends,
        "invalid-input" => changes || names,
        "cannot-settle" | "overflow" | "state" => changes || names,
        _ => true,
    };
    let mut out: Vec<(u16, Vec<&'static str>)> = Vec::new();
    for (code, status) in CODES.iter().filter(|(code, _)| may(code)) {
        match out.iter_mut().find(|(of, _)| *of == status.as_u16()) {
            Some((_, codes)) => codes.push(code),
            None => out.push((status.as_u16(), vec![code])),
        }
    }
    out
}

/// Which scopes a request needs, by method and path.
pub fn needs(description: &Value) -> Needs {
    let mut out = Needs::new();
    for (path, methods) in description.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let scopes = operation.as_object().map(scopes).unwrap_or_default();
            out.insert((method.to_uppercase(), path.clone()), scopes);
        }
    }
    out
}

/// The description as a page. Its texts are English in every language: they are those that programs are written by.
pub async fn page(visit: Visit) -> Answer {
    let description = &*super::DESCRIPTION;
    let title = visit.say("api-reference");
    let head =
        PageHead::new(title.clone()).action(Action::link("OpenAPI 3.1", format!("{}/openapi.json", super::BASE)));
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut sections = Vec::new();
    for tag in description.get("tags").and_then(Value::as_array).into_iter().flatten() {
        let name = text(tag, "name");
        let mut facts = Facts::new().wide();
        for (path, method, operation) in operations(description, &name) {
            let short = path.strip_prefix(super::BASE).unwrap_or(path);
            let (sent, answered) = (shape(operation.pointer("/requestBody/content")), shape(answer(operation)));
            let value = html! {
                span.code id=(text(operation, "operationId")) { (method.to_uppercase()) " " (parts(short)) }
                br; (prose(&text(operation, "description")))
                @if let Some(sent) = &sent { br; (visit.say("api-sends")) ": " (sent) }
                @if let Some(answered) = &answered { br; (visit.say("api-answers")) ": " (answered) }
            };
            facts = facts.fact(text(operation, "summary"), value);
        }
        sections.push(html! { (Section::new(name).text(text(tag, "description")).body(facts)) });
    }
    let mut problems = Facts::new().wide();
    for (code, status) in CODES {
        let meaning = visit.say(&format!("problem-{code}"));
        let value = html! { span id=(format!("problem-{code}")) { (status.as_u16()) " · " (meaning) } };
        problems = problems.fact(code, value);
    }
    let schemas = description.pointer("/components/schemas").and_then(Value::as_object);
    let main = html! {
        (head)
        p { (prose(description.pointer("/info/description").and_then(Value::as_str).unwrap_or_default())) }
        @for section in &sections { (section) }
        (Section::new(visit.say("api-problems")).body(problems))
        @for (name, schema) in schemas.into_iter().flatten() { (fields(name, schema)) }
    };
    Ok(visit.page(&title, Part::Settings, main))
}

/// A text with what stands between backticks set as code.
fn prose(text: &str) -> maud::Markup {
    html! { @for (at, part) in text.split('`').enumerate() { @if at % 2 == 1 { span.code { (part) } } @else { (part) } } }
}

/// A path that may be broken behind its strokes.
fn parts(path: &str) -> maud::Markup {
    html! { @for part in path.split_inclusive('/') { (part) wbr; } }
}

fn operations<'a>(description: &'a Value, tag: &str) -> Vec<(&'a str, &'a str, &'a Value)> {
    let mut out = Vec::new();
    for (path, methods) in description.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            if operation.pointer("/tags/0").and_then(Value::as_str) == Some(tag) {
                out.push((path.as_str(), method.as_str(), operation));
            }
        }
    }
    out
}

/// The content of the answer when all is well.
fn answer(operation: &Value) -> Option<&Value> {
    let responses = operation.get("responses")?.as_object()?;
    let (_, response) = responses.iter().find(|(status, _)| status.starts_with('2'))?;
    response.get("content")
}

/// What is sent or answered, with a link to its fields.
fn shape(content: Option<&Value>) -> Option<maud::Markup> {
    let (media, body) = content?.as_object()?.iter().next()?;
    Some(match body.pointer("/schema/$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()) {
        Some(name) => html! { a href=(format!("#schema-{name}")) { (name.replace('_', " ")) } },
        None => html! { (media) },
    })
}

/// The fields of a schema.
fn fields(name: &str, schema: &Value) -> Section {
    let all = std::iter::once(schema).chain(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
    let mut facts = Facts::new().wide();
    for part in all {
        let required: Vec<&str> =
            part.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for (field, of) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut kind = kind(of);
            if !required.contains(&field.as_str()) {
                kind.push('?');
            }
            let text = of.get("description").and_then(Value::as_str).unwrap_or_default();
            facts = facts.fact(field.clone(), html! { span.code { (kind) } " " (prose(text)) });
        }
    }
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    Section::new(name.replace('_', " ")).id(format!("schema-{name}")).text(text).body(facts)
}

/// The type of a field in one word.
fn kind(of: &Value) -> String {
    if let Some(name) = of.get("$ref").and_then(Value::as_str) {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    for name in ["oneOf", "allOf"] {
        let parts = of.get(name).and_then(Value::as_array).into_iter().flatten();
        if let Some(part) = parts.into_iter().find(|part| part.get("type").and_then(Value::as_str) != Some("null")) {
            return kind(part);
        }
    }
    let named = match of.get("type") {
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or_default()
        }
        Some(Value::String(name)) => name,
        _ => "",
    };
    let format = of.get("format").and_then(Value::as_str);
    match (named, of.get("items")) {
        ("array", Some(items)) => format!("{}[]", kind(items)),
        (named, _) => format.filter(|format| format.starts_with("date")).unwrap_or(named).to_owned(),
    }
}
