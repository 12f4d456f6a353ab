//! A failing case for people: the plan, and the company as far as it is small.

use crate::case::{Case, Failure};
use crate::compile::compile;
use compline_compiler::program::{Kind, NONE, Program, Source, Space};
use compline_compiler::store::Store;
use std::fmt::Write as _;

/// Most rows of a space that are written.
const ROWS: usize = 60;

/// Everything that is needed to see what went wrong.
pub fn report(case: Case, text: &str, failure: &Failure) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# case seed={} size={} partners={}", case.seed, case.size, case.partners);
    for line in failure.to_string().lines() {
        let _ = writeln!(out, "# {line}");
    }
    let _ = writeln!(out, "\n{}", text.trim_end());
    if let Ok(program) = compile(text) {
        let store = case.company(&program).store(&program, case.seed);
        let _ = writeln!(out, "\n# the company");
        out.push_str(&company(&program, &store));
    }
    out
}

/// The inputs of a store, row by row.
pub fn company(program: &Program, store: &Store) -> String {
    let mut out = String::new();
    for (view, tree) in program.tree_views.iter().zip(&store.trees) {
        let name = program.trees.get(view.tree.index()).map_or("?", |tree| &tree.name);
        let _ = writeln!(
            out,
            "# tree {name} {}: parents {:?} inside {:?}",
            program.stretch(view.at),
            first(&tree.parent),
            first(&tree.inside)
        );
    }
    let _ = writeln!(out, "# numbers {:?} persons {:?}", first(&store.number), first(&store.person_of));
    for (at, column) in program.columns.iter().enumerate() {
        if matches!(
            column.source,
            Source::Computed | Source::Carried(_) | Source::LineEarner | Source::LineAmount | Source::LineTrigger
        ) {
            continue;
        }
        let Some(values) = store.columns.get(at).and_then(Option::as_ref) else { continue };
        let space = match column.space {
            Space::Event(set) => {
                let set = program.event_sets[set.index()];
                format!("{} {:?}", program.events[set.event.index()].name, set.select)
            }
            space => format!("{space:?}"),
        };
        let shown = (0..values.len().min(ROWS)).map(|row| match (values.get(row), column.ty.kind) {
            (NONE, _) => "none".to_owned(),
            (value, Kind::Word(list)) => {
                let words = program.words.get(list.index()).map_or(&[][..], |list| &list.words);
                usize::try_from(value).ok().and_then(|at| words.get(at).cloned()).unwrap_or_default()
            }
            (value, _) => value.to_string(),
        });
        let shown: Vec<String> = shown.collect();
        let _ = writeln!(out, "# {space}: {} = {}", column.name, shown.join(" "));
    }
    out
}

fn first<T>(values: &[T]) -> &[T] {
    &values[..values.len().min(ROWS)]
}
