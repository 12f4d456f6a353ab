//! Histories of partners out of tables: places in trees, statuses, states, manual values.
//!
//! The rows are read by the reader that a run uses; what only shows over all days of a history is looked for besides.

use super::cells::{day, filled, no_period, period};
use super::history::{self, Fault, OPEN, Stated};
use super::*;
use crate::facts::overrides::Override;
use crate::facts::partners::{IMPORT, KnownPlace, Placement, Status};
use crate::requests::{OverrideRequest, Request, RequestKind};
use compline_runtime::calendar::{self, Period};
use compline_runtime::company::BY_RULE;
use compline_store::{FromRow, Value};

/// A value that somebody keeps from period to period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StateValue {
    /// Empty for a state of the company.
    pub(super) partner: String,
    pub(super) state: String,
    pub(super) value: String,
    /// The last day of the period behind which it holds.
    pub(super) as_of: NaiveDate,
    /// Whether it takes the place of another value.
    pub(super) instead: bool,
}

#[derive(FromRow)]
struct KnownState {
    partner: String,
    state: String,
    value: String,
    as_of: NaiveDate,
    run: String,
}

impl Judging<'_> {
    pub(super) fn wanted(&self, known: i64) -> Wanted<'_> {
        let start = NaiveDate::default();
        Wanted {
            company: self.company,
            programme: &self.import.programme,
            channels: None,
            start,
            known,
            also: &[],
            plan: "",
        }
    }
}

impl Office {
    /// The numbers of all partners, those that come with the same import included.
    pub(super) async fn partner_numbers(&self, of: &Judging<'_>) -> Result<BTreeSet<String>, OfficeError> {
        let sql = "SELECT DISTINCT id FROM partners WHERE company = $1";
        let known: Vec<(String,)> = self.db().all(sql, values![of.company]).await?;
        let coming = of.coming.partners.iter().map(|one| one.id.clone());
        Ok(known.into_iter().map(|(id,)| id).chain(coming).collect())
    }

    /// Reads rows as a run would: what is wrong with the lines of a file, which stand behind `skip` others, is wrong with
    /// these rows.
    pub(super) async fn read_rows(
        &self,
        of: &Judging<'_>,
        name: &str,
        mut files: BTreeMap<String, Vec<u8>>,
        (skip, numbers): (usize, &[u64]),
        report: &mut Report,
    ) -> Result<(), OfficeError> {
        let known = self.last_commit(of.company).await?;
        let partners = self.partners_file(&of.plan.program, &of.wanted(known), &of.coming.partners).await?;
        files.insert("partners.csv".to_owned(), partners);
        let name = format!("{name}.csv");
        for problem in self.problems(&of.plan.program, files).await?.iter().filter(|one| one.place.file == name) {
            let at = checks::line(problem).and_then(|line| usize::try_from(line.checked_sub(2)?).ok());
            let row = at.and_then(|at| numbers.get(at.checked_sub(skip)?));
            let Some(row) = row else {
                return Err(OfficeError::Input(vec![checks::field_error(problem)]));
            };
            report.refuse(*row, checks::field_error(problem));
        }
        Ok(())
    }

    /// Histories of places: who stood below whom from when to when.
    pub(super) async fn judge_placements(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let sql = "SELECT tree, partner, parent, side, position, valid_from, valid_to, run, seq FROM placements \
                   WHERE company = $1 ORDER BY tree, partner, valid_from, seq";
        let known: Vec<KnownPlace> = self.db().all(sql, values![of.company]).await?;
        let key = |one: &Placement| (one.tree.clone(), one.partner.clone(), one.valid_from);
        let latest: BTreeMap<_, &Placement> = known.iter().map(|one| (key(&one.place), &one.place)).collect();
        let numbers = self.partner_numbers(of).await?;
        let only = of.plan.program.trees.first().filter(|_| of.plan.program.trees.len() == 1);
        let mut candidates: Vec<(u64, Placement)> = Vec::with_capacity(rows.len());
        for row in &rows {
            let tree = match (row.text("tree"), only) {
                ("", Some(tree)) => tree.name.clone(),
                (text, _) => text.to_owned(),
            };
            if tree.is_empty() {
                report.refuse(row.row, FieldError::new("tree", "error-field-empty"));
            }
            if !filled(row, &["partner", "valid_from"], &mut report) {
                continue;
            }
            for field in ["partner", "parent"] {
                let number = row.text(field);
                if !number.is_empty() && !numbers.contains(number) {
                    report.refuse(row.row, checks::unknown(field, number));
                }
            }
            let by = row.text("by");
            if !by.is_empty() && by != BY_RULE {
                report.refuse(row.row, FieldError::new("by", "error-not-a-word").with("input", by));
            }
            let Some(valid_from) = day(row, "valid_from") else { continue };
            let text = |name: &str| Some(row.text(name).to_owned()).filter(|text| !text.is_empty());
            let place = Placement {
                tree,
                partner: row.text("partner").to_owned(),
                parent: text("parent"),
                side: text("side"),
                position: text("position"),
                valid_from,
                valid_to: day(row, "valid_to"),
                run: (by == BY_RULE).then(|| IMPORT.to_owned()),
            };
            candidates.push((row.row, place));
        }
        let (same, new): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|(_, one)| latest.get(&key(one)).is_some_and(|known| *known == one));
        report.unchanged += same.len() as u64;
        let mut file =
            Csv::new(["tree", "partner", "parent", "side", "position", "valid_from", "valid_to", "known_at"])?;
        for (_, one) in &new {
            let (from, to) = (one.valid_from.to_string(), one.valid_to.map(|day| day.to_string()).unwrap_or_default());
            let text = |of: &Option<String>| of.clone().unwrap_or_default();
            let (tree, partner) = (one.tree.clone(), one.partner.clone());
            file.row([
                tree,
                partner,
                text(&one.parent),
                text(&one.side),
                text(&one.position),
                from,
                to,
                String::new(),
            ])?;
        }
        let lines: Vec<u64> = new.iter().map(|(row, _)| *row).collect();
        let files = BTreeMap::from([("placements.csv".to_owned(), file.finish()?)]);
        self.read_rows(of, "placements", files, (0, &lines), &mut report).await?;
        // What stands in this file counts instead of what the file of partners says of the same tree.
        let said: BTreeSet<(&str, &str)> =
            new.iter().map(|(_, one)| (one.tree.as_str(), one.partner.as_str())).collect();
        let coming = of.coming.places.iter().filter(|one| !said.contains(&(one.tree.as_str(), one.partner.as_str())));
        let coming: Vec<&Placement> = coming.collect();
        loop {
            let bad = report.bad();
            let good: Vec<&(u64, Placement)> = new.iter().filter(|(row, _)| !bad.contains(row)).collect();
            let found = history_faults(of.plan, &numbers, &known, &coming, &good);
            let before = report.bad().len();
            for (row, error) in found {
                report.refuse(row, error);
            }
            if report.bad().len() == before {
                break;
            }
        }
        let bad = report.bad();
        let mut good = Vec::with_capacity(new.len());
        for (_, one) in new.into_iter().filter(|(row, _)| !bad.contains(row)) {
            if latest.contains_key(&key(&one)) {
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(one);
        }
        report.finish();
        Ok((report, Good::Placements(good)))
    }

    /// Histories of statuses.
    pub(super) async fn judge_statuses(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let sql = "SELECT partner, status, valid_from, valid_to, reason FROM statuses WHERE company = $1 \
                   ORDER BY partner, valid_from, seq";
        let known: Vec<Status> = self.db().all(sql, values![of.company]).await?;
        let known: BTreeMap<_, Status> =
            known.into_iter().map(|one| ((one.partner.clone(), one.valid_from), one)).collect();
        let numbers = self.partner_numbers(of).await?;
        let mut new: Vec<(u64, Status)> = Vec::with_capacity(rows.len());
        for row in &rows {
            if !filled(row, &["partner", "status", "from"], &mut report) {
                continue;
            }
            let partner = row.text("partner").to_owned();
            if !numbers.contains(&partner) {
                report.refuse(row.row, checks::unknown("partner", &partner));
            }
            let Some(valid_from) = day(row, "from") else { continue };
            let one = Status {
                partner,
                status: row.text("status").to_owned(),
                valid_from,
                valid_to: day(row, "to"),
                reason: Some(row.text("reason").to_owned()).filter(|text| !text.is_empty()),
            };
            let before = known.get(&(one.partner.clone(), valid_from));
            let same = |before: &Status| {
                let reason = one.reason.is_none() || one.reason == before.reason;
                (&before.status, before.valid_to) == (&one.status, one.valid_to) && reason
            };
            if before.is_some_and(same) {
                report.unchanged += 1;
            } else {
                new.push((row.row, one));
            }
        }
        let mut file = Csv::new(["partner", "status", "from", "to"])?;
        for (_, one) in &new {
            let (from, to) = (one.valid_from.to_string(), one.valid_to.map(|day| day.to_string()).unwrap_or_default());
            file.row([&one.partner, &one.status, &from, &to])?;
        }
        let lines: Vec<u64> = new.iter().map(|(row, _)| *row).collect();
        let files = BTreeMap::from([("status.csv".to_owned(), file.finish()?)]);
        self.read_rows(of, "status", files, (0, &lines), &mut report).await?;
        let bad = report.bad();
        let mut good = Vec::with_capacity(new.len());
        for (_, one) in new.into_iter().filter(|(row, _)| !bad.contains(row)) {
            if known.contains_key(&(one.partner.clone(), one.valid_from)) {
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(one);
        }
        report.finish();
        Ok((report, Good::Statuses(good)))
    }

    /// States, accounts and titles as of a period.
    pub(super) async fn judge_states(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let program = &of.plan.program;
        let sql = "SELECT partner, state, value, as_of, run FROM states WHERE company = $1 AND programme = $2 \
                   ORDER BY as_of, COALESCE(seq, 0)";
        let known: Vec<KnownState> = self.db().all(sql, values![of.company, &of.import.programme]).await?;
        let known: BTreeMap<_, KnownState> =
            known.into_iter().map(|one| ((one.partner.clone(), one.state.clone(), one.as_of), one)).collect();
        // What a final run has read or left is no more to be changed from outside.
        let sql = "SELECT period FROM runs WHERE company = $1 AND programme = $2 AND state IN ('finalising', 'final')";
        let runs: Vec<(String,)> = self.db().all(sql, values![of.company, &of.import.programme]).await?;
        let last = runs.iter().filter_map(|(period,)| Period::settled_as(program.calendar, period).ok());
        let last = last.max_by_key(|period| period.index());
        let numbers = self.partner_numbers(of).await?;
        let mut new: Vec<(u64, StateValue, Period)> = Vec::with_capacity(rows.len());
        let mut seen: BTreeMap<(String, String, i32), u64> = BTreeMap::new();
        for row in &rows {
            if !filled(row, &["state", "as_of"], &mut report) {
                continue;
            }
            let (partner, name) = (row.text("partner"), row.text("state"));
            if !partner.is_empty() && !numbers.contains(partner) {
                report.refuse(row.row, checks::unknown("partner", partner));
            }
            let Some(as_of) = period(of.plan, row.text("as_of")) else {
                report.refuse(row.row, no_period(of.plan, "as_of", row.text("as_of")));
                continue;
            };
            let state = program.states.iter().find(|one| one.name == name);
            let kind = state.map(|state| CellKind::of_type(program, state.ty));
            let value = match rows::plain(row.text("value"), kind, row.typed, of.import.language) {
                Ok(value) => value,
                Err(error) => {
                    report.refuse(row.row, FieldError { field: "value".to_owned(), ..error });
                    continue;
                }
            };
            let key = (partner.to_owned(), name.to_owned(), as_of.index());
            if let Some(earlier) = seen.insert(key, row.row) {
                let error = FieldError::new("state", "error-row-doubled").with("row", row.row);
                report.refuse(row.row, error.with("earlier", earlier));
                continue;
            }
            let end = calendar::date(as_of.end());
            let before = known.get(&(partner.to_owned(), name.to_owned(), end));
            let same = |a: &str, b: &str| a == b || number(a).is_some_and(|a| number(b) == Some(a));
            if before.is_some_and(|before| same(&before.value, &value)) {
                report.unchanged += 1;
                continue;
            }
            let own = before.is_none_or(|before| before.run.starts_with(IMPORT));
            if let Some(last) = last.filter(|last| !own || last.index() > as_of.index()) {
                report.refuse(row.row, FieldError::new("as_of", "error-import-settled").with("period", last));
                continue;
            }
            let (partner, state) = (partner.to_owned(), name.to_owned());
            new.push((row.row, StateValue { partner, state, value, as_of: end, instead: before.is_some() }, as_of));
        }
        let mut file = Csv::new(["partner", "state", "value", "as_of"])?;
        for (_, one, as_of) in &new {
            file.row([&one.partner, &one.state, &one.value, &as_of.to_string()])?;
        }
        let lines: Vec<u64> = new.iter().map(|(row, ..)| *row).collect();
        let files = BTreeMap::from([("state.csv".to_owned(), file.finish()?)]);
        self.read_rows(of, "state", files, (0, &lines), &mut report).await?;
        let bad = report.bad();
        let mut good = Vec::with_capacity(new.len());
        for (_, one, _) in new.into_iter().filter(|(row, ..)| !bad.contains(row)) {
            if one.instead {
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(one);
        }
        report.finish();
        Ok((report, Good::States(good)))
    }

    /// Manual values, such as ranks that were given.
    pub(super) async fn judge_overrides(
        &self,
        of: &Judging<'_>,
        rows: Vec<Mapped>,
        author: &str,
        mut report: Report,
    ) -> Result<(Report, Good), OfficeError> {
        let program = &of.plan.program;
        let sql = "SELECT partner, definition, value, valid_from, valid_to, reason, author FROM overrides \
                   WHERE company = $1 AND programme = $2 ORDER BY partner, definition, valid_from, seq";
        let known: Vec<Override> = self.db().all(sql, values![of.company, &of.import.programme]).await?;
        let key = |one: &Override| (one.partner.clone(), one.definition.clone(), one.valid_from);
        // What waits for another person's approval is asked for once.
        let waiting = self.requests(of.company, "open", RequestKind::Override.name(), "", 0, i64::MAX).await?;
        let waiting: Vec<OverrideRequest> = waiting.iter().map(Request::read).collect::<Result<_, _>>()?;
        let asked = waiting.into_iter().filter(|one| one.programme == of.import.programme).map(|one| one.value);
        let known: BTreeMap<_, Override> = known.into_iter().chain(asked).map(|one| (key(&one), one)).collect();
        let numbers = self.partner_numbers(of).await?;
        let mut new: Vec<(u64, Override)> = Vec::with_capacity(rows.len());
        for row in &rows {
            if !filled(row, &["partner", "definition", "value", "from", "to", "reason"], &mut report) {
                continue;
            }
            let partner = row.text("partner").to_owned();
            if !numbers.contains(&partner) {
                report.refuse(row.row, checks::unknown("partner", &partner));
            }
            let definition = row.text("definition").to_owned();
            let ty = program.overridables.iter().find(|(name, _)| *name == definition).map(|(_, ty)| *ty);
            let kind = ty.map(|ty| CellKind::of_type(program, ty));
            let value = match rows::plain(row.text("value"), kind, row.typed, of.import.language) {
                Ok(value) => value,
                Err(error) => {
                    report.refuse(row.row, FieldError { field: "value".to_owned(), ..error });
                    continue;
                }
            };
            let (Some(valid_from), Some(valid_to)) = (day(row, "from"), day(row, "to")) else { continue };
            let (reason, author) = (row.text("reason").to_owned(), author.to_owned());
            let one = Override { partner, definition, value, valid_from, valid_to, reason, author };
            let same = |before: &Override| {
                (&before.value, before.valid_to, &before.reason) == (&one.value, one.valid_to, &one.reason)
            };
            if known.get(&key(&one)).is_some_and(same) {
                report.unchanged += 1;
            } else {
                new.push((row.row, one));
            }
        }
        let mut file = Csv::new(["partner", "definition", "value", "from", "to", "reason", "by"])?;
        for (_, one) in &new {
            let (from, to) = (one.valid_from.to_string(), one.valid_to.to_string());
            file.row([&one.partner, &one.definition, &one.value, &from, &to, &one.reason, &one.author])?;
        }
        let lines: Vec<u64> = new.iter().map(|(row, _)| *row).collect();
        let files = BTreeMap::from([("overrides.csv".to_owned(), file.finish()?)]);
        self.read_rows(of, "overrides", files, (0, &lines), &mut report).await?;
        let bad = report.bad();
        let mut good = Vec::with_capacity(new.len());
        for (_, one) in new.into_iter().filter(|(row, _)| !bad.contains(row)) {
            if known.contains_key(&key(&one)) {
                report.changed += 1;
            } else {
                report.new += 1;
            }
            good.push(one);
        }
        report.finish();
        Ok((report, Good::Overrides(good)))
    }
}

fn number(text: &str) -> Option<Decimal> {
    text.parse::<Decimal>().ok().map(|number| number.normalize())
}

/// What does not fit over all days of the histories, told at its row.
fn history_faults(
    plan: &CompiledPlan,
    numbers: &BTreeSet<String>,
    known: &[KnownPlace],
    coming: &[&Placement],
    new: &[&(u64, Placement)],
) -> Vec<(u64, FieldError)> {
    let ids: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let at: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let last = known.iter().map(|one| one.seq).max().unwrap_or(0).saturating_add(1);
    let mut out = Vec::new();
    for tree in &plan.program.trees {
        let own = known.iter().map(|one| (&one.place, one.seq, None));
        let own = own.chain(coming.iter().map(|one| (*one, last, None)));
        let own = own.chain(new.iter().map(|(row, one)| (one, last, Some(*row))));
        let stated: Vec<Stated> = own
            .filter(|(one, ..)| one.tree == tree.name)
            .filter_map(|(one, seq, row)| {
                let parent = match &one.parent {
                    Some(parent) => Some(*at.get(parent.as_str())?),
                    None => None,
                };
                Some(Stated {
                    who: *at.get(one.partner.as_str())?,
                    parent,
                    place: one.side.clone().or_else(|| one.position.clone()),
                    from: calendar::day(one.valid_from),
                    to: one.valid_to.map_or(OPEN, calendar::day),
                    seq,
                    row,
                })
            })
            .collect();
        let name = |at: usize| ids.get(at).copied().unwrap_or_default();
        let date = |day: i32| calendar::date(day).to_string();
        for (row, fault) in history::faults(&stated, ids.len(), tree.placing.is_some()) {
            let error = match fault {
                Fault::Gap { from, to } => FieldError::new("valid_from", "error-import-gap")
                    .with("tree", &tree.name)
                    .with("from", date(from))
                    .with("to", date(to)),
                Fault::Outside { parent, day } => FieldError::new("parent", "error-parent-not-in-tree")
                    .with("number", name(parent))
                    .with("tree", &tree.name)
                    .with("date", date(day)),
                Fault::Circle { members, day } => {
                    // Of a long circle its beginning says enough.
                    let shown: Vec<&str> = members.iter().take(20).map(|at| name(*at)).collect();
                    let more = if members.len() > shown.len() { " > …" } else { "" };
                    FieldError::new("parent", "error-move-circle")
                        .with("members", shown.join(" > ") + more)
                        .with("date", date(day))
                }
                Fault::Occupied { parent, by, day } => FieldError::new("side", "error-place-occupied")
                    .with("parent", name(parent))
                    .with("number", name(by))
                    .with("date", date(day)),
            };
            out.push((row, error));
        }
    }
    out
}

impl Learning {
    /// Writes imported states; one that takes the place of another stands in a version of its own.
    pub(super) async fn put_states(&mut self, programme: &str, states: &[StateValue]) -> Result<(), OfficeError> {
        let company = self.author.company.clone();
        let (first, later) = (IMPORT.to_owned(), format!("{IMPORT}-{:012}", self.seq));
        let rows: Vec<Vec<Value>> = states
            .iter()
            .map(|one| {
                let run = if one.instead { &later } else { &first };
                values![&company, programme, run, &one.partner, &one.state, &one.value, one.as_of, self.seq]
            })
            .collect();
        let columns = ["company", "programme", "run", "partner", "state", "value", "as_of", "seq"];
        self.tx.insert("states", &columns, rows).await?;
        Ok(())
    }
}
