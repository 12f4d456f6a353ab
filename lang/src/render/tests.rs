//! What authors of wrong plans see.

use super::*;
use crate::db::{Database, PlanFile, diagnostics};
use crate::words::Language;

const HEAD: &str = "\
language 1

plan Test version 1 {
  currency EUR
  period month in Europe/Berlin
}

unit BV to 0.01
rate BV to EUR = 0.80 from 2026-01-01
tree sponsor
earners: partners where not terminated; others: skip

event Order {
  seller : partner
  bv     : BV from 0 to 1_000_000
  day    : date
  conditions on day, in its month
  volume     on day
  payable    on day
  reversed: lines are mirrored; volume leaves the period of reversal
}

";

fn rendered(text: &str) -> String {
    let db = Database::default();
    let found = diagnostics(&db, PlanFile::new(&db, text.to_owned()));
    PlanText::new("test.plan", text).report(found.iter().map(|f| (f.item, &f.diagnostic)), false)
}

fn entries(text: &str) -> Vec<Entry> {
    let db = Database::default();
    let found = diagnostics(&db, PlanFile::new(&db, text.to_owned()));
    PlanText::new("test.plan", text).entries(found.iter().map(|f| (f.item, &f.diagnostic)))
}

#[test]
fn wrong_unit_in_a_bonus() {
    let plan = "bonus Direct for each Order {\n  pay 10% of bv to seller\n  round half up to 0.01, each line\n}\n";
    insta::assert_snapshot!(rendered(&format!("{HEAD}{plan}")));
}

#[test]
fn open_choices_list_their_readings() {
    let plan = "bonus Level for each Order {\n  up sponsor from seller\n  at most 3 levels\n  pay 5% of bv as EUR\n}\n";
    insta::assert_snapshot!(rendered(&format!("{HEAD}{plan}")));
}

#[test]
fn several_errors_after_letters_of_many_bytes() {
    let plan = "Größe = sum of bv over own Order   # Übergröße\nОбъём = Größe + 1 EUR\nПара = fehlt + Größe\n\
                bonus Direct for each Order { pay 1% of (bv as EUR) to seller when seller's Пара > 0 BV and seller's Объём > 0 BV\n  round half up to 0.01, each line }\n";
    insta::assert_snapshot!(rendered(&format!("{HEAD}{plan}")));
}

#[test]
fn second_places_are_shown() {
    let plan = "active = PV >= 100 BV\nPV = sum of bv over own Order\n\n## Once more.\nactive = PV >= 50 BV\n";
    insta::assert_snapshot!(rendered(&format!("{HEAD}{plan}")));
}

#[test]
fn a_broken_item_hides_no_other() {
    let plan = "PV = sum of of bv over\n\nGV = sum of (bv + 1 EUR) over own Order\nhigh = GV > 1 BV when\n";
    insta::assert_snapshot!(rendered(&format!("{HEAD}{plan}")));
}

#[test]
fn programs_read_the_same_findings() {
    let plan = "Größe = sum of bv over own Order\nbonus Level for each Order {\n  up sponsor from seller\n  at most 3 levels\n  pay 5% of Größe as EUR\n}\n";
    insta::assert_json_snapshot!(entries(&format!("{HEAD}{plan}")));
}

#[test]
fn an_empty_file_has_places_too() {
    insta::assert_snapshot!(rendered(""));
    insta::assert_snapshot!(rendered("# nothing but a comment, ü"));
}

/// Whatever the span, nothing is cut inside of a character or read beyond the end.
#[test]
fn ranges_stay_inside_of_the_text() {
    let text = "# ä\nPV = 1\r\nü";
    let plan = PlanText::new("test.plan", text);
    for item in 0..3 {
        for start in 0..20 {
            for end in start..20 {
                let bytes = plan.bytes(ItemIndex(item), Span::new(start, end));
                assert!(text.get(bytes.clone()).is_some(), "{item} {start} {end}: {bytes:?}");
                let diagnostic = Diagnostic::new(Code::Syntax, Span::new(start, end), "wrong");
                assert!(plan.report([(ItemIndex(item), &diagnostic)], false).contains("wrong"));
            }
        }
    }
}

#[test]
fn the_index_has_every_code_once() {
    for language in Language::ALL {
        let index = index(language);
        for code in Code::ALL {
            assert_eq!(index.matches(&format!("| `{code}` |")).count(), 1, "{code}");
            assert!(code.as_str().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{code}");
        }
    }
}

fn german(text: &str, color: bool) -> String {
    let db = Database::default();
    let found = diagnostics(&db, PlanFile::new(&db, text.to_owned()));
    let plan = PlanText::new("test.plan", text).in_language(Language::German);
    plan.report(found.iter().map(|f| (f.item, &f.diagnostic)), color)
}

#[test]
fn german_reports_are_german_throughout() {
    let plan = "bonus Direct for each Order {\n  pay bv to seller\n  up sponsor from seller\n  at most 3 levels\n  round half up to 0.01\n}\n\
                worth = seller\nlimit = 5% + 1 EUR\n";
    insta::assert_snapshot!(german(&format!("{HEAD}{plan}"), false));
}

/// The word for `Help` is exchanged in what ariadne wrote, colours or not, and the plan's own words stay.
#[test]
fn only_the_word_for_help_is_exchanged() {
    let plan = "Help = sum of bv over own Order\nbonus Help2 for each Order {\n  up sponsor from seller\n  at most 3 levels\n  pay 5% of Help as EUR\n}\n";
    for color in [false, true] {
        let report = german(&format!("{HEAD}{plan}"), color);
        assert!(report.contains("Abhilfe") && report.contains("Help2") && !report.contains("Help: "), "{report}");
    }
}
