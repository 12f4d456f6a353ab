//! Writes sample statements as PDF into a folder, to look at them.
//!
//! `cargo run --example sheets -- FOLDER [FOLDER-OF-FONTS]`

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a tool for the eye")]

#[path = "../tests/it/sample.rs"]
mod sample;

use compline_documents::vat::{Exemption, RateKind, TaxStatus};
use compline_documents::{Fonts, Options, Statement, Typesetter};
use compline_words::Language;
use std::path::{Path, PathBuf};

fn main() {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = args.next().unwrap();
    let fonts = Fonts::embedded();
    let fonts = args.next().map_or(fonts.clone(), |more| fonts.with_folder(&more).unwrap());
    let typesetter = Typesetter::new(fonts);
    for (name, statement) in sheets() {
        let pdf = typesetter.render(&statement, Options::default()).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), &pdf).unwrap();
        println!("{name}: {} bytes", pdf.len());
    }
}

fn sheets() -> Vec<(&'static str, Statement)> {
    let mut everything = sample::statement(30);
    sample::with_everything(&mut everything);
    let mut english = everything.clone();
    english.language = Language::En;
    let mut draft = sample::statement(5);
    draft.number = None;
    let mut private = sample::statement(6);
    sample::taxed_as(&mut private, TaxStatus::Private, "DE");
    let mut small = sample::statement(4);
    sample::taxed_as(&mut small, TaxStatus::SmallBusiness, "DE");
    let mut exempt = sample::statement(4);
    sample::taxed_as(&mut exempt, TaxStatus::Exempt(Exemption::Insurance), "DE");
    let mut foreign = sample::statement(5);
    foreign.seller.name = "Maximiliane Theodora Freifrau von Hohenstein-Ehrenfels".to_owned();
    foreign.seller.address.line2 = Some("Hinterhaus, Stiege 3, Tür 14".to_owned());
    foreign.seller.address.line3 = Some("c/o Kanzlei Unterwurzacher & Söhne".to_owned());
    foreign.seller.address.country_name = Some("Österreich".to_owned());
    foreign.seller.vat_id = Some("ATU12345678".to_owned());
    sample::taxed_as(&mut foreign, TaxStatus::ReverseCharge, "AT");
    let mut negative = sample::statement(9);
    negative.groups.iter_mut().flat_map(|group| &mut group.lines).for_each(|line| line.amount = -line.amount.abs());
    sample::settle(&mut negative);
    let mut nil = sample::statement(0);
    sample::taxed_as(&mut nil, TaxStatus::Regular(RateKind::Standard), "DE");
    let long = sample::statement(160);
    vec![
        ("plain", sample::statement(6)),
        ("everything", everything),
        ("english", english),
        ("draft", draft),
        ("private", private),
        ("small", small),
        ("exempt", exempt),
        ("foreign", foreign),
        ("negative", negative),
        ("nil", nil),
        ("long", long),
    ]
}
