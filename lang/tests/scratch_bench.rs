use compline_lang::syntax::{format as fmt, parse_item, split};
use std::time::Instant;
#[test]
fn bench() {
    let one = include_str!("data/nordlicht.plan");
    let text = one.repeat(10_000 / one.lines().count());
    println!("{} lines {} bytes", text.lines().count(), text.len());
    for _ in 0..3 {
        let t = Instant::now();
        let items = split(&text);
        println!("split {:?} {} items", t.elapsed(), items.len());
        let t = Instant::now();
        let n = items.iter().filter(|i| parse_item(i.text).item.is_some()).count();
        println!("parse {:?} {n}", t.elapsed());
    }
    let t = Instant::now();
    let f = fmt(&text).unwrap();
    println!("format {:?} {}", t.elapsed(), f.len());
    let broken: String = (0..1_000).map(|line| format!("  let a{line} = * 2\n")).collect();
    let b = format!("bonus A for each Order {{\n{broken}}}\n");
    let t = Instant::now();
    let n = parse_item(&b).errors.len();
    println!("broken {:?} {n}", t.elapsed());
}
