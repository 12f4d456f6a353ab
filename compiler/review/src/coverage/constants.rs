//! Conditions that always or never hold, cases that are never come to, limits that never bite.

use super::Known;
use super::walk::{atoms, conditions, each, is_written};
use crate::message::{Finding, span_of};
use compline_compiler::program::{Kind, Program, Ty, UnitId, WordsId};
use compline_lang::diagnostic::Code;
use compline_lang::hir::{self, ClampSide, Expr, ExprKind, TypeKind, Unit};
use compline_lang::source::{ItemIndex, Span};
use compline_lang::words::{Text, say};

pub(super) fn findings(known: &Known<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    // A walk that ends before it begins is told of as such.
    let at_once = known.plan.bonuses.iter().zip(&known.bonuses).filter(|(_, paying)| paying.ends_at_once);
    let at_once: Vec<&Expr> = at_once.flat_map(|((_, bonus), _)| &bonus.stop_before).collect();
    conditions(known.plan, &mut |item, condition, cases| {
        if at_once.iter().any(|stop| std::ptr::eq(*stop, condition)) {
            return;
        }
        let before = out.len();
        let mut parts = Vec::new();
        atoms(condition, &mut parts);
        for part in parts {
            out.extend(constant(known, item, part));
        }
        if out.len() == before && out.iter().all(|f: &Finding| (f.item, f.span) != (item, condition.span)) {
            out.extend(contradiction(known, item, condition, cases));
        }
        if out.len() == before
            && let Some(cases) = cases
        {
            out.extend(never_reached(known, item, condition, cases));
        }
    });
    each(known.plan, &mut |item, e, _| {
        hir::visit(e, &mut |part| out.extend(idle(known, item, part)));
    });
    out
}

/// A comparison that comes out the same whatever the data.
fn constant(known: &Known<'_>, item: ItemIndex, e: &Expr) -> Option<Finding> {
    let marks = known.alone.marks(item, e.span).filter(|_| is_written(e))?;
    let (code, words) = match (marks.yes(), marks.no()) {
        (true, false) => (Code::AlwaysTrue, say!("this always holds")),
        (false, true) => (Code::AlwaysFalse, say!("this never holds")),
        _ => return None,
    };
    let finding = Finding::new(code, item, e.span, words).help(match code {
        Code::AlwaysTrue => "leave the condition out, or compare with another value",
        _ => "compare with another value, or leave out what depends on it",
    });
    Some(match sides(known, item, e) {
        Some(witness) => finding.witness(witness),
        None => finding,
    })
}

/// What both sides of a comparison may be.
fn sides(known: &Known<'_>, item: ItemIndex, e: &Expr) -> Option<Text> {
    let (a, b) = match e.kind.as_ref() {
        ExprKind::Compare(_, a, b) | ExprKind::Is(_, a, b) => (a, b),
        ExprKind::IsKnown(_, _) => return Some(say!("whether there is a value is certain here")),
        _ => return None,
    };
    let (left, right) = known.alone.pair(item, e.span)?;
    let text = |e: &Expr, values| type_of(known.program, e).map(|ty| span_of(known.program, ty, values));
    Some(say!("{left} is compared with {right}", left = text(a, left)?, right = text(b, right)?))
}

/// Parts that each may hold, and never together, or always one of them.
fn contradiction(known: &Known<'_>, item: ItemIndex, e: &Expr, cases: Option<&Expr>) -> Option<Finding> {
    let parts = match e.kind.as_ref() {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts,
        _ => return None,
    };
    // Cases further down are judged together with those above them.
    if cases.is_some_and(|cases| !is_first(e, cases)) {
        return None;
    }
    // Behind the parts before it, what is known of them counts.
    let marks = known.seen.marks(item, e.span).filter(|_| is_written(e))?;
    known.alone.marks(item, e.span)?;
    // One that is certain alone has been told of where it is defined.
    if parts.iter().any(|part| known.alone.marks(item, part.span).is_some_and(|marks| !(marks.yes() && marks.no()))) {
        return None;
    }
    let (code, words) = match (e.kind.as_ref(), marks.yes(), marks.no()) {
        (ExprKind::And(_), false, true) => (Code::AlwaysFalse, say!("these never hold together where they stand")),
        (ExprKind::Or(_), true, false) => (Code::AlwaysTrue, say!("one of these always holds where they stand")),
        _ => return None,
    };
    Some(Finding::new(code, item, e.span, words).help("change a bound, or leave out what depends on it"))
}

fn is_first(condition: &Expr, cases: &Expr) -> bool {
    match cases.kind.as_ref() {
        ExprKind::Cases(arms, _) => arms.first().is_some_and(|(_, first)| std::ptr::eq(first, condition)),
        _ => false,
    }
}

/// A case for which the ones above leave nothing.
fn never_reached(known: &Known<'_>, item: ItemIndex, condition: &Expr, cases: &Expr) -> Option<Finding> {
    let ExprKind::Cases(arms, _) = cases.kind.as_ref() else { return None };
    let (_, first) = arms.first()?;
    if std::ptr::eq(first, condition) || !is_written(cases) {
        return None;
    }
    let alone = known.alone.marks(item, condition.span)?;
    known.seen.marks(item, first.span)?;
    let behind = known.seen.marks(item, condition.span);
    if !alone.yes() || behind.is_some_and(|marks| marks.yes()) {
        return None;
    }
    let message = say!("this case is never come to: wherever it holds, one above holds already");
    Some(Finding::new(Code::CaseNeverReached, item, condition.span, message).help("put it further up, or leave it out"))
}

/// A limit that never bites, or always does.
fn idle(known: &Known<'_>, item: ItemIndex, e: &Expr) -> Option<Finding> {
    let ExprKind::Clamp(value, side, limit) = e.kind.as_ref() else { return None };
    let marks = known.seen.marks(item, e.span).filter(|marks| is_written(e) && !marks.compared())?;
    let (a, b) = known.seen.pair(item, e.span)?;
    let never = match (marks.left(), marks.right()) {
        (true, false) => true,
        (false, true) => false,
        _ => return None,
    };
    let words = match (side, never) {
        (ClampSide::AtMost, true) => say!("this limit never bites: the value is never larger"),
        (ClampSide::AtLeast, true) => say!("this limit never bites: the value is never smaller"),
        (ClampSide::AtMost, false) => say!("this is always the limit: the value is never smaller"),
        (ClampSide::AtLeast, false) => say!("this is always the limit: the value is never larger"),
    };
    let text = |e: &Expr, values| type_of(known.program, e).map(|ty| span_of(known.program, ty, values));
    let span = Span::new(value.span.end.min(limit.span.start), limit.span.end);
    let finding = Finding::new(Code::IdleLimit, item, span, words);
    let finding = match (text(value, a), text(limit, b)) {
        (Some(value), Some(limit)) => finding.witness(say!("the value is {value}, the limit {limit}")),
        _ => finding,
    };
    Some(finding.help("leave the limit out, or write another one"))
}

/// The type of a checked expression in the program.
pub(crate) fn type_of(program: &Program, e: &Expr) -> Option<Ty> {
    let unit = |name: &str| {
        let at = program.units.iter().position(|unit| unit.name == name)?;
        Some(UnitId(u32::try_from(at).ok()?))
    };
    let kind = match &e.ty.kind {
        TypeKind::Bool => Kind::Bool,
        TypeKind::Date => Kind::Date,
        TypeKind::Word(list) => {
            let at = program.words.iter().position(|words| words.name == *list)?;
            Kind::Word(WordsId(u32::try_from(at).ok()?))
        }
        TypeKind::Number(of, scale) => Kind::Number(
            match of {
                Unit::Money(name) | Unit::Points(name) => unit(name)?,
                Unit::Percent => of_kind(program, compline_compiler::program::UnitKind::Percent)?,
                Unit::Count => of_kind(program, compline_compiler::program::UnitKind::Count)?,
                Unit::Factor => of_kind(program, compline_compiler::program::UnitKind::Factor)?,
                Unit::Price(..) => return None,
            },
            *scale,
        ),
        _ => return None,
    };
    Some(Ty { kind, optional: e.ty.optional })
}

fn of_kind(program: &Program, kind: compline_compiler::program::UnitKind) -> Option<UnitId> {
    let at = program.units.iter().position(|unit| unit.kind == kind)?;
    Some(UnitId(u32::try_from(at).ok()?))
}
