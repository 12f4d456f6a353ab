//! Tables and tiers: made, and looked up.

use super::term::{Goal, Hold, Kind, Scope, Term, Ty, Unit};
use super::{TableDecl, TiersDecl, Writer};

/// A key of a table that is being written.
struct KeyColumn {
    name: String,
    /// Its name and type as they are written.
    header: String,
    ty: Ty,
    /// Cells that cover all keys, each key once.
    cells: Vec<String>,
}

impl Writer {
    /// Some tables and tiers.
    pub(super) fn grids(&mut self) {
        for _ in 0..self.rng.below(2 + self.size as usize / 4) {
            self.table(None);
        }
        for _ in 0..self.rng.below(2 + self.size as usize / 5) {
            self.tiers();
        }
    }

    /// A table; with levels its first key counts the levels of a walk.
    pub(super) fn table(&mut self, levels: Option<u32>) {
        let name = self.name("tab");
        let policy = if levels.is_some() { "unique" } else { *self.rng.pick(&["unique", "unique", "first", "sum"]) };
        let mut keys = Vec::new();
        if let Some(levels) = levels {
            let cells = (1..=levels).map(|level| level.to_string()).collect();
            keys.push(KeyColumn {
                name: "level".to_owned(),
                header: "level".to_owned(),
                ty: Ty::number(Unit::Count, 0, 1, true),
                cells,
            });
        }
        let more =
            if levels.is_some() { self.rng.below(2) } else { 1 + self.rng.below(2) + usize::from(self.rng.chance(10)) };
        for _ in 0..more {
            let key = self.key(policy == "first");
            keys.push(key);
        }
        let mut results = self.results(&keys, levels.is_some());
        let several = results.len() > 1;
        let matrix = keys.len() >= 2 && !several && self.rng.chance(55);
        // Only numbers have a sum.
        let worded = matches!(results[0].1.kind, Kind::Word(_));
        let policy = if policy == "sum" && (matrix || worded) { "unique" } else { policy };
        let lines = if matrix { self.matrix(&keys, &mut results) } else { self.list(&keys, &mut results, policy) };
        let headers: Vec<_> = keys.iter().map(|key| key.header.clone()).collect();
        let written = match results[0].1.kind {
            // The types of several results are those of their cells.
            _ if several => String::new(),
            Kind::Word(list) => format!(" : {}", self.lists[list].name),
            Kind::Number(unit) => format!(" : {}", self.unit_type(unit)),
            _ => String::new(),
        };
        self.item(format!("table {name}({}){written}, {policy} {{\n{}\n}}", headers.join(", "), lines.join("\n")));
        self.tables.push(TableDecl { name, keys: keys.into_iter().map(|key| key.ty).collect(), results, levels });
    }

    fn results(&mut self, keys: &[KeyColumn], of_levels: bool) -> Vec<(String, Ty)> {
        if of_levels {
            return vec![(String::new(), Ty::number(Unit::Percent, 0, 1, true))];
        }
        let named: Vec<usize> = (0..self.lists.len()).filter(|at| self.lists[*at].named).collect();
        // A first row of nothing but words would be taken for a header.
        if !matches!(keys[0].ty.kind, Kind::Word(_)) && !named.is_empty() && self.rng.chance(15) {
            return vec![(String::new(), Ty::plain(Kind::Word(*self.rng.pick(&named))))];
        }
        let unit = self.unit();
        if unit == Unit::Factor || self.rng.chance(75) {
            return vec![(String::new(), Ty::number(unit, 0, 1, true))];
        }
        let other = self.named_unit();
        let names = [self.name("res"), self.name("res")];
        names.into_iter().zip([unit, other]).map(|(name, unit)| (name, Ty::number(unit, 0, 1, true))).collect()
    }

    fn key(&mut self, open: bool) -> KeyColumn {
        let name = self.name("key");
        let lists = self.lists.len();
        let choice = self.rng.below(10);
        if lists > 0 && choice < 5 {
            let list = self.rng.below(lists);
            let decl = self.lists[list].clone();
            let mut cells = decl.words.clone();
            if open && cells.len() > 2 && self.rng.chance(40) {
                cells.truncate(2);
                cells.push("otherwise".to_owned());
            }
            // An enumeration is known by its words.
            let header =
                if decl.named && self.rng.chance(60) { format!("{name} : {}", decl.name) } else { name.clone() };
            return KeyColumn { name, header, ty: Ty::plain(Kind::Word(list)), cells };
        }
        match choice {
            5 => KeyColumn {
                header: format!("{name} : flag"),
                name,
                ty: Ty::plain(Kind::Bool),
                cells: vec!["yes".to_owned(), "no".to_owned()],
            },
            6 => {
                let (a, b) = ("2026-01-15".to_owned(), "2026-03-01".to_owned());
                let cells = vec![format!("below {a}"), format!("{a} to 2026-02-28"), format!("from {b}")];
                KeyColumn { header: format!("{name} : date"), name, ty: Ty::plain(Kind::Date), cells }
            }
            _ => {
                let unit = self.unit();
                let scale = self.scale_of(unit);
                let cells = self.bound_cells(unit, scale);
                let header = format!("{name} : {}", self.unit_type(unit));
                KeyColumn { name, header, ty: Ty::number(unit, scale, 4, false), cells }
            }
        }
    }

    /// Cells that cover all numbers of a unit.
    fn bound_cells(&mut self, unit: Unit, scale: u8) -> Vec<String> {
        let mut bounds: Vec<i128> = (0..1 + self.rng.below(3)).map(|_| self.bound(unit, scale)).collect();
        bounds.sort_unstable();
        bounds.dedup();
        let mut cells = Vec::new();
        let first = bounds[0];
        cells.push(format!("below {}", self.stored(unit, scale, first)));
        for (at, bound) in bounds.iter().enumerate() {
            let low = self.stored(unit, scale, *bound);
            cells.push(match bounds.get(at + 1) {
                Some(next) if next - bound == 1 => low,
                Some(next) => format!("{low} to {}", self.stored(unit, scale, next - 1)),
                None => format!("from {low}"),
            });
        }
        cells
    }

    fn bound(&mut self, unit: Unit, scale: u8) -> i128 {
        let power = 10_i128.pow(u32::from(scale));
        match unit {
            Unit::Percent => i128::from(self.rng.range(0, 3_000)),
            Unit::Count => i128::from(self.rng.range(0, 6)),
            Unit::Factor => i128::from(self.rng.range(-1, 3)) * power,
            Unit::Named(_) => {
                *self.rng.pick(&[0, 1, 100, 500, 1_000, 5_000]) * power + i128::from(self.rng.range(0, 2)) * (power / 2)
            }
        }
    }

    /// A stored number with its unit, as a cell.
    fn stored(&mut self, unit: Unit, scale: u8, stored: i128) -> String {
        match unit {
            Unit::Percent => format!("{}%", self.digits(stored, scale - 2)),
            unit => format!("{}{}", self.digits(stored, scale), self.unit_suffix(unit)),
        }
    }

    /// A value of a result; a dash says nothing about its type.
    fn value(&mut self, ty: &mut Ty, dash: bool) -> String {
        match ty.kind {
            Kind::Number(_) if dash && self.rng.chance(12) => "-".to_owned(),
            Kind::Number(unit) => {
                // Cells are stored, so they are no larger than 64 bits (finding F23).
                let wild = std::mem::replace(&mut self.wild, false);
                let value = if self.rng.chance(92) { self.natural_literal(unit, 4) } else { self.literal(unit, 4) };
                ty.scale = ty.scale.max(value.ty.scale);
                ty.size = ty.size.max(value.ty.size);
                ty.natural &= value.ty.natural;
                self.wild = wild;
                value.text
            }
            _ => self.constant(*ty).text,
        }
    }

    fn matrix(&mut self, keys: &[KeyColumn], results: &mut [(String, Ty)]) -> Vec<String> {
        let (last, front) = (&keys[keys.len() - 1], &keys[..keys.len() - 1]);
        let mut lines = vec![format!("      {}", last.cells.join("   "))];
        for cells in product(front) {
            let values: Vec<_> = last.cells.iter().map(|_| self.value(&mut results[0].1, true)).collect();
            lines.push(format!("  {}   {}", cells.join("   "), values.join("   ")));
        }
        lines
    }

    fn list(&mut self, keys: &[KeyColumn], results: &mut [(String, Ty)], policy: &str) -> Vec<String> {
        let mut lines = Vec::new();
        if results.len() > 1 {
            // Names of the results alone, or of the keys too.
            let results: Vec<String> = results.iter().map(|(name, _)| name.clone()).collect();
            let keys: Vec<String> = keys.iter().map(|key| key.name.clone()).collect();
            let names = if self.rng.chance(50) { results } else { [keys, results].concat() };
            lines.push(format!("      {}", names.join("   ")));
        }
        let all = product(keys);
        let rows: Vec<Vec<String>> = if policy == "unique" {
            all
        } else {
            // Some of all rows, with keys left open at times; the last one takes what is left.
            let mut rows: Vec<Vec<String>> = all.into_iter().skip(1).filter(|_| self.rng.chance(60)).collect();
            for cell in rows.iter_mut().flatten() {
                if self.rng.chance(10) {
                    *cell = "any".to_owned();
                }
            }
            // An enumeration as a key is known by its words: one row at least has all of them.
            rows.push(keys.iter().map(|key| key.cells[0].clone()).collect());
            self.rng.shuffle(&mut rows);
            rows.push(vec!["otherwise".to_owned(); keys.len()]);
            rows
        };
        for (at, cells) in rows.into_iter().enumerate() {
            let values: Vec<_> = results.iter_mut().map(|(_, ty)| self.value(ty, at > 0)).collect();
            lines.push(format!("  {}   {}", cells.join("   "), values.join("   ")));
        }
        lines
    }

    fn tiers(&mut self) {
        let name = self.name("tiers");
        let unit = self.unit();
        let scale = self.scale_of(unit);
        let whole = self.rng.chance(55);
        let result = if whole { self.unit() } else { Unit::Percent };
        let mut ty = Ty::number(result, 0, 1, true);
        let mut bounds = vec![if self.rng.chance(20) { -i128::from(self.rng.range(1, 500)) } else { 0 }];
        for _ in 0..1 + self.rng.below(4) {
            let step = self.bound(unit, scale).abs() + 1;
            bounds.push(bounds[bounds.len() - 1] + step);
        }
        let mut lines = Vec::new();
        for bound in bounds {
            let value = self.value(&mut ty, true);
            lines.push(format!("  from {}   {value}", self.stored(unit, scale, bound)));
        }
        let mode = if whole { "whole amount" } else { "bracket by bracket" };
        let (key, written) = (self.unit_type(unit), self.unit_type(result));
        self.item(format!("tiers {name}(x : {key}) : {written}, {mode} {{\n{}\n}}", lines.join("\n")));
        self.tiers.push(TiersDecl { name, key: Ty::number(unit, scale, 5, false), result: ty, whole });
    }

    /// A look-up whose result is of a kind.
    pub(super) fn table_value(&mut self, scope: &Scope, ty: Ty) -> Option<Term> {
        let mut found = Vec::new();
        for table in self.tables.iter().filter(|table| table.levels.is_none()) {
            for (result, of) in table.results.iter().filter(|(_, of)| of.kind == ty.kind) {
                found.push((table.clone(), result.clone(), *of));
            }
        }
        if found.is_empty() {
            return None;
        }
        let (table, result, of) = self.rng.pick(&found).clone();
        let args: Vec<Term> = table.keys.iter().map(|key| self.key_value(scope, *key)).collect();
        Some(lookup(&table.name, &result, of, &args))
    }

    /// What a key is looked up by; it may be finer than the bounds, and absent.
    pub(super) fn key_value(&mut self, scope: &Scope, key: Ty) -> Term {
        let inner = scope.deeper();
        match key.kind {
            Kind::Number(unit) => {
                let finer = if self.rng.chance(30) { 2 } else { 0 };
                self.number(&inner, Goal { unit, scale: key.scale + finer, optional: true })
            }
            kind if self.rng.chance(40) => {
                self.leaf(scope, |ty| ty.kind == kind).unwrap_or_else(|| self.of_type(&inner, key))
            }
            _ => self.of_type(&inner, key),
        }
    }

    /// The rate of tiers of the whole amount.
    pub(super) fn tier_value(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        let tiers: Vec<_> =
            self.tiers.iter().filter(|t| t.whole && t.result.kind == Kind::Number(unit)).cloned().collect();
        if tiers.is_empty() {
            return None;
        }
        let tiers = self.rng.pick(&tiers).clone();
        let key = self.key_value(scope, tiers.key);
        Some(lookup(&tiers.name, "", tiers.result, &[key]))
    }

    /// An amount by brackets.
    pub(super) fn bracket_value(&mut self, scope: &Scope, unit: Unit) -> Option<Term> {
        let tiers: Vec<_> =
            self.tiers.iter().filter(|t| !t.whole && t.key.kind == Kind::Number(unit)).cloned().collect();
        if tiers.is_empty() {
            return None;
        }
        let tiers = self.rng.pick(&tiers).clone();
        let amount = self.number(&scope.deeper(), Goal { unit, scale: 6, optional: true });
        let scale = amount.ty.scale.max(tiers.key.scale) + tiers.result.scale;
        if scale > 18 {
            return None;
        }
        let ty = Ty { scale, natural: amount.ty.natural && tiers.result.natural, ..amount.ty };
        Some(Term::of(format!("{} of {}", tiers.name, amount.within(Hold::Of)), Hold::Of, ty, &[&amount]))
    }
}

/// A look-up as it is written.
pub(super) fn lookup(table: &str, result: &str, of: Ty, args: &[Term]) -> Term {
    let texts: Vec<_> = args.iter().map(|arg| arg.text.clone()).collect();
    let mut text = format!("{table}({})", texts.join(", "));
    if !result.is_empty() {
        text.push_str(&format!("'s {result}"));
    }
    let parts: Vec<&Term> = args.iter().collect();
    let optional = args.iter().any(|arg| arg.ty.optional);
    Term::of(text, Hold::Tight, of.optional(optional), &parts)
}

/// All combinations of the keys' cells, the last key fastest.
fn product(keys: &[KeyColumn]) -> Vec<Vec<String>> {
    keys.iter().fold(vec![Vec::new()], |rows, key| {
        let extended = rows
            .iter()
            .flat_map(|row| key.cells.iter().map(move |cell| row.iter().cloned().chain([cell.clone()]).collect()));
        extended.collect()
    })
}
