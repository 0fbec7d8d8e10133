//! Working days: holidays as rules, so that no year has to be written down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

/// A day that comes every year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The same day of the same month.
    On { month: i8, day: i8 },
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The n-th such weekday of a month; from its end when negative.
    Nth { nth: i8, weekday: Weekday, month: i8 },
    /// The last such weekday before a day.
    Before { weekday: Weekday, month: i8, day: i8 },
}

/// A holiday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holiday {
    pub(super) rule: Rule,
    /// The first year it was kept.
    pub(super) since: Option<i16>,
}

/// What follows when a holiday falls on a weekend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Weekend {
    /// Nothing.
    #[default]
    Lost,
    /// Saturday is kept on Friday, Sunday on Monday (5 U.S.C. 6103).
    Nearest,
    /// As `nearest`, but not into the year before (NYSE Rule 7.2).
    NearestInYear,
    /// The next day that is neither (Banking and Financial Dealings Act 1971).
    Next,
}

/// The working days of a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Calendar {
    /// Its name in packs.
    pub(super) id: String,
    /// Its holidays.
    pub(super) holidays: Vec<Holiday>,
    /// When they fall on a weekend.
    pub(super) weekend: Weekend,
    /// Where its days begin and end.
    pub(super) zone: Option<TimeZone>,
    /// When a market opens.
    pub(super) opens: Option<Time>,
}

/// Longest run of days without a working one that is looked through.
const LONGEST_BREAK: usize = 40;

impl Calendar {
    /// A calendar without holidays: Monday to Friday.
    pub(super) fn bare() -> Calendar {
        Calendar::default()
    }

    /// Whether people work on that day.
    pub(super) fn is_working(&self, day: Date) -> bool {
        !is_weekend(day) && !self.holidays_around(day.year()).contains(&day)
    }

    /// The n-th working day after `day`, which itself does not count.
    pub(super) fn working_day_after(&self, day: Date, n: u32) -> Date {
        let mut left = n;
        let mut at = day;
        for _ in 0..(n as usize).saturating_add(1).saturating_mul(LONGEST_BREAK) {
            if left == 0 {
                break;
            }
            let Ok(next) = at.tomorrow() else { break };
            at = next;
            left -= u32::from(self.is_working(at));
        }
        at
    }

    /// When the market opens next, not before `after`.
    pub(super) fn next_opening(&self, after: Timestamp) -> Option<Timestamp> {
        let (zone, opens) = (self.zone.clone()?, self.opens?);
        let first = after.to_zoned(zone.clone()).date();
        first.series(Span::new().days(1)).take(LONGEST_BREAK).filter(|day| self.is_working(*day)).find_map(|day| {
            let opening = day.to_datetime(opens).to_zoned(zone.clone()).ok()?.timestamp();
            (opening >= after).then_some(opening)
        })
    }

    /// The holidays that may fall into `year`, those moved over the end of the year included.
    fn holidays_around(&self, year: i16) -> BTreeSet<Date> {
        let mut kept = self.holidays_of(year);
        kept.extend(self.holidays_of(year.saturating_add(1)));
        kept
    }

    fn holidays_of(&self, year: i16) -> BTreeSet<Date> {
        let held = self.holidays.iter().filter(|holiday| holiday.since.is_none_or(|since| since <= year));
        let days: BTreeSet<Date> = held.filter_map(|holiday| holiday.rule.in_year(year)).collect();
        let mut kept = days.clone();
        for day in days.into_iter().filter(|day| is_weekend(*day)) {
            kept.extend(self.instead(day, &kept));
        }
        kept
    }

    /// The day a holiday on a weekend is kept on.
    fn instead(&self, day: Date, kept: &BTreeSet<Date>) -> Option<Date> {
        let saturday = day.weekday() == Weekday::Saturday;
        match self.weekend {
            Weekend::Lost => None,
            Weekend::Nearest | Weekend::NearestInYear => {
                let moved = if saturday { day.yesterday() } else { day.tomorrow() }.ok()?;
                (self.weekend == Weekend::Nearest || moved.year() == day.year()).then_some(moved)
            }
            Weekend::Next => {
                let mut days = day.series(Span::new().days(1)).take(LONGEST_BREAK);
                days.find(|day| !is_weekend(*day) && !kept.contains(day))
            }
        }
    }
}

impl Rule {
    fn in_year(&self, year: i16) -> Option<Date> {
        match *self {
            Rule::On { month, day } => Date::new(year, month, day).ok(),
            Rule::Easter(days) => easter(year)?.checked_add(Span::new().days(days)).ok(),
            Rule::Nth { nth, weekday, month } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
            Rule::Before { weekday, month, day } => Date::new(year, month, day).ok()?.nth_weekday(-1, weekday).ok(),
        }
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let year_ = i32::from(year);
    let (a, b, c) = (year_ % 19, year_ / 100, year_ % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// All calendars, by their names in packs.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendars(BTreeMap<String, Calendar>);

impl Calendars {
    pub(super) fn put(&mut self, calendar: Calendar) {
        self.0.insert(calendar.id.clone(), calendar);
    }

    pub(super) fn get(&self, id: &str) -> Option<&Calendar> {
        self.0.get(id)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The calendar of the first of `places` that has one: of the region, or else of its country.
    pub(super) fn of_places<'p>(&self, places: impl IntoIterator<Item = &'p String>) -> Option<&Calendar> {
        places.into_iter().find_map(|place| {
            let id = place.to_lowercase();
            let country = id.split('-').next().unwrap_or_default();
            self.get(&id).or_else(|| self.get(country))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::duty::Duties;

    fn holidays(id: &str, year: i16) -> Vec<String> {
        let duties = Duties::shipped();
        let calendar = duties.calendars().get(id).unwrap().clone();
        let first = Date::new(year, 1, 1).unwrap();
        let days = first.series(Span::new().days(1)).take_while(|day| day.year() == year);
        days.filter(|day| !is_weekend(*day) && !calendar.is_working(*day))
            .map(|day| day.strftime("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_is_where_the_almanacs_have_it() {
        for (year, day) in [
            (2000, "2000-04-23"),
            (2024, "2024-03-31"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2038, "2038-04-25"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), day);
        }
    }

    #[test]
    fn each_calendar_keeps_the_published_days() {
        // opm.gov, nyse.com, gov.uk, boe.es, the Länder's laws, gov.br as published for these years.
        for (id, year, days) in [
            ("us-federal", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
            ("us-federal", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
            ("nyse", 2026, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"),
            ("nyse", 2027, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24"),
            ("uk", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
            ("uk", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
            ("br", 2026, "01-01 04-03 04-21 05-01 09-07 10-12 11-02 11-20 12-25"),
            ("es", 2026, "01-01 01-06 04-03 05-01 10-12 12-08 12-25"),
            ("de", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 12-25"),
            ("de-by", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 12-25"),
            ("de-sn", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 11-18 12-25"),
        ] {
            assert_eq!(holidays(id, year).join(" "), days, "{id} {year}");
        }
    }

    #[test]
    fn a_region_without_a_calendar_has_its_country_s() {
        let duties = Duties::shipped();
        let of = |place: &str| duties.calendars().of_places(&[place.to_owned()]).map(|calendar| calendar.id.clone());
        assert_eq!(of("DE-BY").as_deref(), Some("de-by"));
        assert_eq!(of("ES-CT").as_deref(), Some("es"));
        assert_eq!(of("ZZ"), None);
    }
}
