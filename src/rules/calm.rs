//! Findings that only take notes though they would ask: because somebody said so about an address, or because asking has
//! changed nothing. Both arrive with the history, as values.
//!
//! What is never calmed: whatever a person must type, a second person approve, or nobody may send at all. And a question
//! about an address can be answered once and for all only where it is about the address and nothing else (`quietable` in the
//! table of checks): a look-alike, a number, or a client's term is another mistake every time.

use jiff::Timestamp;

use super::condition::Condition;
use super::rule::Rule;
use super::texts::Reason;
use super::{CHECKS, Finding, Rulebook};
use crate::base::Step;
use crate::facts::Facts;
use crate::people::History;

impl Rulebook {
    /// Takes down to `note` what need not ask `history`'s sender at `now`, and says why in the evidence.
    pub fn calm(&self, findings: &mut [Finding], facts: &Facts, history: &History, now: Timestamp) {
        for finding in findings {
            let evidence = self.quieted(finding, facts, history, now).or_else(|| eased(finding, history));
            if let Some(reason) = evidence {
                finding.step = Step::Note;
                finding.evidence.push(reason.sentence(self.settings.language));
            }
        }
    }

    fn quieted(&self, finding: &Finding, facts: &Facts, history: &History, now: Timestamp) -> Option<Reason> {
        if !self.is_quietable(&finding.check, finding.step) {
            return None;
        }
        let about = facts.recipients.get(finding.recipient?)?.address.key();
        let quiet = history.quieted.iter().find(|quiet| {
            quiet.check == finding.check && quiet.address == about && quiet.since <= now && now < quiet.until
        })?;
        let day = super::words::day(&quiet.since);
        Some(Reason::new("evidence-quieted").with("date", day))
    }

    /// Whether nobody need be asked again about an address by this check, which asks for `step`.
    pub fn is_quietable(&self, check: &str, step: Step) -> bool {
        step == Step::Ask
            && match CHECKS.iter().find(|known| known.id == check) {
                Some(known) => known.quietable,
                None => {
                    self.rules.iter().any(|rule| rule.id == check && rule.step == Step::Ask && !counts_numbers(rule))
                }
            }
    }
}

/// What only takes notes since somebody has looked at what came of its asking.
fn eased(finding: &Finding, history: &History) -> Option<Reason> {
    let may_be = matches!(finding.step, Step::Ask | Step::Tick);
    (may_be && history.eased.contains(&finding.check)).then(|| Reason::new("evidence-eased"))
}

/// Whether a rule looks for numbers of accounts, cards or persons.
fn counts_numbers(rule: &Rule) -> bool {
    fn is_number(condition: &Condition) -> bool {
        match condition {
            Condition::Identifier { .. } => true,
            Condition::Any(list) | Condition::All(list) | Condition::Not(list) => list.iter().any(is_number),
            Condition::Pattern { .. } | Condition::Statement(_) => false,
        }
    }
    let weighted = rule.weighted.iter().map(|(condition, _)| condition);
    rule.any.iter().chain(&rule.all).chain(weighted).any(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Settings;

    #[test]
    fn only_mild_questions_about_an_address_can_be_answered_for_good() {
        let rulebook = Rulebook::shipped(&Settings::default()).unwrap();
        for check in ["freemail", "greeting-mismatch", "outsider-among-insiders"] {
            assert!(rulebook.is_quietable(check, Step::Ask), "{check}");
            for step in [Step::Tick, Step::Type, Step::Approve, Step::Refuse] {
                assert!(!rulebook.is_quietable(check, step), "{check} {step}");
            }
        }
        for check in
            ["lookalike-domain", "name-twin", "many-visible", "party-term", "client-wall", "blocked-party", "nonsense"]
        {
            assert!(!rulebook.is_quietable(check, Step::Ask), "{check}");
        }
        let rules = rulebook.rules.iter();
        let numbers: Vec<&Rule> = rules.filter(|rule| counts_numbers(rule)).collect();
        assert!(!numbers.is_empty(), "packs look for numbers");
        assert!(numbers.iter().all(|rule| !rulebook.is_quietable(&rule.id, Step::Ask)));
        let words = rulebook.rules.iter().find(|rule| rule.step == Step::Ask && !counts_numbers(rule)).unwrap();
        assert!(rulebook.is_quietable(&words.id, Step::Ask), "{}", words.id);
    }
}
