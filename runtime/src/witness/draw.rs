//! Draws networks with orders.

use compline_analysis::{Field, decimal, per_hundred};
use compline_compiler::program::{Event, EventId, Kind, Program, Ty, UnitKind};
use compline_lang::number::Decimal;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A small network with orders.
#[derive(Clone, Debug)]
pub(super) struct Network {
    /// By tree, by partner: who is above. Partners are numbered so that whoever is above has the smaller number.
    above: Vec<Vec<Option<usize>>>,
    /// By definition that can be set by hand, by partner: the value.
    set: Vec<Vec<Option<String>>>,
    orders: Vec<Order>,
}

#[derive(Clone, Debug)]
struct Order {
    event: usize,
    by: usize,
    /// By field; nothing where it is left out.
    values: Vec<Option<Value>>,
}

#[derive(Clone, Debug)]
enum Value {
    Number(i64, Ty),
    Text(String),
}

/// Draws, always the same.
pub(super) struct Draw<'p> {
    program: &'p Program,
    state: u64,
}

/// Whether a value is an amount of money or points.
pub(super) fn is_amount(program: &Program, ty: Ty) -> bool {
    match ty.kind {
        Kind::Number(unit, _) => {
            program.units.get(unit.index()).is_some_and(|unit| matches!(unit.kind, UnitKind::Money | UnitKind::Points))
        }
        _ => false,
    }
}

impl<'p> Draw<'p> {
    pub fn new(program: &'p Program) -> Self {
        Self { program, state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// The next network: a new one, or one of these with a change.
    pub fn network(&mut self, bases: &[Network], at: usize) -> Network {
        if !at.is_multiple_of(3)
            && let Some(base) = bases.get(at % bases.len().max(1))
        {
            return self.changed(base.clone());
        }
        let partners = 2 + self.below(11);
        let program = self.program;
        let above =
            program.trees.iter().map(|tree| self.tree(partners, (!tree.sides.is_empty()).then_some(2).or(tree.width)));
        let above = above.collect();
        let set = program.overridables.iter().map(|(_, ty)| {
            let one = self.word(*ty);
            (0..partners).map(|_| if self.below(3) == 0 { self.word(*ty) } else { one.clone() }).collect()
        });
        let set = set.collect();
        // One large order at the bottom, or an order of everybody.
        let everybody = self.below(4);
        let mut orders: Vec<Order> = (0..partners)
            .filter_map(|by| (everybody > 0 || by + 1 == partners).then(|| self.order(by)).flatten())
            .collect();
        if everybody > 1 {
            let last = orders.len().saturating_sub(1);
            for (at, order) in orders.iter_mut().enumerate() {
                for value in order.values.iter_mut().flatten() {
                    if let Value::Number(number, ty) = value
                        && at != last
                        && is_amount(program, *ty)
                    {
                        *number = (*number).min(self.small(*ty));
                    }
                }
            }
        }
        Network { above, set, orders }
    }

    fn changed(&mut self, mut network: Network) -> Network {
        let partners = network.above.first().map_or(1, Vec::len).max(1);
        for _ in 0..=self.below(2) {
            match self.below(4) {
                0 => {
                    let by = self.below(partners);
                    network.orders.extend(self.order(by));
                }
                1 if network.orders.len() > 1 => {
                    let at = self.below(network.orders.len());
                    network.orders.remove(at);
                }
                2 => {
                    let (partner, draws) = (self.below(partners), self.program.overridables.len());
                    if draws > 0 {
                        let at = self.below(draws);
                        let value = self.program.overridables.get(at).and_then(|(_, ty)| self.word(*ty));
                        if let Some(slot) = network.set.get_mut(at).and_then(|set| set.get_mut(partner)) {
                            *slot = value;
                        }
                    }
                }
                _ => {
                    let at = self.below(network.orders.len());
                    let by = network.orders.get(at).map_or(0, |order| order.by);
                    let order = self.order(by);
                    if let (Some(slot), Some(order)) = (network.orders.get_mut(at), order) {
                        *slot = order;
                    }
                }
            }
        }
        network
    }

    /// Who is above, in a chain, a star or both.
    fn tree(&mut self, partners: usize, width: Option<u32>) -> Vec<Option<usize>> {
        let shape = self.below(3);
        let mut taken = vec![0_u32; partners];
        let full =
            |taken: &[u32], at: usize| width.is_some_and(|width| taken.get(at).is_some_and(|taken| *taken >= width));
        (0..partners)
            .map(|at| {
                let last = at.checked_sub(1)?;
                let drawn = match shape {
                    0 => last,
                    1 => 0,
                    _ => self.below(at),
                };
                let above = if full(&taken, drawn) { (0..at).find(|at| !full(&taken, *at))? } else { drawn };
                if let Some(slot) = taken.get_mut(above) {
                    *slot += 1;
                }
                Some(above)
            })
            .collect()
    }

    fn order(&mut self, by: usize) -> Option<Order> {
        let kinds = self.program.events.len();
        if kinds == 0 {
            return None;
        }
        let at = self.below(kinds);
        let event = self.program.events.get(at)?;
        let dates = [event.conditions, event.volume, event.payable];
        let fields = (0_u32..).zip(&event.fields);
        let values = fields
            .map(|(number, field)| {
                if Some(number) == event.owner || dates.contains(&number) {
                    return None;
                }
                match field.ty.kind {
                    Kind::Number(..) => Some(self.number(event, number)),
                    Kind::Bool | Kind::Word(_) => self.word(field.ty).map(Value::Text),
                    Kind::Partner => Some(Value::Text(name(by))),
                    Kind::Text => Some(Value::Text("\"x\"".to_owned())),
                    Kind::Person | Kind::Date | Kind::Event(_) => None,
                }
            })
            .collect();
        Some(Order { event: at, by, values })
    }

    fn number(&mut self, event: &Event, field: u32) -> Value {
        let Some(field) = event.fields.get(field as usize) else { return Value::Text(String::new()) };
        let scale = field.ty.scale();
        let one = 10_i64.checked_pow(u32::from(scale)).unwrap_or(1);
        // Large enough that rounding is of no weight.
        let sizes = [100, 200, 500, 1_000, 5_000, 10_000, 20_000, 100_000];
        let drawn = sizes.get(self.below(sizes.len())).copied().unwrap_or(1) * one;
        let stored = |value: Decimal| i64::try_from(value.rescale(scale)?.mantissa).ok();
        let range = field.range.and_then(|(low, high)| Some((stored(low)?, stored(high)?)));
        let (low, high) = range.unwrap_or((0, i64::MAX));
        Value::Number(drawn.min(high).max(low), field.ty)
    }

    fn small(&mut self, ty: Ty) -> i64 {
        let one = 10_i64.checked_pow(u32::from(ty.scale())).unwrap_or(1);
        [0, 50, 100, 200, 500].get(self.below(5)).copied().unwrap_or(0) * one
    }

    /// A word or yes/no.
    fn word(&mut self, ty: Ty) -> Option<String> {
        match ty.kind {
            Kind::Bool => Some(if self.below(2) == 0 { "no" } else { "yes" }.to_owned()),
            Kind::Word(list) => {
                let words = &self.program.words.get(list.index())?.words;
                let at = self.below(words.len());
                words.get(at).cloned()
            }
            _ => None,
        }
    }

    /// A number below a limit (SplitMix64).
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

impl Network {
    /// The sum of the fields that volume is counted by, in the plan's currency.
    pub fn volume(&self, program: &Program, worth: &BTreeMap<Field, BigRational>) -> Option<BigRational> {
        let mut sum = BigRational::zero();
        for order in &self.orders {
            let event = EventId(u32::try_from(order.event).ok()?);
            for (field, value) in (0_u32..).zip(&order.values) {
                if let (Some(Value::Number(number, ty)), Some(worth)) = (value, worth.get(&(event, field))) {
                    sum += exact(*number, *ty) * worth;
                }
            }
        }
        (!program.events.is_empty()).then_some(sum)
    }

    /// The network as an example that expects what is paid.
    pub fn text(&self, program: &Program, what: &str, paid: &BigRational) -> String {
        let mut text = "example \"a network that is paid much\" {\n".to_owned();
        for (tree, above) in program.trees.iter().zip(&self.above) {
            let mut edges: Vec<String> = edges(above, &tree.sides);
            if tree.placing.is_some() {
                // Whoever is not named would be placed by the rule.
                let roots = above.iter().enumerate().filter(|(_, above)| above.is_none());
                edges.extend(roots.map(|(at, _)| name(at)));
            }
            if !edges.is_empty() {
                let _ = writeln!(text, "  {}: {}", tree.name, edges.join(", "));
            }
        }
        if program.trees.is_empty() {
            let partners = self.orders.iter().map(|order| order.by).max().unwrap_or(0);
            for partner in 0..=partners {
                let _ = writeln!(text, "  partner {} {{ terminated no }}", name(partner));
            }
        }
        for ((definition, _), values) in program.overridables.iter().zip(&self.set) {
            for (partner, value) in values.iter().enumerate() {
                if let Some(value) = value {
                    let _ = writeln!(text, "  override {}'s {definition} is {value}", name(partner));
                }
            }
        }
        let day = day(program);
        for order in &self.orders {
            let Some(event) = program.events.get(order.event) else { continue };
            let values: Vec<String> = event
                .fields
                .iter()
                .zip(&order.values)
                .filter_map(|(field, value)| Some(format!("{} {}", field.name, shown(program, value.as_ref()?))))
                .collect();
            let _ = writeln!(text, "  {} by {} on {day} {{ {} }}", event.name, name(order.by), values.join(", "));
        }
        let currency = program.units.get(program.currency.index()).map_or("", |unit| unit.name.as_str());
        let _ = writeln!(text, "  expect total {what} is {} {currency}\n}}", decimal(paid));
        text
    }
}

fn edges(above: &[Option<usize>], sides: &[String]) -> Vec<String> {
    let mut children: BTreeMap<usize, usize> = BTreeMap::new();
    let mut edges = Vec::new();
    for (at, above) in above.iter().enumerate() {
        let Some(above) = above else {
            continue;
        };
        let place = children.entry(*above).or_default();
        let side = sides.get(*place).map(|side| format!(" on {side}")).unwrap_or_default();
        *place += 1;
        edges.push(format!("{} > {}{side}", name(*above), name(at)));
    }
    edges
}

fn shown(program: &Program, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number, ty) => {
            let unit = match ty.kind {
                Kind::Number(unit, _) => program.units.get(unit.index()),
                _ => None,
            };
            let value = exact(*number, *ty);
            let number = decimal(&value);
            match unit.filter(|unit| matches!(unit.kind, UnitKind::Money | UnitKind::Points)) {
                Some(unit) => format!("{number} {}", unit.name),
                None if unit.is_some_and(|unit| unit.kind == UnitKind::Percent) => per_hundred(&value),
                None => number,
            }
        }
    }
}

fn exact(number: i64, ty: Ty) -> BigRational {
    BigRational::new(BigInt::from(number), num_traits::pow(BigInt::from(10), usize::from(ty.scale())))
}

fn name(partner: usize) -> String {
    const NAMES: [&str; 13] =
        ["Anna", "Ben", "Cara", "Dora", "Emil", "Fynn", "Gina", "Hans", "Ida", "Jan", "Kai", "Lea", "Mia"];
    NAMES.get(partner).map_or_else(|| format!("P{partner}"), |name| (*name).to_owned())
}

/// A day on which the plan is valid.
fn day(program: &Program) -> String {
    let days = program.valid.map_or(20_454, |(from, _)| from.saturating_add(1));
    let epoch = chrono::NaiveDate::default();
    let day = epoch.checked_add_signed(chrono::Duration::days(i64::from(days))).unwrap_or(epoch);
    day.to_string()
}
