//! Forgetting somebody in what is kept of messages: who has the key can try a name against every number, so each number that a
//! name or an address of theirs may have left is taken out.

use std::collections::HashSet;

use super::key::Key;
use super::named::Greeting;
use super::person::{Called, full_form};
use super::trace::Trace;
use super::words;
use crate::base::Address;
use crate::base::fold::folded;

/// Names of one person that are looked at, and the words of one.
const MOST_NAMES: usize = 50;
const MOST_WORDS: usize = 8;

/// Under which numbers somebody may stand in what is kept of a message.
#[derive(Clone, Debug)]
pub struct Naming {
    address: Address,
    /// Of all words of their names, and of what stands before the `@`.
    words: HashSet<u32>,
    /// Of those that are not a given name, which many people have.
    telling: HashSet<u32>,
    /// Of the first letters of words.
    starts: HashSet<u32>,
    /// Of full names, in either order, and of the address.
    named: HashSet<u32>,
    /// Of subjects that are nothing but the name.
    topics: HashSet<u32>,
}

impl Naming {
    /// The numbers of `address`, whose owner was called one of `names`.
    pub fn of(address: &Address, names: &[String], key: &Key) -> Naming {
        let mut naming = Naming {
            address: address.clone(),
            words: HashSet::new(),
            telling: HashSet::new(),
            starts: HashSet::new(),
            named: HashSet::from([key.address(address.key()), key.address(&address.as_str().to_lowercase())]),
            topics: HashSet::new(),
        };
        naming.take("", address, key);
        names.iter().take(MOST_NAMES).for_each(|name| naming.take(name, address, key));
        naming
    }

    /// Adds one name, with what the address says of it.
    fn take(&mut self, name: &str, address: &Address, key: &Key) {
        // What follows in brackets is where they work.
        let name = name.split(['(', '|', '/', '[', '@']).next().unwrap_or_default();
        let called = Called::of(address, name);
        let mut forms: Vec<String> = Vec::new();
        let plain = [folded(name), called.given.clone(), called.family.clone(), called.local.clone()];
        for text in &plain {
            let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
            let letters = text.split(|c: char| !c.is_alphabetic());
            for part in parts.chain(letters).filter(|part| !part.is_empty()) {
                if forms.len() < MOST_WORDS * 2 && !forms.iter().any(|known| known == part) {
                    forms.push(part.to_owned());
                }
            }
        }
        for form in &forms {
            let full = full_form(form);
            let numbers = [key.word(form), key.word(full)];
            self.words.extend(numbers);
            if *form != called.given && full != full_form(&called.given) {
                self.telling.extend(numbers);
            }
            self.starts.insert(key.start(form));
            for other in forms.iter().filter(|other| *other != form) {
                self.named.extend([key.name(full, other), key.name(form, other)]);
                self.topics.insert(key.topic(&format!("{form} {other}")));
            }
            self.topics.insert(key.topic(form));
        }
        for text in [name, address.local()] {
            let as_in_a_message = words::of("", text, "", key);
            self.words.extend(as_in_a_message.iter().map(|word| word.number));
            let subject = words::Subject::of(text);
            self.topics.insert(key.topic(&subject.topic));
        }
        let subject = words::Subject::of(address.as_str());
        self.topics.insert(key.topic(&subject.topic));
    }

    /// Whether a message may have named them: by more than a given name.
    fn is_told_in(&self, trace: &Trace) -> bool {
        trace.recipients.iter().any(|one| one.address == self.address)
            || trace.words.iter().any(|word| self.telling.contains(&word.number))
            || trace.named.iter().chain(&trace.authors).any(|number| self.named.contains(number))
            || trace.greeting.names.iter().any(|number| self.telling.contains(number))
            || self.topics.contains(&trace.topic)
    }

    /// Whether any number of theirs stands in what is kept of a message, or their address.
    pub fn stands_in(&self, trace: &Trace) -> bool {
        self.is_told_in(trace)
            || trace.words.iter().any(|word| self.words.contains(&word.number))
            || trace.greeting.names.iter().any(|number| self.words.contains(number))
    }
}

impl Trace {
    /// Takes a person out as a recipient, with what may greet or name them in that message; true when no recipient is left.
    pub fn forget(&mut self, address: &Address, key: &Key) -> bool {
        let before = self.recipients.len();
        self.recipients.retain(|one| one.address != *address);
        if self.recipients.len() < before || self.named.binary_search(&key.address(address.key())).is_ok() {
            self.greeting = Greeting::default();
            self.named.clear();
            self.authors.clear();
        }
        self.recipients.is_empty()
    }

    /// Takes a person out wherever they are or may be named; true when no recipient is left. Words that other people are
    /// called by too go with them.
    pub fn forget_all(&mut self, naming: &Naming, key: &Key) -> bool {
        let is_told = naming.is_told_in(self);
        let in_subject = |word: &words::Word| word.in_subject && naming.telling.contains(&word.number);
        if naming.topics.contains(&self.topic) || self.words.iter().any(in_subject) {
            self.topic = 0;
        }
        if is_told {
            // Runs of words hold the name within them.
            self.shingles.clear();
        }
        let is_last = self.forget(&naming.address, key);
        self.words.retain(|word| !naming.words.contains(&word.number));
        self.named.retain(|number| !naming.named.contains(number));
        self.authors.retain(|number| !naming.named.contains(number));
        let Greeting { names, starts, is_sure } = std::mem::take(&mut self.greeting);
        let is_other = |(name, start): &(u32, u32)| !naming.words.contains(name) && !naming.starts.contains(start);
        let (names, starts) = names.into_iter().zip(starts).filter(is_other).unzip();
        self.greeting = Greeting { names, starts, is_sure };
        is_last
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Addressee, Field, Outgoing};
    use super::*;

    const KEN: &str = "kenji.itoh@kita.example";

    fn key() -> Key {
        Key::new([9; 16])
    }

    fn trace(to: &[(&str, &str)], subject: &str, own: &str, quoted: &str) -> Trace {
        let of = |(address, name): &(&str, &str)| Addressee {
            address: address.parse().unwrap(),
            name: (*name).to_owned(),
            field: Field::To,
        };
        let recipients: Vec<Addressee> = to.iter().map(of).collect();
        let at = Timestamp::UNIX_EPOCH;
        Trace::of(&Outgoing { at, recipients: &recipients, subject, own, quoted, answers: true, files: &[] }, &key())
    }

    /// Every number of the name and the address, each made as a message makes it.
    fn numbers() -> Vec<u32> {
        let key = key();
        let mut all = vec![
            key.address(KEN),
            key.name("kenji", "itoh"),
            key.name("itoh", "kenji"),
            key.start("kenji"),
            key.start("itoh"),
            key.topic("kenji itoh"),
            key.topic("itoh kenji"),
            key.topic("kenji"),
            key.topic("itoh"),
            key.topic("kenji itoh kita example"),
        ];
        all.extend(["kenji", "itoh", "kenji-itoh"].map(|word| key.word(word)));
        for text in ["Kenji Itoh", "Itoh, Kenji", "kenji.itoh@kita.example", "KENJI ITOH"] {
            let own: Vec<&str> = vec!["kita", "example"];
            let parts = words::of("", text, "", &key).into_iter().map(|word| word.number);
            all.extend(parts.filter(|number| own.iter().all(|word| key.word(word) != *number)));
        }
        all
    }

    fn kept(trace: &Trace) -> Vec<u32> {
        let words = trace.words.iter().map(|word| word.number);
        let greeting = trace.greeting.names.iter().chain(&trace.greeting.starts).copied();
        let named = trace.named.iter().chain(&trace.authors).copied();
        words.chain(greeting).chain(named).chain([trace.topic]).collect()
    }

    #[test]
    fn no_number_of_a_name_is_left_wherever_it_stood() {
        let key = key();
        let naming =
            Naming::of(&KEN.parse().unwrap(), &["Kenji Itoh".to_owned(), "Itoh, Kenji (Kita Ltd)".to_owned()], &key);
        let (both, other) =
            ([(KEN, "Kenji Itoh"), ("mia@kita.example", "Mia Mori")], [("mia@kita.example", "Mia Mori")]);
        let quote = "On Monday Kenji Itoh <kenji.itoh@kita.example> wrote:\nItoh, Kenji said that the crane is late";
        for (what, mut trace) in [
            ("greeted", trace(&both, "Cranes", "Dear Kenji Itoh,\n\nthe crane schedule is attached for you", "")),
            ("greeted among others", trace(&other, "Cranes", "Hi Mia, hi Kenji,\nthe crane schedule", "")),
            ("in the text", trace(&other, "Cranes", "Hi Mia,\nplease tell Mr Itoh of the cranes and the gates", "")),
            ("in the subject", trace(&other, "Re: Kenji Itoh", "Hi Mia,\nhe has called", "")),
            ("in the subject with others", trace(&other, "The offer for Itoh", "Hi Mia,\nhe has called", "")),
            ("quoted", trace(&other, "Cranes", "Hi Mia,\nsee below", quote)),
            (
                "as an address",
                trace(&other, "Cranes", "write to KENJI.ITOH@kita.example about the cranes and gates", ""),
            ),
        ] {
            assert!(kept(&trace).iter().any(|number| numbers().contains(number)), "{what}: it stands there at first");
            assert!(naming.stands_in(&trace), "{what}");
            assert!(!trace.forget_all(&naming, &key), "{what}: Mia is left");
            let left: Vec<u32> = kept(&trace).into_iter().filter(|number| numbers().contains(number)).collect();
            assert_eq!(left, Vec::<u32>::new(), "{what}");
            assert!(trace.shingles.is_empty() || what == "greeted among others", "{what}: runs of words hold the name");
            assert!(!naming.stands_in(&Trace::decode(&trace.encode()).unwrap()), "{what}");
        }
    }

    #[test]
    fn what_does_not_name_them_stays_as_it_is() {
        let key = key();
        let naming = Naming::of(&KEN.parse().unwrap(), &["Kenji Itoh".to_owned()], &key);
        let before = trace(
            &[("mia@kita.example", "Mia Mori")],
            "Cranes",
            "Hi Mia,\nthe cranes of Kita are late again",
            "Lea wrote: yes",
        );
        let mut after = before.clone();
        assert!(!after.forget_all(&naming, &key));
        assert_eq!(after, before);
        let mut alone = trace(&[(KEN, "")], "Cranes", "Hello", "");
        assert!(alone.forget_all(&naming, &key), "nobody is left");
    }
}
