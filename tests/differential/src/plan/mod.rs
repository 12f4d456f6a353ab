//! Random plans as source text.
//!
//! Expressions are made by type, from what can be read at their place, so that a plan is accepted by the checker;
//! whatever is refused is a defect, of the generator or of the checker.

mod aggregate;
mod bonus;
mod clauses;
mod condition;
mod declare;
mod define;
mod fold;
mod grid;
mod ladder;
mod moving;
mod number;
mod parted;
mod payout;
mod quotient;
mod read;
mod rows;
mod term;
mod value;

use crate::rng::Rng;
use term::{Attribute, Row, Ty, Unit};

/// The largest size of a plan.
pub const MAX_SIZE: u32 = 12;

/// A plan, item by item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The texts of its items.
    pub items: Vec<String>,
}

impl Plan {
    /// The text of the plan.
    pub fn text(&self) -> String {
        let mut text = self.items.join("\n\n");
        text.push('\n');
        text
    }

    /// The same plan with its items in another order; trees keep theirs, because the first one numbers the partners.
    pub fn reordered(&self, rng: &mut Rng) -> Self {
        let mut items = self.items.clone();
        let head = items.iter().take_while(|item| !item.starts_with("unit ")).count();
        if let Some(rest) = items.get_mut(head..) {
            rng.shuffle(rest);
        }
        let is_tree = |item: &String| item.starts_with("tree ");
        let mut trees = self.items.iter().filter(|item| is_tree(item)).cloned();
        items.iter_mut().filter(|item| is_tree(item)).zip(&mut trees).for_each(|(item, tree)| *item = tree);
        Self { items }
    }
}

/// The earner of a line: a bare `earner` is the one who is visited.
const LINE_EARNER: &str = "trigger's earner";

/// The plan of a seed; the size says how many items it has and how deep its expressions are.
pub fn generate(seed: u64, size: u32) -> Plan {
    let mut writer = Writer::new(Rng::of(seed, "plan"), size.clamp(1, MAX_SIZE));
    writer.declarations();
    writer.definitions();
    writer.ranks();
    writer.later_definitions();
    writer.parted();
    writer.earners();
    writer.payouts();
    writer.parted_payouts();
    writer.asserts();
    Plan { items: writer.items }
}

/// A unit of numbers with a name.
#[derive(Clone, Debug)]
struct UnitDecl {
    name: String,
    scale: u8,
}

/// A tree.
#[derive(Clone, Debug)]
struct TreeDecl {
    name: String,
    /// What `side` is of an element of a frontline: a word of this list, or a position.
    side: Option<term::Kind>,
    /// Whether it is derived from another tree.
    derived: bool,
    /// Whether it is derived by what is not kept for earlier periods.
    state: bool,
}

/// A list of words.
#[derive(Clone, Debug)]
struct List {
    name: String,
    words: Vec<String>,
    ordered: bool,
    /// Whether a type may be written by its name (an enumeration has none).
    named: bool,
}

/// An event kind.
#[derive(Clone, Debug)]
struct EventDecl {
    name: String,
    attributes: Vec<Attribute>,
    /// The first field of type partner.
    owner: Option<String>,
    /// Whether one date decides conditions, volume and payability.
    one_date: bool,
    /// Whether it has the conditions of the period before.
    conditions_before: bool,
    /// Whether it is a fact.
    fact: bool,
}

impl EventDecl {
    /// Whether what is paid for it may be brought up to date: loops have no values for what was paid before.
    fn may_be_open(&self) -> bool {
        !self.fact && self.has_no_loop()
    }

    /// Whether no loop goes over its rows: it has values for those of the whole period.
    fn has_no_loop(&self) -> bool {
        self.attributes.iter().all(|attribute| !attribute.name.contains("'s "))
    }
}

/// A table: its keys, and its results by name (one without a name).
#[derive(Clone, Debug)]
struct TableDecl {
    name: String,
    keys: Vec<Ty>,
    results: Vec<(String, Ty)>,
    /// Whether the first key is a level from 1 to this number, which nothing but a limited walk may look up.
    levels: Option<u32>,
}

/// Tiers.
#[derive(Clone, Debug)]
struct TiersDecl {
    name: String,
    key: Ty,
    result: Ty,
    whole: bool,
}

/// A pick, with the types of its parameters.
#[derive(Clone, Debug)]
struct PickDecl {
    name: String,
    params: Vec<Ty>,
    state: bool,
}

/// A plan that is being written.
struct Writer {
    rng: Rng,
    size: u32,
    /// Whether numbers go to the limits of 64 bits.
    wild: bool,
    grain: &'static str,
    /// Whether plans are valid for whole periods.
    whole: bool,
    /// The part of the period that some things have values for.
    part: Option<&'static str>,
    /// Names and units of such values.
    parted_values: Vec<(String, Unit)>,
    units: Vec<UnitDecl>,
    /// From, to, digits.
    rates: Vec<(usize, usize, u8)>,
    trees: Vec<TreeDecl>,
    lists: Vec<List>,
    /// The list of the ladder, where there is one.
    ladders: Vec<usize>,
    /// Ladders without a rule yet.
    open_ladders: Vec<ladder::Ladder>,
    events: Vec<EventDecl>,
    partner: Vec<Attribute>,
    person: Vec<Attribute>,
    /// Declared fields of partners that name a partner.
    friends: Vec<String>,
    company: Vec<Attribute>,
    tables: Vec<TableDecl>,
    tiers: Vec<TiersDecl>,
    picks: Vec<PickDecl>,
    /// States by name, each with its list.
    states: Vec<(String, usize)>,
    items: Vec<String>,
    names: u32,
}

impl Writer {
    fn new(rng: Rng, size: u32) -> Self {
        Self {
            rng,
            size,
            wild: false,
            grain: "month",
            whole: true,
            part: None,
            parted_values: Vec::new(),
            units: Vec::new(),
            rates: Vec::new(),
            trees: Vec::new(),
            lists: Vec::new(),
            ladders: Vec::new(),
            open_ladders: Vec::new(),
            events: Vec::new(),
            partner: Vec::new(),
            person: Vec::new(),
            friends: Vec::new(),
            company: Vec::new(),
            tables: Vec::new(),
            tiers: Vec::new(),
            picks: Vec::new(),
            states: Vec::new(),
            items: Vec::new(),
            names: 0,
        }
    }

    /// A name that nothing else has.
    fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        let number = self.names;
        match self.rng.below(60) {
            0 => format!("`{stem} {number}`"),
            1 => format!("Größe_{stem}{number}"),
            _ => format!("{stem}{number}"),
        }
    }

    fn item(&mut self, text: String) {
        self.items.push(text);
    }

    /// How deep expressions of this plan are.
    fn depth(&mut self) -> u32 {
        let most = 1 + self.size / 3;
        self.rng.below(most as usize + 1) as u32
    }

    /// The digits that stored values of a unit have.
    fn scale_of(&self, unit: Unit) -> u8 {
        match unit {
            Unit::Named(at) => self.units.get(at).map_or(0, |unit| unit.scale),
            Unit::Percent => 4,
            Unit::Count => 0,
            Unit::Factor => 6,
        }
    }

    /// A unit that has a name: points or a currency.
    fn named_unit(&mut self) -> Unit {
        let count = self.units.len();
        Unit::Named(self.rng.below(count))
    }

    /// Any unit.
    fn unit(&mut self) -> Unit {
        let named = self.named_unit();
        self.rng.weighted(&[(10, named), (3, Unit::Percent), (4, Unit::Count), (2, Unit::Factor)])
    }

    /// How a unit is written behind a number.
    fn unit_suffix(&self, unit: Unit) -> String {
        match unit {
            Unit::Named(at) => format!(" {}", self.units[at].name),
            Unit::Percent => "%".to_owned(),
            Unit::Count | Unit::Factor => String::new(),
        }
    }

    /// How the type of a number of this unit is written.
    fn unit_type(&self, unit: Unit) -> String {
        match unit {
            Unit::Named(at) => self.units[at].name.clone(),
            Unit::Percent => "percent".to_owned(),
            Unit::Count => "count".to_owned(),
            Unit::Factor => "factor".to_owned(),
        }
    }

    /// What can be read of a row.
    fn attributes(&self, row: Row) -> Vec<Attribute> {
        match row {
            Row::Company => self.company.clone(),
            Row::Partner => self.partner.clone(),
            Row::Person => self.person.clone(),
            Row::Event(at) => self.events.get(at).map_or_else(Vec::new, |event| event.attributes.clone()),
            Row::Line => {
                let unit = Unit::Named(0);
                let amount = Ty::number(unit, self.scale_of(unit), 4, false);
                vec![Attribute::new("amount", amount), Attribute::new(LINE_EARNER, Ty::plain(term::Kind::Partner))]
            }
        }
    }

    /// A stored number as it is written: digits, at times with underscores.
    fn digits(&mut self, stored: i128, scale: u8) -> String {
        let underscores = self.rng.chance(60);
        let power = 10_i128.pow(u32::from(scale));
        let (whole, rest) = (stored.abs() / power, stored.abs() % power);
        let mut text = String::new();
        for (at, digit) in whole.to_string().chars().rev().enumerate() {
            if underscores && at > 0 && at % 3 == 0 {
                text.insert(0, '_');
            }
            text.insert(0, digit);
        }
        if stored < 0 {
            text.insert(0, '-');
        }
        if scale > 0 {
            text.push_str(&format!(".{rest:0>width$}", width = usize::from(scale)));
        }
        text
    }
}
