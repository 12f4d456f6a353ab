//! `compline check`: what is wrong with a plan.

use super::test;
use crate::args::{CheckArgs, Emit};
use crate::compile::{Compiled, Source};
use crate::failure::{Failure, Verdict};
use crate::terminal;
use compline_compiler::text;
use compline_lang::render::{Entry, expansion};
use compline_lang::words::say;
use compline_runtime::settle::Reference;
use std::io::Write;

pub fn run(args: &CheckArgs) -> Result<Verdict, Failure> {
    let sources: Vec<Source> =
        args.plans.iter().map(|path| Source::read(path)?.with(&args.parameters.settings)).collect::<Result<_, _>>()?;
    let plans: Vec<Compiled> = sources.into_iter().map(|source| source.check().proved()).collect();
    let mut out = std::io::stdout().lock();
    let mut good = plans.iter().all(Compiled::is_good);
    if args.json {
        let entries: Vec<Entry> = plans.iter().flat_map(Compiled::entries).collect();
        serde_json::to_writer_pretty(&mut out, &entries)?;
        writeln!(out)?;
    } else {
        for plan in &plans {
            eprint!("{}", if args.all { plan.report_first(usize::MAX) } else { plan.report() });
            match args.emit {
                Some(emit) => out.write_all(emitted(plan, emit).as_bytes())?,
                None => {
                    let broken = broken_examples(plan);
                    if !broken.is_empty() {
                        good = false;
                        broken.iter().try_for_each(|example| test::print(&mut std::io::stderr(), example))?;
                        let failed = match broken.len() {
                            1 => say!("1 example does not hold"),
                            many => say!("{many} examples do not hold"),
                        };
                        writeln!(out, "{}: {}", plan.source.file, failed.in_language(terminal::language()))?;
                        continue;
                    }
                    let none = || say!("no errors").in_language(terminal::language());
                    let module =
                        if plan.module { say!(" (a module)").in_language(terminal::language()) } else { String::new() };
                    writeln!(out, "{}: {}{module}", plan.source.file, plan.count().unwrap_or_else(none))?;
                }
            }
        }
    }
    Ok(if good { Verdict::Good } else { Verdict::Wrong })
}

/// The examples of a plan without errors that do not come out as they say.
fn broken_examples(plan: &Compiled) -> Vec<test::Outcome> {
    let Some((hir, program)) = &plan.result else { return Vec::new() };
    let mut outcomes = test::play_all(&plan.source, hir, program, &mut Reference);
    outcomes.retain(|outcome| !outcome.passed);
    outcomes
}

/// The form that is asked for; nothing where the plan has errors.
fn emitted(plan: &Compiled, emit: Emit) -> String {
    let Some((_, program)) = &plan.result else { return String::new() };
    match emit {
        Emit::Program => text::render(program),
        Emit::Expansion => expansion(&plan.source.text),
        Emit::Bundle => plan.source.text.clone(),
    }
}
