//! `compline fmt`.

use crate::common::{GOOD, compline, folder};

fn untidy() -> String {
    GOOD.replace("  pay 5% of bv as EUR", "       pay   5%  of bv  as EUR     # for the upline")
}

#[test]
fn writes_the_canonical_layout_and_then_has_nothing_to_do() {
    let folder = folder(&untidy());
    let file = folder.path().join("test.plan");
    let check = compline(folder.path(), &["fmt", "--check", "test.plan"]);
    assert_eq!((check.code, check.out.as_str()), (1, "test.plan: not in the canonical layout\n"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), untidy());
    let write = compline(folder.path(), &["fmt", "test.plan"]);
    assert_eq!((write.code, write.out.as_str()), (0, "test.plan: formatted\n"));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("  pay 5% of bv as EUR") && text.contains("# for the upline"), "{text}");
    let again = compline(folder.path(), &["fmt", "test.plan"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert_eq!(compline(folder.path(), &["fmt", "--check", "test.plan"]).code, 0);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "nothing is left beside the plan");
}

#[test]
fn prints_without_writing() {
    let folder = folder(&untidy());
    let outcome = compline(folder.path(), &["fmt", "--stdout", "test.plan"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.out.contains("\n  pay 5% of bv as EUR"), "{}", outcome.out);
    assert_eq!(std::fs::read_to_string(folder.path().join("test.plan")).unwrap(), untidy());
}

#[test]
fn text_that_is_not_understood_stays_as_it_is() {
    let broken = GOOD.replace("at most 3 levels", "at most at most");
    let folder = folder(&broken);
    let outcome = compline(folder.path(), &["fmt", "test.plan"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.err.contains("[syntax]"), "{}", outcome.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("test.plan")).unwrap(), broken);
}
