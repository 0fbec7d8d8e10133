//! What is said about mail that slipped through, in three languages: a file for each area and language.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] =
    [include_str!("en/recall.ftl"), include_str!("de/recall.ftl"), include_str!("es/recall.ftl")];

/// What is said in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}

/// A time to the second, as people read it in their language and zone: who has what since when is asked to the second.
pub fn time(language: Language, at: Timestamp, zone: &TimeZone) -> String {
    let form = match language {
        Language::En => "%a %-d %b %Y %H:%M:%S %Z",
        Language::De => "%-d.%-m.%Y, %H:%M:%S %Z",
        Language::Es => "%-d/%-m/%Y, %H:%M:%S %Z",
    };
    at.to_zoned(zone.clone()).strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;

    /// The sentences of a file that was read to its end.
    fn sentences(source: &str) -> BTreeSet<&str> {
        let read = FluentResource::try_new(source.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        source.lines().filter(begins).filter_map(|line| Some(line.split_once(" = ")?.0)).collect()
    }

    /// What stands between `{ $` and the next blank or brace.
    fn arguments(source: &str) -> BTreeSet<&str> {
        let named = source.split("{ $").skip(1);
        named.filter_map(|rest| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next()).collect()
    }

    #[test]
    fn every_language_says_the_same() {
        let [en, de, es] = SOURCES.map(sentences);
        assert!(!en.is_empty());
        assert_eq!((&en, &en), (&de, &es));
        let [en, de, es] = SOURCES.map(arguments);
        assert_eq!((&en, &en), (&de, &es));
    }

    #[test]
    fn a_time_is_told_to_the_second() {
        let at = "2026-11-20T15:10:11Z".parse().unwrap();
        assert_eq!(time(Language::En, at, &TimeZone::UTC), "Fri 20 Nov 2026 15:10:11 UTC");
        assert_eq!(time(Language::De, at, &TimeZone::UTC), "20.11.2026, 15:10:11 UTC");
        assert_eq!(time(Language::Es, at, &TimeZone::UTC), "20/11/2026, 15:10:11 UTC");
    }
}
