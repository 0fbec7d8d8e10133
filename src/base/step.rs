//! The ladder: one vocabulary of friction for rules, verdicts, commands and statistics.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A step of the ladder, mildest first; `Ord` follows the friction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Below the ladder: recorded, nobody is asked.
    Note,
    /// Relayed in the same session; upstream's answer is the answer.
    Pass,
    /// Leaves after the undo window; can be cancelled until then.
    Delay,
    /// Held; one named button releases it.
    Ask,
    /// Held; each odd recipient must be named.
    Tick,
    /// Held; the odd domain, or the number of people, must be typed.
    Type,
    /// Held; a second person decides.
    Approve,
    /// Refused in the session with the reason; nothing is kept.
    Refuse,
}

impl Step {
    /// All steps, mildest first.
    pub const ALL: [Step; 8] =
        [Step::Note, Step::Pass, Step::Delay, Step::Ask, Step::Tick, Step::Type, Step::Approve, Step::Refuse];

    /// The word used in rules, JSON and on the page.
    pub fn word(self) -> &'static str {
        match self {
            Step::Note => "note",
            Step::Pass => "pass",
            Step::Delay => "delay",
            Step::Ask => "ask",
            Step::Tick => "tick",
            Step::Type => "type",
            Step::Approve => "approve",
            Step::Refuse => "refuse",
        }
    }

    /// The step named by `word`, if it is one.
    pub fn parse(word: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.word() == word)
    }

    /// Whether a submission at this step waits for a person.
    pub fn holds(self) -> bool {
        matches!(self, Step::Ask | Step::Tick | Step::Type | Step::Approve)
    }

    /// The next step up, as taken when two mild oddities meet; never climbs into policy (`approve`, `refuse`).
    #[must_use]
    pub fn climbed(self) -> Step {
        match self {
            Step::Note | Step::Pass | Step::Delay => Step::Ask,
            Step::Ask => Step::Tick,
            Step::Tick => Step::Type,
            other => other,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_read_back() {
        for step in Step::ALL {
            assert_eq!(Step::parse(step.word()), Some(step));
        }
        assert_eq!(Step::parse("block"), None);
    }

    #[test]
    fn climbing_never_reaches_policy() {
        for step in Step::ALL.into_iter().filter(|s| *s < Step::Approve) {
            assert!(step.climbed() > step || step == Step::Type);
            assert!(step.climbed() < Step::Approve);
        }
    }
}
