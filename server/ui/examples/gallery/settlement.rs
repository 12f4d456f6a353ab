//! The settlement and what belongs to it.

use crate::Shown;
use compline_ui::{
    Action, Banner, Breadcrumbs, Cell, Checklist, Chip, Column, Columns, Confirmation, Dialog, Facts, Field, Form,
    Icon, Menu, PageHead, Progress, Row, Section, Spark, Stage, StageState, Stages, Table, Tile, Tiles, Tone, Trend,
    Words,
};
use maud::{Markup, html};

fn figure(text: &str) -> Markup {
    html! { a.figure href="#" { (text) } }
}

fn trail(words: &Words) -> Breadcrumbs<'_> {
    Breadcrumbs::new(words).link("Abrechnung", "#").link("Läufe", "#")
}

pub fn settlement(words: &Words) -> Shown {
    let head = PageHead::new("Abrechnung März 2026")
        .breadcrumbs(trail(words))
        .chip(Chip::new(Tone::Warn, "Veraltet"))
        .fact("Lauf 2026-03-1")
        .fact(html! { "Plan " a href="#" { "Nordlicht v4" } })
        .fact("Frist 30.4. (§ 87c HGB), noch 16 Tage")
        .menu(Menu::more(words).link("Lauf kopieren", "#").link("Protokoll des Laufs", "#"));
    let stale = Banner::new(Tone::Warn, "Dieser Lauf ist veraltet: 12 Bestellungen kamen nach der Berechnung.")
        .text("Seit dem 14. April, 09:12 Uhr. Der Lauf enthält sie nicht; seine Beträge bleiben bis zu Ihrer Entscheidung, wie sie sind.")
        .action(Action::post("Neu berechnen", "#"))
        .action(Action::link("Bestellungen ansehen", "#").quiet())
        .action(Action::post("In den nächsten Lauf übernehmen", "#").quiet());
    let stages = Stages::new(words, "Schritte der Abrechnung")
        .stage(
            Stage::new(StageState::Done, "erledigt", "Stufen")
                .href("#")
                .result(html! { (figure("20.113 Partner")) ", " (figure("31 verloren")) ", " (figure("4 von Hand")) })
                .who("14.4., 08:02 · M. Klein")
                .action(Action::link("Ansehen", "#").quiet())
                .action(Action::dialog("Neu rechnen …", "recalculate", "#").quiet()),
        )
        .stage(
            Stage::new(StageState::Stale, "veraltet", "Verteilung")
                .href("#")
                .result(html! { (figure("98.402 Zeilen")) " · " (figure("412.380,15 €")) " · Quote " (figure("38,2 %")) })
                .who("14.4., 08:09 · M. Klein")
                .action(Action::link("Prüfen", "#").quiet()),
        )
        .stage(
            Stage::new(StageState::Attention, "zu klären", "Dokumente")
                .href("#")
                .result(html! { (figure("5.821 Entwürfe")) ", " (figure("12 zurückgehalten")) ": 9 ohne Steuernummer, 3 ohne Bankdaten" })
                .action(Action::link("Offene klären", "#").primary()),
        )
        .stage(
            Stage::new(StageState::Running, "läuft", "Belege rendern")
                .result("Entwürfe als PDF")
                .detail(
                    Progress::new("rendering", "Dokumente setzen")
                        .of(3_618, 5_821)
                        .text("3.618 von 5.821")
                        .remaining("noch etwa 2 Minuten")
                        .cancel(Action::post("Abbrechen", "#"), "Fertige Entwürfe bleiben erhalten."),
                ),
        )
        .stage(
            Stage::new(StageState::Waiting, "wartet", "Freigabe")
                .result("wartet auf die Dokumente · durch eine andere Person als M. Klein"),
        )
        .stage(Stage::new(StageState::Waiting, "wartet", "Festschreiben").result("danach unveränderlich"))
        .stage(Stage::new(StageState::Waiting, "wartet", "Auszahlung"))
        .stage(Stage::new(StageState::Waiting, "wartet", "Buchung"));
    let facts = Facts::new()
        .heading("Ausgewählt")
        .change(words, "#")
        .wide()
        .fact("Programm", "Nordlicht Deutschland")
        .fact("Vertriebskanäle", "Onlineshop, Direktverkauf")
        .fact("Zeitraum", "1. bis 31. März 2026")
        .fact("Planfassungen", html! { a href="#" { "Nordlicht v4" } ", gilt ab 1.1.2026" })
        .fact("Datenstand", html! { "14.4.2026, 08:00 Uhr · Prüfsumme " span.code { "9f3a41c7" } });
    let dialog = Dialog::new(
        words,
        "recalculate",
        "Stufen von 20.113 Partnern neu berechnen?",
        "#",
        "Stufen neu berechnen",
    )
    .text("Die Verteilung und 5.821 Entwürfe werden verworfen und neu erstellt. 4 von Hand gesetzte Stufen bleiben.");
    Shown::new(
        "settlement",
        "Veraltet – Abrechnung März 2026",
        "Abrechnung",
        html! { (head) (stale) (stages) (facts) (dialog) },
    )
}

fn tiles() -> Tiles {
    Tiles(vec![
        Tile::new("Auszahlung", "412.380,15 €")
            .href("#")
            .delta("+2,0 %", Trend::Gain)
            .note("Februar 404.325,05 €")
            .spark(Spark::new([371, 380, 377, 391, 404, 412])),
        Tile::new("Quote", "38,2 %")
            .href("#")
            .delta("+0,3 Punkte", Trend::Gain)
            .note("Grenze 55 %")
            .spark(Spark::new([375, 381, 379, 377, 379, 382])),
        Tile::new("Partner mit Auszahlung", "5.821")
            .href("#")
            .delta("−41", Trend::Loss)
            .note("Februar 5.862")
            .spark(Spark::new([5_610, 5_702, 5_744, 5_801, 5_862, 5_821])),
        Tile::new("Zurückgehalten", "12").href("#").delta("+3", Trend::Same).note("6.834,40 €"),
    ])
}

pub fn review(words: &Words) -> Shown {
    let head = PageHead::new("Verteilung prüfen")
        .breadcrumbs(trail(words).link("März 2026", "#"))
        .chip(Chip::new(Tone::Info, "Berechnet").icon(Icon::Calculator))
        .fact("98.402 Zeilen")
        .fact("14.4.2026, 08:09 Uhr · M. Klein")
        .action(Action::link("Zur Freigabe geben", "#").primary())
        .action(Action::download("CSV", "#"));
    let warnings = Table::new(words, "warnings", "Warnungen")
        .plain()
        .column(Column::state("Gewicht"))
        .column(Column::text("Was"))
        .column(Column::number("Partner"))
        .row(
            Row::new("1")
                .cell(Cell::chip(Chip::new(Tone::Held, "Zurückgehalten")))
                .cell(Cell::text("Steuernummer fehlt"))
                .cell(Cell::text("9").href("#")),
        )
        .row(
            Row::new("2")
                .cell(Cell::chip(Chip::new(Tone::Held, "Zurückgehalten")))
                .cell(Cell::text("Bankverbindung fehlt"))
                .cell(Cell::text("3").href("#")),
        )
        .row(
            Row::new("3")
                .cell(Cell::chip(Chip::new(Tone::Warn, "Ungewöhnlich")))
                .cell(Cell::text("über 5.000 €"))
                .cell(Cell::text("3").href("#")),
        );
    let movers = Table::new(words, "movers", "Größte Bewegungen")
        .plain()
        .column(Column::text("Partner"))
        .column(Column::amount("Differenz", "EUR"))
        .column(Column::text("Grund"))
        .rows(
            [
                ("Dorn, Cara", "−842,10", -1, "Stufe verloren"),
                ("Hahn, Benedikt", "+611,00", 1, "erste Linie Gold"),
                ("Lindqvist-Oberhauser, Eva-Maria", "+580,44", 1, "neu"),
                ("Aydin, Kerem", "−402,75", -1, "Storno B-09921"),
            ]
            .map(|(name, amount, sign, why)| {
                Row::new(name)
                    .cell(Cell::text(name).href("#"))
                    .cell(Cell::delta(amount, Trend::of(sign)).href("#"))
                    .cell(Cell::text(why))
            }),
        );
    let line = |name: &str, before: &str, now: &str, delta: &str, percent: &str, sign: i64, spark: [i64; 6]| {
        Row::new(name)
            .cell(Cell::text(name))
            .cell(Cell::text(before).href("#"))
            .cell(Cell::text(now).href("#"))
            .cell(Cell::delta(delta, Trend::of(sign)).href("#"))
            .cell(Cell::delta(percent, Trend::of(sign)))
            .cell(Cell::markup(Spark::new(spark)))
    };
    let sums = Table::new(words, "bonuses", "Summen nach Bonus")
        .column(Column::text("Bonus"))
        .column(Column::amount("Februar", "EUR"))
        .column(Column::amount("März", "EUR"))
        .column(Column::amount("Differenz", "EUR"))
        .column(Column::number("Differenz").unit("%"))
        .column(Column::text("6 Monate").not_on_phones())
        .row(line("Unilevel", "181.204,10", "190.377,00", "+9.172,90", "+5,1", 1, [3, 4, 4, 5, 5, 6]))
        .row(line("Differenz", "160.010,55", "158.400,20", "−1.610,35", "−1,0", -1, [5, 5, 6, 5, 5, 4]))
        .row(line("Pool", "63.110,40", "64.806,95", "+1.696,55", "+2,7", 1, [2, 3, 2, 3, 3, 4]))
        .row(
            Row::new("Kappung")
                .cell(Cell::text("Kappung"))
                .cell(Cell::none())
                .cell(Cell::text("−1.204,00").href("#"))
                .cell(Cell::delta("−1.204,00", Trend::Loss).href("#"))
                .cell(Cell::text("neu"))
                .cell(Cell::markup(Spark::new([0, 0, 0, 0, 0, -1]))),
        )
        .total(line("Summe", "404.325,05", "412.380,15", "+8.055,10", "+2,0", 1, [3, 4, 4, 5, 5, 6]));
    Shown::new(
        "review",
        "Berechnet – Verteilung März 2026",
        "Abrechnung",
        html! {
            (head) (tiles())
            (Section::new("Nach Bonus").body(sums))
            (Columns(vec![
                html! { (Section::new("Warnungen").body(warnings)) },
                html! { (Section::new("Größte Bewegungen").action(Action::link("Alle 214", "#").quiet()).body(movers)) },
            ]))
        },
    )
}

pub fn approval(words: &Words) -> Shown {
    let head = PageHead::new("Abrechnung März 2026 freigeben")
        .breadcrumbs(trail(words).link("März 2026", "#"))
        .chip(Chip::new(Tone::Review, "Wartet auf Freigabe"))
        .fact("seit 14.4.2026, 10:40 Uhr");
    let facts = Facts::new()
        .heading("Was freigegeben wird")
        .wide()
        .fact("Berechnet von", "Michael Klein, 14.4.2026, 08:09 Uhr")
        .fact("Datenstand", "14.4.2026, 08:00 Uhr")
        .fact("Auszahlung", html! { (figure("412.380,15 €")) " netto an " (figure("5.821 Partner")) })
        .fact("Gegen Februar", html! { span.gain { "+8.055,10 €" } " · Quote 38,2 % nach 37,9 %" });
    let checks = Checklist::new()
        .entry(
            "seen-held",
            Tone::Held,
            html! { (figure("12 Partner")) " sind zurückgehalten: 9 ohne Steuernummer, 3 ohne Bankdaten." },
            "gesehen",
            true,
            None,
        )
        .entry(
            "seen-high",
            Tone::Warn,
            html! { (figure("3 Partner")) " erhalten mehr als 5.000 €." },
            "gesehen",
            true,
            None,
        )
        .entry(
            "seen-manual",
            Tone::Warn,
            html! { (figure("4 Stufen")) " wurden von Hand gesetzt, zuletzt von M. Klein." },
            "gesehen",
            false,
            Some("Sehen Sie diese Warnung an und bestätigen Sie sie.".to_owned()),
        );
    let sample = |name: &str, what: &str, amount: &str| {
        Row::new(name).cell(Cell::text(name).href("#")).cell(Cell::text(what)).cell(Cell::text(amount).href("#"))
    };
    let samples = Table::new(words, "samples", "Stichproben")
        .plain()
        .column(Column::text("Partner"))
        .column(Column::text("Bonus"))
        .column(Column::amount("Betrag", "EUR"))
        .row(sample("Petersen, Jürgen", "Unilevel, Ebene 3", "14,40"))
        .row(sample("Öztürk, Selin", "Differenz", "112,08"))
        .row(sample("von Hagenow, Dr. Friedrich-Wilhelm", "Pool", "1.204,55"))
        .row(sample("Nguyen, Thi Lan", "Unilevel, Ebene 1", "8,00"))
        .row(sample("Berg, Anna", "Unilevel, Ebene 1", "8,00"));
    let form = Form::new(words, "#")
        .checks("Warnungen", checks)
        .field(Field::code(words, "code", "Einmalcode").help("Aus Ihrer Authenticator-App, 6 Ziffern."))
        .action(Action::submit("412.380,15 € freigeben").primary())
        .action(Action::dialog("Lauf zurückgeben …", "return", "#"));
    let back = Dialog::new(words, "return", "Lauf zurückgeben", "#", "Lauf zurückgeben")
        .text("M. Klein erhält Ihre Nachricht. Der Lauf bleibt, wie er ist, bis er neu berechnet wird.")
        .field(Field::area(words, "reason", "Was soll geändert werden?", 4));
    Shown::new(
        "approval",
        "Wartet auf Freigabe – Abrechnung März 2026",
        "Abrechnung",
        html! {
            div.main-narrow { (head) }
            div.main-narrow { (facts) }
            div.main-narrow { (Section::new("Stichproben").text("5 zufällige Rechenwege; die 5 größten stehen in der Prüfung.").body(samples)) }
            div.main-narrow { (form) (back) }
        },
    )
}

pub fn finalise(words: &Words) -> Shown {
    let facts = Facts::new()
        .fact("Gutschriften", "5.809, Nummern GS-2026-04518 bis GS-2026-10326")
        .fact("Datum", "20. April 2026")
        .fact("Brutto", "470.944,45 €")
        .fact("Freigegeben von", "Sabine Roth, 18.4.2026, 15:20 Uhr")
        .fact("Bleiben zurück", "12 Partner, 6.834,40 €");
    let form = Form::new(words, "#")
        .field(
            Field::number(words, "count", "Anzahl der Gutschriften")
                .help("Tippen Sie die Anzahl, die Sie festschreiben.")
                .value("5.908")
                .error("Es sind 5.809 Gutschriften, nicht 5.908. Prüfen Sie die Anzahl oben."),
        )
        .field(Field::code(words, "code", "Einmalcode").help("Aus Ihrer Authenticator-App, 6 Ziffern."));
    let page = Confirmation::new(
        form,
        "5.809 Gutschriften festschreiben",
        "Danach sind Nummern und Beträge fest. Korrigieren können Sie nur noch durch Storno.",
        "5.809 Gutschriften festschreiben",
        Action::link("Zurück zur Abrechnung", "#"),
    )
    .facts(facts)
    .checks(
        "Vor dem Festschreiben",
        Checklist::new()
            .entry(
                "seen-dates",
                Tone::Info,
                "Belegdatum und Buchungsperiode sind der April 2026.",
                "geprüft",
                true,
                None,
            )
            .entry(
                "seen-held",
                Tone::Held,
                "12 zurückgehaltene Partner folgen in einem späteren Lauf.",
                "gesehen",
                true,
                None,
            ),
    )
    .into_markup();
    Shown::new("finalise", "5.809 Gutschriften festschreiben", "Abrechnung", page)
}
