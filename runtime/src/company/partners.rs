//! The partners: positions with their owners and declared columns.

use super::cell::{self, Known};
use super::order::{duplicates, natural_order, order_of};
use super::read::{Column, RawTable};
use super::schema::partners as at;
use crate::index::Index;
use crate::problem::{Cause, Problems};
use crate::texts::{Ids, Texts};
use crate::values::{permuted, push_value};
use compline_compiler::program::{Kind, NONE, Program};
use compline_compiler::store::Values;

/// Partners in natural order of their ids. A partner's number is its place here.
#[derive(Clone, Debug, Default)]
pub struct Partners {
    /// Ids.
    pub ids: Ids,
    /// Owners of the positions; without them every partner owns itself.
    pub persons: Option<Persons>,
    /// Day of joining, as `I32`.
    pub joined_on: Option<Values>,
    /// By partner field of the program; a partner is its number, a text its place in [`super::Company::texts`].
    pub fields: Vec<Values>,
    /// Since when a partner is known, in seconds since 1970-01-01, as `I64`.
    pub known_at: Option<Values>,
}

/// Owners of positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Persons {
    /// Ids in natural order.
    pub ids: Texts,
    /// By partner: number of the owner.
    pub of: Vec<u32>,
}

impl Partners {
    /// Partners `0`, `1`, … with nothing but a number, for data that are made and not read.
    pub fn sequence(count: usize) -> Self {
        Self { ids: Ids::Sequence(count), ..Self::default() }
    }

    /// Number of partners.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Since when a partner is known.
    pub(crate) fn known_at(&self, partner: usize) -> i64 {
        // Absent is the least value: known ever since.
        self.known_at.as_ref().map_or(NONE, |known| known.get(partner))
    }
}

/// A column of texts that become numbers when all texts are known.
#[derive(Debug)]
pub(super) struct PendingTexts {
    pub(super) field: usize,
    pub(super) texts: Texts,
}

/// Sorts the partners and resolves their references to each other.
pub(super) fn build(
    mut raw: RawTable,
    program: &Program,
    threads: usize,
    problems: &mut Problems,
) -> (Partners, Vec<PendingTexts>) {
    let ids = raw.take_ids(at::ID);
    let order = natural_order(&ids, None, threads);
    let ids = match &order {
        Some(order) => ids.permuted(order),
        None => ids,
    };
    let mut origin = std::mem::take(&mut raw.origin);
    origin.order.clone_from(&order);
    let mut pairs = duplicates(&ids, |_, _| true);
    pairs.sort_by_key(|(_, later)| origin.row(*later));
    for (first, later) in pairs {
        let cure = "remove one of the two rows, or give one of them an id of its own";
        problems
            .add(|| origin.problem(later, "id", ids.get(later), Cause::Duplicate { first: origin.row(first) }, cure));
    }
    let values = |raw: &mut RawTable, column| {
        let values = raw.take_values(column)?;
        Some(match &order {
            Some(order) => permuted(&values, order),
            None => values,
        })
    };
    let texts = |raw: &mut RawTable, column| {
        let texts = raw.take_texts(column)?;
        Some(match &order {
            Some(order) => texts.permuted(order),
            None => texts,
        })
    };
    let persons = texts(&mut raw, at::PERSON).map(|names| persons(&names, &ids.to_texts(), threads));
    let joined_on = values(&mut raw, at::JOINED_ON);
    let known_at = values(&mut raw, at::KNOWN_AT);
    let mut fields = Vec::with_capacity(program.partner_fields.len());
    let mut pending = Vec::new();
    let index = program.partner_fields.iter().any(|field| field.ty.kind == Kind::Partner).then(|| Index::new(&ids));
    for (number, field) in program.partner_fields.iter().enumerate() {
        let column = at::FIELDS + number;
        if let Some(Column::Values(_)) = raw.columns.get(column) {
            fields.extend(values(&mut raw, column));
            continue;
        }
        let texts = texts(&mut raw, column).unwrap_or_default();
        let mut out = Values::I32(Vec::with_capacity(texts.len()));
        if let (Kind::Partner, Some(index)) = (field.ty.kind, &index) {
            for (row, text) in texts.iter().enumerate() {
                let known = Known { partners: Some(index) };
                let found = if text.is_empty() {
                    Ok(NONE)
                } else {
                    cell::value(&super::schema::CellSchema::Partner, known, text)
                };
                let _ = push_value(&mut out, *found.as_ref().unwrap_or(&NONE));
                if let Err(refusal) = found {
                    problems.add(|| origin.problem(row, &field.name, text, refusal.cause, refusal.cure));
                }
            }
        } else {
            pending.push(PendingTexts { field: number, texts });
        }
        fields.push(out);
    }
    drop(index);
    (Partners { ids, persons, joined_on, fields, known_at }, pending)
}

/// Numbers the owners; where none is named the partner owns itself.
fn persons(names: &Texts, ids: &Texts, threads: usize) -> Persons {
    let own = names.iter().zip(ids.iter()).map(|(name, id)| if name.is_empty() { id } else { name });
    let names: Texts = own.collect();
    let order = order_of(&names, None, threads)
        .unwrap_or_else(|| (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect());
    let mut persons = Persons { ids: Texts::default(), of: vec![0; names.len()] };
    for row in order {
        let name = names.get(row as usize);
        let last = persons.ids.len().checked_sub(1);
        if last.is_none_or(|last| persons.ids.get(last) != name) {
            // Not more text than the names are.
            let _ = persons.ids.push(name);
        }
        if let Some(slot) = persons.of.get_mut(row as usize) {
            *slot = u32::try_from(persons.ids.len().saturating_sub(1)).unwrap_or(u32::MAX);
        }
    }
    persons
}
