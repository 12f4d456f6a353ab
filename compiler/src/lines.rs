//! Commission lines, factored.
//!
//! All triggers of one partner share the walk, so the earners and what was remembered at each
//! of them is stored once per block, and only the amounts are stored per line. One block is
//! a run of consecutive trigger rows and the entries of their common walk.

/// Earner of an entry that stays with the company.
pub const COMPANY: u32 = u32::MAX;

/// Lines of one bonus, pool or cap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Blocks in order of their first trigger.
    pub blocks: Vec<Block>,
    /// By entry: partner row, or [`COMPANY`].
    pub earner: Vec<u32>,
    /// By entry: index of the pay clause (`pays` first, then `finally`).
    pub clause: Vec<u8>,
    /// For each shown variable, by entry: its value in stored form.
    pub vars: Vec<Vec<i64>>,
    /// Amounts in the currency's smallest unit: block by block, trigger by trigger, entry by entry. Zero is no line.
    pub amounts: Vec<i64>,
}

/// A run of triggers with common entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// First trigger row.
    pub first_trigger: u32,
    /// Number of trigger rows.
    pub triggers: u32,
    /// First entry.
    pub first_entry: u32,
    /// Number of entries.
    pub entries: u32,
    /// Index of the first amount; there are `triggers * entries`.
    pub first_amount: u64,
}

/// One line, as the iterator yields it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Row of the trigger.
    pub trigger: u32,
    /// Index of the entry.
    pub entry: u32,
    /// Partner row, or [`COMPANY`].
    pub earner: u32,
    /// Index of the pay clause.
    pub clause: u8,
    /// Amount in the currency's smallest unit; never zero.
    pub amount: i64,
    /// The line's number among those of its bonus, from 0: its identity. Zeros are not numbered, for engines differ in
    /// which of them they keep room for.
    pub index: u64,
}

impl Lines {
    /// All lines that are not zero, in order of triggers and visits.
    pub fn iter(&self) -> impl Iterator<Item = Line> + '_ {
        let lines = self.blocks.iter().flat_map(move |block| {
            (0..block.triggers).flat_map(move |t| {
                (0..block.entries).filter_map(move |e| {
                    let place = block.first_amount + u64::from(t) * u64::from(block.entries) + u64::from(e);
                    let amount = usize::try_from(place).ok().and_then(|i| self.amounts.get(i)).copied().unwrap_or(0);
                    let entry = block.first_entry + e;
                    (amount != 0).then(|| Line {
                        trigger: block.first_trigger + t,
                        entry,
                        earner: self.earner.get(entry as usize).copied().unwrap_or(COMPANY),
                        clause: self.clause.get(entry as usize).copied().unwrap_or(0),
                        amount,
                        index: 0,
                    })
                })
            })
        });
        lines.zip(0..).map(|(line, index)| Line { index, ..line })
    }

    /// The line of a number; nothing where there is none. Looks through the amounts before it.
    pub fn get(&self, index: u64) -> Option<Line> {
        let amounts = (0_u64..).zip(&self.amounts).filter(|(_, amount)| **amount != 0);
        let (place, amount) =
            amounts.skip(usize::try_from(index).ok()?).map(|(place, amount)| (place, *amount)).next()?;
        let block = self.blocks.partition_point(|block| block.first_amount <= place).checked_sub(1)?;
        let block = self.blocks.get(block)?;
        let within = place - block.first_amount;
        let trigger = u32::try_from(within.checked_div(u64::from(block.entries))?).ok()?;
        let entry = block.first_entry + u32::try_from(within.checked_rem(u64::from(block.entries))?).ok()?;
        (trigger < block.triggers).then(|| Line {
            trigger: block.first_trigger + trigger,
            entry,
            earner: self.earner.get(entry as usize).copied().unwrap_or(COMPANY),
            clause: self.clause.get(entry as usize).copied().unwrap_or(0),
            amount,
            index,
        })
    }

    /// Number of lines that are not zero.
    pub fn count(&self) -> u64 {
        self.amounts.iter().map(|amount| u64::from(*amount != 0)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_index() {
        let block = |first_trigger, triggers, first_entry, first_amount| {
            let entries = 2;
            Block { first_trigger, triggers, first_entry, entries, first_amount }
        };
        let lines = Lines {
            blocks: vec![block(0, 2, 0, 0), block(5, 1, 2, 4)],
            earner: vec![7, 8, 9, COMPANY],
            clause: vec![0, 1, 0, 1],
            vars: Vec::new(),
            amounts: vec![10, 0, 30, 40, 50, 60],
        };
        let all: Vec<Line> = lines.iter().collect();
        assert_eq!(all.len(), 5);
        assert!(all.iter().all(|line| lines.get(line.index) == Some(*line)), "{all:?}");
        // Zero is no line, and behind the last one there is none.
        assert_eq!((lines.get(1).map(|line| line.amount), lines.get(5)), (Some(30), None));
        assert_eq!(Lines::default().get(0), None);
    }
}
