//! Amounts of lines at a stage, and the rows of bonuses that are paid for lines.

use crate::run::Run;
use compline_compiler::interpret;
use compline_compiler::lines::{COMPANY, Line, Lines};
use compline_compiler::program::{BonusId, CapId, Column, ColumnId, LineSource, Program, Source, Space, Step, Width};
use compline_compiler::store::Values;
use rustc_hash::FxHashMap;

impl Run<'_> {
    /// The lines of a bonus or the shares of a pool.
    pub(crate) fn lines_of(&self, source: LineSource) -> Option<&Lines> {
        match source {
            LineSource::Bonus(bonus) => self.outcome.bonuses.get(bonus.index()),
            LineSource::Pool(pool) => self.outcome.pools.get(pool.index()),
        }
    }

    /// What caps took from single lines of a source.
    pub(crate) fn cuts_of_lines(&self, source: LineSource, caps: &[CapId]) -> FxHashMap<u64, i128> {
        let mut cuts: FxHashMap<u64, i128> = FxHashMap::default();
        for cut in caps.iter().filter_map(|cap| self.outcome.cuts.get(cap.index())).flatten() {
            if let Some(line) = cut.line.filter(|_| cut.source == Some(source)) {
                *cuts.entry(line).or_default() += i128::from(cut.amount);
            }
        }
        cuts
    }

    /// Calls `visit` for each line of a source to a partner, with its amount after the line cuts of these caps, if
    /// that is not zero.
    pub(crate) fn lines_after(&self, source: LineSource, caps: &[CapId], mut visit: impl FnMut(Line, i128)) {
        let cuts = self.cuts_of_lines(source, caps);
        for line in self.lines_of(source).into_iter().flat_map(Lines::iter) {
            let cut = if cuts.is_empty() { 0 } else { cuts.get(&line.index).copied().unwrap_or(0) };
            let amount = i128::from(line.amount) + cut;
            if line.earner != COMPANY && amount != 0 {
                visit(line, amount);
            }
        }
    }

    /// Fills the line space of a bonus: its columns, and the list of parents. Whether every value fits its column; where
    /// one does not, the reference finds the error.
    pub(crate) fn line_rows_of(&mut self, id: BonusId, of: BonusId, after: Option<CapId>) -> bool {
        let applied = after.map_or_else(Vec::new, |after| caps_up_to(self.program, after));
        let mut lines: Vec<(Line, i128)> = Vec::new();
        self.lines_after(LineSource::Bonus(of), &applied, |line, amount| lines.push((line, amount)));
        if u32::try_from(lines.len()).is_err() {
            return false;
        }
        if let Some(parents) = self.outcome.parents.get_mut(id.index()) {
            *parents = lines.iter().map(|(line, _)| line.index).collect();
        }
        if let Some(rows) = self.line_rows.get_mut(id.index()) {
            *rows = lines.len();
        }
        let unit = self.unit_scale();
        for (column, declared) in
            (0..).map(ColumnId).zip(&self.program.columns).filter(|(_, declared)| declared.space == Space::Line(id))
        {
            let values = match declared.source {
                Source::LineEarner => column_of(declared, &lines, |line, _| Some(i64::from(line.earner))),
                Source::LineTrigger => column_of(declared, &lines, |line, _| Some(i64::from(line.trigger))),
                Source::LineAmount => {
                    let scale = declared.ty.scale();
                    let up = scale.checked_sub(unit).and_then(|up| 10_i128.checked_pow(u32::from(up)));
                    let down = unit.checked_sub(scale).and_then(|down| 10_i128.checked_pow(u32::from(down)));
                    column_of(declared, &lines, |_, amount| match (up, down) {
                        (Some(up), _) => amount.checked_mul(up).and_then(|stored| i64::try_from(stored).ok()),
                        (None, Some(down)) if amount % down == 0 => i64::try_from(amount / down).ok(),
                        _ => None,
                    })
                }
                _ => Some(Values::zeros(declared.width, lines.len())),
            };
            let Some(values) = values else { return false };
            if let Some(slot) = self.store.columns.get_mut(column.index()) {
                *slot = Some(values);
            }
        }
        true
    }

    /// Scale of the currency's smallest unit.
    pub(crate) fn unit_scale(&self) -> u8 {
        self.program.units.get(self.program.currency.index()).map_or(0, |unit| unit.scale)
    }
}

/// A column of line rows; nothing where a value does not fit.
fn column_of(declared: &Column, lines: &[(Line, i128)], value: impl Fn(&Line, i128) -> Option<i64>) -> Option<Values> {
    let stored = lines
        .iter()
        .map(|(line, amount)| value(line, *amount).filter(|stored| interpret::fits(*stored, declared.width)));
    if declared.width == Width::W64 {
        return stored.collect::<Option<Vec<i64>>>().map(Values::I64);
    }
    let mut values = Values::zeros(declared.width, lines.len());
    for (row, stored) in stored.enumerate() {
        if !values.set(row, stored?) {
            return None;
        }
    }
    Some(values)
}

/// The caps that are applied by the time that this one is, itself included.
fn caps_up_to(program: &Program, last: CapId) -> Vec<CapId> {
    let caps = program.steps.iter().filter_map(|step| if let Step::Cap(cap) = step { Some(*cap) } else { None });
    let mut applied = Vec::new();
    for cap in caps {
        applied.push(cap);
        if cap == last {
            break;
        }
    }
    applied
}
