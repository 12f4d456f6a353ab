//! Files, texts and figures by program: imports step by step, plans and what differs, the log as a table.

use super::{Program, Reply, all, program};
use crate::Site;
use axum::http::header::CONTENT_TYPE;
use compline_exchange::table::{Cell, Column, Kind, Table, to_xlsx};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_on_sqlite() {
    files(&crate::site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_on_postgres() {
    files(&crate::site(true).await).await;
}

async fn files(site: &Site) {
    let worker = tokio::spawn(site.office.clone().work_forever());
    imports(site).await;
    trials(site).await;
    plans(site).await;
    log_and_figures(site).await;
    worker.abort();
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn imports(site: &Site) {
    let clerk = program(site, "klein", &["imports:write", "orders:read", "runs:read"]).await;
    let known = clerk.get("/programmes/partner/orders?kind=Order&limit=1").await.is(200).json["items"][0].clone();
    let fields = clerk.get("/programmes/partner/import-fields?target=Order").await.is(200).json;
    assert!(fields["items"].as_array().unwrap().iter().any(|one| one == &json!({ "name": "id", "required": true })));
    clerk.get("/programmes/partner/import-fields?target=Nothing").await.problem(422, "invalid-input");
    let names: Vec<&String> = known["fields"].as_object().unwrap().keys().collect();
    let cells: Vec<&str> = names.iter().map(|name| known["fields"][*name].as_str().unwrap()).collect();
    let head = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(",");
    let good = cells.join(",");
    let bad = cells.iter().zip(&names).map(|(cell, name)| if *name == "net" { "many" } else { *cell });
    let csv = format!("id,{head}\nF-1,{good}\nF-2,{}\n", bad.collect::<Vec<_>>().join(",")).into_bytes();
    let path = |source: &str| format!("/imports?programme=partner&target=Order&source={source}&name=..%2Forders.csv");
    clerk.file(&path("till"), "text/plain", csv.clone()).await.problem(415, "unsupported-media-type");
    let refused = clerk.file(&path(""), "text/csv", csv.clone()).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "source");
    let refused = clerk.file(&path("till"), "text/csv", Vec::new()).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["code"], "error-file-missing");
    let zip = clerk.file(&path("till"), XLSX, b"PK\x03\x04nothing".to_vec()).await.problem(422, "invalid-input");
    assert_eq!(zip.json["errors"][0]["field"], "file");
    clerk
        .file(&format!("{}&encoding=ebcdic", path("till")), "text/csv", csv.clone())
        .await
        .problem(422, "invalid-input");

    let made = clerk.file(&path("till"), "text/csv", csv.clone()).await.is(201);
    assert_eq!(made.json["known"], false);
    let one = format!("/imports/{}", made.id());
    let shown = clerk.get(&one).await.is(200).json;
    assert_eq!(
        (&shown["state"], &shown["rows"], &shown["name"]),
        (&json!("uploaded"), &json!(2), &json!("orders.csv"))
    );
    let columns = clerk.get(&format!("{one}/columns")).await.is(200).json;
    assert_eq!(columns["items"][0], json!({ "name": "id", "samples": ["F-1", "F-2"], "field": "id" }));
    clerk.post(&format!("{one}/run"), json!({})).await.problem(409, "state");
    let mut mapping = shown["mapping"].clone();
    mapping.as_object_mut().unwrap().remove("id");
    let refused = clerk.put(&format!("{one}/mapping"), json!({ "mapping": mapping })).await;
    let refused = refused.problem(422, "invalid-input").json;
    assert_eq!(
        (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
        (&json!("id"), &json!("import-field-unmapped"))
    );
    clerk.wait(clerk.put(&format!("{one}/mapping"), json!({ "mapping": shown["mapping"] })).await).await;
    let checked = clerk.get(&one).await.is(200).json;
    assert_eq!((&checked["state"], &checked["new"], &checked["refused"]), (&json!("checked"), &json!(1), &json!(1)));
    assert_eq!(checked["job"]["state"], "done");
    let problems = clerk.get(&format!("{one}/problems")).await.is(200).json;
    assert_eq!(problems["items"][0]["row"], 3);
    assert_eq!((&problems["items"][0]["field"], &problems["items"][0]["value"]), (&json!("net"), &json!("many")));
    let file = clerk.send("GET", &format!("{one}/error-file"), "", None, &[("accept-language", "de")]).await.is(200);
    assert!(file.text.contains("F-2") && !file.text.contains("F-1") && file.text.contains("Zeile"), "{}", file.text);
    let book = clerk.get(&format!("{one}/error-file?form=xlsx")).await.is(200);
    assert!(book.text.starts_with("PK") && book.headers[CONTENT_TYPE] == XLSX);
    let refused = clerk.post(&format!("{one}/run"), json!({})).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "only_good");
    clerk.wait(clerk.post(&format!("{one}/run"), json!({ "only_good": true })).await).await;
    assert_eq!(clerk.get(&one).await.is(200).json["state"], "imported");
    clerk.get("/programmes/partner/orders/Order/till/F-1").await.is(200);
    clerk.get("/programmes/partner/orders/Order/till/F-2").await.problem(404, "not-found");
    clerk.post(&format!("{one}/run"), json!({})).await.problem(409, "state");

    workbook(site, &clerk, &names, &cells).await;
    assert_eq!(clerk.get("/imports?limit=1").await.is(200).json["next"], "1");
    // Without the role, whatever the scope; and without the scope.
    let auditor = program(site, "lange", &all()).await;
    auditor.file(&path("till"), "text/csv", csv).await.problem(403, "not-allowed");
    for path in ["/imports", one.as_str(), &format!("{one}/columns"), &format!("{one}/error-file")] {
        auditor.get(path).await.problem(403, "not-allowed");
    }
    let reader = program(site, "klein", &["orders:read"]).await;
    reader.get(&one).await.problem(403, "scope-missing");
    clerk.get("/imports/none").await.problem(404, "not-found");
}

/// What another system paid, and a month that is tried.
async fn trials(site: &Site) {
    let clerk = program(site, "klein", &["imports:write", "runs:read"]).await;
    let targets = clerk.get("/programmes/partner/import-fields?target=paid").await.is(200).json;
    assert!(targets["items"].as_array().unwrap().contains(&json!({ "name": "amount", "required": true })));
    let csv = b"partner,period,amount\nA-404,2026-03,12.00\n".to_vec();
    let path = "/imports?programme=partner&target=paid&source=old&name=paid.csv";
    let one = format!("/imports/{}", clerk.file(path, "text/csv", csv).await.is(201).id());
    let mapping = clerk.get(&one).await.is(200).json["mapping"].clone();
    clerk.wait(clerk.put(&format!("{one}/mapping"), json!({ "mapping": mapping })).await).await;
    clerk.wait(clerk.post(&format!("{one}/run"), json!({})).await).await;

    let wanted = json!({ "from": "March", "to": "2026-03" });
    let refused = clerk.post("/programmes/partner/trials", wanted).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "from");
    let wanted = json!({ "from": "2026-03", "to": "2026-03" });
    let made = clerk.post("/programmes/partner/trials", wanted).await.is(202);
    let trial = format!("/trials/{}", made.id());
    let mut shown = clerk.get(&trial).await.is(200).json;
    for _ in 0..400 {
        if shown["done"] == true {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        shown = clerk.get(&trial).await.is(200).json;
    }
    assert_eq!((&shown["from"], &shown["done"]), (&json!("2026-03"), &json!(true)), "{shown}");
    let causes = shown["result"]["causes"].as_array().unwrap();
    assert!(causes.iter().any(|one| one["cause"] == "partner-unknown" && one["count"] == 1), "{shown}");
    let unknown = clerk.get(&format!("{trial}/differences?cause=partner-unknown")).await.is(200).json;
    assert_eq!(unknown["items"][0]["paid"], json!({ "amount": 1200, "currency": "EUR" }));
    assert_eq!(unknown["items"][0]["args"]["number"], "A-404");
    let largest = clerk.get(&format!("{trial}/differences?sort=amount&limit=1")).await.is(200).json;
    let first = &largest["items"][0];
    let partner = first["partner"].as_str().unwrap();
    let told = clerk.get(&format!("{trial}/periods/2026-03/partners/{partner}/derivation")).await.is(200).json;
    assert_eq!(told["sum"], first["computed"]);
    let table = clerk.send("GET", &format!("{trial}/table"), "", None, &[("accept-language", "de")]).await.is(200);
    assert!(table.text.contains("Partner unbekannt"), "{}", table.text);
    clerk.get(&format!("{trial}/differences?cause=weather")).await.problem(400, "malformed-request");
    clerk.get(&format!("{trial}/periods/2026-01/partners/{partner}/derivation")).await.problem(404, "not-found");
    assert_eq!(clerk.get("/trials?limit=1").await.is(200).json["items"].as_array().unwrap().len(), 1);
    let auditor = program(site, "lange", &all()).await;
    auditor.get(&trial).await.problem(403, "not-allowed");
    auditor.get("/trials").await.problem(403, "not-allowed");
    let reader = program(site, "klein", &["imports:write"]).await;
    reader.get(&trial).await.problem(403, "scope-missing");
}

/// The same as a workbook, of which a second copy is known.
async fn workbook(site: &Site, clerk: &Program<'_>, names: &[&String], cells: &[&str]) {
    let columns = std::iter::once("id").chain(names.iter().map(|name| name.as_str()));
    let row = std::iter::once("X-1").chain(cells.iter().copied()).map(|cell| Cell::Text(cell.to_owned()));
    let table = Table {
        title: "Orders".to_owned(),
        columns: columns.map(|name| Column::new(name, Kind::Text)).collect(),
        rows: vec![row.collect()],
    };
    let book = to_xlsx(&[table], site.office.clock().now()).unwrap();
    let path = "/imports?programme=partner&target=Order&source=book&name=orders.xlsx";
    let made = clerk.file(path, XLSX, book.clone()).await.is(201);
    let one = format!("/imports/{}", made.id());
    let mapping = clerk.get(&one).await.is(200).json["mapping"].clone();
    clerk.wait(clerk.put(&format!("{one}/mapping"), json!({ "mapping": mapping })).await).await;
    clerk.wait(clerk.post(&format!("{one}/run"), json!({})).await).await;
    clerk.get("/programmes/partner/orders/Order/book/X-1").await.is(200);
    let again = clerk.file(path, XLSX, book).await.is(201).json;
    assert_eq!(again, json!({ "id": made.id(), "known": true }));
}

async fn plans(site: &Site) {
    let designer = program(site, "adler", &["plans:read", "plans:write"]).await;
    let released = designer.get("/plans?limit=1").await.is(200).json["items"][0].clone();
    let released = released["id"].as_str().unwrap();
    let text = designer.get(&format!("/plans/{released}/text")).await.is(200).json["text"].as_str().unwrap().to_owned();
    assert_eq!(designer.get(&format!("/plans/{released}/findings")).await.is(200).json["items"], json!([]));
    let broken = format!("{text}\nbonus Broken of\n");
    let new = json!({ "programme": "partner", "text": broken });
    designer.post("/plans", new).await.problem(422, "invalid-input");
    let new = json!({ "programme": "partner", "text": broken, "with_errors": true, "like": released });
    let draft = format!("/plans/{}", designer.post("/plans", new).await.is(201).id());
    let shown = designer.get(&draft).await.is(200).json;
    assert!(shown["errors"].as_i64().unwrap() > 0 && shown["state"] == "draft", "{shown}");
    let found = designer.get(&format!("{draft}/findings")).await.is(200).json;
    assert!(found["items"].as_array().unwrap().iter().any(|one| one["severity"] == "error"), "{found}");
    let ask = designer.post(&format!("{draft}/release-request"), json!({ "reason": "new" })).await;
    assert!(ask.status.is_client_error(), "{}", ask.text);
    let better = json!({ "text": format!("{text}-- the end\n"), "seen": "0" });
    let refused = designer.put(&format!("{draft}/text"), better.clone()).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["code"], "error-plan-changed");
    let mut better = better;
    better["seen"] = shown["hash"].clone();
    designer.put(&format!("{draft}/text"), better.clone()).await.is(204);
    let compared = designer.get(&format!("{draft}/comparison")).await.is(200).json;
    assert_eq!((&compared["with"], &compared["added"], &compared["removed"]), (&json!(released), &json!(1), &json!(0)));
    let lines = compared["places"][0]["lines"].as_array().unwrap();
    let added: Vec<&Value> = lines.iter().filter(|line| line["before"].is_null()).collect();
    assert_eq!((added.len(), &added[0]["text"]), (1, &json!("-- the end")));
    let same = designer.get(&format!("{draft}/comparison?with={released}")).await.is(200).json;
    assert_eq!(same, compared);
    designer.get(&format!("{draft}/comparison?with=none")).await.problem(404, "not-found");
    // What is released stays as it is, and who may not write does not.
    better["seen"] = designer.get(&format!("/plans/{released}")).await.is(200).json["hash"].clone();
    designer.put(&format!("/plans/{released}/text"), better.clone()).await.problem(409, "state");
    designer.delete(&format!("/plans/{released}")).await.problem(409, "state");
    designer.delete(&draft).await.is(204);
    designer.delete(&draft).await.problem(409, "state");
    assert_eq!(designer.get(&draft).await.is(200).json["state"], "discarded");
    let clerk = program(site, "klein", &all()).await;
    clerk.put(&format!("{draft}/text"), better).await.problem(403, "not-allowed");
    let reader = program(site, "adler", &["orders:read"]).await;
    reader.get(&format!("{draft}/comparison")).await.problem(403, "scope-missing");
}

async fn log_and_figures(site: &Site) {
    let auditor = program(site, "lange", &["audit:read", "dashboard:read"]).await;
    let entries = |reply: Reply| reply.is(200).json["items"].as_array().unwrap().clone();
    let edits = entries(auditor.get("/audit?action=edit-plan").await);
    assert!(!edits.is_empty() && edits.iter().all(|one| one["action"] == "edit-plan"));
    let author = edits[0]["author"].as_str().unwrap();
    let by = entries(auditor.get(&format!("/audit?author={author}&limit=500")).await);
    assert!(by.len() >= edits.len() && by.iter().all(|one| one["author"] == author));
    assert!(entries(auditor.get("/audit?until=2000-01-01T00:00:00Z").await).is_empty());
    assert!(entries(auditor.get("/audit?personal=true").await).iter().all(|one| one["action"] == "view-personal-data"));
    auditor.get("/audit?from=yesterday").await.problem(400, "malformed-request");
    let first = auditor.get("/audit?limit=1").await.is(200).json;
    let next = auditor.get(&format!("/audit?limit=1&after={}", first["next"].as_str().unwrap())).await.is(200).json;
    assert_eq!(next["items"][0]["hash"], first["items"][0]["before"]);
    let table = auditor.get("/audit/table?action=edit-plan").await.is(200);
    assert_eq!(table.text.lines().count(), edits.len() + 1);
    assert_eq!(entries(auditor.get("/audit?action=export-audit").await).len(), 1);
    let clerk = program(site, "klein", &all()).await;
    clerk.get("/audit/table").await.problem(403, "not-allowed");
    let figures = entries(auditor.get("/programmes/partner/figures?periods=2").await);
    assert!(figures.len() <= 2);
    auditor.get("/programmes/partner/figures?periods=0").await.problem(400, "malformed-request");
    auditor.get("/programmes/none/figures").await.problem(404, "not-found");
}
