//! Ladders and the rules of their ranks; states; who may earn.

use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::{List, Writer};

/// A ladder whose rule is still to be written.
pub(super) struct Ladder {
    list: usize,
    columns: Vec<Attribute>,
}

impl Writer {
    /// Ladders with their columns.
    pub(super) fn ladder(&mut self) {
        let count = self.rng.weighted(&[(4, 0), (10, 1), (1, 2)]);
        for _ in 0..count {
            let ladder = self.one_ladder();
            self.open_ladders.push(ladder);
        }
        let lists: Vec<usize> = (0..self.lists.len()).filter(|at| self.lists[*at].named).collect();
        if !lists.is_empty() && self.rng.chance(45) {
            let list = *self.rng.pick(&lists);
            let name = self.name("title");
            let decl = &self.lists[list];
            let text = format!("state {name} : {} of partner = {}", decl.name, decl.words[0]);
            self.item(text);
            self.states.push((name, list));
        }
    }

    fn one_ladder(&mut self) -> Ladder {
        let (name, words) = (self.name("career"), self.words("Rank", 1));
        let list = self.lists.len();
        self.lists.push(List { name: name.clone(), words: words.clone(), ordered: true, named: true });
        self.ladders.push(list);
        let climb = *self.rng.pick(&["highest satisfied", "climbed one by one"]);
        let mut columns = Vec::new();
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); words.len()];
        for _ in 0..self.rng.below(4) {
            let column = self.ladder_column(list, &words, &mut cells);
            columns.push(column);
        }
        let mut lines = Vec::new();
        if !columns.is_empty() {
            lines.push(format!("      {}", columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>().join("   ")));
        }
        for (word, cells) in words.iter().zip(&cells) {
            lines.push(format!("  {word}   {}", cells.join("   ")).trim_end().to_owned());
        }
        self.item(format!("ladder {name}, {climb} {{\n{}\n}}", lines.join("\n")));
        Ladder { list, columns }
    }

    fn ladder_column(&mut self, list: usize, words: &[String], cells: &mut [Vec<String>]) -> Attribute {
        let name = self.name("col");
        if self.rng.chance(20) {
            // Ranks of the ladder itself, none above its own.
            for (at, cell) in cells.iter_mut().enumerate() {
                let rank = self.rng.below(at + 1);
                cell.push(if rank == 0 && self.rng.chance(50) { "-".to_owned() } else { words[rank].clone() });
            }
            if cells.iter().all(|cell| cell.last().is_some_and(|cell| cell == "-")) {
                cells[0].pop();
                cells[0].push(words[0].clone());
            }
            return Attribute::new(name, Ty::plain(Kind::Word(list)));
        }
        let unit = match self.unit() {
            Unit::Factor => Unit::Count,
            unit => unit,
        };
        let mut ty = Ty::number(unit, 0, 3, true);
        let mut bound = 0;
        for (at, cell) in cells.iter_mut().enumerate() {
            if at > 0 && self.rng.chance(15) {
                cell.push("-".to_owned());
                continue;
            }
            let power = if unit == Unit::Count { 1 } else { *self.rng.pick(&[1, 10, 100]) };
            let text = format!("{}{}", self.digits(bound, 0), self.unit_suffix(unit));
            ty.scale = ty.scale.max(if unit == Unit::Percent { 2 } else { 0 });
            cell.push(text);
            bound += i128::from(self.rng.range(0, 5)) * power;
        }
        Attribute::new(name, ty)
    }

    /// The rules of ranks, what is paid as, and how states close.
    pub(super) fn ranks(&mut self) {
        for ladder in std::mem::take(&mut self.open_ladders) {
            for _ in 0..1 + usize::from(self.rng.chance(15)) {
                self.rank(&ladder);
            }
        }
        for (name, list) in self.states.clone() {
            let scope = Scope::of(Row::Partner, 1);
            let reached = self.word(&scope, list);
            let value = match self.rng.below(3) {
                0 => reached.within(Hold::Or),
                _ => format!("opening {name} but at least {}", reached.within(Hold::Add)),
            };
            self.item(format!("closing {name} = {value}"));
        }
    }

    fn rank(&mut self, ladder: &Ladder) {
        let words = self.lists[ladder.list].words.clone();
        let reached = self.name("reached");
        let mut scope = Scope::of(Row::Partner, 1);
        scope.locals = ladder.columns.clone();
        let mut parts: Vec<Term> = Vec::new();
        for column in &ladder.columns {
            if let Some(part) = self.demand(&scope, column) {
                parts.push(part);
            }
        }
        if parts.is_empty() || self.rng.chance(40) {
            let part = self.condition(&scope);
            parts.push(part);
        }
        let tree = self.tree();
        let legs = match self.rng.below(4) {
            0 => Some(format!("legs in {tree} with {reached} >= {}", self.rng.pick(&words))),
            1 => Some(format!("frontline in {tree} where {reached} >= {}", self.rng.pick(&words))),
            2 => {
                let own: Vec<_> = ladder.columns.iter().filter(|c| c.ty.kind == Kind::Word(ladder.list)).collect();
                own.first().map(|column| format!("legs in {tree} with {reached} >= {}", column.name))
            }
            _ => None,
        };
        if let Some(legs) = legs {
            let counts: Vec<_> = ladder.columns.iter().filter(|c| c.ty.kind == Kind::Number(Unit::Count)).collect();
            let least = match counts.first() {
                Some(column) => column.name.clone(),
                None => self.rng.below(3).to_string(),
            };
            parts.push(Term {
                hold: Hold::Compare,
                ..Term::tight(format!("(count over {legs}) >= {least}"), Ty::plain(Kind::Bool))
            });
        }
        let texts: Vec<_> = parts.iter().map(|part| part.within(Hold::Not)).collect();
        let ty = Ty::plain(Kind::Word(ladder.list));
        self.item(format!(
            "{reached} = highest of {} where {}, otherwise {}",
            self.lists[ladder.list].name,
            texts.join(" and "),
            words[0]
        ));
        let state = self.names_lost_tree(&tree) || parts.iter().any(|part| part.state);
        let mut attribute = Attribute::new(reached.clone(), ty);
        attribute.state = state;
        self.partner.push(attribute);
        if self.rng.chance(50) {
            let name = self.name("paid");
            self.item(format!("{name} = {reached}, overridable"));
            let mut attribute = Attribute::new(name, ty);
            attribute.state = state;
            attribute.overridable = true;
            self.partner.push(attribute);
        }
    }

    /// What a column demands.
    fn demand(&mut self, scope: &Scope, column: &Attribute) -> Option<Term> {
        let Kind::Number(unit) = column.ty.kind else { return None };
        let value = match self.rng.below(3) {
            0 => self.number_aggregate(scope, Goal::of(unit, 8)).filter(|value| !value.ty.optional),
            _ => self.number_leaf(scope, unit).filter(|value| !value.ty.optional),
        };
        let value = match value {
            Some(value) => value,
            None => self.number(scope, Goal::of(unit, 8)),
        };
        let text = format!("{} >= {}", value.within(Hold::Clamp), column.name);
        Some(Term::of(text, Hold::Compare, Ty::plain(Kind::Bool), &[&value]))
    }

    /// The plan's clause on who may earn.
    pub(super) fn earners(&mut self) {
        if self.rng.chance(25) || self.rng.chance(15) {
            self.item("earners: partners".to_owned());
            return;
        }
        let depth = u32::from(self.rng.chance(30));
        let condition = if self.rng.chance(60) {
            Term { hold: Hold::Not, ..Term::tight("not terminated", Ty::plain(Kind::Bool)) }
        } else {
            self.condition(&Scope::of(Row::Partner, depth))
        };
        let verb = *self.rng.pick(&["skip", "pass", "hand on"]);
        self.item(format!("earners: partners where {}; others: {verb}", condition.within(Hold::Or)));
    }
}
