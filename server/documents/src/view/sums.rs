//! The sums of a statement: summary, bonuses, entries, tax, account.

use super::{Fact, Writer, iban};
use crate::model::{EntryKind, Kind, MovementKind, VatCategory};
use serde::Serialize;

/// A table; the last column holds amounts.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    pub(super) title: String,
    pub(super) head: Vec<String>,
    /// How many columns at the left hold text; the others hold figures.
    pub(super) texts: usize,
    pub(super) rows: Vec<Vec<String>>,
    /// Label and amount of the last row.
    pub(super) total: Option<(String, String)>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Vat {
    title: String,
    table: Option<Table>,
    /// Why there is no tax.
    grounds: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Account {
    title: String,
    rows: Vec<Fact>,
    notes: Vec<String>,
}

/// The box at the top: the three sums of the invoice and what is paid.
pub(super) fn summary(writer: &Writer<'_>) -> Vec<Fact> {
    let totals = &writer.statement.totals;
    let fact = |key: &str, amount: i64| Fact::new(writer.say(key), writer.money(amount));
    let strong = |key: &str, amount: i64| Fact { strong: true, ..fact(key, amount) };
    let payable = writer.statement.account.payable;
    if writer.statement.kind.type_code().is_none() {
        return vec![fact("documents-sum", totals.gross), strong("documents-payable", payable)];
    }
    vec![
        fact("documents-net", totals.net),
        fact("documents-vat", totals.vat),
        strong("documents-gross", totals.gross),
        strong("documents-payable", payable),
    ]
}

/// Beside the sums: how the money comes.
pub(super) fn transfer(writer: &Writer<'_>) -> Vec<Fact> {
    let Some(payment) = &writer.statement.payment else {
        let account = &writer.statement.account;
        let key = match (account.held, account.balance) {
            (true, _) => "documents-transfer-held",
            (false, ..0) => "documents-transfer-negative",
            (false, 0) => "documents-transfer-zero",
            (false, _) => "documents-transfer-below-minimum",
        };
        return vec![Fact::new(writer.say("documents-transfer"), writer.say(key))];
    };
    let mut facts = vec![
        Fact::new(writer.say("documents-transfer-on"), writer.words.date(payment.on)),
        Fact::new(writer.say("documents-transfer-holder"), payment.holder.clone()),
        Fact::new(writer.say("documents-transfer-iban"), iban(&payment.iban)),
    ];
    facts.extend(payment.bic.iter().map(|bic| Fact::new(writer.say("documents-transfer-bic"), bic.clone())));
    let reference = payment.reference.iter();
    facts.extend(reference.map(|text| Fact::new(writer.say("documents-transfer-reference"), text.clone())));
    facts
}

/// Sums by bonus and month of origin, with the conditions that held.
pub(super) fn bonuses(writer: &Writer<'_>) -> Option<Table> {
    let groups = &writer.statement.groups;
    let rows = groups.iter().map(|group| {
        let rank = group.rank.clone().unwrap_or_else(|| "–".to_owned());
        let (month, plan) = (writer.words.month(group.origin), writer.plan(&group.plan));
        vec![group.bonus.clone(), month, rank, plan, writer.amount(group.amount)]
    });
    let keys = ["documents-head-bonus", "documents-head-origin", "documents-head-rank", "documents-head-plan"];
    let mut head: Vec<String> = keys.into_iter().map(|key| writer.say(key)).collect();
    head.push(writer.amount_head());
    (!groups.is_empty()).then(|| Table {
        title: writer.say("documents-bonuses"),
        head,
        texts: 4,
        rows: rows.collect(),
        total: Some((writer.say("documents-bonuses-total"), writer.amount(writer.statement.totals.lines))),
    })
}

/// The entries that are part of the net amount; the others stand in the account.
pub(super) fn entries(writer: &Writer<'_>) -> Option<Table> {
    let entries = writer.statement.entries.iter().filter(|entry| entry.vat.is_some());
    let rows: Vec<Vec<String>> = entries
        .map(|entry| {
            let date = writer.words.date(entry.date);
            vec![date, writer.say(entry_kind(entry.kind)), entry.reason.clone(), writer.amount(entry.amount)]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        title: writer.say("documents-entries"),
        head: vec![
            writer.say("documents-head-date"),
            writer.say("documents-head-kind"),
            writer.say("documents-head-reason"),
            writer.amount_head(),
        ],
        texts: 3,
        rows,
        total: Some((writer.say("documents-entries-total"), writer.amount(writer.statement.totals.entries))),
    })
}

/// The tax by rate, or the sentence that says why there is none.
pub(super) fn vat(writer: &Writer<'_>) -> Vat {
    let statement = writer.statement;
    let taxed = statement.vat.iter().any(|vat| vat.position.category == VatCategory::Standard);
    let rows = statement.vat.iter().map(|vat| {
        let name = match vat.position.category {
            VatCategory::Standard => {
                let rate = writer.words.percent(vat.position.rate);
                writer.words.say_with("documents-vat-rate", &[("rate", rate.into())])
            }
            VatCategory::Exempt => writer.say("documents-vat-exempt"),
            VatCategory::ReverseCharge => writer.say("documents-vat-reversed"),
            VatCategory::Export | VatCategory::IntraCommunity | VatCategory::OutsideScope => {
                writer.say("documents-vat-none")
            }
        };
        vec![name, writer.amount(vat.taxable), writer.amount(vat.tax)]
    });
    let currency = [("currency", statement.currency.as_str().into())];
    let table = (taxed || statement.vat.len() > 1).then(|| Table {
        title: writer.say("documents-vat"),
        head: vec![
            writer.say("documents-head-rate-of-vat"),
            writer.words.say_with("documents-head-taxable", &currency),
            writer.words.say_with("documents-head-vat", &currency),
        ],
        texts: 1,
        rows: rows.collect(),
        total: None,
    });
    let mut grounds: Vec<String> = Vec::new();
    for ground in statement.vat.iter().filter_map(|vat| vat.ground) {
        let sentence = writer.say(ground.sentence());
        if !grounds.contains(&sentence) {
            grounds.push(sentence);
        }
    }
    Vat { title: writer.say("documents-vat"), table, grounds }
}

/// From the gross amount to what is paid.
pub(super) fn account(writer: &Writer<'_>) -> Account {
    let (statement, account) = (writer.statement, &writer.statement.account);
    let start = match statement.kind {
        Kind::SelfBilled | Kind::Correction { .. } => "documents-gross",
        Kind::Statement => "documents-sum",
    };
    let mut rows = vec![Fact::new(writer.say(start), writer.amount(statement.totals.gross))];
    for entry in statement.entries.iter().filter(|entry| entry.vat.is_none()) {
        let label =
            format!("{}: {} ({})", writer.say(entry_kind(entry.kind)), entry.reason, writer.words.date(entry.date));
        rows.push(Fact::new(label, writer.amount(entry.amount)));
    }
    for movement in &account.movements {
        let kind = writer.say(movement_kind(movement.kind));
        let label = movement.note.as_ref().map_or_else(|| kind.clone(), |note| format!("{kind}: {note}"));
        rows.push(Fact::new(label, writer.amount(movement.amount)));
    }
    let closing = |key: &str, amount: i64| Fact { strong: true, ..Fact::new(writer.say(key), writer.amount(amount)) };
    if account.balance != account.payable || rows.len() > 1 {
        rows.push(closing("documents-account-balance", account.balance));
    }
    rows.push(closing("documents-payable", account.payable));
    if account.carried != 0 {
        rows.push(Fact::new(writer.say("documents-account-carried"), writer.amount(account.carried)));
    }
    let mut notes = Vec::new();
    let mut note = |key: &str, amount: Option<i64>| {
        if let Some(amount) = amount {
            notes.push(writer.words.say_with(key, &[("amount", writer.money(amount).into())]));
        }
    };
    note("documents-account-minimum", account.minimum);
    note("documents-account-reserve", account.reserve);
    let args = [("currency", statement.currency.as_str().into())];
    Account { title: writer.words.say_with("documents-account", &args), rows, notes }
}

fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::OneOff => "documents-entry-one-off",
        EntryKind::Deduction => "documents-entry-deduction",
        EntryKind::Fee => "documents-entry-fee",
        EntryKind::Advance => "documents-entry-advance",
        EntryKind::Recovery => "documents-entry-recovery",
        EntryKind::Attachment => "documents-entry-attachment",
    }
}

fn movement_kind(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::CarryOver => "documents-movement-carry-over",
        MovementKind::ReserveWithheld => "documents-movement-reserve-withheld",
        MovementKind::ReserveReleased => "documents-movement-reserve-released",
        MovementKind::Clawback => "documents-movement-clawback",
        MovementKind::Advance => "documents-movement-advance",
        MovementKind::Paid => "documents-movement-paid",
    }
}
