//! The check of everything that is kept: chains, files, facts, numbers, books, payments.
//!
//! What leaves the house or the books is held against a second record: a chain, a document, a payment file, a posting.
//! Facts and personal data are held against the seals of the commits that wrote them, the rows of runs against their steps.
//! Users and settings have no second record: of their changes only the audit log tells, and a cell of them that was changed
//! behind the program's back is found only where it can no longer be read.
//!
//! What cannot be read is a finding like any other, so that one damaged cell does not hide the rest.

use crate::error::OfficeError;
use crate::finalise::{FinalDone, NumbersDone};
use crate::inputs::Inputs;
use crate::levels::{DistributionDone, LevelsDone};
use crate::office::Office;
use crate::progress::Progress;
use crate::runs::{RunState, StepDone};
use crate::statements::{STATEMENTS, StatementRow};
use compline_documents as documents;
use compline_store::{AssertSqlSafe, FromRow, Value, hash, values};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// What is wrong, in words; nothing where all is well.
    pub wrong: Vec<String>,
    /// How much was looked at: audit entries, postings, statements, files and so on.
    pub checked: BTreeMap<String, u64>,
    /// Parts of files whose writing was cut off; they do no harm.
    pub leftovers: u64,
}

/// What is being found.
pub(super) struct Finding<'a> {
    pub(super) office: &'a Office,
    found: Verified,
    /// Files of the archive whose content is what their names say.
    good: BTreeSet<String>,
}

impl Office {
    /// Checks everything that is kept: the chains of the audit log and the ledgers, every file of the archive, numbers
    /// without gaps, statements against their documents, postings and open items, payments against their files.
    ///
    /// # Errors
    /// Where the database cannot be reached or it was cancelled; damage is no error but a finding.
    pub async fn verify(&self, progress: &Progress) -> Result<Verified, OfficeError> {
        self.verify_of(None, progress).await
    }

    /// The same for one company: whoever works in it learns nothing of others.
    pub(crate) async fn verify_of(&self, only: Option<&str>, progress: &Progress) -> Result<Verified, OfficeError> {
        let mut finding = Finding { office: self, found: Verified::default(), good: BTreeSet::new() };
        finding.files(progress)?;
        let mut facts = finding.heads().await?;
        let rows = compline_store::tables();
        let total = rows.len() as u64;
        for (at, table) in (0_u64..).zip(&rows) {
            progress.tell("tables", at, total);
            progress.check()?;
            let mut rows = 0_u64;
            let mut snapshot = self.db().snapshot().await?;
            let read = snapshot.each::<OfficeError>(table, |row| {
                rows += 1;
                facts.look(table, &row);
                Ok(())
            });
            if let Err(error) = read.await {
                finding.wrong(format!("table `{}`: a row cannot be read: {error}", table.name));
            }
        }
        progress.tell("chains", 0, 1);
        let companies = self.companies().await?;
        for company in companies.iter().filter(|company| only.is_none_or(|only| only == company.id)) {
            let done = finding.commits(&company.id, &mut facts).await;
            finding.unread(done);
            let wrong = self.verify_audit(&company.id).await;
            finding.take("audit log", wrong);
            finding
                .count("audit entries", "SELECT CAST(COUNT(*) AS BIGINT) FROM audit WHERE company = $1", &company.id)
                .await;
            let entities = self.legal_entities(&company.id).await?;
            for entity in &entities {
                progress.check()?;
                let wrong = self.verify_ledger(&entity.id).await;
                finding.take("ledger", wrong);
                let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM postings WHERE legal_entity = $1";
                finding.count("postings", sql, &entity.id).await;
                progress.tell("books", 0, 1);
                let checks = [
                    finding.numbers(&entity.id, &entity.prefix).await,
                    finding.items(&company.id, &entity.id).await,
                    finding.payments(&company.id, &entity.id).await,
                ];
                for done in checks {
                    finding.unread(done);
                }
            }
            progress.tell("runs", 0, 1);
            let done = finding.runs(&company.id, progress).await;
            finding.unread(done);
            let done = finding.plans(&company.id).await;
            finding.unread(done);
        }
        finding.strays(facts, only);
        Ok(finding.found)
    }
}

#[derive(FromRow)]
struct ItemRow {
    id: String,
    company: String,
    person: String,
    statement: Option<String>,
    reference: String,
    amount: i64,
    rest: i64,
    state: String,
    /// What its posting says that the partner is owed.
    posted: Option<i64>,
    /// What payments have paid of it.
    paid: i64,
    /// Payments under way.
    ordered: i64,
}

#[derive(FromRow)]
struct BatchRow {
    id: String,
    company: String,
    sum: i64,
    items: i64,
    state: String,
    released_by: Option<String>,
    message_id: String,
    file: Option<String>,
}

#[derive(FromRow)]
struct PaymentRow {
    n: i64,
    end_to_end: String,
    amount: i64,
    holder: String,
    iban: String,
    state: String,
    parts: Option<i64>,
    posted: Option<i64>,
}

impl Finding<'_> {
    pub(super) fn wrong(&mut self, what: String) {
        self.found.wrong.push(what);
    }

    fn take(&mut self, of: &str, wrong: Result<Vec<String>, OfficeError>) {
        match wrong {
            Ok(mut wrong) => self.found.wrong.append(&mut wrong),
            Err(error) => self.wrong(format!("{of}: {error}")),
        }
    }

    fn unread(&mut self, done: Result<(), OfficeError>) {
        if let Err(error) = done {
            self.wrong(error.to_string());
        }
    }

    pub(super) fn add(&mut self, what: &'static str, many: u64) {
        *self.found.checked.entry(what.to_owned()).or_default() += many;
    }

    pub(super) fn is_good(&self, file: &str) -> bool {
        self.good.contains(file)
    }

    async fn count(&mut self, what: &'static str, sql: &'static str, of: &str) {
        let many = self.office.db().number(sql, values![of]).await.unwrap_or(0);
        self.add(what, u64::try_from(many).unwrap_or(0));
    }

    /// Every file is what its name says, whether a row names it or not.
    fn files(&mut self, progress: &Progress) -> Result<(), OfficeError> {
        let (hashes, others) = self.office.archive().list()?;
        let total = hashes.len() as u64;
        for (at, name) in (0_u64..).zip(hashes) {
            progress.tell("files", at, total);
            progress.check()?;
            match std::fs::read(self.office.archive().path(&name)?) {
                Ok(bytes) if hash(&bytes) == name => {
                    self.good.insert(name);
                }
                Ok(_) => self.wrong(format!("archive: the file `{name}` has changed; restore it from a backup")),
                Err(error) => self.wrong(format!("archive: the file `{name}` cannot be read: {error}")),
            }
        }
        self.add("files", total);
        self.found.leftovers = others.len() as u64;
        Ok(())
    }

    /// A file that a row names is there. One that has changed was named before.
    fn filed(&mut self, of: &str, named: &str) {
        let path = self.office.archive().path(named);
        if !self.good.contains(named) && !path.is_ok_and(|path| path.is_file()) {
            self.wrong(format!("{of}: its file `{named}` is missing in the archive; restore it from a backup"));
        }
    }

    /// The statements of a legal entity: numbers 1 to n without gaps, each with its documents, its posting and its claim.
    async fn numbers(&mut self, entity: &str, prefix: &str) -> Result<(), OfficeError> {
        let sql = format!("{STATEMENTS} WHERE legal_entity = $1");
        let rows: Vec<StatementRow> = self.office.db().all(AssertSqlSafe(sql), values![entity]).await?;
        let sql = "SELECT next_document FROM legal_entities WHERE id = $1";
        let next = self.office.db().number(sql, values![entity]).await?;
        self.add("statements", rows.len() as u64);
        let mut numbers: Vec<&str> = rows.iter().filter_map(|row| row.number.as_deref()).collect();
        numbers.sort_by(|a, b| compline_runtime::natural_compare(a.as_bytes(), b.as_bytes()));
        for (expected, found) in (1..next).map(|n| format!("{prefix}{n:06}")).zip(&numbers) {
            if expected != **found {
                self.wrong(format!("statements of `{entity}`: `{found}` stands where `{expected}` is due"));
                break;
            }
        }
        if numbers.len() as i64 != next - 1 {
            let many = numbers.len();
            self.wrong(format!("statements of `{entity}`: {many} have numbers, and {} were given", next - 1));
        }
        let sql = "SELECT p.object, p.reference, CAST(SUM(l.amount) AS BIGINT) FROM postings p JOIN posting_lines l \
                   ON l.legal_entity = p.legal_entity AND l.seq = p.seq WHERE p.legal_entity = $1 AND p.kind = 'statement' \
                   AND l.account = 'commission' GROUP BY p.object, p.reference";
        let posted: Vec<(String, String, i64)> = self.office.db().all(sql, values![entity]).await?;
        let posted: BTreeMap<String, (String, i64)> =
            posted.into_iter().map(|(object, reference, net)| (object, (reference, net))).collect();
        for row in &rows {
            self.statement(row, posted.get(&row.id)).await?;
        }
        for object in posted.keys().filter(|object| !rows.iter().any(|row| row.id == **object)) {
            self.wrong(format!("ledger of `{entity}`: the statement `{object}` is posted and not there"));
        }
        Ok(())
    }

    async fn statement(&mut self, row: &StatementRow, posted: Option<&(String, i64)>) -> Result<(), OfficeError> {
        let of = format!("statement `{}` ({})", row.number.as_deref().unwrap_or(&row.id), row.partner);
        if row.net.checked_add(row.tax) != Some(row.gross) {
            self.wrong(format!("{of}: net and VAT are not its gross"));
        }
        let named = [&row.model_hash, &row.pdf_hash];
        for hash in named.into_iter().flatten() {
            self.filed(&of, hash);
        }
        let is_final = row.state == "final";
        if is_final != row.number.is_some() || is_final != row.issued_on.is_some() {
            self.wrong(format!("{of}: it is `{}`, which does not go with its number and day", row.state));
        }
        if !["draft", "held", "final"].contains(&row.state.as_str()) || (row.state == "held") != row.held_for.is_some()
        {
            self.wrong(format!("{of}: its state `{}` does not go with the reasons to hold it", row.state));
        }
        let run = self.office.run_state(&row.run).await?;
        let (state, period) = run.unwrap_or_default();
        if period != row.period {
            self.wrong(format!("{of}: its period is `{}` and its run's is `{period}`", row.period));
        }
        if is_final && state == "final" {
            if named.into_iter().any(Option::is_none) {
                self.wrong(format!("{of}: its run is final and it has no document"));
            }
            let said = posted.map_or((row.number.as_deref(), 0), |(reference, net)| (Some(reference.as_str()), *net));
            if said != (row.number.as_deref(), row.net) {
                self.wrong(format!("{of}: it is posted with number {:?} and net {}", said.0, said.1));
            }
        }
        let Some(hash) = row.model_hash.as_ref().filter(|hash| self.good.contains(*hash)) else { return Ok(()) };
        let bytes = self.office.archive().get(hash).await?;
        let model: documents::Statement = match serde_json::from_slice(&bytes) {
            Ok(model) => model,
            Err(error) => {
                self.wrong(format!("{of}: its document cannot be read: {error}"));
                return Ok(());
            }
        };
        let category = model.vat.first().map_or("O", |part| part.position.category.code());
        let lines: usize = model.groups.iter().map(|group| group.lines.len()).sum();
        let rate = model.vat.first().map_or(0, |part| {
            let percent = part.position.rate * rust_decimal::Decimal::from(10_000);
            i64::try_from(percent.trunc().mantissa()).unwrap_or(0)
        });
        let same = model.number == row.number
            && Some(model.issued_on) == row.issued_on
            && model.currency == row.currency
            && (model.totals.net, model.totals.vat, model.totals.gross) == (row.net, row.tax, row.gross)
            && category == row.tax_category
            && rate == row.tax_rate
            && lines as i64 == row.lines
            && model.seller.id == row.partner;
        if !same {
            self.wrong(format!("{of}: its row says something else than its document"));
        }
        Ok(())
    }

    /// Open items: what was posted, less what was paid, is what is left; and what somebody matched by hand.
    async fn items(&mut self, company: &str, entity: &str) -> Result<(), OfficeError> {
        let sql = "SELECT o.id, o.company, o.person, o.statement, o.reference, o.amount, o.rest, o.state, \
                   (SELECT CAST(-SUM(l.amount) AS BIGINT) FROM posting_lines l JOIN postings p ON p.legal_entity = l.legal_entity \
                    AND p.seq = l.seq WHERE l.legal_entity = o.legal_entity AND l.seq = o.posting AND l.account = 'partner' \
                    AND l.person = o.person AND p.reference = o.reference AND p.day = o.day AND p.currency = o.currency \
                    AND (o.statement IS NULL OR p.object = o.statement OR p.kind = 'assignment')) AS posted, \
                   COALESCE((SELECT CAST(SUM(b.amount) AS BIGINT) FROM batch_item_parts b JOIN batch_items i ON i.batch = b.batch \
                    AND i.n = b.n WHERE b.open_item = o.id AND i.state = 'paid'), 0) AS paid, \
                   COALESCE((SELECT CAST(SUM(b.amount) AS BIGINT) FROM batch_item_parts b JOIN batch_items i ON i.batch = b.batch \
                    AND i.n = b.n WHERE b.open_item = o.id AND i.state = 'ordered'), 0) AS ordered \
                   FROM open_items o WHERE o.legal_entity = $1 ORDER BY o.id";
        let rows: Vec<ItemRow> = self.office.db().all(sql, values![entity]).await?;
        self.add("open items", rows.len() as u64);
        let by_hand = self.office.matched_by_hand(entity).await?;
        for row in &rows {
            let raised = by_hand.get(&row.id).copied();
            let of = format!("open item `{}` of `{}`", row.reference, row.person);
            if row.posted != Some(row.amount) || row.company != company {
                let posted = row.posted.map_or_else(|| "nothing".to_owned(), |amount| amount.to_string());
                self.wrong(format!("{of}: it is {} and {posted} was posted", row.amount));
            }
            let left = row.amount.checked_sub(row.paid).and_then(|left| left.checked_add(raised.unwrap_or(0)));
            if left != Some(row.rest) {
                let hand = raised.map_or_else(String::new, |raised| format!(" and {raised} matched by hand"));
                self.wrong(format!("{of}: {} less {} paid{hand} is not {}", row.amount, row.paid, row.rest));
            }
            let fits = match row.state.as_str() {
                "settled" => row.rest == 0,
                // What is in a payment file stays there, whatever is matched meanwhile.
                "ordered" => row.ordered != 0 && (row.ordered == row.rest || raised.is_some()),
                "open" | "held" | "disputed" => row.ordered == 0,
                _ => false,
            };
            if !fits {
                self.wrong(format!("{of}: it is `{}` with {} left and {} ordered", row.state, row.rest, row.ordered));
            }
        }
        let claimed: BTreeSet<&str> = rows.iter().filter_map(|row| row.statement.as_deref()).collect();
        let sql = "SELECT p.object, CAST(SUM(l.amount) AS BIGINT) FROM postings p JOIN posting_lines l \
                   ON l.legal_entity = p.legal_entity AND l.seq = p.seq WHERE p.legal_entity = $1 AND p.kind = 'statement' \
                   AND l.account = 'partner' GROUP BY p.object";
        let posted: Vec<(String, i64)> = self.office.db().all(sql, values![entity]).await?;
        for (object, amount) in posted {
            if amount != 0 && !claimed.contains(object.as_str()) {
                self.wrong(format!("ledger of `{entity}`: the claim of statement `{object}` is no open item"));
            }
        }
        Ok(())
    }

    /// Payments: each batch sums up, pays open items, is posted once released, and its file says the same.
    async fn payments(&mut self, company: &str, entity: &str) -> Result<(), OfficeError> {
        let sql = "SELECT b.id, b.company, b.sum, b.items, b.state, b.released_by, b.message_id, f.hash AS file FROM batches b \
                   LEFT JOIN batch_files f ON f.batch = b.id WHERE b.legal_entity = $1 ORDER BY b.number";
        let batches: Vec<BatchRow> = self.office.db().all(sql, values![entity]).await?;
        let sql = "SELECT CAST(COALESCE(MAX(number), 0) - COUNT(*) AS BIGINT) FROM batches WHERE legal_entity = $1";
        if self.office.db().number(sql, values![entity]).await? != 0 {
            self.wrong(format!("payments of `{entity}`: their numbers have gaps"));
        }
        for batch in &batches {
            let of = format!("payment batch `{}`", batch.message_id);
            let sql = "SELECT i.n, i.end_to_end, i.amount, i.holder, i.iban, i.state, \
                       (SELECT CAST(SUM(a.amount) AS BIGINT) FROM batch_item_parts a JOIN open_items o ON o.id = a.open_item \
                        AND o.person = i.person WHERE a.batch = i.batch AND a.n = i.n) AS parts, \
                       (SELECT CAST(SUM(l.amount) AS BIGINT) FROM postings p JOIN posting_lines l ON l.legal_entity = p.legal_entity \
                        AND l.seq = p.seq WHERE p.legal_entity = $2 AND p.kind = 'payment' AND p.object = i.end_to_end \
                        AND l.account = 'partner' AND l.person = i.person) AS posted \
                       FROM batch_items i WHERE i.batch = $1 ORDER BY i.n";
            let items: Vec<PaymentRow> = self.office.db().all(sql, values![&batch.id, entity]).await?;
            self.add("payments", items.len() as u64);
            let sum = items.iter().fold(0_i128, |sum, item| sum + i128::from(item.amount));
            if sum != i128::from(batch.sum) || items.len() as i64 != batch.items || batch.company != company {
                self.wrong(format!("{of}: its payments sum to {sum}, and it says {}", batch.sum));
            }
            let withdrawn = batch.state == "rejected" && items.iter().all(|item| item.posted.is_none());
            let released = batch.state != "created" && !withdrawn;
            let known = ["created", "released", "settled", "rejected"].contains(&batch.state.as_str());
            if !known || released != batch.released_by.is_some() {
                self.wrong(format!("{of}: its state `{}` does not go with its release", batch.state));
            }
            let Some(file) = &batch.file else {
                self.wrong(format!("{of}: it has no file"));
                continue;
            };
            self.filed(&of, file);
            let text = match self.good.contains(file) {
                true => String::from_utf8_lossy(&self.office.archive().get(file).await?).into_owned(),
                false => String::new(),
            };
            if !text.is_empty() && !text.contains(&format!("<MsgId>{}</MsgId>", batch.message_id)) {
                self.wrong(format!("{of}: its file has another message id"));
            }
            let mut sent: BTreeMap<&str, &str> = BTreeMap::new();
            for one in text.split("<CdtTrfTxInf>").skip(1) {
                sent.insert(between(one, "EndToEndId"), one);
            }
            for (n, item) in (1_i64..).zip(&items) {
                let of = format!("{of}, payment {}", item.n);
                if item.n != n || item.parts != Some(item.amount) {
                    self.wrong(format!("{of}: its open items do not sum to {}", item.amount));
                }
                if item.posted != released.then_some(item.amount) {
                    self.wrong(format!("{of}: it is `{}` and {:?} was posted", item.state, item.posted));
                }
                if !["ordered", "paid", "rejected", "returned"].contains(&item.state.as_str()) {
                    self.wrong(format!("{of}: there is no state `{}`", item.state));
                }
                let same = text.is_empty()
                    || sent.get(item.end_to_end.as_str()).is_some_and(|one| {
                        let amount = format!(">{}.{:02}</InstdAmt>", item.amount / 100, item.amount % 100);
                        let holder = between(one.split("<Cdtr>").nth(1).unwrap_or_default(), "Nm");
                        one.contains(&amount) && between(one, "IBAN") == item.iban && plain(holder) == item.holder
                    });
                if !same {
                    self.wrong(format!("{of}: the file pays something else than its row says"));
                }
            }
            if !text.is_empty() && sent.len() != items.len() {
                self.wrong(format!("{of}: its file has {} payments, and it has {}", sent.len(), items.len()));
            }
        }
        Ok(())
    }

    /// Runs: every file that a step names is there, and the partners of a final run sum to what it paid.
    async fn runs(&mut self, company: &str, progress: &Progress) -> Result<(), OfficeError> {
        for run in self.office.runs(company).await? {
            progress.check()?;
            self.add("runs", 1);
            let of = format!("run `{}` of {}", run.id, run.period);
            let steps = self.office.steps(&run.id).await?;
            let noted: Vec<(i64, String)> = self.office.noted_steps(company, &run.id).await?;
            let mut latest: BTreeMap<&str, i64> = BTreeMap::new();
            for (n, step) in (1_i64..).zip(steps.iter().rev()) {
                latest.insert(step.step.as_str(), step.n);
                let said = noted.iter().find(|(of, _)| *of == step.n).map(|(_, hash)| hash.as_str());
                if step.n != n || said != Some(step.seal().as_str()) {
                    self.wrong(format!("{of}: step {} (`{}`) is not what the audit log says", step.n, step.step));
                }
            }
            if noted.len() != steps.len() {
                self.wrong(format!("{of}: it has {} steps, and the audit log notes {}", steps.len(), noted.len()));
            }
            let state = steps.first().map(|step| step.step.as_str());
            for step in &steps {
                match step.step.as_str() {
                    "levels" => {
                        let levels: LevelsDone = step.read()?;
                        self.inputs(&of, &levels.inputs).await?;
                    }
                    "distribution" => {
                        let done: DistributionDone = step.read()?;
                        for file in done.files.values() {
                            self.filed(&of, file);
                        }
                        let current = latest.get("levels").is_none_or(|levels| *levels < step.n)
                            && latest.get("distribution") == Some(&step.n);
                        let sql = "SELECT CAST(SUM(amount) AS BIGINT) FROM run_partners WHERE run = $1";
                        let paid = self.office.db().number(sql, values![&run.id]).await?;
                        if current && paid != done.paid {
                            self.wrong(format!("{of}: its partners sum to {paid}, and it paid {}", done.paid));
                        }
                    }
                    "number" | "number-late" => {
                        if let Some(letterhead) = step.read::<NumbersDone>()?.letterhead {
                            self.filed(&of, &letterhead);
                        }
                    }
                    "final" => {
                        let done: FinalDone = step.read()?;
                        let sql =
                            "SELECT CAST(SUM(gross) AS BIGINT) FROM statements WHERE run = $1 AND state = 'final'";
                        let gross = self.office.db().number(sql, values![&run.id]).await?;
                        let expected = self.issued(&steps, done.gross).await?;
                        if gross != expected || run.state != RunState::Final {
                            self.wrong(format!(
                                "{of}: its documents sum to {gross}, and it was finalised with {expected}"
                            ));
                        }
                    }
                    _ => {}
                }
            }
            let done = self.run_rows(&of, &run, &steps).await;
            self.unread(done);
            let ends = ["final", "recheck", "number-late", "issued"];
            let led = run.lead.is_some();
            if run.state == RunState::Final && !led && !state.is_some_and(|state| ends.contains(&state)) {
                self.wrong(format!("{of}: it is final without the step that makes it so"));
            }
        }
        Ok(())
    }

    /// The gross of all documents of a run: what it was finalised with, what was issued later, what is being issued.
    async fn issued(&self, steps: &[StepDone], gross: i64) -> Result<i64, OfficeError> {
        let overflow = || OfficeError::Overflow("all documents");
        let mut sum = gross;
        for step in steps.iter().filter(|step| step.step == "issued") {
            sum = sum.checked_add(step.read::<FinalDone>()?.gross).ok_or_else(overflow)?;
        }
        for id in crate::late::numbered_late(steps)? {
            let sql = "SELECT gross FROM statements WHERE id = $1";
            let gross = self.office.db().number(sql, values![id]).await?;
            sum = sum.checked_add(gross).ok_or_else(overflow)?;
        }
        Ok(sum)
    }

    async fn inputs(&mut self, of: &str, list: &str) -> Result<(), OfficeError> {
        self.filed(of, list);
        if self.good.contains(list) {
            let bytes = self.office.archive().get(list).await?;
            let inputs: Inputs =
                serde_json::from_slice(&bytes).map_err(|e| OfficeError::damaged("list of inputs", e))?;
            for file in inputs.files.values() {
                self.filed(of, file);
            }
        }
        Ok(())
    }

    /// Plans are what their hashes say, and files of persons are there.
    async fn plans(&mut self, company: &str) -> Result<(), OfficeError> {
        let rows: Vec<(String, String, String)> =
            self.office.db().all("SELECT id, text, hash FROM plans WHERE company = $1", values![company]).await?;
        self.add("plans", rows.len() as u64);
        for (id, text, hash) in rows {
            if compline_store::hash(text.as_bytes()) != hash {
                self.wrong(format!("plan `{id}`: its text has changed"));
            }
        }
        let sql = "SELECT person, hash FROM person_files WHERE company = $1 AND hash <> ''";
        let rows: Vec<(String, String)> = self.office.db().all(sql, values![company]).await?;
        for (person, hash) in rows {
            self.filed(&format!("files of person `{person}`"), &hash);
        }
        Ok(())
    }
}

impl Office {
    async fn run_state(&self, run: &str) -> Result<Option<(String, String)>, OfficeError> {
        Ok(self.db().first("SELECT state, period FROM runs WHERE id = $1", values![run]).await?)
    }

    /// What the audit log says of the steps of a run: their numbers and seals.
    pub(crate) async fn noted_steps(&self, company: &str, run: &str) -> Result<Vec<(i64, String)>, OfficeError> {
        let sql = "SELECT details FROM audit WHERE company = $1 AND kind = 'run' AND object = $2 ORDER BY seq";
        let values: Vec<Value> = values![company, run];
        let rows: Vec<(String,)> = self.db().all(sql, values).await?;
        let read = |(details,): (String,)| {
            let details: serde_json::Value = serde_json::from_str(&details).ok()?;
            Some((details.get("step")?.as_i64()?, details.get("seal")?.as_str()?.to_owned()))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }
}

/// The text of the first element of a name.
fn between<'a>(xml: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let inner = xml.split_once(&open).map_or("", |(_, rest)| rest);
    inner.split_once(&close).map_or("", |(inner, _)| inner)
}

/// Text without the escapes of XML.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}
