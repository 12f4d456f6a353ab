//! Events that refer to events of another kind, and who may be named by a line.

use crate::common::compline;

const PLAN: &str = "language 1

plan Instalments version 1 {
  valid for sales from 2026-01-01
  currency EUR
  period month
}

tree sponsor
earners: partners where not terminated; others: skip

event Sale {
  seller  : partner
  product : policy, fund
  at      : date
  conditions on at, in its month
  volume on at
  payable on at
  reversed: lines stay; volume stays
}

event Payment {
  sale   : Sale
  paid   : EUR from 0 to 100_000
  on_day : date
  conditions on on_day, in its month
  volume on on_day
  payable on on_day
  reversed: lines stay; volume stays
}

bonus Instalment for each Payment where sale's product is policy {
  up sponsor from sale's seller, included
  at most 2 levels
  pay 5% of paid
  round half up to 0.01, each line
}

bonus Finder for each Payment {
  pay 1% of paid to sale's seller
  round half up to 0.01
}
";

/// Ids of payments are those of other sales, and the sale lies months before the payment.
#[test]
fn an_event_of_another_kind_and_month_is_found_by_its_own_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    file("test.plan", PLAN);
    file("data/partners.csv", "id\nAnna\nBen\nCara\nDora\n");
    file(
        "data/placements.csv",
        "tree,partner,parent,valid_from\nsponsor,Anna,,2025-01-01\nsponsor,Ben,Anna,2025-01-01\n\
         sponsor,Cara,Ben,2025-01-01\nsponsor,Dora,Ben,2025-01-01\n",
    );
    file("data/status.csv", "partner,status,from,to\nDora,terminated,2026-02-01,\n");
    file(
        "data/sale.csv",
        "id,seller,product,at\n1,Anna,fund,2026-01-05\n2,Cara,policy,2026-01-06\n3,Dora,policy,2026-01-07\n",
    );
    file(
        "data/payment.csv",
        "id,sale,paid,on_day\n1,2,400.00,2026-03-05\n2,1,100.00,2026-03-06\n3,3,200.00,2026-03-07\n",
    );
    for engine in ["jit", "reference"] {
        let args = ["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", engine, "--engine", engine];
        let run = compline(folder.path(), &args);
        assert_eq!(run.code, 0, "{}", run.err);
        let totals = std::fs::read_to_string(folder.path().join(engine).join("totals.csv")).unwrap();
        // Cara's sale: 20 for her and 20 for Ben, 4 for the finder. The fund: 1 for Anna. Dora has left: she is skipped, and so is what
        // names her; Ben and Anna get 10 each.
        assert_eq!(
            totals,
            "partner,person,amount,currency\nAnna,Anna,11.00,EUR\nBen,Ben,30.00,EUR\nCara,Cara,24.00,EUR\n"
        );
    }
    let same = |name: &str| ["jit", "reference"].map(|out| std::fs::read(folder.path().join(out).join(name)).unwrap());
    for name in ["lines.csv", "summary.json"] {
        let [fast, slow] = same(name);
        assert!(fast == slow, "{name} differs between the engines");
    }
}
