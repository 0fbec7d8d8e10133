//! Holidays out of a calendar file (RFC 5545): each event is one, from its first day to its last. An event that repeats is
//! not followed, and that is told: such a file is made for one year, and the next one is due.

use std::collections::BTreeSet;

use ical::IcalParser;
use ical::parser::ical::component::IcalEvent;
use jiff::Span;
use jiff::civil::Date;

use super::Problem;
use crate::base::text::one_line;

/// Longer than any holiday; an event beyond it is told.
const LONGEST: usize = 366;

/// What a calendar says.
#[derive(Debug, Default)]
pub(super) struct Holidays {
    /// The days.
    pub days: BTreeSet<Date>,
    /// What cannot be read.
    pub problems: Vec<Problem>,
    /// What can be read, and is not followed.
    pub warnings: Vec<Problem>,
}

/// Reads a calendar; `file` is the name shown in problems.
pub(super) fn read(file: &str, text: &str) -> Holidays {
    let told = |line: usize, message: &str, hint: &str| Problem {
        file: file.to_owned(),
        line,
        column: 1,
        message: one_line(message, 300),
        hint: hint.to_owned(),
    };
    let mut holidays = Holidays::default();
    let starts = lines_in_events(text, "BEGIN:VEVENT");
    let mut events = 0;
    for calendar in IcalParser::new(text.as_bytes()) {
        let calendar = match calendar {
            Ok(calendar) => calendar,
            Err(error) => {
                holidays.problems.push(told(0, &format!("this is no calendar: {error}"), "export it as iCalendar"));
                return holidays;
            }
        };
        for event in &calendar.events {
            let line = starts.get(events).copied().unwrap_or(0);
            events += 1;
            match days_of(event) {
                Ok(days) => holidays.days.extend(days),
                Err(why) => holidays.problems.push(told(line, why, "write DTSTART;VALUE=DATE:20261225")),
            }
        }
    }
    for line in lines_in_events(text, "RRULE") {
        let hint = "name each day as an event of its own";
        holidays.warnings.push(told(line, "an event repeats, and only its first time counts", hint));
    }
    if events == 0 && holidays.problems.is_empty() {
        holidays.problems.push(told(0, "there is no event in this calendar", "is it the right file?"));
    }
    holidays
}

/// The days of an event; DTEND is the first day after it (RFC 5545 §3.6.1), unless it has an hour of that day.
fn days_of(event: &IcalEvent) -> Result<Vec<Date>, &'static str> {
    let value = |name: &str| {
        let property = event.properties.iter().find(|property| property.name == name)?;
        property.value.as_deref()
    };
    let first = value("DTSTART").and_then(date).ok_or("an event has no day it begins on")?;
    let last = match value("DTEND") {
        None => first,
        Some(text) => {
            let end = date(text).ok_or("an event ends on no day")?;
            let within = text.split_once('T').is_some_and(|(_, time)| !time.starts_with("000000"));
            if within { end } else { end.checked_sub(Span::new().days(1)).unwrap_or(end).max(first) }
        }
    };
    let days: Vec<Date> = first.series(Span::new().days(1)).take_while(|day| *day <= last).take(LONGEST + 1).collect();
    if days.len() > LONGEST { Err("an event is longer than a year") } else { Ok(days) }
}

/// The day of `20261225` or `20261225T090000Z`.
fn date(text: &str) -> Option<Date> {
    let digits = text.trim().get(..8).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (year, rest) = digits.split_at(4);
    let (month, day) = rest.split_at(2);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The numbers of the lines inside events that begin so.
fn lines_in_events(text: &str, beginning: &str) -> Vec<usize> {
    let mut inside = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end().to_ascii_uppercase();
        inside |= line == "BEGIN:VEVENT";
        if inside && line.starts_with(beginning) {
            found.push(at + 1);
        }
        inside &= line != "END:VEVENT";
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
            .replace("\r\n", "\n")
            .replace('\n', "\r\n")
    }

    fn days(events: &str) -> Vec<String> {
        let read = read("h.ics", &calendar(events));
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        read.days.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_event_is_its_days() {
        let one =
            "BEGIN:VEVENT\nSUMMARY:New Year\nDTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270102\nEND:VEVENT\n";
        let two = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nEND:VEVENT\n";
        let bare = "BEGIN:VEVENT\nDTSTART:20261231T120000Z\nDTEND:20261231T235900Z\nEND:VEVENT\n";
        assert_eq!(days(&format!("{one}{two}{bare}")), ["2026-12-25", "2026-12-26", "2026-12-31", "2027-01-01"]);
    }

    #[test]
    fn what_repeats_is_told_with_its_line() {
        let event = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261003\nRRULE:FREQ=YEARLY\nEND:VEVENT\n";
        let read = read("h.ics", &calendar(event));
        assert_eq!((read.days.len(), read.warnings[0].line), (1, 5));
    }

    #[test]
    fn what_is_no_calendar_is_told() {
        for text in ["", "hello", &calendar(""), &calendar("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n")] {
            assert!(!read("h.ics", text).problems.is_empty(), "{text}");
        }
        let long = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20200101\nDTEND;VALUE=DATE:20990101\nEND:VEVENT\n";
        assert!(!read("h.ics", &calendar(long)).problems.is_empty());
    }
}
