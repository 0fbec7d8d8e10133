//! Times as people say them, in the reader's language and the organisation's zone. Names of days and months are sentences
//! like all others.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::Say;

/// `14:00`, `tomorrow 14:00`, `Mon 23 November, 14:00`.
pub(super) fn moment(say: &Say, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, today) = (zone.to_datetime(at), zone.to_datetime(now).date());
    let time = format!("{:02}:{:02}", at.hour(), at.minute());
    if at.date() == today {
        return say.a("list-today", "time", time);
    }
    if today.tomorrow().is_ok_and(|tomorrow| tomorrow == at.date()) {
        return say.a("list-tomorrow", "time", time);
    }
    say.all("list-on", &[("day", day(say, at.date())), ("time", time)])
}

/// `Mon 23 November`.
pub(super) fn day(say: &Say, date: Date) -> String {
    let weekday = say.t(&format!("list-weekday-{}", date.weekday().to_monday_one_offset()));
    let month = say.t(&format!("list-month-{}", date.month()));
    say.all("list-day", &[("weekday", weekday), ("day", date.day().to_string()), ("month", month)])
}

/// `14:32:10`: for what is a matter of seconds.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let at = zone.to_datetime(at);
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// `4 minutes`: how long ago something was, in the largest unit that fits.
pub(super) fn age(say: &Say, from: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_since(from).as_mins().max(0);
    let (id, count) = match minutes {
        0 => return say.t("list-age-now"),
        1..60 => ("list-age-minutes", minutes),
        60..1440 => ("list-age-hours", minutes / 60),
        _ => ("list-age-days", minutes / 1440),
    };
    say.n(id, usize::try_from(count).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::super::super::texts;
    use super::*;
    use crate::base::Language;

    fn told(language: Language, at: &str) -> String {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now = "2026-11-20T09:00:00Z".parse().unwrap();
        moment(&texts::say(language), at.parse().unwrap(), now, &zone)
    }

    #[test]
    fn moments_are_told_as_near_as_they_are() {
        assert_eq!(told(Language::En, "2026-11-20T13:00:00Z"), "today 14:00");
        assert_eq!(told(Language::De, "2026-11-21T13:05:00Z"), "morgen 14:05");
        assert_eq!(told(Language::En, "2026-11-23T13:00:00Z"), "Mon 23 November, 14:00");
        assert_eq!(told(Language::De, "2026-11-23T13:00:00Z"), "Mo., 23. November, 14:00");
        assert_eq!(told(Language::Es, "2026-11-23T13:00:00Z"), "lun 23 de noviembre, 14:00");
    }

    #[test]
    fn ages_are_told_in_the_largest_unit_that_fits() {
        let say = texts::say(Language::En);
        let from: Timestamp = "2026-11-20T09:00:00Z".parse().unwrap();
        let aged = |seconds: i64| age(&say, from, from + jiff::SignedDuration::from_secs(seconds));
        assert_eq!(aged(59), "less than a minute");
        assert_eq!(aged(60), "1 minute");
        assert_eq!(aged(59 * 60), "59 minutes");
        assert_eq!(aged(25 * 3600), "1 day");
        assert_eq!(aged(-5), "less than a minute");
    }
}
