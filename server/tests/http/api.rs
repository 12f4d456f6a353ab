//! The interface for programs, on both databases.

mod beside;
mod files;
mod month;
mod once;
mod refusals;
mod settings;

use crate::Site;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, Request, StatusCode};
use compline_office::demo::COMPANY;
use compline_office::keys::{NewKey, SCOPES};
use compline_office::who::Author;
use compline_policy::Role;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// A program with a key.
pub struct Program<'a> {
    pub site: &'a Site,
    pub key: String,
    login: String,
    sent: AtomicU64,
}

/// An answer of the interface.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Reply {
    /// The reply, which has to have a status.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The reply, which has to be a problem with a code.
    pub fn problem(self, status: u16, code: &str) -> Self {
        let this = self.is(status);
        assert_eq!(this.headers[CONTENT_TYPE], "application/problem+json", "{}", this.text);
        assert_eq!(this.json["code"], code, "{}", this.text);
        assert_eq!(this.json["status"], status);
        assert_eq!(this.json["type"], format!("/api#problem-{code}"));
        assert!(!this.text.contains('⟦'), "{}", this.text);
        this
    }

    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap().to_owned()
    }
}

/// Somebody of the staff.
pub async fn author(site: &Site, role: Role) -> Author {
    let staff = site.office.staff(COMPANY).await.unwrap();
    let (user, roles) = staff.into_iter().find(|(_, roles)| roles.contains(&role)).unwrap();
    Author { user: user.id, name: user.name, company: COMPANY.to_owned(), roles, key: None }
}

/// A program that acts for somebody, with some scopes.
pub async fn program<'a>(site: &'a Site, login: &str, scopes: &[&str]) -> Program<'a> {
    let admin = author(site, Role::Administrator).await;
    let staff = site.office.staff(COMPANY).await.unwrap();
    let (user, _) = staff.into_iter().find(|(user, _)| user.login == login).unwrap();
    let new = NewKey {
        user: user.id,
        name: "Test".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        last_day: None,
    };
    let (_, key) = site.office.create_key(&admin, &new).await.unwrap();
    Program { site, key, login: login.to_owned(), sent: AtomicU64::new(0) }
}

/// All scopes.
pub fn all() -> Vec<&'static str> {
    SCOPES.iter().map(|(name, _)| *name).collect()
}

impl Program<'_> {
    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, "", None, &[]).await
    }

    /// A request that changes something, under a name of its own.
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        let name = self.name();
        self.send("POST", path, &name, Some(body), &[]).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        let name = self.name();
        self.send("PUT", path, &name, Some(body), &[]).await
    }

    /// A request that takes something away.
    pub async fn delete(&self, path: &str) -> Reply {
        let name = self.name();
        self.send("DELETE", path, &name, None, &[]).await
    }

    /// A decision, with the user's next one-time code.
    pub async fn decide(&self, path: &str, body: Value) -> Reply {
        let (name, code) = (self.name(), self.code().await);
        self.send("POST", path, &name, Some(body), &[("one-time-code", &code)]).await
    }

    /// A PUT with the user's next one-time code.
    pub async fn decide_put(&self, path: &str, body: Value) -> Reply {
        let (name, code) = (self.name(), self.code().await);
        self.send("PUT", path, &name, Some(body), &[("one-time-code", &code)]).await
    }

    /// The user's next one-time code.
    pub async fn code(&self) -> String {
        self.site.office.clock().forward(chrono::TimeDelta::seconds(31));
        let logins = self.site.office.demo_logins().await.unwrap();
        let secret = logins.into_iter().find(|one| one.login == self.login).unwrap().secret.unwrap();
        self.site.office.code_now(&secret).unwrap()
    }

    /// Sends a file as it is.
    pub async fn file(&self, path: &str, media: &str, bytes: Vec<u8>) -> Reply {
        let request = Request::post(format!("/api/v1{path}"))
            .header(HOST, "office")
            .header(AUTHORIZATION, format!("Bearer {}", self.key))
            .header("idempotency-key", self.name())
            .header(CONTENT_TYPE, media)
            .body(Body::from(bytes));
        reply(self.site, request.unwrap()).await
    }

    pub fn name(&self) -> String {
        format!("test-{}", self.sent.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        name: &str,
        body: Option<Value>,
        more: &[(&str, &str)],
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(HOST, "office")
            .header(AUTHORIZATION, format!("Bearer {}", self.key));
        if !name.is_empty() {
            request = request.header("idempotency-key", name);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        reply(self.site, request.unwrap()).await
    }

    /// Waits for the job that a request has begun.
    pub async fn wait(&self, started: Reply) {
        let job = started.is(202).json["job"].as_str().unwrap().to_owned();
        for _ in 0..600 {
            let found = self.get(&format!("/jobs/{job}")).await.is(200);
            match found.json["state"].as_str().unwrap() {
                "done" => return,
                "queued" | "running" => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                _ => panic!("{}", found.text),
            }
        }
        panic!("the job does not end");
    }
}

pub async fn reply(site: &Site, request: Request<Body>) -> Reply {
    let answer = site.send(request).await;
    let json = serde_json::from_str(&answer.text).unwrap_or_default();
    Reply { status: answer.status, headers: answer.headers, text: answer.text, json }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_interface_is_described() {
    let site = crate::site(false).await;
    let request = Request::get("/api/v1/openapi.json").header(HOST, "office").body(Body::empty()).unwrap();
    let described = reply(&site, request).await.is(200).json;
    assert_eq!(described["openapi"], "3.1.0");
    let clerk = program(&site, "klein", &all()).await;
    let stranger =
        Program { site: &site, key: format!("cpl_{}", "0".repeat(64)), login: String::new(), sent: 0.into() };
    let mut count = 0;
    for (path, methods) in described["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            count += 1;
            let at = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{at} has no summary");
            assert!(operation["security"][0]["key"].is_array(), "{at} says nothing of scopes");
            for scope in operation["security"][0]["key"].as_array().unwrap() {
                assert!(all().contains(&scope.as_str().unwrap()), "{at}: {scope}");
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{at}: {parameter}");
            }
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("401") && responses.keys().any(|status| status.starts_with('2')), "{at}");
            let words = path.strip_prefix("/api/v1/").unwrap().split('/');
            let words: Vec<&str> = words.map(|word| if word.starts_with('{') { "x-1" } else { word }).collect();
            let here = format!("/{}", words.join("/"));
            let method = method.to_uppercase();
            stranger.send(&method, &here, "name", None, &[]).await.problem(401, "unauthenticated");
            let known = clerk.send(&method, &here, &clerk.name(), None, &[]).await;
            assert_ne!(known.status, StatusCode::METHOD_NOT_ALLOWED, "{at}");
            assert!(!known.status.is_server_error(), "{at}: {}", known.text);
            assert!(!known.text.contains("there is nothing at this address"), "{at}");
        }
    }
    assert!(count > 130, "{count} operations");
    for (name, schema) in described["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no description");
    }
    insta::assert_json_snapshot!("description", described);
    // The page shows the same.
    let admin = site.sign_in("winter").await;
    let page = site.get(&admin, "/api").await;
    if compline_ui::assets::built() {
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains('⟦') && page.text.contains("problem-answer-lost"));
    }
}
