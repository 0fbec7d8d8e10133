//! Follow-ups as calendar files (RFC 5545). Outlook reads no VTODO, so there are two: appointments for every calendar, and
//! tasks for those that have them. Calendars are shared: whoever fills an entry puts no contents into it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::base::text::is_hazard;

/// Octets on one line, its end not counted (RFC 5545 §3.1).
const LINE: usize = 75;

/// How long an appointment takes.
const LENGTH: SignedDuration = SignedDuration::from_mins(15);

/// Who writes these files (RFC 5545 §3.7.3).
const PRODUCT: &str = "-//Outguard//Outguard//EN";

/// Something to be done by a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What it is called by programs, whatever changes: incident and step, `INC-K7Q2-3@firm.example`.
    pub uid: String,
    /// How often it has changed.
    pub sequence: u32,
    /// When to see to it.
    pub at: Timestamp,
    /// Until when it must be done; `None` = as `at`.
    pub due: Option<Timestamp>,
    /// What is seen in the calendar, without contents: `Follow-up 3 · INC-K7Q2`.
    pub summary: String,
    /// Where to read more; may have several lines.
    pub description: String,
    /// Which track it belongs to; empty = none.
    pub track: String,
    /// The entry it belongs to; empty = none.
    pub parent: String,
    /// How long before to be reminded.
    pub alarms: Vec<SignedDuration>,
    /// How it stands.
    pub state: EntryState,
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EntryState {
    /// To be done.
    #[default]
    Open,
    /// Done.
    Done,
    /// Not to be done any more.
    Cancelled,
}

/// The file of appointments, as it stands at `made_at`.
pub fn appointments(entries: &[Entry], made_at: Timestamp) -> String {
    calendar(entries, |out, entry| {
        out.begin("VEVENT");
        common(out, entry, "", made_at);
        let end = entry.at.checked_add(LENGTH).unwrap_or(entry.at);
        out.line("DTSTART", &utc(entry.at));
        out.line("DTEND", &utc(end));
        out.line("TRANSP", "TRANSPARENT");
        out.line("STATUS", if entry.state == EntryState::Cancelled { "CANCELLED" } else { "CONFIRMED" });
        alarms(out, entry, "TRIGGER");
        out.end("VEVENT");
    })
}

/// The file of tasks, as it stands at `made_at`.
pub fn tasks(entries: &[Entry], made_at: Timestamp) -> String {
    calendar(entries, |out, entry| {
        out.begin("VTODO");
        // An appointment and a task of one name would replace each other.
        common(out, entry, "todo-", made_at);
        out.line("DUE", &utc(entry.due.unwrap_or(entry.at)));
        let (status, percent) = match entry.state {
            EntryState::Open => ("NEEDS-ACTION", "0"),
            EntryState::Done => ("COMPLETED", "100"),
            EntryState::Cancelled => ("CANCELLED", "0"),
        };
        out.line("STATUS", status);
        out.line("PERCENT-COMPLETE", percent);
        // There is no DTSTART to count from.
        alarms(out, entry, "TRIGGER;RELATED=END");
        out.end("VTODO");
    })
}

fn calendar(entries: &[Entry], write: impl Fn(&mut Writer, &Entry)) -> String {
    let mut out = Writer::default();
    out.begin("VCALENDAR");
    out.line("VERSION", "2.0");
    out.line("PRODID", PRODUCT);
    out.line("CALSCALE", "GREGORIAN");
    out.line("METHOD", "PUBLISH");
    for entry in entries {
        write(&mut out, entry);
    }
    out.end("VCALENDAR");
    out.0
}

/// What appointments and tasks have in common.
fn common(out: &mut Writer, entry: &Entry, prefix: &str, made_at: Timestamp) {
    out.text("UID", &format!("{prefix}{}", entry.uid));
    out.line("DTSTAMP", &utc(made_at));
    out.line("SEQUENCE", &entry.sequence.to_string());
    out.text("SUMMARY", &entry.summary);
    out.text("DESCRIPTION", &entry.description);
    out.line("CLASS", "CONFIDENTIAL");
    out.text("CATEGORIES", &entry.track);
    if !entry.parent.is_empty() {
        out.text("RELATED-TO", &format!("{prefix}{}", entry.parent));
    }
}

/// Nobody is reminded of what is over.
fn alarms(out: &mut Writer, entry: &Entry, trigger: &str) {
    if entry.state != EntryState::Open {
        return;
    }
    for before in &entry.alarms {
        out.begin("VALARM");
        out.line("ACTION", "DISPLAY");
        out.text("DESCRIPTION", if entry.summary.is_empty() { "Outguard" } else { &entry.summary });
        out.line(trigger, &duration_before(*before));
        out.end("VALARM");
    }
}

/// A time in UTC (RFC 5545 §3.3.5).
fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// So long before (RFC 5545 §3.3.6): `-P1D`, `-PT1H30M`.
fn duration_before(before: SignedDuration) -> String {
    let seconds = before.unsigned_abs().as_secs();
    let days = seconds / 86_400;
    let time: String = [(seconds / 3600 % 24, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    match (days, time.is_empty()) {
        (0, true) => "-PT0S".to_owned(),
        (0, false) => format!("-PT{time}"),
        (days, true) => format!("-P{days}D"),
        (days, false) => format!("-P{days}DT{time}"),
    }
}

/// Writes content lines.
#[derive(Default)]
struct Writer(String);

impl Writer {
    fn begin(&mut self, component: &str) {
        self.line("BEGIN", component);
    }

    fn end(&mut self, component: &str) {
        self.line("END", component);
    }

    /// A property whose value is text (RFC 5545 §3.3.11); without a value it is left out.
    fn text(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        let mut escaped = String::with_capacity(value.len());
        for c in value.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                '\t' | '\r' => escaped.push(' '),
                c if is_hazard(c) => escaped.push('\u{fffd}'),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    /// A property, folded where its line would be too long; no character is torn apart.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use ical::IcalParser;
    use ical::parser::ical::component::IcalCalendar;
    use ical::property::Property;
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn entry() -> Entry {
        Entry {
            uid: "INC-K7Q2-3@firm.example".into(),
            sequence: 2,
            at: "2026-11-20T15:00:00Z".parse().unwrap(),
            due: Some("2026-11-23T15:10:00Z".parse().unwrap()),
            summary: "Follow-up 3 · INC-K7Q2".into(),
            description: "See the report; step 3, page 2\nC:\\reports".into(),
            track: "legal".into(),
            parent: "INC-K7Q2@firm.example".into(),
            alarms: vec![SignedDuration::from_hours(24), SignedDuration::from_mins(90)],
            ..Entry::default()
        }
    }

    fn read(text: &str) -> IcalCalendar {
        let mut calendars = IcalParser::new(text.as_bytes());
        let calendar = calendars.next().unwrap().unwrap();
        assert!(calendars.next().is_none());
        calendar
    }

    fn value<'a>(properties: &'a [Property], name: &str) -> &'a str {
        let mut found = properties.iter().filter(|property| property.name == name);
        let value = found.next().and_then(|property| property.value.as_deref()).unwrap_or_default();
        assert!(found.next().is_none(), "{name} stands once");
        value
    }

    /// What stands for itself in a text again.
    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => out.push(chars.next().map_or('\\', |c| if matches!(c, 'n' | 'N') { '\n' } else { c })),
                c => out.push(c),
            }
        }
        out
    }

    #[test]
    fn an_appointment_is_what_every_calendar_reads() {
        let text = appointments(&[entry()], NOW);
        let calendar = read(&text);
        assert_eq!(value(&calendar.properties, "METHOD"), "PUBLISH");
        assert_eq!(value(&calendar.properties, "VERSION"), "2.0");
        let [event] = &calendar.events[..] else { panic!("one event") };
        for (name, expected) in [
            ("UID", "INC-K7Q2-3@firm.example"),
            ("DTSTAMP", "19700101T000000Z"),
            ("SEQUENCE", "2"),
            ("DTSTART", "20261120T150000Z"),
            ("DTEND", "20261120T151500Z"),
            ("SUMMARY", "Follow-up 3 · INC-K7Q2"),
            ("DESCRIPTION", r"See the report\; step 3\, page 2\nC:\\reports"),
            ("CLASS", "CONFIDENTIAL"),
            ("CATEGORIES", "legal"),
            ("RELATED-TO", "INC-K7Q2@firm.example"),
            ("TRANSP", "TRANSPARENT"),
            ("STATUS", "CONFIRMED"),
        ] {
            assert_eq!(value(&event.properties, name), expected, "{name}");
        }
        let triggers: Vec<&str> = event.alarms.iter().map(|alarm| value(&alarm.properties, "TRIGGER")).collect();
        assert_eq!(triggers, ["-P1D", "-PT1H30M"]);
        assert!(calendar.todos.is_empty());
    }

    #[test]
    fn a_task_says_how_far_it_is() {
        for (state, status, percent, alarms) in [
            (EntryState::Open, "NEEDS-ACTION", "0", 2),
            (EntryState::Done, "COMPLETED", "100", 0),
            (EntryState::Cancelled, "CANCELLED", "0", 0),
        ] {
            let calendar = read(&tasks(&[Entry { state, ..entry() }], NOW));
            let [todo] = &calendar.todos[..] else { panic!("one task") };
            assert_eq!(value(&todo.properties, "UID"), "todo-INC-K7Q2-3@firm.example");
            assert_eq!(value(&todo.properties, "RELATED-TO"), "todo-INC-K7Q2@firm.example");
            assert_eq!(value(&todo.properties, "DUE"), "20261123T151000Z");
            assert_eq!(value(&todo.properties, "STATUS"), status);
            assert_eq!(value(&todo.properties, "PERCENT-COMPLETE"), percent);
            assert_eq!(todo.alarms.len(), alarms);
            assert!(calendar.events.is_empty());
        }
        let over = read(&appointments(&[Entry { state: EntryState::Cancelled, ..entry() }], NOW));
        assert_eq!(value(&over.events[0].properties, "STATUS"), "CANCELLED");
    }

    #[test]
    fn durations_are_written_as_the_standard_has_them() {
        for (seconds, written) in [(0, "-PT0S"), (3600, "-PT1H"), (86_400, "-P1D"), (90_061, "-P1DT1H1M1S")] {
            assert_eq!(duration_before(SignedDuration::from_secs(seconds)), written);
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_an_entry_lines_are_short_and_it_is_read_back(
            summary in "F[ -~äß€🙂;,\\\\\u{202e}\r\n\t]{0,200}",
            description in any::<String>(),
            track in "[a-z,;]{0,40}",
        ) {
            let entry = Entry { summary: summary.clone(), description, track: track.clone(), ..entry() };
            for text in [appointments(std::slice::from_ref(&entry), NOW), tasks(&[entry], NOW)] {
                prop_assert!(text.ends_with("\r\n"));
                for line in text.trim_end_matches("\r\n").split("\r\n") {
                    prop_assert!(line.len() <= LINE && !line.contains(['\r', '\n']), "{line:?}");
                }
                // The reader takes the blanks around a line for its own; lines are unfolded before it sees them.
                let calendar = read(&text.replace("\r\n ", ""));
                let properties = match (&calendar.events[..], &calendar.todos[..]) {
                    ([event], []) => &event.properties,
                    ([], [todo]) => &todo.properties,
                    _ => panic!("one entry"),
                };
                let expected: String = summary.replace("\r\n", "\n").chars().map(|c| match c {
                    '\t' | '\r' => ' ',
                    '\u{202e}' => '\u{fffd}',
                    c => c,
                }).collect();
                let read_back = unescaped(value(properties, "SUMMARY"));
                prop_assert_eq!(read_back.trim(), expected.trim());
                prop_assert_eq!(unescaped(value(properties, "CATEGORIES")), track.clone());
            }
        }
    }
}
