//! Where pages end.

use crate::pdf::{has, pages};
use crate::sample::{settle, statement, with_everything};
use compline_documents::{Figure, Kept, KeptGone, KeptLot, KeptMovement, Quantity, Statement};
use compline_words::{Language, Words};
use rust_decimal::Decimal;

/// Every page that goes on has the sum so far at its foot, the next one has it at its head, the last one has the sum;
/// and no page has a sum without a line.
fn assert_carried(statement: &Statement, pages: &[String]) {
    let words = Words::new(Language::De);
    let references: Vec<(&str, i64)> = statement
        .groups
        .iter()
        .flat_map(|group| &group.lines)
        .map(|line| (line.reference.as_str(), line.amount))
        .collect();
    let (mut at, mut sum) = (0, 0);
    for (number, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Seite {} von {}", number + 1, pages.len())), "{page}");
        let here = references[at..].iter().take_while(|(reference, _)| page.contains(&format!("{reference} "))).count();
        let continued = at > 0 && at < references.len();
        assert_eq!(page.contains("Übertrag"), continued, "{page}");
        if continued {
            assert!(page.contains(&format!("Übertrag {}", words.amount(sum, 2))), "{page}");
            assert!(here > 0, "a page without lines:\n{page}");
        }
        sum += references[at..at + here].iter().map(|(_, amount)| amount).sum::<i64>();
        at += here;
        let label = if at == references.len() { "Summe" } else { "Zwischensumme" };
        if here > 0 {
            assert!(page.contains(&format!("{label} {}", words.amount(sum, 2))), "`{label}` {sum} is not in:\n{page}");
        }
        assert_eq!(page.contains("Zwischensumme"), here > 0 && at < references.len(), "{page}");
    }
    assert_eq!(at, references.len());
    assert_eq!(sum, statement.totals.lines);
}

#[test]
fn sums_are_carried_over_wherever_a_page_ends() {
    let mut counts = Vec::new();
    for lines in 1..=75 {
        let mut statement = statement(lines);
        statement.derivation.clear();
        let pages = pages(&statement);
        assert_carried(&statement, &pages);
        counts.push(pages.len());
    }
    // Among them are pages that are exactly full, and those with one line too many.
    assert_eq!(counts.first(), Some(&1));
    let mut steps = counts.clone();
    steps.dedup();
    assert_eq!(steps, [1, 2, 3], "{counts:?}");
}

#[test]
fn what_is_kept_stands_below_the_account() {
    let euro = |value: i64| Figure::Quantity(Quantity { value: Decimal::new(value, 2), unit: "EUR".to_owned() });
    let mut statement = statement(2);
    let reserve = Kept {
        partner: None,
        name: "reserve".to_owned(),
        about: Some("Zehn Prozent bleiben stehen.".to_owned()),
        opening: Some(euro(120_000)),
        added: Some(euro(2_450)),
        gone: vec![
            KeptMovement { how: KeptGone::Drawn, amount: euro(1_000) },
            KeptMovement { how: KeptGone::Released, amount: euro(500) },
        ],
        closing: Some(euro(120_950)),
        lots: vec![
            KeptLot { period: "2025-Q4".to_owned(), amount: euro(118_500) },
            KeptLot { period: "2026-03".to_owned(), amount: euro(2_450) },
        ],
    };
    let volume = Kept {
        partner: Some("P-2".to_owned()),
        name: "left rest".to_owned(),
        about: None,
        opening: Some(Figure::Quantity(Quantity { value: Decimal::from(300), unit: "BV".to_owned() })),
        added: None,
        gone: Vec::new(),
        closing: Some(Figure::Quantity(Quantity { value: Decimal::from(120), unit: "BV".to_owned() })),
        lots: Vec::new(),
    };
    let title = Kept {
        name: "title".to_owned(),
        partner: None,
        about: None,
        opening: None,
        added: None,
        gone: Vec::new(),
        closing: Some(Figure::Text("Silver".to_owned())),
        lots: Vec::new(),
    };
    statement.kept = vec![reserve, volume, title];
    let printed = pages(&statement).join("\n");
    for text in [
        "Reserve und Vortrag",
        "reserve 1.200,00 € 24,50 € 15,00 € 1.209,50 €",
        "davon verbraucht 10,00 €",
        "davon freigegeben 5,00 €",
        "davon aus 4. Quartal 2025 1.185,00 €",
        "davon aus März 2026 24,50 €",
        "left rest (P-2) 300 BV 180 BV 120 BV",
        "title – Silver",
        "reserve: Zehn Prozent bleiben stehen.",
    ] {
        has(&printed, text);
    }
    // A document without any is written as it was before there were such.
    statement.kept.clear();
    let written = serde_json::to_string(&statement).unwrap();
    assert!(!written.contains("\"kept\""));
    assert_eq!(serde_json::from_str::<Statement>(&written).unwrap(), statement);
}

#[test]
fn entries_and_movements_push_the_lines_and_break_nothing() {
    for lines in [1, 20, 21, 22, 23, 24, 60] {
        let mut statement = statement(lines);
        with_everything(&mut statement);
        assert_carried(&statement, &pages(&statement));
    }
}

#[test]
fn twelve_thousand_lines_are_printed() {
    let statement = statement(12_000);
    let pages = pages(&statement);
    assert!((200..260).contains(&pages.len()), "{}", pages.len());
    assert_carried(&statement, &pages);
}

/// Rows of several lines, and heads and figures that are wider than they should be.
#[test]
fn high_rows_end_where_pages_end() {
    let longs = [
        "Ä".repeat(200),
        "W".repeat(70),
        "Donaudampfschifffahrt-Ges ".repeat(6),
        "iiii llll ".repeat(30),
        "Ирина Ωμέγα ".repeat(12),
    ];
    for long in longs {
        let mut statement = statement(90);
        statement.derivation.clear();
        statement.groups[0].bonus.clone_from(&long);
        for (at, line) in statement.groups.iter_mut().flat_map(|group| &mut group.lines).enumerate() {
            match at % 4 {
                0 => line.path = vec![long.clone(), "Jo Öz".to_owned(), long.clone()],
                1 => line.rate = Some(long.chars().take(40).collect()),
                2 => line.reverses = Some(long.clone()),
                _ => line.base.as_mut().unwrap().unit = long.chars().take(30).collect(),
            }
        }
        let pages = pages(&statement);
        assert_carried(&statement, &pages);
    }
}

#[test]
fn lines_of_few_words_stay_with_the_letter() {
    let mut statement = statement(2);
    statement.derivation.clear();
    let printed = pages(&statement);
    assert_eq!(printed.len(), 1);
    assert!(has(&printed[0], "Seite 1 von 1") && has(&printed[0], "Einzelposten"), "{}", printed[0]);
}

#[test]
fn without_lines_a_statement_says_so() {
    let pages = pages(&statement(0));
    assert_eq!(pages.len(), 1);
    assert!(pages[0].contains("In diesem Zeitraum sind keine Provisionen angefallen."), "{}", pages[0]);
    assert!(!pages[0].contains("Einzelposten"), "{}", pages[0]);
}

#[test]
fn a_negative_total_is_carried_forward_and_not_paid() {
    let mut statement = statement(9);
    for line in statement.groups.iter_mut().flat_map(|group| &mut group.lines) {
        line.amount = -line.amount.abs() * 100;
    }
    settle(&mut statement);
    assert!(statement.totals.gross < 0 && statement.account.payable == 0);
    let pages = pages(&statement);
    let words = Words::new(Language::De);
    let carried = format!("Vortrag auf die nächste Abrechnung {}", words.amount(statement.account.carried, 2));
    assert!(has(&pages[0], &carried), "{}", pages[0]);
    assert!(has(&pages[0], "Der negative Saldo wird"), "{}", pages[0]);
    assert_carried(&statement, &pages);
}

#[test]
fn long_names_and_five_lines_of_address_stay_in_their_field() {
    let mut statement = statement(3);
    let seller = &mut statement.seller;
    seller.name = "Maximiliane von Hohenstein zu Ehrenfelsen".into();
    seller.address.line2 = Some("Hinterhaus, Stiege 3, Tür 14".into());
    seller.address.line3 = Some("c/o Kanzlei Unterwurzacher & Söhne".into());
    seller.address.country = "AT".into();
    seller.address.country_name = Some("Österreich".into());
    let page = pages(&statement).remove(0);
    let address = "Maximiliane von Hohenstein zu Ehrenfelsen Am Alten Markt 12 Hinterhaus, Stiege 3, Tür 14 c/o Kanzlei \
                   Unterwurzacher & Söhne 24103 Kiel ÖSTERREICH";
    assert!(has(&page, address), "{page}");
}
