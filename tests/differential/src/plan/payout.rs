//! Who pays and what is capped: bonuses, pools, caps, bonuses on lines; assertions.

use super::Writer;
use super::bonus::{Payer, Trigger};
use super::term::{Goal, Hold, Row, Scope, Term, Ty, Unit};

/// What is planned before any of it is written, so that a bonus on lines knows the caps on them.
#[derive(Clone, Debug)]
enum Step {
    /// A bonus for events or partners.
    Bonus(usize),
    /// A pool.
    Pool(usize),
    /// A bonus for lines of another.
    Lines(usize, usize),
    /// A cap.
    Cap(CapPlan),
}

/// A cap that is planned.
#[derive(Clone, Debug)]
struct CapPlan {
    name: String,
    /// Payers under it.
    on: Vec<usize>,
    /// Whether it is written as `all`.
    all: bool,
    /// The word of its scope; nothing for the company.
    scope: &'static str,
    method: Method,
    /// Caps before it.
    after: Vec<String>,
    /// Whether it carries what it takes away.
    carried: bool,
}

/// How a cut is spread, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// Nothing is said (only for lines).
    Open,
    /// `in proportion`, with `by line`, `by partner` or nothing.
    Proportion(&'static str),
    /// `by priority …`
    Priority,
}

impl CapPlan {
    /// Whether it cuts lines; else totals of partners, which later caps see only in totals.
    fn by_line(&self) -> bool {
        match self.method {
            Method::Proportion(" by line") => true,
            Method::Proportion(" by partner") | Method::Priority => false,
            Method::Open | Method::Proportion(_) => !self.scope.is_empty(),
        }
    }
}

impl Writer {
    /// All that pays and all that cuts.
    pub(super) fn payouts(&mut self) {
        for _ in 0..self.rng.below(2) + usize::from(self.size > 4) {
            let levels = 2 + self.rng.below(6) as u32;
            self.table(Some(levels));
        }
        let (mut payers, steps) = self.planned();
        let caps: Vec<CapPlan> =
            steps.iter().filter_map(|step| if let Step::Cap(cap) = step { Some(cap.clone()) } else { None }).collect();
        let capped = |at: usize| caps.iter().any(|cap| cap.on.contains(&at));
        let mut done: Vec<String> = Vec::new();
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
                    let stage = self.stage(*of, &caps, &done);
                    let trigger = Trigger::Line(payers[*of].name.clone(), stage);
                    payers[*at].natural = self.bonus(&payers[*at].name.clone(), &trigger, capped(*at));
                }
                Step::Cap(cap) => {
                    let on: Vec<Payer> = cap.on.iter().map(|at| payers[*at].clone()).collect();
                    self.cap(cap, &on);
                    done.push(cap.name.clone());
                }
            }
        }
    }

    fn planned(&mut self) -> (Vec<Payer>, Vec<Step>) {
        let mut payers: Vec<Payer> = Vec::new();
        let mut steps = Vec::new();
        let mut caps: Vec<CapPlan> = Vec::new();
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
                let cap = self.planned_cap(&caps, on, false);
                caps.push(cap.clone());
                steps.push(Step::Cap(cap));
            }
        }
        if self.part.is_none() && self.rng.chance(25) {
            let cap = self.planned_cap(&caps, (0..payers.len()).collect(), true);
            steps.push(Step::Cap(cap));
        }
        (payers, steps)
    }

    /// A cap that comes after all those that cut the same payers, and sees what they cut.
    fn planned_cap(&mut self, before: &[CapPlan], on: Vec<usize>, all: bool) -> CapPlan {
        let mut scope = *self.rng.pick(&["", "", "line", "bonus", "partner", "partner", "person"]);
        let mut method = match self.rng.below(10) {
            0 | 1 => Method::Priority,
            2 | 3 => Method::Proportion(" by line"),
            4 => Method::Proportion(" by partner"),
            5 | 6 if scope == "line" => Method::Open,
            _ => Method::Proportion(""),
        };
        let mut on = on;
        loop {
            let first: Vec<&CapPlan> = before.iter().filter(|cap| cap.on.iter().any(|at| on.contains(at))).collect();
            // What was cut from totals is seen only by a cap on totals of at least the same payers.
            let missing: Vec<usize> = first
                .iter()
                .filter(|cap| !cap.by_line())
                .flat_map(|cap| &cap.on)
                .filter(|at| !on.contains(at))
                .copied()
                .collect();
            if first.iter().any(|cap| !cap.by_line()) {
                method = Method::Proportion(" by partner");
            }
            // What is paid of what was carried belongs to no line and no single bonus.
            let missing: Vec<usize> = first
                .iter()
                .filter(|cap| cap.carried)
                .flat_map(|cap| &cap.on)
                .filter(|at| !on.contains(at))
                .copied()
                .chain(missing)
                .collect();
            if first.iter().any(|cap| cap.carried) {
                if matches!(scope, "line" | "bonus") {
                    scope = "";
                }
                if matches!(method, Method::Priority | Method::Open) {
                    method = Method::Proportion("");
                }
            }
            // Bonus by bonus a cut of totals over several has no place either.
            if scope == "bonus" && first.iter().any(|cap| !cap.by_line() && cap.on.len() > 1) {
                scope = "";
            }
            if missing.is_empty() {
                let after = first.iter().map(|cap| cap.name.clone()).collect();
                if !all {
                    self.rng.shuffle(&mut on);
                }
                let carried = matches!(scope, "" | "partner" | "person") && self.part.is_none() && self.rng.chance(50);
                return CapPlan { name: self.name("Cap"), on, all, scope, method, after, carried };
            }
            on.extend(missing);
            on.sort_unstable();
            on.dedup();
        }
    }

    /// Before or after which cap lines are taken, where there is one on them.
    fn stage(&mut self, of: usize, caps: &[CapPlan], done: &[String]) -> String {
        let on: Vec<&CapPlan> = caps.iter().filter(|cap| cap.on.contains(&of)).collect();
        let seen: Vec<&CapPlan> = on.iter().filter(|cap| cap.by_line() && done.contains(&cap.name)).copied().collect();
        // Before a cap is after those before it; they must not wait for the lines that are made of these.
        let free = |cap: &&CapPlan| {
            let mut before = cap.after.clone();
            let mut at = 0;
            while at < before.len() {
                let further =
                    caps.iter().filter(|c| c.name == before[at]).flat_map(|c| c.after.clone()).collect::<Vec<_>>();
                before.extend(further.into_iter().filter(|name| !before.contains(name)).collect::<Vec<_>>());
                at += 1;
            }
            on.iter().filter(|c| before.contains(&c.name)).all(|c| done.contains(&c.name))
        };
        let free: Vec<&CapPlan> = on.iter().filter(|cap| free(cap)).copied().collect();
        match (on.is_empty(), seen.is_empty()) {
            (true, _) => String::new(),
            (false, false) if self.rng.chance(75) => format!(" after {}", self.rng.pick(&seen).name),
            _ => format!(" before {}", self.rng.pick(&free).name),
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
            let zero =
                if unit == Unit::Percent { "0%".to_owned() } else { format!("0{}", self.unit_suffix(weight.unit())) };
            let ty = Ty { natural: true, ..weight.ty };
            weight =
                Term::of(format!("{} but at least {zero}", weight.within(Hold::Clamp)), Hold::Clamp, ty, &[&weight]);
        }
        let mut clauses = vec![
            format!("share {}", share.within(Hold::Or)),
            format!("over partners{filter}"),
            format!("in proportion to {}", weight.within(Hold::Or)),
            "remainder: largest fraction first, then number".to_owned(),
            if self.part.is_none() && self.rng.chance(40) {
                format!("nobody: added to the pool of the next {}", self.grain)
            } else {
                "nobody: kept by the company".to_owned()
            },
        ];
        if self.rng.chance(15) {
            self.rng.shuffle(&mut clauses);
        }
        self.item(format!("pool {name} {{\n  {}\n}}", clauses.join("\n  ")));
        share.ty.natural
    }

    fn cap(&mut self, cap: &CapPlan, on: &[Payer]) {
        let names: Vec<String> = on.iter().map(|payer| payer.name.clone()).collect();
        let mut text = format!("cap {} on {}", cap.name, if cap.all { "all".to_owned() } else { names.join(", ") });
        let mut heads = Vec::new();
        if !cap.after.is_empty() {
            heads.push(format!("after {}", cap.after.join(", ")));
        }
        if !cap.scope.is_empty() {
            heads.push(format!("per {}", cap.scope));
        }
        self.rng.shuffle(&mut heads);
        for head in heads {
            text.push_str(&format!(" {head}"));
        }
        let row = if cap.scope == "partner" { Row::Partner } else { Row::Company };
        let depth = 1 + self.rng.below(2) as u32;
        let limit = self.limit(&Scope::of(row, depth));
        text.push_str(&format!(" at {}", limit.within(Hold::Or)));
        let natural = on.iter().all(|payer| payer.natural);
        match cap.method {
            Method::Open => {}
            Method::Proportion(by) => {
                let positive = if self.rng.chance(if natural { 20 } else { 85 }) { " to positive lines" } else { "" };
                text.push_str(&format!(", in proportion{by}{positive}"));
            }
            Method::Priority => {
                let mut order = names;
                self.rng.shuffle(&mut order);
                text.push_str(&format!(", by priority {}", order.join(", ")));
            }
        }
        if !(cap.scope == "line" && self.rng.chance(50)) {
            let ways = [", shared exactly", ", shared exactly", ", each rounded down", ", each rounded half up"];
            let way = *self.rng.pick(&ways);
            text.push_str(way);
        }
        match (cap.carried, self.rng.chance(50)) {
            (false, _) => text.push_str("; excess is lost"),
            (true, true) => text.push_str("; excess is carried without end"),
            (true, false) => {
                let periods = 1 + self.rng.below(3);
                text.push_str(&format!("; excess is carried for at most {periods} {}s", self.grain));
            }
        }
        self.item(text);
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
