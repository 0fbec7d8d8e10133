//! The attachments and the files within them, each a line of its own.

use super::{AttachmentFacts, Fact, Scene};
use crate::base::{Address, fold};
use crate::files::{Contents, Inner, Kind, Property};
use crate::parse::Content;
use crate::people::PartyKind;

/// Every attachment, followed by the files within it.
pub(super) fn all(scene: &Scene<'_>, files: Vec<Contents>) -> Vec<AttachmentFacts> {
    let mut out = Vec::new();
    let mut files = files.into_iter();
    for attachment in &scene.structure.attachments {
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
    for file in &mut out {
        file.parties = parties(scene, &file.properties);
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

/// The parties that authors and companies in a file's properties belong to: by the party's name within them, by an address,
/// or by the name of somebody the directory knows.
fn parties(scene: &Scene<'_>, properties: &[Property]) -> Vec<String> {
    const TELLING: [&str; 4] = ["author", "last-author", "company", "manager"];
    let mut found: Vec<String> = Vec::new();
    for property in properties.iter().filter(|property| TELLING.contains(&property.name.as_str())) {
        let folded = format!(" {} ", fold::folded(&property.value));
        let named = scene.directory.parties.iter().filter(|party| {
            party.kind != PartyKind::Internal && folded.contains(&format!(" {} ", fold::folded(&party.name)))
        });
        found.extend(named.map(|party| party.name.clone()));
        let known = scene.directory.persons.iter().find(|person| fold::folded(&person.name) == folded.trim());
        let address = property.value.trim().parse::<Address>().ok().or_else(|| known.map(|p| p.address.clone()));
        let of_address = address.as_ref().and_then(|address| {
            let (kind, party) = scene.directory.classify(address, scene.sender_domain());
            party.filter(|_| kind != PartyKind::Internal)
        });
        found.extend(of_address.map(|party| party.name.clone()));
    }
    found.sort_unstable();
    found.dedup();
    found
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
        parties: Vec::new(),
        features: contents.features,
        unread: contents.unread,
    };
    (facts, contents.inner)
}
