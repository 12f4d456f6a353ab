//! Lines for closed periods that a settlement posts beside its own: differences of corrections, and what an earlier
//! version of the plan pays for events that come late.
//!
//! Both are found by settlements of their own, from other data or by another program; here they are read, not computed.

use super::events::Unresolved;
use super::read::RawTable;
use super::schema::{CellSchema, ColumnSchema, TableSchema, cell_schema, currency_scale};
use crate::calendar::Period;
use crate::problem::{Cause, Problems};
use crate::texts::Texts;
use compline_compiler::lines::COMPANY;
use compline_compiler::program::{Kind, NONE, Program, Ty};
use compline_compiler::store::Values;

/// The columns of the file of lines for closed periods, in their order.
pub const PRIOR_COLUMNS: [&str; 21] = [
    "line",
    "cause",
    "posted",
    "context",
    "trigger_kind",
    "source",
    "trigger",
    "bonus",
    "earner",
    "level",
    "rank",
    "path",
    "plan",
    "base",
    "rate",
    "paid",
    "amount",
    "kept",
    "measure",
    "correction",
    "reason",
];

/// Why a line for a closed period is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriorCause {
    /// The difference between what was posted for a closed period and what it comes to with what is known now.
    Correction,
    /// The line of an event that came late, by the version of the plan that was valid on its day.
    EarlierPlan,
}

impl PriorCause {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Correction, Self::EarlierPlan];

    /// As files say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::EarlierPlan => "earlier_plan",
        }
    }
}

/// A line for a closed period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorLine {
    /// Its id in the settlement that found it.
    pub line: String,
    /// Why it is posted.
    pub cause: PriorCause,
    /// The number of the period in which it is posted ([`Period::index`]).
    pub posted: i32,
    /// The context in which it was found: the settled period, and behind a stroke that of the conditions.
    pub context: String,
    /// The kind of its event (its number in the program) and the event (its row in the table of its kind); nothing where it
    /// hangs on none, or the program has no such kind.
    pub event: Option<(u32, u32)>,
    /// The kind of its trigger as the settlement that found it says it.
    pub trigger_kind: String,
    /// The source of its event.
    pub source: String,
    /// The id of its trigger.
    pub trigger: String,
    /// The bonus, pool or cap by its name; the plan of today may have it no more.
    pub bonus: String,
    /// The partner (number), or [`COMPANY`].
    pub partner: u32,
    /// The level of its walk, where it has one.
    pub level: String,
    /// The rank by which the partner was paid.
    pub rank: String,
    /// From the earner down to the seller, parted by ` > `.
    pub path: String,
    /// The plan and its version.
    pub plan: String,
    /// What the rate is of, as the result says it.
    pub base: String,
    /// The rate, as the result says it.
    pub rate: String,
    /// What was posted before, in the currency's smallest unit.
    pub paid: i64,
    /// What is posted, in the currency's smallest unit.
    pub amount: i64,
    /// What the partner keeps of it after caps.
    pub kept: i64,
    /// The field by which a part of its event is measured; nothing where it is every amount alike.
    pub measure: Option<u32>,
    /// The correction by its number.
    pub correction: String,
    /// Why facts were corrected.
    pub reason: String,
}

impl PriorLine {
    /// The period of its conditions, as contexts name it.
    pub fn conditions(&self) -> &str {
        self.context.rsplit('/').next().unwrap_or_default()
    }

    /// The context that it belongs to in the settlement that posts it.
    pub fn posted_context(&self, settlement: Period) -> String {
        format!("{settlement}/{}", self.conditions())
    }

    /// Its id in the settlement that posts it, by its place among those.
    pub fn id(&self, settlement: Period, at: usize) -> String {
        // No bonus has a name that begins like this.
        format!("{settlement}:+{}:{at}", self.bonus)
    }
}

/// Positions of columns of the file of lines for closed periods.
mod at {
    pub(super) const LINE: usize = 0;
    pub(super) const CAUSE: usize = 1;
    pub(super) const POSTED: usize = 2;
    pub(super) const CONTEXT: usize = 3;
    pub(super) const TRIGGER_KIND: usize = 4;
    pub(super) const SOURCE: usize = 5;
    pub(super) const TRIGGER: usize = 6;
    pub(super) const BONUS: usize = 7;
    pub(super) const EARNER: usize = 8;
    pub(super) const LEVEL: usize = 9;
    pub(super) const RANK: usize = 10;
    pub(super) const PATH: usize = 11;
    pub(super) const PLAN: usize = 12;
    pub(super) const BASE: usize = 13;
    pub(super) const RATE: usize = 14;
    pub(super) const PAID: usize = 15;
    pub(super) const AMOUNT: usize = 16;
    pub(super) const KEPT: usize = 17;
    pub(super) const MEASURE: usize = 18;
    pub(super) const CORRECTION: usize = 19;
    pub(super) const REASON: usize = 20;
    /// Those that are texts.
    pub(super) const TEXTS: [usize; 15] = [
        LINE,
        CONTEXT,
        TRIGGER_KIND,
        SOURCE,
        TRIGGER,
        BONUS,
        LEVEL,
        RANK,
        PATH,
        PLAN,
        BASE,
        RATE,
        MEASURE,
        CORRECTION,
        REASON,
    ];
    /// Those that are values.
    pub(super) const VALUES: [usize; 6] = [CAUSE, POSTED, EARNER, PAID, AMOUNT, KEPT];
}

/// The file of lines for closed periods that settlements post.
pub(super) fn schema(program: &Program) -> TableSchema {
    let money = Ty::known(Kind::Number(program.currency, currency_scale(program)));
    let causes = PriorCause::ALL.map(|cause| cause.word().to_owned()).to_vec();
    let columns = PRIOR_COLUMNS.iter().enumerate().map(|(place, name)| match place {
        at::CAUSE => {
            ColumnSchema::new(name, CellSchema::Word { what: "cause of a line".to_owned(), words: causes.clone() })
        }
        at::POSTED => ColumnSchema::new(name, CellSchema::Period(program.calendar)),
        at::EARNER => ColumnSchema::blank(name, CellSchema::Partner),
        at::AMOUNT => ColumnSchema::new(name, cell_schema(program, name, money, None)),
        at::PAID | at::KEPT => ColumnSchema::optional(name, cell_schema(program, name, money, None)),
        at::LINE | at::CONTEXT | at::BONUS => ColumnSchema::new(name, CellSchema::Text),
        _ => ColumnSchema::optional(name, CellSchema::Text),
    });
    TableSchema { columns: columns.collect(), ..TableSchema::new("prior".to_owned(), None) }
}

/// Reads the file of lines for closed periods, in its order.
pub(super) fn build(
    mut raw: RawTable,
    program: &Program,
    tables: &[Unresolved],
    problems: &mut Problems,
) -> Vec<PriorLine> {
    let origin = std::mem::take(&mut raw.origin);
    let rows = raw.rows;
    let texts: Vec<Option<Texts>> = at::TEXTS.iter().map(|column| raw.take_texts(*column)).collect();
    let values: Vec<Option<Values>> = at::VALUES.iter().map(|column| raw.take_values(*column)).collect();
    let text = |column: usize, row: usize| {
        let place = at::TEXTS.iter().position(|of| *of == column);
        let texts = place.and_then(|place| texts.get(place)?.as_ref());
        texts.map_or("", |texts| texts.get(row)).to_owned()
    };
    let number = |column: usize, row: usize| {
        let place = at::VALUES.iter().position(|of| *of == column);
        place.and_then(|place| values.get(place)?.as_ref()).map_or(NONE, |values| values.get(row))
    };
    let or_nought = |value: i64| if value == NONE { 0 } else { value };
    let mut out = Vec::with_capacity(rows);
    for row in 0..rows {
        let cause = usize::try_from(number(at::CAUSE, row)).ok().and_then(|cause| PriorCause::ALL.get(cause)).copied();
        let (Some(cause), Ok(posted)) = (cause, i32::try_from(number(at::POSTED, row))) else { continue };
        let (trigger_kind, source, trigger) =
            (text(at::TRIGGER_KIND, row), text(at::SOURCE, row), text(at::TRIGGER, row));
        let kind = program.events.iter().position(|kind| kind.name == trigger_kind);
        let named = Some(source.as_str()).filter(|source| !source.is_empty());
        let found = kind.and_then(|kind| Some((kind, tables.get(kind)?.table.find(named, &trigger).ok()?)));
        let event = found.and_then(|(kind, row)| Some((u32::try_from(kind).ok()?, u32::try_from(row).ok()?)));
        let context = text(at::CONTEXT, row);
        let conditions = context.rsplit('/').next().unwrap_or_default();
        if Period::settled_as(program.calendar, conditions).is_err() {
            let cause = Cause::Period(crate::calendar::grain_name(program.calendar.grain));
            problems.add(|| origin.problem(row, "context", &context, cause, "leave it as the settlement has it"));
            continue;
        }
        let (amount, kept, measure) = (number(at::AMOUNT, row), number(at::KEPT, row), text(at::MEASURE, row));
        let fields = event.and_then(|(kind, _)| program.events.get(kind as usize)).map_or(&[][..], |kind| &kind.fields);
        out.push(PriorLine {
            line: text(at::LINE, row),
            cause,
            posted,
            context,
            event,
            trigger_kind,
            source,
            trigger,
            bonus: text(at::BONUS, row),
            partner: u32::try_from(number(at::EARNER, row)).unwrap_or(COMPANY),
            level: text(at::LEVEL, row),
            rank: text(at::RANK, row),
            path: text(at::PATH, row),
            plan: text(at::PLAN, row),
            base: text(at::BASE, row),
            rate: text(at::RATE, row),
            paid: or_nought(number(at::PAID, row)),
            amount,
            kept: if kept == NONE { amount } else { kept },
            measure: fields.iter().position(|field| field.name == measure).and_then(|at| u32::try_from(at).ok()),
            correction: text(at::CORRECTION, row),
            reason: text(at::REASON, row),
        });
    }
    out
}
