//! The pages over HTTP, on both databases.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops where something is not as it should be"
)]

mod admin;
mod analysis;
mod api;
mod care;
mod extracts;
mod orders;
mod places;
mod plans;
mod statements;
mod told;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::MockConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{TimeZone, Utc};
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::{Demo, PASSWORD};
use compline_office::progress::Progress;
use compline_server::router;
use std::net::SocketAddr;
use tempfile::TempDir;
use tower::ServiceExt;

const PLAN: &str = include_str!("../../../examples/nordlicht/nordlicht.plan");

struct Site {
    office: Office,
    router: Router,
    _folder: TempDir,
    _database: Option<compline_postgres::Database<'static>>,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn site(postgres: bool) -> Site {
    site_of(postgres, PLAN).await
}

async fn site_of(postgres: bool, plan: &str) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let database = postgres.then(|| compline_postgres::database("http").unwrap());
    let address = match &database {
        Some(database) => database.url().to_owned(),
        None => folder.path().join("compline.db").display().to_string(),
    };
    let clock = Clock::at(Utc.with_ymd_and_hms(2026, 4, 3, 8, 0, 0).unwrap());
    let office = Office::open(&address, folder.path(), clock).await.unwrap();
    let demo = Demo { partners: 60, seed: 7, plan };
    office.make_demo(&demo, &Progress::default()).await.unwrap();
    let router = router(office.clone()).layer(MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4_000))));
    Site { office, router, _folder: folder, _database: database }
}

impl Site {
    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 10 << 20).await.unwrap();
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(HOST, "office").header(COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(HOST, "office")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.send(request.unwrap()).await
    }

    /// Sends a form with files; `X` stands between its parts.
    async fn parts(&self, cookie: &str, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header(HOST, "office")
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=X")
            .body(Body::from(body.to_owned()));
        self.send(request.unwrap()).await
    }

    /// Signs in; the cookie of the session.
    async fn sign_in(&self, login: &str) -> String {
        let logins = self.office.demo_logins().await.unwrap();
        let found = logins.iter().find(|one| one.login == login).unwrap();
        let code = found.secret.as_ref().map(|secret| self.office.code_now(secret).unwrap()).unwrap_or_default();
        let answer = self.post("", "/login", &format!("login={login}&password={PASSWORD}&code={code}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_on_sqlite() {
    pages(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_on_postgres() {
    pages(&site(true).await).await;
}

async fn pages(site: &Site) {
    nobody_gets_in_without_a_session(site).await;
    let clerk = site.sign_in("klein").await;
    let list = ["/", "/runs", "/partners", "/orders", "/payments", "/documents", "/ledger", "/plans"];
    for path in list {
        let answer = site.get(&clerk, path).await;
        // Without the assets of the web build pages say how to make them.
        let made = if compline_ui::assets::built() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let fine = answer.status == made || answer.status == StatusCode::SEE_OTHER;
        assert!(fine, "{path}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains('⟦'), "{path} says a text that the catalogue has not");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    told::derivations(site, &clerk).await;
    foreign_forms_are_refused(site, &clerk).await;
    what_roles_forbid_is_forbidden(site, &clerk).await;
    told::refusals(site, &clerk).await;
    hostile_input_stays_text(site, &clerk).await;
    let out = site.post(&clerk, "/logout", "").await;
    assert_eq!(out.headers[LOCATION], "/login");
    assert_eq!(site.get(&clerk, "/runs").await.status, StatusCode::SEE_OTHER, "the session has ended");
    guessing_is_slowed_down(site).await;
}

async fn nobody_gets_in_without_a_session(site: &Site) {
    for cookie in ["", "compline_session=", "compline_session=0123456789abcdef"] {
        let answer = site.get(cookie, "/runs?view=all").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.headers[LOCATION], "/login?to=/runs%3Fview%3Dall");
    }
    let wrong = site.post("", "/login", "login=klein&password=wrong-password").await;
    assert_eq!(
        wrong.status,
        if compline_ui::assets::built() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::SERVICE_UNAVAILABLE }
    );
    // Those who approve need their code, and each code once.
    let logins = site.office.demo_logins().await.unwrap();
    let secret = logins.iter().find(|one| one.login == "vogt").unwrap().secret.clone().unwrap();
    let code = site.office.code_now(&secret).unwrap();
    let form = format!("login=vogt&password={PASSWORD}");
    assert_ne!(site.post("", "/login", &form).await.status, StatusCode::SEE_OTHER);
    let form = format!("{form}&code={code}");
    assert_eq!(site.post("", "/login", &form).await.status, StatusCode::SEE_OTHER);
    assert_ne!(site.post("", "/login", &form).await.status, StatusCode::SEE_OTHER, "a code is taken once");
    // The language that is chosen at the door is the user's from then on.
    let form = format!("login=adler&password={PASSWORD}&language=en");
    assert_eq!(site.post("", "/login", &form).await.status, StatusCode::SEE_OTHER);
    let staff = site.office.staff("nordlicht").await.unwrap();
    let languages = staff.iter().map(|(user, _)| (user.login.as_str(), user.language.as_str()));
    assert!(languages.clone().any(|one| one == ("adler", "en")) && languages.clone().any(|one| one == ("klein", "de")));
    // The way back leads nowhere else.
    let form = format!("login=klein&password={PASSWORD}&to=//elsewhere.example/");
    assert_eq!(site.post("", "/login", &form).await.headers[LOCATION], "/");
}

async fn foreign_forms_are_refused(site: &Site, clerk: &str) {
    let request = Request::post("/runs")
        .header(HOST, "office")
        .header(ORIGIN, "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site")
        .header(COOKIE, clerk)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("programme=partner&period=2026-03"));
    assert_eq!(site.send(request.unwrap()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.office.runs("nordlicht").await.unwrap().len(), 1, "nothing was begun");
}

async fn what_roles_forbid_is_forbidden(site: &Site, clerk: &str) {
    let auditor = site.sign_in("lange").await;
    let denied = site.post(&auditor, "/runs", "programme=partner&period=2026-03").await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(clerk, "/audit").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(clerk, "/runs/nothing-of-this-name").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(clerk, "/partners/nobody").await.status, StatusCode::NOT_FOUND);
    let begun = site.post(clerk, "/runs", "programme=partner&period=2026-03").await;
    let run = begun.headers[LOCATION].to_str().unwrap().to_owned();
    assert!(run.starts_with("/runs/"), "{run}");
    assert_eq!(site.post(clerk, &format!("{run}/distribute"), "").await.status, StatusCode::CONFLICT);
    assert_eq!(site.post(&auditor, &format!("{run}/levels"), "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        site.post(clerk, &format!("{run}/approve"), "").await.status,
        StatusCode::NOT_FOUND,
        "not distributed yet"
    );
}

async fn hostile_input_stays_text(site: &Site, clerk: &str) {
    for text in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "%' OR 1=1 --", "../../etc/passwd"] {
        let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in
            [format!("/partners?q={query}"), format!("/orders?q={query}&kind={query}"), format!("/search?q={query}")]
        {
            let answer = site.get(clerk, &path).await;
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<img src=x"), "{path}");
        }
        let answer = site.post(clerk, "/runs", &format!("programme=partner&period={query}")).await;
        assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}

async fn guessing_is_slowed_down(site: &Site) {
    for _ in 0..12 {
        site.post("", "/login", "login=fuchs&password=wrong-password").await;
    }
    let right = site.post("", "/login", &format!("login=fuchs&password={PASSWORD}")).await;
    assert_ne!(right.status, StatusCode::SEE_OTHER, "too many attempts: even the right password waits");
}
