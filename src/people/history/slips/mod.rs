//! Slips as people make them, made on purpose: a message that was sent rightly, with one recipient who does not belong. Pure and
//! seeded: the same message, past and seed give the same slip. Rankings are trained and a guard is tried with them.

mod dice;
mod strangers;
mod typing;

use super::book::{Book, Contact, Id};
use super::groups::Near;
use super::person::{Called, full_form};
use super::scene::{Person, Scene};
use super::{Addressee, Past, Trace};
use crate::base::Address;
use crate::people::freemail::is_freemail;
use dice::Dice;
use typing::mistyped;

pub use strangers::Strangers;

/// How a slip happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// A contact whose name or address begins the same takes the place of the one who was meant.
    Autocomplete,
    /// Somebody else at the same domain does.
    SameDomain,
    /// Somebody with a similar name at another organisation does: the client instead of the boss.
    LookAlike,
    /// A third party comes in with everybody else of an earlier message.
    ReplyAll,
    /// A contact comes in who has nothing to do with it.
    Stray,
    /// The address or its domain is mistyped.
    Typo,
    /// A stranger of a similar name takes the place, as a company-wide directory offers them.
    Directory,
}

impl Form {
    /// All of them.
    pub const ALL: [Form; 7] = [
        Form::Autocomplete,
        Form::SameDomain,
        Form::LookAlike,
        Form::ReplyAll,
        Form::Stray,
        Form::Typo,
        Form::Directory,
    ];

    /// The word for it in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Form::Autocomplete => "autocomplete",
            Form::SameDomain => "samedomain",
            Form::LookAlike => "lookalike",
            Form::ReplyAll => "replyall",
            Form::Stray => "stray",
            Form::Typo => "typo",
            Form::Directory => "directory",
        }
    }
}

/// A message with one recipient who does not belong.
#[derive(Clone, Debug, PartialEq)]
pub struct Slip {
    /// Its recipients.
    pub recipients: Vec<Addressee>,
    /// Who does not belong.
    pub wrong: Address,
    /// Whose place they took; `None` where they were added.
    pub meant: Option<Address>,
}

/// The message of `trace` as it would have been with a slip of this form; `None` where that cannot happen to it.
pub fn slip(form: Form, trace: &Trace, past: &Past, strangers: &Strangers, seed: u64) -> Option<Slip> {
    let scene = Scene::new(past, trace);
    let mut dice = Dice(seed ^ (form as u64 + 1).wrapping_mul(0xa24b_aed4_963e_e407));
    let maker = Maker { scene: &scene, book: &past.book, strangers };
    match form {
        Form::ReplyAll => maker.reply_all(&mut dice),
        Form::Stray => maker.stray(&mut dice),
        _ => maker.replaced(form, &mut dice),
    }
}

struct Maker<'m> {
    scene: &'m Scene<'m>,
    book: &'m Book,
    strangers: &'m Strangers,
}

/// Somebody who can take a place: address, name, weight.
type Candidate = (Address, String, f64);

impl Maker<'_> {
    /// Whether somebody neither gets the message nor is another address of one who does.
    fn is_another(&self, address: &Address, called: &Called) -> bool {
        let same = |person: &Person<'_>| person.address == address || person.called.is_same_person(called);
        !self.scene.people.iter().any(same) && !self.scene.past.is_own(address)
    }

    /// The contacts who do not get the message.
    fn contacts(&self) -> impl Iterator<Item = (Id, &Contact)> {
        let contacts = (0..).zip(&self.book.contacts).filter(|(_, contact)| contact.count > 0);
        contacts.filter(|(_, contact)| self.is_another(&contact.address, &contact.called))
    }

    /// The recipients the sender may have typed: all of a new message; of an answer only those whom the quote does not name.
    fn typed(&self) -> Vec<usize> {
        let all = 0..self.scene.people.len();
        if !self.scene.trace.is_reply {
            return all.collect();
        }
        let typed: Vec<usize> = all.filter(|at| !self.scene.is_named.get(*at).is_some_and(|named| *named)).collect();
        if self.scene.trace.has_quote && typed.len() < self.scene.people.len() { typed } else { Vec::new() }
    }

    fn reply_all(&self, dice: &mut Dice) -> Option<Slip> {
        let near: &Near<'_> = &self.scene.near;
        let sets: Vec<Vec<Id>> = near.latest(10, &self.scene.ids);
        let third = |set: &Vec<Id>| -> Vec<Candidate> {
            let contacts = set.iter().filter_map(|id| self.book.contact(*id));
            let others = contacts.filter(|contact| self.is_another(&contact.address, &contact.called));
            others.map(|contact| (contact.address.clone(), contact.name.clone(), 1.0)).collect()
        };
        let candidates = third(dice.pick(&sets)?);
        let at = dice.below(self.scene.people.len());
        self.put(dice.pick(&candidates)?, at, false)
    }

    fn stray(&self, dice: &mut Dice) -> Option<Slip> {
        let near =
            |id: Id| self.scene.people.iter().filter_map(|person| person.contact).any(|c| c.with.contains_key(&id));
        let far = self.contacts().filter(|(id, _)| !near(*id));
        let candidates: Vec<Candidate> = far.map(|(_, contact)| candidate(contact, 0.5)).collect();
        let at = dice.below(self.scene.people.len());
        self.put(dice.weighted(&candidates, |candidate| candidate.2)?, at, false)
    }

    fn replaced(&self, form: Form, dice: &mut Dice) -> Option<Slip> {
        let mut seats = self.typed();
        let prefer = |seats: Vec<usize>, wanted: &dyn Fn(&Person<'_>) -> bool| {
            let some: Vec<usize> =
                seats.iter().copied().filter(|at| self.scene.people.get(*at).is_some_and(wanted)).collect();
            if some.is_empty() { seats } else { some }
        };
        if form == Form::LookAlike {
            seats = prefer(seats, &|person| person.is_inside);
        }
        if form == Form::Typo {
            seats = prefer(seats, &|person| !person.is_inside);
        }
        let at = *dice.pick(&seats)?;
        let person = self.scene.people.get(at)?;
        let wrong = match form {
            Form::Autocomplete => self.completed(person, dice),
            Form::SameDomain => self.beside(person, dice),
            Form::LookAlike => self.look_alike(person, dice),
            Form::Directory => self.listed(person, dice),
            _ => self.mistyped(person, dice),
        }?;
        self.put(&wrong, at, true)
    }

    fn completed(&self, person: &Person<'_>, dice: &mut Dice) -> Option<Candidate> {
        let [given, family, local] = person.called.keys();
        let keys = [(given, 0.5), (family, 0.2), (local, 0.3)];
        let keys: Vec<(&str, f64)> = keys.into_iter().filter(|(key, _)| key.chars().count() >= 2).collect();
        let key = dice.weighted(&keys, |(_, weight)| *weight)?.0;
        for letters in (2..=2 + dice.below(3)).rev() {
            let typed: String = key.chars().take(letters).collect();
            let offered = |contact: &Contact| contact.called.keys().iter().any(|key| key.starts_with(&typed));
            let offered = self.contacts().filter(|(_, contact)| offered(contact));
            let candidates: Vec<Candidate> = offered.map(|(_, contact)| candidate(contact, 0.75)).collect();
            if let Some(pick) = dice.weighted(&candidates, |candidate| candidate.2) {
                return Some(pick.clone());
            }
        }
        None
    }

    fn beside(&self, person: &Person<'_>, dice: &mut Dice) -> Option<Candidate> {
        let domain = person.address.domain().filter(|domain| !is_freemail(domain.as_str()))?;
        let contacts = self.book.place(domain).map_or(&[][..], |place| place.contacts.as_slice());
        let contacts = contacts.iter().filter_map(|id| self.book.contact(*id)).filter(|contact| contact.count > 0);
        let mut candidates: Vec<Candidate> = contacts
            .filter(|contact| self.is_another(&contact.address, &contact.called))
            .map(|contact| candidate(contact, 0.0))
            .collect();
        if !person.is_inside {
            let strangers = self.strangers.of_domain(domain.as_str());
            let others = strangers.filter(|(address, _, called)| self.is_another(address, called));
            candidates.extend(others.map(|(address, name, _)| (address.clone(), name.clone(), 1.0)));
        }
        dice.pick(&candidates).cloned()
    }

    fn look_alike(&self, person: &Person<'_>, dice: &mut Dice) -> Option<Candidate> {
        let mine = &person.called;
        let is_alike = |other: &Called| {
            let given = !mine.given.is_empty() && full_form(&mine.given) == full_form(&other.given);
            let family = !mine.family.is_empty() && mine.family == other.family;
            given || family || first_three(&mine.local) == first_three(&other.local)
        };
        let is_outside =
            |contact: &Contact| self.book.places.get(contact.domain as usize).is_some_and(|p| !p.is_inside);
        let alike = self.contacts().filter(|(_, contact)| is_outside(contact) && is_alike(&contact.called));
        let candidates: Vec<Candidate> = alike.map(|(_, contact)| candidate(contact, 0.5)).collect();
        if let Some(pick) = dice.weighted(&candidates, |candidate| candidate.2) {
            return Some(pick.clone());
        }
        let named = self
            .strangers
            .of_name(mine)
            .filter(|(address, _, called)| self.is_another(address, called) && !self.scene.past.is_inside(address));
        let named: Vec<Candidate> = named.map(|(address, name, _)| (address.clone(), name.clone(), 1.0)).collect();
        dice.pick(&named).cloned()
    }

    fn listed(&self, person: &Person<'_>, dice: &mut Dice) -> Option<Candidate> {
        let named = self.strangers.of_name(&person.called).filter(|(address, _, called)| {
            let is_unknown = self.book.find(address).and_then(|id| self.book.contact(id)).is_none_or(|c| c.count == 0);
            is_unknown && address.domain() == person.address.domain() && self.is_another(address, called)
        });
        let named: Vec<Candidate> = named.map(|(address, name, _)| (address.clone(), name.clone(), 1.0)).collect();
        dice.pick(&named).cloned()
    }

    fn mistyped(&self, person: &Person<'_>, dice: &mut Dice) -> Option<Candidate> {
        for _ in 0..20 {
            let Ok(typed) = mistyped(person.address, dice).parse::<Address>() else { continue };
            let is_new = self.book.find(&typed).is_none() && !self.strangers.have(typed.key());
            let has_dot = typed.domain().is_some_and(|domain| domain.as_str().contains('.'));
            if is_new && has_dot && typed != *person.address {
                let name = if dice.share() < 0.5 { person.name.to_owned() } else { String::new() };
                return Some((typed, name, 1.0));
            }
        }
        None
    }

    /// The message with somebody beside recipient number `at`, or in their place.
    fn put(&self, (address, name, _): &Candidate, at: usize, replaces: bool) -> Option<Slip> {
        let person = self.scene.people.get(at)?;
        let mut recipients = self.scene.trace.recipients.clone();
        let place = recipients.iter().position(|one| one.address == *person.address)?;
        let one = Addressee { address: address.clone(), name: name.clone(), field: person.field };
        if replaces {
            recipients[place] = one;
        } else {
            recipients.insert(place + 1, one);
        }
        Some(Slip { recipients, wrong: address.clone(), meant: replaces.then(|| person.address.clone()) })
    }
}

fn candidate(contact: &Contact, power: f64) -> Candidate {
    (contact.address.clone(), contact.name.clone(), f64::from(contact.count).powf(power))
}

fn first_three(text: &str) -> &str {
    text.char_indices().nth(3).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

#[cfg(test)]
mod tests;
