//! A random world: partners, trees, events, columns with values, tables.

use crate::rng::Rng;
use compline_compiler::program::{
    ColumnId, EventSetId, Kind, NONE, Source, Space, TableId, TreeViewId, Ty, Width, WordsId,
};
use compline_compiler::store::{PeriodDays, Store};
use compline_compiler::testing::{self, BV, Build, COUNT, EUR, FACTOR, PERCENT};
use compline_lang::number::Decimal;

pub const TREES: [TreeViewId; 2] = [TreeViewId(0), TreeViewId(1)];

/// What there is.
pub struct World {
    pub b: Build,
    pub parents: Vec<i32>,
    pub others: Vec<i32>,
    pub events: Vec<EventSetId>,
    pub tables: Vec<TableId>,
    pub words: WordsId,
    /// Columns that have values before the program runs, with their values' rows to be filled.
    pub given: Vec<ColumnId>,
    /// How large numbers are: 0 small, 1 up to 32 bits, 2 extreme.
    pub size: u8,
}

/// A number type of some unit.
pub fn number(rng: &mut Rng) -> Ty {
    let (unit, scale) = rng.pick(&[(EUR, 2), (BV, 0), (BV, 2), (PERCENT, 2), (PERCENT, 4), (COUNT, 0), (FACTOR, 1)]);
    Ty { kind: Kind::Number(unit, scale), optional: rng.one_in(4) }
}

pub fn width(rng: &mut Rng) -> Width {
    rng.pick(&[Width::W8, Width::W16, Width::W32, Width::W32, Width::W64, Width::W64])
}

impl World {
    pub fn new(rng: &mut Rng, partners: usize) -> Self {
        let mut b = Build::new();
        b.tree("placement");
        let words = b.ladder("career", &["A", "B", "C", "D", "E"]);
        let parents = preorder(rng, partners);
        let others = any_tree(rng, partners);
        let mut world = Self {
            b,
            parents,
            others,
            events: Vec::new(),
            tables: Vec::new(),
            words,
            given: Vec::new(),
            size: rng.pick(&[0, 0, 0, 0, 1, 2]),
        };
        for _ in 0..rng.between(2, 6) {
            let ty = world.any_type(rng);
            let column = world.b.given("given", ty);
            let width = if matches!(ty.kind, Kind::Number(..) | Kind::Date) { width(rng) } else { Width::W32 };
            world.b.width(column, if ty.kind == Kind::Bool { Width::W8 } else { width });
            world.given.push(column);
        }
        for name in ["Order", "Sale"].into_iter().take(rng.between(1, 2) as usize) {
            let optional = rng.one_in(3);
            let owner = Ty { kind: Kind::Partner, optional };
            let mut fields = vec![("seller", owner)];
            for name in ["bv", "net", "buyer", "kind", "day"].into_iter().take(rng.between(1, 5) as usize) {
                let ty = match name {
                    "buyer" => Ty { kind: Kind::Partner, optional: rng.one_in(2) },
                    "kind" => Ty { kind: Kind::Word(words), optional: rng.one_in(3) },
                    "day" => Ty { kind: Kind::Date, optional: rng.one_in(3) },
                    _ => number(rng),
                };
                fields.push((name, ty));
            }
            let (set, columns) = world.b.event(name, &fields);
            for (column, (_, ty)) in columns.iter().zip(&fields) {
                let width = if matches!(ty.kind, Kind::Number(..)) { width(rng) } else { Width::W32 };
                world.b.width(*column, width);
            }
            world.events.push(set);
            let range = || (Decimal::integer(0), Decimal::integer(3_000));
            for field in &mut world.b.program.events.last_mut().unwrap().fields {
                if matches!(field.ty.kind, Kind::Number(..)) && rng.one_in(2) {
                    field.range = Some(range());
                }
            }
        }
        for _ in 0..rng.between(1, 3) {
            let table = world.table(rng);
            world.tables.push(table);
        }
        world
    }

    pub fn any_type(&self, rng: &mut Rng) -> Ty {
        let optional = rng.one_in(4);
        let kind = match rng.below(10) {
            0 => Kind::Bool,
            1 => Kind::Word(self.words),
            2 => Kind::Partner,
            3 => Kind::Date,
            _ => return number(rng),
        };
        Ty { kind, optional }
    }

    fn table(&mut self, rng: &mut Rng) -> TableId {
        let ty = Ty { optional: false, ..number(rng) };
        let keys = rng.between(1, 2) as usize;
        let mut declared: Vec<(&str, Ty, Vec<i64>)> = Vec::new();
        for _ in 0..keys {
            let (key, bounds) = match rng.below(3) {
                0 => (testing::word(self.words), (0..5).collect()),
                1 => (testing::count(), (rng.between(-1, 1)..rng.between(3, 8)).collect()),
                _ => {
                    let count = rng.pick(&[1, 3, 5, 14, 30]);
                    let mut bounds: Vec<i64> = (0..count).map(|_| rng.between(-500, 2_000)).collect();
                    bounds.sort_unstable();
                    bounds.dedup();
                    (Ty { optional: false, ..number(rng) }, bounds)
                }
            };
            declared.push(("key", key, bounds));
        }
        let size: usize = declared.iter().map(|(_, _, bounds)| bounds.len()).product();
        let holes = rng.one_in(3);
        let values: Vec<_> = (0..size).map(|_| (!(holes && rng.one_in(5))).then(|| rng.between(-300, 3_000))).collect();
        let keys: Vec<(&str, Ty, &[i64])> =
            declared.iter().map(|(name, ty, bounds)| (*name, *ty, bounds.as_slice())).collect();
        self.b.table("table", ty, &keys, &values)
    }

    /// A store with values for everything that is given.
    pub fn store(&self, rng: &mut Rng) -> Store {
        let program = &self.b.program;
        let partners = self.parents.len();
        let mut store = testing::store(program, &self.parents);
        store.trees[1] = testing::tree(&self.others);
        for tree in &mut store.trees {
            for side in &mut tree.side {
                *side = i16::try_from(rng.between(-1, 3)).unwrap();
            }
        }
        let mut numbers: Vec<u32> = (0..u32::try_from(partners).unwrap()).collect();
        for at in (1..partners).rev() {
            numbers.swap(at, rng.below(at + 1));
        }
        store.number = numbers.into();
        store.persons = (partners / 2).max(1);
        store.person_of = (0..partners).map(|_| u32::try_from(rng.below(store.persons)).unwrap()).collect();
        store.periods = vec![PeriodDays { start: 20_454, end: 20_484 }, PeriodDays { start: 20_423, end: 20_453 }];
        store.columns.clear();
        store.allocate(program);
        for set in &self.events {
            let count = rng.pick(&[0, 1, 5, 20, 60]);
            let absent = program
                .columns
                .iter()
                .any(|c| c.space == Space::Event(*set) && c.source == Source::EventField(0) && c.ty.optional);
            let mut owners: Vec<i64> = (0..count).map(|_| rng.below(partners) as i64).collect();
            owners.sort_unstable();
            if absent {
                owners.extend((0..rng.below(4)).map(|_| NONE));
            }
            testing::events(program, &mut store, *set, &owners);
        }
        for (at, column) in (0..).map(ColumnId).zip(&program.columns) {
            let is_given = match column.source {
                Source::PartnerField(_) => true,
                Source::EventField(field) => field != 0,
                _ => false,
            };
            if is_given {
                let rows = store.rows(column.space);
                for row in 0..rows {
                    let value = self.value(rng, column.ty, column.width);
                    assert!(store.set(at, row, value), "{value} {:?}", column.width);
                }
            }
        }
        store
    }

    fn value(&self, rng: &mut Rng, ty: Ty, width: Width) -> i64 {
        if ty.optional && rng.one_in(4) {
            return NONE;
        }
        match ty.kind {
            Kind::Bool => rng.between(0, 1),
            Kind::Word(_) => rng.between(0, 4),
            Kind::Partner => rng.below(self.parents.len()) as i64,
            Kind::Date => match width {
                Width::W8 => rng.between(0, 100),
                _ => rng.between(20_400, 20_500),
            },
            _ => {
                let most = match (width, self.size) {
                    (Width::W8, _) => 127,
                    (_, 0) | (Width::W16, _) => 3_000,
                    (_, 1) | (Width::W32, _) => i64::from(i32::MAX),
                    _ => i64::MAX,
                };
                let least = if rng.one_in(3) { -most } else { 0 };
                match rng.below(6) {
                    0 => 0,
                    1 if self.size > 0 => most,
                    2 if self.size > 0 => least,
                    _ => rng.between(least, most),
                }
            }
        }
    }
}

/// Parents of a tree in preorder.
fn preorder(rng: &mut Rng, partners: usize) -> Vec<i32> {
    let mut path: Vec<i32> = Vec::new();
    let mut parents = Vec::new();
    let deep = rng.one_in(2);
    for row in 0..partners {
        let keep = if deep {
            path.len() - rng.below((path.len() / 4 + 1).min(path.len() + 1))
        } else {
            rng.below(path.len() + 1)
        };
        path.truncate(keep);
        let parent = if rng.one_in(30) { -1 } else { path.last().copied().unwrap_or(-1) };
        if parent == -1 {
            path.clear();
        }
        parents.push(parent);
        path.push(i32::try_from(row).unwrap());
    }
    parents
}

/// Parents of a tree whose rows are in no order.
fn any_tree(rng: &mut Rng, partners: usize) -> Vec<i32> {
    let mut order: Vec<usize> = (0..partners).collect();
    for at in (1..partners).rev() {
        order.swap(at, rng.below(at + 1));
    }
    let mut parents = vec![-1; partners];
    for at in 1..partners {
        if !rng.one_in(10) {
            parents[order[at]] = i32::try_from(order[rng.below(at)]).unwrap();
        }
    }
    parents
}
