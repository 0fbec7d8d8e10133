//! A history that grows in memory, one message after the other, as the store's does on disk: for looking at mail of before
//! with what was known then.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Around, Contact, FOOTER, Here, History, Paragraph};
use crate::base::Address;

/// What one sender has taught so far.
#[derive(Debug, Default)]
pub struct Growing {
    history: History,
    /// Where each contact stands, by the compared form of the address.
    places: HashMap<String, usize>,
    /// The mails each last paragraph counted in.
    paragraphs: HashMap<i64, Vec<Around>>,
}

impl Growing {
    /// Nothing is known yet; whom this sender writes to, `here` learns as well.
    pub fn new(here: Arc<Here>) -> Growing {
        Growing { history: History { here: Some(here), ..History::default() }, ..Growing::default() }
    }

    /// What is known now.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The same, for what the history holds besides contacts and footers.
    pub fn history_mut(&mut self) -> &mut History {
        &mut self.history
    }

    /// Learns that a message went to `address`, called `name` there (may be empty).
    pub fn sent(&mut self, address: &Address, name: &str, at: Timestamp) {
        let history = &mut self.history;
        if let Some(here) = &history.here {
            here.add(address.key());
        }
        let place = self.places.get(address.key()).copied().unwrap_or(history.contacts.len());
        match history.contacts.get_mut(place) {
            Some(contact) => {
                contact.count = contact.count.saturating_add(1);
                contact.last = contact.last.max(at);
                if !name.is_empty() && contact.name != name {
                    name.clone_into(&mut contact.name);
                    history.sketches.put(place, contact);
                }
            }
            None => {
                self.places.insert(address.key().to_owned(), place);
                let contact = Contact { address: address.clone(), name: name.to_owned(), count: 1, last: at };
                history.sketches.put(place, &contact);
                history.contacts.push(contact);
            }
        }
        if let Some(domain) = address.domain() {
            history.domain_counts.count(domain, history.contacts.len());
        }
    }

    /// Learns that these paragraphs stood at the end of a message.
    pub fn ended_with(&mut self, paragraphs: &[Paragraph]) {
        for Paragraph { number, around } in paragraphs {
            let earlier = self.paragraphs.entry(*number).or_default();
            if around.counts(earlier) {
                earlier.push(*around);
                if earlier.len() == FOOTER {
                    self.history.footers.insert(*number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grows_is_what_would_be_made_at_once() {
        let at = |n: i64| Timestamp::from_second(n).expect("a time");
        let mut growing = Growing::default();
        let to = ["ken@kita.example", "mia@kita.example", "ken@kita.example", "lea@firm.example", "Ken@kita.example"];
        for (n, address) in to.iter().enumerate() {
            let address: Address = address.parse().expect("an address");
            // Asked for in between, so that what is kept with the list must follow.
            let _ = (growing.history().sketches().len(), growing.history().domains().len());
            growing.sent(&address, if n == 2 { "Ken Ito" } else { "" }, at(i64::try_from(n).expect("small")));
        }
        let grown = growing.history();
        let at_once = History::new(grown.contacts.clone());
        let counts: Vec<(&str, u32)> = grown.contacts.iter().map(|c| (c.address.key(), c.count)).collect();
        assert_eq!(counts, [("ken@kita.example", 3), ("mia@kita.example", 1), ("lea@firm.example", 1)]);
        assert_eq!((grown.contacts[0].name.as_str(), grown.contacts[0].last), ("Ken Ito", at(4)));
        assert_eq!(grown.domains(), at_once.domains());
        assert_eq!(grown.sketches().len(), 3);
    }

    #[test]
    fn a_paragraph_is_a_footer_when_it_was_seen_often_enough() {
        let mut growing = Growing::default();
        for nth in [1, 1, 2, 3] {
            assert!(growing.history().footers.is_empty());
            growing.ended_with(&[Paragraph { number: 7, around: Around { subject: nth, above: nth, to: nth } }]);
        }
        assert_eq!(growing.history().footers, [7].into());
    }
}
