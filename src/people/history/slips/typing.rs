//! How an address is mistyped, when a slip is made on purpose.

use super::dice::Dice;
use crate::base::Address;

/// Letters on the keys beside, for slips of the fingers.
const BESIDE: [(char, &str); 26] = [
    ('q', "wa"),
    ('w', "qes"),
    ('e', "wrd"),
    ('r', "etf"),
    ('t', "ryg"),
    ('y', "tuh"),
    ('u', "yij"),
    ('i', "uok"),
    ('o', "ipl"),
    ('p', "ol"),
    ('a', "qsz"),
    ('s', "adwx"),
    ('d', "sfec"),
    ('f', "dgrv"),
    ('g', "fhtb"),
    ('h', "gjyn"),
    ('j', "hkum"),
    ('k', "jlin"),
    ('l', "kop"),
    ('z', "asx"),
    ('x', "zsdc"),
    ('c', "xdfv"),
    ('v', "cfgb"),
    ('b', "vghn"),
    ('n', "bhjm"),
    ('m', "njk"),
];

/// Ends of domains and what they are mistyped as.
const ENDS: [(&str, &[&str]); 7] = [
    ("com", &["co", "cm", "con", "net", "org", "comm"]),
    ("net", &["com", "ne", "nett"]),
    ("org", &["com", "og", "orgg"]),
    ("edu", &["ed", "com"]),
    ("gov", &["com", "go"]),
    ("de", &["d", "dee", "com"]),
    ("es", &["e", "ess", "com"]),
];

/// An address as it may be mistyped: a slip of the fingers in what stands before the `@` or in the domain, another end, or a
/// label left out. It may be no address, or the same one.
pub(super) fn mistyped(address: &Address, dice: &mut Dice) -> String {
    let (local, domain) = address.key().rsplit_once('@').unwrap_or((address.key(), ""));
    let how = dice.share();
    if how < 0.5 {
        return format!("{}@{domain}", finger_slip(local, dice));
    }
    let mut labels: Vec<String> = domain.split('.').map(str::to_owned).collect();
    let end = labels.last().cloned().unwrap_or_default();
    let ends = ENDS.iter().find(|(known, _)| *known == end).map(|(_, ends)| *ends);
    match ends.filter(|_| how >= 0.75) {
        None => {
            let places = 0..labels.len().saturating_sub(1);
            if let Some(longest) = places.max_by_key(|&at| labels.get(at).map_or(0, String::len)) {
                labels[longest] = finger_slip(&labels[longest], dice);
            }
        }
        Some(ends) if how < 0.95 || labels.len() < 3 => {
            if let (Some(last), Some(typed)) = (labels.last_mut(), dice.pick(ends)) {
                (*typed).clone_into(last);
            }
        }
        Some(_) => {
            labels.remove(0);
        }
    }
    format!("{local}@{}", labels.join("."))
}

/// One letter dropped, doubled, swapped with the next, or the one beside it on the keys.
fn finger_slip(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|&at| letters[at].is_alphabetic()).collect();
    if places.len() < 3 {
        return text.to_owned();
    }
    let how = dice.below(4);
    let at = places[dice.below(places.len() - 1)];
    match how {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters.swap(at, at + 1),
        _ => {
            let beside = BESIDE.iter().find(|(key, _)| *key == letters[at]).map_or("e", |(_, beside)| *beside);
            let beside: Vec<char> = beside.chars().collect();
            if let Some(&key) = dice.pick(&beside) {
                letters[at] = key;
            }
        }
    }
    letters.into_iter().collect()
}
