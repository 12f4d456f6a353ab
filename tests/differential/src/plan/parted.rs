//! What has a value for each part of the plan's period: weeks of a month, months of a quarter.

use super::Writer;
use super::declare::step;
use super::term::{Attribute, Goal, Hold, Kind, Row, Scope, Ty, Unit};

/// Values of parts that are there to be read.
#[derive(Clone, Debug)]
struct Parted {
    name: String,
    unit: Unit,
    scale: u8,
    /// Whether it hangs on what is not kept for earlier periods.
    state: bool,
}

impl Writer {
    /// The parts of the plan's period, where this plan has some, and what its head says of weeks.
    pub(super) fn draw_parts(&mut self) -> Option<(&'static str, String)> {
        if !self.rng.chance(18) {
            return None;
        }
        let part = match self.grain {
            "week" => "day",
            "month" => "week",
            "quarter" => *self.rng.pick(&["month", "week"]),
            "year" => *self.rng.pick(&["quarter", "month"]),
            _ => return None,
        };
        if part != "week" {
            return Some((part, String::new()));
        }
        let day = *self.rng.pick(&["Monday", "Saturday", "Sunday", "Wednesday"]);
        let weeks = match self.rng.below(3) {
            0 => format!("weeks from {day}, in the period in which they end"),
            1 => format!("weeks from {day}, cut where a period ends"),
            _ => "weeks from the first day of each period".to_owned(),
        };
        Some((part, weeks))
    }

    /// What the head says of the plan's period: most begin where the calendar's do, some on other days, some are listed.
    pub(super) fn draw_calendar(&mut self, zone: &str) -> String {
        let grain = self.grain;
        if grain == "day" || !self.rng.chance(30) {
            self.whole = grain != "week";
            return format!("period {grain}{zone}");
        }
        self.whole = false;
        let months_parted = matches!(self.part, Some("month" | "quarter"));
        if !months_parted && self.rng.chance(30) {
            return self.listed_calendar(zone);
        }
        let named = *self.rng.pick(&["first", "last"]);
        let from = match grain {
            "week" => (*self.rng.pick(&["Tuesday", "Saturday", "Sunday", "Thursday"])).to_owned(),
            "month" => format!("day {}", self.rng.range(2, 28)),
            _ => {
                let month = *self.rng.pick(&["February", "April", "July", "October", "December"]);
                let day = self.rng.range(1, 28);
                if self.rng.chance(50) { month.to_owned() } else { format!("{day} {month}") }
            }
        };
        format!("period {grain} from {from}{zone}, named after its {named} day")
    }

    /// Periods of whole weeks, and some days less or more.
    fn listed_calendar(&mut self, zone: &str) -> String {
        let (weeks, most): (u64, u32) = match self.grain {
            "week" => (1, 53),
            "month" => (4, 13),
            "quarter" => (13, 4),
            _ => (52, 1),
        };
        let mut first = chrono::NaiveDate::from_ymd_opt(2025, 12, 1).unwrap_or_default();
        let (mut year, mut number, mut entries) = (2025, 1, Vec::new());
        for _ in 0..30 {
            let name = match self.grain {
                "week" => format!("{year}-W{number:02}"),
                "month" => format!("{year}-{number:02}"),
                "quarter" => format!("{year}-Q{number}"),
                _ => year.to_string(),
            };
            entries.push(format!("    {name} from {first}\n"));
            let more = if self.rng.chance(30) { self.rng.range(1, 6) } else { 0 };
            first = first + chrono::Days::new(weeks * 7) + chrono::Days::new(more as u64);
            (year, number) = if number == most { (year + 1, 1) } else { (year, number + 1) };
        }
        let last = first.pred_opt().unwrap_or(first);
        format!("period {} listed{zone} {{\n{}    to {last}\n  }}", self.grain, entries.concat())
    }

    /// Definitions, states and loops of parts, and what the whole period makes of them.
    pub(super) fn parted(&mut self) {
        let Some(part) = self.part else { return };
        let mut all: Vec<Parted> = vec![self.first_parted(part)];
        let (whole, tree) = (self.grain, self.tree());
        for _ in 0..1 + self.rng.below(3) {
            let of = self.rng.pick(&all).clone();
            let (name, x) = (self.name("weekly"), of.name.clone());
            let step = step(self.scale_of(of.unit));
            let kind = if of.state { self.rng.range(3, 7) } else { self.rng.range(0, 7) };
            let mut state = of.state || (matches!(kind, 0 | 6) && self.names_lost_tree(&tree));
            let text = match kind {
                0 => format!("{name} per {part} = {x} + sum of {name} over frontline in {tree}"),
                1 => format!("{name} per {part} = {x} - ({x} in the {part} before)"),
                2 => {
                    let (count, which) = (self.rng.range(2, 7), *self.rng.pick(&["including", "before"]));
                    let joining = *self.rng.pick(&["not counted", "counted as empty"]);
                    format!(
                        "{name} per {part} = sum of {x} over last {count} {part}s {which} this, {part}s before joining: {joining}"
                    )
                }
                3 => format!("{name} per {part} = sum of {x} over {part}s of this {whole} so far"),
                4 => {
                    let (whole_value, kept) = self.own_value(of.unit, of.scale);
                    state |= kept;
                    format!("{name} per {part} = {x} but at most ({whole_value} in its {whole})")
                }
                5 => {
                    state = true;
                    self.carried_by_part(part, &name, &of)
                }
                6 => format!(
                    "flow {name} per {part} : {} up {tree} {{\n  adds = {x} rounded up to {step}\n  \
                     passes = received + adds when {x} > 0{}, otherwise adds but at most received + adds\n  \
                     short: passes what there is\n}}",
                    self.unit_type(of.unit),
                    self.unit_suffix(of.unit)
                ),
                _ => format!(
                    "repeat {name} per {part} at most 3 times {{\n  remember left : {} = {x} rounded down to {step}\n  \
                     stop before when left <= 0{}\n  then left = (50% of left) rounded down to {step}\n}}",
                    self.unit_type(of.unit),
                    self.unit_suffix(of.unit)
                ),
            };
            let own = match text.split(' ').next() {
                Some("flow") => format!("{name}'s kept"),
                Some("repeat") => format!("{name}'s left"),
                _ => name,
            };
            let scale = match kind {
                // What is carried is as fine as its unit.
                5 => of.scale.max(self.scale_of(of.unit)),
                _ if own.contains("'s ") => self.scale_of(of.unit),
                _ => of.scale,
            };
            self.item(text);
            all.push(Parted { name: own, unit: of.unit, scale, state });
        }
        for of in all.clone() {
            self.whole_of(part, whole, &of);
        }
        self.parted_values = all.into_iter().map(|of| (of.name, of.unit)).collect();
    }

    /// The first value of parts: a sum of events, or a number where there are none.
    fn first_parted(&mut self, part: &str) -> Parted {
        let name = self.name("weekly");
        let mut numbers = Vec::new();
        for event in self.events.iter().filter(|event| event.has_no_loop() && event.owner.is_some()) {
            for number in event.attributes.iter().filter(|a| a.params.is_empty() && !a.ty.optional && a.ty.scale <= 6) {
                if let Kind::Number(unit @ Unit::Named(_)) = number.ty.kind {
                    numbers.push((event.name.clone(), number.clone(), unit));
                }
            }
        }
        if numbers.is_empty() {
            let unit = self.named_unit();
            let scale = self.scale_of(unit);
            let (value, state) = self.own_value(unit, scale);
            self.item(format!("{name} per {part} = {value} in its {}", self.grain));
            return Parted { name, unit, scale, state };
        }
        let (event, number, unit) = self.rng.pick(&numbers).clone();
        self.item(format!("{name} per {part} = sum of {} over own {event}", number.name));
        Parted { name, unit, scale: number.ty.scale, state: number.state }
    }

    /// A definition of the whole period with a number in it.
    fn own_value(&mut self, unit: Unit, scale: u8) -> (String, bool) {
        let term = self.number(&Scope::of(Row::Partner, 1), Goal::of(unit, scale));
        let name = self.name("monthly");
        let typed = term.within(Hold::Add);
        self.item(format!("{name} = {typed}"));
        (name, term.state)
    }

    /// A number that is carried from part to part.
    fn carried_by_part(&mut self, part: &str, name: &str, of: &Parted) -> String {
        let (state, unit, zero) = (self.name("rest"), self.unit_type(of.unit), self.unit_suffix(of.unit));
        let (mode, step) = (self.mode(), step(self.scale_of(of.unit)));
        let x = &of.name;
        self.item(format!("state {state} per {part} : {unit} of partner = 3{zero}"));
        let closing = match self.rng.below(3) {
            0 => format!("(opening {state} + {x}) rounded {mode} to {step}"),
            1 => format!("(50% of (opening {state} + {x})) rounded {mode} to {step}"),
            _ => format!("opening {state} but at least ({x} rounded {mode} to {step})"),
        };
        self.item(format!("closing {state} = {closing}"));
        let last = self.name("last");
        self.item(format!("{last} = opening {state} in its last {part}"));
        format!("{name} per {part} = opening {state} + {x}")
    }

    /// What the whole period makes of its parts.
    fn whole_of(&mut self, part: &str, whole: &str, of: &Parted) {
        let (name, x, zero) = (self.name("month"), &of.name, self.unit_suffix(of.unit));
        let joining = *self.rng.pick(&["not counted", "counted as empty"]);
        let rows = format!("{part}s of this {whole}, {part}s before joining: {joining}");
        let kinds = if of.state { 4 } else { 7 };
        let text = match self.rng.below(kinds) {
            3 => {
                let date = *self.rng.pick(&["period's end", "period's start", "joined_on"]);
                let on = if part == "day" { "on" } else { "in" };
                format!("{x} {on} the {part} of {date}, otherwise 4{zero}")
            }
            0 => format!("sum of {x} over {part}s of this {whole}"),
            1 => format!("{x} in its last {part}"),
            2 if joining == "not counted" => format!("largest of {x} over {rows}, otherwise 0{zero}"),
            2 => format!("largest of {x} over {rows}"),
            4 => {
                let count = self.rng.range(2, 9);
                format!("sum of {x} over last {count} {part}s before this, {part}s before joining: {joining}")
            }
            5 => {
                self.item(format!("{name} = every of ({x} >= 0{zero}) over {rows}"));
                self.partner.push(Attribute { state: true, ..Attribute::new(name, Ty::plain(Kind::Bool)) });
                return;
            }
            _ => format!("sum of {x} over {rows}"),
        };
        self.item(format!("{name} = {text}"));
        let ty = Ty { kind: Kind::Number(of.unit), optional: false, scale: of.scale, size: 8, natural: false };
        self.partner.push(Attribute { state: true, ..Attribute::new(name, ty) });
    }

    /// Bonuses, pools and caps of parts.
    pub(super) fn parted_payouts(&mut self) {
        let Some(part) = self.part else { return };
        let values: Vec<(String, Unit)> = self.parted_values.clone();
        let money: Vec<_> = values.into_iter().filter(|(_, unit)| *unit == Unit::Named(0)).collect();
        let step = step(self.scale_of(Unit::Named(0)));
        let currency = self.units[0].name.clone();
        let (name, lines, cap, pool) =
            (self.name("Weekly"), self.name("Match"), self.name("Limit"), self.name("Share"));
        let amount = match money.first() {
            Some((value, _)) => format!("10% of {value}"),
            None => format!("7 {currency}"),
        };
        let when = match self.parted_values.first() {
            Some((value, unit)) => format!("{value} > 0{}", self.unit_suffix(*unit)),
            None => "not terminated".to_owned(),
        };
        self.item(format!(
            "bonus {name} for each partner per {part} where {when} {{\n  pay {amount}\n  round half up to {step}\n}}"
        ));
        let capped = self.rng.chance(50);
        if capped {
            self.item(format!(
                "bonus {lines} for each line of {name} before {cap} per {part} {{\n  pay 50% of amount to trigger's earner\n  \
                 round down to {step}\n}}"
            ));
            self.item(format!(
                "cap {cap} per {part} on {name} per partner at 20 {currency}, in proportion, shared exactly; excess is lost"
            ));
        }
        if self.rng.chance(40) {
            let after = if capped { format!(" after {cap}") } else { String::new() };
            let (all, method) = (self.name("Whole"), *self.rng.pick(&["in proportion", "in proportion by line"]));
            self.item(format!(
                "cap {all} on {name}{after} per partner at 25 {currency}, {method}, each rounded down; excess is lost"
            ));
        }
        if let (true, Some((value, unit))) = (self.rng.chance(40), self.parted_values.first().cloned()) {
            let zero = self.unit_suffix(unit);
            self.item(format!(
                "pool {pool} per {part} {{\n  share 30 {currency}\n  over partners where {value} > 0{zero}\n  \
                 in proportion to ({value} but at least 0{zero})\n  remainder: largest fraction first, then number\n  \
                 nobody: kept by the company\n}}"
            ));
        }
        let now = self.events.iter().filter(|event| !event.conditions_before && event.has_no_loop());
        let owned: Vec<_> = now.filter_map(|event| Some((event.name.clone(), event.owner.clone()?))).collect();
        if let (true, Some((event, owner))) = (self.rng.chance(50), owned.first().cloned()) {
            let sales = self.name("Sale");
            self.item(format!(
                "bonus {sales} for each {event} per {part} {{\n  pay 3 {currency} to {owner} when {owner} is known and {owner}'s joined_on is known\n}}"
            ));
        }
    }
}
