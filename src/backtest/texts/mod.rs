//! What a backtest says, in three languages.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`].
const SOURCES: [&str; 3] =
    [include_str!("en/backtest.ftl"), include_str!("de/backtest.ftl"), include_str!("es/backtest.ftl")];

/// What it says in `language`.
pub fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sentences;
    use crate::people::history::slips::Form;

    #[test]
    fn every_language_says_the_same_with_the_same_arguments() {
        let [en, de, es] = SOURCES.map(sentences);
        assert!(!en.is_empty());
        assert_eq!((&en, &en), (&de, &es));
    }

    #[test]
    fn every_form_of_slip_has_its_words() {
        for form in Form::ALL {
            let id = format!("form-{}", form.word());
            assert_ne!(say(Language::En).t(&id), id);
        }
    }
}
