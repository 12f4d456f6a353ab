//! Whether two runs say the same of the same company, though the items of the plan or the rows of the store stand in
//! another order.

use compline_compiler::lines::{COMPANY, Lines};
use compline_compiler::outcome::Outcome;
use compline_compiler::program::{CapMethod, CapRounding, Kind, NONE, Program, Space};
use compline_compiler::store::Store;
use std::collections::BTreeMap;

/// What a run said, by names and by the numbers of partners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// By definition and partner: the value; partners by number.
    values: BTreeMap<(String, Option<u32>), i64>,
    /// By bonus, pool or cap, and partner: the sum of lines, shares or cuts.
    sums: BTreeMap<(String, Option<u32>), i128>,
    /// By partner.
    totals: BTreeMap<u32, i64>,
}

impl Said {
    /// What a run said.
    pub fn of(program: &Program, store: &Store, outcome: &Outcome) -> Self {
        let number = |row: u32| store.number.get(row as usize).copied();
        let mut values = BTreeMap::new();
        for definition in &program.definitions {
            let rows = store.rows(definition.space);
            let kind = program.columns[definition.column.index()].ty.kind;
            for row in 0..rows {
                let value = match (store.get(definition.column, row), kind) {
                    (NONE, _) => NONE,
                    (value, Kind::Partner) => u32::try_from(value).ok().and_then(number).map_or(NONE, i64::from),
                    (value, _) => value,
                };
                let partner = (definition.space == Space::Partner).then(|| number(row as u32)).flatten();
                values.insert((definition.name.clone(), partner), value);
            }
        }
        let mut sums: BTreeMap<(String, Option<u32>), i128> = BTreeMap::new();
        let named = program.bonuses.iter().map(|bonus| &bonus.name).zip(&outcome.bonuses);
        let pools = program.pools.iter().map(|pool| &pool.name).zip(&outcome.pools);
        for (name, lines) in named.chain(pools) {
            for line in Lines::iter(lines) {
                let partner = if line.earner == COMPANY { None } else { number(line.earner) };
                *sums.entry((name.clone(), partner)).or_default() += i128::from(line.amount);
            }
        }
        for (cap, cuts) in program.caps.iter().zip(&outcome.cuts) {
            for cut in cuts {
                *sums.entry((cap.name.clone(), number(cut.partner))).or_default() += i128::from(cut.amount);
            }
        }
        sums.retain(|_, sum| *sum != 0);
        let totals = (0..).zip(&outcome.totals).filter_map(|(row, total)| Some((number(row)?, *total))).collect();
        Self { values, sums, totals }
    }

    /// The first difference.
    ///
    /// # Errors
    /// Where there is one.
    pub fn same(&self, other: &Self) -> Result<(), String> {
        first("value of a definition", &self.values, &other.values)?;
        first("sum of lines", &self.sums, &other.sums)?;
        first("total", &self.totals, &other.totals)
    }
}

fn first<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    a: &BTreeMap<K, V>,
    b: &BTreeMap<K, V>,
) -> Result<(), String> {
    let missing = a.iter().find(|(key, value)| b.get(key) != Some(value));
    let extra = b.iter().find(|(key, value)| a.get(key) != Some(value));
    match (missing, extra) {
        (Some((key, value)), _) => Err(format!("{what}: {key:?} is {value:?}, in the other order {:?}", b.get(key))),
        (None, Some((key, value))) => Err(format!("{what}: {key:?} is absent, in the other order {value:?}")),
        (None, None) => Ok(()),
    }
}

/// Whether the order of rows may show: a cap that shares exactly among lines gives what is left over to lines of one
/// partner in their order, and a later bonus or cap may look at those lines.
pub fn order_of_lines_matters(program: &Program) -> bool {
    let by_line = program.caps.iter().any(|cap| {
        cap.rounding == CapRounding::SharedExactly
            && matches!(cap.method, CapMethod::InProportion { by_line: true, .. })
    });
    by_line && (program.caps.len() > 1 || program.bonuses.iter().any(|bonus| bonus.trigger.after.is_some()))
}
