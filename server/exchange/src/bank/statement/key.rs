//! A name for an entry that stays the same however often the bank sends it.

use super::{Direction, Entry, EntryStatus, Statement};
use sha2::{Digest as _, Sha256};

/// The bank's reference, where it is one: some banks write a word that says that there is none.
pub(super) fn reference(entry: &Entry) -> Option<&str> {
    entry.bank_reference.as_deref().filter(|text| !matches!(*text, "NONREF" | "NOTPROVIDED" | "NOREF"))
}

impl Statement {
    /// Names the entries of the statement, in their order: the same file gives the same names, different entries have
    /// different ones.
    ///
    /// A name consists of the account, the number of the statement (its id where it has none) and the bank's reference
    /// of the entry. Where the bank gives none, or the same to several entries, a hash of what the entry says stands
    /// beside it, and a number where even that is the same.
    #[must_use]
    pub fn import_keys(&self) -> Vec<String> {
        let statement = match self.sequence {
            // Numbers begin again with every year at some banks, so the year of the entries belongs to them.
            Some(sequence) => match self.year() {
                Some(year) => format!("{year}-{sequence}"),
                None => format!("{sequence}/{}", self.id),
            },
            None => self.id.clone(),
        };
        let mut keys: Vec<String> = Vec::with_capacity(self.entries.len());
        let mut taken = std::collections::HashMap::<String, u32>::new();
        let mut references = std::collections::HashMap::<&str, u32>::new();
        for entry in &self.entries {
            if let Some(reference) = reference(entry) {
                let count = references.entry(reference).or_default();
                *count = count.saturating_add(1);
            }
        }
        for entry in &self.entries {
            let own = match reference(entry) {
                Some(reference) if references.get(reference) == Some(&1) => reference.to_owned(),
                Some(reference) => format!("{reference}#{}", content_hash(entry)),
                None => format!("#{}", content_hash(entry)),
            };
            let key = format!("{}|{statement}|{own}", self.account.number());
            let count = taken.entry(key.clone()).or_default();
            *count = count.saturating_add(1);
            keys.push(if *count == 1 { key } else { format!("{key}#{count}") });
        }
        keys
    }

    fn year(&self) -> Option<i32> {
        use chrono::Datelike as _;
        let closing = self.closing().map(|balance| balance.date);
        closing.or_else(|| self.entries.iter().find_map(|entry| entry.booking_date)).map(|date| date.year())
    }
}

/// A hash of what an entry says: half of a SHA-256 in hexadecimal. It changes only with the entry, never with this
/// program: every field is written out by name and length.
fn content_hash(entry: &Entry) -> String {
    let mut hash = Sha256::new();
    let mut field = |name: &str, value: &str| {
        hash.update(format!("{name}:{}:{value};", value.len()).as_bytes());
    };
    field("amount", &entry.money.amount.to_string());
    field("currency", &entry.money.currency);
    field("direction", if entry.money.direction == Direction::Credit { "CRDT" } else { "DBIT" });
    field("reversal", if entry.reversal { "true" } else { "false" });
    let status = match &entry.status {
        EntryStatus::Booked => "BOOK",
        EntryStatus::Pending => "PDNG",
        EntryStatus::Information => "INFO",
        EntryStatus::Future => "FUTR",
        EntryStatus::Other(code) => code,
    };
    field("status", status);
    field("booking", &entry.booking_date.map(|date| date.to_string()).unwrap_or_default());
    field("value", &entry.value_date.map(|date| date.to_string()).unwrap_or_default());
    field("entry", entry.entry_reference.as_deref().unwrap_or_default());
    field("information", entry.information.as_deref().unwrap_or_default());
    for batch in &entry.batches {
        field("message", batch.message_id.as_deref().unwrap_or_default());
        field("batch", batch.payment_information_id.as_deref().unwrap_or_default());
    }
    for transaction in &entry.transactions {
        let references = &transaction.references;
        for (name, id) in [
            ("bank", &references.bank_reference),
            ("batch", &references.payment_information_id),
            ("instruction", &references.instruction_id),
            ("end-to-end", &references.end_to_end_id),
            ("uetr", &references.uetr),
            ("transaction", &references.transaction_id),
            ("debtor", &transaction.debtor.name),
            ("creditor", &transaction.creditor.name),
        ] {
            field(name, id.as_deref().unwrap_or_default());
        }
        field("amount", &transaction.money.as_ref().map(|money| money.amount.to_string()).unwrap_or_default());
        transaction.remittance.iter().for_each(|line| field("text", line));
    }
    let digest = hash.finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
