//! What is said about mail that slipped through, in three languages: a file for each area and language.

use std::sync::LazyLock;

use crate::base::{Catalogue, Language, Say};

static TEXTS: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::new(SOURCES));

/// In the order of [`Language::ALL`]; a further area is one more line of each.
const SOURCES: [&str; 3] = [
    concat!(
        include_str!("en/lint.ftl"), //
        include_str!("en/letters.ftl"),
    ),
    concat!(
        include_str!("de/lint.ftl"), //
        include_str!("de/letters.ftl"),
    ),
    concat!(
        include_str!("es/lint.ftl"), //
        include_str!("es/letters.ftl"),
    ),
];

/// What is said in `language`.
pub(super) fn say(language: Language) -> Say {
    Say::new(&TEXTS, language)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::*;

    /// The arguments of every sentence of a file that was read to its end.
    fn sentences(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let read = FluentResource::try_new(source.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut id = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                id = line.split(' ').next().unwrap_or_default();
                assert!(!found.contains_key(id), "{id} stands twice");
            }
            let names = line.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            found.entry(id).or_default().extend(names);
        }
        found
    }

    #[test]
    fn every_language_says_the_same_with_the_same_arguments() {
        let [en, de, es] = SOURCES.map(sentences);
        assert!(en.len() > 20);
        for (id, arguments) in &en {
            assert_eq!((Some(arguments), Some(arguments)), (de.get(id), es.get(id)), "{id}");
        }
        assert_eq!((en.len(), en.len()), (de.len(), es.len()));
    }
}
