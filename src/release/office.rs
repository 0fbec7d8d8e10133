//! Office time: minutes that count only while people are in. A request made on Friday at five to six is answered on Monday,
//! and the ladder waits for it; holidays and weekends do not count, and on a day when clocks change the hours are real ones.

use std::time::Duration;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use crate::config::{Office, units};

/// Days looked through for the next one on which the office opens; longer closures count as for good.
const LONGEST_CLOSURE: usize = 3 * 366;

/// `from` plus `wait` of office time. The instant is one at which the office is open or just closes; for no wait at all it is
/// `from`. When the office does not open for three years, it is the last timestamp.
pub fn after(from: Timestamp, wait: Duration, office: &Office, zone: &TimeZone) -> Timestamp {
    if wait.is_zero() {
        return from;
    }
    SignedDuration::try_from(wait).ok().and_then(|wait| counted(from, wait, office, zone)).unwrap_or(Timestamp::MAX)
}

fn counted(from: Timestamp, wait: SignedDuration, office: &Office, zone: &TimeZone) -> Option<Timestamp> {
    let mut left = wait;
    let mut day = zone.to_datetime(from).date();
    let mut closed = 0;
    while closed < LONGEST_CLOSURE {
        closed += 1;
        if let Some((opens, closes)) = open_hours(day, office, zone) {
            let begin = from.max(opens);
            if begin < closes {
                closed = 0;
                let hours = closes.duration_since(begin);
                if left <= hours {
                    return begin.checked_add(left).ok();
                }
                left -= hours;
            }
        }
        day = next(day)?;
    }
    None
}

/// Whether people are in at `at`.
pub fn is_open(at: Timestamp, office: &Office, zone: &TimeZone) -> bool {
    let day = zone.to_datetime(at).date();
    open_hours(day, office, zone).is_some_and(|(opens, closes)| (opens..closes).contains(&at))
}

/// When the office opens on the first of its days after the day of `at`; somebody who is away today is back then.
pub fn next_morning(at: Timestamp, office: &Office, zone: &TimeZone) -> Timestamp {
    let mut day = zone.to_datetime(at).date();
    for _ in 0..LONGEST_CLOSURE {
        let Some(tomorrow) = next(day) else { break };
        day = tomorrow;
        if let Some((opens, _)) = open_hours(day, office, zone).filter(|(opens, _)| *opens > at) {
            return opens;
        }
    }
    Timestamp::MAX
}

/// Until when somebody is away, as people write it: a length (`3d`, `90m`), a day (`fri`, `2026-12-01`), on which they are back
/// when the office opens, or a time (`18:00`, `2026-12-01T12:00`).
///
/// # Errors
/// In words, when it is none of these or not later than `now`.
pub fn until(text: &str, now: Timestamp, office: &Office, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    let today = zone.to_datetime(now).date();
    let at = |moment: DateTime| moment.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    let morning = |day: Date| at(day.to_datetime(office.opens));
    let found = if let Some(day) = weekday(text) {
        let ahead = (1..=7)
            .find_map(|days| today.checked_add(Span::new().days(days)).ok().filter(|date| date.weekday() == day));
        ahead.and_then(morning)
    } else if let Ok(length) = units::duration(text) {
        SignedDuration::try_from(length).ok().and_then(|length| now.checked_add(length).ok())
    } else if let Some(moment) = text.parse::<DateTime>().ok().filter(|_| text.contains(['T', ' '])) {
        at(moment)
    } else if let Ok(day) = text.parse::<Date>() {
        morning(day)
    } else {
        let time = text.split_once(':').and_then(|(h, m)| Time::new(h.parse().ok()?, m.parse().ok()?, 0, 0).ok());
        let time =
            time.ok_or_else(|| format!("`{text}` is no day and no time; write such as FRI, 2026-12-01, 18:00 or 3d"))?;
        at(today.to_datetime(time))
    };
    found.filter(|until| *until > now).ok_or_else(|| format!("`{text}` is over; name a later day or time"))
}

/// The day of the week that begins with these letters, three at least.
fn weekday(text: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let text = text.to_lowercase();
    NAMES.iter().find(|(name, _)| text.len() >= 3 && name.starts_with(&text)).map(|(_, day)| *day)
}

/// From when to when the office is open on `day`; `None` when it is not. An hour that clocks skip is the next one that is,
/// an hour they repeat is the first of the two.
fn open_hours(day: Date, office: &Office, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    if !office.days.contains(&day.weekday()) || office.holidays.contains(&day) {
        return None;
    }
    let instant = |time: Time| Some(zone.to_ambiguous_zoned(day.to_datetime(time)).compatible().ok()?.timestamp());
    // Midnight at the end of a day is the next day's beginning, so that an office open day and night has no gap.
    let closes = if office.closes == Time::MAX {
        next(day)?.to_zoned(zone.clone()).ok()?.timestamp()
    } else {
        instant(office.closes)?
    };
    Some((instant(office.opens)?, closes)).filter(|(opens, closes)| opens < closes)
}

fn next(day: Date) -> Option<Date> {
    day.checked_add(Span::new().days(1)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    const MINUTE: u64 = 60;

    const ZONES: [&str; 6] =
        ["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Havana", "Pacific/Kiritimati"];

    fn told_in(office: &Office, from: &str, minutes: u64, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let from = from.parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
        let at = after(from, Duration::from_secs(minutes * MINUTE), office, &zone);
        zone.to_datetime(at).strftime("%a %F %H:%M").to_string()
    }

    fn told(from: &str, minutes: u64) -> String {
        told_in(&Office::default(), from, minutes, "Europe/Berlin")
    }

    #[test]
    fn nights_and_weekends_do_not_count() {
        // 2026-11-20 is a Friday.
        assert_eq!(told("2026-11-20T10:00", 15), "Fri 2026-11-20 10:15");
        assert_eq!(told("2026-11-20T17:55", 5), "Fri 2026-11-20 18:00");
        assert_eq!(told("2026-11-20T17:55", 15), "Mon 2026-11-23 09:10");
        assert_eq!(told("2026-11-21T12:00", 30), "Mon 2026-11-23 09:30");
        assert_eq!(told("2026-11-23T03:00", 60), "Mon 2026-11-23 10:00");
        assert_eq!(told("2026-11-20T18:00", 240), "Mon 2026-11-23 13:00");
        assert_eq!(told("2026-11-20T03:00", 0), "Fri 2026-11-20 03:00");
    }

    #[test]
    fn holidays_do_not_count() {
        let holidays = [date(2026, 12, 25), date(2027, 1, 1)].into_iter().collect();
        let office = Office { holidays, ..Office::default() };
        assert_eq!(told_in(&office, "2026-12-24T17:30", 60, "Europe/Berlin"), "Mon 2026-12-28 09:30");
        let never = Office { days: vec![], ..Office::default() };
        assert_eq!(after(Timestamp::UNIX_EPOCH, Duration::from_secs(1), &never, &TimeZone::UTC), Timestamp::MAX);
    }

    #[test]
    fn clock_changes_keep_real_hours() {
        let office = Office {
            days: vec![Weekday::Sunday],
            opens: time(0, 0, 0, 0),
            closes: time(6, 0, 0, 0),
            ..Office::default()
        };
        // In Berlin the clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 back to 02:00 on 2026-10-25.
        assert_eq!(told_in(&office, "2026-03-29T00:00", 180, "Europe/Berlin"), "Sun 2026-03-29 04:00");
        assert_eq!(told_in(&office, "2026-10-25T00:00", 300, "Europe/Berlin"), "Sun 2026-10-25 04:00");
        // In Cairo there is no midnight on 2026-04-24.
        let office = Office { opens: time(0, 0, 0, 0), closes: time(6, 0, 0, 0), ..Office::default() };
        assert_eq!(told_in(&office, "2026-04-23T23:00", 60, "Africa/Cairo"), "Fri 2026-04-24 02:00");
    }

    #[test]
    fn somebody_away_today_is_back_on_the_next_office_morning() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let morning = |text: &str| {
            let at = text.parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
            zone.to_datetime(next_morning(at, &Office::default(), &zone)).strftime("%a %H:%M").to_string()
        };
        assert_eq!(
            (morning("2026-11-19T03:00"), morning("2026-11-20T10:00")),
            ("Fri 09:00".into(), "Mon 09:00".into())
        );
    }

    #[test]
    fn an_absence_ends_as_people_write_it() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // A Friday.
        let now = "2026-11-20T10:00".parse::<DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
        let read = |text: &str| {
            until(text, now, &Office::default(), &zone).map(|at| zone.to_datetime(at).strftime("%F %H:%M").to_string())
        };
        for (text, expected) in [
            ("MON", "2026-11-23 09:00"),
            ("friday", "2026-11-27 09:00"),
            ("2026-12-01", "2026-12-01 09:00"),
            ("2026-12-01T12:30", "2026-12-01 12:30"),
            ("18:00", "2026-11-20 18:00"),
            ("3d", "2026-11-23 10:00"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
        for text in ["", "mo", "never", "09:00", "2026-11-19", "0s", "25:00"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    fn moment() -> impl Strategy<Value = Timestamp> {
        // 1990 to 2060.
        (631_152_000_i64..2_840_140_800).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
    }

    fn zone() -> impl Strategy<Value = TimeZone> {
        proptest::sample::select(&ZONES[..]).prop_map(|name| TimeZone::get(name).unwrap())
    }

    fn office() -> impl Strategy<Value = Office> {
        let days = proptest::sample::subsequence(
            vec![Weekday::Monday, Weekday::Tuesday, Weekday::Thursday, Weekday::Friday, Weekday::Sunday],
            1..=5,
        );
        (days, 0_i8..12, 12_i8..24, any::<bool>()).prop_map(|(days, opens, closes, midnight)| Office {
            days,
            opens: time(opens, 30, 0, 0),
            closes: if midnight { Time::MAX } else { time(closes, 0, 0, 0) },
            ..Office::default()
        })
    }

    proptest! {
        #[test]
        fn never_early_and_only_while_people_are_in(
            from in moment(), wait in 1..500_000_u64, zone in zone(), office in office(),
        ) {
            let at = after(from, Duration::from_secs(wait), &office, &zone);
            prop_assert!(at >= from + SignedDuration::from_secs(wait as i64));
            let before = at - SignedDuration::from_millis(1);
            prop_assert!(is_open(before, &office, &zone), "{}", zone.to_datetime(at));
        }

        #[test]
        fn a_wait_in_two_pieces_is_the_same_wait(
            from in moment(), a in 1..200_000_u64, b in 1..200_000_u64, zone in zone(), office in office(),
        ) {
            let middle = after(from, Duration::from_secs(a), &office, &zone);
            let whole = after(from, Duration::from_secs(a + b), &office, &zone);
            prop_assert_eq!(after(middle, Duration::from_secs(b), &office, &zone), whole);
        }

        #[test]
        fn later_or_longer_is_never_sooner(
            from in moment(), later in 0..500_000_i64, wait in 1..200_000_u64, longer in 0..200_000_u64,
            zone in zone(), office in office(),
        ) {
            let at = after(from, Duration::from_secs(wait), &office, &zone);
            let moved = from + SignedDuration::from_secs(later);
            prop_assert!(at <= after(moved, Duration::from_secs(wait), &office, &zone));
            prop_assert!(at <= after(from, Duration::from_secs(wait + longer), &office, &zone));
        }

        #[test]
        fn the_next_morning_is_later_and_another_day(at in moment(), zone in zone(), office in office()) {
            let morning = next_morning(at, &office, &zone);
            prop_assert!(morning > at && is_open(morning, &office, &zone));
            prop_assert!(zone.to_datetime(morning).date() > zone.to_datetime(at).date());
        }
    }
}
