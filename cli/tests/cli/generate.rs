//! `compline generate`.

use crate::common::{GOOD, compline, folder};

#[test]
fn a_company_that_fits_the_plan() {
    let folder = folder(GOOD);
    let args = [
        "generate",
        "--partners",
        "50",
        "--orders-per-partner",
        "2",
        "--seed",
        "7",
        "--out",
        "company",
        "--plan",
        "test.plan",
    ];
    let outcome = compline(folder.path(), &args);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    let company = folder.path().join("company");
    let lines = |name: &str| std::fs::read_to_string(company.join(name)).unwrap().lines().count();
    assert_eq!((lines("partners.csv"), lines("order.csv")), (51, 301));
    let head = std::fs::read_to_string(company.join("order.csv")).unwrap();
    assert!(head.starts_with("id,seller,bv,day\nOrder-000001,"), "{head}");
    let again = compline(folder.path(), &args);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("`company` is not empty"), "{}", again.err);
}

#[test]
fn without_a_plan_it_is_the_company_of_the_demo() {
    let folder = folder(GOOD);
    let args = [
        "generate",
        "--partners",
        "20",
        "--out",
        "company",
        "--format",
        "parquet",
        "--from",
        "2025-11",
        "--months",
        "1",
    ];
    assert_eq!(compline(folder.path(), &args).code, 0);
    let company = folder.path().join("company");
    assert!(company.join("order.parquet").exists());
    let check = compline(&company, &["check", "nordlicht.plan"]);
    assert_eq!((check.code, check.err.as_str()), (0, ""));
    assert_eq!(compline(&company, &["fmt", "--check", "nordlicht.plan"]).code, 0);
    let examples = compline(&company, &["test", "nordlicht.plan"]);
    assert_eq!(examples.code, 0, "{}", examples.out);
}

#[test]
fn nonsense_is_refused() {
    let folder = folder(GOOD);
    for wrong in [["--partners", "0"], ["--partners", "x"], ["--from", "2026-13"], ["--months", "0"]] {
        let outcome = compline(folder.path(), &[&["generate", "--out", "company"], wrong.as_slice()].concat());
        assert_eq!(outcome.code, 2, "{wrong:?}");
    }
    assert!(!folder.path().join("company").exists());
}
