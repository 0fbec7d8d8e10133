//! What is said about an incident, in three languages: a file for each area and language.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// The files of each area, in the order of [`Language::ALL`].
macro_rules! areas {
    ($($area:literal)*) => {
        [
            concat!($(include_str!(concat!("en/", $area, ".ftl")),)*),
            concat!($(include_str!(concat!("de/", $area, ".ftl")),)*),
            concat!($(include_str!(concat!("es/", $area, ".ftl")),)*),
        ]
    };
}

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] = areas! {
    "copies"
    "duties"
    "incident"
    "letters"
    "lint"
    "questions"
    "recall"
    "steps"
    "terminal"
};

/// What is said about an incident in `language`.
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

/// Whether there is a sentence `id` in every language.
#[cfg(test)]
pub(super) fn known(id: &str) -> bool {
    Language::ALL.iter().all(|language| TEXTS.has(*language, id))
}

#[cfg(test)]
mod tests {
    use super::super::question::{Kind, QUESTIONS};
    use super::*;
    use crate::base::sentences;

    #[test]
    fn every_language_says_the_same_with_the_same_arguments() {
        let [en, de, es] = SOURCES.map(sentences);
        assert!(en.len() > 500);
        assert_eq!((&en, &en), (&de, &es));
    }

    #[test]
    fn every_question_and_every_choice_has_its_words() {
        for question in QUESTIONS {
            for id in [format!("ask-{}", question.id), format!("ask-{}-why", question.id)] {
                assert!(known(&id), "{id}");
            }
            if let Kind::One(words) | Kind::Some(words) = question.kind {
                for word in words {
                    assert!(known(&format!("word-{word}")), "word-{word}");
                }
            }
        }
    }

    #[test]
    fn a_time_is_told_to_the_second() {
        let at = "2026-11-20T15:10:11Z".parse().unwrap();
        assert_eq!(time(Language::En, at, &TimeZone::UTC), "Fri 20 Nov 2026 15:10:11 UTC");
        assert_eq!(time(Language::De, at, &TimeZone::UTC), "20.11.2026, 15:10:11 UTC");
        assert_eq!(time(Language::Es, at, &TimeZone::UTC), "20/11/2026, 15:10:11 UTC");
    }
}
