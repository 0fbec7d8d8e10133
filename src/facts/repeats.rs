//! What a message repeats of one that slipped through: its words, its files, its thread, its list of recipients. Looked for
//! only while an incident of the sender's is open.

use super::{AttachmentFacts, Fact, Repeat, Scene};
use crate::base::Address;
use crate::message::Digest;
use crate::parse::{Attachment, Content, Mailbox};
use crate::people::{Fingerprints, PartyKind};

/// So many who saw each other make a list.
const LIST: usize = 2;

/// What is repeated of each; nothing of those of which nothing is.
pub(super) fn all(scene: &Scene<'_>, own_text: &str, attachments: &[AttachmentFacts]) -> Vec<Repeat> {
    let leaked = scene.history.map_or(&[][..], |history| &history.leaked);
    leaked.iter().filter_map(|leaked| of(scene, leaked, own_text, attachments)).collect()
}

fn of(scene: &Scene<'_>, leaked: &Fingerprints, own_text: &str, attachments: &[AttachmentFacts]) -> Option<Repeat> {
    let structure = scene.structure;
    let known = |list: &[String], address: &Address| list.iter().any(|key| key == address.key());
    let recipients: Vec<&Address> = scene.submission.envelope.recipients.iter().map(|r| &r.address).collect();
    let wrong = |address: &&&Address| known(&leaked.wrong, address);
    let stranger = |address: &&&Address| {
        wrong(address) || (scene.kind(address) != PartyKind::Internal && !known(&leaked.meant, address))
    };
    let not_for: Vec<Address> = recipients.iter().filter(stranger).map(|a| (*a).clone()).collect();
    let wrong: Vec<Address> = recipients.iter().filter(wrong).map(|a| (*a).clone()).collect();
    if not_for.is_empty() {
        return None;
    }
    let visible: Vec<&str> = structure.to.iter().chain(&structure.cc).filter_map(key).collect();
    let visible_wrong = leaked.wrong.iter().filter(|key| visible.contains(&key.as_str())).count();
    let same_list = leaked.visible.len() >= LIST
        && visible_wrong > 0
        && leaked.visible.iter().all(|key| visible.contains(&key.as_str()));
    let texts = attachments.iter().filter_map(|file| match &file.text {
        Fact::Known(text) => Some(text.as_str()),
        Fact::Unavailable(_) => None,
    });
    let texts = [own_text, &structure.quoted_text, &structure.hidden_text].into_iter().chain(texts);
    let mut told = leaked.told_in(own_text);
    told.extend(leaked.told_in(&structure.subject));
    let subject = leaked.is_subject(&structure.subject);
    let answers = leaked.message_id.as_ref().is_some_and(|id| structure.references.contains(id));
    let repeat = Repeat {
        incident: leaked.incident.clone(),
        phrases: texts.map(|text| leaked.quoted_in(text)).sum(),
        files: structure.attachments.iter().filter(|file| is_again(leaked, file)).map(|f| f.name.clone()).collect(),
        in_its_thread: answers || subject,
        told,
        wrong,
        not_for,
        visible_wrong,
        same_list,
    };
    let nothing = repeat.phrases == 0
        && repeat.files.is_empty()
        && !repeat.in_its_thread
        && repeat.told.is_empty()
        && !repeat.same_list
        && repeat.visible_wrong < LIST;
    (!nothing).then_some(repeat)
}

fn key(mailbox: &Mailbox) -> Option<&str> {
    mailbox.address.as_ref().map(Address::key)
}

/// Whether a file is one of those that slipped through.
fn is_again(leaked: &Fingerprints, file: &Attachment) -> bool {
    match &file.content {
        Content::Octets { octets, .. } if !leaked.files.is_empty() => {
            leaked.files.contains(&Digest::of(octets).to_string())
        }
        Content::Octets { .. } | Content::Read(_) => false,
    }
}
