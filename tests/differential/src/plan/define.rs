//! Definitions of partners, events and the company; functions.

use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::value::joined;
use super::{List, Writer};

impl Writer {
    /// Tables and the definitions that know no ranks yet.
    pub(super) fn definitions(&mut self) {
        self.ladder();
        self.grids();
        for at in 0..self.events.len() {
            if self.rng.chance(60) {
                self.block(Row::Event(at));
            }
        }
        let count = 2 + self.rng.below(2 + self.size as usize);
        for _ in 0..count {
            self.some_definition();
        }
    }

    /// Definitions that may read ranks.
    pub(super) fn later_definitions(&mut self) {
        for _ in 0..self.rng.below(2 + self.size as usize / 2) {
            self.some_definition();
        }
    }

    fn some_definition(&mut self) {
        match self.rng.below(26) {
            0..=9 => self.definition(Row::Partner),
            10..=12 => self.fold(),
            13 => self.block(Row::Company),
            14 => self.pick(),
            15 => self.place(),
            16 | 17 => self.volume(),
            18 => {
                let at = self.rng.below(self.events.len());
                self.block(Row::Event(at));
            }
            19 => self.block(Row::Partner),
            20 => self.block(Row::Person),
            21 => self.first_position(),
            _ => self.moving(),
        }
    }

    /// `PV = sum of bv over own Order`: what most plans begin with.
    fn volume(&mut self) {
        let events: Vec<_> = self.events.iter().filter(|event| event.owner.is_some()).cloned().collect();
        if events.is_empty() {
            return;
        }
        let event = self.rng.pick(&events).clone();
        let numbers = event
            .attributes
            .iter()
            .filter(|a| a.params.is_empty() && matches!(a.ty.kind, Kind::Number(Unit::Named(_))) && a.ty.scale <= 6);
        let numbers: Vec<_> = numbers.cloned().collect();
        if numbers.is_empty() {
            return;
        }
        let number = self.rng.pick(&numbers).clone();
        let name = self.name("PV");
        self.item(format!("{name} = sum of {} over own {}", number.name, event.name));
        let mut attribute = Attribute::new(name, Ty { optional: false, size: number.ty.size + 1, ..number.ty });
        attribute.state = number.state;
        self.partner.push(attribute);
    }

    /// An `on …` block.
    fn block(&mut self, row: Row) {
        let name = match row {
            Row::Event(at) => self.events[at].name.clone(),
            Row::Company => "company".to_owned(),
            Row::Person => "person".to_owned(),
            _ => "partner".to_owned(),
        };
        let count = 1 + self.rng.below(2);
        let lines: Vec<String> = (0..count).map(|_| self.definition_text(row)).collect();
        self.item(format!("on {name} {{\n  {}\n}}", lines.join("\n  ")));
    }

    fn definition(&mut self, row: Row) {
        let text = self.definition_text(row);
        self.item(text);
    }

    fn definition_text(&mut self, row: Row) -> String {
        if self.rng.chance(18) {
            return self.function_text(row);
        }
        let depth = self.depth();
        let scope = Scope::of(row, depth);
        let (stem, ty) = self.kind_of_definition(row);
        let name = self.name(stem);
        let value = self.rhs(&scope, ty);
        let mut ty = value.ty;
        let mut text = format!("{name} = {}", value.text);
        let mut state = value.state;
        // An overridable value is read by others as it is, so only plain ones of partners are.
        let overridable = row == Row::Partner && self.rng.chance(15);
        if overridable {
            text.push_str(", overridable");
        }
        for _ in 0..usize::from(self.rng.chance(12)) + usize::from(self.rng.chance(4)) {
            let condition = self.condition(&scope.at_depth(1));
            let other = self.rhs(&scope.at_depth(1), ty.optional(false));
            text.push_str(&format!(", except when {} {{ {} }}", condition.within(Hold::Or), other.text));
            ty = joined(&ty, &other.ty);
            state |= condition.state || other.state;
        }
        let mut attribute = Attribute::new(name, ty);
        attribute.state = state;
        attribute.overridable = overridable;
        attribute.defined = matches!(row, Row::Partner | Row::Company);
        self.register(row, attribute);
        text
    }

    fn kind_of_definition(&mut self, row: Row) -> (&'static str, Ty) {
        let lists: Vec<usize> = (0..self.lists.len()).collect();
        let choice = self.rng.below(24);
        match choice {
            0..=4 => ("yes", Ty::plain(Kind::Bool)),
            5 | 6 if !lists.is_empty() => ("word", Ty::plain(Kind::Word(*self.rng.pick(&lists)))),
            7 => ("when", Ty::plain(Kind::Date)),
            8 if row == Row::Partner => ("who", Ty::plain(Kind::Partner).optional(true)),
            9 | 10 => ("pct", Ty::number(Unit::Percent, 5, 1, false)),
            11 | 12 => ("num", Ty::number(Unit::Count, 0, 1, false)),
            _ => {
                let unit = self.named_unit();
                let finer = self.rng.weighted(&[(8, 0), (2, 2), (1, 4)]);
                let optional = self.rng.chance(12);
                ("val", Ty::number(unit, self.scale_of(unit) + finer, 1, false).optional(optional))
            }
        }
    }

    pub(super) fn register(&mut self, row: Row, attribute: Attribute) {
        match row {
            Row::Event(at) => self.events[at].attributes.push(attribute),
            Row::Company => self.company.push(attribute),
            Row::Person => self.person.push(attribute),
            _ => self.partner.push(attribute),
        }
    }

    /// The right side of a definition, memory or let: what may stand there without brackets.
    pub(super) fn rhs(&mut self, scope: &Scope, ty: Ty) -> Term {
        match self.rng.below(12) {
            0 => {
                // By date.
                let first = self.of_type(scope, ty);
                let second = self.of_type(scope, Ty { optional: false, ..ty });
                let (a, b) = (first.within(Hold::Or), second.within(Hold::Or));
                let date = *self.rng.pick(&["2026-02-01", "2026-03-10", "2027-01-01"]);
                let text = format!("{a} from 2026-01-01, {b} from {date}");
                Term::of(text, Hold::Open, joined(&first.ty, &second.ty), &[&first, &second])
            }
            1 | 2 => {
                let (condition, a, b) = self.case(scope, |w, s| w.of_type(s, ty));
                let mut text = format!("{} when {}", a.within(Hold::Or), condition.within(Hold::Or));
                let mut of = joined(&a.ty, &b.ty);
                let mut parts = vec![condition, a];
                if self.rng.chance(30) {
                    let (condition, c) = (self.condition(&scope.deeper()), self.of_type(&scope.deeper(), ty));
                    text.push_str(&format!(", {} when {}", c.within(Hold::Or), condition.within(Hold::Or)));
                    of = joined(&of, &c.ty);
                    parts.extend([condition, c]);
                }
                text.push_str(&format!(", otherwise {}", b.within(Hold::Or)));
                parts.push(b);
                let parts: Vec<&Term> = parts.iter().collect();
                Term::of(text, Hold::Open, of, &parts)
            }
            3 | 4 => match (ty.kind, scope.rows) {
                // An aggregate may come last without brackets.
                (Kind::Number(unit), true) => {
                    let goal = Goal { unit, scale: ty.scale, optional: false };
                    let value = self.number(scope, goal);
                    match self.number_aggregate(scope, goal) {
                        Some(sum) if !sum.ty.optional && sum.ty.scale <= ty.scale && sum.unit() == value.unit() => {
                            let of = Ty { size: value.ty.size.max(sum.ty.size) + 1, ..joined(&value.ty, &sum.ty) };
                            let text = format!("{} + {}", value.within(Hold::Add), sum.text);
                            Term::of(text, Hold::Open, of, &[&value, &sum])
                        }
                        _ => value,
                    }
                }
                _ => self.of_type(scope, ty),
            },
            _ => self.of_type(scope, ty),
        }
    }

    /// A type that a parameter may have, and how it is written.
    pub(super) fn parameter(&mut self) -> (String, Ty) {
        let named: Vec<(usize, List)> = self.lists.iter().cloned().enumerate().filter(|(_, list)| list.named).collect();
        match self.rng.below(10) {
            0 if !named.is_empty() => {
                let (at, list) = self.rng.pick(&named).clone();
                (list.name, Ty::plain(Kind::Word(at)))
            }
            1 => ("flag".to_owned(), Ty::plain(Kind::Bool)),
            2 => ("date".to_owned(), Ty::plain(Kind::Date)),
            _ => {
                let unit = self.unit();
                (self.unit_type(unit), Ty::number(unit, self.scale_of(unit), 4, false))
            }
        }
    }

    fn function_text(&mut self, row: Row) -> String {
        let name = self.name("fun");
        let mut scope = Scope::of(row, self.depth().max(1));
        scope.rows = self.rng.chance(45);
        let mut written = Vec::new();
        let mut params = Vec::new();
        for _ in 0..1 + self.rng.below(2) {
            let (ty_written, ty) = self.parameter();
            let local = self.local("par", ty);
            written.push(format!("{} : {ty_written}", local.name));
            params.push(ty);
            scope.locals.push(local);
        }
        let (_, ty) = self.kind_of_definition(row);
        let ty =
            if matches!(ty.kind, Kind::Number(_) | Kind::Bool) { ty.optional(false) } else { Ty::plain(Kind::Bool) };
        let value = self.rhs(&scope, ty);
        let mut attribute = Attribute::new(name.clone(), value.ty);
        attribute.params = params;
        attribute.state = value.state;
        attribute.gathers = value.gathers;
        self.register(row, attribute);
        format!("{name}({}) = {}", written.join(", "), value.text)
    }
}
