use compline_lang::syntax::{parse_item, split};
#[test]
fn prof() {
    let one = include_str!("data/nordlicht.plan");
    let text = one.repeat(10_000 / one.lines().count());
    if std::env::var("P").is_ok() {
        for _ in 0..20 {
            for i in split(&text) {
                std::hint::black_box(parse_item(i.text));
            }
        }
    } else {
        for _ in 0..4000 {
            std::hint::black_box(split(&text));
        }
    }
}
