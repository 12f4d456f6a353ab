//! Expressions as short text, for reports.

use compline_compiler::program::{Expr, Kind, Op, Program};

/// An expression; `?` stands behind what may be absent.
pub fn expression(program: &Program, expr: &Expr) -> String {
    let part = |part: &Expr| expression(program, part);
    let column =
        |at: usize| program.columns.get(at).map_or_else(|| format!("column {at}"), |c| format!("{}#{at}", c.name));
    let parts = expr.children().into_iter().map(part).collect::<Vec<_>>().join(", ");
    let text = match &expr.op {
        Op::Const(value) => match expr.ty.kind {
            Kind::Number(_, scale) if scale > 0 => format!("{value}e-{scale}"),
            _ => value.to_string(),
        },
        Op::None => "none".to_owned(),
        Op::Handle(handle) => format!("{handle:?}").to_lowercase(),
        Op::Var(var) => format!("var{}", var.0),
        Op::Load(at, row) => format!("{}[{}]", column(at.index()), part(row)),
        Op::Company(at) => column(at.index()),
        Op::Parent(view, _) => format!("parent{}({parts})", view.0),
        Op::Side(view, _) => format!("side{}({parts})", view.0),
        Op::Compare(compare, a, b) => format!("({} {compare:?} {})", part(a), part(b)),
        Op::Round(_, mode) => format!("round{mode:?}{}({parts})", expr.ty.scale()),
        Op::Lookup(table, _) => {
            format!("{}({parts})", program.tables.get(table.index()).map_or("table", |table| &table.name))
        }
        Op::IsBelow(view, ..) => format!("below{}({parts})", view.0),
        Op::Period(edge, at) => format!("period{edge:?}{at:?}"),
        Op::Between(count, ..) => format!("{count:?}({parts})"),
        other => {
            let name = format!("{other:?}");
            let name = name.split(['(', ' ']).next().unwrap_or_default().to_lowercase();
            format!("{name}({parts})")
        }
    };
    if expr.ty.optional { format!("{text}?") } else { text }
}
