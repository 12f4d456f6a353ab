//! Sign-in, empty lists, faults.

use crate::Shown;
use compline_ui::{
    Action, Breadcrumbs, Empty, Entrance, Facts, Fault, Field, FilterBar, Form, Icon, PageHead, Search, Skeleton,
    Table, Words,
};
use maud::{Render, html};

pub fn login(words: &Words) -> impl Render + use<> {
    let form = Form::new(words, "#")
        .unguarded()
        .field(Field::email(words, "email", "E-Mail").value("annette.brandt@example.org").autocomplete("username"))
        .field(Field::password(words, "password", "Passwort"))
        .field(Field::code(words, "code", "Einmalcode").help("Nur wenn Sie freigeben oder auszahlen."))
        .action(Action::submit("Anmelden").primary());
    Entrance::new("Anmelden", form)
        .text("Nordlicht GmbH")
        .foot(html! { a href="#" { "Passwort vergessen" } a href="#" lang="en" { "English" } })
        .render()
}

pub fn empty(words: &Words) -> Shown {
    let head =
        PageHead::new("Bestellungen").action(Action::link("Bestellung erfassen", "#").icon(Icon::Plus).primary());
    let filters = FilterBar::new(words, "Bestellungen filtern", "#")
        .query("q", "Berk", "Nummer, Partner …")
        .chip("Stufe: Gold", "#");
    let table = Table::new(words, "orders", "Bestellungen").empty(
        Empty::new(
            Icon::Search,
            "Kein Treffer für „Berk“",
            "Mit dem Filter „Stufe: Gold“ gibt es keine Bestellung, die so heißt.",
        )
        .action(Action::link("Filter „Stufe: Gold“ entfernen", "#")),
    );
    Shown::new("empty", "Bestellungen", "Bestellungen", html! { (head) (filters) (table) (Skeleton::new(words, 3)) })
}

pub fn forbidden(words: &Words) -> Shown {
    let roles = ["Freigabe".to_owned(), "Administration".to_owned()];
    let fault = Fault::forbidden(
        words,
        "Diese Seite dürfen Sie nicht öffnen",
        "Den Lauf freigeben können nur diese Rollen:",
        roles,
    )
    .action(Action::link("Zurück zur Abrechnung", "#"));
    Shown::new("forbidden", "Nicht erlaubt", "Abrechnung", fault)
}

pub fn conflict(words: &Words) -> Shown {
    let yours = Facts::new().heading("Ihre Fassung").fact("Straße", "Lange Reihe 14").fact("Ort", "Hamburg");
    let theirs = Facts::new()
        .heading("Gespeichert von M. Klein, 11:04 Uhr")
        .fact("Straße", "Lange Reihe 41")
        .fact("Ort", "Hamburg");
    let fault = Fault::conflict(
        words,
        "Anna Berg wurde inzwischen geändert",
        "Ihre Eingaben sind nicht verloren. Entscheiden Sie, welche Fassung gilt.",
        yours,
        theirs,
    )
    .action(Action::post("Meine Fassung speichern", "#").primary())
    .action(Action::link("Gespeicherte behalten", "#"));
    Shown::new(
        "conflict",
        "Konflikt – Anna Berg",
        "Partner",
        html! { (Breadcrumbs::new(words).link("Partner", "#")) (fault) },
    )
}

pub fn failed(words: &Words) -> Shown {
    let fault = Fault::failed(words, "Das hat nicht geklappt", "Es ist nichts verloren: der Lauf steht wie vorher. Versuchen Sie es noch einmal oder nennen Sie uns die Nummer.", "E-7F3A-2210")
        .action(Action::link("Noch einmal versuchen", "#").primary());
    let missing = Fault::not_found(
        words,
        "Diese Bestellung gibt es nicht",
        "Suchen Sie nach Nummer oder Partner.",
        Search::new("#", "Suchen …"),
    );
    Shown::new("failed", "Fehler", "Heute", html! { (fault) (missing) })
}
