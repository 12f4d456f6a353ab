//! The first page shows what the program does.

use crate::common::{compline, root};

const PLAN: &str = "examples/nordlicht/nordlicht.plan";

/// The text between two lines of the first page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    assert!(page.contains(from), "`{from}` is not on the page");
    let rest = page.split_once(from).unwrap().1;
    assert!(rest.contains(to), "`{to}` is not on the page");
    rest.split_once(to).unwrap().0
}

#[test]
fn the_first_page_shows_the_example_plan_and_what_becomes_of_it() {
    let page = std::fs::read_to_string(root().join("README.md")).unwrap();
    let plan = std::fs::read_to_string(root().join(PLAN)).unwrap();
    let excerpt = between(&page, "A plan and what it pays:\n\n```\n", "```");
    for paragraph in excerpt.trim().split("\n\n") {
        let without = |text: &str| -> String {
            text.lines().map(|line| line.split("  #").next().unwrap().trim_end()).collect::<Vec<_>>().join("\n")
        };
        assert!(without(&plan).contains(&without(paragraph)), "the plan does not have:\n{paragraph}");
    }
    let folder = tempfile::tempdir().unwrap();
    let example = root().join("examples/nordlicht");
    let (plan_path, data) = (root().join(PLAN).display().to_string(), example.display().to_string());
    let run = ["run", &plan_path, "--data", &data, "--period", "2026-03", "--out", "march"];
    assert_eq!(compline(folder.path(), &run).code, 0);
    let (question, answer) = between(&page, "$ compline ", "```").split_once('\n').unwrap();
    let explained = compline(folder.path(), &question.split(' ').collect::<Vec<_>>());
    assert!(explained.out.starts_with(answer), "the page shows:\n{answer}\nthe program says:\n{}", explained.out);

    std::fs::write(
        folder.path().join("nordlicht.plan"),
        plan.replacen("up sponsor from seller, above", "up sponsor from seller", 1),
    )
    .unwrap();
    let refused = compline(folder.path(), &["check", "nordlicht.plan"]);
    let shown = between(&page, "[choose-start]", "────╯");
    let printed = format!("{}{}", refused.out, refused.err);
    assert!(printed.contains(shown), "the page shows:\n{shown}\nthe program says:\n{printed}");
}
