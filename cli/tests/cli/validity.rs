//! A plan decides about the time for which it is valid, and about no other.

use crate::common::compline;
use std::path::Path;

/// A plan that is valid for some days of March and April: not for whole periods.
const PLAN: &str = "language 1

plan Spring version 1 {
  valid for sales from 2026-03-10 to 2026-04-20
  currency EUR
  period month
}

tree sponsor
earners: partners

event Order {
  seller  : partner
  net     : EUR from 0 to 100_000
  sold_on : date
  paid_on : date or none
  conditions on sold_on, in its month
  volume on paid_on
  payable on paid_on
  reversed: lines stay; volume stays
}

bonus Level for each Order {
  up sponsor from seller, above
  at most 1 level
  pay 10% of net
  round half up to 0.01, each line
}
";

fn company(folder: &Path) {
    let file = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    std::fs::create_dir(folder.join("data")).unwrap();
    file("test.plan", PLAN);
    file("data/partners.csv", "id\nAnna\nBen\n");
    file(
        "data/placements.csv",
        "tree,partner,parent,valid_from\nsponsor,Anna,,2025-01-01\nsponsor,Ben,Anna,2025-01-01\n",
    );
    file(
        "data/order.csv",
        "id,seller,net,sold_on,paid_on\n\
         1,Ben,1.00,2026-02-27,2026-03-05\n\
         2,Ben,20.00,2026-03-09,2026-03-12\n\
         3,Ben,300.00,2026-03-10,2026-03-12\n\
         4,Ben,4000.00,2026-04-20,2026-04-21\n\
         5,Ben,50000.00,2026-04-21,2026-04-22\n\
         6,Ben,70.00,2026-03-31,2026-04-02\n",
    );
}

#[test]
fn sales_outside_of_it_are_not_paid_and_named() {
    let folder = tempfile::tempdir().unwrap();
    company(folder.path());
    for engine in ["jit", "reference"] {
        for (period, paid, outside) in [
            ("2026-03", "30.00", vec!["1 event with conditions of 2026-02", "1 event with conditions of 2026-03"]),
            ("2026-04", "407.00", vec!["1 event with conditions of 2026-04"]),
        ] {
            let out = format!("{engine}-{period}");
            let args = ["run", "test.plan", "--data", "data", "--period", period, "--out", &out, "--engine", engine];
            let run = compline(folder.path(), &args);
            assert_eq!(run.code, 0, "{}", run.err);
            let totals = std::fs::read_to_string(folder.path().join(out).join("totals.csv")).unwrap();
            assert_eq!(totals, format!("partner,person,amount,currency\nAnna,Anna,{paid},EUR\n"), "{engine} {period}");
            for text in outside {
                assert!(run.err.contains(text), "`{text}` is missing in\n{}", run.err);
            }
        }
    }
    let args = ["run", "test.plan", "--data", "data", "--period", "2026-05", "--out", "may"];
    let refused = compline(folder.path(), &args);
    assert_ne!(refused.code, 0);
    assert!(refused.err.contains("valid for sales from 2026-03-10 to 2026-04-20"), "{}", refused.err);
}
