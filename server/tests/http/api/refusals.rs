//! Who is not let in, what scopes and roles keep back, other companies, hostile input.

use super::{Program, all, author, program, reply};
use crate::Site;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};
use compline_office::companies::{LegalEntity, Programme};
use compline_office::demo::COMPANY;
use compline_office::facts::partners::Partner;
use compline_office::facts::people::Person;
use compline_office::keys::NewKey;
use compline_office::staff::NewUser;
use compline_office::who::Author;
use compline_policy::Role;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_on_sqlite() {
    refusals(&crate::site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_on_postgres() {
    refusals(&crate::site(true).await).await;
}

async fn refusals(site: &Site) {
    strangers(site).await;
    keys_end(site).await;
    scopes_and_roles(site).await;
    other_companies(site).await;
    hostile(site).await;
    pages_of_keys(site).await;
    whoever_asks_too_much_waits(site).await;
}

async fn strangers(site: &Site) {
    let plain = |request: axum::http::request::Builder| request.header(HOST, "office").body(Body::empty()).unwrap();
    let cookie = site.sign_in("klein").await;
    let shown = [
        (AUTHORIZATION, "Bearer cpl_0123".to_owned()),
        (AUTHORIZATION, "Bearer".to_owned()),
        (AUTHORIZATION, "Basic a2xlaW46bm9yZGxpY2h0".to_owned()),
        // A session is no key.
        (COOKIE, cookie.clone()),
        (AUTHORIZATION, format!("Bearer {}", cookie.split('=').next_back().unwrap())),
    ];
    for (name, value) in shown {
        let refused = reply(site, plain(Request::get("/api/v1/partners").header(name, value))).await;
        assert_eq!(refused.problem(401, "unauthenticated").headers["www-authenticate"], "Bearer realm=\"Compline\"");
    }
    reply(site, plain(Request::get("/api/v1"))).await.problem(404, "not-found");
    reply(site, plain(Request::get("/api/v1/nothing/here"))).await.problem(404, "not-found");
    // Forms of other sites are refused as before, and a key is not needed to be of the same site.
    let clerk = program(site, "klein", &["partners:read", "plans:read"]).await;
    let elsewhere = [("origin", "https://elsewhere.example"), ("sec-fetch-site", "cross-site")];
    let text = json!({ "text": "plan x" });
    clerk.send("POST", "/plans/check", &clerk.name(), Some(text), &elsewhere).await.is(200);
    let form = Request::post("/runs")
        .header(HOST, "office")
        .header(ORIGIN, "https://elsewhere.example")
        .header("sec-fetch-site", "cross-site")
        .header(COOKIE, &cookie)
        .header(AUTHORIZATION, format!("Bearer {}", clerk.key))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("programme=partner&period=2026-03"));
    assert_eq!(site.send(form.unwrap()).await.status, StatusCode::FORBIDDEN);
    let me = clerk.get("/me").await.is(200).json;
    assert_eq!((&me["company"], &me["roles"]), (&json!(COMPANY), &json!(["settlement"])));
    clerk.send("PATCH", "/partners", "x", None, &[]).await.problem(405, "method-not-allowed");
}

async fn keys_end(site: &Site) {
    let admin = author(site, Role::Administrator).await;
    let clerk = program(site, "klein", &["partners:read"]).await;
    clerk.get("/partners?limit=1").await.is(200);
    let keys = site.office.keys(COMPANY).await.unwrap();
    let newest = &keys[0];
    assert!(newest.used_at.is_some() && clerk.key.starts_with(&newest.prefix) && newest.prefix.len() == 12);
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM api_keys WHERE key_hash = $1 OR prefix = $1";
    let kept = site.office.db().number(sql, compline_store::values![&clerk.key]).await.unwrap();
    assert_eq!(kept, 0, "the key itself is kept nowhere");
    site.office.revoke_key(&admin, &newest.id).await.unwrap();
    clerk.get("/partners").await.problem(401, "unauthenticated");
    assert!(site.office.revoke_key(&admin, &newest.id).await.is_err());
    // One with an end works to its last day.
    let staff = site.office.staff(COMPANY).await.unwrap();
    let user = staff.into_iter().find(|(user, _)| user.login == "klein").unwrap().0.id;
    let today = site.office.clock().today();
    let new = compline_office::keys::NewKey {
        user,
        name: "Today".to_owned(),
        scopes: vec!["partners:read".to_owned()],
        last_day: Some(today),
    };
    let (_, key) = site.office.create_key(&admin, &new).await.unwrap();
    let day = Program { key, ..program(site, "klein", &["partners:read"]).await };
    day.get("/partners?limit=1").await.is(200);
    let past = compline_office::keys::NewKey {
        last_day: today.pred_opt(),
        name: String::new(),
        scopes: vec!["all".to_owned()],
        user: "x".to_owned(),
    };
    let wrong = site.office.create_key(&admin, &past).await.unwrap_err().to_string();
    for field in ["name", "user", "scopes", "last_day"] {
        assert!(wrong.contains(&format!("`{field}`")), "{wrong}");
    }
    let clerk = author(site, Role::Settlement).await;
    assert!(site.office.create_key(&clerk, &new).await.is_err(), "only administrators make keys");
    site.office.clock().forward(chrono::TimeDelta::hours(24));
    day.get("/partners").await.problem(401, "unauthenticated");
}

async fn scopes_and_roles(site: &Site) {
    // Without the scope, whatever the role; without the role, whatever the scope.
    let reader = program(site, "klein", &["partners:read"]).await;
    reader.get("/runs").await.problem(403, "scope-missing");
    let run = json!({ "programme": "partner", "period": "2026-03" });
    reader.post("/runs", run.clone()).await.problem(403, "scope-missing");
    let auditor = program(site, "lange", &all()).await;
    auditor.get("/audit?limit=1").await.is(200);
    auditor.post("/runs", run).await.problem(403, "not-allowed");
    let clerk = program(site, "klein", &all()).await;
    clerk.get("/audit").await.problem(403, "not-allowed");
    // Personal data take a scope of their own, and the look is noted.
    let partner = clerk.get("/partners?limit=1").await.is(200).json["items"][0].clone();
    let person = format!("/persons/{}", partner["person"].as_str().unwrap());
    reader.get(&person).await.problem(403, "scope-missing");
    clerk.get(&person).await.is(200);
    let log = auditor.get("/audit?limit=5").await.is(200).json;
    let looks = log["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "look");
    assert!(looks.clone().any(|entry| entry["details"]["api_key"].is_string()), "{log}");
    // Four eyes: a key of the same person is the same person.
    let care = program(site, "fuchs", &["partners:write", "runs:read", "decisions:write"]).await;
    let bank = json!({ "bank": { "holder": "Anna", "iban": "DE89 3704 0044 0532 0130 00" }, "reason": "moved" });
    let request = care.post(&format!("{person}/bank-details"), bank.clone()).await.is(202).id();
    care.post(&format!("{person}/bank-details"), bank).await.problem(409, "state");
    care.post(&format!("/requests/{request}/grant"), json!({})).await.problem(403, "code-needed");
    let shown = care.get(&format!("/requests/{request}")).await.is(200).json;
    assert!(shown["input"].is_null(), "accounts take `personal:read`");
    let money = program(site, "brandt", &["decisions:write", "adjustments:write", "runs:read"]).await;
    let entry = json!({ "programme": "partner", "partner": partner["id"], "kind": "bonus", "period": "2026-03",
        "amount_minor": 100, "reason": "thanks" });
    let own = money.post("/entries", entry).await.is(202).id();
    money.decide(&format!("/requests/{own}/grant"), json!({})).await.problem(403, "not-allowed");
    let approver = program(site, "vogt", &["decisions:write"]).await;
    for code in ["", "000000", "12345"] {
        let path = format!("/requests/{own}/refuse");
        let sent = [("one-time-code", code)];
        let refused = approver.send("POST", &path, &approver.name(), Some(json!({ "reason": "x" })), &sent).await;
        refused.problem(403, "code-wrong");
    }
    assert_eq!(approver.decide(&format!("/requests/{own}/grant"), json!({})).await.is(200).json["granted"], true);
    approver.decide(&format!("/requests/{request}/refuse"), json!({ "reason": "who is this?" })).await.is(204);
    money.post(&format!("/requests/{own}/withdraw"), json!({})).await.problem(409, "state");
}

/// A second company, with somebody and something of its own.
async fn other_companies(site: &Site) {
    let office = &site.office;
    office.add_company("sued", "Süd AG", "de").await.unwrap();
    let system = Author::system("sued");
    let entity = LegalEntity { id: "sued-ag".to_owned(), ..office.legal_entities(COMPANY).await.unwrap().remove(0) };
    office.add_legal_entity(&system, &entity).await.unwrap();
    let programme = Programme {
        id: "sued-plan".to_owned(),
        legal_entity: entity.id,
        name: "Süd".to_owned(),
        currency: "EUR".to_owned(),
        channel_field: None,
    };
    office.add_programme(&system, &programme).await.unwrap();
    let mut learning = office.learn(&system, "partners").await.unwrap();
    let here = office.search_partners(COMPANY, "", "", 1).await.unwrap().remove(0).person;
    let person = Person { id: "S-1".to_owned(), ..office.person(COMPANY, &here).await.unwrap() };
    learning.put_persons(&[person]).await.unwrap();
    let day = office.clock().today();
    let partner = Partner { id: "S-1".to_owned(), person: "S-1".to_owned(), joined_on: day, fields: "{}".to_owned() };
    learning.put_partners(&[partner]).await.unwrap();
    learning.commit().await.unwrap();

    let clerk = program(site, "klein", &all()).await;
    let paths = [
        "/legal-entities/sued-ag",
        "/legal-entities/sued-ag/postings",
        "/legal-entities/sued-ag/balances",
        "/legal-entities/sued-ag/bank-entries",
        "/legal-entities/sued-ag/payment-proposal",
        "/legal-entities/sued-ag/tables/postings",
        "/legal-entities/sued-ag/adviser-archive",
        "/programmes/sued-plan/orders?kind=Order",
        "/programmes/sued-plan/order-kinds",
        "/programmes/sued-plan/manual-values",
        "/programmes/sued-plan/orders/Order/shop/1",
        "/partners/S-1",
        "/partners/S-1/timeline",
        "/partners/S-1/placements",
        "/partners/S-1/statements",
        "/partners/S-1/downline?tree=sponsor",
        "/persons/S-1",
        "/persons/S-1/tax-statuses",
        "/programmes/sued-plan",
        "/programmes/sued-plan/figures",
        "/programmes/sued-plan/channels",
        "/programmes/sued-plan/import-fields?target=Order",
        "/programmes/sued-plan/waiting-orders",
        "/programmes/sued-plan/paid-orders",
        "/programmes/sued-plan/orders/Order/shop/1/receipts",
        "/programmes/sued-plan/tables/orders?kind=Order",
        "/legal-entities/sued-ag/bank-entries/candidates?key=x&number=1",
        "/persons/S-1/files",
    ];
    for path in paths {
        let refused = clerk.get(path).await.problem(404, "not-found");
        assert!(!refused.text.contains("Süd"), "{path}");
    }
    for path in ["/partners?search=S-1", "/programmes", "/legal-entities"] {
        assert!(!clerk.get(path).await.is(200).text.contains("ued"), "{path}");
    }
    let run = json!({ "programme": "sued-plan", "period": "2026-03" });
    clerk.post("/runs", run).await.problem(404, "not-found");
    let order = json!({ "kind": "Order", "orders": [{ "source": "shop", "id": "1", "fields": {} }] });
    clerk.post("/programmes/sued-plan/orders", order).await.problem(404, "not-found");
    let batch = json!({ "legal_entity": "sued-ag", "execute_on": day });
    clerk.post("/payments", batch).await.problem(404, "not-found");
    let plan = json!({ "programme": "sued-plan", "text": "plan x" });
    let designer = program(site, "adler", &all()).await;
    designer.post("/plans", plan).await.problem(404, "not-found");
    let file = "/imports?programme=sued-plan&target=Order&source=x&name=x.csv";
    clerk.file(file, "text/csv", b"id\n1\n".to_vec()).await.problem(404, "not-found");
    let admin = program(site, "winter", &["settings:read", "settings:write", "users:write", "keys:write"]).await;
    admin.get("/legal-entities/sued-ag/settings").await.problem(404, "not-found");
    admin.get("/programmes/sued-plan/channel-fields").await.problem(404, "not-found");
    admin.put("/programmes/sued-plan", json!({ "name": "Mine" })).await.problem(404, "not-found");
    admin.put("/programmes/sued-plan/receipt-rules/Order", json!({ "paid": null })).await.problem(404, "not-found");
    let refused = admin.post("/programmes", json!({ "legal_entity": "sued-ag", "name": "Mine" })).await;
    assert_eq!(refused.problem(422, "invalid-input").json["errors"][0]["field"], "legal_entity");
    let staff = NewUser {
        login: "south".to_owned(),
        name: "South".to_owned(),
        password: "a long password".to_owned(),
        language: "de".to_owned(),
        roles: vec![Role::Administrator],
    };
    let (other, _) = office.add_user(&system, &staff).await.unwrap();
    assert!(!admin.get("/users").await.is(200).text.contains("South"));
    admin.get(&format!("/users/{other}")).await.problem(404, "not-found");
    for step in ["lock", "password", "codes", "end-sessions", "leave"] {
        admin.decide(&format!("/users/{other}/{step}"), json!({})).await.problem(404, "not-found");
    }
    let theirs =
        NewKey { user: other.clone(), name: "S".to_owned(), scopes: vec![all()[0].to_owned()], last_day: None };
    let south =
        Author { user: other, name: "South".to_owned(), company: "sued".to_owned(), roles: staff.roles, key: None };
    let (key, _) = office.create_key(&south, &theirs).await.unwrap();
    admin.get(&format!("/api-keys/{key}")).await.problem(404, "not-found");
    admin.post(&format!("/api-keys/{key}/revoke"), json!({})).await.problem(404, "not-found");
}

async fn hostile(site: &Site) {
    let clerk = program(site, "klein", &all()).await;
    let path = "/programmes/partner/orders";
    let texts = [
        "<script>alert(1)</script>",
        "\"><img src=x>",
        "%' OR 1=1 --",
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
        "\u{202e}",
    ];
    for text in texts {
        let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        clerk.get(&format!("/partners?search={query}")).await.is(200);
        clerk.get(&format!("/partners/{query}")).await.problem(404, "not-found");
        clerk.get(&format!("/runs/{query}/partners/{query}")).await.problem(404, "not-found");
        let order = json!({ "kind": "Order", "orders": [{ "source": text, "id": text, "fields": { text: text } }] });
        clerk.post(path, order).await.problem(422, "invalid-input");
        clerk.post("/runs", json!({ "programme": text, "period": text })).await.problem(404, "not-found");
    }
    // No text has a zero byte, and PostgreSQL would not take one.
    clerk.get("/partners/%00").await.problem(400, "malformed-request");
    clerk.get("/partners?search=%00").await.problem(400, "malformed-request");
    clerk.post(path, json!({ "kind": "\u{0}", "orders": [] })).await.problem(400, "malformed-request");
    clerk.get("/partners/%FF%FE").await.problem(400, "malformed-request");
    // What is not understood is refused, not passed over.
    clerk.get("/partners?limit=1&sort=name").await.problem(400, "malformed-request");
    clerk.get("/partners?limit=0").await.problem(400, "malformed-request");
    clerk.get("/partners?limit=501").await.problem(400, "malformed-request");
    clerk.get("/partners?limit=many").await.problem(400, "malformed-request");
    clerk.get("/runs/x/partners?skip=-1").await.problem(404, "not-found");
    clerk
        .post("/runs", json!({ "programme": "partner", "period": "2026-03", "force": true }))
        .await
        .problem(400, "malformed-request");
    clerk.post("/runs", json!([])).await.problem(400, "malformed-request");
    let amounts = json!({ "programme": "partner", "partner": "x", "kind": "bonus", "period": "2026-03",
        "amount_minor": 0.5, "reason": "x" });
    clerk.post("/entries", amounts).await.problem(400, "malformed-request");
    let none: Vec<&str> = Vec::new();
    clerk.post(path, json!({ "kind": "Order", "orders": none })).await.problem(422, "invalid-input");
    let twice = json!({ "source": "shop", "id": "1", "fields": {} });
    clerk.post(path, json!({ "kind": "Order", "orders": [twice, twice] })).await.problem(422, "invalid-input");
    clerk.post(path, json!({ "kind": "Nothing", "orders": [twice] })).await.problem(422, "invalid-input");
    // Other media, and too much of one.
    let body = |media: &str, body: Body| {
        Request::post("/api/v1/runs")
            .header(HOST, "office")
            .header(AUTHORIZATION, format!("Bearer {}", clerk.key))
            .header("idempotency-key", clerk.name())
            .header(CONTENT_TYPE, media)
            .body(body)
            .unwrap()
    };
    let form = body("application/x-www-form-urlencoded", Body::from("programme=partner"));
    reply(site, form).await.problem(415, "unsupported-media-type");
    reply(site, body("application/json", Body::from("{"))).await.problem(400, "malformed-request");
    reply(site, body("application/json", Body::from(vec![b' '; 5 << 20]))).await.problem(413, "too-large");
    reply(site, body("text/csv", Body::from(vec![b' '; 49 << 20]))).await.problem(413, "too-large");
    // A language can be asked for.
    let german = clerk.send("GET", "/runs/x", "", None, &[("accept-language", "de-DE,de;q=0.9")]).await;
    assert_eq!(german.problem(404, "not-found").json["title"], "Hier ist nichts");
}

async fn pages_of_keys(site: &Site) {
    if !compline_ui::assets::built() {
        return;
    }
    let clerk = site.sign_in("lange").await;
    assert_eq!(site.post(&clerk, "/settings/api-keys", "name=x").await.status, StatusCode::FORBIDDEN);
    site.office.clock().forward(chrono::TimeDelta::seconds(31));
    let admin = site.sign_in("winter").await;
    let empty = site.post(&admin, "/settings/api-keys", "name=&last_day=never&user=").await;
    assert!(empty.text.contains("never"), "what was typed stays");
    let page = site.get(&admin, "/settings/api-keys").await;
    assert!(page.status == StatusCode::OK && !page.text.contains('⟦'));
    let staff = site.office.staff(COMPANY).await.unwrap();
    let user = &staff.iter().find(|(user, _)| user.login == "klein").unwrap().0.id;
    let form = format!("name=%3Cb%3EShop&user={user}&scopes=orders:write&scopes=orders:read");
    let made = site.post(&admin, "/settings/api-keys", &form).await;
    let from = made.text.find("cpl_").unwrap();
    let key = &made.text[from..from + 68];
    assert!(made.text.contains("&lt;b&gt;Shop"));
    let list = site.get(&admin, "/settings/api-keys").await.text;
    assert!(!list.contains(key) && list.contains(&key[..12]), "shown once");
    let shop = Program { key: key.to_owned(), ..program(site, "klein", &["orders:read"]).await };
    shop.get("/programmes/partner/orders?kind=Order&limit=1").await.is(200);
    let id = site.office.keys(COMPANY).await.unwrap().into_iter().find(|one| one.name == "<b>Shop").unwrap().id;
    assert_eq!(site.get(&admin, &format!("/settings/api-keys/{id}/revoke")).await.status, StatusCode::OK);
    assert_eq!(site.post(&admin, &format!("/settings/api-keys/{id}/revoke"), "").await.status, StatusCode::SEE_OTHER);
    shop.get("/me").await.problem(401, "unauthenticated");
}

async fn whoever_asks_too_much_waits(site: &Site) {
    let busy = program(site, "klein", &["partners:read"]).await;
    let mut refused = None;
    for _ in 0..2_000 {
        let reply = busy.get("/me").await;
        if reply.status != StatusCode::OK {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.unwrap().problem(429, "too-many-requests");
    assert_eq!(refused.headers["retry-after"], "1");
    program(site, "klein", &["partners:read"]).await.get("/me").await.is(200);
}
