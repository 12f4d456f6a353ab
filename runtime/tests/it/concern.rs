//! Everything that concerns a partner, for the plans of `plans/` and their golden companies: lines sum to what was booked, every
//! line has a derivation, and what paid nothing has a reason.

use compline_compiler::compile::compile;
use compline_compiler::program::Program;
use compline_runtime::booked::Booked;
use compline_runtime::calendar::Period;
use compline_runtime::company::{Company, ReadOptions};
use compline_runtime::explain::{Concerned, Limits, PlanText, Source, Wanted, concerned};
use compline_runtime::settle::{Reference, Settled, settle};
use compline_runtime::snapshot::Knowledge;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What concerns a partner in the first period of a golden company.
fn of(source: &Source<'_>, partner: &str, of_others: bool) -> Concerned {
    let wanted = Wanted { partner, events: &|_| true, own: &|_| true, of_others, most: usize::MAX, go_on: &|| true };
    concerned(source, &wanted).unwrap().unwrap()
}

fn total(company: &Company, settled: &[Settled], number: usize) -> i64 {
    let of = |one: &Settled| {
        let row = one.snapshot.row_of.get(number).map_or(usize::MAX, |row| *row as usize);
        one.outcome.totals.get(row).copied().unwrap_or(0)
    };
    assert!(number < company.partners.len());
    settled.iter().map(of).sum()
}

#[test]
fn lines_sum_and_have_derivations_and_what_paid_nothing_has_a_reason() {
    let (mut plans, mut lines, mut missed) = (0, 0, 0);
    for entry in std::fs::read_dir(root().join("tests/golden")).unwrap() {
        let golden = entry.unwrap().path();
        let name = golden.file_name().unwrap().to_str().unwrap().to_owned();
        let Ok(periods) = std::fs::read_to_string(golden.join("periods.txt")) else { continue };
        let path = root().join("plans").join(format!("{name}.plan"));
        let text = std::fs::read_to_string(&path).unwrap();
        // Bundles of several files are for the command line.
        let Some((_, program)) = compile(&text).result else { continue };
        let first = periods.lines().next().unwrap();
        let period = Period::settled_as(program.calendar, first).unwrap();
        let company = Company::read(&golden.join("company"), &program, ReadOptions::default()).unwrap().company;
        let settled = settle(&program, &company, period, Knowledge::Everything, 1, &mut Reference).unwrap();
        let found = look(&program, &text, &company, &settled, &name);
        plans += 1;
        lines += found.0;
        missed += found.1;
    }
    assert!(plans > 20 && lines > 1_000 && missed > 1_000, "{plans} plans, {lines} lines, {missed} reasons");
}

fn look(program: &Program, text: &str, company: &Company, settled: &[Settled], name: &str) -> (usize, usize) {
    let (plan, limits) = (PlanText::new(name, text), Limits::default());
    let booked = Booked::of(program, company, settled);
    let source = Source { program, plan: &plan, company, settled, booked: &booked, limits: &limits };
    let (mut lines, mut missed) = (0, 0);
    for number in 0..company.partners.len() {
        let partner = company.partners.ids.get(number).into_owned();
        let found = of(&source, &partner, true);
        let sum: i64 = found.lines.iter().map(|one| one.line.amount).sum();
        assert_eq!(sum, total(company, settled, number), "{name}: the lines of {partner}");
        let kept: i64 = found.lines.iter().filter_map(|one| one.kept).sum();
        assert_eq!(kept, sum, "{name}: what caps left of the lines of {partner}");
        for one in &found.lines {
            assert!(!one.derivation.is_empty(), "{name}: {partner}: {:?}", one.line);
        }
        for one in &found.missed {
            assert!(!one.why.is_empty(), "{name}: {partner}: {one:?}");
            // Whoever got a line of the bonus for an event misses nothing of it.
            let got = found.lines.iter().any(|line| {
                let same = line.line.name == one.bonus && line.line.context == one.context;
                same && line.line.made_by == "bonus" && line.event == Some(one.event)
            });
            let parts = program.bonuses.iter().filter(|bonus| bonus.name == one.bonus).count();
            assert!(!got || parts > 1, "{name}: {partner}: {one:?}");
        }
        let own = of(&source, &partner, false);
        assert_eq!((own.lines.len(), own.missed.len()), (found.lines.len(), found.missed.len()), "all are own here");
        assert!(own.team.is_empty());
        lines += found.lines.len();
        missed += found.missed.len();
    }
    (lines, missed)
}
