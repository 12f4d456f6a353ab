//! Which period a value is of.

use crate::writer::{CalendarWord, Writer};
use compline_lang::hir::Grain;

impl Writer<'_> {
    /// A value of another period than the one that is written about, with which one it is.
    pub fn of_grain(&self, value: String, to: Option<Grain>) -> String {
        match to {
            None => {
                let period = self.in_grain(None, || self.of_calendar(CalendarWord::This));
                self.say_with("book-in-its", &[("value", value.into()), ("period", period.into())])
            }
            Some(grain) => {
                let last = self.words.say(&format!("book-last-{}", grain.word()));
                self.say_with("book-in-its", &[("value", value.into()), ("period", last.into())])
            }
        }
    }

    /// A condition of another period than the one that is written about, with which one it is.
    pub fn holds_in(&self, condition: String, to: Option<Grain>) -> String {
        let plan = self.plan().header.grain.as_str();
        let period = match to {
            None => self.words.say(&format!("book-same-{plan}")),
            Some(grain) => self.words.say(&format!("book-within-last-{}", grain.word())),
        };
        self.say_with("book-holds-in", &[("condition", condition.into()), ("period", period.into())])
    }

    /// A value of the day or week of a date.
    pub fn of_date(&self, value: String, grain: Grain, date: String) -> String {
        let period = self.words.say_with(&format!("book-date-{}", grain.word()), &[("date", date.into())]);
        self.say_with("book-in-its", &[("value", value.into()), ("period", period.into())])
    }

    /// A condition that holds on the day or in the week of a date.
    pub fn holds_on(&self, condition: String, grain: Grain, date: String) -> String {
        let period = self.words.say_with(&format!("book-date-{}", grain.word()), &[("date", date.into())]);
        self.say_with("book-holds-in", &[("condition", condition.into()), ("period", period.into())])
    }

    /// A value of the period that is settled.
    pub fn settled(&self, value: String) -> String {
        self.say_with("book-settled", &[("value", value.into())])
    }

    /// An amount in another unit, at the rate of a day where one is named.
    pub fn converted(&self, value: String, unit: String, day: Option<String>) -> String {
        match day {
            None => self.say_with("book-converted", &[("value", value.into()), ("unit", unit.into())]),
            Some(day) => {
                let args = [("value", value.into()), ("unit", unit.into()), ("day", day.into())];
                self.say_with("book-converted-at", &args)
            }
        }
    }

    /// `the last 3 months, this one included (months before joining count as empty)`.
    pub fn window_words(&self, count: u32, latest: u32, before_joining: bool) -> String {
        let args = [("periods", self.periods(count).into())];
        let window = match latest {
            0 => self.say_with("book-window-including", &args),
            1 => self.say_with("book-window-before", &args),
            back => {
                let back = self.periods(back);
                self.say_with("book-window-back", &[("periods", self.periods(count).into()), ("back", back.into())])
            }
        };
        let joining = self.say(if before_joining { "book-joining-empty" } else { "book-joining-left-out" });
        format!("{window} ({joining})")
    }

    /// `the weeks of the same month`
    pub fn parts_words(&self, grain: Grain, so_far: bool, before_joining: bool) -> String {
        let parts = self.parts(grain, so_far);
        if before_joining {
            return parts;
        }
        format!("{parts} ({})", self.say("book-joining-left-out"))
    }
}
