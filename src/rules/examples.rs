//! The examples that rules carry, and the small facts they are run on.

use std::fmt;

use jiff::civil::DateTime;

use crate::base::Address;
use crate::facts::{AttachmentFacts, Fact, Facts, RecipientFacts, Role};
use crate::files::{Kind, Property};
use crate::people::PartyKind;

use super::explain::Outcome;
use super::lexicon::Lexicon;
use super::model::Expect;
use super::reading::{Reading, Zone};
use super::rule::{Example, Rule};

/// An example that went otherwise than written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleFailure {
    /// The rule, `pack/rule`.
    pub rule: String,
    /// The pack's file.
    pub file: String,
    /// The example's line, or the rule's when it has no examples.
    pub line: usize,
    /// What was expected and what came.
    pub message: String,
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.message)
    }
}

/// Runs all examples of `rules`, each against its own rule alone. A rule without one that fires and one that stays silent
/// fails: nobody could tell whether it works.
pub(super) fn run(rules: &[Rule], lexicon: &Lexicon) -> Vec<ExampleFailure> {
    rules.iter().flat_map(|rule| run_rule(rule, lexicon)).collect()
}

fn run_rule(rule: &Rule, lexicon: &Lexicon) -> Vec<ExampleFailure> {
    let failure = |line, message| ExampleFailure { rule: rule.id.clone(), file: rule.place.0.clone(), line, message };
    let mut failures: Vec<ExampleFailure> = rule
        .examples
        .iter()
        .filter_map(|example| run_example(rule, example, lexicon).map(|message| failure(example.line, message)))
        .collect();
    let fires = |example: &&Example| matches!(example.expect, Expect::Fires(_));
    if !rule.examples.iter().any(|example| fires(&example)) || rule.examples.iter().all(|example| fires(&example)) {
        failures.push(failure(rule.place.1, "it needs an example that fires and one that stays silent".to_owned()));
    }
    failures
}

fn run_example(rule: &Rule, example: &Example, lexicon: &Lexicon) -> Option<String> {
    let facts = facts(example);
    let outcome = rule.judge(&facts, &Reading::new(&facts, lexicon));
    let came = outcome.findings().iter().map(|finding| finding.step).max();
    match (example.expect, came) {
        (Expect::Silent(_), None) => None,
        (Expect::Fires(step), Some(came)) if step == came => None,
        (Expect::Silent(_), Some(came)) => Some(format!("expected silence, it fired at `{came}`")),
        (Expect::Fires(step), Some(came)) => Some(format!("expected `{step}`, it fired at `{came}`")),
        (Expect::Fires(step), None) => Some(match outcome {
            Outcome::Nearly(why) => format!("expected `{step}`, it stayed silent: {why}"),
            Outcome::Silent(why) => format!("expected `{step}`, it stayed silent: {why}"),
            _ => format!("expected `{step}`, it stayed silent"),
        }),
    }
}

fn facts(example: &Example) -> Facts {
    let mut facts = empty();
    facts.recipients.extend(recipient("someone@example.org", example.to));
    let text = example.text.clone();
    match example.zone {
        Zone::Subject => facts.subject = text,
        Zone::OwnText => facts.own_text = text,
        Zone::Quoted => facts.quoted_text = text,
        Zone::AttachmentName => facts.attachments.push(attachment(&text, "")),
        Zone::AttachmentText => facts.attachments.push(attachment("file.txt", &text)),
        Zone::Hidden => facts.hidden_text = text,
        Zone::Metadata => {
            let mut file = attachment("file.docx", "");
            file.properties.push(Property { name: "title".to_owned(), value: text });
            facts.attachments.push(file);
        }
    }
    facts
}

/// Facts of a message without recipients and words.
pub(super) fn empty() -> Facts {
    Facts {
        sender: "anna@firm.example".parse().ok(),
        sender_name: String::new(),
        recipients: Vec::new(),
        subject: String::new(),
        own_text: String::new(),
        quoted_text: String::new(),
        hidden_text: String::new(),
        alternatives_differ: false,
        quoted_people: Vec::new(),
        labels: Vec::new(),
        attachments: Vec::new(),
        footers: 0,
        paragraphs: Vec::new(),
        sent_at: DateTime::constant(2026, 11, 18, 10, 0, 0, 0),
        greeted: Vec::new(),
        promised_attachment: None,
        visible_outsiders: 0,
        answers_outside: Vec::new(),
        unaddressed: Vec::new(),
        in_thread: false,
        anomalies: Vec::new(),
        size: 0,
        party_terms: Vec::new(),
        history: Fact::Known(0),
    }
}

/// A recipient in To whom nobody knows; `None` when `address` is none.
pub(super) fn recipient(address: &str, kind: PartyKind) -> Option<RecipientFacts> {
    Some(RecipientFacts {
        address: address.parse::<Address>().ok()?,
        name: String::new(),
        role: Role::To,
        kind,
        party: None,
        sent_before: Fact::Known(0),
        twins: Vec::new(),
        lookalike: None,
    })
}

/// An attachment with a text.
pub(super) fn attachment(name: &str, text: &str) -> AttachmentFacts {
    AttachmentFacts {
        name: name.to_owned(),
        other_names: Vec::new(),
        within: Vec::new(),
        media_type: "text/plain".to_owned(),
        kind: Kind::Text,
        size: text.len(),
        text: Fact::Known(text.to_owned()),
        hidden: String::new(),
        properties: Vec::new(),
        parties: Vec::new(),
        features: Vec::new(),
        unread: Vec::new(),
    }
}
