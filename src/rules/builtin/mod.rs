//! The checks that words alone cannot say, one file each; a name is the accident it is about.
//!
//! Each file says in its heading what it looks for, which accident it is about, when it fires, when it stays silent, and
//! what can be set. Every check can be switched off in `rules.off`.

mod alternatives_differ;
mod attachment_missing;
mod blocked_party;
mod client_wall;
mod correction;
mod foreign_file;
mod freemail;
mod gone_address;
mod greeting_mismatch;
mod hidden_copy;
mod hidden_in_file;
mod hidden_text;
mod history_unavailable;
mod labelled;
mod locked_file;
mod lookalike_domain;
mod many_visible;
mod name_differs;
mod name_twin;
mod outsider_among_insiders;
mod party_term;
mod program_file;
mod quoted_discussion;
mod reply_elsewhere;
mod seen_elsewhere;
mod two_clients;
mod unaddressed;
mod unlikely_recipient;
mod unreadable;

#[cfg(test)]
mod tests;

use crate::base::{Address, Language, Step};
use crate::facts::{Fact, Facts, RecipientFacts};

use super::Rulebook;
use super::condition::Condition;
use super::explain::Outcome;
use super::finding::{Finding, Repair};
use super::reading::{Passage, Place, Reading, Zone};
use super::rule::Weight;
use super::texts::{Arg, Reason};
use super::words;

/// A built-in check.
pub(super) struct Check {
    /// Its id in findings and in `rules.off`.
    pub(super) id: &'static str,
    /// The facts it reads.
    pub(super) needs: &'static str,
    /// Whether "do not ask again" can be said of an address: the question is about the address and nothing else, and mild.
    pub(super) quietable: bool,
    /// What it says.
    pub(super) judge: fn(&Case) -> Outcome,
}

impl Check {
    /// The accident, in a few words.
    pub(super) fn title(&self, language: Language) -> String {
        Reason::new(format!("title-{}", self.id)).sentence(language)
    }
}

/// Every check, in the order findings are told.
#[rustfmt::skip]
pub(super) const CHECKS: [Check; 29] = [
    Check { id: "blocked-party", needs: "recipients", quietable: false, judge: blocked_party::judge },
    Check { id: "correction", needs: "recipients, own-text, subject, attachments, open incidents", quietable: false, judge: correction::judge },
    Check { id: "name-twin", needs: "recipients, directory, history", quietable: false, judge: name_twin::judge },
    Check { id: "lookalike-domain", needs: "recipients, directory, history", quietable: false, judge: lookalike_domain::judge },
    Check { id: "unlikely-recipient", needs: "recipients, what was learnt from sent mail", quietable: true, judge: unlikely_recipient::judge },
    Check { id: "outsider-among-insiders", needs: "recipients, subject, own-text, attachment-name", quietable: true, judge: outsider_among_insiders::judge },
    Check { id: "party-term", needs: "recipients, all texts", quietable: false, judge: party_term::judge },
    Check { id: "client-wall", needs: "recipients", quietable: false, judge: client_wall::judge },
    Check { id: "two-clients", needs: "recipients", quietable: false, judge: two_clients::judge },
    Check { id: "many-visible", needs: "recipients, To and Cc", quietable: false, judge: many_visible::judge },
    Check { id: "freemail", needs: "recipients, attachments, subject, own-text", quietable: true, judge: freemail::judge },
    Check { id: "greeting-mismatch", needs: "recipients, greeting", quietable: true, judge: greeting_mismatch::judge },
    Check { id: "quoted-discussion", needs: "recipients, quoted people, quoted", quietable: false, judge: quoted_discussion::judge },
    Check { id: "labelled", needs: "recipients, labels, attachments", quietable: false, judge: labelled::judge },
    Check { id: "foreign-file", needs: "recipients, attachments", quietable: false, judge: foreign_file::judge },
    Check { id: "seen-elsewhere", needs: "recipients, attachments, quoted, history", quietable: false, judge: seen_elsewhere::judge },
    Check { id: "hidden-in-file", needs: "recipients, attachments", quietable: false, judge: hidden_in_file::judge },
    Check { id: "hidden-text", needs: "recipients, hidden text", quietable: false, judge: hidden_text::judge },
    Check { id: "alternatives-differ", needs: "recipients, alternatives", quietable: false, judge: alternatives_differ::judge },
    Check { id: "name-differs", needs: "recipients, attachments", quietable: false, judge: name_differs::judge },
    Check { id: "program-file", needs: "recipients, attachments", quietable: false, judge: program_file::judge },
    Check { id: "locked-file", needs: "recipients, attachments, subject, own-text", quietable: false, judge: locked_file::judge },
    Check { id: "attachment-missing", needs: "own-text, attachments", quietable: false, judge: attachment_missing::judge },
    Check { id: "unreadable", needs: "anomalies, attachments", quietable: false, judge: unreadable::judge },
    Check { id: "history-unavailable", needs: "history", quietable: false, judge: history_unavailable::judge },
    Check { id: "gone-address", needs: "recipients, received mail", quietable: false, judge: gone_address::judge },
    Check { id: "hidden-copy", needs: "recipients", quietable: false, judge: hidden_copy::judge },
    Check { id: "reply-elsewhere", needs: "recipients, Reply-To", quietable: false, judge: reply_elsewhere::judge },
    Check { id: "unaddressed", needs: "To and Cc", quietable: false, judge: unaddressed::judge },
];

/// What a check may look at.
pub(super) struct Case<'a> {
    pub(super) facts: &'a Facts,
    pub(super) reading: &'a Reading<'a>,
    pub(super) rulebook: &'a Rulebook,
}

/// A word that insiders use among themselves.
struct TopicWord<'a> {
    topic: &'a str,
    weight: Weight,
    place: Place<'a>,
}

impl<'a> Case<'a> {
    /// The recipients of which `include` is true, with their place in the envelope.
    fn recipients(&self, include: impl Fn(&RecipientFacts) -> bool) -> Vec<(usize, &'a RecipientFacts)> {
        self.facts.recipients.iter().enumerate().filter(|(_, recipient)| include(recipient)).collect()
    }

    /// The recipients outside the organisation.
    fn outsiders(&self) -> Vec<(usize, &'a RecipientFacts)> {
        self.recipients(RecipientFacts::is_outside)
    }

    /// The recipients inside the organisation, the sender himself apart.
    fn insiders(&self) -> Vec<(usize, &'a RecipientFacts)> {
        self.recipients(|recipient| !recipient.is_outside() && self.facts.sender.as_ref() != Some(&recipient.address))
    }

    /// Whether an address is among the recipients.
    fn gets_it(&self, address: &Address) -> bool {
        self.facts.recipients.iter().any(|recipient| recipient.address == *address)
    }

    /// The outsiders in a sentence: the one's name, or how many they are.
    fn outsiders_shown(&self) -> Arg {
        match self.outsiders().as_slice() {
            [(_, one)] => words::name(one).into(),
            many => Reason::new("outside-people").with("count", many.len()).into(),
        }
    }

    /// `ask` when an outsider gets it, else `note`.
    fn ask_outside(&self) -> Step {
        if self.outsiders().is_empty() { Step::Note } else { Step::Ask }
    }

    /// The words of packs' topics in what the sender wrote now, strongest first.
    fn topic_words(&self) -> Vec<TopicWord<'a>> {
        self.topic_words_in(&[Zone::Subject, Zone::OwnText, Zone::AttachmentName])
    }

    /// The same in `zones`.
    fn topic_words_in(&self, zones: &[Zone]) -> Vec<TopicWord<'a>> {
        let mut found = Vec::new();
        for rule in self.rulebook.rules.iter().filter(|rule| !self.rulebook.is_off(&rule.id)) {
            let Some(topic) = rule.topic.as_deref() else { continue };
            for (condition, weight) in &rule.weighted {
                let Condition::Pattern { pattern, .. } = condition else { continue };
                if let Some(place) = self.reading.find(*pattern, zones) {
                    found.push(TopicWord { topic, weight: *weight, place });
                }
            }
        }
        found.sort_by_key(|word| std::cmp::Reverse(word.weight.points()));
        found
    }

    /// The strong words of packs in a text that rules do not read, as written, at most three.
    fn strong_words_in(&self, text: &str) -> Vec<String> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        let reading = Reading { passages: vec![Passage::new(Zone::OwnText, text, &self.rulebook.lexicon)] };
        let mut found: Vec<String> = Vec::new();
        for rule in self.rulebook.rules.iter().filter(|rule| !self.rulebook.is_off(&rule.id)) {
            for (condition, _) in rule.weighted.iter().filter(|(_, weight)| *weight == Weight::Strong) {
                let Condition::Pattern { pattern, .. } = condition else { continue };
                let word = reading.find(*pattern, &[Zone::OwnText]).map(|place| place.word());
                found.extend(word.filter(|word| !found.contains(word)));
            }
        }
        found.truncate(3);
        found
    }
}

/// So many files are named one by one; the next would tell nothing new.
const FILES: usize = 5;

/// A finding about one recipient.
fn about(check: &str, step: Step, recipient: usize, reason: Reason) -> Finding {
    let finding = whole(check, step, reason);
    Finding { recipient: Some(recipient), repairs: vec![Repair::Remove { recipient }], ..finding }
}

/// A finding about the message as a whole. It is told when the language is known.
fn whole(check: &str, step: Step, reason: Reason) -> Finding {
    Finding {
        check: check.to_owned(),
        step,
        recipient: None,
        headline: String::new(),
        detail: String::new(),
        reason,
        evidence: Vec::new(),
        repairs: vec![Repair::Draft],
    }
}

/// The lines that the first of these words stand in, at most `most`: two words of one line are one line.
fn lines(said: &[TopicWord], most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in said {
        if lines.len() >= most {
            break;
        }
        let line = word.place.quote();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// How often mail went there; nobody knows counts as never.
fn sent_before(recipient: &RecipientFacts) -> u32 {
    match recipient.sent_before {
        Fact::Known(count) => count,
        Fact::Unavailable(_) => 0,
    }
}
