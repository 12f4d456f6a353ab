//! Lines that were paid alike, told once.

use crate::check::{Overflow, Sum};
use crate::model::{Case, Explanation, Group, Line, Quantity};
use std::collections::HashMap;

/// What makes lines equal cases: reversal or not, correction or not, level, rate and the unit of the base.
type Key<'a> = ((bool, bool), Option<u32>, Option<&'a str>, Option<&'a str>);

impl Explanation {
    /// The explanation of a group: its lines by level and rate, in the order in which they first appear. Remarks are
    /// the caller's to add.
    ///
    /// # Errors
    ///
    /// [`Overflow`] if amounts do not fit into 64 bits, or bases into 96.
    pub fn of(group: &Group) -> Result<Self, Overflow> {
        let overflow = Overflow { what: Sum::Lines };
        let mut cases: Vec<Case> = Vec::new();
        let mut places: HashMap<Key<'_>, usize> = HashMap::new();
        for line in &group.lines {
            let place = *places.entry(key(line)).or_insert(cases.len());
            match cases.get_mut(place) {
                None => cases.push(Case {
                    count: 1,
                    reversal: line.reverses.is_some(),
                    correction: line.corrects.is_some(),
                    level: line.level,
                    base: line.base.clone(),
                    rate: line.rate.clone(),
                    amount: line.amount,
                }),
                Some(case) => {
                    case.count += 1;
                    case.amount = case.amount.checked_add(line.amount).ok_or(overflow)?;
                    if let (Some(Quantity { value: sum, .. }), Some(base)) = (&mut case.base, &line.base) {
                        *sum = sum.checked_add(base.value).ok_or(overflow)?;
                    }
                }
            }
        }
        Ok(Explanation {
            bonus: group.bonus.clone(),
            origin: group.origin,
            plan: group.plan.clone(),
            heading: group.heading.clone(),
            rank: group.rank.clone(),
            cases,
            remarks: Vec::new(),
        })
    }
}

fn key(line: &Line) -> Key<'_> {
    let unit = line.base.as_ref().map(|base| base.unit.as_str());
    ((line.reverses.is_some(), line.corrects.is_some()), line.level, line.rate.as_deref(), unit)
}
