//! Who took part in what is quoted. Many programs quote people by name alone; who is known by that name tells the rest.

use super::{QuotedPerson, Scene};
use crate::base::Address;
use crate::parse::Mailbox;

/// The people in the quotes, with the kind of party of those whose address or name is known.
pub(super) fn people(scene: &Scene<'_>) -> Vec<QuotedPerson> {
    let one = |person: &Mailbox| {
        let known = person.address.as_ref().or_else(|| called(scene, &person.name));
        QuotedPerson {
            name: person.name.clone(),
            address: known.cloned(),
            kind: known.map(|address| scene.kind(address)),
        }
    };
    scene.structure.quoted_people.iter().map(one).collect()
}

/// The address of somebody in the header, the directory or past mail with this very name.
fn called<'a>(scene: &Scene<'a>, name: &str) -> Option<&'a Address> {
    let structure = scene.structure;
    let in_header = structure.from.iter().chain(&structure.to).chain(&structure.cc);
    let in_header = in_header.filter_map(|m| Some((m.name.as_str(), m.address.as_ref()?)));
    let persons = scene.directory.persons.iter().map(|person| (person.name.as_str(), &person.address));
    let contacts = scene.history.iter().flat_map(|h| &h.contacts).map(|c| (c.name.as_str(), &c.address));
    let name = name.trim();
    let swapped = name.split_once(',').map(|(last, first)| format!("{} {}", first.trim(), last.trim()));
    let is_it = |other: &str| !name.is_empty() && (other == name || swapped.as_deref() == Some(other));
    in_header.chain(persons).chain(contacts).find(|(other, _)| is_it(other)).map(|(_, address)| address)
}
