//! Every sentence in every language: there, with the same arguments, short, and readable with the longest there is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::*;
use crate::base::{sentences, text};
use crate::rules::reading::Zone;

fn source(language: Language) -> &'static str {
    let at = Language::ALL.iter().position(|other| *other == language).unwrap();
    SOURCES[at]
}

/// Sentences that are headlines of findings, by their having a detail.
fn ids(language: Language, with_detail: bool) -> Vec<&'static str> {
    let source: Vec<&str> = source(language).lines().collect();
    let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
    let mut found = Vec::new();
    for (i, line) in source.iter().enumerate().filter(|(_, line)| starts(line)) {
        let own = source[i + 1..].iter().take_while(|line| line.starts_with([' ', '*', '}']));
        let has = own.clone().any(|line| line.trim_start().starts_with(".detail"));
        if has == with_detail {
            found.push(line.split(' ').next().expect("an id"));
        }
    }
    found
}

/// The arguments of every sentence with its attributes.
fn arguments(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    sentences(source(language))
}

#[test]
fn every_file_is_read_to_its_end() {
    for language in Language::ALL {
        for id in arguments(language).keys() {
            assert!(TEXTS.has(language, id), "{language:?} {id}");
        }
    }
}

#[test]
fn every_language_has_the_same_sentences_with_the_same_arguments() {
    let english = arguments(Language::En);
    assert!(english.len() > 70, "{}", english.len());
    for language in Language::ALL {
        assert_eq!(arguments(language), english, "{language:?}");
        assert_eq!(ids(language, true), ids(Language::En, true), "{language:?}");
    }
}

#[test]
fn what_other_files_name_by_an_id_is_there() {
    for check in &crate::rules::builtin::CHECKS {
        let [english, others @ ..] = Language::ALL.map(|language| check.title(language));
        assert!(!english.starts_with("title-") && !others.contains(&english), "{}: {english}", check.id);
    }
    for zone in Zone::ALL {
        let Arg::Word(id) = zone.shown() else { panic!("a zone is a word") };
        assert!(arguments(Language::En).contains_key(id.as_str()), "{id}");
    }
    for pack in crate::rules::shipped_packs() {
        for topic in pack.text.lines().filter_map(|line| line.strip_prefix("topic = ")) {
            let id = format!("topic-{}", topic.trim_matches('"').replace(' ', "-"));
            assert!(arguments(Language::En).contains_key(id.as_str()), "{id}");
        }
    }
}

/// The longest value of each argument, as checks shorten them.
fn longest(name: &str) -> Arg {
    let person = "Maximiliane Freifrau von Hohe… (…echnung.niederlassung-nord.example)";
    let address = "maximiliane.von.hohenloh…@…echnung.niederlassung-nord.example";
    let file = Arg::Phrase(
        Reason::new("file-within")
            .with("file", "Final offer for…annexes.xlsx")
            .with("outer", "Final offer for…rnannex.zip"),
    );
    match name {
        "name" | "twin" | "recipient" | "meant" => person.into(),
        "greeted" => "Maximiliane Freifrau von Hohe…".into(),
        "address" => address.into(),
        "recipients" => Arg::list([person, person, person]),
        "people" => Arg::list(["Maximiliane F…"; 3]),
        "parties" => Arg::list(["Kita Warehousing and Logistics Holding L…"; 2]),
        "party" | "own" | "label" | "term" | "word" | "among" | "type" => {
            "Kita Warehousing and Logistics Holding L…".into()
        }
        "domain" | "known" => "…echnung.niederlassung-nord.example".into(),
        "file" | "carried" => file,
        "other" | "outer" => "Final offer for the second …annexes.xlsx".into(),
        "things" => {
            let all = ["sheet", "slide", "columns"].map(|what| Arg::word(format!("feature-hidden-{what}")));
            Arg::List(all.into())
        }
        "words" => Arg::quoted(["Umstrukturierungsmaßnahmen im Vertrieb N…"]),
        "topics" => Arg::List(vec![Arg::Topic("buying and selling companies".into()), Arg::Topic("money".into())]),
        "where" => Arg::word("zone-attachment-name"),
        "promise" | "text" => "please find attached the signed copy of the final contract…".into(),
        "against" => {
            let written = Reason::new("against-usually-instead").with("address", address);
            let written = written.with("count", 123_456_u32).with("date", "2026-11-28");
            let with = Reason::new("against-never-with").with("people", Arg::list([address; 3]));
            Arg::List(vec![written.into(), with.into()])
        }
        "alike" => Arg::word("alike-one-letter"),
        "both" => "no".into(),
        "how" => "homoglyph".into(),
        "why" => "limit".into(),
        "id" => "K7Q2".into(),
        "incident" => "I-123456".into(),
        "had" => "yes".into(),
        "headline" => "Martin Kellner (kita.example) is the only outsider on this mail".into(),
        "title" => "A list of persons with their dates of birth and accounts l…".into(),
        "date" => "2026-11-28".into(),
        "time" => "23:10".into(),
        "because" => "both bid for the same site until the end of March".into(),
        "feature" => Arg::word("feature-name-differs"),
        "first" => "a, b".into(),
        "last" => "c".into(),
        "count" | "sent" | "twinsent" | "outsiders" | "others" | "domains" | "seconds" => Arg::Number(123_456),
        other => panic!("how long can `{other}` be?"),
    }
}

/// A sentence with all its arguments as long as they come, or with `number` in place of every number.
fn filled(id: &str, number: Option<u64>) -> Reason {
    let names = &arguments(Language::En)[id];
    names.iter().fold(Reason::new(id), |reason, name| match (longest(name), number) {
        (Arg::Number(_), Some(number)) => reason.with(name, Arg::Number(number)),
        (arg, _) => reason.with(name, arg),
    })
}

#[test]
fn all_that_is_said_with_its_longest_values() {
    let mut said = String::new();
    for language in Language::ALL {
        let _ = writeln!(said, "== {}", language.tag());
        for id in ids(language, true) {
            let (headline, detail) = filled(id, None).render(language);
            let _ = writeln!(said, "{id}: {headline}\n    {detail}");
        }
        for id in ids(language, false) {
            let _ = writeln!(said, "{id}: {}", filled(id, None).sentence(language));
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn none_one_and_two_are_said_rightly() {
    let mut said = String::new();
    for language in Language::ALL {
        for id in ["name-twin", "many-visible", "outsider-among-insiders", "unaddressed", "freemail"] {
            for number in [0, 1, 2] {
                let mut reason = filled(id, Some(number));
                for (name, arg) in &mut reason.args {
                    match name.as_str() {
                        "name" => *arg = "Martin Kellner (kita.example)".into(),
                        "twin" => *arg = "Martin Keller (firm.example)".into(),
                        "address" => *arg = "martin.keller@firm.example".into(),
                        "words" => *arg = Arg::quoted(["cut costs", "ingresos"]),
                        _ => {}
                    }
                }
                let (headline, detail) = reason.render(language);
                let _ = writeln!(said, "{headline}\n    {detail}");
            }
        }
    }
    insta::assert_snapshot!(said);
}

#[test]
fn headlines_are_short_and_say_nothing_of_what_the_guide_forbids() {
    for language in Language::ALL {
        for id in ids(language, true) {
            for number in [None, Some(1), Some(2)] {
                let reason = filled(id, number);
                let (headline, detail) = reason.render(language);
                assert!(headline.chars().count() <= 160, "{language:?} {id}: {headline}");
                assert!(detail.ends_with('.') && !detail.contains(".."), "{language:?} {id}: {detail}");
                assert!(!headline.ends_with('.') && !headline.contains(['{', '}']), "{language:?} {id}: {headline}");
                let bare = Reason {
                    args: reason.args.iter().map(|(name, _)| (name.clone(), Arg::Text("x".into()))).collect(),
                    ..Reason::new(id)
                };
                let words = bare.sentence(language).split_whitespace().filter(|word| *word != "x").count();
                assert!(words <= 14, "{language:?} {id}: {words} words");
                let all = format!("{headline} {detail}").to_lowercase();
                for word in ["potential", "are you sure", "sind sie sicher", "está seguro", "möglicherweise", "score"]
                {
                    assert!(!all.contains(word), "{language:?} {id}: {all}");
                }
            }
        }
    }
}

#[test]
fn a_reply_line_can_say_it() {
    for language in Language::ALL {
        for id in ids(language, true) {
            let headline = filled(id, None).sentence(language);
            let reply = Reason::new("reply-held").with("id", "K7Q2").with("headline", headline.as_str());
            let wire = text::wire_text(&reply.sentence(language), 480);
            assert!(wire.len() < 480, "{wire}");
            let unsayable = wire.matches('?').count();
            assert_eq!(unsayable, 0, "{language:?} {id}: {wire}");
        }
    }
}

#[test]
fn lists_are_read_as_people_say_them() {
    let said = |items: &[&str], language| Arg::list(items.iter().copied()).shown(language);
    assert_eq!(said(&[], Language::En), "");
    assert_eq!(said(&["Ana"], Language::En), "Ana");
    assert_eq!(said(&["Ana", "Tom", "Eva"], Language::De), "Ana, Tom und Eva");
    assert_eq!(said(&["a", "b", "c", "d", "e"], Language::En), "a, b, c and 2 more");
    assert_eq!(said(&["Ana", "Inés"], Language::Es), "Ana e Inés");
    assert_eq!(said(&["agua", "hielo"], Language::Es), "agua y hielo");
    assert_eq!(Arg::quoted(["a", "b"]).shown(Language::De), "„a“ und „b“");
}

#[test]
fn a_text_in_an_argument_is_never_read_as_a_text_with_arguments() {
    let reason = Reason::new("rule").with("word", "{ $recipient }").with("recipient", "Kita");
    assert_eq!(reason.sentence(Language::En), "“{ $recipient }” goes to Kita");
}

#[test]
fn a_rule_s_own_texts_come_in_the_readers_language() {
    let own: Localised =
        serde_json::from_str(r#"{"de": "{word} ist geheim", "en": "{word} is secret"}"#).expect("texts");
    let reason = Reason {
        headline: Some(own),
        ..Reason::new("rule").with("word", "Falcon").with("where", Zone::Subject.shown())
    };
    assert_eq!(reason.render(Language::De).0, "Falcon ist geheim");
    assert_eq!(reason.render(Language::Es).0, "Falcon is secret", "English where there is none");
    assert!(reason.render(Language::De).1.starts_with("Es steht im Betreff"));
}

#[test]
fn findings_of_before_keep_their_words() {
    let old = r#"{"check":"freemail","step":"ask","recipient":null,"headline":"As it was","detail":"d","evidence":[],"repairs":[]}"#;
    let finding: crate::rules::Finding = serde_json::from_str(old).expect("an old finding");
    assert_eq!(finding.told(Language::De), ("As it was".to_owned(), "d".to_owned()));
    let reason = filled("name-twin", None);
    let again: Reason = serde_json::from_str(&serde_json::to_string(&reason).expect("JSON")).expect("a reason");
    assert_eq!(again, reason);
}
