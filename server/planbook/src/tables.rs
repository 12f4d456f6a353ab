//! Tables of rates, tiers, ladders and lists of words.

use crate::scope::Scope;
use crate::writer::{Writer, id, readable};
use compline_lang::hir::{
    Expr, ExprKind, HitPolicy, KeyCell, Param, Subject, TableDecl, TierMode, TiersDecl, Type, TypeKind,
};
use compline_lang::number::Decimal;

/// What stands in a cell that demands or gives nothing.
const NOTHING: &str = "–";

/// Tables that no bonus has printed.
pub fn others(w: &mut Writer<'_>) {
    let plan = w.plan();
    let names = plan.tables.iter().map(|table| &table.name).chain(plan.tiers.iter().map(|tiers| &tiers.name));
    let left: Vec<&String> = names.filter(|name| !w.printed.contains(*name)).collect();
    if left.is_empty() {
        return;
    }
    w.chapter("book-chapter-tables", "tables");
    for name in left {
        print(w, name, 2);
    }
}

/// A table or tiers with its heading.
pub fn print(w: &mut Writer<'_>, name: &str, level: u8) {
    w.printed.insert(name.to_owned());
    let plan = w.plan();
    w.heading_of(level, name, id("table", name));
    w.doc(name);
    if let Some(table) = plan.tables.iter().find(|table| table.name == name) {
        if !(table.policy == HitPolicy::Unique && matrix(w, table)) {
            rows(w, table);
        }
        let said = match table.policy {
            HitPolicy::Unique => None,
            HitPolicy::First => Some(w.say("book-table-first")),
            HitPolicy::Sum => Some(w.say("book-table-sum")),
        };
        if let Some(said) = said {
            w.paragraph(&said);
        }
    } else if let Some(tiers) = plan.tiers.iter().find(|tiers| tiers.name == name) {
        print_tiers(w, tiers);
    }
}

/// A cell: zero is a dash.
pub fn cell(w: &Writer<'_>, value: &Expr) -> String {
    match value.kind.as_ref() {
        ExprKind::Number(number) if number.mantissa == 0 => NOTHING.to_owned(),
        _ => w.value(value, &Scope::of(&Subject::Company)).text,
    }
}

/// Whether cells of a type hold figures.
pub fn figures(ty: &Type) -> bool {
    matches!(ty.kind, TypeKind::Number(..) | TypeKind::Ratio(_))
}

fn key(w: &Writer<'_>, cell: &KeyCell, param: &Param) -> String {
    let stored = |value: i128| stored(w, value, &param.ty);
    match cell {
        KeyCell::Is(value) => stored(*value),
        KeyCell::Range(from, to) => {
            w.say_with("book-range", &[("from", stored(*from).into()), ("to", stored(*to).into())])
        }
        KeyCell::From(from) => w.say_with("book-from", &[("from", stored(*from).into())]),
        KeyCell::Below(below) => w.say_with("book-below", &[("below", stored(*below).into())]),
        KeyCell::Any => w.say("book-any"),
    }
}

/// A key in stored form: a number at its scale, the place of a word, a day.
pub fn stored(w: &Writer<'_>, value: i128, ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Number(_, scale) => w.number(Decimal::new(value, *scale).normalized(), ty),
        TypeKind::Word(list) => w.word(list, u32::try_from(value).unwrap_or(u32::MAX)),
        TypeKind::Bool => w.say(if value == 0 { "book-no" } else { "book-yes" }),
        TypeKind::Date => {
            i32::try_from(value).map_or_else(|_| value.to_string(), |day| w.day(compline_runtime::calendar::date(day)))
        }
        TypeKind::Ratio(_)
        | TypeKind::Partner
        | TypeKind::Person
        | TypeKind::Event(_)
        | TypeKind::Text
        | TypeKind::Tally(_)
        | TypeKind::Error => value.to_string(),
    }
}

fn key_head(w: &Writer<'_>, param: &Param) -> String {
    w.local(&param.name)
}

/// A table whose last key is a word, as a grid with a column for each word; `false` where it is none.
fn matrix(w: &mut Writer<'_>, table: &TableDecl) -> bool {
    let ([_, ..], Some(last), [result]) = (table.params.as_slice(), table.params.last(), table.results.as_slice())
    else {
        return false;
    };
    let TypeKind::Word(list) = &last.ty.kind else { return false };
    if table.params.len() != 2 {
        return false;
    }
    let Some(words) = w.plan().words.iter().find(|words| words.name == *list) else { return false };
    // Rows in the order of their first key; each must have a value for every word.
    let mut grid: Vec<(&KeyCell, Vec<Option<&Expr>>)> = Vec::new();
    for (keys, values) in &table.rows {
        let ([first, KeyCell::Is(word)], [value]) = (keys.as_slice(), values.as_slice()) else { return false };
        let Ok(word) = usize::try_from(*word) else { return false };
        let at = grid.iter().position(|(key, _)| *key == first).unwrap_or_else(|| {
            grid.push((first, vec![None; words.words.len()]));
            grid.len() - 1
        });
        let Some(slot) = grid.get_mut(at).and_then(|(_, row)| row.get_mut(word)) else { return false };
        if slot.replace(value).is_some() {
            return false;
        }
    }
    if grid.iter().any(|(_, row)| row.iter().any(Option::is_none)) {
        return false;
    }
    let Some(first) = table.params.first() else { return false };
    let mut heads = vec![(key_head(w, first), false)];
    heads.extend(words.words.iter().map(|word| (readable(word), figures(&result.ty))));
    let rows = grid.iter().map(|(of, row)| {
        let cells = row.iter().map(|value| value.map(|value| cell(w, value)).unwrap_or_default());
        std::iter::once(key(w, of, first)).chain(cells).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let args = [("result", w.type_words(&result.ty).into()), ("key", w.local(&last.name).into())];
    let caption = w.say_with("book-table-by", &args);
    w.table(&caption, &heads, rows, false);
    true
}

fn rows(w: &mut Writer<'_>, table: &TableDecl) {
    let mut heads: Vec<(String, bool)> = table.params.iter().map(|param| (key_head(w, param), false)).collect();
    for result in &table.results {
        let head = if result.name.is_empty() { w.type_words(&result.ty) } else { w.local(&result.name) };
        heads.push((head, figures(&result.ty)));
    }
    let rows = table.rows.iter().map(|(keys, values)| {
        let keys = keys.iter().zip(&table.params).map(|(of, param)| key(w, of, param));
        keys.chain(values.iter().map(|value| cell(w, value))).collect()
    });
    let rows = rows.collect();
    w.table("", &heads, rows, false);
}

fn print_tiers(w: &mut Writer<'_>, tiers: &TiersDecl) {
    let heads = [(key_head(w, &tiers.param), false), (w.type_words(&tiers.result), figures(&tiers.result))];
    let rows = tiers.rows.iter().map(|(from, value)| vec![key(w, &KeyCell::From(*from), &tiers.param), cell(w, value)]);
    let rows = rows.collect();
    w.table("", &heads, rows, false);
    let said = match tiers.mode {
        TierMode::WholeAmount => w.say("book-tiers-whole"),
        TierMode::BracketByBracket => w.say("book-tiers-brackets"),
    };
    w.paragraph(&said);
}
