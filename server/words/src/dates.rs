//! Days, months and moments.

use crate::{Language, Words};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike, Utc};
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YM, YMD, YMDT};
use icu_datetime::input::{DateTime as IcuDateTime, Time};
use std::sync::LazyLock;

impl Words {
    /// A day for tables and forms: `04.03.2026`, `4 Mar 2026`. Days beyond the years that CLDR writes are shown as in
    /// ISO 8601; the same holds for the other functions.
    #[must_use]
    pub fn date(self, day: NaiveDate) -> String {
        gregorian(day).map_or_else(|| day.to_string(), |date| self.formats().day.format(&date).to_string())
    }

    /// A day for sentences: `4. März 2026`, `4 March 2026`.
    #[must_use]
    pub fn date_long(self, day: NaiveDate) -> String {
        gregorian(day).map_or_else(|| day.to_string(), |date| self.formats().day_long.format(&date).to_string())
    }

    /// The month that a day is in: `März 2026`, `March 2026`.
    #[must_use]
    pub fn month(self, first_day: NaiveDate) -> String {
        gregorian(first_day)
            .map_or_else(|| first_day.to_string(), |date| self.formats().month.format(&date).to_string())
    }

    /// A moment to the minute, at a place whose clocks are `offset` ahead of UTC then: `14.04.2026, 09:12`.
    #[must_use]
    pub fn moment(self, at: DateTime<Utc>, offset: FixedOffset) -> String {
        let utc = at.naive_utc();
        let local = utc.checked_add_offset(offset).unwrap_or(utc);
        minute(local).map_or_else(
            || local.format("%Y-%m-%d %H:%M").to_string(),
            |moment| self.formats().moment.format(&moment).to_string(),
        )
    }

    fn formats(self) -> &'static Formats {
        match self.language() {
            Language::De => &GERMAN,
            Language::En => &ENGLISH,
        }
    }
}

struct Formats {
    day: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    day_long: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    month: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    moment: FixedCalendarDateTimeFormatter<Gregorian, YMDT>,
}

static GERMAN: LazyLock<Formats> = LazyLock::new(|| Formats::of(Language::De));
static ENGLISH: LazyLock<Formats> = LazyLock::new(|| Formats::of(Language::En));

impl Formats {
    #[expect(clippy::expect_used, reason = "the data are compiled in, and a test asks for every language and format")]
    fn of(language: Language) -> Self {
        const DATA: &str = "CLDR has the patterns of the language";
        let locale = || language.locale().into();
        Formats {
            day: FixedCalendarDateTimeFormatter::try_new(locale(), YMD::medium()).expect(DATA),
            day_long: FixedCalendarDateTimeFormatter::try_new(locale(), YMD::long()).expect(DATA),
            month: FixedCalendarDateTimeFormatter::try_new(locale(), YM::long()).expect(DATA),
            moment: FixedCalendarDateTimeFormatter::try_new(locale(), YMD::medium().with_time_hm()).expect(DATA),
        }
    }
}

/// The same day for ICU, which writes the years to 9999.
fn gregorian(day: NaiveDate) -> Option<Date<Gregorian>> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Date::try_new_gregorian(day.year(), month, of_month).ok()
}

/// The same minute for ICU.
fn minute(at: NaiveDateTime) -> Option<IcuDateTime<Gregorian>> {
    let (hour, minute) = (u8::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    Some(IcuDateTime { date: gregorian(at.date())?, time: Time::try_new(hour, minute, 0, 0).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const DE: Words = Words::new(Language::De);
    const EN: Words = Words::new(Language::En);

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }

    #[test]
    fn days_stand_as_their_reader_writes_them() {
        let shown = |d| [DE.date(d), DE.date_long(d), DE.month(d), EN.date(d), EN.date_long(d), EN.month(d)];
        assert_eq!(
            shown(day(2026, 3, 4)),
            ["04.03.2026", "4. März 2026", "März 2026", "4 Mar 2026", "4 March 2026", "March 2026"]
        );
        assert_eq!(
            shown(day(1999, 12, 31)),
            ["31.12.1999", "31. Dezember 1999", "Dezember 1999", "31 Dec 1999", "31 December 1999", "December 1999"]
        );
        assert_eq!(DE.date(day(-20_000, 1, 2)), "-20000-01-02");
    }

    #[test]
    fn a_moment_is_shown_by_the_clock_of_its_place() {
        let at = Utc.with_ymd_and_hms(2026, 4, 13, 23, 12, 59).single().unwrap_or_default();
        let summer = FixedOffset::east_opt(7200);
        let shown = summer.map(|offset| (DE.moment(at, offset), EN.moment(at, offset)));
        assert_eq!(shown, Some(("14.04.2026, 01:12".into(), "14 Apr 2026, 01:12".into())));
        let shown = summer.map(|offset| DE.moment(DateTime::<Utc>::MAX_UTC, offset));
        assert_eq!(shown, Some("+262142-12-31 23:59".into()));
    }
}
