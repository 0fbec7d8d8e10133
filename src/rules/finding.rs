//! One thing a check noticed, with its evidence in words and what can be done about it.

use serde::{Deserialize, Serialize};

use super::texts::{Language, Reason};
use crate::base::{Address, Step};

/// One thing a check noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check: a built-in's id such as `name-twin`, or `pack/rule`.
    pub check: String,
    /// The step it asks for.
    pub step: Step,
    /// The recipient it is about, as an index into the envelope; `None` when it is about the message.
    pub recipient: Option<usize>,
    /// The fact, at most 14 words, no rule id, no score; in the guard's language.
    pub headline: String,
    /// The comparison and the consequence; in the guard's language.
    pub detail: String,
    /// The same, to be told in any language; empty in findings stored before there were reasons.
    #[serde(default)]
    pub reason: Reason,
    /// What was found, masked; safe to show and to keep.
    pub evidence: Vec<String>,
    /// What can be done, best first.
    pub repairs: Vec<Repair>,
}

impl Finding {
    /// Headline and detail in `language`.
    pub fn told(&self, language: Language) -> (String, String) {
        if self.reason.id.is_empty() {
            (self.headline.clone(), self.detail.clone())
        } else {
            self.reason.render(language)
        }
    }

    /// Tells it in the guard's language.
    pub(super) fn tell(&mut self, language: Language) {
        (self.headline, self.detail) = self.told(language);
    }
}

/// What can be done about a finding. Recipients are indexes into the envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "lowercase")]
pub enum Repair {
    /// Put the meant recipient in the odd one's place.
    Replace {
        /// The odd one.
        recipient: usize,
        /// The meant one.
        address: Address,
    },
    /// Leave the recipient out.
    Remove {
        /// The odd one.
        recipient: usize,
    },
    /// Move the recipient to Bcc.
    Bcc {
        /// The one to hide from the others.
        recipient: usize,
    },
    /// Cancel and take the draft back, to change what only the sender can change.
    Draft,
}
