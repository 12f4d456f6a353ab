//! Who pays and what is capped: bonuses, pools, caps, bonuses on lines; assertions.

use super::bonus::{Payer, Trigger};
use super::term::{Goal, Hold, Row, Scope, Term, Ty, Unit};
use super::Writer;

/// What is planned before any of it is written, so that a bonus on lines knows the caps on them.
#[derive(Clone, Debug)]
enum Step {
    /// A bonus for events or partners.
    Bonus(usize),
    /// A pool.
    Pool(usize),
    /// A bonus for lines of another.
    Lines(usize, usize),
    /// A cap on these payers.
    Cap { name: String, on: Vec<usize>, all: bool },
}

impl Writer {
    /// All that pays and all that cuts.
    pub(super) fn payouts(&mut self) {
        for _ in 0..self.rng.below(2) + usize::from(self.size > 4) {
            let levels = 2 + self.rng.below(6) as u32;
            self.table(Some(levels));
        }
        let (mut payers, steps) = self.planned();
        let caps: Vec<Step> = steps.iter().filter(|step| matches!(step, Step::Cap { .. })).cloned().collect();
        let capped = |at: usize| caps.iter().any(|cap| matches!(cap, Step::Cap { on, .. } if on.contains(&at)));
        let mut before: Vec<String> = Vec::new();
        for step in &steps {
            match step {
                Step::Bonus(at) => {
                    let trigger = if self.rng.chance(72) {
                        Trigger::Event(self.rng.below(self.events.len()))
                    } else {
                        Trigger::Partner
                    };
                    payers[*at].natural = self.bonus(&payers[*at].name.clone(), &trigger, capped(*at));
                }
                Step::Pool(at) => payers[*at].natural = self.pool(&payers[*at].name.clone()),
                Step::Lines(at, of) => {
                    let stage = self.stage(*of, &caps, &before);
                    let trigger = Trigger::Line(payers[*of].name.clone(), stage);
                    payers[*at].natural = self.bonus(&payers[*at].name.clone(), &trigger, capped(*at));
                }
                Step::Cap { name, on, all } => {
                    let on: Vec<Payer> = on.iter().map(|at| payers[*at].clone()).collect();
                    self.cap(name, &on, *all, &before);
                    before.push(name.clone());
                }
            }
        }
    }

    fn planned(&mut self) -> (Vec<Payer>, Vec<Step>) {
        let mut payers: Vec<Payer> = Vec::new();
        let mut steps = Vec::new();
        let most = 1 + self.size as usize / 3;
        for _ in 0..1 + self.rng.below(most) {
            steps.push(Step::Bonus(payers.len()));
            payers.push(Payer { name: self.name("Bonus"), bonus: true, natural: true });
        }
        for _ in 0..self.rng.below(2) + usize::from(self.rng.chance(15)) {
            steps.push(Step::Pool(payers.len()));
            payers.push(Payer { name: self.name("Pool"), bonus: false, natural: true });
        }
        let later = self.rng.below(2 + self.size as usize / 3);
        for _ in 0..later {
            if self.rng.chance(45) {
                let bonuses: Vec<usize> = (0..payers.len()).filter(|at| payers[*at].bonus).collect();
                let of = *self.rng.pick(&bonuses);
                steps.push(Step::Lines(payers.len(), of));
                payers.push(Payer { name: self.name("Match"), bonus: true, natural: true });
            } else {
                let mut on: Vec<usize> = (0..payers.len()).filter(|_| self.rng.chance(55)).collect();
                if on.is_empty() {
                    on.push(self.rng.below(payers.len()));
                }
                self.rng.shuffle(&mut on);
                steps.push(Step::Cap { name: self.name("Cap"), on, all: false });
            }
        }
        if self.rng.chance(25) {
            steps.push(Step::Cap { name: self.name("Cap"), on: (0..payers.len()).collect(), all: true });
        }
        (payers, steps)
    }

    /// Before or after which cap lines are taken, where there is one on them.
    fn stage(&mut self, of: usize, caps: &[Step], before: &[String]) -> String {
        let mut on: Vec<&String> = Vec::new();
        for cap in caps {
            if let Step::Cap { name, on: payers, .. } = cap
                && payers.contains(&of)
            {
                on.push(name);
            }
        }
        let done: Vec<&String> = on.iter().filter(|name| before.contains(name)).copied().collect();
        match (on.is_empty(), done.is_empty()) {
            (true, _) => String::new(),
            (false, false) if self.rng.chance(70) => format!(" after {}", self.rng.pick(&done)),
            _ => format!(" before {}", self.rng.pick(&on)),
        }
    }

    /// Money that is not negative, mostly.
    fn limit(&mut self, scope: &Scope) -> Term {
        let goal = Goal::of(Unit::Named(0), 8);
        match self.rng.below(4) {
            0 => self.natural_literal(Unit::Named(0), 3),
            1 if !self.rates.is_empty() => {
                let total = self.number_aggregate(&Scope { row: Row::Company, ..scope.clone() }, goal);
                let rate = self.natural_literal(Unit::Percent, 4);
                let total = total.map(|total| self.fitted(total, goal));
                match total.and_then(|total| self.part_of(&rate, &total)) {
                    Some(limit) => self.fitted(limit, Goal::of(Unit::Named(0), 12)),
                    None => self.natural_literal(Unit::Named(0), 3),
                }
            }
            _ => self.number(scope, goal),
        }
    }

    fn pool(&mut self, name: &str) -> bool {
        let scope = Scope::of(Row::Company, 1 + self.rng.below(2) as u32);
        let goal = Goal::of(Unit::Named(0), self.units[0].scale);
        let share = self.limit(&scope);
        let share = self.fitted(share, goal);
        let members = Scope::of(Row::Partner, self.depth());
        let filter = if self.rng.chance(75) {
            let condition = self.condition(&members);
            format!(" where {}", condition.within(Hold::Or))
        } else {
            String::new()
        };
        let unit = self.unit();
        let mut weight = self.number(&members, Goal::of(unit, 6));
        if !weight.ty.natural && self.rng.chance(93) {
            let zero = if unit == Unit::Percent { "0%".to_owned() } else { format!("0{}", self.unit_suffix(weight.unit())) };
            let ty = Ty { natural: true, ..weight.ty };
            weight = Term::of(format!("{} but at least {zero}", weight.within(Hold::Clamp)), Hold::Clamp, ty, &[&weight]);
        }
        let mut clauses = vec![
            format!("share {}", share.within(Hold::Or)),
            format!("over partners{filter}"),
            format!("in proportion to {}", weight.within(Hold::Or)),
            "remainder: largest fraction first, then number".to_owned(),
            "nobody: kept by the company".to_owned(),
        ];
        if self.rng.chance(15) {
            self.rng.shuffle(&mut clauses);
        }
        self.item(format!("pool {name} {{\n  {}\n}}", clauses.join("\n  ")));
        share.ty.natural
    }

    fn cap(&mut self, name: &str, on: &[Payer], all: bool, before: &[String]) {
        let scope = *self.rng.pick(&["", "", "line", "bonus", "partner", "partner", "person"]);
        let names: Vec<String> = on.iter().map(|payer| payer.name.clone()).collect();
        let mut text = format!("cap {name} on {}", if all { "all".to_owned() } else { names.join(", ") });
        let mut heads = Vec::new();
        if let Some(last) = before.last() {
            // The one before it at least: so all of them have an order.
            let mut after: Vec<String> = before.iter().filter(|cap| *cap != last && self.rng.chance(50)).cloned().collect();
            after.push(last.clone());
            heads.push(format!("after {}", after.join(", ")));
        }
        if !scope.is_empty() {
            heads.push(format!("per {scope}"));
        }
        self.rng.shuffle(&mut heads);
        for head in heads {
            text.push_str(&format!(" {head}"));
        }
        let row = if scope == "partner" { Row::Partner } else { Row::Company };
        let depth = 1 + self.rng.below(2) as u32;
        let limit = self.limit(&Scope::of(row, depth));
        text.push_str(&format!(" at {}", limit.within(Hold::Or)));
        let open = scope == "line" && self.rng.chance(50);
        if !open {
            text.push_str(&self.method(on, &names));
        }
        if !(scope == "line" && self.rng.chance(50)) {
            text.push_str(*self.rng.pick(&[", shared exactly", ", shared exactly", ", each rounded down", ", each rounded half up"]));
        }
        text.push_str("; excess is lost");
        self.item(text);
    }

    fn method(&mut self, on: &[Payer], names: &[String]) -> String {
        if self.rng.chance(22) {
            let mut order = names.to_vec();
            self.rng.shuffle(&mut order);
            return format!(", by priority {}", order.join(", "));
        }
        let by = *self.rng.pick(&["", "", " by line", " by partner"]);
        let natural = on.iter().all(|payer| payer.natural);
        let positive = if self.rng.chance(if natural { 20 } else { 85 }) { " to positive lines" } else { "" };
        format!(", in proportion{by}{positive}")
    }

    /// Laws that mostly hold.
    pub(super) fn asserts(&mut self) {
        while self.rng.chance(22) {
            let row = if self.rng.chance(70) { Row::Partner } else { Row::Company };
            let scope = Scope::of(row, 1);
            let text = if self.rng.chance(50) { format!("\"law {}\": ", self.rng.below(100)) } else { String::new() };
            let condition = if self.rng.chance(85) {
                // What is either so or not so.
                let a = self.condition(&scope);
                let a = a.within(Hold::Not);
                format!("{a} or not ({a})")
            } else {
                self.condition(&scope).within(Hold::Or)
            };
            self.item(format!("assert {text}{condition}"));
        }
    }
}
