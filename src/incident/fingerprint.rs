//! What an incident's message is known again by, so that the guard holds a correction that repeats it. Numbers, no words.

use super::{Exposure, IncidentId};
use crate::base::{Address, fold};
use crate::facts::{Fact, Facts};
use crate::message::Digest;
use crate::parse::{Content, Mailbox, Structure};
use crate::people::{Fingerprints, figures};

/// The fingerprints of the message of `id`. `telling` are the words that tell what it was about, as
/// [`Rulebook::telling`](crate::rules::Rulebook::telling) finds them.
pub fn fingerprints(
    id: IncidentId,
    structure: &Structure,
    facts: &Facts,
    telling: &[String],
    exposure: &Exposure,
) -> Fingerprints {
    let texts = || {
        let files = facts.attachments.iter().filter_map(|file| match &file.text {
            Fact::Known(text) => Some(text.as_str()),
            Fact::Unavailable(_) => None,
        });
        [facts.own_text.as_str(), &facts.quoted_text, &facts.hidden_text].into_iter().chain(files)
    };
    let names = facts.attachments.iter().map(|file| fold::folded(&file.name)).filter(|name| !name.is_empty());
    let digest = |content: &Content| match content {
        Content::Octets { octets, .. } => Some(Digest::of(octets).to_string()),
        Content::Read(_) => None,
    };
    let mut leaked = Fingerprints {
        incident: id.to_string(),
        message_id: structure.message_id.clone(),
        subject: Fingerprints::subject_of(&facts.subject),
        files: structure.attachments.iter().filter_map(|file| digest(&file.content)).collect(),
        names: names.collect(),
        visible: structure.to.iter().chain(&structure.cc).filter_map(key).collect(),
        wrong: keys(&exposure.wrong),
        meant: keys(&exposure.meant),
        ..Fingerprints::default()
    };
    leaked.read(texts());
    leaked.tell(telling.iter().map(String::as_str));
    // What stands under the signature, such as a telephone number, tells nothing; what is written and in files does.
    let numbers: Vec<String> = texts().flat_map(figures).collect();
    leaked.tell(numbers.iter().map(String::as_str));
    leaked
}

fn key(mailbox: &Mailbox) -> Option<String> {
    mailbox.address.as_ref().map(|address| address.key().to_owned())
}

fn keys(addresses: &[String]) -> Vec<String> {
    addresses.iter().filter_map(|text| text.parse::<Address>().ok()).map(|address| address.key().to_owned()).collect()
}
