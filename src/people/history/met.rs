//! What is known of one contact, for people to read.

use jiff::Timestamp;

use super::book::{Book, Contact};
use super::{Addressee, Field};
use crate::base::Address;

/// What is known of one contact, for people to read.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// The contact.
    pub contact: Addressee,
    /// How many messages went there.
    pub count: u32,
    /// When the first one did; `None` = none did.
    pub first: Option<Timestamp>,
    /// When the last one did.
    pub last: Option<Timestamp>,
    /// With whom together and how often, most often first; at most ten.
    pub with: Vec<(Addressee, u32)>,
    /// How many messages came from there.
    pub heard: u32,
    /// When the first one came.
    pub heard_first: Option<Timestamp>,
    /// When the last one came.
    pub heard_last: Option<Timestamp>,
    /// When mail there came back.
    pub bounced: Option<Timestamp>,
    /// When they wrote that they have left, and where to.
    pub left: Option<(Timestamp, Option<Address>)>,
    /// How often they were taken out of a message as the wrong one.
    pub wrong: u32,
}

impl Met {
    /// Whether mail there is known to be of no use, and since when: they have left, or it came back and no later mail
    /// arrived; and nothing came from there since.
    pub fn gone(&self) -> Option<Timestamp> {
        let left = self.left.as_ref().map(|(at, _)| *at);
        let gone = left.or(self.bounced.filter(|at| self.last.is_none_or(|last| last <= *at)))?;
        self.heard_last.is_none_or(|heard| heard <= gone).then_some(gone)
    }

    pub(super) fn of(contact: &Contact, book: &Book) -> Met {
        let time = |seconds: i64| Timestamp::from_second(seconds).ok();
        let addressee = |c: &Contact| Addressee { address: c.address.clone(), name: c.name.clone(), field: Field::To };
        let mut with: Vec<(Addressee, u32)> =
            contact.with.iter().filter_map(|(&id, &count)| Some((addressee(book.contact(id)?), count))).collect();
        with.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.address.key().cmp(b.0.address.key())));
        with.truncate(10);
        Met {
            contact: addressee(contact),
            count: contact.count,
            first: time(contact.first).filter(|_| contact.count > 0),
            last: time(contact.last).filter(|_| contact.count > 0),
            with,
            heard: contact.heard,
            heard_first: time(contact.heard_first).filter(|_| contact.heard > 0),
            heard_last: time(contact.heard_last).filter(|_| contact.heard > 0),
            bounced: contact.bounced.and_then(time),
            left: contact.left.as_ref().and_then(|(at, now)| Some((time(*at)?, now.clone()))),
            wrong: contact.wrong,
        }
    }
}
