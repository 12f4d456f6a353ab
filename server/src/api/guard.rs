//! Who is let in, how fast, with which scopes, and that what changes something is carried out once only.
//!
//! Which scope a request needs is read from the description of the interface: there is one list of them. A request that
//! the description does not name is refused.

use super::extract::Caller;
use super::limit::Limit;
use super::problem::Refused;
use super::view::Kept;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use compline_office::Office;
use compline_office::keys::{Factor, MARK, Program, actions_of, takes_code};
use compline_office::once::{Once, Reserved};
use compline_policy::ObjectKind;
use compline_store::hash;
use compline_words::{Language, Words};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// The header that names a request.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The header of the one-time code for decisions and for users.
pub const ONE_TIME_CODE: &str = "one-time-code";
/// Says that an answer was kept from the first time.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The largest body of JSON.
const LARGEST_JSON: usize = 4 << 20;
/// The largest file.
const LARGEST_FILE: usize = 48 << 20;
/// The largest answer that is kept.
const LARGEST_ANSWER: usize = 32 << 20;
/// Characters of a request's name.
const LONGEST_KEY: usize = 128;
/// Requests of a key at once, and each second.
const OF_KEY: (u64, u64) = (200, 30);
/// Requests with wrong keys of an address at once, and each second.
const OF_STRANGER: (u64, u64) = (300, 2);

/// Scopes by method and path.
pub type Needs = BTreeMap<(String, String), Vec<String>>;

/// What the guard knows.
#[derive(Clone)]
pub struct Gate {
    office: Office,
    needs: Arc<Needs>,
    keys: Arc<Limit>,
    strangers: Arc<Limit>,
}

impl Gate {
    /// A gate for requests with these needs.
    pub fn new(office: Office, needs: Needs) -> Self {
        let keys = Arc::new(Limit::new(OF_KEY.0, OF_KEY.1));
        let strangers = Arc::new(Limit::new(OF_STRANGER.0, OF_STRANGER.1));
        Self { office, needs: Arc::new(needs), keys, strangers }
    }
}

/// The language of titles and messages: English where the caller does not say.
pub fn words(headers: &HeaderMap) -> Words {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Words::new(Language::negotiate(accepted).unwrap_or(Language::En))
}

/// Lets in who has a key that reaches so far.
pub async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let words = words(request.headers());
    let mut response = match let_in(&gate, words, request, next).await {
        Ok(response) => response,
        Err(refused) => refused.answer(words, None),
    };
    // Nothing of the interface belongs into a cache or onto a page.
    response.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    response
}

async fn let_in(gate: &Gate, words: Words, mut request: Request, next: Next) -> Result<Response, Refused> {
    // A request cannot be looked at across a wait: its body is nobody's to share.
    let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    let program = program(gate, &shown.unwrap_or_default(), &address.unwrap_or_default()).await?;
    if !gate.keys.take(&program.key) {
        return Err(Refused::new("too-many-requests", "wait a moment, and send less at once"));
    }
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let method = if *request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let needs = gate.needs.get(&(method.as_str().to_owned(), path));
    let needs = needs.ok_or_else(|| Refused::new("method-not-allowed", format!("{method} is not possible here")))?;
    for scope in needs {
        if !program.scopes.contains(scope) {
            return Err(Refused::new("scope-missing", format!("the key lacks the scope `{scope}`")));
        }
        // What only reads is asked about here; what changes something asks for itself, knowing what it changes.
        if scope.ends_with(":read") {
            for action in actions_of(scope).unwrap_or_default() {
                let company = program.author.company.clone();
                let allowed = gate.office.allow(&program.author, *action, ObjectKind::Company, &company, &[]);
                if let Err(error) = allowed {
                    return Ok(Refused::from(error).answer(words, Some(&program.author)));
                }
            }
        }
    }
    let uri = request.uri();
    if uri.path().contains("%00") || uri.query().is_some_and(|query| query.contains("%00")) {
        return Err(Refused::new("malformed-request", "the address has a character that no text has"));
    }
    let caller = Caller { office: gate.office.clone(), author: program.author.clone() };
    if method == Method::GET {
        let author = caller.author.clone();
        request.extensions_mut().insert(caller);
        return Ok(told(next.run(request).await, words, &author));
    }
    let decides = needs.iter().any(|scope| takes_code(scope));
    once(words, program, caller, decides, request, next).await
}

/// Whose key it is.
async fn program(gate: &Gate, shown: &str, address: &str) -> Result<Program, Refused> {
    let (scheme, key) = shown.split_once(' ').unwrap_or_default();
    let key = key.trim();
    let found = if scheme.eq_ignore_ascii_case("bearer") && key.starts_with(MARK) {
        gate.office.program(key).await?
    } else {
        None
    };
    if let Some(program) = found {
        return Ok(program);
    }
    if gate.strangers.take(address) {
        Err(Refused::new("unauthenticated", "show a key that is valid: `Authorization: Bearer cpl_…`"))
    } else {
        Err(Refused::new("too-many-requests", "wait a moment: there were many requests without a valid key"))
    }
}

/// Carries a request out, or answers as before.
async fn once(
    words: Words,
    program: Program,
    caller: Caller,
    decides: bool,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    let name = request.headers().get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if name.is_empty() || name.len() > LONGEST_KEY || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        let detail = format!("name the request with `Idempotency-Key`: up to {LONGEST_KEY} visible ASCII characters");
        return Err(Refused::new("idempotency-key-missing", detail));
    }
    let name = name.to_owned();
    let code = request.headers().get(ONE_TIME_CODE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (mut parts, body) = request.into_parts();
    let media = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let json = media.starts_with("application/json");
    let most = if json { LARGEST_JSON } else { LARGEST_FILE };
    let bytes = to_bytes(body, most).await.map_err(|_| {
        let detail = format!("a body has {} MiB at most here", most >> 20);
        Refused::new("too-large", detail)
    })?;
    if json && bytes.windows(6).any(|part| part == b"\\u0000") {
        return Err(Refused::new("malformed-request", "the body has a character that no text has"));
    }
    let mut request = format!("{}\n{}\n{media}\n", parts.method, parts.uri).into_bytes();
    request.extend_from_slice(&bytes);
    let office = caller.office.clone();
    let begun = match office.reserve(&program.key, &name, &hash(&request)).await? {
        Reserved::Begin(once) => once,
        Reserved::Answered { status, answer } => return Ok(replayed(status, answer)),
        Reserved::Running => {
            return Err(Refused::new(
                "request-running",
                "the same request is being carried out; ask again for its answer",
            ));
        }
        Reserved::Done(effect) => return Err(Refused::done(effect)),
        Reserved::Another => {
            return Err(Refused::new("idempotency-key-reused", "another request had this `Idempotency-Key`"));
        }
    };
    if decides && let Err(refused) = second_factor(&office, &program, code).await {
        office.free_request(&program.key, &begun).await?;
        return Err(refused);
    }
    let author = acting(&caller, &begun);
    parts.extensions.insert(Caller { author: author.clone(), ..caller });
    let request = Request::from_parts(parts, Body::from(bytes));
    // Beside the connection: whoever hangs up does not stop it between the work and its answer.
    let work = tokio::spawn(async move {
        let response = told(next.run(request).await, words, &author);
        keep(&office, &program.key, &begun, response).await
    });
    work.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request panicked");
        Err(Refused::new("internal", "the server's log says more"))
    })
}

/// The author with the request that they carry out.
fn acting(caller: &Caller, begun: &Once) -> compline_office::who::Author {
    let mut author = caller.author.clone();
    if let Some(key) = &author.key {
        let mut key = (**key).clone();
        key.once = Some(begun.clone());
        author.key = Some(Arc::new(key));
    }
    author
}

/// A decision takes the code that only the user has, not whoever has the key.
async fn second_factor(office: &Office, program: &Program, code: Option<String>) -> Result<(), Refused> {
    let Some(code) = code else {
        let detail = "send the user's one-time code of now with `One-Time-Code`";
        return Err(Refused::new("code-needed", detail));
    };
    match office.second_factor(&program.author.user, &code).await? {
        Factor::Taken => Ok(()),
        Factor::Wrong => {
            Err(Refused::new("code-wrong", "the code is wrong, or was used before: wait for the next one"))
        }
        Factor::Unknown => {
            Err(Refused::new("code-needed", "this user has no one-time codes, and decides nothing by key"))
        }
        Factor::Wait => Err(Refused::new("too-many-requests", "there were too many wrong codes: wait ten minutes")),
    }
}

/// Keeps the answer of what was done, and forgets what was refused.
async fn keep(office: &Office, key: &str, begun: &Once, response: Response) -> Result<Response, Refused> {
    if !response.status().is_success() {
        office.free_request(key, begun).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST_ANSWER).await;
    let bytes = bytes.map_err(|_| Refused::new("internal", "the answer is too large to be kept"))?;
    let text = match parts.extensions.get::<Kept>() {
        Some(Kept(instead)) => instead.as_str().into(),
        None => String::from_utf8_lossy(&bytes),
    };
    if let Err(error) = office.keep_answer(key, begun, parts.status.as_u16(), &text).await {
        // It was done: the caller gets the answer now, and only a repetition would not.
        tracing::error!(%error, "the answer of a request cannot be kept");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replayed(status: u16, answer: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = if answer.is_empty() {
        status.into_response()
    } else {
        (status, [(CONTENT_TYPE, "application/json")], answer).into_response()
    };
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

/// The response, with the problem where it is a refusal.
fn told(response: Response, words: Words, author: &compline_office::who::Author) -> Response {
    match response.extensions().get::<Refused>().cloned() {
        Some(refused) => refused.answer(words, Some(author)),
        None => response,
    }
}
