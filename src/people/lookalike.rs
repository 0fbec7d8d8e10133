//! Whether a domain looks like a known one without being it.

use serde::{Serialize, Serializer};
use strsim::osa_distance;
use unicode_security::skeleton;

use crate::base::Domain;

/// How a domain resembles a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resembles {
    /// Letters that look the same (UTS 39), in another script or like `rn` for `m`.
    Homoglyph,
    /// One or two letters added, left out, swapped or changed.
    Typo,
    /// The same name under another public suffix.
    Tld,
    /// The known name with a word or a hyphen added.
    Affix,
}

/// What differs between a domain and the known one it resembles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Its label looks like the known one.
    Looks {
        /// The label.
        label: String,
        /// The known one.
        known: String,
    },
    /// It has letters of another script.
    Script {
        /// The name as programs send it.
        real: String,
    },
    /// One letter.
    OneLetter,
    /// Two letters.
    TwoLetters,
    /// The public suffix.
    Ending {
        /// Its own.
        own: String,
        /// The known one.
        known: String,
    },
    /// Something is added to the name.
    Added {
        /// What.
        word: String,
    },
}

impl Differs {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Differs::Looks { label, known } => format!("`{label}` looks like `{known}`"),
            Differs::Script { real } => format!("letters of another script; the real name is {real}"),
            Differs::OneLetter => "one letter differs".to_owned(),
            Differs::TwoLetters => "two letters differ".to_owned(),
            Differs::Ending { own, known } => format!("`.{own}` in place of `.{known}`"),
            Differs::Added { word } => format!("`{word}` is added to the name"),
        }
    }
}

/// Facts are printed in words.
impl Serialize for Differs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words())
    }
}

/// Words put beside a known name to look like it.
const AFFIXES: &[&str] = &[
    "mail",
    "email",
    "online",
    "group",
    "secure",
    "security",
    "login",
    "support",
    "service",
    "services",
    "team",
    "info",
    "web",
    "portal",
    "account",
    "accounts",
    "invoice",
    "invoices",
    "billing",
    "pay",
    "payment",
    "payments",
    "global",
    "corp",
    "inc",
    "ltd",
    "gmbh",
    "office",
    "cloud",
    "help",
    "hr",
    "it",
    "jobs",
    "intl",
    "international",
    "company",
    "rechnung",
    "rechnungen",
    "kunden",
    "facturas",
    "clientes",
];

/// The known domain that `domain` looks like, how, and what differs. Known domains and their subdomains never
/// look like anything. Names of fewer than five letters are too often near each other to say so.
pub fn lookalike<'k>(domain: &Domain, known: &[&'k Domain]) -> Option<(&'k Domain, Resembles, Differs)> {
    if domain.is_literal() || known.iter().any(|k| domain.is_within(k)) {
        return None;
    }
    let it = Shape::of(domain);
    let suspect = Suspect::of(domain);
    let hits = known.iter().filter(|k| suspect.may_resemble(k));
    hits.filter_map(|k| compare(&it, &Shape::of(k)).map(|(how, differs)| (*k, how, differs))).min_by_key(|hit| hit.1)
}

/// Letters that stand for each other in [`looks`], as bits of [`mask`].
const CONFUSABLE: u64 = mask(b"01oilrnmvw");

/// Which letters and digits a label has.
const fn mask(label: &[u8]) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < label.len() {
        bits |= match label[at] {
            letter @ b'a'..=b'z' => 1 << (letter - b'a'),
            digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
            _ => 0,
        };
        at += 1;
    }
    bits
}

/// A domain about to be compared with many known ones: what the cheap look needs of it, taken apart once, as the list of
/// suffixes is long.
pub struct Suspect<'d> {
    domain: &'d Domain,
    label: &'d str,
    mask: u64,
    is_idn: bool,
}

impl Suspect<'_> {
    /// Takes `domain` apart.
    pub fn of(domain: &Domain) -> Suspect<'_> {
        let (label, _) = domain.registrable().split_once('.').unwrap_or((domain.as_str(), ""));
        Suspect { domain, label, mask: mask(label.as_bytes()), is_idn: is_idn(domain) }
    }

    /// A cheap no for nearly every pair: a thousand known domains are compared for each new one. Other scripts always
    /// get the long look.
    pub fn may_resemble(&self, known: &Domain) -> bool {
        if self.domain.is_literal() || known.is_literal() {
            return false;
        }
        // Which label of the known one is the registrable one is not asked yet.
        self.is_idn || is_idn(known) || known.as_str().split('.').any(|label| self.is_near(label))
    }

    fn is_near(&self, other: &str) -> bool {
        let differ = self.mask ^ mask(other.as_bytes());
        let is_long_enough = other.len() >= 3 && self.label.len().abs_diff(other.len()) <= 3;
        is_long_enough && (differ.count_ones() <= 4 || differ & !CONFUSABLE == 0)
            || other.len() >= 4 && (self.label.starts_with(other) || self.label.ends_with(other))
    }
}

fn is_idn(domain: &Domain) -> bool {
    domain.as_str().contains("xn--")
}

/// A domain's registrable part, taken apart.
struct Shape<'d> {
    domain: &'d Domain,
    /// The registrable domain as people read it.
    shown: String,
    /// Its label, and what follows.
    label: String,
    suffix: String,
}

impl Shape<'_> {
    fn of(domain: &Domain) -> Shape<'_> {
        let registrable = domain.registrable();
        let is_unicode = registrable.contains("xn--");
        let unicode = is_unicode.then(|| registrable.parse::<Domain>().ok().and_then(|d| d.unicode())).flatten();
        let shown = unicode.unwrap_or_else(|| registrable.to_owned());
        let (label, suffix) = shown.split_once('.').unwrap_or((shown.as_str(), ""));
        let (label, suffix) = (label.to_owned(), suffix.to_owned());
        Shape { domain, label, suffix, shown }
    }

    fn length(&self) -> usize {
        self.label.chars().count()
    }
}

fn compare(it: &Shape<'_>, known: &Shape<'_>) -> Option<(Resembles, Differs)> {
    // The rest are other hosts of the same registrable domain: somebody else's only where that is shared hosting.
    if it.shown == known.shown || known.length() < 3 {
        return None;
    }
    homoglyph(it, known).or_else(|| typo(it, known)).or_else(|| tld(it, known)).or_else(|| affix(it, known))
}

fn homoglyph(it: &Shape<'_>, known: &Shape<'_>) -> Option<(Resembles, Differs)> {
    // `rn` for `m` makes a name longer by one.
    if it.length().abs_diff(known.length()) > 3
        || it.label == known.label
        || it.suffix != known.suffix
        || looks(&it.label) != looks(&known.label)
    {
        return None;
    }
    let differs = if it.shown.is_ascii() {
        Differs::Looks { label: it.label.clone(), known: known.label.clone() }
    } else {
        Differs::Script { real: it.domain.as_str().to_owned() }
    };
    Some((Resembles::Homoglyph, differs))
}

/// What a label looks like: UTS 39's skeleton, folded before and after, and the pairs it leaves out.
fn looks(label: &str) -> String {
    let once: String = skeleton(&label.to_lowercase()).collect::<String>().to_lowercase();
    let twice: String = skeleton(&once).collect::<String>().to_lowercase();
    twice.replace("vv", "w").replace("rn", "m").replace('1', "l").replace('0', "o").replace('i', "l")
}

fn typo(it: &Shape<'_>, known: &Shape<'_>) -> Option<(Resembles, Differs)> {
    let most = match known.length() {
        0..5 => return None,
        5..9 => 1,
        _ => 2,
    };
    if it.suffix != known.suffix || it.length().abs_diff(known.length()) > most {
        return None;
    }
    match osa_distance(&it.label, &known.label) {
        1 => Some((Resembles::Typo, Differs::OneLetter)),
        2 if most == 2 => Some((Resembles::Typo, Differs::TwoLetters)),
        _ => None,
    }
}

fn tld(it: &Shape<'_>, known: &Shape<'_>) -> Option<(Resembles, Differs)> {
    let same = it.label == known.label && it.suffix != known.suffix && known.length() >= 4;
    same.then(|| (Resembles::Tld, Differs::Ending { own: it.suffix.clone(), known: known.suffix.clone() }))
}

fn affix(it: &Shape<'_>, known: &Shape<'_>) -> Option<(Resembles, Differs)> {
    if known.length() < 4 {
        return None;
    }
    let added = it.label.strip_prefix(&known.label).or_else(|| it.label.strip_suffix(&known.label))?;
    let word = added.trim_matches('-');
    let hyphen = word.len() < added.len();
    // A hyphen shows the known name as a word of its own; without one only a usual word does (`hansen` is not `hans`).
    let is_suffix = word.len() >= 2 && word == known.suffix.replace('.', "");
    let reads_as_known = (hyphen && known.length() >= 5) || is_suffix || AFFIXES.contains(&word);
    reads_as_known.then(|| (Resembles::Affix, Differs::Added { word: word.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(domain: &str, known: &[&str]) -> Option<(String, Resembles)> {
        let known: Vec<Domain> = known.iter().map(|k| k.parse().unwrap()).collect();
        let refs: Vec<&Domain> = known.iter().collect();
        lookalike(&domain.parse().unwrap(), &refs).map(|(of, how, _)| (of.to_string(), how))
    }

    #[test]
    fn domains_that_look_like_a_known_one() {
        for (domain, known, how) in [
            ("examp1efirm.test", "examplefirm.test", Resembles::Homoglyph),
            ("kunstrnaler.test", "kunstmaler.test", Resembles::Homoglyph),
            ("vvolf-werke.test", "wolf-werke.test", Resembles::Homoglyph),
            ("g00dfirm.test", "goodfirm.test", Resembles::Homoglyph),
            ("fіrmenhaus.test", "firmenhaus.test", Resembles::Homoglyph),
            ("kitabuild.test", "kitabuilt.test", Resembles::Typo),
            ("gmial.com", "gmail.com", Resembles::Typo),
            ("northhampton.test", "northampton.test", Resembles::Typo),
            ("mail.kitabiuld.test", "kitabuild.test", Resembles::Typo),
            ("firmhaus.org", "firmhaus.com", Resembles::Tld),
            ("firmhaus-mail.com", "firmhaus.com", Resembles::Affix),
            ("firmexample.com", "firm.example", Resembles::Affix),
            ("secure-firmhaus.net", "firmhaus.com", Resembles::Affix),
        ] {
            assert_eq!(found(domain, &[known]), Some((known.to_owned(), how)), "{domain}");
        }
    }

    #[test]
    fn domains_that_are_known_or_merely_short_do_not() {
        for (domain, known) in [
            ("firmhaus.com", &["firmhaus.com"][..]),
            ("mail.firmhaus.com", &["firmhaus.com"]),
            ("firmhaus.org", &["firmhaus.com", "firmhaus.org"]),
            ("gmx.net", &["gmx.de", "gmx.net"]),
            ("abc.test", &["abd.test"]),
            ("hansen.test", &["hans.test"]),
            ("[192.0.2.1]", &["firmhaus.com"]),
            ("kita.example", &["firm.example"]),
        ] {
            assert_eq!(found(domain, known), None, "{domain}");
        }
    }
}
