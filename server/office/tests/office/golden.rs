//! Golden runs of the office: inputs as a run archived them, and what they came to, kept for ever.
//!
//! `tests/golden/README.md` says what lies in the folders. What is there is never written again.

use crate::common::{Kind, PLAN, demo, empty};
use compline_office::Office;
use compline_office::demo::COMPANY;
use compline_office::inputs::Inputs;
use compline_office::levels::{DistributionDone, LevelsDone, edition};
use compline_office::plans::PlanVersion;
use compline_office::progress::Progress;
use compline_runtime::calendar::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a golden run came to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Golden {
    /// The version of the program that made it.
    made_with: String,
    period: String,
    /// The edition of the language.
    edition: String,
    /// The commit up to which facts are in it.
    known: i64,
    /// The hash of the plan's text.
    plan: String,
    /// The hash of the list of inputs.
    inputs: String,
    /// Hashes of the inputs.
    files: BTreeMap<String, String>,
    result: String,
    /// By settlement context the hash of its snapshot.
    snapshots: BTreeMap<String, String>,
    lines: i64,
    paid: i64,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/office")
}

/// Settles a month of the demo company and writes down what its run archived.
async fn write(folder: &Path) {
    let desk = demo(Kind::Sqlite, 12).await;
    let worker = tokio::spawn(desk.office.clone().work_forever());
    let run = desk.settle().await;
    worker.abort();
    let levels: LevelsDone = desk.office.last_step(&run, "levels").await.unwrap();
    let done: DistributionDone = desk.office.last_step(&run, "distribution").await.unwrap();
    let inputs = desk.office.read_inputs(&done.inputs).await.unwrap();
    std::fs::create_dir_all(folder.join("inputs")).unwrap();
    for (name, hash) in &inputs.files {
        let bytes = desk.office.archive().get(hash).await.unwrap();
        std::fs::write(folder.join("inputs").join(name), bytes).unwrap();
    }
    std::fs::write(folder.join("plan.plan"), PLAN).unwrap();
    let golden = Golden {
        made_with: env!("CARGO_PKG_VERSION").to_owned(),
        period: desk.office.run(COMPANY, &run).await.unwrap().period,
        edition: done.edition.unwrap(),
        known: inputs.known,
        plan: inputs.plan,
        inputs: levels.inputs,
        files: inputs.files,
        result: done.result,
        snapshots: done.snapshots,
        lines: done.lines,
        paid: done.paid,
    };
    let json = serde_json::to_string_pretty(&golden).unwrap() + "\n";
    std::fs::write(folder.join("run.json"), json).unwrap();
}

/// Files the inputs as they were and computes the run again.
async fn replayed(office: &Office, folder: &Path, golden: &Golden) -> Golden {
    let text = std::fs::read_to_string(folder.join("plan.plan")).unwrap();
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder.join("inputs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        files.insert(name, office.archive().put(std::fs::read(&path).unwrap()).await.unwrap());
    }
    let plan = compline_store::hash(text.as_bytes());
    let list = Inputs { known: golden.known, plan: plan.clone(), files: files.clone(), late_until: None, prior: None };
    let inputs = office.archive().put(serde_json::to_vec(&list).unwrap()).await.unwrap();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let version = PlanVersion {
        id: "golden".to_owned(),
        programme: "golden".to_owned(),
        name: "Golden".to_owned(),
        version: "1".to_owned(),
        hash: plan.clone(),
        valid_from: day,
        valid_to: None,
        state: "released".to_owned(),
        created_by: String::new(),
        created_at: office.clock().now(),
        released_by: None,
        released_at: None,
        errors: 0,
        written_by: String::new(),
        changed_at: office.clock().now(),
        text,
    };
    let compiled = office.compiled(&version).await.unwrap();
    let period = Period::parse_as(compiled.program.calendar, &golden.period).unwrap();
    let computed = office.compute(Arc::clone(&compiled), &inputs, period, &Progress::default()).await.unwrap();
    let snapshot = |settled: &compline_runtime::settle::Settled| {
        let hash = settled.snapshot.content_hash(&compiled.program, &computed.company);
        (settled.context.to_string(), hash.to_string())
    };
    Golden {
        made_with: golden.made_with.clone(),
        period: golden.period.clone(),
        edition: edition(&version.text).unwrap(),
        known: golden.known,
        plan,
        inputs,
        files,
        result: computed.result.clone(),
        snapshots: computed.settled.iter().map(snapshot).collect(),
        lines: i64::try_from(computed.booked.total()).unwrap(),
        paid: (0..computed.company.partners.ids.len()).map(|number| computed.total(number).unwrap()).sum(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn generated_golden_runs_come_to_what_they_always_did() {
    let first = folder().join("nordlicht-2026-03");
    // A new one is written once. What is there is never written again.
    if !first.exists() && std::env::var_os("COMPLINE_WRITE_GENERATED").is_some() {
        write(&first).await;
    }
    let desk = empty(Kind::Sqlite).await;
    let mut seen = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let folder = entry.unwrap().path();
        let json = std::fs::read_to_string(folder.join("run.json")).unwrap();
        let golden: Golden = serde_json::from_str(&json).unwrap();
        assert_eq!(replayed(&desk.office, &folder, &golden).await, golden, "{}", folder.display());
        seen += 1;
    }
    assert!(seen >= 1, "golden runs are missing");
}
