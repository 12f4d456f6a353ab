fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    if a[0] == "gen" {
        let (from, n, size): (u64, u64, u32) = (a[1].parse().unwrap(), a[2].parse().unwrap(), a[3].parse().unwrap());
        let mut ok = 0;
        let mut codes = std::collections::BTreeMap::new();
        let t = std::time::Instant::now();
        for seed in from..from + n {
            let size = if size == 0 { 1 + (seed % 10) as u32 } else { size };
            let plan = compline_differential::plan::generate(seed, size);
            let text = plan.text();
            match compline_differential::compile::compile(&text) {
                Ok(_) => ok += 1,
                Err(r) => {
                    *codes.entry((format!("{:?}", r.stage), r.code)).or_insert(0) += 1;
                    if codes[&(format!("{:?}", r.stage), r.code)] <= a.get(4).map_or(1, |x| x.parse().unwrap()) {
                        println!("=== seed {seed} size {size} {:?}", r.stage);
                        println!("{}\n", r.errors[0]);
                    }
                }
            }
            if n == 1 {
                println!("{text}");
            }
        }
        println!("ok {ok} of {n} in {:?}; {codes:?}", t.elapsed());
        return;
    }
    if a[0] == "shrink" {
        let case = compline_differential::case::Case::of(a[1].parse().unwrap());
        let f = case.run().unwrap_err();
        let (case, text, f) = compline_differential::shrink::shrink(case, &f);
        println!("{case:?}\n{f}\n\n{text}");
        return;
    }
    if a[0] == "run" {
        let (from, n): (u64, u64) = (a[1].parse().unwrap(), a[2].parse().unwrap());
        let t = std::time::Instant::now();
        let mut counts = std::collections::BTreeMap::new();
        let mut lines = 0;
        let mut cuts = 0;
        let mut shown = std::collections::BTreeMap::<String, u32>::new();
        let (mut comp, mut ran) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
        for seed in from..from + n {
            let case = compline_differential::case::Case::of(seed);
            let t1 = std::time::Instant::now();
            let r = case.run();
            let d = t1.elapsed();
            if d.as_millis() > 1500 {
                println!("slow {case:?} {d:?}");
            }
            match r {
                Ok(r) => {
                    lines += r.lines;
                    cuts += r.cuts;
                    *counts.entry(format!("{:?}", r.stopped)).or_insert(0) += 1;
                }
                Err(f) => {
                    let s = f.to_string();
                    let k = f.class();
                    *counts.entry(k.clone()).or_insert(0) += 1;
                    let e = shown.entry(k).or_default();
                    *e += 1;
                    if *e <= 1 {
                        println!("=== {case:?}\n{s}\n");
                    }
                }
            }
            if n == 1 {
                println!("{}", case.plan().text());
            }
        }
        println!("{n} in {:?}; lines {lines} cuts {cuts}", t.elapsed());
        for (k, v) in counts {
            println!("{v:6} {k}");
        }
        let _ = (&mut comp, &mut ran);
        return;
    }
    for path in a {
        let text = std::fs::read_to_string(&path).unwrap();
        match compline_differential::compile::compile(&text) {
            Ok(p) => println!("{path}: ok\n{}", compline_compiler::text::render(&p)),
            Err(r) => {
                println!("{path}: {:?} {}", r.stage, r.code);
                for e in r.errors {
                    println!("{e}\n");
                }
            }
        }
    }
}
