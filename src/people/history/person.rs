//! What an address and a display name say about how a person is called.

use crate::base::Address;
use crate::base::fold::folded;

/// Short forms of given names, each line one name: the first stands for all.
const SHORT_FORMS: &[&str] = &[
    // en
    "robert bob rob bobby",
    "william bill will billy",
    "michael mike",
    "david dave",
    "james jim jimmy",
    "steven stephen steve",
    "christopher chris christine christina",
    "thomas tom",
    "daniel dan danny",
    "joseph joe",
    "jeffrey jeffery jeff geoff",
    "richard rick rich dick",
    "kenneth ken",
    "gregory greg",
    "matthew matt",
    "anthony tony",
    "edward ed eddie",
    "charles chuck charlie",
    "john jack johnny",
    "jonathan jon",
    "andrew andy drew",
    "nicholas nick",
    "benjamin ben",
    "samuel sam",
    "donald don",
    "ronald ron",
    "timothy tim",
    "patrick pat",
    "lawrence larry",
    "raymond ray",
    "phillip philip phil",
    "douglas doug",
    "frederick fred",
    "gerald jerry",
    "kathleen kathy katherine catherine cathy kate",
    "elizabeth liz beth betty",
    "susan sue suzanne",
    "deborah debra debbie deb",
    "jennifer jenny jen",
    "margaret maggie meg peggy",
    "barbara barb",
    "patricia patti patty tricia",
    "kimberly kim",
    "cynthia cindy",
    "sandra sandy",
    "jacqueline jackie",
    "theresa teresa terry",
    "judith judy",
    "stacey stacy",
    "sara sarah",
    "peter pete",
    "stanley stan",
    "vincent vince",
    "mark marc",
    "brian bryan",
    "eric erik",
    // de
    "johannes hannes hans",
    "maximilian max",
    "alexander alex",
    "sebastian basti",
    "josef sepp",
    "katharina kathrin katrin kathi",
    "ulrich uli",
    "friedrich fritz",
    "heinrich heinz",
    "wolfgang wolf",
    "bernhard bernd",
    // es
    "jose pepe",
    "francisco paco pancho",
    "manuel manolo",
    "ignacio nacho",
    "dolores lola",
    "concepcion concha",
    "enrique quique",
];

/// The name a given name (folded) is a short form of; itself where none is known.
pub(super) fn full_form(given: &str) -> &str {
    short_forms(given).next().unwrap_or(given)
}

/// The names that a given name (folded) may stand for and that may stand for it, itself among them, the full one first;
/// none where none is known.
pub fn short_forms(given: &str) -> impl Iterator<Item = &'static str> {
    let line = SHORT_FORMS.iter().find(|line| line.split(' ').any(|form| form == given));
    line.into_iter().flat_map(|line| line.split(' '))
}

/// How somebody is called, folded; empty where unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Called {
    /// The first given name.
    pub(super) given: String,
    /// The family name.
    pub(super) family: String,
    /// The part before the `@`.
    pub(super) local: String,
}

impl Called {
    /// Reads the display name, or where it has fewer than two words the local part (`martin.keller`).
    pub(super) fn of(address: &Address, name: &str) -> Called {
        Called::read(folded(address.local()), name)
    }

    /// The same person, the display name spelt as addresses without umlauts and apostrophes spell it: `Jürgen O'Neill` as
    /// `juergen` and `oneill`.
    pub(super) fn spelt_out(&self, name: &str) -> Called {
        Called::read(self.local.clone(), &spelt_out(name))
    }

    fn read(local: String, name: &str) -> Called {
        let mut words = of_display(name);
        if words.len() < 2 {
            let parts: Vec<String> = local
                .split(|c: char| c.is_ascii_digit() || "._-+ ".contains(c))
                .filter(|part| part.chars().count() > 1)
                .map(str::to_owned)
                .collect();
            if parts.len() >= 2 {
                words = parts;
            }
        }
        let family = if words.len() > 1 { words.pop().unwrap_or_default() } else { String::new() };
        let given = words.into_iter().next().unwrap_or_default();
        Called { given, family, local }
    }

    /// What a mail program completes from: the names and the local part.
    pub(super) fn keys(&self) -> [&str; 3] {
        [&self.given, &self.family, &self.local]
    }

    /// Whether both names are known.
    pub(super) fn is_full(&self) -> bool {
        !self.given.is_empty() && !self.family.is_empty()
    }

    /// Whether the two are called the same, short forms aside.
    pub(super) fn is_same_person(&self, other: &Called) -> bool {
        self.is_full() && self.family == other.family && full_form(&self.given) == full_form(&other.given)
    }
}

/// The words of a display name, given name first; `Keller, Martin (Firm)` is turned round.
fn of_display(name: &str) -> Vec<String> {
    if name.is_empty() || name.contains('@') {
        return Vec::new();
    }
    let name = name.split(['(', '|', '/', '[']).next().unwrap_or_default();
    let ordered = match name.split_once(',') {
        Some((family, given)) => format!("{given} {family}"),
        None => name.to_owned(),
    };
    let plain = folded(&ordered);
    plain.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

/// Umlauts as the two letters they are written with where there are none, composed or not; apostrophes left out.
fn spelt_out(name: &str) -> String {
    const UMLAUT: char = '\u{308}';
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        match c {
            'ä' | 'Ä' | 'æ' | 'Æ' => out.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'å' | 'Å' => out.push_str("aa"),
            UMLAUT if out.ends_with(['a', 'o', 'u', 'A', 'O', 'U']) => out.push('e'),
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(address: &str, name: &str) -> (String, String) {
        let called = Called::of(&address.parse().unwrap(), name);
        (called.given, called.family)
    }

    #[test]
    fn names_are_read_from_either_place_and_order() {
        let pair = |given: &str, family: &str| (given.to_owned(), family.to_owned());
        assert_eq!(called("x1@a.example", "Martin Keller"), pair("martin", "keller"));
        assert_eq!(called("x1@a.example", "Keller, Martin (Firm)"), pair("martin", "keller"));
        assert_eq!(called("x1@a.example", "Martin J. Keller"), pair("martin", "keller"));
        assert_eq!(called("martin.keller@a.example", ""), pair("martin", "keller"));
        assert_eq!(called("martin_keller2@a.example", "Martin"), pair("martin", "keller"));
        assert_eq!(called("mkeller@a.example", ""), pair("", ""));
        assert_eq!(called("info@a.example", "Kita"), pair("kita", ""));
    }

    #[test]
    fn names_are_spelt_out_as_addresses_spell_them() {
        let spelt = |name: &str| {
            let called = Called::of(&"x1@a.example".parse().unwrap(), name).spelt_out(name);
            (called.given, called.family)
        };
        let pair = |given: &str, family: &str| (given.to_owned(), family.to_owned());
        assert_eq!(spelt("Jürgen Schäfer"), pair("juergen", "schaefer"));
        assert_eq!(spelt("Ju\u{308}rgen Scha\u{308}fer"), pair("juergen", "schaefer"));
        assert_eq!(spelt("WEISS, JÖRG"), pair("joerg", "weiss"));
        assert_eq!(spelt("Siobhán O'Neill"), pair("siobhan", "oneill"));
        assert_eq!(spelt("Sean O’Neill"), pair("sean", "oneill"));
        assert_eq!(spelt("'Martin Keller'"), pair("martin", "keller"));
    }

    #[test]
    fn short_forms_are_the_same_person() {
        let of = |name: &str| Called::of(&"x@a.example".parse().unwrap(), name);
        assert!(of("Bob Stone").is_same_person(&of("Robert Stone")));
        assert!(!of("Bob Stone").is_same_person(&of("Robert Stein")));
        assert!(!of("Stone").is_same_person(&of("Stone")));
    }
}
