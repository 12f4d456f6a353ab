//! Figures: the dashboard and a derivation.

use crate::Shown;
use compline_ui::chart::ScaleError;
use compline_ui::{
    Action, Bar, Bars, Breadcrumbs, Cell, Chart, Chip, Column, Columns, Derivation, Histogram, Icon, Ink, Lines,
    PageHead, Row, Section, Series, SourceLine, SourceView, Spark, Stacked, Step, Table, Tile, Tiles, Todo, Tone,
    Trend, Waterfall, Words,
};
use maud::html;

const MONTHS: [&str; 12] =
    ["Apr 25", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez", "Jan 26", "Feb", "Mär 26"];

/// Thousands with a dot, as in German.
fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn thousands(value: i64) -> String {
    format!("{} T€", grouped(value))
}

fn percent(tenths: i64) -> String {
    format!("{},{} %", tenths / 10, tenths % 10)
}

fn table<'w>(words: &'w Words, id: &str, unit: &str, rows: &[(&str, String)]) -> Table<'w> {
    rows.iter().fold(
        Table::new(words, id, "Zahlen").column(Column::text("Monat")).column(Column::number("Wert").unit(unit)),
        |table, (name, value)| table.row(Row::new(*name).cell(Cell::text(*name)).cell(Cell::text(value.clone()))),
    )
}

pub fn dashboard(words: &Words) -> Result<Shown, ScaleError> {
    let volume = [871, 890, 902, 915, 884, 930, 961, 1_004, 1_122, 1_010, 1_052, 1_079];
    let payout = [331, 340, 338, 351, 335, 352, 368, 377, 431, 391, 404, 412];
    let ratio = [380, 382, 375, 384, 379, 378, 383, 375, 384, 387, 379, 382];
    let spark = |values: &[i64]| Spark::new(values.iter().copied());
    let tiles = Tiles(vec![
        Tile::new("Umsatz", "1,08 Mio. €")
            .exact("1.079.524,30 €")
            .href("#")
            .delta("+2,6 %", Trend::Gain)
            .note("Februar")
            .spark(spark(&volume)),
        Tile::new("Auszahlung", "412.380,15 €")
            .href("#")
            .delta("+2,0 %", Trend::Gain)
            .note("Februar")
            .spark(spark(&payout)),
        Tile::new("Quote", "38,2 %")
            .href("#")
            .delta("+0,3 Punkte", Trend::Gain)
            .note("Grenze 55 %")
            .spark(spark(&ratio)),
        Tile::new("Aktive Partner", "6.204")
            .href("#")
            .delta("−58", Trend::Loss)
            .note("von 20.113")
            .spark(Spark::new([5_900, 6_010, 6_180, 6_262, 6_204])),
    ]);
    let todo = Todo::new("Zu tun", "Nichts zu tun.")
        .entry(
            Chip::new(Tone::Warn, "Veraltet"),
            "Abrechnung März 2026: 12 Bestellungen kamen später",
            "seit 14.4.",
            "#",
        )
        .entry(
            Chip::new(Tone::Held, "Zurückgehalten"),
            "12 Partner ohne Steuernummer oder Bankdaten klären",
            "bis 30.4.",
            "#",
        )
        .entry(
            Chip::new(Tone::Review, "Wartet auf Freigabe"),
            "2 geänderte Bankverbindungen bestätigen",
            "seit gestern",
            "#",
        );
    let known = |values: [i64; 12]| values.map(Some);
    let lines = Lines::new(MONTHS, &thousands, &thousands)
        .from_zero()
        .series(Series::new("Umsatz", known(volume)).links(MONTHS.map(|_| "#".to_owned())))
        .series(Series::new("Auszahlung", known(payout)).links(MONTHS.map(|_| "#".to_owned())));
    let rows = |values: [i64; 12], format: &dyn Fn(i64) -> String| {
        MONTHS.into_iter().zip(values.map(format)).collect::<Vec<_>>()
    };
    let main = Chart::new(
        words,
        "volume",
        "Umsatz und Auszahlung wachsen gleich schnell",
        "je Monat, in Tausend Euro",
        "Der Umsatz steigt von 871 auf 1.079 Tausend Euro, die Auszahlung von 331 auf 412.",
        &lines,
        table(words, "volume-table", "T€", &rows(volume, &thousands)),
    )?
    .csv("#");
    let bound = Lines::new(MONTHS, &|value| format!("{} %", value / 10), &percent)
        .bound(550, "Grenze 55 %")
        .series(Series::new("Quote", known(ratio)));
    let bound = Chart::new(
        words,
        "ratio",
        "Die Quote bleibt weit unter ihrer Grenze",
        "Auszahlung je Umsatz, in Prozent",
        "Zwischen 37,5 und 38,7 Prozent, die Grenze liegt bei 55.",
        &bound,
        table(words, "ratio-table", "%", &rows(ratio, &percent)),
    )?;
    let stacked = Stacked::new(["Okt", "Nov", "Dez", "Jan 26", "Feb", "Mär"], &grouped, &grouped)
        .ordered()
        .part("Partner", [14_210, 14_240, 14_302, 14_280, 14_190, 14_101], [])
        .part("Consultant", [3_900, 3_960, 4_020, 4_077, 4_110, 4_132], [])
        .part("Silver", [1_210, 1_244, 1_300, 1_322, 1_350, 1_377], [])
        .part("Gold", [380, 391, 402, 410, 415, 422], [])
        .part("Platin", [70, 72, 75, 78, 80, 81], []);
    let stacked = Chart::new(
        words,
        "ranks",
        "Mehr Silver, weniger ohne Stufe",
        "Partner je Stufe am Monatsende",
        "Silver steigt von 1.210 auf 1.377.",
        &stacked,
        table(words, "ranks-table", "Partner", &[("März", "20.113".to_owned())]),
    )?;
    let fall =
        Waterfall::new("Februar", 404_325, Some("#".to_owned()), "März", &|value| grouped(value / 1000), &grouped)
            .effect("Umsatz", 10_900, Some("#".to_owned()))
            .effect("Stufen", 1_410, Some("#".to_owned()))
            .effect("Storno", -3_051, Some("#".to_owned()))
            .effect("Kappung", -1_204, Some("#".to_owned()));
    let fall = Chart::new(
        words,
        "moved",
        "Der Umsatz trägt den Anstieg",
        "Auszahlung in Tausend Euro",
        "Von 404.325 auf 412.380 Euro.",
        &fall,
        table(words, "moved-table", "EUR", &[("Februar", "404.325".to_owned()), ("März", "412.380".to_owned())]),
    )?;
    let spread = Histogram::new(&grouped)
        .class("0", 14_292, Some("#".to_owned()))
        .class("bis 10", 1_840, Some("#".to_owned()))
        .class("bis 50", 2_011, Some("#".to_owned()))
        .class("bis 100", 902, None)
        .class("bis 500", 811, None)
        .class("bis 1.000", 190, None)
        .class("darüber", 67, None)
        .median(0, "Median 0 €");
    let spread = Chart::new(
        words,
        "spread",
        "Sieben von zehn Partnern erhalten nichts",
        "Partner je Auszahlung im März, in Euro",
        "14.292 von 20.113 Partnern erhalten nichts.",
        &spread,
        table(words, "spread-table", "Partner", &[("0", "14.292".to_owned())]),
    )?;
    let bonuses = Bars::new(
        "Auszahlung nach Bonus",
        [
            Bar::new("Differenz", 15_840_020, "158.400,20 €").href("#"),
            Bar::new("Unilevel", 19_037_700, "190.377,00 €").href("#"),
            Bar::new("Pool", 6_480_695, "64.806,95 €").href("#"),
            Bar::new("Kappung", -120_400, "−1.204,00 €").href("#"),
        ],
    );
    let head = PageHead::new("Heute").fact("Dienstag, 14. April 2026").fact("Datenstand 08:00 Uhr");
    Ok(Shown::new(
        "dashboard",
        "Heute",
        "Heute",
        html! {
            (head) (todo) (tiles)
            (Columns(vec![html! { (main) }, html! { (bound) }]))
            (Columns(vec![html! { (stacked) }, html! { (Section::new("Auszahlung nach Bonus").text("März 2026").body(bonuses)) }]))
            (Columns(vec![html! { (fall) }, html! { (spread) }]))
        },
    ))
}

pub fn derivation(words: &Words) -> Shown {
    let line = |number: usize, pieces: &[(Ink, &str)]| {
        SourceLine::inked(number, pieces.iter().map(|(ink, text)| (*ink, (*text).to_owned())))
    };
    let plan = SourceView::new(words, "plan", "nordlicht.plan · v4")
        .line(line(28, &[(Ink::Comment, "# Level 1 to 5 of everybody who sold")]))
        .line(line(29, &[(Ink::Keyword, "bonus"), (Ink::Plain, " unilevel {")]))
        .line(line(30, &[(Ink::Plain, "  "), (Ink::Keyword, "for each"), (Ink::Plain, " order o")]))
        .line(
            line(
                31,
                &[
                    (Ink::Plain, "  "),
                    (Ink::Keyword, "pay"),
                    (Ink::Plain, " unilevel_rate[level, rank] "),
                    (Ink::Keyword, "of"),
                    (Ink::Plain, " o.bv"),
                ],
            )
            .marked(),
        )
        .line(
            line(
                32,
                &[
                    (Ink::Plain, "  "),
                    (Ink::Keyword, "to"),
                    (Ink::Plain, " uplines "),
                    (Ink::Keyword, "at most"),
                    (Ink::Number, " 5"),
                    (Ink::Keyword, " levels"),
                    (Ink::Plain, " with active"),
                ],
            )
            .marked(),
        )
        .line(line(
            33,
            &[
                (Ink::Plain, "  "),
                (Ink::Keyword, "rounded"),
                (Ink::Text, " \"half up\""),
                (Ink::Keyword, " to"),
                (Ink::Number, " 0.01 EUR"),
            ],
        ))
        .line(line(34, &[(Ink::Plain, "}")]));
    let derivation = Derivation::new(words, "8,00 €", "Unilevel an Anna Berg")
        .sentence("Bens Bestellung vom 4. März bringt 200 BV. Anna steht eine Ebene darüber. Ihr Satz als Silver ist 5 %. 1 BV sind 0,80 €.")
        .step(Step::new("Basis", "200 BV").text(html! { "Bestellung " a href="#" { "B-10017" } " von Ben Hahn, 4.3.2026" }))
        .step(Step::new("Weg", "Ebene 1").text("Anna Berg ▸ Ben Hahn"))
        .step(
            Step::new("Satz", "5 %")
                .text("Tabelle unilevel_rate[1, Silver]")
                .source("nordlicht.plan:12 „Unilevel-Sätze“", "#")
                .open()
                .step(
                    Step::new("Stufe", "Silver")
                        .text("am 4.3.2026")
                        .step(Step::new("GV", "3.420 BV").text("gefordert 3.000 BV"))
                        .step(Step::new("Aktiv", "140 BV").text("gefordert 100 BV")),
                ),
        )
        .step(Step::new("Rechnung", "8,00 €").text("200 BV × 5 % = 10,00 BV × 0,80 €/BV"))
        .step(Step::new("Rundung", "0,00 €").text("kaufmännisch auf 0,01 €, je Zeile"))
        .step(Step::new("Kappung", "").text("nicht berührt (38,2 % < 55 %)").differs())
        .source("nordlicht.plan:31 „Unilevel“ · v4, gilt ab 1.1.2026", "#")
        .plan(plan)
        .action(Action::link("Einwand erheben", "#").icon(Icon::CircleHelp));
    let head = PageHead::new("Rechenweg")
        .breadcrumbs(Breadcrumbs::new(words).link("Abrechnung", "#").link("März 2026", "#").link("Anna Berg", "#"))
        .chip(Chip::new(Tone::Info, "Berechnet").icon(Icon::Calculator));
    Shown::new("derivation", "Rechenweg – Anna Berg, 8,00 €", "Abrechnung", html! { (head) (derivation) })
}
