//! What reports say around their contents, in three languages.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] =
    [include_str!("en/report.ftl"), include_str!("de/report.ftl"), include_str!("es/report.ftl")];

/// What reports say in `language`.
pub(super) fn say(language: Language) -> Say {
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
}
