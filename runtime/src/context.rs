//! Settlement contexts: the conditions of one period, settled in one period.
//!
//! One run settles one period in one or more contexts: the period's own, and one for every
//! earlier period whose conditions decide about something that may be paid only now. A March
//! order paid in May is settled in May, at the conditions of March: in the context
//! `2026-05/2026-03` beside May's own, `2026-05`.
//!
//! An event is paid in exactly one context: its conditions date names the period of the
//! conditions, and it is settled in the period in which both its conditions date and its
//! payable date have come. An event without one of the two dates is not paid yet.

use crate::calendar::Period;
use crate::company::{Company, EventTable};
use crate::group::{Test, TestColumn};
use crate::problem::DataErrors;
use crate::snapshot::{Knowledge, Snapshot};
use crate::store;
use crate::values::widened;
use compline_compiler::program::{Event, Grain, Holds, HoldsOn, NONE, Program, Reach, Select};
use compline_compiler::store::{PeriodDays, Store};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The conditions of a period, settled in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The period whose conditions apply: tree, ranks, rates, volumes.
    pub period: Period,
    /// The period that is settled.
    pub settlement: Period,
}

/// Why there is no store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Something in the data that shows only now.
    #[error(transparent)]
    Data(#[from] DataErrors),
    /// A snapshot of another period.
    #[error(
        "the snapshot is one of {found}, but the context is settled at the conditions of {wanted}; take a snapshot of {wanted}"
    )]
    Snapshot {
        /// The snapshot's period.
        found: Period,
        /// The context's.
        wanted: Period,
    },
    /// A value of the settled period that its own context has not computed.
    #[error("`{column}` was not computed in the period that is settled; settle its own context first")]
    NotComputed {
        /// The column.
        column: String,
    },
    /// A value is too large for its column.
    #[error("a value of `{column}` is too large for its column; declare a wider range for it in the plan")]
    Width {
        /// The column.
        column: String,
    },
}

impl Context {
    /// A period's own context.
    pub fn of(period: Period) -> Self {
        Self { period, settlement: period }
    }

    /// Whether it settles events of an earlier period. What is paid once a period, and not for
    /// an event, has been paid then.
    pub fn is_late(self) -> bool {
        self.period != self.settlement
    }

    /// The contexts in which a period is settled: its own, then late ones from the earliest on. Conditions of days for
    /// which the plan is not valid make none: see [`Context::not_decided`].
    pub fn all(program: &Program, company: &Company, settlement: Period, knowledge: Knowledge) -> Vec<Self> {
        let mut periods = BTreeSet::new();
        let (first, last) = program.valid_days();
        Self::late_events(program, company, settlement, knowledge, true, |day, period| {
            if first <= day && day <= last {
                periods.insert(period.index());
            }
        });
        periods.remove(&settlement.index());
        let late = periods
            .into_iter()
            .map(|index| Self { period: Period::from_index(settlement.calendar(), index), settlement });
        std::iter::once(Self::of(settlement)).chain(late).collect()
    }

    /// Events that could be paid in a period but are not, because the plan is not valid for their conditions, nor any other that
    /// decides about `others` (first and last days): by the period of the conditions, how many.
    pub fn not_decided(
        program: &Program,
        company: &Company,
        settlement: Period,
        knowledge: Knowledge,
        others: &[(i32, i32)],
    ) -> Vec<(Period, usize)> {
        let mut found = BTreeMap::new();
        let (first, last) = program.valid_days();
        Self::late_events(program, company, settlement, knowledge, false, |day, period| {
            let elsewhere = others.iter().any(|(first, last)| *first <= day && day <= *last);
            if (day < first || last < day) && !elsewhere {
                *found.entry(period.index()).or_default() += 1;
            }
        });
        found.into_iter().map(|(index, count)| (Period::from_index(settlement.calendar(), index), count)).collect()
    }

    /// Tells of each event that may be paid in a period, at conditions of another one or of its own, the day of its
    /// conditions and their period; with `open` also of each of which more may become due.
    fn late_events(
        program: &Program,
        company: &Company,
        settlement: Period,
        knowledge: Knowledge,
        open: bool,
        mut tell: impl FnMut(i32, Period),
    ) {
        let (first, last) = program.valid_days();
        // Events at the conditions of the period itself matter only where the plan does not decide about all of them.
        let whole = first <= settlement.start() && settlement.end() <= last;
        for (kind, table) in program.events.iter().zip(&company.events).filter(|(kind, _)| kind.holds.is_none()) {
            let own = table.fields.get(kind.payable as usize);
            let (Some(conditions), Some(payable)) =
                (table.fields.get(kind.conditions as usize), table.payable.as_ref().or(own))
            else {
                continue;
            };
            let known = |row: usize| table.known_at.as_ref().is_none_or(|known| known.get(row) <= knowledge.limit());
            let open = open && program.is_open(kind);
            let back = u32::from(kind.conditions_before);
            let parts = paid_parts(program, kind);
            let (start, end) = (i64::from(settlement.start()), i64::from(settlement.end()));
            for (row, (day, payable)) in widened(conditions).zip(widened(payable)).enumerate() {
                let own = start <= day && day <= end;
                // Both dates have come, and the later of them in this period.
                if day == NONE
                    || payable == NONE
                    || day > end
                    || payable > end
                    || (day < start && payable < start && !open)
                    || (own && back == 0 && whole)
                    || !known(row)
                {
                    continue;
                }
                let day = i32::try_from(day).unwrap_or(i32::MIN);
                let period = Period::containing(settlement.calendar(), day);
                tell(day, period.back(back));
                // What is paid for a week has the conditions of the period to which that belongs.
                for part in &parts {
                    let other = Period::of_part_on(settlement.calendar(), *part, day, program.weeks);
                    let decided = first <= day && day <= last;
                    if decided && other != period && other.index() < settlement.index() {
                        tell(day, other.back(back));
                    }
                }
            }
        }
    }

    /// Which events of a kind a set holds; `None` for none at all.
    pub(crate) fn tests(
        self,
        program: &Program,
        event: &Event,
        select: Select,
        table: &EventTable,
        knowledge: Knowledge,
    ) -> Option<Vec<Test>> {
        let within = |field: u32, days: PeriodDays| Test {
            column: TestColumn::Field(field as usize),
            from: i64::from(days.start),
            to: i64::from(days.end),
            or_absent: false,
        };
        let (first, last) = program.valid_days();
        let decided = |test: Test| Test { from: test.from.max(first.into()), to: test.to.min(last.into()), ..test };
        let mut tests = match select {
            Select::Any => Vec::new(),
            // A stretch that the period does not have holds nothing.
            Select::Volume(at) | Select::Paid(at) if !self.period.has(at, program) => return None,
            Select::Volume(at) if let Some(holds) = event.holds => holding(holds, self.period.days_of(at, program)),
            // A late context pays for events alone; what holds in a period was paid for with the period.
            Select::Paid(at) if let Some(holds) = event.holds => {
                if self.is_late() {
                    return None;
                }
                holding(holds, self.period.days_of(at, program))
            }
            Select::Volume(at) => vec![within(event.volume, self.period.days_of(at, program))],
            Select::Open => {
                let period = if event.conditions_before { self.period.next() } else { self.period };
                if period.index() > self.settlement.index() {
                    return None;
                }
                let mut payable = within(event.payable, self.settlement.days());
                if table.payable.is_some() {
                    payable.column = TestColumn::Payable;
                }
                vec![decided(within(event.conditions, period.days())), Test { from: NONE + 1, ..payable }]
            }
            Select::Paid(at) => {
                let period = if event.conditions_before { self.period.next() } else { self.period };
                let days = match at {
                    Reach::Period(_) => period.days(),
                    Reach::Part(_) => period.days_of(at, program),
                };
                let mut payable = within(event.payable, self.settlement.days());
                if table.payable.is_some() {
                    payable.column = TestColumn::Payable;
                }
                match period.index().cmp(&self.settlement.index()) {
                    std::cmp::Ordering::Less => vec![decided(within(event.conditions, days)), payable],
                    // What could have been paid earlier waited for its conditions.
                    std::cmp::Ordering::Equal => {
                        vec![decided(within(event.conditions, days)), Test { from: NONE + 1, ..payable }]
                    }
                    std::cmp::Ordering::Greater => return None,
                }
            }
        };
        if table.known_at.is_some() && knowledge != Knowledge::Everything {
            tests.push(Test { column: TestColumn::KnownAt, from: NONE, to: knowledge.limit(), or_absent: false });
        }
        Some(tests)
    }

    /// Fills the store of the context.
    ///
    /// # Errors
    ///
    /// Where the snapshot is not of the context's period, an event's partner is not known when the event is,
    /// closing values of the period before are missing, or a value does not fit its column.
    pub fn build_store(
        self,
        program: &Program,
        company: &Company,
        snapshot: &Snapshot,
        threads: usize,
    ) -> Result<Store, StoreError> {
        if snapshot.period != self.period {
            return Err(StoreError::Snapshot { found: snapshot.period, wanted: self.period });
        }
        store::build(program, company, snapshot, self, threads)
    }
}

/// The lengths of parts for which events of a kind are paid.
fn paid_parts(program: &Program, kind: &Event) -> Vec<Grain> {
    let mut parts = Vec::new();
    for set in &program.event_sets {
        let of_kind = program.events.get(set.event.index()).is_some_and(|event| event.name == kind.name);
        if let Select::Paid(at) = set.select
            && of_kind
            && let Some(part) = program.part(at)
            && !parts.contains(&part.grain)
        {
            parts.push(part.grain);
        }
    }
    parts
}

/// Which facts hold in a stretch of days.
fn holding(holds: Holds, days: PeriodDays) -> Vec<Test> {
    let (start, end) = (i64::from(days.start), i64::from(days.end));
    let (begun_by, still_on) = match holds.days {
        HoldsOn::First => (start, start),
        HoldsOn::Last => (end, end),
        HoldsOn::Any => (end, start),
        HoldsOn::Every => (start, end),
    };
    let column = |field: u32| TestColumn::Field(field as usize);
    let begun = Test { column: column(holds.from), from: NONE + 1, to: begun_by, or_absent: false };
    let on = |to| Test { column: column(to), from: still_on, to: i64::MAX, or_absent: true };
    std::iter::once(begun).chain(holds.to.map(on)).collect()
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.settlement)?;
        if self.is_late() { write!(f, "/{}", self.period) } else { Ok(()) }
    }
}
