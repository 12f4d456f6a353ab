//! What stands on the documents: every kind of tax, both languages, the standards of the file.

use crate::pdf::{Structure, UNTAGGED, has, plain, text, texts};
use crate::sample::{day, statement, taxed_as, with_everything};
use compline_documents::model::{Corrected, Kind, Preceding};
use compline_documents::vat::{Exemption, RateKind, TaxStatus};
use compline_documents::{Options, Statement, render};
use compline_words::{Language, Words};

/// Every figure of a statement, as its reader has it.
fn figures(statement: &Statement) -> Vec<String> {
    let words = Words::new(statement.language);
    let money = |amount| plain(&words.money(amount, "EUR"));
    let amount = |amount| words.amount(amount, 2);
    let totals = &statement.totals;
    let mut figures = vec![money(totals.gross), money(statement.account.payable), amount(statement.account.balance)];
    if statement.kind.type_code().is_some() {
        figures.extend([money(totals.net), money(totals.vat)]);
    }
    for group in &statement.groups {
        figures.push(amount(group.amount));
        for line in &group.lines {
            figures.push(amount(line.amount));
            figures.push(line.reference.clone());
            figures.push(words.date(line.date));
            figures.extend(line.base.iter().map(|base| words.decimal(base.value)));
        }
    }
    figures.extend(statement.entries.iter().map(|entry| amount(entry.amount)));
    figures.extend(statement.account.movements.iter().map(|movement| amount(movement.amount)));
    figures
}

fn assert_figures(statement: &Statement) -> String {
    let text = text(statement);
    for figure in figures(statement) {
        assert!(text.contains(&figure), "`{figure}` is not in:\n{text}");
    }
    assert!(!text.contains(compline_words::MISSING) && !text.contains("{$"), "{text}");
    text
}

#[test]
fn every_figure_of_the_statement_is_printed() {
    for language in Language::ALL {
        for lines in [0, 1, 7, 40] {
            let mut statement = statement(lines);
            statement.language = language;
            assert_figures(&statement);
            if lines > 0 {
                with_everything(&mut statement);
                let text = assert_figures(&statement);
                let payment = statement.payment.as_ref().unwrap();
                assert!(has(&text, "DE89 3704 0044 0532 0130 00") && has(&text, &payment.holder));
            }
        }
    }
}

#[test]
fn every_line_has_its_own_row() {
    let statement = statement(12);
    let text = text(&statement);
    let words = Words::new(Language::De);
    for line in statement.groups.iter().flat_map(|group| &group.lines) {
        let cells = [
            line.level.unwrap().to_string(),
            words.decimal(line.base.as_ref().unwrap().value),
            plain(line.rate.as_ref().unwrap()),
            words.amount(line.amount, 2),
        ];
        assert!(text.contains(&cells.join(" ")), "{cells:?} is not in:\n{text}");
    }
}

#[test]
fn every_kind_of_tax_has_its_words() {
    let kinds = [
        (TaxStatus::Regular(RateKind::Standard), "DE", "19 % Umsatzsteuer", "19% VAT"),
        (TaxStatus::Regular(RateKind::Reduced), "DE", "7 % Umsatzsteuer", "7% VAT"),
        (TaxStatus::SmallBusiness, "DE", "Kleinunternehmer (§ 19 UStG)", "§ 19 UStG"),
        (TaxStatus::Exempt(Exemption::Finance), "DE", "§ 4 Nr. 8 UStG", "§ 4 no. 8 UStG"),
        (TaxStatus::Exempt(Exemption::Insurance), "DE", "§ 4 Nr. 11 UStG", "§ 4 no. 11 UStG"),
        (TaxStatus::ReverseCharge, "AT", "Steuerschuldnerschaft des Leistungsempfängers", "Reverse charge"),
        (TaxStatus::ThirdCountry, "CH", "Steuerschuldnerschaft des Leistungsempfängers", "Reverse charge"),
        (TaxStatus::Private, "DE", "Sie erbringen die Leistung nicht als Unternehmer", "you do not render the service"),
    ];
    for (status, country, german, english) in kinds {
        for (language, words) in [(Language::De, german), (Language::En, english)] {
            let mut statement = statement(5);
            statement.language = language;
            taxed_as(&mut statement, status, country);
            let text = assert_figures(&statement);
            assert!(text.contains(words), "{status:?}: `{words}` is not in:\n{text}");
            // § 14 (4) no. 10 UStG: on every credit note in either language, on nothing else.
            let heading = text.contains("Gutschrift Die") || text.contains("Gutschrift (self-billing credit note)");
            assert_eq!(heading, status != TaxStatus::Private, "{text}");
        }
    }
}

#[test]
fn a_draft_has_no_number_and_says_what_it_is_not() {
    for (language, words) in [(Language::De, "Entwurf – keine Gutschrift"), (Language::En, "Draft – not a credit note")]
    {
        let mut draft = statement(40);
        draft.language = language;
        let number = draft.number.take().unwrap();
        draft.payment.as_mut().unwrap().reference = None;
        let pages = texts(&render(&draft, UNTAGGED).unwrap());
        for page in &pages {
            assert!(page.contains(words), "{page}");
            assert!(!page.contains(&number), "{page}");
        }
    }
}

#[test]
fn a_correction_names_what_it_corrects() {
    let mut correction = statement(3);
    correction.kind =
        Kind::Correction { of: vec![Preceding { number: "GS-2026-000099".into(), issued_on: day("2026-03-15") }] };
    let text = text(&correction);
    assert!(text.contains("Gutschrift – Berichtigung"), "{text}");
    assert!(text.contains("berichtigt unsere Gutschrift GS-2026-000099 vom 15. März 2026"), "{text}");
}

#[test]
fn the_reason_of_a_correction_is_said_once_in_a_group() {
    let mut corrected = statement(3);
    let of = Corrected { number: "7".into(), due: 812, paid: 975, reason: "Der Titel fehlte".into() };
    let lines = &mut corrected.groups[0].lines;
    assert!(lines.len() > 2);
    lines[0].corrects = Some(of.clone());
    lines[2].corrects = Some(of.clone());
    lines[1].corrects = Some(Corrected { number: "8".into(), reason: "Falscher Sponsor".into(), ..of });
    let text = text(&corrected);
    let count = |words: &str| text.matches(words).count();
    assert_eq!((count("Berichtigung 7: 8,12 statt 9,75"), count("Der Titel fehlte")), (2, 1), "{text}");
    assert_eq!((count("Berichtigung 8"), count("Falscher Sponsor")), (1, 1), "{text}");
}

#[test]
fn what_the_law_asks_for_is_on_the_first_page() {
    let page = crate::pdf::pages(&statement(3)).remove(0);
    for words in [
        "GS-2026-000123",
        "15.04.2026",
        "01.03.2026 – 31.03.2026",
        "DE123456789",
        "20/123/45678",
        "Die Abrechnung durch Gutschrift wurde am 2. Mai 2024 vereinbart",
        "Anna Berg Am Alten Markt 12 24103 Kiel",
        "Nordlicht Vertriebsgesellschaft mbH Speicherstraße 7",
        "HRB 123456",
        "Dr. Mia Klein",
        "§ 14 Abs. 2 UStG",
        "Seite 1 von",
    ] {
        assert!(has(&page, words), "`{words}` is not in:\n{page}");
    }
}

#[test]
fn the_same_statement_gives_the_same_bytes() {
    let mut statement = statement(60);
    with_everything(&mut statement);
    for options in [Options::default(), UNTAGGED] {
        let first = render(&statement, options).unwrap();
        comemo::evict(0);
        assert!(first == render(&statement, options).unwrap());
        let mut other = statement.clone();
        other.number = Some("GS-2026-000124".into());
        assert!(first != render(&other, options).unwrap());
    }
}

/// Long documents are set in parts.
#[test]
fn parts_of_a_document_share_one_tree_of_tags() {
    let statement = statement(900);
    let pdf = render(&statement, Options::default()).unwrap();
    comemo::evict(0);
    assert!(pdf == render(&statement, Options::default()).unwrap());
    let pages = texts(&pdf);
    let structure = Structure::of(&pdf);
    let elements = |kind: &[u8]| {
        let dicts = structure.objects().filter_map(|object| object.as_dict().ok());
        dicts.filter(|dict| dict.get(b"S").and_then(|name| name.as_name()).is_ok_and(|name| name == kind)).count()
    };
    let with_lines = pages.iter().filter(|page| page.contains("summe ") || page.contains("Summe ")).count();
    // Those of the first page are bonuses and tax.
    assert_eq!(elements(b"Table"), with_lines - 1 + 2, "{} pages", pages.len());
    // Heads, titles and sums besides.
    let rows = elements(b"TR");
    assert!((900 + 4 * (with_lines - 1)..900 + 6 * with_lines).contains(&rows), "{rows} rows, {} pages", pages.len());
    assert!(elements(b"TH") > 0 && elements(b"TD") > 5 * 900);
    assert_eq!((elements(b"H1"), elements(b"H2"), elements(b"H3")), (1, 6, 2));
}

#[test]
fn files_keep_the_structure_of_their_standards() {
    for (options, conformance, accessible) in [(Options::default(), "A", true), (UNTAGGED, "B", false)] {
        let pdf = render(&statement(8), options).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"));
        let structure = Structure::of(&pdf);
        let xmp = structure.xmp();
        assert!(xmp.contains("<pdfaid:part>3</pdfaid:part>"), "{xmp}");
        assert!(xmp.contains(&format!("<pdfaid:conformance>{conformance}</pdfaid:conformance>")), "{xmp}");
        assert_eq!(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"), accessible, "{xmp}");
        assert!(xmp.contains("2026-04-15") && xmp.contains("Gutschrift für Anna Berg"), "{xmp}");

        let catalog = structure.catalog();
        let intents = structure.follow(catalog.get(b"OutputIntents").unwrap()).as_array().unwrap();
        let intent = structure.follow(&intents[0]).as_dict().unwrap();
        assert_eq!(intent.get(b"S").unwrap().as_name().unwrap(), b"GTS_PDFA1");
        assert!(structure.follow(intent.get(b"DestOutputProfile").unwrap()).as_stream().is_ok());
        assert_eq!(catalog.has(b"StructTreeRoot"), accessible);
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"de");
        assert!(structure.trailer().has(b"ID") && !structure.trailer().has(b"Encrypt"));

        // Every face is embedded, and nothing in the file runs or reaches out, but for the link to the portal.
        let mut descriptors = 0;
        for dict in structure.objects().filter_map(|object| object.as_dict().ok()) {
            if dict.get(b"Type").and_then(|kind| kind.as_name()).is_ok_and(|kind| kind == b"FontDescriptor") {
                descriptors += 1;
                assert!(dict.has(b"FontFile2") || dict.has(b"FontFile3"));
            }
        }
        assert!(descriptors > 0);
        let keys = structure.keys();
        for forbidden in ["JS", "JavaScript", "Launch", "EmbeddedFiles", "OpenAction", "AA"] {
            assert!(!keys.contains(forbidden), "{forbidden}");
        }
    }
}
