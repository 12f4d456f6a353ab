//! What stands beside orders and partners, by program: payments of customers, notes and papers, manual values, tables.

use super::{Program, all, program};
use crate::Site;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_on_sqlite() {
    beside(&crate::site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beside_on_postgres() {
    beside(&crate::site(true).await).await;
}

async fn beside(site: &Site) {
    let clerk = program(site, "klein", &["orders:read", "runs:read", "adjustments:write"]).await;
    let order = clerk.get("/programmes/partner/orders?kind=Order&state=live&limit=1").await.is(200).json;
    payments_of_customers(site, &order["items"][0]).await;
    papers(site).await;
    values_and_tables(&clerk).await;
}

async fn payments_of_customers(site: &Site, order: &Value) {
    let money = program(site, "brandt", &["payments:read", "bank:write", "settings:read"]).await;
    let text = |name: &str| order[name].as_str().unwrap();
    let path = format!("/programmes/partner/orders/Order/{}/{}/receipts", text("source"), text("id"));
    let open = money.get(&path).await.is(200).json;
    assert_eq!((&open["standing"], &open["receipts"]), (&json!("open"), &json!([])));
    let day = site.office.clock().today().to_string();
    let sent = |amount: i64| json!({ "day": day, "amount_minor": amount, "reason": "in cash" });
    let refused = money.post(&path, sent(0)).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "amount_minor");
    let receipt = money.post(&path, sent(5)).await.is(201).id();
    let partly = money.get(&path).await.is(200).json;
    assert_eq!((&partly["standing"], &partly["paid"]["amount"]), (&json!("partial"), &json!(5)));
    assert_eq!(partly["receipts"][0]["id"], receipt);
    let list = money.get("/programmes/partner/paid-orders").await.is(200).json;
    assert!(list["items"].as_array().unwrap().iter().any(|one| one["id"] == order["id"]));
    money.get("/programmes/partner/paid-orders?standing=some").await.problem(400, "malformed-request");
    let undo = format!("/receipts/{receipt}/undo");
    money.post(&undo, json!({ "reason": " " })).await.problem(422, "invalid-input");
    money.post(&undo, json!({ "reason": "typed wrong" })).await.is(204);
    money.post(&undo, json!({ "reason": "typed wrong" })).await.problem(409, "state");
    money.post("/receipts/none/undo", json!({ "reason": "x" })).await.problem(404, "not-found");
    assert_eq!(money.get(&path).await.is(200).json["standing"], "open");
    // Bank entries, of which there are none yet.
    let entity = site.office.legal_entities(compline_office::demo::COMPANY).await.unwrap().remove(0).id;
    let entries = format!("/legal-entities/{entity}/bank-entries");
    let part = json!({ "key": "none", "number": 1, "programme": "partner", "kind": "Order", "source": text("source"),
        "id": text("id"), "amount_minor": 5 });
    assert!(money.post(&format!("{entries}/match-order"), part).await.status.is_client_error());
    money.get(&format!("{entries}/candidates?key=none&number=1")).await.problem(404, "not-found");
    assert_eq!(money.get("/bank-files?limit=5").await.is(200).json["items"], json!([]));
    assert_eq!(money.get("/failed-payments").await.is(200).json["items"], json!([]));
    money.post(&format!("{entries}/reopen"), json!({ "key": "none", "number": 1 })).await.problem(409, "state");
    // The rule is a setting.
    let rule = "/programmes/partner/receipt-rules/Order";
    money.put(rule, json!({ "paid": null })).await.problem(403, "scope-missing");
    let admin = program(site, "winter", &["settings:read", "settings:write"]).await;
    let refused = admin.put(rule, json!({ "paid": "colour" })).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "paid");
    admin.put(rule, json!({ "paid": null })).await.is(204);
    assert_eq!(admin.get(rule).await.is(200).json, json!({ "paid": null }));
    let auditor = program(site, "lange", &all()).await;
    auditor.post(&path, sent(5)).await.problem(403, "not-allowed");
}

async fn papers(site: &Site) {
    let care = program(site, "fuchs", &["partners:read", "partners:write", "personal:read"]).await;
    let partner = care.get("/partners?limit=1").await.is(200).json["items"][0].clone();
    let notes = format!("/partners/{}/notes", partner["id"].as_str().unwrap());
    let refused = care.post(&notes, json!({ "note": " " })).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "note");
    care.post(&notes, json!({ "note": "calls on Mondays" })).await.is(204);
    care.post("/partners/none/notes", json!({ "note": "x" })).await.problem(404, "not-found");
    let person = format!("/persons/{}", partner["person"].as_str().unwrap());
    let path = format!("{person}/files?kind=contract&name=..%2Fcontract.pdf");
    let pdf = b"%PDF-1.7 nothing else".to_vec();
    let refused = care.file(&path, "application/pdf", b"<html>".to_vec()).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["code"], "error-file-no-pdf");
    care.file(&format!("{person}/files?kind=letter&name=x.pdf"), "application/pdf", pdf.clone())
        .await
        .problem(422, "invalid-input");
    care.file(&path, "application/pdf", pdf).await.is(204);
    let list = care.get(&format!("{person}/files")).await.is(200).json;
    assert_eq!((&list["items"][0]["kind"], &list["items"][0]["name"]), (&json!("contract"), &json!("contract.pdf")));
    let file = format!("{person}/files/{}", list["items"][0]["hash"].as_str().unwrap());
    assert!(care.get(&file).await.is(200).text.starts_with("%PDF-"));
    care.get(&format!("{person}/files/none")).await.problem(404, "not-found");
    let photo = format!("{person}/photo");
    care.file(&photo, "image/png", b"no picture".to_vec()).await.problem(422, "invalid-input");
    care.delete(&photo).await.problem(404, "not-found");
    let png = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100\
               18dd8db00000000049454e44ae426082";
    let png: Vec<u8> = (0..png.len()).step_by(2).map(|at| u8::from_str_radix(&png[at..at + 2], 16).unwrap()).collect();
    care.file(&photo, "image/png", png).await.is(204);
    care.delete(&photo).await.is(204);
    care.delete(&photo).await.problem(404, "not-found");
    let clerk = program(site, "lange", &all()).await;
    clerk.file(&path, "application/pdf", Vec::new()).await.problem(403, "not-allowed");
    clerk.post(&notes, json!({ "note": "x" })).await.problem(403, "not-allowed");
    let reader = program(site, "fuchs", &["partners:read"]).await;
    reader.get(&file).await.problem(403, "scope-missing");
    reader.get(&format!("{person}/files")).await.problem(403, "scope-missing");
}

async fn values_and_tables(clerk: &Program<'_>) {
    clerk.get("/manual-values?state=planned").await.is(200);
    clerk.get("/manual-values?state=old").await.problem(400, "malformed-request");
    let end = json!({ "partner": "none", "definition": "rank", "valid_from": "2026-01-01", "last": "2026-02-01",
        "reason": "over" });
    let path = "/programmes/partner/manual-values/end";
    clerk.post(path, end.clone()).await.problem(404, "not-found");
    let waiting = clerk.get("/programmes/partner/waiting-orders?limit=5").await.is(200).json;
    assert!(waiting["items"].is_array());
    let table = clerk.get("/programmes/partner/tables/orders?kind=Order").await.is(200).text;
    assert!(table.contains("id;source;state"), "{}", table.lines().next().unwrap());
    clerk.get("/programmes/partner/tables/orders?kind=Order&form=pdf").await.problem(400, "malformed-request");
    clerk.get("/programmes/none/tables/orders?kind=Order").await.problem(404, "not-found");
    let care = program(clerk.site, "lange", &all()).await;
    care.post(path, end).await.problem(403, "not-allowed");
    let nobody = program(clerk.site, "klein", &["runs:read"]).await;
    nobody.get("/programmes/partner/tables/orders?kind=Order").await.problem(403, "scope-missing");
    nobody.get("/programmes/partner/waiting-orders").await.problem(403, "scope-missing");
}
