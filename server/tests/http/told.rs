//! What is told in the reader's language: derivations, answers to "why not", refusals.

use super::{PASSWORD, Site};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use compline_office::levels::RunFilter;
use compline_office::runs::RunState;

/// English that the runtime says and no German page does.
const ENGLISH: [&str; 8] =
    ["exact amount", "base is", "path up", "because", "was visited", "is skipped", "does not hold", "is needed"];

/// Every derivation of the best paid partners, and the way to a rank, in both languages.
pub async fn derivations(site: &Site, clerk: &str) {
    if !compline_ui::assets::built() {
        return;
    }
    let signed = site.post("", "/login", &format!("login=lange&password={PASSWORD}&language=en")).await;
    let cookie = signed.headers[SET_COOKIE].to_str().unwrap();
    let english = cookie.split(';').next().unwrap();
    let run = site.office.runs("nordlicht").await.unwrap()[0].id.clone();
    let best = RunFilter { by_amount: true, ..RunFilter::default() };
    for one in site.office.run_partners(&run, &best, 0, 8).await.unwrap() {
        let path = format!("/runs/{run}/partners/{}", one.partner);
        let german = site.get(clerk, &path).await;
        assert_eq!(german.status, StatusCode::OK, "{path}");
        assert!(german.text.contains("genauer Betrag") && german.text.contains("Basis ist"), "{path}");
        assert!(german.text.contains("Weg im Baum sponsor hinauf bis"), "{path}");
        speaks_one_language(&german.text, &path);
        let other = site.get(english, &path).await;
        assert!(other.text.contains("exact amount") && other.text.contains("base is"), "{path}");
        assert!(!other.text.contains('⟦') && !other.text.contains("{$"), "{path}");
        for what in ["Diamond", "Unilevel", "Leaders", "Company"] {
            let path = format!("{path}/why-not?what={what}");
            speaks_one_language(&site.get(clerk, &path).await.text, &path);
        }
    }
    let unknown = format!("/runs/{run}/partners/1?bonus=nothing");
    assert_eq!(site.get(clerk, &unknown).await.status, StatusCode::NOT_FOUND);
}

fn speaks_one_language(page: &str, path: &str) {
    assert!(!page.contains('⟦') && !page.contains("{$"), "{path} says a text that the catalogue has not");
    for english in ENGLISH {
        assert!(!page.contains(english), "{path} says `{english}`");
    }
}

/// A step out of turn says what is there and what helps.
pub async fn refusals(site: &Site, clerk: &str) {
    let runs = site.office.runs("nordlicht").await.unwrap();
    let run = runs.iter().find(|run| run.state == RunState::Open).unwrap();
    let refused = site.post(clerk, &format!("/runs/{}/distribute", run.id), "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    if compline_ui::assets::built() {
        assert!(refused.text.contains("Der Lauf ist offen. Berechnen Sie zuerst die Stufen."), "{}", refused.text);
    }
}
