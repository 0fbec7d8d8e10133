//! Every sentence in every language: there, and with the same arguments.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::base::sentences;

fn source(language: Language) -> &'static str {
    let at = Language::ALL.iter().position(|other| *other == language).unwrap();
    SOURCES[at]
}

/// The arguments of every sentence.
fn arguments(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    sentences(source(language))
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_arguments() {
    let english = arguments(Language::En);
    assert!(english.len() > 100, "{}", english.len());
    for language in Language::ALL {
        assert_eq!(arguments(language), english, "{language:?}");
    }
}

#[test]
fn every_sentence_can_be_said_with_one_and_with_many() {
    for language in Language::ALL {
        let say = say(language);
        for (id, names) in arguments(language) {
            let value = "x".repeat(40);
            let values: Vec<(&str, String)> = names.iter().map(|name| (*name, value.clone())).collect();
            for count in [1, 2, 64] {
                let said = say.counted(id, count, &values);
                assert!(said != id && !said.contains(['{', '}', '$']), "{language:?} {id}: {said}");
            }
        }
    }
}

#[test]
fn every_sentence_a_template_names_is_there() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/control/web/templates");
    let english = arguments(Language::En);
    let mut named = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in text.split("f.say.").skip(1) {
            let Some((_, rest)) = call.split_once("(\"") else { continue };
            let id = rest.split('"').next().unwrap();
            if call.split_once('(').is_some_and(|(method, _)| method.len() < 8)
                && call.split('(').nth(1).is_some_and(|a| a.starts_with('"'))
            {
                assert!(english.contains_key(id), "{id}");
                named += 1;
            }
        }
    }
    assert!(named > 40, "{named}");
}
