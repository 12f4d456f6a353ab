//! What statements are written from, and how one is written.

use super::StatementRow;
use super::lines::{Positions, Sheet, buyer, seller};
use crate::companies::{LegalEntity, Settings};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::facts::people::{Person, TaxFact};
use crate::office::Office;
use crate::plans::PlanVersion;
use crate::runs::Run;
use crate::tax;
use chrono::NaiveDate;
use compline_documents as documents;
use compline_planbook::Docs;
use compline_runtime::kept::Kept;
use compline_store::{FromRow, Value, values};
use compline_words::{Language, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that statements are written from.
pub(crate) struct Desk {
    /// The run, or the leading one of several.
    pub(crate) run: Run,
    /// The run, and those gathered into it.
    pub(crate) parts: Vec<Part>,
    pub(crate) entity: LegalEntity,
    settings: Settings,
    currency: String,
    /// The commit up to which people's data are known.
    known: i64,
    persons: BTreeMap<String, Person>,
    taxes: BTreeMap<String, Vec<TaxFact>>,
    entries: BTreeMap<String, Vec<EntryRow>>,
    /// By person: its positions, in natural order.
    positions: BTreeMap<String, Vec<String>>,
}

/// Who writes statements: the legal entity and the currency as they were when numbers were given. What is changed later
/// stands on later documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letterhead {
    pub(crate) entity: LegalEntity,
    pub(crate) currency: String,
}

/// A run that a statement gathers.
pub(crate) struct Part {
    pub(crate) run: Run,
    pub(crate) computed: Arc<Computed>,
    plan: PlanVersion,
    /// What its plan says of accounts and states.
    docs: Arc<Docs>,
    /// By number of the partner in the company: what it keeps.
    kept: BTreeMap<usize, Vec<Kept>>,
}

impl Part {
    pub(super) fn label(&self) -> documents::PlanVersion {
        documents::PlanVersion { name: self.plan.name.clone(), version: self.plan.version.clone() }
    }
}

#[derive(Clone, Debug, FromRow)]
pub(crate) struct EntryRow {
    pub(crate) id: String,
    pub(crate) partner: String,
    kind: String,
    pub(crate) amount: i64,
    taxable: bool,
    pub(crate) payee: Option<String>,
    reason: String,
}

/// A statement that was written, with what keeps it back.
pub(crate) struct Written {
    pub(crate) model: documents::Statement,
    pub(crate) partner: String,
    /// Which of the person's documents it is, from nought.
    pub(crate) part: i64,
    pub(crate) held: Vec<String>,
}

impl Written {
    /// How many lines it has.
    pub(crate) fn lines(&self) -> i64 {
        self.model.groups.iter().map(|group| group.lines.len()).sum::<usize>() as i64
    }

    /// VAT category and rate of its first position, the rate in hundredths of a percent.
    pub(crate) fn tax(&self) -> (&'static str, i64) {
        let Some(position) = self.model.vat.first().map(|one| one.position) else { return ("O", 0) };
        let percent = position.rate * rust_decimal::Decimal::from(10_000);
        (position.category.code(), i64::try_from(percent.trunc().mantissa()).unwrap_or(0))
    }
}

impl Office {
    /// The letterhead of a run's statements as it is now.
    pub(crate) async fn letterhead(&self, run: &Run) -> Result<Letterhead, OfficeError> {
        let programme = self.programme(&run.company, &run.programme).await?;
        let entity = self.legal_entity(&run.company, &programme.legal_entity).await?;
        Ok(Letterhead { entity, currency: programme.currency })
    }

    /// Everything that the statements of a run, and of those gathered into it, are written from; people's data up to a
    /// commit.
    pub(crate) async fn desk(&self, run: &Run, known: i64) -> Result<Desk, OfficeError> {
        let letterhead = self.letterhead(run).await?;
        self.desk_of(run, known, letterhead, &BTreeMap::new()).await
    }

    /// The same with a letterhead that was kept, and with runs that were computed already, by their ids.
    pub(crate) async fn desk_of(
        &self,
        run: &Run,
        known: i64,
        letterhead: Letterhead,
        computed: &BTreeMap<String, Arc<Computed>>,
    ) -> Result<Desk, OfficeError> {
        let Letterhead { entity, currency } = letterhead;
        let persons = self.persons_known(&run.company, known).await?;
        let mut taxes: BTreeMap<String, Vec<TaxFact>> = BTreeMap::new();
        let sql = "SELECT person, valid_from, status, vat_id, tax_number, agreement_on FROM tax_statuses \
                   WHERE company = $1 AND seq <= $2 ORDER BY person, valid_from, seq";
        for fact in self.db().all::<TaxFact>(sql, values![&run.company, known]).await? {
            taxes.entry(fact.person.clone()).or_default().push(fact);
        }
        let mut desk = Desk {
            run: run.clone(),
            parts: Vec::new(),
            settings: entity.settings()?,
            entity,
            currency,
            known,
            persons: persons.into_iter().map(|one| (one.id.clone(), one)).collect(),
            taxes,
            entries: BTreeMap::new(),
            positions: BTreeMap::new(),
        };
        self.add_run(&mut desk, run.clone(), computed.get(&run.id)).await?;
        for id in self.gathered(run).await? {
            let other = self.run(&run.company, &id).await?;
            let known = computed.get(&id);
            self.add_run(&mut desk, other, known).await?;
        }
        Ok(desk)
    }

    /// Adds a run to a desk: its lines, positions and entries.
    async fn add_run(&self, desk: &mut Desk, run: Run, computed: Option<&Arc<Computed>>) -> Result<(), OfficeError> {
        let computed = match computed {
            Some(computed) => Arc::clone(computed),
            None => self.computed(&run).await?,
        };
        let plan = self.plan_version(&run.company, &run.plan).await?;
        // Those that its levels took: what is approved later makes the run stale, and nothing else of it.
        let sql = "SELECT id, partner, kind, amount, taxable, payee, reason FROM entries WHERE run = $1 ORDER BY id";
        let rows: Vec<EntryRow> = self.db().all(sql, values![&run.id]).await?;
        let view = computed.view();
        if let Some(settled) = computed.settled.first() {
            for row in settled.snapshot.row_of.iter().map(|row| *row as usize) {
                if row < settled.snapshot.rows() {
                    let person = settled.snapshot.person_id(view.company, row).into_owned();
                    desk.place(person, settled.snapshot.id(view.company, row).into_owned());
                }
            }
        }
        for row in rows {
            if computed.number(&row.partner).is_none_or(|number| !standing(&computed, number)) {
                // Whoever the plan does not look at still gets what was agreed beside it.
                let owner = self.partner_row(&run.company, &row.partner).await?.person;
                desk.place(owner, row.partner.clone());
            }
            desk.entries.entry(row.partner.clone()).or_default().push(row);
        }
        let docs = self.docs_of(&plan).await?;
        let kept = super::kept::by_partner(&computed, &docs);
        desk.parts.push(Part { run, computed, plan, docs, kept });
        Ok(())
    }
}

/// Whether a partner has a row in the period itself.
fn standing(computed: &Computed, number: usize) -> bool {
    let settled = computed.settled.first();
    settled.is_some_and(|settled| {
        settled.snapshot.row_of.get(number).is_some_and(|row| (*row as usize) < settled.snapshot.rows())
    })
}

/// The columns of a new statement.
pub(crate) const ROW: [&str; 20] = [
    "id",
    "company",
    "legal_entity",
    "run",
    "known_seq",
    "person",
    "partner",
    "part",
    "state",
    "held_for",
    "period",
    "currency",
    "tax_category",
    "tax_rate",
    "net",
    "tax",
    "gross",
    "lines",
    "number",
    "issued_on",
];

impl Desk {
    /// The runs gathered into this one, by id.
    pub(crate) fn gathered(&self) -> Vec<String> {
        self.parts.iter().skip(1).map(|part| part.run.id.clone()).collect()
    }

    fn place(&mut self, person: String, partner: String) {
        let of = self.positions.entry(person).or_default();
        if !of.contains(&partner) {
            of.push(partner);
        }
    }

    /// People with lines or entries, in order of their first positions.
    pub(crate) fn people(&self) -> Vec<String> {
        let has_lines = |partner: &String| {
            self.parts
                .iter()
                .any(|part| part.computed.number(partner).is_some_and(|number| part.computed.booked.count(number) > 0))
        };
        let mut people: Vec<(&String, &String)> = self
            .positions
            .iter()
            .filter(|(_, partners)| partners.iter().any(|one| has_lines(one) || self.entries.contains_key(one)))
            .filter_map(|(person, partners)| Some((partners.first()?, person)))
            .collect();
        people.sort_by(|a, b| compline_runtime::natural_compare(a.0.as_bytes(), b.0.as_bytes()));
        people.into_iter().map(|(_, person)| person.clone()).collect()
    }

    /// The row of a new statement.
    pub(crate) fn row(&self, id: &str, person: &str, written: &Written) -> Result<Vec<Value>, OfficeError> {
        let Written { model, partner, part, held } = written;
        let (category, rate) = written.tax();
        let reasons = serde_json::to_string(held).map_err(|error| OfficeError::damaged("statement", error))?;
        Ok(values![
            id,
            &self.run.company,
            &self.entity.id,
            &self.run.id,
            self.known,
            person,
            partner,
            *part,
            if held.is_empty() { "draft" } else { "held" },
            (!held.is_empty()).then_some(reasons),
            &self.run.period,
            &model.currency,
            category,
            rate,
            model.totals.net,
            model.totals.vat,
            model.totals.gross,
            written.lines(),
            None::<String>,
            None::<NaiveDate>
        ])
    }

    /// Writes the statements of a person: none where there is nothing to say, several where parts cannot stand on one
    /// document. What keeps one of them back keeps all.
    pub(crate) fn write(&self, person: &str, today: NaiveDate) -> Result<Vec<Written>, OfficeError> {
        let Some(partners) = self.positions.get(person) else { return Ok(Vec::new()) };
        let Some(partner) = partners.first() else { return Ok(Vec::new()) };
        let Some(data) = self.persons.get(person) else {
            return Err(OfficeError::damaged("person", format!("nobody is called `{person}`, who owns `{partner}`")));
        };
        let language = Language::from_tag(&data.language).unwrap_or(Language::De);
        let words = Words::new(language);
        let last = self.days()?.1;
        let history = self.taxes.get(person).map_or(&[][..], Vec::as_slice);
        let mut held: Vec<String> = Vec::new();
        let mut positions = Positions::new(data, &self.entity.country, history, &mut held);
        // The first one is taxed as the last day is, and has what stands beside the plan.
        let mut sheets = vec![Sheet::new(positions.of(last))];
        for part in &self.parts {
            for id in partners {
                for line in part.computed.lines(id) {
                    positions.book(&mut sheets, part, &line, id, words, last)?;
                }
            }
        }
        let mut entries = self.entries_of(partners, &mut positions, last);
        if let Some(first) = sheets.first_mut().filter(|_| !entries.is_empty()) {
            first.until = last;
        }
        let mut out = Vec::new();
        for sheet in sheets {
            let entries = std::mem::take(&mut entries);
            if sheet.groups.is_empty() && entries.is_empty() {
                continue;
            }
            let mut model = self.document(sheet, entries, (data, partner, history), today)?;
            for violation in documents::violations(&model).map_err(|_| OfficeError::Overflow("a statement"))? {
                match violation {
                    documents::Violation::Missing { term: documents::Term::Number, .. } => {}
                    documents::Violation::Missing { term, .. } => held.push(tax::reason(term).to_owned()),
                    documents::Violation::OutsideScopeMixed | documents::Violation::TaxOnStatement { .. } => {
                        held.push("held-mixed-status".to_owned());
                    }
                    other => return Err(OfficeError::damaged("statement", format!("{partner}: {other}"))),
                }
            }
            // What is kept stands once, on the first document of a person.
            if out.is_empty() {
                model.kept = self.kept_of(partners, language);
            }
            out.push(Written { model, partner: partner.clone(), part: out.len() as i64, held: Vec::new() });
        }
        held.sort();
        held.dedup();
        out.iter_mut().for_each(|written| written.held.clone_from(&held));
        Ok(out)
    }

    /// What a person keeps on its positions by the plans of all runs.
    fn kept_of(&self, partners: &[String], language: Language) -> Vec<documents::Kept> {
        let of = |part: &Part, id: &String| {
            let found = part.computed.number(id).and_then(|number| part.kept.get(&number));
            let named = (partners.len() > 1).then(|| id.clone());
            let kept = found.into_iter().flatten();
            kept.map(|one| super::kept::written(one, &part.docs, named.clone(), language)).collect::<Vec<_>>()
        };
        self.parts.iter().flat_map(|part| partners.iter().flat_map(move |id| of(part, id))).collect()
    }

    /// What was written for a row.
    pub(crate) fn written(&self, row: &StatementRow, today: NaiveDate) -> Result<Written, OfficeError> {
        let written = self.write(&row.person, today)?.into_iter().find(|written| written.part == row.part);
        written.ok_or_else(|| OfficeError::missing("statement", &row.id))
    }

    /// The model of a sheet, without a number.
    fn document(
        &self,
        sheet: Sheet,
        entries: Vec<documents::Entry>,
        (data, partner, history): (&Person, &str, &[TaxFact]),
        today: NaiveDate,
    ) -> Result<documents::Statement, OfficeError> {
        let (first, last) = self.days()?;
        let mut plans: Vec<documents::PlanVersion> = Vec::new();
        for label in self.parts.iter().map(Part::label) {
            if !plans.contains(&label) {
                plans.push(label);
            }
        }
        let status = tax::on(history, sheet.until);
        let mut model = documents::Statement {
            number: None,
            kind: if sheet.self_billed { documents::Kind::SelfBilled } else { documents::Kind::Statement },
            issued_on: today,
            service: documents::Period { from: first, to: last },
            currency: self.currency.clone(),
            language: Language::from_tag(&data.language).unwrap_or(Language::De),
            seller: seller(data, partner, status),
            buyer: buyer(&self.entity),
            buyer_reference: None,
            agreement: status
                .and_then(|fact| fact.agreement_on)
                .map(|date| documents::Agreement { date, reference: None }),
            plans,
            groups: sheet.groups,
            entries,
            vat: Vec::new(),
            totals: documents::Totals::default(),
            account: documents::Account::default(),
            kept: Vec::new(),
            payment: None,
            objection: None,
            derivation: Vec::new(),
            portal: None,
        };
        self.sum_up(&mut model, &sheet.grounds, data)?;
        Ok(model)
    }

    /// The entries of a person, on whichever of its positions.
    pub(crate) fn entries_for<'a>(&'a self, person: &str) -> impl Iterator<Item = &'a EntryRow> {
        let partners = self.positions.get(person).map_or(&[][..], Vec::as_slice);
        partners.iter().filter_map(|partner| self.entries.get(partner)).flatten()
    }

    /// First and last day of what is settled.
    fn days(&self) -> Result<(NaiveDate, NaiveDate), OfficeError> {
        let mut days = self.run.days()?;
        for part in &self.parts {
            let (first, last) = part.run.days()?;
            days = (days.0.min(first), days.1.max(last));
        }
        Ok(days)
    }

    fn entries_of(&self, partners: &[String], positions: &mut Positions<'_>, day: NaiveDate) -> Vec<documents::Entry> {
        let rows = partners.iter().filter_map(|partner| self.entries.get(partner)).flatten();
        rows.map(|row| documents::Entry {
            kind: tax::entry_kind(&row.kind),
            date: day,
            reason: row.reason.clone(),
            amount: row.amount,
            vat: row.taxable.then(|| positions.of(day).position),
        })
        .collect()
    }

    fn sum_up(
        &self,
        model: &mut documents::Statement,
        grounds: &BTreeMap<documents::VatPosition, Option<documents::Ground>>,
        data: &Person,
    ) -> Result<(), OfficeError> {
        let overflow = || OfficeError::Overflow("a statement");
        let mut taxable: BTreeMap<documents::VatPosition, i64> = BTreeMap::new();
        let mut lines = 0_i64;
        for group in &mut model.groups {
            for line in &group.lines {
                group.amount = group.amount.checked_add(line.amount).ok_or_else(overflow)?;
            }
            lines = lines.checked_add(group.amount).ok_or_else(overflow)?;
            let sum = taxable.entry(group.vat).or_default();
            *sum = sum.checked_add(group.amount).ok_or_else(overflow)?;
        }
        let (mut net_entries, mut other) = (0_i64, 0_i64);
        for entry in &model.entries {
            match entry.vat {
                Some(position) => {
                    net_entries = net_entries.checked_add(entry.amount).ok_or_else(overflow)?;
                    let sum = taxable.entry(position).or_default();
                    *sum = sum.checked_add(entry.amount).ok_or_else(overflow)?;
                }
                None => other = other.checked_add(entry.amount).ok_or_else(overflow)?,
            }
        }
        let mut vat = 0_i64;
        for (position, amount) in taxable {
            let tax = documents::vat::tax(amount, position.rate).map_err(|_| overflow())?;
            vat = vat.checked_add(tax).ok_or_else(overflow)?;
            let ground = grounds.get(&position).copied().flatten();
            model.vat.push(documents::VatBreakdown { position, taxable: amount, tax, ground });
        }
        let net = lines.checked_add(net_entries).ok_or_else(overflow)?;
        let gross = net.checked_add(vat).ok_or_else(overflow)?;
        model.totals = documents::Totals { lines, entries: net_entries, net, vat, gross };
        let balance = gross.checked_add(other).ok_or_else(overflow)?;
        let minimum = self.settings.minimum_payout;
        let account = data.holder.clone().zip(data.iban.clone());
        let payable = if balance >= minimum.max(1) && account.is_some() { balance } else { 0 };
        model.account = documents::Account {
            movements: Vec::new(),
            balance,
            minimum: (minimum > 0).then_some(minimum),
            held: account.is_none(),
            payable,
            carried: balance.checked_sub(payable).ok_or_else(overflow)?,
            reserve: None,
        };
        if let (Some((holder, iban)), true) = (account, payable > 0) {
            // The day is that of the payment batch; on the document stands the first on which one can be made.
            let on = model.issued_on;
            model.payment = Some(documents::Payment { on, holder, iban, bic: data.bic.clone(), reference: None });
        }
        let explained: Result<Vec<_>, _> = model.groups.iter().map(documents::Explanation::of).collect();
        model.derivation = explained.map_err(|_| overflow())?;
        Ok(())
    }
}
