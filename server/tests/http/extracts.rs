//! Extracts on pages and by program: asked for, made, taken, noted; and what is shown of somebody who left.

use crate::api::{Program, author, program};
use crate::plans::page;
use crate::{Site, site};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use compline_office::demo::COMPANY;
use compline_office::facts::events::EventFilter;
use compline_policy::Role;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extracts_on_sqlite() {
    extracts(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn extracts_on_postgres() {
    extracts(&site(true).await).await;
}

async fn extracts(site: &Site) {
    let worker = tokio::spawn(site.office.clone().work_forever());
    // Somebody with an order in March, which no run has settled.
    let day = |day: u32| chrono::NaiveDate::from_ymd_opt(2026, 3, day);
    let filter = EventFilter { kind: "Order".to_owned(), from: day(1), to: day(31), ..EventFilter::default() };
    let orders = site.office.events(COMPANY, "partner", &filter, 0, 50).await.unwrap();
    let partner = orders.into_iter().find_map(|order| order.partner).unwrap();
    pages(site, &partner).await;
    programs(site, &partner).await;
    left(site, &partner).await;
    worker.abort();
    assert_eq!(site.office.verify_audit(COMPANY).await.unwrap(), Vec::<String>::new());
}

async fn pages(site: &Site, partner: &str) {
    let (fuchs, adler) = (site.sign_in("fuchs").await, site.sign_in("adler").await);
    let tab = format!("/partners/{partner}/extracts");
    assert_eq!(site.get(&adler, &tab).await.status, StatusCode::FORBIDDEN, "a plan designer sees no orders");
    let first = page(site, &fuchs, &tab).await;
    for field in ["kind", "from", "to", "scope", "language", "form"] {
        assert!(first.contains(&format!("name=\"extract-{field}\"")), "no field {field}");
    }
    let form = |from: &str, to: &str, form: &str| {
        format!(
            "extract-kind=book&extract-from={from}&extract-to={to}&extract-scope=all&extract-language=en&extract-form={form}"
        )
    };
    let wrong = site.post(&fuchs, &tab, &form("5.3.2026", "1.3.2026", "csv")).await;
    assert!(wrong.status == StatusCode::OK && wrong.text.contains("id=\"field-extract-to-error\""), "{}", wrong.text);
    assert!(wrong.text.contains("value=\"5.3.2026\"") && !wrong.text.contains('⟦'), "what was typed is kept");
    let unknown = site.post(&fuchs, &tab, &form("1.3.2026", "31.3.2026", "exe")).await;
    assert!(unknown.text.contains("id=\"field-extract-form-error\""), "{}", unknown.text);
    assert_eq!(site.post(&adler, &tab, &form("1.3.2026", "31.3.2026", "csv")).await.status, StatusCode::FORBIDDEN);
    let asked = site.post(&fuchs, &tab, &form("1.3.2026", "31.3.2026", "csv")).await;
    assert_eq!((asked.status, asked.headers[LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, tab.as_str()));
    let clerk = author(site, Role::Settlement).await;
    let made = loop {
        let made = site.office.extracts(&clerk, partner, 0, 1).await.unwrap().remove(0);
        if made.result.is_some() {
            break made;
        }
        assert!(site.office.job_of(COMPANY, &made.id).await.unwrap().unwrap().is_live(), "the job has failed");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let path = format!("/extracts/{}/file", made.id);
    for at in [tab.as_str(), &format!("/partners/{partner}")] {
        assert!(page(site, &fuchs, at).await.contains(&path), "{at} leads to the file");
    }
    let file = site.get(&fuchs, &path).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(file.headers[CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment; filename=\"book-extract-"));
    assert!(file.text.contains("Not settled yet: March 2026 is not final."), "{}", file.text);
    assert_eq!(site.get(&adler, &path).await.status, StatusCode::FORBIDDEN);
    let vogt = site.sign_in("vogt").await;
    let log = page(site, &vogt, &format!("/audit?object={partner}")).await;
    assert!(log.contains("Auszug angefordert") && log.contains("Auszug heruntergeladen"), "{log}");
}

async fn programs(site: &Site, partner: &str) {
    let other = program(site, "klein", &["partners:read", "personal:read"]).await;
    let list = format!("/partners/{partner}/extracts");
    other.get(&list).await.problem(403, "scope-missing");
    let clerk = program(site, "klein", &["extracts:read"]).await;
    let wanted = json!({ "kind": "account", "from": "2026-01-01", "to": "2026-12-31", "language": "de" });
    let strange = json!({ "kind": "everything", "from": "2026-01-01", "to": "2026-12-31" });
    clerk.post(&list, strange).await.problem(422, "invalid-input");
    let backwards = json!({ "kind": "book", "from": "2026-02-01", "to": "2026-01-01" });
    clerk.post(&list, backwards).await.problem(422, "invalid-input");
    clerk.post("/partners/nobody/extracts", wanted.clone()).await.problem(404, "not-found");
    let id = clerk.post(&list, wanted).await.is(202).id();
    let one = made(&clerk, &id).await;
    assert_eq!((&one["kind"], &one["form"], &one["scope"]), (&json!("account"), &json!("pdf"), &json!("all")));
    let file = clerk.get(&format!("/extracts/{id}/file")).await.is(200);
    assert_eq!(file.headers[CONTENT_TYPE], "application/pdf");
    assert!(file.text.starts_with("%PDF-"));
    let all = clerk.get(&format!("{list}?limit=1")).await.is(200).json;
    assert_eq!((&all["items"][0]["id"], &all["next"]), (&json!(id), &json!("1")));
    clerk.get("/extracts/none").await.problem(404, "not-found");
}

async fn made(program: &Program<'_>, id: &str) -> serde_json::Value {
    loop {
        let one = program.get(&format!("/extracts/{id}")).await.is(200).json;
        match one["state"].as_str().unwrap() {
            "made" => return one,
            "waiting" => tokio::time::sleep(Duration::from_millis(50)).await,
            other => panic!("the extract is {other}"),
        }
    }
}

/// Whoever left has his reserve at the top of his page.
async fn left(site: &Site, partner: &str) {
    let fuchs = site.sign_in("fuchs").await;
    let path = format!("/partners/{partner}");
    assert!(!page(site, &fuchs, &path).await.contains("Der Vertrag ist seit"));
    let care = author(site, Role::PartnerCare).await;
    let day = "2026-04-01".parse().unwrap();
    site.office.set_status(&care, partner, "terminated", day, "end of contract").await.unwrap();
    for at in [path.clone(), format!("{path}/extracts")] {
        let shown = page(site, &fuchs, &at).await;
        assert!(shown.contains("Der Vertrag ist seit 01.04.2026 beendet"), "{at}: {shown}");
        assert!(shown.contains("Der Plan hält keine Reserve mehr."), "{at}");
    }
}
