//! `compline run`, `compline explain`, `compline demo`.

use crate::common::{GOOD, compline, folder, root};
use std::path::Path;

/// A folder with a plan and a company of 60 partners.
fn world() -> tempfile::TempDir {
    let folder = folder(GOOD);
    let made = compline(
        folder.path(),
        &["generate", "--partners", "60", "--orders-per-partner", "2", "--plan", "test.plan", "--out", "data"],
    );
    assert_eq!(made.code, 0, "{}", made.err);
    folder
}

fn settle(folder: &Path, out: &str, more: &[&str]) -> String {
    let args = [&["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", out], more].concat();
    let outcome = compline(folder, &args);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    outcome.out
}

/// The `amount` column of a CSV file, in cents, and the cell of another column beside each.
fn amounts(path: &Path, beside: &str) -> Vec<(String, i64)> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let (amount, beside) = (column("amount"), column(beside));
    let cell = |line: &str, at: usize| line.split(',').nth(at).unwrap().to_owned();
    lines.map(|line| (cell(line, beside), cell(line, amount).replace('.', "").parse().unwrap())).collect()
}

#[test]
fn all_engines_and_threads_give_the_same_bytes() {
    let folder = world();
    settle(folder.path(), "first", &["--threads", "1"]);
    let files = ["lines.csv", "totals.csv", "summary.json", "test.plan"];
    let read = |out: &str| files.map(|file| std::fs::read_to_string(folder.path().join(out).join(file)).unwrap());
    for (out, more) in [("two", ["--threads", "2"]), ("slow", ["--engine", "reference"])] {
        settle(folder.path(), out, &more);
        assert_eq!(read("first"), read(out), "{more:?}");
    }
    settle(folder.path(), "parquet", &["--format", "parquet"]);
    assert!(folder.path().join("parquet/lines.parquet").exists());
}

#[test]
fn lines_sum_to_totals_and_explanations_to_both() {
    let folder = world();
    let printed = settle(folder.path(), "out", &[]);
    assert!(printed.starts_with("Small 1, 2026-03: "), "{printed}");
    let out = folder.path().join("out");
    let lines = amounts(&out.join("lines.csv"), "earner");
    let totals = amounts(&out.join("totals.csv"), "partner");
    assert!(!totals.is_empty());
    for (partner, total) in &totals {
        let sum: i64 = lines.iter().filter(|(earner, _)| earner == partner).map(|(_, amount)| amount).sum();
        assert_eq!(sum, *total, "{partner}");
        let args = ["explain", "--out", "out", "--partner", partner.as_str(), "--json"];
        let explained = compline(folder.path(), &args);
        assert_eq!(explained.code, 0, "{}", explained.err);
        let derivation: serde_json::Value = serde_json::from_str(&explained.out).unwrap();
        assert_eq!(derivation.get("sum").and_then(serde_json::Value::as_i64), Some(*total), "{partner}");
    }
}

#[test]
fn explanations_name_rule_and_reason() {
    let folder = world();
    settle(folder.path(), "out", &[]);
    let totals = amounts(&folder.path().join("out/totals.csv"), "partner");
    let (partner, _) = totals.first().unwrap();
    let text = compline(folder.path(), &["explain", "--out", "out", "--partner", partner, "--bonus", "Level"]);
    assert_eq!(text.code, 0, "{}", text.err);
    for part in ["Level", "for Order", "rate is 5%", "test.plan:"] {
        assert!(text.out.contains(part), "{part} is missing in\n{}", text.out);
    }
    let why_not = compline(folder.path(), &["explain", "--out", "out", "--partner", partner, "--why-not", "Level"]);
    assert_eq!(why_not.code, 0, "{}", why_not.err);
    for (wrong, code) in
        [(["--partner", "nobody", "--bonus", "Level"], 1), (["--partner", partner, "--bonus", "Nothing"], 1)]
    {
        let outcome = compline(folder.path(), &[&["explain", "--out", "out"], wrong.as_slice()].concat());
        assert_eq!(outcome.code, code, "{wrong:?}: {}", outcome.err);
        assert!(outcome.err.contains("there is no"), "{}", outcome.err);
    }
}

#[test]
fn a_result_is_explained_only_from_the_data_that_it_was_made_from() {
    let folder = world();
    settle(folder.path(), "out", &[]);
    let file = folder.path().join("data/order.csv");
    let orders = std::fs::read_to_string(&file).unwrap();
    let kept: Vec<&str> = orders.lines().filter(|line| !line.ends_with("0,2026-03-10")).collect();
    std::fs::write(&file, kept.join("\n")).unwrap();
    let outcome = compline(folder.path(), &["explain", "--out", "out", "--partner", "DE-000001"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("have changed since they were settled"), "{}", outcome.err);
}

#[test]
fn wrong_data_are_listed_and_nothing_is_written() {
    let folder = world();
    let file = folder.path().join("data/order.csv");
    let orders = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{orders}X-1,nobody,12.345,2026-03-01\nX-2,DE-000001,1.00,2026-02-30\n")).unwrap();
    let outcome =
        compline(folder.path(), &["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", "out"]);
    assert_eq!(outcome.code, 1);
    for part in ["order.csv", "`nobody`", "`12.345`", "`2026-02-30`", "nothing was computed"] {
        assert!(outcome.err.contains(part), "{part} is missing in\n{}", outcome.err);
    }
    assert!(!folder.path().join("out/lines.csv").exists());
}

#[test]
fn a_run_reads_nothing_that_became_known_later() {
    let folder = world();
    let run = |out: &str, known: &[&str]| {
        let args = ["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", out];
        compline(folder.path(), &[args.as_slice(), known].concat())
    };
    assert_eq!(run("before", &[]).code, 0);
    // All orders become known in April.
    let file = folder.path().join("data/order.csv");
    let orders = std::fs::read_to_string(&file).unwrap();
    let known = orders.lines().enumerate().map(|(at, line)| match at {
        0 => format!("{line},known_at\n"),
        _ => format!("{line},2026-04-15T12:00:00Z\n"),
    });
    std::fs::write(&file, known.collect::<String>()).unwrap();
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(folder.path().join(path)).unwrap()).unwrap()
    };
    let early = run("early", &["--known-at", "2026-04-15T13:59:59+02:00"]);
    assert_eq!(early.code, 0, "{}", early.err);
    assert!(early.out.contains("2026-03 as known at 2026-04-15T11:59:59Z: 0.00 EUR"), "{}", early.out);
    for file in ["early/summary.json", "early/inputs.json"] {
        assert_eq!(json(file).get("known_at").and_then(serde_json::Value::as_str), Some("2026-04-15T11:59:59Z"));
    }
    assert_eq!(run("late", &["--known-at", "2026-04-15T12:00:00Z"]).code, 0);
    let result = |path: &str| json(path).get("result_hash").cloned();
    assert_eq!(result("late/inputs.json"), result("before/inputs.json"));
    assert_ne!(result("early/inputs.json"), result("before/inputs.json"));
    let explained = compline(folder.path(), &["explain", "--out", "early", "--partner", "DE-000001"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    let day = run("day", &["--known-at", "2026-04-15"]);
    assert_eq!(day.code, 2);
    assert!(day.err.contains("a point in time with its time zone"), "{}", day.err);
}

#[test]
fn what_cannot_be_settled() {
    let folder = world();
    for (args, what) in [
        (["--data", "nowhere", "--period", "2026-03"], "there is no folder `nowhere`"),
        (["--data", "data", "--period", "2026-W03"], "the plan is settled by month"),
        (["--data", "data", "--period", "soon"], "`soon` is not a period"),
    ] {
        let outcome = compline(folder.path(), &[&["run", "test.plan", "--out", "out"], args.as_slice()].concat());
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.err.contains(what), "{}", outcome.err);
    }
    settle(folder.path(), "other", &[]);
    let again =
        compline(folder.path(), &["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", "other"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("`other` is not empty"), "{}", again.err);
}

#[test]
fn what_was_changed_is_named() {
    let folder = world();
    settle(folder.path(), "out", &[]);
    let ask = || compline(folder.path(), &["explain", "--out", "out", "--partner", "DE-000001"]);
    for (file, what) in [
        ("test.plan", "the plan `out/test.plan` is not the one that was settled"),
        ("lines.csv", "`out/lines.csv` is not what the run wrote"),
        ("totals.csv", "`out/totals.csv` is not what the run wrote"),
    ] {
        let path = folder.path().join("out").join(file);
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{before}\n")).unwrap();
        let outcome = ask();
        assert_eq!(outcome.code, 1, "{}", outcome.err);
        assert!(outcome.err.contains(what), "{}", outcome.err);
        std::fs::write(&path, before).unwrap();
    }
    assert_eq!(ask().code, 0);
    let typo = compline(folder.path(), &["explain", "--out", "out", "--partner", "DE-00000I"]);
    assert!(typo.err.contains("there is no partner `DE-00000I`; did you mean `DE-0"), "{}", typo.err);
}

#[test]
fn a_failed_run_leaves_nothing() {
    let folder = world();
    let data = folder.path().join("data/order.csv");
    let orders = std::fs::read_to_string(&data).unwrap();
    std::fs::write(&data, format!("{orders}X-1,nobody,12.345,2026-03-01\n")).unwrap();
    let run =
        || compline(folder.path(), &["run", "test.plan", "--data", "data", "--period", "2026-03", "--out", "new/out"]);
    assert_eq!(run().code, 1);
    assert!(!folder.path().join("new").exists());
    std::fs::write(&data, orders).unwrap();
    // What an interrupted run left is in nobody's way.
    std::fs::create_dir_all(folder.path().join("new/out")).unwrap();
    std::fs::write(folder.path().join("new/out/lines.csv.partial"), "half").unwrap();
    let again = run();
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(!folder.path().join("new/out/lines.csv.partial").exists());
}

#[test]
fn files_and_folders_are_told_apart() {
    let folder = world();
    for (args, what) in [
        (["data", "--data", "data", "--out", "out"], "cannot read `data`: it is a folder"),
        (["test.plan", "--data", "test.plan", "--out", "out"], "`test.plan` is a file, and a folder is needed here"),
        (["test.plan", "--data", "data", "--out", "test.plan"], "`test.plan` is a file, and a folder is needed here"),
    ] {
        let outcome = compline(folder.path(), &[&["run", "--period", "2026-03"], args.as_slice()].concat());
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.err);
        assert!(outcome.err.contains(what), "{}", outcome.err);
        assert!(!outcome.err.contains("os error"), "{}", outcome.err);
    }
}

/// What `examples/README.md` tells to type.
#[test]
fn the_example_company_is_settled_and_explained() {
    let example = root().join("examples/nordlicht");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (plan, data, out) = (example.join("nordlicht.plan"), example.display().to_string(), out.display().to_string());
    let run =
        compline(&root(), &["run", plan.to_str().unwrap(), "--data", &data, "--period", "2026-03", "--out", &out]);
    assert_eq!(run.code, 0, "{}", run.err);
    let explained = compline(&root(), &["explain", "--out", &out, "--partner", "Anna"]);
    assert_eq!(explained.code, 0, "{}", explained.err);
    assert!(explained.out.contains("Unilevel"), "{}", explained.out);
}

#[test]
fn the_demo_shows_who_got_what_and_why() {
    let folder = folder(GOOD);
    let demo = || compline(folder.path(), &["demo", "--no-serve", "--partners", "300", "--out", "company"]);
    let outcome = demo();
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    for part in [
        "300 partners, 2,700 orders",
        "2026-01: ",
        "2026-03: ",
        "The highest payouts",
        "Why ",
        " is not ",
        "company/2026-03/lines.csv",
    ] {
        assert!(outcome.out.contains(part), "{part} is missing in\n{}", outcome.out);
    }
    let again = demo();
    assert_eq!((again.code, &again.out), (0, &outcome.out), "a demo replaces the one before");
    let refused = compline(folder.path(), &["demo", "--no-serve", "--out", "."]);
    assert_eq!(refused.code, 2, "a folder that is no demo is left alone");
    // Months can be explained although later months came in since.
    let line = outcome.out.lines().find(|line| line.contains("--partner")).unwrap();
    let partner = line.split_whitespace().last().unwrap();
    let explained = compline(folder.path(), &["explain", "--out", "company/2026-01", "--partner", partner]);
    assert_eq!(explained.code, 0, "{}", explained.err);
}
