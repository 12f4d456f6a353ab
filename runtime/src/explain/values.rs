//! The values of a partner, and those that an expression reads.

use super::sentence as say;
use super::{Node, Sentence, Source};
use crate::settle::Settled;
use compline_compiler::interpret::{Env, eval};
use compline_compiler::program::{ColumnId, Definition, Expr, Kind, NONE, Op, Program, Reach, Source as From, Space};

/// The partner's own values in a context.
pub(super) fn values<'a>(source: &Source<'a>, settled: &'a Settled, partner: &str) -> Vec<Node> {
    let Some(row) = source.row(settled, partner) else { return Vec::new() };
    let show = source.show(settled);
    let mut out = Vec::new();
    let person = settled.snapshot.person_of.get(row).map_or(usize::MAX, |person| *person as usize);
    for definition in &source.program.definitions {
        // Those of the person to whom he belongs are read as the plan reads them.
        let (row, of) = match definition.space {
            Space::Partner => (row, ""),
            Space::Person => (person, "person's "),
            _ => continue,
        };
        let Some(column) = source.program.columns.get(definition.column.index()) else { continue };
        let value = settled.store.get(definition.column, row);
        let period = settled.context.period;
        if !period.has(definition.at, source.program) {
            continue;
        }
        let name = &format!("{of}{}", period.titled(&definition.name, definition.at, source.program));
        let value = show.shown(column.ty, value);
        let text = match definition.computed.filter(|_| is_manual(source.program, settled, definition, row)) {
            Some(computed) => {
                let rule = settled.store.get(computed, row);
                say::reading_overridden(name, value, show.shown(column.ty, rule))
            }
            None => say::reading(name, value),
        };
        out.push(Node { kind: "value", text, place: source.place(definition.site), ..Node::default() });
    }
    out
}

/// Whether a manual value of a definition is in force.
fn is_manual(program: &Program, settled: &Settled, definition: &Definition, row: usize) -> bool {
    let at = program.overridables.iter().position(|(name, _)| *name == definition.name);
    let column = program.columns.iter().position(|column| match column.source {
        From::Override(of, stretch) if stretch == definition.at => Some(of as usize) == at,
        _ => false,
    });
    let column = column.and_then(|at| u32::try_from(at).ok()).map(ColumnId);
    definition.computed.is_some() && column.is_some_and(|column| settled.store.get(column, row) != NONE)
}

/// The values that an expression reads at its rows, by name: what to show beside it.
pub(super) fn readings(source: &Source<'_>, settled: &Settled, expr: &Expr, env: &Env<'_>) -> Vec<Sentence> {
    let show = source.show(settled);
    let mut out: Vec<Sentence> = Vec::new();
    expr.walk(&mut |e| {
        let column = match &e.op {
            Op::Load(column, _) | Op::Company(column) if !matches!(e.ty.kind, Kind::Partner) => *column,
            _ => return,
        };
        let Some(name) = source.program.columns.get(column.index()).map(|c| &c.name) else { return };
        // What has a value for each week is said with the week.
        let of_part = source.program.definitions.iter().find(|d| d.column == column && d.at != Reach::NOW);
        let titled = of_part.map(|d| settled.context.period.titled(&d.name, d.at, source.program));
        let name = titled.as_ref().unwrap_or(name);
        let value = eval(source.program, &settled.store, e, env).unwrap_or(NONE);
        let definition = source.program.definitions.iter().find(|d| d.column == column && d.space == Space::Partner);
        let row = match &e.op {
            Op::Load(_, row) => usize::try_from(eval(source.program, &settled.store, row, env).unwrap_or(NONE)).ok(),
            _ => None,
        };
        let manual = definition.zip(row).is_some_and(|(d, row)| is_manual(source.program, settled, d, row));
        let value = show.shown(e.ty, value);
        let text = if manual { say::reading_manual(name, value) } else { say::reading(name, value) };
        if !out.contains(&text) {
            out.push(text);
        }
    });
    out
}
