//! From a start and a term to the moment it ends. Instants are UTC and hours are elapsed ones; days, working days and months
//! end with their last second where the calendar is, or else in the zone of whoever reads.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Calendars};

/// What a term is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Elapsed hours.
    H,
    /// Calendar days.
    CalDay,
    /// Working days of a calendar.
    BusDay,
    /// Months: the same day, or the month's last.
    Month,
    /// Without undue delay; no number.
    Asap,
    /// No clock at all.
    None,
}

/// A term as a pack has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// The calendar of working days, or the one whose days are shown in a remark.
    pub calendar: Option<String>,
    /// Never before this market's next opening.
    pub opens: Option<String>,
    /// Counted from the end of the year the start lies in.
    pub from_year_end: bool,
}

/// When a term ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last moment.
    pub at: Timestamp,
    /// It is the end of a day, so only the date counts.
    pub whole_day: bool,
    /// The zone its day ends in, where that is not the reader's: `America/New_York`.
    pub zone: Option<String>,
    /// Half the time: what to aim at.
    pub target: Timestamp,
    /// Until when more time may be argued for by Reg. 1182/71 Art. 3(5) (two working days in a period); a remark for the data
    /// protection officer, never the deadline.
    pub arguable_until: Option<Timestamp>,
}

/// The end of `term` that starts at `start`, and whether its calendar is missing, so that Monday to Friday count. `None` for
/// terms without a number.
pub(super) fn due(start: Timestamp, term: &Term, places: &Places<'_>) -> Option<(Due, bool)> {
    let named = term.calendar.as_deref().map(|id| places.calendars.get(id));
    let missing = term.unit == Unit::BusDay && named.flatten().is_none();
    let bare = Calendar::bare();
    let calendar = named.flatten().unwrap_or(&bare);
    let zone = calendar.zone.as_ref().unwrap_or(places.zone);
    let mut day = start.to_zoned(zone.clone()).date();
    if term.from_year_end {
        day = day.last_of_year();
    }
    let (end, arguable_until) = match term.unit {
        Unit::H => {
            let end = hours_later(start, term.amount);
            let opening = term.opens.as_deref().and_then(|id| places.calendars.get(id)?.next_opening(start));
            (end.max(opening.unwrap_or(end)), arguable(start, end, term, places))
        }
        Unit::CalDay => (end_of(later(day, Span::new().days(term.amount)), zone), None),
        Unit::BusDay => (end_of(calendar.working_day_after(day, term.amount), zone), None),
        Unit::Month => (end_of(later(day, Span::new().months(term.amount)), zone), None),
        Unit::Asap | Unit::None => return None,
    };
    let whole_day = term.unit != Unit::H;
    let elsewhere = calendar.zone.as_ref().filter(|_| whole_day).and_then(TimeZone::iana_name);
    let due =
        Due { at: end, whole_day, zone: elsewhere.map(str::to_owned), target: halfway(start, end), arguable_until };
    Some((due, missing))
}

/// Where terms are counted.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) calendars: &'a Calendars,
    /// The calendar of the organisation's own place.
    pub(super) local: Option<&'a Calendar>,
    /// The reader's zone.
    pub(super) zone: &'a TimeZone,
}

fn hours_later(start: Timestamp, hours: u32) -> Timestamp {
    start.checked_add(SignedDuration::from_hours(i64::from(hours))).unwrap_or(Timestamp::MAX)
}

fn later(day: Date, span: Span) -> Date {
    day.checked_add(span).unwrap_or(Date::MAX)
}

/// The last second of a day.
fn end_of(day: Date, zone: &TimeZone) -> Timestamp {
    let next = day.tomorrow().ok().and_then(|next| next.to_zoned(zone.clone()).ok());
    let second = SignedDuration::from_secs(1);
    next.and_then(|next| next.timestamp().checked_sub(second).ok()).unwrap_or(Timestamp::MAX)
}

fn halfway(start: Timestamp, end: Timestamp) -> Timestamp {
    start.checked_add(start.duration_until(end) / 2).unwrap_or(end)
}

/// The end of the day with which a period of two days or more touches two working days; `None` when it does so anyway.
fn arguable(start: Timestamp, end: Timestamp, term: &Term, places: &Places<'_>) -> Option<Timestamp> {
    let named = places.calendars.get(term.calendar.as_deref()?);
    let calendar = places.local.or(named).filter(|_| term.amount >= 48)?;
    let day_of = |at: Timestamp| at.to_zoned(places.zone.clone()).date();
    let (first, last) = (day_of(start), day_of(end));
    let days = first.series(Span::new().days(1)).take_while(|day| *day <= last);
    let worked = days.filter(|day| calendar.is_working(*day)).take(2).count();
    let missing = u32::try_from(2_usize.saturating_sub(worked)).unwrap_or(0);
    (missing > 0).then(|| end_of(calendar.working_day_after(last, missing), places.zone))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::incident::duty::Duties;

    static DUTIES: LazyLock<Duties> = LazyLock::new(Duties::shipped);

    fn term(amount: u32, unit: Unit, calendar: Option<&str>) -> Term {
        let calendar = calendar.map(str::to_owned);
        Term { amount, unit, calendar, opens: None, from_year_end: false }
    }

    fn ends(start: &str, term: &Term, local: Option<&str>) -> (Due, bool) {
        let start: jiff::Zoned = start.parse().unwrap();
        let local = local.and_then(|id| DUTIES.calendars().get(id));
        let places = Places { calendars: DUTIES.calendars(), local, zone: start.time_zone() };
        due(start.timestamp(), term, &places).unwrap()
    }

    #[test]
    fn the_vectors_of_the_reference() {
        let hours = |n| term(n, Unit::H, Some("eu"));
        let regfd = Term { opens: Some("nyse".to_owned()), ..term(24, Unit::H, None) };
        let days = |n| term(n, Unit::CalDay, None);
        for (start, term, end) in [
            ("2026-11-20T16:10[Europe/Berlin]", hours(72), "2026-11-23T16:10:00"),
            ("2026-10-23T17:30[Europe/Madrid]", hours(72), "2026-10-26T16:30:00"),
            ("2027-03-26T09:05[Europe/Berlin]", hours(72), "2027-03-29T10:05:00"),
            ("2026-12-23T11:00[Europe/Madrid]", hours(72), "2026-12-26T11:00:00"),
            ("2026-11-20T16:10[Asia/Kolkata]", hours(6), "2026-11-20T22:10:00"),
            ("2026-11-20T09:00[America/New_York]", term(4, Unit::BusDay, Some("us-federal")), "2026-11-27T23:59:59"),
            ("2026-11-23T09:00[America/New_York]", term(4, Unit::BusDay, Some("us-federal")), "2026-11-30T23:59:59"),
            ("2026-11-19T09:00[America/Sao_Paulo]", term(3, Unit::BusDay, Some("br")), "2026-11-25T23:59:59"),
            ("2026-11-20T15:00[America/New_York]", regfd.clone(), "2026-11-23T09:30:00"),
            ("2026-11-17T10:00[America/New_York]", regfd, "2026-11-18T10:00:00"),
            ("2027-01-31T12:00[Europe/Berlin]", term(1, Unit::Month, None), "2027-02-28T23:59:59"),
            ("2026-11-20T12:00[America/New_York]", days(30), "2026-12-20T23:59:59"),
            ("2026-11-20T12:00[America/New_York]", days(60), "2027-01-19T23:59:59"),
        ] {
            let zone = start.parse::<jiff::Zoned>().unwrap().time_zone().clone();
            let (due, missing) = ends(start, &term, None);
            assert_eq!(due.at.to_zoned(zone).datetime().to_string(), end, "{start} {term:?}");
            assert!(!missing, "{start} {term:?}");
        }
    }

    #[test]
    fn a_period_without_two_working_days_gets_a_remark_and_keeps_its_end() {
        let term = term(72, Unit::H, Some("eu"));
        for (start, local, until) in [
            ("2027-03-26T09:05[Europe/Berlin]", "de", Some("2027-03-31T23:59:59")),
            ("2026-11-20T16:10[Europe/Berlin]", "de", None),
            ("2026-12-23T11:00[Europe/Madrid]", "es", None),
        ] {
            let zone = start.parse::<jiff::Zoned>().unwrap().time_zone().clone();
            let until_when = ends(start, &term, Some(local)).0.arguable_until;
            let shown = until_when.map(|at| at.to_zoned(zone).datetime().to_string());
            assert_eq!(shown.as_deref(), until, "{start}");
        }
    }

    #[test]
    fn a_year_s_end_moves_the_start_and_half_the_time_is_the_target() {
        let hhs = Term { from_year_end: true, ..term(60, Unit::CalDay, None) };
        let (due, _) = ends("2026-11-20T12:00[America/New_York]", &hhs, None);
        assert_eq!(due.at.to_string(), "2027-03-02T04:59:59Z");
        let (due, _) = ends("2026-11-20T16:10[Europe/Berlin]", &term(72, Unit::H, None), None);
        assert_eq!(due.target.to_string(), "2026-11-22T03:10:00Z");
    }

    #[test]
    fn without_a_calendar_monday_to_friday_count_and_that_is_told() {
        let (due, missing) = ends("2026-11-20T12:00[Europe/Berlin]", &term(3, Unit::BusDay, Some("nowhere")), None);
        assert_eq!((due.at.to_string().as_str(), missing), ("2026-11-25T22:59:59Z", true));
    }

    proptest! {
        #[test]
        fn a_deadline_is_never_before_its_start_and_a_later_start_never_ends_earlier(
            start in 1_577_836_800_i64..2_524_608_000,
            later in 0_i64..10_000_000,
            amount in 1_u32..100,
            unit in prop::sample::select(vec![Unit::H, Unit::CalDay, Unit::BusDay, Unit::Month]),
            calendar in prop::sample::select(vec![None, Some("us-federal"), Some("nyse"), Some("de-by"), Some("uk"), Some("br"), Some("nowhere")]),
            opens in any::<bool>(),
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kolkata"]),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let places = Places { calendars: DUTIES.calendars(), local: None, zone: &zone };
            let term = Term { opens: opens.then(|| "nyse".to_owned()), ..term(amount, unit, calendar) };
            let end = |start: i64, term: &Term| {
                let start = Timestamp::from_second(start).unwrap();
                let due = due(start, term, &places).unwrap().0;
                assert!(start <= due.target && due.target <= due.at, "{start} {due:?}");
                due.at
            };
            prop_assert!(end(start, &term) <= end(start + later, &term));
            let more = Term { amount: amount + 1, ..term.clone() };
            prop_assert!(end(start, &term) <= end(start, &more));
        }
    }
}
