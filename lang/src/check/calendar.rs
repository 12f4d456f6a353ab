//! Where the plan's periods begin: on another day than the calendar's, or on the days of a list.

use super::Checker;
use super::types::grain_word;
use crate::diagnostic::{Code, Diagnostic};
use crate::hir::{Begins, DAYS, Grain, ListedPeriod, ListedPeriods, MONTHS, NamedAfter};
use crate::number::Decimal;
use crate::source::Span;
use crate::syntax::ast::{Date, Ident, PeriodBegin, PeriodClause, PeriodEntry, PeriodList};
use crate::words::Text;

/// Most periods of a list.
const MOST_LISTED: usize = 600;

/// Where a period begins that is said to begin on a day.
struct From<'a> {
    grain: Grain,
    day: Option<&'a (Decimal, Span)>,
    name: Option<&'a Ident>,
    span: Span,
}

impl Checker<'_> {
    /// Where the plan's periods begin. What cannot be is reported, and the calendar's stand in for it.
    pub(super) fn period_begins(
        &mut self,
        period: &PeriodClause,
        grain: Grain,
        valid: Option<&(Date, Option<Date>)>,
    ) -> Begins {
        match &period.begins {
            Some(PeriodBegin::Listed(list)) => self.listed_periods(list, grain, valid),
            Some(PeriodBegin::On { day, name, span }) => {
                let from = From { grain, day: day.as_ref(), name: name.as_ref(), span: *span };
                match self.period_from(&from) {
                    Some((month, day)) => self.named_after(period, grain, month, day),
                    None => Begins::Usual,
                }
            }
            None => {
                if let Some((_, span)) = period.named {
                    self.report(
                        Diagnostic::new(
                            Code::BadCalendar,
                            span,
                            say!(
                                "a {grain} that begins as the calendar's has the calendar's name",
                                grain = grain_word(grain)
                            ),
                        )
                        .help("leave this out"),
                    );
                }
                Begins::Usual
            }
        }
    }

    fn bad_calendar(&mut self, span: Span, message: Text, help: Text) {
        self.report(Diagnostic::new(Code::BadCalendar, span, message).help(help));
    }

    /// The month (1 to 12) and the day of it; for weeks no month, and how many days after Monday.
    fn period_from(&mut self, from: &From<'_>) -> Option<(u8, u8)> {
        match from.grain {
            Grain::Day => {
                self.bad_calendar(
                    from.span,
                    say!("a day begins at midnight and nowhere else"),
                    say!("write `period day`"),
                );
                None
            }
            Grain::Week => self.week_from(from).map(|first| (0, first)),
            Grain::Month => self.month_from(from).map(|day| (1, day)),
            Grain::Quarter | Grain::Year => self.year_from(from),
        }
    }

    fn week_from(&mut self, from: &From<'_>) -> Option<u8> {
        let (Some(name), None) = (from.name, from.day) else {
            self.bad_calendar(
                from.span,
                say!("a week begins on one of its seven days"),
                say!("write `period week from Saturday`, or another day"),
            );
            return None;
        };
        let Some(first) = DAYS.iter().position(|day| *day == name.text) else {
            let days = DAYS.iter().map(|day| (*day).to_owned()).collect();
            let message = say!("`{}` is no day of the week", name.text);
            let d = self.unknown(Code::UnknownName, name.span, message, &name.text, days);
            self.report(d.help_if_none("write `period week from Saturday`, or another day"));
            return None;
        };
        if first == 0 {
            self.bad_calendar(
                from.span,
                say!("the calendar's weeks begin on Monday already"),
                say!("write `period week`"),
            );
            return None;
        }
        u8::try_from(first).ok()
    }

    fn month_from(&mut self, from: &From<'_>) -> Option<u8> {
        let (Some(day), None) = (from.day, from.name) else {
            self.bad_calendar(
                from.span,
                say!("a month begins on a day of the month"),
                say!("write `period month from day 26`, or another day"),
            );
            return None;
        };
        let day = self.day_of_month(day)?;
        if day == 1 {
            self.bad_calendar(
                from.span,
                say!("the calendar's months begin with day 1 already"),
                say!("write `period month`"),
            );
            return None;
        }
        Some(day)
    }

    fn year_from(&mut self, from: &From<'_>) -> Option<(u8, u8)> {
        let grain = from.grain.word();
        let Some(name) = from.name else {
            self.bad_calendar(
                from.span,
                say!("this does not say in which month a {grain} begins", grain = grain_word(from.grain)),
                say!("write `period {grain} from 6 April`, or `period {grain} from April` for the first of the month"),
            );
            return None;
        };
        let Some(month) = MONTHS.iter().position(|month| *month == name.text) else {
            let months = MONTHS.iter().map(|month| (*month).to_owned()).collect();
            let message = say!("`{}` is no month", name.text);
            let d = self.unknown(Code::UnknownName, name.span, message, &name.text, months);
            self.report(d.help_if_none(say!("write `period {grain} from April`, or another month")));
            return None;
        };
        let day = match from.day {
            Some(day) => self.day_of_month(day)?,
            None => 1,
        };
        if (month, day) == (0, 1) {
            self.bad_calendar(
                from.span,
                say!("the calendar's years begin in January already"),
                say!("write `period {grain}`"),
            );
            return None;
        }
        Some((u8::try_from(month + 1).ok()?, day))
    }

    /// A day that every month has.
    fn day_of_month(&mut self, (day, span): &(Decimal, Span)) -> Option<u8> {
        let whole = day.rescale(0).and_then(|day| u8::try_from(day.mantissa).ok());
        let fits = whole.filter(|day| (1..=28).contains(day));
        if fits.is_none() {
            self.bad_calendar(
                *span,
                say!("not every month has a day {day}"),
                say!("write a day from 2 to 28; what begins on other days can be `listed`, each period with its first day"),
            );
        }
        fits
    }

    /// What a period is called that begins elsewhere: after its first day or its last one, as the plan says.
    fn named_after(&mut self, period: &PeriodClause, grain: Grain, month: u8, day: u8) -> Begins {
        let named = match period.named {
            Some((named, _)) => named,
            None => {
                self.choose_name(period, grain, month, day);
                NamedAfter::Last
            }
        };
        match grain {
            Grain::Week => Begins::Weekday(day, named),
            _ => Begins::Day { month, day, named },
        }
    }

    fn choose_name(&mut self, period: &PeriodClause, grain: Grain, month: u8, day: u8) {
        // Each with a period as an example: the day on which it begins, and both names.
        let (begins, first, last) = match grain {
            // The tenth week of 2026 begins on 2 March.
            Grain::Week => (format!("2026-03-{:02}", 2 + day), "2026-W10", "2026-W11"),
            Grain::Quarter => (format!("2026-{month:02}-{day:02}"), "2026-Q1", "2027-Q1"),
            Grain::Year => (format!("2026-{month:02}-{day:02}"), "2026", "2027"),
            Grain::Day | Grain::Month => (format!("2026-02-{day:02}"), "2026-02", "2026-03"),
        };
        let word = grain_word(grain);
        let written = self.slice(period.span).trim().to_owned();
        let mut d = Diagnostic::new(
            Code::ChoosePeriodName,
            period.span,
            say!(
                "a {grain} that begins elsewhere than the calendar's lies in two of them, and nothing says after which it is named",
                grain = word
            ),
        );
        for (after, name) in [("first", first), ("last", last)] {
            d = d.reading(
                format!("{written}, named after its {after} day"),
                say!("the {grain} that begins on {begins} is `{name}`", grain = word),
            );
        }
        self.report(d.help("say which"));
    }

    fn listed_periods(&mut self, list: &PeriodList, grain: Grain, valid: Option<&(Date, Option<Date>)>) -> Begins {
        let word = grain_word(grain);
        if grain == Grain::Day {
            self.bad_calendar(list.span, say!("days are not listed"), say!("write `period day`"));
            return Begins::Usual;
        }
        let Some(first) = list.entries.first() else {
            self.bad_calendar(
                list.span,
                say!("the list has no {grain}", grain = word),
                say!("write each with its first day: `{example} from 2025-12-29`", example = example(grain)),
            );
            return Begins::Usual;
        };
        if list.entries.len() > MOST_LISTED {
            self.bad_calendar(
                list.span,
                say!("the list has more than {most} entries", most = MOST_LISTED),
                say!("list the periods of a few years"),
            );
            return Begins::Usual;
        }
        let Some(end) = list.end else {
            let last = list.entries.last().unwrap_or(first);
            self.bad_calendar(
                last.name.1,
                say!("nothing says on which day `{}` ends", last.name.0),
                say!("end the list with `to` and its last day: `to 2026-12-27`"),
            );
            return Begins::Usual;
        };
        let mut periods: Vec<ListedPeriod> = Vec::new();
        for entry in &list.entries {
            let Some(own) = self.listed_period(entry, grain, periods.last()) else { return Begins::Usual };
            periods.push(own);
        }
        let listed = ListedPeriods { periods, last: end.day };
        let lengths: Vec<i64> = listed.lengths().collect();
        let (least, most) = possible(grain);
        for (entry, days) in list.entries.iter().zip(lengths) {
            if !(least..=most).contains(&days) {
                let name = &entry.name.0;
                self.bad_calendar(
                    entry.name.1,
                    if days > 0 {
                        say!("`{name}` would have {days} days")
                    } else {
                        say!("`{name}` would end before it begins")
                    },
                    say!("check the dates around it: a {grain} of a list has {least} to {most} days", grain = word),
                );
                return Begins::Usual;
            }
        }
        self.valid_within(&listed, first, end, valid);
        Begins::Listed(listed)
    }

    /// An entry of a list, which comes after the one before it.
    fn listed_period(
        &mut self,
        entry: &PeriodEntry,
        grain: Grain,
        before: Option<&ListedPeriod>,
    ) -> Option<ListedPeriod> {
        let (name, span) = &entry.name;
        let Some((year, number)) = named(name, grain) else {
            self.bad_calendar(
                *span,
                say!("`{name}` is not how a {grain} is called", grain = grain_word(grain)),
                say!("write it as `{example}`", example = example(grain)),
            );
            return None;
        };
        let own = ListedPeriod { year, number, from: entry.from.day };
        if let Some(before) = before {
            let next = ListedPeriod { number: before.number + 1, ..*before };
            let next_year = ListedPeriod { year: before.year + 1, number: number.min(1), ..*before };
            let follows = |next: &ListedPeriod| (next.year, next.number) == (year, number);
            if !follows(&next_year) && (grain == Grain::Year || !follows(&next)) {
                let (before, next, other) = (before.name(grain), next.name(grain), next_year.name(grain));
                self.bad_calendar(
                    *span,
                    say!("`{name}` does not follow `{before}`"),
                    if grain == Grain::Year {
                        say!("write `{next}`", next = other)
                    } else {
                        say!("write `{next}`, or `{other}` where a year begins", next = next, other = other)
                    },
                );
                return None;
            }
        }
        Some(own)
    }

    /// A plan is not valid for days of which its list says nothing.
    fn valid_within(
        &mut self,
        listed: &ListedPeriods,
        first: &PeriodEntry,
        end: Date,
        valid: Option<&(Date, Option<Date>)>,
    ) {
        let Some((from, to)) = valid else { return };
        if from.day < first.from.day {
            self.bad_calendar(
                from.span,
                say!("the plan is valid from {}, and its list of periods begins on {}", from.day, first.from.day),
                say!("list the periods before, or let the plan be valid from a later day"),
            );
        }
        if let Some(to) = to.as_ref().filter(|to| to.day > listed.last) {
            self.bad_calendar(
                to.span,
                say!("the plan is valid to {}, and its list of periods ends on {}", to.day, end.day),
                say!("list the periods behind it, or let the plan be valid to an earlier day"),
            );
        }
    }
}

/// How many days a listed period may have, so that a wrong year or month is found.
fn possible(grain: Grain) -> (i64, i64) {
    match grain {
        Grain::Day | Grain::Week => (1, 14),
        Grain::Month => (14, 62),
        Grain::Quarter => (28, 184),
        Grain::Year => (28, 732),
    }
}

/// How a period is called.
fn example(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "2026-01-01",
        Grain::Week => "2026-W01",
        Grain::Month => "2026-01",
        Grain::Quarter => "2026-Q1",
        Grain::Year => "2026",
    }
}

/// Year and number of a period by its name.
fn named(name: &str, grain: Grain) -> Option<(i32, u32)> {
    let (year, rest) = name.split_at_checked(4)?;
    let year = year.parse().ok()?;
    let number = match grain {
        Grain::Day => return None,
        Grain::Week => rest.strip_prefix("-W")?,
        Grain::Month => rest.strip_prefix('-')?,
        Grain::Quarter => rest.strip_prefix("-Q")?,
        Grain::Year => return rest.is_empty().then_some((year, 0)),
    };
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Some((year, number))
}
