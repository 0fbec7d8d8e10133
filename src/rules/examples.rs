//! The examples that rules carry, and the small facts they are run on.

use std::fmt;

use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use toml::Spanned;

use crate::base::{Address, Domain, fold};
use crate::facts::{AttachmentFacts, Carried, Elsewhere, Fact, Facts, Haste, Hour, RecipientFacts, Role};
use crate::files::{Feature, Kind, Property, Unread, UnreadKind};
use crate::parse::Label;
use crate::people::PartyKind;

use super::error::nearest;
use super::explain::Outcome;
use super::lexicon::Lexicon;
use super::load::Loader;
use super::model::{ExampleFile, Expect, Thing};
use super::reading::{Reading, Zone};
use super::rule::{Example, Rule};
use super::statement::FileType;
use super::who::Who;
use super::{stated, values};

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
    let reading = Reading::new(&example.facts, lexicon);
    // Exceptions come and go; an example is about the rule itself.
    let outcome = rule.judge(&example.facts, &reading, std::iter::empty());
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

impl Loader<'_, '_> {
    /// An example with the facts it describes; `None` where it is wrong.
    pub(super) fn example(&mut self, example: &Spanned<ExampleFile>) -> Option<Example> {
        let (span, file) = (example.span(), example.get_ref());
        let mut facts = empty();
        facts.recipients = self.example_recipients(file);
        facts.hour = Fact::Known(file.unusual_hour.then_some(Hour { share: 0.0, of: 1_000, is_unusual: true }));
        facts.haste =
            Fact::Known(file.haste.then_some(Haste { since_sent: Some(20), since_heard: None, is_hasty: true }));
        if let Some(from) = &file.from {
            facts.sender = Some(from.get_ref().clone());
        }
        if let Some(at) = &file.at {
            facts.sent_at = *at.get_ref();
        }
        facts.labels.extend(file.label.iter().map(|value| Label { field: "sensitivity".into(), value: value.clone() }));
        self.example_files(file, &span, &mut facts.attachments);
        put(&mut facts, file.zone.unwrap_or(Zone::OwnText), &file.text);
        match &file.size {
            Some(size) => match values::size(size.get_ref()) {
                Some(octets) => facts.size = octets,
                None => self.wrong(size.span(), "a size has a unit: write such as \"10 MB\""),
            },
            None => facts.size = file.text.len(),
        }
        Some(Example { line: self.complaints.place(span.start).0, facts: Box::new(facts), expect: file.expect })
    }

    fn example_recipients(&mut self, file: &ExampleFile) -> Vec<RecipientFacts> {
        let client = || vec!["client".to_owned()];
        let (words, span) = match &file.to {
            Some(to) => (to.get_ref().list().to_vec(), to.span()),
            None => (client(), 0..0),
        };
        let mut recipients = Vec::new();
        for (i, word) in words.iter().enumerate() {
            let mut found = self.example_recipient(word, i);
            if found.is_none() {
                let parties = self.directory.parties.iter().map(|party| party.name.as_str());
                let hint = nearest(word, Who::KINDS.into_iter().chain(parties));
                self.complaints.add(span.clone(), format!("`{word}` is no kind of party, party or address"), hint);
            }
            if let Some(recipient) = &mut found {
                let (sent, here) = file.known.facts();
                recipient.elsewhere = Fact::Known(file.elsewhere.iter().map(elsewhere).collect());
                (recipient.sent_before, recipient.known_here) = (Fact::Known(sent), Fact::Known(here));
            }
            recipients.extend(found);
        }
        recipients
    }

    /// Somebody of a kind, of a party, or the owner of an address.
    fn example_recipient(&self, word: &str, i: usize) -> Option<RecipientFacts> {
        if word.contains('@') {
            let address: Address = word.parse().ok()?;
            let own: Domain = "firm.example".parse().ok()?;
            let (kind, party) = self.directory.classify(&address, Some(&own));
            let party = party.map(|party| party.name.clone());
            return Some(RecipientFacts { party, ..recipient(address.as_str(), kind)? });
        }
        let folded = fold::folded(word);
        if let Some(party) = self.directory.parties.iter().find(|party| fold::folded(&party.name) == folded) {
            let address = party
                .people
                .first()
                .map(|person| person.as_str().to_owned())
                .or_else(|| party.domains.first().map(|domain| format!("someone@{domain}")))?;
            return Some(RecipientFacts { party: Some(party.name.clone()), ..recipient(&address, party.kind)? });
        }
        let kind = match Who::kind(word)? {
            Who::Kind(kind) => kind,
            _ => PartyKind::External,
        };
        // Each is somebody of another party, as far as the kind has parties.
        let party = (kind == PartyKind::Client).then(|| format!("Client {}", i + 1));
        Some(RecipientFacts { party, ..recipient(&format!("someone@example-{}.org", i + 1), kind)? })
    }

    fn example_files(&mut self, file: &ExampleFile, at: &std::ops::Range<usize>, files: &mut Vec<AttachmentFacts>) {
        let types = file.types.as_ref().map(|types| (types.get_ref().list().to_vec(), types.span()));
        let (types, span) = types.unwrap_or_else(|| (Vec::new(), at.clone()));
        for word in &types {
            match stated::file_type(word) {
                Ok(of) => files.push(of_type(word, of)),
                Err(hint) => self.complaints.add(span.clone(), format!("`{word}` is no type of file"), hint),
            }
        }
        let features = file.feature.as_ref().map(|features| features.list().to_vec()).unwrap_or_default();
        for word in features {
            match Feature::deserialize(StrDeserializer::<Error>::new(&word)) {
                Ok(feature) => {
                    if files.is_empty() {
                        files.push(attachment("file", ""));
                    }
                    files.iter_mut().for_each(|file| file.features.push(feature));
                }
                Err(_) => self.wrong(at.clone(), format!("`{word}` is nothing files are known to have")),
            }
        }
    }
}

/// Something another party had.
fn elsewhere(thing: &Thing) -> Elsewhere {
    let what = match thing {
        Thing::File => Carried::File("file.pdf".to_owned()),
        Thing::Quote => Carried::Quote,
    };
    Elsewhere { what, had: vec!["other.example".to_owned()] }
}

fn of_type(word: &str, of: FileType) -> AttachmentFacts {
    let mut file = attachment(&format!("file.{word}"), "");
    file.kind = match &of {
        FileType::Kinds(kinds) => kinds.first().copied().unwrap_or_default(),
        _ => Kind::Other,
    };
    match of {
        FileType::Encrypted => file.unread.push(Unread::new(UnreadKind::Encrypted, "it needs a password")),
        FileType::Unreadable => file.unread.push(Unread::new(UnreadKind::Damaged, "it is damaged")),
        FileType::Kinds(_) => {}
    }
    file
}

fn put(facts: &mut Facts, zone: Zone, text: &str) {
    let text = text.to_owned();
    match zone {
        _ if text.is_empty() => {}
        Zone::Subject => facts.subject = text,
        Zone::OwnText => facts.own_text = text,
        Zone::Footer => facts.footer_text = text,
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
}

/// Facts of a message without recipients and words.
pub(super) fn empty() -> Facts {
    Facts {
        sender: "anna@firm.example".parse().ok(),
        sender_name: String::new(),
        recipients: Vec::new(),
        subject: String::new(),
        own_text: String::new(),
        footer_text: String::new(),
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
        repeats: Vec::new(),
        anomalies: Vec::new(),
        size: 0,
        history: Fact::Known(0),
        ranking: Fact::Known(None),
        hour: Fact::Known(None),
        haste: Fact::Known(None),
        trace: None,
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
        known_as: String::new(),
        known_here: Fact::Known(false),
        twins: Vec::new(),
        gone: None,
        announced: Vec::new(),
        lookalike: None,
        elsewhere: Fact::Known(Vec::new()),
        fit: None,
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
