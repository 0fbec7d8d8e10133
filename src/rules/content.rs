//! What a message is about, whoever gets it: the topics of packs and the identifiers in it, in kinds and numbers. Incidents
//! are weighed by it; no words of the message are in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Rulebook;
use super::condition::Condition;
use super::identifier::Kind;
use super::reading::{Reading, Zone};
use super::rule::Weight;
use crate::facts::Facts;

/// Where people write about a matter themselves.
const WRITTEN: [Zone; 5] = [Zone::Subject, Zone::OwnText, Zone::AttachmentName, Zone::AttachmentText, Zone::Hidden];

/// What a message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The topics of packs, in the order of their names.
    pub topics: Vec<Topic>,
    /// The kinds of identifiers and how many different ones, most first.
    pub identifiers: Vec<(&'static str, usize)>,
    /// At least so many people can be told apart: the most different numbers of persons, mail addresses or telephone
    /// numbers of one kind.
    pub people_at_least: usize,
}

/// A topic of packs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name: `staff`.
    pub topic: String,
    /// Half points of its words, each counted once; rules fire at 6.
    pub points: usize,
    /// Whether its words stand only in what is quoted.
    pub quoted: bool,
}

impl Rulebook {
    /// What `facts` is about, whoever gets it and whatever is switched off.
    pub fn content(&self, facts: &Facts) -> Content {
        let reading = Reading::new(facts, &self.lexicon);
        let mut topics: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for rule in &self.rules {
            let Some(topic) = rule.topic.as_deref() else { continue };
            let (written, quoted) = topics.entry(topic).or_default();
            for (condition, weight) in &rule.weighted {
                let Condition::Pattern { pattern, .. } = condition else { continue };
                if reading.find(*pattern, &WRITTEN).is_some() {
                    *written += weight.points();
                } else if reading.find(*pattern, &[Zone::Quoted]).is_some() {
                    *quoted += weight.points();
                }
            }
        }
        let topics = topics.into_iter().filter(|(_, (written, quoted))| written + quoted > 0);
        let topics = topics.map(|(topic, (written, quoted))| Topic {
            topic: topic.to_owned(),
            points: written + quoted,
            quoted: written == 0,
        });
        let mut numbers: BTreeMap<&'static str, (Kind, BTreeSet<&str>)> = BTreeMap::new();
        for identifier in reading.within(&Zone::ALL).flat_map(|passage| passage.identifiers()) {
            let (_, found) =
                numbers.entry(identifier.kind.word()).or_insert_with(|| (identifier.kind, BTreeSet::new()));
            found.insert(&identifier.number);
        }
        let people = numbers.values().filter(|(kind, _)| kind.is_of_person()).map(|(_, found)| found.len()).max();
        let mut identifiers: Vec<(&str, usize)> =
            numbers.iter().map(|(kind, (_, found))| (*kind, found.len())).collect();
        identifiers.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
        Content { topics: topics.collect(), identifiers, people_at_least: people.unwrap_or(0) }
    }

    /// The words in `facts` that tell what it is about, as written: those of packs' topics that are not weak, and
    /// parties' terms. An incident is known again by them.
    pub fn telling(&self, facts: &Facts) -> Vec<String> {
        let reading = Reading::new(facts, &self.lexicon);
        let mut told: BTreeSet<String> = BTreeSet::new();
        for (condition, weight) in self.rules.iter().filter(|rule| rule.topic.is_some()).flat_map(|r| &r.weighted) {
            let Condition::Pattern { pattern, .. } = condition else { continue };
            if *weight != Weight::Weak {
                told.extend(reading.find(*pattern, &Zone::ALL).map(|place| place.word()));
            }
        }
        told.extend(self.bound.find(&reading).into_iter().map(|found| found.term.text.clone()));
        told.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Rulebook, Settings, examples};
    use super::*;

    fn content(own_text: &str, quoted_text: &str) -> Content {
        let rulebook = Rulebook::shipped(&Settings::default()).expect("the shipped packs are right");
        let facts = Facts { own_text: own_text.into(), quoted_text: quoted_text.into(), ..examples::empty() };
        rulebook.content(&facts)
    }

    fn topics(content: &Content) -> Vec<(&str, bool, bool)> {
        content.topics.iter().map(|topic| (topic.topic.as_str(), topic.points >= 6, topic.quoted)).collect()
    }

    #[test]
    fn topics_are_found_in_every_language_and_in_quotes() {
        let german = content("Wir müssen die Ausgaben optimieren und Leute versetzen, Abfindung inklusive.", "");
        assert!(topics(&german).contains(&("staff", true, false)), "{german:?}");
        let quoted = content("See below.", "We plan layoffs in May.");
        assert_eq!(topics(&quoted), [("staff", true, true)]);
        assert_eq!(content("Lunch at noon?", ""), Content::default());
    }

    #[test]
    fn people_are_counted_by_the_numbers_they_have() {
        let list =
            content("Eva 12345678Z, Tom X1234567L, Ida 00000001R, again 12345678Z, IBAN DE89370400440532013000", "");
        assert!(list.identifiers.contains(&("es-dni", 2)) && list.identifiers.contains(&("iban", 1)), "{list:?}");
        assert_eq!(list.people_at_least, 2);
    }
}
