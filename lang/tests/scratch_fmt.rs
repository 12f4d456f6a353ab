use compline_lang::syntax::format;
#[test]
fn scratch() {
    let path = std::env::var("PLAN").unwrap_or("tests/data/nordlicht.plan".into());
    let text = std::fs::read_to_string(path).unwrap();
    match format(&text) {
        Ok(t) => {
            println!("{t}");
            assert_eq!(format(&t).unwrap(), t);
        }
        Err(e) => println!("{e:#?}"),
    }
}
