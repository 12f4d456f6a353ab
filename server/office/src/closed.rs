//! Periods that runs have closed: what these knew, and which events they have settled.

use crate::error::OfficeError;
use crate::office::Office;
use chrono::NaiveDate;
use compline_compiler::program::Calendar;
use compline_runtime::calendar::{self, Period};
use compline_store::values;

/// A period that a run has closed: it can no longer change.
pub(crate) struct Closed {
    /// The run's id.
    pub(crate) run: String,
    pub(crate) period: Period,
    /// The commit up to which facts were in it.
    pub(crate) known: i64,
    /// Its sales channels; none for all.
    pub(crate) channels: Vec<String>,
}

impl Closed {
    /// Whether events of a channel are its business; those without one are everybody's.
    pub(crate) fn covers(&self, channel: Option<&str>) -> bool {
        self.channels.is_empty() || channel.is_none_or(|channel| self.channels.iter().any(|of| of == channel))
    }

    /// Whether it came behind another one, and knew a commit.
    pub(crate) fn knew(&self, other: &Self, seq: i64) -> bool {
        self.period.index() > other.period.index() && self.known >= seq
    }

    /// Whether it settles an event of a period, given by its index, that it knew: one of its own, or a late one of a period that
    /// was closed. Among runs in order the first that settles an event has done so.
    pub(crate) fn settles(&self, all: &[Self], own: i32, channel: Option<&str>) -> bool {
        let late = || own < self.period.index() && closing(all, own, channel).is_some();
        self.covers(channel) && (own == self.period.index() || late())
    }
}

/// The run that has closed a period, given by its index, for a channel.
pub(crate) fn closing<'c>(all: &'c [Closed], period: i32, channel: Option<&str>) -> Option<&'c Closed> {
    all.iter().find(|one| one.period.index() == period && one.covers(channel))
}

impl Office {
    /// The closed periods of a programme, from the earliest on.
    pub(crate) async fn closed_periods(
        &self,
        company: &str,
        programme: &str,
        own: Calendar,
    ) -> Result<Vec<Closed>, OfficeError> {
        let sql = "SELECT id, period, known_seq, channels FROM runs WHERE company = $1 AND programme = $2 \
                   AND state IN ('finalising', 'final')";
        let rows: Vec<(String, String, i64, String)> = self.db().all(sql, values![company, programme]).await?;
        let mut out = Vec::with_capacity(rows.len());
        for (run, period, known, channels) in rows {
            let period = Period::settled_as(own, &period).map_err(|error| OfficeError::damaged("run", error))?;
            let channels = serde_json::from_str(&channels).map_err(|error| OfficeError::damaged("run", error))?;
            out.push(Closed { run, period, known, channels });
        }
        out.sort_by_key(|one| (one.period.index(), one.known));
        Ok(out)
    }

    /// Those before the period that a day lies in.
    pub(crate) async fn closed_before(
        &self,
        company: &str,
        programme: &str,
        own: Calendar,
        day: NaiveDate,
    ) -> Result<Vec<Closed>, OfficeError> {
        let now = Period::containing(own, calendar::day(day)).index();
        let mut out = self.closed_periods(company, programme, own).await?;
        out.retain(|one| one.period.index() < now);
        Ok(out)
    }
}
