//! The day on which an order was paid, which a programme may name: filled in once nothing of the order is due any more, and
//! emptied where something is due again.

use super::*;
use crate::facts::events::NewEvent;
use crate::inputs::texts;
use crate::plans::CompiledPlan;

/// What has happened to an order.
pub(super) struct Change<'a> {
    /// On which day.
    pub(super) day: NaiveDate,
    /// Whether something that was done is undone by it.
    pub(super) undoes: bool,
    /// In words.
    pub(super) reason: &'a str,
}

/// Follows a receipt or a reversal. What somebody has entered stays: only an empty day is filled in, and only the day of what
/// is undone is emptied.
pub(super) async fn follow(
    learning: &mut Learning,
    plan: &CompiledPlan,
    key: &EventKey,
    change: Change<'_>,
) -> Result<(), OfficeError> {
    let day = change.day.to_string();
    let company = learning.author.company.clone();
    let sql = "SELECT paid FROM receipt_rules WHERE company = $1 AND programme = $2 AND kind = $3";
    let rule: Option<(String,)> = learning.tx.first(sql, values![&company, &key.programme, &key.kind]).await?;
    let Some(field) = rule.map(|(field,)| field).filter(|field| !field.is_empty()) else { return Ok(()) };
    let event = event_of(plan, &key.kind)?;
    if !paid_fields(event).any(|name| name == field) {
        // A later version of the plan does without it: payments are recorded all the same.
        return Ok(());
    }
    let known = learning.latest_events(&key.programme, &key.kind, &key.source, vec![&key.id]).await?;
    let Some(known) = known.get(&key.id).filter(|known| known.state == "live") else { return Ok(()) };
    let mut fields = texts(&known.fields, "event")?;
    let order = paid_in(&mut learning.tx, &company, key).await?;
    let now = fields.get(&field).cloned().unwrap_or_default();
    if order.due > 0 && order.paid >= order.due && now.is_empty() {
        fields.insert(field, day);
    } else if change.undoes && order.paid < order.due && now == day {
        fields.remove(&field);
    } else {
        return Ok(());
    }
    let order = NewEvent { source: key.source.clone(), id: key.id.clone(), fields };
    learning.put_events_for(&key.programme, &plan.program, event, vec![order], Some(change.reason)).await?;
    Ok(())
}

/// Follows the reversals that this commit has written, of orders for which something was paid: with a part of it taken back,
/// the rest may be paid in full. It is since the later of both days.
pub(crate) async fn follow_reversals(
    learning: &mut Learning,
    programme: &str,
    plan: &CompiledPlan,
) -> Result<(), OfficeError> {
    let sql = "SELECT r.kind, r.source, r.event, v.state, MAX(v.note), MAX(r.day), MAX(v.day) FROM receipts r \
               JOIN reversals v ON v.company = r.company AND v.programme = r.programme AND v.kind = r.kind \
               AND v.source = r.source AND v.event = r.event \
               WHERE v.company = $1 AND v.programme = $2 AND v.seq = $3 GROUP BY r.kind, r.source, r.event, \
               v.state ORDER BY r.kind, r.source, r.event, v.state";
    let values = values![&learning.author.company, programme, learning.seq];
    let found: Vec<(String, String, String, String, String, NaiveDate, NaiveDate)> =
        learning.tx.all(sql, values).await?;
    for (kind, source, id, state, note, paid, reversed) in found {
        let key = EventKey { programme: programme.to_owned(), kind, source, id };
        let undoes = state != "live";
        let reason = if undoes { note.as_str() } else { "receipt" };
        let change = Change { day: paid.max(reversed), undoes, reason };
        follow(learning, plan, &key, change).await?;
    }
    Ok(())
}
