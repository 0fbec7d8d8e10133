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
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;
    use crate::people::history::slips::Form;

    /// The sentences of a file that was read to its end, each with the names in it.
    fn sentences(source: &str) -> BTreeSet<(String, Vec<String>)> {
        let read = FluentResource::try_new(source.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        let lines = source.lines().filter_map(|line| line.split_once(" = "));
        lines
            .map(|(id, text)| {
                let names = text.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
                let mut names: Vec<String> = names.map(str::to_owned).collect();
                names.sort_unstable();
                (id.to_owned(), names)
            })
            .collect()
    }

    #[test]
    fn every_language_says_the_same() {
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
