//! Plans: source with findings, difference of versions.

use crate::Shown;
use compline_ui::{
    Action, Banner, Breadcrumbs, Chip, Icon, Ink, PageHead, Section, SourceLine, SourceView, Tabs, Tone, Words,
};
use maud::html;

fn line(number: usize, pieces: &[(Ink, &str)]) -> SourceLine {
    SourceLine::inked(number, pieces.iter().map(|(ink, text)| (*ink, (*text).to_owned())))
}

fn tabs() -> Tabs {
    Tabs::new("Planfassung")
        .tab("Quelltext", "#", true)
        .tab("Vergleich mit v3", "#", false)
        .counted("Hinweise", "2", "#", false)
        .counted("Beispiele", "14/14", "#", false)
}

pub fn plan(words: &Words) -> Shown {
    let source = SourceView::new(words, "source", "nordlicht.plan")
        .line(line(1, &[(Ink::Keyword, "plan"), (Ink::Text, " \"Nordlicht\""), (Ink::Keyword, " version"), (Ink::Number, " 4")]))
        .line(line(2, &[(Ink::Keyword, "currency"), (Ink::Plain, " EUR")]))
        .line(line(3, &[]))
        .line(line(4, &[(Ink::Keyword, "rank"), (Ink::Plain, " Silver "), (Ink::Keyword, "needs"), (Ink::Plain, " gv >= "), (Ink::Number, "3000 BV")]))
        .line(
            line(5, &[(Ink::Keyword, "rank"), (Ink::Plain, " Gold "), (Ink::Keyword, "needs"), (Ink::Plain, " gv >= "), (Ink::Number, "8000 BV")])
                .finding(Tone::Warn, html! { strong { "W0203" } " Zwischen Silver und Gold liegt keine Bedingung für Linien. War das gemeint?" }),
        )
        .line(line(6, &[]))
        .line(line(7, &[(Ink::Comment, "# Sätze je Ebene und Stufe")]))
        .line(line(8, &[(Ink::Keyword, "table"), (Ink::Plain, " unilevel_rate[level, rank] {")]))
        .line(line(9, &[(Ink::Plain, "  "), (Ink::Number, "1"), (Ink::Plain, ", Silver: "), (Ink::Number, "5%")]))
        .line(line(10, &[(Ink::Plain, "  "), (Ink::Number, "1"), (Ink::Plain, ", Gold:   "), (Ink::Number, "6%")]))
        .line(line(11, &[(Ink::Plain, "}")]));
    let head = PageHead::new("Nordlicht v4")
        .breadcrumbs(Breadcrumbs::new(words).link("Pläne", "#").link("Nordlicht", "#"))
        .chip(Chip::new(Tone::Ok, "Freigegeben").icon(Icon::Lock))
        .fact("gilt ab 1.1.2026")
        .fact("höchstens 47,2 je 100 Umsatz bewiesen (Grenze 55)")
        .fact("0 Fehler, 2 Hinweise")
        .fact("14/14 Beispiele")
        .action(Action::link("Neue Fassung beginnen", "#").primary());
    let banner = Banner::new(Tone::Neutral, "Diese Fassung ist freigegeben und unveränderlich.")
        .icon(Icon::Lock)
        .text("Freigegeben am 18.12.2025 von S. Roth.");
    Shown::new("plan", "Freigegeben – Nordlicht v4", "Pläne", html! { (head) (banner) (tabs()) (source) })
}

pub fn difference(words: &Words) -> Shown {
    let diff = SourceView::new(words, "diff", "unilevel_rate")
        .comparing()
        .line(
            line(8, &[(Ink::Keyword, "table"), (Ink::Plain, " unilevel_rate[level, rank] {")])
                .compared(Some(8), Some(8)),
        )
        .line(
            line(9, &[(Ink::Plain, "  "), (Ink::Number, "1"), (Ink::Plain, ", Silver: "), (Ink::Number, "4%")])
                .compared(Some(9), None),
        )
        .line(
            line(9, &[(Ink::Plain, "  "), (Ink::Number, "1"), (Ink::Plain, ", Silver: "), (Ink::Number, "5%")])
                .compared(None, Some(9)),
        )
        .line(
            line(10, &[(Ink::Plain, "  "), (Ink::Number, "1"), (Ink::Plain, ", Gold:   "), (Ink::Number, "6%")])
                .compared(Some(10), Some(10)),
        )
        .line(line(11, &[(Ink::Plain, "}")]).compared(Some(11), Some(11)));
    let head = PageHead::new("Nordlicht v4 gegen v3")
        .breadcrumbs(Breadcrumbs::new(words).link("Pläne", "#").link("Nordlicht", "#"))
        .chip(Chip::new(Tone::Review, "Wartet auf Freigabe"))
        .fact("1 Definition geändert")
        .action(Action::unavailable(
            "Freigeben",
            "Sie haben diese Fassung geschrieben. Freigeben kann sie nur eine andere Person.",
        ));
    Shown::new(
        "difference",
        "Vergleich – Nordlicht v4",
        "Pläne",
        html! { (head) (Section::new("Geändert").body(diff)) },
    )
}
