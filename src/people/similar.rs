//! Whether two addresses belong to people whose names are nearly the same, so that one may be taken for the other when a
//! mail program completes a name.
//!
//! Fires: Martin Keller / Martin Kellner, Meyer / Meier with the same first name, Sara / Sarah with the same surname,
//! `m.keller` / Martin Keller, `mkeller` / `m.keller`, Keller Martin / Martin Keller, Müller / Mueller / Muller, the same
//! name at another domain.
//! Silent: the same surname alone, the same first name alone, `anna` / `hanna`, `info@` at two firms, short surnames
//! that differ (Lee / Lin).

use serde::{Serialize, Serializer};
use strsim::osa_distance;

use crate::base::fold::folded;
use crate::base::{Address, script};

/// Local parts that name a function, not a person; sorted.
const ROLES: &[&str] = &[
    "abuse",
    "accounting",
    "admin",
    "all",
    "anfrage",
    "atencion",
    "bestellung",
    "billing",
    "buchhaltung",
    "career",
    "compras",
    "contabilidad",
    "contact",
    "contacto",
    "datenschutz",
    "einkauf",
    "facturas",
    "finance",
    "hello",
    "help",
    "hola",
    "hostmaster",
    "hr",
    "info",
    "information",
    "invoice",
    "invoices",
    "it",
    "jobs",
    "kontakt",
    "legal",
    "mail",
    "marketing",
    "news",
    "newsletter",
    "no-reply",
    "noreply",
    "office",
    "orders",
    "personal",
    "postmaster",
    "press",
    "presse",
    "privacy",
    "purchasing",
    "reception",
    "rechnung",
    "rechnungen",
    "rrhh",
    "sales",
    "sekretariat",
    "service",
    "support",
    "team",
    "trade",
    "ventas",
    "verkauf",
    "vertrieb",
    "webmaster",
    "zentrale",
];

/// Letters of one name that are compared.
const LONGEST_WORD: usize = 40;

/// The names a person goes by, in the form they are compared in.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Given name first as far as can be told: from the display name, and from the local part.
    forms: Vec<Vec<String>>,
    key: String,
}

impl Names {
    /// The names of somebody with this address and display name (may be empty).
    pub fn of(address: &Address, name: &str) -> Names {
        let mut forms = Vec::new();
        for form in [from_display(name), from_local(address.local())].into_iter().flatten() {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        Names { forms, key: address.key().to_owned() }
    }

    /// What is alike between two different addresses; `None` where people would not mix them up.
    pub fn twin(&self, other: &Names) -> Option<Alike> {
        if self.key == other.key {
            return None;
        }
        let pairs = self.forms.iter().flat_map(|a| other.forms.iter().map(move |b| alike(a, b)));
        pairs.flatten().min()
    }
}

/// How two names are alike, the most confusing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// The same name at another address.
    Same,
    /// The same names in another order.
    Swapped,
    /// The names differ by one letter.
    OneLetter,
    /// The names differ by two letters.
    TwoLetters,
    /// The same surname and initial.
    Initial,
}

/// Facts are printed in words.
impl Serialize for Alike {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}

impl Alike {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Alike::Same => "the same name at another address",
            Alike::Swapped => "the same names in another order",
            Alike::OneLetter => "the names differ by one letter",
            Alike::TwoLetters => "the names differ by two letters",
            Alike::Initial => "the same surname and initial",
        }
    }
}

/// `Martin Keller`, `Keller, Martin`, `Dr. Martin Keller (Firm)`: two to four words, or none.
fn from_display(name: &str) -> Option<Vec<String>> {
    if name.is_empty() || name.contains('@') {
        return None;
    }
    let name = name.split(['(', '|', '/', '[']).next().unwrap_or_default();
    let ordered = match name.split_once(',') {
        Some((surname, given)) => format!("{given} {surname}"),
        None => name.to_owned(),
    };
    let words = plain_words(&ordered);
    (2..=4).contains(&words.len()).then_some(words)
}

/// Whether a display name names a person in full.
pub(crate) fn is_full_name(name: &str) -> bool {
    from_display(name).is_some()
}

/// Whether a word, folded, names a function and not a person.
pub(crate) fn is_role(word: &str) -> bool {
    ROLES.binary_search(&word).is_ok()
}

/// `martin.keller`, `m_keller`, `mkeller`; digits and tags behind `+` say nothing about the name.
fn from_local(local: &str) -> Option<Vec<String>> {
    let local = local.split('+').next().unwrap_or_default();
    let words = plain_words(local);
    let is_person = !words.is_empty() && words.len() <= 4 && !words.iter().any(|w| is_role(w));
    is_person.then_some(words)
}

/// Folded words of letters; umlauts and their two-letter spelling are one, titles are dropped.
fn plain_words(text: &str) -> Vec<String> {
    const TITLES: &[&str] =
        &["dr", "prof", "mr", "mrs", "ms", "herr", "frau", "sr", "sra", "don", "ing", "dipl", "mag"];
    let mut spelt = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'ä' => 'a',
            'ö' => 'o',
            'ü' => 'u',
            c => c,
        };
        if plain != 'e' || !matches!(before, 'a' | 'o' | 'u') {
            spelt.push(plain);
        }
        before = plain;
    }
    let plain = folded(&spelt);
    let words = plain.split(is_between).filter(|w| !w.is_empty() && !TITLES.contains(w));
    // Nobody's name is longer, and comparing takes the square of the length.
    words.map(|w| w.chars().take(LONGEST_WORD).collect()).collect()
}

/// Whether `c` stands between names; the vowel signs of many scripts are marks, and stand in them.
fn is_between(c: char) -> bool {
    c.is_numeric() || script::class(c) == script::Class::Other
}

fn alike(a: &[String], b: &[String]) -> Option<Alike> {
    match (a, b) {
        ([a], [b]) => alone(a, b),
        ([whole], [first, .., last]) | ([first, .., last], [whole]) => glued(whole, first, last),
        ([a_first, .., a_last], [b_first, .., b_last]) => {
            let straight = full(a_first, a_last, b_first, b_last);
            let is_swapped = a_first == b_last && a_last == b_first && a_first != a_last;
            straight.or(is_swapped.then_some(Alike::Swapped))
        }
        _ => None,
    }
}

/// Two single words: the same, or long ones that differ by a letter.
fn alone(a: &str, b: &str) -> Option<Alike> {
    if a == b {
        return (a.chars().count() >= 4).then_some(Alike::Same);
    }
    let near = a.chars().count().min(b.chars().count()) >= 7 && same_start(a, b) && osa_distance(a, b) == 1;
    near.then_some(Alike::OneLetter)
}

/// `mkeller`, `martinkeller` or `kellerm` beside Martin Keller.
fn glued(whole: &str, first: &str, last: &str) -> Option<Alike> {
    if whole.chars().count() < 5 || last.chars().count() < 4 {
        return None;
    }
    let initial: String = first.chars().take(1).collect();
    if whole == format!("{first}{last}") || whole == format!("{last}{first}") {
        return Some(Alike::Same);
    }
    [format!("{initial}{last}"), format!("{last}{initial}")].iter().any(|g| g == whole).then_some(Alike::Initial)
}

/// Two full names.
fn full(a_first: &str, a_last: &str, b_first: &str, b_last: &str) -> Option<Alike> {
    let surname = near(a_last, b_last)?;
    let a_initial = a_first.chars().count() == 1;
    let b_initial = b_first.chars().count() == 1;
    if a_initial || b_initial {
        let both_short = a_initial && b_initial && surname == 0;
        return match (same_start(a_first, b_first), surname) {
            (true, 0) if both_short => Some(Alike::Same),
            (true, 0 | 1) => Some(Alike::Initial),
            _ => None,
        };
    }
    let given = if a_first == b_first { 0 } else { near(a_first, b_first)? };
    match given + surname {
        0 => Some(Alike::Same),
        1 => Some(Alike::OneLetter),
        // Two letters in the surname, or one in each name; two in the given name make another name.
        2 if given < 2 => Some(Alike::TwoLetters),
        _ => None,
    }
}

/// The edit distance where it is small for the length: 1 from four letters on, 2 from eight on.
fn near(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return Some(0);
    }
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let shorter = a_length.min(b_length);
    let most = match shorter {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    if a_length.abs_diff(b_length) > most {
        return None;
    }
    Some(osa_distance(a, b)).filter(|d| *d <= most)
}

fn same_start(a: &str, b: &str) -> bool {
    a.chars().next() == b.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twin(a: (&str, &str), b: (&str, &str)) -> Option<Alike> {
        let names = |(address, name): (&str, &str)| Names::of(&address.parse().unwrap(), name);
        assert_eq!(names(a).twin(&names(b)), names(b).twin(&names(a)), "both ways alike");
        names(a).twin(&names(b))
    }

    #[test]
    fn roles_are_sorted() {
        assert!(ROLES.is_sorted());
    }

    #[test]
    fn people_who_are_mixed_up() {
        for (a, b, how) in [
            (("martin.keller@firm.example", ""), ("martin.kellner@kita.example", ""), "the names differ by one letter"),
            (
                ("mk@firm.example", "Martin Keller"),
                ("x@kita.example", "Kellner, Martin"),
                "the names differ by one letter",
            ),
            (("eva.meyer@firm.example", ""), ("eva.meier@kita.example", ""), "the names differ by one letter"),
            (("sara.lopez@firm.example", ""), ("sarah.lopez@kita.example", ""), "the names differ by one letter"),
            (("m.keller@firm.example", ""), ("a@kita.example", "Martin Keller"), "the same surname and initial"),
            (("mkeller@firm.example", ""), ("martin.keller@kita.example", ""), "the same surname and initial"),
            (("eva.müller@firm.example", ""), ("eva.mueller@kita.example", ""), "the same name at another address"),
            (("eva.muller@firm.example", ""), ("e1@kita.example", "Eva Müller"), "the same name at another address"),
            (("keller.martin@firm.example", ""), ("martin.keller@kita.example", ""), "the same names in another order"),
            (("tanaka@north.example", ""), ("tanaka@south.example", ""), "the same name at another address"),
            (("hans.zimmermann@a.example", ""), ("hans.simmerman@b.example", ""), "the names differ by two letters"),
            (
                ("x@a.example", "Dr. Martin Keller (Firm)"),
                ("martin.kellner@b.example", ""),
                "the names differ by one letter",
            ),
        ] {
            assert_eq!(twin(a, b).map(Alike::words), Some(how), "{a:?} {b:?}");
        }
    }

    #[test]
    fn people_who_are_not() {
        for (a, b) in [
            (("anna.berg@firm.example", ""), ("hanna.weber@kita.example", "")),
            (("anna@firm.example", ""), ("hanna@kita.example", "")),
            (("martin.keller@firm.example", ""), ("eva.keller@kita.example", "")),
            (("martin.keller@firm.example", ""), ("martin.weber@kita.example", "")),
            (("info@firm.example", ""), ("info@kita.example", "")),
            (("sales.team@firm.example", ""), ("sales.team@kita.example", "")),
            (("li.lee@firm.example", ""), ("li.lin@kita.example", "")),
            (("jan.kohl@firm.example", ""), ("jana.kahn@kita.example", "")),
            (("a.b@firm.example", ""), ("a.c@kita.example", "")),
            (("martin.keller@firm.example", "Martin Keller"), ("Martin.Keller@firm.example", "")),
            (("x1@firm.example", "Support"), ("x2@kita.example", "Support")),
        ] {
            assert_eq!(twin(a, b), None, "{a:?} {b:?}");
        }
    }
}
