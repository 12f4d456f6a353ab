//! Clauses of walks: memories, phrases, verbs, stops, lets, rounding.

use super::Writer;
use super::declare::step;
use super::grid::lookup;
use super::term::{Attribute, Goal, Hold, Kind, Scope, Term, Ty, Unit};

/// A bonus that is being written.
pub(super) struct Body {
    /// What its clauses may speak of.
    pub scope: Scope,
    /// Whether it walks.
    pub walks: bool,
    /// Who is paid, where it must be said.
    pub to: Option<String>,
    /// Its lines.
    pub clauses: Vec<String>,
    /// Names of memories.
    pub memories: Vec<String>,
    /// Most digits of an amount; 255 for a quotient.
    pub finest: u8,
    /// Whether no amount is negative.
    pub natural: bool,
}

impl Body {
    /// Nothing yet.
    pub fn new(scope: Scope, walks: bool) -> Self {
        Self { scope, walks, to: None, clauses: Vec::new(), memories: Vec::new(), finest: 0, natural: true }
    }

    /// Whether the walk surely ends: a memory or stop that is made at random need not lead anywhere.
    pub fn limited(&self) -> bool {
        self.clauses.iter().any(|clause| clause.starts_with("at most"))
    }

    fn memory(&mut self, attribute: Attribute) {
        self.memories.push(attribute.name.clone());
        self.scope.locals.push(attribute);
    }
}

impl Writer {
    /// Memories and phrases that bring memories. Start values know nobody who is visited.
    pub(super) fn memories(&mut self, body: &mut Body, before: &Scope, start: &Term) {
        // What a phrase reads of the visited partner knows no memories.
        let visited = Scope { locals: Vec::new(), ..body.scope.clone() };
        if self.rng.chance(45) {
            let most = 1 + self.rng.below(6) as u32;
            body.clauses.push(format!("at most {most} {}", if most == 1 { "level" } else { "levels" }));
            body.memory(Attribute::new("level", Ty::number(Unit::Count, 0, 1, true)));
            self.level_rate(body, most);
        }
        if self.rng.chance(25) {
            let by = self.number(&visited.at_depth(1), Goal::of(Unit::Percent, 6));
            let reference = *self.rng.pick(&["highest so far", "partner just below"]);
            body.clauses.push(format!("differential by {}, reference {reference}", by.within(Hold::Or)));
            let ty = Ty::number(Unit::Percent, by.ty.scale.max(2), 1, true);
            body.memory(Attribute::new("paid", Ty { natural: by.ty.natural, ..ty }));
            body.scope.locals.push(Attribute::new("rate", ty));
        }
        if self.rng.chance(18) {
            let opens = !start.ty.optional && self.rng.chance(40);
            // `opens` reads the condition of the start too, so it speaks of the visited partner only.
            let condition = if opens { self.earner_condition() } else { self.condition(&visited.at_depth(1)) };
            let leader = if opens { "opens" } else { "closes" };
            body.clauses.push(format!("generations by {}, leader {leader}", condition.within(Hold::Or)));
            // Two limits in one walk are refused so far (finding F14).
            if self.rng.chance(70) && !body.clauses.iter().any(|clause| clause.starts_with("at most")) {
                body.clauses.push(format!("at most {} generations", 1 + self.rng.below(4)));
            }
            body.memory(Attribute::new("gen", Ty::number(Unit::Count, 0, 1, true)));
        }
        for _ in 0..self.rng.weighted(&[(5, 0), (4, 1), (2, 2)]) {
            self.remember(body, before, &visited);
        }
        self.tally(body);
    }

    /// A condition that speaks of the visited partner and of nothing else.
    fn earner_condition(&mut self) -> Term {
        let yes_no = Ty::plain(Kind::Bool);
        let flags: Vec<_> = self
            .partner
            .iter()
            .filter(|a| a.ty.kind == Kind::Bool && !a.ty.optional && a.params.is_empty())
            .cloned()
            .collect();
        let flag = self.rng.pick(&flags).clone();
        let text = *self.rng.pick(&["earner's ", "earner is ", "earner is not "]);
        Term { hold: Hold::Compare, ..Term::tight(format!("{text}{}", flag.name), yes_no) }
    }

    /// A rate by level, from a table that has all levels of the walk.
    fn level_rate(&mut self, body: &mut Body, most: u32) {
        let tables: Vec<_> =
            self.tables.iter().filter(|t| t.levels.is_some_and(|levels| levels >= most)).cloned().collect();
        if tables.is_empty() || !self.rng.chance(75) {
            return;
        }
        let table = self.rng.pick(&tables).clone();
        let mut args = vec![Term::tight("level", Ty::number(Unit::Count, 0, 1, true))];
        for key in table.keys.iter().skip(1) {
            let arg = self.key_value(&body.scope.at_depth(1), *key);
            args.push(arg);
        }
        let value = lookup(&table.name, "", table.results[0].1, &args);
        let value = self.known(value);
        let local = self.local("lrate", value.ty);
        body.clauses.push(format!("let {} = {}", local.name, value.text));
        body.scope.locals.push(local);
    }

    fn remember(&mut self, body: &mut Body, before: &Scope, visited: &Scope) {
        let name = self.name("mem");
        let lists: Vec<usize> = (0..self.lists.len()).filter(|at| self.lists[*at].ordered).collect();
        let (start, then, ty, typed) = match self.rng.below(8) {
            0 => {
                let start = self.condition(&before.at_depth(1));
                let more = self.condition(&visited.at_depth(1));
                let then = format!("{name} or {}", more.within(Hold::Not));
                (start.text, then, Ty::plain(Kind::Bool), "flag".to_owned())
            }
            1 if !lists.is_empty() => {
                let list = *self.rng.pick(&lists);
                let (start, more) = (self.word(&before.at_depth(1), list), self.word(&visited.at_depth(1), list));
                let then = format!("greater of ({name}, {})", more.text);
                (start.text, then, Ty::plain(Kind::Word(list)), self.lists[list].name.clone())
            }
            2 => {
                let Some(start) = self.leaf(before, |ty| ty.kind == Kind::Partner) else { return };
                (start.text, "earner".to_owned(), start.ty, String::new())
            }
            3 => {
                let start = self.small_count(&before.at_depth(1));
                let condition = self.condition(&visited.at_depth(1));
                let then = format!("{name} + 1 when {}, otherwise {name}", condition.within(Hold::Or));
                let limit = self.rng.below(6);
                body.clauses.push(format!("stop before when {name} > {limit}"));
                (start.text, then, Ty::number(Unit::Count, 0, 1, false), "count".to_owned())
            }
            _ => {
                let unit = self.unit();
                let unit = if unit == Unit::Factor { Unit::Count } else { unit };
                let goal = Goal::of(unit, self.scale_of(unit));
                let (start, more) = (self.number(&before.at_depth(1), goal), self.number(&visited.at_depth(2), goal));
                let operand = more.within(Hold::Multiply);
                let condition = self.condition(&visited.at_depth(1));
                let then = match self.rng.below(4) {
                    0 => format!("{name} + {operand}"),
                    1 => format!("{name} but at least {}", more.within(Hold::Add)),
                    2 => more.text.clone(),
                    _ => format!("{name} + {operand} when {}, otherwise {name}", condition.within(Hold::Or)),
                };
                let ty = Ty {
                    kind: Kind::Number(unit),
                    optional: false,
                    scale: start.ty.scale.max(more.ty.scale),
                    size: start.ty.size.max(more.ty.size) + 1,
                    natural: start.ty.natural && more.ty.natural,
                };
                (start.text, then, ty, self.unit_type(unit))
            }
        };
        let typed = if typed.is_empty() || typed.contains('.') || !self.rng.chance(20) {
            String::new()
        } else {
            format!(" : {typed}")
        };
        body.clauses.push(format!("remember {name}{typed} = {start}"));
        body.clauses.push(format!("then {name} = {then}"));
        // A type that is written has the digits of its unit.
        let scale = match ty.kind {
            Kind::Number(unit) if !typed.is_empty() => ty.scale.max(self.scale_of(unit)),
            _ => ty.scale,
        };
        body.memory(Attribute::new(name, Ty { scale, ..ty }));
    }

    /// A tally of ranks met on the way.
    fn tally(&mut self, body: &mut Body) {
        let ranks = self.partner.iter().filter(|a| {
            matches!(a.ty.kind, Kind::Word(list) if self.ladders.contains(&list))
                && !a.ty.optional
                && a.params.is_empty()
        });
        let ranks: Vec<_> = ranks.cloned().collect();
        if ranks.is_empty() || !self.rng.chance(25) {
            return;
        }
        let rank = self.rng.pick(&ranks).clone();
        let Kind::Word(list) = rank.ty.kind else { return };
        let (seen, count) = (self.name("seen"), self.name("met"));
        let words = self.lists[list].words.clone();
        if words.len() == 1 {
            // Finding F13.
            return;
        }
        let border =
            if self.rng.chance(60) { format!("earner's {}", rank.name) } else { self.rng.pick(&words).clone() };
        body.clauses.push(format!("remember {seen} : tally({}) = empty", self.lists[list].name));
        body.clauses.push(format!("let {count} = 1 + {seen} at or above {border}"));
        let next = format!("{seen} + earner's {}", rank.name);
        let then = if self.rng.chance(25) {
            let condition = self.condition(&Scope { locals: Vec::new(), ..body.scope.at_depth(1) });
            format!("{next} when {}, otherwise {seen}", condition.within(Hold::Or))
        } else {
            next
        };
        body.clauses.push(format!("then {seen} = {then}"));
        body.scope.locals.push(Attribute::new(count, Ty::number(Unit::Count, 0, 2, true)));
    }

    /// Stops and verbs.
    pub(super) fn stops_and_verbs(&mut self, body: &mut Body) {
        // A stop before comes before the lets are known.
        let mut scope = body.scope.at_depth(1);
        scope.locals.retain(|local| body.memories.contains(&local.name));
        if self.rng.chance(15) {
            // Two limits of one level hide the range of levels from tables (finding F22).
            let mut scope = scope.clone();
            scope.locals.retain(|local| local.name != "level");
            let condition = self.condition(&scope);
            body.clauses.push(format!("stop before when {}", condition.within(Hold::Or)));
        }
        for verb in ["skip", "pass", "hand on"] {
            if self.rng.chance(24) {
                let condition = self.condition(&scope);
                body.clauses.push(format!("{verb} when {}", condition.within(Hold::Or)));
            }
        }
        if self.rng.chance(12) {
            let condition = self.condition(&body.scope.at_depth(1));
            body.clauses.push(format!("stop after when {}", condition.within(Hold::Or)));
        }
    }

    /// Values with names.
    pub(super) fn lets(&mut self, body: &mut Body) {
        for _ in 0..self.rng.weighted(&[(5, 0), (4, 1), (1, 2)]) {
            let unit = self.unit();
            let ty = match self.rng.below(8) {
                0 => Ty::plain(Kind::Bool),
                1 => Ty::plain(Kind::Date),
                2 | 3 => Ty::number(Unit::Percent, 5, 1, false),
                4 => Ty::number(unit, self.scale_of(unit).min(4), 1, false).optional(true),
                _ => Ty::number(unit, self.scale_of(unit).min(4), 1, false),
            };
            let value = self.rhs(&body.scope, ty);
            let local = self.local("let", value.ty);
            body.clauses.push(format!("let {} = {}", local.name, value.text));
            body.scope.locals.push(local);
        }
    }

    /// The clauses in random order, lets in theirs, and how it is rounded.
    pub(super) fn finished(&mut self, body: Body) -> Vec<String> {
        let scale = self.units[0].scale;
        let mut clauses = body.clauses;
        if body.finest > scale || self.rng.chance(60) {
            let to = if self.rng.chance(75) { scale } else { self.rng.below(usize::from(scale) + 1) as u8 };
            let chain = match self.rng.below(3) {
                _ if !body.walks && self.rng.chance(70) => "",
                0 => ", each line",
                1 => "; chain cumulatively",
                _ => "; last line takes the remainder",
            };
            clauses.push(format!("round {} to {}{chain}", self.mode(), step(to)));
        }
        if self.rng.chance(20) {
            // The order of clauses means nothing, but lets see those before them, and pays have numbers.
            let fixed = |clause: &String| {
                ["let", "pay", "except", "finally", "differential"].iter().any(|word| clause.starts_with(word))
            };
            let (fixed, mut free): (Vec<String>, Vec<String>) = clauses.into_iter().partition(fixed);
            self.rng.shuffle(&mut free);
            free.extend(fixed);
            return free;
        }
        clauses
    }
}
