//! What our own messages say, in three languages: a file for each area and language.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] = [
    concat!(include_str!("en/notices.ftl"), include_str!("en/approval.ftl"), include_str!("en/sign_in.ftl")),
    concat!(include_str!("de/notices.ftl"), include_str!("de/approval.ftl"), include_str!("de/sign_in.ftl")),
    concat!(include_str!("es/notices.ftl"), include_str!("es/approval.ftl"), include_str!("es/sign_in.ftl")),
];

/// What our own messages say in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sentences;

    #[test]
    fn every_language_says_the_same_with_the_same_arguments() {
        let [en, de, es] = SOURCES.map(sentences);
        assert!(!en.is_empty());
        assert_eq!((&en, &en), (&de, &es));
    }

    #[test]
    fn a_subject_says_how_many_addresses_to_look_at() {
        let named = [("subject", "Q3 figures".to_owned()), ("id", "K7Q2".to_owned())];
        let subject = |language, count| say(language).counted("notice-held-subject", count, &named);
        assert_eq!(subject(Language::En, 1), "[Not sent] 1 address to check: \"Q3 figures\" (K7Q2)");
        assert_eq!(subject(Language::De, 2), "[Nicht gesendet] 2 Adressen zu prüfen: „Q3 figures“ (K7Q2)");
        assert_eq!(subject(Language::Es, 0), "[No enviado] Revíselo: «Q3 figures» (K7Q2)");
        assert_eq!(
            say(Language::En).all("notice-message", &[("subject", "Offer".into()), ("people", "a@b.test".into())]),
            "  Offer\n  to a@b.test"
        );
    }
}
