//! What the plan keeps for partners, on the page of a statement and on its document.

use crate::api::author;
use crate::plans::wait;
use crate::{PLAN, Site, site};
use axum::http::StatusCode;
use compline_documents::Figure;
use compline_office::demo::COMPANY;
use compline_office::runs::NewRun;
use compline_policy::Role;
use rust_decimal::Decimal;

const KEPT: &str = "
## A tenth is kept.
##de Ein Zehntel bleibt stehen.
account reserve : EUR of partner, by quarter {
  add     10% of (PV as EUR) rounded half up to 0.01
  draw    5 EUR when active, otherwise 0 EUR oldest first
  release after 2 quarters
}
## Counts next month.
state carried_volume : BV of partner = 0 BV
closing carried_volume = opening carried_volume + PV
state hidden_volume : BV of partner = 0 BV
closing hidden_volume = opening hidden_volume + PV
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_on_sqlite() {
    statements(&site(false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_on_postgres() {
    statements(&site(true).await).await;
}

async fn statements(site: &Site) {
    let worker = tokio::spawn(site.office.clone().work_forever());
    let (office, clerk) = (&site.office, author(site, Role::Settlement).await);
    let text = PLAN.replace("version 4", "version 5").replace("for sales from 2026-01-01", "for sales from 2026-03-01");
    let text = text.replace("state title", "## The highest rank so far.\nstate title") + KEPT;
    let (designer, approver) = (author(site, Role::PlanDesigner).await, author(site, Role::Approver).await);
    let plan = office.draft_plan(&designer, "partner", &text).await.unwrap();
    office.release_plan(&approver, &plan).await.unwrap();
    let new = NewRun { programme: "partner".to_owned(), period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    office.ask_levels(&clerk, &run).await.unwrap();
    wait(site, &run).await;
    office.ask_distribution(&clerk, &run).await.unwrap();
    wait(site, &run).await;
    office.ask_documents(&clerk, &run).await.unwrap();
    wait(site, &run).await;
    let cookie = site.sign_in("klein").await;
    let (mut accounts, mut carried, mut titles) = (0, 0, 0);
    for row in office.statements(&run, "all", "", 0, 100).await.unwrap() {
        let model = office.statement_model(COMPANY, &row).await.unwrap();
        for one in &model.kept {
            let sum = |of: &str| -> Decimal {
                match of {
                    "opening" => figure(one.opening.as_ref()),
                    "added" => figure(one.added.as_ref()),
                    "gone" => one.gone.iter().map(|gone| figure(Some(&gone.amount))).sum(),
                    _ => figure(one.closing.as_ref()),
                }
            };
            match one.name.as_str() {
                "reserve" => {
                    assert_eq!(sum("opening") + sum("added") - sum("gone"), sum("closing"), "{one:?}");
                    accounts += 1;
                }
                "carried volume" => carried += i32::from(sum("closing") > sum("opening")),
                // The month before was settled by the version before, which has this state too.
                "title" => {
                    titles += i32::from(matches!(&one.opening, Some(Figure::Text(rank)) if rank != "Consultant"))
                }
                other => panic!("{other} has no comment, or is no state"),
            }
            assert!(one.about.is_some(), "{one:?}");
        }
        let page = site.get(&cookie, &format!("/statements/{}", row.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains('⟦') && !page.text.contains("hidden volume"), "{}", page.text);
        assert_eq!(page.text.contains("Reserve und Vortrag"), !model.kept.is_empty(), "{}", page.text);
        if model.kept.iter().any(|kept| kept.name == "reserve") && accounts == 1 {
            assert!(page.text.contains("Ein Zehntel bleibt stehen.") || page.text.contains("A tenth is kept."));
            let pdf = office.statement_pdf(COMPANY, &row.id).await.unwrap();
            assert!(pdf.starts_with(b"%PDF"));
        }
    }
    assert!(accounts > 5 && carried > 5 && titles > 0, "{accounts} {carried} {titles}");
    worker.abort();
}

fn figure(figure: Option<&Figure>) -> Decimal {
    match figure {
        Some(Figure::Quantity(quantity)) => quantity.value,
        None => Decimal::ZERO,
        Some(other) => panic!("{other:?}"),
    }
}
