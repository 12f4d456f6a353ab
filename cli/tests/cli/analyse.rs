//! `compline analyse`.

use crate::common::{GOOD, compline, folder};

/// A plan with an error of fairness, a waiver, a cliff that it does not allow, and a parameter that decides a condition.
fn plan() -> String {
    let header = "  period month in Europe/Berlin\n  jurisdictions DE, US\n  cliff at most 10 EUR\n";
    let natures = "  bv     : BV from 0 to 1_000_000\n  kind   : goods, kit\n  nature joining when kind is kit\n  nature retail\n";
    let plan = GOOD
        .replace("  period month in Europe/Berlin\n", header)
        .replace("  bv     : BV from 0 to 1_000_000\n", natures)
        .replace("bonus Level for each Order {", "bonus Level for each Order where bv >= least {");
    format!(
        "{plan}
param least : BV = 10 BV in 0 BV to 100 BV
tiers step_rate(volume : BV) : percent, whole amount {{
  from 0 BV    3%
  from 500 BV  6%
}}
bonus Volume for each partner {{
  pay step_rate(sum of bv over own Order where kind is goods) of (sum of bv over own Order where kind is goods) as EUR
  round half up to 0.01
}}
bonus Kit for each Order where kind is kit {{
  pay 5 EUR to seller
}}
waive \"pay-for-joining\" on Kit because \"for the first day of work\"
"
    )
}

#[test]
fn findings_waivers_cliffs_and_cost_are_said_in_both_languages() {
    let folder = folder(&plan());
    let english = compline(folder.path(), &["analyse", "test.plan"]);
    assert_eq!(english.code, 1, "{}", english.err);
    let german = compline(folder.path(), &["analyse", "test.plan", "--language", "de"]);
    insta::assert_snapshot!(format!("{}{}", english.out, german.out).replace('\u{a0}', " "));
}

#[test]
fn parameters_are_set_and_programs_read_values() {
    let folder = folder(&plan().replace("bv >= least", "kind is goods and bv >= least"));
    let read = |args: &[&str]| {
        let outcome = compline(folder.path(), &[&["analyse", "test.plan", "--json"], args].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        serde_json::from_str::<serde_json::Value>(&outcome.out).unwrap()
    };
    let json = read(&["--param", "least=20 BV"]);
    assert_eq!(json.pointer("/0/plan").unwrap(), "test.plan");
    assert_eq!(json.pointer("/0/waived/0/code").unwrap(), "pay-for-joining");
    assert_eq!(json.pointer("/0/waived/0/because").unwrap(), "for the first day of work");
    assert_eq!(json.pointer("/0/waived/0/rules/0/jurisdictions/0").unwrap(), "US");
    assert_eq!(json.pointer("/0/findings/0/code").unwrap(), "cliff");
    assert_eq!(json.pointer("/0/findings/0/file").unwrap(), "test.plan");
    assert_eq!(json.pointer("/0/cliff_at_most").unwrap(), "10 EUR");
    let wrong = compline(folder.path(), &["analyse", "test.plan", "--param", "least=2 EUR"]);
    assert_eq!(wrong.code, 1, "{}", wrong.out);
}
