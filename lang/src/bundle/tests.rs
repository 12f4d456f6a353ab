//! Files of plans, and the one text of them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use super::*;
use std::collections::BTreeMap;
use std::convert::Infallible;

fn loaded(files: &[(&str, &str)], start: &str) -> (String, Vec<(String, String)>) {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let read = |path: &str| Ok::<_, Infallible>(files.get(path).map(|text| (*text).to_owned()));
    let (root, bundle) = load(start, read).unwrap().unwrap();
    (root, bundle.files.into_iter().map(|file| (file.name, file.text)).collect())
}

#[test]
fn what_a_file_uses_stands_before_it() {
    let files = [
        ("a/plan.plan", "use \"common/ranks.plan\"\nuse \"units.plan\"\n"),
        ("a/common/ranks.plan", "use \"../units.plan\"\n"),
        ("a/units.plan", "unit BV to 1\n"),
    ];
    let (root, files) = loaded(&files, "a/plan.plan");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((root.as_str(), names), ("a/", vec!["units.plan", "common/ranks.plan", "plan.plan"]));
}

#[test]
fn the_folder_of_a_variant_holds_its_base() {
    let files = [
        ("x/a/variants/q3.plan", "variant \"Q3\" of \"../plan.plan\" {\n}\n"),
        ("x/a/plan.plan", "use \"../secret.plan\"\nuse \"m.plan\"\n"),
        ("x/secret.plan", "unit BV to 1\n"),
        ("x/a/m.plan", "use \"m.plan\"\n"),
    ];
    let (root, files) = loaded(&files, "x/a/variants/q3.plan");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((root.as_str(), names), ("x/a/", vec!["m.plan", "plan.plan", "variants/q3.plan"]));
}

#[test]
fn files_that_use_each_other_are_read_once() {
    let files = [("a.plan", "use \"b.plan\"\n"), ("b.plan", "use \"a.plan\"\n")];
    let (_, files) = loaded(&files, "a.plan");
    assert_eq!(files.len(), 2);
}

#[test]
fn a_bundle_comes_back_as_it_was() {
    let bundle = Bundle {
        files: vec![
            BundleFile { name: "m.plan".into(), text: "#!file \"x\"\nunit BV to 1".into() },
            BundleFile { name: "p.plan".into(), text: "#! odd\n".into() },
        ],
    };
    let text = bundle.text();
    insta::assert_snapshot!(text, @r##"
    #!compline bundle 1
    #!file "m.plan"
    #!!file "x"
    unit BV to 1
    #!file "p.plan"
    #!! odd
    "##);
    let again = Bundle::read(&text);
    assert_eq!(again.files.len(), 2);
    let ranges = item_ranges(&text);
    let texts: Vec<&str> = ranges.into_iter().map(|range| text.get(range).unwrap()).collect();
    assert_eq!(texts, ["#!!file \"x\"\nunit BV to 1\n", "#!! odd\n"]);
}

#[test]
fn one_file_is_its_own_text() {
    let one = |name: &str| Bundle { files: vec![BundleFile { name: name.into(), text: "unit BV to 1\n".into() }] };
    assert_eq!(one("p.plan").text(), "unit BV to 1\n");
    assert!(one("p.plan.md").text().starts_with(FIRST));
}

#[test]
fn paths_stay_inside() {
    assert_eq!(resolve("a/b.plan", "../c.plan"), Ok("c.plan".to_owned()));
    assert_eq!(resolve("b.plan", "./x/../c.plan"), Ok("c.plan".to_owned()));
    assert_eq!(resolve("b.plan", "../c.plan"), Err(PathFault::Outside));
    for bad in ["/c.plan", "C:/c.plan", "a\\b.plan", "a//b.plan", ""] {
        assert_eq!(resolve("b.plan", bad), Err(PathFault::Malformed), "{bad}");
    }
}

#[test]
fn settings_of_a_command_line_are_a_variant() {
    let plan = Bundle::read("param entry = 5% in 0% to 10%\n");
    let set = |value: &str| plan.clone().set("--param", &[("entry".into(), value.into())]);
    assert_eq!(set("6%").unwrap().files.len(), 2);
    assert_eq!(set("6% }"), Err("6% }".to_owned()));
}
