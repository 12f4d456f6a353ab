//! `compline import` and `compline trial`.

use crate::common::compline;
use compline_office::Office;
use compline_office::clock::Clock;
use compline_office::demo::{COMPANY, Demo};
use compline_office::progress::Progress;
use std::path::Path;

const PLAN: &str = include_str!("../../../examples/nordlicht/nordlicht.plan");

/// A server's data folder with the demo company.
fn installation(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let database = folder.join("compline.db").display().to_string();
        let office = Office::open(&database, folder, Clock::System).await.unwrap();
        office.make_demo(&Demo { partners: 10, seed: 42, plan: PLAN }, &Progress::default()).await.unwrap();
        assert_eq!(office.programmes(COMPANY).await.unwrap().len(), 1);
        office.db().close().await;
    });
}

#[test]
fn a_network_comes_over_and_its_past_is_tried() {
    let folder = tempfile::tempdir().unwrap();
    installation(&folder.path().join("data"));
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("old")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(at("old").join(name), text).unwrap();
    write("partners.csv", "Nummer;Name;Eintritt\nO1;Ahrens;1.1.2025\nO2;Boie;1.1.2025\n");
    write("placements.csv", "Baum;Partnernummer;Sponsor;von\nsponsor;O2;O1;1.1.2025\nsponsor;O1;;1.1.2025\n");
    write("order.csv", "id;seller;bv;net;category;ordered_on;paid_on\nA;O1;100;90,50;goods;3.3.2026;3.3.2026\n");
    write("statuses.csv", "partner;status;from\nO3;active;1.1.2025\n");
    let import = |more: &[&str]| {
        let args = [&["import", "old", "--data", "data", "--written", "de", "--source", "old"], more].concat();
        compline(folder.path(), &args)
    };
    let refused = import(&[]);
    assert_eq!(refused.code, 1, "{} {}", refused.out, refused.err);
    assert!(refused.err.contains("statuses.csv: row 2, `partner`"), "{}", refused.err);
    assert!(refused.err.contains("nothing was taken"), "{}", refused.err);
    std::fs::remove_file(at("old").join("statuses.csv")).unwrap();
    let dry = import(&["--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.err);
    assert!(dry.out.contains("partners.csv (partners): 2 new") && dry.out.contains("nothing was taken"), "{}", dry.out);
    let denied = import(&["--as", "lange"]);
    assert_eq!(denied.code, 2, "an auditor imports nothing");
    assert!(denied.err.contains("`import-data` is not allowed"), "{}", denied.err);
    let done = import(&["--as", "klein"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out.contains("placements.csv (placements): 2 new") && done.out.contains("all is taken"),
        "{}",
        done.out
    );
    let again = import(&[]);
    assert!(again.out.contains("order.csv (Order): 0 new, 0 changed, 1 unchanged"), "{}", again.out);

    let trial = |more: &[&str]| {
        let args = [&["trial", "--data", "data", "--from", "2026-03", "--to", "2026-03"], more].concat();
        compline(folder.path(), &args)
    };
    let silent = trial(&["--csv", "all.csv"]);
    assert_eq!(silent.code, 1, "nobody was paid by the other system: {}", silent.err);
    assert!(silent.out.contains("Computed and not paid") || silent.out.contains("Below the minimum"), "{}", silent.out);
    // What was computed is what was paid: so it is equal, and said so by the exit code.
    let rows = std::fs::read_to_string(at("all.csv")).unwrap();
    let mut paid = "partner,period,amount\n".to_owned();
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split(';').collect();
        let [period, partner, _, amount, ..] = cells.as_slice() else { continue };
        let amount = amount.trim_matches('"').replace(',', ".");
        paid.push_str(&format!("{partner},{period},{amount}\n"));
    }
    std::fs::write(at("payouts.csv"), paid).unwrap();
    let taken = compline(folder.path(), &["import", "payouts.csv", "--data", "data"]);
    assert_eq!(taken.code, 0, "{}", taken.err);
    let equal = trial(&[]);
    assert_eq!(equal.code, 0, "{} {}", equal.out, equal.err);
    assert!(equal.out.contains("All amounts are equal to the cent."), "{}", equal.out);
    let json = trial(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json.pointer("/result/differences"), Some(&serde_json::json!([])));
    let german = trial(&["--language", "de"]);
    assert!(german.out.contains("Alle Beträge sind auf den Cent gleich."), "{}", german.out);

    let strange = compline(folder.path(), &["import", "all.csv", "--data", "data"]);
    assert_eq!(strange.code, 2);
    assert!(strange.err.contains("does not say what it is for") && strange.err.contains("balances"), "{}", strange.err);
    let period = compline(folder.path(), &["trial", "--data", "data", "--from", "March", "--to", "2026-03"]);
    assert_eq!(period.code, 2);
    assert!(period.err.contains("nothing was done") && period.err.contains("March"), "{}", period.err);
    let nobody = compline(folder.path(), &["import", "old", "--data", "data", "--programme", "none"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.contains("there is no programme `none`"), "{}", nobody.err);
    let sound = compline(folder.path(), &["verify", "--data", "data"]);
    assert_eq!(sound.code, 0, "{}", sound.err);
}
