//! `compline diff`.

use crate::common::{GOOD, compline, folder};

fn two() -> tempfile::TempDir {
    let folder = folder(GOOD);
    std::fs::write(folder.path().join("new.plan"), GOOD.replace("pay 5%", "pay 6%")).unwrap();
    for (name, text) in [
        ("partners.csv", "id,joined_on\nAnna,2025-01-01\nBen,2025-01-01\nCara,2025-01-01\n"),
        (
            "placements.csv",
            "tree,partner,parent,valid_from,valid_to\nsponsor,Anna,,2025-01-01,\nsponsor,Ben,Anna,2025-01-01,\nsponsor,Cara,Ben,2025-01-01,\n",
        ),
        ("order.csv", "id,seller,bv,day\n1,Ben,100.00,2026-03-04\n2,Cara,50.00,2026-03-05\n"),
    ] {
        std::fs::create_dir_all(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join("data").join(name), text).unwrap();
    }
    folder
}

#[test]
fn what_changed_is_said_in_both_languages() {
    let folder = two();
    let english = compline(folder.path(), &["diff", "test.plan", "new.plan"]);
    assert_eq!(english.code, 0, "{}", english.err);
    assert_eq!(english.out.replace('\u{a0}', " "), "Bonus Level: 5% rises to 6% in “pay 6% of bv as EUR”.\n");
    let german = compline(folder.path(), &["diff", "test.plan", "new.plan", "--language", "de"]);
    assert_eq!(german.out.replace('\u{a0}', " "), "Bonus Level: 5 % steigt auf 6 % in „pay 6% of bv as EUR“.\n");
    let same = compline(folder.path(), &["diff", "test.plan", "test.plan"]);
    assert_eq!(same.out, "Both plans mean the same.\n");
}

#[test]
fn who_gains_is_said_with_data() {
    let folder = two();
    let args = ["diff", "test.plan", "new.plan", "--company", "data", "--period", "2026-03", "--csv", "moved.csv"];
    let outcome = compline(folder.path(), &args);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    insta::assert_snapshot!(outcome.out.replace('\u{a0}', " "));
    // Anna: 5% and 6% of (80 + 40) EUR; Ben: of 40 EUR.
    let csv = std::fs::read_to_string(folder.path().join("moved.csv")).unwrap();
    assert_eq!(
        csv,
        "partner,bonus,old,new,difference,currency\nAnna,,6.00,7.20,1.20,EUR\nAnna,Level,6.00,7.20,1.20,EUR\n\
         Ben,,2.00,2.40,0.40,EUR\nBen,Level,2.00,2.40,0.40,EUR\n"
    );
    let json = compline(folder.path(), &[&args[..7], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json.pointer("/money/new").unwrap(), 960);
    assert_eq!(json.pointer("/changes/0/sentence/key").unwrap(), "change-number-rises");
}

#[test]
fn plans_with_errors_and_other_money_are_not_compared() {
    let folder = two();
    std::fs::write(folder.path().join("wrong.plan"), GOOD.replace("of bv as EUR", "of bv")).unwrap();
    assert_eq!(compline(folder.path(), &["diff", "test.plan", "wrong.plan"]).code, 1);
    std::fs::write(folder.path().join("swiss.plan"), GOOD.replace("EUR", "CHF")).unwrap();
    let swiss =
        compline(folder.path(), &["diff", "test.plan", "swiss.plan", "--company", "data", "--period", "2026-03"]);
    assert_eq!(swiss.code, 2);
    assert!(swiss.err.contains("one plan pays in EUR and the other in CHF"), "{}", swiss.err);
    assert_eq!(compline(folder.path(), &["diff", "test.plan", "new.plan", "--company", "data"]).code, 2);
}
