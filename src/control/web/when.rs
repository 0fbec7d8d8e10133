//! Times as readers of each language write them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::Language;

/// A date and a time: `26 Nov 2026, 09:30`.
pub(super) fn moment(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let form = match language {
        Language::En => "%-d %b %Y, %H:%M",
        Language::De => "%-d.%-m.%Y, %H:%M",
        Language::Es => "%-d/%-m/%Y, %H:%M",
    };
    at.to_zoned(zone.clone()).strftime(form).to_string()
}

/// A date: `26 Nov 2026`.
pub(super) fn day(at: Timestamp, zone: &TimeZone, language: Language) -> String {
    let form = match language {
        Language::En => "%-d %b %Y",
        Language::De => "%-d.%-m.%Y",
        Language::Es => "%-d/%-m/%Y",
    };
    at.to_zoned(zone.clone()).strftime(form).to_string()
}

/// A time of day, to the second: `14:32:10`.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// The size of a file: `212 KB`.
pub(super) fn size(octets: usize, language: Language) -> String {
    let comma = |text: String| if language == Language::En { text } else { text.replace('.', ",") };
    match octets {
        0..=999 => format!("{octets} B"),
        1_000..=999_999 => format!("{} KB", octets.div_ceil(1000)),
        _ => comma(format!("{:.1} MB", octets as f64 / 1e6)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_writes_dates_its_own_way() {
        let at: Timestamp = "2026-11-06T08:30:05Z".parse().unwrap();
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(moment(at, &berlin, Language::En), "6 Nov 2026, 09:30");
        assert_eq!(moment(at, &berlin, Language::De), "6.11.2026, 09:30");
        assert_eq!(moment(at, &berlin, Language::Es), "6/11/2026, 09:30");
        assert_eq!(day(at, &berlin, Language::De), "6.11.2026");
        assert_eq!(clock(at, &berlin), "09:30:05");
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(17, Language::En), "17 B");
        assert_eq!(size(211_001, Language::De), "212 KB");
        assert_eq!((size(5_240_000, Language::En), size(5_240_000, Language::De)), ("5.2 MB".into(), "5,2 MB".into()));
    }
}
