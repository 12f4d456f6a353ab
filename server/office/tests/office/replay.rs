//! Replays: a run computed once more from what was kept of it, and what they find.

use crate::common::{Kind, demo};
use compline_office::Office;
use compline_office::companies::LegalEntity;
use compline_office::demo::COMPANY;
use compline_office::levels::DistributionDone;
use compline_office::progress::Progress;
use compline_office::replay::{Replay, Verdict, What};
use compline_office::runs::NewRun;
use compline_policy::Role;
use compline_store::{AssertSqlSafe, values};

async fn replayed(office: &Office, run: &str) -> Replay {
    let auditor = compline_office::who::Author::system(COMPANY);
    office.replay(&auditor, run, &Progress::default()).await.unwrap()
}

/// What is wrong: what, which, verdict.
fn wrong(found: &Replay) -> Vec<(What, String, Verdict)> {
    found.wrong().map(|one| (one.what, one.name.clone(), one.verdict)).collect()
}

/// Takes the triggers away that keep rows from being changed.
async fn unguarded(office: &Office) {
    let mut tx = office.db().begin().await.unwrap();
    let triggers: Vec<(String,)> =
        tx.all("SELECT name FROM sqlite_master WHERE type = 'trigger'", Vec::new()).await.unwrap();
    for (trigger,) in triggers {
        tx.run(AssertSqlSafe(format!("DROP TRIGGER {trigger}")), Vec::new()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn changed(office: &Office, sql: &'static str) {
    let mut tx = office.db().begin().await.unwrap();
    assert!(tx.run(sql, Vec::new()).await.unwrap() > 0, "{sql}");
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_final_run_is_what_it_was_on_either_database() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let desk = demo(kind, 40).await;
        let worker = tokio::spawn(desk.office.clone().work_forever());
        let run = desk.settle().await;
        let auditor = desk.somebody(Role::Auditor).await;
        desk.wait(&desk.office.ask_replay(&auditor, &run).await.unwrap()).await;
        let found = desk.office.last_replay(COMPANY, &run).await.unwrap().unwrap();
        assert_eq!(wrong(&found), []);
        assert!(found.same && found.computed_with.is_some(), "{found:?}");
        for what in What::ALL {
            let expected = match what {
                What::Document | What::Pdf => 10,
                // Nothing was corrected.
                What::Prior | What::Restated => 0,
                _ => 1,
            };
            let count = found.counts.get(&what).copied().unwrap_or_default();
            assert!(count.all >= expected && count.good == count.all, "{what:?}: {count:?}");
        }
        assert!(found.compared.iter().all(|one| one.verdict == Verdict::Same), "all was noted: {found:?}");
        worker.abort();
        // What changed since is on later documents, and no difference.
        let administrator = desk.somebody(Role::Administrator).await;
        let entity = desk.office.legal_entities(COMPANY).await.unwrap().remove(0);
        let moved = LegalEntity { street: "Neuer Wall 99".to_owned(), ..entity };
        desk.office.change_legal_entity(&administrator, &moved).await.unwrap();
        let found = replayed(&desk.again().await, &run).await;
        assert_eq!(wrong(&found), []);
        let noted = desk.office.audit_entries(COMPANY, Some(&run), None, 1).await.unwrap().remove(0);
        assert_eq!(noted.action, "replay-run");
        assert!(noted.details.contains("\"same\":true"), "{}", noted.details);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_final_or_not_computed() {
    let desk = demo(Kind::Sqlite, 20).await;
    let office = &desk.office;
    let worker = tokio::spawn(office.clone().work_forever());
    let clerk = desk.somebody(Role::Settlement).await;
    let programme = office.programmes(COMPANY).await.unwrap().remove(0).id;
    let new = NewRun { programme, period: "2026-03".to_owned(), channels: Vec::new() };
    let run = office.begin_run(&clerk, &new).await.unwrap();
    let refused = office.ask_replay(&clerk, &run).await.unwrap_err().to_string();
    assert!(refused.contains("compute its levels first"), "{refused}");
    desk.wait(&office.ask_levels(&clerk, &run).await.unwrap()).await;
    let ranked = replayed(office, &run).await;
    assert!(ranked.same && ranked.counts.contains_key(&What::Levels), "{ranked:?}");
    assert!(!ranked.counts.contains_key(&What::Result) && !ranked.counts.contains_key(&What::Document));
    desk.wait(&office.ask_distribution(&clerk, &run).await.unwrap()).await;
    let distributed = replayed(office, &run).await;
    assert!(distributed.same && distributed.counts.contains_key(&What::ResultFile), "{distributed:?}");
    assert!(!distributed.counts.contains_key(&What::States));
    let care = desk.somebody(Role::PartnerCare).await;
    assert!(office.ask_replay(&care, &run).await.is_err(), "partner care replays nothing");
    let cancelled = Progress::default();
    cancelled.cancel();
    let system = compline_office::who::Author::system(COMPANY);
    assert!(office.replay(&system, &run, &cancelled).await.is_err());
    worker.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_changed_is_named() {
    let desk = demo(Kind::Sqlite, 30).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let run = desk.settle().await;
    worker.abort();
    unguarded(&desk.office).await;
    let office = desk.again().await;
    let done: DistributionDone = office.last_step(&run, "distribution").await.unwrap();
    let inputs = office.read_inputs(&done.inputs).await.unwrap();
    let archive = office.archive();

    // Every file: of the inputs, of the result, of the documents.
    let mut files = vec![(What::Inputs, String::new(), done.inputs.clone())];
    files.extend(inputs.files.iter().map(|(name, hash)| (What::InputFile, name.clone(), hash.clone())));
    files.extend(done.files.iter().map(|(name, hash)| (What::ResultFile, name.clone(), hash.clone())));
    let statement = office.statements(&run, "final", "", 0, 1).await.unwrap().remove(0);
    let number = statement.number.clone().unwrap();
    files.push((What::Document, number.clone(), statement.model_hash.clone().unwrap()));
    files.push((What::Pdf, number.clone(), statement.pdf_hash.clone().unwrap()));
    for (what, name, hash) in files {
        let path = archive.path(&hash).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut other = bytes.clone();
        let at = bytes.len() / 2;
        *other.get_mut(at).unwrap() ^= 1;
        std::fs::write(&path, other).unwrap();
        let found = replayed(&office, &run).await;
        assert!(wrong(&found).contains(&(what, name.clone(), Verdict::Different)), "{what:?} {name}: {found:?}");
        std::fs::remove_file(&path).unwrap();
        let found = replayed(&office, &run).await;
        assert!(wrong(&found).contains(&(what, name.clone(), Verdict::Missing)), "{what:?} {name}: {found:?}");
        std::fs::write(&path, bytes).unwrap();
    }

    // Rows beside what they come to.
    let rows = [
        (
            What::Partners,
            "UPDATE run_partners SET amount = amount + 1 WHERE partner = (SELECT MIN(partner) FROM run_partners)",
            "UPDATE run_partners SET amount = amount - 1 WHERE partner = (SELECT MIN(partner) FROM run_partners)",
        ),
        (
            What::Step,
            "UPDATE run_results SET author = author || 'x' WHERE step = 'approve'",
            "UPDATE run_results SET author = SUBSTR(author, 1, LENGTH(author) - 1) WHERE step = 'approve'",
        ),
        (
            What::Plan,
            "UPDATE plans SET text = text || '# more'",
            "UPDATE plans SET text = SUBSTR(text, 1, LENGTH(text) - 6)",
        ),
    ];
    for (what, change, back) in rows {
        changed(&office, change).await;
        let found = replayed(&office, &run).await;
        assert!(wrong(&found).iter().any(|(of, ..)| *of == what), "{what:?}: {found:?}");
        changed(&office, back).await;
    }
    // A plan that pays otherwise, behind the program's back: the first row that differs is named.
    changed(&office, "UPDATE plans SET text = REPLACE(text, '0.80 from 2026-01-01', '0.90 from 2026-01-01')").await;
    let found = replayed(&office, &run).await;
    for what in [What::Plan, What::Levels, What::Result, What::ResultFile, What::Partners, What::Document] {
        assert!(wrong(&found).iter().any(|(of, ..)| *of == what), "{what:?}: {found:?}");
    }
    let lines = found.wrong().find(|one| one.name == "lines.parquet").unwrap();
    let first = lines.first.as_ref().unwrap();
    assert!(first.at == "1" && first.expected.contains("amount") && first.expected != first.found, "{first:?}");
    changed(&office, "UPDATE plans SET text = REPLACE(text, '0.90 from 2026-01-01', '0.80 from 2026-01-01')").await;
    assert_eq!(wrong(&replayed(&office, &run).await), []);

    // A run of an earlier version noted less; what it did not note is no difference.
    let sql = "UPDATE run_results SET result = $1 WHERE run = $2 AND step = 'distribution'";
    let noted = done.clone();
    let early = DistributionDone { snapshots: Default::default(), edition: None, program: None, rows: None, ..done };
    let mut tx = office.db().begin().await.unwrap();
    tx.run(sql, values![serde_json::to_string(&early).unwrap(), &run]).await.unwrap();
    tx.commit().await.unwrap();
    let found = replayed(&office, &run).await;
    let unnoted: Vec<What> =
        found.compared.iter().filter(|one| one.verdict == Verdict::Unnoted).map(|one| one.what).collect();
    assert!(unnoted.contains(&What::Edition) && unnoted.contains(&What::Snapshot), "{found:?}");
    assert!(wrong(&found).iter().all(|(what, ..)| *what == What::Step), "but its step was changed: {found:?}");

    // A PDF that another version has set has other bytes; the same version has to give the same ones.
    let issued = archive.get(statement.pdf_hash.as_ref().unwrap()).await.unwrap();
    let other = archive.put([&issued[..], b"\n% set otherwise\n"].concat()).await.unwrap();
    let mut tx = office.db().begin().await.unwrap();
    tx.run("UPDATE statements SET pdf_hash = $1 WHERE id = $2", values![&other, &statement.id]).await.unwrap();
    tx.commit().await.unwrap();
    let found = replayed(&office, &run).await;
    assert_eq!(found.set_otherwise(), 1);
    assert!(wrong(&found).iter().all(|(what, ..)| *what != What::Pdf), "{found:?}");
    let mut tx = office.db().begin().await.unwrap();
    tx.run(sql, values![serde_json::to_string(&noted).unwrap(), &run]).await.unwrap();
    tx.commit().await.unwrap();
    let found = replayed(&office, &run).await;
    assert_eq!(found.set_otherwise(), 0);
    assert!(wrong(&found).contains(&(What::Pdf, number, Verdict::Different)), "{found:?}");
}
