//! Forgetting somebody in what is kept of messages: who has the key can try a name against every number, so each number that a
//! name or an address of theirs may have left is taken out. One thing says nothing of them: the given name of somebody else, in
//! mail that neither went to them nor names them otherwise.

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
    /// Of the words that are only ever a given name of theirs, beside a family name.
    given: HashSet<u32>,
    /// Numbers that others have left as well: they go from messages that tell of this person, and stay in the rest.
    shared: Shared,
}

/// The numbers of given names that other people bear, too, and of parts of names that are too short to tell of anybody.
#[derive(Clone, Debug, Default)]
struct Shared {
    words: HashSet<u32>,
    starts: HashSet<u32>,
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
            given: HashSet::new(),
            shared: Shared::default(),
        };
        let mut others = HashSet::new();
        let names: Vec<&str> = [""].into_iter().chain(names.iter().take(MOST_NAMES).map(String::as_str)).collect();
        let all: Vec<Vec<String>> = names.iter().map(|name| forms(name, address)).collect();
        let has_long = all.iter().flatten().any(|form| !is_short(form));
        let is_whole = |form: &str| names.iter().any(|name| folded(without_brackets(name)).trim() == form);
        // `J. Smith`, `Ana de la Cruz`: such a part says nothing of anybody, but where it is all there is.
        let is_faint = |form: &str| has_long && is_short(form) && !is_whole(form);
        for (name, forms) in names.iter().zip(&all) {
            naming.take(name, address, forms, &is_faint, &mut others, key);
        }
        naming.given.retain(|number| !others.contains(number));
        naming
    }

    /// Whether somebody else who is called `name` bears their given name. Who has no other family name may be the same person at
    /// another address, and does not count; nor does anybody when no family name of this person is known.
    pub fn is_namesake(&self, address: &Address, name: &str, key: &Key) -> bool {
        let called = Called::of(address, name);
        let is_another = *address != self.address && called.is_full();
        let bears = |form: &str| self.given.contains(&key.word(form));
        let shares = bears(&called.given) || bears(full_form(&called.given));
        is_another && shares && !self.telling.contains(&key.word(&called.family))
    }

    /// Whether a greeting that begins as this person's names do may greet somebody else who is called `name`.
    pub fn is_greeted_alike(&self, address: &Address, name: &str, key: &Key) -> bool {
        let given = Called::of(address, name).given;
        let is_other = |form: &str| !self.words.contains(&key.word(form));
        let is_another = *address != self.address && is_other(&given) && is_other(full_form(&given));
        is_another && self.starts.contains(&key.start(&given))
    }

    /// The same for whoever knows these others (address, display name), too. A given name that one of them bears
    /// ([`Naming::is_namesake`]) is no sign of this person by itself, nor is how it begins
    /// ([`Naming::is_greeted_alike`]).
    pub fn beside<'p>(&self, others: impl IntoIterator<Item = (&'p Address, &'p str)>, key: &Key) -> Naming {
        let mut shared = self.shared.clone();
        for (address, name) in others {
            let called = Called::of(address, name);
            if self.is_greeted_alike(address, name, key) {
                shared.starts.insert(key.start(&called.given));
                continue;
            }
            for form in [called.given.as_str(), full_form(&called.given)] {
                if self.given.contains(&key.word(form)) {
                    shared.words.insert(key.word(form));
                    shared.starts.insert(key.start(form));
                    shared.topics.insert(key.topic(form));
                }
            }
        }
        let without = |all: &HashSet<u32>, some: &HashSet<u32>| all.difference(some).copied().collect();
        Naming {
            words: without(&self.words, &shared.words),
            telling: without(&self.telling, &shared.words),
            starts: without(&self.starts, &shared.starts),
            topics: without(&self.topics, &shared.topics),
            shared,
            ..self.clone()
        }
    }

    /// Adds one name of these parts, with what the address says of it; `others` gets its words beside the given name. Parts
    /// that are `faint` tell of nobody by themselves.
    fn take(
        &mut self,
        name: &str,
        address: &Address,
        forms: &[String],
        is_faint: &dyn Fn(&str) -> bool,
        others: &mut HashSet<u32>,
        key: &Key,
    ) {
        let name = without_brackets(name);
        let called = Called::of(address, name);
        for form in forms {
            let full = full_form(form);
            let numbers = [form.as_str(), full].map(genitives).into_iter().flatten().map(|word| key.word(&word));
            let numbers: HashSet<u32> = numbers.collect();
            for other in forms.iter().filter(|other| *other != form) {
                self.named.extend([key.name(full, other), key.name(form, other)]);
                self.topics.insert(key.topic(&format!("{form} {other}")));
            }
            if is_faint(form) {
                self.shared.words.extend(&numbers);
                self.shared.starts.insert(key.start(form));
                self.shared.topics.insert(key.topic(form));
                continue;
            }
            self.words.extend(&numbers);
            if *form != called.given && full != full_form(&called.given) {
                self.telling.extend(&numbers);
                if called.is_full() {
                    others.extend(&numbers);
                }
            } else if called.is_full() {
                self.given.extend(&numbers);
            }
            self.starts.insert(key.start(form));
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

    /// Whether a message went to them or may have named them: by more than a given name.
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
    /// called by too go with them, but for given names that [`Naming::beside`] found to be somebody else's, too.
    pub fn forget_all(&mut self, naming: &Naming, key: &Key) -> bool {
        let is_told = naming.is_told_in(self);
        let Shared { words, starts, topics } = &naming.shared;
        let is_word = |number: &u32| naming.words.contains(number) || (is_told && words.contains(number));
        let is_start = |number: &u32| naming.starts.contains(number) || (is_told && starts.contains(number));
        let is_topic = naming.topics.contains(&self.topic) || (is_told && topics.contains(&self.topic));
        let in_subject = |word: &words::Word| word.in_subject && naming.telling.contains(&word.number);
        if is_topic || self.words.iter().any(in_subject) {
            self.topic = 0;
        }
        if is_told {
            // Runs of words hold the name within them.
            self.shingles.clear();
        }
        let is_last = self.forget(&naming.address, key);
        self.words.retain(|word| !is_word(&word.number));
        self.named.retain(|number| !naming.named.contains(number));
        self.authors.retain(|number| !naming.named.contains(number));
        let Greeting { names, starts, is_sure } = std::mem::take(&mut self.greeting);
        let is_other = |(name, start): &(u32, u32)| !is_word(name) && !is_start(start);
        let (names, starts) = names.into_iter().zip(starts).filter(is_other).unzip();
        self.greeting = Greeting { names, starts, is_sure };
        is_last
    }
}

/// A name as it stands in a text, and what belongs to its bearer.
fn genitives(form: &str) -> [String; 3] {
    [form.to_owned(), format!("{form}s"), format!("{form}'s")]
}

/// A name as it is written without umlauts.
fn without_umlauts(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).map(|c| match c {
        'ä' | 'æ' => "ae".to_owned(),
        'ö' | 'ø' => "oe".to_owned(),
        'ü' => "ue".to_owned(),
        'å' => "aa".to_owned(),
        c => c.to_string(),
    });
    letters.collect()
}

/// What follows in brackets is where somebody works.
fn without_brackets(name: &str) -> &str {
    name.split(['(', '|', '/', '[', '@']).next().unwrap_or_default()
}

/// Whether a part of a name is too short to say anything of anybody by itself: initials, particles.
fn is_short(form: &str) -> bool {
    form.is_ascii() && form.len() < 3
}

/// The parts of a name and of what stands before the `@`, as they may stand in a message.
fn forms(name: &str, address: &Address) -> Vec<String> {
    let called = Called::of(address, without_brackets(name));
    let mut forms: Vec<String> = Vec::new();
    let name = without_brackets(name);
    let spelt = folded(&without_umlauts(name));
    let plain = [folded(name), called.given.clone(), called.family.clone(), called.local.clone(), spelt];
    for text in &plain {
        let parts = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
        let letters = text.split(|c: char| !c.is_alphabetic());
        for part in parts.chain(letters).filter(|part| !part.is_empty()) {
            if forms.len() < MOST_WORDS * 2 && !forms.iter().any(|known| known == part) {
                forms.push(part.to_owned());
            }
        }
    }
    forms
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

    #[test]
    fn what_is_theirs_and_another_spelling_goes_with_the_name() {
        let key = key();
        let naming = Naming::of(&"bu@kita.example".parse().unwrap(), &["Björn Überschär".to_owned()], &key);
        let mia = [("mia@kita.example", "Mia Mori")];
        for text in ["Überschärs", "Überschär's", "Überschär’s", "Ueberschaer", "UEBERSCHAERS", "Bjoerns", "Björn's"]
        {
            let mut trace = trace(&mia, "Cranes", &format!("Hi Mia,\nsee {text} cranes and the gates"), "");
            let left = trace.words.len();
            assert!(naming.stands_in(&trace) && !trace.forget_all(&naming, &key), "{text}");
            assert_eq!(trace.words.len(), left - 1, "{text}: the name goes, and nothing else");
        }
    }

    const JOHN: &str = "john.smith@kita.example";

    /// John Smith, for somebody who knows these, too.
    fn john(known: &[(&str, &str)], key: &Key) -> Naming {
        let naming = Naming::of(&JOHN.parse().unwrap(), &["John Smith".to_owned(), "Smith, Jack".to_owned()], key);
        let known: Vec<(Address, &str)> =
            known.iter().map(|(address, name)| (address.parse().unwrap(), *name)).collect();
        let namesakes = known.iter().filter(|(address, name)| naming.is_namesake(address, name, key));
        naming.beside(namesakes.map(|(address, name)| (address, *name)), key)
    }

    #[test]
    fn a_given_name_of_others_too_stays_where_nothing_tells_of_them() {
        let key = key();
        let naming = john(&[("john@lido.example", "John Brown")], &key);
        let (brown, mia) = (("john@lido.example", "John Brown"), ("mia@kita.example", "Mia Mori"));
        for (what, before) in [
            ("greeted", trace(&[brown], "Cranes", "Hi John,\n\nthe crane schedule is attached for you", "")),
            ("in the text", trace(&[mia], "Cranes", "Hi Mia,\nplease tell John of the cranes and the gates", "")),
            ("as a subject", trace(&[mia], "John", "Hi Mia,\nhe has called", "")),
            (
                "with another family name",
                trace(&[mia], "Cranes", "Hi Mia,\nsee below", "On Monday John Brown wrote:\nno"),
            ),
        ] {
            let mut after = before.clone();
            assert!(!after.forget_all(&naming, &key) && after == before, "{what}");
            assert!(!naming.stands_in(&before), "{what}");
        }
        let john = [key.word("john"), key.word("jack"), key.start("john"), key.start("jack"), key.topic("john")];
        for (what, mut trace) in [
            ("to them", trace(&[(JOHN, ""), mia], "John", "Hi John,\n\nthe crane schedule for John and you", "")),
            ("family name", trace(&[mia], "John", "Hi John,\nplease tell Mr Smith of the cranes and the gates", "")),
            ("address", trace(&[mia], "Cranes", "Hi John,\nwrite to John.Smith@kita.example about the cranes", "")),
            ("full name", trace(&[mia], "Cranes", "Hi John,\nsee below", "On Monday John Smith wrote:\nno")),
            ("nobody is called Jack", trace(&[mia], "Cranes", "Hi Mia,\nplease tell Jack of the cranes and gates", "")),
        ] {
            assert!(naming.stands_in(&trace), "{what}");
            assert!(!trace.forget_all(&naming, &key), "{what}");
            let left: Vec<u32> = kept(&trace).into_iter().filter(|number| john.contains(number)).collect();
            assert_eq!(left, Vec::<u32>::new(), "{what}");
            assert!(!naming.stands_in(&trace), "{what}");
        }
    }

    #[test]
    fn a_greeting_of_somebody_else_stays_though_it_begins_alike() {
        let key = key();
        let naming = Naming::of(&KEN.parse().unwrap(), &["Kenji Itoh".to_owned()], &key);
        let kent: Address = "kent@lido.example".parse().unwrap();
        assert!(naming.is_greeted_alike(&kent, "Kent Brown", &key) && naming.is_greeted_alike(&kent, "Kent", &key));
        assert!(!naming.is_greeted_alike(&kent, "Kenji Brown", &key), "he bears the name itself");
        assert!(
            !naming.is_greeted_alike(&KEN.parse().unwrap(), "Kent", &key) && !naming.is_namesake(&kent, "Kent", &key)
        );
        let knows_kent = naming.beside([(&kent, "Kent Brown")], &key);
        let to = [("kent@lido.example", "Kent Brown")];
        for (greeting, known, stays) in [
            ("Hi Kent,", &knows_kent, true),
            ("Hi Kenny,", &knows_kent, true),
            ("Hi Kenny,", &naming, false),
            ("Hi Kenji,", &knows_kent, false),
        ] {
            let before = trace(&to, "Cranes", &format!("{greeting}\n\nthe crane schedule is attached for you"), "");
            let mut after = before.clone();
            after.forget_all(known, &key);
            assert!(!before.greeting.names.is_empty(), "{greeting}");
            assert_eq!(after.greeting == before.greeting, stays, "{greeting}");
            assert_eq!(after == before, stays, "{greeting}");
        }
    }

    #[test]
    fn an_initial_or_a_particle_tells_of_nobody() {
        let key = key();
        let of = |address: &str, name: &str| Naming::of(&address.parse().unwrap(), &[name.to_owned()], &key);
        let smith = of("j.smith@kita.example", "J. Smith");
        let mia = [("mia@kita.example", "Mia Mori")];
        for text in ["Hi J,\n\nthe cranes and the gates are late", "Hi Mia,\n\nthe cranes are j or de la late"] {
            let before = trace(&mia, "Cranes", text, "");
            let mut after = before.clone();
            assert!(!after.forget_all(&smith, &key) && after == before && !smith.stands_in(&before), "{text}");
        }
        assert!(smith.stands_in(&trace(&mia, "Cranes", "Hi Mia,\n\nplease tell Smith of the cranes", "")));
        // Where it is all there is, it is looked for.
        for (address, name) in [("bo@kita.example", "Bo"), ("bo.berg@kita.example", "Bo"), ("bl@kita.example", "Bo Li")]
        {
            let greets = trace(&mia, "Cranes", "Hi Bo,\n\nthe cranes and the gates are late", "");
            assert!(of(address, name).stands_in(&greets), "{name} <{address}>");
        }
    }

    #[test]
    fn only_somebody_known_to_be_another_person_shares_a_name() {
        let key = key();
        let naming = john(&[], &key);
        for (address, name, is_one) in [
            ("john@lido.example", "John Brown", true),
            ("john@lido.example", "Brown, John (Lido)", true),
            ("john.brown@lido.example", "", true),
            ("john@home.example", "John Smith", false),
            ("john@home.example", "John", false),
            ("kim@lido.example", "Kim John", false),
            (JOHN, "John Brown", false),
        ] {
            assert_eq!(naming.is_namesake(&address.parse().unwrap(), name, &key), is_one, "{name} <{address}>");
        }
        // Of whom only this name is known, and who may be called by it as a family name, has nothing else to go by.
        let alone = Naming::of(&"john@kita.example".parse().unwrap(), &["John".to_owned()], &key);
        let either = ["John Smith".to_owned(), "Smith John".to_owned()];
        let either = Naming::of(&"js@kita.example".parse().unwrap(), &either, &key);
        let brown = "john@lido.example".parse().unwrap();
        assert!(!alone.is_namesake(&brown, "John Brown", &key) && !either.is_namesake(&brown, "John Brown", &key));
    }
}
