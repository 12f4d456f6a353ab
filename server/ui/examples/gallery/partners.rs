//! Partners: list, record, form, downline.

use crate::Shown;
use compline_ui::{
    Action, Breadcrumbs, Cell, Changed, Chip, Choice, Column, Condition, CopyText, Direction, Dot, Empty, Event, Facts,
    Field, Fieldset, FilterBar, Form, Icon, Menu, Missing, Node, PageHead, Paging, Rank, Record, Row, Selection, Table,
    Tabs, Timeline, Tone, Tree, Width, Words,
};
use maud::html;

const LADDER: [&str; 5] = ["Partner", "Consultant", "Silver", "Gold", "Platin"];

fn rank(place: usize) -> Rank {
    Rank::new(LADDER.get(place - 1).copied().unwrap_or("Partner"), place, LADDER.len())
}

pub fn list(words: &Words) -> Shown {
    let head = PageHead::new("Partner")
        .action(Action::link("Partner anlegen", "#").icon(Icon::Plus).primary())
        .action(Action::link("Importieren", "#").icon(Icon::Upload))
        .menu(Menu::new("Exportieren").at_the_right().link("CSV", "#").link("XLSX", "#"));
    let tabs = Tabs::new("Ansichten")
        .counted("Alle", "20.113", "#", true)
        .counted("Neu", "84", "#", false)
        .counted("Stufe verloren", "31", "#", false)
        .counted("Ohne Bankdaten", "12", "#", false)
        .action(Action::link("Ansicht sichern", "#").quiet().icon(Icon::Plus));
    let filters = FilterBar::new(words, "Partner filtern", "#")
        .query("q", "", "Name, Nummer, Ort …")
        .keep("view", "all")
        .chip("Stufe: Silver oder höher", "#")
        .chip("Aktiv: ja", "#")
        .add(
            "Filter",
            [
                Field::select(words, "rank", "Stufe", LADDER.map(|name| Choice::new(name, name))),
                Field::text(words, "city", "Ort").optional(),
            ],
        )
        .tool(Menu::new("Spalten").icon(Icon::Columns3).link("Telefon", "#").link("Ort", "#"));
    let rows = [
        ("DE-004711", "Anna Berg", 3, "140", "3.420", "430,59", true, None),
        ("DE-004712", "Cara Dorn", 2, "200", "200", "16,00", true, None),
        ("DE-004713", "Benedikt Hahn", 3, "120", "1.820", "211,40", true, None),
        ("DE-004720", "Eva-Maria Lindqvist-Oberhauser", 2, "310", "4.115", "580,44", true, Some("neu")),
        ("DE-004733", "Dr. Friedrich-Wilhelm von Hagenow", 5, "480", "128.400", "12.904,55", true, None),
        ("DE-004741", "Kerem Aydin", 4, "160", "38.210", "−402,75", true, None),
        ("DE-004742", "Selin Öztürk", 4, "220", "41.090", "1.112,08", true, None),
        ("DE-004750", "Jürgen Petersen", 1, "0", "0", "0,00", false, None),
        ("DE-004751", "Thi Lan Nguyen", 2, "100", "640", "44,20", true, None),
        ("DE-004760", "Marie Schulze-Delitzsch", 1, "60", "60", "–", false, Some("EV 60 von 100 BV")),
        ("DE-004764", "Tobias Wójcik", 2, "145", "980", "71,90", true, None),
        ("DE-004771", "Charlotte d’Aubigny", 3, "130", "5.230", "402,11", true, None),
    ];
    let table = Table::new(words, "partners", "Partner")
        .selection(
            Selection::new("partner", "#")
                .all("alle 214 der Auswahl")
                .action(Action::submit("Stufe setzen …").to("#"))
                .action(Action::submit("Zurückhalten …").to("#")),
        )
        .column(Column::text("Nr.").sort("#", Some(Direction::Ascending)))
        .column(Column::text("Name").sort("#", None).title_on_phones())
        .column(Column::state("Stufe").sort("#", None))
        .column(Column::number("EV").unit("BV").sort("#", None).not_on_phones())
        .column(Column::number("GV").unit("BV").sort("#", None))
        .column(Column::amount("Provision", "EUR").sort("#", None))
        .column(Column::state("Stand"))
        .rows(rows.into_iter().enumerate().map(|(at, (number, name, place, ev, gv, amount, active, note))| {
            let who = Cell::text(name);
            Row::new(number)
                .selected((1..4).contains(&at))
                .muted(number == "DE-004750")
                .cell(Cell::text(number).href("#"))
                .cell(match note {
                    Some(note) => who.note(note),
                    None => who,
                })
                .cell(Cell::markup(rank(place)))
                .cell(Cell::text(ev).href("#"))
                .cell(Cell::text(gv).href("#"))
                .cell(if amount == "–" { Cell::none() } else { Cell::text(amount).href("#") })
                .cell(Cell::markup(Dot::new(active, if active { "aktiv" } else { "nicht aktiv" })))
        }))
        .paging(Paging::new(words, "1–100 von 214").next(Some("#".to_owned())));
    Shown::new("partners", "Partner", "Partner", html! { (head) (tabs) (filters) (table) })
}

pub fn record(words: &Words) -> Shown {
    let head = PageHead::new("Anna Berg")
        .breadcrumbs(Breadcrumbs::new(words).link("Partner", "#"))
        .chip(Chip::new(Tone::Ok, "Aktiv"))
        .fact("DE-004711")
        .fact(html! { (rank(3)) " seit 1.2.2026" })
        .fact(html! { "Sponsor " a href="#" { "Kerem Aydin" } })
        .action(Action::link("Einzelbuchung erfassen", "#"))
        .menu(Menu::more(words).link("Im Baum umsetzen …", "#").link("Inaktiv setzen …", "#").link("Beenden …", "#"));
    let tabs = Tabs::new("Partner")
        .tab("Übersicht", "#", true)
        .tab("Umsätze", "#", false)
        .tab("Provision", "#", false)
        .tab("Struktur", "#", false)
        .counted("Dokumente", "14", "#", false)
        .tab("Konto", "#", false)
        .tab("Verlauf", "#", false);
    let master = Facts::new()
        .heading("Stammdaten")
        .change(words, "#")
        .fact("Name", "Anna Berg")
        .fact("Anschrift", html! { "Lange Reihe 14" br; "20099 Hamburg" })
        .fact("E-Mail", html! { a href="#" { "anna.berg@example.org" } })
        .fact("Geboren", "12.8.1984");
    let money = Facts::new()
        .heading("Steuer und Bank")
        .change(words, "#")
        .fact("Steuerstatus", "Regelbesteuerung, seit 1.1.2025")
        .fact("Steuernummer", "22/814/03371")
        .fact(
            "IBAN",
            html! {
                (CopyText::new(words, "DE12500105170648489890").shown("DE12 5001 0517 0648 4898 90"))
                div { (Chip::new(Tone::Review, "Wartet auf zweite Person")) }
            },
        )
        .fact("Inhaberin", "Anna Berg");
    let missing = Missing::new(words, "Nächste Stufe: Gold")
        .summary("1 von 3 Bedingungen erfüllt.")
        .condition(
            Condition::new(false, "GV", "6.920 von 8.000 BV · fehlen 1.080 BV")
                .progress(6_920, 8_000)
                .note("Aus Linie Ben zählt höchstens die Hälfte: 760 BV sind nicht gewertet."),
        )
        .condition(
            Condition::new(false, "Silver-Linien", "2 von 3 · am nächsten ist Linie Eva (fehlen 310 BV)")
                .progress(2, 3),
        )
        .condition(Condition::new(true, "Eigener Umsatz", "140 von 100 BV").progress(140, 100));
    let timeline = Timeline::new(words)
        .filter("Alles", "#", true)
        .filter("Fakten", "#", false)
        .filter("Dokumente", "#", false)
        .filter("Zugriffe", "#", false)
        .event(
            Event::new(Icon::Landmark, "Bankverbindung geändert", "14.4.2026, 11:02", "2026-04-14T11:02:00+02:00")
                .tone(Tone::Review)
                .who("A. Brandt")
                .detail(Changed::new(words, Some("DE89 … 3000".to_owned()), Some("DE12 … 9890".to_owned()))),
        )
        .event(
            Event::new(
                Icon::FileText,
                html! { "Gutschrift " a href="#" { "GS-2026-03110" } " zugestellt" },
                "20.3.2026, 07:15",
                "2026-03-20T07:15:00+01:00",
            )
            .tone(Tone::Ok)
            .who("per E-Mail"),
        )
        .event(
            Event::new(Icon::TrendingUp, html! { "Stufe " (rank(3)) " erreicht" }, "gilt ab 1.2.2026", "2026-02-01")
                .tone(Tone::Info)
                .known("erfasst 3.3.2026"),
        )
        .event(
            Event::new(
                Icon::Network,
                html! { "Umgesetzt von " a href="#" { "C. Dorn" } " zu " a href="#" { "K. Aydin" } },
                "gilt ab 1.1.2026",
                "2026-01-01",
            )
            .who("M. Klein")
            .known("erfasst 9.1.2026"),
        )
        .event(
            Event::new(Icon::Eye, "Personendaten angesehen", "8.1.2026, 16:44", "2026-01-08T16:44:00+01:00")
                .who("S. Roth"),
        )
        .more(Action::link("Ältere zeigen", "#").quiet());
    Shown::new(
        "partner",
        "Aktiv – Anna Berg",
        "Partner",
        html! {
            (head) (tabs)
            (Record::new(html! { (compline_ui::Columns(vec![html! { (master) }, html! { (money) }])) (missing) }, timeline))
        },
    )
}

pub fn form(words: &Words) -> Shown {
    let head = PageHead::new("Partner anlegen").breadcrumbs(Breadcrumbs::new(words).link("Partner", "#"));
    let form = Form::new(words, "#")
        .fieldset(
            Fieldset::new("Person")
                .field(Field::radios(
                    words,
                    "kind",
                    "Art",
                    [
                        Choice::new("person", "Person").chosen(true),
                        Choice::new("company", "Unternehmen").help("Mit Handelsregister und Vertretung"),
                    ],
                ))
                .field(Field::text(words, "name", "Name").value("Anna Berg").autocomplete("off"))
                .field(Field::text(words, "company", "Firmenname").optional()),
        )
        .fieldset(
            Fieldset::new("Anschrift")
                .text("Straße und Hausnummer getrennt, wie die Bank sie verlangt.")
                .field(Field::text(words, "street", "Straße").value("Lange Reihe"))
                .field(Field::text(words, "house", "Hausnummer").width(Width::Short).value("14"))
                .field(
                    Field::text(words, "postcode", "Postleitzahl")
                        .width(Width::Short)
                        .value("2009")
                        .error("Deutsche Postleitzahlen haben 5 Ziffern. Hier sind es 4."),
                )
                .field(Field::text(words, "city", "Ort").value("Hamburg"))
                .field(Field::select(
                    words,
                    "country",
                    "Land",
                    [Choice::new("DE", "Deutschland").chosen(true), Choice::new("AT", "Österreich")],
                )),
        )
        .fieldset(
            Fieldset::new("Auszahlung")
                .field(
                    Field::iban(words, "iban", "IBAN")
                        .help("Leerzeichen sind erlaubt.")
                        .value("DE12 5001 0517 0648 4898 9")
                        .error("Die IBAN hat 21 Zeichen. Deutsche IBANs haben 22."),
                )
                .field(Field::text(words, "holder", "Kontoinhaberin oder Kontoinhaber").value("Anna Berg"))
                .field(Field::money(words, "minimum", "Mindestauszahlung", "EUR").value("20,00").optional())
                .field(Field::date(words, "from", "Gilt ab").value("heute").understood("14. April 2026"))
                .field(
                    Field::check(words, "agreed", "Die Vereinbarung über Gutschriften liegt vor", true)
                        .help("§ 14 Abs. 2 UStG: ohne sie bleibt jede Abrechnung zurückgehalten."),
                )
                .field(Field::file(words, "agreement", "Vereinbarung", ".pdf").optional()),
        )
        .action(Action::submit("Partner anlegen").primary())
        .action(Action::link("Abbrechen", "#").quiet());
    Shown::new("form", "Partner anlegen", "Partner", html! { (head) (form) })
}

pub fn downline(words: &Words) -> Shown {
    let node = |name: &str, number: &str, branch: usize, place: usize, ev: &str, gv: &str, active: bool| {
        Node::new(name, number, "#")
            .branch(branch)
            .rank(rank(place))
            .figure(ev, Some("#".to_owned()))
            .figure(gv, Some("#".to_owned()))
            .active(Dot::new(active, if active { "aktiv" } else { "nicht aktiv" }))
    };
    let tree = Tree::new(words, "Struktur unter Anna Berg", "Partner", "Stand")
        .column("EV (BV)")
        .column("GV (BV)")
        .node(node("Benedikt Hahn", "DE-004713", 1, 3, "120", "1.820", true).children([
            node("Tobias Wójcik", "DE-004764", 1, 2, "145", "980", true).lazy("#", "#"),
            node("Jürgen Petersen", "DE-004750", 1, 1, "0", "0", false),
        ]))
        .node(
            node("Eva-Maria Lindqvist-Oberhauser", "DE-004720", 2, 2, "310", "4.115", true)
                .note("fehlen 310 BV bis Silver")
                .lazy("#", "#"),
        )
        .node(node("Cara Dorn", "DE-004712", 3, 2, "200", "200", true))
        .node(node("Thi Lan Nguyen", "DE-004751", 4, 2, "100", "640", true).lazy("#", "#"))
        .node(node("Marie Schulze-Delitzsch", "DE-004760", 5, 1, "60", "60", false))
        .node(node("Selin Öztürk", "DE-004742", 6, 4, "220", "41.090", true).lazy("#", "#"))
        .node(node("Charlotte d’Aubigny", "DE-004771", 7, 3, "130", "5.230", true).lazy("#", "#"));
    let head = PageHead::new("Struktur")
        .breadcrumbs(Breadcrumbs::new(words).link("Partner", "#").link("Anna Berg", "#"))
        .fact("7 direkte Partner")
        .fact("412 in der Struktur");
    let empty = Table::new(words, "pending", "Wartende Umsetzungen").empty(Empty::new(
        Icon::Network,
        "Keine wartenden Umsetzungen",
        "Hier stehen Umsetzungen, deren Gültigkeit noch beginnt.",
    ));
    Shown::new("downline", "Struktur – Anna Berg", "Partner", html! { (head) (tree) (empty) })
}
