//! The book extract: every transaction that matters for a partner's commission, with all facts, and every line or the reason
//! why there is none.

mod facts;

use super::head::Head;
use super::{Scope, too_long};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::facts::event_lists::{Waiting, WaitsFor};
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::{Run, RunState};
use chrono::{DateTime, NaiveDate, Utc};
use compline_compiler::program::{Event, Kind, NONE, Program};
use compline_runtime::booked::BookedLine;
use compline_runtime::calendar::{self, Period};
use compline_runtime::explain::{self, EventRow, Sentence, Wanted, concerned};
use compline_store::values;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use facts::{NoticeOf, ReversalOf, Version};

/// A transaction by kind, source and number.
pub(super) type Key = (String, String, String);

/// A book extract.
#[derive(Clone, Debug)]
pub struct Book {
    /// Who, what, when.
    pub head: Head,
    /// By programme, in the order of their ids; those without anything to tell are left out.
    pub programmes: Vec<OfProgramme>,
}

/// What a book extract tells of one programme.
#[derive(Clone, Debug)]
pub struct OfProgramme {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The currency of its lines.
    pub currency: String,
    /// The runs that are final and not before the span, by period.
    pub runs: Vec<BookRun>,
    /// The transactions, by the day of their conditions, then by kind, source and number.
    pub transactions: Vec<Transaction>,
    /// Lines of runs of the span that are for no single transaction: shares of pools, bonuses for a period, what caps took
    /// from sums.
    pub beside: Vec<Told>,
    /// The declarations of events, for names and kinds of fields.
    pub(super) plan: Option<Arc<crate::plans::CompiledPlan>>,
}

/// A final run, and what the partner got by it. The first three sums are the fourth.
#[derive(Clone, Debug)]
pub struct BookRun {
    /// Its id.
    pub id: String,
    /// Its period.
    pub period: String,
    /// Whether its period ends in the span.
    pub in_span: bool,
    /// Lines for transactions of this extract, in the smallest unit of the currency.
    pub told: i64,
    /// Lines for no single transaction.
    pub beside: i64,
    /// The other lines: for transactions that are not in this extract, such as those of other days.
    pub other: i64,
    /// All lines of the partner, as his total in the run says.
    pub total: i64,
    /// The statements of the person with this run: number or nothing, state, day of issue.
    pub documents: Vec<(Option<String>, String, Option<NaiveDate>)>,
}

/// A transaction.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// Its kind, as the plan calls it.
    pub kind: String,
    /// Where it comes from.
    pub source: String,
    /// Its number there.
    pub id: String,
    /// The day of its conditions as known now.
    pub day: Option<NaiveDate>,
    /// Whether one of its fields names the partner.
    pub own: bool,
    /// Its versions, the earliest first: never empty.
    pub versions: Vec<Version>,
    /// Notices that it is in danger of cancellation, by day.
    pub notices: Vec<NoticeOf>,
    /// What was taken back of it, by day.
    pub reversals: Vec<ReversalOf>,
    /// Its lines, by run.
    pub lines: Vec<Told>,
    /// Bonuses that could have paid the partner and did not, by run.
    pub nothing: Vec<TellsNothing>,
    /// What there is to say beside.
    pub standing: Vec<Standing>,
}

/// A line, and the run that made it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The place of the run in [`OfProgramme::runs`].
    pub run: usize,
    /// The line.
    pub line: BookedLine,
    /// What caps left of it; nothing for what a cap took away.
    pub kept: Option<i64>,
    /// How it came about.
    pub derivation: Vec<Sentence>,
}

/// A bonus of a run that paid nothing for a transaction.
#[derive(Clone, Debug)]
pub struct TellsNothing {
    /// The place of the run in [`OfProgramme::runs`].
    pub run: usize,
    /// The context, as lines have it.
    pub context: String,
    /// The bonus.
    pub bonus: String,
    /// Why.
    pub why: Vec<Sentence>,
}

/// How a transaction stands, beside its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is cancelled since a moment, for a reason.
    Cancelled(DateTime<Utc>, Option<String>),
    /// It is not due: the day on which the plan lets it be paid is not known. The name of that field.
    NotDue(String),
    /// It waits for the settlement of a period.
    NotSettled(String),
    /// It became known too late for its period, which is final: the next run settles it.
    NextRun(String),
    /// It was settled, and what was paid for it is to be taken back with the next run.
    TakenBackNext(String),
    /// It was settled and says something else since, which the next run settles.
    CorrectedNext(String),
    /// It was settled, and no bonus of the plan is paid for it on a way that leads to the partner.
    NoBonus(String),
}

impl OfProgramme {
    /// The declaration of a kind of events, as the plan of today has it.
    pub(super) fn event(&self, kind: &str) -> Option<&Event> {
        self.plan.as_ref()?.program.events.iter().find(|event| event.name == kind)
    }
}

impl Book {
    /// How many rows a table of it has.
    pub fn rows(&self) -> usize {
        rows_of(&self.programmes)
    }

    /// How many rows it has on paper, where the bonuses of a run that paid nothing for a transaction stand in one.
    pub fn printed_rows(&self) -> usize {
        let unpaid = |one: &Transaction| one.nothing.chunk_by(|a, b| a.run == b.run && a.context == b.context).count();
        let of =
            |one: &Transaction| one.lines.len().saturating_add(unpaid(one)).saturating_add(one.standing.len()).max(1);
        let all = self.programmes.iter().flat_map(|programme| &programme.transactions);
        let beside = self.programmes.iter().map(|programme| programme.beside.len());
        all.map(of).chain(beside).fold(0, usize::saturating_add)
    }
}

fn rows_of(programmes: &[OfProgramme]) -> usize {
    let of = |one: &OfProgramme| {
        let rows = one.transactions.iter().map(|of| {
            of.lines
                .len()
                .saturating_add(of.nothing.len())
                .max(1)
                .saturating_add(of.reversals.len())
                .saturating_add(of.notices.len())
        });
        rows.fold(one.beside.len(), usize::saturating_add)
    };
    programmes.iter().map(of).fold(0, usize::saturating_add)
}

/// What one run says of a partner.
struct OfRun {
    lines: Vec<(Option<Key>, Told)>,
    nothing: Vec<(Key, TellsNothing)>,
    /// Own transactions that it paid for, to whomever.
    settled: BTreeSet<Key>,
    /// Partners below in trees that bonuses walk.
    team: BTreeSet<String>,
    told: i64,
    beside: i64,
    other: i64,
}

/// What is looked for in runs.
#[derive(Clone)]
struct Looked {
    partner: String,
    from: i64,
    to: i64,
    scope: Scope,
    most: usize,
}

impl Office {
    /// Gathers a book extract.
    pub(super) async fn book(&self, head: Head, most: usize, progress: &Progress) -> Result<Book, OfficeError> {
        let mut programmes = Vec::new();
        let mut room = most;
        for programme in self.programmes(&head.company).await? {
            let id = programme.id.clone();
            let mut found = OfProgramme {
                id: programme.id,
                name: programme.name,
                currency: programme.currency,
                runs: Vec::new(),
                transactions: Vec::new(),
                beside: Vec::new(),
                plan: self.plan_of_extract(&head.company, &id).await?,
            };
            self.book_of(&head, &mut found, room, progress).await?;
            if !found.transactions.is_empty() || !found.beside.is_empty() || found.runs.iter().any(|run| run.total != 0)
            {
                programmes.push(found);
            }
            room = most.saturating_sub(rows_of(&programmes));
        }
        Ok(Book { head, programmes })
    }

    /// The plan of today, by which fields are read; where none is valid today, that of the last final run.
    async fn plan_of_extract(
        &self,
        company: &str,
        programme: &str,
    ) -> Result<Option<Arc<crate::plans::CompiledPlan>>, OfficeError> {
        match self.declared(company, programme).await {
            Ok(plan) => Ok(Some(plan)),
            Err(OfficeError::Input(_)) => {
                let runs = self.final_runs(company, programme, NaiveDate::MIN).await?;
                let Some(run) = runs.last() else { return Ok(None) };
                let version = self.plan_version(company, &run.plan).await?;
                Ok(Some(self.compiled(&version).await?))
            }
            Err(error) => Err(error),
        }
    }

    async fn book_of(
        &self,
        head: &Head,
        found: &mut OfProgramme,
        most: usize,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let runs = self.final_runs(&head.company, &found.id, head.from).await?;
        let looked = Looked {
            partner: head.partner.clone(),
            from: i64::from(calendar::day(head.from)),
            to: i64::from(calendar::day(head.to)),
            scope: head.scope,
            most,
        };
        let mut lines: BTreeMap<Key, Vec<Told>> = BTreeMap::new();
        let mut nothing: BTreeMap<Key, Vec<TellsNothing>> = BTreeMap::new();
        let mut settled: BTreeSet<Key> = BTreeSet::new();
        let mut team: BTreeSet<String> = BTreeSet::new();
        for (at, run) in runs.iter().enumerate() {
            progress.tell("extracting", at as u64, runs.len() as u64);
            progress.check()?;
            let computed = self.computed(run).await?;
            let total = self.check_total(run, &computed, &head.partner).await?;
            let (looked, work) = (looked.clone(), progress.clone());
            let in_span = run_in_span(run, head)?;
            let of = tokio::task::spawn_blocking(move || of_run(at, &computed, &looked, in_span, &work)).await??;
            if of.told.checked_add(of.beside).and_then(|sum| sum.checked_add(of.other)) != Some(total) {
                let cause = format!("the lines of {} in {} do not sum to {total}", head.partner, run.period);
                return Err(OfficeError::damaged("run", cause));
            }
            let documents = self.documents_with(head, run).await?;
            let (told, beside, other) = (of.told, of.beside, of.other);
            found.runs.push(BookRun {
                id: run.id.clone(),
                period: run.period.clone(),
                in_span,
                told,
                beside,
                other,
                total,
                documents,
            });
            for (key, told) in of.lines {
                match key {
                    Some(key) => lines.entry(key).or_default().push(told),
                    None => found.beside.push(told),
                }
            }
            for (key, told) in of.nothing {
                nothing.entry(key).or_default().push(told);
            }
            settled.extend(of.settled);
            team.extend(of.team);
            let rows = lines.len().max(nothing.len());
            if rows > most {
                return Err(too_long(rows, most));
            }
        }
        let program = found.plan.as_ref().map(|plan| Arc::clone(&plan.program));
        let own = self.own_keys(head, &found.id, program.as_deref()).await?;
        let mut keys: BTreeSet<Key> = own.iter().chain(lines.keys()).chain(nothing.keys()).cloned().collect();
        if let (Scope::All, Some(program)) = (head.scope, &program) {
            // What no run has looked at yet, or never will, matters as much: as it stands, with the reason.
            team.extend(self.team_between(head, program).await?);
            keys.extend(self.keys_of_team(head, &found.id, &team, most).await?);
        }
        if keys.len() > most {
            return Err(too_long(keys.len(), most));
        }
        let mut versions = self.versions_of_keys(head, &found.id, &keys).await?;
        let mut reversals = self.reversals_of_keys(head, &found.id, &keys).await?;
        let mut notices = self.notices_of_keys(head, &found.id, &keys).await?;
        let waiting = self.waiting_by_key(head, found).await?;
        let closed: BTreeSet<i32> = self
            .final_runs(&head.company, &found.id, NaiveDate::MIN)
            .await?
            .iter()
            .map(index_of)
            .collect::<Result<_, _>>()?;
        for key in keys {
            let Some(versions) = versions.remove(&key).filter(|versions| !versions.is_empty()) else { continue };
            let event = program.as_ref().and_then(|program| program.events.iter().find(|event| event.name == key.0));
            let last = versions.last();
            let day = event.zip(last).and_then(|(event, last)| day_of(event, event.conditions, &last.fields));
            let mut one = Transaction {
                day,
                own: own.contains(&key),
                versions,
                notices: notices.remove(&key).unwrap_or_default(),
                reversals: reversals.remove(&key).unwrap_or_default(),
                lines: lines.remove(&key).unwrap_or_default(),
                nothing: nothing.remove(&key).unwrap_or_default(),
                standing: Vec::new(),
                kind: key.0.clone(),
                source: key.1.clone(),
                id: key.2.clone(),
            };
            let was_settled = settled.contains(&key) || !one.lines.is_empty() || !one.nothing.is_empty();
            let calendar = program.as_ref().map(|program| program.calendar);
            let settles = event.zip(calendar).map(|(event, calendar)| (event, calendar, &closed));
            one.standing = standing(&one, waiting.get(&key), was_settled, settles);
            found.transactions.push(one);
        }
        let order = |one: &Transaction| (one.day, one.kind.clone());
        found.transactions.sort_by(|a, b| {
            let by_day = order(a).cmp(&order(b)).then_with(|| a.source.cmp(&b.source));
            by_day.then_with(|| compline_runtime::natural_compare(a.id.as_bytes(), b.id.as_bytes()))
        });
        Ok(())
    }

    /// The final runs of a programme whose periods do not end before a day, by period.
    pub(super) async fn final_runs(
        &self,
        company: &str,
        programme: &str,
        from: NaiveDate,
    ) -> Result<Vec<Run>, OfficeError> {
        let mut out = Vec::new();
        for run in self.runs(company).await? {
            if run.programme == programme && run.state == RunState::Final && run.days()?.1 >= from {
                out.push((run.days()?, run));
            }
        }
        out.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.created_at.cmp(&other.created_at)));
        Ok(out.into_iter().map(|(_, run)| run).collect())
    }

    /// The total of a partner in a run, by its lines and as it was noted when the run was computed.
    async fn check_total(&self, run: &Run, computed: &Computed, partner: &str) -> Result<i64, OfficeError> {
        let total = computed.number(partner).map_or(Ok(0), |number| computed.total(number))?;
        let noted = self.run_partner(&run.id, partner).await?.map_or(0, |one| one.amount);
        if total == noted {
            return Ok(total);
        }
        Err(OfficeError::damaged("run", format!("{partner} got {noted} in {} and would get {total} now", run.period)))
    }

    /// The statements of the person that were written with a run.
    async fn documents_with(
        &self,
        head: &Head,
        run: &Run,
    ) -> Result<Vec<(Option<String>, String, Option<NaiveDate>)>, OfficeError> {
        let with = run.lead.as_ref().unwrap_or(&run.id);
        let mut all = self.statements_of(&head.company, &head.person).await?;
        all.retain(|row| row.run == *with);
        all.sort_by_key(|row| row.part);
        Ok(all.into_iter().map(|row| (row.number, row.state, row.issued_on)).collect())
    }

    async fn waiting_by_key(&self, head: &Head, found: &OfProgramme) -> Result<BTreeMap<Key, Waiting>, OfficeError> {
        let Some(plan) = &found.plan else { return Ok(BTreeMap::new()) };
        let all = self.waiting_events(&head.company, &found.id, plan.program.calendar).await?;
        let key = |one: &Waiting| (one.kind.clone(), one.source.clone(), one.id.clone());
        Ok(all.iter().map(|one| (key(one), one.clone())).collect())
    }

    /// When which commit was made.
    pub(super) async fn commit_times(&self, company: &str) -> Result<BTreeMap<i64, DateTime<Utc>>, OfficeError> {
        let sql = "SELECT seq, at FROM commits WHERE company = $1";
        let rows: Vec<(i64, DateTime<Utc>)> = self.db().all(sql, values![company]).await?;
        Ok(rows.into_iter().collect())
    }
}

fn index_of(run: &Run) -> Result<i32, OfficeError> {
    Ok(run.period()?.index())
}

/// Whether lines of a run that are for no transaction belong to the span: its period ends in it.
fn run_in_span(run: &Run, head: &Head) -> Result<bool, OfficeError> {
    let (_, end) = run.days()?;
    Ok(head.from <= end && end <= head.to)
}

/// A day of an event by its texts.
fn day_of(event: &Event, field: u32, fields: &BTreeMap<String, String>) -> Option<NaiveDate> {
    fields.get(&event.fields.get(field as usize)?.name)?.parse().ok()
}

/// How a transaction stands.
fn standing(
    one: &Transaction,
    waiting: Option<&Waiting>,
    was_settled: bool,
    event: Option<(&Event, compline_compiler::program::Calendar, &BTreeSet<i32>)>,
) -> Vec<Standing> {
    let mut out = Vec::new();
    let Some(last) = one.versions.last() else { return out };
    let live = last.state == "live";
    if !live {
        out.push(Standing::Cancelled(last.at, last.reason.clone()));
    }
    if let Some(waiting) = waiting {
        let period = waiting.period.clone();
        out.push(match waiting.waits_for {
            WaitsFor::NextRun => Standing::NextRun(period),
            WaitsFor::Reversal => Standing::TakenBackNext(period),
            WaitsFor::Correction => Standing::CorrectedNext(period),
        });
    }
    if !live || waiting.is_some() || !one.lines.is_empty() || !one.nothing.is_empty() {
        return out;
    }
    let Some((event, calendar, closed)) = event else { return out };
    let (conditions, payable) =
        (day_of(event, event.conditions, &last.fields), day_of(event, event.payable, &last.fields));
    let name = |field: u32| event.fields.get(field as usize).map_or_else(String::new, |field| field.name.clone());
    match (conditions, payable) {
        (None, _) => out.push(Standing::NotDue(name(event.conditions))),
        (_, None) => out.push(Standing::NotDue(name(event.payable))),
        (Some(conditions), Some(payable)) => {
            let period = Period::containing(calendar, calendar::day(conditions.max(payable)));
            if was_settled {
                out.push(Standing::NoBonus(period.to_string()));
            } else if !closed.contains(&period.index()) {
                out.push(Standing::NotSettled(period.to_string()));
            } else if one.reversals.iter().all(|reversal| reversal.state != "live") {
                out.push(Standing::NoBonus(period.to_string()));
            }
        }
    }
    out
}

/// What a run says of the partner.
fn of_run(
    at: usize,
    computed: &Computed,
    looked: &Looked,
    in_span: bool,
    progress: &Progress,
) -> Result<OfRun, OfficeError> {
    let (program, company): (&Program, _) = (&computed.plan.program, &computed.company);
    let number = computed.number(&looked.partner);
    let is_own = |event: EventRow| {
        let (Some(kind), Some(table)) = (program.events.get(event.kind), company.events.get(event.kind)) else {
            return false;
        };
        let partners = kind.fields.iter().zip(&table.fields).filter(|(field, _)| field.ty.kind == Kind::Partner);
        let mut named = partners.map(|(_, values)| usize::try_from(values.get(event.row)).ok());
        number.is_some() && named.any(|named| named == number)
    };
    let in_days = |event: EventRow| {
        let conditions = program.events.get(event.kind).map(|kind| kind.conditions as usize);
        let values = conditions.and_then(|field| company.events.get(event.kind)?.fields.get(field));
        values.is_some_and(|values| {
            let day = values.get(event.row);
            day != NONE && (looked.from..=looked.to).contains(&day)
        })
    };
    let key = |event: EventRow| -> Option<Key> {
        let (kind, table) = (program.events.get(event.kind)?, company.events.get(event.kind)?);
        Some((kind.name.clone(), table.source(event.row).to_owned(), table.ids.get(event.row).into_owned()))
    };
    let events = |event: EventRow| in_days(event) && (looked.scope > Scope::Own || is_own(event));
    let wanted = Wanted {
        partner: &looked.partner,
        events: &events,
        own: &is_own,
        of_others: looked.scope == Scope::All,
        most: looked.most,
        go_on: &|| progress.check().is_ok(),
    };
    let found = concerned(&computed.source(), &wanted).map_err(unexplained)?.ok_or(OfficeError::Cancelled)?;
    if found.cut_short {
        return Err(too_long(looked.most.saturating_add(1), looked.most));
    }
    let mut out = OfRun {
        lines: Vec::new(),
        nothing: Vec::new(),
        settled: found.settled.into_iter().filter_map(key).collect(),
        team: found.team.iter().map(|number| company.partners.ids.get(*number as usize).into_owned()).collect(),
        told: 0,
        beside: 0,
        other: 0,
    };
    for one in found.lines {
        let amount = one.line.amount;
        let told = Told { run: at, line: one.line, kept: one.kept, derivation: one.derivation };
        let sum = match one.event {
            Some(event) if events(event) => {
                out.lines.push((key(event), told));
                &mut out.told
            }
            Some(_) => &mut out.other,
            None if in_span => {
                out.lines.push((None, told));
                &mut out.beside
            }
            None => &mut out.other,
        };
        *sum = sum.checked_add(amount).ok_or(OfficeError::Overflow("a partner's lines"))?;
    }
    for one in found.missed {
        let Some(key) = key(one.event) else { continue };
        let told = TellsNothing { run: at, context: one.context, bonus: one.bonus, why: one.why };
        out.nothing.push((key, told));
    }
    Ok(out)
}

fn unexplained(error: explain::ExplainError) -> OfficeError {
    OfficeError::Settle(error.to_string())
}
