//! When a hold's deadline is: weekends do not count, so that nobody finds on Monday what was given back on Saturday.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// `from` plus `wait`, where Saturdays and Sundays in `zone` do not count. Hours are real ones: on a day when clocks
/// change, a day has 23 or 25 of them. A deadline never falls into a weekend, except for no wait at all, which is `from`.
/// Past the end of the calendar it is the last timestamp.
pub fn deadline(from: Timestamp, wait: Duration, zone: &TimeZone) -> Timestamp {
    if wait.is_zero() {
        return from;
    }
    SignedDuration::try_from(wait).ok().and_then(|wait| working_time_after(from, wait, zone)).unwrap_or(Timestamp::MAX)
}

/// Week by week from the Monday of `from`; `None` past the end of the calendar. Weeks are counted by their dates, as
/// local time may run twice through the midnight a weekend begins at.
fn working_time_after(from: Timestamp, wait: SignedDuration, zone: &TimeZone) -> Option<Timestamp> {
    let (mut at, mut left) = (from, wait);
    let today = zone.to_datetime(from).date();
    let mut monday = after(today, -i64::from(today.weekday().to_monday_zero_offset()))?;
    loop {
        let saturday = start_of(after(monday, 5)?, zone)?;
        let next_monday = after(monday, 7)?;
        if at < saturday {
            let until_weekend = saturday.duration_since(at);
            // The last instant of Friday is the weekend's first: what ends there goes over to Monday.
            if left < until_weekend {
                return at.checked_add(left).ok();
            }
            left -= until_weekend;
        }
        at = at.max(start_of(next_monday, zone)?);
        monday = next_monday;
    }
}

fn after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// The first instant of `date`: midnight, or when clocks skip it, what comes after.
fn start_of(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    date.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::*;

    const HOUR: u64 = 3600;

    /// Far east and west, without clock changes, with them, and with them at midnight.
    const ZONES: [&str; 7] = [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "America/Havana",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ];

    fn told(from: &str, hours: u64, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let from = from.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone.clone()).unwrap();
        let at = deadline(from.timestamp(), Duration::from_secs(hours * HOUR), &zone);
        zone.to_datetime(at).strftime("%a %F %H:%M").to_string()
    }

    #[test]
    fn weekends_do_not_count() {
        // 2026-11-20 is a Friday.
        assert_eq!(told("2026-11-16T09:00", 72, "Europe/Berlin"), "Thu 2026-11-19 09:00");
        assert_eq!(told("2026-11-20T16:00", 72, "Europe/Berlin"), "Wed 2026-11-25 16:00");
        assert_eq!(told("2026-11-20T16:00", 7, "Europe/Berlin"), "Fri 2026-11-20 23:00");
        assert_eq!(told("2026-11-20T16:00", 8, "Europe/Berlin"), "Mon 2026-11-23 00:00");
        assert_eq!(told("2026-11-21T11:00", 1, "Europe/Berlin"), "Mon 2026-11-23 01:00");
        assert_eq!(told("2026-11-22T23:59", 120, "Europe/Berlin"), "Mon 2026-11-30 00:00");
        assert_eq!(told("2026-11-21T11:00", 0, "Europe/Berlin"), "Sat 2026-11-21 11:00");
    }

    #[test]
    fn clock_changes_keep_real_hours() {
        // New York's and Berlin's clocks change on Sundays, within the weekend that does not count.
        assert_eq!(told("2026-03-27T12:00", 24, "Europe/Berlin"), "Mon 2026-03-30 12:00");
        assert_eq!(told("2026-10-30T12:00", 24, "America/New_York"), "Mon 2026-11-02 12:00");
        // Cairo's change on Fridays at midnight: on 2026-04-24 the day begins at 01:00 and has 23 hours.
        assert_eq!(told("2026-04-23T12:00", 24, "Africa/Cairo"), "Fri 2026-04-24 13:00");
        // Santiago's clocks go forward on the Saturday's midnight: Sunday begins at 01:00.
        assert_eq!(told("2026-09-04T23:00", 2, "America/Santiago"), "Mon 2026-09-07 01:00");
    }

    #[test]
    fn the_end_of_the_calendar_is_the_end() {
        let zone = TimeZone::UTC;
        assert_eq!(deadline(Timestamp::UNIX_EPOCH, Duration::MAX, &zone), Timestamp::MAX);
        assert_eq!(deadline(Timestamp::MAX, Duration::from_secs(1), &zone), Timestamp::MAX);
    }

    fn moment() -> impl Strategy<Value = Timestamp> {
        // 1990 to 2060.
        (631_152_000_i64..2_840_140_800).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
    }

    fn zone() -> impl Strategy<Value = TimeZone> {
        proptest::sample::select(&ZONES[..]).prop_map(|name| TimeZone::get(name).unwrap())
    }

    fn is_weekend(at: Timestamp, zone: &TimeZone) -> bool {
        matches!(zone.to_datetime(at).weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    proptest! {
        #[test]
        fn never_early_and_never_inside_a_weekend(from in moment(), wait in 1..5_000_000_u64, zone in zone()) {
            let at = deadline(from, Duration::from_secs(wait), &zone);
            prop_assert!(at >= from + SignedDuration::from_secs(wait as i64));
            prop_assert!(!is_weekend(at, &zone), "{}", zone.to_datetime(at));
        }

        #[test]
        fn later_or_longer_is_never_sooner(
            from in moment(), later in 0..1_000_000_i64, wait in 1..2_000_000_u64, longer in 0..1_000_000_u64,
            zone in zone(),
        ) {
            let at = deadline(from, Duration::from_secs(wait), &zone);
            prop_assert!(at <= deadline(from + SignedDuration::from_secs(later), Duration::from_secs(wait), &zone));
            prop_assert!(at <= deadline(from, Duration::from_secs(wait + longer), &zone));
        }

        #[test]
        fn within_a_week_it_is_plain_addition(from in moment(), wait in 1..200 * HOUR, zone in zone()) {
            let plain = from + SignedDuration::from_secs(wait as i64);
            let steps = (0..=wait / HOUR).map(|hour| from + SignedDuration::from_secs((hour * HOUR) as i64));
            if !steps.chain([plain]).any(|at| is_weekend(at, &zone)) {
                prop_assert_eq!(deadline(from, Duration::from_secs(wait), &zone), plain);
            }
        }

        #[test]
        fn a_wait_in_two_pieces_is_the_same_wait(
            from in moment(), a in 1..1_000_000_u64, b in 1..1_000_000_u64, zone in zone(),
        ) {
            let middle = deadline(from, Duration::from_secs(a), &zone);
            let whole = deadline(from, Duration::from_secs(a + b), &zone);
            prop_assert_eq!(deadline(middle, Duration::from_secs(b), &zone), whole);
        }
    }
}
