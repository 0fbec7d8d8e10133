//! Who is called by a name: whom a greeting may mean.

use super::twins::{Candidate, contacts, persons};
use super::{Namesake, Scene};
use crate::base::Address;
use crate::base::fold::folded;
use crate::people::history::short_forms;
use crate::people::similar::is_role;

/// More are no help to a person who has to choose.
const MOST: usize = 3;

/// Fewer letters of a local part are initials.
const SHORTEST: usize = 3;

/// Everybody known to a sender, by the names they go by.
pub(super) struct Called<'s, 'a> {
    scene: &'s Scene<'a>,
}

impl<'s, 'a> Called<'s, 'a> {
    pub(super) fn new(scene: &'s Scene<'a>) -> Called<'s, 'a> {
        Called { scene }
    }

    /// Whether the sender does.
    pub(super) fn is_sender(&self, name: &str) -> bool {
        is_any(name, self.own())
    }

    /// Whether anybody but the sender does whom the sender has written to or the directory knows.
    pub(super) fn is_anybody(&self, name: &str) -> bool {
        is_any(name, self.others().map(|other| (other.address, other.name)))
    }

    /// Who goes by all of `names`, or else by the first; those written to most first.
    pub(super) fn all(&self, names: &[String]) -> Vec<Namesake> {
        let mut forms = names.iter().map(|name| self::forms(name));
        let Some(first) = forms.next() else { return Vec::new() };
        let rest: Vec<Vec<String>> = forms.collect();
        let mut found: Vec<(bool, Namesake)> = Vec::new();
        for other in self.others().filter(|other| goes_by(&first, other.address, other.name)) {
            match found.iter_mut().find(|(_, known)| known.address == *other.address) {
                Some((_, known)) => known.sent_before = known.sent_before.max(other.count),
                None => {
                    let has_all = rest.iter().all(|forms| goes_by(forms, other.address, other.name));
                    let (address, name) = (other.address.clone(), other.name.to_owned());
                    found.push((has_all, Namesake { address, name, sent_before: other.count }));
                }
            }
        }
        if found.iter().any(|(has_all, _)| *has_all) {
            found.retain(|(has_all, _)| *has_all);
        }
        let mut found: Vec<Namesake> = found.into_iter().map(|(_, known)| known).collect();
        found.sort_by(|a, b| b.sent_before.cmp(&a.sent_before).then_with(|| a.address.key().cmp(b.address.key())));
        found.truncate(MOST);
        found
    }

    /// The sender's own addresses, each with the name shown.
    fn own(&self) -> impl Iterator<Item = (&'a Address, &'a str)> {
        let envelope = self.scene.submission.envelope.sender.as_ref().map(|address| (address, ""));
        let from = self.scene.structure.from.iter();
        envelope.into_iter().chain(from.filter_map(|m| Some((m.address.as_ref()?, m.name.as_str()))))
    }

    /// Directory people and contacts, the sender apart.
    fn others(&self) -> impl Iterator<Item = Candidate<'a>> {
        let own: Vec<&Address> = self.own().map(|(address, _)| address).collect();
        let all = persons(self.scene).chain(contacts(self.scene));
        all.filter(move |other| !own.contains(&other.address))
    }
}

/// Whether one of these people, each with the name shown, goes by `name`.
pub(super) fn is_any<'p>(name: &str, mut people: impl Iterator<Item = (&'p Address, &'p str)>) -> bool {
    let forms = forms(name);
    people.any(|(address, shown)| goes_by(&forms, address, shown))
}

/// The spellings of a name that are compared: folded, with umlauts written either way, and the names it is short for.
fn forms(name: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for word in words(name).filter(|word| word.chars().count() > 1) {
        let plain = folded(word);
        let spelt = [('ä', "ae"), ('ö', "oe"), ('ü', "ue")];
        let long = spelt.iter().fold(word.to_lowercase(), |word, (letter, two)| word.replace(*letter, two));
        let short =
            spelt.iter().fold(plain.clone(), |word, (_, two)| word.replace(two, two.get(..1).unwrap_or_default()));
        forms.extend(short_forms(&plain).map(str::to_owned));
        forms.extend([folded(&long), short, plain]);
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Whether one of the names of somebody is among `forms`.
fn goes_by(forms: &[String], address: &Address, shown: &str) -> bool {
    // Nothing is copied for the many who are called otherwise.
    let is_form = |word: &str| {
        let folded = if word.is_ascii() { String::new() } else { folded(word) };
        let plain = if folded.is_empty() { word } else { &folded };
        forms.iter().any(|form| form.eq_ignore_ascii_case(plain))
    };
    let shown = if shown.contains('@') { "" } else { shown.split(['(', '|', '/', '[']).next().unwrap_or_default() };
    let local = words(address.local()).filter(|word| word.chars().count() >= SHORTEST && !is_role(word));
    words(shown).chain(local).any(is_form)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_goes_by_each_of_their_names_and_its_short_forms() {
        let is = |name: &str, address: &str, shown: &str| goes_by(&forms(name), &address.parse().unwrap(), shown);
        for (name, address, shown) in [
            ("Volker", "v.rahn@kita.example", "Volker Rahn"),
            ("Rahn", "volker.rahn@kita.example", ""),
            ("Jörg", "joerg.lang@kita.example", ""),
            ("Joerg", "jl@kita.example", "Jörg Lang"),
            ("Mike", "x@kita.example", "Lang, Michael (Kita)"),
            ("Tanaka-san", "h.tanaka@kita.example", ""),
            ("O'Brien", "x@kita.example", "Kate O’Brien"),
        ] {
            assert!(is(name, address, shown), "{name}");
        }
        for (name, address, shown) in [
            ("Volker", "petra.kellner@kita.example", "Petra Kellner"),
            ("Info", "info@kita.example", ""),
            ("Kita", "eva.roth@kita.example", "Eva Roth (Kita)"),
            ("An", "an.na@kita.example", ""),
        ] {
            assert!(!is(name, address, shown), "{name}");
        }
    }
}
