//! Settings, users and keys by program: with the checks of the pages, and nothing that a stolen key could use.

use super::{Program, all, program};
use crate::Site;
use compline_office::demo::COMPANY;
use compline_store::values;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_on_sqlite() {
    settings(&crate::site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_on_postgres() {
    settings(&crate::site(true).await).await;
}

async fn settings(site: &Site) {
    let scopes = ["dashboard:read", "settings:read", "settings:write", "users:write", "keys:write", "audit:read"];
    let admin = program(site, "winter", &scopes).await;
    company_and_programmes(&admin).await;
    legal_entities(&admin).await;
    users(site, &admin).await;
    keys(site, &admin).await;
    refusals(site).await;
    let log = admin.get("/audit?action=change-settings").await.is(200).json;
    assert!(log["items"][0]["details"]["api_key"].is_string(), "{log}");
}

/// The only field that is wrong, with its code.
fn wrong(refused: &Value) -> (&str, &str) {
    assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "{refused}");
    (refused["errors"][0]["field"].as_str().unwrap(), refused["errors"][0]["code"].as_str().unwrap())
}

async fn company_and_programmes(admin: &Program<'_>) {
    let company = admin.get("/company").await.is(200).json;
    let other = json!({ "name": "Nordlicht Nord", "language": "en" });
    admin.put("/company", other.clone()).await.is(204);
    // What holds already is no mistake, whoever asks for it.
    admin.put("/company", other).await.is(204);
    assert_eq!(admin.get("/company").await.is(200).json["name"], "Nordlicht Nord");
    let refused = admin.put("/company", json!({ "name": "N", "language": "xx" })).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("language", "error-choose-one"));
    admin.put("/company", json!({ "name": company["name"], "language": company["language"] })).await.is(204);

    let new = json!({ "legal_entity": "nobody", "name": "Second" });
    let refused = admin.post("/programmes", new).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("legal_entity", "error-choose-one"));
    let entity = admin.get("/legal-entities").await.is(200).json["items"][0]["id"].clone();
    let id = admin.post("/programmes", json!({ "legal_entity": entity, "name": "Second" })).await.is(201).id();
    let one = format!("/programmes/{id}");
    let shown = admin.get(&one).await.is(200).json;
    assert_eq!(
        (&shown["name"], &shown["legal_entity"], &shown["currency"]),
        (&json!("Second"), &entity, &json!("EUR"))
    );
    admin.put(&one, json!({ "name": "Third", "channel_field": null })).await.is(204);
    let refused = admin.put(&one, json!({ "name": "Third", "channel_field": "colour" })).await;
    assert_eq!(wrong(&refused.problem(422, "invalid-input").json), ("channel_field", "error-not-in-plan"));
    admin.put("/programmes/none", json!({ "name": "x" })).await.problem(404, "not-found");
    let fields = admin.get("/programmes/partner/channel-fields").await.is(200).json;
    assert!(!fields["items"].as_array().unwrap().is_empty());
    admin.get("/programmes/partner/channels").await.is(200);
    let roles = admin.get("/roles").await.is(200).json;
    let auditor = roles["items"].as_array().unwrap().iter().find(|role| role["name"] == "auditor").unwrap();
    let reads = |one: &str| one.starts_with("view-") || ["replay-run", "verify-data"].contains(&one);
    assert!(auditor["actions"].as_array().unwrap().iter().all(|one| reads(one.as_str().unwrap())));
    // A page of a list that is given as a whole otherwise.
    let first = admin.get("/programmes?limit=1").await.is(200).json;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (1, &json!("1")));
    let second = admin.get("/programmes?limit=1&skip=1").await.is(200).json;
    assert!(second["next"].is_null() && second["items"][0]["id"] != first["items"][0]["id"]);
    assert_eq!(admin.get("/programmes").await.is(200).json["items"].as_array().unwrap().len(), 2);
    admin.get("/programmes?limit=0").await.problem(400, "malformed-request");
}

async fn legal_entities(admin: &Program<'_>) {
    let mut data = admin.get("/legal-entities").await.is(200).json["items"][0].clone();
    let one = format!("/legal-entities/{}", data["id"].as_str().unwrap());
    data.as_object_mut().unwrap().remove("id");
    // As it was shown it can be sent back.
    admin.put(&one, data.clone()).await.is(204);
    let with = |name: &str, value: Value| {
        let mut data = data.clone();
        data[name] = value;
        data
    };
    for (name, value, code) in [
        ("contact", json!("nobody"), "error-email"),
        ("document_prefix", json!("a b"), "error-prefix"),
        ("country", json!("XX"), "error-country"),
        ("name", json!(" "), "error-field-empty"),
    ] {
        let refused = admin.put(&one, with(name, value)).await.problem(422, "invalid-input");
        assert_eq!(wrong(&refused.json), (name, code));
    }
    let refused = admin.put(&one, with("iban", json!("DE00 1234"))).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json).0, "iban");
    admin.put(&one, with("currency", json!("CHF"))).await.problem(400, "malformed-request");
    admin.put(&one, with("register", json!("HRB 4711"))).await.is(204);
    assert_eq!(admin.get(&one).await.is(200).json["register"], "HRB 4711");
    admin.put("/legal-entities/none", data.clone()).await.problem(404, "not-found");

    let refused = admin.post("/legal-entities", with("currency", json!("???"))).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("currency", "error-currency"));
    let id = admin.post("/legal-entities", with("document_prefix", json!("Z-"))).await.is(201).id();
    let books = format!("/legal-entities/{id}/settings");
    let mut settings = admin.get(&books).await.is(200).json;
    settings["accounts"]["bank"] = json!("bank");
    let refused = admin.put(&books, settings.clone()).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("accounts.bank", "error-account"));
    settings["accounts"]["bank"] = json!("1210");
    settings["minimum_payout_minor"] = json!(-1);
    let refused = admin.put(&books, settings.clone()).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("minimum_payout_minor", "error-amount-negative"));
    settings["minimum_payout_minor"] = json!(2_500);
    admin.put(&books, settings.clone()).await.is(204);
    assert_eq!(admin.get(&books).await.is(200).json, settings);
    settings["account_length"] = json!(4.5);
    admin.put(&books, settings).await.problem(400, "malformed-request");
}

async fn users(site: &Site, admin: &Program<'_>) {
    let new = json!({ "login": "sommer", "name": "Sina Sommer", "language": "de", "roles": ["approver"] });
    // With the key alone nobody makes somebody who approves.
    admin.post("/users", new.clone()).await.problem(403, "code-needed");
    let sent = [("one-time-code", "000000")];
    admin.send("POST", "/users", &admin.name(), Some(new.clone()), &sent).await.problem(403, "code-wrong");
    let mut bad = new.clone();
    bad["roles"] = json!(["king"]);
    let refused = admin.decide("/users", bad).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("roles", "error-choose-one"));
    let mut bad = new.clone();
    bad["login"] = json!("a b");
    let refused = admin.decide("/users", bad).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("login", "error-login-form"));

    let (name, code) = (admin.name(), admin.code().await);
    let sent = [("one-time-code", code.as_str())];
    let made = admin.send("POST", "/users", &name, Some(new.clone()), &sent).await.is(201);
    let text = |field: &str| made.json[field].as_str().unwrap().to_owned();
    let (id, password, secret) = (made.id(), text("password"), text("secret"));
    assert!(text("otpauth").contains(&secret));
    // Once more under the same name: done once, and the secrets are kept nowhere.
    let again = admin.send("POST", "/users", &name, Some(new.clone()), &sent).await.is(201);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.json["id"], made.json["id"]);
    assert!(again.json["password"].is_null() && again.json["secret"].is_null() && again.json["otpauth"].is_null());
    let sql = "SELECT answer FROM idempotency WHERE answer LIKE '%' || $1 || '%' OR answer LIKE '%' || $2 || '%'";
    let kept: Vec<(String,)> = site.office.db().all(sql, values![&password, &secret]).await.unwrap();
    assert_eq!(kept, Vec::<(String,)>::new());
    let refused = admin.decide("/users", new).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("login", "error-login-taken"));
    let code = site.office.code_now(&secret).unwrap();
    assert!(site.office.sign_in("sommer", &password, &code, "", "").await.unwrap().is_ok());

    let one = format!("/users/{id}");
    let shown = admin.get(&one).await.is(200);
    assert_eq!((&shown.json["sessions"], &shown.json["codes"]), (&json!(1), &json!(true)));
    assert!(!shown.text.contains(&secret) && !shown.text.contains("argon2"));
    admin.decide(&format!("{one}/end-sessions"), json!({})).await.is(204);
    assert_eq!(admin.get(&one).await.is(200).json["sessions"], 0);
    let changed = admin.decide_put(&one, json!({ "name": "Sina Winter", "roles": ["approver", "auditor"] })).await;
    assert!(changed.is(200).json["secret"].is_null(), "who has codes keeps them");
    assert_eq!(admin.get(&one).await.is(200).json["roles"], json!(["approver", "auditor"]));
    admin.decide(&format!("{one}/lock"), json!({})).await.is(204);
    assert_eq!(admin.get(&one).await.is(200).json["locked"], true);
    admin.decide(&format!("{one}/unlock"), json!({})).await.is(204);
    let reset = admin.decide(&format!("{one}/password"), json!({})).await.is(200).json;
    assert!(reset["password"].as_str().unwrap() != password && reset["secret"].is_null());
    let reset = admin.decide(&format!("{one}/codes"), json!({})).await.is(200).json;
    assert!(reset["secret"].as_str().unwrap() != secret && reset["password"].is_null());
    let joined = json!({ "login": "sommer", "roles": ["auditor"] });
    let refused = admin.decide("/users/join", joined).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("login", "error-login-member"));
    admin.decide(&format!("{one}/leave"), json!({})).await.is(204);
    admin.get(&one).await.problem(404, "not-found");
    admin.decide(&format!("{one}/lock"), json!({})).await.problem(404, "not-found");
    // Neither oneself nor the last administrator.
    let list = admin.get("/users").await.is(200).json;
    let own = list["items"].as_array().unwrap().iter().find(|user| user["login"] == "winter").unwrap();
    let own = format!("/users/{}", own["id"].as_str().unwrap());
    let refused = admin.decide(&format!("{own}/lock"), json!({})).await.problem(422, "invalid-input");
    assert_eq!(wrong(&refused.json), ("user", "error-user-yourself"));
    let refused = admin.decide_put(&own, json!({ "name": "W", "roles": ["auditor"] })).await;
    assert_eq!(wrong(&refused.problem(422, "invalid-input").json), ("roles", "user-last-administrator"));
    admin.get("/users?limit=1").await.is(200).json["next"].as_str().unwrap();
}

async fn keys(site: &Site, admin: &Program<'_>) {
    let lost = program(site, "klein", &["orders:read", "runs:read"]).await;
    let list = admin.get("/api-keys").await.is(200);
    assert!(!list.text.contains(&lost.key));
    let found = list.json["items"].as_array().unwrap().iter().find(|one| one["prefix"] == lost.key[..12]).unwrap();
    assert_eq!(found["scopes"], json!(["orders:read", "runs:read"]));
    let one = format!("/api-keys/{}", found["id"].as_str().unwrap());
    assert_eq!(admin.get(&one).await.is(200).json["revoked_at"], Value::Null);
    lost.get("/me").await.is(200);
    admin.post(&format!("{one}/revoke"), json!({})).await.is(204);
    lost.get("/me").await.problem(401, "unauthenticated");
    admin.post(&format!("{one}/revoke"), json!({})).await.problem(409, "state");
    admin.post("/api-keys/none/revoke", json!({})).await.problem(404, "not-found");
    // A key makes no keys.
    admin.post("/api-keys", json!({ "name": "more" })).await.problem(405, "method-not-allowed");
}

async fn refusals(site: &Site) {
    let reader = program(site, "winter", &["dashboard:read", "settings:read"]).await;
    let clerk = program(site, "klein", &all()).await;
    let company = json!({ "name": "Mine", "language": "de" });
    reader.put("/company", company.clone()).await.problem(403, "scope-missing");
    reader.post("/users/x/lock", json!({})).await.problem(403, "scope-missing");
    reader.post("/api-keys/x/revoke", json!({})).await.problem(403, "scope-missing");
    clerk.put("/company", company).await.problem(403, "not-allowed");
    clerk.post("/programmes", json!({ "legal_entity": "x", "name": "x" })).await.problem(403, "not-allowed");
    clerk.post("/api-keys/x/revoke", json!({})).await.problem(403, "not-allowed");
    // Who has no one-time codes changes no users, whatever the scope.
    clerk.post("/users/x/lock", json!({})).await.problem(403, "code-needed");
    let money = program(site, "brandt", &all()).await;
    money.decide("/users/x/lock", json!({})).await.problem(403, "not-allowed");
    let nobody = program(site, "klein", &["orders:read"]).await;
    nobody.get("/users").await.problem(403, "scope-missing");
    nobody.get("/api-keys").await.problem(403, "scope-missing");
    assert_eq!(site.office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
}
