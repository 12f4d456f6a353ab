fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        match compline_differential::compile::compile(&text) {
            Ok(p) => println!("{path}: ok\n{}", compline_compiler::text::render(&p)),
            Err(r) => { println!("{path}: {:?} {}", r.stage, r.code); for e in r.errors { println!("{e}\n"); } }
        }
    }
}
