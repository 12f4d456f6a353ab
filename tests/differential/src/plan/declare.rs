//! Declarations: header, units, rates, trees, scales, fields of partners and events.

use super::term::{Attribute, Kind, Ty, Unit};
use super::{EventDecl, List, TreeDecl, UnitDecl, Writer};

impl Writer {
    /// All declarations of a plan.
    pub(super) fn declarations(&mut self) {
        self.wild = self.rng.chance(12);
        self.grain = self.rng.weighted(&[(12, "month"), (3, "week"), (1, "quarter"), (1, "year"), (1, "day")]);
        let (currency, scale) =
            self.rng.weighted(&[(14, ("EUR", 2)), (2, ("JPY", 0)), (2, ("KWD", 3)), (2, ("USD", 2))]);
        self.units.push(UnitDecl { name: currency.to_owned(), scale });
        let version = 1 + self.rng.below(9);
        let zone = if self.rng.chance(70) { " in Europe/Berlin" } else { "" };
        let parts = self.draw_parts();
        self.part = parts.as_ref().map(|(part, _)| *part);
        let weeks = parts.map_or_else(String::new, |(_, weeks)| weeks);
        let weeks = if weeks.is_empty() { weeks } else { format!("\n  {weeks}") };
        let period = self.draw_calendar(zone);
        self.item("language 1".to_owned());
        self.item(format!(
            "plan Random version {version} {{\n  valid for sales from 2026-01-01\n  currency {currency}\n  {period}{weeks}\n}}"
        ));
        self.points();
        self.all_trees();
        if self.rng.chance(40) {
            self.scale();
        }
        self.partners();
        let kinds = 1 + self.rng.below(1 + self.size as usize / 4);
        for _ in 0..kinds.min(3) {
            self.event();
        }
    }

    fn points(&mut self) {
        let kinds = 1 + usize::from(self.rng.chance(35));
        for at in 0..kinds {
            let name = ["BV", "QV"][at].to_owned();
            let scale = self.rng.weighted(&[(6, 2), (3, 0), (1, 4)]);
            self.item(format!("unit {name} to {}", step(scale)));
            self.units.push(UnitDecl { name, scale });
        }
        if self.rng.chance(15) {
            // Another currency needs no declaration.
            let (name, scale) = *self.rng.pick(&[("CHF", 2), ("SEK", 2)]);
            self.units.push(UnitDecl { name: name.to_owned(), scale });
        }
        for at in 1..self.units.len() {
            self.rate(at, 0);
        }
        if self.units.len() > 2 && self.rng.chance(40) {
            self.rate(1, 2);
        }
    }

    fn rate(&mut self, from: usize, to: usize) {
        let scale = self.rng.weighted(&[(2, 0), (3, 1), (6, 2), (1, 4)]);
        let count = self.rng.weighted(&[(6, 1), (3, 2), (1, 3)]);
        let mut values = Vec::new();
        for at in 0..count {
            let stored = self.rng.range(1, 2 * 10_i64.pow(u32::from(scale)));
            let value = self.digits(i128::from(stored), scale);
            let date = ["2026-01-01", "2026-02-10", "2026-03-15"][at];
            values.push(if count == 1 && self.rng.chance(40) { value } else { format!("{value} from {date}") });
        }
        let text = format!("rate {} to {} = {}", self.units[from].name, self.units[to].name, values.join(", "));
        self.item(text);
        self.rates.push((from, to, scale));
    }

    fn all_trees(&mut self) {
        let mut shapes =
            vec!["sponsor", "placement, sides left, right", "matrix, width 3", "structure", "binary, sides west, east"];
        if self.rng.chance(30) {
            self.rng.shuffle(&mut shapes);
        }
        let count = self.rng.weighted(&[(6, 1), (4, 2), (2, 3)]);
        for shape in shapes.into_iter().take(count) {
            // Every other plan places by rule where there is a tree to place below; no draw, so that all else stays as it is.
            let below = self.trees.iter().any(|tree| tree.name == "sponsor") && shape.contains(',');
            let rule = match (below && self.size.is_multiple_of(2), shape.contains("width")) {
                (false, _) => "",
                (true, true) => {
                    ", placed below sponsor {\n  breadth first\n  held for 14 days\n  on one day by number\n  sponsor without a place: skip\n  terminated: keep their places\n}"
                }
                (true, false) => {
                    ", placed below sponsor {\n  smallest leg first\n  at once\n  on one day by number\n  sponsor without a place: waits\n  terminated: free their places\n}"
                }
            };
            self.item(format!("tree {shape}{rule}"));
            let name = shape.split([',', ' ']).next().unwrap_or(shape).to_owned();
            self.partner.push(Attribute::new(name.clone(), Ty::plain(Kind::Partner).optional(true)));
            let side = if let Some((_, sides)) = shape.split_once("sides ") {
                let words = sides.split(", ").map(str::to_owned).collect();
                self.lists.push(List { name: format!("{name}.side"), words, ordered: false, named: false });
                Some(Kind::Word(self.lists.len() - 1))
            } else {
                shape.contains("width").then_some(Kind::Number(Unit::Count))
            };
            self.trees.push(TreeDecl { name, side, derived: false, state: false });
        }
    }

    /// Words of a new list.
    pub(super) fn words(&mut self, stem: &str, least: usize) -> Vec<String> {
        let count = least + self.rng.below(4);
        (0..count).map(|_| self.name(stem)).collect()
    }

    fn scale(&mut self) {
        let (name, words) = (self.name("Package"), self.words("Pack", 1));
        self.item(format!("scale {name} {{ {} }}", words.join(", ")));
        self.lists.push(List { name, words, ordered: true, named: true });
    }

    fn partners(&mut self) {
        self.partner.push(Attribute::new("joined_on", Ty::plain(Kind::Date).optional(true)));
        self.partner.push(Attribute::new("terminated", Ty::plain(Kind::Bool)));
        self.partner.push(Attribute::new("inactive", Ty::plain(Kind::Bool)));
        if !self.rng.chance(55) {
            return;
        }
        let mut lines = Vec::new();
        for _ in 0..1 + self.rng.below(1 + self.size as usize / 2) {
            let (line, attribute) = self.field("partner");
            lines.push(line);
            self.friends.extend((attribute.ty.kind == Kind::Partner).then(|| attribute.name.clone()));
            self.partner.push(attribute);
        }
        self.item(format!("partner {{\n  {}\n}}", lines.join("\n  ")));
    }

    /// A field of partners or of an event.
    fn field(&mut self, owner: &str) -> (String, Attribute) {
        let kind = self.rng.weighted(&[(10, 0), (2, 1), (3, 2), (1, 3), (2, 4), (2, 5)]);
        let optional = self.rng.chance(20);
        let none = if optional { " or none" } else { "" };
        let plain = |name: String, written: String, kind| {
            (format!("{name} : {written}{none}"), Attribute::new(name, Ty::plain(kind).optional(optional)))
        };
        match kind {
            1 => {
                let name = self.name("day");
                plain(name, "date".to_owned(), Kind::Date)
            }
            2 => {
                let (name, words) = (self.name("kind"), self.words("Sort", 2));
                let list = self.lists.len();
                // An enumeration is known by its words only.
                self.lists.push(List {
                    name: format!("{owner}.{name}"),
                    words: words.clone(),
                    ordered: false,
                    named: false,
                });
                plain(name, words.join(", "), Kind::Word(list))
            }
            3 if self.lists.iter().any(|list| list.named) => {
                let at = self.lists.iter().position(|list| list.named).unwrap_or(0);
                let (name, written) = (self.name("pack"), self.lists[at].name.clone());
                plain(name, written, Kind::Word(at))
            }
            4 => {
                let name = self.name("flag");
                plain(name, "flag".to_owned(), Kind::Bool)
            }
            5 => {
                let name = self.name("friend");
                plain(name, "partner".to_owned(), Kind::Partner)
            }
            _ => self.number_field(optional),
        }
    }

    fn number_field(&mut self, optional: bool) -> (String, Attribute) {
        let unit = self.unit();
        let scale = self.scale_of(unit);
        let natural = self.rng.chance(72);
        let power = 10_i128.pow(u32::from(scale));
        let top = match unit {
            _ if self.wild && self.rng.chance(60) => {
                let limits = [i128::from(i64::MAX), i128::from(i64::MAX) / 3, 1 << 40, i128::from(i32::MAX), 1 << 31];
                *self.rng.pick(&limits)
            }
            Unit::Percent => self.rng.weighted(&[(1, 1_000), (2, 2_500), (1, 10_000)]),
            Unit::Count => i128::from(self.rng.range(1, 40)),
            Unit::Factor => power * self.rng.weighted(&[(1, 1), (1, 3), (1, 100)]),
            Unit::Named(_) => {
                power * self.rng.weighted(&[(1, 100), (3, 1_000), (3, 10_000), (3, 1_000_000), (1, 21_474_836)])
            }
        };
        let low = match self.rng.below(4) {
            _ if natural => *self.rng.pick(&[0, 0, 0, top / 1_000, top / 7]),
            0 => -1,
            1 => -(top / 10) - 1,
            _ => -top,
        };
        let size = i32::try_from((top / power).max(1).ilog10()).unwrap_or(0) + 1;
        let stem = match unit {
            Unit::Named(0) => "net",
            Unit::Named(_) => "vol",
            Unit::Percent => "part",
            Unit::Count => "num",
            Unit::Factor => "fac",
        };
        let name = self.name(stem);
        let none = if optional { " or none" } else { "" };
        let (low, high) = (self.digits(low, scale), self.digits(top, scale));
        let line = format!("{name} : {}{none} from {low} to {high}", self.unit_type(unit));
        (line, Attribute::new(name, Ty::number(unit, scale, size, natural).optional(optional)))
    }

    fn event(&mut self) {
        let name = self.name(["Order", "Contract", "Fee"][self.events.len().min(2)]);
        let mut lines = Vec::new();
        let mut attributes = Vec::new();
        let mut owner = None;
        if self.rng.chance(94) {
            let field = self.name("seller");
            let optional = self.rng.chance(25);
            lines.push(format!("{field} : partner{}", if optional { " or none" } else { "" }));
            attributes.push(Attribute::new(field.clone(), Ty::plain(Kind::Partner).optional(optional)));
            owner = Some(field);
        }
        // One number of a named unit at least.
        let unit = loop {
            let (line, attribute) = self.number_field(false);
            if matches!(attribute.ty.kind, Kind::Number(Unit::Named(_))) {
                break (line, attribute);
            }
        };
        lines.push(unit.0);
        attributes.push(unit.1);
        for _ in 0..self.rng.below(2 + self.size as usize / 2) {
            let (line, attribute) = self.field(&name);
            owner = owner.or_else(|| (attribute.ty.kind == Kind::Partner).then(|| attribute.name.clone()));
            lines.push(line);
            attributes.push(attribute);
        }
        let mut dates: Vec<String> = Vec::new();
        for _ in 0..self.rng.weighted(&[(5, 1), (3, 2), (2, 3)]) {
            let field = self.name("date");
            let optional = !dates.is_empty() && self.rng.chance(40);
            lines.push(format!("{field} : date{}", if optional { " or none" } else { "" }));
            attributes.push(Attribute::new(field.clone(), Ty::plain(Kind::Date).optional(optional)));
            dates.push(field);
        }
        if self.rng.chance(18) {
            let to = dates.get(1).map_or_else(String::new, |to| format!(" to {to}"));
            let days = *self.rng.pick(&["the first day", "the last day", "any day", "every day"]);
            lines.push(format!("holds from {}{to}, on {days}", dates[0]));
            self.item(format!("fact {name} {{\n  {}\n}}", lines.join("\n  ")));
            self.events.push(EventDecl {
                name,
                attributes,
                owner,
                one_date: false,
                conditions_before: false,
                fact: true,
            });
            return;
        }
        // What picks conditions is always there.
        let when = if self.rng.chance(80) {
            format!("in its {}", self.grain)
        } else {
            format!("in the {} before", self.grain)
        };
        let conditions_before = when.ends_with(" before");
        lines.push(format!("conditions on {}, {when}", dates[0]));
        let (volume, payable) = (self.rng.pick(&dates).clone(), self.rng.pick(&dates).clone());
        // Where the first day for which the plan is valid begins no period, what is paid is less than what counts.
        let one_date =
            [&volume, &payable].iter().all(|date| **date == dates[0]) && when.starts_with("in its") && self.whole;
        lines.push(format!("volume on {volume}"));
        lines.push(format!("payable on {payable}"));
        // Where there are several amounts, one of them measures a part.
        let is_amount = |one: &&Attribute| matches!(one.ty.kind, Kind::Number(Unit::Named(_) | Unit::Count));
        let amounts: Vec<&str> = attributes.iter().filter(is_amount).map(|one| one.name.as_str()).collect();
        let measure =
            if amounts.len() > 1 { format!(" in proportion to {}", self.rng.pick(&amounts)) } else { String::new() };
        let reversed = *self.rng.pick(&[
            "lines are mirrored; volume leaves the period of reversal",
            "lines are mirrored; volume leaves the period of the sale",
            "lines are mirrored; volume stays",
            "lines stay; volume stays",
        ]);
        lines.push(format!("reversed: {}", reversed.replacen("mirrored", &format!("mirrored{measure}"), 1)));
        self.item(format!("event {name} {{\n  {}\n}}", lines.join("\n  ")));
        self.events.push(EventDecl { name, attributes, owner, one_date, conditions_before, fact: false });
    }
}

/// The smallest step of a scale as it is written.
pub(super) fn step(scale: u8) -> String {
    match scale {
        0 => "1".to_owned(),
        _ => format!("0.{}1", "0".repeat(usize::from(scale) - 1)),
    }
}
