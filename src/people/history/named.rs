//! Who is greeted and who is named in a text, as numbers of names.

use super::key::Key;
use super::person::full_form;
use super::words::start;
use crate::base::fold::folded;

/// Octets of a quote in which people are looked for.
const LONGEST_QUOTE: usize = 6_000;
/// Octets of a quote within which its author stands.
const HEAD: usize = 170;
/// Names and addresses that are kept of one message.
const MOST: usize = 160;
/// Octets between a given name and a family name: a middle name, no more.
const APART: usize = 16;

/// The names and addresses a text holds: `Martin Keller`, `Martin J Keller`, `Keller, Martin`, `martin.keller@firm.example`.
pub(super) fn people(text: &str, key: &Key) -> Vec<u32> {
    let text = start(text, LONGEST_QUOTE);
    let mut out = Vec::new();
    // The last two capitalised words: where they end, and how they read.
    let mut before: Vec<(usize, String)> = Vec::new();
    for (at, word) in capitalised(text) {
        let plain = folded(word);
        for (end, earlier) in &before {
            let between = text.get(*end..at).unwrap_or_default();
            if between.len() > APART || between.contains("\n\n") {
                continue;
            }
            if between.trim_end() == "," {
                out.push(key.name(full_form(&plain), earlier));
            } else {
                out.push(key.name(full_form(earlier), &plain));
            }
        }
        before.push((at + word.len(), plain));
        if before.len() > 2 {
            before.remove(0);
        }
    }
    for word in text.split(|c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c)) {
        if word.contains('@') && word.len() < 255 {
            out.push(key.address(&word.trim_end_matches('.').to_lowercase()));
        }
    }
    out.truncate(MOST);
    out.sort_unstable();
    out.dedup();
    out
}

/// Those that stand at the top of a quote, where its author does.
pub(super) fn authors(quoted: &str, key: &Key) -> Vec<u32> {
    let lines = quoted.lines().map(str::trim).filter(|line| !line.is_empty());
    let top: String = lines.filter(|line| !line.starts_with("--")).take(8).collect::<Vec<_>>().join("\n");
    people(start(&top, HEAD), key)
}

/// Words of letters with a capital first, and where they begin.
fn capitalised(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let skip = rest.find(char::is_alphabetic)?;
            let word = rest.get(skip..)?;
            let length = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
            let (word, behind) = word.split_at(length);
            let at = text.len() - behind.len() - word.len();
            rest = behind;
            let is_name = word.starts_with(char::is_uppercase) && word.len() > 1;
            if is_name {
                return Some((at, word));
            }
        }
    })
}

/// Whom a message speaks to: the words of its first lines that may be names. Which of them are, the sender's contacts tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Greeting {
    /// [`Key::word`] of each in its full form, in order.
    pub(super) names: Vec<u32>,
    /// [`Key::start`] of each.
    pub(super) starts: Vec<u32>,
    /// Whether the line reads as a greeting whoever is named: it begins with `Dear`, or ends with a comma.
    pub(super) is_sure: bool,
}

/// What greetings begin with, folded.
const OPENERS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "dear",
    "greetings",
    "yo",
    "morning",
    "good",
    "afternoon",
    "evening",
    "hallo",
    "liebe",
    "lieber",
    "guten",
    "tag",
    "morgen",
    "abend",
    "moin",
    "servus",
    "sehr",
    "geehrte",
    "geehrter",
    "herr",
    "frau",
    "mr",
    "mrs",
    "ms",
    "dr",
    "estimado",
    "estimada",
    "hola",
    "querido",
    "querida",
    "buenos",
    "buenas",
    "dias",
    "tardes",
    "senor",
    "senora",
];
/// Words between the names of a greeting, folded.
const JOINERS: &[&str] = &["and", "und", "y", "e"];
/// People a greeting names.
const MOST_GREETED: usize = 5;

impl Greeting {
    /// Reads the first lines of what the sender wrote.
    pub(super) fn of(own: &str, key: &Key) -> Greeting {
        let line = own.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let line = start(line, 120);
        let (mut names, mut starts, mut has_opener) = (Vec::new(), Vec::new(), false);
        let mut rest = line;
        let end = loop {
            rest = rest.trim_start_matches([' ', '\t', '&', '/']);
            let length = rest.find(|c: char| !(c.is_alphabetic() || c == '\'')).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(length);
            let plain = folded(word);
            let is_opener = OPENERS.contains(&plain.as_str());
            let is_joiner = !names.is_empty() && JOINERS.contains(&plain.as_str());
            if word.is_empty() || names.len() >= MOST_GREETED {
                break rest;
            }
            has_opener |= is_opener;
            if !is_opener && !is_joiner {
                names.push(key.word(full_form(&plain)));
                starts.push(key.start(&plain));
            }
            // `Anna, Eva,` goes on behind a comma; `Anna, could you` ends there.
            rest = behind;
            if let Some(tail) = behind.strip_prefix([',', '.']) {
                let next = tail.trim_start();
                let word = folded(next.split(' ').next().unwrap_or_default());
                let is_name = next.starts_with(char::is_uppercase) || OPENERS.contains(&word.as_str());
                if !(behind.starts_with(',') && is_name && next.len() < 40) {
                    break behind;
                }
                rest = next;
            }
        };
        let ends_so = end.starts_with([',', ':', '-', '–', '—', '!']) || (end.is_empty() && line.len() <= 40);
        Greeting { names, starts, is_sure: has_opener || ends_so }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new([7; 16])
    }

    #[test]
    fn names_are_found_in_either_order_and_with_a_middle_name() {
        let key = key();
        for text in ["to Martin Keller yesterday", "Keller, Martin", "Martin J Keller/Firm", "MARTIN KELLER"] {
            assert!(people(text, &key).contains(&key.name("martin", "keller")), "{text}");
        }
        for text in ["Martin\n\nKeller", "martin keller", "Martin wrote to the whole of Keller"] {
            assert!(!people(text, &key).contains(&key.name("martin", "keller")), "{text}");
        }
        assert!(people("<M.Keller@Firm.example>", &key).contains(&key.address("m.keller@firm.example")));
    }

    #[test]
    fn the_author_stands_at_the_top() {
        let key = key();
        let quoted = "---- Forwarded by Eva Sato on 03.11. ----\n\nAnna Berg\n03.11.2026 10:12\nTo: Tom Fuchs\n\nhello";
        let authors = authors(quoted, &key);
        assert!(authors.contains(&key.name("anna", "berg")));
        assert!(!authors.contains(&key.name("eva", "sato")));
    }

    #[test]
    fn greetings_name_people() {
        let key = key();
        for (text, names, is_sure) in [
            ("Hi Anna,\n\ntext", &["anna"][..], true),
            ("Anna,\ntext", &["anna"], true),
            ("Liebe Anna, lieber Tom,\n", &["anna", "tom"], true),
            ("Anna & Tom:", &["anna", "tom"], true),
            ("Sehr geehrter Herr Keller,", &["keller"], true),
            ("Anna", &["anna"], true),
        ] {
            let greeting = Greeting::of(text, &key);
            let expected: Vec<u32> = names.iter().map(|name| key.word(full_form(name))).collect();
            assert_eq!((greeting.names, greeting.is_sure), (expected, is_sure), "{text}");
        }
        assert!(!Greeting::of("Please send the file to me by tonight at the very latest", &key).is_sure);
    }
}
