//! Texts of users are text, whatever they say.

use crate::pdf::{Structure, pages};
use crate::sample::statement;
use compline_documents::{Fonts, Options, Standard, Statement, Typesetter, render};

/// Puts a text wherever a user may write one.
fn spread(text: &str) -> Statement {
    let mut statement = statement(4);
    crate::sample::with_everything(&mut statement);
    let text = || text.to_owned();
    let seller = &mut statement.seller;
    (seller.id, seller.name, seller.address.city) = (text(), text(), text());
    (seller.address.line1, seller.address.line2, seller.tax_number) = (Some(text()), Some(text()), Some(text()));
    let buyer = &mut statement.buyer;
    (buyer.name, buyer.register, buyer.managers) = (text(), Some(text()), vec![text()]);
    statement.number = Some(text());
    statement.objection = Some(text());
    for entry in &mut statement.entries {
        entry.reason = text();
    }
    for movement in &mut statement.account.movements {
        movement.note = Some(text());
    }
    for group in &mut statement.groups {
        (group.bonus, group.rank, group.heading) = (text(), Some(text()), Some(text()));
        (group.plan.name, group.plan.version) = (text(), text());
        for line in &mut group.lines {
            (line.reference, line.path, line.rate) = (text(), vec![text(), text()], Some(text()));
            line.reverses = Some(text());
            line.base.as_mut().unwrap().unit = text();
        }
    }
    crate::sample::settle(&mut statement);
    if let Some(payment) = &mut statement.payment {
        (payment.holder, payment.reference) = (text(), Some(text()));
    }
    statement.portal.as_mut().unwrap().url = format!("javascript:{}", text());
    statement
}

#[test]
fn markup_is_printed_and_not_obeyed() {
    for text in [
        "#read(\"/etc/passwd\")",
        "#import \"/letter.typ\"",
        "*x* _y_ $z$",
        "<a> @b = c",
        "\\u{41} // --",
        "\"' \\ \" }",
        "{ $n }",
        "[#panic()]",
    ] {
        let pages = pages(&spread(text));
        assert!(pages[0].contains(text), "`{text}` is not in:\n{}", pages[0]);
    }
}

#[test]
fn any_text_can_be_typeset_in_every_standard() {
    let long = "Ä".repeat(200);
    let words = "Donaudampfschifffahrt ".repeat(10);
    for text in [
        "Zoë 😀👩‍👩‍👧 Ünï",
        "שלום עולם",
        "مرحبا",
        "日本語テスト",
        "a\u{202e}b\u{2066}c\u{0}\u{7}\u{fffe}\n\t\u{2028}d",
        "e\u{301}\u{302}\u{303}",
        "",
        &long,
        &words,
    ] {
        let mut statement = spread(text);
        if text.is_empty() {
            // Terms that must not be empty.
            statement.number = None;
        }
        for standard in [Standard::Accessible, Standard::Untagged] {
            let pdf = render(&statement, Options { standard }).unwrap_or_else(|refused| panic!("`{text}`: {refused}"));
            assert!(pdf.starts_with(b"%PDF"));
        }
    }
}

#[test]
fn only_addresses_of_the_web_become_links() {
    let has_link =
        |statement: &Statement| Structure::of(&render(statement, Options::default()).unwrap()).keys().contains("URI");
    assert!(has_link(&statement(1)));
    assert!(!has_link(&spread("x")));
}

#[test]
fn characters_without_a_face_are_named_beforehand() {
    let typesetter = Typesetter::new(Fonts::embedded());
    let mut statement = statement(1);
    assert!(typesetter.uncovered(&statement).unwrap().is_empty());
    statement.seller.name = "Zoë 😀".into();
    assert_eq!(typesetter.uncovered(&statement).unwrap(), ['😀']);
}
