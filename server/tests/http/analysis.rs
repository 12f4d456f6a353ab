//! What is known of a plan before it pays anybody, where a version is read and where it is decided about: each thing once.

use crate::api::program;
use crate::plans::{id, next, page, upload};
use crate::{Site, site};
use axum::http::StatusCode;
use compline_office::demo::COMPANY;
use serde_json::json;

const REASON: &str = "5 EUR for the first day's work; confirmed by counsel";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn analyses_on_sqlite() {
    analyses(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn analyses_on_postgres() {
    analyses(&site(true).await).await;
}

async fn analyses(site: &Site) {
    let designer = site.sign_in("adler").await;
    let approver = site.sign_in("vogt").await;
    let draft = upload(site, &designer, "fair.plan", &fair()).await;
    let shown = whole(site, &designer, &draft).await;
    known(&shown, &draft);
    // The page of a version tells what holds without a limit, and what a run costs.
    assert!(shown.contains("id=\"costs\"") && shown.contains("ein Durchgang durch den Baum"), "{shown}");
    request(site, &designer, &approver, &draft).await;
    unlimited(site, &designer, &approver).await;
    interface(site, &draft).await;
}

/// The plan of the next months for two jurisdictions, with a waiver, a finding of each kind and a limit of cliffs.
fn fair() -> String {
    let natures = "\n  nature joining when category is starter_kit\n  nature purchase when category is service\n  \
                   nature retail\n";
    let reversal = "volume leaves the period of reversal\n";
    let text = next()
        .replace("  currency EUR\n", "  currency EUR\n  jurisdictions DE, US\n  cliff at most 20 EUR\n")
        .replace(reversal, &format!("{}{natures}", reversal.trim_end()))
        .replace("lines are mirrored;", "lines are mirrored in proportion to net;")
        .replace("1  5%          5%      6%    6%", "1  7%          5%      6%    6%");
    let kit = "bonus Starter for each Order where category is starter_kit {\n  pay 5 EUR to seller\n}\n";
    let waiver = format!("waive \"pay-for-joining\" on Starter because \"{REASON}\"\n");
    let idle = "bonus Large for each Order where category is not starter_kit {\n  \
                pay 1% of net to seller when bv > 1_000_000 BV\n  pay 0.5% of net to seller\n  round half up to 0.01\n}\n";
    let own = "bonus Loyal for each partner where (sum of net over own Order where category is service) >= 50 EUR {\n  \
               pay 1 EUR\n}\n";
    format!("{text}\n{kit}{waiver}{idle}{own}")
}

fn times(page: &str, text: &str) -> usize {
    page.matches(text).count()
}

/// The page of a version with all that is known: what takes long comes after it, so that is asked for first.
async fn whole(site: &Site, cookie: &str, draft: &str) -> String {
    page(site, cookie, &format!("{draft}/analysis")).await;
    page(site, cookie, draft).await
}

/// What both pages tell, and how often.
fn known(shown: &str, draft: &str) {
    // Proofs and rules of law stand with the finding, and each finding once in the list.
    let list = &shown[shown.find("id=\"findings\"").unwrap()..];
    let list = &list[..list.find("</section>").unwrap()];
    assert_eq!(times(list, "<strong>always-false</strong>"), 1, "{list}");
    assert_eq!(times(list, "<strong>purchase-to-qualify</strong>"), 1, "{list}");
    assert_eq!(times(list, "<strong>pay-for-joining</strong>"), 1, "{list}");
    assert!(list.contains("Bewiesen für jedes Unternehmen") && list.contains("Beweis:"), "{list}");
    assert!(list.contains("Deutschland (DE), den Vereinigten Staaten (US)"), "{list}");
    assert!(list.contains("§ 16 Abs. 2 UWG") && list.contains("entscheidet ein Jurist"), "{list}");
    let waived = &list[list.find("Mit Begründung hingenommen").unwrap()..];
    assert!(waived.contains("pay-for-joining") && waived.contains("Begründung:"), "{waived}");
    assert!(waived.contains(REASON), "{waived}");
    assert_eq!(times(list, "<strong>cliff</strong>"), 0, "cliffs have a part of their own");
    // Cliffs, with what the plan allows.
    let cliffs = &shown[shown.find("id=\"cliffs\"").unwrap()..];
    assert!(cliffs.contains("Der Plan lässt höchstens 20\u{a0}EUR zu."), "{cliffs}");
    assert!(cliffs.contains("mehr als erlaubt") && cliffs.contains("Anna über Ben über Cara"), "{cliffs}");
    assert!(cliffs.contains(&format!("href=\"{draft}#source-L")), "{cliffs}");
}

/// Whoever decides finds all of it on the page of the request.
async fn request(site: &Site, designer: &str, approver: &str, draft: &str) {
    let asked = site.post(designer, &format!("{draft}/propose"), "reason=May").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let request = site.office.requests(COMPANY, "open", "plan", id(draft), 0, 1).await.unwrap().remove(0);
    let shown = page(site, approver, &format!("/requests/{}", request.id)).await;
    known(&shown, draft);
    assert!(shown.contains("steigt von 5\u{a0}% auf 7\u{a0}%."), "{shown}");
    assert!(shown.contains("id=\"limits\"") && shown.contains("Obergrenze der Auszahlung"), "{shown}");
    for link in ["/compare#lines", "/compare#money", "#source-L1"] {
        assert!(shown.contains(&format!("href=\"{draft}{link}\"")), "no {link}");
    }
    assert!(!shown.contains("id=\"costs\"") && !shown.contains("class=\"source-line\" id=\"source-L1\""));
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("no {text}"));
    assert!(at("id=\"cliffs\"") < at(&format!("/requests/{}/grant", request.id)), "it is read before it is decided");
    // The part alone is the same, for pages that do not wait for it.
    let part = page(site, approver, &format!("{draft}/analysis?for=decision")).await;
    known(&part, draft);
    assert!(!part.contains("id=\"costs\"") && !part.contains("hx-get"));
    let part = page(site, approver, &format!("{draft}/analysis")).await;
    assert!(part.contains("id=\"costs\""), "{part}");
}

/// A plan that limits no cliffs and names no jurisdictions: cliffs are for readers, and it is told that the law was not looked at.
async fn unlimited(site: &Site, designer: &str, approver: &str) {
    let text = next().replace("1  5%          5%      6%    6%", "1  8%          5%      6%    6%");
    let draft = upload(site, designer, "next.plan", &text).await;
    let shown = whole(site, designer, &draft).await;
    assert!(shown.contains("Der Plan setzt keine Grenze") && !shown.contains("mehr als erlaubt"), "{shown}");
    assert!(shown.contains("nennt keine Rechtsordnung"), "{shown}");
    let part = page(site, approver, &format!("{draft}/analysis?for=decision")).await;
    assert!(!part.contains("id=\"cliffs\"") && part.contains("nennt keine Rechtsordnung"), "{part}");
    // One that does not compile has findings of the checker alone.
    let broken = upload(site, designer, "broken.plan", &format!("{}\nbonus Broken of\n", next())).await;
    let shown = whole(site, designer, &broken).await;
    assert!(shown.contains("id=\"findings\"") && !shown.contains("id=\"cliffs\""), "{shown}");
    // A finding that is an error of the review is told once, and with its law.
    let unwaived = fair().replace("waive \"pay-for-joining\"", "# waive \"pay-for-joining\"");
    let draft = upload(site, designer, "unfair.plan", &unwaived).await;
    assert_eq!(site.office.plan_version(COMPANY, id(&draft)).await.unwrap().errors, 1);
    let part = page(site, designer, &format!("{draft}/analysis")).await;
    assert_eq!(times(&part, "<strong>pay-for-joining</strong>"), 1, "{part}");
    assert!(part.contains("§ 16 Abs. 2 UWG") && !part.contains("hingenommen"), "{part}");
}

/// Programs see the same.
async fn interface(site: &Site, draft: &str) {
    let program = program(site, "adler", &["plans:read", "plans:write"]).await;
    let known = program.get(&format!("{draft}/analysis")).await.is(200).json;
    assert_eq!((&known["jurisdictions"], &known["cliff_at_most"]), (&json!(["DE", "US"]), &json!("20 EUR")), "{known}");
    let waived = &known["waived"][0];
    assert_eq!((&waived["code"], &waived["because"]), (&json!("pay-for-joining"), &json!(REASON)));
    assert!(waived["rules"][0]["source"].as_str().unwrap().contains("Koscot"), "{waived}");
    let findings = known["findings"].as_array().unwrap();
    let idle = findings.iter().find(|one| one["code"] == "always-false").unwrap();
    assert!(idle["proof"].as_str().unwrap().contains("1_000_000 BV"), "{idle}");
    assert!(findings.iter().any(|one| one["code"] == "cliff"), "{findings:?}");
    assert!(known["cliffs"][0]["change"].as_str().unwrap().ends_with(" EUR"), "{known}");
    assert!(known["costs"].as_array().unwrap().iter().any(|one| one["class"] == "walk-per-trigger"), "{known}");
    let broken = upload(site, &site.sign_in("adler").await, "broken.plan", "language 1\nplan\n").await;
    assert_eq!(program.get(&format!("{broken}/analysis")).await.is(200).json, json!(null));
}
