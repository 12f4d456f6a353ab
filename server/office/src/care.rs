//! Partner care: new partners, their data, tax statuses, places in trees and what they are.
//!
//! Bank accounts are not here: a change of them is a request ([`crate::requests`]), also for a new partner.

use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::partners::{Partner, Placement, Status};
use crate::facts::people::{Person, TaxFact};
use crate::inputs::{Assumed, Wanted};
use crate::levels::RunPartner;
use crate::office::Office;
use crate::plans::CompiledPlan;
use crate::requests::BankDetails;
use crate::runs::Run;
use crate::tax::STATUSES;
use crate::who::Author;
use chrono::{NaiveDate, TimeDelta};
use compline_policy::{Action, ObjectKind};
use compline_store::values;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A partner to be taken in.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// The programme whose plan says which trees and fields there are.
    pub programme: String,
    /// The partner's number.
    pub id: String,
    /// The owner. Where a person of its id is known already, it is that one, and the data here are not read.
    pub person: Person,
    /// The owner's account: a request that another person confirms.
    pub bank: Option<BankDetails>,
    /// The owner's tax status.
    pub tax: Option<TaxFact>,
    /// The first day.
    pub joined_on: NaiveDate,
    /// The plan's partner fields: name and text.
    pub fields: BTreeMap<String, String>,
    /// Its places in trees; partner and days are filled in.
    pub places: Vec<Placement>,
}

/// What a move would change.
#[derive(Clone, Debug, Serialize)]
pub struct MovePreview {
    /// Partners that move along, the moved one among them.
    pub subtree: i64,
    /// Those whose rank, activity or total would be another one: now and then.
    pub changed: Vec<(RunPartner, RunPartner)>,
}

/// A partner to be taken in, checked.
struct Ready {
    known: Option<Person>,
    bank: Option<BankDetails>,
    partner: Partner,
    places: Vec<Placement>,
}

/// Characters of a partner's number.
const MOST_NUMBER: usize = 40;

impl Office {
    /// Sees whether a partner could be taken in.
    ///
    /// # Errors
    /// With every field that is wrong, the plan's own and places in trees included.
    pub async fn check_new_partner(&self, author: &Author, new: &NewPartner) -> Result<(), OfficeError> {
        self.ready(author, new).await.map(|_| ())
    }

    /// Takes a partner in: person, number, places, tax status; its account as a request.
    ///
    /// # Errors
    /// As for [`Office::check_new_partner`].
    pub async fn new_partner(&self, author: &Author, new: &NewPartner) -> Result<(), OfficeError> {
        let Ready { known, bank, partner, places } = self.ready(author, new).await?;
        let mut learning = self.learn(author, "new partner").await?;
        if known.is_none() {
            let person = Person { holder: None, iban: None, bic: None, ..new.person.clone() };
            learning.put_persons(std::slice::from_ref(&person)).await?;
        }
        learning.put_partners(std::slice::from_ref(&partner)).await?;
        learning.put_placements(&places).await?;
        if let Some(tax) = &new.tax {
            let tax = TaxFact { person: new.person.id.clone(), ..tax.clone() };
            learning.put_tax_statuses(std::slice::from_ref(&tax)).await?;
        }
        let note = serde_json::json!({ "person": new.person.id, "joined_on": new.joined_on, "places": places });
        learning.note("new-partner", ObjectKind::Partner, &new.id, &note).await?;
        if let Some(bank) = bank {
            let before = known.as_ref().and_then(BankDetails::of);
            learning.ask_bank_details(&new.person.id, bank, before, "request-reason-new-partner").await?;
        }
        learning.commit().await?;
        Ok(())
    }

    /// Checks a partner to be taken in.
    async fn ready(&self, author: &Author, new: &NewPartner) -> Result<Ready, OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Company, &author.company, &[])?;
        let known = self.person(&author.company, &new.person.id).await.ok();
        let mut wrong = number_errors(&new.id);
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM partners WHERE company = $1 AND id = $2";
        if self.db().number(sql, values![&author.company, &new.id]).await? > 0 {
            wrong.push(FieldError::new("id", "error-number-taken").with("number", &new.id));
        }
        if known.is_none() {
            wrong.extend(person_errors(&new.person));
        }
        if let Some(tax) = &new.tax {
            wrong.extend(tax_errors(tax));
        }
        let bank = match new.bank.as_ref().map(BankDetails::checked).transpose() {
            Ok(bank) => bank,
            Err(OfficeError::Input(more)) => {
                wrong.extend(more);
                None
            }
            Err(other) => return Err(other),
        };
        let plan = self.plan_for(&author.company, &new.programme, new.joined_on).await?;
        let plan = self.compiled(&plan).await?;
        let fields = serde_json::to_string(&new.fields).map_err(|error| OfficeError::damaged("partner", error))?;
        let (id, person) = (new.id.clone(), new.person.id.clone());
        let partner = Partner { id, person, joined_on: new.joined_on, fields };
        let places: Vec<Placement> =
            new.places.iter().map(|one| Placement { partner: new.id.clone(), ..one.clone() }).collect();
        if wrong.is_empty() {
            let partners = std::slice::from_ref(&partner);
            wrong = self.network_errors(&author.company, &new.programme, &plan, partners, &places).await?;
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        Ok(Ready { known, bank, partner, places })
    }

    /// Changes a person's data. The account in it is not read: it stays as it is.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn edit_person(&self, author: &Author, person: &Person) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, &person.id, &[])?;
        let wrong = person_errors(person);
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "person").await?;
        let known = self.person(&author.company, &person.id).await?;
        let new =
            Person { holder: known.holder.clone(), iban: known.iban.clone(), bic: known.bic.clone(), ..person.clone() };
        if new == known {
            return Err(OfficeError::field("name", "error-nothing-changed"));
        }
        learning.change_person(&new).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Takes in somebody who is paid without being a partner: who is assigned something, or an enforcement authority.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn new_payee(&self, author: &Author, person: &Person, bank: &BankDetails) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Company, &author.company, &[])?;
        let mut wrong = number_errors(&person.id);
        wrong.extend(person_errors(person));
        let bank = match bank.checked() {
            Ok(bank) => bank,
            Err(OfficeError::Input(more)) => {
                wrong.extend(more);
                BankDetails::default()
            }
            Err(other) => return Err(other),
        };
        if self.person(&author.company, &person.id).await.is_ok() {
            wrong.push(FieldError::new("id", "error-number-taken").with("number", &person.id));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "payee").await?;
        let person = Person { holder: None, iban: None, bic: None, ..person.clone() };
        learning.put_persons(std::slice::from_ref(&person)).await?;
        learning.note("new-payee", ObjectKind::Partner, &person.id, &()).await?;
        learning.ask_bank_details(&person.id, bank, None, "request-reason-new-payee").await?;
        learning.commit().await?;
        Ok(())
    }

    /// Sets a person's tax status from a day on.
    ///
    /// # Errors
    /// With every field that is wrong.
    pub async fn set_tax_status(&self, author: &Author, fact: &TaxFact) -> Result<(), OfficeError> {
        self.allow(author, Action::EditPartner, ObjectKind::Partner, &fact.person, &[])?;
        self.person(&author.company, &fact.person).await?;
        let wrong = tax_errors(fact);
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "tax status").await?;
        learning.put_tax_statuses(std::slice::from_ref(fact)).await?;
        let note = serde_json::json!({ "status": fact.status, "valid_from": fact.valid_from });
        learning.note("tax-status", ObjectKind::Partner, &fact.person, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// Sets a partner `active`, `inactive` or `terminated` from a day on.
    ///
    /// # Errors
    /// Without a reason, before the partner joined, or where it is so already.
    pub async fn set_status(
        &self,
        author: &Author,
        partner: &str,
        status: &str,
        from: NaiveDate,
        reason: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::SetPartnerStatus, ObjectKind::Partner, partner, &[])?;
        let row = self.partner_row(&author.company, partner).await?;
        let mut wrong = Vec::new();
        if !["active", "inactive", "terminated"].contains(&status) {
            wrong.push(FieldError::new("status", "error-choose-one"));
        }
        if reason.trim().is_empty() {
            wrong.push(FieldError::new("reason", "error-reason-missing"));
        }
        if from < row.joined_on {
            wrong.push(FieldError::new("valid_from", "error-before-joining").with("date", row.joined_on));
        }
        let mut learning = self.learn(author, "status").await?;
        let now = self.status_on(&author.company, partner, from).await?;
        if now.as_deref().unwrap_or("active") == status {
            wrong.push(FieldError::new("status", "error-status-same"));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let reason = reason.trim();
        let fact = Status {
            partner: partner.to_owned(),
            status: status.to_owned(),
            valid_from: from,
            valid_to: None,
            reason: Some(reason.to_owned()),
        };
        learning.put_statuses(std::slice::from_ref(&fact)).await?;
        let note = serde_json::json!({ "status": status, "from": from, "before": now, "reason": reason });
        learning.note("set-status", ObjectKind::Partner, partner, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// What a partner is on a day, as known now; nothing where nothing was ever said.
    ///
    /// # Errors
    /// Of the database.
    pub async fn status_on(&self, company: &str, partner: &str, day: NaiveDate) -> Result<Option<String>, OfficeError> {
        let sql = "SELECT status FROM statuses WHERE company = $1 AND partner = $2 AND valid_from <= $3 \
                   AND (valid_to IS NULL OR valid_to >= $3) ORDER BY seq DESC, valid_from DESC LIMIT 1";
        let found: Option<(String,)> = self.db().first(sql, values![company, partner, day]).await?;
        Ok(found.map(|(status,)| status))
    }

    /// What a move would change: how many move along, and whose rank or total in a run would be another one.
    ///
    /// # Errors
    /// Where the move is not possible, or the run is not computed.
    pub async fn preview_move(
        &self,
        author: &Author,
        run: &Run,
        place: &Placement,
    ) -> Result<MovePreview, OfficeError> {
        self.allow(author, Action::MovePartner, ObjectKind::Partner, &place.partner, &[])?;
        self.check_move(&author.company, &run.programme, place).await?;
        let subtree = self.subtree(&author.company, &place.tree, &place.partner, place.valid_from).await?;
        let changed = self.preview(run, Assumed::Place(place)).await?;
        Ok(MovePreview { subtree: subtree.len() as i64, changed })
    }

    /// How many would move along, the moved one among them: where no run is computed that could tell more.
    ///
    /// # Errors
    /// Where the move is not possible.
    pub async fn move_size(&self, author: &Author, programme: &str, place: &Placement) -> Result<i64, OfficeError> {
        self.allow(author, Action::MovePartner, ObjectKind::Partner, &place.partner, &[])?;
        self.check_move(&author.company, programme, place).await?;
        Ok(self.subtree(&author.company, &place.tree, &place.partner, place.valid_from).await?.len() as i64)
    }

    /// Moves a partner, with everybody below, from a day on.
    ///
    /// # Errors
    /// Where it would stand below itself, on a place that is taken, or below somebody who is not in the tree.
    pub async fn move_partner(
        &self,
        author: &Author,
        programme: &str,
        place: &Placement,
        reason: &str,
    ) -> Result<(), OfficeError> {
        self.allow(author, Action::MovePartner, ObjectKind::Partner, &place.partner, &[])?;
        if reason.trim().is_empty() {
            return Err(OfficeError::field("reason", "error-reason-missing"));
        }
        // Nobody else learns a placement between check and fact.
        let mut learning = self.learn(author, "move").await?;
        self.check_move(&author.company, programme, place).await?;
        learning.put_placements(std::slice::from_ref(place)).await?;
        let note = serde_json::json!({ "place": place, "reason": reason.trim() });
        learning.note("move-partner", ObjectKind::Partner, &place.partner, &note).await?;
        learning.commit().await?;
        Ok(())
    }

    /// A partner and everybody below it in a tree on a day, as known now.
    ///
    /// # Errors
    /// Of the database.
    pub async fn subtree(
        &self,
        company: &str,
        tree: &str,
        partner: &str,
        day: NaiveDate,
    ) -> Result<Vec<String>, OfficeError> {
        let sql = "SELECT partner, parent FROM placements WHERE company = $1 AND tree = $2 AND valid_from <= $3 \
                   AND (valid_to IS NULL OR valid_to >= $3) ORDER BY seq, valid_from";
        let rows: Vec<(String, Option<String>)> = self.db().all(sql, values![company, tree, day]).await?;
        // What was learned last counts.
        let latest: BTreeMap<String, Option<String>> = rows.into_iter().collect();
        let mut below: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (child, parent) in &latest {
            below.entry(parent.as_deref().unwrap_or("")).or_default().push(child);
        }
        let mut out = Vec::new();
        let mut waiting = vec![partner];
        while let Some(one) = waiting.pop() {
            out.push(one.to_owned());
            waiting.extend(below.remove(one).unwrap_or_default());
        }
        Ok(out)
    }

    /// A person's data for somebody to look at, which is noted: once an hour for each who looks.
    ///
    /// # Errors
    /// Where it may not be seen, or there is none.
    pub async fn look_at_person(&self, author: &Author, person: &str) -> Result<Person, OfficeError> {
        self.allow(author, Action::ViewPersonalData, ObjectKind::Partner, person, &[])?;
        let found = self.person(&author.company, person).await?;
        let since = self.clock().now() - TimeDelta::hours(1);
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit WHERE company = $1 AND kind = $2 AND object = $3 \
                   AND author = $4 AND action = 'look' AND at > $5";
        let kind = ObjectKind::Partner.name();
        let noted = self.db().number(sql, values![&author.company, kind, person, &author.user, since]).await?;
        if noted == 0 {
            self.note(author, "look", kind, person, &()).await?;
        }
        Ok(found)
    }

    async fn check_move(&self, company: &str, programme: &str, place: &Placement) -> Result<(), OfficeError> {
        let row = self.partner_row(company, &place.partner).await?;
        if place.valid_from < row.joined_on {
            let error = FieldError::new("valid_from", "error-before-joining");
            return Err(OfficeError::Input(vec![error.with("date", row.joined_on)]));
        }
        let plan = self.plan_for(company, programme, place.valid_from).await?;
        let plan = self.compiled(&plan).await?;
        let places = std::slice::from_ref(place);
        let wrong = self.network_errors(company, programme, &plan, &[], places).await?;
        if wrong.is_empty() { Ok(()) } else { Err(OfficeError::Input(wrong)) }
    }

    /// What would be wrong with the network, and with partners' own fields, if some more were known of it.
    pub(crate) async fn network_errors(
        &self,
        company: &str,
        programme: &str,
        plan: &CompiledPlan,
        partners: &[Partner],
        places: &[Placement],
    ) -> Result<Vec<FieldError>, OfficeError> {
        let mut wrong = Vec::new();
        for place in places {
            if !plan.program.trees.iter().any(|tree| tree.name == place.tree) {
                wrong.push(FieldError::new("tree", "error-no-such-tree").with("tree", &place.tree));
            }
        }
        let wanted = Wanted {
            company,
            programme,
            channels: None,
            start: NaiveDate::default(),
            known: self.last_commit(company).await?,
            also: &[],
            plan: "",
        };
        let mut files = BTreeMap::new();
        files.insert("partners.csv".to_owned(), self.partners_file(&plan.program, &wanted, partners).await?);
        files.insert("placements.csv".to_owned(), self.placements_file(&plan.program, &wanted, places).await?);
        let problems = self.problems(&Arc::clone(&plan.program), files).await?;
        wrong.extend(problems.iter().map(checks::field_error));
        // Circles and taken sides are found by the reader only when a day is settled.
        for place in places.iter().filter(|_| problems.is_empty()) {
            let Some(parent) = &place.parent else { continue };
            let day = place.valid_from;
            if self.subtree(company, &place.tree, &place.partner, day).await?.contains(parent) {
                let members = format!("{parent} > {} > {parent}", place.partner);
                let error = FieldError::new("parent", "error-move-circle");
                wrong.push(error.with("members", members).with("date", day));
            }
            let sql = "SELECT partner, COALESCE(side, position) FROM placements WHERE company = $1 AND tree = $2 AND parent = $3 \
                       AND valid_from <= $4 AND (valid_to IS NULL OR valid_to >= $4)";
            let beside: Vec<(String, Option<String>)> =
                self.db().all(sql, values![company, &place.tree, parent, day]).await?;
            let below = self.frontline(company, &place.tree, parent, day).await?;
            let wanted = place.side.as_ref().or(place.position.as_ref());
            for (by, at) in beside.iter().filter(|(by, _)| *by != place.partner) {
                if at.is_some() && at.as_ref() == wanted && below.iter().any(|row| row.id == *by) {
                    let error = FieldError::new("side", "error-place-occupied");
                    wrong.push(error.with("parent", parent).with("number", by).with("date", day));
                }
            }
        }
        Ok(wrong)
    }
}

/// What is wrong with a number of a partner or person.
pub(crate) fn number_errors(id: &str) -> Vec<FieldError> {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let length = id.chars().count();
    if length == 0 {
        return vec![FieldError::new("id", "error-field-empty")];
    }
    if (1..=MOST_NUMBER).contains(&length) && id.chars().all(good) {
        return Vec::new();
    }
    vec![FieldError::new("id", "error-number-form").with("input", id)]
}

/// What is wrong with a person's data, the account left out.
pub(crate) fn person_errors(person: &Person) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if person.name.trim().is_empty() {
        wrong.push(FieldError::new("name", "error-field-empty"));
    }
    if !["person", "company"].contains(&person.legal_form.as_str()) {
        wrong.push(FieldError::new("legal_form", "error-choose-one"));
    }
    let letters = person.country.len() == 2 && person.country.bytes().all(|b| b.is_ascii_uppercase());
    if !letters {
        wrong.push(FieldError::new("country", "error-country-code").with("input", &person.country));
    }
    if compline_words::Language::from_tag(&person.language).is_none() {
        wrong.push(FieldError::new("language", "error-choose-one"));
    }
    if let Some(email) = person.email.as_deref().filter(|email| !is_email(email)) {
        wrong.push(FieldError::new("email", "error-email").with("input", email));
    }
    wrong
}

pub(crate) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let good = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    good(name) && good(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

pub(crate) fn tax_errors(fact: &TaxFact) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if !STATUSES.iter().any(|(name, _)| *name == fact.status) {
        wrong.push(FieldError::new("status", "error-choose-one"));
    }
    if let Some(id) = &fact.vat_id {
        let country: String = id.chars().take(2).collect();
        let rest = id.chars().skip(2).count();
        let letters = country.chars().all(|c| c.is_ascii_uppercase());
        if !letters || !(2..=12).contains(&rest) || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            let error = FieldError::new("vat_id", "error-vat-id");
            wrong.push(error.with("input", id).with("country", country).with("example", "DE123456789"));
        }
    }
    if let Some(number) = &fact.tax_number {
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if !(8..=13).contains(&digits) || !number.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | ' ')) {
            wrong.push(FieldError::new("tax_number", "error-tax-number").with("input", number));
        }
    }
    wrong
}
