//! Writes a page of each kind as a file, to be looked at in a browser:
//!
//! ```text
//! cargo run -p compline-ui --example gallery -- out/gallery
//! ```
//!
//! The pages ask for their styles at `/assets`; serve the folder with any server for files, with the header
//! `Content-Security-Policy` of `compline_ui::assets` if what browsers refuse is to be seen.

use compline_ui::{Frame, Icon, JobsBadge, Menu, NavItem, Page, Search, Theme, UserMenu, Words};
use maud::{Markup, Render};
use std::path::{Path, PathBuf};

mod figures;
mod money;
mod partners;
mod plans;
mod settlement;
mod small;

/// A page of the gallery: its file, its title, its place in the navigation, and its main part.
pub struct Shown {
    file: &'static str,
    title: &'static str,
    part: &'static str,
    main: Markup,
}

impl Shown {
    pub fn new(file: &'static str, title: &'static str, part: &'static str, main: impl Render) -> Self {
        Self { file, title, part, main: main.render() }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).map_or_else(|| PathBuf::from("out/gallery"), PathBuf::from);
    let words = Words::german();
    for (folder, theme) in [("", Theme::Light), ("dark", Theme::Dark)] {
        let folder = out.join(folder);
        std::fs::create_dir_all(&folder)?;
        for shown in pages(&words)? {
            let page = Page::new(&words, "de", shown.title).theme(theme).with_errors(shown.file == "form").body(frame(
                &words,
                theme,
                shown.part,
                &shown.main,
            ));
            std::fs::write(folder.join(shown.file).with_extension("html"), page.into_string())?;
        }
        let page = Page::new(&words, "de", "Anmelden").theme(theme).body(small::login(&words));
        std::fs::write(folder.join("login.html"), page.into_string())?;
    }
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/web/dist")), &out.join("assets"))?;
    println!("{}", out.display());
    Ok(())
}

fn pages(words: &Words) -> Result<Vec<Shown>, Box<dyn std::error::Error>> {
    Ok(vec![
        settlement::settlement(words),
        settlement::review(words),
        settlement::approval(words),
        settlement::finalise(words),
        partners::list(words),
        partners::record(words),
        partners::form(words),
        partners::downline(words),
        figures::dashboard(words)?,
        figures::derivation(words),
        money::reconciliation(words),
        money::import(words),
        plans::plan(words),
        plans::difference(words),
        small::empty(words),
        small::forbidden(words),
        small::conflict(words),
        small::failed(words),
    ])
}

fn frame<'w>(words: &'w Words, theme: Theme, part: &str, main: &Markup) -> Frame<'w> {
    let parts = [
        (Icon::House, "Heute", None, false),
        (Icon::Calculator, "Abrechnung", Some("3"), false),
        (Icon::Users, "Partner", None, false),
        (Icon::ShoppingCart, "Bestellungen", Some("12"), false),
        (Icon::Wallet, "Zahlungen", None, false),
        (Icon::FileText, "Dokumente", None, false),
        (Icon::Landmark, "Buchhaltung", None, false),
        (Icon::ScrollText, "Pläne", None, true),
        (Icon::FlaskConical, "Simulation", None, false),
        (Icon::History, "Protokoll", None, false),
        (Icon::Settings, "Einstellungen", None, false),
    ];
    let frame = parts.into_iter().fold(Frame::new(words, main), |frame, (icon, label, count, apart)| {
        let mut item = NavItem::new(icon, label, "#").current(label == part);
        if let Some(count) = count {
            item = item.count(count);
        }
        frame.nav(if apart { item.apart() } else { item })
    });
    frame
        .company(Menu::new("Nordlicht GmbH").current("Nordlicht GmbH", "#").link("Nordlicht Austria GmbH", "#"))
        .search(Search::new("/suche", "Suchen oder Befehl …").suggestions("/suche/vorschlaege"))
        .period(Menu::new("März 2026").at_the_right().current("März 2026", "#").link("Februar 2026", "#"))
        .jobs(JobsBadge::new("2 Aufträge", "#"))
        .help("Hilfe zu dieser Seite", "#")
        .user(
            UserMenu::new(words, "Annette Brandt", "AB", "Abrechnung")
                .link(Icon::User, "Mein Konto", "#")
                .theme("/konto/darstellung", theme)
                .sign_out("Abmelden", "/abmelden"),
        )
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
