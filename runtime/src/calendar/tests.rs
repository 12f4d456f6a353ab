use super::*;
use compline_compiler::program::List;

fn shown(text: &str) -> String {
    match Period::parse(text) {
        Ok(p) => format!(
            "{p} {} {}..{} before {} {}",
            grain_name(p.grain()),
            date(p.start()),
            date(p.end()),
            p.back(1),
            p.back(13)
        ),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_grain_reads_and_shows() {
    assert_eq!(shown("2026-03"), "2026-03 month 2026-03-01..2026-03-31 before 2026-02 2025-02");
    assert_eq!(shown("2026-W01"), "2026-W01 week 2025-12-29..2026-01-04 before 2025-W52 2025-W40");
    assert_eq!(shown("2026-W53"), "2026-W53 week 2026-12-28..2027-01-03 before 2026-W52 2026-W40");
    assert_eq!(shown("2026-Q1"), "2026-Q1 quarter 2026-01-01..2026-03-31 before 2025-Q4 2022-Q4");
    assert_eq!(shown("2024"), "2024 year 2024-01-01..2024-12-31 before 2023 2011");
    assert_eq!(shown("2024-03-01"), "2024-03-01 day 2024-03-01..2024-03-01 before 2024-02-29 2024-02-17");
}

#[test]
fn other_texts_are_refused() {
    for text in [
        "",
        "26-03",
        "2026-3",
        "2026-13",
        "2026-00",
        "2025-W53",
        "2026-Q5",
        "2026-02-29",
        "2026-03-1",
        "2026/03",
        "+026",
        "März",
    ] {
        assert!(Period::parse(text).is_err(), "{text}");
    }
    assert_eq!(
        Period::parse_as(Calendar::usual(Grain::Month), "2026-W12").map_err(|e| e.to_string()),
        Err("`2026-W12` is a week, but the plan is settled by month; write it as 2026-03".to_owned())
    );
}

fn list() -> Listed {
    let from = |number: u32, from: &str| ListedPeriod {
        year: 2026,
        number,
        from: day(NaiveDate::parse_from_str(from, "%Y-%m-%d").unwrap_or_default()),
    };
    let periods = vec![from(1, "2025-12-29"), from(2, "2026-01-26"), from(3, "2026-02-23")];
    Listed::of(List { periods, last: day_of(2026, 3, 29).unwrap_or(0) })
}

fn calendars() -> Vec<Calendar> {
    let mut all = Vec::new();
    for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
        all.push(Calendar::usual(grain));
    }
    for named in [NamedAfter::First, NamedAfter::Last] {
        for first in 1..7 {
            all.push(Calendar { grain: Grain::Week, begins: Begins::Weekday(first, named) });
        }
        for day in [2, 15, 28] {
            all.push(Calendar { grain: Grain::Month, begins: Begins::Day { month: 1, day, named } });
        }
        for (month, day) in [(2, 1), (4, 1), (4, 6), (12, 28), (1, 2)] {
            for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
                all.push(Calendar { grain, begins: Begins::Day { month, day, named } });
            }
        }
    }
    all
}

#[test]
fn periods_tile_the_days() {
    for calendar in calendars() {
        let mut period = Period::containing(calendar, -800);
        for day in -800..1600 {
            if day > period.end() {
                period = period.next();
            }
            assert_eq!(Period::containing(calendar, day), period, "{calendar:?}");
            assert!(period.contains(day));
            assert_eq!(Period::parse_as(calendar, &period.to_string()), Ok(period), "{calendar:?}");
        }
    }
}

fn begun(grain: Grain, begins: Begins, text: &str) -> String {
    match Period::parse_as(Calendar { grain, begins }, text) {
        Ok(p) => format!("{p} {}..{} before {}", date(p.start()), date(p.end()), p.back(1)),
        Err(error) => error.to_string(),
    }
}

#[test]
fn companies_begin_elsewhere() {
    use NamedAfter::{First, Last};
    let from = |month, day, named| Begins::Day { month, day, named };
    let month = |named, text| begun(Grain::Month, from(1, 26, named), text);
    assert_eq!(month(Last, "2026-03"), "2026-03 2026-02-26..2026-03-25 before 2026-02");
    assert_eq!(month(Last, "2026-01"), "2026-01 2025-12-26..2026-01-25 before 2025-12");
    assert_eq!(month(First, "2026-02"), "2026-02 2026-02-26..2026-03-25 before 2026-01");
    let week = |named, text| begun(Grain::Week, Begins::Weekday(5, named), text);
    assert_eq!(week(Last, "2026-W10"), "2026-W10 2026-02-28..2026-03-06 before 2026-W09");
    assert_eq!(week(First, "2026-W09"), "2026-W09 2026-02-28..2026-03-06 before 2026-W08");
    assert_eq!(week(Last, "2026-W01"), "2026-W01 2025-12-27..2026-01-02 before 2025-W52");
    let year = |named, text| begun(Grain::Year, from(4, 6, named), text);
    assert_eq!(year(First, "2025"), "2025 2025-04-06..2026-04-05 before 2024");
    assert_eq!(year(Last, "2026"), "2026 2025-04-06..2026-04-05 before 2025");
    let quarter = |named, text| begun(Grain::Quarter, from(4, 1, named), text);
    assert_eq!(quarter(Last, "2026-Q1"), "2026-Q1 2025-04-01..2025-06-30 before 2025-Q4");
    assert_eq!(quarter(First, "2025-Q4"), "2025-Q4 2026-01-01..2026-03-31 before 2025-Q3");
}

#[test]
fn months_are_shown_by_a_day_of_their_name() {
    let shown = |named, text: &str| {
        let calendar = Calendar { grain: Grain::Month, begins: Begins::Day { month: 1, day: 26, named } };
        Period::parse_as(calendar, text).map(|period| date(period.day_of_name()).to_string())
    };
    assert_eq!(shown(NamedAfter::Last, "2026-03"), Ok("2026-03-01".to_owned()));
    assert_eq!(shown(NamedAfter::First, "2026-02"), Ok("2026-02-26".to_owned()));
    let listed = Period::parse_as(Calendar { grain: Grain::Month, begins: Begins::Listed(list()) }, "2026-01");
    assert_eq!(listed.map(|period| date(period.day_of_name()).to_string()), Ok("2026-01-01".to_owned()));
    // What was settled by another calendar is found by its name, else by its last day.
    let calendar = Calendar { grain: Grain::Month, begins: Begins::Listed(list()) };
    assert_eq!(Period::settled_as(calendar, "2026-02").map(|period| period.to_string()), Ok("2026-02".to_owned()));
    assert_eq!(Period::settled_as(calendar, "2025-11").map(Period::index), Ok(-1));
}

#[test]
fn lists_end() {
    let listed = |text: &str| begun(Grain::Month, Begins::Listed(list()), text);
    assert_eq!(listed("2026-02"), "2026-02 2026-01-26..2026-02-22 before 2026-01");
    assert_eq!(listed("2026-01"), "2026-01 2025-12-29..2026-01-25 before before 2025-12-29");
    assert_eq!(listed("2026-03"), "2026-03 2026-02-23..2026-03-29 before 2026-02");
    assert_eq!(
        listed("2026-04"),
        "`2026-04` is not in the plan's list of months, which goes from 2026-01 to 2026-03; add it to the list, with its first day"
    );
    let calendar = Calendar { grain: Grain::Month, begins: Begins::Listed(list()) };
    for (day, index) in [((2020, 1, 1), -1), ((2026, 3, 29), 2), ((2026, 3, 30), 3), ((2030, 1, 1), 3)] {
        let day = day_of(day.0, day.1, day.2).unwrap_or(0);
        let period = Period::containing(calendar, day);
        assert_eq!(period.index(), index);
        assert!(period.contains(day));
    }
}
