//! scratch
fn main() {
    for f in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&f).unwrap_or_default();
        println!("{}", compline_conformance::try_text(&text));
    }
}
