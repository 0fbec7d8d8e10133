//! The attachments and the files within them, each a line of its own.

use super::{AttachmentFacts, Fact};
use crate::files::{Contents, Inner, Kind};
use crate::parse::{Attachment, Content};

/// Every attachment, followed by the files within it.
pub(super) fn all(attachments: &[Attachment], files: Vec<Contents>) -> Vec<AttachmentFacts> {
    let mut out = Vec::new();
    let mut files = files.into_iter();
    for attachment in attachments {
        let contents = match &attachment.content {
            Content::Read(text) => Contents { kind: Kind::Message, text: text.clone(), ..Contents::default() },
            // A reader that answers too little has read nothing.
            Content::Octets { .. } => files.next().unwrap_or_else(Contents::unanswered),
        };
        let (mut facts, inner) = stated(contents);
        facts.name.clone_from(&attachment.name);
        facts.other_names.clone_from(&attachment.other_names);
        facts.media_type.clone_from(&attachment.media_type);
        facts.size = attachment.size;
        let within = vec![facts.name.clone()];
        out.push(facts);
        inner.into_iter().for_each(|file| within_file(file, &within, &mut out));
    }
    out
}

/// Depth is bounded where files are read.
fn within_file(file: Inner, within: &[String], out: &mut Vec<AttachmentFacts>) {
    let (mut facts, inner) = stated(file.contents);
    let mut names = file.names.into_iter();
    facts.name = names.next().unwrap_or_default();
    facts.other_names = names.collect();
    facts.within = within.to_vec();
    facts.size = usize::try_from(file.size).unwrap_or(usize::MAX);
    let path: Vec<String> = within.iter().cloned().chain([facts.name.clone()]).collect();
    out.push(facts);
    inner.into_iter().for_each(|file| within_file(file, &path, out));
}

fn stated(contents: Contents) -> (AttachmentFacts, Vec<Inner>) {
    let is_blank = contents.text.is_empty() && contents.inner.is_empty();
    let text = match contents.unread.first() {
        Some(unread) if is_blank => Fact::Unavailable(unread.what.clone()),
        _ => Fact::Known(contents.text),
    };
    let facts = AttachmentFacts {
        name: String::new(),
        other_names: Vec::new(),
        within: Vec::new(),
        media_type: String::new(),
        kind: contents.kind,
        size: 0,
        text,
        hidden: contents.hidden,
        properties: contents.properties,
        features: contents.features,
        unread: contents.unread,
    };
    (facts, contents.inner)
}
