//! Parts of a period: which days a week of a month has.

use crate::calendar::{Period, date};
use compline_compiler::program::{Calendar, Grain, Part, Program, Reach, Weeks};
use compline_compiler::store::PeriodDays;

impl Period {
    /// The days of a stretch as seen from this period.
    pub fn days_of(self, reach: Reach, program: &Program) -> PeriodDays {
        match program.part(reach) {
            Some(part) => self.part_days(part, program.weeks),
            None => self.back(reach.periods().unwrap_or(0)).days(),
        }
    }

    /// Whether a stretch is one of this period or of an earlier one. The fifth week of a month with four is not.
    pub fn has(self, reach: Reach, program: &Program) -> bool {
        self.days_of(reach, program).end <= self.end()
    }

    /// How a part is called: `2026-W10`, `2026-03-15`, `2026-03-01 to 2026-03-07`. Nothing for a whole period.
    pub fn part_name(self, reach: Reach, program: &Program) -> Option<String> {
        let part = program.part(reach)?;
        let days = self.part_days(part, program.weeks);
        let own = Self::containing(self.calendar().of(part.grain), days.start);
        let exact = own.days() == days;
        Some(if exact { own.to_string() } else { format!("{} to {}", date(days.start), date(days.end)) })
    }

    /// A name with the part of which it is, where that is not the whole period: `Binary (2026-W10)`.
    pub(crate) fn titled(self, name: &str, reach: Reach, program: &Program) -> String {
        match self.part_name(reach, program) {
            Some(part) => format!("{name} ({part})"),
            None => name.to_owned(),
        }
    }

    /// What the ids of lines begin with: context and bonus, and the first day of the part where it is one.
    pub(crate) fn lines_of(self, name: &str, reach: Reach, program: &Program) -> String {
        match program.part(reach) {
            Some(part) => format!("{name}@{}", date(self.part_days(part, program.weeks).start)),
            None => name.to_owned(),
        }
    }

    /// The last day of a stretch, as far as this period goes.
    pub(crate) fn last_day_of(self, reach: Reach, program: &Program) -> i32 {
        self.days_of(reach, program).end.min(self.end())
    }

    /// The part of a length in which a day lies, where this period has it.
    pub fn part_on(self, grain: Grain, day: i32, program: &Program) -> Option<Reach> {
        let numbered = (0_u32..).zip(&program.parts).filter(|(_, part)| part.grain == grain && part.offset >= 0);
        let reaches = numbered.map(|(at, _)| Reach::Part(compline_compiler::program::PartId(at)));
        let mut lies = reaches.filter(|reach| self.has(*reach, program));
        lies.find(|reach| {
            let days = self.days_of(*reach, program);
            (days.start..=days.end).contains(&day)
        })
    }

    /// The period of a calendar to which the part belongs in which a day lies.
    pub(crate) fn of_part_on(calendar: Calendar, part: Grain, day: i32, weeks: Weeks) -> Self {
        let day = match (part, weeks) {
            (Grain::Week, Weeks::WhereTheyEnd(first)) => day.saturating_add(6 - into_week(day, first)),
            _ => day,
        };
        Self::containing(calendar, day)
    }

    fn part_days(self, part: Part, weeks: Weeks) -> PeriodDays {
        let start = self.start();
        match (part.grain, weeks) {
            (Grain::Week, Weeks::WhereTheyEnd(first)) => {
                let begin = start.saturating_sub(into_week(start, first));
                seven(begin.saturating_add(part.offset.saturating_mul(7)))
            }
            (Grain::Week, Weeks::Cut(_) | Weeks::FromPeriod) => self.cut_days(part.offset, weeks),
            (grain, _) => {
                let own = self.calendar().of(grain);
                let first = Self::containing(own, start);
                Self::from_index(own, first.index().saturating_add(part.offset)).days()
            }
        }
    }

    /// Weeks that end with their period.
    fn cut_days(self, mut offset: i32, weeks: Weeks) -> PeriodDays {
        let mut period = self;
        loop {
            let (start, end) = (period.start(), period.end());
            // How long the first week is.
            let first = match weeks {
                Weeks::Cut(first) => 7 - into_week(start, first),
                _ => 7,
            };
            if offset >= 0 {
                let begin = match offset {
                    0 => start,
                    later => start.saturating_add(first).saturating_add((later - 1).saturating_mul(7)),
                };
                let length = if offset == 0 { first } else { 7 };
                let last = begin.saturating_add(length - 1);
                return PeriodDays { start: begin, end: if begin <= end { last.min(end) } else { last } };
            }
            period = period.back(1);
            offset = offset.saturating_add(period.weeks(weeks));
        }
    }

    /// How many weeks a period has that end with it.
    fn weeks(self, weeks: Weeks) -> i32 {
        let days = self.end().saturating_sub(self.start()).saturating_add(1);
        match weeks {
            Weeks::Cut(first) => {
                let rest = days.saturating_sub(7 - into_week(self.start(), first));
                rest.saturating_add(6).div_euclid(7).saturating_add(1)
            }
            _ => days.saturating_add(6).div_euclid(7),
        }
    }
}

/// The week that begins on a day.
fn seven(start: i32) -> PeriodDays {
    PeriodDays { start, end: start.saturating_add(6) }
}

/// How many days of its week a day has before it, where weeks begin so many days after Monday.
fn into_week(day: i32, first: u8) -> i32 {
    // 1970-01-01 was a Thursday.
    day.saturating_add(3).saturating_sub(i32::from(first)).rem_euclid(7)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::calendar::day_of;

    fn weeks(month: &str, weeks: Weeks, offsets: std::ops::Range<i32>) -> Vec<String> {
        let period = Period::parse(month).unwrap();
        let days = offsets.map(|offset| period.part_days(Part { grain: Grain::Week, offset }, weeks));
        days.map(|days| format!("{} to {}", date(days.start), date(days.end))).collect()
    }

    #[test]
    fn weeks_belong_to_the_month_in_which_they_end() {
        // 2026-03-01 is a Sunday: the week that ends on it is the first one of March.
        assert_eq!(
            weeks("2026-03", Weeks::WhereTheyEnd(0), -1..6),
            [
                "2026-02-16 to 2026-02-22",
                "2026-02-23 to 2026-03-01",
                "2026-03-02 to 2026-03-08",
                "2026-03-09 to 2026-03-15",
                "2026-03-16 to 2026-03-22",
                "2026-03-23 to 2026-03-29",
                "2026-03-30 to 2026-04-05"
            ]
        );
        assert_eq!(weeks("2026-03", Weeks::WhereTheyEnd(5), 0..1), ["2026-02-28 to 2026-03-06"]);
    }

    #[test]
    fn weeks_are_cut_where_a_month_ends() {
        assert_eq!(
            weeks("2026-03", Weeks::Cut(0), -2..7),
            [
                "2026-02-16 to 2026-02-22",
                "2026-02-23 to 2026-02-28",
                "2026-03-01 to 2026-03-01",
                "2026-03-02 to 2026-03-08",
                "2026-03-09 to 2026-03-15",
                "2026-03-16 to 2026-03-22",
                "2026-03-23 to 2026-03-29",
                "2026-03-30 to 2026-03-31",
                "2026-04-06 to 2026-04-12"
            ]
        );
    }

    #[test]
    fn weeks_are_counted_from_the_first_day() {
        assert_eq!(
            weeks("2026-03", Weeks::FromPeriod, -1..5),
            [
                "2026-02-22 to 2026-02-28",
                "2026-03-01 to 2026-03-07",
                "2026-03-08 to 2026-03-14",
                "2026-03-15 to 2026-03-21",
                "2026-03-22 to 2026-03-28",
                "2026-03-29 to 2026-03-31"
            ]
        );
    }

    #[test]
    fn earlier_weeks_follow_each_other_without_a_gap() {
        for rule in [Weeks::WhereTheyEnd(6), Weeks::Cut(3), Weeks::FromPeriod] {
            let period = Period::parse("2026-11").unwrap();
            let days = |offset| period.part_days(Part { grain: Grain::Week, offset }, rule);
            for offset in -60..3 {
                assert_eq!(days(offset).end + 1, days(offset + 1).start, "{rule:?} {offset}");
            }
        }
        let february = Period::parse("2026-02").unwrap();
        assert_eq!(february.start(), day_of(2026, 2, 1).unwrap());
    }
}
