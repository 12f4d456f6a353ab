//! `compline doc`.

use crate::common::{compline, folder, root};

const PLAN: &str = "examples/nordlicht/nordlicht.plan";

#[test]
fn a_plan_is_printed_as_web_page_and_as_pdf_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let plan = root().join(PLAN).display().to_string();
    for (language, title, bonus) in
        [("en", "Marketing plan", "The plan at a glance"), ("de", "Marketingplan", "Der Plan auf einen Blick")]
    {
        let run =
            compline(folder.path(), &["doc", &plan, "--format", "html", "--language", language, "--out", "plan.html"]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
        let page = std::fs::read_to_string(folder.path().join("plan.html")).unwrap();
        assert!(page.contains(title) && page.contains(bonus) && page.contains("id=\"bonus-Unilevel\""));
        let run = compline(folder.path(), &["doc", &plan, "--language", language, "-o", "plan.pdf"]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
        let pdf = std::fs::read(folder.path().join("plan.pdf")).unwrap();
        let has = |words: &[u8]| pdf.windows(words.len()).any(|part| part == words);
        assert!(pdf.starts_with(b"%PDF-"));
        assert!(has(b"%%EOF"));
        // The same plan gives the same bytes.
        assert_eq!(compline(folder.path(), &["doc", &plan, "--language", language, "-o", "again.pdf"]).code, 0);
        assert!(std::fs::read(folder.path().join("again.pdf")).unwrap() == pdf);
    }
}

#[test]
fn what_does_not_hold_is_not_printed() {
    let text = std::fs::read_to_string(root().join(PLAN)).unwrap();
    let wrong = text.replace(
        "expect Anna's Unilevel is 8.00 EUR because level is 1 and rate is 5%",
        "expect Anna's Unilevel is 9.00 EUR",
    );
    let here = folder(&wrong);
    let run = compline(here.path(), &["doc", "test.plan", "-o", "plan.pdf"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("does not hold") && run.err.contains("compline test"), "{}", run.err);
    assert!(!here.path().join("plan.pdf").exists());
    let broken = folder(&crate::common::wrong());
    assert_eq!(compline(broken.path(), &["doc", "test.plan", "-o", "plan.pdf"]).code, 1);
    assert!(!broken.path().join("plan.pdf").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let here = folder(crate::common::GOOD);
    let run = compline(here.path(), &["doc", "test.plan", "-o", "nowhere/plan.pdf"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("nowhere/plan.pdf"), "{}", run.err);
}
