//! What `compline explain` tells, over small companies whose numbers can be followed by hand.

use crate::common::{Outcome, compline, folder};

/// A settled company: the plan, its files by name, the periods to settle, into folders of their names.
fn settled(plan: &str, files: &[(&str, &str)], periods: &[&str]) -> tempfile::TempDir {
    let folder = folder(plan);
    std::fs::create_dir(folder.path().join("data")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join("data").join(name), text).unwrap();
    }
    for period in periods {
        let run = ["run", "test.plan", "--data", "data", "--period", period, "--out", period];
        let outcome = compline(folder.path(), &run);
        assert_eq!(outcome.code, 0, "{}", outcome.err);
    }
    folder
}

fn explain(folder: &tempfile::TempDir, period: &str, partner: &str, more: &[&str]) -> Outcome {
    compline(folder.path(), &[&["explain", "--out", period, "--partner", partner], more].concat())
}

/// The text of an explanation, which must have every part.
#[track_caller]
fn tells(folder: &tempfile::TempDir, period: &str, partner: &str, more: &[&str], parts: &[&str]) -> String {
    let outcome = explain(folder, period, partner, more);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    for part in parts {
        assert!(outcome.out.contains(part), "`{part}` is missing in\n{}", outcome.out);
    }
    outcome.out
}

/// The line of the plan, from 1, that begins with a text.
fn line_of(plan: &str, begins: &str) -> String {
    let at = plan.lines().position(|line| line.trim_start().starts_with(begins)).unwrap() + 1;
    format!("[test.plan:{at}]")
}

const HEAD: &str = "\
language 1
plan Small version 1 {
  currency EUR
  period month
}
unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01, 0.90 from 2026-05-01
tree sponsor
";

const ORDER: &str = "\
event Order {
  seller     : partner
  bv         : BV from 0 to 100_000
  category   : goods, kit
  ordered_on : date
  paid_on    : date or none
  conditions on ordered_on, in its month
  volume     on ordered_on
  payable    on paid_on
  reversed: lines are mirrored; volume leaves the period of reversal
}
PV     = sum of bv over own Order
active = PV >= 100 BV
";

const LEVEL: &str = "\
bonus Level for each Order {
  up sponsor from seller, above
  at most 3 levels
  skip when earner is not active
  pay 10% of bv as EUR
  round half up to 0.01, each line
}
";

/// Anna > Ben > Cara > Dora; Xenia > Yuri stand apart.
const PARTNERS: &str = "id\nAnna\nBen\nCara\nDora\nXenia\nYuri\n";
const PLACEMENTS: &str = "tree,partner,parent,valid_from
sponsor,Anna,,2025-01-01
sponsor,Ben,Anna,2025-01-01
sponsor,Cara,Ben,2025-01-01
sponsor,Dora,Cara,2025-01-01
sponsor,Xenia,,2025-01-01
sponsor,Yuri,Xenia,2025-01-01
";
const ORDERS: &str = "id,seller,bv,category,ordered_on,paid_on
O-1,Anna,100.00,goods,2026-03-02,2026-03-02
O-2,Ben,100.00,goods,2026-03-03,2026-03-03
O-3,Dora,200.00,goods,2026-03-04,2026-03-04
O-4,Dora,50.00,goods,2026-03-05,2026-05-06
";

const FILES: [(&str, &str); 3] = [("partners.csv", PARTNERS), ("placements.csv", PLACEMENTS), ("order.csv", ORDERS)];

#[test]
fn who_may_not_earn_is_told_by_the_earners_clause() {
    let plan = format!("{HEAD}earners: partners where not terminated; others: skip\n{ORDER}{LEVEL}");
    let files = [&FILES[..], &[("status.csv", "partner,status,from,to\nBen,terminated,2026-01-01,\n")]].concat();
    let folder = settled(&plan, &files, &["2026-03"]);
    let place = line_of(&plan, "earners:");
    let told = format!(
        "Ben is skipped (takes no level), because `not terminated` of the earners clause does not hold  {place}"
    );
    tells(&folder, "2026-03", "Anna", &["--order", "O-3"], &[&told]);
    let told = format!("`not terminated` does not hold: terminated = yes  {place}");
    tells(&folder, "2026-03", "Ben", &["--why-not", "Level"], &["of the earners clause does not hold", &told]);
}

const LADDER: &str = "\
ladder career, highest satisfied {
        need
  Base  0 BV
  Gold  500 BV
}
reached = highest of career where active and PV >= need, otherwise Base
";

#[test]
fn what_fails_for_a_rank_is_told_down_to_the_numbers() {
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LADDER}{LEVEL}");
    let folder = settled(&plan, &FILES, &["2026-03"]);
    let own = "`PV >= 100 BV`: 0.00 BV is there, at least 100.00 BV is needed, missing 100 BV";
    let text = tells(&folder, "2026-03", "Cara", &["--why-not", "Gold"], &["2 conditions of its rule fail", own]);
    let line = |begins: &str| text.lines().find(|line| line.trim_start().starts_with(begins)).unwrap().to_owned();
    assert_eq!(line("`active` does not hold"), format!("  `active` does not hold  {}", line_of(&plan, "reached")));
    assert_eq!(line("`PV >= 100 BV`"), format!("    {own}  {}", line_of(&plan, "active")));
    assert!(line("`PV >= need`").contains("missing 500 BV"), "{text}");
    // The same reasons for a walk that skips her.
    tells(&folder, "2026-03", "Cara", &["--why-not", "Level"], &["skipped because `earner is not active`", own]);
}

#[test]
fn what_fails_for_a_pool_is_told_like_a_rank() {
    let pool = "\
pool Leaders {
  share 2% of (sum of (bv as EUR) over Order) rounded half up to 0.01
  over partners where active and PV >= 500 BV
  in proportion to 1
  remainder: largest fraction first, then number
  nobody: kept by the company
}
";
    let plan = format!("{HEAD}earners: partners where not terminated; others: skip\n{ORDER}{LEVEL}{pool}");
    let folder = settled(&plan, &FILES, &["2026-03"]);
    let asked = ["--why-not", "Leaders"];
    let text =
        tells(&folder, "2026-03", "Anna", &asked, &["got no share of Leaders", "`PV >= 500 BV`: 100.00 BV is there"]);
    assert!(!text.contains("terminated"), "{text}");
    tells(&folder, "2026-03", "Cara", &asked, &["`active` does not hold", "`PV >= 100 BV`: 0.00 BV is there"]);
}

const MATCH: &str = "\
bonus Match for each line of Level {
  up sponsor from trigger's earner, above
  at most 2 levels
  pay 10% of amount
  round half up to 0.01, each line
}
";

#[test]
fn an_order_is_followed_to_the_lines_on_its_lines() {
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LEVEL}{MATCH}");
    let folder = settled(&plan, &FILES, &["2026-03"]);
    let parts = [
        "Anna in 2026-03: 17.60 EUR",
        "for the line of Level over 16.00 EUR to Ben, made for Order `O-3` (",
        "Ben was visited and got 16.00 EUR",
    ];
    tells(&folder, "2026-03", "Anna", &["--order", "O-3"], &parts);
    for (order, said) in
        [("O-33", "there is no order `O-33`; did you mean `O-3`?"), ("else", "there is no order `else`\n")]
    {
        let outcome = explain(&folder, "2026-03", "Anna", &["--order", order]);
        assert_eq!(outcome.code, 1, "{}", outcome.out);
        assert!(outcome.err.contains(said), "{}", outcome.err);
    }
}

#[test]
fn a_line_has_one_rate_and_a_conversion_has_its_date() {
    let exception = "\
bonus Own for each Order {
  pay 10% of bv as EUR to seller
  except when category is kit { pay 4% of bv as EUR to seller }
  round half up to 0.01
}
";
    let plan = format!("{HEAD}earners: partners\n{ORDER}{exception}");
    let orders = ORDERS.replace("O-3,Dora,200.00,goods", "O-3,Dora,200.00,kit");
    let files = [FILES[0], FILES[1], ("order.csv", orders.as_str())];
    let folder = settled(&plan, &files, &["2026-03"]);
    let base = "base is 200.00 BV at 0.80 = 160.00 EUR (the rate of 2026-03-04)";
    let text = tells(&folder, "2026-03", "Dora", &[], &["rate is 4%", base, "exact amount 6.4"]);
    assert!(!text.contains("10%"), "{text}");
    let text = tells(&folder, "2026-03", "Ben", &[], &["rate is 10%"]);
    assert!(!text.contains("4%"), "{text}");
}

#[test]
fn a_cap_is_told_with_sum_limit_and_share() {
    let caps = "\
cap PerPerson on Level per person at 30 EUR, in proportion by partner, shared exactly; excess is lost
cap Company on all after PerPerson at 25 EUR, in proportion, shared exactly; excess is lost
";
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LEVEL}{caps}");
    let partners = "id,person\nAnna,P1\nBen,P1\nCara,\nDora,\nXenia,\nYuri,\n";
    let folder = settled(&plan, &[("partners.csv", partners), FILES[1], FILES[2]], &["2026-03"]);
    let parts = [
        "Anna in 2026-03: 15.00 EUR",
        "PerPerson: -6.00 EUR of Level (limit 30.00 EUR)",
        "person `P1` before the cap: 40.00 EUR (Anna 24.00 EUR, Ben 16.00 EUR); the limit is 30.00 EUR, so 10.00 EUR is cut",
        "Anna has 24.00 EUR of 40.00 EUR, so 6.00 EUR of the cut falls on Anna",
        "Company: -3.00 EUR of Level (limit 25.00 EUR)",
        "the whole company before the cap: 30.00 EUR; the limit is 25.00 EUR, so 5.00 EUR is cut",
        "Anna has 18.00 EUR of 30.00 EUR, so 3.00 EUR of the cut falls on Anna",
    ];
    tells(&folder, "2026-03", "Anna", &[], &parts);
}

#[test]
fn a_late_context_is_told_in_words_with_its_own_values() {
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LADDER}paid_rank = reached, overridable\n{LEVEL}");
    let orders = format!("{ORDERS}O-5,Ben,300.00,goods,2026-05-02,2026-05-02\n");
    let manual = "partner,definition,value,from,to,reason,by\nAnna,paid_rank,Gold,2026-03-01,2026-03-31,test,me\n";
    let files = [FILES[0], FILES[1], ("order.csv", orders.as_str()), ("overrides.csv", manual)];
    let folder = settled(&plan, &files, &["2026-05"]);
    let parts = [
        "Anna in 2026-05: 4.00 EUR\n",
        "\n  2026-05/2026-03: paid in 2026-05 at the conditions of 2026-03: 4.00 EUR\n",
        "for Order `O-4` (",
        "paid_on 2026-05-06",
        "base is 50.00 BV at 0.80 = 40.00 EUR (the rate of 2026-03-05)",
        "\n    values in 2026-03\n      PV = 100.00 BV",
        "paid_rank = Gold (manual; the rule gives Base)",
        "\nvalues in 2026-05\n  PV = 0.00 BV",
        "paid_rank = Base  [",
    ];
    tells(&folder, "2026-05", "Anna", &[], &parts);
    let parts = [
        "Anna did get something of Level: 4.00 EUR in 1 line in 2026-05/2026-03 (paid in 2026-05 at the conditions of 2026-03)",
        "\n  2026-05\n    1 time skipped because `earner is not active`",
    ];
    tells(&folder, "2026-05", "Anna", &["--why-not", "Level"], &parts);
    let json = explain(&folder, "2026-05", "Anna", &["--json"]);
    let derivation: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(leaves(derivation.get("parts").unwrap()), 400);
    assert_eq!(derivation.get("sum").unwrap(), 400);
    assert_eq!(derivation.get("values_of").unwrap(), "2026-05");
}

/// The sum of the amounts that have no amounts below them.
fn leaves(nodes: &serde_json::Value) -> i64 {
    let nodes = nodes.as_array().unwrap().iter();
    let sums = nodes.map(|node| {
        let below = node.get("children").map(|c| (leaves(c), has_amount(c))).filter(|(_, has)| *has);
        below.map_or_else(|| node.get("amount").map_or(0, |a| a.as_i64().unwrap()), |(sum, _)| sum)
    });
    sums.sum()
}

fn has_amount(nodes: &serde_json::Value) -> bool {
    let mut nodes = nodes.as_array().unwrap().iter();
    nodes.any(|node| node.get("amount").is_some() || node.get("children").is_some_and(has_amount))
}

#[test]
fn only_what_could_reach_a_partner_is_told() {
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LEVEL}{MATCH}");
    let folder = settled(&plan, &FILES, &["2026-03"]);
    for (partner, bonus) in [("Yuri", "Match"), ("Yuri", "Level"), ("Dora", "Match")] {
        let nothing = format!("{partner} got nothing of {bonus}: nothing it is paid for could reach {partner}\n");
        let text = tells(&folder, "2026-03", partner, &["--why-not", bonus], &[]);
        assert_eq!(text, nothing);
    }
}

#[test]
fn a_cap_by_priority_tells_the_order_and_a_cut_line_its_order() {
    let caps = "\
cap Each on Level per line at 12 EUR; excess is lost
cap Both on Level, Own after Each per partner at 21 EUR, by priority Own, Level, shared exactly; excess is lost
";
    let own = "bonus Own for each Order {\n  pay 10% of bv as EUR to seller\n  round half up to 0.01\n}\n";
    let plan = format!("{HEAD}earners: partners\n{ORDER}{LEVEL}{own}{caps}");
    let folder = settled(&plan, &FILES, &["2026-03"]);
    let parts = [
        "Each: -4.00 EUR of Level for `O-3` (limit 12.00 EUR)",
        "the line before the cap: 16.00 EUR; the limit is 12.00 EUR, so 4.00 EUR is cut",
        "Both: -7.00 EUR of Level (limit 21.00 EUR)",
        "Anna before the cap: 28.00 EUR; the limit is 21.00 EUR, so 7.00 EUR is cut",
        "served in this order: Own 8.00 EUR, then Level 20.00 EUR; Anna has 20.00 EUR for Level, \
         and 7.00 EUR of the cut falls on it",
    ];
    tells(&folder, "2026-03", "Anna", &[], &parts);
    // What a cap took from the line of an order belongs to the order; what it took from totals belongs to none.
    tells(&folder, "2026-03", "Anna", &["--order", "O-3"], &["Anna in 2026-03: 12.00 EUR", "Each: -4.00 EUR"]);
}
