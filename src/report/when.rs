//! Times as the readers of a report write them, with the zone they are in.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::Language;

/// A time: `20 Nov 2026, 16:10 CET`, `20.11.2026, 16:10 Uhr (CET)`, `20/11/2026, 16:10 h (CET)`.
pub fn time(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let pattern = match language {
        Language::En => "%-d %b %Y, %H:%M %Z",
        Language::De => "%d.%m.%Y, %H:%M Uhr (%Z)",
        Language::Es => "%d/%m/%Y, %H:%M h (%Z)",
    };
    at.to_zoned(zone.clone()).strftime(pattern).to_string()
}

/// A day: `20 Nov 2026`, `20.11.2026`, `20/11/2026`.
pub fn date(day: Date, language: Language) -> String {
    let pattern = match language {
        Language::En => "%-d %b %Y",
        Language::De => "%d.%m.%Y",
        Language::Es => "%d/%m/%Y",
    };
    day.strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_times_its_own_way() {
        let at: Timestamp = "2026-11-20T15:10:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let written = Language::ALL.map(|language| time(at, &zone, language));
        assert_eq!(written, ["20 Nov 2026, 16:10 CET", "20.11.2026, 16:10 Uhr (CET)", "20/11/2026, 16:10 h (CET)"]);
        let day = jiff::civil::date(2026, 3, 1);
        assert_eq!(Language::ALL.map(|language| date(day, language)), ["1 Mar 2026", "01.03.2026", "01/03/2026"]);
    }
}
