//! `compline check`.

use crate::common::{GOOD, compline, folder, root, wrong};

#[test]
fn a_good_plan() {
    let folder = folder(GOOD);
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!((outcome.code, outcome.out.as_str(), outcome.err.as_str()), (0, "test.plan: no errors\n", ""));
}

#[test]
fn a_wrong_plan_is_shown_without_colours_in_a_file() {
    let folder = folder(&wrong());
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(!outcome.err.contains('\u{1b}'), "{}", outcome.err);
    for part in ["choose-start", "needs-conversion", "write `up sponsor from seller, above` - "] {
        assert!(outcome.err.contains(part), "{part} is missing in\n{}", outcome.err);
    }
    assert!(outcome.out.starts_with("test.plan: ") && outcome.out.ends_with(" errors\n"), "{}", outcome.out);
}

#[test]
fn programs_get_an_array() {
    let folder = folder(&wrong());
    let outcome = compline(folder.path(), &["check", "--json", "test.plan"]);
    assert_eq!(outcome.code, 1);
    let found: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    let first = found.get(0).unwrap();
    for key in
        ["code", "severity", "message", "file", "line", "column", "end_line", "end_column", "help", "notes", "readings"]
    {
        assert!(first.get(key).is_some(), "{key} is missing in {first}");
    }
    std::fs::write(folder.path().join("test.plan"), GOOD).unwrap();
    let outcome = compline(folder.path(), &["check", "--json", "test.plan"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, "[]\n"));
}

#[test]
fn several_plans_at_once() {
    let folder = folder(&wrong());
    std::fs::write(folder.path().join("good.plan"), GOOD).unwrap();
    let outcome = compline(folder.path(), &["check", "good.plan", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.out.starts_with("good.plan: no errors\ntest.plan: "), "{}", outcome.out);
}

#[test]
fn what_cannot_be_read_or_makes_no_sense() {
    let folder = folder(GOOD);
    let missing = compline(folder.path(), &["check", "missing.plan"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.starts_with("error: cannot read `missing.plan`"), "{}", missing.err);
    assert_eq!(compline(folder.path(), &["check"]).code, 2);
    assert_eq!(compline(folder.path(), &["check", "test.plan", "--emit", "poem"]).code, 2);
    assert_eq!(compline(folder.path(), &["dance"]).code, 2);
}

#[test]
fn findings_are_limited_unless_all_are_asked_for() {
    let unused: String = (0..150).map(|n| format!("d{n} = {n} BV\n")).collect();
    let folder = folder(&format!("{GOOD}{unused}broken = PVV + 1 BV\n"));
    let first = compline(folder.path(), &["check", "test.plan"]);
    assert!(first.err.contains("unknown name `PVV`"), "{}", first.err);
    assert!(first.err.contains("and 52 more; `compline check --all` or `--json`"), "{}", first.err);
    let all = compline(folder.path(), &["check", "--all", "test.plan"]);
    assert!(!all.err.contains(" more; ") && all.err.len() > first.err.len());
}

#[test]
fn a_terminal_is_told_nothing_by_a_plan() {
    let folder = folder(&format!("{GOOD}x = \u{1b}[31m \u{202e}5\ny = {}nowhere\n", "(".repeat(100_000)));
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(!outcome.err.contains('\u{1b}') && !outcome.err.contains('\u{202e}'), "{}", outcome.err);
    assert!(outcome.err.contains("\\u{1b}"), "{}", outcome.err);
    assert!(outcome.err.len() < 20_000, "{}", outcome.err.len());
}

#[test]
fn bytes_that_are_no_text() {
    let folder = folder("");
    std::fs::write(folder.path().join("test.plan"), b"language 1\n# Gr\xf6\xdfe\n").unwrap();
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("bad-encoding") && outcome.err.contains("test.plan:2:5"), "{}", outcome.err);
}

#[test]
fn a_plan_without_end_is_refused() {
    let folder = folder(&"# nothing\n".repeat(500_000));
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("too-large"), "{}", outcome.err);
}

/// Phrases are what their expansion says: both give the same program.
#[test]
fn an_expansion_means_the_same() {
    let plans = root().join("plans");
    let mut seen = 0;
    for entry in ["plans", "plans/bench", "examples/nordlicht"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap())
    {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "plan") {
            continue;
        }
        let path = path.to_str().unwrap();
        let original = compline(&plans, &["check", path, "--emit", "program"]);
        let expansion = compline(&plans, &["check", path, "--emit", "expansion"]);
        assert_eq!((original.code, expansion.code), (0, 0), "{path}: {}", original.err);
        let folder = folder(&expansion.out);
        let again = compline(folder.path(), &["check", "test.plan", "--emit", "program"]);
        assert_eq!(again.code, 0, "{path}: {}", again.err);
        assert_eq!(original.out, again.out, "{path}");
        for phrase in ["at most", "differential by", "generations by", "legs in"] {
            let line = expansion.out.lines().find(|line| line.trim_start().starts_with(phrase));
            assert_eq!(line, None, "{path}");
        }
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn findings_are_german_where_german_is_asked_for() {
    let folder = folder(&wrong());
    let text = compline(folder.path(), &["check", "--language", "de", "test.plan"]);
    assert!(text.err.contains("[choose-start] Fehler: es steht nirgends, ob der Weg von `Level`"), "{}", text.err);
    assert!(text.err.contains("Abhilfe: ergänzen Sie `, included` oder `, above`"), "{}", text.err);
    assert!(text.out.ends_with(" Fehler\n"), "{}", text.out);
    // Programs find the same fields and codes in every language.
    let entries = |language: &str| -> Vec<serde_json::Value> {
        let run = compline(folder.path(), &["check", "--json", "--language", language, "test.plan"]);
        serde_json::from_str(&run.out).unwrap()
    };
    for (german, english) in entries("de").iter().zip(&entries("en")) {
        assert_eq!(german["code"], english["code"]);
        assert_eq!(german["line"], english["line"]);
        assert_ne!(german["message"], english["message"]);
    }
    assert_eq!(compline(folder.path(), &["check", "--language", "fr", "test.plan"]).code, 2);
}

#[test]
fn examples_that_do_not_hold_are_told() {
    let example = |amount: &str| {
        let order = "Order by Ben on 2026-03-04 { bv 200 BV }";
        format!(
            "{GOOD}\nexample \"Ben pays Anna\" {{ sponsor: Anna > Ben\n {order}\n expect Anna's Level is {amount} EUR }}\n"
        )
    };
    let folder = folder(&example("9.99"));
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (1, "test.plan: 1 example does not hold\n"), "{}", outcome.err);
    assert!(outcome.err.contains("FAILED") && outcome.err.contains("8.00 EUR"), "{}", outcome.err);
    let german = compline(folder.path(), &["check", "--language", "de", "test.plan"]);
    assert!(german.out.contains("1 Beispiel stimmt nicht"), "{}", german.out);
    std::fs::write(folder.path().join("test.plan"), example("8.00")).unwrap();
    let outcome = compline(folder.path(), &["check", "test.plan"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (0, "test.plan: no errors\n"), "{}", outcome.err);
}
