//! Who is in a directory: people whose name or domain is that of somebody who was meant.

use rustc_hash::FxHashMap;

use super::super::person::{Called, full_form};
use crate::base::Address;

/// People whom a directory offers and the sender may never have written to.
#[derive(Clone, Debug, Default)]
pub struct Strangers {
    people: Vec<(Address, String, Called)>,
    by_domain: FxHashMap<String, Vec<usize>>,
    by_given: FxHashMap<String, Vec<usize>>,
    by_family: FxHashMap<String, Vec<usize>>,
    keys: FxHashMap<String, usize>,
}

impl Strangers {
    /// Those with these addresses and names.
    pub fn new(people: impl IntoIterator<Item = (Address, String)>) -> Strangers {
        let mut out = Strangers::default();
        for (address, name) in people {
            let called = Called::of(&address, &name);
            let at = out.people.len();
            if out.keys.contains_key(address.key()) {
                continue;
            }
            out.keys.insert(address.key().to_owned(), at);
            if let Some(domain) = address.domain() {
                out.by_domain.entry(domain.as_str().to_owned()).or_default().push(at);
            }
            if !called.given.is_empty() {
                out.by_given.entry(full_form(&called.given).to_owned()).or_default().push(at);
            }
            if !called.family.is_empty() {
                out.by_family.entry(called.family.clone()).or_default().push(at);
            }
            out.people.push((address, name, called));
        }
        out
    }

    /// Those with this given or family name; one who has both comes twice.
    pub(super) fn of_name<'s>(&'s self, called: &Called) -> impl Iterator<Item = &'s (Address, String, Called)> {
        let given = self.by_given.get(full_form(&called.given)).into_iter().flatten();
        let family = self.by_family.get(&called.family).into_iter().flatten();
        given.chain(family).filter_map(|&at| self.people.get(at))
    }

    /// Those at exactly this domain.
    pub(super) fn of_domain<'s>(&'s self, domain: &str) -> impl Iterator<Item = &'s (Address, String, Called)> {
        self.by_domain.get(domain).into_iter().flatten().filter_map(|&at| self.people.get(at))
    }

    /// Whether one of them has this address, given in its compared form.
    pub(super) fn have(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }
}
