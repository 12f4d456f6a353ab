//! Notices of danger of cancellation, for contracts of insurance.
//!
//! Commission for a contract that ends early is reclaimed only where the agent was told in time that it is in danger, so that he
//! could save it, or where the company tried to save it itself (§§ 87a (3), 92 (2) HGB; BGH VII ZR 130/11). So a reversal of a
//! contract of insurance because it was cancelled or not paid names a notice of the day of the reversal or before; or says why there
//! is none.

use crate::error::{FieldError, OfficeError};
use crate::learn::Learning;
use crate::office::Office;
use crate::orders::{EventKey, event_of};
use crate::plans::CompiledPlan;
use crate::runs::Run;
use crate::who::Author;
use chrono::{DateTime, NaiveDate, Utc};
use compline_lang::hir::NatureKind;
use compline_policy::{Action, ObjectKind};
use compline_runtime::company::Reason;
use compline_runtime::reversal::settled_lines;
use compline_store::{FromRow, values};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How somebody was told, or what the company did itself.
pub const CHANNELS: [&str; 5] = ["letter", "email", "portal", "phone", "own_effort"];

/// Characters that a proof may have.
const MOST_PROOF: usize = 300;

/// A notice to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// The day on which it was sent, or the effort was made.
    pub day: NaiveDate,
    /// One of [`CHANNELS`].
    pub channel: String,
    /// What proves it.
    pub proof: String,
}

/// A notice with the contract that it is about.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub(crate) struct KnownNotice {
    pub(crate) kind: String,
    pub(crate) source: String,
    pub(crate) event: String,
    pub(crate) day: NaiveDate,
    pub(crate) channel: String,
    pub(crate) partner: Option<String>,
    pub(crate) proof: String,
    /// The commit that recorded it, or is about to.
    pub(crate) seq: i64,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Notice {
    /// The day on which it was sent, or the effort was made.
    pub day: NaiveDate,
    /// One of [`CHANNELS`].
    pub channel: String,
    /// Who was told; nobody of an effort of the company's own.
    pub partner: Option<String>,
    /// What proves it.
    pub proof: String,
    /// The commit that recorded it.
    pub seq: i64,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// By whom: a user's id.
    pub author: String,
}

/// Whether an event is a contract of insurance, by the natures that the plan names.
pub fn is_insurance(plan: &CompiledPlan, kind: &str, fields: &BTreeMap<String, String>) -> bool {
    let Some(event) = plan.hir.events.iter().find(|event| event.name == kind) else { return false };
    let declared = plan.program.events.iter().find(|event| event.name == kind);
    let word_of = |field: &str| -> Option<u32> {
        let field = declared?.fields.iter().find(|of| of.name == field)?;
        let compline_compiler::program::Kind::Word(words) = field.ty.kind else { return None };
        let text = fields.get(&field.name)?;
        let place = plan.program.words.get(words.index())?.words.iter().position(|word| word == text)?;
        u32::try_from(place).ok()
    };
    // The first nature that fits is the one.
    let nature = event.natures.iter().find(|nature| {
        nature.only.as_ref().is_none_or(|only| word_of(&only.field).is_some_and(|word| only.words.contains(&word)))
    });
    nature.is_some_and(|nature| {
        matches!(
            nature.kind,
            NatureKind::Life
                | NatureKind::SubstitutiveHealth
                | NatureKind::PaymentProtection
                | NatureKind::OtherInsurance
        )
    })
}

/// Whether a reversal reclaims commission because a contract was not kept: that takes a notice. Who withdraws in time has had no
/// contract, and what is the company's fault reclaims nothing.
pub(crate) fn takes_notice(reason: &str) -> bool {
    [Reason::Cancelled, Reason::Chargeback].iter().any(|one| one.word() == reason)
}

impl Office {
    /// Records that an agent was told, or what the company did itself, to save a contract of insurance.
    ///
    /// # Errors
    /// With every field that is wrong; where there is no such order, or it is no insurance.
    pub async fn record_notice(&self, author: &Author, key: &EventKey, new: &NewNotice) -> Result<(), OfficeError> {
        self.allow(author, Action::EnterOrder, ObjectKind::Order, &key.id, &[])?;
        let plan = self.declared(&author.company, &key.programme).await?;
        event_of(&plan, &key.kind)?;
        let known = self.event(&author.company, &key.programme, &key.kind, &key.source, &key.id).await?;
        let known = known.first().ok_or_else(|| OfficeError::missing("order", &key.id))?;
        let proof = new.proof.trim();
        let mut wrong = Vec::new();
        if !is_insurance(&plan, &key.kind, &known.texts()?) {
            wrong.push(FieldError::new("channel", "error-notice-no-insurance"));
        }
        wrong.extend(check_notice(new.day, &new.channel, proof, self.clock().today()));
        if !wrong.is_empty() {
            return Err(OfficeError::Input(wrong));
        }
        let partner = known.partner.clone().filter(|_| new.channel != "own_effort");
        let mut learning = self.learn(author, "notice").await?;
        let notice = KnownNotice {
            kind: key.kind.clone(),
            source: key.source.clone(),
            event: key.id.clone(),
            day: new.day,
            channel: new.channel.clone(),
            partner,
            proof: proof.to_owned(),
            seq: learning.seq,
        };
        learning.put_notices(&key.programme, &[notice]).await?;
        learning.commit().await?;
        Ok(())
    }

    /// All notices of a programme that are known with a commit.
    pub(crate) async fn known_notices(
        &self,
        company: &str,
        programme: &str,
        known: i64,
    ) -> Result<Vec<KnownNotice>, OfficeError> {
        let sql = "SELECT kind, source, event, day, channel, partner, proof, seq FROM notices WHERE company = $1 \
                   AND programme = $2 AND seq <= $3 ORDER BY kind, source, event, day, seq";
        Ok(self.db().all(sql, values![company, programme, known]).await?)
    }

    /// The notices of a contract, by day.
    ///
    /// # Errors
    /// Of the database.
    pub async fn notices_of(&self, company: &str, key: &EventKey) -> Result<Vec<Notice>, OfficeError> {
        let sql = "SELECT n.day, n.channel, n.partner, n.proof, n.seq, c.at, c.author FROM notices n JOIN commits c \
                   ON c.company = n.company AND c.seq = n.seq WHERE n.company = $1 AND n.programme = $2 AND n.kind = $3 \
                   AND n.source = $4 AND n.event = $5 ORDER BY n.day, n.seq";
        let values = values![company, &key.programme, &key.kind, &key.source, &key.id];
        Ok(self.db().all(sql, values).await?)
    }

    /// What stands against reclaiming commission for a contract on a day: nothing, or that nobody was told.
    pub(crate) async fn unnotified(
        &self,
        company: &str,
        key: &EventKey,
        plan: &CompiledPlan,
        fields: &BTreeMap<String, String>,
        (day, reason): (NaiveDate, &str),
    ) -> Result<bool, OfficeError> {
        if !takes_notice(reason) || !is_insurance(plan, &key.kind, fields) {
            return Ok(false);
        }
        Ok(!self.notices_of(company, key).await?.iter().any(|notice| notice.day <= day))
    }

    /// Contracts of insurance for which a run takes back what a bonus that is brought up to date has paid, though nobody was told
    /// by the end of its period that they are in danger: numbers of contracts. What is reversed was asked for a notice before.
    ///
    /// # Errors
    /// Before the run is computed.
    pub(crate) async fn reclaimed_unnotified(&self, run: &Run) -> Result<Vec<String>, OfficeError> {
        let plan = self.compiled(&self.plan_version(&run.company, &run.plan).await?).await?;
        let insured = |kind: &str| plan.hir.events.iter().any(|event| event.name == kind && !event.natures.is_empty());
        if !plan.program.bonuses.iter().any(|bonus| bonus.true_up)
            || !plan.program.events.iter().any(|event| insured(&event.name))
        {
            return Ok(Vec::new());
        }
        let kinds: Vec<bool> = plan.program.events.iter().map(|event| insured(&event.name)).collect();
        let computed = self.computed(run).await?;
        let found = tokio::task::spawn_blocking(move || {
            let asked = |kind: u32, _: u32| kinds.get(kind as usize).copied().unwrap_or(false);
            let program = &computed.plan.program;
            let mut out: BTreeSet<(String, String, String)> = BTreeSet::new();
            for settled in &computed.settled {
                let lines = settled_lines(program, &computed.company, settled, &asked).into_iter();
                for line in lines.filter(|line| line.mirrors.is_empty() && line.kept < 0) {
                    let kind = program.events.get(line.kind as usize);
                    if let (Some(kind), Some(table)) = (kind, computed.company.events.get(line.kind as usize)) {
                        let row = line.event as usize;
                        out.insert((kind.name.clone(), table.source(row).to_owned(), table.ids.get(row).into_owned()));
                    }
                }
            }
            out
        });
        let end = run.days()?.1;
        let mut out = Vec::new();
        for (kind, source, id) in found.await? {
            let known = self.event(&run.company, &run.programme, &kind, &source, &id).await?;
            let Some(known) = known.first() else { continue };
            let key = EventKey { programme: run.programme.clone(), kind, source, id };
            if self.unnotified(&run.company, &key, &plan, &known.texts()?, (end, Reason::Cancelled.word())).await? {
                out.push(key.id);
            }
        }
        Ok(out)
    }
}

impl Learning {
    /// Writes notices.
    pub(crate) async fn put_notices(&mut self, programme: &str, all: &[KnownNotice]) -> Result<(), OfficeError> {
        let columns = ["company", "programme", "kind", "source", "event", "day", "channel", "partner", "proof", "seq"];
        let (mut rows, mut notes) = (Vec::with_capacity(all.len()), Vec::with_capacity(all.len()));
        for one in all {
            let mut row = values![&self.author.company, programme, &one.kind, &one.source, &one.event];
            row.extend(values![one.day, &one.channel, one.partner.clone(), &one.proof, self.seq]);
            rows.push(row);
            let note = serde_json::json!({ "day": one.day, "channel": one.channel, "proof": one.proof });
            notes.push((format!("{}:{}", one.source, one.event), note.to_string()));
        }
        self.tx.insert("notices", &columns, rows).await?;
        self.note_all("record-notice", ObjectKind::Order, notes).await
    }
}

/// What is wrong with a notice.
pub(crate) fn check_notice(day: NaiveDate, channel: &str, proof: &str, today: NaiveDate) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if !CHANNELS.contains(&channel) {
        wrong.push(FieldError::new("channel", "error-notice-channel").with("known", CHANNELS.join(", ")));
    }
    if day > today {
        wrong.push(FieldError::new("day", "error-notice-later").with("date", today));
    }
    let length = proof.chars().count();
    if length == 0 {
        wrong.push(FieldError::new("proof", "error-notice-proof"));
    } else if length > MOST_PROOF {
        let error = FieldError::new("proof", "error-text-too-long");
        wrong.push(error.with("length", length).with("most", MOST_PROOF));
    }
    wrong
}
