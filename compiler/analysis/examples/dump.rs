use compline_analysis::*;
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let compiled = compline_compiler::compile::compile(&text);
        let Some((plan, program)) = compiled.result else {
            println!("{path}: {:?}", compiled.findings);
            continue;
        };
        println!("=== {path}");
        let bounds = bound(&program);
        let show = |t: &Result<Total, Cause>| match t {
            Ok(t) => {
                let s: Vec<String> = shares(&program, &plan, t)
                    .iter()
                    .map(|s| {
                        format!(
                            "{} of {}'s {}",
                            s.ratio().map_or(format!("{} EUR per {}", s.amount, s.of.unit), |r| per_hundred(&r)),
                            s.of.event,
                            s.of.name
                        )
                    })
                    .collect();
                format!(
                    "{} fixed {:?} slack {:?}",
                    s.join(" + "),
                    t.fixed.iter().map(|(k, v)| format!("{v} {k:?}")).collect::<Vec<_>>(),
                    t.slack.iter().map(|(k, v)| format!("{v} {k:?}")).collect::<Vec<_>>()
                )
            }
            Err(c) => format!("NONE: {} / {:?}", c.text, c.help),
        };
        for p in &bounds.paid {
            println!("{}: {}\n    after {:?} {}", p.name, show(&p.before), p.cap, show(&p.after));
        }
        println!("SUM {:?} late {}: {}", bounds.caps, bounds.late, show(&bounds.sum));
    }
}
