//! Statements: what a run pays one person, as a document.

use crate::companies::{LegalEntity, Programme, Settings};
use crate::compute::Computed;
use crate::error::OfficeError;
use crate::facts::people::{Person, TaxFact};
use crate::levels::LevelsDone;
use crate::office::Office;
use crate::plans::PlanVersion;
use crate::progress::Progress;
use crate::runs::{Run, RunState};
use crate::tax;
use crate::who::Author;
use chrono::NaiveDate;
use compline_documents as documents;
use compline_policy::{Action, ObjectKind};
use compline_runtime::booked::{BookedLine, Shown};
use compline_runtime::calendar;
use compline_store::{FromRow, Value, values};
use compline_words::{Language, Words};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A statement as lists show it.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct StatementRow {
    /// Its id.
    pub id: String,
    /// The legal entity that writes it.
    pub legal_entity: String,
    /// The run.
    pub run: String,
    /// The person.
    pub person: String,
    /// The person's first position in the run.
    pub partner: String,
    /// `draft`, `held` or `final`.
    pub state: String,
    /// JSON: why it is held, as reasons with stable names.
    pub held_for: Option<String>,
    /// Its number, once it is final.
    pub number: Option<String>,
    /// The day of issue, once it is final.
    pub issued_on: Option<NaiveDate>,
    /// The period.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// The VAT category.
    pub tax_category: String,
    /// The VAT rate in hundredths of a percent.
    pub tax_rate: i64,
    /// Net.
    pub net: i64,
    /// VAT.
    pub tax: i64,
    /// Gross.
    pub gross: i64,
    /// Lines on it.
    pub lines: i64,
    /// The model in the archive.
    pub model_hash: Option<String>,
    /// The PDF in the archive.
    pub pdf_hash: Option<String>,
}

pub(crate) const STATEMENTS: &str = "SELECT id, legal_entity, run, person, partner, state, held_for, number, issued_on, \
                                     period, currency, tax_category, tax_rate, net, tax, gross, lines, model_hash, pdf_hash \
                                     FROM statements";

impl StatementRow {
    /// Why it is held.
    pub fn reasons(&self) -> Vec<String> {
        self.held_for.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }
}

/// What the step `documents` left.
#[derive(Clone, Debug, Serialize, serde::Deserialize)]
pub struct DocumentsDone {
    /// Drafts.
    pub drafts: i64,
    /// Those held, among them.
    pub held: i64,
    /// Sums of all: net, VAT, gross.
    pub net: i64,
    /// VAT.
    pub tax: i64,
    /// Gross.
    pub gross: i64,
    /// What is held of the gross.
    pub held_gross: i64,
}

/// Everything that statements of a run are written from.
pub(crate) struct Desk {
    pub(crate) run: Run,
    pub(crate) computed: Arc<Computed>,
    pub(crate) entity: LegalEntity,
    pub(crate) settings: Settings,
    pub(crate) programme: Programme,
    plan: PlanVersion,
    persons: BTreeMap<String, Person>,
    taxes: BTreeMap<String, Vec<TaxFact>>,
    entries: BTreeMap<String, Vec<EntryRow>>,
    /// By person: its positions, in natural order.
    positions: BTreeMap<String, Vec<String>>,
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
    pub(crate) held: Vec<String>,
}

impl Office {
    /// Asks for drafts of the documents of a run.
    ///
    /// # Errors
    /// Before its sales are distributed.
    pub async fn ask_documents(&self, author: &Author, id: &str) -> Result<String, OfficeError> {
        self.allow(author, Action::MakeDocuments, ObjectKind::Run, id, &[])?;
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        self.ask(author, "documents", id).await
    }

    pub(crate) async fn draft_documents(
        &self,
        author: &Author,
        id: &str,
        progress: &Progress,
    ) -> Result<(), OfficeError> {
        let run = self.run(&author.company, id).await?;
        run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        let desk = self.desk(&run).await?;
        let people: Vec<String> = desk.people();
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut done = DocumentsDone { drafts: 0, held: 0, net: 0, tax: 0, gross: 0, held_gross: 0 };
        for (at, person) in (1_u64..).zip(&people) {
            if at.is_multiple_of(256) {
                progress.tell("documents", at, people.len() as u64);
                progress.check()?;
            }
            let Some(written) = desk.write(person, self.clock().today())? else { continue };
            let totals = written.model.totals;
            let add = |to: &mut i64, amount: i64| {
                *to = to.checked_add(amount).ok_or(OfficeError::Overflow("all statements"))?;
                Ok::<_, OfficeError>(())
            };
            done.drafts += 1;
            add(&mut done.net, totals.net)?;
            add(&mut done.tax, totals.vat)?;
            add(&mut done.gross, totals.gross)?;
            if !written.held.is_empty() {
                done.held += 1;
                add(&mut done.held_gross, totals.gross)?;
            }
            rows.push(desk.row(person, &written)?);
        }
        progress.check()?;
        let mut step = self.step(author, id, "documents").await?;
        step.run.require(&[RunState::Distributed, RunState::Documented], "distribute the sales first")?;
        if step.run.known != run.known {
            return Err(OfficeError::State {
                what: "the run",
                state: "computed anew meanwhile".to_owned(),
                cure: "make the documents once more",
            });
        }
        step.learning.tx.run("DELETE FROM statements WHERE run = $1", values![id]).await?;
        step.learning.tx.insert("statements", &ROW, rows).await?;
        step.done(RunState::Documented, &done).await
    }

    /// Statements of a run: `all`, `draft`, `held`, `final`; highest amounts first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn statements(
        &self,
        run: &str,
        view: &str,
        search: &str,
        skip: i64,
        most: i64,
    ) -> Result<Vec<StatementRow>, OfficeError> {
        let sql = format!(
            "{STATEMENTS} WHERE run = $1 AND ($2 = 'all' OR state = $2) AND ($3 = '' OR LOWER(partner) LIKE $3 ESCAPE '!' \
             OR LOWER(number) LIKE $3 ESCAPE '!') ORDER BY gross DESC, partner LIMIT $4 OFFSET $5"
        );
        let values = values![run, view, crate::facts::partners::pattern(search), most, skip];
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values).await?)
    }

    /// The statements of a person, the latest first.
    ///
    /// # Errors
    /// Of the database.
    pub async fn statements_of(&self, company: &str, person: &str) -> Result<Vec<StatementRow>, OfficeError> {
        let sql = format!("{STATEMENTS} WHERE company = $1 AND person = $2 ORDER BY period DESC, id DESC");
        Ok(self.db().all(compline_store::AssertSqlSafe(sql), values![company, person]).await?)
    }

    /// A statement.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn statement(&self, company: &str, id: &str) -> Result<StatementRow, OfficeError> {
        let sql = format!("{STATEMENTS} WHERE company = $1 AND id = $2");
        let found = self.db().first(compline_store::AssertSqlSafe(sql), values![company, id]).await?;
        found.ok_or_else(|| OfficeError::missing("statement", id))
    }

    /// The PDF of a statement: from the archive where it is final, else a draft that is nowhere kept.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub async fn statement_pdf(&self, company: &str, id: &str) -> Result<Vec<u8>, OfficeError> {
        let row = self.statement(company, id).await?;
        if let Some(hash) = &row.pdf_hash {
            return Ok(self.archive().get(hash).await?.to_vec());
        }
        let run = self.run(company, &row.run).await?;
        let desk = self.desk(&run).await?;
        let written = desk.write(&row.person, self.clock().today())?;
        let mut model = written.ok_or_else(|| OfficeError::missing("statement", id))?.model;
        model.number.clone_from(&row.number);
        render(model).await
    }

    /// Everything that statements of a run are written from.
    pub(crate) async fn desk(&self, run: &Run) -> Result<Desk, OfficeError> {
        let computed = self.computed(run).await?;
        let _: LevelsDone = self.last_step(&run.id, "levels").await?;
        let programme = self.programme(&run.company, &run.programme).await?;
        let entity = self.legal_entity(&run.company, &programme.legal_entity).await?;
        let persons = self.persons(&run.company).await?.into_iter().map(|one| (one.id.clone(), one)).collect();
        let mut taxes: BTreeMap<String, Vec<TaxFact>> = BTreeMap::new();
        let sql = "SELECT person, valid_from, status, vat_id, tax_number, agreement_on FROM tax_statuses \
                   WHERE company = $1 ORDER BY person, valid_from, seq";
        for fact in self.db().all::<TaxFact>(sql, values![&run.company]).await? {
            taxes.entry(fact.person.clone()).or_default().push(fact);
        }
        // Those that its levels took: what is approved later makes the run stale, and nothing else of it.
        let sql = "SELECT id, partner, kind, amount, taxable, payee, reason FROM entries WHERE run = $1 ORDER BY id";
        let rows: Vec<EntryRow> = self.db().all(sql, values![&run.id]).await?;
        let view = computed.view();
        let mut positions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if let Some(settled) = computed.settled.first() {
            for row in settled.snapshot.row_of.iter().map(|row| *row as usize) {
                if row < settled.snapshot.rows() {
                    let person = settled.snapshot.person_id(view.company, row).into_owned();
                    positions.entry(person).or_default().push(settled.snapshot.id(view.company, row).into_owned());
                }
            }
        }
        let mut entries: BTreeMap<String, Vec<EntryRow>> = BTreeMap::new();
        for row in rows {
            if computed.number(&row.partner).is_none_or(|number| !standing(&computed, number)) {
                // Whoever the plan does not look at still gets what was agreed beside it.
                let owner = self.partner_row(&run.company, &row.partner).await?.person;
                let of = positions.entry(owner).or_default();
                if !of.contains(&row.partner) {
                    of.push(row.partner.clone());
                }
            }
            entries.entry(row.partner.clone()).or_default().push(row);
        }
        Ok(Desk {
            plan: self.plan_version(&run.company, &run.plan).await?,
            settings: entity.settings()?,
            run: run.clone(),
            computed,
            entity,
            programme,
            persons,
            taxes,
            entries,
            positions,
        })
    }
}

/// Whether a partner has a row in the period itself.
fn standing(computed: &Computed, number: usize) -> bool {
    let settled = computed.settled.first();
    settled.is_some_and(|settled| {
        settled.snapshot.row_of.get(number).is_some_and(|row| (*row as usize) < settled.snapshot.rows())
    })
}

/// Renders a document away from the server's own threads.
pub(crate) async fn render(model: documents::Statement) -> Result<Vec<u8>, OfficeError> {
    let made = tokio::task::spawn_blocking(move || documents::render(&model, documents::Options::default()));
    Ok(made.await??)
}

const ROW: [&str; 18] = [
    "id",
    "company",
    "legal_entity",
    "run",
    "person",
    "partner",
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
    /// People with lines or entries, in order of their first positions.
    pub(crate) fn people(&self) -> Vec<String> {
        let has_lines = |partner: &String| {
            self.computed.number(partner).is_some_and(|number| self.computed.booked.count(number) > 0)
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

    fn row(&self, person: &str, written: &Written) -> Result<Vec<Value>, OfficeError> {
        let Written { model, partner, held } = written;
        let position = model.vat.first().map(|one| one.position);
        let rate = position.map_or(0, |position| {
            let percent = position.rate * rust_decimal::Decimal::from(10_000);
            i64::try_from(percent.trunc().mantissa()).unwrap_or(0)
        });
        let reasons = serde_json::to_string(held).map_err(|error| OfficeError::damaged("statement", error))?;
        Ok(values![
            uuid::Uuid::now_v7().to_string(),
            &self.run.company,
            &self.entity.id,
            &self.run.id,
            person,
            partner,
            if held.is_empty() { "draft" } else { "held" },
            (!held.is_empty()).then_some(reasons),
            &self.run.period,
            &model.currency,
            position.map_or("O", |position| position.category.code()),
            rate,
            model.totals.net,
            model.totals.vat,
            model.totals.gross,
            model.groups.iter().map(|group| group.lines.len()).sum::<usize>() as i64,
            None::<String>,
            None::<NaiveDate>
        ])
    }

    /// Writes the statement of a person; nothing where there is nothing to say.
    pub(crate) fn write(&self, person: &str, today: NaiveDate) -> Result<Option<Written>, OfficeError> {
        let Some(partners) = self.positions.get(person) else { return Ok(None) };
        let Some(partner) = partners.first() else { return Ok(None) };
        let Some(data) = self.persons.get(person) else {
            return Err(OfficeError::damaged("person", format!("nobody is called `{person}`, who owns `{partner}`")));
        };
        let language = Language::from_tag(&data.language).unwrap_or(Language::De);
        let words = Words::new(language);
        let (first, last) = self.run.days()?;
        let history = self.taxes.get(person).map_or(&[][..], Vec::as_slice);
        let mut held: Vec<String> = Vec::new();
        let mut positions = Positions { desk: self, data, history, held: &mut held, known: BTreeMap::new() };
        let mut groups: Vec<documents::Group> = Vec::new();
        for id in partners {
            for line in self.computed.lines(id) {
                positions.book(&mut groups, &line, id, words, last)?;
            }
        }
        let entries = self.entries_of(partners, &mut positions, last);
        if groups.is_empty() && entries.is_empty() {
            return Ok(None);
        }
        let status = tax::on(history, last);
        let treatment = positions.of(last);
        let grounds: BTreeMap<_, _> = positions.known.values().map(|t| (t.position, t.ground)).collect();
        let mut model = documents::Statement {
            number: None,
            kind: if treatment.self_billed { documents::Kind::SelfBilled } else { documents::Kind::Statement },
            issued_on: today,
            service: documents::Period { from: first, to: last },
            currency: self.programme.currency.clone(),
            language,
            seller: seller(data, partner, status),
            buyer: buyer(&self.entity),
            buyer_reference: None,
            agreement: status
                .and_then(|fact| fact.agreement_on)
                .map(|date| documents::Agreement { date, reference: None }),
            plans: vec![self.plan_label()],
            groups,
            entries,
            vat: Vec::new(),
            totals: documents::Totals::default(),
            account: documents::Account::default(),
            payment: None,
            objection: None,
            derivation: Vec::new(),
            portal: None,
        };
        self.sum_up(&mut model, &grounds, data)?;
        for violation in documents::violations(&model).map_err(|_| OfficeError::Overflow("a statement"))? {
            match violation {
                documents::Violation::Missing { term: documents::Term::Number, .. } => {}
                documents::Violation::Missing { term, .. } => held.push(tax::reason(term).to_owned()),
                other => return Err(OfficeError::damaged("statement", format!("{partner}: {other}"))),
            }
        }
        held.sort();
        held.dedup();
        Ok(Some(Written { model, partner: partner.clone(), held }))
    }

    /// The entries of a person, on whichever of its positions.
    pub(crate) fn entries_for<'a>(&'a self, person: &str) -> impl Iterator<Item = &'a EntryRow> {
        let partners = self.positions.get(person).map_or(&[][..], Vec::as_slice);
        partners.iter().filter_map(|partner| self.entries.get(partner)).flatten()
    }

    fn plan_label(&self) -> documents::PlanVersion {
        documents::PlanVersion { name: self.plan.name.clone(), version: self.plan.version.clone() }
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

/// How months of origin are taxed, and what keeps the statement back because it cannot be known.
struct Positions<'a> {
    desk: &'a Desk,
    data: &'a Person,
    history: &'a [TaxFact],
    held: &'a mut Vec<String>,
    known: BTreeMap<NaiveDate, documents::Treatment>,
}

impl Positions<'_> {
    /// The treatment of services of a day.
    fn of(&mut self, day: NaiveDate) -> documents::Treatment {
        if let Some(known) = self.known.get(&day) {
            return *known;
        }
        let found = tax::treatment(self.history, &self.data.country, &self.desk.entity.country, day);
        let treatment = found.unwrap_or_else(|reason| {
            self.held.push(reason.to_owned());
            tax::none()
        });
        self.known.insert(day, treatment);
        treatment
    }

    /// Books a line into its group.
    fn book(
        &mut self,
        groups: &mut Vec<documents::Group>,
        line: &BookedLine,
        partner: &str,
        words: Words,
        last: NaiveDate,
    ) -> Result<(), OfficeError> {
        let grain = self.desk.computed.plan.program.grain;
        let end = calendar::Period::containing(grain, calendar::day(line.month)).end();
        let day = calendar::date(end).min(last);
        let vat = self.of(day).position;
        let rank = self.rank(line, partner);
        let same = |group: &documents::Group| {
            group.origin == line.month && group.bonus == line.name && group.vat == vat && group.rank == rank
        };
        if !groups.iter().any(same) {
            groups.push(documents::Group {
                origin: line.month,
                bonus: line.name.clone(),
                rank: rank.clone(),
                plan: self.desk.plan_label(),
                heading: None,
                vat,
                lines: Vec::new(),
                amount: 0,
            });
        }
        if let Some(group) = groups.iter_mut().find(|group| same(group)) {
            group.lines.push(printed(line, words, day));
        }
        Ok(())
    }

    /// The rank that a partner was paid by in the month of a line.
    fn rank(&self, line: &BookedLine, partner: &str) -> Option<String> {
        let computed = &self.desk.computed;
        let ranks = computed.plan.program.ranks?;
        let settled = computed.settled.iter().find(|one| one.context.to_string() == line.context)?;
        let row = *settled.snapshot.row_of.get(computed.number(partner)?)? as usize;
        match computed.view().column(settled, ranks.paid_as, row)? {
            Shown::Text(rank) => Some(rank),
            _ => None,
        }
    }
}

/// A line as it stands on the document.
fn printed(line: &BookedLine, words: Words, day: NaiveDate) -> documents::Line {
    let sale = line.sale.as_ref();
    let level = match line.variable("level") {
        Some(Shown::Number { value, .. }) => u32::try_from(value.trunc().mantissa()).ok(),
        _ => None,
    };
    let base = match &line.base {
        Some(Shown::Number { value, unit }) => Some(documents::Quantity { value: *value, unit: unit.clone() }),
        _ => None,
    };
    let rate = line.rate.as_ref().map(|rate| said(rate, words));
    documents::Line {
        date: sale.and_then(|sale| sale.day).unwrap_or(day),
        reference: sale.map_or_else(String::new, |sale| sale.id.clone()),
        // The partner knows that the path begins with itself.
        path: sale.map(|sale| sale.path.iter().skip(1).cloned().collect()).unwrap_or_default(),
        level,
        base,
        rate,
        amount: line.amount,
        reverses: None,
    }
}

/// A value in the reader's language.
pub fn said(value: &Shown, words: Words) -> String {
    match value {
        Shown::Number { value, unit } if unit.is_empty() => words.decimal(*value),
        Shown::Number { value, unit } => format!("{}\u{a0}{unit}", words.decimal(*value)),
        Shown::Percent(value) => words.percent(*value),
        Shown::Text(text) => text.clone(),
        Shown::Day(day) => words.date(*day),
        Shown::YesNo(yes) => words.say(if *yes { "common-yes" } else { "common-no" }),
    }
}

fn seller(data: &Person, partner: &str, status: Option<&TaxFact>) -> documents::Seller {
    documents::Seller {
        id: partner.to_owned(),
        name: data.full_name(),
        nature: if data.legal_form == "company" { documents::Nature::Company } else { documents::Nature::Person },
        address: documents::Address {
            line1: data.street.clone(),
            post_code: data.post_code.clone(),
            city: data.city.clone().unwrap_or_default(),
            country: data.country.clone(),
            ..documents::Address::default()
        },
        vat_id: status.and_then(|fact| fact.vat_id.clone()),
        tax_number: status.and_then(|fact| fact.tax_number.clone()),
        electronic: None,
    }
}

fn buyer(entity: &LegalEntity) -> documents::Buyer {
    documents::Buyer {
        name: entity.name.clone(),
        address: documents::Address {
            line1: Some(entity.street.clone()),
            post_code: Some(entity.post_code.clone()),
            city: entity.city.clone(),
            country: entity.country.clone(),
            ..documents::Address::default()
        },
        vat_id: entity.vat_id.clone(),
        electronic: None,
        register: entity.register.clone(),
        managers: entity
            .managers
            .as_deref()
            .map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
            .unwrap_or_default(),
        bank: entity.iban.clone().map(|iban| documents::Bank { name: entity.bic.clone().unwrap_or_default(), iban }),
        contact: entity
            .contact
            .clone()
            .map(|email| documents::Contact { email: Some(email), ..documents::Contact::default() }),
    }
}
