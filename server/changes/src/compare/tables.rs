//! Tables, tiers and ladders, cell by cell.

use super::Compare;
use crate::graph::key;
use crate::side::Side;
use crate::value::{Arg, Kind, Sentence};
use compline_lang::check::rows_that_fit;
use compline_lang::hir::{
    Climb, Expr, ExprKind, HitPolicy, KeyCell, LadderDecl, TableDecl, TierMode, TiersDecl, Type, TypeKind,
};
use compline_lang::number::Decimal;

/// Combinations of keys that are looked at one by one.
const MOST_CELLS: usize = 40_000;
/// Differences that are told one by one.
const MOST_TOLD: usize = 24;

/// A key, or a stretch of keys between which no row of either table begins or ends.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Atom {
    /// The least key; none where it goes on downwards.
    from: Option<i128>,
    /// The least key above it; none where it goes on upwards.
    below: Option<i128>,
    /// A key of it as the old and as the new table has it.
    keys: (Option<i128>, Option<i128>),
}

/// Keys for which the same changed: a stretch of atoms for each key of the table.
struct Box {
    ranges: Vec<(usize, usize)>,
    old: Value,
    new: Value,
}

/// A value of a table: none where no row fits.
#[derive(Clone, Debug, PartialEq)]
struct Value {
    /// For comparing.
    says: String,
    /// For order, where it is a number.
    number: Option<Decimal>,
    arg: Option<Arg>,
}

impl Compare<'_> {
    pub(super) fn table(&mut self, old: &TableDecl, new: &TableDecl) {
        let types = |table: &TableDecl| {
            let params: Vec<String> = table.params.iter().map(|p| format!("{:?}", family(&p.ty))).collect();
            (params, table.results.len())
        };
        if types(old) != types(new) {
            return self.tell(Kind::Table, &new.name, key("table", &new.name), "change-table-keys", []);
        }
        if old.policy != new.policy {
            let word = |policy| match policy {
                HitPolicy::Unique => "unique",
                HitPolicy::First => "first",
                HitPolicy::Sum => "sum",
            };
            self.instead(Kind::Table, &new.name, key("table", &new.name), word(old.policy), word(new.policy));
        }
        let atoms: Vec<Vec<Atom>> = (0..new.params.len()).map(|at| self.atoms(&new.params, at, &[old, new])).collect();
        let cells = atoms.iter().map(Vec::len).product::<usize>();
        if cells > MOST_CELLS {
            if format!("{:?}", rows(old)) != format!("{:?}", rows(new)) {
                self.tell(Kind::Table, &new.name, key("table", &new.name), "change-table-large", []);
            }
            return;
        }
        for (at, result) in new.results.iter().enumerate() {
            let mut boxes: Vec<Box> = Vec::new();
            for cell in 0..cells {
                let mut rest = cell;
                let mut places = Vec::with_capacity(atoms.len());
                for axis in atoms.iter().rev() {
                    places.push(rest % axis.len().max(1));
                    rest /= axis.len().max(1);
                }
                places.reverse();
                let keys = |of: fn(&Atom) -> Option<i128>| -> Option<Vec<i128>> {
                    places.iter().zip(&atoms).map(|(place, axis)| axis.get(*place).and_then(of)).collect()
                };
                let before = keys(|a| a.keys.0).map_or(none(), |keys| value_at(self.old, old, at, &keys));
                let after = keys(|a| a.keys.1).map_or(none(), |keys| value_at(self.new, new, at, &keys));
                if before.says != after.says {
                    boxes.push(Box { ranges: places.iter().map(|p| (*p, *p)).collect(), old: before, new: after });
                }
            }
            let boxes = merged(boxes, atoms.len());
            let names: Vec<(String, Type)> = new.params.iter().map(|p| (p.name.clone(), p.ty.clone())).collect();
            self.cells(Kind::Table, &new.name, &result.name, &names, &atoms, boxes);
        }
    }

    pub(super) fn tiers(&mut self, old: &TiersDecl, new: &TiersDecl) {
        if format!("{:?}", family(&old.param.ty)) != format!("{:?}", family(&new.param.ty)) {
            return self.tell(Kind::Tiers, &new.name, key("tiers", &new.name), "change-table-keys", []);
        }
        if old.mode != new.mode {
            let word = |mode| match mode {
                TierMode::WholeAmount => "whole amount",
                TierMode::BracketByBracket => "bracket by bracket",
            };
            self.instead(Kind::Tiers, &new.name, key("tiers", &new.name), word(old.mode), word(new.mode));
        }
        let (from, to) = (old.param.ty.scale(), new.param.ty.scale());
        let scale = from.max(to);
        let bounds = |tiers: &TiersDecl, of: u8| -> Vec<(i128, Expr)> {
            let widen = |bound: i128| Decimal::new(bound, of).rescale(scale).map_or(bound, |d| d.mantissa);
            tiers.rows.iter().map(|(bound, value)| (widen(*bound), value.clone())).collect()
        };
        let (olds, news) = (bounds(old, from), bounds(new, to));
        let mut starts: Vec<i128> = olds.iter().chain(&news).map(|(bound, _)| *bound).collect();
        starts.sort_unstable();
        starts.dedup();
        let value = |rows: &[(i128, Expr)], side: &Side<'_>, at: i128| {
            rows.iter().rev().find(|(bound, _)| *bound <= at).map_or(none(), |(_, value)| value_of(side, value))
        };
        let mut axis = Vec::new();
        let mut boxes = Vec::new();
        for (at, start) in starts.iter().enumerate() {
            axis.push(Atom {
                from: Some(*start),
                below: starts.get(at + 1).copied(),
                keys: (Some(*start), Some(*start)),
            });
            let (before, after) = (value(&olds, self.old, *start), value(&news, self.new, *start));
            if before.says != after.says {
                boxes.push(Box { ranges: vec![(at, at)], old: before, new: after });
            }
        }
        let mut ty = new.param.ty.clone();
        if let TypeKind::Number(unit, _) = ty.kind {
            ty.kind = TypeKind::Number(unit, scale);
        }
        let boxes = merged(boxes, 1);
        self.cells(Kind::Tiers, &new.name, "", &[(new.param.name.clone(), ty)], &[axis], boxes);
    }

    pub(super) fn ladder(&mut self, old: &LadderDecl, new: &LadderDecl) {
        let of = key("ladder", &new.name);
        if old.climb != new.climb {
            let word = |climb| match climb {
                Climb::HighestSatisfied => "highest satisfied",
                Climb::OneByOne => "climbed one by one",
            };
            self.instead(Kind::Ladder, &new.name, of.clone(), word(old.climb), word(new.climb));
        }
        for rank in new.ranks.iter().filter(|rank| !old.ranks.contains(rank)) {
            self.tell(Kind::Ladder, &new.name, of.clone(), "change-rank-new", [("rank", Arg::Name(rank.clone()))]);
        }
        for rank in old.ranks.iter().filter(|rank| !new.ranks.contains(rank)) {
            self.tell(Kind::Ladder, &new.name, of.clone(), "change-rank-gone", [("rank", Arg::Name(rank.clone()))]);
        }
        let shared = |of: &LadderDecl, with: &LadderDecl| -> Vec<String> {
            of.ranks.iter().filter(|rank| with.ranks.contains(rank)).cloned().collect()
        };
        if shared(old, new) != shared(new, old) {
            let list = |ranks: &[String]| Arg::List(ranks.iter().cloned().map(Arg::Name).collect());
            let args = [("old", list(&old.ranks)), ("new", list(&new.ranks))];
            self.tell(Kind::Ladder, &new.name, of.clone(), "change-rank-order", args);
        }
        let column = |ladder: &LadderDecl, name: &str| ladder.columns.iter().position(|c| c.name == name);
        for c in old.columns.iter().filter(|c| column(new, &c.name).is_none()) {
            self.tell(
                Kind::Ladder,
                &new.name,
                of.clone(),
                "change-column-gone",
                [("column", Arg::Name(c.name.clone()))],
            );
        }
        for (at, c) in new.columns.iter().enumerate() {
            let Some(before) = column(old, &c.name) else {
                self.tell(
                    Kind::Ladder,
                    &new.name,
                    of.clone(),
                    "change-column-new",
                    [("column", Arg::Name(c.name.clone()))],
                );
                continue;
            };
            for (rank, row) in new.ranks.iter().zip(&new.rows) {
                let Some(other) = old.ranks.iter().position(|r| r == rank).and_then(|r| old.rows.get(r)) else {
                    continue;
                };
                let (Some(a), Some(b)) = (other.get(before), row.get(at)) else { continue };
                let (a, b) = (value_of(self.old, a), value_of(self.new, b));
                if a.says != b.says {
                    let args = [
                        ("rank", Arg::Name(rank.clone())),
                        ("column", Arg::Name(c.name.clone())),
                        ("old", shown(a)),
                        ("new", shown(b)),
                    ];
                    self.tell(Kind::Ladder, &new.name, of.clone(), "change-rank-needs", args);
                }
            }
        }
    }

    /// Stretches of a key, as far as both tables tell them apart.
    fn atoms(&self, params: &[compline_lang::hir::Param], at: usize, tables: &[&TableDecl; 2]) -> Vec<Atom> {
        let [old, new] = tables;
        let types = (old.params.get(at).map(|p| &p.ty), params.get(at).map(|p| &p.ty));
        let (Some(before), Some(after)) = types else { return Vec::new() };
        match &after.kind {
            TypeKind::Word(list) => {
                let (olds, news) = (self.old.words(list), self.new.words(list));
                let place = |words: &[String], word: &String| {
                    words.iter().position(|w| w == word).and_then(|at| i128::try_from(at).ok())
                };
                let words = news.iter().chain(olds.iter().filter(|word| !news.contains(word)));
                words
                    .map(|word| {
                        let keys = (place(olds, word), place(news, word));
                        Atom { from: keys.1.or(keys.0), below: None, keys }
                    })
                    .collect()
            }
            TypeKind::Bool => (0..2).map(|b| Atom { from: Some(b), below: None, keys: (Some(b), Some(b)) }).collect(),
            _ => {
                let scale = before.scale().max(after.scale());
                let mut starts: Vec<i128> = Vec::new();
                for (table, ty) in [(old, before), (new, after)] {
                    let up = |v: i128| Decimal::new(v, ty.scale()).rescale(scale).map_or(v, |d| d.mantissa);
                    let step = Decimal::new(1, ty.scale()).rescale(scale).map_or(1, |d| d.mantissa);
                    for cell in table.rows.iter().filter_map(|(cells, _)| cells.get(at)) {
                        match cell {
                            KeyCell::Is(v) => starts.extend([up(*v), up(*v) + step]),
                            KeyCell::Range(a, b) => starts.extend([up(*a), up(*b) + step]),
                            KeyCell::From(a) | KeyCell::Below(a) => starts.push(up(*a)),
                            KeyCell::Any => {}
                        }
                    }
                }
                starts.sort_unstable();
                starts.dedup();
                let down = |v: i128, ty: &Type| {
                    let factor = Decimal::new(1, ty.scale()).rescale(scale).map_or(1, |d| d.mantissa);
                    Some(v.div_euclid(factor.max(1)))
                };
                let mut out = vec![Atom {
                    from: None,
                    below: starts.first().copied(),
                    keys: starts.first().map_or((Some(0), Some(0)), |s| {
                        (down(s.saturating_sub(1), before), down(s.saturating_sub(1), after))
                    }),
                }];
                out.extend(starts.iter().enumerate().map(|(n, start)| Atom {
                    from: Some(*start),
                    below: starts.get(n + 1).copied(),
                    keys: (down(*start, before), down(*start, after)),
                }));
                out
            }
        }
    }

    /// Tells what changed in cells.
    fn cells(
        &mut self,
        kind: Kind,
        name: &str,
        result: &str,
        keys: &[(String, Type)],
        atoms: &[Vec<Atom>],
        boxes: Vec<Box>,
    ) {
        let of = key(if kind == Kind::Tiers { "tiers" } else { "table" }, name);
        let more = boxes.len().saturating_sub(MOST_TOLD);
        for one in boxes.into_iter().take(MOST_TOLD) {
            let mut parts: Vec<Arg> = Vec::new();
            if !result.is_empty() {
                parts.push(Arg::Name(result.to_owned()));
            }
            for (((key, ty), axis), (from, to)) in keys.iter().zip(atoms).zip(&one.ranges) {
                parts.extend(self.keys(key, ty, axis, *from, *to).map(Arg::from));
            }
            if parts.is_empty() {
                parts.push(Sentence::new("change-key-all", []).into());
            }
            let rising = match (&one.old.number, &one.new.number) {
                (Some(a), Some(b)) => a.compare(*b),
                _ => None,
            };
            let text = match rising {
                Some(std::cmp::Ordering::Less) => "change-cell-rises",
                Some(_) => "change-cell-falls",
                None => "change-cell-is",
            };
            let args = [("where", Arg::List(parts)), ("old", shown(one.old)), ("new", shown(one.new))];
            self.tell(kind, name, of.clone(), text, args);
        }
        if more > 0 {
            let count = u64::try_from(more).unwrap_or(u64::MAX);
            self.tell(kind, name, of, "change-cell-more", [("count", Arg::Count(count))]);
        }
    }

    /// `level 3`, `rank Gold and above`; nothing where it holds for every key.
    fn keys(&self, name: &str, ty: &Type, axis: &[Atom], from: usize, to: usize) -> Option<Sentence> {
        if from == 0 && to + 1 == axis.len() {
            return None;
        }
        let (first, last) = (axis.get(from)?, axis.get(to)?);
        let name = ("name", Arg::Name(name.to_owned()));
        let ordered = self
            .new
            .plan
            .words
            .iter()
            .any(|w| matches!(&ty.kind, TypeKind::Word(list) if *list == w.name) && w.ordered);
        if matches!(ty.kind, TypeKind::Word(_) | TypeKind::Bool) {
            let word = |atom: &Atom| match atom.keys {
                (_, Some(new)) => self.new.stored(new, ty),
                (Some(old), None) => self.old.stored(old, ty),
                (None, None) => Arg::Name(String::new()),
            };
            return Some(if from == to {
                Sentence::new("change-key-is", [name, ("value", word(first))])
            } else if !ordered {
                let all = axis.get(from..=to).unwrap_or_default().iter().map(word).collect();
                Sentence::new("change-key-is", [name, ("value", Arg::List(all))])
            } else if to + 1 == axis.len() {
                Sentence::new("change-key-from", [name, ("value", word(first))])
            } else {
                Sentence::new("change-key-to", [name, ("from", word(first)), ("to", word(last))])
            });
        }
        let show = |value: i128| self.new.stored(value, ty);
        Some(match (first.from, last.below) {
            (Some(from), Some(below)) if below == from + 1 => {
                Sentence::new("change-key-is", [name, ("value", show(from))])
            }
            (Some(from), Some(below)) if matches!(ty.kind, TypeKind::Number(..)) && ty.scale() > 0 => {
                Sentence::new("change-key-between", [name, ("from", show(from)), ("below", show(below))])
            }
            (Some(from), Some(below)) => {
                Sentence::new("change-key-to", [name, ("from", show(from)), ("to", show(below - 1))])
            }
            (Some(from), None) => Sentence::new("change-key-from", [name, ("value", show(from))]),
            (None, Some(below)) => Sentence::new("change-key-below", [name, ("value", show(below))]),
            (None, None) => return None,
        })
    }
}

/// A type as far as keys are compared: digits may differ.
fn family(ty: &Type) -> TypeKind {
    match &ty.kind {
        TypeKind::Number(unit, _) => TypeKind::Number(unit.clone(), 0),
        other => other.clone(),
    }
}

/// The rows of a table without places.
fn rows(table: &TableDecl) -> Vec<(&Vec<KeyCell>, Vec<&ExprKind>)> {
    table.rows.iter().map(|(keys, values)| (keys, values.iter().map(|v| v.kind.as_ref()).collect())).collect()
}

fn none() -> Value {
    Value { says: String::new(), number: None, arg: None }
}

fn shown(value: Value) -> Arg {
    value.arg.unwrap_or_else(|| Sentence::new("change-none", []).into())
}

fn value_of(side: &Side<'_>, e: &Expr) -> Value {
    let number = match e.kind.as_ref() {
        ExprKind::Number(number) => Some(*number),
        _ => None,
    };
    let arg = side.value(e);
    let says = match &number {
        Some(number) => format!("{} {:?}", number.normalized(), family(&e.ty)),
        None => format!("{arg:?}"),
    };
    Value { says, number, arg: Some(arg) }
}

/// What a table gives for a key.
fn value_at(side: &Side<'_>, table: &TableDecl, result: usize, keys: &[i128]) -> Value {
    let fitting = rows_that_fit(table, keys);
    let values: Vec<&Expr> = fitting.iter().filter_map(|row| table.rows.get(*row)?.1.get(result)).collect();
    match (table.policy, values.as_slice()) {
        (_, []) => none(),
        (HitPolicy::Sum, [first, rest @ ..]) if !rest.is_empty() => {
            let scale = values.iter().map(|e| e.ty.scale()).max().unwrap_or(0);
            let sum: i128 = values
                .iter()
                .filter_map(|e| match e.kind.as_ref() {
                    ExprKind::Number(number) => number.rescale(scale).map(|d| d.mantissa),
                    _ => None,
                })
                .fold(0, i128::saturating_add);
            let mut total = (*first).clone();
            *total.kind = ExprKind::Number(Decimal::new(sum, scale));
            value_of(side, &total)
        }
        (_, [first, ..]) => value_of(side, first),
    }
}

/// Puts neighbours together where the same changed for them, one key after the other.
fn merged(mut boxes: Vec<Box>, keys: usize) -> Vec<Box> {
    for axis in (0..keys).rev() {
        let mut out: Vec<Box> = Vec::new();
        for one in boxes {
            let joins = |other: &&mut Box| {
                other.old.says == one.old.says
                    && other.new.says == one.new.says
                    && other
                        .ranges
                        .iter()
                        .zip(&one.ranges)
                        .enumerate()
                        .all(|(at, (a, b))| if at == axis { a.1 + 1 == b.0 } else { a == b })
            };
            match out.iter_mut().find(joins) {
                Some(other) => {
                    if let (Some(to), Some((_, end))) = (other.ranges.get_mut(axis), one.ranges.get(axis)) {
                        to.1 = *end;
                    }
                }
                None => out.push(one),
            }
        }
        boxes = out;
    }
    boxes
}
