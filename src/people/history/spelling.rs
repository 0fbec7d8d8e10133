//! Whether an address is a contact's with a slip of the fingers in it.

use rustc_hash::FxHashMap;

use super::book::{Book, Contact, Id, Place};
use super::fingers::{is_slip, is_slip_of_any};
use super::key::Key;
use super::names::{self, Likeness};
use super::person::Called;
use super::trace::Trace;
use crate::base::{Address, Domain};
use crate::people::freemail::{OFTEN_MISTYPED, is_freemail};

/// Distance that stands for none near.
pub(super) const FAR: u8 = 3;
/// Longer texts are no names and no host names that people type.
const LONGEST: usize = 64;

/// How an address is spelt against those known.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    /// Changed letters from the nearest known address ([`FAR`] = none near), and which that is.
    pub(super) near: u8,
    pub(super) near_id: Option<Id>,
    /// Whether one usual slip makes the one from the other.
    pub(super) is_slip: bool,
    /// Changed letters of an unknown domain from the nearest known or common one; 0 = the domain is known.
    pub(super) domain: u8,
    pub(super) near_domain: Option<Domain>,
    /// Messages that went to that domain.
    pub(super) near_domain_count: u32,
    /// Whether one usual slip makes the one domain from the other.
    pub(super) is_domain_slip: bool,
    /// Whether the domain is a known one but for its end (`.co` for `.com`) or its first label.
    pub(super) other_end: bool,
    /// Whether nobody can have a domain of that end (`.comm`).
    pub(super) is_no_end: bool,
    /// Messages to domains of this end (`.com`), as a share.
    pub(super) end_share: f32,
    /// How well the display name matches the local part: 2 both names stand in it, 1 one, 0 none, −1 nearly, −2 no name.
    pub(super) name_fit: i8,
    /// A name in the local part that is nearly a known one: how many contacts have that.
    pub(super) nearly_named: u32,
    /// Words of the local part that are common names but for a slip, and that are names or words of contacts.
    pub(super) slips: u32,
    pub(super) names: u32,
    /// Whether what the address reads as without a slip stands in what is quoted; and a word of it in what was written.
    pub(super) is_quoted: bool,
    pub(super) is_written: bool,
    /// Runs of three letters in the local part and in the domain that no contact's has, as a share.
    pub(super) odd_letters: f32,
    pub(super) odd_domain: f32,
}

/// What letters and names the known addresses are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    /// Runs of three letters of local parts, and of domains.
    local: FxHashMap<[char; 3], u32>,
    domain: FxHashMap<[char; 3], u32>,
    /// Words of local parts and names: how many contacts have them; by their number of letters.
    words: Vec<FxHashMap<String, u32>>,
    /// Messages by the end of the domain, and all.
    ends: FxHashMap<String, u32>,
    sent: u32,
}

impl Letters {
    /// Takes in a new contact.
    pub(super) fn enter(&mut self, called: &Called) {
        runs(&called.local).for_each(|run| *self.local.entry(run).or_default() += 1);
        let mut words: Vec<&str> =
            parts(&called.local).chain([called.given.as_str(), called.family.as_str()]).collect();
        words.sort_unstable();
        words.dedup();
        for word in words.into_iter().filter(|word| (3..LONGEST).contains(&word.len())) {
            if self.words.len() <= word.len() {
                self.words.resize_with(word.len() + 1, FxHashMap::default);
            }
            if let Some(of_length) = self.words.get_mut(word.len()) {
                *of_length.entry(word.to_owned()).or_default() += 1;
            }
        }
    }

    /// Takes in a new domain.
    pub(super) fn enter_domain(&mut self, domain: &Domain) {
        runs(domain.as_str()).for_each(|run| *self.domain.entry(run).or_default() += 1);
    }

    /// Counts a message to a domain.
    pub(super) fn sent(&mut self, domain: &Domain) {
        self.sent += 1;
        *self.ends.entry(end(domain.as_str()).to_owned()).or_default() += 1;
    }

    fn has(&self, word: &str) -> u32 {
        self.words.get(word.len()).and_then(|words| words.get(word)).copied().unwrap_or_default()
    }

    /// How many contacts have the commonest word that one slip turns into `word`, of `most` words.
    fn nearly(&self, word: &str, most: usize) -> u32 {
        let lengths = word.len().saturating_sub(1)..=word.len() + 1;
        let known = lengths.filter_map(|length| self.words.get(length)).flatten().take(most);
        known.filter(|(known, count)| **count > 1 && is_slip(known, word)).map(|(_, count)| *count).max().unwrap_or(0)
    }

    pub(super) fn bytes(&self) -> usize {
        (self.local.len() + self.domain.len()) * 20 + self.words.iter().map(|words| words.len() * 48).sum::<usize>()
    }
}

impl Spelling {
    /// How the address of somebody well known is spelt.
    pub(super) fn right(name: &str, called: &Called) -> Spelling {
        Spelling { near: FAR, end_share: 1.0, name_fit: name_fit(name, called), ..Spelling::default() }
    }

    /// How the address of somebody new, or nearly so, is spelt, against at most so many contacts and domains each: the latest.
    pub(super) fn of(address: &Address, name: &str, called: &Called, book: &Book, most: usize) -> Spelling {
        let mut out = Spelling { near: FAR, domain: FAR, name_fit: name_fit(name, called), ..Spelling::default() };
        let Some(domain) = address.domain() else { return out };
        let letters = &book.letters;
        let ends = letters.ends.get(end(domain.as_str())).copied().unwrap_or_default();
        out.end_share = (ends as f32 + 0.1) / (letters.sent as f32 + 1.0);
        out.is_no_end = ends == 0 && !domain.has_public_end();
        out.odd_letters = odd(&called.local, &letters.local);
        for part in parts(&called.local).filter(|part| (4..LONGEST).contains(&part.len())) {
            let known = letters.has(part);
            if known <= 1 {
                out.nearly_named = out.nearly_named.max(letters.nearly(part, most));
            }
            // A word that contacts have needs no looking up.
            match if known > 0 { Likeness::Name } else { names::looked_up(part) } {
                Likeness::Name => out.names += 1,
                Likeness::Slip => out.slips += 1,
                Likeness::Other => {}
            }
        }
        out.near_address(address, called, book, most);
        out.near_domain(domain, book, most);
        out
    }

    /// Looks whether the message itself has the address, or a word of it, without a slip.
    pub(super) fn beside(&mut self, address: &Address, called: &Called, trace: &Trace, key: &Key) {
        let Some(domain) = address.domain() else { return };
        let (local, domain) = (called.local.as_str(), domain.as_str());
        if local.len() + domain.len() > 2 * LONGEST {
            return;
        }
        let is_quoted = |address: &str| trace.named.binary_search(&key.address(address)).is_ok();
        let (label, rest) = domain.split_once('.').unwrap_or((domain, ""));
        self.is_quoted = !trace.named.is_empty()
            && !is_quoted(address.key())
            && (is_slip_of_any(local, |meant| is_quoted(&format!("{meant}@{domain}")))
                || is_slip_of_any(label, |meant| is_quoted(&format!("{local}@{meant}.{rest}"))));
        let is_written = |word: &str| {
            let number = key.word(word);
            trace.word(number).is_some_and(|word| word.is_own) || trace.greeting.names.contains(&number)
        };
        let words = || parts(local).filter(|part| (5..LONGEST).contains(&part.len()));
        self.is_written = !words().any(is_written) && words().any(|part| is_slip_of_any(part, is_written));
    }

    fn near_address(&mut self, address: &Address, called: &Called, book: &Book, most_compared: usize) {
        let local = called.local.as_str();
        let Some(domain) = address.domain().filter(|_| local.len() < LONGEST) else { return };
        let mask = mask(local);
        let most = if local.chars().count() >= 6 { 2 } else { 1 };
        let mut best: (u8, std::cmp::Reverse<u32>) = (FAR, std::cmp::Reverse(0));
        let mut consider = |distance: u8, id: Id, contact: &Contact, is_slip: &dyn Fn() -> bool| {
            let rank = (distance, std::cmp::Reverse(contact.count));
            if distance > 0 && distance < FAR && contact.count > 0 && (rank < best || self.near_id.is_none()) {
                best = rank;
                (self.near, self.near_id, self.is_slip) = (distance, Some(id), is_slip());
            }
        };
        let beside = book.place(domain).map_or(&[][..], |place| place.contacts.as_slice());
        for &id in latest(beside, most_compared) {
            let Some(contact) = book.contact(id).filter(|c| c.address != *address) else { continue };
            let other = contact.called.local.as_str();
            let is_near = other.len().abs_diff(local.len()) <= 2 && (contact.mask ^ mask).count_ones() <= 4;
            if is_near && other != local {
                consider(distance(local, other, most), id, contact, &|| is_slip(other, local));
            }
        }
        for &id in latest(book.of_local(local), most_compared) {
            let Some(contact) = book.contact(id).filter(|c| c.address != *address) else { continue };
            let Some(other) = contact.address.domain().filter(|other| *other != domain) else { continue };
            let (a, b) = (domain.as_str(), other.as_str());
            let changed = if differs_in_end(a, b) { 1 } else { distance(a, b, 2) };
            consider(changed, id, contact, &|| differs_in_end(a, b) || is_slip(b, a));
        }
    }

    fn near_domain(&mut self, domain: &Domain, book: &Book, most_compared: usize) {
        let name = domain.as_str();
        if is_freemail(name) || book.place(domain).is_some_and(|place| place.count > 0) {
            self.domain = 0;
            return;
        }
        self.odd_domain = odd(name, &book.letters.domain);
        let mut best = (FAR, true, std::cmp::Reverse(0));
        let mut consider = |other: &Domain, count: u32| {
            let is_other_end = differs_in_end(name, other.as_str());
            let is_domain_slip = is_other_end || is_slip(other.as_str(), name);
            // Short names are near one another without anybody's slip.
            let most = match head(name).len() {
                0..=4 => 0,
                5..=7 => 1,
                _ => 2,
            };
            let changed = if is_domain_slip { 1 } else { distance(name, other.as_str(), most) };
            let rank = (changed, !is_domain_slip, std::cmp::Reverse(count));
            if changed < FAR && rank < best {
                best = rank;
                self.domain = changed;
                (self.near_domain, self.near_domain_count) = (Some(other.clone()), count);
                (self.is_domain_slip, self.other_end) = (is_domain_slip, is_other_end);
            }
        };
        for Place { domain: other, count, .. } in latest(&book.places, most_compared).iter().filter(|p| p.count > 0) {
            if other.as_str().len().abs_diff(name.len()) <= 12 {
                consider(other, *count);
            }
        }
        OFTEN_MISTYPED.iter().for_each(|other| consider(other, 3));
    }
}

/// The last of a list, at most so many.
fn latest<T>(list: &[T], most: usize) -> &[T] {
    list.get(list.len().saturating_sub(most)..).unwrap_or_default()
}

/// Letters as bits, to tell at a glance that two words are far apart.
pub(super) fn mask(word: &str) -> u32 {
    word.bytes().fold(0, |mask, b| match b {
        b'a'..=b'z' => mask | 1 << (b - b'a'),
        b'0'..=b'9' => mask | 1 << 26,
        _ => mask | 1 << 27,
    })
}

/// Letters to insert, drop, change or swap; [`FAR`] when more than `most`.
fn distance(a: &str, b: &str, most: usize) -> u8 {
    if a.len().abs_diff(b.len()) > most || a.len().max(b.len()) > LONGEST {
        return FAR;
    }
    let changed = strsim::osa_distance(a, b);
    if changed <= most { u8::try_from(changed).unwrap_or(FAR) } else { FAR }
}

/// What follows the last dot.
fn end(domain: &str) -> &str {
    domain.rsplit('.').next().unwrap_or(domain)
}

/// What stands before the last dot.
fn head(domain: &str) -> &str {
    domain.rsplit_once('.').map_or(domain, |(head, _)| head)
}

/// Whether two domains are the same but for the end (`firm.co`, `firm.com`), or one is the other without its first label.
fn differs_in_end(a: &str, b: &str) -> bool {
    let head = |d: &str| d.rsplit_once('.').map(|(head, _)| head.to_owned());
    let lacks = |a: &str, b: &str| b.split_once('.').is_some_and(|(_, tail)| tail == a && tail.contains('.'));
    a != b && (head(a) == head(b) || lacks(a, b))
}

/// The words of a local part.
fn parts(local: &str) -> impl Iterator<Item = &str> {
    local.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty())
}

/// Runs of three characters, with the borders.
fn runs(text: &str) -> impl Iterator<Item = [char; 3]> {
    let chars: Vec<char> = std::iter::once('^').chain(text.chars().take(LONGEST)).chain(['$']).collect();
    let runs: Vec<[char; 3]> = chars.windows(3).filter_map(|w| w.try_into().ok()).collect();
    runs.into_iter()
}

/// The share of a text's runs that hardly any known one has.
fn odd(text: &str, known: &FxHashMap<[char; 3], u32>) -> f32 {
    let (mut all, mut odd) = (0.0, 0.0);
    for run in runs(text) {
        all += 1.0;
        odd += match known.get(&run) {
            None => 1.0,
            Some(1) => 0.5,
            Some(_) => 0.0,
        };
    }
    if all > 0.0 { odd / all } else { 0.0 }
}

/// Whether the display name says what the local part does. A name with umlauts or apostrophes has two right spellings, given
/// and family name each on its own; plain names have one.
fn name_fit(name: &str, called: &Called) -> i8 {
    if name.trim().is_empty() {
        return -2;
    }
    let spelt = called.spelt_out(name);
    let local = &called.local;
    let letters: String = local.chars().filter(|c| c.is_alphabetic()).collect();
    let (givens, families) = (spellings(&called.given, &spelt.given), spellings(&called.family, &spelt.family));
    let both = givens.iter().flat_map(|given| families.iter().map(move |family| usual_locals(given, family)));
    let usual: Vec<String> = both.flatten().filter(|usual| usual.len() > 3).collect();
    if !usual.contains(&letters) {
        let words = || [&givens, &families].into_iter().filter(|word| word.iter().all(|spelling| spelling.len() > 3));
        let is_near = |word: &str, part: &str| is_slip(word, part) || distance(word, part, 1) == 1;
        let is_nearly =
            |word: &[&str], part: &str| !word.contains(&part) && word.iter().any(|word| is_near(word, part));
        let has_all = words().all(|word| parts(local).any(|part| word.contains(&part)));
        let has_near = || words().any(|word| parts(local).any(|part| is_nearly(word, part)));
        if usual.iter().any(|usual| is_slip(usual, &letters)) || (!has_all && has_near()) {
            return -1;
        }
    }
    let starts = |word: &str| word.len() > 2 && local.contains(word.get(..word.floor_char_boundary(6)).unwrap_or(word));
    let stands = |word: &[&str]| word.iter().any(|spelling| starts(spelling));
    i8::from(stands(&givens)) + i8::from(stands(&families))
}

/// The right spellings of a name: one, or two that differ.
fn spellings<'n>(folded: &'n str, spelt_out: &'n str) -> Vec<&'n str> {
    if folded == spelt_out { vec![folded] } else { vec![folded, spelt_out] }
}

/// What the letters of a local part usually are for these names.
fn usual_locals(given: &str, family: &str) -> [String; 7] {
    let initial = |word: &str| word.chars().next().map(String::from).unwrap_or_default();
    [
        format!("{given}{family}"),
        format!("{}{family}", initial(given)),
        format!("{family}{given}"),
        format!("{family}{}", initial(given)),
        format!("{given}{}", initial(family)),
        given.to_owned(),
        family.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_domains_are_mistyped() {
        for (a, b, same) in [
            ("firm.co", "firm.com", true),
            ("firm.com", "mail.firm.com", true),
            ("com", "firm.com", false),
            ("form.com", "firm.com", false),
        ] {
            assert_eq!(differs_in_end(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn a_display_name_gives_a_slip_away() {
        let fit = |address: &str, name: &str| {
            let address: Address = address.parse().unwrap();
            name_fit(name, &Called::of(&address, name))
        };
        assert_eq!(fit("martin.keller@a.example", "Martin Keller"), 2);
        assert_eq!(fit("mkeller@a.example", "Martin Keller"), 1);
        for nearly in ["martin.kellr", "martin.kelller", "mkelelr", "martinn.keller", "martinkelker", "martin.keller"] {
            let expected = if nearly == "martin.keller" { 2 } else { -1 };
            assert_eq!(fit(&format!("{nearly}@a.example"), "Martin Keller"), expected, "{nearly}");
        }
        assert_eq!(fit("jeffret.hodge@a.example", "Jeffrey Hodge"), -1);
        assert_eq!(fit("chris@a.example", "Christopher Hodge"), 0);
        assert_eq!(fit("x17@a.example", "Martin Keller"), 0);
        assert_eq!(fit("x17@a.example", ""), -2);
    }

    #[test]
    fn umlauts_and_apostrophes_have_two_right_spellings() {
        let fit = |local: &str, name: &str| {
            let address: Address = format!("{local}@a.example").parse().unwrap();
            name_fit(name, &Called::of(&address, name))
        };
        for (local, name) in [
            ("juergen.schaefer", "Jürgen Schäfer"),
            ("jurgen.schafer", "Jürgen Schäfer"),
            ("jurgen.schaefer", "Jürgen Schäfer"),
            ("juergen.schaefer", "Ju\u{308}rgen Scha\u{308}fer"),
            ("schaefer.juergen2", "Schäfer, Jürgen"),
            ("hans.mueller2", "Hans Müller"),
            ("joerg.weiss", "Jörg Weiß"),
            ("soeren.noergaard", "Søren Nørgaard"),
            ("siobhan.oneill", "Siobhán O'Neill"),
            ("sean.oneill", "Sean O’Neill"),
            ("sean.neill", "Sean O'Neill"),
        ] {
            assert_eq!(fit(local, name), 2, "{local} {name}");
        }
        for (local, name) in
            [("j.weiss", "Jörg Weiß"), ("jschaefer", "Jürgen Schäfer"), ("schaefer.einkauf", "Jürgen Schäfer")]
        {
            assert_eq!(fit(local, name), 1, "{local} {name}");
        }
        // A slip is one all the same, and plain names have no second spelling.
        for (local, name) in [
            ("juergen.schaeffer", "Jürgen Schäfer"),
            ("juregen.schaefer", "Jürgen Schäfer"),
            ("hans.muellr", "Hans Müller"),
            ("siobhan.oneil", "Siobhán O'Neill"),
            ("michal.mueller", "Michael Müller"),
            ("michal.keller", "Michael Keller"),
        ] {
            assert_eq!(fit(local, name), -1, "{local} {name}");
        }
    }
}
