//! How many right identifiers are found, and how many look-alikes are taken for one.

use std::collections::BTreeMap;

use super::super::{IdentifierKind, find};
use super::arithmetic::{CAPITALS, Generator};
use super::europe::EUROPE;
use super::random::{Random, grouped};
use super::secrets::SECRETS;
use super::world::WORLD;

/// Right ones of each kind.
const POSITIVES: usize = 300;

/// Texts around a number, `#` stands for it.
const SURROUNDINGS: &[&str] = &["#", "Hi Eva,\n#\nbye", "(#)", "see #.", "a,#,b", "Anna\t#\t2026", "é: # – ok"];

fn generators() -> impl Iterator<Item = &'static Generator> {
    EUROPE.iter().chain(WORLD).chain(SECRETS)
}

fn missed((word, near, generate): &Generator, random: &mut Random) -> Vec<String> {
    let kind = IdentifierKind::parse(word).expect("a known word");
    let texts = (0..POSITIVES)
        .map(|i| SURROUNDINGS[i % SURROUNDINGS.len()].replace('#', &format!("{near}{}", generate(random))));
    texts
        .filter(|text| !find(text).iter().any(|found| kind.includes(found.kind)))
        .map(|text| format!("{word}: {text}"))
        .collect()
}

#[test]
fn every_right_identifier_is_found() {
    let mut random = Random::new(7);
    let missed: Vec<String> = generators().flat_map(|generator| missed(generator, &mut random)).collect();
    assert!(missed.is_empty(), "{} missed, such as\n{}", missed.len(), missed[..missed.len().min(20)].join("\n"));
}

#[test]
fn every_kind_is_measured() {
    let groups = ["payment", "national-id", "tax-id", "secret", "personal-list"];
    let words = IdentifierKind::WORDS.into_iter().filter(|word| !groups.contains(word));
    let unmeasured: Vec<&str> = words.filter(|word| generators().all(|(known, ..)| known != word)).collect();
    assert_eq!(unmeasured, Vec::<&str>::new());
}

#[test]
fn right_numbers_with_a_wrong_check_digit_are_none() {
    // Kinds whose last character is a check over all others, found alone.
    let mut random = Random::new(8);
    for word in [
        "card",
        "de-social",
        "es-dni",
        "es-nie",
        "be-rrn",
        "br-cpf",
        "fi-hetu",
        "fr-nir",
        "it-codice-fiscale",
        "ch-ahv",
    ] {
        let (_, near, generate) = generators().find(|(known, ..)| *known == word).expect("a generator");
        let kind = IdentifierKind::parse(word).expect("a known word");
        for _ in 0..200 {
            let right = generate(&mut random);
            let last = right.chars().last().expect("not empty");
            let other = if last.is_ascii_digit() {
                (last as u8 - b'0' + 1) % 10 + b'0'
            } else {
                (last as u8 - b'A' + 1) % 26 + b'A'
            };
            let wrong = format!("{near}{}{}", &right[..right.len() - 1], char::from(other));
            assert!(!find(&wrong).iter().any(|found| kind.includes(found.kind)), "{word}: {wrong}");
        }
    }
}

/// What stands in business mail and looks like an identifier, one of each sort.
fn look_alikes(random: &mut Random) -> Vec<(&'static str, String)> {
    let hex = "0123456789abcdef";
    let base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let uuid = grouped(&random.of(hex, 32), &[8, 4, 4, 4, 12], "-");
    let length = 6 + random.below(13) as usize;
    vec![
        ("order number", format!("Order {}", random.digits(length))),
        ("plain digits", random.digits(length)),
        ("invoice number", format!("Invoice RE-2026-{}", random.digits(5))),
        ("invoice number", format!("{}/{}", random.digits(4), random.digits(6))),
        ("part number", random.of(CAPITALS, 2) + "-" + &random.digits(6) + "-" + &random.of(CAPITALS, 1)),
        ("part number", random.of(CAPITALS, 3) + &random.digits(7)),
        (
            "flight and seat",
            random.of(CAPITALS, 2) + &random.digits(4) + " " + &random.digits(2) + &random.of("ABCDEF", 1),
        ),
        ("digest", random.of(hex, 40)),
        ("digest", random.of(hex, 64)),
        ("commit", random.of(hex, 8)),
        ("UUID", uuid.to_uppercase()),
        ("UUID", uuid),
        (
            "time",
            format!(
                "2026-{:02}-{:02}T{:02}:{}:{}.{}Z",
                1 + random.below(12),
                1 + random.below(28),
                random.below(24),
                10 + random.below(50),
                10 + random.below(50),
                random.digits(6)
            ),
        ),
        ("time", format!("{}", 1_500_000_000 + random.below(300_000_000))),
        ("time", format!("{}{}", 1_500_000_000 + random.below(300_000_000), random.digits(3))),
        (
            "log line",
            format!(
                "[{}] 10.{}.{}.7 GET /a/{} 200 {} \"-\"",
                random.digits(6),
                random.below(256),
                random.below(256),
                random.digits(9),
                random.digits(5)
            ),
        ),
        ("ISBN", format!("978-3-{}-{}-{}", random.digits(5), random.digits(3), random.digits(1))),
        ("EAN", "40".to_owned() + &random.digits(11)),
        ("tracking", "1Z".to_owned() + &random.of(CAPITALS, 3) + &random.digits(13)),
        ("tracking", grouped(&random.digits(20), &[4, 4, 4, 4, 4], " ")),
        ("base64", random.of(base64, 76)),
        ("amount", format!("{}.{},{} EUR", 1 + random.below(999), random.digits(3), random.digits(2))),
        ("amount", format!("$ {},{}.{}", 1 + random.below(999), random.digits(3), random.digits(2))),
        ("date", format!("{:02}.{:02}.20{}", 1 + random.below(28), 1 + random.below(12), 10 + random.below(20))),
        ("version", format!("v{}.{}.{}", random.below(20), random.below(30), random.digits(4))),
        ("coordinates", format!("52.{}, 13.{}", random.digits(6), random.digits(6))),
        ("columns", (0..6).map(|_| random.digits(4)).collect::<Vec<_>>().join(" ")),
        ("columns", (0..6).map(|_| random.digits(3)).collect::<Vec<_>>().join(" ")),
        ("article", format!("Art. {} {} {}", random.digits(3), random.digits(2), random.digits(4))),
        ("link", format!("https://firm.example/p/{}?id={}", random.of(hex, 12), random.digits(10))),
        ("words", "Please reset the password, or see the PIN policy; the token is valid for 30 days".to_owned()),
    ]
}

/// Look-alikes of each sort.
const NEGATIVES: usize = 400;

/// The most look-alikes in ten thousand that may be taken for a kind; every other kind must stay below one in ten thousand.
const BOUNDS: &[(&str, f64)] = &[("card", 5.0), ("phone", 60.0)];

#[test]
fn look_alikes_are_seldom_taken_for_identifiers() {
    let mut random = Random::new(9);
    let (mut taken, mut all): (BTreeMap<String, usize>, usize) = (BTreeMap::new(), 0);
    for _ in 0..NEGATIVES {
        for (sort, text) in look_alikes(&mut random) {
            all += 1;
            for found in find(&text) {
                let word = IdentifierKind::WORDS
                    .into_iter()
                    .find(|word| IdentifierKind::parse(word) == Some(IdentifierKind::One(found.kind)));
                *taken.entry(format!("{} as {}", sort, word.unwrap_or_default())).or_default() += 1;
            }
        }
    }
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for (sort, count) in &taken {
        *by_kind.entry(sort.rsplit(' ').next().unwrap_or_default()).or_default() += count;
    }
    for (word, count) in by_kind {
        let bound = BOUNDS.iter().find(|(known, _)| *known == word).map_or(1.0, |(_, bound)| *bound);
        let rate = count as f64 * 10_000.0 / all as f64;
        assert!(rate <= bound, "{word}: {rate:.1} of 10,000, more than {bound}\n{taken:#?}");
    }
}
