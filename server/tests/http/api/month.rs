//! A month settled by three programs, each for another user.

use super::{Program, program};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_settled_by_programs_on_sqlite() {
    month(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_is_settled_by_programs_on_postgres() {
    month(true).await;
}

const CLERK: [&str; 14] = [
    "dashboard:read",
    "partners:read",
    "orders:read",
    "orders:write",
    "imports:write",
    "runs:read",
    "runs:compute",
    "runs:finalise",
    "adjustments:write",
    "documents:read",
    "ledger:read",
    "books:export",
    "payments:read",
    "personal:read",
];

async fn month(postgres: bool) {
    let site = crate::site(postgres).await;
    let worker = tokio::spawn(site.office.clone().work_forever());
    let clerk = program(&site, "klein", &CLERK).await;
    let approver = program(&site, "vogt", &["runs:read", "payments:read", "decisions:write"]).await;
    let money = ["dashboard:read", "payments:read", "payments:write", "payments:file", "bank:write", "ledger:read"];
    let money = program(&site, "brandt", &money).await;

    let programme = clerk.get("/programmes").await.is(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    let entity = clerk.get("/legal-entities").await.is(200).json["items"][0]["id"].as_str().unwrap().to_owned();
    orders(&clerk, &programme).await;
    let run = settle(&clerk, &approver, &programme).await;
    results(&clerk, &run, &entity).await;
    pay(&money, &approver, &entity).await;
    sheets(&clerk, &run, &entity).await;

    corrections(&clerk, &approver, &programme, &run).await;
    checks(&site, &run).await;

    // What programs did is told apart from what people did.
    let auditor = program(&site, "lange", &["audit:read"]).await;
    let log = auditor.get("/audit?limit=200").await.is(200).json;
    let entries = log["items"].as_array().unwrap();
    let approval = entries.iter().find(|entry| entry["action"] == "approve").unwrap();
    assert!(approval["details"]["api_key"].is_string(), "{approval}");
    let levels = entries.iter().find(|entry| entry["action"] == "levels").unwrap();
    assert!(levels["details"]["api_key"].is_string(), "a job knows who asked for it: {levels}");
    assert_eq!(site.office.verify_audit("nordlicht").await.unwrap(), Vec::<String>::new());
    worker.abort();
}

async fn checks(site: &crate::Site, run: &str) {
    let auditor = program(site, "lange", &["runs:read", "checks:run"]).await;
    let path = format!("/runs/{run}/replay");
    auditor.get(&path).await.problem(404, "not-found");
    auditor.get("/verification").await.problem(404, "not-found");
    auditor.wait(auditor.post(&path, json!({})).await).await;
    let found = auditor.get(&path).await.is(200).json;
    assert_eq!((&found["same"], &found["run"]), (&json!(true), &json!(run)), "{found}");
    let compared = found["compared"].as_array().unwrap();
    assert!(compared.iter().all(|one| one["verdict"] == "same" && one["expected"] == one["found"]), "{found}");
    assert!(compared.iter().any(|one| one["what"] == "result-file" && one["name"] == "lines.parquet"), "{found}");
    let documents = found["counts"].as_array().unwrap().iter().find(|count| count["what"] == "document").unwrap();
    assert!(documents["all"].as_i64().unwrap() > 0 && documents["all"] == documents["good"], "{found}");
    auditor.wait(auditor.post("/verification", json!({})).await).await;
    let found = auditor.get("/verification").await.is(200).json;
    assert_eq!(found["wrong"], json!([]));
    assert!(found["checked"]["commits"].as_i64().unwrap() > 0, "{found}");
    let reader = program(site, "lange", &["runs:read"]).await;
    reader.post(&path, json!({})).await.problem(403, "scope-missing");
}

async fn orders(clerk: &Program<'_>, programme: &str) {
    let path = format!("/programmes/{programme}/orders");
    let kinds = clerk.get(&format!("/programmes/{programme}/order-kinds")).await.is(200).json;
    let kind = kinds["items"][0]["name"].as_str().unwrap().to_owned();
    let page = clerk.get(&format!("{path}?kind={kind}&limit=1")).await.is(200).json;
    assert_eq!(page["next"], "1");
    let known = page["items"][0].clone();
    let (source, id) = (known["source"].as_str().unwrap(), known["id"].as_str().unwrap());
    let send = |source: &str, id: &str, fields: &Value| json!({ "kind": kind, "orders": [{ "source": source, "id": id, "fields": fields }] });
    // The same again is nothing new, by whatever name.
    if !source.is_empty() {
        let same = clerk.post(&path, send(source, id, &known["fields"])).await.is(200).json;
        assert_eq!(same, json!({ "new": 0, "changed": 0, "same": 1 }));
    }
    let new = clerk.post(&path, send("shop", "API-1", &known["fields"])).await.is(200).json;
    assert_eq!(new, json!({ "new": 1, "changed": 0, "same": 0 }));
    let same = clerk.post(&path, send("shop", "API-1", &known["fields"])).await.is(200).json;
    assert_eq!(same, json!({ "new": 0, "changed": 0, "same": 1 }));
    // A changed one is a correction, with both versions to be seen.
    let mut fields = known["fields"].clone();
    fields["net"] = json!("1.00");
    let one = format!("{path}/{kind}/shop/API-1");
    let changed = clerk.put(&one, json!({ "fields": fields, "reason": "price agreed" })).await.is(200).json;
    assert_eq!(changed, json!({ "new": 0, "changed": 1, "same": 0 }));
    let versions = clerk.get(&one).await.is(200).json;
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        [&versions["items"][0]["reason"], &versions["items"][1]["reason"]],
        [&json!("price agreed"), &Value::Null]
    );
    // What the plan cannot read is said for each field, and nothing is taken.
    let mut wrong = fields.clone();
    wrong["net"] = json!("many");
    wrong["colour"] = json!("red");
    let refused = clerk.post(&path, send("shop", "API-2", &wrong)).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "orders.0.colour");
    wrong.as_object_mut().unwrap().remove("colour");
    let refused = clerk.post(&path, send("shop", "API-2", &wrong)).await.problem(422, "invalid-input").json;
    assert_eq!(refused["errors"][0]["field"], "orders.0.net", "{refused}");
    assert_eq!(refused["errors"][0]["code"], "error-not-a-number");
    clerk.get(&format!("{path}/{kind}/shop/API-2")).await.problem(404, "not-found");
    clerk.post(&format!("{one}/cancel"), json!({ "reason": " " })).await.problem(422, "invalid-input");
    clerk.post(&format!("{one}/cancel"), json!({ "reason": "returned" })).await.is(204);
    clerk.post(&format!("{one}/cancel"), json!({ "reason": "returned" })).await.problem(409, "state");
    clerk.put(&one, json!({ "fields": fields })).await.problem(422, "invalid-input");
    // An import tells first, and takes then.
    let names: Vec<&String> = known["fields"].as_object().unwrap().keys().collect();
    let cells: Vec<&str> = names.iter().map(|name| known["fields"][*name].as_str().unwrap()).collect();
    let head = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(",");
    let csv = format!("id,{head}\nIMP-1,{}\n", cells.join(","));
    let table = json!({ "target": kind, "source": "till", "csv": csv });
    let path = format!("/programmes/{programme}/imports");
    assert_eq!(clerk.post(&path, table.clone()).await.is(200).json["new"], 1);
    let mut table = table;
    table["dry_run"] = json!(false);
    assert_eq!(clerk.post(&path, table.clone()).await.is(200).json["new"], 1);
    assert_eq!(clerk.post(&path, table).await.is(200).json["same"], 1);
}

async fn settle(clerk: &Program<'_>, approver: &Program<'_>, programme: &str) -> String {
    clerk.post("/runs", json!({ "programme": programme, "period": "soon" })).await.problem(422, "invalid-input");
    let begin = json!({ "programme": programme, "period": "2026-03" });
    let run = clerk.post("/runs", begin.clone()).await.is(201).id();
    clerk.post("/runs", begin).await.problem(409, "state");
    let at = |step: &str| format!("/runs/{run}/{step}");
    clerk.post(&at("distribution"), json!({})).await.problem(409, "state");
    clerk.wait(clerk.post(&at("levels"), json!({})).await).await;
    clerk.wait(clerk.post(&at("distribution"), json!({})).await).await;
    clerk.wait(clerk.post(&at("documents"), json!({})).await).await;
    clerk.post(&at("submit"), json!({ "remark": "ready" })).await.is(204);
    // Who computed has no scope to approve; and with one, four eyes would not let them.
    clerk.post(&at("approve"), json!({ "seen": [] })).await.problem(403, "scope-missing");
    approver.post(&at("approve"), json!({ "seen": [] })).await.problem(403, "code-needed");
    let review = approver.get(&at("review")).await.is(200).json;
    let seen: Vec<&Value> = review["warnings"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert!(!seen.is_empty(), "the demo has partners without bank details");
    approver.decide(&at("approve"), json!({ "seen": [] })).await.problem(422, "invalid-input");
    approver.decide(&at("approve"), json!({ "seen": seen })).await.is(204);
    let documents = clerk.get(&format!("/runs/{run}")).await.is(200).json["documents"].as_i64().unwrap();
    clerk.post(&at("finalise"), json!({ "documents": 1 })).await.problem(422, "invalid-input");
    clerk.wait(clerk.post(&at("finalise"), json!({ "documents": documents })).await).await;
    assert_eq!(clerk.get(&format!("/runs/{run}")).await.is(200).json["state"], "final");
    clerk.post(&at("reopen"), json!({ "reason": "wrong" })).await.problem(409, "state");
    run
}

async fn results(clerk: &Program<'_>, run: &str, entity: &str) {
    let partners = clerk.get(&format!("/runs/{run}/partners?sort=amount&limit=5")).await.is(200).json;
    let best = &partners["items"][0];
    let partner = best["partner"].as_str().unwrap();
    let at = format!("/runs/{run}/partners/{partner}");
    let lines = clerk.get(&format!("{at}/lines?limit=500")).await.is(200).json;
    let sum: i64 = lines["items"].as_array().unwrap().iter().map(|l| l["amount"]["amount"].as_i64().unwrap()).sum();
    assert_eq!(sum, best["total"]["amount"].as_i64().unwrap(), "lines sum to the total");
    let team = clerk.get(&format!("{at}/downline?tree=sponsor&limit=1")).await.is(200).json;
    if let Some(one) = team["items"].as_array().unwrap().first() {
        let below = one["partner"].as_str().unwrap();
        let same = clerk.get(&format!("/runs/{run}/partners/{below}")).await.is(200).json;
        assert_eq!((&one["total"], &one["rank"], &one["volumes"]), (&same["total"], &same["rank"], &same["volumes"]));
    }
    let why = clerk.get(&format!("{at}/derivation")).await.is(200).json;
    assert_eq!(why["sum"], best["total"]);
    let statement = clerk.get(&format!("/partners/{partner}/statements")).await.is(200).json["items"][0].clone();
    assert_eq!(statement["net"]["currency"], "EUR");
    let statements = clerk.get(&format!("/runs/{run}/statements?view=final&limit=500")).await.is(200).json;
    let first = statements["items"][0]["id"].as_str().unwrap();
    let pdf = clerk.get(&format!("/statements/{first}/pdf")).await.is(200);
    assert!(pdf.text.starts_with("%PDF-"));
    let gross: i64 =
        statements["items"].as_array().unwrap().iter().map(|one| one["gross"]["amount"].as_i64().unwrap()).sum();
    let items = clerk.get("/open-items?state=open&limit=500").await.is(200).json;
    let open: i64 = items["items"].as_array().unwrap().iter().map(|one| one["rest"]["amount"].as_i64().unwrap()).sum();
    assert_eq!(gross, open);
    let balances = clerk.get(&format!("/legal-entities/{entity}/balances")).await.is(200).json;
    let sum: i64 = balances["items"].as_array().unwrap().iter().map(|b| b["amount_minor"].as_i64().unwrap()).sum();
    assert_eq!(sum, 0);
    let postings = clerk.get(&format!("/legal-entities/{entity}/postings?limit=2")).await.is(200).json;
    let next = postings["next"].as_str().unwrap();
    let more = clerk.get(&format!("/legal-entities/{entity}/postings?limit=2&after={next}")).await.is(200).json;
    assert_eq!(more["items"][0]["hash"], postings["items"][1]["before"], "the chain goes on");
}

async fn pay(money: &Program<'_>, approver: &Program<'_>, entity: &str) {
    let proposal = money.get(&format!("/legal-entities/{entity}/payment-proposal")).await.is(200).json;
    let day = money.site.office.clock().today().to_string();
    let batch = json!({ "legal_entity": entity, "execute_on": day });
    let id = money.post("/payments", batch.clone()).await.is(201).id();
    money.post("/payments", batch).await.problem(409, "state");
    money.get(&format!("/payments/{id}/file")).await.problem(409, "state");
    let items = money.get(&format!("/payments/{id}/items")).await.is(200).json;
    assert!(items["items"][0]["iban"].is_null(), "accounts take `personal:read`");
    approver.decide(&format!("/payments/{id}/release"), json!({})).await.is(204);
    let file = money.get(&format!("/payments/{id}/file")).await.is(200).text;
    assert_eq!(file.matches("<CdtTrfTxInf>").count(), proposal["pay"].as_array().unwrap().len());
    assert_eq!(money.get(&format!("/payments/{id}")).await.is(200).json["sum"], proposal["sum"]);
    let refused = &items["items"][0]["end_to_end"].as_str().unwrap();
    let path = format!("/legal-entities/{entity}/payment-items/{refused}/reject");
    let rejected = money.post(&path, json!({ "reason": "by telephone" })).await.is(200).json;
    assert_eq!(rejected["rejected"], 1);
    let failed = money.get("/failed-payments").await.is(200).json;
    assert_eq!((&failed["items"][0]["end_to_end"], &failed["items"][0]["holder"]), (&json!(refused), &Value::Null));
    let page = money.get(&format!("/payments/{id}/items?limit=1&skip=1")).await.is(200).json;
    assert_eq!(page["items"], json!([money.get(&format!("/payments/{id}/items")).await.is(200).json["items"][1]]));
    assert!(money.get("/payments?limit=1").await.is(200).json["next"].is_null());
    let bad =
        money.send("POST", "/bank-files?name=x.xml", &money.name(), None, &[("content-type", "application/xml")]).await;
    bad.problem(422, "invalid-input");
}

/// What the closed month did not know: told, shown, approved by somebody else.
async fn corrections(clerk: &Program<'_>, approver: &Program<'_>, programme: &str, run: &str) {
    // Whoever got most gets another rank, and so another amount.
    let partners = clerk.get(&format!("/runs/{run}/partners?limit=500")).await.is(200).json;
    let amount = |one: &Value| one["total"]["amount"].as_i64().unwrap();
    let best = partners["items"].as_array().unwrap().iter().max_by_key(|one| amount(one)).unwrap();
    let best_one = best["partner"].as_str().unwrap();
    let rank = if best["rank"] == "Consultant" { "Diamond" } else { "Consultant" };
    let value = json!({ "partner": best_one, "definition": "paid_rank", "value": rank,
        "valid_from": "2026-03-01", "valid_to": "2026-03-31", "reason": "suspended" });
    let asked = clerk.post(&format!("/programmes/{programme}/manual-values"), value).await.is(202).json;
    approver.decide(&format!("/requests/{}/grant", asked["request"].as_str().unwrap()), json!({})).await.is(200);
    let facts = clerk.get(&format!("/programmes/{programme}/late-facts")).await.is(200).json;
    let fact = facts["items"].as_array().unwrap().iter().find(|one| one["kind"] == "value").unwrap();
    assert_eq!((&fact["partner"], &fact["since"], &fact["runs"]), (&json!(best_one), &json!("2026-03"), &json!(1)));

    let sent = |verdict: &str, commits: Value, reason: &str| {
        json!({ "programme": programme, "commits": commits,
        "verdict": verdict, "reason": reason })
    };
    let wrong = clerk.post("/corrections", sent("post", json!([1]), "")).await.problem(422, "invalid-input").json;
    let fields: Vec<&str> = wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["reason", "facts"]);
    clerk.post("/corrections", sent("maybe", json!([1]), "x")).await.problem(422, "invalid-input");
    let begun = clerk.post("/corrections", sent("post", json!([fact["commit"]]), "suspended in March")).await;
    let id = begun.is(202).id();
    let mut found = clerk.get(&format!("/corrections/{id}")).await.is(200).json;
    for _ in 0..600 {
        if found["state"] != "previewing" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        found = clerk.get(&format!("/corrections/{id}")).await.is(200).json;
    }
    let partners = found["periods"][0]["partners"].as_array().unwrap();
    let mine = partners.iter().find(|one| one["partner"] == best_one).unwrap();
    assert_eq!(mine["rank_after"], rank);
    let lines = clerk.get(&format!("/corrections/{id}/lines")).await.is(200).json;
    let of_mine = lines["items"].as_array().unwrap().iter().filter(|one| one["partner"] == best_one);
    let minor = |money: &Value| money["amount"].as_i64().unwrap();
    let sum: i64 = of_mine.map(|one| minor(&one["due"]) - minor(&one["paid"])).sum();
    assert_eq!(sum, minor(&mine["difference"]));
    assert_ne!(sum, 0, "{mine}");
    let asked = clerk.post(&format!("/corrections/{id}/ask"), json!({})).await.is(202).json;
    clerk.post(&format!("/corrections/{id}/ask"), json!({})).await.problem(409, "state");
    clerk.post(&format!("/corrections/{id}/drop"), json!({})).await.problem(409, "state");
    approver.decide(&format!("/requests/{}/grant", asked["request"].as_str().unwrap()), json!({})).await.is(200);
    let all = clerk.get("/corrections?limit=5").await.is(200).json;
    assert_eq!((&all["items"][0]["state"], &all["items"][0]["number"]), (&json!("approved"), &json!(1)));
    clerk.get("/corrections/none").await.problem(404, "not-found");
}

async fn sheets(clerk: &Program<'_>, run: &str, entity: &str) {
    let sheet = clerk.get(&format!("/runs/{run}/reconciliation")).await.is(200).json;
    assert!(sheet["rows"].as_array().unwrap().len() > 4);
    let csv = clerk.get(&format!("/runs/{run}/tables/lines")).await.is(200).text;
    assert!(csv.starts_with("Partner,Line,"), "{}", csv.lines().next().unwrap());
    let zip = clerk.get(&format!("/legal-entities/{entity}/adviser-archive")).await.is(200);
    assert!(zip.text.starts_with("PK"));
    let figures = clerk.get("/dashboard").await.is(200).json;
    assert_eq!(figures["items"][0]["run"], *run);
    let periods = clerk.get("/programmes/partner/figures").await.is(200).json;
    let last = periods["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["run"], &last["paid"]), (&figures["items"][0]["run"], &figures["items"][0]["paid"]));
    assert_eq!((&last["is_final"], &last["active"]), (&json!(true), &figures["items"][0]["active"]));
}
