//! Places that a plan's rule gives, on the pages: who waits in a run and why, and where a place came from.

use crate::{PLAN, Site, site_of};
use axum::http::StatusCode;
use compline_office::demo::COMPANY;
use compline_office::runs::NewRun;
use compline_office::who::Author;
use compline_policy::Role;

const MATRIX: &str = "
tree matrix, width 2, placed below sponsor {
  breadth first
  held for 3 days
  on one day by number
  sponsor without a place: waits
  terminated: keep their places
}
above = matrix
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_on_sqlite() {
    places(&site_of(false, &format!("{PLAN}{MATRIX}")).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_on_postgres() {
    places(&site_of(true, &format!("{PLAN}{MATRIX}")).await).await;
}

async fn somebody(site: &Site, role: Role) -> Author {
    let staff = site.office.staff(COMPANY).await.unwrap();
    let (user, roles) = staff.into_iter().find(|(_, roles)| roles.contains(&role)).unwrap();
    Author { user: user.id, name: user.name, company: COMPANY.to_owned(), roles, key: None }
}

async fn wait(site: &Site, job: &str) {
    for _ in 0..2_000 {
        let found = site.office.job(COMPANY, job).await.unwrap();
        match found.state.as_str() {
            "done" => return,
            "queued" | "running" => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            other => panic!("the job {} is {other}: {:?}", found.kind, found.message),
        }
    }
    panic!("the job does not end");
}

async fn page(site: &Site, cookie: &str, path: &str) -> String {
    let answer = site.get(cookie, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert!(!answer.text.contains('⟦'), "{path} says a text that the catalogue has not");
    answer.text
}

async fn places(site: &Site) {
    let (office, worker) = (&site.office, tokio::spawn(site.office.clone().work_forever()));
    let (fuchs, klein) = (site.sign_in("fuchs").await, site.sign_in("klein").await);
    let top = office.search_partners(COMPANY, "", "", 100).await.unwrap()[3].id.clone();
    // Whoever is taken in stands below somebody in the first tree; the other place is left to the rule.
    let form = page(site, &fuchs, "/new-partner").await;
    assert!(form.contains("Bleibt das Feld leer"), "{form}");
    for (id, sponsor, joined_on) in
        [("M-1", top.as_str(), "2.3.2026"), ("M-2", "M-1", "3.3.2026"), ("M-3", "M-1", "30.3.2026")]
    {
        let form = format!(
            "id={id}&joined_on={joined_on}&legal_form=person&first_name=J&name=Berg&country=de&language=de\
             &street=Weg+1&post_code=24103&city=Kiel&parent_sponsor={sponsor}"
        );
        let made = site.post(&fuchs, "/new-partner", &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    }
    let structure = page(site, &fuchs, "/partners/M-2/structure").await;
    assert!(structure.contains("matrix: noch kein Platz. Die Regel des Plans vergibt ihn im nächsten Lauf."));

    let (clerk, approver) = (somebody(site, Role::Settlement).await, somebody(site, Role::Approver).await);
    let new = NewRun { programme: "partner".to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    wait(site, &office.ask_levels(&clerk, &run).await.unwrap()).await;
    let href = format!("/runs/{run}/places");
    let of_run = page(site, &klein, &format!("/runs/{run}")).await;
    assert!(of_run.contains(&href) && of_run.contains("2 Plätze vergeben, 1 ohne Platz"), "{of_run}");
    let waiting = page(site, &klein, &href).await;
    assert!(waiting.contains("M-3") && waiting.contains("Wartet bis zum 02.04.2026"), "{waiting}");
    let given = page(site, &klein, &format!("{href}?view=given")).await;
    assert!(given.contains("/partners/M-2") && given.contains("06.03.2026") && !given.contains("/partners/M-3"));
    wait(site, &office.ask_distribution(&clerk, &run).await.unwrap()).await;
    wait(site, &office.ask_documents(&clerk, &run).await.unwrap()).await;
    office.submit_run(&clerk, &run, "").await.unwrap();
    office.approve_run(&approver, &run, &[]).await.unwrap();
    let before = page(site, &fuchs, "/partners/M-2/structure").await;
    assert!(!before.contains("Regel des Plans im Lauf"), "nothing is kept before the run is final");
    let drafts = office.drafts(&run).await.unwrap();
    wait(site, &office.ask_finalise(&clerk, &run, drafts).await.unwrap()).await;

    for path in ["/partners/M-2/structure", "/partners/M-2/timeline"] {
        let text = page(site, &klein, path).await;
        assert!(text.contains("Regel des Plans im Lauf März 2026"), "{path}: {text}");
        assert!(text.contains(&format!("href=\"/runs/{run}\"")), "{path}: {text}");
    }
    let below = page(site, &fuchs, "/partners/M-1/structure?tree=matrix").await;
    assert!(below.contains("M-2") && !below.contains("M-3"), "{below}");
    let log = page(site, &site.sign_in("lange").await, "/audit").await;
    assert!(log.contains("Plätze nach Regel festgehalten"), "{log}");
    replay(site, &run).await;
    worker.abort();
}

/// The replay of the run and the check of everything, on their pages.
async fn replay(site: &Site, run: &str) {
    let (klein, lange) = (site.sign_in("klein").await, site.sign_in("lange").await);
    let href = format!("/runs/{run}/replay");
    let of_run = page(site, &klein, &format!("/runs/{run}")).await;
    assert!(of_run.contains(&href) && of_run.contains("Noch nicht nachgerechnet"), "{of_run}");
    assert!(page(site, &klein, &href).await.contains("Lauf nachrechnen"));
    let begun = site.post(&klein, &href, "").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    assert!(page(site, &klein, &href).await.contains("März 2026"), "while it is being done");
    let job = site.office.job_of(COMPANY, run).await.unwrap().unwrap();
    wait(site, &job.id).await;
    for cookie in [&klein, &lange] {
        let found = page(site, cookie, &href).await;
        for text in ["Alles ist, wie es berechnet wurde.", "lines.parquet", "Netzwerk", "Vergebene Plätze"] {
            assert!(found.contains(text), "{text}: {found}");
        }
        assert!(!found.contains("Nicht vermerkt") && !found.contains("Anders"), "{found}");
    }
    assert!(page(site, &klein, &format!("/runs/{run}")).await.contains("Alles ist, wie es berechnet wurde"));

    let checks = "/settings/checks";
    assert!(page(site, &lange, checks).await.contains("Hier wurde noch nichts geprüft."));
    let begun = site.post(&lange, checks, "").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let job = site.office.job_of(COMPANY, COMPANY).await.unwrap().unwrap();
    assert!(!page(site, &lange, checks).await.contains('⟦'));
    wait(site, &job.id).await;
    let found = page(site, &lange, checks).await;
    for text in ["Alles ist, wie es geschrieben wurde.", "Datenstände", "Offene Posten", "Dateien im Archiv"] {
        assert!(found.contains(text), "{text}: {found}");
    }
    let log = page(site, &lange, "/audit").await;
    assert!(log.contains("Lauf nachgerechnet") && log.contains("Alles geprüft"), "{log}");
    // Partner care does neither.
    let fuchs = site.sign_in("fuchs").await;
    for path in [href.as_str(), checks] {
        assert_eq!(site.get(&fuchs, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(site.post(&fuchs, path, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    // A changed file, by its name.
    let hash = site.office.archive().list().unwrap().0.remove(0);
    std::fs::write(site.office.archive().path(&hash).unwrap(), "x").unwrap();
    site.post(&lange, checks, "").await;
    let job = site.office.job_of(COMPANY, COMPANY).await.unwrap().unwrap();
    wait(site, &job.id).await;
    let found = page(site, &lange, checks).await;
    assert!(found.contains("nicht, wie es geschrieben wurde") && found.contains(&hash), "{found}");
}
