//! What moves: loops, flows, trees that are derived, those who stand above, and numbers that are carried.

use super::declare::step;
use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::{TreeDecl, Writer};

impl Writer {
    /// One of them.
    pub(super) fn moving(&mut self) {
        match self.rng.below(10) {
            0 => self.flow(),
            1 => self.looking_up(),
            2 => self.above(),
            3 => self.derived(),
            4 => self.carried(),
            5 => self.scan(),
            6 | 7 => self.account(),
            _ => self.repeat(),
        }
    }

    /// What may be said of a partner who stands above.
    fn upper_condition(&mut self) -> Term {
        let inner = Scope::of(Row::Partner, 1);
        self.condition(&Scope { rows: false, subject: false, carry: false, element: true, ..inner })
    }

    /// A partner's own value at the digits of its unit.
    fn own(&mut self, unit: Unit) -> Term {
        let scale = self.scale_of(unit);
        self.number(&Scope::of(Row::Partner, 1).without_rows(), Goal::of(unit, scale))
    }

    /// A value of the item that was written last.
    fn readable(&mut self, name: String, ty: Ty, parts: &[&Term]) {
        let mut attribute = Attribute::new(name, ty);
        let text = self.items.last().is_some_and(|text| self.names_lost_tree(text));
        attribute.state = text || parts.iter().any(|part| part.state);
        self.partner.push(attribute);
    }

    /// `flow F : BV up T { adds = …; passes = …; short: … }`
    fn flow(&mut self) {
        let (tree, unit, name) = (self.tree(), self.named_unit(), self.name("flow"));
        let adds = self.own(unit);
        let condition = self.condition(&Scope::of(Row::Partner, 1));
        let scale = self.scale_of(unit);
        let limit = self.natural_literal(unit, scale);
        let zero = format!("0{}", self.unit_suffix(unit));
        let (when, most) = (condition.within(Hold::Or), limit.within(Hold::Add));
        let short = *self.rng.pick(&["short: passes what there is", "short: company adds"]);
        let (passes, short) = match self.rng.below(5) {
            0 => (format!("received + adds when {when}, otherwise {zero}"), ""),
            1 => (format!("received + adds when {when}, otherwise received but at most {most}"), short),
            2 => (format!("adds but at least {most}"), short),
            3 => (format!("(50% of (received + adds)) rounded {} to {}", self.mode(), step(scale)), short),
            _ => (format!("received when {when}, otherwise adds but at least {most}"), short),
        };
        let clauses = format!("adds = {}\n  passes = {passes}\n  {short}", adds.within(Hold::Open));
        self.item(format!("flow {name} : {} up {tree} {{\n  {clauses}\n}}", self.unit_type(unit)));
        let ty = Ty { scale, optional: false, size: adds.ty.size.max(limit.ty.size) + 2, natural: false, ..adds.ty };
        for part in ["received", "adds", "passes", "kept", "company"] {
            self.readable(format!("{name}'s {part}"), ty, &[&adds, &condition]);
        }
    }

    /// `nearest above in T where …`
    fn looking_up(&mut self) {
        let (tree, name) = (self.tree(), self.name("lead"));
        let condition = self.upper_condition();
        self.item(format!("{name} = nearest above in {tree} where {}", condition.within(Hold::Or)));
        self.readable(name, Ty::plain(Kind::Partner).optional(true), &[&condition]);
    }

    /// Aggregates over all who stand above.
    fn above(&mut self) {
        let (tree, name, unit) = (self.tree(), self.name("up"), self.named_unit());
        let condition = self.upper_condition();
        let element = Scope { element: true, subject: false, ..Scope::of(Row::Partner, 1).without_rows() };
        let value = self.number(&element, Goal::of(unit, self.scale_of(unit)));
        let rows = if self.rng.chance(50) {
            format!("upline in {tree} where {}", condition.within(Hold::Or))
        } else {
            format!("upline in {tree}")
        };
        let (operand, zero) = (value.within(Hold::Tight), format!("0{}", self.unit_suffix(unit)));
        let number = Ty { optional: false, size: value.ty.size + 2, ..value.ty };
        let (text, ty) = match self.rng.below(5) {
            0 => (format!("count over {rows}"), Ty::number(Unit::Count, 0, 3, true)),
            1 => (format!("sum of {operand} over {rows}"), number),
            2 => (format!("largest of {operand} over {rows}, otherwise {zero}"), number),
            3 => (format!("smallest of {operand} over {rows}, otherwise {zero}"), number),
            _ => {
                let op = *self.rng.pick(&["any", "every"]);
                (format!("{op} of {} over {rows}", condition.within(Hold::Tight)), Ty::plain(Kind::Bool))
            }
        };
        self.item(format!("{name} = {text}"));
        self.readable(name, ty, &[&condition, &value]);
    }

    /// `tree D from T { parent = … }`
    fn derived(&mut self) {
        let placed: Vec<String> =
            self.trees.iter().filter(|tree| !tree.derived).map(|tree| tree.name.clone()).collect();
        let (source, name) = (self.rng.pick(&placed).clone(), self.name("tree"));
        let condition = self.condition(&Scope::of(Row::Partner, 1));
        let upper = self.upper_condition();
        let when = condition.within(Hold::Or);
        let parent = match self.rng.below(4) {
            0 => format!("{source}'s {name} when ({when}) and {source}'s {name} is known, otherwise {source}"),
            1 => format!("nearest above in {source} where {}", upper.within(Hold::Or)),
            2 => format!("{source} when {when}, otherwise none"),
            _ => format!("{source}'s {source}"),
        };
        self.item(format!("tree {name} from {source} {{\n  parent = {parent}\n}}"));
        self.readable(name.clone(), Ty::plain(Kind::Partner).optional(true), &[&condition, &upper]);
        let state = condition.state || upper.state;
        self.trees.push(TreeDecl { name, side: None, derived: true, state });
    }

    /// `repeat R at most n times { … }`
    fn repeat(&mut self) {
        let (name, unit) = (self.name("loop"), self.named_unit());
        let (x, y, half) = (self.name("mem"), self.name("mem"), self.name("half"));
        let scale = self.scale_of(unit);
        let (first, second) = (self.own(unit), self.own(unit));
        let condition = self.condition(&Scope::of(Row::Partner, 1));
        let (low, a, b) = (self.positive_literal(unit), self.positive_literal(unit), self.positive_literal(unit));
        let [low, a, b] = [low, a, b].map(|literal| literal.within(Hold::Add));
        let most = *self.rng.pick(&[1, 2, 3, 7, 20]);
        let (mode, step) = (self.mode(), step(scale));
        let typed = format!(" : {}", self.unit_type(unit));
        let stop = match self.rng.below(4) {
            0 => format!("stop before when {x} < {low} or {y} < {low}"),
            1 => format!("stop before when (smaller of ({x}, {y})) < {low} and {}", condition.within(Hold::Not)),
            2 => format!("stop before when {x} >= {y}"),
            _ => String::new(),
        };
        let round = |text: String| format!("({text}) rounded {mode} to {step}");
        let (let_half, then) = match self.rng.below(3) {
            0 => {
                let x_less = round(format!("{x} - ({a} when {x} >= {y}, otherwise {b})"));
                let y_less = round(format!("{y} - ({b} when {x} >= {y}, otherwise {a})"));
                (String::new(), format!("then {x} = {x_less}\n  then {y} = {y_less}"))
            }
            1 => {
                let halved = format!("let {half} = {}", round(format!("50% of {x}")));
                (halved, format!("then {x} = {half}\n  then {y} = {}", round(format!("{y} + {half}"))))
            }
            // The memories change at once: they change places.
            _ => (String::new(), format!("then {x} = {}\n  then {y} = {x}", round(format!("{y} - {a}")))),
        };
        let start = format!("remember {x}{typed} = {}\n  remember {y}{typed} = {}", first.text, second.text);
        let clauses: Vec<String> =
            [start, stop, let_half, then].into_iter().filter(|clause| !clause.is_empty()).collect();
        self.item(format!("repeat {name} at most {most} times {{\n  {}\n}}", clauses.join("\n  ")));
        let parts = [&first, &second, &condition];
        self.readable(format!("{name}'s rounds"), Ty::number(Unit::Count, 0, 2, true), &parts);
        let size = first.ty.size.max(second.ty.size) + 2;
        for memory in [x, y] {
            let ty = Ty { kind: Kind::Number(unit), optional: false, scale, size, natural: false };
            self.readable(format!("{name}'s {memory}"), ty, &parts);
        }
    }

    /// `repeat R over own Order by …, then number { … }`
    fn scan(&mut self) {
        let owned: Vec<usize> = (0..self.events.len()).filter(|at| self.events[*at].owner.is_some()).collect();
        if owned.is_empty() {
            return;
        }
        let at = *self.rng.pick(&owned);
        let (event, unit) = (self.events[at].clone(), self.named_unit());
        let (name, x, n, now) = (self.name("scan"), self.name("mem"), self.name("mem"), self.name("now"));
        let scale = self.scale_of(unit);
        let start = self.own(unit);
        // Bare names are those of the order; the partner is `my`.
        let mut inner = Scope::of(Row::Event(at), 1);
        inner.others.push(("my".to_owned(), Row::Partner));
        let inner = Scope { rows: false, subject: false, carry: false, ..inner };
        let value = self.number(&inner, Goal::of(unit, scale));
        let filtered = self.rng.chance(40);
        let condition = self.condition(&inner);
        let filter = if filtered { format!(" where {}", condition.within(Hold::Or)) } else { String::new() };
        let key = self.leaf(&inner, |ty| matches!(ty.kind, Kind::Bool | Kind::Date | Kind::Word(_)));
        let key = match key {
            Some(key) if self.rng.chance(60) => key,
            _ => self.number(&inner, Goal { unit, scale: 6, optional: true }),
        };
        let direction = *self.rng.pick(&["", " smallest first", " largest first"]);
        let most = if self.rng.chance(25) { " at most 2 times" } else { "" };
        let limit = self.positive_literal(unit);
        let (mode, step) = (self.mode(), step(scale));
        let stop = match self.rng.below(4) {
            0 => format!("stop before when {x} >= {}\n  ", limit.within(Hold::Add)),
            1 => format!("stop before when {n} >= 3 or {}\n  ", condition.within(Hold::Not)),
            _ => String::new(),
        };
        let sometimes = filtered || !stop.is_empty() || !most.is_empty();
        let typed = self.unit_type(unit);
        let added = match self.rng.below(3) {
            0 => format!("({x} + {}) rounded {mode} to {step}", value.within(Hold::Add)),
            1 => format!("({x} + (50% of {x}) - {}) rounded {mode} to {step}", value.within(Hold::Negate)),
            _ => format!("(greater of ({x}, {})) rounded {mode} to {step}", value.text),
        };
        self.item(format!(
            "repeat {name} over own {}{filter} by {}{direction}, then number{most} {{\n  remember {x} : {typed} = {}\n  \
             remember {n} = 0\n  {stop}let {now} = {added}\n  then {x} = {now}\n  then {n} = {n} + 1\n}}",
            event.name,
            key.within(Hold::Add),
            start.text
        ));
        let parts = [&start, &value, &condition, &key];
        let size = start.ty.size.max(value.ty.size) + 3;
        let ty = Ty { kind: Kind::Number(unit), optional: false, scale, size, natural: false };
        let count = Ty::number(Unit::Count, 0, 2, true);
        self.readable(format!("{name}'s rounds"), count, &parts);
        self.readable(format!("{name}'s {x}"), ty, &parts);
        self.readable(format!("{name}'s {n}"), count, &parts);
        let owner = event.owner.as_ref().and_then(|owner| event.attributes.iter().find(|a| a.name == *owner));
        let sometimes = sometimes || owner.is_some_and(|owner| owner.ty.optional);
        if event.one_date {
            for (part, ty) in [(&now, ty), (&x, ty), (&n, count)] {
                let mut attribute = Attribute::new(format!("{name}'s {part}"), ty.optional(sometimes));
                // What a loop has at an event is that of the event's own period.
                attribute.state = true;
                self.events[at].attributes.push(attribute);
            }
        }
    }

    /// `account A : BV of partner, by quarter { add …; draw …; expire after 2 quarters }`
    fn account(&mut self) {
        let (name, unit) = (self.name("account"), self.named_unit());
        let calendars = ["week", "month", "quarter", "year"];
        let least = calendars.iter().position(|calendar| *calendar == self.grain).unwrap_or(0);
        let by = self.rng.chance(65).then(|| *self.rng.pick(&calendars[least..]));
        let (mut clauses, mut parts) = (Vec::new(), Vec::new());
        for place in 0..self.rng.range(2, 5) {
            let adds = place == 0 || self.rng.chance(40);
            let (amount, lot, part) = self.moved(unit, by);
            parts.push(part);
            clauses.push(match (adds, by, lot) {
                (true, Some(by), Some(day)) => format!("add {amount} to {by} of {day}"),
                (true, ..) => format!("add {amount}"),
                (false, None, _) => format!("draw {amount}"),
                (false, Some(by), Some(day)) => {
                    let later = format!(", then later {by}s oldest first");
                    format!("draw {amount} from {by} of {day}{}", if self.rng.chance(60) { &later } else { "" })
                }
                (false, Some(_), None) => {
                    format!("draw {amount} {} first", self.rng.pick(&["oldest", "newest"]))
                }
            });
        }
        if clauses.iter().any(|clause| clause.contains("then later")) {
            clauses.push(format!("closed lots: draws {}", self.rng.pick(&["are noted", "go on"])));
        }
        let leaves = *self.rng.pick(&["release", "expire"]);
        if let Some(by) = by {
            let at = self.rng.range(0, clauses.len() as i64) as usize;
            clauses.insert(at, format!("{leaves} after {} {by}s", self.rng.range(1, 4)));
        }
        if self.rng.chance(30) {
            let condition = self.condition(&Scope::of(Row::Partner, 1));
            clauses.push(format!("{leaves} all when {}", condition.within(Hold::Or)));
            parts.push(condition);
        }
        if self.rng.chance(30) {
            let limit = self.own(unit);
            let order =
                if by.is_some() { format!(", {} first", self.rng.pick(&["oldest", "newest"])) } else { String::new() };
            clauses.push(format!("{leaves} above {}{order}", limit.within(Hold::Add)));
            parts.push(limit);
        }
        let by = by.map_or_else(String::new, |by| format!(", by {by}"));
        let typed = self.unit_type(unit);
        self.item(format!("account {name} : {typed} of partner{by} {{\n  {}\n}}", clauses.join("\n  ")));
        let size = parts.iter().map(|part| part.ty.size).max().unwrap_or(5).max(5) + 3;
        let ty = Ty { kind: Kind::Number(unit), optional: false, scale: self.scale_of(unit), size, natural: false };
        for part in ["opening", "available", "added", "drawn", "short", "released", "expired", "balance"] {
            let mut attribute = Attribute::new(format!("{name}'s {part}"), ty);
            attribute.state = true;
            self.partner.push(attribute);
        }
    }

    /// What a movement moves: its text, perhaps the day that names the lot, and the value in it.
    fn moved(&mut self, unit: Unit, by: Option<&str>) -> (String, Option<String>, Term) {
        let dated: Vec<(usize, String)> = (0..self.events.len())
            .filter(|at| self.events[*at].owner.is_some())
            .flat_map(|at| {
                let days = self.events[at].attributes.iter().filter(|a| a.ty == Ty::plain(Kind::Date));
                days.map(move |day| (at, day.name.clone())).collect::<Vec<_>>()
            })
            .collect();
        if by.is_none() || dated.is_empty() || self.rng.chance(40) {
            let own = self.own(unit);
            return (own.within(Hold::Add), None, own);
        }
        let (at, day) = self.rng.pick(&dated).clone();
        let inner = Scope::of(Row::Event(at), 1);
        let inner = Scope { rows: false, subject: false, carry: false, ..inner };
        let value = self.number(&inner, Goal::of(unit, self.scale_of(unit)));
        let condition = if self.rng.chance(40) {
            format!(" where {}", self.condition(&inner).within(Hold::Or))
        } else {
            String::new()
        };
        let text = format!("{} over own {}{condition}", value.within(Hold::Tight), self.events[at].name);
        (text, Some(day), value)
    }

    /// A number that is carried from period to period.
    fn carried(&mut self) {
        let (name, unit) = (self.name("rest"), self.named_unit());
        let scale = self.scale_of(unit);
        let start = format!("{}{}", self.rng.range(-3, 40), self.unit_suffix(unit));
        self.item(format!("state {name} : {} of partner = {start}", self.unit_type(unit)));
        let own = self.own(unit);
        let limit = self.natural_literal(unit, scale);
        let (own, limit) = (own.within(Hold::Add), limit.within(Hold::Add));
        let (mode, step) = (self.mode(), step(scale));
        let closing = match self.rng.below(3) {
            0 => format!("(opening {name} + {own}) rounded {mode} to {step} but at most {limit}"),
            1 => format!("(50% of opening {name}) rounded {mode} to {step}"),
            _ => format!("opening {name} but at least ({own} rounded {mode} to {step})"),
        };
        self.item(format!("closing {name} = {closing}"));
        let ty = Ty { kind: Kind::Number(unit), optional: false, scale, size: 5, natural: false };
        let carried = self.name("carried");
        self.item(format!("{carried} = opening {name}"));
        let mut attribute = Attribute::new(carried, ty);
        attribute.state = true;
        self.partner.push(attribute);
    }
}
