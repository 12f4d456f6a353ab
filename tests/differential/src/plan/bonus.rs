//! Bonuses: triggers, walks, what is paid.

use super::clauses::Body;
use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Term, Ty, Unit};
use super::{LINE_EARNER, Writer};

/// Something that pays, for caps and for bonuses on its lines.
#[derive(Clone, Debug)]
pub(super) struct Payer {
    /// Its name.
    pub name: String,
    /// Whether it is a bonus; else a pool.
    pub bonus: bool,
    /// Whether none of its amounts can be negative.
    pub natural: bool,
}

/// What a bonus is paid for.
#[derive(Clone, Debug)]
pub(super) enum Trigger {
    /// Events of a kind.
    Event(usize),
    /// Each partner.
    Partner,
    /// Lines of another bonus, at a stage as it is written.
    Line(String, String),
}

impl Writer {
    /// A bonus; whether its amounts are never negative. Where no cap is on it, its walk must be limited.
    pub(super) fn bonus(&mut self, name: &str, trigger: &Trigger, capped: bool) -> bool {
        let (row, written) = match trigger {
            Trigger::Event(at) => (Row::Event(*at), self.events[*at].name.clone()),
            Trigger::Partner => (Row::Partner, "partner".to_owned()),
            Trigger::Line(of, stage) => (Row::Line, format!("line of {of}{stage}")),
        };
        let depth = self.depth().min(3);
        let mut scope = Scope { subject: row == Row::Partner, carry: false, ..Scope::of(row, depth) };
        scope.others.push(("trigger".to_owned(), row));
        let start = self.start_of_walk(&scope);
        let walks = start.is_some() && self.rng.chance(if row == Row::Partner { 45 } else { 80 });
        let mut filter = Vec::new();
        if self.rng.chance(30) {
            let condition = self.condition(&scope);
            filter.push(condition.within(Hold::Not));
        }
        let mut body = Body::new(scope, walks);
        if let Some(start) = start.filter(|_| walks) {
            if start.ty.optional {
                filter.push(format!("{} is known", start.text));
            }
            self.walk(&mut body, &start);
        } else {
            self.receiver(&mut body, &mut filter);
        }
        self.pays(&mut body);
        if walks && !capped && !body.limited() {
            let most = 2 + self.rng.below(8);
            body.clauses.push(format!("at most {most} levels"));
        }
        let mut natural = body.natural;
        let mut lines = self.finished(body);
        if let Trigger::Event(at) = trigger
            && self.events[*at].may_be_open()
            && self.rng.chance(12)
        {
            lines.push("true up".to_owned());
            natural = false;
        }
        let filter = if filter.is_empty() { String::new() } else { format!(" where {}", filter.join(" and ")) };
        self.item(format!("bonus {name} for each {written}{filter} {{\n  {}\n}}", lines.join("\n  ")));
        natural
    }

    /// A partner from whom a walk may start.
    fn start_of_walk(&mut self, scope: &Scope) -> Option<Term> {
        match scope.row {
            Row::Partner if self.rng.chance(50) => Some(Term::tight("trigger", Ty::plain(Kind::Partner))),
            Row::Line => Some(Term::tight(LINE_EARNER, Ty::plain(Kind::Partner))),
            _ => self.leaf(scope, |ty| ty.kind == Kind::Partner),
        }
    }

    fn walk(&mut self, body: &mut Body, start: &Term) {
        let tree = self.tree();
        let how = *self.rng.pick(&["above", "above", "included"]);
        body.clauses.push(format!("up {tree} from {}, {how}", start.within(Hold::Tight)));
        // What is known before anybody is visited.
        let before = body.scope.clone();
        body.scope.others.push(("earner".to_owned(), Row::Partner));
        self.memories(body, &before, start);
        self.stops_and_verbs(body);
        self.lets(body);
    }

    /// Who is paid without a walk.
    fn receiver(&mut self, body: &mut Body, filter: &mut Vec<String>) {
        match body.scope.row {
            Row::Partner => {
                body.scope.others.push(("earner".to_owned(), Row::Partner));
                body.to = (self.rng.chance(25)).then(|| "trigger".to_owned());
            }
            _ => match self.leaf(&body.scope, |ty| ty.kind == Kind::Partner) {
                Some(leaf) => {
                    if leaf.ty.optional {
                        filter.push(format!("{} is known", leaf.text));
                    }
                    body.to = Some(leaf.text);
                }
                None => body.to = Some("company".to_owned()),
            },
        }
        if self.rng.chance(50) {
            self.lets(body);
        }
    }

    fn pays(&mut self, body: &mut Body) {
        for _ in 0..1 + usize::from(self.rng.chance(15)) {
            let line = self.pay(body, "pay");
            body.clauses.push(line);
        }
        if self.rng.chance(10) {
            let condition = self.condition(&body.scope);
            let line = self.pay(body, "pay");
            body.clauses.push(format!("except when {} {{ {line} }}", condition.within(Hold::Or)));
        }
        if body.walks && self.rng.chance(22) {
            self.finally(body);
        }
    }

    /// A pay clause.
    fn pay(&mut self, body: &mut Body, word: &str) -> String {
        let amount = self.amount(body);
        let to = match &body.to {
            Some(to) => Some(to.clone()),
            None if self.rng.chance(6) => Some("company".to_owned()),
            None => None,
        };
        let to = to.map(|to| format!(" to {to}")).unwrap_or_default();
        if body.scope.depth > 0 && self.rng.chance(20) {
            let condition = self.condition(&body.scope.deeper());
            let mut text = format!("{word} {} when {}", amount.within(Hold::Or), condition.within(Hold::Or));
            // Cases with an `otherwise` are one value, and a quotient is not of the type of a number.
            let mut plain = !amount.quotient;
            if self.rng.chance(40) {
                let other = self.amount(body);
                plain &= !other.quotient;
                let condition = self.condition(&body.scope.deeper());
                text.push_str(&format!(", {} when {}", other.within(Hold::Or), condition.within(Hold::Or)));
            }
            if self.rng.chance(30) && plain {
                let other = self.amount(body);
                if !other.quotient {
                    text.push_str(&format!(", otherwise {}", other.within(Hold::Or)));
                }
            }
            return format!("{text}{to}");
        }
        if !to.is_empty() && self.rng.chance(15) {
            let condition = self.condition(&body.scope.deeper());
            return format!("{word} {}{to} when {}", amount.within(Hold::Or), condition.within(Hold::Or));
        }
        format!("{word} {}{to}", amount.within(Hold::Or))
    }

    /// Money in the plan's currency, as fine as it likes.
    fn amount(&mut self, body: &mut Body) -> Term {
        let mut amount = self.any_amount(body);
        if !amount.ty.natural && self.rng.chance(85) {
            let zero = format!("0{}", self.unit_suffix(Unit::Named(0)));
            if amount.quotient {
                amount = self.part_of_amount(body);
            }
            let ty = Ty { natural: true, ..amount.ty };
            amount =
                Term::of(format!("{} but at least {zero}", amount.within(Hold::Clamp)), Hold::Clamp, ty, &[&amount]);
        }
        body.natural &= amount.ty.natural;
        body.finest = body.finest.max(if amount.quotient { u8::MAX } else { amount.ty.scale });
        amount
    }

    fn any_amount(&mut self, body: &mut Body) -> Term {
        match self.rng.below(10) {
            0..=5 => self.part_of_amount(body),
            6 => match self.quotient(&body.scope, Unit::Named(0)).filter(|q| !q.ty.optional) {
                Some(quotient) => quotient,
                None => self.part_of_amount(body),
            },
            _ => self.number(&body.scope, Goal::of(Unit::Named(0), 10)),
        }
    }

    /// `rate of base as EUR`
    fn part_of_amount(&mut self, body: &mut Body) -> Term {
        let base = self.base_of_pay(&body.scope);
        let rate = self.rate_of_pay(body);
        match self.part_of(&rate, &base) {
            Some(amount) => self.fitted(amount, Goal::of(Unit::Named(0), 18)),
            None => self.number(&body.scope, Goal::of(Unit::Named(0), 10)),
        }
    }

    fn base_of_pay(&mut self, scope: &Scope) -> Term {
        if self.rng.chance(50) && !self.rates.is_empty() {
            let rates: Vec<_> = self.rates.iter().filter(|(_, to, _)| *to == 0).copied().collect();
            let (from, to, digits) = *self.rng.pick(&rates);
            if let Some(leaf) = self.number_leaf(scope, Unit::Named(from)).filter(|leaf| leaf.ty.scale + digits <= 10) {
                let leaf = self.known(leaf);
                return self.convert(&leaf, to, digits);
            }
        }
        let goal = Goal::of(Unit::Named(0), 8);
        match self.number_leaf(scope, Unit::Named(0)) {
            Some(leaf) if self.rng.chance(70) => self.fitted(leaf, goal),
            _ => self.number(scope, goal),
        }
    }

    fn rate_of_pay(&mut self, body: &Body) -> Term {
        let locals: Vec<Attribute> = body
            .scope
            .locals
            .iter()
            .filter(|l| l.ty.kind == Kind::Number(Unit::Percent) && !l.ty.optional && l.ty.scale <= 8)
            .cloned()
            .collect();
        match self.rng.below(6) {
            0..=2 if !locals.is_empty() => {
                let local = self.rng.pick(&locals).clone();
                Term::tight(local.name, local.ty)
            }
            3 | 4 => self.natural_literal(Unit::Percent, 4),
            _ => self.number(&body.scope.at_depth(1), Goal::of(Unit::Percent, 6)),
        }
    }

    /// What is paid at the end of a walk: from memories and the trigger only.
    fn finally(&mut self, body: &mut Body) {
        let mut scope = body.scope.clone();
        scope.others.retain(|(text, _)| text != "earner");
        scope.locals.retain(|local| body.memories.contains(&local.name));
        let receivers = match scope.row {
            Row::Line => Some(Term::tight(LINE_EARNER, Ty::plain(Kind::Partner))),
            Row::Partner => Some(Term::tight("trigger", Ty::plain(Kind::Partner))),
            _ => self.leaf(&scope, |ty| ty.kind == Kind::Partner && !ty.optional),
        };
        let to = match receivers {
            Some(receiver) if self.rng.chance(35) => receiver.text,
            _ => "company".to_owned(),
        };
        let mut last = Body { scope, walks: true, to: Some(to), ..Body::new(body.scope.clone(), true) };
        let line = self.pay(&mut last, "finally pay");
        body.finest = body.finest.max(last.finest);
        body.natural &= last.natural;
        body.clauses.push(line);
    }
}
