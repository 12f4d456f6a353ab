//! Orders that programs send by the hundred, checked against the plan as a run would read them.

use crate::checks;
use crate::error::{FieldError, OfficeError};
use crate::facts::events::{NewEvent, Taken, same_fields};
use crate::inputs::{Csv, texts};
use crate::office::Office;
use crate::who::Author;
use compline_compiler::program::Kind;
use compline_policy::{Action, ObjectKind};
use compline_runtime::company::event_file;
use compline_store::values;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Orders that are taken at once.
pub const MOST_ORDERS: usize = 1_000;
/// Characters of an order's source or id.
const MOST_ID: usize = 80;
/// Characters of the reason of a correction.
const MOST_REASON: usize = 1_000;

impl Office {
    /// Takes orders in, all or none: new ones, and corrections of known ones, with their reason. What is known exactly so
    /// stays as it is.
    ///
    /// # Errors
    /// With every field of every order that is wrong: `orders.0.net` for the field `net` of the first one.
    pub async fn enter_orders(
        &self,
        author: &Author,
        programme: &str,
        kind: &str,
        orders: Vec<NewEvent>,
        reason: Option<&str>,
    ) -> Result<Taken, OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Company, &author.company, &[])?;
        let company = author.company.clone();
        let version = self.plan_for(&company, programme, self.clock().today()).await?;
        let plan = self.compiled(&version).await?;
        let event = plan.program.events.iter().find(|event| event.name == kind);
        let event = event.ok_or_else(|| OfficeError::field("kind", "error-choose-one"))?;
        if orders.is_empty() || orders.len() > MOST_ORDERS {
            let error = FieldError::new("orders", "error-out-of-range");
            let error = error.with("input", orders.len()).with("least", 1).with("most", MOST_ORDERS);
            return Err(OfficeError::Input(vec![error]));
        }
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if let Some(reason) = reason.filter(|reason| reason.chars().count() > MOST_REASON) {
            let error = FieldError::new("reason", "error-text-too-long");
            let error = error.with("length", reason.chars().count()).with("most", MOST_REASON);
            return Err(OfficeError::Input(vec![error]));
        }
        let names: Vec<&str> = event.fields.iter().map(|field| field.name.as_str()).collect();
        let mut wrong = Vec::new();
        let mut ids = BTreeSet::new();
        let mut file = Csv::new(["id", "source"].into_iter().chain(names.iter().copied()))?;
        let mut partners = BTreeSet::new();
        for (at, order) in orders.iter().enumerate() {
            wrong.extend(shape(at, order, &names));
            if !ids.insert((&order.source, &order.id)) {
                wrong.push(FieldError::new(format!("orders.{at}.id"), "error-number-taken").with("number", &order.id));
            }
            let cells = names.iter().map(|name| order.fields.get(*name).map_or("", String::as_str));
            file.row([order.id.as_str(), order.source.as_str()].into_iter().chain(cells))?;
            let of = event.fields.iter().filter(|field| matches!(field.ty.kind, Kind::Partner));
            partners.extend(of.filter_map(|field| order.fields.get(&field.name)).filter(|id| !id.is_empty()));
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        // Only the partners that are named are looked up: a company has many more.
        let mut known = Vec::new();
        for id in partners {
            if self.partner_row(&company, id).await.is_ok() {
                known.push(id.as_str());
            }
        }
        let mut files = BTreeMap::new();
        let name = event_file(event) + ".csv";
        files.insert(name.clone(), file.finish()?);
        files.insert("partners.csv".to_owned(), checks::partners_of(&plan.program, &known)?);
        for problem in self.problems(&Arc::clone(&plan.program), files).await? {
            if !problem.place.file.ends_with(&name) {
                continue;
            }
            let error = checks::field_error(&problem);
            let at = checks::line(&problem).and_then(|line| line.checked_sub(2)).unwrap_or(0);
            wrong.push(FieldError { field: format!("orders.{at}.{}", error.field), ..error });
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let mut learning = self.learn(author, "orders").await?;
        let mut taken = Taken::default();
        let mut new = Vec::with_capacity(orders.len());
        for (at, order) in orders.into_iter().enumerate() {
            let sql = "SELECT state, fields FROM events WHERE company = $1 AND programme = $2 AND kind = $3 \
                       AND source = $4 AND id = $5 ORDER BY seq DESC LIMIT 1";
            let before: Option<(String, String)> =
                learning.tx.first(sql, values![&company, programme, kind, &order.source, &order.id]).await?;
            match before {
                Some((state, _)) if state == "cancelled" => {
                    let error = FieldError::new(format!("orders.{at}.id"), "error-import-cancelled");
                    wrong.push(error.with("number", &order.id));
                }
                Some((_, before)) if same_fields(event, &texts(&before, "event")?, &order.fields) => taken.same += 1,
                _ => new.push(order),
            }
        }
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        if new.is_empty() {
            return Ok(taken);
        }
        let ids: Vec<String> = new.iter().map(|order| format!("{}:{}", order.source, order.id)).collect();
        let put = learning.put_events_for(programme, &plan.program, event, new, reason).await?;
        taken = Taken { new: put.new, changed: put.changed, same: taken.same };
        let note = serde_json::json!({ "kind": kind, "new": put.new, "changed": put.changed, "orders": ids });
        learning.note("enter-orders", ObjectKind::Company, &company, &note).await?;
        learning.commit().await?;
        Ok(taken)
    }
}

/// What is wrong with an order before its fields are read.
fn shape(at: usize, order: &NewEvent, names: &[&str]) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for (name, text) in [("id", &order.id), ("source", &order.source)] {
        let length = text.chars().count();
        if text.trim().is_empty() {
            wrong.push(FieldError::new(format!("orders.{at}.{name}"), "error-field-empty"));
        } else if length > MOST_ID || text.contains(char::is_control) {
            let error = FieldError::new(format!("orders.{at}.{name}"), "error-text-too-long");
            wrong.push(error.with("length", length).with("most", MOST_ID));
        }
    }
    for (name, text) in &order.fields {
        if !names.contains(&name.as_str()) {
            let error = FieldError::new(format!("orders.{at}.{name}"), "error-not-in-plan");
            wrong.push(error.with("input", name));
        } else if text.contains(char::is_control) {
            let error = FieldError::new(format!("orders.{at}.{name}"), "error-not-a-word");
            wrong.push(error.with("input", text.escape_default()));
        }
    }
    wrong
}
