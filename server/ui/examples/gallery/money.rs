//! Reconciliation and import.

use crate::Shown;
use compline_ui::{
    Action, Breadcrumbs, Chip, Choice, Counts, Form, Icon, MappedColumn, Mapping, PageHead, Reconciliation, Refusals,
    Section, SheetRow, Steps, Tone, Words,
};
use maud::html;

pub fn reconciliation(words: &Words) -> Shown {
    let sheet = Reconciliation::new("Abstimmung März 2026", ["Posten", "Betrag (EUR)", "Verglichen mit", "Dateien"])
        .group(
            "Verteilung",
            [
                SheetRow::part("Zeilen des Laufs", "413.584,15")
                    .href("#")
                    .note("98.402 Zeilen")
                    .download("Zeilen", "#"),
                SheetRow::part("Kappung", "−1.204,00").href("#"),
                SheetRow::sum("Verteilt", "412.380,15"),
                SheetRow::part("Einzelbuchungen", "+350,00").href("#").note("4 Buchungen"),
                SheetRow::equal("Netto", "412.730,15", "Abrechnungen netto").href("#"),
            ],
        )
        .group(
            "Dokumente",
            [
                SheetRow::part("Umsatzsteuer", "+58.214,30").href("#"),
                SheetRow::equal("Brutto", "470.944,45", "Gutschriften brutto = Nebenbuch")
                    .href("#")
                    .download("Nebenbuch", "#"),
            ],
        )
        .group(
            "Auszahlung",
            [
                SheetRow::part("Zahlungsdatei", "462.110,05")
                    .href("#")
                    .note("5.790 Empfänger")
                    .download("pain.001", "#"),
                SheetRow::part("Zurückgehalten", "+6.834,40").href("#").note("12 Partner"),
                SheetRow::part("Unter dem Mindestbetrag", "+1.988,00").href("#").note("7 Partner"),
                SheetRow::difference(
                    "Rücküberweisung noch nicht zugeordnet",
                    "+12,00",
                    "Kontoauszug vom 22.4., Zeile 18",
                )
                .href("#"),
                SheetRow::equal("Summe", "470.944,45", "Brutto, Differenz 0,00"),
            ],
        );
    let head = PageHead::new("Abstimmung März 2026")
        .breadcrumbs(Breadcrumbs::new(words).link("Abrechnung", "#").link("März 2026", "#"))
        .chip(Chip::new(Tone::Ok, "Festgeschrieben").icon(Icon::Lock))
        .fact("20.4.2026, 09:31 Uhr")
        .action(Action::download("Paket für die Steuerberatung (ZIP)", "#").primary());
    Shown::new("reconciliation", "Festgeschrieben – Abstimmung März 2026", "Buchhaltung", html! { (head) (sheet) })
}

pub fn import(words: &Words) -> Shown {
    let fields = ["Nummer", "Name", "Sponsor", "Eintritt", "IBAN", "nicht übernehmen"];
    let column = |at: usize, name: &str, samples: [&str; 3], chosen: &str| {
        MappedColumn::new(
            name,
            samples.map(str::to_owned),
            format!("column-{at}"),
            fields.map(|field| Choice::new(field, field).chosen(field == chosen)),
        )
    };
    let mapping = Mapping::new("Spalte der Datei", "Erste Werte", "Bedeutung")
        .column(column(1, "PartnerNr", ["DE-009001", "DE-009002", "DE-009003"], "Nummer"))
        .column(column(2, "Vor- und Nachname", ["Ida Kern", "Paul Roth", "Mia Lang"], "Name"))
        .column(column(3, "Geworben durch", ["DE-004711", "DE-004711", "DE-9999"], "Sponsor"))
        .column(column(4, "Datum", ["04.03.2026", "05.03.2026", "31.02.2026"], "Eintritt"));
    let counts = Counts::new()
        .count(Tone::Ok, "neu", "1.204", Some("#".to_owned()))
        .count(Tone::Info, "geändert", "31", Some("#".to_owned()))
        .count(Tone::Neutral, "unverändert", "18.860", Some("#".to_owned()))
        .count(Tone::Bad, "abgelehnt", "2", Some("#".to_owned()));
    let refusals = Refusals::new("Zeile", "Feld", "Wert", "Was zu tun ist")
        .row(
            "214",
            "Sponsor",
            "DE-9999",
            "Der Partner DE-9999 ist nicht bekannt. Legen Sie ihn an oder berichtigen Sie die Nummer.",
        )
        .row("1.187", "Eintritt", "31.02.2026", "Der Februar 2026 hat 28 Tage. Berichtigen Sie das Datum.");
    let head = PageHead::new("Partner importieren")
        .breadcrumbs(Breadcrumbs::new(words).link("Partner", "#"))
        .fact("partner-2026-04.xlsx")
        .fact("20.097 Zeilen");
    let form = Form::new(words, "#")
        .part(Section::new("Zuordnung").text("Gesichert als „Altsystem“, zuletzt am 2.4. benutzt.").body(mapping))
        .part(
            Section::new("Probelauf")
                .text("Es ist noch nichts geändert. Ein zweiter Import derselben Datei ändert nichts mehr.")
                .body(counts),
        )
        .part(Section::new("Abgelehnte Zeilen").action(Action::download("Fehlerdatei", "#").quiet()).body(refusals))
        .action(Action::submit("1.235 Partner übernehmen").primary())
        .action(Action::link("Datei wechseln", "#").quiet());
    Shown::new(
        "import",
        "Partner importieren – Prüfen",
        "Partner",
        html! { (head) (Steps::new(words, "Import", ["Datei", "Zuordnen", "Prüfen", "Übernehmen"], 3)) (form) },
    )
}
