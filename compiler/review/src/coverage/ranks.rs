//! Ranks that nobody can have, and ranks that demand less than the one below.

use super::Known;
use super::walk::each;
use crate::message::Finding;
use compline_compiler::program::Space;
use compline_lang::diagnostic::Code;
use compline_lang::hir::{self, AggregateOp, Climb, CompareOp, Expr, ExprKind, LadderDecl, Param, Subject, TypeKind};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::syntax::ast::BinaryOp;
use compline_lang::words::{Text, say};
use std::cmp::Ordering;

pub(super) fn findings(known: &Known<'_>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    each(known.plan, &mut |_, e, _| {
        hir::visit(e, &mut |part| {
            if let ExprKind::Highest(ladder, rule, otherwise) = part.kind.as_ref()
                && let Some(ladder) = known.plan.ladders.iter().find(|known| known.name == *ladder)
                // What it demands may be set.
                && !known.open.item(known.plan.home(&ladder.name))
            {
                let reachable = reachable(known, e, part, ladder);
                for finding in of_rule(known, ladder, rule, otherwise, &reachable) {
                    if !out.contains(&finding) {
                        out.push(finding);
                    }
                }
            }
        });
    });
    // A ladder that several rules climb: only what holds for all of them.
    let rules = |ladder: &str| {
        let mut n = 0;
        each(known.plan, &mut |_, e, _| {
            hir::visit(e, &mut |part| {
                n += usize::from(matches!(part.kind.as_ref(), ExprKind::Highest(name, ..) if name == ladder))
            });
        });
        n
    };
    out.retain(|finding| finding.about.as_deref().is_none_or(|ladder| rules(ladder) == 1));
    out
}

/// Which ranks the value of a definition may be; all, where it is no definition's whole value.
fn reachable(known: &Known<'_>, whole: &Expr, part: &Expr, ladder: &LadderDecl) -> Vec<bool> {
    let all = vec![true; ladder.ranks.len()];
    if !std::ptr::eq(whole, part) {
        return all;
    }
    let definition = known.plan.definitions.iter().map(|(_, d)| d).find(|d| std::ptr::eq(&d.value, whole));
    let Some(definition) = definition.filter(|d| d.subject == Subject::Partner && d.params.is_empty()) else {
        return all;
    };
    let lowered = known.program.definitions.iter().find(|d| d.name == definition.name && d.space == Space::Partner);
    let Some(values) = lowered.and_then(|d| known.columns.get(d.computed.unwrap_or(d.column).index())) else {
        return all;
    };
    (0_u32..).zip(&ladder.ranks).map(|(rank, _)| values.has(rank)).collect()
}

fn of_rule(known: &Known<'_>, ladder: &LadderDecl, rule: &Expr, otherwise: &Expr, reachable: &[bool]) -> Vec<Finding> {
    let mut out = Vec::new();
    let item = known.plan.home(&ladder.name);
    let directions: Vec<Direction> = ladder.columns.iter().map(|column| direction(rule, &column.name)).collect();
    let spared = match otherwise.kind.as_ref() {
        ExprKind::Word(_, rank) => Some(*rank as usize),
        _ => None,
    };
    let fallback = |rank: usize| spared == Some(rank);
    for (at, rank) in ladder.ranks.iter().enumerate() {
        let place = ladder.spans.get(at).copied().unwrap_or_default();
        let new = |message| Finding::new(Code::UnreachableRank, item, place, message).about(&ladder.name);
        if reachable.get(at) == Some(&false) {
            let message = say!("nobody can ever have the rank `{rank}`");
            out.push(
                new(message)
                    .witness(say!("no partner, whatever the data, fulfils its rule and not that of a rank above"))
                    .help("lower its demands, or raise those of the ranks above"),
            );
            continue;
        }
        if let Some(above) = implied(ladder, &directions, at).filter(|_| !fallback(at)) {
            let name = ladder.ranks.get(above).map_or("", String::as_str);
            let message = say!(
                "whoever fulfils the rule of `{rank}` fulfils that of `{above}`, so nobody is ever just `{rank}`",
                above = name
            );
            out.push(
                new(message)
                    .witness(demands(ladder, at, above))
                    .help("lower its demands, or raise those of the rank above"),
            );
        } else if at > 0 {
            out.extend(falling(ladder, item, &directions, at).map(|finding| finding.about(&ladder.name)));
        }
    }
    out
}

/// The rank above whose rule holds wherever that of this one does.
fn implied(ladder: &LadderDecl, directions: &[Direction], at: usize) -> Option<usize> {
    let own = ladder.rows.get(at)?;
    let above = match ladder.climb {
        Climb::HighestSatisfied => at + 1..ladder.ranks.len(),
        Climb::OneByOne => at + 1..(at + 2).min(ladder.ranks.len()),
    };
    // Where nothing is demanded by columns, the rule is the same for all ranks: then only the highest is ever reached.
    above.into_iter().find(|other| {
        ladder.rows.get(*other).is_some_and(|row| {
            own.iter().zip(row).zip(directions).all(|((a, b), direction)| {
                matches!(
                    (direction, order(a, b)),
                    (Direction::Still, _)
                        | (_, Some(Ordering::Equal))
                        | (Direction::Falls, Some(Ordering::Greater))
                        | (Direction::Rises, Some(Ordering::Less))
                )
            })
        })
    })
}

fn demands(ladder: &LadderDecl, at: usize, above: usize) -> Text {
    let row = |at: usize| {
        let cells = ladder.rows.get(at).map(Vec::as_slice).unwrap_or_default();
        let cells = ladder
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| format!("{} {}", column.name, plain(cell, column, ladder)));
        cells.collect::<Vec<_>>().join(", ")
    };
    let name = |at: usize| ladder.ranks.get(at).cloned().unwrap_or_default();
    say!(
        "{rank} demands {own}; {above} demands {theirs}",
        rank = name(at),
        own = row(at),
        above = name(above),
        theirs = row(above)
    )
}

/// A column in which a rank demands less than the one below.
fn falling(ladder: &LadderDecl, item: ItemIndex, directions: &[Direction], at: usize) -> Option<Finding> {
    let (below, own) = (ladder.rows.get(at - 1)?, ladder.rows.get(at)?);
    let columns = ladder.columns.iter().zip(directions).zip(below.iter().zip(own));
    for ((column, direction), (below_cell, cell)) in columns {
        let falls = matches!(
            (direction, order(cell, below_cell)),
            (Direction::Falls, Some(Ordering::Less)) | (Direction::Rises, Some(Ordering::Greater))
        );
        if !falls {
            continue;
        }
        let name = |at: usize| ladder.ranks.get(at).cloned().unwrap_or_default();
        let (rank, below, demand) = (name(at), name(at - 1), &column.name);
        let message = match ladder.climb {
            Climb::HighestSatisfied => say!("`{rank}` demands less than `{below}` in column `{demand}`"),
            Climb::OneByOne => say!(
                "`{rank}` demands less than `{below}` in column `{demand}`, and nobody has it who has not fulfilled that one too"
            ),
        };
        let witness = say!("{} after {}", plain(cell, column, ladder), plain(below_cell, column, ladder));
        // A dash has no place of its own.
        let span =
            if cell.span == Span::default() { ladder.spans.get(at).copied().unwrap_or_default() } else { cell.span };
        return Some(
            Finding::new(Code::FallingDemand, item, span, message)
                .witness(witness)
                .help("demand at least as much as of the rank below"),
        );
    }
    None
}

/// What becomes of a value, or of whether a condition holds, when a column rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    /// It has nothing to do with the column.
    Still,
    /// It never falls; a condition never ceases to hold.
    Rises,
    /// It never rises; a condition is harder to meet.
    Falls,
    /// Nobody knows.
    Moves,
}

impl Direction {
    fn reversed(self) -> Self {
        match self {
            Self::Rises => Self::Falls,
            Self::Falls => Self::Rises,
            other => other,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Still, d) | (d, Self::Still) => d,
            (a, b) if a == b => a,
            _ => Self::Moves,
        }
    }
}

fn direction(e: &Expr, column: &str) -> Direction {
    let of = |e: &Expr| direction(e, column);
    match e.kind.as_ref() {
        ExprKind::Local(name) if name == column => Direction::Rises,
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().fold(Direction::Still, |known, part| known.and(of(part)))
        }
        ExprKind::Not(a) | ExprKind::Negate(a) => of(a).reversed(),
        ExprKind::Compare(CompareOp::Greater | CompareOp::GreaterOrEqual, a, b) => of(a).and(of(b).reversed()),
        ExprKind::Compare(CompareOp::Less | CompareOp::LessOrEqual, a, b) => of(a).reversed().and(of(b)),
        ExprKind::Binary(BinaryOp::Add, a, b) | ExprKind::Clamp(a, _, b) => of(a).and(of(b)),
        ExprKind::Binary(BinaryOp::Subtract, a, b) => of(a).and(of(b).reversed()),
        ExprKind::Of(a, b) | ExprKind::Binary(BinaryOp::Multiply, a, b) => match (literal_sign(a), literal_sign(b)) {
            (Some(Ordering::Greater), _) => of(b),
            (_, Some(Ordering::Greater)) => of(a),
            _ => mentions(e, column),
        },
        ExprKind::Rounded(a, ..) | ExprKind::Convert(a, ..) => of(a),
        ExprKind::Extreme(_, items) => items.iter().fold(Direction::Still, |known, item| known.and(of(item))),
        ExprKind::Aggregate(aggregate) => {
            let filter = aggregate.filter.as_ref().map_or(Direction::Still, of);
            let body = aggregate.body.as_ref().map_or(Direction::Still, of);
            let rows_still = {
                let mut still = true;
                hir::children(e, &mut |part| {
                    let inner = aggregate.filter.iter().chain(&aggregate.body).any(|own| std::ptr::eq(own, part));
                    still &= inner || mentions(part, column) == Direction::Still;
                });
                still
            };
            match aggregate.op {
                _ if !rows_still => Direction::Moves,
                AggregateOp::Count | AggregateOp::Any => filter.and(body),
                AggregateOp::Every => body.and(filter.reversed()),
                _ if filter == Direction::Still => body,
                _ => Direction::Moves,
            }
        }
        _ => mentions(e, column),
    }
}

/// Moves where a column is mentioned at all.
fn mentions(e: &Expr, column: &str) -> Direction {
    let mut found = false;
    hir::visit(e, &mut |part| found |= matches!(part.kind.as_ref(), ExprKind::Local(name) if name == column));
    if found { Direction::Moves } else { Direction::Still }
}

fn literal_sign(e: &Expr) -> Option<Ordering> {
    match e.kind.as_ref() {
        ExprKind::Number(n) => Some(n.mantissa.cmp(&0)),
        _ => None,
    }
}

fn order(a: &Expr, b: &Expr) -> Option<Ordering> {
    match (a.kind.as_ref(), b.kind.as_ref()) {
        (ExprKind::Number(x), ExprKind::Number(y)) => x.compare(*y),
        (ExprKind::Word(_, x), ExprKind::Word(_, y)) => Some(x.cmp(y)),
        (ExprKind::Bool(x), ExprKind::Bool(y)) => Some(x.cmp(y)),
        (ExprKind::Date(x), ExprKind::Date(y)) => Some(x.cmp(y)),
        _ => None,
    }
}

fn plain(cell: &Expr, column: &Param, ladder: &LadderDecl) -> String {
    match (cell.kind.as_ref(), &column.ty.kind) {
        (ExprKind::Number(n), TypeKind::Number(hir::Unit::Percent, _)) => {
            let n = crate::value::number(n.mantissa, n.scale).map(|n| n * crate::Number::from_integer(100));
            format!("{}%", n.map_or_else(String::new, crate::message::decimal))
        }
        (ExprKind::Number(n), ty) => {
            let number = crate::value::number(n.mantissa, n.scale).map_or_else(String::new, crate::message::decimal);
            match ty {
                TypeKind::Number(unit @ (hir::Unit::Money(_) | hir::Unit::Points(_)), _) => format!("{number} {unit}"),
                _ => number,
            }
        }
        (ExprKind::Word(_, at), _) => ladder.ranks.get(*at as usize).cloned().unwrap_or_default(),
        (ExprKind::Bool(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (ExprKind::Date(day), _) => day.to_string(),
        _ => "-".to_owned(),
    }
}
