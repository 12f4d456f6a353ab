//! What whoever releases a plan looks at: the most that it can pay, what it changes, who gains and who loses.

use crate::api::{author, program};
use crate::{PLAN, Site, site};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use compline_lang::bundle::{Bundle, BundleFile};
use compline_office::demo::COMPANY;
use compline_office::runs::NewRun;
use compline_policy::Role;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plans_on_sqlite() {
    plans(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plans_on_postgres() {
    plans(&site(true).await).await;
}

async fn plans(site: &Site) {
    let worker = tokio::spawn(site.office.clone().work_forever());
    let designer = site.sign_in("adler").await;
    let approver = site.sign_in("vogt").await;
    bounds(site, &designer).await;
    proofs(site, &designer).await;
    files(site, &designer).await;
    let draft = changes(site, &designer, &approver).await;
    gains(site, &designer, &draft).await;
    worker.abort();
}

/// Uploads a file as a draft; the address of its page.
pub async fn upload(site: &Site, cookie: &str, name: &str, text: &str) -> String {
    let head =
        format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain");
    let body = format!("--X\r\n{head}\r\n\r\n{text}\r\n--X--\r\n");
    let answer = site.parts(cookie, "/plans", &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

pub async fn page(site: &Site, cookie: &str, path: &str) -> String {
    let answer = site.get(cookie, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert!(!answer.text.contains('⟦'), "{path} says a text that the catalogue has not");
    answer.text
}

pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The same plan for the months from May on, under another version.
pub fn next() -> String {
    PLAN.replace("version 4", "version 5").replace("for sales from 2026-01-01", "for sales from 2026-05-01")
}

async fn bounds(site: &Site, designer: &str) {
    let plan = site.office.plan_versions(COMPANY).await.unwrap().remove(0);
    let fragment = page(site, designer, &format!("/plans/{}/limits", plan.id)).await;
    assert!(
        fragment.contains("Über alle Zeiträume zusammen zahlt dieser Plan höchstens 30\u{a0}% von bv (Order)."),
        "{fragment}"
    );
    assert!(fragment.contains("Gefunden") && fragment.contains("a network that is paid much"), "{fragment}");
    assert!(!fragment.contains("hx-get"), "all is found");
    // What is known is on the page itself, before the text.
    let whole = page(site, designer, &format!("/plans/{}", plan.id)).await;
    let at = |text: &str| whole.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("id=\"limits\"") < at("id=\"findings\"") && at("id=\"findings\"") < at("id=\"source-L1\""));

    let program = program(site, "adler", &["plans:read", "plans:write"]).await;
    let bound = program.get(&format!("/plans/{}/bound", plan.id)).await.is(200).json;
    assert_eq!(bound["sum"]["shares"][0]["percent"], "30", "{bound}");
    assert_eq!(bound["sum"]["shares"][0]["field"], "bv");
    assert_eq!((&bound["caps"], &bound["caps_do_not_count"]), (&json!([]), &json!(true)));
    assert_eq!(bound["paid"][0]["rounding"][0]["per"], "line");
    assert!(bound["sum"]["found"]["example"].as_str().unwrap().starts_with("example "), "{bound}");

    // A bonus without bound is told with its cause, in the reader's language and at its place.
    let fixed = format!("{}\nbonus Welcome for each partner where active {{ pay 50 EUR }}\n", next());
    let draft = upload(site, designer, "next.plan", &fixed).await;
    let fragment = page(site, designer, &format!("{draft}/limits")).await;
    assert!(fragment.contains("50\u{a0}EUR je Partner und Zeitraum, durch keinen Umsatz gedeckt"), "{fragment}");
    let team = "bonus Team for each partner where active {\n  pay 1% of GV as EUR\n  round half up to 0.01\n}\n";
    let draft = upload(site, designer, "team.plan", &format!("{}\n{team}", next())).await;
    let fragment = page(site, designer, &format!("{draft}/limits")).await;
    assert!(fragment.contains("Keine Obergrenze") && fragment.contains(&format!("{draft}#source-L")), "{fragment}");
    let bound = program.get(&format!("{draft}/bound")).await.is(200).json;
    assert!(bound["sum"]["cause"]["line"].as_u64().unwrap() > 1, "{bound}");
    // One with errors has none.
    let draft = upload(site, designer, "broken.plan", &format!("{}\nbonus Broken of\n", next())).await;
    assert_eq!(page(site, designer, &format!("{draft}/limits")).await, "");
    assert_eq!(program.get(&format!("{draft}/bound")).await.is(200).json, json!(null));
}

async fn proofs(site: &Site, designer: &str) {
    let text = format!("{}\nprove payout <= 20% of volume\n", next());
    let draft = upload(site, designer, "proof.plan", &text).await;
    assert_eq!(site.office.plan_version(COMPANY, id(&draft)).await.unwrap().errors, 1);
    let shown = page(site, designer, &draft).await;
    assert!(shown.contains("prove-fails") && shown.contains("Der Plan hat Fehler."), "{shown}");
    let answer = site.post(designer, &format!("{draft}/propose"), "reason=x").await;
    assert!(answer.text.contains("Beheben Sie sie vor der Freigabe."), "{}", answer.text);
    let designer = author(site, Role::PlanDesigner).await;
    assert!(site.office.draft_plan(&designer, "partner", &text).await.is_err(), "it is no plan without errors");
    let proved = text.replace("<= 20%", "<= 30%");
    let program = program(site, "adler", &["plans:read"]).await;
    let found = program.post("/plans/check", json!({ "text": proved })).await.is(200).json;
    assert_eq!(found["items"], json!([]));
}

/// A plan of several files is one text, and what is found in it is named by its file.
async fn files(site: &Site, designer: &str) {
    let file = |name: &str, text: &str| BundleFile { name: name.to_owned(), text: text.to_owned() };
    let career = include_str!("../../../plans/variants/common/career.plan");
    let bundle = |career: &str| {
        let files = vec![
            file("common/career.plan", career),
            file("house.plan", include_str!("../../../plans/variants/house.plan")),
            file("trial.plan", include_str!("../../../plans/variants/trial.plan")),
        ];
        Bundle { files }.text()
    };
    let draft = upload(site, designer, "trial.plan", &bundle(career)).await;
    let kept = site.office.plan_version(COMPANY, id(&draft)).await.unwrap();
    assert_eq!((kept.errors, kept.version.as_str()), (0, "1"), "{kept:?}");
    let shown = page(site, designer, &draft).await;
    for name in ["common/career.plan", "house.plan", "trial.plan"] {
        assert!(shown.contains(&format!("-title\">{name}</h2>")), "{name}");
    }
    let broken =
        upload(site, designer, "trial.plan", &bundle(&career.replace("need      legs", "need      arms"))).await;
    let shown = page(site, designer, &broken).await;
    assert!(shown.contains("house.plan:"), "the place is one of a file");
    let program = program(site, "adler", &["plans:read"]).await;
    let found = program.get(&format!("{broken}/findings")).await.is(200).json;
    let found = found["items"].as_array().unwrap();
    assert!(found.iter().any(|one| one["file"] == "house.plan"), "{found:?}");
    // A literate plan is known by the name of its file.
    let literate = format!("# The plan\n\n```plan\n{}\n```\n", next());
    let draft = upload(site, designer, "nordlicht.plan.md", &literate).await;
    let kept = site.office.plan_version(COMPANY, id(&draft)).await.unwrap();
    assert_eq!((kept.errors, kept.version.as_str()), (0, "5"), "{kept:?}");
}

/// What changes stands where a version is submitted, where it is released, and where versions are compared.
async fn changes(site: &Site, designer: &str, approver: &str) -> String {
    let new = next().replace("1  5%          5%      6%    6%", "1  7%          5%      6%    6%");
    assert_ne!(new, next(), "the table is still written so");
    let draft = upload(site, designer, "next.plan", &new).await;
    let rises = "steigt von 5\u{a0}% auf 7\u{a0}%.";
    let shown = page(site, designer, &draft).await;
    assert!(shown.contains("Was sich gegenüber Nordlicht 4 ändert") && shown.contains(rises), "{shown}");
    assert!(shown.contains("wirkt auf Unilevel"), "{shown}");
    let asked = site.post(designer, &format!("{draft}/propose"), "reason=May").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    assert!(page(site, approver, &draft).await.contains(rises));
    assert!(page(site, approver, &format!("{draft}/compare")).await.contains(rises));
    let request = site.office.requests(COMPANY, "open", "plan", id(&draft), 0, 1).await.unwrap().remove(0);
    let shown = page(site, approver, &format!("/requests/{}", request.id)).await;
    assert!(shown.contains(rises) && shown.contains("id=\"limits\""), "{shown}");
    // The first version changes nothing.
    let first = released(site).await;
    assert!(!page(site, designer, &format!("/plans/{first}")).await.contains("id=\"changes\""));
    draft
}

/// The id of the demo's own version.
async fn released(site: &Site) -> String {
    let all = site.office.plan_versions(COMPANY).await.unwrap();
    all.into_iter().find(|plan| plan.state == "released").unwrap().id
}

/// Waits for the job of something, which has to be done.
pub async fn wait(site: &Site, object: &str) {
    for _ in 0..600 {
        let job = site.office.job_of(COMPANY, object).await.unwrap().unwrap();
        if !job.is_live() {
            assert_eq!(job.state, "done", "{job:?}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the job of {object} does not end");
}

/// A month that was distributed, settled once more with both versions.
async fn gains(site: &Site, designer: &str, draft: &str) {
    let clerk = author(site, Role::Settlement).await;
    let new = NewRun { programme: "partner".to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let run = match site.office.runs(COMPANY).await.unwrap().into_iter().find(|run| run.period == "2026-03") {
        Some(run) => run.id,
        None => site.office.begin_run(&clerk, &new).await.unwrap(),
    };
    site.office.ask_levels(&clerk, &run).await.unwrap();
    wait(site, &run).await;
    site.office.ask_distribution(&clerk, &run).await.unwrap();
    wait(site, &run).await;
    let other = released(site).await;
    let form = format!("other={other}&run={run}");
    let cookie = site.sign_in("klein").await;
    assert_eq!(site.post(&cookie, &format!("{draft}/comparisons"), &form).await.status, StatusCode::FORBIDDEN);
    let answer = site.post(designer, &format!("{draft}/comparisons"), "other=&run=").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text);
    let answer = site.post(designer, &format!("{draft}/comparisons"), &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let to = answer.headers[LOCATION].to_str().unwrap().split('#').next().unwrap().to_owned();
    let made = site.office.comparisons(COMPANY, id(draft)).await.unwrap().remove(0);
    wait(site, &made.id).await;
    let shown = page(site, designer, &to).await;
    assert!(shown.contains("Bekommen mehr") && shown.contains("Partner mit den größten Unterschieden"), "{shown}");
    // The old version pays what the run pays, although the new one is not yet valid in its period.
    let made = site.office.comparison(COMPANY, &made.id).await.unwrap();
    let money = site.office.comparison_result(&made).await.unwrap().unwrap();
    let paid: serde_json::Value = site.office.last_step(&run, "distribution").await.unwrap();
    assert_eq!(json!(money.old), paid["paid"]);
    assert!(money.new > money.old && money.losers.0 == 0, "{money:?}");
    let file = site.get(designer, &format!("{draft}/comparisons/{}", made.id)).await;
    assert_eq!(file.headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(file.text.lines().filter(|line| line.contains(",,")).count(), money.partners.len());
    // Programs see the same.
    let program = program(site, "adler", &["plans:read", "plans:write", "runs:read"]).await;
    let plan = id(draft);
    let told = program.get(&format!("/plans/{plan}/changes?with={other}")).await.is(200).json;
    let rises = told["changes"].as_array().unwrap().iter().find(|one| one["kind"] == "table").unwrap();
    assert_eq!(rises["bonuses"], json!(["Unilevel"]));
    assert!(rises["sentence"].as_str().unwrap().contains("rises from 5% to 7%"), "{told}");
    let asked = program.post(&format!("/plans/{plan}/comparisons"), json!({ "with": other, "run": run })).await.is(202);
    assert_eq!(asked.id(), made.id, "nothing is computed once more");
    let shown = program.get(&format!("/plans/{plan}/comparisons/{}", made.id)).await.is(200).json;
    assert_eq!((&shown["current"], &shown["result"]["new"]["amount"]), (&json!(true), &json!(money.new)));
    let list = program.get(&format!("/plans/{plan}/comparisons/{}/partners?limit=1", made.id)).await.is(200).json;
    assert_eq!(list["items"][0]["partner"], json!(money.partners[0].partner));
    program.get(&format!("/plans/{other}/comparisons/{}", made.id)).await.problem(404, "not-found");
    // Asked for once more, nothing is computed.
    site.post(designer, &format!("{draft}/comparisons"), &form).await;
    assert_eq!(site.office.comparisons(COMPANY, id(draft)).await.unwrap().len(), 1);
}
