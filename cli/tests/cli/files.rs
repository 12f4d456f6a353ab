//! Plans of several files, parameters, variants, literate plans.

use crate::common::{GOOD, compline, folder};
use std::path::Path;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// `test.plan` with a rate that is a parameter, its unit in a module, and a variant of it.
fn family() -> tempfile::TempDir {
    let plan = GOOD
        .replace("unit BV to 0.01\n", "use \"common/units.plan\"\n\n## The entry.\nparam entry = 5% in 0% to 10%\n");
    let plan = plan.replace("pay 5% of bv", "pay entry of bv");
    let folder = folder(&plan);
    write(folder.path(), "common/units.plan", "language 1\n\nunit BV to 0.01\n");
    let variant = "language 1\n\nvariant \"Q3\" of \"../test.plan\" {\n  set entry = 7%\n}\n\nexample \"seven\" {\n  sponsor: Anna > Ben\n  Order by Ben on 2026-03-04 { bv 100 BV }\n  expect Anna's Level is 5.60 EUR\n}\n";
    write(folder.path(), "variants/q3.plan", variant);
    folder
}

#[test]
fn a_plan_with_a_module_and_a_variant_of_it() {
    let folder = family();
    for plan in ["test.plan", "variants/q3.plan"] {
        let outcome = compline(folder.path(), &["check", plan]);
        assert_eq!((outcome.code, outcome.out), (0, format!("{plan}: no errors\n")), "{}", outcome.err);
    }
    let module = compline(folder.path(), &["check", "common/units.plan"]);
    assert_eq!((module.code, module.out.as_str()), (0, "common/units.plan: no errors (a module)\n"));
    let tested = compline(folder.path(), &["test", "variants/q3.plan"]);
    assert_eq!(tested.code, 0, "{}", tested.out);
}

#[test]
fn findings_point_into_the_file_they_are_in() {
    let folder = family();
    write(folder.path(), "common/units.plan", "language 1\n\nunit BV to 0.02\n");
    let outcome = compline(folder.path(), &["check", "variants/q3.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("common/units.plan:3:12"), "{}", outcome.err);
    let inside = compline(&folder.path().join("variants"), &["check", "q3.plan"]);
    assert!(inside.err.contains("common/units.plan:3:12"), "{}", inside.err);
}

#[test]
fn parameters_are_set_within_their_range() {
    let folder = family();
    let check = |set: &str| compline(folder.path(), &["check", "test.plan", "--param", set]);
    assert_eq!(check("entry=6%").code, 0);
    for (set, words) in [
        ("entry=16%", "`entry` may be 0% to 10%"),
        ("entry=6 EUR", "type-mismatch"),
        ("enty=6%", "did you mean `entry`?"),
        ("entry=PV", "a parameter is set to a value as it is written"),
    ] {
        let outcome = check(set);
        assert_eq!(outcome.code, 1, "{set}");
        assert!(outcome.err.contains(words) && outcome.err.contains("--param:4:"), "{set}:\n{}", outcome.err);
    }
    assert_eq!(check("entry").code, 2);
    assert!(check("entry=6% }").err.contains("cannot stand in a plan"));
}

#[test]
fn what_was_set_is_part_of_the_result() {
    let folder = family();
    let data = folder.path().join("data");
    write(&data, "partners.csv", "id,joined_on\nAnna,2025-01-01\nBen,2025-01-01\n");
    write(
        &data,
        "placements.csv",
        "tree,partner,parent,valid_from,valid_to\nsponsor,Anna,,2025-01-01,\nsponsor,Ben,Anna,2025-01-01,\n",
    );
    write(&data, "order.csv", "id,seller,bv,day\n1,Ben,100.00,2026-03-04\n");
    let run = |out: &str, more: &[&str]| {
        let args = [&["run", "variants/q3.plan", "--data", "data", "--period", "2026-03", "--out", out], more].concat();
        let outcome = compline(folder.path(), &args);
        assert_eq!(outcome.code, 0, "{}{}", outcome.out, outcome.err);
        let inputs = std::fs::read_to_string(folder.path().join(out).join("inputs.json")).unwrap();
        let inputs: serde_json::Value = serde_json::from_str(&inputs).unwrap();
        (outcome.out, inputs)
    };
    let (seven, plain) = run("out", &[]);
    let (six, set) = run("out2", &["--param", "entry=6%"]);
    assert!(seven.contains("5.60 EUR") && six.contains("4.80 EUR"), "{seven}{six}");
    assert_eq!(plain.pointer("/parameters/entry").unwrap(), "7%");
    assert_eq!(set.pointer("/parameters/entry").unwrap(), "6%");
    assert_ne!(plain.get("plan_hash"), set.get("plan_hash"));
    // The copy beside the result is whole: it is explained without the files that it was made from.
    for file in ["common/units.plan", "variants/q3.plan", "test.plan"] {
        std::fs::remove_file(folder.path().join(file)).unwrap();
    }
    let explained = compline(folder.path(), &["explain", "--out", "out2", "--partner", "Anna"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    assert!(explained.out.contains("test.plan:"), "{}", explained.out);
    let copy = compline(folder.path(), &["check", "out2/q3.plan"]);
    assert_eq!(copy.code, 0, "{}", copy.err);
}

#[test]
fn literate_plans_have_the_lines_of_their_file() {
    let folder = family();
    let good = GOOD.replace("volume on", "volume     on").replace("payable on", "payable    on");
    let text = format!("# The plan\n\nWords.\n\n```plan\n{good}```\n");
    write(folder.path(), "words.plan.md", &text);
    assert_eq!(compline(folder.path(), &["check", "words.plan.md"]).code, 0);
    assert_eq!(compline(folder.path(), &["fmt", "--check", "words.plan.md"]).code, 0);
    write(folder.path(), "words.plan.md", &text.replace("5% of bv as EUR", "5% of bw as EUR"));
    let outcome = compline(folder.path(), &["check", "words.plan.md"]);
    let line = text.lines().position(|line| line.contains("5% of bv as EUR")).unwrap() + 1;
    assert!(outcome.err.contains(&format!("words.plan.md:{line}:")), "{}", outcome.err);
    write(folder.path(), "words.plan.md", &text.replace("unit BV to 0.01", "unit   BV to 0.01"));
    assert_eq!(compline(folder.path(), &["fmt", "words.plan.md"]).code, 0);
    assert_eq!(std::fs::read_to_string(folder.path().join("words.plan.md")).unwrap(), text);
}

#[test]
fn the_bundle_of_a_plan_is_the_plan() {
    let folder = family();
    let bundle = compline(folder.path(), &["check", "test.plan", "--emit", "bundle"]);
    write(folder.path(), "elsewhere/bundle.plan", &bundle.out);
    let again = compline(folder.path(), &["check", "elsewhere/bundle.plan", "--emit", "program"]);
    let before = compline(folder.path(), &["check", "test.plan", "--emit", "program"]);
    assert_eq!((again.code, again.out), (0, before.out));
}
