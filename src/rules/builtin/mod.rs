//! The checks that words alone cannot say, one file each; a name is the accident it is about.
//!
//! Each file says in its heading what it looks for, which accident it is about, when it fires, when it stays silent, and
//! what can be set. Every check can be switched off in `rules.off`.

mod attachment_missing;
mod blocked_party;
mod client_wall;
mod freemail;
mod greeting_mismatch;
mod hidden_copy;
mod history_unavailable;
mod lookalike_domain;
mod many_visible;
mod name_twin;
mod outsider_among_insiders;
mod party_term;
mod two_clients;
mod unaddressed;
mod unreadable;

#[cfg(test)]
mod tests;

use crate::base::Step;
use crate::facts::{Fact, Facts, RecipientFacts};

use super::Rulebook;
use super::condition::Condition;
use super::explain::Outcome;
use super::finding::{Finding, Repair};
use super::reading::{Place, Reading, Zone};
use super::rule::Weight;

/// A built-in check.
pub(super) struct Check {
    /// Its id in findings and in `rules.off`.
    pub(super) id: &'static str,
    /// The accident, in a few words.
    pub(super) title: &'static str,
    /// The facts it reads.
    pub(super) needs: &'static str,
    /// What it says.
    pub(super) judge: fn(&Case) -> Outcome,
}

/// Every check, in the order findings are told.
#[rustfmt::skip]
pub(super) const CHECKS: [Check; 15] = [
    Check { id: "blocked-party", title: "Mail to a party that gets none", needs: "recipients", judge: blocked_party::judge },
    Check { id: "name-twin", title: "The wrong one of two people with nearly the same name", needs: "recipients, directory, history", judge: name_twin::judge },
    Check { id: "lookalike-domain", title: "A domain that looks like a known one", needs: "recipients, directory, history", judge: lookalike_domain::judge },
    Check { id: "outsider-among-insiders", title: "A lone outsider on a mail meant for insiders", needs: "recipients, subject, own-text, attachment-name", judge: outsider_among_insiders::judge },
    Check { id: "party-term", title: "A client's code name to somebody else", needs: "recipients, all texts", judge: party_term::judge },
    Check { id: "client-wall", title: "Two parties that must never share a message", needs: "recipients", judge: client_wall::judge },
    Check { id: "two-clients", title: "People of two clients on one mail", needs: "recipients", judge: two_clients::judge },
    Check { id: "many-visible", title: "Many outsiders see each other's addresses", needs: "recipients, To and Cc", judge: many_visible::judge },
    Check { id: "freemail", title: "Work sent to a private mailbox", needs: "recipients, attachments, subject, own-text", judge: freemail::judge },
    Check { id: "greeting-mismatch", title: "The person greeted does not get the mail", needs: "recipients, greeting", judge: greeting_mismatch::judge },
    Check { id: "attachment-missing", title: "An attachment is promised and missing", needs: "own-text, attachments", judge: attachment_missing::judge },
    Check { id: "unreadable", title: "Something that could not be read, or reads two ways", needs: "anomalies", judge: unreadable::judge },
    Check { id: "history-unavailable", title: "Past mail could not be looked up", needs: "history", judge: history_unavailable::judge },
    Check { id: "hidden-copy", title: "A hidden copy", needs: "recipients", judge: hidden_copy::judge },
    Check { id: "unaddressed", title: "Somebody in To or Cc does not get the mail", needs: "To and Cc", judge: unaddressed::judge },
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

    /// The words of packs' topics in what the sender wrote now, strongest first.
    fn topic_words(&self) -> Vec<TopicWord<'a>> {
        const OWN: [Zone; 3] = [Zone::Subject, Zone::OwnText, Zone::AttachmentName];
        let mut found = Vec::new();
        for rule in self.rulebook.rules.iter().filter(|rule| !self.rulebook.is_off(&rule.id)) {
            let Some(topic) = rule.topic.as_deref() else { continue };
            for (condition, weight) in &rule.weighted {
                let Condition::Pattern { pattern, .. } = condition else { continue };
                if let Some(place) = self.reading.find(*pattern, &OWN) {
                    found.push(TopicWord { topic, weight: *weight, place });
                }
            }
        }
        found.sort_by_key(|word| std::cmp::Reverse(word.weight.points()));
        found
    }
}

/// A finding about one recipient.
fn about(check: &str, step: Step, recipient: usize, headline: String, detail: String) -> Finding {
    Finding {
        check: check.to_owned(),
        step,
        recipient: Some(recipient),
        headline,
        detail,
        evidence: Vec::new(),
        repairs: vec![Repair::Remove { recipient }],
    }
}

/// A finding about the message as a whole.
fn whole(check: &str, step: Step, headline: String, detail: String) -> Finding {
    let (check, repairs) = (check.to_owned(), vec![Repair::Draft]);
    Finding { check, step, recipient: None, headline, detail, evidence: Vec::new(), repairs }
}

/// How often mail went there; nobody knows counts as never.
fn sent_before(recipient: &RecipientFacts) -> u32 {
    match recipient.sent_before {
        Fact::Known(count) => count,
        Fact::Unavailable(_) => 0,
    }
}
